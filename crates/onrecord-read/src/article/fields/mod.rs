//! The article's fields, from the labelled blocks and the publisher's claims.
//!
//! A claim whose words also stand in the page is cited where they stand; the
//! claim stays as a rival. What only the claims say is used and said to be
//! from there.

mod authors;
mod body;
mod contributors;
mod headline;
mod kind;
mod placed;
mod published;
mod rank;
mod simple;
#[cfg(test)]
mod tests;
mod titles;

pub(crate) use body::InData;
pub(crate) use headline::candidates as headline_candidates;

use onrecord_html::{Decoded, Document, NodeId};
use onrecord_record::{
    Article, Capture, Date, Doubt, Evidence, Field, Label, PageKind, Place, Rule, Source, TextSpan,
};

use super::blocks::{Blocks, Landmarks, RawBlock};
use super::hints::Hints;
use super::label::Labelled;
use crate::intake::claims::{Claim, Claims, Property, Subject};

/// Everything that fields are read from.
pub(crate) struct Page<'p, 's> {
    pub(crate) capture: &'p Capture,
    pub(crate) document: &'p Document<'s>,
    pub(crate) decoded: &'p Decoded<'p>,
    pub(crate) blocks: &'p Blocks,
    pub(crate) labels: &'p [Labelled],
    pub(crate) claims: &'p Claims,
}

/// Blocks that turned out to hold a field.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct FieldBlocks {
    /// Block, label, rule; a block stands here once.
    pub(crate) list: Vec<(usize, Label, Rule)>,
}

impl FieldBlocks {
    /// Whether a block was found to hold what has a label.
    fn holds(&self, block: usize, label: Label) -> bool {
        self.list
            .iter()
            .any(|known| known.0 == block && known.1 == label)
    }

    fn push(&mut self, block: usize, label: Label, rule: &'static str) {
        if self.list.iter().all(|known| known.0 != block) {
            self.list.push((block, label, Rule::named(rule)));
        }
    }

    /// Relabels the blocks. What holds a field in its own words is no body.
    pub(crate) fn apply(&self, labels: &mut [Labelled]) {
        for (block, label, rule) in &self.list {
            if let Some(labelled) = labels.get_mut(*block) {
                *labelled = Labelled {
                    label: *label,
                    part: None,
                    rule: rule.clone(),
                    confidence: None,
                };
            }
        }
    }
}

/// What was read of the fields.
pub(crate) struct Fields {
    pub(crate) article: Article,
    pub(crate) blocks: FieldBlocks,
    /// Paragraphs of the body that the page does not show.
    pub(crate) in_data: Option<InData>,
    pub(crate) doubts: Vec<Doubt>,
    /// By how much more speaks for the headline's block than for another, in
    /// thousandths of log-odds; none if no block shows it.
    pub(crate) headline_lead: Option<i32>,
}

/// Reads the fields.
pub(crate) fn fields(page: &Page<'_, '_>) -> Fields {
    let mut found = FieldBlocks::default();
    let mut doubts = Vec::new();
    let mut article = Article::default();
    let headline = headline::read(page);
    if let Some(block) = headline.block {
        found.push(block, Label::Headline, "headline/block");
    }
    let layout = Layout::of(page, headline.block);
    let items = Items::of(page, &headline.compared);
    article.headline = headline.field;
    let in_data = body::read(page, &items, &mut found);
    simple::read(page, &layout, &items, &mut article, &mut found);
    kind::read(page, &layout, &items, &mut article, &mut found);
    if in_data.is_some() {
        kind::told_by_data(&mut article);
    }
    // What only the tab calls a list of stories is the site's name.
    if article.kind.value == PageKind::Index && headline.block.is_none() {
        article.headline = Field::NotStated;
    }
    if let Some(span) = headline.kicker {
        article.kicker = Field::from_candidates(vec![page.visible(span, "kicker/in-headline")]);
    }
    let dates = published::read(page, &layout, &items, &mut found);
    article.published = dates.published;
    article.modified = dates.modified;
    doubts.extend(dates.doubts);
    // Who only contributed is no author.
    article.contributors = contributors::read(page, &layout, &mut found);
    article.authors = authors::read(page, &layout, &items, &mut found);
    Fields {
        article,
        blocks: found,
        in_data,
        doubts,
        headline_lead: headline.lead,
    }
}

/// Where the parts of the article stand, as block numbers.
struct Layout {
    headline: Option<usize>,
    /// The first and last body block of some length.
    body: Option<(usize, usize)>,
    /// Blocks by their containers, sorted.
    containers: Vec<(usize, usize)>,
    /// Words of inline elements by their elements, sorted.
    inline: Vec<(NodeId, TextSpan)>,
}

