//! `statements`: finds who said what in annotated articles and scores it.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use clap::Args;
use onrecord_read::training::speech::{Weights, statements};
use onrecord_record::{Statement, TextSpan};
use serde::Deserialize;
use serde_json::json;

use crate::score::statements::{Count, Counts, MEASURES, Quotation, score};
use crate::speed::cpu_seconds;

/// Find statements in the texts of a gold file and write them in the form that
/// the bench's score_statements.py reads.
#[derive(Args)]
pub(crate) struct Statements {
    /// Articles, one JSON object a line, with id and text.
    gold: PathBuf,
    /// Where the answers go.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// A table with a row an article: fail if the scores are not the committed
    /// ones.
    #[arg(long, value_name = "FILE")]
    table: Option<PathBuf>,
    /// Write the table instead.
    #[arg(long, requires = "table")]
    write: bool,
    /// Other weights than the shipped ones.
    #[arg(long, value_name = "FILE")]
    weights: Option<PathBuf>,
}

/// An annotated article; spans are bytes.
pub(crate) struct Gold {
    pub(crate) id: String,
    pub(crate) text: String,
    pub(crate) quotes: Vec<Quotation>,
    /// Text whose statements nobody annotated.
    pub(crate) discard: Vec<TextSpan>,
}

#[derive(Deserialize)]
struct Line {
    id: String,
    text: String,
    #[serde(default)]
    quotes: Vec<LineQuotation>,
    discard: Option<Vec<(usize, usize)>>,
}

#[derive(Deserialize)]
struct LineQuotation {
    content: Vec<(usize, usize)>,
    cue: Option<Vec<(usize, usize)>>,
    source: Option<Vec<(usize, usize)>>,
    speaker: Option<String>,
    role: Option<String>,
    #[serde(default)]
    optional: bool,
}

/// Reads a gold file, whose spans are code points.
pub(crate) fn read_gold(path: &Path) -> Result<Vec<Gold>> {
    let lines =
        fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut out = Vec::new();
    for (number, line) in lines
        .lines()
        .enumerate()
        .filter(|(_, l)| !l.trim().is_empty())
    {
        let line: Line = serde_json::from_str(line)
            .with_context(|| format!("{}, line {}", path.display(), number + 1))?;
        let points = Points::of(&line.text);
        let spans = |spans: Option<Vec<(usize, usize)>>| -> Vec<TextSpan> {
            spans
                .unwrap_or_default()
                .into_iter()
                .map(|(start, end)| TextSpan::new(points.byte(start), points.byte(end)))
                .collect()
        };
        out.push(Gold {
            discard: spans(line.discard),
            quotes: line
                .quotes
                .into_iter()
                .map(|one| Quotation {
                    content: spans(Some(one.content)),
                    cue: spans(one.cue),
                    source: spans(one.source),
                    speaker: one.speaker,
                    role: one.role,
                    optional: one.optional,
                })
                .collect(),
            id: line.id,
            text: line.text,
        });
    }
    Ok(out)
}

/// Code points and bytes of a text.
struct Points(Vec<usize>);

impl Points {
    fn of(text: &str) -> Points {
        let ends = text.char_indices().map(|(at, _)| at);
        Points(ends.chain([text.len()]).collect())
    }

    fn byte(&self, point: usize) -> usize {
        self.0[point.min(self.0.len() - 1)]
    }

    fn point(&self, byte: u32) -> usize {
        self.0.partition_point(|at| *at < byte as usize)
    }
}

