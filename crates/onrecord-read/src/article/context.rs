//! Where a block stands in the story: against the headline, against the
//! headings before it and the blocks around it, and how far its words are the
//! story's. A page may go on with another story, which looks like the first one
//! block by block; what tells it is that it stands apart from the headline and
//! speaks of something else.

use onrecord_html::{Document, NodeId, Tag};
use onrecord_record::MarkKind;

use super::blocks::{Blocks, Landmarks, RawBlock};
use super::features::{Facts, KeySet, Told, WordKeys, pair, topic_keys};
use super::hints::Hints;

/// The columns that a block's context takes, in order.
pub(crate) const NAMES: [&str; 33] = [
    // How many elements up until one holds the headline, the story's first
    // prose, too; -1 without one.
    "up_to_headline",
    "up_to_first",
    // The `article` element around it: 0 none, 1 the headline's, 2 one while the
    // headline has none, 3 another one, 4 one inside the headline's.
    "article_element",
    // Headings as high as the headline since it; short blocks named as times or
    // bylines; blocks named as related stories, comments or the page's foot.
    "heads_since",
    "stamps_since",
    "strays_since",
    // The last heading before it: what its words tell, how much of it is links,
    // its level, how many blocks ago it stood, whether their parent is the same.
    "heading_told",
    "heading_links",
    "heading_level",
    "heading_distance",
    "heading_same_parent",
    // Share of its long words that headline and summary have, in hundredths, and
    // how many those are; the share over its parent and grandparent.
    "topic_share",
    "topic_words",
    "parent_topic",
    "grandparent_topic",
    // The same for the story's first paragraphs.
    "echo_share",
    "parent_echo",
    "grandparent_echo",
    // Share of its words that is strong, emphasised, in hundredths.
    "strong",
    "emphasis",
    // How many blocks have its signature.
    "fellows",
    // How many blocks of its parent stand right before it and after it.
    "run_before",
    "run_after",
    // How many of the five blocks before and after it are prose, mostly links.
    "window_prose_before",
    "window_prose_after",
    "window_links_before",
    "window_links_after",
    // Signs of mail (1), of rights (2), of an address (4).
    "signs",
    // Share of the page's prose that stands after the last heading as high as
    // the headline, in thousandths.
    "prose_since_head",
    // Where a link ends the block: how many words lead into it, and whether they
    // end in a mark that announces (`Read more:`); -1 without.
    "lead_words",
    "lead_mark",
    // How many blocks begin with its first two words.
    "same_beginning",
    // Share of its letters that are capitals, in hundredths.
    "shouted",
];

/// A block's context.
pub(crate) type Row = [i32; NAMES.len()];

/// How many blocks on each side a window reaches.
const WINDOW: usize = 5;

/// How far back and on a run is counted.
const RUN: i32 = 20;

/// What a page's blocks are held against.
pub(crate) struct Story<'p> {
    /// The block that most likely is the headline.
    pub(crate) headline: Option<usize>,
    /// The first prose of the main part.
    pub(crate) first: Option<usize>,
    /// What the publisher claims.
    pub(crate) told: &'p Told,
}

