//! Which English words and names there are, for judging a suspect reading.
//!
//! `weights/words.bin` holds a number for each word of a list, sorted and
//! written as differences in groups of seven bits, low group first. A number
//! is the low 28 bits of the word's hash, doubled, plus one if the word is
//! among the list's commoner ones.

use std::sync::OnceLock;

/// A word's number in the list, without its mark: the low 28 bits of its
/// Fowler-Noll-Vo hash.
pub(crate) fn key(word: &str) -> u32 {
    let hash = word.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    (hash ^ (hash >> 28)) as u32 & 0x0FFF_FFFF
}

/// The words.
pub(super) struct Vocabulary {
    /// Sorted.
    numbers: Vec<u32>,
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
        Vocabulary { numbers }
    }

    /// Whether the list has the word, written like this.
    pub(super) fn has(&self, word: &str) -> bool {
        let key = key(word) << 1;
        let at = self.numbers.partition_point(|number| *number < key);
        self.numbers
            .get(at)
            .is_some_and(|number| number >> 1 == key >> 1)
    }

    /// Whether the list has the word among its commoner ones.
    pub(super) fn is_common(&self, word: &str) -> bool {
        self.numbers.binary_search(&(key(word) << 1 | 1)).is_ok()
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
