//! Pictures with caption and credit apart.
//!
//! A caption block belongs to the picture of its figure, or to the one right
//! before it. Its credit is the part that the page's own markup sets apart, or
//! that stands behind the last sentence and looks like one: a mark ("Photo:",
//! "©"), a name in brackets, a name with an agency behind a stroke.

use std::sync::OnceLock;

use memchr::memmem::Finder;
use onrecord_html::{Decoded, Document};
use onrecord_record::{Evidence, Image, Label, Place, Rule, Source, TextSpan};

use super::blocks::{Blocks, InnerSpan, Landmarks, RawBlock, RawImage};
use super::dates;
use super::features::{Facts, word_keys};
use super::hints::Hints;
use super::label::Labelled;
use super::people;
use crate::intake::claims::Value;
use crate::words::{Table, rows};

/// A picture's words, as spans of the clean text.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Words {
    /// Index into [`Blocks::images`], if the words have a picture.
    pub(crate) image: Option<usize>,
    /// The caption.
    pub(crate) caption: Option<(TextSpan, &'static str)>,
    /// The credit.
    pub(crate) credit: Option<(TextSpan, &'static str)>,
}

/// What boxes are called that have a picture of their own and words for it.
const OFFERS: Hints = Hints(Hints::PROMO.0 | Hints::SHARE.0 | Hints::AD.0);

/// What parts of a player or a gallery are called that speak to the reader.
const CONTROLS: Hints = Hints(Hints::EMBED.0 | Hints::HIDDEN.0 | Hints::ASSISTIVE.0);

/// Finds captions that no attribute names, and takes back what stands in a
/// figure and is none.
///
/// The words right behind a picture that repeat its alternative text are its
/// caption; so is a short block there whose attributes speak of media. A date,
/// a byline or a link is no caption wherever it stands.
pub(crate) fn captions(
    document: &Document<'_>,
    blocks: &Blocks,
    facts: &[Facts],
    labels: &mut [Labelled],
) {
    /// A longer paragraph behind a picture is the article's.
    const LONGEST: u32 = 400;
    /// How many blocks behind a picture its words may begin.
    const REACH: usize = 3;
    /// More paragraphs that are alone with a picture are a list of things.
    const FEW: usize = 4;
    let repeats_near = |k: usize| {
        let block = &blocks.list[k];
        let words = blocks.words(block);
        let own = image_of(blocks, block.group, block.span).map(|at| blocks.images[at]);
        let before = (k.saturating_sub(REACH)..=k)
            .rev()
            .filter_map(|j| image_before(blocks, j));
        own.into_iter()
            .chain(before)
            .any(|image| repeats_alt(document, image, words))
    };
    let mut alone = Vec::new();
    for k in 0..labels.len() {
        let (block, f) = (&blocks.list[k], &facts[k]);
        let own = block.hints[0].with(block.inner);
        let words = blocks.words(block);
        if matches!(labels[k].label, Label::Caption | Label::Credit) {
            let named = own.any(Hints::CAPTION.with(Hints::CREDIT));
            let other =
                f.words <= 10 && block.hints[0].any(Hints::BYLINE.with(Hints::TIME)) && !named;
            let dated = f.words <= 8 && is_date(words);
            let linked = f.link_percent >= 80
                && f.words >= 4
                && block.landmarks.any(Landmarks::LINK)
                && !(block.landmarks.any(Landmarks::CAPTION)
                    && (repeats_near(k) || ends_in_credit(words)));
            let by = f.words <= 10 && people::prefix(words) > 0 && !named;
            let again = f.twins > 1
                && !looks_like_credit(words)
                && f.words <= 14
                && !block.landmarks.any(Landmarks::CAPTION);
            if other || dated || linked || by || again || is_count(words) || is_clip(words) {
                labels[k] = Labelled::by(Label::Other, "other/in-figure-but-no-caption");
            }
        } else if f.heading == 0
            && f.width <= LONGEST
            && f.link_percent < 50
            && labels[k].label != Label::Headline
            && !block.hints[..3].iter().any(|hints| hints.any(OFFERS))
        {
            let near = if block.hints[0] == Hints::default() {
                own.with(block.hints[1])
            } else {
                own
            };
            // A gallery counts its pictures between picture and caption.
            let behind_picture = || {
                f.image_before
                    || k > 0
                        && facts[k - 1].image_before
                        && is_count(blocks.words(&blocks.list[k - 1]))
            };
            // A button to enlarge the picture may stand between.
            let behind_button = || {
                k > 0
                    && facts[k - 1].image_before
                    && blocks.list[k - 1].landmarks.any(Landmarks::BUTTON)
            };
            let named = block.hints[0].any(Hints::CAPTION)
                || block.hints[0] == Hints::default() && block.hints[1].any(Hints::CAPTION);
            let rule = if named && behind_button() {
                "caption/named-behind-button"
            } else if f.words >= 4
                && labels[k].label != Label::Body
                && near.any(Hints::MEDIA)
                && !near.any(CONTROLS)
                && !block.landmarks.any(Landmarks::BUTTON)
                && f.twins == 1
                && behind_picture()
            {
                "caption/behind-picture-in-media"
            } else if f.words >= 4 && repeats_near(k) {
                "caption/repeats-alternative-text"
            } else if (2..4).contains(&f.words)
                && f.image_before
                && !is_names(words)
                && is_alt(document, blocks, k)
            {
                "caption/is-alternative-text"
            } else if f.words >= 4
                && matches!(labels[k].label, Label::Other | Label::Body)
                && f.image_before
                && k > 0
                && is_credit_above(document, blocks, k)
            {
                "caption/picture-between-credit-and-it"
            } else if f.image_before
                && labels[k].label == Label::Other
                && is_credited(blocks, facts, labels, k)
            {
                "caption/between-picture-and-credit"
            } else if f.words >= 4
                && f.link_percent == 0
                && f.image_before
                && labels[k].label == Label::Body
                && words.ends_with(['.', '。'])
                && is_alone_with_picture(document, blocks, k)
            {
                alone.push(k);
                continue;
            } else {
                continue;
            };
            if is_count(words) || is_clip(words) {
                continue;
            }
            labels[k] = Labelled::by(Label::Caption, rule);
            if rule == "caption/between-picture-and-credit" {
                labels[k + 1] = Labelled::by(Label::Credit, "credit/names-below-caption");
            }
        }
    }
    // Where picture and paragraph take turns, the paragraphs are the article.
    if alone.len() <= FEW {
        for k in alone {
            labels[k] = Labelled::by(Label::Caption, "caption/alone-with-picture");
        }
    }
    // A short line of names in the figure of a caption is its credit.
    for k in 1..labels.len() {
        let (block, f) = (&blocks.list[k], &facts[k]);
        let before = &blocks.list[k - 1];
        let behind_mark = labels[k - 1].label == Label::Credit && is_mark(blocks.words(before));
        let follows = (labels[k - 1].label == Label::Caption || behind_mark)
            && labels[k].label == Label::Caption
            && (block.group > 0 && block.group == before.group
                || facts[k].parent == facts[k - 1].parent
                || block.landmarks.any(Landmarks::CAPTION)
                    && before.landmarks.any(Landmarks::CAPTION)
                    && !f.image_before);
        let words = without_brackets(blocks.words(block));
        if follows
            && (behind_mark
                || looks_like_credit(words)
                || is_mark(words)
                || f.ending == 0 && is_names(words))
        {
            labels[k] = Labelled::by(Label::Credit, "credit/names-below-caption");
        }
    }
}

/// Whether an element holds nothing but a picture, this block behind it, and at
/// most one more, which is the credit then: a figure that is not named one.
fn is_alone_with_picture(document: &Document<'_>, blocks: &Blocks, k: usize) -> bool {
    let Some(image) = image_before(blocks, k) else {
        return false;
    };
    let block = &blocks.list[k];
    let words = blocks.words(block);
    let foreign = Hints::BIO
        .with(Hints::BYLINE)
        .with(Hints::PROMO)
        .with(Hints::RELATED)
        .with(Hints::AD)
        .with(Hints::COMMENT)
        .with(Hints::SHARE)
        .with(Hints::QUOTE);
    if block.hints[..3].iter().any(|hints| hints.any(foreign))
        || block.list_depth > 0
        || people::prefix(words) > 0
        || is_date(words)
    {
        return false;
    }
    let holder = document
        .ancestors(block.container)
        .find(|&id| document.subtree(id).contains(&image.node.index()));
    let Some(holder) = holder else {
        return false;
    };
    let inside = document.subtree(holder);
    let holds = |j: Option<usize>| {
        let other = j.and_then(|j| blocks.list.get(j));
        other.is_some_and(|other| inside.contains(&other.container.index()))
    };
    !holds(k.checked_sub(1)) && !holds(Some(k + 2))
}

/// Whether a block of the same element as this one follows it and can only be
/// a credit.
fn is_credited(blocks: &Blocks, facts: &[Facts], labels: &[Labelled], k: usize) -> bool {
    let Some(next) = blocks.list.get(k + 1) else {
        return false;
    };
    let words = blocks.words(next);
    matches!(
        labels[k + 1].label,
        Label::Other | Label::Credit | Label::Byline
    ) && facts[k + 1].parent == facts[k].parent
        && facts[k + 1].link_percent == 0
        && (looks_like_credit(words) || is_agency(words))
}

/// Whether the block before this one, of the same element, is a credit with its
/// mark; the picture stands between the two.
fn is_credit_above(document: &Document<'_>, blocks: &Blocks, k: usize) -> bool {
    let (above, own) = (&blocks.list[k - 1], &blocks.list[k]);
    let around = document.parent(own.container);
    let words = blocks.words(above);
    (around == Some(above.container) || around == document.parent(above.container))
        && mark_length(words) > 0
        && looks_like_credit(words)
}

/// Whether a block is word for word what the picture before it says for itself.
fn is_alt(document: &Document<'_>, blocks: &Blocks, k: usize) -> bool {
    let alt = image_before(blocks, k).and_then(|image| document.attr(image.node, "alt"));
    alt.is_some_and(|alt| word_keys(alt) == word_keys(blocks.words(&blocks.list[k])))
}

/// One word of capitals, as agencies write their names.
fn is_agency(words: &str) -> bool {
    (2..=12).contains(&words.len()) && words.bytes().all(|b| b.is_ascii_uppercase())
}

/// Whether words are one word of letters with spaces between words.
fn is_one_word(words: &str) -> bool {
    let words = words.trim_end_matches(['.', ':', '!', '?', '…']);
    words
        .chars()
        .all(|c| c.is_lowercase() || c.is_uppercase() || c == '-')
}

/// The length of a copyright sign that words begin with.
fn copyright_length(words: &str) -> usize {
    ["©", "ⓒ", "(c)", "(C)", "（c）", "（C）", "（ｃ）", "（Ｃ）"]
        .iter()
        .find(|sign| words.starts_with(**sign))
        .map_or(0, |sign| sign.len())
}

/// Whether words are a credit's mark and nothing else, such as `Image:`.
fn is_mark(words: &str) -> bool {
    let words = without_brackets(words);
    let name = words.trim_end_matches([':', ' ']);
    !name.is_empty() && (name == "©" || name.len() < words.len() && is_listed("mark", name))
}

/// A span without one pair of brackets around all of it, or a bracket of which
/// the other half is missing.
fn without_outer_brackets(text: &str, span: TextSpan) -> TextSpan {
    let words = &text[span.range()];
    let (opened, closed) = (words.matches('(').count(), words.matches(')').count());
    let opens = words.starts_with('(') && opened == 1;
    let closes = words.ends_with(')') && closed == 1;
    if opens && (closes || closed == 0) || closes && opened == 0 {
        let from = span.start as usize + usize::from(opens);
        return trim(text, from, span.end as usize - usize::from(closes));
    }
    span
}

/// Words without the brackets around them, of which either may be missing.
fn without_brackets(words: &str) -> &str {
    words.trim_matches(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '[' | ']'))
}

