//! The words for a source, cut to what can be one.
//!
//! The looks label tokens and see no phrases: between a subject and a second verb
//! they take all there is ("Venn left the meeting in Orrin and | said"), and before a
//! subject the word that opens its clause ("while one mayor"). Of 18,400 sources in
//! PolNeAR's training articles 82 end or begin so. There, too, the subject of a passive
//! cue is no source ("Venn was asked whether": none of 30), nor is what only seems
//! ("the port reportedly": none of 14); who follows "by" is.

use std::ops::Range;
use std::sync::OnceLock;

use super::days;
use super::quotes::Quotes;
use super::statements::Reported;
use super::tokens::{Small, TokenKind, Tokens, begins_large};
use crate::words::{self, Table};

/// What a word can be at an edge.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Edge {
    Coordinate,
    Clause,
    Phrase,
    Article,
    Be,
    Finite,
    Pronoun,
    Relative,
    Owner,
    Expletive,
    Adverb,
    Setting,
    Passive,
    AfterPassive,
    Evidential,
}

fn edge(word: &str) -> Option<Edge> {
    static TABLE: OnceLock<Table<Edge>> = OnceLock::new();
    let table = words::table(
        &TABLE,
        include_str!("../words/source-words.tsv"),
        ' ',
        |kind| {
            Some(match kind {
                "coordinate" => Edge::Coordinate,
                "clause" => Edge::Clause,
                "phrase" => Edge::Phrase,
                "article" => Edge::Article,
                "be" => Edge::Be,
                "finite" => Edge::Finite,
                "pronoun" => Edge::Pronoun,
                "relative" => Edge::Relative,
                "owner" => Edge::Owner,
                "expletive" => Edge::Expletive,
                "adverb" => Edge::Adverb,
                "setting" => Edge::Setting,
                "passive" => Edge::Passive,
                "after-passive" => Edge::AfterPassive,
                "evidential" => Edge::Evidential,
                _ => return None,
            })
        },
    );
    let denied = word.ends_with("n't") || word.ends_with("n’t");
    let mut small = Small::default();
    table.get(small.of(word)).or(denied.then_some(Edge::Finite))
}

/// The most words that are looked at behind "by". Guessed; it bounds the work.
const AGENT: u32 = 12;

/// Cuts every source to what can be one, down to nothing.
pub(super) fn mend(text: &str, tokens: &Tokens, quotes: &Quotes, found: &mut [Reported]) {
    let line = Line {
        text,
        tokens,
        quotes,
    };
    for one in found {
        line.give_subject(one);
        // "Lawyers for the port allege that Venn, the mayor, ...": up to what reports.
        let (source, cue) = (&one.source, &one.cue);
        if source.start < cue.start && cue.end + 1 < source.end {
            one.source.end = cue.start;
            one.cut = true;
        }
        let nobody = line.names_nobody(&one.cue);
        let subject = !one.source.is_empty()
            && one.source.start < one.cue.start
            && one.source.end + 1 >= one.cue.start;
        if nobody && (subject || one.source.is_empty()) {
            one.source = line.agent(one).unwrap_or(0..0);
        } else if !one.source.is_empty() {
            let before = one.source.start < one.cue.start;
            if let Some(subject) = line.subject_before_agent(one) {
                one.source = subject;
                one.cut = true;
            }
            one.source = line.with_long_form(one);
            let source = line.mended(one.source.clone(), before);
            one.cut |= source != one.source;
            one.source = source;
            if one.source.is_empty() {
                one.source = line.agent(one).unwrap_or(0..0);
            }
        }
    }
}

/// An article's tokens and what they are.
struct Line<'a> {
    text: &'a str,
    tokens: &'a Tokens,
    quotes: &'a Quotes,
}

