//! Ranges that say which text they index.

use std::fmt;
use std::ops::Range;

use serde::{Deserialize, Serialize};

macro_rules! span {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
        #[serde(from = "(u32, u32)", into = "(u32, u32)")]
        pub struct $name {
            /// First offset, inclusive.
            pub start: u32,
            /// Last offset, exclusive.
            pub end: u32,
        }

        impl $name {
            /// The span from `start` to `end`, end exclusive.
            pub fn new(start: usize, end: usize) -> Self {
                // Captures are limited to 4 GiB - 1 where they are made
                // (`Capture::MAX_BYTES`), so an offset always fits.
                Self { start: start as u32, end: end as u32 }
            }

            /// The same range as a `Range` to index with.
            pub fn range(self) -> Range<usize> {
                self.start as usize..self.end as usize
            }

            /// Length in bytes.
            pub fn len(self) -> usize {
                self.end.saturating_sub(self.start) as usize
            }

            /// Whether the span holds nothing.
            pub fn is_empty(self) -> bool {
                self.end <= self.start
            }

            /// Whether `other` lies wholly inside this span.
            pub fn contains(self, other: Self) -> bool {
                self.start <= other.start && other.end <= self.end
            }
        }

        impl From<(u32, u32)> for $name {
            fn from((start, end): (u32, u32)) -> Self {
                Self { start, end }
            }
        }

        impl From<$name> for (u32, u32) {
            fn from(span: $name) -> Self {
                (span.start, span.end)
            }
        }

        impl From<Range<usize>> for $name {
            fn from(range: Range<usize>) -> Self {
                Self::new(range.start, range.end)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}..{}", self.start, self.end)
            }
        }
    };
}

span! {
    /// A range of bytes of a capture's body, written `[start, end]` in JSON.
    ByteSpan
}
span! {
    /// A range of UTF-8 bytes of [`Text::content`](crate::Text::content),
    /// written `[start, end]` in JSON. Both ends lie on character boundaries.
    TextSpan
}
span! {
    /// A range of UTF-8 bytes of the capture's URL, written `[start, end]`.
    UrlSpan
}
