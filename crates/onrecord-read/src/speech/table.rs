//! Weights by the hash of a feature.
//!
//! A feature may tell on several tokens in different roles: a word on its own
//! token, on the next one as the word before it, and so on. Its weights in all
//! roles are found by one look-up. Most features tell on one token only.
//!
//! The tables are larger than a core's nearest memory, so that a look-up mostly
//! waits. It therefore touches one place: when a table was made, a byte was
//! searched for every small bucket of features, the pilot, that sends them to
//! places of their own (hash and displace: Belazzougui, Botelho and Dietzfelbinger
//! 2009). Many look-ups are made at once; the waits then lie side by side. What
//! tells on one token stands in a table of its own whose places are as small as
//! can be: a label's weight less the first label's says the same.
//!
//! The bytes are those of the features that tell in roles, then of those that tell
//! on one token. For either, `u32` number of pilots, `u32` number of places, and
//! the pilots, a `u8` each. Of features that tell in roles then for every place a
//! `u32`, whose upper 24 bits are the lower ones of the feature's hash and whose
//! lowest 8 tell the roles it has weights in, 0 for an empty place; then for every
//! place and role, in that order, an `i8` for each label. Of the others for every
//! place the hash's lower 16 bits as a `u16` and an `i8` for each label but the
//! first, its weight less the first one's. All numbers are little-endian. A feature
//! that is not there weighs nothing.

/// How many labels a row has room for.
pub(crate) const ROW: usize = 8;

/// Weights of features.
pub(crate) struct Table {
    roles: Roles,
    single: Single,
}

/// The weights of features that tell in roles.
struct Roles {
    pilots: Vec<u8>,
    places: Vec<Place>,
    /// For every place the first of its further rows.
    others_at: Vec<u32>,
    /// The rows of features in other roles than their first.
    others: Vec<Row>,
}

/// Where a feature that tells in roles stands.
#[derive(Clone, Copy)]
struct Place {
    /// The hash's lower 24 bits above the roles.
    key: u32,
    /// What it weighs in the first of its roles.
    row: Row,
}

/// The weights of features that tell on one token.
struct Single {
    pilots: Vec<u8>,
    places: Places,
    labels: usize,
}

/// The hash's lower 16 bits, and above them for each label but the first a byte,
/// its weight above [`ZERO`].
enum Places {
    /// Of three labels at most.
    Few(Vec<u32>),
    /// Of seven at most.
    Many(Vec<u64>),
}

/// What a feature weighs for each label, above [`ZERO`].
type Row = [u8; ROW];

/// The byte of a weight of nothing. Without signs rows are summed lane by lane.
const ZERO: i16 = 128;

/// The most features that are taken at once.
const TOGETHER: usize = 64;

/// Features that are taken at once.
pub(crate) struct Features {
    list: [u32; TOGETHER],
    count: usize,
}

impl Features {
    /// None yet.
    pub(crate) fn new() -> Features {
        Features {
            list: [0; TOGETHER],
            count: 0,
        }
    }

    /// Forgets those taken so far.
    pub(crate) fn clear(&mut self) {
        self.count = 0;
    }

    /// One more; there is room for 64.
    pub(crate) fn put(&mut self, feature: u32) {
        self.list[self.count] = feature;
        self.count += 1;
    }

    fn as_slice(&self) -> &[u32] {
        &self.list[..self.count]
    }
}

/// What takes features: a sum of weights, or training data.
pub(crate) trait Sink {
    /// What features tell together.
    type Told;

    /// What features tell on one token.
    fn tell(&mut self, features: &Features) -> Self::Told;

    /// Takes what features tell on one token of the sequence.
    fn add(&mut self, told: &Self::Told, at: usize);

    /// Takes features that tell on one token of the sequence.
    fn put(&mut self, features: &Features, at: usize) {
        let told = self.tell(features);
        self.add(&told, at);
    }

