//! Sources, cues and contents: the first look, token by token.

use super::hash;
use super::table::{BEYOND, Features, Sink};
use super::view::{Quoting, Seen, View, Words, shape};

/// The labels of the first look, as the weights number them: 0 is none, then
/// two each for sources, cues and contents, the first token and the further
/// ones.
pub(crate) mod label {
    /// First and further tokens of a cue.
    pub(crate) const CUE: [u8; 2] = [3, 4];
    /// How many labels there are.
    pub(crate) const COUNT: usize = 7;
}

/// How many classes of steps there are.
pub(crate) const STEPS: usize = 32;

/// A token beyond the paragraph's ends.
const OUTER: Seen = Seen {
    number: 0,
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

/// Gives every feature of a paragraph to a sink, always in the same order. What
/// neighbours share is told once.
pub(crate) fn features<S: Sink>(view: &View, sink: &mut S) {
    let ends = BEYOND as isize;
    for at in -ends..view.seen.len() as isize + ends {
        words(view, at, sink);
    }
    let mut list = Features::new();
    let mut before: Option<(Stretch, S::Told)> = None;
    let mut before_far: Option<((Stretch, Distance), S::Told)> = None;
    for at in 0..view.seen.len() {
        let stretch = Stretch::of(view, at);
        let told = match before.take() {
            Some((known, told)) if known == stretch => told,
            _ => {
                stretch.features(view, at, &mut list);
                sink.tell(&list)
            }
        };
        sink.add(&told, at);
        before = Some((stretch, told));
        let far = Distance::of(view, at);
        let told = match before_far.take() {
            Some((known, told)) if known == (stretch, far) => told,
            _ => {
                far.features(view, at, &stretch, &mut list);
                sink.tell(&list)
            }
        };
        sink.add(&told, at);
        before_far = Some(((stretch, far), told));
        surroundings(view, at, &stretch, &far, &mut list);
        sink.put(&list, at);
    }
}

fn near(view: &View, at: isize) -> &Seen {
    usize::try_from(at)
        .ok()
        .and_then(|at| view.seen.get(at))
        .unwrap_or(&OUTER)
}

/// On which tokens a feature tells, role by role: on its own, on those next to
/// it, and so on.
const ONE: &[i8] = &[0, 1, -1, 2, -2, 3, -3];
const TWO: &[i8] = &[0, 1, -1, 2];
const THREE: &[i8] = &[0, 1, -1];

/// The roles of what a word tells by itself.
pub(crate) const ALONE: [&[i8]; 5] = [ONE, THREE, &[0, 1, -1, 2, -2], &[0], THREE];

/// What a word tells by itself.
fn alone(seen: &Seen) -> [u32; ALONE.len()] {
    let fine = u64::from(seen.kind.fine);
    [
        hash::feature(1, seen.word, 0),
        hash::feature(5, seen.kind.cluster.whole(), 0),
        hash::feature(7, fine, 0),
        hash::feature(10, seen.suffix, fine),
        hash::feature(11, seen.suffix, 0),
    ]
}

/// What every word of an article tells by itself, from number 0, which is what
/// stands outside of a paragraph.
pub(crate) fn all_alone(words: &Words<'_>) -> impl Iterator<Item = [u32; ALONE.len()]> {
    std::iter::once(&OUTER).chain(words.list()).map(alone)
}

/// What a word and its neighbours tell on the tokens around them.
fn words(view: &View, at: isize, sink: &mut impl Sink) {
    let (p1, t, n1) = (near(view, at - 1), near(view, at), near(view, at + 1));
    let broad = |seen: &Seen| u64::from(seen.kind.broad);
    let fine = |seen: &Seen| u64::from(seen.kind.fine);
    sink.word(t.number, at, || alone(t), &ALONE);
    let mut put = |template: u32, a: u64, b: u64, roles: &'static [i8]| {
        sink.spread(hash::feature(template, a, b), at, roles);
    };
    put(2, t.word, n1.word, TWO);
    put(4, t.suffix, n1.suffix, &[0, 1]);
    put(8, fine(t), fine(n1), TWO);
    put(9, broad(p1) << 16 | broad(n1), broad(t), THREE);
}

/// What tokens in a row share: their clause, the nearest words that report and
/// the quotation marks beside them.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Stretch {
    clause: u32,
    sentence: u16,
    left: (u32, u8),
    right: (u32, u8),
    that: bool,
    /// Its place between quotation marks, and those of the tokens beside it.
    quotings: u16,
}

impl Stretch {
    fn of(view: &View, at: usize) -> Stretch {
        let quoting = |offset: isize| near(view, at as isize + offset).quoting as u16;
        let token = &view.seen[at];
        Stretch {
            clause: view.clauses[at].0,
            sentence: token.sentence,
            left: token.left,
            right: token.right,
            that: token.that,
            quotings: quoting(0) << 8 | quoting(-1) << 4 | quoting(1),
        }
    }