/// Measures every block's context.
pub(crate) fn measure(
    document: &Document<'_>,
    blocks: &Blocks,
    words: &WordKeys,
    facts: &[Facts],
    story: &Story<'_>,
) -> Vec<Row> {
    let list = &blocks.list;
    let headline = story.headline.map(|k| list[k].container);
    let to_headline = Ways::to(document, headline);
    let to_first = Ways::to(document, story.first.map(|k| list[k].container));
    let home = headline.and_then(|node| article_of(document, node));
    let shared = Shared::of(document, blocks, words, facts, story);
    let emphasis = emphasis(blocks);
    let fellows = fellows(facts);
    let runs = runs(facts);
    let leads = leads(blocks);
    let beginnings = beginnings(words);
    let level = story.headline.map_or(1, |k| facts[k].heading.max(1));
    let mut since = [0; 3];
    let mut heading: Option<usize> = None;
    let mut prose_since = 0;
    let mut ways: Option<(NodeId, [i32; 3])> = None;
    let mut rows = Vec::with_capacity(list.len());
    for (k, (block, f)) in list.iter().zip(facts).enumerate() {
        // Blocks of one container come together.
        let [up_to_headline, up_to_first, article] = match ways {
            Some((node, known)) if node == block.container => known,
            _ => {
                let own = [
                    to_headline.up_from(document, block.container),
                    to_first.up_from(document, block.container),
                    article_element(document, block, home),
                ];
                ways = Some((block.container, own));
                own
            }
        };
        let above = heading.map_or([0, 0, 0, 99, 0], |at| {
            let head = &facts[at];
            [
                head.text_told.mean,
                head.link_percent as i32,
                head.heading as i32,
                ((k - at) as i32).min(99),
                i32::from(head.parent == f.parent),
            ]
        });
        let parent = document.parent(block.container);
        let grandparent = parent.and_then(|node| document.parent(node));
        let [topic, echo] = shared.own[k];
        let up = |node: Option<NodeId>, which| node.map_or(0, |node| shared.over(node, which));
        let window = |range: std::ops::Range<usize>| {
            facts[range].iter().fold([0, 0], |[prose, links], f| {
                [
                    prose + i32::from(f.prose > 0),
                    links + i32::from(f.link_percent >= 60),
                ]
            })
        };
        let before = window(k.saturating_sub(WINDOW)..k);
        let after = window((k + 1).min(list.len())..(k + 1 + WINDOW).min(list.len()));
        let own_words = (block.span.len() as u32).max(1);
        let [signs, capitals] = signs_and_capitals(blocks.words(block));
        rows.push([
            up_to_headline,
            up_to_first,
            article,
            since[0],
            since[1],
            since[2],
            above[0],
            above[1],
            above[2],
            above[3],
            above[4],
            topic.percent(),
            topic.found.min(99) as i32,
            up(parent, 0),
            up(grandparent, 0),
            echo.percent(),
            up(parent, 1),
            up(grandparent, 1),
            (emphasis[k][0] * 100 / own_words) as i32,
            (emphasis[k][1] * 100 / own_words) as i32,
            fellows[k],
            runs[k][0],
            runs[k][1],
            before[0],
            after[0],
            before[1],
            after[1],
            signs,
            prose_since,
            leads[k][0],
            leads[k][1],
            beginnings[k],
            capitals,
        ]);
        // What the blocks behind it count from.
        if story.headline == Some(k) {
            since = [0; 3];
            prose_since = 0;
        } else {
            let short = block.width <= 120;
            let near = block.inner.with(block.hints[0]).with(block.hints[1]);
            let all = near.with(block.hints[2]).with(block.hints[3]);
            let top = f.heading > 0 && f.heading <= level && block.width >= 16;
            let stamp = short && near.any(Hints::TIME.with(Hints::BYLINE));
            let stray = all.any(STRAYS);
            for (count, more) in since.iter_mut().zip([top, stamp, stray]) {
                *count = (*count + i32::from(more)).min(99);
            }
            prose_since = if top { 0 } else { prose_since + f.prose as i32 };
        }
        if f.heading > 0 && block.width <= 200 {
            heading = Some(k);
        }
    }
    rows
}

/// What stands outside the story.
const STRAYS: Hints = Hints::RELATED
    .with(Hints::COMMENT)
    .with(Hints::FOOTER)
    .with(Hints::PROMO)
    .with(Hints::TAGS);

/// The elements from one up to the root.
struct Ways {
    /// By node index.
    on: Vec<bool>,
    any: bool,
}

impl Ways {
    fn to(document: &Document<'_>, node: Option<NodeId>) -> Ways {
        let mut on = vec![false; document.len()];
        for id in std::iter::successors(node, |id| document.parent(*id)) {
            on[id.index()] = true;
        }
        Ways {
            on,
            any: node.is_some(),
        }
    }

    /// How many elements up from a node until one is on the way.
    fn up_from(&self, document: &Document<'_>, node: NodeId) -> i32 {
        if !self.any {
            return -1;
        }
        let up = std::iter::successors(Some(node), |id| document.parent(*id));
        up.take_while(|id| !self.on[id.index()]).count().min(60) as i32
    }
}