impl Layout {
    fn of(page: &Page<'_, '_>, headline: Option<usize>) -> Self {
        /// A shorter body block may be a line of the article's head.
        const SOME_LENGTH: u32 = 80;
        let long = |k: &usize| {
            page.labels[*k].label == Label::Body
                && page.blocks.list[*k].width >= SOME_LENGTH
                && headline.is_none_or(|headline| *k > headline)
        };
        let mut body = (0..page.labels.len()).filter(long);
        let first = body.next();
        let last = body.next_back().or(first);
        let blocks = page.blocks.list.iter().enumerate();
        let mut containers: Vec<(usize, usize)> = blocks
            .map(|(k, block)| (block.container.index(), k))
            .collect();
        containers.sort_unstable();
        let inner = page.blocks.inner.iter();
        let mut inline: Vec<(NodeId, TextSpan)> =
            inner.map(|inner| (inner.node, inner.span)).collect();
        inline.sort_by_key(|entry| entry.0);
        Self {
            headline,
            body: first.zip(last),
            containers,
            inline,
        }
    }

    /// The words of an inline element.
    fn shown(&self, node: NodeId) -> Option<TextSpan> {
        let at = self
            .inline
            .binary_search_by_key(&node, |entry| entry.0)
            .ok()?;
        Some(self.inline[at].1)
    }

    /// The block that holds an element or is inside it, or the last one that
    /// begins before it.
    fn block_of(&self, page: &Page<'_, '_>, node: NodeId) -> Option<usize> {
        if let Some(span) = self.shown(node) {
            let list = &page.blocks.list;
            let at = list.partition_point(|block| block.span.end <= span.start);
            return (at < list.len()).then_some(at);
        }
        let inside = page.document.subtree(node);
        let at = self
            .containers
            .partition_point(|entry| entry.0 < inside.start);
        match self.containers.get(at) {
            Some(entry) if inside.contains(&entry.0) => Some(entry.1),
            _ => at.checked_sub(1).map(|before| self.containers[before].1),
        }
    }

    /// Whether a block stands between the headline and the body, or just
    /// above the headline.
    fn core(&self, block: usize) -> bool {
        const ABOVE: usize = 3;
        const LONGEST: usize = 25;
        let Some(headline) = self.headline else {
            return false;
        };
        let first = self.body.map_or(headline + LONGEST, |(first, _)| {
            first.min(headline + LONGEST)
        });
        (headline.saturating_sub(ABOVE)..=first).contains(&block)
    }

    /// How a block stands to the article's head: 0 inside it, then farther.
    /// The head reaches from a little above the headline to a little below the
    /// body's start.
    fn zone(&self, block: usize) -> Zone {
        const ABOVE: usize = 10;
        const BELOW: usize = 5;
        const LONGEST_HEAD: usize = 30;
        const AFTER: usize = 12;
        let first = self.body.map(|(first, _)| first);
        let from = match (self.headline, first) {
            (Some(headline), _) => headline.saturating_sub(ABOVE),
            (None, Some(first)) => first.saturating_sub(LONGEST_HEAD),
            (None, None) => 0,
        };
        let to = match (self.headline, first) {
            (_, Some(first)) => first + BELOW,
            (Some(headline), None) => headline + LONGEST_HEAD,
            (None, None) => LONGEST_HEAD,
        };
        if (from..to).contains(&block) {
            return Zone::Head;
        }
        match self.body {
            Some(_) if block < from => Zone::Before,
            Some((_, last)) if block <= last => Zone::Body,
            Some((_, last)) if block <= last + AFTER => Zone::Tail,
            Some(_) => Zone::After,
            None if block < from => Zone::Before,
            None => Zone::After,
        }
    }
}

/// Where a block stands to the article.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Zone {
    Before,
    Head,
    Body,
    /// Right after the body.
    Tail,
    After,
}

/// Which of the described articles is the page's.
struct Items {
    own: Vec<bool>,
}

impl Items {
    fn of(page: &Page<'_, '_>, titles: &[String]) -> Self {
        let count = page.claims.items() as usize;
        let mut states: Vec<Standing> = vec![Standing::default(); count];
        let addresses: Vec<&str> = page
            .claims
            .of(Property::Canonical)
            .map(|claim| claim.value.text())
            .chain(page.capture.url.as_deref())
            .map(address)
            .collect();
        for claim in &page.claims.list {
            let Subject::Item(item) = claim.subject else {
                continue;
            };
            let state = &mut states[item as usize];
            state.source = Some(claim.source);
            match claim.property {
                Property::Headline | Property::AlternativeHeadline => {
                    state.named = true;
                    state.matches |= titles
                        .iter()
                        .any(|title| alike(title, &compared(claim.value.text())));
                }
                Property::Url => {
                    state.matches |= addresses.contains(&address(claim.value.text()));
                }
                _ => {}
            }
        }
        let any = states.iter().any(|state| state.matches);
        let linked = states
            .iter()
            .filter(|state| state.source == Some(Source::JsonLd))
            .count();
        let own = states
            .iter()
            .map(|state| match state.source {
                // The program's data is only read where its title matches.
                Some(Source::AppState) => true,
                _ if state.matches => true,
                _ if any => false,
                Some(Source::JsonLd) => linked == 1 || !state.named,
                _ => count == 1 || !state.named,
            })
            .collect();
        Self { own }
    }

    /// Whether a claim is about the page's article.
    fn owns(&self, claim: &Claim) -> bool {
        match claim.subject {
            Subject::Page => true,
            Subject::Item(item) => self.own.get(item as usize).copied().unwrap_or(false),
            Subject::Aside => false,
        }
    }
}

