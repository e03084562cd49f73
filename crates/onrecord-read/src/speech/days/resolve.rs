//! What an expression stands for: its value in TIMEX3 notation and its day or
//! interval.
//!
//! Values follow TimeML's TIMEX3: `1998-08-12`, `1998-W33`, `1998-Q3`,
//! `1998-SU`, `199X`, `P3Y`, `PXD`, `PRESENT_REF`, `XXXX-WXX-1`. Where an
//! expression needs a day to be counted from and there is none, it has no
//! value.

use std::fmt::Write as _;

use jiff::civil::{Date, Weekday};
use jiff::{Span, ToSpan as _};
use onrecord_record::{DayRef, Moment, Zone};

use super::atoms::Unit;
use super::grammar::{Amount, Base, Clock, Edge, Found, Reach, Way, Year};
use super::tense::Tense;

/// A span of days with the notation it is written in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Period {
    /// Its first day.
    pub(super) from: Date,
    /// Its last day.
    pub(super) to: Date,
    /// How it is counted.
    pub(super) unit: Unit,
}

/// What an expression was found to mean.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Reading {
    pub(super) value: Option<String>,
    pub(super) day: Option<DayRef>,
    /// Whether it was counted from the anchor.
    pub(super) anchored: bool,
    /// The days it names, for what is spoken of later.
    pub(super) period: Option<Period>,
    pub(super) rule: &'static str,
}

/// What expressions are counted from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Context {
    /// The day of publication.
    pub(super) anchor: Option<Date>,
    /// The time last spoken of.
    pub(super) spoken: Option<Period>,
    /// The tense of the verb.
    pub(super) tense: Tense,
}

/// Resolves an expression.
pub(super) fn resolve(found: &Found, context: &Context) -> Reading {
    let mut reading = match &found.base {
        Some(base) => resolve_base(base, context),
        None => Reading {
            rule: "time/clock",
            period: None,
            ..Reading::default()
        },
    };
    if let Some(clock) = found.clock {
        set_clock(&mut reading, found, clock, context);
    }
    reading
}

/// Adds a time of day to a day; alone it belongs to the day spoken of.
fn set_clock(reading: &mut Reading, found: &Found, clock: Clock, context: &Context) {
    let (time, at) = match clock {
        Clock::At(hour, minute) | Clock::Either(hour, minute) => {
            (format!("T{hour:02}:{minute:02}"), Some((hour, minute)))
        }
        Clock::Part(part) => (format!("T{part}"), None),
    };
    let day = match (found.base, reading.period) {
        (None, _) => context
            .spoken
            .filter(|p| p.unit == Unit::Day)
            .map(|p| p.from),
        (Some(_), Some(period)) if period.unit == Unit::Day => Some(period.from),
        _ => None,
    };
    match (day, found.base) {
        (Some(day), _) => {
            reading.value = Some(format!("{day}{time}"));
            let moment = moment(day);
            // Where morning or evening is not said the day is all that is known.
            let exact = match (clock, at) {
                (Clock::At(..), Some((hour, minute))) => {
                    moment.and_then(|m| m.at(hour, minute, None, Zone::Unknown))
                }
                _ => None,
            };
            reading.day = exact.or(moment).map(|from| DayRef { from, to: None });
        }
        (None, None) => reading.value = Some(time),
        // The day is unknown, and so is the time on it.
        (None, Some(_)) => {}
    }
}

