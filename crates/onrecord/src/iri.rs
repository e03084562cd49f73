//! Addresses: made absolute, kept to the schemes that are safe to follow, and
//! an address for a page that has none.

use onrecord_record::Record;

/// The address of the page: as it was captured, else as the page gives it
/// itself; http or https only.
pub(crate) fn page_url(record: &Record) -> Option<String> {
    let captured = record.capture.url.as_deref();
    let own = record.article.canonical.value().map(String::as_str);
    [captured, own]
        .into_iter()
        .flatten()
        .find_map(|url| followable(None, url).filter(|url| url.starts_with("http")))
}

/// The address the page gives itself, else the one it was captured from.
pub(crate) fn canonical_url(record: &Record) -> Option<String> {
    let captured = page_url(record);
    let own = record.article.canonical.value();
    own.and_then(|url| followable(captured.as_deref(), url))
        .filter(|url| url.starts_with("http"))
        .or(captured)
}

/// An address that names exactly this capture, whether it has a URL or not: an
/// `ni` URI (RFC 6920) of its SHA-256 digest.
pub(crate) fn capture_ni(record: &Record) -> String {
    format!("ni:///sha-256;{}", base64url(&record.capture.sha256.0))
}

/// Base64 with the alphabet that URLs allow, without padding (RFC 4648, 5).
fn base64url(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let group = chunk
            .iter()
            .fold(0u32, |sum, byte| sum << 8 | u32::from(*byte))
            << (8 * (3 - chunk.len()));
        for i in 0..=chunk.len() {
            let index = group >> (18 - 6 * i) & 63;
            out.push(char::from(ALPHABET[index as usize]));
        }
    }
    out
}

/// A link's target made absolute, if it is one that is safe to follow: http,
/// https or mailto. What browsers ignore in an address (outer white space,
/// inner line breaks and tabs) is taken out before it is judged, so that
/// `java\nscript:` is seen for what it is.
pub(crate) fn followable(base: Option<&str>, target: &str) -> Option<String> {
    let cleaned: String = target
        .trim_matches(|c: char| c.is_control() || c.is_whitespace())
        .chars()
        .filter(|c| !matches!(c, '\n' | '\r' | '\t'))
        .collect();
    let absolute = match Parts::of(&cleaned) {
        Parts {
            scheme: Some(_), ..
        } => cleaned,
        relative => relative.resolved(&Parts::of(base?)).to_string(),
    };
    let parts = Parts::of(&absolute);
    let scheme = parts.scheme?.to_ascii_lowercase();
    let safe = match scheme.as_str() {
        "http" | "https" => parts.authority.is_some_and(|host| !host.is_empty()),
        "mailto" => true,
        _ => false,
    };
    safe.then(|| encoded(&scheme, &absolute[scheme.len()..]))
}

/// The address with every character escaped that no URL may hold, which also
/// makes it safe inside quotation marks and angle brackets.
fn encoded(scheme: &str, rest: &str) -> String {
    let mut out = scheme.to_owned();
    for c in rest.chars() {
        if c.is_ascii_graphic()
            && !matches!(c, '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}')
        {
            out.push(c);
        } else {
            percent(&mut out, c);
        }
    }
    out
}

/// Appends a character in percent-encoding.
pub(crate) fn percent(out: &mut String, c: char) {
    for byte in c.encode_utf8(&mut [0; 4]).bytes() {
        out.push_str(&format!("%{byte:02X}"));
    }
}

/// The components of a URI reference (RFC 3986, appendix B).
struct Parts<'a> {
    scheme: Option<&'a str>,
    authority: Option<&'a str>,
    path: std::borrow::Cow<'a, str>,
    query: Option<&'a str>,
    fragment: Option<&'a str>,
}

impl<'a> Parts<'a> {
    fn of(text: &'a str) -> Self {
        let (text, fragment) = match text.split_once('#') {
            Some((before, after)) => (before, Some(after)),
            None => (text, None),
        };
        let (text, query) = match text.split_once('?') {
            Some((before, after)) => (before, Some(after)),
            None => (text, None),
        };
        let is_scheme = |s: &str| {
            s.starts_with(|c: char| c.is_ascii_alphabetic())
                && s.chars()
                    .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
        };
        let (scheme, text) = match text.split_once(':') {
            Some((scheme, rest)) if is_scheme(scheme) => (Some(scheme), rest),
            _ => (None, text),
        };
        let (authority, path) = match text.strip_prefix("//") {
            Some(rest) => {
                let end = rest.find('/').unwrap_or(rest.len());
                (Some(&rest[..end]), &rest[end..])
            }
            None => (None, text),
        };
        Self {
            scheme,
            authority,
            path: path.into(),
            query,
            fragment,
        }
    }

