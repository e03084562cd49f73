//! What holds for every tree, whatever the page.

use std::ops::Range;

use onrecord_html::{Document, How, Kind, NodeId, Piece, Step};

/// Checks the structure, the order of ids, and every range of a document.
pub(crate) fn check(document: &Document<'_>) {
    let source = document.source();
    let mut expected = 0;
    let mut open: Vec<NodeId> = Vec::new();
    for step in document.walk(document.root()) {
        match step {
            Step::Enter(id) => {
                assert_eq!(id.index(), expected, "ids are in document order");
                assert_eq!(document.parent(id), open.last().copied());
                expected += 1;
                open.push(id);
            }
            Step::Leave(id) => {
                assert_eq!(open.pop(), Some(id), "steps nest");
                assert_eq!(document.subtree(id), id.index()..expected);
            }
        }
    }
    assert_eq!(expected, document.len(), "every node is in the tree");

    for id in document.ids() {
        check_links(document, id);
        match document.kind(id) {
            Kind::Element => check_element(document, id),
            Kind::Text | Kind::Comment => {
                check_pieces(
                    source,
                    document.text(id),
                    document.text_pieces(id).collect(),
                );
                assert!(
                    document.kind(id) == Kind::Comment || !document.text(id).is_empty(),
                    "no text is empty"
                );
            }
            _ => {}
        }
    }
}

fn check_links(document: &Document<'_>, id: NodeId) {
    let forward: Vec<NodeId> = document.children(id).collect();
    let mut backward: Vec<NodeId> = document.children(id).rev().collect();
    backward.reverse();
    assert_eq!(forward, backward);
    assert_eq!(forward.first().copied(), document.first_child(id));
    assert_eq!(forward.last().copied(), document.last_child(id));
    for pair in forward.windows(2) {
        assert_eq!(document.next_sibling(pair[0]), Some(pair[1]));
        assert_eq!(document.prev_sibling(pair[1]), Some(pair[0]));
        let texts = document.kind(pair[0]) == Kind::Text && document.kind(pair[1]) == Kind::Text;
        // The adoption agency may leave two texts side by side, as in browsers; then they stand apart in the source.
        if texts {
            let end = document.source_range(pair[0]).unwrap().end;
            assert_ne!(
                end,
                document.source_range(pair[1]).unwrap().start,
                "adjacent text is one node"
            );
        }
    }
}

fn check_element(document: &Document<'_>, id: NodeId) {
    let source = document.source();
    if let Some(tag) = document.start_tag(id) {
        let text = &source[tag.clone()];
        assert!(text.starts_with('<'), "{text:?}");
        assert!(text.ends_with('>'), "{text:?}");
        // `</br>` and `</p>` make elements too.
        let name = text[1..].trim_start_matches('/');
        let spelled: String = name
            .chars()
            .take(document.name(id).chars().count())
            .collect();
        let spelled = spelled.replace('\0', "\u{FFFD}");
        let is_image = document.name(id) == "img" && name.to_ascii_lowercase().starts_with("image");
        assert!(
            spelled.eq_ignore_ascii_case(document.name(id)) || is_image,
            "{text:?} is {}",
            document.name(id)
        );
        if let Some(end) = document.end_tag(id) {
            assert!(tag.end <= end.start, "an end tag comes after its start tag");
        }
        for attr in document.attrs(id) {
            assert!(
                within(&tag, &attr.name_range())
                    || document.name(id) == "html"
                    || document.name(id) == "body"
            );
        }
    }
    if let Some(tag) = document.end_tag(id) {
        let text = &source[tag];
        assert!(text.starts_with("</") && text.ends_with('>'), "{text:?}");
    }
    for attr in document.attrs(id) {
        let written = source[attr.name_range()].replace('\0', "\u{FFFD}");
        assert!(
            written.eq_ignore_ascii_case(attr.name()),
            "{written:?} is {:?}",
            attr.name()
        );
        check_pieces(source, attr.value(), attr.value_pieces().collect());
        for piece in attr.value_pieces() {
            assert!(within(&attr.value_range(), &piece.source));
        }
    }
}

fn within(outer: &Range<usize>, inner: &Range<usize>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

/// The pieces cover the text without gaps, go forward in the source, and each decodes to its part of the text.
fn check_pieces(source: &str, text: &str, pieces: Vec<Piece>) {
    let mut at = 0;
    for piece in &pieces {
        assert_eq!(piece.text.start, at, "no gap in {text:?}");
        at = piece.text.end;
        let (part, written) = (&text[piece.text.clone()], &source[piece.source.clone()]);
        match piece.how {
            How::Copied => assert_eq!(part, written),
            How::CharacterReference => {
                assert!(written.starts_with('&') && !part.is_empty(), "{written:?}")
            }
            How::Newline => assert!(
                part == "\n" && (written == "\r" || written == "\r\n"),
                "{written:?}"
            ),
            How::Replaced => assert!(part == "\u{FFFD}" && written == "\0", "{written:?}"),
        }
    }
    assert_eq!(at, text.len(), "the pieces are the whole text {text:?}");
    for pair in pieces.windows(2) {
        assert!(
            pair[0].source.end <= pair[1].source.start,
            "pieces of {text:?} go forward"
        );
    }
}
