//! A labelled page in several forms: as it is, flattened to plain text, worn.

use std::ops::Range;

use onrecord_record::{Capture, Label};

use crate::articles::decoded;
use crate::flatten::{Flat, flatten};
use crate::worn::Wear;

/// A run of blocks with one label.
pub(super) struct Run {
    pub(super) bytes: Range<u32>,
    pub(super) label: Label,
}

impl Run {
    fn of(bytes: Range<usize>, label: Label) -> Run {
        Run {
            bytes: bytes.start as u32..bytes.end as u32,
            label,
        }
    }
}

/// A page in one form, with its labels by bytes of that form.
pub(super) struct View {
    pub(super) capture: Capture,
    /// In the order of the form.
    pub(super) runs: Vec<Run>,
}

impl View {
    /// The label of the block that begins at a byte.
    pub(super) fn label_at(&self, start: u32) -> Option<Label> {
        let run = self.runs.iter().find(|run| run.bytes.contains(&start))?;
        Some(run.label)
    }

    /// The text that a browser's copy of a page gives. A line has the label that most
    /// of its width has.
    pub(super) fn flattened(&self) -> View {
        let decoded = decoded(&self.capture.body);
        let Flat { text, places } = flatten(decoded.text());
        let mut runs = Vec::new();
        let (mut first, mut at) = (0, 0);
        for line in text.split_inclusive('\n') {
            let end = at + line.len();
            let own = places[first..].partition_point(|place| place.at < end);
            let stretches = (first..first + own).filter_map(|k| {
                let next = places.get(k + 1).map_or(end, |next| next.at.min(end));
                let byte = decoded.bytes_of(places[k].from..places[k].from + 1).start;
                Some((self.label_at(byte as u32)?, next - places[k].at))
            });
            runs.extend(most(stretches).map(|label| Run::of(at..end, label)));
            first += own;
            at = end;
        }
        self.with(text, runs)
    }

    /// A plain text worn, each line with the label that it had.
    pub(super) fn worn(&self, wear: &Wear) -> View {
        let text = String::from_utf8_lossy(&self.capture.body);
        let mut lines: Vec<(usize, Option<Label>)> = Vec::new();
        let worn = wear.page_with(&text, |at, from| {
            lines.push((at, self.label_at(from as u32)));
        });
        let ends = lines.iter().skip(1).map(|(at, _)| *at);
        let runs = (lines.iter().zip(ends.chain([worn.len()])))
            .filter_map(|((at, label), end)| Some(Run::of(*at..end, (*label)?)))
            .collect();
        self.with(worn, runs)
    }

    fn with(&self, text: String, runs: Vec<Run>) -> View {
        View {
            capture: Capture {
                body: text.into_bytes(),
                media_type: Some("text/plain; charset=utf-8".to_owned()),
                ..self.capture.clone()
            },
            runs,
        }
    }
}

/// The label with the most width, the first of equals.
fn most(stretches: impl Iterator<Item = (Label, usize)>) -> Option<Label> {
    let mut widths: Vec<(Label, usize)> = Vec::new();
    for (label, width) in stretches {
        match widths.iter_mut().find(|(known, _)| *known == label) {
            Some((_, sum)) => *sum += width,
            None => widths.push((label, width)),
        }
    }
    let most = widths.iter().map(|(_, width)| *width).max()?;
    let first = widths.iter().find(|(_, width)| *width == most);
    first.map(|(label, _)| *label)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The label of the line of a view that begins with some words.
    fn label(view: &View, words: &str) -> Option<Label> {
        let text = String::from_utf8(view.capture.body.clone()).unwrap();
        view.label_at(text.find(words).unwrap() as u32)
    }

    fn page() -> View {
        let page =
            "<nav>Home</nav><p>The ferry left.</p><p>\u{e4} <b>Ad</b> for all of it</p><i>?</i>";
        let at = |words: &str| page.find(words).unwrap();
        View {
            runs: vec![
                Run::of(at("Home")..at("The"), Label::Navigation),
                Run::of(at("The")..at("\u{e4}"), Label::Body),
                Run::of(at("\u{e4}")..at(" for"), Label::Credit),
                Run::of(at(" for")..at("<i>"), Label::Promo),
            ],
            capture: Capture {
                body: page.as_bytes().to_vec(),
                ..Capture::default()
            },
        }
    }

    #[test]
    fn a_line_has_the_label_that_most_of_it_has() {
        let flat = page().flattened();
        assert_eq!(label(&flat, "Home"), Some(Label::Navigation));
        assert_eq!(label(&flat, "The ferry"), Some(Label::Body));
        assert_eq!(label(&flat, "\u{e4} Ad for"), Some(Label::Promo));
        assert_eq!(label(&flat, "?"), None);
    }

    #[test]
    fn worn_lines_keep_their_labels() {
        let flat = page().flattened();
        for name in ["a", "b", "c", "d", "e", "f"] {
            let worn = flat.worn(&Wear::of(name));
            let labels: Vec<Label> = worn.runs.iter().map(|run| run.label).collect();
            assert_eq!(
                labels,
                [Label::Navigation, Label::Body, Label::Promo],
                "{name}"
            );
            assert_eq!(worn.runs[0].bytes.end, worn.runs[1].bytes.start);
        }
    }
}
