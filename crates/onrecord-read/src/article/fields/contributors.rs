//! Contributor lines: who reported from where, who helped.

use std::ops::Range;

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

/// Where the names stand in a clause that says who contributed, and the place
/// if the clause ends with it: after words such as "additional reporting by",
/// before words such as "contributed to this report" or "reported from".
fn names(clause: &str) -> Option<(Range<usize>, Option<Range<usize>>)> {
    let lower = clause.to_lowercase();
    if lower.len() != clause.len() {
        return None;
    }
    for (row, phrases) in words::rows(include_str!("../../words/contributor-lines.tsv")) {
        for phrase in phrases.split('|') {
            let Some(at) = lower.find(phrase) else {
                continue;
            };
            let after = at + phrase.len();
            match row {
                "before" => return Some((after..clause.len(), None)),
                "after" if at > 0 => return Some((0..at, None)),
                "between" if at > 0 => {
                    let place = &clause[after..];
                    let end = place.find([',', ';']).unwrap_or(place.len());
                    let end = place[..end].find(" and ").unwrap_or(end);
                    return Some((0..at, (end > 0).then(|| after..after + end)));
                }
                _ => {}
            }
        }
    }
    None
}
