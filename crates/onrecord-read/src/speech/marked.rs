//! Statements in languages that the models do not know, by structure.
//!
//! A quotation is tied by the clause before or behind it: a reporting word of
//! a small list, and the words for somebody on one side of it. Reported speech
//! is found by a reporting word with a word such as "that" behind it, by words
//! such as German "laut", and by verb forms that tell that the words are
//! somebody else's. What no structure ties stays for [`super::uncued`].

use std::ops::Range;

use super::language::{self, Hit, Words, is};
use super::quotes::{Quoted, Quotes};
use super::statements::{Found, Reported, paragraphs};
use super::tokens::{TokenKind, Tokens};

/// The least number of words that make a quotation speech wherever it stands;
/// shorter ones need a reporting word that touches them.
const WORDS: usize = 5;
/// How many tokens the words for somebody may have. Guessed.
const SOURCE: u32 = 20;
/// How far around a quotation its clause may reach. Guessed; it bounds the work.
const CLAUSE: u32 = 80;
/// How far behind a reporting word what was said may begin. Guessed.
const REACH: u32 = 24;

/// The statements of an article, in text order of their contents.
pub(crate) fn statements(
    text: &str,
    tokens: &Tokens,
    quotes: &Quotes,
    words: &Words,
) -> Vec<Reported> {
    let small = language::small(text, tokens, 0..tokens.list.len());
    let hits = (0..small.len()).map(|at| words.hit(&small, at)).collect();
    let mut reader = Reader {
        text,
        tokens,
        quotes,
        words,
        small,
        hits,
        spoken: vec![false; tokens.list.len()],
        used: vec![false; tokens.list.len()],
        told: vec![None; tokens.sentences.len()],
        found: Vec::new(),
    };
    for quoted in &quotes.list {
        if reader.has(&(quoted.open + 1..quoted.close), WORDS) {
            let end = quoted.close + u32::from(quoted.closed);
            reader.spoken[quoted.open as usize..end as usize].fill(true);
        }
    }
    for quoted in &quotes.list {
        reader.quotation(quoted);
    }
    for sentences in paragraphs(tokens) {
        // Who spoke last in the paragraph.
        let mut last: Option<Range<u32>> = None;
        for number in sentences {
            last = reader.sentence(number, last);
        }
    }
    reader.found.sort_by_key(|one| one.content[0].start);
    reader.found
}

struct Reader<'a> {
    text: &'a str,
    tokens: &'a Tokens,
    quotes: &'a Quotes,
    words: &'a Words,
    /// Every token in small letters.
    small: Vec<String>,
    /// What the list says of every token.
    hits: Vec<Hit>,
    /// Tokens of quotations that are speech, marks included.
    spoken: Vec<bool>,
    /// Tokens that are a statement's content or cue.
    used: Vec<bool>,
    /// Who spoke in each sentence that reports; nothing where none does.
    told: Vec<Option<Range<u32>>>,
    found: Vec<Reported>,
}

/// Words for somebody, and the words that report, around what was said.
struct Clause {
    source: Range<u32>,
    cue: Range<u32>,
    rule: &'static str,
}

