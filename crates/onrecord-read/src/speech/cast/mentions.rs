//! Names in the text: where they stand, what kind they are, and the office
//! that stands before or behind them.

use std::ops::Range;

use onrecord_record::EntityKind;

use super::facts::{Keys, Sheet};
use super::lore::{Lore, is, join};

/// A name in the text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Name {
    /// Its tokens, without title and office.
    pub(super) tokens: Range<u32>,
    /// The sentence it stands in.
    pub(super) sentence: u32,
    /// What it names, as far as the place alone tells.
    pub(super) kind: Kind,
    /// Titles and offices right in front, honorifics among them.
    pub(super) lead: Range<u32>,
    /// The office before or behind it.
    pub(super) role: Option<Range<u32>>,
    /// For or of what body, or whose.
    pub(super) affiliation: Option<Range<u32>>,
    /// How many more signs there are for a woman than for a man.
    pub(super) woman: i8,
}

/// What a name names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// A person, certainly: an office, a title or a first name says so.
    Person,
    /// Two to four words that look like a person's name.
    PersonPerhaps,
    Organisation,
    Place,
    /// A nation, a party, a faith.
    People,
    /// A name of something else.
    Other,
    /// One word that only other mentions can explain.
    Unknown,
    /// One word that is an office or trade, unless it is somebody's surname.
    Office,
}

impl Kind {
    pub(super) fn is_person(self) -> bool {
        matches!(self, Kind::Person | Kind::PersonPerhaps)
    }

    pub(super) fn entity(self) -> EntityKind {
        match self {
            Kind::Person | Kind::PersonPerhaps => EntityKind::Person,
            Kind::Organisation => EntityKind::Organisation,
            Kind::Place => EntityKind::Place,
            Kind::People => EntityKind::Group,
            Kind::Other | Kind::Unknown | Kind::Office => EntityKind::Other,
        }
    }
}

/// Longest name and longest office that are read, in tokens. Guessed: longer
/// ones are lists or headlines.
const LONGEST: u32 = 16;

/// Finds the names of a sheet, in text order.
pub(super) fn names(sheet: &Sheet<'_>) -> Vec<Name> {
    let usual = Usual::of(sheet);
    let mut names = Vec::new();
    for (number, sentence) in sheet.tokens.sentences.iter().enumerate() {
        let range = sentence.tokens.clone();
        let mut at = range.start;
        while at < range.end {
            if !begins(sheet, &usual, at, range.end) {
                at += 1;
                continue;
            }
            let run = run(sheet, at, range.end);
            at = run.end;
            read_run(sheet, &usual, run, number as u32, range.start, &mut names);
        }
    }
    behind(sheet, &mut names);
    names
}

/// How the article writes its words.
struct Usual {
    /// Words that it writes large inside a sentence.
    large: Keys,
    /// Words that it writes small.
    small: Keys,
}

impl Usual {
    fn of(sheet: &Sheet<'_>) -> Usual {
        let mut usual = Usual {
            large: Keys::default(),
            small: Keys::default(),
        };
        for fact in &sheet.facts {
            if fact.bits & is::WORD == 0 || fact.bits & is::TITLED != 0 {
                continue;
            }
            if fact.bits & is::CAPITAL == 0 {
                usual.small.insert(fact.key);
            } else if fact.bits & is::START == 0 {
                usual.large.insert(fact.key);
            }
        }
        usual
    }
}

/// Whether a token can be part of a name.
fn is_name(sheet: &Sheet<'_>, at: u32) -> bool {
    let bits = sheet.bits(at);
    if bits & is::WORD == 0 || bits & is::CAPITAL == 0 {
        return false;
    }
    if bits & is::BREAK != 0 {
        // "Will" and "May" are people too, beside another name.
        let beside = at > 0 && sheet.is(at - 1, is::FIRST)
            || sheet.is(at + 1, is::CAPITAL) && !sheet.is(at + 1, is::ORDINARY | is::BREAK);
        return bits & (is::START | is::TITLED) == 0
            && beside
            && matches!(sheet.word(at), "Will" | "May");
    }
    if bits & (is::DETERMINER | is::DAY) != 0 {
        return false;
    }
    if bits & is::MONTH != 0 {
        return bits & is::FIRST != 0
            && (sheet.is(at + 1, is::CAPITAL) && !sheet.is(at + 1, is::NUMBER | is::ORDINARY)
                || at > 0 && sheet.is(at - 1, is::FIRST));
    }
    true
}