    /// Takes a feature of a token, which may lie up to [`BEYOND`] tokens outside
    /// of the sequence. `roles` gives for each role how far from the token stands
    /// the one that the feature tells on, up to [`BEYOND`] either way.
    fn spread(&mut self, feature: u32, at: isize, roles: &'static [i8]);

    /// Takes the features that a word has by itself, given the word's number.
    fn word<const N: usize>(
        &mut self,
        number: u32,
        at: isize,
        features: impl FnOnce() -> [u32; N],
        roles: &[&'static [i8]; N],
    );
}

/// How far outside of a sequence features are taken.
pub(crate) const BEYOND: usize = 3;
/// Room before the first token's sums.
const ROOM: usize = 2 * BEYOND;
/// A token and those around it.
const AROUND: usize = 2 * BEYOND + 1;

/// Sums the weights of the features it takes, for every token a label each.
pub(crate) struct Sums<'t> {
    table: &'t Table,
    sums: Vec<[i16; ROW]>,
    /// What each word tells by itself on the tokens around it.
    words: Vec<[i16; ROW]>,
    waiting: Waiting,
    asked: Asked,
}

/// Features that tell on one token and wait to be looked up together, so
/// that many waits for memory lie side by side.
#[derive(Default)]
struct Asked {
    features: Vec<u32>,
    /// Where they are looked for.
    places: Vec<u32>,
    /// Where those that tell together end.
    ends: Vec<usize>,
    /// What those before tell, in the order in which they were asked for.
    told: Vec<[i16; ROW]>,
    /// Which of them tell on which token.
    adds: Vec<(usize, usize)>,
}

/// So many features wait at most, and a token's more. Guessed: what waits is to
/// stay in the nearest memory.
const MANY: usize = 1024;

/// Features that tell in several roles and wait to be looked up together.
struct Waiting {
    features: Features,
    /// Which row is the token's own, and how far from it the others are.
    tells: [(u32, &'static [i8]); TOGETHER],
    /// Where they are looked for, and then which of them are there.
    places: [u32; TOGETHER],
    numbers: [u8; TOGETHER],
}

/// A number below a bound, by a hash.
fn below(bound: usize, hash: u32) -> usize {
    ((u64::from(hash) * bound as u64) >> 32) as usize
}

/// The bucket of a feature among so many.
pub fn bucket(feature: u32, buckets: usize) -> usize {
    below(buckets, feature)
}

/// The place of a feature among so many, by its bucket's pilot.
pub fn place(feature: u32, pilot: u8, places: usize) -> usize {
    let turned = feature ^ u32::from(pilot).wrapping_mul(0x9e37_79b9);
    let mixed = u64::from(turned).wrapping_mul(0x94d0_49bb_1331_11eb);
    below(places, (mixed >> 32) as u32 ^ mixed as u32)
}

/// The pilots of a table, its number of places, and the bytes behind them.
fn opening(bytes: &[u8]) -> Option<(Vec<u8>, usize, &[u8])> {
    let (counts, rest) = bytes.split_first_chunk::<8>()?;
    let [pilots, places] = [0, 4].map(|at| {
        let number = counts[at..at + 4].try_into().unwrap_or_default();
        u32::from_le_bytes(number) as usize
    });
    let (pilots, rest) = rest.split_at_checked(pilots)?;
    (!pilots.is_empty() && places > 0).then(|| (pilots.to_vec(), places, rest))
}

/// The places where features stand if they are there.
fn look_up(pilots: &[u8], count: usize, features: &[u32], places: &mut [u32]) {
    for (place, &feature) in places.iter_mut().zip(features) {
        let pilot = pilots[bucket(feature, pilots.len())];
        *place = self::place(feature, pilot, count) as u32;
    }
}

impl Table {
    /// Reads a table of so many labels; `None` if the bytes are not one.
    pub(crate) fn from_bytes(bytes: &[u8], labels: usize) -> Option<Table> {
        let (roles, rest) = Roles::from_bytes(bytes, labels)?;
        let single = Single::from_bytes(rest, labels)?;
        Some(Table { roles, single })
    }

    /// What sums the features of sequences.
    pub(crate) fn sums(&self) -> Sums<'_> {
        Sums {
            table: self,
            sums: Vec::new(),
            words: Vec::new(),
            waiting: Waiting {
                features: Features::new(),
                tells: [(0, &[]); TOGETHER],
                places: [0; TOGETHER],
                numbers: [0; TOGETHER],
            },
            asked: Asked::default(),
        }
    }
}

impl Single {
    /// Reads what is the whole of the bytes.
    fn from_bytes(bytes: &[u8], labels: usize) -> Option<Single> {
        let (pilots, places, rest) = opening(bytes)?;
        let width = 2 + labels.checked_sub(1)?;
        if rest.len() != places.checked_mul(width)? {
            return None;
        }
        let word = |place: &[u8]| {
            let (key, weights) = place.split_at(2);
            let mut word = [0; 8];
            word[..2].copy_from_slice(key);
            for (byte, weight) in word[2..].iter_mut().zip(weights) {
                *byte = weight.wrapping_add(ZERO as u8);
            }
            u64::from_le_bytes(word)
        };
        let words = rest.chunks_exact(width).map(word);
        let places = match labels {
            ..=3 => Places::Few(words.map(|word| word as u32).collect()),
            4..ROW => Places::Many(words.collect()),
            _ => return None,
        };
        Some(Single {
            pilots,
            places,
            labels,
        })
    }

