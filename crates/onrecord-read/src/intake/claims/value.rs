//! A claimed value and the source that shows it.

use std::ops::Range;

use onrecord_html::{Attr, Decoded, Document, How as SourceHow, Kind, NodeId};
use onrecord_record::{ByteSpan, How, Piece, Place, TextSpan};

use super::json::Json;
use super::pushed::Pushed;

/// Words with the place of each run of them. Pieces point into the decoded
/// source until [`Value::place`] turns them into bytes of the capture, so that
/// a copied run can be cut at any character.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Value {
    text: String,
    pieces: Vec<Piece>,
}

impl Value {
    /// The words.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Whether there are no words.
    pub(crate) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Where the words stand in the capture.
    pub(crate) fn place(&self, decoded: &Decoded<'_>) -> Place {
        Place::Capture(self.bytes(decoded))
    }

    /// The runs of the words with the bytes of the capture that show each.
    pub(crate) fn bytes(&self, decoded: &Decoded<'_>) -> Vec<Piece> {
        let mut pieces: Vec<Piece> = Vec::with_capacity(self.pieces.len());
        for piece in &self.pieces {
            let bytes: ByteSpan = decoded.bytes_of(piece.bytes.range()).into();
            match pieces.last_mut() {
                Some(last)
                    if last.how == piece.how
                        && last.how != How::Space
                        && last.bytes.end == bytes.start
                        && last.text.end == piece.text.start =>
                {
                    last.text.end = piece.text.end;
                    last.bytes.end = bytes.end;
                }
                _ => pieces.push(Piece { bytes, ..*piece }),
            }
        }
        pieces
    }

    /// The value read in text that was put together from strings, with its
    /// places in the source; `None` if it stands in several strings or has an
    /// escape inside an escape, which no piece can show.
    pub(super) fn through(&self, pushed: &Pushed) -> Option<Value> {
        let mut out = Value {
            text: self.text.clone(),
            pieces: Vec::new(),
        };
        let mut string = None;
        for piece in &self.pieces {
            let range = piece.bytes.range();
            let copy = piece.how == How::Copy;
            if !copy && pushed.text().get(range.clone())?.contains('\\') {
                return None;
            }
            let mut whole: Option<Range<usize>> = None;
            for part in pushed.parts(range) {
                let part = part?;
                if *string.get_or_insert(part.string) != part.string {
                    return None;
                }
                if copy {
                    let behind = part.text.start - piece.bytes.start as usize;
                    let start = piece.text.start as usize + behind;
                    let how = if part.copied { How::Copy } else { How::Json };
                    out.pieces.push(Piece {
                        text: TextSpan::new(start, start + part.text.len()),
                        bytes: part.source.into(),
                        how,
                    });
                } else {
                    let start = whole.map_or(part.source.start, |whole| whole.start);
                    whole = Some(start..part.source.end);
                }
            }
            if !copy {
                out.pieces.push(Piece {
                    bytes: whole?.into(),
                    ..*piece
                });
            }
        }
        (!out.pieces.is_empty()).then_some(out)
    }

    /// A part of the value. An escape that stands for several characters is
    /// never cut: a piece only partly inside is left out with its words.
    pub(crate) fn slice(&self, range: Range<usize>) -> Value {
        let mut out = Value::default();
        let mut end = range.start;
        let first = self
            .pieces
            .partition_point(|piece| piece.text.end as usize <= range.start);
        for piece in &self.pieces[first..] {
            let from = range.start.max(piece.text.start as usize);
            let to = range.end.min(piece.text.end as usize);
            if from >= to {
                break;
            }
            let whole = from == piece.text.start as usize && to == piece.text.end as usize;
            let Some(words) = self.text.get(from..to) else {
                continue;
            };
            if from > end {
                out.text.push_str(self.text.get(end..from).unwrap_or(""));
            }
            end = to;
            if whole {
                out.push(words, piece.bytes.range(), piece.how);
            } else if piece.how == How::Copy {
                let start = piece.bytes.start as usize + (from - piece.text.start as usize);
                out.push(words, start..start + words.len(), How::Copy);
            }
        }
        out
    }

