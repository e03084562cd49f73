//! Quotation marks of every style, paired within a paragraph.

use onrecord_record::TextSpan;

use super::tokens::{TokenKind, Tokens};

/// Text between quotation marks, or from an opening mark to the end of a
/// paragraph that does not close it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Quoted {
    /// The opening mark's token.
    pub(crate) open: u32,
    /// The closing mark's token, or one past the part's last if there is none.
    pub(crate) close: u32,
    /// Whether a mark closes it.
    pub(crate) closed: bool,
}

/// The quoted regions of an article, outermost only, in text order.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Quotes {
    /// The regions.
    pub(crate) list: Vec<Quoted>,
    /// For every token the region it stands in, marks included, plus one; 0 is
    /// none.
    region: Vec<u32>,
}

impl Quotes {
    /// Finds the regions of a text's tokens.
    pub(crate) fn of(text: &str, tokens: &Tokens) -> Quotes {
        let mut quotes = Quotes {
            list: Vec::new(),
            region: vec![0; tokens.list.len()],
        };
        let mut at = 0;
        while at < tokens.sentences.len() {
            let part = tokens.sentences[at].part;
            let first = tokens.sentences[at].tokens.start;
            while at < tokens.sentences.len() && tokens.sentences[at].part == part {
                at += 1;
            }
            quotes.pair(text, tokens, first, tokens.sentences[at - 1].tokens.end);
        }
        for (number, quoted) in quotes.list.iter().enumerate() {
            let end = (quoted.close + u32::from(quoted.closed)) as usize;
            quotes.region[quoted.open as usize..end].fill(number as u32 + 1);
        }
        quotes
    }

    /// The region that a token stands in, its marks included.
    pub(crate) fn region(&self, token: u32) -> Option<&Quoted> {
        let number = *self.region.get(token as usize)?;
        self.list.get(number.checked_sub(1)? as usize)
    }

    /// Whether a token stands between the marks of a region.
    pub(crate) fn inside(&self, token: u32) -> bool {
        self.region(token)
            .is_some_and(|q| token > q.open && token < q.close)
    }

    fn pair(&mut self, text: &str, tokens: &Tokens, first: u32, end: u32) {
        let singles = last_closing_single(text, tokens, first, end);
        let mut open: Option<(u32, char)> = None;
        for at in first..end {
            let token = tokens.list[at as usize];
            if token.kind != TokenKind::Mark {
                continue;
            }
            let mark = mark(&text[token.span.range()]);
            let Some(mark) = mark else { continue };
            let before = at > first && touches(tokens, at - 1);
            let after = at + 1 < end && touches(tokens, at);
            match open {
                Some((start, opened)) => {
                    if closes(opened, mark, before, after) {
                        self.list.push(Quoted {
                            open: start,
                            close: at,
                            closed: true,
                        });
                        open = None;
                    } else if matches!(opened, '"' | '”') && mark == '“' && after && !before {
                        // A straight mark before curly ones is a stray.
                        open = Some((at, mark));
                    }
                }
                None => {
                    let opens = match mark {
                        '"' | '«' | '»' | '“' | '„' | '「' | '『' => after || !before,
                        '`' => true,
                        '”' => after && !before,
                        '‘' | '‚' | '‹' | '\'' => after && !before && at < singles,
                        _ => false,
                    };
                    if opens {
                        open = Some((at, mark));
                    }
                }
            }
        }
        // A single mark that nothing closes is an apostrophe.
        if let Some((start, mark)) = open
            && !matches!(mark, '‘' | '‚' | '‹' | '\'')
        {
            self.list.push(Quoted {
                open: start,
                close: end,
                closed: false,
            });
        }
    }
}

