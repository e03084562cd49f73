//! `train-around`: learns what stands around articles from pages whose blocks were
//! labelled one by one, and judges it on sites that it did not see.
//!
//! `labels/<set>.tsv` has a line a run of blocks with one label: the page's id in the
//! set, where the run begins and ends in bytes of the page, and the label. A
//! multinomial logistic regression (`article/around.rs`) is fitted to them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use clap::Args;
use onrecord_read::Options;
use onrecord_read::training::{Model, Surroundings, beside};
use onrecord_record::{Label, Record};
use rayon::prelude::*;

use super::folds::{FOLDS, fold, site_of};
use super::labels::{self, Labelled};
use super::leader::{Rates, State, jumping, known};
use super::views::{Run, View};
use crate::answer::{Answer, BodyParts};
use crate::articles::{Reading, write_answers};
use crate::gold::{self, Choice, Gold, Set};
use crate::judge::{Held, tenths};
use crate::worn::Wear;

/// Train the model that tells what stands around an article, and judge it on sites
/// held out.
#[derive(Args)]
pub(crate) struct TrainAround {
    /// Folders of sets whose meta.json allows training, and of which pages are
    /// labelled.
    #[arg(required = true, value_name = "SETDIR")]
    sets: Vec<PathBuf>,
    /// The folder of the labels.
    #[arg(
        long,
        value_name = "DIR",
        default_value = "crates/onrecord-eval/labels"
    )]
    labels: PathBuf,
    /// Where the weights go.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Learn what stands around an article in plain text, from the pages flattened to
    /// their visible text, and judge it next to the rules over lines.
    #[arg(long)]
    as_text: bool,
    /// Write what weights that did not see a page's site make of every page of the sets,
    /// labelled or not, to DIR/<set>.jsonl.
    #[arg(long, value_name = "DIR")]
    held_out: Option<PathBuf>,
}

/// How many labels are learned.
const KINDS: usize = Surroundings::LABELS.len();

/// A labelled page.
struct Page {
    site: String,
    fold: u8,
    /// What is learned from.
    view: View,
    /// The same, worn; for plain text only.
    worn: Option<View>,
    cases: Vec<Case>,
}

impl Page {
    fn sound(&self) -> Option<&View> {
        Some(&self.view)
    }

    fn worn(&self) -> Option<&View> {
        self.worn.as_ref()
    }
}

/// A block to learn from.
struct Case {
    /// Which of the labels.
    kind: usize,
    row: Vec<i16>,
    /// The keys of words that speak for it.
    words: Vec<Vec<u32>>,
}

impl TrainAround {
    /// Loads, judges, trains, writes, and tells how it went.
    pub(crate) fn run(&self) -> Result<()> {
        let mut pages = Vec::new();
        for set in &self.sets {
            pages.extend(load(set, &self.labels, self.as_text)?);
        }
        let cases: usize = pages.iter().map(|page| page.cases.len()).sum();
        println!("{} pages, {cases} blocks around articles", pages.len());
        let sites = if self.as_text { LINE_SITES } else { SITES };
        let held_out: Vec<Surroundings> = (0..FOLDS)
            .into_par_iter()
            .map(|fold| {
                let others = pages.iter().filter(|page| u64::from(page.fold) != fold);
                let bytes = train(&others.collect::<Vec<_>>(), sites);
                Surroundings::from_bytes(&bytes).context("the weights are sound")
            })
            .collect::<Result<_>>()?;
        let rules = Surroundings::rules_alone();
        let learned = |page: &Page| &held_out[usize::from(page.fold)];
        if self.as_text {
            let alone = |form| judge(&self.read(&pages, |_| &rules, form));
            println!("rules alone:\n{}", alone(Page::sound));
            println!("rules alone, worn:\n{}", alone(Page::worn));
            let worn = judge(&self.read(&pages, learned, Page::worn));
            println!("learned, worn:\n{worn}\nlearned:");
        }
        print!("{}", judge(&self.read(&pages, learned, Page::sound)));
        if let Some(dir) = &self.held_out {
            self.answer(dir, &held_out)?;
        }
        let all: Vec<&Page> = pages.iter().collect();
        let bytes = train(&all, sites);
        fs::write(&self.out, &bytes)
            .with_context(|| format!("cannot write {}", self.out.display()))?;
        println!("{}: {} bytes", self.out.display(), bytes.len());
        Ok(())
    }

