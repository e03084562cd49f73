//! Who said what in sentences of our own.

use onrecord_record::{Form, Label, Standing, TextSpan};

use super::{Input, Part, Speech, read};

fn article(text: &str) -> Speech {
    let mut parts = Vec::new();
    let mut start = 0;
    for line in text.split('\n') {
        parts.push(Part {
            span: TextSpan::new(start, start + line.len()),
            label: if start == 0 {
                Label::Headline
            } else {
                Label::Body
            },
        });
        start += line.len() + 1;
    }
    read(&Input {
        text,
        parts,
        anchor: None,
        writer: None,
    })
}

/// The statements as `content | cue | source | speaker`.
fn told(text: &str) -> Vec<String> {
    let speech = article(text);
    let words = |spans: &[TextSpan]| -> String {
        let words: Vec<&str> = spans.iter().map(|span| &text[span.range()]).collect();
        words.join(" … ")
    };
    speech
        .statements
        .iter()
        .map(|one| {
            let speaker = one
                .speaker
                .map_or("unknown", |at| speech.entities[at as usize].name.as_str());
            format!(
                "{} | {} | {} | {speaker}",
                words(&one.content),
                words(&one.cue),
                words(&one.source)
            )
        })
        .collect()
}

const PORT: &str = "Port of Orrin to stay shut
The port of Orrin will stay shut until spring, the harbour ministry said on Monday.
“We have lost the pier, and we will not pretend otherwise,” said Anna Lind, the minister. “Nobody will be left without work.”
She told reporters that the repairs would cost 40 million crowns.
Some 300 people have no work, according to Karl Venn of the dockers’ union.
The ministry declined to say who would pay.";

#[test]
fn statements_have_content_cue_source_and_speaker() {
    let told = told(PORT);
    for wanted in [
        "The port of Orrin will stay shut until spring | said | the harbour ministry | harbour ministry",
        "“We have lost the pier, and we will not pretend otherwise,” … “Nobody will be left without work.” | said | Anna Lind, the minister | Anna Lind",
        "that the repairs would cost 40 million crowns | told | She | Anna Lind",
        "Some 300 people have no work | according to | Karl Venn of the dockers’ union | Karl Venn",
    ] {
        assert!(told.iter().any(|one| one == wanted), "{wanted}\n{told:#?}");
    }
}

#[test]
fn a_quotation_without_a_source_is_whose_it_goes_on_from() {
    // In a paragraph of its own, behind a question, and pulled out of the text.
    for (text, last) in [
        (
            "Port of Orrin\n“We have lost the pier for good,” said Anna Lind, the minister.\n\
             “Nobody will be left without work.”",
            "“Nobody will be left without work.” |  |  | Anna Lind",
        ),
        (
            "Port of Orrin\n“We will build the pier again in spring.”\n\
             The port has been shut since May, said Karl Venn of the council.\n\
             “We will build the pier again in spring,” said Anna Lind, the minister.",
            "“We will build the pier again in spring.” |  |  | Anna Lind",
        ),
        (
            "Port of Orrin\nThe port has been shut since May, said Karl Venn of the council.\n\
             The ships lie in Merrow since then.\nWill they come back to Orrin?\n\
             “They will come back when the pier stands.”",
            "“They will come back when the pier stands.” |  |  | Karl Venn",
        ),
        (
            "Port of Orrin\nThe port has been shut since May, said Karl Venn of the council.\n\
             He was asked: “Will you ever build the pier in Orrin again?”",
            "“Will you ever build the pier in Orrin again?” | was asked |  | unknown",
        ),
    ] {
        let told = told(text);
        assert!(told.iter().any(|one| one == last), "{last}\n{told:#?}");
    }
}

#[test]
fn form_and_standing_are_told() {
    let speech = article(PORT);
    let of = |words: &str| {
        speech
            .statements
            .iter()
            .find(|one| PORT[one.content[0].range()].contains(words))
            .unwrap_or_else(|| panic!("{words}"))
    };
    assert_eq!(of("lost the pier").form, Form::Direct);
    assert_eq!(of("repairs would cost").form, Form::Indirect);
    assert_eq!(of("lost the pier").standing, Standing::Stated);
    assert_eq!(of("who would pay").standing, Standing::Negated);
}

