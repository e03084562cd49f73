//! What signs are worth: a logistic regression over names, as `weights/fields.tsv`
//! and `weights/finds.tsv` in `onrecord-read` hold it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use rayon::prelude::*;

use crate::judge::Held;

/// Something with signs that turned out right or wrong.
#[derive(Clone, Copy)]
pub(super) struct Example<'a> {
    pub(super) signs: &'a [String],
    pub(super) right: bool,
    /// How often it counts.
    pub(super) weight: f64,
}

/// What signs are worth, in log-odds.
pub(super) struct Weights {
    /// The sign that all examples have.
    base: &'static str,
    of: BTreeMap<String, f64>,
}

impl Weights {
    /// The weights under which these examples are likeliest, each drawn towards
    /// nothing as if it had been seen to say nothing [`DRAWN`] times. Signs that
    /// few examples have are left out.
    pub(super) fn of(base: &'static str, examples: &[Example<'_>]) -> Weights {
        /// Set on the sites held out: with one, captions, of which there is one
        /// set, were off by .05; ten did as well.
        const DRAWN: f64 = 4.0;
        const FEW: usize = 20;
        const ROUNDS: usize = 200;
        let mut rows: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (row, example) in examples.iter().enumerate() {
            for sign in example.signs {
                let rows = rows.entry(sign).or_default();
                // A sign counts once, as often as it may be given.
                if rows.last() != Some(&row) {
                    rows.push(row);
                }
            }
        }
        rows.retain(|sign, rows| rows.len() >= FEW || *sign == base);
        let mut weights: BTreeMap<&str, f64> = rows.keys().map(|sign| (*sign, 0.0)).collect();
        let mut margins = vec![0.0f64; examples.len()];
        // A sign after the other by Newton's step, round after round.
        for _ in 0..ROUNDS {
            for (sign, rows) in &rows {
                let drawn = if *sign == base { 1e-3 } else { DRAWN };
                let weight = weights.get_mut(sign).expect("each sign has a weight");
                let (mut slope, mut bend) = (-drawn * *weight, drawn);
                for &row in rows {
                    let Example { right, weight, .. } = examples[row];
                    let chance = 1.0 / (1.0 + (-margins[row]).exp());
                    slope += weight * (f64::from(u8::from(right)) - chance);
                    bend += weight * chance * (1.0 - chance);
                }
                let step = (slope / bend).clamp(-1.0, 1.0);
                *weight += step;
                rows.iter().for_each(|&row| margins[row] += step);
            }
        }
        let of = weights.into_iter();
        Weights {
            base,
            of: of.map(|(sign, weight)| (sign.to_owned(), weight)).collect(),
        }
    }

    /// What an example is expected to be, and what it is.
    pub(super) fn hold(&self, example: &Example<'_>) -> Held {
        let signs: BTreeSet<&String> = example.signs.iter().collect();
        let margin: f64 = signs.iter().filter_map(|sign| self.of.get(*sign)).sum();
        Held {
            expected: 1.0 / (1.0 + (-margin).exp()),
            came: f64::from(u8::from(example.right)),
        }
    }

    /// Writes a line a sign, the one that all have first.
    pub(super) fn write(&self, out: &mut String) {
        let base = self.of.get_key_value(self.base);
        let others = self.of.iter().filter(|(sign, _)| *sign != self.base);
        for (sign, weight) in base.into_iter().chain(others) {
            let _ = writeln!(out, "{sign}\t{:.0}", weight * 1000.0);
        }
    }
}

/// What each example is expected to be by weights that saw none of its group, which
/// `groups` has for each.
pub(super) fn held_out<G: Ord + Sync>(
    base: &'static str,
    examples: &[Example<'_>],
    groups: &[G],
) -> Vec<Held> {
    let distinct: BTreeSet<&G> = groups.iter().collect();
    let weights: BTreeMap<&G, Weights> = distinct
        .into_par_iter()
        .map(|own| {
            let others = examples.iter().zip(groups);
            let others = others.filter(|(_, group)| *group != own);
            let others: Vec<Example<'_>> = others.map(|(example, _)| *example).collect();
            (own, Weights::of(base, &others))
        })
        .collect();
    let held = examples.iter().zip(groups);
    held.map(|(example, group)| weights[group].hold(example))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chances_are_those_that_came() {
        let lists = [
            &["headline"][..],
            &["headline", "headline/few-words"],
            &["headline", "headline/rare"],
        ]
        .map(|signs| {
            signs
                .iter()
                .map(|sign| (*sign).to_owned())
                .collect::<Vec<_>>()
        });
        let example = |list: usize, right| Example {
            signs: &lists[list],
            right,
            weight: 1.0,
        };
        let mut examples = Vec::new();
        for k in 0..1000 {
            examples.push(example(0, k % 10 != 0));
            examples.push(example(1, k % 2 == 0));
        }
        examples.push(example(2, false));
        let weights = Weights::of("headline", &examples);
        let sure = |list| weights.hold(&example(list, true)).expected;
        assert!((sure(0) - 0.9).abs() < 0.01);
        assert!((sure(1) - 0.5).abs() < 0.01);
        assert!((sure(2) - 0.9).abs() < 0.01);
        let mut out = String::new();
        weights.write(&mut out);
        assert!(out.starts_with("headline\t2"), "{out}");
        // What counts three times is as three of its kind.
        let heavy: Vec<Example<'_>> = examples
            .iter()
            .map(|one| Example {
                weight: if one.right { 3.0 } else { 1.0 },
                ..*one
            })
            .collect();
        let sure = Weights::of("headline", &heavy)
            .hold(&example(1, true))
            .expected;
        assert!((sure - 0.75).abs() < 0.01, "{sure}");
    }
}
