//! The stack of open elements and the questions that the rules ask of it.

use crate::document::Namespace;
use crate::tag::{TAG_COUNT, Tag};

pub(crate) const SPECIAL: u16 = 1;
/// Ends "has an element in scope".
pub(crate) const SCOPE: u16 = 2;
/// Ends "in button scope".
pub(crate) const BUTTON_SCOPE: u16 = 4;
/// Ends "in list item scope".
pub(crate) const LIST_SCOPE: u16 = 8;
/// Ends "in table scope".
pub(crate) const TABLE_SCOPE: u16 = 16;
/// "Generate implied end tags" pops it.
pub(crate) const IMPLIED_END: u16 = 32;
/// "Generate all implied end tags thoroughly" pops it too.
pub(crate) const IMPLIED_END_THOROUGH: u16 = 64;
/// MathML text integration point.
pub(crate) const MATHML_TEXT: u16 = 128;
/// HTML integration point.
pub(crate) const HTML_INTEGRATION: u16 = 256;
/// `table`, `tbody`, `tfoot`, `thead`, `tr`: what text and elements are foster parented out of.
pub(crate) const FOSTERS: u16 = 512;

const SCOPES: u16 = SCOPE | BUTTON_SCOPE | LIST_SCOPE;

/// What the rules say of each HTML element by name.
static PROPERTIES: [u16; TAG_COUNT] = {
    let mut table = [0; TAG_COUNT];
    const fn mark<const N: usize>(
        mut table: [u16; TAG_COUNT],
        tags: [Tag; N],
        bits: u16,
    ) -> [u16; TAG_COUNT] {
        let mut at = 0;
        while at < N {
            table[tags[at] as usize] |= bits;
            at += 1;
        }
        table
    }
    use Tag::*;
    table = mark(
        table,
        [
            Address, Applet, Area, Article, Aside, Base, Basefont, Bgsound, Blockquote, Body, Br,
            Button, Caption, Center, Col, Colgroup, Dd, Details, Dir, Div, Dl, Dt, Embed, Fieldset,
            Figcaption, Figure, Footer, Form, Frame, Frameset, H1, H2, H3, H4, H5, H6, Head,
            Header, Hgroup, Hr, Html, Iframe, Img, Input, Keygen, Li, Link, Listing, Main, Marquee,
            Menu, Meta, Nav, Noembed, Noframes, Noscript, Object, Ol, P, Param, Plaintext, Pre,
            Script, Search, Section, Select, Source, Style, Summary, Table, Tbody, Td, Template,
            Textarea, Tfoot, Th, Thead, Title, Tr, Track, Ul, Wbr, Xmp,
        ],
        SPECIAL,
    );
    table = mark(
        table,
        [
            Applet, Caption, Html, Table, Td, Th, Marquee, Object, Select, Template,
        ],
        SCOPES,
    );
    table = mark(table, [Button], BUTTON_SCOPE);
    table = mark(table, [Ol, Ul], LIST_SCOPE);
    table = mark(table, [Html, Table, Template], TABLE_SCOPE);
    table = mark(
        table,
        [Dd, Dt, Li, Optgroup, Option, P, Rb, Rp, Rt, Rtc],
        IMPLIED_END | IMPLIED_END_THOROUGH,
    );
    table = mark(
        table,
        [Caption, Colgroup, Tbody, Td, Tfoot, Th, Thead, Tr],
        IMPLIED_END_THOROUGH,
    );
    mark(table, [Table, Tbody, Tfoot, Thead, Tr], FOSTERS)
};

pub(crate) fn properties(namespace: Namespace, tag: Tag) -> u16 {
    match namespace {
        Namespace::Html => PROPERTIES[tag as usize],
        Namespace::MathMl => match tag {
            Tag::Mi | Tag::Mo | Tag::Mn | Tag::Ms | Tag::Mtext => SPECIAL | SCOPES | MATHML_TEXT,
            Tag::AnnotationXml => SPECIAL | SCOPES,
            _ => 0,
        },
        Namespace::Svg => match tag {
            Tag::Foreignobject | Tag::Desc | Tag::Title => SPECIAL | SCOPES | HTML_INTEGRATION,
            _ => 0,
        },
    }
}

/// An open element.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Open {
    pub(crate) node: u32,
    /// Where children go: the node itself, or the contents of a `template`.
    pub(crate) inside: u32,
    pub(crate) properties: u16,
    pub(crate) tag: Tag,
    pub(crate) namespace: Namespace,
    /// With this element as the current node, a `p` is in button scope. Every block's start tag asks; the answer
    /// follows from the element below, so that it is kept instead of looked for.
    p_in_scope: bool,
}

impl Open {
    pub(crate) fn new(node: u32, namespace: Namespace, tag: Tag) -> Open {
        Open {
            node,
            inside: node,
            properties: properties(namespace, tag),
            tag,
            namespace,
            p_in_scope: false,
        }
    }

