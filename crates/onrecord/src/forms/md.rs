//! Markdown (CommonMark with tables) under YAML front matter.

use onrecord_record::{Block, MarkKind, Record};

use super::Setting;
use super::flow::{Part, flow};
use super::marks::{Step, steps};
use super::parts::{authors, code, dek_apart, moment, one_line, stated, value};
use crate::iri;

/// The record as a Markdown document.
pub(super) fn write(record: &Record, _setting: &Setting) -> String {
    let mut out = front_matter(record);
    let base = iri::page_url(record);
    let mut paragraph = |text: &str| {
        if !text.is_empty() {
            out.push('\n');
            out.push_str(text);
            out.push('\n');
        }
    };
    if let Some(headline) = stated(&record.article.headline) {
        paragraph(&format!("# {}", one_line(&escaped(headline))));
    }
    if let Some(dek) = dek_apart(record) {
        paragraph(&format!("*{}*", one_line(&escaped(dek))));
    }
    for part in flow(record) {
        let inline = |block: &Block| inline(record, block, base.as_deref());
        match part {
            Part::Paragraph(block) | Part::Embed(block) => paragraph(&inline(block)),
            Part::Moment(block) => paragraph(&format!("**{}**", one_line(&inline(block)))),
            Part::Subhead(block) => {
                // The headline is the only heading of the first level.
                let level = usize::from(block.level.clamp(2, 6));
                paragraph(&format!(
                    "{} {}",
                    "#".repeat(level),
                    one_line(&inline(block))
                ));
            }
            Part::Quotation(block) => paragraph(&prefixed(&inline(block), "> ", "> ")),
            Part::Code(block) => paragraph(&fenced(record.text.get(block.span))),
            Part::List(items) => {
                let mut number = 0;
                let lines: Vec<String> = items
                    .into_iter()
                    .map(|block| {
                        number += 1;
                        let depth = usize::from(block.level.saturating_sub(1)).min(8);
                        let bullet = match block.ordered {
                            true => format!("{number}. "),
                            false => "- ".to_owned(),
                        };
                        let indent = "    ".repeat(depth);
                        let rest = format!("{indent}{}", " ".repeat(bullet.len()));
                        prefixed(&inline(block), &format!("{indent}{bullet}"), &rest)
                    })
                    .collect();
                paragraph(&lines.join("\n"));
            }
            Part::Table(rows) => paragraph(&table(record, &rows)),
            Part::Figure {
                captions,
                credits,
                image,
            } => {
                let source = image
                    .and_then(|i| i.src.as_ref())
                    .and_then(|src| iri::followable(base.as_deref(), &src.value))
                    .filter(|url| url.starts_with("http"));
                let alt = one_line(&escaped(
                    value(image.and_then(|i| i.alt.as_ref())).unwrap_or(""),
                ));
                let mut lines: Vec<String> = Vec::new();
                lines.extend(source.map(|url| format!("![{alt}]({})", bracketed(&url))));
                lines.extend(captions.into_iter().map(inline));
                lines.extend(
                    credits
                        .into_iter()
                        .map(|b| format!("<small>{}</small>", one_line(&inline(b)))),
                );
                paragraph(&prefixed(&lines.join("\\\n"), "> ", "> "));
            }
        }
    }
    for correction in &record.article.corrections {
        paragraph(&format!("**{}**", one_line(&escaped(&correction.value))));
    }
    out
}

