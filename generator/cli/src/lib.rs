//! The command `apicrate`: generates Rust crates from `OpenAPI` documents, and lints and compares documents.
//!
//! Each command is a module. The public items are those that the commands of this workspace share.

// Input never causes a panic.
#![cfg_attr(not(test), deny(clippy::indexing_slicing, clippy::string_slice))]
// Shows on docs.rs which feature an item requires. This needs a nightly toolchain.
#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod code;
mod completions;
mod config;
pub mod console;
pub mod diff;
mod document;
mod entry;
mod generate;
mod headings;
mod init;
mod input;
pub mod lint;
#[cfg(feature = "mock")]
mod mock;
mod module;
mod names;
mod old_names;
mod outline;
mod overlay;
mod package;
mod parts;
mod paths;
mod progress;
mod quoted;
pub mod remote;
mod selection;
pub mod summary;
mod types;
mod usage;

use std::error::Error;
use std::process::ExitCode;

use apicrate::Diagnostics;
use clap::{CommandFactory, Parser, Subcommand};

use self::console::{ConsoleArguments, Format};
use self::usage::UsageError;

/// Text at the end of `apicrate --help`.
const HELP: &str = "\
A DOCUMENT is a file, a URL, or `-` for standard input. It is OpenAPI 2.0 (Swagger), 3.0, 3.1 or 3.2, in YAML
or JSON.

Exit codes:
  0  The command has done its work. Warnings do not change the exit code.
  1  A document has errors, a generated file differs (`check`), a change is denied (`diff --deny`), or a file
     cannot be read or written.
  2  The arguments are wrong.";

/// Generates Rust crates from OpenAPI documents, and lints and compares documents.
#[derive(Debug, Parser)]
#[command(name = "apicrate", version, after_help = HELP, styles = console::HELP)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    console: ConsoleArguments,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write a configuration file for a document, with a comment for each choice that the document offers.
    Init(init::Arguments),
    /// Write a crate with models, clients and servers for a document.
    Generate(generate::Arguments),
    /// Compare a generated crate with its document, and write nothing.
    #[command(mut_args(generate::hidden_in_check))]
    Check(generate::CrateArguments),
    /// List the errors of documents, and the parts of them that are not translated to Rust.
    Lint(lint::Arguments),
    /// Show the changes that a new version of a document makes to the Rust API.
    Diff(diff::Arguments),
    /// Print the Rust API of a document: a line for each type, field and signature.
    Outline(outline::Arguments),
    /// Apply overlays to a document, and write the corrected document in YAML or JSON.
    Overlay(overlay::Arguments),
    /// Serve a document without generated code: check requests, and answer with examples or valid values.
    #[cfg(feature = "mock")]
    Mock(mock::Arguments),
    /// Print the completions of a shell.
    Completions(completions::Arguments),
}

/// Runs the command that the arguments of this process name.
#[must_use]
pub fn main() -> ExitCode {
    let Arguments { command, console } = Arguments::parse();
    console.apply();
    run(&command, console).unwrap_or_else(|error| fail(&*error, console))
}

fn run(command: &Command, console: ConsoleArguments) -> Result<ExitCode, Box<dyn Error>> {
    match command {
        Command::Init(arguments) => init::run(arguments, console),
        Command::Generate(arguments) => generate::generate(arguments, console),
        Command::Check(arguments) => generate::check(arguments, console),
        Command::Lint(arguments) => lint::run(arguments, console),
        Command::Diff(arguments) => diff::run(arguments, console),
        Command::Outline(arguments) => outline::run(arguments, console),
        Command::Overlay(arguments) => overlay::run(arguments, console),
        #[cfg(feature = "mock")]
        Command::Mock(arguments) => mock::run(arguments, console),
        Command::Completions(arguments) => completions::run(arguments, Arguments::command()),
    }
}

/// Prints the error that has ended a command. Returns the exit code.
pub fn fail(error: &(dyn Error + 'static), console: ConsoleArguments) -> ExitCode {
    match error.downcast_ref::<Diagnostics>() {
        // A message that cannot be printed cannot be reported either.
        Some(findings) => _ = console.console(Format::Text).findings(findings),
        None => console::error(&error),
    }
    // Wrong arguments have the exit code of clap.
    if error.is::<UsageError>() {
        ExitCode::from(2)
    } else {
        ExitCode::FAILURE
    }
}
