//! The tree: read-only, in one arena, every node with the place it came from.

use std::fmt;
use std::ops::Range;

use crate::options::LimitsHit;
use crate::tag::Tag;

/// "No node" in a link.
pub(crate) const NIL: u32 = u32::MAX;

/// A node of one [`Document`].
///
/// Ids are given in document order: a node's id is greater than its parent's and than those of all nodes
/// before it in a pre-order walk, and the nodes of a subtree are a contiguous range of ids
/// ([`Document::subtree`]). [`NodeId::index`] therefore indexes side tables laid out in reading order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub(crate) u32);

impl NodeId {
    /// The document node of every tree.
    pub const ROOT: NodeId = NodeId(0);

    /// The position of the node in document order, for side tables of [`Document::len`] entries.
    #[inline]
    pub fn index(self) -> usize {
        self.0 as usize
    }

    #[inline]
    fn some(raw: u32) -> Option<NodeId> {
        (raw != NIL).then_some(NodeId(raw))
    }
}

impl fmt::Debug for NodeId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "#{}", self.0)
    }
}

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Kind {
    /// The root. In a fragment, its children are the nodes of the fragment.
    Document,
    /// A document type; see [`Document::doctype`].
    Doctype,
    /// An element.
    Element,
    /// A run of text.
    Text,
    /// A comment.
    Comment,
    /// The contents of a `template` element: its only child, with the contents as children. They are part of
    /// walks and of `descendants`; a reader that wants what a browser shows skips nodes of this kind.
    TemplateContents,
}

/// The namespace of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Namespace {
    /// HTML.
    Html,
    /// SVG.
    Svg,
    /// MathML.
    MathMl,
}

/// The document mode that the doctype selects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Quirks {
    /// No quirks.
    No,
    /// Limited quirks.
    Limited,
    /// Quirks; here a `table` does not close an open `p`.
    Full,
}

/// The parts of a document type token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doctype {
    /// The name, lower-case; empty if missing.
    pub name: String,
    /// The public identifier, if there is one.
    pub public_id: Option<String>,
    /// The system identifier, if there is one.
    pub system_id: Option<String>,
}

/// How a [`Piece`] of text came to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum How {
    /// The text is the source, byte for byte.
    Copied,
    /// The text is what a character reference (`&amp;`, `&#8217;`) stands for.
    CharacterReference,
    /// The text is a line feed, the source a carriage return with or without a line feed.
    Newline,
    /// The text is U+FFFD, the source a NUL character.
    Replaced,
}

/// A run of text and where it stands in the source.
///
/// The pieces of a text follow each other without gaps in the text. In the source there may be gaps: tags that
/// were ignored, characters that were dropped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The bytes of the text.
    pub text: Range<usize>,
    /// The bytes of the parsed source.
    pub source: Range<usize>,
    /// How one became the other.
    pub how: How,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct PieceRecord {
    pub(crate) source_start: u32,
    pub(crate) source_end: u32,
    /// End of this piece in the text; it starts where the one before it ends.
    pub(crate) text_end: u32,
    pub(crate) how: How,
}

/// A text that is not one slice of the source: its decoded form and its pieces.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct DecodedText {
    /// Range in `Document::decoded`.
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// Range in `Document::pieces`.
    pub(crate) pieces_start: u32,
    pub(crate) pieces_end: u32,
}

pub(crate) mod flag {
    /// The element has no start tag in the source.
    pub(crate) const IMPLIED: u8 = 1;
    /// The element re-opens a formatting element; its `start..end` is the original's start tag.
    pub(crate) const REOPENED: u8 = 2;
    /// The name is in `Document::names` at `payload`, since the source spells it otherwise.
    pub(crate) const NAMED: u8 = 4;
    /// The text is in `Document::texts` at `payload`.
    pub(crate) const DECODED: u8 = 8;
    /// While building: the text's pieces are a chain in the builder.
    pub(crate) const CHAINED: u8 = 16;
    /// While building: the element is on the stack of open elements.
    pub(crate) const OPEN: u8 = 32;
    /// While building: the element is in the list of active formatting elements.
    pub(crate) const LISTED: u8 = 64;
}

