//! W3C Web Annotations: fields, statements and doubts, each tied to its words.
//!
//! A target has up to four selectors for the same words, so that a reader of
//! annotations uses what it can: the words with what stands around them; the
//! position in the record's clean text, in code points; the range of bytes in
//! the capture; and a text fragment, which browsers follow.

use onrecord_record::{Evidence, Place, Record, TextSpan};
use serde_json::{Map, Value, json};

use super::Setting;
use super::parts::{bytes_of, code, document, put, put_all};
use super::speech::{Row, caveats, rows};
use crate::iri;

/// Everything in the record that stands somewhere, as a collection.
pub(super) fn write(record: &Record, _setting: &Setting) -> String {
    let maker = Annotator::new(record);
    let mut items = maker.fields();
    items.extend(rows(record, 0).map(|row| maker.statement(&row)));
    items.extend(record.doubts.iter().map(|doubt| {
        let mut bodies = vec![text_body("tagging", &code(&doubt.kind))];
        bodies.push(text_body("commenting", &doubt.note));
        let reading = doubt.reading.as_deref();
        bodies.extend(reading.map(|reading| text_body("editing", reading)));
        let target = match &doubt.at {
            Some(at) => maker.place(at),
            None => maker.whole(),
        };
        annotation("questioning", bodies, vec![target])
    }));
    maker.collection(items, "Fields, statements and doubts of a record")
}

/// The statements alone.
pub(super) fn statements(record: &Record, setting: &Setting) -> String {
    let maker = Annotator::new(record);
    let rows = rows(record, setting.least);
    let items = rows.map(|row| maker.statement(&row)).collect();
    maker.collection(items, "Statements of a record")
}

struct Annotator<'a> {
    record: &'a Record,
    /// The address of the page.
    source: String,
    /// Whether that address is one that a browser follows.
    url: bool,
    points: CodePoints,
}

impl<'a> Annotator<'a> {
    fn new(record: &'a Record) -> Self {
        let url = iri::page_url(record);
        let source = url
            .as_deref()
            .map(|url| url.split('#').next().unwrap_or(url));
        Self {
            record,
            url: source.is_some(),
            source: source.map_or_else(|| iri::capture_ni(record), str::to_owned),
            points: CodePoints::of(&record.text.content),
        }
    }

    /// The annotations on one page of a collection, each with an address.
    fn collection(&self, mut items: Vec<Value>, label: &str) -> String {
        let base = iri::capture_ni(self.record);
        for (i, item) in items.iter_mut().enumerate() {
            item["id"] = format!("{base}#annotation-{}", i + 1).into();
        }
        let mut collection = Map::new();
        put(
            &mut collection,
            "@context",
            Some("http://www.w3.org/ns/anno.jsonld"),
        );
        put(&mut collection, "id", Some(format!("{base}#annotations")));
        put(&mut collection, "type", Some("AnnotationCollection"));
        put(&mut collection, "label", Some(label));
        let maker = &self.record.maker;
        let generator = json!({
            "type": "Software",
            "name": format!("{} {}", maker.name, maker.version),
        });
        collection.insert("generator".to_owned(), generator);
        put(&mut collection, "total", Some(items.len()));
        if !items.is_empty() {
            let page = json!({
                "id": format!("{base}#annotations-1"),
                "type": "AnnotationPage",
                "startIndex": 0,
                "items": items,
            });
            collection.insert("first".to_owned(), page);
        }
        document(collection)
    }

    fn fields(&self) -> Vec<Value> {
        let article = &self.record.article;
        let mut items = Vec::new();
        let mut add = |name: &str, value: &str, at: &Place| {
            let bodies = vec![text_body("tagging", name), text_body("describing", value)];
            items.push(annotation("describing", bodies, vec![self.place(at)]));
        };
        for (name, field) in [
            ("kicker", &article.kicker),
            ("headline", &article.headline),
            ("dek", &article.dek),
            ("publisher", &article.publisher),
            ("section", &article.section),
            ("language", &article.language),
            ("programme", &article.programme),
            ("canonical", &article.canonical),
        ] {
            if let Some(chosen) = field.chosen() {
                add(name, &chosen.value, &chosen.at);
            }
        }
        for author in article.authors.value().into_iter().flatten() {
            add("author", &author.value.name, &author.at);
        }
        for contributor in &article.contributors {
            add("contributor", &contributor.value.name, &contributor.at);
        }
        for (name, field) in [
            ("published", &article.published),
            ("modified", &article.modified),
        ] {
            if let Some(chosen) = field.chosen() {
                add(name, &chosen.value.moment.to_string(), &chosen.at);
            }
        }
        let mut optional = |name: &str, evidence: Option<&Evidence<String>>| {
            if let Some(evidence) = evidence {
                add(name, &evidence.value, &evidence.at);
            }
        };
        for image in &article.images {
            optional("caption", image.caption.as_ref());
            optional("credit", image.credit.as_ref());
        }
        for correction in &article.corrections {
            optional("correction", Some(correction));
        }
        for related in &article.related {
            optional("related", Some(&related.title));
        }
        items
    }

