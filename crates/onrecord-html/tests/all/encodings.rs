//! Deciding on an encoding, and the map from text to bytes.

use onrecord_html::{Decoded, Encoding, EncodingDoubt, EncodingSource, decode, sniff};

/// What holds for every decoded text: the bytes of each character are where they should be.
pub(crate) fn check_map(decoded: &Decoded<'_>, bytes: &[u8]) {
    let text = decoded.text();
    assert_eq!(decoded.bytes_of(0..0).len(), 0);
    let mut end = 0;
    for (at, char) in text.char_indices() {
        let range = decoded.bytes_of(at..at + char.len_utf8());
        assert!(
            range.start < range.end && range.end <= bytes.len(),
            "{char:?} at {at} is {range:?}"
        );
        assert!(
            range.start >= end || at > 0 && range.start + 4 > end,
            "{char:?} at {at} is {range:?}, after {end}"
        );
        end = range.end;
        if char == char::REPLACEMENT_CHARACTER {
            continue;
        }
        if char.is_ascii()
            && decoded.encoding().is_ascii_compatible()
            && decoded.encoding().name() != "ISO-2022-JP"
        {
            assert_eq!(&bytes[range], char.to_string().as_bytes());
        }
    }
    for error in decoded.error_ranges() {
        assert!(error.start < error.end && error.end <= bytes.len());
    }
}

/// Encodes a text, decodes it, and checks that every character's bytes decode to that character alone.
#[track_caller]
fn check_encoding(label: &str, text: &str) {
    let encoding = Encoding::for_label(label.as_bytes()).unwrap();
    let bytes = match label {
        "utf-16le" => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        "utf-16be" => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        _ => {
            let (bytes, used, unmappable) = encoding.encode(text);
            assert!(
                !unmappable && used == encoding,
                "{label} cannot hold the text"
            );
            bytes.into_owned()
        }
    };
    let decoded = decode(&bytes, encoding);
    assert_eq!(decoded.text(), text);
    assert!(!decoded.had_errors());
    check_map(&decoded, &bytes);
    let mut end = 0;
    for (at, char) in text.char_indices() {
        let range = decoded.bytes_of(at..at + char.len_utf8());
        if label == "iso-2022-jp" {
            // Its characters mean something only after an escape.
            assert!(
                range.start >= end && range.len() <= 2 + 3,
                "{char:?} is {range:?}"
            );
        } else {
            assert_eq!(range.start, end, "{label}: {char:?}");
            let (alone, _, _) = encoding.decode(&bytes[range.clone()]);
            assert_eq!(alone, char.to_string());
        }
        end = range.end;
    }
    assert_eq!(decoded.bytes_of(0..text.len()).end, end);
}

#[test]
fn every_encoding_maps_back() {
    check_encoding("utf-8", "a é 漢 😀 <b>");
    check_encoding("windows-1252", "naïve “quotes” – €5 <p>é</p>");
    check_encoding("windows-1251", "Путин сказал: <b>да</b>");
    check_encoding("koi8-r", "Привет <i>мир</i>");
    check_encoding("iso-8859-2", "Łódź <p> źdźbło");
    check_encoding("gbk", "新华社北京<b>一月</b>，习近平€");
    check_encoding("gb18030", "新华社 €<p>㐀 😀");
    check_encoding("big5", "中央社<b>台北</b>，臺灣");
    check_encoding("shift_jis", "東京の<b>ニュース</b>ｱｲｳ、表示");
    check_encoding("euc-jp", "東京の<b>ニュース</b>ｱ");
    check_encoding("iso-2022-jp", "東京の<b>ニュース</b> end");
    check_encoding("euc-kr", "서울의 <b>뉴스</b>");
    check_encoding("utf-16le", "a é 漢 😀 <b>");
    check_encoding("utf-16be", "a é 漢 😀 <b>");
}

#[test]
fn a_byte_order_mark_is_skipped_and_counted() {
    let bytes = b"\xEF\xBB\xBF<p>x";
    let sniffed = sniff(bytes, Some("windows-1252"));
    assert_eq!(
        (sniffed.encoding.name(), sniffed.source),
        ("UTF-8", EncodingSource::Bom)
    );
    let decoded = decode(bytes, sniffed.encoding);
    assert_eq!(decoded.text(), "<p>x");
    assert_eq!(decoded.bytes_of(0..3), 3..6);
    assert!(decoded.is_identity());
}

