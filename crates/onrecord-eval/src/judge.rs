//! `score`: an answer file against a gold file.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use clap::Args;

use crate::answer::{self, Answer};
use crate::gold::{self, Choice, Gold};
use crate::score::{self, Measures, PageScore, Summary};

/// Score an answer file, as the bench's score_articles.py does.
#[derive(Args)]
pub(crate) struct Score {
    /// The gold, JSON lines.
    gold: PathBuf,
    /// The answers, JSON lines.
    answers: PathBuf,
    #[command(flatten)]
    how: How,
    /// Print the scores as JSON.
    #[arg(long)]
    json: bool,
    /// Write each page's scores as a line of JSON.
    #[arg(long, value_name = "FILE")]
    per_page: Option<PathBuf>,
    /// Hold the answers' confidence against their scores, in tenths of the pages.
    #[arg(long)]
    reliability: bool,
}

/// Which pages are scored and how.
#[derive(Args, Clone)]
pub(crate) struct How {
    /// The key of the gold that holds the body.
    #[arg(long, value_name = "KEY", default_value = "body")]
    body_key: String,
    /// Count every Chinese, Japanese, Korean or Thai character as a token.
    #[arg(long)]
    chars: bool,
    /// Only pages whose gold has this value, such as page_type=article; may be
    /// given more than once.
    #[arg(long, value_name = "KEY=VALUE", value_parser = pair)]
    filter: Vec<(String, String)>,
    /// Only pages that hold at least this share of their gold, such as 0.8,
    /// which leaves out dead pages.
    #[arg(long, value_name = "SHARE")]
    min_on_page: Option<f64>,
    /// Leave out pages that occurred before.
    #[arg(long)]
    no_dup: bool,
    /// Score pages whose gold body is the empty string too.
    #[arg(long)]
    empty_gold: bool,
    /// Leave ROUGE out.
    #[arg(long)]
    no_rouge: bool,
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (key, value) = text.split_once('=').ok_or("must be KEY=VALUE")?;
    Ok((key.to_owned(), value.to_owned()))
}

impl How {
    /// Which rows of the gold count.
    pub(crate) fn choice(&self) -> Choice {
        Choice {
            body_key: self.body_key.clone(),
            filter: self.filter.clone(),
            min_on_page: self.min_on_page,
            no_dup: self.no_dup,
        }
    }

    /// What is computed.
    pub(crate) fn measures(&self) -> Measures {
        Measures {
            chars: self.chars,
            empty_gold: self.empty_gold,
            rouge: !self.no_rouge,
        }
    }
}

impl Score {
    /// Runs the command.
    pub(crate) fn run(self) -> Result<()> {
        let gold = gold::load(&self.gold, &self.how.choice())?;
        let answers = answer::load(&self.answers)?;
        let pages = score::pages(&gold, &answers, self.how.measures());
        if let Some(path) = &self.per_page {
            write_pages(path, &pages)?;
        }
        let sum = score::summary(&pages);
        if self.json {
            println!("{}", serde_json::to_string_pretty(&sum)?);
        } else {
            print!("{}", table(&[(String::new(), sum)]));
        }
        if self.reliability {
            print!("{}", reliability(&gold, &pages, &answers));
        }
        Ok(())
    }
}

/// What was expected of each part of the answers and what came.
fn reliability(gold: &[Gold], pages: &[PageScore], answers: &BTreeMap<String, Answer>) -> String {
    let is = |right: bool| f64::from(u8::from(right));
    let mut parts: [(&str, Vec<Held>); 5] =
        ["body", "title", "authors", "published", "captions"].map(|name| (name, Vec::new()));
    for (gold, page) in gold.iter().zip(pages) {
        let Some(answer) = answers.get(&page.id) else {
            continue;
        };
        let captions = answer.images.iter().filter_map(|image| {
            let right = score::caption_is_right(gold, image.caption.as_deref()?)?;
            Some((image.confidence?, is(right)))
        });
        let one = |confidence: Option<u16>, came: Option<f64>| confidence.zip(came);
        let title = page.title.as_ref().map(|title| is(title.title_norm));
        let authors = page.authors.as_ref().map(|authors| is(authors.exact));
        let day = page.published.as_ref().map(|day| is(day.published_ok));
        let all = [
            one(
                answer.confidence,
                page.body.as_ref().map(|body| body.shingle_f1()),
            ),
            one(answer.title_confidence, title),
            one(answer.authors_confidence, authors),
            one(answer.published_confidence, day),
        ];
        for ((_, held), one) in parts.iter_mut().zip(all) {
            held.extend(one.map(Held::of));
        }
        parts[4].1.extend(captions.map(Held::of));
    }
    let told = parts.into_iter().filter(|(_, held)| !held.is_empty());
    told.map(|(name, held)| format!("{name}\n{}", tenths(held)))
        .collect()
}

