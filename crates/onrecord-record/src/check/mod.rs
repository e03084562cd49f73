//! Whether a record's words stand in its capture.

mod bytes;

use std::fmt;

use encoding_rs::Encoding;

use crate::{
    Article, Block, Capture, CaptureInfo, Contributor, Date, DateMention, Doubt, Entity, Evidence,
    Field, How, Image, Mark, Mention, Person, Piece, Place, Record, Related, SCHEMA, Statement,
    Text, TextSpan, UrlSpan,
};

use bytes::{Source, Wrong};

/// Something in a record that the capture does not bear out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    /// Which part of the record, as a path such as `article.headline.chosen`.
    pub part: String,
    /// What is wrong with it.
    pub what: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.part, self.what)
    }
}

/// Checks a record against its capture; empty if every word of the record
/// stands where the record says.
///
/// It needs the digest, the charset and the spans, and nothing of how the page
/// was read: no tree, no rules. It proves that
///
/// - the record is of this schema and of these bytes: digest, length, and URL,
///   capture time and media type wherever both sides give them;
/// - every run of the clean text is what its bytes show when they are read as
///   its piece says, the parts of a word stand in their order with nothing
///   shown between them, and what no piece covers is white space;
/// - blocks are in order, do not overlap and leave out nothing but white
///   space; marks lie in blocks;
/// - the words of every field, of its rivals and of everything inside it stand
///   where its evidence says: for a date these are its raw words, for a person
///   the name;
/// - every span, index and nesting of statements, entities, mentions, dates
///   and doubts is one of this record.
///
/// It does not prove that a label, a field or a speaker is right, that a date
/// was understood rightly from its raw words, or that the bytes of a piece are
/// ones that a browser would show: words in an attribute or a script stand in
/// the capture too. Link targets, verdicts on the page as a whole, rules and
/// the notes and readings of doubts are the reader's own and have no proof.
///
/// Time and memory are linear in capture and record.
pub fn check(capture: &Capture, record: &Record) -> Vec<Fault> {
    let mut faults = Vec::new();
    if record.schema != SCHEMA {
        faults.push(Fault {
            part: "schema".to_owned(),
            what: format!("{:?} is not {SCHEMA:?}", shorten(&record.schema)),
        });
    }
    let Some(source) = source(capture, &record.capture, &mut faults) else {
        return faults;
    };
    let mut checker = Checker {
        url: capture.url.as_deref(),
        text: &record.text,
        source,
        allowance: (capture.body.len() as u64).saturating_mul(8) + (1 << 20),
        faults,
    };
    checker.clean_text();
    checker.blocks(&record.blocks);
    checker.marks(&record.marks, &record.blocks);
    checker.article(&record.article);
    checker.speech(record);
    for (i, doubt) in record.doubts.iter().enumerate() {
        checker.doubt(i, doubt);
    }
    checker.faults
}

/// The capture as the record says it is to be decoded; faults of what the
/// record says of it.
fn source<'c>(
    capture: &'c Capture,
    info: &CaptureInfo,
    faults: &mut Vec<Fault>,
) -> Option<Source<'c>> {
    let mut fault = |part: &str, what: String| {
        let part = format!("capture.{part}");
        faults.push(Fault { part, what });
    };
    let length = capture.body.len();
    if info.length != length as u64 {
        fault(
            "length",
            format!("{} is said, {length} bytes are there", info.length),
        );
    }
    let digest = capture.digest();
    if info.sha256 != digest {
        fault("sha256", format!("the capture's digest is {digest}"));
    }
    let given = [
        ("url", &info.url, &capture.url),
        ("captured", &info.captured, &capture.captured),
        ("media_type", &info.media_type, &capture.media_type),
    ];
    for (part, said, is) in given {
        if let (Some(said), Some(is)) = (said, is)
            && said != is
        {
            fault(part, format!("the capture's is {:?}", shorten(is)));
        }
    }
    if length > Capture::MAX_BYTES {
        fault(
            "length",
            "the capture is larger than spans can index".to_owned(),
        );
        return None;
    }
    let name = info.charset.name.as_str();
    let encoding = Encoding::for_label(name.as_bytes()).filter(|known| known.name() == name);
    let Some(encoding) = encoding else {
        fault(
            "charset.name",
            format!("{:?} is no charset's name", shorten(name)),
        );
        return None;
    };
    Some(Source::new(&capture.body, encoding))
}

