//! What blocks are, told by where they stand once the article's headline and
//! body are known.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use onrecord_html::{Document, NodeId, Tag};
use onrecord_record::{BodyPart, Label, MarkKind, Rule};

use super::blocks::{Blocks, Landmarks, RawBlock};
use super::context::article_of;
use super::dates;
use super::hints::Hints;
use super::label::{self, Labelled};
use super::related::is_led;
use crate::words::{self, Table};

/// Relabels what no rule knew in the article's head, and tells subheads from
/// paragraphs.
pub(crate) fn refine(document: &Document<'_>, blocks: &Blocks, labels: &mut [Labelled]) {
    head(document, blocks, labels);
    other_stories(document, blocks, labels);
    named_apart(document, blocks, labels);
    among_their_like(document, blocks, labels);
    led_links(blocks, labels);
    paragraphs_in_heading(document, blocks, labels);
    emphasised_lines(blocks, labels);
}

/// What a page goes on with behind its story: other `article` elements that have a
/// heading as high as the headline.
fn other_stories(document: &Document<'_>, blocks: &Blocks, labels: &mut [Labelled]) {
    /// A story has as much body, as [`RawBlock::width`] counts; with less around
    /// the headline, the `article` elements are its parts.
    const STORY: u32 = 400;
    /// A heading that is narrower may be a label.
    const NARROWEST: u32 = 16;
    let Some(headline) = labels.iter().position(|l| l.label == Label::Headline) else {
        return;
    };
    let Some(home) = article_of(document, blocks.list[headline].container) else {
        return;
    };
    let story = document.subtree(home);
    let own: u32 = (blocks.list.iter().zip(labels.iter()))
        .filter(|(_, labelled)| labelled.label == Label::Body)
        .filter(|(block, _)| story.contains(&block.container.index()))
        .map(|(block, _)| block.width)
        .sum();
    if own < STORY {
        return;
    }
    let level = blocks.list[headline].heading.max(1);
    let others = (blocks.list[headline + 1..].iter())
        .filter(|block| (1..=level).contains(&block.heading) && block.width >= NARROWEST)
        .filter_map(|block| article_of(document, block.container))
        .filter(|article| article.index() >= story.end);
    // By node index, so that many stories cost no more than their nodes.
    let mut other = vec![false; document.len()];
    for article in others {
        if !other[article.index()] {
            other[document.subtree(article)].fill(true);
        }
    }
    for (block, labelled) in blocks.list.iter().zip(labels).skip(headline + 1) {
        if labelled.label == Label::Body && other[block.container.index()] {
            *labelled = Labelled::by(Label::Other, "other/another-story");
        }
    }
}