fn resolve_base(base: &Base, context: &Context) -> Reading {
    let anchor = context.anchor;
    match *base {
        Base::Day { year, month, day } => dated(year, month, day, context),
        Base::Numbers(first, second, year) => numbers(first, second, year, anchor),
        Base::Month { year, month, way } => match month_of(year, month, way, context) {
            Some(from) => Reading {
                anchored: !matches!(year, Year::Exact(_)),
                ..whole(from, Unit::Month, "time/month")
            },
            None => unknown("time/month"),
        },
        Base::Year(year) => match Date::new(year as i16, 1, 1) {
            Ok(from) => whole(from, Unit::Year, "time/year"),
            Err(_) => unknown("time/year"),
        },
        Base::Decade(first) => decade(first),
        Base::Century(nth) => Reading {
            value: nth.checked_sub(1).map(|first| format!("{first:02}XX")),
            rule: "time/century",
            ..Reading::default()
        },
        Base::Weekday { day, way } => weekday(day, way, context),
        Base::Span { unit, way, edge } => span(unit, way, edge, context),
        Base::NthWeekday {
            nth,
            day,
            month,
            year,
        } => nth_weekday(nth, day, month, year, context),
        Base::Nth { nth, unit, year } => nth_part(nth, unit, year, context),
        Base::Season { season, year, way } => season_of(season, year, way, context),
        Base::Holiday {
            name,
            year,
            way,
            eve,
        } => holiday(name, year, way, eve, context),
        Base::Today(days) => {
            match anchor.and_then(|a| a.checked_add(i64::from(days).days()).ok()) {
                Some(day) => Reading {
                    anchored: true,
                    ..whole(day, Unit::Day, "time/today")
                },
                None => unknown("time/today"),
            }
        }
        Base::Shift {
            amount,
            unit,
            forward,
        } => match quarter_before(amount, unit, forward, context) {
            Some(reading) => reading,
            None => shift(amount, unit, forward, anchor, true),
        },
        Base::ShiftSpoken {
            amount,
            unit,
            forward,
        } => match context.spoken {
            Some(period) => quarter_before(amount, unit, forward, context)
                .unwrap_or_else(|| shift(amount, unit, forward, Some(period.from), false)),
            // "a year earlier" with nothing before it counts from the page.
            None if unit >= Unit::Month => shift(amount, unit, forward, anchor, true),
            None => unknown("time/shift-from-spoken"),
        },
        Base::Length {
            amount,
            unit,
            and,
            reach,
        } => length(amount, unit, and, reach, anchor),
        Base::EveryUnit { amount, unit } => fixed(duration(amount, unit, None), "time/every"),
        Base::EveryWeekday(day) => fixed(format!("XXXX-WXX-{}", day + 1), "time/every-weekday"),
        Base::EveryMonth(month) => fixed(format!("XXXX-{month:02}"), "time/every-month"),
        Base::EverySeason(season) => fixed(format!("XXXX-{season}"), "time/every-season"),
        Base::EveryPart(part) => fixed(format!("XXXX-XX-XXT{part}"), "time/every-part"),
        Base::Fixed(value) => fixed(
            value.to_owned(),
            if value.starts_with('P') && !value.ends_with("REF") {
                "time/adverb"
            } else {
                "time/loose"
            },
        ),
    }
}

fn unknown(rule: &'static str) -> Reading {
    Reading {
        rule,
        ..Reading::default()
    }
}

fn fixed(value: String, rule: &'static str) -> Reading {
    Reading {
        value: Some(value),
        rule,
        ..Reading::default()
    }
}

/// A day as a record holds it.
pub(super) fn moment(day: Date) -> Option<Moment> {
    Moment::day(
        u16::try_from(day.year()).ok()?,
        day.month() as u8,
        day.day() as u8,
    )
}

/// The calendar unit that a day lies in, as a reading.
fn whole(day: Date, unit: Unit, rule: &'static str) -> Reading {
    let Some(period) = period(day, unit) else {
        return unknown(rule);
    };
    let from = moment(period.from);
    let to = moment(period.to);
    Reading {
        value: Some(notation(&period)),
        day: from.map(|from| DayRef {
            from,
            to: to.filter(|to| *to != from),
        }),
        anchored: false,
        period: Some(period),
        rule,
    }
}

/// The calendar unit that a day lies in.
fn period(day: Date, unit: Unit) -> Option<Period> {
    let first_month = |month: i8| Date::new(day.year(), month, 1).ok();
    let monday = || {
        let back = i64::from(day.weekday().to_monday_zero_offset());
        day.checked_sub(back.days()).ok()
    };
    let (from, length) = match unit {
        Unit::Second | Unit::Minute | Unit::Hour | Unit::Day => (day, 1.days()),
        Unit::Week | Unit::Fortnight => (monday()?, 7.days()),
        Unit::Weekend => (monday()?.checked_add(5.days()).ok()?, 2.days()),
        Unit::Month => (first_month(day.month())?, 1.month()),
        Unit::Quarter => (first_month((day.month() - 1) / 3 * 3 + 1)?, 3.months()),
        Unit::Half => (first_month((day.month() - 1) / 6 * 6 + 1)?, 6.months()),
        Unit::Year => (first_month(1)?, 1.year()),
        Unit::Decade => (Date::new(day.year() / 10 * 10, 1, 1).ok()?, 10.years()),
        Unit::Century => (Date::new(day.year() / 100 * 100, 1, 1).ok()?, 100.years()),
    };
    let after = from.checked_add(length).ok()?;
    Some(Period {
        from,
        to: after.yesterday().ok()?,
        unit,
    })
}