impl Statements {
    /// Reads, finds, writes.
    pub(crate) fn run(&self) -> Result<()> {
        let gold = read_gold(&self.gold)?;
        let weights = match &self.weights {
            None => Weights::Shipped,
            Some(path) => {
                let bytes =
                    fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
                Weights::from_bytes(&bytes)
                    .with_context(|| format!("{} holds no weights", path.display()))?
            }
        };
        let mut out = String::new();
        let mut rows = String::from("article,measure,right,found,gold\n");
        let mut sums = Counts::default();
        // The lists and weights are unpacked once, before the clock starts.
        statements("", &weights);
        // All articles are read in a row, as an archive's are, and scored after.
        let begun = cpu_seconds();
        let read = gold.iter().map(|one| statements(&one.text, &weights));
        let read: Vec<_> = read.collect();
        let seconds = cpu_seconds() - begun;
        for (number, (one, (told, entities))) in gold.iter().zip(read).enumerate() {
            let found: Vec<Quotation> = told
                .iter()
                .map(|found| Quotation {
                    content: found.content.clone(),
                    cue: found.cue.clone(),
                    source: found.source.clone(),
                    speaker: found
                        .speaker
                        .and_then(|at| entities.get(at as usize))
                        // The bench asks for names.
                        .filter(|entity| !entity.described)
                        .map(|entity| entity.name.clone()),
                    role: role(&one.text, found),
                    optional: false,
                })
                .collect();
            let points = Points::of(&one.text);
            let span = |span: &TextSpan| [points.point(span.start), points.point(span.end)];
            let spans = |spans: &[TextSpan]| -> Option<Vec<[usize; 2]>> {
                (!spans.is_empty()).then(|| spans.iter().map(span).collect())
            };
            let quotes: Vec<_> = told
                .iter()
                .zip(&found)
                .map(|(statement, found)| {
                    json!({
                        "content": spans(&found.content),
                        "cue": spans(&found.cue),
                        "source": spans(&found.source),
                        "type": statement.form,
                        "speaker": found.speaker,
                        "role": found.role,
                        "confidence": statement.confidence,
                        "speaker_confidence": statement.speaker_confidence,
                    })
                })
                .collect();
            out.push_str(&json!({"id": one.id, "quotes": quotes}).to_string());
            out.push('\n');
            let counts = score(&one.text, &one.quotes, &one.discard, &found);
            for ((measure, count), sum) in MEASURES.iter().zip(counts).zip(&mut sums) {
                sum.right += count.right;
                sum.found += count.found;
                sum.gold += count.gold;
                if count != Count::default() {
                    let Count { right, found, gold } = count;
                    writeln!(rows, "{},{measure},{right},{found},{gold}", number + 1)?;
                }
            }
        }
        fs::write(&self.out, out)
            .with_context(|| format!("cannot write {}", self.out.display()))?;
        println!(
            "{:14} {:>6} {:>6} {:>6} {:>6}",
            "", "F1", "right", "found", "gold"
        );
        for (measure, sum) in MEASURES.iter().zip(&sums).filter(|(_, sum)| sum.gold > 0) {
            println!(
                "{measure:14} {:6.1} {:6} {:6} {:6}",
                sum.f1() * 100.0,
                sum.right,
                sum.found,
                sum.gold
            );
        }
        println!(
            "{} articles, {:.0} a second on one core, text in to statements out",
            gold.len(),
            gold.len() as f64 / seconds
        );
        self.check(&rows)
    }

    /// Compares the rows with the committed ones, or writes them.
    fn check(&self, rows: &str) -> Result<()> {
        let Some(path) = &self.table else {
            return Ok(());
        };
        if self.write {
            return fs::write(path, rows)
                .with_context(|| format!("cannot write {}", path.display()));
        }
        let committed = fs::read_to_string(path)
            .with_context(|| format!("cannot read {}: run with --write first", path.display()))?;
        let changed = rows
            .lines()
            .zip(committed.lines())
            .filter(|(now, then)| now != then)
            .count()
            + rows.lines().count().abs_diff(committed.lines().count());
        ensure!(
            changed == 0,
            "{}: {changed} rows are not as committed; look at them, and run with --write to take them",
            path.display()
        );
        Ok(())
    }
}

/// Office and body as the page words them. The bench's roles are "title,
/// office, affiliation" in one.
fn role(text: &str, found: &Statement) -> Option<String> {
    let role = found.role.map(|span| &text[span.range()]);
    let apart = |body: &TextSpan| !found.role.is_some_and(|role| role.contains(*body));
    let body = found
        .affiliation
        .filter(apart)
        .map(|span| &text[span.range()]);
    match (role, body) {
        (Some(role), Some(body)) => Some(format!("{role}, {body}")),
        (one, other) => one.or(other).map(str::to_owned),
    }
}
