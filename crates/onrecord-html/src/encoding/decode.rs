//! Decoding with a map from the text back to the bytes.
//!
//! The map is a list of segments. Within a segment every character takes the same number of bytes in the capture
//! and the same number in the text, so that a long run of Cyrillic or of Chinese is one entry and a position in it
//! is found by arithmetic.

use std::borrow::Cow;
use std::ops::Range;

use encoding_rs::{DecoderResult, Encoding, ISO_2022_JP, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE};

#[derive(Clone, Copy, Debug)]
struct Segment {
    /// Where the segment begins in the text and in the bytes.
    text: u32,
    byte: u32,
    /// How many bytes of each a unit takes.
    unit_text: u8,
    unit_byte: u8,
}

/// A text and where each of its bytes stands in the capture.
#[derive(Clone, Debug)]
pub struct Decoded<'a> {
    text: Cow<'a, str>,
    /// How many bytes the byte order mark takes.
    skipped: usize,
    byte_len: usize,
    /// Empty when the text is the bytes after the byte order mark.
    segments: Vec<Segment>,
    errors: Vec<Range<usize>>,
    encoding: &'static Encoding,
}

/// Decodes bytes. A byte order mark of that encoding is skipped; what cannot be decoded becomes U+FFFD, as in browsers.
///
/// Valid UTF-8 (and ASCII in an encoding that extends it) is borrowed, not copied. At most 4 GiB are decoded.
pub fn decode<'a>(bytes: &'a [u8], encoding: &'static Encoding) -> Decoded<'a> {
    let bytes = &bytes[..bytes.len().min(u32::MAX as usize / 4)];
    let skipped = match Encoding::for_bom(bytes) {
        Some((named, length)) if named == encoding => length,
        _ => 0,
    };
    let body = &bytes[skipped..];
    let ascii_is_plain =
        encoding.is_ascii_compatible() && encoding != REPLACEMENT && encoding != ISO_2022_JP;
    if encoding == UTF_8 || ascii_is_plain && body.is_ascii() {
        // Neither of the two needs a map.
        if let Ok(text) = std::str::from_utf8(body) {
            return Decoded::identity(text, skipped, bytes.len(), encoding);
        }
    }
    let mut map = Mapper::new(body.len(), skipped);
    if encoding == UTF_8 {
        utf8(body, &mut map);
    } else if encoding == UTF_16LE {
        utf16(body, u16::from_le_bytes, &mut map);
    } else if encoding == UTF_16BE {
        utf16(body, u16::from_be_bytes, &mut map);
    } else if encoding.is_single_byte() {
        single_byte(body, encoding, &mut map);
    } else {
        multi_byte(body, encoding, &mut map);
    }
    Decoded {
        text: Cow::Owned(map.text),
        skipped,
        byte_len: bytes.len(),
        segments: map.segments,
        errors: map.errors,
        encoding,
    }
}

impl<'a> Decoded<'a> {
    fn identity(
        text: &'a str,
        skipped: usize,
        byte_len: usize,
        encoding: &'static Encoding,
    ) -> Decoded<'a> {
        Decoded {
            text: Cow::Borrowed(text),
            skipped,
            byte_len,
            segments: Vec::new(),
            errors: Vec::new(),
            encoding,
        }
    }

    /// The text.
    #[inline]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The encoding that was decoded from.
    pub fn encoding(&self) -> &'static Encoding {
        self.encoding
    }

    /// Whether the text is the bytes, but for a byte order mark.
    pub fn is_identity(&self) -> bool {
        self.segments.is_empty()
    }

    /// Whether some bytes could not be decoded.
    pub fn had_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    /// The bytes that could not be decoded, in order; each range became one U+FFFD.
    pub fn error_ranges(&self) -> &[Range<usize>] {
        &self.errors
    }

    /// The bytes of the capture that a range of the text was decoded from.
    ///
    /// Exact when the range begins and ends between characters that were decoded apart, which every range of whole
    /// characters does but for the four Big5 codes that stand for two characters each. A range inside a character
    /// gives the bytes of the whole character. An empty range gives an empty range.
    pub fn bytes_of(&self, range: Range<usize>) -> Range<usize> {
        if self.segments.is_empty() {
            return range.start + self.skipped..range.end + self.skipped;
        }
        let start = self.byte_at(range.start, false);
        if range.is_empty() {
            return start..start;
        }
        // The end is where the last character ends, not where the next begins: between them
        // there may be bytes that make no character, such as the escapes of ISO-2022-JP.
        start..self.byte_at(range.end, true).max(start)
    }

    fn byte_at(&self, at: usize, is_end: bool) -> usize {
        let at = at.min(self.text.len()) as u32;
        let index = match is_end {
            true => self.segments.partition_point(|segment| segment.text < at),
            false => self.segments.partition_point(|segment| segment.text <= at),
        };
        let Some(segment) = index.checked_sub(1).map(|index| self.segments[index]) else {
            return self.skipped;
        };
        let within = at - segment.text;
        let unit = u32::from(segment.unit_text);
        let units = if is_end {
            within.div_ceil(unit)
        } else {
            within / unit
        };
        (segment.byte as usize + units as usize * segment.unit_byte as usize).min(self.byte_len)
    }
}

