//! Says what each block of a plain text is.
//!
//! The body is told by forests as in HTML, over other features. The rest is
//! told by its shape and its place: what stands above the body's start is the
//! article's head, what stands between body blocks is beside it.

use onrecord_record::{BodyPart, Label, Rule};

use super::blocks::Blocks;
use super::features::{Facts, word_keys};
use super::hints::Hints;
use super::label::Labelled;
use super::related::is_led;
use super::{damage, dates, people, pictures};
use crate::odds::chance;
use crate::words::rows;

/// How far above the body's start a headline may stand, in blocks: room for
/// bylines, stamps and share buttons. Farther than 45 nothing was won on the
/// training sets.
const HEAD: usize = 45;

/// Labels every block; `margins` are the model's, one a block.
pub(crate) fn label(blocks: &Blocks, facts: &[Facts], margins: &[i32]) -> Vec<Labelled> {
    let mut labels: Vec<Labelled> = margins.iter().map(|margin| by_model(*margin)).collect();
    captions(blocks, facts, &mut labels);
    led(blocks, facts, &mut labels);
    let first = (0..labels.len()).find(|&k| labels[k].label == Label::Body && facts[k].prose >= 60);
    let Some(first) = first else { return labels };
    let last = labels
        .iter()
        .rposition(|l| l.label == Label::Body)
        .unwrap_or(first);
    let headline = headline(blocks, facts, &labels, first);
    if let Some(k) = headline {
        labels[k] = Labelled::by(Label::Headline, "headline/line-that-body-repeats");
        head(blocks, facts, &mut labels, k, first);
        byline(blocks, facts, &mut labels, k, first);
    }
    boxes(blocks, facts, &mut labels, first, last);
    subheads(facts, &mut labels, first, last);
    beside(blocks, facts, &mut labels, first, last);
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

fn by_model(margin: i32) -> Labelled {
    if margin > 0 {
        Labelled {
            label: Label::Body,
            part: Some(BodyPart::Paragraph),
            rule: Rule::named("body/line-forest"),
            confidence: Some(chance(margin)),
        }
    } else {
        Labelled::by(Label::Other, "other/line-forest")
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
            labels[k] = Labelled::by(Label::Caption, "caption/credit-at-end");
        } else if facts[k].ending == 1
            && let Some(next) = blocks.list.get(k + 1)
            && facts[k + 1].ending == 0
            && facts[k + 1].words <= 8
            && !is_heading_like(blocks, k + 1)
            && pictures::looks_like_credit(blocks.words(next))
        {
            labels[k] = Labelled::by(Label::Caption, "caption/credit-below");
            labels[k + 1] = Labelled::by(Label::Credit, "credit/below-caption");
        }
    }
}

/// Lines that lead to another story and say so: "Read more: ...".
fn led(blocks: &Blocks, facts: &[Facts], labels: &mut [Labelled]) {
    /// Longer ones are sentences, as [`Facts::width`] counts.
    const LONGEST: u32 = 200;
    for (k, labelled) in labels.iter_mut().enumerate() {
        let title = facts[k].width <= LONGEST && facts[k].ending != 1;
        if labelled.label == Label::Body && title && is_led(blocks.words(&blocks.list[k])) {
            *labelled = Labelled::by(Label::Related, "related/led-line");
        }
    }
}

/// Whether a line is all in capitals, as the labels of boxes are, and has no
/// mark of a credit.
fn is_heading_like(blocks: &Blocks, k: usize) -> bool {
    let words = blocks.words(&blocks.list[k]);
    shouts(words) && !words.contains(['/', '|', '©', ':'])
}

fn shouts(words: &str) -> bool {
    words.chars().any(char::is_uppercase) && !words.chars().any(char::is_lowercase)
}

