//! The pages that the benches read.

use std::path::Path;

/// The pages of the `naeb` and `wcxb` folders under `ONRECORD_GOLD`, as captured.
pub fn pages() -> Vec<Vec<u8>> {
    let gold = std::env::var_os("ONRECORD_GOLD")
        .expect("ONRECORD_GOLD is not set: there is nothing to parse");
    let mut pages = Vec::new();
    for set in ["naeb", "wcxb"] {
        let folder = Path::new(&gold).join(set).join("pages");
        let entries = std::fs::read_dir(&folder)
            .unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        pages.extend(paths.iter().map(|path| std::fs::read(path).unwrap()));
    }
    assert!(!pages.is_empty(), "no pages");
    pages
}
