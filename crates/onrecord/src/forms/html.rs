//! Clean HTML, built from blocks and marks and nothing else: no element or
//! attribute of the page comes through, links go to http, https and mailto
//! only, pictures are linked and not loaded. Each block says with `data-bytes`
//! where in the capture it stands.

use onrecord_record::{Block, MarkKind, Record};

use super::Setting;
use super::flow::{Part, flow};
use super::marks::{Step, steps};
use super::parts::{byline, dek_apart, moment, stated, value};
use crate::iri;

/// What stands before the first article. The policy forbids everything that
/// the document does not need, in case a browser finds something in it that we
/// did not put there.
pub(super) const HEAD: &str = "<!doctype html>\n\
<html>\n<head>\n<meta charset=\"utf-8\">\n\
<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n\
<meta name=\"viewport\" content=\"width=device-width\">\n\
<meta name=\"referrer\" content=\"no-referrer\">\n\
<title>Onrecord</title>\n\
<style>body{max-width:42rem;margin:2rem auto;padding:0 1rem;font:1.1rem/1.5 serif}figure{margin:1rem 0;padding-left:1rem;border-left:3px solid #aaa;font-size:.9rem}small,.kicker{color:#666}</style>\n\
</head>\n<body>\n";

/// What stands after the last article.
pub(super) const FOOT: &str = "</body>\n</html>\n";

/// The record as an HTML `article` element.
pub(super) fn write(record: &Record, _setting: &Setting) -> String {
    let article = &record.article;
    let base = iri::page_url(record);
    let base = base.as_deref();
    let mut out = "<article".to_owned();
    if let Some(language) = stated(&article.language) {
        out.push_str(&format!(" lang=\"{}\"", escaped(language)));
    }
    out.push_str(&format!(
        " data-sha256=\"{}\">\n<header>\n",
        record.capture.sha256
    ));
    if let Some(kicker) = stated(&article.kicker) {
        out.push_str(&format!("<p class=\"kicker\">{}</p>\n", escaped(kicker)));
    }
    if let Some(headline) = stated(&article.headline) {
        out.push_str(&format!("<h1>{}</h1>\n", escaped(headline)));
    }
    if let Some(dek) = dek_apart(record) {
        out.push_str(&format!("<p><em>{}</em></p>\n", escaped(dek)));
    }
    let mut credits: Vec<String> = Vec::new();
    credits.extend(byline(record).map(|names| escaped(&names)));
    credits.extend(stated(&article.publisher).map(escaped));
    for (label, field) in [("", &article.published), ("updated ", &article.modified)] {
        credits.extend(moment(field).map(|m| format!("{label}<time datetime=\"{m}\">{m}</time>")));
    }
    credits.extend(iri::canonical_url(record).map(|url| {
        let url = escaped(&url);
        format!("<a href=\"{url}\">{url}</a>")
    }));
    if !credits.is_empty() {
        out.push_str(&format!("<p><small>{}</small></p>\n", credits.join(" · ")));
    }
    out.push_str("</header>\n");
    for part in flow(record) {
        put(&mut out, record, base, part);
    }
    if !article.corrections.is_empty() {
        out.push_str("<footer>\n");
        for correction in &article.corrections {
            out.push_str(&format!("<p>{}</p>\n", escaped(&correction.value)));
        }
        out.push_str("</footer>\n");
    }
    out.push_str("</article>\n");
    out
}

fn put(out: &mut String, record: &Record, base: Option<&str>, part: Part<'_>) {
    let bytes = |block: &Block| match record.text.bytes_of(block.span) {
        Some(range) => format!(" data-bytes=\"{}-{}\"", range.start, range.end),
        None => String::new(),
    };
    let element = |name: &str, block: &Block| {
        format!(
            "<{name}{}>{}</{name}>\n",
            bytes(block),
            inline(record, block, base)
        )
    };
    match part {
        Part::Paragraph(block) => out.push_str(&element("p", block)),
        Part::Moment(block) => {
            let text = inline(record, block, base);
            out.push_str(&format!("<p{}><b>{text}</b></p>\n", bytes(block)));
        }
        Part::Subhead(block) => {
            // The headline is the only heading of the first level.
            out.push_str(&element(&format!("h{}", block.level.clamp(2, 6)), block));
        }
        Part::Quotation(block) => {
            let text = inline(record, block, base);
            out.push_str(&format!(
                "<blockquote{}><p>{text}</p></blockquote>\n",
                bytes(block)
            ));
        }
        Part::Embed(block) => {
            let text = inline(record, block, base);
            out.push_str(&format!("<aside{}><p>{text}</p></aside>\n", bytes(block)));
        }
        Part::Code(block) => {
            let text = escaped(record.text.get(block.span));
            out.push_str(&format!("<pre{}><code>{text}</code></pre>\n", bytes(block)));
        }
        Part::List(items) => {
            // One flat list: a level deeper is told by the margin, since the
            // record has depth for items and not where inner lists begin.
            let ordered = items.first().is_some_and(|item| item.ordered);
            let name = if ordered { "ol" } else { "ul" };
            out.push_str(&format!("<{name}>\n"));
            for item in items {
                let depth = item.level.saturating_sub(1).min(8);
                let margin = match depth {
                    0 => String::new(),
                    depth => format!(" style=\"margin-left:{depth}em\""),
                };
                let text = inline(record, item, base);
                out.push_str(&format!("<li{}{margin}>{text}</li>\n", bytes(item)));
            }
            out.push_str(&format!("</{name}>\n"));
        }
        Part::Table(rows) => {
            out.push_str("<table>\n");
            for row in rows {
                out.push_str(&format!("<tr{}>", bytes(row)));
                for cell in record.text.get(row.span).split('\t') {
                    out.push_str(&format!("<td>{}</td>", escaped(cell)));
                }
                out.push_str("</tr>\n");
            }
            out.push_str("</table>\n");
        }
        Part::Figure {
            captions,
            credits,
            image,
        } => {
            out.push_str("<figure>\n");
            let source = image
                .and_then(|i| i.src.as_ref())
                .and_then(|src| iri::followable(base, &src.value))
                .filter(|url| url.starts_with("http"));
            if let Some(url) = source {
                let alt = value(image.and_then(|i| i.alt.as_ref())).filter(|alt| !alt.is_empty());
                let name = escaped(alt.unwrap_or(&url));
                out.push_str(&format!(
                    "<p><a href=\"{}\">{name}</a></p>\n",
                    escaped(&url)
                ));
            }
            out.push_str("<figcaption>\n");
            for block in captions {
                out.push_str(&element("p", block));
            }
            for block in credits {
                let text = inline(record, block, base);
                out.push_str(&format!("<p{}><small>{text}</small></p>\n", bytes(block)));
            }
            out.push_str("</figcaption>\n</figure>\n");
        }
    }
}

