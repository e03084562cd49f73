//! The fields that are one claim or one block.

use onrecord_record::{Article, Evidence, Field, Label};

use super::{FieldBlocks, Items, Layout, Page, Zone, alike, compared, distinct};
use crate::article::hints::Hints;
use crate::intake::claims::{Property, Subject};
use crate::words;

/// Rivals beyond these say nothing new.
const MOST_RIVALS: usize = 5;

/// Reads them all.
pub(super) fn read(
    page: &Page<'_, '_>,
    layout: &Layout,
    items: &Items,
    article: &mut Article,
    found: &mut FieldBlocks,
) {
    article.publisher = claimed(page, items, &[Property::Publisher, Property::SiteName]);
    if article.publisher == Field::NotStated {
        article.publisher = in_title_and_foot(page, layout);
    }
    if page.claims.list.is_empty() && article.publisher == Field::NotStated {
        article.publisher = in_foot(page, layout);
    }
    article.section = claimed(page, items, &[Property::Section]);
    article.language = language(page, items);
    article.canonical = claimed(page, items, &[Property::Canonical]);
    article.kicker = kicker(page, layout, found);
    article.dek = dek(page, layout, items, found);
    article.programme = programme(page, layout);
    article.corrections = corrections(page, layout, found);
}

/// A field that only claims hold: properties in order of trust, and within one
/// the claims as they were found.
fn claimed(page: &Page<'_, '_>, items: &Items, properties: &[Property]) -> Field<String> {
    let mut list: Vec<Evidence<String>> = Vec::new();
    for property in properties {
        let mut claims: Vec<_> = page
            .claims
            .of(*property)
            .filter(|claim| items.owns(claim))
            .collect();
        claims.sort_by_key(|claim| (claim.rank > 0, claim.subject == Subject::Page, claim.rank));
        list.extend(claims.into_iter().map(|claim| page.claimed(claim)));
    }
    Field::from_candidates(distinct(list, MOST_RIVALS))
}

/// The publisher's name where the page's title begins or ends with it and the
/// line behind the article that says whose the page is has it too.
fn in_title_and_foot(page: &Page<'_, '_>, layout: &Layout) -> Field<String> {
    /// A longer part of a title is no name.
    const LONGEST: usize = 40;
    let Some(title) = page.claims.of(Property::Title).next() else {
        return Field::NotStated;
    };
    let parts: Vec<&str> = title
        .value
        .text()
        .split(['|', '–', '—', '-', '·', '»', '«', ':'])
        .map(str::trim)
        .filter(|part| !part.is_empty() && part.len() <= LONGEST)
        .collect();
    let from = layout.body.map_or(0, |(_, last)| last + 1);
    for block in (from..page.blocks.list.len()).rev() {
        let words = page.words(block);
        if !words.contains('©') && !words.contains("(c)") && !words.contains("Copyright") {
            continue;
        }
        let named = [parts.last(), parts.first()].into_iter().flatten();
        for name in named {
            if let Some(at) = words.find(name) {
                let span = super::inside(page.raw(block), at..at + name.len());
                return Field::from_candidates(vec![
                    page.visible(span, "publisher/in-title-and-foot"),
                ]);
            }
        }
    }
    Field::NotStated
}

