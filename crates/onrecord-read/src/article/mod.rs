//! From a page to labelled blocks and fields.
//!
//! Passes, in order: [`blocks`] cuts the page into blocks of clean text,
//! [`features`] measures each block once, [`label`] says what each block is;
//! the fields are read from the labelled blocks and the publisher's claims.

pub(crate) mod blocks;
pub(crate) mod dates;
pub(crate) mod features;
pub(crate) mod forest;
pub(crate) mod hints;
pub(crate) mod label;
pub(crate) mod people;
pub(crate) mod pictures;

use onrecord_html::{Document, Tag};

use features::Told;

/// What the head of a page claims that bears on blocks.
pub(crate) fn told(document: &Document<'_>) -> Told {
    let mut told = Told::default();
    for id in document.descendants(document.root()) {
        match document.tag(id) {
            Tag::Meta => {
                let name = document
                    .attr(id, "property")
                    .or_else(|| document.attr(id, "name"));
                let Some(content) = document.attr(id, "content") else {
                    continue;
                };
                match name {
                    Some("og:title" | "twitter:title") => told.headlines.push(content.to_owned()),
                    Some("og:description" | "description" | "twitter:description") => {
                        told.descriptions.push(content.to_owned());
                    }
                    _ => {}
                }
            }
            Tag::Title => {
                let title: String = document
                    .children(id)
                    .map(|child| document.text(child))
                    .collect();
                told.headlines.push(title);
            }
            Tag::Body => break,
            _ => {}
        }
    }
    told
}
