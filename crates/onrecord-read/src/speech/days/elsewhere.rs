//! Days in other languages, by lists: "am Mittwoch", "hier", "le 5 mai".
//!
//! No verb is read but for a few words that tell that a sentence speaks of what
//! is to come; without one a day of the week is the last.

use std::sync::OnceLock;

use jiff::civil::Date;
use onrecord_record::{DateMention, Rule, TextSpan};

use super::grammar::{Base, Clock, Found, Way, Year};
use super::resolve::{self, Context};
use super::tense::Tense;
use crate::article::dates;
use crate::speech::Input;
use crate::speech::language::{self, Language, Phrases};
use crate::speech::tokens::{TokenKind, Tokens};
use crate::words;

/// What a word tells of days.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Word {
    Weekday(u8),
    /// Days from today.
    Today(i8),
    Next,
    Last,
    NextBehind,
    LastBehind,
    Future,
    Since,
    Until,
    Every,
    Month,
    No,
}

/// The words for days in a language.
pub(super) struct Calendar {
    name: &'static str,
    words: Phrases<Word>,
    /// What may be joined behind a day of the week.
    parts: Vec<(&'static str, &'static str)>,
}

impl Calendar {
    /// The words of a language, if the list has it.
    pub(super) fn of(language: Language) -> Option<&'static Calendar> {
        let Language::Known(known) = language else {
            return None;
        };
        calendars().iter().find(|one| one.name == known.name)
    }
}

fn calendars() -> &'static [Calendar] {
    static CALENDARS: OnceLock<Vec<Calendar>> = OnceLock::new();
    CALENDARS.get_or_init(|| {
        type Rows = (
            &'static str,
            Vec<(&'static str, Word)>,
            Vec<(&'static str, &'static str)>,
        );
        let mut all: Vec<Rows> = Vec::new();
        for (key, row) in words::rows(include_str!("../../words/days-elsewhere.tsv")) {
            let (name, kind) = key.split_once(' ').unwrap_or((key, ""));
            if all.last().is_none_or(|last| last.0 != name) {
                all.push((name, Vec::new(), Vec::new()));
            }
            let Some((_, entries, parts)) = all.last_mut() else {
                continue;
            };
            let each = row.split(' ').filter(|entry| !entry.is_empty());
            if kind == "part" {
                parts.extend(each.filter_map(|entry| entry.split_once(':')));
            } else if let Some(word) = word(kind) {
                entries.extend(each.map(|entry| (entry, word)));
            }
        }
        all.into_iter()
            .map(|(name, entries, parts)| Calendar {
                name,
                words: Phrases::new(entries),
                parts,
            })
            .collect()
    })
}

fn word(kind: &str) -> Option<Word> {
    Some(match kind {
        "before" => Word::Today(-2),
        "yesterday" => Word::Today(-1),
        "today" => Word::Today(0),
        "tomorrow" => Word::Today(1),
        "after" => Word::Today(2),
        "next" => Word::Next,
        "last" => Word::Last,
        "next-end" => Word::NextBehind,
        "last-end" => Word::LastBehind,
        "future" => Word::Future,
        "since" => Word::Since,
        "until" => Word::Until,
        "every" => Word::Every,
        "month" => Word::Month,
        "no" => Word::No,
        _ => return kind.parse().ok().map(Word::Weekday),
    })
}

/// Adds the days of the part whose first sentence this is to those that stand
/// in `dated`, in text order; where two share a place, the one there stays.
pub(super) fn add(
    calendar: &Calendar,
    input: &Input<'_>,
    tokens: &Tokens,
    first: usize,
    anchor: Option<Date>,
    dated: &mut Vec<DateMention>,
) {
    let part = tokens.sentences[first].part;
    let mut more = Vec::new();
    let sentences = tokens.sentences[first..].iter();
    let end = sentences
        .take_while(|sentence| sentence.part == part)
        .last()
        .map_or(0, |sentence| sentence.tokens.end);
    // "3. März" looks like the end of a sentence, so the part is read whole.
    let range = tokens.sentences[first].tokens.start as usize..end as usize;
    let reader = Reader {
        calendar,
        tokens,
        first: range.start,
        large: tokens.list[range.clone()]
            .iter()
            .map(|token| input.text[token.span.range()].starts_with(char::is_uppercase))
            .collect(),
        words: language::small(input.text, tokens, range),
    };
    let mut free = dated.iter().peekable();
    let mut at = 0;
    while at < reader.words.len() {
        let Some((base, clock, after)) = reader.day(at) else {
            at += 1;
            continue;
        };
        let span = TextSpan {
            start: reader.span(at).start,
            end: reader.span(after - 1).end,
        };
        while free.next_if(|one| one.span.end <= span.start).is_some() {}
        if free.peek().is_none_or(|one| span.end <= one.span.start) {
            let found = Found {
                first: 0,
                after: 0,
                base: Some(base),
                clock,
            };
            let context = Context {
                anchor,
                spoken: None,
                tense: reader.tense(at, after),
            };
            let reading = resolve::resolve(&found, &context);
            more.push(DateMention {
                span,
                value: reading.value,
                day: reading.day,
                anchor: anchor
                    .filter(|_| reading.anchored)
                    .and_then(resolve::moment),
                rule: Rule::named(reading.rule),
            });
        }
        at = after;
    }
    dated.append(&mut more);
    dated.sort_by_key(|one| one.span);
}