/// The publisher's name in the foot of a page that claims nothing, as a copied
/// text: a line such as "About the Orrin Post" whose name stands in other lines
/// of the foot and in what is above it too.
fn in_foot(page: &Page<'_, '_>, layout: &Layout) -> Field<String> {
    /// A longer line is no link, a longer name none.
    const LONGEST: usize = 40;
    /// In how many other blocks the name must stand.
    const OTHERS: usize = 3;
    /// Of how many such lines the name is looked for.
    const MOST: usize = 4;
    let Some((_, last)) = layout.body else {
        return Field::NotStated;
    };
    let mut tried = 0;
    let holds = |block: usize, name: &str| {
        let words = page.words(block);
        words.match_indices(name).any(|(at, _)| {
            let before = words[..at].chars().next_back();
            let behind = words[at + name.len()..].chars().next();
            !before.is_some_and(char::is_alphanumeric) && !behind.is_some_and(char::is_alphanumeric)
        })
    };
    let all = page.blocks.list.len();
    for block in last + 1..all {
        let words = page.words(block);
        if words.len() > LONGEST {
            continue;
        }
        let name = words::rows(include_str!("../../words/about.tsv")).find_map(|(begins, not)| {
            let head = words.get(..begins.len())?;
            let name = words[begins.len()..].strip_prefix(' ')?.trim();
            let is = head.to_lowercase() == begins
                && name.starts_with(char::is_uppercase)
                && not.split('|').all(|word| name.to_lowercase() != word);
            is.then_some(name)
        });
        let Some(name) = name else { continue };
        tried += 1;
        if tried > MOST {
            break;
        }
        let foot = (last + 1..all)
            .filter(|k| *k != block && holds(*k, name))
            .count();
        let above = (0..=last).filter(|k| holds(*k, name)).count();
        if foot > 0 && above > 0 && foot + above >= OTHERS {
            let span = super::inside(page.raw(block), words.len() - name.len()..words.len());
            return Field::from_candidates(vec![
                page.visible(span, "publisher/about-line-in-foot"),
            ]);
        }
    }
    Field::NotStated
}

