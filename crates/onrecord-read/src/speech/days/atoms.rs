//! A sentence as the atoms that time expressions are made of.
//!
//! An atom is a token or, where hyphens or letters hold several together
//! ("three-year", "mid-1990s", "9a.m."), a part of one. Each is looked up once
//! in the lists of words; the grammar then sees no text.

use std::ops::Range;
use std::sync::OnceLock;

use onrecord_record::TextSpan;

use crate::speech::tokens::{Token, TokenKind, Tokens};
use crate::words::{self, Table};

/// A unit of time.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Weekend,
    Week,
    Fortnight,
    Month,
    Quarter,
    Half,
    Year,
    Decade,
    Century,
}

/// Words of grammar and of time that need no value beside them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Word {
    A,
    About,
    After,
    Ago,
    Am,
    And,
    Around,
    At,
    Before,
    Beginning,
    Between,
    By,
    Calendar,
    Coming,
    Couple,
    Current,
    Dozen,
    During,
    Each,
    Earlier,
    Early,
    Eastern,
    End,
    Ended,
    Eve,
    Financial,
    Fiscal,
    Following,
    For,
    From,
    Future,
    Hence,
    Hundred,
    In,
    Last,
    Late,
    Later,
    Latest,
    Least,
    Local,
    Long,
    Mid,
    Midnight,
    More,
    Nearly,
    Next,
    Noon,
    Now,
    OClock,
    Of,
    Old,
    On,
    Once,
    Only,
    Or,
    Over,
    Past,
    Pm,
    Preceding,
    Present,
    Recent,
    Same,
    Since,
    Soon,
    Than,
    That,
    The,
    This,
    Thousand,
    Through,
    Time,
    To,
    Today,
    Tomorrow,
    Tonight,
    Until,
    Vague,
    Within,
    Yesterday,
}

