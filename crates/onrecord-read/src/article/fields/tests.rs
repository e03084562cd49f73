//! Fields of small pages, and that every one of them can be checked.

use onrecord_record::{Capture, Evidence, Record, check};

use crate::Options;
use crate::training::AsRead;

fn read(url: &str, page: &str) -> Record {
    let capture = Capture {
        url: Some(url.to_owned()),
        captured: Some("2025-03-01T00:00:00+00:00".to_owned()),
        media_type: Some("text/html; charset=utf-8".to_owned()),
        body: page.as_bytes().to_vec(),
    };
    let record = crate::read(&capture, &crate::Options::default());
    let faults = check(&capture, &record);
    assert!(faults.is_empty(), "{faults:?}");
    record
}

/// A page with a head, what stands over the body, and three paragraphs.
fn page(head: &str, top: &str) -> String {
    let paragraph = "<p>The harbour council of Orrin voted on the new sea wall after a night of \
        debate, and the builders said that the first stones would be laid before the autumn storms \
        reach the island's northern shore.</p>";
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head>{head}</head><body><nav><a href=\"/\">Home</a></nav>\
         <main><article>{top}{}</article></main><footer>© 2019 Orrin Times</footer></body></html>",
        paragraph.repeat(3)
    )
}

fn headline(record: &Record) -> &str {
    record.article.headline.value().map_or("", String::as_str)
}

fn authors(record: &Record) -> String {
    let people = record
        .article
        .authors
        .value()
        .map(Vec::as_slice)
        .unwrap_or_default();
    let names: Vec<&str> = people
        .iter()
        .map(|person| person.value.name.as_str())
        .collect();
    names.join(" + ")
}

fn published(record: &Record) -> String {
    record
        .article
        .published
        .value()
        .map(|date| date.moment.to_string())
        .unwrap_or_default()
}

fn modified(record: &Record) -> String {
    record
        .article
        .modified
        .value()
        .map(|date| date.moment.to_string())
        .unwrap_or_default()
}

#[test]
fn visible_fields() {
    let record = read(
        "https://orrin.example/harbour/sea-wall",
        &page(
            "<title>Council votes for a sea wall | Orrin Times</title>",
            "<h1>Council votes for a sea wall</h1><p class=\"byline\">By Mara Vell and Jo Lind</p>\
             <p class=\"date\">Published 12 February 2025, 5:34 PM GMT | Updated 13 February 2025</p>",
        ),
    );
    assert_eq!(headline(&record), "Council votes for a sea wall");
    assert_eq!(authors(&record), "Mara Vell + Jo Lind");
    assert_eq!(published(&record), "2025-02-12T17:34+00:00");
    assert_eq!(modified(&record), "2025-02-13");
}

#[test]
fn claims_are_read_and_checked_against_the_page() {
    let record = read(
        "https://orrin.example/a",
        &page(
            r#"<title>Sea wall | Orrin Times</title><meta property="og:site_name" content="Orrin Times">
            <script type="application/ld+json">{"@graph":[
              {"@type":"NewsArticle","headline":"Council \u201cvotes\u201d for a wall &amp; a mole","author":[{"@id":"\#a"},{"@type":"Person","name":"Edie Torr"}],
               "datePublished":"2025-02-12T17:34:00Z","dateModified":"2025-02-13T08:00:00Z",},
              {"@type":"Person","@id":"\#a","name":"Mara Vell","jobTitle":"Harbour reporter"},
              {"@type":"NewsArticle","headline":"Ferry prices rise again in spring","datePublished":"2025-01-02","author":"Tomas Orrick"}
            ]}</script>"#
                .replace("\\#", "#")
                .as_str(),
            "<h1>Council “votes” for a wall &amp; a mole</h1><div class=\"byline\">By Mara Vell</div>",
        ),
    );
    assert_eq!(headline(&record), "Council “votes” for a wall & a mole");
    // The byline shows one of the two; the other may be an editor.
    assert_eq!(authors(&record), "Mara Vell");
    assert_eq!(published(&record), "2025-02-12T17:34:00+00:00");
    assert_eq!(modified(&record), "2025-02-13T08:00:00+00:00");
}

#[test]
fn one_date_never_stands_for_the_other() {
    let record = read(
        "https://orrin.example/a",
        &page(
            "<meta property=\"article:modified_time\" content=\"2025-02-13T08:00:00Z\">",
            "<h1>Council votes for a sea wall</h1>",
        ),
    );
    assert_eq!(published(&record), "");
    assert_eq!(modified(&record), "2025-02-13T08:00:00+00:00");
}

#[test]
fn what_only_data_says_is_cited_there() {
    let record = read(
        "https://orrin.example/a",
        &page(
            r#"<title>Council votes for a sea wall</title><script id="state">window.__STATE__ = {"story":{"headline":"Council votes for a sea wall","firstPublished":"2025-02-12T17:34:00Z","byline":"By Mara V\u00e9ll","related":[{"headline":"Ferry prices rise","publishedAt":"2025-01-01"}]}};</script>"#,
            "<h1>Council votes for a sea wall</h1>",
        ),
    );
    assert_eq!(authors(&record), "Mara Véll");
    assert_eq!(published(&record), "2025-02-12T17:34:00+00:00");
}

#[test]
fn the_day_is_the_one_that_readers_see() {
    let record = read(
        "https://orrin.example/a",
        &page(
            "<meta property=\"article:published_time\" content=\"2025-02-13T01:10:00Z\">",
            "<h1>Council votes for a sea wall</h1><p class=\"time\">Feb 12, 2025 8:10 PM EST</p>",
        ),
    );
    assert_eq!(published(&record), "2025-02-12T20:10-05:00");
}

#[test]
fn other_dates_and_names_are_left() {
    let record = read(
        "https://orrin.example/a",
        &page(
            "<meta name=\"author\" content=\"admin\">",
            "<h1>Council votes for a sea wall</h1><p class=\"byline\">By {{author}}</p>",
        ),
    );
    assert_eq!(authors(&record), "");
    assert_eq!(published(&record), "");
}

