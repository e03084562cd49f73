//! Input that is no good page gives a record with doubts, soon.

use std::time::{Duration, Instant};

use onrecord_record::{Capture, DoubtKind, Record};

use crate::{capture, read, samples};

/// Reads within two seconds; tests built without optimisation, on a machine
/// that does other work, get longer.
#[track_caller]
fn soon(capture: &Capture) -> Record {
    let start = Instant::now();
    let record = onrecord_read::read(capture, &onrecord_read::Options::default());
    let taken = start.elapsed();
    let limit = if cfg!(debug_assertions) { 20 } else { 2 };
    assert!(taken < Duration::from_secs(limit), "{taken:?}");
    let faults = onrecord_record::check(capture, &record);
    assert_eq!(faults, []);
    record
}

#[track_caller]
fn doubted(record: &Record, kind: DoubtKind) {
    let kinds: Vec<DoubtKind> = record.doubts.iter().map(|doubt| doubt.kind).collect();
    assert!(kinds.contains(&kind), "{kinds:?}");
}

/// A page of so many bytes, with an article in it.
fn large(bytes: usize) -> Capture {
    let paragraph = "<p>The harbour board of Orrin met for the &eacute;leventh time on Monday, and said nothing.\n";
    let mut body =
        b"<!DOCTYPE html><title>Minutes</title><h1>Minutes of the harbour board</h1>".to_vec();
    while body.len() < bytes {
        body.extend_from_slice(paragraph.as_bytes());
    }
    capture(body)
}

#[test]
fn nothing() {
    for body in [&b""[..], b" \r\n\t ", b"\xEF\xBB\xBF"] {
        let record = soon(&capture(body));
        doubted(&record, DoubtKind::NotAPage);
        assert_eq!(record.blocks, []);
    }
}

#[test]
fn a_picture() {
    let mut body = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    // Noise from a fixed seed.
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    for _ in 0..300_000 {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        body.push(state as u8);
    }
    for media_type in [None, Some("text/html"), Some("image/png")] {
        let media_type = media_type.map(str::to_owned);
        let record = soon(&Capture {
            media_type,
            ..capture(body.clone())
        });
        doubted(&record, DoubtKind::NotAPage);
    }
}

#[test]
fn a_large_file() {
    // As large as the program reads; it turns away what is larger.
    let record = soon(&large(12 << 20));
    assert!(record.body().count() > 0 || !record.doubts.is_empty());
}

/// Text that is all marks, names and reporting words: nothing there may take
/// more than linear time, and nothing may be invented from it.
#[test]
fn marks_and_names_without_end() {
    let bytes = if cfg!(debug_assertions) {
        200_000
    } else {
        2_000_000
    };
    for unit in [
        "\"",
        "“said ”",
        "said ",
        "A. B. ",
        "“a” — ",
        "( “ ‘ ",
        "Anna Lind said ",
        "last Monday ",
        "שלום «",
        "„Das ist der und die“, sagte ",
        "sagte, dass die ",
        "laut der und ",
        "wie die, ",
        "«el y la que» dijo, ",
        "部长说，",
        "am Montag, den 3. die und der ",
        "周一的是",
    ] {
        let text = unit.repeat(bytes / unit.len());
        let record = soon(&Capture {
            media_type: Some("text/plain".to_owned()),
            ..capture(text.into_bytes())
        });
        let names = |name: &str| record.text.content.contains(name);
        assert!(
            record.entities.iter().all(|one| names(&one.name)),
            "{unit:?}"
        );
    }
}

#[test]
fn deep_nesting() {
    for (open, close) in [
        ("<div>", "</div>"),
        ("<b>", "</b>"),
        ("<a href=x>", ""),
        ("<table><tr><td>", ""),
        ("<ul><li>", ""),
        ("<p><font>", ""),
    ] {
        let body = [
            open.repeat(100_000),
            "words".to_owned(),
            close.repeat(100_000),
        ]
        .concat();
        let media_type = Some("text/html".to_owned());
        let record = soon(&Capture {
            media_type,
            ..capture(body)
        });
        assert!(record.text.content.contains("words"), "{open}");
        if open == "<div>" {
            doubted(&record, DoubtKind::LimitReached);
        }
    }
}

#[test]
fn title_that_is_never_closed() {
    let words = "The harbour council of Orrin voted on the new sea wall after a night of debate.";
    let body = format!(
        "<html><head><title>Council votes for a se</head><body><h1>Council votes for a sea wall</h1>{}",
        format!("<p>{words}</p>").repeat(5)
    );
    let record = soon(&capture(body));
    assert_eq!(record.body().count(), 5);
    doubted(&record, DoubtKind::UnclosedElement);
    let doubt = &record.doubts[0];
    assert!(doubt.note.contains("`title` at byte 12"), "{}", doubt.note);
}

#[test]
fn deep_json() {
    for open in ["[", "{\"a\":", "[{\"@graph\":"] {
        let json = open.repeat(100_000);
        let body = format!("<script type=\"application/ld+json\">{json}</script><p>words");
        assert_eq!(soon(&capture(body)).text.content, "words");
    }
}

#[test]
fn utf16_without_a_mark() {
    let page = "<!DOCTYPE html><title>Ferry</title><h1>Ferry returns</h1><p>The ferry returned at dawn, the board said.";
    for unit in [u16::to_le_bytes, u16::to_be_bytes] {
        let body: Vec<u8> = page.encode_utf16().flat_map(unit).collect();
        let record = soon(&capture(body));
        assert!(
            record.text.content.contains("The ferry returned") || !record.doubts.is_empty(),
            "{record:?}"
        );
    }
}

#[test]
fn truncated_pages() {
    for sample in samples::all() {
        let body = &sample.capture.body;
        for parts in 1..12 {
            let cut = body[..body.len() * parts / 12].to_vec();
            read(&Capture {
                body: cut,
                ..sample.capture.clone()
            });
        }
    }
}
