//! A linear-chain conditional random field (Lafferty, McCallum and Pereira
//! 2001) over hashed features.
//!
//! Weights are whole numbers and sums of them are exact; exponentials are
//! libm's, so that the same text has the same labels on every machine. Training
//! is in the evaluation crate; see `weights/PROVENANCE.md`.
//!
//! The bytes: `u32` number of labels (up to eight), `u32` how many weights make
//! one unit of log-odds, then as `i32` the weights of starting in each label
//! and of going from each label to each, then a table (`table.rs`). All numbers
//! are little-endian.

use super::table::{ROW, Table};

/// A trained field.
pub(crate) struct Crf {
    labels: usize,
    unit: f32,
    start: [i32; ROW],
    steps: [[i32; ROW]; ROW],
    table: Table,
}

/// What a field finds in a sequence.
#[derive(Clone, Debug, Default)]
pub(crate) struct Marginals {
    /// For every token the chance of every label.
    pub(crate) tokens: Vec<[f32; ROW]>,
}

impl Crf {
    /// Reads a field; `None` if the bytes are not one.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Crf> {
        let mut rest = bytes;
        let mut number = || -> Option<i32> {
            let (head, tail) = rest.split_first_chunk::<4>()?;
            rest = tail;
            Some(i32::from_le_bytes(*head))
        };
        let labels = usize::try_from(number()?).ok()?;
        let unit = number()?;
        if !(2..=ROW).contains(&labels) || unit <= 0 {
            return None;
        }
        let mut start = [0; ROW];
        for weight in &mut start[..labels] {
            *weight = number()?;
        }
        let mut steps = [[0; ROW]; ROW];
        for row in &mut steps[..labels] {
            for weight in &mut row[..labels] {
                *weight = number()?;
            }
        }
        Some(Crf {
            labels,
            unit: unit as f32,
            start,
            steps,
            table: Table::from_bytes(rest)?,
        })
    }

    /// The sums of the weights of a token's features, a label each.
    pub(crate) fn sums(&self, features: &[u64]) -> [i32; ROW] {
        let mut sums = [0; ROW];
        self.table.add(features, &mut sums);
        sums
    }

    /// The likeliest labels of a sequence, given every token's sums.
    pub(crate) fn best(&self, sums: &[[i32; ROW]]) -> Vec<u8> {
        let n = self.labels;
        let mut from: Vec<[u8; ROW]> = Vec::with_capacity(sums.len());
        let mut score = [0i32; ROW];
        for (at, token) in sums.iter().enumerate() {
            let mut next = [0; ROW];
            let mut back = [0u8; ROW];
            for to in 0..n {
                let (label, best) = if at == 0 {
                    (0, self.start[to])
                } else {
                    let mut best = (0, i32::MIN);
                    for (label, (score, step)) in score[..n].iter().zip(&self.steps).enumerate() {
                        let through = score.saturating_add(step[to]);
                        if through > best.1 {
                            best = (label, through);
                        }
                    }
                    best
                };
                next[to] = best.saturating_add(token[to]);
                back[to] = label as u8;
            }
            score = next;
            from.push(back);
        }
        let mut label = (0..n).rev().max_by_key(|&label| score[label]).unwrap_or(0) as u8;
        let mut out = vec![0; sums.len()];
        for at in (0..sums.len()).rev() {
            out[at] = label;
            label = from[at][usize::from(label)];
        }
        out
    }

    /// The chance of every label at every token, given every token's sums.
    pub(crate) fn marginals(&self, sums: &[[i32; ROW]]) -> Marginals {
        let n = self.labels;
        let exp = |weight: i32| libm::expf(weight as f32 / self.unit);
        let mut steps = [[0f32; ROW]; ROW];
        for (row, weights) in steps.iter_mut().zip(&self.steps).take(n) {
            for (step, &weight) in row.iter_mut().zip(weights).take(n) {
                *step = exp(weight);
            }
        }
        let local: Vec<[f32; ROW]> = sums
            .iter()
            .map(|token| {
                // The largest label is one, so that nothing overflows.
                let top = token[..n].iter().copied().max().unwrap_or(0);
                let mut out = [0f32; ROW];
                for (out, &weight) in out.iter_mut().zip(token).take(n) {
                    *out = exp(weight - top);
                }
                out
            })
            .collect();
        let mut forward: Vec<[f32; ROW]> = Vec::with_capacity(sums.len());
        for (at, local) in local.iter().enumerate() {
            let mut now = [0f32; ROW];
            for to in 0..n {
                let reach = match forward.last() {
                    None => exp(self.start[to]),
                    Some(last) => (0..n).map(|label| last[label] * steps[label][to]).sum(),
                };
                now[to] = reach * local[to];
            }
            debug_assert_eq!(forward.len(), at);
            forward.push(scaled(now));
        }
        let mut back = [0f32; ROW];
        back[..n].fill(1.0);
        for at in (0..sums.len()).rev() {
            let mut joint = [0f32; ROW];
            for label in 0..n {
                joint[label] = forward[at][label] * back[label];
            }
            let mut before = [0f32; ROW];
            for label in 0..n {
                before[label] = (0..n)
                    .map(|to| steps[label][to] * local[at][to] * back[to])
                    .sum();
            }
            forward[at] = scaled(joint);
            back = scaled(before);
        }
        Marginals { tokens: forward }
    }
}

/// The same proportions with the sum one.
fn scaled(values: [f32; ROW]) -> [f32; ROW] {
    let sum: f32 = values.iter().sum();
    if sum > 0.0 {
        values.map(|value| value / sum)
    } else {
        values
    }
}
