//! Cuts a page's tree into blocks of clean text that know their bytes.
//!
//! A block is a run of text between the boundaries that a browser would set
//! apart: the inside of a paragraph, a heading, a list item, a table row, or
//! the loose text of a `div`. Every character that the page could show is in
//! some block; what is hidden is kept and said to be hidden.

use onrecord_html::{Document, How as SourceHow, Kind, NodeId, Tag};
use onrecord_record::{ByteSpan, How, Mark, MarkKind, Piece, Text, TextSpan};

use super::hints::Hints;

/// Where in the page a block stands: which landmarks are around it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Landmarks(pub(crate) u32);

impl Landmarks {
    pub(crate) const ARTICLE: Landmarks = Landmarks(1);
    pub(crate) const MAIN: Landmarks = Landmarks(1 << 1);
    pub(crate) const HEADER: Landmarks = Landmarks(1 << 2);
    pub(crate) const FOOTER: Landmarks = Landmarks(1 << 3);
    pub(crate) const NAV: Landmarks = Landmarks(1 << 4);
    pub(crate) const ASIDE: Landmarks = Landmarks(1 << 5);
    pub(crate) const FIGURE: Landmarks = Landmarks(1 << 6);
    pub(crate) const CAPTION: Landmarks = Landmarks(1 << 7);
    pub(crate) const LIST: Landmarks = Landmarks(1 << 8);
    pub(crate) const TABLE: Landmarks = Landmarks(1 << 9);
    pub(crate) const QUOTE: Landmarks = Landmarks(1 << 10);
    pub(crate) const FORM: Landmarks = Landmarks(1 << 11);
    pub(crate) const BUTTON: Landmarks = Landmarks(1 << 12);
    pub(crate) const ADDRESS: Landmarks = Landmarks(1 << 13);
    pub(crate) const PRE: Landmarks = Landmarks(1 << 14);
    pub(crate) const DIALOG: Landmarks = Landmarks(1 << 15);
    pub(crate) const HIDDEN: Landmarks = Landmarks(1 << 16);
    pub(crate) const NOSCRIPT: Landmarks = Landmarks(1 << 17);
    pub(crate) const HEADING: Landmarks = Landmarks(1 << 18);
    pub(crate) const LINK: Landmarks = Landmarks(1 << 19);
    pub(crate) const PARAGRAPH: Landmarks = Landmarks(1 << 20);
    /// How many there are.
    pub(crate) const COUNT: usize = 21;

    /// Whether any of the other set's landmarks are around.
    pub(crate) fn any(self, other: Landmarks) -> bool {
        self.0 & other.0 != 0
    }

    pub(crate) const fn with(self, other: Landmarks) -> Landmarks {
        Landmarks(self.0 | other.0)
    }
}

/// A run of the page's text, not yet labelled.
#[derive(Clone, Debug)]
pub(crate) struct RawBlock {
    /// Its words in the page's clean text.
    pub(crate) span: TextSpan,
    /// The block-level element that holds it.
    pub(crate) container: NodeId,
    /// That element's tag; `Tr` for a table row made of simple cells.
    pub(crate) tag: Tag,
    /// What is around it.
    pub(crate) landmarks: Landmarks,
    /// Hints of the container, its parent, its grandparent, all above.
    pub(crate) hints: [Hints; 4],
    /// Hints of inline elements inside the block.
    pub(crate) inner: Hints,
    /// Width of the words that are links, as [`width`] counts.
    pub(crate) link_width: u32,
    /// Width of all its words.
    pub(crate) width: u32,
    /// Heading level, 0 if it is no heading.
    pub(crate) heading: u8,
    /// Depth of lists around it.
    pub(crate) list_depth: u8,
    /// Whether the nearest list is numbered.
    pub(crate) ordered: bool,
    /// The nearest list, table or figure, numbered from 1; 0 is none.
    pub(crate) group: u32,
    /// Depth of the container in the tree.
    pub(crate) depth: u16,
}

/// A picture in the page.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RawImage {
    /// Its element.
    pub(crate) node: NodeId,
    /// How much clean text stands before it, in bytes.
    pub(crate) at: u32,
    /// The nearest figure, numbered as [`RawBlock::group`]; 0 is none.
    pub(crate) group: u32,
}

