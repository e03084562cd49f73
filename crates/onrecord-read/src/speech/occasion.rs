//! The occasion of a statement: to whom, where and when it was said.
//!
//! It is read from the words around cue and source, never from what was said:
//! "told reporters in the Oval Office on Wednesday" dates the telling, "said
//! that they met on Wednesday" does not. Addressee and venue are spans of the
//! page's own words.

use std::ops::Range;
use std::sync::OnceLock;

use onrecord_record::{DateMention, TextSpan};

use super::Input;
use super::tokens::{TokenKind, Tokens};
use crate::words::{self, Table};

/// To whom, where and when something was said, as far as the words around it
/// tell.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Occasion {
    /// Those spoken to.
    pub(crate) addressee: Option<TextSpan>,
    /// Where or in what.
    pub(crate) venue: Option<TextSpan>,
    /// Index of the time expression that dates the saying.
    pub(crate) day: Option<u32>,
}

/// How many phrases are read in a row. Guessed; news seldom has four.
const PHRASES: usize = 12;
/// How many tokens a noun phrase may have. Guessed.
const PHRASE_TOKENS: u32 = 14;

/// What a word does for the occasion.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Role {
    Tell,
    Speak,
    Address,
    Place,
    Medium,
    Lead,
    Stop,
    Pronoun,
}

/// Reads the occasion of a statement from the sentence of its cue. The spans
/// are in text order; `days` are all of the article, in text order.
pub(crate) fn occasion(
    input: &Input<'_>,
    tokens: &Tokens,
    cue: &[TextSpan],
    source: &[TextSpan],
    content: &[TextSpan],
    days: &[DateMention],
) -> Occasion {
    let Some(home) = cue.first().or(source.first()) else {
        return Occasion::default();
    };
    let first = tokens.within(*home).start;
    let Some(sentence) = tokens.sentences.get(tokens.sentence_of(first)) else {
        return Occasion::default();
    };
    let reader = Reader {
        text: input.text,
        tokens,
        content,
        days,
        sentence: sentence.tokens.clone(),
    };
    let mut told = Occasion::default();
    // The verb's own object and what follows it, then what follows the source
    // ("said Lind in an interview"), then what opens the sentence.
    let cues = cue.iter().map(|span| tokens.within(*span));
    for range in cues {
        let verb = range
            .clone()
            .find(|&at| reader.role(at) == Some(Role::Tell));
        // A cue may hold its own occasion: "wrote in a post on Friday".
        let spoke = range.clone().find(|&at| {
            verb.is_none() && at + 1 < range.end && reader.role(at) == Some(Role::Speak)
        });
        if let Some(spoke) = spoke {
            reader.phrases(spoke + 1, false, true, &mut told);
        }
        let start = verb.map_or(range.end, |verb| verb + 1);
        reader.phrases(start, verb.is_some(), reader.speaks(start), &mut told);
        if start != range.end {
            reader.phrases(range.end, false, reader.speaks(range.end), &mut told);
        }
    }
    for range in source.iter().map(|span| tokens.within(*span)) {
        reader.inside(range.clone(), &mut told);
        let inverted = reader.speaks(range.start);
        reader.phrases(range.end, false, inverted, &mut told);
    }
    // "On Tuesday, the port was shut, Lind said" tells when it was shut.
    let said_first = content
        .first()
        .is_none_or(|content| home.start < content.start);
    if said_first {
        reader.phrases(sentence.tokens.start, false, false, &mut told);
    }
    told
}

/// How far from a cue the day of its saying may stand, in tokens. Guessed.
const BESIDE: u32 = 24;

/// The occasion in a language whose words this room does not know: the day that
/// stands in the clause of the cue, outside what was said.
pub(crate) fn beside(
    input: &Input<'_>,
    tokens: &Tokens,
    cue: &[TextSpan],
    content: &[TextSpan],
    days: &[DateMention],
) -> Occasion {
    let Some(cue) = cue.first().map(|span| tokens.within(*span)) else {
        return Occasion::default();
    };
    let Some(sentence) = tokens.sentences.get(tokens.sentence_of(cue.start)) else {
        return Occasion::default();
    };
    let reader = Reader {
        text: input.text,
        tokens,
        content,
        days,
        sentence: sentence.tokens.clone(),
    };
    let ends = |at: u32| {
        !reader.is_open(at) || matches!(reader.word(at), "," | ":" | ";" | "，" | "：" | "—" | "–")
    };
    let from = cue.start.saturating_sub(BESIDE);
    let before = (from..cue.start).rev().take_while(|&at| !ends(at));
    let behind = (cue.end..cue.end + BESIDE).take_while(|&at| !ends(at));
    let day = behind
        .chain(before)
        .filter_map(|at| reader.day_at(at))
        .map(|(day, _)| day)
        .find(|&day| is_day(&days[day as usize]));
    Occasion {
        day,
        ..Occasion::default()
    }
}

