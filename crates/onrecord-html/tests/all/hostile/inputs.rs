//! Inputs made to be slow or large, for tests and benches.

/// Inputs of about so many bytes, by what is hostile about them.
pub(crate) fn inputs(size: usize) -> Vec<(&'static str, String)> {
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
        ("unclosed textarea", repeat("<textarea>&amp;")),
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