/// The words of a part.
struct Reader<'a> {
    calendar: &'a Calendar,
    tokens: &'a Tokens,
    first: usize,
    /// Whether each begins with a capital.
    large: Vec<bool>,
    /// In small letters.
    words: Vec<String>,
}

impl Reader<'_> {
    fn word(&self, at: usize) -> &str {
        self.words.get(at).map_or("", String::as_str)
    }

    fn span(&self, at: usize) -> TextSpan {
        self.tokens.list[self.first + at].span
    }

    fn says(&self, at: usize, wanted: Word) -> Option<usize> {
        (at < self.words.len())
            .then(|| {
                self.calendar
                    .words
                    .at(&self.words, at)
                    .find(|(word, _)| **word == wanted)
            })
            .flatten()
            .map(|(_, len)| len)
    }

    /// Whether a word of this kind ends before a token.
    fn before(&self, at: usize, wanted: Word) -> bool {
        (1..=2).any(|back| {
            at.checked_sub(back)
                .is_some_and(|from| self.says(from, wanted) == Some(back))
        })
    }

    fn number(&self, at: usize) -> Option<u8> {
        let token = self.tokens.list.get(self.first + at)?;
        let digits = token.kind == TokenKind::Number && token.span.len() <= 2;
        digits.then(|| self.word(at).parse().ok()).flatten()
    }

    /// The day at a token, and the token behind it.
    fn day(&self, at: usize) -> Option<(Base, Option<Clock>, usize)> {
        if let Some((month, day, after)) = self.month_day(at) {
            let year = Year::Unsaid;
            return Some((Base::Day { year, month, day }, None, after));
        }
        if let Some((day, part, after)) = self.weekday(at) {
            // "mercredi 5 mai": the date tells, whatever the day is called.
            let comma = after + usize::from(self.word(after) == ",");
            let named = [after, comma, comma + 1, comma + 2]
                .into_iter()
                .take_while(|&next| next <= comma + 2)
                .find_map(|next| {
                    let between =
                        (comma..next).all(|at| matches!(self.word(at).chars().count(), 2 | 3));
                    self.month_day(next).filter(|_| between)
                });
            if let Some((month, day, after)) = named {
                let year = Year::Unsaid;
                return Some((Base::Day { year, month, day }, None, after));
            }
            if self.before(at, Word::Every) || self.is_name(at) {
                return None;
            }
            let behind = self.says(after, Word::LastBehind);
            let way = if behind.is_some() || self.before(at, Word::Last) {
                Way::Last
            } else {
                Way::Bare
            };
            let behind = behind.or_else(|| self.says(after, Word::NextBehind));
            let clock = part.map(Clock::Part);
            return Some((
                Base::Weekday { day, way },
                clock,
                after + behind.unwrap_or(0),
            ));
        }
        let (days, len) =
            self.calendar
                .words
                .at(&self.words, at)
                .find_map(|(word, len)| match word {
                    Word::Today(days) => Some((*days, len)),
                    _ => None,
                })?;
        let no = self.before(at, Word::No) && len == 1 && days > 0;
        (!no && !self.is_large(at)).then_some((Base::Today(days), None, at + len))
    }

    /// Whether a day that is written large is no day: part of a name, as
    /// "Bild am Sonntag" is between marks.
    fn is_name(&self, at: usize) -> bool {
        matches!(self.word(at + 1), "“" | "”" | "»" | "«" | "\"")
    }

    /// "Morgen" in German is the morning, "Hoy" a name, but for the first word
    /// of a sentence.
    fn is_large(&self, at: usize) -> bool {
        let starts =
            at == 0 || matches!(self.word(at - 1), "." | "!" | "?" | "“" | "„" | "«" | ":");
        !starts && self.large[at]
    }

    /// A day of the week, and what is joined behind it.
    fn weekday(&self, at: usize) -> Option<(u8, Option<&'static str>, usize)> {
        let day = |words: &[String], at: usize| {
            self.calendar
                .words
                .at(words, at)
                .find_map(|(word, len)| match word {
                    Word::Weekday(day) => Some((*day, len)),
                    _ => None,
                })
        };
        if let Some((number, len)) = day(&self.words, at) {
            let next = self.word(at + len);
            let parts = self.calendar.parts.iter();
            let part = parts.into_iter().find(|(word, _)| *word == next);
            let after = at + len + usize::from(part.is_some());
            return Some((number, part.map(|part| part.1), after));
        }
        // "Montagabend".
        let word = self.word(at);
        self.calendar.parts.iter().find_map(|(end, part)| {
            let head = word.strip_suffix(end)?.trim_end_matches('-').to_owned();
            let (number, _) = day(&[head], 0)?;
            Some((number, Some(*part), at + 1))
        })
    }

    /// "5 mai", "3. März", "3 de mayo", "5月3日", without a year.
    fn month_day(&self, at: usize) -> Option<(u8, u8, usize)> {
        let number = self.number(at)?;
        if self.word(at + 1) == "月" {
            let day = self.number(at + 2)?;
            let fits = self.word(at + 3) == "日"
                && (1..=12).contains(&number)
                && (1..=31).contains(&day)
                && !(at > 0 && self.word(at - 1) == "年");
            return fits.then_some((number, day, at + 4));
        }
        let mut next = at + 1;
        if matches!(self.word(next), "." | "º" | "°") {
            next += 1;
        }
        next += self.says(next, Word::Month).unwrap_or(0);
        let month = dates::months().get(self.word(next))?;
        let mut behind = next + 1;
        behind += usize::from(matches!(self.word(behind), "," | "."));
        behind += self.says(behind, Word::Month).unwrap_or(0);
        let year = self
            .tokens
            .list
            .get(self.first + behind)
            .is_some_and(|token| token.kind == TokenKind::Number && token.span.len() == 4);
        let fits = (1..=31).contains(&number) && !year && self.word(next).chars().count() > 2;
        fits.then_some((month, number, next + 1))
    }

    /// Whether the words around a day tell that it is over or to come.
    fn tense(&self, at: usize, after: usize) -> Tense {
        if self.before(at, Word::Since) {
            return Tense::Since;
        }
        let next = self.before(at, Word::Next) || self.says(after - 1, Word::NextBehind).is_some();
        if next || self.before(at, Word::Until) {
            return Tense::Until;
        }
        let stop = |at: &usize| matches!(self.word(*at), "." | "!" | "?" | ";" | "。");
        let from = (at.saturating_sub(REACH)..at)
            .rev()
            .find(stop)
            .map_or(at.saturating_sub(REACH), |at| at + 1);
        let to = (after..self.words.len().min(after + REACH))
            .find(stop)
            .unwrap_or(after + REACH);
        let future =
            (from..to.min(self.words.len())).any(|at| self.says(at, Word::Future).is_some());
        if future {
            Tense::Future
        } else {
            Tense::Unknown
        }
    }
}

