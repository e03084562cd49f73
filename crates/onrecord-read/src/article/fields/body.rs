//! Text of the article that stands only in data: in what the page tells search
//! engines, or in the data of its own program.

use onrecord_html::Tag;
use onrecord_record::{Label, Rule, Source};

use super::{FieldBlocks, Items, Page};
use crate::article::blocks::Landmarks;
use crate::article::features::word_keys;
use crate::intake::claims::{Property, Value};

/// Paragraphs that the page does not show, in order, and the rule that their
/// blocks get, which says where they were found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct InData {
    pub(crate) lines: Vec<Value>,
    pub(crate) rule: Rule,
}

/// Finds the paragraphs of the article's claimed text that no block shows, where
/// they are a good part of it.
pub(super) fn read(page: &Page<'_, '_>, items: &Items, found: &mut FieldBlocks) -> Option<InData> {
    /// Less, in bytes, is a summary or what the page shows in other words.
    const SOME: usize = 250;
    let claim = page
        .claims
        .of(Property::Body)
        .filter(|claim| {
            matches!(claim.source, Source::JsonLd | Source::AppState) && items.owns(claim)
        })
        .max_by_key(|claim| claim.value.text().len())?;
    let size = claim.value.text().len();
    let shown: usize = (page.labels.iter().zip(&page.blocks.list))
        .filter(|(labelled, _)| labelled.label == Label::Body)
        .map(|(_, block)| block.span.len())
        .sum();
    // A body that is nearly as long is the same.
    if size < SOME || shown * 10 >= size * 7 {
        return None;
    }
    let known = Known::of(page);
    let mut lines = Vec::new();
    let mut start = 0;
    for line in claim.value.text().split('\n') {
        for range in missing(line, &known) {
            let words = claim.value.slice(start + range.start..start + range.end);
            if !words.is_empty() && !is_code(words.text()) {
                lines.push(words);
            }
        }
        start += line.len() + 1;
    }
    let hidden: usize = lines.iter().map(|line| line.text().len()).sum();
    if hidden < SOME || hidden * 10 < size * 3 {
        return None;
    }
    // What asks for scripts is not the article.
    for (k, block) in page.blocks.list.iter().enumerate() {
        let asks = || {
            let mut inside = page.document.descendants(block.container);
            block.landmarks.any(Landmarks::NOSCRIPT)
                || inside.any(|node| page.document.tag(node) == Tag::Noscript)
        };
        if page.labels[k].label == Label::Body && block.width <= SOME as u32 && asks() {
            found.push(k, Label::Other, "other/for-want-of-scripts");
        }
    }
    let rule = match claim.source {
        Source::JsonLd => "body/json-ld-article-body",
        _ => "body/app-state",
    };
    Some(InData {
        lines,
        rule: Rule::named(rule),
    })
}

/// Whether words are code that editors leave in their text: an attribute, a
/// member of an object, a short code in brackets.
fn is_code(words: &str) -> bool {
    [r#"=""#, r#"":"#, r#"{""#, "://"]
        .iter()
        .any(|mark| words.contains(mark))
        || words.starts_with('[') && words.ends_with(']')
}

/// Pairs of words that stand in the page's blocks, sorted.
struct Known(Vec<(u64, u64)>);

impl Known {
    fn of(page: &Page<'_, '_>) -> Self {
        let mut pairs = Vec::new();
        for block in &page.blocks.list {
            if block.landmarks.any(Landmarks::HIDDEN) {
                continue;
            }
            let keys = word_keys(page.blocks.words(block));
            pairs.extend(keys.windows(2).map(|two| (two[0], two[1])));
        }
        pairs.sort_unstable();
        pairs.dedup();
        Self(pairs)
    }

    /// Whether most of the words' pairs are known; of words without a pair
    /// nothing can be told, and they count as known.
    fn holds(&self, words: &str) -> bool {
        let keys = word_keys(words);
        let pairs = keys.windows(2);
        let count = pairs.len();
        let found = pairs
            .filter(|two| self.0.binary_search(&(two[0], two[1])).is_ok())
            .count();
        found * 10 >= count * 6
    }
}

/// The parts of a paragraph that are not known, cut at sentences: data often has
/// a whole article in one line, of which the page shows the beginning.
fn missing(line: &str, known: &Known) -> Vec<std::ops::Range<usize>> {
    let mut out: Vec<std::ops::Range<usize>> = Vec::new();
    let mut start = 0;
    for (at, c) in line.char_indices() {
        let end = at + c.len_utf8();
        let ends = matches!(c, '.' | '!' | '?' | '…') && line[end..].starts_with(' ')
            || matches!(c, '。' | '！' | '？');
        if !ends && end < line.len() {
            continue;
        }
        let sentence = &line[start..end];
        let from = start + (sentence.len() - sentence.trim_start().len());
        if from < end && !known.holds(sentence) {
            match out.last_mut() {
                Some(last) if last.end == start => last.end = end,
                _ => out.push(from..end),
            }
        }
        start = end;
    }
    out
}
