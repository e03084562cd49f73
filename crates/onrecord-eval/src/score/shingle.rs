//! Runs of four words and bags of words, with counts.

use std::collections::HashMap;
use std::hash::Hash;

/// How much of an answer is in the gold and the other way round.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Overlap {
    pub(super) both: usize,
    pub(super) only_answer: usize,
    pub(super) only_gold: usize,
}

impl Overlap {
    /// Of what was answered, the share that is right; none if nothing was.
    pub(super) fn precision(self) -> Option<f64> {
        share(self.both, self.both + self.only_answer)
    }

    /// Of what is right, the share that was answered; none if nothing is.
    pub(super) fn recall(self) -> Option<f64> {
        share(self.both, self.both + self.only_gold)
    }
}

fn share(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// Compares two bags.
pub(super) fn bags<T: Eq + Hash>(
    gold: impl IntoIterator<Item = T>,
    answer: impl IntoIterator<Item = T>,
) -> Overlap {
    let mut left: HashMap<T, usize> = HashMap::new();
    let mut gold_len = 0;
    for item in gold {
        *left.entry(item).or_default() += 1;
        gold_len += 1;
    }
    let (mut both, mut answer_len) = (0, 0);
    for item in answer {
        answer_len += 1;
        if let Some(count) = left.get_mut(&item).filter(|count| **count > 0) {
            *count -= 1;
            both += 1;
        }
    }
    Overlap {
        both,
        only_answer: answer_len - both,
        only_gold: gold_len - both,
    }
}

/// Compares the runs of four tokens of two texts; a text of one to three tokens
/// is one run.
pub(super) fn shingles(gold: &[u32], answer: &[u32]) -> Overlap {
    bags(runs(gold), runs(answer))
}

fn runs(tokens: &[u32]) -> impl Iterator<Item = &[u32]> {
    let length = tokens.len().clamp(1, 4);
    tokens.windows(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_clipped() {
        let overlap = shingles(&[1, 2, 3, 4, 5], &[1, 2, 3, 4, 1, 2, 3, 4]);
        assert_eq!(
            overlap,
            Overlap {
                both: 1,
                only_answer: 4,
                only_gold: 1
            }
        );
        assert_eq!(shingles(&[1, 2], &[1, 2]).both, 1);
        assert_eq!(shingles(&[1, 2], &[1, 2, 3]).both, 0);
        assert_eq!(shingles(&[1], &[]).precision(), None);
    }
}