    #[inline]
    pub(crate) fn is(&self, tag: Tag) -> bool {
        self.tag == tag && self.namespace == Namespace::Html
    }

    #[inline]
    pub(crate) fn has(&self, property: u16) -> bool {
        self.properties & property != 0
    }
}

/// The stack of open elements. Its depth is limited, so that a look through it is bounded; how often each HTML
/// name is on it is counted, so that most questions need no look at all.
pub(crate) struct Stack {
    open: Vec<Open>,
    counts: [u16; TAG_COUNT],
}

impl Stack {
    pub(crate) fn new() -> Stack {
        Stack {
            open: Vec::with_capacity(64),
            counts: [0; TAG_COUNT],
        }
    }

    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.open.len()
    }

    #[inline]
    pub(crate) fn all(&self) -> &[Open] {
        &self.open
    }

    #[inline]
    pub(crate) fn get(&self, index: usize) -> Option<Open> {
        self.open.get(index).copied()
    }

    #[inline]
    pub(crate) fn last(&self) -> Option<&Open> {
        self.open.last()
    }

    #[inline]
    pub(crate) fn push(&mut self, mut open: Open) {
        if open.namespace == Namespace::Html {
            self.counts[open.tag as usize] += 1;
        }
        open.p_in_scope = Stack::p_in_scope_above(self.open.last(), &open);
        self.open.push(open);
    }

    #[inline]
    pub(crate) fn pop(&mut self) -> Option<Open> {
        let open = self.open.pop()?;
        if open.namespace == Namespace::Html {
            self.counts[open.tag as usize] -= 1;
        }
        Some(open)
    }

    pub(crate) fn remove(&mut self, index: usize) {
        let open = self.open.remove(index);
        if open.namespace == Namespace::Html {
            self.counts[open.tag as usize] -= 1;
        }
        self.renew_p_in_scope(index);
    }

    pub(crate) fn insert(&mut self, index: usize, open: Open) {
        if open.namespace == Namespace::Html {
            self.counts[open.tag as usize] += 1;
        }
        self.open.insert(index, open);
        self.renew_p_in_scope(index);
    }

    #[inline]
    fn p_in_scope_above(below: Option<&Open>, open: &Open) -> bool {
        open.is(Tag::P) || !open.has(BUTTON_SCOPE) && below.is_some_and(|below| below.p_in_scope)
    }

    fn renew_p_in_scope(&mut self, from: usize) {
        for at in from..self.open.len() {
            let below = at.checked_sub(1).map(|at| &self.open[at]);
            self.open[at].p_in_scope = Stack::p_in_scope_above(below, &self.open[at]);
        }
    }

    /// "Has a `p` element in button scope".
    #[inline]
    pub(crate) fn p_in_button_scope(&self) -> bool {
        self.open.last().is_some_and(|open| open.p_in_scope)
    }

    /// Replaces an element by another of the same name.
    pub(crate) fn replace(&mut self, index: usize, node: u32) {
        self.open[index].node = node;
        self.open[index].inside = node;
    }

    /// Sends the children of the current node into `inside`.
    pub(crate) fn set_inside(&mut self, inside: u32) {
        if let Some(open) = self.open.last_mut() {
            open.inside = inside;
        }
    }

    /// Adds to what the rules say of the current node.
    pub(crate) fn add_property(&mut self, property: u16) {
        if let Some(open) = self.open.last_mut() {
            open.properties |= property;
        }
    }

    pub(crate) fn position(&self, node: u32) -> Option<usize> {
        self.open.iter().rposition(|open| open.node == node)
    }

    /// Whether the HTML element is on the stack at all.
    #[inline]
    pub(crate) fn contains(&self, tag: Tag) -> bool {
        self.counts[tag as usize] != 0
    }

    /// "Has an element in the specific scope".
    #[inline]
    pub(crate) fn in_scope(&self, tag: Tag, scope: u16) -> bool {
        self.contains(tag)
            && self
                .open
                .iter()
                .rev()
                .find(|open| open.is(tag) || open.has(scope))
                .is_some_and(|open| open.is(tag))
    }

    pub(crate) fn heading_in_scope(&self) -> bool {
        self.open
            .iter()
            .rev()
            .find(|open| is_heading(open) || open.has(SCOPE))
            .is_some_and(is_heading)
    }

    pub(crate) fn node_in_scope(&self, node: u32) -> bool {
        self.open
            .iter()
            .rev()
            .find(|open| open.node == node || open.has(SCOPE))
            .is_some_and(|open| open.node == node)
    }
}

pub(crate) fn is_heading(open: &Open) -> bool {
    open.namespace == Namespace::Html
        && matches!(
            open.tag,
            Tag::H1 | Tag::H2 | Tag::H3 | Tag::H4 | Tag::H5 | Tag::H6
        )
}
