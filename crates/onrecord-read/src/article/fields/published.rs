//! When the article was published and when it was last changed: a ranked list
//! of what the page gives for each, and never one for the other.

use onrecord_record::{
    Date, Doubt, DoubtKind, Evidence, Field, Label, Moment, Place, Precision, Rule, Source,
    TextSpan, UrlSpan, Zone as Clock,
};

use super::{FieldBlocks, Items, Layout, Page, Zone, dated, inside};
use crate::article::blocks::Landmarks;
use crate::article::dates::{self, Found, Hints, Order, Role};
use crate::article::hints::Hints as Named;
use crate::intake::claims::{Claim, Property, Subject};

pub(super) struct Dates {
    pub(super) published: Field<Date>,
    pub(super) modified: Field<Date>,
    pub(super) doubts: Vec<Doubt>,
}

/// A date that may be the one.
struct Candidate {
    evidence: Evidence<Date>,
    swapped: Option<Moment>,
    /// How much it is believed; guessed, then set by reading the errors on the
    /// training sets.
    score: i32,
    block: Option<usize>,
    /// Whether a short line of the article's head shows it.
    heads: bool,
    /// The same, though it is the very minute of the last change.
    shows: bool,
}

/// Rivals beyond these say nothing new.
const MOST_RIVALS: usize = 8;
/// Below this a date is a guess; it is kept as found and not believed.
const BELIEVED: i32 = 0;

/// Reads both dates.
pub(super) fn read(
    page: &Page<'_, '_>,
    layout: &Layout,
    items: &Items,
    found: &mut FieldBlocks,
) -> Dates {
    let hints = Hints { order: order(page) };
    let (mut published, mut modified) = (Vec::new(), Vec::new());
    claimed(page, layout, items, &hints, &mut published, &mut modified);
    visible(page, layout, &hints, &mut published, &mut modified);
    let url = from_url(page, &mut published);
    let latest = page
        .capture
        .captured
        .as_deref()
        .and_then(|captured| dates::parse(captured, &hints))
        .map(|found| found.moment);
    let mut doubts = Vec::new();
    // A line that shows the very minute of the last change dates that.
    let changes = modified.iter().map(|change| change.evidence.value.moment);
    let mut changes: Vec<i64> = (changes.filter(|moment| moment.precision >= Precision::Minute))
        .map(|moment| moment.minutes())
        .collect();
    changes.sort_unstable();
    for candidate in &mut published {
        candidate.shows = candidate.heads;
        let moment = candidate.evidence.value.moment;
        candidate.heads &= moment.precision < Precision::Minute
            || moment.zone == Clock::Unknown
            || changes.binary_search(&moment.minutes()).is_err();
    }
    let days: Vec<(u16, u8, u8)> = (modified.iter())
        .filter_map(|change| change.evidence.value.moment.calendar_day())
        .collect();
    let mut published = decide(published, url, latest, &mut doubts, Some(&days));
    if published.field == Field::NotStated && tells_age(page, layout, found) {
        // "2 hours ago" states a date that is unknown without a clock.
        published.field = Field::Unknown { rivals: Vec::new() };
    }
    let modified = decide(modified, None, latest, &mut doubts, None);
    for field in [&published, &modified] {
        if let Some(block) = field.block {
            let short = page.raw(block).width <= 160;
            let taken = matches!(
                page.labels[block].label,
                Label::Byline | Label::Caption | Label::Credit
            );
            if short && !taken {
                found.push(block, Label::Time, "time/holds-date");
            }
        }
    }
    Dates {
        published: published.field,
        modified: modified.field,
        doubts,
    }
}

/// Whether a line of the article's head gives its date as an age.
fn tells_age(page: &Page<'_, '_>, layout: &Layout, found: &mut FieldBlocks) -> bool {
    let aged = (0..page.blocks.list.len())
        .filter(|&block| layout.core(block) && page.shown(block))
        .find(|&block| dates::is_relative(page.words(block)));
    if let Some(block) = aged {
        found.push(block, Label::Time, "time/tells-age");
    }
    aged.is_some()
}

