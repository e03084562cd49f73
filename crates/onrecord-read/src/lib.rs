//! A capture in, a record out.
//!
//! Reading is pure: no file, no network, no clock, no environment; the same
//! capture and the same version give the same bytes. It cannot fail: what is
//! wrong with a page is stated in the record as a doubt.

#![forbid(unsafe_code)]
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod article;
mod intake;
mod odds;
mod slots;
mod speech;
pub mod training;
mod words;

use onrecord_record::{
    Article, Block, BodyPart, Capture, CaptureInfo, Doubt, DoubtKind, Label, Maker, Mark, PageKind,
    Piece, Place, Record, Rule, SCHEMA, Text, TextSpan, Verdict,
};

use article::around::{Around, Guess};
use article::blocks::Blocks;
use article::features::Features;
use article::fields::{InData, Page};
use article::label::{BodyModel, Labelled};
use article::signs::{Form, Reading};
use intake::claims::Claims;
use onrecord_html::{Decoded, Document};
use speech::Speech;

/// How to read. The defaults are what the program uses.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Options {
    /// Read the capture as plain text even if it looks like HTML.
    pub as_text: bool,
    /// Whether statements, people and dates are wanted; without them reading is
    /// faster.
    pub statements: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            as_text: false,
            statements: true,
        }
    }
}

/// Reads a capture into a record.
pub fn read(capture: &Capture, options: &Options) -> Record {
    read_by(capture, options, Models::default())
}

/// The learned models that a page is read by; the shipped one where none is given.
#[derive(Clone, Copy, Default)]
struct Models<'m> {
    body: Option<&'m BodyModel>,
    around: Option<&'m Around>,
}

/// Reads a capture by some models.
fn read_by(capture: &Capture, options: &Options, models: Models<'_>) -> Record {
    read_with(capture, options, models).0
}

/// The same, and how it was read.
fn read_with(capture: &Capture, options: &Options, models: Models<'_>) -> (Record, Reading) {
    let input = intake::take(capture, options);
    let page = match &input.kind {
        intake::Kind::Html => {
            let body = models.body.unwrap_or_else(|| BodyModel::of_blocks());
            let around = models.around.unwrap_or_else(|| Around::shipped());
            read_html(capture, &input, body, around)
        }
        intake::Kind::Text => {
            let body = models.body.unwrap_or_else(|| BodyModel::of_lines());
            let around = models.around.unwrap_or_else(|| Around::of_lines());
            read_text(capture, &input, body, around)
        }
        intake::Kind::NoPage(_) => PageRead::default(),
    };
    let PageRead {
        text,
        blocks,
        marks,
        article,
        mut doubts,
        reading,
    } = page;
    doubts.splice(0..0, input.doubts);
    let speech = if options.statements {
        let (input, rest) = speech_input(&text, &blocks, &article);
        doubts.extend(rest);
        speech::read(&input)
    } else {
        Speech::default()
    };
    let record = Record {
        schema: SCHEMA.to_owned(),
        maker: Maker {
            name: "onrecord".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            weights: None,
        },
        capture: CaptureInfo {
            url: capture.url.clone(),
            captured: capture.captured.clone(),
            media_type: capture.media_type.clone(),
            read_as: input.kind.media_type().to_owned(),
            charset: input.charset,
            length: capture.body.len() as u64,
            sha256: capture.digest(),
        },
        article,
        statements: speech.statements,
        entities: speech.entities,
        mentions: speech.mentions,
        dates: speech.dates,
        doubts,
        blocks,
        marks,
        text,
    };
    (record, reading)
}

/// The most text that statements are looked for in, in bytes: some hundred long
/// articles, read in half a second. What is longer is no article.
const SPEECH_BYTES: usize = 500_000;

/// What the speech room is given of a page: the article's own parts, and a doubt
/// if there is more of them than it reads.
fn speech_input<'t>(
    text: &'t Text,
    blocks: &[Block],
    article: &Article,
) -> (speech::Input<'t>, Option<Doubt>) {
    let mut parts = Vec::new();
    let (mut size, mut rest) = (0, None);
    for block in blocks {
        let own = matches!(
            block.label,
            Label::Headline | Label::Dek | Label::Body | Label::LivePost | Label::Caption
        );
        if !own {
            continue;
        }
        size += block.span.len();
        if size > SPEECH_BYTES {
            rest = Some(Doubt {
                kind: DoubtKind::LimitReached,
                at: None,
                note: "the article is longer than statements are looked for in; its end was not searched for them"
                    .to_owned(),
                reading: None,
            });
            break;
        }
        parts.push(speech::Part {
            span: block.span,
            label: block.label,
        });
    }
    let input = speech::Input {
        text: &text.content,
        parts,
        // A page that gives only its last change was written about then; each
        // mention of a time says which day it was counted from.
        anchor: article
            .published
            .value()
            .or(article.modified.value())
            .map(|date| date.moment),
        writer: writer(article),
    };
    (input, rest)
}