/// Builds text and map together.
struct Mapper {
    text: String,
    segments: Vec<Segment>,
    errors: Vec<Range<usize>>,
    skipped: usize,
    /// Where the last segment ends, in bytes of the capture.
    byte_end: usize,
}

impl Mapper {
    fn new(body: usize, skipped: usize) -> Mapper {
        Mapper {
            text: String::with_capacity(body + body / 8),
            segments: Vec::new(),
            errors: Vec::new(),
            skipped,
            byte_end: usize::MAX,
        }
    }

    /// Adds `units` units that begin at `byte` of the body. The caller adds the text first, from `text` on.
    #[inline]
    fn add(&mut self, text: usize, byte: usize, unit_text: u8, unit_byte: u8, units: usize) {
        let byte = byte + self.skipped;
        let follows = self.segments.last().is_some_and(|last| {
            last.unit_text == unit_text && last.unit_byte == unit_byte && self.byte_end == byte
        });
        if !follows {
            self.segments.push(Segment {
                text: text as u32,
                byte: byte as u32,
                unit_text,
                unit_byte,
            });
        }
        self.byte_end = byte + unit_byte as usize * units;
    }

    /// Adds a run that is the same in the text as in the bytes.
    fn ascii(&mut self, run: &str, byte: usize) {
        if !run.is_empty() {
            let text = self.text.len();
            self.text.push_str(run);
            self.add(text, byte, 1, 1, run.len());
        }
    }

    fn char(&mut self, decoded: char, byte: usize, byte_len: usize) {
        let text = self.text.len();
        self.text.push(decoded);
        self.add(text, byte, decoded.len_utf8() as u8, byte_len as u8, 1);
    }

    fn error(&mut self, bytes: Range<usize>) {
        let text = self.text.len();
        self.text.push(char::REPLACEMENT_CHARACTER);
        // The unit is at most 255 bytes: no decoder reports longer errors but the replacement decoder,
        // whose one error is the whole body and is cut here to its first bytes.
        self.add(text, bytes.start, 3, bytes.len().clamp(1, 255) as u8, 1);
        self.errors
            .push(bytes.start + self.skipped..bytes.end + self.skipped);
    }
}

fn utf8(body: &[u8], map: &mut Mapper) {
    let mut at = 0;
    for chunk in body.utf8_chunks() {
        map.ascii(chunk.valid(), at);
        at += chunk.valid().len();
        if !chunk.invalid().is_empty() {
            map.error(at..at + chunk.invalid().len());
            at += chunk.invalid().len();
        }
    }
}

