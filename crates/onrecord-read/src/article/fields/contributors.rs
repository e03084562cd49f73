//! Contributor lines: who reported from where, who helped.

use std::ops::Range;
use std::sync::OnceLock;

use memchr::memmem::Finder;
use onrecord_record::{Contributor, Evidence, Label, Place, Rule, Source, TextSpan};

use super::{FieldBlocks, Layout, Page, Zone};
use crate::article::people::{self, Origin};
use crate::words;

/// Reads the lines right behind the article, and its last ones.
pub(super) fn read(
    page: &Page<'_, '_>,
    layout: &Layout,
    found: &mut FieldBlocks,
) -> Vec<Evidence<Contributor>> {
    /// A longer block is prose.
    const LONGEST: usize = 600;
    let mut out: Vec<Evidence<Contributor>> = Vec::new();
    let Some((_, last)) = layout.body else {
        return out;
    };
    for block in last.saturating_sub(3)..page.blocks.list.len() {
        if block > last && layout.zone(block) == Zone::After {
            break;
        }
        let words = page.words(block);
        if words.len() > LONGEST || page.elsewhere(block) {
            continue;
        }
        let before = out.len();
        for clause in clauses(words) {
            let text = &words[clause.clone()];
            let from = page.raw(block).span.start as usize + clause.start;
            let chain = chain(text);
            if chain.len() > 1 {
                let span =
                    |range: Range<usize>| TextSpan::new(from + range.start, from + range.end);
                out.extend(chain.into_iter().map(|(name, place)| Evidence {
                    value: Contributor {
                        name: text[name.clone()].to_owned(),
                        place: Some(page.visible(span(place), "contributors/place-in-chain")),
                    },
                    at: Place::Text(span(name)),
                    source: Source::Visible,
                    rule: Rule::named("contributors/chain"),
                }));
                continue;
            }
            let Some((names, place)) = names(text) else {
                continue;
            };
            let base = page.raw(block).span.start as usize + clause.start;
            let line = &text[names.clone()];
            let span = |range: &Range<usize>| {
                let start = base + names.start;
                TextSpan::new(start + range.start, start + range.end)
            };
            for credit in people::credits(line, Origin::Visible) {
                if credit.organisation {
                    continue;
                }
                let own = credit.place.as_ref().map(span);
                let shared = place
                    .as_ref()
                    .map(|range| TextSpan::new(base + range.start, base + range.end));
                out.push(Evidence {
                    value: Contributor {
                        name: line[credit.name.clone()].to_owned(),
                        place: own
                            .or(shared)
                            .map(|span| page.visible(span, "contributors/place")),
                    },
                    at: Place::Text(span(&credit.name)),
                    source: Source::Visible,
                    rule: Rule::named("contributors/line"),
                });
            }
        }
        if out.len() > before {
            found.push(block, Label::ContributorNote, "contributor-note/names");
        }
    }
    out
}

/// The sentences and clauses of a line, set apart by points and semicolons.
fn clauses(words: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = 0;
    for (at, c) in words.char_indices() {
        let next = words[at + c.len_utf8()..].chars().next();
        // The point of an initial or a short form ends no sentence.
        let initial = words[..at]
            .chars()
            .rev()
            .take_while(|c| c.is_alphabetic())
            .count()
            <= 2;
        if c == ';' || c == '.' && next.is_none_or(char::is_whitespace) && !initial {
            out.push(start..at);
            start = at + c.len_utf8();
        }
    }
    if start < words.len() {
        out.push(start..words.len());
    }
    out
}

/// Where the names stand of which a phrase speaks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Names {
    Behind,
    Ahead,
    /// A name ahead, a place behind.
    Around,
}

/// A phrase of contributor lines.
struct Phrase {
    names: Names,
    length: usize,
    finder: Finder<'static>,
}

impl Phrase {
    fn find(&self, clause: &str) -> Option<usize> {
        self.finder.find(clause.as_bytes())
    }
}

/// The list's phrases in its order; their searches are made once, as every
/// clause behind a body is asked for every phrase.
fn phrases() -> &'static [Phrase] {
    static PHRASES: OnceLock<Vec<Phrase>> = OnceLock::new();
    PHRASES.get_or_init(|| {
        let mut out = Vec::new();
        for (row, phrases) in words::rows(include_str!("../../words/contributor-lines.tsv")) {
            let names = match row {
                "before" => Names::Behind,
                "after" => Names::Ahead,
                "between" => Names::Around,
                _ => continue,
            };
            out.extend(phrases.split('|').map(|phrase| Phrase {
                names,
                length: phrase.len(),
                finder: Finder::new(phrase),
            }));
        }
        out
    })
}

