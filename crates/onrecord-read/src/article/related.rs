//! The stories a page points to.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use onrecord_record::{Evidence, Label, Mark, MarkKind, Place, Related, Rule, Source, TextSpan};

use super::blocks::Blocks;
use super::label::Labelled;
use crate::words;

/// A title of a story has so many words, the name of a section at most so many.
const WORDS: usize = 4;
const SECTION: usize = 6;

/// How many blocks behind the body's last one a story may stand to count as
/// right after the article. Guessed: two rows of a usual box of five.
const AFTER: usize = 12;

/// The stories linked from blocks labelled as related, from the headline to a
/// little behind the body, in page order. A short unlinked line right before a
/// title, or a short first link, is its section.
pub(crate) fn related(blocks: &Blocks, labels: &[Labelled]) -> Vec<Related> {
    let is_text = |l: &Labelled| matches!(l.label, Label::Body | Label::LivePost);
    let Some(last) = labels.iter().rposition(is_text) else {
        return Vec::new();
    };
    let first = labels
        .iter()
        .position(|l| l.label == Label::Headline)
        .or_else(|| labels.iter().position(is_text))
        .unwrap_or(0);
    let mut out: Vec<Related> = Vec::new();
    let mut section: Option<TextSpan> = None;
    // A page may put its headline below its text.
    let end = labels.len().min(last + 1 + AFTER).max(first);
    for (block, labelled) in blocks.list[first..end].iter().zip(&labels[first..end]) {
        if labelled.label != Label::Related {
            section = None;
            continue;
        }
        let words = blocks.words(block).split_whitespace().count();
        // Plain text has no links; there the block itself is the title.
        if blocks.marks.is_empty() {
            if words >= WORDS && !shouts(blocks.words(block)) {
                push(blocks, &mut out, block.span, None, &mut section);
            } else {
                section = (words <= SECTION).then_some(block.span);
            }
            continue;
        }
        let mut links: Vec<_> = links_in(&blocks.marks, block.span).collect();
        // Of links that lead to one place the longest names it, and of several
        // stories in a block each has a title of some words.
        links.sort_by_key(|(span, href)| (*href, std::cmp::Reverse(span.len())));
        links.dedup_by_key(|(_, href)| *href);
        let longest = links.iter().map(|(span, _)| *span).max_by_key(|s| s.len());
        links.retain(|(span, _)| {
            Some(*span) == longest || blocks.text.get(*span).split_whitespace().count() >= WORDS
        });
        links.sort_by_key(|(span, _)| span.start);
        if links.is_empty() || words < WORDS || shouts(blocks.words(block)) {
            // A heading is that of a list of stories.
            section = (words <= SECTION && block.heading == 0).then_some(block.span);
            continue;
        }
        for (title, href) in links {
            // What leads to a place in the page is no other story.
            if !href.starts_with('#') {
                push(blocks, &mut out, title, Some(href.to_owned()), &mut section);
            }
        }
    }
    out
}

/// Adds a story unless one of its title is known; the section is used up.
fn push(
    blocks: &Blocks,
    out: &mut Vec<Related>,
    title: TextSpan,
    href: Option<String>,
    section: &mut Option<TextSpan>,
) {
    let title = cited(blocks, title, "related/linked-title");
    if out.iter().any(|known| known.title.value == title.value) {
        return;
    }
    let section = section
        .take()
        .map(|span| cited(blocks, span, "related/line-above-title"));
    out.push(Related {
        title,
        section,
        href,
    });
}

