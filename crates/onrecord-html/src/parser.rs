//! The entry points.

use crate::builder;
use crate::document::{Document, Namespace};
use crate::options::Options;

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
        Context {
            namespace: Namespace::Html,
            name,
        }
    }
}

/// Parses a page. Any text gives a tree.
pub fn parse<'a>(text: &'a str, options: &Options) -> Document<'a> {
    builder::build(text, None, options)
}

/// Parses a fragment as the content of `context`. Its nodes are the children of the document node.
pub fn parse_fragment<'a>(text: &'a str, context: Context<'_>, options: &Options) -> Document<'a> {
    builder::build(text, Some(context), options)
}
