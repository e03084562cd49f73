//! Statements: what was said, the words that report it, the words for who said
//! it.

use std::ops::Range;
use std::sync::OnceLock;

use onrecord_record::Form;

use super::crf::Crf;
use super::edges;
use super::hash;
use super::lexicon::CueLexicon;
use super::link::{Cue, Looked, Reach, part};
use super::quotes::Quotes;
use super::sources;
use super::sureness;
use super::table::{ROW, Sums};
use super::tag;
use super::tokens::Tokens;
use super::uncued;
use super::view::{View, Words};

/// What found a statement.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Found {
    /// The model: a cue, and what it reports.
    Cue,
    /// A name behind a dash or before a colon.
    Layout,
    /// Quotation marks around a sentence, and no cue.
    Marks,
    /// A rule for languages that the model does not know.
    Structure(&'static str),
}

/// A statement in tokens of the article.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Reported {
    /// What was said, in pieces, none empty.
    pub(crate) content: Vec<Range<u32>>,
    /// The words that report it; empty if there are none.
    pub(crate) cue: Range<u32>,
    /// The words for who said it; empty if there are none.
    pub(crate) source: Range<u32>,
    /// How sure the second look is, in thousandths.
    pub(crate) confidence: u16,
    /// How likely it is a statement, in thousandths, where that is known.
    pub(crate) likely: Option<u16>,
    /// Whether the first look takes the cue for one.
    pub(crate) seen: bool,
    /// Whether the looks gave it a source that had to be cut.
    pub(crate) cut: bool,
    /// What found it.
    pub(crate) found: Found,
}

/// What finds statements: the words that report and the two looks.
pub struct Model {
    pub(crate) lexicon: CueLexicon,
    pub(crate) tagger: Crf,
    pub(crate) linker: Crf,
}

