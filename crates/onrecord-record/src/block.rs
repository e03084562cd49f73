//! The page cut into labelled blocks.

use serde::{Deserialize, Serialize};

use crate::{Rule, TextSpan};

/// What a block of the page is. Every block has a label; none is dropped.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Label {
    /// A line over the headline: series, topic, programme strand.
    Kicker,
    /// The headline.
    Headline,
    /// The summary under the headline.
    Dek,
    /// Who wrote it.
    Byline,
    /// Where it was written, when it stands on its own.
    Dateline,
    /// When it was published or updated.
    Time,
    /// The article's own text; see [`BodyPart`].
    Body,
    /// The words under a picture.
    Caption,
    /// Who made a picture.
    Credit,
    /// A correction, clarification or editor's note.
    Correction,
    /// Who reported from where, who contributed.
    ContributorNote,
    /// A post of a live blog.
    LivePost,
    /// Links to other stories.
    Related,
    /// Newsletter boxes, advertisements, calls to subscribe or share.
    Promo,
    /// What readers wrote.
    Comment,
    /// Menus, breadcrumbs, tags, paging.
    Navigation,
    /// Copyright, terms, privacy.
    Legal,
    /// None of these, or not told.
    Other,
}

/// What part of the body a body block is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BodyPart {
    /// A paragraph.
    Paragraph,
    /// A heading inside the article; `level` says how deep.
    Subhead,
    /// An item of a list; items of one list share `group`.
    ListItem,
    /// A quotation set apart by the page.
    Quotation,
    /// A row of a table, cells separated by tabs; rows of one table share
    /// `group`.
    TableRow,
    /// Preformatted text.
    Code,
    /// An embedded post or other embed, as far as it has text.
    Embed,
}

/// A run of the page with its label and the rule that gave it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Block {
    /// Its text in the record's clean text. Blocks are in page order and do
    /// not overlap.
    pub span: TextSpan,
    /// What it is.
    pub label: Label,
    /// For [`Label::Body`] and [`Label::LivePost`], which part of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<BodyPart>,
    /// Heading level (1 to 6) or list depth (from 1); 0 where neither applies.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub level: u8,
    /// Whether a list item belongs to a numbered list.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ordered: bool,
    /// Blocks of one list, table, figure or live post share a number; 0 is none.
    #[serde(default, skip_serializing_if = "is_zero_u32")]
    pub group: u32,
    /// What gave the label.
    pub rule: Rule,
    /// How sure the rule is, in thousandths, where it is calibrated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<u16>,
}

fn is_zero(n: &u8) -> bool {
    *n == 0
}

fn is_zero_u32(n: &u32) -> bool {
    *n == 0
}

/// What a mark inside a block says.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MarkKind {
    /// A link with its target as the page writes it.
    Link(String),
    /// Strong emphasis.
    Strong,
    /// Emphasis.
    Emphasis,
}

/// A link or emphasis inside a block.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Mark {
    /// The marked words in the record's clean text.
    pub span: TextSpan,
    /// What the mark says.
    pub kind: MarkKind,
}
