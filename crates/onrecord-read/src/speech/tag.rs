//! Sources, cues and contents: the first look, token by token.

use super::hash;
use super::view::{Quoting, Seen, View, shape};

/// The labels of the first look, as the weights number them: 0 is none, then
/// two each for sources, cues and contents, the first token and the further
/// ones.
pub(crate) mod label {
    /// First and further tokens of a cue.
    pub(crate) const CUE: [u8; 2] = [3, 4];
    /// How many labels there are.
    pub(crate) const COUNT: usize = 7;
}

/// A token beyond the paragraph's ends.
const BEYOND: Seen = Seen {
    word: 1,
    kind: super::clusters::Kind {
        cluster: super::clusters::Cluster::NONE,
        broad: 0,
        fine: 0,
    },
    suffix: 1,
    shape: 7,
    level: super::lexicon::Level(0),
    quoting: Quoting::Outside,
    depth: (0, 0),
    left: (0, 0),
    right: (0, 0),
    that: false,
    sentence: 0,
    place: (0, 0),
};

/// A count by its size, so that near counts fall together.
fn bucket(count: u64) -> u64 {
    match count {
        0..=3 => count,
        4..=6 => 4,
        7..=12 => 5,
        13..=24 => 6,
        _ => 7,
    }
}

/// Puts every feature of a token behind those in `out`, always in the same
/// order.
pub(crate) fn features(view: &View, at: usize, out: &mut Vec<u64>) {
    let seen = &view.seen;
    let near = |offset: isize| -> &Seen {
        at.checked_add_signed(offset)
            .and_then(|at| seen.get(at))
            .unwrap_or(&BEYOND)
    };
    let mut template = 0;
    let mut push = |a: u64, b: u64| {
        template += 1;
        out.push(hash::feature(template, a, b));
    };
    let (p2, p1, t, n1, n2) = (near(-2), near(-1), near(0), near(1), near(2));
    // The words around it.
    push(0, 0);
    push(t.word, 0);
    push(p1.word, 0);
    push(p2.word, 0);
    push(n1.word, 0);
    push(n2.word, 0);
    push(p1.word, t.word);
    push(t.word, n1.word);
    push(p2.word, p1.word);
    push(n1.word, n2.word);
    push(t.suffix, 0);
    push(t.suffix, p1.suffix);
    push(t.suffix, n1.suffix);
    // Their kinds.
    push(t.kind.cluster.whole(), 0);
    push(
        p1.kind.cluster.prefix(8) << 16 | n1.kind.cluster.prefix(8),
        t.kind.cluster.prefix(8),
    );
    push(
        p2.kind.cluster.prefix(8) << 16 | p1.kind.cluster.prefix(8),
        t.kind.cluster.prefix(8),
    );
    push(
        n2.kind.cluster.prefix(8) << 16 | n1.kind.cluster.prefix(8),
        t.kind.cluster.prefix(8),
    );
    let broad = |seen: &Seen| u64::from(seen.kind.broad);
    let fine = |seen: &Seen| u64::from(seen.kind.fine);
    push(fine(t), 0);
    push(fine(p1), 0);
    push(fine(n1), 0);
    push(fine(t), t.suffix);
    push(fine(p1), fine(t));
    push(fine(t), fine(n1));
    push(broad(p1) << 16 | broad(n1), broad(t));
    push(broad(p2) << 16 | broad(p1), broad(t));
    push(broad(n1) << 16 | broad(n2), broad(t));
    // How they are written.
    let shapes = |a: &Seen, b: &Seen| u64::from(a.shape) << 8 | u64::from(b.shape);
    push(
        shapes(p1, t) << 16 | shapes(n1, n2),
        u64::from(t.place.0 == 0),
    );
    // How often they report.
    let levels = |a: &Seen, b: &Seen| u64::from(a.level.0) << 8 | u64::from(b.level.0);
    push(levels(p1, t), levels(n1, n2));
    push(levels(p2, p1), u64::from(t.shape));
    push(
        levels(n1, n2),
        u64::from(t.shape) << 8 | p1.kind.cluster.prefix(4),
    );
    // Quotation marks.
    let quoting = u64::from(t.quoting as u8);
    let quotings = quoting << 8 | u64::from(p1.quoting as u8) << 4 | u64::from(n1.quoting as u8);
    push(quotings, u64::from(t.sentence.min(2)));
    push(quotings, p1.word);
    push(quotings, n1.word);
    push(
        quoting,
        bucket(u64::from(t.depth.0)) << 8 | bucket(u64::from(t.depth.0 + t.depth.1)),
    );
    let length = bucket(u64::from(t.depth.0) + u64::from(t.depth.1));
    let around = quoted_between(view, at);
    push(around.0, quoting << 8 | length);
    push(around.1, quoting << 8 | length);
    push(around.2, quoting << 8 | length);
    // The nearest words that report.
    let left = reporting(view, t.left.0);
    let right = reporting(view, t.right.0);
    let left_far =
        bucket(u64::from(t.left.0 > 0) * (at as u64 + 1).saturating_sub(t.left.0.into()));
    let right_far = bucket(u64::from(t.right.0.saturating_sub(at as u32 + 1)));
    let that = u64::from(t.that);
    let commas = u64::from(t.left.1.min(3)) << 8 | u64::from(t.right.1.min(3));
    push(left.word, left_far << 8 | that);
    push(
        left.word,
        quoting << 8 | u64::from(t.left.1.min(3)) << 4 | that,
    );
    push(left.word, t.word);
    push(fine(left), fine(t));
    push(fine(left), left_far << 8 | that);
    push(fine(right), fine(t));
    push(fine(right), right_far);
    push(right.word, right_far);
    push(right.word, quoting << 8 | u64::from(t.right.1.min(3)));
    push(
        u64::from(left.level.0) << 8 | u64::from(right.level.0),
        commas << 8 | quoting << 1 | that,
    );
    push(
        left_far << 8 | right_far,
        commas << 8 | u64::from(left.level.0) << 4 | u64::from(right.level.0),
    );
    // The word after the reporting word, and the two before it.
    let after_left = if t.left.0 > 0 {
        seen.get(t.left.0 as usize).unwrap_or(&BEYOND)
    } else {
        &BEYOND
    };
    push(left.word, after_left.word);
    let before_right = if t.right.0 > 1 {
        seen.get(t.right.0 as usize - 2).unwrap_or(&BEYOND)
    } else {
        &BEYOND
    };
    push(right.word, before_right.kind.cluster.prefix(8));
    // The sentence.
    let place = (bucket(t.place.0.into()), bucket(t.place.1.into()));
    push(place.0, u64::from(t.sentence.min(2)) << 8 | quoting);
    push(place.1, u64::from(t.sentence.min(2)) << 8 | quoting);
    let ends = sentence_ends(view, at);
    push(ends.0.word, ends.1.word);
    push(
        ends.1.kind.cluster.whole(),
        quoting << 8 | u64::from(t.right.0 > 0),
    );
    push(
        ends.2,
        quoting << 8 | u64::from(t.left.0 > 0) << 1 | u64::from(t.right.0 > 0),
    );
    push(u64::from(t.shape == shape::MARK), left_far << 8 | t.word);
}

