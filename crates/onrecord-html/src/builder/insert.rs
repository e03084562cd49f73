//! Everything that adds to the tree or moves a part of it.

use super::stack::{FOSTERS, Open};
use super::{Builder, Flow, Link};
use crate::document::{DecodedText, Kind, NIL, Namespace, Node, flag};
use crate::tag::Tag;
use crate::tokenizer::{CommentToken, Run, RunKind, is_space};

/// Where a node goes: under `parent`, before `before` or last.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) parent: u32,
    pub(super) before: u32,
}

impl Builder<'_> {
    #[inline]
    pub(super) fn node(&self, id: u32) -> &Node {
        &self.nodes[id as usize]
    }

    #[inline]
    pub(super) fn node_mut(&mut self, id: u32) -> &mut Node {
        &mut self.nodes[id as usize]
    }

    #[inline]
    fn add(&mut self, node: Node) -> u32 {
        let id = self.nodes.len() as u32;
        self.nodes.push(node);
        id
    }

    /// "Appropriate place for inserting a node".
    #[inline]
    pub(super) fn place(&mut self) -> Place {
        let Some(current) = self.stack.last() else {
            return Place {
                parent: 0,
                before: NIL,
            };
        };
        if self.foster_parenting && current.has(FOSTERS) {
            return self.foster_place();
        }
        Place {
            parent: current.inside,
            before: NIL,
        }
    }

    /// The appropriate place with an override target.
    pub(super) fn place_for(&mut self, target: Open) -> Place {
        if self.foster_parenting && target.has(FOSTERS) {
            return self.foster_place();
        }
        Place {
            parent: target.inside,
            before: NIL,
        }
    }

    #[cold]
    fn foster_place(&mut self) -> Place {
        self.disordered = true;
        let all = self.stack.all();
        let topmost = |tag| {
            let is_open = self.stack.contains(tag);
            is_open
                .then(|| all.iter().rposition(|open| open.is(tag)))
                .flatten()
        };
        let (template, table) = (topmost(Tag::Template), topmost(Tag::Table));
        match (template, table) {
            (Some(template), table) if table.is_none_or(|table| template > table) => Place {
                parent: all[template].inside,
                before: NIL,
            },
            (_, Some(table)) => match self.node(all[table].node).parent {
                // The table may have been taken out of the tree by the adoption agency.
                NIL => Place {
                    parent: all[table - 1].inside,
                    before: NIL,
                },
                parent => Place {
                    parent,
                    before: all[table].node,
                },
            },
            // A fragment whose context is a table.
            _ => Place {
                parent: all[0].inside,
                before: NIL,
            },
        }
    }

    #[inline]
    pub(super) fn append(&mut self, parent: u32, id: u32) {
        let last = self.node(parent).last;
        let node = self.node_mut(id);
        node.parent = parent;
        node.prev = last;
        node.next = NIL;
        self.node_mut(parent).last = id;
        if last == NIL {
            self.node_mut(parent).first = id;
        } else {
            self.node_mut(last).next = id;
        }
    }

    #[inline]
    pub(super) fn insert_at(&mut self, place: Place, id: u32) {
        if place.before == NIL {
            self.append(place.parent, id);
            return;
        }
        self.disordered = true;
        let prev = self.node(place.before).prev;
        let node = self.node_mut(id);
        node.parent = place.parent;
        node.prev = prev;
        node.next = place.before;
        self.node_mut(place.before).prev = id;
        if prev == NIL {
            self.node_mut(place.parent).first = id;
        } else {
            self.node_mut(prev).next = id;
        }
    }

    pub(super) fn detach(&mut self, id: u32) {
        self.disordered = true;
        let Node {
            parent, prev, next, ..
        } = *self.node(id);
        if parent == NIL {
            return;
        }
        if prev == NIL {
            self.node_mut(parent).first = next;
        } else {
            self.node_mut(prev).next = next;
        }
        if next == NIL {
            self.node_mut(parent).last = prev;
        } else {
            self.node_mut(next).prev = prev;
        }
        let node = self.node_mut(id);
        (node.parent, node.prev, node.next) = (NIL, NIL, NIL);
    }

    /// Moves all children of `from` to the end of `to`, which has none.
    pub(super) fn move_children(&mut self, from: u32, to: u32) {
        self.disordered = true;
        let Node { first, last, .. } = *self.node(from);
        (self.node_mut(from).first, self.node_mut(from).last) = (NIL, NIL);
        (self.node_mut(to).first, self.node_mut(to).last) = (first, last);
        let mut child = first;
        while child != NIL {
            self.node_mut(child).parent = to;
            child = self.node(child).next;
        }
    }

    /// "Create an element for the token", with the current tag token.
    #[inline]
    pub(super) fn element_for_token(&mut self, namespace: Namespace) -> u32 {
        let token = self.tokenizer.tag;
        let mut node = Node::new(Kind::Element, token.start, token.end);
        node.payload = token.attrs_start;
        node.attr_count = token.attr_count;
        node.tag = token.tag;
        node.namespace = namespace;
        self.attrs_taken = true;
        let id = self.add(node);
        if token.tag == Tag::Other {
            self.name_unknown(id);
        }
        id
    }

    /// Keeps the name of an element that is not in the list of known names.
    fn name_unknown(&mut self, id: u32) {
        let token = self.tokenizer.tag;
        let length = token.name_end - token.start - 1;
        if token.name_differs || length > u32::from(u16::MAX) {
            let name = self.token_name().into();
            self.node_mut(id).flags |= flag::NAMED;
            self.names.push((id, name));
        } else {
            self.node_mut(id).name_len = length as u16;
        }
    }

    /// The name of the current tag token, lower-case.
    pub(super) fn token_name(&self) -> String {
        let token = self.tokenizer.tag;
        let start = token.start as usize + 1;
        let name = &self.source[start..token.name_end as usize];
        let name = name.strip_prefix('/').unwrap_or(name);
        name.replace('\0', "\u{FFFD}").to_ascii_lowercase()
    }

    /// Whether an open element has the name of the current end tag token.
    pub(super) fn has_token_name(&self, open: &Open) -> bool {
        let token = self.tokenizer.tag;
        if open.tag != Tag::Other || token.tag != Tag::Other {
            return open.tag == token.tag;
        }
        let node = self.node(open.node);
        if node.flags & flag::NAMED != 0 || token.name_differs {
            return self.name_of(open.node) == self.token_name();
        }
        let name = node.start as usize + 1;
        let length = node.name_len as usize;
        let token_name = &self.source.as_bytes()[token.start as usize + 2..token.name_end as usize];
        &self.source.as_bytes()[name..name + length] == token_name
    }

    fn name_of(&self, id: u32) -> &str {
        let node = self.node(id);
        if node.flags & flag::NAMED != 0 {
            // Names are added in the order of ids.
            return self
                .names
                .binary_search_by_key(&id, |entry| entry.0)
                .map_or("", |at| &self.names[at].1);
        }
        let start = node.start as usize + 1;
        &self.source[start..start + node.name_len as usize]
    }

    /// Puts an element on the stack of open elements.
    #[inline]
    pub(super) fn push(&mut self, id: u32) {
        let Node { tag, namespace, .. } = *self.node(id);
        self.node_mut(id).flags |= flag::OPEN;
        self.stack.push(Open::new(id, namespace, tag));
    }

    #[inline]
    pub(super) fn pop(&mut self) -> Option<Open> {
        let open = self.stack.pop()?;
        self.node_mut(open.node).flags &= !flag::OPEN;
        Some(open)
    }

    /// "Insert an HTML element" for the current tag token. Says whether the element is open now;
    /// it is not if it is too deep.
    #[inline]
    pub(super) fn insert_html(&mut self) -> bool {
        let place = self.place();
        let id = self.element_for_token(Namespace::Html);
        self.insert_at(place, id);
        if self.stack.len() >= self.max_depth {
            return self.push_too_deep(id);
        }
        self.push(id);
        true
    }

    /// Beyond the depth limit only the parts of a table that is open and elements that hold nothing
    /// but text are kept open; neither can go deeper.
    #[cold]
    pub(super) fn push_too_deep(&mut self, id: u32) -> bool {
        use Tag::*;
        let node = *self.node(id);
        let is_bounded = node.namespace == Namespace::Html
            && matches!(
                node.tag,
                Caption
                    | Colgroup
                    | Tbody
                    | Tfoot
                    | Thead
                    | Tr
                    | Td
                    | Th
                    | Title
                    | Textarea
                    | Style
                    | Script
                    | Xmp
                    | Iframe
                    | Noembed
                    | Noframes
                    | Noscript
                    | Plaintext
            )
            && self.stack.len() < self.max_depth + 16;
        if is_bounded {
            self.push(id);
            return true;
        }
        self.hit.depth = true;
        self.overflow[node.tag as usize] += 1;
        self.overflow_total += 1;
        false
    }

    /// Inserts an HTML element that is popped at once.
    #[inline]
    pub(super) fn insert_void(&mut self) {
        let place = self.place();
        let id = self.element_for_token(Namespace::Html);
        self.insert_at(place, id);
    }

    /// Inserts an element that no token stands for.
    pub(super) fn insert_implied(&mut self, tag: Tag) -> bool {
        let place = self.place();
        let at = self.tokenizer.tag.start;
        let mut node = Node::new(Kind::Element, at, at);
        node.tag = tag;
        node.flags = flag::IMPLIED;
        let id = self.add(node);
        self.insert_at(place, id);
        if self.stack.len() >= self.max_depth {
            let kept = self.push_too_deep(id);
            if !kept {
                // No end tag will come for it.
                self.overflow[tag as usize] -= 1;
                self.overflow_total -= 1;
            }
            return kept;
        }
        self.push(id);
        true
    }

    /// Makes a new element for the token for which `original` was made.
    pub(super) fn reopen(&mut self, original: u32) -> u32 {
        let Node {
            start,
            end,
            payload,
            attr_count,
            tag,
            ..
        } = *self.node(original);
        let mut node = Node::new(Kind::Element, start, end);
        node.payload = payload;
        node.attr_count = attr_count;
        node.tag = tag;
        node.flags = flag::IMPLIED | flag::REOPENED;
        self.add(node)
    }

    /// The contents of a `template` that is open now.
    pub(super) fn open_template_contents(&mut self) {
        let Some(open) = self.stack.last() else {
            return;
        };
        let template = open.node;
        let contents = self.add(Node::new(Kind::TemplateContents, 0, 0));
        self.append(template, contents);
        self.stack.set_inside(contents);
    }

    /// Notes the current end tag token as the end tag of an element.
    #[inline]
    pub(super) fn set_end_tag(&mut self, id: u32) {
        let (start, end) = (self.tokenizer.tag.start, self.tokenizer.tag.end);
        let node = self.node_mut(id);
        node.close_start = start;
        node.close_end = end;
    }

    /// "Insert a comment".
    pub(super) fn insert_comment(&mut self, comment: CommentToken, place: Place) -> Flow {
        let mut node = Node::new(Kind::Comment, comment.data_start, comment.data_end);
        node.close_start = comment.start;
        node.close_end = comment.end;
        if let Some(text) = self
            .tokenizer
            .decode_comment(comment.data_start, comment.data_end)
        {
            node.flags |= flag::DECODED;
            node.payload = self.texts.len() as u32;
            self.texts.push(text);
        }
        let id = self.add(node);
        self.insert_at(place, id);
        Flow::Done
    }

    /// "Insert a character", for a run of them.
    #[inline]
    pub(super) fn insert_text(&mut self, run: Run) {
        let place = self.place();
        let before = if place.before == NIL {
            self.node(place.parent).last
        } else {
            self.node(place.before).prev
        };
        if before != NIL && self.node(before).kind == Kind::Text {
            let node = self.node_mut(before);
            if node.flags & (flag::CHAINED | flag::DECODED) == 0
                && node.end == run.start
                && run.kind == RunKind::Copied
            {
                node.end = run.end;
            } else {
                self.extend_text(before, run);
            }
            return;
        }
        let id = self.add(Node::new(Kind::Text, run.start, run.end));
        if run.kind != RunKind::Copied {
            let text = self.tokenizer.new_text();
            self.start_decoded(id, text, run);
        }
        self.insert_at(place, id);
    }

    /// Gives a node a decoded text, which ends with this run.
    fn start_decoded(&mut self, id: u32, mut text: DecodedText, run: Run) {
        self.tokenizer.push_run(&mut text, run);
        let index = self.texts.len() as u32;
        self.texts.push(text);
        let node = self.node_mut(id);
        node.flags |= flag::DECODED;
        node.payload = index;
    }

    /// Adds a run to a text that is not one slice of the source with it.
    fn extend_text(&mut self, id: u32, run: Run) {
        let Node {
            start,
            end,
            flags,
            payload,
            last,
            ..
        } = *self.node(id);
        if flags & flag::CHAINED != 0 {
            self.extend_chain(id, last, run);
        } else if flags & flag::DECODED == 0 {
            let mut text = self.tokenizer.new_text();
            self.tokenizer.push_run(
                &mut text,
                Run {
                    start,
                    end,
                    kind: RunKind::Copied,
                },
            );
            self.start_decoded(id, text, run);
        } else {
            let mut text = self.texts[payload as usize];
            if self.tokenizer.is_last_text(&text) {
                self.tokenizer.push_run(&mut text, run);
                self.texts[payload as usize] = text;
            } else {
                self.chain(id, text);
                let last = self.node(id).last;
                self.extend_chain(id, last, run);
            }
        }
    }

    /// Turns a decoded text into a chain of runs. Something else has been decoded after it, so that it cannot grow
    /// where it is, and copying it each time would take quadratic time where two texts grow by turns.
    fn chain(&mut self, id: u32, text: DecodedText) {
        let first = self.links.len() as u32;
        for at in text.pieces_start..text.pieces_end {
            let run = self.tokenizer.run_of(self.tokenizer.pieces[at as usize]);
            let next = self.links.len() as u32 + 1;
            self.links.push(Link { run, next });
        }
        let last = self.links.len() as u32 - 1;
        self.links[last as usize].next = NIL;
        // A text has no children, so that the fields for them are free.
        let node = self.node_mut(id);
        node.flags = node.flags & !flag::DECODED | flag::CHAINED;
        (node.first, node.last) = (first, last);
        self.linked.push(id);
    }

    fn extend_chain(&mut self, id: u32, last: u32, run: Run) {
        let link = self.links.len() as u32;
        self.links[last as usize].next = link;
        self.links.push(Link { run, next: NIL });
        self.node_mut(id).last = link;
    }

    /// Whether a run has a character that is not white space.
    #[inline]
    pub(super) fn has_non_space(&self, run: Run) -> bool {
        match run.kind {
            RunKind::Copied => !self.bytes_of(run).iter().all(|byte| is_space(*byte)),
            RunKind::Reference(value) => !value.is_whitespace(),
            RunKind::Newline => false,
            RunKind::Nul | RunKind::Replaced => true,
        }
    }

    /// How many bytes of white space a run begins with.
    pub(super) fn leading_space(&self, run: Run) -> u32 {
        match run.kind {
            RunKind::Copied => {
                let bytes = self.bytes_of(run);
                bytes
                    .iter()
                    .position(|byte| !is_space(*byte))
                    .unwrap_or(bytes.len()) as u32
            }
            _ if self.has_non_space(run) => 0,
            _ => run.end - run.start,
        }
    }

    #[inline]
    pub(super) fn bytes_of(&self, run: Run) -> &[u8] {
        &self.source.as_bytes()[run.start as usize..run.end as usize]
    }

    /// Takes a line feed off the front of a run; says whether anything is left.
    pub(super) fn without_line_feed(&self, run: &mut Run) -> bool {
        match run.kind {
            RunKind::Copied if self.bytes_of(*run).first() == Some(&b'\n') => {
                run.start += 1;
                run.start < run.end
            }
            RunKind::Newline => false,
            RunKind::Reference(value) => !value.is_line_feed(),
            _ => true,
        }
    }
}
