//! Where contents end at quotation marks.
//!
//! Shares below are of the quotations in PolNeAR's training articles. A
//! quotation that keeps its last mark of punctuation inside ends its content
//! with it (97 in 100), one that also begins with a capital begins it (95 in
//! 100), and one of five words or more is content as a whole (99 in 100). Words
//! that all have capitals, and no punctuation inside, are a title rather than
//! speech where nothing else is content (4 in 5); so are they with a comma or
//! stop inside, as American printers set it, where they follow a word that is no
//! cue ("on “The Morning Ferry,” she said").

use std::ops::Range;

use super::quotes::{Quoted, Quotes};
use super::statements::Reported;
use super::tokens::{TokenKind, Tokens, begins_large};

/// The least number of words of a quotation that is content as a whole.
const WHOLE: usize = 5;
/// The least number of words of a quotation that begins its content.
const BEGINS: usize = 3;
/// The most words of a title.
const TITLE: usize = 6;

/// What a quotation is like.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Manner {
    /// How many words it has.
    pub(crate) words: usize,
    /// Whether it begins with a capital.
    pub(crate) capital: bool,
    /// Whether it ends with a mark of punctuation inside.
    pub(crate) ends: bool,
    /// Whether it is written as titles are, and stands where they do.
    pub(crate) title: bool,
}

/// What a quotation is like.
pub(crate) fn manner(text: &str, tokens: &Tokens, quoted: &Quoted) -> Manner {
    let inner = tokens.range(&(quoted.open + 1..quoted.close));
    let is_word = |kind| matches!(kind, TokenKind::Word | TokenKind::Number);
    let words = || {
        inner
            .iter()
            .filter(|token| is_word(token.kind))
            .map(|token| &text[token.span.range()])
    };
    let ends = inner
        .iter()
        .rev()
        .filter(|token| token.kind != TokenKind::Ending)
        .map(|token| &text[token.span.range()])
        .find(|mark| !matches!(*mark, "’" | "'" | "”" | "\"" | "''" | ")" | "]"))
        .is_some_and(|mark| matches!(mark, "." | "," | "!" | "?" | "…" | "—" | "–" | "-" | "--"));
    let capital = words().next().is_some_and(begins_large);
    let count = words().count();
    // Short words have no capitals in titles.
    let capitals = capital && words().all(|word| begins_large(word) || word.len() <= 3);
    let follows = quoted.open.checked_sub(1).is_some_and(|at| {
        let before = tokens.list[at as usize];
        before.kind != TokenKind::Mark && before.span.start >= paragraph_start(tokens, quoted)
    });
    let exclaims = inner
        .last()
        .is_some_and(|last| matches!(&text[last.span.range()], "!" | "?"));
    let title = capitals
        && count <= TITLE
        && !exclaims
        && (!ends || follows && count > 1 && words().filter(|word| begins_large(word)).count() > 1);
    Manner {
        words: count,
        capital,
        ends,
        title,
    }
}

/// Where the paragraph of a quotation begins.
fn paragraph_start(tokens: &Tokens, quoted: &Quoted) -> u32 {
    let sentences = &tokens.sentences;
    let part = sentences[tokens.sentence_of(quoted.open)].part;
    let first = sentences.partition_point(|s| s.part < part);
    tokens.list[sentences[first].tokens.start as usize]
        .span
        .start
}

/// Moves the ends of contents to quotation marks where these tell them.
pub(crate) fn snap(text: &str, tokens: &Tokens, quotes: &Quotes, found: &mut Vec<Reported>) {
    let mut taken = vec![false; tokens.list.len()];
    for one in found.iter() {
        for range in one.content.iter().chain([&one.source, &one.cue]) {
            taken[range.start as usize..range.end as usize].fill(true);
        }
    }
    found.retain_mut(|one| {
        let mut content: Vec<Range<u32>> = Vec::with_capacity(one.content.len());
        for piece in &one.content {
            let piece = snapped(text, tokens, quotes, piece.clone(), &taken);
            for piece in parted(text, tokens, quotes, piece) {
                match content.last_mut() {
                    Some(last) if piece.start <= last.end => last.end = last.end.max(piece.end),
                    _ => content.push(piece),
                }
            }
        }
        let cue = Some(one.cue.end).filter(|_| !one.cue.is_empty());
        content.retain(|piece| {
            let all = |quoted: &&Quoted| {
                quoted.closed && piece.start >= quoted.open && piece.end <= quoted.close + 1
            };
            let quoted = within(quotes, piece).first().filter(all);
            !quoted.is_some_and(|quoted| {
                let manner = manner(text, tokens, quoted);
                manner.title && (!manner.ends || cue != Some(quoted.open))
            })
        });
        // A comma at an edge is the sentence's unless it is quoted.
        let comma = |at: u32| {
            text[tokens.list[at as usize].span.range()] == *"," && quotes.region(at).is_none()
        };
        for piece in &mut content {
            while piece.start < piece.end && comma(piece.end - 1) {
                piece.end -= 1;
            }
            while piece.start < piece.end && comma(piece.start) {
                piece.start += 1;
            }
        }
        content.retain(|piece| !piece.is_empty());
        // What has lost all that it reported reports nothing; what never had any
        // is a cue before quotations that stand in paragraphs of their own.
        let lost = content.is_empty() && !one.content.is_empty();
        one.content = content;
        !lost
    });
}