#[test]
fn broken_claims_are_read() {
    for script in [
        "<!-- {\"@type\":\"NewsArticle\",\"datePublished\":\"2025-02-12\"} -->",
        "{\"@type\":\"NewsArticle\",\"headline\":\"The \"wall\" vote\",\"datePublished\":\"2025-02-12\"",
        "{\"@type\":\"NewsArticle\",\"description\":\"one\ntwo\",\"datePublished\":\"2025-02-12\",}",
        "{&quot;@type&quot;:&quot;NewsArticle&quot;,&quot;datePublished&quot;:&quot;2025-02-12&quot;}",
        "{\"@type\":\"WebSite\"}{\"@type\":\"NewsArticle\",\"datePublished\":\"2025-02-12\"}",
    ] {
        let head = format!("<script type=\"application/ld+json\">{script}</script>");
        let record = read(
            "https://orrin.example/a",
            &page(&head, "<h1>Council votes for a sea wall</h1>"),
        );
        assert_eq!(published(&record), "2025-02-12", "{script}");
    }
}

#[test]
fn microdata_and_kicker() {
    let record = read(
        "https://orrin.example/a",
        &page(
            "<title>Council votes for a sea wall</title>",
            "<div itemscope itemtype=\"https://schema.org/NewsArticle\"><h1 itemprop=\"headline\">\
             <span class=\"kicker\">Harbour</span> Council votes for a sea wall</h1>\
             <span itemprop=\"author\" itemscope itemtype=\"https://schema.org/Person\"><span itemprop=\"name\">Mara Vell</span></span>\
             <time itemprop=\"datePublished\" datetime=\"2025-02-12T17:34+01:00\">yesterday</time></div>",
        ),
    );
    assert_eq!(headline(&record), "Council votes for a sea wall");
    assert_eq!(
        record.article.kicker.value().map(String::as_str),
        Some("Harbour")
    );
    assert_eq!(authors(&record), "Mara Vell");
    assert_eq!(published(&record), "2025-02-12T17:34+01:00");
}

#[test]
fn contributors_have_places() {
    let mut text = page("", "<h1>Council votes for a sea wall</h1>");
    text = text.replace(
        "</article>",
        "<p>Mara Vell reported from Hafenstadt. Additional reporting by Jo Lind in Orrin.</p></article>",
    );
    let record = read("https://orrin.example/a", &text);
    let shown: Vec<String> = record
        .article
        .contributors
        .iter()
        .map(|c| {
            format!(
                "{} @ {}",
                c.value.name,
                c.value.place.as_ref().map_or("", |p| p.value.as_str())
            )
        })
        .collect();
    assert_eq!(shown, ["Mara Vell @ Hafenstadt", "Jo Lind @ Orrin"]);
}

#[test]
fn any_charset_keeps_its_places() {
    let page = page(
        "<title>Рада проголосувала</title><meta name=\"author\" content=\"Мара Вель\">",
        "<h1>Рада острова проголосувала за стіну</h1><p class=\"date\">12 лютого 2025</p>",
    )
    .replace("<head>", "<head><meta charset=\"windows-1251\">");
    let body: Vec<u8> = page
        .chars()
        .map(|c| match c {
            'А'..='я' => (c as u32 - 'А' as u32 + 0xC0) as u8,
            'і' => 0xB3,
            '©' => 0xA9,
            '\'' => b'\'',
            c if c.is_ascii() => c as u8,
            _ => b'?',
        })
        .collect();
    let capture = Capture {
        body,
        ..Capture::default()
    };
    let record = crate::read(&capture, &crate::Options::default());
    assert!(check(&capture, &record).is_empty());
    assert_eq!(authors(&record), "Мара Вель");
    assert_eq!(published(&record), "2025-02-12");
}

/// The headline and the kicker of a page with a title, a head's rest and a top.
#[track_caller]
fn titled(head: &str, top: &str, expected: &str, kicker: &str) {
    let record = read("https://www.orrintimes.example/a", &page(head, top));
    assert_eq!(headline(&record), expected);
    let shown = record.article.kicker.value().map_or("", String::as_str);
    assert_eq!(shown, kicker);
}

#[test]
fn a_part_that_a_claim_leaves_out_is_no_headline() {
    let claim = "<title>Council votes for a sea wall</title>";
    titled(
        claim,
        "<h1><span>Harbour</span><span>Council votes for a sea wall</span></h1>",
        "Council votes for a sea wall",
        "Harbour",
    );
    titled(
        claim,
        "<h1>“Too late”<br>Council votes for a sea wall</h1>",
        "Council votes for a sea wall",
        "“Too late”",
    );
    titled(
        claim,
        "<h1>Council votes for a sea wall <small>Builders are to begin before autumn</small></h1>",
        "Council votes for a sea wall",
        "",
    );
    // No element and no mark ends where the claim begins.
    titled(
        claim,
        "<h1>The Council votes for a sea wall</h1>",
        "The Council votes for a sea wall",
        "",
    );
    // The publisher's own claim has the kicker in it.
    titled(
        "<title>Harbour: Council votes for a sea wall</title>",
        "<h1><span class=\"kicker\">Harbour</span> Council votes for a sea wall</h1>",
        "Harbour: Council votes for a sea wall",
        "",
    );
}

#[test]
fn the_site_is_no_headline() {
    titled(
        "<title>Orrin Times - Islands - Council votes for a sea wall</title>",
        "<h1><a href=\"/\">Orrin Times</a></h1><h2>Islands</h2><h2>Council votes for a sea wall</h2>",
        "Council votes for a sea wall",
        "",
    );
    titled(
        "<title>Orrintimes: a paper turns a hundred | Orrintimes.example</title>",
        "<h1>Orrintimes and the wall | Orrintimes.example</h1>",
        "Orrintimes and the wall",
        "",
    );
    titled(
        "<title>Orrintimes readers: what we want</title>",
        "<h1>Orrintimes readers: what we want</h1>",
        "Orrintimes readers: what we want",
        "",
    );
    // The reader is not told by the site's name that it is the headline.
    titled(
        "<title>Council votes for a sea wall of grey stone</title>\
         <meta name=\"application-name\" content=\"Council votes for a sea wall of grey stone\">",
        "<h1>Council votes for a sea wall of grey stone</h1>",
        "Council votes for a sea wall of grey stone",
        "",
    );
}

#[test]
fn a_line_with_the_titles_words_is_the_headline() {
    titled(
        "<title>Council votes for a sea wall-Orrin Wire</title>\
         <meta property=\"og:title\" content=\"Council votes for a sea wall\">",
        "<div>Council votes for a sea wall</div>",
        "Council votes for a sea wall",
        "",
    );
}

