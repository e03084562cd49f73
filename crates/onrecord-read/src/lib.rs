//! A capture in, a record out.
//!
//! Reading is pure: no file, no network, no clock, no environment; the same
//! capture and the same version give the same bytes. It cannot fail: what is
//! wrong with a page is stated in the record as a doubt.

#![forbid(unsafe_code)]

pub mod speech;

use onrecord_record::{
    Article, Capture, CaptureInfo, Charset, CharsetSource, Maker, Record, SCHEMA, Text,
};

/// How to read. The defaults are what the program uses.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Options {
    /// Read the capture as plain text even if it looks like HTML.
    pub as_text: bool,
    /// Whether to look for statements, people and dates.
    pub statements: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            as_text: false,
            statements: true,
        }
    }
}

/// Reads a capture into a record.
pub fn read(capture: &Capture, _options: &Options) -> Record {
    Record {
        schema: SCHEMA.to_owned(),
        maker: Maker {
            name: env!("CARGO_PKG_NAME").to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            weights: None,
        },
        capture: CaptureInfo {
            url: capture.url.clone(),
            captured: capture.captured.clone(),
            media_type: capture.media_type.clone(),
            read_as: "text/html".to_owned(),
            charset: Charset {
                name: "UTF-8".to_owned(),
                source: CharsetSource::Default,
            },
            length: capture.body.len() as u64,
            sha256: capture.digest(),
        },
        article: Article::default(),
        statements: Vec::new(),
        entities: Vec::new(),
        mentions: Vec::new(),
        dates: Vec::new(),
        doubts: Vec::new(),
        blocks: Vec::new(),
        marks: Vec::new(),
        text: Text::default(),
    }
}
