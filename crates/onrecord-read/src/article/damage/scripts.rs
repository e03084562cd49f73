//! Letters of two scripts in one word, and words of another script that look
//! like one of the article's own.

use onrecord_record::DoubtKind;

use super::{Scene, Suspect, Word};
use crate::words::rows;

/// A script that shares shapes with others; the index is its column in
/// `look-alikes.tsv`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Latin = 0,
    Greek = 1,
    Cyrillic = 2,
}

const SCRIPTS: [Script; 3] = [Script::Latin, Script::Greek, Script::Cyrillic];

impl Script {
    fn of(c: char) -> Option<Script> {
        match c {
            'a'..='z' | 'A'..='Z' => Some(Script::Latin),
            '\u{C0}'..='\u{24F}' if c.is_alphabetic() => Some(Script::Latin),
            '\u{1E00}'..='\u{1EFF}' => Some(Script::Latin),
            '\u{370}'..='\u{3FF}' | '\u{1F00}'..='\u{1FFF}' if c.is_alphabetic() => {
                Some(Script::Greek)
            }
            '\u{400}'..='\u{52F}' if c.is_alphabetic() => Some(Script::Cyrillic),
            _ => None,
        }
    }

    fn name(self) -> &'static str {
        ["Latin", "Greek", "Cyrillic"][self as usize]
    }
}

/// How many letters of each script a text has.
fn count(text: &str) -> [u32; 3] {
    let mut counts = [0; 3];
    if text.is_ascii() {
        counts[Script::Latin as usize] =
            text.bytes().filter(u8::is_ascii_alphabetic).count() as u32;
        return counts;
    }
    for script in text.chars().filter_map(Script::of) {
        counts[script as usize] += 1;
    }
    counts
}

/// The word with every letter of another script replaced by the one of this
/// script that is drawn alike; `None` if one has no such letter.
fn in_script(word: &str, script: Script) -> Option<String> {
    word.chars()
        .map(|c| match Script::of(c) {
            Some(own) if own != script => look_alike(c, own, script),
            _ => Some(c),
        })
        .collect()
}

/// What words of letters that all look Latin, but are not, would read; `None`
/// if a letter does not, or if none is of another script.
pub(crate) fn latin_form(words: &str) -> Option<String> {
    in_script(words, Script::Latin).filter(|latin| latin != words)
}

fn look_alike(c: char, from: Script, to: Script) -> Option<char> {
    rows(include_str!("../../words/look-alikes.tsv")).find_map(|(first, rest)| {
        let mut cells = [first, "-", "-"];
        for (cell, value) in cells[1..].iter_mut().zip(rest.split('\t')) {
            *cell = value;
        }
        let letter = |script: Script| cells[script as usize].chars().next();
        (letter(from) == Some(c))
            .then(|| letter(to).filter(|letter| *letter != '-'))
            .flatten()
    })
}

pub(super) fn find(scene: &Scene<'_>, found: &mut Vec<Suspect>) {
    let mut total = [0u32; 3];
    for k in &scene.own {
        for (sum, count) in total.iter_mut().zip(count(scene.block(*k))) {
            *sum += count;
        }
    }
    let all: u32 = total.iter().sum();
    let Some(main) = SCRIPTS
        .into_iter()
        .find(|script| total[*script as usize] * 5 > all * 4)
    else {
        return;
    };
    if total[main as usize] == all {
        return;
    }
    // Words wholly of another script are strays only where no word of that
    // script is there for itself.
    let mut lone: Vec<(Word<'_>, Script, String)> = Vec::new();
    let mut spoken = [false; 3];
    for word in scene.words() {
        if main == Script::Latin && word.text.is_ascii() {
            continue;
        }
        let counts = count(word.text);
        let others = SCRIPTS
            .into_iter()
            .find(|script| *script != main && counts[*script as usize] > 0);
        let Some(other) = others else { continue };
        let reading = in_script(word.text, main);
        let mixed = counts[main as usize] > 0;
        match reading {
            Some(reading) if mixed => found.push(suspect(word, other, main, reading)),
            Some(reading) if is_plain_word(word.text, main) => {
                lone.push((word, other, reading));
            }
            // A mixed word that cannot be read in one script says nothing of
            // what else is there.
            None if mixed => {}
            _ => spoken[other as usize] = true,
        }
    }
    for (word, other, reading) in lone {
        if !spoken[other as usize] {
            found.push(suspect(word, other, main, reading));
        }
    }
}

/// Whether a word of another script is no sign or number: in an article of
/// Greek or Cyrillic letters, Latin capitals alone are acronyms and Roman
/// numbers.
fn is_plain_word(word: &str, main: Script) -> bool {
    main == Script::Latin || word.chars().any(char::is_lowercase)
}

fn suspect(word: Word<'_>, other: Script, main: Script, reading: String) -> Suspect {
    Suspect {
        kind: DoubtKind::MixedScript,
        span: word.span,
        note: format!(
            "{} letters that look {}, in an article of {} letters",
            other.name(),
            main.name(),
            main.name()
        ),
        reading: Some(reading),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_has_three_letters_of_their_scripts() {
        for (first, rest) in rows(include_str!("../../words/look-alikes.tsv")) {
            let cells: Vec<&str> = std::iter::once(first).chain(rest.split('\t')).collect();
            assert_eq!(cells.len(), 3, "{first}");
            for (cell, script) in cells.iter().zip(SCRIPTS) {
                let mut letters = cell.chars();
                let letter = letters.next().expect("a cell is not empty");
                assert!(letters.next().is_none(), "{cell}");
                assert!(
                    letter == '-' || Script::of(letter) == Some(script),
                    "{cell}"
                );
            }
        }
    }

    #[test]
    fn words_are_read_in_one_script() {
        assert_eq!(in_script("Ву", Script::Latin).as_deref(), Some("By"));
        assert_eq!(
            in_script("Mоscоw", Script::Latin).as_deref(),
            Some("Moscow")
        );
        assert_eq!(in_script("Брат", Script::Latin), None);
        assert_eq!(in_script("μm", Script::Latin), None);
        assert_eq!(in_script("cон", Script::Cyrillic).as_deref(), Some("сон"));
    }
}
