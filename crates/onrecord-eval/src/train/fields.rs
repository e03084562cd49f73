//! `train-fields`: weighs what speaks for and against the value of a field, so
//! that a record can say how likely the value is right.
//!
//! The weights are those of a logistic regression over the signs that
//! `onrecord-read` names, in thousandths of log-odds. Each page is learned from
//! four times: as it is, without its claims, and without its headings too, as
//! pages of other years are, and flattened to plain text. What is printed is of
//! pages as they are, and of plain text, held out: each is judged by weights that
//! did not see its site, or its set.
//!
//! The same pages, and once more without the tab's title, teach which block shows
//! the headline ([`super::headline`]).

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use anyhow::{Context as _, Result, bail};
use clap::Args;
use onrecord_read::Options;
use onrecord_read::training::{AsRead, Signed};
use onrecord_record::Capture;
use rayon::prelude::*;
use regex::bytes::Regex;

use super::folds::{FOLDS, fold, site_of};
use super::headline::{Choice, Ranking};
use super::weights::{self, Example, Weights};
use crate::answer::{Answer, BodyParts};
use crate::articles::Reading;
use crate::gold::{self, Gold, Set};
use crate::judge::{Held, tenths};
use crate::score::{self, Measures, PageScore};

/// Weigh what speaks for and against the value of a field.
#[derive(Args)]
pub(crate) struct TrainFields {
    /// Folders of sets whose meta.json allows training.
    #[arg(required = true, value_name = "SETDIR")]
    sets: Vec<PathBuf>,
    /// Folders of sets to judge the weights on.
    #[arg(long, value_name = "SETDIR")]
    judge: Vec<PathBuf>,
    /// Where the weights go.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Where the weights go that choose the headline's block. How sure a headline
    /// is depends on them: where they change, build and run again.
    #[arg(long, value_name = "FILE")]
    headlines: PathBuf,
}

/// The fields that are weighed.
const FIELDS: [&str; 4] = ["headline", "authors", "published", "caption"];

/// The value of a field on a page: its signs, and whether it is right.
struct Case {
    field: &'static str,
    set: String,
    fold: u8,
    signs: Vec<String>,
    right: bool,
    form: Form,
}

/// The form in which a page was read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// As it is.
    Whole,
    /// Without some of its markup: such are learned from and not judged by.
    Stripped,
    /// Flattened to plain text.
    Text,
}

impl Case {
    fn example(&self) -> Example<'_> {
        Example {
            signs: &self.signs,
            right: self.right,
            weight: 1.0,
        }
    }
}

impl TrainFields {
    /// Reads, weighs, writes, and tells how it went.
    pub(crate) fn run(&self) -> Result<()> {
        let (mut cases, mut choices) = (Vec::new(), Vec::new());
        for set in &self.sets {
            if !may_train(set)? {
                bail!("{} is not for training", set.display());
            }
            let pages = load(set, true)?;
            cases.extend(pages.cases);
            choices.extend(pages.choices);
        }
        let (mut judged, mut judged_choices) = (Vec::new(), Vec::new());
        for set in &self.judge {
            let pages = load(set, false)?;
            judged.extend(pages.cases);
            judged_choices.extend(pages.choices);
        }
        let ranking = rank(&choices, &judged_choices);
        std::fs::write(&self.headlines, ranking.rows())
            .with_context(|| format!("cannot write {}", self.headlines.display()))?;
        let mut out = String::from(
            "# What each sign of a field is worth, in thousandths of log-odds; made by\n\
             # `onrecord-eval train-fields`, see PROVENANCE.md. The first sign of a field is\n\
             # what is so of every page.\n",
        );
        for field in FIELDS {
            let own: Vec<&Case> = cases.iter().filter(|case| case.field == field).collect();
            let examples: Vec<Example<'_>> = own.iter().map(|case| case.example()).collect();
            let weights = Weights::of(field, &examples);
            weights.write(&mut out);
            let folds: Vec<u8> = own.iter().map(|case| case.fold).collect();
            let of_site = weights::held_out(field, &examples, &folds);
            let names: Vec<&str> = own.iter().map(|case| case.set.as_str()).collect();
            let of_set = weights::held_out(field, &examples, &names);
            for (form, what) in [(Form::Whole, ""), (Form::Text, " as plain text")] {
                let what = format!("all{what}, sites held out");
                tell(field, &what, &own, &of_site, |case| case.form == form);
            }
            let sets: BTreeSet<&str> = own.iter().map(|case| case.set.as_str()).collect();
            for set in &sets {
                let of = |form| move |case: &Case| case.set == **set && case.form == form;
                let sites = format!("{set}, sites held out");
                tell(field, &sites, &own, &of_site, of(Form::Whole));
                if sets.len() > 1 {
                    let whole = format!("{set}, held out");
                    tell(field, &whole, &own, &of_set, of(Form::Whole));
                }
                let text = format!("{set} as plain text, sites held out");
                tell(field, &text, &own, &of_site, of(Form::Text));
            }
            let judged: Vec<&Case> = judged.iter().filter(|case| case.field == field).collect();
            let held: Vec<Held> = (judged.iter())
                .map(|case| weights.hold(&case.example()))
                .collect();
            for (form, what) in [(Form::Whole, ""), (Form::Text, " as plain text")] {
                let what = format!("sets for judging{what}");
                tell(field, &what, &judged, &held, |case| case.form == form);
            }
        }
        std::fs::write(&self.out, out)
            .with_context(|| format!("cannot write {}", self.out.display()))
    }
}

