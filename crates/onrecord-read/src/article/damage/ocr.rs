//! Slips of character recognition: a word that no list knows, and that
//! becomes a known one, or another word of the article, when one confusion of
//! a scanner is taken back.

use std::collections::BTreeMap;

use onrecord_record::{DoubtKind, Evidence, Place, TextSpan};

use super::vocabulary::Vocabulary;
use super::{Scene, Suspect, Word, words};
use crate::words::rows;

/// How often each word stands in the article.
type Counts<'t> = BTreeMap<&'t str, u32>;

pub(super) fn find(scene: &Scene<'_>, found: &mut Vec<Suspect>) {
    let list = Vocabulary::shipped();
    let mut counts = Counts::new();
    for word in scene.words() {
        *counts.entry(word.text).or_default() += 1;
    }
    let english = is_english(&counts, list);
    let judge = Judge {
        list: english.then_some(list),
        counts: &counts,
    };
    let names = names(scene);
    for name in &names {
        in_name(scene, *name, &judge, list, found);
    }
    for word in scene.words() {
        // Names are sorted by their start and hardly overlap, so the last one
        // that starts before a word is the one it may be in.
        let at = names.partition_point(|name| name.start <= word.span.start);
        let named = at > 0 && names[at - 1].contains(word.span);
        if named || addressed(scene, word.span) {
            continue;
        }
        if let Some((reading, why)) = judge.other_reading(word) {
            found.push(suspect(word.span, reading, &why));
        }
    }
    if english {
        broken(scene, list, found);
    }
}

fn suspect(span: TextSpan, reading: String, why: &str) -> Suspect {
    Suspect {
        kind: DoubtKind::OcrSuspect,
        span,
        note: format!("perhaps read wrongly from paper: {why}"),
        reading: Some(reading),
    }
}

/// Whether the list speaks for the article: nine of ten of its different words
/// in lower case are in it.
fn is_english(counts: &Counts<'_>, list: &Vocabulary) -> bool {
    /// Fewer words say little.
    const ENOUGH: usize = 20;
    let plain: Vec<&str> = counts
        .keys()
        .copied()
        .filter(|word| word.len() > 2 && word.bytes().all(|b| b.is_ascii_lowercase()))
        .collect();
    let known = plain.iter().filter(|word| list.has(word)).count();
    plain.len() >= ENOUGH && known * 10 >= plain.len() * 9
}

/// What a suspect reading is judged by.
struct Judge<'a> {
    /// The word list, where it speaks for the article's language.
    list: Option<&'a Vocabulary>,
    counts: &'a Counts<'a>,
}

impl Judge<'_> {
    /// Another reading of a word, and what supports it.
    fn other_reading(&self, word: Word<'_>) -> Option<(String, String)> {
        /// The lengths of words that are judged, in bytes.
        const LENGTHS: std::ops::RangeInclusive<usize> = 4..=40;
        /// A word that stands more often is meant.
        const MOST: u32 = 2;
        let text = word.text;
        let count = self.counts.get(text).copied().unwrap_or(0);
        if !LENGTHS.contains(&text.len()) || count > MOST || !is_word(text) {
            return None;
        }
        if self.list.is_some_and(|list| list.knows(text)) {
            return None;
        }
        readings(text).into_iter().find_map(|reading| {
            let here = self.counts.get(reading.word.as_str()).copied().unwrap_or(0);
            let support = match self.list {
                // A name is often new to every list, so that only the common
                // form of a word speaks against it.
                Some(list) if !reading.page_only && list.is_common(&reading.word) => {
                    Some("the word list has it")
                }
                Some(_) if here > count => Some("the page has it too"),
                // Without a list two words of a language may differ by a
                // confusion; long ones hardly do.
                None if here > 2 * count && text.len() >= 7 => Some("the page has it too"),
                _ => None,
            };
            support.map(|support| (reading.word, format!("{}; {support}", reading.why)))
        })
    }
}

/// Whether characters are a word as language has it: letters, with at most one
/// digit among them that is not at an end.
fn is_word(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let inside = |c: Option<char>| c.is_some_and(char::is_alphabetic);
    let letters = text
        .chars()
        .all(|c| c.is_alphabetic() || c.is_ascii_digit());
    // A capital inside a word is a trade mark's, or an I for an l.
    let capitals = text.chars().skip(1).filter(|c| c.is_uppercase()).count();
    let odd = text.chars().skip(1).filter(|c| *c == 'I').count();
    letters
        && digits <= 1
        && capitals == odd
        && capitals + digits <= 1
        && inside(text.chars().next())
        && inside(text.chars().next_back())
}

/// A word with one confusion taken back.
struct Reading {
    word: String,
    why: String,
    /// Whether only the page's own words may support it.
    page_only: bool,
}

/// The readings of a word with one confusion taken back.
fn readings(word: &str) -> Vec<Reading> {
    let mut out = Vec::new();
    for (read, rest) in rows(include_str!("../../words/ocr-confusions.tsv")) {
        let (meant, place) = rest.split_once('\t').unwrap_or((rest, "any"));
        if place == "word" && word.starts_with(char::is_uppercase) {
            continue;
        }
        for (at, _) in word.match_indices(read) {
            let reading = [&word[..at], meant, &word[at + read.len()..]].concat();
            // Taking back a digit may leave a capital inside.
            if reading.chars().skip(1).all(char::is_lowercase) {
                out.push(Reading {
                    word: reading,
                    why: format!("'{read}' read for '{meant}'"),
                    page_only: place == "page",
                });
            }
        }
    }
    out
}

