//! Training: gold in, weights out.

mod align;
pub mod blocks;