/// What an atom is to the grammar.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum What {
    /// Nothing that times are made of.
    Other,
    Comma,
    Stop,
    Slash,
    Apostrophe,
    /// `'s` after a word.
    Possessive,
    /// A dash that is a token of its own.
    Dash,
    Open,
    /// A currency sign, or one of number.
    Sign,
    /// Days are counted from Monday, 0.
    Weekday(u8),
    Weekdays(u8),
    Month(u8),
    Unit(Unit),
    Units(Unit),
    /// As TIMEX3 writes it: `MO`.
    Part(&'static str),
    /// As TIMEX3 writes it: `SU`.
    Season(&'static str),
    /// A number written in figures, and in how many.
    Digits(u32, u8),
    /// Tenths.
    Tenths(u32),
    Number(u32),
    Ordinal(u8),
    /// The first year, of a century if it is above 99.
    Decade(u16),
    Clock(u8, u8),
    Iso(u16, u8, u8),
    /// A set's TIMEX3 value: `P1D`.
    Daily(&'static str),
    /// Month and day, or the name of a rule.
    Holiday(&'static str),
    /// The name is the whole name of a holiday: no "day" or "eve" follows.
    NamedHoliday(&'static str),
    /// "Q3", "H1".
    PartOfYear(u8, Unit),
    Word(Word),
}

/// A part of a sentence.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Atom {
    /// Where it stands.
    pub(super) span: TextSpan,
    /// What it is.
    pub(super) what: What,
    /// Whether a hyphen ties it to the atom before.
    pub(super) hyphen: bool,
    /// Whether it touches the atom before, with or without a hyphen.
    pub(super) glued: bool,
    /// Whether its first letter is a capital.
    pub(super) capital: bool,
}

/// What a word is to the grammar, wherever it stands.
#[derive(Clone, Copy)]
enum Told {
    /// One atom, and whether its first letter is a capital.
    One(What, bool),
    /// Perhaps the first word of a holiday's name, else one atom.
    Opens(What),
    /// As many as its hyphens, figures and letters make.
    Pieces,
}

impl Told {
    fn of(word: &str, kind: TokenKind) -> Told {
        let what = match kind {
            TokenKind::Mark => mark(word),
            TokenKind::Ending => What::Possessive,
            TokenKind::Number => match iso(word).or_else(|| clock(word)) {
                Some(what) => what,
                None => return Told::Pieces,
            },
            TokenKind::Word => match part_of_year(word) {
                Some(what) => what,
                None => match look_up(word) {
                    What::Other if word.contains('-') => return Told::Pieces,
                    what => what,
                },
            },
        };
        let capital = word.starts_with(char::is_uppercase);
        let what = as_written(word, what, capital);
        if kind == TokenKind::Word && capital && holidays().0.get(word).is_some() {
            Told::Opens(what)
        } else {
            Told::One(what, capital)
        }
    }
}

/// What the words of an article are to the grammar.
pub(super) struct Words<'a> {
    text: &'a str,
    tokens: &'a Tokens,
    told: Vec<Told>,
}

impl<'a> Words<'a> {
    /// Looks up every word of a text once.
    pub(super) fn of(text: &'a str, tokens: &'a Tokens) -> Words<'a> {
        Words {
            text,
            tokens,
            told: tokens.each_word(text, Told::of),
        }
    }

    /// Appends the atoms of a range of tokens to a list.
    pub(super) fn atoms(&self, range: &Range<u32>, out: &mut Vec<Atom>) {
        let tokens = self.tokens.range(range);
        let mut at = 0;
        while at < tokens.len() {
            let span = tokens[at].span;
            let word = self.tokens.words[range.start as usize + at];
            at += 1;
            match self.told[word as usize] {
                Told::One(what, capital) => put(out, span, what, capital, false),
                Told::Opens(what) => match holiday(self.text, &tokens[at - 1..]) {
                    Some((what, length)) => {
                        at += length - 1;
                        let end = tokens[at - 1].span.end;
                        put(out, TextSpan { end, ..span }, what, true, false);
                    }
                    None => put(out, span, what, true, false),
                },
                Told::Pieces => split(&self.text[span.range()], span.start as usize, out),
            }
        }
    }
}

/// The holiday whose name of several words begins here, and how many tokens
/// that are.
fn holiday(text: &str, tokens: &[Token]) -> Option<(What, usize)> {
    let (starts, names) = holidays();
    let word = |token: &Token| &text[token.span.range()];
    let (from, to) = starts.get(word(tokens.first()?))?;
    let alike = |name: &str, token: &Token| {
        let word = word(token);
        word == name || word.len() == name.len() + 2 && word.replace('’', "'") == name
    };
    names[from as usize..to as usize]
        .iter()
        .find(|(name, _)| {
            name.len() > 1
                && tokens.len() >= name.len()
                && name
                    .iter()
                    .zip(tokens)
                    .all(|(name, token)| alike(name, token))
        })
        .map(|(name, day)| (What::NamedHoliday(day), name.len()))
}

/// Names of holidays in words, each with its day.
type Names = Vec<(Vec<&'static str>, &'static str)>;

/// The names of several words, and by first word which begin with it.
fn holidays() -> &'static (Table<(u32, u32)>, Names) {
    static NAMES: OnceLock<(Table<(u32, u32)>, Names)> = OnceLock::new();
    NAMES.get_or_init(|| {
        let rows = words::rows(include_str!("../../words/holidays.tsv"));
        let mut names: Names = rows
            .map(|(day, name)| (name.split(' ').collect(), day))
            .collect();
        names.sort_by_key(|name| name.0[0]);
        let mut starts: Vec<(&'static str, (u32, u32))> = Vec::new();
        for (at, (name, _)) in names.iter().enumerate() {
            match starts.last_mut() {
                Some(last) if last.0 == name[0] => last.1.1 = at as u32 + 1,
                _ => starts.push((name[0], (at as u32, at as u32 + 1))),
            }
        }
        (Table::new(starts), names)
    })
}

/// "Q3" and "H1".
fn part_of_year(word: &str) -> Option<What> {
    let [letter, number] = *word.as_bytes() else {
        return None;
    };
    let number = number.checked_sub(b'0')?;
    match letter {
        b'Q' if (1..=4).contains(&number) => Some(What::PartOfYear(number, Unit::Quarter)),
        b'H' if (1..=2).contains(&number) => Some(What::PartOfYear(number, Unit::Half)),
        _ => None,
    }
}

/// What a word is as it is written: in small letters a short name of a month or
/// a day is another word, and so are these three.
fn as_written(word: &str, what: What, capital: bool) -> What {
    let other = word.len() < "july".len() || matches!(word, "march" | "august" | "april" | "sept");
    match what {
        What::Month(_) if !capital && other => What::Other,
        What::Weekday(_) | What::Weekdays(_) if !capital && word.len() < "friday".len() => {
            What::Other
        }
        what => what,
    }
}

fn push(out: &mut Vec<Atom>, word: &str, start: usize, what: What, hyphen: bool) {
    let capital = word.starts_with(char::is_uppercase);
    let span = TextSpan::new(start, start + word.len());
    put(out, span, as_written(word, what, capital), capital, hyphen);
}

fn put(out: &mut Vec<Atom>, span: TextSpan, what: What, capital: bool, hyphen: bool) {
    out.push(Atom {
        span,
        what,
        hyphen,
        glued: hyphen || out.last().is_some_and(|last| last.span.end == span.start),
        capital,
    });
}

fn mark(mark: &str) -> What {
    match mark {
        "," => What::Comma,
        "." | ";" | ":" | "!" | "?" => What::Stop,
        "/" => What::Slash,
        "'" | "’" | "‘" => What::Apostrophe,
        "–" | "—" | "-" => What::Dash,
        "(" | "[" => What::Open,
        "$" | "€" | "£" | "¥" | "#" => What::Sign,
        _ => What::Other,
    }
}

/// Cuts a token at its hyphens and between figures and letters.
fn split(word: &str, start: usize, out: &mut Vec<Atom>) {
    let mut at = 0;
    let mut first = true;
    for piece in word.split_inclusive(['-', '‐', '‑']) {
        let bare = piece.trim_end_matches(['-', '‐', '‑']);
        let figures = bare
            .find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ',' | ':'))
            .unwrap_or(bare.len());
        let whole = number(bare);
        if whole != What::Other || figures == 0 || figures == bare.len() {
            let what = if whole == What::Other {
                look_up(bare)
            } else {
                whole
            };
            push(out, bare, start + at, what, !first);
        } else {
            // "9a.m.", "3h".
            let (digits, letters) = bare.split_at(figures);
            push(out, digits, start + at, number(digits), !first);
            push(out, letters, start + at + figures, look_up(letters), false);
        }
        first = false;
        at += piece.len();
    }
}