    fn quoting(&self) -> u64 {
        u64::from(self.quotings >> 8)
    }

    /// How many commas part its tokens from the words that report, on either
    /// side.
    fn commas(&self) -> u64 {
        u64::from(self.left.1.min(3)) << 8 | u64::from(self.right.1.min(3))
    }

    /// What every token of it tells, given one of them.
    fn features(&self, view: &View, at: usize, features: &mut Features) {
        let t = &view.seen[at];
        features.clear();
        let mut put = |template: u32, a: u64, b: u64| {
            features.put(hash::feature(template, a, b));
        };
        let fine = |seen: &Seen| u64::from(seen.kind.fine);
        let (left, right) = (reporting(view, t.left.0), reporting(view, t.right.0));
        let (left_is, right_is) = (u64::from(t.left.0 > 0), u64::from(t.right.0 > 0));
        let (quoting, that) = (self.quoting(), u64::from(t.that));
        let left_commas = u64::from(t.left.1.min(3));
        let right_commas = u64::from(t.right.1.min(3));
        put(20, 0, 0);
        // Quotation marks.
        put(26, self.quotings.into(), t.sentence.min(2).into());
        if quoting != 0 {
            let length = bucket(u64::from(t.depth.0) + u64::from(t.depth.1));
            put(30, before_quotation(view, at), quoting << 8 | length);
        }
        // The nearest words that report.
        put(
            53,
            u64::from(left.level.0) << 8 | u64::from(right.level.0),
            self.commas() << 8 | quoting << 1 | that,
        );
        // The clause: the words that begin it and that follow it.
        let (begins, ends) = clause(view, at);
        if t.left.0 > 0 {
            put(41, left.word, quoting << 8 | left_commas << 4 | that);
            put(66, left.word, begins.word);
            put(67, fine(left), begins.word ^ left_commas);
        }
        if t.right.0 > 0 {
            put(50, right.word, quoting << 8 | right_commas);
            // The word before the reporting word, and its next.
            let before = near(view, t.right.0 as isize - 2);
            put(51, right.word, before.kind.cluster.prefix(8));
            let after = view.seen.get(t.right.0 as usize).unwrap_or(&OUTER);
            put(52, right.word, after.word);
            put(68, fine(right), begins.word ^ right_commas);
        }
        put(56, begins.word, ends.word);
        put(
            58,
            begins.kind.cluster.prefix(8) << 16 | ends.kind.cluster.prefix(8),
            left_is << 1 | right_is,
        );
        // The sentence.
        put(
            63,
            second_word(view, at).kind.cluster.whole(),
            quoting << 8 | right_is,
        );
        put(
            64,
            sentence_end(view, at),
            quoting << 8 | left_is << 1 | right_is,
        );
    }
}

/// How far a token is from the words that report before and after it, by size.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Distance {
    left: u64,
    right: u64,
}

impl Distance {
    fn of(view: &View, at: usize) -> Distance {
        let token = &view.seen[at];
        let left = (at as u64 + 1).saturating_sub(token.left.0.into());
        Distance {
            left: bucket(u64::from(token.left.0 > 0) * left),
            right: bucket(token.right.0.saturating_sub(at as u32 + 1).into()),
        }
    }

    /// What every token of a stretch that is so far tells, given one of them.
    fn features(&self, view: &View, at: usize, stretch: &Stretch, features: &mut Features) {
        let t = &view.seen[at];
        features.clear();
        let mut put = |template: u32, a: u64, b: u64| {
            features.put(hash::feature(template, a, b));
        };
        let (left, right) = (reporting(view, t.left.0), reporting(view, t.right.0));
        let (quoting, that) = (stretch.quoting(), u64::from(t.that));
        if t.left.0 > 0 {
            put(40, left.word, self.left << 8 | that);
            put(44, left.kind.fine.into(), self.left << 8 | that);
        }
        if t.right.0 > 0 {
            put(49, right.word, self.right);
        }
        put(
            54,
            self.left << 8 | self.right,
            stretch.commas() << 8 | u64::from(left.level.0) << 4 | u64::from(right.level.0),
        );
        let (begins, ends) = clause(view, at);
        put(55, begins.word, quoting << 4 | self.left);
        put(57, ends.word, quoting << 4 | self.right);
    }
}