    /// The places where features stand if they are there.
    fn look_up(&self, features: &[u32], places: &mut [u32]) {
        let count = match &self.places {
            Places::Few(places) => places.len(),
            Places::Many(places) => places.len(),
        };
        self::look_up(&self.pilots, count, features, places);
    }

    /// What features weigh together, given their places.
    fn sum(&self, features: &[u32], places: &[u32]) -> [i16; ROW] {
        match &self.places {
            Places::Few(all) => self.sum_in(all, features, places),
            Places::Many(all) => self.sum_in(all, features, places),
        }
    }

    /// Whether each feature is there makes no branch, so that no look-up waits for
    /// the one before it; every other label is summed at once, as a lane of 16 bits.
    fn sum_in<P>(&self, all: &[P], features: &[u32], places: &[u32]) -> [i16; ROW]
    where
        P: Copy + Into<u64>,
    {
        const LANES: u64 = 0x00ff_00ff_00ff_00ff;
        let (mut even, mut odd, mut count) = (0, 0, 0);
        for (&place, &feature) in places.iter().zip(features) {
            let word: u64 = all[place as usize].into();
            let there = (word ^ u64::from(feature)) & 0xffff == 0;
            let row = word >> 16 & u64::from(there).wrapping_neg();
            even += row & LANES;
            odd += row >> 8 & LANES;
            count += i16::from(there);
        }
        let mut sums = [0; ROW];
        for (at, sum) in sums[1..self.labels].iter_mut().enumerate() {
            let lanes = if at % 2 == 0 { even } else { odd };
            *sum = (lanes >> (at / 2 * 16)) as u16 as i16 - count * ZERO;
        }
        sums
    }
}

impl Roles {
    /// Reads what the bytes begin with, and gives those behind it.
    fn from_bytes(bytes: &[u8], labels: usize) -> Option<(Roles, &[u8])> {
        let (pilots, places, rest) = opening(bytes)?;
        let (keys, weights) = rest.split_at_checked(places.checked_mul(4)?)?;
        let mut rows = weights.chunks_exact(labels).map(|weights| {
            let mut row = [ZERO as u8; ROW];
            for (weight, byte) in row.iter_mut().zip(weights) {
                *weight = byte.wrapping_add(ZERO as u8);
            }
            row
        });
        let mut table = Roles {
            pilots,
            places: Vec::with_capacity(places),
            others_at: Vec::with_capacity(places),
            others: Vec::new(),
        };
        let mut used = 0;
        for key in keys.as_chunks::<4>().0 {
            let key = u32::from_le_bytes(*key);
            let roles = (key & 0xff).count_ones() as usize;
            let row = if roles > 0 { rows.next()? } else { [0; ROW] };
            table.places.push(Place { key, row });
            table.others_at.push(table.others.len() as u32);
            for _ in 1..roles {
                table.others.push(rows.next()?);
            }
            used += roles * labels;
        }
        Some((table, &weights[used..]))
    }

