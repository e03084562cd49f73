//! What the evaluation crate needs to train and judge the models of this room.
//! Not for other use: it changes with the models.

use std::ops::Range;

use onrecord_record::{Entity, Label, Statement, TextSpan};

use super::crf::Crf;
use super::lexicon::CueLexicon;
use super::link::{Cue, Reach};
use super::quotes::Quotes;
use super::statements::{Model, look, paragraphs};
use super::table::Gathered;
use super::tag;
use super::tokens::Tokens;
use super::view::{View, Words};
use super::{Input, Part};

/// How many labels the first look has, and the second.
pub const LABELS: [usize; 2] = [super::tag::label::COUNT, super::link::part::COUNT];
/// How many classes of steps the first look has, and the second.
pub const STEPS: [usize; 2] = [super::tag::STEPS, super::link::STEPS];

pub use super::table::{SINGLE, bucket, place};

/// An article cut into tokens.
pub struct Sheet<'t> {
    text: &'t str,
    tokens: Tokens,
    quotes: Quotes,
}

/// A sequence of tokens, or of stretches of them, with the features of each.
pub struct Sequence {
    /// Which tokens of the article each is.
    pub items: Vec<Range<usize>>,
    /// The cue that is looked at; empty in the first look.
    pub cue: Range<usize>,
    /// The features of each.
    pub features: Vec<Vec<u64>>,
    /// The class of the step to each.
    pub steps: Vec<u8>,
}

impl<'t> Sheet<'t> {
    /// Cuts a text whose paragraphs are lines, the first of them its headline.
    pub fn of(text: &'t str) -> Sheet<'t> {
        let parts = parts(text);
        let tokens = Tokens::of(text, &parts);
        let quotes = Quotes::of(text, &tokens);
        Sheet {
            text,
            tokens,
            quotes,
        }
    }

    /// Where every token stands.
    pub fn tokens(&self) -> Vec<TextSpan> {
        self.tokens.list.iter().map(|token| token.span).collect()
    }

    /// The first look's sequences, with a lexicon of cues, which may be empty.
    pub fn tagging(&self, lexicon: &[u8]) -> Vec<Sequence> {
        let lexicon = CueLexicon::from_bytes(lexicon);
        let words = Words::of(self.text, &self.tokens, &lexicon);
        self.views(&words)
            .map(|view| {
                let first = view.first as usize;
                let end = first + view.seen.len();
                let mut sink = Gathered(vec![Vec::new(); view.seen.len()]);
                tag::features(&view, &mut sink);
                Sequence {
                    items: (first..end).map(|at| at..at + 1).collect(),
                    cue: first..first,
                    features: sink.0,
                    steps: tag::steps(&view),
                }
            })
            .collect()
    }

    /// The second look's sequences, given the first look's weights. `None` if
    /// the bytes are no weights.
    pub fn linking(&self, lexicon: &[u8], tagger: &[u8]) -> Option<Vec<Sequence>> {
        let tagger = Crf::from_bytes(tagger)?;
        let lexicon = CueLexicon::from_bytes(lexicon);
        let words = Words::of(self.text, &self.tokens, &lexicon);
        let mut sums = tagger.sums();
        sums.learn(tag::all_alone(&words), &tag::ALONE);
        let mut out = Vec::new();
        for view in self.views(&words) {
            let looked = look(&tagger, &mut sums, &view, Reach::LEARN);
            let first = view.first as usize;
            for range in &looked.cues {
                let cue = Cue::of(&view, &looked, range.clone());
                let window = looked.window(range);
                let mut sink = Gathered(vec![Vec::new(); window.len()]);
                cue.features(&window, &mut sink);
                out.push(Sequence {
                    steps: cue.steps(&window),
                    items: looked.chunks[window]
                        .iter()
                        .map(|chunk| first + chunk.range.start..first + chunk.range.end)
                        .collect(),
                    cue: first + range.start..first + range.end,
                    features: sink.0,
                });
            }
        }
        Some(out)
    }

    fn views<'a>(&'a self, words: &'a Words<'a>) -> impl Iterator<Item = View> + 'a {
        paragraphs(&self.tokens).map(move |range| View::to_learn_from(words, &self.quotes, range))
    }
}

/// The statements that a model finds in a text whose paragraphs are lines, the
/// first of them its headline, and the entities that they name.
pub fn statements(text: &str, model: &Weights) -> (Vec<Statement>, Vec<Entity>) {
    let input = Input {
        text,
        parts: parts(text),
        anchor: None,
        writer: None,
    };
    let speech = match model {
        Weights::Shipped => super::read(&input),
        Weights::Other(model) => super::read_with(&input, model),
    };
    (speech.statements, speech.entities)
}

/// The lines of a text.
fn parts(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if !line.trim().is_empty() {
            parts.push(Part {
                span: TextSpan::new(start, start + line.len()),
                label: if parts.is_empty() {
                    Label::Headline
                } else {
                    Label::Body
                },
            });
        }
        start += line.len();
    }
    parts
}

/// Weights to find statements with.
pub enum Weights {
    /// Those in the library.
    Shipped,
    /// Others, which were read.
    Other(Box<Model>),
}

impl Weights {
    /// Reads a model; `None` if the bytes are not one.
    pub fn from_bytes(bytes: &[u8]) -> Option<Weights> {
        Some(Weights::Other(Box::new(Model::from_bytes(bytes)?)))
    }
}

/// A find, with what speaks for and against its being a statement.
pub struct Find {
    /// What was said.
    pub content: Vec<TextSpan>,
    /// The words that report it.
    pub cue: Vec<TextSpan>,
    /// The names of the signs.
    pub signs: Vec<String>,
}

/// Finds in an article.
pub(crate) fn finds_in(input: &Input<'_>, model: &Weights) -> Vec<Find> {
    let model = match model {
        Weights::Shipped => Model::shipped(),
        Weights::Other(model) => model,
    };
    let tokens = Tokens::of(input.text, &input.parts);
    let quotes = Quotes::of(input.text, &tokens);
    let found = model.finds(input.text, &tokens, &quotes);
    let sheet = super::sureness::Sheet::of(input.text, &tokens, &quotes, &model.lexicon, &found);
    let span = |range: &Range<u32>| tokens.span(range);
    found
        .iter()
        .zip(sheet.names())
        .map(|(one, signs)| Find {
            content: one.content.iter().map(span).collect(),
            cue: Some(&one.cue)
                .filter(|cue| !cue.is_empty())
                .map(span)
                .into_iter()
                .collect(),
            signs,
        })
        .collect()
}

/// Finds in a text whose paragraphs are lines, the first of them its headline.
pub fn finds(text: &str, model: &Weights) -> Vec<Find> {
    let input = Input {
        text,
        parts: parts(text),
        anchor: None,
        writer: None,
    };
    finds_in(&input, model)
}
