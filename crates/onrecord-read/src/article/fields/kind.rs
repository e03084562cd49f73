//! What kind of page it is, and how much of the article the capture holds.

use onrecord_record::{Access, Article, Field, Label, PageKind, Rule, Verdict};

use super::{FieldBlocks, Items, Layout, Page, address, alike, compared};
use crate::article::blocks::Landmarks;
use crate::article::capture;
use crate::article::hints::Hints;
use crate::intake::claims::{Property, Subject};
use crate::words;

/// Less text than this is no article. Widths count a wide character twice, so
/// that this is some two hundred Chinese ones, about as much to read.
const SOME: u32 = 400;

/// Reads both, and relabels what the kind of page makes something else.
pub(super) fn read(
    page: &Page<'_, '_>,
    layout: &Layout,
    items: &Items,
    article: &mut Article,
    found: &mut FieldBlocks,
) {
    let types = types(page, items);
    let measured = Measured::of(page, layout);
    article.kind = kind(page, items, layout, &types, &measured);
    if article.kind.value == PageKind::Index && measured.lists_stories() {
        list_stories(page, found);
    }
    if matches!(article.kind.value, PageKind::Gallery | PageKind::LiveBlog) {
        summary(page, layout, article, found);
    }
    let wall = Wall::of(page, layout);
    article.access = access(page, items, &measured, layout, &wall);
    wall.label(page, found);
}

/// What is named the summary of pictures or posts is none of them, as it may be
/// the beginning of an article.
fn summary(page: &Page<'_, '_>, layout: &Layout, article: &mut Article, found: &mut FieldBlocks) {
    /// How far under the headline it stands.
    const BELOW: usize = 4;
    const RULE: &str = "dek/named-by-attribute";
    let from = layout.headline.map_or(0, |headline| headline + 1);
    let end = (from + BELOW).min(page.blocks.list.len());
    let named = |k: &usize| {
        let raw = page.raw(*k);
        page.labels[*k].label == Label::Body && raw.hints[0].any(Hints::DEK) && page.shown(*k)
    };
    let Some(block) = (from..end)
        .find(named)
        .filter(|_| layout.headline.is_some())
    else {
        return;
    };
    found.push(block, Label::Dek, RULE);
    if article.dek == Field::NotStated {
        article.dek = Field::from_candidates(vec![page.visible(page.raw(block).span, RULE)]);
    }
}

/// Both, where the body stands in data and the page shows too little to tell.
pub(super) fn told_by_data(article: &mut Article) {
    if article.kind.value == PageKind::Other {
        article.kind = verdict(PageKind::Article, "kind/body-in-data");
    }
    if article.access.rule == Rule::named("access/no-body") {
        article.access = verdict(Access::Complete, "access/body-in-data");
    }
}

fn verdict<T>(value: T, rule: &'static str) -> Verdict<T> {
    Verdict {
        value,
        rule: Rule::named(rule),
    }
}

/// The types that the page and its article claim, in lower case.
fn types(page: &Page<'_, '_>, items: &Items) -> Vec<String> {
    page.claims
        .of(Property::PageType)
        .filter(|claim| items.owns(claim))
        .map(|claim| claim.value.text().to_ascii_lowercase())
        .collect()
}

/// What the kind of page is told by, beside claims.
#[derive(Default)]
struct Measured {
    /// Width of body and live posts.
    prose: u32,
    /// Width of the paragraphs among them that no linked heading leads to: what
    /// is not the teaser of a story.
    own: u32,
    /// Width of the others.
    teasers: u32,
    /// How many linked headings of stories there are.
    stories: usize,
    /// How many captions there are from the headline on, and their width.
    captions: u32,
    caption_width: u32,
}

impl Measured {
    fn of(page: &Page<'_, '_>, layout: &Layout) -> Self {
        let mut all = Self::default();
        let mut led = false;
        for (k, raw) in page.blocks.list.iter().enumerate() {
            match page.labels[k].label {
                Label::Body | Label::LivePost => all.prose += raw.width,
                Label::Caption
                    if layout.headline.is_some_and(|headline| headline < k)
                        && page.shown(k)
                        && !page.elsewhere(k) =>
                {
                    all.captions += 1;
                    all.caption_width += raw.width;
                }
                _ => {}
            }
            if is_story(page, k) {
                all.stories += 1;
                led = true;
            } else if page.labels[k].label == Label::Body && raw.heading == 0 {
                if led {
                    all.teasers += raw.width;
                } else {
                    all.own += raw.width;
                }
                led = false;
            }
        }
        all
    }