/// How the page writes dates in figures: with the month first only in the
/// United States, as far as language and the address tell.
fn order(page: &Page<'_, '_>) -> Order {
    let mut english = false;
    for claim in page.claims.of(Property::Language) {
        let language = claim.value.text().to_ascii_lowercase().replace('_', "-");
        if let Some(region) = language.strip_prefix("en-") {
            return if region == "us" {
                Order::MonthFirst
            } else {
                Order::DayFirst
            };
        }
        if language == "en" {
            english = true;
        } else if language.len() >= 2 {
            return Order::DayFirst;
        }
    }
    let host = page.capture.url.as_deref().unwrap_or("");
    let host = host
        .split_once("://")
        .map_or(host, |(_, rest)| rest)
        .split(['/', ':'])
        .next()
        .unwrap_or("");
    let national = host
        .rsplit('.')
        .next()
        .is_some_and(|end| end.len() == 2 && end != "us");
    if national
        || (!english && !host.is_empty() && !host.ends_with(".com") && !host.ends_with(".org"))
    {
        Order::DayFirst
    } else {
        Order::MonthFirst
    }
}

fn claimed(
    page: &Page<'_, '_>,
    layout: &Layout,
    items: &Items,
    hints: &Hints,
    published: &mut Vec<Candidate>,
    modified: &mut Vec<Candidate>,
) {
    for claim in &page.claims.list {
        if !matches!(
            claim.property,
            Property::Published | Property::Modified | Property::Time
        ) || !items.owns(claim)
        {
            continue;
        }
        let Some(date) = dates::parse(claim.value.text(), hints) else {
            continue;
        };
        let block = claim.node.and_then(|node| layout.block_of(page, node));
        let role = match claim.property {
            Property::Published => Role::Published,
            Property::Modified => Role::Modified,
            _ => time_role(page, layout, claim, block, &date),
        };
        let mut score = standing(claim);
        if let Some(block) = block {
            score += place(page, layout, block);
        }
        match role {
            Role::Published | Role::Modified => {}
            Role::Unstated => score -= 10,
            Role::Other => continue,
        }
        // A time of day makes it likelier a stamp than a day in the text.
        score += i32::from(date.moment.precision >= Precision::Minute);
        if claim.source == Source::TimeElement && role != Role::Modified {
            let words = claim.node.and_then(|node| layout.shown(node));
            published.extend(words.and_then(|words| in_words(page, layout, words, hints, score)));
        }
        let list = match role {
            Role::Modified => &mut *modified,
            _ => &mut *published,
        };
        let value = claim.value.slice(date.range.clone());
        if value.text() != &claim.value.text()[date.range.clone()] {
            continue;
        }
        list.push(Candidate {
            evidence: Evidence {
                value: dated(date.moment, value.text()),
                at: value.place(page.decoded),
                source: claim.source,
                rule: claim.rule.clone(),
            },
            swapped: date.swapped,
            score,
            block,
            heads: false,
            shows: false,
        });
    }
}

/// The date that a `<time>` element shows: as the page's readers see it, while
/// its attribute may have it in another zone.
fn in_words(
    page: &Page<'_, '_>,
    layout: &Layout,
    words: TextSpan,
    hints: &Hints,
    score: i32,
) -> Option<Candidate> {
    let date = dates::parse(page.blocks.text.get(words), hints)?;
    let start = words.start as usize;
    let span = TextSpan::new(start + date.range.start, start + date.range.end);
    let list = &page.blocks.list;
    let block = list.partition_point(|block| block.span.end <= span.start);
    if block >= list.len() {
        return None;
    }
    Some(Candidate {
        evidence: Evidence {
            value: dated(date.moment, page.blocks.text.get(span)),
            at: Place::Text(span),
            source: Source::Visible,
            rule: Rule::named("date/time-element-words"),
        },
        swapped: date.swapped,
        // What the attribute says is the same or more.
        score: score - 1,
        block: Some(block),
        shows: false,
        heads: layout.core(block)
            && layout.headline.is_some_and(|headline| block > headline)
            && page.shown(block)
            && !page.foreign(layout, block),
    })
}

