//! The checker on records made by hand, as they are and damaged.

use arbtest::arbitrary::{self, Unstructured};
use onrecord_record::{
    Article, Block, BodyPart, Capture, CaptureInfo, Charset, CharsetSource, Date, Doubt, DoubtKind,
    Entity, EntityKind, Evidence, Field, Form, How, Image, Label, Maker, Mark, MarkKind, Person,
    Piece, Place, Record, Rule, SCHEMA, Source, Standing, Statement, Text, TextSpan, UrlSpan,
    check,
};
use serde_json::Value;

const PAGE: &str = r#"<h1>Ferry returns to Orrin</h1>
<p>By <b>Mara Tell</b>, harbour correspondent
<p>The crossing is caf&eacute;-lit and g<i>old</i>en, déjà vu. &#8220;We sailed,&#8221; Captain Ivo Brandt said.
<script>{"modified":"2031-05-03T06:00","note":"Fares \u0026amp; \u201ctimes\u201d"}</script>"#;

/// Clean text made by hand, each run sought in the capture behind the last.
struct Builder {
    text: Text,
    at: usize,
}

impl Builder {
    fn take(&mut self, source: &str, shown: &str, how: How) {
        let start = self.at + PAGE[self.at..].find(source).expect(source);
        self.at = start + source.len();
        let from = self.text.content.len();
        self.text.content.push_str(shown);
        self.text.pieces.push(Piece {
            text: TextSpan::new(from, self.text.content.len()),
            bytes: (start..self.at).into(),
            how,
        });
    }

    fn copy(&mut self, run: &str) {
        self.take(run, run, How::Copy);
    }
}

fn stated<T>(value: T, at: Place, source: Source) -> Evidence<T> {
    Evidence {
        value,
        at,
        source,
        rule: Rule::named("by-hand"),
    }
}

fn only<T>(chosen: Evidence<T>) -> Field<T> {
    Field::Stated {
        chosen,
        rivals: Vec::new(),
        confidence: None,
    }
}

fn block(span: TextSpan, label: Label) -> Block {
    Block {
        span,
        label,
        part: (label == Label::Body).then_some(BodyPart::Paragraph),
        level: 0,
        ordered: false,
        group: 0,
        rule: Rule::named("by-hand"),
        confidence: None,
    }
}

