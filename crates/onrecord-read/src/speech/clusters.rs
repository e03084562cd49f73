//! What kind of word a word is.
//!
//! Words that stand in like company share a Brown cluster, and clusters that
//! are alike share the low bits of their path (Brown et al. 1992; Miller,
//! Guinness and Zamanian 2004 for paths as features). Words with like vectors
//! (GloVe: Pennington, Socher and Manning 2014) share a kind, found by k-means
//! once broadly and once finely.
//!
//! `weights/clusters.bin` holds, in little-endian order, the number of paths as
//! `u32`, the paths as `u32`, the number of words with a path as `u32`, those
//! words as a `u32` (the low half of [`hash::word`]) and a `u16` (index of the
//! path), commonest word first, and to the end the words with kinds, in lower
//! case, as a `u32` and two `u16`, broad kind and fine kind, both from 1.

use std::sync::OnceLock;

use crate::slots::Slots;

/// A word's path through the tree of clusters, first branch in the lowest bit.
/// 0 is no cluster.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Cluster(u32);

impl Cluster {
    /// No cluster.
    pub(crate) const NONE: Cluster = Cluster(0);

    /// The first branches of the path, up to 16.
    pub(crate) fn prefix(self, branches: u32) -> u64 {
        u64::from(self.0 & ((1 << branches) - 1))
    }

    /// The whole path.
    pub(crate) fn whole(self) -> u64 {
        u64::from(self.0)
    }
}

/// What kind of word a word is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Kind {
    /// Its Brown cluster.
    pub(crate) cluster: Cluster,
    /// Its broad kind of some 250; 0 is none.
    pub(crate) broad: u16,
    /// Its fine kind of some 2,000; 0 is none.
    pub(crate) fine: u16,
}

/// The words' clusters and kinds.
pub(crate) struct Clusters {
    paths: Vec<u32>,
    /// Indices of paths.
    path_of: Slots<u16>,
    kind_of: Slots<[u16; 2]>,
}

impl Clusters {
    /// The shipped list.
    pub(crate) fn shipped() -> &'static Clusters {
        static LIST: OnceLock<Clusters> = OnceLock::new();
        LIST.get_or_init(|| {
            Clusters::from_bytes(include_bytes!("../weights/clusters.bin"))
                .expect("the shipped clusters are whole; a test reads them")
        })
    }

    fn from_bytes(bytes: &[u8]) -> Option<Clusters> {
        let number = |bytes: &[u8; 4]| u32::from_le_bytes(*bytes);
        let count = |bytes: &[u8], size: usize| -> Option<usize> {
            let length = (number(bytes.first_chunk::<4>()?) as usize).checked_mul(size)?;
            (bytes.len() >= 4 + length).then_some(length)
        };
        let length = count(bytes, 4)?;
        let (paths, rest) = bytes[4..].split_at(length);
        let paths: Vec<u32> = paths.as_chunks::<4>().0.iter().map(number).collect();
        let length = count(rest, 6)?;
        let (words, kinds) = rest[4..].split_at(length);
        let short = |a: u8, b: u8| u16::from_le_bytes([a, b]);
        let words = words.as_chunks::<6>().0;
        let kinds = kinds.as_chunks::<8>().0;
        let sound = words
            .iter()
            .all(|w| usize::from(short(w[4], w[5])) < paths.len());
        sound.then(|| Clusters {
            paths,
            path_of: Slots::of(
                words
                    .iter()
                    .map(|&[a, b, c, d, e, f]| (number(&[a, b, c, d]), short(e, f))),
                words.len(),
            ),
            kind_of: Slots::of(
                kinds.iter().map(|&[a, b, c, d, e, f, g, h]| {
                    (number(&[a, b, c, d]), [short(e, f), short(g, h)])
                }),
                kinds.len(),
            ),
        })
    }

    /// What kind of word each of many words is, given its hash as it is written
    /// and in lower case. A word that is in no cluster as it is written may be in
    /// one in lower case.
    pub(crate) fn of_all(&self, words: &[(u64, u64)]) -> Vec<Kind> {
        let written = self.path_of.get_all(words.iter().map(|word| word.0 as u32));
        let lower = self.path_of.get_all(words.iter().map(|word| word.1 as u32));
        let kinds = self.kind_of.get_all(words.iter().map(|word| word.1 as u32));
        let paths = written.into_iter().zip(lower);
        paths
            .zip(kinds)
            .map(|((written, lower), kind)| {
                let path = written.or(lower);
                let [broad, fine] = kind.unwrap_or_default();
                Kind {
                    cluster: path
                        .map_or(Cluster::NONE, |path| Cluster(self.paths[usize::from(path)])),
                    broad,
                    fine,
                }
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::speech::hash;

    #[test]
    fn words_of_a_kind_share_the_start_of_their_path() {
        let clusters = Clusters::shipped();
        let of = |word: &str| clusters.of_all(&[(hash::word(word), hash::lower(word))])[0];
        assert_eq!(
            of("Monday").cluster.prefix(8),
            of("Tuesday").cluster.prefix(8)
        );
        assert_ne!(of("Monday").cluster.prefix(8), of("the").cluster.prefix(8));
        assert_eq!(of("Monday").fine, of("Tuesday").fine);
        assert_eq!(of("zzqxv"), Kind::default());
    }
}
