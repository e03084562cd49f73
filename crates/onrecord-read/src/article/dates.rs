//! Dates as pages write them.
//!
//! Text is cut into numbers, words and marks; a date is a short pattern of
//! these, and so is a time of day. Month names, zones and the words that tell
//! a first publication from an update are data in `words/`. A date keeps the
//! precision and the zone that the page gives, and no more.

use std::ops::Range;
use std::sync::OnceLock;

use onrecord_record::{Moment, Precision, Rule, Zone};

use crate::words::{self, Table};

/// Which of two numbers is the day where both could be.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum Order {
    /// Day, then month: most of the world.
    #[default]
    DayFirst,
    /// Month, then day.
    MonthFirst,
}

/// What is known about the page that a date stands in.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Hints {
    /// How to read `02/03/2025`.
    pub(crate) order: Order,
}

/// What a date is the date of, by the words beside it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Role {
    /// Of the first publication.
    Published,
    /// Of a later change.
    Modified,
    /// Of something else: a copyright, an event, a membership.
    Other,
    /// The words do not say.
    Unstated,
}

/// A date found in a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Found {
    /// The bytes of the text that give it, time and zone included.
    pub(crate) range: Range<usize>,
    /// Where the words begin that say what it is the date of; the range's
    /// start if there are none before it.
    pub(crate) label: usize,
    /// The date as read.
    pub(crate) moment: Moment,
    /// The other reading, where day and month could change places.
    pub(crate) swapped: Option<Moment>,
    /// What it is the date of.
    pub(crate) role: Role,
    /// The pattern that read it.
    pub(crate) rule: Rule,
}

/// Reads a claimed date: a text that should be nothing but a date. Beyond what
/// [`find`] reads these are compact forms, Unix times and bare months.
pub(crate) fn parse(raw: &str, hints: &Hints) -> Option<Found> {
    let trimmed = raw.trim();
    let base = raw.len() - raw.trim_start().len();
    if let Some(moment) = unix_time(trimmed) {
        return Some(Found {
            range: base..base + trimmed.len(),
            label: base,
            moment,
            swapped: None,
            role: Role::Unstated,
            rule: Rule::named("date/unix-time"),
        });
    }
    // A claim longer than this is not a date but a text that may hold one.
    if trimmed.len() > 200 {
        return None;
    }
    scan(raw, hints, true).into_iter().next()
}

/// Every date in a text, in order.
pub(crate) fn find(text: &str, hints: &Hints) -> Vec<Found> {
    scan(text, hints, false)
}

/// Whether a text tells the time by how long ago it was, as in "2 hours ago".
/// Such a date is unknown without the time of the capture.
pub(crate) fn is_relative(text: &str) -> bool {
    static WORDS: OnceLock<Vec<&'static str>> = OnceLock::new();
    let words = WORDS.get_or_init(|| {
        words::rows(include_str!("../words/relative.tsv"))
            .flat_map(|(words, _)| words.split('|'))
            .collect()
    });
    if text.len() > 80 || !text.chars().any(|c| digit(c).is_some()) {
        return false;
    }
    let lower = text.to_lowercase();
    words.iter().any(|word| has_phrase(&lower, word))
}

/// The date in the path of an address, as in `/2025/02/12/`, with its place in
/// the address.
pub(crate) fn in_url(url: &str) -> Option<Found> {
    // An archive's address has the day of the capture before the page's own.
    let path_at = url.rfind("://").map_or(0, |at| at + 3);
    let path_at = url[path_at..].find('/').map(|at| path_at + at)?;
    let path_end = url[path_at..]
        .find(['?', '#'])
        .map_or(url.len(), |at| path_at + at);
    let path = &url[path_at..path_end];
    let tokens = tokens(path);
    let mut month_only = None;
    for at in 0..tokens.len() {
        let Kind::Number { value, digits } = tokens[at].kind else {
            continue;
        };
        let place = |last: usize| path_at + tokens[at].start..path_at + tokens[last].end;
        let found = |moment: Moment, last: usize, rule| Found {
            range: place(last),
            label: place(last).start,
            moment,
            swapped: None,
            role: Role::Unstated,
            rule: Rule::named(rule),
        };
        // A number inside a word or a longer run of parts is an identifier.
        let free = |first: usize, last: usize| {
            let word = |token: Option<&Token>| token.is_some_and(|t| matches!(t.kind, Kind::Word));
            let before = first.checked_sub(1).and_then(|at| tokens.get(at));
            !word(before) && !word(tokens.get(last + 1))
        };
        if digits == 8
            && free(at, at)
            && let Some(moment) = compact_day(value)
            && (1995..2100).contains(&moment.year)
        {
            return Some(found(moment, at, "url/compact-day"));
        }
        if digits != 4 || !(1995..2100).contains(&value) {
            // Day first, as in `/12-02-2025/` and `/12/02/2025/`.
            if digits == 2
                && let (Some(a), Some((month, 2)), Some(b), Some((year, 4))) = (
                    mark(&tokens, at + 1),
                    number(&tokens, at + 2),
                    mark(&tokens, at + 3),
                    number(&tokens, at + 4),
                )
                && a == b
                && matches!(a, '-' | '/')
                && (1995..2100).contains(&year)
                && let Some(moment) = Moment::day(year as u16, month as u8, value as u8)
            {
                return Some(found(moment, at + 4, "url/day-month-year"));
            }
            continue;
        }
        let year = value as u16;
        let Some(separator @ ('/' | '-' | '_' | '.')) = mark(&tokens, at + 1) else {
            continue;
        };
        let (month, named) = match tokens.get(at + 2) {
            Some(token) => match token.kind {
                Kind::Number {
                    value,
                    digits: 1 | 2,
                } => (value as u8, false),
                Kind::Word => match month_at(path, &tokens, at + 2) {
                    Some((month, 1)) => (month, true),
                    _ => continue,
                },
                _ => continue,
            },
            None => continue,
        };
        if let (Some(mark), Some((day, 1 | 2))) = (mark(&tokens, at + 3), number(&tokens, at + 4))
            && (mark == separator || named)
            && let Some(moment) = Moment::day(year, month, day as u8)
        {
            return Some(found(moment, at + 4, "url/year-month-day"));
        }
        // A month alone is a weak hint; a full day later in the path wins.
        if month_only.is_none()
            && separator == '/'
            && mark(&tokens, at + 3) == Some('/')
            && let Some(moment) = month_of(year, month)
        {
            month_only = Some(found(moment, at + 2, "url/year-month"));
        }
    }
    month_only
}

