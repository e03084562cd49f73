//! The headline of a page that neither names it in a heading nor has it among
//! its titles: told by how it is set, by where it stands and by what it shares
//! with the text below it.

use onrecord_html::{Kind, NodeId, Tag};
use onrecord_record::{Label, MarkKind};

use super::titles::{SiteNames, Title, overlap, word_set};
use super::{Page, compared};
use crate::article::blocks::Landmarks;
use crate::article::dates;
use crate::article::hints::Hints;
use crate::article::people;
use crate::words;

/// The block that is likeliest the headline, before the body or as its first
/// block. The weights are guessed, then set by reading the errors on the
/// training sets.
pub(super) fn placed(
    page: &Page<'_, '_>,
    titles: &[Title<'_>],
    names: &SiteNames,
) -> Option<usize> {
    /// Widths of headlines.
    const NARROWEST: u32 = 12;
    const WIDEST: u32 = 240;
    /// How far above the body it may stand, in blocks.
    const FARTHEST: usize = 30;
    /// What a headline must be worth at least.
    const ENOUGH: i32 = 40;
    /// Which share of a title's words another wording of it has, in hundredths.
    const MOSTLY: i32 = 60;
    /// What a plain line right above the body is worth, and how near that is.
    const PLAIN: i32 = 20;
    const NEAR: usize = 4;
    let below = Below::of(page)?;
    let address = page.capture.url.as_deref().map(content_words);
    let address = address.unwrap_or_default();
    // Where a claim tells what the text is of, the headline is that claim or a
    // wording of it.
    let telling = titles.iter().any(|title| {
        title.rank <= 4
            || below.shares(&content_words(
                &title.claim.value.text()[title.range.clone()],
            )) >= 2
    });
    let mut best: Option<(i32, usize)> = None;
    for block in below.first.saturating_sub(FARTHEST)..=below.first {
        let raw = page.raw(block);
        let words = page.words(block);
        let line = &words[..first_line(words)];
        let label = page.labels[block].label;
        let fits = (NARROWEST..=WIDEST).contains(&raw.width)
            && page.shown(block)
            && !page.elsewhere(block)
            && raw.list_depth == 0
            && !matches!(label, Label::Caption | Label::Credit)
            && !raw.landmarks.any(Landmarks(
                Landmarks::FOOTER.0
                    | Landmarks::ASIDE.0
                    | Landmarks::FIGURE.0
                    | Landmarks::BUTTON.0,
            ));
        let same = compared(line);
        if !fits || same.is_empty() || names.is_like(&same) || is_date(line) {
            continue;
        }
        let own_words = word_set(line);
        let claimed = titles.iter().any(|title| {
            same.len() >= SOME_LETTERS
                && (title.compared.ends_with(&same)
                    || title.compared.starts_with(&same)
                    || overlap(&own_words, &title.words) >= MOSTLY)
        });
        if telling && !claimed {
            continue;
        }
        let own = content_words(line);
        let shared = below.shares(&own);
        let sentence = line.ends_with(['.', '。', ':', ';']);
        let mut set = set(page, block);
        if set == 0 && !sentence && below.first - block <= NEAR && raw.link_width == 0 {
            set = PLAIN;
        }
        // A first paragraph may be set in bold.
        let paragraph = raw.heading == 0 && (block == below.first || sentence);
        if !claimed && (set == 0 || paragraph) {
            continue;
        }
        let mut score = set + 9 * shared + 5 * common(&own, &address) + 45 * i32::from(claimed);
        if shared == 0 && !claimed {
            score -= 20;
        }
        score -= (below.first - block) as i32;
        if raw.link_width * 2 > raw.width {
            score -= 15;
        }
        if own.len() < 2 {
            score -= 15;
        }
        if score >= ENOUGH && best.is_none_or(|(most, _)| score > most) {
            best = Some((score, block));
        }
    }
    best.map(|(_, block)| block)
}

/// How many bytes of a headline's block are the headline: what stands on the
/// lines below it may say when and by whom.
pub(super) fn first_line(words: &str) -> usize {
    /// A shorter line is a kicker.
    const LEAST: usize = 12;
    let mut end = 0;
    for line in words.split_inclusive('\n') {
        let text = line.trim();
        let other = || is_date(text) || people::prefix(text) > 0 || people::is_bare_name(text);
        if end >= LEAST && other() {
            break;
        }
        end += line.len();
    }
    words[..end].trim_end().len()
}

/// Whether a heading says nothing of the text below it: a section's or a
/// page's name.
pub(super) fn tells_nothing(page: &Page<'_, '_>, block: usize) -> bool {
    /// A longer heading is worded for its text.
    const MOST: usize = 3;
    let own = content_words(page.words(block));
    let address = page.capture.url.as_deref().map(last_part);
    Below::of(page).is_some_and(|below| below.shares(&own) == 0)
        && own.len() <= MOST
        && common(&own, &content_words(address.unwrap_or(""))) == 0
}

/// The last part of an address's path.
fn last_part(url: &str) -> &str {
    let path = url.split(['?', '#']).next().unwrap_or("");
    path.trim_end_matches('/').rsplit('/').next().unwrap_or("")
}

/// The text that the headline stands over.
struct Below {
    /// Its first block.
    first: usize,
    /// Its content words.
    words: Vec<u64>,
}

impl Below {
    fn of(page: &Page<'_, '_>) -> Option<Below> {
        /// So many paragraphs name what the headline names.
        const FIRST: usize = 6;
        /// A shorter block may be the headline itself.
        const LONG: u32 = 80;
        let mut list = (0..page.blocks.list.len())
            .filter(|&k| {
                let raw = page.raw(k);
                page.labels[k].label == Label::Body
                    && raw.width >= LONG
                    && raw.heading == 0
                    && raw.link_width * 2 < raw.width
            })
            .take(FIRST)
            .peekable();
        let first = *list.peek()?;
        let mut words: Vec<u64> = list.flat_map(|k| content_words(page.words(k))).collect();
        words.sort_unstable();
        words.dedup();
        Some(Below { first, words })
    }

    fn shares(&self, own: &[u64]) -> i32 {
        common(own, &self.words)
    }
}

/// How many words of a list stand in another, as far as that counts.
fn common(own: &[u64], other: &[u64]) -> i32 {
    own.iter()
        .filter(|word| other.binary_search(word).is_ok())
        .take(3)
        .count() as i32
}

/// Fewer letters stand in too many titles by chance.
const SOME_LETTERS: usize = 12;

/// The words of a text that carry what it says, as sorted hashes: those of some
/// length, and pairs of characters where words have no spaces between them.
fn content_words(text: &str) -> Vec<u64> {
    const LEAST: usize = 4;
    let mut out = Vec::new();
    for word in text.split(|c: char| !c.is_alphanumeric()) {
        let spaceless = |c: char| matches!(c, '\u{3040}'..='\u{30FF}' | '\u{4E00}'..='\u{9FFF}');
        if word.contains(spaceless) {
            let at: Vec<usize> = word.char_indices().map(|(at, _)| at).collect();
            for pair in at.windows(3) {
                out.extend(word_set(&word[pair[0]..pair[2]]));
            }
        } else if word.chars().nth(LEAST - 1).is_some() {
            out.extend(word_set(word));
        }
    }
    out.sort_unstable();
    out.dedup();
    out
}

/// What the way a block is set says for it: a heading, an element that is named
/// a headline, words that are all emphasised or large; 0 where it is plain.
fn set(page: &Page<'_, '_>, block: usize) -> i32 {
    let raw = page.raw(block);
    let heading = match raw.heading {
        0 => 0,
        1 => 40,
        2 => 34,
        3 => 30,
        _ => 26,
    };
    let own = raw.hints[0].with(raw.inner);
    let line = line(page, block);
    let named = (own.any(Hints::HEADLINE) || is_named(page, &line))
        && !own.any(Hints::DEK.with(Hints::BYLINE).with(Hints::TIME));
    let strong = heading == 0 && (is_emphasised(page, block) || is_large(page, &line));
    heading.max(26 * i32::from(strong)) + 28 * i32::from(named)
}

/// The elements from a block's first words out to its container.
fn line(page: &Page<'_, '_>, block: usize) -> Vec<NodeId> {
    /// Elements inside one another that are looked at.
    const MOST: usize = 8;
    /// Nodes before the first words.
    const REACH: usize = 40;
    let document = page.document;
    let container = page.raw(block).container;
    let text = document
        .subtree(container)
        .take(REACH)
        .filter_map(|index| document.id_at(index))
        .find(|&id| document.kind(id) == Kind::Text && !document.text(id).trim().is_empty());
    let Some(text) = text else {
        return vec![container];
    };
    let mut out: Vec<NodeId> = document
        .ancestors(text)
        .filter(|&id| id != text)
        .take(MOST)
        .take_while(|&id| id != container)
        .collect();
    out.push(container);
    out
}

/// Whether an attribute of the elements names the headline.
fn is_named(page: &Page<'_, '_>, line: &[NodeId]) -> bool {
    line.iter().any(|&id| {
        ["class", "id"].iter().any(|name| {
            let value = page.document.attr(id, name).unwrap_or("");
            let value = value.to_ascii_lowercase();
            let has = |row| {
                words::rows(include_str!("../../words/headline-names.tsv"))
                    .filter(|(name, _)| *name == row)
                    .flat_map(|(_, list)| list.split(' '))
                    .any(|word| value.contains(word))
            };
            !value.is_empty() && has("is") && !has("not")
        })
    })
}

/// Whether all of a block is emphasised.
fn is_emphasised(page: &Page<'_, '_>, block: usize) -> bool {
    let span = page.raw(block).span;
    let marks = &page.blocks.marks;
    let from = marks.partition_point(|mark| mark.span.start < span.start);
    marks[from..]
        .iter()
        .take_while(|mark| mark.span.start == span.start)
        .any(|mark| mark.span.end == span.end && mark.kind == MarkKind::Strong)
}

/// Whether the elements ask for large or bold letters.
fn is_large(page: &Page<'_, '_>, line: &[NodeId]) -> bool {
    /// Letters of plain text are smaller, in pixels and in points.
    const PIXELS: u32 = 17;
    const POINTS: u32 = 13;
    line.iter().any(|&id| {
        let document = page.document;
        let attr = |name| document.attr(id, name).unwrap_or("").trim();
        let font = document.tag(id) == Tag::Font
            && matches!(attr("size"), "+1" | "+2" | "+3" | "4" | "5" | "6" | "7");
        let style = attr("style").to_ascii_lowercase().replace(' ', "");
        let bold = style.contains("font-weight:bold") || style.contains("font-weight:700");
        let size = style.split_once("font-size:").is_some_and(|(_, rest)| {
            let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            let size = rest[..digits].parse::<u32>().unwrap_or(0);
            rest[digits..].starts_with("px") && size >= PIXELS
                || rest[digits..].starts_with("pt") && size >= POINTS
        });
        font || bold || size || document.tag(id) == Tag::Big
    })
}

/// Whether words are mostly a date.
fn is_date(words: &str) -> bool {
    dates::find(words, &dates::Hints::default())
        .iter()
        .any(|date| date.range.len() * 2 > words.len())
}