impl Reader<'_> {
    fn word(&self, at: u32) -> &str {
        self.small.get(at as usize).map_or("", String::as_str)
    }

    fn hit(&self, at: u32) -> Hit {
        self.hits.get(at as usize).copied().unwrap_or_default()
    }

    fn is(&self, at: u32, bits: language::Bits) -> bool {
        self.hit(at).bits & bits != 0
    }

    fn is_mark(&self, at: u32) -> bool {
        self.tokens
            .list
            .get(at as usize)
            .is_none_or(|token| token.kind == TokenKind::Mark)
    }

    fn is_capital(&self, at: u32) -> bool {
        self.tokens
            .list
            .get(at as usize)
            .is_some_and(|token| self.text[token.span.range()].starts_with(char::is_uppercase))
    }

    /// Whether a range has at least so many words.
    fn has(&self, range: &Range<u32>, words: usize) -> bool {
        let mut all = range.clone().filter(|&at| !self.is_mark(at));
        words == 0 || all.nth(words - 1).is_some()
    }

    fn is_dash(&self, at: u32) -> bool {
        matches!(self.word(at), "—" | "–" | "―" | "-" | "--")
    }

    fn is_comma(&self, at: u32) -> bool {
        matches!(self.word(at), "," | "，" | "、" | "،")
    }

    fn is_colon(&self, at: u32) -> bool {
        matches!(self.word(at), ":" | "：")
    }

    /// Whether a token stands in a quotation that is speech, or is its mark.
    fn speech(&self, at: u32) -> bool {
        self.spoken.get(at as usize).copied().unwrap_or_default()
    }

    fn tell(&mut self, content: Vec<Range<u32>>, clause: Clause) {
        for range in content.iter().chain([&clause.cue]) {
            self.used[range.start as usize..range.end as usize].fill(true);
        }
        for at in [content[0].start, clause.cue.start] {
            let number = self.tokens.sentence_of(at);
            self.told[number] = Some(clause.source.clone());
        }
        self.found.push(Reported {
            content,
            cue: clause.cue,
            source: clause.source,
            confidence: 800,
            likely: None,
            seen: true,
            cut: false,
            found: Found::Structure(clause.rule),
        });
    }

    /// Ties a quotation to the clause behind or before it.
    fn quotation(&mut self, quoted: &Quoted) {
        let inner = quoted.open + 1..quoted.close;
        if !self.has(&inner, 1) {
            return;
        }
        let whole = quoted.open..quoted.close + u32::from(quoted.closed);
        let long = self.speech(quoted.open);
        let clause = self
            .behind(&whole, long)
            .or_else(|| self.before(&whole, long));
        let Some(clause) = clause else { return };
        // A clause between two pieces of what was said reports both.
        if !clause.cue.is_empty()
            && let Some(one) = self
                .found
                .iter_mut()
                .rev()
                .take(4)
                .find(|one| one.cue == clause.cue)
        {
            one.content.push(whole.clone());
            self.used[whole.start as usize..whole.end as usize].fill(true);
            return;
        }
        self.tell(vec![whole], clause);
    }

    /// The end of the sentence that goes on behind a quotation.
    fn rest(&self, end: u32) -> u32 {
        let Some(last) = end.checked_sub(1) else {
            return end;
        };
        let number = self.tokens.sentence_of(last);
        let here = &self.tokens.sentences[number];
        if here.tokens.end > end {
            return here.tokens.end;
        }
        // A stop inside the quotation has ended the sentence too early.
        match self.tokens.sentences.get(number + 1) {
            Some(next) if next.part == here.part && (self.is_comma(end) || self.is_dash(end)) => {
                next.tokens.end
            }
            _ => end,
        }
    }

    /// The clause behind a quotation: "…", sagte Anna Lind.
    fn behind(&self, whole: &Range<u32>, long: bool) -> Option<Clause> {
        let mut limit = self.rest(whole.end).min(whole.end + CLAUSE);
        if let Some(next) = (whole.end..limit).find(|&at| self.speech(at)) {
            limit = next;
        }
        let mut at = whole.end;
        while at < limit
            && at < whole.end + 3
            && (self.is_comma(at) || self.is_dash(at) || self.word(at) == ".")
        {
            at += 1;
        }
        if at >= limit {
            return None;
        }
        let apart = at > whole.end;
        // '„Die Welt“ schreibt': a name between marks says something itself.
        let stops = matches!(
            self.word(whole.end - 2),
            "," | "." | "!" | "?" | "…" | "，" | "。"
        );
        if !long && !apart && !stops {
            return None;
        }
        let rule = "statement/clause-behind-quotation";
        if self.is(at, is::SO) {
            let cue = at..at + self.hit(at).len;
            let source = self.somebody(cue.end, limit, true);
            return (!source.is_empty()).then_some(Clause { source, cue, rule });
        }
        if self.is(at, is::PER) {
            let cue = at..at + self.hit(at).len;
            let source = self.somebody(cue.end, limit, true);
            return (apart && !source.is_empty()).then_some(Clause { source, cue, rule });
        }
        // "wie die Ministerin sagte".
        if self.is(at, is::AS)
            && let Some(verb) = self.verb(at + 1, limit.min(at + SOURCE))
        {
            let source = self.subject(&verb, at + 1, limit);
            return (!source.is_empty()).then_some(Clause {
                source,
                cue: verb,
                rule,
            });
        }
        let mut verb = at;
        while verb < limit && verb < at + 3 && self.is(verb, is::HELPING) && !self.is(verb, is::SAY)
        {
            verb += 1;
        }
        if let Some(cue) = self.verb_at(verb, limit) {
            let cue = at.min(cue.start)..cue.end;
            // Japanese and Turkish set the verb last.
            let mut source = if matches!(self.words.name, "ja" | "tr") {
                cue.end..cue.end
            } else {
                self.somebody(cue.end, limit, true)
            };
            if source.is_empty() && self.word(at).contains("-") {
                // "dit-elle": the pronoun is part of the verb.
                source = at..at + 1;
            }
            if source.is_empty() {
                source = self.opening(whole.start);
            }
            if source.is_empty() && self.is_unspaced(at) {
                return None;
            }
            return Some(Clause { source, cue, rule });
        }
        // "…", hat die Ministerin gesagt.
        if self.is(at, is::HELPING)
            && let Some(cue) = self.verb(at + 1, limit.min(at + SOURCE))
        {
            let source = self.somebody(at + 1, cue.start, false);
            if !source.is_empty() {
                return Some(Clause { source, cue, rule });
            }
        }
        if !long || self.is(at, is::STOP) {
            return None;
        }
        // "…", la ministre a déclaré.
        let cue = self.verb(at, limit.min(at + SOURCE))?;
        let source = self.subject(&cue, at, limit);
        (source.start == at && !source.is_empty()).then_some(Clause { source, cue, rule })
    }

    /// The clause before a quotation: Anna Lind sagte: "…"
    fn before(&self, whole: &Range<u32>, long: bool) -> Option<Clause> {
        let sentence = self.tokens.sentences[self.tokens.sentence_of(whole.start)]
            .tokens
            .clone();
        let near = sentence.start.max(whole.start.saturating_sub(CLAUSE));
        let start = (near..whole.start)
            .rev()
            .find(|&at| self.speech(at))
            .map_or(near, |at| at + 1);
        let last = whole.start.checked_sub(1).filter(|&at| at >= start)?;
        let colon = self.is_colon(last);
        let near = if colon { 40 } else { 4 };
        let end = if colon || self.is_comma(last) {
            last
        } else {
            whole.start
        };
        let from = start.max(end.saturating_sub(near));
        let cue = (from..end).rev().find_map(|at| self.verb_at(at, end))?;
        if !colon && !long && cue.end != end {
            return None;
        }
        // "dass … „…“" is reported speech with quoted words in it.
        if (cue.end..end).any(|at| self.is(at, is::THAT)) {
            return None;
        }
        let source = self.subject(&cue, start, end);
        Some(Clause {
            source,
            cue,
            rule: "statement/clause-before-quotation",
        })
    }

    /// Who a sentence begins with before a quotation: languages that set the
    /// verb last.
    fn opening(&self, quotation: u32) -> Range<u32> {
        let sentence = &self.tokens.sentences[self.tokens.sentence_of(quotation)].tokens;
        let mut end = quotation;
        while end > sentence.start && self.is_mark(end - 1) {
            end -= 1;
        }
        let found = self.somebody(sentence.start, end, false);
        // "大臣は「…」と述べた".
        let topic = found
            .clone()
            .skip(1)
            .find(|&at| matches!(self.word(at), "は" | "が" | "も"));
        let none = quotation..quotation;
        match topic {
            Some(topic) => found.start..topic,
            None if found.end != end || self.words.name == "ja" => none,
            // Of a long clause the name right before the quotation.
            None if found.len() > 6 => {
                let name = (found.start..end)
                    .rev()
                    .take_while(|&at| self.is_capital(at))
                    .last();
                name.map_or(none, |name| name..end)
            }
            None => found,
        }
    }

    /// Whether a token is of a script that sets no spaces.
    fn is_unspaced(&self, at: u32) -> bool {
        matches!(self.words.name, "zh" | "ja") && !self.is_mark(at)
    }

    /// The verb of saying at a token, with the part that stands apart from it
    /// before `end`.
    fn verb_at(&self, at: u32, end: u32) -> Option<Range<u32>> {
        let hit = self.hit(at);
        if self.used.get(at as usize).copied().unwrap_or_default() && hit.bits & is::SAY == 0
            || self.quotes.inside(at)
        {
            return None;
        }
        if hit.bits & is::SAY != 0 {
            // "una denuncia": the noun that is spelt like the verb.
            let noun = at > 0
                && matches!(
                    self.word(at - 1),
                    "un" | "una" | "la" | "esta" | "su" | "uma" | "um" | "une" | "cette" | "sa"
                );
            return (!noun).then_some(at..at + hit.len);
        }
        if hit.bits & is::SPLIT == 0 {
            return None;
        }
        (at + 1..end.min(at + REACH))
            .find(|&part| self.words.parts(self.word(at), self.word(part)))
            .map(|_| at..at + 1)
    }

    /// The first verb of saying in a range.
    fn verb(&self, start: u32, end: u32) -> Option<Range<u32>> {
        (start..end)
            .filter(|&at| !self.speech(at))
            .find_map(|at| self.verb_at(at, end))
    }

    /// The words for somebody that begin at a token. `explained` takes what
    /// explains them behind a comma.
    fn somebody(&self, start: u32, limit: u32, explained: bool) -> Range<u32> {
        let ends = is::THAT | is::SAY | is::PER | is::SO | is::AS | is::HELPING | is::PER_END;
        let mut at = start;
        let mut seen = false;
        while at < limit && at - start < SOURCE {
            if let Some(quoted) = self.quotes.region(at) {
                // A name between marks is part of it.
                if self.speech(at) || !quoted.closed {
                    break;
                }
                at = quoted.close + 1;
                continue;
            }
            let hit = self.hit(at);
            if self.is_mark(at) {
                if !matches!(self.word(at), "-" | "/" | "&" | "." | "(" | ")")
                    || self.word(at) == "." && at + 1 >= limit
                {
                    break;
                }
                at += 1;
                continue;
            }
            // "sagte Jan Venn der Zeitung": behind a name it is whom he told.
            let noun = at > start && (self.is_capital(at - 1) || self.word(at - 1) == ")");
            if self.words.name == "de" && noun {
                let told = matches!(self.word(at), "der" | "dem" | "den")
                    && at >= start + 2
                    && self.is_capital(at - 2);
                if told || !self.is_capital(at) && !self.goes_on(at) {
                    break;
                }
            }
            // "Jan Venn und Anna Lind", "die Sprecherin von Orrin".
            let inner = at > start
                && (hit.bits & is::LEAD != 0 && self.is_capital(at + 1)
                    || matches!(
                        self.word(at),
                        "von" | "vom" | "van" | "und" | "y" | "et" | "e" | "и" | "і" | "i"
                    ) && (self.is_capital(at + 1) || self.is_capital(at + 2)));
            if hit.bits & ends != 0
                || hit.bits & is::STOP != 0 && !inner && hit.bits & is::LEAD == 0
                || hit.bits & is::LEAD != 0 && !inner && at > start
            {
                break;
            }
            seen = true;
            at += 1;
        }
        let mut end = at.min(limit);
        while end > start
            && (self.is_mark(end - 1)
                && self.word(end - 1) != ")"
                && self.quotes.region(end - 1).is_none())
        {
            end -= 1;
        }
        if !seen || end <= start {
            return start..start;
        }
        if explained && end < limit && self.is_comma(end) && !self.is(end + 1, is::STOP) {
            let more = self.somebody(end + 1, limit, false);
            let closed = more.end >= limit || self.is_comma(more.end) || self.word(more.end) == ".";
            if closed && !more.is_empty() {
                end = more.end;
            }
        }
        start..end
    }

    /// The words for who does what a verb says, in a clause.
    fn subject(&self, verb: &Range<u32>, start: u32, end: u32) -> Range<u32> {
        let start = start.max(verb.start.saturating_sub(CLAUSE));
        let before = self.subject_before(verb.start, start);
        if !before.is_empty() {
            return before;
        }
        let after = self.somebody(verb.end, end, false);
        if !after.is_empty() && (verb.end..after.start).all(|at| !self.is_mark(at)) {
            return after;
        }
        // "Am Montag hat die Ministerin gesagt".
        let helping = (start..verb.start)
            .rev()
            .find(|&at| self.is(at, is::HELPING));
        if let Some(helping) = helping {
            let between = self.somebody(helping + 1, verb.start, false);
            if !between.is_empty() {
                return between;
            }
        }
        // "Die Ministerin widersprach und sagte".
        if verb.start > start && self.is(verb.start - 1, is::LEAD) {
            return self.somebody(start, verb.start - 1, false);
        }
        verb.start..verb.start
    }

    fn subject_before(&self, verb: u32, start: u32) -> Range<u32> {
        let none = verb..verb;
        let mut end = verb;
        while end > start && self.is(end - 1, is::HELPING) {
            end -= 1;
        }
        let marks: Vec<u32> = (start..end)
            .rev()
            .filter(|&at| {
                (self.is_comma(at) || self.is_colon(at) || self.is_dash(at) || self.word(at) == ";")
                    && self.quotes.region(at).is_none()
            })
            .take(3)
            .collect();
        let mut from = match *marks {
            // "Der Leiter, Jan Venn, sagte".
            [last, first, ..] if last + 1 == end && first + 12 > last => {
                end = last;
                marks.get(2).map_or(start, |mark| mark + 1).min(first)
            }
            [last, ..] if last + 1 == end => return none,
            [last, ..] => last + 1,
            [] => start,
        };
        while from < end
            && (self.is(from, is::LEAD) || self.is_mark(from) && self.quotes.region(from).is_none())
        {
            from += 1;
        }
        if from >= end
            || end - from > SOURCE
            || self.is(from, is::STOP | is::THAT | is::AS | is::PER | is::HELPING)
        {
            return none;
        }
        // "Den Vorwurf wies er zurück": German objects may stand first.
        let object = match self.word(from) {
            "den" | "dem" | "einen" | "einem" | "seinen" | "ihren" | "diesen" | "diesem" => true,
            "das" | "dies" | "der" | "dieses" => from + 1 == end,
            _ => false,
        };
        if self.words.name == "de" && object {
            return none;
        }
        let found = self.somebody(from, end, true);
        // The words for somebody reach to the verb, but for words that say
        // when and how.
        let rest = found.end..end;
        let gone = rest.is_empty()
            // A German clause has its verb behind its first words: "Die
            // Ministerin widersprach dem und sagte".
            || self.words.name == "de"
            || self.is(found.end, is::STOP | is::HELPING)
            || self.is_comma(found.end);
        if gone { found } else { none }
    }

    /// Finds what a sentence reports outside of quotations, and gives who
    /// spoke last.
    fn sentence(&mut self, number: usize, last: Option<Range<u32>>) -> Option<Range<u32>> {
        let sentence = &self.tokens.sentences[number].tokens;
        if let Some(source) = &self.told[number] {
            return Some(source.clone()).filter(|source| !source.is_empty());
        }
        let end = self.text_end(sentence);
        let told = self
            .taken_from(sentence.start, end)
            .or_else(|| self.said_that(sentence.start, end))
            .or_else(|| self.said_behind(sentence.start, end));
        if let Some((content, clause)) = told {
            // What the writer says is no report, and "es", "man" are nobody.
            let mut clause = clause;
            if clause.source.len() == 1 {
                if self.is(clause.source.start, is::SELF) {
                    return None;
                }
                if self.is(clause.source.start, is::NOBODY) {
                    clause.source.end = clause.source.start;
                }
            }
            let source = clause.source.clone();
            let content: Vec<Range<u32>> = content
                .into_iter()
                .map(|piece| self.trim(piece))
                .filter(|piece| self.has(piece, 3))
                .collect();
            let free = content
                .iter()
                .cloned()
                .flatten()
                .all(|at| !self.used[at as usize]);
            if content.is_empty() || !free {
                return None;
            }
            self.tell(content, clause);
            return Some(source).filter(|source| !source.is_empty());
        }
        // "Dies sei nicht wahr.", behind what somebody said.
        let source = last?;
        let mood = (sentence.start..end)
            .any(|at| self.is(at, is::MOOD) && self.quotes.region(at).is_none());
        let free = sentence.clone().all(|at| !self.used[at as usize]);
        if mood && free {
            let content = self.trim(sentence.start..end);
            let cue = content.start..content.start;
            self.tell(
                vec![content],
                Clause {
                    source: source.clone(),
                    cue,
                    rule: "statement/told-by-verb-form",
                },
            );
            return Some(source);
        }
        None
    }

    /// The end of a sentence without its stop.
    fn text_end(&self, sentence: &Range<u32>) -> u32 {
        let mut end = sentence.end;
        while end > sentence.start && matches!(self.word(end - 1), "." | "。" | "!" | "?" | "…")
        {
            end -= 1;
        }
        end
    }

    /// A piece without commas and dashes around it.
    fn trim(&self, mut piece: Range<u32>) -> Range<u32> {
        let loose = |at: u32| {
            self.is_comma(at) || self.is_dash(at) || self.is_colon(at) || self.word(at) == ";"
        };
        while piece.start < piece.end && loose(piece.start) {
            piece.start += 1;
        }
        while piece.start < piece.end && loose(piece.end - 1) {
            piece.end -= 1;
        }
        piece
    }

    /// "Laut der Ministerin …", "… zufolge", "nach Angaben der Polizei".
    fn taken_from(&self, start: u32, end: u32) -> Option<(Vec<Range<u32>>, Clause)> {
        let rule = "statement/taken-from";
        let german = self.words.name == "de";
        for at in start..end {
            if self.quotes.inside(at) {
                continue;
            }
            let hit = self.hit(at);
            if hit.bits & is::PER != 0 {
                // "según dijo la ministra".
                let verb = self.verb_at(at + hit.len, end);
                let cue = at..verb.map_or(at + hit.len, |verb| verb.end);
                let source = if german {
                    self.german(cue.end, end)
                } else {
                    self.name_at_most(self.somebody(cue.end, end, false))
                };
                if let Some(content) = self.around(&cue, &source, start, end) {
                    return Some((content, Clause { source, cue, rule }));
                }
            }
            // "Nach offiziellen Angaben", "nach Angaben der Polizei".
            if german && self.word(at) == "nach" {
                let all = self.german(at + 1, end);
                let measure = all
                    .clone()
                    .take(3)
                    .find(|&at| self.is_capital(at) && self.words.measures(self.word(at)));
                if let Some(measure) = measure {
                    let source = if measure + 1 < all.end {
                        measure + 1..all.end
                    } else {
                        all.clone()
                    };
                    let cue = at..at + 1;
                    if let Some(content) = self.around(&cue, &all, start, end) {
                        return Some((content, Clause { source, cue, rule }));
                    }
                }
            }
            let behind = hit.bits & is::PER_END != 0
                || german
                    && self.word(at) == "nach"
                    && at > start
                    && self.is_capital(at - 1)
                    && self.words.measures(self.word(at - 1));
            if behind {
                let cue = at..at + hit.len.max(1);
                let source = self.back(at, start);
                // Long words for somebody most often hold more than that.
                if source.is_empty() || !german && !self.is_unspaced(at) && source.len() > 6 {
                    continue;
                }
                let content = vec![start..source.start, cue.end..end];
                return Some((content, Clause { source, cue, rule }));
            }
        }
        None
    }

    /// What is left of a sentence without the words that it is taken from.
    fn around(
        &self,
        cue: &Range<u32>,
        source: &Range<u32>,
        start: u32,
        end: u32,
    ) -> Option<Vec<Range<u32>>> {
        if source.is_empty() {
            return None;
        }
        let opens = !self.has(&(start..cue.start), 1);
        let closes = source.end >= end;
        // Where nothing ends the words for somebody, they may reach too far:
        // only a comma, or a verb behind them, shows their end.
        let ended = closes
            || self.is_mark(source.end)
            || self.words.name == "de"
            || self.is(source.end, is::HELPING)
            || self.is_capital(source.end - 1);
        if !ended || opens && closes {
            return None;
        }
        Some(vec![start..cue.start, source.end..end])
    }

    /// Words for somebody that are long end with the first name in them, or
    /// are none.
    fn name_at_most(&self, found: Range<u32>) -> Range<u32> {
        if found.len() <= 6 {
            return found;
        }
        let name = found.clone().find(|&at| self.is_capital(at));
        let end = name.and_then(|name| (name..found.end).find(|&at| !self.is_capital(at)));
        match end {
            Some(end) if !self.is(end, is::STOP) && end - found.start <= 8 => found.start..end,
            _ => found.start..found.start,
        }
    }

    /// Whether a small German word behind a noun goes on with the words for
    /// somebody: "der Leiter der alten Werft".
    fn goes_on(&self, at: u32) -> bool {
        let joint = matches!(
            self.word(at),
            "der" | "des" | "von" | "vom" | "und" | "für" | "aus" | "im" | "beim"
        );
        let adjective = |at: u32| !self.is_mark(at) && !self.is(at, is::STOP | is::HELPING);
        joint
            && (self.is_capital(at + 1)
                || self.is_capital(at + 2) && adjective(at + 1)
                || self.is_capital(at + 3) && adjective(at + 1) && adjective(at + 2))
    }

    /// German words for somebody: they end behind a noun, where no words that
    /// belong to it follow.
    fn german(&self, start: u32, end: u32) -> Range<u32> {
        let mut at = start;
        let mut noun = None;
        while at < end && at - start < SOURCE {
            if let Some(quoted) = self.quotes.region(at) {
                if self.speech(at) || !quoted.closed {
                    break;
                }
                at = quoted.close + 1;
                noun = Some(at);
                continue;
            }
            if self.is_mark(at) {
                if !matches!(self.word(at), "-" | "/" | "&") {
                    break;
                }
                at += 1;
                continue;
            }
            if self.is_capital(at) {
                at += 1;
                noun = Some(at);
                continue;
            }
            match noun {
                Some(_) if self.goes_on(at) => {}
                Some(_) => break,
                None if self.is(at, is::HELPING | is::SAY) || at - start > 4 => break,
                None => {}
            }
            at += 1;
        }
        start..noun.unwrap_or(start).max(start)
    }

    /// The words for somebody that end before a token.
    fn back(&self, end: u32, start: u32) -> Range<u32> {
        let german = self.words.name == "de";
        let mut at = end;
        while at > start && end - at < 12 {
            let before = at - 1;
            if self.is_mark(before) && !matches!(self.word(before), "-" | "'" | "’") {
                break;
            }
            let article = matches!(
                self.word(before),
                "der"
                    | "des"
                    | "dem"
                    | "den"
                    | "von"
                    | "vom"
                    | "einem"
                    | "einer"
                    | "seiner"
                    | "ihrer"
                    | "eigenen"
                    | "ersten"
                    | "offiziellen"
                    | "unbestätigten"
            );
            if german && !self.is_capital(before) && !article {
                break;
            }
            at -= 1;
        }
        at..end
    }

    /// "Die Ministerin sagte, dass …": what was said stands behind.
    fn said_that(&self, start: u32, end: u32) -> Option<(Vec<Range<u32>>, Clause)> {
        let mut at = start;
        while let Some(cue) = self.verb(at, end) {
            at = cue.end;
            let source = |end: u32| self.subject(&cue, start, end);
            // A word such as "that" behind the verb or behind who says it.
            let that = (cue.end..end.min(cue.end + REACH)).find(|&at| {
                self.is(at, is::THAT) || self.is_comma(at) && !self.is(at + 1, is::THAT)
            });
            if let Some(that) = that
                && self.is(that, is::THAT)
                && (self.words.name != "de" || self.is_comma(that - 1))
            {
                return Some((
                    one(that..end),
                    Clause {
                        source: source(that),
                        cue,
                        rule: "statement/said-that",
                    },
                ));
            }
            // German leaves it out and changes the verb, or says what is to be.
            if let Some(comma) = that
                && self.is_comma(comma)
                && ((comma + 1..end.min(comma + CLAUSE)).any(|at| self.is(at, is::MOOD))
                    || self.is_wish(end))
            {
                return Some((
                    one(comma + 1..end),
                    Clause {
                        source: source(comma),
                        cue,
                        rule: "statement/said-in-other-mood",
                    },
                ));
            }
            // Chinese sets a comma or a colon behind the verb.
            if self.words.name == "zh" && (self.is_comma(cue.end) || self.is_colon(cue.end)) {
                let source = source(cue.end);
                if !source.is_empty() {
                    return Some((
                        one(cue.end + 1..end),
                        Clause {
                            source,
                            cue,
                            rule: "statement/said-that",
                        },
                    ));
                }
            }
        }
        None
    }

    /// Whether a German clause ends in an infinitive with "zu".
    fn is_wish(&self, end: u32) -> bool {
        let (Some(last), Some(before)) = (end.checked_sub(1), end.checked_sub(2)) else {
            return false;
        };
        let word = self.word(last);
        self.words.name == "de"
            && word.ends_with('n')
            && (self.word(before) == "zu"
                || matches!(word, "sollen" | "wollen" | "können" | "müssen")
                    && self.word(before).contains("zu")
                || word.find("zu").is_some_and(|at| at > 1))
    }

    /// "Der Hafen öffne bald, sagte die Ministerin.", and "Wie die Polizei
    /// mitteilte, …".
    fn said_behind(&self, start: u32, end: u32) -> Option<(Vec<Range<u32>>, Clause)> {
        let rule = "statement/said-behind";
        let commas =
            (start..end).filter(|&at| self.is_comma(at) && self.quotes.region(at).is_none());
        // "Wie die Polizei mitteilte, …" at the head.
        for opens in [start].into_iter().chain(commas.map(|comma| comma + 1)) {
            let until = (opens..end)
                .find(|&at| self.is_comma(at) && self.quotes.region(at).is_none())
                .unwrap_or(end);
            if self.is(opens, is::AS) {
                let Some(cue) = self.verb(opens + 1, until) else {
                    continue;
                };
                let source = self.subject(&cue, opens + 1, until);
                if source.is_empty() {
                    continue;
                }
                return Some((vec![start..opens, until..end], Clause { source, cue, rule }));
            }
            if opens == start {
                continue;
            }
            let mut verb = opens;
            while verb < until && verb < opens + 2 && self.is(verb, is::HELPING) {
                verb += 1;
            }
            let (cue, is_so) = if self.is(verb, is::SO) {
                (verb..verb + self.hit(verb).len, true)
            } else {
                match self.verb_at(verb, until) {
                    Some(cue) => (cue, false),
                    None => continue,
                }
            };
            let source = self.somebody(cue.end, until, false);
            if source.is_empty() || !self.has(&(start..opens), 3) {
                continue;
            }
            // "so dass" and "so ein" report nothing: the clause is the name
            // and nothing else.
            if is_so && source.end != until {
                continue;
            }
            let rest = if until < end && is_so {
                until..end
            } else {
                end..end
            };
            return Some((vec![start..opens, rest], Clause { source, cue, rule }));
        }
        None
    }
}

