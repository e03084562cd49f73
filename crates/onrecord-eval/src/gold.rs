//! Gold sets on disk.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use onrecord_record::{Capture, Digest};
use serde_json::{Map, Value};

use crate::json;

/// One page of a gold set and what is known of it. What the gold leaves out or
/// gives as null it says nothing of.
#[derive(Clone, Debug, Default)]
pub(crate) struct Gold {
    /// The page's id, which names its file.
    pub(crate) id: String,
    /// Where it was published.
    pub(crate) url: Option<String>,
    /// The article's text; which key it is from is the caller's choice.
    pub(crate) body: Option<String>,
    /// Lines of the body that an answer may have or not.
    pub(crate) optional: Vec<usize>,
    /// Texts that the body must hold.
    pub(crate) with: Vec<String>,
    /// Texts that it must not hold.
    pub(crate) without: Vec<String>,
    /// The headline.
    pub(crate) title: Option<String>,
    /// The authors; empty says nothing.
    pub(crate) authors: Vec<String>,
    /// When it was published.
    pub(crate) published: Option<String>,
    /// Whether the gold says that the page has no date.
    pub(crate) undated: bool,
    /// When it was last changed.
    pub(crate) modified: Option<String>,
    /// Its summary.
    pub(crate) description: Option<String>,
    /// The captions of its pictures.
    pub(crate) captions: Vec<String>,
    /// The SHA-256 of the page, in hexadecimal digits.
    pub page_sha256: Option<String>,
}

impl Gold {
    fn from_json(row: &Map<String, Value>, body_key: &str) -> Option<Self> {
        let text = |key: &str| row.get(key).and_then(json::truthy_text);
        let texts = |key: &str| -> Vec<String> {
            let items = row.get(key).and_then(Value::as_array);
            items.into_iter().flatten().map(json::text).collect()
        };
        let optional = match body_key {
            "body" => row.get("optional_paragraphs").and_then(Value::as_array),
            _ => None,
        };
        Some(Self {
            id: json::text(row.get("id")?),
            url: text("url"),
            // An empty body says that there is none, which is not the same as
            // saying nothing.
            body: (row.get(body_key).and_then(Value::as_str)).map(str::to_owned),
            optional: (optional.into_iter().flatten())
                .filter_map(|line| usize::try_from(line.as_u64()?).ok())
                .collect(),
            with: texts("with"),
            without: texts("without"),
            title: text("title"),
            authors: json::names(row.get("authors")),
            published: text("published"),
            undated: text("date_is_absent").is_some(),
            modified: text("modified"),
            description: text("description"),
            captions: json::captions(row.get("images")),
            page_sha256: text("page_sha256"),
        })
    }
}

/// Which rows of a gold file count, and which of their keys is the body.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Choice {
    /// The key of the body.
    pub(crate) body_key: String,
    /// Keys and the values they must have.
    pub(crate) filter: Vec<(String, String)>,
    /// The least share of the gold that must stand in the page, where the gold
    /// says how much does.
    pub(crate) min_on_page: Option<f64>,
    /// Whether a page that occurred before is left out.
    pub(crate) no_dup: bool,
}

impl Default for Choice {
    fn default() -> Self {
        Self {
            body_key: "body".to_owned(),
            filter: Vec::new(),
            min_on_page: None,
            no_dup: false,
        }
    }
}

/// Reads the rows of a gold file that a choice takes, in file order.
///
/// # Errors
/// If the file cannot be read, or a row is not a JSON object with an id.
pub(crate) fn load(path: &Path, choice: &Choice) -> Result<Vec<Gold>> {
    let mut seen = BTreeSet::new();
    let mut out = Vec::new();
    for row in json::lines(path)? {
        let value = |key: &str| row.get(key).unwrap_or(&Value::Null);
        let wanted = choice
            .filter
            .iter()
            .all(|(key, wanted)| json::text(value(key)) == *wanted);
        let on_page = value("gold_on_page").as_f64();
        let alive = match (choice.min_on_page, on_page) {
            (Some(least), Some(share)) => share >= least,
            _ => true,
        };
        if !wanted || !alive || (choice.no_dup && !seen.insert(json::text(value("page_sha256")))) {
            continue;
        }
        let gold = Gold::from_json(&row, &choice.body_key)
            .with_context(|| format!("{}: a row has no id", path.display()))?;
        out.push(gold);
    }
    Ok(out)
}

/// A set as it lies on disk: `gold.jsonl` and `pages/<id>.html`.
#[derive(Clone, Debug)]
pub(crate) struct Set {
    /// Its folder's name.
    pub(crate) name: String,
    dir: PathBuf,
}

impl Set {
    /// The set in a folder.
    ///
    /// # Errors
    /// If the folder has no `gold.jsonl` or no name.
    pub(crate) fn at(dir: &Path) -> Result<Self> {
        let set = Self {
            name: (dir.canonicalize().ok())
                .and_then(|dir| Some(dir.file_name()?.to_string_lossy().into_owned()))
                .with_context(|| format!("no such folder: {}", dir.display()))?,
            dir: dir.to_owned(),
        };
        ensure!(
            set.gold_path().is_file(),
            "no gold.jsonl in {}: is it a set as unpack.py lays it out?",
            dir.display()
        );
        Ok(set)
    }

    /// The gold file.
    pub(crate) fn gold_path(&self) -> PathBuf {
        self.dir.join("gold.jsonl")
    }

    /// The gold file's digest, which also fixes the pages: the file has theirs.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub(crate) fn digest(&self) -> Result<Digest> {
        let path = self.gold_path();
        let body =
            std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let capture = Capture {
            body,
            ..Capture::default()
        };
        Ok(capture.digest())
    }

    /// A page as a capture. The address in the gold is the one it was fetched
    /// from, which a capture has, so it is given unless `with_url` is off.
    ///
    /// # Errors
    /// If the page cannot be read, or is not the one that the gold was made for.
    pub(crate) fn capture(&self, gold: &Gold, with_url: bool) -> Result<Capture> {
        let path = self.dir.join("pages").join(format!("{}.html", gold.id));
        let body =
            std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let capture = Capture {
            url: gold.url.clone().filter(|_| with_url),
            body,
            ..Capture::default()
        };
        if let Some(expected) = &gold.page_sha256 {
            ensure!(
                capture.digest().to_string() == *expected,
                "{} is not the page that the gold was made for",
                path.display()
            );
        }
        Ok(capture)
    }
}
