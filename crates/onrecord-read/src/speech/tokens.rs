//! An article's text as tokens and sentences.
//!
//! A token is a word with its inner apostrophes, hyphens and points, a number,
//! or one mark. A possessive or contracted ending (`'s`, `'re`) is a token of
//! its own, so that a name is the same token with and without it. In scripts
//! that set no spaces every character is a token. A part of the article (a
//! paragraph, a headline) ends every sentence.

use std::ops::Range;
use std::sync::OnceLock;

use onrecord_record::TextSpan;

use super::Part;
use super::hash;
use crate::words::{self, Table};

/// What a token is made of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum TokenKind {
    /// Letters, perhaps with digits, hyphens, apostrophes and points.
    Word,
    /// Begins with a digit.
    Number,
    /// An ending after an apostrophe: `'s`.
    Ending,
    /// One punctuation mark or symbol; two for ` `` ` and `''`.
    Mark,
}

/// A token.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Token {
    /// Where it stands.
    pub(crate) span: TextSpan,
    /// What it is.
    pub(crate) kind: TokenKind,
}

/// A sentence: a range of tokens within one part.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Sentence {
    /// Its tokens, never none.
    pub(crate) tokens: Range<u32>,
    /// Index of the part it stands in.
    pub(crate) part: u32,
}

/// The tokens of an article, in text order.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Tokens {
    /// Every token.
    pub(crate) list: Vec<Token>,
    /// The sentences, which cover the tokens without gaps.
    pub(crate) sentences: Vec<Sentence>,
    /// For every token the number of its word among the text's, by first
    /// occurrence. A word is told apart by its letters, their case and what kind
    /// of token it is.
    pub(crate) words: Vec<u32>,
    /// For every word the token where it stands first.
    pub(crate) firsts: Vec<u32>,
}

impl Tokens {
    /// Cuts the parts of a text, each inside the text and none overlapping.
    pub(crate) fn of(text: &str, parts: &[Part]) -> Tokens {
        let mut tokens = Tokens::default();
        for (number, part) in parts.iter().enumerate() {
            let first = tokens.list.len();
            cut(text, part.span, &mut tokens.list);
            tokens.end_sentences(text, first, number as u32);
        }
        tokens.number_words(text);
        tokens
    }

    /// What each word of the text tells by itself, by the word's number, so that
    /// it is looked up once and not wherever it stands.
    pub(crate) fn each_word<'t, T>(
        &self,
        text: &'t str,
        tell: impl Fn(&'t str, TokenKind) -> T,
    ) -> Vec<T> {
        let firsts = self.firsts.iter().map(|&at| self.list[at as usize]);
        firsts
            .map(|token| tell(&text[token.span.range()], token.kind))
            .collect()
    }

    fn number_words(&mut self, text: &str) {
        // Open addressing: hashes, and numbers from 1.
        let size = (self.list.len() * 2).next_power_of_two();
        let mut slots = vec![(0u64, 0u32); size];
        self.words.reserve(self.list.len());
        for (number, token) in self.list.iter().enumerate() {
            let hash = hash::word(&text[token.span.range()]) ^ token.kind as u64;
            let mut at = hash as usize & (size - 1);
            while slots[at].1 != 0 && slots[at].0 != hash {
                at = (at + 1) & (size - 1);
            }
            if slots[at].1 == 0 {
                self.firsts.push(number as u32);
                slots[at] = (hash, self.firsts.len() as u32);
            }
            self.words.push(slots[at].1 - 1);
        }
    }

    /// The tokens of a range.
    pub(crate) fn range(&self, range: &Range<u32>) -> &[Token] {
        &self.list[range.start as usize..range.end as usize]
    }

    /// The tokens that begin inside a span.
    pub(crate) fn within(&self, span: TextSpan) -> Range<u32> {
        let start = self.list.partition_point(|t| t.span.start < span.start);
        let end = self.list.partition_point(|t| t.span.start < span.end);
        start as u32..end.max(start) as u32
    }

    /// The text from the first to the last token of a range that is not empty.
    pub(crate) fn span(&self, range: &Range<u32>) -> TextSpan {
        let tokens = self.range(range);
        match (tokens.first(), tokens.last()) {
            (Some(first), Some(last)) => TextSpan {
                start: first.span.start,
                end: last.span.end,
            },
            _ => TextSpan::default(),
        }
    }

    /// The number of the sentence that holds a token.
    pub(crate) fn sentence_of(&self, token: u32) -> usize {
        self.sentences
            .partition_point(|s| s.tokens.end <= token)
            .min(self.sentences.len().saturating_sub(1))
    }

