//! Which language an article is in, and the words by which it reports.
//!
//! The models of this room know English. An article in another language is
//! told by its small words, and read by structure ([`super::marked`]) with the
//! words of `words/report-words.tsv`.

use std::ops::Range;
use std::sync::OnceLock;

use super::tokens::{TokenKind, Tokens};
use crate::words::{self, Table};

/// What a word does in a report, as bits.
pub(crate) type Bits = u16;

/// The kinds of words.
pub(crate) mod is {
    use super::Bits;

    pub(crate) const SAY: Bits = 1;
    pub(crate) const SPLIT: Bits = 1 << 1;
    pub(crate) const THAT: Bits = 1 << 2;
    pub(crate) const PER: Bits = 1 << 3;
    pub(crate) const PER_END: Bits = 1 << 4;
    pub(crate) const AS: Bits = 1 << 5;
    pub(crate) const SO: Bits = 1 << 6;
    pub(crate) const HELPING: Bits = 1 << 7;
    pub(crate) const STOP: Bits = 1 << 8;
    pub(crate) const LEAD: Bits = 1 << 9;
    pub(crate) const MOOD: Bits = 1 << 10;
    pub(crate) const MEASURE: Bits = 1 << 11;
    pub(crate) const SELF: Bits = 1 << 12;
    pub(crate) const NOBODY: Bits = 1 << 13;
}

