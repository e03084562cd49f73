//! Training: gold in, weights out.

mod align;
pub(crate) mod around;
pub(crate) mod blocks;
pub(crate) mod clusters;
mod crf;
pub(crate) mod fields;
pub(crate) mod finds;
mod folds;
mod headline;
mod labels;
mod leader;
pub(crate) mod statements;
mod views;
mod weights;
mod wording;
pub(crate) mod words;
