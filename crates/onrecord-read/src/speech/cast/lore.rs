//! What a word by itself tells: an office, a first name, a country.

use std::sync::OnceLock;

use crate::words;

/// What a token tells, as bits.
pub(super) type Bits = u64;

/// The kinds of words.
pub(super) mod is {
    use super::Bits;

    pub(in super::super) const HONORIFIC: Bits = 1;
    pub(in super::super) const WOMAN: Bits = 1 << 1;
    pub(in super::super) const MAN: Bits = 1 << 2;
    pub(in super::super) const ROLE: Bits = 1 << 3;
    pub(in super::super) const PERSON: Bits = 1 << 4;
    pub(in super::super) const KIN: Bits = 1 << 5;
    pub(in super::super) const RANK: Bits = 1 << 6;
    pub(in super::super) const GROUP: Bits = 1 << 7;
    pub(in super::super) const BODY: Bits = 1 << 8;
    pub(in super::super) const DOCUMENT: Bits = 1 << 9;
    pub(in super::super) const DETERMINER: Bits = 1 << 10;
    pub(in super::super) const BREAK: Bits = 1 << 11;
    pub(in super::super) const SAY: Bits = 1 << 12;
    pub(in super::super) const MONTH: Bits = 1 << 13;
    pub(in super::super) const DAY: Bits = 1 << 14;
    pub(in super::super) const SUFFIX: Bits = 1 << 15;
    pub(in super::super) const PLACE: Bits = 1 << 16;
    pub(in super::super) const PEOPLE: Bits = 1 << 17;
    pub(in super::super) const FIRST: Bits = 1 << 18;
    pub(in super::super) const FIRST_WOMAN: Bits = 1 << 19;
    pub(in super::super) const FIRST_MAN: Bits = 1 << 20;
    pub(in super::super) const ORDINARY: Bits = 1 << 21;
    pub(in super::super) const PARTICLE: Bits = 1 << 22;
    pub(in super::super) const QUARTER: Bits = 1 << 23;
    pub(in super::super) const ABOUT: Bits = 1 << 24;
    pub(in super::super) const HE: Bits = 1 << 25;
    pub(in super::super) const SHE: Bits = 1 << 26;

    pub(in super::super) const HIDDEN: Bits = 1 << 27;
    pub(in super::super) const GENERIC: Bits = 1 << 28;
    pub(in super::super) const CLAUSE: Bits = 1 << 29;
    pub(in super::super) const SPOKES: Bits = 1 << 30;

    // What the token's own letters and place tell.
    pub(in super::super) const CAPITAL: Bits = 1 << 32;
    pub(in super::super) const UPPER: Bits = 1 << 33;
    pub(in super::super) const WORD: Bits = 1 << 34;
    pub(in super::super) const START: Bits = 1 << 35;
    pub(in super::super) const QUOTED: Bits = 1 << 36;
    pub(in super::super) const TITLED: Bits = 1 << 37;
    pub(in super::super) const NUMBER: Bits = 1 << 38;
    pub(in super::super) const INITIAL: Bits = 1 << 39;
    pub(in super::super) const ENDING: Bits = 1 << 40;
    // More kinds of words.
    pub(in super::super) const LEAD: Bits = 1 << 41;
    pub(in super::super) const BESIDE: Bits = 1 << 42;
    pub(in super::super) const CALLED: Bits = 1 << 43;
    pub(in super::super) const TAIL: Bits = 1 << 44;
    pub(in super::super) const DEFINITE: Bits = 1 << 45;
    pub(in super::super) const POSSESSIVE: Bits = 1 << 46;
    pub(in super::super) const ANONYM: Bits = 1 << 47;
    pub(in super::super) const UNNAMED: Bits = 1 << 48;
    pub(in super::super) const BECAUSE: Bits = 1 << 49;
    pub(in super::super) const SERVES: Bits = 1 << 50;
    pub(in super::super) const FORCE: Bits = 1 << 51;
    pub(in super::super) const MEMBER: Bits = 1 << 52;
    pub(in super::super) const ALLOWED: Bits = 1 << 53;
    pub(in super::super) const TRADE: Bits = 1 << 54;
    pub(in super::super) const ADVERB: Bits = 1 << 55;

    /// Somebody is meant.
    pub(in super::super) const SOMEBODY: Bits = ROLE | PERSON | KIN;
}

/// The number of a word, the same for all its spellings with and without
/// capitals and accents.
pub(super) fn key(word: &str) -> u64 {
    let mut hash = START;
    for c in word.chars() {
        if c.is_ascii() {
            hash = step(hash, c.to_ascii_lowercase() as u8);
        } else if matches!(c, '’' | '\u{ad}' | '\u{200c}' | '\u{200d}') {
            if c == '’' {
                hash = step(hash, b'\'');
            }
        } else {
            for lower in c.to_lowercase() {
                let mut bytes = [0; 4];
                for byte in bare(lower).encode_utf8(&mut bytes).bytes() {
                    hash = step(hash, byte);
                }
            }
        }
    }
    hash
}

