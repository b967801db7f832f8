//! The maintainer's commands: `cargo xtask <verb>`, one file for each verb.

mod bench_compile;
mod ci;
mod corpus;
mod diff;
mod examples;
mod features;
mod files;
mod findings;
mod generate;
mod journal;
mod lint;
mod lock;
mod mock;
mod release;
mod report;
mod sources;
mod spec;
mod stamp;
mod tree;
mod update;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::OnceLock;

use clap::{Parser, Subcommand};
use mimalloc::MiMalloc;

/// Rendering is mostly small allocations: this takes a fifth off a run.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// What the maintainers of this workspace do after a change of the API.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
    /// Another workspace than the one that this command was built in: a test has one of its own.
    #[arg(long, global = true, hide = true, value_name = "DIR")]
    workspace: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Write the generated code: of this workspace, or of any document as a crate of its own.
    Generate(generate::Arguments),
    /// Decode every documented payload with the types that are generated, and write it back.
    Examples(examples::Arguments),
    /// List what is wrong in a document, or lost on the way to Rust.
    Lint(lint::Arguments),
    /// Serve both APIs on this machine, with their state in memory, for development.
    Mock(mock::Arguments),
    /// Say what a new version of a document does to the Rust API.
    Diff(diff::Arguments),
    /// Take over a new version of a document: from its facts to the changelog.
    Update(update::Arguments),
    /// Generate every document below a folder, each in a process of its own, and compile what comes out.
    Corpus(corpus::Arguments),
    /// Compile every library with each of its features, with each two of them, and with none.
    Features,
    /// Measure what the generated crate costs those who compile it.
    BenchCompile(bench_compile::Arguments),
    /// Run everything that has to pass before a change lands.
    Ci,
}

fn main() -> ExitCode {
    let Arguments { verb, workspace } = Arguments::parse();
    if let Some(workspace) = workspace {
        WORKSPACE.get_or_init(|| workspace);
    }
    match journal::recover(workspace_root()) {
        Ok(true) => eprintln!("an update had been cut off; everything is as it was before it"),
        Ok(false) => {}
        Err(error) => return report(Err(error.into())),
    }
    report(match verb {
        Verb::Generate(arguments) => generate::run(&arguments),
        Verb::Examples(arguments) => examples::run(&arguments),
        Verb::Lint(arguments) => lint::run(&arguments),
        Verb::Mock(arguments) => mock::run(&arguments),
        Verb::Diff(arguments) => diff::run(&arguments),
        Verb::Update(arguments) => update::run(&arguments),
        Verb::Corpus(arguments) => corpus::run(&arguments),
        Verb::Features => features::run(),
        Verb::BenchCompile(arguments) => bench_compile::run(&arguments),
        Verb::Ci => ci::run(),
    })
}

static WORKSPACE: OnceLock<PathBuf> = OnceLock::new();

/// The folder of this workspace, wherever the command is called from.
fn workspace_root() -> &'static Path {
    WORKSPACE.get_or_init(|| {
        let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
        xtask.parent().unwrap_or(xtask).to_owned()
    })
}

/// The exit code of a verb that has said what it had to say.
fn exit_code(is_well: bool) -> ExitCode {
    if is_well {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// The exit code of a verb: 0 when all is well, 1 when it is not, with the reason on standard error.
fn report(result: Result<ExitCode, Box<dyn Error>>) -> ExitCode {
    result.unwrap_or_else(|error| {
        eprintln!("{error}");
        ExitCode::FAILURE
    })
}