    /// The value of an attribute, white space collapsed.
    pub(crate) fn of_attribute(attribute: &Attr<'_>) -> Value {
        let text = attribute.value();
        let mut value = Value::default();
        for piece in attribute.value_pieces() {
            value.push_source(&text[piece.text.clone()], piece.source, piece.how);
        }
        value.collapsed()
    }

    /// The words of an element as they would show, white space collapsed.
    pub(crate) fn of_element(document: &Document<'_>, element: NodeId) -> Value {
        /// More words than this are not a claim.
        const MOST: usize = 20_000;
        let mut value = Value::default();
        for node in document.descendants(element) {
            match document.kind(node) {
                Kind::Text => {
                    let hidden = document.parent(node).is_some_and(|parent| {
                        matches!(
                            document.tag(parent),
                            onrecord_html::Tag::Script | onrecord_html::Tag::Style
                        )
                    });
                    if hidden {
                        continue;
                    }
                    let text = document.text(node);
                    for piece in document.text_pieces(node) {
                        value.push_source(&text[piece.text.clone()], piece.source, piece.how);
                    }
                    if value.text.len() > MOST {
                        break;
                    }
                }
                Kind::Element
                    // A block begins where words break.
                    if breaks_words(document.name(node)) => {
                        value.text.push(' ');
                    }
                _ => {}
            }
        }
        value.collapsed()
    }

    /// A JSON string, escapes and character references resolved, tags left
    /// out, white space trimmed.
    pub(crate) fn of_json(source: &str, json: &Json<'_>, node: usize) -> Value {
        let mut value = Value::default();
        value.push_json(source, json, node);
        if value.text.contains(['&', '<']) {
            value = value.without_markup();
        }
        value.collapsed()
    }

    /// The same for the text of an article: a line a paragraph, where line
    /// breaks and the tags of blocks part paragraphs.
    pub(crate) fn lines_of_json(source: &str, json: &Json<'_>, node: usize) -> Value {
        let mut value = Value::default();
        value.push_json(source, json, node);
        value.lines()
    }

    /// Adds a JSON string with its escapes resolved and with the white space at
    /// its ends, which parts it from what is added next.
    pub(super) fn push_json(&mut self, source: &str, json: &Json<'_>, node: usize) {
        let inner = json.range(node);
        let behind = &source[inner.end..];
        let range = source[..inner.start].trim_end().len()
            ..inner.end + (behind.len() - behind.trim_start().len());
        let value = self;
        let text = &source[range.clone()];
        let mut at = 0;
        while let Some(skip) = memchr::memchr(b'\\', &text.as_bytes()[at..]) {
            value.push(
                &text[at..at + skip],
                range.start + at..range.start + at + skip,
                How::Copy,
            );
            let start = at + skip;
            let (shown, length) = unescape(&text[start..]);
            let mut buffer = [0; 4];
            if let Some(shown) = shown {
                let place = range.start + start..range.start + start + length;
                value.push(shown.encode_utf8(&mut buffer), place, How::Json);
            }
            at = start + length;
        }
        value.push(&text[at..], range.start + at..range.end, How::Copy);
    }

    /// Begins a line, which stands nowhere in the source.
    pub(super) fn break_line(&mut self) {
        self.text.push('\n');
    }

    /// A line a paragraph, without markup, white space trimmed, none empty.
    pub(super) fn lines(&self) -> Value {
        let mut out = Value::default();
        let mut line = |range: Range<usize>| {
            let words = self.slice(range).without_markup().collapsed();
            if words.is_empty() {
                return;
            }
            if !out.text.is_empty() {
                out.break_line();
            }
            out.append(&words, 0..words.text.len());
        };
        let bytes = self.text.as_bytes();
        let (mut start, mut at) = (0, 0);
        while let Some(skip) = memchr::memchr2(b'\n', b'<', &bytes[at..]) {
            let here = at + skip;
            at = here + 1;
            if bytes[here] == b'\n' || breaks_words(&self.text[at..]) {
                line(start..here);
                start = here;
            }
        }
        line(start..bytes.len());
        out
    }

