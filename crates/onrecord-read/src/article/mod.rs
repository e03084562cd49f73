//! From a page to labelled blocks and fields.
//!
//! Passes, in order: [`blocks`] cuts the page into blocks of clean text,
//! [`features`] measures each block once, [`label`] says what each block is;
//! the fields are read from the labelled blocks and the publisher's claims, and
//! what none of them took [`around`] tells.

pub(crate) mod around;
pub(crate) mod blocks;
pub(crate) mod capture;
pub(crate) mod context;
pub(crate) mod damage;
pub(crate) mod dates;
pub(crate) mod features;
pub(crate) mod fields;
pub(crate) mod forest;
pub(crate) mod hidden;
pub(crate) mod hints;
pub(crate) mod label;
pub(crate) mod lexicon;
pub(crate) mod line_around;
pub(crate) mod line_label;
pub(crate) mod lines;
pub(crate) mod live;
pub(crate) mod people;
pub(crate) mod pictures;
pub(crate) mod refine;
pub(crate) mod related;
pub(crate) mod signs;
pub(crate) mod sureness;
pub(crate) mod wording;

use features::Told;

use crate::intake::claims::{Claims, Property};

/// What the publisher claims that bears on blocks.
pub(crate) fn told(claims: &Claims) -> Told {
    let texts = |properties: &[Property]| {
        let of = claims
            .list
            .iter()
            .filter(|claim| properties.contains(&claim.property));
        of.map(|claim| claim.value.text().to_owned()).collect()
    };
    Told {
        headlines: texts(&[
            Property::Headline,
            Property::AlternativeHeadline,
            Property::Title,
        ]),
        descriptions: texts(&[Property::Description]),
        bodies: texts(&[Property::Body]),
    }
}