fn sample() -> (Capture, Record) {
    let capture = Capture {
        url: Some("https://orrin.example/2031/05/02/ferry".to_owned()),
        body: PAGE.as_bytes().to_vec(),
        ..Capture::default()
    };
    let mut b = Builder {
        text: Text::default(),
        at: 0,
    };
    b.copy("Ferry returns to Orrin");
    b.text.content.push('\n');
    b.copy("By ");
    b.copy("Mara Tell");
    b.copy(", harbour correspondent");
    b.text.content.push('\n');
    b.copy("The crossing is caf");
    b.take("&eacute;", "é", How::CharacterReference);
    b.copy("-lit and g");
    b.copy("old");
    b.copy("en, déjà vu.");
    b.take(" ", " ", How::Space);
    b.take("&#8220;", "“", How::CharacterReference);
    b.copy("We sailed,");
    b.take("&#8221;", "”", How::CharacterReference);
    b.copy(" Captain Ivo Brandt said.");
    let text = b.text;
    let span = |words: &str| {
        let start = text.content.find(words).expect(words);
        TextSpan::new(start, start + words.len())
    };
    let (headline, byline) = (
        span("Ferry returns to Orrin"),
        span("By Mara Tell, harbour correspondent"),
    );
    let body = TextSpan::new(byline.end as usize + 1, text.content.len());
    let raw = PAGE.find("2031-05-03T06:00").unwrap();
    let note = PAGE.find("Fares").unwrap();
    let part = |text: (usize, usize), bytes: (usize, usize), how| Piece {
        text: (text.0..text.1).into(),
        bytes: (note + bytes.0..note + bytes.1).into(),
        how,
    };
    let dek = stated(
        "Fares & “times”".to_owned(),
        Place::Capture(vec![
            part((0, 6), (0, 6), How::Copy),
            part((6, 7), (6, 16), How::JsonCharacterReference),
            part((7, 19), (16, 34), How::Json),
        ]),
        Source::AppState,
    );
    let person = Person {
        name: "Mara Tell".to_owned(),
        role: Some(Box::new(stated(
            "harbour correspondent".to_owned(),
            Place::Text(span("harbour correspondent")),
            Source::Visible,
        ))),
        agency: None,
        organisation: false,
    };
    let article = Article {
        headline: Field::Stated {
            chosen: stated(
                "Ferry returns to Orrin".to_owned(),
                Place::Text(headline),
                Source::Visible,
            ),
            confidence: Some(900),
            rivals: vec![dek.clone()],
        },
        dek: only(dek),
        authors: only(stated(
            vec![stated(
                person,
                Place::Text(span("Mara Tell")),
                Source::Visible,
            )],
            Place::Text(byline),
            Source::Visible,
        )),
        published: only(stated(
            Date {
                moment: "2031-05-02".parse().unwrap(),
                raw: "2031/05/02".to_owned(),
            },
            Place::Url(UrlSpan::new(22, 32)),
            Source::Url,
        )),
        modified: only(stated(
            Date {
                moment: "2031-05-03T06:00".parse().unwrap(),
                raw: "2031-05-03T06:00".to_owned(),
            },
            Place::Capture(vec![Piece {
                text: (0..16).into(),
                bytes: (raw..raw + 16).into(),
                how: How::Copy,
            }]),
            Source::AppState,
        )),
        images: vec![Image {
            caption: Some(stated(
                "vu".to_owned(),
                Place::Text(span("vu")),
                Source::Visible,
            )),
            ..Image::default()
        }],
        ..Article::default()
    };
    let record = Record {
        schema: SCHEMA.to_owned(),
        maker: Maker {
            name: "hand".to_owned(),
            version: "1".to_owned(),
            weights: None,
        },
        capture: CaptureInfo {
            url: capture.url.clone(),
            captured: None,
            media_type: None,
            read_as: "text/html".to_owned(),
            charset: Charset {
                name: "UTF-8".to_owned(),
                source: CharsetSource::ValidUtf8,
            },
            length: capture.body.len() as u64,
            sha256: capture.digest(),
        },
        article,
        statements: vec![Statement {
            form: Form::Direct,
            content: vec![span("We sailed,")],
            cue: vec![span("said")],
            source: vec![span("Captain Ivo Brandt")],
            speaker: Some(0),
            speaker_rule: None,
            speaker_confidence: Some(970),
            role: Some(span("Captain")),
            affiliation: None,
            addressee: None,
            venue: None,
            day: None,
            anonymity: None,
            standing: Standing::Stated,
            within: None,
            confidence: Some(900),
            rule: Rule::named("by-hand"),
        }],
        entities: vec![Entity {
            name: "Ivo Brandt".to_owned(),
            named_at: span("Ivo Brandt"),
            kind: EntityKind::Person,
            described: false,
            role: None,
            affiliation: None,
        }],
        mentions: Vec::new(),
        dates: Vec::new(),
        doubts: vec![Doubt {
            kind: DoubtKind::MissingText,
            at: Some(Place::Text(TextSpan::new(0, 0))),
            note: "A point between characters has no words.".to_owned(),
            reading: None,
        }],
        blocks: vec![
            block(headline, Label::Headline),
            block(byline, Label::Byline),
            block(body, Label::Body),
        ],
        marks: vec![Mark {
            span: span("Mara Tell"),
            kind: MarkKind::Strong,
        }],
        text,
    };
    (capture, record)
}

/// The parts of the sample that the checker blames after a change.
#[track_caller]
fn blamed(change: impl FnOnce(&mut Capture, &mut Record)) -> Vec<String> {
    let (mut capture, mut record) = sample();
    change(&mut capture, &mut record);
    check(&capture, &record)
        .into_iter()
        .map(|fault| fault.part)
        .collect()
}

#[test]
fn a_true_record_has_no_faults() {
    let (capture, record) = sample();
    assert_eq!(check(&capture, &record), []);
    let again = Record::from_json(&record.to_json()).unwrap();
    assert_eq!(again, record);
}

#[test]
fn a_changed_capture_is_found() {
    assert_eq!(
        blamed(|capture, _| capture.body[6] ^= 0x20),
        ["capture.sha256", "text.pieces[0]"]
    );
    let parts = blamed(|capture, _| capture.body.truncate(60));
    assert!(parts.contains(&"capture.length".to_owned()), "{parts:?}");
    assert_eq!(
        blamed(|capture, _| capture.body.push(b' ')),
        ["capture.length", "capture.sha256"]
    );
}

