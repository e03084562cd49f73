//! The authors, one person an entry: the publisher's claims checked against
//! the visible byline.

use onrecord_record::{Evidence, Field, Label, MarkKind, Person, Place, Source, TextSpan};

use super::{FOREIGN, FieldBlocks, Items, Layout, Page, Zone, compared, inside};
use crate::article::blocks::Landmarks;
use crate::article::dates;
use crate::article::hints::Hints;
use crate::article::people::{self, Credit, Origin};
use crate::intake::claims::{Claim, Property, Value};

/// A list of authors from one source.
struct Listed {
    people: Vec<Named>,
    score: i32,
    block: Option<usize>,
}

/// One author and where the name stands.
struct Named {
    evidence: Evidence<Person>,
    /// Comparable name.
    key: String,
}

/// Rivals beyond these say nothing new.
const MOST_RIVALS: usize = 5;
/// What the name of a site is worth that is a person's.
const OWNER: i32 = 45;
/// More are not a byline.
const MOST_AUTHORS: usize = 30;

/// Reads the authors.
pub(super) fn read(
    page: &Page<'_, '_>,
    layout: &Layout,
    items: &Items,
    found: &mut FieldBlocks,
) -> Field<Vec<Evidence<Person>>> {
    let sites = sites(page);
    let mut lists = claimed(page, layout, items, &sites);
    let shown_lists = visible(page, layout, &sites, found);
    let head = head_words(page, layout);
    trim_to_page(&head, &mut lists, &shown_lists);
    lists.extend(shown_lists);
    lists.retain(|list| !list.people.is_empty());
    let named = |list: &Listed| {
        let mut people = list.people.iter();
        people.any(|person| !person.evidence.value.organisation)
    };
    if lists.is_empty() {
        lists.extend(afar(page, layout, &sites, found));
    }
    if !lists.iter().any(named) {
        lists.extend(owner(page));
    }
    for list in &lists {
        if let Some(block) = list.block
            && page.raw(block).width <= 200
            && !matches!(page.labels[block].label, Label::Headline | Label::Caption)
        {
            found.push(block, Label::Byline, "byline/names-author");
        }
    }
    // A list is likelier where another source knows its names too.
    let support: Vec<i32> = (0..lists.len())
        .map(|k| {
            let known = lists.iter().enumerate().any(|(other, list)| {
                other != k
                    && list
                        .people
                        .iter()
                        .any(|person| lists[k].people.iter().any(|mine| mine.key == person.key))
            });
            if known { 8 } else { 0 }
        })
        .collect();
    for (list, support) in lists.iter_mut().zip(support) {
        list.score += support;
    }
    lists.sort_by_key(|list| std::cmp::Reverse(list.score));
    fuller(&head, &mut lists);
    let mut chosen = lists.into_iter();
    let Some(mut best) = chosen.next() else {
        return Field::NotStated;
    };
    let rivals: Vec<Listed> = chosen.collect();
    reworded(&mut best, &rivals);
    cut_short(&mut best, &rivals);
    let names: Vec<Evidence<Person>> = best
        .people
        .into_iter()
        .map(|person| shown(page, layout, person))
        .collect();
    let evidence = |people: Vec<Evidence<Person>>| {
        let first = &people[0];
        Evidence {
            at: first.at.clone(),
            source: first.source,
            rule: first.rule.clone(),
            value: people,
        }
    };
    let rivals = rivals.into_iter().take(MOST_RIVALS).map(|list| {
        evidence(
            list.people
                .into_iter()
                .map(|person| person.evidence)
                .collect(),
        )
    });
    Field::from_candidates(std::iter::once(evidence(names)).chain(rivals).collect())
}