/// Reads "She was speaking to students in Orrin on Friday", a sentence that
/// tells the occasion of what stands before it: the words of the subject, and
/// what follows.
pub(crate) fn spoken_at(
    input: &Input<'_>,
    tokens: &Tokens,
    sentence: usize,
    days: &[DateMention],
) -> Option<(TextSpan, Occasion)> {
    let range = tokens.sentences.get(sentence)?.tokens.clone();
    // Subject and verb stand at the very start of such a sentence.
    let verb = (range.start + 1..range.end.min(range.start + 8)).find(|&at| {
        matches!(word(input.text, tokens, at), "was" | "were")
            && SPEAKS.contains(&word(input.text, tokens, at + 1))
    })?;
    let reader = Reader {
        text: input.text,
        tokens,
        content: &[],
        days,
        sentence: range.clone(),
    };
    let mut told = Occasion::default();
    reader.phrases(verb + 1, false, true, &mut told);
    (told != Occasion::default()).then(|| (tokens.span(&(range.start..verb)), told))
}

/// What a sentence of its own says that somebody was doing while they spoke.
const SPEAKS: [&str; 4] = ["speaking", "testifying", "talking", "appearing"];

fn word<'t>(text: &'t str, tokens: &Tokens, at: u32) -> &'t str {
    tokens
        .list
        .get(at as usize)
        .map_or("", |token| &text[token.span.range()])
}

/// A sentence with what it must not be read from.
struct Reader<'a> {
    text: &'a str,
    tokens: &'a Tokens,
    content: &'a [TextSpan],
    days: &'a [DateMention],
    sentence: Range<u32>,
}