#[test]
fn an_earlier_day_in_the_head_is_that_of_publication() {
    let day = |claimed: &str, shown: &str| {
        let head = format!("<meta name=\"date\" content=\"{claimed}\">");
        let top = format!("<h1>Council votes for a sea wall</h1>{shown}");
        published(&read("https://orrin.example/a", &page(&head, &top)))
    };
    assert_eq!(day("2025-02-12", "<p>3 January 2025</p>"), "2025-01-03");
    // What is shown later may be a change, what is shown too is the day.
    assert_eq!(day("2025-02-12", "<p>14 February 2025</p>"), "2025-02-12");
    assert_eq!(
        day("2025-02-12", "<p>3 January 2025</p><p>12 February 2025</p>"),
        "2025-02-12"
    );
    assert_eq!(
        day("2025-02-12", "<p>Copyright 3 January 2025</p>"),
        "2025-02-12"
    );
}

#[test]
fn a_day_shown_without_a_word_is_the_articles_though_it_was_changed_then() {
    let head = "<meta property=\"article:published_time\" content=\"2025-02-12T08:00:00+01:00\">\
                <meta property=\"article:modified_time\" content=\"2025-02-15T08:00:00+01:00\">";
    let day = |top: &str| {
        let top = format!("<h1>Council votes for a sea wall</h1>{top}");
        published(&read("https://orrin.example/a", &page(head, &top)))
    };
    assert_eq!(day("<p>15 February 2025</p>"), "2025-02-15");
    // A label says what it is; and the other day is shown too.
    let claimed = "2025-02-12T08:00:00+01:00";
    assert_eq!(day("<p>Updated on 15 February 2025</p>"), claimed);
    assert_eq!(
        day("<p>12 February 2025</p><p>15 February 2025</p>"),
        claimed
    );
    // The head may not have followed the last change; it does not run ahead of it.
    assert_eq!(day("<p>14 February 2025</p>"), "2025-02-14");
    assert_eq!(day("<p>17 February 2025</p>"), claimed);
}

#[test]
fn a_dateline_dates_the_article() {
    let day = |start: &str| {
        let text = page("", "<h1>Council votes for a sea wall</h1>");
        let first = format!("<p>{start} Nobody slept in the lower town that night. The harbour");
        let text = text.replacen("<p>The harbour", &first, 1);
        published(&read("https://orrin.example/a", &text))
    };
    assert_eq!(day("27.1.2025 -"), "2025-01-27");
    assert_eq!(day("Orrin, 27 January 2025."), "2025-01-27");
    assert_eq!(day("On 27 January 2025 the sea came in."), "");
    assert_eq!(day("27 January 2025 was a stormy day."), "");
}

#[test]
fn who_signs_is_the_author() {
    let foot = |end: &str| {
        let rest = "<p>The ferries stayed in harbour until the water had gone down again, and \
            the schools of the lower town were shut for a day.</p>";
        let text = page("", "<h1>Council votes for a sea wall</h1>");
        let text = text.replace("</article>", &format!("{}{end}</article>", rest.repeat(4)));
        authors(&read("https://orrin.example/a", &text))
    };
    assert_eq!(foot("<p><em>Mara Vell</em></p>"), "Mara Vell");
    // Names in the text, and bylines of the stories listed behind it.
    assert_eq!(foot("<p>Mara Vell</p>"), "");
    assert_eq!(foot("<ul><li>By Mara Vell</li></ul>"), "");
}

#[test]
fn who_helped_stands_in_a_line_of_another_kind() {
    let head = "<script type=\"application/ld+json\">{\"@type\":\"NewsArticle\",\
                \"headline\":\"Council votes for a sea wall\",\"author\":[\
                {\"@type\":\"Person\",\"name\":\"Mara Vell\"},\
                {\"@type\":\"Person\",\"name\":\"Jo Lind\"}]}</script>";
    let top = "<h1>Council votes for a sea wall</h1><p class=\"byline\">By Mara Vell</p>\
               <p>12 February 2025</p><p class=\"author\">Jo Lind</p>";
    let record = read("https://orrin.example/a", &page(head, top));
    assert_eq!(authors(&record), "Mara Vell");
}

#[test]
fn an_author_may_be_named_far_below() {
    let named = "<div><p class=\"author-box\">Written by <a href=\"/author/mara-vell\">Mara Vell</a></p></div>";
    let filler = "<p>The ferries of Orrin run every hour.</p>".repeat(30);
    let page = page("", "<h1>Council votes for a sea wall</h1>").replace(
        "</article>",
        &format!("</article><section>{filler}</section>{named}"),
    );
    assert_eq!(
        authors(&read("https://orrin.example/a", &page)),
        "Mara Vell"
    );
    // So may a line that is mostly a link, if it says what the link is.
    let linked = "<div><p>Text by <a href=\"/contributor/mara-vell\">Mara Vell</a></p></div>";
    assert_eq!(
        authors(&read(
            "https://orrin.example/a",
            &page.replace(named, linked)
        )),
        "Mara Vell"
    );
    // Three people far below are those of other stories.
    let three: String = ["Mara Vell", "Jo Lind", "Tomas Orrick"]
        .map(|name| named.replace("Mara Vell", name))
        .concat();
    let page = page.replace(named, &three);
    assert_eq!(authors(&read("https://orrin.example/a", &page)), "");
}

#[test]
fn a_pen_name_stands_between_by_and_a_date() {
    let top = |byline: &str| {
        let top = format!("<h1>Council votes for a sea wall</h1>{byline}");
        authors(&read("https://orrin.example/a", &page("", &top)))
    };
    assert_eq!(top("<p>by oz3 on 12 February 2025</p>"), "oz3");
    assert_eq!(top("<p>by <span class=\"author\">oz3</span></p>"), "oz3");
    assert_eq!(
        top("<p class=\"byline\">By Mara Vell</p><p class=\"byline\">More about Mara Vell</p>"),
        "Mara Vell"
    );
}

#[test]
fn columns_are_not_beside_the_article() {
    let text = page("", "<h1>Council votes for a sea wall</h1>").replacen(
        "<p>",
        "<p>Nobody slept in the lower town of Orrin when the wall was voted upon again.</p>\
            <div class=\"col-md-8\"><p>By Mara Vell</p></div><p>",
        1,
    );
    assert_eq!(
        authors(&read("https://orrin.example/a", &text)),
        "Mara Vell"
    );
}

#[test]
fn a_summary_that_the_body_repeats_is_the_dek() {
    use onrecord_record::Label;
    let labels = |again: &str| -> Vec<Label> {
        let first = "The council of Orrin has voted for a wall of grey stone against the \
            autumn storms, after a night of debate in the town hall.";
        let top = format!(
            "<h1>Council votes for a sea wall</h1><p class=\"summary\">{first}</p>{}",
            again.replace("FIRST", first)
        );
        let head = format!("<meta name=\"description\" content=\"{first}\">");
        let record = read("https://orrin.example/a", &page(&head, &top));
        let told = |block: &&onrecord_record::Block| record.text.get(block.span) == first;
        record.blocks.iter().filter(told).map(|b| b.label).collect()
    };
    assert_eq!(labels("<p>FIRST</p>"), [Label::Dek, Label::Body]);
}

