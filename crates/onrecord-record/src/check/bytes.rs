//! What bytes of a capture show: its charset, JSON's escapes, HTML's
//! character references.
//!
//! Nothing here is shared with the reader. It is written to be seen to be
//! right: where a charset gives every character a place of its own, the bytes
//! asked for are decoded by themselves; else the whole capture is decoded once
//! with the place of each character beside it.

use std::borrow::Cow;

use encoding_rs::{DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::{ByteSpan, How};

/// What is wrong with a range of bytes.
pub(super) type Wrong = &'static str;

/// A capture's body as its charset shows it.
pub(super) enum Source<'c> {
    /// UTF-8, bytes that are none replaced by U+FFFD.
    Utf8(&'c [u8]),
    /// A charset of one byte a character.
    OneByte(&'c [u8], &'static Encoding),
    /// UTF-16, little or big end first.
    TwoByte(&'c [u8], &'static Encoding),
    /// Any other charset.
    Mapped(Map),
}

impl<'c> Source<'c> {
    pub(super) fn new(body: &'c [u8], encoding: &'static Encoding) -> Self {
        if encoding == UTF_8 {
            Source::Utf8(body)
        } else if encoding == UTF_16BE || encoding == UTF_16LE {
            Source::TwoByte(body, encoding)
        } else if encoding.is_single_byte() {
            Source::OneByte(body, encoding)
        } else {
            Source::Mapped(Map::new(body, encoding))
        }
    }

    /// What a range of bytes shows. The range must lie in the body and may not
    /// cut a character.
    pub(super) fn show(&self, span: ByteSpan) -> Result<Cow<'_, str>, Wrong> {
        const OUTSIDE: Wrong = "the bytes lie outside the capture";
        const CUT: Wrong = "the bytes cut a character";
        let range = span.range();
        match self {
            Source::Utf8(body) => {
                let bytes = body.get(range.clone()).ok_or(OUTSIDE)?;
                if cuts_utf8(body, range.start) || cuts_utf8(body, range.end) {
                    return Err(CUT);
                }
                Ok(String::from_utf8_lossy(bytes))
            }
            Source::OneByte(body, encoding) => {
                let bytes = body.get(range).ok_or(OUTSIDE)?;
                Ok(encoding.decode_without_bom_handling(bytes).0)
            }
            Source::TwoByte(body, encoding) => {
                let bytes = body.get(range.clone()).ok_or(OUTSIDE)?;
                let cuts = |at| cuts_utf16(body, at, *encoding == UTF_16BE);
                if cuts(range.start) || cuts(range.end) {
                    return Err(CUT);
                }
                Ok(encoding.decode_without_bom_handling(bytes).0)
            }
            Source::Mapped(map) => {
                if range.start > range.end || range.end > map.length {
                    return Err(OUTSIDE);
                }
                let shown = map.text_at(range.start)?..map.text_at(range.end)?;
                map.text.get(shown).map(Cow::Borrowed).ok_or(CUT)
            }
        }
    }

    /// The longest run of bytes that can show so many bytes of copied text.
    pub(super) fn longest_copy(&self, text: usize) -> usize {
        match self {
            Source::Utf8(_) | Source::OneByte(..) => text,
            // An ASCII character is two bytes of the capture, one of the text.
            Source::TwoByte(..) => text.saturating_mul(2),
            // Such text is sliced, not decoded again, so its length is free.
            Source::Mapped(_) => usize::MAX,
        }
    }

    /// Up to so many letters, digits and semicolons that stand at an offset.
    fn reference_tail(&self, at: usize, most: usize) -> String {
        let decoded = |body: &[u8], encoding: &'static Encoding, width: usize| {
            let end = body.len().min(at.saturating_add(most * width));
            let bytes = body.get(at..end).unwrap_or(&[]);
            encoding.decode_without_bom_handling(bytes).0.into_owned()
        };
        let after = match self {
            Source::Utf8(body) => decoded(body, UTF_8, 1),
            Source::OneByte(body, encoding) => decoded(body, encoding, 1),
            Source::TwoByte(body, encoding) => decoded(body, encoding, 2),
            Source::Mapped(map) => {
                let rest = map.text_at(at).map_or("", |at| &map.text[at..]);
                rest.chars().take(most).collect()
            }
        };
        let name: usize = after.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let semicolon = usize::from(after.as_bytes().get(name) == Some(&b';'));
        after[..name + semicolon].to_owned()
    }

    /// What a range of bytes shows when it is read as `how` says. `Space` is
    /// not read here, see [`Source::is_space`].
    pub(super) fn read(&self, span: ByteSpan, how: How) -> Result<Cow<'_, str>, Wrong> {
        let shown = self.show(span)?;
        match how {
            How::Copy | How::Space => Ok(shown),
            How::CharacterReference => self.references(&shown, span).map(Cow::Owned),
            How::Json => unescape(&shown).map(Cow::Owned),
            How::JsonCharacterReference => {
                self.references(&unescape(&shown)?, span).map(Cow::Owned)
            }
        }
    }

    /// Resolves character references, at the end of which no letter may stand
    /// that belongs to the last of them.
    fn references(&self, source: &str, span: ByteSpan) -> Result<String, Wrong> {
        /// The longest name of a reference is 31 letters.
        const LONGEST_NAME: usize = 33;
        if !source.starts_with('&') {
            return Err("the bytes are no character reference");
        }
        let resolved = htmlize::unescape(source);
        if resolved == source {
            return Err("the bytes are no character reference");
        }
        if !source.ends_with(';') {
            let tail = self.reference_tail(span.end as usize, LONGEST_NAME);
            let whole = htmlize::unescape([source, &tail].concat());
            if whole.strip_suffix(tail.as_str()) != Some(&*resolved) {
                return Err("the bytes cut a character reference");
            }
        }
        Ok(resolved.into_owned())
    }

    /// Whether a range of bytes is white space, as it stands or as JSON
    /// escapes or character references.
    pub(super) fn is_space(&self, span: ByteSpan) -> Result<bool, Wrong> {
        let shown = self.show(span)?;
        let white = |text: &str| !text.is_empty() && text.chars().all(is_blank);
        if white(&shown) {
            return Ok(true);
        }
        let plain = unescape(&shown).map_or(shown, Cow::Owned);
        Ok(white(&plain) || white(&htmlize::unescape(&*plain)))
    }

    /// Whether what stands between two parts of one word shows nothing: it is
    /// empty, markup, characters that have no shape, or in JSON the end of one
    /// string and the start of the next. Only its ends are looked at, so that
    /// many words over one gap stay cheap.
    pub(super) fn shows_nothing(&self, gap: ByteSpan) -> bool {
        const LOOK: u32 = 48;
        if gap.is_empty() {
            return true;
        }
        let whole = gap.len() <= 2 * LOOK as usize;
        let (head, tail) = if whole {
            (gap, gap)
        } else {
            let head = ByteSpan {
                start: gap.start,
                end: gap.start + LOOK,
            };
            let tail = ByteSpan {
                start: gap.end - LOOK,
                end: gap.end,
            };
            (head, tail)
        };
        let (head, tail) = (self.show_loosely(head), self.show_loosely(tail));
        if whole && head.chars().all(is_shapeless) {
            return true;
        }
        let opens = |text: &str| {
            let text = text.trim_start_matches(is_shapeless);
            text.starts_with('<') || text.starts_with("]]>")
        };
        let closes = |text: &str| {
            let text = text.trim_end_matches(is_shapeless);
            text.ends_with('>') || text.ends_with("<![CDATA[")
        };
        if opens(&head) && closes(&tail) || ends_string(&head) && begins_string(&tail) {
            return true;
        }
        // The same inside a JSON string: `\u003c`, `&lt;`, half a surrogate
        // pair, or a backslash before a character that needs none.
        let plain = |text: &str| {
            let plain = htmlize::unescape(unescape_loosely(text));
            plain.into_owned()
        };
        let (head, tail) = (plain(&head), plain(&tail));
        (whole && head.chars().all(is_shapeless)) || (opens(&head) && closes(&tail))
    }

    /// What bytes show, characters cut at the ends left out.
    fn show_loosely(&self, span: ByteSpan) -> String {
        let shown = (0..4).find_map(|cut| {
            let inner = ByteSpan {
                start: span.start + cut,
                end: span.end,
            };
            let outer = ByteSpan {
                start: span.start,
                end: span.end.checked_sub(cut)?,
            };
            let fits = |span: ByteSpan| (span.start <= span.end).then(|| self.show(span).ok())?;
            fits(inner).or_else(|| fits(outer))
        });
        shown.map_or_else(String::new, Cow::into_owned)
    }
}

