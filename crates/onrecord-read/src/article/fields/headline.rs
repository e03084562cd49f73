//! The page's own headline: not the tab's, not that of a share button.

use onrecord_record::{Evidence, Field, Source, TextSpan};

use super::{Page, alike, compared, distinct};
use crate::article::blocks::Landmarks;
use crate::article::hints::Hints;
use crate::intake::claims::{Claim, Property, Subject};

/// The headline and what it is known by.
pub(super) struct Headline {
    pub(super) field: Field<String>,
    pub(super) block: Option<usize>,
    /// The kicker, where the headline's block begins with one.
    pub(super) kicker: Option<TextSpan>,
    /// The titles that the page goes by, comparable.
    pub(super) compared: Vec<String>,
}

/// A title that the publisher claims.
struct Title<'c> {
    claim: &'c Claim,
    /// The part of its words that is the title, the site's name left out.
    range: std::ops::Range<usize>,
    compared: String,
    /// Its words, as [`word_set`] gives them.
    words: Vec<u64>,
    /// How far it is trusted to be the headline, 0 best.
    rank: u32,
}

/// Rivals beyond these say nothing new.
const MOST_RIVALS: usize = 6;

/// Reads the headline.
pub(super) fn read(page: &Page<'_, '_>) -> Headline {
    let titles = titles(page);
    let block = choose(page, &titles);
    let mut evidence: Vec<Evidence<String>> = Vec::new();
    let mut known: Vec<String> = Vec::new();
    let mut kicker = None;
    if let Some(block) = block {
        let raw = page.raw(block);
        let mut span = raw.span;
        if let Some(at) = kicker_end(page, block, &titles) {
            kicker = Some(TextSpan { end: at.0, ..span });
            span.start = at.1;
        }
        let words = page.blocks.text.get(span);
        // A line break that the page makes with style alone runs words
        // together; the claim with the same letters then words it better.
        let better = titles.iter().find(|title| {
            let claimed = &title.claim.value.text()[title.range.clone()];
            title.compared == compared(words) && sets_apart(claimed, words)
        });
        evidence.extend(better.map(|title| claimed(page, title)));
        evidence.push(page.visible(span, "headline/visible"));
        known.push(compared(page.words(block)));
    }
    for title in &titles {
        evidence.push(claimed(page, title));
        if title.claim.source != Source::AppState {
            known.push(title.compared.clone());
        }
    }
    Headline {
        field: Field::from_candidates(distinct(evidence, MOST_RIVALS)),
        block,
        kicker,
        compared: known,
    }
}

/// A claimed title as evidence, the site's name left out.
fn claimed(page: &Page<'_, '_>, title: &Title<'_>) -> Evidence<String> {
    let value = title.claim.value.slice(title.range.clone());
    Evidence {
        value: value.text().to_owned(),
        at: value.place(page.decoded),
        source: title.claim.source,
        rule: title.claim.rule.clone(),
    }
}

