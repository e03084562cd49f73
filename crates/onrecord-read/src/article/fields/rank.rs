//! Which block shows the headline: what speaks for each block of the page, as
//! signs with names. `weights/headline.tsv` says what each is worth; the block
//! that is worth the most is the headline, or none is, if that is worth more.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::OnceLock;

use onrecord_record::{Label, MarkKind, Source};
use rustc_hash::FxBuildHasher;

use super::placed::{
    Below, common, content_words, elements_of, first_line, is_date, is_emphasised, is_large,
    is_named,
};
use super::titles::{SiteNames, Title, overlap, word_set};
use super::{Page, alike, compared};
use crate::article::blocks::Landmarks;
use crate::article::hints::Hints;
use crate::article::people;
use crate::words::rows;

/// A block that may show the headline, or none, and what speaks for it.
pub(crate) struct Candidate {
    pub(crate) block: Option<usize>,
    pub(crate) signs: Vec<&'static str>,
}

/// The block that shows the headline.
#[derive(Clone, Copy, Debug)]
pub(super) struct Choice {
    pub(super) block: usize,
    /// By how much more speaks for it than for the next of other words, in thousandths
    /// of log-odds.
    pub(super) lead: i32,
}

/// The block that shows the headline, if one does.
pub(super) fn choose(
    page: &Page<'_, '_>,
    titles: &[Title<'_>],
    names: &SiteNames,
) -> Option<Choice> {
    let candidates = candidates(page, titles, names).into_iter();
    let mut ranked: Vec<(i32, Option<usize>)> = candidates
        .map(|candidate| (worth(&candidate.signs), candidate.block))
        .collect();
    // The first of equals stays the first.
    ranked.sort_by_key(|(worth, _)| std::cmp::Reverse(*worth));
    let (most, block) = *ranked.first()?;
    let block = block?;
    let words = compared(page.words(block));
    let other =
        |other: Option<usize>| other.is_none_or(|other| compared(page.words(other)) != words);
    let next = ranked.iter().skip(1).find(|(_, block)| other(*block));
    let lead = next.map_or(0, |(worth, _)| most - worth);
    Some(Choice { block, lead })
}

/// What signs are worth together, in thousandths of log-odds.
fn worth(signs: &[&str]) -> i32 {
    static WEIGHTS: OnceLock<HashMap<&'static str, i32, FxBuildHasher>> = OnceLock::new();
    let weights = WEIGHTS.get_or_init(|| {
        rows(include_str!("../../weights/headline.tsv"))
            .filter_map(|(sign, weight)| Some((sign, weight.parse().ok()?)))
            .collect()
    });
    signs.iter().filter_map(|sign| weights.get(sign)).sum()
}

/// The blocks that may show the headline, in page order, and the chance that
/// none does.
pub(super) fn candidates(
    page: &Page<'_, '_>,
    titles: &[Title<'_>],
    names: &SiteNames,
) -> Vec<Candidate> {
    /// Widths of headlines.
    const NARROWEST: u32 = 4;
    const WIDEST: u32 = 400;
    /// How far above the body a line may stand that nothing calls a heading.
    const FARTHEST: usize = 30;
    /// How far below the body's beginning a heading may stand that no title tells.
    const INSIDE: usize = 8;
    /// Headings that are looked at; a page of more lists stories.
    const MOST: usize = 300;
    let below = Below::of(page);
    let list = &page.blocks.list;
    let first = below.as_ref().map_or(0, |below| below.first);
    let near = first.saturating_sub(FARTHEST)..=first;
    let longest = titles.iter().map(|title| title.compared.len()).max();
    let longest = longest.unwrap_or(0) * 2;
    let mut looked = 0;
    // Most blocks begin with another letter than any title; their letters need not
    // be compared.
    let parts = titles
        .iter()
        .flat_map(|title| title.segments.iter().chain([&title.compared]));
    let letters: Vec<char> = parts.filter_map(|part| part.chars().next()).collect();
    let begins = |words: &str| {
        let first = words.chars().find(|c| c.is_alphanumeric());
        first
            .and_then(|c| c.to_lowercase().next())
            .is_some_and(|c| letters.contains(&c))
    };
    let lines: Vec<Line> = (0..list.len())
        .filter(|k| (NARROWEST..=WIDEST).contains(&list[*k].width))
        .filter(|k| !list[*k].landmarks.any(Landmarks::PRE))
        .filter_map(|k| {
            let words = page.words(k);
            let may_be_told = words.len() <= longest && begins(words);
            let is_near = below.is_some() && near.contains(&k);
            // Headings far into the text and behind it head something else.
            let set = (list[k].heading > 0 || page.near(k).any(Hints::HEADLINE))
                && (below.is_none() || k <= first + INSIDE);
            if !may_be_told && !set && !is_near {
                return None;
            }
            let all = compared(words);
            let told = may_be_told
                && titles
                    .iter()
                    .any(|title| title.compared == all || title.segments.contains(&all));
            looked += usize::from(set);
            let may = told || set && looked <= MOST || is_near;
            if all.is_empty() || !may {
                return None;
            }
            let end = first_line(words);
            // A sentence is a paragraph, however it is set.
            if !told && !set && is_sentence(&words[..end]) {
                return None;
            }
            let top = if end < words.len() {
                compared(&words[..end])
            } else {
                all.clone()
            };
            Some(Line {
                block: k,
                all,
                end,
                top,
            })
        })
        .take(2 * MOST)
        .collect();
    let address = page.capture.url.as_deref().map(content_words);
    let frame = Frame {
        page,
        titles,
        names,
        // Of the parts of a title, the longest that is a heading is the headline,
        // and another is a section or the site.
        cores: titles
            .iter()
            .map(|title| {
                let shown = title.segments.iter().filter(|part| {
                    lines
                        .iter()
                        .any(|line| line.all == **part && page.raw(line.block).heading > 0)
                });
                shown.max_by_key(|part| part.len())
            })
            .collect(),
        below,
        address: address.unwrap_or_default(),
        says_when: RefCell::new(vec![None; list.len()]),
    };
    let mut levels = [0usize; 7];
    for line in &lines {
        levels[usize::from(page.raw(line.block).heading.min(6))] += 1;
    }
    let mut seen = [0usize; 7];
    let mut out: Vec<Candidate> = lines
        .iter()
        .map(|line| {
            let level = usize::from(page.raw(line.block).heading.min(6));
            let mut signs = frame.signs(line);
            if level > 0 {
                signs.push(match (levels[level], seen[level]) {
                    (1, _) => "only-of-its-level",
                    (_, 0) => "first-of-its-level",
                    _ => "later-of-its-level",
                });
            }
            seen[level] += 1;
            Candidate {
                block: Some(line.block),
                signs,
            }
        })
        .collect();
    out.push(Candidate {
        block: None,
        signs: none(titles),
    });
    out
}

/// What speaks for no block.
fn none(titles: &[Title<'_>]) -> Vec<&'static str> {
    let has = |kind| titles.iter().any(|title| Kind::of(title) == kind);
    let mut signs = vec!["none"];
    for (kind, sign) in [
        (Kind::Data, "none/data"),
        (Kind::Cards, "none/cards"),
        (Kind::Tab, "none/tab"),
    ] {
        signs.extend(has(kind).then_some(sign));
    }
    signs
}

/// A block that may be the headline, and the letters of its words.
struct Line {
    block: usize,
    all: String,
    /// How many bytes of its words are the headline, and the letters of those.
    end: usize,
    top: String,
}

/// Whom a title is claimed to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Data,
    Cards,
    Tab,
    /// Attributes of the page's own elements.
    Marked,
}

impl Kind {
    fn of(title: &Title<'_>) -> Kind {
        match title.claim.source {
            Source::Title => Kind::Tab,
            Source::OpenGraph | Source::Meta => Kind::Cards,
            Source::Microdata => Kind::Marked,
            _ => Kind::Data,
        }
    }
}

/// How a line stands to a claimed title, the best last.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Likeness {
    /// It is a smaller part of the title: a section or the site.
    Section,
    Other,
    Some,
    Near,
    /// It is the part of the title that is the story's.
    Core,
    Part,
    Same,
}

const DATA: [&str; 7] = [
    "data/section",
    "data/other",
    "data/some",
    "data/near",
    "data/core",
    "data/part",
    "data/same",
];
const CARDS: [&str; 7] = [
    "cards/section",
    "cards/other",
    "cards/some",
    "cards/near",
    "cards/core",
    "cards/part",
    "cards/same",
];
const TAB: [&str; 7] = [
    "tab/section",
    "tab/other",
    "tab/some",
    "tab/near",
    "tab/core",
    "tab/part",
    "tab/same",
];
const BARE_TAB: [&str; 7] = [
    "bare-tab/section",
    "bare-tab/other",
    "bare-tab/some",
    "bare-tab/near",
    "bare-tab/core",
    "bare-tab/part",
    "bare-tab/same",
];
const MARKED: [&str; 7] = [
    "marked/section",
    "marked/other",
    "marked/some",
    "marked/near",
    "marked/core",
    "marked/part",
    "marked/same",
];

/// What all lines of a page are held against.
struct Frame<'f, 'p, 's> {
    page: &'f Page<'p, 's>,
    titles: &'f [Title<'p>],
    names: &'f SiteNames,
    cores: Vec<Option<&'f String>>,
    below: Option<Below>,
    address: Vec<u64>,
    /// Whether a block says when or by whom, as far as that was asked.
    says_when: RefCell<Vec<Option<bool>>>,
}