/// White space, or a character that has no shape.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || is_shapeless(c)
}

/// Characters that readers of pages leave out: they have no shape.
fn is_shapeless(c: char) -> bool {
    matches!(
        c,
        '\0' | '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\\'
    )
}

/// Whether a JSON string ends here and something of JSON follows.
fn ends_string(text: &str) -> bool {
    text.strip_prefix('"')
        .is_some_and(|rest| rest.trim_start().starts_with([',', '}', ']']))
}

/// Whether a JSON string begins at the end, as a value.
fn begins_string(text: &str) -> bool {
    text.strip_suffix('"')
        .is_some_and(|rest| rest.trim_end().ends_with([',', ':', '[']))
}

/// Whether an offset lies inside a well-formed UTF-8 character.
fn cuts_utf8(body: &[u8], at: usize) -> bool {
    let continues = |at: usize| body.get(at).is_some_and(|byte| byte & 0xC0 == 0x80);
    if !continues(at) {
        return false;
    }
    (1..=3).any(|back| {
        let Some(lead) = at.checked_sub(back) else {
            return false;
        };
        let length = match body[lead] {
            0xC2..=0xDF => 2,
            0xE0..=0xEF => 3,
            0xF0..=0xF4 => 4,
            _ => return false,
        };
        length > back
            && body
                .get(lead..lead + length)
                .is_some_and(|character| std::str::from_utf8(character).is_ok())
    })
}

