//! What each cue reports and whose words they are: the second look, one cue at
//! a time.
//!
//! A cue that the first look finds, surely or only perhaps, is looked at with
//! the paragraph around it: every token is the cue's source, its content or
//! neither. This ties content to source by learning instead of by distance, and
//! lets the second look mend what the first one cut wrong.

use std::ops::Range;

use super::crf::Marginals;
use super::hash;
use super::tag::label;
use super::view::{Quoting, Seen, View};

/// The labels of the second look.
pub(crate) mod part {
    // Label 0 is neither.
    /// The cue's source.
    pub(crate) const SOURCE: u8 = 1;
    /// The cue's content.
    pub(crate) const CONTENT: u8 = 2;
    /// How many there are.
    pub(crate) const COUNT: usize = 3;
}

/// How far from a cue its source and content are looked for, in tokens.
const REACH: usize = 250;
/// The step of chance from which the first look is sure of a content.
const SURE: u64 = 6;
/// The least chance of being a cue's token that makes a candidate.
const PERHAPS: f32 = 0.06;

/// A paragraph after the first look.
pub(crate) struct Looked {
    /// Every token's likeliest label.
    labels: Vec<u8>,
    /// Chances of being source, cue and content, in eight steps.
    steps: Vec<[u8; 3]>,
    /// Number of sources, cues and contents that began before each token.
    begun: Vec<[u16; 3]>,
    /// Quotations, sources and contents, taken as one each.
    pieces: Vec<Piece>,
    /// For every token the piece it stands in, plus one; 0 is none.
    piece_of: Vec<u32>,
    /// The candidates.
    pub(crate) cues: Vec<Range<usize>>,
}

/// Tokens that belong together: what stands between quotation marks, or what
/// the first look takes for a source or a content.
struct Piece {
    range: Range<usize>,
    /// A source (0), a content (2), a quotation (3).
    kind: u64,
    /// Its mean chances of being a source and a content, in steps.
    source: u64,
    content: u64,
}

/// Whether a label is a source's (0), a cue's (1) or a content's (2).
fn kind(of: u8) -> Option<usize> {
    of.checked_sub(1).map(|k| usize::from(k / 2))
}

impl Looked {
    /// Gathers what the second look needs.
    pub(crate) fn of(view: &View, labels: Vec<u8>, marginals: &Marginals) -> Looked {
        let chances: Vec<[f32; 3]> = marginals
            .tokens
            .iter()
            .map(|p| [p[1] + p[2], p[3] + p[4], p[5] + p[6]])
            .collect();
        let steps = chances.iter().map(|p| p.map(step)).collect();
        let mut begun = Vec::with_capacity(labels.len());
        let mut counts = [0u16; 3];
        for (at, &of) in labels.iter().enumerate() {
            if let Some(kind) = kind(of) {
                let goes_on = of % 2 == 0 && at > 0 && kind_is(labels[at - 1], kind);
                counts[kind] = counts[kind].saturating_add(u16::from(!goes_on));
            }
            begun.push(counts);
        }
        let pieces = pieces(view, &labels, &chances);
        let mut piece_of = vec![0; labels.len()];
        for (number, piece) in pieces.iter().enumerate() {
            piece_of[piece.range.clone()].fill(number as u32 + 1);
        }
        Looked {
            cues: candidates(&labels, &chances),
            pieces,
            piece_of,
            labels,
            steps,
            begun,
        }
    }

    /// The quotations of some length that lie inside a window.
    pub(crate) fn quotations(&self, window: &Range<usize>) -> impl Iterator<Item = Range<usize>> {
        let from = self
            .pieces
            .partition_point(|p| p.range.start < window.start);
        self.pieces[from..]
            .iter()
            .take_while(|piece| piece.range.end <= window.end)
            .filter(|piece| piece.kind == 3)
            .map(|piece| piece.range.clone())
    }

