//! How sure a record is: how much of the body is expected to be right, and how
//! likely the value of a field is.

use std::sync::OnceLock;

use onrecord_record::{Article, Block, Field, Label};

use super::blocks::RawBlock;
use super::label::Labelled;
use super::signs::{self, Reading};
use crate::odds::{Weights, chance};

/// The share of the body that is expected to be right, in thousandths, as F1 over
/// the width of its words: what is in the body and belongs there, against what is
/// in it and what should be. `None` if there is no body.
///
/// The model's margins say how likely each block is body; on pages of sites that
/// it has not seen these chances hold (docs/accuracy.md), so that their sums do.
/// What a rule gave another label than the model would have counts neither way.
pub(crate) fn body(list: &[RawBlock], labels: &[Labelled], margins: &[i32]) -> Option<u16> {
    let (mut taken, mut right, mut due) = (0u64, 0u64, 0u64);
    for ((block, labelled), margin) in list.iter().zip(labels).zip(margins) {
        let likely = u64::from(chance(*margin)) * u64::from(block.width);
        if matches!(labelled.label, Label::Body | Label::LivePost) {
            taken += u64::from(block.width) * 1000;
            right += likely;
            due += likely;
        } else if *margin <= 0 {
            due += likely;
        }
    }
    (taken > 0).then(|| (2 * right * 1000 / (taken + due).max(1)) as u16)
}

/// States how likely the headline, the authors, the day of publication and each
/// caption are right, by what speaks for and against them. The day of the last
/// change has none: no set of pages says which it is.
pub(crate) fn fields(article: &mut Article, blocks: &[Block], reading: Reading) {
    let headline = likely(&signs::headline(article, blocks, reading));
    let authors = likely(&signs::authors(article, reading));
    let published = likely(&signs::published(article, reading));
    let captions = signs::captions(article, blocks, reading);
    let captions: Vec<_> = captions.iter().map(|signs| likely(signs)).collect();
    state(&mut article.headline, headline);
    state(&mut article.authors, authors);
    state(&mut article.published, published);
    for (image, likely) in article.images.iter_mut().zip(captions) {
        image.caption_confidence = likely;
    }
}

fn state<T>(field: &mut Field<T>, likely: Option<u16>) {
    if let Field::Stated { confidence, .. } = field {
        *confidence = likely;
    }
}

/// The chance that goes with signs, in thousandths; `None` for none.
fn likely(signs: &[&str]) -> Option<u16> {
    static WEIGHTS: OnceLock<Weights> = OnceLock::new();
    let weights = WEIGHTS.get_or_init(|| Weights::of(include_str!("../weights/fields.tsv")));
    (!signs.is_empty()).then(|| weights.likely(signs))
}

#[cfg(test)]
mod tests {
    use onrecord_html::{Options, parse};
    use onrecord_record::Rule;

    use super::*;
    use crate::article::blocks::cut;

    fn sure(labels: [Label; 2], margins: [i32; 2]) -> Option<u16> {
        let document = parse(
            "<p>The bridge is closed.</p><p>It will open soon.</p>",
            &Options::default(),
        );
        let labels = labels.map(|label| Labelled {
            label,
            part: None,
            rule: Rule::named("test/given"),
            confidence: None,
        });
        body(&cut(&document).list, &labels, &margins)
    }

    #[test]
    fn what_is_likely_is_sure() {
        assert_eq!(sure([Label::Body, Label::Body], [7000, 7000]), Some(999));
        assert_eq!(sure([Label::Other, Label::Other], [-7000, -7000]), None);
        // A block that may have been lost, and one that may be too much.
        let lost = sure([Label::Body, Label::Other], [7000, -1]).unwrap();
        let extra = sure([Label::Body, Label::Body], [7000, 1]).unwrap();
        assert!((700..900).contains(&lost) && (700..900).contains(&extra));
    }
}
