//! What a block is that is not the article's text, learned: a multinomial
//! regression over a block's wording, the words of class and id around it, and
//! the columns of its row, each cut into ranges. Which blocks are body the forest
//! has said before. Plain text has a model of its own in the same form
//! ([`super::line_around`]).
//!
//! The file: magic `ORK1`; how many columns are in use, a `u16`; for each its
//! number as a `u16`, how many cuts it has as a `u8`, the cuts as `i16`, and for
//! each range between them a weight a label; then for each key of a word, a
//! `u32`, its weights. All are little-endian, weights are `i8` in thirty-seconds
//! of log-odds. Training is in the evaluation crate; see `weights/PROVENANCE.md`.

use std::sync::OnceLock;

use onrecord_html::{Document, NodeId};
use onrecord_record::{Label, Rule};

use super::blocks::Blocks;
use super::features::Features;
use super::label::Labelled;
use super::lexicon;
use super::wording;
use crate::slots::Slots;

/// The labels that are told apart, in the order of their weights.
pub(crate) const LABELS: [Label; 12] = [
    Label::Kicker,
    Label::Byline,
    Label::Time,
    Label::Caption,
    Label::Credit,
    Label::ContributorNote,
    Label::Related,
    Label::Promo,
    Label::Comment,
    Label::Navigation,
    Label::Legal,
    Label::Other,
];

/// The rules that tell them, in the same order.
const RULES: [&str; LABELS.len()] = [
    "kicker/learned",
    "byline/learned",
    "time/learned",
    "caption/learned",
    "credit/learned",
    "contributor-note/learned",
    "related/learned",
    "promo/learned",
    "comment/learned",
    "navigation/learned",
    "legal/learned",
    "other/learned",
];

/// Room for a number a label, a power of two: what is behind the labels is zero, and
/// all of it is added at once.
const WIDE: usize = LABELS.len().next_power_of_two();

/// A weight for each label.
type Weights = [i8; WIDE];

/// What speaks for each label, in thirty-seconds of log-odds.
pub(crate) type Sums = [i32; WIDE];

/// The weights.
#[derive(Clone, Debug, Default)]
pub(crate) struct Around {
    columns: Vec<Column>,
    words: Slots<Weights>,
}

/// A column has no more ranges.
const RANGES: usize = 8;

/// What a column of a row says. Sizes are such that a row is weighed without
/// branches.
#[derive(Clone, Debug)]
struct Column {
    number: u16,
    /// In rising order; a range goes from above one to the next. What is not in use is
    /// above all values.
    cuts: [i16; RANGES],
    /// The weights of each range.
    ranges: [Weights; RANGES],
}

/// What a block is taken for that is not body and no picture's or time's.
#[derive(Clone, Debug)]
pub(crate) struct Guess {
    /// What labelled it before: a later rule knows more.
    before: Rule,
    labelled: Labelled,
}

