//! What is measured of each block, once, before anything is decided.
//!
//! All features are whole numbers, so that a verdict is the same on every
//! machine. The table is indexed as the blocks are; a rule or a model reads a
//! row and never the tree.

use std::collections::HashMap;

use onrecord_html::{Document, NodeId, Tag};

use super::blocks::{Blocks, Landmarks, RawBlock};
use super::hints::Hints;
use super::lexicon::{self, Lexicon};

/// What the publisher claims that bears on blocks.
#[derive(Clone, Debug, Default)]
pub(crate) struct Told {
    /// Headlines and titles.
    pub(crate) headlines: Vec<String>,
    /// Descriptions.
    pub(crate) descriptions: Vec<String>,
    /// The article's text.
    pub(crate) bodies: Vec<String>,
}

/// How many neighbours on each side a row knows.
const NEIGHBOURS: [isize; 4] = [-2, -1, 1, 2];

/// The features of every block.
#[derive(Clone, Debug, Default)]
pub(crate) struct Features {
    /// One row a block.
    pub(crate) rows: Vec<Vec<i32>>,
    /// What the rules ask for by name.
    pub(crate) facts: Vec<Facts>,
}

/// The part of a block's measurements that rules read by name and neighbours
/// see.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Facts {
    pub(crate) width: u32,
    pub(crate) words: u32,
    /// Sentence ends inside or at the end.
    pub(crate) sentences: u32,
    pub(crate) commas: u32,
    pub(crate) digits: u32,
    /// Words that start with a capital.
    pub(crate) capitals: u32,
    /// Share of the words that are links, in hundredths.
    pub(crate) link_percent: u32,
    /// 0 no end mark, 1 a sentence's end, 2 a colon, 3 an ellipsis.
    pub(crate) ending: u32,
    pub(crate) starts_lower: bool,
    pub(crate) starts_quote: bool,
    pub(crate) pipes: u32,
    pub(crate) heading: u32,
    /// Width of prose: sentences of some length that are not links.
    pub(crate) prose: u32,
    /// How many blocks of the page have the same words.
    pub(crate) twins: u32,
    /// A number for the container's tag and class and its parent's.
    pub(crate) signature: u64,
    /// The container's parent.
    pub(crate) parent: u32,
    /// Share of the page's prose in the container's parent, in thousandths.
    pub(crate) parent_share: u32,
    /// Share of the page's prose in blocks of the same signature.
    pub(crate) signature_share: u32,
    /// Whether the block is in the smallest element with half, three quarters,
    /// nine tenths of the page's prose.
    pub(crate) in_main: [bool; 3],
    /// Whether its words are a headline the publisher claims.
    pub(crate) is_headline_claim: bool,
    /// Share of its words that stand in a claimed description, in hundredths.
    pub(crate) in_description: u32,
    /// Share of its words that stand in the claimed article text.
    pub(crate) in_body_claim: u32,
    /// Whether a picture stands right before it.
    pub(crate) image_before: bool,
    /// How many elements up until one holds half of the page's prose.
    pub(crate) steps_to_main: u32,
    /// What the words of the text tell.
    pub(crate) text_told: lexicon::Told,
    /// What the words of class and id tell, of the container, its parent and
    /// its grandparent.
    pub(crate) attributes_told: [lexicon::Told; 3],
}

/// Sums over everything inside an element.
#[derive(Clone, Copy, Default)]
struct Sum {
    prose: u32,
    width: u32,
    link_width: u32,
    blocks: u32,
    prose_blocks: u32,
}

/// Measures every block of a page.
pub(crate) fn measure(
    document: &Document<'_>,
    blocks: &Blocks,
    told: &Told,
    lexicon: &Lexicon,
) -> Features {
    let mut facts: Vec<Facts> = blocks
        .list
        .iter()
        .map(|block| of_words(blocks.words(block), block))
        .collect();
    twins(blocks, &mut facts);
    let words: Vec<Vec<u64>> = blocks
        .list
        .iter()
        .map(|block| word_keys(blocks.words(block)))
        .collect();
    claims(&words, told, &mut facts);
    for (facts, words) in facts.iter_mut().zip(&words) {
        facts.text_told = lexicon.tell(
            words
                .iter()
                .map(|hash| lexicon::key(*hash, lexicon::Kind::Text)),
        );
    }
    let sums = Sums::over(document, blocks, &facts);
    containers(document, blocks, &sums, lexicon, &mut facts);
    images(blocks, &mut facts);
    let rows = rows(document, blocks, told, &sums, &facts);
    Features { rows, facts }
}