#[test]
fn what_the_record_says_of_the_capture_is_held_to_it() {
    assert_eq!(blamed(|_, record| record.schema.push('9')), ["schema"]);
    assert_eq!(
        blamed(|_, record| record.capture.length += 1),
        ["capture.length"]
    );
    assert_eq!(
        blamed(|_, record| record.capture.sha256.0[3] ^= 1),
        ["capture.sha256"]
    );
    for unknown in ["utf-9", "utf-8", "latin1"] {
        assert_eq!(
            blamed(|_, record| record.capture.charset.name = unknown.to_owned()),
            ["capture.charset.name"]
        );
    }
    let parts = blamed(|_, record| record.capture.charset.name = "windows-1252".to_owned());
    assert_eq!(parts, ["text.pieces[8]"]);
    let parts = blamed(|capture, _| capture.url = None);
    assert_eq!(parts, ["article.published.chosen"]);
}

#[test]
fn missing_and_shifted_pieces_are_found() {
    let parts = blamed(|_, record| record.text.pieces.truncate(4));
    assert_eq!(parts, ["text.content[58..149]"]);
    let parts = blamed(|_, record| record.text.pieces.swap(0, 1));
    assert_eq!(parts, ["text.content[0..23]", "text.pieces[1]"]);
    let parts = blamed(|_, record| {
        record.text.pieces[0].bytes.start += 1;
        record.text.pieces[0].bytes.end += 1;
    });
    assert_eq!(parts, ["text.pieces[0]"]);
    let parts = blamed(|_, record| record.text.pieces[5].bytes.end -= 1);
    assert_eq!(parts, ["text.pieces[5]", "text.pieces[6]"]);
}

#[test]
fn a_word_cannot_be_put_together_from_afar() {
    let parts = blamed(|_, record| {
        // "g|old|en": the "old" is there, and so is an "en" further back.
        let piece = &mut record.text.pieces[8];
        assert_eq!(&record.text.content[piece.text.range()], "en, déjà vu.");
        let far = PAGE.find("correspondent").unwrap() + "correspond".len();
        let (text, bytes) = (piece.text, piece.bytes);
        *piece = Piece {
            text: (text.start, text.start + 2).into(),
            bytes: (far..far + 2).into(),
            how: How::Copy,
        };
        let rest = Piece {
            text: (text.start + 2, text.end).into(),
            bytes: (bytes.start + 2, bytes.end).into(),
            how: How::Copy,
        };
        record.text.pieces.insert(9, rest);
    });
    assert_eq!(parts, ["text.pieces[8]", "text.pieces[9]"]);
}

#[test]
fn every_block_and_mark_is_held_to_the_text() {
    assert_eq!(
        blamed(|_, record| drop(record.blocks.remove(1))),
        ["text.content[22..59]", "marks[0]"]
    );
    assert_eq!(
        blamed(|_, record| record.blocks[1].span.end += 1),
        ["blocks[1]"],
        "a block does not end with a line break"
    );
    assert_eq!(
        blamed(|_, record| record.blocks[2].span.start -= 9),
        ["blocks[2]"]
    );
    assert_eq!(
        blamed(|_, record| record.blocks[1].confidence = Some(1001)),
        ["blocks[1]"]
    );
    assert_eq!(
        blamed(|_, record| record.marks[0].span.start = 0),
        ["marks[0]"]
    );
}

#[test]
fn every_field_is_held_to_its_place() {
    let article = |change: fn(&mut Article)| blamed(|_, record| change(&mut record.article));
    assert_eq!(
        article(|a| {
            if let Field::Stated { chosen, rivals, .. } = &mut a.headline {
                chosen.value = "Ferry returns".to_owned();
                rivals[0].value = "Fares & “rimes”".to_owned();
            }
        }),
        [
            "article.headline.chosen",
            "article.headline.rivals[0].pieces[2]"
        ]
    );
    assert_eq!(
        article(|a| {
            if let Field::Stated { chosen, .. } = &mut a.authors {
                chosen.value[0].value.name = "Mara Bell".to_owned();
                chosen.value[0].value.role.as_mut().unwrap().value = "editor".to_owned();
            }
        }),
        [
            "article.authors.chosen.value[0]",
            "article.authors.chosen.value[0].value.role"
        ]
    );
    assert_eq!(
        article(|a| {
            if let Field::Stated { confidence, .. } = &mut a.headline {
                *confidence = Some(1001);
            }
            a.images[0].caption_confidence = Some(1001);
        }),
        ["article.headline", "article.images[0].caption_confidence"]
    );
    assert_eq!(
        article(|a| {
            if let Field::Stated { chosen, .. } = &mut a.published {
                chosen.value.raw = "2031/05/03".to_owned();
            }
        }),
        ["article.published.chosen"]
    );
    assert_eq!(
        article(|a| a.images[0].caption = None),
        ["article.images[0]"]
    );
    assert_eq!(
        article(|a| a.images[0].caption.as_mut().unwrap().value.clear()),
        ["article.images[0].caption", "article.images[0].caption"]
    );
}

