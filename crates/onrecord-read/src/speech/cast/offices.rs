//! Offices: what stands before and behind a name to say who that is, and for
//! what body.

use std::ops::Range;

use super::facts::Sheet;
use super::lore::is;
use super::mentions::{Kind, LONGEST, Name, sign};

/// The office in a range of titles; none if they are only honorifics.
pub(super) fn office(sheet: &Sheet<'_>, range: Range<u32>) -> Option<Range<u32>> {
    let mut start = range.start;
    while start < range.end && sheet.is(start, is::HONORIFIC) && !sheet.is(start, is::ROLE) {
        start += 1;
    }
    let mut end = range.end;
    while end > start && sheet.is(end - 1, is::HONORIFIC) && !sheet.is(end - 1, is::ROLE) {
        end -= 1;
    }
    // "former President": the small words before belong to it.
    while start > 0
        && start < end
        && sheet.is(start - 1, is::RANK)
        && !sheet.is(start - 1, is::CAPITAL)
        && end - start < LONGEST
    {
        start -= 1;
    }
    // "New Zealand's Prime Minister" is an office with its country.
    (start < end && sheet.any(start..end, is::SOMEBODY)).then_some(start..end)
}

/// Whether a small word right before a name is a trade that no list has.
pub(super) fn is_trade(word: &str) -> bool {
    word.len() > 5
        && [
            "ist", "ian", "man", "woman", "eur", "ologist", "maker", "keeper",
        ]
        .iter()
        .any(|end| word.ends_with(end))
}

/// The office that an explained name begins with: "An analyst at Arden Bank,
/// Anna Lind, said", "the union's head of sales, Karl Orrin". `comma` is what
/// stands before the name.
pub(super) fn explained(sheet: &Sheet<'_>, first: u32, comma: u32) -> Option<Range<u32>> {
    let ends = is::SAY | is::CLAUSE;
    let mut start = comma;
    while start > first
        && comma - start < 14
        && !matches!(
            sheet.word(start - 1),
            "," | ";" | "”" | "\"" | "“" | "—" | "–" | ":"
        )
        && !sheet.is(start - 1, ends)
    {
        start -= 1;
    }
    let mut at = start;
    let mut begin = None;
    let mut office = false;
    while at < comma {
        let ending = sheet.is(at, is::ENDING) || matches!(sheet.word(at), "'" | "’");
        if sheet.is(at, is::ABOUT) && !ending {
            break;
        }
        if ending || sheet.is(at, is::DETERMINER) {
            begin = Some(at + 1);
            office = false;
        }
        office |= begin.is_some() && sheet.is(at, is::SOMEBODY);
        at += 1;
    }
    // The preposition right behind the office, or it is no office of theirs.
    let touches = at > start && sheet.is(at - 1, is::SOMEBODY);
    begin
        .filter(|_| office && touches && at < comma)
        .map(|begin| begin..comma)
}

/// Where an office begins that is of, for or at what a body's name at `body`
/// ends: "head of the Arden office of the Council".
pub(super) fn office_of(sheet: &Sheet<'_>, first: u32, body: u32) -> Option<u32> {
    let mut at = body;
    while at > first && body - at < LONGEST {
        at -= 1;
        let bits = sheet.bits(at);
        let joins = bits & (is::CAPITAL | is::ABOUT | is::DETERMINER | is::ENDING) != 0
            || sheet.word(at) == "-";
        if !joins && (bits & is::WORD == 0 || bits & (is::BREAK | is::SAY) != 0) {
            return None;
        }
        if bits & is::SOMEBODY != 0 && sheet.is(at + 1, is::ABOUT) {
            return Some(walk_left(sheet, first, at + 1));
        }
    }
    None
}

/// The start of the words that belong to an office that ends at `end`.
pub(super) fn walk_left(sheet: &Sheet<'_>, first: u32, end: u32) -> u32 {
    let mut at = end;
    while at > first && end - at < 10 {
        let before = at - 1;
        let bits = sheet.bits(before);
        if bits & is::WORD == 0 {
            // "U.S.-backed", "vice-president" as three tokens.
            let touches = |at: u32| {
                let list = &sheet.tokens.list;
                list[at as usize].span.end == list[at as usize + 1].span.start
            };
            let hyphen = sheet.word(before) == "-"
                && at < end
                && before > first
                && touches(before)
                && touches(before - 1);
            if !hyphen {
                break;
            }
        } else {
            let ends = is::BREAK | is::DETERMINER | is::SAY | is::ABOUT | is::MONTH | is::DAY;
            let word = sheet.word(before);
            let verb = bits & (is::CAPITAL | is::SOMEBODY | is::RANK | is::BODY) == 0
                && at < end
                && (word.ends_with("ed") || word.ends_with("ly"));
            if verb || bits & ends != 0 {
                break;
            }
        }
        at -= 1;
    }
    // An office begins with a word, and not with somebody's other name.
    while at < end && !sheet.is(at, is::WORD) {
        at += 1;
    }
    at
}