/// A value whose words must stand somewhere.
trait Stated {
    /// The words.
    fn words(&self) -> &str;
    /// The evidence that the value itself holds.
    fn parts(&self) -> [Option<(&'static str, &Evidence<String>)>; 2] {
        [None, None]
    }
}

impl Stated for String {
    fn words(&self) -> &str {
        self
    }
}

impl Stated for Date {
    fn words(&self) -> &str {
        &self.raw
    }
}

impl Stated for Person {
    fn words(&self) -> &str {
        &self.name
    }

    fn parts(&self) -> [Option<(&'static str, &Evidence<String>)>; 2] {
        let part = |of: &'static str| move |evidence| (of, evidence);
        [
            self.role.as_deref().map(part("role")),
            self.agency.as_deref().map(part("agency")),
        ]
    }
}

impl Stated for Contributor {
    fn words(&self) -> &str {
        &self.name
    }

    fn parts(&self) -> [Option<(&'static str, &Evidence<String>)>; 2] {
        [self.place.as_ref().map(|place| ("place", place)), None]
    }
}

struct Checker<'a> {
    /// The capture's URL, never the record's.
    url: Option<&'a str>,
    text: &'a Text,
    source: Source<'a>,
    /// How many bytes may still be read beyond what the text they show
    /// accounts for. Honest pieces use each such byte once or a few times; a
    /// record made to be slow cites the same long stretch again and again.
    allowance: u64,
    faults: Vec<Fault>,
}

impl Checker<'_> {
    fn fault(&mut self, part: impl fmt::Display, what: impl Into<String>) {
        self.faults.push(Fault {
            part: part.to_string(),
            what: what.into(),
        });
    }

    /// The clean text against the capture.
    fn clean_text(&mut self) {
        let text = self.text;
        self.pieces("text", &text.content, &text.pieces);
    }

    /// Whether pieces show words, all of them but white space.
    fn pieces(&mut self, part: &str, words: &str, pieces: &[Piece]) {
        let mut end = 0;
        let mut previous: Option<&Piece> = None;
        for (i, piece) in pieces.iter().enumerate() {
            let at = || format!("{part}.pieces[{i}]");
            let range = piece.text.range();
            if range.start < end {
                self.fault(at(), "it begins before the end of the piece before it");
                return;
            }
            let Some(run) = words.get(range.clone()).filter(|run| !run.is_empty()) else {
                self.fault(at(), "it is no run of whole characters of the text");
                return;
            };
            self.uncovered(part, words, end, range.start);
            if let Err(what) = self.piece(run, piece) {
                self.fault(at(), what);
            } else if let Some(previous) = previous
                && previous.text.end == piece.text.start
                && !self.joined(words, previous, piece)
            {
                self.fault(at(), "the parts of the word stand apart in the capture");
            }
            end = range.end;
            previous = Some(piece);
        }
        self.uncovered(part, words, end, words.len());
    }

    /// What no piece covers may only be white space.
    fn uncovered(&mut self, part: &str, words: &str, start: usize, end: usize) {
        let run = words.get(start..end).unwrap_or("");
        if !run.trim().is_empty() {
            let shown = shorten(run.trim());
            self.fault(
                format_args!("{part}.content[{start}..{end}]"),
                format!("no bytes show {shown:?}"),
            );
        }
    }