/// Whether a name begins at a token.
fn begins(sheet: &Sheet<'_>, usual: &Usual, at: u32, end: u32) -> bool {
    if !is_name(sheet, at) {
        return false;
    }
    let bits = sheet.bits(at);
    if bits & is::TITLED != 0 && bits & is::ORDINARY != 0 && bits & is::FIRST == 0 {
        return false;
    }
    if bits & is::START == 0 {
        return true;
    }
    // A word at the start is large in any case.
    let next = at + 1;
    let followed = next < end && is_name(sheet, next);
    let known = usual.large.contains(&sheet.key(at));
    if bits & (is::HONORIFIC | is::FIRST | is::PLACE | is::PEOPLE) != 0 && bits & is::ORDINARY == 0
    {
        return true;
    }
    // "Minister of Education Anna Lind": the run tells whether a name follows.
    if bits & (is::ROLE | is::RANK) != 0
        && (followed || matches!(sheet.word(next), "of" | "for" | "to"))
    {
        return true;
    }
    // Adverbs that open a sentence.
    if bits & is::UPPER == 0 && sheet.word(at).len() > 5 && sheet.word(at).ends_with("ly") && !known
    {
        return false;
    }
    // "Naming Anna Lind ..."
    if followed && !known && sheet.word(at).ends_with("ing") && sheet.is(next, is::FIRST) {
        return false;
    }
    if followed {
        let next = sheet.bits(next);
        return known
            || bits & is::ORDINARY == 0
            || bits & (is::ROLE | is::BODY | is::RANK | is::QUARTER | is::HONORIFIC | is::FIRST)
                != 0
            || next & (is::ORDINARY | is::BODY) != 0 && next & is::FIRST == 0;
    }
    let small = usual.small.contains(&sheet.key(at));
    if bits & is::UPPER != 0 {
        return true;
    }
    known && !small || bits & (is::ORDINARY | is::GROUP | is::SAY) == 0 && !small
}

/// The tokens of a name that begins here, with title and office.
fn run(sheet: &Sheet<'_>, start: u32, end: u32) -> Range<u32> {
    let titled = sheet.is(start, is::TITLED);
    let mut at = start + 1;
    let mut body = sheet.is(start, is::BODY | is::ROLE);
    let plain = |at: u32| {
        is_name(sheet, at) && !(titled && sheet.is(at, is::ORDINARY) && !sheet.is(at, is::FIRST))
    };
    while at < end && at - start < LONGEST {
        if plain(at) {
            body |= sheet.is(at, is::BODY | is::ROLE);
            at += 1;
            continue;
        }
        // "Karl 2X".
        if sheet.is(at, is::NUMBER)
            && sheet.is(at - 1, is::FIRST)
            && sheet.word(at).contains(char::is_uppercase)
        {
            at += 1;
            continue;
        }
        // What joins two pieces of one name.
        let next = at + 1;
        if next >= end {
            break;
        }
        let word = sheet.word(at);
        let large = |at: u32| at < end && plain(at);
        if sheet.is(at, is::PARTICLE) && !sheet.is(at, is::CAPITAL) {
            let mut to = next;
            while to < end
                && to < at + 3
                && sheet.is(to, is::PARTICLE)
                && !sheet.is(to, is::CAPITAL)
            {
                to += 1;
            }
            if large(to) {
                at = to + 1;
                continue;
            }
        }
        let joins = match word {
            "&" => large(next),
            "of" | "Of" | "for" | "on" | "to" if !titled => {
                let to = if matches!(sheet.word(next), "the" | "The") {
                    next + 1
                } else {
                    next
                };
                let before = sheet.bits(at - 1);
                let fits = if word == "to" {
                    before & is::ROLE != 0
                } else {
                    before & (is::BODY | is::ROLE | is::RANK) != 0
                        || before & is::ORDINARY != 0 && before & is::START == 0
                };
                if fits && large(to) && (!sheet.is(to, is::FIRST) || sheet.is(to, is::PLACE)) {
                    at = to;
                    body = true;
                    true
                } else {
                    false
                }
            }
            // "Health and Human Services": only words that name no person.
            "and" if body => {
                let to = sheet.bits(next);
                large(next)
                    && to & is::ORDINARY != 0
                    && to & (is::FIRST | is::PEOPLE | is::PLACE | is::ROLE | is::HONORIFIC) == 0
                    && sheet.is(at - 1, is::ORDINARY)
                    && !sheet.is(at - 1, is::BODY)
            }
            // 'John "Jack" Orrin'.
            "“" | "\"" | "‘" if sheet.is(at - 1, is::FIRST) && large(next) && !titled => {
                let close = next + 1;
                let closed = matches!(sheet.word(close), "”" | "\"" | "’") && large(close + 1);
                if closed {
                    at = close + 1;
                }
                closed
            }
            // "Women's Media Center": the owner is no name.
            "'s" | "’s" | "'" | "’" => {
                large(next)
                    && !titled
                    && sheet.is(at - 1, is::GROUP | is::PERSON | is::KIN)
                    && sheet.is(at - 1, is::ORDINARY)
            }
            "," => {
                // "Robert Lind, Jr."
                matches!(sheet.word(next), "Jr." | "Jr" | "Sr." | "Sr")
            }
            "-" | "–" => {
                let touches = sheet.tokens.list[at as usize].span.start
                    == sheet.tokens.list[at as usize - 1].span.end;
                touches && large(next)
            }
            _ => false,
        };
        if !joins {
            break;
        }
        at = at.max(next);
    }
    start..at.min(end)
}

