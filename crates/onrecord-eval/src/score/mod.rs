//! Scores answers against gold.
//!
//! The measures are those of the bench's `score_articles.py`, whose account of
//! them holds here too; `tests/agreement.rs` compares the two. Only the spread
//! of the means differs, since it is drawn with another random generator.

mod fields;
mod rouge;
mod shingle;
pub(crate) mod statements;
mod tokens;

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use serde::Serialize;

use crate::answer::Answer;
use crate::gold::Gold;
use tokens::{Interner, sentences};

/// What is scored and how.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Measures {
    /// Every Chinese, Japanese, Korean or Thai character is a token.
    pub(crate) chars: bool,
    /// Pages whose gold body is the empty string count too.
    pub(crate) empty_gold: bool,
    /// Whether ROUGE is computed.
    pub(crate) rouge: bool,
}

impl Default for Measures {
    fn default() -> Self {
        Self {
            chars: false,
            empty_gold: false,
            rouge: true,
        }
    }
}

/// Precision, recall and their harmonic mean.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub(crate) struct Prf {
    /// Of what was answered, the share that is right.
    pub(crate) precision: f64,
    /// Of what is right, the share that was answered.
    pub(crate) recall: f64,
    /// Their harmonic mean.
    pub f1: f64,
}

fn prf(precision: f64, recall: f64) -> Prf {
    let sum = precision + recall;
    Prf {
        precision,
        recall,
        f1: if sum > 0.0 {
            2.0 * precision * recall / sum
        } else {
            0.0
        },
    }
}

/// One page's scores. What the gold says nothing of has none.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub(crate) struct PageScore {
    /// The page's id.
    pub(crate) id: String,
    /// Whether there is no answer for the page.
    #[serde(skip)]
    pub(crate) missing: bool,
    /// The body's.
    #[serde(flatten)]
    pub(crate) body: Option<BodyScore>,
    /// The segments'.
    #[serde(flatten)]
    pub(crate) segments: Option<SegmentScore>,
    /// The headline's.
    #[serde(flatten)]
    pub(crate) title: Option<TitleScore>,
    /// The authors'.
    #[serde(flatten)]
    pub(crate) authors: Option<AuthorScore>,
    /// Whether authors were answered where the gold has none.
    #[serde(skip)]
    pub(crate) spurious_authors: bool,
    /// The day of publication's.
    #[serde(flatten)]
    pub(crate) published: Option<DayScore>,
    /// Whether a date was answered where the gold says that there is none.
    #[serde(skip)]
    pub(crate) undated: Option<bool>,
    /// Whether the day of the last change is right.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) modified_ok: Option<bool>,
    /// Whether the summary is right but for punctuation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) description_norm: Option<bool>,
    /// The captions'.
    #[serde(flatten)]
    pub(crate) captions: Option<CaptionScore>,
}

/// How good a body is.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub(crate) struct BodyScore {
    /// Precision of runs of four words; none if the answer is empty.
    pub(crate) shingle_p: Option<f64>,
    /// Recall of runs of four words; none if the gold is empty.
    pub(crate) shingle_r: Option<f64>,
    /// 1 if the words are the same, else 0.
    pub(crate) exact: f64,
    /// F1 of the bags of lower-cased words.
    pub words_f1: f64,
    /// ROUGE-LSum, if wanted.
    #[serde(flatten)]
    pub(crate) rouge: Option<RougeScore>,
}

impl BodyScore {
    /// Harmonic mean of the page's precision and recall.
    pub(crate) fn shingle_f1(&self) -> f64 {
        prf(self.shingle_p.unwrap_or(0.0), self.shingle_r.unwrap_or(0.0)).f1
    }
}

/// ROUGE-LSum of a body.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub(crate) struct RougeScore {
    /// F1 over tokens cut at white space.
    pub(crate) rouge_ws: f64,
    /// F1 over runs of `a` to `z` and digits, best over optional paragraphs.
    pub(crate) rouge_fundus: f64,
    /// Its precision.
    pub(crate) rouge_fundus_p: f64,
    /// Its recall.
    pub(crate) rouge_fundus_r: f64,
}

/// Segments that a body must and must not hold.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub(crate) struct SegmentScore {
    /// Wanted and there.
    pub(crate) with_found: usize,
    /// Wanted.
    pub(crate) with_total: usize,
    /// Unwanted and there.
    pub(crate) without_found: usize,
    /// Unwanted.
    pub(crate) without_total: usize,
}

