//! A story that its page hides: pages that meter their readers, or wait for a
//! script, carry the whole text and keep it out of sight.

use std::collections::BTreeMap;

use onrecord_html::{Document, NodeId};
use onrecord_record::{Doubt, DoubtKind, Place, TextSpan};

use super::blocks::{Blocks, Landmarks, RawBlock};

/// Less hidden prose is a dialogue's or a menu's. A guess, some four paragraphs.
const SOME: u32 = 1200;

/// Hidden prose is the story if the page shows less than a half of it.
const TIMES: u32 = 2;

/// What is not prose of a story, hidden or not.
const BESIDE: Landmarks = Landmarks::NAV
    .with(Landmarks::FOOTER)
    .with(Landmarks::ASIDE)
    .with(Landmarks::FORM)
    .with(Landmarks::BUTTON)
    .with(Landmarks::DIALOG)
    .with(Landmarks::NOSCRIPT);

/// Treats as shown what a page hides of its own story, and says so.
///
/// The story is hidden where most of the page's prose is, and most of that in
/// one element.
pub(crate) fn show(document: &Document<'_>, blocks: &mut Blocks) -> Option<Doubt> {
    let is_hidden = |block: &RawBlock| block.landmarks.any(Landmarks::HIDDEN);
    let (mut hidden, mut shown) = (0, 0);
    for block in blocks.list.iter().filter(|block| is_prose(block)) {
        if is_hidden(block) {
            hidden += block.width;
        } else {
            shown += block.width;
        }
    }
    if hidden < SOME || hidden < shown.saturating_mul(TIMES) {
        return None;
    }
    let mut sums: BTreeMap<NodeId, u32> = BTreeMap::new();
    for block in blocks.list.iter().filter(|b| is_prose(b) && is_hidden(b)) {
        for node in std::iter::successors(Some(block.container), |id| document.parent(*id)) {
            *sums.entry(node).or_default() += block.width;
        }
    }
    // Elements with most of it nest; the innermost stands last.
    let (story, _) = sums.into_iter().rfind(|(_, sum)| *sum * 4 >= hidden * 3)?;
    let inside = document.subtree(story);
    let mut all: Option<TextSpan> = None;
    for block in &mut blocks.list {
        if is_hidden(block) && inside.contains(&block.container.index()) {
            block.landmarks.0 &= !Landmarks::HIDDEN.0;
            let span = block.span;
            all = Some(all.map_or(span, |all| TextSpan {
                start: all.start.min(span.start),
                end: all.end.max(span.end),
            }));
        }
    }
    all.map(|span| Doubt {
        kind: DoubtKind::HiddenText,
        at: Some(Place::Text(span)),
        note:
            "the page holds this text and hides it, from readers without a subscription or a script"
                .to_owned(),
        reading: None,
    })
}

/// Whether a block is a paragraph of some length that is no part of the page's
/// furniture.
fn is_prose(block: &RawBlock) -> bool {
    block.width >= 80
        && block.heading == 0
        && block.link_width * 2 < block.width
        && !block.landmarks.any(BESIDE)
}