/// What a claim of its kind is worth.
fn standing(claim: &Claim) -> i32 {
    let rank = i32::from(claim.rank);
    match claim.source {
        Source::JsonLd if claim.subject == Subject::Page => 88 - 4 * rank,
        Source::JsonLd => 100 - 8 * rank,
        Source::OpenGraph => 95 - rank / 4,
        Source::Microdata => 84 - 6 * rank,
        Source::AppState => 72,
        Source::TimeElement if claim.property == Property::Published => 74,
        Source::TimeElement => 66,
        Source::Attribute => 60,
        _ => 86 - rank / 8,
    }
}

/// What a `<time>` element is the date of, by its attributes and the words
/// before it.
fn time_role(
    page: &Page<'_, '_>,
    layout: &Layout,
    claim: &Claim,
    block: Option<usize>,
    date: &Found,
) -> Role {
    if date.role != Role::Unstated {
        return date.role;
    }
    let Some(node) = claim.node else {
        return Role::Unstated;
    };
    let named = |node, attributes: &[&str]| {
        let names = attributes
            .iter()
            .filter_map(|name| page.document.attr(node, name));
        let names = names.collect::<Vec<_>>().join(" ").to_ascii_lowercase();
        let has = |words: &[&str]| words.iter().any(|word| names.contains(word));
        if has(&["publish", "entry-date", "pubdate", "posted", "created"]) {
            Some(Role::Published)
        } else {
            has(&["modif", "updat"]).then_some(Role::Modified)
        }
    };
    let own = named(node, &["class", "id", "data-testid"]);
    let parent = page.document.parent(node);
    let around = parent.and_then(|parent| named(parent, &["class"]));
    // "Posted on" one day and `updated` on another, side by side; a day alone that is
    // named `updated` is when it was posted.
    let beside = |other: &Claim| {
        let element = other.node.filter(|other| *other != node);
        other.property == Property::Time
            && element.is_some_and(|element| page.document.parent(element) == parent)
    };
    match (own, around) {
        (Some(Role::Modified), Some(Role::Published)) if !page.claims.list.iter().any(beside) => {
            return Role::Published;
        }
        (Some(role), _) | (None, Some(role)) => return role,
        (None, None) => {}
    }
    let Some(block) = block else {
        return Role::Unstated;
    };
    let shown = layout.shown(node);
    let Some(span) = shown else {
        return Role::Unstated;
    };
    let raw = page.raw(block);
    let words = page.words(block);
    let start = (span.start.saturating_sub(raw.span.start)) as usize;
    match words.get(..start).and_then(dates::role_of) {
        Some(role) => role,
        // A label may stand in the block before.
        None if words[..start.min(words.len())].trim().is_empty() && block > 0 => {
            let before = page.words(block - 1);
            if before.len() <= 40 {
                dates::role_of(before).unwrap_or(Role::Unstated)
            } else {
                Role::Unstated
            }
        }
        None => Role::Unstated,
    }
}

/// What the place of a visible date says for it.
fn place(page: &Page<'_, '_>, layout: &Layout, block: usize) -> i32 {
    let zone = match layout.zone(block) {
        Zone::Head => 0,
        Zone::Tail => -22,
        Zone::Body => -30,
        Zone::Before => -34,
        Zone::After => -45,
    };
    let elsewhere = if page.foreign(layout, block) { -40 } else { 0 };
    let hidden = if page.shown(block) { 0 } else { -8 };
    let beside = Landmarks(Landmarks::ASIDE.0 | Landmarks::FOOTER.0 | Landmarks::LIST.0);
    let aside = if page.raw(block).landmarks.any(beside) && !layout.core(block) {
        -12
    } else {
        0
    };
    // Nearest to the headline is likeliest.
    let core = if layout.core(block) { 4 } else { 0 };
    zone + elsewhere + hidden + aside + core
}