/// The mark that a token is, if it is a quotation mark. Doubled grave accents
/// and apostrophes, as news wires set them, are read as `` ` `` and `"`.
fn mark(token: &str) -> Option<char> {
    match token {
        "``" => Some('`'),
        "''" => Some('"'),
        _ => token.chars().next().filter(|c| {
            matches!(
                c,
                '"' | '“'
                    | '”'
                    | '„'
                    | '‟'
                    | '«'
                    | '»'
                    | '‘'
                    | '’'
                    | '‚'
                    | '‹'
                    | '›'
                    | '\''
                    | '「'
                    | '」'
                    | '『'
                    | '』'
            )
        }),
    }
}

fn closes(opened: char, mark: char, before: bool, after: bool) -> bool {
    match opened {
        '"' => mark == '"' && (before || !after) || mark == '”',
        '`' => matches!(mark, '"' | '”'),
        '“' => mark == '”' || (mark == '"' && before) || (mark == '“' && before && !after),
        '„' | '‟' => matches!(mark, '“' | '”' | '"'),
        '«' => mark == '»',
        '»' => mark == '«' || (mark == '»' && before),
        '”' => mark == '”' && before,
        '「' => mark == '」',
        '『' => mark == '』',
        '‘' => mark == '’' && before && !after,
        '‚' => matches!(mark, '‘' | '’'),
        '‹' => mark == '›',
        '\'' => mark == '\'' && before && !after,
        _ => false,
    }
}

/// Whether a token and the next one touch.
fn touches(tokens: &Tokens, at: u32) -> bool {
    let (this, next) = (tokens.list[at as usize], tokens.list[at as usize + 1]);
    let TextSpan { end, .. } = this.span;
    end == next.span.start
}

/// The last single mark that may close a quotation, so that an apostrophe at a
/// word's start does not open one that never ends.
fn last_closing_single(text: &str, tokens: &Tokens, first: u32, end: u32) -> u32 {
    (first + 1..end)
        .rev()
        .find(|&at| {
            matches!(
                &text[tokens.list[at as usize].span.range()],
                "’" | "'" | "›" | "‘"
            ) && touches(tokens, at - 1)
                && !(at + 1 < end
                    && touches(tokens, at)
                    && tokens.list[at as usize + 1].kind != TokenKind::Mark)
        })
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::speech::Part;
    use onrecord_record::Label;

    fn quoted(text: &str) -> Vec<String> {
        let mut parts = Vec::new();
        let mut start = 0;
        for line in text.split('\n') {
            parts.push(Part {
                span: TextSpan::new(start, start + line.len()),
                label: Label::Body,
            });
            start += line.len() + 1;
        }
        let tokens = Tokens::of(text, &parts);
        let quotes = Quotes::of(text, &tokens);
        quotes
            .list
            .iter()
            .map(|q| {
                let inner = q.open + 1..q.close;
                let words = &text[tokens.span(&inner).range()];
                format!("{words}{}", if q.closed { "" } else { " ..." })
            })
            .collect()
    }

    #[test]
    fn marks_of_every_style_pair() {
        for (text, wanted) in [
            ("“Yes,” she said. “No.”", "Yes,|No."),
            ("\"Yes,\" she said. \"No.\"", "Yes,|No."),
            ("„Ja“, sagte sie. »Nein«, sagte er.", "Ja|Nein"),
            ("« Oui », dit-elle. «Non».", "Oui|Non"),
            ("”Ja”, sa hon.", "Ja"),
            ("``Yes,'' she said.", "Yes,"),
            ("The workers’ ‘quiet strike’ goes on", "quiet strike"),
            ("He's 'not sorry' for '29", "not sorry"),
            ("他说：「好。」", "好。"),
            ("“He said ‘no’ twice,” she said.", "He said ‘no’ twice,"),
            ("Rock ’n’ roll in the ’80s", ""),
        ] {
            assert_eq!(quoted(text).join("|"), wanted, "{text}");
        }
    }

    #[test]
    fn a_quotation_that_a_paragraph_leaves_open_ends_with_it() {
        assert_eq!(
            quoted("“We stay.\n“We stay long.” He left."),
            ["We stay. ...", "We stay long."]
        );
    }
}
