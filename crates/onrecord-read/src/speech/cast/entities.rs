//! Names joined over the article into people, bodies, places.

use std::ops::Range;

use onrecord_record::TextSpan;

use super::facts::{KeyMap, Keys, Sheet};
use super::lore::{Lore, is, join, key};
use super::mentions::{Kind, Name};

/// Somebody or something, over all its mentions.
#[derive(Clone, Debug)]
pub(super) struct Being {
    /// The tokens of the fullest name.
    pub(super) name: Range<u32>,
    pub(super) kind: Kind,
    /// How many more signs there are for a woman than for a man.
    pub(super) woman: i32,
    /// How often it is mentioned.
    pub(super) count: u32,
    pub(super) role: Option<Range<u32>>,
    pub(super) affiliation: Option<Range<u32>>,
    /// It has no name: these are words for what it is.
    pub(super) described: bool,
    /// Where it is named, if that is outside of what is read; `name` is empty then.
    pub(super) elsewhere: Option<TextSpan>,
    /// How often its full name stands.
    fulls: u32,
    /// How often it was called by its surname alone, while mentions are read in order.
    shorts: u32,
    /// The sentence of its last mention in full, while they are read in order.
    last_full: u32,
    /// The sentence of its last mention, likewise.
    last_sentence: u32,
    /// The last mention that was joined to it, while they are read in order.
    last_seen: u32,
}

impl Being {
    /// Whether it is a woman; nothing if nothing tells.
    pub(super) fn is_woman(&self) -> Option<bool> {
        match self.woman {
            0 => None,
            signs => Some(signs > 0),
        }
    }
}

/// A mention that is tied to a being.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Seen {
    pub(super) tokens: Range<u32>,
    pub(super) sentence: u32,
    pub(super) being: u32,
    /// The office that stands with this mention, and its body.
    pub(super) role: Option<Range<u32>>,
    pub(super) affiliation: Option<Range<u32>>,
    /// What its sentence is about, as far as word order tells.
    pub(super) subject: bool,
    /// It stands inside a quotation.
    pub(super) quoted: bool,
    /// "Lind's".
    pub(super) possessive: bool,
    /// What tied it.
    pub(super) rule: &'static str,
}

/// The rule that tied a surname which several persons of the article have.
pub(super) const SHARED: &str = "shared-surname";

/// At most this many namesakes are held apart. Guessed; it bounds the work.
const NAMESAKES: usize = 4;

/// The latest few beings under one key.
#[derive(Clone, Copy, Default)]
pub(super) struct Few {
    list: [u32; NAMESAKES],
    len: u8,
}

impl Few {
    pub(super) fn add(&mut self, being: u32) {
        if self.as_slice().contains(&being) {
            return;
        }
        let len = usize::from(self.len);
        if len < NAMESAKES {
            self.list[len] = being;
            self.len += 1;
        } else {
            self.list.rotate_left(1);
            self.list[NAMESAKES - 1] = being;
        }
    }

    pub(super) fn as_slice(&self) -> &[u32] {
        &self.list[..usize::from(self.len)]
    }
}

/// Beings and mentions, and how to find the ones by the other.
#[derive(Default)]
pub(super) struct Joined {
    pub(super) beings: Vec<Being>,
    /// In text order.
    pub(super) seen: Vec<Seen>,
    /// Bodies by the words of their names.
    pub(super) bodies: KeyMap<Few>,
    /// People by the words of their offices.
    pub(super) offices: KeyMap<Few>,
    /// Bodies and texts that have no name, by the word for what they are.
    described: KeyMap<Few>,
    full: KeyMap<u32>,
    /// How often each full name stands.
    spellings: KeyMap<u32>,
    surnames: KeyMap<Few>,
    first_names: KeyMap<Few>,
    first_words: KeyMap<Few>,
    initials: KeyMap<u32>,
}

