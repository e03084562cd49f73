//! The article for reading in a terminal, and the proof of its fields.

use std::fmt::Write as _;

use onrecord_record::{
    Access, Block, Date, Evidence, Field, Label, MarkKind, PageKind, Person, Place, Record,
    TextSpan, Zone,
};

use super::Setting;
use super::flow::{Part, flow};
use super::parts::{authors, bytes_of, code, dek_apart, moment, one_line, stated, value};
use super::speech::{caveats, rows};
use crate::term::{Run, Style, harmless, wrap};

/// The record for a terminal.
pub(super) fn write(record: &Record, setting: &Setting) -> String {
    let mut view = View {
        record,
        setting,
        layers: Layers::of(record, setting.statements),
        out: String::new(),
    };
    view.head();
    for part in flow(record) {
        view.part(part);
    }
    view.tail();
    if setting.statements {
        view.statements();
    }
    view.doubts();
    view.set_apart();
    if setting.proof {
        view.proof();
    }
    view.out
}

struct View<'a> {
    record: &'a Record,
    setting: &'a Setting,
    layers: Layers,
    out: String,
}

impl View<'_> {
    /// Wrapped text in one style.
    fn lines(&mut self, text: &str, style: Style, first: &str, rest: &str) {
        let runs = [Run { text, style }];
        let lines = wrap(&runs, self.setting.width, first, rest, self.setting.paint);
        self.out.push_str(&lines);
    }

    /// A block's text with its marks and statements, wrapped.
    fn block(&mut self, block: &Block, base: Style, first: &str, rest: &str) {
        let record = self.record;
        let pieces = self.layers.runs(block.span);
        let runs: Vec<Run<'_>> = pieces
            .iter()
            .map(|piece| match piece {
                Piece::Words(span, style) => Run {
                    text: record.text.get(*span),
                    style: base.and(*style),
                },
                Piece::Number(label) => Run {
                    text: label,
                    style: Style::DIM,
                },
            })
            .collect();
        let lines = wrap(&runs, self.setting.width, first, rest, self.setting.paint);
        self.out.push_str(&lines);
    }

    fn gap(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    fn heading(&mut self, text: &str) {
        self.gap();
        self.lines(text, Style::BOLD.and(Style::UNDERLINE), "", "");
    }

    fn head(&mut self) {
        let article = &self.record.article;
        if let Some(kicker) = stated(&article.kicker) {
            self.lines(kicker, Style::CYAN, "", "");
        }
        match stated(&article.headline) {
            Some(headline) => self.lines(headline, Style::BOLD, "", ""),
            None => self.lines("(no headline stated)", Style::DIM, "", ""),
        }
        if let Some(dek) = dek_apart(self.record) {
            self.lines(dek, Style::ITALIC, "", "");
        }
        let names: Vec<String> = authors(self.record).map(credited).collect();
        if !names.is_empty() {
            self.lines(&format!("By {}", names.join(", ")), Style::PLAIN, "", "");
        }
        let from: Vec<&str> = [&article.publisher, &article.section, &article.programme]
            .into_iter()
            .filter_map(stated)
            .collect();
        if !from.is_empty() {
            self.lines(&from.join(" · "), Style::DIM, "", "");
        }
        let mut times: Vec<String> = Vec::new();
        times.extend(when("Published", &article.published));
        times.extend(when("Changed", &article.modified));
        if !times.is_empty() {
            self.lines(&times.join(" · "), Style::DIM, "", "");
        }
        let mut warnings: Vec<String> = Vec::new();
        let kind = match article.kind.value {
            PageKind::Article => None,
            PageKind::LiveBlog => Some("a live blog"),
            PageKind::Index => Some("a list of stories, not an article"),
            PageKind::Gallery => Some("a gallery"),
            PageKind::Video => Some("a page of a video or recording"),
            PageKind::Other => Some("nothing says that this is an article"),
        };
        warnings.extend(kind.map(str::to_owned));
        if article.access.value == Access::Cut {
            warnings.push("the capture holds only part of the article".to_owned());
        }
        if !warnings.is_empty() {
            self.lines(&warnings.join("; "), Style::YELLOW, "", "");
        }
        self.gap();
    }

    fn part(&mut self, part: Part<'_>) {
        match part {
            Part::Paragraph(block) => self.block(block, Style::PLAIN, "", ""),
            Part::Subhead(block) => self.block(block, Style::BOLD, "", ""),
            Part::Moment(block) => {
                self.block(block, Style::DIM, "", "");
                return;
            }
            Part::Quotation(block) => self.block(block, Style::ITALIC, "  “ ", "    "),
            Part::Embed(block) => self.block(block, Style::PLAIN, "  | ", "  | "),
            Part::Code(block) => {
                for line in harmless(self.record.text.get(block.span)).lines() {
                    let _ = writeln!(self.out, "    {line}");
                }
            }
            Part::List(items) => {
                for (number, block) in items.into_iter().enumerate() {
                    let indent = "  ".repeat(usize::from(block.level.clamp(1, 8)));
                    let bullet = match block.ordered {
                        true => format!("{indent}{}. ", number + 1),
                        false => format!("{indent}• "),
                    };
                    let rest = " ".repeat(bullet.chars().count());
                    self.block(block, Style::PLAIN, &bullet, &rest);
                }
            }
            Part::Table(rows) => {
                for block in rows {
                    let cells: Vec<String> = self
                        .record
                        .text
                        .get(block.span)
                        .split('\t')
                        .map(one_line)
                        .collect();
                    self.lines(&cells.join(" | "), Style::PLAIN, "  ", "    ");
                }
            }
            Part::Figure {
                captions, credits, ..
            } => {
                for block in captions {
                    self.block(block, Style::DIM, "  ┃ ", "  ┃ ");
                }
                for block in credits {
                    self.block(block, Style::DIM.and(Style::ITALIC), "  ┃ ", "  ┃ ");
                }
            }
        }
        self.gap();
    }

    fn tail(&mut self) {
        let article = &self.record.article;
        if !article.corrections.is_empty() {
            self.heading("Corrections");
            for correction in &article.corrections {
                self.lines(&correction.value, Style::YELLOW, "  ", "  ");
            }
            self.gap();
        }
        let contributors: Vec<String> = article
            .contributors
            .iter()
            .map(|c| match value(c.value.place.as_ref()) {
                Some(place) => format!("{} ({place})", c.value.name),
                None => c.value.name.clone(),
            })
            .collect();
        if !contributors.is_empty() {
            let line = format!("Contributors: {}", contributors.join(", "));
            self.lines(&line, Style::PLAIN, "", "  ");
        }
        if !article.related.is_empty() {
            self.heading("Related");
            for related in &article.related {
                let title = match value(related.section.as_ref()) {
                    Some(section) => format!("{section}: {}", related.title.value),
                    None => related.title.value.clone(),
                };
                self.lines(&title, Style::DIM, "  – ", "    ");
            }
        }
    }

    fn statements(&mut self) {
        self.heading("Statements");
        if self.record.statements.is_empty() {
            self.lines("none found", Style::DIM, "  ", "  ");
        }
        for row in rows(self.record, 0) {
            // A body that the page describes is known, though it has no name.
            let known = row.named || row.statement.speaker.is_some();
            let mut line = match (row.speaker.as_str(), known) {
                ("", _) => "unknown".to_owned(),
                (speaker, true) => speaker.to_owned(),
                (speaker, false) => format!("unnamed: {speaker}"),
            };
            if !row.role.is_empty() {
                let _ = write!(line, ", {}", row.role);
            }
            let _ = write!(line, " ({}", code(&row.statement.form));
            for more in caveats(row.statement) {
                let _ = write!(line, ", {more}");
            }
            if !row.day.is_empty() {
                let _ = write!(line, ", {}", row.day);
            }
            let _ = write!(line, "): {}", row.content);
            self.lines(
                &line,
                Style::PLAIN,
                &format!("  [{}] ", row.number),
                "      ",
            );
        }
    }

    fn doubts(&mut self) {
        if self.record.doubts.is_empty() {
            return;
        }
        self.heading("Doubts");
        for doubt in &self.record.doubts {
            let mut line = format!("{}: {}", code(&doubt.kind), doubt.note);
            if let Some(Place::Text(span)) = &doubt.at {
                let words = one_line(self.record.text.get(*span));
                if !words.is_empty() {
                    let _ = write!(line, " “{}”", shortened(&words, 60));
                }
            }
            if let Some(reading) = &doubt.reading {
                let _ = write!(line, ", perhaps “{reading}”");
            }
            if let Some(bytes) = doubt.at.as_ref().and_then(|at| bytes_of(self.record, at)) {
                let _ = write!(line, " (bytes {}–{})", bytes.start, bytes.end);
            }
            self.lines(&line, Style::YELLOW, "  ! ", "    ");
        }
    }

    /// Says what of the page is not shown, so that nothing is left out in
    /// silence.
    fn set_apart(&mut self) {
        const APART: [Label; 6] = [
            Label::Promo,
            Label::Related,
            Label::Comment,
            Label::Navigation,
            Label::Legal,
            Label::Other,
        ];
        let counts: Vec<String> = APART
            .into_iter()
            .map(|label| {
                let blocks = self.record.blocks.iter();
                (label, blocks.filter(|b| b.label == label).count())
            })
            .filter(|(_, count)| *count > 0)
            .map(|(label, count)| format!("{count} {}", code(&label)))
            .collect();
        if !counts.is_empty() {
            self.gap();
            let line = format!("Set apart, in blocks: {}", counts.join(", "));
            self.lines(&line, Style::DIM, "", "  ");
        }
    }

    fn proof(&mut self) {
        self.heading("Proof");
        let capture = &self.record.capture;
        let read = format!(
            "{} bytes, SHA-256 {}, read as {} in {} ({})",
            capture.length,
            capture.sha256,
            capture.read_as,
            capture.charset.name,
            code(&capture.charset.source)
        );
        self.lines(&read, Style::PLAIN, "capture: ", "    ");
        let article = &self.record.article;
        self.verdict("kind", &code(&article.kind.value), &article.kind.rule.0);
        self.verdict(
            "access",
            &code(&article.access.value),
            &article.access.rule.0,
        );
        if let Some(sure) = article.body_confidence {
            let line = format!("{} expected to be right", percent(sure));
            self.lines(&line, Style::PLAIN, "body: ", "    ");
        }
        let text = |value: &String| value.clone();
        self.field("kicker", &article.kicker, text);
        self.field("headline", &article.headline, text);
        self.field("dek", &article.dek, text);
        self.field("authors", &article.authors, |people| {
            let names: Vec<&str> = people.iter().map(|p| p.value.name.as_str()).collect();
            names.join(", ")
        });
        for author in article.authors.value().into_iter().flatten() {
            self.evidence("author", author, &credited(&author.value), None, "  ");
        }
        for contributor in &article.contributors {
            self.evidence(
                "contributor",
                contributor,
                &contributor.value.name,
                None,
                "",
            );
        }
        self.field("publisher", &article.publisher, text);
        self.field("section", &article.section, text);
        self.field("language", &article.language, text);
        let date = |date: &Date| format!("{} (“{}”)", date.moment, date.raw);
        self.field("published", &article.published, date);
        self.field("modified", &article.modified, date);
        self.field("programme", &article.programme, text);
        self.field("canonical", &article.canonical, text);
        for image in &article.images {
            let parts = [
                ("image", &image.src, None),
                ("caption", &image.caption, image.caption_confidence),
                ("credit", &image.credit, None),
                ("alt", &image.alt, None),
            ];
            for (name, part, sure) in parts {
                if let Some(evidence) = part {
                    self.evidence(name, evidence, &evidence.value, sure, "");
                }
            }
        }
        for correction in &article.corrections {
            self.evidence("correction", correction, &correction.value, None, "");
        }
        for related in &article.related {
            self.evidence("related", &related.title, &related.title.value, None, "");
        }
        self.heading("Blocks");
        for block in &self.record.blocks {
            let label = match block.part {
                Some(part) => format!("{}/{}", code(&block.label), code(&part)),
                None => code(&block.label),
            };
            let at = match self.record.text.bytes_of(block.span) {
                Some(bytes) => format!("{}–{}", bytes.start, bytes.end),
                None => "nowhere".to_owned(),
            };
            let words = shortened(&one_line(self.record.text.get(block.span)), 50);
            let line = format!("{label} [{}] {words}", block.rule.0);
            self.lines(&line, Style::DIM, &format!("  {at} "), "      ");
        }
    }

    fn verdict(&mut self, name: &str, value: &str, rule: &str) {
        let line = format!("{value} [{rule}]");
        self.lines(&line, Style::PLAIN, &format!("{name}: "), "    ");
    }

    fn field<T>(&mut self, name: &str, field: &Field<T>, show: impl Fn(&T) -> String) {
        match field {
            Field::Stated { chosen, .. } => {
                let sure = field.confidence();
                self.evidence(name, chosen, &show(&chosen.value), sure, "");
            }
            Field::NotStated => self.lines("not stated", Style::DIM, &format!("{name}: "), ""),
            Field::Unknown { .. } => self.lines("unknown", Style::DIM, &format!("{name}: "), ""),
        }
        for rival in field.rivals() {
            self.evidence("rival", rival, &show(&rival.value), None, "  ");
        }
    }

    /// A value with its rule, its source, where it stands and how sure it is.
    fn evidence<T>(
        &mut self,
        name: &str,
        evidence: &Evidence<T>,
        shown: &str,
        sure: Option<u16>,
        indent: &str,
    ) {
        let at = match (&evidence.at, bytes_of(self.record, &evidence.at)) {
            (_, Some(bytes)) => format!("bytes {}–{}", bytes.start, bytes.end),
            (Place::Url(span), None) => format!("URL {}–{}", span.start, span.end),
            _ => "nowhere".to_owned(),
        };
        let line = format!(
            "{} [{}, {}, {at}{}]",
            shortened(&one_line(shown), 200),
            evidence.rule.0,
            code(&evidence.source),
            sure.map_or_else(String::new, |sure| format!(", {} sure", percent(sure)))
        );
        self.lines(&line, Style::PLAIN, &format!("{indent}{name}: "), "    ");
    }
}

