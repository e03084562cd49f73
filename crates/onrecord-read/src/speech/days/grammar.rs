//! What a time expression may look like: from atoms to expressions.
//!
//! Every pattern reads a bounded number of atoms from where it starts and
//! calls only patterns simpler than itself, so that a sentence costs time in
//! proportion to its length.

use super::atoms::{Atom, Unit, What, Word};

/// Which of several days or spans of one name is meant.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Way {
    /// Not said: the verb decides.
    Bare,
    /// "last", "previous".
    Last,
    /// "this", "current".
    This,
    /// "the quarter", "the latest quarter".
    The,
    /// "next".
    Next,
    /// "that", "the same": the one spoken of.
    Same,
    /// "the preceding": before the one spoken of.
    Preceding,
    /// "the following": after the one spoken of.
    Following,
}

/// Which part of a span is meant.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Edge {
    Whole,
    /// "earlier this week": what lies before the anchor.
    Earlier,
    /// "later this week": what lies after it.
    Later,
}

/// The year of a month, a day, a quarter.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Year {
    Unsaid,
    Exact(u16),
    /// "last year" is -1.
    Shift(i8),
}

/// How many units.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Amount {
    Tenths(u32),
    /// "several", "a few".
    Vague,
}

/// Where a length of time lies.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Reach {
    /// It does not say.
    Anywhere,
    /// "the past three years".
    Back,
    /// "the next three years".
    Forward,
}

/// The day or span that an expression means, before it is resolved.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Base {
    Day {
        year: Year,
        month: u8,
        day: u8,
    },
    /// `3/4/2024`: two numbers that may be in either order.
    Numbers(u8, u8, u16),
    Month {
        year: Year,
        month: u8,
        way: Way,
    },
    Year(u16),
    Decade(u16),
    Century(u8),
    Weekday {
        day: u8,
        way: Way,
    },
    /// A week, month, quarter, year, weekend as the calendar has them.
    Span {
        unit: Unit,
        way: Way,
        edge: Edge,
    },
    /// "the first Friday of July".
    NthWeekday {
        nth: u8,
        day: u8,
        month: u8,
        year: Year,
    },
    /// The nth quarter or half of a year.
    Nth {
        nth: u8,
        unit: Unit,
        year: Year,
    },
    Season {
        season: &'static str,
        year: Year,
        way: Way,
    },
    Holiday {
        name: &'static str,
        year: Year,
        way: Way,
        eve: bool,
    },
    /// Days from today.
    Today(i8),
    /// So long before or after today.
    Shift {
        amount: Amount,
        unit: Unit,
        forward: bool,
    },
    /// So long before or after the time spoken of.
    ShiftSpoken {
        amount: Amount,
        unit: Unit,
        forward: bool,
    },
    Length {
        amount: Amount,
        unit: Unit,
        /// "2 hours 30 minutes".
        and: Option<(u32, Unit)>,
        reach: Reach,
    },
    /// "every two years".
    EveryUnit {
        amount: Amount,
        unit: Unit,
    },
    EveryWeekday(u8),
    EveryMonth(u8),
    EverySeason(&'static str),
    EveryPart(&'static str),
    /// A value that stands by itself: `PRESENT_REF`, `P1D`.
    Fixed(&'static str),
}

/// A time of day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Clock {
    At(u8, u8),
    /// As the page writes it; morning or evening is not said.
    Either(u8, u8),
    Part(&'static str),
}

/// An expression: atoms `first..after`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Found {
    pub(super) first: usize,
    pub(super) after: usize,
    /// Absent for a bare time of day.
    pub(super) base: Option<Base>,
    pub(super) clock: Option<Clock>,
}

/// A base and the atom after it.
type Read = Option<(Base, usize)>;

/// The expression that begins at an atom, if one does.
pub(super) fn find(atoms: &[Atom], first: usize) -> Option<Found> {
    let atoms = Atoms(atoms);
    // Most atoms begin nothing.
    if matches!(
        atoms.what(first),
        What::Other
            | What::Comma
            | What::Stop
            | What::Slash
            | What::Possessive
            | What::Dash
            | What::Open
            | What::Sign
    ) {
        return None;
    }
    let found = |base, after, clock| Found {
        first,
        after,
        base,
        clock,
    };
    if let Some((clock, after)) = atoms.clock(first, atoms.is_clock_before(first)) {
        // "9:30 a.m. on Wednesday", "noon Friday".
        let at = atoms.skip(after, What::Comma);
        let at = atoms.skip(at, What::Word(Word::On));
        return Some(match atoms.day(at).or_else(|| atoms.relative_day(at)) {
            Some((base, end)) => found(Some(base), end, Some(clock)),
            None => found(None, after, Some(clock)),
        });
    }
    let (base, after) = atoms
        .edged(first)
        .or_else(|| atoms.core(first))
        .or_else(|| atoms.length_phrase(first))?;
    let (clock, after) = match base {
        Base::Day { .. }
        | Base::Weekday { .. }
        | Base::Today(_)
        | Base::Holiday { .. }
        | Base::Numbers(..)
        | Base::Span {
            unit: Unit::Day, ..
        } => atoms.clock_of_day(after),
        _ => (None, after),
    };
    let clock = if clock.is_none() && atoms.is(after - 1, Word::Tonight) {
        Some(Clock::Part("NI"))
    } else {
        clock
    };
    Some(found(Some(base), after, clock))
}

/// The atoms of a sentence, asked without fear of its end.
#[derive(Clone, Copy)]
struct Atoms<'a>(&'a [Atom]);