/// Takes from claimed lists whom the page does not show, where its byline shows
/// another of the list: claims also name editors and helpers.
fn trim_to_page(head: &str, claimed: &mut [Listed], shown: &[Listed]) {
    /// How sure a visible list is to be the byline.
    const SURE: i32 = 60;
    let bylines: Vec<&Listed> = shown.iter().filter(|list| list.score >= SURE).collect();
    if bylines.is_empty() {
        return;
    }
    for list in claimed.iter_mut().filter(|list| list.people.len() > 1) {
        let known = list.people.iter().any(|person| {
            bylines
                .iter()
                .any(|byline| byline.people.iter().any(|shown| shown.key == person.key))
        });
        if known {
            list.people.retain(|person| head.contains(&person.key));
        }
        // Whom another line than the byline names edited or helped.
        let best = bylines.iter().max_by_key(|byline| byline.score);
        let lines = |key: &String| {
            shown
                .iter()
                .filter(|line| line.people.iter().any(|person| person.key == *key))
                .map(|line| line.score)
                .max()
        };
        if let Some(best) = best
            && best
                .people
                .iter()
                .all(|person| list.people.iter().any(|own| own.key == person.key))
        {
            list.people
                .retain(|person| lines(&person.key).is_none_or(|score| score >= best.score));
        }
    }
    // Where the page shows a byline, whom it does not show is likelier an
    // editor, or who put the page online.
    let person = |list: &&Listed| {
        list.people
            .iter()
            .any(|person| !person.evidence.value.organisation)
    };
    if bylines.iter().any(person) {
        for list in claimed.iter_mut() {
            if !list.people.iter().any(|person| head.contains(&person.key)) {
                list.score -= 30;
            }
        }
    }
}

/// The words of the article's head, comparable, to look for names in.
fn head_words(page: &Page<'_, '_>, layout: &Layout) -> String {
    let mut head = String::new();
    for block in 0..page.blocks.list.len() {
        if layout.zone(block) == Zone::Head && page.raw(block).width <= 300 {
            head.push_str(&people::key(page.words(block)));
            head.push(' ');
        }
    }
    head
}

/// Moves a list to the front that names all whom the best one names and more,
/// each of them in the article's head.
fn fuller(head: &str, lists: &mut Vec<Listed>) {
    /// More names are not one byline.
    const MOST: usize = 6;
    /// A list that is doubted for itself does not replace another.
    const TRUSTED: i32 = 55;
    let Some(best) = lists.first() else { return };
    let names = |list: &Listed, key: &str| list.people.iter().any(|person| person.key == key);
    let found = lists.iter().enumerate().skip(1).find(|(_, list)| {
        // A visible block may hold more than names; a claim is made of them.
        list.score >= TRUSTED
            && list.people.iter().all(|person| {
                let evidence = &person.evidence;
                !evidence.value.organisation
                    && evidence.source != Source::AppState
                    && evidence.rule.0 != "authors/byline"
            })
            && list.people.len() > best.people.len()
            && list.people.len() <= MOST
            && best.people.iter().all(|person| names(list, &person.key))
            && list.people.iter().all(|person| head.contains(&person.key))
    });
    if let Some((at, _)) = found {
        let list = lists.remove(at);
        lists.insert(0, list);
    }
}

/// Puts names as the byline words them in place of login names and first
/// names of the claims.
fn reworded(best: &mut Listed, rest: &[Listed]) {
    for person in &mut best.people {
        if person.evidence.source == Source::Visible || person.evidence.value.name.contains(' ') {
            continue;
        }
        let first = people::key(&person.evidence.value.name);
        let fuller = rest.iter().flat_map(|list| &list.people).find(|shown| {
            let name = &shown.evidence.value.name;
            shown.evidence.source == Source::Visible
                && name.contains(' ')
                && (shown.key == first
                    || name
                        .split(' ')
                        .next()
                        .is_some_and(|word| people::key(word) == first))
        });
        if let Some(fuller) = fuller {
            person.evidence = fuller.evidence.clone();
            person.key = fuller.key.clone();
        }
    }
}

/// Puts names as the claims word them in place of those that the page runs
/// into other words, as in "Mara VellLifestyle".
fn cut_short(best: &mut Listed, rest: &[Listed]) {
    /// A shorter name may begin another.
    const LEAST: usize = 8;
    for person in &mut best.people {
        if person.evidence.source != Source::Visible {
            continue;
        }
        let claimed = rest.iter().flat_map(|list| &list.people).find(|claimed| {
            let name = &claimed.evidence.value.name;
            claimed.evidence.source != Source::Visible
                && name.contains(' ')
                && claimed.key.len() >= LEAST
                && claimed.key.len() < person.key.len()
                && person.key.starts_with(&claimed.key)
        });
        if let Some(claimed) = claimed {
            person.evidence = claimed.evidence.clone();
            person.key = claimed.key.clone();
        }
    }
}

