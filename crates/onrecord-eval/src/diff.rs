//! One page's gold and answer side by side.

use std::fmt::Write as _;

use onrecord_record::{Block, Record};
use similar::{ChangeTag, TextDiff};

use crate::answer::Answer;
use crate::gold::Gold;

/// The fields, then the body line by line: `-` stands in the gold only, `+` in
/// the answer only, each with the label and rule of the block it stands in.
pub(crate) fn show(gold: &Gold, answer: &Answer, record: &Record) -> String {
    let mut out = String::new();
    let mut field = |name: &str, gold: &str, answer: &str| {
        let mark = if gold == answer { ' ' } else { '!' };
        let _ = writeln!(
            out,
            "{mark} {name:11} gold {gold:?}\n  {:11} ours {answer:?}",
            ""
        );
    };
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    field("title", &text(&gold.title), &text(&answer.title));
    field(
        "authors",
        &gold.authors.join("; "),
        &answer.authors.join("; "),
    );
    field(
        "published",
        &text(&gold.published),
        &text(&answer.published),
    );
    field("modified", &text(&gold.modified), &text(&answer.modified));
    field(
        "description",
        &text(&gold.description),
        &text(&answer.description),
    );
    let captions: Vec<&str> = answer
        .images
        .iter()
        .filter_map(|image| image.caption.as_deref())
        .collect();
    field("captions", &gold.captions.join("\n"), &captions.join("\n"));
    for (found, segments) in [("with", &gold.with), ("without", &gold.without)] {
        for segment in segments {
            let is = if answer.body.contains(segment.as_str()) {
                "there"
            } else {
                "absent"
            };
            let _ = writeln!(out, "  {found}: {is}: {segment}");
        }
    }
    let gold_body = squeezed(gold.body.as_deref().unwrap_or(""));
    let our_body = squeezed(&answer.body);
    for change in TextDiff::from_lines(&gold_body, &our_body).iter_all_changes() {
        let line = change.value().trim_end();
        match change.tag() {
            ChangeTag::Equal => {
                let _ = writeln!(out, "  {line}");
            }
            ChangeTag::Delete => {
                let _ = writeln!(out, "- {line}\n    {}", verdict(record, line));
            }
            ChangeTag::Insert => {
                let _ = writeln!(out, "+ {line}\n    {}", verdict(record, line));
            }
        }
    }
    out
}

/// Lines with single spaces, empty ones left out.
fn squeezed(text: &str) -> String {
    text.lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|line| !line.is_empty())
        .map(|line| line + "\n")
        .collect()
}

/// The label and rule of the block that holds a line, or that it holds.
fn verdict(record: &Record, line: &str) -> String {
    let told = |block: &Block| {
        let sure = block
            .confidence
            .map_or(String::new(), |c| format!(", {c}/1000"));
        format!("[{:?} by {}{sure}]", block.label, block.rule.0)
    };
    let within = |block: &&Block| {
        let text = squeezed(record.text.get(block.span)).replace('\n', " ");
        let text = text.trim_end();
        !text.is_empty() && (text.contains(line) || line.contains(text))
    };
    // The longest block that fits: short ones are held by chance.
    (record.blocks.iter())
        .filter(within)
        .max_by_key(|block| block.span.range().len())
        .map_or("[in no block]".to_owned(), told)
}
