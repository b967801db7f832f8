//! `cargo xtask generate`: writes the code of the configured documents to `trophy-api/`. `--check` makes the same
//! comparison and writes nothing. If nothing has changed since the last run, it ends at once.

mod workspace_code;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use apicrate::Diagnostics;
use apicrate::document::RemoteAccess;
use apicrate::project::{Config, Inputs, Output};
use apicrate_cli::console::{ConsoleArguments, Format};
use apicrate_cli::remote::RemoteArguments;
use apicrate_cli::summary::Summary;
use clap::Args;

use self::workspace_code::LOCAL_EXAMPLES;
pub(crate) use self::workspace_code::workspace_code;
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
    remote: RemoteArguments,
    /// The format of the findings.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

pub(crate) fn run(
    arguments: &Arguments,
    console: ConsoleArguments,
) -> Result<ExitCode, Box<dyn Error>> {
    let console = console.console(arguments.format);
    std::env::set_current_dir(workspace::root())?;
    let mut config = workspace::config(Path::new(""))?;
    let inputs = Inputs::hash(input_paths(&config));
    let last = inputs.and_then(|it| it.last_run(Path::new(RECORD), &output_paths(&config)));
    let command = format!("cargo xtask generate{}", arguments.remote);
    if let Some(summary) = last {
        let summary: Summary = summary;
        console.findings(&Diagnostics::default())?;
        return Ok(summary.finish(0, arguments.check, command, console)?);
    }
    let mut summary = Summary::default();
    let (output, access) = match output(&mut config, arguments, &mut summary) {
        Ok(output) => output,
        Err(error) => return Ok(summary.fail(&*error.downcast::<Diagnostics>()?, console)?),
    };
    let differences = summary.write(&output, &access, arguments.check, console)?;
    // A run with findings is not recorded, because every run has to print them. Neither is one that read files besides
    // those in `inputs`.
    let is_complete = summary.findings.is_empty() && (differences == 0 || !arguments.check);
    if let Some(inputs) = inputs.filter(|_| is_complete && !summary.has_other_files) {
        inputs.record(Path::new(RECORD), &output, &summary);
    }
    Ok(summary.finish(differences, arguments.check, command, console)?)
}

/// The files that the generated code of the workspace depends on.
fn input_paths(config: &Config) -> Vec<&Path> {
    let documents = config.documents.iter();
    let paths = documents.flat_map(|it| it.overlay.iter().chain([&it.path]));
    let paths = paths.map(PathBuf::as_path);
    paths.chain([Path::new(workspace::CONFIG)]).collect()
}

/// The folders and files that contain the generated files of the workspace, and no others.
fn output_paths(config: &Config) -> Vec<PathBuf> {
    let documents = config.documents.iter().map(|it| it.output.clone());
    let paths = documents.chain([LOCAL_EXAMPLES.into()]);
    let locks = [&config.lock, &config.names_lock];
    paths.chain(locks.into_iter().flatten().cloned()).collect()
}

/// Generates in memory. The error is a list of findings if a document has errors. With `--check`, all remote documents
/// must be in the lock file.
fn output(
    config: &mut Config,
    arguments: &Arguments,
    summary: &mut Summary,
) -> Result<(Output, RemoteAccess), Box<dyn Error>> {
    let access = workspace::remote(&arguments.remote, config);
    let access = if arguments.check {
        access.locked()
    } else {
        access
    };
    let documents = spec::read_all(config, &access)?;
    let (output, _) = workspace_code(config, &documents, summary)?;
    Ok((output, access))
}
