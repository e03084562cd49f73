//! What the evaluation crate needs to train and judge the models. Not
//! for other use: it changes with the models.

use onrecord_html::Document;
use onrecord_record::{
    Capture, DateMention, Entity, EntityKind, Label, Moment, Record, Rule, TextSpan,
};

use crate::article::around::{self, Around};
use crate::article::blocks::{self, Blocks, RawBlock};
use crate::article::features::{self, Features, Learned};
use crate::article::fields::{self, Page};
use crate::article::label::BodyModel;
use crate::article::lexicon::Lexicon;
use crate::article::signs::{self, Reading};
use crate::article::wording::Wording;
use crate::article::{damage, hidden, label, line_around, line_label, lines, told};
use crate::speech::language::language;
use crate::speech::tokens::Tokens;
pub use crate::speech::training as speech;
use crate::speech::{Input, Part, cast, days};
use crate::{Models, Options, intake, parse, read_by, read_with, sort_html};

/// Which model is trained.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Model {
    /// For HTML pages.
    Blocks,
    /// For plain text.
    Lines,
}

impl Model {
    /// How the pages that it is for are read.
    fn options(self) -> Options {
        Options {
            as_text: self == Model::Lines,
            ..Options::default()
        }
    }
}

/// A page's blocks, and what is measured of them.
fn measured(document: &Document<'_>, learned: &Learned) -> (Blocks, Features) {
    let mut blocks = blocks::cut(document);
    hidden::show(document, &mut blocks);
    let told = told(&intake::claims::claims(document));
    let features = features::measure(document, &blocks, &told, learned);
    (blocks, features)
}

/// A word's number in the vocabulary that tells slips of character
/// recognition from words: at most 28 bits.
pub fn vocabulary_key(word: &str) -> u32 {
    damage::vocabulary_key(word)
}

/// The hash that names a word in the lists and weights of the speech room.
pub fn word_hash(word: &str) -> u64 {
    crate::speech::hash::word(word)
}

/// A page as a body model sees it.
pub struct Sheet {
    model: Model,
    blocks: Blocks,
    features: Features,
    keys: Vec<Vec<u32>>,
    wording: Vec<Vec<u32>>,
}

impl Sheet {
    /// Cuts and measures a page with a lexicon and weights of wording, which may
    /// both be empty.
    ///
    /// `None` if their bytes are none.
    pub fn of(capture: &Capture, model: Model, lexicon: &[u8], wording: &[u8]) -> Option<Sheet> {
        let learned = Learned {
            lexicon: Lexicon::from_bytes(lexicon)?,
            wording: Wording::from_bytes(wording)?,
        };
        let input = intake::take(capture, &model.options());
        Some(match model {
            Model::Blocks => {
                let document = parse(&input);
                let (blocks, features) = measured(&document, &learned);
                let keys = features::lexicon_keys(&document, &blocks);
                let wording = features::wording_keys(&blocks);
                Sheet {
                    model,
                    blocks,
                    features,
                    keys,
                    wording,
                }
            }
            Model::Lines => {
                let paragraphs = intake::lines::cut(input.decoded.text());
                let features = lines::measure(&paragraphs, &learned);
                let keys = lines::lexicon_keys(&paragraphs.blocks);
                let wording = features::wording_keys(&paragraphs.blocks);
                Sheet {
                    model,
                    blocks: paragraphs.blocks,
                    features,
                    keys,
                    wording,
                }
            }
        })
    }

    /// The lexicon's keys of every block, for counting.
    pub fn lexicon_keys(&self) -> &[Vec<u32>] {
        &self.keys
    }

    /// The keys of every block's wording, for learning their weights.
    pub fn wording_keys(&self) -> &[Vec<u32>] {
        &self.wording
    }

    /// The forest's rows, one a block.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = &[i16]> {
        self.features.rows.iter()
    }

    /// The blocks' words, in page order.
    pub fn words(&self) -> Vec<&str> {
        self.blocks
            .list
            .iter()
            .map(|block| self.blocks.words(block))
            .collect()
    }

    /// Whether rules that stand before the model take a block from it.
    pub fn reserved(&self) -> Vec<bool> {
        match self.model {
            Model::Blocks => {
                let sure = vec![i32::MAX; self.blocks.list.len()];
                label::label(&self.blocks, &self.features.facts, &sure)
                    .iter()
                    .map(|labelled| labelled.label != Label::Body)
                    .collect()
            }
            Model::Lines => line_label::reserved(&self.blocks, &self.features.facts),
        }
    }
}

/// A body model read from its weights.
pub struct Weights(label::BodyModel);

impl Weights {
    /// Reads weights as `weights/blocks.bin` holds them; `None` if they are none.
    pub fn from_bytes(bytes: &[u8]) -> Option<Weights> {
        label::BodyModel::from_bytes(bytes).map(Weights)
    }

