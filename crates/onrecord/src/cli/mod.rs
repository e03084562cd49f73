//! The command line: one file a command.

mod check;
mod completions;
mod man;
mod pages;
mod quotes;
mod read;

use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::Command;

/// How the program ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Outcome {
    /// Everything was done: exit code 0.
    Done,
    /// Some page gave no record, or a record does not hold: exit code 1.
    Failed,
}

/// The exit code for wrong usage; clap's own.
const USAGE: u8 = 2;
/// The exit code where the output could not be written.
const OUTPUT: u8 = 3;

/// What `--help` says at the end.
const EXIT_CODES: &str = "\
Exit codes:
  0  every page was read, every record holds
  1  some page could not be read, or some record does not hold
  2  the command was used wrongly
  3  the output could not be written

Each page that could not be read gives one line on standard error:
  onrecord: REASON: PAGE: message
with a reason out of: not-found, permission, too-large, not-a-page,
not-a-record, fetch-refused, fetch-failed, http-status, timeout, io, internal.";

/// The whole command line.
pub(crate) fn command() -> Command {
    Command::new("onrecord")
        .about("Reads captured news pages into checkable records")
        .version(env!("CARGO_PKG_VERSION"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .after_help(EXIT_CODES)
        .subcommand(read::command())
        .subcommand(quotes::command())
        .subcommand(check::command())
        .subcommand(completions::command())
        .subcommand(man::command())
}

/// Runs the program on the process's arguments.
pub(crate) fn run() -> ExitCode {
    let matches = command().get_matches();
    let outcome = match matches.subcommand() {
        Some(("read", matches)) => read::run(matches),
        Some(("quotes", matches)) => quotes::run(matches),
        Some(("check", matches)) => check::run(matches),
        Some(("completions", matches)) => completions::run(matches),
        Some(("man", matches)) => man::run(matches),
        _ => Ok(Outcome::Done),
    };
    match outcome {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Failed) => ExitCode::FAILURE,
        Err(error) => match error.downcast_ref::<io::Error>() {
            // Whoever read our output has seen enough, as `head` does.
            Some(io) if io.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
            Some(io) => {
                complain(&format!("onrecord: cannot write the output: {io}"));
                ExitCode::from(OUTPUT)
            }
            None => {
                complain(&format!("onrecord: {error:#}"));
                ExitCode::from(USAGE)
            }
        },
    }
}

/// A line for who watches. That it cannot be written costs nothing else.
pub(crate) fn complain(line: &str) {
    drop(writeln!(io::stderr(), "{line}"));
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_command_line_is_well_formed() {
        super::command().debug_assert();
    }
}
