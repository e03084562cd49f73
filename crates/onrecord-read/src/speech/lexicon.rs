//! How often a word reports: learned from annotated articles.
//!
//! The bytes: for every word a `u32` (the low half of its hash) and a `u8`
//! level, little-endian, sorted by the first.

use crate::slots::Slots;

/// How often a word is part of the words that report a statement.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub(crate) struct Level(pub(crate) u8);

impl Level {
    /// Of a word that reports in three of five places or more.
    pub(crate) const HIGHEST: Level = Level(6);

    /// Whether the word reports often enough to measure distances from it.
    pub(crate) fn reports(self) -> bool {
        self.0 >= 4
    }
}

/// The words' levels.
#[derive(Clone, Debug)]
pub(crate) struct CueLexicon(Slots<u8>);

impl CueLexicon {
    /// Reads a lexicon; a last entry that is not whole is left out.
    pub(crate) fn from_bytes(bytes: &[u8]) -> CueLexicon {
        let (entries, _) = bytes.as_chunks::<5>();
        let words = entries
            .iter()
            .map(|&[a, b, c, d, level]| (u32::from_le_bytes([a, b, c, d]), level));
        CueLexicon(Slots::of(words, entries.len()))
    }

    /// The levels of the words with these hashes; 0 for one that was never seen.
    pub(crate) fn levels(&self, words: impl Iterator<Item = u64>) -> Vec<Level> {
        let levels = self.0.get_all(words.map(|word| word as u32)).into_iter();
        levels
            .map(|level| Level(level.unwrap_or_default()))
            .collect()
    }
}
