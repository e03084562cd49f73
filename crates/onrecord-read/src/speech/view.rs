//! What the models see of a paragraph: every token's word, kind of word,
//! place between quotation marks, and how far it is from words that report.

use std::ops::Range;

use super::clusters::{Clusters, Kind};
use super::hash;
use super::lexicon::{CueLexicon, Level};
use super::quotes::Quotes;
use super::tokens::{Sentence, Token, TokenKind, Tokens};

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
    /// Number of the word among the article's, from 1; [`u32::MAX`] if it was
    /// given none.
    pub(crate) number: u32,
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

/// The words of an article, each once.
pub(crate) struct Words<'a> {
    text: &'a str,
    tokens: &'a Tokens,
    lexicon: &'a CueLexicon,
    /// What each tells of itself.
    list: Vec<Seen>,
}

/// How many words are told apart. No article has so many; a longer text's other
/// words are looked at wherever they stand, which bounds the memory.
const WORDS: usize = 1 << 14;

impl<'a> Words<'a> {
    /// The words of a text's tokens.
    pub(crate) fn of(text: &'a str, tokens: &'a Tokens, lexicon: &'a CueLexicon) -> Words<'a> {
        let firsts = tokens.firsts.iter().take(WORDS);
        let firsts = firsts.map(|&at| tokens.list[at as usize]);
        let mut list = seen(text, firsts, lexicon);
        for (seen, number) in list.iter_mut().zip(1..) {
            seen.number = number;
        }
        Words {
            list,
            text,
            tokens,
            lexicon,
        }
    }

    /// Each word, in the order of their numbers from 1.
    pub(crate) fn list(&self) -> &[Seen] {
        &self.list
    }

    /// The word that a token is.
    fn seen(&self, token: u32) -> Seen {
        let number = self.tokens.words[token as usize] as usize;
        self.list.get(number).copied().unwrap_or_else(|| {
            let token = self.tokens.list[token as usize];
            Seen {
                number: u32::MAX,
                ..seen(self.text, std::iter::once(token), self.lexicon)[0]
            }
        })
    }
}

/// Words behind which a word that elsewhere reports is a noun: "phone calls".
const PARTS_OF_NOUNS: [&str; 4] = ["phone", "telephone", "conference", "roll"];

impl View {
    /// The view of one part's sentences.
    pub(crate) fn of(words: &Words<'_>, quotes: &Quotes, sentences: Range<usize>) -> View {
        let all = &words.tokens.sentences[sentences];
        let mut seen = tokens_of(words, quotes, all);
        let nouns = PARTS_OF_NOUNS.map(hash::word);
        for at in 1..seen.len() {
            if seen[at].level.reports() && nouns.contains(&seen[at - 1].word) {
                seen[at].level = Level::default();
            }
        }
        View::measured(seen, all)
    }

    /// The view that the fields learn from, where a noun may report: annotated
    /// articles have too few of them to teach the difference.
    pub(crate) fn to_learn_from(
        words: &Words<'_>,
        quotes: &Quotes,
        sentences: Range<usize>,
    ) -> View {
        let all = &words.tokens.sentences[sentences];
        View::measured(tokens_of(words, quotes, all), all)
    }

    fn measured(mut seen: Vec<Seen>, sentences: &[Sentence]) -> View {
        let first = sentences.first().map_or(0, |s| s.tokens.start);
        for (number, sentence) in sentences.iter().enumerate() {
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

/// The tokens of sentences, as far as words and quotation marks tell.
fn tokens_of(words: &Words<'_>, quotes: &Quotes, sentences: &[Sentence]) -> Vec<Seen> {
    let tokens = sentences.iter().flat_map(|s| s.tokens.clone());
    let seen = |at| {
        let (quoting, depth) = quoted(quotes, at);
        Seen {
            quoting,
            depth,
            ..words.seen(at)
        }
    };
    tokens.map(seen).collect()
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

/// What words tell of themselves.
fn seen(text: &str, words: impl Iterator<Item = Token>, lexicon: &CueLexicon) -> Vec<Seen> {
    let mut hashes = Vec::new();
    let mut list: Vec<Seen> = words
        .map(|token| {
            let word = &text[token.span.range()];
            let lower = if token.kind == TokenKind::Number {
                hash::feature(1, word.len().min(6) as u64, 0).into()
            } else {
                hash::lower(word)
            };
            hashes.push((hash::word(word), lower));
            Seen {
                word: lower,
                suffix: suffix(word),
                shape: shape_of(word, token.kind),
                ..Seen::default()
            }
        })
        .collect();
    let kinds = Clusters::shipped().of_all(&hashes);
    let levels = lexicon.levels(hashes.iter().map(|hash| hash.1));
    for (seen, (kind, level)) in list.iter_mut().zip(kinds.into_iter().zip(levels)) {
        (seen.kind, seen.level) = (kind, level);
    }
    list
}

/// A token's place between quotation marks, and how far it is from either.
fn quoted(quotes: &Quotes, at: u32) -> (Quoting, (u16, u16)) {
    let Some(q) = quotes.region(at) else {
        return (Quoting::Outside, (0, 0));
    };
    let quoting = if at == q.open {
        Quoting::Opening
    } else if q.closed && at == q.close {
        Quoting::Closing
    } else if q.closed {
        Quoting::Inside
    } else {
        Quoting::Unclosed
    };
    let depth = (short(at - q.open), short(q.close.saturating_sub(at)));
    (quoting, depth)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::speech::Part;
    use onrecord_record::{Label, TextSpan};

    #[test]
    fn words_beyond_those_told_apart_are_seen_all_the_same() {
        let mut text: String = (0..WORDS + 3).map(|n| format!("w{n} ")).collect();
        text.push_str("w0");
        let parts = [Part {
            span: TextSpan::new(0, text.len()),
            label: Label::Body,
        }];
        let tokens = Tokens::of(&text, &parts);
        let lexicon = CueLexicon::from_bytes(&[]);
        let words = Words::of(&text, &tokens, &lexicon);
        assert_eq!(words.list().len(), WORDS);
        let numbers = [0, WORDS - 1, WORDS, WORDS + 3].map(|at| words.seen(at as u32).number);
        assert_eq!(numbers, [1, WORDS as u32, u32::MAX, 1]);
        let last = words.seen(WORDS as u32 + 2).word;
        assert_eq!(last, hash::word(&format!("w{}", WORDS + 2)));
    }

    #[test]
    fn calls_on_the_phone_report_nothing() {
        let text = "She calls it off after phone calls.";
        let parts = [Part {
            span: TextSpan::new(0, text.len()),
            label: Label::Body,
        }];
        let tokens = Tokens::of(text, &parts);
        let quotes = Quotes::of(text, &tokens);
        let mut entry = (hash::word("calls") as u32).to_le_bytes().to_vec();
        entry.push(5);
        let lexicon = CueLexicon::from_bytes(&entry);
        let words = Words::of(text, &tokens, &lexicon);
        let view = View::of(&words, &quotes, 0..1);
        let reports = view.seen.iter().map(|seen| seen.level.reports());
        let reports: Vec<usize> = reports
            .enumerate()
            .filter_map(|(at, it)| it.then_some(at))
            .collect();
        assert_eq!(reports, [1]);
    }
}
