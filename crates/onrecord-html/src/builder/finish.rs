//! From the tree under construction to the document that callers see.

use super::{Builder, Link};
use crate::document::{DecodedText, Document, How, NIL, Node, PieceRecord, flag};
use crate::tokenizer::RunKind;

impl<'a> Builder<'a> {
    pub(super) fn finish(mut self) -> Document<'a> {
        self.write_texts();
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
        }
    }

    /// Decodes the texts that are not one slice of the source, each into one place. Only now is it known
    /// that nothing more is added to any of them.
    fn write_texts(&mut self) {
        let (decoded, pieces) = (&mut self.tokenizer.decoded, &mut self.tokenizer.pieces);
        for id in &self.linked {
            let node = &mut self.nodes[*id as usize];
            let (start, pieces_start) = (decoded.len(), pieces.len());
            let mut at = node.first;
            while at != NIL {
                let Link { run, next } = self.links[at as usize];
                let how = match run.kind {
                    RunKind::Copied => {
                        decoded.push_str(&self.source[run.start as usize..run.end as usize]);
                        How::Copied
                    }
                    RunKind::Reference(value) => {
                        value.push_to(decoded);
                        How::CharacterReference
                    }
                    RunKind::Newline => {
                        decoded.push('\n');
                        How::Newline
                    }
                    RunKind::Nul | RunKind::Replaced => {
                        decoded.push(char::REPLACEMENT_CHARACTER);
                        How::Replaced
                    }
                };
                pieces.push(PieceRecord {
                    source_start: run.start,
                    source_end: run.end,
                    text_end: (decoded.len() - start) as u32,
                    how,
                });
                at = next;
            }
            (node.first, node.last) = (NIL, NIL);
            node.flags = node.flags & !flag::CHAINED | flag::DECODED;
            node.payload = self.texts.len() as u32;
            self.texts.push(DecodedText {
                start: start as u32,
                end: decoded.len() as u32,
                pieces_start: pieces_start as u32,
                pieces_end: pieces.len() as u32,
            });
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
