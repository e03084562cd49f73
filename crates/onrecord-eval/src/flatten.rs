//! An HTML page as the plain text that a browser's copy of the whole page gives.
//!
//! This is how text mode is measured where only HTML gold exists. What a style
//! sheet hides is not known here and stays; what the markup itself hides
//! (scripts, `hidden`, an inline `display:none`, closed details) goes.

use onrecord_html::{Document, Kind, NodeId, Piece, Pieces, Step};

/// A flattened page.
#[derive(Default)]
pub(crate) struct Flat {
    pub(crate) text: String,
    /// Where stretches of the text begin in it and in the page, in text order: one at
    /// least for each line and each text of the page.
    pub(crate) places: Vec<Place>,
}

/// Where a stretch of a flattened page begins.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Place {
    /// In bytes of the text.
    pub(crate) at: usize,
    /// In bytes of the page's markup.
    pub(crate) from: usize,
}

/// Flattens a page.
pub(crate) fn flatten(html: &str) -> Flat {
    visible(&onrecord_html::parse(
        html,
        &onrecord_html::Options::default(),
    ))
}

fn visible(document: &Document<'_>) -> Flat {
    let mut lines = Lines::default();
    let mut preformatted = 0usize;
    let mut walk = document.walk(document.root());
    while let Some(step) = walk.next() {
        match step {
            Step::Enter(id) => match document.kind(id) {
                Kind::Text if in_closed_details(document, id) => {}
                Kind::Text => {
                    let pieces = document.text_pieces(id);
                    lines.text(document.text(id), pieces, preformatted > 0);
                }
                Kind::TemplateContents => walk.skip_subtree(),
                Kind::Element if is_hidden(document, id) => walk.skip_subtree(),
                Kind::Element => {
                    let name = document.name(id);
                    preformatted += usize::from(is_preformatted(name));
                    match name {
                        "br" => lines.line_break(),
                        "td" | "th" if has_cell_before(document, id) => lines.tab(),
                        _ => lines.block(breaks_around(name)),
                    }
                }
                _ => {}
            },
            Step::Leave(id) if document.is_element(id) && !is_hidden(document, id) => {
                let name = document.name(id);
                preformatted -= usize::from(is_preformatted(name));
                lines.block(breaks_around(name));
            }
            Step::Leave(_) => {}
        }
    }
    Flat {
        text: lines.out,
        places: lines.places,
    }
}

fn is_preformatted(name: &str) -> bool {
    matches!(name, "pre" | "listing" | "xmp" | "plaintext")
}

fn has_cell_before(document: &Document<'_>, id: NodeId) -> bool {
    let mut before = document.prev_sibling(id);
    while let Some(sibling) = before {
        if matches!(document.name(sibling), "td" | "th") {
            return true;
        }
        before = document.prev_sibling(sibling);
    }
    false
}

/// How many line breaks stand at least before and after an element: two around
/// what is set apart by an empty line, one around other blocks.
fn breaks_around(name: &str) -> usize {
    match name {
        "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => 2,
        "address" | "article" | "aside" | "blockquote" | "body" | "caption" | "center" | "dd"
        | "details" | "dialog" | "dir" | "div" | "dl" | "dt" | "fieldset" | "figcaption"
        | "figure" | "footer" | "form" | "header" | "hgroup" | "hr" | "legend" | "li"
        | "listing" | "main" | "menu" | "nav" | "ol" | "plaintext" | "pre" | "search"
        | "section" | "summary" | "table" | "tbody" | "tfoot" | "thead" | "tr" | "ul" | "xmp" => 1,
        _ => 0,
    }
}

/// Whether the markup itself says that an element is not shown.
fn is_hidden(document: &Document<'_>, id: NodeId) -> bool {
    let never_shown = matches!(
        document.name(id),
        "audio"
            | "canvas"
            | "datalist"
            | "embed"
            | "head"
            | "iframe"
            | "math"
            | "noembed"
            | "noframes"
            | "noscript"
            | "object"
            | "option"
            | "rp"
            | "script"
            | "select"
            | "style"
            | "svg"
            | "template"
            | "title"
            | "video"
    );
    let closed = |name: &str| document.name(id) == name && document.attr(id, "open").is_none();
    never_shown
        || closed("dialog")
        || (document.name(id) != "summary" && in_closed_details(document, id))
        || document.attr(id, "hidden").is_some()
        || document.attr(id, "style").is_some_and(hides)
}

/// Whether a node stands right in a details element that is closed, of which
/// only the summary is shown.
fn in_closed_details(document: &Document<'_>, id: NodeId) -> bool {
    document.parent(id).is_some_and(|parent| {
        document.name(parent) == "details" && document.attr(parent, "open").is_none()
    })
}

