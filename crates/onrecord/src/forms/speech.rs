//! A statement as a row: what the forms of `quotes` and the view say of it.

use onrecord_record::{ByteSpan, Entity, EntityKind, Record, Standing, Statement};

use super::parts::{bytes_of_spans, one_line, words};

/// What is known of one statement, in the page's own words. Empty where the
/// record has nothing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Row<'a> {
    /// The statement's number on the page, from 1.
    pub(super) number: usize,
    /// The statement itself.
    pub(super) statement: &'a Statement,
    /// The speaker's full name on the page; the source's words where it has no
    /// name.
    pub(super) speaker: String,
    /// Whether the speaker is named.
    pub(super) named: bool,
    /// The speaker's role as the page words it.
    pub(super) role: String,
    /// What was said.
    pub(super) content: String,
    /// The words that report it.
    pub(super) cue: String,
    /// The words for who said it.
    pub(super) source: String,
    /// The day, or first and last day, or the words that say when.
    pub(super) day: String,
    /// Where it was said.
    pub(super) venue: String,
    /// To whom.
    pub(super) addressee: String,
    /// Where the content stands in the capture.
    pub(super) bytes: Option<ByteSpan>,
}

/// The statements of a record that are as likely as `least` thousandths, as rows in
/// the record's order, by the numbers that they have there.
pub(super) fn rows(record: &Record, least: u16) -> impl Iterator<Item = Row<'_>> {
    let numbered = record.statements.iter().enumerate();
    numbered
        .filter(move |(_, statement)| statement.confidence.unwrap_or(0) >= least)
        .map(|(index, statement)| row(record, index + 1, statement))
}

fn row<'a>(record: &'a Record, number: usize, statement: &'a Statement) -> Row<'a> {
    let said = |span: Option<onrecord_record::TextSpan>| {
        span.map_or_else(String::new, |span| one_line(record.text.get(span)))
    };
    let entity = speaker(record, statement);
    let source = words(record, &statement.source);
    let affiliation = statement.affiliation.or(entity.and_then(|e| e.affiliation));
    let role = said(statement.role.or(entity.and_then(|e| e.role)));
    let day = statement
        .day
        .and_then(|index| record.dates.get(index as usize));
    Row {
        number,
        statement,
        speaker: entity.map_or_else(|| source.clone(), |e| one_line(&e.name)),
        named: entity.is_some_and(|entity| !entity.described),
        role: match said(affiliation) {
            affiliation if affiliation.is_empty() || role.contains(&affiliation) => role,
            affiliation if role.is_empty() => affiliation,
            affiliation => format!("{role}, {affiliation}"),
        },
        content: words(record, &statement.content),
        cue: words(record, &statement.cue),
        source,
        day: match day {
            None => String::new(),
            Some(mention) => match mention.day {
                Some(day) => match day.to {
                    Some(to) => format!("{}/{to}", day.from),
                    None => day.from.to_string(),
                },
                None => one_line(record.text.get(mention.span)),
            },
        },
        venue: said(statement.venue),
        addressee: said(statement.addressee),
        bytes: bytes_of_spans(record, &statement.content),
    }
}

/// Who a statement is by, if the record knows.
pub(super) fn speaker<'a>(record: &'a Record, statement: &Statement) -> Option<&'a Entity> {
    record.entities.get(statement.speaker? as usize)
}

/// Whether an entity is somebody, or a body of people.
pub(super) fn is_body(kind: EntityKind) -> bool {
    matches!(kind, EntityKind::Organisation | EntityKind::Group)
}

/// What has to be said of a statement so that it is not taken for more than it
/// is.
pub(super) fn caveats(statement: &Statement) -> Vec<&'static str> {
    let mut caveats = Vec::new();
    match statement.standing {
        Standing::Stated => {}
        Standing::Negated => caveats.push("not said"),
        Standing::Hypothetical => caveats.push("may be said"),
    }
    if statement.anonymity.is_some() {
        caveats.push("unnamed source");
    }
    caveats
}
