//! `onrecord quotes`: who said what.

use clap::{Arg, ArgMatches, Command};

use super::Outcome;
use super::pages::{self, Wish};
use crate::forms::QUOTE_FORMS;

/// The command and its options.
pub(super) fn command() -> Command {
    Command::new("quotes")
        .about("Shows who said what in pages, in which words, when and where")
        .args(pages::arguments(QUOTE_FORMS))
        .arg(
            Arg::new("min-confidence")
                .long("min-confidence")
                .value_name("SHARE")
                .help("Leave out what is less likely to be a statement, such as 0.5")
                .long_help(
                    "Leave out what is less likely to be a statement, from 0 to 1, such as 0.5; \
                     with more than 0 also statements whose confidence is not known: those in \
                     other languages than English, and words that only layout gives to a name",
                )
                .value_parser(share)
                .default_value("0"),
        )
        .after_help(super::EXIT_CODES)
}

/// Runs the command.
pub(super) fn run(matches: &ArgMatches) -> anyhow::Result<Outcome> {
    let wish = Wish {
        proof: false,
        statements: true,
        least: *matches.get_one("min-confidence").expect("has a default"),
        with_input: false,
    };
    pages::run(matches, QUOTE_FORMS, &wish)
}

/// A share from 0 to 1, in thousandths.
fn share(text: &str) -> Result<u16, String> {
    match text.parse::<f64>() {
        Ok(share) if (0.0..=1.0).contains(&share) => Ok((share * 1000.0).round() as u16),
        _ => Err("a confidence is a number from 0 to 1, such as 0.5".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::share;

    #[test]
    fn shares_are_understood() {
        for (text, thousandths) in [("0", 0), ("0.5", 500), (".95", 950), ("1", 1000)] {
            assert_eq!(share(text), Ok(thousandths), "{text}");
        }
        for text in ["", "-0.1", "1.5", "95%", "NaN", "half"] {
            assert!(share(text).is_err(), "{text}");
        }
    }
}