/// What the site calls itself, comparable.
fn sites(page: &Page<'_, '_>) -> Vec<String> {
    let mut sites = site_claims(page);
    // The name behind the last mark of the tab's title, and the host's.
    for title in page.claims.of(Property::Title) {
        let tail = title
            .value
            .text()
            .rsplit(['|', '–', '-', '—', '·', '•'])
            .next();
        if let Some(tail) = tail.filter(|tail| tail.len() < title.value.text().len()) {
            sites.push(compared(tail));
        }
    }
    let url = page.capture.url.as_deref().unwrap_or("");
    let host = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = host.split(['/', '?', '#', ':']).next().unwrap_or("");
    let host = host.strip_prefix("www.").unwrap_or(host);
    sites.push(compared(host));
    if let Some((name, _)) = host.rsplit_once('.') {
        sites.push(compared(name));
        sites.extend(name.rsplit_once('.').map(|(_, name)| compared(name)));
    }
    sites.retain(|name| !name.is_empty());
    sites
}

/// Who writes a site that bears a person's name: `On sea walls | Mara Vell`.
fn owner(page: &Page<'_, '_>) -> Option<Listed> {
    let claims = page.claims.list.iter();
    claims
        .filter(|claim| matches!(claim.property, Property::Title | Property::SiteName))
        .find_map(|claim| {
            let text = claim.value.text();
            let marks = [" | ", " – ", " - ", " — "];
            let start = match claim.property {
                Property::Title => marks
                    .iter()
                    .filter_map(|mark| text.rfind(mark).map(|at| at + mark.len()))
                    .max()?,
                _ => 0,
            };
            if !people::is_known_name(text[start..].trim()) {
                return None;
            }
            let value = claim.value.slice(start..text.len());
            let name = value.text().trim().to_owned();
            Some(Listed {
                people: vec![Named {
                    key: people::key(&name),
                    evidence: Evidence {
                        at: value.place(page.decoded),
                        source: claim.source,
                        rule: onrecord_record::Rule::named("authors/site-named-for-person"),
                        value: Person {
                            name,
                            role: None,
                            agency: None,
                            organisation: false,
                        },
                    },
                }],
                score: OWNER,
                block: None,
            })
        })
}

fn site_claims(page: &Page<'_, '_>) -> Vec<String> {
    page.claims
        .list
        .iter()
        .filter(|claim| matches!(claim.property, Property::SiteName | Property::Publisher))
        .map(|claim| compared(claim.value.text()))
        .filter(|name| !name.is_empty())
        .collect()
}

fn claimed(page: &Page<'_, '_>, layout: &Layout, items: &Items, sites: &[String]) -> Vec<Listed> {
    let mut lists: Vec<((Source, &str, u16), Listed)> = Vec::new();
    for claim in page.claims.of(Property::Author) {
        if !items.owns(claim) {
            continue;
        }
        let base = match claim.source {
            Source::JsonLd => 100 - 8 * i32::from(claim.rank),
            Source::Microdata => 84,
            Source::AppState => 80,
            Source::OpenGraph => 78,
            Source::Visible => 82,
            _ if claim.rank >= 200 => 30,
            _ => 86 - i32::from(claim.rank),
        };
        // A name in a visible element is a byline only near the headline.
        let block = claim.node.and_then(|node| layout.block_of(page, node));
        let near = block
            .is_none_or(|block| layout.zone(block) == Zone::Head && !page.foreign(layout, block));
        let base = if near { base } else { base - 45 };
        let rank = claim.rank + if near { 0 } else { 1000 };
        let key = (claim.source, &*claim.rule.0, rank);
        let text = claim.value.text();
        let body = |kind: Property| {
            claim.group > 0 && page.claims.of(kind).any(|other| other.group == claim.group)
        };
        let organisation = body(Property::AuthorIsOrganisation);
        let role = page
            .claims
            .of(Property::AuthorRole)
            .find(|other| claim.group > 0 && other.group == claim.group);
        let mut people = Vec::new();
        for credit in people::credits(text, Origin::Claim) {
            let mut named = from_claim(page, claim, text, &credit, organisation, sites);
            if let (Some(named), Some(role)) = (&mut named, role)
                && named.evidence.value.role.is_none()
            {
                named.evidence.value.role = Some(Box::new(page.claimed(role)));
            }
            people.extend(named);
        }
        let at = match lists.iter().position(|list| list.0 == key) {
            Some(at) => at,
            None => {
                lists.push((
                    key,
                    Listed {
                        people: Vec::new(),
                        score: base,
                        block: None,
                    },
                ));
                lists.len() - 1
            }
        };
        let list = &mut lists[at].1;
        if list.block.is_none() {
            list.block = block.filter(|_| near);
        }
        for person in people {
            if list.people.len() < MOST_AUTHORS && !repeats(&list.people, &person.key) {
                list.people.push(person);
            }
        }
    }
    let mut lists: Vec<Listed> = lists.into_iter().map(|list| list.1).collect();
    for list in &mut lists {
        weigh(list, sites);
    }
    lists
}

