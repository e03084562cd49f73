//! Small pages of our own: the tree, where it comes from, and the limits.

use onrecord_html::{
    Context, Document, How, Kind, Limits, Namespace, NodeId, Options, Quirks, Step, Tag, parse,
    parse_fragment,
};

use crate::dump::dump;

/// The tree of a body's content, one node a line, indented by one space.
#[track_caller]
fn check(html: &str, expected: &str) {
    let document = parse(html, &Options::default());
    crate::invariants::check(&document);
    let found = dump(&document);
    let body = found
        .split_once("|   <body>\n")
        .map_or("", |(_, body)| body);
    let found: String = body
        .lines()
        .map(|line| line.replacen("|     ", "", 1).replace("  ", " ") + "\n")
        .collect();
    assert_eq!(found.trim_end(), expected, "{html:?}");
}

fn find(document: &Document<'_>, tag: Tag) -> NodeId {
    document.ids().find(|id| document.tag(*id) == tag).unwrap()
}

#[test]
fn implied_structure() {
    let document = parse("hello", &Options::default());
    assert_eq!(
        dump(&document),
        "| <html>\n|   <head>\n|   <body>\n|     \"hello\"\n"
    );
    assert_eq!(document.quirks(), Quirks::Full);
    for tag in [Tag::Html, Tag::Head, Tag::Body] {
        let id = find(&document, tag);
        assert_eq!((document.start_tag(id), document.end_tag(id)), (None, None));
    }
    check(
        "<ul><li>a<li>b</ul>",
        "<ul>\n <li>\n  \"a\"\n <li>\n  \"b\"",
    );
    check(
        "<table><td>x",
        "<table>\n <tbody>\n  <tr>\n   <td>\n    \"x\"",
    );
}

#[test]
fn misnested_formatting_is_adopted() {
    check("<b>1<p>2</b>3", "<b>\n \"1\"\n<p>\n <b>\n  \"2\"\n \"3\"");
    check("<p><b>1</p>2", "<p>\n <b>\n  \"1\"\n<b>\n \"2\"");
    let document = parse("<p><b class=x>1</p>2", &Options::default());
    let bold: Vec<NodeId> = document
        .ids()
        .filter(|id| document.tag(*id) == Tag::B)
        .collect();
    assert_eq!(document.start_tag(bold[0]), Some(3..14));
    assert_eq!(
        (document.start_tag(bold[1]), document.reopens(bold[1])),
        (None, Some(3..14))
    );
    assert_eq!(document.attr(bold[1], "class"), Some("x"));
}

#[test]
fn a_nobr_behind_a_marker_is_closed_by_the_next() {
    // The object inside the table leaves its marker behind when the table ends.
    check(
        "<nobr>1<table><object></table><nobr>2",
        "<nobr>\n \"1\"\n <object>\n <table>\n<nobr>\n \"2\"",
    );
}

#[test]
fn what_does_not_belong_in_a_table_stands_before_it() {
    check(
        "<table>x<tr><td>y</table>",
        "\"x\"\n<table>\n <tbody>\n  <tr>\n   <td>\n    \"y\"",
    );
    let document = parse("<table>x<tr><td>y</table>", &Options::default());
    assert!(
        find(&document, Tag::Table) > document.ids().find(|id| document.text(*id) == "x").unwrap()
    );
}

#[test]
fn a_select_holds_what_it_is_given() {
    check(
        "<select><div>x</div><option>y</select>",
        "<select>\n <div>\n  \"x\"\n <option>\n  \"y\"",
    );
    check(
        "<select><option>a<select><p>b",
        "<select>\n <option>\n  \"a\"\n<p>\n \"b\"",
    );
}

#[test]
fn a_template_keeps_its_contents_apart() {
    let document = parse("<template><td>x</template>", &Options::default());
    let template = find(&document, Tag::Template);
    let contents = document.first_child(template).unwrap();
    assert_eq!(document.kind(contents), Kind::TemplateContents);
    assert_eq!(document.next_sibling(contents), None);
    assert_eq!(
        document.tag(document.first_child(contents).unwrap()),
        Tag::Td
    );
}