/// Thousandths as a percentage: `97.3 %`.
fn percent(thousandths: u16) -> String {
    format!("{}.{} %", thousandths / 10, thousandths % 10)
}

/// A person with what the page says of the person.
fn credited(person: &Person) -> String {
    let more: Vec<&str> = [
        value(person.role.as_deref()),
        value(person.agency.as_deref()),
    ]
    .into_iter()
    .flatten()
    .collect();
    match more.is_empty() {
        true => person.name.clone(),
        false => format!("{} ({})", person.name, more.join(", ")),
    }
}

/// A date as people read it, with what is known of the zone.
fn when(name: &str, field: &Field<Date>) -> Option<String> {
    let moment = moment(field)?;
    let text = moment.to_string();
    Some(match text.split_once('T') {
        None => format!("{name} {text}"),
        Some((day, time)) => {
            let zone = match moment.zone {
                Zone::Unknown => " (zone not stated)",
                Zone::Offset(_) => "",
            };
            let time = match time.find(['+', '-']) {
                Some(at) => format!("{} UTC{}", &time[..at], &time[at..]),
                None => time.to_owned(),
            };
            format!("{name} {day} {time}{zone}")
        }
    })
}

/// Text cut to a number of characters, with an ellipsis where it was cut.
fn shortened(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((at, _)) => format!("{}…", text[..at].trim_end()),
        None => text.to_owned(),
    }
}

