//! Tree construction.
//!
//! `modes` holds the insertion modes and `foreign` the rules for foreign content, in the order and under the names
//! of the specification; `formatting` the list of active formatting elements and the adoption agency; `insert`
//! everything that changes the tree; `finish` what turns the tree under construction into a [`Document`].

mod finish;
mod foreign;
mod formatting;
mod insert;
mod modes;
mod quirks;
mod stack;

use std::collections::HashSet;

use crate::document::{DecodedText, Doctype, Document, Kind, Namespace, Node, Quirks};
use crate::options::{LimitsHit, Options};
use crate::parser::Context;
use crate::tag::{TAG_COUNT, Tag};
use crate::tokenizer::{Run, Token, Tokenizer};
use stack::{HTML_INTEGRATION, MATHML_TEXT, Open, Stack};

/// The insertion modes, in the order of the specification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Initial,
    BeforeHtml,
    BeforeHead,
    InHead,
    InHeadNoscript,
    AfterHead,
    InBody,
    Text,
    InTable,
    InTableText,
    InCaption,
    InColumnGroup,
    InTableBody,
    InRow,
    InCell,
    InTemplate,
    AfterBody,
    InFrameset,
    AfterFrameset,
    AfterAfterBody,
    AfterAfterFrameset,
}

/// What a rule says of the token it was given.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Flow {
    /// It is dealt with.
    Done,
    /// "Reprocess the token" in the insertion mode that now holds.
    Again,
}

/// An entry of the list of active formatting elements.
#[derive(Clone, Copy, Debug)]
struct Formatting {
    /// `NIL` for a marker.
    node: u32,
    tag: Tag,
    /// Of the attributes, in whatever order they stand, once it was needed: what differs here is not alike.
    hash: Option<u64>,
}

/// A part of a text that is not one slice of the source, while the tree is built.
#[derive(Clone, Copy, Debug)]
struct Link {
    run: Run,
    next: u32,
}

/// The form element pointer of a fragment whose context is in a form: a form that is not in the tree.
const FORM_OUTSIDE: u32 = u32::MAX - 1;

struct Builder<'a> {
    source: &'a str,
    tokenizer: Tokenizer<'a>,
    nodes: Vec<Node>,
    stack: Stack,
    mode: Mode,
    /// The mode to return to from `Text` and `InTableText`.
    original_mode: Mode,
    template_modes: Vec<Mode>,
    formatting: Vec<Formatting>,
    head: Option<u32>,
    form: Option<u32>,
    context: Option<Open>,
    scripting: bool,
    srcdoc: bool,
    frameset_ok: bool,
    foster_parenting: bool,
    /// A line feed right after `<pre>` is not part of it.
    skip_line_feed: bool,
    /// The tag token's attributes belong to a node.
    attrs_taken: bool,
    /// Nodes were not made in document order.
    disordered: bool,
    /// A comment stands after `body`, so that anything more in `body` comes out of order.
    comment_after_body: bool,
    pending_table_text: Vec<Run>,
    links: Vec<Link>,
    /// Text nodes that have links.
    linked: Vec<u32>,
    texts: Vec<DecodedText>,
    names: Vec<(u32, Box<str>)>,
    doctypes: Vec<Doctype>,
    quirks: Quirks,
    hit: LimitsHit,
    end_unclosed: bool,
    /// Where the first start tag is whose text was ended without an end tag.
    first_unclosed: Option<u32>,
    max_depth: usize,
    max_nodes: usize,
    max_formatting: usize,
    reopen_budget: u64,
    /// How many elements of each name were not kept open for being too deep.
    overflow: [u32; TAG_COUNT],
    overflow_total: u32,
    /// Attribute names that `html` and `body` have, once a second tag of theirs brings more.
    merged_names: [Option<HashSet<Box<str>>>; 2],
}

/// Parses a document, or a fragment if there is a context.
pub(crate) fn build<'a>(
    source: &'a str,
    context: Option<Context<'_>>,
    options: &Options,
) -> Document<'a> {
    let mut builder = Builder::new(source, options);
    if let Some(context) = context {
        builder.start_fragment(&context);
    }
    builder.run();
    builder.finish()
}