    /// Adds words that a source range shows.
    fn push(&mut self, words: &str, source: Range<usize>, how: How) {
        if words.is_empty() {
            return;
        }
        let start = self.text.len();
        self.text.push_str(words);
        let end = self.text.len();
        if let Some(last) = self.pieces.last_mut()
            && how == How::Copy
            && last.how == How::Copy
            && last.bytes.end as usize == source.start
            && last.text.end as usize == start
        {
            last.text.end = end as u32;
            last.bytes.end = source.end as u32;
            return;
        }
        self.pieces.push(Piece {
            text: TextSpan::new(start, end),
            bytes: source.into(),
            how,
        });
    }

    fn push_source(&mut self, words: &str, source: Range<usize>, how: SourceHow) {
        let how = match how {
            SourceHow::Copied => How::Copy,
            SourceHow::CharacterReference => How::CharacterReference,
            SourceHow::Newline => How::Space,
            // A NUL that the parser replaced shows nothing.
            SourceHow::Replaced => return,
        };
        self.push(words, source, how);
    }

    /// White space at the ends taken off, inside made one space a run.
    fn collapsed(&self) -> Value {
        let plain = |c: char| !c.is_whitespace() && !invisible(c);
        let clean = self.pieces.iter().all(|piece| piece.how == How::Copy)
            && !self.text.starts_with(' ')
            && !self.text.ends_with(' ')
            && !self.text.contains("  ")
            && self.text.chars().all(|c| c == ' ' || plain(c));
        if clean {
            return self.clone();
        }
        let mut out = Value {
            text: String::with_capacity(self.text.len()),
            pieces: Vec::new(),
        };
        let (mut pending, mut end) = (Pending::Nothing, 0);
        for piece in &self.pieces {
            if piece.text.start > end {
                pending = Pending::Gap;
            }
            end = piece.text.end;
            let words = &self.text[piece.text.range()];
            let source = |from: usize, to: usize| match piece.how {
                How::Copy => piece.bytes.start as usize + from..piece.bytes.start as usize + to,
                _ => piece.bytes.range(),
            };
            let mut run = 0;
            let mut chars = words.char_indices().peekable();
            while let Some((at, c)) = chars.next() {
                // One space between two words is a character like any other.
                let inside = c == ' ' && at > run && chars.peek().is_some_and(|next| plain(next.1));
                if plain(c) || inside {
                    continue;
                }
                out.flush(&mut pending, &words[run..at], source(run, at), piece.how);
                run = at + c.len_utf8();
                if !invisible(c) {
                    pending = pending.and(source(at, run), piece.how);
                }
            }
            out.flush(
                &mut pending,
                &words[run..],
                source(run, words.len()),
                piece.how,
            );
        }
        out
    }

    /// Writes a run of words, after a space if one is due.
    fn flush(&mut self, pending: &mut Pending, words: &str, source: Range<usize>, how: How) {
        if words.is_empty() {
            return;
        }
        match std::mem::replace(pending, Pending::Nothing) {
            Pending::Nothing => {}
            _ if self.text.is_empty() => {}
            Pending::Space(place) => self.push(" ", place, How::Space),
            Pending::Gap => self.text.push(' '),
        }
        self.push(words, source, how);
    }

    /// Character references resolved and tags left out: claims in JSON often
    /// hold HTML.
    fn without_markup(&self) -> Value {
        let mut out = Value::default();
        let bytes = self.text.as_bytes();
        let (mut run, mut at) = (0, 0);
        while let Some(skip) = memchr::memchr2(b'&', b'<', &bytes[at..]) {
            let start = at + skip;
            if bytes[start] == b'&' {
                if let Some((shown, length)) =
                    onrecord_html::character_reference(&self.text[start..])
                {
                    out.append(self, run..start);
                    if let Some(source) = self.source_of(start..start + length) {
                        out.push(&shown, source, How::JsonCharacterReference);
                    }
                    run = start + length;
                }
                at = run.max(start + 1);
                continue;
            }
            let tag = bytes
                .get(start + 1)
                .is_some_and(|b| b.is_ascii_alphabetic() || matches!(b, b'/' | b'!'));
            /// No tag in a claim is longer.
            const LONGEST_TAG: usize = 2000;
            let window = &bytes[start..bytes.len().min(start + LONGEST_TAG)];
            match memchr::memchr(b'>', window) {
                Some(length) if tag => {
                    out.append(self, run..start);
                    if breaks_words(&self.text[start + 1..start + length]) {
                        out.text.push(' ');
                    }
                    run = start + length + 1;
                    at = run;
                }
                _ => at = start + 1,
            }
        }
        out.append(self, run..self.text.len());
        out
    }

