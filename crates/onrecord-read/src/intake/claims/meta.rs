//! `<meta>` elements: OpenGraph, `article:`, Dublin Core and the rest, by the
//! names in `words/meta-claims.tsv`.

use std::sync::OnceLock;

use onrecord_html::{Document, NodeId};
use onrecord_record::{Rule, Source};

use super::{Claim, Claims, Property, Subject, Value, property};
use crate::words::{self, Table};

/// How weak claims rank behind the others.
const WEAK: u16 = 200;

/// What a name claims, and how well it is kept.
fn names() -> &'static Table<(Property, u16)> {
    static NAMES: OnceLock<Table<(Property, u16)>> = OnceLock::new();
    NAMES.get_or_init(|| {
        let mut entries = Vec::new();
        for (row, names) in words::rows(include_str!("../../words/meta-claims.tsv")) {
            let Some(property) = property(row) else {
                continue;
            };
            let base = if matches!(row, "published-weak" | "author-handle") {
                WEAK
            } else {
                0
            };
            for (at, name) in names.split(' ').enumerate() {
                entries.push((name, (property, base + at as u16)));
            }
        }
        Table::new(entries)
    })
}

/// Reads one `<meta>` element.
pub(super) fn read(document: &Document<'_>, id: NodeId, claims: &mut Claims) {
    let (mut content, mut named) = (None, None);
    for attribute in document.attrs(id) {
        match attribute.name() {
            "content" | "value" if content.is_none() => content = Some(attribute),
            "property" | "name" | "http-equiv" => {
                let name = attribute.value().trim();
                // A second name counts where the first says nothing.
                if name.len() <= 60
                    && named.is_none()
                    && let Some(found) = lookup(name)
                {
                    named = Some((name.to_ascii_lowercase(), found));
                }
            }
            _ => {}
        }
    }
    let named = named.or_else(|| labelled(document, id));
    let (Some(content), Some((name, (property, rank)))) = (content, named) else {
        return;
    };
    let open_graph = name.starts_with("og:") || name.starts_with("article:");
    let value = Value::of_attribute(&content);
    // A tier is `free`, `metered` or `locked`; only the last says no.
    if name == "article:content_tier" && value.text() != "locked" {
        return;
    }
    claims.push(Claim {
        property,
        value,
        source: if open_graph {
            Source::OpenGraph
        } else {
            Source::Meta
        },
        rule: Rule(format!("meta/{name}").into()),
        subject: Subject::Page,
        group: 0,
        node: None,
        rank,
    });
}

/// The second of two elements of which the first says what it holds:
/// `twitter:label1` "Written by", `twitter:data1` the name.
fn labelled(document: &Document<'_>, id: NodeId) -> Option<(String, (Property, u16))> {
    /// Elements and white space between the two.
    const REACH: usize = 4;
    /// How well such a claim is kept.
    const RANK: u16 = 20;
    let name = |id| document.attr(id, "name").or(document.attr(id, "property"));
    let number = name(id)?.trim().strip_prefix("twitter:data")?;
    let mut before = document.prev_sibling(id);
    for _ in 0..REACH {
        let label = before?;
        let is_label = document.is_element(label)
            && name(label).and_then(|name| name.trim().strip_prefix("twitter:label"))
                == Some(number);
        if is_label {
            let words = document.attr(label, "content")?.trim().to_lowercase();
            let is_byline = words::rows(include_str!("../../words/byline-words.tsv"))
                .filter(|(row, _)| *row == "prefix")
                .flat_map(|(_, list)| list.split('|'))
                .any(|prefix| prefix == words);
            return is_byline.then(|| (format!("twitter:data{number}"), (Property::Author, RANK)));
        }
        before = document.prev_sibling(label);
    }
    None
}

fn lookup(name: &str) -> Option<(Property, u16)> {
    if name.bytes().any(|b| b.is_ascii_uppercase()) {
        lookup_lower(&name.to_ascii_lowercase())
    } else {
        lookup_lower(name)
    }
}

fn lookup_lower(name: &str) -> Option<(Property, u16)> {
    if let Some(found) = names().get(name) {
        return Some(found);
    }
    // Programs put a prefix of their own before the usual words.
    const ENDS: [(&str, Property); 10] = [
        ("publisheddate", Property::Published),
        ("publishdate", Property::Published),
        ("publicationdate", Property::Published),
        ("datepublished", Property::Published),
        ("publishedtime", Property::Published),
        ("publishtime", Property::Published),
        ("publishedat", Property::Published),
        ("modifieddate", Property::Modified),
        ("datemodified", Property::Modified),
        ("modifiedtime", Property::Modified),
    ];
    if !name.contains("publi") && !name.contains("modif") {
        return None;
    }
    let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    ENDS.iter()
        .find(|(end, _)| plain.ends_with(end))
        .map(|&(_, property)| (property, WEAK - 20))
}
