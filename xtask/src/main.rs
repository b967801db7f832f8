//! The maintainer's commands: `cargo xtask <command>`, one file for each command.

mod bench_compile;
mod ci;
mod conformance;
mod corpus;
mod diff;
mod examples;
mod features;
mod full_build;
mod generate;
mod journal;
mod lint;
mod mock;
mod published;
mod release;
mod results_page;
mod semver;
mod spec;
mod update;
mod workspace;

use std::error::Error;
use std::ffi::OsString;
use std::path::Path;
use std::process::ExitCode;

use apicrate_cli::console::ConsoleArguments;
use apicrate_cli::fail;
use clap::{Parser, Subcommand};
use mimalloc::MiMalloc;

/// Rendering makes many small allocations on several threads; this allocator saves a fifth of a run.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// Commands for the maintainers of this workspace.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    console: ConsoleArguments,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write the generated code of this workspace.
    Generate(generate::Arguments),
    /// Decode all documented payloads with the generated types, and encode them again.
    Examples(examples::Arguments),
    /// List the errors of this workspace's documents, and the parts of them that are not translated to Rust.
    Lint(lint::Arguments),
    /// Serve both APIs on this machine, with state in memory, for development.
    Mock(mock::Arguments),
    /// Show the changes that a new version of a document makes to the Rust API.
    Diff(diff::Arguments),
    /// Merge a new upstream version of a document, and update code, version and changelog.
    Update(update::Arguments),
    /// Generate a crate from every document below a folder, each in its own process. `--check` compiles the crates.
    Corpus(corpus::Arguments),
    /// Run test suites of other projects, and write the results to `docs/conformance.md`.
    Conformance(conformance::Arguments),
    /// Check the libraries that have features with each feature, and without features.
    Features(features::Arguments),
    /// Compare the public items of the published libraries with the last release.
    Semver(semver::Arguments),
    /// Check that the workspace is ready for a release. `--publish` publishes its packages.
    Release(release::Arguments),
    /// Measure the compile time of the generated crate.
    BenchCompile(bench_compile::Arguments),
    /// Run all checks that must pass before a change is merged.
    Ci(ci::Arguments),
}

impl Command {
    /// Returns whether the arguments can contain documents with URLs.
    const fn reads_documents(&self) -> bool {
        match self {
            Self::Generate(_)
            | Self::Examples(_)
            | Self::Lint(_)
            | Self::Diff(_)
            | Self::Update(_) => true,
            Self::Mock(_)
            | Self::Corpus(_)
            | Self::Conformance(_)
            | Self::Features(_)
            | Self::Semver(_)
            | Self::Release(_)
            | Self::BenchCompile(_)
            | Self::Ci(_) => false,
        }
    }

    /// Returns whether the command compares documented values with the patterns of their schemas.
    const fn needs_patterns(&self) -> bool {
        match self {
            Self::Examples(arguments) => arguments.relaxes(),
            command => matches!(command, Self::Lint(_) | Self::Update(_)),
        }
    }
}

fn main() -> ExitCode {
    let Arguments { command, console } = Arguments::parse();
    console.apply();
    run(command, console).unwrap_or_else(|error| fail(&*error, console))
}

/// Runs a command. The exit code is 0 on success and 1 otherwise.
fn run(command: Command, console: ConsoleArguments) -> Result<ExitCode, Box<dyn Error>> {
    if journal::recover(workspace::find()?)? {
        eprintln!("the last update was interrupted; its changes have been undone");
    }
    if command.reads_documents() {
        let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
        let config = workspace::config(Path::new(""))?;
        if let Some(part) = full_build::missing_part(command.needs_patterns(), &arguments, &config)
        {
            return full_build::run_again(part, &arguments);
        }
    }
    match command {
        Command::Generate(arguments) => generate::run(&arguments, console),
        Command::Examples(arguments) => examples::run(&arguments, console),
        Command::Lint(arguments) => lint::run(&arguments, console),
        Command::Mock(arguments) => mock::run(&arguments),
        Command::Diff(arguments) => diff::run(&arguments, console),
        Command::Update(arguments) => update::run(&arguments, console),
        Command::Corpus(arguments) => corpus::run(&arguments),
        Command::Conformance(arguments) => conformance::run(&arguments),
        Command::Features(arguments) => features::run(&arguments),
        Command::Semver(arguments) => semver::run(&arguments),
        Command::Release(arguments) => release::run(&arguments),
        Command::BenchCompile(arguments) => bench_compile::run(&arguments),
        Command::Ci(arguments) => ci::run(&arguments),
    }
}