/// An inline element inside a block whose attributes hint at what it is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct InnerSpan {
    /// Its words.
    pub(crate) span: TextSpan,
    /// What its own attributes hint at.
    pub(crate) hints: Hints,
    /// The element.
    pub(crate) node: NodeId,
    /// Whether it is `small` or `cite`.
    pub(crate) small: bool,
}

/// The whole page in blocks.
#[derive(Clone, Debug, Default)]
pub(crate) struct Blocks {
    /// The clean text; pieces index the decoded source until
    /// [`Blocks::map_bytes`].
    pub(crate) text: Text,
    /// Links and emphasis, in text order.
    pub(crate) marks: Vec<Mark>,
    /// The blocks, in page order; what is hidden inside a line comes last.
    pub(crate) list: Vec<RawBlock>,
    /// The pictures, in page order.
    pub(crate) images: Vec<RawImage>,
    /// Inline elements with hints, and `time` elements, in text order.
    pub(crate) inner: Vec<InnerSpan>,
}

/// How much room words take, roughly the same for every script: a character is
/// one, a wide (CJK) one two.
pub(crate) fn width(text: &str) -> u32 {
    // Lead bytes of three and four byte sequences are nearly all wide scripts
    // or punctuation; continuation bytes count nothing.
    let weigh = |b: u8| match b {
        0x80..=0xBF => 0,
        0xE3..=0xF7 => 2,
        _ => 1,
    };
    text.bytes().map(weigh).sum()
}

/// Cuts a document into blocks.
pub(crate) fn cut(document: &Document<'_>) -> Blocks {
    let mut cutter = Cutter::new(document);
    let root = document.root();
    cutter.frames.push(Frame {
        node: root,
        ..Frame::default()
    });
    cutter.walk(root);
    // Text hidden inside a line is read after the page, so that it neither
    // splits the line nor gets lost.
    let mut done = 0;
    while done < cutter.deferred.len() {
        let (node, frame) = cutter.deferred[done];
        cutter.frames.push(frame);
        cutter.container = cutter.frames.len() - 1;
        cutter.walk(node);
        cutter.frames.pop();
        done += 1;
    }
    cutter.finish()
}

impl Blocks {
    /// Replaces source ranges in the text's pieces by ranges of the capture.
    pub(crate) fn map_bytes(
        &mut self,
        map: impl Fn(std::ops::Range<usize>) -> std::ops::Range<usize>,
    ) {
        for piece in &mut self.text.pieces {
            piece.bytes = map(piece.bytes.range()).into();
        }
    }

    /// The words of a block.
    pub(crate) fn words(&self, block: &RawBlock) -> &str {
        self.text.get(block.span)
    }
}

/// What an element passes on to what is inside it.
#[derive(Clone, Copy)]
struct Frame {
    node: NodeId,
    tag: Tag,
    block: bool,
    landmarks: Landmarks,
    hints: [Hints; 4],
    heading: u8,
    list_depth: u8,
    ordered: bool,
    group: u32,
    depth: u16,
    /// For a row: how many blocks and how much text stood before it.
    blocks_before: u32,
    /// Whether leaving the element closes a mark.
    mark: bool,
    /// For an inline element with hints: where its words start, and its hints.
    inner: Option<(u32, Hints)>,
}

impl Default for Frame {
    fn default() -> Self {
        Self {
            node: NodeId::ROOT,
            tag: Tag::Other,
            block: true,
            landmarks: Landmarks::default(),
            hints: [Hints::default(); 4],
            heading: 0,
            list_depth: 0,
            ordered: false,
            group: 0,
            depth: 0,
            blocks_before: 0,
            mark: false,
            inner: None,
        }
    }
}

/// White space seen and not yet written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pending {
    Nothing,
    Space {
        start: u32,
        end: u32,
    },
    /// A line break of the page's markup.
    Break,
}

struct OpenMark {
    start: u32,
    kind: MarkKind,
}