/// A calendar unit in TIMEX3 notation.
fn notation(period: &Period) -> String {
    let day = period.from;
    let year = day.year();
    match period.unit {
        Unit::Second | Unit::Minute | Unit::Hour | Unit::Day => day.to_string(),
        Unit::Week | Unit::Fortnight => {
            let week = day.iso_week_date();
            format!("{:04}-W{:02}", week.year(), week.week())
        }
        Unit::Weekend => {
            let week = day.iso_week_date();
            format!("{:04}-W{:02}-WE", week.year(), week.week())
        }
        Unit::Month => format!("{year:04}-{:02}", day.month()),
        Unit::Quarter => format!("{year:04}-Q{}", (day.month() + 2) / 3),
        Unit::Half => format!("{year:04}-H{}", (day.month() + 5) / 6),
        Unit::Year => format!("{year:04}"),
        Unit::Decade => format!("{:03}X", year / 10),
        Unit::Century => format!("{:02}XX", year / 100),
    }
}

/// The year that is said of a month or day, if it is known without the verb.
fn said_year(year: Year, anchor: Option<Date>) -> Option<i16> {
    match year {
        Year::Exact(year) => Some(year as i16),
        Year::Shift(shift) => anchor.map(|a| a.year() + i16::from(shift)),
        Year::Unsaid => None,
    }
}

/// Of the same day or month in three years, the one that the verb means.
fn nearest(
    anchor: Date,
    tense: Tense,
    in_year: impl Fn(i16) -> Option<Date>,
    not_after: impl Fn(Date, Date) -> bool,
) -> Option<Date> {
    let year = anchor.year();
    let all = [year - 1, year, year + 1].map(in_year);
    let [before, same, after] = all;
    let distance = |day: &Date| {
        let span = day.since(anchor);
        span.map_or(i32::MAX, |span| span.get_days().abs())
    };
    let closest = all.into_iter().flatten().min_by_key(distance);
    let meant = match tense {
        Tense::Past | Tense::Since => match same {
            Some(day) if not_after(day, anchor) => Some(day),
            _ => before.or(same),
        },
        Tense::Future | Tense::Until => match same {
            Some(day) if not_after(anchor, day) => Some(day),
            _ => after.or(same),
        },
        Tense::Unknown => closest,
    };
    // A day most of a year away would have its year beside it: if the other
    // reading is near, the verb found was not the one that counts.
    match (meant, closest) {
        (Some(far), Some(near))
            if matches!(tense, Tense::Past | Tense::Future)
                && distance(&far) > 240
                && distance(&near) < 120 =>
        {
            Some(near)
        }
        _ => meant,
    }
}

fn dated(year: Year, month: u8, day: u8, context: &Context) -> Reading {
    let rule = "time/day";
    let on = |year: i16| Date::new(year, month as i8, day as i8).ok();
    let date = match (year, context.anchor) {
        (Year::Unsaid, Some(anchor)) => nearest(anchor, context.tense, on, |a, b| a <= b),
        _ => said_year(year, context.anchor).and_then(on),
    };
    match date {
        Some(date) => Reading {
            anchored: !matches!(year, Year::Exact(_)),
            ..whole(date, Unit::Day, rule)
        },
        None if year == Year::Unsaid && context.anchor.is_none() => {
            let possible = on(2000).is_some();
            Reading {
                value: possible.then(|| format!("XXXX-{month:02}-{day:02}")),
                ..unknown(rule)
            }
        }
        None => unknown(rule),
    }
}

fn numbers(first: u8, second: u8, year: u16, anchor: Option<Date>) -> Reading {
    let rule = "time/day-in-numbers";
    let read = |month: u8, day: u8| Date::new(year as i16, month as i8, day as i8).ok();
    let date = match (read(first, second), read(second, first)) {
        (Some(one), Some(other)) if one != other => {
            // Either order could be meant; the day of publication can tell.
            let near = |day: &Date| {
                anchor.is_some_and(|a| a.since(*day).is_ok_and(|s| s.get_days().abs() <= 7))
            };
            match (near(&one), near(&other)) {
                (true, false) => Some(one),
                (false, true) => Some(other),
                _ => None,
            }
        }
        (one, other) => one.or(other),
    };
    date.map_or(unknown(rule), |date| whole(date, Unit::Day, rule))
}