/// The nearest `article` element around a node.
pub(crate) fn article_of(document: &Document<'_>, node: NodeId) -> Option<NodeId> {
    std::iter::successors(Some(node), |id| document.parent(*id))
        .find(|id| document.tag(*id) == Tag::Article)
}

fn article_element(document: &Document<'_>, block: &RawBlock, home: Option<NodeId>) -> i32 {
    if !block.landmarks.any(Landmarks::ARTICLE) {
        return 0;
    }
    let own = article_of(document, block.container);
    match (own, home) {
        (None, _) => 0,
        (Some(_), None) => 2,
        (Some(own), Some(home)) if own == home => 1,
        (Some(own), Some(home)) if document.subtree(home).contains(&own.index()) => 4,
        _ => 3,
    }
}

/// How many of some long words are known.
#[derive(Clone, Copy, Debug, Default)]
struct Share {
    found: u32,
    of: u32,
}

impl Share {
    fn add(&mut self, other: Share) {
        self.found += other.found;
        self.of += other.of;
    }

    fn percent(self) -> i32 {
        (self.found * 100 / self.of.max(1)) as i32
    }
}

/// How far the words of blocks and elements are the story's: those of headline
/// and summary first, those of the first paragraphs second.
struct Shared {
    own: Vec<[Share; 2]>,
    /// Over elements, by node index.
    over: Vec<[Share; 2]>,
}

impl Shared {
    fn of(
        document: &Document<'_>,
        blocks: &Blocks,
        words: &WordKeys,
        facts: &[Facts],
        story: &Story<'_>,
    ) -> Shared {
        /// So many paragraphs tell what the story is about.
        const FIRST: usize = 3;
        let told = story.told.headlines.iter().chain(&story.told.descriptions);
        let mut topic: Vec<u64> = told.flat_map(|text| topic_keys(text)).collect();
        if let Some(headline) = story.headline {
            topic.extend(topic_keys(blocks.words(&blocks.list[headline])));
        }
        let first = story.first.into_iter().flat_map(|from| {
            (from..facts.len())
                .filter(|k| facts[*k].prose >= 80 && facts[*k].in_main[0])
                .take(FIRST)
        });
        let first: Vec<usize> = first.collect();
        let echo = first
            .iter()
            .flat_map(|k| topic_keys(blocks.words(&blocks.list[*k])));
        let sets = [KeySet::of(topic), KeySet::of(echo.collect())];
        let mut own = Vec::with_capacity(facts.len());
        let mut over = vec![[Share::default(); 2]; document.len()];
        for (k, (block, keys)) in blocks.list.iter().zip(words.iter()).enumerate() {
            let of = keys.len() as u32;
            let mut shares = sets.each_ref().map(|set| Share {
                found: keys.iter().filter(|key| set.has(**key)).count() as u32,
                of,
            });
            own.push(shares);
            // What the first paragraphs have they have from themselves.
            if first.contains(&k) {
                shares[1] = Share::default();
            }
            let up =
                std::iter::successors(document.parent(block.container), |id| document.parent(*id));
            for node in up.take(2) {
                for (sum, share) in over[node.index()].iter_mut().zip(shares) {
                    sum.add(share);
                }
            }
        }
        Shared { own, over }
    }

    fn over(&self, node: NodeId, which: usize) -> i32 {
        self.over[node.index()][which].percent()
    }
}

/// How many bytes of each block are strong, and emphasised.
fn emphasis(blocks: &Blocks) -> Vec<[u32; 2]> {
    let mut out = vec![[0, 0]; blocks.list.len()];
    let mut at = 0;
    for mark in &blocks.marks {
        let which = match mark.kind {
            MarkKind::Strong => 0,
            MarkKind::Emphasis => 1,
            MarkKind::Link(_) => continue,
        };
        // Hidden text is listed last; its marks are few, and are looked for
        // from the beginning.
        if at > 0 && blocks.list[at - 1].span.end > mark.span.start {
            at = 0;
        }
        while at < out.len() && blocks.list[at].span.end <= mark.span.start {
            at += 1;
        }
        if at < out.len() {
            out[at][which] += mark.span.len() as u32;
        }
    }
    out
}

