//! Time expressions, found and resolved.
//!
//! English ones are found by a grammar over words known from lists and are
//! resolved against the day of publication, the tense of the sentence's verb
//! and, where they point back, the time last spoken of. In other languages
//! only what needs no grammar is read: dates with a year, years. Values are in
//! TimeML's TIMEX3 notation; what cannot be told has none.

mod atoms;
mod grammar;
mod resolve;
mod tense;

use jiff::civil::Date;
use onrecord_record::{DateMention, DayRef, Moment, Precision, Rule, TextSpan};

use self::atoms::{Atom, What};
use self::grammar::{Base, Found, Year};
use self::resolve::{Context, Period, Reading};
use self::tense::Tense;
use super::Input;
use super::tokens::{Sentence, Token, TokenKind, Tokens};
use crate::article::dates;

/// For how many sentences a time that was spoken of can be pointed back at.
/// Guessed: "the next day" is seldom further from its day.
const SPOKEN_FOR: usize = 4;

/// The time expressions of an article, in text order, none overlapping.
pub(crate) fn days(input: &Input<'_>, tokens: &Tokens) -> Vec<DateMention> {
    let english = is_english(input.text, &tokens.list);
    let anchor = input.anchor.and_then(day_of);
    let mut mentions = Vec::new();
    let mut list: Vec<Atom> = Vec::new();
    let mut spoken: Option<(Period, usize)> = None;
    for (number, sentence) in tokens.sentences.iter().enumerate() {
        let words = tokens.range(&sentence.tokens);
        let dated = foreign(input.text, tokens, sentence, english);
        list.clear();
        atoms::atoms(input.text, words, &mut list);
        let mut dated = dated.into_iter().peekable();
        let mut last: Option<(usize, Option<Period>)> = None;
        let mut at = 0;
        while at < list.len() {
            // Dates of other languages come before what the grammar makes of
            // their parts.
            if let Some(mention) = dated.next_if(|m| m.span.start <= list[at].span.start) {
                while at < list.len() && list[at].span.start < mention.span.end {
                    at += 1;
                }
                mentions.push(mention);
                continue;
            }
            let Some(mut found) = grammar::find(&list, at) else {
                at += 1;
                continue;
            };
            let reaches = dated
                .peek()
                .is_some_and(|m| m.span.start < list[found.after - 1].span.end);
            if reaches || !(english || found.is_plain()) {
                at += 1;
                continue;
            }
            if let Some((after, Some(period))) = last
                && after + 1 == found.first
                && list[after].what == What::Possessive
            {
                found.of_year(&period);
            }
            let context = Context {
                anchor,
                spoken: spoken
                    .filter(|(_, sentence)| number - sentence <= SPOKEN_FOR)
                    .map(|(period, _)| period),
                tense: if found.needs_tense() {
                    tense::tense(input.text, &list, found.first..found.after)
                } else {
                    Tense::Unknown
                },
            };
            let reading = resolve::resolve(&found, &context);
            if let Some(period) = reading.period {
                spoken = Some((period, number));
            }
            last = Some((found.after, reading.period));
            at = found.after;
            mentions.push(mention(&list, &found, reading, anchor));
        }
        mentions.extend(dated);
    }
    mentions
}

fn mention(atoms: &[Atom], found: &Found, reading: Reading, anchor: Option<Date>) -> DateMention {
    let span = TextSpan {
        start: atoms[found.first].span.start,
        end: atoms[found.after - 1].span.end,
    };
    DateMention {
        span,
        value: reading.value,
        day: reading.day,
        anchor: anchor
            .filter(|_| reading.anchored)
            .and_then(resolve::moment),
        rule: Rule::named(reading.rule),
    }
}

impl Found {
    /// Whether it is a date that reads alike in every language.
    fn is_plain(&self) -> bool {
        matches!(
            self.base,
            Some(
                Base::Year(_)
                    | Base::Numbers(..)
                    | Base::Day {
                        year: Year::Exact(_),
                        ..
                    }
                    | Base::Month {
                        year: Year::Exact(_),
                        ..
                    }
            )
        )
    }