/// A content in one piece.
fn one(piece: Range<u32>) -> Vec<Range<u32>> {
    vec![piece]
}

#[cfg(test)]
mod tests {
    use onrecord_record::{Label, TextSpan};

    use super::*;
    use crate::speech::Part;
    use crate::speech::language::{Language, language};

    /// The statements as `content | cue | source`, pieces set apart by `…`.
    fn told(text: &str) -> Vec<String> {
        let mut parts = Vec::new();
        let mut start = 0;
        for line in text.split('\n') {
            parts.push(Part {
                span: TextSpan::new(start, start + line.len()),
                label: Label::Body,
            });
            start += line.len() + 1;
        }
        let tokens = Tokens::of(text, &parts);
        let quotes = Quotes::of(text, &tokens);
        let Language::Known(words) = language(text, &tokens) else {
            panic!("no language: {text}");
        };
        let shown = |range: &Range<u32>| text[tokens.span(range).range()].to_owned();
        statements(text, &tokens, &quotes, words)
            .iter()
            .map(|one| {
                let content: Vec<String> = one.content.iter().map(shown).collect();
                let cue = shown(&one.cue);
                format!("{} | {cue} | {}", content.join(" … "), shown(&one.source))
            })
            .collect()
    }

    #[track_caller]
    fn check(cases: &[(&str, &[&str])]) {
        let mut faults = Vec::new();
        for (text, wanted) in cases {
            let told = told(text);
            if told != *wanted {
                faults.push(format!("{text}\n  wanted {wanted:#?}\n  got {told:#?}"));
            }
        }
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }

