//! What each token of an article tells, looked up once.

use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hasher};
use std::ops::Range;

use onrecord_record::{Label, TextSpan};

use super::lore::{Bits, Lore, is, key};
use crate::speech::Input;
use crate::speech::tokens::{TokenKind, Tokens};

/// A token's kinds and its word's number.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Fact {
    pub(super) bits: Bits,
    pub(super) key: u64,
}

/// An article as tokens with what they tell.
pub(super) struct Sheet<'a> {
    pub(super) text: &'a str,
    pub(super) tokens: &'a Tokens,
    pub(super) facts: Vec<Fact>,
    /// Whether the text is in another language than the lists.
    pub(super) foreign: bool,
    /// Whether it writes more than names large, as German does.
    pub(super) nouns: bool,
    /// Which parts stand beside pictures.
    captions: Vec<bool>,
}

/// Words are numbers already; hashing them again would gain nothing.
#[derive(Default)]
pub(super) struct Plain(u64);

impl Hasher for Plain {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }
}

pub(super) type Keys = HashSet<u64, BuildHasherDefault<Plain>>;
pub(super) type KeyMap<T> = std::collections::HashMap<u64, T, BuildHasherDefault<Plain>>;

impl<'a> Sheet<'a> {
    pub(super) fn of(input: &Input<'a>, tokens: &'a Tokens, quoted: &[TextSpan]) -> Sheet<'a> {
        let text = input.text;
        let lore = Lore::shipped();
        let words = tokens.each_word(text, |word, kind| {
            let (mut bits, mut number) = (0, 0);
            match kind {
                TokenKind::Word => {
                    number = key(word);
                    bits |= is::WORD | lore.get(number) | letters(word);
                }
                TokenKind::Number => {
                    number = key(word);
                    bits |= is::NUMBER;
                }
                TokenKind::Ending => bits |= is::ENDING,
                TokenKind::Mark => {}
            }
            // "US" is no pronoun, "Will" and "May" may be people.
            if bits & is::UPPER != 0 && word.len() > 1 {
                bits &= !(is::BREAK | is::DETERMINER | is::SAY);
            }
            Fact { bits, key: number }
        });
        let mut quotes = quoted.iter().peekable();
        let facts = tokens.list.iter().zip(&tokens.words);
        let facts = facts
            .map(|(token, &word)| {
                while quotes.next_if(|q| q.end <= token.span.start).is_some() {}
                let inside = quotes
                    .peek()
                    .is_some_and(|q| q.start <= token.span.start && token.span.end <= q.end);
                let Fact { bits, key } = words[word as usize];
                Fact {
                    bits: bits | if inside { is::QUOTED } else { 0 },
                    key,
                }
            })
            .collect();
        let mut sheet = Sheet {
            text,
            tokens,
            facts,
            foreign: false,
            nouns: false,
            captions: (input.parts.iter())
                .map(|part| part.label == Label::Caption)
                .collect(),
        };
        sheet.foreign = sheet.is_foreign();
        sheet.nouns = sheet.foreign && sheet.writes_nouns_large();
        for sentence in &tokens.sentences {
            sheet.mark_starts(&sentence.tokens);
            let label = input.parts.get(sentence.part as usize).map(|p| p.label);
            sheet.mark_title(&sentence.tokens, label);
        }
        if sheet.nouns {
            for fact in &mut sheet.facts {
                fact.bits |= is::TITLED;
            }
        }
        sheet
    }

    /// Whether the text is in another language than the lists are. Of the words
    /// that English writes small about every third is one of its joints; of
    /// German's about one in twenty happens to be spelt like one. Elsewhere a
    /// capital may mean nothing, or be on every noun, so that only what the
    /// lists know for a person's name is taken for one.
    fn is_foreign(&self) -> bool {
        let (mut small, mut joints) = (0u32, 0u32);
        for fact in &self.facts {
            if fact.bits & is::WORD != 0 && fact.bits & is::CAPITAL == 0 {
                small += 1;
                joints += u32::from(fact.bits & (is::BREAK | is::DETERMINER | is::ABOUT) != 0);
            }
        }
        small >= 20 && joints * 6 < small
    }

    /// Whether about every third word has a capital. Where only names have,
    /// one in six or fewer do.
    fn writes_nouns_large(&self) -> bool {
        let words = self.facts.iter().filter(|fact| fact.bits & is::WORD != 0);
        let large = words
            .clone()
            .filter(|fact| fact.bits & is::CAPITAL != 0)
            .count();
        large * 4 > words.count()
    }

    /// Whether a sentence stands in a caption that the other does not stand in.
    pub(super) fn is_aside(&self, sentence: u32, from: u32) -> bool {
        let part = |sentence: u32| {
            let sentence = self.tokens.sentences.get(sentence as usize);
            sentence.map_or(0, |sentence| sentence.part)
        };
        let caption = self.captions.get(part(sentence) as usize);
        caption.is_some_and(|caption| *caption) && part(sentence) != part(from)
    }

    pub(super) fn bits(&self, at: u32) -> Bits {
        self.facts.get(at as usize).map_or(0, |fact| fact.bits)
    }

    pub(super) fn is(&self, at: u32, bits: Bits) -> bool {
        self.bits(at) & bits != 0
    }

    pub(super) fn key(&self, at: u32) -> u64 {
        self.facts.get(at as usize).map_or(0, |fact| fact.key)
    }

    pub(super) fn word(&self, at: u32) -> &'a str {
        self.tokens
            .list
            .get(at as usize)
            .map_or("", |token| &self.text[token.span.range()])
    }

    pub(super) fn span(&self, range: &Range<u32>) -> TextSpan {
        self.tokens.span(range)
    }

    /// Whether any token of a range is of a kind.
    pub(super) fn any(&self, range: Range<u32>, bits: Bits) -> bool {
        self.facts[range.start as usize..range.end as usize]
            .iter()
            .any(|fact| fact.bits & bits != 0)
    }

    /// A sentence's first word is written large whatever it is; so is the
    /// first of a quotation and after a colon.
    fn mark_starts(&mut self, range: &Range<u32>) {
        let mut first = true;
        for at in range.clone() {
            if self.is(at, is::WORD | is::NUMBER) {
                if first {
                    self.facts[at as usize].bits |= is::START;
                }
                first = false;
            } else if matches!(
                self.word(at),
                "“" | "\"" | "‘" | "``" | ":" | "«" | "•" | "…"
            ) {
                first = true;
            }
        }
    }

    /// In a headline with a capital at every word, or in letters that are all
    /// large, a capital tells nothing.
    fn mark_title(&mut self, range: &Range<u32>, label: Option<Label>) {
        let (mut large, mut small, mut upper, mut ordinary) = (0u32, 0u32, 0u32, 0u32);
        for at in range.clone() {
            let bits = self.bits(at);
            if bits & is::WORD == 0 || bits & is::START != 0 || self.word(at).len() < 4 {
                continue;
            }
            if bits & is::CAPITAL != 0 {
                large += 1;
                upper += u32::from(bits & is::UPPER != 0);
                // Offices are written large before names in any line.
                let office = is::SOMEBODY | is::RANK | is::BODY | is::FIRST;
                ordinary += u32::from(bits & is::ORDINARY != 0 && bits & office == 0);
            } else {
                small += 1;
            }
        }
        // A line without a stop is a subhead, or may be.
        let open = range.end > range.start && self.word(range.end - 1) != ".";
        let head = open || matches!(label, Some(Label::Headline | Label::Kicker | Label::Dek));
        let titled = large >= 3 && small * 4 <= large && ordinary >= if head { 1 } else { 2 };
        let shouted = large >= 2 && upper == large && small == 0;
        if titled || shouted {
            for at in range.clone() {
                self.facts[at as usize].bits |= is::TITLED;
            }
            return;
        }
        // "DOCKERS MET in Orrin": the first words of a story set large.
        let shouted: Vec<u32> = range
            .clone()
            .take_while(|&at| self.is(at, is::UPPER) || !self.is(at, is::WORD))
            .filter(|&at| self.is(at, is::WORD))
            .collect();
        let ordinary = |at: &&u32| self.is(**at, is::ORDINARY) && self.word(**at).len() > 2;
        if shouted.len() >= 2
            && shouted.last().as_ref().is_some_and(ordinary)
            && shouted.iter().filter(ordinary).count() * 2 >= shouted.len()
        {
            for at in shouted {
                self.facts[at as usize].bits |= is::TITLED;
            }
        }
    }
}

