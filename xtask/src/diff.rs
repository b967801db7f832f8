//! `cargo xtask diff`: what a new version of a document does to the Rust API, before anything is generated.

use std::error::Error;
use std::process::ExitCode;

use apicrate::Api;
use apicrate::diff::{Bump, Changes, diff};
use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use crate::sources::{SOURCES, Source};
use crate::spec::{Text, Version, api, closest};
use crate::{exit_code, report};

/// What the help adds to the options.
const HELP: &str = "\
A version is a file, a folder like `spec/`, or a revision of git, whose `spec/` is taken. Documents of
`spec/` are corrected by the overlay beside them, other files are taken as they are; a file that is
compared with `spec/` is compared with the document that it is closest to, and corrected as that is.";

/// What `cargo xtask diff` is told.
#[derive(Debug, Args)]
#[command(after_long_help = HELP)]
pub(crate) struct Arguments {
    /// The version before.
    old: String,
    /// The version after. By default what is in `spec/`.
    new: Option<String>,
    /// How the changes are written.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Exit with 1 if there is a change of this weight, or of a greater one.
    #[arg(long, value_name = "WEIGHT")]
    deny: Option<Denied>,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Format {
    /// For people, at a terminal.
    #[default]
    Text,
    /// For people, in a browser.
    Markdown,
    /// For programs: one object.
    Json,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Denied {
    Major,
    Minor,
}

/// Two versions of one document and what is different.
#[derive(Debug)]
pub(crate) struct Comparison {
    /// Where the document's code is in this workspace, if it is one of its own.
    pub(crate) source: Option<&'static Source>,
    pub(crate) old: String,
    pub(crate) new: String,
    /// What `info.version` says.
    pub(crate) versions: (String, String),
    /// Whether the two texts are the same.
    pub(crate) identical: bool,
    pub(crate) changes: Changes,
}

impl Comparison {
    pub(crate) fn of(
        source: Option<&'static Source>,
        old: (&Text, &Api),
        new: (&Text, &Api),
    ) -> Self {
        Self {
            source,
            old: old.0.name.clone(),
            new: new.0.name.clone(),
            versions: (old.1.version.clone(), new.1.version.clone()),
            identical: old.0.text == new.0.text,
            changes: diff(old.1, new.1),
        }
    }

    /// The weight of all changes. A document that reads differently is at least a patch.
    pub(crate) fn weight(&self) -> Option<Bump> {
        let patch = (!self.identical).then_some(Bump::Patch);
        self.changes.bump().or(patch)
    }

    /// Whether what is said has changed and the version has not.
    pub(crate) fn is_unversioned(&self) -> bool {
        !self.identical && self.versions.0 == self.versions.1
    }
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Box<dyn Error>> {
    let old = Version::named(&arguments.old)?;
    let new = match &arguments.new {
        Some(new) => Version::named(new)?,
        None => Version::now()?,
    };
    let comparisons = compare(&old, &new)?;
    match arguments.format {
        Format::Text => print!("{}", report::text(&comparisons)),
        Format::Markdown => print!("{}", report::markdown(&comparisons)),
        Format::Json => println!("{:#}", to_json(&comparisons)),
    }
    let denied = arguments.deny.map(|denied| match denied {
        Denied::Major => Bump::Major,
        Denied::Minor => Bump::Minor,
    });
    let weight = bump(&comparisons);
    let refused = denied.is_some_and(|denied| weight >= Some(denied));
    Ok(exit_code(!refused))
}

/// The weight of the heaviest change of all documents.
pub(crate) fn bump(comparisons: &[Comparison]) -> Option<Bump> {
    comparisons.iter().filter_map(Comparison::weight).max()
}

fn compare(old: &Version, new: &Version) -> Result<Vec<Comparison>, Box<dyn Error>> {
    match (old, new) {
        (Version::Document(old), Version::Document(new)) => {
            let (before, after) = (api(old, &[])?, api(new, &[])?);
            Ok(vec![Comparison::of(None, (old, &before), (new, &after))])
        }
        (
            Version::Spec {
                documents: old,
                overlays: old_overlays,
            },
            Version::Spec {
                documents: new,
                overlays: new_overlays,
            },
        ) => {
            let mut comparisons = Vec::new();
            for (source, (old, new)) in SOURCES.iter().zip(old.iter().zip(new)) {
                let before = api(old, old_overlays)?;
                let after = api(new, new_overlays)?;
                comparisons.push(Comparison::of(Some(source), (old, &before), (new, &after)));
            }
            Ok(comparisons)
        }
        (
            Version::Spec {
                documents,
                overlays,
            },
            Version::Document(new),
        ) => {
            let (source, old, new) = counterpart(documents, new)?;
            let (before, after) = (api(old, overlays)?, api(&new, overlays)?);
            Ok(vec![Comparison::of(
                Some(source),
                (old, &before),
                (&new, &after),
            )])
        }
        (
            Version::Document(old),
            Version::Spec {
                documents,
                overlays,
            },
        ) => {
            let (source, new, old) = counterpart(documents, old)?;
            let (before, after) = (api(&old, overlays)?, api(new, overlays)?);
            Ok(vec![Comparison::of(
                Some(source),
                (&old, &before),
                (new, &after),
            )])
        }
    }
}

/// The document of `spec/` that another is a version of, and the other under the name by which the overlay
/// knows it.
fn counterpart<'d>(
    documents: &'d [Text],
    other: &Text,
) -> Result<(&'static Source, &'d Text, Text), Box<dyn Error>> {
    let (source, document) = closest(documents, other)?.ok_or_else(|| {
        format!(
            "{}: no document of `spec/` has an operation of this one",
            other.name
        )
    })?;
    let renamed = Text {
        name: format!("{} as {}", other.name, source.document),
        text: other.text.clone(),
    };
    Ok((source, document, renamed))
}

fn to_json(comparisons: &[Comparison]) -> Value {
    let documents = comparisons.iter().map(|it| {
        json!({
            "old": it.old,
            "new": it.new,
            "versions": it.versions,
            "module": it.source.map(|source| source.module),
            "bump": it.weight(),
            "unversioned": it.is_unversioned(),
            "api": it.changes.api,
            "wire": it.changes.wire,
        })
    });
    json!({ "bump": bump(comparisons), "documents": documents.collect::<Value>() })
}