const START: u64 = 0xcbf2_9ce4_8422_2325;

fn step(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
}

/// The number of several words in a row; of one word it is the word's own.
pub(super) fn join(first: u64, second: u64) -> u64 {
    (first.rotate_left(23) ^ second).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// A Latin letter without its accent. Letters that other alphabets or
/// languages hold apart from their base are folded too, because newsrooms do.
fn bare(c: char) -> char {
    match c {
        'à'..='å' | 'ā' | 'ă' | 'ą' | 'ǎ' => 'a',
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => 'c',
        'ď' | 'đ' => 'd',
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => 'e',
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => 'g',
        'ĥ' | 'ħ' => 'h',
        'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' => 'i',
        'ĵ' => 'j',
        'ķ' => 'k',
        'ĺ' | 'ļ' | 'ľ' | 'ŀ' | 'ł' => 'l',
        'ñ' | 'ń' | 'ņ' | 'ň' => 'n',
        'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' => 'o',
        'ŕ' | 'ŗ' | 'ř' => 'r',
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => 's',
        'ţ' | 'ť' | 'ŧ' | 'ț' => 't',
        'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => 'u',
        'ŵ' => 'w',
        'ý' | 'ÿ' | 'ŷ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        _ => c,
    }
}

/// All lists in one table, found by a word's number.
pub(super) struct Lore {
    /// Open addressing; a power of two long; zero is no word's number.
    slots: Vec<(u64, Bits)>,
    /// Short forms of first names: (short form, name), sorted.
    short: Vec<(u64, u64)>,
    /// Words for an office and the one that stands for all of them, sorted.
    offices: Vec<(u64, u64)>,
    /// Offices by their own word, and a wider word for them, sorted.
    wider: Vec<(u64, u64)>,
}

impl Lore {
    /// The shipped lists.
    pub(super) fn shipped() -> &'static Lore {
        static LORE: OnceLock<Lore> = OnceLock::new();
        LORE.get_or_init(Lore::read)
    }

    fn read() -> Lore {
        let mut lore = Lore {
            slots: vec![(0, 0); 1 << 16],
            short: Vec::new(),
            offices: Vec::new(),
            wider: Vec::new(),
        };
        for (list, between) in [
            (include_str!("../../words/cast-words.tsv"), ' '),
            (include_str!("../../words/first-names.tsv"), ' '),
            (include_str!("../../words/ordinary.tsv"), ' '),
            (include_str!("../../words/name-particles.tsv"), ' '),
            (include_str!("../../words/places.tsv"), '|'),
        ] {
            for (kind, entries) in words::rows(list) {
                // The particles are a plain list of words.
                if entries.is_empty() {
                    lore.add(kind, is::PARTICLE);
                    continue;
                }
                for entry in entries.split(between).filter(|entry| !entry.is_empty()) {
                    lore.add(entry, bits(kind));
                }
            }
        }
        for (name, forms) in words::rows(include_str!("../../words/nicknames.tsv")) {
            for form in forms.split(' ') {
                lore.short.push((key(form), key(name)));
            }
        }
        lore.short.sort_unstable();
        for (office, forms) in words::rows(include_str!("../../words/same-office.tsv")) {
            for form in forms.split(' ') {
                match office.strip_prefix('+') {
                    Some(office) => lore.wider.push((key(form), key(office))),
                    None => lore.offices.push((key(form), key(office))),
                }
            }
        }
        lore.offices.sort_unstable();
        lore.wider.sort_unstable();
        lore
    }

    fn add(&mut self, entry: &str, bits: Bits) {
        let number = entry.split(' ').map(key).reduce(join).unwrap_or_default();
        let mask = self.slots.len() - 1;
        let mut at = number as usize & mask;
        while self.slots[at].0 != 0 && self.slots[at].0 != number {
            at = (at + 1) & mask;
        }
        self.slots[at].0 = number;
        self.slots[at].1 |= bits;
    }

    /// What the lists say about a word or several joined.
    pub(super) fn get(&self, number: u64) -> Bits {
        let mask = self.slots.len() - 1;
        let mut at = number as usize & mask;
        loop {
            let (found, bits) = self.slots[at];
            if found == number {
                return bits;
            }
            if found == 0 {
                return 0;
            }
            at = (at + 1) & mask;
        }
    }

    /// The word that stands for all words for an office.
    pub(super) fn office(&self, number: u64) -> u64 {
        match self.offices.binary_search_by_key(&number, |row| row.0) {
            Ok(at) => self.offices[at].1,
            Err(_) => number,
        }
    }

    /// A wider word for an office: a senator is a lawmaker.
    pub(super) fn wider(&self, office: u64) -> Option<u64> {
        let at = self.wider.binary_search_by_key(&office, |row| row.0).ok()?;
        Some(self.wider[at].1)
    }

    /// Whether one of two first names is a short form of the other, or both
    /// are short forms of one.
    pub(super) fn same_first_name(&self, a: u64, b: u64) -> bool {
        if a == b {
            return true;
        }
        let (long_a, long_b) = (self.long_forms(a), self.long_forms(b));
        long_a.iter().any(|(_, name)| *name == b)
            || long_b.iter().any(|(_, name)| *name == a)
            || long_a
                .iter()
                .any(|(_, name)| long_b.iter().any(|(_, other)| name == other))
    }

    fn long_forms(&self, form: u64) -> &[(u64, u64)] {
        let from = self.short.partition_point(|(short, _)| *short < form);
        let to = self.short.partition_point(|(short, _)| *short <= form);
        &self.short[from..to]
    }
}