/// Parts that a page names after what no article is, and that do not hold the headline:
/// long texts and tables that ask for consent to cookies, columns beside the story.
fn named_apart(document: &Document<'_>, blocks: &Blocks, labels: &mut [Labelled]) {
    /// With less body outside of such a part, it is the article's, as
    /// [`RawBlock::width`] counts.
    const STORY: u32 = 200;
    let Some(headline) = labels.iter().position(|l| l.label == Label::Headline) else {
        return;
    };
    let headline = blocks.list[headline].container.index();
    // What an element is named after, by its node; looked at once.
    let mut named = vec![None; document.len()];
    let mut apart: Vec<(usize, Label, &'static str)> = Vec::new();
    let mut outside = 0;
    for (number, block) in blocks.list.iter().enumerate() {
        if labels[number].label != Label::Body {
            continue;
        }
        let chain = std::iter::successors(Some(block.container), |id| document.parent(*id));
        let name = chain
            .take_while(|id| !document.subtree(*id).contains(&headline))
            .filter_map(|id| *named[id.index()].get_or_insert_with(|| name_of(document, id)))
            .last();
        match name {
            Some((label, rule)) => apart.push((number, label, rule)),
            None => outside += block.width,
        }
    }
    if outside < STORY {
        return;
    }
    for (number, label, rule) in apart {
        labels[number] = Labelled::by(label, rule);
    }
}

/// What an element's class or id says that it is, if no article is that.
fn name_of(document: &Document<'_>, node: NodeId) -> Option<(Label, &'static str)> {
    static TABLE: OnceLock<Table<Named>> = OnceLock::new();
    let table = words::table(&TABLE, include_str!("../words/apart.tsv"), ' ', |kind| {
        let (whole, kind) = match kind.strip_prefix("whole-") {
            Some(kind) => (true, kind),
            None => (false, kind),
        };
        let (label, rule) = match kind {
            "consent" => (Label::Legal, "legal/consent"),
            "disclaimer" => (Label::Legal, "legal/named-by-attribute"),
            "comments" => (Label::Comment, "comment/named-by-attribute"),
            "fact-box" => (Label::Other, "other/fact-box"),
            "sidebar" => (Label::Other, "other/sidebar"),
            _ => return None,
        };
        Some(Named { whole, label, rule })
    });
    ["class", "id"].into_iter().find_map(|attribute| {
        let value = document.attr(node, attribute)?.to_ascii_lowercase();
        let words = value.split(|c: char| !c.is_ascii_alphabetic());
        let names = value.split_ascii_whitespace();
        let part = words.filter_map(|word| table.get(word).filter(|named| !named.whole));
        let whole = names.filter_map(|name| table.get(name).filter(|named| named.whole));
        let named = part.chain(whole).next()?;
        Some((named.label, named.rule))
    })
}

/// What a name says that a part is.
#[derive(Clone, Copy, Debug)]
struct Named {
    /// Only as a whole name, not as a word in one.
    whole: bool,
    label: Label,
    rule: &'static str,
}

/// Long paragraphs that the model takes from the middle of a story: children of the same
/// element as the story's own before and behind them, with the same tag and class.
fn among_their_like(document: &Document<'_>, blocks: &Blocks, labels: &mut [Labelled]) {
    /// A narrower one may be a line of the page, as [`RawBlock::width`] counts.
    const NARROWEST: u32 = 200;
    type Like<'a> = (NodeId, Tag, Option<&'a str>);
    let is_body = |number: &usize| labels[*number].label == Label::Body;
    let numbers = 0..labels.len();
    let (Some(first), Some(last)) = (
        numbers.clone().find(is_body),
        numbers.clone().rfind(is_body),
    ) else {
        return;
    };
    let set_apart = Landmarks::TABLE
        .with(Landmarks::PRE)
        .with(Landmarks::HIDDEN);
    let is_prose = |block: &RawBlock| {
        block.width >= NARROWEST
            && block.link_width * 3 <= block.width
            && block.heading == 0
            && !block.landmarks.any(set_apart)
    };
    let left: Vec<usize> = (first..last)
        .filter(|number| is_left(labels[*number].label) && is_prose(&blocks.list[*number]))
        .collect();
    if left.is_empty() {
        return;
    }
    // A text has no tree, and no paragraph of it a like.
    let like = |number: usize| -> Option<Like<'_>> {
        let block = &blocks.list[number];
        let class = document.attr(block.container, "class");
        Some((document.parent(block.container)?, block.tag, class))
    };
    // Where the story's own paragraphs of each kind begin and end.
    let mut own: BTreeMap<Like<'_>, (usize, usize)> = BTreeMap::new();
    for number in (first..=last).filter(is_body) {
        if is_prose(&blocks.list[number])
            && let Some(like) = like(number)
        {
            own.entry(like).or_insert((number, number)).1 = number;
        }
    }
    for number in left {
        let between = like(number).and_then(|like| own.get(&like));
        if between.is_some_and(|(first, last)| (*first..*last).contains(&number)) {
            labels[number] = Labelled {
                part: Some(label::part(&blocks.list[number])),
                ..Labelled::by(Label::Body, "body/among-its-like")
            };
        }
    }
}

/// Whether a label says that a block is no part of the article.
fn is_left(label: Label) -> bool {
    matches!(
        label,
        Label::Other | Label::Promo | Label::Related | Label::Legal | Label::Navigation
    )
}

/// Lines between paragraphs that lead to another story and say so: "Read more: ...".
fn led_links(blocks: &Blocks, labels: &mut [Labelled]) {
    /// Longer ones are sentences, as [`RawBlock::width`] counts.
    const LONGEST: u32 = 200;
    for (block, labelled) in blocks.list.iter().zip(labels) {
        let linked = block.link_width * 2 >= block.width && block.width <= LONGEST;
        if labelled.label == Label::Body && linked && is_led(blocks.words(block)) {
            *labelled = Labelled::by(Label::Related, "related/led-link");
        }
    }
}

