//! `onrecord completions`: what shells complete.

use std::io::Write as _;

use clap::{Arg, ArgMatches, Command, value_parser};
use clap_complete::Shell;

use super::Outcome;

/// The command and its options.
pub(super) fn command() -> Command {
    Command::new("completions")
        .about("Writes a script that completes this command line in a shell")
        .arg(
            Arg::new("shell")
                .value_name("SHELL")
                .required(true)
                .value_parser(value_parser!(Shell)),
        )
}

/// Runs the command.
pub(super) fn run(matches: &ArgMatches) -> anyhow::Result<Outcome> {
    let shell = *matches.get_one::<Shell>("shell").expect("is required");
    // Into memory first: the generator panics where a write fails.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut super::command(), "onrecord", &mut script);
    std::io::stdout().write_all(&script)?;
    Ok(Outcome::Done)
}