/// Cuts a run into office and name, and tells what the name is.
fn read_run(
    sheet: &Sheet<'_>,
    usual: &Usual,
    run: Range<u32>,
    sentence: u32,
    first: u32,
    names: &mut Vec<Name>,
) {
    let mut name = run.clone();
    let mut role = None;
    let mut woman = 0;
    let mut person = false;
    // Titles and offices in front, the last that leaves a name behind it.
    if let Some(cut) = cut(sheet, usual, &run) {
        person = true;
        for at in run.start..cut {
            woman += sign(sheet.bits(at));
        }
        role = office(sheet, run.start..cut);
        name = cut..run.end;
    }
    while name.start < name.end && sheet.is(name.start, is::HONORIFIC) && name.len() > 1 {
        woman += sign(sheet.bits(name.start));
        person = true;
        name.start += 1;
    }
    if name.is_empty() {
        return;
    }
    if !person && is_office(sheet, &name) {
        if name.len() == 1 {
            names.push(Name {
                tokens: name,
                sentence,
                kind: Kind::Office,
                lead: 0..0,
                role: None,
                affiliation: None,
                woman: 0,
            });
        }
        return;
    }
    extend(sheet, &mut name);
    let mut kind = classify(sheet, &name);
    if person && kind != Kind::Person {
        kind = Kind::Person;
    }
    // An office in small letters: "Kremlin spokesman Dmitry Orlov".
    if role.is_none() && name.start > first && !sheet.is(name.start - 1, is::CAPITAL) {
        let before = sheet.bits(name.start - 1);
        let apart = sheet.word(name.start - 1) == ",";
        let touching = before & is::SOMEBODY != 0
            || before & is::WORD != 0
                && kind == Kind::Person
                && is_trade(sheet.word(name.start - 1));
        let candidate = if touching {
            Some(name.start)
        } else if apart && name.start >= first + 2 && sheet.is(name.start - 2, is::SOMEBODY) {
            Some(name.start - 1)
        } else {
            None
        };
        let fits = matches!(kind, Kind::Person | Kind::PersonPerhaps | Kind::Unknown)
            || kind == Kind::Other && !sheet.any(name.clone(), is::BODY);
        if let (Some(end), true) = (candidate, fits) {
            let mut start = walk_left(sheet, first, end);
            // Not across another person: "Orrin met old friend Anna Lind".
            if let Some(last) = names.last()
                && last.tokens.end > start
                && last.kind.is_person()
            {
                start = end;
                while start > last.tokens.end
                    && sheet.is(start - 1, is::SOMEBODY | is::RANK | is::PEOPLE)
                {
                    start -= 1;
                }
            }
            // "the judge Lind was speaking of".
            let of_another = name.len() == 1
                && start > first
                && matches!(sheet.word(start - 1), "the" | "The")
                && !apart;
            if of_another {
                start = end;
            }
            if start < end {
                // After a comma the name must end what it explains, or a list
                // of offices and names would be read across.
                let closed = !apart
                    || sheet.word(name.end) == ","
                    || sheet.is(name.end, is::SAY)
                    || name.len() > 1;
                if closed {
                    for at in start..end {
                        woman += sign(sheet.bits(at));
                    }
                    kind = Kind::Person;
                    role = Some(start..end);
                }
            }
        }
    }
    let first_bits = sheet.bits(name.start);
    if kind.is_person() {
        if first_bits & is::FIRST_WOMAN != 0 {
            woman += 2;
        } else if first_bits & is::FIRST_MAN != 0 {
            woman -= 2;
        }
    }
    let affiliation = role.clone().and_then(|role| body_in(sheet, role));
    names.push(Name {
        lead: run.start..name.start,
        tokens: name,
        sentence,
        kind,
        role,
        affiliation,
        woman,
    });
}