/// A block's text with its marks; line breaks kept.
fn inline(record: &Record, block: &Block, base: Option<&str>) -> String {
    let mut out = String::new();
    for step in steps(record, block) {
        match step {
            Step::Text(text) => out.push_str(&escaped(text).replace('\n', "<br>\n")),
            Step::Open(MarkKind::Link(target)) => {
                if let Some(url) = iri::followable(base, target) {
                    let url = escaped(&url);
                    out.push_str(&format!("<a href=\"{url}\" rel=\"noopener nofollow\">"));
                }
            }
            Step::Close(MarkKind::Link(target)) => {
                if iri::followable(base, target).is_some() {
                    out.push_str("</a>");
                }
            }
            Step::Open(MarkKind::Strong) => out.push_str("<strong>"),
            Step::Close(MarkKind::Strong) => out.push_str("</strong>"),
            Step::Open(MarkKind::Emphasis) => out.push_str("<em>"),
            Step::Close(MarkKind::Emphasis) => out.push_str("</em>"),
        }
    }
    out
}

/// Text made safe for an element's content and for an attribute in double
/// quotes. NUL and other controls that HTML has no place for are replaced.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(c),
            c if c.is_control() => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// The body alone, for forms that carry HTML inside.
pub(super) fn body(record: &Record) -> String {
    let base = iri::page_url(record);
    let mut out = String::new();
    for part in flow(record) {
        put(&mut out, record, base.as_deref(), part);
    }
    out
}

#[cfg(test)]
mod tests {
    use onrecord_record::Mark;

    use super::*;
    use crate::forms::sample;

    #[test]
    fn the_article_as_html() {
        let html = write(&sample::article(), &sample::setting());
        for wanted in [
            "<article lang=\"en\" data-sha256=\"",
            "<h1>Ferry to Osk sails again</h1>\n",
            "<time datetime=\"2031-04-02T09:30+02:00\">",
            "The <a href=\"https://courier.example/ferry\" rel=\"noopener nofollow\">ferry</a> between",
            "sailed on <strong>Tuesday</strong> for",
            "<h2 data-bytes=",
            "<tr data-bytes=",
            "<td>Monday</td><td>4</td></tr>",
            "<small>Photo: Per Holt/SNA</small>",
            "<a href=\"https://courier.example/osk?a=1&amp;b=2\">",
        ] {
            assert!(html.contains(wanted), "{wanted} in\n{html}");
        }
        assert!(!html.contains("<img"), "nothing is loaded");
    }

    /// Everything a page can put into a record, made of what breaks out of
    /// HTML: no tag and no attribute of it survives.
    #[test]
    fn a_hostile_record_gives_harmless_html() {
        let hostile = "</p><script>alert(1)</script><img src=x onerror=alert(1)>\"'\u{0}";
        let mut record = sample::article();
        let mut content = record.text.content.clone();
        let start = content.len();
        content.push_str(hostile);
        record.text.content = content;
        let mut block = record.body().next().unwrap().clone();
        block.span = (start..start + hostile.len()).into();
        record.blocks.push(block);
        for (words, target) in [
            ("alert", "javascript:alert(1)"),
            ("script", "https://a.example/\"onclick=\"x"),
        ] {
            let at = start + hostile.find(words).unwrap();
            record.marks.push(Mark {
                span: (at..at + words.len()).into(),
                kind: MarkKind::Link(target.into()),
            });
        }
        record.marks.sort_by_key(|m| m.span.start);
        record.article.headline = sample::stated(hostile);
        record.article.language = sample::stated("en\" onload=\"alert(1)");
        record.article.canonical = sample::stated("javascript:alert(1)");
        let html = write(&record, &sample::setting());
        assert!(
            !html.contains("<script") && !html.contains("<img"),
            "{html}"
        );
        assert!(!html.contains("href=\"javascript"), "{html}");
        assert!(
            html.contains("lang=\"en&quot; onload=&quot;alert(1)\""),
            "{html}"
        );
        assert!(
            html.contains("href=\"https://a.example/%22onclick=%22x\""),
            "{html}"
        );
        assert!(!html.contains('\u{0}'));
    }
}