    /// Whether there is a list of stories and nothing to read beside it but a
    /// line of what the list is about.
    fn lists_stories(&self) -> bool {
        /// So many linked headings are a list.
        const LIST: usize = 5;
        /// So wide such a line may be.
        const ABOUT: u32 = 120;
        self.stories >= LIST && self.own <= ABOUT
    }

    /// Whether there is more to read in teasers than beside them. Articles that
    /// claim nothing were never found to have it so.
    fn is_mostly_teasers(&self) -> bool {
        const LIST: usize = 6;
        self.stories >= LIST && self.teasers >= self.own
    }

    /// Whether the captions are what there is to read.
    fn shows_pictures(&self) -> bool {
        /// So many pictures are more than an article has for its text.
        const MANY: u32 = 4;
        self.captions >= MANY && self.prose < SOME && self.caption_width >= 2 * self.prose
    }
}

fn kind(
    page: &Page<'_, '_>,
    items: &Items,
    layout: &Layout,
    types: &[String],
    measured: &Measured,
) -> Verdict<PageKind> {
    let has = |name: &str| types.iter().any(|kind| kind.ends_with(name));
    if has("liveblogposting") {
        return verdict(PageKind::LiveBlog, "kind/claimed-live-blog");
    }
    if has("imagegallery") || has("mediagallery") {
        return verdict(PageKind::Gallery, "kind/claimed-gallery");
    }
    let claimed = has("article") || has("posting") || has("report");
    if types.iter().any(|kind| kind.starts_with("video")) && measured.prose < SOME {
        return verdict(PageKind::Video, "kind/claimed-video");
    }
    let headed = layout.headline.is_some();
    if headed && measured.shows_pictures() {
        return verdict(PageKind::Gallery, "kind/captions-and-no-prose");
    }
    // What accompanies a film is shorter still.
    let little = if claimed { SOME / 2 } else { SOME };
    if measured.prose < little && is_of_video(page, layout) {
        return verdict(PageKind::Video, "kind/video-with-its-headline");
    }
    if claimed && (measured.prose >= SOME / 2 || layout.body.is_some()) {
        return verdict(PageKind::Article, "kind/claimed-article");
    }
    if !claimed {
        if has("collectionpage") || has("searchresultspage") {
            return verdict(PageKind::Index, "kind/claimed-index");
        }
        if measured.own < SOME && is_root(page) {
            return verdict(PageKind::Index, "kind/address-of-site");
        }
        if !is_dated(page, items) && !has_own_headline(page, layout) {
            if measured.lists_stories() {
                return verdict(PageKind::Index, "kind/linked-headings");
            }
            if measured.is_mostly_teasers() {
                return verdict(PageKind::Index, "kind/teasers-outweigh-prose");
            }
        }
    }
    // A piece of news may be a paragraph.
    if headed && measured.prose >= SOME / 2 && layout.body.is_some() {
        return verdict(PageKind::Article, "kind/headline-and-prose");
    }
    if measured.prose >= SOME {
        return verdict(PageKind::Article, "kind/prose");
    }
    verdict(PageKind::Other, "kind/no-sign")
}

/// Whether the page tells of a film or a recording that has the page's headline.
fn is_of_video(page: &Page<'_, '_>, layout: &Layout) -> bool {
    let Some(headline) = layout.headline else {
        return false;
    };
    let headline = compared(page.words(headline));
    let film =
        |name: &str| ["videoobject", "audioobject", "podcastepisode", "clip"].contains(&name);
    // What an aside claims follows its type.
    let mut inside = false;
    page.claims
        .list
        .iter()
        .filter(|claim| claim.subject == Subject::Aside)
        .any(|claim| match claim.property {
            Property::PageType => {
                inside = film(&claim.value.text().to_ascii_lowercase());
                false
            }
            Property::Headline => inside && alike(&compared(claim.value.text()), &headline),
            _ => false,
        })
}

/// Whether the page is what a site's bare address leads to.
fn is_root(page: &Page<'_, '_>) -> bool {
    (page.capture.url.as_deref()).is_some_and(|url| {
        url.contains("://") && !url.contains(['?', '#']) && !address(url).contains('/')
    })
}

/// Whether the page or its article claims a day of publication.
fn is_dated(page: &Page<'_, '_>, items: &Items) -> bool {
    page.claims
        .of(Property::Published)
        .any(|claim| items.owns(claim))
}

/// Whether the headline is longer than the name of a section, and leads nowhere.
fn has_own_headline(page: &Page<'_, '_>, layout: &Layout) -> bool {
    const NAME: u32 = 30;
    layout
        .headline
        .is_some_and(|headline| page.raw(headline).width > NAME && !is_story(page, headline))
}