/// One node. Fields mean different things for different kinds, which keeps a node to 48 bytes:
/// the memory of the tree is what bounds the speed of parsing.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Node {
    pub(crate) parent: u32,
    pub(crate) prev: u32,
    pub(crate) next: u32,
    pub(crate) first: u32,
    pub(crate) last: u32,
    /// Element: the start tag. Text, comment: the characters. Doctype: the token.
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// Element: the end tag, `NIL` if there is none. Comment: the whole token.
    pub(crate) close_start: u32,
    pub(crate) close_end: u32,
    /// Element: the first attribute. Text, comment with `DECODED`: index in `texts`. Doctype: index in `doctypes`.
    pub(crate) payload: u32,
    /// Element: how many attributes.
    pub(crate) attr_count: u16,
    /// Element with `Tag::Other`: length of the name, which follows the `<`; with `NAMED`, ignored.
    pub(crate) name_len: u16,
    pub(crate) tag: Tag,
    pub(crate) kind: Kind,
    pub(crate) namespace: Namespace,
    pub(crate) flags: u8,
}

impl Node {
    pub(crate) const fn new(kind: Kind, start: u32, end: u32) -> Node {
        Node {
            parent: NIL,
            prev: NIL,
            next: NIL,
            first: NIL,
            last: NIL,
            start,
            end,
            close_start: NIL,
            close_end: NIL,
            payload: 0,
            attr_count: 0,
            name_len: 0,
            tag: Tag::Other,
            kind,
            namespace: Namespace::Html,
            flags: 0,
        }
    }
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct AttrRecord {
    pub(crate) name_start: u32,
    pub(crate) name_end: u32,
    pub(crate) value_start: u32,
    pub(crate) value_end: u32,
    /// Index in `Document::attr_sides`, or `NIL` when name and value are slices of the source.
    pub(crate) side: u32,
}

/// What the rare attribute needs beyond its ranges.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct AttrSide {
    /// The name in `Document::decoded`, if the source spells it otherwise.
    pub(crate) name: Option<(u32, u32)>,
    pub(crate) value: Option<DecodedText>,
    pub(crate) namespace: AttrNamespace,
}

/// The namespace of an attribute; only attributes of SVG and MathML elements have one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum AttrNamespace {
    /// No namespace, as on every HTML element.
    #[default]
    None,
    /// `xlink:`.
    XLink,
    /// `xml:`.
    Xml,
    /// `xmlns` and `xmlns:`.
    Xmlns,
}

/// A parsed page.
///
/// It borrows the text it was made from. Every range it gives is a byte range of that text.
/// Building is over when a caller sees it; nothing can be changed.
#[derive(Clone)]
pub struct Document<'a> {
    pub(crate) source: &'a str,
    pub(crate) nodes: Vec<Node>,
    pub(crate) attrs: Vec<AttrRecord>,
    pub(crate) attr_sides: Vec<AttrSide>,
    pub(crate) texts: Vec<DecodedText>,
    pub(crate) pieces: Vec<PieceRecord>,
    /// Everything that is not a slice of the source, one after the other.
    pub(crate) decoded: String,
    /// Sorted by node.
    pub(crate) names: Vec<(u32, Box<str>)>,
    pub(crate) doctypes: Vec<Doctype>,
    pub(crate) quirks: Quirks,
    pub(crate) limits_hit: LimitsHit,
    pub(crate) first_unclosed: Option<u32>,
}