    #[test]
    fn german_clauses_around_quotations() {
        check(&[
            (
                "„Der Hafen bleibt bis zum Frühjahr zu“, sagte die Ministerin Anna Lind am Montag. „Das ist nicht zu ändern.“",
                &["„Der Hafen bleibt bis zum Frühjahr zu“ | sagte | die Ministerin Anna Lind"],
            ),
            (
                "Karl Venn, der Leiter der Werft, sagte dazu: „Wir haben die Mole in der Nacht verloren.“",
                &[
                    "„Wir haben die Mole in der Nacht verloren.“ | sagte | Karl Venn, der Leiter der Werft",
                ],
            ),
            (
                "„Niemand wird in diesem Jahr ohne Arbeit sein“, so der zuständige Sprecher Uwe Oste von der Werft. Das ist auch für die Stadt nicht neu.",
                &[
                    "„Niemand wird in diesem Jahr ohne Arbeit sein“ | so | der zuständige Sprecher Uwe Oste von der Werft",
                ],
            ),
            (
                "„Wir fangen“, sagte sie, „mit der Arbeit an der Mole im Mai an.“",
                &["„Wir fangen“ … „mit der Arbeit an der Mole im Mai an.“ | sagte | sie"],
            ),
            (
                "Am Abend teilte die Werft in Orrin mit: „Das erschüttert uns und die Stadt sehr.“",
                &["„Das erschüttert uns und die Stadt sehr.“ | teilte | die Werft"],
            ),
        ]);
    }