fn month_of(year: Year, month: u8, way: Way, context: &Context) -> Option<Date> {
    let on = |year: i16| Date::new(year, month as i8, 1).ok();
    if year != Year::Unsaid {
        return said_year(year, context.anchor).and_then(on);
    }
    let anchor = context.anchor?.first_of_month();
    match way {
        Way::Last => nearest(anchor, Tense::Since, on, |a, b| a < b),
        Way::Next => nearest(anchor, Tense::Until, on, |a, b| a < b),
        Way::This => on(anchor.year()),
        _ => nearest(anchor, context.tense, on, |a, b| a <= b),
    }
}

fn decade(first: u16) -> Reading {
    let rule = "time/decade";
    // Two figures mean the last century, unless they are too low for it.
    let year = match first {
        0..=19 => 2000 + first,
        20..=99 => 1900 + first,
        _ => first,
    };
    match Date::new(year as i16, 1, 1) {
        Ok(from) => whole(from, Unit::Decade, rule),
        Err(_) => unknown(rule),
    }
}

/// Moves a day by whole weeks.
fn weeks(day: Date, weeks: i64) -> Option<Date> {
    day.checked_add((weeks * 7).days()).ok()
}

fn weekday(day: u8, way: Way, context: &Context) -> Reading {
    let rule = match way {
        Way::Last => "time/last-weekday",
        Way::Next => "time/next-weekday",
        Way::This => "time/this-weekday",
        _ => match context.tense {
            Tense::Future | Tense::Until => "time/weekday-to-come",
            _ => "time/weekday-past",
        },
    };
    let Some(anchor) = context.anchor else {
        return unknown(rule);
    };
    let Ok(wanted) = Weekday::from_monday_zero_offset(day as i8) else {
        return unknown(rule);
    };
    let today = anchor.weekday() == wanted;
    let found = match way {
        Way::Last => anchor.nth_weekday(-1, wanted).ok(),
        // Of the week after this one.
        Way::Next => {
            let monday = period(anchor, Unit::Week).map(|p| p.from);
            monday
                .and_then(|m| weeks(m, 1))
                .and_then(|m| m.checked_add(i64::from(day).days()).ok())
        }
        Way::This => {
            let monday = period(anchor, Unit::Week).map(|p| p.from);
            monday.and_then(|m| m.checked_add(i64::from(day).days()).ok())
        }
        // A day spoken of again, or the day of publication itself.
        _ if today => Some(anchor),
        _ if context.tense.is_to_come() => anchor.nth_weekday(1, wanted).ok(),
        _ => anchor.nth_weekday(-1, wanted).ok(),
    };
    found.map_or(unknown(rule), |day| Reading {
        anchored: true,
        ..whole(day, Unit::Day, rule)
    })
}

/// Units as a length that a calendar can add.
fn units(unit: Unit, count: i64) -> Option<Span> {
    let count = i32::try_from(count).ok()?;
    let span = Span::new();
    match unit {
        Unit::Second => span.try_seconds(count),
        Unit::Minute => span.try_minutes(count),
        Unit::Hour => span.try_hours(count),
        Unit::Day => span.try_days(count),
        Unit::Week | Unit::Weekend => span.try_weeks(count),
        Unit::Fortnight => span.try_weeks(count.checked_mul(2)?),
        Unit::Month => span.try_months(count),
        Unit::Quarter => span.try_months(count.checked_mul(3)?),
        Unit::Half => span.try_months(count.checked_mul(6)?),
        Unit::Year => span.try_years(count),
        Unit::Decade => span.try_years(count.checked_mul(10)?),
        Unit::Century => span.try_years(count.checked_mul(100)?),
    }
    .ok()
}

fn moved(day: Date, unit: Unit, count: i64) -> Option<Date> {
    day.checked_add(units(unit, count)?).ok()
}