    /// The contents that the first look is sure of.
    pub(crate) fn contents(&self) -> impl Iterator<Item = Range<usize>> {
        self.pieces
            .iter()
            .filter(|piece| piece.kind != 0 && piece.content >= SURE && piece.range.len() > 1)
            .map(|piece| piece.range.clone())
    }

    /// The source that the first look sees at a token.
    pub(crate) fn source_at(&self, token: usize) -> Option<Range<usize>> {
        let number = (self.piece_of[token] as usize).checked_sub(1)?;
        let piece = &self.pieces[number];
        (piece.kind == 0).then(|| piece.range.clone())
    }

    /// Whether the first look takes these tokens for a cue.
    pub(crate) fn is_cue(&self, range: &Range<usize>) -> bool {
        kind_is(self.labels[range.start], 1)
    }

    /// The tokens that are looked at for a cue.
    pub(crate) fn window(&self, cue: &Range<usize>) -> Range<usize> {
        cue.start.saturating_sub(REACH)..(cue.end + REACH).min(self.labels.len())
    }
}

/// The label of a source's, cue's or content's further tokens.
fn inside(kind: usize) -> u8 {
    kind as u8 * 2 + 2
}

fn kind_is(of: u8, wanted: usize) -> bool {
    kind(of) == Some(wanted)
}

/// A chance in eight steps, finer towards its ends.
fn step(chance: f32) -> u8 {
    const EDGES: [f32; 7] = [0.02, 0.1, 0.25, 0.5, 0.75, 0.9, 0.98];
    EDGES.iter().filter(|edge| chance >= **edge).count() as u8
}

/// The cues that the first look finds, and those that it does not rule out.
fn candidates(labels: &[u8], chances: &[[f32; 3]]) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < labels.len() {
        let start = at;
        if kind_is(labels[at], 1) {
            at += 1;
            while at < labels.len() && labels[at] == label::CUE[1] {
                at += 1;
            }
            out.push(start..at);
        } else if chances[at][1] >= PERHAPS {
            while at < labels.len() && chances[at][1] >= PERHAPS && !kind_is(labels[at], 1) {
                at += 1;
            }
            out.push(start..at);
        } else {
            at += 1;
        }
    }
    out
}

fn pieces(view: &View, labels: &[u8], chances: &[[f32; 3]]) -> Vec<Piece> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < labels.len() {
        let token = &view.seen[at];
        let length = usize::from(token.depth.0) + usize::from(token.depth.1) + 1;
        let (end, kind) = if token.quoting != Quoting::Outside && length > 3 {
            ((at + length).min(labels.len()), 3)
        } else {
            match kind(labels[at]) {
                Some(kind) if kind != 1 => {
                    let mut end = at + 1;
                    while end < labels.len()
                        && labels[end] == inside(kind)
                        && view.seen[end].quoting == Quoting::Outside
                    {
                        end += 1;
                    }
                    (end, kind as u64)
                }
                _ => {
                    at += 1;
                    continue;
                }
            }
        };
        let mean = |kind: usize| {
            let sum: f32 = chances[at..end].iter().map(|chance| chance[kind]).sum();
            u64::from(step(sum / (end - at) as f32))
        };
        out.push(Piece {
            range: at..end,
            kind,
            source: mean(0),
            content: mean(2),
        });
        at = end;
    }
    out
}

/// A cue's own features, which every token of its window shares.
pub(crate) struct Cue<'a> {
    view: &'a View,
    looked: &'a Looked,
    range: Range<usize>,
    word: u64,
    fine: u64,
    /// How sure the first look is that it is a cue, in steps.
    sure: u64,
    /// Its last word.
    last: u64,
    /// What stands around the cue: the kinds of the two nearest pieces on
    /// either side, and whether commas part them from it.
    pattern: u64,
}

