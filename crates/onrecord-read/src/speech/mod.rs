//! The speech room: who said what, whom the article names, which times it
//! speaks of. It sees an article's text in parts and no HTML.

pub(crate) mod cast;
mod clusters;
mod crf;
pub(crate) mod days;
mod edges;
pub(crate) mod hash;
pub(crate) mod language;
mod lexicon;
mod link;
mod marked;
mod occasion;
mod quotes;
mod sources;
mod standing;
mod statements;
mod sureness;
mod table;
mod tag;
pub(crate) mod tokens;
pub mod training;
mod uncued;
mod view;

use std::collections::HashMap;
use std::ops::Range;

use onrecord_record::{
    DateMention, Entity, Form, Label, Mention, Moment, Rule, Statement, TextSpan,
};

use language::Language;
use quotes::Quotes;
use statements::{Found, Model, Reported};
use tokens::{TokenKind, Tokens};

/// An article's text, as this room sees it.
#[derive(Clone, Debug)]
pub(crate) struct Input<'a> {
    /// The text that every span indexes.
    pub(crate) text: &'a str,
    /// The parts that are read, in text order, none overlapping.
    pub(crate) parts: Vec<Part>,
    /// When the article was published, which "Wednesday" is counted from.
    pub(crate) anchor: Option<Moment>,
    /// Where its only author is named, who is "I" outside of quotations. It need not
    /// stand in a part.
    pub(crate) writer: Option<TextSpan>,
}

/// A part of an article that is read as one: a headline, a paragraph, a
/// caption.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Part {
    /// Where it stands.
    pub(crate) span: TextSpan,
    /// What it is.
    pub(crate) label: Label,
}

/// What this room finds.
#[derive(Clone, Debug, Default)]
pub(crate) struct Speech {
    /// Who said what, in text order.
    pub(crate) statements: Vec<Statement>,
    /// Whom and what the article names.
    pub(crate) entities: Vec<Entity>,
    /// Where it names them, in text order.
    pub(crate) mentions: Vec<Mention>,
    /// The times it speaks of, in text order.
    pub(crate) dates: Vec<DateMention>,
}

/// Reads who said what.
pub(crate) fn read(input: &Input<'_>) -> Speech {
    read_with(input, Model::shipped())
}

/// Reads with other weights than the shipped ones.
fn read_with(input: &Input<'_>, model: &Model) -> Speech {
    let tokens = Tokens::of(input.text, &input.parts);
    let quotes = Quotes::of(input.text, &tokens);
    let language = language::language(input.text, &tokens);
    let reported = match language {
        Language::English => model.statements(input.text, &tokens, &quotes),
        Language::Known(words) => {
            let mut told = marked::statements(input.text, &tokens, &quotes, words);
            uncued::add(input.text, &tokens, &quotes, &mut told);
            told
        }
        Language::Other => {
            let mut told = Vec::new();
            uncued::add(input.text, &tokens, &quotes, &mut told);
            told
        }
    };
    let quoted: Vec<TextSpan> = quotes
        .list
        .iter()
        .map(|quoted| tokens.span(&(quoted.open + 1..quoted.close)))
        .filter(|span| !span.is_empty())
        .collect();
    let dates = days::days(input, &tokens, language);
    let mut cast = cast::cast(input, &tokens, &quoted);
    let mut statements: Vec<Statement> = reported
        .iter()
        .map(|one| statement(input, &tokens, &quotes, one, &dates, &mut cast))
        .collect();
    nest(&mut statements);
    repeat(&tokens, &mut statements);
    spread(input, &tokens, &dates, &mut cast, &mut statements);
    let (entities, mentions) = cast.into_record();
    Speech {
        statements,
        entities,
        mentions,
        dates,
    }
}

fn statement(
    input: &Input<'_>,
    tokens: &Tokens,
    quotes: &Quotes,
    one: &Reported,
    dates: &[DateMention],
    cast: &mut cast::Cast<'_>,
) -> Statement {
    let spans = |range: &Range<u32>| -> Vec<TextSpan> {
        if range.is_empty() {
            Vec::new()
        } else {
            vec![tokens.span(range)]
        }
    };
    let content: Vec<TextSpan> = one.content.iter().flat_map(spans).collect();
    let (cue, source) = (spans(&one.cue), spans(&one.source));
    let speaker = cast.resolve(&source, &content, &cue);
    let occasion = match one.found {
        Found::Structure(_) => occasion::beside(input, tokens, &cue, &content, dates),
        _ => occasion::occasion(input, tokens, &cue, &source, &content, dates),
    };
    Statement {
        form: form(tokens, quotes, &one.content),
        standing: standing::standing(input.text, tokens, &cue),
        content,
        cue,
        source,
        speaker: speaker.speaker,
        speaker_rule: Some(speaker.rule),
        speaker_confidence: Some(speaker.confidence),
        role: speaker.role,
        affiliation: speaker.affiliation,
        addressee: occasion.addressee,
        venue: occasion.venue,
        day: occasion.day,
        anonymity: speaker.anonymity,
        within: None,
        confidence: one.likely,
        rule: Rule::named(match one.found {
            Found::Cue => "statement/cue-and-content",
            Found::Layout => "statement/name-beside-words",
            Found::Marks => "statement/quotation-without-cue",
            Found::Structure(rule) => rule,
        }),
    }
}

/// The fewest words that tell that a quotation stands elsewhere too. Guessed: five in a
/// row are seldom said twice.
const REPEATED: usize = 5;

