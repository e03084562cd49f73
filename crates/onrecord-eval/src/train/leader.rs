//! Follow-the-regularised-leader (McMahan and others 2013, "Ad click prediction",
//! algorithm 1): one weight a feature, each with a rate of its own.

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