/// Where a kicker inside the headline's block ends and the headline begins:
/// an element at the block's start that its attributes call a kicker, or that
/// a claim leaves out.
fn kicker_end(page: &Page<'_, '_>, block: usize, titles: &[Title<'_>]) -> Option<(u32, u32)> {
    /// A shorter rest is no headline.
    const LEAST: usize = 12;
    let raw = page.raw(block);
    let words = page.words(block);
    let whole = compared(words);
    if titles.iter().any(|title| title.compared == whole) {
        return None;
    }
    let rest_from = |end: usize| {
        let rest = words.get(end..)?;
        let rest_start = end + rest.len()
            - rest
                .trim_start_matches(|c: char| {
                    c.is_whitespace() || matches!(c, ':' | '|' | '-' | '–' | '/' | '+')
                })
                .len();
        (words.len() - rest_start >= LEAST).then_some(rest_start)
    };
    let base = raw.span.start as usize;
    for inner in &page.blocks.inner {
        if inner.span.start != raw.span.start || inner.span.end >= raw.span.end {
            continue;
        }
        let end = inner.span.end as usize - base;
        if inner.hints.any(Hints::KICKER)
            && let Some(start) = rest_from(end)
        {
            return Some((inner.span.end, (base + start) as u32));
        }
    }
    // What is left of a claim's words at the end of the block's.
    for title in titles {
        if title.rank <= 2
            && title.compared.len() >= LEAST
            && whole.len() > title.compared.len()
            && whole.ends_with(&title.compared)
        {
            let claimed = &title.claim.value.text()[title.range.clone()];
            let at = words.find(claimed)?;
            let end = words[..at]
                .trim_end_matches(|c: char| {
                    c.is_whitespace() || matches!(c, ':' | '|' | '-' | '–' | '/' | '+')
                })
                .len();
            return (end > 0).then_some(((base + end) as u32, (base + at) as u32));
        }
    }
    None
}

/// Whether one of two texts with the same letters sets apart what the other
/// runs together: by a colon, or into more words.
fn sets_apart(one: &str, other: &str) -> bool {
    let colons = |text: &str| text.matches(':').count();
    let words = |text: &str| {
        text.split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .count()
    };
    colons(one) > colons(other) || words(one) > words(other)
}

/// The claimed titles, most trusted first.
fn titles<'c>(page: &Page<'c, '_>) -> Vec<Title<'c>> {
    let sites: Vec<String> = page
        .claims
        .list
        .iter()
        .filter(|claim| matches!(claim.property, Property::SiteName | Property::Publisher))
        .map(|claim| compared(claim.value.text()))
        .filter(|name| !name.is_empty())
        .collect();
    let host = page
        .capture
        .url
        .as_deref()
        .map(host_names)
        .unwrap_or_default();
    let claims = page.claims.list.iter().filter(|claim| {
        claim.subject != Subject::Aside
            && matches!(claim.property, Property::Headline | Property::Title)
    });
    let mut out: Vec<Title<'_>> = Vec::new();
    // The items of a page with many are stories; only with one it is told
    // whose headline it is.
    let linked = page
        .claims
        .of(Property::Headline)
        .filter(|claim| {
            claim.source == Source::JsonLd && claim.rank == 0 && claim.subject != Subject::Aside
        })
        .count();
    for claim in claims {
        let rank = match (claim.source, claim.property) {
            (Source::JsonLd, _) if claim.rank == 0 && linked == 1 => 0,
            (Source::OpenGraph, _) => 1,
            (Source::Microdata, _) if claim.rank == 0 => 3,
            (Source::AppState, _) => 4,
            (Source::Meta, _) => 2 + u32::from(claim.rank.min(9)) / 4,
            (_, Property::Title) => 5,
            _ => 6,
        };
        let range = without_site(claim.value.text(), &sites, &host);
        let compared = compared(&claim.value.text()[range.clone()]);
        // The site's own name is no headline.
        if compared.is_empty() || sites.contains(&compared) || host.contains(&compared) {
            continue;
        }
        out.push(Title {
            claim,
            words: word_set(&claim.value.text()[range.clone()]),
            range,
            compared,
            rank,
        });
    }
    out.sort_by_key(|title| title.rank);
    // An item that no other title knows is a story beside the page's.
    let heads: Vec<String> = out
        .iter()
        .filter(|title| title.claim.subject == Subject::Page && title.rank < 6)
        .map(|title| title.compared.clone())
        .collect();
    out.retain(|title| {
        title.claim.subject == Subject::Page
            || title.rank == 0
            || heads.is_empty()
            || heads.iter().any(|head| alike(head, &title.compared))
    });
    out
}

/// The parts of a host's name that a site may call itself by.
fn host_names(url: &str) -> Vec<String> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#', ':']).next().unwrap_or("");
    let mut names = vec![compared(host), compared(host.trim_start_matches("www."))];
    let labels: Vec<&str> = host.split('.').collect();
    names.extend(
        labels
            .iter()
            .rev()
            .skip(1)
            .map(|label| compared(label))
            .filter(|name| name.len() > 3),
    );
    names
}

/// The part of a title that is not the site's name: `Storm hits coast | Orrin
/// Times` and `Orrin Times: Storm hits coast`.
fn without_site(title: &str, sites: &[String], host: &[String]) -> std::ops::Range<usize> {
    const MARKS: [&str; 14] = [
        " | ", " - ", " – ", " — ", " :: ", " · ", " • ", " » ", " « ", " / ", "|", " ‹ ", " › ",
        "_",
    ];
    let is_site = |part: &str| {
        let name = compared(part);
        !name.is_empty()
            && (sites.iter().any(|site| {
                *site == name
                    || site.len() >= 4
                        && (name.starts_with(site.as_str())
                            || site.starts_with(name.as_str()) && name.len() >= 3)
            }) || host
                .iter()
                .any(|host| *host == name || name.len() >= 5 && host.contains(name.as_str())))
    };
    let mut range = 0..title.len();
    loop {
        let part = &title[range.clone()];
        let last = MARKS
            .iter()
            .filter_map(|mark| part.rfind(mark).map(|at| (at, mark.len())))
            .max();
        if let Some((at, length)) = last
            && is_site(&part[at + length..])
            && at > 0
        {
            range.end = range.start + part[..at].trim_end().len();
            continue;
        }
        let first = MARKS
            .iter()
            .chain(&[": "])
            .filter_map(|mark| part.find(mark).map(|at| (at, mark.len())))
            .min();
        if let Some((at, length)) = first
            && is_site(&part[..at])
            && part.len() - at - length >= 10
        {
            let rest = &part[at + length..];
            range.start = range.end - rest.trim_start().len();
            continue;
        }
        return range;
    }
}