#[test]
fn statements_keep_to_the_record() {
    let statement =
        |change: fn(&mut Statement)| blamed(|_, record| change(&mut record.statements[0]));
    assert_eq!(statement(|s| s.content.clear()), ["statements[0].content"]);
    assert_eq!(statement(|s| s.cue[0].end = 9999), ["statements[0].cue"]);
    assert_eq!(
        statement(|s| s.source[0].end = s.source[0].start),
        ["statements[0].source"]
    );
    assert_eq!(
        statement(|s| s.speaker = Some(1)),
        ["statements[0].speaker"]
    );
    assert_eq!(
        statement(|s| s.confidence = Some(1001)),
        ["statements[0].confidence"]
    );
    assert_eq!(
        statement(|s| s.speaker_confidence = Some(1001)),
        ["statements[0].speaker_confidence"]
    );
    assert_eq!(statement(|s| s.day = Some(0)), ["statements[0].day"]);
    assert_eq!(statement(|s| s.within = Some(7)), ["statements[0].within"]);
    assert_eq!(statement(|s| s.within = Some(0)), ["statements[0].within"]);
    let parts = blamed(|_, record| {
        let one = record.statements[0].clone();
        record.statements = (0..4)
            .map(|i| Statement {
                within: [Some(1), Some(2), Some(1), None][i],
                ..one.clone()
            })
            .collect();
    });
    assert_eq!(parts, ["statements[1].within"]);
    assert_eq!(
        blamed(|_, record| record.entities[0].name = "Ivo".to_owned()),
        ["entities[0].named_at"]
    );
}

/// Every value of a JSON document, by its pointer.
fn pointers(value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![(String::new(), value)];
    while let Some((pointer, value)) = open.pop() {
        match value {
            Value::Array(items) => {
                open.extend(
                    items
                        .iter()
                        .enumerate()
                        .map(|(i, v)| (format!("{pointer}/{i}"), v)),
                );
            }
            Value::Object(members) => {
                open.extend(members.iter().map(|(k, v)| (format!("{pointer}/{k}"), v)));
            }
            _ => {}
        }
        found.push(pointer);
    }
    found
}

/// Whether a changed number or string at that place must be found: it is one
/// that the capture or the text proves by itself.
fn proved(pointer: &str) -> bool {
    let field = |pointer: &str| {
        let ends = ["/value", "/raw", "/name"]
            .iter()
            .any(|end| pointer.ends_with(end));
        (ends || pointer.contains("/at/")) && !pointer.starts_with("/article/authors/chosen/at")
    };
    matches!(
        pointer,
        "/schema" | "/capture/length" | "/capture/sha256" | "/capture/charset/name"
    ) || pointer == "/text/content"
        || (pointer.starts_with("/text/pieces/") && !pointer.ends_with("/4"))
        || (pointer.starts_with("/blocks/") && pointer.contains("/span/"))
        || pointer.starts_with("/entities/0/name")
        || (pointer.starts_with("/article/")
            && !pointer.contains("/kind/")
            && !pointer.contains("/access/")
            && field(pointer)
            && !pointer.ends_with("/4"))
}

/// Changes one number or string, so that it is another.
fn change(u: &mut Unstructured<'_>, value: &mut Value) -> arbitrary::Result<bool> {
    match value {
        Value::Number(number) => {
            let old = number.as_u64().unwrap_or(0);
            let new = match u.int_in_range(0..=3)? {
                0 => old.saturating_sub(u.int_in_range(1..=3)?),
                1 => old + u.int_in_range(1..=3)?,
                2 => u64::from(u.arbitrary::<u16>()?),
                _ => u64::from(u.arbitrary::<u32>()?),
            };
            *value = new.into();
            Ok(new != old)
        }
        Value::String(string) if !string.is_empty() => {
            let at = u.choose_index(string.chars().count())?;
            let new = *u.choose(&['x', 'é', '\0', '7', '"'])?;
            let replaced: bool = u.arbitrary()?;
            let chars = string.chars().enumerate();
            let changed: String = chars
                .filter_map(|(i, c)| {
                    if i != at {
                        Some(c)
                    } else {
                        replaced.then_some(new)
                    }
                })
                .collect();
            let differs = changed != *string;
            *string = changed;
            Ok(differs)
        }
        _ => Ok(false),
    }
}

