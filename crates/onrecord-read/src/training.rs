//! What the evaluation crate needs to train and judge the body model. Not for
//! other use: it changes with the model.

use onrecord_record::{Capture, Label};

use crate::article::blocks::Blocks;
use crate::article::features::{self, Features};
use crate::article::label;

/// A page as the body model sees it.
pub struct Sheet {
    blocks: Blocks,
    features: Features,
}

impl Sheet {
    /// Cuts and measures a page.
    pub fn of(capture: &Capture) -> Sheet {
        let (blocks, features) = crate::measured(capture);
        Sheet { blocks, features }
    }

    /// The first forest's rows, one a block.
    pub fn rows(&self) -> &[Vec<i32>] {
        &self.features.rows
    }

    /// The second forest's rows, given the first one's margins.
    pub fn context(&self, first: &[i32]) -> Vec<Vec<i32>> {
        label::context(&self.features, first)
    }

    /// The blocks' words, in page order.
    pub fn words(&self) -> Vec<&str> {
        self.blocks
            .list
            .iter()
            .map(|block| self.blocks.words(block))
            .collect()
    }

    /// Whether rules that stand before the model take a block from it.
    pub fn reserved(&self) -> Vec<bool> {
        let none = vec![i32::MAX; self.blocks.list.len()];
        label::label(&self.blocks.list, &self.features.facts, &none)
            .iter()
            .map(|labelled| labelled.label != Label::Body)
            .collect()
    }
}

/// The names of the first forest's features.
pub fn feature_names() -> &'static [String] {
    features::names()
}