struct Cutter<'d, 's> {
    document: &'d Document<'s>,
    out: Blocks,
    frames: Vec<Frame>,
    /// Index of the frame of the block-level element that text belongs to.
    container: usize,
    /// Where the block being written starts.
    start: u32,
    pending: Pending,
    inner: Hints,
    link_width: u32,
    width: u32,
    links: u32,
    open: Vec<OpenMark>,
    groups: u32,
    deferred: Vec<(NodeId, Frame)>,
}

/// What to do with an element.
enum Role {
    /// Nothing of it is text of the page.
    Skip,
    Block,
    Inline,
}

fn role(tag: Tag) -> Role {
    match tag {
        Tag::Script
        | Tag::Style
        | Tag::Template
        | Tag::Head
        | Tag::Iframe
        | Tag::Object
        | Tag::Embed
        | Tag::Svg
        | Tag::Canvas
        | Tag::Video
        | Tag::Audio
        | Tag::Textarea
        | Tag::Datalist
        | Tag::Noembed
        | Tag::Noframes => Role::Skip,
        Tag::A
        | Tag::Abbr
        | Tag::Acronym
        | Tag::B
        | Tag::Bdi
        | Tag::Bdo
        | Tag::Big
        | Tag::Cite
        | Tag::Code
        | Tag::Data
        | Tag::Del
        | Tag::Dfn
        | Tag::Em
        | Tag::Font
        | Tag::I
        | Tag::Img
        | Tag::Input
        | Tag::Ins
        | Tag::Kbd
        | Tag::Label
        | Tag::Mark
        | Tag::Math
        | Tag::Meter
        | Tag::Nobr
        | Tag::Picture
        | Tag::Progress
        | Tag::Q
        | Tag::Rb
        | Tag::Rp
        | Tag::Rt
        | Tag::Ruby
        | Tag::S
        | Tag::Samp
        | Tag::Slot
        | Tag::Small
        | Tag::Source
        | Tag::Span
        | Tag::Strike
        | Tag::Strong
        | Tag::Sub
        | Tag::Sup
        | Tag::Time
        | Tag::Tt
        | Tag::U
        | Tag::Var
        | Tag::Wbr
        | Tag::Noscript
        | Tag::Other => Role::Inline,
        _ => Role::Block,
    }
}

fn landmark(tag: Tag) -> Landmarks {
    match tag {
        Tag::Article => Landmarks::ARTICLE,
        Tag::Main => Landmarks::MAIN,
        Tag::Header => Landmarks::HEADER,
        Tag::Footer => Landmarks::FOOTER,
        Tag::Nav | Tag::Menu => Landmarks::NAV,
        Tag::Aside => Landmarks::ASIDE,
        Tag::Figure => Landmarks::FIGURE,
        Tag::Figcaption | Tag::Caption => Landmarks::CAPTION,
        Tag::Ul | Tag::Ol | Tag::Dl => Landmarks::LIST,
        Tag::Table => Landmarks::TABLE,
        Tag::Blockquote => Landmarks::QUOTE,
        Tag::Form | Tag::Fieldset | Tag::Select | Tag::Label => Landmarks::FORM,
        Tag::Button => Landmarks::BUTTON,
        Tag::Address => Landmarks::ADDRESS,
        Tag::Pre => Landmarks::PRE,
        Tag::Dialog => Landmarks::DIALOG,
        Tag::Noscript => Landmarks::NOSCRIPT,
        Tag::H1 | Tag::H2 | Tag::H3 | Tag::H4 | Tag::H5 | Tag::H6 => Landmarks::HEADING,
        Tag::A => Landmarks::LINK,
        Tag::P => Landmarks::PARAGRAPH,
        _ => Landmarks::default(),
    }
}

/// Whether an element that a script gives its meaning shows a picture: a custom
/// element, such as `amp-img`, that names a file and an alternative text.
fn is_custom_image(document: &Document<'_>, node: NodeId) -> bool {
    document.name(node).contains('-')
        && document.attr(node, "src").is_some()
        && document.attr(node, "alt").is_some()
}

fn heading_level(tag: Tag) -> u8 {
    match tag {
        Tag::H1 => 1,
        Tag::H2 => 2,
        Tag::H3 => 3,
        Tag::H4 => 4,
        Tag::H5 => 5,
        Tag::H6 => 6,
        _ => 0,
    }
}