impl SegmentScore {
    /// The share of segments that are where they should be.
    pub(crate) fn share(&self) -> f64 {
        ratio(
            self.with_found + self.without_total - self.without_found,
            self.with_total + self.without_total,
        )
    }
}

/// Whether a headline is right.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub(crate) struct TitleScore {
    /// To the letter.
    pub(crate) title_exact: bool,
    /// But for case, quotes, dashes and punctuation at the ends.
    pub(crate) title_norm: bool,
    /// Whether there is no answer.
    #[serde(skip)]
    pub(crate) empty: bool,
}

/// How many authors are right.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub(crate) struct AuthorScore {
    /// F1 of the sets of names.
    pub authors_f1: f64,
    /// Its precision.
    #[serde(skip)]
    pub(crate) precision: f64,
    /// Its recall.
    #[serde(skip)]
    pub(crate) recall: f64,
    /// Whether the sets are equal.
    #[serde(skip)]
    pub(crate) exact: bool,
    /// Whether there is no answer.
    #[serde(skip)]
    pub(crate) empty: bool,
}

/// Whether a day is right.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub(crate) struct DayScore {
    /// It is the same day, as precisely as the gold says.
    pub(crate) published_ok: bool,
    /// It is the same day or a neighbour.
    #[serde(skip)]
    pub(crate) near: bool,
    /// Whether there is no answer.
    #[serde(skip)]
    pub(crate) empty: bool,
}

/// How many captions are right.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub(crate) struct CaptionScore {
    /// Of the captions answered, the share that is right.
    pub(crate) captions_p: f64,
    /// Of the right captions, the share that was answered.
    pub(crate) captions_r: f64,
}

/// Scores every page of the gold, in its order.
pub(crate) fn pages(
    gold: &[Gold],
    answers: &BTreeMap<String, Answer>,
    measures: Measures,
) -> Vec<PageScore> {
    let nothing = Answer::default();
    gold.par_iter()
        .map(|gold| {
            let answer = answers.get(&gold.id);
            PageScore {
                missing: answer.is_none(),
                ..page(gold, answer.unwrap_or(&nothing), measures)
            }
        })
        .collect()
}

fn page(gold: &Gold, answer: &Answer, measures: Measures) -> PageScore {
    let counts = |body: &&String| !body.is_empty() || measures.empty_gold;
    PageScore {
        id: gold.id.clone(),
        missing: false,
        body: (gold.body.as_ref().filter(counts))
            .map(|body| body_score(body, &gold.optional, &answer.body, measures)),
        segments: segments(gold, answer),
        title: gold
            .title
            .as_deref()
            .map(|title| title_score(title, answer)),
        authors: authors(gold, answer),
        spurious_authors: gold.authors.is_empty() && !fields::names(&answer.authors).is_empty(),
        published: (gold.published.as_deref()).and_then(|gold| published(gold, answer)),
        undated: gold
            .undated
            .then(|| answered_day(&answer.published).is_some()),
        modified_ok: (gold.modified.as_deref())
            .map(|gold| fields::day(gold) == answered_day(&answer.modified)),
        description_norm: (gold.description.as_deref()).map(|gold| {
            fields::norm(gold) == fields::norm(answer.description.as_deref().unwrap_or(""))
        }),
        captions: captions(gold, answer),
    }
}

fn body_score(gold: &str, optional: &[usize], answer: &str, measures: Measures) -> BodyScore {
    let mut interner = Interner::default();
    let gold_words = interner.words(gold, measures.chars);
    let answer_words = interner.words(answer, measures.chars);
    let shingles = shingle::shingles(&gold_words, &answer_words);
    let mut lower = Interner::default();
    let bags = shingle::bags(
        lower.lower_words(gold, measures.chars),
        lower.lower_words(answer, measures.chars),
    );
    let words_f1 = match (gold_words.is_empty(), answer_words.is_empty()) {
        (false, false) => {
            prf(
                bags.precision().unwrap_or(0.0),
                bags.recall().unwrap_or(0.0),
            )
            .f1
        }
        (true, true) => 1.0,
        _ => 0.0,
    };
    BodyScore {
        shingle_p: shingles.precision(),
        shingle_r: shingles.recall(),
        exact: f64::from(u8::from(gold_words == answer_words)),
        words_f1,
        rouge: measures
            .rouge
            .then(|| rouge_score(gold, optional, answer, measures.chars)),
    }
}

