//! A linear-chain conditional random field (Lafferty, McCallum and Pereira
//! 2001) over hashed features. What it weighs to go from one label to the next
//! depends on a class of the step, such as "into a quotation".
//!
//! Weights are whole numbers and sums of them are exact; exponentials are
//! libm's, so that the same text has the same labels on every machine. Training
//! is in the evaluation crate; see `weights/PROVENANCE.md`.
//!
//! The bytes: `u32` number of labels (up to seven), `u32` how many weights make
//! one unit of log-odds, `u32` number of classes of steps, then as `i32` the
//! weights of starting in each label and, class by class, of going from each
//! label to each, then a table (`table.rs`). All numbers are little-endian.

use super::table::{ROW, Sums, Table};

/// A trained field.
pub(crate) struct Crf {
    labels: usize,
    start: [i16; ROW],
    /// Weights of steps, by class, from label and to label.
    steps: Vec<[[i16; ROW]; ROW]>,
    /// Exponentials of the above.
    start_odds: [f32; ROW],
    step_odds: Vec<[[f32; ROW]; ROW]>,
    /// The same by label reached and label left.
    back_odds: Vec<[[f32; ROW]; ROW]>,
    /// Exponentials of whole weights from 0 downwards.
    odds: Vec<f32>,
    table: Table,
}

/// What a field finds in a sequence.
#[derive(Clone, Debug, Default)]
pub(crate) struct Marginals {
    /// For every token the chance of every label.
    pub(crate) tokens: Vec<[f32; ROW]>,
}

/// The weight of what cannot be; far below any sum of weights.
const NEVER: i16 = i16::MIN / 2;

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
        let classes = usize::try_from(number()?).ok()?;
        if !(2..ROW).contains(&labels) || unit <= 0 || !(1..=256).contains(&classes) {
            return None;
        }
        let odds = |weight: i32| libm::expf(weight as f32 / unit as f32);
        let (mut start, mut start_odds) = ([NEVER; ROW], [0.0; ROW]);
        for label in 0..labels {
            let weight = number()?;
            (start[label], start_odds[label]) = (weight.try_into().ok()?, odds(weight));
        }
        let mut steps = vec![[[NEVER; ROW]; ROW]; classes];
        let mut step_odds = vec![[[0.0; ROW]; ROW]; classes];
        let mut back_odds = step_odds.clone();
        for (class, steps) in steps.iter_mut().enumerate() {
            for from in 0..labels {
                for to in 0..labels {
                    let weight = number()?;
                    steps[from][to] = weight.try_into().ok()?;
                    step_odds[class][from][to] = odds(weight);
                    back_odds[class][to][from] = odds(weight);
                }
            }
        }
        Some(Crf {
            labels,
            start,
            steps,
            start_odds,
            step_odds,
            back_odds,
            // Down to where an odds is as good as none.
            odds: (0..unit * 40).map(|weight| odds(-weight)).collect(),
            table: Table::from_bytes(rest, labels)?,
        })
    }

    /// What sums the features of sequences.
    pub(crate) fn sums(&self) -> Sums<'_> {
        self.table.sums()
    }

    fn class(&self, class: u8) -> usize {
        usize::from(class).min(self.steps.len() - 1)
    }

    /// The likeliest labels of a sequence, given every token's sums and the
    /// class of the step to it.
    pub(crate) fn best(&self, sums: &[[i16; ROW]], classes: &[u8]) -> Vec<u8> {
        // Every score is taken from the best one of its token, so that only what
        // is hopeless reaches the bounds of the numbers.
        let mut scores: Vec<[i16; ROW]> = Vec::with_capacity(sums.len());
        for (token, &class) in sums.iter().zip(classes) {
            let mut now = match scores.last() {
                None => self.start,
                Some(last) => {
                    let steps = &self.steps[self.class(class)];
                    let mut now = [i16::MIN; ROW];
                    for (score, steps) in last.iter().zip(steps) {
                        for to in 0..ROW {
                            now[to] = now[to].max(score.saturating_add(steps[to]));
                        }
                    }
                    now
                }
            };
            for to in 0..ROW {
                now[to] = now[to].saturating_add(token[to]);
            }
            let top = now.iter().copied().fold(i16::MIN, i16::max);
            scores.push(now.map(|score| score.saturating_sub(top)));
        }
        let best = |score: &dyn Fn(usize) -> i16| -> usize {
            let mut best = 0;
            for label in 1..self.labels {
                if score(label) > score(best) {
                    best = label;
                }
            }
            best
        };
        let mut out = vec![0; sums.len()];
        let mut next: Option<usize> = None;
        for at in (0..sums.len()).rev() {
            let label = match next {
                None => best(&|label| scores[at][label]),
                Some(next) => {
                    let steps = &self.steps[self.class(classes[at + 1])];
                    best(&|label| scores[at][label].saturating_add(steps[label][next]))
                }
            };
            out[at] = label as u8;
            next = Some(label);
        }
        out
    }

    /// The chance of every label at every token, given every token's sums and
    /// the class of the step to it.
    pub(crate) fn marginals(&self, sums: &[[i16; ROW]], classes: &[u8]) -> Marginals {
        let local: Vec<[f32; ROW]> = sums
            .iter()
            .map(|token| {
                // The largest label is one, so that nothing overflows.
                let top = token[..self.labels].iter().copied().max().unwrap_or(0);
                let mut out = [0f32; ROW];
                for (out, &weight) in out.iter_mut().zip(token).take(self.labels) {
                    let below = (i32::from(top) - i32::from(weight)) as usize;
                    *out = self.odds.get(below).copied().unwrap_or(0.0);
                }
                out
            })
            .collect();
        let mut forward: Vec<[f32; ROW]> = Vec::with_capacity(sums.len());
        for (local, &class) in local.iter().zip(classes) {
            let mut now = match forward.last() {
                None => self.start_odds,
                Some(last) => {
                    let mut now = [0f32; ROW];
                    let steps = &self.step_odds[self.class(class)][..self.labels];
                    for (chance, steps) in last.iter().zip(steps) {
                        for (now, step) in now.iter_mut().zip(steps) {
                            *now += chance * step;
                        }
                    }
                    now
                }
            };
            for (now, local) in now.iter_mut().zip(local) {
                *now *= local;
            }
            forward.push(scaled(now));
        }
        let mut back = [1f32; ROW];
        for at in (0..sums.len()).rev() {
            let mut joint = forward[at];
            for (joint, back) in joint.iter_mut().zip(back) {
                *joint *= back;
            }
            forward[at] = scaled(joint);
            let mut through = local[at];
            for (through, back) in through.iter_mut().zip(back) {
                *through *= back;
            }
            let mut before = [0f32; ROW];
            let steps = &self.back_odds[self.class(classes[at])][..self.labels];
            for (through, steps) in through.iter().zip(steps) {
                for (before, step) in before.iter_mut().zip(steps) {
                    *before += step * through;
                }
            }
            back = scaled(before);
        }
        Marginals { tokens: forward }
    }
}

/// The same proportions with the sum one.
fn scaled(values: [f32; ROW]) -> [f32; ROW] {
    let sum: f32 = values.iter().sum();
    if sum > 0.0 {
        let share = 1.0 / sum;
        values.map(|value| value * share)
    } else {
        values
    }
}