/// A list of bodies alone, and above all the site itself, is worth little: a
/// person may be named elsewhere.
fn weigh(list: &mut Listed, sites: &[String]) {
    let people = list
        .people
        .iter()
        .filter(|person| !person.evidence.value.organisation)
        .count();
    let full = list.people.iter().any(|person| {
        person.evidence.value.name.contains(' ') || !person.evidence.value.name.is_ascii()
    });
    if people > 0 && !full {
        // A login name, a first name, a sign.
        list.score -= 20;
    }
    if people > 0 {
        // A body among people is for whom they write.
        if list
            .people
            .iter()
            .any(|person| person.evidence.value.organisation && sites.contains(&person.key))
        {
            list.people.retain(|person| {
                !(person.evidence.value.organisation && sites.contains(&person.key))
            });
        }
        return;
    }
    list.score -= 50;
    if list.people.iter().all(|person| sites.contains(&person.key)) {
        list.score -= 40;
    }
}

fn from_claim(
    page: &Page<'_, '_>,
    claim: &Claim,
    text: &str,
    credit: &Credit,
    organisation: bool,
    sites: &[String],
) -> Option<Named> {
    let name = part(&claim.value, text, &credit.name)?;
    let key = people::key(name.text());
    let piece = |range: &std::ops::Range<usize>| {
        part(&claim.value, text, range).map(|value| {
            Box::new(Evidence {
                value: value.text().to_owned(),
                at: value.place(page.decoded),
                source: claim.source,
                rule: claim.rule.clone(),
            })
        })
    };
    let site = sites.contains(&key);
    Some(Named {
        evidence: Evidence {
            value: Person {
                name: name.text().to_owned(),
                role: credit.role.as_ref().and_then(piece),
                agency: credit.agency.as_ref().and_then(piece),
                organisation: organisation || credit.organisation || site,
            },
            at: name.place(page.decoded),
            source: claim.source,
            rule: claim.rule.clone(),
        },
        key,
    })
}

/// A part of a claim, if its pieces can be cut there.
fn part(value: &Value, text: &str, range: &std::ops::Range<usize>) -> Option<Value> {
    let part = value.slice(range.clone());
    (part.text() == &text[range.clone()] && !part.is_empty()).then_some(part)
}

