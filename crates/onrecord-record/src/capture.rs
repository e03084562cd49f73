//! What came off the web, and what a record says of it.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::Digest as _;

/// A page as it was captured. The bytes never change.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Capture {
    /// The URL it was fetched from, if known.
    pub url: Option<String>,
    /// When it was captured (ISO 8601), if known.
    pub captured: Option<String>,
    /// The media type with its parameters as the server or archive gave it,
    /// such as `text/html; charset=utf-8`, if known.
    pub media_type: Option<String>,
    /// The body, content encodings such as gzip undone.
    pub body: Vec<u8>,
}

impl Capture {
    /// The largest body that spans can index.
    pub const MAX_BYTES: usize = u32::MAX as usize;

    /// The SHA-256 digest of the body.
    pub fn digest(&self) -> Digest {
        Digest(sha2::Sha256::digest(&self.body).into())
    }
}

/// A SHA-256 digest, written in JSON as 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Digest(pub [u8; 32]);

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl From<Digest> for String {
    fn from(digest: Digest) -> Self {
        digest.to_string()
    }
}

impl TryFrom<String> for Digest {
    type Error = String;

    fn try_from(hex: String) -> Result<Self, Self::Error> {
        let wrong = || format!("not a SHA-256 digest of 64 lower-case hexadecimal digits: {hex:?}");
        let digit = |b: u8| match b {
            b'0'..=b'9' => Some(b - b'0'),
            b'a'..=b'f' => Some(b - b'a' + 10),
            _ => None,
        };
        let digits = hex
            .bytes()
            .map(digit)
            .collect::<Option<Vec<u8>>>()
            .ok_or_else(wrong)?;
        if digits.len() != 64 {
            return Err(wrong());
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = pair[0] << 4 | pair[1];
        }
        Ok(Digest(bytes))
    }
}

/// How the charset was decided.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CharsetSource {
    /// A byte order mark.
    Bom,
    /// The `charset` parameter of the media type.
    Transport,
    /// The page's own `<meta>` or XML declaration.
    Meta,
    /// The bytes are valid UTF-8 and nothing says otherwise.
    ValidUtf8,
    /// Guessed from the bytes.
    Detected,
    /// Nothing to go by.
    Default,
}

/// The charset the bytes were decoded with.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Charset {
    /// Its name in the WHATWG Encoding Standard.
    pub name: String,
    /// How it was decided.
    pub source: CharsetSource,
}

/// What a record keeps of its capture.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct CaptureInfo {
    /// As in [`Capture::url`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// As in [`Capture::captured`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub captured: Option<String>,
    /// As in [`Capture::media_type`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    /// The media type it was read as, such as `text/html` or `text/plain`.
    pub read_as: String,
    /// The charset it was decoded with.
    pub charset: Charset,
    /// Length of the body in bytes.
    pub length: u64,
    /// SHA-256 of the body.
    pub sha256: Digest,
}
