//! What speaks for and against the value of a field: signs with names, read off
//! the finished record. `weights/fields.tsv` says what each is worth, and
//! [`super::sureness`] how sure the value is by them all.
//!
//! The first sign of a field is its name: what is so of every page.

use onrecord_record::{
    Article, Block, Date, Evidence, Image, Label, Moment, PageKind, Person, Place, Source, TextSpan,
};

use super::features::word_keys;
use super::people::key;

/// What a record was read from.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(crate) enum Form {
    /// A page with its markup.
    #[default]
    Page,
    /// Plain text, which claims nothing and names no element.
    Text,
}

impl Form {
    /// Of a media type that a capture was read as.
    pub(crate) fn of(read_as: &str) -> Form {
        match read_as {
            "text/plain" => Form::Text,
            _ => Form::Page,
        }
    }
}

/// How a record was read, as far as it does not say that itself.
#[derive(Clone, Copy, Default, Debug)]
pub(crate) struct Reading {
    pub(crate) form: Form,
    /// By how much more speaks for the headline's block than for another, in
    /// thousandths of log-odds; none if no block shows it.
    pub(crate) headline_lead: Option<i32>,
}

/// What speaks for and against the headline; nothing if none is stated.
pub(crate) fn headline(article: &Article, blocks: &[Block], reading: Reading) -> Vec<&'static str> {
    /// Fewer words are a section's name as often as a headline.
    const FEW: usize = 3;
    /// A body that is expected to be less right leaves in doubt where the story stands.
    const UNSURE: u16 = 930;
    let Some(chosen) = article.headline.chosen() else {
        return Vec::new();
    };
    let rivals = article.headline.rivals();
    let words = key(&chosen.value);
    let mut signs = vec!["headline"];
    signs.extend((reading.form == Form::Text).then_some("headline/plain-text"));
    let seen = |evidence: &&Evidence<String>| {
        evidence.source == Source::Visible && key(&evidence.value) == words
    };
    let level = match (&chosen.at, rivals.iter().find(seen)) {
        (Place::Text(span), _) => Some(level(blocks, *span)),
        (_, Some(shown)) => match shown.at {
            Place::Text(span) => Some(level(blocks, span)),
            _ => None,
        },
        _ => None,
    };
    let claims = [Kind::Data, Kind::Cards, Kind::Tab].map(|kind| {
        std::iter::once(chosen)
            .chain(rivals)
            .filter(|evidence| Kind::of(evidence.source) == kind)
            .map(|claim| Likeness::of(&claim.value, &chosen.value, &words))
            .max()
    });
    // Where only the tab claims anything, all else says more.
    let alone = claims[0].is_none() && claims[1].is_none();
    signs.push(match (level, alone) {
        (Some(1), false) => "headline/first-level",
        (Some(0), false) => "headline/no-heading",
        (Some(_), false) => "headline/lower-level",
        (Some(1), true) => "headline/bare-first-level",
        (Some(0), true) => "headline/bare-no-heading",
        (Some(_), true) => "headline/bare-lower-level",
        (None, _) if chosen.source == Source::Title => "headline/tab-alone",
        (None, _) => "headline/claim-alone",
    });
    let names = match alone {
        true => [DATA, CARDS, TAB_ALONE],
        false => [DATA, CARDS, TAB],
    };
    for (claim, names) in claims.iter().zip(names) {
        signs.extend(claim.map(|likeness| names[likeness as usize]));
    }
    let told = claims.iter().flatten();
    if told.clone().next().is_none() {
        signs.push("headline/nothing-claimed");
    } else if told.clone().all(|likeness| *likeness <= Likeness::Near) {
        signs.push("headline/no-claim-has-it");
    } else if told.clone().all(|likeness| *likeness >= Likeness::Part) {
        signs.push("headline/all-claims-have-it");
    }
    if word_keys(&chosen.value).len() < FEW {
        signs.push("headline/few-words");
    }
    signs.extend(reading.headline_lead.map(|lead| led(lead, reading.form)));
    if article.body_confidence.is_some_and(|sure| sure < UNSURE) {
        signs.push("headline/body-unsure");
    }
    if chosen.value.contains('\n') {
        signs.push("headline/lines");
    }
    if matches!(article.kicker.chosen(), Some(kicker) if kicker.source == Source::Visible) {
        signs.push("headline/below-kicker");
    }
    signs.extend(page(
        article,
        ["headline/not-an-article", "headline/no-body"],
    ));
    signs
}