    /// Whether a piece's bytes show its run.
    fn piece(&mut self, run: &str, piece: &Piece) -> Result<(), String> {
        let bytes = piece.bytes;
        if bytes.is_empty() {
            return Err("it has no bytes".to_owned());
        }
        if piece.how == How::Copy {
            if bytes.len() > self.source.longest_copy(run.len()) {
                return Err(format!("the bytes show more than {:?}", shorten(run)));
            }
        } else {
            self.afford(bytes.len().saturating_sub(16 * run.len()))?;
        }
        if piece.how == How::Space {
            let one = matches!(run, " " | "\n");
            return match self.source.is_space(bytes)? {
                true if one => Ok(()),
                true => Err("a space is one space or one line break".to_owned()),
                false => Err("the bytes are not white space".to_owned()),
            };
        }
        let shown = self.source.read(bytes, piece.how)?;
        if shown == run {
            return Ok(());
        }
        let same = shown.chars().zip(run.chars()).take_while(|(a, b)| a == b);
        let same: usize = same.map(|(c, _)| c.len_utf8()).sum();
        let (shown, words) = (shorten(&shown[same..]), shorten(&run[same..]));
        Err(format!(
            "from byte {same} of it on, the bytes show {shown:?}, not {words:?}"
        ))
    }

    /// Takes so many bytes from the allowance.
    fn afford(&mut self, bytes: usize) -> Result<(), Wrong> {
        let left = self.allowance.checked_sub(bytes as u64);
        self.allowance = left.unwrap_or(0);
        match left {
            Some(_) => Ok(()),
            None => Err("the record cites the same bytes too often to be checked"),
        }
    }

    /// Whether two pieces side by side may be: inside a word, the second must
    /// follow the first in the capture with nothing shown between them.
    fn joined(&self, words: &str, first: &Piece, second: &Piece) -> bool {
        let at = second.text.start as usize;
        let ends = words[..at].ends_with(char::is_whitespace);
        let begins = words[at..].starts_with(char::is_whitespace);
        if ends || begins {
            return true;
        }
        let gap = first.bytes.end..second.bytes.start;
        gap.start <= gap.end && self.source.shows_nothing((gap.start, gap.end).into())
    }

    /// The words of a span that must hold some.
    fn span(&mut self, part: impl fmt::Display, span: TextSpan) -> Option<&str> {
        let text = self.text;
        let words = text
            .content
            .get(span.range())
            .filter(|words| !words.is_empty());
        if words.is_none() {
            self.fault(part, "it is no run of whole characters of the text");
        }
        words
    }

    fn blocks(&mut self, blocks: &[Block]) {
        let text = self.text;
        let mut end = 0;
        for (i, block) in blocks.iter().enumerate() {
            let part = format_args!("blocks[{i}]");
            let Some(words) = self.span(part, block.span) else {
                return;
            };
            // Preformatted text may begin with its indentation.
            if words.starts_with('\n') || words.ends_with(char::is_whitespace) {
                self.fault(part, "it begins with a line break or ends with white space");
            }
            let range = block.span.range();
            if range.start < end {
                self.fault(part, "it begins before the end of the block before it");
                return;
            }
            self.unlabelled(&text.content[end..range.start], end);
            self.confidence(part, block.confidence);
            end = range.end;
        }
        self.unlabelled(&text.content[end..], end);
    }

    /// What no block covers may only be white space.
    fn unlabelled(&mut self, run: &str, at: usize) {
        if !run.trim().is_empty() {
            self.fault(
                format_args!("text.content[{at}..{}]", at + run.len()),
                format!("no block holds {:?}", shorten(run.trim())),
            );
        }
    }

    fn confidence(&mut self, part: impl fmt::Display, thousandths: Option<u16>) {
        if thousandths.is_some_and(|n| n > 1000) {
            self.fault(part, "its confidence is more than 1000 thousandths");
        }
    }

