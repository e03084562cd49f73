//! Who said what. This room sees an article's text and no HTML.

use onrecord_record::{DateMention, Entity, Label, Mention, Moment, Statement, TextSpan};

/// A part of the text to be read for statements, in page order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Part {
    /// Where it stands in the text: one paragraph, headline, caption.
    pub span: TextSpan,
    /// What the article room says it is.
    pub label: Label,
}

/// What is read: an article's text and what is known of it.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// The text that all spans index.
    pub text: &'a str,
    /// The parts to read, in order.
    pub parts: &'a [Part],
    /// The day that "yesterday" counts from.
    pub anchor: Option<Moment>,
}

/// What was found.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Speech {
    /// Who said what.
    pub statements: Vec<Statement>,
    /// Whom and what the article names.
    pub entities: Vec<Entity>,
    /// Where it names them.
    pub mentions: Vec<Mention>,
    /// The times it speaks of.
    pub dates: Vec<DateMention>,
}

/// Reads an article's text for statements, speakers, mentions and dates.
pub fn attribute(_input: &Input<'_>) -> Speech {
    Speech::default()
}
