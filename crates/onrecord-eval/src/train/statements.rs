//! `train-statements`: annotated articles in, the statement models out.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use clap::Args;
use onrecord_read::training::speech::{LABELS, STEPS, Sheet};
use onrecord_read::training::word_hash;
use rayon::prelude::*;

use super::crf::{Data, Fit, fit};
use crate::score::statements::Quotation;
use crate::statements::{Gold, read_gold};

/// Train what finds statements, sources and cues.
#[derive(Args)]
pub(crate) struct TrainStatements {
    /// Annotated articles, one JSON object a line.
    gold: PathBuf,
    /// Where the weights go.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Rounds over the articles, of the first look and of the second.
    #[arg(long, num_args = 2, default_values_t = [FITS[0].rounds, FITS[1].rounds])]
    rounds: Vec<usize>,
    /// Penalties of the first look and of the second.
    #[arg(long, num_args = 2, default_values_t = [FITS[0].penalty, FITS[1].penalty])]
    penalty: Vec<f32>,
    /// The least weights that count, of the first look and of the second.
    #[arg(long, num_args = 2, default_values_t = [FITS[0].keep, FITS[1].keep])]
    keep: Vec<f32>,
}

/// In how many parts the articles are cut so that the second look learns from
/// what the first makes of articles it was not trained on.
const FOLDS: usize = 4;

impl TrainStatements {
    /// Reads, trains, writes.
    pub(crate) fn run(&self) -> Result<()> {
        let gold = read_gold(&self.gold)?;
        let fit = |look: usize| Fit {
            rounds: self.rounds[look],
            penalty: self.penalty[look],
            keep: self.keep[look],
            ..FITS[look]
        };
        let gold: Vec<&Gold> = gold.iter().collect();
        write(&self.out, &model(&gold, [fit(0), fit(1)])?)
    }
}

/// How the first look is fitted, and the second, unless asked otherwise.
pub(super) const FITS: [Fit; 2] = [fit_with(0, 0.25), fit_with(1, 0.2)];

const fn fit_with(look: usize, keep: f32) -> Fit {
    Fit {
        labels: LABELS[look],
        steps: STEPS[look],
        least: 3,
        rounds: 8,
        rate: 0.15,
        penalty: 2.0,
        keep,
    }
}

/// A model learned from annotated articles, in the form of `weights/statements.bin`.
pub(super) fn model(gold: &[&Gold], [tagging, linking]: [Fit; 2]) -> Result<Vec<u8>> {
    let lexicon = lexicon(gold);
    let chosen = |keep: &dyn Fn(usize) -> bool| -> Vec<&Gold> {
        let numbered = gold.iter().enumerate();
        numbered
            .filter(|(at, _)| keep(at % FOLDS))
            .map(|(_, one)| *one)
            .collect()
    };
    let mut taggers: Vec<Vec<u8>> = (0..=FOLDS)
        .into_par_iter()
        .map(|fold| tagger(&chosen(&|at| at != fold), &lexicon, tagging))
        .collect();
    let last = taggers.pop().context("there is a last tagger")?;
    eprintln!("the first look is trained: {} bytes", last.len());
    let mut data = Data::default();
    for (fold, tagger) in taggers.iter().enumerate() {
        for one in chosen(&|at| at == fold) {
            link_data(one, &lexicon, tagger, &mut data)?;
        }
    }
    let linker = fit(data, linking);
    eprintln!("the second look is trained: {} bytes", linker.len());
    let mut out = Vec::new();
    for section in [&lexicon, &last, &linker] {
        out.extend((section.len() as u32).to_le_bytes());
        out.extend(section);
    }
    Ok(out)
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))
}

fn tagger(gold: &[&Gold], lexicon: &[u8], how: Fit) -> Vec<u8> {
    let mut data = Data::default();
    for one in gold {
        let sheet = Sheet::of(&one.text);
        let labels = tag_labels(one, &sheet);
        for sequence in sheet.tagging(lexicon) {
            let labels: Vec<u8> = sequence.items.iter().map(|at| labels[at.start]).collect();
            data.push(&sequence.features, &labels, &sequence.steps);
        }
    }
    fit(data, how)
}

