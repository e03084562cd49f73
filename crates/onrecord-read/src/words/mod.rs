//! Lists of words as data: one file a list, read once.

use std::sync::OnceLock;

/// A list of words with what each stands for, found by the word.
#[derive(Debug)]
pub(crate) struct Table<T> {
    /// Sorted by word.
    entries: Vec<(&'static str, T)>,
    /// Which first bytes words of each length have, a bit for each of eight
    /// lengths: most words that are looked up are turned away here.
    firsts: [u8; 256],
    /// Where the words with each first byte begin.
    starts: [u32; 257],
}

/// The bit of a word's length in [`Table::firsts`].
fn length_bit(word: &str) -> u8 {
    1 << (word.len() % 8)
}

impl<T: Copy> Table<T> {
    /// A table of these entries; of equal words the first counts.
    pub(crate) fn new(mut entries: Vec<(&'static str, T)>) -> Self {
        entries.sort_by_key(|entry| entry.0);
        entries.dedup_by_key(|entry| entry.0);
        let mut firsts = [0; 256];
        let mut starts = [0; 257];
        for (word, _) in &entries {
            let first = word.bytes().next().map_or(0, usize::from);
            firsts[first] |= length_bit(word);
            starts[first + 1] += 1;
        }
        for first in 0..256 {
            starts[first + 1] += starts[first];
        }
        Self {
            entries,
            firsts,
            starts,
        }
    }

    /// What the word stands for. The word is compared as it is.
    pub(crate) fn get(&self, word: &str) -> Option<T> {
        let first = usize::from(word.bytes().next()?);
        if self.firsts[first] & length_bit(word) == 0 {
            return None;
        }
        let entries = &self.entries[self.starts[first] as usize..self.starts[first + 1] as usize];
        let at = entries.binary_search_by(|entry| entry.0.cmp(word)).ok()?;
        Some(entries[at].1)
    }
}

/// The rows of a list: a tab ends the first column; `#` begins a remark.
pub(crate) fn rows(list: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    list.lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| line.split_once('\t').unwrap_or((line, "")))
}

/// A table made from a list on first use: each row's second column holds
/// words set apart by `between`, and `value` says what the first stands for.
pub(crate) fn table<T: Copy>(
    cell: &'static OnceLock<Table<T>>,
    list: &'static str,
    between: char,
    value: impl Fn(&str) -> Option<T>,
) -> &'static Table<T> {
    cell.get_or_init(|| {
        let mut entries = Vec::new();
        for (key, words) in rows(list) {
            if let Some(value) = value(key) {
                entries.extend(
                    words
                        .split(between)
                        .filter(|word| !word.is_empty())
                        .map(|word| (word, value)),
                );
            }
        }
        Table::new(entries)
    })
}