/// The language of an article.
#[derive(Clone, Copy)]
pub(crate) enum Language {
    /// English, or too little text to tell another.
    English,
    /// One that the list of reporting words has.
    Known(&'static Words),
    /// Another one.
    Other,
}

/// Words that stand in a row, with what each row stands for.
pub(crate) struct Phrases<T> {
    /// By first word: which entries begin with it.
    starts: Table<(u32, u32)>,
    /// Sorted by first word, longer ones first.
    entries: Vec<(Vec<&'static str>, T)>,
}

impl<T> Phrases<T> {
    /// A "+" joins the words of an entry.
    pub(crate) fn new(entries: impl IntoIterator<Item = (&'static str, T)>) -> Phrases<T> {
        let mut entries: Vec<(Vec<&'static str>, T)> = entries
            .into_iter()
            .map(|(entry, value)| (pieces(entry), value))
            .filter(|(words, _)| !words.is_empty())
            .collect();
        entries.sort_by(|(a, _), (b, _)| (a[0], b.len(), a).cmp(&(b[0], a.len(), b)));
        let mut starts: Vec<(&'static str, (u32, u32))> = Vec::new();
        for (at, (words, _)) in entries.iter().enumerate() {
            let at = at as u32;
            match starts.last_mut() {
                Some(last) if last.0 == words[0] => last.1.1 = at + 1,
                _ => starts.push((words[0], (at, at + 1))),
            }
        }
        Phrases {
            starts: Table::new(starts),
            entries,
        }
    }

    /// The entries that begin with a word.
    fn begin(&self, word: &str) -> &[(Vec<&'static str>, T)] {
        match self.starts.get(word) {
            Some((start, end)) => &self.entries[start as usize..end as usize],
            None => &[],
        }
    }

    /// What stands at a word, and in how many words, longer ones first.
    pub(crate) fn at<'p>(
        &'p self,
        words: &'p [String],
        at: usize,
    ) -> impl Iterator<Item = (&'p T, usize)> + 'p {
        self.begin(&words[at])
            .iter()
            .filter(move |(entry, _)| {
                let here = words.get(at..at + entry.len());
                here.is_some_and(|here| here.iter().zip(entry).all(|(a, b)| a == b))
            })
            .map(|(entry, value)| (value, entry.len()))
    }
}

/// The reporting words of a language.
pub(crate) struct Words {
    /// Its two letters.
    pub(crate) name: &'static str,
    phrases: Phrases<Entry>,
    /// Ends of words for what somebody stated.
    measures: Vec<&'static str>,
}

struct Entry {
    bits: Bits,
    /// The part of a verb that stands apart from it.
    apart: &'static str,
}

/// What the list says of the words that begin at a token.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Hit {
    /// What they do together.
    pub(crate) bits: Bits,
    /// How many tokens they are; 0 if the list has none.
    pub(crate) len: u32,
}

struct Lists {
    /// Small words, with the languages that have them as bits.
    joints: Table<u32>,
    /// In the order of the list, English first.
    languages: Vec<Words>,
}

fn lists() -> &'static Lists {
    static LISTS: OnceLock<Lists> = OnceLock::new();
    LISTS.get_or_init(|| {
        let list = include_str!("../words/report-words.tsv");
        let mut languages: Vec<(&'static str, Vec<(&'static str, Entry)>)> = Vec::new();
        let mut joints: Vec<(&'static str, u32)> = Vec::new();
        for (key, row) in words::rows(list) {
            let (name, kind) = key.split_once(' ').unwrap_or((key, ""));
            let number = match languages.iter().position(|language| language.0 == name) {
                Some(number) => number,
                None => {
                    languages.push((name, Vec::new()));
                    languages.len() - 1
                }
            };
            let each = row.split(' ').filter(|entry| !entry.is_empty());
            if kind == "joint" {
                joints.extend(each.map(|word| (word, 1 << number)));
                continue;
            }
            for entry in each {
                let (entry, apart) = entry.split_once(':').unwrap_or((entry, ""));
                let bits = bits(kind);
                languages[number].1.push((entry, Entry { bits, apart }));
            }
        }
        joints.sort_by_key(|joint| joint.0);
        let mut merged: Vec<(&'static str, u32)> = Vec::new();
        for (word, bits) in joints {
            match merged.last_mut() {
                Some(last) if last.0 == word => last.1 |= bits,
                _ => merged.push((word, bits)),
            }
        }
        let languages = languages
            .into_iter()
            .map(|(name, entries)| Words::new(name, entries))
            .collect();
        Lists {
            joints: Table::new(merged),
            languages,
        }
    })
}

/// The tokens of an entry: words, and characters of scripts without spaces.
fn pieces(entry: &'static str) -> Vec<&'static str> {
    let tokens = Tokens::of(
        entry,
        &[super::Part {
            span: onrecord_record::TextSpan::new(0, entry.len()),
            label: onrecord_record::Label::Body,
        }],
    );
    tokens
        .list
        .iter()
        .map(|token| &entry[token.span.range()])
        .filter(|word| *word != "+")
        .collect()
}

fn bits(kind: &str) -> Bits {
    match kind {
        "say" => is::SAY,
        "split" => is::SPLIT,
        "that" => is::THAT,
        "per" => is::PER,
        "per-end" => is::PER_END,
        "as" => is::AS,
        "so" => is::SO,
        "helping" => is::HELPING,
        "stop" => is::STOP,
        "lead" => is::LEAD,
        "mood" => is::MOOD,
        "measure" => is::MEASURE,
        "self" => is::SELF,
        "nobody" => is::NOBODY,
        _ => 0,
    }
}

impl Words {
    fn new(name: &'static str, entries: Vec<(&'static str, Entry)>) -> Words {
        let measures = entries
            .iter()
            .filter(|(_, entry)| entry.bits & is::MEASURE != 0)
            .map(|(word, _)| *word)
            .collect();
        Words {
            name,
            phrases: Phrases::new(entries),
            measures,
        }
    }

    /// What the list says of the words at a token; `words` are small.
    pub(crate) fn hit(&self, words: &[String], at: usize) -> Hit {
        let mut hit = Hit::default();
        for (entry, len) in self.phrases.at(words, at) {
            if len < hit.len as usize {
                break;
            }
            hit.bits |= entry.bits;
            hit.len = len as u32;
        }
        // "qu'il".
        if hit.len == 0
            && let Some((head, _)) = words[at].split_once(['\'', '’'])
        {
            let mut heads = self.phrases.begin(head).iter();
            let that = heads.any(|(_, entry)| entry.bits == is::THAT);
            if that {
                return Hit {
                    bits: is::THAT,
                    len: 1,
                };
            }
        }
        hit
    }

    /// Whether a token is the part of a verb that stands apart from it.
    pub(crate) fn parts(&self, verb: &str, apart: &str) -> bool {
        let mut verbs = self.phrases.begin(verb).iter();
        verbs.any(|(_, entry)| entry.bits == is::SPLIT && entry.apart == apart)
    }

    /// Whether a noun tells that what depends on it is who said it: German
    /// "Polizeiangaben".
    pub(crate) fn measures(&self, word: &str) -> bool {
        self.measures.iter().any(|end| word.ends_with(end))
    }
}

/// How many words tell a language. Guessed: two paragraphs.
const TELLING: usize = 200;

/// The language of an article.
pub(crate) fn language(text: &str, tokens: &Tokens) -> Language {
    let lists = lists();
    let mut counts = [0u32; 32];
    let mut small = 0;
    for token in &tokens.list {
        if token.kind != TokenKind::Word {
            continue;
        }
        let word = &text[token.span.range()];
        if word.starts_with(char::is_uppercase) {
            continue;
        }
        small += 1;
        if let Some(mut bits) = lists.joints.get(word) {
            while bits != 0 {
                counts[bits.trailing_zeros() as usize] += 1;
                bits &= bits - 1;
            }
        }
        if small == TELLING {
            break;
        }
    }
    let english = counts[0];
    let best = (1..lists.languages.len())
        .rev()
        .max_by_key(|number| counts[*number])
        .unwrap_or(0);
    let most = counts[best];
    // About every third small word of a text is a joint of its language; of
    // another's, about one in twenty happens to be spelt like one.
    if most >= 3 && most * 2 > english * 3 && most as usize * 12 >= small {
        Language::Known(&lists.languages[best])
    } else if small >= 20 && english as usize * 8 < small {
        Language::Other
    } else {
        Language::English
    }
}

/// The words of a range of tokens in small letters.
pub(crate) fn small(text: &str, tokens: &Tokens, range: Range<usize>) -> Vec<String> {
    tokens.list[range]
        .iter()
        .map(|token| text[token.span.range()].to_lowercase())
        .collect()
}