/// The line above the body that says best what the body says: by the share of
/// its words that the body has. Of lines that do it nearly as well, the upper
/// one, since a summary stands under its headline.
fn headline(blocks: &Blocks, facts: &[Facts], labels: &[Labelled], first: usize) -> Option<usize> {
    /// How near to the best, in blocks and in points, an upper line must be.
    /// Chosen with the points below on naeb, fundus-fixtures and WCXB,
    /// flattened.
    const NEAR: (usize, i32) = (6, 14);
    let mut body: Vec<u64> = (first..labels.len())
        .filter(|k| labels[*k].label == Label::Body)
        .flat_map(|k| telling(blocks.words(&blocks.list[k])))
        .collect();
    body.sort_unstable();
    body.dedup();
    let points = |k: usize| {
        let f = &facts[k];
        let words = blocks.words(&blocks.list[k]);
        let mut own = telling(words);
        own.sort_unstable();
        own.dedup();
        let length = (3..=30).contains(&f.words) || f.words < 3 && own.len() >= 6;
        let sentence = f.ending == 1 && !words.ends_with(['?', '!', '？', '！']);
        let dates = dates::find(words, &dates::Hints::default());
        let dated: usize = dates.iter().map(|date| date.range.len()).sum();
        if !length
            || !(12..=180).contains(&f.width)
            || sentence
            || dated * 3 > words.len()
            || matches!(labels[k].label, Label::Caption | Label::Credit)
            || words.contains(['|', '@', '©'])
            || own.is_empty()
        {
            return None;
        }
        let known = own
            .iter()
            .filter(|key| body.binary_search(key).is_ok())
            .count() as i32;
        let all = own.len() as i32;
        let twins = if f.twins > 1 { 6 } else { 0 };
        let capitals = if shouts(words) { 10 } else { 0 };
        Some(
            60 * known * all.min(4) / (4 * all) + 4 * known.min(6) + f.width.min(70) as i32 / 5
                - (first - k) as i32
                + twins
                - capitals,
        )
    };
    let list: Vec<(i32, usize)> = (first.saturating_sub(HEAD)..first)
        .filter_map(|k| Some((points(k)?, k)))
        .collect();
    let (most, best) = list.iter().copied().max()?;
    list.into_iter()
        .find(|(points, k)| best - k <= NEAR.0 && most - points <= NEAR.1)
        .map(|(_, k)| k)
}

/// The words of a line that tell what it is about, as numbers: those of four
/// letters or more, and every character of a script without spaces.
fn telling(words: &str) -> Vec<u64> {
    words
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().count() >= 4 || word.starts_with(|c| c >= '\u{2E80}'))
        .flat_map(word_keys)
        .collect()
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
        labels[above] = Labelled::by(Label::Kicker, "kicker/line-above-headline");
    }
    for k in headline + 1..first {
        if labels[k].label != Label::Other && labels[k].label != Label::Body {
            continue;
        }
        let words = blocks.words(&blocks.list[k]);
        let found = dates::find(words, &dates::Hints::default());
        if found.iter().any(|date| date.range.len() * 2 > words.len()) && facts[k].words <= 14 {
            labels[k] = Labelled::by(Label::Time, "time/line-below-headline");
        } else if k == headline + 1 && facts[k].words >= 8 && labels[k].label == Label::Other {
            labels[k] = Labelled::by(Label::Dek, "dek/line-below-headline");
        }
    }
}

/// The lines of a byline between headline and body. It begins with a line that
/// announces names or has one behind such words, or with a name next to the
/// time stamp; names, commas and joining words of their own lines go on with
/// it.
fn byline(
    blocks: &Blocks,
    facts: &[Facts],
    labels: &mut [Labelled],
    headline: usize,
    first: usize,
) {
    let free = |labels: &[Labelled], k: usize| {
        matches!(labels[k].label, Label::Other | Label::Body | Label::Dek)
            && facts[k].words <= 12
            && facts[k].prose == 0
    };
    let mut in_byline = false;
    for k in headline + 1..first {
        let words = blocks.words(&blocks.list[k]);
        if !free(labels, k) {
            in_byline = false;
            continue;
        }
        let timed = |k: usize| labels.get(k).is_some_and(|l| l.label == Label::Time);
        let names = || {
            let found = people::credits(words, people::Origin::Visible);
            !found.is_empty() && found.iter().all(|credit| !credit.organisation)
        };
        // Another script's look-alike letters announce a name as well.
        let announces = people::announces(words)
            || damage::latin_form(words).is_some_and(|word| people::announces(&word));
        let begins = announces
            || people::prefix(words) > 0 && names()
            || (2..=5).contains(&facts[k].words)
                && (timed(k + 1) || timed(k - 1))
                && !is_broadcast(words)
                && names();
        let goes_on = in_byline && (is_joint(words) || names());
        in_byline = begins || goes_on;
        if in_byline {
            labels[k] = Labelled::by(Label::Byline, "byline/line-below-headline");
        }
    }
}

