//! Plain, pasted or OCR-read text, cut into blocks of clean text.
//!
//! A block is a paragraph: a line, or several lines where the text is broken
//! to a fixed width. How the text is laid out is told from the text.

use onrecord_html::{NodeId, Tag};
use onrecord_record::{ByteSpan, How, Piece, Text, TextSpan};

use crate::article::blocks::{Blocks, Landmarks, RawBlock, width};
use crate::article::hints::Hints;

/// A text in blocks, with how far apart they stand.
#[derive(Clone, Debug, Default)]
pub(crate) struct Paragraphs {
    /// The blocks; pieces index the decoded source until
    /// [`Blocks::map_bytes`].
    pub(crate) blocks: Blocks,
    /// How many empty lines stand before each block.
    pub(crate) gaps: Vec<u32>,
}

/// A line of the source that is not empty, without white space at its ends.
#[derive(Clone, Copy, Debug)]
struct Line {
    start: usize,
    end: usize,
    /// Empty lines before it.
    gap: u32,
}

/// Cuts a text into paragraphs.
pub(crate) fn cut(source: &str) -> Paragraphs {
    let lines = lines(source);
    let wrapped = is_wrapped(source, &lines);
    let mut out = Paragraphs::default();
    let mut at = 0;
    while at < lines.len() {
        let mut end = at + 1;
        if wrapped {
            while end < lines.len() && lines[end].gap == 0 && runs_on(source, &lines[end - 1..=end])
            {
                end += 1;
            }
        }
        out.push(source, &lines[at..end]);
        at = end;
    }
    out
}

/// The lines that are not empty. Line ends are those of Unicode's newline
/// guideline: LF, CR, CRLF, FF, VT, NEL, LS, PS.
fn lines(source: &str) -> Vec<Line> {
    let is_break = |c: char| {
        matches!(
            c,
            '\n' | '\r' | '\x0B' | '\x0C' | '\u{85}' | '\u{2028}' | '\u{2029}'
        )
    };
    let mut out = Vec::new();
    let mut gap = 0;
    let mut start = 0;
    let mut take = |start: usize, end: usize| {
        let words = &source[start..end];
        let trimmed = words.trim_start();
        let from = start + (words.len() - trimmed.len());
        let to = from + trimmed.trim_end().len();
        if to > from {
            out.push(Line {
                start: from,
                end: to,
                gap,
            });
            gap = 0;
        } else {
            gap += 1;
        }
    };
    let mut chars = source.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if is_break(c) {
            take(start, at);
            start = at + c.len_utf8();
            if c == '\r' && chars.next_if(|(_, next)| *next == '\n').is_some() {
                start += 1;
            }
        }
    }
    take(start, source.len());
    out
}

/// Whether paragraphs are broken over lines of a fixed width: most lines that
/// another follows directly are nearly as long as the longest, and end in the
/// middle of a sentence.
fn is_wrapped(source: &str, lines: &[Line]) -> bool {
    /// Text is not broken to less or more columns than these.
    const COLUMNS: std::ops::RangeInclusive<usize> = 30..=120;
    let length = |line: &Line| source[line.start..line.end].chars().count();
    let longest = lines.iter().map(length).max().unwrap_or(0);
    if !COLUMNS.contains(&longest) {
        return false;
    }
    let inner: Vec<&Line> = lines
        .windows(2)
        .filter(|pair| pair[1].gap == 0)
        .map(|pair| &pair[0])
        .collect();
    let full = inner
        .iter()
        .filter(|line| length(line) * 4 >= longest * 3)
        .count();
    inner.len() >= 5 && full * 2 > inner.len()
}

/// Whether a line goes on in the next: it is long and ends no sentence, or the
/// next begins in lower case.
fn runs_on(source: &str, pair: &[Line]) -> bool {
    let [line, next] = pair else { return false };
    let words = &source[line.start..line.end];
    let begins_lower = source[next.start..].starts_with(char::is_lowercase);
    words.chars().count() >= 30 || begins_lower
}