fn rouge_score(gold: &str, optional: &[usize], answer: &str, chars: bool) -> RougeScore {
    let answer_sentences = sentences(answer);
    let blank = |text: &str| fields::stripped(text).is_empty();
    let rouge_ws = if blank(gold) {
        f64::from(u8::from(blank(answer)))
    } else {
        let mut interner = Interner::default();
        let mut cut = |sentences: &[&str]| -> Vec<Vec<u32>> {
            sentences
                .iter()
                .map(|s| interner.by_space(s, chars))
                .collect()
        };
        let (gold, answer) = (cut(&sentences(gold)), cut(&answer_sentences));
        rouge::rouge_lsum(&gold, &answer, interner.len()).f1
    };
    let mut interner = Interner::default();
    let answer: Vec<Vec<u32>> = answer_sentences
        .iter()
        .map(|s| interner.ascii(s, chars))
        .collect();
    let mut best: Option<Prf> = None;
    for variant in variants(gold, optional) {
        let gold: Vec<Vec<u32>> = sentences(&variant)
            .iter()
            .map(|s| interner.ascii(s, chars))
            .collect();
        let score = rouge::rouge_lsum(&gold, &answer, interner.len());
        if best.is_none_or(|best| score.f1 > best.f1) {
            best = Some(score);
        }
    }
    let best = best.unwrap_or_default();
    RougeScore {
        rouge_ws,
        rouge_fundus: best.f1,
        rouge_fundus_p: best.precision,
        rouge_fundus_r: best.recall,
    }
}

/// The gold with and without its optional lines: every choice of up to four,
/// all or none of more.
fn variants(body: &str, optional: &[usize]) -> Vec<String> {
    let lines: Vec<&str> = body.split('\n').collect();
    let optional: BTreeSet<usize> = optional
        .iter()
        .copied()
        .filter(|&line| line < lines.len())
        .collect();
    let optional: Vec<usize> = optional.into_iter().collect();
    let all = (1usize << optional.len().min(5)) - 1;
    let mut choices: Vec<usize> = if optional.len() > 4 {
        vec![0, all]
    } else {
        (0..=all).collect()
    };
    // Fewer left out first: of equal scores the first counts.
    choices.sort_by_key(|choice| choice.count_ones());
    let dropped = |choice: usize, line: usize| {
        optional
            .iter()
            .position(|&o| o == line)
            .is_some_and(|at| choice >> at.min(4) & 1 == 1)
    };
    (choices.into_iter())
        .map(|choice| {
            let kept: Vec<&str> = (lines.iter().enumerate())
                .filter(|(line, _)| !dropped(choice, *line))
                .map(|(_, text)| *text)
                .collect();
            kept.join("\n")
        })
        .collect()
}

fn segments(gold: &Gold, answer: &Answer) -> Option<SegmentScore> {
    if gold.with.is_empty() && gold.without.is_empty() {
        return None;
    }
    let body = fields::squeezed(&answer.body);
    let found = |segments: &[String]| {
        segments
            .iter()
            .filter(|s| body.contains(&fields::squeezed(s)))
            .count()
    };
    Some(SegmentScore {
        with_found: found(&gold.with),
        with_total: gold.with.len(),
        without_found: found(&gold.without),
        without_total: gold.without.len(),
    })
}

fn title_score(gold: &str, answer: &Answer) -> TitleScore {
    let title = answer.title.as_deref().unwrap_or("");
    TitleScore {
        title_exact: fields::stripped(title) == fields::stripped(gold),
        title_norm: fields::norm(title) == fields::norm(gold),
        empty: title.is_empty(),
    }
}

fn authors(gold: &Gold, answer: &Answer) -> Option<AuthorScore> {
    let wanted = fields::names(&gold.authors);
    if wanted.is_empty() {
        return None;
    }
    let named = fields::names(&answer.authors);
    let overlap = shingle::bags(&wanted, &named);
    let score = prf(
        overlap.precision().unwrap_or(0.0),
        overlap.recall().unwrap_or(0.0),
    );
    Some(AuthorScore {
        authors_f1: score.f1,
        precision: score.precision,
        recall: score.recall,
        exact: wanted == named,
        empty: named.is_empty(),
    })
}