/// Names and places of a clause such as "Ada Vell reported from Orrin, Bo Marn
/// from Tal, Valdria, and Cay Lund from Sorn": before each "from" a name, behind
/// it a place that reaches to the next name.
fn chain(clause: &str) -> Vec<(Range<usize>, Range<usize>)> {
    /// The word that ties a place to a name, as it ends the phrase of the list.
    const TIE: &str = " from ";
    /// A name has so many words at most.
    const LONGEST_NAME: usize = 5;
    let reports = phrases()
        .iter()
        .filter(|phrase| phrase.names == Names::Around)
        .find_map(|phrase| Some((phrase.find(clause)?, phrase.length)));
    let Some((verb, length)) = reports else {
        return Vec::new();
    };
    let later = clause[verb + length..].match_indices(TIE);
    let ties: Vec<(usize, usize)> = std::iter::once((verb, verb + length))
        .chain(later.map(|(at, tie)| (verb + length + at, verb + length + at + tie.len())))
        .collect();
    // The words in capitals right before a tie.
    let name = |end: usize, from: usize| {
        let mut start = end;
        for word in clause[from..end].rsplit(' ').take(LONGEST_NAME) {
            let joined = word.ends_with([',', ';']) && start < end;
            if joined || !word.starts_with(char::is_uppercase) {
                break;
            }
            start -= word.len() + usize::from(start < end);
        }
        start..end
    };
    let mut out: Vec<(Range<usize>, Range<usize>)> = Vec::new();
    for (k, (before, behind)) in ties.iter().enumerate() {
        let from = k.checked_sub(1).map_or(0, |k| ties[k].1);
        let person = name(*before, from);
        let end = match ties.get(k + 1) {
            Some((next, _)) => name(*next, *behind).start,
            None => clause.len(),
        };
        let place = clause[*behind..end].trim_end();
        let place = place.strip_suffix(" and").unwrap_or(place);
        let place = place.trim_end_matches([',', ';', ' ']);
        if !clause[person.clone()].contains(' ') || !place.starts_with(char::is_uppercase) {
            return Vec::new();
        }
        out.push((person, *behind..behind + place.len()));
    }
    out
}

/// Where the names stand in a clause that says who contributed, and the place
/// if the clause ends with it: after words such as "additional reporting by",
/// before words such as "contributed to this report" or "reported from".
fn names(clause: &str) -> Option<(Range<usize>, Option<Range<usize>>)> {
    let lower = clause.to_lowercase();
    if lower.len() != clause.len() {
        return None;
    }
    for phrase in phrases() {
        let Some(at) = phrase.find(&lower) else {
            continue;
        };
        let after = at + phrase.length;
        match phrase.names {
            Names::Behind => return Some((after..clause.len(), None)),
            Names::Ahead if at > 0 => return Some((0..at, None)),
            Names::Around if at > 0 => {
                let place = &clause[after..];
                let end = place.find([',', ';']).unwrap_or(place.len());
                let end = place[..end].find(" and ").unwrap_or(end);
                return Some((0..at, (end > 0).then(|| after..after + end)));
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod chains {
    use super::chain;

    fn check(clause: &str, expected: &[(&str, &str)]) {
        let found = chain(clause);
        let found: Vec<(&str, &str)> = found
            .into_iter()
            .map(|(name, place)| (&clause[name], &clause[place]))
            .collect();
        assert_eq!(found, expected, "{clause}");
    }

    #[test]
    fn every_name_has_its_place() {
        check(
            "Ada Vell reported from Orrin, V.D., Bo Marn from Tal, Valdria, Cay Lund from Sorn \
             and Di Ambre from Hohenwald",
            &[
                ("Ada Vell", "Orrin, V.D."),
                ("Bo Marn", "Tal, Valdria"),
                ("Cay Lund", "Sorn"),
                ("Di Ambre", "Hohenwald"),
            ],
        );
    }

    #[test]
    fn prose_is_no_chain() {
        check(
            "The mayor reported from home that water came from above",
            &[],
        );
        check("Ada Vell reported from Orrin what came from the north", &[]);
    }
}
