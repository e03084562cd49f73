//! Tokenization.
//!
//! The specification describes a machine that looks at one character at a time. The whole text is at hand here, so
//! that most states become a search for the byte that ends them: the function for a tag covers "tag name state" to
//! "after attribute value (quoted) state". The comments name the states, for reading side by side.
//!
//! Tokens carry ranges of the source. Text comes as [`Run`]s: most often one run from tag to tag, and a run apart
//! for each thing that is not a copy of the source (a character reference, a carriage return, a NUL).

#[cfg(test)]
mod suite;

use std::hash::{BuildHasher, RandomState};

use memchr::{memchr, memchr2, memmem};

use crate::document::{AttrRecord, AttrSide, DecodedText, Doctype, How, NIL, PieceRecord};
use crate::references::{self, Value};
use crate::tag::{self, Tag};

/// Characters of the source that become text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Run {
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) kind: RunKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RunKind {
    /// As in the source.
    Copied,
    /// A character reference.
    Reference(Value),
    /// CR or CR LF, which is read as LF.
    Newline,
    /// NUL; what becomes of it is for tree construction to say.
    Nul,
    /// NUL where the tokenizer itself replaces it by U+FFFD.
    Replaced,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Token {
    Text(Run),
    /// Details are in [`Tokenizer::tag`].
    Start,
    /// Details are in [`Tokenizer::tag`].
    End,
    Comment(CommentToken),
    /// Details are in [`Tokenizer::doctype`].
    Doctype,
    Eof,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct CommentToken {
    /// The whole token.
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// Its data.
    pub(crate) data_start: u32,
    pub(crate) data_end: u32,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct TagToken {
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) name_end: u32,
    pub(crate) attrs_start: u32,
    pub(crate) attr_count: u16,
    pub(crate) tag: Tag,
    pub(crate) self_closing: bool,
    /// The name in the source has upper-case letters or a NUL.
    pub(crate) name_differs: bool,
}

impl TagToken {
    /// Whether this is an end tag that stands nowhere in the source.
    pub(crate) fn is_implied(&self) -> bool {
        self.start == self.end
    }
}

#[derive(Clone, Debug)]
pub(crate) struct DoctypeToken {
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) parts: Doctype,
    pub(crate) force_quirks: bool,
}

/// What text is read as. The state of the specification's machine between tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Data,
    /// RCDATA, RAWTEXT and script data; the text ends at `Tokenizer::raw_end`.
    Raw {
        references: bool,
    },
    /// "CDATA section state"; the text ends at `Tokenizer::raw_end`.
    Cdata,
    /// "PLAINTEXT state".
    Plaintext,
}

pub(crate) struct Tokenizer<'a> {
    source: &'a str,
    bytes: &'a [u8],
    pos: usize,
    state: State,
    /// Whether there is a CR or NUL anywhere, which most pages can be spared from looking for.
    has_cr_or_nul: bool,
    /// The next byte at or after `pos` that ends a text run, other than CR and NUL. Kept, so that a text of a
    /// million carriage returns does not search for it a million times.
    stop: usize,
    /// Where raw text or a CDATA section ends.
    raw_end: usize,
    /// The element whose raw text ends at `raw_end` without an end tag.
    ends_unclosed: Option<Tag>,
    /// Elements of raw text that no later end tag closes, so that it is looked for once.
    never_closed: Vec<Tag>,
    max_attrs: usize,
    pub(crate) attrs_dropped: bool,
    pub(crate) tag: TagToken,
    pub(crate) doctype: Option<Box<DoctypeToken>>,
    /// Attributes of all start tags that made it into the tree, then those of the tag being read.
    pub(crate) attrs: Vec<AttrRecord>,
    pub(crate) attr_sides: Vec<AttrSide>,
    pub(crate) pieces: Vec<PieceRecord>,
    pub(crate) decoded: String,
    seen: SeenNames,
}

const STOP: u8 = 1;
const SPACE: u8 = 2;
const ODD: u8 = 4;
const EQUALS: u8 = 8;

/// Classes of bytes inside tags.
static CLASS: [u8; 256] = {
    let mut class = [0; 256];
    class[b'\t' as usize] = STOP | SPACE;
    class[b'\n' as usize] = STOP | SPACE;
    class[0x0C] = STOP | SPACE;
    class[b'\r' as usize] = STOP | SPACE;
    class[b' ' as usize] = STOP | SPACE;
    class[b'/' as usize] = STOP;
    class[b'>' as usize] = STOP;
    class[b'=' as usize] = EQUALS;
    class[0] = ODD;
    let mut upper = b'A';
    while upper <= b'Z' {
        class[upper as usize] = ODD;
        upper += 1;
    }
    class
};

#[inline(always)]
pub(crate) fn is_space(byte: u8) -> bool {
    CLASS[byte as usize] & SPACE != 0
}

/// The end of the text came inside a tag: "eof-in-tag", which drops the tag.
struct EofInTag;

