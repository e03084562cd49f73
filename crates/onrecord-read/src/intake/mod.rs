//! From a capture's bytes to decoded text and what kind of page it is.

pub(crate) mod claims;
pub(crate) mod lines;

use onrecord_html::{Decoded, EncodingDoubt, EncodingSource};
use onrecord_record::{
    ByteSpan, Capture, Charset, CharsetSource, Doubt, DoubtKind, How, Piece, Place, TextSpan,
};

use crate::Options;

/// What a capture holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    Html,
    Text,
    /// Not a page of text; why.
    NoPage(&'static str),
}

impl Kind {
    /// The media type it is read as.
    pub(crate) fn media_type(self) -> &'static str {
        match self {
            Kind::Html => "text/html",
            Kind::Text => "text/plain",
            Kind::NoPage(_) => "application/octet-stream",
        }
    }
}

/// A capture, decoded.
pub(crate) struct Input<'c> {
    pub(crate) kind: Kind,
    pub(crate) decoded: Decoded<'c>,
    pub(crate) charset: Charset,
    pub(crate) doubts: Vec<Doubt>,
}

/// Decides what a capture is and decodes it.
pub(crate) fn take<'c>(capture: &'c Capture, options: &Options) -> Input<'c> {
    let bytes = capture.body.as_slice();
    let declared = capture.media_type.as_deref().unwrap_or("");
    let kind = kind(bytes, essence(declared), options);
    let sniffed = onrecord_html::sniff(bytes, parameter(declared, "charset"));
    let (mut encoding, mut source) = (sniffed.encoding, charset_source(sniffed.source));
    let mut doubts = Vec::new();
    match sniffed.doubt {
        // Bytes that are valid UTF-8 with letters beyond ASCII are so only by
        // design. Browsers follow the label all the same; a record of what the
        // page says reads the letters that were meant, and says so.
        Some(EncodingDoubt::LooksLikeUtf8) => {
            doubts.push(note(
                DoubtKind::CharsetConflict,
                format!(
                    "labelled {}, but the bytes are valid UTF-8 and were read as that",
                    encoding.name()
                ),
            ));
            (encoding, source) = (encoding_rs::UTF_8, CharsetSource::ValidUtf8);
        }
        Some(EncodingDoubt::NotUtf8 { at }) => doubts.push(note(
            DoubtKind::CharsetConflict,
            format!("labelled UTF-8, but byte {at} does not begin a UTF-8 character"),
        )),
        Some(EncodingDoubt::LabelsDiffer { page }) => doubts.push(note(
            DoubtKind::CharsetConflict,
            format!(
                "the media type says {}, the page says {}",
                encoding.name(),
                page.name()
            ),
        )),
        None => {}
    }
    let decoded = onrecord_html::decode(bytes, encoding);
    if kind != Kind::Text && kind != Kind::Html {
        doubts.clear();
    }
    if let Kind::NoPage(why) = kind {
        doubts.push(note(DoubtKind::NotAPage, why.to_owned()));
    } else if let Some(first) = decoded.error_ranges().first() {
        let bytes = ByteSpan::from(first.clone());
        let shown = '\u{FFFD}'.len_utf8();
        let piece = Piece {
            text: TextSpan::new(0, shown),
            bytes,
            how: How::Copy,
        };
        doubts.push(Doubt {
            kind: DoubtKind::UndecodableBytes,
            at: Some(Place::Capture(vec![piece])),
            note: format!(
                "{} place(s) cannot be decoded as {}; the first is here",
                decoded.error_ranges().len(),
                encoding.name()
            ),
            reading: None,
        });
    }
    let charset = Charset {
        name: encoding.name().to_owned(),
        source,
    };
    Input {
        kind,
        decoded,
        charset,
        doubts,
    }
}

fn note(kind: DoubtKind, note: String) -> Doubt {
    Doubt {
        kind,
        at: None,
        note,
        reading: None,
    }
}

fn charset_source(source: EncodingSource) -> CharsetSource {
    match source {
        EncodingSource::Bom => CharsetSource::Bom,
        EncodingSource::Transport => CharsetSource::Transport,
        EncodingSource::Meta => CharsetSource::Meta,
        EncodingSource::Utf8Valid => CharsetSource::ValidUtf8,
        EncodingSource::Detected => CharsetSource::Detected,
        EncodingSource::Default => CharsetSource::Default,
    }
}

/// The type of a media type without its parameters.
fn essence(media_type: &str) -> &str {
    media_type.split(';').next().unwrap_or("").trim()
}

/// A parameter of a media type, unquoted.
fn parameter<'m>(media_type: &'m str, name: &str) -> Option<&'m str> {
    media_type.split(';').skip(1).find_map(|parameter| {
        let (key, value) = parameter.split_once('=')?;
        key.trim()
            .eq_ignore_ascii_case(name)
            .then(|| value.trim().trim_matches('"'))
    })
}