impl Model {
    /// The shipped model.
    pub(crate) fn shipped() -> &'static Model {
        static MODEL: OnceLock<Model> = OnceLock::new();
        MODEL.get_or_init(|| {
            Model::from_bytes(include_bytes!("../weights/statements.bin"))
                .expect("the shipped weights are whole; a test reads them")
        })
    }

    /// Reads a model: the lexicon, the first and the second look, each behind
    /// its length as a little-endian `u32`.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Model> {
        let mut rest = bytes;
        let mut section = || -> Option<&[u8]> {
            let (length, tail) = rest.split_first_chunk::<4>()?;
            let length = u32::from_le_bytes(*length) as usize;
            let section = tail.get(..length)?;
            rest = &tail[length..];
            Some(section)
        };
        let lexicon = CueLexicon::from_bytes(section()?);
        let tagger = Crf::from_bytes(section()?)?;
        let linker = Crf::from_bytes(section()?)?;
        Some(Model {
            lexicon,
            tagger,
            linker,
        })
    }

    /// The statements of an article, in text order of their contents: what is likely
    /// enough of what is found.
    pub(crate) fn statements(&self, text: &str, tokens: &Tokens, quotes: &Quotes) -> Vec<Reported> {
        let mut found = self.finds(text, tokens, quotes);
        let sheet = sureness::Sheet::of(text, tokens, quotes, &self.lexicon, &found);
        let chances: Vec<u16> = sheet.chances().collect();
        for (one, chance) in found.iter_mut().zip(chances) {
            // Too few are told by layout to learn how likely they are.
            one.likely = Some(chance).filter(|_| one.found != Found::Layout);
        }
        found.retain(|one| {
            let likely = one.likely.is_none_or(|chance| chance >= LIKELY);
            let nobody_says = to_the_reader(text, tokens, quotes, one);
            likely && !nobody_says && !asks_for_no_name(text, tokens, one)
        });
        found
    }

    /// All that may be a statement.
    pub(crate) fn finds(&self, text: &str, tokens: &Tokens, quotes: &Quotes) -> Vec<Reported> {
        let mut out = Vec::new();
        let words = Words::of(text, tokens, &self.lexicon);
        let (mut first, mut second) = (self.tagger.sums(), self.linker.sums());
        first.learn(tag::all_alone(&words), &tag::ALONE);
        for sentences in paragraphs(tokens) {
            let view = View::of(&words, quotes, sentences);
            let looked = look(&self.tagger, &mut first, &view, Reach::READ);
            out.extend(self.link(&mut second, &view, &looked));
        }
        edges::snap(text, tokens, quotes, &mut out);
        edges::keep_reasons(text, tokens, &mut out);
        edges::keep_owned(text, tokens, quotes, &mut out);
        edges::keep_group(text, tokens, &mut out);
        edges::keep_occasion(text, tokens, &mut out);
        sources::mend(text, tokens, quotes, &mut out);
        uncued::add(text, tokens, quotes, &mut out);
        out
    }

    fn link(&self, sums: &mut Sums<'_>, view: &View, looked: &Looked) -> Vec<Reported> {
        let mut found: Vec<Candidate> = looked
            .cues
            .iter()
            .map(|cue| self.find(sums, view, looked, cue))
            .collect();
        // The surest first; a token belongs to one statement's content only.
        let mut order: Vec<usize> = (0..found.len()).collect();
        order.sort_by_key(|&at| std::cmp::Reverse(found[at].confidence));
        let mut taken = vec![false; view.seen.len()];
        let mut kept = vec![false; found.len()];
        for at in order {
            let one = &mut found[at];
            let all = one.content.len();
            one.content.retain(|&token| !taken[token]);
            let enough = if looked.is_cue(&one.cue) {
                CUE_ENOUGH
            } else {
                SURE_ENOUGH
            };
            if all == 0 || one.content.len() * 2 < all || one.confidence < enough {
                continue;
            }
            for &token in &one.content {
                taken[token] = true;
            }
            kept[at] = true;
        }
        // What the first look is sure of and no cue claims goes to the nearest
        // cue that reports nothing: the second look weighs a piece once for each
        // of its tokens, and so rules out too much.
        for piece in looked.contents() {
            if taken[piece.clone()].iter().any(|taken| *taken) {
                continue;
            }
            let gap = |cue: &Range<usize>| {
                cue.start
                    .saturating_sub(piece.end)
                    .max(piece.start.saturating_sub(cue.end))
            };
            let nearest = (0..found.len())
                .filter(|&at| !kept[at] && looked.is_cue(&found[at].cue))
                .filter(|&at| gap(&found[at].cue) <= NEAR)
                .min_by_key(|&at| gap(&found[at].cue));
            if let Some(at) = nearest {
                taken[piece.clone()].fill(true);
                kept[at] = true;
                found[at].content = piece.collect();
                found[at].confidence = SURE_ENOUGH;
            }
        }
        // A paragraph that ends with a colon reports what comes after it.
        let colon = hash::word(":");
        if view.seen.last().is_some_and(|last| last.word == colon)
            && let Some(at) = found.iter().rposition(|one| looked.is_cue(&one.cue))
            && !kept[at]
        {
            kept[at] = true;
            found[at].content.clear();
            found[at].confidence = SURE_ENOUGH;
        }
        let first = view.first;
        found
            .iter()
            .zip(kept)
            .filter(|(_, kept)| *kept)
            .map(|(one, _)| {
                let shift =
                    |range: &Range<usize>| first + range.start as u32..first + range.end as u32;
                Reported {
                    content: runs(&one.content).iter().map(shift).collect(),
                    cue: shift(&one.cue),
                    source: shift(&one.source),
                    confidence: one.confidence,
                    likely: None,
                    seen: looked.is_cue(&one.cue),
                    cut: false,
                    found: Found::Cue,
                }
            })
            .collect()
    }

    /// What one cue reports, perhaps nothing, and whose words they are.
    fn find(
        &self,
        sums: &mut Sums<'_>,
        view: &View,
        looked: &Looked,
        range: &Range<usize>,
    ) -> Candidate {
        let cue = Cue::of(view, looked, range.clone());
        let chunks = looked.window(range);
        sums.begin(chunks.len());
        cue.features(&chunks, sums);
        let chances = self.linker.marginals(sums.finish(), &cue.steps(&chunks));
        let window = looked.tokens(&chunks);
        let mut parts: Vec<[f32; ROW]> = Vec::with_capacity(window.len());
        for (chunk, chances) in looked.chunks[chunks].iter().zip(&chances.tokens) {
            parts.resize(chunk.range.end - window.start, *chances);
        }
        let mut chance: Vec<f32> = parts
            .iter()
            .map(|chance| chance[usize::from(part::CONTENT)])
            .collect();
        // What stands between quotation marks is content as a whole or not.
        let mut spoken = Vec::new();
        for piece in looked.quotations(&window) {
            let inside = piece.start - window.start..piece.end - window.start;
            let mean = chance[inside.clone()].iter().sum::<f32>() / inside.len() as f32;
            if mean >= QUOTED_ENOUGH {
                for chance in &mut chance[inside] {
                    *chance = chance.max(mean);
                }
                spoken.push(piece);
            }
        }
        let top = chance.iter().copied().fold(0.0, f32::max);
        let content: Vec<usize> = window
            .clone()
            .zip(&chance)
            .filter(|(at, chance)| !range.contains(at) && **chance >= top * PART_ENOUGH)
            .map(|(at, _)| at)
            .collect();
        // A piece that is much less sure than the surest is another's.
        let mean = |run: &Range<usize>| -> f32 {
            let sum: f32 = run.clone().map(|at| chance[at - window.start]).sum();
            sum / run.len() as f32
        };
        let pieces = runs(&content);
        let best = pieces.iter().map(&mean).fold(0.0, f32::max);
        let content: Vec<usize> = pieces
            .into_iter()
            .filter(|run| {
                let beside = !spoken.is_empty()
                    && !spoken
                        .iter()
                        .any(|s| s.start < run.end && run.start < s.end);
                mean(run) >= best * if beside { BESIDE_ENOUGH } else { PIECE_ENOUGH }
            })
            .flatten()
            .collect();
        let sum: f32 = content.iter().map(|at| chance[at - window.start]).sum();
        let confidence = (sum / content.len().max(1) as f32 * 1000.0) as u16;
        let source = source(looked, &parts, &window, range);
        Candidate {
            content,
            cue: range.clone(),
            source,
            confidence,
        }
    }
}