/// Joins the names of an article.
pub(super) fn join_names(sheet: &Sheet<'_>, names: &mut [Name]) -> Joined {
    drop_openers(sheet, names);
    let mut joined = Joined::default();
    let mut being_of = vec![NONE; names.len()];
    // Names in full first, so that a headline's surname finds its owner.
    for (number, name) in names.iter().enumerate() {
        if large_words(sheet, &name.tokens) > 1 && !titled(sheet, name) {
            being_of[number] = joined.full_name(sheet, name, number as u32);
        }
    }
    joined.choose_spellings(sheet, names, &being_of);
    for being in &mut joined.beings {
        being.last_seen = NONE;
    }
    for (number, name) in names.iter().enumerate() {
        let (being, rule) = if being_of[number] != NONE {
            (being_of[number], "full-name")
        } else {
            let Some(found) = joined.part_name(sheet, name, number as u32) else {
                continue;
            };
            found
        };
        joined.tie(sheet, name, being, rule, number as u32);
    }
    joined.mark_subjects(sheet);
    joined.count_pronouns(sheet);
    joined
}

/// The first word of a sentence is large whatever it is: "Naming Anna Lind" is
/// no name where the article elsewhere calls somebody Anna Lind.
fn drop_openers(sheet: &Sheet<'_>, names: &mut [Name]) {
    let opens = |name: &Name| sheet.is(name.tokens.start, is::START | is::TITLED);
    let known: Keys = names
        .iter()
        .filter(|name| !opens(name) && large_words(sheet, &name.tokens) > 1)
        .map(|name| whole(sheet, &name.tokens))
        .collect();
    for name in names.iter_mut().filter(|name| opens(name)) {
        let rest = name.tokens.start + 1..name.tokens.end;
        if rest.len() > 1
            && !known.contains(&whole(sheet, &name.tokens))
            && known.contains(&whole(sheet, &rest))
        {
            name.tokens = rest;
        }
    }
}

const NONE: u32 = u32::MAX;

/// Words with a capital.
fn large_words(sheet: &Sheet<'_>, tokens: &Range<u32>) -> usize {
    tokens
        .clone()
        .filter(|&at| sheet.is(at, is::CAPITAL) && !sheet.is(at, is::SUFFIX))
        .count()
}

fn titled(sheet: &Sheet<'_>, name: &Name) -> bool {
    sheet.is(name.tokens.start, is::TITLED)
}

/// The word that a person is called by: the last, not "Jr.".
fn surname(sheet: &Sheet<'_>, tokens: &Range<u32>) -> u64 {
    let at = (tokens.start..tokens.end)
        .rev()
        .find(|&at| sheet.is(at, is::CAPITAL) && !(sheet.is(at, is::SUFFIX) && at > tokens.start))
        .unwrap_or(tokens.start);
    sheet.key(at)
}

fn whole(sheet: &Sheet<'_>, tokens: &Range<u32>) -> u64 {
    tokens
        .clone()
        .filter(|&at| sheet.is(at, is::WORD))
        .map(|at| sheet.key(at))
        .reduce(join)
        .unwrap_or_default()
}

impl Joined {
    /// A new being named by these tokens.
    pub(super) fn create(&mut self, tokens: Range<u32>, kind: Kind) -> u32 {
        self.beings.push(Being {
            name: tokens,
            kind,
            woman: 0,
            count: 0,
            role: None,
            affiliation: None,
            described: false,
            elsewhere: None,
            fulls: 0,
            shorts: 0,
            last_full: NONE,
            last_sentence: 0,
            last_seen: NONE,
        });
        self.beings.len() as u32 - 1
    }

