//! Whether a capture is all of its page.

use onrecord_html::{Document, Kind, Tag};

/// Whether the page ends in the middle of markup: inside a tag, inside a script
/// or a comment, or inside an element that no page leaves open. Pages that
/// close their body or the whole are not judged by what they left open in it.
pub(crate) fn ends_in_markup(document: &Document<'_>) -> bool {
    let source = document.source();
    if ends_in_tag(source) {
        return true;
    }
    if ends_page(source) {
        return false;
    }
    let Some(last) = document.ids().next_back() else {
        return false;
    };
    let mut inside_part = false;
    for node in std::iter::once(last).chain(document.ancestors(last)) {
        if document.kind(node) == Kind::Comment {
            let written = document.source_range(node);
            return written.is_some_and(|range| {
                let written = &source[range];
                written.starts_with("<!--") && !written.ends_with('>')
            });
        }
        let open = document.start_tag(node).is_some() && document.end_tag(node).is_none();
        match document.tag(node) {
            Tag::Script | Tag::Style | Tag::Textarea | Tag::Title if open => return true,
            Tag::Article | Tag::Main | Tag::Section | Tag::Div | Tag::Table if open => {
                inside_part = true;
            }
            _ => {}
        }
    }
    inside_part
}

/// Whether the page is closed at the end of the text, at most by what a server
/// adds behind it. Scripts that are not closed swallow the end tags, so that
/// the tree does not always know of them.
fn ends_page(source: &str) -> bool {
    const TAIL: usize = 1024;
    let tail = &source.as_bytes()[source.len().saturating_sub(TAIL)..];
    let ends = |name: &[u8]| {
        tail.windows(name.len())
            .any(|part| part.eq_ignore_ascii_case(name))
    };
    ends(b"</html") || ends(b"</body")
}

/// Whether the text ends before a tag does that it begins.
fn ends_in_tag(source: &str) -> bool {
    let Some(open) = source.rfind('<') else {
        return false;
    };
    let rest = &source[open + 1..];
    !rest.contains('>')
        && rest
            .trim_start_matches('/')
            .starts_with(|c: char| c.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;
    use onrecord_html::{Options, parse};

    #[test]
    fn pages_that_end_in_markup_are_told_from_untidy_ones() {
        let ends = |page: &str| ends_in_markup(&parse(page, &Options::default()));
        for cut in [
            "<p>The ferry left.<p>It came <a href='/ba",
            "<p>The ferry left.</p><script>let page = 1;",
            "<p>The ferry left.</p><!-- the foot",
            "<html><body><div class=text><p>The ferry left at",
        ] {
            assert!(ends(cut), "{cut}");
        }
        for whole in [
            "",
            "<p>The ferry left.<p>It came back, 5 < 6.",
            "<html><body><div><p>The ferry left.</body></html>",
            "<html><body><div><p>The ferry left.</div>\n<!-- end -->",
            "<div>The ferry left.</div><script>let page = 1;</script>",
        ] {
            assert!(!ends(whole), "{whole}");
        }
    }
}
