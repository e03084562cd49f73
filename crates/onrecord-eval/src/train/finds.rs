//! `train-finds`: weighs what speaks for and against a find being a statement, so that
//! a record can say how likely each is, and leave out what hardly is one.
//!
//! It learns from annotated articles, each read by fields that did not learn from it,
//! and from pages of which a part of the finds was judged one by one.
//! `labels/statements/<set>.tsv` has a line a find: the page's id in the set; where its
//! content begins and ends and where its cue begins, in bytes of the page, `-` for no
//! cue; whether it is a statement (`say` of speech and writing, `mind` of belief, hope
//! and plan, `no`); whether content, source and speaker are right.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use clap::Args;
use onrecord_read::Options;
use onrecord_read::training::finds;
use onrecord_read::training::speech::{self, Find, Weights as Model};
use onrecord_record::{Record, TextSpan};
use rayon::prelude::*;

use super::folds::{FOLDS, fold};
use super::labels;
use super::statements::{FITS, model};
use super::weights::{self, Example, Weights};
use crate::gold::Set;
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
/// which there are seventeen times as many, all of news.
const PAGE: f64 = 8.0;

/// The sign that every find has.
const BASE: &str = "statement";

/// What a find was judged to be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Is {
    /// A report of speech or writing.
    Say,
    /// A report of belief, hope or plan.
    Mind,
    /// No statement.
    No,
}

/// A find of which is known whether it is right.
struct Case {
    /// The set that it is from, and what it was judged to be; none for the annotated
    /// articles.
    judged: Option<(String, Is)>,
    fold: u8,
    signs: Vec<String>,
    right: bool,
}

impl Case {
    fn example(&self) -> Example<'_> {
        Example {
            signs: &self.signs,
            right: self.right,
            weight: self.judged.as_ref().map_or(1.0, |_| PAGE),
        }
    }
}

impl TrainFinds {
    /// Reads, weighs, writes, and tells how it went.
    pub(crate) fn run(&self) -> Result<()> {
        let gold = read_gold(&self.articles)?;
        let mut cases = of_articles(&gold)?;
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
        let folds: Vec<u8> = cases.iter().map(|case| case.fold).collect();
        let held = weights::held_out(BASE, &examples, &folds);
        let tell = |what: &str, of: &dyn Fn(&Case) -> bool| {
            let part = cases.iter().zip(&held).filter(|(case, _)| of(case));
            let part: Vec<Held> = part.map(|(_, held)| *held).collect();
            println!("{what}, held out\n{}", tenths(part));
        };
        tell("articles", &|case| case.judged.is_none());
        tell("pages", &|case| case.judged.is_some());
        for set in &self.sets {
            let name = Set::at(set)?.name;
            tell(
                &name,
                &|case| matches!(&case.judged, Some((set, _)) if *set == name),
            );
        }
        let statements = gold.iter().map(|one| one.quotes.len()).sum();
        print!("{}", by_bound(&cases, &held, statements));
        fs::write(&self.out, out).with_context(|| format!("cannot write {}", self.out.display()))
    }
}

/// What is told at each least chance, held out: how much of it is what on pages, and F1
/// over contents in the articles, which have so many statements.
fn by_bound(cases: &[Case], held: &[Held], statements: usize) -> String {
    let mut out = String::from("at least   say  mind    no   F1 in articles\n");
    for bound in [0.0, 0.1, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.7, 0.9] {
        let told = cases.iter().zip(held);
        let told = told.filter(|(_, held)| held.expected >= bound);
        let told: Vec<&Case> = told.map(|(case, _)| case).collect();
        let judged = |is: Is| {
            let same = |case: &&&Case| matches!(case.judged, Some((_, one)) if one == is);
            told.iter().filter(same).count()
        };
        let articles = told.iter().filter(|case| case.judged.is_none());
        let right = articles.clone().filter(|case| case.right).count();
        let found = articles.count();
        let _ = writeln!(
            out,
            "    {bound:.2} {:5} {:5} {:5}   {:.4}",
            judged(Is::Say),
            judged(Is::Mind),
            judged(Is::No),
            2.0 * right as f64 / (found + statements).max(1) as f64,
        );
    }
    out
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
                judged: None,
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
    is: Is,
    /// Whether that is its content.
    right: bool,
}

/// The finds of a set's pages that were judged.
fn of_pages(dir: &Path, labels: &Path) -> Result<Vec<Case>> {
    let set = Set::at(dir)?.name;
    let pages = labels::pages(dir, labels, judged)?;
    let cases = pages.par_iter().flat_map_iter(|page| {
        let record = onrecord_read::read(&page.capture, &Options::default());
        let found = finds(&record, &Model::Shipped).into_iter();
        let (set, fold) = (&set, fold(&page.site));
        found.filter_map(move |find| {
            let same = same(&record, &find, &page.labels)?;
            Some(Case {
                judged: Some((set.clone(), same.is)),
                fold,
                right: same.is != Is::No && same.right,
                signs: find.signs,
            })
        })
    });
    Ok(cases.collect())
}

/// What was judged that has a find's cue and half of its content; of what is no
/// statement the cue alone says so.
fn same<'j>(record: &Record, find: &Find, judged: &'j [Judged]) -> Option<&'j Judged> {
    let bytes = |span: Option<&TextSpan>| record.text.bytes_of(*span?);
    let first = bytes(find.content.first())?.start;
    let end = bytes(find.content.last())?.end;
    let cue = bytes(find.cue.first()).map(|cue| cue.start);
    judged.iter().find(|one| {
        let shared = end
            .min(one.content.end)
            .saturating_sub(first.max(one.content.start));
        let all = end.max(one.content.end) - first.min(one.content.start);
        one.cue == cue && (shared * 2 >= all || one.is == Is::No && cue.is_some())
    })
}

/// Reads a judged find.
fn judged(cells: &[&str]) -> Option<Judged> {
    let [start, end, cue, is, content, _source, _speaker] = cells else {
        return None;
    };
    Some(Judged {
        content: start.parse().ok()?..end.parse().ok()?,
        cue: match *cue {
            "-" => None,
            cue => Some(cue.parse().ok()?),
        },
        is: match *is {
            "say" => Is::Say,
            "mind" => Is::Mind,
            "no" => Is::No,
            _ => return None,
        },
        right: *content == "ok",
    })
}
