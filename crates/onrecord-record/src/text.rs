//! Clean text with a map back to the capture's bytes.

use serde::{Deserialize, Serialize};

use crate::{ByteSpan, TextSpan};

/// How a piece of clean text comes from bytes of the capture. The bytes are
/// first decoded with the capture's charset; then:
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum How {
    /// The decoded characters are the text.
    Copy,
    /// White space, or JSON escapes or character references for it, that the
    /// text shows as one space or one line break.
    Space,
    /// One or more HTML character references, such as `&eacute;`; the last one
    /// is whole, so `&not` is not cut from `&notin;`.
    CharacterReference,
    /// The inside of a JSON string with escapes, such as `\u201c`.
    Json,
    /// JSON escapes first, HTML character references after.
    JsonCharacterReference,
}

/// One run of clean text and the bytes that show it. Written in JSON as
/// `[text start, text end, byte start, byte end, how]`.
///
/// Neither end of either span cuts a character. For charsets that are not UTF-8
/// that means whole characters of the charset; bytes that show nothing, such as
/// the escapes of ISO-2022-JP, may be in the range. Where two pieces stand side
/// by side inside a word, the second stands after the first in the capture, with
/// nothing between them but markup or characters that have no shape.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(from = "(u32, u32, u32, u32, How)", into = "(u32, u32, u32, u32, How)")]
pub struct Piece {
    /// The run in the text that the piece belongs to.
    pub text: TextSpan,
    /// The bytes of the capture that show it.
    pub bytes: ByteSpan,
    /// How the bytes become the run.
    pub how: How,
}

impl From<(u32, u32, u32, u32, How)> for Piece {
    fn from((a, b, c, d, how): (u32, u32, u32, u32, How)) -> Self {
        Self {
            text: (a, b).into(),
            bytes: (c, d).into(),
            how,
        }
    }
}

impl From<Piece> for (u32, u32, u32, u32, How) {
    fn from(piece: Piece) -> Self {
        (
            piece.text.start,
            piece.text.end,
            piece.bytes.start,
            piece.bytes.end,
            piece.how,
        )
    }
}

/// The clean text of a whole page: every block's text in page order, one block
/// a line or more, white space collapsed, character references resolved.
///
/// Pieces are in text order and do not overlap. What no piece covers was put
/// in between blocks by the reader and is white space only.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Text {
    /// The text itself, UTF-8.
    pub content: String,
    /// Where each run of it stands in the capture.
    pub pieces: Vec<Piece>,
}

impl Text {
    /// The text of a span; empty if the span is not one of this text.
    pub fn get(&self, span: TextSpan) -> &str {
        self.content.get(span.range()).unwrap_or("")
    }

    /// The pieces that overlap a span.
    pub fn pieces_of(&self, span: TextSpan) -> &[Piece] {
        let from = self.pieces.partition_point(|p| p.text.end <= span.start);
        let to = self.pieces.partition_point(|p| p.text.start < span.end);
        self.pieces.get(from..to).unwrap_or(&[])
    }

    /// The smallest byte range of the capture that holds everything a span
    /// shows, exact to the character for copied text. Where the charset is not
    /// UTF-8 a piece is never cut, because its bytes per character are unknown
    /// here. `None` if nothing of the span stands in the capture.
    pub fn bytes_of(&self, span: TextSpan) -> Option<ByteSpan> {
        let pieces = self.pieces_of(span);
        let (first, last) = (pieces.first()?, pieces.last()?);
        let plain = |p: &Piece| p.how == How::Copy && p.text.len() == p.bytes.len();
        let start = if plain(first) && span.start > first.text.start {
            first.bytes.start + (span.start - first.text.start)
        } else {
            first.bytes.start
        };
        let end = if plain(last) && span.end < last.text.end {
            last.bytes.end - (last.text.end - span.end)
        } else {
            last.bytes.end
        };
        Some(ByteSpan {
            start: start.min(end),
            end: start.max(end),
        })
    }
}
