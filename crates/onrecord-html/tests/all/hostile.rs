//! Pages made to be slow. A parser that follows the specification to the letter takes quadratic time on many of them.

use std::time::Instant;

use onrecord_html::{Options, parse};

/// Inputs of about so many bytes, by what is hostile about them.
fn inputs(size: usize) -> Vec<(&'static str, String)> {
    let repeat = |part: &str| part.repeat(size / part.len());
    let count = |length: usize, part: &dyn Fn(usize) -> String| {
        (0..size / length).map(part).collect::<String>()
    };
    let thousand: String = (0..1020).map(|at| format!(" a{at}")).collect();
    let long = "x".repeat(10_000);
    vec![
        ("nested div", repeat("<div>")),
        ("nested span", repeat("<span>")),
        ("nested svg", repeat("<svg>")),
        ("nested template", repeat("<template>")),
        ("nested table", repeat("<table>")),
        ("table soup", repeat("<table><tr><td><b>")),
        ("text in tables", repeat("<table>x<tr>y<td>")),
        (
            "texts that grow by turns",
            format!("<table>{}", repeat("a&amp;<tr>")),
        ),
        ("unclosed a", repeat("<a>")),
        (
            "unclosed a with attributes",
            count(14, &|at| format!("<a href={at}>")),
        ),
        (
            "unclosed font in p",
            count(18, &|at| format!("<p><font a={at}>")),
        ),
        (
            "unclosed font in object",
            count(24, &|at| format!("<object><font a={at}>")),
        ),
        ("b across div", repeat("<b><div></b></div>")),
        ("b div", repeat("<b><div>")),
        (
            "end tags of formatting",
            format!("{}{}", "<b><div>".repeat(250), repeat("</b>")),
        ),
        ("foster parented formatting", repeat("<table><b>x</b>")),
        ("nobr", repeat("<nobr>")),
        ("markers left behind", repeat("<table><td><object></table>")),
        ("p behind button", format!("<p><button>{}", repeat("<div>"))),
        (
            "end tags of nothing",
            format!("{}{}", "<span>".repeat(500), repeat("</x>")),
        ),
        ("li", repeat("<ul><li>")),
        ("options", repeat("<optgroup><option>")),
        ("headings", repeat("<h1>")),
        ("forms", repeat("<form></form>")),
        ("unknown names", count(10, &|at| format!("<x{at}>"))),
        (
            "long names",
            format!(
                "{}{}",
                format!("<{long}>").repeat(size / 20_000),
                format!("</{long}y>").repeat(size / 20_000)
            ),
        ),
        (
            "one tag of many attributes",
            format!("<p{}>", count(10, &|at| format!(" a{at}=b"))),
        ),
        ("tags of many attributes", repeat(&format!("<p{thousand}>"))),
        (
            "body tags that add attributes",
            count(12, &|at| format!("<body a{}>", at % 2000)),
        ),
        (
            "meta tags",
            count(24, &|at| format!("<meta charset{at}=charset>")),
        ),
        ("ampersands", repeat("&")),
        ("unfinished references", repeat("&a")),
        ("long reference", format!("&#{}", repeat("0"))),
        ("less-than signs", repeat("<")),
        ("carriage returns", repeat("\r")),
        ("lines", repeat("x\r")),
        ("zeros", repeat("\0")),
        ("comments", repeat("<!--")),
        ("bogus comments", repeat("<!x")),
        ("comments after body", repeat("</body><!-- -->x")),
        ("cdata", repeat("<svg><![CDATA[")),
        ("scripts", repeat("<script><!--<script>")),
        ("unclosed quotes", repeat("<a b=\"")),
        ("doctypes", repeat("<!doctype html public '")),
    ]
}

#[test]
fn hostile_inputs_give_trees_in_proportion() {
    for (name, html) in inputs(100_000) {
        let document = parse(&html, &Options::default());
        crate::invariants::check(&document);
        // The budget for re-opened elements is what the ten thousand stand for.
        assert!(
            document.len() <= html.len() + 10_010,
            "{name}: {} nodes",
            document.len()
        );
    }
}

/// Time is for a release build on a machine with nothing else to do, hence not part of every run.
#[test]
#[ignore = "times a release build"]
fn ten_megabytes_in_a_second() {
    if cfg!(debug_assertions) {
        panic!("run with --release");
    }
    let mut slow = Vec::new();
    for (name, html) in inputs(10_000_000) {
        let start = Instant::now();
        let document = parse(&html, &Options::default());
        let spent = start.elapsed();
        println!(
            "{name:32} {:5.1} MB {:6} ms {:9} nodes",
            html.len() as f64 / 1e6,
            spent.as_millis(),
            document.len()
        );
        if spent.as_millis() >= 1000 {
            slow.push(name);
        }
    }
    assert!(slow.is_empty(), "over a second: {slow:?}");
}
