//! `cargo xtask diff`: shows the changes that a new version of this workspace's documents makes to the Rust API.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use apicrate::project::{Config, DocumentConfig};
use apicrate_cli::console::{ConsoleArguments, Format};
use apicrate_cli::diff::DiffArguments;
use apicrate_cli::diff::comparison::Comparison;
use apicrate_cli::remote::RemoteArguments;
use clap::Args;

use crate::spec::{Allowed, SourceFile, Version, api, closest};
use crate::workspace;

/// Text at the end of the output of `--help`.
const HELP: &str = "\
A version is a file, a URL, a folder such as `spec/`, or a git revision, whose `spec/` is read. Documents of
`spec/` are corrected by the overlay in the same folder; other files are not corrected. If a file is
compared with `spec/`, it is compared with the document that has most operations in common with it, and
the overlay is applied to both. The other files that a document refers to belong to it.";

/// The options of `cargo xtask diff`.
#[derive(Debug, Args)]
#[command(after_long_help = HELP)]
pub(crate) struct Arguments {
    /// The old version.
    old: String,
    /// The new version. Default: `spec/`.
    new: Option<String>,
    /// Also read files below this folder if a document refers to them. Can be repeated. Default: only files below the
    /// folder of the document, and the folders that `apicrate.toml` allows.
    #[arg(long = "allow-dir", value_name = "DIR")]
    allowed: Vec<PathBuf>,
    #[command(flatten)]
    remote: RemoteArguments,
    /// Also compare documents with errors: a schema with an error is treated as any value, and an operation with an error
    /// is left out. Findings are not listed; `lint` lists them.
    #[arg(long)]
    tolerant: bool,
    #[command(flatten)]
    output: DiffArguments,
}

pub(crate) fn run(
    arguments: &Arguments,
    console: ConsoleArguments,
) -> Result<ExitCode, Box<dyn Error>> {
    let config = workspace::config(Path::new(""))?;
    let access = if config.allow_host.is_empty() {
        let mut document = DocumentConfig::new(&arguments.old);
        arguments.remote.configure(&mut document);
        arguments.remote.reading_access(&document)
    } else {
        let lock = workspace::root().join(&config.remote_lock);
        arguments.remote.access(lock)
    };
    let allowed = &Allowed {
        folders: &arguments.allowed,
        remote: &arguments.remote,
        access: &access,
    };
    let old = Version::from_argument(&arguments.old, &config, allowed)?;
    let new = match &arguments.new {
        Some(new) => Version::from_argument(new, &config, allowed)?,
        None => Version::from_workspace(allowed)?,
    };
    let old = old.tolerate(arguments.tolerant);
    let new = new.tolerate(arguments.tolerant);
    let comparisons = compare(&config, &old, &new, arguments.output)?;
    let console = console.console(Format::Text);
    arguments.remote.save(&access, console)?;
    arguments.output.finish(&comparisons, console)
}

/// Compares two versions, document by document.
fn compare(
    config: &Config,
    old: &Version,
    new: &Version,
    output: DiffArguments,
) -> Result<Vec<Comparison>, Box<dyn Error>> {
    match (old, new) {
        (Version::Document(old), Version::Document(new)) => {
            Ok(vec![output.compare(api(old)?, api(new)?)?])
        }
        (Version::Spec { documents: old, .. }, Version::Spec { documents: new, .. }) => {
            let mut comparisons = Vec::new();
            for (source, (old, new)) in config.documents.iter().zip(old.iter().zip(new)) {
                let comparison = output.compare(api(old)?, api(new)?)?;
                comparisons.push(comparison.of_module(source.module.as_deref()));
            }
            Ok(comparisons)
        }
        (Version::Spec { documents, .. }, Version::Document(new)) => {
            let (source, old, new) = counterpart(config, documents, new)?;
            let comparison = output.compare(api(old)?, api(&new)?)?;
            Ok(vec![comparison.of_module(source.module.as_deref())])
        }
        (Version::Document(old), Version::Spec { documents, .. }) => {
            let (source, new, old) = counterpart(config, documents, old)?;
            let comparison = output.compare(api(&old)?, api(new)?)?;
            Ok(vec![comparison.of_module(source.module.as_deref())])
        }
    }
}

/// Finds the document of `spec/` that is closest to another document. The other document gets the name of its
/// counterpart and its overlays, so that the same overlay actions apply to both.
fn counterpart<'d>(
    config: &'d Config,
    documents: &'d [SourceFile],
    other: &SourceFile,
) -> Result<(&'d DocumentConfig, &'d SourceFile, SourceFile), Box<dyn Error>> {
    let index = closest(documents, other)?;
    let found = index.and_then(|index| config.documents.get(index).zip(documents.get(index)));
    let (source, document) = found.ok_or_else(|| {
        format!(
            "{}: has no operation in common with a document of `spec/`",
            other.name
        )
    })?;
    let mut renamed = SourceFile {
        name: format!("{} as {}", other.name, source.path.display()),
        overlays: document.overlays.clone(),
        ..other.clone().tolerate(source.tolerant)
    };
    // Both versions have the names of the lock.
    renamed.config.source = Some(source.source());
    renamed
        .config
        .names_lock
        .clone_from(&document.config.names_lock);
    Ok((source, document, renamed))
}
