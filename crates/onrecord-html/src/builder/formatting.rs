//! The list of active formatting elements, and the adoption agency.

use super::stack::{Open, SCOPE, SPECIAL};
use super::{Builder, Formatting};
use crate::document::{NIL, flag};
use crate::tag::Tag;

impl Builder<'_> {
    pub(super) fn insert_marker(&mut self) {
        self.formatting.push(Formatting {
            node: NIL,
            tag: Tag::Other,
            hash: None,
        });
    }

    /// "Clear the list of active formatting elements up to the last marker".
    pub(super) fn clear_to_marker(&mut self) {
        while let Some(entry) = self.formatting.pop() {
            if entry.node == NIL {
                break;
            }
            self.node_mut(entry.node).flags &= !flag::LISTED;
        }
    }

    fn unlist(&mut self, at: usize) {
        let entry = self.formatting.remove(at);
        self.node_mut(entry.node).flags &= !flag::LISTED;
    }

    /// Puts another element in the place of one on the list.
    fn relist(&mut self, at: usize, node: u32) {
        let old = std::mem::replace(&mut self.formatting[at].node, node);
        self.node_mut(old).flags &= !flag::LISTED;
        self.node_mut(node).flags |= flag::LISTED;
    }

    /// Where the entries after the last marker begin.
    fn after_marker(&self) -> usize {
        self.formatting
            .iter()
            .rposition(|entry| entry.node == NIL)
            .map_or(0, |at| at + 1)
    }

    fn formatting_position(&self, node: u32) -> Option<usize> {
        // The flag spares looking through the list for what is not there.
        if self.node(node).flags & flag::LISTED == 0 {
            return None;
        }
        self.formatting.iter().rposition(|entry| entry.node == node)
    }

    /// The last element of that name after the last marker.
    pub(super) fn active_formatting(&self, tag: Tag) -> Option<u32> {
        let entries = self
            .formatting
            .iter()
            .rev()
            .take_while(|entry| entry.node != NIL);
        entries
            .clone()
            .find(|entry| entry.tag == tag)
            .map(|entry| entry.node)
    }

    /// "Push onto the list of active formatting elements" the current node.
    pub(super) fn push_formatting(&mut self) {
        let Some(open) = self.stack.last().copied() else {
            return;
        };
        let first = self.after_marker();
        let mut hash = None;
        let same_name = self.formatting[first..]
            .iter()
            .filter(|entry| entry.tag == open.tag);
        if same_name.count() >= 3 {
            hash = Some(self.hash_attributes(open.node));
            self.drop_third_alike(first, open, hash);
        }
        if self.formatting.len() - first >= self.max_formatting {
            self.hit.formatting = true;
            self.unlist(first);
        }
        self.node_mut(open.node).flags |= flag::LISTED;
        self.formatting.push(Formatting {
            node: open.node,
            tag: open.tag,
            hash,
        });
    }

    /// The Noah's Ark clause: of elements that are alike, three stay on the list.
    fn drop_third_alike(&mut self, first: usize, open: Open, hash: Option<u64>) {
        let mut alike = 0;
        for at in (first..self.formatting.len()).rev() {
            let entry = self.formatting[at];
            if entry.tag != open.tag {
                continue;
            }
            let known = entry
                .hash
                .or_else(|| Some(self.hash_attributes(entry.node)));
            self.formatting[at].hash = known;
            if known == hash && self.same_attributes(entry.node, open.node) {
                alike += 1;
                if alike == 3 {
                    self.unlist(at);
                    return;
                }
            }
        }
    }

    /// A hash of an element's attributes that does not depend on their order.
    fn hash_attributes(&self, id: u32) -> u64 {
        let node = self.node(id);
        let start = node.payload as usize;
        let attrs = &self.tokenizer.attrs[start..start + node.attr_count as usize];
        attrs.iter().fold(0, |sum, attr| {
            // FNV-1a; what it has to tell apart are attributes that pages repeat by the thousand.
            let bytes = self
                .tokenizer
                .attr_name(attr)
                .bytes()
                .chain([0])
                .chain(self.tokenizer.attr_value(attr).bytes());
            let hash = bytes.fold(0xCBF2_9CE4_8422_2325, |hash: u64, byte| {
                (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01B3)
            });
            sum.wrapping_add(hash)
        })
    }

    fn same_attributes(&self, one: u32, other: u32) -> bool {
        let attrs = |id: u32| {
            let node = self.node(id);
            let start = node.payload as usize;
            &self.tokenizer.attrs[start..start + node.attr_count as usize]
        };
        let (one, other) = (attrs(one), attrs(other));
        one.len() == other.len()
            && one.iter().zip(other).all(|(left, right)| {
                let same = |right| {
                    self.tokenizer.attr_name(left) == self.tokenizer.attr_name(right)
                        && self.tokenizer.attr_value(left) == self.tokenizer.attr_value(right)
                };
                // Attributes are mostly in the same order; any order counts as alike.
                same(right) || other.iter().any(same)
            })
    }

    fn is_open(&self, node: u32) -> bool {
        self.node(node).flags & flag::OPEN != 0
    }

    /// "Reconstruct the active formatting elements".
    #[inline]
    pub(super) fn reconstruct_formatting(&mut self) {
        match self.formatting.last() {
            Some(entry) if entry.node != NIL && !self.is_open(entry.node) => {
                self.reconstruct_closed()
            }
            _ => {}
        }
    }

    #[cold]
    fn reconstruct_closed(&mut self) {
        if self.reopen_budget == 0 {
            self.hit.reopened = true;
            return;
        }
        let open = |entry: &Formatting| entry.node == NIL || self.is_open(entry.node);
        let first = self
            .formatting
            .iter()
            .rposition(open)
            .map_or(0, |at| at + 1);
        for at in first..self.formatting.len() {
            if self.stack.len() >= self.max_depth {
                self.hit.depth = true;
                return;
            }
            if self.reopen_budget == 0 {
                self.hit.reopened = true;
                return;
            }
            self.reopen_budget -= 1;
            let node = self.reopen(self.formatting[at].node);
            let place = self.place();
            self.insert_at(place, node);
            self.push(node);
            self.relist(at, node);
        }
    }

    /// "Adoption agency algorithm" for the current tag token's name; `is_end` if the token is an end tag.
    pub(super) fn adoption_agency(&mut self, subject: Tag, is_end: bool) {
        if let Some(current) = self.stack.last().copied()
            && current.is(subject)
            && self.formatting_position(current.node).is_none()
        {
            if is_end {
                self.set_end_tag(current.node);
            }
            self.pop();
            return;
        }
        let mut ended = false;
        for _ in 0..8 {
            let Some(element) = self.active_formatting(subject) else {
                // On the first turn no element of that name is formatting; later ones are dealt with.
                // A `<nobr>` start tag comes here too, when the open `nobr` stands before a marker.
                if !ended {
                    self.any_other_end_tag(is_end);
                }
                return;
            };
            let Some(list_at) = self.formatting_position(element) else {
                return;
            };
            if !self.is_open(element) {
                self.unlist(list_at);
                return;
            }
            if !self.stack.node_in_scope(element) {
                return;
            }
            let Some(stack_at) = self.stack.position(element) else {
                return;
            };
            if is_end && !ended {
                self.set_end_tag(element);
            }
            let above = &self.stack.all()[stack_at..];
            let Some(furthest) = above
                .iter()
                .position(|open| open.has(SPECIAL))
                .map(|at| stack_at + at)
            else {
                while self.pop().is_some_and(|open| open.node != element) {}
                self.unlist(list_at);
                return;
            };
            ended = true;
            self.adopt(element, list_at, stack_at, furthest);
        }
    }

    /// One turn of the outer loop, from step "let common ancestor be" on.
    fn adopt(&mut self, element: u32, list_at: usize, stack_at: usize, furthest_at: usize) {
        self.disordered = true;
        let all = self.stack.all();
        let (furthest, ancestor) = (all[furthest_at], all[stack_at - 1]);
        let mut bookmark = list_at;
        let mut last = furthest.node;
        let mut node_at = furthest_at;
        let mut turn = 0;
        loop {
            turn += 1;
            node_at -= 1;
            let Some(Open { node, .. }) = self.stack.get(node_at) else {
                break;
            };
            if node == element {
                break;
            }
            let mut in_list = self.formatting_position(node);
            if let (Some(at), true) = (in_list, turn > 3) {
                self.unlist(at);
                if at < bookmark {
                    bookmark -= 1;
                }
                in_list = None;
            }
            let Some(at) = in_list else {
                self.node_mut(node).flags &= !flag::OPEN;
                self.stack.remove(node_at);
                continue;
            };
            let copy = self.reopen(node);
            self.node_mut(node).flags &= !flag::OPEN;
            self.node_mut(copy).flags |= flag::OPEN;
            self.relist(at, copy);
            self.stack.replace(node_at, copy);
            if last == furthest.node {
                bookmark = at + 1;
            }
            self.detach(last);
            self.append(copy, last);
            last = copy;
        }
        self.detach(last);
        let place = self.place_for(ancestor);
        self.insert_at(place, last);

        let copy = self.reopen(element);
        self.move_children(furthest.inside, copy);
        self.append(furthest.inside, copy);

        self.node_mut(copy).flags |= flag::LISTED;
        let mut entry = Formatting {
            node: copy,
            tag: self.node(copy).tag,
            hash: None,
        };
        if let Some(at) = self.formatting_position(element) {
            entry.hash = self.formatting[at].hash;
            self.unlist(at);
            if at < bookmark {
                bookmark -= 1;
            }
        }
        self.formatting
            .insert(bookmark.min(self.formatting.len()), entry);

        self.node_mut(element).flags &= !flag::OPEN;
        if let Some(at) = self.stack.position(element) {
            self.stack.remove(at);
        }
        let below = self
            .stack
            .position(furthest.node)
            .map_or(self.stack.len(), |at| at + 1);
        let original = self.node(copy);
        let open = Open::new(copy, original.namespace, original.tag);
        self.node_mut(copy).flags |= flag::OPEN;
        self.stack.insert(below, open);
    }

    /// Takes an element off the list and off the stack, wherever it is.
    pub(super) fn forget_formatting(&mut self, node: u32) {
        if let Some(at) = self.formatting_position(node) {
            self.unlist(at);
        }
        if self.is_open(node)
            && let Some(at) = self.stack.position(node)
        {
            self.stack.remove(at);
            self.node_mut(node).flags &= !flag::OPEN;
        }
    }

    /// "Any other end tag" in body; `is_end` unless the adoption agency acts so for a start tag.
    pub(super) fn any_other_end_tag(&mut self, is_end: bool) {
        if !self.stack.contains(self.tokenizer.tag.tag) {
            // Nothing to close: the look down the stack would end at `html`, which is special.
            return;
        }
        for at in (0..self.stack.len()).rev() {
            let Some(open) = self.stack.get(at) else {
                return;
            };
            if open.namespace == crate::document::Namespace::Html && self.has_token_name(&open) {
                self.generate_implied_end_tags(open.tag);
                if is_end {
                    self.set_end_tag(open.node);
                }
                while self.stack.len() > at {
                    self.pop();
                }
                return;
            }
            if open.has(SPECIAL) {
                return;
            }
        }
    }

    /// Whether the HTML element is in scope.
    #[inline]
    pub(super) fn in_scope(&self, tag: Tag) -> bool {
        self.stack.in_scope(tag, SCOPE)
    }
}
