//! Lines no wider than a width, counted in terminal columns.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use super::{Paint, Style, harmless};

/// A run of text in one style.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Run<'a> {
    pub(crate) text: &'a str,
    pub(crate) style: Style,
}

/// Columns that text takes in a terminal.
pub(crate) fn width_of(text: &str) -> usize {
    text.width()
}

/// Wraps runs to `width` columns. The first line begins with `first`, the
/// others with `rest`. Breaks are at white space and around wide characters;
/// a word longer than a line is cut. Every line ends with a line break; no
/// words give no line.
pub(crate) fn wrap(
    runs: &[Run<'_>],
    width: usize,
    first: &str,
    rest: &str,
    paint: Paint,
) -> String {
    let mut lines = Lines {
        out: String::new(),
        paint,
        width: width.max(rest.width() + 8),
        rest,
        next_indent: first,
        column: 0,
        empty: true,
        word: Vec::new(),
        word_width: 0,
        space: false,
        last: Style::PLAIN,
    };
    for run in runs {
        for c in harmless(run.text).chars() {
            lines.push(c, run.style);
        }
    }
    lines.finish()
}

struct Lines<'a> {
    out: String,
    paint: Paint,
    width: usize,
    rest: &'a str,
    /// What the line being written begins with.
    next_indent: &'a str,
    column: usize,
    /// Whether the line being written holds no word yet.
    empty: bool,
    /// The word being read, in pieces of one style.
    word: Vec<(Style, String)>,
    word_width: usize,
    /// Whether white space stands before the word.
    space: bool,
    /// The style the line ends in, so that an underlined phrase is underlined
    /// between its words too.
    last: Style,
}

impl Lines<'_> {
    fn push(&mut self, c: char, style: Style) {
        if c == '\n' {
            self.end_word();
            self.end_line();
            return;
        }
        // A no-break space holds its words together.
        if c.is_whitespace() && c != '\u{a0}' && c != '\u{202f}' {
            self.end_word();
            self.space = true;
            return;
        }
        let columns = c.width().unwrap_or(0);
        // Scripts that are written without spaces break between wide
        // characters.
        if columns == 2 {
            self.end_word();
        }
        match self.word.last_mut() {
            Some((last, piece)) if *last == style => piece.push(c),
            _ => self.word.push((style, c.to_string())),
        }
        self.word_width += columns;
        let room = self.width - self.rest.width();
        if columns == 2 || self.word_width >= room {
            self.end_word();
        }
    }

    fn end_word(&mut self) {
        if self.word.is_empty() {
            return;
        }
        let space = usize::from(self.space && !self.empty);
        if !self.empty && self.column + space + self.word_width > self.width {
            self.end_line();
        }
        if self.empty {
            self.out.push_str(self.next_indent);
            self.column = self.next_indent.width();
            self.empty = false;
        } else if space == 1 {
            let style = match self.word.first() {
                Some((style, _)) if *style == self.last => *style,
                _ => Style::PLAIN,
            };
            self.paint.put(&mut self.out, style, " ");
            self.column += 1;
        }
        for (style, piece) in self.word.drain(..) {
            self.paint.put(&mut self.out, style, &piece);
            self.last = style;
        }
        self.column += self.word_width;
        self.word_width = 0;
        self.space = false;
    }

    fn end_line(&mut self) {
        if !self.empty {
            self.out.push('\n');
            self.next_indent = self.rest;
        }
        self.empty = true;
        self.space = false;
        self.column = 0;
    }

    fn finish(mut self) -> String {
        self.end_word();
        self.end_line();
        self.out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str, width: usize, first: &str, rest: &str) -> String {
        let run = Run {
            text,
            style: Style::PLAIN,
        };
        wrap(&[run], width, first, rest, Paint(false))
    }

    #[test]
    fn breaks_at_spaces_and_indents() {
        assert_eq!(
            plain("The ferry  to Osk sails at noon.", 14, "- ", "  "),
            "- The ferry to\n  Osk sails at\n  noon.\n"
        );
        assert_eq!(plain("", 20, "- ", "  "), "");
        assert_eq!(plain(" \t ", 20, "- ", "  "), "");
    }

    #[test]
    fn counts_columns_not_bytes() {
        // Accents take no column of their own, wide characters take two.
        assert_eq!(
            plain("e\u{301}e\u{301} oo aa", 8, "", ""),
            "e\u{301}e\u{301} oo aa\n"
        );
        assert_eq!(plain("日本語日本語", 8, "", ""), "日本語日\n本語\n");
    }

    #[test]
    fn cuts_a_word_longer_than_a_line() {
        assert_eq!(
            plain("aaaaaaaaaaaaaaaaaaaa b", 10, "", ""),
            "aaaaaaaaaa\naaaaaaaaaa\nb\n"
        );
    }

    #[test]
    fn keeps_line_breaks_and_styles() {
        let runs = [
            Run {
                text: "He ",
                style: Style::PLAIN,
            },
            Run {
                text: "did not",
                style: Style::UNDERLINE,
            },
            Run {
                text: ".\nNo.",
                style: Style::PLAIN,
            },
        ];
        assert_eq!(
            wrap(&runs, 40, "", "", Paint(true)),
            "He \x1b[4mdid\x1b[0m\x1b[4m \x1b[0m\x1b[4mnot\x1b[0m.\nNo.\n"
        );
    }

    #[test]
    fn no_line_is_wider_than_asked() {
        let text =
            "Ein langer Satz, naïve Wörter, 日本語, und/ein/sehr/langer/Pfad/ohne/Ende.".repeat(5);
        for width in [10, 17, 33, 80] {
            for line in plain(&text, width, "", "").lines() {
                assert!(width_of(line) <= width, "{line:?} at {width}");
            }
        }
    }
}
