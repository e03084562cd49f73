//! ROUGE-LSum: for each gold sentence the union, over all answer sentences, of
//! its positions on one longest common subsequence; hits are clipped to how
//! often the token occurs in the answer.
//!
//! Which longest common subsequence is taken matters to the union, so the
//! tables are walked back just as Google's `rouge_score` does it. They are held
//! as bits, one bit for each step up in a row, which makes a row of a sentence
//! one or two machine words.

use super::{Prf, prf};

/// Scores an answer's sentences against the gold's, both as token numbers below
/// `tokens`.
pub(super) fn rouge_lsum(gold: &[Vec<u32>], answer: &[Vec<u32>], tokens: usize) -> Prf {
    let gold: Vec<&[u32]> = gold
        .iter()
        .map(Vec::as_slice)
        .filter(|s| !s.is_empty())
        .collect();
    let answer: Vec<&[u32]> = answer
        .iter()
        .map(Vec::as_slice)
        .filter(|s| !s.is_empty())
        .collect();
    let gold_len: usize = gold.iter().map(|s| s.len()).sum();
    let answer_len: usize = answer.iter().map(|s| s.len()).sum();
    if gold_len == 0 || answer_len == 0 {
        return Prf::default();
    }
    let covered = covered(&gold, &answer, tokens);
    let mut left = vec![0u32; tokens];
    for &token in answer.iter().copied().flatten() {
        left[token as usize] += 1;
    }
    let mut hits = 0usize;
    for (sentence, covered) in gold.iter().zip(&covered) {
        for (&token, _) in sentence
            .iter()
            .zip(covered)
            .filter(|(_, covered)| **covered)
        {
            let left = &mut left[token as usize];
            if *left > 0 {
                *left -= 1;
                hits += 1;
            }
        }
    }
    prf(
        hits as f64 / answer_len as f64,
        hits as f64 / gold_len as f64,
    )
}

/// For each gold sentence, which of its positions some answer sentence covers.
fn covered(gold: &[&[u32]], answer: &[&[u32]], tokens: usize) -> Vec<Vec<bool>> {
    let mut unique = answer.to_vec();
    unique.sort_unstable();
    unique.dedup();
    let mut covered: Vec<Vec<bool>> = Vec::with_capacity(gold.len());
    let mut open: Vec<usize> = Vec::new();
    for (at, sentence) in gold.iter().enumerate() {
        let exact = unique.binary_search(sentence).is_ok();
        covered.push(vec![exact; sentence.len()]);
        if !exact {
            open.push(at);
        }
    }
    // Gold sentences by token, so that only pairs that share one are compared.
    let mut having: Vec<Vec<usize>> = vec![Vec::new(); tokens];
    for &at in &open {
        for &token in gold[at] {
            let list = &mut having[token as usize];
            if list.last() != Some(&at) {
                list.push(at);
            }
        }
    }
    let mut table = Table::new(tokens);
    let mut seen = vec![usize::MAX; gold.len()];
    for (number, candidate) in unique.iter().enumerate() {
        table.set_columns(candidate);
        for &token in *candidate {
            for &at in &having[token as usize] {
                if seen[at] != number {
                    seen[at] = number;
                    table.mark(gold[at], candidate, &mut covered[at]);
                }
            }
        }
        table.unset_columns(candidate);
    }
    covered
}

/// The table of longest common subsequence lengths of a gold sentence (rows)
/// and an answer sentence (columns). Lengths grow by one or not at all from
/// column to column; a bit says where they grow.
struct Table {
    /// For each token, where its column mask begins in `masks`, or none.
    slot: Vec<u32>,
    /// For each different token of the columns, the columns where it stands.
    masks: Vec<u64>,
    words: usize,
    rows: Vec<u64>,
    kept: Vec<usize>,
}

const NO_SLOT: u32 = u32::MAX;

impl Table {
    fn new(tokens: usize) -> Self {
        Self {
            slot: vec![NO_SLOT; tokens],
            masks: Vec::new(),
            words: 0,
            rows: Vec::new(),
            kept: Vec::new(),
        }
    }

    fn set_columns(&mut self, columns: &[u32]) {
        self.words = columns.len().div_ceil(64);
        self.masks.clear();
        for (column, &token) in columns.iter().enumerate() {
            let slot = &mut self.slot[token as usize];
            if *slot == NO_SLOT {
                *slot = self.masks.len() as u32;
                self.masks.resize(self.masks.len() + self.words, 0);
            }
            self.masks[*slot as usize + column / 64] |= 1 << (column % 64);
        }
    }

    fn unset_columns(&mut self, columns: &[u32]) {
        for &token in columns {
            self.slot[token as usize] = NO_SLOT;
        }
    }

