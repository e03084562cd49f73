//! Statements as CSV (RFC 4180).

use onrecord_record::Record;

use super::Setting;
use super::parts::code;
use super::speech::rows;

/// The columns. Columns are added at the end, never renamed.
pub(super) const HEADER: &str = "page,number,speaker,role,form,content,cue,day,venue,addressee,\
confidence,byte_start,byte_end,source,named,standing,anonymous,within,url,sha256,speaker_confidence\r\n";

/// One line a statement.
pub(super) fn write(record: &Record, setting: &Setting) -> String {
    let mut out = String::new();
    let url = crate::iri::canonical_url(record).unwrap_or_default();
    for row in rows(record, setting.least) {
        let statement = row.statement;
        let number = |n: Option<u32>| n.map_or_else(String::new, |n| n.to_string());
        let share = |n: Option<u16>| n.map_or_else(String::new, per_mille);
        let flag = |is: bool| if is { "yes" } else { "no" }.to_owned();
        let fields = [
            setting.page.clone(),
            row.number.to_string(),
            row.speaker,
            row.role,
            code(&statement.form),
            row.content,
            row.cue,
            row.day,
            row.venue,
            row.addressee,
            share(statement.confidence),
            number(row.bytes.map(|b| b.start)),
            number(row.bytes.map(|b| b.end)),
            row.source,
            flag(row.named),
            code(&statement.standing),
            flag(statement.anonymity.is_some()),
            number(statement.within.map(|index| index + 1)),
            url.clone(),
            record.capture.sha256.to_string(),
            share(statement.speaker_confidence),
        ];
        let fields: Vec<String> = fields.iter().map(|field| quoted(field)).collect();
        out.push_str(&fields.join(","));
        out.push_str("\r\n");
    }
    out
}

/// Thousandths as a decimal fraction.
pub(super) fn per_mille(thousandths: u16) -> String {
    format!("{}.{:03}", thousandths / 1000, thousandths % 1000)
}

/// A field, in quotation marks if it holds what separates fields or lines.
fn quoted(field: &str) -> String {
    match field.contains([',', '"', '\r', '\n']) {
        true => format!("\"{}\"", field.replace('"', "\"\"")),
        false => field.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::sample;

    #[test]
    fn statements_as_csv() {
        let record = sample::article();
        let csv = HEADER.to_owned() + &write(&record, &sample::setting());
        let digest = record.capture.sha256;
        let lines: Vec<&str> = csv.split_terminator("\r\n").collect();
        assert_eq!(lines.len(), 4);
        let content = record.text.content.find("“We were").unwrap() + sample::BEFORE as usize;
        let end = record.text.content.find("breathe.”").unwrap() + "breathe.”".len() + 100;
        assert_eq!(
            lines[1],
            format!(
                "osk.html,1,Ilse Marn,the mayor of Osk,direct,\"“We were cut off,” … “Now we breathe.”\",\
                 said,2031-04-01,,,0.950,{content},{end},\"Ilse Marn, the mayor of Osk\",yes,stated,no,,\
                 https://courier.example/osk?a=1&b=2,{digest},0.970"
            )
        );
        assert!(
            lines[2].starts_with("osk.html,2,Ilse Marn,the mayor of Osk,indirect,that the harbour")
        );
        assert!(lines[2].contains(",reporters,"), "{}", lines[2]);
        assert!(lines[3].contains(",no,stated,yes,2,"), "{}", lines[3]);
    }

    #[test]
    fn what_separates_is_quoted() {
        assert_eq!(quoted("plain"), "plain");
        assert_eq!(quoted("a,b"), "\"a,b\"");
        assert_eq!(quoted("say \"so\"\n"), "\"say \"\"so\"\"\n\"");
    }
}
