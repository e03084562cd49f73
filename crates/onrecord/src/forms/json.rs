//! The record itself.

use onrecord_record::Record;
use serde_json::Value;

use super::Setting;

/// The record on one line.
pub(super) fn line(record: &Record, setting: &Setting) -> String {
    let json = record.to_json();
    let json = match setting.with_input {
        true => with_input(&json, &setting.page),
        false => json,
    };
    json + "\n"
}

/// The record as an indented document.
pub(super) fn pretty(record: &Record, setting: &Setting) -> String {
    let json = serde_json::to_string_pretty(record)
        .expect("a record has only string keys and finite numbers");
    let json = match setting.with_input {
        true => with_input(&json, &setting.page),
        false => json,
    };
    json + "\n"
}

/// The object with the page's name as its first member. Readers of records
/// pass over members they do not know.
fn with_input(json: &str, page: &str) -> String {
    let name = Value::String(page.to_owned());
    let rest = json.strip_prefix('{').unwrap_or(json);
    let (indent, separator) = match rest.starts_with('\n') {
        true => ("\n  ", " "),
        false => ("", ""),
    };
    format!("{{{indent}\"input\":{separator}{name},{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::sample;

    #[test]
    fn what_is_written_is_the_record() {
        let record = sample::article();
        let mut setting = sample::setting();
        for with_input in [false, true] {
            setting.with_input = with_input;
            for json in [line(&record, &setting), pretty(&record, &setting)] {
                assert_eq!(Record::from_json(&json).unwrap(), record);
                let value: Value = serde_json::from_str(&json).unwrap();
                assert_eq!(value.get("input").is_some(), with_input);
            }
        }
        assert_eq!(line(&record, &setting).lines().count(), 1);
    }
}