/// Dates in the words of the page, where the article's head and foot are.
fn visible(
    page: &Page<'_, '_>,
    layout: &Layout,
    hints: &Hints,
    published: &mut Vec<Candidate>,
    modified: &mut Vec<Candidate>,
) {
    /// A longer block is prose.
    const LONGEST: usize = 240;
    /// With more words beside it a date is that of what they tell.
    const SOME_WORDS: usize = 60;
    /// As many stand beside it where the body has begun, as behind a summary.
    const FEW_WORDS: usize = 20;
    /// In how many blocks the first paragraph may be, with summary and bylines.
    const DATELINES: usize = 5;
    for block in 0..page.blocks.list.len() {
        let raw = page.raw(block);
        let words = page.words(block);
        if let Some((first, _)) = layout.body
            && (first..first + DATELINES).contains(&block)
            && let Some(date) = dateline(words, hints)
        {
            let span = inside(raw, date.range);
            published.push(Candidate {
                evidence: Evidence {
                    value: dated(date.moment, page.blocks.text.get(span)),
                    at: Place::Text(span),
                    source: Source::Visible,
                    rule: Rule::named("date/dateline"),
                },
                swapped: date.swapped,
                score: 44,
                block: None,
                heads: false,
                shows: false,
            });
        }
        if words.len() > LONGEST || !words.bytes().any(|b| b.is_ascii_digit() || b >= 0x80) {
            continue;
        }
        let zone = layout.zone(block);
        let near = page.near(block);
        let timed = near.any(Named::TIME);
        // A caption dates its picture.
        let caption = matches!(page.labels[block].label, Label::Caption | Label::Credit);
        if (zone == Zone::Body || caption) && !timed {
            continue;
        }
        let all = dates::find(words, hints);
        // Many dates are a list or a table.
        if all.len() > 4 {
            continue;
        }
        for date in all {
            let mut role = date.role;
            if role == Role::Unstated && words[..date.label].trim().is_empty() && block > 0 {
                let before = page.words(block - 1);
                if before.len() <= 30 && !before.bytes().any(|b| b.is_ascii_digit()) {
                    role = dates::role_of(before).unwrap_or(role);
                }
            }
            let mut score = match role {
                Role::Published => 82,
                Role::Modified => 70,
                Role::Unstated if timed => 62,
                Role::Unstated => 48,
                Role::Other => continue,
            };
            score += place(page, layout, block);
            // Nothing but what the date is of stands before it: "Published on".
            let labelled = role == Role::Published
                && words[date.label..date.range.start]
                    .split_whitespace()
                    .count()
                    <= 2;
            // Words around a date make it a date of what they tell.
            let rest = words.len() - (date.range.end - date.label);
            if role == Role::Unstated && rest > 90 {
                score -= 14;
            }
            score += i32::from(date.moment.precision >= Precision::Minute) * 2;
            let span = inside(raw, date.range.clone());
            let list = if role == Role::Modified {
                &mut *modified
            } else {
                &mut *published
            };
            list.push(Candidate {
                evidence: Evidence {
                    value: dated(date.moment, page.blocks.text.get(span)),
                    at: Place::Text(span),
                    source: Source::Visible,
                    rule: Rule::named(match role {
                        Role::Published => "date/visible-published",
                        Role::Modified => "date/visible-modified",
                        _ => "date/visible",
                    }),
                },
                swapped: date.swapped,
                score,
                block: Some(block),
                shows: false,
                heads: (rest <= SOME_WORDS && layout.core(block)
                    || rest <= FEW_WORDS && zone == Zone::Head
                    || rest <= FEW_WORDS && zone == Zone::Tail && labelled)
                    && layout.headline.is_some_and(|headline| block > headline)
                    && page.shown(block)
                    && !page.foreign(layout, block),
            });
        }
    }
}

