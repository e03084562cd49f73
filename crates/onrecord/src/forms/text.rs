//! Plain text: headline, dek, body. For what reads words and nothing else;
//! captions, bylines and dates are in the other forms.

use onrecord_record::Record;

use super::Setting;
use super::flow::{Part, flow};
use super::parts::{dek_apart, stated};

/// The record as plain text, a paragraph a line, an empty line between.
pub(super) fn write(record: &Record, _setting: &Setting) -> String {
    let mut parts: Vec<String> = Vec::new();
    let head = [stated(&record.article.headline), dek_apart(record)];
    parts.extend(head.into_iter().flatten().map(str::to_owned));
    for part in flow(record) {
        let get = |block: &onrecord_record::Block| record.text.get(block.span).to_owned();
        match part {
            Part::Figure { .. } => {}
            Part::Paragraph(block)
            | Part::Subhead(block)
            | Part::Moment(block)
            | Part::Quotation(block)
            | Part::Code(block)
            | Part::Embed(block) => parts.push(get(block)),
            Part::List(items) => {
                let lines: Vec<String> =
                    items.into_iter().map(|b| format!("- {}", get(b))).collect();
                parts.push(lines.join("\n"));
            }
            Part::Table(rows) => {
                let lines: Vec<String> = rows.into_iter().map(get).collect();
                parts.push(lines.join("\n"));
            }
        }
    }
    if parts.is_empty() {
        return String::new();
    }
    let mut out = parts.join("\n\n");
    out.push('\n');
    out
}

#[cfg(test)]
mod tests {
    use crate::forms::sample;

    #[test]
    fn headline_dek_and_body_and_no_caption() {
        let text = super::write(&sample::article(), &sample::setting());
        assert_eq!(
            text,
            "Ferry to Osk sails again\n\n\
             After nine weeks the “Marit” is back on the strait.\n\n\
             VELD — The ferry between Veld and Osk sailed on Tuesday for the first time since January.\n\n\
             “We were cut off,” said Ilse Marn, the mayor of Osk. “Now we breathe.”\n\n\
             What comes next\n\n\
             - A second ferry in June\n- A *new* pier\n\n\
             Day\tSailings\nMonday\t4\n\n\
             She told reporters that the harbour would stay open.\n"
        );
    }
}
