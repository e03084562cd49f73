//! The page's own headline: not the tab's, not that of a share button.

use std::ops::Range;

use onrecord_html::{Kind, Tag};
use onrecord_record::{Evidence, Field, Source, TextSpan};

use super::placed::first_line;
use super::rank::{self, Candidate};
use super::titles::{SiteNames, Title, titles};
use super::{Page, compared, distinct};
use crate::article::hints::Hints;

/// The headline and what it is known by.
pub(super) struct Headline {
    pub(super) field: Field<String>,
    pub(super) block: Option<usize>,
    /// How far ahead of others the block is, in thousandths of log-odds.
    pub(super) lead: Option<i32>,
    /// The kicker, where the headline's block begins with one.
    pub(super) kicker: Option<TextSpan>,
    /// The titles that the page goes by, comparable.
    pub(super) compared: Vec<String>,
}

/// Rivals beyond these say nothing new.
const MOST_RIVALS: usize = 6;

/// Reads the headline.
pub(super) fn read(page: &Page<'_, '_>) -> Headline {
    let names = SiteNames::of(page);
    let titles = titles(page, &names);
    let choice = rank::choose(page, &titles, &names);
    let block = choice.map(|choice| choice.block);
    let mut evidence: Vec<Evidence<String>> = Vec::new();
    let mut known: Vec<String> = Vec::new();
    let mut kicker = None;
    if let Some(block) = block {
        let parts = parts(page, block, &titles, &names);
        kicker = parts.kicker;
        let words = page.blocks.text.get(parts.headline);
        // A line break that the page makes with style alone runs words
        // together; the claim with the same letters then words it better.
        let better = titles.iter().find(|title| {
            let claimed = &title.claim.value.text()[title.range.clone()];
            title.compared == compared(words) && sets_apart(claimed, words)
        });
        let whole = with_neighbour(page, block, &titles);
        evidence.extend(whole.map(|title| claimed(page, title, title.range.clone())));
        evidence.extend(better.map(|title| claimed(page, title, title.range.clone())));
        evidence.push(page.visible(parts.headline, "headline/visible"));
        known.push(compared(page.words(block)));
    }
    for title in &titles {
        let tab = block.is_none() && title.rank >= 5;
        let range = if tab {
            title.core(&names)
        } else {
            title.range.clone()
        };
        evidence.push(claimed(page, title, range));
        if title.claim.source != Source::AppState {
            known.push(title.compared.clone());
        }
    }
    Headline {
        field: Field::from_candidates(distinct(evidence, MOST_RIVALS)),
        block,
        lead: choice.map(|choice| choice.lead),
        kicker,
        compared: known,
    }
}

/// The blocks that may show the headline, and what speaks for each.
pub(crate) fn candidates(page: &Page<'_, '_>) -> Vec<Candidate> {
    let names = SiteNames::of(page);
    rank::candidates(page, &titles(page, &names), &names)
}

/// The claim that has the line over the headline or the other half of its
/// heading in it, where all the publisher's claims are that one: that line is
/// then part of the headline.
fn with_neighbour<'t, 'c>(
    page: &Page<'_, '_>,
    block: usize,
    titles: &'t [Title<'c>],
) -> Option<&'t Title<'c>> {
    /// How far above the headline the line stands.
    const ABOVE: usize = 2;
    let words = compared(page.words(block));
    let best = |rank| titles.iter().find(|title| title.rank == rank);
    let (linked, open) = (best(0)?, best(1)?);
    let is =
        |k: usize, line: &str| !line.is_empty() && page.shown(k) && compared(page.words(k)) == line;
    let above = (linked.compared.strip_suffix(words.as_str()))
        .is_some_and(|line| (block.saturating_sub(ABOVE)..block).any(|above| is(above, line)));
    let level = page.raw(block).heading;
    let half = (linked.compared.strip_prefix(words.as_str())).is_some_and(|line| {
        let next = page.blocks.list.get(block + 1);
        level > 0 && next.is_some_and(|next| next.heading == level) && is(block + 1, line)
    });
    (linked.compared == open.compared && (above || half)).then_some(linked)
}

/// A part of a claimed title as evidence.
fn claimed(page: &Page<'_, '_>, title: &Title<'_>, range: Range<usize>) -> Evidence<String> {
    let value = title.claim.value.slice(range);
    Evidence {
        value: value.text().to_owned(),
        at: value.place(page.decoded),
        source: title.claim.source,
        rule: title.claim.rule.clone(),
    }
}

/// What a headline's block is made of.
struct Parts {
    kicker: Option<TextSpan>,
    headline: TextSpan,
}

/// A shorter rest is no headline.
const LEAST: usize = 12;