/// Gives to the source what it says of itself: why it has no name was not said
/// ("an official who spoke on condition of anonymity because ...").
pub(crate) fn keep_reasons(text: &str, tokens: &Tokens, found: &mut [Reported]) {
    let word = |at: u32| &text[tokens.list[at as usize].span.range()];
    for one in found {
        let source = one.source.clone();
        if source.is_empty() || one.content.len() < 2 {
            continue;
        }
        let mut end = source.end;
        one.content.retain(|piece| {
            let behind = piece.start > source.end
                && word(piece.start - 1).eq_ignore_ascii_case("anonymity")
                && tokens.sentence_of(piece.start) == tokens.sentence_of(source.start);
            if behind {
                end = piece.end;
            }
            !behind
        });
        let is_mark = |at: u32| tokens.list[at as usize].kind == TokenKind::Mark;
        while end > source.end && is_mark(end - 1) {
            end -= 1;
        }
        one.source.end = end;
    }
}

/// Gives to the source the noun that its last word owns, where the owner's
/// apostrophe looked like a quotation mark ("Karl Venn of the dockers’ union").
pub(crate) fn keep_owned(text: &str, tokens: &Tokens, quotes: &Quotes, found: &mut [Reported]) {
    let word = |at: u32| &text[tokens.list[at as usize].span.range()];
    for one in found {
        let mark = one.source.end;
        if one.source.is_empty() || mark as usize + 1 >= tokens.list.len() {
            continue;
        }
        let [owner, apostrophe, owned] =
            [mark - 1, mark, mark + 1].map(|at| tokens.list[at as usize]);
        let owns = matches!(word(mark), "’" | "'")
            && owner.kind == TokenKind::Word
            && word(mark - 1).ends_with('s')
            && owner.span.end == apostrophe.span.start
            && owned.kind == TokenKind::Word
            && apostrophe.span.end < owned.span.start
            && tokens.sentence_of(mark - 1) == tokens.sentence_of(mark + 1)
            && quotes
                .region(mark)
                .is_none_or(|quoted| quoted.close != mark);
        let free = |range: &Range<u32>| !range.contains(&(mark + 1));
        if owns && free(&one.cue) && one.content.iter().all(free) {
            one.source.end = mark + 2;
        }
    }
}

/// Takes from the content when or where it was said: "said after the hearing that he ...".
pub(crate) fn keep_occasion(text: &str, tokens: &Tokens, found: &mut [Reported]) {
    /// Such a phrase has no more words. Guessed; it bounds the work.
    const LONGEST: u32 = 6;
    let word = |at: u32| &text[tokens.list[at as usize].span.range()];
    for one in found {
        let cue = one.cue.end;
        let [content, ..] = &mut one.content[..] else {
            continue;
        };
        let begins = matches!(
            word(cue.min(content.start)),
            "after" | "at" | "before" | "during" | "following" | "in" | "on"
        );
        if cue + 1 != content.start || !begins {
            continue;
        }
        let end = content.end.min(content.start + LONGEST + 1);
        let that = (content.start + 1..end).find(|&at| word(at) == "that");
        let is_word = |at: u32| tokens.list[at as usize].kind == TokenKind::Word;
        if let Some(that) = that.filter(|that| (content.start..*that).all(is_word)) {
            content.start = that;
        }
    }
}

/// Gives to the source the group that it is the last name of: "the governments
/// of Norland and Sudland", of which the fields saw the last land only.
pub(crate) fn keep_group(text: &str, tokens: &Tokens, found: &mut [Reported]) {
    let word = |at: u32| &text[tokens.list[at as usize].span.range()];
    let large = |at: u32| begins_large(word(at));
    for one in found {
        let Some(and) = one.source.start.checked_sub(1) else {
            continue;
        };
        let first = tokens.sentences[tokens.sentence_of(and)].tokens.start;
        if word(and) != "and" || !large(one.source.start) {
            continue;
        }
        let mut of = and;
        while of > first && and - of < 6 && large(of - 1) {
            of -= 1;
        }
        // "the", the group, "of", a name or more, "and".
        if of == and || of < first + 3 || word(of - 1) != "of" {
            continue;
        }
        let start = of - 3;
        let group = word(start).eq_ignore_ascii_case("the")
            && word(of - 2).ends_with('s')
            && !large(of - 2);
        let free = |range: &Range<u32>| range.end <= start || range.start > and;
        if group && free(&one.cue) && one.content.iter().all(free) {
            one.source.start = start;
        }
    }
}