    /// This reference against a base (RFC 3986, 5.2.2).
    fn resolved(self, base: &Parts<'a>) -> Parts<'a> {
        if self.authority.is_some() {
            return Parts {
                scheme: base.scheme,
                path: without_dots(&self.path).into(),
                ..self
            };
        }
        let (path, query) = if self.path.is_empty() {
            (base.path.clone(), self.query.or(base.query))
        } else if self.path.starts_with('/') {
            (without_dots(&self.path).into(), self.query)
        } else {
            let folder = match base.path.rfind('/') {
                Some(slash) => &base.path[..=slash],
                None if base.authority.is_some() => "/",
                None => "",
            };
            (
                without_dots(&format!("{folder}{}", self.path)).into(),
                self.query,
            )
        };
        Parts {
            scheme: base.scheme,
            authority: base.authority,
            path,
            query,
            fragment: self.fragment,
        }
    }
}

impl std::fmt::Display for Parts<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(scheme) = self.scheme {
            write!(f, "{scheme}:")?;
        }
        if let Some(authority) = self.authority {
            write!(f, "//{authority}")?;
        }
        f.write_str(&self.path)?;
        if let Some(query) = self.query {
            write!(f, "?{query}")?;
        }
        if let Some(fragment) = self.fragment {
            write!(f, "#{fragment}")?;
        }
        Ok(())
    }
}

/// A path without its `.` and `..` segments (RFC 3986, 5.2.4).
fn without_dots(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    let rooted = path.starts_with('/');
    let mut segments = path.strip_prefix('/').unwrap_or(path).split('/').peekable();
    while let Some(segment) = segments.next() {
        let last = segments.peek().is_none();
        match segment {
            "." | ".." => {
                if segment == ".." {
                    kept.pop();
                }
                if last {
                    kept.push("");
                }
            }
            _ => kept.push(segment),
        }
    }
    format!("{}{}", if rooted { "/" } else { "" }, kept.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resolves_as_rfc_3986_shows() {
        let base = "http://a/b/c/d;p?q";
        for (reference, wanted) in [
            ("g", "http://a/b/c/g"),
            ("./g", "http://a/b/c/g"),
            ("g/", "http://a/b/c/g/"),
            ("/g", "http://a/g"),
            ("//g", "http://g"),
            ("?y", "http://a/b/c/d;p?y"),
            ("g?y", "http://a/b/c/g?y"),
            ("#s", "http://a/b/c/d;p?q#s"),
            ("g?y#s", "http://a/b/c/g?y#s"),
            (";x", "http://a/b/c/;x"),
            ("", "http://a/b/c/d;p?q"),
            (".", "http://a/b/c/"),
            ("./", "http://a/b/c/"),
            ("..", "http://a/b/"),
            ("../g", "http://a/b/g"),
            ("../..", "http://a/"),
            ("../../../g", "http://a/g"),
            ("/./g", "http://a/g"),
            ("g.", "http://a/b/c/g."),
            ("..g", "http://a/b/c/..g"),
            ("g;x=1/../y", "http://a/b/c/y"),
            ("g?y/../x", "http://a/b/c/g?y/../x"),
        ] {
            assert_eq!(
                followable(Some(base), reference).as_deref(),
                Some(wanted),
                "{reference}"
            );
        }
        assert_eq!(
            followable(Some("http://a"), "g").as_deref(),
            Some("http://a/g")
        );
    }

    #[test]
    fn only_safe_schemes_are_followable() {
        for target in [
            "javascript:alert(1)",
            "java\nscript:alert(1)",
            " \u{1}JavaScript:alert(1)",
            "data:text/html,x",
            "file:///etc/hosts",
            "vbscript:x",
            "http:",
            "https:///x",
        ] {
            assert_eq!(
                followable(Some("https://a.example/"), target),
                None,
                "{target}"
            );
        }
        assert_eq!(followable(None, "relative.html"), None);
        assert_eq!(
            followable(None, "HTTPS://a.example/x y\"<é>").as_deref(),
            Some("https://a.example/x%20y%22%3C%C3%A9%3E")
        );
        assert_eq!(
            followable(None, "mailto:desk@a.example").as_deref(),
            Some("mailto:desk@a.example")
        );
    }

    #[test]
    fn base64url_as_rfc_4648_shows() {
        for (bytes, wanted) in [
            ("", ""),
            ("f", "Zg"),
            ("fo", "Zm8"),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg"),
            ("fooba", "Zm9vYmE"),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64url(bytes.as_bytes()), wanted);
        }
        assert_eq!(base64url(&[0xfb, 0xff]), "-_8");
    }
}