/// Whether an inline style takes the element from view.
fn style_hides(style: &str) -> bool {
    let mut bare = style
        .bytes()
        .filter(|b| !b.is_ascii_whitespace())
        .map(|b| b.to_ascii_lowercase());
    let bare: Vec<u8> = bare.by_ref().collect();
    let has = |needle: &[u8]| bare.windows(needle.len()).any(|w| w == needle);
    has(b"display:none") || has(b"visibility:hidden")
}

impl<'d, 's> Cutter<'d, 's> {
    fn new(document: &'d Document<'s>) -> Self {
        Self {
            document,
            out: Blocks::default(),
            frames: Vec::new(),
            container: 0,
            start: 0,
            pending: Pending::Nothing,
            inner: Hints::default(),
            link_width: 0,
            width: 0,
            links: 0,
            open: Vec::new(),
            groups: 0,
            deferred: Vec::new(),
        }
    }

    /// Reads a subtree; the frame of its root's parent is on top of the stack.
    fn walk(&mut self, root: NodeId) {
        let document = self.document;
        let mut node = root;
        loop {
            let descend = self.enter(node, node == root && self.frames.len() > 1);
            if descend && let Some(child) = document.first_child(node) {
                node = child;
                continue;
            }
            if descend {
                self.leave();
            }
            loop {
                if node == root {
                    self.flush();
                    return;
                }
                if let Some(next) = document.next_sibling(node) {
                    node = next;
                    break;
                }
                let Some(parent) = document.parent(node) else {
                    return;
                };
                node = parent;
                self.leave();
            }
        }
    }

    /// Reads a node; true if what is inside it is to be read, and a frame was
    /// pushed for it.
    fn enter(&mut self, node: NodeId, deferred: bool) -> bool {
        match self.document.kind(node) {
            Kind::Text => {
                self.text(node);
                false
            }
            Kind::Element => self.element(node, deferred),
            Kind::Document => {
                let frame = *self.top();
                self.frames.push(Frame {
                    node,
                    mark: false,
                    inner: None,
                    ..frame
                });
                true
            }
            _ => false,
        }
    }

    fn top(&self) -> &Frame {
        self.frames
            .last()
            .expect("the root's frame is never popped while walking")
    }

    fn element(&mut self, node: NodeId, deferred: bool) -> bool {
        let document = self.document;
        let tag = document.tag(node);
        let role = role(tag);
        if matches!(role, Role::Skip) {
            return false;
        }
        let parent = *self.top();
        let mut own = Hints::default();
        let mut hidden = false;
        for attribute in document.attrs(node) {
            match attribute.name() {
                "class" | "id" | "itemprop" | "role" | "data-component" | "data-testid"
                | "data-type" | "property" => own = own.with(Hints::of(attribute.value())),
                "hidden" => hidden = true,
                "style" => hidden |= style_hides(attribute.value()),
                "aria-hidden" => {}
                _ => {}
            }
        }
        let block = matches!(role, Role::Block);
        if !block && !deferred && (hidden || own.any(Hints::ASSISTIVE)) {
            self.deferred.push((node, parent));
            return false;
        }
        hidden |= own.any(Hints::ASSISTIVE);
        match tag {
            Tag::Br => {
                self.line_break();
                return false;
            }
            Tag::Img => {
                self.out.images.push(RawImage {
                    node,
                    at: self.here(),
                    group: parent.group,
                });
                return false;
            }
            // It may hold its text for readers without scripts, so it is walked.
            Tag::Other if is_custom_image(document, node) => self.out.images.push(RawImage {
                node,
                at: self.here(),
                group: parent.group,
            }),
            _ => {}
        }
        let mut frame = Frame {
            node,
            tag,
            block,
            landmarks: parent.landmarks.with(landmark(tag)),
            hints: [
                own,
                parent.hints[0],
                parent.hints[1],
                parent.hints[2].with(parent.hints[3]),
            ],
            mark: false,
            inner: None,
            depth: parent.depth.saturating_add(1),
            ..parent
        };
        if hidden {
            frame.landmarks = frame.landmarks.with(Landmarks::HIDDEN);
        }
        match tag {
            Tag::Ul | Tag::Ol | Tag::Dl => {
                frame.list_depth = frame.list_depth.saturating_add(1);
                frame.ordered = tag == Tag::Ol;
                frame.group = self.next_group();
            }
            Tag::Table | Tag::Figure => frame.group = self.next_group(),
            Tag::Tr => {}
            _ => {
                let level = heading_level(tag);
                if level > 0 {
                    frame.heading = level;
                }
            }
        }
        if block {
            self.flush();
            frame.blocks_before = self.out.list.len() as u32;
            self.frames.push(frame);
            self.container = self.frames.len() - 1;
        } else {
            self.inner = self.inner.with(own);
            // In a caption every part may be the credit.
            let in_caption = parent
                .landmarks
                .any(Landmarks::FIGURE.with(Landmarks::CAPTION))
                || parent.hints[0]
                    .with(parent.hints[1])
                    .any(Hints::CAPTION.with(Hints::MEDIA))
                || matches!(tag, Tag::Small | Tag::Cite);
            if own != Hints::default() || tag == Tag::Time || in_caption {
                frame.inner = Some((self.here(), own));
            }
            frame.hints = parent.hints;
            let kind = match tag {
                Tag::A => document
                    .attr(node, "href")
                    .map(|href| MarkKind::Link(href.to_owned())),
                Tag::B | Tag::Strong => Some(MarkKind::Strong),
                Tag::I | Tag::Em => Some(MarkKind::Emphasis),
                _ => None,
            };
            if let Some(kind) = kind {
                self.links += u32::from(matches!(kind, MarkKind::Link(_)));
                frame.mark = true;
                self.open.push(OpenMark {
                    start: self.here(),
                    kind,
                });
            }
            self.frames.push(frame);
        }
        true
    }

