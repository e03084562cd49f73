//! `train`: trains the lexicon, the wording and the forest that tell body blocks, and judges
//! them on sites that they did not see.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use clap::Args;
use onrecord_html::{decode, sniff};
use onrecord_read::Options;
use onrecord_read::training::{Model, Sheet, Weights};
use onrecord_record::Capture;
use rayon::prelude::*;
use serde::Deserialize;

use super::align::{Target, align};
use super::folds::{FOLDS, fold, site};
use super::wording;
use crate::answer::{Answer, BodyParts};
use crate::flatten::flatten;

/// Train the model that tells the body of pages, or of plain text.
#[derive(Args)]
pub(crate) struct Train {
    /// Gold sets as unpack.py lays them out; their meta.json must say `use: train`.
    #[arg(required = true, value_name = "SETDIR")]
    sets: Vec<PathBuf>,
    /// Where the weights go.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Train the model for plain text, on the pages flattened to their visible text.
    #[arg(long)]
    as_text: bool,
    /// Write the answers of the forests that did not see a page's site to DIR/<set>.jsonl.
    #[arg(long, value_name = "DIR")]
    held_out: Option<PathBuf>,
    /// A folder for the tables that the trainer reads.
    #[arg(long, value_name = "DIR", default_value = "target/train")]
    work: PathBuf,
    /// Take the forests that the run before, with --held-out, left in the working
    /// folder: to judge, on held-out sites, rules that stand behind the model.
    #[arg(long)]
    again: bool,
}

/// A row of gold.jsonl, as far as training reads it.
#[derive(Deserialize)]
struct Gold {
    id: String,
    url: Option<String>,
    page_url: Option<String>,
    body: Option<String>,
    #[serde(default)]
    with: Vec<String>,
    #[serde(default)]
    without: Vec<String>,
    publisher: Option<String>,
    page_type: Option<String>,
    gold_on_page: Option<f64>,
}

struct Page {
    set: String,
    id: String,
    site: String,
    fold: u8,
    capture: Capture,
    /// The lexicon's keys of each block.
    keys: Vec<Vec<u32>>,
    /// The keys of each block's wording.
    wording: Vec<Vec<u32>>,
    /// What each block is.
    targets: Vec<Target>,
}

impl Train {
    /// Loads, trains, writes, and tells how it went.
    pub(crate) fn run(&self) -> Result<()> {
        let model = if self.as_text {
            Model::Lines
        } else {
            Model::Blocks
        };
        run(
            &self.sets,
            model,
            &self.out,
            self.held_out.as_deref(),
            &self.work,
            self.again,
        )
    }
}

fn run(
    sets: &[PathBuf],
    model: Model,
    out: &Path,
    oof: Option<&Path>,
    work: &Path,
    again: bool,
) -> Result<()> {
    let mut pages = Vec::new();
    for set in sets {
        pages.extend(load(set, model)?);
    }
    println!(
        "{} pages, {} blocks",
        pages.len(),
        pages.iter().map(|p| p.targets.len()).sum::<usize>()
    );
    // A page is measured with words that were learned without its site, so that the
    // forests learn how far an unseen site's words can be trusted.
    let without: Vec<Words> = (0..FOLDS)
        .into_par_iter()
        .map(|fold| Words::learn(&pages, Some(fold as u8)))
        .collect();
    if !again {
        let sheets: Vec<Sheet> = pages
            .iter()
            .map(|page| {
                let words = &without[page.fold as usize];
                Sheet::of(&page.capture, model, &words.lexicon, &words.wording)
            })
            .collect::<Option<_>>()
            .context("the words are sound")?;
        train(work, &pages, &sheets, oof.is_some())?;
    }
    let forest = read(work, "model.orf")?;
    let words = Words::learn(&pages, None);
    let all = weights(&words, &forest);
    fs::write(out, &all).with_context(|| format!("cannot write {}", out.display()))?;
    println!(
        "{}: {} bytes (lexicon {}, wording {}, forest {})",
        out.display(),
        all.len(),
        words.lexicon.len(),
        words.wording.len(),
        forest.len(),
    );
    if let Some(dir) = oof {
        let of = |(fold, words): (usize, &Words)| {
            let forest = read(work, &format!("fold-{fold}.orf"))?;
            Weights::from_bytes(&weights(words, &forest)).context("the weights are sound")
        };
        let folds = without.iter().enumerate().map(of);
        let folds = folds.collect::<Result<Vec<_>>>()?;
        held_out(dir, &pages, model, &folds)?;
    }
    Ok(())
}