/// Where the page shows the name of its author, if it gives one and no more.
fn writer(article: &Article) -> Option<TextSpan> {
    let [author] = &article.authors.value()?[..] else {
        return None;
    };
    if author.value.organisation {
        return None;
    }
    let rivals = article.authors.rivals().iter().flat_map(|list| &list.value);
    std::iter::once(author)
        .chain(rivals.filter(|rival| rival.value.name == author.value.name))
        .find_map(|named| match named.at {
            Place::Text(span) => Some(span),
            _ => None,
        })
}

/// What the article room makes of a page.
#[derive(Default)]
struct PageRead {
    text: Text,
    blocks: Vec<Block>,
    marks: Vec<Mark>,
    article: Article,
    doubts: Vec<Doubt>,
    reading: Reading,
}

/// Reads an HTML page: tree, blocks, labels, fields.
fn read_html(
    capture: &Capture,
    input: &intake::Input<'_>,
    model: &BodyModel,
    around: &Around,
) -> PageRead {
    let document = parse(input);
    let claims = intake::claims::claims(&document);
    let mut doubts = limits(&document);
    doubts.extend(truncated(&document));
    doubts.extend(unclosed(&document, input));
    let (mut sorted, features, hidden) = sort_html(&document, &claims, model);
    doubts.extend(hidden);
    sorted.guesses = around.guess(&document, &features, &sorted.blocks, &sorted.labels);
    sorted
        .blocks
        .map_bytes(|range| input.decoded.bytes_of(range));
    assemble(capture, input, &document, &claims, sorted, doubts)
}

/// Cuts an HTML page into blocks, measures and labels them; a doubt if it hides its
/// story.
fn sort_html(
    document: &Document<'_>,
    claims: &Claims,
    model: &BodyModel,
) -> (Sorted, Features, Option<Doubt>) {
    let told = article::told(claims);
    let mut blocks = article::blocks::cut(document);
    let hidden = article::hidden::show(document, &mut blocks);
    let features = article::features::measure(document, &blocks, &told, &model.learned);
    let margins = model.margins(&features);
    let mut labels = article::label::label(&blocks, &features.facts, &margins);
    article::pictures::captions(document, &blocks, &features.facts, &mut labels);
    let sorted = Sorted {
        blocks,
        labels,
        margins,
        guesses: Vec::new(),
    };
    (sorted, features, hidden)
}

/// Reads plain text: lines, blocks, labels, fields.
fn read_text(
    capture: &Capture,
    input: &intake::Input<'_>,
    model: &BodyModel,
    around: &Around,
) -> PageRead {
    let mut paragraphs = intake::lines::cut(input.decoded.text());
    let features = article::lines::measure(&paragraphs, &model.learned);
    let margins = model.margins(&features);
    let mut labels = article::line_label::label(&paragraphs.blocks, &features.facts, &margins);
    let guesses = article::line_around::guess(around, &paragraphs.blocks, &features, &mut labels);
    article::line_label::hint(&mut paragraphs.blocks, &labels);
    paragraphs
        .blocks
        .map_bytes(|range| input.decoded.bytes_of(range));
    // A text has no tree and claims nothing.
    let document = onrecord_html::parse("", &onrecord_html::Options::default());
    let claims = Claims::default();
    let sorted = Sorted {
        blocks: paragraphs.blocks,
        labels,
        margins,
        guesses,
    };
    assemble(capture, input, &document, &claims, sorted, Vec::new())
}

/// A page's blocks with what the model and the rules before the fields make of
/// them.
struct Sorted {
    blocks: Blocks,
    labels: Vec<Labelled>,
    /// The model's, in thousandths of log-odds for being body.
    margins: Vec<i32>,
    /// What is made of blocks that are not body, if no rule comes to know them.
    guesses: Vec<Option<Guess>>,
}

/// Reads the fields from labelled blocks and claims.
fn assemble(
    capture: &Capture,
    input: &intake::Input<'_>,
    document: &Document<'_>,
    claims: &Claims,
    sorted: Sorted,
    mut doubts: Vec<Doubt>,
) -> PageRead {
    let Sorted {
        blocks,
        mut labels,
        margins,
        guesses,
    } = sorted;
    let page = Page {
        capture,
        document,
        decoded: &input.decoded,
        blocks: &blocks,
        labels: &labels,
        claims,
    };
    let fields = article::fields::fields(&page);
    fields.blocks.apply(&mut labels);
    article::refine::refine(document, &blocks, &mut labels);
    doubts.extend(fields.doubts);
    let mut article = fields.article;
    // Posts take captions into their text, and a picture's words are told by then.
    let mut told = labels.clone();
    article::around::settle(&guesses, &mut told);
    article.images = article::pictures::images(document, &input.decoded, &blocks, &told);
    let claimed_live = article.kind.value == PageKind::LiveBlog;
    let posts = article::live::posts(document, &blocks, &labels, claimed_live);
    if let Some(posts) = &posts {
        posts.apply(document, &blocks, &mut labels);
        if !claimed_live {
            article.kind = Verdict {
                value: PageKind::LiveBlog,
                rule: Rule::named("kind/posts-with-times"),
            };
        }
    }
    article::around::settle(&guesses, &mut labels);
    let lists = article.kind.value == PageKind::Index
        && labels.iter().all(|labelled| labelled.label != Label::Body);
    article.related = if lists {
        article::related::listed(&blocks, &labels)
    } else {
        article::related::related(&blocks, &labels)
    };
    doubts.extend(article::damage::doubts(&blocks, &labels, &article));
    if fields.in_data.is_none() {
        article.body_confidence = article::sureness::body(&blocks.list, &labels, &margins);
    }
    let post = |k: usize| posts.as_ref().map_or(0, |posts| posts.of[k]);
    let mut page = PageRead {
        blocks: (blocks.list.iter().zip(labels).enumerate())
            .map(|(k, (raw, label))| block(raw, label, post(k)))
            .collect(),
        marks: blocks.marks,
        text: blocks.text,
        article,
        doubts,
        reading: Reading {
            form: Form::of(input.kind.media_type()),
            headline_lead: fields.headline_lead,
        },
    };
    if let Some(in_data) = &fields.in_data {
        add_data(&mut page, in_data, &input.decoded);
    }
    article::sureness::fields(&mut page.article, &page.blocks, page.reading);
    page
}