    fn marks(&mut self, marks: &[Mark], blocks: &[Block]) {
        let mut start = 0;
        for (i, mark) in marks.iter().enumerate() {
            let part = format_args!("marks[{i}]");
            if self.span(part, mark.span).is_none() {
                continue;
            }
            if mark.span.start < start {
                self.fault(part, "it begins before the mark before it");
            }
            start = mark.span.start;
            let index = blocks.partition_point(|block| block.span.end <= mark.span.start);
            if !blocks
                .get(index)
                .is_some_and(|block| block.span.contains(mark.span))
            {
                self.fault(part, "it is not inside one block");
            }
        }
    }

    fn article(&mut self, article: &Article) {
        self.confidence("article.body_confidence", article.body_confidence);
        self.field("article.kicker", &article.kicker);
        self.field("article.headline", &article.headline);
        self.field("article.dek", &article.dek);
        self.authors(&article.authors);
        for (i, contributor) in article.contributors.iter().enumerate() {
            self.evidence(&format!("article.contributors[{i}]"), contributor);
        }
        self.field("article.publisher", &article.publisher);
        self.field("article.section", &article.section);
        self.field("article.language", &article.language);
        self.field("article.published", &article.published);
        self.field("article.modified", &article.modified);
        self.field("article.programme", &article.programme);
        self.field("article.canonical", &article.canonical);
        for (i, image) in article.images.iter().enumerate() {
            self.image(&format!("article.images[{i}]"), image);
        }
        for (i, correction) in article.corrections.iter().enumerate() {
            self.evidence(&format!("article.corrections[{i}]"), correction);
        }
        for (i, related) in article.related.iter().enumerate() {
            let Related {
                title,
                section,
                href: _,
            } = related;
            self.evidence(&format!("article.related[{i}].title"), title);
            self.optional(&format!("article.related[{i}].section"), section.as_ref());
        }
    }

    fn field<T: Stated>(&mut self, part: &str, field: &Field<T>) {
        self.confidence(part, field.confidence());
        if let Some(chosen) = field.chosen() {
            self.evidence(&format!("{part}.chosen"), chosen);
        }
        for (i, rival) in field.rivals().iter().enumerate() {
            self.evidence(&format!("{part}.rivals[{i}]"), rival);
        }
    }

    /// The authors, each with evidence of its own inside the field's. Where
    /// the field's evidence stands is the whole byline; a person's own is
    /// what proves the name.
    fn authors(&mut self, field: &Field<Vec<Evidence<Person>>>) {
        self.confidence("article.authors", field.confidence());
        let chosen = field.chosen().map(|chosen| ("chosen".to_owned(), chosen));
        let rivals = field.rivals().iter().enumerate();
        let rivals = rivals.map(|(i, rival)| (format!("rivals[{i}]"), rival));
        for (name, list) in chosen.into_iter().chain(rivals) {
            let part = format!("article.authors.{name}");
            if list.value.is_empty() {
                self.fault(&part, "it names nobody");
            }
            self.place(&part, &list.at);
            for (i, person) in list.value.iter().enumerate() {
                self.evidence(&format!("{part}.value[{i}]"), person);
            }
        }
    }

    fn image(&mut self, part: &str, image: &Image) {
        let Image {
            src,
            caption,
            credit,
            alt,
            caption_confidence,
        } = image;
        self.confidence(
            format_args!("{part}.caption_confidence"),
            *caption_confidence,
        );
        let parts = [
            ("src", src),
            ("caption", caption),
            ("credit", credit),
            ("alt", alt),
        ];
        if parts.iter().all(|(_, evidence)| evidence.is_none()) {
            self.fault(part, "it has no part");
        }
        for (name, evidence) in parts {
            self.optional(&format!("{part}.{name}"), evidence.as_ref());
        }
    }

    fn optional(&mut self, part: &str, evidence: Option<&Evidence<String>>) {
        if let Some(evidence) = evidence {
            self.evidence(part, evidence);
        }
    }