#[test]
fn a_heading_that_no_title_knows_gives_way() {
    titled(
        "<title>Orrin Times » Archive » Council votes for a sea wall</title>",
        "<h1>Top classifieds</h1><h2>Council votes for a sea wall</h2>",
        "Council votes for a sea wall",
        "",
    );
    // A page whose wrapper is called a foot; a path that repeats the tab's title.
    titled(
        "<title>News</title><meta property=\"og:title\" content=\"Council votes for a sea wall\">",
        "<h2>News</h2><div class=\"copyright\"><h1>Council votes for a sea wall</h1></div>",
        "Council votes for a sea wall",
        "",
    );
    titled(
        "<title>Wall: council votes</title><meta property=\"og:title\" content=\"Council votes for a sea wall\">",
        "<nav><h1>Wall: council votes</h1></nav><h2>Council votes for a sea wall</h2>",
        "Council votes for a sea wall",
        "",
    );
    // The title has the site's name run on.
    titled(
        "<title>Council votes for a sea wall-Wire</title>",
        "<div>Council votes for a sea wall</div>",
        "Council votes for a sea wall",
        "",
    );
}

#[test]
fn claims_word_names_that_the_page_runs_together() {
    let record = read(
        "https://orrin.example/a",
        &page(
            "<meta name=\"parsely-author\" content=\"Mara Vell\">",
            "<h1>Council votes for a sea wall</h1><p class=\"byline\">By Mara VellHarbours</p>",
        ),
    );
    assert_eq!(authors(&record), "Mara Vell");
}

#[test]
fn a_byline_below_the_headline_is_one_whatever_it_is_called() {
    let record = read(
        "https://orrin.example/a",
        &page(
            "",
            "<h1>Council votes for a sea wall</h1><p class=\"comment-line\">By Mara Vell</p>",
        ),
    );
    assert_eq!(authors(&record), "Mara Vell");
}

#[test]
fn a_label_behind_the_article_gives_its_day() {
    let day = |foot: &str| {
        let head =
            "<meta property=\"article:published_time\" content=\"2025-02-12T08:00:00+01:00\">";
        let rest = "<p>The ferries stayed in harbour until the water had gone down again, and \
            the schools of the lower town were shut for a day.</p>";
        let text = page(head, "<h1>Council votes for a sea wall</h1>");
        let text = text.replace("</article>", &format!("{}{foot}</article>", rest.repeat(4)));
        published(&read("https://orrin.example/a", &text))
    };
    assert_eq!(day("<p>Published 3 January 2025</p>"), "2025-01-03");
    // Elsewhere is not here.
    assert_eq!(
        day("<p>Originally published at the Orrin Post on 3 January 2025</p>"),
        "2025-02-12T08:00:00+01:00"
    );
}

/// Captions and credits of the article's pictures.
fn captions(record: &Record) -> Vec<(&str, &str)> {
    let images = record.article.images.iter();
    images
        .map(|image| {
            let caption = image.caption.as_ref().map_or("", |e| e.value.as_str());
            (
                caption,
                image.credit.as_ref().map_or("", |e| e.value.as_str()),
            )
        })
        .collect()
}

const HEADLINE: &str = "<h1>Council votes for a sea wall</h1>";

#[test]
fn a_picture_shown_twice_is_one() {
    let figure = "<figure><img src=\"wall.jpg\"><figcaption>The old wall at low tide\
                  </figcaption></figure>";
    let record = read(
        "https://orrin.example/",
        &page("", &format!("{HEADLINE}{figure}{figure}")),
    );
    assert_eq!(captions(&record), [("The old wall at low tide", "")]);
    // Two pictures may have the same words.
    let other = figure.replace("wall.jpg", "wall-2.jpg");
    let record = read(
        "https://orrin.example/",
        &page("", &format!("{HEADLINE}{figure}{other}")),
    );
    assert_eq!(captions(&record).len(), 2);
}

#[test]
fn the_caption_of_a_quotation_is_no_pictures() {
    let record = read(
        "https://orrin.example/",
        &page(
            "",
            &format!(
                "{HEADLINE}<figure><blockquote><p>We have waited long enough.</p></blockquote>\
                 <figcaption>Mara Vell, mayor of Orrin</figcaption></figure>"
            ),
        ),
    );
    assert_eq!(captions(&record), []);
    let beside = read(
        "https://orrin.example/",
        &page(
            "",
            &format!(
                "{HEADLINE}<div class=\"pull-quote\"><figure><blockquote><p>We have waited long \
                 enough.</p></blockquote></figure><figcaption>Mara Vell, mayor of Orrin\
                 </figcaption></div>"
            ),
        ),
    );
    assert_eq!(captions(&beside), []);
}

#[test]
fn a_custom_element_shows_a_picture() {
    let record = read(
        "https://orrin.example/",
        &page(
            "",
            &format!(
                "{HEADLINE}<figure><amp-img src=\"wall.jpg\" alt=\"The wall\"></amp-img>\
                 <figcaption>The old wall at low tide. Photo: Jo Lind</figcaption></figure>"
            ),
        ),
    );
    assert_eq!(
        captions(&record),
        [("The old wall at low tide.", "Jo Lind")]
    );
    let src = record.article.images[0].src.as_ref();
    assert_eq!(src.map(|src| src.value.as_str()), Some("wall.jpg"));
}

#[test]
fn lines_of_one_caption_are_one() {
    let record = read(
        "https://orrin.example/",
        &page(
            "",
            &format!(
                "{HEADLINE}<figure><img src=\"wall.jpg\"><figcaption><div>Low tide</div>\
                 <div>The old wall, seen from the pier.</div><div class=\"credit\">© Jo Lind</div>\
                 </figcaption></figure>"
            ),
        ),
    );
    assert_eq!(
        captions(&record),
        [("Low tide\nThe old wall, seen from the pier.", "Jo Lind")]
    );
}

