//! JSON-LD: objects of schema.org's types, wherever they stand.

use std::ops::Range;
use std::sync::OnceLock;

use onrecord_html::Document;
use onrecord_record::{Rule, Source};

use super::json::{Json, Kind};
use super::{Claim, Claims, Property, Subject, Value};
use crate::words::{self, Table};

/// What a type says of the thing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Class {
    Article,
    Live,
    Video,
    Gallery,
    Page,
    Index,
}

/// The class of a schema.org type, its address or prefix left out.
pub(super) fn class(name: &str) -> Option<Class> {
    static TYPES: OnceLock<Table<Class>> = OnceLock::new();
    let types = words::table(
        &TYPES,
        include_str!("../../words/page-types.tsv"),
        ' ',
        |row| {
            Some(match row {
                "article" => Class::Article,
                "live" => Class::Live,
                "video" => Class::Video,
                "gallery" => Class::Gallery,
                "page" => Class::Page,
                "index" => Class::Index,
                _ => return None,
            })
        },
    );
    let name = name.trim().trim_end_matches('/');
    let last = name.rsplit(['/', '#', ':']).next().unwrap_or("");
    if last.len() > 40 {
        return None;
    }
    types.get(&last.to_ascii_lowercase())
}

/// Members under which an object tells of other things than its page.
const ASIDE: &[&str] = &[
    "itemListElement",
    "hasPart",
    "mentions",
    "relatedLink",
    "blogPost",
    "comment",
    "review",
    "citation",
    "isBasedOn",
    "subjectOf",
    "liveBlogUpdate",
    "workExample",
    "video",
    "audio",
    "image",
    "associatedMedia",
    "author",
    "publisher",
    "about",
    "isPartOf",
    "significantLink",
    "potentialAction",
    "relatedArticle",
    "suggestedAnswer",
    "acceptedAnswer",
    "breadcrumb",
    "exampleOfWork",
    "isRelatedTo",
    "itemReviewed",
];

/// Reads one script.
pub(super) fn read(document: &Document<'_>, text: Range<usize>, claims: &mut Claims) {
    let source = document.source();
    let unescaped = unescaped(source, &text);
    let json = Json::all(unescaped.as_deref().unwrap_or(source), text);
    let graph = Graph::new(source, json);
    // Whether an object stands beside the page's own: index of the first node
    // after the last subtree that does.
    let mut aside_until = 0;
    for node in 0..graph.json.nodes().len() {
        if ASIDE.contains(&graph.json.key(node)) {
            aside_until = aside_until.max(graph.json.nodes()[node].next as usize);
        }
        if graph.json.kind(node) != Kind::Object {
            continue;
        }
        let Some((class, kind)) = graph.class(node) else {
            continue;
        };
        let aside = node < aside_until;
        let subject = match class {
            _ if aside => Subject::Aside,
            Class::Article | Class::Live => claims.item(),
            Class::Page | Class::Index | Class::Gallery => Subject::Page,
            Class::Video => Subject::Aside,
        };
        // What stands aside is told apart by its headline and address alone.
        let mut reader = Reader {
            graph: &graph,
            claims,
            subject,
            class,
        };
        reader.object(node, kind);
    }
}

/// The source with spaces and quotes where a script has `&quot;`, if it has no
/// quotes of its own: some pages escape the whole script as if it were text.
/// Every place stays where it was.
fn unescaped(source: &str, text: &Range<usize>) -> Option<String> {
    let script = &source[text.clone()];
    if script.contains('"') || !script.contains("&quot;") {
        return None;
    }
    let mut out = String::with_capacity(source.len());
    out.push_str(&source[..text.start]);
    out.push_str(&script.replace("&quot;", "\"     "));
    out.push_str(&source[text.end..]);
    Some(out)
}

/// The objects of a script and the names that refer to them.
struct Graph<'s> {
    source: &'s str,
    json: Json<'s>,
    /// Objects by their `@id`, sorted.
    ids: Vec<(&'s str, usize)>,
}

impl<'s> Graph<'s> {
    fn new(source: &'s str, json: Json<'s>) -> Self {
        let mut ids = Vec::new();
        for node in 0..json.nodes().len() {
            if json.key(node) == "@id" && json.kind(node) == Kind::String {
                let object = json.nodes()[node].parent as usize;
                // An object with nothing else only refers to another.
                if json.children(object).take(2).count() == 2 {
                    ids.push((json.text(node), object));
                }
            }
        }
        ids.sort();
        Self { source, json, ids }
    }

