//! Scores statements as the bench's score_statements.py does: spans as sets of
//! words, matched one to one, best overlap first.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::LazyLock;

use onrecord_record::TextSpan;
use regex::Regex;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// An annotated or found statement.
#[derive(Clone, Debug, Default)]
pub(crate) struct Quotation {
    pub(crate) content: Vec<TextSpan>,
    pub(crate) cue: Vec<TextSpan>,
    pub(crate) source: Vec<TextSpan>,
    pub(crate) speaker: Option<String>,
    pub(crate) role: Option<String>,
    /// Neither required nor wrong.
    pub(crate) optional: bool,
}

/// What was right, of how many found, of how many in the gold.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Count {
    pub(crate) right: u32,
    pub(crate) found: u32,
    pub(crate) gold: u32,
}

impl Count {
    fn add(&mut self, right: usize, found: usize, gold: usize) {
        self.right += right as u32;
        self.found += found as u32;
        self.gold += gold as u32;
    }

    /// Harmonic mean of precision and recall; of a count that has only a
    /// denominator, the share.
    pub(crate) fn f1(&self) -> f64 {
        match self.found + self.gold {
            0 => 0.0,
            _ if self.found == 0 => f64::from(self.right) / f64::from(self.gold),
            all => 2.0 * f64::from(self.right) / f64::from(all),
        }
    }
}

/// The measures by name, in the order of the table.
pub(crate) const MEASURES: [&str; 11] = [
    "direct.half",
    "content.exact",
    "content.half",
    "content.token",
    "cue.half",
    "source.half",
    "given.source",
    "given.speaker",
    "given.role",
    "e2e",
    "e2e.speaker",
];

/// An article's counts, by [`MEASURES`].
pub(crate) type Counts = [Count; MEASURES.len()];

type Words = BTreeSet<u32>;

struct Text<'t> {
    text: &'t str,
    /// Where each word begins and ends.
    words: Vec<(usize, usize)>,
    /// Whether each byte lies between quotation marks.
    quoted: Vec<bool>,
}

static WORD: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"[^\W_]+(?:['’\-][^\W_]+)*").expect("the pattern is fixed"));

fn quoted(text: &str) -> Vec<bool> {
    let mut out = vec![false; text.len()];
    let mut inside = false;
    for (at, c) in text.char_indices() {
        match c {
            '\n' => inside = false,
            '“' | '„' | '«' => inside = true,
            '”' | '»' => inside = false,
            '"' => inside = !inside,
            _ => out[at] = inside,
        }
    }
    out
}

impl<'t> Text<'t> {
    fn of(text: &'t str) -> Self {
        Text {
            text,
            words: WORD
                .find_iter(text)
                .map(|word| (word.start(), word.end()))
                .collect(),
            quoted: quoted(text),
        }
    }

    fn touched(&self, spans: &[TextSpan]) -> Words {
        let mut out = Words::new();
        for span in spans.iter().filter(|span| !span.is_empty()) {
            let first = self.words.partition_point(|w| w.1 <= span.start as usize);
            let end = self.words.partition_point(|w| w.0 < span.end as usize);
            out.extend(first as u32..end as u32);
        }
        out
    }

    /// Direct (2), indirect (0) or mixed (1).
    fn form(&self, words: &Words) -> Option<u8> {
        if words.is_empty() {
            return None;
        }
        let inside = words
            .iter()
            .filter(|word| self.quoted[self.words[**word as usize].0])
            .count();
        let share = inside as f64 / words.len() as f64;
        Some(if share >= 0.9 {
            2
        } else if share <= 0.02 {
            0
        } else {
            1
        })
    }

    /// The pieces of a content, cut at line breaks.
    fn pieces(&self, spans: &[TextSpan]) -> Vec<Words> {
        let mut out = Vec::new();
        for span in spans {
            let mut start = span.start as usize;
            for line in self.text[span.range()].split('\n') {
                let words = self.touched(&[TextSpan::new(start, start + line.len())]);
                if !words.is_empty() {
                    out.push(words);
                }
                start += line.len() + 1;
            }
        }
        out
    }

    fn lower(&self, word: u32) -> String {
        let (start, end) = self.words[word as usize];
        self.text[start..end].to_lowercase()
    }