/// Whether words only count pictures, as "3 of 12" and "2/9" do.
fn is_count(words: &str) -> bool {
    let mut numbers = 0;
    let mut others = 0;
    for word in words.split(|c: char| c.is_whitespace() || matches!(c, '/' | '|')) {
        if word.is_empty() {
            continue;
        }
        if word.bytes().all(|b| b.is_ascii_digit()) {
            numbers += 1;
        } else {
            others += 1;
        }
    }
    numbers == 2 && others <= 1
}

/// Whether words begin or end with the length of a clip, such as `4:11`.
fn is_clip(words: &str) -> bool {
    let is_length = |word: &str| {
        word.split_once(':').is_some_and(|(minutes, seconds)| {
            (1..=2).contains(&minutes.len())
                && seconds.len() == 2
                && (minutes.bytes().chain(seconds.bytes())).all(|b| b.is_ascii_digit())
        })
    };
    let minutes = words
        .strip_suffix("min")
        .or_else(|| words.strip_suffix("Min."));
    if minutes.is_some_and(|number| number.trim_end().bytes().all(|b| b.is_ascii_digit())) {
        return true;
    }
    let mut words = words.split_whitespace();
    words.next().is_some_and(is_length)
        || words
            .last()
            .is_some_and(|last| is_length(last.trim_matches(['(', ')', '|'])))
}