/// How far around a day a word for what is to come is looked for. Guessed.
const REACH: usize = 20;

#[cfg(test)]
mod tests {
    use onrecord_record::Label;

    use super::super::days;
    use super::*;
    use crate::speech::Part;

    fn values(text: &str) -> String {
        let parts = vec![Part {
            span: TextSpan::new(0, text.len()),
            label: Label::Body,
        }];
        let tokens = Tokens::of(text, &parts);
        let input = Input {
            text,
            parts,
            anchor: Some("2031-05-14".parse().expect("a day")),
            writer: None,
        };
        let each = days(&input, &tokens, language::language(text, &tokens))
            .iter()
            .map(|one| {
                let value = one.value.as_deref().unwrap_or("?");
                format!("{} = {value}", &text[one.span.range()])
            })
            .collect::<Vec<_>>();
        each.join("; ")
    }

    #[test]
    fn days_in_other_languages_are_counted_from_publication() {
        // 2031-05-14 is a Wednesday. The rest of each text tells its language.
        const REST: [(&str, &str); 12] = [
            (
                "de",
                " Das ist für die Stadt und den Hafen nicht gut, sagte der Leiter der Werft zu den Leuten auf dem Kai.",
            ),
            (
                "fr",
                " Le port de la ville est fermé et les bateaux ne sont pas sur le quai, ce que les gens de la région regrettent.",
            ),
            (
                "es",
                " El puerto de la ciudad está cerrado y los barcos no están en el muelle, lo que la gente de la zona lamenta.",
            ),
            (
                "it",
                " Il porto della città è chiuso e le navi non sono al molo, il che non piace alla gente della zona e del paese.",
            ),
            (
                "pt",
                " O porto da cidade está fechado e os barcos não estão no cais, o que a gente da zona não vê com bons olhos.",
            ),
            (
                "nl",
                " De haven van de stad is dicht en het is niet goed voor de mensen die er met de boot naar het eiland gaan.",
            ),
            (
                "sv",
                " Hamnen i staden är stängd och det är inte bra för dem som ska med båten till ön, de har inte fått besked om det.",
            ),
            (
                "pl",
                " Port w mieście jest zamknięty i nie jest to dobre dla tych, którzy się na wyspę wybierają, ale to się nie zmieni.",
            ),
            (
                "ru",
                " Порт в городе закрыт, и это не нравится тем, кто едет на остров из города, но он не откроется и для них.",
            ),
            (
                "el",
                " Το λιμάνι της πόλης είναι κλειστό και δεν είναι καλό για τους ανθρώπους που πάνε με το πλοίο στο νησί.",
            ),
            ("zh", "这是不好的，港口的船在等，人们也在说他的话。"),
            ("ja", "これはよくないことで、船の人たちが待っている。"),
        ];
        for (language, text, wanted) in [
            (
                "de",
                "Die Ministerin sagte am Montag, der Hafen sei zu.",
                "Montag = 2031-05-12",
            ),
            (
                "de",
                "Am Dienstagabend brach die Mole, die am 3. März geprüft worden war.",
                "Dienstagabend = 2031-05-13TEV; 3. März = 2031-03-03",
            ),
            (
                "de",
                "Am kommenden Freitag wird der Kai geöffnet, heute noch nicht.",
                "Freitag = 2031-05-16; heute = 2031-05-14",
            ),
            (
                "de",
                "Am Montag soll die Fähre fahren, wie gestern bekannt wurde.",
                "Montag = 2031-05-19; gestern = 2031-05-13",
            ),
            (
                "de",
                "Seit Freitag ist der Kai zu, jeden Montag wird er geprüft.",
                "Freitag = 2031-05-09",
            ),
            (
                "fr",
                "La ministre a déclaré mardi que le quai, fermé le 5 mai, ouvrira.",
                "mardi = 2031-05-13; 5 mai = 2031-05-05",
            ),
            (
                "fr",
                "Elle viendra lundi prochain, a-t-il dit hier.",
                "lundi prochain = 2031-05-19; hier = 2031-05-13",
            ),
            (
                "fr",
                "Réunis mercredi 7 mai, ils ont voté.",
                "mercredi 7 mai = 2031-05-07",
            ),
            (
                "es",
                "La ministra dijo el martes que el muelle se perdió el 3 de mayo.",
                "martes = 2031-05-13; 3 de mayo = 2031-05-03",
            ),
            (
                "es",
                "Los lunes por la mañana no hay barcos; ayer tampoco.",
                "ayer = 2031-05-13",
            ),
            (
                "it",
                "Il sindaco ha detto ieri che martedì scorso il molo era chiuso.",
                "ieri = 2031-05-13; martedì scorso = 2031-05-13",
            ),
            (
                "pt",
                "O prefeito disse na segunda-feira que volta amanhã.",
                "segunda-feira = 2031-05-12; amanhã = 2031-05-15",
            ),
            (
                "nl",
                "De minister zei maandag dat de haven op 3 juni opengaat.",
                "maandag = 2031-05-12; 3 juni = 2031-06-03",
            ),
            (
                "sv",
                "Ministern sade i går att det hände på måndagen.",
                "i går = 2031-05-13; måndagen = 2031-05-12",
            ),
            (
                "pl",
                "Minister powiedział w poniedziałek, że port zamknięto 3 maja.",
                "poniedziałek = 2031-05-12; 3 maja = 2031-05-03",
            ),
            (
                "ru",
                "Министр сообщил во вторник, что порт закрыли 3 мая.",
                "вторник = 2031-05-13; 3 мая = 2031-05-03",
            ),
            (
                "el",
                "Ο υπουργός είπε χθες ότι στις 3 Μαΐου έκλεισε.",
                "χθες = 2031-05-13; 3 Μαΐου = 2031-05-03",
            ),
            (
                "zh",
                "部长周一说，5月3日的风暴很大。",
                "周一 = 2031-05-12; 5月3日 = 2031-05-03",
            ),
            (
                "ja",
                "大臣は月曜日、5月3日の嵐について話した。",
                "月曜日 = 2031-05-12; 5月3日 = 2031-05-03",
            ),
        ] {
            let rest = REST
                .iter()
                .find(|rest| rest.0 == language)
                .expect("a text")
                .1;
            assert_eq!(values(&format!("{text}{rest}")), wanted, "{text}");
        }
    }
}