/// The quotations that a range of tokens touches.
fn within<'q>(quotes: &'q Quotes, range: &Range<u32>) -> &'q [Quoted] {
    let end = |quoted: &Quoted| quoted.close + u32::from(quoted.closed);
    let from = quotes.list.partition_point(|q| end(q) <= range.start);
    let to = quotes.list.partition_point(|q| q.open < range.end);
    &quotes.list[from..to.max(from)]
}

/// A piece without what stands in the reporter's words between a quotation that
/// ends its sentence and one that begins another.
fn parted(text: &str, tokens: &Tokens, quotes: &Quotes, piece: Range<u32>) -> Vec<Range<u32>> {
    let mut out = vec![piece.clone()];
    for pair in within(quotes, &piece).windows(2) {
        let (one, next) = (&pair[0], &pair[1]);
        let last = one.close.checked_sub(1).filter(|at| *at > one.open);
        let ends = last.is_some_and(|at| {
            matches!(
                &text[tokens.list[at as usize].span.range()],
                "." | "!" | "?"
            )
        });
        if one.closed && ends && next.open > one.close + 1 && manner(text, tokens, next).capital {
            if let Some(last) = out.last_mut() {
                last.end = one.close + 1;
            }
            out.push(next.open..piece.end);
        }
    }
    out.retain(|piece| !piece.is_empty());
    out
}