/// A number, a word, or a single other character that is not white space.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    /// A run of digits; `value` holds the first nine.
    Number {
        value: u32,
        digits: u8,
    },
    Word,
    Mark(char),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Token {
    start: usize,
    end: usize,
    kind: Kind,
    /// Whether white space stands before it.
    spaced: bool,
}

/// The value of a decimal digit of the scripts that news is written in.
fn digit(c: char) -> Option<u32> {
    let zero = match c {
        '0'..='9' => '0',
        '٠'..='٩' => '٠',
        '۰'..='۹' => '۰',
        '०'..='९' => '०',
        '০'..='৯' => '০',
        '๐'..='๙' => '๐',
        '０'..='９' => '０',
        _ => return None,
    };
    Some(c as u32 - zero as u32)
}

/// Chinese characters carry a meaning each, so each is a word.
fn ideograph(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}')
}

fn word_char(c: char) -> bool {
    // Combining vowel signs of Indic scripts and accents belong to the word.
    c.is_alphabetic()
        || matches!(c, '\u{300}'..='\u{36F}' | '\u{93C}' | '\u{94D}' | '\u{E31}'..='\u{E4E}')
}

fn tokens(text: &str) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::new();
    let mut spaced = false;
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        if c.is_whitespace() || matches!(c, '\u{200B}'..='\u{200F}' | '\u{FEFF}' | '\u{AD}') {
            spaced = true;
            continue;
        }
        let mut end = start + c.len_utf8();
        let kind = if let Some(first) = digit(c) {
            let (mut value, mut digits) = (first, 1u8);
            while let Some(&(at, c)) = chars.peek()
                && let Some(next) = digit(c)
            {
                if digits < 9 {
                    value = value * 10 + next;
                }
                digits = digits.saturating_add(1);
                end = at + c.len_utf8();
                chars.next();
            }
            Kind::Number { value, digits }
        } else if ideograph(c) {
            Kind::Word
        } else if word_char(c) {
            while let Some(&(at, c)) = chars.peek()
                && word_char(c)
                && !ideograph(c)
            {
                end = at + c.len_utf8();
                chars.next();
            }
            Kind::Word
        } else {
            Kind::Mark(c)
        };
        out.push(Token {
            start,
            end,
            kind,
            spaced,
        });
        spaced = false;
    }
    out
}

fn mark(tokens: &[Token], at: usize) -> Option<char> {
    match tokens.get(at)?.kind {
        Kind::Mark(c) => Some(c),
        _ => None,
    }
}

fn number(tokens: &[Token], at: usize) -> Option<(u32, u8)> {
    match tokens.get(at)?.kind {
        Kind::Number { value, digits } => Some((value, digits)),
        _ => None,
    }
}

fn word<'t>(text: &'t str, tokens: &[Token], at: usize) -> Option<&'t str> {
    let token = tokens.get(at)?;
    (token.kind == Kind::Word).then(|| &text[token.start..token.end])
}

/// What a date pattern gave: the day, its other reading, how many tokens.
struct Matched {
    day: Moment,
    swapped: Option<Moment>,
    next: usize,
    /// A time that stands inside the date, as in `Feb 12 17:34:00 EST 2025`.
    time: Option<Time>,
    rule: &'static str,
}

fn scan(text: &str, hints: &Hints, claimed: bool) -> Vec<Found> {
    let mut out: Vec<Found> = Vec::new();
    if !text.chars().any(|c| digit(c).is_some()) {
        return out;
    }
    let tokens = tokens(text);
    let (mut at, mut free_from) = (0, 0);
    while at < tokens.len() {
        let Some(matched) = date_at(text, &tokens, at, hints, claimed) else {
            at += 1;
            continue;
        };
        let (mut first, mut last) = (at, matched.next - 1);
        let mut time = matched.time;
        if time.is_none() && matched.day.precision == Precision::Day {
            if let Some((after, next)) = time_after(text, &tokens, matched.next) {
                (time, last) = (Some(after), next - 1);
            } else if let Some((before, start)) = time_before(text, &tokens, at, free_from) {
                (time, first) = (Some(before), start);
            }
        }
        let with_time = |day: Moment| match &time {
            Some(time) => {
                let zone = time.zone.map_or(Zone::Unknown, |zone| zone.offset(&day));
                day.at(time.hour, time.minute, time.second, zone)
                    .unwrap_or(day)
            }
            None => day,
        };
        let range = tokens[first].start..tokens[last].end;
        let since = out.last().map_or(0, |found| found.range.end);
        let (role, label) = match role_before(&text[since..range.start]) {
            Some((role, at)) => (role, since + at),
            None => (Role::Unstated, range.start),
        };
        out.push(Found {
            range,
            label,
            moment: with_time(matched.day),
            swapped: matched.swapped.map(with_time),
            role,
            rule: Rule::named(matched.rule),
        });
        at = last + 1;
        free_from = at;
    }
    // Some languages say after the date what it is the date of.
    if let Some(last) = out.last_mut()
        && last.role == Role::Unstated
        && let Some(role) = role_after(&text[last.range.end..])
    {
        last.role = role;
    }
    out
}