    /// Writes what the weights that did not see a page's site make of it.
    fn answer(&self, dir: &Path, held_out: &[Surroundings]) -> Result<()> {
        fs::create_dir_all(dir).with_context(|| format!("cannot make {}", dir.display()))?;
        let reading = Reading::standard(self.as_text, false);
        for set in &self.sets {
            let set = Set::at(set)?;
            let gold = gold::load(&set.gold_path(), &Choice::default())?;
            let answer = |gold: &Gold| {
                let model = &held_out[usize::from(fold(&site_of(gold)))];
                let record = model.read(&reading.capture(&set, gold)?, &self.options());
                Ok(Answer::of(&gold.id, &record, BodyParts::default()))
            };
            let answers: Vec<Answer> = gold.par_iter().map(answer).collect::<Result<_>>()?;
            write_answers(&dir.join(format!("{}.jsonl", set.name)), &answers)?;
        }
        Ok(())
    }

    fn options(&self) -> Options {
        Options {
            as_text: self.as_text,
            statements: false,
        }
    }

    /// Reads a form of each page that has it, by a model for each.
    fn read<'p, 'm: 'p>(
        &self,
        pages: &'p [Page],
        model: impl Fn(&Page) -> &'m Surroundings + Sync,
        form: fn(&Page) -> Option<&View>,
    ) -> Vec<(Record, &'p View)> {
        let options = self.options();
        (pages.par_iter())
            .filter_map(|page| {
                let view = form(page)?;
                Some((model(page).read(&view.capture, &options), view))
            })
            .collect()
    }
}

fn load(dir: &Path, labels: &Path, as_text: bool) -> Result<Vec<Page>> {
    (labels::pages(dir, labels, run)?.into_par_iter())
        .map(|page| {
            let Labelled {
                id,
                site,
                capture,
                labels: runs,
            } = page;
            let page = View { capture, runs };
            let (model, view, worn) = if as_text {
                let flat = page.flattened();
                let worn = flat.worn(&Wear::of(&id));
                (Model::Lines, flat, Some(worn))
            } else {
                (Model::Blocks, page, None)
            };
            let cases = (beside(&view.capture, model).into_iter()).filter_map(|block| {
                Some(Case {
                    kind: view.label_at(block.start).and_then(kind)?,
                    row: block.row,
                    words: block.words,
                })
            });
            Ok(Page {
                cases: cases.collect(),
                fold: fold(&site),
                site,
                view,
                worn,
            })
        })
        .collect()
}

/// Reads where a run begins and ends, and its label.
fn run(cells: &[&str]) -> Option<Run> {
    let [start, end, label] = cells else {
        return None;
    };
    Some(Run {
        bytes: start.parse().ok()?..end.parse().ok()?,
        label: serde_json::from_value((*label).into()).ok()?,
    })
}

/// Which of the learned labels one is.
fn kind(label: Label) -> Option<usize> {
    Surroundings::LABELS.iter().position(|one| *one == label)
}

/// A column is cut into so many ranges at most, with as many blocks in each.
const RANGES: usize = 8;
/// So many columns are kept.
const COLUMNS: usize = 96;
/// A key of a word is learned if it stands on as many sites; of lines, which have more
/// kinds of keys, more are left out.
const SITES: usize = 3;
const LINE_SITES: usize = 8;
/// How often every block is seen.
const ROUNDS: usize = 5;
const RATES: Rates = Rates {
    alpha: 0.03,
    beta: 1.0,
    lasso: 0.5,
    ridge: 1.0,
};

/// Learns the weights, in the form of the file. The same pages in the same order
/// give the same bytes.
fn train(pages: &[&Page], sites: usize) -> Vec<u8> {
    let cases: Vec<&Case> = pages.iter().flat_map(|page| &page.cases).collect();
    let keys = pages.iter().flat_map(|page| {
        let keys = page
            .cases
            .iter()
            .flat_map(|case| case.words.iter().flatten());
        keys.map(|key| (*key, page.site.as_str()))
    });
    let known = known(keys, sites);
    let mut columns = columns(&cases);
    let mut states = fit(&cases, &columns, &known);
    // The columns that tell labels apart the least are left out, and the rest
    // fitted anew.
    let mut rest = states.iter();
    let mut told: Vec<(i32, Column)> = (columns.into_iter())
        .map(|column| {
            let ranges = rest.by_ref().take(column.cuts.len() + 1);
            (spread(ranges), column)
        })
        .collect();
    told.sort_by_key(|(spread, column)| (-spread, column.number));
    told.truncate(COLUMNS);
    columns = told.into_iter().map(|(_, column)| column).collect();
    columns.sort_by_key(|column| column.number);
    states = fit(&cases, &columns, &known);
    let mut out = b"ORK1".to_vec();
    out.extend((columns.len() as u16).to_le_bytes());
    let mut rest = states.iter();
    for column in &columns {
        out.extend(column.number.to_le_bytes());
        out.push(column.cuts.len() as u8);
        out.extend(column.cuts.iter().flat_map(|cut| cut.to_le_bytes()));
        let own = rest.by_ref().take(column.cuts.len() + 1);
        out.extend(own.flat_map(weights).map(|weight| weight as u8));
    }
    for (key, state) in known.iter().zip(rest) {
        let weights = weights(state);
        if weights.iter().any(|weight| *weight != 0) {
            out.extend(key.to_le_bytes());
            out.extend(weights.map(|weight| weight as u8));
        }
    }
    out
}

