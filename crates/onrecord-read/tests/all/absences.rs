//! What a room may not know, as ARCHITECTURE.md says.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::root;

/// The names in a manifest's tables of dependencies, those for tests left out.
fn dependencies(crate_name: &str) -> BTreeSet<String> {
    let path = root().join("crates").join(crate_name).join("Cargo.toml");
    let manifest = std::fs::read_to_string(path).expect(crate_name);
    let mut inside = false;
    let mut names = BTreeSet::new();
    for line in manifest.lines() {
        if let Some(table) = line.strip_prefix('[') {
            let table = table.trim_end().trim_end_matches(']');
            inside = table.ends_with("dependencies") && !table.ends_with("dev-dependencies");
            // `[dependencies.name]` is a table of its own.
            let single = table
                .split_once("dependencies.")
                .filter(|(before, _)| !before.contains("dev-"));
            names.extend(single.map(|(_, name)| name.to_owned()));
        } else if inside && let Some((name, _)) = line.split_once(['=', '.']) {
            names.insert(name.trim().to_owned());
        }
    }
    names
}

fn ours(crate_name: &str) -> BTreeSet<String> {
    let all = dependencies(crate_name).into_iter();
    all.filter(|name| name.starts_with("onrecord")).collect()
}

#[test]
fn crates_know_only_what_is_below_them() {
    assert!(
        dependencies("onrecord-record").contains("sha2"),
        "manifests are read"
    );
    assert_eq!(ours("onrecord-record"), BTreeSet::new());
    assert_eq!(ours("onrecord-html"), BTreeSet::new());
    let below = ["onrecord-html", "onrecord-record"].map(str::to_owned);
    assert_eq!(ours("onrecord-read"), BTreeSet::from(below));
}

#[test]
fn libraries_leave_errors_of_programs_and_the_world_alone() {
    for library in ["onrecord-record", "onrecord-html", "onrecord-read"] {
        let names = dependencies(library);
        for banned in [
            "anyhow", "tokio", "reqwest", "ureq", "chrono", "time", "rand", "clap", "rayon",
        ] {
            assert!(!names.contains(banned), "{library} depends on {banned}");
        }
    }
}

/// Every Rust file below a folder.
fn sources(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).expect("the folder can be listed") {
            let path = entry.expect("the entry can be read").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let source = std::fs::read_to_string(&path).expect("a source is UTF-8");
                found.push((path, source));
            }
        }
    }
    assert!(!found.is_empty(), "{}", folder.display());
    found
}

#[test]
fn the_checker_shares_nothing_with_the_reader() {
    for (path, source) in sources(&root().join("crates/onrecord-record/src")) {
        for unknown in ["onrecord_html", "onrecord_read"] {
            assert!(
                !source.contains(unknown),
                "{} names {unknown}",
                path.display()
            );
        }
    }
}

#[test]
fn libraries_switch_the_bans_on() {
    for library in ["onrecord-record", "onrecord-html", "onrecord-read"] {
        let folder = root().join("crates").join(library);
        let bans = std::fs::read_to_string(folder.join("clippy.toml")).expect(library);
        for banned in [
            "std::fs::read",
            "std::env::var",
            "std::time::Instant",
            "std::net::TcpStream",
            "f64::powf",
        ] {
            assert!(bans.contains(banned), "{library} does not ban {banned}");
        }
        let (_, lib) = sources(&folder.join("src"))
            .into_iter()
            .find(|(path, _)| path.ends_with("src/lib.rs"))
            .expect("a library has a lib.rs");
        assert!(lib.contains("deny(clippy::disallowed_methods"), "{library}");
    }
}

#[test]
fn every_crate_takes_the_lints_of_the_workspace() {
    let workspace =
        std::fs::read_to_string(root().join("Cargo.toml")).expect("the manifest is there");
    assert!(workspace.contains("unsafe_code = \"forbid\""));
    for entry in std::fs::read_dir(root().join("crates")).expect("the folder can be listed") {
        let path = entry
            .expect("the entry can be read")
            .path()
            .join("Cargo.toml");
        let manifest = std::fs::read_to_string(&path).expect("a crate has a manifest");
        assert!(
            manifest.contains("[lints]\nworkspace = true"),
            "{}",
            path.display()
        );
    }
}

#[test]
fn the_bans_are_one_list() {
    let of = |library: &str| {
        std::fs::read_to_string(root().join("crates").join(library).join("clippy.toml"))
            .expect(library)
    };
    assert_eq!(of("onrecord-record"), of("onrecord-html"));
    assert_eq!(of("onrecord-record"), of("onrecord-read"));
}
