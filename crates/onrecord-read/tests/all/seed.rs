//! The page that the project began from, against its hand-made gold.
//!
//! The page belongs to its publisher and is not in the repository, so this
//! test needs the shared folder: beside the repository, or where
//! `ONRECORD_SHARED` says. Run it with `--run-ignored all`; without the page
//! it fails.

use std::path::PathBuf;

use onrecord_record::{BodyPart, DoubtKind, Evidence, Place, Record};
use serde_json::Value;

use crate::{capture, read, root};

fn seed() -> PathBuf {
    let shared = std::env::var_os("ONRECORD_SHARED");
    shared
        .map_or_else(|| root().join("../shared"), PathBuf::from)
        .join("seed")
}

/// What differs from the gold, a line each.
struct Faults(Vec<String>);

impl Faults {
    fn compare(&mut self, what: &str, expected: &str, got: &str) {
        let shown = |text: &str| text.chars().take(60).collect::<String>();
        if expected != got {
            let (expected, got) = (shown(expected), shown(got));
            self.0
                .push(format!("{what}: expected {expected:?}, got {got:?}"));
        }
    }

    fn lists(&mut self, what: &str, expected: &[String], got: &[String]) {
        for k in 0..expected.len().max(got.len()) {
            let of = |list: &[String]| list.get(k).cloned().unwrap_or("nothing".to_owned());
            self.compare(&format!("{what} {}", k + 1), &of(expected), &of(got));
        }
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn texts(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().map(text).collect()
}

fn shown(evidence: Option<&Evidence<String>>) -> String {
    evidence.map(|e| e.value.clone()).unwrap_or_default()
}

#[test]
#[ignore = "needs the shared folder with the seed page"]
fn the_seed_is_read_as_its_gold_says() {
    let open = |path: PathBuf| {
        std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
    };
    let gold: Value = serde_json::from_str(&open(seed().join("expected.json"))).expect("JSON");
    let pages = std::fs::read_dir(seed()).expect("the folder can be listed");
    let page = pages
        .map(|entry| entry.expect("the entry can be read").path())
        .find(|path| path.extension().is_some_and(|ending| ending == "txt"))
        .expect("the folder has a text");
    let page = open(page);
    let record = read(&capture(page.as_str()));
    let mut faults = Faults(Vec::new());
    article(&gold["article"], &record, &mut faults);
    damage(&gold["damage"], &page, &record, &mut faults);
    assert!(faults.0.is_empty(), "{}", faults.0.join("\n"));
}

fn article(gold: &Value, record: &Record, faults: &mut Faults) {
    let article = &record.article;
    let field = |field: &onrecord_record::Field<String>| field.value().cloned().unwrap_or_default();
    faults.compare("headline", &text(&gold["title"]), &field(&article.headline));
    faults.compare("kicker", &text(&gold["series"]), &field(&article.kicker));
    faults.compare(
        "publisher",
        &text(&gold["publisher"]),
        &field(&article.publisher),
    );
    // The page has it in capitals.
    faults.compare(
        "programme",
        &text(&gold["heard_on"]).to_uppercase(),
        &field(&article.programme).to_uppercase(),
    );
    let published = article.published.value().map(|d| d.moment.to_string());
    faults.compare(
        "published",
        &text(&gold["published"]),
        &published.unwrap_or_default(),
    );
    let modified = article.modified.value().map(|d| d.moment.to_string());
    let expected = text(&gold["modified"]).replace(":00-", "-");
    faults.compare(
        "modified",
        &expected,
        &modified.unwrap_or_default().replace(":00-", "-"),
    );
    let authors: Vec<String> = article
        .authors
        .value()
        .into_iter()
        .flatten()
        .map(|author| author.value.name.clone())
        .collect();
    faults.lists("author", &texts(&gold["authors"]), &authors);
    let pair = |one: String, other: String| format!("{other} | {one}");
    let list = |name: &str, parts: [&str; 2]| -> Vec<String> {
        let items = gold[name].as_array().into_iter().flatten();
        items
            .map(|item| pair(text(&item[parts[0]]), text(&item[parts[1]])))
            .collect()
    };
    let contributors: Vec<String> = article
        .contributors
        .iter()
        .map(|c| pair(c.value.name.clone(), shown(c.value.place.as_ref())))
        .collect();
    faults.lists(
        "contributor",
        &list("contributors", ["name", "place"]),
        &contributors,
    );
    let images: Vec<String> = article
        .images
        .iter()
        .map(|image| pair(shown(image.caption.as_ref()), shown(image.credit.as_ref())))
        .collect();
    faults.lists("image", &list("images", ["caption", "credit"]), &images);
    let related: Vec<String> = article
        .related
        .iter()
        .map(|r| {
            pair(
                r.title.value.clone(),
                shown(r.section.as_ref()).to_uppercase(),
            )
        })
        .collect();
    let expected: Vec<String> = gold["related"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|item| {
            let section = text(&item["section"]) + &text(&item["label"]);
            pair(text(&item["title"]), section.to_uppercase())
        })
        .collect();
    faults.lists("related", &expected, &related);
    let subheads: Vec<String> = record.subheads().map(str::to_owned).collect();
    faults.lists("subhead", &texts(&gold["subheads"]), &subheads);
    let body: Vec<String> = record
        .body()
        .filter(|block| block.part != Some(BodyPart::Subhead))
        .map(|block| record.text.get(block.span).to_owned())
        .collect();
    faults.lists("body", &texts(&gold["body"]), &body);
}

/// Every damage of the gold is a doubt of its kind at its place, and there is
/// no other doubt.
fn damage(gold: &Value, page: &str, record: &Record, faults: &mut Faults) {
    let byte_at = |character: u64| {
        let at = usize::try_from(character).expect("an offset fits");
        page.char_indices().nth(at).map_or(page.len(), |(at, _)| at)
    };
    let expected: Vec<String> = gold
        .as_array()
        .into_iter()
        .flatten()
        .map(|damage| {
            let (from, to) = match damage["span"].as_array() {
                Some(span) => (span[0].as_u64(), span[1].as_u64()),
                None => (damage["at"].as_u64(), damage["at"].as_u64()),
            };
            let at = |offset: Option<u64>| byte_at(offset.expect("damage has a place"));
            format!("{} at {}..{}", text(&damage["kind"]), at(from), at(to))
        })
        .collect();
    let mut got: Vec<String> = record
        .doubts
        .iter()
        .map(|doubt| {
            let kind = serde_json::to_value(doubt.kind).expect("a kind is a string");
            let Some(Place::Text(span)) = doubt.at else {
                return format!("{} elsewhere", text(&kind));
            };
            let bytes = match record.text.bytes_of(span) {
                Some(bytes) => bytes,
                None => {
                    // A point before the first character of its paragraph.
                    let next =
                        onrecord_record::TextSpan::new(span.range().start, span.range().start + 1);
                    let next = record
                        .text
                        .bytes_of(next)
                        .expect("text stands behind the point");
                    onrecord_record::ByteSpan::new(next.range().start, next.range().start)
                }
            };
            assert!(doubt.kind == DoubtKind::MissingText || !bytes.is_empty());
            format!("{} at {bytes:?}", text(&kind))
        })
        .collect();
    let mut expected = expected;
    expected.sort();
    got.sort();
    faults.lists("damage", &expected, &got);
}