impl Paragraphs {
    fn push(&mut self, source: &str, lines: &[Line]) {
        let text = &mut self.blocks.text;
        if !text.content.is_empty() {
            text.content.push('\n');
        }
        let start = text.content.len();
        let mut before: Option<usize> = None;
        for line in lines {
            if let Some(end) = before {
                space(text, end, line.start);
            }
            words(text, source, line.start, line.end);
            before = Some(line.end);
        }
        let span = TextSpan::new(start, text.content.len());
        let width = width(text.get(span));
        self.gaps.push(lines[0].gap);
        self.blocks.list.push(RawBlock {
            span,
            container: NodeId::ROOT,
            tag: Tag::P,
            landmarks: Landmarks::default(),
            hints: [Hints::default(); 4],
            inner: Hints::default(),
            link_width: 0,
            width,
            heading: 0,
            list_depth: 0,
            ordered: false,
            group: 0,
            depth: 0,
        });
    }
}

/// Writes a line's words; runs of white space become one space.
fn words(text: &mut Text, source: &str, start: usize, end: usize) {
    let mut from = start;
    let mut chars = source[start..end].char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let at = start + at;
        if !c.is_whitespace() {
            continue;
        }
        let lone = c == ' ' && chars.peek().is_some_and(|(_, next)| !next.is_whitespace());
        if lone {
            continue;
        }
        let mut to = at + c.len_utf8();
        while let Some((next, white)) = chars.next_if(|(_, c)| c.is_whitespace()) {
            to = start + next + white.len_utf8();
        }
        copy(text, source, from, at);
        space(text, at, to);
        from = to;
    }
    copy(text, source, from, end);
}

fn copy(text: &mut Text, source: &str, start: usize, end: usize) {
    if end > start {
        let at = text.content.len();
        text.content.push_str(&source[start..end]);
        let span = TextSpan::new(at, text.content.len());
        text.pieces.push(Piece {
            text: span,
            bytes: ByteSpan::new(start, end),
            how: How::Copy,
        });
    }
}

fn space(text: &mut Text, start: usize, end: usize) {
    let at = text.content.len();
    text.content.push(' ');
    text.pieces.push(Piece {
        text: TextSpan::new(at, at + 1),
        bytes: ByteSpan::new(start, end),
        how: How::Space,
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(source: &str) -> Vec<(u32, String)> {
        let out = cut(source);
        let words = out
            .blocks
            .list
            .iter()
            .map(|b| out.blocks.words(b).to_owned());
        out.gaps.iter().copied().zip(words).collect()
    }

    #[test]
    fn lines_are_paragraphs() {
        let source = "Harbour news\r\n\r\nThe ferry  left.\rIt came\u{a0}back.\u{2028}\n";
        let expected = [
            (0, "Harbour news"),
            (1, "The ferry left."),
            (0, "It came back."),
        ]
        .map(|(g, w)| (g, w.to_owned()));
        assert_eq!(blocks(source), expected);
    }

    #[test]
    fn wrapped_lines_are_joined() {
        let source = "The ferry between Orrin and the outer islands\nwill not run this week, the harbour office said\n\
                      on Monday. A crack was found in the hull when the\nship was lifted for paint, and the part that is\n\
                      needed comes from abroad.\n\nPassengers can take the bus over the bridge that\nopened in spring, \
                      which needs an hour more for\nthe same way.\n";
        let out = blocks(source);
        assert_eq!(out.len(), 2);
        assert!(out[0].1.ends_with("needed comes from abroad."));
        assert!(out[1].1.starts_with("Passengers can take"));
    }

    #[test]
    fn pieces_give_the_text() {
        let source = " a  b\tc d \n\n e";
        let out = cut(source);
        let text = &out.blocks.text;
        assert_eq!(text.content, "a b c d\ne");
        for piece in &text.pieces {
            let shown = &source[piece.bytes.range()];
            match piece.how {
                How::Copy => assert_eq!(shown, text.get(piece.text)),
                _ => assert!(shown.trim().is_empty() && text.get(piece.text) == " "),
            }
        }
    }
}
