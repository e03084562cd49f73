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
    let rows: Vec<Row<'_>> = rows(record).collect();
    if rows.is_empty() {
        setting
            .paint
            .put(&mut out, Style::DIM, "No statements found.");
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
    if let Some(confidence) = row.statement.confidence {
        part("confidence", &per_mille(confidence));
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
                          · bytes 366–444

Ilse Marn                 that the harbour would stay open
the mayor of Osk          [2] indirect · may be said · cue told · to
                          reporters · as She · bytes 538–570

reporters                 the harbour would stay open
                          [3] indirect · unnamed source · bytes 543–570
"
        );
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