    /// The being that has no name and is called by these words, of which the
    /// last says what it is: "the harbour ministry", later "the ministry".
    pub(super) fn describe(&mut self, sheet: &Sheet<'_>, tokens: Range<u32>, kind: Kind) -> u32 {
        let head = sheet.key(tokens.end - 1);
        let has = |range: &Range<u32>, word: u64| range.clone().any(|at| sheet.key(at) == word);
        let within = |a: &Range<u32>, b: &Range<u32>| a.clone().all(|at| has(b, sheet.key(at)));
        let few = self.described.get(&head).copied().unwrap_or_default();
        let known = few.as_slice().iter().rev().copied().find(|&being| {
            let name = &self.beings[being as usize].name;
            within(name, &tokens) || within(&tokens, name)
        });
        if let Some(being) = known {
            let known = &mut self.beings[being as usize];
            known.count += 1;
            if tokens.len() > known.name.len() {
                known.name = tokens;
            }
            return being;
        }
        let being = self.create(tokens, kind);
        self.beings[being as usize].described = true;
        self.described.entry(head).or_default().add(being);
        being
    }

    fn full_name(&mut self, sheet: &Sheet<'_>, name: &Name, number: u32) -> u32 {
        let tokens = &name.tokens;
        let all = whole(sheet, tokens);
        *self.spellings.entry(all).or_default() += 1;
        if let Some(&being) = self.full.get(&all) {
            let known = &mut self.beings[being as usize];
            known.fulls += 1;
            known.kind = surer(known.kind, name.kind);
            known.woman += i32::from(name.woman);
            known.last_seen = number;
            self.index_surname(sheet, being);
            return being;
        }
        let mut found = None;
        if name.kind.is_person() {
            let last = surname(sheet, tokens);
            found = self.surnames.get(&last).copied().and_then(|few| {
                few.as_slice()
                    .iter()
                    .rev()
                    .copied()
                    .find(|&being| same_person(sheet, &self.beings[being as usize], name))
            });
        }
        let being = match found {
            Some(being) => {
                let known = &mut self.beings[being as usize];
                // The fullest name that a page gives, the first of equals.
                let fuller = large_words(sheet, tokens) > large_words(sheet, &known.name);
                let twice = |name: &Range<u32>| name.len() > 2 && repeats(sheet, name);
                if fuller && !sheet.is(tokens.start, is::TITLED) && !twice(tokens)
                    || twice(&known.name)
                {
                    known.name = tokens.clone();
                }
                known.kind = surer(known.kind, name.kind);
                being
            }
            None => self.create(tokens.clone(), name.kind),
        };
        let known = &mut self.beings[being as usize];
        known.fulls += 1;
        known.woman += i32::from(name.woman);
        known.last_seen = number;
        self.full.insert(all, being);
        self.index_surname(sheet, being);
        if !name.kind.is_person() && name.kind != Kind::Place {
            self.index_body(sheet, tokens, being);
        }
        being
    }

    /// Of names of equal length a being is called by the one that the page
    /// gives most often.
    fn choose_spellings(&mut self, sheet: &Sheet<'_>, names: &[Name], being_of: &[u32]) {
        let often = |joined: &Joined, tokens: &Range<u32>| {
            joined.spellings.get(&whole(sheet, tokens)).copied()
        };
        for (name, &being) in names.iter().zip(being_of) {
            if being == NONE {
                continue;
            }
            let known = &self.beings[being as usize].name;
            if known.start != name.tokens.start
                && large_words(sheet, known) == large_words(sheet, &name.tokens)
                && (often(self, &name.tokens) > often(self, known)
                    || shouted(sheet, known) && !shouted(sheet, &name.tokens))
            {
                self.beings[being as usize].name = name.tokens.clone();
            }
        }
    }

    fn index_surname(&mut self, sheet: &Sheet<'_>, being: u32) {
        let known = &self.beings[being as usize];
        if known.kind.is_person() {
            let (first, last) = (sheet.key(known.name.start), surname(sheet, &known.name));
            self.surnames.entry(last).or_default().add(being);
            self.first_names.entry(first).or_default().add(being);
        }
    }

