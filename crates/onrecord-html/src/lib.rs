//! HTML bytes to a tree whose nodes know their bytes.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod builder;
mod document;
mod encoding;
mod options;
mod parser;
mod references;
mod tag;
mod tokenizer;

pub use document::{
    Attr, AttrNamespace, Children, Doctype, Document, How, Kind, Namespace, NodeId, Piece, Pieces,
    Quirks, Step, Walk,
};
pub use encoding::{Decoded, EncodingDoubt, EncodingSource, Sniffed, decode, sniff};
pub use encoding_rs::Encoding;
pub use options::{Limits, LimitsHit, Options};
pub use parser::{Context, parse, parse_fragment};
pub use references::character_reference;
pub use tag::Tag;