/// Whether a line says where the piece was heard or seen.
fn is_broadcast(line: &str) -> bool {
    let lower = line.to_lowercase();
    rows(include_str!("../words/programme.tsv")).any(|(phrase, _)| lower.starts_with(phrase))
}

/// Whether a line only joins the names around it.
fn is_joint(words: &str) -> bool {
    people::joins(words)
        || words
            .chars()
            .all(|c| matches!(c, ',' | ';' | '|' | '•' | '·' | '&'))
}

/// Passes on what the lines are as the hints that attributes give in HTML, so
/// that the fields are read in the same way. A line taken for the headline is called one
/// and no heading: text has none, and with what a heading is worth besides, the line stood
/// in the way of better ones.
pub(crate) fn hint(blocks: &mut Blocks, labels: &[Labelled]) {
    for (block, labelled) in blocks.list.iter_mut().zip(labels) {
        let hint = match labelled.label {
            Label::Headline => Hints::HEADLINE,
            Label::Kicker => Hints::KICKER,
            Label::Dek => Hints::DEK,
            Label::Byline => Hints::BYLINE,
            Label::Time => Hints::TIME,
            Label::Caption => Hints::CAPTION,
            Label::Credit => Hints::CREDIT,
            _ => continue,
        };
        block.hints[0] = hint;
    }
}

/// A line in capitals with one title under it, and prose or the next such pair
/// behind, is another story's label and title, whatever the forest says: a
/// subhead has its own text under it, and a list more than one line.
fn boxes(blocks: &Blocks, facts: &[Facts], labels: &mut [Labelled], first: usize, last: usize) {
    let label = |k: usize| {
        facts[k].ending == 0 && facts[k].words <= 8 && shouts(blocks.words(&blocks.list[k]))
    };
    let title = |k: usize| {
        facts[k].ending == 0
            && (4..=30).contains(&facts[k].words)
            && !label(k)
            && !facts[k].starts_lower
    };
    // A title may ask; a paragraph of one short question under a line in
    // capitals is rare.
    let title_words = |k: usize| {
        (4..=16).contains(&facts[k].words) && blocks.words(&blocks.list[k]).ends_with(['?', '？'])
    };
    for k in first + 1..last.saturating_sub(1) {
        let free = |k: usize| matches!(labels[k].label, Label::Other | Label::Body);
        let asks = facts[k + 1].ending == 1 && facts[k + 1].width <= 80 && title_words(k + 1);
        let behind = facts[k + 2].ending == 1 || label(k + 2);
        if free(k) && free(k + 1) && label(k) && (title(k + 1) || asks) && behind {
            labels[k] = Labelled::by(Label::Related, "related/label-above-title");
            labels[k + 1] = Labelled::by(Label::Related, "related/title-under-label");
        }
    }
}

/// A short body line without an end mark, before body blocks, is a subhead;
/// pictures may stand between.
fn subheads(facts: &[Facts], labels: &mut [Labelled], first: usize, last: usize) {
    // What is no picture and no box, nearest behind.
    let mut next = last;
    for k in (first + 1..last).rev() {
        let f = &facts[k];
        if !matches!(
            labels[k + 1].label,
            Label::Caption | Label::Credit | Label::Related
        ) {
            next = k + 1;
        }
        let heading = labels[k].label == Label::Body
            && f.width <= 90
            && f.words <= 14
            && matches!(f.ending, 0)
            && !f.starts_lower
            && !f.starts_quote
            && labels[next].label == Label::Body
            && facts[next].prose > 0;
        if heading {
            labels[k].part = Some(BodyPart::Subhead);
        }
    }
}