#[test]
fn a_short_caption_with_its_credit_inside_is_both() {
    for (words, caption) in [
        (
            "The wall at low tide. <span class=\"credit\">Photo: Jo Lind</span>",
            "The wall at low tide.",
        ),
        ("Photo: <span class=\"credit\">Jo Lind</span>", ""),
    ] {
        let figure = format!(
            "{HEADLINE}<figure><img src=\"wall.jpg\"><figcaption>{words}</figcaption></figure>"
        );
        let record = read("https://orrin.example/", &page("", &figure));
        assert_eq!(captions(&record), [(caption, "Jo Lind")]);
    }
}

#[test]
fn an_element_of_a_picture_and_a_sentence_is_a_figure() {
    let sentence = "The builders of the sea wall look at the stones on the old pier of Orrin.";
    let read = |behind: &str| {
        let figure = format!(
            "{HEADLINE}<div><div><span><img src=\"wall.jpg\"></span><p>{sentence}</p></div></div>{behind}"
        );
        read("https://orrin.example/", &page("", &figure))
    };
    let alone = read("");
    assert_eq!(captions(&alone), [(sentence, "")]);
    assert!(!alone.body_text().contains(sentence));
}

#[test]
fn paragraphs_that_take_turns_with_pictures_are_the_article() {
    let things = |count: usize| {
        let thing = |k: usize| {
            format!(
                "<div><p><img src=\"{k}.jpg\"></p><p>Pier {k} of Orrin was built of oak and \
                 stone, and it still bears the cranes of the old harbour company.</p></div>"
            )
        };
        let list: String = (0..count).map(thing).collect();
        read(
            "https://orrin.example/",
            &page("", &format!("{HEADLINE}{list}")),
        )
    };
    assert_eq!(captions(&things(2)).len(), 2);
    assert_eq!(captions(&things(9)).len(), 0);
}

#[test]
fn what_a_button_says_is_no_caption() {
    let figure = |words: &str| {
        let figure = format!(
            "{HEADLINE}<div class=\"media\"><img src=\"wall.jpg\"><div class=\"media-text\">\
             {words}</div></div>"
        );
        let record = read("https://orrin.example/", &page("", &figure));
        record.article.images.len()
    };
    assert_eq!(figure("Builders at the old wall of Orrin"), 1);
    assert_eq!(figure("<button>Show more of the old wall</button>"), 0);
    assert_eq!(
        figure("<div class=\"embed\">Copy the link to the old wall</div>"),
        0
    );
}

#[test]
fn the_words_of_an_offer_are_no_caption() {
    let words = "Get the news of the harbour by letter every morning";
    let offer = format!(
        "{HEADLINE}<div class=\"inline-signup\"><img src=\"boat.jpg\" alt=\"{words}\"><p>{words}</p></div>"
    );
    let record = read("https://orrin.example/", &page("", &offer));
    assert_eq!(captions(&record), []);
}

#[test]
fn a_mark_and_its_name_may_stand_in_elements_of_their_own() {
    let figure = "<figure><img src=\"wall.jpg\"><figcaption><span class=\"credit\">Credit</span>\
                  <span>: Orrin Kettles</span></figcaption></figure>";
    let record = read(
        "https://orrin.example/",
        &page("", &format!("{HEADLINE}{figure}")),
    );
    assert_eq!(captions(&record), [("", "Orrin Kettles")]);
}

#[test]
fn a_linked_figure_keeps_the_caption_that_its_picture_repeats() {
    let record = read(
        "https://orrin.example/",
        &page(
            "",
            &format!(
                "{HEADLINE}<a href=\"#zoom\"><figure>\
                 <img src=\"wall.jpg\" alt=\"The old wall of Orrin at low tide\"><img src=\"zoom.svg\">\
                 <figcaption>The old wall of Orrin at low tide (archive)</figcaption></figure></a>"
            ),
        ),
    );
    assert_eq!(
        captions(&record),
        [("The old wall of Orrin at low tide (archive)", "")]
    );
}

fn body(record: &Record) -> Vec<(&str, String)> {
    let body = record.body();
    body.map(|b| (record.text.get(b.span), b.rule.0.to_string()))
        .collect()
}

const WHOLE: &str = "The council of Orrin voted for the wall. It had met since noon.\\n\\n\
     \\u201cWe have waited long enough,\\u201d the mayor, Mara Vell, told the hall after the count. \
     The builders begin in June, and the first stones come from the quarry at Skerry Head.\\n\
     The harbour stays open meanwhile, the board said in a note to the owners of boats.";

#[test]
fn a_body_that_only_data_has_is_used_and_said_to_be_from_there() {
    let head = format!(
        "<title>Council votes for a sea wall</title><script type=\"application/ld+json\">\
         {{\"@type\":\"NewsArticle\",\"headline\":\"Council votes for a sea wall\",\
         \"articleBody\":\"{WHOLE}\"}}</script>"
    );
    // The page shows the first sentences; the rest is taken from the claim.
    let record = read(
        "https://orrin.example/",
        &format!(
            "<html><head>{head}</head><body><h1>Council votes for a sea wall</h1>\
             <p>The council of Orrin voted for the wall. It had met since noon.</p></body></html>"
        ),
    );
    let body = body(&record);
    let from_data: Vec<&str> = (body.iter())
        .filter(|(_, rule)| rule == "body/json-ld-article-body")
        .map(|(words, _)| *words)
        .collect();
    assert_eq!(from_data.len(), 2, "{body:?}");
    assert!(from_data[0].starts_with("“We have waited"), "{body:?}");
    assert!(from_data[1].ends_with("owners of boats."), "{body:?}");
    let told =
        |doubt: &onrecord_record::Doubt| doubt.kind == onrecord_record::DoubtKind::TextOnlyInData;
    assert!(record.doubts.iter().any(told));
}

#[test]
fn a_body_that_the_page_shows_is_not_repeated_from_data() {
    let paragraph = "The harbour council of Orrin voted on the new sea wall after a night of \
        debate, and the builders said that the first stones would be laid before the autumn storms \
        reach the island's northern shore.";
    let claim = [paragraph; 3].join(" ");
    let head = format!(
        "<title>Council votes for a sea wall</title><script type=\"application/ld+json\">\
         {{\"@type\":\"NewsArticle\",\"headline\":\"Council votes for a sea wall\",\
         \"articleBody\":\"{claim}\"}}</script>"
    );
    let record = read("https://orrin.example/", &page(&head, HEADLINE));
    assert_eq!(record.body().count(), 3);
    assert!(
        record
            .doubts
            .iter()
            .all(|doubt| doubt.kind != onrecord_record::DoubtKind::TextOnlyInData)
    );
}

