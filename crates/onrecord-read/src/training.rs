//! What the evaluation crate needs to train and judge the body model. Not for
//! other use: it changes with the model.

use onrecord_record::{Capture, Label};

use crate::article::features::{self, Features};
use crate::article::lexicon::Lexicon;
use crate::article::{blocks, label, told};
use crate::{Options, intake, parse};

/// The lexicon's keys of every block of a page, for counting.
pub fn lexicon_keys(capture: &Capture) -> Vec<Vec<u32>> {
    let input = intake::take(capture, &Options::default());
    let document = parse(&input);
    features::lexicon_keys(&document, &blocks::cut(&document))
}

/// A page as the body model sees it.
pub struct Sheet {
    blocks: blocks::Blocks,
    features: Features,
}

impl Sheet {
    /// Cuts and measures a page with a lexicon, which may be empty.
    ///
    /// # Errors
    /// `None` if the lexicon's bytes are not one.
    pub fn of(capture: &Capture, lexicon: &[u8]) -> Option<Sheet> {
        let lexicon = Lexicon::from_bytes(lexicon)?;
        let input = intake::take(capture, &Options::default());
        let document = parse(&input);
        let blocks = blocks::cut(&document);
        let told = told(&intake::claims::claims(&document));
        let features = features::measure(&document, &blocks, &told, &lexicon);
        Some(Sheet { blocks, features })
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
        let sure = vec![i32::MAX; self.blocks.list.len()];
        label::label(&self.blocks.list, &self.features.facts, &sure)
            .iter()
            .map(|labelled| labelled.label != Label::Body)
            .collect()
    }
}

/// The names of the first forest's features.
pub fn feature_names() -> &'static [String] {
    features::names()
}
