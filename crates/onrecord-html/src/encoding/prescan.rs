//! "Prescan a byte stream to determine its encoding", and "get an XML encoding".

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How many bytes are looked at; the specification's number.
const WINDOW: usize = 1024;

/// The encoding that the page itself names near its beginning.
pub(super) fn prescan(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(WINDOW)];
    // An XML declaration in UTF-16 shows by its zero bytes.
    if head.starts_with(&[0x3C, 0x00, 0x3F, 0x00, 0x78, 0x00]) {
        return Some(UTF_16LE);
    }
    if head.starts_with(&[0x00, 0x3C, 0x00, 0x3F, 0x00, 0x78]) {
        return Some(UTF_16BE);
    }
    prescan_meta(head).or_else(|| xml_encoding(head))
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | b'\x0C' | b'\r' | b' ')
}

fn prescan_meta(head: &[u8]) -> Option<&'static Encoding> {
    let mut at = 0;
    while at < head.len() {
        let rest = &head[at..];
        if rest.starts_with(b"<!--") {
            // The two hyphens that end a comment may be the two that begin it.
            at += 2 + memchr::memmem::find(&rest[2..], b"-->")? + 2;
        } else if rest.len() > 5
            && rest[..5].eq_ignore_ascii_case(b"<meta")
            && (is_space(rest[5]) || rest[5] == b'/')
        {
            at += 6;
            if let Some(encoding) = meta(head, &mut at)? {
                return Some(encoding);
            }
        } else if rest[0] == b'<'
            && rest
                .get(1 + usize::from(rest.get(1) == Some(&b'/')))
                .is_some_and(u8::is_ascii_alphabetic)
        {
            while at < head.len() && !is_space(head[at]) && head[at] != b'>' {
                at += 1;
            }
            while attribute(head, &mut at)?.is_some() {}
        } else if rest.len() > 1 && rest[0] == b'<' && matches!(rest[1], b'!' | b'/' | b'?') {
            at += memchr::memchr(b'>', rest)?;
        }
        at += 1;
    }
    None
}

/// Reads the attributes of a `meta` element. The outer `None` is the end of the window.
fn meta(head: &[u8], at: &mut usize) -> Option<Option<&'static Encoding>> {
    let (mut got_pragma, mut need_pragma, mut charset) = (false, None, None);
    let mut seen: Vec<Vec<u8>> = Vec::new();
    while let Some((name, value)) = attribute(head, at)? {
        if seen.contains(&name) {
            continue;
        }
        match name.as_slice() {
            b"http-equiv" => got_pragma |= value == b"content-type",
            b"content" if charset.is_none() => {
                if let Some(encoding) = charset_in_content(&value) {
                    charset = Some(encoding);
                    need_pragma = Some(true);
                }
            }
            b"charset" => {
                // A label that is not known counts as failure, which still overrides an earlier `content`.
                charset = Encoding::for_label(&value);
                need_pragma = Some(false);
            }
            _ => {}
        }
        seen.push(name);
    }
    Some(match (need_pragma, charset) {
        (Some(need), Some(encoding)) if !need || got_pragma => Some(as_declared(encoding)),
        _ => None,
    })
}

/// A page whose declaration could be read as ASCII is not in UTF-16, whatever it declares.
pub(super) fn as_declared(encoding: &'static Encoding) -> &'static Encoding {
    if encoding == UTF_16BE || encoding == UTF_16LE {
        UTF_8
    } else if encoding == encoding_rs::X_USER_DEFINED {
        WINDOWS_1252
    } else {
        encoding
    }
}

type NameAndValue = (Vec<u8>, Vec<u8>);

/// "Get an attribute". The outer `None` is the end of the window, the inner one the end of the tag.
fn attribute(head: &[u8], at: &mut usize) -> Option<Option<NameAndValue>> {
    while is_space(*head.get(*at)?) || head[*at] == b'/' {
        *at += 1;
    }
    if head[*at] == b'>' {
        return Some(None);
    }
    let (mut name, mut value) = (Vec::new(), Vec::new());
    loop {
        let byte = *head.get(*at)?;
        match byte {
            b'=' if !name.is_empty() => {
                *at += 1;
                break;
            }
            b'/' | b'>' => return Some(Some((name, value))),
            _ if is_space(byte) => {
                while is_space(*head.get(*at)?) {
                    *at += 1;
                }
                if head[*at] != b'=' {
                    return Some(Some((name, value)));
                }
                *at += 1;
                break;
            }
            _ => name.push(byte.to_ascii_lowercase()),
        }
        *at += 1;
    }
    while is_space(*head.get(*at)?) {
        *at += 1;
    }
    match head[*at] {
        quote @ (b'"' | b'\'') => {
            *at += 1;
            loop {
                let byte = *head.get(*at)?;
                *at += 1;
                if byte == quote {
                    return Some(Some((name, value)));
                }
                value.push(byte.to_ascii_lowercase());
            }
        }
        b'>' => return Some(Some((name, value))),
        _ => {}
    }
    loop {
        let byte = *head.get(*at)?;
        if is_space(byte) || byte == b'>' {
            return Some(Some((name, value)));
        }
        value.push(byte.to_ascii_lowercase());
        *at += 1;
    }
}

/// "Extracting a character encoding from a meta element": the label after `charset=` in a `content` value.
pub(super) fn charset_in_content(value: &[u8]) -> Option<&'static Encoding> {
    let mut at = 0;
    loop {
        let rest = value.get(at..)?;
        at += rest
            .windows(7)
            .position(|word| word.eq_ignore_ascii_case(b"charset"))?
            + b"charset".len();
        while value.get(at).copied().is_some_and(is_space) {
            at += 1;
        }
        if value.get(at) == Some(&b'=') {
            break;
        }
    }
    at += 1;
    while value.get(at).copied().is_some_and(is_space) {
        at += 1;
    }
    let rest = value.get(at..)?;
    let label = match rest.first()? {
        quote @ (b'"' | b'\'') => {
            let end = memchr::memchr(*quote, &rest[1..])?;
            &rest[1..1 + end]
        }
        _ => {
            let end = rest
                .iter()
                .position(|byte| is_space(*byte) || *byte == b';')
                .unwrap_or(rest.len());
            &rest[..end]
        }
    };
    Encoding::for_label(label)
}

/// "Get an XML encoding": the `encoding` of an XML declaration at the very start.
fn xml_encoding(head: &[u8]) -> Option<&'static Encoding> {
    if !head.starts_with(b"<?xml") {
        return None;
    }
    let declaration = &head[..memchr::memchr(b'>', head)?];
    let mut rest =
        &declaration[memchr::memmem::find(declaration, b"encoding")? + b"encoding".len()..];
    // The specification skips any byte up to and including a space here, controls too.
    let skip = |rest: &mut &[u8]| {
        while rest.first().is_some_and(|byte| *byte <= b' ') {
            *rest = &rest[1..];
        }
    };
    skip(&mut rest);
    rest = rest.strip_prefix(b"=")?;
    skip(&mut rest);
    let quote = *rest.first().filter(|byte| matches!(byte, b'"' | b'\''))?;
    let label = &rest[1..1 + memchr::memchr(quote, &rest[1..])?];
    if label.iter().any(|byte| *byte <= b' ') {
        return None;
    }
    Encoding::for_label(label).map(|encoding| {
        if encoding == UTF_16BE || encoding == UTF_16LE {
            UTF_8
        } else {
            encoding
        }
    })
}