/// The least chance of being a statement of what is told, in thousandths.
/// `train-finds` prints what other bounds give.
const LIKELY: u16 = 300;
/// The least confidence of what is found, in thousandths. Guessed: low, since what is
/// found is weighed once more.
const SURE_ENOUGH: u16 = 350;

// The bounds below were chosen on PolNeAR's development articles.

/// The least confidence of what is found where the first look finds the cue.
const CUE_ENOUGH: u16 = 200;
/// How far from a cue, in tokens, a content may stand that only the first look
/// found.
const NEAR: usize = 12;
/// The least mean chance at which a quotation is content as a whole.
const QUOTED_ENOUGH: f32 = 0.4;
/// The least chance of a token of content, as a share of the surest one's.
const PART_ENOUGH: f32 = 0.3;
/// The least mean chance of a piece of content, as a share of the surest one's.
const PIECE_ENOUGH: f32 = 0.4;
/// The same for a piece in the reporter's words beside quoted ones.
const BESIDE_ENOUGH: f32 = 0.9;
/// The least chance of a source's surest token. It is low: nearly every cue has
/// a source, so that a doubtful one is right more often than none.
const SOURCE_LEAST: f32 = 0.02;
/// The least chance of a source's other tokens, as a share of the surest one's.
const SOURCE_EDGE: f32 = 0.4;

struct Candidate {
    content: Vec<usize>,
    cue: Range<usize>,
    source: Range<usize>,
    confidence: u16,
}

/// The source: what the first look sees at the surest token, else that token and
/// those around it that are nearly as sure.
fn source(
    looked: &Looked,
    chances: &[[f32; ROW]],
    window: &Range<usize>,
    cue: &Range<usize>,
) -> Range<usize> {
    let chance = |at: usize| chances[at - window.start][usize::from(part::SOURCE)];
    let Some(peak) = window
        .clone()
        .max_by(|&a, &b| chance(a).total_cmp(&chance(b)))
        .filter(|&at| chance(at) >= SOURCE_LEAST)
    else {
        return cue.start..cue.start;
    };
    // The first look cuts sources better than the second, which is there to
    // choose among them.
    if let Some(range) = looked.source_at(peak) {
        return range;
    }
    let enough = chance(peak) * SOURCE_EDGE;
    let mut range = peak..peak + 1;
    while range.start > window.start && chance(range.start - 1) >= enough {
        range.start -= 1;
    }
    while range.end < window.end && chance(range.end) >= enough {
        range.end += 1;
    }
    range
}

/// Numbers in order as ranges without gaps.
fn runs(numbers: &[usize]) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    for &number in numbers {
        match out.last_mut() {
            Some(last) if last.end == number => last.end += 1,
            _ => out.push(number..number + 1),
        }
    }
    out
}

/// The first look at a paragraph.
pub(crate) fn look(tagger: &Crf, sums: &mut Sums<'_>, view: &View, reach: Reach) -> Looked {
    sums.begin(view.seen.len());
    tag::features(view, sums);
    let sums = sums.finish();
    let steps = tag::steps(view);
    Looked::of(
        view,
        tagger.best(sums, &steps),
        &tagger.marginals(sums, &steps),
        reach,
    )
}

/// Whether a find is words to the reader, which are nobody's: "you want to know ...".
fn to_the_reader(text: &str, tokens: &Tokens, quotes: &Quotes, one: &Reported) -> bool {
    let [source] = tokens.range(&one.source) else {
        return false;
    };
    one.found == Found::Cue
        && text[source.span.range()].eq_ignore_ascii_case("you")
        && super::form(tokens, quotes, &one.content) == Form::Indirect
}

/// Whether a find is how a source came to have no name: "who asked not to be named".
fn asks_for_no_name(text: &str, tokens: &Tokens, one: &Reported) -> bool {
    const REQUESTS: [&[&str]; 5] = [
        &["not", "to", "be", "named"],
        &["not", "to", "be", "identified"],
        &["not", "to", "be", "quoted"],
        &["to", "remain", "anonymous"],
        &["anonymity"],
    ];
    let [content] = &one.content[..] else {
        return false;
    };
    let words = || (tokens.range(content).iter()).map(|token| &text[token.span.range()]);
    REQUESTS.iter().any(|request| {
        words().count() >= request.len()
            && (words().zip(*request)).all(|(word, asked)| word.eq_ignore_ascii_case(asked))
    })
}

/// The sentences of each part.
pub(crate) fn paragraphs(tokens: &Tokens) -> impl Iterator<Item = Range<usize>> {
    let sentences = &tokens.sentences;
    let mut at = 0;
    std::iter::from_fn(move || {
        let part = sentences.get(at)?.part;
        let start = at;
        while sentences.get(at).is_some_and(|s| s.part == part) {
            at += 1;
        }
        Some(start..at)
    })
}
