//! `cargo xtask lint`: what the author of a document would want to know about it, as text or as JSON. No
//! document is changed; what its payloads call for can be written as an overlay, to be read first.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use apicrate::diagnostic::Severity;
use apicrate::lint::{Report, lint, overlay};
use apicrate::{Overlay, RawDocument};
use clap::Args;

use crate::findings::Format;
use crate::sources::{self, OVERLAY};
use crate::{exit_code, workspace_root};

/// What the help adds to the options.
const HELP: &str = "\
Finds examples that break their own schemas, patterns that not every engine takes, properties that are
required and nowhere declared, components that nothing uses, constructs that are not translated and
names that collide in Rust.

Exits with 1 if there is an error, and with 0 if there are only warnings. What keeps a document from
becoming code is an error. An example that breaks its schema is one in this workspace's own documents,
because either of the two can be mended here; in any other document it is a warning: evidence of
what the API really sends.";

/// What `cargo xtask lint` is told.
#[derive(Debug, Args)]
#[command(after_long_help = HELP)]
pub(crate) struct Arguments {
    /// The documents to look at. By default those of this workspace, corrected by their overlay.
    #[arg(value_name = "FILE")]
    documents: Vec<PathBuf>,
    /// An OpenAPI Overlay that corrects them first. Any number of them, applied in this order.
    #[arg(long = "overlay", value_name = "FILE")]
    overlays: Vec<PathBuf>,
    /// How the findings are written.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Write an OpenAPI Overlay that relaxes the schemas as far as documented payloads of responses
    /// and webhooks call for it, each change with its reason.
    #[arg(long, value_name = "FILE")]
    write_overlay: Option<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Box<dyn Error>> {
    let reports = reports(arguments)?;
    match arguments.format {
        Format::Text => reports
            .iter()
            .for_each(|(path, report)| print(path, report)),
        Format::Json => {
            let findings = reports.iter().flat_map(|(_, report)| &report.findings);
            Format::Json.print(&findings.cloned().collect());
        }
    }
    if let Some(path) = &arguments.write_overlay {
        write(path, reports.iter().map(|(_, report)| report))?;
    }
    let has_errors = reports
        .iter()
        .any(|(_, report)| report.findings.has_errors());
    Ok(exit_code(!has_errors))
}

/// The reports on all documents by their paths.
fn reports(arguments: &Arguments) -> Result<Vec<(PathBuf, Report)>, Box<dyn Error>> {
    let mut overlays = Vec::new();
    let (documents, examples) = if arguments.documents.is_empty() {
        overlays.extend(Overlay::read_all(&[workspace_root().join(OVERLAY)])?);
        (sources::paths(), Severity::Error)
    } else {
        (arguments.documents.clone(), Severity::Warning)
    };
    overlays.extend(Overlay::read_all(&arguments.overlays)?);
    let documents = documents.into_iter().map(|path| {
        let report = report(&path, &overlays, examples);
        (path, report)
    });
    Ok(documents.collect())
}

/// What is to be said about a document; of one that cannot be read or corrected, why not.
fn report(path: &Path, overlays: &[Overlay], examples: Severity) -> Report {
    match RawDocument::read(path).and_then(|written| written.with_overlays(overlays)) {
        Ok(written) => lint(&written, examples),
        Err(errors) => errors.into(),
    }
}

fn print(path: &Path, report: &Report) {
    println!("{}\n\n{report}\n", path.display());
}

fn write<'r>(path: &Path, reports: impl Iterator<Item = &'r Report>) -> Result<(), Box<dyn Error>> {
    match overlay(reports) {
        Some(text) => {
            fs::write(path, text)?;
            eprintln!("{}: written", path.display());
        }
        None => eprintln!(
            "{}: not written, as nothing has to be relaxed",
            path.display()
        ),
    }
    Ok(())
}