/// What a token's own place tells.
fn surroundings(
    view: &View,
    at: usize,
    stretch: &Stretch,
    far: &Distance,
    features: &mut Features,
) {
    let around = |offset: isize| near(view, at as isize + offset);
    let (p2, p1, t, n1, n2) = (around(-2), around(-1), around(0), around(1), around(2));
    features.clear();
    let mut put = |template: u32, a: u64, b: u64| {
        features.put(hash::feature(template, a, b));
    };
    let fine = |seen: &Seen| u64::from(seen.kind.fine);
    put(
        21,
        u64::from(view.headline),
        u64::from(t.shape) << 8 | u64::from(t.level.0),
    );
    // How they are written.
    let shapes = |a: &Seen, b: &Seen| u64::from(a.shape) << 8 | u64::from(b.shape);
    put(
        22,
        shapes(p1, t) << 16 | shapes(n1, n2),
        u64::from(t.place.0 == 0),
    );
    // How often they report.
    let levels = |a: &Seen, b: &Seen| u64::from(a.level.0) << 8 | u64::from(b.level.0);
    put(23, levels(p1, t), levels(n1, n2));
    put(24, levels(p2, p1), u64::from(t.shape));
    put(
        25,
        levels(n1, n2),
        u64::from(t.shape) << 8 | p1.kind.cluster.prefix(4),
    );
    // Quotation marks.
    if stretch.quotings != 0 {
        put(27, stretch.quotings.into(), p1.word);
        put(28, stretch.quotings.into(), n1.word);
    }
    if stretch.quoting() != 0 {
        let depth = bucket(u64::from(t.depth.0));
        let length = bucket(u64::from(t.depth.0 + t.depth.1));
        put(29, stretch.quoting(), depth << 8 | length);
    }
    // The nearest words that report.
    if t.left.0 > 0 {
        let left = reporting(view, t.left.0);
        put(42, left.word, t.word);
        put(43, fine(left), fine(t));
    }
    if t.right.0 > 0 {
        put(47, fine(reporting(view, t.right.0)), fine(t));
    }
    // The sentence.
    put(
        59,
        u64::from(view.headline),
        bucket(t.place.0.into()) << 8 | u64::from(t.left.0 > 0) << 1 | u64::from(t.right.0 > 0),
    );
    if t.shape == shape::MARK {
        put(65, far.left << 4 | far.right, t.word);
    }
}

fn reporting(view: &View, number: u32) -> &Seen {
    match number {
        0 => &OUTER,
        _ => view.seen.get(number as usize - 1).unwrap_or(&OUTER),
    }
}

/// The first word of a token's clause and the mark behind it.
fn clause(view: &View, at: usize) -> (&Seen, &Seen) {
    let (start, end) = view.clauses[at];
    (
        &view.seen[start as usize],
        view.seen.get(end as usize).unwrap_or(&OUTER),
    )
}

/// The word before the quotation that a token stands in.
fn before_quotation(view: &View, at: usize) -> u64 {
    let open = at.checked_sub(view.seen[at].depth.0.into());
    open.and_then(|open| view.seen.get(open.checked_sub(1)?))
        .map_or(OUTER.word, |seen| seen.word)
}

/// The second token of a token's sentence.
fn second_word(view: &View, at: usize) -> &Seen {
    let first = at.saturating_sub(view.seen[at].place.0.into());
    view.seen.get(first + 1).unwrap_or(&OUTER)
}

/// How the last reporting word of a token's sentence stands to its end.
fn sentence_end(view: &View, at: usize) -> u64 {
    let last = (at + usize::from(view.seen[at].place.1)).min(view.seen.len() - 1);
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
}

/// For every token the class of the step to it: what stands there decides how
/// likely a content, a cue or a source begins or ends.
pub(crate) fn steps(view: &View) -> Vec<u8> {
    let [that, to, comma, and, but, or] = ["that", "to", ",", "and", "but", "or"].map(hash::word);
    let mut before = &OUTER;
    view.seen
        .iter()
        .map(|token| {
            let quoted = matches!(token.quoting, Quoting::Inside | Quoting::Unclosed);
            let mark = |seen: &Seen| seen.shape == shape::MARK;
            let class = if token.quoting == Quoting::Opening {
                1 + u8::from(token.place.0 == 0) + 2 * u8::from(before.word == comma)
            } else if token.place.0 == 0 {
                5 + u8::from(quoted)
            } else if before.quoting == Quoting::Closing {
                7 + u8::from(token.level.reports())
            } else if before.quoting == Quoting::Opening {
                9
            } else if token.quoting == Quoting::Closing {
                10 + u8::from(token.place.1 == 0)
            } else if token.place.1 == 0 {
                12 + u8::from(quoted)
            } else if token.word == comma {
                14 + u8::from(quoted)
            } else if before.word == comma {
                16 + u8::from(quoted) + 2 * u8::from(token.level.reports())
            } else if token.word == that {
                20 + u8::from(before.level.reports())
            } else if before.word == that {
                22
            } else if mark(token) {
                23
            } else if mark(before) {
                24
            } else if quoted {
                25
            } else if token.level.reports() {
                26 + u8::from(token.level.0 > 5)
            } else if before.level.reports() {
                28 + u8::from(before.level.0 > 5)
            } else if token.word == to {
                30
            } else if token.word == and || token.word == but || token.word == or {
                31
            } else {
                0
            };
            before = token;
            class
        })
        .collect()
}
