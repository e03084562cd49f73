//! What the lines of a plain text are that are not the article's text, learned. Lines
//! have no class and id; where they stand to the story, what the lines near them are
//! like and the words of those lines stand in for them. Which lines are body the
//! forest has said before.

use std::ops::Range;

use onrecord_record::Label;

use super::around::{self, Around, Guess, Sums};
use super::blocks::Blocks;
use super::features::{Facts, Features, Rows};
use super::label::Labelled;
use super::{lexicon, lines, wording};

/// So many lines on each side are near a line.
const NEAR: usize = 4;

/// So many words of a line are looked at for those that it is near to.
const WORDS: usize = 8;

/// What stands around the story adds so many numbers to a line's row.
const STORY: usize = 6;

/// What the lines near one are counted for, above and below it.
const COUNTED: [fn(&Facts) -> u32; 6] = [
    |f| u32::from(f.words <= 3),
    |f| u32::from(f.twins > 1),
    |f| u32::from(f.ending == 1),
    |f| f.digits.min(20),
    |f| f.width.min(400),
    |f| u32::from((4..=20).contains(&f.words) && f.ending == 0),
];

/// Signs that a line has or has not.
const SIGNS: [char; 3] = ['@', '©', '/'];

/// What the fields look for. Where rules found it is a sign; what is learned of it is
/// told before the fields are read. Navigation and other stories are not: learned so
/// early, they took authors and days from the fields.
const SOUGHT: [Label; 4] = [Label::Caption, Label::Credit, Label::Time, Label::Byline];

/// How many columns a row has.
pub(crate) const COLUMNS: usize =
    lines::COLUMNS + STORY + SOUGHT.len() + SIGNS.len() + 2 * COUNTED.len();

/// Where a line stands to the one that its words speak for.
#[derive(Clone, Copy)]
enum Place {
    Own,
    Before,
    Behind,
    /// Near and above.
    Above,
    /// Near and below.
    Below,
}

/// Labels of which rules know more: who wrote it and when are told by the shape of the
/// words, and summaries are not among what is learned.
const KEPT: [Label; 4] = [Label::Body, Label::Dek, Label::Byline, Label::Time];

/// Lines that rules take for a box of other stories may be these after all: a title there
/// is as long as a caption.
const IN_BOX: [Label; 2] = [Label::Byline, Label::Time];

/// What no rule knows, and short lines behind the body, may be anything that is learned.
const OPEN: [Label; 2] = [Label::Other, Label::Navigation];

/// Labels the lines that hold what the fields look for, and says what each other line
/// is taken for that no rule knows. A model without columns takes nothing for anything.
pub(crate) fn guess(
    model: &Around,
    blocks: &Blocks,
    features: &Features,
    labels: &mut [Labelled],
) -> Vec<Option<Guess>> {
    if model.is_empty() {
        return Vec::new();
    }
    let lines = Lines::of(blocks, features);
    let sums = |place: Place| -> Vec<Sums> {
        (0..lines.count())
            .map(|k| model.of_words(|each| lines.wording_keys(k, place, each)))
            .collect()
    };
    let [own, before, behind] = [Place::Own, Place::Before, Place::Behind].map(sums);
    // Sums over the lines so far, so that those near a line cost two look-ups.
    let running = |place: Place| {
        let mut sums = vec![(Sums::default(), 0)];
        for k in 0..lines.count() {
            let (mut sum, mut count) = sums[k];
            lines.near_keys(k, place, |key| {
                model.add(&mut sum, key);
                count += 1;
            });
            sums.push((sum, count));
        }
        sums
    };
    let [above, below] = [Place::Above, Place::Below].map(running);
    let rows = rows(blocks, features, labels);
    let of = |(k, (labelled, row)): (usize, (&mut Labelled, &[i16]))| {
        if KEPT.contains(&labelled.label) {
            return None;
        }
        let [up, down] = lines.near(k);
        let mut said = vec![
            model.of_row(row),
            own[k],
            between(&above, up),
            between(&below, down),
        ];
        said.extend(k.checked_sub(1).map(|k| before[k]));
        said.extend(behind.get(k + 1));
        let learned = around::learned(&said);
        let box_stands = labelled.label == Label::Related && !IN_BOX.contains(&learned.label);
        if SOUGHT.contains(&learned.label) && !box_stands {
            *labelled = learned;
            return None;
        }
        (OPEN.contains(&labelled.label)).then(|| Guess::of(labelled, learned))
    };
    (labels.iter_mut().zip(rows.iter()).enumerate())
        .map(of)
        .collect()
}

