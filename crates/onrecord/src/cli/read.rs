//! `onrecord read`: pages to articles.

use clap::{Arg, ArgAction, ArgMatches, Command};

use super::Outcome;
use super::pages::{self, Wish};
use crate::forms::PAGE_FORMS;

/// The command and its options.
pub(super) fn command() -> Command {
    Command::new("read")
        .about("Reads pages and shows their articles")
        .args(pages::arguments(PAGE_FORMS))
        .arg(
            Arg::new("proof")
                .long("proof")
                .help("In the view, show where each field came from")
                .action(ArgAction::SetTrue),
        )
        .arg(
            Arg::new("statements")
                .long("statements")
                .help("In the view, mark and list who said what")
                .action(ArgAction::SetTrue),
        )
        .arg(
            Arg::new("with-input")
                .long("with-input")
                .help("In json and jsonl, name the page each record was read from")
                .action(ArgAction::SetTrue),
        )
        .after_help(super::EXIT_CODES)
}

/// Runs the command.
pub(super) fn run(matches: &ArgMatches) -> anyhow::Result<Outcome> {
    let wish = Wish {
        least: 0,
        proof: matches.get_flag("proof"),
        statements: matches.get_flag("statements"),
        with_input: matches.get_flag("with-input"),
    };
    pages::run(matches, PAGE_FORMS, &wish)
}