fn hides(style: &str) -> bool {
    style.split(';').any(|declaration| {
        let Some((property, value)) = declaration.split_once(':') else {
            return false;
        };
        let value = value.trim();
        let value = value.split([' ', '!']).next().unwrap_or("");
        let is = |p: &str, v: &str| {
            property.trim().eq_ignore_ascii_case(p) && value.eq_ignore_ascii_case(v)
        };
        is("display", "none") || is("visibility", "hidden")
    })
}

/// Text being laid out in lines.
#[derive(Default)]
struct Lines {
    out: String,
    places: Vec<Place>,
    /// Line breaks that stand before the next character.
    breaks: usize,
    /// Whether a space stands before it, if no line break does.
    space: bool,
}

impl Lines {
    fn text(&mut self, text: &str, mut pieces: Pieces<'_>, preformatted: bool) {
        let mut piece = pieces.next();
        let mut placed = false;
        for (at, c) in text.char_indices() {
            if c == '\n' && preformatted {
                self.line_break();
                placed = false;
            } else if c.is_ascii_whitespace() && !preformatted {
                self.space = true;
            } else {
                self.settle();
                if !placed {
                    while piece.as_ref().is_some_and(|piece| piece.text.end <= at) {
                        piece = pieces.next();
                    }
                    let from = |piece: &Piece| {
                        let within = at.saturating_sub(piece.text.start);
                        piece.source.end.min(piece.source.start + within)
                    };
                    self.places.extend(piece.as_ref().map(|piece| Place {
                        at: self.out.len(),
                        from: from(piece),
                    }));
                    placed = true;
                }
                self.out.push(c);
            }
        }
    }

    fn settle(&mut self) {
        if self.out.is_empty() {
            // Nothing stands before the first character.
        } else if self.breaks > 0 {
            self.out.extend(std::iter::repeat_n('\n', self.breaks));
        } else if self.space && !self.out.ends_with(['\t', '\n']) {
            self.out.push(' ');
        }
        self.breaks = 0;
        self.space = false;
    }

    fn block(&mut self, breaks: usize) {
        self.breaks = self.breaks.max(breaks);
    }

    /// One more line; two in a row make an empty line, more add nothing.
    fn line_break(&mut self) {
        self.breaks = (self.breaks + 1).min(2);
    }

    /// Sets a cell apart from the one before, unless that one ended its line.
    fn tab(&mut self) {
        if self.breaks == 0 && !self.out.is_empty() {
            self.out.push('\t');
        }
        self.space = false;
    }
}

#[cfg(test)]
mod tests {
    use super::flatten;

    #[track_caller]
    fn check(page: &str, expected: &str) {
        assert_eq!(flatten(page).text, expected);
    }

    #[test]
    fn paragraphs_are_set_apart_and_blocks_are_not() {
        check(
            "<title>T</title><h1> The  mill </h1><div>By <b>Ada</b> Vane</div><div>Tuesday</div><p>One\ntwo.<p>Three.",
            "The mill\n\nBy Ada Vane\nTuesday\n\nOne two.\n\nThree.",
        );
    }

    #[test]
    fn what_markup_hides_is_left_out() {
        check(
            "<p>a<script>x</script><span hidden>b</span><i style='color:red; DISPLAY : none !important'>c</i>\
             <img alt=d><noscript>e</noscript><details><summary>f</summary>g</details>",
            "a\n\nf",
        );
    }

    #[test]
    fn cells_are_set_apart_by_tabs() {
        check(
            "<table><tr><th>Town<th>Votes<tr><td>Lund<td> 12 <td></table><ul><li>x<li>y</ul>",
            "Town\tVotes\nLund\t12\t\nx\ny",
        );
    }

    #[test]
    fn breaks_make_lines_and_two_an_empty_one() {
        check(
            "a<br>b<br><br><br>c<div>d<br></div><div>e</div>",
            "a\nb\n\nc\nd\ne",
        );
        check("<pre>a  b\nc</pre>d", "a  b\nc\nd");
    }

    #[test]
    fn each_text_has_its_place_in_the_page() {
        let page = "<p> A &amp; <b>b</b><p>&lt;c<pre>d\n\n e</pre>";
        let flat = flatten(page);
        assert_eq!(flat.text, "A & b\n\n<c\n\nd\n\n e");
        let places: Vec<(&str, &str)> = (flat.places.iter())
            .map(|place| (&flat.text[place.at..][..1], &page[place.from..][..1]))
            .collect();
        let expected = [("A", "A"), ("b", "b"), ("<", "&"), ("d", "d"), (" ", " ")];
        assert_eq!(places, expected);
    }
}
