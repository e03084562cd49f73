//! Posts of a live blog: parts of the body that each begin with a time.

use std::collections::BTreeMap;

use onrecord_html::{Document, NodeId, Tag};
use onrecord_record::{Label, Rule, TextSpan};

use super::blocks::{Blocks, RawBlock};
use super::hints::Hints;
use super::label::Labelled;

/// Which blocks are posts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Posts {
    /// The post of each block, numbered in page order behind the page's lists,
    /// tables and figures; 0 is none.
    pub(crate) of: Vec<u32>,
}

/// Finds the posts of a page that claims to be a live blog, or that names its
/// parts so.
///
/// An element whose children begin with a time holds the posts; where the times
/// are its children themselves, a post reaches to the next time. Most of the
/// body must be in posts.
pub(crate) fn posts(
    document: &Document<'_>,
    blocks: &Blocks,
    labels: &[Labelled],
    claimed: bool,
) -> Option<Posts> {
    /// So many posts make a live blog.
    const SOME: usize = 3;
    /// How far up from a time its post is sought.
    const HIGHEST: usize = 8;
    /// Within how many blocks a post tells its time.
    const HEAD: usize = 3;
    if !claimed && !blocks.list.iter().any(named_live) {
        return None;
    }
    let times: Vec<usize> = (0..blocks.list.len())
        .filter(|k| is_time(document, blocks, &blocks.list[*k]))
        .collect();
    let mut holders: BTreeMap<NodeId, Vec<(NodeId, usize)>> = BTreeMap::new();
    for &time in &times {
        let mut child = blocks.list[time].container;
        for parent in document.ancestors(child).take(HIGHEST) {
            let children = holders.entry(parent).or_default();
            if children.last().is_none_or(|last| last.0 != child) {
                children.push((child, time));
            }
            child = parent;
        }
    }
    // The most posts; of equals the inner, which stands later in the page.
    let (holder, children) = holders
        .into_iter()
        .filter(|(_, children)| children.len() >= SOME)
        .max_by_key(|(holder, children)| (children.len(), *holder))?;
    if !claimed
        && !children
            .iter()
            .all(|(_, time)| named_live(&blocks.list[*time]))
    {
        return None;
    }
    let is_body = |k: usize| labels[k].label == Label::Body;
    let within = |node: NodeId, k: usize| {
        let inside = document.subtree(node);
        inside.contains(&blocks.list[k].container.index())
    };
    let groups = blocks.list.iter().map(|block| block.group).max();
    let mut of = vec![0; blocks.list.len()];
    for (number, (child, time)) in children.iter().enumerate() {
        let next = children.get(number + 1).map_or(of.len(), |next| next.1);
        let alone = !(*time..next).any(|k| k != *time && within(*child, k));
        // In its own element a post may begin before its time.
        let first = if alone {
            *time
        } else {
            let reach = time.saturating_sub(HEAD - 1);
            (reach..*time)
                .find(|k| of[*k] == 0 && within(*child, *k))
                .unwrap_or(*time)
        };
        let end = if alone { holder } else { *child };
        for (k, of) in of.iter_mut().enumerate().take(next).skip(first) {
            if within(end, k) {
                *of = groups.unwrap_or(0) + number as u32 + 1;
            }
        }
    }
    let width = |wanted: &dyn Fn(usize) -> bool| -> u32 {
        (0..of.len())
            .filter(|k| is_body(*k) && wanted(*k))
            .map(|k| blocks.list[k].width)
            .sum()
    };
    let (inside, all) = (width(&|k| of[k] > 0), width(&|_| true));
    (all > 0 && inside * 10 >= all * 6).then_some(Posts { of })
}

impl Posts {
    /// Relabels the body of the posts, and their times.
    pub(crate) fn apply(&self, document: &Document<'_>, blocks: &Blocks, labels: &mut [Labelled]) {
        /// What the model takes for body is a time if there is room for no more.
        const BARE: u32 = 12;
        for (k, labelled) in labels.iter_mut().enumerate() {
            if self.of[k] == 0 {
                continue;
            }
            let block = &blocks.list[k];
            let bare = labelled.label == Label::Other || block.width <= BARE;
            if matches!(labelled.label, Label::Body | Label::Other)
                && bare
                && is_time(document, blocks, block)
            {
                labelled.label = Label::Time;
                labelled.part = None;
                labelled.rule = Rule::named("time/of-live-post");
            } else if labelled.label == Label::Body {
                labelled.label = Label::LivePost;
                labelled.rule = Rule::named("live-post/begins-with-time");
            }
        }
    }
}

