//! Records made by hand for the tests of the forms: invented news of an
//! invented coast.

use onrecord_record::{
    Access, Anonymity, Article, Block, BodyPart, Capture, CaptureInfo, Charset, CharsetSource,
    Contributor, Date, DateMention, DayRef, Doubt, DoubtKind, Entity, EntityKind, Evidence, Field,
    Form, How, Image, Label, Maker, Mark, MarkKind, Mention, PageKind, Person, Piece, Place,
    Record, Related, Rule, SCHEMA, Source, Standing, Statement, Text, TextSpan, Verdict,
};

use super::Setting;
use crate::term::Paint;

/// A setting without colour.
pub(super) fn setting() -> Setting {
    Setting {
        least: 0,
        page: "osk.html".to_owned(),
        width: 60,
        paint: Paint(false),
        proof: false,
        statements: false,
        with_input: false,
    }
}

/// A record of an empty capture.
pub(super) fn empty() -> Record {
    let capture = Capture::default();
    Record {
        schema: SCHEMA.to_owned(),
        maker: Maker {
            name: "test".to_owned(),
            version: "1".to_owned(),
            weights: None,
        },
        capture: CaptureInfo {
            url: None,
            captured: None,
            media_type: None,
            read_as: "text/html".to_owned(),
            charset: Charset {
                name: "UTF-8".to_owned(),
                source: CharsetSource::Default,
            },
            length: 0,
            sha256: capture.digest(),
        },
        article: Article::default(),
        statements: Vec::new(),
        entities: Vec::new(),
        mentions: Vec::new(),
        dates: Vec::new(),
        doubts: Vec::new(),
        blocks: Vec::new(),
        marks: Vec::new(),
        text: Text::default(),
    }
}

/// A value that the page's URL is said to show; where it stands does not
/// matter to most forms.
pub(super) fn evidence<T>(value: T) -> Evidence<T> {
    Evidence {
        value,
        at: Place::Capture(Vec::new()),
        source: Source::JsonLd,
        rule: Rule::named("test/claim"),
    }
}

/// A field that holds a value.
pub(super) fn stated(value: &str) -> Field<String> {
    Field::from_candidates(vec![evidence(value.to_owned())])
}

/// Builds a record whose capture is its clean text behind a prefix, so that
/// offsets into the one are not offsets into the other.
struct Builder {
    record: Record,
}

/// Bytes of the capture before the text.
pub(super) const BEFORE: u32 = 100;

impl Builder {
    fn block(&mut self, label: Label, part: Option<BodyPart>, text: &str) -> &mut Block {
        let content = &mut self.record.text.content;
        if !content.is_empty() {
            content.push('\n');
        }
        let start = content.len();
        content.push_str(text);
        let span = TextSpan::new(start, content.len());
        self.record.text.pieces.push(Piece {
            text: span,
            bytes: (span.start + BEFORE, span.end + BEFORE).into(),
            how: How::Copy,
        });
        self.record.blocks.push(Block {
            span,
            label,
            part,
            level: 0,
            ordered: false,
            group: 0,
            rule: Rule::named("test/block"),
            confidence: None,
        });
        self.record.blocks.last_mut().unwrap()
    }

    /// Where words stand in the text, the first time.
    fn at(&self, words: &str) -> TextSpan {
        let content = &self.record.text.content;
        let start = content.find(words).unwrap_or_else(|| panic!("{words:?}"));
        TextSpan::new(start, start + words.len())
    }

    /// Words of the text as evidence.
    fn shown(&self, words: &str) -> Evidence<String> {
        Evidence {
            value: words.to_owned(),
            at: Place::Text(self.at(words)),
            source: Source::Visible,
            rule: Rule::named("test/visible"),
        }
    }
}

