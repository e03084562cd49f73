//! Weighs what speaks for a block being the headline, for `train-fields`: each
//! page is a choice among its blocks, or none of them, and the weights are those
//! under which the right choices are likeliest.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use onrecord_read::training;
use onrecord_record::Capture;

use crate::gold::Gold;
use crate::score;

/// A page as a choice.
pub(super) struct Choice {
    pub(super) set: String,
    pub(super) fold: u8,
    /// Whether the page was stripped of something: such are learned from and
    /// not judged by.
    pub(super) stripped: bool,
    options: Vec<Choosable>,
}

/// A block, or none.
struct Choosable {
    signs: Vec<&'static str>,
    /// How far its words are the headline's, 0 to 1.
    likeness: f64,
    right: bool,
}

/// So like the gold are a block's words if nothing but a kicker is beside them.
const ALIKE: f64 = 0.9;

impl Choice {
    /// The choice of a page whose headline the gold knows; none where no block has
    /// half of its words and yet some has some: what is right is then not told.
    pub(super) fn of(
        set: &str,
        fold: u8,
        stripped: bool,
        gold: &Gold,
        capture: &Capture,
    ) -> Option<Choice> {
        /// Where no block has as much, the page does not show the headline.
        const HARDLY: f64 = 0.25;
        const HALF: f64 = 0.5;
        let title = gold.title.as_ref()?;
        let headed = training::headed(capture);
        let mut options: Vec<Choosable> = headed
            .into_iter()
            .map(|headed| Choosable {
                likeness: score::headline_likeness(&headed.words, title),
                signs: headed.signs,
                right: false,
            })
            .collect();
        let most = options
            .iter()
            .map(|option| option.likeness)
            .fold(0.0, f64::max);
        if most >= HALF {
            for option in &mut options {
                option.right = option.likeness >= most;
            }
        } else if most < HARDLY {
            options.last_mut()?.right = true;
        } else {
            return None;
        }
        Some(Choice {
            set: set.to_owned(),
            fold,
            stripped,
            options,
        })
    }

    /// What a page weighs in learning: one stripped of its claims is rarer.
    fn weight(&self) -> f64 {
        if self.stripped { 0.5 } else { 1.0 }
    }
}

