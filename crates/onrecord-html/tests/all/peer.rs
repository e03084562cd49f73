//! What html5ever makes of a page, in the format of [`crate::dump`].

use html5ever::tendril::TendrilSink;
use html5ever::tree_builder::TreeBuilderOpts;
use html5ever::{ParseOpts, QualName, local_name, ns};
use markup5ever_rcdom::{Handle, NodeData, RcDom};

fn options(scripting: bool) -> ParseOpts {
    let tree_builder = TreeBuilderOpts {
        scripting_enabled: scripting,
        ..TreeBuilderOpts::default()
    };
    ParseOpts {
        tree_builder,
        ..ParseOpts::default()
    }
}

/// Parses a page and dumps the tree.
pub(crate) fn parse(text: &str, scripting: bool) -> String {
    let dom = html5ever::parse_document(RcDom::default(), options(scripting)).one(text);
    let children = dom.document.children.borrow().clone();
    dump(children)
}

/// Parses a fragment in the context of an HTML element and dumps the nodes.
pub(crate) fn parse_fragment(text: &str, context: &str, scripting: bool) -> String {
    let name = QualName::new(None, ns!(html), html5ever::LocalName::from(context));
    let dom = html5ever::parse_fragment(
        RcDom::default(),
        options(scripting),
        name,
        Vec::new(),
        false,
    )
    .one(text);
    let root = dom.document.children.borrow()[0].clone();
    let children = root.children.borrow().clone();
    debug_assert!(
        matches!(&root.data, NodeData::Element { name, .. } if name.local == local_name!("html"))
    );
    dump(children)
}

enum Item {
    Node(Handle, usize),
    Contents(Handle, usize),
}

fn dump(top: Vec<Handle>) -> String {
    let mut out = String::new();
    let mut stack: Vec<Item> = top
        .into_iter()
        .rev()
        .map(|node| Item::Node(node, 0))
        .collect();
    while let Some(item) = stack.pop() {
        let (node, depth) = match item {
            Item::Node(node, depth) => (node, depth),
            Item::Contents(node, depth) => {
                out += &format!("| {}content\n", "  ".repeat(depth));
                let children = node.children.borrow();
                stack.extend(
                    children
                        .iter()
                        .rev()
                        .map(|child| Item::Node(child.clone(), depth + 1)),
                );
                continue;
            }
        };
        let indent = "  ".repeat(depth);
        match &node.data {
            NodeData::Doctype {
                name,
                public_id,
                system_id,
            } => {
                out += &format!("| {indent}<!DOCTYPE {name}");
                if !public_id.is_empty() || !system_id.is_empty() {
                    out += &format!(" \"{public_id}\" \"{system_id}\"");
                }
                out += ">\n";
            }
            NodeData::Text { contents } => out += &format!("| {indent}\"{}\"\n", contents.borrow()),
            NodeData::Comment { contents } => out += &format!("| {indent}<!-- {contents} -->\n"),
            NodeData::Element {
                name,
                attrs,
                template_contents,
                ..
            } => {
                let space = if name.ns == ns!(svg) {
                    "svg "
                } else if name.ns == ns!(mathml) {
                    "math "
                } else {
                    ""
                };
                out += &format!("| {indent}<{space}{}>\n", name.local);
                let mut lines: Vec<(String, String)> = attrs
                    .borrow()
                    .iter()
                    .map(|attr| {
                        let space = if attr.name.ns == ns!(xlink) {
                            "xlink "
                        } else if attr.name.ns == ns!(xml) {
                            "xml "
                        } else if attr.name.ns == ns!(xmlns) {
                            "xmlns "
                        } else {
                            ""
                        };
                        (
                            format!("{space}{}", attr.name.local),
                            attr.value.to_string(),
                        )
                    })
                    .collect();
                lines.sort();
                for (name, value) in lines {
                    out += &format!("| {indent}  {name}=\"{value}\"\n");
                }
                let children = node.children.borrow();
                stack.extend(
                    children
                        .iter()
                        .rev()
                        .map(|child| Item::Node(child.clone(), depth + 1)),
                );
                if let Some(contents) = &*template_contents.borrow() {
                    stack.push(Item::Contents(contents.clone(), depth + 1));
                }
            }
            NodeData::Document | NodeData::ProcessingInstruction { .. } => {}
        }
    }
    out
}