impl<'a> Tokenizer<'a> {
    pub(crate) fn new(source: &'a str, max_attrs: usize) -> Tokenizer<'a> {
        let bytes = source.as_bytes();
        Tokenizer {
            source,
            bytes,
            pos: 0,
            state: State::Data,
            has_cr_or_nul: memchr2(b'\r', 0, bytes).is_some(),
            stop: 0,
            raw_end: 0,
            ends_unclosed: None,
            never_closed: Vec::new(),
            max_attrs: max_attrs.min(u16::MAX as usize),
            attrs_dropped: false,
            tag: TagToken {
                start: 0,
                end: 0,
                name_end: 0,
                attrs_start: 0,
                attr_count: 0,
                tag: Tag::Other,
                self_closing: false,
                name_differs: false,
            },
            doctype: None,
            attrs: Vec::with_capacity(bytes.len() / 48),
            attr_sides: Vec::new(),
            pieces: Vec::new(),
            decoded: String::new(),
            seen: SeenNames::default(),
        }
    }

    pub(crate) fn position(&self) -> usize {
        self.pos
    }

    /// Reads text as RCDATA (`references`) or RAWTEXT up to the end tag `name`.
    pub(crate) fn enter_raw(&mut self, name: &str, references: bool) {
        self.state = State::Raw { references };
        self.stop = 0;
        self.raw_end = self.find_end_tag(self.pos, name);
    }

    /// Reads text of `tag` like [`Tokenizer::enter_raw`], but up to the next tag of any kind where there is one and
    /// no end tag. Tells whether that is so.
    pub(crate) fn enter_raw_or_end(&mut self, tag: Tag, references: bool) -> bool {
        if !self.never_closed.contains(&tag) {
            self.enter_raw(tag.name(), references);
            if self.raw_end < self.bytes.len() {
                return false;
            }
            self.never_closed.push(tag);
        }
        self.state = State::Raw { references };
        self.stop = 0;
        self.raw_end = self.find_tag(self.pos);
        let ends = self.raw_end < self.bytes.len();
        self.ends_unclosed = ends.then_some(tag);
        ends
    }

    /// Reads text as script data up to the end tag `name`, which is `script` but in tests.
    pub(crate) fn enter_script(&mut self, name: &str) {
        self.state = State::Raw { references: false };
        self.stop = 0;
        self.raw_end = self.find_script_end(self.pos, name);
    }

    fn enter_cdata(&mut self) {
        self.state = State::Cdata;
        self.raw_end = memmem::find(&self.bytes[self.pos..], b"]]>")
            .map_or(self.bytes.len(), |at| self.pos + at);
    }

    /// Reads everything that follows as text.
    pub(crate) fn enter_plaintext(&mut self) {
        self.state = State::Plaintext;
    }

    /// Forgets the attributes of the tag just read, which does not become a node.
    #[inline]
    pub(crate) fn drop_attrs(&mut self) {
        self.attrs.truncate(self.tag.attrs_start as usize);
    }

    pub(crate) fn max_attrs(&self) -> usize {
        self.max_attrs
    }

    /// The next token. `foreign` says whether the adjusted current node is outside the HTML namespace,
    /// where `<![CDATA[` is not a comment.
    #[inline]
    pub(crate) fn next(&mut self, foreign: bool) -> Token {
        if self.state != State::Data
            && let Some(token) = self.next_raw()
        {
            return token;
        }
        loop {
            let Some(&byte) = self.bytes.get(self.pos) else {
                return Token::Eof;
            };
            match byte {
                // "tag open state"
                b'<' => match self.bytes.get(self.pos + 1).copied().unwrap_or(0) {
                    b'a'..=b'z' | b'A'..=b'Z' => {
                        return match self.read_tag(self.pos + 1) {
                            Ok(()) => Token::Start,
                            Err(EofInTag) => self.eof_in_tag(),
                        };
                    }
                    // "end tag open state"
                    b'/' => match self.bytes.get(self.pos + 2) {
                        Some(b'a'..=b'z' | b'A'..=b'Z') => return self.read_end_tag(),
                        // `</>` is nothing at all.
                        Some(b'>') => self.pos += 3,
                        Some(_) => return self.bogus_comment(self.pos + 2),
                        None => return self.text(self.pos + 2),
                    },
                    b'!' => match self.markup_declaration(foreign) {
                        Some(token) => return token,
                        None => {
                            if let Some(token) = self.next_raw() {
                                return token;
                            }
                        }
                    },
                    b'?' => return self.bogus_comment(self.pos + 1),
                    _ => return self.text(self.pos + 1),
                },
                b'&' => return self.reference(),
                b'\r' => return self.newline(),
                0 => return self.single(RunKind::Nul),
                _ => return self.text(self.pos),
            }
        }
    }

    /// A run of text from `pos` on, in "data state"; the bytes before `from` are known to be text.
    #[inline]
    fn text(&mut self, from: usize) -> Token {
        if self.stop <= from {
            self.stop = self.find_stop(from);
        }
        self.run_to(from, self.stop)
    }

    /// The next `<` or `&` that may begin anything but text, as the byte after it tells.
    #[inline]
    fn find_stop(&self, mut from: usize) -> usize {
        loop {
            let Some(found) = memchr2(b'<', b'&', &self.bytes[from..]) else {
                return self.bytes.len();
            };
            let at = from + found;
            let next = self.bytes.get(at + 1).copied().unwrap_or(0);
            let stops = match self.bytes[at] {
                b'<' => matches!(next, b'a'..=b'z' | b'A'..=b'Z' | b'/' | b'!' | b'?'),
                _ => matches!(next, b'a'..=b'z' | b'A'..=b'Z' | b'#'),
            };
            if stops {
                return at;
            }
            from = at + 1;
        }
    }

    /// A run from `pos` to `stop`, or to a CR or NUL before it.
    #[inline]
    fn run_to(&mut self, from: usize, stop: usize) -> Token {
        let mut end = stop;
        if self.has_cr_or_nul {
            end = memchr2(b'\r', 0, &self.bytes[from..stop]).map_or(stop, |found| from + found);
        }
        let run = Run {
            start: self.pos as u32,
            end: end as u32,
            kind: RunKind::Copied,
        };
        self.pos = end;
        Token::Text(run)
    }

    fn single(&mut self, kind: RunKind) -> Token {
        let start = self.pos as u32;
        self.pos += 1;
        Token::Text(Run {
            start,
            end: start + 1,
            kind,
        })
    }

    fn newline(&mut self) -> Token {
        let start = self.pos as u32;
        self.pos += 1 + usize::from(self.bytes.get(self.pos + 1) == Some(&b'\n'));
        Token::Text(Run {
            start,
            end: self.pos as u32,
            kind: RunKind::Newline,
        })
    }

    fn reference(&mut self) -> Token {
        let end = if self.state == State::Data {
            self.bytes.len()
        } else {
            self.raw_end
        };
        match references::read(&self.bytes[self.pos..end], false) {
            Some((value, length)) => {
                let start = self.pos as u32;
                self.pos += length;
                Token::Text(Run {
                    start,
                    end: self.pos as u32,
                    kind: RunKind::Reference(value),
                })
            }
            None if self.state == State::Data => self.text(self.pos + 1),
            None => self.raw_text(self.pos + 1),
        }
    }

    /// A token in a state other than data; `None` when that state is over.
    fn next_raw(&mut self) -> Option<Token> {
        let end = match self.state {
            State::Data => return None,
            State::Plaintext => self.bytes.len(),
            State::Raw { .. } | State::Cdata => self.raw_end,
        };
        if self.pos < end {
            return Some(match self.bytes[self.pos] {
                b'&' if self.state == (State::Raw { references: true }) => self.reference(),
                b'\r' => self.newline(),
                // In a CDATA section NUL is left to tree construction.
                0 if self.state == State::Cdata => self.single(RunKind::Nul),
                0 => self.single(RunKind::Replaced),
                _ => self.raw_text(self.pos),
            });
        }
        let ended = std::mem::replace(&mut self.state, State::Data);
        self.stop = 0;
        if let Some(tag) = self.ends_unclosed.take() {
            return Some(self.implied_end_tag(tag));
        }
        if ended == State::Cdata {
            self.pos = (self.pos + "]]>".len()).min(self.bytes.len());
        } else if self.pos < self.bytes.len() {
            return Some(self.read_end_tag());
        }
        None
    }

    fn raw_text(&mut self, from: usize) -> Token {
        let end = if self.state == State::Plaintext {
            self.bytes.len()
        } else {
            self.raw_end
        };
        let stop = if self.state == (State::Raw { references: true }) {
            if self.stop <= from {
                self.stop = memchr(b'&', &self.bytes[from..end]).map_or(end, |found| from + found);
            }
            self.stop
        } else {
            end
        };
        self.run_to(from, stop)
    }

    /// Where the "appropriate end tag" begins that ends raw text, or the end of the text.
    fn find_end_tag(&self, mut from: usize, name: &str) -> usize {
        while let Some(found) = memchr(b'<', &self.bytes[from..]) {
            let at = from + found;
            if self.is_end_tag(at, name) {
                return at;
            }
            from = at + 1;
        }
        self.bytes.len()
    }

    /// Where the next tag, comment or declaration begins, or the end of the text.
    fn find_tag(&self, mut from: usize) -> usize {
        loop {
            from = self.find_stop(from);
            if self.bytes.get(from) != Some(&b'&') {
                return from;
            }
            from += 1;
        }
    }

    fn is_end_tag(&self, at: usize, name: &str) -> bool {
        self.bytes.get(at + 1) == Some(&b'/') && self.is_tag_name(at + 2, name) && !name.is_empty()
    }

    /// Whether the word at `at` is `name` and ends there as the name of a tag does.
    fn is_tag_name(&self, at: usize, name: &str) -> bool {
        let end = at + name.len();
        self.bytes
            .get(at..end)
            .is_some_and(|word| word.eq_ignore_ascii_case(name.as_bytes()))
            && self
                .bytes
                .get(end)
                .is_some_and(|byte| CLASS[*byte as usize] & STOP != 0)
    }

    /// "script data state" to "script data double escape end state".
    fn find_script_end(&self, from: usize, name: &str) -> usize {
        let mut at = from;
        loop {
            // Script data.
            let Some(found) = memchr(b'<', &self.bytes[at..]) else {
                return self.bytes.len();
            };
            at += found;
            if self.is_end_tag(at, name) {
                return at;
            }
            if !self.bytes[at..].starts_with(b"<!--") {
                at += 1;
                continue;
            }
            // Script data escaped, or double escaped between `<script` and `</script`. The two hyphens that begin
            // it may be the two that end it.
            let hyphens = at + 2;
            at += 4;
            let mut double = false;
            loop {
                let Some(found) = memchr2(b'<', b'>', &self.bytes[at..]) else {
                    return self.bytes.len();
                };
                at += found;
                if self.bytes[at] == b'>' {
                    if at >= hyphens + 2 && &self.bytes[at - 2..at] == b"--" {
                        break;
                    }
                } else if double {
                    double = !self.is_end_tag(at, "script");
                } else if self.is_end_tag(at, name) {
                    return at;
                } else {
                    double = self.is_tag_name(at + 1, "script");
                }
                at += 1;
            }
        }
    }

    /// "markup declaration open state". `None` when a CDATA section begins.
    fn markup_declaration(&mut self, foreign: bool) -> Option<Token> {
        let rest = &self.bytes[self.pos + 2..];
        if rest.starts_with(b"--") {
            return Some(self.comment());
        }
        if rest
            .get(..7)
            .is_some_and(|word| word.eq_ignore_ascii_case(b"doctype"))
        {
            return Some(self.read_doctype());
        }
        if foreign && rest.starts_with(b"[CDATA[") {
            self.pos += "<![CDATA[".len();
            self.enter_cdata();
            return None;
        }
        Some(self.bogus_comment(self.pos + 2))
    }

    /// "comment start state" to "comment end bang state".
    fn comment(&mut self) -> Token {
        let data = self.pos + 4;
        let mut at = data;
        let (data_end, end) = loop {
            let Some(found) = memchr(b'>', &self.bytes[at..]) else {
                // At the end of the text, hyphens that may have begun the end are not data.
                let rest = &self.bytes[data..];
                let cut = ["--!", "--", "-"]
                    .iter()
                    .find(|cut| rest.ends_with(cut.as_bytes()));
                break (
                    self.bytes.len() - cut.map_or(0, |cut| cut.len()),
                    self.bytes.len(),
                );
            };
            at += found;
            let before = &self.bytes[data..at];
            if before.is_empty() || before == b"-" {
                break (data, at + 1);
            }
            if before.ends_with(b"--") {
                break (at - 2, at + 1);
            }
            if before.ends_with(b"--!") {
                break (at - 3, at + 1);
            }
            at += 1;
        };
        self.finish_comment(data, data_end, end)
    }

    fn bogus_comment(&mut self, data: usize) -> Token {
        match memchr(b'>', &self.bytes[data..]) {
            Some(found) => self.finish_comment(data, data + found, data + found + 1),
            None => self.finish_comment(data, self.bytes.len(), self.bytes.len()),
        }
    }

    fn finish_comment(&mut self, data_start: usize, data_end: usize, end: usize) -> Token {
        let start = self.pos as u32;
        self.pos = end;
        Token::Comment(CommentToken {
            start,
            end: end as u32,
            data_start: data_start as u32,
            data_end: data_end as u32,
        })
    }

    fn eof_in_tag(&mut self) -> Token {
        self.drop_attrs();
        self.pos = self.bytes.len();
        Token::Eof
    }

    fn read_end_tag(&mut self) -> Token {
        let result = self.read_tag(self.pos + 2);
        // The attributes of an end tag are an error and go nowhere.
        self.drop_attrs();
        match result {
            Ok(()) => Token::End,
            Err(EofInTag) => self.eof_in_tag(),
        }
    }

    /// An end tag of no bytes, here.
    fn implied_end_tag(&mut self, tag: Tag) -> Token {
        let at = self.pos as u32;
        self.tag = TagToken {
            start: at,
            end: at,
            name_end: at,
            attrs_start: self.attrs.len() as u32,
            attr_count: 0,
            tag,
            self_closing: false,
            name_differs: false,
        };
        Token::End
    }

    /// "tag name state" and the attribute states, up to and past the `>`.
    #[inline]
    fn read_tag(&mut self, name_start: usize) -> Result<(), EofInTag> {
        let bytes = self.bytes;
        let mut at = name_start;
        let mut key: tag::NameKey = 0;
        let mut odd = 0;
        let stop = loop {
            let Some(&byte) = bytes.get(at) else {
                self.tag.attrs_start = self.attrs.len() as u32;
                return Err(EofInTag);
            };
            let class = CLASS[byte as usize];
            if class & STOP != 0 {
                break byte;
            }
            odd |= class;
            // Setting this bit makes letters lower-case and leaves digits and hyphens as they are.
            key = key << 8 | (byte | (class & ODD) << 3) as tag::NameKey;
            at += 1;
        };
        let length = at - name_start;
        let tag = if length <= tag::LONGEST_PACKED {
            tag::lookup(key)
        } else {
            Tag::from_name(&self.source[name_start..at].to_ascii_lowercase())
        };
        self.tag = TagToken {
            start: self.pos as u32,
            end: 0,
            name_end: at as u32,
            attrs_start: self.attrs.len() as u32,
            attr_count: 0,
            tag,
            self_closing: false,
            name_differs: odd & ODD != 0,
        };
        if stop == b'>' {
            self.pos = at + 1;
            self.tag.end = self.pos as u32;
            return Ok(());
        }
        self.read_attributes(at)
    }

    fn read_attributes(&mut self, mut at: usize) -> Result<(), EofInTag> {
        let bytes = self.bytes;
        let mut filter = 0u64;
        loop {
            // "before attribute name state", "self-closing start tag state"
            let byte = loop {
                let byte = *bytes.get(at).ok_or(EofInTag)?;
                if !is_space(byte) {
                    break byte;
                }
                at += 1;
            };
            if byte == b'>' {
                break;
            }
            if byte == b'/' {
                at += 1;
                if bytes.get(at) == Some(&b'>') {
                    self.tag.self_closing = true;
                    break;
                }
                continue;
            }
            // "attribute name state"; an equals sign in the first place is part of the name.
            let name_start = at;
            let mut odd = CLASS[byte as usize] & !EQUALS;
            at += 1;
            let mut stop = loop {
                let byte = *bytes.get(at).ok_or(EofInTag)?;
                let class = CLASS[byte as usize];
                if class & (STOP | EQUALS) != 0 {
                    break byte;
                }
                odd |= class;
                at += 1;
            };
            let name_end = at;
            // "after attribute name state"
            while is_space(stop) {
                at += 1;
                stop = *bytes.get(at).ok_or(EofInTag)?;
            }
            let (mut value_start, mut value_end) = (name_end, name_end);
            if stop == b'=' {
                // "before attribute value state"
                at += 1;
                let mut first = *bytes.get(at).ok_or(EofInTag)?;
                while is_space(first) {
                    at += 1;
                    first = *bytes.get(at).ok_or(EofInTag)?;
                }
                match first {
                    b'"' | b'\'' => {
                        value_start = at + 1;
                        value_end =
                            value_start + memchr(first, &bytes[value_start..]).ok_or(EofInTag)?;
                        at = value_end + 1;
                    }
                    // "missing-attribute-value": the tag ends here, the value is empty.
                    b'>' => (value_start, value_end) = (at, at),
                    _ => {
                        value_start = at;
                        loop {
                            let byte = *bytes.get(at).ok_or(EofInTag)?;
                            if is_space(byte) || byte == b'>' {
                                break;
                            }
                            at += 1;
                        }
                        value_end = at;
                    }
                }
            }
            self.finish_attribute(
                name_start..name_end,
                value_start..value_end,
                odd & ODD != 0,
                &mut filter,
            );
        }
        self.pos = at + 1;
        self.tag.end = self.pos as u32;
        Ok(())
    }

    /// Adds an attribute to the tag being read, unless its name is there already.
    #[inline]
    fn finish_attribute(
        &mut self,
        name: std::ops::Range<usize>,
        value: std::ops::Range<usize>,
        name_differs: bool,
        filter: &mut u64,
    ) {
        let count = self.tag.attr_count as usize;
        if count >= self.max_attrs {
            self.attrs_dropped = true;
            return;
        }
        let mut record = AttrRecord {
            name_start: name.start as u32,
            name_end: name.end as u32,
            value_start: value.start as u32,
            value_end: value.end as u32,
            side: NIL,
        };
        let mut side = AttrSide::default();
        if name_differs {
            let start = self.decoded.len();
            for char in self.source[name.clone()].chars() {
                self.decoded.push(if char == '\0' {
                    char::REPLACEMENT_CHARACTER
                } else {
                    char.to_ascii_lowercase()
                });
            }
            side.name = Some((start as u32, self.decoded.len() as u32));
        }
        if self.is_duplicate(&record, &side, filter) {
            if let Some((start, _)) = side.name {
                self.decoded.truncate(start as usize);
            }
            return;
        }
        let text = &self.bytes[value.clone()];
        if memchr(b'&', text).is_some() || self.has_cr_or_nul && memchr2(b'\r', 0, text).is_some() {
            side.value = self.decode_value(value);
        }
        if side.name.is_some() || side.value.is_some() {
            record.side = self.attr_sides.len() as u32;
            self.attr_sides.push(side);
        }
        self.attrs.push(record);
        self.tag.attr_count += 1;
    }

    /// The bytes of a name that the source spells as it is, or of one that it does not.
    #[inline]
    fn name_bytes(&self, record: &AttrRecord, name: Option<(u32, u32)>) -> &[u8] {
        match name {
            Some((start, end)) => &self.decoded.as_bytes()[start as usize..end as usize],
            None => &self.bytes[record.name_start as usize..record.name_end as usize],
        }
    }

    fn name_of(&self, record: &AttrRecord, name: Option<(u32, u32)>) -> &str {
        match name {
            Some((start, end)) => &self.decoded[start as usize..end as usize],
            None => &self.source[record.name_start as usize..record.name_end as usize],
        }
    }

    /// The name of an attribute that was read.
    pub(crate) fn attr_name(&self, record: &AttrRecord) -> &str {
        let name = if record.side == NIL {
            None
        } else {
            self.attr_sides[record.side as usize].name
        };
        self.name_of(record, name)
    }

    /// The value of an attribute that was read.
    pub(crate) fn attr_value(&self, record: &AttrRecord) -> &str {
        if record.side != NIL
            && let Some(text) = self.attr_sides[record.side as usize].value
        {
            return &self.decoded[text.start as usize..text.end as usize];
        }
        &self.source[record.value_start as usize..record.value_end as usize]
    }

    #[inline]
    fn is_duplicate(&mut self, record: &AttrRecord, side: &AttrSide, filter: &mut u64) -> bool {
        let name = self.name_bytes(record, side.name);
        let count = self.tag.attr_count as usize;
        // One bit for each name's length and ends: most tags never need more than this.
        let ends = (name[0] as u32).wrapping_mul(7)
            ^ (name[name.len() - 1] as u32).wrapping_mul(29)
            ^ name.len() as u32;
        let bit = 1u64 << (ends & 63);
        let is_new = *filter & bit == 0;
        *filter |= bit;
        if count < SeenNames::LINEAR {
            return !is_new && {
                let name = self.name_bytes(record, side.name);
                self.attrs[self.tag.attrs_start as usize..]
                    .iter()
                    .any(|other| {
                        let side = self.attr_sides.get(other.side as usize);
                        self.name_bytes(other, side.and_then(|side| side.name)) == name
                    })
            };
        }
        self.is_duplicate_of_many(record, side)
    }

    /// Tags with many attributes get a hash table, so that the time stays linear.
    #[cold]
    fn is_duplicate_of_many(&mut self, record: &AttrRecord, side: &AttrSide) -> bool {
        let mut seen = std::mem::take(&mut self.seen);
        let first = self.tag.attrs_start as usize;
        let all = &self.attrs[first..];
        if all.len() == SeenNames::LINEAR {
            seen.clear(self.max_attrs);
            for (index, other) in all.iter().enumerate() {
                let name = self.attr_name(other);
                seen.insert(name, index as u32, |_| false);
            }
        }
        let name = self.name_of(record, side.name);
        let found = seen.insert(name, all.len() as u32, |index| {
            self.attr_name(&all[index as usize]) == name
        });
        self.seen = seen;
        found
    }

    /// Decodes an attribute value that is not a slice of the source.
    fn decode_value(&mut self, value: std::ops::Range<usize>) -> Option<DecodedText> {
        let (start, pieces_start) = (self.decoded.len(), self.pieces.len());
        let mut changed = false;
        let mut at = value.start;
        // The copied piece that has not been written yet.
        let mut copied = at;
        while at < value.end {
            let found = memchr::memchr3(b'&', b'\r', 0, &self.bytes[at..value.end]);
            let Some(found) = found else { break };
            at += found;
            let (decoded, length, how) = match self.bytes[at] {
                // What follows the value matters to a reference without semicolon at its end only if it is
                // `=` or alphanumeric, which a quote, a space or `>` is not.
                b'&' => match references::read(&self.bytes[at..value.end], true) {
                    Some((decoded, length)) => (decoded, length, How::CharacterReference),
                    None => {
                        at += 1;
                        continue;
                    }
                },
                b'\r' => {
                    let length = 1 + usize::from(at + 1 < value.end && self.bytes[at + 1] == b'\n');
                    (Value::Char('\n'), length, How::Newline)
                }
                _ => (Value::Char(char::REPLACEMENT_CHARACTER), 1, How::Replaced),
            };
            changed = true;
            if copied < at {
                self.decoded.push_str(&self.source[copied..at]);
                self.push_piece(copied, at, start, How::Copied);
            }
            decoded.push_to(&mut self.decoded);
            self.push_piece(at, at + length, start, how);
            at += length;
            copied = at;
        }
        if !changed {
            return None;
        }
        if copied < value.end {
            self.decoded.push_str(&self.source[copied..value.end]);
            self.push_piece(copied, value.end, start, How::Copied);
        }
        Some(DecodedText {
            start: start as u32,
            end: self.decoded.len() as u32,
            pieces_start: pieces_start as u32,
            pieces_end: self.pieces.len() as u32,
        })
    }

    /// Adds what a run of text stands for to a text that is last in `decoded` and `pieces`.
    pub(crate) fn push_run(&mut self, text: &mut DecodedText, run: Run) {
        let how = match run.kind {
            RunKind::Copied => {
                self.decoded
                    .push_str(&self.source[run.start as usize..run.end as usize]);
                How::Copied
            }
            RunKind::Reference(value) => {
                value.push_to(&mut self.decoded);
                How::CharacterReference
            }
            RunKind::Newline => {
                self.decoded.push('\n');
                How::Newline
            }
            RunKind::Nul | RunKind::Replaced => {
                self.decoded.push(char::REPLACEMENT_CHARACTER);
                How::Replaced
            }
        };
        let text_end = self.decoded.len() as u32 - text.start;
        text.end = self.decoded.len() as u32;
        if text.pieces_start != text.pieces_end {
            let last = &mut self.pieces[text.pieces_end as usize - 1];
            if how == How::Copied && last.how == How::Copied && last.source_end == run.start {
                last.source_end = run.end;
                last.text_end = text_end;
                return;
            }
        }
        self.pieces.push(PieceRecord {
            source_start: run.start,
            source_end: run.end,
            text_end,
            how,
        });
        text.pieces_end += 1;
    }

    /// The beginning of a text at the end of `decoded` and `pieces`.
    pub(crate) fn new_text(&self) -> DecodedText {
        let (start, pieces) = (self.decoded.len() as u32, self.pieces.len() as u32);
        DecodedText {
            start,
            end: start,
            pieces_start: pieces,
            pieces_end: pieces,
        }
    }

    /// Whether nothing has been decoded since this text.
    pub(crate) fn is_last_text(&self, text: &DecodedText) -> bool {
        text.end as usize == self.decoded.len() && text.pieces_end as usize == self.pieces.len()
    }

    /// The run that a piece of text was made from.
    pub(crate) fn run_of(&self, piece: PieceRecord) -> Run {
        let kind = match piece.how {
            How::Copied => RunKind::Copied,
            How::Newline => RunKind::Newline,
            How::Replaced => RunKind::Replaced,
            How::CharacterReference => {
                let written = &self.bytes[piece.source_start as usize..piece.source_end as usize];
                references::read(written, false)
                    .map_or(RunKind::Copied, |(value, _)| RunKind::Reference(value))
            }
        };
        Run {
            start: piece.source_start,
            end: piece.source_end,
            kind,
        }
    }

    fn push_piece(&mut self, source_start: usize, source_end: usize, text_start: usize, how: How) {
        self.pieces.push(PieceRecord {
            source_start: source_start as u32,
            source_end: source_end as u32,
            text_end: (self.decoded.len() - text_start) as u32,
            how,
        });
    }

    /// Decodes the data of a comment, where CR and NUL are handled and there are no references.
    pub(crate) fn decode_comment(&mut self, data_start: u32, data_end: u32) -> Option<DecodedText> {
        let range = data_start as usize..data_end as usize;
        if !self.has_cr_or_nul || memchr2(b'\r', 0, &self.bytes[range.clone()]).is_none() {
            return None;
        }
        let (start, pieces_start) = (self.decoded.len(), self.pieces.len());
        let mut at = range.start;
        while at < range.end {
            let stop =
                memchr2(b'\r', 0, &self.bytes[at..range.end]).map_or(range.end, |found| at + found);
            if at < stop {
                self.decoded.push_str(&self.source[at..stop]);
                self.push_piece(at, stop, start, How::Copied);
            }
            at = stop;
            if at == range.end {
                break;
            }
            let (decoded, length, how) = match self.bytes[at] {
                0 => (char::REPLACEMENT_CHARACTER, 1, How::Replaced),
                _ => (
                    '\n',
                    1 + usize::from(at + 1 < range.end && self.bytes[at + 1] == b'\n'),
                    How::Newline,
                ),
            };
            self.decoded.push(decoded);
            self.push_piece(at, at + length, start, how);
            at += length;
        }
        Some(DecodedText {
            start: start as u32,
            end: self.decoded.len() as u32,
            pieces_start: pieces_start as u32,
            pieces_end: self.pieces.len() as u32,
        })
    }

    /// "DOCTYPE state" to "bogus DOCTYPE state".
    fn read_doctype(&mut self) -> Token {
        let start = self.pos;
        self.pos += "<!doctype".len();
        let mut parts = Doctype {
            name: String::new(),
            public_id: None,
            system_id: None,
        };
        let complete = self.doctype_parts(&mut parts);
        let force_quirks = !matches!(complete, Some(true));
        if complete.is_none() {
            self.pos = self.bytes.len();
        } else {
            // "bogus DOCTYPE state", which ends at once when the token was complete.
            self.pos = memchr(b'>', &self.bytes[self.pos..])
                .map_or(self.bytes.len(), |found| self.pos + found + 1);
        }
        self.doctype = Some(Box::new(DoctypeToken {
            start: start as u32,
            end: self.pos as u32,
            parts,
            force_quirks,
        }));
        Token::Doctype
    }

    fn skip_space(&mut self) -> Option<u8> {
        loop {
            let byte = *self.bytes.get(self.pos)?;
            if !is_space(byte) {
                return Some(byte);
            }
            self.pos += 1;
        }
    }

    /// Reads the parts and stops before the `>` or at what does not belong there.
    /// `None` is the end of the text, false a token that forces quirks mode.
    fn doctype_parts(&mut self, parts: &mut Doctype) -> Option<bool> {
        // "before DOCTYPE name state", "DOCTYPE name state"
        if self.skip_space()? == b'>' {
            return Some(false);
        }
        let start = self.pos;
        let end = self.bytes[start..]
            .iter()
            .position(|byte| is_space(*byte) || *byte == b'>');
        let end = end.map_or(self.bytes.len(), |length| start + length);
        parts.name = self.source[start..end]
            .replace('\0', "\u{FFFD}")
            .to_ascii_lowercase();
        self.pos = end;
        // "after DOCTYPE name state"
        if self.skip_space()? == b'>' {
            return Some(true);
        }
        let word = self
            .bytes
            .get(self.pos..self.pos + 6)
            .map(<[u8]>::to_ascii_lowercase);
        match word.as_deref() {
            Some(b"public") => {
                self.pos += 6;
                if !matches!(self.skip_space()?, b'"' | b'\'') {
                    return Some(false);
                }
                let (id, whole) = self.doctype_identifier();
                parts.public_id = Some(id);
                if !whole? {
                    return Some(false);
                }
                // "between DOCTYPE public and system identifiers state"
                match self.skip_space()? {
                    b'>' => return Some(true),
                    b'"' | b'\'' => {}
                    _ => return Some(false),
                }
            }
            Some(b"system") => {
                self.pos += 6;
                if !matches!(self.skip_space()?, b'"' | b'\'') {
                    return Some(false);
                }
            }
            _ => return Some(false),
        }
        let (id, whole) = self.doctype_identifier();
        parts.system_id = Some(id);
        if !whole? {
            return Some(false);
        }
        // "after DOCTYPE system identifier state": what follows is bogus, yet forces nothing.
        self.skip_space()?;
        Some(true)
    }

    /// A quoted identifier; with it, whether its quote is closed, or `None` at the end of the text.
    fn doctype_identifier(&mut self) -> (String, Option<bool>) {
        let quote = self.bytes[self.pos];
        let start = self.pos + 1;
        let found = memchr2(quote, b'>', &self.bytes[start..]);
        let end = found.map_or(self.bytes.len(), |length| start + length);
        let whole = found.map(|_| self.bytes[end] == quote);
        self.pos = if whole == Some(true) { end + 1 } else { end };
        let id = self.source[start..end]
            .replace('\0', "\u{FFFD}")
            .replace("\r\n", "\n")
            .replace('\r', "\n");
        (id, whole)
    }
}

/// The names of one tag's attributes, when there are many. Slots are reused from tag to tag; a generation tells
/// the entries of this tag from those of earlier ones.
#[derive(Default)]
struct SeenNames {
    slots: Vec<(u32, u32)>,
    generation: u32,
    /// Keyed at random, so that no page can be made to collide.
    hasher: RandomState,
}

impl SeenNames {
    /// Up to so many attributes are compared one by one.
    const LINEAR: usize = 16;

    fn clear(&mut self, max_attrs: usize) {
        let size = (max_attrs * 2).next_power_of_two();
        if self.slots.len() != size || self.generation == u32::MAX {
            self.slots = vec![(0, 0); size];
            self.generation = 0;
        }
        self.generation += 1;
    }

    /// Adds a name, unless one for which `same` holds is there.
    fn insert(&mut self, name: &str, index: u32, same: impl Fn(u32) -> bool) -> bool {
        let mask = self.slots.len() - 1;
        let mut slot = self.hasher.hash_one(name) as usize & mask;
        loop {
            let (generation, found) = self.slots[slot];
            if generation != self.generation {
                self.slots[slot] = (self.generation, index);
                return false;
            }
            if same(found) {
                return true;
            }
            slot = (slot + 1) & mask;
        }
    }
}