impl<'a> Cue<'a> {
    /// The features of a candidate.
    pub(crate) fn of(view: &'a View, looked: &'a Looked, range: Range<usize>) -> Cue<'a> {
        let seen = &view.seen;
        // The most telling word: the one that reports most often.
        let head = range
            .clone()
            .rev()
            .max_by_key(|&at| seen[at].level)
            .map_or(&seen[range.start], |at| &seen[at]);
        Cue {
            word: head.word,
            fine: head.kind.fine.into(),
            sure: range
                .clone()
                .map(|at| u64::from(looked.steps[at][1]))
                .max()
                .unwrap_or(0),
            last: range.end.checked_sub(1).map_or(0, |last| seen[last].word),
            pattern: pattern(looked, view, &range),
            view,
            looked,
            range,
        }
    }

    /// Puts every feature of a token with regard to the cue behind those in
    /// `out`.
    pub(crate) fn features(&self, at: usize, out: &mut Vec<u64>) {
        let (seen, looked) = (&self.view.seen, self.looked);
        let token = &seen[at];
        let of = u64::from(looked.labels[at]);
        let mut template = 100;
        let mut push = |a: u64, b: u64| {
            template += 1;
            out.push(hash::feature(template, a, b));
        };
        let (side, far, low, high) = if at < self.range.start {
            (0, self.range.start - at, at, self.range.start)
        } else if at >= self.range.end {
            (2, at + 1 - self.range.end, self.range.end - 1, at)
        } else {
            (1, 0, at, at)
        };
        let between =
            |kind: usize| u64::from((looked.begun[high][kind] - looked.begun[low][kind]).min(3));
        // From the left the cue itself has begun at its first token, and a
        // piece that the token stands in has begun before it.
        let (sources, cues, contents) = (between(0), between(1), between(2));
        let nth = sources << 8 | cues << 4 | contents;
        let sentences = u64::from(
            seen[high]
                .sentence
                .saturating_sub(seen[low].sentence)
                .min(2),
        );
        let [p_source, p_cue, p_content] = looked.steps[at].map(u64::from);
        let before = at
            .checked_sub(1)
            .map_or(9, |at| u64::from(looked.labels[at]));
        let after = looked.labels.get(at + 1).map_or(9, |of| u64::from(*of));
        let same_quote = u64::from(
            token.quoting != Quoting::Outside && seen[self.range.start].quoting != Quoting::Outside,
        );
        let quoting = (token.quoting as u64) << 1 | same_quote;
        let side_of = side << 4 | of;
        let far_step = match far {
            0..=5 => far as u64,
            6..=9 => 6,
            10..=19 => 7,
            20..=49 => 8,
            _ => 9,
        };
        push(side_of, 0);
        push(side_of, far_step);
        push(side_of, cues << 8 | sentences);
        push(side_of, nth);
        push(side_of << 8 | sentences, nth);
        push(side_of, self.word);
        push(side_of << 16 | nth, self.sure);
        push(side << 8 | p_content, self.sure << 4 | cues);
        push(side << 8 | p_source, self.sure << 4 | cues);
        push(side_of << 4 | self.sure, self.last);
        push(side_of << 4 | self.sure, self.pattern);
        push(side_of << 16 | nth, self.pattern);
        push(side_of << 16 | cues << 8 | sentences, self.pattern);
        push(p_source << 8 | p_content, side << 8 | cues);
        push(p_content << 8 | p_cue, side << 8 | quoting);
        push(p_content << 8 | p_source, side << 16 | before << 8 | after);
        push(side_of << 16 | before << 8 | after, far_step.min(3));
        push(token.word, side << 8 | of);
        push(token.word, self.word << 2 | side);
        push(quoting, side << 16 | cues << 8 | sentences);
        push(quoting, side << 8 | of << 16 | far_step);
        push(
            u64::from(token.place.0.min(3)) << 4 | u64::from(token.place.1.min(3)),
            side_of << 8 | sentences,
        );
        push(
            u64::from(token.left.1.min(3)) << 4 | u64::from(token.right.1.min(3)),
            side_of << 8 | cues << 4 | sentences,
        );
        push(u64::from(token.kind.fine), side << 8 | of);
        push(self.fine << 4 | side, of << 8 | nth);
        push(self.fine << 4 | side, far_step << 8 | of);
        if let Some(piece) = (looked.piece_of[at] as usize)
            .checked_sub(1)
            .map(|number| &looked.pieces[number])
        {
            self.piece_features(piece, at, push);
        }
    }

    /// Features that all tokens of a piece share.
    fn piece_features(&self, piece: &Piece, at: usize, mut push: impl FnMut(u64, u64)) {
        let (seen, looked) = (&self.view.seen, self.looked);
        let (side, far, low, high) = if piece.range.end <= self.range.start {
            let last = piece.range.end - 1;
            (
                0,
                self.range.start - piece.range.end,
                last,
                self.range.start,
            )
        } else if piece.range.start >= self.range.end {
            (
                2,
                piece.range.start - self.range.end,
                self.range.end - 1,
                piece.range.start,
            )
        } else if at < self.range.start {
            (3, 0, at, at)
        } else {
            (4, 0, at, at)
        };
        let between =
            |kind: usize| u64::from((looked.begun[high][kind] - looked.begun[low][kind]).min(3));
        let nth = between(0) << 8 | between(1) << 4 | between(2);
        let sentences = u64::from(
            seen[high]
                .sentence
                .saturating_sub(seen[low].sentence)
                .min(2),
        );
        let length = match piece.range.len() {
            0..=3 => 0,
            4..=8 => 1,
            9..=20 => 2,
            21..=60 => 3,
            _ => 4,
        };
        let far = match far {
            0..=4 => far as u64,
            5..=8 => 5,
            9..=16 => 6,
            _ => 7,
        };
        let word = |at: Option<usize>| at.and_then(|at| seen.get(at)).map_or(0, |seen| seen.word);
        let sort = piece.kind << 4 | side;
        push(sort, far << 8 | sentences);
        push(sort << 8 | length, nth << 4 | sentences);
        push(sort << 8 | piece.content << 4 | piece.source, nth);
        push(sort << 8 | piece.content << 4 | piece.source, far);
        push(sort, self.word);
        push(sort << 8 | far, self.word);
        push(sort, self.fine);
        push(
            sort << 8 | piece.content << 4 | piece.source,
            self.sure << 4 | between(1),
        );
        push(sort << 8 | self.sure, nth);
        push(sort, word(piece.range.start.checked_sub(1)));
        push(sort, word(Some(piece.range.end)));
        push(sort << 16 | nth, self.pattern);
    }
}

