//! `causes`: why the bodies of an answer file are not exactly right.
//!
//! Lines of gold and answer are held against each other: a line that most of
//! whose words stand in a row in the other text is there. What is extra or lost
//! is told by where it stands, before, between or after the lines that both
//! have, and by its length. A page may have several causes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use anyhow::Result;
use clap::Args;

use crate::answer;
use crate::gold;
use crate::judge::How;

/// Count why bodies are not exactly right.
#[derive(Args)]
pub(crate) struct Causes {
    /// The gold, JSON lines.
    gold: PathBuf,
    /// The answers, JSON lines.
    answers: PathBuf,
    #[command(flatten)]
    how: How,
    /// Print the ids of the pages of each cause.
    #[arg(long)]
    ids: bool,
}

/// A line of up to so many words is short: a subhead, a list item, a label.
const SHORT: usize = 8;

/// Runs of so many words are compared, as in the shingle score.
const RUN: usize = 4;

impl Causes {
    /// Runs the command.
    pub(crate) fn run(&self) -> Result<()> {
        let gold = gold::load(&self.gold, &self.how.choice())?;
        let answers = answer::load(&self.answers)?;
        let mut pages: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        let mut count = 0;
        for gold in &gold {
            let (Some(body), Some(answer)) = (&gold.body, answers.get(&gold.id)) else {
                continue;
            };
            count += 1;
            for cause in causes(body, &answer.body) {
                pages.entry(cause).or_default().push(&gold.id);
            }
        }
        let mut rows: Vec<_> = pages.into_iter().collect();
        rows.sort_by_key(|(cause, ids)| (std::cmp::Reverse(ids.len()), *cause));
        for (cause, ids) in rows {
            let share = ids.len() as f64 * 100.0 / f64::from(count.max(1));
            println!("{:>5} {share:>5.1} %  {cause}", ids.len());
            if self.ids {
                println!("{}", ids.join("\n"));
            }
        }
        println!("{count:>5} pages");
        Ok(())
    }
}

/// A text's lines in words, and all its runs of words.
struct Lines {
    lines: Vec<Vec<String>>,
    runs: BTreeSet<Vec<String>>,
    whole: BTreeSet<Vec<String>>,
}

impl Lines {
    fn of(text: &str) -> Lines {
        let lines: Vec<Vec<String>> = text.lines().map(words).filter(|l| !l.is_empty()).collect();
        // Paragraphs may be cut otherwise in the other text, so that runs go on
        // over the ends of lines.
        let all = lines.concat();
        Lines {
            runs: all.windows(RUN).map(<[String]>::to_vec).collect(),
            whole: lines.iter().cloned().collect(),
            lines,
        }
    }

    /// Whether a line of the other text stands here.
    fn holds(&self, line: &[String]) -> bool {
        if line.len() < RUN {
            return self.whole.contains(line);
        }
        let runs = line.windows(RUN);
        let count = runs.len();
        runs.filter(|run| self.runs.contains(*run)).count() * 2 >= count
    }
}

fn words(line: &str) -> Vec<String> {
    line.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// Why an answer is not the gold, the same cause once; nothing if it is.
fn causes(gold: &str, answer: &str) -> BTreeSet<&'static str> {
    let (gold, answer) = (Lines::of(gold), Lines::of(answer));
    if gold.lines.concat() == answer.lines.concat() {
        return BTreeSet::new();
    }
    let mut found = BTreeSet::new();
    let sides = [
        (&answer, &gold, EXTRA, "most of the answer is not the story"),
        (&gold, &answer, LOST, "most of the story is lost"),
    ];
    for (text, other, names, most) in sides {
        let there: Vec<bool> = text.lines.iter().map(|line| other.holds(line)).collect();
        let size = |wanted: bool| -> usize {
            let lines = text.lines.iter().zip(&there);
            lines
                .filter(|(_, there)| **there == wanted)
                .map(|(line, _)| line.len())
                .sum()
        };
        if size(false) > size(true) {
            found.insert(most);
            continue;
        }
        let first = there.iter().position(|there| *there).unwrap_or(0);
        let last = there.iter().rposition(|there| *there).unwrap_or(0);
        for (k, line) in text.lines.iter().enumerate().filter(|(k, _)| !there[*k]) {
            let place = usize::from(k > first) + usize::from(k > last);
            found.insert(names[place][usize::from(line.len() > SHORT)]);
        }
    }
    if found.is_empty() {
        found.insert("words inside lines, or their order");
    }
    found
}

/// Short lines and paragraphs before, between and after what both texts have.
const EXTRA: [[&str; 2]; 3] = [
    ["extra short line above", "extra paragraph above"],
    ["extra short line inside", "extra paragraph inside"],
    ["extra short line below", "extra paragraph below"],
];

const LOST: [[&str; 2]; 3] = [
    ["lost short line above", "lost paragraph above"],
    ["lost short line inside", "lost paragraph inside"],
    ["lost short line below", "lost paragraph below"],
];

#[cfg(test)]
mod tests {
    use super::*;

    const GOLD: &str = "The bridge over the Marn was closed on Monday.\nWhat now?\nRepairs will take six weeks, the city said.";

    fn told(answer: &str) -> Vec<&'static str> {
        causes(GOLD, answer).into_iter().collect()
    }

    #[test]
    fn what_is_right_has_no_cause() {
        assert!(told(GOLD).is_empty());
        assert!(told(&GOLD.replace('\n', " ")).is_empty());
    }

    #[test]
    fn causes_are_told_by_place_and_length() {
        let without_subhead = GOLD.replace("What now?\n", "");
        assert_eq!(told(&without_subhead), ["lost short line inside"]);
        let with_foot = format!("{GOLD}\nMore about bridges");
        assert_eq!(told(&with_foot), ["extra short line below"]);
        let with_box = GOLD.replace(
            "What now?",
            "What now?\nSign up for our letter about all the bridges of the land.",
        );
        assert_eq!(told(&with_box), ["extra paragraph inside"]);
        assert_eq!(
            told("Something else entirely, said in some words."),
            [
                "most of the answer is not the story",
                "most of the story is lost"
            ]
        );
    }
}