impl Line<'_> {
    fn word(&self, at: u32) -> &str {
        &self.text[self.tokens.list[at as usize].span.range()]
    }

    fn edge(&self, at: u32) -> Option<Edge> {
        edge(self.word(at))
    }

    fn is_word(&self, at: u32) -> bool {
        let kind = self.tokens.list[at as usize].kind;
        matches!(kind, TokenKind::Word | TokenKind::Number)
    }

    fn is_number(&self, at: u32) -> bool {
        self.tokens.list[at as usize].kind == TokenKind::Number
    }

    fn is_large(&self, at: u32) -> bool {
        begins_large(self.word(at))
    }

    /// A word of the reporter's in small letters of one of these kinds.
    fn is_small(&self, at: u32, edges: &[Edge]) -> bool {
        !self.is_large(at) && self.edge(at).is_some_and(|edge| edges.contains(&edge))
    }

    /// Whether a cue is a passive, or says only that something seems so.
    fn names_nobody(&self, cue: &Range<u32>) -> bool {
        let mut words = cue.clone().filter(|&at| self.is_word(at)).peekable();
        let Some(first) = words.next() else {
            return false;
        };
        if self.edge(first) == Some(Edge::Evidential) {
            return words.next().is_none();
        }
        // "accused of" in a headline; else some form of "be" before the participle.
        let bare = self.edge(first) == Some(Edge::Passive)
            && words.peek().is_some_and(|&at| self.word(at) == "of")
            && matches!(self.word(first), "accused" | "suspected");
        let mut told = bare;
        let mut be = self.edge(first) == Some(Edge::Be);
        for at in words {
            match self.edge(at) {
                Some(Edge::Be) => be = true,
                Some(Edge::Passive) if be && !told => told = true,
                Some(
                    Edge::AfterPassive
                    | Edge::Clause
                    | Edge::Phrase
                    | Edge::Adverb
                    | Edge::Relative,
                ) => {}
                Some(Edge::Finite) if !told => {}
                _ if self.word(at).ends_with("ly") => {}
                _ => return false,
            }
        }
        told
    }

    /// Who follows "by" at a cue's end or behind it.
    fn agent(&self, one: &Reported) -> Option<Range<u32>> {
        let cue = &one.cue;
        if cue.is_empty() {
            return None;
        }
        let sentence = &self.tokens.sentences[self.tokens.sentence_of(cue.start)].tokens;
        let by = [cue.end - 1, cue.end]
            .into_iter()
            .find(|&at| at < sentence.end && self.word(at) == "by")?;
        let free = |at: u32| one.content.iter().all(|piece| !piece.contains(&at));
        let most = sentence.end.min(by + 1 + AGENT);
        let end = (by + 1..most)
            .find(|&at| {
                let ends = matches!(
                    self.edge(at),
                    Some(Edge::Be | Edge::Finite | Edge::Relative | Edge::Clause | Edge::Phrase)
                );
                !self.is_word(at) && self.word(at) != "-"
                    || !free(at)
                    || ends && !self.is_large(at) && self.word(at) != "of"
            })
            .unwrap_or(most);
        let agent = self.mended(by + 1..end, false);
        let verb = agent.clone().next().is_some_and(|at| {
            // "by saying so" is a way and nobody.
            self.word(at).ends_with("ing") && !self.is_large(at)
        });
        (!agent.is_empty() && !verb).then_some(agent)
    }

    /// A source with the words before a short form in brackets of which it holds the
    /// short form and the closing bracket: "the Orrin Ports Board (OPB) | said".
    fn with_long_form(&self, one: &Reported) -> Range<u32> {
        let source = one.source.clone();
        let start = source.start;
        let capitals = self.word(start).chars().filter(|c| c.is_uppercase());
        let short = capitals.count() >= 2
            && self.is(start + 1, ")")
            && start > 0
            && self.is(start - 1, "(");
        if !short {
            return source;
        }
        let sentence = &self.tokens.sentences[self.tokens.sentence_of(start)].tokens;
        let free = |at: u32| {
            let taken = one.content.iter().any(|piece| piece.contains(&at));
            at >= sentence.start && !taken && !one.cue.contains(&at)
        };
        let mut from = start - 1;
        while let Some(before) = from.checked_sub(1).filter(|&at| free(at)) {
            if self.is_large(before) {
                from = before;
                continue;
            }
            // "the Ministry of Roads and Ports", "the Dockers' Union of Orrin".
            let joined = matches!(
                self.word(before),
                "of" | "for" | "in" | "on" | "and" | "&" | "the" | "'s" | "’s" | "'" | "’"
            ) && from < start - 1
                && before > sentence.start
                && self.is_large(before - 1);
            if !joined {
                break;
            }
            from = before;
        }
        // Short forms begin as long ones do.
        let initial = self.word(start).chars().next();
        let Some(mut from) = (from..start - 1)
            .find(|&at| self.is_large(at) && self.word(at).chars().next() == initial)
        else {
            return source;
        };
        let article = from.checked_sub(1).filter(|&at| free(at));
        if article.is_some_and(|at| self.edge(at) == Some(Edge::Article)) {
            from -= 1;
        }
        from..source.end
    }

    fn is(&self, at: u32, word: &str) -> bool {
        (at as usize) < self.tokens.list.len() && self.word(at) == word
    }

    /// A dash with a space before it.
    fn is_dash(&self, at: u32) -> bool {
        let list = &self.tokens.list;
        let end = at
            .checked_sub(1)
            .map(|before| list[before as usize].span.end);
        matches!(self.word(at), "-" | "–" | "—" | "--")
            && end.is_some_and(|end| end < list[at as usize].span.start)
    }

    /// Without where the piece was written: "ORRIN (OP) - The council".
    fn without_dateline(&self, source: Range<u32>) -> Range<u32> {
        /// In a dateline, places, agency, day and dash are no more. A guess.
        const LONGEST: u32 = 12;
        let first = source.start;
        let sentence = &self.tokens.sentences[self.tokens.sentence_of(first)].tokens;
        if first != sentence.start || !self.is_all_large(first) {
            return source;
        }
        let within = first + 1..source.end.min(first + LONGEST);
        let dash = within
            .take_while(|&at| !self.is_word(at) || self.is_large(at) || self.is_number(at))
            .find(|&at| self.is_dash(at))
            // "OPB – the ports board – said".
            .filter(|dash| !(dash + 1..source.end).any(|at| self.is_dash(at)));
        let Some(dash) = dash else {
            return source;
        };
        let behind = (dash + 1..source.end).find(|&at| self.is_word(at));
        behind.unwrap_or(source.end)..source.end
    }

    /// A source without what cannot be part of one; empty if nothing is left.
    fn mended(&self, source: Range<u32>, before_cue: bool) -> Range<u32> {
        let source = self.in_one_sentence(source, before_cue);
        let source = self.without_dateline(source);
        let mut source = self.without_opening(source);
        // The subject is the pronoun at the end: "this is why I".
        if source.len() > 1 && self.verb(&source, false).is_some() {
            let last = source.end - 1;
            let joined = self.edge(last - 1) == Some(Edge::Coordinate);
            if self.edge(last) == Some(Edge::Pronoun) && !joined && !self.is_all_large(last) {
                return last..source.end;
            }
        }
        let cut = self.without_end(source.clone());
        let broken = cut.end < source.end;
        source = cut;
        if let Some(verb) = self.verb(&source, broken) {
            // "... spoke with Anna Lind, who": whose clause it is tells who.
            let who = (verb..source.end).rev().find(|&at| self.word(at) == "who");
            source = match who {
                Some(who) if self.verb(&(who..source.end), true).is_none() => who..source.end,
                Some(_) => source,
                None => self.without_end(source.start..verb),
            };
        } else if broken && source.start < source.end {
            let first = self.edge(source.start);
            let begins = self.is_large(source.start)
                || !self.is_word(source.start)
                || matches!(
                    first,
                    Some(Edge::Article | Edge::Owner | Edge::Pronoun | Edge::Relative)
                );
            if !begins {
                return 0..0;
            }
        }
        let holds = source.clone().any(|at| self.is_word(at))
            && !(source.len() == 1 && self.edge(source.start) == Some(Edge::Expletive));
        if holds { source } else { 0..0 }
    }

    /// "US" and "IT" are names.
    fn is_all_large(&self, at: u32) -> bool {
        let word = self.word(at);
        word.len() > 1 && word.chars().all(char::is_uppercase)
    }

    /// Gives to the content its subject: "According to the port, ships that wait ...",
    /// where the source took "ships" in and the content begins behind it.
    fn give_subject(&self, one: &mut Reported) {
        /// A subject that was taken in has no more words.
        const LONGEST: u32 = 4;
        let opens = self.word(one.cue.start) == "According" && one.cue.end == one.source.start;
        let [content, ..] = &mut one.content[..] else {
            return;
        };
        if one.cue.is_empty() || !opens || content.start != one.source.end {
            return;
        }
        let from = one.source.end.saturating_sub(LONGEST + 1);
        let comma = (from.max(one.source.start + 1)..one.source.end)
            .rev()
            .find(|&at| self.word(at) == ",");
        if let Some(comma) = comma.filter(|comma| comma + 1 < one.source.end) {
            one.source.end = comma;
            content.start = comma + 1;
        }
    }

    /// What the sentence is about, where the source is who is named beside it: "The memo,
    /// seen by the Herald, says".
    fn subject_before_agent(&self, one: &Reported) -> Option<Range<u32>> {
        /// Guessed; it bounds the work.
        const LONGEST: u32 = 6;
        const BESIDE: u32 = 16;
        let (source, cue) = (&one.source, &one.cue);
        let by = source.start.checked_sub(1)?;
        let touches = (source.end..=source.end + 1).contains(&cue.start);
        let closed = self.word(cue.start.checked_sub(1)?) == ",";
        // Who signs a statement says it.
        let signs = |word: &str| matches!(word, "signed" | "issued" | "released" | "written");
        let signed = by.checked_sub(1).is_some_and(|at| signs(self.word(at)));
        if self.word(by) != "by" || signed || !touches || !closed {
            return None;
        }
        let start = self.tokens.sentences[self.tokens.sentence_of(by)]
            .tokens
            .start;
        let comma = (start..by.min(start + LONGEST + 1)).find(|&at| self.word(at) == ",")?;
        let begins = matches!(self.edge(start), Some(Edge::Article | Edge::Owner))
            || self.edge(start).is_none() && self.is_large(start);
        let subject = start..comma;
        let alone = begins && comma > start && self.verb(&subject, false).is_none();
        let beside = !self.is_large(comma + 1) && by - comma <= BESIDE;
        let free = one.content.iter().all(|piece| piece.start >= cue.end);
        (alone && beside && free).then_some(subject)
    }

    fn in_one_sentence(&self, source: Range<u32>, last: bool) -> Range<u32> {
        if source.is_empty() {
            return source;
        }
        let at = if last { source.end - 1 } else { source.start };
        let sentence = &self.tokens.sentences[self.tokens.sentence_of(at)].tokens;
        // "Rep. Anna Lind (D-Orrin.), the mayor" is one sentence and looks like two.
        let ends = |end: u32| {
            let stop = end.checked_sub(1).filter(|&at| !self.is_word(at));
            let last = stop.and_then(|at| at.checked_sub(1));
            last.is_some_and(|at| self.is_word(at) && !self.is_large(at))
        };
        let start = match sentence.start {
            start if start > source.start && ends(start) => start,
            _ => source.start,
        };
        let end = match sentence.end {
            end if end < source.end && ends(end) => end,
            _ => source.end,
        };
        start..end
    }

    /// Without marks, conjunctions, and phrases before the subject.
    fn without_opening(&self, source: Range<u32>) -> Range<u32> {
        let Range { mut start, end } = source;
        while start + 1 < end {
            let next = start + 1;
            let kind = self.edge(start);
            let word = self.word(start);
            let is_mark = !self.is_word(start);
            if is_mark
                && (matches!(word, "," | ";" | ":" | "—" | "–" | "--") || self.lone(start, end))
                || kind == Some(Edge::Coordinate)
                || kind == Some(Edge::Adverb) && self.begins_subject(next)
                || kind == Some(Edge::Setting)
                    && self.word(next) == ","
                    && next + 1 < end
                    && self.begins_subject(next + 1)
                || word == "to" && start > 0 && self.word(start - 1).ends_with("ccording")
            {
                start = next;
            } else if matches!(kind, Some(Edge::Clause | Edge::Phrase)) {
                let clause = kind == Some(Edge::Clause);
                let subject = (next..end - 1)
                    .find(|&at| self.word(at) == ",")
                    .filter(|&comma| !clause || self.verb(&(start..comma), true).is_some())
                    .map(|comma| comma + 1)
                    .filter(|&at| self.begins_subject(at))
                    .or_else(|| self.subject_at_end(next..end));
                // "as many as ten of them", "so many".
                let counts = matches!(self.word(next), "many" | "much" | "few" | "well");
                if let Some(subject) = subject {
                    start = subject;
                } else if (clause || word.eq_ignore_ascii_case("by")) && !counts {
                    start = next;
                } else {
                    break;
                }
            } else if word.eq_ignore_ascii_case("that")
                && matches!(
                    self.edge(next),
                    Some(Edge::Pronoun | Edge::Article | Edge::Owner)
                )
            {
                start = next;
            } else {
                break;
            }
        }
        start..end
    }

    /// A bracket or quotation mark whose other half is not in the source.
    fn lone(&self, at: u32, end: u32) -> bool {
        let closing = match self.word(at) {
            "(" => ")",
            "[" => "]",
            "“" => "”",
            "‘" => "’",
            "\"" => "\"",
            "'" => "'",
            _ => return false,
        };
        !(at + 1..end).any(|at| self.word(at) == closing)
    }

    /// Whether a bracket that stands behind a range was opened in it.
    fn opened_in(&self, range: Range<u32>) -> bool {
        let mut open = 0;
        for at in range {
            match self.word(at) {
                "(" | "[" => open += 1,
                ")" | "]" => open -= 1,
                _ => {}
            }
        }
        open > 0
    }

    fn begins_subject(&self, at: u32) -> bool {
        self.is_large(at)
            || matches!(
                self.edge(at),
                Some(Edge::Pronoun | Edge::Article | Edge::Owner)
            )
    }

    /// Where a subject begins that ends a range behind a phrase: "on this mission
    /// Orrin Press", "at a hearing the mayor".
    fn subject_at_end(&self, range: Range<u32>) -> Option<u32> {
        let last = range.end - 1;
        if range.len() < 3 || !self.is_word(last) {
            return None;
        }
        if self.edge(last) == Some(Edge::Pronoun) {
            return Some(last);
        }
        let mut at = last;
        if self.is_large(last) {
            while at > range.start && self.is_large(at - 1) && self.is_word(at - 1) {
                at -= 1;
            }
        } else {
            while at > range.start
                && self.is_word(at)
                && !matches!(self.edge(at), Some(Edge::Article | Edge::Owner))
            {
                at -= 1;
            }
        }
        if at > range.start && self.edge(at - 1) == Some(Edge::Article) {
            at -= 1;
        }
        // Behind a preposition or another article it is part of the phrase.
        let before = at.checked_sub(1).filter(|before| range.contains(before))?;
        let free = self.is_word(before) && self.edge(before).is_none() && !self.is_large(before);
        (free && at < range.end && self.begins_subject(at)).then_some(at)
    }

    /// Without words that no phrase ends in, and marks before those.
    fn without_end(&self, source: Range<u32>) -> Range<u32> {
        let Range { start, mut end } = source;
        let whole = end;
        while start < end {
            let at = end - 1;
            let alone = end - start == 1;
            let dangling = [
                Edge::Coordinate,
                Edge::Clause,
                Edge::Phrase,
                Edge::Article,
                Edge::Be,
                Edge::Finite,
                Edge::Evidential,
            ];
            let closing = matches!(self.word(at), ")" | "]");
            let half = !self.is_word(at) && matches!(self.word(at), "(" | "[" | "“" | "‘" | "$")
                || closing && !self.opened_in(start..at);
            let ends = if alone {
                let nobody = |edge| dangling.contains(&edge) || edge == Edge::Adverb;
                self.edge(at).is_some_and(nobody) && !self.is_all_large(at) || !self.is_word(at)
            } else {
                self.is_small(at, &dangling)
                    || self.is_small(at, &[Edge::Relative]) && !self.word(at).starts_with("who")
                    || self.is_small(at, &[Edge::Adverb])
                    || end < whole && !self.is_word(at) && !closing
                    || self.is_dash(at) && !(start..at).any(|at| self.is_dash(at))
                    || half
            };
            // "The dockers’" is whole: the noun that they own may be left out.
            let owner = matches!(self.word(at), "'s" | "’s" | "'" | "’") && !alone;
            if !ends || owner {
                break;
            }
            end = at;
        }
        start..end
    }

    /// The first verb of the main clause: any past form where the words end as no
    /// phrase does, else an auxiliary.
    fn verb(&self, source: &Range<u32>, broken: bool) -> Option<u32> {
        let region = |at: u32| self.quotes.region(at).map(|quoted| quoted.open);
        for at in source.start + 1..source.end {
            let apart = region(at) != region(source.start);
            if self.edge(at) == Some(Edge::Relative) || apart {
                return None;
            }
            let word = self.word(at);
            if !self.is_word(at) || self.is_large(at) || word.starts_with(['\'', '’']) {
                continue;
            }
            let auxiliary = self.is_small(at, &[Edge::Be, Edge::Finite])
                && !matches!(word, "be" | "been" | "being");
            let article = self.edge(at - 1) == Some(Edge::Article);
            let noun = matches!(self.edge(at - 1), Some(Edge::Owner | Edge::Phrase));
            if !article && (auxiliary || broken && !noun && days::is_past(word)) {
                return Some(at);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::speech::Part;
    use crate::speech::statements::Found;
    use onrecord_record::{Label, TextSpan};

    fn reported(source: Range<u32>, cue: Range<u32>) -> Reported {
        Reported {
            content: Vec::new(),
            source,
            cue,
            confidence: 900,
            likely: None,
            seen: true,
            cut: false,
            found: Found::Cue,
        }
    }

    /// What is left of the words before a bar as the source of the cue behind it; more
    /// may follow behind a second bar.
    fn left(marked: &str) -> String {
        let mut words = marked.split(" | ");
        let [source, cue, rest] = [(); 3].map(|()| words.next().unwrap_or(""));
        let text = [source, cue, rest].join(" ");
        let parts = [Part {
            span: TextSpan::new(0, text.len()),
            label: Label::Body,
        }];
        let tokens = Tokens::of(&text, &parts);
        let quotes = Quotes::of(&text, &tokens);
        let range = |at: usize, words: &str| tokens.within(TextSpan::new(at, at + words.len()));
        let mut found = [reported(range(0, source), range(source.len() + 1, cue))];
        mend(&text, &tokens, &quotes, &mut found);
        let source = found[0].source.clone();
        if source.is_empty() {
            String::new()
        } else {
            text[tokens.span(&source).range()].to_owned()
        }
    }

    #[test]
    fn what_is_a_phrase_stays() {
        for source in [
            "Anna Lind, the mayor of Orrin, who has been in office since May,",
            "he",
            "who",
            "that",
            "Not everyone",
            "as many as ten of them",
            "The governments of Norland and Sudland",
            "Will Venn",
            "the minister who signed the treaty and",
            "the officers’ union",
            "Rep. Karl Venn (D-Orrin), the leader of the house",
        ] {
            let kept = source.strip_suffix(" and").unwrap_or(source);
            assert_eq!(left(&format!("{source} | said")), kept);
        }
    }

    /// What is left of a source and its content where they stand first in a text.
    fn left_in(text: &str, source: &str, cue: &str, content: &str) -> (String, String) {
        let parts = [Part {
            span: TextSpan::new(0, text.len()),
            label: Label::Body,
        }];
        let tokens = Tokens::of(text, &parts);
        let range = |words: &str| {
            let at = text.find(words).unwrap();
            tokens.within(TextSpan::new(at, at + words.len()))
        };
        let mut one = reported(range(source), range(cue));
        one.content = vec![range(content)];
        let mut found = [one];
        mend(text, &tokens, &Quotes::of(text, &tokens), &mut found);
        let words = |range: &Range<u32>| text[tokens.span(range).range()].to_owned();
        (words(&found[0].source), words(&found[0].content[0]))
    }

    #[test]
    fn a_short_form_has_its_long_form() {
        let text = "In May the Board of Roads in Ports (BRP) said no";
        assert_eq!(
            left_in(text, "BRP)", "said", "no").0,
            "the Board of Roads in Ports (BRP)"
        );
    }

    #[test]
    fn the_subject_of_what_is_told_is_content() {
        let text = "According to a report of the port, ships that wait cost more.";
        for (source, content) in [
            ("a report of the port, ships", "that wait cost more"),
            ("a report of the port", "ships that wait cost more"),
        ] {
            assert_eq!(
                left_in(text, source, "According to", content),
                (
                    "a report of the port".to_owned(),
                    "ships that wait cost more".to_owned()
                )
            );
        }
    }

    #[test]
    fn who_is_named_beside_the_subject_is_not_it() {
        for (text, source, kept) in [
            (
                "The memo, written in May and seen by the Herald, says it is late.",
                "the Herald,",
                "The memo",
            ),
            (
                "In the memo, written by Anna Lind, she says it is late.",
                "she",
                "she",
            ),
            (
                "The memo, signed by Anna Lind, says it is late.",
                "Anna Lind,",
                "Anna Lind,",
            ),
            (
                "On Monday, led by Anna Lind, says it is late.",
                "Anna Lind,",
                "Anna Lind,",
            ),
        ] {
            assert_eq!(left_in(text, source, "says", "it is late").0, kept);
        }
    }

    #[test]
    fn clauses_and_second_verbs_are_cut() {
        for (marked, kept) in [
            ("while one mayor | said", "one mayor"),
            ("But Venn | said", "Venn"),
            ("so I | thought", "I"),
            ("As he did so, Venn | said", "Venn"),
            ("On this mission Orrin Press | said", "Orrin Press"),
            ("at a hearing the mayor | said", "the mayor"),
            ("This is why I | think", "I"),
            ("Venn was arrested in Orrin and | said", "Venn"),
            ("The council voted for the pier and | urged", "The council"),
            (
                "Dockers have been blocking the pier since May, | demanding",
                "Dockers",
            ),
            ("The mayor has met Venn, who in May | said", "who in May"),
            ("Her husband had previously | told", "Her husband"),
            ("the port and the | said", "the port"),
            ("flooded roads, and | urged", ""),
            ("The | reported", ""),
            ("further | told", ""),
            ("Venn then | added", "Venn"),
            ("Outside, Karl Venn | added", "Karl Venn"),
            ("two of the dockers – | said", "two of the dockers"),
            ("Venn – the mayor – | said", "Venn – the mayor –"),
            ("ORRIN (OP) - The council | said", "The council"),
            ("ORRIN — | said", ""),
            ("NEW ORRIN, May 2 -- Anna Lind | said", "Anna Lind"),
            ("OPB – the ports board – | said", "OPB – the ports board –"),
            (
                "Jo Lind, born Inga Venn) | wrote",
                "Jo Lind, born Inga Venn",
            ),
            (", | said", ""),
            ("There are | signs", ""),
        ] {
            assert_eq!(left(marked), kept, "{marked}");
        }
    }

    #[test]
    fn who_is_told_or_seems_is_no_source() {
        for (marked, kept) in [
            ("Venn | was asked", ""),
            ("Venn | is accused of", ""),
            ("Venn | accused of", ""),
            ("The port | reportedly", ""),
            ("The port | seems", ""),
            ("Venn | was told by | the mayor that", "the mayor"),
            ("as | claimed | by Anna Lind, the pier", "Anna Lind"),
            // Active, or more than passive.
            ("Venn | has asked", "Venn"),
            ("Venn | is expected to announce", "Venn"),
            ("Venn | was quoted saying", "Venn"),
            ("Venn | seemed to say", "Venn"),
        ] {
            assert_eq!(left(marked), kept, "{marked}");
        }
    }
}