/// Prints how what was expected of some pages held, if there are any.
fn tell(field: &str, what: &str, cases: &[&Case], held: &[Held], of: impl Fn(&Case) -> bool) {
    let part = cases.iter().zip(held).filter(|(case, _)| of(case));
    let part: Vec<Held> = part.map(|(_, held)| *held).collect();
    if !part.is_empty() {
        println!("{field}, {what}\n{}", tenths(part));
    }
}

/// Whether a set's meta.json allows training.
pub(super) fn may_train(set: &Path) -> Result<bool> {
    let meta = std::fs::read_to_string(set.join("meta.json"))?;
    let meta: serde_json::Value = serde_json::from_str(&meta)?;
    Ok(meta["use"] == "train")
}

/// Weighs what speaks for a block being the headline, and prints how many blocks
/// are the right ones by weights that saw none of their sites.
fn rank(choices: &[Choice], judged: &[Choice]) -> Ranking {
    let all: Vec<&Choice> = choices.iter().collect();
    let mut hits: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for fold in 0..FOLDS as u8 {
        let others: Vec<&Choice> = (all.iter().copied())
            .filter(|choice| choice.fold != fold)
            .collect();
        let ranking = Ranking::of(&others);
        for choice in all
            .iter()
            .filter(|choice| choice.fold == fold && !choice.stripped)
        {
            let hits = hits.entry(&choice.set).or_default();
            hits.0 += usize::from(ranking.hits(choice));
            hits.1 += 1;
        }
    }
    for (set, (hits, count)) in hits {
        println!("headline's block, {set}, sites held out: {hits} of {count}");
    }
    let ranking = Ranking::of(&all);
    if !judged.is_empty() {
        let hits = judged.iter().filter(|choice| ranking.hits(choice)).count();
        println!(
            "headline's block, sets for judging: {hits} of {}",
            judged.len()
        );
    }
    ranking
}

/// What pages teach.
#[derive(Default)]
struct Pages {
    cases: Vec<Case>,
    choices: Vec<Choice>,
}

