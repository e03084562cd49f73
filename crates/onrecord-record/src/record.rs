//! The record as a whole, and how it is written.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{
    Article, Block, BodyPart, CaptureInfo, DateMention, Doubt, Entity, Label, Mark, Mention,
    Statement, Text,
};

/// The version of the record's JSON form. A reader refuses other major
/// versions.
pub const SCHEMA: &str = "onrecord-record/1";

/// What made the record. Same capture and same maker give the same bytes.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Maker {
    /// The program's name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Digest of the models it used, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weights: Option<String>,
}

/// Everything that was read in one capture.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Record {
    /// The version of this form, [`SCHEMA`].
    pub schema: String,
    /// What made it.
    pub maker: Maker,
    /// The capture it was made from.
    pub capture: CaptureInfo,
    /// The article's fields.
    pub article: Article,
    /// Who said what.
    pub statements: Vec<Statement>,
    /// Whom and what the article names.
    pub entities: Vec<Entity>,
    /// Where it names them.
    pub mentions: Vec<Mention>,
    /// The times it speaks of.
    pub dates: Vec<DateMention>,
    /// What a careful person should know before trusting it.
    pub doubts: Vec<Doubt>,
    /// Every part of the page, labelled, in page order.
    pub blocks: Vec<Block>,
    /// Links and emphasis in the blocks, in text order.
    pub marks: Vec<Mark>,
    /// The page's clean text, which blocks and spans index.
    pub text: Text,
}

impl Record {
    /// The record as one line of JSON.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("a record has only string keys and finite numbers")
    }

    /// Reads a record's JSON.
    ///
    /// # Errors
    /// If it is not JSON of this form, or of another schema version.
    pub fn from_json(json: &str) -> Result<Self, RecordError> {
        // The version is looked at first, so that a later form is refused by
        // its name and not by the first field that moved.
        #[derive(Deserialize)]
        struct Head {
            schema: String,
        }
        let head: Head = serde_json::from_str(json).map_err(RecordError::form)?;
        if head.schema != SCHEMA {
            return Err(RecordError(format!(
                "the record is of schema {:?}; this version reads {SCHEMA:?}",
                head.schema
            )));
        }
        serde_json::from_str(json).map_err(RecordError::form)
    }

    /// The blocks of the article's own text, in page order: body and live
    /// posts.
    pub fn body(&self) -> impl Iterator<Item = &Block> {
        self.blocks
            .iter()
            .filter(|b| matches!(b.label, Label::Body | Label::LivePost))
    }

    /// The article's text without its headline: paragraphs, subheads, list
    /// items, quotations and table rows, one a line. A line break inside a
    /// block stays a line break.
    pub fn body_text(&self) -> String {
        let lines: Vec<&str> = self.body().map(|b| self.text.get(b.span)).collect();
        lines.join("\n")
    }

    /// The subheads of the body, in page order.
    pub fn subheads(&self) -> impl Iterator<Item = &str> {
        self.body()
            .filter(|b| b.part == Some(BodyPart::Subhead))
            .map(|b| self.text.get(b.span))
    }
}

/// Why a record could not be read from JSON.
#[derive(Debug)]
pub struct RecordError(String);

impl RecordError {
    fn form(error: serde_json::Error) -> Self {
        Self(format!("not a record: {error}"))
    }
}

impl fmt::Display for RecordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for RecordError {}