    fn index_office(&mut self, sheet: &Sheet<'_>, role: Range<u32>, being: u32) {
        let mut served = false;
        for at in role {
            served |= sheet.is(at, is::ABOUT) && !sheet.is(at, is::CAPITAL);
            // An aide to the president is not the president.
            if sheet.is(at, is::WORD)
                && !sheet.is(at, is::BREAK | is::DETERMINER)
                && !(served && sheet.is(at, is::SOMEBODY))
            {
                let office = role_key(sheet, at);
                self.offices.entry(office).or_default().add(being);
                if let Some(wider) = Lore::shipped().wider(office) {
                    self.offices.entry(wider).or_default().add(being);
                }
            }
        }
    }

    fn index_body(&mut self, sheet: &Sheet<'_>, tokens: &Range<u32>, being: u32) {
        let mut short = Vec::new();
        for at in tokens.clone() {
            if !sheet.is(at, is::CAPITAL) {
                continue;
            }
            short.extend(sheet.word(at).chars().next());
            self.bodies.entry(sheet.key(at)).or_default().add(being);
        }
        if !sheet.is(tokens.start, is::ORDINARY | is::PLACE | is::PEOPLE) {
            self.first_words
                .entry(sheet.key(tokens.start))
                .or_default()
                .add(being);
        }
        if short.len() > 1 {
            let short: String = short.into_iter().collect();
            self.initials.entry(key(&short)).or_insert(being);
        }
        // "the World Health Organization (WHO)".
        if sheet.word(tokens.end) == "("
            && sheet.word(tokens.end + 2) == ")"
            && sheet.is(tokens.end + 1, is::UPPER)
        {
            self.initials.insert(sheet.key(tokens.end + 1), being);
        }
    }

    /// The being that a name of one word, or one in a headline, belongs to.
    fn part_name(
        &mut self,
        sheet: &Sheet<'_>,
        name: &Name,
        number: u32,
    ) -> Option<(u32, &'static str)> {
        let tokens = &name.tokens;
        let all = whole(sheet, tokens);
        let single = large_words(sheet, tokens) <= 1;
        let last = surname(sheet, tokens);
        let mut kind = name.kind;
        if single || titled(sheet, name) {
            if let Some(few) = self.surnames.get(&last).copied()
                && (single || name.kind.is_person())
                && let Some((being, rule)) = self.of_surname(&few, name)
            {
                let known = &self.beings[being as usize];
                if single || same_person(sheet, known, name) {
                    return Some((being, rule));
                }
            }
            if let Some(&being) = self.full.get(&all) {
                return Some((being, "same-name"));
            }
            if single {
                // "An MP" is one of many.
                let one_of_many = tokens.start > 0
                    && matches!(sheet.word(tokens.start - 1), "a" | "an" | "A" | "An");
                if sheet.is(tokens.start, is::UPPER)
                    && !one_of_many
                    && let Some(&being) = self.initials.get(&last)
                {
                    return Some((being, "initials"));
                }
                if sheet.is(tokens.start, is::BODY)
                    && let Some(few) = self.bodies.get(&last).copied()
                    && let Some(being) = self.latest(&few, name)
                    && self.beings[being as usize].last_seen != NONE
                {
                    return Some((being, "part-of-name"));
                }
                if let Some(few) = self.first_names.get(&last).copied()
                    && !sheet.is(tokens.start, is::PLACE | is::PEOPLE)
                    && let Some(being) = self.latest(&few, name)
                    && (sheet.is(tokens.start, is::FIRST)
                        || self.beings[being as usize].kind == Kind::Person)
                {
                    return Some((being, "first-name"));
                }
                if let Some(few) = self.first_words.get(&last).copied()
                    && let Some(being) = self.latest(&few, name)
                {
                    let known = &self.beings[being as usize];
                    if calls_itself(sheet, &known.name) {
                        return Some((being, "part-of-name"));
                    }
                    // "Arden" beside "Arden Search" is a body of its own.
                    if kind == Kind::Unknown && known.kind == Kind::Organisation {
                        kind = Kind::Organisation;
                    }
                }
            }
        }
        if name.kind == Kind::Office {
            return None;
        }
        // A headline alone names nobody new, unless it names a person in full.
        if titled(sheet, name) && (single || name.kind != Kind::Person) {
            return None;
        }
        let being = self.create(tokens.clone(), kind);
        self.beings[being as usize].woman = i32::from(name.woman);
        self.beings[being as usize].last_seen = number;
        self.full.insert(all, being);
        if name.kind.is_person() {
            self.index_surname(sheet, being);
        }
        Some((being, "full-name"))
    }