/// The body, nation or person an office belongs to, as it words it.
pub(super) fn body_in(sheet: &Sheet<'_>, role: Range<u32>) -> Option<Range<u32>> {
    let mut at = role.start;
    let mut office = false;
    while at < role.end {
        let bits = sheet.bits(at);
        office |= bits & is::SOMEBODY != 0;
        if office && bits & is::CAPITAL == 0 && bits & (is::ABOUT | is::BREAK) != 0 {
            let mut start = at + 1;
            while start < role.end && sheet.is(start, is::DETERMINER) {
                start += 1;
            }
            // The next name in the office, with small words in front of it.
            if start < role.end && sheet.is(start, is::WORD) {
                let found = name_from(sheet, start, role.end);
                if found.is_some() {
                    return found;
                }
            }
        }
        at += 1;
    }
    // "Kremlin spokesman", "Ukrainian President".
    // A small word is large at the start of a sentence only.
    let small = is::ORDINARY | is::START;
    if sheet.bits(role.start) & small == small && !sheet.is(role.start, is::BODY | is::PLACE) {
        return None;
    }
    let mut end = role.start;
    while end < role.end
        && sheet.is(end, is::CAPITAL)
        && !sheet.is(end, is::SOMEBODY | is::HONORIFIC)
        && (!sheet.is(end, is::RANK) || end == role.start && sheet.is(end, is::PLACE))
    {
        end += 1;
    }
    (end > role.start && end < role.end).then_some(role.start..end)
}

/// Offices and bodies that stand behind a name.
pub(super) fn behind(sheet: &Sheet<'_>, names: &mut [Name]) {
    for number in 0..names.len() {
        let name = &names[number];
        // "Valeska Paris" may be a place, but not with an office behind it.
        let perhaps = name.kind == Kind::Other
            && name.tokens.len() > 1
            && !sheet.any(name.tokens.clone(), is::ORDINARY | is::BODY | is::QUARTER);
        if !perhaps
            && !matches!(
                name.kind,
                Kind::Person | Kind::PersonPerhaps | Kind::Unknown
            )
        {
            continue;
        }
        let next = names.get(number + 1).map(|name| {
            let certain =
                name.kind == Kind::Person && (name.role.is_some() || name.tokens.len() > 1);
            (name.tokens.start, certain)
        });
        let end = sheet.tokens.sentences[name.sentence as usize].tokens.end;
        let full = name.kind.is_person() && name.tokens.len() > 1;
        let found = after(sheet, name.tokens.end, end, next, full);
        let name = &mut names[number];
        if let Some(role) = found.role {
            for at in role.clone() {
                // Only the office itself tells, not whom it serves.
                if sheet.is(at, is::ABOUT) {
                    break;
                }
                name.woman = name.woman.saturating_add(sign(sheet.bits(at)));
            }
            if !name.kind.is_person() || name.kind == Kind::PersonPerhaps {
                name.kind = Kind::Person;
            }
            // "the pollster Anna Lind, president of Arden Polls".
            let better = name.role.as_ref().is_none_or(|known| {
                let capital = |range: &Range<u32>| sheet.any(range.clone(), is::CAPITAL);
                !capital(known) && capital(&role) && sheet.any(role.clone(), is::ROLE)
            });
            if better {
                name.affiliation = found.body.or_else(|| body_in(sheet, role.clone()));
                name.role = Some(role);
            }
        } else if found.body.is_some() && name.affiliation.is_none() {
            name.affiliation = found.body;
        }
        if found.aged && !name.kind.is_person() {
            name.kind = Kind::Person;
        }
    }
}

#[derive(Default)]
struct Behind {
    role: Option<Range<u32>>,
    body: Option<Range<u32>>,
    aged: bool,
}