impl Atoms<'_> {
    fn what(self, at: usize) -> What {
        self.0.get(at).map_or(What::Other, |atom| atom.what)
    }

    fn is(self, at: usize, word: Word) -> bool {
        self.what(at) == What::Word(word)
    }

    fn is_any(self, at: usize, words: &[Word]) -> bool {
        matches!(self.what(at), What::Word(word) if words.contains(&word))
    }

    fn skip(self, at: usize, what: What) -> usize {
        at + usize::from(self.what(at) == what)
    }

    fn before(self, at: usize) -> What {
        at.checked_sub(1).map_or(What::Stop, |at| self.what(at))
    }

    fn len_of(self, at: usize) -> usize {
        self.0.get(at).map_or(0, |atom| atom.span.len())
    }

    /// Early, late or middle part of something; "later this week".
    fn edged(self, first: usize) -> Read {
        let the = self.skip(first, What::Word(Word::The));
        let What::Word(word) = self.what(the) else {
            return None;
        };
        let at = the + 1;
        match word {
            Word::Early | Word::Late | Word::Mid | Word::End | Word::Beginning
                if self.is(at, Word::Of) =>
            {
                self.core(at + 1).or_else(|| self.the_unit(at + 1))
            }
            Word::End | Word::Beginning => None,
            Word::Early | Word::Late | Word::Mid => {
                let at = if self.is(at, Word::In) { at + 1 } else { at };
                self.core(at)
                    .or_else(|| (self.is(at - 1, Word::In)).then(|| self.the_unit(at))?)
            }
            Word::Earlier | Word::Later => {
                let edge = if word == Word::Earlier {
                    Edge::Earlier
                } else {
                    Edge::Later
                };
                let inner = if self.is_any(at, &[Word::In, Word::On]) {
                    at + 1
                } else {
                    at
                };
                let read = if inner > at {
                    self.core(inner).or_else(|| self.the_unit(inner))
                } else {
                    self.core(inner)
                };
                match read? {
                    (Base::Span { unit, way, .. }, after) => {
                        Some((Base::Span { unit, way, edge }, after))
                    }
                    (base @ (Base::Weekday { .. } | Base::Today(_) | Base::Day { .. }), after) => {
                        Some((base, after))
                    }
                    (base @ (Base::Month { .. } | Base::Year(_)), after) if inner > at => {
                        Some((base, after))
                    }
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// "the week", "the year": the one the writer is in.
    fn the_unit(self, first: usize) -> Read {
        if !self.is(first, Word::The) {
            return None;
        }
        let at = first + 1;
        let at = if self.is_any(at, &[Word::Calendar, Word::Fiscal, Word::Financial]) {
            at + 1
        } else {
            at
        };
        match self.what(at) {
            What::Unit(
                unit @ (Unit::Day
                | Unit::Week
                | Unit::Weekend
                | Unit::Month
                | Unit::Quarter
                | Unit::Year
                | Unit::Decade
                | Unit::Century),
            ) => Some((
                Base::Span {
                    unit,
                    way: Way::The,
                    edge: Edge::Whole,
                },
                at + 1,
            )),
            _ => None,
        }
    }

    fn core(self, first: usize) -> Read {
        self.day(first)
            .or_else(|| self.relative_day(first))
            .or_else(|| self.month(first))
            .or_else(|| self.determined(first))
            .or_else(|| self.year(first))
            .or_else(|| self.named(first))
            .or_else(|| self.set(first))
    }

    /// A calendar day or a day of the week.
    fn day(self, first: usize) -> Read {
        match self.what(first) {
            What::Weekday(_) => self.weekday(first),
            What::Month(month) => self.month_day(first, month),
            What::Iso(year, month, day) => Some((
                Base::Day {
                    year: Year::Exact(year),
                    month,
                    day,
                },
                first + 1,
            )),
            What::Digits(number, figures) if figures <= 4 => self
                .day_month(first)
                .or_else(|| self.slashed(first, number)),
            What::Ordinal(_) => self.day_month(first),
            What::Word(Word::The) if matches!(self.what(first + 1), What::Ordinal(_)) => {
                self.day_month(first + 1)
            }
            _ => None,
        }
    }

    fn weekday(self, first: usize) -> Read {
        let What::Weekday(day) = self.what(first) else {
            return None;
        };
        let mut at = first + 1;
        let short = self.len_of(first) < "Friday".len();
        // A point that the tokens set apart from "Wed".
        if short
            && self.what(at) == What::Stop
            && self.0.get(at).is_some_and(|a| a.glued)
            && matches!(self.what(at + 1), What::Month(_) | What::Comma)
        {
            at += 1;
        }
        let next = self.skip(at, What::Comma);
        let next = self.skip(next, What::Word(Word::The));
        if let Some(read) = match self.what(next) {
            What::Month(month) => self.month_day(next, month),
            What::Digits(..) | What::Ordinal(_) => self.day_month(next),
            _ => None,
        } {
            return Some(read);
        }
        let weekday = Base::Weekday {
            day,
            way: Way::Bare,
        };
        // "Sun" and "Sat" are other words too.
        if short
            && self.clock_of_day(at).0.is_none()
            && !matches!(self.before(first), What::Word(Word::On))
        {
            return None;
        }
        // "Friday last week", "Monday next week".
        if let (What::Word(word @ (Word::Last | Word::Next | Word::This)), What::Unit(Unit::Week)) =
            (self.what(at), self.what(at + 1))
        {
            let shift = match word {
                Word::Last => Way::Last,
                Word::Next => Way::Next,
                _ => Way::This,
            };
            // Counted in weeks, which "last Friday" is not.
            if shift == Way::This {
                return Some((Base::Weekday { day, way: shift }, at + 2));
            }
        }
        Some((weekday, at))
    }

    /// "Aug. 14, 2024", "August 14th", "Aug. 14".
    fn month_day(self, first: usize, month: u8) -> Read {
        let mut at = first + 1;
        if self.what(at) == What::Stop && self.0.get(at).is_some_and(|a| a.glued) {
            at += 1;
        }
        at = self.skip(at, What::Word(Word::The));
        let day = match self.what(at) {
            What::Digits(day @ 1..=31, 1..=2) => day as u8,
            What::Ordinal(day) => day,
            _ => return None,
        };
        // "May 5 percent" and "March 9:30" are no days; neither is "June 12,000".
        let (year, after) = self.year_after(at + 1);
        Some((Base::Day { year, month, day }, after))
    }

    /// "14 August 2024", "the 14th of August".
    fn day_month(self, first: usize) -> Read {
        let day = match self.what(first) {
            What::Digits(day @ 1..=31, 1..=2) => day as u8,
            What::Ordinal(day) => day,
            _ => return None,
        };
        let at = self.skip(first + 1, What::Word(Word::Of));
        let What::Month(month) = self.what(at) else {
            return None;
        };
        let mut at = at + 1;
        if self.what(at) == What::Stop
            && self.0.get(at).is_some_and(|a| a.glued)
            && matches!(self.what(at + 1), What::Digits(_, 4))
        {
            at += 1;
        }
        let (year, after) = self.year_after(at);
        Some((Base::Day { year, month, day }, after))
    }

    /// `11/29/16`, `11/29/2016`.
    fn slashed(self, first: usize, number: u32) -> Read {
        let (What::Slash, What::Digits(second, 1..=2), What::Slash, What::Digits(year, figures)) = (
            self.what(first + 1),
            self.what(first + 2),
            self.what(first + 3),
            self.what(first + 4),
        ) else {
            return None;
        };
        if !(1..=31).contains(&number) || !(1..=31).contains(&second) {
            return None;
        }
        let year = match figures {
            4 => year,
            2 => full_year(year),
            _ => return None,
        };
        Some((
            Base::Numbers(number as u8, second as u8, year as u16),
            first + 5,
        ))
    }

    /// The year after a day, a month, a quarter: ", 2024", "of 2024", "last
    /// year".
    fn year_after(self, at: usize) -> (Year, usize) {
        let comma = self.skip(at, What::Comma);
        let of = self.is(comma, Word::Of) || self.is(comma, Word::In);
        let start = if of { comma + 1 } else { comma };
        match self.what(start) {
            What::Digits(year @ 1000..=2199, 4) if !self.counts(start) => {
                (Year::Exact(year as u16), start + 1)
            }
            What::Apostrophe if !of => match self.what(start + 1) {
                What::Digits(year, 2) if self.0[start + 1].glued => {
                    (Year::Exact(full_year(year) as u16), start + 2)
                }
                _ => (Year::Unsaid, at),
            },
            What::Word(word @ (Word::Last | Word::This | Word::Next))
                if self.what(start + 1) == What::Unit(Unit::Year) && (of || comma == at) =>
            {
                let shift = match word {
                    Word::Last => -1,
                    Word::Next => 1,
                    _ => 0,
                };
                (Year::Shift(shift), start + 2)
            }
            _ => (Year::Unsaid, at),
        }
    }

    /// "August", "August 2024", "August of last year".
    fn month(self, first: usize) -> Read {
        let What::Month(month) = self.what(first) else {
            return None;
        };
        let mut at = first + 1;
        // "Aug." keeps its point, others may not.
        if self.what(at) == What::Stop
            && self.0.get(at).is_some_and(|a| a.glued)
            && self.len_of(first) <= 4
            && matches!(self.what(at + 1), What::Digits(_, 4))
        {
            at += 1;
        }
        let (year, after) = self.year_after(at);
        if year == Year::Unsaid && !self.is_bare_month(first, month) {
            return None;
        }
        Some((
            Base::Month {
                year,
                month,
                way: Way::Bare,
            },
            after,
        ))
    }

    /// Whether a name of a month without day and year is one: some are names
    /// of people, verbs or short for something else.
    fn is_bare_month(self, at: usize, month: u8) -> bool {
        if self.len_of(at) <= 4 && !matches!(month, 5..=7) {
            return false;
        }
        let before = self.before(at);
        let led = matches!(
            before,
            What::Word(
                Word::In
                    | Word::Of
                    | Word::Since
                    | Word::By
                    | Word::Last
                    | Word::Next
                    | Word::This
                    | Word::Early
                    | Word::Late
                    | Word::Mid
                    | Word::Until
                    | Word::From
                    | Word::During
                    | Word::Through
                    | Word::Between
                    | Word::Each
                    | Word::Before
                    | Word::After
                    | Word::Past
                    | Word::That
                    | Word::Coming
            )
        );
        let unsure = matches!(month, 3..=6 | 8);
        let listed = at >= 2
            && matches!(
                before,
                What::Word(Word::And | Word::To | Word::Or) | What::Comma | What::Dash
            )
            && matches!(self.what(at - 2), What::Month(_));
        led || listed || !unsure
    }

    /// "today", "yesterday", "the day after tomorrow".
    fn relative_day(self, first: usize) -> Read {
        let today = |days, after| Some((Base::Today(days), after));
        match self.what(first) {
            What::Word(Word::Today | Word::Tonight) => today(0, first + 1),
            What::Word(Word::Yesterday) => today(-1, first + 1),
            What::Word(Word::Tomorrow) => today(1, first + 1),
            What::Word(Word::The) if self.what(first + 1) == What::Unit(Unit::Day) => {
                match (self.what(first + 2), self.what(first + 3)) {
                    (What::Word(Word::After), What::Word(Word::Tomorrow)) => today(2, first + 4),
                    (What::Word(Word::Before), What::Word(Word::Yesterday)) => today(-2, first + 4),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// What begins with "the", "last", "this", "next", "the third".
    fn determined(self, first: usize) -> Read {
        let the = self.is(first, Word::The);
        let at = first + usize::from(the);
        if let What::Word(word) = self.what(at) {
            if let Some(read) = self.directed(at, word, the) {
                return Some(read);
            }
            // "the 1990s" below may be led by "the" alone.
            if matches!(word, Word::Fiscal | Word::Financial) {
                return self.fiscal(at);
            }
        }
        match self.what(at) {
            What::Ordinal(nth) => self.nth(at, nth),
            What::Decade(year) => Some((Base::Decade(year), at + 1)),
            What::Apostrophe if self.0.get(at + 1).is_some_and(|a| a.glued) => {
                match self.what(at + 1) {
                    What::Decade(year) if year < 100 => Some((Base::Decade(year), at + 2)),
                    What::Digits(year, 2)
                        if self.what(at + 2) == What::Possessive && year % 10 == 0 && the =>
                    {
                        Some((Base::Decade(year as u16), at + 3))
                    }
                    _ => None,
                }
            }
            What::Digits(year, 4)
                if the
                    && year % 10 == 0
                    && (1000..2200).contains(&year)
                    && self.what(at + 1) == What::Possessive =>
            {
                Some((Base::Decade(year as u16), at + 2))
            }
            What::Season(season) if the => match self.year_after(at + 1) {
                (Year::Unsaid, _) => (season != "FA" && season != "SP"
                    || (matches!(self.before(first), What::Word(Word::In | Word::During))
                        && !self.is_any(at + 1, &[Word::In, Word::Of, Word::From, Word::To])))
                .then_some((
                    Base::Season {
                        season,
                        year: Year::Unsaid,
                        way: Way::Bare,
                    },
                    at + 1,
                )),
                (year, after) => Some((
                    Base::Season {
                        season,
                        year,
                        way: Way::Bare,
                    },
                    after,
                )),
            },
            What::Unit(Unit::Weekend) if the => Some((
                Base::Span {
                    unit: Unit::Weekend,
                    way: Way::Bare,
                    edge: Edge::Whole,
                },
                at + 1,
            )),
            What::Unit(unit @ (Unit::Year | Unit::Quarter | Unit::Month))
                if the
                    && matches!(self.before(first), What::Word(Word::For | Word::During))
                    && !self.is_any(at + 1, &[Word::Of, Word::That, Word::Before, Word::After]) =>
            {
                Some((
                    Base::Span {
                        unit,
                        way: Way::The,
                        edge: Edge::Whole,
                    },
                    at + 1,
                ))
            }
            _ => None,
        }
    }

    /// "last", "this", "next", "that", "following" and what they point at.
    fn directed(self, at: usize, word: Word, the: bool) -> Read {
        let (way, reach) = match word {
            Word::Last => (Way::Last, Reach::Back),
            Word::Latest => (Way::The, Reach::Back),
            Word::Past => (Way::Last, Reach::Back),
            Word::Next | Word::Coming => (Way::Next, Reach::Forward),
            Word::This | Word::Current => (Way::This, Reach::Anywhere),
            Word::That | Word::Same => (Way::Same, Reach::Anywhere),
            Word::Preceding => (Way::Preceding, Reach::Back),
            Word::Following => (Way::Following, Reach::Forward),
            _ => return None,
        };
        let mut next = at + 1;
        let mut the = the;
        let mut way = way;
        let mut reach = reach;
        // "this past week", "this coming Monday", "that same day".
        match (word, self.what(next)) {
            (Word::This, What::Word(Word::Past | Word::Last)) => {
                (way, reach, next, the) = (Way::Last, Reach::Back, next + 1, true);
            }
            (Word::This, What::Word(Word::Coming | Word::Next)) => {
                (way, reach, next) = (Way::Next, Reach::Forward, next + 1);
            }
            (Word::This | Word::That, What::Word(Word::Same)) => next += 1,
            _ => {}
        }
        let after = next + 1;
        match self.what(next) {
            What::Weekday(day) if self.len_of(next) > 5 => {
                Some((Base::Weekday { day, way }, after))
            }
            What::Month(month) if self.len_of(next) > 4 || matches!(month, 5..=7) => {
                let (year, after) = self.year_after(after);
                Some((Base::Month { year, month, way }, after))
            }
            What::Season(season) => Some((
                Base::Season {
                    season,
                    year: Year::Unsaid,
                    way,
                },
                after,
            )),
            What::Holiday(name) => Some((
                Base::Holiday {
                    name,
                    year: Year::Unsaid,
                    way,
                    eve: false,
                },
                after,
            )),
            What::Part(_) => match way {
                // The part itself is read as the clock.
                Way::This => Some((Base::Today(0), next)),
                Way::Last if !the => Some((Base::Today(-1), next)),
                Way::Next | Way::Same | Way::Following | Way::Preceding => Some((
                    Base::Span {
                        unit: Unit::Day,
                        way: if way == Way::Next {
                            Way::Following
                        } else {
                            way
                        },
                        edge: Edge::Whole,
                    },
                    next,
                )),
                _ => None,
            },
            What::Word(Word::Fiscal | Word::Financial | Word::Calendar)
                if matches!(self.what(after), What::Unit(Unit::Year | Unit::Quarter)) =>
            {
                let What::Unit(unit) = self.what(after) else {
                    return None;
                };
                Some((
                    Base::Span {
                        unit,
                        way,
                        edge: Edge::Whole,
                    },
                    after + 1,
                ))
            }
            What::Unit(unit) => self.directed_unit(next, unit, word, way, reach, the),
            What::Units(Unit::Day) if word == Word::This && reach == Reach::Anywhere => {
                Some((Base::Fixed("PRESENT_REF"), after))
            }
            What::Units(Unit::Day | Unit::Year) if word == Word::That => {
                Some((Base::Fixed("PAST_REF"), after))
            }
            What::Units(unit) if reach != Reach::Anywhere => Some((
                Base::Length {
                    amount: Amount::Vague,
                    unit,
                    and: None,
                    reach,
                },
                after,
            )),
            _ if reach != Reach::Anywhere || word == Word::That => {
                let (amount, unit_at) = self.amount(next)?;
                let (unit, end) = self.unit(unit_at, amount)?;
                Some((
                    Base::Length {
                        amount,
                        unit,
                        and: None,
                        reach,
                    },
                    end,
                ))
            }
            _ => None,
        }
    }

    fn directed_unit(
        self,
        at: usize,
        unit: Unit,
        word: Word,
        way: Way,
        reach: Reach,
        the: bool,
    ) -> Read {
        let after = at + 1;
        if self.is(after, Word::Of) && matches!(word, Word::Last | Word::Next) && the {
            return None;
        }
        match unit {
            Unit::Second | Unit::Minute | Unit::Hour | Unit::Fortnight | Unit::Half => {
                (the && reach != Reach::Anywhere && unit != Unit::Half).then_some((
                    Base::Length {
                        amount: Amount::Tenths(10),
                        unit,
                        and: None,
                        reach,
                    },
                    after,
                ))
            }
            Unit::Day | Unit::Weekend => {
                let way = match (word, unit) {
                    (Word::Last | Word::Past, Unit::Day) if the => {
                        // "the past day" is a length, "the last day" is not.
                        return (word == Word::Past).then_some((
                            Base::Length {
                                amount: Amount::Tenths(10),
                                unit,
                                and: None,
                                reach,
                            },
                            after,
                        ));
                    }
                    // "the next day" follows the one spoken of.
                    (Word::Next, Unit::Day) => Way::Following,
                    (Word::Last, Unit::Day) => Way::Preceding,
                    _ => way,
                };
                Some((
                    Base::Span {
                        unit,
                        way,
                        edge: Edge::Whole,
                    },
                    after,
                ))
            }
            // "the past year" is twelve months, "last year" the year before.
            _ if (the
                && matches!(word, Word::Last | Word::Next | Word::Coming)
                && self.len_of(at - 1) < "previous".len())
                || word == Word::Past
                || (the && word == Word::This) =>
            {
                Some((
                    Base::Length {
                        amount: Amount::Tenths(10),
                        unit,
                        and: None,
                        reach,
                    },
                    after,
                ))
            }
            _ => {
                // "the previous year" speaks of the one before that spoken of.
                let way = if the && way == Way::Last {
                    Way::Preceding
                } else {
                    way
                };
                Some((
                    Base::Span {
                        unit,
                        way,
                        edge: Edge::Whole,
                    },
                    after,
                ))
            }
        }
    }

    /// "third quarter of 1997", "first half", "20th century", "first nine
    /// months".
    fn nth(self, at: usize, nth: u8) -> Read {
        if let (What::Weekday(day), What::Word(Word::Of | Word::In), What::Month(month), 1..=5) =
            (self.what(at + 1), self.what(at + 2), self.what(at + 3), nth)
        {
            let (year, after) = self.year_after(at + 4);
            return Some((
                Base::NthWeekday {
                    nth,
                    day,
                    month,
                    year,
                },
                after,
            ));
        }
        let after = self.skip(at + 1, What::Word(Word::Fiscal));
        match self.what(after) {
            What::Unit(unit @ (Unit::Quarter | Unit::Half)) => {
                let most = if unit == Unit::Half { 2 } else { 4 };
                if nth > most {
                    return None;
                }
                let (mut year, mut end) = self.year_after(after + 1);
                if year == Year::Unsaid {
                    // "third quarter of fiscal 1998", "first half of the year".
                    if self.is(end, Word::Of) {
                        if let Some((Base::Year(exact), after)) = self.fiscal(end + 1) {
                            (year, end) = (Year::Exact(exact), after);
                        } else if let Some((
                            Base::Span {
                                unit: Unit::Year, ..
                            },
                            after,
                        )) = self.the_unit(end + 1)
                        {
                            (year, end) = (Year::Shift(0), after);
                        } else if unit == Unit::Half {
                            return None;
                        }
                    } else if unit == Unit::Half {
                        // Of a match, more often than of a year.
                        return None;
                    }
                }
                Some((Base::Nth { nth, unit, year }, end))
            }
            What::Unit(Unit::Century) => Some((Base::Century(nth), after + 1)),
            _ if nth == 1 => {
                let (amount, unit_at) = self.amount(at + 1)?;
                let (unit, end) = self.unit(unit_at, amount)?;
                Some((
                    Base::Length {
                        amount,
                        unit,
                        and: None,
                        reach: Reach::Anywhere,
                    },
                    end,
                ))
            }
            _ => None,
        }
    }

    /// "fiscal 1998", "fiscal year 1998".
    fn fiscal(self, at: usize) -> Read {
        if !self.is_any(at, &[Word::Fiscal, Word::Financial, Word::Calendar]) {
            return None;
        }
        let year = self.skip(at + 1, What::Unit(Unit::Year));
        match self.what(year) {
            What::Digits(value @ 1900..=2199, 4) => Some((Base::Year(value as u16), year + 1)),
            _ => None,
        }
    }

    fn year(self, at: usize) -> Read {
        match self.what(at) {
            What::Digits(year @ 1000..=2199, 4) => {
                let before = self.before(at);
                if before == What::Sign || self.counts(at) {
                    return None;
                }
                let led = matches!(
                    before,
                    What::Word(
                        Word::In
                            | Word::Since
                            | Word::By
                            | Word::From
                            | Word::Until
                            | Word::Early
                            | Word::Late
                            | Word::Mid
                            | Word::Between
                            | Word::Before
                            | Word::After
                            | Word::Through
                            | Word::During
                            | Word::Of
                    )
                );
                if !led && !(1900..=2099).contains(&year) {
                    return None;
                }
                let amount_words = matches!(
                    before,
                    What::Word(
                        Word::About
                            | Word::Nearly
                            | Word::Than
                            | Word::Least
                            | Word::Only
                            | Word::A
                            | Word::Over
                    ) | What::Slash
                        | What::Digits(..)
                ) || self.what(at + 1) == What::Slash;
                (!amount_words).then_some((Base::Year(year as u16), at + 1))
            }
            What::Decade(year) if year >= 1000 => Some((Base::Decade(year), at + 1)),
            // "nineteen ninety-six".
            What::Number(century @ 18..=20) => match self.exact(at + 1)? {
                (Amount::Tenths(tenths @ 100..=990), after)
                    if tenths % 10 == 0 && !matches!(self.what(after), What::Units(_)) =>
                {
                    Some((Base::Year((century * 100 + tenths / 10) as u16), after))
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether figures that could be a year count something.
    fn counts(self, at: usize) -> bool {
        matches!(
            self.what(at + 1),
            What::Units(_) | What::Word(Word::Am | Word::Pm | Word::Time | Word::Hundred)
        ) || self.0.get(at + 1).is_some_and(|next| {
            // "1998-made" is rare, "2000-strong" is not; "1998-99" is a year.
            next.hyphen && !matches!(next.what, What::Digits(..))
        })
    }

    /// Seasons with a year, holidays, words that point at now, then or later.
    fn named(self, at: usize) -> Read {
        let fixed = |value, after| Some((Base::Fixed(value), after));
        match self.what(at) {
            What::Season(season) => match self.year_after(at + 1) {
                (year @ (Year::Exact(_) | Year::Shift(_)), after) => Some((
                    Base::Season {
                        season,
                        year,
                        way: Way::Bare,
                    },
                    after,
                )),
                _ => None,
            },
            What::Holiday(name) => {
                let eve = self.is(at + 1, Word::Eve);
                let after = at + 1 + usize::from(eve);
                let after = if !eve && self.what(after) == What::Unit(Unit::Day) {
                    after + 1
                } else {
                    after
                };
                let (year, after) = self.year_after(after);
                Some((
                    Base::Holiday {
                        name,
                        year,
                        way: Way::Bare,
                        eve,
                    },
                    after,
                ))
            }
            What::NamedHoliday(name) => {
                let (year, after) = self.year_after(at + 1);
                Some((
                    Base::Holiday {
                        name,
                        year,
                        way: Way::Bare,
                        eve: false,
                    },
                    after,
                ))
            }
            What::PartOfYear(nth, unit) => {
                let (year, after) = self.year_after(at + 1);
                Some((Base::Nth { nth, unit, year }, after))
            }
            What::Word(Word::Now | Word::Present) => fixed("PRESENT_REF", at + 1),
            What::Word(Word::Recent) => fixed("PAST_REF", at + 1),
            What::Word(Word::Soon) if !matches!(self.before(at), What::Word(Word::Same)) => {
                fixed("FUTURE_REF", at + 1)
            }
            What::Word(Word::The) => match self.what(at + 1) {
                What::Word(Word::Future) => fixed("FUTURE_REF", at + 2),
                What::Word(Word::Past)
                    if matches!(self.before(at), What::Word(Word::In | Word::Of)) =>
                {
                    fixed("PAST_REF", at + 2)
                }
                _ => None,
            },
            What::Daily(value) => fixed(value, at + 1),
            What::Weekdays(day) => Some((Base::EveryWeekday(day), at + 1)),
            _ => None,
        }
    }

    /// "every Monday", "each year", "every two years".
    fn set(self, first: usize) -> Read {
        if !self.is(first, Word::Each) {
            return None;
        }
        let at = first + 1;
        match self.what(at) {
            What::Unit(unit) => Some((
                Base::EveryUnit {
                    amount: Amount::Tenths(10),
                    unit,
                },
                at + 1,
            )),
            What::Weekday(day) => Some((Base::EveryWeekday(day), at + 1)),
            What::Month(month) => Some((Base::EveryMonth(month), at + 1)),
            What::Season(season) => Some((Base::EverySeason(season), at + 1)),
            What::Part(part) => Some((Base::EveryPart(part), at + 1)),
            _ => {
                let (amount, unit_at) = self.amount(at)?;
                let (unit, end) = self.unit(unit_at, amount)?;
                Some((Base::EveryUnit { amount, unit }, end))
            }
        }
    }

    /// "three years", "about two weeks ago", "a year earlier", "year-ago".
    fn length_phrase(self, first: usize) -> Read {
        let at = self.modifier(first);
        let (amount, unit, mut after) = match self.what(at) {
            // "year-ago", "weeks later", "for months".
            What::Unit(unit @ Unit::Year)
                if self.is_any(at + 1, &[Word::Ago, Word::Earlier]) && self.0[at + 1].hyphen =>
            {
                (Amount::Tenths(10), unit, at + 1)
            }
            What::Units(unit)
                if self.is_any(at + 1, &[Word::Ago, Word::Earlier, Word::Later])
                    || matches!(self.before(first), What::Word(Word::For)) =>
            {
                (Amount::Vague, unit, at + 1)
            }
            _ => {
                let (amount, unit_at) = self.amount(at)?;
                let (unit, after) = self.unit(unit_at, amount)?;
                (amount, unit, after)
            }
        };
        let mut amount = amount;
        if let (Amount::Tenths(tenths), Some(end)) = (amount, self.and_a_half(after)) {
            amount = Amount::Tenths(tenths.saturating_add(5));
            after = end;
        }
        let shift = |forward, after| {
            Some((
                Base::Shift {
                    amount,
                    unit,
                    forward,
                },
                after,
            ))
        };
        let spoken = |forward, after| {
            Some((
                Base::ShiftSpoken {
                    amount,
                    unit,
                    forward,
                },
                after,
            ))
        };
        match self.what(after) {
            What::Word(Word::Ago) => return shift(false, after + 1),
            What::Word(Word::Hence) => return shift(true, after + 1),
            What::Word(Word::From) if self.is_any(after + 1, &[Word::Now, Word::Today]) => {
                return shift(true, after + 2);
            }
            What::Word(Word::Earlier) => return spoken(false, after + 1),
            What::Word(Word::Later) => return spoken(true, after + 1),
            // An age is no time of the news.
            What::Word(Word::Old) => return None,
            What::Word(Word::Long) if self.0[after].hyphen => after += 1,
            _ => {}
        }
        // A quarter of something, and one second, are seldom times.
        let bare = matches!(amount, Amount::Tenths(10));
        if unit == Unit::Quarter && (bare || self.is(after, Word::Of)) {
            return None;
        }
        let mut and = None;
        let next = self.skip(after, What::Word(Word::And));
        let next = self.skip(next, What::Comma);
        if let Some((Amount::Tenths(more), unit_at)) = self.exact(next)
            && let Some((smaller, end)) = self.unit(unit_at, Amount::Tenths(more))
            && smaller < unit
            && more % 10 == 0
        {
            and = Some((more / 10, smaller));
            after = end;
        }
        Some((
            Base::Length {
                amount,
                unit,
                and,
                reach: Reach::Anywhere,
            },
            after,
        ))
    }

    /// "about", "more than", "at least" before a number.
    fn modifier(self, at: usize) -> usize {
        match (self.what(at), self.what(at + 1)) {
            (What::Word(Word::More), What::Word(Word::Than))
            | (What::Word(Word::At), What::Word(Word::Least)) => at + 2,
            (
                What::Word(Word::About | Word::Nearly | Word::Around | Word::Over | Word::Vague),
                What::Digits(..) | What::Number(_) | What::Tenths(_),
            )
            | (What::Word(Word::About | Word::Nearly), What::Word(Word::A | Word::Couple)) => {
                at + 1
            }
            _ => at,
        }
    }

    fn and_a_half(self, at: usize) -> Option<usize> {
        (self.is(at, Word::And)
            && self.is(at + 1, Word::A)
            && self.what(at + 2) == What::Unit(Unit::Half))
        .then_some(at + 3)
    }

    /// How many, and the atom after it, where a unit should stand.
    fn amount(self, at: usize) -> Option<(Amount, usize)> {
        let one = Amount::Tenths(10);
        match self.what(at) {
            What::Word(Word::A) => match self.what(at + 1) {
                What::Word(Word::Vague) => Some((Amount::Vague, at + 2)),
                What::Word(Word::Couple) => {
                    Some((Amount::Tenths(20), self.skip(at + 2, What::Word(Word::Of))))
                }
                What::Word(Word::Dozen) => Some((Amount::Tenths(120), at + 2)),
                What::Word(Word::Hundred) => Some((Amount::Tenths(1000), at + 2)),
                What::Unit(Unit::Half) => Some((Amount::Tenths(5), at + 2)),
                // "a year", but not "a second" or "a quarter-final".
                What::Unit(_) if !self.0[at + 1].hyphen => Some((one, at + 1)),
                _ => None,
            },
            What::Word(Word::Vague | Word::Recent) => Some((Amount::Vague, at + 1)),
            What::Word(Word::Dozen) => Some((Amount::Tenths(120), at + 1)),
            What::Unit(Unit::Half) => match self.what(at + 1) {
                What::Word(Word::A) => Some((Amount::Tenths(5), at + 2)),
                _ => None,
            },
            _ => self.exact(at),
        }
    }

    /// A number in figures or words.
    fn exact(self, at: usize) -> Option<(Amount, usize)> {
        let (tenths, after) = match self.what(at) {
            // "5 1/2".
            What::Digits(value, 1..=3)
                if (self.what(at + 1), self.what(at + 2), self.what(at + 3))
                    == (What::Digits(1, 1), What::Slash, What::Digits(2, 1)) =>
            {
                (value * 10 + 5, at + 4)
            }
            What::Digits(value, _) if value <= 1_000_000 => (value * 10, at + 1),
            What::Tenths(tenths) => (tenths, at + 1),
            What::Number(tens @ 20..=90) => match self.what(at + 1) {
                What::Number(ones @ 1..=9) => ((tens + ones) * 10, at + 2),
                _ => (tens * 10, at + 1),
            },
            What::Number(value) => (value * 10, at + 1),
            _ => return None,
        };
        Some(match self.what(after) {
            What::Word(Word::Hundred) => (Amount::Tenths(tenths.saturating_mul(100)), after + 1),
            What::Word(Word::Thousand) => (Amount::Tenths(tenths.saturating_mul(1000)), after + 1),
            What::Word(Word::Dozen) => (Amount::Tenths(tenths.saturating_mul(12)), after + 1),
            // "two and a half years".
            _ => match self.and_a_half(after) {
                Some(end) => (Amount::Tenths(tenths + 5), end),
                None => (Amount::Tenths(tenths), after),
            },
        })
    }

    /// The unit at an atom after an amount, and the atom after it.
    fn unit(self, at: usize, amount: Amount) -> Option<(Unit, usize)> {
        match self.what(at) {
            What::Units(unit) => Some((unit, at + 1)),
            What::Unit(unit)
                if unit != Unit::Half
                    && (self.0[at].hyphen || matches!(amount, Amount::Tenths(5 | 10))) =>
            {
                Some((unit, at + 1))
            }
            _ => None,
        }
    }

    /// Whether a clock time may stand without "a.m." and a zone here.
    fn is_clock_before(self, at: usize) -> bool {
        matches!(
            self.before(at),
            What::Word(
                Word::At
                    | Word::By
                    | Word::Around
                    | Word::Until
                    | Word::Since
                    | Word::From
                    | Word::About
                    | Word::Before
                    | Word::After
            )
        )
    }

    /// A time of day. `sure` says that the words before call for one.
    fn clock(self, at: usize, sure: bool) -> Option<(Clock, usize)> {
        let (hour, minute, mut after, mut sure) = match self.what(at) {
            What::Clock(hour, minute) => (hour, minute, at + 1, sure || hour > 12),
            What::Digits(hour @ 1..=12, 1..=2) => (hour as u8, 0, at + 1, false),
            // "1430 GMT".
            What::Digits(value, 4) if value < 2400 && value % 100 < 60 => {
                return self
                    .zone(at + 1)
                    .map(|after| (Clock::At((value / 100) as u8, (value % 100) as u8), after));
            }
            What::Tenths(_) => return None,
            What::Number(hour @ 1..=12) => (hour as u8, 0, at + 1, false),
            What::Word(Word::Noon) => return Some((Clock::At(12, 0), at + 1)),
            What::Word(Word::Midnight) => return Some((Clock::At(0, 0), at + 1)),
            _ => return None,
        };
        let mut half = None;
        match self.what(after) {
            What::Word(word @ (Word::Am | Word::Pm)) => {
                half = Some(word == Word::Pm);
                after += 1;
            }
            What::Word(Word::OClock) => {
                sure = true;
                after += 1;
            }
            _ => {}
        }
        if let Some(end) = self.zone(after)
            && (half.is_some() || matches!(self.what(at), What::Clock(..)))
        {
            after = end;
            sure = true;
        }
        let clock = match half {
            Some(_) if hour > 12 => Clock::At(hour, minute),
            Some(true) => Clock::At(hour % 12 + 12, minute),
            Some(false) => Clock::At(hour % 12, minute),
            None if !sure => return None,
            None if hour > 12 || hour == 0 => Clock::At(hour, minute),
            None => Clock::Either(hour, minute),
        };
        Some((clock, after))
    }

    /// The atom after a zone: "ET", "GMT", "Eastern time", "local time".
    fn zone(self, at: usize) -> Option<usize> {
        match self.what(at) {
            // "time" itself is no zone.
            What::Word(Word::Time) if self.len_of(at) != 4 || self.0[at].capital => Some(at + 1),
            What::Word(Word::Eastern | Word::Local) if self.is(at + 1, Word::Time) => Some(at + 2),
            _ => None,
        }
    }

    /// The time of day after a day: "Wednesday morning", "Friday at 9:30 a.m.".
    fn clock_of_day(self, at: usize) -> (Option<Clock>, usize) {
        match self.what(at) {
            What::Part(part) => return (Some(Clock::Part(part)), at + 1),
            What::Word(Word::Noon | Word::Midnight) => {
                if let Some((clock, after)) = self.clock(at, true) {
                    return (Some(clock), after);
                }
            }
            _ => {}
        }
        let comma = self.skip(at, What::Comma);
        let led = self.is_any(comma, &[Word::At, Word::Around, Word::About, Word::By]);
        match self.clock(comma + usize::from(led), led) {
            Some((clock, after)) => (Some(clock), after),
            None => (None, at),
        }
    }
}

/// The year that two figures stand for.
fn full_year(short: u32) -> u32 {
    // News of this century speaks more of the last one than of 2050.
    if short < 50 {
        2000 + short
    } else {
        1900 + short
    }
}