impl<'a> Document<'a> {
    /// The text this document was parsed from.
    pub fn source(&self) -> &'a str {
        self.source
    }

    /// The document node.
    pub fn root(&self) -> NodeId {
        NodeId::ROOT
    }

    /// How many nodes there are, the document node among them.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Always false: a document has its document node.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Every node in document order.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = NodeId> + ExactSizeIterator + use<> {
        (0..self.nodes.len() as u32).map(NodeId)
    }

    /// The node at a position in document order, if there is one.
    pub fn id_at(&self, index: usize) -> Option<NodeId> {
        (index < self.nodes.len()).then_some(NodeId(index as u32))
    }

    /// Which limits shaped this tree.
    pub fn limits_hit(&self) -> LimitsHit {
        self.limits_hit
    }

    /// Where in the text, in bytes, the first start tag is that needed
    /// [`Options::end_unclosed`](crate::Options::end_unclosed).
    pub fn first_unclosed(&self) -> Option<usize> {
        self.first_unclosed.map(|at| at as usize)
    }

    /// The document mode.
    pub fn quirks(&self) -> Quirks {
        self.quirks
    }

    #[inline]
    fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.index()]
    }

    /// The parent; none for the document node.
    #[inline]
    pub fn parent(&self, id: NodeId) -> Option<NodeId> {
        NodeId::some(self.node(id).parent)
    }

    /// The first child.
    #[inline]
    pub fn first_child(&self, id: NodeId) -> Option<NodeId> {
        NodeId::some(self.node(id).first)
    }

    /// The last child.
    #[inline]
    pub fn last_child(&self, id: NodeId) -> Option<NodeId> {
        NodeId::some(self.node(id).last)
    }

    /// The node after this one under the same parent.
    #[inline]
    pub fn next_sibling(&self, id: NodeId) -> Option<NodeId> {
        NodeId::some(self.node(id).next)
    }

    /// The node before this one under the same parent.
    #[inline]
    pub fn prev_sibling(&self, id: NodeId) -> Option<NodeId> {
        NodeId::some(self.node(id).prev)
    }

    /// The children in order.
    pub fn children(&self, id: NodeId) -> Children<'_, 'a> {
        let node = self.node(id);
        Children {
            document: self,
            front: node.first,
            back: node.last,
        }
    }

    /// The ancestors, nearest first, the document node last.
    pub fn ancestors(&self, id: NodeId) -> impl Iterator<Item = NodeId> + use<'_, 'a> {
        std::iter::successors(self.parent(id), |id| self.parent(*id))
    }

    /// The node and everything under it, as a range of positions in document order.
    pub fn subtree(&self, id: NodeId) -> Range<usize> {
        // Ids are in document order, so that the subtree ends where the next node outside it begins.
        let mut at = id;
        loop {
            if let Some(next) = self.next_sibling(at) {
                return id.index()..next.index();
            }
            match self.parent(at) {
                Some(parent) => at = parent,
                None => return id.index()..self.nodes.len(),
            }
        }
    }

    /// Everything under the node, in document order, the node itself left out.
    pub fn descendants(
        &self,
        id: NodeId,
    ) -> impl DoubleEndedIterator<Item = NodeId> + ExactSizeIterator + use<> {
        let subtree = self.subtree(id);
        (subtree.start as u32 + 1..subtree.end as u32).map(NodeId)
    }

    /// Whether `id` is `ancestor` or stands under it.
    pub fn contains(&self, ancestor: NodeId, id: NodeId) -> bool {
        self.subtree(ancestor).contains(&id.index())
    }

    /// A walk that says when it enters and when it leaves each node, from `id` to the end of its subtree.
    pub fn walk(&self, id: NodeId) -> Walk<'_, 'a> {
        Walk {
            document: self,
            top: id,
            next: Some(Step::Enter(id)),
        }
    }

    /// What the node is.
    #[inline]
    pub fn kind(&self, id: NodeId) -> Kind {
        self.node(id).kind
    }

    /// Whether the node is an element.
    #[inline]
    pub fn is_element(&self, id: NodeId) -> bool {
        self.node(id).kind == Kind::Element
    }

    /// The name of an element as an integer; [`Tag::Other`] for unknown names and for nodes that are no elements.
    #[inline]
    pub fn tag(&self, id: NodeId) -> Tag {
        self.node(id).tag
    }

    /// Whether the node is the HTML element of that name.
    #[inline]
    pub fn is_html(&self, id: NodeId, tag: Tag) -> bool {
        let node = self.node(id);
        node.tag == tag && node.namespace == Namespace::Html && node.kind == Kind::Element
    }

    /// The name of an element, lower-case but for the SVG names that the specification spells otherwise.
    /// The name of a doctype; empty for other nodes.
    pub fn name(&self, id: NodeId) -> &str {
        let node = self.node(id);
        match node.kind {
            Kind::Element => {}
            Kind::Doctype => return &self.doctypes[node.payload as usize].name,
            _ => return "",
        }
        if node.tag != Tag::Other {
            return match node.namespace {
                Namespace::Svg => node.tag.svg_name(),
                _ => node.tag.name(),
            };
        }
        if node.flags & flag::NAMED != 0 {
            return match self.names.binary_search_by_key(&id.0, |entry| entry.0) {
                Ok(at) => &self.names[at].1,
                Err(_) => "",
            };
        }
        let start = node.start as usize + 1;
        &self.source[start..start + node.name_len as usize]
    }

    /// The namespace of an element; HTML for other nodes.
    #[inline]
    pub fn namespace(&self, id: NodeId) -> Namespace {
        self.node(id).namespace
    }

    /// The parts of a doctype node.
    pub fn doctype(&self, id: NodeId) -> Option<&Doctype> {
        let node = self.node(id);
        (node.kind == Kind::Doctype).then(|| &self.doctypes[node.payload as usize])
    }

    /// The attributes in source order, each name once.
    pub fn attrs(
        &self,
        id: NodeId,
    ) -> impl ExactSizeIterator<Item = Attr<'_>> + DoubleEndedIterator {
        let node = self.node(id);
        let start = if node.kind == Kind::Element {
            node.payload as usize
        } else {
            0
        };
        self.attrs[start..start + node.attr_count as usize]
            .iter()
            .map(|record| Attr {
                source: self.source,
                decoded: &self.decoded,
                sides: &self.attr_sides,
                pieces: &self.pieces,
                record: *record,
            })
    }

    /// The value of the attribute with that lower-case name.
    pub fn attr(&self, id: NodeId, name: &str) -> Option<&str> {
        self.attrs(id)
            .find(|attr| attr.name() == name)
            .map(|attr| attr.value())
    }

    /// The attribute with that lower-case name.
    pub fn attr_named(&self, id: NodeId, name: &str) -> Option<Attr<'_>> {
        self.attrs(id).find(|attr| attr.name() == name)
    }

    /// The characters of a text or comment node, decoded; empty for other nodes.
    pub fn text(&self, id: NodeId) -> &str {
        let node = self.node(id);
        if !matches!(node.kind, Kind::Text | Kind::Comment) {
            return "";
        }
        if node.flags & flag::DECODED != 0 {
            let text = self.texts[node.payload as usize];
            return &self.decoded[text.start as usize..text.end as usize];
        }
        &self.source[node.start as usize..node.end as usize]
    }

    /// Where each part of [`Document::text`] stands in the source.
    pub fn text_pieces(&self, id: NodeId) -> Pieces<'_> {
        let node = self.node(id);
        if !matches!(node.kind, Kind::Text | Kind::Comment) {
            return Pieces::whole(0, 0);
        }
        if node.flags & flag::DECODED != 0 {
            return Pieces::of(&self.pieces, self.texts[node.payload as usize]);
        }
        Pieces::whole(node.start, node.end)
    }

    /// The start tag of an element, from `<` to after `>`. None if the element is implied: by the rules
    /// (`tbody`), or because an unclosed formatting element is re-opened ([`Document::reopens`]).
    pub fn start_tag(&self, id: NodeId) -> Option<Range<usize>> {
        let node = self.node(id);
        (node.kind == Kind::Element && node.flags & flag::IMPLIED == 0)
            .then_some(node.start as usize..node.end as usize)
    }

    /// For an element that re-opens an unclosed formatting element: the start tag of the one it re-opens,
    /// which also is where its attributes stand.
    pub fn reopens(&self, id: NodeId) -> Option<Range<usize>> {
        let node = self.node(id);
        (node.flags & flag::REOPENED != 0).then_some(node.start as usize..node.end as usize)
    }

    /// The end tag that closed an element, from `<` to after `>`. None if the end is implied, and for elements
    /// that have no end tag.
    pub fn end_tag(&self, id: NodeId) -> Option<Range<usize>> {
        let node = self.node(id);
        (node.kind == Kind::Element && node.close_start != NIL)
            .then_some(node.close_start as usize..node.close_end as usize)
    }

    /// The bytes of a comment or doctype with its delimiters; the start tag of an element; the first to the last
    /// byte of a text. None for nodes that no markup made.
    pub fn source_range(&self, id: NodeId) -> Option<Range<usize>> {
        let node = self.node(id);
        match node.kind {
            Kind::Element => self.start_tag(id),
            Kind::Text => {
                let first = self.text_pieces(id).next()?;
                let last = self.text_pieces(id).next_back()?;
                Some(
                    first.source.start.min(last.source.start)
                        ..last.source.end.max(first.source.end),
                )
            }
            Kind::Comment => Some(node.close_start as usize..node.close_end as usize),
            Kind::Doctype => Some(node.start as usize..node.end as usize),
            Kind::Document | Kind::TemplateContents => None,
        }
    }
}

