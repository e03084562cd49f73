//! How texts are cut into tokens and sentences.
//!
//! The Python scorer's classes of characters are followed, so that both give
//! the same counts: a word character is a letter, a number or `_` (a combining
//! mark is not one), and white space includes the four separators U+001C to
//! U+001F.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::Regex;

static WORDS: LazyLock<Regex> = LazyLock::new(|| pattern(r"[\p{L}\p{N}_]+"));
static LETTER: LazyLock<Regex> = LazyLock::new(|| pattern(r"^\p{L}$"));
static DOTTED: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(?:[a-z]\.)+[a-z]$"));

/// Compiles a pattern of this crate's own source.
pub(super) fn pattern(source: &str) -> Regex {
    Regex::new(source).expect("the pattern is a literal of this crate")
}

/// White space as the Python scorer has it.
pub(super) fn is_space(c: char) -> bool {
    c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c)
}

/// A letter, a number or `_`.
pub(super) fn is_word(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphanumeric() || c == '_'
    } else {
        WORDS.is_match(c.encode_utf8(&mut [0; 4]))
    }
}

/// A character that is a token of its own when texts are scored by character.
pub(super) fn is_single(c: char) -> bool {
    matches!(c,
        '\u{2e80}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7af}'
        | '\u{f900}'..='\u{faff}'
        | '\u{0e00}'..='\u{0eff}'
        | '\u{20000}'..='\u{3ffff}')
}

/// Sets every single-token character apart by spaces.
fn spaced(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for c in text.chars() {
        if is_single(c) {
            out.extend([' ', c, ' ']);
        } else {
            out.push(c);
        }
    }
    out
}

/// Gives equal tokens equal numbers.
#[derive(Default)]
pub(super) struct Interner {
    numbers: HashMap<String, u32>,
}

impl Interner {
    fn number(&mut self, token: &str) -> u32 {
        if let Some(&number) = self.numbers.get(token) {
            return number;
        }
        let number = self.numbers.len() as u32;
        self.numbers.insert(token.to_owned(), number);
        number
    }

    /// How many different tokens were seen.
    pub(super) fn len(&self) -> usize {
        self.numbers.len()
    }

    /// Runs of word characters.
    pub(super) fn words(&mut self, text: &str, chars: bool) -> Vec<u32> {
        let text = if chars { &spaced(text) } else { text };
        WORDS
            .find_iter(text)
            .map(|word| self.number(word.as_str()))
            .collect()
    }

    /// The same, lower-cased token by token.
    pub(super) fn lower_words(&mut self, text: &str, chars: bool) -> Vec<u32> {
        let text = if chars { &spaced(text) } else { text };
        WORDS
            .find_iter(text)
            .map(|word| self.number(&word.as_str().to_lowercase()))
            .collect()
    }

    /// Runs of anything but white space.
    pub(super) fn by_space(&mut self, text: &str, chars: bool) -> Vec<u32> {
        let text = if chars { &spaced(text) } else { text };
        text.split(is_space)
            .filter(|token| !token.is_empty())
            .map(|token| self.number(token))
            .collect()
    }

    /// Runs of `a` to `z` and digits in the lower-cased text, and nothing else
    /// but single-token characters where texts are scored by character.
    pub(super) fn ascii(&mut self, text: &str, chars: bool) -> Vec<u32> {
        let text = text.to_lowercase();
        let mut tokens = Vec::new();
        let mut start = None;
        for (at, c) in text.char_indices() {
            if c.is_ascii_lowercase() || c.is_ascii_digit() {
                start.get_or_insert(at);
                continue;
            }
            if let Some(from) = start.take() {
                tokens.push(self.number(&text[from..at]));
            }
            if chars && is_single(c) {
                tokens.push(self.number(&text[at..at + c.len_utf8()]));
            }
        }
        if let Some(from) = start {
            tokens.push(self.number(&text[from..]));
        }
        tokens
    }
}