fn span(unit: Unit, way: Way, edge: Edge, context: &Context) -> Reading {
    let rule = match (way, edge) {
        (_, Edge::Earlier) => "time/earlier-in",
        (_, Edge::Later) => "time/later-in",
        (Way::Same, _) => "time/same",
        (Way::Following, _) => "time/following",
        (Way::Preceding, _) => "time/preceding",
        _ => "time/calendar-unit",
    };
    let spoken = context.spoken.map(|p| p.from);
    // "the week" and "the year" are the writer's; only these words point back.
    let (from, anchored) = match way {
        Way::Same | Way::Following | Way::Preceding => (spoken, false),
        // A report on a quarter speaks of one that is over.
        Way::The if unit == Unit::Quarter => match context.spoken {
            Some(period) if period.unit == unit => (Some(period.from), false),
            _ => (context.anchor.and_then(|a| moved(a, unit, -1)), true),
        },
        // "earlier in the day" is the day spoken of in the sentence.
        Way::The if unit == Unit::Day => (
            spoken
                .filter(|_| context.spoken.is_some_and(|p| p.unit == Unit::Day))
                .or(context.anchor),
            true,
        ),
        _ => (context.anchor, true),
    };
    // "the previous year" with nothing before it counts from the page.
    let (from, anchored) = match (from, way) {
        (None, Way::Preceding) if unit >= Unit::Week => (context.anchor, true),
        (from, _) => (from, anchored),
    };
    let Some(from) = from else {
        return unknown(rule);
    };
    let count = match way {
        Way::Last | Way::Preceding => -1,
        Way::Next | Way::Following => 1,
        // A weekend is the one of this week, or the last while this one is to come.
        Way::Bare
            if unit == Unit::Weekend
                && !context.tense.is_to_come()
                && from.weekday().to_monday_zero_offset() < 5 =>
        {
            -1
        }
        Way::Bare | Way::This | Way::The | Way::Same => 0,
    };
    let Some(day) = moved(from, unit, count) else {
        return unknown(rule);
    };
    let mut reading = Reading {
        anchored,
        ..whole(day, unit, rule)
    };
    if let (Edge::Earlier | Edge::Later, Some(period), Some(anchor)) =
        (edge, reading.period, context.anchor)
    {
        reading.day = part_of(period, edge, anchor).or(reading.day);
    }
    reading
}

/// The days of a span before or after the day of publication, if there are any.
fn part_of(period: Period, edge: Edge, anchor: Date) -> Option<DayRef> {
    let (from, to) = match edge {
        Edge::Earlier => (period.from, period.to.min(anchor.yesterday().ok()?)),
        Edge::Later => (period.from.max(anchor.tomorrow().ok()?), period.to),
        Edge::Whole => (period.from, period.to),
    };
    let (from, to) = (from <= to).then_some((moment(from)?, moment(to)?))?;
    Some(DayRef {
        from,
        to: (to != from).then_some(to),
    })
}

fn nth_weekday(nth: u8, day: u8, month: u8, year: Year, context: &Context) -> Reading {
    let rule = "time/nth-weekday";
    let on = |year: i16| {
        let weekday = Weekday::from_monday_zero_offset(day as i8).ok()?;
        let first = Date::new(year, month as i8, 1).ok()?;
        first.nth_weekday_of_month(nth as i8, weekday).ok()
    };
    let date = match (year, context.anchor) {
        (Year::Unsaid, Some(anchor)) => nearest(anchor, context.tense, on, |a, b| a <= b),
        _ => said_year(year, context.anchor).and_then(on),
    };
    date.map_or(unknown(rule), |date| Reading {
        anchored: !matches!(year, Year::Exact(_)),
        ..whole(date, Unit::Day, rule)
    })
}

/// In how many days a company reports on a quarter. Guessed.
const REPORTED_WITHIN: i64 = 45;

fn nth_part(nth: u8, unit: Unit, year: Year, context: &Context) -> Reading {
    let rule = "time/part-of-year";
    let months = if unit == Unit::Half { 6 } else { 3 };
    let month = (i16::from(nth) - 1) * months + 1;
    let on = |year: i16| Date::new(year, month as i8, 1).ok();
    let date = match (year, context.anchor) {
        (Year::Unsaid, Some(anchor)) => match context.tense {
            Tense::Future | Tense::Until => nearest(anchor, Tense::Until, on, |a, b| {
                // Results are promised some weeks behind the end of their quarter.
                let ended =
                    period(b, unit).and_then(|p| p.to.checked_add(REPORTED_WITHIN.days()).ok());
                a <= b || ended.is_some_and(|ended| ended >= a)
            }),
            // Reports of a quarter come after it.
            _ => nearest(anchor, Tense::Since, on, |a, b| a <= b),
        },
        _ => said_year(year, context.anchor).and_then(on),
    };
    date.map_or(unknown(rule), |date| Reading {
        anchored: !matches!(year, Year::Exact(_)),
        ..whole(date, unit, rule)
    })
}