    fn end_sentences(&mut self, text: &str, first: usize, part: u32) {
        let list = &self.list;
        let mut begin = first;
        let mut at = first;
        while at < list.len() {
            let word = &text[list[at].span.range()];
            at += 1;
            if !ends_sentence(text, list, at - 1, word) {
                continue;
            }
            // Closing marks and further stops belong to the sentence.
            while at < list.len() && list[at].kind == TokenKind::Mark {
                let mark = &text[list[at].span.range()];
                let touches = list[at].span.start == list[at - 1].span.end;
                let closes = if touches {
                    CLOSERS.contains(&mark) || STOPS.contains(&mark) || matches!(mark, "\"" | "'")
                } else {
                    // French sets its marks apart.
                    matches!(mark, "»" | "›")
                };
                if !closes {
                    break;
                }
                at += 1;
            }
            if at < list.len() && !begins_sentence(text, list, at, word) {
                continue;
            }
            self.sentences.push(Sentence {
                tokens: begin as u32..at as u32,
                part,
            });
            begin = at;
        }
        if begin < list.len() {
            self.sentences.push(Sentence {
                tokens: begin as u32..list.len() as u32,
                part,
            });
        }
    }
}

/// Marks that end a sentence.
const STOPS: [&str; 8] = [".", "!", "?", "…", "。", "！", "？", "।"];
/// Marks that close what stands before them.
const CLOSERS: [&str; 10] = ["”", "’", "»", ")", "]", "“", "」", "』", "›", "''"];

fn ends_sentence(text: &str, list: &[Token], at: usize, word: &str) -> bool {
    if list[at].kind == TokenKind::Mark {
        return STOPS.contains(&word);
    }
    // An abbreviation that keeps its point may end a sentence; what follows
    // tells. A title or an initial never does.
    list[at].kind == TokenKind::Word
        && word.ends_with('.')
        && abbreviation(word) != Some(Abbreviation::Leading)
        && !is_initial(word)
        && list.get(at + 1).is_some_and(|next| {
            // The next word would start with a capital in any case after a
            // place or a company; only a word that opens sentences tells.
            let next = &text[next.span.range()];
            next.starts_with(['“', '"', '«']) || opens_sentences(next)
        })
}

/// Whether a sentence can begin at this token, after a stop.
fn begins_sentence(text: &str, list: &[Token], at: usize, stop: &str) -> bool {
    let next = list[at];
    let spaced = list[at - 1].span.end < next.span.start;
    let word = &text[next.span.range()];
    let Some(first) = word.chars().next() else {
        return false;
    };
    if first.is_lowercase() {
        return false;
    }
    match stop {
        "。" | "！" | "？" | "।" => true,
        // "…" and "..." may stand inside a sentence, but not before a capital.
        _ => spaced || !first.is_alphanumeric() || stop == "." && first.is_uppercase(),
    }
}

fn is_initial(word: &str) -> bool {
    let mut chars = word.chars();
    matches!((chars.next(), chars.next(), chars.next()), (Some(c), Some('.'), None) if c.is_uppercase())
}

/// Words that open a sentence more often than they are part of a name.
fn opens_sentences(word: &str) -> bool {
    const OPENERS: [&str; 29] = [
        "The", "A", "An", "He", "She", "It", "They", "We", "I", "In", "On", "At", "But", "And",
        "That", "This", "These", "Those", "There", "His", "Her", "Their", "As", "If", "When",
        "While", "After", "However", "Some",
    ];
    OPENERS.contains(&word)
}

/// Where an abbreviation stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Abbreviation {
    /// Before a name or number: "Sen.", "No.".
    Leading,
    /// Anywhere: "Inc.", "p.m.".
    Any,
}

fn abbreviation(word: &str) -> Option<Abbreviation> {
    static TABLE: OnceLock<Table<Abbreviation>> = OnceLock::new();
    words::table(
        &TABLE,
        include_str!("../words/abbreviations.tsv"),
        ' ',
        |kind| match kind {
            "leading" => Some(Abbreviation::Leading),
            "any" => Some(Abbreviation::Any),
            _ => None,
        },
    )
    .get(word)
}

fn cut(text: &str, span: TextSpan, out: &mut Vec<Token>) {
    let end = span.end as usize;
    let mut at = span.start as usize;
    let bytes = &text.as_bytes()[..end];
    while let Some(c) = text[at..end].chars().next() {
        if let Some(length) = plain(&bytes[at..]) {
            let kind = match c {
                '0'..='9' => TokenKind::Number,
                _ => TokenKind::Word,
            };
            push(out, at, at + length, kind);
            at += length;
            continue;
        }
        if !c.is_ascii_graphic() && (c.is_whitespace() || is_ignored(c)) {
            at += c.len_utf8();
            continue;
        }
        let (length, kind) = token(&text[at..end], c);
        // An apostrophe's ending is cut off the word.
        let tail = if kind == TokenKind::Word {
            ending(&text[at..at + length])
        } else {
            0
        };
        push(out, at, at + length - tail, kind);
        if tail > 0 {
            push(out, at + length - tail, at + length, TokenKind::Ending);
        }
        at += length;
    }
}

