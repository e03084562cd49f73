//! What a reader of pages answers, in the form the scorers take.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context as _, Result};
use onrecord_record::{Label, Record};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::json;

/// One page's answer, one line of an answer file.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub(crate) struct Answer {
    /// The page's id in the gold.
    pub(crate) id: String,
    /// The article's text without its headline, a paragraph a line.
    pub(crate) body: String,
    /// The headline.
    pub(crate) title: Option<String>,
    /// The authors' names.
    pub(crate) authors: Vec<String>,
    /// When it was published, ISO 8601 at the precision given. Sets and peers
    /// have one date for a page, so where a page only says when it was last
    /// changed, this is that date; the record keeps the two apart.
    pub(crate) published: Option<String>,
    /// When it was last changed, likewise.
    pub(crate) modified: Option<String>,
    /// The summary.
    pub(crate) description: Option<String>,
    /// The pictures' words.
    pub(crate) images: Vec<ImageWords>,
    /// How much of the body is expected to be right, in thousandths.
    pub(crate) confidence: Option<u16>,
    /// How likely the headline is right, in thousandths.
    pub(crate) title_confidence: Option<u16>,
    /// How likely the authors are right.
    pub(crate) authors_confidence: Option<u16>,
    /// How likely the day of publication is right; none where `published` is
    /// the day of a change.
    pub(crate) published_confidence: Option<u16>,
}

/// The words of a picture.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub(crate) struct ImageWords {
    /// The caption without the credit.
    pub(crate) caption: Option<String>,
    /// Who made the picture.
    pub(crate) credit: Option<String>,
    /// How likely the caption is right, in thousandths.
    pub(crate) confidence: Option<u16>,
}

/// What counts as body in an answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct BodyParts {
    /// The summary under the headline too.
    pub(crate) dek: bool,
    /// Captions too.
    pub(crate) captions: bool,
}

impl Answer {
    /// What a record answers for the page `id`.
    pub(crate) fn of(id: &str, record: &Record, parts: BodyParts) -> Self {
        let article = &record.article;
        let images = article.images.iter().map(|image| ImageWords {
            caption: image.caption.as_ref().map(|e| e.value.clone()),
            credit: image.credit.as_ref().map(|e| e.value.clone()),
            confidence: image.caption_confidence,
        });
        Self {
            id: id.to_owned(),
            body: body(record, parts),
            title: article.headline.value().cloned(),
            authors: (article.authors.value().into_iter().flatten())
                .map(|author| author.value.name.clone())
                .collect(),
            published: (article.published.value())
                .or_else(|| article.modified.value())
                .map(|d| d.moment.to_string()),
            modified: article.modified.value().map(|d| d.moment.to_string()),
            description: article.dek.value().cloned(),
            images: images
                .filter(|image| image.caption.is_some() || image.credit.is_some())
                .collect(),
            confidence: article.body_confidence,
            title_confidence: article.headline.confidence(),
            authors_confidence: article.authors.confidence(),
            published_confidence: article.published.confidence(),
        }
    }

    /// Reads one line of an answer file. What other programs leave out or write
    /// in another shape (authors as one string, say) is taken as the Python
    /// scorer takes it.
    fn from_json(line: Map<String, Value>) -> Option<Self> {
        let text = |key: &str| line.get(key).and_then(json::truthy_text);
        let sure = |of: &Map<String, Value>, key: &str| {
            of.get(key)
                .and_then(Value::as_u64)
                .and_then(|n| u16::try_from(n).ok())
        };
        let images = line.get("images").and_then(Value::as_array);
        let sures: BTreeMap<String, u16> = (images.into_iter().flatten())
            .filter_map(Value::as_object)
            .filter_map(|image| {
                let caption = json::truthy_text(image.get("caption")?)?;
                Some((caption, sure(image, "confidence")?))
            })
            .collect();
        Some(Self {
            id: json::text(line.get("id")?),
            body: text("body").unwrap_or_default(),
            title: text("title"),
            authors: json::names(line.get("authors")),
            published: text("published"),
            modified: text("modified"),
            description: text("description"),
            images: json::captions(line.get("images"))
                .into_iter()
                .map(|caption| ImageWords {
                    confidence: sures.get(&caption).copied(),
                    caption: Some(caption),
                    credit: None,
                })
                .collect(),
            confidence: sure(&line, "confidence"),
            title_confidence: sure(&line, "title_confidence"),
            authors_confidence: sure(&line, "authors_confidence"),
            published_confidence: sure(&line, "published_confidence"),
        })
    }
}

fn body(record: &Record, parts: BodyParts) -> String {
    if parts == BodyParts::default() {
        return record.body_text();
    }
    let counts = |label: Label| match label {
        Label::Body | Label::LivePost => true,
        Label::Dek => parts.dek,
        Label::Caption => parts.captions,
        _ => false,
    };
    let lines: Vec<&str> = (record.blocks.iter())
        .filter(|block| counts(block.label))
        .map(|block| record.text.get(block.span))
        .collect();
    lines.join("\n")
}

/// Reads an answer file, by page id; of two answers for a page the later counts.
///
/// # Errors
/// If the file cannot be read or a line is not a JSON object with an id.
pub(crate) fn load(path: &Path) -> Result<BTreeMap<String, Answer>> {
    let mut answers = BTreeMap::new();
    for (number, line) in json::lines(path)?.into_iter().enumerate() {
        let answer = Answer::from_json(line)
            .with_context(|| format!("{}: answer {} has no id", path.display(), number + 1))?;
        answers.insert(answer.id.clone(), answer);
    }
    Ok(answers)
}
