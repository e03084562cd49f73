//! Slips of character recognition: a word that no list knows, and that
//! becomes a known one, or another word of the article, when one confusion of
//! a scanner is taken back.

use std::sync::OnceLock;

use onrecord_record::{DoubtKind, Evidence, Place, TextSpan};

use super::vocabulary::{Vocabulary, hash};
use super::{Scene, Suspect, Word, words};
use crate::words::rows;

pub(super) fn find(scene: &Scene<'_>, found: &mut Vec<Suspect>) {
    let list = Vocabulary::shipped();
    let words: Vec<(u64, Word<'_>)> = scene.words().map(|word| (hash(word.text), word)).collect();
    let counts = Counts::of(&words);
    let english = is_english(&counts, list);
    let judge = Judge {
        list: english.then_some(list),
        counts: &counts,
    };
    let names = names(scene);
    for name in &names {
        in_name(scene, *name, &judge, list, found);
    }
    // Each different word is judged once; most pages have no suspect.
    let suspects: Vec<(u64, String, String)> = counts
        .list
        .iter()
        .filter_map(|counted| {
            let (reading, why) = judge.other_reading(counted)?;
            Some((counted.hash, reading, why))
        })
        .collect();
    if !suspects.is_empty() {
        for (hash, word) in &words {
            let Ok(at) = suspects.binary_search_by_key(hash, |suspect| suspect.0) else {
                continue;
            };
            // Names are sorted by their start and hardly overlap, so the last
            // one that starts before a word is the one it may be in.
            let before = names.partition_point(|name| name.start <= word.span.start);
            let named = before > 0 && names[before - 1].contains(word.span);
            if !named && !addressed(scene, word.span) {
                let (_, reading, why) = &suspects[at];
                found.push(suspect(word.span, reading.clone(), why));
            }
        }
    }
    if english {
        broken(scene, list, found);
    }
}

/// A word of the article and how often it stands there.
struct Counted<'t> {
    hash: u64,
    text: &'t str,
    count: u32,
}

/// The article's different words, sorted by their hashes.
struct Counts<'t> {
    list: Vec<Counted<'t>>,
}

impl<'t> Counts<'t> {
    fn of(words: &[(u64, Word<'t>)]) -> Self {
        let mut sorted: Vec<(u64, &'t str)> = words
            .iter()
            .map(|(hash, word)| (*hash, word.text))
            .collect();
        sorted.sort_unstable_by_key(|entry| entry.0);
        let mut list: Vec<Counted<'t>> = Vec::new();
        for (hash, text) in sorted {
            match list.last_mut() {
                Some(last) if last.hash == hash => last.count += 1,
                _ => list.push(Counted {
                    hash,
                    text,
                    count: 1,
                }),
            }
        }
        Self { list }
    }

    /// How often a word stands in the article.
    fn get(&self, word: &str) -> u32 {
        self.list
            .binary_search_by_key(&hash(word), |counted| counted.hash)
            .map_or(0, |at| self.list[at].count)
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
    let lower = |text: &str| text.len() > 2 && text.bytes().all(|b| b.is_ascii_lowercase());
    let (mut plain, mut known) = (0, 0);
    for counted in counts.list.iter().filter(|counted| lower(counted.text)) {
        plain += 1;
        known += usize::from(list.has_hash(counted.hash));
    }
    plain >= ENOUGH && known * 10 >= plain * 9
}

/// What a suspect reading is judged by.
struct Judge<'a> {
    /// The word list, where it speaks for the article's language.
    list: Option<&'a Vocabulary>,
    counts: &'a Counts<'a>,
}

impl Judge<'_> {
    /// Another reading of a word, and what supports it.
    fn other_reading(&self, word: &Counted<'_>) -> Option<(String, String)> {
        /// The lengths of words that are judged, in bytes.
        const LENGTHS: std::ops::RangeInclusive<usize> = 4..=40;
        /// Without a list two words of a language may differ by a confusion;
        /// words of this length hardly do.
        const LONG: usize = 7;
        /// A word that stands more often is meant.
        const MOST: u32 = 2;
        let (text, count) = (word.text, word.count);
        let judged = count <= MOST
            && LENGTHS.contains(&text.len())
            && match self.list {
                Some(list) => !list.has_hash(word.hash) && !list.knows(text),
                None => text.len() >= LONG,
            };
        if !judged || !is_word(text) {
            return None;
        }
        readings(text).find_map(|reading| {
            let here = || self.counts.get(&reading.word);
            let support = match self.list {
                // A name is often new to every list, so that only the common
                // form of a word speaks against it.
                Some(list) if !reading.confusion.page_only && list.is_common(&reading.word) => {
                    "the word list has it"
                }
                Some(_) if here() > count => "the page has it too",
                None if here() > 2 * count => "the page has it too",
                _ => return None,
            };
            let why = format!("{}; {support}", reading.why());
            Some((reading.word, why))
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

/// What a scanner confuses.
struct Confusion {
    /// What it reads.
    read: &'static str,
    /// What stands on the paper.
    meant: &'static str,
    /// Whether words with a capital are left out.
    lower_only: bool,
    /// Whether only the page's own words may support the reading.
    page_only: bool,
}

fn confusions() -> &'static [Confusion] {
    static LIST: OnceLock<Vec<Confusion>> = OnceLock::new();
    LIST.get_or_init(|| {
        rows(include_str!("../../words/ocr-confusions.tsv"))
            .map(|(read, rest)| {
                let (meant, place) = rest.split_once('\t').unwrap_or((rest, "any"));
                Confusion {
                    read,
                    meant,
                    lower_only: place == "word",
                    page_only: place == "page",
                }
            })
            .collect()
    })
}

/// A word with one confusion taken back.
struct Reading {
    word: String,
    confusion: &'static Confusion,
}

impl Reading {
    fn why(&self) -> String {
        let Confusion { read, meant, .. } = self.confusion;
        format!("'{read}' read for '{meant}'")
    }
}

/// The readings of a word with one confusion taken back.
fn readings(word: &str) -> impl Iterator<Item = Reading> {
    let capital = word.starts_with(char::is_uppercase);
    confusions()
        .iter()
        .filter(move |confusion| !(confusion.lower_only && capital))
        .flat_map(move |confusion| {
            word.match_indices(confusion.read)
                .filter_map(move |(at, read)| {
                    let reading = [&word[..at], confusion.meant, &word[at + read.len()..]].concat();
                    // Taking back a digit may leave a capital inside.
                    let word_like = reading.chars().skip(1).all(char::is_lowercase);
                    word_like.then_some(Reading {
                        word: reading,
                        confusion,
                    })
                })
        })
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
        let repeated = judge.counts.get(part.text) > 1;
        if part.text.len() < 4 || repeated || !is_word(part.text) || list.has(part.text) {
            continue;
        }
        let other = readings(part.text)
            .find(|reading| !reading.confusion.page_only && list.is_common(&reading.word));
        if let Some(reading) = other {
            let at = (part.span.start - name.start) as usize;
            let whole = [&text[..at], &reading.word, &text[at + part.text.len()..]].concat();
            let why = format!("{}; the other is a common name", reading.why());
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
        let text = [page, &[word]].concat().join(" ");
        let words: Vec<_> = words(&text, 0)
            .map(|word| (hash(word.text), word))
            .collect();
        let counts = Counts::of(&words);
        let judge = Judge {
            list: Some(Vocabulary::shipped()),
            counts: &counts,
        };
        let counted = counts.list.iter().find(|counted| counted.text == word)?;
        judge.other_reading(counted).map(|found| found.0)
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