    /// Adds what the waiting features tell to the rows that they tell on. Those
    /// that are there are gathered first, without branches, so that no look-up
    /// waits for the one before it.
    fn spread(&self, waiting: &mut Waiting, sums: &mut [[i16; ROW]]) {
        let Waiting {
            features,
            tells,
            places,
            numbers,
        } = waiting;
        look_up(&self.pilots, self.places.len(), features.as_slice(), places);
        let mut count = 0;
        for (number, &feature) in features.as_slice().iter().enumerate() {
            let place = places[number];
            let key = self.places[place as usize].key;
            // Places never pass the one that is looked at.
            places[count] = place;
            numbers[count] = number as u8;
            count += usize::from((key ^ feature << 8) <= 0xff && key & 0xff != 0);
        }
        for (&place, &number) in places.iter().zip(numbers.iter()).take(count) {
            let (own, aways) = tells[usize::from(number)];
            let place = place as usize;
            let Place { key, row } = &self.places[place];
            let mut tell = |role: u32, row: &Row| {
                if let Some(&away) = aways.get(role as usize) {
                    let at = own as isize + isize::from(away);
                    add(&mut sums[at as usize], row);
                }
            };
            let mut roles = key & 0xff;
            tell(roles.trailing_zeros(), row);
            roles &= roles - 1;
            if roles != 0 {
                let mut other = self.others_at[place] as usize;
                while roles != 0 {
                    tell(roles.trailing_zeros(), &self.others[other]);
                    roles &= roles - 1;
                    other += 1;
                }
            }
        }
        waiting.features.count = 0;
    }
}

fn add(sums: &mut [i16; ROW], row: &Row) {
    for (sum, weight) in sums.iter_mut().zip(row) {
        *sum += i16::from(*weight) - ZERO;
    }
}

impl Waiting {
    /// Puts a feature; whether there is room for another.
    fn put(&mut self, feature: u32, own: usize, aways: &'static [i8]) -> bool {
        self.tells[self.features.count] = (own as u32, aways);
        self.features.put(feature);
        self.features.count < TOGETHER
    }
}

impl Sink for Sums<'_> {
    /// Number of what was asked for.
    type Told = usize;

    fn tell(&mut self, features: &Features) -> usize {
        if self.asked.features.len() >= MANY {
            self.settle();
        }
        let asked = &mut self.asked;
        asked.features.extend_from_slice(features.as_slice());
        asked.ends.push(asked.features.len());
        asked.told.len() + asked.ends.len() - 1
    }

    fn add(&mut self, told: &usize, at: usize) {
        self.asked.adds.push((*told, at + ROOM));
    }

    fn spread(&mut self, feature: u32, at: isize, roles: &'static [i8]) {
        let own = (at + ROOM as isize) as usize;
        if !self.waiting.put(feature, own, roles) {
            self.table.roles.spread(&mut self.waiting, &mut self.sums);
        }
    }