fn snapped(
    text: &str,
    tokens: &Tokens,
    quotes: &Quotes,
    mut piece: Range<u32>,
    taken: &[bool],
) -> Range<u32> {
    let inside = within(quotes, &piece);
    let (Some(first), Some(last)) = (inside.first(), inside.last()) else {
        return piece;
    };
    let held = |quoted: &Quoted, piece: &Range<u32>| {
        let shared = quoted
            .close
            .min(piece.end)
            .saturating_sub(quoted.open.max(piece.start));
        shared > 1
    };
    let free = |range: Range<u32>| !taken[range.start as usize..range.end as usize].contains(&true);
    let (begins, ends) = (manner(text, tokens, first), manner(text, tokens, last));
    if last.closed && held(last, &piece) {
        let close = last.close + 1;
        if piece.end > close && ends.ends
            || piece.end < close && ends.words >= WHOLE && free(piece.end..close)
        {
            piece.end = close;
        }
    }
    if held(first, &piece)
        && (piece.start < first.open
            && begins.capital
            && begins.ends
            && begins.words >= BEGINS
            && first.closed
            || piece.start > first.open && begins.words >= WHOLE && free(first.open..piece.start))
    {
        piece.start = first.open;
    }
    // "told those who doubt that “...”": three times in four the words before
    // "that" are the cue's.
    let that = first.open.saturating_sub(1);
    if piece.start < that
        && begins.ends
        && begins.words >= WHOLE
        && inside.len() == 1
        && text[tokens.list[that as usize].span.range()].eq_ignore_ascii_case("that")
    {
        piece.start = that;
    }
    piece
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::speech::Part;
    use crate::speech::statements::Found;
    use onrecord_record::{Label, TextSpan};

    /// The tokens of a text of one paragraph.
    fn tokens(text: &str) -> Tokens {
        let parts = [Part {
            span: TextSpan::new(0, text.len()),
            label: Label::Body,
        }];
        Tokens::of(text, &parts)
    }

    /// Where some of its words stand first.
    fn range(text: &str, tokens: &Tokens, words: &str) -> Range<u32> {
        let at = text.find(words).unwrap();
        tokens.within(TextSpan::new(at, at + words.len()))
    }

    #[test]
    fn why_a_source_is_unnamed_is_the_source_s() {
        let text = "The pier is lost, according to an official who spoke on condition of anonymity because the plan was secret.";
        let tokens = tokens(text);
        let range = |words: &str| range(text, &tokens, words);
        let mut found = [Reported {
            cue: range("according to"),
            source: range("an official who spoke"),
            content: vec![
                range("The pier is lost"),
                range("because the plan was secret."),
            ],
            confidence: 900,
            likely: None,
            seen: true,
            cut: false,
            found: Found::Cue,
        }];
        keep_reasons(text, &tokens, &mut found);
        let words = |range: &Range<u32>| &text[tokens.span(range).range()];
        assert_eq!(found[0].content, [range("The pier is lost")]);
        assert_eq!(
            words(&found[0].source),
            "an official who spoke on condition of anonymity because the plan was secret"
        );
    }

    #[test]
    fn when_it_was_said_was_not_said() {
        for (text, content, kept) in [
            (
                "Venn said after the hearing that he would appeal.",
                "the hearing that he would appeal",
                "that he would appeal",
            ),
            (
                "Venn said the hearing that he lost was short.",
                "the hearing that he lost was short",
                "the hearing that he lost was short",
            ),
        ] {
            let tokens = tokens(text);
            let mut found = [Reported {
                cue: range(text, &tokens, "said"),
                source: range(text, &tokens, "Venn"),
                content: vec![range(text, &tokens, content)],
                confidence: 900,
                likely: None,
                seen: true,
                cut: false,
                found: Found::Cue,
            }];
            keep_occasion(text, &tokens, &mut found);
            assert_eq!(found[0].content, [range(text, &tokens, kept)]);
        }
    }

    #[test]
    fn a_group_is_the_source_and_not_its_last_name() {
        for (text, wanted) in [
            (
                "The harbours of Old Orrin and Sudland each said so.",
                "The harbours of Old Orrin and Sudland",
            ),
            ("He met Orrin and Sudland each said so.", "Sudland"),
            ("The port of Orrin and Sudland each said so.", "Sudland"),
            ("Sudland each said so.", "Sudland"),
        ] {
            let tokens = tokens(text);
            let range = |words: &str| range(text, &tokens, words);
            let mut found = [Reported {
                cue: range("said"),
                source: range("Sudland"),
                content: vec![range("so")],
                confidence: 900,
                likely: None,
                seen: true,
                cut: false,
                found: Found::Cue,
            }];
            keep_group(text, &tokens, &mut found);
            assert_eq!(&text[tokens.span(&found[0].source).range()], wanted);
        }
    }

    #[test]
    fn what_a_source_s_last_word_owns_is_the_source_s() {
        for (text, source, wanted) in [
            (
                "It is shut, said Karl Venn of the dockers’ union.",
                "Karl Venn of the dockers",
                "Karl Venn of the dockers’ union",
            ),
            (
                "It is ‘as the dockers’ said, so it is shut.",
                "the dockers",
                "the dockers",
            ),
            (
                "It is shut, said the dockers and left.",
                "the dockers",
                "the dockers",
            ),
        ] {
            let tokens = tokens(text);
            let quotes = Quotes::of(text, &tokens);
            let mut found = [Reported {
                cue: 0..0,
                source: range(text, &tokens, source),
                content: Vec::new(),
                confidence: 900,
                likely: None,
                seen: true,
                cut: false,
                found: Found::Cue,
            }];
            keep_owned(text, &tokens, &quotes, &mut found);
            assert_eq!(&text[tokens.span(&found[0].source).range()], wanted);
        }
    }

    #[test]
    fn contents_end_where_quotations_tell() {
        for (text, content, wanted) in [
            (
                "They sang “What curfew now?” and went home.",
                "“What curfew now?” and went home",
                "“What curfew now?”",
            ),
            (
                "She says of Orrin, “If it gets cold, it will freeze.”",
                "of Orrin, “If it gets cold, it will freeze.”",
                "“If it gets cold, it will freeze.”",
            ),
            (
                "“The pier that we all loved is gone,” she said.",
                "we all loved is gone,”",
                "“The pier that we all loved is gone,”",
            ),
            (
                "Lind says on its page that “the pier is gone for good.”",
                "on its page that “the pier is gone for good.”",
                "that “the pier is gone for good.”",
            ),
            (
                "Lind spoke on “The Morning Ferry” about fog.",
                "“The Morning Ferry”",
                "",
            ),
            (
                "Lind spoke on “The Morning Ferry,” about fog.",
                "“The Morning Ferry,” about fog",
                "",
            ),
            (
                "She called it “a sad day” for the town.",
                "it “a sad day” for the town",
                "it “a sad day” for the town",
            ),
        ] {
            let tokens = tokens(text);
            let quotes = Quotes::of(text, &tokens);
            let content = range(text, &tokens, content);
            let mut found = vec![Reported {
                cue: content.start..content.start,
                source: content.start..content.start,
                content: vec![content],
                confidence: 900,
                likely: None,
                seen: true,
                cut: false,
                found: Found::Cue,
            }];
            snap(text, &tokens, &quotes, &mut found);
            let now = found
                .first()
                .map_or("", |one| &text[tokens.span(&one.content[0]).range()]);
            assert_eq!(now, wanted, "{text}");
        }
    }
}
