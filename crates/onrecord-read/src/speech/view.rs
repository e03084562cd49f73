//! What the models see of a paragraph: every token's word, kind of word,
//! place between quotation marks, and how far it is from words that report.

use std::ops::Range;

use super::clusters::{Clusters, Kind};
use super::hash;
use super::lexicon::{CueLexicon, Level};
use super::quotes::Quotes;
use super::tokens::{TokenKind, Tokens};

/// Where a token stands with regard to quotation marks.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
#[repr(u8)]
pub(crate) enum Quoting {
    /// Outside.
    #[default]
    Outside,
    /// The opening mark.
    Opening,
    /// Between the marks.
    Inside,
    /// After an opening mark that nothing closes.
    Unclosed,
    /// The closing mark.
    Closing,
}

/// A token as the models see it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Seen {
    /// Hash of the word in lower case; numbers by their length.
    pub(crate) word: u64,
    /// What kind of word it is.
    pub(crate) kind: Kind,
    /// Its last three letters.
    pub(crate) suffix: u64,
    /// How it is written: capitals, digits, marks.
    pub(crate) shape: u8,
    /// How often the word reports.
    pub(crate) level: Level,
    /// Its place between quotation marks.
    pub(crate) quoting: Quoting,
    /// Tokens from the region's opening mark, and to its closing one.
    pub(crate) depth: (u16, u16),
    /// The nearest reporting word before it in the sentence: its index in the
    /// paragraph plus one, and how many commas lie between.
    pub(crate) left: (u32, u8),
    /// The nearest reporting word after it, likewise.
    pub(crate) right: (u32, u8),
    /// Whether "that" stands between the reporting word before it and it.
    pub(crate) that: bool,
    /// Number of the sentence in the paragraph.
    pub(crate) sentence: u16,
    /// Tokens from the sentence's start, and to its end.
    pub(crate) place: (u16, u16),
}

/// A paragraph as the models see it.
pub(crate) struct View {
    /// The first token's index among the article's.
    pub(crate) first: u32,
    /// Whether it is the article's first part, which is mostly its headline.
    pub(crate) headline: bool,
    /// Its tokens.
    pub(crate) seen: Vec<Seen>,
    /// For every token where its clause begins, and the token behind it: a mark,
    /// the next clause's first word or the paragraph's end.
    pub(crate) clauses: Vec<(u32, u32)>,
}

/// Word shapes.
pub(crate) mod shape {
    pub(crate) const LOWER: u8 = 0;
    pub(crate) const CAPITAL: u8 = 1;
    pub(crate) const UPPER: u8 = 2;
    pub(crate) const MIXED: u8 = 3;
    pub(crate) const NUMBER: u8 = 4;
    pub(crate) const MARK: u8 = 5;
    pub(crate) const ENDING: u8 = 6;
}

impl View {
    /// The view of one part's sentences.
    pub(crate) fn of(
        text: &str,
        tokens: &Tokens,
        quotes: &Quotes,
        sentences: Range<usize>,
        lexicon: &CueLexicon,
    ) -> View {
        let clusters = Clusters::shipped();
        let all = &tokens.sentences[sentences];
        let first = all.first().map_or(0, |s| s.tokens.start);
        let end = all.last().map_or(first, |s| s.tokens.end);
        let mut seen = Vec::with_capacity((end - first) as usize);
        for at in first..end {
            seen.push(look(text, tokens, quotes, at, clusters, lexicon));
        }
        for (number, sentence) in all.iter().enumerate() {
            let range =
                (sentence.tokens.start - first) as usize..(sentence.tokens.end - first) as usize;
            measure(&mut seen, range, number);
        }
        let clauses = clauses(&seen);
        View {
            first,
            headline: first == 0,
            seen,
            clauses,
        }
    }
}

