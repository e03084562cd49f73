//! "The rules for parsing tokens in HTML content": the insertion modes.

use super::stack::{IMPLIED_END, IMPLIED_END_THOROUGH, LIST_SCOPE, TABLE_SCOPE, is_heading};
use super::{Builder, Flow, Mode, quirks};
use crate::document::{Kind, NIL, Namespace, Node, Quirks};
use crate::options::LimitsHit;
use crate::tag::Tag;
use crate::tokenizer::{CommentToken, Run, RunKind, TagToken};
use Flow::{Again, Done};

impl Builder<'_> {
    // Text.

    /// A run of characters, by insertion mode. White space at its front is often treated apart.
    #[inline]
    pub(super) fn text_in_mode(&mut self, run: Run) {
        match self.mode {
            Mode::InBody => self.text_in_body(run),
            Mode::Text => self.insert_text(run),
            _ => self.text_elsewhere(run),
        }
    }

    fn text_elsewhere(&mut self, mut run: Run) {
        loop {
            match self.mode {
                Mode::InBody | Mode::InCell | Mode::InCaption | Mode::InTemplate => {
                    return self.text_in_body(run);
                }
                Mode::Text => return self.insert_text(run),
                Mode::InTableText => {
                    if run.kind != RunKind::Nul {
                        self.pending_table_text.push(run);
                    }
                    return;
                }
                Mode::InTable | Mode::InTableBody | Mode::InRow => {
                    use Tag::{Table, Tbody, Template, Tfoot, Thead, Tr};
                    let in_table = [Table, Tbody, Template, Tfoot, Thead, Tr]
                        .iter()
                        .any(|tag| self.current_is(*tag));
                    if !in_table {
                        self.foster_parenting = true;
                        self.text_in_body(run);
                        self.foster_parenting = false;
                        return;
                    }
                    self.original_mode = self.mode;
                    self.mode = Mode::InTableText;
                    self.pending_table_text.clear();
                }
                _ => {
                    let space = self.leading_space(run);
                    if space > 0 {
                        let front = Run {
                            end: run.start + space,
                            ..run
                        };
                        match self.mode {
                            Mode::Initial | Mode::BeforeHtml | Mode::BeforeHead => {}
                            Mode::AfterBody | Mode::AfterAfterBody | Mode::AfterAfterFrameset => {
                                self.disordered |= self.comment_after_body;
                                self.text_in_body(front);
                            }
                            _ => self.insert_text(front),
                        }
                        run.start += space;
                        if run.start == run.end {
                            return;
                        }
                    }
                    let only_space = match self.mode {
                        Mode::InFrameset | Mode::AfterFrameset | Mode::AfterAfterFrameset => true,
                        // A fragment whose context is `colgroup`.
                        Mode::InColumnGroup => !self.current_is(Tag::Colgroup),
                        _ => false,
                    };
                    match self.mode {
                        _ if only_space => {
                            // What is not white space is ignored, and the white space after it is not.
                            if run.kind != RunKind::Copied {
                                return;
                            }
                            let rest = self
                                .bytes_of(run)
                                .iter()
                                .position(|byte| crate::tokenizer::is_space(*byte));
                            match rest {
                                Some(skipped) => run.start += skipped as u32,
                                None => return,
                            }
                        }
                        mode => {
                            if self.otherwise(mode) == Done {
                                return;
                            }
                        }
                    }
                }
            }
        }
    }

    #[inline]
    fn text_in_body(&mut self, run: Run) {
        if run.kind == RunKind::Nul {
            return;
        }
        self.reconstruct_formatting();
        self.insert_text(run);
        if self.frameset_ok && self.has_non_space(run) {
            self.frameset_ok = false;
        }
    }

    /// "In table text": what comes after the last character decides where they all go.
    pub(super) fn flush_table_text(&mut self) {
        if self.mode != Mode::InTableText {
            return;
        }
        self.mode = self.original_mode;
        let pending = std::mem::take(&mut self.pending_table_text);
        let foster = pending.iter().any(|run| self.has_non_space(*run));
        for run in &pending {
            if foster {
                self.foster_parenting = true;
                self.text_in_body(*run);
                self.foster_parenting = false;
            } else {
                self.insert_text(*run);
            }
        }
        self.pending_table_text = pending;
    }

    /// "Anything else" in the modes before the body and after it: what is implied is made, and the token reprocessed.
    fn otherwise(&mut self, mode: Mode) -> Flow {
        match mode {
            Mode::Initial => {
                if !self.srcdoc {
                    self.quirks = Quirks::Full;
                }
                self.mode = Mode::BeforeHtml;
            }
            Mode::BeforeHtml => {
                self.insert_implied(Tag::Html);
                self.mode = Mode::BeforeHead;
            }
            Mode::BeforeHead => {
                self.insert_implied(Tag::Head);
                self.head = self.stack.last().map(|open| open.node);
                self.mode = Mode::InHead;
            }
            Mode::InHead => {
                self.pop();
                self.mode = Mode::AfterHead;
            }
            Mode::InHeadNoscript => {
                self.pop();
                self.mode = Mode::InHead;
            }
            Mode::AfterHead => {
                self.insert_implied(Tag::Body);
                self.mode = Mode::InBody;
            }
            Mode::InColumnGroup => {
                if !self.current_is(Tag::Colgroup) {
                    return Done;
                }
                self.pop();
                self.mode = Mode::InTable;
            }
            Mode::AfterBody | Mode::AfterAfterBody => {
                self.disordered |= self.comment_after_body;
                self.mode = Mode::InBody;
            }
            _ => return Done,
        }
        Again
    }

    // Comments and doctypes.

    /// In foreign content a comment goes into the current node, whatever the insertion mode.
    pub(super) fn comment(&mut self, comment: CommentToken, foreign: bool) {
        self.flush_table_text();
        if foreign {
            let place = self.place();
            self.insert_comment(comment, place);
            return;
        }
        self.comment_after_body |= matches!(
            self.mode,
            Mode::AfterBody | Mode::AfterAfterBody | Mode::AfterFrameset | Mode::AfterAfterFrameset
        );
        let place = match self.mode {
            Mode::Initial | Mode::BeforeHtml | Mode::AfterAfterBody | Mode::AfterAfterFrameset => {
                super::insert::Place {
                    parent: 0,
                    before: NIL,
                }
            }
            Mode::AfterBody => super::insert::Place {
                parent: self.stack.all()[0].inside,
                before: NIL,
            },
            _ => self.place(),
        };
        self.insert_comment(comment, place);
    }

    pub(super) fn doctype(&mut self) {
        self.flush_table_text();
        let Some(token) = self.tokenizer.doctype.take() else {
            return;
        };
        if self.mode != Mode::Initial {
            return;
        }
        self.quirks = if self.srcdoc {
            Quirks::No
        } else {
            quirks::mode_of(&token)
        };
        let mut node = Node::new(Kind::Doctype, token.start, token.end);
        node.payload = self.doctypes.len() as u32;
        self.doctypes.push(token.parts);
        let id = self.nodes.len() as u32;
        self.nodes.push(node);
        self.append(0, id);
        self.mode = Mode::BeforeHtml;
    }

    // The end.

    pub(super) fn eof(&mut self) {
        self.flush_table_text();
        // What the rules would imply at the end stands at the end of the text.
        let end = self.tokenizer.position() as u32;
        (self.tokenizer.tag.start, self.tokenizer.tag.end) = (end, end);
        loop {
            match self.mode {
                Mode::Text => {
                    self.pop();
                    self.mode = self.original_mode;
                }
                Mode::InColumnGroup if self.current_is(Tag::Colgroup) => {
                    self.pop();
                    self.mode = Mode::InTable;
                }
                Mode::Initial
                | Mode::BeforeHtml
                | Mode::BeforeHead
                | Mode::InHead
                | Mode::InHeadNoscript
                | Mode::AfterHead => {
                    self.otherwise(self.mode);
                }
                _ if !self.template_modes.is_empty() && self.stack.contains(Tag::Template) => {
                    self.pop_until(Tag::Template);
                    self.clear_to_marker();
                    self.template_modes.pop();
                    self.reset_insertion_mode();
                }
                _ => return,
            }
        }
    }

    // Start tags.

    /// A start tag, by insertion mode.
    #[inline]
    pub(super) fn start_in_mode(&mut self) {
        if self.mode == Mode::InBody {
            self.start_in_body();
            return;
        }
        self.flush_table_text();
        while self.start_once() == Again {}
    }

    pub(super) fn start_once(&mut self) -> Flow {
        let tag = self.tokenizer.tag.tag;
        match self.mode {
            Mode::Initial => self.otherwise(Mode::Initial),
            Mode::BeforeHtml => {
                if tag != Tag::Html {
                    return self.otherwise(Mode::BeforeHtml);
                }
                self.insert_html();
                self.mode = Mode::BeforeHead;
                Done
            }
            Mode::BeforeHead => match tag {
                Tag::Html => self.start_in_body(),
                Tag::Head => {
                    self.insert_html();
                    self.head = self.stack.last().map(|open| open.node);
                    self.mode = Mode::InHead;
                    Done
                }
                _ => self.otherwise(Mode::BeforeHead),
            },
            Mode::InHead => self.start_in_head(),
            Mode::InHeadNoscript => match tag {
                Tag::Html => self.start_in_body(),
                Tag::Basefont
                | Tag::Bgsound
                | Tag::Link
                | Tag::Meta
                | Tag::Noframes
                | Tag::Style => self.start_in_head(),
                Tag::Head | Tag::Noscript => Done,
                _ => self.otherwise(Mode::InHeadNoscript),
            },
            Mode::AfterHead => self.start_after_head(),
            Mode::InBody => self.start_in_body(),
            // No tag but the end tag comes in these.
            Mode::Text | Mode::InTableText => Done,
            Mode::InTable => self.start_in_table(),
            Mode::InCaption => match tag {
                Tag::Caption
                | Tag::Col
                | Tag::Colgroup
                | Tag::Tbody
                | Tag::Td
                | Tag::Tfoot
                | Tag::Th
                | Tag::Thead
                | Tag::Tr => self.close_caption(),
                _ => self.start_in_body(),
            },
            Mode::InColumnGroup => match tag {
                Tag::Html => self.start_in_body(),
                Tag::Col => {
                    self.insert_void();
                    Done
                }
                Tag::Template => self.start_in_head(),
                _ => self.otherwise(Mode::InColumnGroup),
            },
            Mode::InTableBody => match tag {
                Tag::Tr => {
                    self.clear_to_table_body();
                    self.insert_html();
                    self.mode = Mode::InRow;
                    Done
                }
                Tag::Th | Tag::Td => {
                    self.clear_to_table_body();
                    self.insert_implied(Tag::Tr);
                    self.mode = Mode::InRow;
                    Again
                }
                Tag::Caption | Tag::Col | Tag::Colgroup | Tag::Tbody | Tag::Tfoot | Tag::Thead => {
                    self.close_table_body()
                }
                _ => self.start_in_table(),
            },
            Mode::InRow => match tag {
                Tag::Th | Tag::Td => {
                    self.clear_to_row();
                    self.insert_html();
                    self.mode = Mode::InCell;
                    self.insert_marker();
                    Done
                }
                Tag::Caption
                | Tag::Col
                | Tag::Colgroup
                | Tag::Tbody
                | Tag::Tfoot
                | Tag::Thead
                | Tag::Tr => self.close_row(),
                _ => self.start_in_table(),
            },
            Mode::InCell => match tag {
                Tag::Caption
                | Tag::Col
                | Tag::Colgroup
                | Tag::Tbody
                | Tag::Td
                | Tag::Tfoot
                | Tag::Th
                | Tag::Thead
                | Tag::Tr => {
                    if !self.stack.in_scope(Tag::Td, TABLE_SCOPE)
                        && !self.stack.in_scope(Tag::Th, TABLE_SCOPE)
                    {
                        return Done;
                    }
                    self.close_cell();
                    Again
                }
                _ => self.start_in_body(),
            },
            Mode::InTemplate => self.start_in_template(),
            Mode::AfterBody | Mode::AfterAfterBody => match tag {
                Tag::Html => self.start_in_body(),
                _ => self.otherwise(self.mode),
            },
            Mode::InFrameset => match tag {
                Tag::Html => self.start_in_body(),
                Tag::Frameset => {
                    self.insert_html();
                    Done
                }
                Tag::Frame => {
                    self.insert_void();
                    Done
                }
                Tag::Noframes => self.start_in_head(),
                _ => Done,
            },
            Mode::AfterFrameset | Mode::AfterAfterFrameset => match tag {
                Tag::Html => self.start_in_body(),
                Tag::Noframes => self.start_in_head(),
                _ => Done,
            },
        }
    }

    /// "Generic raw text element parsing algorithm" and its RCDATA sibling.
    fn raw_text(&mut self, references: bool) {
        let TagToken { tag, start, .. } = self.tokenizer.tag;
        self.insert_html();
        if !self.end_unclosed {
            self.tokenizer.enter_raw(tag.name(), references);
        } else if self.tokenizer.enter_raw_or_end(tag, references) {
            self.first_unclosed.get_or_insert(start);
        }
        self.original_mode = self.mode;
        self.mode = Mode::Text;
    }

    fn start_in_head(&mut self) -> Flow {
        match self.tokenizer.tag.tag {
            Tag::Html => return self.start_in_body(),
            Tag::Base | Tag::Basefont | Tag::Bgsound | Tag::Link | Tag::Meta => self.insert_void(),
            Tag::Title => self.raw_text(true),
            Tag::Noscript if !self.scripting => {
                if self.insert_html() {
                    self.mode = Mode::InHeadNoscript;
                }
            }
            Tag::Noscript | Tag::Noframes | Tag::Style => self.raw_text(false),
            Tag::Script => {
                self.insert_html();
                self.tokenizer.enter_script("script");
                self.original_mode = self.mode;
                self.mode = Mode::Text;
            }
            Tag::Template => {
                if self.insert_html() {
                    self.open_template_contents();
                    self.insert_marker();
                    self.frameset_ok = false;
                    self.mode = Mode::InTemplate;
                    self.template_modes.push(Mode::InTemplate);
                }
            }
            Tag::Head => {}
            _ => return self.otherwise(Mode::InHead),
        }
        Done
    }

    fn start_after_head(&mut self) -> Flow {
        match self.tokenizer.tag.tag {
            Tag::Html => self.start_in_body(),
            Tag::Body => {
                self.insert_html();
                self.frameset_ok = false;
                self.mode = Mode::InBody;
                Done
            }
            Tag::Frameset => {
                self.insert_html();
                self.mode = Mode::InFrameset;
                Done
            }
            Tag::Base
            | Tag::Basefont
            | Tag::Bgsound
            | Tag::Link
            | Tag::Meta
            | Tag::Noframes
            | Tag::Script
            | Tag::Style
            | Tag::Template
            | Tag::Title => {
                let Some(head) = self.head else { return Done };
                // White space or a comment may already stand after the head.
                self.disordered |= self.node(head).next != NIL;
                self.push(head);
                let flow = self.start_in_head();
                // The element is removed from below what it may just have opened.
                if let Some(at) = self.stack.position(head) {
                    self.stack.remove(at);
                    self.node_mut(head).flags &= !crate::document::flag::OPEN;
                }
                flow
            }
            Tag::Head => Done,
            _ => self.otherwise(Mode::AfterHead),
        }
    }

    fn close_p(&mut self) {
        self.generate_implied_end_tags(Tag::P);
        self.pop_until(Tag::P);
    }

    #[inline]
    fn close_p_in_button_scope(&mut self) {
        if self.stack.p_in_button_scope() {
            self.close_p();
        }
    }

    fn start_in_body(&mut self) -> Flow {
        use Tag::*;
        let tag = self.tokenizer.tag.tag;
        match tag {
            Html => {
                if !self.stack.contains(Template) && self.context.is_none() {
                    self.merge_attributes(0);
                }
            }
            Base | Basefont | Bgsound | Link | Meta | Noframes | Script | Style | Template
            | Title => {
                return self.start_in_head();
            }
            Body => {
                let body = self.stack.get(1).filter(|open| open.is(Body));
                if body.is_some() && !self.stack.contains(Template) {
                    self.frameset_ok = false;
                    self.merge_attributes(1);
                }
            }
            Frameset => {
                let body = self.stack.get(1).filter(|open| open.is(Body));
                if let (Some(body), true) = (body, self.frameset_ok) {
                    self.detach(body.node);
                    while self.stack.len() > 1 {
                        self.pop();
                    }
                    self.insert_html();
                    self.mode = Mode::InFrameset;
                }
            }
            Address | Article | Aside | Blockquote | Center | Details | Dialog | Dir | Div | Dl
            | Fieldset | Figcaption | Figure | Footer | Header | Hgroup | Main | Menu | Nav
            | Ol | P | Search | Section | Summary | Ul => {
                self.close_p_in_button_scope();
                self.insert_html();
            }
            H1 | H2 | H3 | H4 | H5 | H6 => {
                self.close_p_in_button_scope();
                if self.stack.last().is_some_and(is_heading) {
                    self.pop();
                }
                self.insert_html();
            }
            Pre | Listing => {
                self.close_p_in_button_scope();
                self.insert_html();
                self.skip_line_feed = true;
                self.frameset_ok = false;
            }
            Form => {
                let in_template = self.stack.contains(Template);
                if self.form.is_none() || in_template {
                    self.close_p_in_button_scope();
                    if self.insert_html() && !in_template {
                        self.form = self.stack.last().map(|open| open.node);
                    }
                }
            }
            Li => {
                self.frameset_ok = false;
                self.close_item(&[Li]);
                self.close_p_in_button_scope();
                self.insert_html();
            }
            Dd | Dt => {
                self.frameset_ok = false;
                self.close_item(&[Dd, Dt]);
                self.close_p_in_button_scope();
                self.insert_html();
            }
            Plaintext => {
                self.close_p_in_button_scope();
                self.insert_html();
                self.tokenizer.enter_plaintext();
            }
            Button => {
                if self.in_scope(Button) {
                    self.generate_implied_end_tags(Other);
                    self.pop_until(Button);
                }
                self.reconstruct_formatting();
                self.insert_html();
                self.frameset_ok = false;
            }
            A => {
                if let Some(open) = self.active_formatting(A) {
                    self.adoption_agency(A, false);
                    self.forget_formatting(open);
                }
                self.start_formatting();
            }
            B | Big | Code | Em | Font | I | S | Small | Strike | Strong | Tt | U => {
                self.start_formatting()
            }
            Nobr => {
                self.reconstruct_formatting();
                if self.in_scope(Nobr) {
                    self.adoption_agency(Nobr, false);
                }
                self.start_formatting();
            }
            Applet | Marquee | Object => {
                self.reconstruct_formatting();
                if self.insert_html() {
                    self.insert_marker();
                }
                self.frameset_ok = false;
            }
            Table => {
                if self.quirks != Quirks::Full {
                    self.close_p_in_button_scope();
                }
                self.frameset_ok = false;
                if self.insert_html() {
                    self.mode = Mode::InTable;
                }
            }
            Area | Br | Embed | Img | Keygen | Wbr => {
                self.reconstruct_formatting();
                self.insert_void();
                self.frameset_ok = false;
            }
            Input => {
                if self.context.is_some_and(|context| context.is(Select)) {
                    return Done;
                }
                if self.in_scope(Select) {
                    self.pop_until(Select);
                }
                self.reconstruct_formatting();
                self.insert_void();
                if !self.token_attribute_is("type", "hidden") {
                    self.frameset_ok = false;
                }
            }
            Param | Source | Track => self.insert_void(),
            Hr => {
                self.close_p_in_button_scope();
                if self.in_scope(Select) {
                    self.generate_implied_end_tags(Other);
                }
                self.insert_void();
                self.frameset_ok = false;
            }
            Image => {
                // "Don't ask."
                self.tokenizer.tag.tag = Img;
                return self.start_in_body();
            }
            Textarea => {
                self.raw_text(true);
                self.skip_line_feed = true;
                self.frameset_ok = false;
            }
            Xmp => {
                self.close_p_in_button_scope();
                self.reconstruct_formatting();
                self.frameset_ok = false;
                self.raw_text(false);
            }
            Iframe => {
                self.frameset_ok = false;
                self.raw_text(false);
            }
            Noembed => self.raw_text(false),
            Noscript if self.scripting => self.raw_text(false),
            Select => {
                if self.context.is_some_and(|context| context.is(Select)) {
                    return Done;
                }
                if self.in_scope(Select) {
                    self.pop_until(Select);
                } else {
                    self.reconstruct_formatting();
                    self.insert_html();
                    self.frameset_ok = false;
                }
            }
            Option | Optgroup => {
                if self.in_scope(Select) {
                    self.generate_implied_end_tags(if tag == Option { Optgroup } else { Other });
                } else if self.current_is(Option) {
                    self.pop();
                }
                self.reconstruct_formatting();
                self.insert_html();
            }
            Rb | Rtc => {
                if self.in_scope(Ruby) {
                    self.generate_implied_end_tags(Other);
                }
                self.insert_html();
            }
            Rp | Rt => {
                if self.in_scope(Ruby) {
                    self.generate_implied_end_tags(Rtc);
                }
                self.insert_html();
            }
            Math => {
                self.reconstruct_formatting();
                self.insert_foreign(Namespace::MathMl);
            }
            Svg => {
                self.reconstruct_formatting();
                self.insert_foreign(Namespace::Svg);
            }
            Caption | Col | Colgroup | Frame | Head | Tbody | Td | Tfoot | Th | Thead | Tr => {}
            _ => {
                self.reconstruct_formatting();
                self.insert_html();
            }
        }
        Done
    }

    fn start_formatting(&mut self) {
        self.reconstruct_formatting();
        if self.insert_html() {
            self.push_formatting();
        }
    }

    /// The loop of the `li`, `dd` and `dt` start tags: closes an item that is open and not shut in by another element.
    fn close_item(&mut self, items: &[Tag]) {
        if !items.iter().any(|tag| self.stack.contains(*tag)) {
            return;
        }
        for open in self.stack.all().iter().rev() {
            if open.namespace == Namespace::Html && items.contains(&open.tag) {
                let tag = open.tag;
                self.generate_implied_end_tags(tag);
                self.pop_until(tag);
                return;
            }
            if open.has(super::stack::SPECIAL)
                && !(open.is(Tag::Address) || open.is(Tag::Div) || open.is(Tag::P))
            {
                return;
            }
        }
    }

    /// Whether the tag token has that attribute with that value, in any case.
    fn token_attribute_is(&self, name: &str, value: &str) -> bool {
        let start = self.tokenizer.tag.attrs_start as usize;
        self.tokenizer.attrs[start..].iter().any(|attr| {
            self.tokenizer.attr_name(attr) == name
                && self.tokenizer.attr_value(attr).eq_ignore_ascii_case(value)
        })
    }

    /// A second `html` or `body` tag adds the attributes that the element does not have yet.
    fn merge_attributes(&mut self, depth: usize) {
        let token = self.tokenizer.tag;
        let Some(open) = self.stack.get(depth) else {
            return;
        };
        if token.attr_count == 0 {
            return;
        }
        let Node {
            payload,
            attr_count,
            ..
        } = *self.node(open.node);
        let own = payload as usize..payload as usize + attr_count as usize;
        let mut names = self.merged_names[depth].take().unwrap_or_else(|| {
            self.tokenizer.attrs[own.clone()]
                .iter()
                .map(|attr| self.tokenizer.attr_name(attr).into())
                .collect()
        });
        let new = token.attrs_start as usize..self.tokenizer.attrs.len();
        let mut added = Vec::new();
        for at in new {
            let attr = self.tokenizer.attrs[at];
            let name = self.tokenizer.attr_name(&attr);
            if names.contains(name) {
                continue;
            }
            if names.len() >= self.tokenizer.max_attrs() {
                self.hit = LimitsHit {
                    attributes: true,
                    ..self.hit
                };
                break;
            }
            names.insert(name.into());
            added.push(attr);
        }
        self.merged_names[depth] = Some(names);
        if added.is_empty() {
            return;
        }
        // An element's attributes stand next to each other: they move to the end, with the new ones.
        self.tokenizer.drop_attrs();
        let start = self.tokenizer.attrs.len();
        self.tokenizer.attrs.extend_from_within(own);
        self.tokenizer.attrs.extend(added);
        let count = self.tokenizer.attrs.len() - start;
        let node = self.node_mut(open.node);
        node.payload = start as u32;
        node.attr_count = count as u16;
        self.attrs_taken = true;
    }

    fn start_in_table(&mut self) -> Flow {
        use Tag::*;
        match self.tokenizer.tag.tag {
            Caption => {
                self.clear_to_table();
                self.insert_marker();
                self.insert_html();
                self.mode = Mode::InCaption;
            }
            Colgroup => {
                self.clear_to_table();
                self.insert_html();
                self.mode = Mode::InColumnGroup;
            }
            Col => {
                self.clear_to_table();
                self.insert_implied(Colgroup);
                self.mode = Mode::InColumnGroup;
                return Again;
            }
            Tbody | Tfoot | Thead => {
                self.clear_to_table();
                self.insert_html();
                self.mode = Mode::InTableBody;
            }
            Td | Th | Tr => {
                self.clear_to_table();
                self.insert_implied(Tbody);
                self.mode = Mode::InTableBody;
                return Again;
            }
            Table => {
                if self.stack.in_scope(Table, TABLE_SCOPE) {
                    self.pop_until(Table);
                    self.reset_insertion_mode();
                    return Again;
                }
            }
            Style | Script | Template => return self.start_in_head(),
            Input if self.token_attribute_is("type", "hidden") => self.insert_void(),
            Form => {
                if !self.stack.contains(Template) && self.form.is_none() {
                    self.form = Some(self.nodes.len() as u32);
                    self.insert_void();
                }
            }
            _ => {
                self.foster_parenting = true;
                let flow = self.start_in_body();
                self.foster_parenting = false;
                return flow;
            }
        }
        Done
    }

    fn start_in_template(&mut self) -> Flow {
        use Tag::*;
        let mode = match self.tokenizer.tag.tag {
            Base | Basefont | Bgsound | Link | Meta | Noframes | Script | Style | Template
            | Title => {
                return self.start_in_head();
            }
            Caption | Colgroup | Tbody | Tfoot | Thead => Mode::InTable,
            Col => Mode::InColumnGroup,
            Tr => Mode::InTableBody,
            Td | Th => Mode::InRow,
            _ => Mode::InBody,
        };
        if let Some(last) = self.template_modes.last_mut() {
            *last = mode;
        }
        self.mode = mode;
        Again
    }

    // End tags.

    /// An end tag, by insertion mode.
    #[inline]
    pub(super) fn end_in_mode(&mut self) {
        if self.mode == Mode::InBody && self.end_in_body() == Done {
            return;
        }
        self.flush_table_text();
        while self.end_once() == Again {}
    }

    fn end_once(&mut self) -> Flow {
        use Tag::*;
        let tag = self.tokenizer.tag.tag;
        match self.mode {
            Mode::Initial => self.otherwise(Mode::Initial),
            Mode::BeforeHtml | Mode::BeforeHead => match tag {
                Head | Body | Html | Br => self.otherwise(self.mode),
                Template if self.mode == Mode::BeforeHead => Done,
                _ => Done,
            },
            Mode::InHead => match tag {
                Head => {
                    self.pop_with_end_tag();
                    self.mode = Mode::AfterHead;
                    Done
                }
                Body | Html | Br => self.otherwise(Mode::InHead),
                Template => self.end_template(),
                _ => Done,
            },
            Mode::InHeadNoscript => match tag {
                Noscript => {
                    self.pop_with_end_tag();
                    self.mode = Mode::InHead;
                    Done
                }
                Br => self.otherwise(Mode::InHeadNoscript),
                _ => Done,
            },
            Mode::AfterHead => match tag {
                Template => self.end_template(),
                Body | Html | Br => self.otherwise(Mode::AfterHead),
                _ => Done,
            },
            Mode::InBody => self.end_in_body(),
            Mode::Text => {
                if self.tokenizer.tag.is_implied() {
                    self.pop();
                } else {
                    self.pop_with_end_tag();
                }
                self.mode = self.original_mode;
                Done
            }
            // Its text was flushed before the token came here.
            Mode::InTableText => Done,
            Mode::InTable => self.end_in_table(),
            Mode::InCaption => match tag {
                Caption => {
                    self.end_caption();
                    Done
                }
                Table => self.close_caption(),
                Body | Col | Colgroup | Html | Tbody | Td | Tfoot | Th | Thead | Tr => Done,
                _ => self.end_in_body(),
            },
            Mode::InColumnGroup => match tag {
                Colgroup => {
                    if self.current_is(Colgroup) {
                        self.pop_with_end_tag();
                        self.mode = Mode::InTable;
                    }
                    Done
                }
                Col => Done,
                Template => self.end_template(),
                _ => self.otherwise(Mode::InColumnGroup),
            },
            Mode::InTableBody => match tag {
                Tbody | Tfoot | Thead => {
                    if self.stack.in_scope(tag, TABLE_SCOPE) {
                        self.clear_to_table_body();
                        self.pop_with_end_tag();
                        self.mode = Mode::InTable;
                    }
                    Done
                }
                Table => self.close_table_body(),
                Body | Caption | Col | Colgroup | Html | Td | Th | Tr => Done,
                _ => self.end_in_table(),
            },
            Mode::InRow => match tag {
                Tr => {
                    if self.stack.in_scope(Tr, TABLE_SCOPE) {
                        self.clear_to_row();
                        self.pop_with_end_tag();
                        self.mode = Mode::InTableBody;
                    }
                    Done
                }
                Table => self.close_row(),
                Tbody | Tfoot | Thead => {
                    if self.stack.in_scope(tag, TABLE_SCOPE) {
                        self.close_row()
                    } else {
                        Done
                    }
                }
                Body | Caption | Col | Colgroup | Html | Td | Th => Done,
                _ => self.end_in_table(),
            },
            Mode::InCell => match tag {
                Td | Th => {
                    if self.stack.in_scope(tag, TABLE_SCOPE) {
                        self.generate_implied_end_tags(Other);
                        self.pop_until_with_end_tag(tag);
                        self.clear_to_marker();
                        self.mode = Mode::InRow;
                    }
                    Done
                }
                Body | Caption | Col | Colgroup | Html => Done,
                Table | Tbody | Tfoot | Thead | Tr => {
                    if !self.stack.in_scope(tag, TABLE_SCOPE) {
                        return Done;
                    }
                    self.close_cell();
                    Again
                }
                _ => self.end_in_body(),
            },
            Mode::InTemplate => match tag {
                Template => self.end_template(),
                _ => Done,
            },
            Mode::AfterBody => {
                if tag == Html {
                    if self.context.is_none() {
                        if let Some(html) = self.stack.get(0) {
                            self.set_end_tag(html.node);
                        }
                        self.mode = Mode::AfterAfterBody;
                    }
                    return Done;
                }
                self.otherwise(Mode::AfterBody)
            }
            Mode::InFrameset => {
                if tag == Frameset && self.stack.len() > 1 {
                    self.pop_with_end_tag();
                    if self.context.is_none() && !self.current_is(Frameset) {
                        self.mode = Mode::AfterFrameset;
                    }
                }
                Done
            }
            Mode::AfterFrameset => {
                if tag == Html {
                    if let Some(html) = self.stack.get(0) {
                        self.set_end_tag(html.node);
                    }
                    self.mode = Mode::AfterAfterFrameset;
                }
                Done
            }
            Mode::AfterAfterBody => self.otherwise(Mode::AfterAfterBody),
            Mode::AfterAfterFrameset => Done,
        }
    }

    fn end_in_body(&mut self) -> Flow {
        use Tag::*;
        let tag = self.tokenizer.tag.tag;
        match tag {
            Template => return self.end_template(),
            Body | Html => {
                if self.in_scope(Body) {
                    self.mode = Mode::AfterBody;
                    if tag == Html {
                        return Again;
                    }
                    if let Some(body) = self.stack.get(1).filter(|open| open.is(Body)) {
                        self.set_end_tag(body.node);
                    }
                }
            }
            Address | Article | Aside | Blockquote | Button | Center | Details | Dialog | Dir
            | Div | Dl | Fieldset | Figcaption | Figure | Footer | Header | Hgroup | Listing
            | Main | Menu | Nav | Ol | Pre | Search | Section | Select | Summary | Ul => {
                if self.in_scope(tag) {
                    self.generate_implied_end_tags(Other);
                    self.pop_until_with_end_tag(tag);
                }
            }
            Form => self.end_form(),
            P => {
                if !self.stack.p_in_button_scope() && !self.insert_implied(P) {
                    return Done;
                }
                self.generate_implied_end_tags(P);
                self.pop_until_with_end_tag(P);
            }
            Li => {
                if self.stack.in_scope(Li, LIST_SCOPE) {
                    self.generate_implied_end_tags(Li);
                    self.pop_until_with_end_tag(Li);
                }
            }
            Dd | Dt => {
                if self.in_scope(tag) {
                    self.generate_implied_end_tags(tag);
                    self.pop_until_with_end_tag(tag);
                }
            }
            H1 | H2 | H3 | H4 | H5 | H6 => {
                if self.stack.heading_in_scope() {
                    self.generate_implied_end_tags(Other);
                    while let Some(open) = self.pop() {
                        if is_heading(&open) {
                            // `</h3>` closes an `h2`, but is not its end tag by name; it is what ends it all the same.
                            self.set_end_tag(open.node);
                            break;
                        }
                    }
                }
            }
            A | B | Big | Code | Em | Font | I | Nobr | S | Small | Strike | Strong | Tt | U => {
                self.adoption_agency(tag, true);
            }
            Applet | Marquee | Object => {
                if self.in_scope(tag) {
                    self.generate_implied_end_tags(Other);
                    self.pop_until_with_end_tag(tag);
                    self.clear_to_marker();
                }
            }
            Br => {
                // `</br>` is read as `<br>`, without its attributes.
                self.tokenizer.tag.attr_count = 0;
                self.reconstruct_formatting();
                self.insert_void();
                self.frameset_ok = false;
            }
            _ => self.any_other_end_tag(true),
        }
        Done
    }

    fn end_form(&mut self) {
        if self.stack.contains(Tag::Template) {
            if self.in_scope(Tag::Form) {
                self.generate_implied_end_tags(Tag::Other);
                self.pop_until_with_end_tag(Tag::Form);
            }
            return;
        }
        let Some(form) = self.form.take() else { return };
        if !self.stack.node_in_scope(form) {
            return;
        }
        self.generate_implied_end_tags(Tag::Other);
        self.set_end_tag(form);
        if let Some(at) = self.stack.position(form) {
            // Elements that are open inside it stay open, and what follows goes into them.
            self.stack.remove(at);
            self.node_mut(form).flags &= !crate::document::flag::OPEN;
        }
    }

    fn end_in_table(&mut self) -> Flow {
        use Tag::*;
        match self.tokenizer.tag.tag {
            Table => {
                if self.stack.in_scope(Table, TABLE_SCOPE) {
                    self.pop_until_with_end_tag(Table);
                    self.reset_insertion_mode();
                }
                Done
            }
            Body | Caption | Col | Colgroup | Html | Tbody | Td | Tfoot | Th | Thead | Tr => Done,
            Template => self.end_template(),
            _ => {
                self.foster_parenting = true;
                let flow = self.end_in_body();
                self.foster_parenting = false;
                flow
            }
        }
    }

    fn end_template(&mut self) -> Flow {
        if self.stack.contains(Tag::Template) {
            while self
                .stack
                .last()
                .is_some_and(|open| open.has(IMPLIED_END_THOROUGH))
            {
                self.pop();
            }
            self.pop_until_with_end_tag(Tag::Template);
            self.clear_to_marker();
            self.template_modes.pop();
            self.reset_insertion_mode();
        }
        Done
    }

    fn end_caption(&mut self) -> bool {
        if !self.stack.in_scope(Tag::Caption, TABLE_SCOPE) {
            return false;
        }
        self.generate_implied_end_tags(Tag::Other);
        if self.tokenizer.tag.tag == Tag::Caption {
            self.pop_until_with_end_tag(Tag::Caption);
        } else {
            self.pop_until(Tag::Caption);
        }
        self.clear_to_marker();
        self.mode = Mode::InTable;
        true
    }

    fn close_caption(&mut self) -> Flow {
        if !self.stack.in_scope(Tag::Caption, TABLE_SCOPE) {
            return Done;
        }
        self.generate_implied_end_tags(Tag::Other);
        self.pop_until(Tag::Caption);
        self.clear_to_marker();
        self.mode = Mode::InTable;
        Again
    }

    fn close_table_body(&mut self) -> Flow {
        let open = [Tag::Tbody, Tag::Thead, Tag::Tfoot]
            .iter()
            .any(|tag| self.stack.in_scope(*tag, TABLE_SCOPE));
        if !open {
            return Done;
        }
        self.clear_to_table_body();
        self.pop();
        self.mode = Mode::InTable;
        Again
    }

    fn close_row(&mut self) -> Flow {
        if !self.stack.in_scope(Tag::Tr, TABLE_SCOPE) {
            return Done;
        }
        self.clear_to_row();
        self.pop();
        self.mode = Mode::InTableBody;
        Again
    }

    fn close_cell(&mut self) {
        self.generate_implied_end_tags(Tag::Other);
        while let Some(open) = self.pop() {
            if open.is(Tag::Td) || open.is(Tag::Th) {
                break;
            }
        }
        self.clear_to_marker();
        self.mode = Mode::InRow;
    }

    // Helpers that the specification gives names to.

    fn clear_to(&mut self, stops: &[Tag]) {
        while self
            .stack
            .last()
            .is_some_and(|open| !stops.iter().any(|tag| open.is(*tag)))
        {
            self.pop();
        }
    }

    fn clear_to_table(&mut self) {
        self.clear_to(&[Tag::Table, Tag::Template, Tag::Html]);
    }

    fn clear_to_table_body(&mut self) {
        self.clear_to(&[Tag::Tbody, Tag::Tfoot, Tag::Thead, Tag::Template, Tag::Html]);
    }

    fn clear_to_row(&mut self) {
        self.clear_to(&[Tag::Tr, Tag::Template, Tag::Html]);
    }

    /// "Generate implied end tags", except for elements of one name; `Tag::Other` excepts none.
    #[inline]
    pub(super) fn generate_implied_end_tags(&mut self, except: Tag) {
        while self
            .stack
            .last()
            .is_some_and(|open| open.has(IMPLIED_END) && open.tag != except)
        {
            self.pop();
        }
    }

    /// Pops up to and including the HTML element of that name.
    pub(super) fn pop_until(&mut self, tag: Tag) {
        while self.pop().is_some_and(|open| !open.is(tag)) {}
    }

    /// The same for an end tag, which becomes the end tag of the element.
    #[inline]
    fn pop_until_with_end_tag(&mut self, tag: Tag) {
        while let Some(open) = self.pop() {
            if open.is(tag) {
                self.set_end_tag(open.node);
                return;
            }
        }
    }

    fn pop_with_end_tag(&mut self) {
        if let Some(open) = self.pop() {
            self.set_end_tag(open.node);
        }
    }

    /// "Reset the insertion mode appropriately".
    pub(super) fn reset_insertion_mode(&mut self) {
        for at in (0..self.stack.len()).rev() {
            let is_last = at == 0;
            let Some(mut open) = self.stack.get(at) else {
                break;
            };
            if let (true, Some(context)) = (is_last, self.context) {
                open = context;
            }
            if open.namespace != Namespace::Html {
                continue;
            }
            self.mode = match open.tag {
                Tag::Td | Tag::Th if !is_last => Mode::InCell,
                Tag::Tr => Mode::InRow,
                Tag::Tbody | Tag::Thead | Tag::Tfoot => Mode::InTableBody,
                Tag::Caption => Mode::InCaption,
                Tag::Colgroup => Mode::InColumnGroup,
                Tag::Table => Mode::InTable,
                Tag::Template => self
                    .template_modes
                    .last()
                    .copied()
                    .unwrap_or(Mode::InTemplate),
                Tag::Head if !is_last => Mode::InHead,
                Tag::Body => Mode::InBody,
                Tag::Frameset => Mode::InFrameset,
                Tag::Html => match self.head {
                    None => Mode::BeforeHead,
                    Some(_) => Mode::AfterHead,
                },
                _ => continue,
            };
            return;
        }
        self.mode = Mode::InBody;
    }
}