/// A Unix time in seconds or milliseconds.
fn unix_time(text: &str) -> Option<Moment> {
    if !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let seconds = match text.len() {
        9 | 10 => text.parse::<i64>().ok()?,
        12 | 13 => text.parse::<i64>().ok()? / 1000,
        _ => return None,
    };
    // Before 1990 there were no pages; a smaller number is an identifier.
    if !(631_152_000..4_102_444_800).contains(&seconds) {
        return None;
    }
    let (days, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    // The civil date of a day number, with March as the first month.
    let z = days + 719_468;
    let (era, day_of_era) = (z.div_euclid(146_097), z.rem_euclid(146_097));
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    Moment::day(year as u16, month as u8, day as u8)?.at(
        (rest / 3600) as u8,
        (rest / 60 % 60) as u8,
        Some((rest % 60) as u8),
        Zone::Offset(0),
    )
}

fn compact_day(value: u32) -> Option<Moment> {
    let (year, month, day) = (value / 10_000, value / 100 % 100, value % 100);
    if !plausible(year) {
        return None;
    }
    Moment::day(year as u16, month as u8, day as u8)
}

/// Years that pages are published in or tell of.
fn plausible(year: u32) -> bool {
    (1900..2100).contains(&year)
}

fn month_of(year: u16, month: u8) -> Option<Moment> {
    let first = Moment::day(year, month, 1)?;
    Some(Moment {
        precision: Precision::Month,
        ..first
    })
}

fn year_at(tokens: &[Token], at: usize) -> Option<u32> {
    number(tokens, at)
        .and_then(|(value, digits)| (digits == 4 && plausible(value)).then_some(value))
}

/// A year in two digits, of the last decades or the next.
fn short_year(value: u32) -> u32 {
    if value < 60 {
        2000 + value
    } else {
        1900 + value
    }
}

/// The date that begins at a token.
fn date_at(
    text: &str,
    tokens: &[Token],
    at: usize,
    hints: &Hints,
    claimed: bool,
) -> Option<Matched> {
    match tokens[at].kind {
        Kind::Mark(_) => None,
        Kind::Word => month_first(text, tokens, at, claimed),
        Kind::Number { .. } if continues_number(tokens, at) => None,
        Kind::Number { value, digits: 4 } if plausible(value) => {
            year_first(text, tokens, at, value, claimed)
        }
        Kind::Number { value, digits: 8 } => {
            let day = compact_day(value)?;
            let glued_time = word(text, tokens, at + 1) == Some("T") && !tokens[at + 1].spaced;
            (claimed || glued_time).then_some(Matched {
                day,
                swapped: None,
                next: at + 1,
                time: None,
                rule: "date/compact",
            })
        }
        Kind::Number { value, digits: 14 } if claimed => {
            // The first nine digits: a day and the first digit of the hour.
            let day = compact_day(value / 10)?;
            Some(Matched {
                day,
                swapped: None,
                next: at + 1,
                time: None,
                rule: "date/compact",
            })
        }
        Kind::Number {
            value,
            digits: 1 | 2,
        } => day_named_month(text, tokens, at, value).or_else(|| numeric(tokens, at, value, hints)),
        Kind::Number { .. } => None,
    }
}

/// Whether a number goes on from another, as the parts of a version, a
/// telephone number or an address do.
fn continues_number(tokens: &[Token], at: usize) -> bool {
    at >= 2
        && !tokens[at].spaced
        && !tokens[at - 1].spaced
        && matches!(mark(tokens, at - 1), Some('.' | '-' | '/' | ':'))
        && number(tokens, at - 2).is_some()
}

/// `2025-02-12`, `2025. 2. 12.`, `2025年2月12日`, `2025. február 12.`
fn year_first(
    text: &str,
    tokens: &[Token],
    at: usize,
    year: u32,
    claimed: bool,
) -> Option<Matched> {
    let year = year as u16;
    let made = |day: Moment, next: usize, rule| {
        Some(Matched {
            day,
            swapped: None,
            next,
            time: None,
            rule,
        })
    };
    if let Some(unit) = word(text, tokens, at + 1)
        && unit.starts_with(['年', '년'])
    {
        let (month, _) = number(tokens, at + 2)?;
        if !word(text, tokens, at + 3)?.starts_with(['月', '월']) {
            return None;
        }
        if let Some((day, 1 | 2)) = number(tokens, at + 4)
            && word(text, tokens, at + 5).is_some_and(|unit| unit.starts_with(['日', '일']))
        {
            return made(
                Moment::day(year, month as u8, day as u8)?,
                at + 6,
                "date/cjk",
            );
        }
        return made(month_of(year, month as u8)?, at + 4, "date/cjk-month");
    }
    if let Some(separator @ ('-' | '/' | '.' | '‑' | '–')) = mark(tokens, at + 1)
        && let Some((month, 1 | 2)) = number(tokens, at + 2)
    {
        if mark(tokens, at + 3) == Some(separator)
            && let Some((day, 1 | 2)) = number(tokens, at + 4)
        {
            return made(
                Moment::day(year, month as u8, day as u8)?,
                at + 5,
                "date/year-month-day",
            );
        }
        // Alone, it could be a pair of numbers of any kind.
        if claimed && separator == '-' && tokens.len() == at + 3 {
            return made(month_of(year, month as u8)?, at + 3, "date/year-month");
        }
    }
    let month_at_token = skip_glue(text, tokens, at + 1, 3);
    let (month, count) = month_at(text, tokens, month_at_token)?;
    let day_at_token = skip_glue(text, tokens, month_at_token + count, 2);
    let (day, digits) = number(tokens, day_at_token)?;
    if digits > 2 {
        return None;
    }
    made(
        Moment::day(year, month, day as u8)?,
        day_at_token + 1,
        "date/year-named-month",
    )
}

/// `12 February 2025`, `12. Februar 2025`, `12 de febrero de 2025`, `12-Feb-25`
fn day_named_month(text: &str, tokens: &[Token], at: usize, day: u32) -> Option<Matched> {
    let month_token = skip_glue(text, tokens, at + 1, 3);
    let (month, count) = month_at(text, tokens, month_token)?;
    let year_token = skip_glue(text, tokens, month_token + count, 3);
    let year = match number(tokens, year_token)? {
        (value, 4) if plausible(value) => value,
        // A year in two digits is told by its apostrophe or its hyphens.
        (value, 2)
            if matches!(mark(tokens, year_token - 1), Some('\'' | '’' | '-' | '/'))
                && !tokens[year_token].spaced =>
        {
            short_year(value)
        }
        _ => return None,
    };
    Some(Matched {
        day: Moment::day(year as u16, month, day as u8)?,
        swapped: None,
        next: year_token + 1,
        time: None,
        rule: "date/day-named-month",
    })
}

/// `February 12, 2025`, `Feb 12 17:34:00 EST 2025`, `February 2025`
fn month_first(text: &str, tokens: &[Token], at: usize, claimed: bool) -> Option<Matched> {
    let (month, count) = month_at(text, tokens, at)?;
    let next = skip_glue(text, tokens, at + count, 2);
    if let Some(year) = year_at(tokens, next) {
        // `May 2025 12` is not written; a month with its year is weak.
        return claimed
            .then(|| month_of(year as u16, month))
            .flatten()
            .map(|day| Matched {
                day,
                swapped: None,
                next: next + 1,
                time: None,
                rule: "date/month",
            });
    }
    let (day, digits) = number(tokens, next)?;
    if digits > 2 {
        return None;
    }
    let year_token = skip_glue(text, tokens, next + 1, 3);
    if let Some(year) = year_at(tokens, year_token) {
        return Some(Matched {
            day: Moment::day(year as u16, month, day as u8)?,
            swapped: None,
            next: year_token + 1,
            time: None,
            rule: "date/named-month-day",
        });
    }
    let (time, after) = time_at(text, tokens, next + 1)?;
    let year = year_at(tokens, after)?;
    Some(Matched {
        day: Moment::day(year as u16, month, day as u8)?,
        swapped: None,
        next: after + 1,
        time: Some(time),
        rule: "date/unix-program",
    })
}

/// `12.02.2025`, `02/12/25`
fn numeric(tokens: &[Token], at: usize, first: u32, hints: &Hints) -> Option<Matched> {
    let separator @ ('.' | '/' | '-' | '‑' | '–') = mark(tokens, at + 1)? else {
        return None;
    };
    let (second, digits) = number(tokens, at + 2)?;
    if digits > 2 || mark(tokens, at + 3)? != separator {
        return None;
    }
    // Only points may have spaces after them.
    if separator != '.' && (tokens[at + 2].spaced || tokens[at + 4 - 1].spaced) {
        return None;
    }
    let year = match number(tokens, at + 4)? {
        (value, 4) if plausible(value) => value,
        (value, 2) if matches!(separator, '.' | '/') && !tokens[at + 4].spaced && value < 60 => {
            short_year(value)
        }
        _ => return None,
    };
    // A fourth part makes it a network address or a version.
    if mark(tokens, at + 5) == Some(separator)
        && number(tokens, at + 6).is_some()
        && !tokens[at + 6].spaced
    {
        return None;
    }
    let year = year as u16;
    let day_first = Moment::day(year, second as u8, first as u8);
    let month_first = Moment::day(year, first as u8, second as u8);
    // Points are not written with the month first.
    let (day, swapped) = match (day_first, month_first) {
        (Some(a), Some(b)) if a == b => (a, None),
        (Some(a), Some(b)) if hints.order == Order::DayFirst || separator == '.' => (a, Some(b)),
        (Some(a), Some(b)) => (b, Some(a)),
        (Some(a), None) => (a, None),
        (None, Some(b)) if separator != '.' => (b, None),
        _ => return None,
    };
    Some(Matched {
        day,
        swapped,
        next: at + 5,
        time: None,
        rule: "date/numeric",
    })
}

/// The months by their names in small letters, in all languages of the list.
pub(crate) fn months() -> &'static Table<u8> {
    static MONTHS: OnceLock<Table<u8>> = OnceLock::new();
    words::table(&MONTHS, include_str!("../words/months.tsv"), ' ', |month| {
        month.parse().ok()
    })
}

