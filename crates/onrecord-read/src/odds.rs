//! Chances from log-odds in whole numbers, and what signs with names are worth.

use crate::slots::Slots;
use crate::speech::hash;
use crate::words::rows;

/// The chance that goes with a margin, in thousandths, by a table: platform
/// arithmetic on fractions is not used.
pub(crate) fn chance(margin: i32) -> u16 {
    // 1000 / (1 + e^-x) at x = 0, 0.25, ... 6.75.
    const TABLE: [u16; 28] = [
        500, 562, 622, 679, 731, 777, 818, 852, 881, 905, 924, 940, 953, 963, 971, 977, 982, 986,
        989, 991, 993, 995, 996, 997, 998, 998, 998, 999,
    ];
    let step = (margin.unsigned_abs() as usize / 250).min(TABLE.len() - 1);
    if margin >= 0 {
        TABLE[step]
    } else {
        1000 - TABLE[step]
    }
}

/// The same between the steps of [`chance`], along a straight line from one to the
/// next.
pub(crate) fn between(margin: i32) -> u16 {
    const STEP: i32 = 250;
    if margin < 0 {
        return 1000 - between(margin.saturating_neg());
    }
    let (low, high) = (chance(margin), chance(margin.saturating_add(STEP)));
    let rest = (margin % STEP) as u32;
    low + (u32::from(high - low) * rest / STEP as u32) as u16
}

/// What signs are worth: a logistic regression's weights, in thousandths of
/// log-odds. A line of its list is a sign's name, a tab and its weight.
pub(crate) struct Weights(Slots<i32>);

impl Weights {
    /// Reads a list.
    pub(crate) fn of(list: &'static str) -> Weights {
        let weight = |(sign, weight): (&str, &str)| {
            Some((hash::word(sign) as u32, weight.parse::<i32>().ok()?))
        };
        let count = rows(list).count();
        Weights(Slots::of(rows(list).filter_map(weight), count))
    }

    /// What a sign is worth whose name these parts make. One that is not in the list
    /// says nothing.
    pub(crate) fn of_parts(&self, name: &[&str]) -> i32 {
        self.0.get(hash::parts(name) as u32).unwrap_or(0)
    }

    /// The chance that goes with signs, in thousandths.
    pub(crate) fn likely(&self, signs: &[&str]) -> u16 {
        between(signs.iter().map(|sign| self.of_parts(&[sign])).sum())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chances_follow_the_logistic_curve() {
        assert_eq!(chance(0), 500);
        assert_eq!(chance(1000), 731);
        assert_eq!(chance(-1000), 269);
        assert_eq!(chance(i32::MAX), 999);
        assert_eq!(chance(i32::MIN), 1);
    }

    #[test]
    fn chances_between_steps() {
        assert_eq!(between(0), 500);
        assert_eq!(between(125), 531);
        assert_eq!(between(1000), 731);
        assert_eq!(between(-1000), 269);
        assert_eq!(between(i32::MAX), 999);
        assert_eq!(between(i32::MIN), 1);
    }

    #[test]
    fn signs_add_up_and_unknown_ones_say_nothing() {
        let weights = Weights::of("# a remark\nfield\t500\nfield/good\t500\nfield/bad\t-2000\n");
        assert_eq!(weights.likely(&["field", "field/good"]), 731);
        assert_eq!(weights.likely(&["field", "field/good", "field/bad"]), 269);
        assert_eq!(weights.likely(&["field/other"]), 500);
        assert_eq!(weights.of_parts(&["field", "/", "bad"]), -2000);
    }
}