impl Reader<'_> {
    fn word(&self, at: u32) -> &str {
        if self.sentence.contains(&at) {
            word(self.text, self.tokens, at)
        } else {
            ""
        }
    }

    fn kind(&self, at: u32) -> TokenKind {
        self.tokens
            .list
            .get(at as usize)
            .map_or(TokenKind::Mark, |token| token.kind)
    }

    fn role(&self, at: u32) -> Option<Role> {
        role(self.word(at))
    }

    fn is_capital(&self, at: u32) -> bool {
        self.word(at).starts_with(char::is_uppercase)
    }

    /// Whether a token may be read: in the sentence and not in the content.
    fn is_open(&self, at: u32) -> bool {
        self.sentence.contains(&at) && {
            let start = self.tokens.list[at as usize].span.start;
            !self
                .content
                .iter()
                .any(|span| span.start <= start && start < span.end)
        }
    }

    /// The time expression that begins at a token, and the token after it.
    fn day_at(&self, at: u32) -> Option<(u32, u32)> {
        let start = self.tokens.list.get(at as usize)?.span.start;
        let index = self.days.partition_point(|day| day.span.start < start);
        let day = self.days.get(index).filter(|day| day.span.start == start)?;
        let after = self.tokens.within(day.span).end;
        Some((index as u32, after.max(at + 1)))
    }

    /// Whether the token before this one is a word of speaking or of a medium,
    /// so that "to" or "with" leads to those spoken to.
    fn speaks(&self, at: u32) -> bool {
        let before = at.checked_sub(1).and_then(|before| self.role(before));
        matches!(before, Some(Role::Speak | Role::Medium | Role::Tell))
    }

    /// The comma that ends "a body of many states," after a name, if a phrase
    /// of place follows it.
    fn after_apposition(&self, comma: u32) -> Option<u32> {
        let end = comma + 2 * PHRASE_TOKENS;
        if !matches!(self.word(comma + 1), "a" | "an" | "the") {
            return None;
        }
        let next = (comma + 1..end).find(|&at| self.word(at) == ",")?;
        let open = (comma..next).all(|at| self.is_open(at));
        (open && self.role(next + 1) == Some(Role::Lead)).then_some(next)
    }

    /// Reads phrases in a row from a token on: where, to whom, when. `told_to`
    /// says that those spoken to come first, `spoken` that "to" or "with" leads
    /// to them.
    fn phrases(&self, start: u32, mut told_to: bool, mut spoken: bool, told: &mut Occasion) {
        let mut at = start;
        // Where a venue ends that "in Orrin" may still widen.
        let mut venue_end = None;
        for _ in 0..PHRASES {
            if !self.is_open(at) {
                return;
            }
            if let Some((day, after)) = self.day_at(at) {
                if is_day(&self.days[day as usize]) {
                    told.day.get_or_insert(day);
                }
                (at, told_to, venue_end) = (after, false, None);
                continue;
            }
            if told_to {
                told_to = false;
                if let Some(phrase) = self.noun_phrase(at) {
                    at = phrase.end;
                    self.take(&phrase, true, told);
                    venue_end = told.venue.map(|_| at);
                    continue;
                }
            }
            let role = self.role(at);
            let word = self.word(at);
            match role {
                _ if word == "," => {
                    let next = self.role(at + 1);
                    let goes_on = matches!(next, Some(Role::Lead | Role::Speak | Role::Address))
                        || self.day_at(at + 1).is_some();
                    at = match self.after_apposition(at) {
                        _ if goes_on => at + 1,
                        Some(comma) if at > start => comma + 1,
                        _ => return,
                    };
                    spoken = false;
                }
                Some(Role::Lead) => {
                    if self.day_at(at + 1).is_some() {
                        at += 1;
                        continue;
                    }
                    let Some(phrase) = self.noun_phrase(at + 1) else {
                        return;
                    };
                    // "on condition of anonymity" is no place.
                    if self.word(at + 1) == "condition" {
                        return;
                    }
                    let takes = self.is_venue(&phrase, word);
                    match venue_end {
                        // "a news conference in Orrin".
                        Some(end)
                            if end == at && self.is_capital(phrase.end - 1) && word != "on" =>
                        {
                            if let Some(venue) = &mut told.venue {
                                venue.end = self.tokens.span(&phrase).end;
                            }
                            venue_end = Some(phrase.end);
                        }
                        _ if takes => {
                            let new = told.venue.is_none();
                            told.venue.get_or_insert(self.tokens.span(&phrase));
                            venue_end = new.then_some(phrase.end);
                            spoken = self.is_medium(&phrase);
                        }
                        _ => {}
                    }
                    at = phrase.end;
                }
                Some(Role::Speak) => {
                    // A verb of its own: only one in -ing or after "who" adds to
                    // the clause that was read.
                    if !word.ends_with("ing") && !word.ends_with("ING") {
                        return;
                    }
                    (at, spoken) = (at + 1, true);
                }
                Some(Role::Address) if word.ends_with("ing") => (at, told_to) = (at + 1, true),
                // "a visit to Orrin".
                Some(Role::Stop)
                    if word == "to"
                        && venue_end == Some(at)
                        && !spoken
                        && self.is_capital(at + 1) =>
                {
                    let Some(phrase) = self.noun_phrase(at + 1) else {
                        return;
                    };
                    if let Some(venue) = &mut told.venue {
                        venue.end = self.tokens.span(&phrase).end;
                    }
                    (at, venue_end) = (phrase.end, None);
                }
                Some(Role::Stop) if spoken && matches!(word, "to" | "with" | "before") => {
                    let Some(phrase) = self.noun_phrase(at + 1) else {
                        return;
                    };
                    self.take(&phrase, false, told);
                    (at, spoken) = (phrase.end, false);
                }
                _ if word.ends_with("ly")
                    || matches!(word, "also" | "later" | "earlier" | "then" | "again") =>
                {
                    at += 1;
                }
                _ => return,
            }
        }
    }

    /// Looks in a source for "who spoke to ...".
    fn inside(&self, source: Range<u32>, told: &mut Occasion) {
        for at in source.start..source.end {
            let to = at + 1;
            if self.role(at) == Some(Role::Speak)
                && matches!(self.word(to), "to" | "with" | "on" | "at" | "in")
                && at > source.start
            {
                self.phrases(to, false, true, told);
                return;
            }
        }
    }

    /// Keeps a phrase as those spoken to, or as the venue if it names an
    /// occasion: "told a news conference".
    fn take(&self, phrase: &Range<u32>, object: bool, told: &mut Occasion) {
        let span = self.tokens.span(phrase);
        if object && self.has(phrase, Role::Place) && !self.is_capital(phrase.end - 1) {
            told.venue.get_or_insert(span);
        } else if self.role(phrase.start) != Some(Role::Pronoun) {
            told.addressee.get_or_insert(span);
        }
    }

    /// Whether the phrase's last word, or its last before "of", has a role.
    fn has(&self, phrase: &Range<u32>, wanted: Role) -> bool {
        let of = phrase.clone().find(|&at| self.word(at) == "of");
        let head = of.unwrap_or(phrase.end).max(phrase.start + 1) - 1;
        self.role(head) == Some(wanted)
    }

    fn is_medium(&self, phrase: &Range<u32>) -> bool {
        self.has(phrase, Role::Medium)
    }

    /// Whether a phrase after "in", "at", "on" is where something was said.
    fn is_venue(&self, phrase: &Range<u32>, lead: &str) -> bool {
        if self.has(phrase, Role::Place) || self.is_medium(phrase) {
            return true;
        }
        // A name is a place, a channel or a programme; a language is not.
        let last = self.word(phrase.end - 1);
        let named = phrase.clone().any(|at| self.is_capital(at));
        named && lead != "by" && lead != "through" && !is_language(last)
    }

    /// The noun phrase at a token, ended by what cannot be in one.
    fn noun_phrase(&self, start: u32) -> Option<Range<u32>> {
        let mut at = start;
        while at < start + PHRASE_TOKENS && self.is_open(at) {
            let word = self.word(at);
            let kind = self.kind(at);
            if kind == TokenKind::Mark && !matches!(word, "&") {
                break;
            }
            if at > start && self.day_at(at).is_some() {
                break;
            }
            // "Fox News and CNN", but not "reporters and left".
            if word == "and" && at > start && self.is_capital(at - 1) && self.is_capital(at + 1) {
                at += 1;
                continue;
            }
            let ends = match self.role(at) {
                Some(Role::Stop | Role::Lead) => {
                    !(self.is_capital(at) && at > start && word.len() > 1)
                        || matches!(word, "He" | "She" | "They" | "It" | "We" | "You")
                }
                Some(Role::Speak | Role::Tell) => {
                    self.role(at) != Some(Role::Speak) || !is_noun(word)
                }
                None => word.ends_with("ly") && !self.is_capital(at),
                _ => false,
            };
            if ends {
                break;
            }
            at += 1;
        }
        // A phrase does not end in an article, in "of" or in a mark.
        while at > start
            && (matches!(
                self.word(at - 1),
                "the" | "a" | "an" | "of" | "his" | "her" | "their" | "its" | "and" | "&"
            ) || self.kind(at - 1) == TokenKind::Ending)
        {
            at -= 1;
        }
        (at > start).then_some(start..at)
    }
}

