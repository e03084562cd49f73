//! `gate`: no page changes unseen, no mean falls under its floor.
//!
//! `tables/floors.toml` lists the sets, how each is scored, the digest of its
//! gold and the least that each mean may be. `tables/<name>.csv` has a row a
//! page. The gate reads every page anew and fails if a row differs from the
//! committed one, a mean is under its floor, or the gold is another.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::{Context as _, Result, bail, ensure};
use clap::Args;
use serde::{Deserialize, Serialize};

use crate::articles::{self, Reading};
use crate::gold::{self, Choice, Set};
use crate::judge;
use crate::score::{self, Measures, PageScore, Summary};

/// Check every page's scores against the committed tables and floors.
#[derive(Args)]
pub(crate) struct Gate {
    /// The folder that holds the unpacked sets.
    gold: PathBuf,
    /// The folder of floors.toml and the tables.
    #[arg(
        long,
        value_name = "DIR",
        default_value = "crates/onrecord-eval/tables"
    )]
    tables: PathBuf,
    /// Only this entry of floors.toml; may be given more than once.
    #[arg(long, value_name = "NAME")]
    only: Vec<String>,
    /// Write the rows as they are now. Floors stay.
    #[arg(long)]
    write: bool,
    /// With --write: raise each floor to the mean, rounded down to 0.01.
    #[arg(long, requires = "write")]
    raise_floors: bool,
    /// With --write: lower the floors that no longer hold. Say why in the commit.
    #[arg(long, requires = "write")]
    lower_floors: bool,
    /// With --write: take the gold as it is now.
    #[arg(long, requires = "write")]
    new_gold: bool,
}

/// What floors.toml holds.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Floors {
    #[serde(rename = "set")]
    sets: Vec<Entry>,
}

/// One scored set.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Entry {
    /// The name of its table.
    name: String,
    /// The set's folder.
    dir: String,
    /// Whether its pages are flattened and read as text.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    as_text: bool,
    /// Whether that text is worn before.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    worn: bool,
    /// The least share of the gold that must stand in the page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    min_on_page: Option<f64>,
    /// A key of the gold and the values it must have.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    filter: BTreeMap<String, String>,
    /// Whether texts are scored by character.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    chars: bool,
    /// SHA-256 of gold.jsonl.
    #[serde(default)]
    gold: String,
    /// The least each mean may be.
    #[serde(default)]
    floors: BTreeMap<String, f64>,
}

const HEADER: &str = "\
# The sets that the gate scores, how, and the least that each mean may be.
# Written by `onrecord-eval gate --write`; see docs/evaluation.md.

";

impl Gate {
    /// Runs the command.
    pub(crate) fn run(self) -> Result<()> {
        let path = self.tables.join("floors.toml");
        let text = std::fs::read_to_string(&path)
            .with_context(|| format!("cannot read {}", path.display()))?;
        let mut floors: Floors =
            toml::from_str(&text).with_context(|| format!("{}", path.display()))?;
        for name in &self.only {
            ensure!(
                floors.sets.iter().any(|entry| entry.name == *name),
                "floors.toml has no set named {name}"
            );
        }
        let mut problems = Vec::new();
        let mut sums = Vec::new();
        for entry in &mut floors.sets {
            if self.only.is_empty() || self.only.contains(&entry.name) {
                let sum = self.entry(entry, &mut problems)?;
                sums.push((entry.name.clone(), sum));
            }
        }
        print!("{}", judge::table(&sums));
        if self.write {
            let text = format!("{HEADER}{}", toml::to_string(&floors)?);
            std::fs::write(&path, text)
                .with_context(|| format!("cannot write {}", path.display()))?;
        }
        if !problems.is_empty() {
            bail!("the gate is shut:\n{}", problems.join("\n"));
        }
        println!(
            "gate: {} sets as committed, every mean at or above its floor",
            sums.len()
        );
        Ok(())
    }

