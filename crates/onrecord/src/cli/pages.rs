//! What the commands that read pages share: their options, and the run from
//! named pages to written output.

use std::cell::Cell;
use std::ffi::OsString;
use std::io::{self, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Arg, ArgAction, ArgMatches, value_parser};
use onrecord_read::Options;
use onrecord_record::{DoubtKind, Record};

use super::Outcome;
use crate::failure::{Failure, Reason};
use crate::fetch::{Fetcher, any_address, public_address};
use crate::forms::{Form, Setting};
use crate::input::{Input, Pages};
use crate::load::Loading;
use crate::pool::{Bounds, in_order};
use crate::progress::Progress;
use crate::term::{When, columns, harmless, paint_stdout};

/// The largest page that is read unless asked otherwise, and what all pages in
/// work hold together. Reading dense HTML was measured at up to 34 bytes of
/// memory for a byte of page, so this keeps a run under 512 MiB; hardly a news
/// page is a tenth of it.
const MAX_BYTES: &str = "12MiB";

/// The arguments that name pages and say how they are read, with the forms
/// they can be written in.
pub(super) fn arguments(forms: &'static [Form]) -> Vec<Arg> {
    let values: Vec<PossibleValue> = forms
        .iter()
        .map(|form| PossibleValue::new(form.name).help(form.help))
        .collect();
    vec![
        Arg::new("page")
            .value_name("PAGE")
            .help("A file, a directory, - for standard input, or with --fetch a URL")
            .required(true)
            .num_args(1..)
            .value_parser(value_parser!(OsString)),
        Arg::new("format")
            .long("format")
            .short('f')
            .value_name("FORM")
            .help("How the output is written")
            .value_parser(PossibleValuesParser::new(values))
            .default_value(forms[0].name),
        Arg::new("as-text")
            .long("as-text")
            .help("Read every page as plain text, even if it looks like HTML")
            .action(ArgAction::SetTrue),
        Arg::new("url")
            .long("url")
            .value_name("URL")
            .help("Where the page was captured from; for one page that is not fetched"),
        Arg::new("captured")
            .long("captured")
            .value_name("TIME")
            .help("When the pages were captured (ISO 8601)"),
        Arg::new("fetch")
            .long("fetch")
            .help("Fetch pages that are URLs (http and https, public addresses only)")
            .action(ArgAction::SetTrue),
        Arg::new("allow-private")
            .long("allow-private")
            .help("With --fetch, also connect to private, loopback and link-local addresses")
            .requires("fetch")
            .action(ArgAction::SetTrue),
        Arg::new("timeout")
            .long("timeout")
            .value_name("SECONDS")
            .help("With --fetch, the longest a page may take")
            .value_parser(value_parser!(u64).range(1..=3600))
            .default_value("30"),
        Arg::new("max-bytes")
            .long("max-bytes")
            .value_name("SIZE")
            .help("The largest page that is read, such as 500000, 10MB or 64MiB")
            .value_parser(size)
            .default_value(MAX_BYTES),
        Arg::new("jobs")
            .long("jobs")
            .short('j')
            .value_name("N")
            .help("Pages read at once [default: one for each processor]")
            .value_parser(value_parser!(u16).range(1..=256)),
        Arg::new("color")
            .long("color")
            .value_name("WHEN")
            .help("Whether to colour; NO_COLOR turns auto off")
            .value_parser(["auto", "always", "never"])
            .default_value("auto"),
        Arg::new("width")
            .long("width")
            .value_name("COLUMNS")
            .help("Columns to wrap to [default: the terminal's, at most 100]")
            .value_parser(value_parser!(u16).range(20..=1000)),
    ]
}

/// A number of bytes, with a decimal or binary unit or none.
fn size(text: &str) -> Result<u64, String> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let factor = match unit.to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "kb" => 1_000,
        "mb" => 1_000_000,
        "gb" => 1_000_000_000,
        "k" | "kib" => 1 << 10,
        "m" | "mib" => 1 << 20,
        "g" | "gib" => 1 << 30,
        _ => {
            return Err(format!(
                "{unit:?} is no unit of size; use KB, MB, KiB or MiB"
            ));
        }
    };
    let bytes = number
        .parse::<u64>()
        .ok()
        .and_then(|n| n.checked_mul(factor));
    let bytes = bytes.ok_or("a size is a whole number, such as 64MiB")?;
    // Spans index captures with 32 bits.
    match bytes < onrecord_record::Capture::MAX_BYTES as u64 {
        true if bytes > 0 => Ok(bytes),
        _ => Err("a size is from 1 byte to less than 4 GiB".to_owned()),
    }
}

