//! `train-finds`: weighs what speaks for and against a find being a statement, so that
//! a record can say how likely each is, and leave out what hardly is one.
//!
//! It learns from annotated articles, each read by fields that did not learn from it,
//! and from pages of which a part of the finds was judged one by one.
//! `labels/statements/<set>.tsv` has a line a find: the page's id in the set; where its
//! content begins and ends and where its cue begins, in bytes of the page, `-` for no
//! cue; whether it is a statement (`say` of speech and writing, `mind` of belief, hope
//! and plan, `no`); whether content, source and speaker are right.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use clap::Args;
use onrecord_read::Options;
use onrecord_read::training::finds;
use onrecord_read::training::speech::{self, Find, Weights as Model};
use onrecord_record::{Record, TextSpan};
use rayon::prelude::*;

use super::fields::may_train;
use super::folds::{FOLDS, fold, site};
use super::statements::{FITS, model};
use super::weights::{Example, Weights};
use crate::gold::{self, Choice, Set};
use crate::judge::{Held, tenths};
use crate::score::statements::halves;
use crate::statements::{Gold, read_gold};

/// Weigh what speaks for and against a find being a statement.
#[derive(Args)]
pub(crate) struct TrainFinds {
    /// Annotated articles, one JSON object a line.
    articles: PathBuf,
    /// Folders of sets whose meta.json allows training, and of whose pages finds are
    /// judged.
    #[arg(required = true, value_name = "SETDIR")]
    sets: Vec<PathBuf>,
    /// The folder of the labels.
    #[arg(
        long,
        value_name = "DIR",
        default_value = "crates/onrecord-eval/labels/statements"
    )]
    labels: PathBuf,
    /// Where the weights go.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// In how many parts the articles are cut, each read by fields that learned from the
/// others.
const PARTS: usize = 3;

/// How often a judged find of a page counts beside one of an annotated article, of
/// which there are seventeen times as many, all of news. With 4 what is held out of
/// pages was off by .038 and not by .030.
const PAGE: f64 = 8.0;

/// The sign that every find has.
const BASE: &str = "statement";

/// A find that was judged.
struct Case {
    /// The set that it is from; none for the annotated articles.
    set: Option<String>,
    fold: u8,
    signs: Vec<String>,
    right: bool,
}

impl Case {
    fn example(&self) -> Example<'_> {
        Example {
            signs: &self.signs,
            right: self.right,
            weight: self.set.as_ref().map_or(1.0, |_| PAGE),
        }
    }
}

impl TrainFinds {
    /// Reads, weighs, writes, and tells how it went.
    pub(crate) fn run(&self) -> Result<()> {
        let mut cases = of_articles(&read_gold(&self.articles)?)?;
        for set in &self.sets {
            cases.extend(of_pages(set, &self.labels)?);
        }
        let examples: Vec<Example<'_>> = cases.iter().map(Case::example).collect();
        let mut out = String::from(
            "# What each sign of a statement is worth, in thousandths of log-odds; made by\n\
             # `onrecord-eval train-finds`, see PROVENANCE.md. The first sign is what is so of\n\
             # every find.\n",
        );
        Weights::of(BASE, &examples).write(&mut out);
        let held = held_out(&cases);
        let tell = |what: &str, of: &dyn Fn(&Case) -> bool| {
            let part = cases.iter().zip(&held).filter(|(case, _)| of(case));
            let part: Vec<Held> = part.map(|(_, held)| *held).collect();
            println!("{what}, held out\n{}", tenths(part));
        };
        tell("articles", &|case| case.set.is_none());
        tell("pages", &|case| case.set.is_some());
        for set in &self.sets {
            let name = Set::at(set)?.name;
            tell(&name, &|case| case.set.as_ref() == Some(&name));
        }
        fs::write(&self.out, out).with_context(|| format!("cannot write {}", self.out.display()))
    }
}

/// What each case is expected to be by weights that saw none of its site or article.
fn held_out(cases: &[Case]) -> Vec<Held> {
    let weights: Vec<Weights> = (0..FOLDS as u8)
        .into_par_iter()
        .map(|fold| {
            let others = cases.iter().filter(|case| case.fold != fold);
            Weights::of(BASE, &others.map(Case::example).collect::<Vec<_>>())
        })
        .collect();
    let held = |case: &Case| weights[usize::from(case.fold)].hold(&case.example());
    cases.iter().map(held).collect()
}

