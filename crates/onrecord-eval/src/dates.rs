//! Scores the time expressions that are found and what they resolve to.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Args;
use onrecord_read::training::times;
use onrecord_record::{DateMention, Moment};
use serde::Deserialize;
use serde_json::Value;

use crate::speed::cpu_seconds;

/// Find and resolve time expressions and score them.
#[derive(Args)]
pub(crate) struct Dates {
    /// Texts with TIMEX3 spans and values, one a line.
    #[arg(long)]
    timex: Vec<PathBuf>,
    /// Files of the Recognizers-Text cases.
    #[arg(long)]
    cases: Vec<PathBuf>,
    /// Print what is wrong.
    #[arg(long)]
    list: bool,
}

#[derive(Deserialize)]
struct Article {
    id: String,
    dct: String,
    text: String,
    timex: Vec<Timex>,
}

#[derive(Deserialize)]
struct Timex {
    span: (usize, usize),
    #[serde(rename = "type")]
    kind: String,
    value: String,
}

#[derive(Deserialize)]
struct Case {
    #[serde(rename = "Input")]
    input: String,
    #[serde(rename = "Context", default)]
    context: Option<Reference>,
    #[serde(rename = "Results", default)]
    results: Vec<Wanted>,
}

#[derive(Deserialize)]
struct Reference {
    #[serde(rename = "ReferenceDateTime")]
    time: Option<String>,
}

#[derive(Deserialize)]
struct Wanted {
    #[serde(rename = "Text")]
    text: String,
    #[serde(rename = "Type", alias = "TypeName", default)]
    kind: String,
    #[serde(rename = "Start")]
    start: usize,
    #[serde(rename = "Value", alias = "Resolution", default)]
    value: Value,
}

/// Counts of one kind of expression.
#[derive(Clone, Copy, Default)]
struct Tally {
    gold: u32,
    exact: u32,
    overlap: u32,
    value: u32,
}

impl Dates {
    pub(crate) fn run(self) -> Result<()> {
        for path in &self.timex {
            self.timex(path)?;
        }
        if !self.cases.is_empty() {
            println!("file: cases, expressions, found exactly, value right");
        }
        for path in &self.cases {
            self.cases(path)?;
        }
        Ok(())
    }

    fn timex(&self, path: &Path) -> Result<()> {
        let lines = read(path)?;
        let mut kinds: BTreeMap<String, Tally> = BTreeMap::new();
        let mut all = Tally::default();
        let (mut found, mut found_exact, mut found_overlap) = (0, 0, 0);
        let (mut seconds, mut words) = (0.0, 0);
        for (number, line) in lines.lines().enumerate() {
            let article: Article = serde_json::from_str(line)
                .with_context(|| format!("{}:{}: not a gold text", path.display(), number + 1))?;
            let anchor: Moment = article
                .dct
                .parse()
                .with_context(|| format!("the date of {}", article.id))?;
            let offsets = offsets(&article.text);
            let began = cpu_seconds();
            let mentions = times(&article.text, Some(anchor));
            seconds += cpu_seconds() - began;
            words += article.text.split_whitespace().count();
            let gold: Vec<(u32, u32)> = article
                .timex
                .iter()
                .map(|t| (offsets[t.span.0], offsets[t.span.1]))
                .collect();
            for mention in &mentions {
                let span = (mention.span.start, mention.span.end);
                found += 1;
                found_exact += u32::from(gold.contains(&span));
                let overlaps = gold.iter().any(|gold| meets(*gold, span));
                found_overlap += u32::from(overlaps);
                if self.list && !overlaps {
                    show(
                        &article.text,
                        "extra",
                        mention.span.range(),
                        "",
                        Some(mention),
                    );
                }
            }
            for (timex, span) in article.timex.iter().zip(&gold) {
                let exact = mentions
                    .iter()
                    .find(|m| (m.span.start, m.span.end) == *span);
                let near = mentions
                    .iter()
                    .find(|m| meets(*span, (m.span.start, m.span.end)));
                let right = exact
                    .and_then(|m| m.value.as_deref())
                    .is_some_and(|value| same(value, &timex.value));
                for tally in [kinds.entry(timex.kind.clone()).or_default(), &mut all] {
                    tally.gold += 1;
                    tally.exact += u32::from(exact.is_some());
                    tally.overlap += u32::from(near.is_some());
                    tally.value += u32::from(right);
                }
                if self.list && !right {
                    let what = match (exact, near) {
                        (Some(_), _) => "value",
                        (None, Some(_)) => "span",
                        (None, None) => "missed",
                    };
                    let range = span.0 as usize..span.1 as usize;
                    show(&article.text, what, range, &timex.value, exact.or(near));
                }
            }
        }
        println!("{}", path.display());
        let share = |part: u32, whole: u32| 100.0 * f64::from(part) / f64::from(whole.max(1));
        println!(
            "found {found}: exact precision {:.1}, overlap precision {:.1}",
            share(found_exact, found),
            share(found_overlap, found)
        );
        for (kind, tally) in kinds.iter().chain([(&"all".to_owned(), &all)]) {
            println!(
                "{kind}: {} gold, exact recall {:.1}, overlap recall {:.1}, value right on exact spans {:.1}",
                tally.gold,
                share(tally.exact, tally.gold),
                share(tally.overlap, tally.gold),
                share(tally.value, tally.exact)
            );
        }
        println!(
            "{:.0} articles of 600 words a second",
            words as f64 / 600.0 / seconds
        );
        Ok(())
    }