/// The fields as YAML. Every string is in double quotes, so that no title,
/// however it is written, means something else to a YAML reader.
fn front_matter(record: &Record) -> String {
    let article = &record.article;
    let mut out = "---\n".to_owned();
    let mut line = |name: &str, value: Option<&str>| {
        if let Some(value) = value {
            out.push_str(&format!("{name}: {}\n", quoted(value)));
        }
    };
    line("title", stated(&article.headline));
    line("kicker", stated(&article.kicker));
    line("description", stated(&article.dek));
    line("publisher", stated(&article.publisher));
    line("section", stated(&article.section));
    line("language", stated(&article.language));
    line("programme", stated(&article.programme));
    let published = moment(&article.published).map(|m| m.to_string());
    line("published", published.as_deref());
    let modified = moment(&article.modified).map(|m| m.to_string());
    line("modified", modified.as_deref());
    line("url", iri::canonical_url(record).as_deref());
    line("captured", record.capture.captured.as_deref());
    line("sha256", Some(&record.capture.sha256.to_string()));
    line("kind", Some(&code(&article.kind.value)));
    line("access", Some(&code(&article.access.value)));
    let mut list = |name: &str, values: Vec<String>| {
        if !values.is_empty() {
            out.push_str(&format!("{name}:\n"));
            for value in values {
                out.push_str(&format!("  - {}\n", quoted(&value)));
            }
        }
    };
    list("authors", authors(record).map(|p| p.name.clone()).collect());
    let doubts = record.doubts.iter();
    list(
        "doubts",
        doubts
            .map(|d| format!("{}: {}", code(&d.kind), d.note))
            .collect(),
    );
    out.push_str("---\n");
    out
}