/// Gives a quotation that names nobody the speaker of the same words elsewhere, as a line
/// pulled out of the text and set large beside it has.
fn repeat(tokens: &Tokens, statements: &mut [Statement]) {
    let words = |statement: &Statement| -> Vec<u32> {
        let tokens_of = statement
            .content
            .iter()
            .flat_map(|span| tokens.within(*span));
        tokens_of
            .filter(|&at| tokens.list[at as usize].kind == TokenKind::Word)
            .map(|at| tokens.words[at as usize])
            .collect()
    };
    let bare = |statement: &Statement| statement.source.is_empty() && statement.cue.is_empty();
    if !statements.iter().any(bare) {
        return;
    }
    let mut said: HashMap<[u32; REPEATED], u32> = HashMap::new();
    for (number, statement) in statements.iter().enumerate() {
        if statement.speaker.is_some() && !bare(statement) {
            for row in words(statement).windows(REPEATED) {
                if let Some(row) = row.first_chunk() {
                    said.entry(*row).or_insert(number as u32);
                }
            }
        }
    }
    for number in 0..statements.len() {
        if !bare(&statements[number]) {
            continue;
        }
        let words = words(&statements[number]);
        let (Some(first), Some(last)) = (words.first_chunk(), words.last_chunk()) else {
            continue;
        };
        let Some(same) = said.get(first).filter(|same| said.get(last) == Some(same)) else {
            continue;
        };
        let same = &statements[*same as usize];
        let (speaker, confidence) = (same.speaker, same.speaker_confidence);
        let (role, affiliation) = (same.role, same.affiliation);
        let statement = &mut statements[number];
        statement.speaker = speaker;
        statement.speaker_rule = Some(Rule::named("same-words"));
        statement.speaker_confidence = confidence;
        statement.role = role;
        statement.affiliation = affiliation;
    }
}

/// How many sentences "She was speaking at ..." tells of, before and after it.
/// Guessed: it stands beside what it tells of.
const TOLD_BEFORE: usize = 4;
const TOLD_AFTER: usize = 2;

/// Gives the occasion that a sentence of its own tells ("She was speaking to
/// students in Orrin") to what the same speaker says beside it.
fn spread(
    input: &Input<'_>,
    tokens: &Tokens,
    dates: &[DateMention],
    cast: &mut cast::Cast<'_>,
    statements: &mut [Statement],
) {
    let sentence_of = |statement: &Statement| {
        let first = statement.cue.first().or(statement.content.first())?;
        Some(tokens.sentence_of(tokens.within(*first).start))
    };
    // By sentence, so that each such sentence looks at its neighbours only.
    let mut places: Vec<(usize, usize)> = statements
        .iter()
        .enumerate()
        .filter_map(|(index, statement)| Some((sentence_of(statement)?, index)))
        .collect();
    places.sort_unstable();
    for number in 0..tokens.sentences.len() {
        let Some((subject, told)) = occasion::spoken_at(input, tokens, number, dates) else {
            continue;
        };
        let Some(speaker) = cast.resolve(&[subject], &[], &[]).speaker else {
            continue;
        };
        let from = places.partition_point(|place| place.0 + TOLD_BEFORE < number);
        let beside = places[from..]
            .iter()
            .take_while(|place| place.0 <= number + TOLD_AFTER);
        for &(_, index) in beside {
            let statement = &mut statements[index];
            // What the statement's own sentence says goes before.
            if statement.speaker == Some(speaker)
                && statement.addressee.is_none()
                && statement.venue.is_none()
            {
                statement.addressee = told.addressee;
                statement.venue = told.venue;
                statement.day = statement.day.or(told.day);
            }
        }
    }
}

/// How the words of a content are given: nine tenths or more between quotation
/// marks are direct, one in fifty or fewer indirect.
fn form(tokens: &Tokens, quotes: &Quotes, content: &[Range<u32>]) -> Form {
    let words = content.iter().cloned().flatten().filter(|&at| {
        matches!(
            tokens.list[at as usize].kind,
            TokenKind::Word | TokenKind::Number
        )
    });
    let (mut all, mut inside) = (0u64, 0u64);
    for at in words {
        all += 1;
        inside += u64::from(quotes.inside(at));
    }
    if inside * 50 <= all {
        Form::Indirect
    } else if inside * 10 >= all * 9 {
        Form::Direct
    } else {
        Form::Mixed
    }
}

/// A statement whose cue stands between another's pieces, or in one of them, is
/// part of what that one reports.
fn nest(statements: &mut [Statement]) {
    let reach = |s: &Statement| {
        let first = s.content.first()?.start;
        let last = s.content.last()?.end;
        Some(first..last)
    };
    // In text order of contents; a stack of those that a later one may lie in.
    let mut open: Vec<(u32, u32)> = Vec::new();
    for at in 0..statements.len() {
        let Some(range) = reach(&statements[at]) else {
            continue;
        };
        while open.last().is_some_and(|&(_, end)| end <= range.start) {
            open.pop();
        }
        let inside = open.iter().rev().find(|&&(outer, _)| {
            let outer = &statements[outer as usize];
            statements[at]
                .cue
                .first()
                .is_some_and(|cue| outer.content.iter().any(|content| content.contains(*cue)))
        });
        statements[at].within = inside.map(|&(outer, _)| outer);
        open.push((at as u32, range.end));
    }
}

#[cfg(test)]
mod tests;
