//! `cargo xtask corpus`: what becomes of many documents. Each one is generated in a process of its own, so
//! that none can take the others down or run for ever, and what was generated is compiled, all in one
//! workspace below the target folder, so that the crates they depend on are compiled once.

mod check;
mod process;
mod report;
mod single;

use std::collections::HashSet;
use std::error::Error;
use std::ffi::OsStr;
use std::fs;
use std::io::{self, IsTerminal, Write, stderr};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use clap::Args;

use report::Row;

use crate::{exit_code, files};

/// What the help adds to the options.
const HELP: &str = "\
Exits with 1 if a document makes the generator panic, run out of time or memory, or refuse it without a
place in the text, or if what was generated does not compile without a warning. A document that is
refused with a place in its text is not a failure: its faults are its author's.";

/// What `cargo xtask corpus` is told.
#[derive(Debug, Args)]
#[command(after_long_help = HELP)]
pub(crate) struct Arguments {
    /// The folder with the documents: every `.json`, `.yaml` and `.yml` below it.
    #[arg(value_name = "DIR", required_unless_present = "single")]
    folder: Option<PathBuf>,
    /// Compile what was generated, and count the warnings of each crate.
    #[arg(long)]
    check: bool,
    /// How many documents are generated at the same time. By default as many as there are processors.
    #[arg(long, value_name = "N")]
    jobs: Option<usize>,
    /// Write the table as JSON, too.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Generate one document only, and say what became of it as JSON: what this command starts.
    #[arg(long, hide = true, value_name = "FILE", requires = "out")]
    single: Option<PathBuf>,
    /// The folder of that document's crate.
    #[arg(long, hide = true, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// A document, and the crate that it becomes.
#[derive(Debug)]
struct Document {
    path: PathBuf,
    /// The path below the folder of all documents.
    name: String,
    package: String,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Box<dyn Error>> {
    if let (Some(document), Some(out)) = (&arguments.single, &arguments.out) {
        return single::run(document, out);
    }
    let folder = arguments.folder.as_deref().unwrap_or(Path::new("."));
    if !folder.is_dir() {
        return Err(format!("{}: there is no such folder", folder.display()).into());
    }
    let documents = documents(folder)?;
    let workspace = check::Workspace::new(folder, &documents)?;
    let jobs = arguments
        .jobs
        .or_else(|| Some(thread::available_parallelism().ok()?.get()));
    let mut rows = generate_all(&documents, &workspace, jobs.unwrap_or(1))?;
    if arguments.check {
        workspace.check(&mut rows, arguments.jobs)?;
    }
    println!("{}", report::Table(&rows));
    if let Some(path) = &arguments.report {
        fs::write(path, serde_json::to_string_pretty(&rows)? + "\n")?;
    }
    Ok(exit_code(rows.iter().all(Row::is_well)))
}

/// All documents below a folder, by path.
fn documents(folder: &Path) -> io::Result<Vec<Document>> {
    let mut packages = HashSet::new();
    let paths = files::below(folder)?.into_iter();
    let documents = paths.filter(|path| is_document(path)).map(|path| {
        let name = path
            .strip_prefix(folder)
            .unwrap_or(&path)
            .display()
            .to_string();
        let mut package = format!("corpus_{}", plain(&name));
        while !packages.insert(package.clone()) {
            package.push('_');
        }
        Document {
            path,
            name,
            package,
        }
    });
    Ok(documents.collect())
}

fn is_document(path: &Path) -> bool {
    let extension = path.extension().and_then(OsStr::to_str);
    matches!(extension, Some("json" | "yaml" | "yml"))
}

/// A path as the name of a crate or a folder.
fn plain(path: &str) -> String {
    path.chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_lowercase()
            } else {
                '_'
            }
        })
        .collect()
}

/// Generates all documents, several at a time.
fn generate_all(
    documents: &[Document],
    workspace: &check::Workspace,
    jobs: usize,
) -> io::Result<Vec<Row>> {
    let next = AtomicUsize::new(0);
    let rows = Mutex::new(Vec::with_capacity(documents.len()));
    let work = || {
        while let Some(document) = documents.get(next.fetch_add(1, Ordering::Relaxed)) {
            let row = process::generate(document, &workspace.crate_folder(document));
            let mut rows = rows
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner);
            rows.push(row);
            progress("generated", rows.len(), documents.len(), &document.name);
        }
    };
    thread::scope(|scope| {
        for _ in 0..jobs.max(1) {
            scope.spawn(work);
        }
    });
    let rows = rows
        .into_inner()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    let mut rows = rows.into_iter().collect::<io::Result<Vec<_>>>()?;
    rows.sort_by(|one, other| one.document.cmp(&other.document));
    Ok(rows)
}

/// How many characters wide the bar is.
const BAR: usize = 30;

/// Shows how far the work is, on a terminal.
fn progress(done_what: &str, done: usize, all: usize, name: &str) {
    let mut terminal = stderr();
    if !terminal.is_terminal() {
        return;
    }
    let filled = BAR * done / all.max(1);
    let bar = format!("{:<BAR$}", "=".repeat(filled));
    let name: String = name.chars().take(40).collect();
    let end = if done == all { "\r\x1b[K" } else { "" };
    // Nothing depends on it.
    _ = write!(
        terminal,
        "\r\x1b[K[{bar}] {done}/{all} {done_what} {name}{end}"
    );
    _ = terminal.flush();
}