/// What the words of a range of lines say, by the sums and counts up to each.
fn between(sums: &[(Sums, u32)], range: Range<usize>) -> Sums {
    let ((from, before), (to, count)) = (&sums[range.start], &sums[range.end]);
    let sum = std::array::from_fn(|kind| to[kind] - from[kind]);
    Around::weighed(sum, count - before)
}

/// The keys of the words that speak for each line: its own, those of the line before
/// and of the one behind, and of those near above and below. For training.
pub(crate) fn keys(blocks: &Blocks, features: &Features) -> Vec<Vec<Vec<u32>>> {
    let lines = Lines::of(blocks, features);
    (0..lines.count())
        .map(|k| {
            let mut sets = vec![Vec::new(); 5];
            let [own, before, behind, above, below] = &mut sets[..] else {
                return sets;
            };
            let [up, down] = lines.near(k);
            lines.wording_keys(k, Place::Own, |key| own.push(key));
            if !up.is_empty() {
                lines.wording_keys(k - 1, Place::Before, |key| before.push(key));
            }
            if !down.is_empty() {
                lines.wording_keys(k + 1, Place::Behind, |key| behind.push(key));
            }
            up.for_each(|k| lines.near_keys(k, Place::Above, |key| above.push(key)));
            down.for_each(|k| lines.near_keys(k, Place::Below, |key| below.push(key)));
            sets
        })
        .collect()
}

/// The lines of a text with the words of each.
struct Lines<'t> {
    blocks: &'t Blocks,
    words: Vec<&'t [u64]>,
}

impl<'t> Lines<'t> {
    fn of(blocks: &'t Blocks, features: &'t Features) -> Lines<'t> {
        let words = features.words.iter().collect();
        Lines { blocks, words }
    }

    fn count(&self) -> usize {
        self.words.len()
    }

    /// The lines near one, above and below.
    fn near(&self, k: usize) -> [Range<usize>; 2] {
        near(k, self.count())
    }

    /// Tells the keys of a line's wording.
    fn wording_keys(&self, k: usize, place: Place, mut each: impl FnMut(u32)) {
        let text = self.blocks.words(&self.blocks.list[k]);
        wording::features(self.words[k], text, |key| match place {
            Place::Own => each(key),
            _ => each(lexicon::salted(key.into(), place as u64)),
        });
    }

    /// Tells the keys of a line's words for the lines that it is near to.
    fn near_keys(&self, k: usize, place: Place, mut each: impl FnMut(u32)) {
        for word in self.words[k].iter().take(WORDS) {
            each(lexicon::salted(*word, place as u64));
        }
    }
}

fn near(k: usize, count: usize) -> [Range<usize>; 2] {
    [k.saturating_sub(NEAR)..k, k + 1..(k + 1 + NEAR).min(count)]
}

/// The rows of the body's model, each with where the line stands to the story, which
/// signs it has, and what is counted of the lines near it, in hundredths of a line.
pub(crate) fn rows(blocks: &Blocks, features: &Features, labels: &[Labelled]) -> Rows {
    let facts = &features.facts;
    let count = facts.len();
    let body: Vec<usize> = (0..count)
        .filter(|k| labels[*k].label == Label::Body)
        .collect();
    let headline = (labels.iter()).position(|labelled| labelled.label == Label::Headline);
    let counted = COUNTED.map(|of| lines::running_sum(facts.iter().map(of)));
    let mut out = Rows::new(COLUMNS, count);
    for (k, row) in features.rows.iter().enumerate() {
        row.iter().for_each(|value| out.push((*value).into()));
        for value in story(k, &body, headline) {
            out.push(value);
        }
        for label in SOUGHT {
            out.push((labels[k].label == label).into());
        }
        let text = blocks.words(&blocks.list[k]);
        for sign in SIGNS {
            out.push(text.contains(sign).into());
        }
        for sums in &counted {
            for range in near(k, count) {
                let all = range.len().max(1) as u32;
                out.push(((sums[range.end] - sums[range.start]) * 100 / all) as i32);
            }
        }
    }
    out
}

/// Where a line stands to the body and to the headline, in lines.
fn story(k: usize, body: &[usize], headline: Option<usize>) -> [i32; STORY] {
    let apart = |from: Option<&usize>| match from {
        Some(from) => (k as i32 - *from as i32).clamp(-200, 200),
        None => -999,
    };
    let before = body.partition_point(|line| *line < k);
    let after = body.partition_point(|line| *line <= k);
    let near = |lines: usize| lines.min(99) as i32;
    let region = match (before, body.len() - after) {
        (0, 0) => 0,
        (0, _) => 1,
        (_, 0) => 3,
        _ => 2,
    };
    [
        region,
        apart(body.first()),
        apart(body.last()),
        before.checked_sub(1).map_or(99, |at| near(k - body[at])),
        body.get(after).map_or(99, |line| near(line - k)),
        apart(headline.as_ref()),
    ]
}

