//! What holds for every input.
//!
//! Each search runs for `ONRECORD_FUZZ_MS` milliseconds (1,000 if it is not
//! set) from a seed that is printed on a failure.

use arbtest::arbitrary::{self, Unstructured};
use onrecord_record::{Capture, Record};

use crate::samples::{self, Sample};
use crate::{capture, read};

/// How long a search may take.
fn budget_ms() -> u64 {
    let given = std::env::var("ONRECORD_FUZZ_MS").ok();
    given.and_then(|ms| ms.parse().ok()).unwrap_or(1_000)
}

/// Reads a capture twice: no panic, no fault, the same bytes, and they can be
/// read back.
fn holds(capture: &Capture) {
    let record = read(capture);
    let json = record.to_json();
    assert_eq!(read(capture).to_json(), json);
    assert_eq!(
        Record::from_json(&json).expect("what is written can be read"),
        record
    );
}

const MEDIA_TYPES: [&str; 14] = [
    "text/html",
    "text/html; charset=utf-8",
    "text/html; charset=windows-1251",
    "text/html; charset=gbk",
    "text/html; charset=gb18030",
    "text/html; charset=big5",
    "text/html; charset=shift_jis",
    "text/html; charset=euc-kr",
    "text/html; charset=iso-2022-jp",
    "text/html; charset=utf-16le",
    "text/html; charset=x-user-defined",
    "text/html; charset=hz-gb-2312",
    "text/plain",
    "application/octet-stream",
];

fn media_type(u: &mut Unstructured<'_>) -> arbitrary::Result<Option<String>> {
    let given = u.ratio(1, 2)?;
    let media_type = u.choose(&MEDIA_TYPES)?;
    Ok(given.then(|| (*media_type).to_owned()))
}

#[test]
fn any_bytes_give_a_record() {
    arbtest::arbtest(|u| {
        let media_type = media_type(u)?;
        let body = u.bytes(u.len())?.to_vec();
        holds(&Capture {
            media_type,
            ..capture(body)
        });
        Ok(())
    })
    .budget_ms(budget_ms());
}

/// Parts of pages, whole and broken.
const TOKENS: &[&str] = &[
    "<!DOCTYPE html>",
    "<html lang=\"en\">",
    "<head>",
    "</head>",
    "<body>",
    "<title>",
    "</title>",
    "<meta charset=gbk>",
    "<meta property=\"og:title\" content=\"Ferry &amp; harbour\">",
    "<meta property=\"article:published_time\" content=\"2031-05-02T06:00:00+02:00\">",
    "<meta name=\"author\" content=\"Mara Tell and Ivo Brandt\">",
    "<script type=\"application/ld+json\">",
    "{\"@type\":\"NewsArticle\",",
    "\"headline\":\"Ferry \\u201creturns\\u201d\",",
    "\"articleBody\":\"We sailed &amp;amp; <b>landed</b>.\\n\\nThen\\ud83e\\udd80\\ud83e.\",",
    "\"author\":[{\"@type\":\"Person\",\"name\":\"Mara Tell\"}],",
    "\"datePublished\":\"2031-05-02\"",
    "}",
    "]",
    "[",
    "{",
    "<script id=\"__NEXT_DATA__\">",
    "</script>",
    "<style>",
    "</style>",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<article>",
    "</article>",
    "<h1 class=\"headline\">",
    "</h1>",
    "<p>",
    "</p>",
    "<div class=\"byline\">",
    "</div>",
    "<div hidden>",
    "<span itemprop=\"author\">",
    "</span>",
    "<time datetime=\"2031-05-02\">",
    "</time>",
    "<table>",
    "<tr>",
    "<td>",
    "</table>",
    "<pre>",
    "</pre>",
    "<ul>",
    "<li>",
    "<ol>",
    "<blockquote>",
    "<figure>",
    "<figcaption>",
    "</figure>",
    "<img alt=\"A ferry&#0; \r\n at &quot;sea&quot;\" src=x.jpg>",
    "<a href=\"/x?a=b&copy=c\">",
    "</a>",
    "<b>",
    "</i>",
    "<i>",
    "<br>",
    "<svg>",
    "<math>",
    "<template>",
    "<select>",
    "<option>",
    "<textarea>",
    "<plaintext>",
    "By Mara Tell, harbour correspondent",
    "Updated 2 May 2031, 6:00 PM",
    "(Photo: Ivo Brandt/Orrin Press)",
    " The crossing caf&eacute; re&notit;opened &#x80; ",
    "\u{FEFF}\u{AD}\u{200B}",
    "\0",
    "\r\n",
    "\r",
];

fn soup(u: &mut Unstructured<'_>) -> arbitrary::Result<Vec<u8>> {
    let mut body = Vec::new();
    while !u.is_empty() && body.len() < 20_000 {
        match u.int_in_range(0..=9)? {
            0 => body.extend(u.arbitrary::<[u8; 3]>()?),
            1 => body.extend("Орринский паром, 中文新闻, déjà vu. ".bytes()),
            _ => body.extend(u.choose(TOKENS)?.bytes()),
        }
    }
    Ok(body)
}

#[test]
fn any_soup_of_tags_gives_a_record() {
    arbtest::arbtest(|u| {
        let media_type = media_type(u)?;
        let body = soup(u)?;
        holds(&Capture {
            media_type,
            ..capture(body)
        });
        Ok(())
    })
    .budget_ms(budget_ms());
}

/// Cuts, doubles, swaps and overwrites stretches of a page.
fn mutate(u: &mut Unstructured<'_>, samples: &[Sample]) -> arbitrary::Result<Capture> {
    let sample = u.choose(samples)?;
    let mut capture = sample.capture.clone();
    for _ in 0..u.int_in_range(1..=8)? {
        let body = &mut capture.body;
        let at = u.int_in_range(0..=body.len())?;
        let end = (at + u.int_in_range(0..=200)?).min(body.len());
        match u.int_in_range(0..=5)? {
            0 => drop(body.drain(at..end)),
            1 => {
                let stretch = body[at..end].to_vec();
                body.splice(at..at, stretch);
            }
            2 => body.truncate(at),
            3 => drop(body.splice(at..end, u.arbitrary::<[u8; 2]>()?)),
            4 => drop(body.splice(at..at, u.choose(TOKENS)?.bytes())),
            _ => {
                let other = &u.choose(samples)?.capture.body;
                let from = u.int_in_range(0..=other.len())?;
                let to = (from + 200).min(other.len());
                body.splice(at..at, other[from..to].iter().copied());
            }
        }
    }
    if u.ratio(1, 4)? {
        capture.media_type = media_type(u)?;
    }
    Ok(capture)
}

#[test]
fn any_damaged_sample_gives_a_record() {
    let samples = samples::all();
    arbtest::arbtest(|u| {
        holds(&mutate(u, &samples)?);
        Ok(())
    })
    .budget_ms(budget_ms());
}

#[test]
fn threads_change_nothing() {
    let samples = samples::all();
    let alone: Vec<String> = samples.iter().map(|s| read(&s.capture).to_json()).collect();
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|thread| {
                let samples = &samples;
                // Each thread begins elsewhere, so that they meet different
                // pages at one time.
                let order = move |i: usize| (i + thread) % samples.len();
                scope.spawn(move || {
                    (0..samples.len())
                        .map(|i| (order(i), read(&samples[order(i)].capture).to_json()))
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        for thread in threads {
            for (i, json) in thread.join().expect("reading does not panic") {
                assert_eq!(json, alone[i], "{}", samples[i].name);
            }
        }
    });
}