fn push(out: &mut Vec<Token>, start: usize, end: usize, kind: TokenKind) {
    if start < end {
        out.push(Token {
            span: TextSpan::new(start, end),
            kind,
        });
    }
}

/// How many ASCII letters and digits begin a text, if what stands behind them
/// cannot belong to them, which is so for most words.
fn plain(bytes: &[u8]) -> Option<usize> {
    let length = bytes.iter().take_while(|b| b.is_ascii_alphanumeric());
    let length = length.count();
    let apart = match bytes.get(length) {
        None | Some(b' ' | b'\n' | b'"' | b')' | b';' | b'!' | b'?') => true,
        Some(b',' | b':') => !bytes[0].is_ascii_digit(),
        _ => false,
    };
    (length > 0 && apart).then_some(length)
}

/// Characters that no reader sees.
fn is_ignored(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
        || c.is_control()
}

/// Whether the script sets no spaces between words.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// The token at the start of the text, which begins with `first`.
fn token(text: &str, first: char) -> (usize, TokenKind) {
    if is_unspaced(first) {
        return (first.len_utf8(), TokenKind::Word);
    }
    if !first.is_alphanumeric() {
        let twice = matches!(first, '`' | '\'') && text[1..].starts_with(first);
        return (
            first.len_utf8() * if twice { 2 } else { 1 },
            TokenKind::Mark,
        );
    }
    let kind = if first.is_numeric() {
        TokenKind::Number
    } else {
        TokenKind::Word
    };
    let mut end = 0;
    let mut last = first;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|&(_, c)| c);
        let joined = match c {
            _ if is_unspaced(c) => false,
            _ if c.is_alphanumeric() || is_combining(c) => true,
            '\'' | '’' => last.is_alphanumeric() && next.is_some_and(char::is_alphabetic),
            '-' | '‐' | '‑' | '&' | '_' => {
                last.is_alphanumeric() && next.is_some_and(char::is_alphanumeric)
            }
            '.' | ',' | ':' if kind == TokenKind::Number => {
                last.is_ascii_digit() && next.is_some_and(|c| c.is_ascii_digit())
            }
            '.' => {
                last.is_alphanumeric()
                    && next.is_some_and(char::is_alphanumeric)
                    && end < 24
                    && !ends_here(text, at)
            }
            '\u{ad}' | '\u{200d}' | '\u{200c}' => next.is_some_and(char::is_alphabetic),
            _ => false,
        };
        if !joined {
            break;
        }
        end = at + c.len_utf8();
        last = c;
    }
    // A point belongs to an abbreviation, an initial or an initialism.
    if kind == TokenKind::Word && text[end..].starts_with('.') && keeps_point(&text[..end + 1]) {
        end += 1;
    }
    (end, kind)
}

/// Whether a point between two words ends a sentence, without the space that belongs
/// behind it: a capital and small letters follow, and no abbreviation or initial stands
/// before.
fn ends_here(text: &str, point: usize) -> bool {
    let (before, behind) = (&text[..point], &text[point + 1..]);
    let abbreviated = &text[..=point];
    let small = |word: &str| word.chars().all(char::is_lowercase);
    let length = behind
        .find(|c: char| !c.is_alphabetic())
        .unwrap_or(behind.len());
    let next = &behind[..length];
    let capital = next.chars().next().map_or(0, char::len_utf8);
    let follows = begins_large(next) && next.len() > capital && small(&next[capital..]);
    let first = before.chars().next().map_or(0, char::len_utf8);
    follows
        && before.chars().count() > 2
        && small(&before[first..])
        // "Arden.Com" is one name.
        && (small(&before[..first]) || next.chars().count() > 3)
        && abbreviation(abbreviated).is_none()
}

fn keeps_point(word: &str) -> bool {
    let bare = &word[..word.len() - 1];
    is_initial(word)
        || abbreviation(word).is_some()
        || (bare.contains('.') && bare.split('.').all(|part| part.chars().count() == 1))
}

fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{487}' | '\u{591}'..='\u{5bd}' | '\u{610}'..='\u{61a}'
        | '\u{64b}'..='\u{65f}' | '\u{900}'..='\u{903}' | '\u{93a}'..='\u{94f}' | '\u{981}'..='\u{983}' | '\u{9bc}'..='\u{9cd}')
}