    /// Reads a capture as [`crate::read`] does, by these weights.
    pub fn read(&self, capture: &Capture, options: &Options) -> Record {
        let models = Models {
            body: Some(&self.0),
            ..Models::default()
        };
        read_by(capture, options, models)
    }
}

/// A block as a model of what stands around an article sees it.
pub struct Beside {
    /// Where it begins, in bytes of the capture.
    pub start: u32,
    /// Its row.
    pub row: Vec<i16>,
    /// The keys of its wording, of the class and id words of what holds it, and of those
    /// of the two elements above; of a line those of its wording, and of the words of
    /// lines near it.
    pub words: Vec<Vec<u32>>,
}

/// The blocks of a page, in page order. They are measured without learned words: what the
/// shipped ones tell of the pages to learn from they have learned from them. Where the
/// body of a plain text is the shipped weights say, as in reading.
pub fn beside(capture: &Capture, model: Model) -> Vec<Beside> {
    let input = intake::take(capture, &model.options());
    let unlearned = Learned::default();
    let (mut blocks, rows, words) = match model {
        Model::Blocks => {
            let document = parse(&input);
            let (blocks, features) = measured(&document, &unlearned);
            let wording = features::wording_keys(&blocks);
            let words: Vec<Vec<Vec<u32>>> = (blocks.list.iter().zip(wording))
                .map(|(block, wording)| {
                    let [mut own, mut above] = [Vec::new(), Vec::new()];
                    around::attributes(&document, block.container, |key| own.push(key));
                    around::attributes_above(&document, block.container, |key| above.push(key));
                    vec![wording, own, above]
                })
                .collect();
            (blocks, features.rows, words)
        }
        Model::Lines => {
            let paragraphs = intake::lines::cut(input.decoded.text());
            let body = BodyModel::of_lines();
            let features = lines::measure(&paragraphs, &body.learned);
            let margins = body.margins(&features);
            let labels = line_label::label(&paragraphs.blocks, &features.facts, &margins);
            let features = lines::measure(&paragraphs, &unlearned);
            let rows = line_around::rows(&paragraphs.blocks, &features, &labels);
            let words = line_around::keys(&paragraphs.blocks, &features);
            (paragraphs.blocks, rows, words)
        }
    };
    blocks.map_bytes(|range| input.decoded.bytes_of(range));
    let start = |block: &RawBlock| blocks.text.bytes_of(block.span).map_or(0, |at| at.start);
    let starts = blocks.list.iter().map(start);
    (starts.zip(rows.iter()).zip(words))
        .map(|((start, row), words)| Beside {
            start,
            row: row.to_vec(),
            words,
        })
        .collect()
}

/// A model of what stands around an article.
pub struct Surroundings(Around);

impl Surroundings {
    /// The labels that it tells apart, in the order of their weights.
    pub const LABELS: &'static [Label] = &around::LABELS;

    /// Reads weights as `weights/around.bin` and `weights/around-lines.bin` hold them;
    /// `None` if they are none.
    pub fn from_bytes(bytes: &[u8]) -> Option<Surroundings> {
        Around::from_bytes(bytes).map(Surroundings)
    }

    /// Weights by which nothing is told: rules alone label blocks.
    pub fn rules_alone() -> Surroundings {
        Surroundings(Around::default())
    }

    /// Reads a capture as [`crate::read`] does, by these weights.
    pub fn read(&self, capture: &Capture, options: &Options) -> Record {
        let models = Models {
            around: Some(&self.0),
            ..Models::default()
        };
        read_by(capture, options, models)
    }
}

/// A field of a record with what speaks for and against its value.
pub struct Signed<'r> {
    /// `headline`, `authors`, `published` or `caption`.
    pub field: &'static str,
    /// The picture that a caption is of, as its place in the article's list.
    pub image: usize,
    /// The names of the signs; `weights/fields.tsv` weighs them.
    pub signs: Vec<&'r str>,
}

/// A record as it was read.
pub struct AsRead {
    /// What was read.
    pub record: Record,
    reading: Reading,
}

impl AsRead {
    /// Reads a capture.
    pub fn of(capture: &Capture, options: &Options) -> AsRead {
        let (record, reading) = read_with(capture, options, Models::default());
        AsRead { record, reading }
    }

    /// The fields whose sureness is learned, with their signs.
    pub fn signed(&self) -> Vec<Signed<'_>> {
        signed(&self.record, self.reading)
    }
}

fn signed(record: &Record, reading: Reading) -> Vec<Signed<'_>> {
    let (article, blocks) = (&record.article, &record.blocks);
    let one = |field, signs| Signed {
        field,
        image: 0,
        signs,
    };
    let captions = signs::captions(article, blocks, reading);
    let captions = (captions.into_iter().enumerate()).map(|(image, signs)| Signed {
        image,
        ..one("caption", signs)
    });
    let mut all = vec![
        one("headline", signs::headline(article, blocks, reading)),
        one("authors", signs::authors(article, reading)),
        one("published", signs::published(article, reading)),
    ];
    all.extend(captions);
    all.retain(|signed| !signed.signs.is_empty());
    all
}