fn answered_day(date: &Option<String>) -> Option<String> {
    fields::day(date.as_deref()?)
}

fn published(gold: &str, answer: &Answer) -> Option<DayScore> {
    let wanted = fields::day(gold)?;
    let given = answered_day(&answer.published).map(|day| {
        // Gold that is a year or a month only is compared as far as it goes.
        let length = wanted.chars().count();
        if length < 10 {
            day.chars().take(length).collect()
        } else {
            day
        }
    });
    let same = given.as_ref() == Some(&wanted);
    Some(DayScore {
        published_ok: same,
        near: given
            .as_ref()
            .is_some_and(|given| fields::within_a_day(&wanted, given).unwrap_or(same)),
        empty: given.is_none(),
    })
}

fn captions(gold: &Gold, answer: &Answer) -> Option<CaptionScore> {
    let comparable = |captions: &mut dyn Iterator<Item = &String>| -> Vec<String> {
        let captions = captions.map(|caption| fields::norm(caption));
        captions.filter(|caption| !caption.is_empty()).collect()
    };
    let wanted = comparable(&mut gold.captions.iter());
    if wanted.is_empty() {
        return None;
    }
    let given = comparable(
        &mut answer
            .images
            .iter()
            .filter_map(|image| image.caption.as_ref()),
    );
    let overlap = shingle::bags(wanted, given);
    Some(CaptionScore {
        captions_p: overlap.precision().unwrap_or(0.0),
        captions_r: overlap.recall().unwrap_or(0.0),
    })
}

/// Whether a caption is one of the gold's; none if the gold has no captions.
pub(crate) fn caption_is_right(gold: &Gold, caption: &str) -> Option<bool> {
    let caption = fields::norm(caption);
    let known = || (gold.captions.iter()).any(|gold| fields::norm(gold) == caption);
    (!gold.captions.is_empty()).then(known)
}

/// How far words are a headline, 0 to 1: all of it with hardly more beside it, or
/// the share of words that both have.
pub(crate) fn headline_likeness(words: &str, headline: &str) -> f64 {
    /// What a kicker, a date or a byline in the same block may take, in bytes.
    const BESIDE: usize = 45;
    /// What it is then.
    const WHOLE: f64 = 0.95;
    let (words, headline) = (fields::norm(words), fields::norm(headline));
    if words == headline {
        return 1.0;
    }
    if !headline.is_empty() && words.contains(&headline) && words.len() <= headline.len() + BESIDE {
        return WHOLE;
    }
    let bag = |text: &str| {
        let mut bag: BTreeMap<String, usize> = BTreeMap::new();
        for word in text.split(|c: char| !c.is_alphanumeric()) {
            if !word.is_empty() {
                *bag.entry(word.to_owned()).or_default() += 1;
            }
        }
        bag
    };
    let (one, other) = (bag(&words), bag(&headline));
    let size = one.values().sum::<usize>() + other.values().sum::<usize>();
    let common: usize = (one.iter())
        .map(|(word, count)| other.get(word).map_or(0, |most| *most.min(count)))
        .sum();
    if size == 0 {
        0.0
    } else {
        2.0 * common as f64 / size as f64
    }
}

/// A whole set's scores, under the names that the Python scorer gives them.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub(crate) struct Summary {
    /// Pages in the gold.
    pub(crate) pages: usize,
    /// Pages without an answer, which are scored as empty answers.
    pub(crate) missing_answers: usize,
    /// Runs of four words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) shingle: Option<ShingleSummary>,
    /// Mean F1 of bags of words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub words_f1_mean: Option<f64>,
    /// ROUGE-LSum over tokens cut at white space.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) rouge_ws: Option<Middle>,
    /// ROUGE-LSum over ASCII words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) rouge_fundus: Option<RougeSummary>,
    /// Segments.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) segments: Option<SegmentSummary>,
    /// Headlines.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) title: Option<TitleSummary>,
    /// Authors.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) authors: Option<AuthorSummary>,
    /// Days of publication.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) published: Option<DaySummary>,
    /// Days of the last change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) modified: Option<SameDay>,
    /// Summaries.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<Normalised>,
    /// Captions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) captions: Option<CaptionSummary>,
}

