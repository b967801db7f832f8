//! `cargo xtask generate`: writes the code of the configured documents to `trophy-api/`, or a crate for any other
//! document. `--check` makes the same comparison and writes nothing. If nothing has changed since the last run, it
//! ends at once.

mod own_crate;
mod summary;
mod workspace_code;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use apicrate::Diagnostics;
use apicrate::document::RemoteAccess;
use apicrate::project::{Config, Inputs, Output, shown};
use clap::Args;

pub(crate) use self::summary::Summary;
use self::summary::plural;
use self::workspace_code::LOCAL_EXAMPLES;
pub(crate) use self::workspace_code::workspace_code;
use crate::findings::Format;
use crate::remote::{RemoteArguments, save};
use crate::{spec, workspace};

/// The record of the last run, below the workspace.
const RECORD: &str = "target/xtask/generate.json";

/// The options of `cargo xtask generate`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Write nothing; list the files that differ, and exit with 1 if there are any.
    #[arg(long, conflicts_with = "update_remote")]
    check: bool,
    #[command(flatten)]
    own_crate: own_crate::CrateArguments,
    #[command(flatten)]
    remote: RemoteArguments,
    /// The format of the findings.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Box<dyn Error>> {
    let format = arguments.format;
    let mut config = None;
    let mut inputs = None;
    if !arguments.own_crate.is_given() {
        std::env::set_current_dir(workspace::root())?;
        let config = config.insert(workspace::config()?);
        inputs = Inputs::hash(input_paths(config));
        let last = inputs.and_then(|it| it.last_run(Path::new(RECORD), &output_paths(config)));
        if let Some(summary) = last {
            format.print(&Diagnostics::default());
            return Ok(finish(&summary, 0, arguments));
        }
    }
    let mut summary = Summary::default();
    let remote = match remote(config.as_ref(), arguments) {
        Ok(remote) => remote,
        Err(findings) => {
            format.print(&findings);
            return Ok(ExitCode::FAILURE);
        }
    };
    let generated = output(config.as_ref(), arguments, remote.as_ref(), &mut summary);
    let output = match generated {
        Ok(output) => output,
        Err(error) => {
            format.print(&*error.downcast::<Diagnostics>()?);
            for line in &summary.tolerated {
                eprintln!("{line}");
            }
            return Ok(ExitCode::FAILURE);
        }
    };
    format.print(&summary.findings);
    let differences = output.differences()?;
    if arguments.check {
        for (path, difference) in &differences {
            format.print_line(format_args!("{difference}: {}", shown(path)));
        }
    } else {
        output.write(&differences)?;
        save(remote.as_ref(), |line| format.print_line(line))?;
    }
    // A run with findings is not recorded, because every run has to print them. Neither is one that read files besides
    // those in `inputs`.
    let is_complete = summary.findings.is_empty() && (differences.is_empty() || !arguments.check);
    if let Some(inputs) = inputs.filter(|_| is_complete && !summary.has_other_files) {
        inputs.record(Path::new(RECORD), &output, &summary);
    }
    Ok(finish(&summary, differences.len(), arguments))
}

/// The files that the generated code of the workspace depends on.
fn input_paths(config: &Config) -> Vec<&str> {
    let documents = config.documents.iter().map(|document| &*document.path);
    let overlay = config.overlay.as_deref();
    documents
        .chain(overlay)
        .chain([workspace::CONFIG])
        .collect()
}

/// The folders and files that contain the generated files of the workspace, and no others.
fn output_paths(config: &Config) -> Vec<PathBuf> {
    let documents = config.documents.iter().map(|document| &*document.output);
    let lock = config.lock.as_deref();
    let paths = documents.chain([LOCAL_EXAMPLES]).chain(lock);
    paths.map(PathBuf::from).collect()
}

/// The access to remote documents. With `--check`, all of them must be in the lock file.
fn remote(
    config: Option<&Config>,
    arguments: &Arguments,
) -> Result<Option<RemoteAccess>, Diagnostics> {
    let remote = match (config, arguments.own_crate.spec()) {
        (Some(config), _) => arguments.remote.for_workspace(config, Path::new(""))?,
        (None, Some(spec)) => arguments.remote.for_document(spec)?,
        (None, None) => None,
    };
    Ok(remote.map(|remote| {
        if arguments.check {
            remote.locked()
        } else {
            remote
        }
    }))
}

/// Generates in memory. The error is a list of findings if a document has errors.
fn output(
    config: Option<&Config>,
    arguments: &Arguments,
    remote: Option<&RemoteAccess>,
    summary: &mut Summary,
) -> Result<Output, Box<dyn Error>> {
    let output = match config {
        Some(config) => workspace_code(config, &spec::read_all(config, remote)?, summary)?.0,
        None => own_crate::output(&arguments.own_crate, remote, summary)?,
    };
    summary.files = output.files().count();
    Ok(output)
}

/// Prints the last line; if `--check` has found differences, with the command that writes them.
fn finish(summary: &Summary, stale: usize, arguments: &Arguments) -> ExitCode {
    let format = arguments.format;
    for line in summary.degraded() {
        format.print_line(line);
    }
    let files = plural(summary.files, "file");
    if !arguments.check {
        format.print_line(format_args!("{summary}: {stale} of {files} written"));
        return ExitCode::SUCCESS;
    }
    if stale == 0 {
        format.print_line(format_args!("{summary}: {files} up to date"));
        return ExitCode::SUCCESS;
    }
    let command = format!(
        "cargo xtask generate{}{}",
        arguments.own_crate, arguments.remote
    );
    format.print_line(format_args!(
        "{summary}: {stale} of {files} out of date; run `{command}`"
    ));
    ExitCode::FAILURE
}