    fn leave(&mut self) {
        let frame = self
            .frames
            .pop()
            .expect("a frame was pushed for what is left");
        if frame.mark
            && let Some(mark) = self.open.pop()
        {
            self.links -= u32::from(matches!(mark.kind, MarkKind::Link(_)));
            self.mark(mark.start, mark.kind);
        }
        if let Some((start, hints)) = frame.inner
            && let Some(span) = self.trimmed(start)
        {
            self.out.inner.push(InnerSpan {
                span,
                hints,
                node: frame.node,
                small: matches!(frame.tag, Tag::Small | Tag::Cite),
            });
        }
        if frame.block {
            // The frame is put back while its last block is closed.
            let node = frame.node;
            self.frames.push(frame);
            self.flush();
            self.frames.pop();
            self.container = self.frames.iter().rposition(|f| f.block).unwrap_or(0);
            if frame.tag == Tag::Tr {
                self.join_row(node, frame);
            }
        }
    }

    fn next_group(&mut self) -> u32 {
        self.groups += 1;
        self.groups
    }

    fn here(&self) -> u32 {
        self.out.text.content.len() as u32
    }

    fn text(&mut self, node: NodeId) {
        let document = self.document;
        let pre = self.top().landmarks.any(Landmarks::PRE);
        let text = document.text(node);
        for piece in document.text_pieces(node) {
            let Some(run) = text.get(piece.text.clone()) else {
                continue;
            };
            let source = (piece.source.start as u32, piece.source.end as u32);
            match piece.how {
                SourceHow::Copied => self.copied(run, source.0, pre),
                SourceHow::CharacterReference => {
                    if run.chars().all(char::is_whitespace) {
                        self.space(source.0, source.1);
                    } else {
                        self.write(run, source, How::CharacterReference);
                    }
                }
                // The parser made a carriage return a line feed, so that this
                // is no copy.
                SourceHow::Newline if pre => {
                    if self.here() > self.start {
                        self.write("\n", source, How::Space);
                    }
                }
                SourceHow::Newline => self.space(source.0, source.1),
                // A NUL that the parser replaced shows nothing.
                SourceHow::Replaced => {}
            }
        }
    }

