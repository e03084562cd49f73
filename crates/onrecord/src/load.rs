//! A page's bytes, within the limits, as a capture.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use onrecord_record::Capture;

use crate::failure::{Failure, Reason};
use crate::fetch::Fetcher;
use crate::input::Input;

/// How pages are loaded.
pub(crate) struct Loading {
    /// The largest page that is read, in bytes.
    pub(crate) max_bytes: u64,
    /// What the user says of the address the pages came from.
    pub(crate) url: Option<String>,
    /// What the user says of the time they were captured.
    pub(crate) captured: Option<String>,
    /// For URLs; `None` where fetching was not asked for.
    pub(crate) fetcher: Option<Fetcher>,
}

impl Loading {
    /// Loads a page.
    pub(crate) fn load(&self, input: &Input) -> Result<Capture, Failure> {
        let name = input.name();
        match input {
            Input::Stdin => {
                let body = self.take(std::io::stdin().lock(), &name)?;
                Ok(self.stated(None, body))
            }
            Input::File(path) => {
                let body = self.file(path, &name)?;
                Ok(self.stated(media_type(path, &body), body))
            }
            Input::Url(url) => {
                let Some(fetcher) = &self.fetcher else {
                    let message = "give --fetch to fetch pages from the network";
                    return Err(Failure::new(&name, Reason::FetchRefused, message));
                };
                let fetched = fetcher
                    .fetch(url)
                    .map_err(|t| Failure::new(&name, t.reason, t.message))?;
                Ok(Capture {
                    url: Some(fetched.url),
                    captured: SystemTime::now()
                        .duration_since(UNIX_EPOCH)
                        .ok()
                        .map(|since| timestamp(since.as_secs())),
                    media_type: fetched.media_type,
                    body: fetched.body,
                })
            }
        }
    }

    /// How many bytes the page will hold in memory, as far as can be told
    /// before it is read.
    pub(crate) fn weight(&self, input: &Input) -> u64 {
        match input {
            // Too large a file is refused unread.
            Input::File(path) => std::fs::metadata(path)
                .map_or(0, |m| m.len())
                .min(self.max_bytes),
            Input::Stdin => self.max_bytes,
            // Hardly a page is as large as it may be; counted as such, pages
            // would be fetched one after the other.
            Input::Url(_) => self.max_bytes / 4,
        }
    }

    fn file(&self, path: &Path, name: &str) -> Result<Vec<u8>, Failure> {
        let failed = |error| Failure::from_io(name, &error);
        let file = File::open(path).map_err(failed)?;
        // What a regular file's size says is refused before a byte is read;
        // pipes and devices have no size to ask for.
        let size = file.metadata().map_err(failed)?.len();
        if size > self.max_bytes {
            return Err(Failure::too_large(name, Some(size), self.max_bytes));
        }
        self.take(file, name)
    }

    fn take(&self, reader: impl Read, name: &str) -> Result<Vec<u8>, Failure> {
        let mut body = Vec::new();
        reader
            .take(self.max_bytes + 1)
            .read_to_end(&mut body)
            .map_err(|error| Failure::from_io(name, &error))?;
        if body.len() as u64 > self.max_bytes {
            return Err(Failure::too_large(name, None, self.max_bytes));
        }
        Ok(body)
    }

    fn stated(&self, media_type: Option<String>, body: Vec<u8>) -> Capture {
        Capture {
            url: self.url.clone(),
            captured: self.captured.clone(),
            media_type,
            body,
        }
    }
}

/// The media type that a file's extension states. A text file that begins as
/// an HTML page does is left to the reading room to judge, as is every other
/// extension.
fn media_type(path: &Path, body: &[u8]) -> Option<String> {
    let extension = path.extension()?.to_str()?.to_ascii_lowercase();
    match extension.as_str() {
        "txt" | "text" => {
            let head: Vec<u8> = body
                .trim_ascii_start()
                .iter()
                .take(14)
                .map(u8::to_ascii_lowercase)
                .collect();
            let html = head.starts_with(b"<!doctype html") || head.starts_with(b"<html");
            (!html).then(|| "text/plain".to_owned())
        }
        "html" | "htm" => Some("text/html".to_owned()),
        "xhtml" | "xht" => Some("application/xhtml+xml".to_owned()),
        _ => None,
    }
}

/// Seconds since 1970 as an ISO 8601 time in UTC.
fn timestamp(seconds: u64) -> String {
    let (days, second) = (seconds / 86_400, seconds % 86_400);
    // Days to a date, counted in years that begin in March so that the leap
    // day is the last (Howard Hinnant's civil_from_days).
    let days = days + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + era * 400 + u64::from(month <= 2);
    format!(
        "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z",
        second / 3600,
        second / 60 % 60,
        second % 60
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_in_utc() {
        for (seconds, wanted) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (951_868_799, "2000-02-29T23:59:59Z"),
            (1_735_689_599, "2024-12-31T23:59:59Z"),
            (4_107_542_400, "2100-03-01T00:00:00Z"),
        ] {
            assert_eq!(timestamp(seconds), wanted);
        }
    }

    #[test]
    fn extensions_state_a_type_unless_the_content_denies_it() {
        let of = |name: &str, body: &str| media_type(Path::new(name), body.as_bytes());
        assert_eq!(of("a.TXT", "Ferry").as_deref(), Some("text/plain"));
        assert_eq!(of("a.txt", "\n<!DOCTYPE HTML><p>").as_deref(), None);
        assert_eq!(of("a.html", "").as_deref(), Some("text/html"));
        assert_eq!(of("a.php", "").as_deref(), None);
        assert_eq!(of("a", "").as_deref(), None);
    }
}