impl<'a> Builder<'a> {
    fn new(text: &'a str, options: &Options) -> Builder<'a> {
        let limits = &options.limits;
        let mut hit = LimitsHit::default();
        let mut source = text;
        // Positions are 32-bit and some values are taken.
        let max_bytes = limits.bytes.min(1 << 31) as usize;
        if source.len() > max_bytes {
            let cut = (0..=max_bytes)
                .rev()
                .find(|at| source.is_char_boundary(*at))
                .unwrap_or(0);
            source = &source[..cut];
            hit.bytes = true;
        }
        let mut nodes = Vec::with_capacity(source.len() / 24 + 16);
        nodes.push(Node::new(Kind::Document, 0, 0));
        Builder {
            source: text,
            tokenizer: Tokenizer::new(source, limits.attributes as usize),
            nodes,
            stack: Stack::new(),
            mode: Mode::Initial,
            original_mode: Mode::Initial,
            template_modes: Vec::new(),
            formatting: Vec::new(),
            head: None,
            form: None,
            context: None,
            scripting: options.scripting,
            srcdoc: options.srcdoc,
            frameset_ok: true,
            foster_parenting: false,
            skip_line_feed: false,
            attrs_taken: false,
            disordered: false,
            comment_after_body: false,
            pending_table_text: Vec::new(),
            links: Vec::new(),
            linked: Vec::new(),
            texts: Vec::new(),
            names: Vec::new(),
            doctypes: Vec::new(),
            quirks: Quirks::No,
            hit,
            end_unclosed: options.end_unclosed,
            first_unclosed: None,
            // The rules take `html`, `body` and the like for granted.
            max_depth: (limits.depth as usize).clamp(8, 60_000),
            max_nodes: limits.nodes as usize,
            max_formatting: limits.formatting.max(1) as usize,
            reopen_budget: u64::from(limits.reopened) + source.len() as u64 / 4,
            overflow: [0; TAG_COUNT],
            overflow_total: 0,
            merged_names: [None, None],
        }
    }

    /// "HTML fragment parsing algorithm". The `html` element that the algorithm makes and throws away is the
    /// document node here, so that the nodes of the fragment are its children.
    fn start_fragment(&mut self, context: &Context<'_>) {
        let tag = Tag::from_name(&context.name.to_ascii_lowercase());
        let namespace = context.namespace;
        self.context = Some(Open::new(0, namespace, tag));
        self.stack.push(Open::new(0, Namespace::Html, Tag::Html));
        if namespace == Namespace::Html {
            // There is no start tag that an end tag could be appropriate for, so that all of it is text.
            match tag {
                Tag::Title | Tag::Textarea => self.tokenizer.enter_raw("", true),
                Tag::Style | Tag::Xmp | Tag::Iframe | Tag::Noembed | Tag::Noframes => {
                    self.tokenizer.enter_raw("", false);
                }
                Tag::Noscript if self.scripting => self.tokenizer.enter_raw("", false),
                Tag::Script => self.tokenizer.enter_script(""),
                Tag::Plaintext => self.tokenizer.enter_plaintext(),
                Tag::Template => self.template_modes.push(Mode::InTemplate),
                Tag::Form => self.form = Some(FORM_OUTSIDE),
                _ => {}
            }
        }
        self.reset_insertion_mode();
    }

    fn run(&mut self) {
        loop {
            let foreign = self
                .adjusted_current()
                .is_some_and(|open| open.namespace != Namespace::Html);
            let token = self.tokenizer.next(foreign);
            match token {
                Token::Text(run) => self.text_token(run),
                Token::Start => {
                    self.skip_line_feed = false;
                    self.attrs_taken = false;
                    self.start_tag(foreign);
                    if !self.attrs_taken {
                        self.tokenizer.drop_attrs();
                    }
                }
                Token::End => {
                    self.skip_line_feed = false;
                    self.end_tag(foreign);
                }
                Token::Comment(comment) => {
                    self.skip_line_feed = false;
                    self.comment(comment, foreign);
                }
                Token::Doctype => {
                    self.skip_line_feed = false;
                    self.doctype();
                }
                Token::Eof => {
                    self.eof();
                    return;
                }
            }
            if self.nodes.len() >= self.max_nodes {
                self.hit.nodes = true;
                self.flush_table_text();
                return;
            }
        }
    }

    #[inline]
    fn adjusted_current(&self) -> Option<&Open> {
        match &self.context {
            Some(context) if self.stack.len() == 1 => Some(context),
            _ => self.stack.last(),
        }
    }

    #[inline]
    fn current_is(&self, tag: Tag) -> bool {
        self.stack.last().is_some_and(|open| open.is(tag))
    }

    #[inline]
    fn text_token(&mut self, mut run: Run) {
        if self.skip_line_feed {
            self.skip_line_feed = false;
            if !self.without_line_feed(&mut run) {
                return;
            }
        }
        let foreign = self.adjusted_current().is_some_and(|open| {
            open.namespace != Namespace::Html && !open.has(MATHML_TEXT | HTML_INTEGRATION)
        });
        if foreign {
            self.text_in_foreign(run);
        } else {
            self.text_in_mode(run);
        }
    }

    /// The tree construction dispatcher, for start tags.
    #[inline]
    fn start_tag(&mut self, foreign: bool) {
        if foreign {
            let tag = self.tokenizer.tag.tag;
            let as_html = self.adjusted_current().is_some_and(|open| {
                open.has(MATHML_TEXT) && !matches!(tag, Tag::Mglyph | Tag::Malignmark)
                    || open.has(HTML_INTEGRATION)
                    || tag == Tag::Svg
                        && open.namespace == Namespace::MathMl
                        && open.tag == Tag::AnnotationXml
            });
            if !as_html {
                self.start_in_foreign();
                return;
            }
        }
        self.start_in_mode();
    }

    #[inline]
    fn end_tag(&mut self, foreign: bool) {
        if self.overflow_total > 0 && self.ends_overflow() {
            return;
        }
        if foreign {
            self.end_in_foreign();
        } else {
            self.end_in_mode();
        }
    }

    /// Whether an end tag belongs to an element that was not kept open for being too deep.
    #[cold]
    fn ends_overflow(&mut self) -> bool {
        if self.stack.len() < self.max_depth {
            // What was open at the limit has been closed, and with it whatever was inside.
            self.overflow = [0; TAG_COUNT];
            self.overflow_total = 0;
            return false;
        }
        let count = &mut self.overflow[self.tokenizer.tag.tag as usize];
        if *count == 0 {
            return false;
        }
        *count -= 1;
        self.overflow_total -= 1;
        true
    }
}
