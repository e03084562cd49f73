//! `speed`: how fast pages are read, on one core.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result, ensure};
use clap::Args;
use onrecord_read::Options;
use onrecord_record::Capture;
use rustix::time::{ClockId, clock_gettime};

use crate::gold::{self, Choice, Set};

/// Time reading on one core, bytes in to record out, pages loaded beforehand.
#[derive(Args)]
pub(crate) struct Speed {
    /// Folders with gold.jsonl and pages/<id>.html.
    #[arg(required = true, value_name = "SETDIR")]
    sets: Vec<PathBuf>,
    /// How often all pages are read.
    #[arg(long, value_name = "N", default_value_t = 3)]
    rounds: usize,
    /// Time decoding and parsing alone too.
    #[arg(long)]
    stages: bool,
    /// Look for statements, people and dates too.
    #[arg(long)]
    statements: bool,
    /// Write each page's name and the digest of its record's JSON to FILE, to
    /// see which records a change moves.
    #[arg(long, value_name = "FILE")]
    digests: Option<PathBuf>,
    /// Print the N slowest pages.
    #[arg(long, value_name = "N", default_value_t = 0)]
    slowest: usize,
}

impl Speed {
    /// Runs the command.
    pub(crate) fn run(self) -> Result<()> {
        ensure!(self.rounds > 0, "there must be at least one round");
        let mut pages = Vec::new();
        for dir in &self.sets {
            let set = Set::at(dir)?;
            for gold in gold::load(&set.gold_path(), &Choice::default())? {
                pages.push((
                    format!("{}/{}", set.name, gold.id),
                    set.capture(&gold, true)?,
                ));
            }
        }
        let bytes: usize = pages.iter().map(|(_, capture)| capture.body.len()).sum();
        println!(
            "{} pages, {:.1} MB, {} rounds on one core; CPU time of the thread",
            pages.len(),
            bytes as f64 / 1e6,
            self.rounds
        );
        println!(
            "{:8} {:>20} {:>20}",
            "", "MB/s min/median/max", "pages/s min/med/max"
        );
        let options = Options {
            statements: self.statements,
            ..Options::default()
        };
        if self.stages {
            self.stage("decode", &pages, bytes, |page| decode(page).text().len());
            self.stage("parse", &pages, bytes, |page| {
                let decoded = decode(page);
                onrecord_html::parse(decoded.text(), &onrecord_html::Options::default()).len()
            });
        }
        let times = self.stage("read", &pages, bytes, |page| {
            onrecord_read::read(page, &options).blocks.len()
        });
        if let Some(file) = &self.digests {
            let mut lines = String::new();
            for (name, capture) in &pages {
                let body = serde_json::to_vec(&onrecord_read::read(capture, &options))?;
                let digest = Capture {
                    body,
                    ..Capture::default()
                }
                .digest();
                writeln!(lines, "{name} {digest}")?;
            }
            fs::write(file, lines).with_context(|| format!("cannot write {}", file.display()))?;
        }
        let mut slowest: Vec<_> = pages.iter().zip(times).collect();
        slowest.sort_by(|a, b| b.1.total_cmp(&a.1));
        for ((name, capture), seconds) in slowest.into_iter().take(self.slowest) {
            let size = capture.body.len() as f64;
            println!(
                "{:8.1} ms {:8.1} kB {:7.1} MB/s {name}",
                seconds * 1e3,
                size / 1e3,
                size / seconds / 1e6
            );
        }
        Ok(())
    }

    /// Times one stage over all rounds and prints it; gives each page's
    /// fastest time in seconds.
    fn stage(
        &self,
        name: &str,
        pages: &[(String, Capture)],
        bytes: usize,
        work: impl Fn(&Capture) -> usize,
    ) -> Vec<f64> {
        let mut best = vec![f64::INFINITY; pages.len()];
        let mut rounds = Vec::new();
        for _ in 0..self.rounds {
            let mut total = 0.0;
            for ((_, capture), best) in pages.iter().zip(&mut best) {
                let start = cpu_seconds();
                std::hint::black_box(work(std::hint::black_box(capture)));
                let seconds = cpu_seconds() - start;
                *best = best.min(seconds);
                total += seconds;
            }
            rounds.push(total);
        }
        rounds.sort_by(f64::total_cmp);
        let (fast, slow) = (rounds[0], rounds[rounds.len() - 1]);
        let median = rounds[rounds.len() / 2];
        let rate = |amount: f64| [slow, median, fast].map(|seconds| amount / seconds);
        let [a, b, c] = rate(bytes as f64 / 1e6);
        let [d, e, f] = rate(pages.len() as f64);
        println!("{name:8} {a:>6.1} {b:>6.1} {c:>6.1} {d:>6.0} {e:>6.0} {f:>6.0}");
        best
    }
}

fn decode(page: &Capture) -> onrecord_html::Decoded<'_> {
    onrecord_html::decode(&page.body, onrecord_html::sniff(&page.body, None).encoding)
}

/// Seconds of CPU that this thread has used. Wall time would also count what
/// other programs of the machine do.
pub(crate) fn cpu_seconds() -> f64 {
    let now = clock_gettime(ClockId::ThreadCPUTime);
    now.tv_sec as f64 + now.tv_nsec as f64 / 1e9
}