    fn entry(&self, entry: &mut Entry, problems: &mut Vec<String>) -> Result<Summary> {
        ensure!(
            entry.as_text || !entry.worn,
            "{}: only text is worn",
            entry.name
        );
        let set = Set::at(&self.gold.join(&entry.dir))?;
        let digest = set.digest()?.to_string();
        if entry.gold.is_empty() || self.new_gold {
            entry.gold.clone_from(&digest);
        }
        if entry.gold != digest {
            problems.push(format!(
                "{}: the gold is another than the one committed; --new-gold takes it",
                entry.name
            ));
        }
        let choice = Choice {
            filter: entry.filter.clone().into_iter().collect(),
            min_on_page: entry.min_on_page,
            ..Choice::default()
        };
        let gold = gold::load(&set.gold_path(), &choice)?;
        let reading = Reading::standard(entry.as_text, entry.worn);
        let read = articles::read_all(&set, &gold, reading);
        problems.extend(read.failures);
        let answers = read
            .answers
            .into_iter()
            .map(|a| (a.id.clone(), a))
            .collect();
        let measures = Measures {
            chars: entry.chars,
            ..Measures::default()
        };
        let pages = score::pages(&reading.gold(gold), &answers, measures);
        let sum = score::summary(&pages);
        self.rows(&entry.name, &pages, problems)?;
        self.floors(entry, &means(&sum), problems);
        Ok(sum)
    }

    /// Compares the rows with the committed ones, or writes them.
    fn rows(&self, name: &str, pages: &[PageScore], problems: &mut Vec<String>) -> Result<()> {
        let path = self.tables.join(format!("{name}.csv"));
        let now = csv(pages);
        if self.write {
            return std::fs::write(&path, now)
                .with_context(|| format!("cannot write {}", path.display()));
        }
        let committed = std::fs::read_to_string(&path).with_context(|| {
            format!(
                "cannot read {}: run the gate with --write first",
                path.display()
            )
        })?;
        let changed = changed_rows(&committed, &now);
        if !changed.is_empty() {
            problems.push(format!(
                "{name}: {} rows are not as committed; look at them, and run with --write to take them:",
                changed.len()
            ));
            let shown = 20;
            problems.extend(changed.iter().take(shown).cloned());
            if changed.len() > shown {
                problems.push(format!("  and {} more", changed.len() - shown));
            }
        }
        Ok(())
    }

    /// Compares the means with the floors, and moves those that may be moved.
    fn floors(&self, entry: &mut Entry, means: &[(&str, f64)], problems: &mut Vec<String>) {
        for &(measure, mean) in means {
            let down = (mean * 100.0 + 1e-9).floor() / 100.0;
            let floor = entry.floors.entry(measure.to_owned()).or_insert(down);
            if mean < *floor {
                if self.lower_floors {
                    *floor = down;
                } else {
                    problems.push(format!(
                        "{}: {measure} is {mean:.4}, its floor is {floor}",
                        entry.name
                    ));
                }
            } else if self.raise_floors {
                *floor = floor.max(down);
            }
        }
    }
}

/// The means that have floors.
fn means(sum: &Summary) -> Vec<(&'static str, f64)> {
    let shingle = sum.shingle.as_ref();
    [
        ("body-f1", shingle.map(|s| s.f1)),
        ("body-exact", shingle.map(|s| s.accuracy)),
        ("words-f1", sum.words_f1_mean),
        ("segment-f1", sum.segments.as_ref().map(|s| s.f1)),
        ("title", sum.title.as_ref().map(|t| t.normalised)),
        ("authors", sum.authors.as_ref().map(|a| a.set_f1_mean)),
        ("published", sum.published.as_ref().map(|p| p.same_day)),
        ("captions", sum.captions.as_ref().map(|c| c.f1)),
    ]
    .into_iter()
    .filter_map(|(name, mean)| Some((name, mean?)))
    .collect()
}

const COLUMNS: &str = "id,shingle_p,shingle_r,exact,words_f1,rouge_ws,segments,title,authors_f1,\
published,modified,description,captions_p,captions_r";