/// What each sign is worth, in log-odds.
pub(super) struct Ranking(BTreeMap<&'static str, f64>);

impl Ranking {
    /// The weights under which the right choices are likeliest, each drawn towards
    /// nothing.
    pub(super) fn of(choices: &[&Choice]) -> Ranking {
        /// How strongly; a half and thrice as much do no better on sites held out.
        const DRAWN: f64 = 2.0;
        /// Steps of Newton's method; the last ones change nothing that is printed.
        const STEPS: usize = 20;
        let mut names: Vec<&'static str> = (choices.iter())
            .flat_map(|choice| &choice.options)
            .flat_map(|option| option.signs.iter().copied())
            .collect();
        names.sort_unstable();
        names.dedup();
        let numbered: Vec<Numbered> = (choices.iter())
            .map(|choice| Numbered::of(choice, &names))
            .collect();
        let mut weights = vec![0.0; names.len()];
        let mut slope = Slope::at(&numbered, &weights, DRAWN);
        for _ in 0..STEPS {
            let step = slope.step();
            // A step too far is taken back by halves.
            let mut length = 1.0;
            loop {
                let next: Vec<f64> = (weights.iter().zip(&step))
                    .map(|(weight, step)| weight - length * step)
                    .collect();
                let there = Slope::at(&numbered, &next, DRAWN);
                if there.loss <= slope.loss || length < 1e-3 {
                    (weights, slope) = (next, there);
                    break;
                }
                length /= 2.0;
            }
        }
        Ranking(names.into_iter().zip(weights).collect())
    }

    /// Whether the block that is worth the most has the headline's words.
    pub(super) fn hits(&self, choice: &Choice) -> bool {
        let worth = |option: &Choosable| -> f64 {
            option
                .signs
                .iter()
                .filter_map(|sign| self.0.get(sign))
                .sum()
        };
        let mut best: Option<(f64, &Choosable)> = None;
        for option in &choice.options {
            let worth = worth(option);
            if best.is_none_or(|(most, _)| worth > most) {
                best = Some((worth, option));
            }
        }
        best.is_some_and(|(_, option)| option.likeness >= ALIKE)
    }

    /// The weights as the reader takes them.
    pub(super) fn rows(&self) -> String {
        let mut out = String::from(
            "# What each sign of a block is worth for its being the headline, in thousandths\n\
             # of log-odds; made by `onrecord-eval train-fields`, see PROVENANCE.md.\n",
        );
        for (sign, weight) in &self.0 {
            let _ = writeln!(out, "{sign}\t{:.0}", weight * 1000.0);
        }
        out
    }
}

/// A choice with its signs numbered.
struct Numbered {
    weight: f64,
    options: Vec<(Vec<usize>, bool)>,
}

impl Numbered {
    fn of(choice: &Choice, names: &[&'static str]) -> Numbered {
        let options = choice.options.iter().map(|option| {
            let mut signs: Vec<usize> = (option.signs.iter())
                .filter_map(|sign| names.binary_search(sign).ok())
                .collect();
            signs.sort_unstable();
            signs.dedup();
            (signs, option.right)
        });
        Numbered {
            weight: choice.weight(),
            options: options.collect(),
        }
    }
}

/// How unlikely the right choices are under some weights, how that changes with
/// each, and how fast that changes.
struct Slope {
    loss: f64,
    first: Vec<f64>,
    /// Row by row; only what is left of the diagonal and on it.
    second: Vec<Vec<f64>>,
}

impl Slope {
    fn at(choices: &[Numbered], weights: &[f64], drawn: f64) -> Slope {
        let count = weights.len();
        let mut loss: f64 = weights
            .iter()
            .map(|weight| drawn / 2.0 * weight * weight)
            .sum();
        let mut first: Vec<f64> = weights.iter().map(|weight| drawn * weight).collect();
        let mut second: Vec<Vec<f64>> = (0..count).map(|row| vec![0.0; row + 1]).collect();
        for (row, values) in second.iter_mut().enumerate() {
            values[row] = drawn;
        }
        let mut mean = vec![0.0; count];
        for choice in choices {
            let margins: Vec<f64> = (choice.options.iter())
                .map(|(signs, _)| signs.iter().map(|sign| weights[*sign]).sum())
                .collect();
            let top = margins.iter().copied().fold(f64::MIN, f64::max);
            let grown: Vec<f64> = margins.iter().map(|margin| (margin - top).exp()).collect();
            let all: f64 = grown.iter().sum();
            let right: f64 = (grown.iter().zip(&choice.options))
                .filter_map(|(grown, (_, right))| right.then_some(grown))
                .sum();
            loss += choice.weight * (all / right).ln();
            let mut touched: Vec<usize> = Vec::new();
            for (grown, (signs, is_right)) in grown.iter().zip(&choice.options) {
                let chance = choice.weight * grown / all;
                let due = if *is_right {
                    choice.weight * grown / right
                } else {
                    0.0
                };
                for (at, sign) in signs.iter().enumerate() {
                    first[*sign] += chance - due;
                    mean[*sign] += chance;
                    for other in &signs[..=at] {
                        second[*sign][*other] += chance;
                    }
                }
                touched.extend(signs);
            }
            touched.sort_unstable();
            touched.dedup();
            for (at, sign) in touched.iter().enumerate() {
                for other in &touched[..=at] {
                    second[*sign][*other] -= mean[*sign] * mean[*other] / choice.weight;
                }
            }
            touched.iter().for_each(|sign| mean[*sign] = 0.0);
        }
        Slope {
            loss,
            first,
            second,
        }
    }

    /// Newton's step, by Cholesky's way of solving for it.
    fn step(&self) -> Vec<f64> {
        let count = self.first.len();
        let mut lower = self.second.clone();
        for row in 0..count {
            for column in 0..=row {
                let dot: f64 = (0..column).map(|k| lower[row][k] * lower[column][k]).sum();
                let rest = lower[row][column] - dot;
                lower[row][column] = if row == column {
                    rest.max(1e-9).sqrt()
                } else {
                    rest / lower[column][column]
                };
            }
        }
        let mut step = self.first.clone();
        for row in 0..count {
            let dot: f64 = (0..row).map(|k| lower[row][k] * step[k]).sum();
            step[row] = (step[row] - dot) / lower[row][row];
        }
        for row in (0..count).rev() {
            let dot: f64 = (row + 1..count).map(|k| lower[k][row] * step[k]).sum();
            step[row] = (step[row] - dot) / lower[row][row];
        }
        step
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choice(options: &[(&[&'static str], bool)]) -> Choice {
        let options = options.iter().map(|(signs, right)| Choosable {
            signs: signs.to_vec(),
            likeness: f64::from(u8::from(*right)),
            right: *right,
        });
        Choice {
            set: "own".to_owned(),
            fold: 0,
            stripped: false,
            options: options.collect(),
        }
    }

    #[test]
    fn what_right_blocks_have_is_worth_more() {
        let choices: Vec<Choice> = (0..40)
            .map(|k| {
                choice(&[
                    (&["set/strong", "place/first"], false),
                    (&["level/1"], k % 8 != 0),
                    (&["set/strong", "over-byline"], k % 8 == 0),
                    (&["none"], false),
                ])
            })
            .collect();
        let all: Vec<&Choice> = choices.iter().collect();
        let ranking = Ranking::of(&all);
        let hits = all.iter().filter(|choice| ranking.hits(choice)).count();
        assert_eq!(hits, 35);
        let worth = |sign| ranking.0[sign];
        assert!(worth("level/1") > worth("over-byline") && worth("over-byline") > worth("none"));
        assert!(ranking.rows().contains("\nlevel/1\t"));
    }
}