/// Whether words are mostly a date.
fn is_date(words: &str) -> bool {
    dates::find(words, &dates::Hints::default())
        .iter()
        .any(|date| date.range.len() * 2 > words.len())
}

/// The picture that stands right before a block.
fn image_before(blocks: &Blocks, k: usize) -> Option<RawImage> {
    let start = blocks.list[k].span.start;
    let after = k.checked_sub(1).map_or(0, |j| blocks.list[j].span.end);
    let at = blocks.images.partition_point(|image| image.at <= start);
    let image = *blocks.images.get(at.checked_sub(1)?)?;
    (image.at >= after).then_some(image)
}

/// Whether words say what a picture's `alt` or `title` says: most of the words
/// of either stand in the other, in pairs.
fn repeats_alt(document: &Document<'_>, image: RawImage, words: &str) -> bool {
    ["alt", "title"]
        .iter()
        .filter_map(|name| document.attr(image.node, name))
        .any(|alt| {
            let alt = word_keys(alt);
            if alt.len() < 4 {
                return false;
            }
            let keys = word_keys(words);
            if keys.len() < 4 {
                return false;
            }
            let known: Vec<&[u64]> = alt.windows(2).collect();
            let same = keys.windows(2).filter(|pair| known.contains(pair)).count();
            same * 10 >= (keys.len() - 1) * 6
        })
}

/// A few words that all begin with a capital, as names do.
fn is_names(words: &str) -> bool {
    let count = words.split_whitespace().count();
    (1..=6).contains(&count)
        && words
            .split(|c: char| c.is_whitespace() || matches!(c, '/' | ',' | '|' | '-'))
            .filter(|word| !word.is_empty())
            .all(|word| {
                word.starts_with(|c: char| c.is_uppercase() || c == '©' || c == '(')
                    || is_listed("by", word)
            })
}

/// Pairs caption and credit blocks with pictures, in page order.
pub(crate) fn pair(document: &Document<'_>, blocks: &Blocks, labels: &[Labelled]) -> Vec<Words> {
    let mut out: Vec<(u32, Words)> = Vec::new();
    let region = region(labels);
    for (k, (block, labelled)) in blocks.list.iter().zip(labels).enumerate() {
        if !tells_of_picture(labelled) || !region.contains(&k) {
            continue;
        }
        let image = image_of(blocks, block.group, block.span);
        // A credit right behind a caption of the same figure belongs to it.
        let follows = k > 0 && tells_of_picture(&labels[k - 1]);
        // What is only learned of a page may be a teaser's or a player's.
        let learned = labelled.confidence.is_some() && !blocks.images.is_empty();
        let stands = || match labelled.label {
            Label::Caption => is_plain(block, blocks) && is_alone_with_picture(document, blocks, k),
            _ => follows || looks_like_credit(blocks.words(block)),
        };
        if learned && !stands() {
            continue;
        }
        let words = match labelled.label {
            Label::Caption => {
                let alt = image.and_then(|k| document.attr(blocks.images[k].node, "alt"));
                let (caption, credit) = split(blocks, block.span, alt);
                Words {
                    image: None,
                    caption,
                    credit,
                }
            }
            // A mark whose name stands elsewhere says nothing.
            Label::Credit if !is_mark(blocks.words(block)) => {
                let credit = without_mark(&blocks.text.content, block.span);
                Words {
                    image: None,
                    caption: None,
                    credit: Some((credit, "credit/own-block")),
                }
            }
            _ => continue,
        };
        // A date or one word tells of no picture.
        let words = Words {
            caption: words.caption.filter(|(span, _)| {
                let caption = blocks.text.get(*span);
                !is_date(caption) && !is_one_word(caption)
            }),
            ..words
        };
        if words.caption.is_none() && words.credit.is_none() {
            continue;
        }
        // A mark alone in its element is no credit; the next may be.
        if let Some((_, last)) = out.last_mut()
            && follows
        {
            last.credit = last
                .credit
                .filter(|(span, _)| !is_mark(blocks.text.get(*span)));
        }
        // A title over the caption, both in the element that names them so.
        if let Some((group, last)) = out.last_mut()
            && follows
            && *group == block.group
            && last.credit.is_none()
            && block.landmarks.any(Landmarks::CAPTION)
            && blocks.list[k - 1].landmarks.any(Landmarks::CAPTION)
            && let (Some((title, _)), Some((rest, _))) = (last.caption, words.caption)
        {
            let joined = TextSpan {
                start: title.start,
                end: rest.end,
            };
            last.caption = Some((joined, "caption/lines-of-caption-element"));
            last.credit = words.credit;
            continue;
        }
        if let Some((group, last)) = out.last_mut()
            && follows
            && *group == block.group
            && (last.caption.is_none() || words.caption.is_none())
            && (last.credit.is_none() || words.credit.is_none())
        {
            last.caption = last.caption.or(words.caption);
            last.credit = last.credit.or(words.credit);
            continue;
        }
        // The caption of a quotation, a table or a player is no picture's.
        let quoted = block.hints.iter().any(|hints| hints.any(Hints::QUOTE));
        if image.is_none() && (block.group > 0 || quoted) && block.landmarks.any(Landmarks::CAPTION)
        {
            continue;
        }
        out.push((block.group, Words { image, ..words }));
    }
    out.into_iter().map(|(_, words)| words).collect()
}