/// Whether a run is an office that nobody's name follows.
fn is_office(sheet: &Sheet<'_>, run: &Range<u32>) -> bool {
    let first = sheet.bits(run.start);
    if run.len() > 1
        && first & (is::FIRST | is::INITIAL) != 0
        && first & (is::ROLE | is::RANK | is::PLACE) == 0
    {
        return false;
    }
    let mut at = run.end - 1;
    // "Chief Justice of Norland": what stands before the joint tells.
    if let Some(joint) = run.clone().find(|&at| !sheet.is(at, is::CAPITAL))
        && joint > run.start
    {
        at = joint - 1;
    }
    let last = sheet.bits(at);
    last & (is::ROLE | is::HONORIFIC) != 0 && last & is::BODY == 0
}

/// "Arden news agency": small words that are part of the name.
fn extend(sheet: &Sheet<'_>, name: &mut Range<u32>) {
    if sheet.word(name.end) == "news" && sheet.word(name.end + 1) == "agency" {
        name.end += 2;
    }
}

fn sign(bits: u64) -> i8 {
    i8::from(bits & is::WOMAN != 0) * 4 - i8::from(bits & is::MAN != 0) * 4
}

/// Where the name begins behind titles and offices, if there are any.
fn cut(sheet: &Sheet<'_>, usual: &Usual, run: &Range<u32>) -> Option<u32> {
    let len = run.end - run.start;
    if len < 2 {
        return None;
    }
    // "Anna Bishop" is a name and no office.
    let leads = sheet.bits(run.start);
    if len == 2 && leads & is::FIRST != 0 && leads & (is::ROLE | is::HONORIFIC) == 0 {
        return None;
    }
    for at in (run.start..run.end - 1).rev() {
        if !sheet.is(at, is::ROLE | is::HONORIFIC | is::KIN | is::PERSON) {
            continue;
        }
        let rest = at + 1..run.end;
        if !sheet.is(rest.start, is::CAPITAL) {
            // "Minister of Education Anna Lind": the name begins later.
            if let Some(start) = name_inside(sheet, rest.start + 1..run.end) {
                return Some(start);
            }
            continue;
        }
        let next = sheet.bits(rest.start);
        let titled = sheet.is(at, is::HONORIFIC);
        let body = sheet.any(rest.clone(), is::BODY);
        let fits = if titled {
            !body || next & is::FIRST != 0
        } else {
            // An ordinary word is a surname where the article never writes it
            // small: "President Stone".
            let surname = rest.len() == 1
                && next & (is::SOMEBODY | is::RANK | is::DOCUMENT | is::GROUP | is::TITLED) == 0
                && !usual.small.contains(&sheet.key(rest.start));
            !body && (next & is::FIRST != 0 || next & (is::ORDINARY | is::PEOPLE) == 0 || surname)
        };
        if fits {
            return Some(rest.start);
        }
    }
    None
}

/// Where a person's name begins at the end of what a body or field is called.
fn name_inside(sheet: &Sheet<'_>, range: Range<u32>) -> Option<u32> {
    let start = range.start;
    if range.is_empty() {
        return None;
    }
    let first = (start + 1..range.end.saturating_sub(1))
        .find(|&at| sheet.is(at, is::FIRST) && !sheet.is(at, is::ORDINARY | is::PLACE));
    if first.is_some() {
        return first;
    }
    // Words that are nothing else end the run: "the United States Anna Lind".
    let something = is::ORDINARY
        | is::BODY
        | is::PLACE
        | is::PEOPLE
        | is::UPPER
        | is::QUARTER
        | is::ROLE
        | is::RANK;
    let mut from = range.end;
    while from > start && sheet.is(from - 1, is::CAPITAL) && !sheet.is(from - 1, something) {
        from -= 1;
    }
    (from > start && from < range.end && range.end - from <= 4).then_some(from)
}

