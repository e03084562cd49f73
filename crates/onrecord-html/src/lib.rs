//! HTML bytes to a tree whose nodes know their bytes.
//!
//! This is the WHATWG parsing algorithm, tokenizer and tree construction, written for reading pages that others
//! will want to check: every element knows where its start tag and its end tag stand, every attribute where its
//! name and its value do, and every text knows, part by part, which bytes of the page it was made from.
//!
//! ```
//! use onrecord_html::{Options, Tag, decode, parse, sniff};
//!
//! let bytes = b"<meta charset=windows-1252><p>Caf\xE9 &amp; bar";
//! let sniffed = sniff(bytes, None);
//! let decoded = decode(bytes, sniffed.encoding);
//! let document = parse(decoded.text(), &Options::default());
//!
//! let p = document.ids().find(|id| document.tag(*id) == Tag::P).unwrap();
//! let text = document.first_child(p).unwrap();
//! assert_eq!(document.text(text), "Caf\u{e9} & bar");
//!
//! // The ampersand stands in the page as a character reference of five bytes.
//! let piece = document.text_pieces(text).nth(1).unwrap();
//! assert_eq!(&document.text(text)[piece.text], "&");
//! assert_eq!(&bytes[decoded.bytes_of(piece.source)], b"&amp;");
//! ```
//!
//! # Three steps
//!
//! [`sniff`] decides on an encoding as browsers do and says how, and what speaks against it. [`decode`] gives the
//! text with an exact map to the bytes, whatever the encoding. [`parse`] and [`parse_fragment`] give the
//! [`Document`], whose ranges all index the text. They are three functions, and not one that takes bytes, because the
//! document borrows the text: who holds which is for the caller to say.
//!
//! # What may be relied on
//!
//! - Parsing cannot fail and does not panic. Any text gives a tree.
//! - Node ids are in document order, and a subtree is a range of ids.
//! - Text that is one stretch of the source is a slice of it; nothing is copied.
//! - Elements that no tag made say so: [`Document::start_tag`] is `None`.
//! - Time is linear in the input for every input, and memory at most some 50 bytes for a byte of it; pages take
//!   about three. [`Limits`] says how each bound is kept and what is done beyond it.
//!
//! # What is not done
//!
//! Scripts do not run, so that nothing they would write is in the tree. Parse errors are not reported. The one step of
//! the algorithm that copies what was parsed, cloning an `option` into `selectedcontent`, is left out, since the
//! copies would stand nowhere in the page.

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