    #[test]
    fn german_reported_speech() {
        check(&[
            (
                "Die Ministerin sagte, dass die Mole im Mai wieder auf ist.",
                &["dass die Mole im Mai wieder auf ist | sagte | Die Ministerin"],
            ),
            (
                "Am Montag teilte die Polizei mit, der Fahrer sei auf der Brücke gestorben. Er habe das Schild nicht gesehen.",
                &[
                    "der Fahrer sei auf der Brücke gestorben | teilte | die Polizei",
                    "Er habe das Schild nicht gesehen |  | die Polizei",
                ],
            ),
            (
                "Laut der Sprecherin der Werft wurden am Abend drei Boote an die Stadt verkauft.",
                &[
                    "wurden am Abend drei Boote an die Stadt verkauft | Laut | der Sprecherin der Werft",
                ],
            ),
            (
                "Nach Angaben der Polizei wurden drei Boote in der Nacht zerstört.",
                &["wurden drei Boote in der Nacht zerstört | Nach | der Polizei"],
            ),
            (
                "Der Fähre fehlen Berichten der Zeitung zufolge für das Jahr die Mittel.",
                &["Der Fähre fehlen … für das Jahr die Mittel | zufolge | Berichten der Zeitung"],
            ),
            (
                "Wie die Werft mitteilte, werden die Boote im Mai verkauft und der Kai wird gesperrt.",
                &[
                    "werden die Boote im Mai verkauft und der Kai wird gesperrt | mitteilte | die Werft",
                ],
            ),
            (
                "Der Kai sei nicht mehr sicher, sagte der Leiter der Werft.",
                &["Der Kai sei nicht mehr sicher | sagte | der Leiter der Werft"],
            ),
        ]);
    }

