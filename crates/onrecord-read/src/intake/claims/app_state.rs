//! The data of a page's own program: `__NEXT_DATA__` and its like, found by
//! shape. An object that has a headline and a publication date or a whole text
//! tells of an article; whether of this one is decided by who reads the claims.

use std::ops::Range;
use std::sync::OnceLock;

use memchr::memmem::Finder;
use onrecord_record::{Rule, Source};

use super::json::{Json, Kind};
use super::pushed::Pushed;
use super::rich_text;
use super::{Claim, Claims, Property, Subject, Value, property};
use crate::words::{self, Table};

/// More articles than this in one program's data: it is a list of stories.
const MOST_ITEMS: usize = 400;

/// Less text, in bytes, is a summary.
const WHOLE: usize = 400;

/// Reads the scripts whose text holds a key that matters.
pub(super) fn read(source: &str, scripts: &[Range<usize>], claims: &mut Claims) {
    // What a key of a publication date looks like anywhere: `"publishedAt":`,
    // `"datePublished"`, `published_date`; and a key of a whole text.
    static MARKS: OnceLock<[Finder<'static>; 8]> = OnceLock::new();
    let marks = MARKS.get_or_init(|| {
        [
            "ublish",
            "ublicationDate",
            "pubDate",
            "ontentHtml",
            "odyHtml",
            "rticleBody",
            "rticleContent",
            "rticleText",
        ]
        .map(Finder::new)
    });
    static HEADS: OnceLock<[Finder<'static>; 3]> = OnceLock::new();
    let heads = HEADS.get_or_init(|| {
        [
            Finder::new("headline"),
            Finder::new("itle\""),
            Finder::new("itle:"),
        ]
    });
    let tells = |text: &str| {
        [&marks[..], &heads[..]].iter().all(|finders| {
            let mut finders = finders.iter();
            finders.any(|finder| finder.find(text.as_bytes()).is_some())
        })
    };
    // What the page calls itself tells which object is its article.
    let titles = titles(claims);
    let whole = scripts
        .iter()
        .filter(|script| tells(&source[(*script).clone()]))
        .flat_map(|script| values(source, script.clone()));
    told(source, whole, &titles, claims);
    let pushed = Pushed::of(source, scripts);
    if tells(pushed.text()) {
        let from = claims.list.len();
        let text = pushed.text();
        told(text, [Json::all(text, 0..text.len())], &titles, claims);
        let found = claims.list.split_off(from);
        claims.list.extend(found.into_iter().filter_map(|claim| {
            let value = claim.value.through(&pushed)?;
            Some(Claim { value, ..claim })
        }));
    }
}

/// Claims of the values of a program's data.
fn told<'s>(
    source: &'s str,
    values: impl IntoIterator<Item = Json<'s>>,
    titles: &[String],
    claims: &mut Claims,
) {
    let mut lone = Lone::default();
    for value in values {
        objects(source, value, titles, &mut lone, claims);
    }
    // A page without a name and with one whole article in its data is that
    // article's.
    if lone.count == 1
        && !lone.named
        && let Some((json, object)) = lone.first
    {
        article(source, &json, object, claims);
    }
}

/// Objects with the shape of a whole article that no title of the page names,
/// and the first of them.
#[derive(Default)]
struct Lone<'s> {
    count: u32,
    first: Option<(Json<'s>, usize)>,
    /// Whether a title named one.
    named: bool,
}

/// The object and list literals in a script, outermost first.
fn values(source: &str, script: Range<usize>) -> Vec<Json<'_>> {
    let bytes = &source.as_bytes()[..script.end];
    let mut out = Vec::new();
    let mut at = script.start;
    let first = bytes[at..]
        .iter()
        .position(|b| !b.is_ascii_whitespace())
        .map_or(at, |skip| at + skip);
    if matches!(bytes.get(first), Some(b'{' | b'[')) {
        let json = Json::one(source, first..script.end);
        at = json.end;
        out.push(json);
    }
    // Then what is assigned or handed over: `x = {`, `f([`, `:{`.
    while let Some(skip) = bytes
        .get(at..)
        .and_then(|rest| memchr::memchr2(b'=', b'(', rest))
    {
        at += skip + 1;
        let space = bytes[at..]
            .iter()
            .take_while(|b| b.is_ascii_whitespace())
            .count();
        let start = at + space;
        if matches!(bytes.get(start), Some(b'{' | b'[')) {
            let json = Json::one(source, start..script.end);
            at = json.end.max(start + 1);
            out.push(json);
        }
    }
    out
}

/// What the keys of an article claim.
fn keys() -> &'static Table<Property> {
    static KEYS: OnceLock<Table<Property>> = OnceLock::new();
    words::table(
        &KEYS,
        include_str!("../../words/app-keys.tsv"),
        ' ',
        property,
    )
}

/// The property of a key, written in any of the usual ways.
fn of_key(key: &str) -> Option<Property> {
    const LONGEST: usize = 32;
    if key.len() > LONGEST {
        return None;
    }
    let mut plain = [0; LONGEST];
    let mut length = 0;
    for byte in key.bytes().filter(|byte| !matches!(byte, b'-' | b'_')) {
        plain[length] = byte.to_ascii_lowercase();
        length += 1;
    }
    keys().get(std::str::from_utf8(&plain[..length]).ok()?)
}

