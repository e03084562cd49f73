//! Microdata and RDFa: `itemprop` and `property` attributes of elements.

use onrecord_html::{Document, Kind, NodeId, Tag};
use onrecord_record::{Rule, Source};

use super::json_ld::{Class, class};
use super::{Claim, Claims, Property, Subject, Value};

/// What surrounds an element: the nearest scope, as an index into the scopes.
#[derive(Clone, Copy)]
struct Scope {
    /// Index after the last node of its subtree.
    end: usize,
    /// Whether it is an article or page, and not some other thing.
    subject: Option<Subject>,
}

/// Reads the whole page.
pub(super) fn read(document: &Document<'_>, claims: &mut Claims) {
    let mut scopes: Vec<Scope> = Vec::new();
    for id in document.descendants(document.root()) {
        if document.kind(id) != Kind::Element {
            continue;
        }
        while scopes.last().is_some_and(|scope| id.index() >= scope.end) {
            scopes.pop();
        }
        let (mut name, mut item_type, mut scoped) = (None, None, false);
        for attribute in document.attrs(id) {
            match attribute.name() {
                "itemprop" => name = Some(attribute.value()),
                "property" if document.tag(id) != Tag::Meta => {
                    name = name.or(Some(attribute.value()))
                }
                "itemtype" | "typeof" => (item_type, scoped) = (Some(attribute.value()), true),
                "itemscope" => scoped = true,
                _ => {}
            }
        }
        if let Some(name) = name {
            let subject = match scopes.last() {
                Some(scope) => scope.subject,
                None => Some(Subject::Page),
            };
            if let Some(subject) = subject {
                property(document, id, name, scoped, subject, claims);
            }
        }
        if scoped {
            let kind = item_type.map(str::trim).unwrap_or("");
            let first = kind.split_ascii_whitespace().next().unwrap_or("");
            let subject = match class(first) {
                Some(Class::Article | Class::Live) => Some(claims.item()),
                Some(Class::Page | Class::Gallery) => Some(Subject::Page),
                _ => None,
            };
            let end = document.subtree(id).end;
            scopes.push(Scope { end, subject });
        }
    }
}

/// Reads an element with a property.
fn property(
    document: &Document<'_>,
    id: NodeId,
    names: &str,
    scoped: bool,
    subject: Subject,
    claims: &mut Claims,
) {
    for name in names.split_ascii_whitespace() {
        let name = name.rsplit(':').next().unwrap_or(name);
        let (property, rule, rank) = match name {
            "headline" => (Property::Headline, "microdata/headline", 0),
            "name" if matches!(subject, Subject::Item(_)) => {
                (Property::Headline, "microdata/name", 2)
            }
            "alternativeHeadline" => (
                Property::AlternativeHeadline,
                "microdata/alternative-headline",
                0,
            ),
            "description" => (Property::Description, "microdata/description", 0),
            "author" => (Property::Author, "microdata/author", 0),
            "creator" => (Property::Author, "microdata/creator", 1),
            "datePublished" => (Property::Published, "microdata/date-published", 0),
            "dateCreated" | "date" | "created" => {
                (Property::Published, "microdata/date-created", 4)
            }
            "dateModified" => (Property::Modified, "microdata/date-modified", 0),
            "publisher" => (Property::Publisher, "microdata/publisher", 0),
            "articleSection" => (Property::Section, "microdata/article-section", 0),
            "inLanguage" => (Property::Language, "microdata/in-language", 0),
            "keywords" => (Property::Keywords, "microdata/keywords", 0),
            "isAccessibleForFree" => (Property::Free, "microdata/is-accessible-for-free", 0),
            "mainEntityOfPage" | "url" if matches!(subject, Subject::Item(_)) => {
                (Property::Url, "microdata/url", 0)
            }
            _ => continue,
        };
        if claims.full(property) {
            continue;
        }
        let named = matches!(property, Property::Author | Property::Publisher) && scoped;
        let targets = if named {
            inner_names(document, id)
        } else {
            vec![id]
        };
        for target in targets {
            let (value, node) = value(document, target, property);
            let group = if property == Property::Author {
                claims.group()
            } else {
                0
            };
            claims.push(Claim {
                property,
                value,
                source: Source::Microdata,
                rule: Rule::named(rule),
                subject,
                group,
                node,
                rank,
            });
        }
    }
}

/// The elements that name the thing; the thing itself if none does.
fn inner_names(document: &Document<'_>, id: NodeId) -> Vec<NodeId> {
    /// A name stands near the start of its thing.
    const NEAR: usize = 60;
    let mut names: Vec<NodeId> = document
        .descendants(id)
        .take(NEAR)
        .filter(|inner| {
            let named = |attribute| {
                document
                    .attr(*inner, attribute)
                    .is_some_and(|name| name.rsplit(':').next() == Some("name"))
            };
            document.is_element(*inner) && (named("itemprop") || named("property"))
        })
        .collect();
    names.truncate(1);
    if names.is_empty() {
        names.push(id);
    }
    names
}

/// The value of an element, and the element if it is a visible one.
fn value(document: &Document<'_>, id: NodeId, property: Property) -> (Value, Option<NodeId>) {
    let attribute = |name: &str| {
        document
            .attr_named(id, name)
            .filter(|attr| !attr.value().trim().is_empty())
    };
    if let Some(content) = attribute("content") {
        let visible = document.tag(id) != Tag::Meta;
        return (Value::of_attribute(&content), visible.then_some(id));
    }
    let stated = match (document.tag(id), property) {
        (Tag::Time, _) => {
            attribute("datetime").filter(|attr| attr.value().bytes().any(|b| b.is_ascii_digit()))
        }
        (Tag::Link | Tag::A, Property::Url) => attribute("href"),
        (_, Property::Published | Property::Modified) => attribute("datetime"),
        _ => None,
    };
    match stated {
        Some(stated) => (Value::of_attribute(&stated), Some(id)),
        None if matches!(document.tag(id), Tag::Meta | Tag::Link) => (Value::default(), None),
        None => (Value::of_element(document, id), Some(id)),
    }
}
