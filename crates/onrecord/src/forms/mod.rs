//! The forms a record is written in. Each is a function from a record to text;
//! none reads a file or asks the clock.

mod annotations;
mod csl;
mod flow;
mod html;
mod json;
mod jsonld;
mod marks;
mod md;
mod ninjs;
mod parts;
mod quotes_csv;
mod quotes_json;
mod quotes_table;
mod speech;
mod text;
mod view;

#[cfg(test)]
mod sample;

use onrecord_record::Record;

use crate::term::Paint;

/// What a form needs to know besides the record.
#[derive(Clone, Debug)]
pub(crate) struct Setting {
    /// The page's name, as the user gave it.
    pub(crate) page: String,
    /// Columns to wrap to.
    pub(crate) width: usize,
    /// Whether to colour.
    pub(crate) paint: Paint,
    /// Whether the view shows where each field came from.
    pub(crate) proof: bool,
    /// Whether the view marks statements.
    pub(crate) statements: bool,
    /// The least confidence of the statements that `quotes` lists, in thousandths;
    /// with 0 also those whose confidence is not known.
    pub(crate) least: u16,
    /// Whether JSON forms of the record say which page it was read from.
    pub(crate) with_input: bool,
}

/// A form: how one record is written, and how several make one output.
pub(crate) struct Form {
    /// Its name on the command line.
    pub(crate) name: &'static str,
    /// What it is, in a line of help.
    pub(crate) help: &'static str,
    /// Writes one record, line break at the end included.
    pub(crate) write: fn(&Record, &Setting) -> String,
    /// Whether it shows statements, which are not looked for otherwise.
    pub(crate) statements: bool,
    /// How several records are put together.
    pub(crate) frame: Frame,
}

/// How records follow each other in one output.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Frame {
    /// One after the other.
    Follow,
    /// One after the other under a line with the page's name, an empty line
    /// between.
    Named,
    /// An object alone; several as a JSON array.
    Array,
    /// Always a JSON array, as the form's standard wants it.
    AlwaysArray,
    /// One HTML document.
    Document,
    /// CSV records under one header.
    Table,
}

impl Frame {
    /// Whether the records become elements of an array.
    fn is_array(self, several: bool) -> bool {
        self == Self::AlwaysArray || (self == Self::Array && several)
    }

    /// What stands before the first record.
    pub(crate) fn open(self, several: bool) -> String {
        match self {
            _ if self.is_array(several) => "[".to_owned(),
            Self::Document => html::HEAD.to_owned(),
            Self::Table => quotes_csv::HEADER.to_owned(),
            _ => String::new(),
        }
    }

    /// What stands between a record and the one before; `first` if there is
    /// none before.
    pub(crate) fn between(self, several: bool, first: bool, page: &str) -> String {
        match (self, first) {
            (_, true) if self.is_array(several) => "\n".to_owned(),
            (_, false) if self.is_array(several) => ",\n".to_owned(),
            (Self::Named, true) if several => format!("==> {page} <==\n"),
            (Self::Named, false) if several => format!("\n==> {page} <==\n"),
            _ => String::new(),
        }
    }

    /// A record without the line break at its end where the array puts one
    /// after the comma.
    pub(crate) fn trimmed(self, several: bool, text: &str) -> &str {
        match self.is_array(several) {
            true => text.trim_end_matches('\n'),
            false => text,
        }
    }

    /// What stands after the last record.
    pub(crate) fn close(self, several: bool) -> String {
        match self {
            _ if self.is_array(several) => "\n]\n".to_owned(),
            Self::Document => html::FOOT.to_owned(),
            _ => String::new(),
        }
    }
}

/// The forms of `onrecord read`.
pub(crate) const PAGE_FORMS: &[Form] = &[
    Form {
        name: "view",
        help: "for reading in a terminal",
        write: view::write,
        statements: true,
        frame: Frame::Named,
    },
    Form {
        name: "text",
        help: "headline, dek and body as plain text",
        write: text::write,
        statements: false,
        frame: Frame::Named,
    },
    Form {
        name: "md",
        help: "Markdown with YAML front matter",
        write: md::write,
        statements: false,
        frame: Frame::Follow,
    },
    Form {
        name: "html",
        help: "clean HTML, safe to open",
        write: html::write,
        statements: false,
        frame: Frame::Document,
    },
    Form {
        name: "json",
        help: "the whole record, indented",
        write: json::pretty,
        statements: true,
        frame: Frame::Array,
    },
    Form {
        name: "jsonl",
        help: "the whole record, one line each",
        write: json::line,
        statements: true,
        frame: Frame::Follow,
    },
    Form {
        name: "jsonld",
        help: "schema.org NewsArticle",
        write: jsonld::write,
        statements: true,
        frame: Frame::Array,
    },
    Form {
        name: "ninjs",
        help: "IPTC ninjs 3.1",
        write: ninjs::write,
        statements: true,
        frame: Frame::Array,
    },
    Form {
        name: "csl",
        help: "CSL-JSON, for reference managers",
        write: csl::write,
        statements: false,
        frame: Frame::AlwaysArray,
    },
    Form {
        name: "annotations",
        help: "W3C Web Annotations of fields, statements and doubts",
        write: annotations::write,
        statements: true,
        frame: Frame::Array,
    },
];

/// The forms of `onrecord quotes`.
pub(crate) const QUOTE_FORMS: &[Form] = &[
    Form {
        name: "table",
        help: "for reading in a terminal",
        write: quotes_table::write,
        statements: true,
        frame: Frame::Named,
    },
    Form {
        name: "csv",
        help: "one line a statement, under a header",
        write: quotes_csv::write,
        statements: true,
        frame: Frame::Table,
    },
    Form {
        name: "json",
        help: "an object a page with its statements",
        write: quotes_json::write,
        statements: true,
        frame: Frame::Array,
    },
    Form {
        name: "annotations",
        help: "W3C Web Annotations with text-fragment links",
        write: annotations::statements,
        statements: true,
        frame: Frame::Array,
    },
];
