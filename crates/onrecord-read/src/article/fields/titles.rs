//! The titles that the publisher claims for the page, the site's name left out.

use std::ops::Range;

use onrecord_record::Source;

use super::{Page, alike, compared};
use crate::intake::claims::{Claim, Property, Subject};

/// A title that the publisher claims.
pub(super) struct Title<'c> {
    pub(super) claim: &'c Claim,
    /// The part of its words that is the title, the site's name left out.
    pub(super) range: Range<usize>,
    pub(super) compared: String,
    /// Its words, as [`word_set`] gives them.
    pub(super) words: Vec<u64>,
    /// The parts between marks that it is made of, comparable, if there are
    /// several: one of them may be the title and the others where it stands.
    pub(super) segments: Vec<String>,
    /// How far it is trusted to be the headline, 0 best.
    pub(super) rank: u32,
}

impl Title<'_> {
    /// The part of a tab's title that is likeliest the headline, where the
    /// others are short and say where it stands: `Sport | Rugby | Storm stops
    /// the final`.
    pub(super) fn core(&self, names: &SiteNames) -> Range<usize> {
        /// A shorter part is no headline.
        const LEAST: usize = 20;
        let text = self.claim.value.text();
        let mut parts = parts(&text[self.range.clone()]);
        parts.retain(|part| !names.is_like(&compared(&text[self.range.start..][part.clone()])));
        parts.sort_by_key(|part| std::cmp::Reverse(part.len()));
        match parts.as_slice() {
            [first, rest @ ..]
                if first.len() >= LEAST
                    && rest
                        .first()
                        .is_none_or(|next| next.len() * 2 <= first.len()) =>
            {
                self.range.start + first.start..self.range.start + first.end
            }
            _ => self.range.clone(),
        }
    }
}

/// The parts of a title between marks, without the white space at their ends.
fn parts(title: &str) -> Vec<Range<usize>> {
    /// A title in more parts is cut no further.
    const MOST: usize = 8;
    let mut parts: Vec<Range<usize>> = std::iter::once(0..title.len()).collect();
    for mark in MARKS {
        if parts.len() >= MOST {
            break;
        }
        let mut cut = Vec::new();
        for part in parts {
            let mut start = part.start;
            for (at, _) in title[part.clone()].match_indices(mark) {
                cut.push(start..part.start + at);
                start = part.start + at + mark.len();
            }
            cut.push(start..part.end);
        }
        parts = cut;
    }
    for part in &mut parts {
        let words = &title[part.clone()];
        part.start += words.len() - words.trim_start().len();
        part.end = part.start + words.trim().len();
    }
    parts
}

/// The claimed titles, most trusted first.
pub(super) fn titles<'c>(page: &Page<'c, '_>, names: &SiteNames) -> Vec<Title<'c>> {
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
        let whole = undamaged(claim.value.text());
        let range = names.without(whole);
        let compared = compared(&claim.value.text()[range.clone()]);
        // The site's own name is no headline.
        if compared.is_empty() || names.is(&compared) {
            continue;
        }
        out.push(Title {
            claim,
            segments: segments(whole, names),
            words: word_set(&claim.value.text()[range.clone()]),
            range,
            compared,
            rank,
        });
    }
    out.sort_by_key(|title| title.rank);
    // An item that no other title knows is a story beside the page's; of a
    // program's data only the page's own article is read.
    let heads: Vec<String> = out
        .iter()
        .filter(|title| title.claim.subject == Subject::Page && title.rank < 6)
        .map(|title| title.compared.clone())
        .collect();
    out.retain(|title| {
        title.claim.subject == Subject::Page
            || title.rank == 0
            || title.claim.source == Source::AppState
            || heads.is_empty()
            || heads.iter().any(|head| alike(head, &title.compared))
    });
    out
}

/// A title up to where the page's code begins: a title whose end is lost runs
/// on over all that follows it.
fn undamaged(title: &str) -> &str {
    /// A longer title is none.
    const LONGEST: usize = 300;
    if title.len() <= LONGEST {
        return title;
    }
    let code = [
        "</", "<script", "<SCRIPT", "<meta", "<META", "<!--", "-->", "<link",
    ];
    let end = code.iter().filter_map(|mark| title.find(mark)).min();
    title[..end.unwrap_or(title.len())].trim_end()
}

/// What the site calls itself, comparable.
pub(super) struct SiteNames {
    /// As its claims name it.
    claimed: Vec<String>,
    /// The parts of its host's name.
    host: Vec<String>,
}