/// Times and bylines between the headline and the first words of the article.
fn head(document: &Document<'_>, blocks: &Blocks, labels: &mut [Labelled]) {
    /// A head is no longer.
    const LONGEST: usize = 12;
    /// A first paragraph is no narrower; a narrower one may be of the head.
    const SOME: u32 = 80;
    let Some(headline) = labels.iter().position(|l| l.label == Label::Headline) else {
        return;
    };
    // The first may be the summary, which stands over the byline.
    let mut paragraphs = 0;
    for k in headline + 1..labels.len().min(headline + 1 + LONGEST) {
        let block = &blocks.list[k];
        match labels[k].label {
            Label::Body | Label::LivePost if block.width >= SOME => {
                paragraphs += 1;
                if paragraphs == 2 {
                    return;
                }
                continue;
            }
            Label::Other => {}
            Label::Body if is_bare_date(blocks.words(block)) => {}
            _ => continue,
        }
        let hidden = Landmarks::HIDDEN.with(Landmarks::NOSCRIPT);
        if block.landmarks.any(hidden) {
            continue;
        }
        if is_time(document, blocks, block) {
            labels[k].label = Label::Time;
            labels[k].part = None;
            labels[k].rule = Rule::named("time/date-in-head");
        } else if is_byline(block) {
            labels[k].label = Label::Byline;
            labels[k].rule = Rule::named("byline/named-in-head");
        }
    }
}

/// Whether a block says a day and little else.
fn is_time(document: &Document<'_>, blocks: &Blocks, block: &RawBlock) -> bool {
    /// Room for two days with their times and what they are called.
    const WIDEST: u32 = 100;
    /// What may stand beside the days: "Published", "Updated", "min read".
    const BESIDE: usize = 40;
    if block.width > WIDEST {
        return false;
    }
    let words = blocks.words(block);
    let found = dates::find(words, &dates::Hints::default());
    let told: usize = found.iter().map(|date| date.range.len()).sum();
    let marked = || {
        let at = (blocks.inner).partition_point(|inner| inner.span.start < block.span.start);
        (blocks.inner[at..].iter())
            .take_while(|inner| inner.span.start < block.span.end)
            .any(|inner| document.tag(inner.node) == Tag::Time)
    };
    !found.is_empty() && words.len() - told.min(words.len()) <= BESIDE && {
        let own = block.hints[0].with(block.hints[1]).with(block.inner);
        own.any(Hints::TIME) || told * 2 >= words.len() || marked()
    }
}

/// Whether words are a day and nothing else.
fn is_bare_date(words: &str) -> bool {
    dates::find(words, &dates::Hints::default())
        .first()
        .is_some_and(|date| date.range.len() == words.len())
}

/// Whether a block is named as a byline and nothing else.
fn is_byline(block: &RawBlock) -> bool {
    const WIDEST: u32 = 120;
    const OTHERS: Hints = (Hints::SHARE.with(Hints::TAGS))
        .with(Hints::RELATED.with(Hints::BIO))
        .with(Hints::COMMENT.with(Hints::CAPTION));
    let own = block.hints[0].with(block.inner);
    block.width <= WIDEST
        && own.any(Hints::BYLINE)
        && !own.with(block.hints[1]).any(OTHERS)
        && block.heading == 0
}

/// Paragraphs in a heading that was never closed are no headings.
fn paragraphs_in_heading(document: &Document<'_>, blocks: &Blocks, labels: &mut [Labelled]) {
    /// A heading may well have one paragraph or two.
    const MANY: usize = 3;
    let is_heading = |tag: Tag| {
        matches!(
            tag,
            Tag::H1 | Tag::H2 | Tag::H3 | Tag::H4 | Tag::H5 | Tag::H6
        )
    };
    let mut inside: BTreeMap<NodeId, Vec<usize>> = BTreeMap::new();
    for (k, block) in blocks.list.iter().enumerate() {
        let subhead = labels[k].part == Some(BodyPart::Subhead);
        if subhead && block.heading > 0 && !is_heading(block.tag) {
            let mut around = document.ancestors(block.container);
            if let Some(heading) = around.find(|node| is_heading(document.tag(*node))) {
                inside.entry(heading).or_default().push(k);
            }
        }
    }
    for k in (inside.into_values())
        .filter(|all| all.len() >= MANY)
        .flatten()
    {
        labels[k].part = Some(BodyPart::Paragraph);
    }
}