/// Words that speak and are nouns too: "a post", "posts".
fn is_noun(word: &str) -> bool {
    matches!(word, "posts")
}

/// Whether an expression can date a saying: not a length, not "every Monday".
fn is_day(mention: &DateMention) -> bool {
    let rule = mention.rule.0.as_ref();
    !(rule.starts_with("time/length")
        || rule.starts_with("time/every")
        || matches!(rule, "time/adverb" | "time/loose"))
}

fn is_language(word: &str) -> bool {
    matches!(
        word,
        "English"
            | "Spanish"
            | "French"
            | "German"
            | "Russian"
            | "Arabic"
            | "Chinese"
            | "Hebrew"
            | "Ukrainian"
            | "Italian"
            | "Portuguese"
    )
}

fn role(word: &str) -> Option<Role> {
    static TABLE: OnceLock<Table<Role>> = OnceLock::new();
    let table = words::table(
        &TABLE,
        include_str!("../words/occasion-words.tsv"),
        ' ',
        |kind| {
            Some(match kind {
                "tell" => Role::Tell,
                "speak" => Role::Speak,
                "address" => Role::Address,
                "place" => Role::Place,
                "medium" => Role::Medium,
                "lead" => Role::Lead,
                "stop" => Role::Stop,
                "pronoun" => Role::Pronoun,
                _ => return None,
            })
        },
    );
    let mut lower = [0_u8; 16];
    let bytes = lower.get_mut(..word.len())?;
    bytes.copy_from_slice(word.as_bytes());
    bytes.make_ascii_lowercase();
    table.get(str::from_utf8(bytes).ok()?)
}

#[cfg(test)]
mod tests {
    use onrecord_record::Label;

    use super::*;
    use crate::speech::language::Language;
    use crate::speech::{Part, days};