/// What leads into the link that ends each block: its words, and whether it
/// ends in a mark that announces.
fn leads(blocks: &Blocks) -> Vec<[i32; 2]> {
    /// More words are a sentence with a link at its end.
    const MOST: usize = 8;
    let mut out = vec![[-1, -1]; blocks.list.len()];
    let links = blocks
        .marks
        .iter()
        .filter(|mark| matches!(mark.kind, MarkKind::Link(_)));
    for link in links {
        let at = blocks
            .list
            .partition_point(|block| block.span.end <= link.span.start);
        // Hidden text is listed last and out of order; what is not found has no
        // lead.
        let Some(block) = blocks.list.get(at) else {
            continue;
        };
        let inside = block.span.start <= link.span.start && link.span.end <= block.span.end;
        if !inside || out[at][0] >= 0 {
            continue;
        }
        let tail = &blocks.text.content[link.span.end as usize..block.span.end as usize];
        if tail.chars().any(char::is_alphanumeric) {
            continue;
        }
        let lead = blocks.text.content[block.span.start as usize..link.span.start as usize].trim();
        let words = lead.split_whitespace().take(MOST + 1).count();
        if words <= MOST {
            let marked = lead.ends_with([':', '|', '>', '»', '→', '–', '—', '：', '▶', '•']);
            out[at] = [words as i32, i32::from(marked)];
        }
    }
    out
}

/// How many blocks begin with the same two words as each, at most 99; 0 for
/// those of one word.
fn beginnings(words: &WordKeys) -> Vec<i32> {
    let keys = words.iter().map(|keys| match keys {
        [_, _, ..] => pair(keys),
        _ => 0,
    });
    let keys: Vec<u64> = keys.collect();
    counts(&keys)
        .zip(&keys)
        .map(|(count, key)| if *key == 0 { 0 } else { count })
        .collect()
}

/// How many blocks have each block's signature, at most 99.
fn fellows(facts: &[Facts]) -> Vec<i32> {
    let signatures: Vec<u64> = facts.iter().map(|f| f.signature).collect();
    counts(&signatures).collect()
}

/// How often each value stands in the list, at most 99.
fn counts(values: &[u64]) -> impl Iterator<Item = i32> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    values.iter().map(move |value| {
        let upto = sorted.partition_point(|other| other <= value);
        let below = sorted.partition_point(|other| other < value);
        (upto - below).min(99) as i32
    })
}

/// How many blocks of its parent stand right before and after each block.
fn runs(facts: &[Facts]) -> Vec<[i32; 2]> {
    let mut out = vec![[0, 0]; facts.len()];
    for k in 1..facts.len() {
        if facts[k].parent == facts[k - 1].parent {
            out[k][0] = (out[k - 1][0] + 1).min(RUN);
        }
    }
    for k in (1..facts.len()).rev() {
        if facts[k].parent == facts[k - 1].parent {
            out[k - 1][1] = (out[k][1] + 1).min(RUN);
        }
    }
    out
}

/// Signs that prose seldom has, and the share of letters that are capitals, in
/// one pass over the bytes.
fn signs_and_capitals(words: &str) -> [i32; 2] {
    let bytes = words.as_bytes();
    let (mut signs, mut letters, mut capitals) = (0, 0, 0);
    for (k, byte) in bytes.iter().enumerate() {
        match byte {
            b'a'..=b'z' => letters += 1,
            b'A'..=b'Z' => {
                letters += 1;
                capitals += 1;
            }
            b'@' => signs |= 1,
            // The first byte of `©`.
            0xC2 if bytes.get(k + 1) == Some(&0xA9) => signs |= 2,
            b':' if bytes[k..].starts_with(b"://") => signs |= 4,
            b'.' if bytes[..k].ends_with(b"www") => signs |= 4,
            _ => {}
        }
    }
    [signs, capitals * 100 / letters.max(1)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_and_capitals_of_words() {
        assert_eq!(signs_and_capitals("READ more"), [0, 50]);
        assert_eq!(signs_and_capitals("© a@b.c"), [3, 0]);
        assert_eq!(signs_and_capitals("http://x www.y"), [4, 0]);
        assert_eq!(signs_and_capitals("Ã"), [0, 0]);
    }
}