/// The month that a word, or two words, name; with how many words.
fn month_at(text: &str, tokens: &[Token], at: usize) -> Option<(u8, usize)> {
    let months = months();
    let name = word(text, tokens, at)?;
    // No name is longer; a long word is not worth lower-casing.
    if name.len() > 40 {
        return None;
    }
    let lower = name.to_lowercase();
    if lower == "tháng" {
        let (month, digits) = number(tokens, at + 1)?;
        return (digits <= 2 && month <= 12).then_some((month as u8, 2));
    }
    if let Some(month) = months.get(&lower) {
        return Some((month, 1));
    }
    let second = word(text, tokens, at + 1)?;
    let both = format!("{lower}_{}", second.to_lowercase());
    months.get(&both).map(|month| (month, 2))
}

/// A table of glue words: which kind each is.
fn glue() -> &'static Table<Glue> {
    static GLUE: OnceLock<Table<Glue>> = OnceLock::new();
    GLUE.get_or_init(|| {
        let mut entries: Vec<(&'static str, Glue)> = Vec::new();
        for (kind, words) in words::rows(include_str!("../words/date-glue.tsv")) {
            for word in words.split(' ') {
                let bits = match kind {
                    "part" => Glue {
                        part: true,
                        ..Glue::default()
                    },
                    "time" => Glue {
                        time: true,
                        ..Glue::default()
                    },
                    "am" => Glue {
                        noon: Some(false),
                        ..Glue::default()
                    },
                    _ => Glue {
                        noon: Some(true),
                        ..Glue::default()
                    },
                };
                match entries.iter_mut().find(|entry| entry.0 == word) {
                    Some(entry) => {
                        entry.1.part |= bits.part;
                        entry.1.time |= bits.time;
                        entry.1.noon = entry.1.noon.or(bits.noon);
                    }
                    None => entries.push((word, bits)),
                }
            }
        }
        Table::new(entries)
    })
}

#[derive(Clone, Copy, Default, Debug)]
struct Glue {
    /// Stands inside a date.
    part: bool,
    /// Stands between a date and its time.
    time: bool,
    /// Says that a time is before (`false`) or after noon.
    noon: Option<bool>,
}

