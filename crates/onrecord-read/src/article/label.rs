//! Says what each block is.
//!
//! The body is told by a forest that sees a block and its surroundings. What
//! is not body is told by rules over the same features.

use std::sync::OnceLock;

use onrecord_html::Tag;
use onrecord_record::{BodyPart, Label, Rule};

use super::blocks::{Blocks, Landmarks, RawBlock};
use super::features::{Facts, Features, Learned};
use super::forest::Forest;
use super::hints::Hints;
use super::lexicon::Lexicon;
use super::wording::Wording;
use crate::odds::chance;

/// A label with what gave it.
#[derive(Clone, Debug)]
pub(crate) struct Labelled {
    pub(crate) label: Label,
    pub(crate) part: Option<BodyPart>,
    pub(crate) rule: Rule,
    pub(crate) confidence: Option<u16>,
}

impl Labelled {
    /// What a rule says that a block is, sure of it.
    pub(crate) fn by(label: Label, rule: &'static str) -> Labelled {
        Labelled {
            label,
            part: None,
            rule: Rule::named(rule),
            confidence: None,
        }
    }
}

/// What was learned of words, and the forest that tells the body.
#[derive(Clone, Debug)]
pub(crate) struct BodyModel {
    pub(crate) learned: Learned,
    pub(crate) forest: Forest,
}

impl BodyModel {
    /// Reads the three parts, each behind its length as a little-endian `u32`.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<BodyModel> {
        let mut rest = bytes;
        let mut part = || {
            let (length, tail) = rest.split_first_chunk::<4>()?;
            let (part, tail) = tail.split_at_checked(u32::from_le_bytes(*length) as usize)?;
            rest = tail;
            Some(part)
        };
        Some(BodyModel {
            learned: Learned {
                lexicon: Lexicon::from_bytes(part()?)?,
                wording: Wording::from_bytes(part()?)?,
            },
            forest: Forest::from_bytes(part()?)?,
        })
    }

    /// The model for HTML pages in the binary.
    pub(crate) fn of_blocks() -> &'static BodyModel {
        static MODEL: OnceLock<BodyModel> = OnceLock::new();
        MODEL.get_or_init(|| Self::shipped(include_bytes!("../weights/blocks.bin")))
    }

    /// The model for plain text in the binary.
    pub(crate) fn of_lines() -> &'static BodyModel {
        static MODEL: OnceLock<BodyModel> = OnceLock::new();
        MODEL.get_or_init(|| Self::shipped(include_bytes!("../weights/lines.bin")))
    }

    fn shipped(bytes: &[u8]) -> BodyModel {
        BodyModel::from_bytes(bytes).expect("a test reads the shipped models")
    }

    /// The margin of every block for being body.
    pub(crate) fn margins(&self, features: &Features) -> Vec<i32> {
        self.forest.margins(&features.rows)
    }
}

/// Labels every block; `margins` are the model's, one a block.
pub(crate) fn label(blocks: &Blocks, facts: &[Facts], margins: &[i32]) -> Vec<Labelled> {
    (blocks.list.iter())
        .zip(facts)
        .zip(margins)
        .map(|((block, facts), &margin)| {
            if let Some((label, rule)) = picture_words(blocks, block, facts) {
                return Labelled {
                    label,
                    part: None,
                    rule: Rule::named(rule),
                    confidence: None,
                };
            }
            if margin > 0 {
                return Labelled {
                    label: Label::Body,
                    part: Some(part(block)),
                    rule: Rule::named("body/forest"),
                    confidence: Some(chance(margin)),
                };
            }
            let (label, rule) = rest(block, facts);
            Labelled {
                label,
                part: None,
                rule: Rule::named(rule),
                confidence: None,
            }
        })
        .collect()
}

/// What part of the body a body block is, by its element.
pub(crate) fn part(block: &RawBlock) -> BodyPart {
    if block.heading > 0 {
        BodyPart::Subhead
    } else if block.tag == Tag::Tr {
        BodyPart::TableRow
    } else if block.landmarks.any(Landmarks::PRE) {
        BodyPart::Code
    } else if block.landmarks.any(Landmarks::QUOTE) {
        if block.hints.iter().take(3).any(|h| h.any(Hints::EMBED)) {
            BodyPart::Embed
        } else {
            BodyPart::Quotation
        }
    } else if block.list_depth > 0 && !matches!(block.tag, Tag::Div | Tag::Td) {
        BodyPart::ListItem
    } else {
        BodyPart::Paragraph
    }
}