/// `2025-02-12`, as one token.
fn iso(word: &str) -> Option<What> {
    let mut parts = word.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 || !(1..=2).contains(&month.len()) {
        return None;
    }
    // A time may follow: "2025-02-12T17:34".
    let day = day.split(['T', 't']).next()?;
    let day: u8 = day.parse().ok()?;
    Some(What::Iso(year.parse().ok()?, month.parse().ok()?, day))
}

/// `9:30`; seconds are left to the span.
fn clock(word: &str) -> Option<What> {
    let (hour, rest) = word.split_once(':')?;
    let minute = rest.get(..2)?;
    if !(rest.len() == 2 || rest.as_bytes()[2] == b':') || hour.len() > 2 {
        return None;
    }
    let (hour, minute): (u8, u8) = (hour.parse().ok()?, minute.parse().ok()?);
    (hour < 24 && minute < 60).then_some(What::Clock(hour, minute))
}

/// Figures: a number, a decade, an ordinal, a decimal, a time of day.
fn number(word: &str) -> What {
    let bytes = word.as_bytes();
    if !bytes.first().is_some_and(u8::is_ascii_digit) || bytes.len() > 9 {
        return What::Other;
    }
    let figures = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
    let value: Option<u32> = word[..figures].parse().ok();
    let Some(value) = value else {
        return What::Other;
    };
    match &word[figures..] {
        "" => What::Digits(value, figures as u8),
        "s" if figures == 4 && value % 10 == 0 && value < 2200 => What::Decade(value as u16),
        "s" if figures == 2 && value % 10 == 0 => What::Decade(value as u16),
        "st" | "nd" | "rd" | "th" if (1..=31).contains(&value) => What::Ordinal(value as u8),
        rest => match rest.as_bytes() {
            [b'.', tenth] if tenth.is_ascii_digit() && value < 100_000 => {
                What::Tenths(value * 10 + u32::from(tenth - b'0'))
            }
            [b':', ..] => clock(word).unwrap_or(What::Other),
            [b',', thousands @ ..]
                if thousands.len() == 3
                    && figures <= 3
                    && thousands.iter().all(u8::is_ascii_digit) =>
            {
                let low = thousands
                    .iter()
                    .fold(0, |sum, b| sum * 10 + u32::from(b - b'0'));
                // A year is not written with a comma: five figures or more.
                What::Digits(value * 1000 + low, 9)
            }
            _ => What::Other,
        },
    }
}