/// What kind of page it is, where that says something.
fn page(
    article: &Article,
    [other, empty]: [&'static str; 2],
) -> impl Iterator<Item = &'static str> {
    let is_other = !matches!(
        article.kind.value,
        PageKind::Article | PageKind::LiveBlog | PageKind::Gallery
    );
    let is_empty = article.body_confidence.is_none();
    (is_other.then_some(other).into_iter()).chain(is_empty.then_some(empty))
}

/// The level of the heading that a span stands in; 0 if it is none.
fn level(blocks: &[Block], span: TextSpan) -> u8 {
    let at = blocks.partition_point(|block| block.span.end <= span.start);
    (blocks.get(at)).map_or(0, |block| block.level)
}

/// How far ahead of others the headline's block is.
fn led(lead: i32, form: Form) -> &'static str {
    /// Where the next sign begins, in thousandths of log-odds; each has its share of
    /// pages.
    const STEPS: [i32; 4] = [500, 1200, 2200, 4000];
    const PAGE: [&str; 5] = [
        "headline/hardly-led",
        "headline/led-a-little",
        "headline/led",
        "headline/led-well",
        "headline/led-by-far",
    ];
    const TEXT: [&str; 5] = [
        "headline/text-hardly-led",
        "headline/text-led-a-little",
        "headline/text-led",
        "headline/text-led-well",
        "headline/text-led-by-far",
    ];
    let step = STEPS.partition_point(|step| *step <= lead);
    match form {
        Form::Page => PAGE[step],
        Form::Text => TEXT[step],
    }
}

/// Whom a claim is made to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Programs.
    Data,
    /// Other sites and readers' feeds.
    Cards,
    /// The browser's tab.
    Tab,
    /// Nobody: the page shows it.
    Shown,
}

impl Kind {
    fn of(source: Source) -> Kind {
        match source {
            Source::JsonLd | Source::AppState | Source::Microdata => Kind::Data,
            Source::OpenGraph | Source::Meta => Kind::Cards,
            Source::Title => Kind::Tab,
            _ => Kind::Shown,
        }
    }
}

/// How a claim stands to the headline chosen.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Likeness {
    /// Other words.
    Other,
    /// Half of its words.
    Near,
    /// One has all of the other in it.
    Part,
    Same,
}

/// The signs of each kind of claim, by likeness.
const DATA: [&str; 4] = [
    "headline/data-other",
    "headline/data-near",
    "headline/data-part",
    "headline/data-same",
];
const CARDS: [&str; 4] = [
    "headline/cards-other",
    "headline/cards-near",
    "headline/cards-part",
    "headline/cards-same",
];
const TAB: [&str; 4] = [
    "headline/tab-other",
    "headline/tab-near",
    "headline/tab-part",
    "headline/tab-same",
];
const TAB_ALONE: [&str; 4] = [
    "headline/bare-tab-other",
    "headline/bare-tab-near",
    "headline/bare-tab-part",
    "headline/bare-tab-same",
];

impl Likeness {
    fn of(claim: &str, chosen: &str, letters: &str) -> Likeness {
        let claimed = key(claim);
        if claimed == letters {
            return Likeness::Same;
        }
        if claimed.contains(letters) || letters.contains(&claimed) {
            return Likeness::Part;
        }
        let (mut one, mut other) = (word_keys(claim), word_keys(chosen));
        one.sort_unstable();
        one.dedup();
        other.sort_unstable();
        other.dedup();
        let common = one.iter().filter(|word| other.binary_search(word).is_ok());
        match common.count() * 2 >= one.len().max(other.len()) {
            true => Likeness::Near,
            false => Likeness::Other,
        }
    }
}