    /// The object that a reference stands for; an object that is none stands
    /// for itself.
    fn resolve(&self, node: usize) -> usize {
        if self.json.kind(node) != Kind::Object || self.json.children(node).take(2).count() != 1 {
            return node;
        }
        let Some(id) = self.json.member(node, "@id") else {
            return node;
        };
        let at = self
            .ids
            .partition_point(|entry| entry.0 < self.json.text(id));
        match self.ids.get(at) {
            Some(&(name, object)) if name == self.json.text(id) => object,
            _ => node,
        }
    }

    /// The first of an object's types that has a class, with its node.
    fn class(&self, object: usize) -> Option<(Class, usize)> {
        let types = self.json.member(object, "@type")?;
        self.values(types)
            .into_iter()
            .find_map(|node| Some((class(self.json.text(node))?, node)))
    }

    /// The values of a member: itself, or what is in its list.
    fn values(&self, node: usize) -> Vec<usize> {
        /// More than this is not one property of an article.
        const MOST: usize = 64;
        let node = match self.json.kind(node) {
            Kind::Object => self.json.member(node, "@list").unwrap_or(node),
            _ => node,
        };
        match self.json.kind(node) {
            Kind::Array => self.json.children(node).take(MOST).collect(),
            _ => vec![node],
        }
    }

    /// The string of a value: its own, or that of its name.
    fn string(&self, node: usize) -> Option<usize> {
        match self.json.kind(node) {
            Kind::String => Some(node),
            Kind::Object => {
                let inner = self
                    .json
                    .member(node, "@value")
                    .or_else(|| self.json.member(node, "name"))?;
                let inner = match self.json.kind(inner) {
                    Kind::Array => self.json.children(inner).next()?,
                    _ => inner,
                };
                (self.json.kind(inner) == Kind::String).then_some(inner)
            }
            _ => None,
        }
    }

    fn value(&self, node: usize) -> Value {
        Value::of_json(self.source, &self.json, node)
    }
}

struct Reader<'g, 's, 'c> {
    graph: &'g Graph<'s>,
    claims: &'c mut Claims,
    subject: Subject,
    class: Class,
}