/// The date that a paragraph begins with and sets apart from what it tells, as
/// in `3.5.2031 - The council` and `Orrin, 3 May 2031. The council`.
fn dateline(words: &str, hints: &Hints) -> Option<Found> {
    /// Place and date are no longer.
    const LONGEST: usize = 60;
    let end = words
        .char_indices()
        .map(|(at, _)| at)
        .take_while(|at| *at <= LONGEST)
        .last()?;
    let head = if words.len() <= LONGEST {
        words
    } else {
        &words[..end]
    };
    if !head.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let date = dates::find(head, hints).into_iter().next()?;
    let (before, behind) = (
        &head[..date.range.start],
        head[date.range.end..].trim_start(),
    );
    let place = before.trim_end_matches([',', '/', '(', '-', '–', '—', '|', ' ', '\u{a0}', '\n']);
    // A place is a name and set apart from the date.
    let named = place.is_empty()
        || place.len() < before.trim_end().len()
            && place.split_whitespace().count() <= 3
            && place
                .split_whitespace()
                .all(|word| word.starts_with(char::is_uppercase));
    let apart = behind.starts_with(['-', '–', '—', ':', '„', '“', '"', '|', '.', ')', '/', '+']);
    (named && apart && date.role != Role::Other && date.moment.precision >= Precision::Day)
        .then_some(date)
}

/// The date in the page's address; its day, if it has one.
fn from_url(page: &Page<'_, '_>, published: &mut Vec<Candidate>) -> Option<(u16, u8, u8)> {
    let captured = page.capture.url.as_deref();
    if let Some(url) = captured
        && let Some(found) = dates::in_url(url)
    {
        let raw = &url[found.range.clone()];
        published.push(Candidate {
            evidence: Evidence {
                value: dated(found.moment, raw),
                at: Place::Url(UrlSpan::new(found.range.start, found.range.end)),
                source: Source::Url,
                rule: found.rule,
            },
            swapped: None,
            score: if found.moment.precision >= Precision::Day {
                56
            } else {
                21
            },
            block: None,
            heads: false,
            shows: false,
        });
        return found.moment.calendar_day();
    }
    for claim in page.claims.of(Property::Canonical) {
        let Some(found) = dates::in_url(claim.value.text()) else {
            continue;
        };
        let value = claim.value.slice(found.range.clone());
        published.push(Candidate {
            evidence: Evidence {
                value: dated(found.moment, value.text()),
                at: value.place(page.decoded),
                source: Source::Url,
                rule: found.rule,
            },
            swapped: None,
            score: if found.moment.precision >= Precision::Day {
                54
            } else {
                21
            },
            block: None,
            heads: false,
            shows: false,
        });
        return found.moment.calendar_day();
    }
    None
}

struct Decided {
    field: Field<Date>,
    block: Option<usize>,
}

