//! `cargo xtask lint`: findings about the documents of this workspace, corrected by their overlay.

use std::error::Error;
use std::process::ExitCode;

use apicrate::diagnostic::Severity;
use apicrate::lint::lint;
use apicrate::project::shown;
use apicrate_cli::console::{ConsoleArguments, Format};
use apicrate_cli::lint::LintArguments;
use apicrate_cli::remote::{RemoteArguments, save};
use clap::Args;

use crate::{spec, workspace};

/// Text at the end of the output of `--help`.
const HELP: &str = "\
Exits with 1 if there is an error, and with 0 if there are only warnings. An example that breaks its schema
is an error here, because these documents can be corrected. `apicrate lint` checks other documents.";

/// The options of `cargo xtask lint`.
#[derive(Debug, Args)]
#[command(after_long_help = HELP)]
pub(crate) struct Arguments {
    #[command(flatten)]
    remote: RemoteArguments,
    #[command(flatten)]
    output: LintArguments,
}

pub(crate) fn run(
    arguments: &Arguments,
    console: ConsoleArguments,
) -> Result<ExitCode, Box<dyn Error>> {
    let mut config = workspace::config(workspace::root())?;
    let access = workspace::remote(&arguments.remote, &mut config);
    let documents = spec::read_all(&config, &access)?;
    let reports = documents.iter().map(|document| {
        let report = match document.corrected() {
            Ok(raw) => lint(&raw, Severity::Error),
            Err(errors) => errors.into(),
        };
        (shown(document.name.as_ref()), report)
    });
    let reports: Vec<_> = reports.collect();
    save(&access, |line| console.console(Format::Text).note(line))?;
    arguments.output.finish(&reports, console)
}