#[derive(Clone, Copy, Default)]
struct Standing {
    source: Option<Source>,
    named: bool,
    matches: bool,
}

/// An address without scheme, `www.`, query and final stroke.
fn address(url: &str) -> &str {
    let url = url.trim();
    let url = url.split_once("://").map_or(url, |(_, rest)| rest);
    let url = url.strip_prefix("www.").unwrap_or(url);
    url.split(['?', '#'])
        .next()
        .unwrap_or(url)
        .trim_end_matches('/')
}

/// Letters and digits in lower case, so that titles can be compared.
fn compared(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().filter(|c| c.is_alphanumeric()) {
        if c.is_ascii() {
            out.push(c.to_ascii_lowercase());
        } else {
            out.extend(c.to_lowercase());
        }
    }
    out
}

/// Whether two comparable titles are one: equal, or one begins the other.
fn alike(one: &str, other: &str) -> bool {
    const ENOUGH: usize = 14;
    if one.is_empty() || other.is_empty() {
        return false;
    }
    one == other
        || one.len().min(other.len()) >= ENOUGH
            && (one.starts_with(other) || other.starts_with(one))
}

/// What parts of a page that are not the article are called. Columns are not
/// among them: sites of many columns call every part one.
const FOREIGN: Hints = Hints(Hints::COMMENT.0 | Hints::RELATED.0 | Hints::LEGAL.0);

impl Page<'_, '_> {
    fn words(&self, block: usize) -> &str {
        self.blocks.words(&self.blocks.list[block])
    }

    fn raw(&self, block: usize) -> &RawBlock {
        &self.blocks.list[block]
    }

    /// The hints of a block and what is right around and in it.
    fn near(&self, block: usize) -> Hints {
        let block = self.raw(block);
        block.inner.with(block.hints[0]).with(block.hints[1])
    }

    /// Whether a reader of the page sees the block.
    fn shown(&self, block: usize) -> bool {
        !self
            .raw(block)
            .landmarks
            .any(Landmarks(Landmarks::HIDDEN.0 | Landmarks::NOSCRIPT.0))
    }

    /// Whether a block belongs to something else than the article, by its
    /// label and by what is right around it.
    fn elsewhere(&self, block: usize) -> bool {
        let raw = self.raw(block);
        let near = self.near(block).with(raw.hints[2]);
        matches!(
            self.labels[block].label,
            Label::Related | Label::Comment | Label::Legal
        ) || raw
            .landmarks
            .any(Landmarks(Landmarks::NAV.0 | Landmarks::DIALOG.0))
            || near.any(FOREIGN)
    }

    /// The same for the article's own head, where wrappers are named for all
    /// that a page has and a linked name looks like a linked story: only what
    /// the block itself is called counts.
    fn foreign(&self, layout: &Layout, block: usize) -> bool {
        let raw = self.raw(block);
        if !layout.core(block) {
            let below = layout.zone(block) == Zone::Head
                && layout.headline.is_some_and(|headline| block > headline);
            let foot = below
                && self.labels[block].label == Label::Legal
                && !raw
                    .landmarks
                    .any(Landmarks(Landmarks::NAV.0 | Landmarks::DIALOG.0))
                && !self
                    .near(block)
                    .any(Hints::COMMENT.with(Hints::RELATED).with(Hints::LEGAL));
            return self.elsewhere(block) && !foot;
        }
        raw.landmarks
            .any(Landmarks(Landmarks::NAV.0 | Landmarks::DIALOG.0))
            || raw.hints[0]
                .with(raw.hints[1])
                .any(Hints::COMMENT.with(Hints::RELATED))
    }

    /// A claim as evidence.
    fn claimed(&self, claim: &Claim) -> Evidence<String> {
        Evidence {
            value: claim.value.text().to_owned(),
            at: claim.value.place(self.decoded),
            source: claim.source,
            rule: claim.rule.clone(),
        }
    }

    /// Words of the page as evidence.
    fn visible(&self, span: TextSpan, rule: &'static str) -> Evidence<String> {
        Evidence {
            value: self.blocks.text.get(span).to_owned(),
            at: Place::Text(span),
            source: Source::Visible,
            rule: Rule::named(rule),
        }
    }
}

/// A span of the clean text inside a block.
fn inside(block: &RawBlock, range: std::ops::Range<usize>) -> TextSpan {
    let start = block.span.start as usize;
    TextSpan::new(start + range.start, start + range.end)
}

/// Keeps the first evidence of each value.
fn distinct<T: PartialEq>(list: Vec<Evidence<T>>, most: usize) -> Vec<Evidence<T>> {
    let mut out: Vec<Evidence<T>> = Vec::new();
    for evidence in list {
        let known = out
            .iter()
            .any(|known| known.value == evidence.value && known.source == evidence.source);
        if !known && out.len() < most {
            out.push(evidence);
        }
    }
    out
}

/// A date with its raw words.
fn dated(moment: onrecord_record::Moment, raw: &str) -> Date {
    Date {
        moment,
        raw: raw.to_owned(),
    }
}
