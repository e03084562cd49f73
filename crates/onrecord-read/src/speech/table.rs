//! Weights by the hash of a feature.
//!
//! The bytes: `u32` bits of the table's size, then for every slot a `u16` tag
//! (0 is an empty slot), then for every slot eight `i8` weights, one a label.
//! A feature is looked for from the slot that the low bits of its hash name,
//! and known by a tag of its high bits; a feature that is not there weighs
//! nothing. All numbers are little-endian.

/// How many labels a row has room for.
pub(crate) const ROW: usize = 8;

/// A table of weights.
pub(crate) struct Table {
    mask: usize,
    tags: Vec<u16>,
    rows: Vec<[i8; ROW]>,
}

/// The tag of a feature's hash, never 0.
pub(crate) fn tag(feature: u64) -> u16 {
    (feature >> 48) as u16 | 1
}

impl Table {
    /// Reads a table; `None` if the bytes are not one with an empty slot.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Table> {
        let (bits, rest) = bytes.split_first_chunk::<4>()?;
        let bits = u32::from_le_bytes(*bits);
        let size = 1usize.checked_shl(bits).filter(|_| bits < 28)?;
        if rest.len() != size * (2 + ROW) {
            return None;
        }
        let (tags, rows) = rest.split_at(size * 2);
        let tags: Vec<u16> = tags
            .as_chunks::<2>()
            .0
            .iter()
            .map(|tag| u16::from_le_bytes(*tag))
            .collect();
        let rows = rows
            .as_chunks::<ROW>()
            .0
            .iter()
            .map(|row| row.map(|weight| weight as i8))
            .collect();
        tags.contains(&0).then_some(Table {
            mask: size - 1,
            tags,
            rows,
        })
    }

    /// Adds the weights of a token's features to its sums.
    ///
    /// The table is larger than a core's nearest memory, so that a look-up
    /// mostly waits. All first slots are read before any is looked at, and all
    /// rows after that: the waits then lie side by side.
    pub(crate) fn add(&self, features: &[u64], sums: &mut [i32; ROW]) {
        const TOGETHER: usize = 32;
        for features in features.chunks(TOGETHER) {
            let mut tags = [0u16; TOGETHER];
            for (tag, feature) in tags.iter_mut().zip(features) {
                *tag = self.tags[*feature as usize & self.mask];
            }
            let mut rows = [0u32; TOGETHER];
            let mut count = 0;
            for (&first, &feature) in tags.iter().zip(features) {
                let wanted = tag(feature);
                let mut at = feature as usize & self.mask;
                let mut found = first;
                while found != wanted && found != 0 {
                    at = (at + 1) & self.mask;
                    found = self.tags[at];
                }
                rows[count] = at as u32;
                count += usize::from(found == wanted);
            }
            for &at in &rows[..count] {
                for (sum, weight) in sums.iter_mut().zip(self.rows[at as usize]) {
                    *sum += i32::from(weight);
                }
            }
        }
    }
}