/// Runs of four words over a set: F1 is of the means, not the mean of F1.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub(crate) struct ShingleSummary {
    pub(crate) pages: usize,
    pub f1: f64,
    pub f1_std: f64,
    pub(crate) precision: f64,
    pub(crate) precision_std: f64,
    pub(crate) recall: f64,
    pub(crate) recall_std: f64,
    pub(crate) accuracy: f64,
    pub(crate) accuracy_std: f64,
}

/// A mean and a median.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub(crate) struct Middle {
    pub(crate) mean: f64,
    pub(crate) median: f64,
}

/// ROUGE-LSum over a set.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub(crate) struct RougeSummary {
    pub(crate) mean: f64,
    pub(crate) median: f64,
    pub(crate) precision: f64,
    pub(crate) recall: f64,
    pub f1_std_of_pages: f64,
}

/// Segments over a set, counted together.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub(crate) struct SegmentSummary {
    pub(crate) pages: usize,
    pub(crate) tp: usize,
    pub(crate) fp: usize,
    #[serde(rename = "fn")]
    pub(crate) fn_: usize,
    pub(crate) tn: usize,
    pub(crate) precision: f64,
    pub(crate) recall: f64,
    pub(crate) accuracy: f64,
    pub f1: f64,
}

/// Headlines over a set.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub(crate) struct TitleSummary {
    pub(crate) pages: usize,
    pub(crate) exact: f64,
    pub(crate) normalised: f64,
    pub(crate) empty: usize,
}

/// Authors over a set.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub(crate) struct AuthorSummary {
    pub(crate) pages: usize,
    pub(crate) exact_set: f64,
    pub set_f1_mean: f64,
    pub(crate) precision_mean: f64,
    pub(crate) recall_mean: f64,
    pub(crate) empty: usize,
    pub(crate) spurious: usize,
}

/// Days of publication over a set.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub(crate) struct DaySummary {
    pub(crate) pages: usize,
    pub(crate) same_day: f64,
    pub(crate) within_a_day: f64,
    pub(crate) wrong: usize,
    pub(crate) none: usize,
    pub(crate) precision: f64,
    pub(crate) recall: f64,
    pub(crate) accuracy: f64,
    pub f1: f64,
}

/// Days of the last change over a set.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub(crate) struct SameDay {
    pub(crate) pages: usize,
    pub(crate) same_day: f64,
}

/// Summaries over a set.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub(crate) struct Normalised {
    pub(crate) pages: usize,
    pub(crate) normalised: f64,
}

/// Captions over a set: F1 is of the means.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub(crate) struct CaptionSummary {
    pub(crate) pages: usize,
    pub(crate) precision: f64,
    pub(crate) recall: f64,
    pub f1: f64,
}

/// Sums up the pages of a set.
pub(crate) fn summary(pages: &[PageScore]) -> Summary {
    let bodies: Vec<&BodyScore> = pages.iter().filter_map(|p| p.body.as_ref()).collect();
    let rouges: Vec<&RougeScore> = bodies.iter().filter_map(|b| b.rouge.as_ref()).collect();
    Summary {
        pages: pages.len(),
        missing_answers: pages.iter().filter(|p| p.missing).count(),
        shingle: some(&bodies, sum_shingles),
        words_f1_mean: some(&bodies, |b| mean(b.iter().map(|b| b.words_f1))),
        rouge_ws: some(&rouges, |r| middle(r.iter().map(|r| r.rouge_ws))),
        rouge_fundus: some(&rouges, sum_rouge),
        segments: some(&all(pages, |p| p.segments.as_ref()), sum_segments),
        title: some(&all(pages, |p| p.title.as_ref()), |titles| TitleSummary {
            pages: titles.len(),
            exact: rate(titles, |t| t.title_exact),
            normalised: rate(titles, |t| t.title_norm),
            empty: titles.iter().filter(|t| t.empty).count(),
        }),
        authors: some(&all(pages, |p| p.authors.as_ref()), |authors| {
            AuthorSummary {
                pages: authors.len(),
                exact_set: rate(authors, |a| a.exact),
                set_f1_mean: mean(authors.iter().map(|a| a.authors_f1)),
                precision_mean: mean(authors.iter().map(|a| a.precision)),
                recall_mean: mean(authors.iter().map(|a| a.recall)),
                empty: authors.iter().filter(|a| a.empty).count(),
                spurious: pages.iter().filter(|p| p.spurious_authors).count(),
            }
        }),
        published: some(&all(pages, |p| p.published.as_ref()), |days| {
            sum_days(days, pages)
        }),
        modified: some(&all(pages, |p| p.modified_ok.as_ref()), |days| SameDay {
            pages: days.len(),
            same_day: rate(days, |ok| **ok),
        }),
        description: some(&all(pages, |p| p.description_norm.as_ref()), |found| {
            Normalised {
                pages: found.len(),
                normalised: rate(found, |ok| **ok),
            }
        }),
        captions: some(&all(pages, |p| p.captions.as_ref()), |captions| {
            let precision = mean(captions.iter().map(|c| c.captions_p));
            let recall = mean(captions.iter().map(|c| c.captions_r));
            CaptionSummary {
                pages: captions.len(),
                precision,
                recall,
                f1: prf(precision, recall).f1,
            }
        }),
    }
}