fn glue_at(text: &str, tokens: &[Token], at: usize) -> Option<Glue> {
    let name = word(text, tokens, at)?;
    if name.len() > 24 {
        return None;
    }
    glue().get(&name.to_lowercase())
}

/// The first token from `at` that is not a mark or word inside a date, at most
/// `most` tokens on.
fn skip_glue(text: &str, tokens: &[Token], at: usize, most: usize) -> usize {
    let mut here = at;
    while here < tokens.len() && here < at + most {
        let skip = match tokens[here].kind {
            Kind::Mark(c) => matches!(
                c,
                '.' | ',' | '-' | '/' | '\'' | '’' | 'º' | '°' | '،' | '‑' | '–'
            ),
            Kind::Word => glue_at(text, tokens, here).is_some_and(|glue| glue.part),
            Kind::Number { .. } => false,
        };
        if !skip {
            break;
        }
        here += 1;
    }
    here
}

/// A zone as it is named.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Named {
    Fixed(i16),
    /// Standard and summer offset by the rule of the United States.
    American {
        standard: i16,
        summer: i16,
    },
}

impl Named {
    /// The zone on a day.
    fn offset(self, day: &Moment) -> Zone {
        match self {
            Named::Fixed(minutes) => Zone::Offset(minutes),
            Named::American { standard, summer } => Zone::Offset(if american_summer(day) {
                summer
            } else {
                standard
            }),
        }
    }
}

