//! CSL-JSON, for reference managers and citation processors.

use onrecord_record::{Moment, PageKind, Person, Precision, Record};
use serde_json::{Map, Value, json};

use super::Setting;
use super::parts::{document, moment, one_line, put, put_all, stated};
use crate::iri;

/// The record as one CSL item.
pub(super) fn write(record: &Record, _setting: &Setting) -> String {
    let article = &record.article;
    let mut item = Map::new();
    let url = iri::canonical_url(record);
    put(
        &mut item,
        "id",
        Some(url.clone().unwrap_or_else(|| iri::capture_ni(record))),
    );
    let kind = match article.kind.value {
        PageKind::Index | PageKind::Other => "webpage",
        PageKind::Article | PageKind::LiveBlog | PageKind::Gallery | PageKind::Video => {
            "article-newspaper"
        }
    };
    put(&mut item, "type", Some(kind));
    put(&mut item, "title", stated(&article.headline).map(one_line));
    let authors = super::parts::authors(record).map(name);
    put_all(&mut item, "author", authors.collect());
    put(&mut item, "container-title", stated(&article.publisher));
    put(&mut item, "section", stated(&article.section));
    put(&mut item, "abstract", stated(&article.dek));
    put(&mut item, "language", stated(&article.language));
    put(&mut item, "issued", moment(&article.published).map(date));
    let captured = record.capture.captured.as_deref();
    let accessed = captured
        .and_then(|time| time.get(..10))
        .and_then(|day| day.parse().ok());
    put(&mut item, "accessed", accessed.map(date));
    put(&mut item, "URL", url);
    let digest = record.capture.sha256;
    put(
        &mut item,
        "note",
        Some(format!("SHA-256 of the capture: {digest}")),
    );
    document(item)
}

/// A date at the precision that is known.
fn date(moment: Moment) -> Value {
    let parts = [
        u32::from(moment.year),
        u32::from(moment.month),
        u32::from(moment.day),
    ];
    let known = match moment.precision {
        Precision::Year => 1,
        Precision::Month => 2,
        _ => 3,
    };
    json!({"date-parts": [parts[..known]]})
}

/// Words that begin a surname when they stand before it in lower case.
const PARTICLES: &[&str] = &[
    "af", "al", "bin", "d'", "da", "dal", "de", "del", "della", "den", "der", "des", "di", "do",
    "dos", "du", "el", "ibn", "la", "le", "van", "vom", "von", "y", "zu", "zum", "zur",
];

/// Words behind a surname that are no part of it.
const SUFFIXES: &[&str] = &["Jr", "Jr.", "Sr", "Sr.", "II", "III", "IV"];

/// A name as CSL has it: given and family name for people with a Latin name of
/// several words, taken apart as reference managers do, the last word and the
/// particles before it being the family name; whole for everybody else.
fn name(person: &Person) -> Value {
    let whole = one_line(&person.name);
    let latin = whole
        .chars()
        .filter(|c| c.is_alphabetic())
        .all(|c| u32::from(c) < 0x250 || (0x1e00..0x1f00).contains(&u32::from(c)));
    let mut words: Vec<&str> = whole.split(' ').collect();
    let suffix = match words.last() {
        Some(last) if words.len() > 2 && SUFFIXES.contains(last) => words.pop(),
        _ => None,
    };
    if person.organisation || !latin || words.len() < 2 {
        return json!({"literal": whole});
    }
    let mut family = words.len() - 1;
    while family > 1 && PARTICLES.contains(&words[family - 1]) {
        family -= 1;
    }
    let (given, family) = words.split_at(family);
    let mut name = Map::new();
    put(
        &mut name,
        "family",
        Some(family.join(" ").trim_end_matches(',')),
    );
    put(&mut name, "given", Some(given.join(" ")));
    put(&mut name, "suffix", suffix);
    Value::Object(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::sample;

    #[test]
    fn the_article_as_a_csl_item() {
        let record = sample::article();
        let item: Value = serde_json::from_str(&write(&record, &sample::setting())).unwrap();
        assert_eq!(
            item,
            json!({
                "id": "https://courier.example/osk?a=1&b=2",
                "type": "article-newspaper",
                "title": "Ferry to Osk sails again",
                "author": [
                    {"family": "de la Rue", "given": "Ane"},
                    {"literal": "Strait News Agency"},
                ],
                "container-title": "The Veld Courier",
                "section": "Coast: news & \"views\"",
                "abstract": "After nine weeks the “Marit” is back on the strait.",
                "language": "en",
                "issued": {"date-parts": [[2031, 4, 2]]},
                "accessed": {"date-parts": [[2031, 4, 4]]},
                "URL": "https://courier.example/osk?a=1&b=2",
                "note": format!("SHA-256 of the capture: {}", record.capture.sha256),
            })
        );
    }

    #[test]
    fn type_and_id_are_always_there() {
        let item: Value =
            serde_json::from_str(&write(&sample::empty(), &sample::setting())).unwrap();
        assert!(item["id"].as_str().unwrap().starts_with("ni:///sha-256;"));
        assert_eq!(item["type"], "webpage");
    }

    #[test]
    fn names_are_taken_apart_where_that_is_safe() {
        let of = |text: &str| {
            name(&Person {
                name: text.to_owned(),
                role: None,
                agency: None,
                organisation: false,
            })
        };
        assert_eq!(
            of("A. B. Holt"),
            json!({"family": "Holt", "given": "A. B."})
        );
        assert_eq!(
            of("Ido van der Meer"),
            json!({"family": "van der Meer", "given": "Ido"})
        );
        assert_eq!(
            of("Cay Ost, Jr."),
            json!({"family": "Ost", "given": "Cay", "suffix": "Jr."})
        );
        assert_eq!(of("Platón"), json!({"literal": "Platón"}));
        assert_eq!(of("山田 太郎"), json!({"literal": "山田 太郎"}));
        assert_eq!(of("de Holt"), json!({"family": "Holt", "given": "de"}));
    }

    #[test]
    fn a_date_is_as_exact_as_it_is_known() {
        let of = |text: &str| date(text.parse().unwrap());
        assert_eq!(of("2031"), json!({"date-parts": [[2031]]}));
        assert_eq!(of("2031-04"), json!({"date-parts": [[2031, 4]]}));
        assert_eq!(
            of("2031-04-02T09:30"),
            json!({"date-parts": [[2031, 4, 2]]})
        );
    }
}
