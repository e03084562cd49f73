//! How likely what was found is a statement, with at least half of its content right.
//!
//! Signs with names are read off each find and its article; `weights/finds.tsv` says
//! what each is worth. The fields learned from news, where most articles report, and
//! in a guide or a shop's page their finds are mostly none: how much an article reports
//! elsewhere is a sign as well.

use std::ops::Range;
use std::sync::OnceLock;

use onrecord_record::Form;

use super::hash;
use super::lexicon::{CueLexicon, Level};
use super::quotes::Quotes;
use super::statements::{Found, Reported};
use super::tokens::{Small, TokenKind, Tokens, begins_large};
use crate::odds::{Weights, between};

/// Takes the signs of a find. A sign's name comes in parts, and each comes once.
pub(crate) trait Signs {
    /// Takes a sign.
    fn put(&mut self, name: &[&str]);
}

/// The names, to learn from.
impl Signs for Vec<String> {
    fn put(&mut self, name: &[&str]) {
        self.push(name.concat());
    }
}

/// The sum of what signs are worth.
struct Margin<'w> {
    weights: &'w Weights,
    sum: i32,
}

impl Signs for Margin<'_> {
    fn put(&mut self, name: &[&str]) {
        self.sum = self.sum.saturating_add(self.weights.of_parts(name));
    }
}

/// Digits, to end a sign's name with.
const DIGITS: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

/// The step that a number is in, at most nine.
fn step(number: usize, edges: &[usize]) -> &'static str {
    DIGITS[edges.iter().filter(|edge| number >= **edge).count()]
}

/// An article's finds, and what is so of all.
pub(crate) struct Sheet<'a> {
    text: &'a str,
    tokens: &'a Tokens,
    quotes: &'a Quotes,
    finds: Vec<Find<'a>>,
    /// How many finds are not weak: to a weak one, and in the words of the article.
    firm: [&'static str; 2],
    /// How often it says "you".
    you: &'static str,
}

/// A find, and what its words tell.
struct Find<'a> {
    one: &'a Reported,
    form: Form,
    /// How often the cue's words report, at most.
    level: Level,
}

impl Find<'_> {
    /// Whether it is a report in the reporter's words behind a word that does not
    /// mostly report.
    fn weak(&self) -> bool {
        self.one.found == Found::Cue && self.form == Form::Indirect && self.level < Level::HIGHEST
    }
}