    fn statement(&self, row: &Row<'_>) -> Value {
        let mut bodies = vec![text_body("tagging", &code(&row.statement.form))];
        let caveats = caveats(row.statement);
        bodies.extend(
            caveats
                .into_iter()
                .map(|caveat| text_body("tagging", caveat)),
        );
        if !row.speaker.is_empty() {
            bodies.push(text_body("identifying", &row.speaker));
        }
        let known = [
            ("", &row.role),
            ("on ", &row.day),
            ("at ", &row.venue),
            ("to ", &row.addressee),
        ];
        let known: Vec<String> = known
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(before, value)| format!("{before}{value}"))
            .collect();
        if !known.is_empty() {
            bodies.push(text_body("describing", &known.join("; ")));
        }
        let content = row.statement.content.iter();
        let targets = content.map(|span| self.words(*span)).collect();
        annotation("describing", bodies, targets)
    }

    /// The page as a whole.
    fn whole(&self) -> Value {
        Value::Object(self.target(Vec::new()))
    }

    fn place(&self, place: &Place) -> Value {
        match place {
            Place::Text(span) => self.words(*span),
            Place::Capture(_) | Place::Url(_) => {
                let bytes = bytes_of(self.record, place);
                let selectors = bytes.map(|b| data_position(b.start, b.end));
                Value::Object(self.target(selectors.into_iter().collect()))
            }
        }
    }

    /// Words of the text.
    fn words(&self, span: TextSpan) -> Value {
        /// Characters of context on each side; as many as annotation tools
        /// commonly keep.
        const CONTEXT: usize = 32;
        let text = &self.record.text;
        let exact = text.get(span);
        let (before, after) = around(&text.content, span);
        let skip = before.chars().count().saturating_sub(CONTEXT);
        let prefix: String = before.chars().skip(skip).collect();
        let suffix: String = after.chars().take(CONTEXT).collect();
        let mut selectors = vec![
            json!({"type": "TextQuoteSelector", "exact": exact, "prefix": prefix, "suffix": suffix}),
            json!({
                "type": "TextPositionSelector",
                "start": self.points.at(&text.content, span.start),
                "end": self.points.at(&text.content, span.end),
            }),
        ];
        selectors.extend(text.bytes_of(span).map(|b| data_position(b.start, b.end)));
        let fragment = text_fragment(&text.content, span).filter(|_| self.url);
        if let Some(fragment) = &fragment {
            selectors.push(json!({
                "type": "FragmentSelector",
                "conformsTo": "https://wicg.github.io/scroll-to-text-fragment/",
                "value": fragment,
            }));
        }
        let mut target = self.target(selectors);
        // The words have an address of their own, which a browser goes to.
        put(
            &mut target,
            "id",
            fragment.map(|fragment| format!("{}#{fragment}", self.source)),
        );
        Value::Object(target)
    }

    fn target(&self, selectors: Vec<Value>) -> Map<String, Value> {
        let mut target = Map::new();
        put(&mut target, "type", Some("SpecificResource"));
        put(&mut target, "source", Some(self.source.as_str()));
        put_all(&mut target, "selector", selectors);
        let mut state = Map::new();
        put(&mut state, "type", Some("TimeState"));
        put(&mut state, "cached", Some(iri::capture_ni(self.record)));
        let captured = self.record.capture.captured.as_deref();
        let time = captured.filter(|time| time.contains('T'));
        put(&mut state, "sourceDate", time);
        target.insert("state".to_owned(), Value::Object(state));
        target
    }
}

fn annotation(motivation: &str, mut bodies: Vec<Value>, mut targets: Vec<Value>) -> Value {
    let one_or_all = |values: &mut Vec<Value>| match values.len() {
        1 => values.remove(0),
        _ => Value::Array(std::mem::take(values)),
    };
    json!({
        "type": "Annotation",
        "motivation": motivation,
        "body": one_or_all(&mut bodies),
        "target": one_or_all(&mut targets),
    })
}

fn text_body(purpose: &str, value: &str) -> Value {
    json!({
        "type": "TextualBody",
        "purpose": purpose,
        "format": "text/plain",
        "value": value,
    })
}

fn data_position(start: u32, end: u32) -> Value {
    json!({"type": "DataPositionSelector", "start": start, "end": end})
}