/// Bylines in the page's head and right behind the article.
fn visible(
    page: &Page<'_, '_>,
    layout: &Layout,
    sites: &[String],
    found: &FieldBlocks,
) -> Vec<Listed> {
    /// A longer block is no byline, and not one of "by", a name and a date.
    const LONGEST: usize = 300;
    const SHORT: usize = 60;
    /// Nor is one of "by" and a pen name longer.
    const SHORTEST: usize = 20;
    /// How many blocks at the body's end may be a byline.
    const FOOT: usize = 5;
    let mut lists: Vec<Listed> = Vec::new();
    for block in 0..page.blocks.list.len() {
        let zone = layout.zone(block);
        // The last lines taken for body may be the byline at its foot.
        let foot = zone == Zone::Body
            && layout.body.is_some_and(|(_, last)| block + FOOT > last)
            && page.raw(block).width <= 60
            && people::prefix(page.words(block)) > 0;
        let signed = signature(page, layout, block);
        let placed = matches!(zone, Zone::Head | Zone::Tail) || foot || signed;
        if !placed || Some(block) == layout.headline || found.holds(block, Label::ContributorNote) {
            continue;
        }
        let raw = page.raw(block);
        let words = page.words(block);
        let near = page.near(block);
        // A list behind the article is of other stories.
        if zone == Zone::Tail && raw.list_depth > 0 {
            continue;
        }
        let photo = near.any(Hints::CREDIT.with(Hints::CAPTION).with(Hints::MEDIA))
            || raw
                .landmarks
                .any(Landmarks(Landmarks::FIGURE.0 | Landmarks::CAPTION.0));
        let mut prefix = people::prefix(words);
        // What says that it is a byline, right below the headline, is one
        // whatever the page calls it.
        let plain = prefix > 0
            && words.len() <= SHORT
            && layout.core(block)
            && layout.headline.is_some_and(|headline| block > headline);
        if words.len() > LONGEST || page.foreign(layout, block) && !plain {
            continue;
        }
        let named = near.any(Hints::BYLINE);
        if photo && !named && !(prefix > 0 && layout.core(block)) {
            continue;
        }
        // "By" may stand in a block of its own.
        let announced = prefix == 0 && block > 0 && people::announces(page.words(block - 1));
        if announced {
            prefix = 1;
        }
        let dated = layout.core(block) && !dates::find(words, &dates::Hints::default()).is_empty();
        let bare = layout.headline.is_some_and(|headline| block > headline)
            && layout.core(block)
            && (bare_byline(page, layout, block)
                || layout
                    .headline
                    .is_some_and(|headline| block == headline + 1)
                    && people::is_known_name(words));
        if prefix == 0 && !named && !dated && !bare && !signed {
            continue;
        }
        let mut score = 40 + 20 * i32::from(named) + 20 * i32::from(prefix > 0);
        score -= match zone {
            Zone::Head => 0,
            _ if signed => 10,
            _ => 25,
        };
        if layout.headline.is_some_and(|headline| block < headline) {
            score -= 12;
        }
        if !page.shown(block) {
            score -= 8;
        }
        if near.any(Hints::BIO) {
            score -= 6;
        }
        // Where elements inside the block are named as the author, they alone
        // are read.
        let inner: Vec<TextSpan> = page
            .blocks
            .inner
            .iter()
            .filter(|inner| raw.span.contains(inner.span) && inner.hints.any(Hints::BYLINE))
            .map(|inner| inner.span)
            .collect();
        let inner = outermost(inner);
        let whole = [raw.span];
        let (mut people, mut prefixed) = if inner.is_empty() || prefix > 0 {
            names_in(page, &whole, Origin::Visible, sites)
        } else {
            names_in(page, &inner, Origin::Named, sites)
        };
        // A pen name has one word and may have any form; what stands between
        // "by" and a date, or in an element named as the author, is one.
        if people.is_empty() && prefix > 0 {
            if !inner.is_empty() {
                (people, prefixed) = names_in(page, &inner, Origin::Named, sites);
            } else if dated && words.len() <= SHORT || plain && words.len() <= SHORTEST {
                (people, prefixed) = names_in(page, &whole, Origin::Named, sites);
            }
        }
        // A name that is a link ends where the link does.
        if prefix > 0
            && let Some(linked) = linked_name(page, raw.span, prefix)
            && let (mut own, _) = names_in(page, &[linked], Origin::Named, sites)
            && own.len() == 1
        {
            match people.first_mut() {
                Some(first)
                    if first.key.starts_with(&own[0].key)
                        && first.key != people::key(page.blocks.text.get(linked)) =>
                {
                    *first = own.remove(0);
                }
                Some(_) => {}
                None => people = own,
            }
        }
        // Beside a date stands a name or, as likely, a section.
        let weak = prefix == 0 && !named && !prefixed;
        if people.is_empty() || people.len() > MOST_AUTHORS {
            continue;
        }
        if !weak && prefix == 0 && !named {
            score += 20;
        }
        if weak {
            score -= 5;
        }
        let mut list = Listed {
            people,
            score,
            block: Some(block),
        };
        weigh(&mut list, sites);
        // Several bylines of one kind below each other are one list.
        if let Some(last) = lists.last_mut()
            && last.score == list.score
            && last.block.is_some_and(|before| block - before <= 3)
        {
            for person in list.people {
                if last.people.iter().all(|known| known.key != person.key) {
                    last.people.push(person);
                }
            }
            last.block = list.block;
            continue;
        }
        lists.push(list);
    }
    lists
}