#[test]
fn a_headline_that_no_title_tells() {
    let read = |top: &str| {
        let page = format!(
            "<html lang=\"en\"><head><title>Orrin Times - Online edition</title></head><body>\
             <a href=\"/\">Home</a>{top}\
             <p>The harbour council of Orrin voted on the new sea wall after a night of debate, and \
             the builders said that the first stones would be laid before the autumn storms.</p>\
             <p>Two members stayed away. They had asked for a cheaper mole of timber, which the \
             engineers called a waste of good trees and of the island's money.</p>\
             <p>The wall will be paid for by a loan over thirty years, said the treasurer, who \
             expects that the fees of the ferries will cover most of it.</p></body></html>"
        );
        read("https://orrin.example/a?id=4", &page)
    };
    let line = "Council of Orrin votes on the sea wall";
    for top in [
        format!("<div class=\"storyhead\">{line}</div><p>3 May 2025</p>"),
        format!("<p><font size=\"+2\"><b>{line}</b></font><br>3 May 2025</p>"),
        format!("<p>{line}</p><p>3 May 2025</p>"),
        format!("<h1>News</h1><h3>{line}</h3>"),
    ] {
        assert_eq!(headline(&read(&top)), line, "{top}");
    }
    // A sentence is a paragraph, however it is set.
    let bold = read("<h1>News</h1><p><b>The council of Orrin voted on the sea wall.</b></p>");
    assert_ne!(
        headline(&bold),
        "The council of Orrin voted on the sea wall."
    );
}

#[test]
fn the_core_of_a_tabs_title() {
    let title = "<title>Sport | Rowing | Island rowers win the spring regatta</title>";
    let record = read("https://orrin.example/a", &page(title, ""));
    assert_eq!(headline(&record), "Island rowers win the spring regatta");
}

#[test]
fn a_title_that_runs_on() {
    let rest = "var page = 'story'; ".repeat(20);
    let title = format!("<title>Ferry stays in harbour</titl<script>{rest}</title>");
    let record = read("https://orrin.example/a", &page(&title, ""));
    assert_eq!(headline(&record), "Ferry stays in harbour");
}

#[test]
fn more_bylines() {
    let read = |head: &str, top: &str| {
        authors(&read(
            "https://orrin.example/a",
            &page(
                &format!("<title>Sea wall voted in harbour</title>{head}"),
                &format!("<h1>Sea wall voted in harbour</h1>{top}"),
            ),
        ))
    };
    // What follows the linked name is something else.
    let linked =
        "<p>By <a href=\"/c/vell\">A. M. Vell</a> <a href=\"/d\">View in Digital Edition</a></p>";
    assert_eq!(read("", linked), "A. M. Vell");
    assert_eq!(read("", "<p>by ferrygirl</p>"), "ferrygirl");
    assert_eq!(read("", "<p>Anna Vell</p>"), "Anna Vell");
    assert_eq!(read("", "<p>Harbour District</p>"), "");
    let labelled = "<meta name=\"twitter:label1\" content=\"Written by\"> \
        <meta name=\"twitter:data1\" content=\"Mara Vell\">";
    assert_eq!(read(labelled, ""), "Mara Vell");
    let other = "<meta name=\"twitter:label1\" content=\"Est. reading time\"> \
        <meta name=\"twitter:data1\" content=\"4 minutes\">";
    assert_eq!(read(other, ""), "");
}

#[test]
fn a_site_that_bears_a_persons_name() {
    let read = |title: &str| {
        authors(&read(
            "https://notes.example/a",
            &page(title, "<h1>Sea walls</h1>"),
        ))
    };
    assert_eq!(read("<title>Sea walls | Anna Vell</title>"), "Anna Vell");
    assert_eq!(read("<title>Sea walls | Orrin Times</title>"), "");
    assert_eq!(read("<title>Sea walls | Anna News</title>"), "");
}

#[test]
fn a_kicker_that_all_claims_have_is_part_of_the_headline() {
    let whole = "Harbour: Council votes for a sea wall";
    let read = |open: &str| {
        let head = format!(
            "<title>Sea wall</title><meta property=\"og:title\" content=\"{open}\">\
             <script type=\"application/ld+json\">{{\"@type\":\"NewsArticle\",\"headline\":\"{whole}\"}}</script>"
        );
        let top = "<p>Harbour</p><h1>Council votes for a sea wall</h1>";
        headline(&read("https://orrin.example/a", &page(&head, top))).to_owned()
    };
    assert_eq!(read(whole), whole);
    assert_eq!(read("Sea wall passes"), "Council votes for a sea wall");
}

/// A page whose data and cards claim a headline.
fn claimed_page(linked: &str, open: &str, top: &str) -> Record {
    read(
        "https://orrin.example/harbour/sea-wall",
        &page(
            &format!(
                "<title>{linked} | Orrin Times</title>\
                 <meta property=\"og:title\" content=\"{open}\">\
                 <meta property=\"og:site_name\" content=\"Orrin Times\">\
                 <script type=\"application/ld+json\">{{\"@type\":\"NewsArticle\",\
                 \"headline\":\"{linked}\"}}</script>"
            ),
            top,
        ),
    )
}

#[test]
fn a_heading_in_two_halves_is_one_headline() {
    let claim = "Orrin keeps its word: A wall for the harbour";
    let halves = "<h1><div>Orrin keeps its word</div><div>A wall for the harbour</div></h1>";
    let record = claimed_page(claim, claim, halves);
    assert_eq!(headline(&record), claim);
    let record = claimed_page("Orrin keeps its word", "Orrin keeps its word", halves);
    assert_eq!(headline(&record), "Orrin keeps its word");
}

#[test]
fn a_heading_that_data_and_tab_know_outdoes_one_that_cards_know() {
    let record = claimed_page(
        "Sea wall: Orrin pays twelve million crowns",
        "Dear stones for the northern shore",
        "<nav><ol><li>Harbour</li><li><h1>Sea wall: Orrin pays twelve million crowns</h1></li></ol></nav>\
         <h2>Dear stones for the northern shore</h2>",
    );
    assert_eq!(
        headline(&record),
        "Sea wall: Orrin pays twelve million crowns"
    );
    // The other wording is no summary.
    assert_eq!(record.article.dek.value(), None);
}