/// Cuts a paragraph behind marks, at a sentence's start and at words that begin
/// clauses. A mark belongs to the clause before it and ends it.
fn clauses(seen: &[Seen]) -> Vec<(u32, u32)> {
    let openers = ["that", "who", "which", "because", "but", "while", "if"].map(hash::word);
    let mut out = Vec::with_capacity(seen.len());
    let mut start = 0;
    while start < seen.len() {
        let mut end = start;
        while end < seen.len()
            && seen[end].shape != shape::MARK
            && (end == start
                || (seen[end].sentence == seen[start].sentence
                    && !openers.contains(&seen[end].word)))
        {
            end += 1;
        }
        let next = match seen.get(end) {
            Some(token) if token.shape == shape::MARK => end + 1,
            _ => end,
        };
        out.resize(next, (start as u32, end as u32));
        start = next;
    }
    out
}

fn look(
    text: &str,
    tokens: &Tokens,
    quotes: &Quotes,
    at: u32,
    clusters: &Clusters,
    lexicon: &CueLexicon,
) -> Seen {
    let token = tokens.list[at as usize];
    let word = &text[token.span.range()];
    let shape = shape_of(word, token.kind);
    let hash = if token.kind == TokenKind::Number {
        hash::feature(1, word.len().min(6) as u64, 0).into()
    } else {
        hash::lower(word)
    };
    let (quoting, depth) = match quotes.region(at) {
        None => (Quoting::Outside, (0, 0)),
        Some(q) => (
            if at == q.open {
                Quoting::Opening
            } else if q.closed && at == q.close {
                Quoting::Closing
            } else if q.closed {
                Quoting::Inside
            } else {
                Quoting::Unclosed
            },
            (short(at - q.open), short(q.close.saturating_sub(at))),
        ),
    };
    Seen {
        word: hash,
        kind: clusters.of(word, hash),
        suffix: suffix(word),
        shape,
        level: lexicon.level(hash),
        quoting,
        depth,
        ..Seen::default()
    }
}

/// Fills in what the sentence tells.
fn measure(seen: &mut [Seen], range: Range<usize>, number: usize) {
    let that = hash::word("that");
    let comma = hash::word(",");
    let mut last = 0;
    let mut commas = 0u8;
    let mut said_that = false;
    for at in range.clone() {
        let token = &mut seen[at];
        token.sentence = short(number as u32);
        token.place = (
            short((at - range.start) as u32),
            short((range.end - 1 - at) as u32),
        );
        token.left = (last, commas);
        token.that = said_that;
        said_that |= token.word == that && last > 0;
        commas = commas.saturating_add(u8::from(token.word == comma));
        if token.level.reports() {
            (last, commas, said_that) = (at as u32 + 1, 0, false);
        }
    }
    let (mut next, mut commas) = (0, 0u8);
    for at in range.rev() {
        let token = &mut seen[at];
        token.right = (next, commas);
        commas = commas.saturating_add(u8::from(token.word == comma));
        if token.level.reports() {
            (next, commas) = (at as u32 + 1, 0);
        }
    }
}

fn short(count: u32) -> u16 {
    count.min(u32::from(u16::MAX)) as u16
}

fn suffix(word: &str) -> u64 {
    let start = word
        .char_indices()
        .rev()
        .nth(2)
        .map_or(0, |(start, _)| start);
    hash::lower(&word[start..])
}

fn shape_of(word: &str, kind: TokenKind) -> u8 {
    match kind {
        TokenKind::Mark => return shape::MARK,
        TokenKind::Number => return shape::NUMBER,
        TokenKind::Ending => return shape::ENDING,
        TokenKind::Word => {}
    }
    let mut chars = word.chars();
    let first = chars.next().is_some_and(char::is_uppercase);
    let rest = chars.clone().any(char::is_uppercase);
    let lower = chars.any(char::is_lowercase);
    match (first, rest, lower) {
        (false, false, _) => shape::LOWER,
        (true, false, _) => shape::CAPITAL,
        (true, true, false) => shape::UPPER,
        _ => shape::MIXED,
    }
}