/// The lexicon's keys of a block: its words, and the class and id words around
/// it. For training.
pub(crate) fn lexicon_keys(document: &Document<'_>, blocks: &Blocks) -> Vec<Vec<u32>> {
    let of = |block: &RawBlock| {
        let words = word_keys(blocks.words(block));
        let mut keys: Vec<u32> = words
            .iter()
            .map(|hash| lexicon::key(*hash, lexicon::Kind::Text))
            .collect();
        let around = std::iter::successors(Some(block.container), |id| document.parent(*id));
        for (level, node) in (0..3).zip(around) {
            keys.extend(lexicon::attribute_keys(document, node, level));
        }
        keys.sort_unstable();
        keys.dedup();
        keys
    };
    blocks.list.iter().map(of).collect()
}

/// Features of the words alone.
pub(crate) fn of_words(words: &str, block: &RawBlock) -> Facts {
    let mut facts = Facts {
        width: block.width,
        heading: u32::from(block.heading),
        ..Facts::default()
    };
    let mut in_word = false;
    let mut chars = words.chars().peekable();
    let mut last = ' ';
    while let Some(c) = chars.next() {
        if c.is_whitespace() {
            in_word = false;
        } else if !in_word {
            in_word = true;
            facts.words += 1;
            facts.capitals += u32::from(c.is_uppercase());
        }
        match c {
            '.' | '!' | '?' | '…' => {
                // A full stop inside a number or name ends nothing.
                let ends = chars
                    .peek()
                    .is_none_or(|n| n.is_whitespace() || is_closing(*n));
                facts.sentences += u32::from(ends);
            }
            '。' | '！' | '？' | '؟' | '।' | '｡' => facts.sentences += 1,
            ',' | '，' | '、' | '،' => facts.commas += 1,
            '0'..='9' => facts.digits += 1,
            '|' | '•' | '·' | '»' | '›' | '/' => facts.pipes += 1,
            _ => {}
        }
        if !c.is_whitespace() && !is_closing(c) {
            last = c;
        }
    }
    facts.ending = match last {
        '.' | '!' | '?' | '。' | '！' | '？' | '؟' | '।' | '｡' => 1,
        ':' | '：' => 2,
        '…' => 3,
        _ => 0,
    };
    let first = words.chars().next().unwrap_or(' ');
    facts.starts_lower = first.is_lowercase();
    facts.starts_quote = matches!(
        first,
        '"' | '\'' | '“' | '‘' | '„' | '«' | '»' | '「' | '『'
    );
    let linked = (block.link_width * 100).checked_div(block.width);
    facts.link_percent = linked.unwrap_or(0).min(100);
    let sentence_like =
        facts.sentences + facts.commas > 0 && block.width >= 40 && block.heading == 0;
    if sentence_like && !block.landmarks.any(NOT_PROSE) {
        facts.prose = block.width.saturating_sub(block.link_width);
    }
    facts
}

/// Inside these nothing counts as prose when the main part is looked for.
const NOT_PROSE: Landmarks = Landmarks(
    Landmarks::NAV.0
        | Landmarks::FOOTER.0
        | Landmarks::CAPTION.0
        | Landmarks::BUTTON.0
        | Landmarks::HIDDEN.0
        | Landmarks::NOSCRIPT.0
        | Landmarks::DIALOG.0,
);

fn is_closing(c: char) -> bool {
    matches!(
        c,
        '"' | '\'' | '”' | '’' | '»' | '«' | '“' | ')' | ']' | '）' | '」' | '』'
    )
}

