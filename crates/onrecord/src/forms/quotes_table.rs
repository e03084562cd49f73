//! Statements as a table for a terminal: who and what side by side, the rest
//! in a line below.

use onrecord_record::Record;

use super::Setting;
use super::parts::code;
use super::quotes_csv::per_mille;
use super::speech::{Row, caveats, rows};
use crate::term::{Run, Style, width_of, wrap};

/// The statements of a page as rows of a table.
pub(super) fn write(record: &Record, setting: &Setting) -> String {
    let mut out = String::new();
    let rows: Vec<Row<'_>> = rows(record, setting.least).collect();
    let less = match record.statements.len() - rows.len() {
        0 => String::new(),
        less => format!("{less} less likely left out."),
    };
    if rows.is_empty() {
        let none = match less.is_empty() {
            true => "No statements found.",
            false => &less,
        };
        setting.paint.put(&mut out, Style::DIM, none);
        out.push('\n');
        return out;
    }
    // A third of the line for who, so that both columns can be read.
    let left = (setting.width / 3).clamp(16, 30);
    let right = setting.width.saturating_sub(left + 2).max(20);
    for (i, row) in rows.iter().enumerate() {
        if i > 0 {
            out.push('\n');
        }
        let lines = |runs: &[Run<'_>], width| -> Vec<String> {
            let text = wrap(runs, width, "", "", setting.paint);
            text.lines().map(str::to_owned).collect()
        };
        let speaker = if row.speaker.is_empty() {
            "unknown"
        } else {
            &row.speaker
        };
        let style = if row.named {
            Style::BOLD
        } else {
            Style::ITALIC
        };
        let mut who = lines(
            &[Run {
                text: speaker,
                style,
            }],
            left,
        );
        let role = Run {
            text: &row.role,
            style: Style::PLAIN,
        };
        who.extend(lines(&[role], left));
        let mut what = lines(
            &[Run {
                text: &row.content,
                style: Style::CYAN,
            }],
            right,
        );
        let note = note(row);
        what.extend(lines(
            &[Run {
                text: &note,
                style: Style::DIM,
            }],
            right,
        ));
        for line in 0..who.len().max(what.len()) {
            let cell = who.get(line).map_or("", String::as_str);
            let right = what.get(line).map_or("", String::as_str);
            let gap = left + 2 - width_of(&plain(cell)).min(left + 1);
            out.push_str(cell);
            if !right.is_empty() {
                out.push_str(&" ".repeat(gap));
                out.push_str(right);
            }
            out.push('\n');
        }
    }
    if !less.is_empty() {
        out.push('\n');
        setting.paint.put(&mut out, Style::DIM, &less);
        out.push('\n');
    }
    out
}

/// What else is known: form, cue, day, place, addressee, confidence, bytes.
fn note(row: &Row<'_>) -> String {
    let mut parts = vec![code(&row.statement.form)];
    parts.extend(caveats(row.statement).into_iter().map(str::to_owned));
    let mut part = |name: &str, value: &str| {
        if !value.is_empty() {
            parts.push(format!("{name} {value}"));
        }
    };
    part("cue", &row.cue);
    part("on", &row.day);
    part("at", &row.venue);
    part("to", &row.addressee);
    // "the harbour ministry" says nothing more than "harbour ministry".
    let more = row.named || !row.source.ends_with(&row.speaker);
    if row.source != row.speaker && more {
        part("as", &row.source);
    }
    for (name, confidence) in [
        ("confidence", row.statement.confidence),
        ("speaker's", row.statement.speaker_confidence),
    ] {
        if let Some(confidence) = confidence {
            part(name, &per_mille(confidence));
        }
    }
    if let Some(bytes) = row.bytes {
        part("bytes", &format!("{}–{}", bytes.start, bytes.end));
    }
    format!("[{}] {}", row.number, parts.join(" · "))
}

/// A line without the codes of its styles, to measure it.
fn plain(line: &str) -> String {
    let mut out = String::new();
    let mut code = false;
    for c in line.chars() {
        match c {
            '\x1b' => code = true,
            'm' if code => code = false,
            c if !code => out.push(c),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::sample;
    use crate::term::Paint;

    #[test]
    fn statements_as_a_table() {
        let mut setting = sample::setting();
        setting.width = 72;
        let table = write(&sample::article(), &setting);
        assert_eq!(
            table,
            "\
Ilse Marn                 “We were cut off,” … “Now we breathe.”
the mayor of Osk          [1] direct · cue said · on 2031-04-01 · as
                          Ilse Marn, the mayor of Osk · confidence 0.950
                          · speaker's 0.970 · bytes 366–444

Ilse Marn                 that the harbour would stay open
the mayor of Osk          [2] indirect · may be said · cue told · to
                          reporters · as She · bytes 538–570

reporters                 the harbour would stay open
                          [3] indirect · unnamed source · bytes 543–570
"
        );
    }

    #[test]
    fn what_is_less_likely_is_counted() {
        let mut setting = sample::setting();
        setting.least = 900;
        let table = write(&sample::article(), &setting);
        assert!(table.contains("[1]") && !table.contains("[2]"));
        assert!(table.ends_with("\n2 less likely left out.\n"), "{table}");
        setting.least = 960;
        let table = write(&sample::article(), &setting);
        assert_eq!(table, "3 less likely left out.\n");
    }

    #[test]
    fn colour_does_not_move_the_columns() {
        let mut setting = sample::setting();
        let bare = write(&sample::article(), &setting);
        setting.paint = Paint(true);
        let coloured = write(&sample::article(), &setting);
        assert_ne!(coloured, bare);
        assert_eq!(plain(&coloured), bare);
    }

    #[test]
    fn no_statement_is_said_so() {
        assert_eq!(
            write(&sample::empty(), &sample::setting()),
            "No statements found.\n"
        );
    }
}