/// Words before whose full stop no sentence ends.
const ABBREVIATIONS: &[&str] = &[
    "a.m", "approx", "apr", "aug", "capt", "cit", "co", "col", "corp", "d.c", "dec", "dept", "dr",
    "e.g", "est", "etc", "feb", "fig", "ft", "gen", "gov", "hon", "i.e", "inc", "jan", "jr", "jul",
    "jun", "lt", "ltd", "mar", "mr", "mrs", "ms", "mt", "no", "nov", "oct", "op", "p.m", "prof",
    "rep", "rev", "sen", "sep", "sept", "sgt", "sr", "st", "u.k", "u.n", "u.s", "vol", "vs",
];

/// Cuts a text into sentences: at line breaks, and after `.`, `!`, `?`, `…` and
/// the like with their closing quotes, before white space and what is not a
/// lower-case letter, except after an abbreviation.
pub(super) fn sentences(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    for line in text.split('\n') {
        line_sentences(line.trim_matches(is_space), &mut out);
    }
    out
}

fn line_sentences<'t>(line: &'t str, out: &mut Vec<&'t str>) {
    let run = |from: usize, of: &dyn Fn(char) -> bool| -> usize {
        let rest = &line[from..];
        from + rest.find(|c| !of(c)).unwrap_or(rest.len())
    };
    let mut start = 0;
    let mut at = 0;
    while let Some(offset) = line[at..].find(is_ender) {
        let ender = at + offset;
        let closers = run(ender, &is_ender);
        let end = run(closers, &is_closer);
        let next = run(end, &is_space);
        at = end;
        let Some(first) = line[next..].chars().next() else {
            break;
        };
        if next == end {
            continue;
        }
        at = next;
        if first.is_lowercase() {
            continue;
        }
        if &line[ender..end] == "." && is_abbreviated(&line[start..ender]) {
            continue;
        }
        out.push(&line[start..end]);
        start = next;
    }
    if start < line.len() {
        out.push(&line[start..]);
    }
}

fn is_ender(c: char) -> bool {
    matches!(
        c,
        '.' | '!' | '?' | '\u{2026}' | '\u{3002}' | '\u{ff01}' | '\u{ff1f}'
    )
}

fn is_closer(c: char) -> bool {
    matches!(
        c,
        '"' | '\'' | '\u{201d}' | '\u{2019}' | ')' | ']' | '\u{bb}'
    )
}

/// Whether the last word of what stands before a full stop is an abbreviation,
/// a lone letter or a run of letters with full stops.
fn is_abbreviated(before: &str) -> bool {
    let Some(last) = before.split(is_space).rfind(|word| !word.is_empty()) else {
        return false;
    };
    let last = last.to_lowercase();
    let core = last.trim_start_matches(['(', '"', '\'', '\u{201c}', '\u{2018}', '[']);
    ABBREVIATIONS.binary_search(&core).is_ok() || LETTER.is_match(core) || DOTTED.is_match(core)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn abbreviations_are_sorted_for_the_search() {
        assert!(ABBREVIATIONS.is_sorted());
    }

    #[test]
    fn sentences_end_where_the_rule_says() {
        let check = |text: &str, expected: &[&str]| assert_eq!(sentences(text), expected, "{text}");
        check("One. Two! Three?", &["One.", "Two!", "Three?"]);
        check("Mr. Vane came. He left.", &["Mr. Vane came.", "He left."]);
        check(
            "J. Vane of the U.N. office spoke",
            &["J. Vane of the U.N. office spoke"],
        );
        check("“Go.” She went.", &["“Go.”", "She went."]);
        check("at 5 p.m. today", &["at 5 p.m. today"]);
        check("Wait... what? 3.5 is. no", &["Wait... what?", "3.5 is. no"]);
        check(" a \n\n b. ", &["a", "b."]);
        check("x.y. Z", &["x.y. Z"]);
        check("end .)\" .", &["end .)\"", "."]);
    }

    #[test]
    fn marks_are_not_word_characters() {
        let mut interner = Interner::default();
        assert_eq!(interner.words("e\u{301}t x² _a", false).len(), 4);
        assert_eq!(interner.words("報道 ok", true).len(), 3);
        assert_eq!(interner.ascii("Élan 42-B", false).len(), 3);
    }
}