/// A YAML double-quoted string. JSON's escapes are YAML's too; the characters
/// that JSON leaves bare and YAML does not print are escaped besides.
fn quoted(text: &str) -> String {
    let json = serde_json::Value::String(text.to_owned()).to_string();
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            '\u{7f}'..='\u{9f}'
            | '\u{2028}'
            | '\u{2029}'
            | '\u{feff}'
            | '\u{fffe}'
            | '\u{ffff}' => {
                out.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    out
}

/// A block's text with its marks.
fn inline(record: &Record, block: &Block, base: Option<&str>) -> String {
    let steps = steps(record, block);
    let mut out = String::new();
    // Of the emphasis that is open, whether it was opened as a tag.
    let mut tags: Vec<bool> = Vec::new();
    for (i, step) in steps.iter().enumerate() {
        match step {
            Step::Text(text) => out.push_str(&escaped(text)),
            Step::Open(MarkKind::Link(target)) => {
                if iri::followable(base, target).is_some() {
                    out.push('[');
                }
            }
            Step::Close(MarkKind::Link(target)) => {
                if let Some(url) = iri::followable(base, target) {
                    out.push_str(&format!("]({})", bracketed(&url)));
                }
            }
            Step::Open(kind) => {
                let tag = could_be_misread(&steps, i);
                tags.push(tag);
                out.push_str(match (kind, tag) {
                    (MarkKind::Strong, false) => "**",
                    (_, false) => "*",
                    (MarkKind::Strong, true) => "<strong>",
                    (_, true) => "<em>",
                });
            }
            Step::Close(kind) => {
                let tag = tags.pop().unwrap_or(false);
                out.push_str(match (kind, tag) {
                    (MarkKind::Strong, false) => "**",
                    (_, false) => "*",
                    (MarkKind::Strong, true) => "</strong>",
                    (_, true) => "</em>",
                });
            }
        }
    }
    line_starts(&out)
}

/// Whether the mark that opens at a step could be misread in asterisks, so
/// that a tag is better. Safe is a mark whose words begin and end with a letter
/// or digit and that touches no other letter, digit or mark.
fn could_be_misread(steps: &[Step<'_>], open: usize) -> bool {
    let mut depth = 0usize;
    let mut inside: Option<(char, char)> = None;
    let mut after = None;
    for step in &steps[open..] {
        match step {
            Step::Open(_) => depth += 1,
            Step::Close(_) => depth = depth.saturating_sub(1),
            Step::Text(text) if depth == 0 => {
                after = text.chars().next();
                break;
            }
            Step::Text(text) => {
                let (first, last) = (text.chars().next(), text.chars().last());
                if let (Some(first), Some(last)) = (first, last) {
                    inside = Some((inside.map_or(first, |(f, _)| f), last));
                }
            }
        }
    }
    let before = steps[..open].iter().rev().find_map(|step| match step {
        Step::Text(text) => text.chars().last(),
        _ => None,
    });
    // Two marks that touch would run their asterisks together.
    let touching = matches!(
        open.checked_sub(1).map(|i| &steps[i]),
        Some(Step::Open(_) | Step::Close(_))
    );
    let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let clear =
        inside.is_some_and(|(first, last)| first.is_alphanumeric() && last.is_alphanumeric());
    touching || !clear || word(before) || word(after)
}

/// Text with everything escaped that Markdown could take for markup inside a
/// line.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let markup = match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '~' => true,
            '&' => is_character_reference(&text[at + 1..]),
            _ => false,
        };
        if markup {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Whether what follows an ampersand would be read as a character reference.
fn is_character_reference(after: &str) -> bool {
    let name = after
        .bytes()
        .take(33)
        .take_while(|b| b.is_ascii_alphanumeric() || *b == b'#');
    let length = name.count();
    length > 0 && after.as_bytes().get(length) == Some(&b';')
}

/// Lines with everything escaped that Markdown takes for a block's beginning,
/// and hard breaks between them.
fn line_starts(text: &str) -> String {
    let lines: Vec<String> = text
        .lines()
        .map(|line| {
            let line = line.trim();
            let digits = line.bytes().take_while(u8::is_ascii_digit).count();
            let after = line.as_bytes().get(digits);
            if line.starts_with(['#', '+', '-', '=', '>']) {
                format!("\\{line}")
            } else if digits > 0 && matches!(after, Some(b'.' | b')')) {
                format!("{}\\{}", &line[..digits], &line[digits..])
            } else {
                line.to_owned()
            }
        })
        .filter(|line| !line.is_empty())
        .collect();
    lines.join("\\\n")
}

/// A link's target. It holds no space and no angle bracket, so that only
/// parentheses need care.
fn bracketed(url: &str) -> String {
    match url.contains(['(', ')']) {
        true => format!("<{url}>"),
        false => url.to_owned(),
    }
}

/// Every line with a prefix: the first with one, the others with another.
fn prefixed(text: &str, first: &str, rest: &str) -> String {
    let lines: Vec<String> = text
        .lines()
        .enumerate()
        .map(|(i, line)| format!("{}{line}", if i == 0 { first } else { rest }))
        .collect();
    lines.join("\n")
}

/// A fence longer than any run of backticks in the text.
fn fenced(text: &str) -> String {
    let mut longest = 0;
    let mut run = 0;
    for c in text.chars() {
        run = if c == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    let fence = "`".repeat(3.max(longest + 1));
    format!("{fence}\n{text}\n{fence}")
}

/// Rows as a table. Markdown tables have a header; the first row is taken for
/// it, as most tables of news pages have one.
fn table(record: &Record, rows: &[&Block]) -> String {
    let cells = |block: &Block| -> Vec<String> {
        let text = record.text.get(block.span);
        text.split('\t')
            .map(|cell| one_line(&escaped(cell)).replace('|', "\\|"))
            .collect()
    };
    let rows: Vec<Vec<String>> = rows.iter().map(|row| cells(row)).collect();
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let line = |row: &[String]| {
        let filled = (0..columns).map(|i| row.get(i).map_or("", String::as_str));
        format!("| {} |", filled.collect::<Vec<_>>().join(" | "))
    };
    let mut lines: Vec<String> = rows.iter().map(|row| line(row)).collect();
    lines.insert(1.min(lines.len()), format!("|{}", " --- |".repeat(columns)));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use onrecord_record::{Label, Mark, Rule};

    use super::*;
    use crate::forms::sample;

    #[test]
    fn the_article_as_markdown() {
        let md = write(&sample::article(), &sample::setting());
        let (front, body) = md
            .strip_prefix("---\n")
            .unwrap()
            .split_once("---\n")
            .unwrap();
        assert_eq!(
            front,
            "title: \"Ferry to Osk sails again\"\n\
             kicker: \"Islands\"\n\
             description: \"After nine weeks the “Marit” is back on the strait.\"\n\
             publisher: \"The Veld Courier\"\n\
             section: \"Coast: news & \\\"views\\\"\"\n\
             language: \"en\"\n\
             published: \"2031-04-02T09:30+02:00\"\n\
             modified: \"2031-04-03\"\n\
             url: \"https://courier.example/osk?a=1&b=2\"\n\
             captured: \"2031-04-04T10:00:00Z\"\n\
             sha256: \""
                .to_owned()
                + &sample::article().capture.sha256.to_string()
                + "\"\n\
             kind: \"article\"\n\
             access: \"complete\"\n\
             authors:\n  - \"Ane de la Rue\"\n  - \"Strait News Agency\"\n\
             doubts:\n  - \"ocr-suspect: The name may be misread.\"\n"
        );
        assert_eq!(
            body,
            "\n# Ferry to Osk sails again\n\n\
             *After nine weeks the “Marit” is back on the strait.*\n\n\
             > ![](https://courier.example/marit.jpg)\\\n\
             > The Marit at the pier of Osk.\\\n\
             > <small>Photo: Per Holt/SNA</small>\n\n\
             VELD — The [ferry](https://courier.example/ferry) between Veld and Osk sailed on **Tuesday** for the first time since January.\n\n\
             “We were cut off,” said Ilse Marn, the mayor of Osk. “Now we breathe.”\n\n\
             ## What comes next\n\n\
             - A second ferry in June\n\
             - A \\*new\\* pier\n\n\
             | Day | Sailings |\n| --- | --- |\n| Monday | 4 |\n\n\
             She told reporters that the harbour would stay open.\n\n\
             **An earlier version gave the wrong day.**\n"
        );
    }

    fn block_of(content: &str, marks: &[(&str, MarkKind)]) -> String {
        let mut record = sample::empty();
        record.text.content = content.to_owned();
        for (words, kind) in marks {
            let start = content.find(words).unwrap();
            record.marks.push(Mark {
                span: (start..start + words.len()).into(),
                kind: kind.clone(),
            });
        }
        let block = Block {
            span: (0..content.len()).into(),
            label: Label::Body,
            part: None,
            level: 0,
            ordered: false,
            group: 0,
            rule: Rule::default(),
            confidence: None,
        };
        inline(&record, &block, None)
    }

    #[test]
    fn what_looks_like_markup_is_escaped() {
        for (content, wanted) in [
            ("# no heading", "\\# no heading"),
            ("1. no list", "1\\. no list"),
            ("2031 was", "2031 was"),
            ("- no list", "\\- no list"),
            ("> no quotation", "\\> no quotation"),
            (
                "a *b* _c_ `d` [e](f)",
                "a \\*b\\* \\_c\\_ \\`d\\` \\[e\\](f)",
            ),
            (
                "<script> & &amp; R&B; R & D",
                "\\<script> & \\&amp; R\\&B; R & D",
            ),
            ("one\n- two", "one\\\n\\- two"),
        ] {
            assert_eq!(block_of(content, &[]), wanted);
        }
    }

    #[test]
    fn emphasis_that_asterisks_cannot_carry_is_a_tag() {
        assert_eq!(
            block_of("so unlike", &[("like", MarkKind::Emphasis)]),
            "so un<em>like</em>"
        );
        assert_eq!(
            block_of("he “went” on", &[("“went”", MarkKind::Strong)]),
            "he <strong>“went”</strong> on"
        );
        assert_eq!(
            block_of("he went on", &[("went", MarkKind::Strong)]),
            "he **went** on"
        );
    }

    #[test]
    fn unsafe_links_lose_their_target() {
        let link = |target: &str| [("here", MarkKind::Link(target.to_owned()))];
        assert_eq!(block_of("go here", &link("javascript:alert(1)")), "go here");
        assert_eq!(
            block_of("go here", &link("https://a.example/x_(y)")),
            "go [here](<https://a.example/x_(y)>)"
        );
    }

    #[test]
    fn yaml_strings_stay_strings() {
        for (text, wanted) in [
            ("no", "\"no\""),
            ("a: b # c", "\"a: b # c\""),
            ("say \"so\"\n", "\"say \\\"so\\\"\\n\""),
            ("back\\slash", "\"back\\\\slash\""),
            ("\u{85}\u{2028}\u{feff}", "\"\\u0085\\u2028\\ufeff\""),
        ] {
            assert_eq!(quoted(text), wanted);
        }
    }
}
