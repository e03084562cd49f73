//! JSON lines as gold and answer files hold them, taken as the Python scorer
//! takes them.

use std::path::Path;

use anyhow::{Context as _, Result};
use serde_json::{Map, Value};

/// The objects of a file of JSON lines; empty lines do not count.
pub(crate) fn lines(path: &Path) -> Result<Vec<Map<String, Value>>> {
    let text =
        std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    parse_lines(&text, path)
}

/// The same of text already read from `path`.
pub(crate) fn parse_lines(text: &str, path: &Path) -> Result<Vec<Map<String, Value>>> {
    text.split('\n')
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(number, line)| {
            serde_json::from_str(line).with_context(|| format!("{}:{}", path.display(), number + 1))
        })
        .collect()
}

/// A value as Python's `str` shows it, as far as ids and filters need.
pub(crate) fn text(value: &Value) -> String {
    match value {
        Value::Null => "None".to_owned(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The text of a value that is not null, false, zero or empty.
pub(crate) fn truthy_text(value: &Value) -> Option<String> {
    let truthy = match value {
        Value::Null => false,
        Value::Bool(is) => *is,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(fields) => !fields.is_empty(),
    };
    truthy.then(|| text(value))
}

/// The names in an `authors` value: a string, or a list of strings or of
/// objects with a name.
pub(crate) fn names(value: Option<&Value>) -> Vec<String> {
    let one = |item: &Value| match item {
        Value::Object(fields) => fields.get("name").and_then(truthy_text).unwrap_or_default(),
        other => text(other),
    };
    match value {
        Some(Value::Array(items)) => items.iter().map(one).collect(),
        Some(other) => truthy_text(other).into_iter().collect(),
        None => Vec::new(),
    }
}

/// The captions in an `images` value that have one.
pub(crate) fn captions(value: Option<&Value>) -> Vec<String> {
    let images = value.and_then(Value::as_array).into_iter().flatten();
    images
        .filter_map(|image| truthy_text(image.get("caption")?))
        .collect()
}
