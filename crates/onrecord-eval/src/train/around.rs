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
use onrecord_read::training::{Model, Sheet, Surroundings};
use onrecord_record::{Capture, Label, Record};
use rayon::prelude::*;

use super::folds::{FOLDS, fold};
use super::labels::{self, Labelled};
use super::leader::{Rates, State, jumping, known};
use crate::judge::{Held, tenths};

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
}

/// How many labels are learned.
const KINDS: usize = Surroundings::LABELS.len();

/// A run of blocks with one label.
struct Run {
    bytes: std::ops::Range<u32>,
    label: Label,
}

/// A labelled page.
struct Page {
    site: String,
    fold: u8,
    capture: Capture,
    runs: Vec<Run>,
    cases: Vec<Case>,
}

/// A block to learn from.
struct Case {
    /// Which of the labels.
    kind: usize,
    row: Vec<i16>,
    /// The keys of its wording, of the class and id words of what holds it, and of
    /// those above.
    words: [Vec<u32>; 3],
}

impl TrainAround {
    /// Loads, judges, trains, writes, and tells how it went.
    pub(crate) fn run(&self) -> Result<()> {
        let mut pages = Vec::new();
        for set in &self.sets {
            pages.extend(load(set, &self.labels)?);
        }
        let cases: usize = pages.iter().map(|page| page.cases.len()).sum();
        println!("{} pages, {cases} blocks around articles", pages.len());
        let read: Vec<(Record, &Page)> = (0..FOLDS)
            .into_par_iter()
            .map(|fold| {
                let (own, others): (Vec<&Page>, Vec<&Page>) =
                    pages.iter().partition(|page| u64::from(page.fold) == fold);
                let model =
                    Surroundings::from_bytes(&train(&others)).context("the weights are sound")?;
                let options = Options {
                    statements: false,
                    ..Options::default()
                };
                let of = |page: &&'_ Page| model.read(&page.capture, &options);
                Ok(own
                    .iter()
                    .map(of)
                    .zip(own.iter().copied())
                    .collect::<Vec<_>>())
            })
            .collect::<Result<Vec<_>>>()?
            .into_iter()
            .flatten()
            .collect();
        print!("{}", judge(&read));
        let all: Vec<&Page> = pages.iter().collect();
        let bytes = train(&all);
        fs::write(&self.out, &bytes)
            .with_context(|| format!("cannot write {}", self.out.display()))?;
        println!("{}: {} bytes", self.out.display(), bytes.len());
        Ok(())
    }
}

fn load(dir: &Path, labels: &Path) -> Result<Vec<Page>> {
    (labels::pages(dir, labels, run)?.into_par_iter())
        .map(|page| {
            let Labelled {
                site,
                capture,
                labels: runs,
            } = page;
            // Without learned words: what the shipped ones tell of these pages they
            // have learned from them.
            let sheet = Sheet::of(&capture, Model::Blocks, b"ORL1", b"ORL1")
                .context("empty words are sound")?;
            let words = sheet.wording_keys().iter().zip(sheet.attribute_keys());
            let blocks = sheet.rows().zip(words).zip(sheet.starts());
            let cases = blocks.filter_map(|((row, (words, [own, above])), start)| {
                let label = label_at(&runs, *start)?;
                Some(Case {
                    kind: kind(label)?,
                    row: row.to_vec(),
                    words: [words.clone(), own.clone(), above.clone()],
                })
            });
            Ok(Page {
                cases: cases.collect(),
                fold: fold(&site),
                site,
                capture,
                runs,
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

/// The label of the block that begins at a byte.
fn label_at(runs: &[Run], start: u32) -> Option<Label> {
    let run = runs.iter().find(|run| run.bytes.contains(&start))?;
    Some(run.label)
}

/// Which of the learned labels one is.
fn kind(label: Label) -> Option<usize> {
    Surroundings::LABELS.iter().position(|one| *one == label)
}

/// A column is cut into so many ranges at most, with as many blocks in each.
const RANGES: usize = 8;
/// So many columns are kept.
const COLUMNS: usize = 96;
/// A key of a word is learned if it stands on as many sites.
const SITES: usize = 3;
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
fn train(pages: &[&Page]) -> Vec<u8> {
    let cases: Vec<&Case> = pages.iter().flat_map(|page| &page.cases).collect();
    let keys = pages.iter().flat_map(|page| {
        let keys = page
            .cases
            .iter()
            .flat_map(|case| case.words.iter().flatten());
        keys.map(|key| (*key, page.site.as_str()))
    });
    let known = known(keys, SITES);
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
fn judge(read: &[(Record, &Page)]) -> String {
    let mut counts: BTreeMap<Label, Count> = BTreeMap::new();
    let mut held = Vec::new();
    for (record, page) in read {
        for block in &record.blocks {
            let bytes = record.text.bytes_of(block.span);
            let Some(due) = bytes.and_then(|bytes| label_at(&page.runs, bytes.start)) else {
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
    }
    let _ = writeln!(out, "right {:.3} of {due} blocks", share(right, due));
    out + &tenths(held)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(site: &str, cases: &[(usize, i16, u32)]) -> Page {
        let case = |(kind, value, word): &(usize, i16, u32)| Case {
            kind: *kind,
            row: vec![*value, 0],
            words: [vec![*word], Vec::new(), Vec::new()],
        };
        Page {
            site: site.to_owned(),
            fold: 0,
            capture: Capture::default(),
            runs: Vec::new(),
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
        let bytes = train(&pages);
        assert_eq!(bytes, train(&pages));
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
        assert_eq!(label_at(&read["a"], 8), Some(Label::ContributorNote));
        assert_eq!(label_at(&read["a"], 9), Some(Label::Legal));
        assert_eq!(label_at(&read["a"], 20), None);
        fs::write(&path, "a\t5\t9\tmenu\n").unwrap();
        assert!(labels::read(&path, run).is_err());
        fs::remove_dir_all(&dir).unwrap();
    }
}
