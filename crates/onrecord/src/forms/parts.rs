//! Small readings of a record that several forms share.

use onrecord_record::{
    ByteSpan, Date, Evidence, Field, Label, Moment, Person, Place, Precision, Record, TextSpan,
    Zone,
};
use serde_json::{Map, Value};

/// The people and bodies named as authors.
pub(crate) fn authors(record: &Record) -> impl Iterator<Item = &Person> {
    let authors = record.article.authors.value();
    authors
        .into_iter()
        .flatten()
        .map(|evidence| &evidence.value)
}

/// The authors' names as one line.
pub(crate) fn byline(record: &Record) -> Option<String> {
    let names: Vec<&str> = authors(record).map(|p| p.name.as_str()).collect();
    (!names.is_empty()).then(|| names.join(", "))
}

/// A stated field's value.
pub(crate) fn stated(field: &Field<String>) -> Option<&str> {
    field.value().map(String::as_str)
}

/// A stated date's moment.
pub(crate) fn moment(field: &Field<Date>) -> Option<Moment> {
    field.value().map(|date| date.moment)
}

/// The moment as RFC 3339 wants it, if it is known that exactly: a time of day
/// and a zone. A minute is written with its seconds as zero, since the form has
/// no coarser one.
pub(crate) fn rfc3339(moment: Moment) -> Option<String> {
    let known = moment.precision >= Precision::Minute && moment.zone != Zone::Unknown;
    known.then(|| {
        Moment {
            precision: Precision::Second,
            ..moment
        }
        .to_string()
    })
}

/// Where in the capture evidence stands: the smallest byte range that holds
/// it, if it stands in the body at all.
pub(crate) fn bytes_of(record: &Record, place: &Place) -> Option<ByteSpan> {
    match place {
        Place::Text(span) => record.text.bytes_of(*span),
        Place::Capture(pieces) => {
            let start = pieces.iter().map(|p| p.bytes.start).min()?;
            let end = pieces.iter().map(|p| p.bytes.end).max()?;
            Some(ByteSpan { start, end })
        }
        Place::Url(_) => None,
    }
}

/// The byte range that holds several spans of the text.
pub(crate) fn bytes_of_spans(record: &Record, spans: &[TextSpan]) -> Option<ByteSpan> {
    let ranges = spans.iter().filter_map(|span| record.text.bytes_of(*span));
    ranges.reduce(|a, b| ByteSpan {
        start: a.start.min(b.start),
        end: a.end.max(b.end),
    })
}

/// The words of spans, put together with an ellipsis where something stands
/// between them that is left out.
pub(crate) fn words(record: &Record, spans: &[TextSpan]) -> String {
    let mut out = String::new();
    let mut end = None;
    for span in spans {
        if let Some(end) = end {
            let between = TextSpan {
                start: end,
                end: span.start,
            };
            let gap = record.text.get(between);
            out.push_str(if gap.trim().is_empty() { " " } else { " … " });
        }
        out.push_str(record.text.get(*span));
        end = Some(span.end);
    }
    one_line(&out)
}

/// Text with every run of white space as one space.
pub(crate) fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ")
}

/// The name by which a value of an enum is written in the record.
pub(crate) fn code<T: serde::Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(name)) => name,
        _ => String::new(),
    }
}

/// Puts a member into an object, if there is a value for it.
pub(crate) fn put<V: Into<Value>>(object: &mut Map<String, Value>, name: &str, value: Option<V>) {
    if let Some(value) = value {
        object.insert(name.to_owned(), value.into());
    }
}

/// Puts an array into an object, if it is not empty.
pub(crate) fn put_all(object: &mut Map<String, Value>, name: &str, values: Vec<Value>) {
    if !values.is_empty() {
        object.insert(name.to_owned(), Value::Array(values));
    }
}

/// A JSON object as an indented document of its own.
pub(crate) fn document(object: Map<String, Value>) -> String {
    format!("{:#}\n", Value::Object(object))
}

/// The value of optional evidence.
pub(crate) fn value(evidence: Option<&Evidence<String>>) -> Option<&str> {
    evidence.map(|e| e.value.as_str())
}

/// The dek where it stands apart from the body: many pages give the first
/// paragraph, or its start, as their summary, and it would be shown twice.
pub(super) fn dek_apart(record: &Record) -> Option<&str> {
    /// Bylines and subheads may be among the first of the body's blocks.
    const FIRST: usize = 4;
    let dek = stated(&record.article.dek)?;
    let mut body = record
        .blocks
        .iter()
        .filter(|block| block.label == Label::Body);
    let repeated = body
        .by_ref()
        .take(FIRST)
        .any(|block| begins(record.text.get(block.span), dek));
    (!repeated).then_some(dek)
}

/// Whether a text begins with the words of another, which may end in an
/// ellipsis.
fn begins(text: &str, start: &str) -> bool {
    fn letters(text: &str) -> impl Iterator<Item = char> {
        text.chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
    }
    let mut text = letters(text);
    letters(start).all(|letter| text.next() == Some(letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_a_date_time_only_where_all_of_it_is_known() {
        let of = |text: &str| rfc3339(text.parse().unwrap());
        assert_eq!(
            of("2031-04-02T09:30+02:00").as_deref(),
            Some("2031-04-02T09:30:00+02:00")
        );
        assert_eq!(
            of("2031-04-02T09:30:05-03:30").as_deref(),
            Some("2031-04-02T09:30:05-03:30")
        );
        for unknown in ["2031-04-02T09:30", "2031-04-02", "2031"] {
            assert_eq!(of(unknown), None);
        }
    }

    #[test]
    fn a_dek_that_begins_the_body_is_not_apart() {
        let mut record = crate::forms::sample::article();
        let dek = stated(&record.article.dek).unwrap().to_owned();
        assert_eq!(dek_apart(&record), Some(dek.as_str()));
        let first = record
            .blocks
            .iter()
            .find(|block| block.label == Label::Body)
            .unwrap();
        let summary: String = record.text.get(first.span).chars().take(40).collect();
        if let onrecord_record::Field::Stated { chosen, .. } = &mut record.article.dek {
            chosen.value = format!("{summary}…");
        }
        assert_eq!(dek_apart(&record), None);
    }
}