/// The language: what has the form of a language tag.
fn language(page: &Page<'_, '_>, items: &Items) -> Field<String> {
    let tag = |text: &str| {
        let mut parts = text.split(['-', '_']);
        parts.next().is_some_and(|first| {
            (2..=3).contains(&first.len()) && first.bytes().all(|b| b.is_ascii_alphabetic())
        }) && parts.all(|part| {
            (2..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
        })
    };
    let list = page
        .claims
        .of(Property::Language)
        .filter(|claim| items.owns(claim) && tag(claim.value.text()))
        .map(|claim| page.claimed(claim))
        .collect();
    Field::from_candidates(distinct(list, MOST_RIVALS))
}

/// The line right over the headline.
fn kicker(page: &Page<'_, '_>, layout: &Layout, found: &mut FieldBlocks) -> Field<String> {
    /// How far above the headline it may stand, and how wide it may be.
    const ABOVE: usize = 4;
    const WIDEST: u32 = 60;
    let Some(headline) = layout.headline else {
        return Field::NotStated;
    };
    for block in (headline.saturating_sub(ABOVE)..headline).rev() {
        let raw = page.raw(block);
        let own = raw.hints[0].with(raw.inner);
        if raw.width <= WIDEST
            && raw.width >= 2
            && page.shown(block)
            && own.any(Hints::KICKER)
            && !page.elsewhere(block)
        {
            found.push(block, Label::Kicker, "kicker/named-by-attribute");
            return Field::from_candidates(vec![
                page.visible(raw.span, "kicker/named-by-attribute"),
            ]);
        }
    }
    Field::NotStated
}

/// The summary between headline and body.
fn dek(
    page: &Page<'_, '_>,
    layout: &Layout,
    items: &Items,
    found: &mut FieldBlocks,
) -> Field<String> {
    /// Widths of summaries.
    const NARROWEST: u32 = 25;
    const WIDEST: u32 = 700;
    /// Among how many blocks behind the summary its text may stand again.
    const NEXT: usize = 8;
    let mut claims: Vec<_> = page
        .claims
        .of(Property::Description)
        .filter(|claim| items.owns(claim))
        .collect();
    claims.sort_by_key(|claim| claim.rank);
    let mut list = Vec::new();
    let from = layout.headline.map_or(0, |headline| headline + 1);
    let to = layout
        .body
        .map_or(from, |(first, _)| first + 1)
        .min(page.blocks.list.len());
    for block in from..to {
        let raw = page.raw(block);
        if raw.width < NARROWEST
            || raw.width > WIDEST
            || !page.shown(block)
            || page.labels[block].label == Label::Caption
            || page.foreign(layout, block)
        {
            continue;
        }
        let own = raw.hints[0].with(raw.inner).with(raw.hints[1]);
        let named = own.any(Hints::DEK) && !own.any(Hints::BYLINE.with(Hints::CAPTION));
        let words = compared(page.words(block));
        let known = claims
            .iter()
            .any(|claim| alike(&compared(claim.value.text()), &words));
        let body = page.labels[block].label == Label::Body;
        // Another wording of the headline is no summary.
        let headline = || {
            let mut titles = page
                .claims
                .list
                .iter()
                .filter(|claim| matches!(claim.property, Property::Headline | Property::Title));
            titles.any(|title| compared(title.value.text()) == words)
        };
        let below = raw.heading == 2 && !body && layout.headline == block.checked_sub(1);
        if named || (known && !body) || (below && !headline()) {
            let rule = if named {
                "dek/named-by-attribute"
            } else {
                "dek/matches-claim"
            };
            // A summary that is a paragraph of the body too is told apart from
            // it only where the page shows the text again.
            let again = || {
                (block + 1..(block + NEXT).min(page.blocks.list.len()))
                    .filter(|k| page.labels[*k].label == Label::Body)
                    .any(|k| same_start(&words, &compared(page.words(k))))
            };
            if !body || again() {
                found.push(block, Label::Dek, rule);
            }
            list.push(page.visible(raw.span, rule));
            break;
        }
    }
    list.extend(claims.iter().map(|claim| page.claimed(claim)));
    Field::from_candidates(distinct(list, MOST_RIVALS))
}

/// Whether two comparable texts are one, or one is a long beginning of the other.
fn same_start(one: &str, other: &str) -> bool {
    /// Shorter beginnings are common to many paragraphs.
    const LONG: usize = 80;
    one == other
        || one.len().min(other.len()) >= LONG && (one.starts_with(other) || other.starts_with(one))
}

/// The broadcast that the piece was heard or seen on.
fn programme(page: &Page<'_, '_>, layout: &Layout) -> Field<String> {
    /// A longer line is prose.
    const LONGEST: usize = 80;
    for block in 0..page.blocks.list.len() {
        if !matches!(layout.zone(block), Zone::Head | Zone::Tail) {
            continue;
        }
        let words = page.words(block);
        if words.len() > LONGEST {
            continue;
        }
        let lower = words.to_lowercase();
        for (phrase, _) in words::rows(include_str!("../../words/programme.tsv")) {
            if lower.len() == words.len()
                && let Some(rest) = lower.strip_prefix(phrase)
                && rest.trim().len() > 2
            {
                let start =
                    words.len() - words[phrase.len()..].trim_start_matches([' ', ':']).len();
                let span = super::inside(page.raw(block), start..words.len());
                return Field::from_candidates(vec![page.visible(span, "programme/heard-on")]);
            }
        }
    }
    Field::NotStated
}

/// Corrections, clarifications and editor's notes: blocks that begin with such
/// a word.
fn corrections(
    page: &Page<'_, '_>,
    layout: &Layout,
    found: &mut FieldBlocks,
) -> Vec<Evidence<String>> {
    let mut out = Vec::new();
    for block in 0..page.blocks.list.len() {
        if matches!(layout.zone(block), Zone::Before | Zone::After) || page.elsewhere(block) {
            continue;
        }
        let words = page.words(block);
        let Some((head, rest)) = words.split_once([':', '：', '–', '—']) else {
            continue;
        };
        /// The word may have a date or "to this story" with it.
        const LONGEST_HEAD: usize = 60;
        if head.len() > LONGEST_HEAD || rest.trim().is_empty() {
            continue;
        }
        let head = head.trim().to_lowercase();
        let begins = words::rows(include_str!("../../words/corrections.tsv")).any(|(phrase, _)| {
            head.strip_prefix(phrase)
                .is_some_and(|rest| rest.chars().next().is_none_or(|c| !c.is_alphanumeric()))
        });
        if begins {
            found.push(block, Label::Correction, "correction/begins-with-word");
            out.push(page.visible(page.raw(block).span, "correction/begins-with-word"));
        }
    }
    out
}