#[test]
fn a_line_over_byline_and_text_is_the_headline_where_nothing_names_it() {
    let record = read(
        "https://orrin.example/a?id=4",
        "<html><head><title>Orrin Times: Harbour</title></head><body><a href=\"/\">Home</a>\
         <h2>Harbour</h2><p>Stones for the sea wall are late<br>By Mara Vell</p>\
         <p>The stones for the sea wall of Orrin are late, and the builders of the harbour \
         wait for a ship that left the quarries on the other coast in the spring.</p>\
         <p>The harbour council said that it would pay for a second ship if the first one \
         did not come before the storms of the autumn, which last year broke the mole.</p>\
         </body></html>",
    );
    assert_eq!(headline(&record), "Stones for the sea wall are late");
}

#[test]
fn the_space_behind_a_colon_is_taken_from_the_claim() {
    let claim = "Two held in Orrin: The harbour guard found the stones";
    let record = claimed_page(
        claim,
        claim,
        "<h1><span>Two held in Orrin:</span>The harbour guard found the stones</h1>",
    );
    assert_eq!(headline(&record), claim);
}

#[test]
fn what_claims_and_page_agree_on_is_surer() {
    let claim = "Council of Orrin votes for the harbour wall";
    let heading = format!("<h1>{claim}</h1>");
    let agreed = claimed_page(claim, claim, &heading).article.headline;
    let differing = claimed_page("Storms cost Orrin its northern pier", claim, &heading);
    let differing = differing.article.headline;
    assert_eq!(agreed.value(), differing.value());
    assert!(agreed.confidence() > Some(900), "{:?}", agreed.confidence());
    assert!(agreed.confidence() > differing.confidence());

    let url = "https://orrin.example/harbour/sea-wall";
    let head = |author: &str, day: &str| {
        format!(
            "<meta name=\"author\" content=\"{author}\">\
             <meta property=\"article:published_time\" content=\"{day}\">"
        )
    };
    let top = format!(
        "{heading}<p class=\"byline\">By Mara Vell</p><p class=\"date\">12 February 2025</p>"
    );
    let agreed = read(url, &page(&head("Mara Vell", "2025-02-12T08:00:00Z"), &top)).article;
    let differing = read(url, &page(&head("Jo Lind", "2024-11-03T08:00:00Z"), &top)).article;
    assert!(agreed.authors.confidence() > differing.authors.confidence());
    assert!(agreed.published.confidence() > Some(900));
    assert!(agreed.published.confidence() > differing.published.confidence());
}

#[test]
fn how_far_the_headline_leads_and_that_a_page_is_text_are_signs() {
    let signs = |body: &str, as_text: bool| {
        let capture = Capture {
            body: body.as_bytes().to_vec(),
            ..Capture::default()
        };
        let options = Options {
            as_text,
            statements: false,
        };
        let read = AsRead::of(&capture, &options);
        let headline = read.signed().into_iter().find(|it| it.field == "headline");
        headline.map_or(Vec::new(), |headline| {
            headline.signs.into_iter().map(str::to_owned).collect()
        })
    };
    let has = |signs: &[String], sign: &str| signs.iter().any(|own| own == sign);
    let of_page = signs(&page("", HEADLINE), false);
    assert!(has(&of_page, "headline/led-by-far"), "{of_page:?}");
    assert!(!has(&of_page, "headline/plain-text"));
    let rival = format!("{HEADLINE}<h1>Ferries stay in the harbour of Orrin</h1>");
    let of_two = signs(&page("", &rival), false);
    assert!(!has(&of_two, "headline/led-by-far"), "{of_two:?}");
    let paragraph = "The harbour council of Orrin voted on the new sea wall after a night of \
                     debate, and the builders said that the first stones would be laid soon.";
    let text = format!(
        "Council votes for a sea wall\n\nBy Mara Vell\n\n{}",
        [paragraph; 4].join("\n\n")
    );
    let of_text = signs(&text, true);
    assert!(has(&of_text, "headline/plain-text"), "{of_text:?}");
}

#[test]
fn what_is_not_stated_has_no_confidence() {
    let record = read("https://orrin.example/a", "<p>Nothing was said.</p>");
    let article = &record.article;
    assert_eq!(article.headline.confidence(), None);
    assert_eq!(article.authors.confidence(), None);
    assert_eq!(article.published.confidence(), None);
    assert_eq!(article.modified.confidence(), None);
}

#[test]
fn a_caption_in_the_article_is_surer_than_a_word_behind_it() {
    let figure = |caption: &str| {
        format!("<figure><img src=\"a.jpg\"><figcaption>{caption}</figcaption></figure>")
    };
    let told = figure("Builders carry the first stones of the wall to the northern pier.");
    let top = format!("<h1>Council votes for a sea wall</h1>{told}");
    let mut html = page("", &top);
    let at = html.find("</article>").unwrap();
    html.insert_str(at, &figure("Harbour"));
    let record = read("https://orrin.example/a", &html);
    let sure: Vec<Option<u16>> = record
        .article
        .images
        .iter()
        .filter(|image| image.caption.is_some())
        .map(|image| image.caption_confidence)
        .collect();
    assert!(sure.first() > Some(&Some(700)), "{sure:?}");
    assert!(sure.iter().skip(1).all(|last| *last < sure[0]), "{sure:?}");
}

#[test]
fn a_time_elements_words_tell_the_day_of_its_readers() {
    let record = read(
        "https://orrin.example/a",
        &page(
            "<meta property=\"article:published_time\" content=\"2025-02-13T04:00:41+00:00\">",
            "<h1>Council votes for a sea wall</h1><p>By <a>Mara Vell</a><span>\
             <time datetime=\"2025-02-13T04:00:41+00:00\">Feb. 12, 2025 11:00 pm EST</time></span></p>",
        ),
    );
    assert_eq!(published(&record), "2025-02-12T23:00-05:00");
}

#[test]
fn a_time_is_of_what_its_own_name_says() {
    let record = read(
        "https://orrin.example/a",
        &page(
            "",
            "<h1>Council votes for a sea wall</h1><p class=\"posted-on\">\
             <time class=\"published\" datetime=\"2031-05-02T07:15:00Z\">2 May 2031</time>\
             <time class=\"updated\" datetime=\"2031-05-03T09:00:00Z\">3 May 2031</time></p>",
        ),
    );
    assert_eq!(published(&record), "2031-05-02T07:15:00+00:00");
    assert_eq!(modified(&record), "2031-05-03T09:00:00+00:00");
}

#[test]
fn a_minute_far_east_of_utc_tells_the_day_of_its_readers() {
    let record = read(
        "https://orrin.example/a",
        &page(
            "<meta property=\"article:published_time\" content=\"2025-02-12T22:03:00Z\">",
            "<h1>Council votes for a sea wall</h1><p>February 13, 2025 - 9:03AM</p>",
        ),
    );
    assert_eq!(published(&record), "2025-02-13T09:03");
}