/// Seasons have a year but no days: they begin where the hemisphere and the
/// writer say.
fn season_of(season: &'static str, year: Year, way: Way, context: &Context) -> Reading {
    let rule = "time/season";
    let start = match season {
        "SP" => 3,
        "SU" => 6,
        "FA" => 9,
        _ => 12,
    };
    let on = |year: i16| Date::new(year, start, 1).ok();
    let date = match (year, context.anchor) {
        (Year::Unsaid, Some(anchor)) => {
            let this = anchor.first_of_month();
            match way {
                Way::Last => nearest(
                    moved(this, Unit::Month, -2).unwrap_or(this),
                    Tense::Since,
                    on,
                    |a, b| a < b,
                ),
                Way::Next => nearest(this, Tense::Until, on, |a, b| a < b),
                Way::This => match season {
                    // In January "this winter" began last year.
                    "WI" if anchor.month() <= 3 => on(anchor.year() - 1),
                    _ => on(anchor.year()),
                },
                _ => nearest(this, context.tense, on, |a, b| a <= b),
            }
        }
        _ => said_year(year, context.anchor).and_then(on),
    };
    Reading {
        value: date.map(|date| format!("{:04}-{season}", date.year())),
        anchored: date.is_some() && !matches!(year, Year::Exact(_)),
        ..unknown(rule)
    }
}

fn holiday(name: &'static str, year: Year, way: Way, eve: bool, context: &Context) -> Reading {
    let rule = "time/holiday";
    let on = |year: i16| {
        let day = match name {
            "easter" => easter(year),
            name if name.starts_with("easter") => {
                let days: i64 = name["easter".len()..].parse().ok()?;
                easter(year)?.checked_add(days.days()).ok()
            }
            // "11/4/3+1": the day behind the fourth Thursday of November.
            name if name.contains('/') => {
                let (rule, days) = name.split_once('+').unwrap_or((name, "0"));
                let mut parts = rule.split('/');
                let month = parts.next()?.parse().ok()?;
                let nth = parts.next()?.parse().ok()?;
                let day = Weekday::from_monday_zero_offset(parts.next()?.parse().ok()?).ok()?;
                let found = Date::new(year, month, 1)
                    .and_then(|first| first.nth_weekday_of_month(nth, day))
                    .ok()?;
                found.checked_add(days.parse::<i64>().ok()?.days()).ok()
            }
            fixed => {
                let (month, day) = fixed.split_once('-')?;
                Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()
            }
        }?;
        if eve { day.yesterday().ok() } else { Some(day) }
    };
    let date = match (year, context.anchor) {
        (Year::Unsaid, Some(anchor)) => match way {
            Way::Last => nearest(anchor, Tense::Since, on, |a, b| a < b),
            Way::Next => nearest(anchor, Tense::Until, on, |a, b| a < b),
            Way::This => on(anchor.year()),
            _ => nearest(anchor, context.tense, on, |a, b| a <= b),
        },
        _ => said_year(year, context.anchor).and_then(on),
    };
    date.map_or(unknown(rule), |date| Reading {
        anchored: !matches!(year, Year::Exact(_)),
        ..whole(date, Unit::Day, rule)
    })
}

/// Easter Sunday of the Western churches, by the anonymous Gregorian algorithm.
fn easter(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 19 * l) / 433;
    let month = (h + l - 7 * m + 90) / 25;
    let day = (h + l - 7 * m + 33 * month + 19) % 32;
    Date::new(year, month as i8, day as i8).ok()
}

/// The rule for what a report compares its quarter with.
pub(super) const YEAR_BEFORE: &str = "time/quarter-a-year-before";

/// "a year ago" in a report on a quarter is that quarter of the year before.
fn quarter_before(amount: Amount, unit: Unit, forward: bool, context: &Context) -> Option<Reading> {
    let spoken = context
        .spoken
        .filter(|p| matches!(p.unit, Unit::Quarter | Unit::Half))?;
    if amount != Amount::Tenths(10) || unit != Unit::Year || forward {
        return None;
    }
    let day = moved(spoken.from, Unit::Year, -1)?;
    Some(whole(day, spoken.unit, YEAR_BEFORE))
}