/// What a word stands for, whatever its case.
fn look_up(word: &str) -> What {
    let mut lower = [0_u8; 16];
    if word.len() > lower.len() {
        return What::Other;
    }
    for (to, from) in lower.iter_mut().zip(word.bytes()) {
        *to = from.to_ascii_lowercase();
    }
    let Ok(lower) = str::from_utf8(&lower[..word.len()]) else {
        return What::Other;
    };
    let (table, lengths) = table();
    // Most words are none of the list's: a length none begins with is cheap to
    // see.
    let first = usize::from(lower.bytes().next().unwrap_or_default());
    if lengths
        .get(first)
        .is_none_or(|seen| seen >> lower.len() & 1 == 0 && !lower.ends_with('.'))
    {
        return What::Other;
    }
    match table.get(lower) {
        Some(what) => what,
        // Only words that are cut short keep a point.
        None => match lower.strip_suffix('.') {
            Some(bare) => table.get(bare).unwrap_or(What::Other),
            None => What::Other,
        },
    }
}

/// The list, and for every first letter which lengths its words have, a bit a
/// length.
fn table() -> &'static (Table<What>, [u32; 128]) {
    static TABLE: OnceLock<(Table<What>, [u32; 128])> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut entries = Vec::new();
        let mut lengths = [0; 128];
        for (key, list) in words::rows(include_str!("../../words/time-words.tsv")) {
            let Some(what) = meaning(key) else {
                continue;
            };
            for word in list.split(' ') {
                entries.push((word, what));
                let first = word.bytes().next().map_or(0, usize::from);
                if let Some(seen) = lengths.get_mut(first) {
                    *seen |= 1 << word.len().min(31);
                }
            }
        }
        (Table::new(entries), lengths)
    })
}

/// What a row of the list stands for, by its first column.
fn meaning(key: &'static str) -> Option<What> {
    let (kind, value) = key.split_once(' ').unwrap_or((key, ""));
    let number = || value.parse::<u32>().ok();
    Some(match kind {
        "weekday" => What::Weekday(number()? as u8),
        "weekdays" => What::Weekdays(number()? as u8),
        "month" => What::Month(number()? as u8),
        "unit" => What::Unit(unit(value)?),
        "units" => What::Units(unit(value)?),
        "part" => What::Part(value),
        "season" => What::Season(value),
        "number" => What::Number(number()?),
        "ordinal" => What::Ordinal(number()? as u8),
        "decade" => What::Decade(number()? as u16),
        "daily" => What::Daily(value),
        "holiday" => What::Holiday(value),
        word => What::Word(self::word(word)?),
    })
}