/// Ranks the candidates and states what speaks against the best.
fn decide(
    mut candidates: Vec<Candidate>,
    url: Option<(u16, u8, u8)>,
    latest: Option<Moment>,
    doubts: &mut Vec<Doubt>,
    changes: Option<&[(u16, u8, u8)]>,
) -> Decided {
    // The web has no pages from before; such dates are a program's zero.
    candidates.retain(|candidate| candidate.evidence.value.moment.year >= 1991);
    let mut days: Vec<(u16, u8, u8)> = candidates
        .iter()
        .filter(|candidate| candidate.swapped.is_none())
        .filter_map(|candidate| candidate.evidence.value.moment.calendar_day())
        .collect();
    days.sort_unstable();
    for candidate in &mut candidates {
        // Where day and month could change places, the other dates tell.
        if let Some(swapped) = candidate.swapped
            && let (Some(day), Some(other)) = (
                candidate.evidence.value.moment.calendar_day(),
                swapped.calendar_day(),
            )
            && days.binary_search(&day).is_err()
            && days.binary_search(&other).is_ok()
        {
            candidate.evidence.value.moment = swapped;
        }
        let moment = candidate.evidence.value.moment;
        if url.is_some() && moment.calendar_day() == url && candidate.evidence.source != Source::Url
        {
            candidate.score += 14;
        }
        if moment.precision < Precision::Day {
            candidate.score -= 30;
        }
        // A day past the capture allows for zones.
        if latest.is_some_and(|latest| moment.minutes() > latest.minutes() + 1440) {
            candidate.score -= 60;
        }
    }
    candidates.sort_by_key(|candidate| std::cmp::Reverse(candidate.score));
    // What stands so far down the list neither wins nor is kept.
    const MOST_RANKED: usize = 64;
    candidates.truncate(MOST_RANKED);
    let mut seen: Vec<(Source, Moment)> = Vec::new();
    candidates.retain(|candidate| {
        let key = (candidate.evidence.source, candidate.evidence.value.moment);
        let new = !seen.contains(&key);
        if new {
            seen.push(key);
        }
        new
    });
    let better = shown_before(&candidates, url)
        .or_else(|| shown_change(&candidates, changes.unwrap_or_default()))
        .or_else(|| local_day(&candidates));
    if let Some(better) = better {
        let better = candidates.remove(better);
        candidates.insert(0, better);
    }
    let Some(best) = candidates.first() else {
        return Decided {
            field: Field::NotStated,
            block: None,
        };
    };
    if best.score < BELIEVED {
        candidates.truncate(MOST_RIVALS);
        let rivals = candidates
            .into_iter()
            .map(|candidate| candidate.evidence)
            .collect();
        return Decided {
            field: Field::Unknown { rivals },
            block: None,
        };
    }
    let chosen = best.evidence.value.moment;
    let block = best.block;
    let what = if changes.is_some() {
        "published"
    } else {
        "modified"
    };
    if latest.is_some_and(|latest| chosen.minutes() > latest.minutes() + 1440) {
        doubts.push(Doubt {
            kind: DoubtKind::FutureDate,
            at: Some(best.evidence.at.clone()),
            note: format!("the {what} date is after the capture"),
            reading: None,
        });
    }
    // Two strong claims a day or more apart exclude each other; less may be
    // the zone.
    const STRONG: i32 = 70;
    let rival = candidates.iter().skip(1).find(|candidate| {
        let moment = candidate.evidence.value.moment;
        candidate.score >= STRONG
            && moment.precision >= Precision::Day
            && (moment.minutes() - chosen.minutes()).abs() > 2 * 1440
    });
    if let Some(rival) = rival {
        doubts.push(Doubt {
            kind: DoubtKind::ConflictingDates,
            at: Some(rival.evidence.at.clone()),
            note: format!(
                "the page also gives {} as {what} date",
                rival.evidence.value.moment
            ),
            reading: None,
        });
    }
    candidates.truncate(MOST_RIVALS + 1);
    Decided {
        field: Field::from_candidates(
            candidates
                .into_iter()
                .map(|candidate| candidate.evidence)
                .collect(),
        ),
        block,
    }
}

/// The candidate that the article's head shows and that is a day or more before
/// the best, which is only claimed: what came out on a day was not published
/// later. Programs claim the last time that they wrote the page.
fn shown_before(candidates: &[Candidate], url: Option<(u16, u8, u8)>) -> Option<usize> {
    /// Less may be a zone.
    const APART: i64 = 36 * 60;
    /// How sure a shown date is to be the article's.
    const SHOWN: i32 = 34;
    let best = candidates.first()?;
    let moment = best.evidence.value.moment;
    let claimed = !matches!(
        best.evidence.source,
        Source::Visible | Source::TimeElement | Source::Url
    );
    if !claimed || best.score < BELIEVED || moment.calendar_day() == url {
        return None;
    }
    // A time without a zone is the one that the page shows.
    let apart = if moment.zone == Clock::Unknown {
        1
    } else {
        APART
    };
    let day = moment.calendar_day();
    let mut earlier = None;
    for (k, candidate) in candidates.iter().enumerate() {
        let shown = candidate.evidence.value.moment;
        if candidate.evidence.source != Source::Visible
            || candidate.score < SHOWN
            || shown.precision < Precision::Day
        {
            continue;
        }
        // Where the page shows the claimed day too, the other is of something
        // else.
        if shown.calendar_day() == day {
            return None;
        }
        let before = moment.minutes() - shown.minutes() >= apart;
        if before && candidate.heads && candidate.swapped.is_none() {
            earlier = earlier.or(Some(k));
        }
    }
    earlier
}

