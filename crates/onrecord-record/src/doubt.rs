//! Doubts are data, not log lines.

use serde::{Deserialize, Serialize};

use crate::Place;

/// What kind of doubt.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DoubtKind {
    /// Letters of two scripts in one word, or a word of another script that
    /// looks like one of this.
    MixedScript,
    /// A likely slip of optical character recognition.
    OcrSuspect,
    /// Text is missing: a paragraph begins or ends in the middle of a sentence.
    MissingText,
    /// The same text stands more than once.
    DuplicatedText,
    /// A character or line that belongs to nothing.
    Stray,
    /// The article is cut by a paywall or a "read more".
    CutText,
    /// Bytes that the charset cannot decode.
    UndecodableBytes,
    /// The charset that the page declares is not the one it is in.
    CharsetConflict,
    /// The page gives dates that exclude each other.
    ConflictingDates,
    /// The page gives headlines or names that exclude each other.
    ConflictingClaims,
    /// A published date after the capture.
    FutureDate,
    /// A limit on size, depth or number was reached; the rest was not read.
    LimitReached,
    /// The capture is empty or not a page of text.
    NotAPage,
    /// The capture ends in the middle of markup.
    TruncatedCapture,
    /// An element that holds text and no markup is never closed, so that a
    /// browser shows nothing of what follows; that was read all the same.
    UnclosedElement,
    /// The article's text stands only in data for a program, not in the page.
    TextOnlyInData,
    /// The article's text stands in the page and the page hides it.
    HiddenText,
}

/// A stated doubt about the capture or the reading of it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Doubt {
    /// What kind.
    pub kind: DoubtKind,
    /// Where, if it has a place; an empty span is a point between characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Place>,
    /// What a person should know, in a sentence.
    pub note: String,
    /// What it probably should read, offered and used nowhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reading: Option<String>,
}
