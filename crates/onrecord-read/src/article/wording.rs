//! What a block's wording tells of whether it is body, learned: a logistic
//! regression over its words, its pairs of words, and the words that it begins
//! and ends with. The lexicon counts words one by one; what sets `Read more:` or
//! `With reporting by` apart is where words stand and beside which.
//!
//! A feature's weight is in sixteenths of log-odds, in the form of a lexicon. Only
//! features that stand on several sites have one, so that in a language that was not
//! learned nothing is told. Training is in the evaluation crate; see
//! `weights/PROVENANCE.md`.

use super::features::pair;
use super::lexicon::{self, Lexicon};

/// The weights.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wording {
    weights: Lexicon,
}

impl Wording {
    /// Reads the weights; `None` if the bytes are none.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Wording> {
        Lexicon::from_bytes(bytes).map(|weights| Wording { weights })
    }

    /// How likely a block is body by its wording, in sixty-fourths of log-odds.
    /// `words` are those of `text` as the features number them.
    pub(crate) fn tell(&self, words: &[u64], text: &str) -> i32 {
        let (mut sum, mut count) = (0, 0u32);
        features(words, text, |key| {
            sum += self.weights.score(key).unwrap_or(0);
            count += 1;
        });
        // A long block has no more to say than a short one: its features are
        // weighed down by the root of their number.
        sum * 64 / (count * 256).isqrt() as i32
    }
}

/// Words beyond the first and the last ones are not looked at.
const FIRST: usize = 20;
const LAST: usize = 12;

/// A block of no more words is a phrase that may stand on many pages.
const PHRASE: usize = 6;

/// The keys of a block's features, of which there is always one, and which may come
/// twice.
pub(crate) fn features(words: &[u64], text: &str, mut each: impl FnMut(u32)) {
    let (head, tail) = match words.len() {
        count if count > FIRST + LAST => (&words[..FIRST], &words[count - LAST..]),
        _ => (words, &words[..0]),
    };
    for part in [head, tail] {
        part.iter().for_each(|word| each(key(*word, Kind::Word)));
        for two in part.windows(2) {
            each(key(pair(two), Kind::Pair));
        }
    }
    for (word, kind) in words.iter().zip([Kind::First, Kind::Second, Kind::Third]) {
        each(key(*word, kind));
    }
    for (word, kind) in (words.iter().rev()).zip([Kind::Last, Kind::LastButOne, Kind::ThirdLast]) {
        each(key(*word, kind));
    }
    if let [_, _, ..] = words {
        each(key(pair(words), Kind::Beginning));
    }
    if (1..=PHRASE).contains(&words.len()) {
        let all = words
            .iter()
            .fold(0u64, |all, word| all.rotate_left(17) ^ word);
        each(key(all, Kind::Phrase));
    }
    let length = match words.len() {
        count if count < 12 => count,
        count => 12 + (count / 15).min(10),
    };
    each(key(length as u64, Kind::Length));
    let sign = |c: Option<char>| c.filter(|c| !c.is_alphanumeric()).map_or(0, u64::from);
    each(key(sign(text.chars().next()), Kind::FirstSign));
    each(key(sign(text.chars().next_back()), Kind::LastSign));
}

/// What a feature says of a block.
#[derive(Clone, Copy)]
enum Kind {
    Word,
    Pair,
    First,
    Second,
    Third,
    Last,
    LastButOne,
    ThirdLast,
    Beginning,
    Phrase,
    Length,
    FirstSign,
    LastSign,
}

/// The key of a feature.
fn key(hash: u64, kind: Kind) -> u32 {
    lexicon::salted(hash, kind as u64 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::features::word_keys;

    fn of(text: &str) -> Vec<u32> {
        let mut all = Vec::new();
        features(&word_keys(text), text, |key| all.push(key));
        all
    }

    #[test]
    fn wording_is_a_mean_of_weights() {
        let known = of("Read more: the wall");
        let mut bytes = b"ORL1".to_vec();
        for key in &known {
            bytes.extend(key.to_le_bytes());
            bytes.push(16);
        }
        let wording = Wording::from_bytes(&bytes).unwrap();
        let tell = |text: &str| wording.tell(&word_keys(text), text);
        // Sixteen sixteenths each, over the root of how many there are.
        let count = known.len() as u32;
        let whole = count * 16 * 64 / (count * 256).isqrt();
        assert_eq!(tell("Read more: the wall"), whole as i32);
        assert!(tell("Read more: the bridge") < tell("Read more: the wall"));
        assert!(tell("wall the more read") < tell("Read more: the wall"));
        assert_eq!(Wording::default().tell(&[], ""), 0);
    }

    #[test]
    fn a_long_block_is_looked_at_from_both_ends() {
        let long = "stone ".repeat(5000);
        assert!(of(&long).len() < 100);
        assert!(!of("").is_empty());
    }
}
