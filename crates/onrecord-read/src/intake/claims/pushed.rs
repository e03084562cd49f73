//! Data that a page hands to its program in pieces: strings with JSON in them,
//! pushed one after the other and put together again by the program.
//!
//! `self.__next_f.push([1,"..."])` and its like, found by shape.

use std::ops::Range;
use std::sync::OnceLock;

use memchr::memmem::Finder;

use super::value::unescape;

/// What the strings say put together, and where each of its bytes stands.
#[derive(Default)]
pub(super) struct Pushed {
    text: String,
    /// In the order of the text.
    runs: Vec<Run>,
}

/// A run of the text that one run of the source shows.
#[derive(Clone, Copy)]
struct Run {
    /// Where it begins in the text.
    at: u32,
    /// Where it stands in the source.
    start: u32,
    end: u32,
    /// Byte for byte; else it is an escape.
    copied: bool,
    /// The string that it stands in, counted.
    string: u32,
}

/// A part of the text inside one run.
pub(super) struct Part {
    /// In the text.
    pub(super) text: Range<usize>,
    /// In the source.
    pub(super) source: Range<usize>,
    /// Whether the source has it byte for byte; else it has an escape.
    pub(super) copied: bool,
    /// The string that it stands in, counted.
    pub(super) string: u32,
}

impl Pushed {
    /// Puts together what the scripts push.
    pub(super) fn of(source: &str, scripts: &[Range<usize>]) -> Pushed {
        static PUSH: OnceLock<Finder<'static>> = OnceLock::new();
        const CALL: &str = ".push([1,\"";
        let push = PUSH.get_or_init(|| Finder::new(CALL));
        let mut out = Pushed::default();
        let mut strings = 0;
        for script in scripts {
            let mut at = script.start;
            while let Some(skip) = push.find(&source.as_bytes()[at..script.end]) {
                at = out.add(source, at + skip + CALL.len()..script.end, strings);
                strings += 1;
            }
        }
        out
    }

    /// The text.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The parts of a range of the text; `None` for one that cuts an escape.
    pub(super) fn parts(&self, range: Range<usize>) -> impl Iterator<Item = Option<Part>> + '_ {
        let first = (self.runs)
            .partition_point(|run| run.at as usize <= range.start)
            .saturating_sub(1);
        let ends = self.runs.iter().skip(1).map(|run| run.at as usize);
        let ends = ends.chain([self.text.len()]).skip(first);
        let runs = self.runs[first..].iter().zip(ends);
        let inside = range.clone();
        runs.take_while(move |(run, _)| (run.at as usize) < inside.end)
            .map(move |(run, end)| {
                let own = run.at as usize..end;
                let text = range.start.max(own.start)..range.end.min(own.end);
                let source = match run.copied {
                    true => {
                        let start = run.start as usize + (text.start - own.start);
                        start..start + text.len()
                    }
                    false if text == own => run.start as usize..run.end as usize,
                    false => return None,
                };
                Some(Part {
                    text,
                    source,
                    copied: run.copied,
                    string: run.string,
                })
            })
    }

    /// Adds a string up to its closing quote; gives where that stands.
    fn add(&mut self, source: &str, range: Range<usize>, string: u32) -> usize {
        let bytes = source.as_bytes();
        let mut at = range.start;
        while let Some(skip) = memchr::memchr2(b'"', b'\\', &bytes[at..range.end]) {
            self.run(&source[at..at + skip], at..at + skip, true, string);
            at += skip;
            if bytes[at] == b'"' {
                return at;
            }
            let (shown, length) = unescape(&source[at..range.end]);
            let mut buffer = [0; 4];
            if let Some(shown) = shown {
                self.run(
                    shown.encode_utf8(&mut buffer),
                    at..at + length,
                    false,
                    string,
                );
            }
            at += length;
        }
        self.run(&source[at..range.end], at..range.end, true, string);
        range.end
    }

    fn run(&mut self, words: &str, source: Range<usize>, copied: bool, string: u32) {
        if !words.is_empty() {
            self.runs.push(Run {
                at: self.text.len() as u32,
                start: source.start as u32,
                end: source.end as u32,
                copied,
                string,
            });
            self.text.push_str(words);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_put_together() {
        let source = r#"f.push([1,"5:{\"a\":"]);f.push([1,"\"é\\n\u00e9\"}"]);f.push([0])"#;
        let all = 0..source.len();
        let pushed = Pushed::of(source, &[all]);
        assert_eq!(pushed.text(), "5:{\"a\":\"é\\né\"}");
        for part in pushed.parts(0..pushed.text().len()) {
            let part = part.expect("no escape is cut");
            let (text, shown) = (&pushed.text()[part.text], &source[part.source]);
            assert_eq!(text == shown, part.copied);
        }
        let inside = pushed.text().rfind('é').unwrap();
        assert!(pushed.parts(inside..inside + 1).next().unwrap().is_none());
        assert!(pushed.parts(0..0).next().is_none());
    }

    #[test]
    fn what_does_not_end_is_read_to_its_end() {
        for (source, text) in [
            ("f.push([1,\"", ""),
            ("f.push([1,\"a\\", "a"),
            ("f.push([1,\"a\\u00", "a00"),
        ] {
            let all = 0..source.len();
            assert_eq!(Pushed::of(source, &[all]).text(), text);
        }
        assert_eq!(Pushed::of("", &[]).parts(0..4).count(), 0);
    }
}
