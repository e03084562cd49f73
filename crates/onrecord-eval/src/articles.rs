//! `articles`: reads the pages of gold sets, writes the answers, scores them.

use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, anyhow, bail};
use clap::Args;
use onrecord_html::{Decoded, EncodingDoubt};
use onrecord_read::Options;
use onrecord_record::{Capture, Record};
use rayon::prelude::*;

use crate::answer::{Answer, BodyParts};
use crate::diff;
use crate::flatten;
use crate::gold::{self, Choice, Gold, Set};
use crate::judge::{self, How};
use crate::score::{self, PageScore};
use crate::worn::Wear;

/// Read the pages of gold sets, write the answers, score them.
#[derive(Args)]
pub(crate) struct Articles {
    /// Folders with gold.jsonl and pages/<id>.html, as unpack.py lays them out.
    #[arg(required = true, value_name = "SETDIR")]
    sets: Vec<PathBuf>,
    /// Write the answers for every page of the gold to DIR/<set>.jsonl.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    reading: Reading,
    #[command(flatten)]
    how: How,
    /// Write each page's scores to DIR/<set>.jsonl.
    #[arg(long, value_name = "DIR")]
    per_page: Option<PathBuf>,
    /// Print the ids of the N pages with the lowest scores.
    #[arg(long, value_name = "N", default_value_t = 0)]
    worst: usize,
    /// Which score the worst pages are looked for by.
    #[arg(long, value_name = "MEASURE", value_enum, default_value_t = By::Shingle, requires = "worst")]
    by: By,
    /// Show this page's gold and answer side by side, with the rule that
    /// labelled each line that differs, and nothing else.
    #[arg(long, value_name = "ID")]
    diff: Option<String>,
}

/// How pages are read.
#[derive(Args, Clone, Copy)]
pub(crate) struct Reading {
    /// Count the summary under the headline to the body.
    #[arg(long)]
    with_dek: bool,
    /// Count captions to the body.
    #[arg(long)]
    with_captions: bool,
    /// Flatten each page to the text that a browser's copy of it gives, and
    /// read that.
    #[arg(long)]
    as_text: bool,
    /// Wear that text as paper and character recognition do, and what the gold
    /// has of it likewise.
    #[arg(long, requires = "as_text")]
    worn: bool,
    /// Do not tell the reader where the page was published. By default it is
    /// told, as a capture has its address.
    #[arg(long)]
    no_url: bool,
}

impl Reading {
    /// As the gate reads.
    pub(crate) fn standard(as_text: bool, worn: bool) -> Self {
        Self {
            with_dek: false,
            with_captions: false,
            as_text,
            worn,
            no_url: false,
        }
    }

    fn parts(self) -> BodyParts {
        BodyParts {
            dek: self.with_dek,
            captions: self.with_captions,
        }
    }

    /// What an answer is held against: gold that wore as its page did.
    pub(crate) fn gold(self, mut gold: Vec<Gold>) -> Vec<Gold> {
        for gold in gold.iter_mut().filter(|_| self.worn) {
            let wear = Wear::of(&gold.id);
            let texts = [&mut gold.body, &mut gold.title].into_iter().flatten();
            texts.for_each(|text| *text = wear.words(text));
        }
        gold
    }

    /// One page of a set in the form that is read.
    pub(crate) fn capture(self, set: &Set, gold: &Gold) -> Result<Capture> {
        let mut capture = set.capture(gold, !self.no_url)?;
        if self.as_text {
            let mut text = flatten::flatten(decoded(&capture.body).text()).text;
            if self.worn {
                text = Wear::of(&gold.id).page(&text);
            }
            capture.body = text.into_bytes();
            capture.media_type = Some("text/plain; charset=utf-8".to_owned());
        }
        Ok(capture)
    }

    /// Reads one page of a set.
    fn read(self, set: &Set, gold: &Gold) -> Result<Record> {
        let capture = self.capture(set, gold)?;
        let options = Options {
            as_text: self.as_text,
            // Statements are scored elsewhere.
            statements: false,
        };
        // A panic is a bug that must not hide the other pages: it is reported
        // with the page's id, and the run fails at its end.
        std::panic::catch_unwind(AssertUnwindSafe(|| onrecord_read::read(&capture, &options)))
            .map_err(|_| anyhow!("reading panicked"))
    }
}

/// A page's text as the reader decodes it.
pub(crate) fn decoded(page: &[u8]) -> Decoded<'_> {
    let sniffed = onrecord_html::sniff(page, None);
    let encoding = match sniffed.doubt {
        // The reader takes these bytes as what they are and not as labelled.
        Some(EncodingDoubt::LooksLikeUtf8) => encoding_rs::UTF_8,
        _ => sniffed.encoding,
    };
    onrecord_html::decode(page, encoding)
}

/// A score that a page can be found by.
#[derive(Clone, Copy, clap::ValueEnum)]
pub(crate) enum By {
    /// F1 of runs of four words.
    Shingle,
    /// Their precision.
    Precision,
    /// Their recall.
    Recall,
    /// Segments that are where they should be.
    Segments,
    /// The headline.
    Title,
    /// The authors.
    Authors,
    /// The day of publication.
    Published,
    /// The captions.
    Captions,
}