/// The first look's labels: other, source, cue, content; the last three with a
/// label for their first token.
fn tag_labels(gold: &Gold, sheet: &Sheet<'_>) -> Vec<u8> {
    let tokens = sheet.tokens();
    let mut labels = vec![0; tokens.len()];
    for quotation in &gold.quotes {
        for (first, spans) in [
            (5, &quotation.content),
            (3, &quotation.cue),
            (1, &quotation.source),
        ] {
            for span in spans {
                let start = tokens.partition_point(|t| t.end <= span.start);
                let end = tokens.partition_point(|t| t.start < span.end);
                for (at, label) in labels[start..end.max(start)].iter_mut().enumerate() {
                    *label = first + u8::from(at > 0);
                }
            }
        }
    }
    labels
}

/// The second look's sequences: for every candidate the source and content of
/// the annotated cue that it shares most tokens with.
fn link_data(gold: &Gold, lexicon: &[u8], tagger: &[u8], data: &mut Data) -> Result<()> {
    let sheet = Sheet::of(&gold.text);
    let tokens = sheet.tokens();
    let sequences = sheet
        .linking(lexicon, tagger)
        .context("the weights just made cannot be read")?;
    for sequence in sequences {
        let mut labels = vec![0; sequence.items.len()];
        let shared = |quotation: &Quotation| -> usize {
            sequence
                .cue
                .clone()
                .filter(|&at| quotation.cue.iter().any(|s| overlaps(*s, tokens[at])))
                .count()
        };
        let best = gold
            .quotes
            .iter()
            .map(|quotation| (shared(quotation), quotation))
            .filter(|(shared, _)| *shared > 0)
            .max_by_key(|(shared, _)| *shared);
        if let Some((_, quotation)) = best {
            for (item, label) in sequence.items.iter().zip(&mut labels) {
                // A stretch is what most of it is.
                let most = |spans: &[onrecord_record::TextSpan]| {
                    let inside = |at: &usize| spans.iter().any(|s| overlaps(*s, tokens[*at]));
                    item.clone().filter(inside).count() * 2 >= item.len()
                };
                if most(&quotation.content) {
                    *label = 2;
                } else if most(&quotation.source) {
                    *label = 1;
                }
            }
        }
        data.push(&sequence.features, &labels, &sequence.steps);
    }
    Ok(())
}

fn overlaps(a: onrecord_record::TextSpan, b: onrecord_record::TextSpan) -> bool {
    a.start < b.end && b.start < a.end
}

/// The lexicon of cues: for every word seen four times or more how often it is
/// part of a cue, in six levels.
fn lexicon(gold: &[&Gold]) -> Vec<u8> {
    let mut counts: BTreeMap<String, (u32, u32)> = BTreeMap::new();
    for one in gold {
        let sheet = Sheet::of(&one.text);
        let labels = tag_labels(one, &sheet);
        for (token, label) in sheet.tokens().iter().zip(labels) {
            let word = one.text[token.range()].to_lowercase();
            let count = counts.entry(word).or_default();
            count.0 += 1;
            count.1 += u32::from(matches!(label, 3 | 4));
        }
    }
    let mut out: BTreeMap<u32, u8> = BTreeMap::new();
    for (word, (all, cue)) in &counts {
        if *all < 4 {
            continue;
        }
        let share = f64::from(*cue) / (f64::from(*all) + 1.0);
        let level = match share {
            share if share < 0.01 => 1,
            share if share < 0.05 => 2,
            share if share < 0.15 => 3,
            share if share < 0.35 => 4,
            share if share < 0.6 => 5,
            _ => 6,
        };
        out.entry(word_hash(word) as u32).or_insert(level);
    }
    out.iter()
        .flat_map(|(key, level)| key.to_le_bytes().into_iter().chain([*level]))
        .collect()
}
