//! Onrecord: reads captured news pages into checkable records.
//!
//! This crate is the outer room. It knows the command line, files, the
//! network, the clock and the terminal; what a page says it asks the reading
//! room, and what a record is the record room.

#![forbid(unsafe_code)]

mod cli;
mod failure;
mod fetch;
mod forms;
mod input;
mod iri;
mod load;
mod pool;
mod progress;
mod term;

fn main() -> std::process::ExitCode {
    cli::run()
}