fn all<T>(pages: &[PageScore], part: impl Fn(&PageScore) -> Option<&T>) -> Vec<&T> {
    pages.iter().filter_map(part).collect()
}

fn some<T, S>(items: &[T], sum: impl FnOnce(&[T]) -> S) -> Option<S> {
    (!items.is_empty()).then(|| sum(items))
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, count) = values.fold((0.0, 0usize), |(sum, count), v| (sum + v, count + 1));
    if count > 0 { sum / count as f64 } else { 0.0 }
}

fn rate<T>(items: &[T], is: impl Fn(&T) -> bool) -> f64 {
    ratio(items.iter().filter(|item| is(item)).count(), items.len())
}

fn ratio(part: usize, whole: usize) -> f64 {
    if whole > 0 {
        part as f64 / whole as f64
    } else {
        0.0
    }
}

fn middle(values: impl Iterator<Item = f64>) -> Middle {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    let half = values.len() / 2;
    Middle {
        mean: mean(values.iter().copied()),
        median: if values.len() % 2 == 1 {
            values[half]
        } else {
            (values[half - 1] + values[half]) / 2.0
        },
    }
}

/// The standard deviation of a sample; 0 of fewer than two.
fn deviation(values: &[f64]) -> f64 {
    if values.len() < 2 {
        return 0.0;
    }
    let middle = mean(values.iter().copied());
    let squares: f64 = values.iter().map(|v| (v - middle) * (v - middle)).sum();
    (squares / (values.len() - 1) as f64).sqrt()
}

fn sum_rouge(rouges: &[&RougeScore]) -> RougeSummary {
    let values: Vec<f64> = rouges.iter().map(|r| r.rouge_fundus).collect();
    let Middle {
        mean: average,
        median,
    } = middle(values.iter().copied());
    RougeSummary {
        mean: average,
        median,
        precision: mean(rouges.iter().map(|r| r.rouge_fundus_p)),
        recall: mean(rouges.iter().map(|r| r.rouge_fundus_r)),
        f1_std_of_pages: deviation(&values),
    }
}

fn sum_segments(segments: &[&SegmentScore]) -> SegmentSummary {
    let total = |part: fn(&SegmentScore) -> usize| segments.iter().map(|s| part(s)).sum::<usize>();
    let tp = total(|s| s.with_found);
    let fn_ = total(|s| s.with_total) - tp;
    let fp = total(|s| s.without_found);
    let tn = total(|s| s.without_total) - fp;
    let score = prf(ratio(tp, tp + fp), ratio(tp, tp + fn_));
    SegmentSummary {
        pages: segments.len(),
        tp,
        fp,
        fn_,
        tn,
        precision: score.precision,
        recall: score.recall,
        accuracy: ratio(tp + tn, tp + tn + fp + fn_),
        f1: score.f1,
    }
}

fn sum_days(days: &[&DayScore], pages: &[PageScore]) -> DaySummary {
    let right = days.iter().filter(|d| d.published_ok).count();
    let none = days.iter().filter(|d| d.empty).count();
    let wrong = days.len() - right - none;
    // Pages that have no date count for precision and accuracy.
    let undated: Vec<bool> = pages.iter().filter_map(|p| p.undated).collect();
    let invented = undated.iter().filter(|answered| **answered).count();
    let left_out = undated.len() - invented;
    let score = prf(
        ratio(right, right + wrong + invented),
        ratio(right, right + none),
    );
    DaySummary {
        pages: days.len(),
        same_day: ratio(right, days.len()),
        within_a_day: rate(days, |d| d.near),
        wrong,
        none,
        precision: score.precision,
        recall: score.recall,
        accuracy: ratio(right + left_out, right + left_out + wrong + invented + none),
        f1: score.f1,
    }
}