    /// Writes a run that stands in the source as it is, white space collapsed.
    fn copied(&mut self, run: &str, source: u32, pre: bool) {
        if pre {
            // Preformatted text keeps its white space, but for line breaks
            // before its first words.
            let cut = if self.here() == self.start {
                run.trim_start_matches(['\n', '\r'])
            } else {
                run
            };
            if !cut.is_empty() {
                let from = source + (run.len() - cut.len()) as u32;
                self.write(cut, (from, source + run.len() as u32), How::Copy);
            }
            return;
        }
        let bytes = run.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let white = white_at(bytes, at);
            if white > 0 {
                self.space(source + at as u32, source + (at + white) as u32);
                at += white;
                continue;
            }
            let from = at;
            while at < bytes.len() {
                let white = white_at(bytes, at);
                // A lone space between words is part of the run.
                let lone =
                    bytes[at] == b' ' && at + 1 < bytes.len() && white_at(bytes, at + 1) == 0;
                if white > 0 && !lone {
                    break;
                }
                at += 1;
            }
            self.write(
                &run[from..at],
                (source + from as u32, source + at as u32),
                How::Copy,
            );
        }
    }

    fn space(&mut self, start: u32, end: u32) {
        if self.here() > self.start && self.pending == Pending::Nothing {
            self.pending = Pending::Space { start, end };
        }
    }

    fn line_break(&mut self) {
        if self.here() == self.start {
            return;
        }
        if self.pending == Pending::Break {
            self.flush();
        } else {
            self.pending = Pending::Break;
        }
    }

    /// Writes words that come from a range of the source.
    fn write(&mut self, words: &str, source: (u32, u32), how: How) {
        let text = &mut self.out.text;
        match std::mem::replace(&mut self.pending, Pending::Nothing) {
            Pending::Nothing => {}
            Pending::Space { start, end } => {
                let at = text.content.len();
                text.content.push(' ');
                push_piece(text, at, ByteSpan { start, end }, How::Space);
            }
            Pending::Break => text.content.push('\n'),
        }
        let at = text.content.len();
        text.content.push_str(words);
        push_piece(
            text,
            at,
            ByteSpan {
                start: source.0,
                end: source.1,
            },
            how,
        );
        let wide = width(words);
        self.width += wide;
        if self.links > 0 {
            self.link_width += wide;
        }
    }

    /// Ends the block being written.
    fn flush(&mut self) {
        self.pending = Pending::Nothing;
        self.trim_end();
        let end = self.here();
        if end > self.start {
            let span = TextSpan {
                start: self.start,
                end,
            };
            for k in 0..self.open.len() {
                let (start, kind) = (self.open[k].start, self.open[k].kind.clone());
                self.mark(start, kind);
            }
            let frame = self.frames[self.container];
            let inside = self.top();
            self.out.list.push(RawBlock {
                span,
                container: frame.node,
                tag: frame.tag,
                landmarks: frame.landmarks.with(Landmarks(
                    inside.landmarks.0
                        & (Landmarks::LINK.0 | Landmarks::HIDDEN.0 | Landmarks::NOSCRIPT.0),
                )),
                hints: frame.hints,
                inner: self.inner,
                link_width: self.link_width,
                width: self.width,
                heading: frame.heading,
                list_depth: frame.list_depth,
                ordered: frame.ordered,
                group: frame.group,
                depth: frame.depth,
            });
            self.out.text.content.push('\n');
            self.start = end + 1;
        }
        for open in &mut self.open {
            open.start = self.start;
        }
        (self.inner, self.link_width, self.width) = (Hints::default(), 0, 0);
    }

    /// Takes back white space at the end of preformatted text.
    fn trim_end(&mut self) {
        let text = &mut self.out.text;
        let kept = text.content[self.start as usize..].trim_end().len() + self.start as usize;
        text.content.truncate(kept);
        while let Some(last) = text.pieces.last_mut()
            && last.text.end as usize > kept
        {
            if last.text.start as usize >= kept {
                text.pieces.pop();
            } else {
                // White space at an end is copied only inside `pre`, byte for
                // byte.
                last.bytes.end -= last.text.end - kept as u32;
                last.text.end = kept as u32;
            }
        }
    }

    /// Keeps a mark over what was written since `start`, spaces trimmed.
    fn mark(&mut self, start: u32, kind: MarkKind) {
        if let Some(span) = self.trimmed(start) {
            self.out.marks.push(Mark { span, kind });
        }
    }

    /// What was written of the present block since `start`, spaces trimmed.
    fn trimmed(&self, start: u32) -> Option<TextSpan> {
        let start = start.max(self.start) as usize;
        let words = self.out.text.content.get(start..)?;
        let trimmed = words.trim_start();
        let from = start + (words.len() - trimmed.len());
        let to = from + trimmed.trim_end().len();
        (to > from).then(|| TextSpan::new(from, to))
    }

    /// Makes one block of a row whose cells each hold one line of words: such
    /// a row is data, while a cell with blocks of its own is layout.
    fn join_row(&mut self, row: NodeId, frame: Frame) {
        const LONGEST_CELL: usize = 300;
        let from = frame.blocks_before as usize;
        let cells = &self.out.list[from..];
        if cells.len() < 2 {
            return;
        }
        let mut last = None;
        for cell in cells {
            let simple = matches!(cell.tag, Tag::Td | Tag::Th)
                && self.document.parent(cell.container) == Some(row)
                && last != Some(cell.container)
                && cell.span.len() <= LONGEST_CELL;
            if !simple {
                return;
            }
            last = Some(cell.container);
        }
        let span = TextSpan {
            start: cells[0].span.start,
            end: cells[cells.len() - 1].span.end,
        };
        let joined = RawBlock {
            span,
            container: row,
            tag: Tag::Tr,
            landmarks: cells
                .iter()
                .fold(frame.landmarks, |all, cell| all.with(cell.landmarks)),
            hints: frame.hints,
            inner: cells.iter().fold(Hints::default(), |all, c| {
                all.with(c.inner).with(c.hints[0])
            }),
            link_width: cells.iter().map(|cell| cell.link_width).sum(),
            width: cells.iter().map(|cell| cell.width).sum(),
            heading: 0,
            list_depth: frame.list_depth,
            ordered: false,
            group: frame.group,
            depth: frame.depth,
        };
        let breaks: Vec<usize> = cells[1..]
            .iter()
            .map(|cell| cell.span.start as usize - 1)
            .collect();
        for at in breaks {
            self.out.text.content.replace_range(at..=at, "\t");
        }
        self.out.list.truncate(from);
        self.out.list.push(joined);
    }

    fn finish(mut self) -> Blocks {
        if self.out.text.content.ends_with('\n') {
            self.out.text.content.pop();
        }
        self.out
            .marks
            .sort_by_key(|mark| (mark.span.start, mark.span.end));
        self.out
            .inner
            .sort_by_key(|inner| (inner.span.start, inner.span.end));
        self.out
    }
}

