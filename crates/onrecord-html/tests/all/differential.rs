//! Every gold page, against html5ever: identical trees, but for the differences listed here.

use onrecord_html::{Options, decode, parse, sniff};

use crate::dump::dump;
use crate::peer;

/// Pages on which html5ever departs from the specification, and how.
const EXCEPTIONS: &[(&str, &str)] = &[];

#[test]
#[ignore = "needs ONRECORD_GOLD"]
fn gold_pages() {
    let gold = crate::folder("ONRECORD_GOLD");
    let mut folders: Vec<_> = std::fs::read_dir(&gold)
        .unwrap()
        .map(|entry| entry.unwrap().path().join("pages"))
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    let pages: Vec<_> = folders
        .iter()
        .flat_map(|folder| crate::files(folder, "html"))
        .collect();
    let half = pages.len().div_ceil(2);
    let found = std::thread::scope(|scope| {
        let workers: Vec<_> = pages
            .chunks(half)
            .map(|pages| scope.spawn(|| differences(pages)))
            .collect();
        workers
            .into_iter()
            .flat_map(|worker| worker.join().unwrap())
            .collect::<Vec<_>>()
    });
    println!(
        "differential: {} pages, {} differ",
        pages.len(),
        found.len()
    );
    assert!(found.is_empty(), "{}", found.join("\n"));
}

fn differences(pages: &[std::path::PathBuf]) -> Vec<String> {
    let mut found = Vec::new();
    for page in pages {
        let bytes = std::fs::read(page).unwrap();
        let sniffed = sniff(&bytes, None);
        let decoded = decode(&bytes, sniffed.encoding);
        let name = page.file_name().unwrap().to_string_lossy();
        if EXCEPTIONS.iter().any(|(excepted, _)| *excepted == name) {
            continue;
        }
        let options = Options::default();
        let ours = parse(decoded.text(), &options);
        crate::invariants::check(&ours);
        let (ours, theirs) = (dump(&ours), peer::parse(decoded.text(), options.scripting));
        if ours != theirs {
            let at = ours
                .lines()
                .zip(theirs.lines())
                .position(|(ours, theirs)| ours != theirs)
                .unwrap_or(0);
            let around = |text: &str| {
                let from = at.saturating_sub(6);
                text.lines()
                    .skip(from)
                    .take(12)
                    .map(|line| format!("    {:.120}\n", line))
                    .collect::<String>()
            };
            found.push(format!(
                "{}\n  ours\n{}  html5ever\n{}",
                page.display(),
                around(&ours),
                around(&theirs)
            ));
        }
    }
    found
}
