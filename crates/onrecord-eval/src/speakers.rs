//! Scores the names that gold sources resolve to.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;
use onrecord_read::training::{Answer, Asked, resolve};
use onrecord_record::TextSpan;
use regex::Regex;
use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::speed::cpu_seconds;

/// Resolve the sources of gold statements and score the names.
#[derive(Args)]
pub(crate) struct Speakers {
    /// Gold statements, one article a line.
    #[arg(required = true)]
    gold: Vec<PathBuf>,
    /// Only articles of these genres.
    #[arg(long, value_delimiter = ',')]
    genre: Vec<String>,
    /// Print each statement: ok, wrong or unknown, its words, both names.
    #[arg(long)]
    list: bool,
    /// Print each article's entities.
    #[arg(long)]
    entities: bool,
}

#[derive(Deserialize)]
struct Article {
    id: String,
    text: String,
    quotes: Vec<Quote>,
    #[serde(default)]
    genre: Option<String>,
}

#[derive(Deserialize)]
struct Quote {
    content: Vec<(usize, usize)>,
    #[serde(default)]
    cue: Option<Vec<(usize, usize)>>,
    #[serde(default)]
    source: Option<Vec<(usize, usize)>>,
    #[serde(default)]
    speaker: Option<String>,
    #[serde(default)]
    role: Option<String>,
    #[serde(default)]
    source_type: Option<String>,
}

/// How many were asked, right, and left unknown.
#[derive(Clone, Copy, Default)]
struct Tally {
    asked: u32,
    right: u32,
    unknown: u32,
}

impl Tally {
    fn add(&mut self, right: bool, unknown: bool) {
        self.asked += 1;
        self.right += u32::from(right);
        self.unknown += u32::from(unknown);
    }
}

impl Speakers {
    pub(crate) fn run(self) -> Result<()> {
        let names = Names::new()?;
        for path in &self.gold {
            let text = fs::read_to_string(path)
                .with_context(|| format!("cannot read {}", path.display()))?;
            let mut articles = Vec::new();
            for (number, line) in text.lines().enumerate() {
                let article: Article = serde_json::from_str(line).with_context(|| {
                    format!("{}:{}: not a gold article", path.display(), number + 1)
                })?;
                let genre = article.genre.as_deref().unwrap_or_default();
                if self.genre.is_empty() || self.genre.iter().any(|g| g == genre) {
                    articles.push(article);
                }
            }
            println!("{}: {} articles", path.display(), articles.len());
            self.score(&names, &articles);
        }
        Ok(())
    }

    fn score(&self, names: &Names, articles: &[Article]) {
        let mut tallies: BTreeMap<&str, Tally> = BTreeMap::new();
        let mut rules: BTreeMap<String, Tally> = BTreeMap::new();
        let mut bins: BTreeMap<u16, Tally> = BTreeMap::new();
        let (mut roles, mut roles_right) = (0u32, 0u32);
        let (mut unnamed, mut unnamed_named) = (0u32, 0u32);
        let mut seconds = 0.0;
        for article in articles {
            let offsets = offsets(&article.text);
            let mut order: Vec<&Quote> = article.quotes.iter().collect();
            order.sort_by_key(|quote| {
                let first = quote.source.as_ref().and_then(|source| source.first());
                first.or(quote.content.first()).copied().unwrap_or_default()
            });
            let asked: Vec<Asked> = order.iter().map(|quote| ask(quote, &offsets)).collect();
            let began = cpu_seconds();
            let (answers, entities) = resolve(&article.text, &asked);
            seconds += cpu_seconds() - began;
            if self.entities {
                println!("{}", article.id);
                for entity in &entities {
                    let role = entity.role.map(|span| &article.text[span.range()]);
                    let body = entity.affiliation.map(|span| &article.text[span.range()]);
                    println!(
                        "  {:?} {:?} role {role:?} of {body:?}",
                        entity.kind, entity.name
                    );
                }
            }
            for ((quote, asked), answer) in order.iter().zip(&asked).zip(&answers) {
                let source: Vec<&str> = asked
                    .source
                    .iter()
                    .map(|span| &article.text[span.range()])
                    .collect();
                let source = source.join(" … ");
                let Some(gold) = quote.speaker.as_deref().filter(|name| !name.is_empty()) else {
                    unnamed += 1;
                    unnamed_named += u32::from(answer.name.is_some());
                    self.print(article, "none", &source, "", answer);
                    continue;
                };
                if asked.source.is_empty() {
                    let known = entities.iter().any(|entity| names.same(gold, &entity.name));
                    tallies
                        .entry("named, no source span")
                        .or_default()
                        .add(known, !known);
                    if !known {
                        self.print(article, "missing", "", gold, answer);
                    }
                    continue;
                }
                let right = answer
                    .name
                    .as_deref()
                    .is_some_and(|name| names.same(gold, name));
                let unknown = answer.name.is_none();
                let stands = article.text.contains(gold);
                let group = group(&source, quote.source_type.as_deref());
                tallies.entry(group).or_default().add(right, unknown);
                if group != "first person" {
                    if group != "body" {
                        tallies
                            .entry("all persons")
                            .or_default()
                            .add(right, unknown);
                        if stands {
                            tallies
                                .entry("persons whose gold name stands")
                                .or_default()
                                .add(right, unknown);
                        }
                    }
                    rules
                        .entry(answer.rule.0.to_string())
                        .or_default()
                        .add(right, unknown);
                    // A gold name that the text does not have tells nothing
                    // of how sure an answer should be.
                    if !unknown && stands {
                        bins.entry(answer.confidence).or_default().add(right, false);
                    }
                }
                let word = match (right, unknown) {
                    (true, _) => "ok",
                    (_, true) => "unknown",
                    _ => "wrong",
                };
                self.print(article, word, &source, gold, answer);
                if let (Some(role), true) = (&quote.role, right) {
                    roles += 1;
                    roles_right += u32::from(
                        answer
                            .role
                            .as_deref()
                            .is_some_and(|found| names.same_role(role, found)),
                    );
                }
            }
        }
        for (group, tally) in &tallies {
            print_tally(group, *tally);
        }
        println!("by rule");
        for (rule, tally) in &rules {
            print_tally(rule, *tally);
        }
        println!("by confidence, where a name was given and the gold's stands in the text");
        for (confidence, tally) in &bins {
            print_tally(&confidence.to_string(), *tally);
        }
        println!("roles right {roles_right} of {roles}");
        println!("gold names nobody: {unnamed}, of which named here {unnamed_named}");
        println!(
            "{:.0} articles a second",
            articles.len() as f64 / seconds.max(1e-9)
        );
    }

