//! A tree as text, in the format of the public test suite.

use onrecord_html::{AttrNamespace, Document, Kind, Namespace, Step};

/// One line a node, two spaces deeper for each level.
pub(crate) fn dump(document: &Document<'_>) -> String {
    let mut out = String::new();
    let mut depth = 0;
    for step in document.walk(document.root()) {
        let id = match step {
            Step::Enter(id) => id,
            Step::Leave(_) => {
                depth -= 1;
                continue;
            }
        };
        depth += 1;
        if document.kind(id) == Kind::Document {
            continue;
        }
        let indent = "  ".repeat(depth - 2);
        match document.kind(id) {
            Kind::Document => {}
            Kind::Doctype => {
                let doctype = document.doctype(id).unwrap();
                out += &format!("| {indent}<!DOCTYPE {}", doctype.name);
                if doctype.public_id.is_some() || doctype.system_id.is_some() {
                    let part = |part: &Option<String>| part.clone().unwrap_or_default();
                    out += &format!(
                        " \"{}\" \"{}\"",
                        part(&doctype.public_id),
                        part(&doctype.system_id)
                    );
                }
                out += ">\n";
            }
            Kind::Element => {
                let space = match document.namespace(id) {
                    Namespace::Html => "",
                    Namespace::Svg => "svg ",
                    Namespace::MathMl => "math ",
                };
                out += &format!("| {indent}<{space}{}>\n", document.name(id));
                let mut attrs: Vec<(String, &str)> = document
                    .attrs(id)
                    .map(|attr| {
                        let space = match attr.namespace() {
                            AttrNamespace::None => "",
                            AttrNamespace::XLink => "xlink ",
                            AttrNamespace::Xml => "xml ",
                            AttrNamespace::Xmlns => "xmlns ",
                        };
                        (format!("{space}{}", attr.local_name()), attr.value())
                    })
                    .collect();
                attrs.sort();
                for (name, value) in attrs {
                    out += &format!("| {indent}  {name}=\"{value}\"\n");
                }
            }
            Kind::Text => out += &format!("| {indent}\"{}\"\n", document.text(id)),
            Kind::Comment => out += &format!("| {indent}<!-- {} -->\n", document.text(id)),
            Kind::TemplateContents => out += &format!("| {indent}content\n"),
        }
    }
    out
}