/// What the two nearest pieces on either side of a cue are, nearest first, and
/// whether a comma, a quotation mark or the sentence's end parts them from it.
fn pattern(looked: &Looked, view: &View, range: &Range<usize>) -> u64 {
    let walk = |at: &mut dyn Iterator<Item = usize>, from: &Seen| -> u64 {
        let mut code = 0u64;
        let (mut found, mut last) = (0, None);
        let comma = hash::word(",");
        let colon = hash::word(":");
        for at in at.take(60) {
            let token = &view.seen[at];
            if token.sentence != from.sentence && found > 0 {
                break;
            }
            let kind = kind(looked.labels[at]);
            if kind == last && kind.is_some() {
                continue;
            }
            match kind {
                Some(kind) => {
                    code = code << 3 | (kind as u64 + 1);
                    found += 1;
                    if found == 2 {
                        break;
                    }
                }
                None if token.word == comma && found == 0 => code = code << 3 | 4,
                None if token.word == colon && found == 0 => code = code << 3 | 5,
                None => {}
            }
            if code > 0xFFF {
                break;
            }
            last = kind;
        }
        code
    };
    let from = &view.seen[range.start];
    let left = walk(&mut (0..range.start).rev(), from);
    let right = walk(&mut (range.end..view.seen.len()), from);
    left << 20 | right
}