/// What stands before and after a span on the lines it begins and ends on. A
/// line is a block, and context across blocks is often not what stands beside
/// the words on the page.
fn around(content: &str, span: TextSpan) -> (&str, &str) {
    let range = span.range();
    let before = content.get(..range.start).unwrap_or("");
    let after = content.get(range.end..).unwrap_or("");
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let line_end = after.find('\n').unwrap_or(after.len());
    (&before[line_start..], &after[..line_end])
}

/// A fragment directive that makes a browser find and show the words
/// (`:~:text=`): the words themselves, or the first and last of them where
/// they are many. Few words get some of what stands around them, which tells
/// them from the same words elsewhere.
fn text_fragment(content: &str, span: TextSpan) -> Option<String> {
    /// Words at each end of a long passage, and the number from which words
    /// are taken to be unique on a page; chosen by feel.
    const ENDS: usize = 5;
    /// The longest passage given whole, in words.
    const WHOLE: usize = 12;
    let exact = content.get(span.range())?;
    let words: Vec<&str> = exact.split_whitespace().collect();
    if words.is_empty() {
        return None;
    }
    let one_block = !exact.trim().contains('\n');
    let mut directive = String::from(":~:text=");
    if words.len() > WHOLE || (!one_block && words.len() >= 2) {
        let ends = ENDS.min(words.len() / 2);
        // A match does not cross blocks, so each end stays on its line.
        let line_words = |line: Option<&str>| line.unwrap_or("").split_whitespace().count();
        let first = ends.min(line_words(exact.trim().lines().next()));
        let last = ends.min(line_words(exact.trim().lines().last()));
        directive.push_str(&encoded(&words[..first].join(" ")));
        directive.push(',');
        directive.push_str(&encoded(&words[words.len() - last..].join(" ")));
        return Some(directive);
    }
    let (before, after) = around(content, span);
    let near = |text: Vec<&str>| encoded(&text.join(" "));
    let short = words.len() < ENDS;
    let last_before: Vec<&str> = before.split_whitespace().collect();
    let from = last_before.len().saturating_sub(3);
    // Context must stand apart from the words, or it would not be found.
    if short && from < last_before.len() && before.ends_with(char::is_whitespace) {
        directive.push_str(&near(last_before[from..].to_vec()));
        directive.push_str("-,");
    }
    directive.push_str(&encoded(&words.join(" ")));
    let first_after: Vec<&str> = after.split_whitespace().take(3).collect();
    if short && !first_after.is_empty() && after.starts_with(char::is_whitespace) {
        directive.push_str(",-");
        directive.push_str(&near(first_after));
    }
    Some(directive)
}

/// Percent-encoding of everything that is not a letter or digit, since
/// dashes, commas and ampersands mean something inside a directive.
fn encoded(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c);
        } else {
            iri::percent(&mut out, c);
        }
    }
    out
}

/// Code points before a byte of a text, without counting from the front each
/// time.
struct CodePoints {
    /// Code points before every `STEP`th byte.
    marks: Vec<u32>,
}

impl CodePoints {
    const STEP: usize = 512;

    fn of(content: &str) -> Self {
        let mut marks = vec![0];
        let mut count = 0;
        for chunk in content.as_bytes().chunks(Self::STEP) {
            count += starts(chunk);
            marks.push(count);
        }
        Self { marks }
    }

    fn at(&self, content: &str, byte: u32) -> u32 {
        let byte = (byte as usize).min(content.len());
        let mark = byte / Self::STEP;
        self.marks[mark] + starts(&content.as_bytes()[mark * Self::STEP..byte])
    }
}

