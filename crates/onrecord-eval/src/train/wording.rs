//! Trains the regression over a block's wording (`article/wording.rs`) with
//! follow-the-regularised-leader (McMahan and others 2013, "Ad click prediction",
//! algorithm 1), one weight a slot, each with its own rate.

use super::align::Target;

/// A block to learn from.
pub(super) struct Example<'p> {
    /// The slots of its features, some perhaps twice.
    pub(super) slots: &'p [u32],
    /// What it is.
    pub(super) target: Target,
}

/// How often every block is seen.
const ROUNDS: usize = 5;
/// The rate, and what it is damped by before much was seen.
const ALPHA: f32 = 0.3;
const BETA: f32 = 1.0;
/// How much evidence a weight needs to be anything but 0, and how strongly it is
/// drawn there.
const LASSO: f32 = 1.0;
const RIDGE: f32 = 0.3;

/// Learns the weights, in the form of the file. The same blocks in the same order
/// give the same bytes.
pub(super) fn train(examples: &[Example<'_>], slots: usize) -> Vec<u8> {
    let mut states = vec![State::default(); slots];
    // In an order that jumps, so that the blocks of a page, which are alike, do not
    // come together: each is seen once, since the step and the number of blocks
    // have no divisor in common.
    let count = examples.len();
    let step = (count * 5 / 8..count)
        .find(|step| coprime(*step, count))
        .unwrap_or(1);
    for round in 0..ROUNDS {
        let mut at = round;
        for _ in 0..count {
            at = (at + step) % count;
            learn(&mut states, &examples[at]);
        }
    }
    let mut out = b"ORW1".to_vec();
    out.extend(states.iter().map(|state| {
        let sixteenths = (state.weight() * 16.0).round().clamp(-127.0, 127.0);
        sixteenths as i8 as u8
    }));
    out
}

fn coprime(a: usize, b: usize) -> bool {
    let (mut a, mut b) = (a, b);
    while b > 0 {
        (a, b) = (b, a % b);
    }
    a == 1
}

/// A slot: the gradients it has seen, less what its weight made up for, and the
/// squares of them.
#[derive(Clone, Copy, Default)]
struct State {
    z: f32,
    n: f32,
}

impl State {
    fn weight(self) -> f32 {
        if self.z.abs() <= LASSO {
            return 0.0;
        }
        -(self.z - self.z.signum() * LASSO) / ((BETA + self.n.sqrt()) / ALPHA + RIDGE)
    }
}

fn learn(states: &mut [State], example: &Example<'_>) {
    if example.target.weight == 0.0 || example.slots.is_empty() {
        return;
    }
    // Each feature is as large as the root of their number says, as in the reader.
    let size = 1.0 / (example.slots.len() as f32).sqrt();
    let margin: f32 = example
        .slots
        .iter()
        .map(|slot| states[*slot as usize].weight() * size)
        .sum();
    let chance = 1.0 / (1.0 + (-margin).exp());
    let target = f32::from(u8::from(example.target.body));
    let gradient = (chance - target) * example.target.weight * size;
    for slot in example.slots {
        let state = &mut states[*slot as usize];
        let seen = state.n + gradient * gradient;
        let rate = (seen.sqrt() - state.n.sqrt()) / ALPHA;
        state.z += gradient - rate * state.weight();
        state.n = seen;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_tells_blocks_apart_gets_weight() {
        // Slot 0 is in all, 1 in body, 2 in the rest, 3 in one block alone.
        let of = |slots: &'static [u32], body| Example {
            slots,
            target: Target { body, weight: 1.0 },
        };
        let examples: Vec<_> = (0..200)
            .flat_map(|_| [of(&[0, 1], true), of(&[0, 2], false)])
            .chain([of(&[3], true)])
            .collect();
        let bytes = train(&examples, 8);
        let weight = |slot: usize| bytes[4 + slot] as i8;
        assert!(weight(1) > 16 && weight(2) < -16);
        assert!(weight(0).abs() < 8);
        assert_eq!(weight(7), 0);
        assert_eq!(bytes, train(&examples, 8));
        assert_eq!(train(&[], 8).len(), 12);
    }
}
