//! Names in the text: where they stand, what kind they are, and the office
//! that stands before or behind them.

use std::ops::Range;

use onrecord_record::EntityKind;

use super::facts::{Keys, Sheet};
use super::lore::{Lore, is, join, key};
use super::offices::{behind, body_in, explained, is_trade, office, office_of, walk_left};

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
    /// A text, by a description.
    Document,
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
            Kind::Document => EntityKind::Document,
            Kind::Other | Kind::Unknown | Kind::Office => EntityKind::Other,
        }
    }
}

/// Longest name and longest office that are read, in tokens. Guessed: longer
/// ones are lists or headlines.
pub(super) const LONGEST: u32 = 16;

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
    if !sheet.foreign {
        behind(sheet, &mut names);
    }
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
    // The lists do not know the words that open sentences in other languages.
    let named = known || bits & is::FIRST != 0 && followed;
    if sheet.foreign && !sheet.nouns && !named {
        return false;
    }
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
    !small && (known || bits & (is::ORDINARY | is::GROUP | is::SAY) == 0)
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
        if sheet.is(at, is::PARTICLE) && !sheet.is(at, is::CAPITAL) && !sheet.nouns {
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
                let fits = match word {
                    "to" => before & is::ROLE != 0,
                    "on" => before & (is::BODY | is::ROLE) != 0,
                    _ => {
                        // "Anna Stone of the Orrin Rovers" is Anna Stone.
                        let person = at - start == 2
                            && sheet.is(start, is::FIRST)
                            && !sheet.is(start, is::ORDINARY | is::PLACE);
                        before & (is::BODY | is::ROLE | is::RANK) != 0
                            || before & is::ORDINARY != 0 && before & is::START == 0 && !person
                    }
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
    } else if let Some((office, start)) = behind_body(sheet, first, &run) {
        person = true;
        role = Some(office);
        name = start..run.end;
    }
    // Where every word is large, a name begins at a first name.
    if !person
        && sheet.is(run.start, is::TITLED)
        && let Some(start) = (run.start..run.end - 1)
            .find(|&at| sheet.is(at, is::FIRST) && !sheet.is(at, is::ORDINARY | is::PLACE))
    {
        name.start = start;
    }
    while name.start < name.end && sheet.is(name.start, is::HONORIFIC) && name.len() > 1 {
        woman += sign(sheet.bits(name.start));
        person = true;
        name.start += 1;
    }
    if name.is_empty() {
        return;
    }
    // "Norland-based Arden Watch".
    while name.start < name.end && is_modifier(sheet, name.start) {
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
    // An office in small letters: "Kremlin spokesman Dmitry Orlov", "her
    // colleague Dr. Karl Orrin".
    let head = if (run.start..name.start).all(|at| sheet.is(at, is::HONORIFIC)) {
        run.start
    } else {
        name.start
    };
    if role.is_none() && !sheet.foreign && head > first && !sheet.is(head - 1, is::CAPITAL) {
        let before = sheet.bits(head - 1);
        let apart = sheet.word(head - 1) == ",";
        let touching = before & is::SOMEBODY != 0
            || before & is::WORD != 0 && kind == Kind::Person && is_trade(sheet.word(head - 1));
        let candidate = if touching {
            Some(head)
        } else if apart && head >= first + 2 && sheet.is(head - 2, is::SOMEBODY) {
            Some(head - 1)
        } else {
            None
        };
        let closed = sheet.word(name.end) == "," || sheet.is(name.end, is::SAY | is::ENDING);
        if candidate.is_none()
            && apart
            && closed
            && matches!(kind, Kind::Person | Kind::PersonPerhaps)
            && let Some(office) = explained(sheet, first, head - 1)
        {
            for at in office.clone() {
                if sheet.is(at, is::ABOUT) {
                    break;
                }
                woman += sign(sheet.bits(at));
            }
            kind = Kind::Person;
            role = Some(office);
        }
        let fits = matches!(kind, Kind::Person | Kind::PersonPerhaps | Kind::Unknown)
            || kind == Kind::Other && !sheet.any(name.clone(), is::BODY);
        if let (Some(end), true) = (candidate, fits) {
            let mut start = walk_left(sheet, first, end);
            // Not across another person: "Orrin met old friend Anna Lind".
            let mut before = names.iter().rev().take(6);
            if let Some(last) = before.find(|last| last.tokens.end > start && last.kind.is_person())
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
                let says = sheet.is(name.end, is::SAY);
                let mut before = start;
                while before > first && sheet.is(before - 1, is::DETERMINER) {
                    before -= 1;
                }
                // "In a letter to the minister, Lind wrote".
                let governed = before > first && sheet.is(before - 1, is::ABOUT);
                let closed = !apart
                    || sheet.word(name.end) == ","
                    || !(says && governed) && (says || name.len() > 1);
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

/// Whether a word is a name and an ordinary word with a hyphen between, which goes with
/// a name and is none.
fn is_modifier(sheet: &Sheet<'_>, at: u32) -> bool {
    let Some((_, tail)) = sheet.word(at).rsplit_once('-') else {
        return false;
    };
    tail.len() > 3
        && tail.starts_with(|c: char| c.is_ascii_lowercase())
        && Lore::shipped().get(key(tail)) & is::ORDINARY != 0
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

pub(super) fn sign(bits: u64) -> i8 {
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
            // "Teen Arden" is a magazine.
            let plain = next & (is::ORDINARY | is::PEOPLE) == 0;
            let leads = rest.len() > 1 || sheet.is(at, is::ROLE | is::KIN);
            !body && (next & is::FIRST != 0 || leads && (plain || surname))
        };
        if fits {
            return Some(rest.start);
        }
    }
    None
}

/// "The head of the Arden office of the Council on Roads Anna Lind said": the
/// office, which the body's name ends, and where the person's name begins.
fn behind_body(sheet: &Sheet<'_>, first: u32, run: &Range<u32>) -> Option<(Range<u32>, u32)> {
    if sheet.foreign || run.len() < 3 || !sheet.is(run.end, is::SAY) {
        return None;
    }
    let start = name_inside(sheet, run.clone())?;
    let body = sheet.bits(start - 1);
    if body & is::CAPITAL == 0 || body & is::ORDINARY == 0 {
        return None;
    }
    let office = office_of(sheet, first, run.start)?;
    Some((office..start, start))
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
    // "State Karlotta Stone": a surname may be an ordinary word.
    if from >= start + 3
        && sheet.bits(from - 1) & (is::CAPITAL | something) == is::CAPITAL | is::ORDINARY
        && sheet.bits(from - 2) & (is::CAPITAL | something) == is::CAPITAL
    {
        from -= 1;
    }
    while from > start && sheet.is(from - 1, is::CAPITAL) && !sheet.is(from - 1, something) {
        from -= 1;
    }
    (from > start && from < range.end && range.end - from <= 4).then_some(from)
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
        let initials =
            first & is::UPPER != 0 && first & is::TITLED == 0 && sheet.word(name.start).len() <= 7;
        return if initials || first & is::BODY != 0 {
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
    // "Apollo Food Programme".
    let plain_words = (name.start + 1..name.end)
        .filter(|&at| {
            let bits = sheet.bits(at);
            bits & is::CAPITAL != 0
                && bits & is::ORDINARY != 0
                && bits & (is::FIRST | is::INITIAL) == 0
        })
        .count();
    if named && words <= 5 && plain_words < 2 {
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
