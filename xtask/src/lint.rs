//! `cargo xtask lint`: findings about documents, as text or as JSON. The documents stay as they are; corrections that
//! documented payloads require can be written as an overlay.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use apicrate::diagnostic::Severity;
use apicrate::document::{PaginationOverrides, RemoteAccess};
use apicrate::lint::{Report, lint, overlay};
use apicrate::project::shown;
use apicrate::{Diagnostics, Overlay, RawDocument};
use clap::Args;

use crate::findings::{Format, exit_code};
use crate::remote::{RemoteArguments, save};
use crate::{spec, workspace};

/// Text at the end of the output of `--help`.
const HELP: &str = "\
Finds examples that break their schemas, patterns that not every regular expression engine accepts,
required properties that are not declared, unused components, keywords that are not translated, and
names that collide in Rust.

Exits with 1 if there is an error, and with 0 if there are only warnings. A finding is an error if no
code can be generated. An example that breaks its schema is an error in this workspace's own documents,
which can be corrected here; in other documents it is a warning, because it shows what the API sends.";

/// The options of `cargo xtask lint`.
#[derive(Debug, Args)]
#[command(after_long_help = HELP)]
pub(crate) struct Arguments {
    /// The documents. Default: those of this workspace, corrected by their overlay.
    #[arg(value_name = "FILE|URL")]
    documents: Vec<PathBuf>,
    /// An OpenAPI Overlay to apply first. Can be repeated; overlays are applied in this order.
    #[arg(long = "overlay", value_name = "FILE")]
    overlays: Vec<PathBuf>,
    /// Also read files below this folder if a document refers to them. Can be repeated. Default: only files below the
    /// folder of the document.
    #[arg(long = "allow-dir", value_name = "DIR")]
    allowed: Vec<PathBuf>,
    #[command(flatten)]
    remote: RemoteArguments,
    /// Report the errors that `generate --tolerant` tolerates as warnings, and what it degrades.
    #[arg(long)]
    tolerant: bool,
    /// Make it an error if an action of an overlay matches nothing, changes nothing or does not fit.
    #[arg(long, requires = "overlays")]
    strict: bool,
    /// List the operations that are paginated and how, and those that are not although their parameters are similar.
    #[arg(long)]
    pages: bool,
    /// The format of the findings.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Write an OpenAPI Overlay that relaxes schemas until the documented payloads of responses and webhooks fit.
    /// Each action contains its reason.
    #[arg(long, value_name = "FILE")]
    write_overlay: Option<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Box<dyn Error>> {
    let reports = reports(arguments)?;
    match arguments.format {
        Format::Text => reports
            .iter()
            .for_each(|(path, report)| print(path, report, arguments.pages)),
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

/// Returns each document's path and report.
fn reports(arguments: &Arguments) -> Result<Vec<(PathBuf, Report)>, Box<dyn Error>> {
    let mut overlays = Vec::new();
    let mut allowed = arguments.allowed.clone();
    let mut tolerant = vec![arguments.tolerant; arguments.documents.len()];
    let mut pagination = vec![PaginationOverrides::new(); arguments.documents.len()];
    let mut remote = None;
    let (documents, examples) = if arguments.documents.is_empty() {
        let config = workspace::config()?;
        overlays.extend(spec::overlays(&config, workspace::root())?);
        allowed.extend(spec::allowed_folders(&config, workspace::root()));
        remote = arguments.remote.for_workspace(&config, workspace::root())?;
        let documents = config.documents.iter();
        pagination = documents.clone().map(|it| it.pagination.clone()).collect();
        tolerant = documents
            .map(|document| document.tolerant || arguments.tolerant)
            .collect();
        (spec::document_paths(&config), Severity::Error)
    } else {
        (arguments.documents.clone(), Severity::Warning)
    };
    let given = Overlay::read_all(&arguments.overlays)?.into_iter();
    overlays.extend(given.map(|overlay| overlay.strict(arguments.strict)));
    let documents = documents.into_iter().zip(tolerant).zip(pagination);
    let documents = documents.map(|((path, is_tolerant), pagination)| {
        let remote = match &remote {
            Some(remote) => Some(remote.clone()),
            None => arguments.remote.for_document(&path)?,
        };
        let remote = remote.as_ref();
        let report = match corrected(&path, &allowed, remote, &overlays) {
            Ok(written) if is_tolerant => lint(&written.paginate(pagination).tolerant(), examples),
            Ok(written) => lint(&written.paginate(pagination), examples),
            Err(errors) => errors.into(),
        };
        save(remote, |line| eprintln!("{line}"))?;
        Ok((path, report))
    });
    documents.collect()
}

/// Reads a document and applies the overlays.
fn corrected(
    path: &Path,
    allowed: &[PathBuf],
    remote: Option<&RemoteAccess>,
    overlays: &[Overlay],
) -> Result<RawDocument, Diagnostics> {
    let document = RawDocument::open(path, remote)?.allow_dirs(allowed)?;
    document.with_overlays(overlays)
}

fn print(path: &Path, report: &Report, pages: bool) {
    println!("{}\n\n{report}\n", shown(path));
    for note in report.pages.iter().filter(|_| pages) {
        match &note.decision {
            Ok(pagination) => println!("{}: {pagination}", note.operation),
            Err(reason) => println!("{}: not paginated: {reason}", note.operation),
        }
    }
}

fn write<'r>(path: &Path, reports: impl Iterator<Item = &'r Report>) -> Result<(), Box<dyn Error>> {
    match overlay(reports) {
        Some(text) => {
            fs::write(path, text)?;
            eprintln!("{}: written", path.display());
        }
        None => eprintln!("{}: not written; no schema needs a change", path.display()),
    }
    Ok(())
}