    fn same_source(&self, gold: &Words, found: &Words) -> bool {
        if gold.is_empty() || found.is_empty() {
            return gold.is_empty() && found.is_empty();
        }
        if overlap(gold, found) >= 0.5 {
            return true;
        }
        let shared: Vec<u32> = gold.intersection(found).copied().collect();
        let pronoun = |words: &Words| {
            let lower: BTreeSet<String> = words.iter().map(|w| self.lower(*w)).collect();
            lower.len() == 1 && lower.iter().all(|w| PRONOUNS.contains(&w.as_str()))
        };
        if pronoun(gold) || pronoun(found) {
            return !shared.is_empty();
        }
        shared
            .iter()
            .any(|word| !FUNCTION.contains(&self.lower(*word).as_str()))
    }
}

fn overlap(a: &Words, b: &Words) -> f64 {
    let shared = a.intersection(b).count();
    match shared {
        0 => 0.0,
        _ => shared as f64 / (a.len() + b.len() - shared) as f64,
    }
}

/// Pairs of gold and found, one to one, best overlap first.
fn matched(gold: &[&Words], found: &[&Words], least: f64) -> Vec<(usize, usize)> {
    let mut by_word: HashMap<u32, Vec<usize>> = HashMap::new();
    for (at, words) in found.iter().enumerate() {
        for word in *words {
            by_word.entry(*word).or_default().push(at);
        }
    }
    let mut pairs = Vec::new();
    for (at, words) in gold.iter().enumerate() {
        let near: BTreeSet<usize> = words
            .iter()
            .filter_map(|word| by_word.get(word))
            .flatten()
            .copied()
            .collect();
        for other in near {
            let share = overlap(words, found[other]);
            if share >= least {
                pairs.push((share, at, other));
            }
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let (mut used, mut taken) = (BTreeSet::new(), BTreeSet::new());
    let mut out = Vec::new();
    for (_, at, other) in pairs {
        if !used.contains(&at) && !taken.contains(&other) {
            used.insert(at);
            taken.insert(other);
            out.push((at, other));
        }
    }
    out
}

struct Seen<'q> {
    words: Words,
    source: Words,
    cue: Words,
    form: Option<u8>,
    quotation: &'q Quotation,
}

/// Whether each content has half of its words or more in common with one of the gold's,
/// one to one.
pub(crate) fn halves(
    text: &str,
    gold: &[Quotation],
    found: &[impl AsRef<[TextSpan]>],
) -> Vec<bool> {
    let text = Text::of(text);
    let gold: Vec<Words> = gold.iter().map(|one| text.touched(&one.content)).collect();
    let found: Vec<Words> = (found.iter())
        .map(|content| text.touched(content.as_ref()))
        .collect();
    let (gold, found): (Vec<&Words>, Vec<&Words>) = (gold.iter().collect(), found.iter().collect());
    let mut right = vec![false; found.len()];
    for (_, at) in matched(&gold, &found, 0.5) {
        right[at] = true;
    }
    right
}

/// Scores what was found in a text against its gold. What was found mostly in
/// `discard` is left out.
pub(crate) fn score(
    text: &str,
    gold: &[Quotation],
    discard: &[TextSpan],
    found: &[Quotation],
) -> Counts {
    let text = Text::of(text);
    let see = |quotation| -> Seen<'_> {
        let quotation: &Quotation = quotation;
        let words = text.touched(&quotation.content);
        Seen {
            source: text.touched(&quotation.source),
            cue: text.touched(&quotation.cue),
            form: text.form(&words),
            words,
            quotation,
        }
    };
    let all: Vec<Seen<'_>> = gold
        .iter()
        .map(see)
        .filter(|seen| !seen.words.is_empty())
        .collect();
    let (optional, gold): (Vec<Seen<'_>>, Vec<Seen<'_>>) =
        all.into_iter().partition(|seen| seen.quotation.optional);
    let discard = text.touched(discard);
    let mut said = BTreeSet::new();
    let found: Vec<Seen<'_>> = found
        .iter()
        .map(see)
        .filter(|seen| {
            let spared = optional.iter().any(|one| {
                overlap(&seen.words, &one.words) >= 0.5
                    || seen.words.intersection(&one.words).count() * 2 >= seen.words.len()
            }) && !gold
                .iter()
                .any(|one| overlap(&seen.words, &one.words) >= 0.5);
            let key = (
                seen.words.clone(),
                seen.source.clone(),
                seen.quotation.speaker.clone(),
            );
            let left_out = seen.words.intersection(&discard).count() * 2 >= seen.words.len();
            !seen.words.is_empty() && !left_out && said.insert(key) && !spared
        })
        .collect();
    let mut counts = Counts::default();
    let mut add = |name: &str, right: usize, found: usize, gold: usize| {
        let at = MEASURES.iter().position(|measure| *measure == name);
        counts[at.expect("the measure is listed")].add(right, found, gold);
    };
    let words =
        |seen: &'_ [Seen<'_>]| -> Vec<Words> { seen.iter().map(|one| one.words.clone()).collect() };
    let (gold_words, found_words) = (words(&gold), words(&found));
    let gold_refs: Vec<&Words> = gold_words.iter().collect();
    let found_refs: Vec<&Words> = found_words.iter().collect();
    let exact = matched(&gold_refs, &found_refs, 1.0);
    let half = matched(&gold_refs, &found_refs, 0.5);
    add("content.exact", exact.len(), found.len(), gold.len());
    add("content.half", half.len(), found.len(), gold.len());

    let union = |seen: &[Seen<'_>]| -> Words {
        seen.iter()
            .flat_map(|one| one.words.iter().copied())
            .collect()
    };
    let (spared, wanted) = (union(&optional), union(&gold));
    let given: Words = union(&found)
        .into_iter()
        .filter(|word| wanted.contains(word) || !spared.contains(word))
        .collect();
    add(
        "content.token",
        wanted.intersection(&given).count(),
        given.len(),
        wanted.len(),
    );

    // Direct speech only, piece by piece.
    let direct = |seen: &[Seen<'_>], only: bool| -> Vec<Words> {
        let mut out: Vec<Words> = Vec::new();
        for one in seen.iter().filter(|one| !only || one.form == Some(2)) {
            for piece in text.pieces(&one.quotation.content) {
                if text.form(&piece) == Some(2) && !out.contains(&piece) {
                    out.push(piece);
                }
            }
        }
        out
    };
    let wanted = direct(&gold, true);
    let mut pieces = direct(&found, false);
    let others: Vec<&Words> = gold
        .iter()
        .filter(|one| one.form != Some(2))
        .chain(&optional)
        .map(|one| &one.words)
        .collect();
    pieces.retain(|piece| {
        !others
            .iter()
            .any(|other| piece.intersection(other).count() * 2 >= piece.len())
    });
    let right = matched(
        &wanted.iter().collect::<Vec<_>>(),
        &pieces.iter().collect::<Vec<_>>(),
        0.5,
    );
    add("direct.half", right.len(), pieces.len(), wanted.len());

    let distinct = |spans: Vec<&Words>| -> Vec<Words> {
        let set: BTreeMap<u32, BTreeSet<Words>> =
            spans.into_iter().fold(BTreeMap::new(), |mut set, words| {
                if let Some(first) = words.first() {
                    set.entry(*first).or_default().insert(words.clone());
                }
                set
            });
        set.into_values().flatten().collect()
    };
    for (name, of) in [
        (
            "cue.half",
            (|one: &Seen<'_>| one.cue.clone()) as fn(&Seen<'_>) -> Words,
        ),
        ("source.half", |one: &Seen<'_>| one.source.clone()),
    ] {
        let (gold, found): (Vec<Words>, Vec<Words>) = (
            gold.iter().map(of).collect(),
            found.iter().map(of).collect(),
        );
        let (gold, found) = (
            distinct(gold.iter().collect()),
            distinct(found.iter().collect()),
        );
        let right = matched(
            &gold.iter().collect::<Vec<_>>(),
            &found.iter().collect::<Vec<_>>(),
            0.5,
        );
        add(name, right.len(), found.len(), gold.len());
    }

    let (mut whole, mut named) = (0, 0);
    for &(at, other) in &half {
        let (gold, found) = (&gold[at], &found[other]);
        let same = text.same_source(&gold.source, &found.source);
        if !gold.source.is_empty() {
            add("given.source", usize::from(same), 0, 1);
        }
        whole += usize::from(same);
        if let Some(name) = &gold.quotation.speaker {
            let same = same_name(name, found.quotation.speaker.as_deref().unwrap_or(""));
            add("given.speaker", usize::from(same), 0, 1);
            named += usize::from(same);
        }
        if let Some(role) = &gold.quotation.role {
            let same = same_role(role, found.quotation.role.as_deref().unwrap_or(""));
            add("given.role", usize::from(same), 0, 1);
        }
    }
    add("e2e", whole, found.len(), gold.len());
    let has_name = |seen: &&Seen<'_>| {
        seen.quotation
            .speaker
            .as_deref()
            .is_some_and(|n| !n.is_empty())
    };
    let with_names = gold.iter().filter(has_name).count();
    if with_names > 0 {
        let named_found = found.iter().filter(has_name).count();
        add("e2e.speaker", named, named_found, with_names);
    }
    counts
}