#[cfg(test)]
mod tests {

    use super::*;
    use crate::article::features::Learned;
    use crate::article::line_label;
    use crate::intake::lines::cut;

    const TEXT: &str = "Home\nNews\nWeather\nFerry to Orrin stays in harbour\n\
        The ferry to Orrin will stay in the harbour this week, the office said on Monday, \
        after a crack was found in its hull.\n\
        Glacier loses its name\n© The Islander\n";

    /// A text's rows and keys, its fifth line being body.
    fn measured() -> (Rows, Vec<Vec<Vec<u32>>>) {
        let paragraphs = cut(TEXT);
        let features = lines::measure(&paragraphs, &Learned::default());
        let margins: Vec<i32> = (0..7).map(|k| if k == 4 { 900 } else { -900 }).collect();
        let labels = line_label::label(&paragraphs.blocks, &features.facts, &margins);
        let rows = rows(&paragraphs.blocks, &features, &labels);
        (rows, keys(&paragraphs.blocks, &features))
    }

    #[test]
    fn lines_know_where_the_story_is() {
        let (rows, _) = measured();
        let story = |k: usize| rows.row(k)[lines::COLUMNS..][..STORY].to_vec();
        assert_eq!(story(0), [1, -4, -4, 99, 4, -3]);
        assert_eq!(story(6), [3, 2, 2, 2, 99, 3]);
        let signs = |k: usize| rows.row(k)[lines::COLUMNS + STORY + SOUGHT.len()..][..3].to_vec();
        assert_eq!(signs(6), [0, 1, 0]);
    }

    #[test]
    fn words_speak_for_the_lines_around_them() {
        let (_, keys) = measured();
        let news = &keys[1];
        // Its own wording, that of the lines on both sides, and the words of the first
        // line above and of four below.
        assert_ne!(news[0], keys[2][1]);
        assert_eq!(keys[0][2].len(), news[0].len());
        assert_eq!(news[3].len(), 1);
        assert_eq!(news[4].len(), 1 + 6 + 8 + 4);
        assert!(keys[0][1].is_empty() && keys[6][2].is_empty());
    }

    #[test]
    fn the_shipped_model_fits_the_rows() {
        assert!(!Around::of_lines().is_empty());
        assert!(Around::of_lines().reads(COLUMNS));
    }

    #[test]
    fn rules_about_shapes_stand_and_no_model_changes_nothing() {
        let paragraphs = cut(TEXT);
        let features = lines::measure(&paragraphs, &Learned::default());
        let given = [
            Label::Other,
            Label::Time,
            Label::Caption,
            Label::Dek,
            Label::Body,
            Label::Other,
            Label::Byline,
        ];
        let by = |model: &Around| {
            let mut labels = given.map(|label| Labelled::by(label, "test/given"));
            let guesses = guess(model, &paragraphs.blocks, &features, &mut labels);
            guesses.iter().map(Option::is_none).collect::<Vec<_>>()
        };
        assert!(by(&Around::default()).is_empty());
        let stands = [false, true, true, true, true, false, true];
        assert_eq!(by(Around::of_lines()), stands);
    }

    #[test]
    fn what_the_fields_look_for_is_labelled_at_once() {
        let paragraphs = cut(TEXT);
        let features = lines::measure(&paragraphs, &Learned::default());
        let given = [
            Label::Other,
            Label::Time,
            Label::Caption,
            Label::Dek,
            Label::Body,
            Label::Related,
            Label::Byline,
        ];
        // A model that takes every line for one thing, and which lines are that then.
        let all = |kind: usize| {
            let mut bytes = b"ORK1\x01\0\0\0\0".to_vec();
            bytes.extend((0..around::LABELS.len()).map(|k| if k == kind { 100 } else { 0 }));
            let mut labels = given.map(|label| Labelled::by(label, "test/given"));
            let model = Around::from_bytes(&bytes).unwrap();
            guess(&model, &paragraphs.blocks, &features, &mut labels);
            labels.map(|labelled| labelled.rule.0 != "test/given")
        };
        let [byline, caption, legal] = [all(1), all(3), all(10)];
        assert_eq!(byline, [true, false, true, false, false, true, false]);
        assert_eq!(caption, [true, false, true, false, false, false, false]);
        assert_eq!(legal, [false; 7]);
    }
}
