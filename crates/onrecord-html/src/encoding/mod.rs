//! From bytes to text: deciding on an encoding, and decoding with a map back to the bytes.

mod decode;
mod prescan;

pub use decode::{Decoded, decode};

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How an encoding was decided. The order is the order of precedence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EncodingSource {
    /// The bytes begin with a byte order mark.
    Bom,
    /// The transport named it: the `charset` parameter of a `Content-Type` header.
    Transport,
    /// The page named it: a `meta` element, or an XML declaration.
    Meta,
    /// Nothing named it, and the bytes are valid UTF-8 with characters outside ASCII.
    Utf8Valid,
    /// Nothing named it; the bytes look like this encoding.
    Detected,
    /// Nothing named it, and there is nothing to tell by: the bytes are all ASCII.
    Default,
}

/// A reason to doubt the encoding that was decided on.
///
/// Labels are followed as browsers follow them. Where the bytes plainly contradict the label, a reader of the
/// record should know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EncodingDoubt {
    /// The label says UTF-8; the byte at this position begins something else.
    NotUtf8 {
        /// Position of the first byte that is not UTF-8.
        at: usize,
    },
    /// The label says something else than UTF-8, yet the bytes are valid UTF-8 with characters outside ASCII.
    LooksLikeUtf8,
    /// The transport's label was followed, and the page itself names another encoding.
    LabelsDiffer {
        /// What the page names.
        page: &'static Encoding,
    },
}

/// What [`sniff`] decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sniffed {
    /// The encoding to decode with.
    pub encoding: &'static Encoding,
    /// How it was decided.
    pub source: EncodingSource,
    /// Why one may doubt it.
    pub doubt: Option<EncodingDoubt>,
}

/// Decides on an encoding as browsers do: byte order mark, transport, the page's own word, then the bytes.
///
/// `transport_charset` is a label such as the `charset` parameter of an HTTP header; an unknown label is as good
/// as none. Two steps go beyond the specification's algorithm, which leaves them to the implementation: UTF-16
/// without a byte order mark is recognised by its zero bytes, and undeclared bytes go through the detector that
/// Firefox uses, after a look at whether they are valid UTF-8.
pub fn sniff(bytes: &[u8], transport_charset: Option<&str>) -> Sniffed {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        let mut sniffed = Sniffed {
            encoding,
            source: EncodingSource::Bom,
            doubt: None,
        };
        sniffed.doubt = doubt(bytes, &sniffed, None);
        return sniffed;
    }
    let page = prescan::prescan(bytes);
    let transport = transport_charset.and_then(|label| Encoding::for_label(label.as_bytes()));
    let named = match (transport, page) {
        (Some(encoding), _) => Some((encoding, EncodingSource::Transport)),
        (None, Some(encoding)) => Some((encoding, EncodingSource::Meta)),
        (None, None) => late_declaration(bytes).map(|encoding| (encoding, EncodingSource::Meta)),
    };
    if let Some((encoding, source)) = named {
        let mut sniffed = Sniffed {
            encoding,
            source,
            doubt: None,
        };
        sniffed.doubt = doubt(bytes, &sniffed, page);
        return sniffed;
    }
    let (encoding, source) = detect(bytes);
    Sniffed {
        encoding,
        source,
        doubt: None,
    }
}

/// Decides on the bytes alone. All ASCII reads the same in windows-1252, which browsers fall back on, as in UTF-8.
fn detect(bytes: &[u8]) -> (&'static Encoding, EncodingSource) {
    if let Some(encoding) = utf16_by_zero_bytes(bytes) {
        return (encoding, EncodingSource::Detected);
    }
    let ascii = Encoding::ascii_valid_up_to(bytes);
    // ISO-2022-JP is ASCII with escapes; all other ASCII reads the same in every encoding.
    if ascii == bytes.len() && memchr::memchr(0x1B, bytes).is_none() {
        return (WINDOWS_1252, EncodingSource::Default);
    }
    if ascii != bytes.len() && Encoding::utf8_valid_up_to(bytes) == bytes.len() {
        return (UTF_8, EncodingSource::Utf8Valid);
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    (
        detector.guess(None, chardetng::Utf8Detection::Deny),
        EncodingSource::Detected,
    )
}

/// A declaration past the bytes that the prescan looks at: "changing the encoding while parsing", which a parser does
/// when it comes to a `meta` element that names an encoding and nothing else has. Scripts and comments may hold
/// what looks like one, so that only parsing tells; it is done only where the word stands in the page at all.
fn late_declaration(bytes: &[u8]) -> Option<&'static Encoding> {
    /// A declaration ends within so many bytes behind its word.
    const NEAR: usize = 1024;
    let word = memchr::memchr2_iter(b'c', b'C', bytes).find(|at| {
        bytes[*at..]
            .get(..7)
            .is_some_and(|word| word.eq_ignore_ascii_case(b"charset"))
    })?;
    if utf16_by_zero_bytes(bytes).is_some() {
        return None;
    }
    // A page begins as its beginning does: the first place where the word stands is as a
    // rule the declaration, and what is behind it need not be parsed.
    let near = bytes.len().min(word + NEAR);
    declared(&bytes[..near]).or_else(|| declared(bytes))
}

/// The encoding that the first `meta` element with one names.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    // Every byte is a character in this encoding, and tags read the same as in any that extends ASCII.
    let decoded = decode(bytes, WINDOWS_1252);
    let document = crate::parse(decoded.text(), &crate::Options::default());
    let metas = document
        .ids()
        .filter(|id| document.is_html(*id, crate::Tag::Meta));
    metas
        .filter_map(|id| {
            let named = document
                .attr(id, "charset")
                .and_then(|label| Encoding::for_label(label.as_bytes()));
            named.or_else(|| {
                let is_type = document
                    .attr(id, "http-equiv")?
                    .eq_ignore_ascii_case("content-type");
                prescan::charset_in_content(
                    document.attr(id, "content").filter(|_| is_type)?.as_bytes(),
                )
            })
        })
        .map(prescan::as_declared)
        .next()
}

/// Markup is mostly ASCII, so that UTF-16 markup has a zero in nearly every other byte, always on one side.
fn utf16_by_zero_bytes(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(4096) & !1];
    if head.len() < 4 {
        return None;
    }
    let (mut even, mut odd) = (0, 0);
    for pair in head.chunks_exact(2) {
        even += usize::from(pair[0] == 0);
        odd += usize::from(pair[1] == 0);
    }
    let pairs = head.len() / 2;
    // Guessed, not tuned: a third of the units on one side, and twenty times fewer on the other.
    if odd * 3 >= pairs && even * 20 <= odd {
        Some(UTF_16LE)
    } else if even * 3 >= pairs && odd * 20 <= even {
        Some(UTF_16BE)
    } else {
        None
    }
}

fn doubt(
    bytes: &[u8],
    sniffed: &Sniffed,
    page: Option<&'static Encoding>,
) -> Option<EncodingDoubt> {
    if sniffed.encoding == UTF_8 {
        let at = Encoding::utf8_valid_up_to(bytes);
        if at != bytes.len() {
            return Some(EncodingDoubt::NotUtf8 { at });
        }
    } else if sniffed.encoding.is_ascii_compatible() {
        let ascii = Encoding::ascii_valid_up_to(bytes);
        if ascii != bytes.len()
            && Encoding::utf8_valid_up_to(&bytes[ascii..]) == bytes.len() - ascii
        {
            return Some(EncodingDoubt::LooksLikeUtf8);
        }
    }
    match page {
        Some(page) if page != sniffed.encoding => Some(EncodingDoubt::LabelsDiffer { page }),
        _ => None,
    }
}
