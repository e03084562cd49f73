//! How titles, names, days and captions are made comparable.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;
use unicode_normalization::UnicodeNormalization as _;

use super::tokens::{is_single, is_space, is_word, pattern};

/// Folds width, quotes, dashes, case and white space, and takes punctuation off
/// the ends.
pub(super) fn norm(text: &str) -> String {
    let unified: String = text.nfkc().flat_map(unify).collect();
    let folded = caseless::default_case_fold_str(&unified);
    let joined = collapse(&folded);
    joined
        .trim_matches([' ', '.', ',', ';', ':', '!', '?', '-', '|', '"', '\''])
        .to_owned()
}

fn unify(c: char) -> impl Iterator<Item = char> {
    let text = match c {
        '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{2bc}' | '`' | '\u{b4}' => "'",
        '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{ab}' | '\u{bb}' => "\"",
        '\u{2010}'..='\u{2015}' | '\u{2212}' => "-",
        '\u{2026}' => "...",
        '\u{200b}' | '\u{feff}' | '\u{ad}' => "",
        _ => return text_of("").chain(Some(c)),
    };
    text_of(text).chain(None)
}

fn text_of(text: &'static str) -> std::str::Chars<'static> {
    text.chars()
}

/// Turns every run of white space into one space.
fn collapse(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut space = false;
    for c in text.chars() {
        if is_space(c) {
            if !space {
                out.push(' ');
            }
            space = true;
        } else {
            out.push(c);
            space = false;
        }
    }
    out
}

/// White space made single and taken off the ends.
pub(super) fn squeezed(text: &str) -> String {
    collapse(text).trim_matches(' ').to_owned()
}

/// White space taken off the ends.
pub(super) fn stripped(text: &str) -> &str {
    text.trim_matches(is_space)
}

static NOISE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?i:by|von|par|por|di|written by|text by|story by|words by|the|av|af|door)[\s\x1c-\x1f]+",
    )
});
static TITLE_CASE: LazyLock<Regex> = LazyLock::new(|| pattern(r"\p{Lt}"));

/// The names in a byline or a list of them, each made comparable. Degrees and
/// initials of agencies count only where nothing else is named.
pub(super) fn names(values: &[String]) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    let mut initials = BTreeSet::new();
    for part in values.iter().flat_map(|value| parts(value)) {
        let part = stripped(part);
        if part.is_empty() {
            continue;
        }
        if is_initials(part) {
            initials.insert(norm(part));
            continue;
        }
        let named = NOISE.replace(part, "");
        let kept: String = norm(&named)
            .chars()
            .filter(|&c| is_word(c) || is_space(c) || c == '-')
            .collect();
        let name = stripped(&kept);
        if !name.is_empty() {
            out.insert(name.to_owned());
        }
    }
    if out.is_empty() { initials } else { out }
}

fn is_initials(part: &str) -> bool {
    part.chars().count() <= 5
        && part.chars().any(char::is_uppercase)
        && !part
            .chars()
            .any(|c| c.is_lowercase() || c == ' ' || is_single(c))
        && !TITLE_CASE.is_match(part)
}

/// Cuts a list of names at `;`, `,`, `|`, `/`, `&`, `、` and at the words "and",
/// "und", "et" and "y".
fn parts(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut at = 0;
    let mut before = None;
    while let Some(c) = text[at..].chars().next() {
        let length = match c {
            ';' | ',' | '|' | '/' | '&' | '\u{3001}' => c.len_utf8(),
            _ if !before.is_some_and(is_word) => joiner(&text[at..]),
            _ => 0,
        };
        if length > 0 {
            out.push(&text[start..at]);
            at += length;
            start = at;
            before = text[..at].chars().next_back();
        } else {
            at += c.len_utf8();
            before = Some(c);
        }
    }
    out.push(&text[start..]);
    out
}

/// The length of the joining word that the text begins with, or 0.
fn joiner(text: &str) -> usize {
    ["and", "und", "et", "y"]
        .iter()
        .find(|word| {
            text.get(..word.len())
                .is_some_and(|head| head.eq_ignore_ascii_case(word))
                && !text[word.len()..].chars().next().is_some_and(is_word)
        })
        .map_or(0, |word| word.len())
}

static DAY: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^[\s\x1c-\x1f]*([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})"));

/// The calendar day a date begins with, as `YYYY-MM-DD`; what has none stays as
/// it is, such as a year.
pub(super) fn day(text: &str) -> Option<String> {
    if let Some(found) = DAY.captures(text) {
        return Some(format!("{}-{:0>2}-{:0>2}", &found[1], &found[2], &found[3]));
    }
    let text = stripped(text);
    (!text.is_empty()).then(|| text.to_owned())
}

/// Whether two days are the same or neighbours; none if one is no day.
pub(super) fn within_a_day(a: &str, b: &str) -> Option<bool> {
    let minutes = |day: &str| -> Option<i64> {
        let moment: onrecord_record::Moment = day.parse().ok()?;
        moment.calendar_day()?;
        Some(moment.minutes())
    };
    Some((minutes(a)? - minutes(b)?).abs() <= 24 * 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[&str]) -> Vec<String> {
        let values: Vec<String> = values.iter().map(|v| (*v).to_owned()).collect();
        names(&values).into_iter().collect()
    }

    #[test]
    fn names_are_split_and_cleaned() {
        assert_eq!(
            of(&["By Ada Vane and Bo Lund, MD"]),
            ["ada vane", "bo lund"]
        );
        assert_eq!(of(&["Sandy Etan Yndur"]), ["sandy etan yndur"]);
        assert_eq!(
            of(&["Von Uta Maar UND Ole Y Kim"]),
            ["kim", "ole", "uta maar"]
        );
        assert_eq!(of(&["NPA"]), ["npa"]);
        assert_eq!(of(&["O’Dell", "ANN MAR"]), ["ann mar", "odell"]);
    }

    #[test]
    fn titles_are_folded() {
        assert_eq!(
            norm(" “Straße”\u{a0}— Now… "),
            "straße\" - now".replace('ß', "ss")
        );
    }

    #[test]
    fn days_are_read_from_the_front() {
        assert_eq!(day("2025-2-3T10:00").as_deref(), Some("2025-02-03"));
        assert_eq!(day(" 2025 ").as_deref(), Some("2025"));
        assert_eq!(within_a_day("2024-03-01", "2024-02-29"), Some(true));
        assert_eq!(within_a_day("2024-03-02", "2024-02-29"), Some(false));
        assert_eq!(within_a_day("2024", "2024-02-29"), None);
    }
}