/// The weights of one range or word as the file has them.
fn weights(state: &[State; KINDS]) -> [i8; KINDS] {
    state.map(|state| (state.weight(&RATES) * 32.0).round().clamp(-127.0, 127.0) as i8)
}

/// How far apart the weights of a column's ranges are, added up over labels.
fn spread<'s>(ranges: impl Iterator<Item = &'s [State; KINDS]>) -> i32 {
    let ranges: Vec<_> = ranges.map(weights).collect();
    let apart = |kind: usize| {
        let own = || ranges.iter().map(|range| i32::from(range[kind]));
        own().max().unwrap_or(0) - own().min().unwrap_or(0)
    };
    (0..KINDS).map(apart).sum()
}

/// The states of the columns' ranges, in order, and of the known words.
fn fit(cases: &[&Case], columns: &[Column], known: &[u32]) -> Vec<[State; KINDS]> {
    let ranges: usize = columns.iter().map(|column| column.cuts.len() + 1).sum();
    let blocks: Vec<Block> = (cases.iter())
        .map(|case| Block::of(case, columns, ranges, known))
        .collect();
    let mut states = vec![[State::default(); KINDS]; ranges + known.len()];
    for at in jumping(blocks.len(), ROUNDS) {
        learn(&mut states, &blocks[at]);
    }
    states
}

/// A column of the rows, and where it is cut.
struct Column {
    number: u16,
    cuts: Vec<i16>,
}

/// The columns that are not the same everywhere.
fn columns(cases: &[&Case]) -> Vec<Column> {
    let count = cases.first().map_or(0, |case| case.row.len());
    let of = |number: usize| {
        let mut values: Vec<i16> = cases.iter().map(|case| case.row[number]).collect();
        values.sort_unstable();
        let last = values.last().copied();
        let mut cuts: Vec<i16> = (1..RANGES)
            .map(|k| values[values.len() * k / RANGES])
            .filter(|cut| Some(*cut) != last)
            .collect();
        // Where nearly all is the same, what is not is told apart.
        if cuts.is_empty() && values.first().copied() != last {
            cuts.extend(values.iter().rev().find(|value| Some(**value) != last));
        }
        cuts.dedup();
        Column {
            number: number as u16,
            cuts,
        }
    };
    (0..count)
        .map(of)
        .filter(|column| !column.cuts.is_empty())
        .collect()
}

/// A block as numbers of weights.
struct Block {
    /// The weights it is weighed by, with what each counts: a word the root of how many
    /// there are, learned or not, as in the reader.
    features: Vec<(u32, f32)>,
    kind: usize,
}

impl Block {
    fn of(case: &Case, columns: &[Column], ranges: usize, known: &[u32]) -> Block {
        let mut first = 0;
        let range = |column: &Column| {
            let value = case.row[usize::from(column.number)];
            let at = first + column.cuts.partition_point(|cut| *cut < value);
            first += column.cuts.len() + 1;
            at as u32
        };
        let mut features: Vec<(u32, f32)> = columns.iter().map(range).map(|at| (at, 1.0)).collect();
        for keys in &case.words {
            let size = 1.0 / (keys.len().max(1) as f32).sqrt();
            let word = |key| known.binary_search(key).ok().map(|at| (ranges + at) as u32);
            features.extend(keys.iter().filter_map(word).map(|at| (at, size)));
        }
        Block {
            features,
            kind: case.kind,
        }
    }
}

fn learn(states: &mut [[State; KINDS]], block: &Block) {
    let mut margins = [0.0f32; KINDS];
    for &(at, size) in &block.features {
        for (margin, state) in margins.iter_mut().zip(&states[at as usize]) {
            *margin += state.weight(&RATES) * size;
        }
    }
    let most = margins.iter().copied().fold(f32::MIN, f32::max);
    let chances = margins.map(|margin| (margin - most).exp());
    let all: f32 = chances.iter().sum();
    for &(at, size) in &block.features {
        for (kind, state) in states[at as usize].iter_mut().enumerate() {
            let is = f32::from(u8::from(kind == block.kind));
            state.learn((chances[kind] / all - is) * size, &RATES);
        }
    }
}