    fn print(&self, article: &Article, word: &str, source: &str, gold: &str, answer: &Answer) {
        if self.list {
            println!(
                "{word}\t{}\t{source}\t{gold}\t{:?}\t{:?}\t{:?}\t{}\t{}",
                article.id, answer.name, answer.role, answer.kind, answer.rule.0, answer.confidence
            );
        }
    }
}

fn print_tally(name: &str, tally: Tally) {
    println!(
        "  {name:30} {:5.1} % of {:4}, unknown {:4}, wrong {:4}",
        100.0 * f64::from(tally.right) / f64::from(tally.asked.max(1)),
        tally.asked,
        tally.unknown,
        tally.asked - tally.right - tally.unknown,
    );
}

/// What kind of words a gold source is.
fn group(source: &str, kind: Option<&str>) -> &'static str {
    match source.to_lowercase().as_str() {
        "i" | "we" | "you" | "me" | "my" => "first person",
        "he" | "she" | "they" | "it" | "him" | "her" | "who" => "pronouns",
        _ if kind.is_some_and(|kind| kind != "person") => "body",
        _ => "named persons",
    }
}

/// Byte offsets of every code point, and of the end.
fn offsets(text: &str) -> Vec<usize> {
    text.char_indices()
        .map(|(at, _)| at)
        .chain([text.len()])
        .collect()
}

fn ask(quote: &Quote, offsets: &[usize]) -> Asked {
    let last = offsets.len() - 1;
    let spans = |spans: &[(usize, usize)]| {
        spans
            .iter()
            .map(|&(start, end)| TextSpan::new(offsets[start.min(last)], offsets[end.min(last)]))
            .collect::<Vec<_>>()
    };
    Asked {
        source: spans(quote.source.as_deref().unwrap_or_default()),
        content: spans(&quote.content),
        cue: spans(quote.cue.as_deref().unwrap_or_default()),
    }
}

/// Compares names and roles as the bench's score_statements.py does.
struct Names {
    word: Regex,
}

const FUNCTION: &str = "a an the of for in on at to by with and or his her their its our my your this that these those 's from as who whom which \
mr mrs ms dr sen rep gov president said told";

impl Names {
    fn new() -> Result<Names> {
        Ok(Names {
            word: Regex::new(r"[^\W_]+(?:['’\-][^\W_]+)*")?,
        })
    }

    fn name_words(&self, name: &str) -> Vec<String> {
        let plain: String = name
            .nfkd()
            .filter(|c| !is_combining_mark(*c))
            .collect::<String>()
            .to_lowercase();
        self.word
            .find_iter(&plain)
            .map(|found| found.as_str().to_owned())
            .filter(|word| !FUNCTION.split(' ').any(|f| f == word) && word.chars().count() > 1)
            .collect()
    }

    fn same(&self, a: &str, b: &str) -> bool {
        let (a, b) = (self.name_words(a), self.name_words(b));
        let (Some(last_a), Some(last_b)) = (a.last(), b.last()) else {
            return false;
        };
        a == b
            || last_a == last_b
                && (a.iter().all(|word| b.contains(word)) || b.iter().all(|word| a.contains(word)))
    }

    fn same_role(&self, a: &str, b: &str) -> bool {
        let words = |role: &str| {
            let role = role.to_lowercase().replace('’', "'");
            self.word
                .find_iter(&role)
                .map(|found| found.as_str().to_owned())
                .filter(|word| !FUNCTION.split(' ').any(|f| f == word))
                .collect::<std::collections::BTreeSet<_>>()
        };
        let (a, b) = (words(a), words(b));
        let both = a.intersection(&b).count();
        both > 0 && (4 * both >= a.len() + b.len() || both == a.len().min(b.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_as_the_bench_does() {
        let names = Names::new().unwrap();
        assert!(names.same("Anna Lind", "Lind"));
        assert!(names.same("Hernán Gómez", "Hernan Gomez"));
        assert!(!names.same("Anna Lind", "Karl Lind"));
        assert!(!names.same("Anna Lind", "Anna"));
        assert!(!names.same("The", "The"));
        assert!(names.same_role("Mayor of Arden", "mayor"));
        assert!(!names.same_role("Mayor of Arden", "minister"));
    }
}