/// A piece of a block as it is shown.
enum Piece {
    /// Words in a style.
    Words(TextSpan, Style),
    /// A statement's number behind its content.
    Number(String),
}

/// Everything that styles words, as one sequence over the whole text, so that
/// each block takes its part by search.
struct Layers {
    /// From each place on, in text order: the style that holds, and the
    /// numbers of the statements whose content ends there.
    turns: Vec<Turn>,
}

struct Turn {
    at: u32,
    style: Style,
    ended: Vec<usize>,
}

impl Layers {
    fn of(record: &Record, statements: bool) -> Self {
        // Where a style begins or ends, with the number of the statement whose
        // content ends there, or 0. At one place ends come before beginnings.
        let mut edges: Vec<(u32, bool, Style, usize)> = Vec::new();
        let mut layer = |span: TextSpan, style: Style, number: usize| {
            if !span.is_empty() {
                edges.push((span.start, true, style, 0));
                edges.push((span.end, false, style, number));
            }
        };
        for mark in &record.marks {
            let style = match mark.kind {
                MarkKind::Link(_) => Style::UNDERLINE,
                MarkKind::Strong => Style::BOLD,
                MarkKind::Emphasis => Style::ITALIC,
            };
            layer(mark.span, style, 0);
        }
        if statements {
            for (index, statement) in record.statements.iter().enumerate() {
                for span in &statement.source {
                    layer(*span, Style::YELLOW, 0);
                }
                let last = statement.content.len().saturating_sub(1);
                for (i, span) in statement.content.iter().enumerate() {
                    layer(*span, Style::CYAN, if i == last { index + 1 } else { 0 });
                }
            }
        }
        edges.sort_unstable();

        let mut turns: Vec<Turn> = Vec::new();
        let mut open: Vec<(Style, usize)> = Vec::new();
        for (at, begins, style, number) in edges {
            match open.iter().position(|(s, _)| *s == style) {
                Some(i) if begins => open[i].1 += 1,
                Some(i) => open[i].1 = open[i].1.saturating_sub(1),
                None => open.push((style, usize::from(begins))),
            }
            if turns.last().is_none_or(|turn| turn.at < at) {
                turns.push(Turn {
                    at,
                    style: Style::PLAIN,
                    ended: Vec::new(),
                });
            }
            if let Some(turn) = turns.last_mut() {
                let held = open.iter().filter(|(_, count)| *count > 0);
                turn.style = held.fold(Style::PLAIN, |all, (style, _)| all.and(*style));
                turn.ended.extend((number > 0).then_some(number));
            }
        }
        Self { turns }
    }

