//! Whether the verb beside a time expression speaks of what was or will be.
//!
//! "The council met Friday" and "the council will meet Friday" name different
//! days. The nearest verb of the sentence decides, the one before the
//! expression first; a time that opens a sentence is decided by what follows.

use std::ops::Range;
use std::sync::OnceLock;

use super::atoms::Atom;
use crate::words::{self, Table};

/// What a verb speaks of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Tense {
    Past,
    Future,
    /// Past beyond doubt: "since Friday".
    Since,
    /// To come beyond doubt: "until Friday".
    Until,
    /// No verb tells.
    Unknown,
}

impl Tense {
    pub(super) fn is_to_come(self) -> bool {
        matches!(self, Tense::Future | Tense::Until)
    }
}

/// What a word says about tense.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Sign {
    /// "said", "was".
    Past,
    /// "will", "would".
    Modal,
    /// "be", "have" after a modal.
    Helper,
    /// "is", "are": with a verb in -ing, or alone.
    Is,
    /// "plans", "expected": what they lead to is to come.
    Plan,
    /// "to", before a verb.
    To,
    /// "says": tells nothing of the day.
    Report,
}

/// How far a verb is looked for before and after an expression, in atoms.
/// Guessed; a clause is seldom longer.
const BEFORE: usize = 18;
const AFTER: usize = 10;

/// The tense around the atoms of an expression.
pub(super) fn tense(text: &str, atoms: &[Atom], found: Range<usize>) -> Tense {
    let word = |at: usize| atoms.get(at).map_or("", |atom| &text[atom.span.range()]);
    match found.start.checked_sub(1).map(word) {
        Some("since" | "Since") => return Tense::Since,
        Some("until" | "till" | "through" | "Until") => return Tense::Until,
        _ => {}
    }
    // A verb right behind the expression is its own: "the talks Friday will".
    let next = sign(word(found.end));
    match next {
        Some(Sign::Modal) => return Tense::Future,
        Some(Sign::Past) => return Tense::Past,
        _ => {}
    }
    let opens = found.start <= 1 || (found.start == 2 && word(0).len() <= 2);
    let after = || {
        let end = atoms.len().min(found.end + AFTER);
        (found.end..end).find_map(|at| told(text, atoms, at))
    };
    let before = || {
        let start = found.start.saturating_sub(BEFORE);
        (start..found.start)
            .rev()
            .find_map(|at| told(text, atoms, at))
    };
    let told = if opens {
        after().or_else(before)
    } else {
        before().or_else(after)
    };
    told.unwrap_or(Tense::Unknown)
}

/// The tense that the word at an atom tells, if it is a verb that does.
fn told(text: &str, atoms: &[Atom], at: usize) -> Option<Tense> {
    let word = |at: usize| atoms.get(at).map_or("", |atom| &text[atom.span.range()]);
    match sign(word(at))? {
        Sign::Modal => {
            // "would have met", "may have been": it is over, if it was.
            let perfect = (at + 1..at + 3).any(|at| word(at) == "have");
            Some(if perfect { Tense::Past } else { Tense::Future })
        }
        Sign::Past => {
            // "will be closed", "to be held": the first word decides.
            let start = at.saturating_sub(4);
            for back in (start..at).rev() {
                match sign(word(back)) {
                    Some(Sign::Modal) => return Some(Tense::Future),
                    Some(Sign::To) => return Some(Tense::Future),
                    Some(Sign::Helper) => {}
                    Some(Sign::Is) => return None,
                    _ if word(back).ends_with("ly") || word(back) == "not" => {}
                    _ => break,
                }
            }
            Some(Tense::Past)
        }
        Sign::Plan => Some(Tense::Future),
        Sign::To => {
            // "agreed to meet", "Lind to visit": a verb follows, after a plan or
            // the subject of a headline.
            let verb = word(at + 1);
            let is_verb = verb.len() > 1
                && verb.bytes().all(|b| b.is_ascii_lowercase())
                && !matches!(
                    verb,
                    "the" | "a" | "an" | "his" | "her" | "its" | "their" | "this" | "that"
                );
            let planned = at > 0
                && (sign(word(at - 1)) == Some(Sign::Plan)
                    || sign(word(at - 1)) == Some(Sign::Is)
                    || leads_to_plan(word(at - 1))
                    // "Lind to open the bridge".
                    || (at <= 3 && atoms[at - 1].capital));
            (is_verb && planned).then_some(Tense::Future)
        }
        Sign::Is => {
            // "is meeting Friday" is a plan; "is accused of" tells nothing.
            let next = word(at + 1);
            let next = if next == "not" || next.ends_with("ly") {
                word(at + 2)
            } else {
                next
            };
            (next.ends_with("ing") && next.len() > 4).then_some(Tense::Future)
        }
        Sign::Helper | Sign::Report => None,
    }
}

/// "agreed to", "vowed to": past themselves, but what follows is to come.
fn leads_to_plan(word: &str) -> bool {
    matches!(
        word,
        "agreed"
            | "vowed"
            | "promised"
            | "wanted"
            | "asked"
            | "ordered"
            | "urged"
            | "hoped"
            | "decided"
            | "voted"
            | "likely"
            | "ready"
            | "pledged"
            | "intended"
            | "refused"
            | "going"
            | "need"
            | "needs"
            | "want"
            | "wants"
            | "hope"
            | "hopes"
    )
}

/// Whether a word in small letters is a verb's form for what was, as far as
/// English spelling tells.
pub(in crate::speech) fn is_past(word: &str) -> bool {
    sign(word) == Some(Sign::Past)
}

fn sign(word: &str) -> Option<Sign> {
    if let Some(sign) = table().get(word) {
        return Some(sign);
    }
    let is_past = word.len() > 4
        && word.ends_with("ed")
        && !word.ends_with("eed")
        && word.starts_with(|c: char| c.is_ascii_lowercase());
    is_past.then_some(Sign::Past)
}

fn table() -> &'static Table<Sign> {
    static TABLE: OnceLock<Table<Sign>> = OnceLock::new();
    words::table(&TABLE, include_str!("../../words/tense.tsv"), ' ', |kind| {
        Some(match kind {
            "past" => Sign::Past,
            "modal" => Sign::Modal,
            "helper" => Sign::Helper,
            "is" => Sign::Is,
            "plan" => Sign::Plan,
            "to" => Sign::To,
            "report" => Sign::Report,
            _ => return None,
        })
    })
}