/// The finds in annotated articles, each read by fields that did not learn from it.
fn of_articles(gold: &[Gold]) -> Result<Vec<Case>> {
    let mut cases = Vec::new();
    for part in 0..PARTS {
        let part_of = |own: bool| {
            let numbered = gold.iter().enumerate();
            numbered.filter(move |(at, _)| (at % PARTS == part) == own)
        };
        let others: Vec<&Gold> = part_of(false).map(|(_, one)| one).collect();
        let model = Model::from_bytes(&model(&others, FITS)?).context("the weights are sound")?;
        for (at, one) in part_of(true) {
            let found = speech::finds(&one.text, &model);
            let contents: Vec<&[TextSpan]> = found.iter().map(|find| &find.content[..]).collect();
            let right = halves(&one.text, &one.quotes, &contents);
            cases.extend(found.into_iter().zip(right).map(|(find, right)| Case {
                set: None,
                fold: (at / PARTS % FOLDS as usize) as u8,
                signs: find.signs,
                right,
            }));
        }
    }
    Ok(cases)
}

/// A judged find.
struct Judged {
    /// Where its content stands, in bytes of the page.
    content: std::ops::Range<u32>,
    /// Where its cue begins.
    cue: Option<u32>,
    /// Whether it is a statement.
    is: bool,
    /// Whether that is its content.
    right: bool,
}

/// The finds of a set's pages that were judged.
fn of_pages(dir: &Path, labels: &Path) -> Result<Vec<Case>> {
    ensure!(may_train(dir)?, "{} is not for training", dir.display());
    let set = Set::at(dir)?;
    let mut judged = judged(&labels.join(format!("{}.tsv", set.name)))?;
    let mut pages = Vec::new();
    for gold in gold::load(&set.gold_path(), &Choice::default())? {
        if let Some(judged) = judged.remove(&gold.id) {
            let site = gold.url.as_deref().map_or_else(|| gold.id.clone(), site);
            pages.push((fold(&site), set.capture(&gold, true)?, judged));
        }
    }
    ensure!(
        judged.is_empty(),
        "{} has no pages {:?}",
        set.name,
        judged.keys()
    );
    let cases = pages.par_iter().flat_map_iter(|(fold, capture, judged)| {
        let record = onrecord_read::read(capture, &Options::default());
        let found = finds(&record, &Model::Shipped).into_iter();
        let set = &set.name;
        found.filter_map(move |find| {
            Some(Case {
                set: Some(set.clone()),
                fold: *fold,
                right: is_right(&record, &find, judged)?,
                signs: find.signs,
            })
        })
    });
    Ok(cases.collect())
}

/// Whether a find is right, if one was judged that has its cue and half of its content;
/// of one that is no statement the cue alone says so.
fn is_right(record: &Record, find: &Find, judged: &[Judged]) -> Option<bool> {
    let bytes = |span: Option<&TextSpan>| record.text.bytes_of(*span?);
    let first = bytes(find.content.first())?.start;
    let end = bytes(find.content.last())?.end;
    let cue = bytes(find.cue.first()).map(|cue| cue.start);
    let same = judged.iter().find(|one| {
        let shared = end
            .min(one.content.end)
            .saturating_sub(first.max(one.content.start));
        let all = end.max(one.content.end) - first.min(one.content.start);
        one.cue == cue && (shared * 2 >= all || !one.is && cue.is_some())
    })?;
    Some(same.is && same.right)
}

/// Reads a file of labels, by page.
fn judged(path: &Path) -> Result<BTreeMap<String, Vec<Judged>>> {
    let text =
        fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut pages: BTreeMap<String, Vec<Judged>> = BTreeMap::new();
    for (number, line) in (1..).zip(text.lines()) {
        let one = || {
            let cells: Vec<&str> = line.split('\t').collect();
            let [id, start, end, cue, is, content, _source, _speaker] = cells[..] else {
                return None;
            };
            let cue = match cue {
                "-" => None,
                cue => Some(cue.parse().ok()?),
            };
            let is = match is {
                "say" | "mind" => true,
                "no" => false,
                _ => return None,
            };
            let one = Judged {
                content: start.parse().ok()?..end.parse().ok()?,
                cue,
                is,
                right: content == "ok",
            };
            Some((id.to_owned(), one))
        };
        let (id, one) =
            one().with_context(|| format!("{}:{number}: no judged find", path.display()))?;
        pages.entry(id).or_default().push(one);
    }
    Ok(pages)
}