/// What a command asks of every page beyond the shared options.
pub(super) struct Wish {
    /// Show where each field came from.
    pub(super) proof: bool,
    /// Mark statements in the view.
    pub(super) statements: bool,
    /// The least confidence of statements that are listed, in thousandths.
    pub(super) least: u16,
    /// Name the page inside JSON records.
    pub(super) with_input: bool,
}

/// One page, done.
struct Done {
    page: String,
    bytes: u64,
    result: Result<String, Failure>,
}

/// Reads the pages and writes them to standard output in their order.
pub(super) fn run(
    matches: &ArgMatches,
    forms: &'static [Form],
    wish: &Wish,
) -> anyhow::Result<Outcome> {
    let named = matches.get_many::<OsString>("page").into_iter().flatten();
    let inputs: Vec<Input> = named.cloned().map(Input::named).collect();
    let directory = |input: &Input| matches!(input, Input::File(path) if path.is_dir());
    let any_directory = inputs.iter().any(directory);
    let several = inputs.len() > 1 || any_directory;
    let url = matches.get_one::<String>("url").cloned();
    if url.is_some() && (several || matches!(inputs[..], [Input::Url(_)])) {
        anyhow::bail!("--url says where one page came from; give one file or -");
    }
    let max_bytes = *matches.get_one::<u64>("max-bytes").expect("has a default");
    let seconds = *matches.get_one::<u64>("timeout").expect("has a default");
    let admits = match matches.get_flag("allow-private") {
        true => any_address,
        false => public_address,
    };
    let loading = Loading {
        max_bytes,
        url,
        captured: matches.get_one::<String>("captured").cloned(),
        fetcher: matches
            .get_flag("fetch")
            .then(|| Fetcher::new(max_bytes, Duration::from_secs(seconds), admits)),
    };
    let name = matches.get_one::<String>("format").expect("has a default");
    let form = forms
        .iter()
        .find(|form| form.name == name)
        .unwrap_or(&forms[0]);
    let options = Options {
        as_text: matches.get_flag("as-text"),
        // Statements are looked for only where they are shown.
        statements: form.statements && (form.name != "view" || wish.statements),
    };
    let when = match matches.get_one::<String>("color").map(String::as_str) {
        Some("always") => When::Always,
        Some("never") => When::Never,
        _ => When::Auto,
    };
    let setting = Setting {
        page: String::new(),
        width: matches
            .get_one::<u16>("width")
            .map_or_else(columns, |width| usize::from(*width)),
        paint: paint_stdout(when),
        proof: wish.proof,
        statements: wish.statements,
        least: wish.least,
        with_input: wish.with_input,
    };
    let bounds = Bounds {
        threads: matches.get_one::<u16>("jobs").map_or_else(
            || std::thread::available_parallelism().map_or(1, usize::from),
            |jobs| usize::from(*jobs),
        ),
        weight: max_bytes,
    };
    let total = (!any_directory).then_some(inputs.len() as u64);
    let mut progress = Progress::new(several, total);
    let mut output = Output::new(form, several)?;
    let mut outcome = Outcome::Done;
    quiet_readers();

    let work = |input: Result<Input, Failure>| one(input, &loading, &options, form, &setting);
    let weigh = |input: &Result<Input, Failure>| {
        let known = input.as_ref().ok();
        known.map_or(0, |input| loading.weight(input))
    };
    in_order(Pages::new(inputs), &bounds, weigh, work, |done: Done| {
        progress.advance(done.bytes, done.result.is_err());
        match done.result {
            Ok(text) => {
                progress.clear();
                output.page(&done.page, &text)
            }
            Err(failure) => {
                outcome = Outcome::Failed;
                progress.clear();
                // What was written so far comes first, where both go to one
                // terminal.
                output.flush()?;
                super::complain(&failure.to_string());
                Ok(())
            }
        }
    })?;
    output.close()?;
    Ok(outcome)
}

