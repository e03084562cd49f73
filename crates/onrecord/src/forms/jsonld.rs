//! schema.org as JSON-LD: a NewsArticle with its quotations.
//!
//! Words that stand in quotation marks (direct and mixed statements) become
//! `Quotation`s; what is reported in the reporter's words is not a quotation
//! and stays in the record, as does what the page says was not said.

use std::collections::BTreeMap;

use onrecord_record::{
    BodyPart, Entity, EntityKind, Form, Label, PageKind, Person, Record, Standing,
};
use serde_json::{Map, Value, json};

use super::Setting;
use super::parts::{document, moment, put, put_all, stated, value, words};
use super::speech::{is_body, speaker};
use crate::iri;

/// The record as a JSON-LD object.
pub(super) fn write(record: &Record, _setting: &Setting) -> String {
    let article = &record.article;
    let base = iri::page_url(record);
    let mut object = Map::new();
    put(&mut object, "@context", Some("https://schema.org"));
    put(&mut object, "@type", Some(kind(article.kind.value)));
    put(&mut object, "@id", Some(iri::capture_ni(record)));
    let url = iri::canonical_url(record);
    put(&mut object, "mainEntityOfPage", url.clone());
    put(&mut object, "url", url);
    put(&mut object, "headline", stated(&article.headline));
    put(&mut object, "alternativeHeadline", stated(&article.kicker));
    put(&mut object, "description", stated(&article.dek));
    put(&mut object, "articleSection", stated(&article.section));
    put(&mut object, "inLanguage", stated(&article.language));
    let published = moment(&article.published).map(|m| m.to_string());
    put(&mut object, "datePublished", published);
    let modified = moment(&article.modified).map(|m| m.to_string());
    put(&mut object, "dateModified", modified);
    let publisher = stated(&article.publisher);
    put(
        &mut object,
        "publisher",
        publisher.map(|name| json!({"@type": "Organization", "name": name})),
    );
    let authors = super::parts::authors(record).map(author).collect();
    put_all(&mut object, "author", authors);
    let contributors = article.contributors.iter().map(|c| {
        let mut person = typed("Person");
        put(&mut person, "name", Some(c.value.name.as_str()));
        let place = value(c.value.place.as_ref());
        put(
            &mut person,
            "workLocation",
            place.map(|name| json!({"@type": "Place", "name": name})),
        );
        Value::Object(person)
    });
    put_all(&mut object, "contributor", contributors.collect());
    let images = article.images.iter().map(|image| {
        let mut picture = typed("ImageObject");
        let source = value(image.src.as_ref())
            .and_then(|src| iri::followable(base.as_deref(), src))
            .filter(|url| url.starts_with("http"));
        put(&mut picture, "contentUrl", source);
        put(&mut picture, "caption", value(image.caption.as_ref()));
        put(&mut picture, "creditText", value(image.credit.as_ref()));
        put(&mut picture, "description", value(image.alt.as_ref()));
        Value::Object(picture)
    });
    put_all(&mut object, "image", images.collect());
    let corrections = article
        .corrections
        .iter()
        .map(|c| json!({"@type": "CorrectionComment", "text": c.value}));
    put_all(&mut object, "correction", corrections.collect());
    let body = record.body_text();
    put(
        &mut object,
        "articleBody",
        (!body.is_empty()).then_some(body),
    );
    put_all(&mut object, "liveBlogUpdate", posts(record));
    if article.kind.value == PageKind::Index {
        let stories = article.related.iter().map(|story| {
            let mut item = typed("ListItem");
            put(&mut item, "name", Some(story.title.value.as_str()));
            let href = story.href.as_deref();
            let target = href.and_then(|href| iri::followable(base.as_deref(), href));
            put(&mut item, "url", target);
            Value::Object(item)
        });
        let mut list = typed("ItemList");
        put_all(&mut list, "itemListElement", stories.collect());
        object.insert("mainEntity".to_owned(), Value::Object(list));
    }
    let mentions = record.entities.iter().filter_map(entity);
    put_all(&mut object, "mentions", mentions.collect());
    put_all(&mut object, "hasPart", quotations(record));
    document(object)
}

/// The posts of a live blog. Their times are words of the page, and schema.org
/// asks for dates, so that they are left out.
fn posts(record: &Record) -> Vec<Value> {
    let mut posts: BTreeMap<u32, (Option<&str>, Vec<&str>)> = BTreeMap::new();
    let blocks =
        (record.blocks.iter()).filter(|block| block.label == Label::LivePost && block.group != 0);
    for block in blocks {
        let (headline, lines) = posts.entry(block.group).or_default();
        let words = record.text.get(block.span);
        match block.part {
            Some(BodyPart::Subhead) if headline.is_none() && lines.is_empty() => {
                *headline = Some(words);
            }
            _ => lines.push(words),
        }
    }
    let posts = posts.into_values().map(|(headline, lines)| {
        let mut post = typed("BlogPosting");
        put(&mut post, "headline", headline);
        put(
            &mut post,
            "articleBody",
            (!lines.is_empty()).then(|| lines.join("\n")),
        );
        Value::Object(post)
    });
    posts.collect()
}