fn unit(name: &str) -> Option<Unit> {
    Some(match name {
        "second" => Unit::Second,
        "minute" => Unit::Minute,
        "hour" => Unit::Hour,
        "day" => Unit::Day,
        "weekend" => Unit::Weekend,
        "week" => Unit::Week,
        "fortnight" => Unit::Fortnight,
        "month" => Unit::Month,
        "quarter" => Unit::Quarter,
        "half" => Unit::Half,
        "year" => Unit::Year,
        "decade" => Unit::Decade,
        "century" => Unit::Century,
        _ => return None,
    })
}

fn word(name: &str) -> Option<Word> {
    Some(match name {
        "a" => Word::A,
        "about" => Word::About,
        "after" => Word::After,
        "ago" => Word::Ago,
        "am" => Word::Am,
        "and" => Word::And,
        "around" => Word::Around,
        "at" => Word::At,
        "before" => Word::Before,
        "beginning" => Word::Beginning,
        "between" => Word::Between,
        "by" => Word::By,
        "calendar" => Word::Calendar,
        "coming" => Word::Coming,
        "couple" => Word::Couple,
        "current" => Word::Current,
        "dozen" => Word::Dozen,
        "during" => Word::During,
        "each" => Word::Each,
        "earlier" => Word::Earlier,
        "early" => Word::Early,
        "eastern" => Word::Eastern,
        "end" => Word::End,
        "ended" => Word::Ended,
        "eve" => Word::Eve,
        "financial" => Word::Financial,
        "fiscal" => Word::Fiscal,
        "following" => Word::Following,
        "for" => Word::For,
        "from" => Word::From,
        "future" => Word::Future,
        "hence" => Word::Hence,
        "hundred" => Word::Hundred,
        "in" => Word::In,
        "last" => Word::Last,
        "late" => Word::Late,
        "later" => Word::Later,
        "latest" => Word::Latest,
        "least" => Word::Least,
        "local" => Word::Local,
        "long" => Word::Long,
        "mid" => Word::Mid,
        "midnight" => Word::Midnight,
        "more" => Word::More,
        "nearly" => Word::Nearly,
        "next" => Word::Next,
        "noon" => Word::Noon,
        "now" => Word::Now,
        "oclock" => Word::OClock,
        "of" => Word::Of,
        "old" => Word::Old,
        "on" => Word::On,
        "once" => Word::Once,
        "only" => Word::Only,
        "or" => Word::Or,
        "over" => Word::Over,
        "past" => Word::Past,
        "pm" => Word::Pm,
        "preceding" => Word::Preceding,
        "present" => Word::Present,
        "recent" => Word::Recent,
        "same" => Word::Same,
        "since" => Word::Since,
        "soon" => Word::Soon,
        "than" => Word::Than,
        "that" => Word::That,
        "the" => Word::The,
        "this" => Word::This,
        "thousand" => Word::Thousand,
        "through" => Word::Through,
        "time" => Word::Time,
        "to" => Word::To,
        "today" => Word::Today,
        "tomorrow" => Word::Tomorrow,
        "tonight" => Word::Tonight,
        "until" => Word::Until,
        "vague" => Word::Vague,
        "within" => Word::Within,
        "yesterday" => Word::Yesterday,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A row that no code reads would be lost without a word.
    #[test]
    fn every_row_of_the_list_is_read() {
        for (key, list) in words::rows(include_str!("../../words/time-words.tsv")) {
            assert!(meaning(key).is_some(), "{key}");
            for word in list.split(' ') {
                assert!(
                    word.len() <= 16 && look_up(word) != What::Other,
                    "{word} of {key}"
                );
            }
        }
    }
}