impl fmt::Debug for Document<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Document")
            .field("nodes", &self.nodes.len())
            .field("source", &self.source.len())
            .field("limits_hit", &self.limits_hit)
            .finish_non_exhaustive()
    }
}

/// The children of a node; see [`Document::children`].
#[derive(Clone, Debug)]
pub struct Children<'d, 'a> {
    document: &'d Document<'a>,
    front: u32,
    back: u32,
}

impl Iterator for Children<'_, '_> {
    type Item = NodeId;

    #[inline]
    fn next(&mut self) -> Option<NodeId> {
        let id = NodeId::some(self.front)?;
        if self.front == self.back {
            (self.front, self.back) = (NIL, NIL);
        } else {
            self.front = self.document.node(id).next;
        }
        Some(id)
    }
}

impl DoubleEndedIterator for Children<'_, '_> {
    fn next_back(&mut self) -> Option<NodeId> {
        let id = NodeId::some(self.back)?;
        if self.front == self.back {
            (self.front, self.back) = (NIL, NIL);
        } else {
            self.back = self.document.node(id).prev;
        }
        Some(id)
    }
}

/// A step of a [`Walk`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The node begins; its subtree follows.
    Enter(NodeId),
    /// The node's subtree is over.
    Leave(NodeId),
}

/// A walk over a subtree; see [`Document::walk`].
#[derive(Clone, Debug)]
pub struct Walk<'d, 'a> {
    document: &'d Document<'a>,
    top: NodeId,
    next: Option<Step>,
}

