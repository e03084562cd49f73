//! Who said what, whom the page names, which times it speaks of.

use serde::{Deserialize, Serialize};

use crate::{Moment, Rule, TextSpan};

/// How the words are given.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// Between quotation marks.
    Direct,
    /// In the reporter's words.
    Indirect,
    /// Partly one, partly the other.
    Mixed,
}

/// Whether the page says that it was said.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// It was said.
    #[default]
    Stated,
    /// It was not said: "did not say whether".
    Negated,
    /// It may be said: "would say", "if he says".
    Hypothetical,
}

/// What kind of source or thing a name stands for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EntityKind {
    /// One person.
    Person,
    /// Several people together: "the governments of ...", "residents".
    Group,
    /// A body: party, company, ministry, court.
    Organisation,
    /// A place.
    Place,
    /// A report, a law, a poll, a statement.
    Document,
    /// None of these, or not told.
    Other,
}

/// Somebody or something that the article names, over all its mentions.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Entity {
    /// The fullest name the page gives; stands in the text at `named_at`.
    pub name: String,
    /// Where that name stands.
    pub named_at: TextSpan,
    /// What kind.
    pub kind: EntityKind,
    /// Its name is no name but the page's words for what it is: "harbour
    /// ministry", "police".
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub described: bool,
    /// Role or office as the page words it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<TextSpan>,
    /// Affiliation as the page words it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub affiliation: Option<TextSpan>,
}

/// A mention of an entity.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Mention {
    /// The words.
    pub span: TextSpan,
    /// Index into [`Record::entities`](crate::Record::entities).
    pub entity: u32,
    /// What tied the words to the entity.
    pub rule: Rule,
}

/// A day or an interval that words of the text resolve to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct DayRef {
    /// The day, or the interval's first day.
    pub from: Moment,
    /// The interval's last day, if it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Moment>,
}

/// A time expression.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct DateMention {
    /// The words.
    pub span: TextSpan,
    /// Its value in TimeML's TIMEX3 notation, such as `2025-02-12`, `2025-W07`,
    /// `P3Y`, `PRESENT_REF`; absent if unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// The day or interval it resolves to, if it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<DayRef>,
    /// The day it was counted from, if it needed one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub anchor: Option<Moment>,
    /// The rule that resolved it.
    pub rule: Rule,
}

/// That a source is unnamed, and why.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Anonymity {
    /// The words that say so.
    pub span: TextSpan,
    /// The reason the page gives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<TextSpan>,
}

/// Something somebody said, as the page reports it. Spans only: no word that
/// is not in the text. Content, cue and source may each be in several pieces.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Statement {
    /// How the words are given.
    pub form: Form,
    /// What was said.
    pub content: Vec<TextSpan>,
    /// The words that report it.
    pub cue: Vec<TextSpan>,
    /// The words for who said it.
    pub source: Vec<TextSpan>,
    /// Who it was: index into [`Record::entities`](crate::Record::entities);
    /// absent if unknown or unnamed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speaker: Option<u32>,
    /// What tied source to speaker.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speaker_rule: Option<Rule>,
    /// How likely that is right, in thousandths: that it is this speaker or, where
    /// there is none, that the source is unnamed; 0 where nothing is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speaker_confidence: Option<u16>,
    /// The speaker's role as the page words it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<TextSpan>,
    /// The speaker's affiliation as the page words it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub affiliation: Option<TextSpan>,
    /// To whom.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub addressee: Option<TextSpan>,
    /// Where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub venue: Option<TextSpan>,
    /// When: index into [`Record::dates`](crate::Record::dates).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<u32>,
    /// That the source is unnamed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub anonymity: Option<Anonymity>,
    /// Whether the page says that it was said.
    pub standing: Standing,
    /// The statement that this one is part of: index into the statements.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<u32>,
    /// How likely it is that the page reports this, half of the words or more, in
    /// thousandths, where it is calibrated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<u16>,
    /// What found the statement.
    pub rule: Rule,
}
