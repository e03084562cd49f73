//! Time expressions, found and resolved.
//!
//! English ones are found by a grammar over words known from lists and are
//! resolved against the day of publication, the tense of the sentence's verb
//! and, where they point back, the time last spoken of. In other languages
//! what needs no grammar is read: dates, years, and single days by a list.
//! Values are in TimeML's TIMEX3 notation; what cannot be told has none.

mod atoms;
mod elsewhere;
mod grammar;
mod resolve;
mod tense;

use jiff::civil::Date;
use onrecord_record::{DateMention, DayRef, Moment, Precision, Rule, TextSpan};

use self::atoms::{Atom, What};
use self::grammar::{Base, Found, Year};
use self::resolve::{Context, Period, Reading};
use self::tense::Tense;
pub(super) use self::tense::is_past;
use super::Input;
use super::language::Language;
use super::tokens::{Sentence, TokenKind, Tokens};
use crate::article::dates;

/// For how many sentences a time that was spoken of can be pointed back at.
/// Guessed: "the next day" is seldom further from its day.
const SPOKEN_FOR: usize = 4;

/// The time expressions of an article, in text order, none overlapping.
pub(crate) fn days(input: &Input<'_>, tokens: &Tokens, language: Language) -> Vec<DateMention> {
    let english = matches!(language, Language::English);
    let words = elsewhere::Calendar::of(language);
    let times = atoms::Words::of(input.text, tokens);
    let anchor = input.anchor.and_then(day_of);
    let mut mentions = Vec::new();
    let mut list: Vec<Atom> = Vec::new();
    let mut spoken: Option<(Period, usize)> = None;
    let mut part = None;
    let mut covered = 0;
    let mut dated = Vec::new().into_iter().peekable();
    for (number, sentence) in tokens.sentences.iter().enumerate() {
        if part != Some(sentence.part) {
            // What stood in the rest of the last part was no start of an atom.
            mentions.extend(dated);
            part = Some(sentence.part);
            let mut list = foreign(input, tokens, sentence, english);
            if let Some(words) = words {
                elsewhere::add(words, input, tokens, number, anchor, &mut list);
            }
            dated = list.into_iter().peekable();
        }
        list.clear();
        times.atoms(&sentence.tokens, &mut list);
        let mut last: Option<(usize, Option<Period>)> = None;
        let mut at = 0;
        while at < list.len() {
            // Dates of other languages come before what the grammar makes of
            // their parts.
            if let Some(mention) = dated.next_if(|m| m.span.start <= list[at].span.start) {
                covered = mention.span.end;
                mentions.push(mention);
            }
            // Such a date may reach over what looked like the end of a sentence.
            if list[at].span.start < covered {
                at += 1;
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
            // What a quarter is compared with is not what the report is on.
            if let Some(period) = reading.period
                && reading.rule != resolve::YEAR_BEFORE
            {
                spoken = Some((period, number));
            }
            last = Some((found.after, reading.period));
            at = found.after;
            mentions.push(mention(&list, &found, reading, anchor));
        }
    }
    mentions.extend(dated);
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
                    | Base::NthWeekday {
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

/// Dates of a part that only the article room's reader knows: names of months
/// in other languages, figures with points. `first` is the part's first
/// sentence: "3. März" may look like the end of one.
fn foreign(
    input: &Input<'_>,
    tokens: &Tokens,
    first: &Sentence,
    english: bool,
) -> Vec<DateMention> {
    let text = input.text;
    let Some(span) = input.parts.get(first.part as usize).map(|part| part.span) else {
        return Vec::new();
    };
    let wanted = tokens
        .range(&tokens.within(span))
        .iter()
        .filter(|token| token.kind == TokenKind::Number)
        .any(|token| {
            let word = &text[token.span.range()];
            (4..=12).contains(&word.len())
                && (!english || word.bytes().filter(|b| *b == b'.').count() == 2)
        });
    if !wanted {
        return Vec::new();
    }
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

#[cfg(test)]
mod tests {
    use onrecord_record::Label;

    use super::*;
    use crate::speech::Part;
    use crate::speech::language::language;

    fn find(text: &str, anchor: Option<&str>) -> Vec<DateMention> {
        let parts = vec![Part {
            span: TextSpan::new(0, text.len()),
            label: Label::Body,
        }];
        let tokens = Tokens::of(text, &parts);
        let anchor = anchor.map(|day| day.parse().expect(day));
        let input = Input {
            text,
            parts,
            anchor,
            writer: None,
        };
        days(&input, &tokens, language(text, &tokens))
    }

    /// Every mention as `words = value`, `?` for none.
    fn values(text: &str, anchor: Option<&str>) -> String {
        let mentions = find(text, anchor);
        let each = mentions.iter().map(|m| {
            let value = m.value.as_deref().unwrap_or("?");
            format!("{} = {value}", &text[m.span.range()])
        });
        each.collect::<Vec<_>>().join("; ")
    }

    /// The day or interval of the only mention.
    fn day(text: &str) -> String {
        let mentions = find(text, Some("2031-05-14"));
        assert_eq!(mentions.len(), 1, "{text}: {mentions:?}");
        match mentions[0].day {
            Some(DayRef { from, to: None }) => from.to_string(),
            Some(DayRef { from, to: Some(to) }) => format!("{from}/{to}"),
            None => "none".to_owned(),
        }
    }

    #[test]
    fn expressions_are_found_and_resolved() {
        // 2031-05-14 is a Wednesday.
        for (text, wanted) in [
            ("The council met Tuesday.", "Tuesday = 2031-05-13"),
            ("The council will meet Tuesday.", "Tuesday = 2031-05-20"),
            (
                "Lind said Wednesday that the port will close Friday.",
                "Wednesday = 2031-05-14; Friday = 2031-05-16",
            ),
            ("Lind to open the bridge on Monday", "Monday = 2031-05-19"),
            ("The ferry is closed until Friday.", "Friday = 2031-05-16"),
            ("It has been shut since Friday.", "Friday = 2031-05-09"),
            ("They agreed to meet Friday.", "Friday = 2031-05-16"),
            ("On Monday, the court will rule.", "Monday = 2031-05-19"),
            (
                "It opens next Monday; it shut last Monday.",
                "next Monday = 2031-05-19; last Monday = 2031-05-12",
            ),
            (
                "It began at 9:30 a.m. Tuesday.",
                "9:30 a.m. Tuesday = 2031-05-13T09:30",
            ),
            (
                "It began Tuesday at 9 p.m. local time.",
                "Tuesday at 9 p.m. local time = 2031-05-13T21:00",
            ),
            ("It burned Tuesday night.", "Tuesday night = 2031-05-13TNI"),
            (
                "She arrived last night and left this morning.",
                "last night = 2031-05-13TNI; this morning = 2031-05-14TMO",
            ),
            ("on Aug. 14, 2024, in Orrin", "Aug. 14, 2024 = 2024-08-14"),
            ("on 14 August 2024 in Orrin", "14 August 2024 = 2024-08-14"),
            ("It was signed on April 3.", "April 3 = 2031-04-03"),
            ("It will be signed on June 3.", "June 3 = 2031-06-03"),
            ("It was signed Dec. 20.", "Dec. 20 = 2030-12-20"),
            (
                "in March 2019 and early 2023",
                "March 2019 = 2019-03; early 2023 = 2023",
            ),
            ("He may march in May.", "May = 2031-05"),
            (
                "last month, this week and next year",
                "last month = 2031-04; this week = 2031-W20; next year = 2032",
            ),
            (
                "two years ago, three weeks ago and 10 days ago",
                "two years ago = 2029; three weeks ago = 2031-W17; 10 days ago = 2031-05-04",
            ),
            (
                "the 1990s, the late '80s",
                "the 1990s = 199X; the late '80s = 198X",
            ),
            (
                "in the third quarter of 2029",
                "the third quarter of 2029 = 2029-Q3",
            ),
            ("in the past three years", "the past three years = P3Y"),
            ("almost three years of war", "almost three years = P3Y"),
            ("It took an hour and a half.", "an hour and a half = PT1.5H"),
            ("a three-year plan", "three-year = P3Y"),
            (
                "several days, a few weeks",
                "several days = PXD; a few weeks = PXW",
            ),
            (
                "every Monday and each year",
                "every Monday = XXXX-WXX-1; each year = P1Y",
            ),
            ("He is now retired.", "now = PRESENT_REF"),
            ("She recently moved.", "recently = PAST_REF"),
            (
                "He left on Monday. The next day he returned.",
                "Monday = 2031-05-12; The next day = 2031-05-13",
            ),
            (
                "today, yesterday and tomorrow",
                "today = 2031-05-14; yesterday = 2031-05-13; tomorrow = 2031-05-15",
            ),
            ("the summer of 2029", "the summer of 2029 = 2029-SU"),
            (
                "It was shut on Good Friday and on New Year’s Eve.",
                "Good Friday = 2031-04-11; New Year’s Eve = 2030-12-31",
            ),
            (
                "It sold well on Black Friday 2029, and on Memorial Day it will open.",
                "Black Friday 2029 = 2029-11-23; Memorial Day = 2031-05-26",
            ),
            ("Sales fell in Q3 2029.", "Q3 2029 = 2029-Q3"),
            (
                "Profit in the first quarter was 4 crowns a share, up from 3 crowns a year earlier. Sales were higher than a year earlier.",
                "the first quarter = 2031-Q1; a year earlier = 2030-Q1; a year earlier = 2030-Q1",
            ),
            (
                "It expects to report a profit for the first quarter.",
                "the first quarter = 2031-Q1",
            ),
            (
                "last year's third quarter",
                "last year = 2030; third quarter = 2030-Q3",
            ),
            ("on 2031-05-02 it", "2031-05-02 = 2031-05-02"),
            ("on 5/30/2029 it", "5/30/2029 = 2029-05-30"),
            ("on 5/6/2029 it", "5/6/2029 = ?"),
            (
                "the first Friday of July",
                "the first Friday of July = 2031-07-04",
            ),
            (
                "She spent Christmas Eve there.",
                "Christmas Eve = 2030-12-24",
            ),
        ] {
            assert_eq!(values(text, Some("2031-05-14")), wanted, "{text}");
        }
    }

    #[test]
    fn what_is_no_time_is_left() {
        for text in [
            "The mayor may march with April Lund.",
            "She came second and took a third of the vote.",
            "It cost $1990 and 2,024 people paid.",
            "The 6-year-old boy sat in the Sun.",
            "A quarter of the town fell ill in the fall in prices.",
            "It is 1,998 m deep.",
        ] {
            assert_eq!(values(text, Some("2031-05-14")), "", "{text}");
        }
    }

    #[test]
    fn nothing_is_counted_from_an_unknown_day() {
        for (text, wanted) in [
            ("He said Wednesday", "Wednesday = ?"),
            (
                "last month and two days ago",
                "last month = ?; two days ago = ?",
            ),
            ("later this week", "later this week = ?"),
            ("on May 3", "May 3 = XXXX-05-03"),
            ("on May 3, 2030", "May 3, 2030 = 2030-05-03"),
            ("for three days", "three days = P3D"),
        ] {
            assert_eq!(values(text, None), wanted, "{text}");
            if wanted.ends_with('?') {
                assert!(
                    find(text, None)
                        .iter()
                        .all(|m| m.day.is_none() && m.anchor.is_none())
                );
            }
        }
    }

    #[test]
    fn days_and_intervals() {
        for (text, wanted) in [
            ("It opens later this week.", "2031-05-15/2031-05-18"),
            ("It opened earlier this week.", "2031-05-12/2031-05-13"),
            ("this month", "2031-05-01/2031-05-31"),
            ("in 2029", "2029-01-01/2029-12-31"),
            ("the 1990s", "1990-01-01/1999-12-31"),
            ("next weekend", "2031-05-24/2031-05-25"),
            ("said Wednesday", "2031-05-14"),
            ("at 9:30 a.m. Tuesday", "2031-05-13T09:30"),
            ("for three years", "none"),
            ("last summer", "none"),
        ] {
            assert_eq!(day(text), wanted, "{text}");
        }
    }

    #[test]
    fn other_languages_give_dates_with_a_year() {
        let german = "Der Rat hat am 3. März 2029 getagt, und die Brücke über den Fluss bleibt bis \
                      auf weiteres gesperrt, wie das Amt in der Stadt gestern mitteilte, now.";
        assert_eq!(
            values(german, Some("2031-05-14")),
            "3. März 2029 = 2029-03-03; gestern = 2031-05-13"
        );
    }

    #[test]
    fn any_text_gives_mentions_in_order() {
        const PIECES: &[&str] = &[
            "last ",
            "Monday",
            " the ",
            "third quarter",
            "of ",
            "2029",
            "May ",
            "9:30 ",
            "a.m. ",
            "’s ",
            "'80s",
            "every ",
            "two ",
            "years ",
            "ago",
            "-",
            "–",
            "\u{301}",
            "ж",
            "港",
            "1/2/",
            "99999999999 ",
            "at ",
            "this ",
            "past ",
            "same ",
            "day ",
            "half ",
            "a ",
            "and ",
            "nineteen ",
            "ninety-six",
            ". ",
            "century ",
            "31 ",
            "February ",
            "0",
            "3.5 ",
            "\n",
            "earlier in ",
            "9999 ",
            "later ",
        ];
        arbtest::arbtest(|u| {
            let mut text = String::new();
            while !u.is_empty() && text.len() < 4000 {
                text.push_str(u.choose(PIECES)?);
            }
            for anchor in [
                None,
                Some("2031-05-14"),
                Some("0001-01-01"),
                Some("9999-12-31"),
            ] {
                let mut last = 0;
                for mention in find(&text, anchor) {
                    assert!(mention.span.start >= last && !mention.span.is_empty());
                    assert!(text.get(mention.span.range()).is_some());
                    last = mention.span.end;
                }
            }
            Ok(())
        })
        .budget_ms(1_000);
    }

    #[test]
    fn two_megabytes_of_mondays_cost_little() {
        // With a common word, so that it counts as English.
        let text = "by last Monday ".repeat(175_000);
        assert_eq!(find(&text, Some("2031-05-14")).len(), 175_000);
    }
}