/// What the bytes are: servers and archives often mislabel, so the label
/// decides only where the bytes do not.
fn kind(bytes: &[u8], essence: &str, options: &Options) -> Kind {
    let words = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if words.iter().all(u8::is_ascii_whitespace) {
        return Kind::NoPage("the capture is empty");
    }
    if let Some(found) = infer::get(bytes)
        && !matches!(
            found.mime_type(),
            "text/html" | "text/xml" | "text/x-shellscript"
        )
    {
        return Kind::NoPage(match found.matcher_type() {
            infer::MatcherType::Image => "the capture is an image",
            infer::MatcherType::Audio | infer::MatcherType::Video => {
                "the capture is sound or video"
            }
            infer::MatcherType::Archive => "the capture is a packed file",
            infer::MatcherType::Doc => "the capture is a document of an office or print format",
            _ => "the capture is a binary file",
        });
    }
    if is_binary(bytes) {
        return Kind::NoPage("the capture is a binary file");
    }
    if options.as_text {
        return Kind::Text;
    }
    let markup = has_markup(bytes);
    match essence.to_ascii_lowercase().as_str() {
        "text/html" | "application/xhtml+xml" => Kind::Html,
        _ if markup => Kind::Html,
        _ => Kind::Text,
    }
}

/// Control characters that text does not have, at the start of the bytes.
/// UTF-16 is full of zero bytes and passes: half of them in even or odd
/// places.
fn is_binary(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(1024)];
    let control = |b: &&u8| matches!(**b, 0x01..=0x08 | 0x0E..=0x1A | 0x1C..=0x1F);
    let zeros = |start: usize| {
        head.iter()
            .skip(start)
            .step_by(2)
            .filter(|b| **b == 0)
            .count()
    };
    let (even, odd) = (zeros(0), zeros(1));
    let utf16 = (even == 0 && odd * 4 > head.len())
        || (odd == 0 && even * 4 > head.len())
        || head.starts_with(&[0xFF, 0xFE])
        || head.starts_with(&[0xFE, 0xFF]);
    let controls = head.iter().filter(control).count();
    !utf16 && (controls * 50 > head.len() || even + odd > head.len() / 20)
}

/// Whether tags stand near the start, or a good number of end tags anywhere
/// in the first part. Zero bytes are passed over, so that UTF-16 is seen.
fn has_markup(bytes: &[u8]) -> bool {
    const NAMES: [&str; 22] = [
        "!doctype html",
        "html",
        "head",
        "body",
        "script",
        "style",
        "title",
        "meta",
        "link",
        "div",
        "table",
        "p>",
        "p ",
        "h1",
        "h2",
        "span",
        "article",
        "section",
        "main",
        "br",
        "a href",
        "!--",
    ];
    let head: Vec<u8> = bytes
        .iter()
        .take(8192)
        .filter(|b| **b != 0)
        .map(u8::to_ascii_lowercase)
        .collect();
    let opens_with_tag = |at: usize| {
        let rest = &head[at + 1..];
        NAMES.iter().any(|name| rest.starts_with(name.as_bytes()))
    };
    let start = head
        .iter()
        .position(|b| b.is_ascii_graphic() && *b != 0xEF)
        .unwrap_or(0);
    let first_is_tag = head.get(start) == Some(&b'<')
        && (opens_with_tag(start) || head[start..].starts_with(b"<?xml"));
    let tags = head
        .iter()
        .enumerate()
        .filter(|(at, b)| **b == b'<' && opens_with_tag(*at))
        .count();
    first_is_tag || tags >= 4
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(body: &[u8], media_type: &str) -> Kind {
        kind(body, essence(media_type), &Options::default())
    }

    #[test]
    fn bytes_tell_what_a_capture_is() {
        assert_eq!(of(b"<!DOCTYPE html><p>Hello", ""), Kind::Html);
        assert_eq!(of(b"  \n<html><p>Hello", "text/plain"), Kind::Html);
        assert_eq!(
            of(b"Orrin, 3 May. The ferry left at 5 < 6.", ""),
            Kind::Text
        );
        assert_eq!(of(b"Orrin, 3 May.", "text/html; charset=utf-8"), Kind::Html);
        assert!(matches!(of(b"", "text/html"), Kind::NoPage(_)));
        assert!(matches!(of(b" \r\n", "text/html"), Kind::NoPage(_)));
        assert!(matches!(
            of(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "text/html"),
            Kind::NoPage(_)
        ));
        assert!(matches!(
            of(&[0, 1, 2, 3, 4, 5, 6, 7, 8, 9], ""),
            Kind::NoPage(_)
        ));
    }

    #[test]
    fn sixteen_bit_text_is_text() {
        let utf16: Vec<u8> = "<html><p>Hello"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(of(&utf16, ""), Kind::Html);
    }

    #[test]
    fn media_types_come_apart() {
        let full = "Text/HTML; q=1; Charset=\"utf-8\"";
        assert_eq!(essence(full), "Text/HTML");
        assert_eq!(parameter(full, "charset"), Some("utf-8"));
        assert_eq!(parameter("text/html", "charset"), None);
    }
}