/// Whether a block is told to nobody who clicks: no link, button, clip or count.
fn is_plain(block: &RawBlock, blocks: &Blocks) -> bool {
    /// A shorter line is a button's: "Enlarge the picture".
    const SHORT: u32 = 16;
    let words = blocks.words(block);
    block.link_width == 0
        && block.width > SHORT
        && !block.landmarks.any(Landmarks::BUTTON)
        && !is_clip(words)
        && !is_count(words)
}

/// Whether a block has words of a picture.
fn tells_of_picture(labelled: &Labelled) -> bool {
    matches!(labelled.label, Label::Caption | Label::Credit)
}

/// Where the article's own pictures stand: from a little above its headline to
/// a little below its body.
fn region(labels: &[Labelled]) -> std::ops::Range<usize> {
    /// Room for a picture with its words over the headline.
    const ABOVE: usize = 6;
    /// Room for a picture with its words below the last paragraph.
    const BELOW: usize = 3;
    let is = |label: Label| move |l: &Labelled| l.label == label;
    let body = labels.iter().position(is(Label::Body));
    let first = labels
        .iter()
        .position(is(Label::Headline))
        .or(body)
        .unwrap_or(0);
    let first = body.map_or(first, |body| first.min(body));
    let last = labels
        .iter()
        .rposition(is(Label::Body))
        .unwrap_or(labels.len());
    first.saturating_sub(ABOVE)..(last + 1 + BELOW).min(labels.len())
}

/// The article's pictures: those that have words, in page order.
pub(crate) fn images(
    document: &Document<'_>,
    decoded: &Decoded<'_>,
    blocks: &Blocks,
    labels: &[Labelled],
) -> Vec<Image> {
    let cited = |part: Part| {
        part.map(|(span, rule)| Evidence {
            value: blocks.text.get(span).to_owned(),
            at: Place::Text(span),
            source: Source::Visible,
            rule: Rule::named(rule),
        })
    };
    let mut out: Vec<Image> = Vec::new();
    for words in pair(document, blocks, labels) {
        let image = words.image.map(|k| blocks.images[k]);
        let attribute =
            |name, rule| image.and_then(|image| attribute(document, decoded, image, name, rule));
        let image = Image {
            src: attribute("src", "image/src").or_else(|| attribute("data-src", "image/data-src")),
            alt: attribute("alt", "image/alt"),
            caption: cited(words.caption),
            credit: cited(words.credit),
            caption_confidence: None,
        };
        match out.iter_mut().find(|shown| is_same(shown, &image)) {
            Some(shown) => {
                shown.src = shown.src.take().or(image.src);
                shown.alt = shown.alt.take().or(image.alt);
                shown.credit = shown.credit.take().or(image.credit);
            }
            None => out.push(image),
        }
    }
    out
}

/// Whether two are one picture, which pages show again for print, for a slide
/// show or for a narrow screen: the same caption, and no two files.
fn is_same(a: &Image, b: &Image) -> bool {
    let value = |said: &Option<Evidence<String>>| said.as_ref().map(|e| e.value.clone());
    let file = |image: &Image| value(&image.src);
    a.caption.is_some()
        && value(&a.caption) == value(&b.caption)
        && (file(a).is_none() || file(b).is_none() || file(a) == file(b))
}

/// An attribute of a picture, cited by the bytes of its value.
fn attribute(
    document: &Document<'_>,
    decoded: &Decoded<'_>,
    image: RawImage,
    name: &str,
    rule: &'static str,
) -> Option<Evidence<String>> {
    let attribute = document.attr_named(image.node, name)?;
    let value = Value::of_attribute(&attribute);
    if value.is_empty() || value.text().starts_with("data:") {
        return None;
    }
    Some(Evidence {
        value: value.text().to_owned(),
        at: value.place(decoded),
        source: Source::Attribute,
        rule: Rule::named(rule),
    })
}

/// The picture of a figure, else the last one before the words.
fn image_of(blocks: &Blocks, group: u32, words: TextSpan) -> Option<usize> {
    let in_figure = |image: &RawImage| group > 0 && image.group == group;
    if let Some(k) = blocks.images.iter().position(in_figure) {
        return Some(k);
    }
    let before = blocks
        .images
        .partition_point(|image| image.at <= words.start);
    let k = before.checked_sub(1)?;
    // Text between picture and words means that they do not belong together.
    (words.start - blocks.images[k].at <= 2).then_some(k)
}

