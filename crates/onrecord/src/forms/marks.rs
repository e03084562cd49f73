//! Links and emphasis of a block, properly nested.

use onrecord_record::{Block, MarkKind, Record, TextSpan};

/// A step through a block's text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Step<'a> {
    /// A mark begins.
    Open(&'a MarkKind),
    /// Text inside the marks that are open.
    Text(&'a str),
    /// The mark that began last ends.
    Close(&'a MarkKind),
}

/// The kinds of marks; of each, one at a time may be open.
const KINDS: usize = 3;

fn kind_index(kind: &MarkKind) -> usize {
    match kind {
        MarkKind::Link(_) => 0,
        MarkKind::Strong => 1,
        MarkKind::Emphasis => 2,
    }
}

/// A block's text with its marks as steps in which every mark closes before
/// the one that holds it. Marks that cross are cut and begun again; of two
/// marks of one kind over the same words the first holds.
pub(crate) fn steps<'a>(record: &'a Record, block: &Block) -> Vec<Step<'a>> {
    let span = block.span;
    // Spans of one kind made disjoint, so that no more than one of each kind
    // is open and the work stays linear whatever the page holds.
    let mut covered = [span.start; KINDS];
    let mut kept: Vec<(TextSpan, &MarkKind)> = Vec::new();
    let from = record.marks.partition_point(|m| m.span.start < span.start);
    for mark in &record.marks[from..] {
        if mark.span.start >= span.end {
            break;
        }
        let kind = kind_index(&mark.kind);
        let cut = TextSpan {
            start: mark.span.start.max(covered[kind]),
            end: mark.span.end.min(span.end),
        };
        if !record.text.get(cut).trim().is_empty() {
            covered[kind] = cut.end;
            kept.push((cut, &mark.kind));
        }
    }

    let mut steps = Vec::new();
    let mut open: Vec<(u32, &MarkKind)> = Vec::new();
    let mut at = span.start;
    let text = |from: u32, to: u32| {
        record.text.get(TextSpan {
            start: from,
            end: to,
        })
    };
    let mut waiting = kept.into_iter().peekable();
    loop {
        let next_open = waiting.peek().map(|(span, _)| span.start);
        let next_close = open.iter().map(|(end, _)| *end).min();
        let to = [next_open, next_close, Some(span.end)]
            .into_iter()
            .flatten()
            .min()
            .unwrap_or(span.end);
        if to > at {
            steps.push(Step::Text(text(at, to)));
            at = to;
        }
        if next_close == Some(at) {
            // Everything down to the lowest that ends is closed; what goes on
            // is begun again.
            let lowest = open.iter().position(|(end, _)| *end == at).unwrap_or(0);
            let above: Vec<_> = open.drain(lowest..).collect();
            steps.extend(above.iter().rev().map(|(_, kind)| Step::Close(kind)));
            for (end, kind) in above.into_iter().filter(|(end, _)| *end > at) {
                open.push((end, kind));
                steps.push(Step::Open(kind));
            }
        } else if next_open == Some(at) {
            if let Some((span, kind)) = waiting.next() {
                open.push((span.end, kind));
                steps.push(Step::Open(kind));
            }
        } else {
            return steps;
        }
    }
}

#[cfg(test)]
mod tests {
    use onrecord_record::{Label, Mark, Rule};

    use super::*;
    use crate::forms::sample;

    fn shown(content: &str, marks: &[(&str, MarkKind)]) -> String {
        let mut record = sample::empty();
        record.text.content = content.to_owned();
        for (words, kind) in marks {
            let start = content.find(words).unwrap();
            record.marks.push(Mark {
                span: (start..start + words.len()).into(),
                kind: kind.clone(),
            });
        }
        record.marks.sort_by_key(|m| m.span.start);
        let block = Block {
            span: (0..content.len()).into(),
            label: Label::Body,
            part: None,
            level: 0,
            ordered: false,
            group: 0,
            rule: Rule::default(),
            confidence: None,
        };
        let name = |kind: &MarkKind| ["a", "b", "i"][kind_index(kind)];
        let steps = steps(&record, &block);
        steps
            .iter()
            .map(|step| match step {
                Step::Open(kind) => format!("<{}>", name(kind)),
                Step::Text(text) => (*text).to_owned(),
                Step::Close(kind) => format!("</{}>", name(kind)),
            })
            .collect()
    }

    #[test]
    fn marks_nest() {
        let link = MarkKind::Link("x".into());
        assert_eq!(
            shown(
                "The old ferry sails",
                &[("old ferry", link.clone()), ("ferry", MarkKind::Strong)]
            ),
            "The <a>old <b>ferry</b></a> sails"
        );
        assert_eq!(
            shown(
                "The old ferry sails",
                &[("old", MarkKind::Strong), ("ferry", MarkKind::Emphasis)]
            ),
            "The <b>old</b> <i>ferry</i> sails"
        );
    }

    #[test]
    fn marks_that_cross_are_cut() {
        assert_eq!(
            shown(
                "The old ferry sails",
                &[
                    ("The old", MarkKind::Strong),
                    ("old ferry", MarkKind::Emphasis)
                ]
            ),
            "<b>The <i>old</i></b><i> ferry</i> sails"
        );
    }

    #[test]
    fn of_one_kind_the_first_holds() {
        let first = MarkKind::Link("1".into());
        let second = MarkKind::Link("2".into());
        assert_eq!(
            shown(
                "The old ferry sails",
                &[("The old ferry", first), ("old", second)]
            ),
            "<a>The old ferry</a> sails"
        );
    }

    #[test]
    fn no_marks_is_one_text() {
        assert_eq!(shown("Ferry", &[]), "Ferry");
        assert_eq!(shown("", &[]), "");
    }
}