impl SiteNames {
    pub(super) fn of(page: &Page<'_, '_>) -> Self {
        /// A longer name may be a headline in the name's place.
        const LONGEST: usize = 30;
        let named = |properties: &'static [Property]| {
            let claims = page.claims.list.iter();
            claims
                .filter(move |claim| properties.contains(&claim.property))
                .map(|claim| compared(claim.value.text()))
        };
        let headlines: Vec<String> = named(&[
            Property::Headline,
            Property::AlternativeHeadline,
            Property::Title,
        ])
        .collect();
        let claimed = named(&[Property::SiteName, Property::Publisher])
            .filter(|name| !name.is_empty() && (name.len() <= LONGEST || !headlines.contains(name)))
            .collect();
        let host = page
            .capture
            .url
            .as_deref()
            .map(host_names)
            .unwrap_or_default();
        Self { claimed, host }
    }

    /// Whether a comparable text is one of the names.
    pub(super) fn is(&self, name: &str) -> bool {
        self.claimed.iter().chain(&self.host).any(|own| own == name)
    }

    /// Whether a comparable text is a name or a longer or shorter form of one.
    pub(super) fn is_like(&self, name: &str) -> bool {
        /// Shorter names begin too many words.
        const LEAST: usize = 4;
        !name.is_empty()
            && (self.is(name)
                || self.claimed.iter().any(|own| {
                    own.len() >= LEAST
                        && (name.starts_with(own.as_str())
                            || own.starts_with(name) && name.len() >= 3)
                })
                || self.host.iter().any(|own| {
                    name.len() > LEAST && own.contains(name)
                        || own.len() >= LEAST && name.starts_with(own.as_str())
                }))
    }

    /// The part of a title that is not the site's name: `Storm hits coast | Orrin
    /// Times` and `Orrin Times: Storm hits coast`.
    pub(super) fn without(&self, title: &str) -> Range<usize> {
        /// A shorter rest is no title.
        const LEAST: usize = 10;
        /// A site names itself no more often in a title.
        const MOST: usize = 8;
        let mut range = 0..title.len();
        for _ in 0..MOST {
            let part = &title[range.clone()];
            let last = MARKS
                .iter()
                .filter_map(|mark| part.rfind(mark).map(|at| (at, mark.len())))
                .max();
            if let Some((at, length)) = last
                && self.is_like(&compared(&part[at + length..]))
                && at > 0
            {
                range.end = range.start + part[..at].trim_end().len();
                continue;
            }
            // A title may begin with a word that the site is called by.
            let first = MARKS
                .iter()
                .chain(&[": "])
                .filter_map(|mark| part.find(mark).map(|at| (at, mark.len())))
                .min();
            if let Some((at, length)) = first
                && self.is(&compared(&part[..at]))
                && part.len() - at - length >= LEAST
            {
                let rest = &part[at + length..];
                range.start = range.end - rest.trim_start().len();
                continue;
            }
            break;
        }
        range
    }
}

/// What stands between a title and the name of its site or section.
const MARKS: [&str; 18] = [
    " | ", " - ", " – ", " — ", " :: ", " · ", " • ", " » ", " « ", " / ", "|", " ‹ ", " › ", "_",
    " : ", " -- ", " > ", " @ ",
];

/// The parts of a title between marks, comparable, the site's name left out;
/// none if there is only one.
fn segments(title: &str, names: &SiteNames) -> Vec<String> {
    /// A longer text is no title.
    const LONGEST: usize = 500;
    if title.len() > LONGEST {
        return Vec::new();
    }
    let parts = parts(title);
    if parts.len() < 2 {
        return Vec::new();
    }
    parts
        .into_iter()
        .map(|part| compared(&title[part]))
        .filter(|part| !part.is_empty() && !names.is_like(part))
        .collect()
}

/// The parts of a host's name that a site may call itself by.
fn host_names(url: &str) -> Vec<String> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#', ':']).next().unwrap_or("");
    let mut names = vec![compared(host), compared(host.trim_start_matches("www."))];
    let labels = host.split('.').rev().skip(1).map(compared);
    names.extend(labels.filter(|name| name.len() > 3));
    names.retain(|name| !name.is_empty());
    names
}

/// The different words of a text, as sorted hashes of their lower case.
pub(super) fn word_set(text: &str) -> Vec<u64> {
    let mut words: Vec<u64> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(word_hash)
        .collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// The hash of a word's lower case.
pub(super) fn word_hash(word: &str) -> u64 {
    const SEED: u64 = 0xcbf2_9ce4_8422_2325;
    let mix =
        |hash: u64, lower: char| (hash ^ u64::from(lower)).wrapping_mul(0x0000_0100_0000_01b3);
    word.chars().fold(SEED, |hash, c| {
        if c.is_ascii() {
            mix(hash, c.to_ascii_lowercase())
        } else {
            c.to_lowercase().fold(hash, mix)
        }
    })
}

/// Share of the words of the longer set that stand in both, in hundredths.
pub(super) fn overlap(one: &[u64], other: &[u64]) -> i32 {
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