/// The office in a range of titles; none if they are only honorifics.
fn office(sheet: &Sheet<'_>, range: Range<u32>) -> Option<Range<u32>> {
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
fn is_trade(word: &str) -> bool {
    word.len() > 5
        && [
            "ist", "ian", "man", "woman", "eur", "ologist", "maker", "keeper",
        ]
        .iter()
        .any(|end| word.ends_with(end))
}

/// The start of the words that belong to an office that ends at `end`.
fn walk_left(sheet: &Sheet<'_>, first: u32, end: u32) -> u32 {
    let mut at = end;
    while at > first && end - at < 10 {
        let before = at - 1;
        let bits = sheet.bits(before);
        if bits & is::WORD == 0 {
            // "U.S.-backed", "vice-president" as three tokens.
            let hyphen = sheet.word(before) == "-" && at < end && before > first;
            if !hyphen {
                break;
            }
        } else if bits & (is::BREAK | is::DETERMINER | is::SAY | is::ABOUT | is::MONTH | is::DAY)
            != 0
        {
            break;
        } else if bits & is::CAPITAL == 0
            && at < end
            && bits & (is::SOMEBODY | is::RANK | is::BODY) == 0
            && (sheet.word(before).ends_with("ed") || sheet.word(before).ends_with("ly"))
        {
            break;
        }
        at -= 1;
    }
    // An office begins with a word, and not with somebody's other name.
    while at < end && !sheet.is(at, is::WORD) {
        at += 1;
    }
    at
}

/// What kind of thing a name without its titles names.
fn classify(sheet: &Sheet<'_>, name: &Range<u32>) -> Kind {
    let lore = Lore::shipped();
    let mut number = sheet.key(name.start);
    for at in name.start + 1..name.end {
        number = join(number, sheet.key(at));
    }
    let all = lore.get(number);
    let words = (name.start..name.end)
        .filter(|&at| sheet.is(at, is::CAPITAL))
        .count();
    let (first, last) = (sheet.bits(name.start), sheet.bits(name.end - 1));
    if all & is::PLACE != 0 {
        return Kind::Place;
    }
    if (name.start..name.end).all(|at| sheet.is(at, is::PEOPLE)) {
        return Kind::People;
    }
    if words > 1 && last & is::SUFFIX != 0 {
        return Kind::Person;
    }
    if words == 1 {
        return if first & is::UPPER != 0
            && first & is::TITLED == 0
            && sheet.word(name.start).len() <= 7
        {
            Kind::Organisation
        } else if first & is::BODY != 0 {
            Kind::Organisation
        } else {
            Kind::Unknown
        };
    }
    let named = first & is::FIRST != 0;
    if sheet.any(name.clone(), is::BODY) {
        // "Anna Post" is a person, "Anna Post Office" is not.
        let initial = words == 3 && sheet.is(name.start + 1, is::INITIAL);
        let surname = (words == 2 || initial) && last & is::BODY != 0 && first & is::BODY == 0;
        return if named
            && surname
            && first & (is::ORDINARY | is::PLACE) == 0
            && last & is::UPPER == 0
            && last & is::ORDINARY != 0
            && (initial || !strong_body(sheet.word(name.end - 1)))
        {
            Kind::PersonPerhaps
        } else {
            Kind::Organisation
        };
    }
    let doubtful = is::PLACE | is::PEOPLE | is::QUARTER | is::UPPER;
    if named && words <= 5 {
        let second = sheet.bits(name.start + 1);
        if first & (is::ORDINARY | is::PLACE) == 0 {
            return if last & is::ORDINARY != 0 && last & is::FIRST == 0 && words > 2 {
                Kind::PersonPerhaps
            } else {
                Kind::Person
            };
        }
        if second & (is::ORDINARY | doubtful) == 0 || second & is::INITIAL != 0 {
            return Kind::Person;
        }
    }
    if first & is::INITIAL != 0 && last & (is::ORDINARY | doubtful) == 0 {
        return Kind::Person;
    }
    let plain = (name.start..name.end).all(|at| {
        let bits = sheet.bits(at);
        bits & is::CAPITAL == 0 && bits & is::PARTICLE != 0
            || bits & is::INITIAL != 0 && (at == name.start || sheet.word(at).ends_with('.'))
            || bits & (is::ORDINARY | doubtful) == 0
            || bits & is::FIRST != 0 && bits & is::PLACE == 0
    });
    if plain && (2..=4).contains(&words) {
        Kind::PersonPerhaps
    } else {
        Kind::Other
    }
}

/// Whether a word is a body whatever stands before it.
fn strong_body(word: &str) -> bool {
    !matches!(
        word,
        "Post"
            | "House"
            | "Church"
            | "Bank"
            | "Guard"
            | "Court"
            | "Journal"
            | "Temple"
            | "Park"
            | "Club"
            | "Group"
            | "Force"
            | "Unit"
            | "Mission"
            | "Harold"
            | "Case"
    )
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
fn behind(sheet: &Sheet<'_>, names: &mut [Name]) {
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
            let better = name.role.is_none();
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
    if at < end && matches!(sheet.word(at), "who" | "now" | "then") {
        at += 1;
        while at < end
            && at < from + 10
            && matches!(
                sheet.word(at),
                "is" | "was"
                    | "serves"
                    | "served"
                    | "works"
                    | "as"
                    | "has"
                    | "been"
                    | "also"
                    | "became"
                    | "now"
                    | "worked"
            )
        {
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
    while at < end && sheet.is(at, is::DETERMINER) {
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