/// Whether an offset lies inside a UTF-16 character.
fn cuts_utf16(body: &[u8], at: usize, big: bool) -> bool {
    if at == body.len() {
        return false;
    }
    if !at.is_multiple_of(2) {
        return true;
    }
    let high = |at: usize| {
        body.get(at + usize::from(!big))
            .map_or(0, |byte| byte & 0xFC)
    };
    at >= 2 && high(at) == 0xDC && high(at - 2) == 0xD8
}

/// A whole capture decoded, with the place of every character.
pub(super) struct Map {
    text: String,
    /// Length of the body in bytes.
    length: usize,
    /// In order, not overlapping. Bytes between two runs show nothing.
    runs: Vec<Run>,
}

/// Bytes and the text they show: one character (or the two that four codes of
/// Big5 stand for), or a run of ASCII, one byte each.
struct Run {
    start: u32,
    end: u32,
    /// Where its text begins; it ends where the next run's begins.
    text: u32,
    ascii: bool,
}

impl Map {
    /// Feeds the decoder one byte at a time: what comes out after a byte was
    /// shown by the bytes since the last that came out.
    fn new(body: &[u8], encoding: &'static Encoding) -> Self {
        let mut map = Map {
            text: String::with_capacity(body.len()),
            length: body.len(),
            runs: Vec::new(),
        };
        let mut decoder = encoding.new_decoder_without_bom_handling();
        let mut out = [0; 32];
        let (mut at, mut since, mut held) = (0, 0, false);
        loop {
            let last = at == body.len();
            // Bytes that an error gave back come out before the next is fed.
            let next = if held { at } else { body.len().min(at + 1) };
            let input = &body[at..next];
            let (result, read, written) =
                decoder.decode_to_utf8_without_replacement(input, &mut out, last);
            at += read;
            let shown = String::from_utf8_lossy(&out[..written]);
            held = matches!(result, DecoderResult::Malformed(_, after) if after > 0);
            match result {
                DecoderResult::Malformed(bad, after) => {
                    let end = at.saturating_sub(usize::from(after));
                    let start = end.saturating_sub(usize::from(bad)).max(since);
                    map.push(&shown, since, start);
                    map.push("\u{FFFD}", start, end);
                    since = end;
                }
                DecoderResult::InputEmpty | DecoderResult::OutputFull => {
                    map.push(&shown, since, at);
                    if written > 0 {
                        since = at;
                    }
                    if last && result == DecoderResult::InputEmpty {
                        return map;
                    }
                }
            }
        }
    }

    fn push(&mut self, shown: &str, start: usize, end: usize) {
        if shown.is_empty() {
            return;
        }
        let ascii = shown.is_ascii() && shown.len() == end - start;
        let text = self.text.len();
        self.text.push_str(shown);
        match self.runs.last_mut() {
            Some(run) if ascii && run.ascii && run.end as usize == start => run.end = end as u32,
            _ => self.runs.push(Run {
                start: start as u32,
                end: end as u32,
                text: text as u32,
                ascii,
            }),
        }
    }