/// The words of a name without accents, titles and initials.
fn name_words(name: &str) -> Vec<String> {
    let plain: String = name
        .nfkd()
        .filter(|c| !is_combining_mark(*c))
        .collect::<String>()
        .to_lowercase();
    WORD.find_iter(&plain)
        .map(|word| word.as_str())
        .filter(|word| !FUNCTION.contains(word) && word.chars().count() != 1)
        .map(str::to_owned)
        .collect()
}

fn same_name(a: &str, b: &str) -> bool {
    let (a, b) = (name_words(a), name_words(b));
    let within = |a: &[String], b: &[String]| a.iter().all(|word| b.contains(word));
    match (a.last(), b.last()) {
        (Some(x), Some(y)) => a == b || (x == y && (within(&a, &b) || within(&b, &a))),
        _ => false,
    }
}

fn same_role(a: &str, b: &str) -> bool {
    let words = |role: &str| -> BTreeSet<String> {
        let role = role.to_lowercase().replace('’', "'");
        WORD.find_iter(&role)
            .map(|word| word.as_str().to_owned())
            .filter(|word| !FUNCTION.contains(&word.as_str()))
            .collect()
    };
    let (a, b) = (words(a), words(b));
    let shared = a.intersection(&b).count();
    shared > 0 && (4 * shared >= a.len() + b.len() || shared == a.len().min(b.len()))
}