/// A live blog of two posts, each with its time.
pub(super) fn live() -> Record {
    let mut b = Builder { record: empty() };
    b.block(Label::Time, None, "Friday");
    for (group, time, words) in [(1, "20.41", "The ferry stays."), (2, "14.10", "Wind.")] {
        b.block(Label::Time, None, time).group = group;
        b.block(Label::LivePost, Some(BodyPart::Paragraph), words)
            .group = group;
    }
    b.record
}

fn date(moment: &str, raw: &str) -> Evidence<Date> {
    evidence(Date {
        moment: moment.parse().unwrap(),
        raw: raw.to_owned(),
    })
}

/// An article with every kind of field, block, statement and doubt.
pub(super) fn article() -> Record {
    use BodyPart::{ListItem, Paragraph, Subhead, TableRow};
    let mut b = Builder { record: empty() };
    b.block(Label::Navigation, None, "Home\u{1b}[31m Weather");
    b.block(Label::Kicker, None, "Islands");
    b.block(Label::Headline, None, "Ferry to Osk sails again");
    b.block(
        Label::Dek,
        None,
        "After nine weeks the “Marit” is back on the strait.",
    );
    b.block(Label::Byline, None, "By Ane de la Rue");
    b.block(Label::Caption, None, "The Marit at the pier of Osk.")
        .group = 1;
    b.block(Label::Credit, None, "Photo: Per Holt/SNA").group = 1;
    b.block(
        Label::Body,
        Some(Paragraph),
        "VELD — The ferry between Veld and Osk sailed on Tuesday for the first time since January.",
    );
    b.block(
        Label::Body,
        Some(Paragraph),
        "“We were cut off,” said Ilse Marn, the mayor of Osk. “Now we breathe.”",
    );
    b.block(Label::Body, Some(Subhead), "What comes next").level = 2;
    for item in ["A second ferry in June", "A *new* pier"] {
        let block = b.block(Label::Body, Some(ListItem), item);
        (block.group, block.level) = (2, 1);
    }
    for row in ["Day\tSailings", "Monday\t4"] {
        b.block(Label::Body, Some(TableRow), row).group = 3;
    }
    b.block(
        Label::Body,
        Some(Paragraph),
        "She told reporters that the harbour would stay open.",
    );
    b.block(Label::Related, None, "Who owns the pier?");

    let ferry = TextSpan {
        end: b.at("The ferry").end,
        start: b.at("The ferry").end - 5,
    };
    b.record.marks = vec![
        Mark {
            span: ferry,
            kind: MarkKind::Link("/ferry".to_owned()),
        },
        Mark {
            span: b.at("Tuesday"),
            kind: MarkKind::Strong,
        },
    ];

    b.record.capture.url = Some("https://courier.example/osk?a=1&b=2".to_owned());
    b.record.capture.captured = Some("2031-04-04T10:00:00Z".to_owned());
    b.record.capture.length = 5000;
    b.record.article = Article {
        kind: Verdict {
            value: PageKind::Article,
            rule: Rule::named("test/kind"),
        },
        access: Verdict {
            value: Access::Complete,
            rule: Rule::named("test/access"),
        },
        kicker: Field::from_candidates(vec![b.shown("Islands")]),
        headline: Field::from_candidates(vec![
            b.shown("Ferry to Osk sails again"),
            evidence("Osk ferry is back".to_owned()),
        ]),
        dek: Field::from_candidates(vec![
            b.shown("After nine weeks the “Marit” is back on the strait."),
        ]),
        authors: Field::from_candidates(vec![evidence(vec![
            evidence(Person {
                name: "Ane de la Rue".to_owned(),
                role: Some(Box::new(evidence("Coast reporter".to_owned()))),
                agency: None,
                organisation: false,
            }),
            evidence(Person {
                name: "Strait News Agency".to_owned(),
                role: None,
                agency: None,
                organisation: true,
            }),
        ])]),
        contributors: vec![evidence(Contributor {
            name: "Per Holt".to_owned(),
            place: Some(evidence("Osk".to_owned())),
        })],
        publisher: stated("The Veld Courier"),
        section: stated("Coast: news & \"views\""),
        language: stated("en"),
        published: Field::from_candidates(vec![date(
            "2031-04-02T09:30+02:00",
            "2 April 2031, 9.30",
        )]),
        modified: Field::from_candidates(vec![date("2031-04-03", "3 April 2031")]),
        programme: Field::NotStated,
        canonical: Field::NotStated,
        images: vec![Image {
            src: Some(evidence("/marit.jpg".to_owned())),
            caption: Some(b.shown("The Marit at the pier of Osk.")),
            credit: Some(b.shown("Per Holt/SNA")),
            alt: None,
            caption_confidence: Some(942),
        }],
        corrections: vec![evidence(
            "An earlier version gave the wrong day.".to_owned(),
        )],
        related: vec![Related {
            title: b.shown("Who owns the pier?"),
            section: None,
            href: Some("/pier".to_owned()),
        }],
        body_confidence: Some(973),
    };

    let mayor = b.at("the mayor of Osk");
    b.record.entities = vec![
        Entity {
            name: "Ilse Marn".to_owned(),
            named_at: b.at("Ilse Marn"),
            kind: EntityKind::Person,
            described: false,
            role: Some(mayor),
            affiliation: None,
        },
        Entity {
            name: "Osk".to_owned(),
            named_at: b.at("Osk"),
            kind: EntityKind::Place,
            described: false,
            role: None,
            affiliation: None,
        },
    ];
    b.record.mentions = vec![Mention {
        span: b.at("Ilse Marn"),
        entity: 0,
        rule: Rule::named("test/name"),
    }];
    b.record.dates = vec![DateMention {
        span: b.at("Tuesday"),
        value: Some("2031-04-01".to_owned()),
        day: Some(DayRef {
            from: "2031-04-01".parse().unwrap(),
            to: None,
        }),
        anchor: Some("2031-04-02".parse().unwrap()),
        rule: Rule::named("test/day"),
    }];
    b.record.statements = vec![
        Statement {
            form: Form::Direct,
            content: vec![b.at("“We were cut off,”"), b.at("“Now we breathe.”")],
            cue: vec![b.at("said")],
            source: vec![b.at("Ilse Marn, the mayor of Osk")],
            speaker: Some(0),
            speaker_rule: Some(Rule::named("test/speaker")),
            speaker_confidence: Some(970),
            role: Some(mayor),
            affiliation: None,
            addressee: None,
            venue: None,
            day: Some(0),
            anonymity: None,
            standing: Standing::Stated,
            within: None,
            confidence: Some(950),
            rule: Rule::named("test/statement"),
        },
        Statement {
            form: Form::Indirect,
            content: vec![b.at("that the harbour would stay open")],
            cue: vec![b.at("told")],
            source: vec![b.at("She")],
            speaker: Some(0),
            speaker_rule: Some(Rule::named("test/pronoun")),
            speaker_confidence: None,
            role: None,
            affiliation: None,
            addressee: Some(b.at("reporters")),
            venue: None,
            day: None,
            anonymity: None,
            standing: Standing::Hypothetical,
            within: None,
            confidence: None,
            rule: Rule::named("test/statement"),
        },
        Statement {
            form: Form::Indirect,
            content: vec![b.at("the harbour would stay open")],
            cue: Vec::new(),
            source: vec![b.at("reporters")],
            speaker: None,
            speaker_rule: None,
            speaker_confidence: None,
            role: None,
            affiliation: None,
            addressee: None,
            venue: None,
            day: None,
            anonymity: Some(Anonymity {
                span: b.at("reporters"),
                reason: None,
            }),
            standing: Standing::Stated,
            within: Some(1),
            confidence: None,
            rule: Rule::named("test/statement"),
        },
    ];
    b.record.doubts = vec![Doubt {
        kind: DoubtKind::OcrSuspect,
        at: Some(Place::Text(b.at("Marn"))),
        note: "The name may be misread.".to_owned(),
        reading: Some("Mam".to_owned()),
    }];
    b.record
}
