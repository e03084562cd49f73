//! What is measured of the blocks of a plain text, which has no tree: their
//! words, the empty lines between them, and what stands around.

use super::blocks::Blocks;
use super::features::{
    Facts, Features, KeySet, Learned, Rows, WordKeys, of_blocks, topic_keys, word_keys,
};
use super::lexicon;
use crate::intake::lines::Paragraphs;

/// How many neighbours on each side a row knows.
const NEIGHBOURS: [isize; 6] = [-3, -2, -1, 1, 2, 3];

/// How many features a block of text has.
pub(crate) const COLUMNS: usize = 18 + 15 + NEIGHBOURS.len() * 8 + STORY;

/// How many of them tell how a block stands to the story.
const STORY: usize = 8;

/// How far around a block prose is added up, in blocks.
const WINDOW: usize = 6;

/// Measures every block of a text.
pub(crate) fn measure(paragraphs: &Paragraphs, learned: &Learned) -> Features {
    let (facts, words) = of_blocks(&paragraphs.blocks, learned);
    let rows = rows(paragraphs, &words, &facts);
    Features { rows, facts, words }
}

/// The lexicon's keys of every block, for training.
pub(crate) fn lexicon_keys(blocks: &Blocks) -> Vec<Vec<u32>> {
    let of = |block| {
        let words = word_keys(blocks.words(block));
        let mut keys: Vec<u32> = words
            .iter()
            .map(|hash| lexicon::key(*hash, lexicon::Kind::Text))
            .collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    };
    blocks.list.iter().map(of).collect()
}

fn rows(paragraphs: &Paragraphs, words: &WordKeys, facts: &[Facts]) -> Rows {
    let count = facts.len();
    let prose: Vec<u32> = running_sum(facts.iter().map(|f| f.prose));
    let total = prose[count].max(1);
    let widths: Vec<u32> = running_sum(facts.iter().map(|f| f.width));
    let long: Vec<usize> = (0..count).filter(|&k| facts[k].prose >= 80).collect();
    let densest = densest(&prose, count);
    let story = story(paragraphs, words, facts, densest);
    let share = |part: u32, whole: u32| (u64::from(part) * 1000 / u64::from(whole.max(1))) as i32;
    let number = |n: u32| n.min(1 << 20) as i32;
    let mut out = Rows::new(COLUMNS, count);
    for (k, f) in facts.iter().enumerate() {
        let after = long.partition_point(|&j| j <= k);
        let before = long.partition_point(|&j| j < k);
        let from = k.saturating_sub(WINDOW);
        let to = (k + 1 + WINDOW).min(count);
        let mut row = own(f);
        row.extend([
            gap(paragraphs, k),
            gap(paragraphs, k + 1),
            share(k as u32, count as u32),
            share(widths[k], widths[count]),
            share(prose[k], total),
            number(count as u32),
            number(total),
            before
                .checked_sub(1)
                .map_or(99, |j| (k - long[j]).min(99) as i32),
            long.get(after).map_or(99, |&j| (j - k).min(99) as i32),
            number(prose[k] - prose[from]),
            number(prose[to] - prose[k + 1]),
            number(prose[to] - prose[from]) * 100 / number(widths[to] - widths[from]).max(1),
            (k as i32 - densest as i32).clamp(-200, 200),
            long.first()
                .map_or(-999, |&j| (k as i32 - j as i32).clamp(-200, 200)),
            long.last()
                .map_or(-999, |&j| (k as i32 - j as i32).clamp(-200, 200)),
        ]);
        for step in NEIGHBOURS {
            match k
                .checked_add_signed(step)
                .and_then(|j| facts.get(j).map(|f| (j, f)))
            {
                Some((j, o)) => row.extend([
                    number(o.width),
                    number(o.words),
                    number(o.sentences),
                    number(o.ending),
                    number(o.capitals * 100 / o.words.max(1)),
                    o.text_told.mean,
                    o.wording,
                    gap(paragraphs, j),
                ]),
                None => row.extend([-1; 8]),
            }
        }
        row.extend(story[k]);
        row.into_iter().for_each(|value| out.push(value));
    }
    out
}