impl Frame<'_, '_, '_> {
    fn signs(&self, line: &Line) -> Vec<&'static str> {
        let mut signs = Vec::new();
        self.claims(line, &mut signs);
        self.setting(line, &mut signs);
        self.place(line, &mut signs);
        self.words(line, &mut signs);
        signs
    }

    /// What the line has of each kind of title.
    fn claims(&self, line: &Line, signs: &mut Vec<&'static str>) {
        let words = self.page.words(line.block);
        let own = word_set(&words[..line.end]);
        let top = &line.top;
        let likeness = |title: &Title<'_>, core: Option<&String>| {
            if title.compared == line.all || title.compared == *top {
                Likeness::Same
            } else if alike(&title.compared, &line.all) || alike(&title.compared, top) {
                Likeness::Part
            } else if core.is_some_and(|core| *core == line.all || *core == *top) {
                Likeness::Core
            } else if title.segments.contains(&line.all) {
                Likeness::Section
            } else {
                match overlap(&own, &title.words) {
                    60.. => Likeness::Near,
                    25.. => Likeness::Some,
                    _ => Likeness::Other,
                }
            }
        };
        let mut best = [None; 4];
        for (title, core) in self.titles.iter().zip(&self.cores) {
            let at = Kind::of(title) as usize;
            best[at] = best[at].max(Some(likeness(title, *core)));
        }
        let [data, cards, tab, marked] = best;
        let alone = data.is_none() && cards.is_none();
        for (found, names) in [
            (data, DATA),
            (cards, CARDS),
            (tab, if alone { BARE_TAB } else { TAB }),
            (marked, MARKED),
        ] {
            signs.extend(found.map(|likeness| names[likeness as usize]));
        }
        let told = [data, cards, tab];
        let same = told
            .iter()
            .flatten()
            .filter(|found| **found >= Likeness::Part);
        signs.push(match same.count() {
            0 if told.iter().all(Option::is_none) => "nothing-claimed",
            0 => "told-by-none",
            1 => "told-once",
            2 => "told-twice",
            _ => "told-by-all",
        });
    }

    /// How it is set and what it is called.
    fn setting(&self, line: &Line, signs: &mut Vec<&'static str>) {
        let page = self.page;
        let block = line.block;
        let raw = page.raw(block);
        let own = raw.hints[0].with(raw.inner);
        let bare = self.titles.is_empty() || self.titles.iter().all(|title| title.rank >= 5);
        signs.push(match (raw.heading, bare) {
            (0, false) => "level/none",
            (1, false) => "level/1",
            (2, false) => "level/2",
            (3, false) => "level/3",
            (_, false) => "level/4",
            (0, true) => "bare-level/none",
            (1, true) => "bare-level/1",
            (2, true) => "bare-level/2",
            (3, true) => "bare-level/3",
            (_, true) => "bare-level/4",
        });
        let elements = elements_of(page, block);
        for (so, sign) in [
            (own.any(Hints::HEADLINE), "called/headline"),
            (raw.hints[1].any(Hints::HEADLINE), "called/in-headline"),
            (is_named(page, &elements), "called/story-head"),
            (own.any(Hints::DEK), "called/dek"),
            (own.any(Hints::KICKER), "called/kicker"),
            (own.any(Hints::BYLINE), "called/byline"),
            (own.any(Hints::TIME), "called/time"),
            (
                page.near(block)
                    .any(Hints::CAPTION.with(Hints::CREDIT).with(Hints::MEDIA)),
                "called/picture",
            ),
            (page.near(block).any(Hints::RELATED), "called/related"),
            (
                page.near(block)
                    .any(Hints::SIDEBAR.with(Hints::PROMO).with(Hints::AD)),
                "called/beside",
            ),
            (page.near(block).any(Hints::COMMENT), "called/comment"),
            (page.near(block).any(Hints::NAVIGATION), "called/navigation"),
            (page.near(block).any(Hints::HEADER), "called/header"),
            (
                page.near(block).any(Hints::ARTICLE.with(Hints::BODY)),
                "called/article",
            ),
            (
                raw.hints[2]
                    .with(raw.hints[3])
                    .any(Hints::ARTICLE.with(Hints::BODY)),
                "in/article-named",
            ),
            (
                raw.hints[2].with(raw.hints[3]).any(Hints::SIDEBAR),
                "in/sidebar-named",
            ),
            (
                raw.hints[2].with(raw.hints[3]).any(Hints::RELATED),
                "in/related-named",
            ),
            (
                raw.hints[2].with(raw.hints[3]).any(Hints::COMMENT),
                "in/comment-named",
            ),
            (
                raw.hints[2].with(raw.hints[3]).any(Hints::FOOTER),
                "in/footer-named",
            ),
            (raw.heading == 0 && is_emphasised(page, block), "set/strong"),
            (raw.heading == 0 && is_large(page, &elements), "set/large"),
            (!page.shown(block), "set/hidden"),
            (raw.landmarks.any(Landmarks::NAV), "in/nav"),
            (raw.landmarks.any(Landmarks::DIALOG), "in/dialog"),
            (raw.landmarks.any(Landmarks::FOOTER), "in/footer"),
            (raw.landmarks.any(Landmarks::ASIDE), "in/aside"),
            (raw.landmarks.any(Landmarks::FIGURE), "in/figure"),
            (raw.landmarks.any(Landmarks::HEADER), "in/header"),
            (raw.landmarks.any(Landmarks::ARTICLE), "in/article"),
            (raw.landmarks.any(Landmarks::MAIN), "in/main"),
            (raw.landmarks.any(Landmarks::LIST), "in/list"),
            (
                raw.landmarks.any(Landmarks::FORM.with(Landmarks::BUTTON)),
                "in/form",
            ),
            (raw.landmarks.any(Landmarks::TABLE), "in/table"),
        ] {
            if so {
                signs.push(sign);
            }
        }
        signs.push(match page.labels[block].label {
            Label::Body => "label/body",
            Label::Navigation => "label/navigation",
            Label::Related => "label/related",
            Label::Comment => "label/comment",
            Label::Legal => "label/legal",
            Label::Caption | Label::Credit => "label/caption",
            Label::Other => "label/other",
            _ => "label/furniture",
        });
        if leads_home(page, block) {
            signs.push("link/home");
        } else if raw.link_width * 2 > raw.width {
            signs.push("link/most");
        } else if raw.link_width > 0 {
            signs.push("link/some");
        }
    }

    /// Where it stands to the text.
    fn place(&self, line: &Line, signs: &mut Vec<&'static str>) {
        let page = self.page;
        let block = line.block;
        let Some(below) = &self.below else {
            signs.push("no-body");
            return;
        };
        signs.push(if block > below.first {
            "place/behind"
        } else {
            match below.first - block {
                0 => "place/first",
                1 => "place/1-above",
                2 => "place/2-above",
                3 | 4 => "place/4-above",
                5..=7 => "place/7-above",
                8..=12 => "place/12-above",
                13..=20 => "place/20-above",
                _ => "place/farther",
            }
        });
        // What says when and by whom stands below a headline.
        let told = |k: usize| {
            let known = self.says_when.borrow()[k];
            known.unwrap_or_else(|| {
                let words = page.words(k);
                let told = words.len() <= 160
                    && (page.near(k).any(Hints::BYLINE.with(Hints::TIME))
                        || people::prefix(words) > 0
                        || is_date(words));
                self.says_when.borrow_mut()[k] = Some(told);
                told
            })
        };
        let list = page.blocks.list.len();
        if (block + 1..(block + 4).min(list)).any(told) {
            signs.push("over-byline");
        }
        if (block.saturating_sub(2)..block).any(told) {
            signs.push("under-byline");
        }
    }

    /// What it says.
    fn words(&self, line: &Line, signs: &mut Vec<&'static str>) {
        let page = self.page;
        let words = page.words(line.block);
        let first = &words[..line.end];
        signs.push(match page.raw(line.block).width {
            0..=11 => "width/to-11",
            12..=19 => "width/to-19",
            20..=34 => "width/to-34",
            35..=54 => "width/to-54",
            55..=89 => "width/to-89",
            90..=129 => "width/to-129",
            130..=199 => "width/to-199",
            _ => "width/more",
        });
        let own = content_words(first);
        if let Some(below) = &self.below {
            signs.push(["text/0", "text/1", "text/2", "text/3"][below.shares(&own) as usize]);
        }
        if !self.address.is_empty() {
            let shared = common(&own, &self.address) as usize;
            signs.push(["address/0", "address/1", "address/2", "address/3"][shared]);
        }
        if is_sentence(first) {
            signs.push("words/sentence");
        }
        if first.len() < words.len() {
            signs.push("words/lines");
        }
        if is_date(first) {
            signs.push("words/date");
        }
        if people::prefix(first) > 0 {
            signs.push("words/by");
        } else if people::is_bare_name(first) {
            signs.push("words/name");
        }
        if own.len() < 2 {
            signs.push("words/few");
        }
        if self.names.is(&line.all) {
            signs.push("words/site");
        } else if line.all.len() <= 24 && self.names.is_like(&line.all) {
            signs.push("words/site-like");
        }
    }
}