/// What a word's letters tell.
fn letters(word: &str) -> Bits {
    let mut chars = word.chars();
    let Some(first) = chars.next() else { return 0 };
    let prefixed = || {
        // "al-Sadr", "d'Estaing", "eBay", "iPhone".
        word.len() < 40
            && word
                .char_indices()
                .nth(1)
                .is_some_and(|(at, _)| at <= 2 && word[at..].contains(char::is_uppercase))
    };
    if !first.is_uppercase() {
        let joined = word
            .split_once(['-', '\'', '’'])
            .is_some_and(|(head, tail)| head.len() <= 3 && tail.starts_with(char::is_uppercase));
        return if joined || prefixed() { is::CAPITAL } else { 0 };
    }
    let mut bits = is::CAPITAL;
    let (mut large, mut small) = (1, 0);
    for c in chars {
        if c.is_uppercase() {
            large += 1;
        } else if c.is_lowercase() {
            small += 1;
        }
    }
    if small == 0 && (large > 1 || word.ends_with('.')) {
        bits |= is::UPPER;
    }
    // "J.", "T.J.", "TJ".
    let short = word.contains('.') && word.len() <= 6 || large <= 2 && word.len() <= 2;
    if small == 0 && short {
        bits |= is::INITIAL;
    }
    bits
}