/// Damages the structure: takes out, doubles, swaps, nulls, moves.
fn damage(u: &mut Unstructured<'_>, value: &mut Value) -> arbitrary::Result<()> {
    match value {
        Value::Array(items) if !items.is_empty() => {
            let (i, j) = (u.choose_index(items.len())?, u.choose_index(items.len())?);
            match u.int_in_range(0..=3)? {
                0 => drop(items.remove(i)),
                1 => items.insert(j, items[i].clone()),
                2 => items.swap(i, j),
                _ => items.truncate(i),
            }
        }
        Value::Object(members) if !members.is_empty() => {
            let key = members.keys().nth(u.choose_index(members.len())?).cloned();
            members.remove(&key.expect("the index is one of the keys"));
        }
        _ => {
            change(u, value)?;
        }
    }
    Ok(())
}

#[test]
fn no_damaged_record_makes_the_checker_panic() {
    let (capture, record) = sample();
    let json = serde_json::to_value(&record).unwrap();
    let places = pointers(&json);
    arbtest::arbtest(|u| {
        let mut json = json.clone();
        for _ in 0..u.int_in_range(1..=4)? {
            if let Some(value) = json.pointer_mut(u.choose(&places)?) {
                damage(u, value)?;
            }
        }
        if let Ok(record) = serde_json::from_value::<Record>(json) {
            check(&capture, &record);
        }
        Ok(())
    })
    .budget_ms(1500);
}

#[test]
fn every_changed_word_and_span_is_found() {
    let (capture, record) = sample();
    let json = serde_json::to_value(&record).unwrap();
    let places: Vec<String> = pointers(&json).into_iter().filter(|p| proved(p)).collect();
    assert!(places.len() > 100, "{places:?}");
    arbtest::arbtest(|u| {
        let place = u.choose(&places)?;
        let mut changed = json.clone();
        let value = changed
            .pointer_mut(place)
            .expect("the place is one of the record");
        let before = value.clone();
        if change(u, value)? {
            let after = value.clone();
            if let Ok(record) = serde_json::from_value::<Record>(changed) {
                let found = !check(&capture, &record).is_empty();
                assert!(found, "{place}: {before} became {after} and was not found");
            }
        }
        Ok(())
    })
    .budget_ms(1500);
}

#[test]
fn large_records_take_linear_time() {
    // 150,000 words in as many pieces, in a charset that must be mapped, and a
    // record that cites one long stretch of white space again and again.
    let words = 150_000;
    let page = "\u{4E2D}\u{6587} ".repeat(words);
    let (body, _, _) = encoding_rs::GBK.encode(&page);
    let mut body: Vec<u8> = body.into_owned();
    let tail = body.len();
    body.extend(std::iter::repeat_n(b' ', 1 << 20));
    let capture = Capture {
        body,
        ..Capture::default()
    };
    let mut record = sample().1;
    record.article = Article::default();
    (record.statements, record.entities, record.doubts) = Default::default();
    record.marks = Vec::new();
    record.capture.charset.name = "GBK".to_owned();
    record.capture.length = capture.body.len() as u64;
    record.capture.sha256 = capture.digest();
    record.text = Text {
        content: page.trim_end().to_owned(),
        pieces: Vec::new(),
    };
    record.text.pieces = (0..words)
        .map(|i| Piece {
            text: (7 * i..7 * i + 6).into(),
            bytes: (5 * i..5 * i + 4).into(),
            how: How::Copy,
        })
        .collect();
    record.blocks = vec![block(
        TextSpan::new(0, record.text.content.len()),
        Label::Body,
    )];
    let start = std::time::Instant::now();
    assert_eq!(check(&capture, &record), []);
    let space = Piece {
        text: (0..1).into(),
        bytes: (tail..capture.body.len()).into(),
        how: How::Space,
    };
    let image = Image {
        alt: Some(stated(
            " ".to_owned(),
            Place::Capture(vec![space]),
            Source::Attribute,
        )),
        ..Image::default()
    };
    record.article.images = vec![image; 20_000];
    assert!(!check(&capture, &record).is_empty());
    assert!(start.elapsed().as_secs() < 10, "{:?}", start.elapsed());
}
