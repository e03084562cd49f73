//! One line on standard error that says how far long work is. Only on a
//! terminal; piped, it writes nothing.

use std::io::{IsTerminal as _, Write as _};
use std::time::{Duration, Instant};

/// How often the line is drawn anew.
const EVERY: Duration = Duration::from_millis(100);

/// The progress line.
pub(crate) struct Progress {
    shown: bool,
    total: Option<u64>,
    begun: Instant,
    drawn: Instant,
    /// Whether the line stands on the terminal now.
    standing: bool,
    pages: u64,
    failed: u64,
    bytes: u64,
}

impl Progress {
    /// A line for work on several pages, `total` of them if it is known. Shown
    /// if standard error is a terminal and standard output is not, where it
    /// would stand between the pages.
    pub(crate) fn new(several: bool, total: Option<u64>) -> Self {
        let shown = several && std::io::stderr().is_terminal() && !std::io::stdout().is_terminal();
        let now = Instant::now();
        Self {
            shown,
            total,
            begun: now,
            drawn: now,
            standing: false,
            pages: 0,
            failed: 0,
            bytes: 0,
        }
    }

    /// One more page is done.
    pub(crate) fn advance(&mut self, bytes: u64, failed: bool) {
        self.pages += 1;
        self.failed += u64::from(failed);
        self.bytes += bytes;
        if self.shown && self.drawn.elapsed() >= EVERY {
            self.drawn = Instant::now();
            self.standing = true;
            let _ = write!(std::io::stderr(), "\r\x1b[K{}", self.line());
        }
    }

    /// Takes the line away, so that something else can be written.
    pub(crate) fn clear(&mut self) {
        if std::mem::take(&mut self.standing) {
            let _ = write!(std::io::stderr(), "\r\x1b[K");
        }
    }

    fn line(&self) -> String {
        const CELLS: u64 = 20;
        let seconds = self.begun.elapsed().as_secs_f64().max(0.001);
        let mut line = String::new();
        if let Some(total) = self.total.filter(|total| *total > 0) {
            let full = (self.pages * CELLS / total).min(CELLS) as usize;
            line.push('[');
            line.push_str(&"=".repeat(full));
            line.push_str(&" ".repeat(CELLS as usize - full));
            line.push_str("] ");
            line.push_str(&format!("{}/{total} pages", self.pages));
        } else {
            line.push_str(&format!("{} pages", self.pages));
        }
        if self.failed > 0 {
            line.push_str(&format!(", {} failed", self.failed));
        }
        line.push_str(&format!(
            ", {:.1} MB/s, {:.0} s",
            self.bytes as f64 / 1e6 / seconds,
            seconds
        ));
        line
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_counts() {
        let mut progress = Progress::new(false, Some(4));
        progress.advance(2_000_000, false);
        progress.advance(10, true);
        let line = progress.line();
        assert!(
            line.starts_with("[==========          ] 2/4 pages, 1 failed, "),
            "{line}"
        );
    }
}
