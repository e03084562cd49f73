//! IPTC ninjs 3.1.
//!
//! Its dates are full date-times. A date that the page gives without a time or
//! without a zone is not made up into one: it is told in `edNote`.

use onrecord_record::{Access, EntityKind, PageKind, Record};
use serde_json::{Map, Value, json};

use super::Setting;
use super::html;
use super::parts::{byline, document, moment, one_line, put, put_all, rfc3339, stated, value};
use crate::iri;

/// The record as a ninjs object.
pub(super) fn write(record: &Record, _setting: &Setting) -> String {
    let article = &record.article;
    let base = iri::page_url(record);
    let mut object = Map::new();
    object.insert(
        "standard".to_owned(),
        json!({
            "name": "ninjs",
            "version": "3.1",
            "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#",
        }),
    );
    let uri = iri::canonical_url(record).unwrap_or_else(|| iri::capture_ni(record));
    put(&mut object, "uri", Some(uri.as_str()));
    let alt = json!([{"role": "sha256", "value": record.capture.sha256.to_string()}]);
    object.insert("altIds".to_owned(), alt);
    let kind = match article.kind.value {
        PageKind::Gallery => "composite",
        PageKind::Video => "video",
        _ => "text",
    };
    put(&mut object, "type", Some(kind));
    let whole = match article.access.value {
        Access::Complete => Some("full"),
        Access::Cut => Some("partial"),
        Access::Unknown => None,
    };
    put(&mut object, "representationType", whole);
    dates(record, &mut object);
    put(&mut object, "language", stated(&article.language));
    let headlines = [("main", &article.headline), ("kicker", &article.kicker)];
    let headlines = headlines.into_iter().filter_map(|(role, field)| {
        let value = stated(field)?;
        Some(json!({"role": role, "contentType": "text/plain", "value": value}))
    });
    put_all(&mut object, "headlines", headlines.collect());
    let dek = stated(&article.dek);
    let summary = dek.map(|v| json!({"role": "summary", "contentType": "text/plain", "value": v}));
    put_all(&mut object, "descriptions", summary.into_iter().collect());
    put_all(&mut object, "bodies", bodies(record));
    put(&mut object, "by", byline(record));
    let located: Vec<&str> = article
        .contributors
        .iter()
        .filter_map(|c| value(c.value.place.as_ref()))
        .collect();
    put(&mut object, "located", located.first().copied());
    let section = stated(&article.section).map(|name| json!({"name": name, "rel": "category"}));
    put_all(&mut object, "subjects", section.into_iter().collect());
    put_all(&mut object, "infoSources", sources(record));
    for (name, kinds) in [
        ("people", &[EntityKind::Person][..]),
        ("organisations", &[EntityKind::Organisation]),
        ("places", &[EntityKind::Place]),
    ] {
        let named = record.entities.iter().filter(|e| kinds.contains(&e.kind));
        let named = named.map(|e| json!({"name": one_line(&e.name), "rel": "mentions"}));
        put_all(&mut object, name, named.collect());
    }
    put_all(
        &mut object,
        "associations",
        associations(record, &uri, base.as_deref()),
    );
    document(object)
}

/// The dates that are known to the minute with their zone; the others in words.
fn dates(record: &Record, object: &mut Map<String, Value>) {
    let article = &record.article;
    let mut notes: Vec<String> = Vec::new();
    for (name, word, field) in [
        ("firstCreated", "Published", &article.published),
        ("versionCreated", "Changed", &article.modified),
    ] {
        let Some(moment) = moment(field) else {
            continue;
        };
        match rfc3339(moment) {
            Some(exact) => put(object, name, Some(exact)),
            None => notes.push(format!("{word} {moment}, time or zone not stated.")),
        }
    }
    let corrections = article.corrections.iter().map(|c| one_line(&c.value));
    notes.extend(corrections);
    put(
        object,
        "edNote",
        (!notes.is_empty()).then(|| notes.join(" ")),
    );
}

/// The body as plain text and as HTML.
fn bodies(record: &Record) -> Vec<Value> {
    let text = record.body_text();
    if text.is_empty() {
        return Vec::new();
    }
    vec![
        json!({
            "role": "main",
            "contentType": "text/plain",
            "charCount": text.chars().count(),
            "wordCount": text.split_whitespace().count(),
            "value": text,
        }),
        json!({"role": "richtext", "contentType": "text/html", "value": html::body(record)}),
    ]
}

/// Who made and published it.
fn sources(record: &Record) -> Vec<Value> {
    let authors = super::parts::authors(record).map(|p| json!({"name": p.name, "role": "author"}));
    let contributors = record
        .article
        .contributors
        .iter()
        .map(|c| json!({"name": c.value.name, "role": "contributor"}));
    let publisher = stated(&record.article.publisher);
    let publisher = publisher.map(|name| json!({"name": name, "role": "publisher"}));
    authors.chain(contributors).chain(publisher).collect()
}