const FUNCTION: &[&str] = &[
    "a",
    "an",
    "the",
    "of",
    "for",
    "in",
    "on",
    "at",
    "to",
    "by",
    "with",
    "and",
    "or",
    "his",
    "her",
    "their",
    "its",
    "our",
    "my",
    "your",
    "this",
    "that",
    "these",
    "those",
    "'s",
    "from",
    "as",
    "who",
    "whom",
    "which",
    "mr",
    "mrs",
    "ms",
    "dr",
    "sen",
    "rep",
    "gov",
    "president",
    "said",
    "told",
];
const PRONOUNS: &[&str] = &[
    "i", "me", "we", "us", "you", "he", "him", "she", "her", "they", "them", "it", "who", "whom",
    "one", "that", "this", "these", "those",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn spans(text: &str, words: &[&str]) -> Vec<TextSpan> {
        words
            .iter()
            .map(|words| {
                let at = text.find(words).unwrap();
                TextSpan::new(at, at + words.len())
            })
            .collect()
    }

    #[test]
    fn half_of_the_content_and_the_head_of_the_source_are_right() {
        let text = "“The port is shut today,” said Anna Lind, the mayor. Nobody came.";
        let gold = Quotation {
            content: spans(text, &["“The port is shut today,”"]),
            cue: spans(text, &["said"]),
            source: spans(text, &["Anna Lind, the mayor"]),
            speaker: Some("Anna Lind".to_owned()),
            ..Quotation::default()
        };
        let near = Quotation {
            content: spans(text, &["port is shut"]),
            source: spans(text, &["Lind"]),
            speaker: Some("Lind".to_owned()),
            ..Quotation::default()
        };
        let far = Quotation {
            content: spans(text, &["today"]),
            ..near.clone()
        };
        let of =
            |counts: &Counts, name: &str| counts[MEASURES.iter().position(|m| *m == name).unwrap()];
        let counts = score(text, std::slice::from_ref(&gold), &[], &[near]);
        assert_eq!(of(&counts, "e2e").right, 1);
        assert_eq!(of(&counts, "e2e.speaker").right, 1);
        assert_eq!(of(&counts, "content.exact").right, 0);
        assert_eq!(of(&counts, "direct.half").right, 1);
        let counts = score(text, &[gold], &[], &[far]);
        assert_eq!(
            of(&counts, "e2e"),
            Count {
                right: 0,
                found: 1,
                gold: 1
            }
        );
    }

    #[test]
    fn names_are_the_same_by_surname() {
        assert!(same_name("Mr. José Lind", "Jose Lind"));
        assert!(same_name("Anna K. Lind", "Lind"));
        assert!(!same_name("Anna Lind", "Karl Lind"));
        assert!(!same_name("Anna Lind", ""));
        assert!(same_role("deputy mayor of the port", "deputy mayor"));
        assert!(!same_role("mayor", "governor"));
    }
}
