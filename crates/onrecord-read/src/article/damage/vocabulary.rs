//! Which English words and names there are, for judging a suspect reading.
//!
//! `weights/words.bin` holds a number for each word of a list, sorted and
//! written as differences in groups of seven bits, low group first. A number
//! is the low 28 bits of the word's hash, doubled, plus one if the word is
//! among the list's commoner ones.

use std::sync::OnceLock;

/// A word's number in the list, without its mark: the low 28 bits of its
/// hash.
pub(crate) fn key(word: &str) -> u32 {
    fold(hash(word))
}

/// A word's Fowler-Noll-Vo hash.
pub(super) fn hash(word: &str) -> u64 {
    word.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

fn fold(hash: u64) -> u32 {
    (hash ^ (hash >> 28)) as u32 & 0x0FFF_FFFF
}

/// How many of a number's 29 bits choose its bucket: about two numbers of the
/// list are in one, so that a word is found in a step or two.
const BUCKET_BITS: u32 = 16;

/// The words.
pub(super) struct Vocabulary {
    /// Sorted.
    numbers: Vec<u32>,
    /// Where the numbers of each bucket start, and the end of the last.
    starts: Vec<u32>,
}

impl Vocabulary {
    /// The shipped list.
    pub(super) fn shipped() -> &'static Vocabulary {
        static LIST: OnceLock<Vocabulary> = OnceLock::new();
        LIST.get_or_init(|| Vocabulary::from_bytes(include_bytes!("../../weights/words.bin")))
    }

    fn from_bytes(bytes: &[u8]) -> Vocabulary {
        let mut numbers = Vec::new();
        let (mut number, mut gap, mut shift) = (0u32, 0u32, 0);
        for byte in bytes {
            gap |= u32::from(byte & 0x7F).wrapping_shl(shift);
            shift += 7;
            if byte & 0x80 == 0 {
                number = number.wrapping_add(gap);
                numbers.push(number);
                (gap, shift) = (0, 0);
            }
        }
        let mut starts = vec![0; (1 << BUCKET_BITS) + 1];
        for number in &numbers {
            starts[Self::bucket(*number) as usize + 1] += 1;
        }
        for k in 1..starts.len() {
            starts[k] += starts[k - 1];
        }
        Vocabulary { numbers, starts }
    }

    fn bucket(number: u32) -> u32 {
        number >> (29 - BUCKET_BITS) & ((1 << BUCKET_BITS) - 1)
    }

    /// Whether the list has one of the numbers that `wanted` says.
    fn holds(&self, number: u32, wanted: impl Fn(u32) -> bool) -> bool {
        let bucket = Self::bucket(number) as usize;
        let (from, to) = (self.starts[bucket], self.starts[bucket + 1]);
        self.numbers[from as usize..to as usize]
            .iter()
            .any(|number| wanted(*number))
    }

    /// Whether the list has the word, written like this.
    pub(super) fn has(&self, word: &str) -> bool {
        self.has_hash(hash(word))
    }

    /// Whether the list has the word with this hash.
    pub(super) fn has_hash(&self, hash: u64) -> bool {
        let key = fold(hash);
        self.holds(key << 1, |number| number >> 1 == key)
    }

    /// Whether the list has the word among its commoner ones.
    pub(super) fn is_common(&self, word: &str) -> bool {
        let marked = key(word) << 1 | 1;
        self.holds(marked, |number| number == marked)
    }

    /// Whether the list has the word, written like this or in lower case, as
    /// words are elsewhere than at the start of a sentence.
    pub(super) fn knows(&self, word: &str) -> bool {
        self.has(word) || self.has(&word.to_lowercase())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_list_has_words_and_names() {
        let list = Vocabulary::shipped();
        assert!(list.numbers.is_sorted());
        for word in ["mayor", "harbour", "Tom", "the"] {
            assert!(list.has(word) && list.is_common(word), "{word}");
        }
        for word in ["rnayor", "Ornar", "harb0ur"] {
            assert!(!list.has(word), "{word}");
        }
    }
}