type Part = Option<(TextSpan, &'static str)>;

/// Splits a caption block into caption and credit; `alt` is what its picture
/// says for itself.
fn split(blocks: &Blocks, span: TextSpan, alt: Option<&str>) -> (Part, Part) {
    let text = blocks.text.content.as_str();
    let whole = || {
        let kept = text[span.range()].trim_end_matches(|c: char| c.is_whitespace() || c == '(');
        let kept = TextSpan::new(span.start as usize, span.start as usize + kept.len());
        (Some((kept, "caption/whole-block")), None)
    };
    // What the page itself sets apart.
    let inside = |inner: &&InnerSpan| span.contains(inner.span) && inner.span != span;
    let marked: Vec<&InnerSpan> = blocks.inner.iter().filter(inside).collect();
    // The element that is more than the mark, where there is one.
    let longest = |hints: Hints, without: Hints| {
        let fits = |inner: &&&InnerSpan| inner.hints.any(hints) && !inner.hints.any(without);
        marked.iter().filter(fits).max_by_key(|inner| {
            let named = !is_listed("mark", text[inner.span.range()].trim());
            (named, inner.span.len())
        })
    };
    // `figcaption__credit` names both; what is named so and is not the whole
    // caption is the credit. An author in a caption made the picture.
    if let Some(credit) = longest(Hints::CREDIT, Hints::CAPTION)
        .or_else(|| longest(Hints::CREDIT, Hints::default()))
        .or_else(|| longest(Hints::BYLINE, Hints::default()))
        .filter(|credit| outside(text, span, credit.span).is_some_and(|cut| cut.len() > 3))
    {
        let cut = outside(text, span, credit.span).map(|cut| without_last_mark(text, cut));
        // The element may hold the mark alone, and the name stand behind it.
        if is_mark(&text[credit.span.range()])
            && let Some(cut) = cut.filter(|cut| cut.start > credit.span.start)
            && let shown = text[cut.range()].trim_start_matches(is_edge)
            && is_names(shown)
        {
            let name = trim(text, cut.end as usize - shown.len(), cut.end as usize);
            return (None, Some((name, "credit/behind-marked-mark")));
        }
        let credit = without_mark(text, credit.span);
        return (
            cut.map(|c| (c, "caption/beside-marked-credit")),
            Some((credit, "credit/marked-inside-caption")),
        );
    }
    let words = &text[span.range()];
    // What the picture's alternative text stops short of.
    if let Some(at) = alt.and_then(|alt| behind_alternative(words, alt))
        && let rest = words[at..].trim_start_matches(is_edge)
        && !is_listed("mark", without_brackets(rest))
        && (looks_like_credit(rest) || is_short_name(rest))
    {
        let from = span.end as usize - rest.len();
        let kept = words[..at].trim_end_matches(is_edge).len();
        let credit = without_mark(text, trim(text, from, span.end as usize));
        let caption = TextSpan::new(span.start as usize, span.start as usize + kept);
        return (
            Some((caption, "caption/alternative-text")),
            Some((credit, "credit/behind-alternative-text")),
        );
    }
    // An inline element at the end that reads like a credit.
    if let Some(last) = marked
        .iter()
        .filter(|inner| inner.span.end == span.end && inner.span.start > span.start)
        .min_by_key(|inner| inner.span.len())
        && let shown = names_of(&text[last.span.range()])
        && !is_listed("kind", shown)
        && let Some(cut) = outside(text, span, last.span)
        && (looks_like_credit(shown)
            || is_names(shown) && shown.len() < 60
            || last.small && shown.len() < 40
            || !text[cut.end as usize..].starts_with(char::is_whitespace)
                && text[cut.range()].ends_with(['.', '!', '?'])
                && is_names(
                    text[last.span.range()]
                        .split('(')
                        .next()
                        .unwrap_or_default(),
                )
            || is_bracketed(&text[last.span.range()]))
        && text[cut.range()].split_whitespace().count() >= 3
    {
        let credit = without_mark(text, last.span);
        return (
            Some((cut, "caption/beside-last-element")),
            Some((credit, "credit/last-element")),
        );
    }
    // A line of names over a sentence.
    if let Some((line, rest)) = words.split_once('\n')
        && is_names(line)
        && line.trim_end().contains(' ')
        && rest.split_whitespace().count() > line.split_whitespace().count()
        && rest.trim_end().ends_with(['.', '!', '?'])
        && !rest.contains('\n')
    {
        let at = span.start as usize + line.len();
        let credit = without_mark(text, trim(text, span.start as usize, at));
        let caption = trim(text, at + 1, span.end as usize);
        return (
            Some((caption, "caption/below-credit-line")),
            Some((credit, "credit/first-line")),
        );
    }
    // A line of its own inside the block.
    if let Some(at) = words.rfind('\n')
        && looks_like_credit(&words[at + 1..])
    {
        let credit = without_mark(
            text,
            trim(text, span.start as usize + at + 1, span.end as usize),
        );
        let caption = trim(text, span.start as usize, span.start as usize + at);
        return (
            Some((caption, "caption/before-credit-line")),
            Some((credit, "credit/last-line")),
        );
    }
    // Brackets at the end.
    if let Some((open, inside)) = last_brackets(words)
        && !is_listed("kind", inside)
        && (looks_like_credit(inside)
            || is_names(inside) && words[..open].trim_end().ends_with(['.', '!', '?']))
    {
        let from = span.start as usize + open;
        let close = words[open..].chars().next_back().map_or(1, char::len_utf8);
        let end = span.end as usize - close;
        let credit = without_mark(text, trim(text, end - inside.len(), end));
        let caption = trim(text, span.start as usize, from);
        let caption = (!caption.is_empty()).then_some((caption, "caption/before-brackets"));
        return (caption, Some((credit, "credit/in-brackets")));
    }
    if looks_like_credit(words) && mark_length(words) > 0 {
        return (
            None,
            Some((without_mark(text, span), "credit/mark-opens-block")),
        );
    }
    // Behind the last sentence.
    if let Some(at) = last_sentence_end(words)
        && at < words.len()
        && let rest = words[at..].trim()
        && !is_listed("kind", without_brackets(rest))
        && (looks_like_credit(rest)
            || is_names(rest) && rest.split_whitespace().count() <= 4 && !rest.ends_with('.')
            || is_short_name(rest))
    {
        let from = span.start as usize + at;
        let credit = without_mark(text, trim(text, from, span.end as usize));
        let caption = trim(text, span.start as usize, from);
        return (
            Some((caption, "caption/before-credit")),
            Some((credit, "credit/behind-last-sentence")),
        );
    }
    // Japanese papers set the credit off by an equals sign.
    if let Some((before, rest)) = words.rsplit_once('＝')
        && !before.is_empty()
        && (1..=12).contains(&rest.chars().count())
        && !rest.chars().any(char::is_numeric)
    {
        let caption = trim(
            text,
            span.start as usize,
            span.start as usize + before.len(),
        );
        let credit = trim(text, span.end as usize - rest.len(), span.end as usize);
        return (
            Some((caption, "caption/before-equals-sign")),
            Some((credit, "credit/behind-equals-sign")),
        );
    }
    // A mark in the middle: "..., Foto: Mara Velt", "... © NAP".
    if let Some(at) = mark_inside(words) {
        let from = span.start as usize + at;
        let credit = without_mark(text, trim(text, from, span.end as usize));
        let edge = |c: char| is_edge(c) || c == ',';
        let kept = text[span.start as usize..from].trim_end_matches(edge).len();
        let caption = TextSpan::new(span.start as usize, span.start as usize + kept);
        return (
            Some((caption, "caption/before-mark")),
            Some((credit, "credit/behind-mark")),
        );
    }
    whole()
}

/// What sets a credit off from its caption.
fn is_edge(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '|' | '/' | '•' | '·' | '(' | '[' | '-' | '–' | '—' | '＝'
        )
}