/// Reads and writes one page, whatever happens.
fn one(
    input: Result<Input, Failure>,
    loading: &Loading,
    options: &Options,
    form: &Form,
    setting: &Setting,
) -> Done {
    let input = match input {
        Ok(input) => input,
        Err(failure) => {
            return Done {
                page: failure.page.clone(),
                bytes: 0,
                result: Err(failure),
            };
        }
    };
    let page = input.name();
    let capture = match loading.load(&input) {
        Ok(capture) => capture,
        Err(failure) => {
            return Done {
                page,
                bytes: 0,
                result: Err(failure),
            };
        }
    };
    let setting = Setting {
        page: page.clone(),
        ..setting.clone()
    };
    // Reading does not panic; if it does all the same, one page is lost and
    // not the run.
    let written = catch_unwind(AssertUnwindSafe(|| {
        let record = onrecord_read::read(&capture, options);
        match not_a_page(&record) {
            Some(note) => Err(Failure::new(&page, Reason::NotAPage, note)),
            None => Ok((form.write)(&record, &setting)),
        }
    }));
    let result = written.unwrap_or_else(|_| {
        let what = PANIC.take();
        let message = format!("a fault of the program, please report it: {what}");
        Err(Failure::new(&page, Reason::Internal, message))
    });
    Done {
        page,
        bytes: capture.body.len() as u64,
        result,
    }
}

/// Why a record is of no page, if it says so.
fn not_a_page(record: &Record) -> Option<String> {
    let doubt = record
        .doubts
        .iter()
        .find(|d| d.kind == DoubtKind::NotAPage)?;
    Some(doubt.note.trim_end_matches('.').to_owned())
}

thread_local! {
    /// What the last panic of this thread said, and where.
    static PANIC: Cell<String> = const { Cell::new(String::new()) };
}

/// Keeps panics of reading threads from writing their own lines; they are
/// told with the page that caused them.
fn quiet_readers() {
    let usual = std::panic::take_hook();
    let main = std::thread::current().id();
    std::panic::set_hook(Box::new(move |info| {
        if std::thread::current().id() == main {
            usual(info);
        } else {
            PANIC.set(info.to_string());
        }
    }));
}

/// Standard output with the form's frame around the pages.
struct Output {
    out: io::BufWriter<io::StdoutLock<'static>>,
    form: &'static Form,
    several: bool,
    first: bool,
    terminal: bool,
}

impl Output {
    fn new(form: &'static Form, several: bool) -> io::Result<Self> {
        use std::io::IsTerminal as _;
        let stdout = io::stdout();
        let terminal = stdout.is_terminal();
        let mut output = Self {
            out: io::BufWriter::with_capacity(1 << 16, stdout.lock()),
            form,
            several,
            first: true,
            terminal,
        };
        output.out.write_all(form.frame.open(several).as_bytes())?;
        Ok(output)
    }

    fn page(&mut self, page: &str, text: &str) -> io::Result<()> {
        let page = harmless(page).replace('\n', " ");
        let text = self.form.frame.trimmed(self.several, text);
        let before = self.form.frame.between(self.several, self.first, &page);
        self.first = false;
        self.out.write_all(before.as_bytes())?;
        // The forms for terminals have made the page's text harmless and put
        // their own colours in; the others are written as they are, except to
        // a terminal.
        let own_colours = matches!(self.form.name, "view" | "table");
        if self.terminal && !own_colours {
            self.out.write_all(harmless(text).as_bytes())?;
        } else {
            self.out.write_all(text.as_bytes())?;
        }
        // Each page is out as soon as it is done.
        self.out.flush()
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    fn close(mut self) -> io::Result<()> {
        let foot = self.form.frame.close(self.several);
        self.out.write_all(foot.as_bytes())?;
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes_are_understood() {
        for (text, bytes) in [
            ("1", 1),
            ("500000", 500_000),
            ("10MB", 10_000_000),
            ("64MiB", 64 << 20),
            ("64m", 64 << 20),
            ("1kB", 1000),
        ] {
            assert_eq!(size(text), Ok(bytes), "{text}");
        }
        for text in [
            "",
            "MB",
            "-1",
            "1.5MB",
            "10 parsecs",
            "4GiB",
            "0",
            "99999999999999999999",
        ] {
            assert!(size(text).is_err(), "{text}");
        }
    }
}
