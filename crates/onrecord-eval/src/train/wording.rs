//! Trains the regression over a block's wording (`article/wording.rs`).

use super::align::Target;
use super::leader::{Rates, State, jumping, known};

/// A block to learn from.
pub(super) struct Example<'p> {
    /// The keys of its features, some perhaps twice.
    pub(super) keys: &'p [u32],
    /// The site that it is of.
    pub(super) site: &'p str,
    /// What it is.
    pub(super) target: Target,
}

/// A feature is learned if it stands on as many sites.
const SITES: usize = 6;
/// How often every block is seen.
const ROUNDS: usize = 5;
const RATES: Rates = Rates {
    alpha: 0.3,
    beta: 1.0,
    lasso: 0.3,
    ridge: 0.3,
};

/// Learns the weights, in the form of the file. The same blocks in the same order
/// give the same bytes.
pub(super) fn train(examples: &[Example<'_>]) -> Vec<u8> {
    let keys = examples.iter().flat_map(|example| {
        let keys = example.keys.iter();
        keys.map(|key| (*key, example.site))
    });
    let known = known(keys, SITES);
    let blocks: Vec<Block> = (examples.iter())
        .filter(|example| example.target.weight > 0.0)
        .map(|example| Block::of(example, &known))
        .collect();
    let mut states = vec![State::default(); known.len()];
    for at in jumping(blocks.len(), ROUNDS) {
        learn(&mut states, &blocks[at]);
    }
    let mut out = b"ORL1".to_vec();
    for (key, state) in known.iter().zip(states) {
        let sixteenths = (state.weight(&RATES) * 16.0).round().clamp(-127.0, 127.0) as i8;
        if sixteenths != 0 {
            out.extend(key.to_le_bytes());
            out.push(sixteenths as u8);
        }
    }
    out
}

/// A block with the features that are learned.
struct Block {
    features: Vec<u32>,
    /// What each counts: the root of how many it has, learned or not, as in the
    /// reader.
    size: f32,
    target: Target,
}

impl Block {
    fn of(example: &Example<'_>, known: &[u32]) -> Block {
        let index = |key| known.binary_search(key).ok().map(|at| at as u32);
        Block {
            features: example.keys.iter().filter_map(index).collect(),
            size: 1.0 / (example.keys.len().max(1) as f32).sqrt(),
            target: example.target,
        }
    }
}

fn learn(states: &mut [State], block: &Block) {
    let weights = (block.features.iter()).map(|feature| states[*feature as usize].weight(&RATES));
    let margin = weights.sum::<f32>() * block.size;
    let chance = 1.0 / (1.0 + (-margin).exp());
    let target = f32::from(u8::from(block.target.body));
    let gradient = (chance - target) * block.target.weight * block.size;
    for feature in &block.features {
        states[*feature as usize].learn(gradient, &RATES);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_tells_blocks_apart_on_many_sites_gets_weight() {
        // Key 10 is in all, 11 in body, 12 in the rest, 13 on one site alone.
        let sites: Vec<String> = (0..50).map(|site| site.to_string()).collect();
        let of = |keys: &'static [u32], site, body| Example {
            keys,
            site,
            target: Target { body, weight: 1.0 },
        };
        let examples: Vec<_> = (sites.iter())
            .flat_map(|site| {
                [
                    of(&[10, 11], site, true),
                    of(&[10, 12], site, false),
                    of(&[10, 12, 13], "one", false),
                ]
            })
            .collect();
        let bytes = train(&examples);
        let weight = |key: u32| {
            let (entries, _) = bytes[4..].as_chunks::<5>();
            let entry = entries.iter().find(|entry| entry[..4] == key.to_le_bytes());
            entry.map(|entry| entry[4] as i8)
        };
        assert!(weight(11) > Some(8));
        assert!(weight(12).is_some_and(|weight| weight < -8));
        assert_eq!(weight(13), None);
        assert_eq!(bytes, train(&examples));
        assert_eq!(train(&[]), b"ORL1");
    }
}