/// The block that shows the headline.
fn choose(page: &Page<'_, '_>, titles: &[Title<'_>]) -> Option<usize> {
    /// A longer heading is a paragraph in a heading's clothes.
    const WIDEST: u32 = 400;
    /// Headings that are looked at; an index has more.
    const MOST: usize = 300;
    let mut looked = 0;
    let mut best: Option<(i32, usize)> = None;
    let first_body = page
        .labels
        .iter()
        .zip(&page.blocks.list)
        .position(|(labelled, block)| {
            labelled.label == onrecord_record::Label::Body && block.width >= 80
        });
    for (k, block) in page.blocks.list.iter().enumerate() {
        let near = block.inner.with(block.hints[0]).with(block.hints[1]);
        let own = block.hints[0].with(block.inner);
        let heading = block.heading;
        if block.width < 4 || block.width > WIDEST || (heading == 0 && !near.any(Hints::HEADLINE)) {
            continue;
        }
        let words = compared(page.words(k));
        if words.is_empty() {
            continue;
        }
        looked += 1;
        if looked > MOST {
            break;
        }
        let mut score = match heading {
            1 => 60,
            2 => 25,
            3 => 12,
            0 => 0,
            _ => 5,
        };
        // What it has in common with what the publisher claims.
        let mut own_words = None;
        let claim = titles.iter().map(|title| {
            let weight = 14 - title.rank.min(6) as i32;
            if title.compared == words {
                weight * 6
            } else if alike(&title.compared, &words) {
                weight * 4
            } else {
                let own = own_words.get_or_insert_with(|| word_set(page.words(k)));
                weight * overlap(own, &title.words) / 25
            }
        });
        let claim = claim.max().unwrap_or(0);
        score += claim;
        if own.any(Hints::HEADLINE) {
            score += 15;
        }
        if !page.shown(k) {
            score -= 60;
        }
        if page.elsewhere(k) {
            score -= 30;
        }
        if block.landmarks.any(Landmarks(
            Landmarks::FOOTER.0 | Landmarks::ASIDE.0 | Landmarks::FIGURE.0,
        )) {
            score -= 20;
        }
        if block.link_width * 2 > block.width {
            score -= 12;
        }
        // After the body has begun a heading is one of its parts.
        if first_body.is_some_and(|first| k > first) {
            score -= 25;
        }
        // A heading that nothing knows is the headline only if it is the
        // page's first.
        let enough = if claim > 0 { 30 } else { 60 };
        if heading == 0 && claim < 60 {
            continue;
        }
        if score >= enough && best.is_none_or(|(most, _)| score > most) {
            best = Some((score, k));
        }
    }
    best.map(|(_, k)| k)
}

/// The different words of a text, as sorted hashes of their lower case.
fn word_set(text: &str) -> Vec<u64> {
    const SEED: u64 = 0xcbf2_9ce4_8422_2325;
    let mut words = Vec::new();
    let mut word = None;
    for c in text.chars() {
        if c.is_alphanumeric() {
            let hash = c.to_lowercase().fold(word.unwrap_or(SEED), |hash, lower| {
                (hash ^ u64::from(lower)).wrapping_mul(0x0000_0100_0000_01b3)
            });
            word = Some(hash);
        } else {
            words.extend(word.take());
        }
    }
    words.extend(word);
    words.sort_unstable();
    words.dedup();
    words
}

/// Share of the words of the longer set that stand in both, in hundredths.
fn overlap(one: &[u64], other: &[u64]) -> i32 {
    let least = one.len().min(other.len());
    if least < 3 {
        return 0;
    }
    let common = one
        .iter()
        .filter(|word| other.binary_search(word).is_ok())
        .count();
    (common * 100 / one.len().max(other.len())) as i32
}