/// Whether a block says a time of day and little else.
fn is_time(document: &Document<'_>, blocks: &Blocks, block: &RawBlock) -> bool {
    /// Room for a day and a name beside the time.
    const LONGEST: u32 = 48;
    if block.width > LONGEST {
        return false;
    }
    let at = blocks
        .inner
        .partition_point(|inner| inner.span.start < block.span.start);
    let mut inner = blocks.inner[at..]
        .iter()
        .take_while(|inner| inner.span.start < block.span.end);
    let marked = |span: TextSpan| block.span.contains(span);
    inner.any(|inner| document.tag(inner.node) == Tag::Time && marked(inner.span))
        || says_time(blocks.words(block))
}

/// Whether what is around a block is named as a live blog.
fn named_live(block: &RawBlock) -> bool {
    (block.hints.iter()).any(|hints| hints.any(Hints::LIVE))
}

/// Whether a word is a time of day: `9:05`, `20.41`, `14h10`.
fn says_time(words: &str) -> bool {
    let is_clock = |word: &str| {
        let word = word.trim_end_matches(|c: char| !c.is_ascii_digit());
        word.split_once([':', '.', 'h'])
            .is_some_and(|(hours, minutes)| {
                let number = |part: &str| part.parse::<u8>().ok().filter(|_| part.len() <= 2);
                number(hours).is_some_and(|h| h < 24)
                    && minutes.len() == 2
                    && number(minutes).is_some_and(|m| m < 60)
            })
    };
    words.split_whitespace().any(is_clock)
}

#[cfg(test)]
mod tests {
    use super::*;
    use onrecord_record::{Capture, PageKind, Record};

    fn read(head: &str, around: &str, posts: &str) -> Record {
        let body = format!(
            "<!DOCTYPE html><title>Storm Helga hour by hour</title>{head}<main>\
             <h1>Storm Helga hour by hour</h1><div class=\"{around}\">{posts}</div></main>"
        );
        let capture = Capture {
            media_type: Some("text/html".to_owned()),
            body: body.into_bytes(),
            ..Capture::default()
        };
        crate::read(&capture, &crate::Options::default())
    }

    const TEXTS: [&str; 3] = [
        "The ferry will not sail before Thursday noon, the harbour board says, and passengers may \
         sleep in the waiting hall.",
        "Gusts of 38 metres a second were measured at Cape Ilm, the strongest in May since \
         records began.",
        "All schools north of the fjord stay shut today, the education office has announced to \
         parents.",
    ];

    fn sections() -> String {
        let times = ["20:41", "14.10", "6h02"];
        let posts = times.iter().zip(TEXTS);
        posts
            .map(|(time, text)| format!("<section><p>{time}</p><p>{text}</p></section>"))
            .collect()
    }

    fn posts_of(record: &Record) -> Vec<u32> {
        let live = (record.blocks.iter()).filter(|block| block.label == Label::LivePost);
        live.map(|block| block.group).collect()
    }

    #[test]
    fn posts_of_a_live_blog_are_told_apart() {
        let claim = r#"<script type="application/ld+json">{"@type":"LiveBlogPosting",
            "headline":"Storm Helga hour by hour"}</script>"#;
        for (head, class) in [(claim, "text"), ("", "live-blog")] {
            let record = read(head, class, &sections());
            assert_eq!(record.article.kind.value, PageKind::LiveBlog);
            assert_eq!(posts_of(&record), [1, 2, 3], "{class}");
            let times = (record.blocks.iter()).filter(|block| block.label == Label::Time);
            assert_eq!(times.count(), 3);
            assert!(TEXTS.iter().all(|text| record.body_text().contains(text)));
        }
    }

    #[test]
    fn times_that_are_siblings_of_their_texts_begin_posts() {
        let times = ["20:41", "14.10", "6h02"];
        let flat: String = (times.iter().zip(TEXTS))
            .map(|(time, text)| format!("<p>{time}</p><p>{text}</p>"))
            .collect();
        assert_eq!(posts_of(&read("", "liveticker", &flat)), [1, 2, 3]);
    }

    #[test]
    fn times_in_a_page_that_is_not_named_live_are_times() {
        assert!(posts_of(&read("", "text", &sections())).is_empty());
    }

    #[test]
    fn times_of_day() {
        assert!(says_time("20.41") && says_time("9:05 CET") && says_time("Sat 14h10"));
        assert!(!says_time("12.2031") && !says_time("3.5 per cent") && !says_time("25:10"));
    }
}
