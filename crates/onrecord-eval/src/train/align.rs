//! Which blocks of a page are in a gold text.
//!
//! Gold bodies are plain text; training needs a label a block. A block of some
//! words is matched by its runs of four words; a short one only between
//! matched neighbours, where the gold has the same words in the same place.

use std::collections::HashMap;

/// A block's label with how much it counts in training.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Target {
    /// Whether the block is body.
    pub(super) body: bool,
    /// Weight, 0 to 1.
    pub(super) weight: f32,
}

/// The words of a text as the scorer sees them, in lower case.
fn tokens(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut word = String::new();
    for c in text.chars() {
        let wide = matches!(c, '\u{2E80}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}' | '\u{F900}'..='\u{FAFF}' | '\u{0E00}'..='\u{0EFF}');
        if c.is_alphanumeric() && !wide {
            word.extend(c.to_lowercase());
            continue;
        }
        if !word.is_empty() {
            out.push(std::mem::take(&mut word));
        }
        if wide {
            out.push(c.to_string());
        }
    }
    if !word.is_empty() {
        out.push(word);
    }
    out
}

const RUN: usize = 4;

/// Labels the blocks of a page whose body is `gold`.
pub(super) fn align(blocks: &[&str], gold: &str) -> Vec<Target> {
    let gold = tokens(gold);
    let mut at: HashMap<&[String], Vec<usize>> = HashMap::new();
    for (k, run) in gold.windows(RUN).enumerate() {
        at.entry(run).or_default().push(k);
    }
    let blocks: Vec<Vec<String>> = blocks.iter().map(|b| tokens(b)).collect();
    // Long blocks: the share of their runs in the gold, and where.
    struct Found {
        block: usize,
        start: usize,
        end: usize,
        share: f32,
    }
    let mut found = Vec::new();
    for (block, words) in blocks.iter().enumerate() {
        if words.len() < RUN {
            continue;
        }
        let runs = words.len() - RUN + 1;
        let mut hits = 0;
        let mut offsets: HashMap<isize, usize> = HashMap::new();
        for (k, run) in words.windows(RUN).enumerate() {
            if let Some(places) = at.get(run) {
                hits += 1;
                for place in places.iter().take(8) {
                    *offsets.entry(*place as isize - k as isize).or_default() += 1;
                }
            }
        }
        let share = hits as f32 / runs as f32;
        if share < 0.15 {
            continue;
        }
        let mut best: Vec<(isize, usize)> = offsets.into_iter().collect();
        best.sort_by_key(|&(offset, count)| (std::cmp::Reverse(count), offset));
        let start = best[0].0.max(0) as usize;
        found.push(Found {
            block,
            start,
            end: (start + words.len()).min(gold.len()),
            share,
        });
    }
    // The heaviest chain of blocks whose places in the gold rise.
    let mut best: Vec<(usize, Option<usize>)> = Vec::with_capacity(found.len());
    for k in 0..found.len() {
        let own = found[k].end.saturating_sub(found[k].start).max(1);
        let before = (0..k)
            .filter(|&j| {
                found[j].start < found[k].start.max(1) && found[j].end <= found[k].start + 3
            })
            .max_by_key(|&j| best[j].0);
        best.push((own + before.map_or(0, |j| best[j].0), before));
    }
    let mut chain = vec![false; found.len()];
    let mut node = (0..found.len()).max_by_key(|&k| best[k].0);
    while let Some(k) = node {
        chain[k] = true;
        node = best[k].1;
    }
    let mut targets = vec![
        Target {
            body: false,
            weight: 1.0
        };
        blocks.len()
    ];
    let mut place: Vec<Option<(usize, usize)>> = vec![None; blocks.len()];
    for (f, in_chain) in found.iter().zip(&chain) {
        let target = &mut targets[f.block];
        if *in_chain {
            place[f.block] = Some((f.start, f.end));
            target.body = f.share >= 0.5;
            target.weight = if (0.3..0.7).contains(&f.share) {
                0.3
            } else {
                1.0
            };
        } else if f.share >= 0.5 {
            // A second copy, or text out of order: no evidence either way.
            target.weight = 0.0;
        }
    }
    // Short blocks between matched ones.
    let mut next = vec![gold.len(); blocks.len() + 1];
    for k in (0..blocks.len()).rev() {
        next[k] = place[k].map_or(next[k + 1], |(start, _)| start);
    }
    let mut from = 0;
    for k in 0..blocks.len() {
        if let Some((_, end)) = place[k] {
            from = end;
            continue;
        }
        let words = &blocks[k];
        if words.is_empty() {
            targets[k].weight = 0.0;
            continue;
        }
        if words.len() >= RUN {
            continue;
        }
        let to = next[k + 1];
        if from < to && to - from <= 80 {
            let window = &gold[from..to];
            if let Some(j) = window
                .windows(words.len())
                .position(|w| w == words.as_slice())
            {
                targets[k].body = true;
                from += j + words.len();
            }
        }
    }
    targets
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(blocks: &[&str], gold: &str) -> Vec<bool> {
        align(blocks, gold).iter().map(|t| t.body).collect()
    }

    #[test]
    fn long_blocks_match_by_their_words() {
        let gold = "The bridge over the Marn was closed on Monday.\nRepairs will take six weeks, the city said.";
        let page = [
            "News",
            "The bridge over the Marn was closed on Monday.",
            "Advertisement",
            "Repairs will take six weeks, the city said.",
            "Sign up for our letter about bridges today",
        ];
        assert_eq!(body(&page, gold), [false, true, false, true, false]);
    }

    #[test]
    fn short_blocks_match_only_in_their_place() {
        let gold = "The bridge over the Marn was closed on Monday.\nWhat now?\nRepairs will take six weeks, the city said.";
        let page = [
            "What now?",
            "The bridge over the Marn was closed on Monday.",
            "What now?",
            "Repairs will take six weeks, the city said.",
            "What now?",
        ];
        assert_eq!(body(&page, gold), [false, true, true, true, false]);
    }

    #[test]
    fn a_second_copy_counts_nothing() {
        let gold = "The bridge over the Marn was closed on Monday. Nobody was hurt.";
        let targets = align(&[gold, gold], gold);
        assert_eq!(targets.iter().filter(|t| t.body).count(), 1);
        assert_eq!(targets.iter().filter(|t| t.weight == 0.0).count(), 1);
    }
}
