//! Character references: `&amp;`, `&#8217;`, `&#x2019;`.
//!
//! The states from "character reference state" to "numeric character reference end state", as one function of
//! the text after the ampersand. All lookahead is bounded by the longest name, so that a page of ampersands is linear.

mod table;

use table::NAMED;

/// What a reference stands for: a character, or for some names two. Four bytes, since pages may have millions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    /// The position in the table of names.
    Named(u16),
    Char(char),
}

impl Value {
    pub(crate) fn push_to(self, text: &mut String) {
        match self {
            Value::Named(at) => text.push_str(NAMED[usize::from(at)].1),
            Value::Char(value) => text.push(value),
        }
    }

    pub(crate) fn is_whitespace(self) -> bool {
        match self {
            Value::Named(at) => matches!(NAMED[usize::from(at)].1, "\t" | "\n"),
            Value::Char(value) => matches!(value, '\t' | '\n' | '\x0C' | '\r' | ' '),
        }
    }

    pub(crate) fn is_line_feed(self) -> bool {
        match self {
            Value::Named(at) => NAMED[usize::from(at)].1 == "\n",
            Value::Char(value) => value == '\n',
        }
    }
}

/// The longest name, its semicolon included.
const LONGEST: usize = 32;
/// The longest name that may go without a semicolon.
const LONGEST_BARE: usize = 6;

/// The first eight bytes of a name as a number, zeros after its end: numbers order as the names do.
const fn key_of(name: &[u8]) -> u64 {
    let (mut key, mut at) = (0, 0);
    while at < 8 {
        key = key << 8 | if at < name.len() { name[at] as u64 } else { 0 };
        at += 1;
    }
    key
}

/// The keys of [`NAMED`], so that a search compares numbers.
static KEYS: [u64; NAMED.len()] = {
    let mut keys = [0; NAMED.len()];
    let mut at = 0;
    while at < NAMED.len() {
        keys[at] = key_of(NAMED[at].0.as_bytes());
        at += 1;
    }
    keys
};

/// Where the keys with each first letter begin, for `A` to `Z` and `a` to `z`, and the end.
static FIRST: [u16; 59] = {
    let mut first = [0; 59];
    let (mut at, mut letter) = (0, 0);
    while letter < 59 {
        while at < NAMED.len() && NAMED[at].0.as_bytes()[0] < b'A' + letter as u8 {
            at += 1;
        }
        first[letter] = at as u16;
        letter += 1;
    }
    first
};

fn find(name: &[u8]) -> Option<u16> {
    let letter = usize::from(name.first()?.wrapping_sub(b'A'));
    let (start, end) = (
        usize::from(*FIRST.get(letter)?),
        usize::from(*FIRST.get(letter + 1)?),
    );
    let key = key_of(name);
    let at = start + KEYS[start..end].partition_point(|other| *other < key);
    let alike = KEYS[at..end]
        .iter()
        .take_while(|other| **other == key)
        .count();
    let found = (at..at + alike).find(|at| NAMED[*at].0.as_bytes() == name)?;
    Some(found as u16)
}

/// Reads the reference that begins with the ampersand at the start of `rest`.
/// Gives what it stands for and how many bytes it takes, or `None` if the ampersand is just that.
pub(crate) fn read(rest: &[u8], in_attribute: bool) -> Option<(Value, usize)> {
    match *rest.get(1)? {
        b'#' => numeric(rest),
        byte if byte.is_ascii_alphabetic() => named(rest, in_attribute),
        _ => None,
    }
}

/// The character reference that a text begins with: what it stands for, and how many bytes it takes. For HTML that
/// stands where the parser does not look, as in the strings of a script.
pub fn character_reference(text: &str) -> Option<(String, usize)> {
    if !text.starts_with('&') {
        return None;
    }
    let (value, length) = read(text.as_bytes(), false)?;
    let mut shown = String::new();
    value.push_to(&mut shown);
    Some((shown, length))
}

fn named(rest: &[u8], in_attribute: bool) -> Option<(Value, usize)> {
    let window = &rest[1..rest.len().min(1 + LONGEST)];
    let run = window
        .iter()
        .position(|byte| !byte.is_ascii_alphanumeric())
        .unwrap_or(window.len());
    if window.get(run) == Some(&b';') {
        // A name with a semicolon can only end at the first byte that is no letter or digit: it is all or nothing.
        if let Some(value) = find(&window[..=run]) {
            return Some((Value::Named(value), run + 2));
        }
    }
    (2..=run.min(LONGEST_BARE)).rev().find_map(|length| {
        let value = find(&window[..length])?;
        let next = rest.get(1 + length);
        // For historical reasons, `?a=b&copy=c` in an attribute is a query, not a copyright sign.
        if in_attribute && next.is_some_and(|byte| *byte == b'=' || byte.is_ascii_alphanumeric()) {
            return Some(None);
        }
        Some(Some((Value::Named(value), 1 + length)))
    })?
}