impl Reader<'_, '_, '_> {
    fn object(&mut self, object: usize, kind: usize) {
        self.text(Property::PageType, kind, 0);
        let json = &self.graph.json;
        for member in json.children(object) {
            let value = self.graph.resolve(member);
            match json.key(member) {
                "headline" => self.texts(Property::Headline, value, 0),
                "name" => {
                    let rank = if self.class == Class::Page { 3 } else { 2 };
                    self.texts(Property::Headline, value, rank);
                }
                "alternativeHeadline" | "alternateName" => {
                    self.texts(Property::AlternativeHeadline, value, 0)
                }
                "description" | "abstract" => self.texts(Property::Description, value, 0),
                "url" | "mainEntityOfPage" | "@id" => self.address(value),
                _ if self.subject == Subject::Aside => {}
                "author" => self.authors(value, 0),
                "creator" => self.authors(value, 1),
                "contributor" => self.authors(value, 5),
                "datePublished" => self.texts(Property::Published, value, 0),
                "dateCreated" | "uploadDate" => self.texts(Property::Published, value, 4),
                "dateModified" => self.texts(Property::Modified, value, 0),
                "publisher" => self.texts(Property::Publisher, value, 0),
                "sourceOrganization" | "provider" => self.texts(Property::Publisher, value, 1),
                "articleSection" => self.texts(Property::Section, value, 0),
                "inLanguage" => self.texts(Property::Language, value, 0),
                "articleBody" | "text" => self.body(value),
                "keywords" => self.texts(Property::Keywords, value, 0),
                "isAccessibleForFree" => self.text(Property::Free, value, 0),
                "image" | "primaryImageOfPage" | "associatedMedia" => self.images(value),
                _ => {}
            }
        }
    }

    fn claim(&mut self, property: Property, value: Value, rank: u16, group: u32) {
        self.claims.push(Claim {
            property,
            value,
            source: Source::JsonLd,
            rule: Rule::named(rule(property)),
            subject: self.subject,
            group,
            node: None,
            rank,
        });
    }

    fn text(&mut self, property: Property, node: usize, rank: u16) {
        let value = self.graph.value(node);
        self.claim(property, value, rank, 0);
    }

    fn texts(&mut self, property: Property, node: usize, rank: u16) {
        for value in self.graph.values(node) {
            let value = self.graph.resolve(value);
            let bare_date = matches!(property, Property::Published | Property::Modified)
                && self.graph.json.kind(value) == Kind::Bare;
            if bare_date {
                self.text(property, value, rank);
            } else if let Some(string) = self.graph.string(value) {
                self.text(property, string, rank);
            }
        }
    }

    /// The text of the article, a line a paragraph.
    fn body(&mut self, node: usize) {
        for value in self.graph.values(node) {
            let value = self.graph.resolve(value);
            if let Some(string) = self.graph.string(value) {
                let lines = Value::lines_of_json(self.graph.source, &self.graph.json, string);
                self.claim(Property::Body, lines, 0, 0);
            }
        }
    }

    /// The address of the item, as a string or as the `@id` or `url` of an
    /// object.
    fn address(&mut self, node: usize) {
        let json = &self.graph.json;
        let node = match json.kind(node) {
            Kind::Object => json
                .member(node, "@id")
                .or_else(|| json.member(node, "url")),
            Kind::String => Some(node),
            _ => None,
        };
        if let Some(node) = node
            && json.kind(node) == Kind::String
        {
            self.text(Property::Url, node, 0);
        }
    }

    fn authors(&mut self, node: usize, rank: u16) {
        for author in self.graph.values(node) {
            let author = self.graph.resolve(author);
            let json = &self.graph.json;
            let group = self.claims.group();
            if json.kind(author) == Kind::String {
                let value = self.graph.value(author);
                self.claim(Property::Author, value, rank, group);
                continue;
            }
            if json.kind(author) != Kind::Object {
                continue;
            }
            let names = json
                .member(author, "name")
                .or_else(|| json.member(author, "@value"));
            for name in names
                .map(|names| self.graph.values(names))
                .unwrap_or_default()
            {
                if let Some(name) = self.graph.string(name) {
                    let value = self.graph.value(name);
                    self.claim(Property::Author, value, rank, group);
                }
            }
            for (key, property) in [
                ("jobTitle", Property::AuthorRole),
                ("url", Property::AuthorUrl),
            ] {
                if let Some(member) = json.member(author, key)
                    && let Some(string) = self
                        .graph
                        .values(member)
                        .first()
                        .and_then(|node| self.graph.string(*node))
                {
                    let value = self.graph.value(string);
                    self.claim(property, value, rank, group);
                }
            }
            if let Some(kind) = json.member(author, "@type")
                && json.text(kind).contains("Organization")
            {
                let value = self.graph.value(kind);
                self.claim(Property::AuthorIsOrganisation, value, rank, group);
            }
        }
    }

    fn images(&mut self, node: usize) {
        for image in self.graph.values(node) {
            let image = self.graph.resolve(image);
            let json = &self.graph.json;
            let group = self.claims.group();
            if json.kind(image) == Kind::String {
                let value = self.graph.value(image);
                self.claim(Property::Image, value, 0, group);
                continue;
            }
            if json.kind(image) != Kind::Object {
                continue;
            }
            const PARTS: [(&str, Property); 8] = [
                ("url", Property::Image),
                ("contentUrl", Property::Image),
                ("caption", Property::ImageCaption),
                ("description", Property::ImageCaption),
                ("creditText", Property::ImageCredit),
                ("creator", Property::ImageCredit),
                ("author", Property::ImageCredit),
                ("copyrightHolder", Property::ImageCredit),
            ];
            for (key, property) in PARTS {
                if let Some(member) = json.member(image, key) {
                    let first = self
                        .graph
                        .values(member)
                        .first()
                        .map(|node| self.graph.resolve(*node));
                    if let Some(string) = first.and_then(|node| self.graph.string(node)) {
                        let value = self.graph.value(string);
                        self.claim(property, value, 0, group);
                    }
                }
            }
        }
    }
}

fn rule(property: Property) -> &'static str {
    match property {
        Property::Headline => "json-ld/headline",
        Property::AlternativeHeadline => "json-ld/alternative-headline",
        Property::Description => "json-ld/description",
        Property::Author => "json-ld/author",
        Property::AuthorRole => "json-ld/author-job-title",
        Property::AuthorUrl => "json-ld/author-url",
        Property::AuthorIsOrganisation => "json-ld/author-type",
        Property::Published => "json-ld/date-published",
        Property::Modified => "json-ld/date-modified",
        Property::Publisher => "json-ld/publisher",
        Property::Section => "json-ld/article-section",
        Property::Language => "json-ld/in-language",
        Property::Body => "json-ld/article-body",
        Property::Image => "json-ld/image",
        Property::ImageCaption => "json-ld/image-caption",
        Property::ImageCredit => "json-ld/image-credit",
        Property::Url => "json-ld/url",
        Property::PageType => "json-ld/type",
        Property::Free => "json-ld/is-accessible-for-free",
        Property::Keywords => "json-ld/keywords",
        _ => "json-ld/other",
    }
}