impl Walk<'_, '_> {
    /// Leaves out what is under the node that was entered last; its `Leave` still comes.
    pub fn skip_subtree(&mut self) {
        if let Some(Step::Enter(id)) = self.next
            && let Some(parent) = self.document.parent(id)
        {
            // The step after entering a node enters its first child; only then is there anything to leave out.
            if self.document.first_child(parent) == Some(id) && id != self.top {
                self.next = Some(Step::Leave(parent));
            }
        }
    }
}

impl Iterator for Walk<'_, '_> {
    type Item = Step;

    #[inline]
    fn next(&mut self) -> Option<Step> {
        let step = self.next?;
        self.next = match step {
            Step::Enter(id) => Some(match self.document.first_child(id) {
                Some(child) => Step::Enter(child),
                None => Step::Leave(id),
            }),
            Step::Leave(id) if id == self.top => None,
            Step::Leave(id) => match self.document.next_sibling(id) {
                Some(sibling) => Some(Step::Enter(sibling)),
                None => self.document.parent(id).map(Step::Leave),
            },
        };
        Some(step)
    }
}

/// An attribute.
#[derive(Clone, Copy)]
pub struct Attr<'d> {
    source: &'d str,
    decoded: &'d str,
    sides: &'d [AttrSide],
    pieces: &'d [PieceRecord],
    record: AttrRecord,
}