/// Whether a block is the linked heading of a story.
fn is_story(page: &Page<'_, '_>, block: usize) -> bool {
    /// A shorter heading names a section.
    const WIDTH: u32 = 16;
    /// What is around the page and not of it.
    const AROUND: Landmarks =
        Landmarks(Landmarks::NAV.0 | Landmarks::DIALOG.0 | Landmarks::FOOTER.0);
    let raw = page.raw(block);
    raw.heading > 0
        && raw.width >= WIDTH
        && raw.link_width * 10 >= raw.width * 8
        && page.shown(block)
        && !raw.landmarks.any(AROUND)
        && !page.near(block).any(Hints::COMMENT.with(Hints::LEGAL))
}

/// The blocks of a page that lists stories: linked headings lead to them, and
/// what stands between is of the list.
fn list_stories(page: &Page<'_, '_>, found: &mut FieldBlocks) {
    for (k, labelled) in page.labels.iter().enumerate() {
        if is_story(page, k) {
            found.push(k, Label::Related, "related/heading-in-list");
        } else if labelled.label == Label::Body {
            found.push(k, Label::Other, "other/teaser-in-list");
        }
    }
}

/// What stands between a reader and the rest of the article.
#[derive(Default)]
struct Wall {
    /// The block that says so in words.
    said: Option<usize>,
    /// Whether an element behind the body is named so.
    named: bool,
}

impl Wall {
    /// Looks right behind the body.
    fn of(page: &Page<'_, '_>, layout: &Layout) -> Self {
        /// How far behind the body a wall stands.
        const NEAR: usize = 6;
        /// The words that ask to pay are a line.
        const LINE: u32 = 200;
        let Some((_, last)) = layout.body else {
            return Self::default();
        };
        let end = (last + NEAR).min(page.blocks.list.len());
        let says = |block: &usize| {
            let words = page.words(*block).to_lowercase();
            page.raw(*block).width <= LINE
                && words::rows(include_str!("../../words/wall.tsv"))
                    .any(|(phrase, _)| words.contains(phrase))
        };
        Self {
            said: (last + 1..end).filter(|k| page.shown(*k)).find(says),
            named: (last..end).any(|k| page.near(k).any(Hints::PAYWALL) && page.shown(k)),
        }
    }

    /// What follows the words in elements named as a wall is the offer.
    fn label(&self, page: &Page<'_, '_>, found: &mut FieldBlocks) {
        let Some(said) = self.said.filter(|_| self.named) else {
            return;
        };
        for k in said..page.blocks.list.len() {
            if !page.near(k).any(Hints::PAYWALL) {
                return;
            }
            if page.labels[k].label == Label::Body {
                found.push(k, Label::Promo, "promo/offer-of-wall");
            }
        }
    }
}

fn access(
    page: &Page<'_, '_>,
    items: &Items,
    measured: &Measured,
    layout: &Layout,
    wall: &Wall,
) -> Verdict<Access> {
    let free: Vec<bool> = page
        .claims
        .of(Property::Free)
        .filter(|claim| items.owns(claim))
        .map(|claim| {
            !matches!(
                claim.value.text().to_ascii_lowercase().as_str(),
                "false" | "no" | "0" | "locked"
            )
        })
        .collect();
    let paid = free.contains(&false);
    let truncated = capture::ends_in_markup(page.document);
    let Some((_, last)) = layout.body else {
        return if truncated {
            verdict(Access::Unknown, "access/truncated-capture")
        } else if measured.shows_pictures() && !paid {
            verdict(Access::Complete, "access/captions-are-all")
        } else {
            verdict(Access::Unknown, "access/no-body")
        };
    };
    let behind = wall.named || wall.said.is_some();
    // Pages carry their wall along for readers who come too often, so that a
    // wall alone says nothing of the text before it.
    if paid && wall.said.is_some() {
        return verdict(Access::Cut, "access/paid-and-wall-says-so");
    }
    let breaks_off = breaks_off(page.words(last));
    if breaks_off && (wall.said.is_some() || wall.named && paid) {
        return verdict(Access::Cut, "access/text-breaks-off-at-wall");
    }
    if truncated {
        return verdict(Access::Unknown, "access/truncated-capture");
    }
    if paid {
        return verdict(Access::Unknown, "access/paid-and-whole-sentences");
    }
    if behind {
        return verdict(Access::Unknown, "access/wall-not-claimed");
    }
    if free.contains(&true) {
        return verdict(Access::Complete, "access/claimed-free");
    }
    verdict(Access::Complete, "access/no-sign-of-a-wall")
}

