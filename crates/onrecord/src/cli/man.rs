//! `onrecord man`: the manual pages.

use std::io::Write as _;

use clap::{Arg, ArgMatches, Command};

use super::Outcome;

/// The command and its options.
pub(super) fn command() -> Command {
    Command::new("man")
        .about("Writes a manual page, to be read with man -l")
        .arg(
            Arg::new("command")
                .value_name("COMMAND")
                .help("The command to describe; the whole program if left out")
                .value_parser(["read", "quotes", "check", "completions", "man"]),
        )
}

/// Runs the command.
pub(super) fn run(matches: &ArgMatches) -> anyhow::Result<Outcome> {
    let mut program = super::command();
    program.build();
    let name = matches.get_one::<String>("command");
    let described = name.and_then(|name| program.find_subcommand(name).cloned());
    let described = described.unwrap_or(program);
    let mut page = Vec::new();
    clap_mangen::Man::new(described).render(&mut page)?;
    std::io::stdout().write_all(&page)?;
    Ok(Outcome::Done)
}