/// Claims of every object that has the shape of an article and the page's own
/// title.
fn objects<'s>(
    source: &str,
    json: Json<'s>,
    titles: &[String],
    lone: &mut Lone<'s>,
    claims: &mut Claims,
) {
    let mut telling: Vec<usize> = Vec::new();
    for node in 0..json.nodes().len() {
        let tells = match of_key(json.key(node)) {
            Some(Property::Published) => true,
            Some(Property::Body) => json.range(node).len() >= WHOLE,
            _ => false,
        };
        if tells {
            let parent = json.nodes()[node].parent as usize;
            if telling.last() != Some(&parent) {
                telling.push(parent);
            }
        }
        if telling.len() > MOST_ITEMS {
            break;
        }
    }
    telling.sort_unstable();
    telling.dedup();
    let mut whole = None;
    for object in telling {
        if json.kind(object) != Kind::Object {
            continue;
        }
        let (mut headed, mut named, mut dated) = (false, false, false);
        for member in json.children(object) {
            let property = of_key(json.key(member));
            dated |= property == Some(Property::Published);
            if property == Some(Property::Headline)
                && let Some(node) = string(&json, member)
            {
                let name = compared(Value::of_json(source, &json, node).text());
                headed |= !name.is_empty();
                named |= !name.is_empty() && titles.iter().any(|title| same(title, &name));
            }
        }
        if named {
            lone.named = true;
            article(source, &json, object, claims);
        } else if headed && dated && !lone.named && is_whole(source, &json, object) {
            lone.count += 1;
            whole = whole.or(Some(object));
        }
    }
    if lone.first.is_none()
        && let Some(object) = whole
    {
        lone.first = Some((json, object));
    }
}

/// Whether an object holds the text of an article.
fn is_whole(source: &str, json: &Json<'_>, object: usize) -> bool {
    json.children(object).any(|member| {
        of_key(json.key(member)) == Some(Property::Body)
            && json.range(member).len() >= WHOLE
            && body(source, json, member).text().len() >= WHOLE
    })
}

/// Claims of an object that is the page's article.
fn article(source: &str, json: &Json<'_>, object: usize, claims: &mut Claims) {
    let subject = claims.item();
    for member in json.children(object) {
        if let Some(property) = of_key(json.key(member)) {
            members(source, json, member, property, subject, claims);
        }
    }
}

/// The string of a member: its own, or one under a usual inner key.
fn string(json: &Json<'_>, member: usize) -> Option<usize> {
    match json.kind(member) {
        Kind::String => Some(member),
        Kind::Object => [
            "basic", "default", "text", "rendered", "name", "value", "iso", "long",
        ]
        .iter()
        .find_map(|key| {
            let inner = json.member(member, key)?;
            (json.kind(inner) == Kind::String).then_some(inner)
        }),
        _ => None,
    }
}

fn members(
    source: &str,
    json: &Json<'_>,
    member: usize,
    property: Property,
    subject: Subject,
    claims: &mut Claims,
) {
    let mut claim = |value: Value| {
        claims.push(Claim {
            property,
            value,
            source: Source::AppState,
            rule: Rule::named(rule(property)),
            subject,
            group: 0,
            node: None,
            rank: 0,
        });
    };
    if property == Property::Body {
        claim(body(source, json, member));
        return;
    }
    let mut push = |node: usize| claim(Value::of_json(source, json, node));
    let date = matches!(property, Property::Published | Property::Modified);
    if date && json.kind(member) == Kind::Bare {
        push(member);
        return;
    }
    if let Some(node) = string(json, member) {
        push(node);
        return;
    }
    if property == Property::Author && json.kind(member) == Kind::Array {
        /// More names than this are not a byline.
        const MOST: usize = 16;
        for person in json.children(member).take(MOST) {
            let name = match json.kind(person) {
                Kind::String => Some(person),
                Kind::Object => [
                    "name",
                    "fullName",
                    "displayName",
                    "full_name",
                    "title",
                    "byline",
                ]
                .iter()
                .find_map(|key| {
                    let inner = json.member(person, key)?;
                    (json.kind(inner) == Kind::String).then_some(inner)
                }),
                _ => None,
            };
            if let Some(name) = name {
                push(name);
            }
        }
    }
}

/// The text of an article, a line a paragraph.
fn body(source: &str, json: &Json<'_>, member: usize) -> Value {
    match string(json, member) {
        Some(node) => Value::lines_of_json(source, json, node),
        None => rich_text::lines(source, json, member),
    }
}

fn rule(property: Property) -> &'static str {
    match property {
        Property::Headline => "app-state/headline",
        Property::Author => "app-state/author",
        Property::Published => "app-state/published",
        Property::Modified => "app-state/modified",
        Property::Body => "app-state/body",
        _ => "app-state/other",
    }
}

/// What the page calls itself in its head, made comparable.
fn titles(claims: &Claims) -> Vec<String> {
    claims
        .list
        .iter()
        .filter(|claim| {
            matches!(claim.property, Property::Headline | Property::Title)
                && claim.subject != Subject::Aside
        })
        .map(|claim| compared(claim.value.text()))
        .filter(|title| !title.is_empty())
        .collect()
}

/// Letters and digits in lower case.
pub(crate) fn compared(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// Whether a headline is what a title says, perhaps with the site's name
/// behind it.
fn same(title: &str, headline: &str) -> bool {
    title == headline || (headline.len() >= 16 && title.starts_with(headline))
}
