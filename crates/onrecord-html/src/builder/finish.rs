//! From the tree under construction to the document that callers see.

use super::{Builder, Link};
use crate::document::{Document, NIL, Node, flag};

impl<'a> Builder<'a> {
    pub(super) fn finish(mut self) -> Document<'a> {
        self.write_chains();
        if self.disordered {
            self.put_in_order();
        }
        self.hit.attributes |= self.tokenizer.attrs_dropped;
        Document {
            source: self.source,
            nodes: self.nodes,
            attrs: self.tokenizer.attrs,
            attr_sides: self.tokenizer.attr_sides,
            texts: self.texts,
            pieces: self.tokenizer.pieces,
            decoded: self.tokenizer.decoded,
            names: self.names,
            doctypes: self.doctypes,
            quirks: self.quirks,
            limits_hit: self.hit,
            first_unclosed: self.first_unclosed,
        }
    }

    /// Decodes the texts that grew by turns with others, each into one place, now that nothing more is added to them.
    fn write_chains(&mut self) {
        for id in &self.linked {
            let mut text = self.tokenizer.new_text();
            let node = &mut self.nodes[*id as usize];
            let mut at = node.first;
            while at != NIL {
                let Link { run, next } = self.links[at as usize];
                self.tokenizer.push_run(&mut text, run);
                at = next;
            }
            (node.first, node.last) = (NIL, NIL);
            node.flags = node.flags & !flag::CHAINED | flag::DECODED;
            self.texts[node.payload as usize] = text;
        }
    }

    /// Renumbers the nodes in document order. Most pages are parsed in that order; foster parenting
    /// and the adoption agency are what disturb it. Nodes that were taken out of the tree are left out.
    fn put_in_order(&mut self) {
        let mut new_id = vec![NIL; self.nodes.len()];
        let mut order = Vec::with_capacity(self.nodes.len());
        let mut at = 0;
        'walk: loop {
            new_id[at as usize] = order.len() as u32;
            order.push(at);
            let node = &self.nodes[at as usize];
            if node.first != NIL {
                at = node.first;
                continue;
            }
            loop {
                let node = &self.nodes[at as usize];
                if node.next != NIL {
                    at = node.next;
                    continue 'walk;
                }
                if node.parent == NIL {
                    break 'walk;
                }
                at = node.parent;
            }
        }
        let map = |id: u32| if id == NIL { NIL } else { new_id[id as usize] };
        self.nodes = order
            .iter()
            .map(|id| {
                let node = self.nodes[*id as usize];
                Node {
                    parent: map(node.parent),
                    prev: map(node.prev),
                    next: map(node.next),
                    first: map(node.first),
                    last: map(node.last),
                    ..node
                }
            })
            .collect();
        for entry in &mut self.names {
            entry.0 = map(entry.0);
        }
        self.names.retain(|entry| entry.0 != NIL);
        self.names.sort_unstable_by_key(|entry| entry.0);
    }
}
