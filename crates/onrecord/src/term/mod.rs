//! What is written to a terminal: styles, wrapping to a width, and page text
//! made harmless.

mod wrap;

use std::borrow::Cow;
use std::io::IsTerminal as _;

pub(crate) use wrap::{Run, width_of, wrap};

/// How a run of text looks. Several may hold at once.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub(crate) struct Style(u8);

impl Style {
    pub(crate) const PLAIN: Self = Self(0);
    pub(crate) const BOLD: Self = Self(1);
    pub(crate) const DIM: Self = Self(1 << 1);
    pub(crate) const ITALIC: Self = Self(1 << 2);
    pub(crate) const UNDERLINE: Self = Self(1 << 3);
    pub(crate) const YELLOW: Self = Self(1 << 4);
    pub(crate) const CYAN: Self = Self(1 << 5);

    /// Both styles at once.
    pub(crate) const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The codes of the style, as SGR parameters.
    fn codes(self) -> impl Iterator<Item = &'static str> {
        ["1", "2", "3", "4", "33", "36"]
            .into_iter()
            .enumerate()
            .filter(move |(bit, _)| self.0 & (1 << bit) != 0)
            .map(|(_, code)| code)
    }
}

/// Whether styles are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Paint(pub(crate) bool);

impl Paint {
    /// Writes text in a style.
    pub(crate) fn put(self, out: &mut String, style: Style, text: &str) {
        if !self.0 || style == Style::PLAIN || text.is_empty() {
            out.push_str(text);
            return;
        }
        out.push_str("\x1b[");
        for (i, code) in style.codes().enumerate() {
            if i > 0 {
                out.push(';');
            }
            out.push_str(code);
        }
        out.push('m');
        out.push_str(text);
        out.push_str("\x1b[0m");
    }
}

/// When to colour.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum When {
    Auto,
    Always,
    Never,
}

/// Whether standard output gets colour: as asked, else if it is a terminal
/// that can, and `NO_COLOR` is not set.
pub(crate) fn paint_stdout(when: When) -> Paint {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    Paint(match when {
        When::Always => true,
        When::Never => false,
        When::Auto => {
            !set("NO_COLOR")
                && std::io::stdout().is_terminal()
                && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
        }
    })
}

/// The columns to wrap to: the terminal's, but no more than reads well, or 80
/// where there is no terminal.
pub(crate) fn columns() -> usize {
    /// Longer lines are hard to follow; chosen by feel.
    const WIDEST: usize = 100;
    match terminal_size::terminal_size() {
        Some((terminal_size::Width(columns), _)) if columns > 0 => usize::from(columns).min(WIDEST),
        _ => 80,
    }
}

/// Text of a page with everything taken out that a terminal would obey:
/// control characters and overrides of the writing direction become U+FFFD.
/// Line breaks and tabs stay.
pub(crate) fn harmless(text: &str) -> Cow<'_, str> {
    let obeyed = |c: char| {
        (c.is_control() && c != '\n' && c != '\t') || matches!(c, '\u{202a}'..='\u{202e}')
    };
    if text.contains(obeyed) {
        Cow::Owned(text.replace(obeyed, "\u{fffd}"))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_text_cannot_steer_the_terminal() {
        let hostile = "a\x1b[2Jb\u{9b}31mc\u{202e}d\te\nf";
        assert_eq!(
            harmless(hostile),
            "a\u{fffd}[2Jb\u{fffd}31mc\u{fffd}d\te\nf"
        );
        assert!(matches!(harmless("naïve – text"), Cow::Borrowed(_)));
    }

    #[test]
    fn styles_join_and_plain_writes_no_code() {
        let mut out = String::new();
        Paint(true).put(&mut out, Style::BOLD.and(Style::CYAN), "x");
        Paint(true).put(&mut out, Style::PLAIN, "y");
        Paint(false).put(&mut out, Style::BOLD, "z");
        assert_eq!(out, "\x1b[1;36mx\x1b[0myz");
    }
}