    #[test]
    fn names_between_marks_are_no_speech() {
        check(&[
            (
                "Das Schiff „Alte Liebe“ sank in der Nacht auf dem Weg nach Orrin und wurde nicht geborgen.",
                &[],
            ),
            (
                "Die Zeitung „Der Kai“ berichtete, dass die Fähre nicht mehr fährt.",
                &["dass die Fähre nicht mehr fährt | berichtete | Die Zeitung „Der Kai“"],
            ),
        ]);
    }

    #[test]
    fn romance_languages() {
        check(&[
            (
                "« Le port restera fermé jusqu’au printemps », a déclaré la ministre Anna Lind lundi sur le quai de la ville.",
                &[
                    "« Le port restera fermé jusqu’au printemps » | a déclaré | la ministre Anna Lind",
                ],
            ),
            (
                "La ministre a indiqué que le quai est perdu et que les travaux sont pour mai.",
                &["que le quai est perdu et que les travaux sont pour mai | indiqué | La ministre"],
            ),
            (
                "Selon la police, trois bateaux ont été perdus dans la nuit et le quai est fermé.",
                &[
                    "trois bateaux ont été perdus dans la nuit et le quai est fermé | Selon | la police",
                ],
            ),
            (
                "«El puerto seguirá cerrado hasta la primavera», dijo la ministra Ana Lindo en una entrevista con la radio de la ciudad.",
                &["«El puerto seguirá cerrado hasta la primavera» | dijo | la ministra Ana Lindo"],
            ),
            (
                "La ministra dijo que el muelle se perdió y que no hay dinero para las obras.",
                &[
                    "que el muelle se perdió y que no hay dinero para las obras | dijo | La ministra",
                ],
            ),
            (
                "Il sindaco ha detto che il porto è chiuso e che non ci sono soldi per la nave.",
                &[
                    "che il porto è chiuso e che non ci sono soldi per la nave | ha detto | Il sindaco",
                ],
            ),
            (
                "“O porto vai ficar fechado até maio”, disse o prefeito João Prata à rádio da cidade em que mora.",
                &["“O porto vai ficar fechado até maio” | disse | o prefeito João Prata"],
            ),
        ]);
    }

