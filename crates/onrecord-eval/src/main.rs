//! Scoring, timing, training. Never shipped.

mod train;

use std::path::{Path, PathBuf};

fn main() -> anyhow::Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let sets: Vec<PathBuf> = args[2..].iter().map(PathBuf::from).collect();
    train::blocks::run(
        &sets,
        Path::new("crates/onrecord-read/src/weights/blocks.bin"),
        Some(Path::new("/tmp/oof")),
        Path::new("/tmp/train"),
    )
}
