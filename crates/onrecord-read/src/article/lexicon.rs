//! What words tell of a block, learned: words of its text and words of the
//! class and id of the elements around it.
//!
//! A word's score is the log-odds that blocks with it are body, counted by
//! sites and not by blocks, so that one site's template cannot teach a word.
//! The file: magic `ORL1`, then for each word a little-endian `u32` key and an
//! `i8` score in sixteenths of log-odds, in the order of keys. Training is in
//! the evaluation crate; see `weights/PROVENANCE.md`.

use onrecord_html::{Document, NodeId};

use crate::slots::Slots;

/// Scores by word key.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lexicon {
    scores: Slots<i8>,
}

impl Lexicon {
    /// Reads a lexicon; `None` if the bytes are not one.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Lexicon> {
        let (entries, rest) = bytes.strip_prefix(b"ORL1")?.as_chunks::<5>();
        let scores = entries.iter().map(|&[a, b, c, d, score]| {
            let key = u32::from_le_bytes([a, b, c, d]);
            (key, score as i8)
        });
        rest.is_empty().then(|| Lexicon {
            scores: Slots::of(scores, entries.len()),
        })
    }

    /// A key's score, if it is known.
    pub(crate) fn score(&self, key: u32) -> Option<i32> {
        self.scores.get(key).map(i32::from)
    }

    /// What a run of words tells.
    pub(crate) fn tell(&self, keys: impl Iterator<Item = u32>) -> Told {
        let mut told = Told::default();
        let (mut sum, mut count, mut first) = (0, 0, 0);
        for (k, key) in keys.enumerate() {
            let Some(score) = self.score(key) else {
                continue;
            };
            sum += score;
            count += 1;
            told.lowest = told.lowest.min(score);
            told.highest = told.highest.max(score);
            if k < 3 {
                first += score;
            }
        }
        told.mean = if count > 0 { sum * 4 / count } else { 0 };
        told.first = first;
        told
    }
}

/// What a run of words tells, in sixteenths of log-odds.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Told {
    /// The mean of the known words' scores, in sixty-fourths.
    pub(crate) mean: i32,
    /// The lowest score, at most 0.
    pub(crate) lowest: i32,
    /// The highest score, at least 0.
    pub(crate) highest: i32,
    /// The sum over the first three words.
    pub(crate) first: i32,
}

/// Which words a key stands for: those of the text, or of an element's
/// attributes so many levels up.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    Text,
    Attribute(u8),
}

/// A word's key: its hash folded to 32 bits, apart for each kind.
pub(crate) fn key(hash: u64, kind: Kind) -> u32 {
    let salt = match kind {
        Kind::Text => 0,
        Kind::Attribute(level) => 1 + u64::from(level),
    };
    salted(hash, salt)
}

/// A hash folded to 32 bits, apart for each salt.
pub(crate) fn salted(hash: u64, salt: u64) -> u32 {
    let mixed =
        (hash ^ salt.wrapping_mul(0x9E37_79B9_7F4A_7C15)).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    (mixed >> 32) as u32
}

/// Tells the keys of an element's class and id words: letters only, cut where a
/// lower-case letter meets a capital.
pub(crate) fn attribute_keys(
    document: &Document<'_>,
    node: NodeId,
    level: u8,
    mut each: impl FnMut(u32),
) {
    /// Names are shorter, and an element is asked for its words often.
    const LONGEST: usize = 16_384;
    let kind = Kind::Attribute(level);
    for name in ["class", "id"] {
        let Some(value) = document.attr(node, name) else {
            continue;
        };
        let value = &value.as_bytes()[..value.len().min(LONGEST)];
        let mut hash = SEED;
        let mut length = 0;
        let mut last_lower = false;
        for &byte in value {
            let letter = byte.is_ascii_alphabetic();
            if (!letter || byte.is_ascii_uppercase() && last_lower) && length > 0 {
                if length >= 2 {
                    each(key(hash, kind));
                }
                (hash, length) = (SEED, 0);
            }
            last_lower = byte.is_ascii_lowercase();
            if letter {
                hash = (hash ^ u64::from(byte.to_ascii_lowercase()))
                    .wrapping_mul(0x0000_0100_0000_01b3);
                length += 1;
            }
        }
        if length >= 2 {
            each(key(hash, kind));
        }
    }
}

const SEED: u64 = 0xcbf2_9ce4_8422_2325;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_are_looked_up_by_key() {
        let mut bytes = b"ORL1".to_vec();
        for (key, score) in [(3u32, -16i8), (9, 8)] {
            bytes.extend(key.to_le_bytes());
            bytes.push(score as u8);
        }
        let lexicon = Lexicon::from_bytes(&bytes).unwrap();
        let told = lexicon.tell([9, 1, 3, 3].into_iter());
        assert_eq!(
            told,
            Told {
                mean: -32,
                lowest: -16,
                highest: 8,
                first: -8
            }
        );
        assert!(Lexicon::from_bytes(&bytes[..bytes.len() - 1]).is_none());
        assert!(Lexicon::from_bytes(b"").is_none());
    }
}