    /// Whether a value's words stand where its evidence says.
    fn evidence<T: Stated>(&mut self, part: &str, evidence: &Evidence<T>) {
        let words = evidence.value.words();
        if words.trim().is_empty() {
            self.fault(part, "it has no words");
        }
        match &evidence.at {
            Place::Capture(pieces) => self.pieces(part, words, pieces),
            Place::Text(span) => {
                if let Some(shown) = self.span(part, *span)
                    && !same_words(shown, words)
                {
                    let (shown, words) = (shorten(shown), shorten(words));
                    let what = format!("the text shows {shown:?} there, not {words:?}");
                    self.fault(part, what);
                }
            }
            Place::Url(span) => {
                if let Some(shown) = self.url_span(part, *span)
                    && shown != words
                {
                    let (shown, words) = (shorten(shown), shorten(words));
                    let what = format!("the URL shows {shown:?} there, not {words:?}");
                    self.fault(part, what);
                }
            }
        }
        for (name, inner) in evidence.value.parts().into_iter().flatten() {
            self.evidence(&format!("{part}.value.{name}"), inner);
        }
    }

    /// The words of a span of the capture's URL.
    fn url_span(&mut self, part: impl fmt::Display, span: UrlSpan) -> Option<&str> {
        let Some(url) = self.url else {
            self.fault(part, "the capture has no URL that could show it");
            return None;
        };
        let words = url.get(span.range()).filter(|words| !words.is_empty());
        if words.is_none() {
            self.fault(part, "it is no run of whole characters of the URL");
        }
        words
    }

    /// A place whose words the record does not repeat. An empty span of the
    /// text is a point.
    fn place(&mut self, part: &str, place: &Place) {
        match place {
            Place::Text(span) if span.start == span.end => {
                if !self.text.content.is_char_boundary(span.start as usize) {
                    self.fault(part, "it is no place between characters of the text");
                }
            }
            Place::Text(span) => {
                self.span(part, *span);
            }
            Place::Url(span) => {
                self.url_span(part, *span);
            }
            Place::Capture(pieces) => {
                for (i, piece) in pieces.iter().enumerate() {
                    self.place_piece(&format!("{part}.pieces[{i}]"), piece);
                }
            }
        }
    }

    /// A piece whose words the record does not repeat shows as much text as it
    /// says.
    fn place_piece(&mut self, part: &str, piece: &Piece) {
        let shown = self
            .afford(piece.bytes.len())
            .and_then(|()| self.source.read(piece.bytes, piece.how))
            .map(|shown| shown.len());
        match shown {
            _ if piece.bytes.is_empty() || piece.text.is_empty() => {
                self.fault(part, "it is empty");
            }
            Ok(length) if length != piece.text.len() && piece.how != How::Space => {
                self.fault(part, format!("the bytes show {length} bytes of text"));
            }
            Ok(_) => {}
            Err(what) => self.fault(part, what),
        }
    }

    fn speech(&mut self, record: &Record) {
        for (i, entity) in record.entities.iter().enumerate() {
            self.entity(i, entity);
        }
        for (i, mention) in record.mentions.iter().enumerate() {
            let Mention {
                span,
                entity,
                rule: _,
            } = mention;
            self.span(format_args!("mentions[{i}].span"), *span);
            self.index(
                format_args!("mentions[{i}].entity"),
                *entity,
                record.entities.len(),
            );
        }
        for (i, date) in record.dates.iter().enumerate() {
            let DateMention {
                span,
                value: _,
                day: _,
                anchor: _,
                rule: _,
            } = date;
            self.span(format_args!("dates[{i}].span"), *span);
        }
        for (i, statement) in record.statements.iter().enumerate() {
            self.statement(i, statement, record);
        }
        self.nesting(&record.statements);
    }