/// What was expected, and what came of it; both are shares.
#[derive(Clone, Copy)]
pub(crate) struct Held {
    /// What was expected.
    pub(crate) expected: f64,
    /// The score, or whether it was right.
    pub(crate) came: f64,
}

impl Held {
    /// A confidence in thousandths with what came of it.
    pub(crate) fn of((confidence, came): (u16, f64)) -> Held {
        Held {
            expected: f64::from(confidence) / 1000.0,
            came,
        }
    }
}

/// What was expected and what came, a line a tenth, the least sure first; then
/// the mean distance between the two, and the score of the surest nine tenths.
pub(crate) fn tenths(mut told: Vec<Held>) -> String {
    told.sort_by(|a, b| a.expected.total_cmp(&b.expected));
    let mean = |part: &[Held]| {
        let count = part.len().max(1) as f64;
        let sum = part.iter().fold((0.0, 0.0), |sum, one| {
            (sum.0 + one.expected, sum.1 + one.came)
        });
        (sum.0 / count, sum.1 / count)
    };
    let mut out = String::from("expected  came  pages\n");
    let mut apart = 0.0;
    let parts = (0..10).map(|k| &told[told.len() * k / 10..told.len() * (k + 1) / 10]);
    for part in parts.filter(|part| !part.is_empty()) {
        let (expected, came) = mean(part);
        let _ = writeln!(out, "   {expected:.3} {came:.3}  {:>5}", part.len());
        apart += (expected - came).abs() * part.len() as f64 / told.len() as f64;
    }
    let _ = writeln!(
        out,
        "mean distance {apart:.3}; all {:.3}, the surest nine tenths {:.3}",
        mean(&told).1,
        mean(&told[told.len() / 10..]).1
    );
    out
}

/// Writes each page's scores as a line of JSON.
pub(crate) fn write_pages(path: &Path, pages: &[PageScore]) -> Result<()> {
    let mut lines = String::new();
    for page in pages {
        lines.push_str(&serde_json::to_string(page)?);
        lines.push('\n');
    }
    std::fs::write(path, lines).with_context(|| format!("cannot write {}", path.display()))
}

/// The sets' scores as a table, a set a line.
pub(crate) fn table(sums: &[(String, Summary)]) -> String {
    let width = sums
        .iter()
        .map(|(name, _)| name.len())
        .max()
        .unwrap_or(0)
        .max(3);
    let mut out = format!(
        "{:width$} {:>5} | {:>5} {:>5} {:>5} {:>5} | {:>5} {:>5} | {:>5} | {:>5} | {:>5} {:>5} {:>5} {:>5} {:>5} {:>5}\n",
        "set",
        "pages",
        "F1",
        "P",
        "R",
        "exact",
        "rg-ws",
        "rg-fd",
        "words",
        "segF",
        "title",
        "auth",
        "day",
        "mod",
        "desc",
        "capt",
    );
    for (name, sum) in sums {
        let cell = |value: Option<f64>| value.map_or("-".to_owned(), |v| format!("{v:.3}"));
        let s = sum.shingle.as_ref();
        let _ = write!(
            out,
            "{name:width$} {:>5} | {:>5} {:>5} {:>5} {:>5} | {:>5} {:>5} | {:>5} | {:>5} |",
            sum.pages,
            cell(s.map(|s| s.f1)),
            cell(s.map(|s| s.precision)),
            cell(s.map(|s| s.recall)),
            cell(s.map(|s| s.accuracy)),
            cell(sum.rouge_ws.as_ref().map(|r| r.mean)),
            cell(sum.rouge_fundus.as_ref().map(|r| r.mean)),
            cell(sum.words_f1_mean),
            cell(sum.segments.as_ref().map(|s| s.f1)),
        );
        let _ = writeln!(
            out,
            " {:>5} {:>5} {:>5} {:>5} {:>5} {:>5}",
            cell(sum.title.as_ref().map(|t| t.normalised)),
            cell(sum.authors.as_ref().map(|a| a.set_f1_mean)),
            cell(sum.published.as_ref().map(|d| d.same_day)),
            cell(sum.modified.as_ref().map(|d| d.same_day)),
            cell(sum.description.as_ref().map(|d| d.normalised)),
            cell(sum.captions.as_ref().map(|c| c.f1)),
        );
        if sum.missing_answers > 0 {
            let _ = writeln!(
                out,
                "{name:width$} {} pages have no answer",
                sum.missing_answers
            );
        }
    }
    out
}