impl<'a> Sheet<'a> {
    /// Looks at an article's finds together.
    pub(crate) fn of(
        text: &'a str,
        tokens: &'a Tokens,
        quotes: &'a Quotes,
        lexicon: &CueLexicon,
        found: &'a [Reported],
    ) -> Sheet<'a> {
        let words = |range: &Range<u32>| {
            let tokens = tokens.range(range);
            tokens.iter().map(|token| &text[token.span.range()])
        };
        let finds: Vec<Find<'_>> = found
            .iter()
            .map(|one| Find {
                one,
                form: super::form(tokens, quotes, &one.content),
                level: (lexicon.levels(words(&one.cue).map(hash::lower)))
                    .into_iter()
                    .max()
                    .unwrap_or_default(),
            })
            .collect();
        let weak = finds.iter().filter(|find| find.weak()).count();
        let firm = finds.len() - weak;
        // Each word is looked at once.
        let you: Vec<bool> = tokens.each_word(text, |word, _| is_you(word));
        let counted = |at: usize| tokens.list[at].kind == TokenKind::Word;
        let all = (0..tokens.list.len())
            .filter(|&at| counted(at))
            .count()
            .max(1);
        let you = tokens
            .words
            .iter()
            .filter(|&&word| you[word as usize])
            .count();
        Sheet {
            text,
            tokens,
            quotes,
            finds,
            firm: [
                step(firm * 8 / weak.max(1), &[1, 2, 4, 8, 16]),
                step(firm * 1000 / all, &[1, 3, 6, 12, 20]),
            ],
            you: step(you * 1000 / all, &[1, 3, 8, 15]),
        }
    }

    /// The chance of each find being a statement, in thousandths.
    pub(crate) fn chances(&self) -> impl Iterator<Item = u16> {
        static WEIGHTS: OnceLock<Weights> = OnceLock::new();
        let weights = WEIGHTS.get_or_init(|| Weights::of(include_str!("../weights/finds.tsv")));
        let margins = self.each(move || Margin { weights, sum: 0 });
        margins.map(|margin| between(margin.sum))
    }

    /// The names of each find's signs.
    pub(crate) fn names(&self) -> impl Iterator<Item = Vec<String>> {
        self.each(Vec::new)
    }

    /// Each find's signs.
    fn each<S: Signs>(&self, empty: impl Fn() -> S) -> impl Iterator<Item = S> {
        self.finds.iter().map(move |find| {
            let mut signs = empty();
            self.signs(find, &mut signs);
            signs
        })
    }

    fn word(&self, at: u32) -> &'a str {
        &self.text[self.tokens.list[at as usize].span.range()]
    }

    fn words(&self, range: &Range<u32>) -> impl DoubleEndedIterator<Item = &'a str> + Clone {
        let (text, tokens) = (self.text, self.tokens.range(range));
        tokens.iter().map(move |token| &text[token.span.range()])
    }

    fn signs(&self, find: &Find<'_>, out: &mut impl Signs) {
        let one = find.one;
        let form = match find.form {
            Form::Direct => " direct",
            Form::Indirect => " indirect",
            Form::Mixed => " mixed",
        };
        out.put(&["statement"]);
        out.put(&[
            match one.found {
                Found::Cue => "found/cue",
                Found::Layout => "found/layout",
                Found::Marks => "found/marks",
                Found::Structure(_) => "found/structure",
            },
            form,
        ]);
        for (name, step) in [
            ("article/firm to weak ", self.firm[0]),
            ("article/firm in words ", self.firm[1]),
            ("article/you ", self.you),
        ] {
            out.put(&[name, step]);
            if find.weak() {
                out.put(&[name, step, ", weak"]);
            }
        }
        self.source(find, form, out);
        self.content(find, form, out);
        if !one.cue.is_empty() {
            self.cue(find, form, out);
        }
    }

    fn cue(&self, find: &Find<'_>, form: &str, out: &mut impl Signs) {
        let one = find.one;
        let level = DIGITS[usize::from(find.level.0).clamp(2, 9)];
        let seen = if one.seen {
            "cue/seen "
        } else {
            "cue/not seen "
        };
        if one.found == Found::Cue {
            let look = step(
                usize::from(one.confidence),
                &[300, 450, 550, 700, 800, 900, 960, 990],
            );
            out.put(&["look/", look]);
            out.put(&["look/", look, form]);
            out.put(&["look/", look, " level ", level]);
            out.put(&["cue/level ", level]);
            out.put(&["cue/level ", level, form]);
            out.put(&[seen]);
            out.put(&[seen, level, form]);
        }
        let sentence = &self.tokens.sentences[self.tokens.sentence_of(one.cue.start)].tokens;
        let mut words = self.words(&one.cue);
        let longest = words.clone().max_by_key(|word| word.len()).unwrap_or("");
        let mut lower = [Small::default(); 5];
        let [first, last, main, before, after] = &mut lower;
        out.put(&["cue/words ", DIGITS[one.cue.len().min(4)]]);
        let ending = ending(longest);
        out.put(&["cue/ending ", ending]);
        out.put(&["cue/ending ", ending, form]);
        let first = first.of(words.next().unwrap_or(""));
        out.put(&["cue/first ", first]);
        let last = last.of(words.next_back().unwrap_or(""));
        if !last.is_empty() {
            out.put(&["cue/last ", last]);
        }
        let main = main.of(longest);
        if main != first && main != last {
            out.put(&["cue/main ", main]);
        }
        if one.cue.start == sentence.start {
            out.put(&["cue/first in sentence", form]);
        } else {
            out.put(&["cue/behind ", before.of(self.word(one.cue.start - 1))]);
        }
        if one.cue.end < sentence.end {
            out.put(&["cue/before ", after.of(self.word(one.cue.end))]);
        }
        let gap = |range: &Range<u32>| match range.end <= one.cue.start {
            true => (one.cue.start - range.end) as usize,
            false => range.start.saturating_sub(one.cue.end) as usize,
        };
        let side = |range: &Range<u32>| match range.start < one.cue.start {
            true => "before ",
            false => "after ",
        };
        let apart = |range: &Range<u32>| step(gap(range), &[1, 2, 4, 8, 16]);
        if !one.source.is_empty() {
            out.put(&["source/", side(&one.source), apart(&one.source)]);
        }
        if let Some(content) = one.content.iter().min_by_key(|range| gap(range)) {
            out.put(&["content/", side(content), apart(content)]);
            out.put(&["content/", side(content), form]);
        }
        if self.words(sentence).any(is_you) {
            out.put(&["sentence/you", form]);
        }
        if self.word(sentence.end - 1) == "?" {
            out.put(&["sentence/asks", form]);
        }
    }

    fn content(&self, find: &Find<'_>, form: &str, out: &mut impl Signs) {
        let content = &find.one.content;
        let Some(first) = content.first() else {
            return;
        };
        let length = content.iter().map(|range| range.len()).sum();
        let length = step(length, &[2, 4, 6, 9, 14, 20, 30, 60]);
        out.put(&["content/length ", length, form]);
        out.put(&["content/pieces ", DIGITS[content.len().min(4)]]);
        out.put(&[
            "content/first ",
            Small::default().of(self.word(first.start)),
        ]);
        let number = self.tokens.sentence_of(first.start);
        if self.tokens.sentences[number].tokens.start == first.start {
            out.put(&["content/begins sentence", form]);
        }
        if self.quotes.region(first.start).is_some() {
            out.put(&["content/at marks", form]);
        }
        if number == 0 {
            out.put(&["content/in first line"]);
        }
    }

    fn source(&self, find: &Find<'_>, form: &str, out: &mut impl Signs) {
        let range = &find.one.source;
        let kind = self.kind_of_source(range);
        out.put(&["source/", kind]);
        out.put(&["source/", kind, form]);
        if find.one.cut {
            out.put(&["source/cut"]);
            out.put(&["source/cut", form]);
        }
        if !range.is_empty() {
            out.put(&["source/length ", step(range.len(), &[2, 3, 5, 8, 13])]);
            if begins_large(self.word(range.start)) {
                out.put(&["source/large"]);
            }
            if range.start < find.one.cue.end && find.one.cue.start < range.end {
                out.put(&["source/in cue"]);
            }
        }
    }

    fn kind_of_source(&self, range: &Range<u32>) -> &'static str {
        let mut words = self.words(range);
        let Some(first) = words.clone().next() else {
            return "none";
        };
        let one = range.len() == 1;
        match Small::default().of(first) {
            "i" if one => "i",
            "we" if one => "we",
            "you" if one => "you",
            "he" | "she" if one => "he or she",
            "they" if one => "they",
            "who" if one => "who",
            "it" | "this" | "that" | "which" | "these" | "those" if one => "it",
            "the" | "his" | "her" | "their" | "its" => "the",
            "a" | "an" | "one" | "another" => "a",
            "some" | "many" | "most" | "several" | "few" | "other" | "more" | "people" => "some",
            "your" | "our" | "my" => "ours",
            _ if words.clone().filter(|word| begins_large(word)).count() * 2 >= range.len() => {
                "name"
            }
            _ if words.next().is_some_and(begins_large) => "large first",
            _ => "small",
        }
    }
}

fn is_you(word: &str) -> bool {
    ["you", "your", "yourself"]
        .iter()
        .any(|you| word.eq_ignore_ascii_case(you))
}

/// How a verb ends, which tells what was said from what is done or offered.
fn ending(word: &str) -> &'static str {
    match word {
        "said" | "told" | "thought" | "wrote" | "knew" | "felt" | "found" => "past",
        _ if word.ends_with("ed") => "past",
        _ if word.ends_with("ing") => "ing",
        _ if word.ends_with('s') => "s",
        _ => "other",
    }
}
