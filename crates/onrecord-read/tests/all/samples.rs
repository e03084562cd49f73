//! The sample pages against what a careful reader would write down.
//!
//! `samples/expected/NAME.txt` is written by hand. Where the reader falls
//! short of it, `samples/shortfalls.txt` says so, line by line, and the test
//! holds the reader to exactly that: a new shortfall fails, and so does one
//! that is mended but still listed. `UPDATE_SHORTFALLS=1` writes that list
//! anew; nothing writes what is expected.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use onrecord_record::{
    BodyPart, Capture, Date, Doubt, Evidence, Field, Image, Label, Person, Place, Record,
};

use crate::{read, root};

/// A page of our own, as it would be captured.
pub(crate) struct Sample {
    /// The file's name without its ending.
    pub(crate) name: String,
    /// The page with what its server says of it.
    pub(crate) capture: Capture,
}

/// Every sample that `samples/captures.tsv` lists, in its order.
pub(crate) fn all() -> Vec<Sample> {
    let folder = root().join("samples");
    let list = std::fs::read_to_string(folder.join("captures.tsv")).expect("the list is there");
    let rows = list.lines().filter(|line| !line.starts_with('#'));
    rows.map(|row| {
        let cells: Vec<&str> = row.split('\t').collect();
        let [file, media_type, captured, url] = cells[..] else {
            panic!("four cells a row: {row:?}");
        };
        let given = |cell: &str| (cell != "-").then(|| cell.to_owned());
        let body = std::fs::read(folder.join("pages").join(file)).expect(file);
        Sample {
            name: file.split('.').next().unwrap_or(file).to_owned(),
            capture: Capture {
                url: given(url),
                captured: given(captured),
                media_type: given(media_type),
                body,
            },
        }
    })
    .collect()
}

#[test]
fn samples_are_read_as_a_careful_reader_would() {
    let folder = root().join("samples");
    let mut found = String::new();
    for sample in all() {
        let path = folder.join("expected").join(format!("{}.txt", sample.name));
        let expected = std::fs::read_to_string(&path).unwrap_or_default();
        let got = render(&read(&sample.capture));
        shortfalls(&mut found, &sample.name, &expected, &got);
    }
    let list = folder.join("shortfalls.txt");
    if std::env::var_os("UPDATE_SHORTFALLS").is_some() {
        std::fs::write(&list, &found).expect("the list can be written");
        return;
    }
    let listed = std::fs::read_to_string(&list).unwrap_or_default();
    let mut news = String::new();
    shortfalls(&mut news, "shortfalls.txt", &listed, &found);
    assert!(
        news.is_empty(),
        "what falls short is not what samples/shortfalls.txt lists (-: mended, +: new):\n{news}"
    );
}

/// Writes the lines of one text that the other lacks, however often each
/// stands in it.
fn shortfalls(out: &mut String, name: &str, expected: &str, got: &str) {
    let mut count: BTreeMap<&str, i32> = BTreeMap::new();
    for line in expected.lines() {
        *count.entry(line).or_default() += 1;
    }
    for line in got.lines() {
        *count.entry(line).or_default() -= 1;
    }
    let mut written = |sign: char, line: &str| writeln!(out, "{name} {sign} {line}").ok();
    for line in expected.lines() {
        if let Some(n) = count.get_mut(line).filter(|n| **n > 0) {
            *n -= 1;
            written('-', line);
        }
    }
    for line in got.lines() {
        if let Some(n) = count.get_mut(line).filter(|n| **n < 0) {
            *n += 1;
            written('+', line);
        }
    }
}