    /// Where in the text the character begins that begins at a byte, or the
    /// next one if none does.
    fn text_at(&self, byte: usize) -> Result<usize, Wrong> {
        let index = self.runs.partition_point(|run| run.end as usize <= byte);
        match self.runs.get(index) {
            None => Ok(self.text.len()),
            Some(run) if byte <= run.start as usize => Ok(run.text as usize),
            Some(run) if run.ascii => Ok(run.text as usize + (byte - run.start as usize)),
            Some(_) => Err("the bytes cut a character"),
        }
    }
}

/// Resolves the escapes of a JSON string's inside.
fn unescape(source: &str) -> Result<String, Wrong> {
    const WRONG: Wrong = "the bytes are not the inside of a JSON string";
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let (shown, length) = escape(&rest[at..]).ok_or(WRONG)?;
        out.push(shown);
        rest = &rest[at + length..];
    }
    out.push_str(rest);
    Ok(out)
}

/// The same, where escapes that are none show nothing.
fn unescape_loosely(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let escaped = &rest[at..];
        let (shown, length) = match escape(escaped) {
            Some((shown, length)) => (Some(shown), length),
            None if unit(escaped).is_some() => (None, 6),
            None if escaped.starts_with("\\u") => (None, 2),
            None => (None, 1),
        };
        out.extend(shown);
        rest = &rest[at + length..];
    }
    out.push_str(rest);
    out
}

/// The character that an escape at the start shows, and the escape's length.
fn escape(source: &str) -> Option<(char, usize)> {
    let shown = match *source.as_bytes().get(1)? {
        byte @ (b'"' | b'\\' | b'/') => char::from(byte),
        b'b' => '\u{8}',
        b'f' => '\u{C}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'u' => {
            let first = unit(source)?;
            if let Some(shown) = char::from_u32(first.into()) {
                return Some((shown, 6));
            }
            let second = unit(source.get(6..)?)?;
            let pair = char::decode_utf16([first, second]).next()?.ok()?;
            return Some((pair, 12));
        }
        _ => return None,
    };
    Some((shown, 2))
}

/// The code unit of `\uXXXX` at the start.
fn unit(source: &str) -> Option<u16> {
    let digits = source.strip_prefix("\\u")?.get(..4)?;
    let hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    hex.then(|| u16::from_str_radix(digits, 16).ok())?
}

#[cfg(test)]
mod tests {
    use encoding_rs::{BIG5, GBK, ISO_2022_JP, SHIFT_JIS, WINDOWS_1251};

    use super::*;

    fn span(start: u32, end: u32) -> ByteSpan {
        ByteSpan { start, end }
    }

    #[track_caller]
    fn shows(source: &Source<'_>, bytes: (u32, u32), how: How, expected: Result<&str, Wrong>) {
        let shown = source.read(bytes.into(), how);
        assert_eq!(shown.as_deref().map_err(|wrong| *wrong), expected);
    }

    #[test]
    fn utf8_is_cut_between_characters_only() {
        let body = "a\u{E9}\u{1F980}z".as_bytes();
        let source = Source::new(body, UTF_8);
        shows(&source, (0, 3), How::Copy, Ok("aé"));
        shows(&source, (3, 7), How::Copy, Ok("🦀"));
        shows(&source, (2, 3), How::Copy, Err("the bytes cut a character"));
        shows(&source, (3, 6), How::Copy, Err("the bytes cut a character"));
        shows(
            &source,
            (7, 9),
            How::Copy,
            Err("the bytes lie outside the capture"),
        );
        shows(
            &source,
            (8, 7),
            How::Copy,
            Err("the bytes lie outside the capture"),
        );
        let broken = Source::new(b"a\x80\xE2\x80b", UTF_8);
        shows(&broken, (0, 5), How::Copy, Ok("a\u{FFFD}\u{FFFD}b"));
        shows(&broken, (1, 2), How::Copy, Ok("\u{FFFD}"));
    }