/// A block that may show a page's headline, or none, and what speaks for it.
pub struct Headed {
    /// The block's words; nothing if it is none.
    pub words: String,
    /// The names of the signs; `weights/headline.tsv` weighs them.
    pub signs: Vec<&'static str>,
}

/// The blocks of an HTML page that may show its headline.
pub fn headed(capture: &Capture) -> Vec<Headed> {
    let input = intake::take(capture, &Options::default());
    let document = parse(&input);
    let claims = intake::claims::claims(&document);
    let (sorted, ..) = sort_html(&document, &claims, BodyModel::of_blocks());
    let page = Page {
        capture,
        document: &document,
        decoded: &input.decoded,
        blocks: &sorted.blocks,
        labels: &sorted.labels,
        claims: &claims,
    };
    fields::headline_candidates(&page)
        .into_iter()
        .map(|candidate| Headed {
            words: candidate.block.map_or(String::new(), |block| {
                sorted.blocks.words(&sorted.blocks.list[block]).to_owned()
            }),
            signs: candidate.signs,
        })
        .collect()
}

/// A source to resolve: the spans of a statement.
pub struct Asked {
    /// Who said it, as worded.
    pub source: Vec<TextSpan>,
    /// What was said.
    pub content: Vec<TextSpan>,
    /// The words that report it.
    pub cue: Vec<TextSpan>,
}

/// Who a source was found to be.
pub struct Answer {
    /// The entity's name, if it has one.
    pub name: Option<String>,
    /// The office, as worded.
    pub role: Option<String>,
    /// The kind of source.
    pub kind: EntityKind,
    /// The rule that decided.
    pub rule: Rule,
    /// In thousandths.
    pub confidence: u16,
}

/// Resolves the sources of statements, given in text order, in a text whose
/// first line is its headline and whose other lines are paragraphs. Gives an
/// answer for each, and the article's entities.
pub fn resolve(text: &str, asked: &[Asked]) -> (Vec<Answer>, Vec<Entity>) {
    let parts = parts(text);
    let input = Input {
        text,
        parts,
        anchor: None,
        writer: None,
    };
    let tokens = Tokens::of(text, &input.parts);
    let quoted = quoted(text, &input.parts);
    let mut cast = cast::cast(&input, &tokens, &quoted);
    let found: Vec<_> = asked
        .iter()
        .map(|asked| cast.resolve(&asked.source, &asked.content, &asked.cue))
        .collect();
    let (entities, _) = cast.into_record();
    let answers = found
        .into_iter()
        .map(|found| Answer {
            name: found
                .speaker
                .and_then(|speaker| entities.get(speaker as usize))
                .filter(|entity| !entity.described)
                .map(|entity| entity.name.clone()),
            role: found.role.map(|role| text[role.range()].to_owned()),
            kind: found.kind,
            rule: found.rule,
            confidence: found.confidence,
        })
        .collect();
    (answers, entities)
}

fn parts(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let label = if start == 0 {
            Label::Headline
        } else {
            Label::Body
        };
        if !line.trim().is_empty() {
            parts.push(Part {
                span: TextSpan::new(start, start + line.len()),
                label,
            });
        }
        start += line.len();
    }
    parts
}

/// What stands between quotation marks, paragraph by paragraph.
fn quoted(text: &str, parts: &[Part]) -> Vec<TextSpan> {
    let mut spans = Vec::new();
    for part in parts {
        let from = part.span.start as usize;
        let mut open = None;
        for (at, c) in text[part.span.range()].char_indices() {
            match (c, open) {
                ('“' | '«', None) | ('"', None) => open = Some(from + at + c.len_utf8()),
                ('”' | '»' | '"', Some(start)) => {
                    spans.push(TextSpan::new(start, from + at));
                    open = None;
                }
                _ => {}
            }
        }
        if let Some(start) = open {
            spans.push(TextSpan::new(start, part.span.end as usize));
        }
    }
    spans
}

/// The time expressions of a text whose parts are set apart by empty lines,
/// counted from a day of publication.
pub fn times(text: &str, anchor: Option<Moment>) -> Vec<DateMention> {
    let mut parts = Vec::new();
    let mut start = 0;
    for part in text.split("\n\n") {
        let end = start + part.len();
        parts.push(Part {
            span: TextSpan::new(start, end),
            label: Label::Body,
        });
        start = end + 2;
    }
    let tokens = Tokens::of(text, &parts);
    let input = Input {
        text,
        parts,
        anchor,
        writer: None,
    };
    days::days(&input, &tokens, language(text, &tokens))
}

/// Finds on a page, with places in the record's text.
pub fn finds(record: &Record, model: &speech::Weights) -> Vec<speech::Find> {
    let (input, _) = crate::speech_input(&record.text, &record.blocks, &record.article);
    speech::finds_in(&input, model)
}
