//! The article's blocks in reading order, put together to what a reader sees:
//! paragraphs, lists, tables, pictures with their words.

use std::collections::BTreeSet;

use onrecord_record::{Block, BodyPart, Evidence, Image, Label, Place, Record};

/// A part of the article as a reader sees it.
pub(crate) enum Part<'a> {
    /// A paragraph.
    Paragraph(&'a Block),
    /// A heading; its level is in the block.
    Subhead(&'a Block),
    /// When a post of a live blog was written, which begins the post.
    Moment(&'a Block),
    /// The items of one list.
    List(Vec<&'a Block>),
    /// A quotation set apart by the page.
    Quotation(&'a Block),
    /// The rows of one table.
    Table(Vec<&'a Block>),
    /// Preformatted text.
    Code(&'a Block),
    /// The text of an embed.
    Embed(&'a Block),
    /// A picture's caption and credits.
    Figure {
        /// The words under the picture.
        captions: Vec<&'a Block>,
        /// Who made it.
        credits: Vec<&'a Block>,
        /// The picture they belong to, where that is known.
        image: Option<&'a Image>,
    },
}

/// The article's own blocks, with captions and credits where they stand.
pub(crate) fn flow(record: &Record) -> Vec<Part<'_>> {
    let posts: BTreeSet<u32> = (record.blocks.iter())
        .filter(|block| block.label == Label::LivePost && block.group != 0)
        .map(|block| block.group)
        .collect();
    let shown = record.blocks.iter().filter(|block| {
        let kept = match block.label {
            Label::Body | Label::LivePost | Label::Caption | Label::Credit => true,
            Label::Time => posts.contains(&block.group),
            _ => false,
        };
        kept && !record.text.get(block.span).trim().is_empty()
    });
    let mut parts: Vec<Part<'_>> = Vec::new();
    // Blocks of one list, table or figure share a number.
    let mut group = 0;
    for block in shown {
        let same = block.group != 0 && block.group == group;
        group = block.group;
        let figure = matches!(block.label, Label::Caption | Label::Credit);
        match (parts.last_mut(), block.part) {
            (Some(Part::List(items)), Some(BodyPart::ListItem)) if same && !figure => {
                items.push(block);
            }
            (Some(Part::Table(rows)), Some(BodyPart::TableRow)) if same && !figure => {
                rows.push(block);
            }
            (
                Some(Part::Figure {
                    captions, credits, ..
                }),
                _,
            ) if figure && joins(captions, credits, block, same) => match block.label {
                Label::Caption => captions.push(block),
                _ => credits.push(block),
            },
            _ => parts.push(begin(record, block)),
        }
    }
    parts
}

/// Whether a caption or credit belongs to the figure before it: by the number
/// they share, else a credit right under a caption that has none.
fn joins(captions: &[&Block], credits: &[&Block], block: &Block, same: bool) -> bool {
    same || (block.group == 0
        && block.label == Label::Credit
        && !captions.is_empty()
        && credits.is_empty())
}

fn begin<'a>(record: &'a Record, block: &'a Block) -> Part<'a> {
    match (block.label, block.part) {
        (Label::Caption, _) => Part::Figure {
            captions: vec![block],
            credits: Vec::new(),
            image: image_of(record, block),
        },
        (Label::Credit, _) => Part::Figure {
            captions: Vec::new(),
            credits: vec![block],
            image: image_of(record, block),
        },
        (Label::Time, _) => Part::Moment(block),
        (_, Some(BodyPart::Subhead)) => Part::Subhead(block),
        (_, Some(BodyPart::ListItem)) => Part::List(vec![block]),
        (_, Some(BodyPart::Quotation)) => Part::Quotation(block),
        (_, Some(BodyPart::TableRow)) => Part::Table(vec![block]),
        (_, Some(BodyPart::Code)) => Part::Code(block),
        (_, Some(BodyPart::Embed)) => Part::Embed(block),
        (_, Some(BodyPart::Paragraph) | None) => Part::Paragraph(block),
    }
}

/// The picture whose caption or credit stands in a block.
fn image_of<'a>(record: &'a Record, block: &Block) -> Option<&'a Image> {
    let inside = |evidence: &Option<Evidence<String>>| match evidence {
        Some(Evidence {
            at: Place::Text(span),
            ..
        }) => block.span.contains(*span),
        _ => false,
    };
    let images = &record.article.images;
    images
        .iter()
        .find(|image| inside(&image.caption) || inside(&image.credit))
}

#[cfg(test)]
mod tests {
    use crate::forms::{html, md, sample, text};

    #[test]
    fn a_post_of_a_live_blog_begins_with_its_time() {
        let record = sample::live();
        assert_eq!(
            text::write(&record, &sample::setting()),
            "20.41\n\nThe ferry stays.\n\n14.10\n\nWind.\n"
        );
        let md = md::write(&record, &sample::setting());
        assert!(md.contains("41**\n\nThe ferry stays.\n\n**14"), "{md}");
        assert!(html::body(&record).contains("<b>14.10</b></p>\n<p"));
    }
}