/// A caption without a credit's mark at its end that stands outside the
/// element of the credit.
fn without_last_mark(text: &str, span: TextSpan) -> TextSpan {
    let words = &text[span.range()];
    let Some((before, last)) = words.rsplit_once(char::is_whitespace) else {
        return span;
    };
    let before = before.trim_end();
    if !before.ends_with(['-', '–', '—', '|', '/', '.', '(']) {
        return span;
    }
    let name = last.trim_end_matches([':', ' ']);
    if name != "©" && !is_listed("mark", name) {
        return span;
    }
    let kept = before.trim_end_matches(is_edge).len();
    TextSpan::new(span.start as usize, span.start as usize + kept)
}

/// The names of a credit without what stands in brackets behind them.
fn names_of(words: &str) -> &str {
    let words = words.trim_start_matches(is_edge);
    match words.split_once(" (") {
        Some((names, _)) if words.ends_with(')') => names,
        _ => without_brackets(words),
    }
}

/// Several words in brackets, as a credit in an element of its own has them.
fn is_bracketed(words: &str) -> bool {
    words.starts_with('(')
        && words.ends_with(')')
        && words.len() <= 110
        && words.split_whitespace().count() >= 2
        && words.matches('(').count() == 1
}

/// A few short words of a script without capitals, which ends no sentence.
fn is_short_name(words: &str) -> bool {
    (1..=3).contains(&words.split_whitespace().count())
        && words.chars().count() <= 12
        && words
            .chars()
            .all(|c| c.is_alphanumeric() || c.is_whitespace() || c == '·')
        && words
            .chars()
            .any(|c| c.is_alphabetic() && !c.is_lowercase() && !c.is_uppercase())
}

/// The offset behind the words that a picture's alternative text repeats, if
/// they open the block and something follows them.
fn behind_alternative(words: &str, alt: &str) -> Option<usize> {
    let alt = alt.trim();
    let mut at = 0;
    let mut wanted = alt.chars().filter(|c| !c.is_whitespace()).peekable();
    for (k, c) in words.char_indices() {
        if c.is_whitespace() {
            continue;
        }
        match wanted.next() {
            None => break,
            Some(w) if w == c => at = k + c.len_utf8(),
            // The alternative text may end in a full stop of its own.
            Some(w) if w == '.' && wanted.peek().is_none() => break,
            Some(_) => return None,
        }
    }
    // A full stop that only the caption has belongs to it.
    if words[at..].starts_with('.') {
        at += 1;
    }
    (wanted.peek().is_none() && alt.chars().count() >= 12 && at < words.len()).then_some(at)
}

/// Brackets that end the words: where they open and what is inside.
fn last_brackets(words: &str) -> Option<(usize, &str)> {
    let close = words.chars().next_back()?;
    let open = match close {
        ')' => '(',
        ']' => '[',
        '）' => '（',
        '］' => '［',
        _ => return None,
    };
    let at = words.rfind(open)?;
    Some((
        at,
        &words[at + open.len_utf8()..words.len() - close.len_utf8()],
    ))
}

/// A span of the text with white space at its ends left out.
fn trim(text: &str, start: usize, end: usize) -> TextSpan {
    let words = &text[start..end];
    let trimmed = words.trim_start();
    let from = start + (words.len() - trimmed.len());
    TextSpan::new(from, from + trimmed.trim_end().len())
}

/// What of a span lies outside an inner one: the longer side, so that one span
/// can hold it.
fn outside(text: &str, span: TextSpan, inner: TextSpan) -> Option<TextSpan> {
    let before = trim(text, span.start as usize, inner.start as usize);
    let after = trim(text, inner.end as usize, span.end as usize);
    let words = if after.len() > before.len() {
        after
    } else {
        before
    };
    let kept = text[words.range()].trim_end_matches(is_edge);
    let words = TextSpan::new(words.start as usize, words.start as usize + kept.len());
    (words.len() > 1).then_some(words)
}

/// The offset behind the last sentence end that something follows.
fn last_sentence_end(words: &str) -> Option<usize> {
    let mut found = None;
    let mut chars = words.char_indices().peekable();
    let mut word = 0;
    while let Some((at, c)) = chars.next() {
        if c.is_whitespace() {
            word = 0;
            continue;
        }
        word += 1;
        // One letter and a full stop is an initial.
        if matches!(c, '.' | '!' | '?' | '。') && (word > 2 || c != '.') {
            let mut end = at + c.len_utf8();
            while let Some((next, closing)) =
                chars.next_if(|(_, c)| matches!(c, '"' | '”' | '’' | '»' | ')'))
            {
                end = next + closing.len_utf8();
            }
            if chars.peek().is_some_and(|(_, c)| c.is_whitespace()) {
                found = Some(end);
            }
        }
    }
    found
}