/// The names that the article's fields give in the page's own text.
fn names(scene: &Scene<'_>) -> Vec<TextSpan> {
    fn shown<T>(evidence: &Evidence<T>) -> Option<TextSpan> {
        match evidence.at {
            Place::Text(span) => Some(span),
            _ => None,
        }
    }
    let article = scene.article;
    let authors = article.authors.value().into_iter().flatten();
    let mut names: Vec<TextSpan> = authors.filter_map(shown).collect();
    names.extend(article.contributors.iter().filter_map(shown));
    let credits = article
        .images
        .iter()
        .filter_map(|image| image.credit.as_ref());
    names.extend(credits.filter_map(shown).map(|span| {
        // The agency stands behind a mark.
        let words = scene.blocks.text.get(span);
        let end = words.find(['/', '|', ',', '(', '©']).unwrap_or(words.len());
        TextSpan::new(
            span.start as usize,
            span.start as usize + words[..end].trim_end().len(),
        )
    }));
    names.retain(|name| !name.is_empty());
    names.sort_unstable();
    names.dedup();
    names
}

/// A name with a word that no list has as a name, and that becomes a common
/// name. Words of the language count for nothing here: a torn page is no
/// reason for somebody to be called Torn.
fn in_name(
    scene: &Scene<'_>,
    name: TextSpan,
    judge: &Judge<'_>,
    list: &Vocabulary,
    found: &mut Vec<Suspect>,
) {
    /// A longer one is a line of text.
    const LONGEST: usize = 60;
    let text = scene.blocks.text.get(name);
    let parts: Vec<Word<'_>> = words(text, name.start as usize).collect();
    if text.len() > LONGEST || parts.len() < 2 {
        return;
    }
    for part in parts {
        let repeated = judge.counts.get(part.text).is_some_and(|count| *count > 1);
        if part.text.len() < 4 || repeated || !is_word(part.text) || list.has(part.text) {
            continue;
        }
        let other = readings(part.text)
            .into_iter()
            .find(|reading| !reading.page_only && list.is_common(&reading.word));
        if let Some(reading) = other {
            let at = (part.span.start - name.start) as usize;
            let whole = [&text[..at], &reading.word, &text[at + part.text.len()..]].concat();
            let why = format!("{}; the other is a common name", reading.why);
            found.push(suspect(name, whole, &why));
            return;
        }
    }
}

/// Whether a word is part of an address or a handle and not of a sentence.
fn addressed(scene: &Scene<'_>, word: TextSpan) -> bool {
    let text = &scene.blocks.text.content;
    let before = text[..word.start as usize].chars().next_back();
    let mut behind = text[word.end as usize..].chars();
    let sign = |c: char| matches!(c, '@' | '#' | '/' | '_' | '.' | '=' | '&' | '-' | '\\');
    let inside = |c: char| matches!(c, '@' | '/' | '_' | '=' | '-' | '\\');
    before.is_some_and(sign)
        || match behind.next() {
            Some('.') => behind.next().is_some_and(char::is_alphanumeric),
            Some(c) => inside(c),
            None => false,
        }
}

/// Words that a line end broke in two, where the list knows the whole and not
/// the second half.
fn broken(scene: &Scene<'_>, list: &Vocabulary, found: &mut Vec<Suspect>) {
    for k in &scene.own {
        let span = scene.blocks.list[*k].span;
        let text = scene.blocks.text.get(span);
        for (at, _) in text.match_indices("- ") {
            let head_start = text[..at]
                .rfind(|c: char| !c.is_alphabetic())
                .map_or(0, |before| {
                    before + text[before..].chars().next().map_or(1, char::len_utf8)
                });
            let rest = &text[at + 2..];
            let length = rest
                .find(|c: char| !c.is_alphabetic())
                .unwrap_or(rest.len());
            let (head, tail) = (&text[head_start..at], &rest[..length]);
            if head.len() < 2 || tail.len() < 2 || !tail.starts_with(char::is_lowercase) {
                continue;
            }
            let whole = [head, tail].concat();
            if list.knows(&whole) && !(list.knows(tail) && list.knows(head)) {
                let base = span.start as usize;
                found.push(Suspect {
                    kind: DoubtKind::OcrSuspect,
                    span: TextSpan::new(base + head_start, base + at + 2 + length),
                    note: "a word broken over two lines; its hyphen is kept".to_owned(),
                    reading: Some(whole),
                });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_a_confusion() {
        for (read, rest) in rows(include_str!("../../words/ocr-confusions.tsv")) {
            let (meant, place) = rest.split_once('\t').expect("three columns");
            assert!(read != meant && !meant.is_empty(), "{read}");
            assert!(matches!(place, "any" | "word" | "page"), "{place}");
        }
    }

    fn reading(word: &str, page: &[&str]) -> Option<String> {
        let mut counts = Counts::new();
        for word in page.iter().chain([&word]) {
            *counts.entry(word).or_default() += 1;
        }
        let judge = Judge {
            list: Some(Vocabulary::shipped()),
            counts: &counts,
        };
        let span = TextSpan::new(0, word.len());
        judge
            .other_reading(Word { text: word, span })
            .map(|found| found.0)
    }

    #[test]
    fn slips_are_read_as_known_words() {
        assert_eq!(reading("rnayor", &[]).as_deref(), Some("mayor"));
        assert_eq!(reading("g0vernment", &[]).as_deref(), Some("government"));
        assert_eq!(reading("wilI", &[]).as_deref(), Some("will"));
        assert_eq!(
            reading("Tiernau", &["Tiemau", "Tiemau"]).as_deref(),
            Some("Tiemau")
        );
    }

    #[test]
    fn words_stay() {
        for word in [
            "modem", "modern", "Turner", "corner", "iPhone", "B2B", "Valdria",
        ] {
            assert_eq!(reading(word, &[]), None, "{word}");
        }
    }
}