    /// Whether the verb's tense could change what it means.
    fn needs_tense(&self) -> bool {
        matches!(
            self.base,
            Some(
                Base::Weekday { .. }
                    | Base::Span { .. }
                    | Base::Day {
                        year: Year::Unsaid,
                        ..
                    }
                    | Base::Month {
                        year: Year::Unsaid,
                        ..
                    }
                    | Base::Nth {
                        year: Year::Unsaid,
                        ..
                    }
                    | Base::Season {
                        year: Year::Unsaid,
                        ..
                    }
                    | Base::Holiday {
                        year: Year::Unsaid,
                        ..
                    }
            )
        )
    }

    /// "last year's third quarter" is of the year just named.
    fn of_year(&mut self, named: &Period) {
        let Ok(exact) = u16::try_from(named.from.year()) else {
            return;
        };
        if named.unit != atoms::Unit::Year {
            return;
        }
        if let Some(
            Base::Nth { year, .. }
            | Base::Month { year, .. }
            | Base::Season { year, .. }
            | Base::Day { year, .. },
        ) = &mut self.base
            && *year == Year::Unsaid
        {
            *year = Year::Exact(exact);
        }
    }
}

/// The calendar day of a moment, if it gives one.
fn day_of(moment: Moment) -> Option<Date> {
    let (year, month, day) = moment.calendar_day()?;
    Date::new(i16::try_from(year).ok()?, month as i8, day as i8).ok()
}

/// Whether a text is English, as far as its commonest words tell; a text too
/// short to tell is.
fn is_english(text: &str, tokens: &[Token]) -> bool {
    const SEEN: usize = 400;
    let mut words = 0_usize;
    let mut common = 0_usize;
    for token in tokens.iter().filter(|t| t.kind == TokenKind::Word).take(SEEN) {
        words += 1;
        let word = &text[token.span.range()];
        common += usize::from(matches!(
            word,
            "the" | "of" | "and" | "to" | "that" | "The" | "with" | "by" | "for" | "is"
        ));
    }
    // These are a fifth of English text; in none other are they a twentieth.
    words < 20 || common * 20 > words
}

/// Dates of a sentence that only the article room's reader knows: names of
/// months in other languages, figures with points.
fn foreign(text: &str, tokens: &Tokens, sentence: &Sentence, english: bool) -> Vec<DateMention> {
    let words = tokens.range(&sentence.tokens);
    let wanted = words.iter().any(|token| {
        let word = &text[token.span.range()];
        token.kind == TokenKind::Number
            && (4..=12).contains(&word.len())
            && (!english || word.bytes().filter(|b| *b == b'.').count() == 2)
    });
    if !wanted {
        return Vec::new();
    }
    let span = tokens.span(&sentence.tokens);
    let base = span.start as usize;
    dates::find(&text[span.range()], &dates::Hints::default())
        .into_iter()
        .filter(|found| found.moment.precision >= Precision::Month)
        .filter_map(|found| {
            let range = base + found.range.start..base + found.range.end;
            let points = text[range.clone()].bytes().filter(|b| *b == b'.').count() >= 2;
            let sure = points || found.swapped.is_none_or(|other| other == found.moment);
            if english && !points {
                return None;
            }
            Some(DateMention {
                span: TextSpan::from(range),
                value: sure.then(|| {
                    let mut value = found.moment.to_string();
                    value.truncate("2025-02-12T17:34".len());
                    value
                }),
                day: sure.then(|| whole(found.moment)),
                anchor: None,
                rule: found.rule,
            })
        })
        .collect()
}

/// A moment as the day or the month that it is.
fn whole(moment: Moment) -> DayRef {
    let month_end = (moment.precision == Precision::Month)
        .then(|| Date::new(moment.year as i16, moment.month as i8, 1).ok())
        .flatten()
        .and_then(|day| resolve::moment(day.last_of_month()));
    match month_end {
        Some(to) => DayRef {
            from: Moment {
                precision: Precision::Day,
                ..moment
            },
            to: Some(to),
        },
        None => DayRef {
            from: moment,
            to: None,
        },
    }
}