/// What is learned of words.
struct Words {
    lexicon: Vec<u8>,
    wording: Vec<u8>,
}

impl Words {
    /// Learns from all pages, or from those of the other folds.
    fn learn(pages: &[Page], without: Option<u8>) -> Words {
        let seen = || pages.iter().filter(|page| Some(page.fold) != without);
        let examples: Vec<_> = seen()
            .flat_map(|page| {
                let blocks = page.wording.iter().zip(&page.targets);
                blocks.map(|(keys, target)| wording::Example {
                    keys,
                    site: &page.site,
                    target: *target,
                })
            })
            .collect();
        Words {
            lexicon: lexicon(seen()),
            wording: wording::train(&examples),
        }
    }
}

/// Counts on how many sites a word stands in body and in other blocks, and
/// keeps those that enough sites have, as scores in sixteenths of log-odds.
fn lexicon<'p>(pages: impl Iterator<Item = &'p Page>) -> Vec<u8> {
    const SITES: usize = 6;
    let mut seen: BTreeMap<u32, [BTreeSet<&str>; 2]> = BTreeMap::new();
    let mut total = [0.0f64; 2];
    for page in pages {
        for (keys, target) in page.keys.iter().zip(&page.targets) {
            if target.weight == 0.0 {
                continue;
            }
            for key in keys {
                seen.entry(*key).or_default()[usize::from(target.body)].insert(&page.site);
            }
        }
    }
    seen.retain(|_, sites| sites[0].union(&sites[1]).count() >= SITES);
    for sites in seen.values() {
        total[0] += sites[0].len() as f64;
        total[1] += sites[1].len() as f64;
    }
    let prior = (total[1] / total[0]).ln();
    let mut out = b"ORL1".to_vec();
    for (key, [other, body]) in &seen {
        let odds = ((body.len() as f64 + 0.5) / (other.len() as f64 + 0.5)).ln() - prior;
        out.extend(key.to_le_bytes());
        out.push((odds * 16.0).round().clamp(-127.0, 127.0) as i8 as u8);
    }
    out
}

/// Reads a forest that [`train`] left in a folder.
fn read(dir: &Path, name: &str) -> Result<Vec<u8>> {
    let path = dir.join(name);
    fs::read(&path).with_context(|| format!("cannot read {}", path.display()))
}

/// Trains a forest and leaves it in a folder, with those that did not see a fold if
/// they are asked for.
fn train(dir: &Path, pages: &[Page], sheets: &[Sheet], folds: bool) -> Result<()> {
    fs::create_dir_all(dir)?;
    let (mut x, mut y, mut w, mut fold) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (page, sheet) in pages.iter().zip(sheets) {
        let reserved = sheet.reserved();
        for ((row, target), reserved) in sheet.rows().zip(&page.targets).zip(reserved) {
            x.extend(row.iter().flat_map(|v| v.to_le_bytes()));
            y.push(u8::from(target.body));
            // A long block weighs more, as it does in what a reader gets.
            let width = f32::from(row[0].max(1));
            let size = (width.sqrt() / 8.0).clamp(0.3, 3.0);
            let weight = if reserved { 0.0 } else { target.weight * size };
            w.extend(weight.to_le_bytes());
            fold.push(page.fold);
        }
    }
    let shape = serde_json::json!({
        "rows": y.len(), "columns": x.len() / 2 / y.len().max(1),
    });
    fs::write(dir.join("shape.json"), shape.to_string())?;
    fs::write(dir.join("x.i16"), x)?;
    fs::write(dir.join("y.u8"), &y)?;
    fs::write(dir.join("w.f32"), w)?;
    fs::write(dir.join("fold.u8"), fold)?;
    let script = dir.join("forest.py");
    fs::write(&script, include_str!("forest.py"))?;
    let status = Command::new("python3")
        .arg(&script)
        .arg(dir)
        .args(folds.then_some("--folds"))
        .status()
        .context("cannot run python3")?;
    if !status.success() {
        bail!("forest.py failed; it needs python3 with numpy and lightgbm");
    }
    Ok(())
}

/// Words and a forest as one file of weights, each part behind its length.
fn weights(words: &Words, forest: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for part in [&words.lexicon, &words.wording, forest] {
        out.extend((part.len() as u32).to_le_bytes());
        out.extend(part);
    }
    out
}