/// The pages' scores, a row a page: three decimals, empty where the gold says
/// nothing, no word of the page.
fn csv(pages: &[PageScore]) -> String {
    let part = |value: Option<f64>| value.map_or(String::new(), |v| format!("{v:.3}"));
    let is = |value: Option<bool>| value.map_or(String::new(), |v| u8::from(v).to_string());
    let mut out = format!("{COLUMNS}\n");
    for page in pages {
        let body = page.body.as_ref();
        let cells = [
            quoted(&page.id),
            part(body.and_then(|b| b.shingle_p)),
            part(body.and_then(|b| b.shingle_r)),
            is(body.map(|b| b.exact > 0.0)),
            part(body.map(|b| b.words_f1)),
            part(body.and_then(|b| b.rouge.as_ref()).map(|r| r.rouge_ws)),
            part(page.segments.as_ref().map(|s| s.share())),
            is(page.title.as_ref().map(|t| t.title_norm)),
            part(page.authors.as_ref().map(|a| a.authors_f1)),
            is(page.published.as_ref().map(|p| p.published_ok)),
            is(page.modified_ok),
            is(page.description_norm),
            part(page.captions.as_ref().map(|c| c.captions_p)),
            part(page.captions.as_ref().map(|c| c.captions_r)),
        ];
        out.push_str(&cells.join(","));
        out.push('\n');
    }
    out
}

fn quoted(id: &str) -> String {
    if id.contains([',', '"', '\n']) {
        format!("\"{}\"", id.replace('"', "\"\""))
    } else {
        id.to_owned()
    }
}

/// The rows that differ, as two lines each, by the page's id.
fn changed_rows(committed: &str, now: &str) -> Vec<String> {
    fn by_id(table: &str) -> BTreeMap<&str, &str> {
        let rows = table.lines().filter_map(|row| {
            // An id in quotes may hold a comma; the row is then found by its
            // beginning, which is as good a key.
            Some((row.split(',').next()?, row))
        });
        rows.collect()
    }
    let (committed, now) = (by_id(committed), by_id(now));
    let ids: std::collections::BTreeSet<&&str> = committed.keys().chain(now.keys()).collect();
    ids.into_iter()
        .filter(|id| committed.get(**id) != now.get(**id))
        .map(|id| {
            let row =
                |table: &BTreeMap<&str, &str>| table.get(id).copied().unwrap_or("").to_owned();
            format!("  - {}\n  + {}", row(&committed), row(&now))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_row_is_found_and_an_equal_one_is_not() {
        let committed = "id,x\na,1\nb,2\nc,3\n";
        let now = "id,x\na,1\nb,4\nd,5\n";
        assert_eq!(
            changed_rows(committed, now),
            ["  - b,2\n  + b,4", "  - c,3\n  + ", "  - \n  + d,5"]
        );
    }

    #[test]
    fn floors_move_only_when_told() {
        let check = |raise, lower, mean, expected: f64, problems_expected| {
            let gate = Gate {
                gold: PathBuf::new(),
                tables: PathBuf::new(),
                only: Vec::new(),
                write: true,
                raise_floors: raise,
                lower_floors: lower,
                new_gold: false,
            };
            let mut entry = Entry {
                name: "n".to_owned(),
                dir: "n".to_owned(),
                as_text: false,
                worn: false,
                min_on_page: None,
                filter: BTreeMap::new(),
                chars: false,
                gold: String::new(),
                floors: BTreeMap::from([("body-f1".to_owned(), 0.9)]),
            };
            let mut problems = Vec::new();
            gate.floors(&mut entry, &[("body-f1", mean)], &mut problems);
            assert_eq!(entry.floors["body-f1"], expected);
            assert_eq!(problems.len(), problems_expected);
        };
        check(false, false, 0.89, 0.9, 1);
        check(true, false, 0.89, 0.9, 1);
        check(false, true, 0.895, 0.89, 0);
        check(false, true, 0.95, 0.9, 0);
        check(true, false, 0.957, 0.95, 0);
        check(false, false, 0.957, 0.9, 0);
    }
}