#[test]
fn errors_are_ranges_of_bytes() {
    let decoded = decode(b"a\xFFb\xE2\x82c", encoding_rs::UTF_8);
    assert_eq!(decoded.text(), "a\u{FFFD}b\u{FFFD}c");
    assert_eq!(decoded.error_ranges(), [1..2, 3..5]);
    assert_eq!(decoded.bytes_of(4..5), 2..3);
    assert_eq!(decoded.bytes_of(8..9), 5..6);
    let decoded = decode(b"<p>\x81\x20\xD6\xD0</p>", encoding_rs::GBK);
    assert_eq!(decoded.text(), "<p>\u{FFFD} 中</p>");
    assert_eq!(decoded.error_ranges().first(), Some(&(3..4)));
    assert_eq!(decoded.bytes_of(7..10), 5..7);
}

#[test]
fn big5_codes_of_two_characters_round_outwards() {
    let decoded = decode(b"a\x88\x62b", encoding_rs::BIG5);
    assert_eq!(decoded.text(), "aÊ\u{304}b");
    assert_eq!(decoded.bytes_of(1..3), 1..3);
    assert_eq!(decoded.bytes_of(3..5), 1..3);
    assert_eq!(decoded.bytes_of(5..6), 3..4);
}

#[track_caller]
fn check_sniff(
    bytes: &[u8],
    transport: Option<&str>,
    expected: (&str, EncodingSource, Option<EncodingDoubt>),
) {
    let sniffed = sniff(bytes, transport);
    assert_eq!(
        (sniffed.encoding.name(), sniffed.source, sniffed.doubt),
        expected
    );
}

#[test]
fn precedence_and_doubts() {
    use EncodingSource::{Default, Detected, Meta, Transport, Utf8Valid};
    let cyrillic = encoding_rs::WINDOWS_1251
        .encode("Президент России выступил с обращением к народу")
        .0
        .into_owned();
    check_sniff(b"<p>x", None, ("windows-1252", Default, None));
    check_sniff("<p>é".as_bytes(), None, ("UTF-8", Utf8Valid, None));
    check_sniff(&cyrillic, None, ("windows-1251", Detected, None));
    check_sniff(b"<meta charset=gbk>", None, ("GBK", Meta, None));
    check_sniff(
        b"<?xml version='1.0' encoding='koi8-r'?>",
        None,
        ("KOI8-R", Meta, None),
    );
    let page = Some(EncodingDoubt::LabelsDiffer {
        page: encoding_rs::GBK,
    });
    check_sniff(
        b"<meta charset=gbk>",
        Some("utf-8"),
        ("UTF-8", Transport, page),
    );
    let doubt = Some(EncodingDoubt::NotUtf8 { at: 20 });
    check_sniff(b"<meta charset=utf-8>\xFF", None, ("UTF-8", Meta, doubt));
    let bytes = "<meta charset=windows-1252>é".as_bytes();
    check_sniff(
        bytes,
        None,
        ("windows-1252", Meta, Some(EncodingDoubt::LooksLikeUtf8)),
    );
    check_sniff(
        b"<p>x",
        Some("no-such-label"),
        ("windows-1252", Default, None),
    );
    let utf16: Vec<u8> = "<html><p>plain</p>"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    check_sniff(&utf16, None, ("UTF-16LE", Detected, None));
}

#[test]
fn a_late_declaration_counts_only_as_markup() {
    let filler = "x".repeat(2000);
    let late = format!("<!--{filler}--><meta charset=koi8-r>");
    check_sniff(
        late.as_bytes(),
        None,
        ("KOI8-R", EncodingSource::Meta, None),
    );
    let in_script = format!("<!--{filler}--><script>'<meta charset=koi8-r>'</script>");
    check_sniff(
        in_script.as_bytes(),
        None,
        ("windows-1252", EncodingSource::Default, None),
    );
}