    fn cases(&self, path: &Path) -> Result<()> {
        let text = read(path)?;
        let cases: Vec<Case> = serde_json::from_str(text.trim_start_matches('\u{feff}'))
            .with_context(|| format!("{}: not a file of cases", path.display()))?;
        let (mut wanted, mut exact, mut right) = (0, 0, 0);
        for case in &cases {
            let anchor = case
                .context
                .as_ref()
                .and_then(|c| c.time.as_deref())
                .and_then(|time| time.get(..10)?.parse().ok());
            let offsets = offsets(&case.input);
            let mentions = times(&case.input, anchor);
            for result in &case.results {
                // Zones alone and groups of alternatives are not ours to find.
                wanted += 1;
                let length = result.text.chars().count();
                let span = (
                    offsets[result.start.min(offsets.len() - 1)],
                    offsets[(result.start + length).min(offsets.len() - 1)],
                );
                let near: Vec<&DateMention> = mentions
                    .iter()
                    .filter(|m| meets(span, (m.span.start, m.span.end)))
                    .collect();
                let is_exact = near.iter().any(|m| (m.span.start, m.span.end) == span);
                let is_right = near.iter().any(|m| agrees(m, &result.value));
                exact += u32::from(is_exact);
                right += u32::from(is_right);
                if self.list && !is_right {
                    println!(
                        "  {:?} {:?} {} wanted {}; got {:?}",
                        case.input,
                        result.text,
                        result.kind,
                        result.value,
                        near.iter()
                            .map(|m| (&case.input[m.span.range()], &m.value))
                            .collect::<Vec<_>>()
                    );
                }
            }
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        println!("{name}: {}, {wanted}, {exact}, {right}", cases.len());
        Ok(())
    }
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

fn show(
    text: &str,
    what: &str,
    range: std::ops::Range<usize>,
    gold: &str,
    mention: Option<&DateMention>,
) {
    let near = |mut at: usize| {
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let start = near(range.start.saturating_sub(60));
    let end = near((range.end + 40).min(text.len()));
    let context = format!(
        "{}[{}]{}",
        &text[start..range.start],
        &text[range.clone()],
        &text[range.end..end]
    )
    .replace('\n', " ");
    let got = mention.map(|m| {
        (
            &text[m.span.range()],
            m.value.as_deref().unwrap_or("none"),
            m.rule.0.as_ref(),
        )
    });
    println!("{what}\t{gold}\t{got:?}\t{context}");
}

/// The byte offset of every code point, and of the end.
fn offsets(text: &str) -> Vec<u32> {
    let ends = std::iter::once(text.len());
    text.char_indices()
        .map(|(at, _)| at)
        .chain(ends)
        .map(|at| at as u32)
        .collect()
}

fn meets(a: (u32, u32), b: (u32, u32)) -> bool {
    a.0 < b.1 && b.0 < a.1
}

/// Whether two values are one: some are written in two ways, with unknown parts
/// at the end or without them (`199X`, `1998-XX`), with minutes or without
/// (`T17:00`), a week in one figure or two (`W7`).
fn same(value: &str, gold: &str) -> bool {
    let bare = |value: &str| {
        let value = value.trim_end_matches(":00").replace("-W0", "-W");
        value.trim_end_matches(['X', '-']).to_owned()
    };
    // A length of unknown size is no other length: `PXY` keeps its letters.
    value == gold || (bare(value) == bare(gold) && !gold.ends_with("WXX"))
}

/// Whether a mention says what a case wants: one of its values in TIMEX3
/// notation, one of its days, or both ends of its interval (whose end the
/// cases leave out).
fn agrees(mention: &DateMention, wanted: &Value) -> bool {
    let mut readings = Vec::new();
    match wanted.get("values").and_then(Value::as_array) {
        Some(values) => readings.extend(values.iter()),
        None => {
            readings.push(wanted);
            readings.extend(wanted.get("FutureResolution"));
            readings.extend(wanted.get("PastResolution"));
        }
    }
    readings.iter().any(|reading| {
        let text = |key: &str| reading.get(key).and_then(Value::as_str);
        let timex = text("Timex").or_else(|| text("timex"));
        if timex.is_some() && timex == mention.value.as_deref() {
            return true;
        }
        let Some(day) = mention.day else {
            return false;
        };
        let from = day.from.to_string();
        if let Some(date) = text("date")
            .or_else(|| text("dateTime"))
            .or_else(|| text("value"))
        {
            let date = date.replace(' ', "T");
            // Seconds are not ours to give; a day is a moment's first part.
            return day.to.is_none() && date.get(..16).unwrap_or(&date) == from;
        }
        let (Some(start), Some(end)) = (
            text("startDate").or_else(|| text("start")),
            text("endDate").or_else(|| text("end")),
        ) else {
            return false;
        };
        let last = day.to.unwrap_or(day.from);
        let after = end
            .parse::<Moment>()
            .is_ok_and(|end| end.minutes() - last.minutes() == 24 * 60);
        start == from && after
    })
}
