//! How a line is set that may be the headline, and what it shares with the text
//! below it.

use std::sync::OnceLock;

use onrecord_html::{Kind, NodeId, Tag};
use onrecord_record::{Label, MarkKind};

use super::Page;
use super::titles::word_hash;
use crate::article::dates;
use crate::article::people;
use crate::words;

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

/// The text that the headline stands over.
pub(super) struct Below {
    /// Its first block.
    pub(super) first: usize,
    /// Its content words.
    words: Vec<u64>,
}

impl Below {
    pub(super) fn of(page: &Page<'_, '_>) -> Option<Below> {
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

    pub(super) fn shares(&self, own: &[u64]) -> i32 {
        common(own, &self.words)
    }
}

/// How many words of a list stand in another, as far as that counts.
pub(super) fn common(own: &[u64], other: &[u64]) -> i32 {
    own.iter()
        .filter(|word| other.binary_search(word).is_ok())
        .take(3)
        .count() as i32
}

/// The words of a text that carry what it says, as sorted hashes: those of some
/// length, and pairs of characters where words have no spaces between them.
pub(super) fn content_words(text: &str) -> Vec<u64> {
    const LEAST: usize = 4;
    let mut out = Vec::new();
    for word in text.split(|c: char| !c.is_alphanumeric()) {
        let spaceless = |c: char| matches!(c, '\u{3040}'..='\u{30FF}' | '\u{4E00}'..='\u{9FFF}');
        if word.contains(spaceless) {
            let at: Vec<usize> = word.char_indices().map(|(at, _)| at).collect();
            for pair in at.windows(3) {
                out.push(word_hash(&word[pair[0]..pair[2]]));
            }
        } else if word.chars().nth(LEAST - 1).is_some() {
            out.push(word_hash(word));
        }
    }
    out.sort_unstable();
    out.dedup();
    out
}

/// The elements from a block's first words out to its container.
pub(super) fn elements_of(page: &Page<'_, '_>, block: usize) -> Vec<NodeId> {
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
pub(super) fn is_named(page: &Page<'_, '_>, line: &[NodeId]) -> bool {
    static NAMES: OnceLock<[Vec<&'static str>; 2]> = OnceLock::new();
    let [is, not] = NAMES.get_or_init(|| {
        ["is", "not"].map(|wanted| {
            words::rows(include_str!("../../words/headline-names.tsv"))
                .filter(|(row, _)| *row == wanted)
                .flat_map(|(_, list)| list.split(' '))
                .collect()
        })
    });
    line.iter().any(|&id| {
        ["class", "id"].iter().any(|name| {
            let value = page.document.attr(id, name).unwrap_or("");
            let value = value.to_ascii_lowercase();
            let has = |words: &[&str]| words.iter().any(|word| value.contains(word));
            !value.is_empty() && has(is) && !has(not)
        })
    })
}

/// Whether all of a block is emphasised.
pub(super) fn is_emphasised(page: &Page<'_, '_>, block: usize) -> bool {
    let span = page.raw(block).span;
    let marks = &page.blocks.marks;
    let from = marks.partition_point(|mark| mark.span.start < span.start);
    marks[from..]
        .iter()
        .take_while(|mark| mark.span.start == span.start)
        .any(|mark| mark.span.end == span.end && mark.kind == MarkKind::Strong)
}

/// Whether the elements ask for large or bold letters.
pub(super) fn is_large(page: &Page<'_, '_>, line: &[NodeId]) -> bool {
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
pub(super) fn is_date(words: &str) -> bool {
    // Every date has a digit; most lines have none.
    words.chars().any(char::is_numeric)
        && dates::find(words, &dates::Hints::default())
            .iter()
            .any(|date| date.range.len() * 2 > words.len())
}