/// Lines between body blocks that are no body: titles of other stories, with
/// the label above them.
fn beside(blocks: &Blocks, facts: &[Facts], labels: &mut [Labelled], first: usize, last: usize) {
    for k in first + 1..last {
        if labels[k].label != Label::Other {
            continue;
        }
        let above = k - 1;
        let labelled = labels[above].label == Label::Other && is_label(blocks, facts, above);
        let title = facts[k].words >= 4
            && !is_label(blocks, facts, k)
            && (facts[k].ending != 1 || labelled);
        if title {
            labels[k] = Labelled::by(Label::Related, "related/title-between-body");
            if labelled {
                labels[above] = Labelled::by(Label::Related, "related/label-above-title");
            }
        }
    }
}

/// Whether a line is a label such as a section's name: short, without an end
/// mark, and in capitals if it has more than three words.
fn is_label(blocks: &Blocks, facts: &[Facts], k: usize) -> bool {
    let f = &facts[k];
    let shouts = shouts(blocks.words(&blocks.list[k]));
    f.ending == 0 && f.words <= if shouts { 8 } else { 3 }
}

/// Short lines behind the body are links of the page's foot.
fn foot(facts: &[Facts], labels: &mut [Labelled], last: usize) {
    for k in last + 1..labels.len() {
        if labels[k].label == Label::Other && facts[k].words <= 4 && facts[k].ending == 0 {
            labels[k] = Labelled::by(Label::Navigation, "navigation/short-line-below-body");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{features::Learned, lines};
    use crate::intake::lines::cut;

    /// The labels of a text whose lines that begin with `>` are body.
    fn check(text: &str, expected: &[Label]) {
        let paragraphs = cut(text);
        let facts = lines::measure(&paragraphs, &Learned::default()).facts;
        let blocks = &paragraphs.blocks;
        let body = |block| blocks.words(block).starts_with('>');
        let margins: Vec<i32> = blocks
            .list
            .iter()
            .map(|block| if body(block) { 900 } else { -900 })
            .collect();
        let labels = label(blocks, &facts, &margins);
        let labels: Vec<Label> = labels.iter().map(|labelled| labelled.label).collect();
        assert_eq!(labels, expected, "{text}");
    }

    #[test]
    fn the_headline_is_above_its_summary_and_not_another_story() {
        use Label::{Body, Byline, Dek, Headline, Kicker, Time};
        check(
            "Transport\n\nFerry to Orrin must stay in the harbour this week\n\n\
             Crack in the hull of the ferry keeps islanders on the bus for a week\n\n\
             By Ada Vell\n\n3 May 2031\n\n\
             > The ferry to Orrin will stay in the harbour this week after a crack was found in \
             its hull, and islanders must take the bus.\n\n\
             > The office said the part comes from abroad, and that nobody was in danger.",
            &[Kicker, Headline, Dek, Byline, Time, Body, Body],
        );
    }

    #[test]
    fn a_line_that_leads_to_another_story_is_related() {
        use Label::{Body, Headline, Related};
        check(
            "Ferry to Orrin stays in harbour\n\n\
             > The ferry to Orrin will stay in the harbour this week, the office said on Monday.\n\n\
             > Read more: Glacier above Hohenwald loses its name\n\n\
             > Read more than one report on it, said Ada Vell, who has been at the harbour for long.",
            &[Headline, Body, Related, Body],
        );
    }

    #[test]
    fn boxes_between_paragraphs_are_other_stories() {
        use Label::{Body, Headline, Related};
        check(
            "Ferry to Orrin stays in harbour\n\n\
             > The ferry to Orrin will stay in the harbour this week, the office said on Monday.\n\n\
             NATURE\n\nGlacier above Hohenwald loses its name\n\n\
             > The part comes from abroad, the office said, and nobody was in danger at any time.\n\n\
             > Islanders take the bus over the bridge, which needs an hour more for the same way.",
            &[Headline, Body, Related, Related, Body, Body],
        );
    }
}