/// Adds a piece, as part of the one before it where both are copies side by
/// side in text and source.
fn push_piece(text: &mut Text, at: usize, bytes: ByteSpan, how: How) {
    let span = TextSpan::new(at, text.content.len());
    if let Some(last) = text.pieces.last_mut()
        && last.text.end == span.start
        && last.bytes.end == bytes.start
        && last.how == How::Copy
        && how == How::Copy
    {
        last.text.end = span.end;
        last.bytes.end = bytes.end;
        return;
    }
    text.pieces.push(Piece {
        text: span,
        bytes,
        how,
    });
}

/// The length of the white-space character at a byte offset; 0 if there is
/// none or the offset is inside a character.
fn white_at(bytes: &[u8], at: usize) -> usize {
    match bytes[at] {
        b' ' | b'\t' | b'\n' | b'\r' | 0x0C | 0x0B => 1,
        0xC2 if matches!(bytes.get(at + 1), Some(0xA0 | 0x85)) => 2,
        0xE1 if bytes[at..].starts_with("\u{1680}".as_bytes()) => 3,
        0xE2 if matches!(
            (bytes.get(at + 1), bytes.get(at + 2)),
            (Some(0x80), Some(0x80..=0x8A | 0xA8 | 0xA9 | 0xAF)) | (Some(0x81), Some(0x9F))
        ) =>
        {
            3
        }
        0xE3 if bytes[at..].starts_with("\u{3000}".as_bytes()) => 3,
        _ => 0,
    }
}
