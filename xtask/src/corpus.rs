//! `cargo xtask corpus`: generates a crate from each document below a folder; with `--check`, compiles the crates; with
//! `--agree`, compares the server and the client of each crate; with `--page`, writes the results to `docs/conformance.md`. Each
//! document is generated in its own process, so that a crash or an endless loop affects one document only. The crates share a
//! workspace below the target folder, so that their dependencies are compiled once.

mod agree;
mod check;
mod document;
mod manifest;
mod page;
mod process;
mod program;
mod progress;
mod report;
mod single;
mod vendors;

use std::error::Error;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use apicrate_cli::console::exit_code;
use clap::Args;

use self::document::{Document, documents};
use self::progress::progress;
use self::report::Row;
use crate::results_page;

/// Text at the end of the output of `--help`.
const HELP: &str = "\
Exits with 1 if the generator panics, exceeds its time or memory, or rejects a document without a source
position; if, with --check, a generated crate does not compile without warnings; or if, with --agree, server
and client of a crate disagree. A document that is rejected with a source position is not a failure: the
document is wrong.";

/// The options of `cargo xtask corpus`.
#[derive(Debug, Args)]
#[command(after_long_help = HELP)]
pub(crate) struct Arguments {
    /// The folder of the documents: all `.json`, `.yaml` and `.yml` files below it are read.
    #[arg(value_name = "DIR", required_unless_present = "single")]
    folder: Option<PathBuf>,
    /// Compile the generated crates with and without server, and their documentation, and count the warnings of each.
    #[arg(long)]
    check: bool,
    /// Send made requests and responses through the generated server and client of each operation, and list differences.
    #[arg(long)]
    agree: bool,
    /// Only the documents whose path below the folder begins with this text. Can be repeated.
    #[arg(long, value_name = "PATH")]
    only: Vec<String>,
    /// The number of documents that are generated at the same time. Default: the number of processors.
    #[arg(long, value_name = "N")]
    jobs: Option<usize>,
    /// Also read files below this folder if a document refers to them. Can be repeated.
    #[arg(long = "allow-dir", value_name = "DIR")]
    allowed: Vec<PathBuf>,
    /// Also write the table as JSON.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Also write the results to `docs/conformance.md`. Rows of documents that are not part of this run stay as they are.
    #[arg(long)]
    page: bool,
    /// Generate one document in this process and print the result as JSON. For internal use.
    #[arg(long, hide = true, value_name = "FILE", requires = "out")]
    single: Option<PathBuf>,
    /// The folder of the crate that `--single` generates.
    #[arg(long, hide = true, value_name = "DIR")]
    out: Option<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Box<dyn Error>> {
    if let (Some(document), Some(out)) = (&arguments.single, &arguments.out) {
        return single::run(document, &arguments.allowed, out, arguments.agree);
    }
    let folder = arguments.folder.as_deref().unwrap_or(Path::new("."));
    if !folder.is_dir() {
        return Err(format!("{}: not a folder", folder.display()).into());
    }
    let mut documents = documents(folder)?;
    let names: Vec<String> = documents.iter().map(|it| it.name.clone()).collect();
    let workspace = check::Workspace::new(folder, &documents)?;
    documents.retain(|it| arguments.includes(&it.name));
    let jobs = arguments
        .jobs
        .or_else(|| Some(thread::available_parallelism().ok()?.get()));
    let mut rows = generate_all(&documents, arguments, &workspace, jobs.unwrap_or(1))?;
    workspace.write(&rows, arguments.agree)?;
    if arguments.check {
        workspace.check(&mut rows, arguments.jobs)?;
    }
    if arguments.agree {
        workspace.agree(&mut rows, arguments.jobs)?;
    }
    println!("{}", report::Table(&rows));
    if let Some(path) = &arguments.report {
        fs::write(path, serde_json::to_string_pretty(&rows)? + "\n")?;
    }
    if arguments.page {
        write_page(&rows, &names)?;
    }
    Ok(exit_code(rows.iter().all(Row::is_success)))
}

impl Arguments {
    /// Returns whether a document is part of the run.
    fn includes(&self, name: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|start| name.starts_with(start))
    }
}

/// Writes the results to the page. `documents` are the names of all documents.
fn write_page(rows: &[Row], documents: &[String]) -> io::Result<()> {
    let path = results_page::path();
    let known = fs::read_to_string(&path)?;
    let section = results_page::section(&known, page::HEADING).unwrap_or_default();
    let section = page::text(&page::complete(rows, documents), section);
    let text = results_page::with_section(&known, page::HEADING, &section);
    fs::write(path, text)
}

/// Generates all documents, `jobs` at a time.
fn generate_all(
    documents: &[Document],
    arguments: &Arguments,
    workspace: &check::Workspace,
    jobs: usize,
) -> io::Result<Vec<Row>> {
    let next = AtomicUsize::new(0);
    let rows = Mutex::new(Vec::with_capacity(documents.len()));
    let work = || {
        while let Some(document) = documents.get(next.fetch_add(1, Ordering::Relaxed)) {
            let out = workspace.crate_folder(&document.package);
            let row = process::generate(document, &arguments.allowed, &out, arguments.agree);
            let mut rows = rows.lock().unwrap_or_else(PoisonError::into_inner);
            rows.push(row);
            progress("generated", rows.len(), documents.len(), &document.name);
        }
    };
    thread::scope(|scope| {
        for _ in 0..jobs.max(1) {
            scope.spawn(work);
        }
    });
    let rows = rows.into_inner().unwrap_or_else(PoisonError::into_inner);
    let mut rows = rows.into_iter().collect::<io::Result<Vec<_>>>()?;
    rows.sort_by(|one, other| one.document.cmp(&other.document));
    Ok(rows)
}
