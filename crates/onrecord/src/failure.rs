//! Why a page gave no record: one line each, with a reason that scripts can
//! rely on.

use std::fmt;
use std::io;

use crate::term::harmless;

/// The stable code of a failure. Codes are added, never renamed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Reason {
    /// There is no such file or directory.
    NotFound,
    /// The system does not let us read it.
    Permission,
    /// It is larger than the limit.
    TooLarge,
    /// It is empty, or it is not a page of text.
    NotAPage,
    /// It is no record that this version reads.
    NotARecord,
    /// Fetching was not asked for, or the address is not one we fetch from.
    FetchRefused,
    /// The name, the connection, TLS or the protocol failed.
    FetchFailed,
    /// The server answered with an error.
    HttpStatus,
    /// It took longer than the limit.
    Timeout,
    /// Any other trouble with reading a file.
    Io,
    /// A fault of ours: reading the page panicked.
    Internal,
}

impl Reason {
    /// The code as it is printed.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::NotFound => "not-found",
            Self::Permission => "permission",
            Self::TooLarge => "too-large",
            Self::NotAPage => "not-a-page",
            Self::NotARecord => "not-a-record",
            Self::FetchRefused => "fetch-refused",
            Self::FetchFailed => "fetch-failed",
            Self::HttpStatus => "http-status",
            Self::Timeout => "timeout",
            Self::Io => "io",
            Self::Internal => "internal",
        }
    }
}

/// One page that gave no record.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    /// The page as the user named it, or as it was found in a directory.
    pub(crate) page: String,
    /// The stable code.
    pub(crate) reason: Reason,
    /// What a person should know, without a full stop.
    pub(crate) message: String,
}

impl Failure {
    /// A failure of a page.
    pub(crate) fn new(page: &str, reason: Reason, message: impl Into<String>) -> Self {
        Self {
            page: page.to_owned(),
            reason,
            message: message.into(),
        }
    }

    /// What an error of the file system means for a page.
    pub(crate) fn from_io(page: &str, error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => {
                Self::new(page, Reason::NotFound, "no such file or directory")
            }
            io::ErrorKind::PermissionDenied => {
                Self::new(page, Reason::Permission, "permission denied")
            }
            _ => Self::new(page, Reason::Io, error.to_string()),
        }
    }

    /// A page over the limit on size.
    pub(crate) fn too_large(page: &str, size: Option<u64>, limit: u64) -> Self {
        let message = match size {
            Some(size) => format!("{size} bytes; the limit is {limit} (--max-bytes)"),
            None => format!("more than the limit of {limit} bytes (--max-bytes)"),
        };
        Self::new(page, Reason::TooLarge, message)
    }
}

impl fmt::Display for Failure {
    /// One line, whatever the name of the page holds.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let line = |text: &str| harmless(text).replace('\n', " ");
        write!(
            f,
            "onrecord: {}: {}: {}",
            self.reason.code(),
            line(&self.page),
            line(&self.message)
        )
    }
}
