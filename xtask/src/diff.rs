//! `cargo xtask diff`: shows the changes that a new version of a document makes to the Rust API.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use apicrate::diff::Bump;
use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use crate::comparison::{Comparison, bump, compare};
use crate::findings::exit_code;
use crate::remote::{RemoteArguments, save};
use crate::spec::{Allowed, Version};
use crate::{report, workspace};

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
    /// is left out. Findings are not listed; `cargo xtask lint` lists them.
    #[arg(long)]
    tolerant: bool,
    /// The format of the changes.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Exit with 1 if the changes require this bump or a larger one.
    #[arg(long, value_name = "BUMP")]
    deny: Option<Denied>,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Format {
    /// Text for a terminal.
    #[default]
    Text,
    /// Markdown with tables.
    Markdown,
    /// One JSON object.
    Json,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Denied {
    Major,
    Minor,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Box<dyn Error>> {
    let config = workspace::config()?;
    let document = Path::new(&arguments.old);
    let remote = match config.allow_host.as_slice() {
        [] => arguments.remote.for_document(document)?,
        _ => arguments.remote.for_workspace(&config, workspace::root())?,
    };
    let allowed = &Allowed {
        folders: &arguments.allowed,
        remote: remote.as_ref(),
    };
    let old = Version::from_argument(&arguments.old, &config, allowed)?;
    let new = match &arguments.new {
        Some(new) => Version::from_argument(new, &config, allowed)?,
        None => Version::from_workspace(&config, allowed)?,
    };
    let old = old.tolerate(arguments.tolerant);
    let new = new.tolerate(arguments.tolerant);
    let comparisons = compare(&config, &old, &new)?;
    save(remote.as_ref(), |line| eprintln!("{line}"))?;
    match arguments.format {
        Format::Text => print!("{}", report::text(&comparisons)),
        Format::Markdown => print!("{}", report::markdown(&comparisons)),
        Format::Json => println!("{:#}", to_json(&comparisons)),
    }
    let denied = arguments.deny.map(|denied| match denied {
        Denied::Major => Bump::Major,
        Denied::Minor => Bump::Minor,
    });
    let bump = bump(&comparisons);
    let is_denied = denied.is_some_and(|denied| bump >= Some(denied));
    Ok(exit_code(!is_denied))
}

fn to_json(comparisons: &[Comparison]) -> Value {
    let documents = comparisons.iter().map(|it| {
        json!({
            "old": it.old,
            "new": it.new,
            "versions": it.versions,
            "module": it.source.as_ref().map(|source| &source.module),
            "bump": it.bump(),
            "unversioned": it.is_unversioned(),
            "api": it.changes.api,
            "wire": it.changes.wire,
        })
    });
    json!({ "bump": bump(comparisons), "documents": documents.collect::<Value>() })
}
