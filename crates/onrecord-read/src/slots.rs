//! A table of what words and other features stand for, by 32 bits of a hash.

/// A table with open addressing. The keys lie by themselves and close together,
/// so that a look-up mostly touches one line of memory.
#[derive(Clone, Debug)]
pub(crate) struct Slots<T> {
    /// 0 is an empty slot.
    keys: Vec<u32>,
    values: Vec<T>,
}

/// A key that marks no empty slot.
fn full(key: u32) -> u32 {
    key.max(1)
}

impl<T: Copy + Default> Default for Slots<T> {
    fn default() -> Slots<T> {
        Slots::of(std::iter::empty(), 0)
    }
}

impl<T: Copy + Default> Slots<T> {
    /// A table of so many entries; of two with one key the first counts. More than
    /// a fifth of the slots stay empty, where a search that finds nothing ends.
    pub(crate) fn of(entries: impl Iterator<Item = (u32, T)>, count: usize) -> Slots<T> {
        let size = (count + count / 4 + 1).next_power_of_two();
        let mut slots = Slots {
            keys: vec![0; size],
            values: vec![T::default(); size],
        };
        for (key, value) in entries {
            let at = slots.find(key);
            if slots.keys[at] == 0 {
                slots.keys[at] = full(key);
                slots.values[at] = value;
            }
        }
        slots
    }

    /// What a key stands for.
    pub(crate) fn get(&self, key: u32) -> Option<T> {
        let at = self.find(key);
        (self.keys[at] != 0).then(|| self.values[at])
    }

    /// What each of many keys stands for. All first slots are read before any is
    /// looked at, so that the waits for memory lie side by side.
    pub(crate) fn get_all(&self, keys: impl Iterator<Item = u32>) -> Vec<Option<T>> {
        let mask = self.keys.len() - 1;
        let firsts: Vec<(u32, u32, T)> = keys
            .map(|key| {
                let at = key as usize & mask;
                (key, self.keys[at], self.values[at])
            })
            .collect();
        firsts
            .into_iter()
            .map(|(key, found, value)| match found {
                0 => None,
                found if found == full(key) => Some(value),
                _ => self.get(key),
            })
            .collect()
    }

    /// The slot of a key, or the empty one where it would stand.
    fn find(&self, key: u32) -> usize {
        let mask = self.keys.len() - 1;
        let mut at = key as usize & mask;
        while self.keys[at] != 0 && self.keys[at] != full(key) {
            at = (at + 1) & mask;
        }
        at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_two_entries_counts_and_nothing_else_is_found() {
        let slots = Slots::of([(0, 7), (5, 8), (5, 9), (5 + 16, 10)].into_iter(), 4);
        assert_eq!(slots.get(0), Some(7));
        assert_eq!(slots.get(5), Some(8));
        assert_eq!(slots.get(5 + 16), Some(10));
        assert_eq!(slots.get(6), None);
        assert_eq!(Slots::<u8>::default().get(0), None);
        let all = slots.get_all([5 + 16, 6, 0, 5].into_iter());
        assert_eq!(all, [Some(10), None, Some(7), Some(8)]);
    }

    #[test]
    fn small_tables_have_an_empty_slot_too() {
        for count in 0..=2 {
            let slots = Slots::of((3..).map(|key| (key, 1)).take(count), count);
            assert!(slots.keys.contains(&0), "{count} entries");
        }
    }
}
