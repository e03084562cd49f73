//! `statements`: finds who said what in annotated articles and scores it.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use clap::Args;
use onrecord_read::training::speech::{Sheet, Weights};
use onrecord_record::{Statement, TextSpan};
use serde::Deserialize;
use serde_json::json;

/// Find statements in the texts of a gold file and write them in the form that
/// the bench's score_statements.py reads.
#[derive(Args)]
pub(crate) struct Statements {
    /// Articles, one JSON object a line, with id and text.
    gold: PathBuf,
    /// Where the answers go.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Other weights than the shipped ones.
    #[arg(long, value_name = "FILE")]
    weights: Option<PathBuf>,
}

/// An annotated article; spans are bytes.
pub(crate) struct Gold {
    pub(crate) id: String,
    pub(crate) text: String,
    pub(crate) quotes: Vec<Quotation>,
}

/// An annotated statement.
pub(crate) struct Quotation {
    pub(crate) content: Vec<TextSpan>,
    pub(crate) cue: Vec<TextSpan>,
    pub(crate) source: Vec<TextSpan>,
}

#[derive(Deserialize)]
struct Line {
    id: String,
    text: String,
    #[serde(default)]
    quotes: Vec<LineQuotation>,
}

#[derive(Deserialize)]
struct LineQuotation {
    content: Vec<(usize, usize)>,
    cue: Option<Vec<(usize, usize)>>,
    source: Option<Vec<(usize, usize)>>,
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
            quotes: line
                .quotes
                .into_iter()
                .map(|one| Quotation {
                    content: spans(Some(one.content)),
                    cue: spans(one.cue),
                    source: spans(one.source),
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
        for one in &gold {
            let points = Points::of(&one.text);
            let span = |span: &TextSpan| [points.point(span.start), points.point(span.end)];
            let spans = |spans: &[TextSpan]| -> Vec<[usize; 2]> {
                spans.iter().filter(|s| !s.is_empty()).map(span).collect()
            };
            let some = |spans: Vec<[usize; 2]>| (!spans.is_empty()).then_some(spans);
            let (statements, entities) = Sheet::of(&one.text).statements(&weights);
            let quotes: Vec<_> = statements
                .iter()
                .map(|found| {
                    let speaker = found.speaker.and_then(|at| entities.get(at as usize));
                    json!({
                        "content": spans(&found.content),
                        "cue": some(spans(&found.cue)),
                        "source": some(spans(&found.source)),
                        "type": found.form,
                        "speaker": speaker.map(|entity| &entity.name),
                        "role": role(&one.text, found),
                        "confidence": found.confidence,
                    })
                })
                .collect();
            out.push_str(&json!({"id": one.id, "quotes": quotes}).to_string());
            out.push('\n');
        }
        fs::write(&self.out, out).with_context(|| format!("cannot write {}", self.out.display()))
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
