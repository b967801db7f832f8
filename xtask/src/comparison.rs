//! Two versions of one document, compared by the Rust API that they describe.

use std::error::Error;

use apicrate::diff::{Bump, Changes, diff};
use apicrate::project::{Config, DocumentConfig};

use crate::spec::{ResolvedDocument, SourceFile, Version, api, closest};

/// Two versions of one document and their differences.
#[derive(Debug)]
pub(crate) struct Comparison {
    /// The configuration of the document, if it is one of this workspace.
    pub(crate) source: Option<DocumentConfig>,
    pub(crate) old: String,
    pub(crate) new: String,
    /// `info.version` of both versions.
    pub(crate) versions: (String, String),
    /// Both versions have the same text, and refer to other files with the same content.
    pub(crate) is_identical: bool,
    pub(crate) changes: Changes,
}

impl Comparison {
    pub(crate) fn new(
        source: Option<&DocumentConfig>,
        old: (&SourceFile, &ResolvedDocument),
        new: (&SourceFile, &ResolvedDocument),
    ) -> Self {
        let (before, after) = (&old.1.api, &new.1.api);
        Self {
            source: source.cloned(),
            old: old.0.name.clone(),
            new: new.0.name.clone(),
            versions: (before.version.clone(), after.version.clone()),
            is_identical: old.0.text == new.0.text
                && old.1.other_files == new.1.other_files
                && old.1.remote_documents == new.1.remote_documents,
            changes: diff(before, after),
        }
    }

    /// The bump that the changes require. A changed text is at least a patch.
    pub(crate) fn bump(&self) -> Option<Bump> {
        let patch = (!self.is_identical).then_some(Bump::Patch);
        self.changes.bump().or(patch)
    }

    /// The text has changed and the version of the document has not.
    pub(crate) fn is_unversioned(&self) -> bool {
        !self.is_identical && self.versions.0 == self.versions.1
    }
}

/// The largest bump of several documents.
pub(crate) fn bump(comparisons: &[Comparison]) -> Option<Bump> {
    comparisons.iter().filter_map(Comparison::bump).max()
}

/// Compares two versions, document by document.
pub(crate) fn compare(
    config: &Config,
    old: &Version,
    new: &Version,
) -> Result<Vec<Comparison>, Box<dyn Error>> {
    match (old, new) {
        (Version::Document(old), Version::Document(new)) => {
            let (before, after) = (api(old, &[])?, api(new, &[])?);
            Ok(vec![Comparison::new(None, (old, &before), (new, &after))])
        }
        (
            Version::Spec {
                documents: old,
                overlays: old_overlays,
                ..
            },
            Version::Spec {
                documents: new,
                overlays: new_overlays,
                ..
            },
        ) => {
            let mut comparisons = Vec::new();
            for (source, (old, new)) in config.documents.iter().zip(old.iter().zip(new)) {
                let before = api(old, old_overlays)?;
                let after = api(new, new_overlays)?;
                comparisons.push(Comparison::new(Some(source), (old, &before), (new, &after)));
            }
            Ok(comparisons)
        }
        (
            Version::Spec {
                documents,
                overlays,
                ..
            },
            Version::Document(new),
        ) => {
            let (source, old, new) = counterpart(config, documents, new)?;
            let (before, after) = (api(old, overlays)?, api(&new, overlays)?);
            Ok(vec![Comparison::new(
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
                ..
            },
        ) => {
            let (source, new, old) = counterpart(config, documents, old)?;
            let (before, after) = (api(&old, overlays)?, api(new, overlays)?);
            Ok(vec![Comparison::new(
                Some(source),
                (&old, &before),
                (new, &after),
            )])
        }
    }
}

/// Finds the document of `spec/` that is closest to another document. The other document gets the name of its
/// counterpart, so that the same overlay actions apply to both.
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
    let renamed = SourceFile {
        name: format!("{} as {}", other.name, source.path),
        ..other.clone().tolerate(source.tolerant)
    };
    Ok((source, document, renamed))
}