/// Whether words stop in the middle of a sentence, or trail away in dots.
fn breaks_off(words: &str) -> bool {
    words.ends_with(['…', ',', ';', '-', '–'])
        || words.ends_with("...")
        || words.ends_with(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use onrecord_record::{Access, Capture, DoubtKind, Label, PageKind, Record, check};

    fn read(url: &str, head: &str, body: &str) -> Record {
        let page = format!("<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>");
        let capture = Capture {
            url: Some(url.to_owned()),
            media_type: Some("text/html; charset=utf-8".to_owned()),
            body: page.into_bytes(),
            ..Capture::default()
        };
        let record = crate::read(&capture, &crate::Options::default());
        let faults = check(&capture, &record);
        assert!(faults.is_empty(), "{faults:?}");
        record
    }

    fn kind(record: &Record) -> (PageKind, &str) {
        (
            record.article.kind.value,
            record.article.kind.rule.0.as_ref(),
        )
    }

    fn access(record: &Record) -> (Access, &str) {
        (
            record.article.access.value,
            record.article.access.rule.0.as_ref(),
        )
    }

    const PARAGRAPH: &str = "<p>The harbour council of Orrin voted on the new sea wall after a \
        night of debate, and the builders said that the first stones would be laid before the \
        autumn storms reach the northern shore of the island.</p>";
    const AT: &str = "https://orrin.example/harbour/sea-wall";

    fn teasers() -> String {
        let titles = [
            "Council votes for a sea wall",
            "Ferry stays in the harbour",
            "Glass makers open their doors",
            "Organ summer begins with a premiere",
            "Hohenwald wins after extra time",
        ];
        titles
            .iter()
            .enumerate()
            .map(|(n, title)| {
                format!(
                    "<div class=teaser><h3><a href=/{n}.html>{title}</a></h3>\
                     <p>What the town talks about today, in a few words and no more.</p></div>"
                )
            })
            .collect()
    }

    #[test]
    fn a_list_of_stories_is_no_article() {
        let record = read(
            "https://orrin.example/news",
            "<title>Orrin Post</title>",
            &format!("<main><section><h2>Home</h2>{}</section></main>", teasers()),
        );
        assert_eq!(kind(&record), (PageKind::Index, "kind/linked-headings"));
        assert_eq!(record.body().count(), 0);
        assert_eq!(record.article.related.len(), 5);
        let first = &record.article.related[0];
        assert_eq!(first.title.value, "Council votes for a sea wall");
        assert_eq!(first.href.as_deref(), Some("/0.html"));
        assert_eq!(first.section.as_ref().unwrap().value, "Home");
    }

    #[test]
    fn teasers_that_outweigh_what_is_beside_them_are_a_list() {
        let more = "<div><h3><a href=/x>The bridge over the Marn is open</a></h3><p>A paragraph \
            of a teaser that tells what the story is about at some length, so that it is read \
            even by those who will never open it.</p></div>";
        let record = read(
            "https://orrin.example/news",
            "<title>Orrin Post</title>",
            &format!("<main><h1>News</h1>{PARAGRAPH}{}</main>", more.repeat(8)),
        );
        assert_eq!(
            kind(&record),
            (PageKind::Index, "kind/teasers-outweigh-prose")
        );
    }

    #[test]
    fn an_article_among_stories_keeps_its_body() {
        let brief = "<p>The ferry to Skerry Sound will stay in the harbour until Thursday, the \
            board said, since the wind is too strong for her.</p>";
        for text in [PARAGRAPH.repeat(3), brief.to_owned()] {
            let record = read(
                "https://orrin.example/news/ferry",
                "<title>Ferry stays in the harbour until Thursday | Orrin Post</title>",
                &format!(
                    "<article><h1>Ferry stays in the harbour until Thursday</h1>{text}</article>\
                     <section><h2>More</h2>{}</section>",
                    teasers()
                ),
            );
            assert_ne!(record.article.kind.value, PageKind::Index);
            assert!(record.body_text().contains("of Orrin") || text == brief);
        }
    }

    #[test]
    fn the_address_of_a_site_shows_no_article() {
        let about = "<title>Orrin Post</title>";
        let body = format!("<h1>Orrin Post</h1>{}", &teasers()[..220]);
        let root = read("https://orrin.example/", about, &body);
        assert_eq!(kind(&root), (PageKind::Index, "kind/address-of-site"));
        let page = read("https://orrin.example/?p=12", about, &body);
        assert_ne!(page.article.kind.value, PageKind::Index);
    }

    #[test]
    fn pictures_with_their_words_are_a_gallery() {
        let figure = |n: usize| {
            format!(
                "<figure><img src=/{n}.jpg><figcaption>Boats number {n} on the Long Canal wait \
                 for the signal to light their lanterns.</figcaption></figure>"
            )
        };
        let figures: String = (0..6).map(figure).collect();
        let record = read(
            AT,
            "<title>Lantern week in pictures</title>",
            &format!("<main><h1>Lantern week in pictures</h1>{figures}</main>"),
        );
        assert_eq!(
            kind(&record),
            (PageKind::Gallery, "kind/captions-and-no-prose")
        );
        assert_eq!(
            access(&record),
            (Access::Complete, "access/captions-are-all")
        );
    }

    #[test]
    fn a_film_with_the_headline_is_a_video_unless_there_is_an_article() {
        let head = r#"<title>Storm reaches the coast</title><script type="application/ld+json">
            {"@type":"NewsArticle","headline":"Storm reaches the coast","video":
             {"@type":"VideoObject","name":"Storm reaches the coast"}}</script>"#;
        let film = read(
            AT,
            head,
            "<h1>Storm reaches the coast</h1><video src=/a.mp4></video>",
        );
        assert_eq!(
            kind(&film),
            (PageKind::Video, "kind/video-with-its-headline")
        );
        let body = format!("<h1>Storm reaches the coast</h1>{}", PARAGRAPH.repeat(3));
        let article = read(AT, head, &body);
        assert_eq!(kind(&article), (PageKind::Article, "kind/claimed-article"));
    }

    #[test]
    fn prose_under_a_title_is_an_article() {
        let record = read(AT, "<title>Orrin Post - Wall</title>", &PARAGRAPH.repeat(4));
        assert_eq!(record.article.kind.value, PageKind::Article);
    }

    #[test]
    fn text_that_breaks_off_at_a_wall_is_cut() {
        let wall = "<div class=paywall><h2>Subscribe to continue reading</h2>\
            <p>Get the whole paper from four crowns a week.</p></div>";
        let half = "<p>The builders said that the first stones of the wall would be laid before \
            the storms come, and that whoever</p>";
        let headline = "<h1>Council votes for a sea wall</h1>";
        let paid = r#"<script type="application/ld+json">{"@type":"NewsArticle",
            "headline":"Council votes for a sea wall","isAccessibleForFree":false}</script>"#;
        let text = PARAGRAPH.repeat(3);

        let record = read(
            AT,
            "",
            &format!("<article>{headline}{text}{half}{wall}</article>"),
        );
        assert_eq!(
            access(&record),
            (Access::Cut, "access/text-breaks-off-at-wall")
        );
        let cut = |doubt: &&onrecord_record::Doubt| doubt.kind == DoubtKind::CutText;
        assert_eq!(record.doubts.iter().filter(cut).count(), 1);
        assert!(!record.body_text().contains("four crowns"));
        assert!(
            (record.blocks.iter()).any(|block| block.label == Label::Promo),
            "{:?}",
            record.blocks
        );

        let record = read(
            AT,
            paid,
            &format!("<article>{headline}{text}{wall}</article>"),
        );
        assert_eq!(
            access(&record),
            (Access::Cut, "access/paid-and-wall-says-so")
        );
        let record = read(AT, paid, &format!("<article>{headline}{text}</article>"));
        assert_eq!(
            access(&record),
            (Access::Unknown, "access/paid-and-whole-sentences")
        );
        let record = read(
            AT,
            "",
            &format!("<article>{headline}{text}{wall}</article>"),
        );
        assert_eq!(
            access(&record),
            (Access::Unknown, "access/wall-not-claimed")
        );
        let record = read(AT, "", &format!("<article>{headline}{text}</article>"));
        assert_eq!(
            access(&record),
            (Access::Complete, "access/no-sign-of-a-wall")
        );
    }

    #[test]
    fn a_capture_that_stops_says_so() {
        let whole = format!(
            "<h1>Council votes for a sea wall</h1>{}",
            PARAGRAPH.repeat(3)
        );
        let capture = |body: String| Capture {
            media_type: Some("text/html".to_owned()),
            body: body.into_bytes(),
            ..Capture::default()
        };
        let read = |body: String| crate::read(&capture(body), &crate::Options::default());
        let record = read(format!("{whole}<div class=\"mo"));
        assert_eq!(
            access(&record),
            (Access::Unknown, "access/truncated-capture")
        );
        let truncated =
            |record: &Record| (record.doubts.iter()).any(|d| d.kind == DoubtKind::TruncatedCapture);
        assert!(truncated(&record));
        assert!(!truncated(&read(whole)));
    }
}