    fn entity(&mut self, i: usize, entity: &Entity) {
        let Entity {
            name,
            named_at,
            kind: _,
            described: _,
            role,
            affiliation,
        } = entity;
        let part = format_args!("entities[{i}].named_at");
        if let Some(shown) = self.span(part, *named_at)
            && !same_words(shown, name)
        {
            let what = format!(
                "the text shows {:?} there, not {:?}",
                shorten(shown),
                shorten(name)
            );
            self.fault(part, what);
        }
        self.spans(format_args!("entities[{i}].role"), role);
        self.spans(format_args!("entities[{i}].affiliation"), affiliation);
    }

    fn statement(&mut self, i: usize, statement: &Statement, record: &Record) {
        let Statement {
            form: _,
            content,
            cue,
            source,
            speaker,
            speaker_rule: _,
            speaker_confidence,
            role,
            affiliation,
            addressee,
            venue,
            day,
            anonymity,
            standing: _,
            within,
            confidence,
            rule: _,
        } = statement;
        let part = format!("statements[{i}]");
        if content.is_empty() {
            self.fault(format_args!("{part}.content"), "it is empty");
        }
        self.spans(format_args!("{part}.content"), content);
        self.spans(format_args!("{part}.cue"), cue);
        self.spans(format_args!("{part}.source"), source);
        self.spans(format_args!("{part}.role"), role);
        self.spans(format_args!("{part}.affiliation"), affiliation);
        self.spans(format_args!("{part}.addressee"), addressee);
        self.spans(format_args!("{part}.venue"), venue);
        if let Some(anonymity) = anonymity {
            self.span(format_args!("{part}.anonymity.span"), anonymity.span);
            self.spans(format_args!("{part}.anonymity.reason"), &anonymity.reason);
        }
        let indices = [
            ("speaker", speaker, record.entities.len()),
            ("day", day, record.dates.len()),
            ("within", within, record.statements.len()),
        ];
        for (name, index, length) in indices {
            if let Some(index) = index {
                self.index(format_args!("{part}.{name}"), *index, length);
            }
        }
        self.confidence(format_args!("{part}.confidence"), *confidence);
        self.confidence(
            format_args!("{part}.speaker_confidence"),
            *speaker_confidence,
        );
    }

    fn spans<'s>(
        &mut self,
        part: fmt::Arguments<'_>,
        spans: impl IntoIterator<Item = &'s TextSpan>,
    ) {
        for span in spans {
            self.span(part, *span);
        }
    }

    fn index(&mut self, part: impl fmt::Display, index: u32, length: usize) {
        if index as usize >= length {
            self.fault(part, format!("there is no number {index}, only {length}"));
        }
    }

    /// No statement may be part of itself. Each statement is walked through
    /// once: a walk ends where an earlier one has been.
    fn nesting(&mut self, statements: &[Statement]) {
        let mut walks = vec![0; statements.len()];
        for start in 0..statements.len() {
            let walk = start + 1;
            let mut at = start;
            while let Some(seen) = walks.get_mut(at) {
                if *seen == walk {
                    self.fault(
                        format_args!("statements[{at}].within"),
                        "it is part of itself",
                    );
                }
                if *seen != 0 {
                    break;
                }
                *seen = walk;
                let Some(within) = statements[at].within else {
                    break;
                };
                at = within as usize;
            }
        }
    }

    fn doubt(&mut self, i: usize, doubt: &Doubt) {
        if let Some(at) = &doubt.at {
            self.place(&format!("doubts[{i}].at"), at);
        }
    }
}

/// Whether a text shows the same words as a value. White space inside is free,
/// because a value is one line and the text it stands in may break it; at the
/// ends it is not, and no honest text is mostly white space.
fn same_words(shown: &str, words: &str) -> bool {
    shown == words
        || (shown.len() <= 8 * words.len()
            && shown.trim().len() == shown.len()
            && shown.split_whitespace().eq(words.split_whitespace()))
}

/// The beginning of a text, for a message.
fn shorten(text: &str) -> &str {
    const MOST: usize = 60;
    text.char_indices()
        .nth(MOST)
        .map_or(text, |(end, _)| &text[..end])
}