/// Code points that begin in a run of UTF-8 bytes.
fn starts(bytes: &[u8]) -> u32 {
    let starts = bytes.iter().filter(|byte| **byte & 0xc0 != 0x80);
    starts.count() as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::sample;

    fn collection(text: &str) -> Value {
        serde_json::from_str(text).unwrap()
    }

    /// What the Web Annotation model requires of a collection and its parts.
    fn assert_valid(collection: &Value) {
        assert_eq!(collection["@context"], "http://www.w3.org/ns/anno.jsonld");
        assert_eq!(collection["type"], "AnnotationCollection");
        assert!(collection["id"].as_str().unwrap().contains(':'));
        let items = collection["first"]["items"].as_array().unwrap();
        assert_eq!(collection["total"], items.len());
        assert_eq!(collection["first"]["type"], "AnnotationPage");
        let mut ids: Vec<&str> = items.iter().map(|i| i["id"].as_str().unwrap()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), items.len(), "every annotation has its own id");
        let motivations = ["describing", "questioning"];
        let purposes = [
            "tagging",
            "describing",
            "identifying",
            "commenting",
            "editing",
        ];
        let each = |value: &Value| match value {
            Value::Array(values) => values.clone(),
            one => vec![one.clone()],
        };
        for item in items {
            assert_eq!(item["type"], "Annotation");
            assert!(motivations.contains(&item["motivation"].as_str().unwrap()));
            for body in each(&item["body"]) {
                assert_eq!(body["type"], "TextualBody");
                assert!(purposes.contains(&body["purpose"].as_str().unwrap()));
                assert!(body["value"].is_string());
            }
            for target in each(&item["target"]) {
                assert_eq!(target["type"], "SpecificResource");
                assert!(target["source"].as_str().unwrap().contains(':'));
                for selector in target["selector"].as_array().into_iter().flatten() {
                    match selector["type"].as_str().unwrap() {
                        "TextQuoteSelector" => assert!(selector["exact"].is_string()),
                        "TextPositionSelector" | "DataPositionSelector" => {
                            assert!(selector["start"].as_u64() <= selector["end"].as_u64());
                        }
                        "FragmentSelector" => assert!(selector["value"].is_string()),
                        other => panic!("{other}"),
                    }
                }
            }
        }
    }

    #[test]
    fn selectors_select_the_words() {
        let record = sample::article();
        let all = collection(&write(&record, &sample::setting()));
        assert_valid(&all);
        let quotes = collection(&statements(&record, &sample::setting()));
        assert_valid(&quotes);
        let points: Vec<char> = record.text.content.chars().collect();
        let mut seen = 0;
        for item in quotes["first"]["items"].as_array().unwrap() {
            let targets = match &item["target"] {
                Value::Array(targets) => targets.clone(),
                one => vec![one.clone()],
            };
            for target in targets {
                let quote = &target["selector"][0];
                let position = &target["selector"][1];
                let at = |name: &str| position[name].as_u64().unwrap() as usize;
                let exact: String = points[at("start")..at("end")].iter().collect();
                assert_eq!(quote["exact"], exact);
                let prefix = quote["prefix"].as_str().unwrap();
                let before: String = points[..at("start")].iter().collect();
                assert!(before.ends_with(prefix));
                let bytes = &target["selector"][2];
                assert_eq!(bytes["type"], "DataPositionSelector");
                let start = record.text.content.find(&exact).unwrap() as u64;
                assert_eq!(bytes["start"], start + u64::from(sample::BEFORE));
                seen += 1;
            }
        }
        assert_eq!(seen, 4);
    }

    #[test]
    fn a_statement_names_its_speaker_and_links_to_its_words() {
        let quotes = collection(&statements(&sample::article(), &sample::setting()));
        let first = &quotes["first"]["items"][0];
        assert_eq!(first["body"][0]["value"], "direct");
        assert_eq!(first["body"][1]["purpose"], "identifying");
        assert_eq!(first["body"][1]["value"], "Ilse Marn");
        assert_eq!(first["body"][2]["value"], "the mayor of Osk; on 2031-04-01");
        assert_eq!(
            first["target"][1]["id"],
            "https://courier.example/osk?a=1&b=2#:~:text=mayor%20of%20Osk%2E-,\
             %E2%80%9CNow%20we%20breathe%2E%E2%80%9D"
        );
        assert_eq!(
            first["target"][0]["state"]["sourceDate"],
            "2031-04-04T10:00:00Z"
        );
    }

    #[test]
    fn long_passages_are_given_by_their_ends() {
        let content = "One two three four five six seven eight nine ten eleven, twelve thirteen.\nNext-line here, now";
        let first = TextSpan::new(0, content.find('\n').unwrap());
        assert_eq!(
            text_fragment(content, first).unwrap(),
            ":~:text=One%20two%20three%20four%20five,nine%20ten%20eleven%2C%20twelve%20thirteen%2E"
        );
        let both = TextSpan::new(content.find("thirteen").unwrap(), content.len());
        assert_eq!(
            text_fragment(content, both).unwrap(),
            ":~:text=thirteen%2E,here%2C%20now"
        );
        assert_eq!(text_fragment(content, TextSpan::new(3, 4)), None);
    }

    #[test]
    fn code_points_are_counted_across_the_steps() {
        let content = "aé日🚢".repeat(300);
        let points = CodePoints::of(&content);
        for (count, (byte, _)) in content.char_indices().enumerate() {
            assert_eq!(points.at(&content, byte as u32), count as u32);
        }
        assert_eq!(points.at(&content, content.len() as u32), 1200);
    }

    #[test]
    fn a_page_without_an_address_is_named_by_its_digest() {
        let mut record = sample::article();
        record.capture.url = None;
        let all = collection(&write(&record, &sample::setting()));
        assert_valid(&all);
        let target = &all["first"]["items"][0]["target"];
        assert!(
            target["source"]
                .as_str()
                .unwrap()
                .starts_with("ni:///sha-256;")
        );
        assert_eq!(target.get("id"), None);
    }
}
