//! The rich text of an editor in a program's data: a tree of typed nodes, as
//! ProseMirror, Slate, Draft.js and Portable Text keep it, read by its shape.

use std::sync::OnceLock;

use super::Value;
use super::json::{Json, Kind};
use crate::words::{self, Table};

/// What a node or a key is to the text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Part {
    /// Its elements are paragraphs of their own.
    Holder,
    /// It stands beside the text, as a picture does.
    Beside,
    /// Nodes are under it.
    Branch,
    /// Words are under it.
    Leaf,
}

/// The text under a node, a line a paragraph. An element of the outermost list
/// is a paragraph, and so is one of a list, a section or a quotation in it; the
/// words are in the leaves under the usual keys.
pub(super) fn lines(source: &str, json: &Json<'_>, root: usize) -> Value {
    let mut value = Value::default();
    // Nodes left to visit, the next one last.
    let mut left = vec![Visit {
        node: root,
        element: false,
        inline: false,
    }];
    while let Some(visit) = left.pop() {
        let node = visit.node;
        if visit.element && !visit.inline {
            value.break_line();
        }
        let next = left.len();
        match json.kind(node) {
            Kind::Bare => {}
            Kind::String => value.push_json(source, json, node),
            Kind::Array => left.extend(json.children(node).map(|node| Visit {
                node,
                element: true,
                inline: visit.inline,
            })),
            Kind::Object => {
                let kind = kind(json, node);
                if kind == Some(Part::Beside) {
                    continue;
                }
                let holds = kind == Some(Part::Holder) || !visit.element;
                // Editors keep the same words in several forms side by side.
                let leaf = json.children(node).find(|child| {
                    json.kind(*child) == Kind::String
                        && !json.range(*child).is_empty()
                        && of_name(Part::Leaf, json.key(*child))
                });
                let branches = json.children(node).filter(|child| {
                    leaf.is_none()
                        && json.kind(*child) != Kind::String
                        && of_name(Part::Branch, json.key(*child))
                });
                left.extend(leaf.into_iter().chain(branches).map(|node| Visit {
                    node,
                    element: false,
                    inline: visit.inline || !holds,
                }));
            }
        }
        left[next..].reverse();
    }
    value.lines()
}

/// A node to visit.
#[derive(Clone, Copy)]
struct Visit {
    node: usize,
    /// Whether it is an element of a list and not a member of an object.
    element: bool,
    /// Whether it is inside a paragraph.
    inline: bool,
}

/// What kind of node an object says it is.
fn kind(json: &Json<'_>, object: usize) -> Option<Part> {
    let kind = ["type", "_type", "nodeType", "__typename", "kind", "name"]
        .iter()
        .find_map(|key| json.member(object, key))?;
    let kind = json.text(kind);
    [Part::Beside, Part::Holder]
        .into_iter()
        .find(|part| of_name(*part, kind))
}

/// Whether a name of a node or a key is that of a part.
fn of_name(part: Part, name: &str) -> bool {
    const LONGEST: usize = 32;
    static NODES: OnceLock<Table<Part>> = OnceLock::new();
    static BRANCHES: OnceLock<Table<Part>> = OnceLock::new();
    static LEAVES: OnceLock<Table<Part>> = OnceLock::new();
    if name.len() > LONGEST {
        return false;
    }
    let plain: String = name
        .chars()
        .filter(|c| !matches!(c, '-' | '_'))
        .map(|c| c.to_ascii_lowercase())
        .collect();
    let list = include_str!("../../words/rich-text.tsv");
    let table = match part {
        Part::Holder | Part::Beside => words::table(&NODES, list, ' ', |row| match row {
            "holder" => Some(Part::Holder),
            "beside" => Some(Part::Beside),
            _ => None,
        }),
        Part::Branch => words::table(&BRANCHES, list, ' ', |row| {
            (row == "branch").then_some(Part::Branch)
        }),
        Part::Leaf => words::table(&LEAVES, list, ' ', |row| {
            (row == "leaf").then_some(Part::Leaf)
        }),
    };
    table.get(&plain) == Some(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, expected: &[&str]) {
        let json = Json::one(source, 0..source.len());
        let value = lines(source, &json, 0);
        assert_eq!(value.text().lines().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_list_of_nodes_is_paragraphs() {
        check(
            r#"{"type":"document","content":[
                {"type":"paragraph","content":[{"type":"text","value":"The ferry "},
                    {"type":"link","data":{"href":"x"},"content":[{"type":"text","value":"left"}]},
                    {"type":"text","value":" at six."}]},
                {"type":"image","value":"A ferry"},
                {"type":"list","content":[{"type":"item","content":["One."]},{"type":"item","text":"Two."}]}
            ]}"#,
            &["The ferry left at six.", "One.", "Two."],
        );
    }

    #[test]
    fn blocks_and_plain_strings_are_paragraphs() {
        check(
            r#"{"blocks":[{"key":"a","text":"The ferry left.","type":"unstyled"},
                {"key":"b","text":"It came back.","type":"unstyled"}],"entityMap":{}}"#,
            &["The ferry left.", "It came back."],
        );
        check(
            r#"["<p>The ferry left.</p><p>It came &amp; went.</p>","\u201cSo\u201d"]"#,
            &["The ferry left.", "It came & went.", "“So”"],
        );
    }
}