/// Cuts a headline's block into kicker and headline: a kicker is an element or
/// line at the block's start that its attributes call one or that a claim
/// leaves out. What a claim leaves out behind the headline, and the site's
/// name, are not the headline either. Where the publisher's claims all have the
/// kicker in them, it is part of the headline.
fn parts(page: &Page<'_, '_>, block: usize, titles: &[Title<'_>], names: &SiteNames) -> Parts {
    let base = page.raw(block).span.start as usize;
    let words = page.words(block);
    let own = names.without(words);
    let span = |range: Range<usize>| TextSpan::new(base + range.start, base + range.end);
    let all = compared(words);
    // The block's own claim says nothing beyond the block.
    let known = titles
        .iter()
        .filter(|title| title.claim.source != Source::Microdata)
        .any(|title| title.compared == all || compared(title.claim.value.text()) == all);
    let cut = at_joint(words, &own, titles, names, &joints(page, block))
        .or_else(|| {
            let end = called_kicker(page, block).filter(|_| !known)?;
            let start = end + mark_length(&words[end..]);
            (words.len() >= start + LEAST).then(|| (0..end, start..own.end.max(start)))
        })
        .or_else(|| at_mark(words, &own, titles, &all).filter(|_| !known));
    match cut {
        Some((kicker, headline)) => Parts {
            kicker: (!kicker.is_empty()).then(|| span(kicker)),
            headline: span(headline),
        },
        None => {
            // The lines below may say when and by whom.
            let end = if page.document.is_empty() || known {
                own.end
            } else {
                own.end.min(first_line(words)).max(own.start)
            };
            Parts {
                kicker: None,
                headline: span(own.start..end),
            }
        }
    }
}

/// Kicker and headline, as ranges of a block's words; the kicker may be empty.
type Cut = (Range<usize>, Range<usize>);

/// Where an element that its attributes call a kicker ends at the block's start.
fn called_kicker(page: &Page<'_, '_>, block: usize) -> Option<usize> {
    let span = page.raw(block).span;
    let from = page
        .blocks
        .inner
        .partition_point(|inner| inner.span.start < span.start);
    page.blocks.inner[from..]
        .iter()
        .take_while(|inner| inner.span.start == span.start)
        .find(|inner| inner.span.end < span.end && inner.hints.any(Hints::KICKER))
        .map(|inner| (inner.span.end - span.start) as usize)
}

/// The cut at a joint of the block such that a claim is all before it or all
/// behind it.
fn at_joint(
    words: &str,
    own: &Range<usize>,
    titles: &[Title<'_>],
    names: &SiteNames,
    joints: &[usize],
) -> Option<Cut> {
    let told = |part: &str| {
        let part = compared(part);
        part.len() >= LEAST
            && titles.iter().any(|title| {
                let tab = title.rank >= 5;
                title.claim.source != Source::Microdata
                    && (title.compared == part
                        || tab && compared(&title.claim.value.text()[title.core(names)]) == part)
            })
    };
    joints.iter().find_map(|&joint| {
        let start = joint + mark_length(&words[joint..]);
        let end = words[..joint].trim_end_matches(is_mark).len();
        if start < own.end && told(&words[start..own.end]) {
            Some((0..end, start..own.end))
        } else {
            told(&words[..joint]).then(|| (0..0, 0..words[..joint].trim_end().len()))
        }
    })
}

/// The cut at a mark in the words such that a claim is all behind it.
fn at_mark(words: &str, own: &Range<usize>, titles: &[Title<'_>], all: &str) -> Option<Cut> {
    titles.iter().find_map(|title| {
        if title.rank > 2
            || title.compared.len() < LEAST
            || all.len() <= title.compared.len()
            || !all.ends_with(&title.compared)
        {
            return None;
        }
        let at = words.find(&title.claim.value.text()[title.range.clone()])?;
        let end = words[..at].trim_end_matches(is_mark).len();
        let marked = words[end..at]
            .chars()
            .any(|c| !c.is_whitespace() || c == '\n');
        (end > 0 && marked).then(|| (0..end, at..own.end.max(at)))
    })
}

/// Whether a character stands between a kicker and its headline.
fn is_mark(c: char) -> bool {
    c.is_whitespace() || matches!(c, ':' | '|' | '-' | '–' | '—' | '/' | '+')
}

/// The length of the marks that a text begins with.
fn mark_length(text: &str) -> usize {
    text.len() - text.trim_start_matches(is_mark).len()
}

/// Where one part of a block may end and another begin, as offsets in its
/// words: at line breaks and where its elements end or begin.
fn joints(page: &Page<'_, '_>, block: usize) -> Vec<usize> {
    /// A headline has fewer parts.
    const MOST: usize = 8;
    let words = page.words(block);
    let document = page.document;
    // Elements are found again in the words by how many characters that are no
    // white space stand before them.
    let mut counts = Vec::new();
    let mut count = 0;
    let container = page.raw(block).container;
    let mut inside = document.subtree(container);
    inside.next();
    for id in inside.filter_map(|index| document.id_at(index)) {
        match document.kind(id) {
            Kind::Text => {
                let text = document.text(id);
                count += text.chars().filter(|c| !c.is_whitespace()).count();
                if document.next_sibling(id).is_none() {
                    counts.push(count);
                }
            }
            Kind::Element if document.tag(id) != Tag::Wbr => counts.push(count),
            _ => {}
        }
    }
    counts.dedup();
    let mut joints = Vec::new();
    let mut seen = 0;
    for (at, c) in words.char_indices() {
        if c.is_whitespace() {
            if c == '\n' {
                joints.push(at);
            }
            continue;
        }
        if seen > 0 && counts.binary_search(&seen).is_ok() {
            joints.push(words[..at].trim_end().len());
        }
        seen += 1;
    }
    // Where words are left out of the block, the counts say nothing.
    if seen != count {
        joints = words.match_indices('\n').map(|(at, _)| at).collect();
    }
    joints.dedup();
    joints.truncate(MOST);
    joints
}

/// Whether one of two texts with the same letters sets apart what the other
/// runs together: by a colon, by the space behind it, or into more words.
fn sets_apart(one: &str, other: &str) -> bool {
    let colons = |text: &str| text.matches(':').count();
    let spaced = |text: &str| {
        let behind = text.split(':').skip(1);
        behind
            .filter(|rest| rest.starts_with(char::is_whitespace))
            .count()
    };
    let words = |text: &str| {
        text.split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .count()
    };
    colons(one) > colons(other)
        || words(one) > words(other)
        || colons(one) == colons(other) && spaced(one) > spaced(other)
}
