//! `clusters`: packs a list of Brown clusters for the reader.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use clap::Args;
use onrecord_read::training::word_hash;

/// Pack a list of words with their Brown clusters.
#[derive(Args)]
pub(crate) struct Clusters {
    /// The list: a word, a tab and its cluster's path as a number a line,
    /// commonest words first.
    list: PathBuf,
    /// Words in lower case with a broad and a fine kind, as kinds.py makes
    /// them: three columns.
    kinds: PathBuf,
    /// Where the packed list goes.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// How many lines are taken.
    #[arg(long, value_name = "LINES", default_value_t = 100_000)]
    lines: usize,
}

impl Clusters {
    /// Reads, packs, writes.
    pub(crate) fn run(&self) -> Result<()> {
        let list = fs::read_to_string(&self.list)
            .with_context(|| format!("cannot read {}", self.list.display()))?;
        let mut words: Vec<(&str, u32)> = Vec::new();
        for (at, line) in list.lines().take(self.lines).enumerate() {
            let (word, path) = line
                .split_once('\t')
                .with_context(|| format!("line {}: no tab", at + 1))?;
            let path = path
                .trim()
                .parse()
                .with_context(|| format!("line {}: no cluster", at + 1))?;
            words.push((word, path));
        }
        let list = fs::read_to_string(&self.kinds)
            .with_context(|| format!("cannot read {}", self.kinds.display()))?;
        let mut kinds: Vec<(&str, [u16; 2])> = Vec::new();
        for (at, line) in list.lines().enumerate() {
            let mut columns = line.rsplitn(3, '\t');
            let mut number = || columns.next()?.parse().ok();
            let (fine, broad) = (number(), number());
            match (broad, fine, columns.next()) {
                (Some(broad), Some(fine), Some(word)) => kinds.push((word, [broad, fine])),
                _ => bail!("{}, line {}: no kinds", self.kinds.display(), at + 1),
            }
        }
        let packed = pack(&words, &kinds);
        fs::write(&self.out, &packed)
            .with_context(|| format!("cannot write {}", self.out.display()))?;
        println!("{}: {} bytes", self.out.display(), packed.len());
        Ok(())
    }
}

/// The form that `speech/clusters.rs` of the reader describes.
fn pack(words: &[(&str, u32)], kinds: &[(&str, [u16; 2])]) -> Vec<u8> {
    let paths: BTreeSet<u32> = words.iter().map(|word| word.1).collect();
    let index: BTreeMap<u32, u16> = paths.iter().copied().zip(0..).collect();
    let mut out = (paths.len() as u32).to_le_bytes().to_vec();
    for path in &paths {
        out.extend(path.to_le_bytes());
    }
    out.extend((words.len() as u32).to_le_bytes());
    for (word, path) in words {
        out.extend((word_hash(word) as u32).to_le_bytes());
        out.extend(index[path].to_le_bytes());
    }
    for (word, [broad, fine]) in kinds {
        out.extend((word_hash(word) as u32).to_le_bytes());
        out.extend(broad.to_le_bytes());
        out.extend(fine.to_le_bytes());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_come_first_and_every_word_names_one() {
        let words = [("said", 9), ("told", 5), ("says", 9)];
        let packed = pack(&words, &[("said", [3, 7])]);
        assert_eq!(packed.len(), 4 + 2 * 4 + 4 + 3 * 6 + 8);
        assert_eq!(
            packed[..16],
            [2, 0, 0, 0, 5, 0, 0, 0, 9, 0, 0, 0, 3, 0, 0, 0]
        );
        assert_eq!(packed[20..22], [1, 0]);
        assert_eq!(packed[26..28], [0, 0]);
        assert_eq!(packed[38..], [3, 0, 7, 0]);
    }
}
