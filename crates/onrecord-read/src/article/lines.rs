//! What is measured of the blocks of a plain text, which has no tree: their
//! words, the empty lines between them, and what stands around.

use super::blocks::Blocks;
use super::features::{Facts, Features, Rows, of_blocks, word_keys};
use super::lexicon::{self, Lexicon};
use crate::intake::lines::Paragraphs;

/// How many neighbours on each side a row knows.
const NEIGHBOURS: [isize; 6] = [-3, -2, -1, 1, 2, 3];

/// How many features a block of text has.
pub(crate) const COLUMNS: usize = 17 + 15 + NEIGHBOURS.len() * 7;

/// How far around a block prose is added up, in blocks.
const WINDOW: usize = 6;

/// Measures every block of a text.
pub(crate) fn measure(paragraphs: &Paragraphs, lexicon: &Lexicon) -> Features {
    let (facts, _) = of_blocks(&paragraphs.blocks, lexicon);
    let rows = rows(paragraphs, &facts);
    Features { rows, facts }
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

fn rows(paragraphs: &Paragraphs, facts: &[Facts]) -> Rows {
    let count = facts.len();
    let prose: Vec<u32> = running_sum(facts.iter().map(|f| f.prose));
    let total = prose[count].max(1);
    let widths: Vec<u32> = running_sum(facts.iter().map(|f| f.width));
    let long: Vec<usize> = (0..count).filter(|&k| facts[k].prose >= 80).collect();
    let densest = densest(&prose, count);
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
                    gap(paragraphs, j),
                ]),
                None => row.extend([-1; 7]),
            }
        }
        row.into_iter().for_each(|value| out.push(value));
    }
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
    ]
}

fn gap(paragraphs: &Paragraphs, k: usize) -> i32 {
    paragraphs.gaps.get(k).map_or(9, |gap| (*gap).min(9) as i32)
}

fn running_sum(values: impl Iterator<Item = u32>) -> Vec<u32> {
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
