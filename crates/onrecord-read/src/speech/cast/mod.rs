//! The cast of an article: whom it names, and who is meant by the words that
//! a statement gives for its source.
//!
//! Names are found by their capitals, told apart by lists and by the offices
//! and titles around them, and joined over the article. A source is resolved
//! in text order, so that who spoke last counts.

mod entities;
mod facts;
mod lore;
mod mentions;
mod offices;
mod resolve;

use onrecord_record::{Entity, Mention, Rule, TextSpan};

use super::Input;
use super::tokens::Tokens;
use entities::Joined;
use facts::Sheet;
use resolve::Floor;

/// Who is named in an article.
pub(crate) struct Cast<'a> {
    sheet: Sheet<'a>,
    joined: Joined,
    writer: Writer,
    floor: Floor,
}

/// Who wrote the article.
struct Writer {
    /// Where the only author is named.
    named_at: Option<TextSpan>,
    /// Which being that is, once "I" was tied to it.
    being: Option<u32>,
}

/// Reads the cast of an article. `quoted` are the insides of its quotations,
/// in text order and apart.
pub(crate) fn cast<'a>(input: &Input<'a>, tokens: &'a Tokens, quoted: &[TextSpan]) -> Cast<'a> {
    let sheet = Sheet::of(input, tokens, quoted);
    let mut names = mentions::names(&sheet);
    let joined = entities::join_names(&sheet, &mut names);
    Cast {
        sheet,
        joined,
        writer: Writer {
            named_at: input.writer,
            being: None,
        },
        floor: Floor::default(),
    }
}

impl Cast<'_> {
    /// The entities and their mentions in text order, with what the resolving
    /// of sources has added.
    pub(crate) fn into_record(self) -> (Vec<Entity>, Vec<Mention>) {
        let entities = self
            .joined
            .beings
            .iter()
            .map(|being| {
                let named_at = being.elsewhere.unwrap_or(self.sheet.span(&being.name));
                Entity {
                    name: self.sheet.text[named_at.range()].to_owned(),
                    named_at,
                    kind: being.kind.entity(),
                    described: being.described,
                    role: being.role.as_ref().map(|role| self.sheet.span(role)),
                    affiliation: being.affiliation.as_ref().map(|body| self.sheet.span(body)),
                }
            })
            .collect();
        let mut mentions: Vec<Mention> = self
            .joined
            .seen
            .iter()
            .map(|seen| Mention {
                span: self.sheet.span(&seen.tokens),
                entity: seen.being,
                rule: Rule::named(seen.rule),
            })
            .collect();
        mentions.extend(self.floor.mentions(&self.sheet));
        mentions.sort_by_key(|mention| (mention.span, mention.entity));
        mentions.dedup_by_key(|mention| mention.span);
        (entities, mentions)
    }
}

#[cfg(test)]
mod tests;
