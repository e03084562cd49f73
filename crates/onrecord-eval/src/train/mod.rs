//! Training: gold in, weights out.

mod align;
pub(crate) mod blocks;
pub(crate) mod words;