    /// Reads a text marked as `{content}`, `<cue>`, `[source]`.
    fn read(marked: &str) -> String {
        let mut text = String::new();
        let (mut open, mut cue, mut source, mut content) = (0, Vec::new(), Vec::new(), Vec::new());
        for c in marked.chars() {
            match c {
                '{' | '<' | '[' => open = text.len(),
                '}' => content.push(TextSpan::new(open, text.len())),
                '>' => cue.push(TextSpan::new(open, text.len())),
                ']' => source.push(TextSpan::new(open, text.len())),
                c => text.push(c),
            }
        }
        let parts = vec![Part {
            span: TextSpan::new(0, text.len()),
            label: Label::Body,
        }];
        let tokens = Tokens::of(&text, &parts);
        let input = Input {
            text: &text,
            parts,
            anchor: Some("2031-05-14".parse().expect("a day")),
            writer: None,
        };
        let days = days::days(&input, &tokens, Language::English);
        let told = occasion(&input, &tokens, &cue, &source, &content, &days);
        let words = |span: Option<TextSpan>| span.map_or("-", |span| &text[span.range()]);
        let day = told.day.map(|day| days[day as usize].span);
        format!(
            "{} | {} | {}",
            words(told.addressee),
            words(told.venue),
            words(day)
        )
    }

    #[test]
    fn occasions_are_read_beside_the_cue() {
        for (marked, wanted) in [
            (
                "{“We will win,”} [Lind] <told> reporters in the Green Hall.",
                "reporters | the Green Hall | -",
            ),
            (
                "[Lind] <told> Sellia Radio in an interview on Tuesday that {the port was shut Monday}.",
                "Sellia Radio | an interview | Tuesday",
            ),
            (
                "[Lind] <said> at a news conference in Orrin {that it rained}.",
                "- | a news conference in Orrin | -",
            ),
            (
                "[Lind] <said> Wednesday {that the bridge fell Monday}.",
                "- | - | Wednesday",
            ),
            ("[Lind] <said> {the bridge fell Monday}.", "- | - | -"),
            (
                "[Lind] <said> in a statement {that it rained}.",
                "- | a statement | -",
            ),
            (
                "In a letter to the council on Friday, [Lind] <wrote> {that it rained}.",
                "the council | a letter | Friday",
            ),
            (
                "Speaking to students in Orrin, [Lind] <said> {it rained}.",
                "students | Orrin | -",
            ),
            (
                "{“No,”} <said> [Anna Lind] in an interview with the Orrin Post.",
                "the Orrin Post | an interview | -",
            ),
            (
                "[Lind] <told> a rally in Orrin on Friday {that it rained}.",
                "- | a rally in Orrin | Friday",
            ),
            (
                "{It rained}, according <to> [an official who spoke to Sellia Radio on condition of anonymity].",
                "Sellia Radio | - | -",
            ),
            (
                "[Lind] <wrote> on Chirper {that it rained}.",
                "- | Chirper | -",
            ),
            ("On Tuesday, [Lind] <said> {it rained}.", "- | - | Tuesday"),
            ("[Lind] <told> him {that it rained}.", "- | - | -"),
            (
                "[Lind] <told> members of the council late Tuesday {that it rained}.",
                "members of the council | - | late Tuesday",
            ),
            ("[Lind] <said> for three years {it rained}.", "- | - | -"),
            (
                "{“It rained,”} [Lind] <said> during a visit to Orrin on Friday.",
                "- | a visit to Orrin | Friday",
            ),
            (
                "{“It rained,”} [she] <wrote in a post on her website on Friday>.",
                "- | a post | Friday",
            ),
            (
                "Speaking to reporters outside the courthouse, [Lind] <said> {it rained}.",
                "reporters | the courthouse | -",
            ),
            (
                "{“It rained,”} [Lind] <said>, speaking on Sellia Radio.",
                "- | Sellia Radio | -",
            ),
        ] {
            assert_eq!(read(marked), wanted, "{marked}");
        }
    }

    #[test]
    fn any_spans_are_borne() {
        const PIECES: &[&str] = &[
            "told ",
            "reporters ",
            "in ",
            "Monday ",
            "Orrin",
            "{",
            "}",
            "<",
            ">",
            "[",
            "]",
            ", ",
            ". ",
            "speaking ",
            "to ",
            "“",
            "”",
            "港",
            "interview ",
            "the ",
            "of ",
            "’s ",
            "and ",
        ];
        arbtest::arbtest(|u| {
            let mut text = String::new();
            while !u.is_empty() && text.len() < 2000 {
                text.push_str(u.choose(PIECES)?);
            }
            read(&text);
            Ok(())
        })
        .budget_ms(1_000);
    }
}