fn numeric(rest: &[u8]) -> Option<(Value, usize)> {
    let (radix, start) = match rest.get(2) {
        Some(b'x' | b'X') => (16, 3),
        _ => (10, 2),
    };
    let mut code: u32 = 0;
    let mut at = start;
    while let Some(digit) = rest
        .get(at)
        .and_then(|byte| char::from(*byte).to_digit(radix))
    {
        // Past the last code point the value no longer matters, only that it is too large.
        code = (code * radix + digit).min(0x11_0000);
        at += 1;
    }
    if at == start {
        return None;
    }
    if rest.get(at) == Some(&b';') {
        at += 1;
    }
    Some((Value::Char(numeric_end(code)), at))
}

/// "Numeric character reference end state".
fn numeric_end(code: u32) -> char {
    /// What pages meant by the C1 controls: their windows-1252 characters.
    const C1: [char; 32] = [
        '\u{20AC}', '\u{81}', '\u{201A}', '\u{192}', '\u{201E}', '\u{2026}', '\u{2020}',
        '\u{2021}', '\u{2C6}', '\u{2030}', '\u{160}', '\u{2039}', '\u{152}', '\u{8D}', '\u{17D}',
        '\u{8F}', '\u{90}', '\u{2018}', '\u{2019}', '\u{201C}', '\u{201D}', '\u{2022}', '\u{2013}',
        '\u{2014}', '\u{2DC}', '\u{2122}', '\u{161}', '\u{203A}', '\u{153}', '\u{9D}', '\u{17E}',
        '\u{178}',
    ];
    match code {
        0 => char::REPLACEMENT_CHARACTER,
        0x80..=0x9F => C1[code as usize - 0x80],
        // Surrogates and what is past the last code point are no characters.
        _ => char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, in_attribute: bool, expected: Option<(&str, usize)>) {
        let found = read(text.as_bytes(), in_attribute).map(|(value, length)| {
            let mut text = String::new();
            value.push_to(&mut text);
            (text, length)
        });
        assert_eq!(
            found
                .as_ref()
                .map(|(text, length)| (text.as_str(), *length)),
            expected,
            "{text}"
        );
    }

    #[test]
    fn names_with_and_without_semicolon() {
        check("&amp;b", false, Some(("&", 5)));
        check("&ampb", false, Some(("&", 4)));
        check("&notit;", false, Some(("¬", 4)));
        check("&notin;", false, Some(("∉", 7)));
        check("&nosuch;", false, None);
        check("& ", false, None);
        check("&CounterClockwiseContourIntegral;", false, Some(("∳", 33)));
        check("&NotEqualTilde;", false, Some(("≂\u{338}", 15)));
    }

    #[test]
    fn a_query_in_an_attribute_is_no_reference() {
        check("&copy=1", true, None);
        check("&copy2", true, None);
        check("&copy=1", false, Some(("©", 5)));
        check("&copy;=1", true, Some(("©", 6)));
        check("&copy", true, Some(("©", 5)));
    }

    #[test]
    fn numbers() {
        check("&#8217;s", false, Some(("’", 7)));
        check("&#x2019", false, Some(("’", 7)));
        check("&#146;", false, Some(("’", 6)));
        check("&#0;", false, Some(("\u{FFFD}", 4)));
        check("&#xD800;", false, Some(("\u{FFFD}", 8)));
        check("&#99999999999999999999;", false, Some(("\u{FFFD}", 23)));
        check("&#;", false, None);
        check("&#x;", false, None);
    }

    #[test]
    fn the_table_is_sorted_and_found() {
        assert!(
            NAMED
                .windows(2)
                .all(|pair| pair[0].0.as_bytes() < pair[1].0.as_bytes())
        );
        for (at, (name, _)) in NAMED.iter().enumerate() {
            assert_eq!(find(name.as_bytes()), Some(at as u16), "{name}");
            assert!(name.len() <= LONGEST && (name.ends_with(';') || name.len() <= LONGEST_BARE));
        }
    }
}
