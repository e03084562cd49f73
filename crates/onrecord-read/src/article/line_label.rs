//! Says what each block of a plain text is.
//!
//! The body is told by forests as in HTML, over other features. The rest is
//! told by its shape and its place: what stands above the body's start is the
//! article's head, what stands between body blocks is beside it.

use onrecord_record::{BodyPart, Label, Rule};

use super::blocks::Blocks;
use super::dates;
use super::features::Facts;
use super::forest::chance;
use super::label::Labelled;
use super::pictures;

/// How far above the body's start a headline may stand, in blocks. Guessed:
/// room for ten bylines, stamps and a picture.
const HEAD: usize = 30;

/// Labels every block; `margins` are the model's, one a block.
pub(crate) fn label(blocks: &Blocks, facts: &[Facts], margins: &[i32]) -> Vec<Labelled> {
    let mut labels: Vec<Labelled> = margins.iter().map(|margin| by_model(*margin)).collect();
    captions(blocks, facts, &mut labels);
    let first = (0..labels.len()).find(|&k| labels[k].label == Label::Body && facts[k].prose >= 60);
    let Some(first) = first else { return labels };
    let last = labels
        .iter()
        .rposition(|l| l.label == Label::Body)
        .unwrap_or(first);
    let headline = headline(blocks, facts, &labels, first);
    if let Some(k) = headline {
        labels[k] = told(Label::Headline, "headline/longest-line-above-body");
        head(blocks, facts, &mut labels, k, first);
    }
    subheads(facts, &mut labels, first, last);
    beside(facts, &mut labels, first, last);
    foot(facts, &mut labels, last);
    labels
}

/// Whether a rule that stands before the model takes a block from it.
pub(crate) fn reserved(blocks: &Blocks, facts: &[Facts]) -> Vec<bool> {
    let mut labels = vec![by_model(1); facts.len()];
    captions(blocks, facts, &mut labels);
    labels
        .iter()
        .map(|labelled| labelled.label != Label::Body)
        .collect()
}

fn told(label: Label, rule: &'static str) -> Labelled {
    Labelled {
        label,
        part: None,
        rule: Rule::named(rule),
        confidence: None,
    }
}

fn by_model(margin: i32) -> Labelled {
    if margin > 0 {
        Labelled {
            label: Label::Body,
            part: Some(BodyPart::Paragraph),
            rule: Rule::named("body/line-forest"),
            confidence: Some(chance(margin)),
        }
    } else {
        told(Label::Other, "other/line-forest")
    }
}

/// A sentence with a credit behind it, or with a credit as the next block, is
/// a caption.
fn captions(blocks: &Blocks, facts: &[Facts], labels: &mut [Labelled]) {
    /// A longer paragraph is not a caption, whatever stands behind it.
    const LONGEST: u32 = 400;
    for k in 0..labels.len() {
        let words = blocks.words(&blocks.list[k]);
        if facts[k].width > LONGEST || facts[k].words < 4 {
            continue;
        }
        if pictures::ends_in_credit(words) {
            labels[k] = told(Label::Caption, "caption/credit-at-end");
        } else if facts[k].ending == 1
            && let Some(next) = blocks.list.get(k + 1)
            && facts[k + 1].ending == 0
            && facts[k + 1].words <= 8
            && pictures::looks_like_credit(blocks.words(next))
        {
            labels[k] = told(Label::Caption, "caption/credit-below");
            labels[k + 1] = told(Label::Credit, "credit/below-caption");
        }
    }
}

/// The longest line above the body's start that could be a headline; the
/// nearer of two alike.
fn headline(blocks: &Blocks, facts: &[Facts], labels: &[Labelled], first: usize) -> Option<usize> {
    let could_be = |k: &usize| {
        let (k, f) = (*k, &facts[*k]);
        let words = blocks.words(&blocks.list[k]);
        let short = (3..=30).contains(&f.words) && (12..=180).contains(&f.width);
        let sentence = f.ending == 1 && !words.ends_with(['?', '!']);
        short
            && !sentence
            && !matches!(labels[k].label, Label::Caption | Label::Credit)
            && dates::find(words, &dates::Hints::default()).is_empty()
            && !words.contains(['|', '@', '©'])
    };
    (first.saturating_sub(HEAD)..first)
        .filter(could_be)
        .max_by_key(|&k| {
            let length = facts[k].width.min(90) as i32;
            let apart = 3 * (first - k) as i32;
            let twins = if facts[k].twins > 1 { 20 } else { 0 };
            let capitals = if blocks
                .words(&blocks.list[k])
                .chars()
                .any(char::is_lowercase)
            {
                0
            } else {
                30
            };
            (length - apart + twins - capitals, k)
        })
}

/// What stands around the headline: the kicker above it; below it whatever the
/// fields do not claim later.
fn head(blocks: &Blocks, facts: &[Facts], labels: &mut [Labelled], headline: usize, first: usize) {
    if let Some(above) = headline.checked_sub(1)
        && facts[above].words <= 6
        && facts[above].width >= 4
        && facts[above].ending != 1
        && facts[above].digits == 0
        && labels[above].label == Label::Other
        && facts[above].twins == 1
    {
        labels[above] = told(Label::Kicker, "kicker/line-above-headline");
    }
    for k in headline + 1..first {
        if labels[k].label != Label::Other && labels[k].label != Label::Body {
            continue;
        }
        let words = blocks.words(&blocks.list[k]);
        let found = dates::find(words, &dates::Hints::default());
        if found.iter().any(|date| date.range.len() * 2 > words.len()) && facts[k].words <= 14 {
            labels[k] = told(Label::Time, "time/line-below-headline");
        } else if k == headline + 1 && facts[k].words >= 8 && labels[k].label == Label::Other {
            labels[k] = told(Label::Dek, "dek/line-below-headline");
        }
    }
}

/// A short body line without an end mark, between body blocks, is a subhead.
fn subheads(facts: &[Facts], labels: &mut [Labelled], first: usize, last: usize) {
    for k in first + 1..last {
        let f = &facts[k];
        let heading = labels[k].label == Label::Body
            && f.width <= 90
            && f.words <= 14
            && matches!(f.ending, 0)
            && !f.starts_lower
            && !f.starts_quote
            && labels[k + 1].label == Label::Body
            && facts[k + 1].prose > 0;
        if heading {
            labels[k].part = Some(BodyPart::Subhead);
        }
    }
}

/// Lines between body blocks that are no body: titles of other stories, with
/// the label above them.
fn beside(facts: &[Facts], labels: &mut [Labelled], first: usize, last: usize) {
    for k in first + 1..last {
        if labels[k].label != Label::Other {
            continue;
        }
        let title = facts[k].words >= 5 && facts[k].ending != 1;
        if title {
            labels[k] = told(Label::Related, "related/title-between-body");
            let above = k - 1;
            if labels[above].label == Label::Other
                && facts[above].words <= 6
                && facts[above].ending != 1
            {
                labels[above] = told(Label::Related, "related/label-above-title");
            }
        }
    }
}

/// Short lines behind the body are links of the page's foot.
fn foot(facts: &[Facts], labels: &mut [Labelled], last: usize) {
    for k in last + 1..labels.len() {
        if labels[k].label == Label::Other && facts[k].words <= 4 && facts[k].ending == 0 {
            labels[k] = told(Label::Navigation, "navigation/short-line-below-body");
        }
    }
}