/// Whether an element that is named a credit begins in the first half of a block: behind
/// more words than its own it ends a caption.
fn is_credit_inside(blocks: &Blocks, block: &RawBlock) -> bool {
    let at = (blocks.inner).partition_point(|inner| inner.span.start < block.span.start);
    let mut inside = (blocks.inner[at..].iter())
        .take_while(|inner| inner.span.start < block.span.end)
        .filter(|inner| inner.hints.any(Hints::CREDIT));
    let first = inside
        .next()
        .map(|inner| inner.span.start - block.span.start);
    first.is_some_and(|before| before as usize * 2 <= block.span.len())
}

/// Words that belong to a picture.
fn picture_words(
    blocks: &Blocks,
    block: &RawBlock,
    facts: &Facts,
) -> Option<(Label, &'static str)> {
    let near = block.inner.with(block.hints[0]).with(block.hints[1]);
    let figure = block
        .landmarks
        .any(Landmarks(Landmarks::FIGURE.0 | Landmarks::CAPTION.0));
    if block.landmarks.any(Landmarks::TABLE) && block.tag != Tag::Caption {
        return None;
    }
    if near.any(Hints::CREDIT) && (figure || near.any(Hints::MEDIA)) && facts.width <= 120 {
        let container = block.hints[0].any(Hints::CREDIT) && !block.hints[0].any(Hints::CAPTION);
        let inside = block.inner.any(Hints::CREDIT) && !block.inner.any(Hints::CAPTION);
        if container || inside && facts.words <= 8 && is_credit_inside(blocks, block) {
            return Some((Label::Credit, "credit/named-by-attribute"));
        }
    }
    if block.landmarks.any(Landmarks::CAPTION) {
        return Some((Label::Caption, "caption/figcaption"));
    }
    // A paragraph inside the element that is named a caption.
    let named = block.hints[0].any(Hints::CAPTION)
        || block.hints[0] == Hints::default() && block.hints[1].any(Hints::CAPTION);
    if named && facts.heading == 0 && (figure || facts.image_before || near.any(Hints::MEDIA)) {
        return Some((Label::Caption, "caption/named-by-attribute"));
    }
    None
}

/// What a block is that is no part of the article.
fn rest(block: &RawBlock, facts: &Facts) -> (Label, &'static str) {
    let near = block.inner.with(block.hints[0]).with(block.hints[1]);
    let all = near.with(block.hints[2]).with(block.hints[3]);
    let in_page_foot =
        block.landmarks.any(Landmarks::FOOTER) && !block.landmarks.any(Landmarks::ARTICLE);
    if all.any(Hints::COMMENT) && !near.any(Hints::SHARE) {
        return (Label::Comment, "comment/named-by-attribute");
    }
    if block.landmarks.any(Landmarks::NAV) {
        return (Label::Navigation, "navigation/nav-element");
    }
    if near.any(Hints::LEGAL) && near.0 & Hints::CREDIT.0 == 0 {
        return (Label::Legal, "legal/named-by-attribute");
    }
    if near.any(Hints::PROMO.with(Hints::AD).with(Hints::PAYWALL)) {
        return (Label::Promo, "promo/named-by-attribute");
    }
    if all.any(Hints::RELATED) && facts.link_percent >= 50 {
        return (Label::Related, "related/named-by-attribute");
    }
    if near.any(Hints::SHARE.with(Hints::TAGS).with(Hints::NAVIGATION)) {
        return (Label::Navigation, "navigation/named-by-attribute");
    }
    if in_page_foot || all.any(Hints::FOOTER) {
        if facts.link_percent >= 60 {
            return (Label::Navigation, "navigation/page-foot");
        }
        return (Label::Legal, "legal/page-foot");
    }
    if block.landmarks.any(Landmarks::FORM) || block.landmarks.any(Landmarks::BUTTON) {
        return (Label::Navigation, "navigation/control");
    }
    if facts.link_percent >= 60 && facts.words >= 4 {
        return (Label::Related, "related/linked-line");
    }
    if facts.link_percent >= 60 {
        return (Label::Navigation, "navigation/linked-words");
    }
    (Label::Other, "other/no-rule")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::features;
    use crate::article::lines;

    #[test]
    fn the_shipped_models_fit_the_features() {
        for (model, columns) in [
            (BodyModel::of_blocks(), features::names().len()),
            (BodyModel::of_lines(), lines::COLUMNS),
        ] {
            assert_eq!(model.forest.features(), columns);
        }
    }
}
