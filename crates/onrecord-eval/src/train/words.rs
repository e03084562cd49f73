//! `words`: packs a word list into the vocabulary that tells slips of
//! character recognition from words.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result};
use clap::Args;
use onrecord_read::training::vocabulary_key;

/// Pack a word list, commonest words first.
#[derive(Args)]
pub(crate) struct Words {
    /// The list: a word a line, with a tab before anything else.
    list: PathBuf,
    /// Where the packed list goes.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// How many of the list's first lines count as common.
    #[arg(long, value_name = "LINES", default_value_t = 45_000)]
    common: usize,
}

impl Words {
    /// Reads, packs, writes.
    pub(crate) fn run(&self) -> Result<()> {
        let list = fs::read_to_string(&self.list)
            .with_context(|| format!("cannot read {}", self.list.display()))?;
        let packed = pack(&list, self.common);
        fs::write(&self.out, &packed)
            .with_context(|| format!("cannot write {}", self.out.display()))?;
        println!("{}: {} bytes", self.out.display(), packed.len());
        Ok(())
    }
}

/// The list's words of letters alone as sorted numbers, written as differences
/// in groups of seven bits.
fn pack(list: &str, common: usize) -> Vec<u8> {
    let mut numbers: BTreeMap<u32, bool> = BTreeMap::new();
    for (at, line) in list.lines().enumerate() {
        let word = line.split('\t').next().unwrap_or(line);
        let letters = word.chars().count() > 1 && word.chars().all(char::is_alphabetic);
        if letters {
            *numbers.entry(vocabulary_key(word)).or_default() |= at < common;
        }
    }
    let mut out = Vec::new();
    let mut last = 0;
    for (key, common) in numbers {
        let number = key << 1 | u32::from(common);
        let mut gap = number - last;
        last = number;
        while gap > 0x7F {
            out.push(gap as u8 | 0x80);
            gap >>= 7;
        }
        out.push(gap as u8);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_letters_are_packed_once() {
        let packed = pack("the\t1\n,\t2\nferry\t3\nferry\t4\n", 1);
        let ends = packed.iter().filter(|byte| **byte & 0x80 == 0).count();
        assert_eq!(ends, 2);
    }
}