/// Whether American clocks show summer time on a day: since 2007 from the
/// second Sunday of March to the first Sunday of November.
fn american_summer(day: &Moment) -> bool {
    let week_day = |month: u8, date: u8| {
        // Day 0 of the count behind `minutes` was a Wednesday; 0 is Sunday.
        Moment::day(day.year, month, date).map_or(0, |m| (m.minutes() / 1440 + 3).rem_euclid(7))
    };
    let first_sunday = |month: u8| 1 + ((7 - week_day(month, 1)) % 7) as u8;
    let from = (3, first_sunday(3) + 7);
    let to = (11, first_sunday(11));
    (day.month, day.day) >= from && (day.month, day.day) < to
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Time {
    hour: u8,
    minute: u8,
    second: Option<u8>,
    zone: Option<Named>,
}

/// The time of day after a date, over marks and words such as "at".
fn time_after(text: &str, tokens: &[Token], at: usize) -> Option<(Time, usize)> {
    const FARTHEST: usize = 6;
    let (mut here, mut unknown) = (at, 0);
    while here < tokens.len() && here < at + FARTHEST {
        if matches!(tokens[here].kind, Kind::Number { .. })
            || glue_at(text, tokens, here).is_some_and(|glue| glue.noon.is_some())
        {
            return time_at(text, tokens, here);
        }
        match tokens[here].kind {
            Kind::Mark(
                ',' | '|' | '-' | '–' | '—' | '·' | '•' | '@' | '/' | '(' | ')' | ':' | '.' | '،'
                | '∙' | '．',
            ) => {}
            Kind::Word => {
                let name = &text[tokens[here].start..tokens[here].end];
                let known =
                    name == "T" || glue_at(text, tokens, here).is_some_and(|glue| glue.time);
                // One more word may be the day of the week, unless it says
                // that the time is that of a change.
                unknown += usize::from(!known);
                if unknown > 1 || (!known && role_before(name).is_some()) {
                    return None;
                }
            }
            _ => return None,
        }
        here += 1;
    }
    None
}

/// The time of day before a date, as in `17:34, 12 February 2025`; with the
/// token it begins at, which is not before `limit`.
fn time_before(text: &str, tokens: &[Token], at: usize, limit: usize) -> Option<(Time, usize)> {
    const FARTHEST: usize = 9;
    let from = at.saturating_sub(FARTHEST).max(limit);
    for start in from..at {
        if !matches!(tokens[start].kind, Kind::Number { .. }) || continues_number(tokens, start) {
            continue;
        }
        let Some((time, next)) = time_at(text, tokens, start) else {
            continue;
        };
        // Between the time and the date only marks, glue and a week day.
        let words = (next..at)
            .filter(|&k| {
                tokens[k].kind == Kind::Word
                    && !glue_at(text, tokens, k).is_some_and(|glue| glue.time || glue.part)
            })
            .count();
        let numbers = (next..at).any(|k| number(tokens, k).is_some());
        if next <= at && words <= 1 && !numbers {
            return Some((time, start));
        }
    }
    None
}

/// `17:34:05.123`, `5.34 pm`, `17h34`, `17時34分`, `下午5:34`, `5 PM ET`,
/// `173405Z`, with the zone.
fn time_at(text: &str, tokens: &[Token], at: usize) -> Option<(Time, usize)> {
    let before = glue_at(text, tokens, at).and_then(|glue| glue.noon);
    let at = if before.is_some() { at + 1 } else { at };
    let (hour, digits) = number(tokens, at)?;
    let (mut minute, mut second, mut here) = (None, None, at + 1);
    if matches!(digits, 4 | 6) && at > 0 && word(text, tokens, at - 1) == Some("T") {
        let (clock, seconds) = if digits == 6 {
            (hour / 100, Some(hour % 100))
        } else {
            (hour, None)
        };
        let (zone, next) = zone_at(text, tokens, here);
        let time = Time {
            hour: u8::try_from(clock / 100).ok()?,
            minute: (clock % 100) as u8,
            second: seconds.map(|s| s as u8),
            zone,
        };
        return Some((time, next));
    }
    if digits > 2 || hour > 24 {
        return None;
    }
    let (hours, minutes, seconds) = (["時", "时", "點", "点", "시"], ["分", "분"], ["秒", "초"]);
    let unit = |at: usize, units: &[&str]| {
        word(text, tokens, at).is_some_and(|word| units.iter().any(|unit| word.starts_with(unit)))
    };
    let mut needs_noon = false;
    if let Some((value, 2)) = number(tokens, here + 1)
        && value < 60
        && !tokens[here + 1].spaced
    {
        let colon = matches!(mark(tokens, here), Some(':' | '：' | '∶'));
        let hour_letter = word(text, tokens, here).is_some_and(|w| matches!(w, "h" | "H" | "u"));
        let point = mark(tokens, here) == Some('.') && !tokens[here].spaced;
        if colon || hour_letter || point || unit(here, &hours) {
            minute = Some(value);
            // A point alone could make a decimal number.
            needs_noon = point && (hour > 23 || number(tokens, here + 1).is_none());
            here += 2;
        }
    }
    if minute.is_none() && unit(here, &hours) {
        here += 1;
        minute = Some(0);
        if let Some((value, 1 | 2)) = number(tokens, here)
            && unit(here + 1, &minutes)
        {
            minute = Some(value);
            here += 1;
        }
    }
    if minute.is_some() {
        if unit(here, &minutes) {
            here += 1;
        }
        if let Some((value, 2)) = number(tokens, here + 1)
            && value <= 60
            && matches!(mark(tokens, here), Some(':' | '：' | '.'))
            && !tokens[here + 1].spaced
            && !tokens[here].spaced
        {
            second = Some(value);
            here += 2;
        } else if let Some((value, 1 | 2)) = number(tokens, here)
            && unit(here + 1, &seconds)
        {
            second = Some(value);
            here += 2;
        }
        // A fraction of a second.
        if second.is_some()
            && matches!(mark(tokens, here), Some('.' | ',' | ':'))
            && number(tokens, here + 1).is_some()
            && !tokens[here + 1].spaced
        {
            here += 2;
        }
    }
    let (after, next) = noon_at(text, tokens, here);
    let noon = before.or(after);
    here = next;
    let mut hour = hour;
    match noon {
        // 12 at night is hour 0 and 12 at noon is hour 12.
        Some(afternoon) if hour <= 12 => hour = hour % 12 + if afternoon { 12 } else { 0 },
        _ => {}
    }
    let german_hour = word(text, tokens, here).is_some_and(|w| matches!(w, "Uhr" | "uhr"));
    if minute.is_none() && noon.is_none() && !german_hour {
        return None;
    }
    if needs_noon && noon.is_none() {
        return None;
    }
    if german_hour
        || word(text, tokens, here)
            .is_some_and(|w| matches!(w, "h" | "hs" | "hrs" | "Hrs" | "uur" | "น"))
    {
        here += 1;
    }
    let (zone, here) = zone_at(text, tokens, here);
    let hour = if hour == 24 { 0 } else { hour };
    let time = Time {
        hour: hour as u8,
        minute: minute.unwrap_or(0) as u8,
        second: second.map(|value| value as u8),
        zone,
    };
    Some((time, here))
}

/// Whether the next words say before or after noon: `pm`, `p.m.`, `μ.μ.`
fn noon_at(text: &str, tokens: &[Token], at: usize) -> (Option<bool>, usize) {
    let Some(name) = word(text, tokens, at) else {
        return (None, at);
    };
    // `p.m.` is two words with points.
    if name.chars().count() == 1
        && mark(tokens, at + 1) == Some('.')
        && let Some(second) = word(text, tokens, at + 2)
        && second.chars().count() == 1
    {
        let joined = format!("{name}{second}").to_lowercase();
        if let Some(Glue {
            noon: Some(noon), ..
        }) = glue().get(&joined)
        {
            let end = at + 3;
            let end = if mark(tokens, end) == Some('.') {
                end + 1
            } else {
                end
            };
            return (Some(noon), end);
        }
    }
    match glue_at(text, tokens, at).and_then(|glue| glue.noon) {
        // One letter may be the start of another word's short form.
        Some(noon) => (Some(noon), at + 1),
        None => (None, at),
    }
}

/// The zone after a time, and the token after it.
fn zone_at(text: &str, tokens: &[Token], at: usize) -> (Option<Named>, usize) {
    let open = mark(tokens, at) == Some('(');
    let start = if open { at + 1 } else { at };
    if let Some((minutes, next)) =
        offset_at(tokens, start, !tokens.get(start).is_some_and(|t| t.spaced))
    {
        // `GMT+0100 (CET)`: the name only repeats the offset.
        return (Some(Named::Fixed(minutes)), next);
    }
    let Some(name) = word(text, tokens, start) else {
        return (None, at);
    };
    let Some(zone) = zones().get(name) else {
        return (None, at);
    };
    let mut next = start + 1;
    // `GMT+1`, `UTC+03:00`: the offset is what counts.
    if zone == Named::Fixed(0)
        && let Some((minutes, after)) = offset_at(tokens, next, true)
    {
        return (Some(Named::Fixed(minutes)), after);
    }
    if open && mark(tokens, next) == Some(')') {
        next += 1;
    }
    (Some(zone), next)
}

/// `+0100`, `+01:00`, and, where `short` allows it, `+01` and `+1`.
fn offset_at(tokens: &[Token], at: usize, short: bool) -> Option<(i16, usize)> {
    let sign = match mark(tokens, at)? {
        '+' => 1,
        '-' | '−' => -1,
        _ => return None,
    };
    let (value, digits) = number(tokens, at + 1)?;
    if tokens[at + 1].spaced {
        return None;
    }
    let (hours, minutes, next) = match digits {
        4 => (value / 100, value % 100, at + 2),
        1 | 2 => match (mark(tokens, at + 2), number(tokens, at + 3)) {
            (Some(':'), Some((minutes, 2))) => (value, minutes, at + 4),
            _ if short => (value, 0, at + 2),
            _ => return None,
        },
        _ => return None,
    };
    (hours <= 14 && minutes < 60).then_some((sign * (hours * 60 + minutes) as i16, next))
}

fn zones() -> &'static Table<Named> {
    static ZONES: OnceLock<Table<Named>> = OnceLock::new();
    ZONES.get_or_init(|| {
        let mut entries = Vec::new();
        for (name, columns) in words::rows(include_str!("../words/zones.tsv")) {
            let mut columns = columns.split('\t');
            let Some(standard) = columns.next().and_then(|minutes| minutes.parse().ok()) else {
                continue;
            };
            entries.push(
                match columns.next().and_then(|minutes| minutes.parse().ok()) {
                    Some(summer) => (name, Named::American { standard, summer }),
                    None => (name, Named::Fixed(standard)),
                },
            );
        }
        Table::new(entries)
    })
}

