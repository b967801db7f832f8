//! Two versions of one document, compared by the Rust API that they describe.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use apicrate::diagnostic::Diagnostic;
use apicrate::diff::{Bump, Changes, Renames, diff, renames};
use apicrate::document::Names;
use apicrate::{Api, Diagnostics, Document, RawDocument, resolve_with_names};

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
    /// The names of the API. Empty unless the document keeps names.
    pub names: Names,
    /// The contents of the other files, by their paths relative to the folder of the document.
    pub other_files: BTreeMap<PathBuf, Vec<u8>>,
    /// The contents of the remote documents, by their URLs.
    pub remote_documents: BTreeMap<String, String>,
    document: Document,
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
        let (api, names, _) = resolve_with_names(&document)?;
        let mut other_files = BTreeMap::new();
        for path in document.other_files() {
            let content = fs::read(path).map_err(|error| unreadable(path, &error))?;
            other_files.insert(relative(path, folder), content);
        }
        let remote = document.remote_documents();
        let remote = remote.map(|(url, text)| (url.to_owned(), text.to_owned()));
        let remote_documents = remote.collect();
        Ok(Self {
            name,
            text,
            api,
            names,
            other_files,
            remote_documents,
            document,
        })
    }

    /// Resolves the document again, with aliases for the names of the old version that it has renamed. See [`renames`].
    ///
    /// # Errors
    ///
    /// All errors of the document.
    pub fn keep_old_names(self, old: &Self) -> Result<Self, Diagnostics> {
        let Renames { aliases, variants } = renames(&old.api, &self.api);
        let mut names = self.names;
        names.add_old_names(aliases, variants);
        let document = self.document.keep_names(names);
        let (api, names, _) = resolve_with_names(&document)?;
        Ok(Self {
            api,
            names,
            document,
            ..self
        })
    }

    /// Returns whether two versions have the same text, and refer to other documents with the same content.
    fn is_same_text(&self, other: &Self) -> bool {
        self.text == other.text
            && self.other_files == other.other_files
            && self.remote_documents == other.remote_documents
    }

    /// The positions of values in the sources of the document, by their pointers in [`ApiChange`]s. A value without a
    /// position is left out.
    ///
    /// [`ApiChange`]: apicrate::diff::ApiChange
    pub(crate) fn positions<'p>(
        &self,
        pointers: impl IntoIterator<Item = &'p str>,
    ) -> BTreeMap<&'p str, Diagnostic> {
        let pointers: Vec<&str> = pointers.into_iter().collect();
        let wanted = pointers.iter().enumerate();
        // Positions are found for findings. The message identifies the pointer, because locating changes the pointer.
        let findings = wanted
            .map(|(index, pointer)| Diagnostic::warning("change", *pointer, index.to_string()));
        let located = self.document.locate(findings.collect()).into_iter();
        let by_pointer = located.filter_map(|finding| {
            let pointer = pointers.get(finding.message.parse::<usize>().ok()?)?;
            finding.position.is_some().then_some((*pointer, finding))
        });
        by_pointer.collect()
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
    /// The old version.
    pub old: ResolvedDocument,
    /// The new version.
    pub new: ResolvedDocument,
    /// The differences.
    pub changes: Changes,
}

impl Comparison {
    /// Compares two versions.
    #[must_use]
    pub fn new(old: ResolvedDocument, new: ResolvedDocument) -> Self {
        Self {
            module: None,
            changes: diff(&old.api, &new.api),
            old,
            new,
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

    /// `info.version` of both versions.
    #[must_use]
    pub fn versions(&self) -> (&str, &str) {
        (&self.old.api.version, &self.new.api.version)
    }

    /// The bump that the changes require. A changed text is at least a patch.
    #[must_use]
    pub fn bump(&self) -> Option<Bump> {
        let patch = (!self.old.is_same_text(&self.new)).then_some(Bump::Patch);
        self.changes.bump().or(patch)
    }

    /// Returns whether a type or method was renamed whose old name could stay as an alias.
    #[must_use]
    pub fn could_keep_old_names(&self) -> bool {
        !renames(&self.old.api, &self.new.api).aliases.is_empty()
    }

    /// The new version has a lower number than the old one, so they may be exchanged.
    #[must_use]
    pub fn is_reversed(&self) -> bool {
        let (old, new) = self.versions();
        let (old, new) = (numbers(old), numbers(new));
        !old.is_empty() && !new.is_empty() && new < old
    }

    /// The text has changed and the version of the document has not.
    #[must_use]
    pub fn is_unversioned(&self) -> bool {
        !self.old.is_same_text(&self.new) && self.old.api.version == self.new.api.version
    }
}

/// The numbers at the start of a version, such as `1.10.0` or `2024-06-01`.
fn numbers(version: &str) -> Vec<u64> {
    let version = version.strip_prefix('v').unwrap_or(version);
    let parts = version.split(['.', '-']).map(str::parse);
    parts.map_while(Result::ok).collect()
}

/// The largest bump of several documents.
#[must_use]
pub fn bump(comparisons: &[Comparison]) -> Option<Bump> {
    comparisons.iter().filter_map(Comparison::bump).max()
}