    #[test]
    fn legacy_charsets_know_their_characters() {
        let (bytes, _, _) = WINDOWS_1251.encode("да, x");
        shows(
            &Source::new(&bytes, WINDOWS_1251),
            (1, 4),
            How::Copy,
            Ok("а, "),
        );
        for encoding in [GBK, BIG5, SHIFT_JIS] {
            let (bytes, _, _) = encoding.encode("a中文b");
            let source = Source::new(&bytes, encoding);
            shows(&source, (0, 3), How::Copy, Ok("a中"));
            shows(&source, (3, 6), How::Copy, Ok("文b"));
            shows(&source, (2, 5), How::Copy, Err("the bytes cut a character"));
        }
        let (bytes, _, _) = ISO_2022_JP.encode("a中b");
        let source = Source::new(&bytes, ISO_2022_JP);
        shows(&source, (0, bytes.len() as u32), How::Copy, Ok("a中b"));
        shows(&source, (1, 6), How::Copy, Ok("中"));
        let source = Source::new(b"a\xFFb", GBK);
        shows(&source, (0, 3), How::Copy, Ok("a\u{FFFD}b"));
        // Half of a character of four bytes: its second byte is a digit again.
        let source = Source::new(b"a\x810\tb\x8101\xD6\xD0", GBK);
        shows(&source, (0, 4), How::Copy, Ok("a\u{FFFD}0\t"));
        shows(&source, (2, 3), How::Copy, Ok("0"));
        shows(&source, (3, 5), How::Copy, Ok("\tb"));
        shows(&source, (8, 10), How::Copy, Ok("中"));
    }

    #[test]
    fn utf16_is_cut_between_characters_only() {
        let body: Vec<u8> = "a🦀b".encode_utf16().flat_map(u16::to_be_bytes).collect();
        let source = Source::new(&body, UTF_16BE);
        shows(&source, (0, 6), How::Copy, Ok("a🦀"));
        shows(&source, (0, 4), How::Copy, Err("the bytes cut a character"));
        shows(&source, (1, 4), How::Copy, Err("the bytes cut a character"));
        shows(&source, (6, 8), How::Copy, Ok("b"));
    }

    #[test]
    fn references_are_resolved_whole() {
        let source = Source::new(b"&amp;&notin;&copy2 &#8217;s &not x", UTF_8);
        shows(&source, (0, 5), How::CharacterReference, Ok("&"));
        shows(&source, (0, 12), How::CharacterReference, Ok("&∉"));
        shows(
            &source,
            (5, 9),
            How::CharacterReference,
            Err("the bytes cut a character reference"),
        );
        shows(&source, (12, 17), How::CharacterReference, Ok("©"));
        shows(&source, (19, 26), How::CharacterReference, Ok("’"));
        shows(
            &source,
            (19, 23),
            How::CharacterReference,
            Err("the bytes cut a character reference"),
        );
        shows(&source, (28, 32), How::CharacterReference, Ok("¬"));
        shows(
            &source,
            (26, 28),
            How::CharacterReference,
            Err("the bytes are no character reference"),
        );
    }

    #[test]
    fn json_escapes_are_resolved() {
        let source = Source::new(br#"a\u201c\n\ud83e\udd80\"b\u0026amp;\ud83e\x"#, UTF_8);
        shows(&source, (0, 7), How::Json, Ok("a“"));
        shows(&source, (7, 24), How::Json, Ok("\n🦀\"b"));
        shows(&source, (24, 34), How::JsonCharacterReference, Ok("&"));
        let wrong = Err("the bytes are not the inside of a JSON string");
        shows(&source, (34, 42), How::Json, wrong);
        shows(&source, (7, 8), How::Json, wrong);
    }

    #[test]
    fn gaps_inside_words() {
        let body = br#"a<b class="x">b</b>c, d\u003cem\u003ee\0f"#;
        let source = Source::new(body, UTF_8);
        assert!(source.shows_nothing(span(1, 1)));
        assert!(source.shows_nothing(span(1, 14)));
        assert!(source.shows_nothing(span(15, 19)));
        assert!(source.shows_nothing(span(23, 37)));
        let broken = Source::new(br#"a\ub\ud83ec\xd"#, UTF_8);
        assert!(broken.shows_nothing(span(1, 3)));
        assert!(broken.shows_nothing(span(4, 10)));
        assert!(broken.shows_nothing(span(11, 12)));
        assert!(!broken.shows_nothing(span(11, 13)));
        assert!(!source.shows_nothing(span(14, 19)));
        // From one JSON string to the next, and not past a third.
        let json = Source::new(br#""a"},{"t":"b","c"."#, UTF_8);
        assert!(json.shows_nothing(span(2, 11)));
        assert!(!json.shows_nothing(span(2, 10)));
        assert!(!json.shows_nothing(span(1, 11)));
        assert!(!json.shows_nothing(span(15, 18)));
        assert!(!source.shows_nothing(span(20, 22)));
    }
}