/// A line that is emphasised whole and has text under it that is not is a
/// subhead.
fn emphasised_lines(blocks: &Blocks, labels: &mut [Labelled]) {
    const NARROWEST: u32 = 8;
    const WIDEST: u32 = 80;
    let paragraph = |l: &Labelled| l.label == Label::Body && l.part == Some(BodyPart::Paragraph);
    let strong = |block: &RawBlock| {
        let at = (blocks.marks).partition_point(|mark| mark.span.start < block.span.start);
        (blocks.marks[at..].iter())
            .take_while(|mark| mark.span.start == block.span.start)
            .any(|mark| mark.kind == MarkKind::Strong && mark.span.end >= block.span.end)
    };
    let emphasised: Vec<bool> = (blocks.list.iter().zip(labels.iter()))
        .map(|(block, labelled)| {
            paragraph(labelled)
                && (NARROWEST..=WIDEST).contains(&block.width)
                && block.link_width == 0
                // A sentence is a paragraph, a question one of an interview.
                && blocks.words(block).ends_with(|c: char| c.is_alphanumeric())
                && strong(block)
        })
        .collect();
    let body: Vec<usize> = (0..labels.len())
        .filter(|k| labels[*k].label == Label::Body)
        .collect();
    for pair in body.windows(2) {
        let [line, next] = [pair[0], pair[1]];
        if emphasised[line] && !emphasised[next] && labels[next].part != Some(BodyPart::Subhead) {
            labels[line].part = Some(BodyPart::Subhead);
        }
    }
}

#[cfg(test)]
mod tests {
    use onrecord_record::{Capture, Record};

    use super::*;

    const PARAGRAPH: &str = "<p>The harbour council of Orrin voted on the new sea wall after a \
        night of debate, and the builders said that the first stones would be laid soon.</p>";

    fn read(body: &str) -> Record {
        let capture = Capture {
            media_type: Some("text/html".to_owned()),
            body: format!("<!DOCTYPE html><title>Council votes for a wall</title>{body}").into(),
            ..Capture::default()
        };
        crate::read(&capture, &crate::Options::default())
    }

    fn is(record: &Record, words: &str) -> (Label, Option<BodyPart>) {
        let block = (record.blocks.iter())
            .find(|block| record.text.get(block.span).starts_with(words))
            .expect(words);
        (block.label, block.part)
    }