/// Where a credit's mark begins inside a caption: the copyright sign, or a
/// listed word with a colon behind it. What follows must be short.
fn mark_inside(words: &str) -> Option<usize> {
    /// No credit is longer, in bytes.
    const LONGEST: usize = 140;
    let starts = words.char_indices().filter(|(at, c)| {
        let before = words[..*at].chars().next_back();
        *at > 0
            && (copyright_length(&words[*at..]) > 0
                || c.is_uppercase() && before.is_some_and(|b| !b.is_alphanumeric()))
    });
    starts
        .map(|(at, _)| at)
        .filter(|at| words.len() - at <= LONGEST && at * 3 >= words.len() - at)
        .find(|at| {
            let rest = &words[*at..];
            let apart = words[..*at]
                .trim_end()
                .ends_with(['.', ',', '-', '–', '—', '|', '/', '(']);
            mark_length(rest) > 0
                && (apart
                    || copyright_length(rest) > 0
                    || rest.find(':').is_some_and(|colon| colon <= 24))
        })
}

/// Whether a credit stands behind the last sentence of the words, or in
/// brackets at their end.
pub(crate) fn ends_in_credit(words: &str) -> bool {
    let behind = last_sentence_end(words).map(|at| words[at..].trim());
    let brackets = words
        .strip_suffix(')')
        .and_then(|rest| rest.rfind('(').map(|at| &rest[at + 1..]));
    [behind, brackets]
        .into_iter()
        .flatten()
        .any(looks_like_credit)
}

/// Whether words have the shape of a credit: short, few lower-case words, and
/// a mark or an agency's stroke.
pub(crate) fn looks_like_credit(words: &str) -> bool {
    let words = words.trim();
    let count = words.split_whitespace().count();
    if words.is_empty() || words.len() > 140 || count > 16 {
        return false;
    }
    if mark_length(words) > 0 {
        return true;
    }
    if words.len() > 110 || count > 12 {
        return false;
    }
    if holds_listed("inside", words) {
        return true;
    }
    let names = words
        .split(|c: char| c.is_whitespace() || matches!(c, '/' | '|' | ',' | '-'))
        .filter(|w| w.chars().any(char::is_alphabetic));
    let (mut capital, mut lower) = (0, 0);
    for name in names {
        if name.starts_with(char::is_uppercase) || name.starts_with('©') {
            capital += 1;
        } else if !is_listed("by", name) {
            lower += 1;
        }
    }
    let stroke = words.contains('/') || words.contains('|') || words.contains('©');
    let via = words.split_whitespace().any(|w| w == "via");
    let acronym = words
        .split(|c: char| !c.is_alphanumeric())
        .any(|w| (2..=8).contains(&w.len()) && w.chars().all(char::is_uppercase));
    let agency = words.ends_with("Images") || words.ends_with("Press");
    let address = words.split_whitespace().any(|word| word.contains('@'));
    let full_stop = words.ends_with(['.', '!', '?']) && !acronym;
    // Several words all in capitals are a label, not the name of an agency.
    let shouts = count > 1 && !stroke && !words.chars().any(char::is_lowercase);
    capital > 0
        && lower <= capital / 2
        && !full_stop
        && !shouts
        && (stroke || via || acronym || agency || address)
}

/// How many bytes at the start of a credit are its mark: the copyright sign,
/// or one or two listed words with a colon or a "by" behind them, such as
/// `Photo by ` or `Image credit: `. "Photo shows" is no mark.
fn mark_length(words: &str) -> usize {
    let word_at = |at: usize| {
        let rest = &words[at..];
        let end = rest
            .find(|c: char| c.is_whitespace() || is_colon(c))
            .unwrap_or(rest.len());
        (&rest[..end], at + end)
    };
    let skip_space = |at: usize| words.len() - words[at..].trim_start().len();
    let copyright = copyright_length(words);
    if copyright > 0 {
        return skip_space(copyright);
    }
    let (first, mut at) = word_at(0);
    if !is_listed("mark", first) {
        return 0;
    }
    let (second, end) = word_at(skip_space(at));
    if is_listed("mark", second) {
        at = end;
    }
    let mut next = skip_space(at);
    let sign = words[next..].chars().next().filter(|c| is_colon(*c));
    if let Some(sign) = sign {
        next = skip_space(next + sign.len_utf8());
    }
    let (by, end) = word_at(next);
    if is_listed("by", by) && end < words.len() {
        return skip_space(end);
    }
    if sign.is_some() { next } else { 0 }
}

/// What stands between a credit's mark and the name.
fn is_colon(c: char) -> bool {
    matches!(c, ':' | '：' | '=')
}

/// The span of a credit without its mark and the brackets around it.
fn without_mark(text: &str, span: TextSpan) -> TextSpan {
    let span = without_outer_brackets(text, span);
    let words = &text[span.range()];
    let skip = mark_length(words);
    if skip >= words.len() {
        return span;
    }
    trim(text, span.start as usize + skip, span.end as usize)
}

/// Whether words hold a listed mark anywhere: scripts without spaces put it
/// in the middle.
fn holds_listed(list: &str, words: &str) -> bool {
    !words.is_ascii()
        && lists()
            .iter()
            .filter(|known| known.name == list)
            .flat_map(|known| &known.finders)
            .any(|finder| finder.find(words.as_bytes()).is_some())
}

fn is_listed(list: &str, word: &str) -> bool {
    lists().iter().any(|known| {
        known.name == list
            && (known.words.get(word).is_some()
                || word.chars().any(char::is_uppercase)
                    && known.words.get(&word.to_lowercase()).is_some())
    })
}

/// A list of words that credits have.
struct List {
    name: &'static str,
    words: Table<()>,
    finders: Vec<Finder<'static>>,
}