    fn word<const N: usize>(
        &mut self,
        number: u32,
        at: isize,
        features: impl FnOnce() -> [u32; N],
        roles: &[&'static [i8]; N],
    ) {
        let first = (number as usize).saturating_mul(AROUND);
        let Some(told) = self.words.get(first..first.saturating_add(AROUND)) else {
            for (feature, roles) in features().into_iter().zip(roles) {
                self.spread(feature, at, roles);
            }
            return;
        };
        let here = (at + ROOM as isize) as usize;
        let around = &mut self.sums[here - BEYOND..=here + BEYOND];
        for (sums, told) in around.iter_mut().zip(told) {
            for (sum, told) in sums.iter_mut().zip(told) {
                *sum += *told;
            }
        }
    }
}

impl Sums<'_> {
    /// Sums once what words tell by themselves: for each word, in the order of
    /// their numbers, its features.
    pub(crate) fn learn<const N: usize>(
        &mut self,
        words: impl Iterator<Item = [u32; N]>,
        roles: &[&'static [i8]; N],
    ) {
        self.words.clear();
        for features in words {
            let own = self.words.len() + BEYOND;
            self.words.resize(self.words.len() + AROUND, [0; ROW]);
            for (feature, aways) in features.into_iter().zip(roles) {
                if !self.waiting.put(feature, own, aways) {
                    self.table.roles.spread(&mut self.waiting, &mut self.words);
                }
            }
        }
        self.table.roles.spread(&mut self.waiting, &mut self.words);
    }

    /// Begins a sequence of so many tokens.
    pub(crate) fn begin(&mut self, tokens: usize) {
        self.sums.clear();
        self.sums.resize(tokens + 2 * ROOM, [0; ROW]);
        self.asked.told.clear();
    }

    /// Looks up what was asked for.
    fn settle(&mut self) {
        let asked = &mut self.asked;
        asked.places.resize(asked.features.len(), 0);
        self.table
            .single
            .look_up(&asked.features, &mut asked.places);
        let mut start = 0;
        for end in asked.ends.drain(..) {
            let (features, places) = (&asked.features[start..end], &asked.places[start..end]);
            asked.told.push(self.table.single.sum(features, places));
            start = end;
        }
        asked.features.clear();
        for (told, at) in asked.adds.drain(..) {
            for (sum, told) in self.sums[at].iter_mut().zip(&asked.told[told]) {
                *sum += *told;
            }
        }
    }

    /// The sums of every token, when all features are put.
    pub(crate) fn finish(&mut self) -> &[[i16; ROW]] {
        self.settle();
        self.table.roles.spread(&mut self.waiting, &mut self.sums);
        &self.sums[ROOM..self.sums.len() - ROOM]
    }
}

/// What stands for a role where a feature tells on one token; roles are fewer.
pub const SINGLE: u64 = 7;

/// Gathers features by token, each with its role, or [`SINGLE`], in the lowest
/// three bits.
pub(crate) struct Gathered(pub(crate) Vec<Vec<u64>>);

impl Sink for Gathered {
    type Told = Vec<u64>;

    fn tell(&mut self, features: &Features) -> Vec<u64> {
        let features = features.as_slice().iter();
        features
            .map(|feature| u64::from(*feature) << 3 | SINGLE)
            .collect()
    }

    fn add(&mut self, told: &Vec<u64>, at: usize) {
        self.0[at].extend(told);
    }

    fn spread(&mut self, feature: u32, at: isize, roles: &'static [i8]) {
        for (role, &away) in roles.iter().enumerate() {
            let at = usize::try_from(at + isize::from(away));
            if let Some(token) = at.ok().and_then(|at| self.0.get_mut(at)) {
                token.push(u64::from(feature) << 3 | role as u64);
            }
        }
    }

