//! The scorer against the bench's own, on what other programs answered.
//!
//! Needs the bench (`ONRECORD_BENCH`, or `../shared/bench` beside the
//! repository) and Python, so it runs only when asked for:
//! `cargo nextest run -p onrecord-eval --run-ignored only`. It fails, and does
//! not pass silently, where the bench is absent.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// Where the bench lies.
fn bench() -> PathBuf {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/bench");
    let bench = std::env::var_os("ONRECORD_BENCH").map_or(beside, PathBuf::from);
    assert!(
        bench.join("score_articles.py").is_file(),
        "no bench at {}: set ONRECORD_BENCH to the folder with score_articles.py",
        bench.display()
    );
    bench
}

fn output(command: &mut Command) -> Vec<u8> {
    let output = command.output().expect("the command starts");
    assert!(
        output.status.success(),
        "{command:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    output.stdout
}

/// The score at a path such as `shingle.f1`, compared where both are numbers or
/// both are not.
fn differences(path: &str, python: &Value, ours: &Value, out: &mut Vec<String>) {
    // The spread is drawn with another generator of random numbers.
    if path.ends_with("_std") {
        return;
    }
    let number = |value: &Value| match value {
        Value::Bool(is) => Some(f64::from(u8::from(*is))),
        other => other.as_f64(),
    };
    if let Value::Object(fields) = python {
        for (key, value) in fields {
            let path = format!("{path}.{key}");
            differences(&path, value, ours.get(key).unwrap_or(&Value::Null), out);
        }
        return;
    }
    let same = match (number(python), number(ours)) {
        (Some(a), Some(b)) => (a - b).abs() < 1e-9,
        _ => python == ours,
    };
    if !same {
        out.push(format!("{path}: {python} there, {ours} here"));
    }
}

/// Scores one peer's answers with both.
fn check_peer(set: &str, peer: &str, options: &[&str]) {
    let packed = bench()
        .join("peer_outputs")
        .join(set)
        .join(format!("{peer}.jsonl.xz"));
    let answers = output(
        Command::new("python3")
            .arg("-c")
            .arg("import lzma, sys; sys.stdout.buffer.write(lzma.open(sys.argv[1]).read())")
            .arg(&packed),
    );
    compare(set, &answers, options);
}

/// Scores the gold with damage done to it with both: lines left out of bodies,
/// unwanted segments put in, titles without an end, days that are others.
fn check_damaged(set: &str, options: &[&str]) {
    let gold = bench().join("articles").join(set).join("gold.jsonl");
    let gold = std::fs::read_to_string(gold).expect("the bench has the set");
    let mut answers = Vec::new();
    for (number, line) in gold.lines().enumerate() {
        let mut row: Value = serde_json::from_str(line).expect("gold is JSON");
        let texts = |key: &str| -> Vec<String> {
            let items = row[key].as_array().into_iter().flatten();
            items
                .filter_map(|s| s.as_str().map(str::to_owned))
                .collect()
        };
        let mut lines = match row["body"].as_str() {
            Some(body) => body.split('\n').map(str::to_owned).collect(),
            None => texts("with"),
        };
        if number % 3 > 0 && lines.len() > 2 {
            lines.remove(number % lines.len());
            lines.extend(texts("without").into_iter().take(number % 3));
        }
        row["body"] = Value::from(lines.join(if number % 2 > 0 { " " } else { "\n" }));
        if number % 4 == 1 {
            let title: String = row["title"]
                .as_str()
                .unwrap_or("")
                .chars()
                .skip(1)
                .collect();
            row["title"] = Value::from(title.to_uppercase());
            row["authors"] = Value::from("By Ada Vane, NPA and Bo Lund");
        }
        if number % 5 == 1 {
            let date = row["published"]
                .as_str()
                .unwrap_or("2025-02-12")
                .replace('1', "2");
            row["published"] = Value::from(date);
        }
        if number % 7 > 0 {
            serde_json::to_writer(&mut answers, &row).expect("a row is JSON");
            answers.push(b'\n');
        }
    }
    compare(set, &answers, options);
}

/// Scores answers with both and compares every mean and every page.
fn compare(set: &str, answers: &[u8], options: &[&str]) {
    let bench = bench();
    let dir = tempfile::tempdir().expect("a temporary folder");
    let gold = bench.join("articles").join(set).join("gold.jsonl");
    let file = dir.path().join("answers.jsonl");
    std::fs::write(&file, answers).expect("the temporary folder takes a file");
    let run = |command: &mut Command, pages: &str| -> (Value, Vec<Value>) {
        let pages = dir.path().join(pages);
        command.arg(&gold).arg(&file).args(["--json", "--per-page"]);
        let sum = output(command.arg(&pages).args(options));
        let pages = std::fs::read_to_string(&pages).expect("the pages' scores were written");
        (
            serde_json::from_slice(&sum).expect("scores are JSON"),
            (pages.lines())
                .map(|line| serde_json::from_str(line).expect("scores are JSON"))
                .collect(),
        )
    };
    let mut python = Command::new("python3");
    python
        .arg(bench.join("score_articles.py"))
        .env("PYTHONDONTWRITEBYTECODE", "1");
    let mut ours = Command::new(env!("CARGO_BIN_EXE_onrecord-eval"));
    ours.arg("score");
    let (python, python_pages) = run(&mut python, "python.jsonl");
    let (ours, our_pages) = run(&mut ours, "ours.jsonl");

    let mut wrong = Vec::new();
    differences(set, &python, &ours, &mut wrong);
    assert_eq!(python_pages.len(), our_pages.len(), "{set}");
    for (python, ours) in python_pages.iter().zip(&our_pages) {
        differences(&python["id"].to_string(), python, ours, &mut wrong);
    }
    assert!(!python_pages.is_empty(), "{set}: no page was scored");
    assert!(wrong.is_empty(), "{set} {options:?}:\n{}", wrong.join("\n"));
}

#[test]
#[ignore = "needs the bench"]
fn naeb() {
    check_peer("naeb", "trafilatura_meta", &[]);
    check_peer("naeb", "newspaper4k", &["--min-on-page", "0.8"]);
    check_peer("naeb", "turbohtml", &["--chars", "--no-dup"]);
}

#[test]
#[ignore = "needs the bench"]
fn fundus_fixtures() {
    check_peer("fundus-fixtures", "newspaper4k", &[]);
    check_peer(
        "fundus-fixtures",
        "rust-readability-v2",
        &["--filter", "lang=de", "--chars"],
    );
}

#[test]
#[ignore = "needs the bench"]
fn l3s_gn1() {
    check_peer("l3s-gn1", "rs-trafilatura", &[]);
    check_peer(
        "l3s-gn1",
        "turbohtml",
        &["--body-key", "body_bevendorff", "--no-rouge"],
    );
}

#[test]
#[ignore = "needs the bench"]
fn sets_without_peers() {
    check_damaged("trafilatura-eval", &[]);
    check_damaged("htmldate-eval", &[]);
    check_damaged("wcxb", &["--filter", "page_type=article", "--no-rouge"]);
    check_damaged("zh-finance-news", &["--chars"]);
    check_damaged("waddle-daniel", &["--empty-gold"]);
    check_damaged("postlight-parser", &[]);
}

/// Scores what is found in annotated articles with both.
#[test]
#[ignore = "needs the bench"]
fn statements() {
    let bench = bench();
    let dir = tempfile::tempdir().expect("a temporary folder");
    for set in ["polnear/dev", "polnear/dev_speech", "scu/dev", "gum/dev"] {
        let gold = bench.join("statements").join(format!("{set}.jsonl"));
        let (answers, table) = (
            dir.path().join("answers.jsonl"),
            dir.path().join("rows.csv"),
        );
        output(
            Command::new(env!("CARGO_BIN_EXE_onrecord-eval"))
                .arg("statements")
                .arg(&gold)
                .arg("--out")
                .arg(&answers)
                .arg("--table")
                .arg(&table)
                .arg("--write"),
        );
        let python = output(
            Command::new("python3")
                .arg(bench.join("score_statements.py"))
                .arg(&gold)
                .arg(&answers)
                .args(["--boot", "0", "--json"])
                .env("PYTHONDONTWRITEBYTECODE", "1"),
        );
        let python: Value = serde_json::from_slice(&python).expect("scores are JSON");
        let rows = std::fs::read_to_string(&table).expect("the rows were written");
        let mut sums = std::collections::BTreeMap::<&str, [f64; 3]>::new();
        for row in rows.lines().skip(1) {
            let cells: Vec<&str> = row.split(',').collect();
            let sum = sums.entry(cells[1]).or_default();
            for (sum, cell) in sum.iter_mut().zip(&cells[2..]) {
                *sum += cell.parse::<f64>().expect("counts are numbers");
            }
        }
        assert!(sums.contains_key("e2e"), "{set}: nothing was scored");
        for (measure, [right, found, all]) in sums {
            let theirs = &python["scores"][measure];
            let number = |key: &str| theirs[key].as_f64().expect("a score is a number");
            let recall = if all > 0.0 { right / all } else { 0.0 };
            assert!(
                (number("R") - recall).abs() < 1e-9,
                "{set} {measure}: recall {} there, {recall} here",
                number("R")
            );
            assert_eq!(number("npred"), found, "{set} {measure}");
            assert_eq!(number("ngold"), all, "{set} {measure}");
        }
    }
}