    fn append(&mut self, other: &Value, range: Range<usize>) {
        let part = other.slice(range);
        let mut end = 0;
        for piece in &part.pieces {
            self.text
                .push_str(part.text.get(end..piece.text.start as usize).unwrap_or(""));
            end = piece.text.end as usize;
            self.push(
                &part.text[piece.text.range()],
                piece.bytes.range(),
                piece.how,
            );
        }
    }

    /// The source of a part, from its first piece to its last.
    fn source_of(&self, range: Range<usize>) -> Option<Range<usize>> {
        let part = self.slice(range);
        let (first, last) = (part.pieces.first()?, part.pieces.last()?);
        Some(first.bytes.start as usize..last.bytes.end as usize)
    }
}

/// White space seen and not yet written.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Pending {
    Nothing,
    /// White space in the source.
    Space(Range<usize>),
    /// A break that is no white space in the source: an escape for one, or a
    /// tag. The space written for it is the reader's own.
    Gap,
}

impl Pending {
    fn and(self, place: Range<usize>, how: How) -> Pending {
        match self {
            _ if matches!(how, How::Json | How::JsonCharacterReference) => Pending::Gap,
            Pending::Nothing => Pending::Space(place),
            Pending::Space(seen) if seen.end == place.start => {
                Pending::Space(seen.start..place.end)
            }
            seen => seen,
        }
    }
}

/// Characters that show nothing and only get in the way of comparing.
fn invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}' | '\u{FEFF}')
}

/// Whether a tag inside a claim sets its words apart from what stands before:
/// what follows the tag's `<`.
fn breaks_words(tag: &str) -> bool {
    let tag = tag.strip_prefix('/').unwrap_or(tag);
    let name = tag
        .split(|c: char| !c.is_ascii_alphanumeric())
        .next()
        .unwrap_or("");
    matches!(
        name.to_ascii_lowercase().as_str(),
        "p" | "br"
            | "div"
            | "li"
            | "ul"
            | "ol"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "blockquote"
            | "tr"
            | "td"
    )
}

/// What a JSON escape shows, and its length in bytes. A surrogate pair is one
/// escape; half of one shows nothing.
pub(super) fn unescape(text: &str) -> (Option<char>, usize) {
    let bytes = text.as_bytes();
    let unit = |at: usize| -> Option<u32> {
        let digits = text.get(at..at + 4)?;
        digits
            .bytes()
            .all(|b| b.is_ascii_hexdigit())
            .then(|| u32::from_str_radix(digits, 16).ok())?
    };
    match bytes.get(1) {
        Some(b'u') => match unit(2) {
            Some(high @ 0xD800..=0xDBFF) if text.get(6..8) == Some("\\u") => match unit(8) {
                Some(low @ 0xDC00..=0xDFFF) => (
                    char::from_u32(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)),
                    12,
                ),
                _ => (None, 6),
            },
            Some(unit) => (char::from_u32(unit), 6),
            None => (None, 2),
        },
        Some(b'n') => (Some('\n'), 2),
        Some(b't') => (Some('\t'), 2),
        Some(b'r') => (Some('\r'), 2),
        Some(b'b') => (Some('\u{8}'), 2),
        Some(b'f') => (Some('\u{C}'), 2),
        Some(b'"' | b'\\' | b'/') => (Some(bytes[1] as char), 2),
        // An escape that JSON does not have: the character after it is shown
        // by itself.
        Some(_) => (None, 1),
        None => (None, 1),
    }
}
