//! Statements as JSON: what the table shows, with the spans.

use onrecord_record::{Record, TextSpan};
use serde_json::{Map, Value, json};

use super::Setting;
use super::parts::{code, document, put};
use super::speech::rows;
use crate::iri;

/// An object with the page and its statements.
pub(super) fn write(record: &Record, setting: &Setting) -> String {
    let mut page = Map::new();
    put(&mut page, "input", Some(setting.page.as_str()));
    put(&mut page, "url", iri::canonical_url(record));
    put(&mut page, "sha256", Some(record.capture.sha256.to_string()));
    let headline = record.article.headline.value();
    put(&mut page, "headline", headline.map(String::as_str));
    let statements: Vec<Value> = rows(record, setting.least)
        .map(|row| {
            let statement = row.statement;
            let mut object = Map::new();
            let words = |text: String| (!text.is_empty()).then_some(text);
            object.insert("number".to_owned(), row.number.into());
            put(&mut object, "form", Some(code(&statement.form)));
            put(&mut object, "standing", Some(code(&statement.standing)));
            put(&mut object, "speaker", words(row.speaker));
            object.insert("named".to_owned(), row.named.into());
            object.insert("anonymous".to_owned(), statement.anonymity.is_some().into());
            let reason = statement.anonymity.as_ref().and_then(|a| a.reason);
            put(
                &mut object,
                "anonymity_reason",
                reason.map(|span| record.text.get(span)),
            );
            put(&mut object, "role", words(row.role));
            put(&mut object, "content", words(row.content));
            put(&mut object, "cue", words(row.cue));
            put(&mut object, "source", words(row.source));
            put(&mut object, "day", words(row.day));
            put(&mut object, "venue", words(row.venue));
            put(&mut object, "addressee", words(row.addressee));
            put(
                &mut object,
                "within",
                statement.within.map(|index| index + 1),
            );
            let share = |thousandths: Option<u16>| thousandths.map(|c| f64::from(c) / 1000.0);
            put(&mut object, "confidence", share(statement.confidence));
            let speaker = share(statement.speaker_confidence);
            put(&mut object, "speaker_confidence", speaker);
            put(&mut object, "rule", Some(statement.rule.0.as_ref()));
            let bytes = row.bytes.map(|b| json!([b.start, b.end]));
            put(&mut object, "bytes", bytes);
            let pieces: Vec<Value> = statement
                .content
                .iter()
                .map(|span| piece(record, *span))
                .collect();
            object.insert("pieces".to_owned(), pieces.into());
            Value::Object(object)
        })
        .collect();
    page.insert("statements".to_owned(), statements.into());
    document(page)
}

/// One piece of the content with its place in the capture.
fn piece(record: &Record, span: TextSpan) -> Value {
    let mut object = Map::new();
    put(&mut object, "text", Some(record.text.get(span)));
    let bytes = record.text.bytes_of(span);
    put(&mut object, "bytes", bytes.map(|b| json!([b.start, b.end])));
    Value::Object(object)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::sample;

    #[test]
    fn statements_as_json() {
        let record = sample::article();
        let page: Value = serde_json::from_str(&write(&record, &sample::setting())).unwrap();
        let first = &page["statements"][0];
        assert_eq!(first["speaker"], "Ilse Marn");
        assert_eq!(first["role"], "the mayor of Osk");
        assert_eq!(first["day"], "2031-04-01");
        assert_eq!(first["confidence"], 0.95);
        assert_eq!(first["speaker_confidence"], 0.97);
        assert_eq!(first["pieces"][1]["text"], "“Now we breathe.”");
        let bytes = &first["pieces"][0]["bytes"];
        let at = record.text.content.find("“We were").unwrap() as u64;
        assert_eq!(bytes[0], at + u64::from(sample::BEFORE));
        assert_eq!(page["statements"][2]["anonymous"], true);
        assert_eq!(page["statements"][2]["within"], 2);
        assert_eq!(page["statements"][2].get("role"), None);
    }
}