fn sum_shingles(bodies: &[&BodyScore]) -> ShingleSummary {
    let sample: Vec<usize> = (0..bodies.len()).collect();
    let (score, accuracy) = shingle_means(bodies, &sample);
    let spread = bootstrap(bodies);
    ShingleSummary {
        pages: bodies.len(),
        f1: score.f1,
        f1_std: spread[2],
        precision: score.precision,
        precision_std: spread[0],
        recall: score.recall,
        recall_std: spread[1],
        accuracy,
        accuracy_std: spread[3],
    }
}

fn shingle_means(bodies: &[&BodyScore], sample: &[usize]) -> (Prf, f64) {
    let precision = mean(sample.iter().filter_map(|&i| bodies[i].shingle_p));
    let recall = mean(sample.iter().filter_map(|&i| bodies[i].shingle_r));
    let accuracy = mean(sample.iter().map(|&i| bodies[i].exact));
    (prf(precision, recall), accuracy)
}

/// How many resamples the spread of the means is taken from.
const RESAMPLES: usize = 1000;

/// Standard deviations of precision, recall, F1 and accuracy over resamples of
/// the pages.
fn bootstrap(bodies: &[&BodyScore]) -> [f64; 4] {
    // SplitMix64 with a fixed seed: the same pages give the same spread.
    let mut state = 1u64;
    let mut random = |below: usize| {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((u128::from(z ^ (z >> 31)) * below as u128) >> 64) as usize
    };
    let mut columns: [Vec<f64>; 4] = Default::default();
    let mut sample = vec![0; bodies.len()];
    for _ in 0..RESAMPLES {
        sample.fill_with(|| random(bodies.len()));
        let (score, accuracy) = shingle_means(bodies, &sample);
        let values = [score.precision, score.recall, score.f1, accuracy];
        for (column, value) in columns.iter_mut().zip(values) {
            column.push(value);
        }
    }
    columns.map(|column| deviation(&column))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(body: &str) -> Answer {
        Answer {
            id: "a".to_owned(),
            body: body.to_owned(),
            ..Answer::default()
        }
    }

    fn gold(body: &str) -> Gold {
        Gold {
            id: "a".to_owned(),
            body: Some(body.to_owned()),
            ..Gold::default()
        }
    }

    #[test]
    fn f1_is_of_the_means() {
        let golds = [
            gold("one two three four five"),
            Gold {
                id: "b".to_owned(),
                ..gold("six seven")
            },
        ];
        let answers = BTreeMap::from([("a".to_owned(), answer("one two three four"))]);
        let pages = pages(&golds, &answers, Measures::default());
        let sum = summary(&pages);
        let shingle = sum.shingle.expect("there are bodies");
        // The page without an answer has no precision, and recall 0.
        assert_eq!((shingle.precision, shingle.recall), (1.0, 0.25));
        assert_eq!(shingle.f1, 0.4);
        assert_eq!((sum.pages, sum.missing_answers), (2, 1));
    }

    #[test]
    fn an_optional_line_may_be_left_out() {
        let check = |body: &str, expected: f64| {
            let gold = Gold {
                optional: vec![1, 9],
                ..gold("A b c.\nD e f.")
            };
            let score = page(&gold, &answer(body), Measures::default());
            let rouge = score.body.and_then(|b| b.rouge).expect("a body");
            assert_eq!(rouge.rouge_fundus, expected, "{body}");
        };
        check("a b c", 1.0);
        check("a b c\nd e f", 1.0);
    }

    #[test]
    fn days_count_as_far_as_the_gold_goes() {
        let check = |gold: &str, given: &str, same: bool, near: bool| {
            let answer = Answer {
                published: Some(given.to_owned()),
                ..answer("")
            };
            let score = published(gold, &answer).expect("the gold has a day");
            assert_eq!(
                (score.published_ok, score.near),
                (same, near),
                "{gold} {given}"
            );
        };
        check("2025-02", "2025-02-11T10:00", true, true);
        check("2025-02-12", "2025-02-11", false, true);
        check("2025-02-12", "2025-02-14", false, false);
    }
}