/// How often a label was due, given, and both.
#[derive(Clone, Copy, Default)]
struct Count {
    due: usize,
    given: usize,
    right: usize,
}

/// Holds records against the labels: for each label how many blocks are due it,
/// precision, recall and their harmonic mean; then how sure learned labels are.
fn judge(read: &[(Record, &View)]) -> String {
    let mut counts: BTreeMap<Label, Count> = BTreeMap::new();
    let mut held = Vec::new();
    for (record, view) in read {
        for block in &record.blocks {
            let bytes = record.text.bytes_of(block.span);
            let Some(due) = bytes.and_then(|bytes| view.label_at(bytes.start)) else {
                continue;
            };
            let right = usize::from(due == block.label);
            counts.entry(due).or_default().due += 1;
            counts.entry(due).or_default().right += right;
            counts.entry(block.label).or_default().given += 1;
            if block.rule.0.ends_with("/learned") {
                let came = if due == block.label { 1.0 } else { 0.0 };
                held.extend(block.confidence.map(|sure| Held::of((sure, came))));
            }
        }
    }
    let mut out = String::from("label             blocks      P     R    F1\n");
    let share = |part: usize, whole: usize| part as f64 / whole.max(1) as f64;
    let (mut due, mut right) = (0, 0);
    let mut around = (0, 0);
    for (label, count) in &counts {
        let name = serde_json::to_value(label).unwrap_or_default();
        let _ = writeln!(
            out,
            "{:<17} {:>6}  {:.3} {:.3} {:.3}",
            name.as_str().unwrap_or_default(),
            count.due,
            share(count.right, count.given),
            share(count.right, count.due),
            share(2 * count.right, count.due + count.given),
        );
        due += count.due;
        right += count.right;
        if kind(*label).is_some() {
            around = (around.0 + count.due, around.1 + count.right);
        }
    }
    let _ = writeln!(
        out,
        "right {:.3} of {due} blocks, {:.3} of {} around articles",
        share(right, due),
        share(around.1, around.0),
        around.0,
    );
    out + &tenths(held)
}

#[cfg(test)]
mod tests {
    use onrecord_record::Capture;

    use super::*;

    fn page(site: &str, cases: &[(usize, i16, u32)]) -> Page {
        let case = |(kind, value, word): &(usize, i16, u32)| Case {
            kind: *kind,
            row: vec![*value, 0],
            words: vec![vec![*word]],
        };
        Page {
            site: site.to_owned(),
            fold: 0,
            view: View {
                capture: Capture::default(),
                runs: Vec::new(),
            },
            worn: None,
            cases: cases.iter().map(case).collect(),
        }
    }

    #[test]
    fn columns_and_words_that_tell_labels_apart_get_weight() {
        let sites: Vec<String> = (0..40).map(|site| site.to_string()).collect();
        let pages: Vec<Page> = (sites.iter())
            .map(|site| page(site, &[(6, 0, 11), (9, 50, 11), (7, 50, 12), (7, 50, 12)]))
            .collect();
        let pages: Vec<&Page> = pages.iter().collect();
        let bytes = train(&pages, SITES);
        assert_eq!(bytes, train(&pages, SITES));
        // One column, cut once; the other is the same everywhere.
        assert_eq!(bytes[4..11], [1, 0, 0, 0, 1, 0, 0]);
        let ranges = bytes[11..].as_chunks::<KINDS>().0;
        assert!(ranges[0][6] as i8 > 8 && (ranges[1][6] as i8) < 0);
        let words = bytes[11 + 2 * KINDS..].as_chunks::<{ 4 + KINDS }>().0;
        let promo = words.iter().find(|word| word[..4] == 12u32.to_le_bytes());
        assert!(promo.is_some_and(|word| word[4 + 7] as i8 > 8));
        assert!(Surroundings::from_bytes(&bytes).is_some());
    }

    #[test]
    fn runs_are_read_by_page() {
        let dir = std::env::temp_dir().join(format!("onrecord-runs-{}", std::process::id()));
        fs::create_dir_all(&dir).unwrap();
        let path = dir.join("set.tsv");
        fs::write(&path, "a\t5\t9\tcontributor-note\na\t9\t20\tlegal\n").unwrap();
        let read = labels::read(&path, run).unwrap();
        let labels: Vec<Label> = read["a"].iter().map(|run| run.label).collect();
        assert_eq!(labels, [Label::ContributorNote, Label::Legal]);
        fs::write(&path, "a\t5\t9\tmenu\n").unwrap();
        assert!(labels::read(&path, run).is_err());
        fs::remove_dir_all(&dir).unwrap();
    }
}