/// Reads what stands behind a name up to the end of its sentence. `next` is
/// where the next name begins, and whether that is certainly a person; `full`
/// is whether this name is a person's in full.
fn after(sheet: &Sheet<'_>, from: u32, end: u32, next: Option<(u32, bool)>, full: bool) -> Behind {
    let mut found = Behind::default();
    let mut at = from;
    // "(R-Arden)", "(40)".
    if at < end && sheet.word(at) == "(" {
        let Some(close) = (at + 1..end.min(at + 8)).find(|&k| sheet.word(k) == ")") else {
            return found;
        };
        if sheet.is(at + 1, is::NUMBER) {
            found.aged = close == at + 2;
        } else if close > at + 1 && sheet.is(at + 1, is::CAPITAL) {
            found.body = Some(at + 1..close);
        }
        at = close + 1;
    }
    // "Anna Lind of the Arden Institute".
    if at < end && matches!(sheet.word(at), "of" | "from" | "with" | "for" | "at") {
        let mut start = at + 1;
        while start < end && sheet.is(start, is::DETERMINER) {
            start += 1;
        }
        let body = name_from(sheet, start, end);
        if body.is_some() && found.body.is_none() {
            found.body = body;
        }
        return found;
    }
    if at >= end || sheet.word(at) != "," {
        return found;
    }
    at += 1;
    if at + 1 < end
        && sheet.is(at, is::NUMBER)
        && sheet.word(at).len() <= 2
        && sheet.word(at + 1) == ","
    {
        found.aged = true;
        at += 2;
    } else if at + 1 == end && sheet.is(at, is::NUMBER) {
        found.aged = sheet.word(at).len() <= 2;
        return found;
    }
    // "Anna Lind, D-Arden, said".
    let party = sheet.word(at).as_bytes();
    if at < end && party.len() > 3 && party[1] == b'-' && sheet.is(at, is::CAPITAL) {
        found.body = Some(at..at + 1);
        return found;
    }
    // "who leads the unit" says what somebody does, and names no office.
    let does = at < end && sheet.word(at) == "who";
    if at < end && matches!(sheet.word(at), "who" | "now" | "then" | "as") {
        at += 1;
        while at < end && at < from + 10 && sheet.is(at, is::SERVES) {
            at += 1;
        }
    }
    if at < end && matches!(sheet.word(at), "of" | "from" | "with") {
        let mut start = at + 1;
        while start < end && sheet.is(start, is::DETERMINER) {
            start += 1;
        }
        found.body = found.body.or_else(|| name_from(sheet, start, end));
        return found;
    }
    while at < end && sheet.is(at, is::DETERMINER) && sheet.word(at) != "one" {
        at += 1;
    }
    let start = at;
    let mut somebody = None;
    let mut prepositions = 0;
    while at < end && at - start < 28 {
        let bits = sheet.bits(at);
        let word = sheet.word(at);
        if let Some((next, certain)) = next
            && at == next
            && certain
            && somebody.is_none_or(|office| at <= office + 1)
        {
            // The next person's office, not this one's.
            return found;
        }
        if bits & is::WORD == 0 {
            let inner = matches!(word, "-" | "&" | "/" | "’" | "'")
                || bits & (is::ENDING | is::NUMBER) != 0;
            if !inner {
                break;
            }
        } else if bits & is::CAPITAL == 0 {
            if bits & is::CLAUSE != 0
                || at > start && bits & is::SAY != 0 && bits & is::DOCUMENT == 0
            {
                break;
            }
            if bits & is::ABOUT != 0 {
                prepositions += 1;
                if at == start {
                    return found;
                }
            }
        }
        if bits & is::SOMEBODY != 0 && prepositions == 0 {
            somebody = Some(at);
        }
        at += 1;
    }
    // "Anna Lind, policy associate at Arden House, said": no list has every
    // trade, but a trade at a body between commas is one.
    let closed = at >= end
        || matches!(sheet.word(at), "," | "." | ")" | ";")
        || sheet.is(at, is::SAY | is::CLAUSE);
    let first = sheet.word(start);
    let trade = full
        && !does
        && closed
        && prepositions > 0
        && sheet.any(start..at, is::CAPITAL)
        && sheet.is(start, is::WORD)
        && !sheet.is(
            start,
            is::CAPITAL | is::BREAK | is::ABOUT | is::SAY | is::PLACE,
        )
        && !first.ends_with("ing")
        && !first.ends_with("ed")
        && !first.ends_with("ly");
    let one_of = matches!(first, "one") && sheet.word(start + 1) == "of" && at > start + 3;
    if at > start && (trade || one_of || somebody.is_some_and(|office| office < start + 10)) {
        found.role = Some(start..at);
    }
    found
}

/// A name that begins here, in large letters with small joins.
fn name_from(sheet: &Sheet<'_>, start: u32, end: u32) -> Option<Range<u32>> {
    let mut at = start;
    while at < end && at - start < LONGEST {
        let large = sheet.is(at, is::CAPITAL) && !sheet.is(at, is::DAY);
        let joint = at > start
            && matches!(sheet.word(at), "of" | "for" | "and" | "the" | "on" | "&")
            && at + 1 < end
            && (sheet.is(at + 1, is::CAPITAL) || sheet.word(at + 1) == "the");
        // "the Dockers' Union", "Arden's Council".
        let possessive = at > start
            && at + 1 < end
            && (sheet.is(at, is::ENDING) || matches!(sheet.word(at), "'" | "’"))
            && sheet.is(at + 1, is::CAPITAL);
        if !large && !joint && !possessive {
            break;
        }
        at += 1;
    }
    while at > start && !sheet.is(at - 1, is::CAPITAL) {
        at -= 1;
    }
    (at > start).then_some(start..at)
}
