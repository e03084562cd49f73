//! A page as plain text, as a browser's copy of the whole page gives it.
//!
//! After HTML's `innerText`: blocks stand on lines of their own, paragraphs
//! between empty lines, table cells are parted by tabs; what is hidden by the
//! page's own markup is left out. Style sheets are not read.

use onrecord_html::{Document, Kind, NodeId, Options, Tag, parse};

/// The visible text of an HTML page.
pub fn flatten(html: &str) -> String {
    let document = parse(html, &Options::default());
    let mut out = Out::default();
    let mut node = document.root();
    'walk: loop {
        let shown = out.enter(&document, node);
        if shown && let Some(child) = document.first_child(node) {
            node = child;
            continue;
        }
        loop {
            out.leave(&document, node);
            if let Some(next) = document.next_sibling(node) {
                node = next;
                break;
            }
            match document.parent(node) {
                Some(parent) => node = parent,
                None => break 'walk,
            }
        }
    }
    out.text
}

#[derive(Default)]
struct Out {
    text: String,
    /// Line breaks due before the next words.
    breaks: usize,
    space: bool,
    /// How many `pre` elements are open.
    pre: usize,
}

impl Out {
    /// Writes what comes before a node's inside; true if the inside shows.
    fn enter(&mut self, document: &Document<'_>, node: NodeId) -> bool {
        match document.kind(node) {
            Kind::Document => true,
            Kind::Text => {
                self.words(document.text(node));
                false
            }
            Kind::Element => {
                let tag = document.tag(node);
                if is_hidden(document, node, tag) {
                    return false;
                }
                match tag {
                    Tag::Br => {
                        self.text.push('\n');
                        self.space = false;
                    }
                    Tag::Td | Tag::Th if document.prev_sibling(node).is_some() => self.tab(),
                    Tag::Pre => self.pre += 1,
                    _ => {}
                }
                self.require(breaks(tag));
                true
            }
            _ => false,
        }
    }

    fn leave(&mut self, document: &Document<'_>, node: NodeId) {
        if document.kind(node) == Kind::Element {
            let tag = document.tag(node);
            if !is_hidden(document, node, tag) {
                self.require(breaks(tag));
                self.pre -= usize::from(tag == Tag::Pre);
            }
        }
    }

    fn require(&mut self, breaks: usize) {
        self.breaks = self.breaks.max(breaks);
    }

    fn tab(&mut self) {
        if self.breaks == 0 && !self.text.is_empty() {
            self.text.push('\t');
            self.space = false;
        }
    }

    fn words(&mut self, words: &str) {
        for c in words.chars() {
            if c.is_ascii_whitespace() && self.pre == 0 {
                self.space = true;
                continue;
            }
            if self.breaks > 0 {
                if !self.text.is_empty() {
                    self.text.extend(std::iter::repeat_n('\n', self.breaks));
                }
                (self.breaks, self.space) = (0, false);
            }
            if std::mem::take(&mut self.space) && !self.text.is_empty() && !self.text.ends_with(['\n', '\t']) {
                self.text.push(' ');
            }
            self.text.push(c);
        }
    }
}

fn is_hidden(document: &Document<'_>, node: NodeId, tag: Tag) -> bool {
    let never = matches!(
        tag,
        Tag::Script
            | Tag::Style
            | Tag::Head
            | Tag::Template
            | Tag::Noscript
            | Tag::Iframe
            | Tag::Object
            | Tag::Svg
            | Tag::Video
            | Tag::Audio
            | Tag::Canvas
            | Tag::Select
            | Tag::Textarea
            | Tag::Datalist
            | Tag::Dialog
    );
    never
        || document.attr(node, "hidden").is_some()
        || document.attr(node, "style").is_some_and(|style| {
            let bare: String = style.to_ascii_lowercase().split_ascii_whitespace().collect();
            bare.contains("display:none") || bare.contains("visibility:hidden")
        })
}

/// How many line breaks an element asks for around it.
fn breaks(tag: Tag) -> usize {
    match tag {
        Tag::P => 2,
        Tag::H1 | Tag::H2 | Tag::H3 | Tag::H4 | Tag::H5 | Tag::H6 => 2,
        Tag::Address
        | Tag::Article
        | Tag::Aside
        | Tag::Blockquote
        | Tag::Body
        | Tag::Center
        | Tag::Dd
        | Tag::Details
        | Tag::Div
        | Tag::Dl
        | Tag::Dt
        | Tag::Fieldset
        | Tag::Figcaption
        | Tag::Figure
        | Tag::Footer
        | Tag::Form
        | Tag::Header
        | Tag::Hgroup
        | Tag::Hr
        | Tag::Legend
        | Tag::Li
        | Tag::Main
        | Tag::Menu
        | Tag::Nav
        | Tag::Ol
        | Tag::Pre
        | Tag::Section
        | Tag::Summary
        | Tag::Table
        | Tag::Caption
        | Tag::Tr
        | Tag::Ul => 1,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::flatten;

    #[test]
    fn pages_flatten_as_a_browser_copies_them() {
        let page = "<title>No</title><div>Menu</div><h1>The  ferry</h1><p>It <b>left</b>.<br>Late.</p><p>It came.</p>\
            <script>no()</script><p style='display: none'>no</p><ul><li>one<li>two</ul>\
            <table><tr><td>a<td>b<tr><td>c</table>";
        assert_eq!(
            flatten(page),
            "Menu\n\nThe ferry\n\nIt left.\nLate.\n\nIt came.\n\none\ntwo\na\tb\nc"
        );
    }
}