    fn word<const N: usize>(
        &mut self,
        _: u32,
        at: isize,
        features: impl FnOnce() -> [u32; N],
        roles: &[&'static [i8]; N],
    ) {
        for (feature, roles) in features().into_iter().zip(roles) {
            self.spread(feature, at, roles);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORD: u32 = 7;
    const PAIR: u32 = 1 << 30 | 9;

    /// A table of three labels: a word that tells on its own token, a pair that
    /// tells on the tokens beside it, and either that tells on one token.
    fn bytes() -> Vec<u8> {
        let size = 64;
        let (word, pair) = (place(WORD, 0, size), place(PAIR, 0, size));
        assert_ne!(word, pair);
        let mut out = 1u32.to_le_bytes().to_vec();
        out.extend((size as u32).to_le_bytes());
        out.push(0);
        let mut keys = vec![0u32; size];
        keys[word] = WORD << 8 | 0b1;
        keys[pair] = PAIR << 8 | 0b110;
        out.extend(keys.iter().flat_map(|key| key.to_le_bytes()));
        let mut rows = [(word, &[1u8, 2, 255][..]), (pair, &[10, 0, 0, 0, 20, 0])];
        rows.sort();
        out.extend(rows.iter().flat_map(|(_, row)| *row));
        out.extend(1u32.to_le_bytes());
        out.extend((size as u32).to_le_bytes());
        out.push(0);
        let mut rows = vec![[0u8; 4]; size];
        rows[word] = [WORD as u8, 0, 3, 254];
        rows[pair] = [PAIR as u8, 0, 128, 127];
        out.extend(rows.as_flattened());
        out
    }

    fn labels(sums: &[[i16; ROW]]) -> Vec<[i16; 3]> {
        sums.iter().map(|row| [row[0], row[1], row[2]]).collect()
    }

    #[test]
    fn features_tell_in_their_roles_and_what_is_not_there_weighs_nothing() {
        let table = Table::from_bytes(&bytes(), 3).expect("a table");
        let mut sums = table.sums();
        for _ in 0..2 {
            sums.begin(3);
            let mut features = Features::new();
            for feature in [WORD, WORD + 1, WORD + (1 << 8), PAIR] {
                features.put(feature);
            }
            sums.put(&features, 1);
            assert_eq!(labels(sums.finish()), [[0; 3], [0, -125, 125], [0; 3]]);
            sums.begin(3);
            sums.spread(PAIR, 1, &[0, 1, -1]);
            sums.spread(PAIR, -1, &[0, 1, -1]);
            sums.spread(WORD, 1, &[0]);
            sums.spread(WORD + (1 << 28), 1, &[0]);
            assert_eq!(labels(sums.finish()), [[10, 20, 0], [1, 2, -1], [10, 0, 0]]);
        }
    }

    #[test]
    fn few_labels_and_many_are_summed_alike() {
        let single = |labels: usize| {
            let mut bytes = [1u32.to_le_bytes(), 1u32.to_le_bytes()].concat();
            bytes.push(0);
            bytes.extend((WORD as u16).to_le_bytes());
            bytes.extend((1..labels).map(|label| label as u8));
            Single::from_bytes(&bytes, labels)
        };
        for labels in 2..ROW {
            let single = single(labels).expect("a table");
            let sums = single.sum(&[WORD, WORD + 1, WORD], &[0, 0, 0]);
            let twice = |label: usize| if label < labels { 2 * label as i16 } else { 0 };
            assert_eq!(sums, std::array::from_fn(twice), "{labels}");
        }
        assert!(single(ROW).is_none() && single(0).is_none());
    }

    #[test]
    fn words_are_summed_once_and_tell_wherever_they_stand() {
        let table = Table::from_bytes(&bytes(), 3).expect("a table");
        let mut sums = table.sums();
        let roles: [&[i8]; 2] = [&[0], &[0, 1, -1]];
        sums.learn([[WORD, PAIR], [0, 0]].into_iter(), &roles);
        sums.begin(2);
        for (number, at) in [(0, 0), (0, 2), (1, 1)] {
            sums.word(number, at, || [0, 0], &roles);
        }
        assert_eq!(labels(sums.finish()), [[1, 2, -1], [10, 20, 0]]);
        // One that was not learnt.
        sums.begin(2);
        sums.word(u32::MAX, 0, || [WORD, PAIR], &roles);
        assert_eq!(labels(sums.finish()), [[1, 2, -1], [10, 0, 0]]);
    }

    #[test]
    fn bytes_that_are_cut_are_no_table() {
        let bytes = bytes();
        for end in 0..bytes.len() {
            assert!(Table::from_bytes(&bytes[..end], 3).is_none(), "{end}");
        }
    }
}