fn kind(kind: PageKind) -> &'static str {
    match kind {
        PageKind::Article => "NewsArticle",
        PageKind::LiveBlog => "LiveBlogPosting",
        PageKind::Index => "CollectionPage",
        PageKind::Gallery => "ImageGallery",
        PageKind::Video | PageKind::Other => "WebPage",
    }
}

fn typed(name: &str) -> Map<String, Value> {
    let mut object = Map::new();
    put(&mut object, "@type", Some(name));
    object
}

fn author(person: &Person) -> Value {
    let mut object = typed(if person.organisation {
        "Organization"
    } else {
        "Person"
    });
    put(&mut object, "name", Some(person.name.as_str()));
    if !person.organisation {
        put(&mut object, "jobTitle", value(person.role.as_deref()));
        let agency = value(person.agency.as_deref());
        put(
            &mut object,
            "affiliation",
            agency.map(|name| json!({"@type": "Organization", "name": name})),
        );
    }
    Value::Object(object)
}

/// An entity, if schema.org has a type for what it is.
fn entity(entity: &Entity) -> Option<Value> {
    let name = match entity.kind {
        EntityKind::Person => "Person",
        EntityKind::Group | EntityKind::Organisation => "Organization",
        EntityKind::Place => "Place",
        EntityKind::Document => "CreativeWork",
        EntityKind::Other => return None,
    };
    Some(json!({"@type": name, "name": entity.name}))
}

/// The statements that are quotations, with their speakers.
fn quotations(record: &Record) -> Vec<Value> {
    let quoted = record.statements.iter().filter(|statement| {
        statement.form != Form::Indirect && statement.standing == Standing::Stated
    });
    quoted
        .map(|statement| {
            let mut quotation = typed("Quotation");
            let text = words(record, &statement.content);
            put(&mut quotation, "text", Some(text));
            let who = speaker(record, statement);
            if let Some(entity) = who.filter(|entity| entity.kind != EntityKind::Document) {
                let is = if is_body(entity.kind) {
                    "Organization"
                } else {
                    "Person"
                };
                let mut who = typed(is);
                put(&mut who, "name", Some(entity.name.as_str()));
                let role = statement.role.or(entity.role);
                if is == "Person" {
                    put(&mut who, "jobTitle", role.map(|span| record.text.get(span)));
                }
                let who = Value::Object(who);
                quotation.insert("spokenByCharacter".to_owned(), who.clone());
                quotation.insert("creator".to_owned(), who);
            }
            let day = statement.day.and_then(|i| record.dates.get(i as usize));
            let day = day.and_then(|mention| mention.day);
            if let Some(day) = day.filter(|day| day.to.is_none()) {
                put(&mut quotation, "dateCreated", Some(day.from.to_string()));
            }
            Value::Object(quotation)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::sample;

    #[test]
    fn posts_of_a_live_blog_are_told_apart() {
        let value: Value =
            serde_json::from_str(&write(&sample::live(), &sample::setting())).unwrap();
        assert_eq!(
            value["liveBlogUpdate"],
            json!([
                {"@type": "BlogPosting", "articleBody": "The ferry stays."},
                {"@type": "BlogPosting", "articleBody": "Wind."},
            ])
        );
    }

    #[test]
    fn the_article_in_schema_org() {
        let record = sample::article();
        let value: Value = serde_json::from_str(&write(&record, &sample::setting())).unwrap();
        assert_eq!(value["@context"], "https://schema.org");
        assert_eq!(value["@type"], "NewsArticle");
        assert_eq!(value["headline"], "Ferry to Osk sails again");
        assert_eq!(value["datePublished"], "2031-04-02T09:30+02:00");
        assert_eq!(value["dateModified"], "2031-04-03");
        assert_eq!(
            value["author"],
            json!([
                {"@type": "Person", "name": "Ane de la Rue", "jobTitle": "Coast reporter"},
                {"@type": "Organization", "name": "Strait News Agency"},
            ])
        );
        assert_eq!(
            value["image"],
            json!([{
                "@type": "ImageObject",
                "contentUrl": "https://courier.example/marit.jpg",
                "caption": "The Marit at the pier of Osk.",
                "creditText": "Per Holt/SNA",
            }])
        );
        let mayor = json!({
            "@type": "Person", "name": "Ilse Marn", "jobTitle": "the mayor of Osk",
        });
        assert_eq!(
            value["hasPart"],
            json!([{
                "@type": "Quotation",
                "text": "“We were cut off,” … “Now we breathe.”",
                "spokenByCharacter": mayor,
                "creator": mayor,
                "dateCreated": "2031-04-01",
            }])
        );
        assert_eq!(value["correction"][0]["@type"], "CorrectionComment");
    }

    #[test]
    fn an_empty_record_claims_nothing() {
        let value: Value =
            serde_json::from_str(&write(&sample::empty(), &sample::setting())).unwrap();
        let object = value.as_object().unwrap();
        let names: Vec<&str> = object.keys().map(String::as_str).collect();
        assert_eq!(names, ["@context", "@id", "@type"]);
    }
}