fn utf16(body: &[u8], unit: fn([u8; 2]) -> u16, map: &mut Mapper) {
    let mut at = 0;
    let read = |at: usize| body.get(at..at + 2).map(|pair| unit([pair[0], pair[1]]));
    while let Some(first) = read(at) {
        match char::decode_utf16([first]).next() {
            Some(Ok(decoded)) => {
                map.char(decoded, at, 2);
                at += 2;
                continue;
            }
            _ => {
                let pair = [first, read(at + 2).unwrap_or(0)];
                match char::decode_utf16(pair).next() {
                    Some(Ok(decoded)) => {
                        map.char(decoded, at, 4);
                        at += 4;
                    }
                    _ => {
                        // The end of the input makes one error of half a pair and half a unit.
                        let is_high = (0xD800..0xDC00).contains(&first);
                        let length = if is_high && at + 3 == body.len() {
                            3
                        } else {
                            2
                        };
                        map.error(at..at + length);
                        at += length;
                    }
                }
            }
        }
    }
    if at < body.len() {
        map.error(at..body.len());
    }
}

fn single_byte(body: &[u8], encoding: &'static Encoding, map: &mut Mapper) {
    let mut table = ['\0'; 128];
    for (entry, byte) in table.iter_mut().zip(0x80u8..=0xFF) {
        let decoded = encoding
            .decode_without_bom_handling_and_without_replacement(std::slice::from_ref(&byte));
        *entry = decoded.and_then(|text| text.chars().next()).unwrap_or('\0');
    }
    let mut at = 0;
    while at < body.len() {
        at += ascii_run(body, at, map);
        while let Some(byte) = body.get(at).copied().filter(|byte| *byte >= 0x80) {
            match table[usize::from(byte - 0x80)] {
                '\0' => map.error(at..at + 1),
                decoded => map.char(decoded, at, 1),
            }
            at += 1;
        }
    }
}

/// Copies the ASCII from `at` on and says how long it is.
fn ascii_run(body: &[u8], at: usize, map: &mut Mapper) -> usize {
    let run = &body[at..at + Encoding::ascii_valid_up_to(&body[at..])];
    if let Ok(run) = std::str::from_utf8(run) {
        map.ascii(run, at);
    }
    run.len()
}

/// Feeds the decoder one byte at a time, so that it tells by itself which bytes make which character.
/// Runs of ASCII are copied whole wherever the decoder stands between characters.
fn multi_byte(body: &[u8], encoding: &'static Encoding, map: &mut Mapper) {
    let ascii_is_plain = encoding != ISO_2022_JP && encoding != REPLACEMENT;
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut out = [0u8; 16];
    let (mut at, mut pending) = (0, 0);
    loop {
        if ascii_is_plain && pending == at && at < body.len() && body[at] < 0x80 {
            at += ascii_run(body, at, map);
            pending = at;
        }
        let is_last = at == body.len();
        let input = if is_last {
            &body[at..]
        } else {
            &body[at..at + 1]
        };
        let (result, read, written) =
            decoder.decode_to_utf8_without_replacement(input, &mut out, is_last);
        at += read;
        if written > 0 {
            let mut decoded = std::str::from_utf8(&out[..written]).unwrap_or("\u{FFFD}");
            // After an error the decoder may still hold ASCII that it had taken for a part of a character, and
            // give it out only with the next byte. ASCII is one byte in all these encodings.
            while ascii_is_plain
                && pending < at
                && decoded.as_bytes().first().is_some_and(u8::is_ascii)
            {
                map.ascii(&decoded[..1], pending);
                decoded = &decoded[1..];
                pending += 1;
            }
            if !decoded.is_empty() {
                let text = map.text.len();
                map.text.push_str(decoded);
                map.add(
                    text,
                    pending,
                    decoded.len() as u8,
                    (at - pending).clamp(1, 255) as u8,
                    1,
                );
                pending = at;
            }
        }
        match result {
            DecoderResult::InputEmpty if is_last => break,
            DecoderResult::InputEmpty | DecoderResult::OutputFull => {}
            DecoderResult::Malformed(length, after) => {
                let end = at.saturating_sub(usize::from(after));
                let start = end.saturating_sub(usize::from(length));
                if encoding == REPLACEMENT {
                    map.error(0..body.len());
                    break;
                }
                map.error(start..end.max(start + 1));
                pending = end;
            }
        }
    }
}