    #[test]
    fn other_languages() {
        check(&[
            (
                "‘De haven blijft tot het voorjaar dicht’, zei de minister Anna Lind in een reactie op het nieuws.",
                &["‘De haven blijft tot het voorjaar dicht’ | zei | de minister Anna Lind"],
            ),
            (
                "”Hamnen är stängd till våren i år”, säger ministern Anna Lind till radion och det är inte bra.",
                &["”Hamnen är stängd till våren i år” | säger | ministern Anna Lind"],
            ),
            (
                "„Port będzie zamknięty aż do samej wiosny” – powiedział minister Jan Lipski w rozmowie z radiem.",
                &["„Port będzie zamknięty aż do samej wiosny” | powiedział | minister Jan Lipski"],
            ),
            (
                "«Порт не будет открыт до весны», — сказал министр Иван Орлов в эфире радио и телевидения.",
                &["«Порт не будет открыт до весны» | сказал | министр Иван Орлов"],
            ),
            (
                "По словам министра, порт не откроется до весны, и это не из-за погоды.",
                &["порт не откроется до весны, и это не из-за погоды | По словам | министра"],
            ),
            (
                "Ο υπουργός είπε ότι το λιμάνι δεν είναι ανοιχτό και ότι τα έργα θα γίνουν.",
                &["ότι το λιμάνι δεν είναι ανοιχτό και ότι τα έργα θα γίνουν | είπε | Ο υπουργός"],
            ),
            (
                "Bakan Ayşe Kara, \"Liman bu yıl bahara kadar kapalı olacak\" dedi ve bir daha konuşmadı.",
                &["\"Liman bu yıl bahara kadar kapalı olacak\" | dedi | Bakan Ayşe Kara"],
            ),
            (
                "„Přístav bude na jaře zavřený,“ řekla ministryně Jana Lípová a dodala, že se to nezmění a že je jí to líto.",
                &["„Přístav bude na jaře zavřený,“ | řekla | ministryně Jana Lípová"],
            ),
            (
                "„Portul este închis până la primăvară”, a declarat ministra Ana Linde pentru radio și nu este de mirare.",
                &["„Portul este închis până la primăvară” | a declarat | ministra Ana Linde"],
            ),
            (
                "”Satama on kiinni ensi kevääseen asti”, sanoo ministeri Anna Lind, joka ei ole tyytyväinen ja on huolissaan.",
                &["”Satama on kiinni ensi kevääseen asti” | sanoo | ministeri Anna Lind"],
            ),
            (
                "„A kikötő tavaszig zárva lesz az idén” – mondta Lind Anna, és hozzátette, hogy ez nem az ő hibája, de nem is a városé.",
                &["„A kikötő tavaszig zárva lesz az idén” | mondta | Lind Anna"],
            ),
            (
                "“Pelabuhan itu akan ditutup sampai musim semi,” kata Menteri Anna Lind di ibu kota, dan ini tidak baik untuk nelayan.",
                &["“Pelabuhan itu akan ditutup sampai musim semi,” | kata | Menteri Anna Lind"],
            ),
            (
                "部长林安表示：“港口的修复不会在今年完成，我们也在等。”",
                &["“港口的修复不会在今年完成，我们也在等。” | 表示 | 部长林安"],
            ),
            (
                "大臣は「港は春まで閉まっている」と述べた。",
                &["「港は春まで閉まっている」 | と述べ | 大臣"],
            ),
            (
                "وقال الوزير إن الميناء في المدينة مغلق من هذا الشهر إلى الربيع.",
                &["إن الميناء في المدينة مغلق من هذا الشهر إلى الربيع | وقال | الوزير"],
            ),
        ]);
    }
}
