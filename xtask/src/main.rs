//! The maintainer's commands: `cargo xtask <verb>`, one file for each verb.

mod generate;
mod tree;

use std::error::Error;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// What the maintainers of this workspace do after a change of the API.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Write the generated code: of this workspace, or of any document as a crate of its own.
    Generate(generate::Arguments),
}

fn main() -> ExitCode {
    let Verb::Generate(arguments) = Arguments::parse().verb;
    report(generate::run(&arguments))
}

/// The exit code of a verb: 0 when all is well, 1 when it is not, with the reason on standard error.
fn report(result: Result<ExitCode, Box<dyn Error>>) -> ExitCode {
    result.unwrap_or_else(|error| {
        eprintln!("{error}");
        ExitCode::FAILURE
    })
}