/// The lists, made ready for searching once.
fn lists() -> &'static [List] {
    static LISTS: OnceLock<Vec<List>> = OnceLock::new();
    LISTS.get_or_init(|| {
        rows(include_str!("../words/credit.tsv"))
            .map(|(name, words)| List {
                name,
                words: Table::new(words.split_ascii_whitespace().map(|w| (w, ())).collect()),
                finders: words.split_ascii_whitespace().map(Finder::new).collect(),
            })
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use onrecord_record::Text;

    fn check(words: &str, caption: Option<&str>, credit: Option<&str>) {
        check_with(words, None, caption, credit);
    }

    fn check_with(words: &str, alt: Option<&str>, caption: Option<&str>, credit: Option<&str>) {
        let text = Text {
            content: words.to_owned(),
            pieces: Vec::new(),
        };
        let blocks = Blocks {
            text,
            ..Blocks::default()
        };
        let (a, b) = split(&blocks, TextSpan::new(0, words.len()), alt);
        let get = |part: Part| part.map(|(span, _)| &words[span.range()]);
        assert_eq!((get(a), get(b)), (caption, credit), "{words}");
    }

    #[test]
    fn captions_and_credits_part() {
        check(
            "The Orrin Press\nMembers of the council look at the new wall on Monday.",
            Some("Members of the council look at the new wall on Monday."),
            Some("The Orrin Press"),
        );
        check(
            "A ferry leaves Orrin. Mara Velt/NAP",
            Some("A ferry leaves Orrin."),
            Some("Mara Velt/NAP"),
        );
        check(
            "A ferry leaves Orrin (Photo: Mara Velt)",
            Some("A ferry leaves Orrin"),
            Some("Mara Velt"),
        );
        check(
            "A ferry leaves Orrin. Photo by Mara Velt",
            Some("A ferry leaves Orrin."),
            Some("Mara Velt"),
        );
        check(
            "Eine Fähre legt ab. Foto: Mara Velt",
            Some("Eine Fähre legt ab."),
            Some("Mara Velt"),
        );
        check(
            "Eine Fähre legt ab. © Mara Velt",
            Some("Eine Fähre legt ab."),
            Some("Mara Velt"),
        );
        check("Photo: Mara Velt", None, Some("Mara Velt"));
        check("사진 출처 = 마라 벨트", None, Some("마라 벨트"));
        check(
            "A ferry leaves Orrin. Orrin Ferries: Mara Velt, mara@ferries.example",
            Some("A ferry leaves Orrin."),
            Some("Orrin Ferries: Mara Velt, mara@ferries.example"),
        );
        check(
            "A ferry leaves Orrin (c)Mara Velt",
            Some("A ferry leaves Orrin"),
            Some("Mara Velt"),
        );
        check(
            "A ferry leaves Orrin at dawn.",
            Some("A ferry leaves Orrin at dawn."),
            None,
        );
        check(
            "The minister (left) and her guest",
            Some("The minister (left) and her guest"),
            None,
        );
        check(
            "The minister and her guest (left)",
            Some("The minister and her guest (left)"),
            None,
        );
        // The kind of a picture is not who made it.
        check(
            "Die Fähre im Hafen. (Archivbild)",
            Some("Die Fähre im Hafen. (Archivbild)"),
            None,
        );
        check(
            "オリンの港（Ｃ）マラ通信社",
            Some("オリンの港"),
            Some("マラ通信社"),
        );
        // Behind the sign may stand where and when it was.
        check("オリンの港＝ロイター", Some("オリンの港"), Some("ロイター"));
        check(
            "オリンの港＝同国で2031年5月",
            Some("オリンの港＝同国で2031年5月"),
            None,
        );
        check(
            "Photo shows the old bridge.",
            Some("Photo shows the old bridge."),
            None,
        );
    }

    #[test]
    fn brackets_around_a_credit_are_none_of_it() {
        let without = |words: &str| {
            let span = without_mark(words, TextSpan::new(0, words.len()));
            words[span.range()].to_owned()
        };
        assert_eq!(without("(Photo: Mara Velt)"), "Mara Velt");
        assert_eq!(without("Mara Velt)"), "Mara Velt");
        assert_eq!(without("Mara Velt (NAP)"), "Mara Velt (NAP)");
        assert_eq!(
            without("(NAP) Mara Velt (Orrin)"),
            "(NAP) Mara Velt (Orrin)"
        );
    }

    /// The captions and credits of a page whose blocks are what a model takes them for.
    fn learned(page: &str, labels: &[Label]) -> Vec<(String, String)> {
        let document = onrecord_html::parse(page, &onrecord_html::Options::default());
        let blocks = crate::article::blocks::cut(&document);
        let labelled = |label: &Label| Labelled {
            confidence: Some(700),
            ..Labelled::by(*label, "test/learned")
        };
        let labels: Vec<Labelled> = labels.iter().map(labelled).collect();
        assert_eq!(blocks.list.len(), labels.len());
        let words = |part: Part| {
            part.map_or("", |(span, _)| blocks.text.get(span))
                .to_owned()
        };
        let pairs = pair(&document, &blocks, &labels).into_iter();
        pairs
            .map(|pair| (words(pair.caption), words(pair.credit)))
            .collect()
    }

    #[test]
    fn what_is_learned_to_be_a_caption_is_alone_with_its_picture() {
        use Label::{Body, Caption, Credit};
        let page = |words: &str| {
            format!(
                "<p>The council met.</p><div><div><img src=a.jpg></div><div>{words}</div>\
                 <div>Mara Velt</div></div><p>It will meet again.</p>"
            )
        };
        let labels = [Body, Caption, Credit, Body];
        let own = ("The old wall of Orrin".to_owned(), "Mara Velt".to_owned());
        assert_eq!(learned(&page("The old wall of Orrin"), &labels), [own]);
        for other in ["<a href=/wall>The old wall of Orrin</a>", "Enlarge it"] {
            let alone = (String::new(), "Mara Velt".to_owned());
            assert_eq!(learned(&page(other), &labels), [alone], "{other}");
        }
        let apart = "<p>The council met.</p><img src=a.jpg><p>It met twice.</p>\
                     <p>The old wall of Orrin</p><p>Video</p><p>It will meet again.</p>";
        assert_eq!(learned(apart, &[Body, Body, Caption, Body, Body]), []);
        assert_eq!(learned(apart, &[Body, Body, Body, Credit, Body]), []);
    }

    #[test]
    fn lengths_of_clips() {
        assert!(is_clip("1 min") && is_clip("12 Min.") && is_clip("4:11 The storm"));
        assert!(!is_clip("The storm took a min"));
    }

    #[test]
    fn one_word_is_no_caption() {
        assert!(is_one_word("Harbour"));
        assert!(!is_one_word("The harbour"));
        assert!(!is_one_word("港の朝"));
        assert!(!is_one_word("NAP/Velt"));
    }
}
