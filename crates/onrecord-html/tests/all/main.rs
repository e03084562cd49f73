//! The tests of the parser, in one binary.
//!
//! Tests that need data from outside the repository are ignored by default and fail loudly when they are run
//! without it: `ONRECORD_BENCH` names the folder that holds `html5lib-tests`, `ONRECORD_GOLD` the folder whose
//! sub-folders hold `pages/*.html`.

mod differential;
mod dump;
mod encodings;
mod fuzz;
mod hostile;
mod invariants;
mod own;
mod peer;
mod properties;
mod suite_encoding;
mod suite_tree;

use std::path::PathBuf;

/// The folder that a variable names. A test that needs it cannot pass without it.
fn folder(variable: &str) -> PathBuf {
    let path = std::env::var_os(variable)
        .unwrap_or_else(|| panic!("{variable} is not set: this test needs its data"));
    let path = PathBuf::from(path);
    assert!(
        path.is_dir(),
        "{variable} names {}, which is no folder",
        path.display()
    );
    path
}

/// The files right under a folder with that extension, in the order of their names; there must be some.
fn files(folder: &std::path::Path, extension: &str) -> Vec<PathBuf> {
    let entries =
        std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .collect();
    files.sort();
    assert!(
        !files.is_empty(),
        "no .{extension} file in {}",
        folder.display()
    );
    files
}