impl By {
    fn of(self, page: &PageScore) -> Option<f64> {
        let body = page.body.as_ref();
        let is = |ok: bool| f64::from(u8::from(ok));
        match self {
            By::Shingle => body.map(|b| b.shingle_f1()),
            By::Precision => body.map(|b| b.shingle_p.unwrap_or(0.0)),
            By::Recall => body.map(|b| b.shingle_r.unwrap_or(0.0)),
            By::Segments => page.segments.as_ref().map(|s| s.share()),
            By::Title => page.title.as_ref().map(|t| is(t.title_norm)),
            By::Authors => page.authors.as_ref().map(|a| a.authors_f1),
            By::Published => page.published.as_ref().map(|p| is(p.published_ok)),
            By::Captions => page
                .captions
                .as_ref()
                .map(|c| c.captions_p.min(c.captions_r)),
        }
    }
}

impl Articles {
    /// Runs the command.
    pub(crate) fn run(self) -> Result<()> {
        if let Some(id) = &self.diff {
            return self.show(id);
        }
        for dir in self.out.iter().chain(&self.per_page) {
            std::fs::create_dir_all(dir)
                .with_context(|| format!("cannot make {}", dir.display()))?;
        }
        let mut sums = Vec::new();
        let mut failures = Vec::new();
        for dir in &self.sets {
            let set = Set::at(dir)?;
            let gold = gold::load(&set.gold_path(), &self.how.choice())?;
            // The answer file has every page, so that other filters can be
            // tried on it later.
            let to_read = match self.out {
                Some(_) => gold::load(&set.gold_path(), &Choice::default())?,
                None => gold.clone(),
            };
            let read = read_all(&set, &to_read, self.reading);
            if let Some(out) = &self.out {
                write_answers(&out.join(format!("{}.jsonl", set.name)), &read.answers)?;
            }
            failures.extend(read.failures);
            let answers: BTreeMap<String, Answer> = read
                .answers
                .into_iter()
                .map(|a| (a.id.clone(), a))
                .collect();
            let pages = score::pages(&self.reading.gold(gold), &answers, self.how.measures());
            if let Some(dir) = &self.per_page {
                judge::write_pages(&dir.join(format!("{}.jsonl", set.name)), &pages)?;
            }
            print_worst(&set.name, &pages, self.by, self.worst);
            sums.push((set.name, score::summary(&pages)));
        }
        print!("{}", judge::table(&sums));
        if !failures.is_empty() {
            bail!(
                "{} pages could not be read:\n{}",
                failures.len(),
                failures.join("\n")
            );
        }
        Ok(())
    }
}

impl Articles {
    /// Shows one page.
    fn show(&self, id: &str) -> Result<()> {
        for dir in &self.sets {
            let set = Set::at(dir)?;
            let gold = gold::load(&set.gold_path(), &self.how.choice())?;
            let Some(gold) = gold.into_iter().find(|gold| gold.id == *id) else {
                continue;
            };
            let record = self.reading.read(&set, &gold)?;
            let answer = Answer::of(&gold.id, &record, self.reading.parts());
            let gold = self.reading.gold(vec![gold]);
            print!("{}", diff::show(&gold[0], &answer, &record));
            let answers = BTreeMap::from([(answer.id.clone(), answer)]);
            let pages = score::pages(&gold, &answers, self.how.measures());
            print!("{}", judge::table(&[(set.name, score::summary(&pages))]));
            return Ok(());
        }
        bail!("no page {id} in these sets")
    }
}

/// What came of reading a set's pages.
pub(crate) struct ReadAll {
    /// The answers, in the order of the gold.
    pub(crate) answers: Vec<Answer>,
    /// What went wrong, a line each.
    pub(crate) failures: Vec<String>,
}

/// Reads the pages of a set, on as many threads as there are cores.
pub(crate) fn read_all(set: &Set, gold: &[Gold], reading: Reading) -> ReadAll {
    let one = |gold: &Gold| -> Result<Answer> {
        let record = reading.read(set, gold)?;
        Ok(Answer::of(&gold.id, &record, reading.parts()))
    };
    let results: Vec<Result<Answer>> = gold.par_iter().map(one).collect();
    let mut read = ReadAll {
        answers: Vec::new(),
        failures: Vec::new(),
    };
    for (gold, result) in gold.iter().zip(results) {
        match result {
            Ok(answer) => read.answers.push(answer),
            Err(error) => read
                .failures
                .push(format!("{}/{}: {error:#}", set.name, gold.id)),
        }
    }
    read
}

/// Writes answers, a line each.
pub(crate) fn write_answers(path: &Path, answers: &[Answer]) -> Result<()> {
    let mut lines = String::new();
    for answer in answers {
        lines.push_str(&serde_json::to_string(answer)?);
        lines.push('\n');
    }
    std::fs::write(path, lines).with_context(|| format!("cannot write {}", path.display()))
}

fn print_worst(set: &str, pages: &[PageScore], by: By, count: usize) {
    let mut scored: Vec<(f64, &str)> = pages
        .iter()
        .filter_map(|p| Some((by.of(p)?, p.id.as_str())))
        .collect();
    scored.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(b.1)));
    for (score, id) in scored.into_iter().take(count) {
        println!("{score:.3} {set} {id}");
    }
}
