//! Pages of which parts were labelled one by one: a file a set, in it a line a label,
//! cells set apart by tabs, the first of them the page's id in the set.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use onrecord_record::Capture;

use super::fields::may_train;
use super::folds::site_of;
use crate::gold::{self, Choice, Set};

/// A page and its labels, in file order.
pub(super) struct Labelled<T> {
    pub(super) id: String,
    pub(super) site: String,
    pub(super) capture: Capture,
    pub(super) labels: Vec<T>,
}

/// The pages of a set that `<set>.tsv` in a folder has labels of, in the gold's order.
/// `label` reads the cells behind the page's id; none is an error, and so is a set that
/// is not for training or lacks a page.
pub(super) fn pages<T>(
    dir: &Path,
    labels: &Path,
    label: impl Fn(&[&str]) -> Option<T>,
) -> Result<Vec<Labelled<T>>> {
    ensure!(may_train(dir)?, "{} is not for training", dir.display());
    let set = Set::at(dir)?;
    let mut labels = read(&labels.join(format!("{}.tsv", set.name)), label)?;
    let mut pages = Vec::new();
    for gold in gold::load(&set.gold_path(), &Choice::default())? {
        if let Some(labels) = labels.remove(&gold.id) {
            pages.push(Labelled {
                site: site_of(&gold),
                capture: set.capture(&gold, true)?,
                id: gold.id,
                labels,
            });
        }
    }
    ensure!(
        labels.is_empty(),
        "{} has no pages {:?}",
        set.name,
        labels.keys()
    );
    Ok(pages)
}

/// Reads a file of labels, by page.
pub(super) fn read<T>(
    path: &Path,
    label: impl Fn(&[&str]) -> Option<T>,
) -> Result<BTreeMap<String, Vec<T>>> {
    let text =
        fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut pages: BTreeMap<String, Vec<T>> = BTreeMap::new();
    for (number, line) in (1..).zip(text.lines()) {
        let cells: Vec<&str> = line.split('\t').collect();
        let one = cells.split_first();
        let (id, label) = one
            .and_then(|(id, rest)| Some((id, label(rest)?)))
            .with_context(|| format!("{}:{number}: no label", path.display()))?;
        pages.entry((*id).to_owned()).or_default().push(label);
    }
    Ok(pages)
}
