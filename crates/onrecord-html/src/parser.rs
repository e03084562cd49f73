//! The entry points.

use crate::document::{Document, Kind, Namespace, Node, Quirks};
use crate::options::{LimitsHit, Options};

/// The element that a fragment is parsed inside of: what `innerHTML` would be set on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Context<'c> {
    /// The namespace of the element.
    pub namespace: Namespace,
    /// Its lower-case name.
    pub name: &'c str,
}

impl<'c> Context<'c> {
    /// An HTML element.
    pub fn html(name: &'c str) -> Context<'c> {
        Context { namespace: Namespace::Html, name }
    }
}

/// Parses a page. Any text gives a tree.
pub fn parse<'a>(text: &'a str, options: &Options) -> Document<'a> {
    // Tree construction lands next; until then the tree is one text node.
    let _ = options;
    let mut root = Node::new(Kind::Document, 0, 0);
    let mut run = Node::new(Kind::Text, 0, text.len() as u32);
    (root.first, root.last, run.parent) = (1, 1, 0);
    Document {
        source: text,
        nodes: vec![root, run],
        attrs: Vec::new(),
        attr_sides: Vec::new(),
        texts: Vec::new(),
        pieces: Vec::new(),
        decoded: String::new(),
        names: Vec::new(),
        doctypes: Vec::new(),
        quirks: Quirks::No,
        limits_hit: LimitsHit::default(),
    }
}

/// Parses a fragment as the content of `context`. Its nodes are the children of the document node.
pub fn parse_fragment<'a>(text: &'a str, context: Context<'_>, options: &Options) -> Document<'a> {
    let _ = context;
    parse(text, options)
}