fn load(set: &Path, model: Model) -> Result<Vec<Page>> {
    let name = set
        .file_name()
        .and_then(|n| n.to_str())
        .context("a set's folder has a name")?
        .to_owned();
    let meta: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(set.join("meta.json"))?)?;
    if meta["use"] != "train" {
        bail!("{name} is not for training: its meta.json does not say use: train");
    }
    let gold = fs::read_to_string(set.join("gold.jsonl"))?;
    let mut pages = Vec::new();
    for line in gold.lines() {
        let gold: Gold = serde_json::from_str(line)?;
        if gold.gold_on_page.is_some_and(|share| share < 0.8) {
            continue;
        }
        let segments = !gold.with.is_empty() || !gold.without.is_empty();
        if gold.body.as_deref().is_none_or(|b| b.trim().is_empty()) && !segments {
            continue;
        }
        let url = gold.page_url.clone().or(gold.url.clone());
        let body = fs::read(set.join("pages").join(format!("{}.html", gold.id)))?;
        let body = match model {
            Model::Blocks => body,
            Model::Lines => {
                let decoded = decode(&body, sniff(&body, None).encoding);
                flatten(decoded.text()).text.into_bytes()
            }
        };
        let capture = Capture {
            url: url.clone(),
            body,
            ..Capture::default()
        };
        let sheet =
            Sheet::of(&capture, model, b"ORL1", b"ORL1").context("empty words are sound")?;
        let keys = sheet.lexicon_keys().to_vec();
        let wording = sheet.wording_keys().to_vec();
        let words = sheet.words();
        let mut targets = match gold.body.as_deref().filter(|b| !b.trim().is_empty()) {
            Some(body) => align(&words, body),
            None => by_segments(&words, &gold.with, &gold.without),
        };
        // Pages of other kinds teach what is no article; they count less.
        if gold
            .page_type
            .as_deref()
            .is_some_and(|kind| kind != "article")
        {
            targets.iter_mut().for_each(|t| t.weight *= 0.5);
        }
        let site = gold
            .publisher
            .clone()
            .or(url.as_deref().map(site))
            .unwrap_or_else(|| gold.id.clone());
        let fold = fold(&site);
        pages.push(Page {
            set: name.clone(),
            id: gold.id,
            site,
            fold,
            capture,
            keys,
            wording,
            targets,
        });
    }
    println!("{name}: {} pages", pages.len());
    Ok(pages)
}

/// Where only some segments are known, only blocks that hold one teach.
fn by_segments(blocks: &[&str], with: &[String], without: &[String]) -> Vec<Target> {
    let squash = |s: &str| s.split_whitespace().collect::<Vec<_>>().join(" ");
    let with: Vec<String> = with.iter().map(|s| squash(s)).collect();
    let without: Vec<String> = without.iter().map(|s| squash(s)).collect();
    blocks
        .iter()
        .map(|block| {
            let block = squash(block);
            let holds = |list: &[String]| {
                list.iter()
                    .any(|s| s.len() >= 8 && block.contains(s.as_str()))
            };
            match (holds(&with), holds(&without)) {
                (true, false) => Target {
                    body: true,
                    weight: 1.0,
                },
                (false, true) => Target {
                    body: false,
                    weight: 1.0,
                },
                _ => Target {
                    body: false,
                    weight: 0.0,
                },
            }
        })
        .collect()
}

/// Writes what the reader makes of each page by the weights that did not see its
/// site.
fn held_out(dir: &Path, pages: &[Page], model: Model, folds: &[Weights]) -> Result<()> {
    fs::create_dir_all(dir)?;
    let options = Options {
        as_text: model == Model::Lines,
        statements: false,
    };
    let answers: Vec<Answer> = pages
        .par_iter()
        .map(|page| {
            let record = folds[usize::from(page.fold)].read(&page.capture, &options);
            Answer::of(&page.id, &record, BodyParts::default())
        })
        .collect();
    let mut by_set: BTreeMap<&str, String> = BTreeMap::new();
    for (page, answer) in pages.iter().zip(&answers) {
        let out = by_set.entry(&page.set).or_default();
        out.push_str(&serde_json::to_string(answer)?);
        out.push('\n');
    }
    for (set, lines) in by_set {
        fs::write(dir.join(format!("{set}.jsonl")), lines)?;
    }
    Ok(())
}
