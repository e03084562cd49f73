//! The article's fields.

use serde::{Deserialize, Serialize};

use crate::{Date, Evidence, Field, Verdict};

/// What kind of page it is.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum PageKind {
    /// One article.
    Article,
    /// A live blog: posts with times.
    LiveBlog,
    /// A list of articles: front page, section, topic, search.
    Index,
    /// A gallery: pictures with captions.
    Gallery,
    /// A video or audio page with little text.
    Video,
    /// None of these.
    #[default]
    Other,
}

/// How much of the article the capture holds.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Access {
    /// All of it, as far as the page says.
    Complete,
    /// It is cut: a paywall, a registration wall, "continue reading".
    Cut,
    /// It cannot be told.
    #[default]
    Unknown,
}

/// A person or body named as an author. The evidence that holds it proves the
/// name; role and agency bring their own.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Person {
    /// The name as the page gives it.
    pub name: String,
    /// What the page says the person is, such as "Political editor".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Box<Evidence<String>>>,
    /// The agency or paper the page names with the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agency: Option<Box<Evidence<String>>>,
    /// Whether it is an organisation (an agency, a desk) and not a person.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub organisation: bool,
}

/// Somebody named in a contributor note.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Contributor {
    /// The name as the note gives it.
    pub name: String,
    /// The place the note gives for that person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Evidence<String>>,
}

/// A picture with its words. At least one part is there.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Image {
    /// The address as the page writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub src: Option<Evidence<String>>,
    /// The caption, without the credit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caption: Option<Evidence<String>>,
    /// Who made or owns the picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit: Option<Evidence<String>>,
    /// The alternative text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alt: Option<Evidence<String>>,
    /// How likely the caption is right, in thousandths, where that is
    /// calibrated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caption_confidence: Option<u16>,
}

/// A story the page points to.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Related {
    /// Its title as the page shows it.
    pub title: Evidence<String>,
    /// The section or label shown with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<Evidence<String>>,
    /// The link's target as the page writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub href: Option<String>,
}

/// The article's fields. Its body is in the record's blocks.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Article {
    /// What kind of page it is.
    pub kind: Verdict<PageKind>,
    /// Whether the article is whole.
    pub access: Verdict<Access>,
    /// The line over the headline.
    pub kicker: Field<String>,
    /// The page's own headline.
    pub headline: Field<String>,
    /// The summary under it.
    pub dek: Field<String>,
    /// The authors, one person an entry, in the page's order.
    pub authors: Field<Vec<Evidence<Person>>>,
    /// Who contributed, and from where.
    pub contributors: Vec<Evidence<Contributor>>,
    /// Who published it.
    pub publisher: Field<String>,
    /// The section it stands in.
    pub section: Field<String>,
    /// The language, a BCP 47 tag.
    pub language: Field<String>,
    /// When it was first published. Never filled from another date.
    pub published: Field<Date>,
    /// When it was last changed. Never filled from another date.
    pub modified: Field<Date>,
    /// The broadcast it was heard or seen on.
    pub programme: Field<String>,
    /// The page's address as it gives it itself.
    pub canonical: Field<String>,
    /// Pictures with caption and credit apart.
    pub images: Vec<Image>,
    /// Corrections, clarifications, editor's notes.
    pub corrections: Vec<Evidence<String>>,
    /// Stories the page points to from within or right after the article.
    pub related: Vec<Related>,
    /// How much of the body is expected to be right, in thousandths, as F1 over
    /// its words; `None` if there is no body or it stands only in data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body_confidence: Option<u16>,
}
