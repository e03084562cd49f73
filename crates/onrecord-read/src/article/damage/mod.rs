//! Damage of a text, stated and never repaired: letters of the wrong script,
//! slips of character recognition, paragraphs that lost their beginning,
//! strays, repeated paragraphs.
//!
//! A doubt that is wrong on a sound page costs more than one that is missed,
//! so each detector speaks only where the page itself or the vocabulary
//! supports another reading.

mod ocr;
mod paragraphs;
mod scripts;
mod vocabulary;

use onrecord_record::{Article, Doubt, DoubtKind, Evidence, Field, Label, Place, Source, TextSpan};

pub(crate) use scripts::latin_form;
pub(crate) use vocabulary::key as vocabulary_key;

use super::blocks::Blocks;
use super::label::Labelled;

/// The article in a page, as the detectors see it.
struct Scene<'a> {
    blocks: &'a Blocks,
    labels: &'a [Labelled],
    article: &'a Article,
    /// The article's blocks, in page order.
    own: Vec<usize>,
}

/// Finds the damage in the article's own blocks, in text order.
pub(crate) fn doubts(blocks: &Blocks, labels: &[Labelled], article: &Article) -> Vec<Doubt> {
    let scene = Scene {
        blocks,
        labels,
        article,
        own: own(labels),
    };
    let mut found = Vec::new();
    scripts::find(&scene, &mut found);
    if !written_for_the_web(article) {
        ocr::find(&scene, &mut found);
    }
    paragraphs::missing(&scene, &mut found);
    paragraphs::repeated(&scene, &mut found);
    paragraphs::strays(&scene, &mut found);
    paragraphs::cut(&scene, &mut found);
    found.sort_by_key(|suspect| (suspect.span.start, suspect.kind));
    found.dedup_by_key(|suspect| (suspect.span, suspect.kind));
    found.into_iter().map(Suspect::doubt).collect()
}

/// Whether the publisher tells programs what the article is, so that it was
/// written by one and not read from paper: of 1,834 captured pages nine had words
/// that looked like slips of recognition, and none of them was one.
fn written_for_the_web(article: &Article) -> bool {
    fn told<T>(field: &Field<T>) -> bool {
        let is_claim = |evidence: &Evidence<T>| {
            matches!(
                evidence.source,
                Source::JsonLd | Source::OpenGraph | Source::Microdata | Source::AppState
            )
        };
        field.chosen().is_some_and(is_claim) || field.rivals().iter().any(is_claim)
    }
    told(&article.headline) || told(&article.published)
}

/// A doubt about words of the text.
struct Suspect {
    kind: DoubtKind,
    span: TextSpan,
    note: String,
    reading: Option<String>,
}

impl Suspect {
    fn doubt(self) -> Doubt {
        Doubt {
            kind: self.kind,
            at: Some(Place::Text(self.span)),
            note: self.note,
            reading: self.reading,
        }
    }
}

/// The blocks that are the article's: those with its labels, and what stands
/// between headline and body and has none.
fn own(labels: &[Labelled]) -> Vec<usize> {
    let is = |label: Label| move |l: &Labelled| l.label == label;
    let headline = labels.iter().position(is(Label::Headline));
    let body = labels.iter().position(is(Label::Body));
    let head = match (headline, body) {
        (Some(from), Some(to)) => from..to,
        _ => 0..0,
    };
    (0..labels.len())
        .filter(|k| match labels[*k].label {
            Label::Kicker
            | Label::Headline
            | Label::Dek
            | Label::Byline
            | Label::Dateline
            | Label::Time
            | Label::Body
            | Label::Caption
            | Label::Credit
            | Label::Correction
            | Label::ContributorNote
            | Label::LivePost => true,
            Label::Other => head.contains(k),
            _ => false,
        })
        .collect()
}

impl Scene<'_> {
    /// The words of a block.
    fn block(&self, k: usize) -> &str {
        self.blocks.words(&self.blocks.list[k])
    }

    /// Every word of the article: runs of letters and digits.
    fn words(&self) -> impl Iterator<Item = Word<'_>> {
        self.own.iter().flat_map(|k| {
            let span = self.blocks.list[*k].span;
            words(self.blocks.text.get(span), span.start as usize)
        })
    }
}

/// A run of letters and digits.
#[derive(Clone, Copy)]
struct Word<'t> {
    text: &'t str,
    span: TextSpan,
}

/// The words of a text that begins at `base` of the clean text.
fn words(text: &str, base: usize) -> impl Iterator<Item = Word<'_>> {
    let mut rest = 0;
    std::iter::from_fn(move || {
        let start = rest + word_edge(&text[rest..], false)?;
        let length = word_edge(&text[start..], true).unwrap_or(text.len() - start);
        rest = start + length;
        Some(Word {
            text: &text[start..rest],
            span: TextSpan::new(base + start, base + rest),
        })
    })
}

/// Where a text that begins inside or between words first changes to the
/// other. Most characters are ASCII and are told by a byte.
fn word_edge(text: &str, inside: bool) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let byte = bytes[at];
        if byte.is_ascii() {
            if byte.is_ascii_alphanumeric() != inside {
                return Some(at);
            }
            at += 1;
        } else {
            let c = text[at..].chars().next()?;
            if c.is_alphanumeric() != inside {
                return Some(at);
            }
            at += c.len_utf8();
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use onrecord_record::{Capture, DoubtKind};

    use crate::{Options, read};

    #[test]
    fn slips_are_looked_for_where_a_page_may_come_from_paper() {
        let words = "The council said that it had spent all of the money on the old pier and that \
            there was not en0ugh left for a new one this year, so that the people of the island \
            would have to go by the long road for some time.";
        let slips = |head: &str| {
            let body = format!(
                "<html><head>{head}</head><body><h1>Not a crown is left for the pier</h1><p>{words}</p></body></html>"
            );
            let capture = Capture {
                body: body.into_bytes(),
                ..Capture::default()
            };
            let doubts = read(&capture, &Options::default()).doubts;
            doubts
                .iter()
                .filter(|d| d.kind == DoubtKind::OcrSuspect)
                .count()
        };
        assert_eq!(slips(""), 1);
        let claim = r#"<meta property="og:title" content="Not a crown is left for the pier">"#;
        assert_eq!(slips(claim), 0);
    }
}
