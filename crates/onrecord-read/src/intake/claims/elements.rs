//! `<title>`, `<html lang>`, `<link rel=canonical>`, `<time>`, `<a rel=author>`.

use onrecord_html::{Document, NodeId, Tag};
use onrecord_record::{Rule, Source};

use super::{Claim, Claims, Property, Subject, Value};

/// Reads one element.
pub(super) fn read(document: &Document<'_>, id: NodeId, claims: &mut Claims) {
    let kind = match document.tag(id) {
        Tag::A => Property::Author,
        Tag::Time => Property::Time,
        _ => Property::Title,
    };
    if claims.full(kind) {
        return;
    }
    match document.tag(id) {
        Tag::Html => {
            let lang = document
                .attr_named(id, "lang")
                .or_else(|| document.attr_named(id, "xml:lang"));
            if let Some(lang) = lang {
                push(
                    claims,
                    Property::Language,
                    Value::of_attribute(&lang),
                    Source::Attribute,
                    "language/html-lang",
                    None,
                );
            }
        }
        // A drawing has a title element too.
        Tag::Title if document.is_html(id, Tag::Title) => {
            push(
                claims,
                Property::Title,
                Value::of_element(document, id),
                Source::Title,
                "title/title-element",
                None,
            );
        }
        Tag::Link if has_word(document, id, "rel", "canonical") => {
            if let Some(href) = document.attr_named(id, "href") {
                push(
                    claims,
                    Property::Canonical,
                    Value::of_attribute(&href),
                    Source::Attribute,
                    "canonical/link",
                    None,
                );
            }
        }
        Tag::A if has_word(document, id, "rel", "author") => {
            push(
                claims,
                Property::Author,
                Value::of_element(document, id),
                Source::Visible,
                "authors/rel-author",
                Some(id),
            );
        }
        Tag::Time => {
            let (value, rule) = match document.attr_named(id, "datetime") {
                Some(stated) if stated.value().bytes().any(|b| b.is_ascii_digit()) => {
                    (Value::of_attribute(&stated), "time/datetime")
                }
                _ => (Value::of_element(document, id), "time/words"),
            };
            let named = document.attr(id, "itemprop").is_some();
            // With an `itemprop` it is read as microdata.
            if !named {
                let published = document.attr(id, "pubdate").is_some();
                let property = if published {
                    Property::Published
                } else {
                    Property::Time
                };
                push(claims, property, value, Source::TimeElement, rule, Some(id));
            }
        }
        _ => {}
    }
}

/// Reads the moment that an element has in an attribute and shows in other
/// words: `<relative-time datetime>`, `<abbr class="date" title>`.
pub(super) fn moment(document: &Document<'_>, id: NodeId, claims: &mut Claims) {
    /// Parts of the names of what shows a time, and of one of something else.
    const TIMES: [&str; 5] = ["date", "time", "publish", "posted", "updated"];
    const OTHERS: [&str; 3] = ["join", "birth", "event"];
    if claims.full(Property::Time) {
        return;
    }
    let custom = document.tag(id) == Tag::Other;
    let stated = if custom { "datetime" } else { "title" };
    let Some(stated) = document.attr_named(id, stated) else {
        return;
    };
    let named = || match custom {
        true => matches!(
            document.name(id),
            "relative-time" | "local-time" | "time-ago"
        ),
        false => {
            let names = document
                .attr(id, "class")
                .unwrap_or("")
                .to_ascii_lowercase();
            let has = |parts: &[&str]| parts.iter().any(|part| names.contains(part));
            has(&TIMES) && !has(&OTHERS)
        }
    };
    if stated.value().bytes().any(|b| b.is_ascii_digit()) && named() {
        let value = Value::of_attribute(&stated);
        push(
            claims,
            Property::Time,
            value,
            Source::Attribute,
            "time/attribute",
            Some(id),
        );
    }
}

fn push(
    claims: &mut Claims,
    property: Property,
    value: Value,
    source: Source,
    rule: &'static str,
    node: Option<NodeId>,
) {
    claims.push(Claim {
        property,
        value,
        source,
        rule: Rule::named(rule),
        subject: Subject::Page,
        group: 0,
        node,
        rank: 0,
    });
}

/// Whether an attribute is a list of words that has the word.
fn has_word(document: &Document<'_>, id: NodeId, attribute: &str, word: &str) -> bool {
    document.attr(id, attribute).is_some_and(|value| {
        value
            .split_ascii_whitespace()
            .any(|w| w.eq_ignore_ascii_case(word))
    })
}