/// Pictures and related stories, each with the name and address that an
/// association must have.
fn associations(record: &Record, uri: &str, base: Option<&str>) -> Vec<Value> {
    let article = &record.article;
    let page = uri.split('#').next().unwrap_or(uri);
    let images = article.images.iter().enumerate().map(|(i, image)| {
        let number = i + 1;
        let mut object = Map::new();
        let source = value(image.src.as_ref())
            .and_then(|src| iri::followable(base, src))
            .filter(|url| url.starts_with("http"));
        put(&mut object, "name", Some(format!("image-{number}")));
        let own = format!("{page}#image-{number}");
        put(&mut object, "uri", Some(source.clone().unwrap_or(own)));
        put(&mut object, "type", Some("picture"));
        put(&mut object, "by", value(image.credit.as_ref()));
        let words = [("caption", &image.caption), ("alt", &image.alt)];
        let words = words.into_iter().filter_map(|(role, evidence)| {
            let value = value(evidence.as_ref())?;
            Some(json!({"role": role, "contentType": "text/plain", "value": value}))
        });
        put_all(&mut object, "descriptions", words.collect());
        let rendition = source.map(|href| json!({"name": "main", "href": href}));
        put_all(&mut object, "renditions", rendition.into_iter().collect());
        Value::Object(object)
    });
    let related = article.related.iter().enumerate().filter_map(|(i, related)| {
        let target = iri::followable(base, related.href.as_deref()?)?;
        Some(json!({
            "name": format!("related-{}", i + 1),
            "rel": "seeAlso",
            "uri": target,
            "headlines": [{"role": "main", "contentType": "text/plain", "value": related.title.value}],
        }))
    });
    images.chain(related).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::sample;

    /// Properties that the ninjs 3.1 schema knows, of those we could write; it
    /// allows no other.
    const PROPERTIES: &[&str] = &[
        "uri",
        "type",
        "representationType",
        "profile",
        "version",
        "firstCreated",
        "versionCreated",
        "contentCreated",
        "embargoedUntil",
        "pubStatus",
        "urgency",
        "copyrightHolder",
        "copyrightNotice",
        "usageTerms",
        "edNote",
        "language",
        "descriptions",
        "bodies",
        "headlines",
        "people",
        "organisations",
        "places",
        "subjects",
        "events",
        "objects",
        "infoSources",
        "title",
        "by",
        "slugline",
        "located",
        "renditions",
        "associations",
        "altIds",
        "trustIndicators",
        "standard",
        "genres",
        "expires",
        "rightsInfo",
        "digitalSourceType",
    ];

    /// What the schema asks of an object and of everything in it.
    fn assert_valid(object: &Value, association: bool) {
        for (name, value) in object.as_object().unwrap() {
            let extra = association && (name == "name" || name == "rel");
            assert!(extra || PROPERTIES.contains(&name.as_str()), "{name}");
            let inner: &[&str] = match name.as_str() {
                "headlines" | "descriptions" => &["role", "contentType", "value"],
                "bodies" => &["role", "contentType", "charCount", "wordCount", "value"],
                "people" | "organisations" | "places" | "subjects" => {
                    &["name", "rel", "uri", "literal"]
                }
                "infoSources" => &["name", "role", "uri", "literal"],
                "renditions" => &["name", "href", "contentType", "title"],
                "altIds" => &["role", "value"],
                "associations" => {
                    value.as_array().unwrap().iter().for_each(|a| {
                        assert!(a["name"].is_string() && a["uri"].is_string(), "{a}");
                        assert_valid(a, true);
                    });
                    continue;
                }
                "firstCreated" | "versionCreated" => {
                    let text = value.as_str().unwrap();
                    assert!(text.len() == 25 && text.contains('T'), "{text}");
                    continue;
                }
                "uri" => {
                    assert!(value.as_str().unwrap().contains(':'), "{value}");
                    continue;
                }
                _ => continue,
            };
            for item in value.as_array().unwrap() {
                for member in item.as_object().unwrap().keys() {
                    assert!(inner.contains(&member.as_str()), "{name}.{member}");
                }
                if ["headlines", "descriptions", "bodies"].contains(&name.as_str()) {
                    assert!(item["value"].is_string(), "{item}");
                }
            }
        }
    }

    #[test]
    fn the_article_as_ninjs() {
        let value: Value =
            serde_json::from_str(&write(&sample::article(), &sample::setting())).unwrap();
        assert_valid(&value, false);
        assert_eq!(value["uri"], "https://courier.example/osk?a=1&b=2");
        assert_eq!(value["type"], "text");
        assert_eq!(value["representationType"], "full");
        assert_eq!(value["firstCreated"], "2031-04-02T09:30:00+02:00");
        // The page gives a day alone; no time is made up for it.
        assert_eq!(value.get("versionCreated"), None);
        assert!(
            value["edNote"]
                .as_str()
                .unwrap()
                .starts_with("Changed 2031-04-03, time")
        );
        assert_eq!(value["headlines"][0]["value"], "Ferry to Osk sails again");
        assert_eq!(value["by"], "Ane de la Rue, Strait News Agency");
        assert_eq!(
            value["people"],
            json!([{"name": "Ilse Marn", "rel": "mentions"}])
        );
        assert_eq!(
            value["associations"][0]["uri"],
            "https://courier.example/marit.jpg"
        );
        assert_eq!(value["associations"][0]["by"], "Per Holt/SNA");
        assert_eq!(
            value["associations"][1]["uri"],
            "https://courier.example/pier"
        );
    }

    #[test]
    fn an_empty_record_is_valid_too() {
        let value: Value =
            serde_json::from_str(&write(&sample::empty(), &sample::setting())).unwrap();
        assert_valid(&value, false);
        assert_eq!(
            value["uri"],
            "ni:///sha-256;47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"
        );
    }
}