/// What speaks for and against the authors; nothing if none are stated.
pub(crate) fn authors(article: &Article, reading: Reading) -> Vec<&'static str> {
    /// A longer name has a role or a town in it.
    const LONG: usize = 4;
    let Some(chosen) = article.authors.chosen() else {
        return Vec::new();
    };
    let named = names(&chosen.value);
    let mut signs = vec!["authors"];
    signs.extend((reading.form == Form::Text).then_some("authors/plain-text"));
    signs.push(match chosen.source {
        Source::JsonLd | Source::AppState => "authors/from-data",
        Source::Microdata => "authors/from-attributes",
        Source::OpenGraph | Source::Meta => "authors/from-cards",
        Source::Title => "authors/from-title",
        _ => "authors/from-page",
    });
    let mut claimed = false;
    for rival in article.authors.rivals() {
        let other = names(&rival.value);
        let shown = rival.source == Source::Visible;
        let common = named.iter().filter(|name| other.contains(name)).count();
        claimed |= !shown;
        signs.push(match (common, shown) {
            (0, false) => "authors/claims-others",
            (0, true) => "authors/shows-others",
            _ if common < named.len() && common < other.len() => "authors/rival-overlaps",
            _ if common < named.len() => "authors/rival-has-fewer",
            _ if common < other.len() => "authors/rival-has-more",
            (_, true) => "authors/shown-too",
            (_, false) if rival.source == chosen.source => "authors/claimed-again",
            (_, false) => "authors/claimed-too",
        });
    }
    if chosen.source == Source::Visible && !claimed {
        signs.push("authors/nothing-claimed");
    }
    signs.extend(match named.len() {
        0 | 1 => None,
        2 => Some("authors/two"),
        _ => Some("authors/more-than-two"),
    });
    let people = || chosen.value.iter().map(|person| &person.value);
    if people().all(|person| person.organisation) {
        signs.push("authors/no-person");
    } else if people().any(|person| person.organisation) {
        signs.push("authors/a-body-among-people");
    }
    let words = |person: &Person| person.name.split_whitespace().count();
    if people().any(|person| !person.organisation && words(person) == 1) {
        signs.push("authors/one-word");
    }
    if people().any(|person| words(person) > LONG) {
        signs.push("authors/long-name");
    }
    if people().any(|person| !person.name.contains(char::is_uppercase)) {
        signs.push("authors/no-capital");
    }
    signs.extend(page(article, ["authors/not-an-article", "authors/no-body"]));
    once(signs)
}

/// Comparable names, each once.
fn names(people: &[Evidence<Person>]) -> Vec<String> {
    let mut names: Vec<String> = people
        .iter()
        .map(|person| key(&person.value.name))
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// Each sign once.
fn once(mut signs: Vec<&str>) -> Vec<&str> {
    signs.sort_unstable();
    signs.dedup();
    signs
}

/// What speaks for and against the day of publication; nothing if none is
/// stated.
pub(crate) fn published(article: &Article, reading: Reading) -> Vec<&'static str> {
    let Some(chosen) = article.published.chosen() else {
        return Vec::new();
    };
    let own = chosen.value.moment;
    let mut signs = vec!["published"];
    signs.extend((reading.form == Form::Text).then_some("published/plain-text"));
    signs.push(match chosen.source {
        Source::JsonLd | Source::AppState => "published/from-data",
        Source::OpenGraph | Source::Meta => "published/from-cards",
        Source::Microdata | Source::TimeElement => "published/from-attributes",
        Source::Url => "published/from-address",
        _ if chosen.rule.0 == "date/visible-published" => "published/from-labelled-line",
        _ if chosen.rule.0 == "date/dateline" => "published/from-dateline",
        _ => "published/from-page",
    });
    let Some(day) = own.calendar_day() else {
        signs.push("published/no-day");
        return signs;
    };
    let mut agreeing = vec![chosen.source];
    for rival in article.published.rivals() {
        let other = rival.value.moment;
        let shown = matches!(rival.source, Source::Visible | Source::TimeElement);
        let apart = (other.minutes() - own.minutes()).abs();
        signs.push(match other.calendar_day() {
            None => continue,
            Some(other) if other == day => {
                if !agreeing.contains(&rival.source) {
                    agreeing.push(rival.source);
                }
                match rival.source {
                    Source::Url => "published/in-address",
                    _ if shown => "published/shown-too",
                    _ => "published/claimed-too",
                }
            }
            Some(_) if rival.source == Source::Url => "published/address-has-other",
            Some(_) if apart < 2 * DAY => "published/next-day-given",
            Some(_) if shown && other.minutes() < own.minutes() => "published/earlier-shown",
            Some(_) if shown => "published/later-shown",
            Some(_) if other.minutes() < own.minutes() => "published/earlier-claimed",
            Some(_) => "published/later-claimed",
        });
    }
    if agreeing.len() > 2 {
        signs.push("published/known-three-times");
    }
    if agreeing.len() == 1 {
        signs.push("published/known-once");
    }
    signs.push(match article.modified.value() {
        None => "published/no-change-given",
        Some(Date { moment, .. }) => changed(own, *moment),
    });
    signs.extend(page(
        article,
        ["published/not-an-article", "published/no-body"],
    ));
    once(signs)
}

