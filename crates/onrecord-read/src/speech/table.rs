//! Weights by the hash of a feature.
//!
//! A feature may tell on several tokens in different roles: a word on its own
//! token, on the next one as the word before it, and so on. Its weights in all
//! roles lie side by side and are found by one look-up.
//!
//! The bytes: `u32` number of features; their hashes as `u32`, ascending; for
//! each a `u8` whose bits tell the roles it has weights in; then for every
//! feature and role, in that order, an `i8` for each label. All numbers are
//! little-endian. A feature that is not there weighs nothing.

/// How many labels a row has room for.
pub(crate) const ROW: usize = 8;

/// A table of weights.
pub(crate) struct Table {
    mask: usize,
    /// Open addressing from the low bits of a hash: 0 is empty, else the hash's
    /// upper 24 bits, the roles, and the index of the first row.
    slots: Vec<u64>,
    rows: Vec<[i8; ROW]>,
}

/// A feature, the token that it is of, and for each role how far from that
/// token stands the one it tells on.
#[derive(Clone, Copy)]
struct Put {
    feature: u32,
    at: u32,
    roles: &'static [i8],
}

/// What takes features: a sum of weights, or training data.
pub(crate) trait Sink {
    /// Takes a feature of a token, which may lie up to [`BEYOND`] tokens outside
    /// of the sequence. `roles` gives for each role how far from the token
    /// stands the one that the feature tells on, up to [`BEYOND`] either way.
    fn put(&mut self, feature: u32, at: isize, roles: &'static [i8]);
}

/// How far outside of a sequence features are taken.
pub(crate) const BEYOND: usize = 3;
/// Room before the first token's sums.
const ROOM: usize = 2 * BEYOND;
/// The table is larger than a core's nearest memory, so that a look-up mostly
/// waits. So many are made at once; the waits then lie side by side.
const TOGETHER: usize = 64;

/// Sums the weights of the features it takes, for every token a label each.
pub(crate) struct Sums<'t> {
    table: &'t Table,
    sums: Vec<[i16; ROW]>,
    puts: [Put; TOGETHER],
    waiting: usize,
}

impl Table {
    /// Reads a table of so many labels; `None` if the bytes are not one.
    pub(crate) fn from_bytes(bytes: &[u8], labels: usize) -> Option<Table> {
        let (count, rest) = bytes.split_first_chunk::<4>()?;
        let count = u32::from_le_bytes(*count) as usize;
        let (hashes, rest) = rest.split_at_checked(count.checked_mul(4)?)?;
        let (roles, weights) = rest.split_at_checked(count)?;
        let size = (count * 4 / 3 + 2).next_power_of_two();
        let mut table = Table {
            mask: size - 1,
            slots: vec![0; size],
            rows: Vec::with_capacity(weights.len() / labels),
        };
        for weights in weights.chunks_exact(labels) {
            let mut row = [0; ROW];
            for (weight, byte) in row.iter_mut().zip(weights) {
                *weight = *byte as i8;
            }
            table.rows.push(row);
        }
        let mut first = 0usize;
        for (hash, &roles) in hashes.as_chunks::<4>().0.iter().zip(roles) {
            let hash = u32::from_le_bytes(*hash);
            let mut at = hash as usize & table.mask;
            while table.slots[at] != 0 {
                at = (at + 1) & table.mask;
            }
            table.slots[at] =
                u64::from(hash >> 8) << 40 | u64::from(roles) << 32 | u64::from(first as u32);
            first += roles.count_ones() as usize;
            if roles == 0 {
                return None;
            }
        }
        (first == table.rows.len() && weights.len() == first * labels).then_some(table)
    }

    /// Sums for a sequence of tokens.
    pub(crate) fn sums(&self, tokens: usize) -> Sums<'_> {
        Sums {
            table: self,
            sums: vec![[0; ROW]; tokens + 2 * ROOM],
            puts: [Put {
                feature: 0,
                at: 0,
                roles: &[],
            }; TOGETHER],
            waiting: 0,
        }
    }
}

impl Sink for Sums<'_> {
    fn put(&mut self, feature: u32, at: isize, roles: &'static [i8]) {
        if self.waiting == TOGETHER {
            self.add();
        }
        self.puts[self.waiting] = Put {
            feature,
            at: (at + ROOM as isize) as u32,
            roles,
        };
        self.waiting += 1;
    }
}

impl Sums<'_> {
    /// Adds what waits.
    fn add(&mut self) {
        let Table { mask, slots, rows } = self.table;
        let puts = &self.puts[..self.waiting];
        let mut found = [0u64; TOGETHER];
        for (found, put) in found.iter_mut().zip(puts) {
            *found = slots[put.feature as usize & mask];
        }
        let mut hits = [(0u64, 0u8); TOGETHER];
        let mut count = 0;
        for (number, (put, &first)) in puts.iter().zip(&found).enumerate() {
            let mut slot = first;
            let mut at = put.feature as usize & mask;
            while slot != 0 && (slot >> 40) as u32 != put.feature >> 8 {
                at = (at + 1) & mask;
                slot = slots[at];
            }
            hits[count] = (slot, number as u8);
            count += usize::from(slot != 0);
        }
        for &(slot, number) in &hits[..count] {
            let put = puts[usize::from(number)];
            let mut row = slot as u32 as usize;
            let mut roles = (slot >> 32) as u8;
            while roles != 0 {
                let role = roles.trailing_zeros() as usize;
                roles &= roles - 1;
                if let Some(&away) = put.roles.get(role) {
                    let sums = &mut self.sums[(put.at as isize + isize::from(away)) as usize];
                    for (sum, weight) in sums.iter_mut().zip(rows[row]) {
                        *sum += i16::from(weight);
                    }
                }
                row += 1;
            }
        }
        self.waiting = 0;
    }

    /// The sums of every token, when all features are put.
    pub(crate) fn finish(mut self) -> Vec<[i16; ROW]> {
        self.add();
        self.sums.truncate(self.sums.len() - ROOM);
        self.sums.drain(..ROOM);
        self.sums
    }
}

/// Gathers features by token, each with its role in the lowest three bits.
pub(crate) struct Gathered(pub(crate) Vec<Vec<u64>>);

impl Sink for Gathered {
    fn put(&mut self, feature: u32, at: isize, roles: &'static [i8]) {
        for (role, &away) in roles.iter().enumerate() {
            let at = usize::try_from(at + isize::from(away));
            if let Some(token) = at.ok().and_then(|at| self.0.get_mut(at)) {
                token.push(u64::from(feature) << 3 | role as u64);
            }
        }
    }
}