/// A line of no more words may head what follows it.
const HEADING: u32 = 6;

/// How each block stands to the story, which is where the prose is densest: what
/// the words around it tell, how far its own are those of the story's first
/// paragraphs, and what lines between the story and it tell that head something
/// else.
fn story(
    paragraphs: &Paragraphs,
    words: &WordKeys,
    facts: &[Facts],
    densest: usize,
) -> Vec<[i32; STORY]> {
    /// Words that tell less than this, in sixty-fourths of log-odds, are not the
    /// story's.
    const FOREIGN: i32 = -48;
    /// So many paragraphs tell what the story is about.
    const FIRST: usize = 4;
    let count = facts.len();
    let from = densest.saturating_sub(WINDOW);
    let first: Vec<usize> = (from..count)
        .filter(|k| facts[*k].prose >= 80)
        .take(FIRST)
        .collect();
    let blocks = &paragraphs.blocks;
    let of = first
        .iter()
        .flat_map(|k| topic_keys(blocks.words(&blocks.list[*k])));
    let told = KeySet::of(of.collect());
    let mut out = vec![[0; STORY]; count];
    let mean = |range: std::ops::Range<usize>| {
        let (sum, weight) = facts[range].iter().fold((0, 0), |(sum, weight), f| {
            let own = f.words.min(20) as i32;
            (sum + f.text_told.mean * own, weight + own)
        });
        sum / weight.max(1)
    };
    let mut head: Option<usize> = None;
    for (k, keys) in words.iter().enumerate() {
        let found = keys.iter().filter(|key| told.has(**key)).count() as i32;
        let row = &mut out[k];
        row[0] = mean(k.saturating_sub(WINDOW)..k);
        row[1] = mean((k + 1).min(count)..(k + 1 + WINDOW).min(count));
        row[2] = found * 100 / (keys.len() as i32).max(1);
        row[3] = found.min(99);
        row[4] = head.map_or(0, |at| facts[at].text_told.mean);
        row[5] = head.map_or(99, |at| (k - at).min(99) as i32);
        if facts[k].words <= HEADING {
            head = Some(k);
        }
    }
    let mut between = |order: &mut dyn Iterator<Item = usize>| {
        let (mut lowest, mut foreign) = (0, 0);
        for k in order {
            (out[k][6], out[k][7]) = (lowest, foreign);
            if facts[k].words <= HEADING {
                lowest = lowest.min(facts[k].text_told.mean);
                foreign = (foreign + i32::from(facts[k].text_told.mean < FOREIGN)).min(99);
            }
        }
    };
    between(&mut (densest..count));
    between(&mut (0..densest).rev());
    out
}

/// A block's own words in numbers.
fn own(f: &Facts) -> Vec<i32> {
    let number = |n: u32| n.min(1 << 20) as i32;
    vec![
        number(f.width),
        number(f.words),
        number(f.sentences),
        number(f.commas),
        number(f.digits * 100 / f.width.max(1)),
        number(f.capitals * 100 / f.words.max(1)),
        number(f.width * 10 / f.words.max(1)).min(400),
        number(f.ending),
        i32::from(f.starts_lower),
        i32::from(f.starts_quote),
        number(f.pipes),
        number(f.prose),
        number(f.twins).min(10),
        f.text_told.mean,
        f.text_told.lowest,
        f.text_told.highest,
        f.text_told.first,
        f.wording,
    ]
}

fn gap(paragraphs: &Paragraphs, k: usize) -> i32 {
    paragraphs.gaps.get(k).map_or(9, |gap| (*gap).min(9) as i32)
}

/// Sums of the values before each, and of all.
pub(crate) fn running_sum(values: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut sum = 0;
    std::iter::once(0)
        .chain(values.map(|value| {
            sum += value;
            sum
        }))
        .collect()
}

/// The middle of the stretch of blocks with the most prose.
fn densest(prose: &[u32], count: usize) -> usize {
    let sum = |k: usize| prose[(k + 1 + WINDOW).min(count)] - prose[k.saturating_sub(WINDOW)];
    (0..count)
        .max_by_key(|&k| (sum(k), std::cmp::Reverse(k)))
        .unwrap_or(0)
}