/// Adds the paragraphs that stand only in data, behind what the page shows.
fn add_data(page: &mut PageRead, in_data: &InData, decoded: &Decoded<'_>) {
    let first = page.text.content.len() + 1;
    for line in &in_data.lines {
        page.text.content.push('\n');
        let start = page.text.content.len();
        page.text.content.push_str(line.text());
        let at = |end: u32| start as u32 + end;
        page.text
            .pieces
            .extend(line.bytes(decoded).into_iter().map(|piece| Piece {
                text: (at(piece.text.start), at(piece.text.end)).into(),
                ..piece
            }));
        page.blocks.push(Block {
            span: TextSpan::new(start, page.text.content.len()),
            label: Label::Body,
            part: Some(BodyPart::Paragraph),
            level: 0,
            ordered: false,
            group: 0,
            rule: in_data.rule.clone(),
            confidence: None,
        });
    }
    page.doubts.push(Doubt {
        kind: DoubtKind::TextOnlyInData,
        at: Some(Place::Text(TextSpan::new(first, page.text.content.len()))),
        note: "these paragraphs stand only in the page's data; the page does not show them"
            .to_owned(),
        reading: None,
    });
}

fn parse<'i>(input: &'i intake::Input<'_>) -> onrecord_html::Document<'i> {
    let options = onrecord_html::Options {
        end_unclosed: true,
        ..onrecord_html::Options::default()
    };
    onrecord_html::parse(input.decoded.text(), &options)
}

/// Whether the capture stops before its page does.
fn truncated(document: &onrecord_html::Document<'_>) -> Option<Doubt> {
    article::capture::ends_in_markup(document).then(|| Doubt {
        kind: DoubtKind::TruncatedCapture,
        at: None,
        note: "the capture ends in the middle of markup; the end of the page is not in it"
            .to_owned(),
        reading: None,
    })
}

/// Whether a title or the like would swallow the page.
fn unclosed(document: &onrecord_html::Document<'_>, input: &intake::Input<'_>) -> Option<Doubt> {
    let at = document.first_unclosed()?;
    let name: String = (document.source()[at + 1..].chars())
        .take_while(char::is_ascii_alphabetic)
        .collect();
    let byte = input.decoded.bytes_of(at..at + 1).start;
    Some(Doubt {
        kind: DoubtKind::UnclosedElement,
        at: None,
        note: format!(
            "the `{}` at byte {byte} is never closed, so that a browser would show nothing of what \
             follows; that was read as part of the page",
            name.to_ascii_lowercase()
        ),
        reading: None,
    })
}

/// What the parser's limits cut off.
fn limits(document: &onrecord_html::Document<'_>) -> Vec<Doubt> {
    let hit = document.limits_hit();
    let cut = [
        (
            hit.nodes || hit.bytes,
            "the page is larger than the parser reads; its end was not read",
        ),
        (
            hit.attributes,
            "an element has more attributes than are kept",
        ),
        (
            hit.depth,
            "elements nest deeper than browsers keep; the deepest were attached to their parents",
        ),
    ];
    cut.into_iter()
        .filter(|(hit, _)| *hit)
        .map(|(_, note)| Doubt {
            kind: DoubtKind::LimitReached,
            at: None,
            note: note.to_owned(),
            reading: None,
        })
        .collect()
}

/// A labelled block as the record has it; `post` is the live post that it
/// stands in, or 0. Pictures in a post keep the number of their figure.
fn block(raw: &article::blocks::RawBlock, labelled: Labelled, post: u32) -> Block {
    Block {
        span: raw.span,
        label: labelled.label,
        part: labelled.part,
        level: if raw.heading > 0 && labelled.part != Some(BodyPart::Paragraph) {
            raw.heading
        } else {
            raw.list_depth.min(9)
        },
        ordered: raw.ordered,
        group: match labelled.label {
            Label::LivePost | Label::Time if post > 0 => post,
            _ => raw.group,
        },
        rule: labelled.rule,
        confidence: labelled.confidence,
    }
}
