//! What each cue reports and whose words they are: the second look, one cue at
//! a time.
//!
//! A cue that the first look finds, surely or only perhaps, is looked at with
//! the paragraph around it, which is cut into chunks of some words: each is the
//! cue's source, its content or neither. This ties content to source by learning
//! instead of by distance, and lets the second look mend what the first one cut
//! wrong.

use std::ops::Range;

use super::crf::Marginals;
use super::hash;
use super::table::{Features, Sink};
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

/// The step of chance from which the first look is sure of a content.
const SURE: u64 = 6;

/// What the second look is shown.
#[derive(Clone, Copy)]
pub(crate) struct Reach {
    /// The least chance of being a cue's token that makes a candidate.
    perhaps: f32,
    /// How far from a cue its source and content are looked for, in chunks.
    chunks: usize,
}

impl Reach {
    /// In reading. Chosen on PolNeAR's development articles: beyond it are more
    /// wrong statements than right ones, and a third of the work.
    pub(crate) const READ: Reach = Reach {
        perhaps: 0.2,
        chunks: 12,
    };
    /// In training, where what is seldom a cue teaches what is none.
    pub(crate) const LEARN: Reach = Reach {
        perhaps: 0.06,
        chunks: 16,
    };
}

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
    /// The chunks, which cover the tokens without gaps.
    pub(crate) chunks: Vec<Chunk>,
    /// For every token the number of its chunk.
    number_of: Vec<u32>,
    reach: Reach,
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
    pub(crate) fn of(view: &View, labels: Vec<u8>, marginals: &Marginals, reach: Reach) -> Looked {
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
        let cues = candidates(&labels, &chances, reach.perhaps);
        let chunks = chunks(view, &labels, &chances, &cues);
        let mut number_of = Vec::with_capacity(labels.len());
        for (number, chunk) in chunks.iter().enumerate() {
            number_of.resize(chunk.range.end, number as u32);
        }
        Looked {
            cues,
            chunks,
            number_of,
            pieces,
            piece_of,
            labels,
            steps,
            begun,
            reach,
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

    /// The piece that a token stands in.
    fn piece(&self, token: usize) -> Option<&Piece> {
        let number = (self.piece_of[token] as usize).checked_sub(1)?;
        Some(&self.pieces[number])
    }

    /// The source that the first look sees at a token.
    pub(crate) fn source_at(&self, token: usize) -> Option<Range<usize>> {
        self.piece(token)
            .filter(|piece| piece.kind == 0)
            .map(|piece| piece.range.clone())
    }

    /// Whether the first look takes these tokens for a cue.
    pub(crate) fn is_cue(&self, range: &Range<usize>) -> bool {
        kind_is(self.labels[range.start], 1)
    }

    /// The numbers of the chunks that are looked at for a cue.
    pub(crate) fn window(&self, cue: &Range<usize>) -> Range<usize> {
        let number = |at: usize| self.number_of[at] as usize;
        let last = cue.end - 1;
        let reach = self.reach.chunks;
        number(cue.start).saturating_sub(reach)..(number(last) + 1 + reach).min(self.chunks.len())
    }

    /// The tokens of chunks, which are not none.
    pub(crate) fn tokens(&self, chunks: &Range<usize>) -> Range<usize> {
        self.chunks[chunks.start].range.start..self.chunks[chunks.end - 1].range.end
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
fn candidates(labels: &[u8], chances: &[[f32; 3]], perhaps: f32) -> Vec<Range<usize>> {
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
        } else if chances[at][1] >= perhaps {
            while at < labels.len() && chances[at][1] >= perhaps && !kind_is(labels[at], 1) {
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

/// A stretch of a paragraph that the second look takes as one: it is cut where
/// the first look changes its label, at quotation marks and at clauses.
pub(crate) struct Chunk {
    /// Its tokens.
    pub(crate) range: Range<usize>,
    /// None (0), a source (1), a cue (2) or a content (3) to the first look.
    kind: u64,
    /// Its mean chances of being source, cue and content, in steps.
    chances: [u64; 3],
    /// Outside quotation marks, inside, inside unclosed ones.
    quoting: u64,
}

/// Cuts a paragraph into chunks.
fn chunks(view: &View, labels: &[u8], chances: &[[f32; 3]], cues: &[Range<usize>]) -> Vec<Chunk> {
    let seen = &view.seen;
    let mut cut = vec![false; labels.len() + 1];
    for cue in cues {
        cut[cue.start] = true;
        cut[cue.end] = true;
    }
    let quoting = |token: &Seen| match token.quoting {
        Quoting::Outside => 0,
        Quoting::Unclosed => 2,
        _ => 1,
    };
    let mut out: Vec<Chunk> = Vec::new();
    let mut start = 0;
    for at in 1..=labels.len() {
        let ends = at == labels.len()
            || cut[at]
            || kind(labels[at]) != kind(labels[at - 1])
            || labels[at] % 2 == 1
            || view.clauses[at].0 as usize == at
            || quoting(&seen[at]) != quoting(&seen[at - 1])
            || seen[at].quoting == Quoting::Opening;
        if !ends {
            continue;
        }
        let mut sums = [0f32; 3];
        for chances in &chances[start..at] {
            for (sum, chance) in sums.iter_mut().zip(chances) {
                *sum += chance;
            }
        }
        out.push(Chunk {
            chances: sums.map(|sum| step(sum / (at - start) as f32).into()),
            kind: kind(labels[start]).map_or(0, |kind| kind as u64 + 1),
            quoting: quoting(&seen[start]),
            range: start..at,
        });
        start = at;
    }
    out
}

/// How many classes of steps between chunks there are.
pub(crate) const STEPS: usize = 8;

/// A cue's own features, which every chunk of its window shares.
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

    /// Gives the features of the window's chunks with regard to the cue to a
    /// sink, always in the same order.
    pub(crate) fn features(&self, window: &Range<usize>, sink: &mut impl Sink) {
        let mut features = Features::new();
        for (at, number) in window.clone().enumerate() {
            self.chunk(number, &mut features);
            sink.put(&features, at);
        }
    }

    /// For every chunk of a window the class of the step to it.
    pub(crate) fn steps(&self, window: &Range<usize>) -> Vec<u8> {
        window
            .clone()
            .map(|number| {
                let chunk = &self.looked.chunks[number];
                let begins = self.view.seen[chunk.range.start].place.0 == 0;
                let here = chunk.range.start == self.range.start;
                let behind = chunk.range.start == self.range.end;
                match (here, behind, begins, chunk.quoting > 0) {
                    (true, ..) => 1,
                    (_, true, ..) => 2,
                    (_, _, true, false) => 3,
                    (_, _, true, true) => 4,
                    (_, _, _, true) => 5,
                    _ if chunk.kind == 0 => 6,
                    _ => 0,
                }
            })
            .collect()
    }

    fn chunk(&self, number: usize, features: &mut Features) {
        let (seen, looked) = (&self.view.seen, self.looked);
        let chunk = &looked.chunks[number];
        let at = chunk.range.start;
        let token = &seen[at];
        let end = chunk.range.end;
        features.clear();
        let mut template = 100;
        let mut put = |a: u64, b: u64| {
            template += 1;
            features.put(hash::feature(template, a, b));
        };
        // From the left the cue itself has begun at its first token, and what
        // the chunk belongs to has begun before its end.
        let (side, far, low, high) = if end <= self.range.start {
            (0, self.range.start - end, end - 1, self.range.start)
        } else if at >= self.range.end {
            (2, at - self.range.end, self.range.end - 1, at)
        } else {
            (1, 0, at, at)
        };
        let between =
            |kind: usize| u64::from((looked.begun[high][kind] - looked.begun[low][kind]).min(3));
        let (sources, cues, contents) = (between(0), between(1), between(2));
        let nth = sources << 8 | cues << 4 | contents;
        let sentences = u64::from(
            seen[high]
                .sentence
                .saturating_sub(seen[low].sentence)
                .min(2),
        );
        let far = match far {
            0..=4 => far as u64,
            5..=8 => 5,
            9..=16 => 6,
            17..=40 => 7,
            _ => 8,
        };
        let parts = {
            let mine = looked.number_of[self.range.start];
            (number.abs_diff(mine as usize) as u64).min(6)
        };
        let length = match chunk.range.len() {
            0..=1 => 0,
            2..=3 => 1,
            4..=8 => 2,
            9..=20 => 3,
            _ => 4,
        };
        let whole = looked.piece(at).map_or(0, |piece| {
            let length = match piece.range.len() {
                0..=3 => 1,
                4..=8 => 2,
                9..=20 => 3,
                21..=60 => 4,
                _ => 5,
            };
            length << 8 | piece.content << 4 | piece.source
        });
        let [p_source, p_cue, p_content] = chunk.chances;
        let neighbour = |number: Option<usize>| {
            number
                .and_then(|number| looked.chunks.get(number))
                .map_or(15, |chunk| chunk.kind << 2 | chunk.quoting)
        };
        let before = neighbour(number.checked_sub(1));
        let after = neighbour(Some(number + 1));
        let word = |at: Option<usize>| at.and_then(|at| seen.get(at)).map_or(0, |seen| seen.word);
        let quoted = chunk.quoting << 1
            | u64::from(chunk.quoting > 0 && seen[self.range.start].quoting != Quoting::Outside);
        let side_of = side << 4 | chunk.kind;
        put(side_of, 0);
        put(side_of, far);
        put(side_of, parts);
        put(side_of << 8 | sentences, nth);
        put(side_of, self.word);
        put(side_of << 4 | sentences, self.fine);
        put(side_of << 16 | nth, self.sure);
        put(side_of << 8 | far, self.word);
        put(side_of << 8 | parts, self.fine);
        put(side << 8 | p_content, self.sure << 4 | cues);
        put(side << 8 | p_source, self.sure << 4 | cues);
        put(side << 8 | p_content, nth << 4 | sentences);
        put(side << 8 | p_source, nth << 4 | sentences);
        put(side_of << 4 | self.sure, self.last);
        put(side_of << 4 | self.sure, self.pattern);
        put(side_of << 16 | nth, self.pattern);
        put(side_of << 16 | cues << 8 | sentences, self.pattern);
        put(p_source << 8 | p_content, side << 8 | cues);
        put(p_content << 8 | p_cue, side << 8 | quoted);
        put(p_content << 8 | p_source, side << 16 | before << 8 | after);
        put(side_of << 16 | before << 8 | after, parts.min(3));
        put(side_of << 16 | before << 8 | after, far << 8 | cues);
        put(side_of << 4 | length, nth << 4 | sentences);
        put(side << 8 | whole, nth);
        put(side << 16 | whole, quoted << 8 | self.sure);
        put(token.word, side_of << 4 | cues);
        put(token.word, self.word << 2 | side);
        put(word(Some(end - 1)), side_of << 4 | cues);
        put(word(Some(end)), side_of << 4 | cues);
        put(word(at.checked_sub(1)), side_of << 4 | cues);
        put(quoted, side << 16 | cues << 8 | sentences);
        put(quoted << 4 | chunk.kind, side << 16 | nth << 4 | sentences);
        put(
            u64::from(token.place.0.min(1)) << 4 | u64::from(seen[end - 1].place.1.min(1)),
            side_of << 8 | sentences << 4 | cues,
        );
        put(
            u64::from(token.left.1.min(3)) << 4 | u64::from(token.right.1.min(3)),
            side_of << 8 | cues << 4 | sentences,
        );
        put(u64::from(token.kind.fine), side_of);
        put(u64::from(seen[end - 1].kind.fine), side_of);
        put(self.fine << 4 | side, chunk.kind << 12 | nth);
        // Where it stands in what the first look takes for one, and what stands
        // beside it.
        let nth_of_piece = looked.piece(at).map_or(7, |piece| {
            let first = looked.number_of[piece.range.start] as usize;
            (number - first.min(number)).min(4) as u64
        });
        let content_of = |number: Option<usize>| {
            number
                .and_then(|number| looked.chunks.get(number))
                .map_or(9, |chunk| chunk.chances[2])
        };
        let contents_beside = content_of(number.checked_sub(1)) << 4 | content_of(Some(number + 1));
        put(side_of << 4 | nth_of_piece, p_content << 4 | sentences);
        put(side_of << 4 | nth_of_piece, token.word);
        put(side << 4 | p_content, contents_beside);
        // What stands around the cue: a helping verb, a preposition.
        put(word(Some(self.range.end)), side_of << 4 | cues);
        put(
            word(self.range.start.checked_sub(1)) ^ self.word.rotate_left(9),
            side_of,
        );
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