/// So many units before or after a day.
fn shift(amount: Amount, unit: Unit, forward: bool, from: Option<Date>, anchored: bool) -> Reading {
    let rule = if anchored {
        "time/shift"
    } else {
        "time/shift-from-spoken"
    };
    let Amount::Tenths(tenths) = amount else {
        let value = if forward { "FUTURE_REF" } else { "PAST_REF" };
        return fixed(value.to_owned(), rule);
    };
    let Some(from) = from else {
        return unknown(rule);
    };
    let sign = if forward { 1 } else { -1 };
    let tenths = i64::from(tenths);
    // A half is counted in the next smaller unit.
    let (unit, count) = match (tenths % 10, unit) {
        (0, unit) => (unit, tenths / 10),
        (_, Unit::Year) => (Unit::Month, tenths * 12 / 10),
        (_, Unit::Decade) => (Unit::Year, tenths),
        (_, Unit::Century) => (Unit::Year, tenths * 10),
        (_, Unit::Week) => (Unit::Day, tenths * 7 / 10),
        _ => return unknown(rule),
    };
    // Hours and minutes ago lie on a day that the date alone does not tell.
    if unit < Unit::Day {
        return unknown(rule);
    }
    match moved(from, unit, sign * count) {
        Some(day) => Reading {
            anchored,
            ..whole(day, unit, rule)
        },
        None => unknown(rule),
    }
}

fn length(
    amount: Amount,
    unit: Unit,
    and: Option<(u32, Unit)>,
    reach: Reach,
    anchor: Option<Date>,
) -> Reading {
    let rule = match reach {
        Reach::Anywhere => "time/length",
        Reach::Back => "time/length-back",
        Reach::Forward => "time/length-forward",
    };
    let mut reading = fixed(duration(amount, unit, and), rule);
    let (Amount::Tenths(tenths), None, Some(anchor)) = (amount, and, anchor) else {
        return reading;
    };
    if reach == Reach::Anywhere || tenths % 10 != 0 || unit < Unit::Day {
        return reading;
    }
    let count = i64::from(tenths / 10);
    let ends = if reach == Reach::Back {
        moved(anchor, unit, -count).map(|from| (from, anchor))
    } else {
        moved(anchor, unit, count).map(|to| (anchor, to))
    };
    if let Some((from, to)) = ends {
        reading.day = moment(from).zip(moment(to)).map(|(from, to)| DayRef {
            from,
            to: (from != to).then_some(to),
        });
        reading.anchored = true;
    }
    reading
}

/// A length in TIMEX3 notation: `P3Y`, `PT1.5H`, `PXD`, `PT2H30M`.
fn duration(amount: Amount, unit: Unit, and: Option<(u32, Unit)>) -> String {
    let mut value = String::from("P");
    let mut in_time = false;
    push_length(&mut value, amount, unit, &mut in_time);
    if let Some((more, smaller)) = and {
        push_length(&mut value, Amount::Tenths(more * 10), smaller, &mut in_time);
    }
    value
}

fn push_length(value: &mut String, amount: Amount, unit: Unit, in_time: &mut bool) {
    if unit <= Unit::Hour && !*in_time {
        value.push('T');
        *in_time = true;
    }
    let (letter, times) = match unit {
        Unit::Second => ("S", 1),
        Unit::Minute => ("M", 1),
        Unit::Hour => ("H", 1),
        Unit::Day => ("D", 1),
        Unit::Weekend => ("WE", 1),
        Unit::Week => ("W", 1),
        Unit::Fortnight => ("W", 2),
        Unit::Month => ("M", 1),
        Unit::Quarter => ("Q", 1),
        Unit::Half => ("H", 1),
        Unit::Year => ("Y", 1),
        Unit::Decade => ("Y", 10),
        Unit::Century => ("Y", 100),
    };
    match amount {
        Amount::Tenths(tenths) => {
            let tenths = u64::from(tenths) * times;
            // Writing to a string cannot fail.
            let _ = write!(value, "{}", tenths / 10);
            if tenths % 10 != 0 {
                let _ = write!(value, ".{}", tenths % 10);
            }
            value.push_str(letter);
        }
        Amount::Vague => {
            value.push('X');
            value.push_str(match unit {
                Unit::Decade => "DE",
                Unit::Century => "CE",
                _ => letter,
            });
        }
    }
}
