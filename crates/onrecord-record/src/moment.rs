//! Points in time as pages give them: with the precision and the zone they
//! state, and no more.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// How exactly a moment is given.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Precision {
    /// A year.
    Year,
    /// A month of a year.
    Month,
    /// A calendar day.
    Day,
    /// A minute of a day.
    Minute,
    /// A second of a day.
    Second,
}

/// What is known of the time zone.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Zone {
    /// The page does not say.
    Unknown,
    /// Minutes east of UTC, stated or from a named zone.
    Offset(i16),
}

/// A calendar date, perhaps with a time of day, perhaps with a zone. Written
/// in JSON as ISO 8601 at its own precision: `2025`, `2025-02`, `2025-02-12`,
/// `2025-02-12T17:34`, `2025-02-12T17:34:00-05:00`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Moment {
    /// Year, 1 to 9999.
    pub year: u16,
    /// Month, 1 to 12; 1 if the precision is a year.
    pub month: u8,
    /// Day of the month, from 1; 1 if the precision is coarser.
    pub day: u8,
    /// Hour, 0 to 23; 0 if the precision is coarser.
    pub hour: u8,
    /// Minute, 0 to 59; 0 if the precision is coarser.
    pub minute: u8,
    /// Second, 0 to 60; 0 if the precision is coarser.
    pub second: u8,
    /// Which of the parts were given.
    pub precision: Precision,
    /// The zone, for precisions finer than a day.
    pub zone: Zone,
}

impl Moment {
    /// A calendar day, if there is such a day.
    pub fn day(year: u16, month: u8, day: u8) -> Option<Self> {
        let valid = (1..=9999).contains(&year) && day >= 1 && day <= days_in_month(year, month);
        valid.then_some(Self {
            year,
            month,
            day,
            hour: 0,
            minute: 0,
            second: 0,
            precision: Precision::Day,
            zone: Zone::Unknown,
        })
    }

    /// This day at a time of day, if there is such a time.
    pub fn at(self, hour: u8, minute: u8, second: Option<u8>, zone: Zone) -> Option<Self> {
        let seconds = second.unwrap_or(0);
        let offset_ok = match zone {
            Zone::Unknown => true,
            Zone::Offset(minutes) => minutes.abs() <= 15 * 60,
        };
        let valid = hour <= 23 && minute <= 59 && seconds <= 60 && offset_ok;
        valid.then_some(Self {
            hour,
            minute,
            second: seconds,
            precision: if second.is_some() {
                Precision::Second
            } else {
                Precision::Minute
            },
            zone,
            ..self
        })
    }

    /// The calendar day as `(year, month, day)`, if it is given.
    pub fn calendar_day(&self) -> Option<(u16, u8, u8)> {
        (self.precision >= Precision::Day).then_some((self.year, self.month, self.day))
    }

    /// Minutes since year 0 in UTC; a moment without a zone is taken as UTC.
    /// For ordering only.
    pub fn minutes(&self) -> i64 {
        let (y, m, d) = (
            i64::from(self.year),
            i64::from(self.month),
            i64::from(self.day),
        );
        // Days from the civil calendar, with March as the first month so that
        // the leap day is the last of its year.
        let (y, m) = if m > 2 { (y, m - 3) } else { (y - 1, m + 9) };
        let days = 365 * y + y.div_euclid(4) - y.div_euclid(100)
            + y.div_euclid(400)
            + (153 * m + 2) / 5
            + d;
        let offset = match self.zone {
            Zone::Unknown => 0,
            Zone::Offset(minutes) => i64::from(minutes),
        };
        days * 1440 + i64::from(self.hour) * 60 + i64::from(self.minute) - offset
    }
}

/// How many days a month has; 0 if there is no such month.
fn days_in_month(year: u16, month: u8) -> u8 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => {
            29
        }
        2 => 28,
        _ => 0,
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if self.precision >= Precision::Month {
            write!(f, "-{:02}", self.month)?;
        }
        if self.precision >= Precision::Day {
            write!(f, "-{:02}", self.day)?;
        }
        if self.precision >= Precision::Minute {
            write!(f, "T{:02}:{:02}", self.hour, self.minute)?;
            if self.precision == Precision::Second {
                write!(f, ":{:02}", self.second)?;
            }
            if let Zone::Offset(minutes) = self.zone {
                let sign = if minutes < 0 { '-' } else { '+' };
                let minutes = minutes.unsigned_abs();
                write!(f, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)?;
            }
        }
        Ok(())
    }
}