/// Whether words end as sentences do.
fn is_sentence(words: &str) -> bool {
    words.ends_with(['.', '。', ':', ';'])
}

/// Whether a block is a link to the site's front page.
fn leads_home(page: &Page<'_, '_>, block: usize) -> bool {
    let span = page.raw(block).span;
    let marks = &page.blocks.marks;
    let from = marks.partition_point(|mark| mark.span.start < span.start);
    marks[from..]
        .iter()
        .take_while(|mark| mark.span.start < span.end)
        .any(|mark| match &mark.kind {
            MarkKind::Link(href) if mark.span.len() * 2 > span.len() => {
                let path = href.split_once("://").map_or(href.as_str(), |(_, rest)| {
                    rest.find('/').map_or("/", |at| &rest[at..])
                });
                path == "/" || path.starts_with("/?") || path.starts_with("/index.")
            }
            _ => false,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sign_of_a_title_has_a_weight() {
        let weights: Vec<(&str, &str)> = rows(include_str!("../../weights/headline.tsv")).collect();
        assert!(
            weights
                .iter()
                .all(|(_, weight)| weight.parse::<i32>().is_ok())
        );
        for sign in [DATA, CARDS, TAB, BARE_TAB, MARKED].into_iter().flatten() {
            assert!(weights.iter().any(|(known, _)| *known == sign), "{sign}");
        }
    }
}
