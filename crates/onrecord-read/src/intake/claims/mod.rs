//! What the publisher claims about a page, apart from what the page shows.
//!
//! Claims are evidence, not the answer: the fields are made by checking them
//! against the visible page. One file a source; each reads what it knows into
//! a list of [`Claim`]s that carry their words, the place of the words, and
//! where they were found.

mod app_state;
mod elements;
mod json;
mod json_ld;
mod meta;
mod microdata;
mod pushed;
mod rich_text;
mod value;

use std::collections::BTreeMap;

use onrecord_html::{Document, Kind, NodeId, Tag};
use onrecord_record::{Rule, Source};

pub(crate) use value::Value;

/// What a claim is about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) enum Property {
    Headline,
    AlternativeHeadline,
    Description,
    /// A name or several. Claims of one group belong together.
    Author,
    AuthorRole,
    AuthorUrl,
    /// That the author of the group is a body and not a person; no value of
    /// interest.
    AuthorIsOrganisation,
    Published,
    Modified,
    /// A date of a `<time>` element that does not say what it is the date of.
    Time,
    Publisher,
    SiteName,
    Section,
    Language,
    Body,
    Image,
    ImageCaption,
    ImageCredit,
    Canonical,
    /// The address an item gives for itself.
    Url,
    PageType,
    /// Whether it can be read without paying: `true` or `false`.
    Free,
    Keywords,
    /// The document's `<title>`.
    Title,
}

/// What a claim belongs to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) enum Subject {
    /// The page as a whole: `<meta>`, `<title>`, a `WebPage`.
    Page,
    /// An article described in the page, numbered from 0.
    Item(u32),
    /// Something beside it: a video, a related story, a comment.
    Aside,
}

/// One claim.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Claim {
    pub(crate) property: Property,
    pub(crate) value: Value,
    pub(crate) source: Source,
    pub(crate) rule: Rule,
    pub(crate) subject: Subject,
    /// Claims about one author or one picture share a number; 0 is none.
    pub(crate) group: u32,
    /// The element it was read from, if it is a visible one.
    pub(crate) node: Option<NodeId>,
    /// How well such claims are kept in general, 0 best, within one source.
    pub(crate) rank: u16,
}

/// Every claim of a page, in the order of the page within each source.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Claims {
    pub(crate) list: Vec<Claim>,
    /// How many items there are.
    items: u32,
    groups: u32,
    /// How many claims there are of each property.
    counts: BTreeMap<Property, u32>,
}

impl Claims {
    /// The claims of a property, as they were found.
    pub(crate) fn of(&self, property: Property) -> impl Iterator<Item = &Claim> {
        self.list
            .iter()
            .filter(move |claim| claim.property == property)
    }

    /// How many articles are described.
    pub(crate) fn items(&self) -> u32 {
        self.items
    }

    fn item(&mut self) -> Subject {
        self.items += 1;
        Subject::Item(self.items - 1)
    }

    fn group(&mut self) -> u32 {
        self.groups += 1;
        self.groups
    }

    /// Whether there are as many claims of a property as are kept. A page with
    /// more is a list; what is first is its own.
    fn full(&self, property: Property) -> bool {
        const MOST: u32 = 256;
        self.counts
            .get(&property)
            .is_some_and(|count| *count >= MOST)
    }

    /// Keeps a claim if it says anything: empty words and leftovers of
    /// templates say nothing.
    fn push(&mut self, claim: Claim) {
        if self.full(claim.property) {
            return;
        }
        let text = claim.value.text();
        let leftover = text.contains("{{") || text.contains("}}") || text.contains("[object ");
        if !text.is_empty()
            && !leftover
            && !matches!(
                text,
                "null" | "undefined" | "None" | "N/A" | "false" | "NaN"
            )
            || claim.property == Property::Free
        {
            *self.counts.entry(claim.property).or_default() += 1;
            self.list.push(claim);
        }
    }
}

/// Reads every claim of a page.
pub(crate) fn claims(document: &Document<'_>) -> Claims {
    let mut claims = Claims::default();
    let mut programs = Vec::new();
    for id in document.descendants(document.root()) {
        if document.kind(id) != Kind::Element {
            continue;
        }
        match document.tag(id) {
            Tag::Meta => meta::read(document, id, &mut claims),
            Tag::Script => match script(document, id) {
                Some((Script::LinkedData, text)) => json_ld::read(document, text, &mut claims),
                Some((Script::Program, text)) => programs.push(text),
                None => {}
            },
            Tag::Title | Tag::Link | Tag::Html | Tag::Time | Tag::A => {
                elements::read(document, id, &mut claims);
                if document.tag(id) == Tag::A {
                    elements::moment(document, id, &mut claims);
                }
            }
            Tag::Span | Tag::Abbr | Tag::Other => elements::moment(document, id, &mut claims),
            _ => {}
        }
    }
    microdata::read(document, &mut claims);
    app_state::read(document.source(), &programs, &mut claims);
    claims
}

enum Script {
    LinkedData,
    Program,
}

/// What a script holds, and where its text stands in the source.
fn script(document: &Document<'_>, id: NodeId) -> Option<(Script, std::ops::Range<usize>)> {
    let text = document.first_child(id)?;
    let range = document.source_range(text)?;
    let kind = document.attr(id, "type").unwrap_or("");
    if kind.to_ascii_lowercase().contains("ld+json") {
        return Some((Script::LinkedData, range));
    }
    Some((Script::Program, range))
}

/// Properties by the name of a row of a list in `words/`.
fn property(name: &str) -> Option<Property> {
    Some(match name {
        "headline" => Property::Headline,
        "description" => Property::Description,
        "author" | "author-handle" => Property::Author,
        "published" | "published-weak" => Property::Published,
        "modified" => Property::Modified,
        "publisher" => Property::Publisher,
        "site-name" => Property::SiteName,
        "section" => Property::Section,
        "language" => Property::Language,
        "image" => Property::Image,
        "image-caption" => Property::ImageCaption,
        "canonical" => Property::Canonical,
        "type" => Property::PageType,
        "free" | "tier" => Property::Free,
        "keywords" => Property::Keywords,
        "body" => Property::Body,
        _ => return None,
    })
}
