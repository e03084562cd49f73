//! What a record is, how it is written and how it is checked.
//!
//! This is the lowest room of Onrecord. It holds types and one verdict,
//! [`check`]; it knows no HTML tree, no extraction rule, no file, no clock.
//! Who doubts a record reads this crate and nothing else.
//!
//! In reading order: a [`Capture`] is what came off the web; a [`Record`] is
//! what was read in it. A record holds one clean [`Text`] of the whole page,
//! [`Block`]s that label every part of it, an [`Article`] of fields each with
//! its [`Evidence`], the [`Statement`]s made in it and the [`Doubt`]s about it.
//! Every text is tied to bytes of the capture by [`Piece`]s.

#![forbid(unsafe_code)]
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod article;
mod block;
mod capture;
mod check;
mod doubt;
mod evidence;
mod moment;
mod record;
mod span;
mod speech;
mod text;

pub use article::{Access, Article, Contributor, Image, PageKind, Person, Related};
pub use block::{Block, BodyPart, Label, Mark, MarkKind};
pub use capture::{Capture, CaptureInfo, Charset, CharsetSource, Digest};
pub use check::{Fault, check};
pub use doubt::{Doubt, DoubtKind};
pub use evidence::{Evidence, Field, Place, Rule, Source, Verdict};
pub use moment::{Date, Moment, ParseMomentError, Precision, Zone};
pub use record::{Maker, Record, RecordError, SCHEMA};
pub use span::{ByteSpan, TextSpan, UrlSpan};
pub use speech::{
    Anonymity, DateMention, DayRef, Entity, EntityKind, Form, Mention, Standing, Statement,
};
pub use text::{How, Piece, Text};
