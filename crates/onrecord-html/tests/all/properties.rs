//! Properties of parsing any text.

use std::ops::Range;

use onrecord_html::{Context, Document, Kind, Options, decode, parse, parse_fragment, sniff};
use proptest::prelude::*;

use crate::{dump::dump, encodings, invariants};

/// Text with a good deal of markup in it.
fn markup() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        4 => "<[a-zA-Z][a-z0-9]{0,3}( [a-zA-Z=\"'&;/\r\n]{0,8})?>?",
        3 => "</(p|b|a|div|table|td|svg|template|select)>",
        3 => "<(p|b|a|div|table|td|tr|svg|math|template|select|option|li|h1|script|title|pre)>",
        2 => "&(amp|lt|nbsp|#[0-9]{1,6}|#x[0-9a-f]{1,5}|[a-zA-Z]{1,6});?",
        1 => "<!(--|doctype html|\\[CDATA\\[)?[a-z ->]{0,6}",
        4 => "[a-z \r\n\0éß漢\u{1F600}]{0,12}",
    ];
    proptest::collection::vec(part, 0..30).prop_map(|parts| parts.concat())
}

/// An element as it is written, and where: what a page with nothing amiss is made of.
#[derive(Clone, Debug)]
struct Written {
    name: &'static str,
    attribute: String,
    children: Vec<Written>,
}

fn written() -> impl Strategy<Value = Written> {
    // Elements that nest in each other without closing anything.
    let name = prop_oneof![
        Just("div"),
        Just("section"),
        Just("blockquote"),
        Just("span"),
        Just("x-y")
    ];
    let leaf = (name, "[a-z]{0,6}(&amp;)?").prop_map(|(name, attribute)| Written {
        name,
        attribute,
        children: Vec::new(),
    });
    leaf.prop_recursive(6, 40, 5, |inner| {
        (
            Just("div"),
            "[a-z]{0,4}",
            proptest::collection::vec(inner, 0..5),
        )
            .prop_map(|(name, attribute, children)| Written {
                name,
                attribute,
                children,
            })
    })
}

/// Writes an element and notes its start tag, its attribute's value and its end tag, in document order.
fn write(element: &Written, html: &mut String, ranges: &mut Vec<[Range<usize>; 3]>) {
    let start = html.len();
    *html += &format!("<{} title=\"", element.name);
    let value = html.len()..html.len() + element.attribute.len();
    *html += &format!("{}\">", element.attribute);
    let at = ranges.len();
    ranges.push([start..html.len(), value, 0..0]);
    for child in &element.children {
        html.push_str("text");
        write(child, html, ranges);
    }
    let end = html.len();
    *html += &format!("</{}>", element.name);
    ranges[at][2] = end..html.len();
}

/// The bytes of the source that some part of the tree accounts for.
fn accounted(document: &Document<'_>) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    for id in document.ids() {
        match document.kind(id) {
            Kind::Text => ranges.extend(document.text_pieces(id).map(|piece| piece.source)),
            _ => {
                ranges.extend(document.source_range(id));
                ranges.extend(document.end_tag(id));
            }
        }
    }
    ranges.sort_by_key(|range| (range.start, range.end));
    ranges
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_tree_is_sound(text in markup()) {
        invariants::check(&parse(&text, &Options::default()));
        for context in ["div", "table", "select", "title", "template"] {
            invariants::check(&parse_fragment(&text, Context::html(context), &Options::default()));
        }
    }

    #[test]
    fn any_text_at_all(text in any::<String>()) {
        invariants::check(&parse(&text, &Options::default()));
    }

    /// In a `div`, no character is dropped but NUL and what stands in tags that made nothing; and no byte is the
    /// source of two things.
    #[test]
    fn the_source_is_used_once(text in markup()) {
        let document = parse_fragment(&text, Context::html("div"), &Options::default());
        let ranges = accounted(&document);
        for pair in ranges.windows(2) {
            prop_assert!(pair[0].end <= pair[1].start, "{:?} and {:?} overlap in {:?}", pair[0], pair[1], text);
        }
        let mut at = 0;
        let end = text.len()..text.len();
        for range in ranges.iter().chain(std::iter::once(&end)) {
            let gap = &text[at..range.start];
            // What is not in the tree is a tag that was ignored, or NUL, or white space next to one that had a say
            // in it: the line feed after `<pre>`.
            let kept: String = gap.chars().filter(|char| !matches!(char, '\0' | '\r' | '\n')).collect();
            let before = text[..at].rfind('<').map_or("", |tag| &text[tag..at]).to_ascii_lowercase();
            let after_pre = ["<pre", "<listing", "<textarea"].iter().any(|tag| before.starts_with(tag));
            let is_markup = kept.starts_with('<') || kept.starts_with("]]>") || after_pre && kept.starts_with('&');
            prop_assert!(kept.is_empty() || is_markup, "{kept:?} is lost from {text:?}");
            at = range.end;
        }
    }

    /// Every tag and value of a sound page is found where it was written, and elements nest as their ranges do.
    #[test]
    fn ranges_are_where_it_was_written_and_nest(element in written()) {
        let (mut html, mut expected) = (String::new(), Vec::new());
        write(&element, &mut html, &mut expected);
        let document = parse_fragment(&html, Context::html("div"), &Options::default());
        let elements: Vec<_> = document.ids().filter(|id| document.is_element(*id)).collect();
        let found: Vec<[Range<usize>; 3]> = elements
            .iter()
            .map(|id| {
                let value = document.attr_named(*id, "title").unwrap().value_range();
                [document.start_tag(*id).unwrap(), value, document.end_tag(*id).unwrap()]
            })
            .collect();
        prop_assert_eq!(&found, &expected);
        for id in elements {
            let (start, end) = (document.start_tag(id).unwrap().end, document.end_tag(id).unwrap().start);
            for inner in document.descendants(id) {
                let range = document.source_range(inner).unwrap();
                prop_assert!(start <= range.start && range.end <= end);
            }
        }
    }

    /// Text without markup is one text node and comes back whole.
    #[test]
    fn plain_text_comes_back(text in "[a-z é漢]{1,40}") {
        let document = parse_fragment(&text, Context::html("div"), &Options::default());
        prop_assert_eq!(document.len(), 2);
        prop_assert_eq!(document.text(document.first_child(document.root()).unwrap()), text.as_str());
    }

    #[test]
    fn parsing_is_the_same_every_time(text in markup()) {
        let (one, other) = (parse(&text, &Options::default()), parse(&text, &Options::default()));
        prop_assert_eq!(dump(&one), dump(&other));
    }

    #[test]
    fn maps_hold_for_any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..200), label in 0usize..12) {
        let labels = [
            "utf-8", "windows-1252", "windows-1251", "gbk", "gb18030", "big5", "shift_jis", "euc-jp", "iso-2022-jp",
            "euc-kr", "utf-16le", "utf-16be",
        ];
        let encoding = onrecord_html::Encoding::for_label(labels[label].as_bytes()).unwrap();
        let decoded = decode(&bytes, encoding);
        // The text is what the decoder of record makes of the bytes.
        let (expected, _) = encoding.decode_with_bom_removal(&bytes);
        prop_assert_eq!(decoded.text(), expected);
        encodings::check_map(&decoded, &bytes);
        let sniffed = sniff(&bytes, None);
        encodings::check_map(&decode(&bytes, sniffed.encoding), &bytes);
    }
}