    #[test]
    fn the_head_has_times_and_bylines() {
        let claim = r#"<script type="application/ld+json">{"@type":"NewsArticle","headline":
            "Council votes for a wall","datePublished":"2031-05-02","author":{"name":"Jo Lind"}}
            </script>"#;
        let body = PARAGRAPH.repeat(3);
        let record = read(&format!(
            "{claim}<article><h1>Council votes for a wall</h1><div class=byline>Photographs by Jo \
             Lind</div><div class=date>2 May 2031</div>{body}</article>"
        ));
        assert_eq!(is(&record, "Photographs").0, Label::Byline);
        assert_eq!(is(&record, "2 May").0, Label::Time);
    }

    #[test]
    fn a_bold_line_over_a_paragraph_is_a_subhead() {
        let record = read(&format!(
            "<h1>Council votes for a wall</h1>{PARAGRAPH}{PARAGRAPH}<p><b>What it will cost</b></p>\
             {PARAGRAPH}<p><b>Why now?</b></p>{PARAGRAPH}<p><b>Jo</b> Lind was there as well, and saw it</p>\
             {PARAGRAPH}"
        ));
        let body = |part| (Label::Body, Some(part));
        assert_eq!(is(&record, "What it will"), body(BodyPart::Subhead));
        assert_eq!(is(&record, "Why now"), body(BodyPart::Paragraph));
        assert_eq!(is(&record, "Jo Lind"), body(BodyPart::Paragraph));
    }

    #[test]
    fn another_story_behind_the_first_is_not_its_body() {
        let story = |title: &str, words: &str| {
            format!("<article><h1>{title}</h1>{}</article>", words.repeat(4))
        };
        let other = PARAGRAPH.replace("The harbour council", "A bakers' guild");
        let record = read(&format!(
            "<main>{}{}</main>",
            story("Council votes for a wall", PARAGRAPH),
            story("Bakers of Orrin ask for flour", &other),
        ));
        assert_eq!(is(&record, "The harbour").0, Label::Body);
        assert_eq!(is(&record, "A bakers").0, Label::Other);
        // Parts of one story have lower headings.
        let part = format!("<article><h2>How it came to this</h2>{other}{other}</article>");
        let record = read(&format!(
            "{}{part}",
            story("Council votes for a wall", PARAGRAPH)
        ));
        assert_eq!(is(&record, "A bakers").0, Label::Body);
    }

    #[test]
    fn parts_named_after_something_else_are_no_body() {
        let story = format!("<h1>Council votes for a wall</h1>{}", PARAGRAPH.repeat(4));
        let other = PARAGRAPH.replace("The harbour council", "A bakers' guild");
        for (name, label) in [
            ("class=reader-comments", Label::Comment),
            ("class='box comment'", Label::Comment),
            ("id=sidebar", Label::Other),
            ("class=cookie-list", Label::Legal),
            ("class=factbox", Label::Other),
            // A layout's name, and a kind of article's.
            ("class=with-sidebar", Label::Body),
            ("class=comment-article", Label::Body),
        ] {
            let record = read(&format!(
                "<main>{story}<div {name}><p>{}</p></div></main>",
                other.repeat(3)
            ));
            assert_eq!(is(&record, "A bakers").0, label, "{name}");
            assert_eq!(is(&record, "The harbour").0, Label::Body, "{name}");
        }
        // What holds the headline is the article's.
        let record = read(&format!("<main class=comments>{story}</main>"));
        assert_eq!(is(&record, "The harbour").0, Label::Body);
    }

    #[test]
    fn a_long_paragraph_among_the_storys_own_is_no_promo() {
        let more =
            " They went home in the morning, when the tide was out, and slept until noon.</p>";
        let long = PARAGRAPH.replacen("</p>", more, 1);
        let of_class = |class: &str| long.replacen("<p>", &format!("<p class={class}>"), 1);
        let page = [
            of_class("story"),
            long.clone(),
            of_class("story"),
            "<p class=story>Sign up!</p>".to_owned(),
            of_class("story"),
            of_class("story"),
        ]
        .concat();
        let document = onrecord_html::parse(&page, &onrecord_html::Options::default());
        let blocks = crate::article::blocks::cut(&document);
        let mut labels = [
            Label::Body,
            Label::Other,
            Label::Promo,
            Label::Promo,
            Label::Body,
            Label::Promo,
        ]
        .map(|label| Labelled::by(label, "test/given"));
        among_their_like(&document, &blocks, &mut labels);
        assert_eq!(
            labels.map(|labelled| labelled.label),
            [
                Label::Body,
                // Of another class,
                Label::Other,
                Label::Body,
                // too short,
                Label::Promo,
                Label::Body,
                // and behind the last.
                Label::Promo,
            ]
        );
    }

    #[test]
    fn a_line_that_leads_to_another_story_is_related() {
        let line = |words: &str| {
            let record = read(&format!(
                "<h1>Council votes for a wall</h1>{PARAGRAPH}{PARAGRAPH}<p>{words}</p>{PARAGRAPH}"
            ));
            let words = words.split(['<', ':']).next().unwrap_or_default();
            is(&record, words).0
        };
        assert_eq!(
            line("Read more: <a href=/b>Bakers of Orrin ask for flour</a>"),
            Label::Related
        );
        assert_eq!(
            line("Les også: <a href=/b>Bakerne i Orrin ber om mel</a>"),
            Label::Related
        );
        assert_eq!(
            line("[Related: <a href=/b>Bakers of Orrin ask for flour</a>]"),
            Label::Related
        );
        // A sentence with a link in it, and one that begins with such a word.
        let sentence = "Read more than one report on the wall, said Jo Lind, who wrote \
            <a href=/b>most of them</a> in a year of work at the harbour.";
        assert_eq!(line(sentence), Label::Body);
    }

    #[test]
    fn paragraphs_in_an_unclosed_heading_are_paragraphs() {
        let record = read(&format!(
            "<h1>Council votes for a wall{}",
            PARAGRAPH.repeat(4)
        ));
        let parts: Vec<_> = record.body().filter_map(|block| block.part).collect();
        assert!(
            parts.iter().all(|part| *part == BodyPart::Paragraph),
            "{parts:?}"
        );
    }
}