/// The stories of a page that lists them, in page order; the short heading
/// above some of them is their section.
pub(crate) fn listed(blocks: &Blocks, labels: &[Labelled]) -> Vec<Related> {
    /// A longer heading is no name of a section.
    const NAME: u32 = 40;
    let story = Rule::named("related/heading-in-list");
    let mut out: Vec<Related> = Vec::new();
    let mut known: BTreeSet<&str> = BTreeSet::new();
    let mut section: Option<TextSpan> = None;
    for (block, labelled) in blocks.list.iter().zip(labels) {
        if labelled.rule != story {
            if block.heading > 0 && block.width <= NAME {
                section = Some(block.span);
            }
            continue;
        }
        if !known.insert(blocks.words(block)) {
            continue;
        }
        let link = links_in(&blocks.marks, block.span).max_by_key(|(span, _)| span.len());
        out.push(Related {
            title: cited(blocks, block.span, "related/heading-in-list"),
            section: section.map(|span| cited(blocks, span, "related/heading-above-stories")),
            href: link.map(|(_, href)| href.to_owned()),
        });
    }
    out
}

/// Whether words are all in capitals, as labels above a title are.
fn shouts(words: &str) -> bool {
    words.chars().any(char::is_uppercase) && !words.chars().any(char::is_lowercase)
}

fn cited(blocks: &Blocks, span: TextSpan, rule: &'static str) -> Evidence<String> {
    Evidence {
        value: blocks.text.get(span).to_owned(),
        at: Place::Text(span),
        source: Source::Visible,
        rule: Rule::named(rule),
    }
}

/// The links inside a span, in text order.
fn links_in(marks: &[Mark], span: TextSpan) -> impl Iterator<Item = (TextSpan, &str)> {
    let from = marks.partition_point(|mark| mark.span.start < span.start);
    marks[from..]
        .iter()
        .take_while(move |mark| mark.span.start < span.end)
        .filter_map(move |mark| match &mark.kind {
            MarkKind::Link(href) if span.contains(mark.span) => Some((mark.span, href.as_str())),
            _ => None,
        })
}

/// Whether words begin with those that lead to another story, in brackets or behind a
/// sign or not.
pub(super) fn is_led(words: &str) -> bool {
    static LEADS: OnceLock<Vec<&'static str>> = OnceLock::new();
    let leads = LEADS.get_or_init(|| {
        let rows = words::rows(include_str!("../words/teaser-leads.tsv"));
        rows.flat_map(|(_, leads)| leads.split('|')).collect()
    });
    let words = words.trim_start_matches(|c: char| !c.is_alphanumeric());
    let start: String = words.chars().take(40).collect();
    let start = start.to_lowercase();
    leads.iter().any(|lead| {
        let behind = start.strip_prefix(lead);
        behind.is_some_and(|behind| !behind.starts_with(char::is_alphanumeric))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::blocks;
    use onrecord_html::{Options, parse};

    fn labelled(label: Label) -> Labelled {
        Labelled {
            label,
            part: None,
            rule: Rule::named("test"),
            confidence: None,
        }
    }

    #[test]
    fn stories_between_paragraphs_are_listed() {
        let page = "<p>One.<div>Harbour</div><div><a href=/a>The bridge over the Marn is open again</a></div><p>Two.";
        let document = parse(page, &Options::default());
        let blocks = blocks::cut(&document);
        let labels = [Label::Body, Label::Related, Label::Related, Label::Body].map(labelled);
        let found = related(&blocks, &labels);
        assert_eq!(found.len(), 1);
        assert_eq!(
            found[0].title.value,
            "The bridge over the Marn is open again"
        );
        assert_eq!(found[0].section.as_ref().unwrap().value, "Harbour");
        assert_eq!(found[0].href.as_deref(), Some("/a"));
    }

    #[test]
    fn a_headline_far_below_the_text_is_no_trouble() {
        let page = "<p>One.".to_owned() + &"<p>x".repeat(40) + "<h1>Late</h1>";
        let document = parse(&page, &Options::default());
        let blocks = blocks::cut(&document);
        let mut labels: Vec<Labelled> =
            blocks.list.iter().map(|_| labelled(Label::Other)).collect();
        labels[0] = labelled(Label::Body);
        *labels.last_mut().unwrap() = labelled(Label::Headline);
        assert!(related(&blocks, &labels).is_empty());
    }
}