/// A string that is not a moment in the form that [`Moment`] writes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ParseMomentError(String);

impl fmt::Display for ParseMomentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not an ISO 8601 date or time: {:?}", self.0)
    }
}

impl std::error::Error for ParseMomentError {}

impl FromStr for Moment {
    type Err = ParseMomentError;

    /// Reads only what [`Moment`] writes; what pages write is read elsewhere.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse(text).ok_or_else(|| ParseMomentError(text.to_owned()))
    }
}

fn parse(text: &str) -> Option<Moment> {
    let number = |range: std::ops::Range<usize>| -> Option<u16> {
        let digits = text.get(range)?;
        digits
            .bytes()
            .all(|b| b.is_ascii_digit())
            .then(|| digits.parse().ok())?
    };
    let at = |i: usize, wanted: u8| (text.as_bytes().get(i) == Some(&wanted)).then_some(());
    let year = number(0..4)?;
    if text.len() == 4 {
        return Some(Moment {
            precision: Precision::Year,
            ..Moment::day(year, 1, 1)?
        });
    }
    at(4, b'-')?;
    let month = number(5..7)? as u8;
    if text.len() == 7 {
        return Some(Moment {
            precision: Precision::Month,
            ..Moment::day(year, month, 1)?
        });
    }
    at(7, b'-')?;
    let day = Moment::day(year, month, number(8..10)? as u8)?;
    if text.len() == 10 {
        return Some(day);
    }
    at(10, b'T')?;
    at(13, b':')?;
    let (hour, minute) = (number(11..13)? as u8, number(14..16)? as u8);
    let (second, rest) = match text.as_bytes().get(16) {
        Some(b':') => (Some(number(17..19)? as u8), text.get(19..)?),
        _ => (None, text.get(16..)?),
    };
    let zone = if rest.is_empty() {
        Zone::Unknown
    } else {
        let base = text.len() - rest.len();
        if rest.len() != 6 {
            return None;
        }
        at(base + 3, b':')?;
        let minutes = (number(base + 1..base + 3)? * 60 + number(base + 4..base + 6)?) as i16;
        match rest.as_bytes()[0] {
            b'+' => Zone::Offset(minutes),
            b'-' => Zone::Offset(-minutes),
            _ => return None,
        }
    };
    day.at(hour, minute, second, zone)
}

impl From<Moment> for String {
    fn from(moment: Moment) -> Self {
        moment.to_string()
    }
}

impl TryFrom<String> for Moment {
    type Error = ParseMomentError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

/// A date as the page gives it. `raw` is what stands in the capture; the moment
/// is how it was understood.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Date {
    /// The moment, at the precision and with the zone that the page gives.
    pub moment: Moment,
    /// The words or the attribute it was read from.
    pub raw: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        for text in [
            "2025",
            "2025-02",
            "2025-02-12",
            "2025-02-12T17:34",
            "2025-02-12T17:34:05",
            "2025-02-12T17:34-05:00",
            "2025-02-12T17:34:00+05:45",
        ] {
            let moment: Moment = text.parse().expect(text);
            assert_eq!(moment.to_string(), text);
        }
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in [
            "",
            "25",
            "2025-13",
            "2025-02-30",
            "2025-02-12T24:00",
            "2025-02-12T17:34Z",
            "2025-02-12T17:34+99:00",
            "2025-02-12 17:34",
            "２０２５",
            "2023-02-29",
        ] {
            assert!(text.parse::<Moment>().is_err(), "{text}");
        }
    }

    #[test]
    fn minutes_order_across_zones() {
        let minutes = |t: &str| t.parse::<Moment>().unwrap().minutes();
        assert_eq!(
            minutes("2025-02-12T17:34-05:00"),
            minutes("2025-02-12T22:34+00:00")
        );
        assert_eq!(minutes("2024-03-01") - minutes("2024-02-28"), 2 * 1440);
        assert_eq!(minutes("2025-01-01") - minutes("2024-12-31"), 1440);
    }
}
