//! `onrecord check`: whether records' words stand in their captures.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::File;
use std::io::{self, BufReader, Read, Write as _};
use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use onrecord_record::{Capture, Digest, Record, check};
use serde_json::value::RawValue;

use super::Outcome;
use crate::failure::{Failure, Reason};
use crate::input::{Input, Pages};
use crate::load::Loading;
use crate::term::harmless;

/// The command and its options.
pub(super) fn command() -> Command {
    Command::new("check")
        .about("Checks that the words of records stand in their captures")
        .long_about(
            "Checks that the words of records stand in their captures.\n\n\
             One capture is held against every record given. Of several captures, or of those in \
             a directory, each record is held against the one with its SHA-256; a record without \
             its capture fails. The capture's URL is taken from the record, since a file does not \
             hold it.",
        )
        .arg(
            Arg::new("records")
                .value_name("RECORD")
                .help("A file with records as read writes them in json or jsonl; - for standard input")
                .required(true)
                .value_parser(value_parser!(OsString)),
        )
        .arg(
            Arg::new("capture")
                .value_name("CAPTURE")
                .help("The pages that were read, or directories of them")
                .required(true)
                .num_args(1..)
                .value_parser(value_parser!(PathBuf)),
        )
        .arg(
            Arg::new("quiet")
                .long("quiet")
                .short('q')
                .help("Say nothing of records that hold")
                .action(ArgAction::SetTrue),
        )
        .after_help(super::EXIT_CODES)
}

/// Runs the command.
pub(super) fn run(matches: &ArgMatches) -> anyhow::Result<Outcome> {
    let paths = matches.get_many::<PathBuf>("capture").into_iter().flatten();
    let inputs: Vec<Input> = paths.cloned().map(Input::File).collect();
    let mut desk = Desk {
        captures: Captures::Many(BTreeMap::new()),
        quiet: matches.get_flag("quiet"),
        outcome: Outcome::Done,
        seen: 0,
    };
    desk.captures = match &inputs[..] {
        [Input::File(path)] if !path.is_dir() => Captures::One(inputs[0].clone()),
        _ => desk.index(inputs),
    };
    let records = matches.get_one::<OsString>("records").expect("is required");
    let name = records.display().to_string();
    if records == "-" {
        desk.records(&name, io::stdin().lock())?;
    } else {
        match File::open(records) {
            Ok(file) => desk.records(&name, BufReader::new(file))?,
            Err(error) => desk.fail(&Failure::from_io(&name, &error)),
        }
    }
    if desk.seen == 0 && desk.outcome == Outcome::Done {
        desk.fail(&Failure::new(
            &name,
            Reason::NotARecord,
            "there is no record in it",
        ));
    }
    Ok(desk.outcome)
}

/// The captures that records are held against.
enum Captures {
    /// This one, whatever the record says.
    One(Input),
    /// The one with the record's digest.
    Many(BTreeMap<[u8; 32], Input>),
}

struct Desk {
    captures: Captures,
    quiet: bool,
    outcome: Outcome,
    /// Records seen.
    seen: usize,
}

/// Captures are read whole; their size was limited when they were read for
/// their records.
const LOADING: Loading = Loading {
    max_bytes: Capture::MAX_BYTES as u64 - 1,
    url: None,
    captured: None,
    fetcher: None,
};

impl Desk {
    fn fail(&mut self, failure: &Failure) {
        self.outcome = Outcome::Failed;
        super::complain(&failure.to_string());
    }

    /// The captures by digest. One at a time is in memory.
    fn index(&mut self, inputs: Vec<Input>) -> Captures {
        let mut by_digest = BTreeMap::new();
        for input in Pages::new(inputs) {
            let loaded = input.and_then(|input| Ok((LOADING.load(&input)?.digest(), input)));
            match loaded {
                Ok((Digest(digest), input)) => {
                    by_digest.entry(digest).or_insert(input);
                }
                Err(failure) => self.fail(&failure),
            }
        }
        Captures::Many(by_digest)
    }

    /// Checks each record of a file: objects one after the other, as in a
    /// JSONL file, or an array of them.
    fn records(&mut self, name: &str, reader: impl Read) -> anyhow::Result<()> {
        let values = serde_json::Deserializer::from_reader(reader).into_iter::<Box<RawValue>>();
        for value in values {
            let value = match value {
                Ok(value) => value,
                Err(error) => {
                    let failure = match error.io_error_kind() {
                        Some(kind) => Failure::from_io(name, &kind.into()),
                        // Whoever names the page first is told the order.
                        None => {
                            let message =
                                format!("not JSON: {error}; records are named before captures");
                            Failure::new(name, Reason::NotARecord, message)
                        }
                    };
                    self.fail(&failure);
                    return Ok(());
                }
            };
            if value.get().starts_with('[') {
                match serde_json::from_str::<Vec<&RawValue>>(value.get()) {
                    Ok(items) => {
                        for item in items {
                            self.record(name, item.get())?;
                        }
                    }
                    Err(error) => {
                        self.fail(&Failure::new(name, Reason::NotARecord, error.to_string()));
                    }
                }
            } else {
                self.record(name, value.get())?;
            }
        }
        Ok(())
    }

    fn record(&mut self, name: &str, json: &str) -> anyhow::Result<()> {
        self.seen += 1;
        let name = format!("{name}#{}", self.seen);
        let record = match Record::from_json(json) {
            Ok(record) => record,
            Err(error) => {
                self.fail(&Failure::new(&name, Reason::NotARecord, error.to_string()));
                return Ok(());
            }
        };
        let input = match &self.captures {
            Captures::One(input) => input.clone(),
            Captures::Many(by_digest) => match by_digest.get(&record.capture.sha256.0) {
                Some(input) => input.clone(),
                None => {
                    let message = format!("no capture with SHA-256 {}", record.capture.sha256);
                    self.fail(&Failure::new(&name, Reason::NotFound, message));
                    return Ok(());
                }
            },
        };
        let body = match LOADING.load(&input) {
            Ok(capture) => capture.body,
            Err(failure) => {
                self.fail(&failure);
                return Ok(());
            }
        };
        let capture = Capture {
            url: record.capture.url.clone(),
            captured: record.capture.captured.clone(),
            media_type: record.capture.media_type.clone(),
            body,
        };
        let faults = check(&capture, &record);
        let page = input.name();
        let line = |text: String| harmless(&text).replace('\n', " ");
        let mut out = io::stdout().lock();
        for fault in &faults {
            self.outcome = Outcome::Failed;
            writeln!(out, "{}", line(format!("fault: {name}: {page}: {fault}")))?;
        }
        if faults.is_empty() && !self.quiet {
            writeln!(out, "{}", line(format!("holds: {name}: {page}")))?;
        }
        Ok(())
    }
}
