//! `onrecord quotes`: who said what.

use clap::{ArgMatches, Command};

use super::Outcome;
use super::pages::{self, Wish};
use crate::forms::QUOTE_FORMS;

/// The command and its options.
pub(super) fn command() -> Command {
    Command::new("quotes")
        .about("Shows who said what in pages, in which words, when and where")
        .args(pages::arguments(QUOTE_FORMS))
        .after_help(super::EXIT_CODES)
}

/// Runs the command.
pub(super) fn run(matches: &ArgMatches) -> anyhow::Result<Outcome> {
    let wish = Wish {
        proof: false,
        statements: true,
        with_input: false,
    };
    pages::run(matches, QUOTE_FORMS, &wish)
}
