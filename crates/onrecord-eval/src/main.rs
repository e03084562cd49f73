//! Scores, times and trains Onrecord. For developers; never shipped.

#![forbid(unsafe_code)]

mod answer;
mod articles;
mod causes;
mod dates;
mod diff;
mod flatten;
mod gate;
mod gold;
mod json;
mod judge;
mod score;
mod speakers;
mod speed;
mod statements;
mod train;
mod worn;

use std::process::ExitCode;

use clap::Parser;

/// Scores, times and trains Onrecord.
#[derive(Parser)]
#[command(name = "onrecord-eval", version)]
enum Command {
    /// Read the pages of gold sets, write the answers, score them.
    Articles(articles::Articles),
    /// Train the model that tells the body.
    Train(train::blocks::Train),
    /// Train the model that tells what stands around an article.
    TrainAround(train::around::TrainAround),
    /// Weigh what speaks for and against the value of a field.
    TrainFields(train::fields::TrainFields),
    /// Pack the word list that tells slips of character recognition.
    Words(train::words::Words),
    /// Pack a list of Brown clusters.
    Clusters(train::clusters::Clusters),
    /// Find who said what in annotated articles.
    Statements(statements::Statements),
    /// Train what finds statements.
    TrainStatements(train::statements::TrainStatements),
    /// Weigh what speaks for and against a find being a statement.
    TrainFinds(train::finds::TrainFinds),
    /// Score an answer file, as the bench's score_articles.py does.
    Score(judge::Score),
    /// Count why the bodies of an answer file are not exactly right.
    Causes(causes::Causes),
    /// Check every page's scores against the committed tables and floors.
    Gate(gate::Gate),
    /// Resolve the sources of gold statements and score the names.
    Speakers(speakers::Speakers),
    /// Find and resolve time expressions and score them.
    Dates(dates::Dates),
    /// Time reading on one core, bytes in to record out.
    Speed(speed::Speed),
}

fn main() -> ExitCode {
    let result = match Command::parse() {
        Command::Articles(command) => command.run(),
        Command::Train(command) => command.run(),
        Command::TrainAround(command) => command.run(),
        Command::TrainFields(command) => command.run(),
        Command::Words(command) => command.run(),
        Command::Clusters(command) => command.run(),
        Command::Statements(command) => command.run(),
        Command::TrainStatements(command) => command.run(),
        Command::TrainFinds(command) => command.run(),
        Command::Score(command) => command.run(),
        Command::Causes(command) => command.run(),
        Command::Gate(command) => command.run(),
        Command::Speakers(command) => command.run(),
        Command::Dates(command) => command.run(),
        Command::Speed(command) => command.run(),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("onrecord-eval: {error:#}");
            ExitCode::FAILURE
        }
    }
}
