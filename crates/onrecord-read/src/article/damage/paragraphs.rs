//! Paragraphs that lost their beginning or stand twice, and characters that
//! belong to nothing.

use std::collections::BTreeMap;

use onrecord_record::{Access, BodyPart, DoubtKind, Label, TextSpan};

use super::{Scene, Suspect};
use crate::article::dates;
use crate::words::rows;

/// A shorter body block may be no paragraph.
const SOME_LENGTH: u32 = 40;

impl Scene<'_> {
    /// The body's paragraphs of some length.
    fn paragraphs(&self) -> impl Iterator<Item = usize> {
        self.own.iter().copied().filter(|k| {
            let labelled = &self.labels[*k];
            labelled.label == Label::Body
                && labelled.part == Some(BodyPart::Paragraph)
                && self.blocks.list[*k].width >= SOME_LENGTH
        })
    }
}

/// Paragraphs that begin in the middle of a sentence although the one before
/// ended one.
pub(super) fn missing(scene: &Scene<'_>, found: &mut Vec<Suspect>) {
    let paragraphs: Vec<usize> = scene.paragraphs().collect();
    let lower: Vec<usize> = (1..paragraphs.len())
        .filter(|at| begins_inside(scene.block(paragraphs[*at])))
        .collect();
    // Who writes so throughout means it.
    if lower.len() > 2 && lower.len() * 10 > paragraphs.len() {
        return;
    }
    for at in lower {
        let (before, k) = (paragraphs[at - 1], paragraphs[at]);
        // Only pictures and boxes may stand between; anything else may be
        // what the sentence begins with, or set another's words apart.
        let apart = (before + 1..k).any(|j| {
            !matches!(
                scene.labels[j].label,
                Label::Caption | Label::Credit | Label::Related | Label::Promo
            )
        });
        if apart || !ends_sentence(scene.block(before)) || !ends_sentence(scene.block(k)) {
            continue;
        }
        let start = scene.blocks.list[k].span.start as usize;
        found.push(Suspect {
            kind: DoubtKind::MissingText,
            span: TextSpan::new(start, start),
            note: "the paragraph begins in the middle of a sentence, and the one before ends \
                   one: what stood between is not in the capture"
                .to_owned(),
            reading: None,
        });
    }
}

/// Whether words begin in lower case where no name is written so: not with a
/// name's particle, a trade mark such as `eBay`, an address or a handle, nor
/// with a long word before a capital, as where a reader's name precedes what
/// the reader wrote.
fn begins_inside(words: &str) -> bool {
    /// Words that tie a name to what went before are hardly longer.
    const LONGEST_TIE: usize = 5;
    let mut parts = words.split_whitespace();
    let first = parts.next().unwrap_or("");
    let plain = first.strip_suffix([',', ';']).unwrap_or(first);
    if plain.is_empty() || !plain.chars().all(char::is_lowercase) {
        return false;
    }
    let particle =
        rows(include_str!("../../words/name-particles.tsv")).any(|(word, _)| word == plain);
    let named = plain.chars().count() > LONGEST_TIE
        && parts
            .next()
            .is_some_and(|next| next.starts_with(char::is_uppercase));
    !particle && !named
}

/// Whether words end as a sentence does, closing marks aside.
fn ends_sentence(words: &str) -> bool {
    words
        .trim_end_matches(['"', '\'', '”', '’', '»', '“', ')', ']'])
        .ends_with(['.', '!', '?', '。', '！', '？', '…'])
}

/// Paragraphs that stand in the body twice.
pub(super) fn repeated(scene: &Scene<'_>, found: &mut Vec<Suspect>) {
    /// A shorter one may be meant twice.
    const LONG: u32 = 100;
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for k in scene.paragraphs() {
        if scene.blocks.list[k].width < LONG {
            continue;
        }
        if seen.insert(scene.block(k), k).is_some() {
            found.push(Suspect {
                kind: DoubtKind::DuplicatedText,
                span: scene.blocks.list[k].span,
                note: "the same paragraph stands in the body before".to_owned(),
                reading: None,
            });
        }
    }
}

/// A lone letter or digit behind a time stamp, and one that is a body block of
/// its own.
pub(super) fn strays(scene: &Scene<'_>, found: &mut Vec<Suspect>) {
    let lone = |words: &str| {
        let mut chars = words.chars();
        chars.next().is_some_and(char::is_alphanumeric) && chars.next().is_none()
    };
    for k in &scene.own {
        let span = scene.blocks.list[*k].span;
        let words = scene.block(*k);
        match scene.labels[*k].label {
            Label::Time => {
                let dates = dates::find(words, &dates::Hints::default());
                let Some(last) = dates.last() else { continue };
                let rest = &words[last.range.end..];
                if rest.starts_with(char::is_whitespace) && lone(rest.trim()) {
                    found.push(Suspect {
                        kind: DoubtKind::Stray,
                        span: TextSpan::new(
                            span.start as usize + last.range.end,
                            span.end as usize,
                        ),
                        note: "a lone character behind the time stamp".to_owned(),
                        reading: None,
                    });
                }
            }
            // A drop capital is a block of its own in some pages; a digit is
            // not.
            Label::Body if lone(words) && words.starts_with(|c: char| c.is_ascii_digit()) => {
                found.push(Suspect {
                    kind: DoubtKind::Stray,
                    span,
                    note: "a lone character between paragraphs".to_owned(),
                    reading: None,
                });
            }
            _ => {}
        }
    }
}

/// The end of the body of an article that is cut.
pub(super) fn cut(scene: &Scene<'_>, found: &mut Vec<Suspect>) {
    if scene.article.access.value != Access::Cut {
        return;
    }
    if let Some(last) = scene.paragraphs().last() {
        let end = scene.blocks.list[last].span.end as usize;
        found.push(Suspect {
            kind: DoubtKind::CutText,
            span: TextSpan::new(end, end),
            note: "the article goes on behind a wall; what follows is not in the capture"
                .to_owned(),
            reading: None,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beginnings_inside_a_sentence_are_told_from_names() {
        assert!(begins_inside("and that neither side may sell."));
        assert!(begins_inside("up the valley, where nobody lives."));
        for sound in [
            "The two sides.",
            "de Velt said no.",
            "eBay said no.",
            "orrin.example says",
            "nightwatch The ferry is late.",
            "1",
        ] {
            assert!(!begins_inside(sound), "{sound}");
        }
    }
}