/// A record in readable text: a line a field, a line a block, a line a doubt.
fn render(record: &Record) -> String {
    let mut lines = vec![format!("charset: {}", record.capture.charset.name)];
    let article = &record.article;
    lines.push(format!("kind: {}", name_of(&article.kind.value)));
    lines.push(format!("access: {}", name_of(&article.access.value)));
    let fields = [
        ("kicker", &article.kicker),
        ("headline", &article.headline),
        ("dek", &article.dek),
        ("publisher", &article.publisher),
        ("section", &article.section),
        ("language", &article.language),
        ("programme", &article.programme),
        ("canonical", &article.canonical),
    ];
    for (name, field) in fields {
        if let Some(value) = field.value() {
            lines.push(format!("{name}: {}", one_line(value)));
        }
    }
    for (i, person) in article.authors.value().into_iter().flatten().enumerate() {
        lines.push(format!("author {}: {}", i + 1, author(&person.value)));
    }
    for contributor in &article.contributors {
        let place = contributor
            .value
            .place
            .as_ref()
            .map_or("-", |place| &place.value);
        lines.push(format!("contributor: {} | {place}", contributor.value.name));
    }
    lines.extend(date("published", &article.published));
    lines.extend(date("modified", &article.modified));
    lines.extend(article.images.iter().map(image));
    for correction in &article.corrections {
        lines.push(format!("correction: {}", one_line(&correction.value)));
    }
    for related in &article.related {
        let section = words(related.section.as_ref());
        lines.push(format!(
            "related: {} | {section}",
            one_line(&related.title.value)
        ));
    }
    for block in &record.blocks {
        let label = match block.label {
            // Which of these it is matters less than that it is none of the
            // article.
            Label::Related
            | Label::Promo
            | Label::Comment
            | Label::Navigation
            | Label::Legal
            | Label::Other => "-".to_owned(),
            Label::Body | Label::LivePost => {
                let part = block.part.unwrap_or(BodyPart::Paragraph);
                format!("{}/{}", name_of(&block.label), name_of(&part))
            }
            label => name_of(&label),
        };
        lines.push(format!(
            "{label:<16} {}",
            first_words(record.text.get(block.span))
        ));
    }
    lines.extend(record.doubts.iter().map(|doubt| doubted(record, doubt)));
    lines.push(String::new());
    lines.join("\n")
}

/// The name that a value has in JSON.
fn name_of(value: &impl serde::Serialize) -> String {
    let json = serde_json::to_value(value).expect("the names of a record are strings");
    json.as_str().expect("a name is a string").to_owned()
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// As many words as tell a block from others.
fn first_words(text: &str) -> String {
    const MOST: usize = 8;
    let words: Vec<&str> = text.split_whitespace().collect();
    let rest = if words.len() > MOST { " ..." } else { "" };
    words[..words.len().min(MOST)].join(" ") + rest
}

fn words(evidence: Option<&Evidence<String>>) -> String {
    evidence.map_or("-".to_owned(), |evidence| one_line(&evidence.value))
}

fn author(person: &Person) -> String {
    let role = words(person.role.as_deref());
    let agency = words(person.agency.as_deref());
    let kind = if person.organisation {
        " (organisation)"
    } else {
        ""
    };
    format!("{}{kind} | {role} | {agency}", person.name)
}

fn date(name: &str, field: &Field<Date>) -> Option<String> {
    let date = field.value()?;
    Some(format!(
        "{name}: {} from {:?}",
        date.moment,
        one_line(&date.raw)
    ))
}

fn image(image: &Image) -> String {
    let (caption, credit) = (words(image.caption.as_ref()), words(image.credit.as_ref()));
    format!(
        "image: {} | {caption} | {credit}",
        words(image.src.as_ref())
    )
}

fn doubted(record: &Record, doubt: &Doubt) -> String {
    let at = match &doubt.at {
        Some(Place::Text(span)) if span.is_empty() => "at a point".to_owned(),
        Some(Place::Text(span)) => first_words(record.text.get(*span)),
        Some(_) => "in the capture".to_owned(),
        None => "-".to_owned(),
    };
    let reading = doubt
        .reading
        .as_deref()
        .map_or(String::new(), |r| format!(", perhaps {r:?}"));
    format!("doubt {}: {at}{reading}", name_of(&doubt.kind))
}

#[test]
fn every_name_in_a_record_is_documented() {
    let docs = std::fs::read_to_string(root().join("docs/record.md")).expect("the page is there");
    for sample in all() {
        let json = read(&sample.capture).to_json();
        let mut open = vec![serde_json::from_str::<serde_json::Value>(&json).expect("it is JSON")];
        while let Some(value) = open.pop() {
            match value {
                serde_json::Value::Array(items) => open.extend(items),
                serde_json::Value::Object(members) => {
                    for (name, value) in members {
                        let quoted = [format!("`{name}`"), format!("\"{name}\"")];
                        let known = quoted.iter().any(|name| docs.contains(name.as_str()));
                        assert!(known, "docs/record.md does not speak of {name:?}");
                        open.push(value);
                    }
                }
                _ => {}
            }
        }
    }
}