/// The words of the link that a byline's prefix stands right before: what
/// follows the link in the block is something else.
fn linked_name(page: &Page<'_, '_>, block: TextSpan, prefix: usize) -> Option<TextSpan> {
    /// White space and a colon between them.
    const BETWEEN: usize = 2;
    let from = block.start as usize + prefix;
    let marks = &page.blocks.marks;
    let at = marks.partition_point(|mark| (mark.span.start as usize) < from);
    let mark = marks[at..]
        .iter()
        .take_while(|mark| (mark.span.start as usize) <= from + BETWEEN)
        .find(|mark| matches!(mark.kind, MarkKind::Link(_)))?;
    (block.contains(mark.span)).then_some(mark.span)
}

/// The people that spans of the page name, and whether a byline prefix stands
/// before any of them.
fn names_in(
    page: &Page<'_, '_>,
    spans: &[TextSpan],
    origin: Origin,
    sites: &[String],
) -> (Vec<Named>, bool) {
    let mut people: Vec<Named> = Vec::new();
    let mut prefixed = false;
    for span in spans {
        let words = page.blocks.text.get(*span);
        for credit in people::credits(words, origin) {
            prefixed |= credit.prefixed;
            let named = from_page(page, *span, words, &credit, sites);
            if !repeats(&people, &named.key) {
                people.push(named);
            }
        }
    }
    (people, prefixed)
}

/// Whether a name, or words with it such as "More about Mara Vell", is in the
/// list.
fn repeats(people: &[Named], key: &str) -> bool {
    /// A shorter name may be part of another.
    const LEAST: usize = 6;
    people
        .iter()
        .any(|known| known.key == key || known.key.len() >= LEAST && key.ends_with(&known.key))
}

/// Whether a block at the article's end is a signature: a person's name alone,
/// all of it emphasised.
fn signature(page: &Page<'_, '_>, layout: &Layout, block: usize) -> bool {
    /// How far from the last paragraph it stands.
    const NEAR: usize = 2;
    let raw = page.raw(block);
    let marks = &page.blocks.marks;
    let from = marks.partition_point(|mark| mark.span.start < raw.span.start);
    let emphasised = || {
        marks[from..]
            .iter()
            .take_while(|mark| mark.span.start == raw.span.start)
            .any(|mark| {
                mark.span.end == raw.span.end
                    && matches!(mark.kind, MarkKind::Strong | MarkKind::Emphasis)
            })
    };
    layout
        .body
        .is_some_and(|(_, last)| (last.saturating_sub(1)..=last + NEAR).contains(&block))
        && raw.heading == 0
        && raw.list_depth == 0
        && people::is_bare_name(page.words(block))
        && emphasised()
}

/// Whether a block under the headline is nothing but a person's name and
/// stands beside the article's date, or leads to the person's own page.
fn bare_byline(page: &Page<'_, '_>, layout: &Layout, block: usize) -> bool {
    if !people::is_bare_name(page.words(block)) {
        return false;
    }
    let dated = |other: usize| {
        layout.core(other)
            && page.words(other).len() <= 80
            && !dates::find(page.words(other), &dates::Hints::default()).is_empty()
    };
    let near = block.saturating_sub(2)..(block + 3).min(page.blocks.list.len());
    author_link(page, block).is_some() || near.into_iter().any(dated)
}

/// The words of a block's link to a person's own page, if it has one.
fn author_link(page: &Page<'_, '_>, block: usize) -> Option<TextSpan> {
    const PAGES: [&str; 9] = [
        "author",
        "/by/",
        "people",
        "staff",
        "contributor",
        "profile",
        "autor",
        "/team",
        "/user",
    ];
    let span = page.raw(block).span;
    let marks = &page.blocks.marks;
    let from = marks.partition_point(|mark| mark.span.start < span.start);
    marks[from..]
        .iter()
        .take_while(|mark| mark.span.start < span.end)
        .find(|mark| match &mark.kind {
            MarkKind::Link(href) => PAGES.iter().any(|page| href.contains(page)),
            _ => false,
        })
        .map(|mark| mark.span)
}