impl Around {
    /// The model in the binary.
    pub(crate) fn shipped() -> &'static Around {
        static MODEL: OnceLock<Around> = OnceLock::new();
        MODEL.get_or_init(|| {
            Around::from_bytes(include_bytes!("../weights/around.bin"))
                .expect("a test reads the shipped model")
        })
    }

    /// The model for plain text in the binary.
    pub(crate) fn of_lines() -> &'static Around {
        static MODEL: OnceLock<Around> = OnceLock::new();
        MODEL.get_or_init(|| {
            Around::from_bytes(include_bytes!("../weights/around-lines.bin"))
                .expect("a test reads the shipped model")
        })
    }

    /// Reads the weights; `None` if the bytes are none.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Around> {
        let mut rest = bytes.strip_prefix(b"ORK1")?;
        let mut take = |count: usize| {
            let (part, tail) = rest.split_at_checked(count)?;
            rest = tail;
            Some(part)
        };
        let short = |part: &[u8]| Some(u16::from_le_bytes(part.try_into().ok()?));
        let columns = (0..short(take(2)?)?)
            .map(|_| {
                let number = short(take(2)?)?;
                let count = usize::from(*take(1)?.first()?);
                let mut column = Column {
                    number,
                    cuts: [i16::MAX; RANGES],
                    ranges: [[0; WIDE]; RANGES],
                };
                for cut in column.cuts[..RANGES - 1].get_mut(..count)? {
                    *cut = short(take(2)?)? as i16;
                }
                for range in &mut column.ranges[..=count] {
                    *range = signed(take(LABELS.len())?.first_chunk()?);
                }
                Some(column)
            })
            .collect::<Option<Vec<_>>>()?;
        // A sum of weights fits in 16 bits.
        if columns.len() > 256 {
            return None;
        }
        let (words, rest) = rest.as_chunks::<{ 4 + LABELS.len() }>();
        let entries = words.iter().map(|entry| {
            let (key, weights) = entry.split_first_chunk::<4>().expect("it has four bytes");
            let weights = weights.first_chunk().expect("and one a label");
            (u32::from_le_bytes(*key), signed(weights))
        });
        rest.is_empty().then(|| Around {
            columns,
            words: Slots::of(entries, words.len()),
        })
    }

    /// Whether it tells nothing.
    pub(crate) fn is_empty(&self) -> bool {
        self.columns.is_empty()
    }

    /// Whether rows of so many columns have all that it asks for.
    #[cfg(test)]
    pub(crate) fn reads(&self, columns: usize) -> bool {
        let mut all = self.columns.iter();
        all.all(|column| usize::from(column.number) < columns)
    }

    /// What some words say, weighed by the root of how many there are.
    pub(crate) fn of_words(&self, keys: impl FnOnce(&mut dyn FnMut(u32))) -> Sums {
        let mut sums = Sums::default();
        let mut count = 0u32;
        keys(&mut |key| {
            count += 1;
            self.add(&mut sums, key);
        });
        Self::weighed(sums, count)
    }

    /// Adds what one word says.
    pub(crate) fn add(&self, sums: &mut Sums, key: u32) {
        if let Some(weights) = self.words.get(key) {
            for (sum, weight) in sums.iter_mut().zip(weights) {
                *sum += i32::from(weight);
            }
        }
    }

    /// What so many words say that say this much together.
    pub(crate) fn weighed(sums: Sums, count: u32) -> Sums {
        let root = (count * 256).isqrt().max(1) as i32;
        sums.map(|sum| sum * 16 / root)
    }

    /// What the columns of a row say.
    pub(crate) fn of_row(&self, row: &[i16]) -> Sums {
        let mut sums = [0i16; WIDE];
        for column in &self.columns {
            let value = row.get(usize::from(column.number)).copied().unwrap_or(0);
            let above = column.cuts.map(|cut| i16::from(cut < value));
            let at = above.iter().sum::<i16>() as usize % RANGES;
            for (sum, weight) in sums.iter_mut().zip(&column.ranges[at]) {
                *sum += i16::from(*weight);
            }
        }
        sums.map(i32::from)
    }

    /// What each block is taken for that is not body and no picture's or time's. It takes
    /// the place of what the rules over class names say, which the fields have read by
    /// then, unless a later rule knows more.
    pub(crate) fn guess(
        &self,
        document: &Document<'_>,
        features: &Features,
        blocks: &Blocks,
        labels: &[Labelled],
    ) -> Vec<Option<Guess>> {
        // Blocks of one container come together, and so do those of one parent.
        let mut own = Cached::default();
        let mut above = Cached::default();
        let rows = features.rows.iter().zip(features.words.iter());
        (labels.iter().zip(&blocks.list).zip(rows))
            .map(|((labelled, block), (row, words))| {
                let told = matches!(
                    labelled.label,
                    Label::Body | Label::Caption | Label::Credit | Label::Time
                );
                if told {
                    return None;
                }
                let container = block.container;
                let text = blocks.words(block);
                let said = [
                    self.of_row(row),
                    self.of_words(|each| wording::features(words, text, each)),
                    own.get(Some(container), || {
                        self.of_words(|each| attributes(document, container, each))
                    }),
                    above.get(document.parent(container), || {
                        self.of_words(|each| attributes_above(document, container, each))
                    }),
                ];
                Some(Guess::of(labelled, learned(&said)))
            })
            .collect()
    }
}

/// What was said of the last element that was asked about.
#[derive(Default)]
struct Cached(Option<(Option<NodeId>, Sums)>);

impl Cached {
    fn get(&mut self, node: Option<NodeId>, tell: impl FnOnce() -> Sums) -> Sums {
        match self.0 {
            Some((known, sums)) if known == node => sums,
            _ => self.0.insert((node, tell())).1,
        }
    }
}

/// Labels what is still as it was when it was guessed at.
pub(crate) fn settle(guesses: &[Option<Guess>], labels: &mut [Labelled]) {
    for (guess, labelled) in guesses.iter().zip(labels) {
        if let Some(guess) = guess
            && labelled.rule == guess.before
        {
            *labelled = guess.labelled.clone();
        }
    }
}

impl Guess {
    /// What a block is taken for that was labelled before.
    pub(crate) fn of(before: &Labelled, labelled: Labelled) -> Guess {
        Guess {
            before: before.rule.clone(),
            labelled,
        }
    }
}