/// How many bytes of a word are an ending after an apostrophe.
fn ending(word: &str) -> usize {
    const ENDINGS: [&str; 7] = ["s", "re", "ve", "ll", "d", "m", "S"];
    let Some(at) = word.rfind(['\'', '’']) else {
        return 0;
    };
    let mark = word[at..].chars().next().map_or(0, char::len_utf8);
    if at > 0 && ENDINGS.contains(&&word[at + mark..]) {
        word.len() - at
    } else {
        0
    }
}

/// Whether a word begins with a capital.
pub(crate) fn begins_large(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}

/// Room for a short word in small ASCII letters.
#[derive(Clone, Copy, Default)]
pub(crate) struct Small([u8; 16]);

impl Small {
    /// The word in small letters; nothing of a longer one. Letters that are not
    /// ASCII stay as they are.
    pub(crate) fn of(&mut self, word: &str) -> &str {
        let Some(room) = self.0.get_mut(..word.len()) else {
            return "";
        };
        room.copy_from_slice(word.as_bytes());
        room.make_ascii_lowercase();
        std::str::from_utf8(room).unwrap_or("")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use onrecord_record::Label;

    fn parts(text: &str) -> Vec<Part> {
        vec![Part {
            span: TextSpan::new(0, text.len()),
            label: Label::Body,
        }]
    }

    fn tokens(text: &str) -> Vec<&str> {
        Tokens::of(text, &parts(text))
            .list
            .iter()
            .map(|t| &text[t.span.range()])
            .collect()
    }

    fn sentences(text: &str) -> Vec<&str> {
        let tokens = Tokens::of(text, &parts(text));
        tokens
            .sentences
            .iter()
            .map(|s| &text[tokens.span(&s.tokens).range()])
            .collect()
    }

    #[test]
    fn words_keep_what_belongs_to_them() {
        for (text, wanted) in [
            ("Lind's co-author didn't", "Lind|'s|co-author|didn't"),
            ("the U.S. and Mr. J. Orrin.", "the|U.S.|and|Mr.|J.|Orrin|."),
            (
                "AT&T paid $1,200.50, or 3.5%.",
                "AT&T|paid|$|1,200.50|,|or|3.5|%|.",
            ),
            (
                "“They’re late,” she said.",
                "“|They|’re|late|,|”|she|said|.",
            ),
            ("``No,'' he said", "``|No|,|''|he|said"),
            ("港口关闭了。", "港|口|关|闭|了|。"),
            ("at 9 a.m. on Aug. 4", "at|9|a.m.|on|Aug.|4"),
        ] {
            assert_eq!(tokens(text).join("|"), wanted);
        }
    }

    #[test]
    fn a_word_has_one_number_wherever_it_stands() {
        let text = "The port, the old port, is the port's.";
        let tokens = Tokens::of(text, &parts(text));
        assert_eq!(tokens.words, [0, 1, 2, 3, 4, 1, 2, 5, 3, 1, 6, 7]);
        let lengths = tokens.each_word(text, |word, _| word.len());
        assert_eq!(lengths, [3, 4, 1, 3, 3, 2, 2, 1]);
    }

    #[test]
    fn sentences_end_where_a_reader_ends_them() {
        for (text, wanted) in [
            (
                "Sen. Anna Lind spoke. She left.",
                "Sen. Anna Lind spoke.|She left.",
            ),
            ("It was lost.Lind left.", "It was lost.|Lind left."),
            (
                "He met Lind.Photographs followed.",
                "He met Lind.|Photographs followed.",
            ),
            (
                "Read Arden.Com and Prof.Venn now.",
                "Read Arden.Com and Prof.Venn now.",
            ),
            ("“Go. Now.” He went.", "“Go.|Now.”|He went."),
            ("“Stop!” she said. “No?”", "“Stop!” she said.|“No?”"),
            (
                "He left the U.S. in May. It rained.",
                "He left the U.S. in May.|It rained.",
            ),
            (
                "He left the U.S. The rest stayed.",
                "He left the U.S.|The rest stayed.",
            ),
            (
                "It rose 3.5 percent to $4. That is all.",
                "It rose 3.5 percent to $4.|That is all.",
            ),
            ("港口关闭了。市长说。", "港口关闭了。|市长说。"),
            ("\"Go.\" \"Stay.\"", "\"Go.\"|\"Stay.\""),
        ] {
            assert_eq!(sentences(text).join("|"), wanted);
        }
    }

    #[test]
    fn a_part_ends_a_sentence() {
        let text = "Port closed Mayor leaves";
        let parts = [(0, 11), (12, 24)].map(|(start, end)| Part {
            span: TextSpan::new(start, end),
            label: Label::Body,
        });
        let tokens = Tokens::of(text, &parts);
        assert_eq!(tokens.sentences.len(), 2);
        assert_eq!(tokens.sentences[1].part, 1);
        assert_eq!(tokens.within(parts[1].span), 2..4);
        assert_eq!(tokens.sentence_of(3), 1);
    }
}