fn bits(kind: &str) -> Bits {
    match kind {
        "honorific" => is::HONORIFIC,
        "title" => is::HONORIFIC | is::ROLE,
        "honorific-man" => is::HONORIFIC | is::MAN,
        "honorific-woman" => is::HONORIFIC | is::WOMAN,
        "role" => is::ROLE,
        "person" => is::PERSON,
        "woman-word" => is::WOMAN,
        "man-word" => is::MAN,
        "kin" => is::KIN,
        "rank" => is::RANK,
        "group" => is::GROUP,
        "body" => is::BODY,
        "document" => is::DOCUMENT,
        "determiner" => is::DETERMINER,
        "break" => is::BREAK,
        "say" => is::SAY,
        "about" => is::ABOUT,
        "month" => is::MONTH,
        "day" => is::DAY,
        "suffix" => is::SUFFIX,
        "quarter" => is::QUARTER,
        "country" | "state" | "city" => is::PLACE,
        "people" => is::PEOPLE,
        "woman" => is::FIRST | is::FIRST_WOMAN,
        "man" => is::FIRST | is::FIRST_MAN,
        "either" => is::FIRST,
        "word" => is::ORDINARY,
        "hidden" => is::HIDDEN,
        "generic" => is::GENERIC,
        "clause" => is::CLAUSE,
        "spokes" => is::SPOKES,
        "lead" => is::LEAD,
        "beside" => is::BESIDE,
        "called" => is::CALLED,
        "tail" => is::TAIL,
        "definite" => is::DEFINITE,
        "possessive" => is::POSSESSIVE,
        "anonym" => is::ANONYM,
        "unnamed" => is::UNNAMED,
        "because" => is::BECAUSE,
        "serves" => is::SERVES,
        "force" => is::FORCE,
        "member" => is::MEMBER,
        "allowed" => is::ALLOWED,
        "trade" => is::TRADE,
        "adverb" => is::ADVERB,
        "he" => is::HE,
        "she" => is::SHE,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_one_with_and_without_capitals_and_accents() {
        assert_eq!(key("Muñoz"), key("MUNOZ"));
        assert_eq!(key("O’Hara"), key("o'hara"));
        assert_ne!(key("Lind"), key("Linda"));
    }

    #[test]
    fn every_list_is_read() {
        let lore = Lore::shipped();
        let has = |word: &str, bits| {
            let number = word.split(' ').map(key).reduce(join).unwrap_or_default();
            lore.get(number) & bits == bits
        };
        assert!(has("spokeswoman", is::ROLE | is::WOMAN));
        assert!(has("anna", is::FIRST_WOMAN));
        assert!(has("peter", is::FIRST_MAN));
        assert!(has("von", is::PARTICLE));
        assert!(has("new zealand", is::PLACE));
        assert!(has("officials", is::ORDINARY | is::GROUP));
        assert!(!has("anna lind", is::FIRST));
    }

    #[test]
    fn every_row_has_a_kind() {
        for list in [
            include_str!("../../words/cast-words.tsv"),
            include_str!("../../words/first-names.tsv"),
            include_str!("../../words/places.tsv"),
        ] {
            for (kind, _) in words::rows(list) {
                assert_ne!(bits(kind), 0, "{kind}");
            }
        }
    }

    #[test]
    fn short_forms_are_the_name() {
        let lore = Lore::shipped();
        assert!(lore.same_first_name(key("Bob"), key("Robert")));
        assert!(lore.same_first_name(key("Bob"), key("Rob")));
        assert!(!lore.same_first_name(key("Bob"), key("James")));
    }
}
