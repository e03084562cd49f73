//! Lists of words as data: one file a list, read once.

use std::sync::OnceLock;

use crate::speech::hash;

/// A list of words with what each stands for, found by the word.
#[derive(Debug)]
pub(crate) struct Table<T> {
    entries: Vec<(&'static str, T)>,
    /// Which first bytes words of each length have, a bit for each of eight
    /// lengths: most words that are looked up are turned away here.
    firsts: [u8; 256],
    /// Open addressing: numbers of entries from 1.
    slots: Vec<u32>,
}

/// The bit of a word's length in [`Table::firsts`].
fn length_bit(word: &str) -> u8 {
    1 << (word.len() % 8)
}

impl<T: Copy> Table<T> {
    /// A table of these entries; of equal words the first counts.
    pub(crate) fn new(entries: Vec<(&'static str, T)>) -> Self {
        // At most half of the slots are taken.
        let mut table = Self {
            slots: vec![0; (entries.len() * 2 + 1).next_power_of_two()],
            firsts: [0; 256],
            entries,
        };
        for number in 0..table.entries.len() {
            let word = table.entries[number].0;
            let first = word.bytes().next().map_or(0, usize::from);
            table.firsts[first] |= length_bit(word);
            let at = table.slot(word);
            if table.slots[at] == 0 {
                table.slots[at] = number as u32 + 1;
            }
        }
        table
    }

    /// What the word stands for. The word is compared as it is.
    pub(crate) fn get(&self, word: &str) -> Option<T> {
        let first = usize::from(word.bytes().next()?);
        if self.firsts[first] & length_bit(word) == 0 {
            return None;
        }
        let number = self.slots[self.slot(word)].checked_sub(1)?;
        Some(self.entries[number as usize].1)
    }

    /// The slot of a word, or the empty one where it would stand.
    fn slot(&self, word: &str) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = hash::word(word) as usize & mask;
        while let Some(number) = self.slots[at].checked_sub(1)
            && self.entries[number as usize].0 != word
        {
            at = (at + 1) & mask;
        }
        at
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_equal_words_counts_and_nothing_else_is_found() {
        let table = Table::new(vec![("port", 1), ("pier", 2), ("port", 3)]);
        assert_eq!(table.get("port"), Some(1));
        assert_eq!(table.get("pier"), Some(2));
        for word in ["", "Port", "por", "ports", "poet"] {
            assert_eq!(table.get(word), None, "{word}");
        }
        assert_eq!(Table::<u8>::new(Vec::new()).get("port"), None);
    }
}