/// Fowler-Noll-Vo, the same on every machine and run.
fn hash(bytes: impl Iterator<Item = u8>, seed: u64) -> u64 {
    bytes.fold(seed ^ 0xcbf2_9ce4_8422_2325, |h, b| {
        (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

pub(crate) fn twins(blocks: &Blocks, facts: &mut [Facts]) {
    let mut seen: HashMap<u64, u32> = HashMap::with_capacity(facts.len());
    let key = |block: &RawBlock| hash(blocks.words(block).bytes(), 0);
    for block in &blocks.list {
        *seen.entry(key(block)).or_default() += 1;
    }
    for (block, facts) in blocks.list.iter().zip(facts) {
        facts.twins = seen.get(&key(block)).copied().unwrap_or(1);
    }
}

/// The words of a text as numbers, letters and digits only, case folded.
pub(crate) fn word_keys(text: &str) -> Vec<u64> {
    let mut keys = Vec::with_capacity(text.len() / 6);
    let mut word = None;
    let mix = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    for c in text.chars() {
        let hash = word.unwrap_or(0xcbf2_9ce4_8422_2325);
        if c.is_ascii_alphanumeric() {
            word = Some(mix(hash, (c as u8).to_ascii_lowercase()));
        } else if !c.is_ascii() && c.is_alphanumeric() {
            let mut buffer = [0; 4];
            let folded = c.to_lowercase().fold(hash, |hash, lower| {
                lower.encode_utf8(&mut buffer).bytes().fold(hash, mix)
            });
            word = Some(folded);
            // A script without spaces gives one key a character.
            if is_wide(c) {
                keys.extend(word.take());
            }
        } else {
            keys.extend(word.take());
        }
    }
    keys.extend(word);
    keys
}

fn is_wide(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}' | '\u{F900}'..='\u{FAFF}' | '\u{0E00}'..='\u{0EFF}')
}

/// The pairs of neighbouring words of a text, sorted.
fn pairs(text: &str) -> Vec<u64> {
    let keys = word_keys(text);
    let mut pairs: Vec<u64> = keys
        .windows(2)
        .map(|w| w[0].rotate_left(17) ^ w[1])
        .collect();
    pairs.sort_unstable();
    pairs
}

fn share_in(keys: &[u64], pairs: &[u64]) -> u32 {
    if keys.len() < 2 {
        return 0;
    }
    let found = keys
        .windows(2)
        .filter(|w| pairs.binary_search(&(w[0].rotate_left(17) ^ w[1])).is_ok())
        .count();
    (found * 100 / (keys.len() - 1)) as u32
}

fn claims(words: &[Vec<u64>], told: &Told, facts: &mut [Facts]) {
    let headlines: Vec<Vec<u64>> = told
        .headlines
        .iter()
        .map(|h| word_keys(h))
        .filter(|keys| !keys.is_empty())
        .collect();
    let descriptions: Vec<Vec<u64>> = told.descriptions.iter().map(|d| pairs(d)).collect();
    let bodies: Vec<Vec<u64>> = told.bodies.iter().map(|b| pairs(b)).collect();
    if headlines.is_empty() && descriptions.is_empty() && bodies.is_empty() {
        return;
    }
    for (keys, facts) in words.iter().zip(facts) {
        facts.is_headline_claim = headlines.contains(keys);
        let best = |sets: &[Vec<u64>]| {
            sets.iter()
                .map(|set| share_in(keys, set))
                .max()
                .unwrap_or(0)
        };
        facts.in_description = best(&descriptions);
        facts.in_body_claim = best(&bodies);
    }
}

/// Sums for every element that holds blocks.
struct Sums {
    /// By node index; what holds no block has none.
    of: Vec<Sum>,
    total: Sum,
    /// The smallest elements with half, three quarters, nine tenths of the
    /// page's prose.
    mains: [Option<NodeId>; 3],
}

impl Sums {
    fn over(document: &Document<'_>, blocks: &Blocks, facts: &[Facts]) -> Sums {
        let mut of = vec![Sum::default(); document.len()];
        let mut total = Sum::default();
        for (block, facts) in blocks.list.iter().zip(facts) {
            let add = |sum: &mut Sum| {
                sum.prose += facts.prose;
                sum.width += block.width;
                sum.link_width += block.link_width;
                sum.blocks += 1;
                sum.prose_blocks += u32::from(facts.prose > 0);
            };
            add(&mut total);
            let mut node = Some(block.container);
            while let Some(id) = node {
                add(&mut of[id.index()]);
                node = document.parent(id);
            }
        }
        let mut mains = [None; 3];
        for (main, percent) in mains.iter_mut().zip([50, 75, 90]) {
            // Elements with more than half of the prose nest, so the one with
            // the least text is the innermost.
            let enough = u64::from(total.prose) * percent;
            let mut best = u32::MAX;
            for block in blocks
                .list
                .iter()
                .zip(facts)
                .filter(|(_, f)| f.prose > 0)
                .map(|(b, _)| b)
            {
                let mut node = Some(block.container);
                while let Some(id) = node {
                    let sum = of[id.index()];
                    if u64::from(sum.prose) * 100 > enough {
                        if sum.width < best {
                            best = sum.width;
                            *main = Some(id);
                        }
                        break;
                    }
                    node = document.parent(id);
                }
            }
        }
        Sums { of, total, mains }
    }

    fn get(&self, node: Option<NodeId>) -> Sum {
        node.map(|id| self.of[id.index()]).unwrap_or_default()
    }

    fn prose_share(&self, sum: Sum) -> u32 {
        (u64::from(sum.prose) * 1000 / u64::from(self.total.prose.max(1))) as u32
    }
}

fn signature(document: &Document<'_>, node: NodeId, levels: usize) -> u64 {
    let mut h = 0;
    let mut at = Some(node);
    for _ in 0..levels {
        let Some(id) = at else { break };
        h = hash(document.name(id).bytes(), h);
        h = hash(
            document.attr(id, "class").unwrap_or("").bytes(),
            h.rotate_left(9),
        );
        at = document.parent(id);
    }
    h
}

fn containers(
    document: &Document<'_>,
    blocks: &Blocks,
    sums: &Sums,
    lexicon: &Lexicon,
    facts: &mut [Facts],
) {
    let mut mass: HashMap<u64, u32> = HashMap::new();
    // Blocks of one container come together; its numbers are found once.
    let mut last: Option<(NodeId, Facts)> = None;
    for (block, facts) in blocks.list.iter().zip(facts.iter_mut()) {
        if let Some((node, known)) = last
            && node == block.container
        {
            facts.signature = known.signature;
            facts.parent = known.parent;
            facts.parent_share = known.parent_share;
            facts.in_main = known.in_main;
            facts.steps_to_main = known.steps_to_main;
            facts.attributes_told = known.attributes_told;
        } else {
            let parent = document.parent(block.container);
            facts.signature = signature(document, block.container, 2);
            facts.parent = parent.map_or(0, |id| id.index() as u32);
            facts.parent_share = sums.prose_share(sums.get(parent));
            facts.steps_to_main = 20;
            let around = std::iter::successors(Some(block.container), |id| document.parent(*id));
            for ((level, node), told) in (0..3).zip(around).zip(&mut facts.attributes_told) {
                *told = lexicon.tell(lexicon::attribute_keys(document, node, level).into_iter());
            }
            let mut node = Some(block.container);
            let mut steps = 0;
            while let Some(id) = node {
                for (inside, main) in facts.in_main.iter_mut().zip(sums.mains) {
                    *inside |= main == Some(id);
                }
                if facts.steps_to_main == 20 && sums.prose_share(sums.of[id.index()]) >= 500 {
                    facts.steps_to_main = steps.min(20);
                }
                steps += 1;
                node = document.parent(id);
            }
            last = Some((block.container, *facts));
        }
        *mass.entry(facts.signature).or_default() += facts.prose;
    }
    for facts in facts {
        let prose = mass.get(&facts.signature).copied().unwrap_or(0);
        facts.signature_share =
            (u64::from(prose) * 1000 / u64::from(sums.total.prose.max(1))) as u32;
    }
}

fn images(blocks: &Blocks, facts: &mut [Facts]) {
    let mut images = blocks.images.iter().peekable();
    let mut before = 0;
    for (block, facts) in blocks.list.iter().zip(facts) {
        while images.next_if(|image| image.at < before).is_some() {}
        facts.image_before = images
            .peek()
            .is_some_and(|image| image.at <= block.span.start);
        before = block.span.end;
    }
}

/// A small number for a tag; tags of one kind share it.
fn tag_code(tag: Tag) -> i32 {
    match tag {
        Tag::P => 1,
        Tag::Div => 2,
        Tag::Li => 3,
        Tag::H1 => 4,
        Tag::H2 => 5,
        Tag::H3 => 6,
        Tag::H4 | Tag::H5 | Tag::H6 => 7,
        Tag::Td | Tag::Th => 8,
        Tag::Tr => 9,
        Tag::Blockquote => 10,
        Tag::Figcaption => 11,
        Tag::Pre => 12,
        Tag::Section => 13,
        Tag::Article => 14,
        Tag::Dt => 15,
        Tag::Dd => 16,
        Tag::Header => 17,
        Tag::Footer => 18,
        Tag::Button => 19,
        Tag::Body => 20,
        _ => 0,
    }
}

fn rows(
    document: &Document<'_>,
    blocks: &Blocks,
    told: &Told,
    sums: &Sums,
    facts: &[Facts],
) -> Vec<Vec<i32>> {
    let list = &blocks.list;
    let headline = headline_index(blocks, facts);
    // The first and last prose of the main part, from which places are counted.
    let mut prose = (0..list.len())
        .filter(|&k| facts[k].prose >= 80 && facts[k].in_main[0] && facts[k].link_percent < 50);
    let first = prose.next();
    let last = prose.next_back().or(first);
    let page_width = sums.total.width.max(1);
    let mut before = 0;
    let mut prose_before = 0;
    let mut out = Vec::with_capacity(list.len());
    for (k, (block, f)) in list.iter().zip(facts).enumerate() {
        let mut row = Row(Vec::with_capacity(names().len()));
        let number = |n: u32| n.min(1 << 20) as i32;
        // Words.
        row.push(number(f.width));
        row.push(number(f.words));
        row.push(number(f.sentences));
        row.push(number(f.commas));
        row.push(number(f.digits * 100 / f.width.max(1)));
        row.push(number(f.link_percent));
        row.push(number(f.capitals * 100 / f.words.max(1)));
        row.push(number(f.width * 10 / f.words.max(1)).min(400));
        row.push(number(f.ending));
        row.push(i32::from(f.starts_lower));
        row.push(i32::from(f.starts_quote));
        row.push(number(f.pipes));
        row.push(number(f.prose));
        row.push(number(f.twins).min(10));
        // Structure.
        row.push(tag_code(block.tag));
        row.push(number(f.heading));
        row.push(i32::from(block.list_depth.min(5)));
        row.push(i32::from(block.depth.min(60)));
        for bit in 0..Landmarks::COUNT {
            row.push(i32::from(block.landmarks.any(Landmarks(1 << bit))));
        }
        for bit in 0..Hints::COUNT {
            row.push(nearness(block, Hints(1 << bit)));
        }
        // Containers.
        let parent = document.parent(block.container);
        let grandparent = parent.and_then(|id| document.parent(id));
        for node in [Some(block.container), parent, grandparent] {
            let sum = sums.get(node);
            row.push(number(sums.prose_share(sum)));
            row.push(number(
                (u64::from(sum.link_width) * 100 / u64::from(sum.width.max(1))) as u32,
            ));
            row.push(number(sum.blocks));
            row.push(number(sum.prose_blocks * 100 / sum.blocks.max(1)));
            row.push(number(
                (u64::from(sum.width) * 1000 / u64::from(page_width)) as u32,
            ));
        }
        for inside in f.in_main {
            row.push(i32::from(inside));
        }
        row.push(number(f.steps_to_main));
        row.push(number(f.signature_share));
        // Place.
        row.push(number((k * 1000 / list.len()) as u32));
        row.push(number(
            (u64::from(before) * 1000 / u64::from(page_width)) as u32,
        ));
        row.push(number(
            (u64::from(prose_before) * 1000 / u64::from(sums.total.prose.max(1))) as u32,
        ));
        row.push(distance(k, headline));
        row.push(distance(k, first));
        row.push(distance(k, last));
        row.push(number(list.len() as u32));
        row.push(number(sums.total.prose));
        // Claims.
        row.push(i32::from(f.is_headline_claim));
        row.push(number(f.in_description));
        row.push(if told.bodies.is_empty() {
            -1
        } else {
            number(f.in_body_claim)
        });
        row.push(i32::from(f.image_before));
        // What the words tell.
        row.push(f.text_told.mean);
        row.push(f.text_told.lowest);
        row.push(f.text_told.highest);
        row.push(f.text_told.first);
        for told in f.attributes_told {
            row.push(told.mean);
            row.push(told.lowest);
            row.push(told.highest);
        }
        // Neighbours.
        for step in NEIGHBOURS {
            let other = k.checked_add_signed(step).and_then(|j| facts.get(j));
            match other {
                Some(o) => {
                    row.push(number(o.width));
                    row.push(number(o.link_percent));
                    row.push(number(o.sentences));
                    row.push(number(o.heading));
                    row.push(number(o.ending));
                    row.push(i32::from(o.parent == f.parent));
                    row.push(i32::from(o.signature == f.signature));
                    row.push(number(o.parent_share));
                    row.push(number(o.signature_share));
                    row.push(o.text_told.mean);
                    row.push(o.attributes_told[0].mean);
                }
                None => (0..11).for_each(|_| row.push(-1)),
            }
        }
        before += block.width;
        prose_before += f.prose;
        out.push(row.0);
    }
    out
}

struct Row(Vec<i32>);

impl Row {
    fn push(&mut self, value: i32) {
        self.0.push(value);
    }
}

/// How near the nearest hint of a category is: 5 inside, 4 on the container,
/// 3, 2 and 1 above it, 0 nowhere.
fn nearness(block: &RawBlock, hint: Hints) -> i32 {
    if block.inner.any(hint) {
        return 5;
    }
    block
        .hints
        .iter()
        .position(|h| h.any(hint))
        .map_or(0, |k| 4 - k as i32)
}

/// How many blocks after another one, within bounds; far off if there is none.
fn distance(k: usize, from: Option<usize>) -> i32 {
    from.map_or(-999, |from| (k as i32 - from as i32).clamp(-200, 200))
}

/// The block that most likely is the headline: one that says what the claims
/// say, in the biggest heading; without claims the first `h1` of some length.
pub(crate) fn headline_index(blocks: &Blocks, facts: &[Facts]) -> Option<usize> {
    let visible = |k: &usize| !blocks.list[*k].landmarks.any(Landmarks::HIDDEN);
    let claimed = (0..facts.len())
        .filter(|&k| facts[k].is_headline_claim)
        .filter(visible)
        .min_by_key(|&k| match facts[k].heading {
            0 => 7,
            level => level,
        });
    claimed.or_else(|| {
        (0..facts.len())
            .filter(|&k| facts[k].heading == 1 && facts[k].width >= 10)
            .find(visible)
    })
}

/// The features' names, in the order of a row.
pub(crate) fn names() -> &'static [String] {
    static NAMES: std::sync::OnceLock<Vec<String>> = std::sync::OnceLock::new();
    NAMES.get_or_init(|| {
        let mut names: Vec<String> = [
            "width",
            "words",
            "sentences",
            "commas",
            "digit_percent",
            "link_percent",
            "capital_percent",
            "word_width",
            "ending",
            "starts_lower",
            "starts_quote",
            "pipes",
            "prose",
            "twins",
            "tag",
            "heading",
            "list_depth",
            "depth",
        ]
        .map(str::to_owned)
        .to_vec();
        names.extend((0..Landmarks::COUNT).map(|bit| format!("landmark_{bit}")));
        names.extend((0..Hints::COUNT).map(|bit| format!("hint_{bit}")));
        for level in ["own", "parent", "grandparent"] {
            for what in [
                "prose_share",
                "link_percent",
                "blocks",
                "prose_blocks",
                "width_share",
            ] {
                names.push(format!("{level}_{what}"));
            }
        }
        for name in [
            "in_half",
            "in_three_quarters",
            "in_nine_tenths",
            "steps_to_main",
            "signature_share",
            "index",
            "width_before",
            "prose_before",
            "from_headline",
            "from_first",
            "from_last",
            "page_blocks",
            "page_prose",
            "headline_claim",
            "in_description",
            "in_body_claim",
            "image_before",
        ] {
            names.push(name.to_owned());
        }
        for what in ["mean", "lowest", "highest", "first"] {
            names.push(format!("text_{what}"));
        }
        for level in ["own", "parent", "grandparent"] {
            for what in ["mean", "lowest", "highest"] {
                names.push(format!("{level}_attribute_{what}"));
            }
        }
        for step in NEIGHBOURS {
            for what in [
                "width",
                "link_percent",
                "sentences",
                "heading",
                "ending",
                "same_parent",
                "same_signature",
                "parent_share",
                "signature_share",
                "text_mean",
                "own_attribute_mean",
            ] {
                names.push(format!("{what}@{step}"));
            }
        }
        names
    })
}