#[test]
fn layout_tells_whose_words_a_quotation_without_a_cue_is() {
    let told = told(
        "Voices from the quay, where Anna Lind answers
“I have worked here for thirty years and never saw the like of it.” — Maren Oste
LIND: We will rebuild it.
VIDEO: Ten boats in the fog.",
    );
    assert!(
        told.iter()
            .any(|one| one.ends_with("| — | Maren Oste | Maren Oste")),
        "{told:#?}"
    );
    assert!(
        told.iter()
            .any(|one| one.starts_with("We will rebuild it. | : | LIND")),
        "{told:#?}"
    );
    assert!(told.iter().all(|one| !one.contains("VIDEO")), "{told:#?}");
}

#[test]
fn a_quotation_goes_on_over_paragraphs() {
    let told = told(
        "Mayor speaks
“We will stay,” said Anna Lind. “This town is our home.
“It was our home before the flood and it will be our home after it.”",
    );
    assert_eq!(told.len(), 1, "{told:#?}");
    assert!(told[0].contains("after it"), "{told:#?}");
}

#[test]
fn nothing_is_invented_where_nobody_speaks() {
    for text in [
        "",
        "Port",
        "The ferry runs twice a day.",
        "港口关闭了。",
        "«",
    ] {
        assert_eq!(told(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn other_languages_date_what_was_said() {
    let text = "Der Hafen\nAm Montag teilte die Werft mit, dass die Mole am 3. Mai brach.\n„Wir bauen sie wieder auf“, sagte Ministerin Anna Lind am Dienstag in der Stadt.";
    let mut parts = Vec::new();
    let mut start = 0;
    for line in text.split('\n') {
        parts.push(Part {
            span: TextSpan::new(start, start + line.len()),
            label: Label::Body,
        });
        start += line.len() + 1;
    }
    let speech = read(&Input {
        text,
        parts,
        anchor: Some("2031-05-14".parse().expect("a day")),
        writer: None,
    });
    let days: Vec<&str> = speech
        .statements
        .iter()
        .map(|one| {
            let day = &speech.dates[one.day.expect("a day") as usize];
            &text[day.span.range()]
        })
        .collect();
    assert_eq!(days, ["Montag", "Dienstag"]);
}

#[test]
fn tens_of_thousands_of_quotations_without_a_cue_are_read() {
    let text = "“We stay here now.”\n".repeat(50_000);
    assert_eq!(article(&text).statements.len(), 50_000);
}

#[test]
fn weak_finds_are_told_where_an_article_reports() {
    let weak = "Our workshop hopes to look at any hull that was built in the last ten years.";
    let guide = format!(
        "How to keep a small boat dry
Owners like to find the cloth dry on a spring morning.
{weak}
A wet rope seems to invite mould into the locker."
    );
    let found = |text: &str| told(text).iter().any(|one| one.contains("any hull"));
    assert!(!found(&guide), "{:?}", told(&guide));
    let report = format!("{PORT}\n{weak}");
    assert!(found(&report), "{:?}", told(&report));
}

#[test]
fn a_request_for_no_name_is_no_statement() {
    let text = format!(
        "{PORT}\n“It is a sad day,” said one docker, who asked not to be named. A second docker \
         asked the minister not to close the school."
    );
    let told = told(&text);
    let has = |words: &str| told.iter().any(|one| one.contains(words));
    assert!(has("“It is a sad day,” | said | one docker"), "{told:#?}");
    assert!(has("not to close the school"), "{told:#?}");
    assert!(!has("not to be named"), "{told:#?}");
}

#[test]
fn words_to_the_reader_are_nobodys() {
    let text = format!("{PORT}\nYou want to know whether the pier will be built again.");
    let all = told(&text);
    assert!(
        all.iter().all(|one| !one.contains("built again")),
        "{all:?}"
    );
}

#[test]
fn i_is_the_only_author_outside_of_quotations() {
    let text = "The pier\nMaren Oste\nI think that the pier will be built again before spring.\n“I think that it is lost,” said Anna Lind, the minister.";
    let read = |writer: Option<TextSpan>| {
        let starts = [(0, 8), (20, 76), (77, text.len())];
        let parts = starts.map(|(start, end)| Part {
            span: TextSpan::new(start, end),
            label: Label::Body,
        });
        let speech = read(&Input {
            text,
            parts: parts.to_vec(),
            anchor: None,
            writer,
        });
        let name = |at: u32| speech.entities[at as usize].name.clone();
        let speakers = speech.statements.iter().map(|one| one.speaker.map(name));
        speakers.collect::<Vec<_>>()
    };
    let lind = Some("Anna Lind".to_owned());
    let at = text.find("Maren").expect("she is named");
    let oste = TextSpan::new(at, at + "Maren Oste".len());
    assert_eq!(
        read(Some(oste)),
        [Some("Maren Oste".to_owned()), lind.clone()]
    );
    assert_eq!(read(None), [None, lind]);
}