/// What a block is by all that was said of it.
pub(crate) fn learned(said: &[Sums]) -> Labelled {
    let (kind, confidence) = best(&std::array::from_fn(|kind| {
        said.iter().map(|sums| sums[kind]).sum()
    }));
    Labelled {
        label: LABELS[kind],
        part: None,
        rule: Rule::named(RULES[kind]),
        confidence: Some(confidence),
    }
}

/// Tells the keys of an element's class and id words.
pub(crate) fn attributes(document: &Document<'_>, node: NodeId, each: impl FnMut(u32)) {
    lexicon::attribute_keys(document, node, 0, each);
}

/// Tells the keys of those of the two elements above it.
pub(crate) fn attributes_above(document: &Document<'_>, node: NodeId, mut each: impl FnMut(u32)) {
    let above = std::iter::successors(document.parent(node), |id| document.parent(*id));
    for (level, node) in (1..3).zip(above) {
        lexicon::attribute_keys(document, node, level, &mut each);
    }
}

/// The label with the most for it, the first of equals, and how likely it is, in
/// thousandths.
fn best(sums: &Sums) -> (usize, u16) {
    let mut best = 0;
    let sums = &sums[..LABELS.len()];
    for (kind, sum) in sums.iter().enumerate() {
        if *sum > sums[best] {
            best = kind;
        }
    }
    // What is less likely than this adds nothing to thousandths.
    let all: f64 = (sums.iter())
        .map(|sum| sum - sums[best])
        .filter(|less| *less >= -320)
        .map(|less| libm::exp(f64::from(less) / 32.0))
        .sum();
    (best, ((1000.0 / all) as u16).min(999))
}

fn signed(weights: &[u8; LABELS.len()]) -> Weights {
    std::array::from_fn(|kind| weights.get(kind).map_or(0, |weight| *weight as i8))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::features::{self, word_keys};

    /// Weights for one column cut at 10, and for the one word `newsletter`.
    fn model() -> Around {
        let mut bytes = b"ORK1".to_vec();
        let row = |kind: usize, weight: i8| {
            let mut row = [0u8; LABELS.len()];
            row[kind] = weight as u8;
            row
        };
        bytes.extend(1u16.to_le_bytes());
        bytes.extend(2u16.to_le_bytes());
        bytes.push(1);
        bytes.extend(10i16.to_le_bytes());
        bytes.extend(row(6, 32));
        bytes.extend(row(9, 32));
        let mut keys = Vec::new();
        wording::features(&word_keys("newsletter"), "newsletter", |key| keys.push(key));
        bytes.extend(keys[0].to_le_bytes());
        bytes.extend(row(7, 127));
        assert!(Around::from_bytes(&bytes[..bytes.len() - 1]).is_none());
        Around::from_bytes(&bytes).unwrap()
    }

    #[test]
    fn columns_and_words_speak_for_labels() {
        let model = model();
        let by_row = |row: &[i16]| LABELS[best(&model.of_row(row)).0];
        assert_eq!(by_row(&[0, 0, 10]), Label::Related);
        assert_eq!(by_row(&[0, 0, 11]), Label::Navigation);
        // A row without the column counts as 0 there.
        assert_eq!(by_row(&[]), Label::Related);
        let by_words = |text: &str| {
            let words = word_keys(text);
            best(&model.of_words(|each| wording::features(&words, text, each))).0
        };
        assert_eq!(LABELS[by_words("newsletter")], Label::Promo);
        assert_eq!(by_words("harbour"), 0);
    }

    #[test]
    fn the_surer_the_more_speaks_for_it() {
        let mut sums = Sums::default();
        assert_eq!(best(&sums), (0, 83));
        sums[4] = 320;
        assert_eq!(best(&sums), (4, 999));
        sums[5] = 320;
        assert_eq!(best(&sums), (4, 499));
    }

    #[test]
    fn a_later_rule_stands() {
        let labelled = |rule| Labelled {
            label: Label::Other,
            part: None,
            rule: Rule::named(rule),
            confidence: None,
        };
        let mut promo = Sums::default();
        promo[7] = 320;
        let mut labels = [labelled("other/no-rule"), labelled("other/teaser-in-list")];
        let guess = Guess::of(&labels[0], learned(&[promo]));
        settle(&[Some(guess.clone()), Some(guess)], &mut labels);
        assert_eq!(labels[0].label, Label::Promo);
        assert_eq!(labels[0].confidence, Some(999));
        assert_eq!(labels[1].label, Label::Other);
    }

    #[test]
    fn the_shipped_model_fits_the_features() {
        let columns = features::names().len();
        let model = Around::shipped();
        assert!(model.columns.len() > 40);
        assert!(model.reads(columns));
    }
}