    /// Marks the positions of `sentence` that stand on the longest common
    /// subsequence with the columns.
    fn mark(&mut self, sentence: &[u32], columns: &[u32], covered: &mut [bool]) {
        self.kept.clear();
        let slots = &self.slot;
        self.kept
            .extend((0..sentence.len()).filter(|&at| slots[sentence[at] as usize] != NO_SLOT));
        self.fill(sentence);
        let (mut row, mut column) = (self.kept.len(), columns.len());
        // Whether the length at (row, column) is above the one at (row - 1,
        // column): the difference of the bits up to there.
        let mut grows = row > 0 && self.grows(row, column);
        while row > 0 && column > 0 {
            let at = self.kept[row - 1];
            if sentence[at] == columns[column - 1] {
                covered[at] = true;
                row -= 1;
                column -= 1;
                grows = row > 0 && self.grows(row, column);
            } else if grows && !self.bit(row, column - 1) {
                // The length one column left is the one here, and so above the
                // one a row up; it stays above it there, since neighbouring
                // lengths differ by at most one.
                column -= 1;
            } else {
                row -= 1;
                grows = row > 0 && self.grows(row, column);
            }
        }
    }

    /// Computes all rows; row 0 is empty.
    fn fill(&mut self, sentence: &[u32]) {
        let words = self.words;
        self.rows.clear();
        self.rows.resize((self.kept.len() + 1) * words, 0);
        for (row, &at) in self.kept.iter().enumerate() {
            let mask = self.slot[sentence[at] as usize] as usize;
            let (before, after) = self.rows.split_at_mut((row + 1) * words);
            let before = &before[row * words..];
            let mut carry = false;
            for word in 0..words {
                // The usual step on the complement: keep = !before.
                let keep = !before[word];
                let matched = keep & self.masks[mask + word];
                let (sum, over) = keep.overflowing_add(matched);
                let (sum, over_carry) = sum.overflowing_add(u64::from(carry));
                carry = over || over_carry;
                after[word] = !(sum | (keep & !matched));
            }
        }
    }

    fn bit(&self, row: usize, column: usize) -> bool {
        self.rows[row * self.words + column / 64] >> (column % 64) & 1 == 1
    }

    /// The length at (row, column).
    fn length(&self, row: usize, column: usize) -> u32 {
        let row = &self.rows[row * self.words..][..self.words];
        let whole: u32 = row[..column / 64]
            .iter()
            .map(|word| word.count_ones())
            .sum();
        let part = column % 64;
        let rest = if part > 0 {
            (row[column / 64] & ((1 << part) - 1)).count_ones()
        } else {
            0
        };
        whole + rest
    }

    fn grows(&self, row: usize, column: usize) -> bool {
        self.length(row, column) > self.length(row - 1, column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The textbook table and way back, as `rouge_score` has it.
    fn plain(sentence: &[u32], columns: &[u32]) -> Vec<bool> {
        let (n, m) = (sentence.len(), columns.len());
        let mut table = vec![vec![0; m + 1]; n + 1];
        for i in 0..n {
            for j in 0..m {
                table[i + 1][j + 1] = if sentence[i] == columns[j] {
                    table[i][j] + 1
                } else {
                    table[i][j + 1].max(table[i + 1][j])
                };
            }
        }
        let mut covered = vec![false; n];
        let (mut i, mut j) = (n, m);
        while i > 0 && j > 0 {
            if sentence[i - 1] == columns[j - 1] {
                covered[i - 1] = true;
                i -= 1;
                j -= 1;
            } else if table[i][j - 1] > table[i - 1][j] {
                j -= 1;
            } else {
                i -= 1;
            }
        }
        covered
    }

    #[test]
    fn bits_take_the_same_way_as_the_plain_table() {
        let mut state = 7u64;
        let mut random = |below: u64| {
            state = state
                .wrapping_mul(6364136223846793005)
                .wrapping_add(1442695040888963407);
            (state >> 33) % below
        };
        for round in 0..3000u64 {
            let alphabet = 2 + round % 9;
            let length = 1 + round % 170;
            let (n, m) = (1 + random(length), 1 + random(length));
            let sentence: Vec<u32> = (0..n).map(|_| random(alphabet) as u32).collect();
            let columns: Vec<u32> = (0..m).map(|_| random(alphabet) as u32).collect();
            let mut table = Table::new(alphabet as usize);
            table.set_columns(&columns);
            let mut covered = vec![false; sentence.len()];
            table.mark(&sentence, &columns, &mut covered);
            assert_eq!(
                covered,
                plain(&sentence, &columns),
                "{sentence:?} {columns:?}"
            );
        }
    }

    #[test]
    fn hits_are_clipped_to_the_answer() {
        // The second sentence of the gold repeats the first; the answer has it once.
        let score = rouge_lsum(&[vec![0, 1], vec![0, 1]], &[vec![0, 1]], 2);
        assert_eq!((score.precision, score.recall), (1.0, 0.5));
    }
}