#[test]
fn a_date_may_stand_in_the_attribute_of_another_element() {
    let relative = "<h1>Council votes for a sea wall</h1><p>Mara Vell \
        <relative-time datetime=\"2025-02-12T08:00:00Z\">last month</relative-time></p>";
    let record = read("https://orrin.example/a", &page("", relative));
    assert_eq!(published(&record), "2025-02-12T08:00:00+00:00");
    let titled = "<h1>Council votes for a sea wall</h1><p>\
        <span class=\"post-date\" title=\"12 February 2025, 9:30\">last month</span></p>";
    let record = read("https://orrin.example/a", &page("", titled));
    assert_eq!(published(&record), "2025-02-12T09:30");
    let joined = "<h1>Council votes for a sea wall</h1><p>\
        <span class=\"join-date\" title=\"12 February 2025\">reader for years</span></p>";
    let record = read("https://orrin.example/a", &page("", joined));
    assert_eq!(published(&record), "");
}

#[test]
fn an_archives_day_is_not_the_pages() {
    let archived = "https://archive.example/web/20250301121040/http://orrin.example/a";
    let top = "<h1>Council votes for a sea wall</h1>";
    assert_eq!(published(&read(archived, &page("", top))), "");
    let own = "https://archive.example/web/20250301121040/http://orrin.example/2025/02/12/a";
    assert_eq!(published(&read(own, &page("", top))), "2025-02-12");
}

#[test]
fn the_minute_of_the_last_change_is_not_an_earlier_publication() {
    let record = read(
        "https://orrin.example/a",
        &page(
            "<meta property=\"article:published_time\" content=\"2025-02-25T11:00:02+00:00\">\
             <meta property=\"article:modified_time\" content=\"2025-02-07T09:10:52+00:00\">",
            "<h1>Council votes for a sea wall</h1>\
             <p><span>2025-02-07T10:10:52+01:00</span><span>25 of the month</span></p>",
        ),
    );
    assert_eq!(published(&record), "2025-02-25T11:00:02+00:00");
}

#[test]
fn a_picture_between_its_credit_and_its_caption() {
    let record = read(
        "https://orrin.example/",
        &page(
            "",
            &format!(
                "{HEADLINE}<div><span>Photo: Jo Lind</span><img src=\"a.jpg\" alt=\"\">\
                 <div>Builders carry the first stones to the pier</div></div>"
            ),
        ),
    );
    let words: Vec<_> = captions(&record).into_iter().map(|both| both.0).collect();
    assert!(
        words.contains(&"Builders carry the first stones to the pier"),
        "{words:?}"
    );
}

#[test]
fn few_words_are_a_caption_where_the_picture_says_the_same() {
    let shown = |alt: &str| {
        let record = read(
            "https://orrin.example/",
            &page(
                "",
                &format!(
                    "{HEADLINE}<div><img src=\"a.jpg\" alt=\"{alt}\"></div>\
                     <div><span>Low tide</span></div>"
                ),
            ),
        );
        !captions(&record).is_empty()
    };
    assert!(shown("Low tide"));
    assert!(!shown("The harbour"));
}

#[test]
fn a_credits_mark_alone_is_no_credit() {
    let figure = |caption: &str| {
        format!("{HEADLINE}<figure><img src=\"a.jpg\"><figcaption>{caption}</figcaption></figure>")
    };
    let read = |caption: &str| {
        let record = read("https://orrin.example/", &page("", &figure(caption)));
        let image = record.article.images.into_iter().next();
        image.map(|image| {
            let value = |part: Option<Evidence<String>>| part.map(|part| part.value);
            (value(image.caption), value(image.credit))
        })
    };
    assert_eq!(
        read("<span class=\"credit\">Photo:</span> <span>Mara Velt</span>"),
        Some((None, Some("Mara Velt".to_owned())))
    );
    // The mark in an element of its own beside that of the name, and no longer.
    assert_eq!(
        read(
            "The old wall at low tide. - <span class=\"caption__copyright\">Copyright </span>\
             <span class=\"caption__credit\">NAP</span>"
        ),
        Some((
            Some("The old wall at low tide.".to_owned()),
            Some("NAP".to_owned())
        ))
    );
}

#[test]
fn a_whole_text_in_data_under_the_pages_title_needs_no_date() {
    let paragraph = "The harbour council of Orrin voted on the new sea wall after a night of \
                     debate, and the builders said that the first stones would be laid soon.";
    let text = format!("<p>{paragraph}</p>").repeat(4);
    let data = |title: &str| {
        format!(
            "<!DOCTYPE html><title>Council votes for a sea wall | Orrin Times</title>\
             <script>load({{\"story\":{{\"title\":\"{title}\",\"contentHtml\":\"{text}\"}}}})</script>\
             <h1>Council votes for a sea wall</h1>"
        )
    };
    let body = |title: &str| {
        let record = read("https://orrin.example/a", &data(title));
        record.body().count()
    };
    assert_eq!(body("Council votes for a sea wall"), 4);
    assert_eq!(body("Storms cost Orrin its northern pier"), 0);
}

#[test]
fn data_pushed_in_strings_is_read() {
    let data = |headline: &str, name: &str| {
        format!(
            "<title>Council votes for a sea wall | Orrin Times</title></head><body>\
             <script>self.__next_f.push([1,\"5:[\\\"$\\\",{{\\\"headline\\\":\\\"{headline}\\\",\\\"datePub\"])</script>\
             <script>self.__next_f.push([1,\"lished\\\":\\\"2025-02-12T08:00:00Z\\\",\\\"author\\\":\\\"{name}\\\"}}]\\n\"])</script>"
        )
    };
    let top = "<h1>Council votes for a sea wall</h1>";
    let own = data("Council votes for a sea wall", "Mara V\\u00e9ll");
    let record = read("https://orrin.example/a", &page(&own, top));
    assert_eq!(published(&record), "2025-02-12T08:00:00+00:00");
    assert_eq!(authors(&record), "Mara Véll");
    // An escape inside an escape is shown by no piece, and another story's
    // data are not the page's.
    let twice = data("Council votes for a sea wall", "Mara V\\\\u00e9ll");
    let record = read("https://orrin.example/a", &page(&twice, top));
    assert_eq!(authors(&record), "");
    let other = data("Storms cost Orrin its northern pier", "Mara Vell");
    let record = read("https://orrin.example/a", &page(&other, top));
    assert_eq!(published(&record), "");
}