/// The candidate that the article's head shows as its date, unlabelled, and that is
/// the day of the last change, or else later than the best and before the last change,
/// where the best is only claimed and the page shows it nowhere: the page's readers
/// take that day for the article's.
fn shown_change(candidates: &[Candidate], changes: &[(u16, u8, u8)]) -> Option<usize> {
    let best = candidates.first()?;
    let day = best.evidence.value.moment.calendar_day();
    let shown = |candidate: &Candidate| {
        matches!(
            candidate.evidence.source,
            Source::Visible | Source::TimeElement
        )
    };
    let known = |candidate: &Candidate| {
        (shown(candidate) || candidate.evidence.source == Source::Url)
            && candidate.evidence.value.moment.calendar_day() == day
    };
    if best.score < BELIEVED || candidates.iter().any(known) {
        return None;
    }
    let last = changes.iter().max()?;
    (candidates.iter().enumerate())
        .filter(|(_, candidate)| {
            candidate.evidence.source == Source::Visible
                && candidate.shows
                && candidate.evidence.value.moment.minutes() > best.evidence.value.moment.minutes()
        })
        .filter_map(|(k, candidate)| Some((k, candidate.evidence.value.moment.calendar_day()?)))
        .filter(|(_, day)| day <= last)
        .min_by_key(|(_, day)| !changes.contains(day))
        .map(|(k, _)| k)
}

/// The candidate that shows the day as the page's readers see it, where the
/// best one gives the same instant in UTC and another day.
fn local_day(candidates: &[Candidate]) -> Option<usize> {
    /// Nearly all news is made in zones so many minutes from UTC; a minute
    /// that fits tells of the others too.
    const WEST: i64 = 8 * 60;
    const EAST: i64 = 10 * 60;
    const FARTHEST_EAST: i64 = 13 * 60;
    let best = candidates.first()?;
    let utc = best.evidence.value.moment;
    if utc.zone != Clock::Offset(0) || best.score < BELIEVED {
        return None;
    }
    // Where the page also shows the day in UTC, that is its day.
    let shown = |candidate: &Candidate| {
        let day = candidate.evidence.value.moment.calendar_day();
        let source = candidate.evidence.source;
        day == utc.calendar_day()
            && matches!(source, Source::Visible | Source::Url)
            && candidate.score >= 40
    };
    if candidates.iter().any(shown) {
        return None;
    }
    let same = |candidate: &Candidate| {
        let local = candidate.evidence.value.moment;
        if local.calendar_day() == utc.calendar_day() || candidate.score < 40 {
            return false;
        }
        let ahead = local.minutes() - utc.minutes();
        match (local.precision, local.zone) {
            (Precision::Minute | Precision::Second, Clock::Offset(0)) => false,
            (Precision::Minute | Precision::Second, Clock::Offset(_)) => ahead.abs() <= 60,
            // Zones differ by quarters of an hour.
            (Precision::Minute | Precision::Second, Clock::Unknown) => {
                (-WEST..=FARTHEST_EAST).contains(&ahead) && (ahead + 1).rem_euclid(15) <= 2
            }
            // A day alone: its midnight is before the instant in its zone.
            (Precision::Day, _) => (-WEST - 24 * 60..EAST).contains(&ahead),
            _ => false,
        }
    };
    candidates.iter().skip(1).position(same).map(|at| at + 1)
}