/// Minutes of a day.
const DAY: i64 = 24 * 60;

/// When the page was last changed, counted from publication.
fn changed(published: Moment, modified: Moment) -> &'static str {
    match modified.minutes() - published.minutes() {
        apart if apart < -DAY => "published/changed-before",
        apart if apart <= DAY => "published/changed-that-day",
        apart if apart <= 30 * DAY => "published/changed-that-month",
        _ => "published/changed-long-after",
    }
}

/// What speaks for and against the captions of the pictures, in their order;
/// nothing for one that has none.
pub(crate) fn captions<'r>(
    article: &'r Article,
    blocks: &'r [Block],
    reading: Reading,
) -> Vec<Vec<&'r str>> {
    let headline = blocks
        .iter()
        .position(|block| block.label == Label::Headline);
    let end = blocks.iter().rposition(|block| block.label == Label::Body);
    let frame = Frame {
        from: headline.unwrap_or(0),
        to: end.unwrap_or(blocks.len()),
        form: reading.form,
    };
    let of = |image| caption(article, blocks, &frame, image).unwrap_or_default();
    article.images.iter().map(of).collect()
}

/// Where the article begins and ends, as block numbers, and what it was read from.
struct Frame {
    from: usize,
    to: usize,
    form: Form,
}

fn caption<'r>(
    article: &'r Article,
    blocks: &'r [Block],
    frame: &Frame,
    image: &'r Image,
) -> Option<Vec<&'r str>> {
    /// Fewer words name a picture, more tell a story.
    const FEW: usize = 4;
    const MANY: usize = 50;
    let caption = image.caption.as_ref()?;
    let words = caption.value.split_whitespace().count();
    if frame.form == Form::Text {
        // A line of text has no figure, and what tells there has worth of its own.
        let told = [
            (true, "caption/plain-text"),
            (image.credit.is_none(), "caption/text-no-credit"),
            (words < FEW, "caption/text-few-words"),
            (!caption.value.ends_with(ENDS), "caption/text-no-end"),
        ];
        let told = told.into_iter().filter_map(|(so, sign)| so.then_some(sign));
        return Some(std::iter::once("caption").chain(told).collect());
    }
    let mut signs: Vec<&'r str> = vec!["caption", &caption.rule.0];
    if let Place::Text(span) = caption.at {
        let at = blocks.partition_point(|block| block.span.end <= span.start);
        let rule = blocks.get(at).map(|block| &*block.rule.0);
        signs.extend(rule);
        if at < frame.from {
            signs.push("caption/above-headline");
        } else if at > frame.to {
            signs.push("caption/behind-body");
        }
    }
    let told = [
        (image.credit.is_none(), "caption/no-credit"),
        (image.src.is_none(), "caption/no-picture"),
        (words < FEW, "caption/few-words"),
        (words > MANY, "caption/many-words"),
        (!caption.value.ends_with(ENDS), "caption/no-end"),
        (caption.value.ends_with(MARKS), "caption/ends-in-mark"),
        (caption.value.contains('\n'), "caption/lines"),
        (article.images.len() > 2, "caption/some-pictures"),
        (article.images.len() > 8, "caption/many-pictures"),
    ];
    let told = told.into_iter().filter_map(|(so, sign)| so.then_some(sign));
    for sign in told.chain(page(article, ["caption/not-an-article", "caption/no-body"])) {
        signs.push(sign);
    }
    Some(signs)
}

/// How sentences end.
const ENDS: [char; 9] = ['.', '!', '?', '。', '”', '“', '"', '»', '…'];
/// What a credit or a count may have left behind.
const MARKS: [char; 5] = [')', ']', ':', '|', '/'];