fn reporting(view: &View, number: u32) -> &Seen {
    match number {
        0 => &BEYOND,
        _ => view.seen.get(number as usize - 1).unwrap_or(&BEYOND),
    }
}

/// The words before and after the quotation that a token stands in, and the
/// last word in it.
fn quoted_between(view: &View, at: usize) -> (u64, u64, u64) {
    let token = &view.seen[at];
    if token.quoting == Quoting::Outside {
        return (0, 0, 0);
    }
    let open = at.checked_sub(token.depth.0.into());
    let close = at + usize::from(token.depth.1);
    let word = |at: Option<usize>| {
        at.and_then(|at| view.seen.get(at))
            .map_or(BEYOND.word, |seen| seen.word)
    };
    (
        word(open.and_then(|open| open.checked_sub(1))),
        word(Some(close + 1)),
        word(close.checked_sub(1)),
    )
}

/// The first and second token of a token's sentence, and how its last reporting
/// word stands to its end.
fn sentence_ends(view: &View, at: usize) -> (&Seen, &Seen, u64) {
    let token = &view.seen[at];
    let first = at - usize::from(token.place.0).min(at);
    let last = (at + usize::from(token.place.1)).min(view.seen.len() - 1);
    let tail = {
        let end = &view.seen[last];
        let number = if end.level.reports() {
            last as u32 + 1
        } else {
            end.left.0
        };
        let cue = reporting(view, number);
        let far = (last as u64 + 1).saturating_sub(number.into());
        match number {
            0 => 0,
            _ => u64::from(cue.level.0) << 8 | bucket(far) << 4 | u64::from(cue.left.1.min(2)),
        }
    };
    (
        &view.seen[first],
        view.seen.get(first + 1).unwrap_or(&BEYOND),
        tail,
    )
}
