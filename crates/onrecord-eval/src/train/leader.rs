//! What the regressions over blocks share: which keys are learned, in which order
//! blocks are seen, and follow-the-regularised-leader (McMahan and others 2013, "Ad
//! click prediction", algorithm 1), with one weight a feature, each with a rate of its
//! own.

use std::collections::BTreeMap;

/// The keys that stand on so many sites at least, in order.
pub(super) fn known<'s>(keys: impl Iterator<Item = (u32, &'s str)>, least: usize) -> Vec<u32> {
    let mut sites: BTreeMap<&str, u32> = BTreeMap::new();
    let mut seen: Vec<(u32, u32)> = keys
        .map(|(key, site)| {
            let next = sites.len() as u32;
            (key, *sites.entry(site).or_insert(next))
        })
        .collect();
    seen.sort_unstable();
    seen.dedup();
    (seen.chunk_by(|a, b| a.0 == b.0))
        .filter(|on| on.len() >= least)
        .map(|on| on[0].0)
        .collect()
}

/// How a regression learns.
pub(super) struct Rates {
    /// The rate, and what it is damped by before much was seen.
    pub(super) alpha: f32,
    pub(super) beta: f32,
    /// How much evidence a weight needs to be anything but 0, and how strongly it is
    /// drawn there.
    pub(super) lasso: f32,
    pub(super) ridge: f32,
}

/// What a weight has seen: the gradients, less what it made up for, and the squares
/// of them.
#[derive(Clone, Copy, Default)]
pub(super) struct State {
    z: f32,
    n: f32,
}

impl State {
    /// The weight, in log-odds.
    pub(super) fn weight(self, rates: &Rates) -> f32 {
        if self.z.abs() <= rates.lasso {
            return 0.0;
        }
        -(self.z - self.z.signum() * rates.lasso)
            / ((rates.beta + self.n.sqrt()) / rates.alpha + rates.ridge)
    }

    /// Learns from the gradient of the loss by this weight.
    pub(super) fn learn(&mut self, gradient: f32, rates: &Rates) {
        let seen = self.n + gradient * gradient;
        let rate = (seen.sqrt() - self.n.sqrt()) / rates.alpha;
        self.z += gradient - rate * self.weight(rates);
        self.n = seen;
    }
}

/// The examples of some rounds in an order that jumps, so that the blocks of a page,
/// which are alike, do not come together: each is seen once a round, since the step
/// and the number of examples have no divisor in common.
pub(super) fn jumping(count: usize, rounds: usize) -> impl Iterator<Item = usize> {
    let step = (count * 5 / 8..count).find(|step| coprime(*step, count));
    let step = step.unwrap_or(1);
    (0..rounds).flat_map(move |round| {
        (0..count).scan(round, move |at, _| {
            *at = (*at + step) % count;
            Some(*at)
        })
    })
}

fn coprime(a: usize, b: usize) -> bool {
    let (mut a, mut b) = (a, b);
    while b > 0 {
        (a, b) = (b, a % b);
    }
    a == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_counted_by_sites() {
        let keys = [(7, "a"), (5, "a"), (7, "a"), (5, "b"), (9, "b"), (7, "c")];
        assert_eq!(known(keys.into_iter(), 2), [5, 7]);
        assert!(known(std::iter::empty(), 1).is_empty());
    }

    #[test]
    fn a_round_sees_each_example_once() {
        for count in [0, 1, 2, 8, 97] {
            let mut seen: Vec<usize> = jumping(count, 1).collect();
            seen.sort_unstable();
            assert_eq!(seen, (0..count).collect::<Vec<_>>());
            assert_eq!(jumping(count, 3).count(), 3 * count);
        }
    }

    #[test]
    fn weights_go_against_their_gradients_and_start_at_nothing() {
        let rates = Rates {
            alpha: 0.1,
            beta: 1.0,
            lasso: 0.5,
            ridge: 1.0,
        };
        let mut state = State::default();
        state.learn(0.4, &rates);
        assert_eq!(state.weight(&rates), 0.0);
        state.learn(0.4, &rates);
        assert!(state.weight(&rates) < 0.0);
    }
}
