//! Quotations that no cue was found for.
//!
//! A reader takes them for speech all the same, and page structure says whose:
//! a name behind a dash, a name before a colon, the speaker of the statement
//! that the quotation goes on from. Where nothing says, the source stays
//! unknown.

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

use super::edges;
use super::hash;
use super::quotes::{Quoted, Quotes};
use super::statements::{Found, Reported};
use super::tokens::{TokenKind, Tokens, begins_large};

/// The least number of words that make a quotation speech and not a title or a
/// word that the writer keeps at arm's length.
const WORDS: usize = 5;
/// The same where it is written as a sentence is.
const SENTENCE: usize = 3;

/// Adds the quotations that the statements of an article do not cover.
pub(crate) fn add(text: &str, tokens: &Tokens, quotes: &Quotes, statements: &mut Vec<Reported>) {
    let mut covered = vec![false; tokens.list.len()];
    for content in statements.iter().flat_map(|s| &s.content) {
        covered[content.start as usize..content.end as usize].fill(true);
    }
    let speech = Words { text, tokens };
    // Cues that report nothing in their own paragraph, by where the next begins.
    let before_paragraphs: Vec<(u32, usize)> = statements
        .iter()
        .enumerate()
        .filter(|(_, one)| one.content.is_empty())
        .map(|(at, one)| (speech.paragraph(one.cue.start).end, at))
        .collect();
    // Sources by where they begin, and for every token the statement that it is
    // content of, so that each quotation looks at what is near it only.
    let mut sources: BTreeMap<u32, Range<u32>> = BTreeMap::new();
    let mut holders = vec![NOBODY; tokens.list.len()];
    for (at, one) in statements.iter().enumerate() {
        note(at, one, &mut sources, &mut holders);
    }
    // The statements so far are in text order; what is added is sorted in.
    let mut last: Option<Quoted> = None;
    for quoted in &quotes.list {
        let inner = quoted.open + 1..quoted.close;
        let before = last.replace(*quoted);
        let held = covered[inner.start as usize..inner.end as usize]
            .iter()
            .filter(|held| **held)
            .count();
        if held * 2 >= inner.len() {
            continue;
        }
        let manner = edges::manner(text, tokens, quoted);
        let sentence = manner.capital && manner.ends;
        if manner.title || manner.words < if sentence { SENTENCE } else { WORDS } {
            continue;
        }
        let whole = quoted.open..quoted.close + u32::from(quoted.closed);
        let paragraph = speech.paragraph(quoted.open);
        if let Some((source, cue)) = speech
            .behind_a_dash(&whole, &paragraph)
            .or_else(|| speech.before_a_colon(whole.start, &paragraph))
        {
            covered[whole.start as usize..whole.end as usize].fill(true);
            statements.push(Reported {
                content: vec![whole],
                cue,
                source,
                confidence: 900,
                likely: None,
                seen: true,
                cut: false,
                found: Found::Layout,
            });
            let at = statements.len() - 1;
            note(at, &statements[at], &mut sources, &mut holders);
            continue;
        }
        // A paragraph that ends with a colon reports what the next one quotes.
        if whole.start == paragraph.start
            && let Ok(at) = before_paragraphs.binary_search_by_key(&whole.start, |one| one.0)
        {
            covered[whole.start as usize..whole.end as usize].fill(true);
            let at = before_paragraphs[at].1;
            statements[at].content.push(whole);
            note(at, &statements[at], &mut sources, &mut holders);
            continue;
        }
        // A quotation goes on from the one before it: in its own paragraph, or
        // over the paragraph's end where no mark closed the one before.
        let goes_on = before.and_then(|before| {
            let at = *holders.get(before.open as usize + 1)? as usize;
            let last = statements.get(at)?.content.last()?;
            let holds = last.start <= before.open + 1 && before.close <= last.end + 1;
            (holds && (!before.closed || before.open >= paragraph.start)).then_some(at)
        });
        if let Some(at) = goes_on {
            statements[at].content.push(whole.clone());
            note(at, &statements[at], &mut sources, &mut holders);
        } else if quoted.closed && manner.ends {
            // The nearest source that the paragraph gives, before it or after.
            let before = sources.range(paragraph.start..whole.start).next_back();
            let after = sources.range(whole.start..paragraph.end).next();
            let source = [before, after]
                .into_iter()
                .flatten()
                .min_by_key(|(start, _)| start.abs_diff(whole.start))
                .map_or(whole.start..whole.start, |(_, source)| source.clone());
            statements.push(Reported {
                content: vec![whole.clone()],
                cue: whole.start..whole.start,
                source,
                confidence: 500,
                likely: None,
                seen: true,
                cut: false,
                found: Found::Marks,
            });
            let at = statements.len() - 1;
            note(at, &statements[at], &mut sources, &mut holders);
        } else {
            continue;
        }
        covered[whole.start as usize..whole.end as usize].fill(true);
    }
    statements.retain(|one| !one.content.is_empty());
    speech.turns(&covered, statements);
    statements.sort_by_key(|s| s.content.first().map_or(0, |content| content.start));
}

/// No statement's number.
const NOBODY: u32 = u32::MAX;

