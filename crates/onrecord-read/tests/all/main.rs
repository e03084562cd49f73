//! Reading from outside: samples, properties, bad input, absences.

mod absences;
mod bad_input;
mod properties;
mod samples;
mod seed;

use std::path::PathBuf;

use onrecord_record::{Capture, Record, check};

/// The root of the repository.
fn root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

/// A capture of bytes, as a server that says nothing of them gives it.
fn capture(body: impl Into<Vec<u8>>) -> Capture {
    Capture {
        body: body.into(),
        ..Capture::default()
    }
}

/// Reads a capture and holds the record to it.
#[track_caller]
fn read(capture: &Capture) -> Record {
    let record = onrecord_read::read(capture, &onrecord_read::Options::default());
    let faults = check(capture, &record);
    let first: Vec<String> = faults.iter().take(5).map(ToString::to_string).collect();
    assert!(
        first.is_empty(),
        "{} faults, such as {first:#?} in {} read as {:?}: {:?}",
        faults.len(),
        record.capture.read_as,
        record.capture.charset,
        capture.body.escape_ascii().to_string(),
    );
    record
}
