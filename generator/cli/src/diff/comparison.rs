//! Two versions of one document, compared by the Rust API that they describe.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use apicrate::diagnostic::Diagnostic;
use apicrate::diff::{Bump, Changes, diff};
use apicrate::{Api, Diagnostics, Document, RawDocument, resolve};

use crate::paths::relative;

/// A version of a document: its text, its API, and the other documents that it refers to.
#[derive(Debug)]
pub struct ResolvedDocument {
    /// The name in messages.
    pub name: String,
    /// The text of the document, without overlays.
    pub text: String,
    /// The API that the document describes.
    pub api: Api,
    /// The contents of the other files, by their paths relative to the folder of the document.
    pub other_files: BTreeMap<PathBuf, Vec<u8>>,
    /// The contents of the remote documents, by their URLs.
    pub remote_documents: BTreeMap<String, String>,
}

impl ResolvedDocument {
    /// Resolves a document, to which overlays have been applied. `folder` is the folder of the document.
    ///
    /// # Errors
    ///
    /// All errors of the document.
    pub fn new(raw: RawDocument, folder: &Path) -> Result<Self, Diagnostics> {
        let (name, text) = (raw.name().to_owned(), raw.text().to_owned());
        let document = Document::from_raw(raw)?;
        let api = resolve(&document)?.0;
        let mut other_files = BTreeMap::new();
        for path in document.other_files() {
            let content = fs::read(path).map_err(|error| unreadable(path, &error))?;
            other_files.insert(relative(path, folder), content);
        }
        let remote = document.remote_documents();
        let remote = remote.map(|(url, text)| (url.to_owned(), text.to_owned()));
        Ok(Self {
            name,
            text,
            api,
            other_files,
            remote_documents: remote.collect(),
        })
    }
}

fn unreadable(path: &Path, error: &std::io::Error) -> Diagnostic {
    let message = format!("cannot read the file: {error}");
    let mut finding = Diagnostic::error("unreadable", "", message);
    finding.file = path.display().to_string();
    finding
}

/// Two versions of one document and their differences.
#[derive(Debug)]
pub struct Comparison {
    /// The path of the module that contains the generated code, if it is known.
    pub module: Option<String>,
    /// The name of the old version.
    pub old: String,
    /// The name of the new version.
    pub new: String,
    /// `info.version` of both versions.
    pub versions: (String, String),
    /// Both versions have the same text, and refer to other files with the same content.
    pub is_identical: bool,
    /// The differences.
    pub changes: Changes,
}

impl Comparison {
    /// Compares two versions.
    #[must_use]
    pub fn new(old: &ResolvedDocument, new: &ResolvedDocument) -> Self {
        Self {
            module: None,
            old: old.name.clone(),
            new: new.name.clone(),
            versions: (old.api.version.clone(), new.api.version.clone()),
            is_identical: old.text == new.text
                && old.other_files == new.other_files
                && old.remote_documents == new.remote_documents,
            changes: diff(&old.api, &new.api),
        }
    }

    /// Sets the path of the module that contains the generated code, if it is known.
    #[must_use]
    pub fn of_module(self, module: Option<&str>) -> Self {
        Self {
            module: module.map(str::to_owned),
            ..self
        }
    }

    /// The bump that the changes require. A changed text is at least a patch.
    #[must_use]
    pub fn bump(&self) -> Option<Bump> {
        let patch = (!self.is_identical).then_some(Bump::Patch);
        self.changes.bump().or(patch)
    }

    /// The text has changed and the version of the document has not.
    #[must_use]
    pub fn is_unversioned(&self) -> bool {
        !self.is_identical && self.versions.0 == self.versions.1
    }
}

/// The largest bump of several documents.
#[must_use]
pub fn bump(comparisons: &[Comparison]) -> Option<Bump> {
    comparisons.iter().filter_map(Comparison::bump).max()
}