    /// The words of a span in their styles, with the numbers of the statements
    /// that end in it.
    fn runs(&self, span: TextSpan) -> Vec<Piece> {
        let first = self.turns.partition_point(|turn| turn.at <= span.start);
        let before = first.checked_sub(1).map(|i| &self.turns[i]);
        let mut style = before.map_or(Style::PLAIN, |turn| turn.style);
        let mut at = span.start;
        let mut pieces = Vec::new();
        for turn in &self.turns[first..] {
            if turn.at > span.end {
                break;
            }
            pieces.push(Piece::Words(
                TextSpan {
                    start: at,
                    end: turn.at,
                },
                style,
            ));
            at = turn.at;
            style = turn.style;
            let ended = turn.ended.iter();
            pieces.extend(ended.map(|number| Piece::Number(format!("[{number}]"))));
        }
        pieces.push(Piece::Words(
            TextSpan {
                start: at,
                end: span.end,
            },
            style,
        ));
        pieces
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::sample;
    use crate::term::Paint;

    #[test]
    fn the_article_in_a_terminal() {
        let view = write(&sample::article(), &sample::setting());
        assert_eq!(
            view,
            "\
Islands
Ferry to Osk sails again
After nine weeks the “Marit” is back on the strait.
By Ane de la Rue (Coast reporter), Strait News Agency
The Veld Courier · Coast: news & \"views\"
Published 2031-04-02 09:30 UTC+02:00 · Changed 2031-04-03

  ┃ The Marit at the pier of Osk.
  ┃ Photo: Per Holt/SNA

VELD — The ferry between Veld and Osk sailed on Tuesday for
the first time since January.

“We were cut off,” said Ilse Marn, the mayor of Osk. “Now we
breathe.”

What comes next

  • A second ferry in June
  • A *new* pier

  Day | Sailings
  Monday | 4

She told reporters that the harbour would stay open.

Corrections
  An earlier version gave the wrong day.

Contributors: Per Holt (Osk)

Related
  – Who owns the pier?

Doubts
  ! ocr-suspect: The name may be misread. “Marn”, perhaps
    “Mam” (bytes 399–403)

Set apart, in blocks: 1 related, 1 navigation
"
        );
    }

    #[test]
    fn statements_are_marked_and_listed() {
        let mut setting = sample::setting();
        setting.statements = true;
        let view = write(&sample::article(), &setting);
        assert!(view.contains("“Now we\nbreathe.”[1]\n"), "{view}");
        assert!(view.contains("would stay open[2][3].\n"), "{view}");
        assert!(
            view.contains("  [1] Ilse Marn, the mayor of Osk (direct, 2031-04-01): “We\n"),
            "{view}"
        );
        assert!(
            view.contains("  [3] unnamed: reporters (indirect, unnamed source):"),
            "{view}"
        );
        setting.paint = Paint(true);
        let view = write(&sample::article(), &setting);
        assert!(view.contains("\x1b[36m“We\x1b[0m"), "{view:?}");
        assert!(view.contains("\x1b[33mShe\x1b[0m"), "{view:?}");
    }

    #[test]
    fn the_proof_names_rule_source_bytes_and_rivals() {
        let mut setting = sample::setting();
        setting.width = 200;
        setting.proof = true;
        let record = sample::article();
        let view = write(&record, &setting);
        let at = record.text.content.find("Ferry to Osk").unwrap() as u32 + sample::BEFORE;
        for wanted in [
            format!(
                "headline: Ferry to Osk sails again [test/visible, visible, bytes {at}–{}]\n",
                at + 24
            ),
            "  rival: Osk ferry is back [test/claim, json-ld, nowhere]\n".to_owned(),
            "programme: not stated\n".to_owned(),
            ", 94.2 % sure]\n".to_owned(),
            "published: 2031-04-02T09:30+02:00 (“2 April 2031, 9.30”) [test/claim".to_owned(),
            "kind: article [test/kind]\n".to_owned(),
            "body/subhead [test/block] What comes next\n".to_owned(),
        ] {
            assert!(view.contains(&wanted), "{wanted} in\n{view}");
        }
    }

    #[test]
    fn page_text_cannot_steer_the_terminal() {
        let mut setting = sample::setting();
        setting.proof = true;
        assert!(!write(&sample::article(), &setting).contains('\x1b'));
    }
}
