//! What a block's wording tells of whether it is body, learned: a logistic
//! regression over its words, its pairs of words, and the words that it begins
//! and ends with. The lexicon counts words one by one; what sets `Read more:` or
//! `With reporting by` apart is where words stand and beside which.
//!
//! The file: magic `ORW1`, then a weight for each of [`SLOTS`] slots as `i8` in
//! sixteenths of log-odds; no slots at all say nothing of any block. Features
//! share slots by their hash (Weinberger and others 2009). Training is in the
//! evaluation crate; see `weights/PROVENANCE.md`.

/// How many bits number a slot.
const BITS: u32 = 17;

/// How many weights there are.
pub(crate) const SLOTS: usize = 1 << BITS;

/// The weights.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wording {
    /// `SLOTS` of them, or none.
    weights: Vec<i8>,
}

impl Wording {
    /// Reads the weights; `None` if the bytes are none.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Wording> {
        let weights = bytes.strip_prefix(b"ORW1")?;
        (weights.is_empty() || weights.len() == SLOTS).then(|| Wording {
            weights: weights.iter().map(|weight| *weight as i8).collect(),
        })
    }

    /// How likely a block is body by its wording, in sixty-fourths of log-odds.
    /// `words` are those of `text` as the features number them.
    pub(crate) fn tell(&self, words: &[u64], text: &str) -> i32 {
        if self.weights.is_empty() {
            return 0;
        }
        let (mut sum, mut count) = (0i32, 0u32);
        slots(words, text, |slot| {
            sum += i32::from(self.weights[slot % SLOTS]);
            count += 1;
        });
        // A long block has no more to say than a short one: its features are
        // weighed down by the root of their number.
        sum * 64 / (count * 256).max(1).isqrt() as i32
    }
}

/// Words beyond the first and the last ones are not looked at.
const FIRST: usize = 40;
const LAST: usize = 24;

/// A block of no more words is a phrase that may stand on many pages.
const PHRASE: usize = 6;

/// The slots of a block's features, which may come twice.
pub(crate) fn slots(words: &[u64], text: &str, mut each: impl FnMut(usize)) {
    let (head, tail) = match words.len() {
        count if count > FIRST + LAST => (&words[..FIRST], &words[count - LAST..]),
        _ => (words, &words[..0]),
    };
    for part in [head, tail] {
        part.iter().for_each(|word| each(slot(*word, Kind::Word)));
        for two in part.windows(2) {
            each(slot(two[0].rotate_left(17) ^ two[1], Kind::Pair));
        }
    }
    for (word, kind) in words.iter().zip([Kind::First, Kind::Second, Kind::Third]) {
        each(slot(*word, kind));
    }
    for (word, kind) in (words.iter().rev()).zip([Kind::Last, Kind::LastButOne, Kind::ThirdLast]) {
        each(slot(*word, kind));
    }
    if let [first, second, ..] = words {
        each(slot(first.rotate_left(17) ^ second, Kind::Beginning));
    }
    if (1..=PHRASE).contains(&words.len()) {
        let all = words
            .iter()
            .fold(0u64, |all, word| all.rotate_left(17) ^ word);
        each(slot(all, Kind::Phrase));
    }
    let length = match words.len() {
        count if count < 12 => count,
        count => 12 + (count / 15).min(10),
    };
    each(slot(length as u64, Kind::Length));
    let sign = |c: Option<char>| c.filter(|c| !c.is_alphanumeric()).map_or(0, u64::from);
    each(slot(sign(text.chars().next()), Kind::FirstSign));
    each(slot(sign(text.chars().next_back()), Kind::LastSign));
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

/// The slot of a feature.
fn slot(hash: u64, kind: Kind) -> usize {
    let salt = (kind as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    ((hash ^ salt).wrapping_mul(0xD6E8_FEB8_6659_FD93) >> (64 - BITS)) as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::features::word_keys;

    fn of(text: &str) -> Vec<usize> {
        let mut all = Vec::new();
        slots(&word_keys(text), text, |slot| all.push(slot));
        all
    }

    #[test]
    fn wording_is_a_mean_of_weights() {
        let mut bytes = vec![0; 4 + SLOTS];
        bytes[..4].copy_from_slice(b"ORW1");
        for slot in of("Read more: the wall") {
            bytes[4 + slot] = 16;
        }
        let wording = Wording::from_bytes(&bytes).unwrap();
        let tell = |text: &str| wording.tell(&word_keys(text), text);
        let all = of("Read more: the wall").len() as i32;
        // Sixteen sixteenths each, over the root of how many there are.
        assert!((tell("Read more: the wall") - 64 * all.isqrt()).abs() <= 64);
        assert!(tell("Read more: the bridge") < tell("Read more: the wall"));
        assert!(tell("wall the more read") < tell("Read more: the wall"));
        assert_eq!(Wording::default().tell(&[], ""), 0);
    }

    #[test]
    fn only_whole_tables_are_read() {
        assert!(Wording::from_bytes(b"ORW1").is_some());
        assert!(Wording::from_bytes(b"ORW1\x01").is_none());
        assert!(Wording::from_bytes(b"").is_none());
    }

    #[test]
    fn a_long_block_is_looked_at_from_both_ends() {
        let long = "stone ".repeat(5000);
        assert!(of(&long).len() < 150);
        assert!(!of("").is_empty());
    }
}