    /// Whom a surname belongs to. Of namesakes it is the one that the article calls by it
    /// already, as newsrooms call the others by a full name or the first one; unless
    /// another was named in full since that one was last mentioned.
    fn of_surname(&self, few: &Few, name: &Name) -> Option<(u32, &'static str)> {
        let being = self.latest(few, name)?;
        let known = |being: u32| &self.beings[being as usize];
        let seen = few.as_slice().iter().copied();
        if seen.filter(|being| known(*being).last_seen != NONE).count() < 2 {
            return Some((being, "surname"));
        }
        let bare = name.role.is_none() && name.woman == 0;
        let mut called = (few.as_slice().iter().copied()).filter(|being| known(*being).shorts > 0);
        if let (true, Some(called), None) = (bare, called.next(), called.next()) {
            let full = known(being).last_full;
            if full == NONE || known(called).last_sentence >= full {
                return Some((called, SHARED));
            }
        }
        Some((being, SHARED))
    }

    /// The namesake mentioned last before this; else the first that comes.
    fn latest(&self, few: &Few, name: &Name) -> Option<u32> {
        let fits = |being: u32| {
            let woman = self.beings[being as usize].woman;
            // "Mrs. Lind" is not Karl Lind.
            i32::from(name.woman) * woman >= 0 || name.woman.abs() < 4
        };
        let known = |being: &u32| &self.beings[*being as usize];
        let seen = || {
            few.as_slice()
                .iter()
                .copied()
                .filter(|being| fits(*being) && known(being).last_seen != NONE)
        };
        // Named in full just before, or else the one whom the article names in
        // full most often, as newsrooms call the others by their first names.
        let just = seen()
            .filter(|being| {
                let last = known(being).last_full;
                last != NONE && last + 1 >= name.sentence && last <= name.sentence
            })
            .max_by_key(|being| known(being).last_seen);
        just.or_else(|| seen().max_by_key(|being| (known(being).fulls, known(being).last_seen)))
            .or_else(|| few.as_slice().iter().copied().find(|&being| fits(being)))
    }

    fn tie(&mut self, sheet: &Sheet<'_>, name: &Name, being: u32, rule: &'static str, number: u32) {
        let known = &mut self.beings[being as usize];
        known.count += 1;
        known.last_seen = number;
        let titled = titled(sheet, name);
        known.shorts += u32::from(matches!(rule, "surname" | SHARED) && !titled);
        known.last_sentence = name.sentence;
        if rule == "full-name" && large_words(sheet, &name.tokens) > 1 {
            known.last_full = name.sentence;
        }
        if rule != "full-name" {
            known.woman += i32::from(name.woman);
            if name.kind == Kind::Person && !matches!(known.kind, Kind::Organisation) {
                known.kind = Kind::Person;
            }
        }
        if known.kind.is_person() || known.kind == Kind::Unknown {
            // An office is more than what somebody is besides.
            let weight = |role: &Option<Range<u32>>| match role {
                None => 0,
                Some(role) if sheet.any(role.clone(), is::ROLE) => 2,
                Some(_) => 1,
            };
            if weight(&name.role) > weight(&known.role) {
                known.role.clone_from(&name.role);
                known.affiliation = name.affiliation.clone().or(known.affiliation.take());
            } else if known.affiliation.is_none() {
                known.affiliation.clone_from(&name.affiliation);
            }
            self.index_office(sheet, name.lead.clone(), being);
            if let Some(role) = &name.role
                && (role.start >= name.lead.end || role.end <= name.lead.start)
            {
                self.index_office(sheet, role.clone(), being);
            }
        }
        self.seen.push(Seen {
            tokens: name.tokens.clone(),
            sentence: name.sentence,
            being,
            role: name.role.clone(),
            affiliation: name.affiliation.clone(),
            subject: false,
            quoted: sheet.is(name.tokens.start, is::QUOTED),
            possessive: is_owner(sheet, &name.tokens),
            rule,
        });
    }