/// Notes where a statement's source stands, and of which tokens it was given as
/// content last.
fn note(at: usize, one: &Reported, sources: &mut BTreeMap<u32, Range<u32>>, holders: &mut [u32]) {
    if !one.source.is_empty() {
        let source = sources.entry(one.source.start);
        source.or_insert_with(|| one.source.clone());
    }
    if let Some(last) = one.content.last() {
        holders[last.start as usize..last.end as usize].fill(at as u32);
    }
}

/// The article's words.
struct Words<'a> {
    text: &'a str,
    tokens: &'a Tokens,
}

impl Words<'_> {
    fn word(&self, at: u32) -> &str {
        &self.text[self.tokens.list[at as usize].span.range()]
    }

    fn words(&self, range: &Range<u32>) -> usize {
        self.tokens
            .range(range)
            .iter()
            .filter(|t| matches!(t.kind, TokenKind::Word | TokenKind::Number))
            .count()
    }

    /// The tokens of the paragraph that a token stands in.
    fn paragraph(&self, at: u32) -> Range<u32> {
        let sentences = &self.tokens.sentences;
        let here = self.tokens.sentence_of(at);
        let part = sentences[here].part;
        let first = sentences.partition_point(|s| s.part < part);
        let end = sentences.partition_point(|s| s.part <= part);
        sentences[first].tokens.start..sentences[end - 1].tokens.end
    }

    fn is_dash(&self, at: u32) -> bool {
        matches!(self.word(at), "—" | "–" | "―" | "-" | "--")
    }

    /// A name: words with capitals, few, with what stands in names between.
    fn is_name(&self, range: &Range<u32>) -> bool {
        let capital = |at: u32| begins_large(self.word(at));
        (1..=8).contains(&range.len())
            && capital(range.start)
            && range.clone().all(|at| {
                capital(at)
                    || matches!(
                        self.word(at),
                        "de" | "da"
                            | "del"
                            | "van"
                            | "von"
                            | "der"
                            | "la"
                            | "bin"
                            | "al"
                            | "of"
                            | "the"
                            | "."
                    )
            })
    }

    /// The name that a paragraph ends with behind a quotation and a dash.
    fn behind_a_dash(
        &self,
        whole: &Range<u32>,
        paragraph: &Range<u32>,
    ) -> Option<(Range<u32>, Range<u32>)> {
        let dash = whole.end;
        if dash >= paragraph.end || !self.is_dash(dash) {
            return None;
        }
        let most = paragraph.end.min(dash + 16);
        let mut end = dash + 1;
        while end < most && !matches!(self.word(end), "," | "(" | ";") {
            end += 1;
        }
        while end > dash + 1 && self.word(end - 1) == "." {
            end -= 1;
        }
        let name = dash + 1..end;
        self.is_name(&name).then_some((name, dash..dash + 1))
    }

    /// The name that a paragraph begins with before a colon.
    fn before_a_colon(
        &self,
        content: u32,
        paragraph: &Range<u32>,
    ) -> Option<(Range<u32>, Range<u32>)> {
        let colon = content.checked_sub(1).filter(|&at| at > paragraph.start)?;
        let name = paragraph.start..colon;
        (self.word(colon) == ":" && self.is_name(&name)).then_some((name, colon..content))
    }

    /// The words that stand in the text with a capital and small letters behind it.
    fn large_words(&self) -> HashSet<u64> {
        let firsts = self.tokens.firsts.iter().map(|&at| self.word(at));
        let named = firsts.filter(|word| begins_large(word) && word.contains(char::is_lowercase));
        named.map(hash::lower).collect()
    }

    /// Turns of a conversation set as a transcript: paragraphs that begin with
    /// a name in capitals and a colon. The text has the name as it has others too, or
    /// it is a label: "VIDEO:".
    fn turns(&self, covered: &[bool], statements: &mut Vec<Reported>) {
        let mut names: Option<HashSet<u64>> = None;
        for sentences in super::statements::paragraphs(self.tokens) {
            let all = &self.tokens.sentences[sentences];
            let (Some(first), Some(last)) = (all.first(), all.last()) else {
                continue;
            };
            let mut start = first.tokens.start;
            let end = last.tokens.end;
            // A stray mark may stand before the name.
            if matches!(self.word(start), "\"" | "“") {
                start += 1;
            }
            let Some(colon) = (start..end.min(start + 6)).find(|&at| self.word(at) == ":") else {
                continue;
            };
            let name = start..colon;
            let capitals = |at: u32| {
                let word = self.word(at);
                word.chars().filter(|c| c.is_uppercase()).count() > 1
                    && !word.chars().any(char::is_lowercase)
            };
            let content = colon + 1..end;
            let free = content.clone().all(|at| !covered[at as usize]);
            let turn = !name.is_empty() && name.clone().all(capitals) && self.words(&content) >= 1;
            if !turn || !free {
                continue;
            }
            let names = names.get_or_insert_with(|| self.large_words());
            if name
                .clone()
                .any(|at| names.contains(&hash::lower(self.word(at))))
            {
                statements.push(Reported {
                    content: vec![content],
                    cue: colon..colon + 1,
                    source: name,
                    confidence: 900,
                    likely: None,
                    seen: true,
                    cut: false,
                    found: Found::Layout,
                });
            }
        }
    }
}