/// The pages of a set that hold their gold, as they are, as plain text and, if wanted,
/// stripped.
/// Of sets with several types of page only articles count.
fn load(dir: &Path, stripped: bool) -> Result<Pages> {
    let set = Set::at(dir)?;
    let choice = |filter| gold::Choice {
        filter,
        min_on_page: Some(0.8),
        ..gold::Choice::default()
    };
    let articles = vec![("page_type".to_owned(), "article".to_owned())];
    let mut gold = gold::load(&set.gold_path(), &choice(articles))?;
    if gold.is_empty() {
        gold = gold::load(&set.gold_path(), &choice(Vec::new()))?;
    }
    let read = |gold: &Gold| -> Result<Pages> {
        let mut capture = set.capture(gold, true)?;
        let fold = fold(&site_of(gold));
        let mut pages = Pages {
            cases: cases(&set, gold, &capture, Form::Whole)?,
            choices: Choice::of(&set.name, fold, false, gold, &capture)
                .into_iter()
                .collect(),
        };
        let text = Reading::standard(true, false).capture(&set, gold)?;
        pages.cases.extend(cases(&set, gold, &text, Form::Text)?);
        if !stripped {
            return Ok(pages);
        }
        for strip in [without_claims, without_headings] {
            capture.body = strip(&capture.body);
            pages
                .choices
                .extend(Choice::of(&set.name, fold, true, gold, &capture));
            // Captions do not depend on either.
            let again = cases(&set, gold, &capture, Form::Stripped)?;
            let again = again.into_iter().filter(|case| case.field != "caption");
            pages.cases.extend(again);
        }
        capture.body = without_title(&capture.body);
        pages
            .choices
            .extend(Choice::of(&set.name, fold, true, gold, &capture));
        Ok(pages)
    };
    let read: Result<Vec<Pages>> = gold.par_iter().map(read).collect();
    let mut all = Pages::default();
    for pages in read? {
        all.cases.extend(pages.cases);
        all.choices.extend(pages.choices);
    }
    Ok(all)
}

/// A page without what it claims to programs and other sites, as pages were
/// before they claimed anything: the sets have too few of those.
fn without_claims(page: &[u8]) -> Vec<u8> {
    static CLAIMS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"(?is-u)<meta\s[^>]*\b(?:property|name|itemprop)\s*=[^>]*>|<script[^>]*\bld\+json[^>]*>.*?</script\s*>"#)
            .expect("the expression is sound")
    });
    CLAIMS.replace_all(page, &b""[..]).into_owned()
}

/// A page whose headings are set as other text is, likewise.
fn without_headings(page: &[u8]) -> Vec<u8> {
    static HEADINGS: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?i-u)(</?)h[1-6]\b").expect("the expression is sound"));
    HEADINGS.replace_all(page, &b"${1}div"[..]).into_owned()
}

/// A page without the title of its tab, likewise.
fn without_title(page: &[u8]) -> Vec<u8> {
    static TITLE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?is-u)<title\b[^>]*>.*?</title\s*>").expect("the expression is sound")
    });
    TITLE.replace_all(page, &b""[..]).into_owned()
}

/// The fields of a page that the gold knows.
fn cases(set: &Set, gold: &Gold, capture: &Capture, form: Form) -> Result<Vec<Case>> {
    let options = Options {
        as_text: form == Form::Text,
        statements: false,
    };
    let read = AsRead::of(capture, &options);
    let record = &read.record;
    let answer = Answer::of(&gold.id, record, BodyParts::default());
    let answers = BTreeMap::from([(gold.id.clone(), answer)]);
    let measures = Measures {
        rouge: false,
        ..Measures::default()
    };
    let scores = score::pages(std::slice::from_ref(gold), &answers, measures);
    let page = scores.first().context("a page has scores")?;
    let site = site_of(gold);
    let known = read.signed().into_iter().filter_map(|signed| {
        let image = record.article.images.get(signed.image);
        let caption = image.and_then(|image| Some(image.caption.as_ref()?.value.as_str()));
        let right = is_right(&signed, gold, page, caption)?;
        Some(Case {
            field: signed.field,
            set: set.name.clone(),
            fold: fold(&site),
            signs: signed.signs.into_iter().map(str::to_owned).collect(),
            right,
            form,
        })
    });
    Ok(known.collect())
}

fn is_right(
    signed: &Signed<'_>,
    gold: &Gold,
    page: &PageScore,
    caption: Option<&str>,
) -> Option<bool> {
    match signed.field {
        "headline" => page.title.as_ref().map(|title| title.title_norm),
        "authors" => page.authors.as_ref().map(|authors| authors.exact),
        "published" => page.published.as_ref().map(|day| day.published_ok),
        _ => score::caption_is_right(gold, caption?),
    }
}
