//! Fields as evidence: what was chosen, what else was found, where and why.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Piece, TextSpan, UrlSpan};

/// The name of the rule or model that gave a verdict, such as
/// `headline/h1-matches-claim`. Names are stable within a version.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Rule(pub Cow<'static, str>);

impl Rule {
    /// A rule by its fixed name.
    pub const fn named(name: &'static str) -> Self {
        Self(Cow::Borrowed(name))
    }
}

/// Where in the page a value was found.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// Text that a reader of the page sees.
    Visible,
    /// A `<time>` element or its `datetime`.
    TimeElement,
    /// JSON-LD, the publisher's claim.
    JsonLd,
    /// OpenGraph and `article:` properties.
    OpenGraph,
    /// Other `<meta>` elements.
    Meta,
    /// Microdata or RDFa attributes.
    Microdata,
    /// JSON of the page's own program, such as `__NEXT_DATA__`.
    AppState,
    /// An attribute of an element (`alt`, `src`, `href`, `lang`).
    Attribute,
    /// The document's `<title>`.
    Title,
    /// The capture's URL or a link to the page itself.
    Url,
}

/// Which text the proof of a value indexes.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// A span of the record's clean text, which has its own pieces.
    Text(TextSpan),
    /// Straight into the capture: the pieces' text spans index the value's own
    /// words (`raw` if there is one, else the value).
    Capture(Vec<Piece>),
    /// A span of the capture's URL.
    Url(UrlSpan),
}

/// A value and what shows it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Evidence<T> {
    /// The value.
    pub value: T,
    /// Where its words stand.
    pub at: Place,
    /// In what part of the page.
    pub source: Source,
    /// The rule that took it from there.
    pub rule: Rule,
}

/// A field of the article. "Not stated" and "unknown" are different values.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum Field<T> {
    /// The page states it.
    Stated {
        /// The value taken.
        chosen: Evidence<T>,
        /// What else the page gives for it, best first.
        #[serde(default = "Vec::new", skip_serializing_if = "Vec::is_empty")]
        rivals: Vec<Evidence<T>>,
        /// How likely the value taken is the right one, in thousandths, where
        /// that is calibrated.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        confidence: Option<u16>,
    },
    /// The page was read for it and does not state it.
    #[default]
    NotStated,
    /// It could not be told; what was found is kept.
    Unknown {
        /// What was found and not believed, best first.
        #[serde(default = "Vec::new", skip_serializing_if = "Vec::is_empty")]
        rivals: Vec<Evidence<T>>,
    },
}

impl<T> Field<T> {
    /// The field whose candidates, best first, are these.
    pub fn from_candidates(candidates: Vec<Evidence<T>>) -> Self {
        let mut candidates = candidates.into_iter();
        match candidates.next() {
            Some(chosen) => Field::Stated {
                chosen,
                rivals: candidates.collect(),
                confidence: None,
            },
            None => Field::NotStated,
        }
    }

    /// The chosen evidence, if the field is stated.
    pub fn chosen(&self) -> Option<&Evidence<T>> {
        match self {
            Field::Stated { chosen, .. } => Some(chosen),
            _ => None,
        }
    }

    /// The chosen value, if the field is stated.
    pub fn value(&self) -> Option<&T> {
        self.chosen().map(|e| &e.value)
    }

    /// How likely the chosen value is right, in thousandths, if the field is
    /// stated and that is calibrated.
    pub fn confidence(&self) -> Option<u16> {
        match self {
            Field::Stated { confidence, .. } => *confidence,
            _ => None,
        }
    }

    /// What else was found.
    pub fn rivals(&self) -> &[Evidence<T>] {
        match self {
            Field::Stated { rivals, .. } | Field::Unknown { rivals } => rivals,
            Field::NotStated => &[],
        }
    }
}

/// A verdict about the page as a whole, with the rule that gave it.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Verdict<T> {
    /// The verdict.
    pub value: T,
    /// The rule that gave it.
    pub rule: Rule,
}