#[test]
fn foreign_names_are_spelled_as_they_are() {
    let html = "<svg viewbox='0 0 1 1'><foreignobject><p>x</p></foreignobject></svg><math><mi>y";
    let document = parse(html, &Options::default());
    let svg = find(&document, Tag::Svg);
    assert_eq!(document.attr(svg, "viewBox"), Some("0 0 1 1"));
    let object = find(&document, Tag::Foreignobject);
    assert_eq!(
        (document.name(object), document.namespace(object)),
        ("foreignObject", Namespace::Svg)
    );
    assert!(document.is_html(find(&document, Tag::P), Tag::P));
    assert_eq!(
        document.namespace(find(&document, Tag::Mi)),
        Namespace::MathMl
    );
}

#[test]
fn ranges_of_tags_and_attributes() {
    let html = "<p>a</p><A HREF = \"x&amp;y\" id=z disabled>b</A ><x-Y>c";
    let document = parse(html, &Options::default());
    let p = find(&document, Tag::P);
    assert_eq!(
        (document.start_tag(p), document.end_tag(p)),
        (Some(0..3), Some(4..8))
    );
    let a = find(&document, Tag::A);
    let found: Vec<(&str, &str, &str, &str)> = document
        .attrs(a)
        .map(|attr| {
            (
                attr.name(),
                attr.value(),
                &html[attr.name_range()],
                &html[attr.value_range()],
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            ("href", "x&y", "HREF", "x&amp;y"),
            ("id", "z", "id", "z"),
            ("disabled", "", "disabled", "")
        ]
    );
    let pieces: Vec<(&str, How)> = document
        .attr_named(a, "href")
        .unwrap()
        .value_pieces()
        .map(|piece| (&html[piece.source], piece.how))
        .collect();
    assert_eq!(
        pieces,
        [
            ("x", How::Copied),
            ("&amp;", How::CharacterReference),
            ("y", How::Copied)
        ]
    );
    assert_eq!(&html[document.end_tag(a).unwrap()], "</A >");
    let other = document
        .ids()
        .find(|id| document.name(*id) == "x-y")
        .unwrap();
    assert_eq!(
        (
            document.tag(other),
            &html[document.start_tag(other).unwrap()]
        ),
        (Tag::Other, "<x-Y>")
    );
}

#[test]
fn text_says_where_each_part_comes_from() {
    let html = "<p>a&nbsp;b\r\nc</x>d";
    let document = parse(html, &Options::default());
    let text = document.first_child(find(&document, Tag::P)).unwrap();
    assert_eq!(document.text(text), "a\u{A0}b\ncd");
    let pieces: Vec<(&str, How)> = document
        .text_pieces(text)
        .map(|piece| (&html[piece.source], piece.how))
        .collect();
    assert_eq!(
        pieces,
        [
            ("a", How::Copied),
            ("&nbsp;", How::CharacterReference),
            ("b", How::Copied),
            ("\r\n", How::Newline),
            ("c", How::Copied),
            ("d", How::Copied)
        ]
    );
    // Text that is one stretch of the source is borrowed from it.
    let document = parse("<p>plain", &Options::default());
    let text = document.first_child(find(&document, Tag::P)).unwrap();
    assert_eq!(
        document.text(text).as_ptr(),
        document.source()[3..].as_ptr()
    );
}

#[test]
fn two_texts_may_grow_by_turns() {
    let html = "<table>a&amp;<td>b&amp;</td>c&amp;<td>d&amp;</td>e&amp;";
    let document = parse(html, &Options::default());
    crate::invariants::check(&document);
    let texts: Vec<&str> = document
        .ids()
        .map(|id| document.text(id))
        .filter(|text| !text.is_empty())
        .collect();
    assert_eq!(texts, ["a&c&e&", "b&", "d&"]);
}

#[test]
fn scripting_decides_what_noscript_holds() {
    let html = "<body><noscript><p>x</p></noscript>";
    let off = parse(html, &Options::default());
    assert_eq!(
        off.kind(off.first_child(find(&off, Tag::Noscript)).unwrap()),
        Kind::Element
    );
    let on = parse(
        html,
        &Options {
            scripting: true,
            ..Options::default()
        },
    );
    assert_eq!(
        on.text(on.first_child(find(&on, Tag::Noscript)).unwrap()),
        "<p>x</p>"
    );
}

#[test]
fn fragments_depend_on_their_context() {
    let options = Options::default();
    let row = parse_fragment("<td>x", Context::html("tr"), &options);
    assert_eq!(dump(&row), "| <td>\n|   \"x\"\n");
    let div = parse_fragment("<td>x", Context::html("div"), &options);
    assert_eq!(dump(&div), "| \"x\"\n");
    let svg = parse_fragment(
        "<p/><rect/>",
        Context {
            namespace: Namespace::Svg,
            name: "svg",
        },
        &options,
    );
    assert_eq!(
        dump(&svg),
        "| <p>\n|   <svg rect>\n".replace("<svg rect>", "<rect>")
    );
}

#[test]
fn a_walk_can_leave_out_a_subtree() {
    let document = parse("<div><p>a<b>c</b></p><i>d</i></div>", &Options::default());
    let div = find(&document, Tag::Div);
    let mut walk = document.walk(div);
    let mut entered = Vec::new();
    while let Some(step) = walk.next() {
        if let Step::Enter(id) = step {
            entered.push(document.tag(id));
            if document.tag(id) == Tag::P {
                walk.skip_subtree();
            }
        }
    }
    assert_eq!(entered, [Tag::Div, Tag::P, Tag::I, Tag::Other]);
}

#[test]
fn text_that_no_end_tag_ends_may_end_before_the_next_tag() {
    let mending = Options {
        end_unclosed: true,
        ..Options::default()
    };
    let html = "<title>a &amp; b</titlf><textarea>\nc<p>d</p><textarea>e<p>f";
    let document = parse(html, &mending);
    crate::invariants::check(&document);
    assert_eq!(
        dump(&document),
        "| <html>\n|   <head>\n|     <title>\n|       \"a & b\"\n|   <body>\n|     <textarea>\n|       \"c\"\n\
         |     <p>\n|       \"d\"\n|     <textarea>\n|       \"e\"\n|     <p>\n|       \"f\"\n"
    );
    assert_eq!(document.first_unclosed(), Some(0));
    let title = find(&document, Tag::Title);
    assert_eq!(document.end_tag(title), None);
    // What is closed, or has no tag behind it, is as the specification has it.
    for html in [
        "<title>a<b></title>c",
        "<p>x</p><textarea>a<p></textarea><p>",
        "<p>x</p><title>a",
        "<script>if (a<b) {}",
    ] {
        let document = parse(html, &mending);
        assert_eq!(document.first_unclosed(), None);
        assert_eq!(
            dump(&document),
            dump(&parse(html, &Options::default())),
            "{html}"
        );
    }
}

#[test]
fn depth_is_limited_and_end_tags_still_match() {
    let options = Options {
        limits: Limits {
            depth: 10,
            ..Limits::default()
        },
        ..Options::default()
    };
    let html = format!("{}x{}<p>after", "<div>".repeat(50), "</div>".repeat(50));
    let document = parse(&html, &options);
    crate::invariants::check(&document);
    assert!(document.limits_hit().depth);
    let depth = |id| document.ancestors(id).count();
    assert!(document.ids().map(depth).max().unwrap() <= 11);
    let p = find(&document, Tag::P);
    assert_eq!(
        document.parent(p),
        Some(find(&document, Tag::Body)),
        "every div was closed"
    );
}

#[test]
fn each_limit_says_that_it_was_reached() {
    let with = |limits: Limits, html: &str| {
        let document = parse(
            html,
            &Options {
                limits,
                ..Options::default()
            },
        );
        crate::invariants::check(&document);
        (document.len(), document.limits_hit())
    };
    let default = Limits::default;
    let (_, hit) = with(
        Limits {
            attributes: 2,
            ..default()
        },
        "<p a b c>",
    );
    assert!(hit.attributes && hit.any());
    let (nodes, hit) = with(
        Limits {
            nodes: 20,
            ..default()
        },
        &"<p>x".repeat(50),
    );
    assert!(hit.nodes && nodes <= 21);
    let (_, hit) = with(
        Limits {
            bytes: 4,
            ..default()
        },
        "<p>aé</p>",
    );
    assert!(hit.bytes);
    let page: String = (0..40).map(|at| format!("<p><font a={at}>")).collect();
    let (nodes, hit) = with(
        Limits {
            reopened: 0,
            ..default()
        },
        &page,
    );
    assert!(hit.reopened && nodes < 400);
    let (_, hit) = with(
        Limits {
            formatting: 3,
            ..default()
        },
        &page,
    );
    assert!(hit.formatting);
    assert!(!with(default(), &page).1.any());
}