    /// The first name of a sentence that no preposition governs is most often
    /// what the sentence is about. A sentence that begins with "For Anna Lind,"
    /// is told from where she stands.
    fn mark_subjects(&mut self, sheet: &Sheet<'_>) {
        let mut done = NONE;
        for seen in &mut self.seen {
            if seen.sentence == done || seen.possessive || seen.quoted {
                continue;
            }
            let begin = sheet.tokens.sentences[seen.sentence as usize].tokens.start;
            let mut at = match &seen.role {
                Some(role) if role.end <= seen.tokens.start => role.start,
                _ => seen.tokens.start,
            };
            while at > begin && sheet.is(at - 1, is::DETERMINER | is::ENDING | is::HONORIFIC) {
                at -= 1;
            }
            if at > begin && sheet.is(at - 1, is::ABOUT) {
                let stands = at == begin + 1
                    && sheet.word(begin) == "For"
                    && sheet.word(seen.tokens.end) == ","
                    && self.beings[seen.being as usize].kind == Kind::Person;
                if !stands {
                    continue;
                }
            }
            seen.subject = true;
            done = seen.sentence;
        }
    }

    /// "Lind said she ...": the first pronoun behind a person, before another
    /// person is named, is a small sign of whether that person is a woman.
    fn count_pronouns(&mut self, sheet: &Sheet<'_>) {
        for number in 0..self.seen.len() {
            let seen = &self.seen[number];
            let being = &self.beings[seen.being as usize];
            let person = being.kind.is_person() || being.kind == Kind::Unknown && seen.subject;
            if !person || seen.quoted {
                continue;
            }
            let mut end = sheet.tokens.sentences[seen.sentence as usize].tokens.end;
            // The first word of the next sentence counts too.
            if seen.subject && sheet.is(end, is::HE | is::SHE) {
                end += 1;
            }
            if let Some(next) = self.seen.get(number + 1..).and_then(|rest| {
                rest.iter().take(6).find(|next| {
                    let being = &self.beings[next.being as usize];
                    being.kind.is_person() || being.kind == Kind::Unknown
                })
            }) {
                end = end.min(next.tokens.start);
            }
            let vote = (seen.tokens.end..end.min(seen.tokens.end + 40))
                .map(|at| sheet.bits(at))
                .find(|bits| bits & (is::HE | is::SHE) != 0 && bits & is::QUOTED == 0);
            if let Some(bits) = vote {
                let sign = if bits & is::SHE != 0 { 1 } else { -1 };
                self.beings[seen.being as usize].woman += sign;
            }
        }
    }
}

/// "Lind's", and "Orrins'" before what is theirs.
/// Whether a body is called by the first word of its name alone: the rest says only
/// what it is ("Arden University", "Arden Steel Inc."). Letters in front name the whole
/// of which it is a part ("UN Security Council").
fn calls_itself(sheet: &Sheet<'_>, name: &Range<u32>) -> bool {
    let mut rest = name.start + 1..name.end;
    !sheet.is(name.start, is::UPPER)
        && sheet.is(name.end - 1, is::BODY)
        && rest.all(|at| sheet.is(at, is::BODY | is::SUFFIX | is::TRADE))
}

/// The word of a body's name that says what it is: the last, or the last before a joint
/// ("Board of Roads").
pub(super) fn head_of(sheet: &Sheet<'_>, name: &Range<u32>) -> u32 {
    let joint = (name.start + 1..name.end)
        .find(|&at| !sheet.is(at, is::CAPITAL) && sheet.is(at, is::ABOUT | is::BREAK));
    joint.map_or(name.end - 1, |joint| joint - 1)
}

