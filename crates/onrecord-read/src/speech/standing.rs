//! Whether a page says that something was said, that it was not, or that it
//! may be.

use std::ops::Range;

use onrecord_record::{Standing, TextSpan};

use super::tokens::Tokens;

/// How many tokens before a cue belong to its verb: "would not have said".
const VERB: u32 = 4;

/// The standing of what a cue reports, from the words of the cue and those just
/// before it in its sentence. A denial is a statement: "denied that" is stated,
/// "did not say whether" is not.
pub(crate) fn standing(text: &str, tokens: &Tokens, cue: &[TextSpan]) -> Standing {
    let Some(cue) = cue.first() else {
        return Standing::Stated;
    };
    let range = tokens.within(*cue);
    if range.is_empty() {
        return Standing::Stated;
    }
    let sentence = &tokens.sentences[tokens.sentence_of(range.start)];
    let mut first = range.start;
    // Words before the cue count as far as they are verbs and adverbs, which
    // the lists below are; the first other word ends them.
    while first > sentence.tokens.start && range.start - first < VERB {
        let word = word(text, tokens, first - 1);
        if !(is_one_of(&word, &HELPING)
            || is_one_of(&word, &NEGATING)
            || is_one_of(&word, &SUPPOSING)
            || word.ends_with("n't")
            || word.ends_with("n’t"))
        {
            break;
        }
        first -= 1;
    }
    let words: Vec<String> = (first..range.end.min(sentence.tokens.end))
        .map(|at| word(text, tokens, at))
        .collect();
    let any = |list: &[&str]| words.iter().any(|word| is_one_of(word, list));
    let contracted = words
        .iter()
        .any(|w| w.ends_with("n't") || w.ends_with("n’t"));
    if contracted
        || any(&NEGATING)
        || any(&REFUSING)
        || nobody(text, tokens, sentence.tokens.start..first)
    {
        return Standing::Negated;
    }
    let supposed = any(&SUPPOSING)
        || first
            .checked_sub(2)
            .filter(|at| *at >= sentence.tokens.start)
            .is_some_and(|at| is_one_of(&word(text, tokens, at), &["if", "unless"]));
    if supposed {
        Standing::Hypothetical
    } else {
        Standing::Stated
    }
}

/// Whether the subject before a verb is nobody: "neither Lind nor Venn would say".
fn nobody(text: &str, tokens: &Tokens, before: Range<u32>) -> bool {
    /// A subject of two has no more words.
    const LONGEST: usize = 16;
    let mut words = before.rev().take(LONGEST).map(|at| word(text, tokens, at));
    match words.next().as_deref() {
        Some("nobody" | "none") => true,
        Some("one") if words.next().as_deref() == Some("no") => true,
        Some(_) => words.by_ref().any(|word| word == "nor") && words.any(|word| word == "neither"),
        None => false,
    }
}

/// Words that help a verb and change nothing.
const HELPING: [&str; 12] = [
    "has", "have", "had", "is", "was", "were", "be", "been", "did", "do", "does", "also",
];
/// Words that deny a verb.
const NEGATING: [&str; 4] = ["not", "never", "nor", "without"];
/// Verbs of keeping silent.
const REFUSING: [&str; 8] = [
    "declined",
    "declines",
    "declining",
    "decline",
    "refused",
    "refuses",
    "refusing",
    "refuse",
];
/// Words that make a verb a supposition.
const SUPPOSING: [&str; 8] = [
    "would", "could", "might", "may", "should", "if", "will", "can",
];

fn is_one_of(word: &str, list: &[&str]) -> bool {
    list.contains(&word)
}

fn word(text: &str, tokens: &Tokens, at: u32) -> String {
    text[tokens.list[at as usize].span.range()].to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::speech::Part;
    use onrecord_record::Label;

    #[test]
    fn what_was_not_said_is_told_from_what_was() {
        for (text, cue, wanted) in [
            ("Lind said the port would open.", "said", Standing::Stated),
            (
                "Lind did not say whether it opened.",
                "say",
                Standing::Negated,
            ),
            ("Lind didn't say when.", "say", Standing::Negated),
            ("Lind has never said so.", "said", Standing::Negated),
            (
                "Neither Anna Lind nor Venn would say why.",
                "say",
                Standing::Negated,
            ),
            ("No one would say why.", "say", Standing::Negated),
            (
                "Neither port is open, and Lind said why.",
                "said",
                Standing::Stated,
            ),
            (
                "Lind declined to say why.",
                "declined to say",
                Standing::Negated,
            ),
            ("Lind denied that it was shut.", "denied", Standing::Stated),
            (
                "Lind may say that it is shut.",
                "say",
                Standing::Hypothetical,
            ),
            (
                "If Lind says yes, it opens.",
                "says",
                Standing::Hypothetical,
            ),
            ("The port would open, Lind said.", "said", Standing::Stated),
        ] {
            let parts = [Part {
                span: TextSpan::new(0, text.len()),
                label: Label::Body,
            }];
            let tokens = Tokens::of(text, &parts);
            let at = text.find(cue).unwrap();
            let cue = TextSpan::new(at, at + cue.len());
            assert_eq!(standing(text, &tokens, &[cue]), wanted, "{text}");
        }
    }
}