/// The phrases that say what a date is the date of, sorted.
fn roles() -> &'static [(&'static str, Role)] {
    static ROLES: OnceLock<Vec<(&'static str, Role)>> = OnceLock::new();
    ROLES.get_or_init(|| {
        let mut roles = Vec::new();
        for (role, phrases) in words::rows(include_str!("../words/date-roles.tsv")) {
            let role = match role {
                "published" => Role::Published,
                "modified" => Role::Modified,
                _ => Role::Other,
            };
            roles.extend(phrases.split('|').map(|phrase| (phrase, role)));
        }
        roles.sort_by_key(|entry| entry.0);
        roles
    })
}

/// The phrases that a text begins with.
fn roles_at(text: &str) -> impl Iterator<Item = (&'static str, Role)> + '_ {
    let first = text.chars().next();
    let roles = roles();
    let from = roles.partition_point(|(phrase, _)| phrase.chars().next() < first);
    roles[from..]
        .iter()
        .take_while(move |(phrase, _)| phrase.chars().next() == first)
        .filter(|(phrase, _)| text.starts_with(phrase))
        .copied()
}

/// What the words before a date say it is the date of: the nearest phrase
/// counts, of two that end together the longer.
/// With where that phrase begins.
fn role_before(text: &str) -> Option<(Role, usize)> {
    // A label stands right before its date.
    const NEAR: usize = 60;
    let mut from = text.len().saturating_sub(NEAR);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let lower = text[from..].to_lowercase();
    // Lower-casing moves offsets only for a few letters; the phrase's start is
    // then not told.
    let exact = lower.len() == text.len() - from;
    let mut best: Option<(usize, usize, Role)> = None;
    for (at, _) in lower.char_indices() {
        for (phrase, role) in roles_at(&lower[at..]) {
            let key = (at + phrase.len(), phrase.len());
            if bounded(&lower, at, phrase)
                && best.is_none_or(|(end, length, _)| key > (end, length))
            {
                best = Some((key.0, key.1, role));
            }
        }
    }
    best.map(|(end, length, role)| {
        let at = from + end - length;
        (
            role,
            if exact && text.is_char_boundary(at) {
                at
            } else {
                text.len()
            },
        )
    })
}

/// What a label says that the date after it is the date of.
pub(crate) fn role_of(label: &str) -> Option<Role> {
    role_before(label).map(|(role, _)| role)
}

/// What the words right after a date say.
fn role_after(text: &str) -> Option<Role> {
    let text = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    let mut to = text.len().min(24);
    while !text.is_char_boundary(to) {
        to -= 1;
    }
    let lower = text[..to].to_lowercase();
    // Latin prose after a date is another sentence; a label there is short.
    roles_at(&lower)
        .filter(|(phrase, role)| *role != Role::Other && !phrase.is_ascii())
        .max_by_key(|(phrase, _)| phrase.len())
        .map(|(_, role)| role)
}

/// Whether a phrase stands in a text and is not part of longer words.
fn has_phrase(text: &str, phrase: &str) -> bool {
    text.match_indices(phrase)
        .any(|(at, _)| bounded(text, at, phrase))
}

fn bounded(text: &str, at: usize, phrase: &str) -> bool {
    let spaceless = |c: char| {
        !c.is_alphanumeric()
            || ideograph(c)
            || matches!(c, '\u{3040}'..='\u{30FF}' | '\u{AC00}'..='\u{D7A3}')
    };
    let inner = phrase.chars().next().is_none_or(spaceless);
    let before = text[..at].chars().next_back().is_none_or(spaceless);
    let after = text[at + phrase.len()..]
        .chars()
        .next()
        .is_none_or(|c| spaceless(c) || digit(c).is_some());
    inner || (before && after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let found = find(text, &Hints::default());
        let read: Vec<String> = found.iter().map(|found| found.moment.to_string()).collect();
        assert_eq!(read.join(" "), expected, "{text}");
    }

    #[track_caller]
    fn claim(raw: &str, expected: &str) {
        let found = parse(raw, &Hints::default()).map(|found| found.moment.to_string());
        assert_eq!(found.as_deref().unwrap_or(""), expected, "{raw}");
    }

    #[test]
    fn claims_are_read() {
        claim("2025-02-12T17:34:05.123Z", "2025-02-12T17:34:05+00:00");
        claim("2025-02-12T17:34:05-0500", "2025-02-12T17:34:05-05:00");
        claim("2025-02-12T17:34+05:30", "2025-02-12T17:34+05:30");
        claim("2025-02-12T17:34:05+01", "2025-02-12T17:34:05+01:00");
        claim("2025-02-12 17:34:05", "2025-02-12T17:34:05");
        claim(
            "Wed, 12 Feb 2025 17:34:05 +0100",
            "2025-02-12T17:34:05+01:00",
        );
        claim(
            "Wed Feb 12 2025 17:34:05 GMT+0100 (CET)",
            "2025-02-12T17:34:05+01:00",
        );
        claim("Wed Feb 12 17:34:05 EST 2025", "2025-02-12T17:34:05-05:00");
        claim("1739378045", "2025-02-12T16:34:05+00:00");
        claim("1739378045000", "2025-02-12T16:34:05+00:00");
        claim("20250212", "2025-02-12");
        claim("20250212T173405Z", "2025-02-12T17:34:05+00:00");
        claim("2025-02", "2025-02");
        claim("February 2025", "2025-02");
        claim("12345", "");
        claim("{{ date }}", "");
        claim("2025-02-30", "");
        claim("0000-00-00", "");
    }

    #[test]
    fn dates_in_many_languages() {
        check("February 12, 2025 5:34 PM ET", "2025-02-12T17:34-05:00");
        check("July 2, 2025 at 5:34 p.m. ET", "2025-07-02T17:34-04:00");
        check("Feb. 12th, 2025", "2025-02-12");
        check(
            "5:34 PM EST, Wed February 12, 2025",
            "2025-02-12T17:34-05:00",
        );
        check("12.02.2025, 17:34 Uhr", "2025-02-12T17:34");
        check("12. Februar 2025 um 17.34 Uhr", "2025-02-12T17:34");
        check("Mittwoch, 12. März 2025", "2025-03-12");
        check("le 12 février 2025 à 17h34", "2025-02-12T17:34");
        check("1er août 2025", "2025-08-01");
        check("12 de febrero de 2025 a las 17:34", "2025-02-12T17:34");
        check("12 febbraio 2025 alle ore 17:34", "2025-02-12T17:34");
        check("12 lutego 2025, godz. 17:34", "2025-02-12T17:34");
        check("12 февраля 2025, 17:34 МСК", "2025-02-12T17:34+03:00");
        check("12 лютого 2025 року, 17:34", "2025-02-12T17:34");
        check("12 Φεβρουαρίου 2025 5:34 μ.μ.", "2025-02-12T17:34");
        check("12. 2. 2025 17:34", "2025-02-12T17:34");
        check("12. února 2025", "2025-02-12");
        check("12. helmikuuta 2025 klo 17.34", "2025-02-12T17:34");
        check("12 Şubat 2025 17:34", "2025-02-12T17:34");
        check("2025. február 12. 17:34", "2025-02-12T17:34");
        check("2025年2月12日 17时34分", "2025-02-12T17:34");
        check("2025年2月12日(水) 17:34", "2025-02-12T17:34");
        check("2025년 2월 12일 오후 5:34", "2025-02-12T17:34");
        check("2025.02.12 17:34", "2025-02-12T17:34");
        check("2025. 2. 12.", "2025-02-12");
        check("12 فبراير 2025", "2025-02-12");
        check("١٢ فبراير ٢٠٢٥", "2025-02-12");
        check("12 Februari 2025 17:34 WIB", "2025-02-12T17:34+07:00");
        check("12-Feb-25", "2025-02-12");
        check("31/12/24", "2024-12-31");
        check("17:34, 12 February 2025", "2025-02-12T17:34");
    }

    #[test]
    fn what_is_no_date_is_left() {
        for text in [
            "",
            "12",
            "Chapter 12 May",
            "192.168.20.25",
            "version 1.12.02.2025",
            "call 555-12-2025-1",
            "the 2024-25 season",
            "May 2025",
            "over 2025 people",
            "13/13/2025",
            "1,234,567",
        ] {
            check(text, "");
        }
    }

    #[test]
    fn order_of_day_and_month() {
        let american = Hints {
            order: Order::MonthFirst,
        };
        let one = |text: &str, hints: &Hints| find(text, hints).remove(0);
        assert_eq!(
            one("02/03/2025", &american).moment.to_string(),
            "2025-02-03"
        );
        let european = one("02/03/2025", &Hints::default());
        assert_eq!(european.moment.to_string(), "2025-03-02");
        assert_eq!(european.swapped.unwrap().to_string(), "2025-02-03");
        assert_eq!(
            one("02/13/2025", &Hints::default()).moment.to_string(),
            "2025-02-13"
        );
        assert_eq!(
            one("02.03.2025", &american).moment.to_string(),
            "2025-03-02"
        );
    }

    #[test]
    fn roles_are_read_beside_dates() {
        let roles = |text: &str| -> Vec<Role> {
            find(text, &Hints::default())
                .into_iter()
                .map(|found| found.role)
                .collect()
        };
        assert_eq!(
            roles("Published 1 May 2025 | Last updated: 2 May 2025"),
            [Role::Published, Role::Modified]
        );
        assert_eq!(
            roles("Veröffentlicht am 1. Mai 2025, aktualisiert 2. Mai 2025"),
            [Role::Published, Role::Modified]
        );
        assert_eq!(roles("© 1 May 2025"), [Role::Other]);
        assert_eq!(roles("1 May 2025"), [Role::Unstated]);
        assert_eq!(roles("2025年2月12日 更新"), [Role::Modified]);
        assert_eq!(roles("最終更新:2025年2月12日"), [Role::Modified]);
        assert_eq!(roles("Unpublished 1 May 2025"), [Role::Unstated]);
    }

    #[test]
    fn dates_of_addresses() {
        let day = |url| {
            in_url(url)
                .map(|found| found.moment.to_string())
                .unwrap_or_default()
        };
        assert_eq!(day("https://a.example/2025/02/12/storm"), "2025-02-12");
        assert_eq!(
            day("https://a.example/world/2025/feb/12/storm"),
            "2025-02-12"
        );
        assert_eq!(day("https://a.example/storm-2025-02-12.html"), "2025-02-12");
        assert_eq!(day("https://a.example/20250212/storm"), "2025-02-12");
        assert_eq!(day("https://a.example/2025/02/storm"), "2025-02");
        assert_eq!(day("https://a.example/id/120250212"), "");
        assert_eq!(day("https://2025-02-12.example/"), "");
        assert_eq!(day("https://a.example/?d=2025-02-12"), "");
    }

    #[test]
    fn relative_dates_are_known_as_such() {
        assert!(is_relative("2 hours ago"));
        assert!(is_relative("vor 3 Stunden"));
        assert!(is_relative("3시간 전"));
        assert!(!is_relative("12 February 2025"));
        assert!(!is_relative("long ago"));
    }

    #[test]
    fn long_runs_cost_little() {
        let text = "12. ".repeat(20_000) + &"1:".repeat(20_000) + &"May ".repeat(20_000);
        assert!(find(&text, &Hints::default()).is_empty());
    }
}