/// Whether a name of several words is in capitals throughout.
fn shouted(sheet: &Sheet<'_>, name: &Range<u32>) -> bool {
    name.len() > 1 && name.clone().all(|at| sheet.is(at, is::UPPER))
}

/// Whether a name gives a word twice, as two names without a mark between them do.
fn repeats(sheet: &Sheet<'_>, name: &Range<u32>) -> bool {
    name.clone()
        .any(|at| (at + 1..name.end).any(|next| sheet.key(at) == sheet.key(next)))
}

fn is_owner(sheet: &Sheet<'_>, name: &Range<u32>) -> bool {
    let end = name.end;
    let bare = matches!(sheet.word(end), "'" | "’")
        && sheet.word(end - 1).ends_with(['s', 'x', 'z'])
        && sheet.tokens.list[end as usize].span.start
            == sheet.tokens.list[end as usize - 1].span.end
        && sheet.is(end + 1, is::WORD)
        && !sheet.is(end, is::QUOTED);
    sheet.is(end, is::ENDING) || bare
}

/// The number an office's word is found by: nations and lands by their first
/// letters, so that "Russian" finds "Russia".
pub(super) fn role_key(sheet: &Sheet<'_>, at: u32) -> u64 {
    if sheet.is(at, is::PEOPLE | is::PLACE) {
        let word = sheet.word(at);
        let end = word
            .char_indices()
            .nth(4)
            .map_or(word.len(), |(end, _)| end);
        return key(&word[..end]).wrapping_add(1);
    }
    Lore::shipped().office(sheet.key(at))
}

fn surer(a: Kind, b: Kind) -> Kind {
    let rank = |kind| match kind {
        Kind::Person => 6,
        Kind::Organisation => 5,
        Kind::Place => 4,
        Kind::PersonPerhaps => 3,
        Kind::People => 2,
        Kind::Other | Kind::Document => 1,
        Kind::Unknown | Kind::Office => 0,
    };
    if rank(b) > rank(a) { b } else { a }
}

/// Whether a name can be another name of a person with the same surname.
fn same_person(sheet: &Sheet<'_>, known: &Being, name: &Name) -> bool {
    if !known.kind.is_person() {
        return false;
    }
    let (a, b) = (known.name.start, name.tokens.start);
    if sheet.key(a) == sheet.key(b) {
        return true;
    }
    if known.woman * i32::from(name.woman) < 0 && known.woman.abs() > 1 {
        return false;
    }
    let letter = |at: u32| sheet.word(at).chars().next();
    // "Kristin" and "Kristen" of one surname are one person.
    if letter(a) == letter(b)
        && sheet.word(a).len() > 4
        && sheet.word(b).len() > 4
        && like(sheet.word(a), sheet.word(b), 1)
    {
        return true;
    }
    if sheet.is(a, is::INITIAL) || sheet.is(b, is::INITIAL) {
        return letter(a) == letter(b);
    }
    Lore::shipped().same_first_name(sheet.key(a), sheet.key(b))
        // "Robert Francis Lind" may be called Francis Lind.
        || known.name.clone().skip(1).any(|at| at + 1 < known.name.end && sheet.key(at) == sheet.key(b))
}

/// Whether two words differ by at most so many letters put in, left out or
/// changed.
pub(super) fn like(a: &str, b: &str, most: usize) -> bool {
    let a: Vec<char> = a.chars().take(40).collect();
    let b: Vec<char> = b.chars().take(40).collect();
    if a.len().abs_diff(b.len()) > most {
        return false;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let change = corner + usize::from(x != y);
            corner = row[j + 1];
            row[j + 1] = change.min(corner + 1).min(row[j] + 1);
        }
    }
    row[b.len()] <= most
}