impl<'d> Attr<'d> {
    #[inline]
    fn side(&self) -> Option<&'d AttrSide> {
        if self.record.side == NIL {
            return None;
        }
        self.sides.get(self.record.side as usize)
    }

    /// The name, lower-case but for the names that SVG and MathML spell otherwise.
    #[inline]
    pub fn name(&self) -> &'d str {
        if let Some((start, end)) = self.side().and_then(|side| side.name) {
            return &self.decoded[start as usize..end as usize];
        }
        &self.source[self.record.name_start as usize..self.record.name_end as usize]
    }

    /// The name without the prefix of its namespace, if it has one.
    pub fn local_name(&self) -> &'d str {
        let name = self.name();
        match self.namespace() {
            AttrNamespace::None => name,
            _ => name.split_once(':').map_or(name, |(_, local)| local),
        }
    }

    /// The namespace.
    pub fn namespace(&self) -> AttrNamespace {
        self.side()
            .map_or(AttrNamespace::None, |side| side.namespace)
    }

    /// The value, decoded.
    #[inline]
    pub fn value(&self) -> &'d str {
        if let Some(text) = self.side().and_then(|side| side.value) {
            return &self.decoded[text.start as usize..text.end as usize];
        }
        &self.source[self.record.value_start as usize..self.record.value_end as usize]
    }

    /// Where the name stands in the source.
    pub fn name_range(&self) -> Range<usize> {
        self.record.name_start as usize..self.record.name_end as usize
    }

    /// Where the value stands in the source, without quotes. Empty, at the end of the name, if there is no value.
    pub fn value_range(&self) -> Range<usize> {
        self.record.value_start as usize..self.record.value_end as usize
    }

    /// Where each part of the value stands in the source.
    pub fn value_pieces(&self) -> Pieces<'d> {
        match self.side().and_then(|side| side.value) {
            Some(text) => Pieces::of(self.pieces, text),
            None => Pieces::whole(self.record.value_start, self.record.value_end),
        }
    }
}

impl fmt::Debug for Attr<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}={:?}", self.name(), self.value())
    }
}

/// The pieces of a text or of an attribute value.
#[derive(Clone, Debug)]
pub struct Pieces<'d> {
    /// A text that is one slice of the source has this one piece and no records.
    whole: Option<Piece>,
    all: &'d [PieceRecord],
    front: usize,
    back: usize,
}

impl<'d> Pieces<'d> {
    fn whole(start: u32, end: u32) -> Pieces<'d> {
        let (start, end) = (start as usize, end as usize);
        let whole = (start != end).then(|| Piece {
            text: 0..end - start,
            source: start..end,
            how: How::Copied,
        });
        Pieces {
            whole,
            all: &[],
            front: 0,
            back: 0,
        }
    }

    fn of(pieces: &'d [PieceRecord], text: DecodedText) -> Pieces<'d> {
        let all = &pieces[text.pieces_start as usize..text.pieces_end as usize];
        Pieces {
            whole: None,
            all,
            front: 0,
            back: all.len(),
        }
    }

    fn at(&self, index: usize) -> Piece {
        let record = self.all[index];
        let start = if index == 0 {
            0
        } else {
            self.all[index - 1].text_end
        };
        Piece {
            text: start as usize..record.text_end as usize,
            source: record.source_start as usize..record.source_end as usize,
            how: record.how,
        }
    }
}

impl Iterator for Pieces<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        if self.front == self.back {
            return self.whole.take();
        }
        self.front += 1;
        Some(self.at(self.front - 1))
    }
}

impl DoubleEndedIterator for Pieces<'_> {
    fn next_back(&mut self) -> Option<Piece> {
        if self.front == self.back {
            return self.whole.take();
        }
        self.back -= 1;
        Some(self.at(self.back))
    }
}