/// Who a page names as its author far from its head, where nobody else is: in a
/// line that is called a byline or says that it is one, or that leads to the
/// person's own page. More than a few are those of other stories.
fn afar(
    page: &Page<'_, '_>,
    layout: &Layout,
    sites: &[String],
    found: &FieldBlocks,
) -> Option<Listed> {
    /// A longer line is prose.
    const LONGEST: u32 = 80;
    /// What such a list is worth: less than any line of the head.
    const WORTH: i32 = 25;
    const MOST: usize = 2;
    let mut people: Vec<Named> = Vec::new();
    let mut first = None;
    let after = layout.headline.map_or(0, |headline| headline + 1);
    for block in after..page.blocks.list.len() {
        let raw = page.raw(block);
        let foreign = page.near(block).with(raw.hints[2]).any(FOREIGN)
            || raw
                .landmarks
                .any(Landmarks(Landmarks::NAV.0 | Landmarks::DIALOG.0))
            || page.labels[block].label == Label::Comment;
        if raw.width > LONGEST
            || raw.list_depth > 0
            || foreign
            || !page.shown(block)
            || found.holds(block, Label::ContributorNote)
        {
            continue;
        }
        let words = page.words(block);
        let link = author_link(page, block);
        let called = page.near(block).any(Hints::BYLINE);
        let says =
            people::prefix(words) > 0 || block > 0 && people::announces(page.words(block - 1));
        // A line that is but a link may be of another story.
        let other = page.labels[block].label == Label::Related && !says;
        if other || !(link.is_some() && (called || says) || says && called) {
            continue;
        }
        let (named, _) = match link {
            Some(link) => names_in(page, &[link], Origin::Named, sites),
            None => names_in(page, &[raw.span], Origin::Visible, sites),
        };
        for person in named {
            if !person.evidence.value.organisation && !repeats(&people, &person.key) {
                first = first.or(Some(block));
                people.push(person);
            }
        }
    }
    (people.len() <= MOST)
        .then_some(Listed {
            people,
            score: WORTH,
            block: first,
        })
        .filter(|list| !list.people.is_empty())
}

/// Spans that are in no other span of the list.
fn outermost(spans: Vec<TextSpan>) -> Vec<TextSpan> {
    let mut out: Vec<TextSpan> = Vec::new();
    for span in spans {
        if out.iter().any(|known| known.contains(span)) {
            continue;
        }
        out.retain(|known| !span.contains(*known));
        out.push(span);
    }
    out
}

fn from_page(
    page: &Page<'_, '_>,
    span: TextSpan,
    words: &str,
    credit: &Credit,
    sites: &[String],
) -> Named {
    let at = |range: &std::ops::Range<usize>| {
        TextSpan::new(
            span.start as usize + range.start,
            span.start as usize + range.end,
        )
    };
    let name = &words[credit.name.clone()];
    let key = people::key(name);
    let part = |range: &std::ops::Range<usize>, rule| Box::new(page.visible(at(range), rule));
    let site = sites.contains(&key);
    Named {
        evidence: Evidence {
            value: Person {
                name: name.to_owned(),
                role: credit
                    .role
                    .as_ref()
                    .map(|range| part(range, "authors/byline-role")),
                agency: credit
                    .agency
                    .as_ref()
                    .map(|range| part(range, "authors/byline-agency")),
                organisation: credit.organisation || site,
            },
            at: Place::Text(at(&credit.name)),
            source: Source::Visible,
            rule: onrecord_record::Rule::named("authors/byline"),
        },
        key,
    }
}

/// A claimed name, cited where it stands in the page's head if it does.
fn shown(page: &Page<'_, '_>, layout: &Layout, person: Named) -> Evidence<Person> {
    let mut evidence = person.evidence;
    if evidence.source == Source::Visible && matches!(evidence.at, Place::Text(_)) {
        return evidence;
    }
    /// The name must be most of the words where it is found.
    const ROOM: usize = 200;
    let name = evidence.value.name.as_str();
    for block in 0..page.blocks.list.len() {
        if layout.zone(block) != Zone::Head || !page.shown(block) {
            continue;
        }
        let words = page.words(block);
        if words.len() > name.len() + ROOM {
            continue;
        }
        if let Some(at) = words.find(name) {
            evidence.at = Place::Text(inside(page.raw(block), at..at + name.len()));
            break;
        }
    }
    evidence
}
