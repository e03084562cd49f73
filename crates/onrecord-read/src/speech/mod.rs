//! The speech room: who said what, whom the article names, which times it
//! speaks of. It sees an article's text in parts and no HTML.

pub(crate) mod cast;
pub(crate) mod tokens;

use onrecord_record::{Label, Moment, TextSpan};

/// An article's text, as this room sees it.
#[derive(Clone, Debug)]
pub(crate) struct Input<'a> {
    /// The text that every span indexes.
    pub(crate) text: &'a str,
    /// The parts that are read, in text order, none overlapping.
    pub(crate) parts: Vec<Part>,
    /// When the article was published, which "Wednesday" is counted from.
    pub(crate) anchor: Option<Moment>,
}

/// A part of an article that is read as one: a headline, a paragraph, a
/// caption.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Part {
    /// Where it stands.
    pub(crate) span: TextSpan,
    /// What it is.
    pub(crate) label: Label,
}
