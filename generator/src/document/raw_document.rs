//! A parsed document before any processing: one JSON value and its source text.
//!
//! It is the input of [`Document`](super::Document) and of `lint`, which reads the document as its author wrote it.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::commented::commented_values;
use super::config_positions::ConfigPositions;
use super::grouping::GroupBy;
use super::load::read_remote;
use super::names::Names;
use super::overlay::{Overlay, apply_overlays};
use super::pagination::PaginationOverrides;
use super::pointer::{JsonPointer, scalars};
use super::read::read;
use super::remote::{RemoteAccess, RemoteError, RemoteUrl};
use super::renames::Renames;
use super::selection::Selection;
use super::source_text::SourceText;
use super::type_options::TypeOptions;
use super::write::{DocumentFormat, NumberTexts};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::one_line::one_line;
use crate::redact::redacted;

/// A document that is well-formed YAML or JSON. Nothing else about it has been checked.
#[derive(Debug, Clone)]
pub struct RawDocument {
    value: Value,
    source: SourceText,
    /// The warnings about overlays.
    warnings: Diagnostics,
    is_tolerant: bool,
    pagination: PaginationOverrides,
    selection: Selection,
    type_options: TypeOptions,
    group_by: GroupBy,
    renames: Renames,
    names: Option<Names>,
}

impl RawDocument {
    /// Reads a document from a file.
    ///
    /// # Errors
    ///
    /// All syntax errors, with their positions in the file; or the file cannot be read or is not UTF-8.
    pub fn read(path: &Path) -> Result<Self, Diagnostics> {
        Self::from_source(SourceText::read(path)?)
    }

    /// Parses a document in YAML or JSON. Diagnostics show `name` as the file name.
    ///
    /// # Errors
    ///
    /// All syntax errors, with their positions in the text.
    pub fn parse(name: impl Into<String>, text: impl Into<String>) -> Result<Self, Diagnostics> {
        Self::from_source(SourceText::new(name.into(), text.into()))
    }

    /// Returns true if a text is a URL for [`Self::fetch`], and not a path.
    #[must_use]
    pub fn is_url(text: &str) -> bool {
        RemoteUrl::is_url(text)
    }

    /// Reads a document from a file or a URL (see [`Self::fetch`]). It can refer to remote documents if `remote` is given.
    ///
    /// # Errors
    ///
    /// As [`Self::read`] and [`Self::fetch`].
    pub fn open(location: &Path, remote: Option<&RemoteAccess>) -> Result<Self, Diagnostics> {
        let url = location.to_str().filter(|text| RemoteUrl::is_url(text));
        match (url, remote) {
            (Some(url), Some(remote)) => Self::fetch(url, remote),
            (Some(url), None) => {
                let mut finding =
                    Diagnostic::error("unreadable", "", "the document is not a local file");
                finding.help = Some(match RemoteUrl::parse(url) {
                    Ok(url) => RemoteError::not_allowed(&url).help().unwrap_or_default(),
                    Err(reason) => format!("the URL cannot be used: {reason}"),
                });
                finding.file = one_line(&redacted(url));
                Err(finding.into())
            }
            (None, Some(remote)) => Ok(Self::read(location)?.allow_remote(remote)),
            (None, None) => Self::read(location),
        }
    }

    /// Reads a document from a URL, whose host must be allowed. It can refer to other documents of the allowed hosts.
    ///
    /// # Errors
    ///
    /// The document cannot be fetched, is not the one in the lock file, or is not OpenAPI.
    pub fn fetch(url: &str, remote: &RemoteAccess) -> Result<Self, Diagnostics> {
        let error = |code, message: String, help: Option<String>| {
            let mut finding = Diagnostic::error(code, "", message);
            finding.help = help;
            finding.file = one_line(&redacted(url));
            finding
        };
        let parsed = RemoteUrl::parse(url).map_err(|reason| {
            error(
                "unreadable",
                format!("the URL cannot be used: {reason}"),
                None,
            )
        })?;
        let content = remote.get(&parsed).map_err(|reason| {
            let message = format!("the document cannot be fetched: {reason}");
            error(reason.code(), message, reason.help())
        })?;
        let read = read_remote(&parsed, &content)?;
        let Some((value, mut source)) = read else {
            let message = "the document contains neither OpenAPI nor JSON Schema".to_owned();
            return Err(error("not-openapi", message, None).into());
        };
        remote.keep(&parsed);
        let warnings = commented_values(&source);
        source.allow_remote(remote.clone());
        Ok(Self::new(value, source, warnings))
    }

    /// A document without options.
    fn new(value: Value, source: SourceText, warnings: Diagnostics) -> Self {
        Self {
            value,
            source,
            warnings,
            is_tolerant: false,
            pagination: PaginationOverrides::new(),
            selection: Selection::default(),
            type_options: TypeOptions::default(),
            group_by: GroupBy::default(),
            renames: Renames::default(),
            names: None,
        }
    }

    fn from_source(source: SourceText) -> Result<Self, Diagnostics> {
        match read(&source) {
            Ok(value) => {
                let warnings = commented_values(&source);
                Ok(Self::new(value, source, warnings))
            }
            Err(mut findings) => {
                source.locate(&mut findings);
                Err(findings)
            }
        }
    }

    /// Resolves references to other files as if the document had been read from this file.
    #[must_use]
    pub fn relative_to(mut self, path: impl Into<PathBuf>) -> Self {
        self.source.set_path(path.into());
        self
    }

    /// Treats the document as a version of the document with another name: an overlay, or an action of an overlay, that
    /// is only for one of the two names is applied, too.
    #[must_use]
    pub fn version_of(mut self, name: impl Into<String>) -> Self {
        self.source.set_other_version(name.into());
        self
    }

    /// Allows references to files below other folders. Without this, a document that was read from a file can refer only
    /// to files below its own folder.
    ///
    /// # Errors
    ///
    /// If a folder does not exist.
    pub fn allow_dirs(mut self, folders: &[impl AsRef<Path>]) -> Result<Self, Diagnostics> {
        for folder in folders {
            self.source.allow_dir(folder.as_ref())?;
        }
        Ok(self)
    }

    /// Allows references to documents with URLs.
    #[must_use]
    pub fn allow_remote(mut self, remote: &RemoteAccess) -> Self {
        self.source.allow_remote(remote.clone());
        self
    }

    /// Tolerates errors in parts of the document: they become warnings, and what depends on these parts is degraded. A
    /// schema is treated as any value, and an operation is left out. A warning with the code `degraded-schema`,
    /// `omitted-operation` or `omitted-part` reports each of them.
    ///
    /// Errors that concern the whole document, such as exceeded limits, are not tolerated.
    #[must_use]
    pub fn tolerant(mut self) -> Self {
        self.is_tolerant = true;
        self
    }

    /// Sets the positions of the configured entries, which findings about them show.
    #[must_use]
    pub(crate) fn configured_at(mut self, positions: ConfigPositions) -> Self {
        self.source.config = positions;
        self
    }

    /// Sets the pagination of operations, by `operationId`. Resolving fails if one of them does not fit its operation.
    #[must_use]
    pub fn paginate(mut self, overrides: PaginationOverrides) -> Self {
        self.pagination.extend(overrides);
        self
    }

    /// Selects operations, webhooks and models, in addition to what was selected before. Resolving fails if a pattern matches
    /// nothing.
    ///
    /// The models are those that the selected operations and webhooks contain. All names are the same as without a selection.
    #[must_use]
    pub fn select(mut self, selection: Selection) -> Self {
        self.selection = self.selection.and(selection);
        self
    }

    /// Sets the options that decide about types, in addition to earlier ones. Resolving fails if an entry names nothing in the
    /// document.
    #[must_use]
    pub fn with_types(mut self, options: TypeOptions) -> Self {
        self.type_options = self.type_options.and(options);
        self
    }

    pub(crate) fn type_options(&self) -> &TypeOptions {
        &self.type_options
    }

    /// Sets the way in which operations are grouped. Default: [`GroupBy::Tag`].
    #[must_use]
    pub fn group_by(mut self, group_by: GroupBy) -> Self {
        self.group_by = group_by;
        self
    }

    /// Sets names of types, fields, methods and groups, in addition to those that were set before. Resolving fails if a name is
    /// taken or not valid, or if its key matches nothing.
    #[must_use]
    pub fn rename(mut self, renames: Renames) -> Self {
        self.renames = self.renames.and(renames);
        self
    }

    /// Keeps the names of an earlier version of the document, such as those of a names lock: a type, variant or method keeps
    /// its name as long as it exists, and nothing new gets such a name. Configured names replace them.
    ///
    /// Without names of an earlier version, pass `Names::default()` to learn the names of this one.
    #[must_use]
    pub fn keep_names(mut self, names: Names) -> Self {
        self.names = Some(names);
        self
    }

    pub(super) fn names(&self) -> Option<&Names> {
        self.names.as_ref()
    }

    pub(super) fn renames(&self) -> &Renames {
        &self.renames
    }

    pub(super) fn grouping(&self) -> GroupBy {
        self.group_by
    }

    pub(super) fn selection(&self) -> &Selection {
        &self.selection
    }

    pub(super) fn pagination(&self) -> &PaginationOverrides {
        &self.pagination
    }

    /// Applies overlays in order. An overlay whose `extends` is the path of another file is skipped.
    ///
    /// An action that matches nothing or does not change the document is a [warning](Self::warnings), and so is an overlay
    /// without an action for this document. They are errors if the overlay is [strict](Overlay::strict).
    ///
    /// # Errors
    ///
    /// All actions that cannot be applied, with their positions in the overlay, together with the warnings.
    pub fn with_overlays(mut self, overlays: &[Overlay]) -> Result<Self, Diagnostics> {
        if overlays.is_empty() {
            return Ok(self);
        }
        let findings = apply_overlays(overlays, &mut self.value, &mut self.source);
        self.warnings.extend(findings);
        if self.warnings.has_errors() {
            Err(self.warnings)
        } else {
            Ok(self)
        }
    }

    /// The warnings about the overlays that were applied, with their positions. They are also part of
    /// [`Document::warnings`](super::Document::warnings) and of the findings of `lint`.
    #[must_use]
    pub fn warnings(&self) -> &Diagnostics {
        &self.warnings
    }

    /// The file name that diagnostics show: the path, if the document was read from a file.
    #[must_use]
    pub fn name(&self) -> &str {
        self.source.name()
    }

    /// The source text.
    #[must_use]
    pub fn text(&self) -> &str {
        self.source.text()
    }

    /// The document in its original dialect, after overlays.
    #[must_use]
    pub fn value(&self) -> &Value {
        &self.value
    }

    /// The notation of the source text.
    #[must_use]
    pub fn format(&self) -> DocumentFormat {
        DocumentFormat::from_text(self.text())
    }

    /// Writes the [value](Self::value) as text, which reads as the same value. The order of properties and the digits of
    /// numbers are kept; comments, aliases and the style of strings are not.
    #[must_use]
    pub fn to_text(&self, format: DocumentFormat) -> String {
        let numbers = scalars(&self.value, &JsonPointer::ROOT, Value::is_f64);
        let numbers = NumberTexts::new(self.source.spellings(&numbers));
        format.write(&self.value, &numbers)
    }

    /// Fills in file, position and excerpt of diagnostics about [`value`](Self::value).
    #[must_use]
    pub(crate) fn locate(&self, mut diagnostics: Diagnostics) -> Diagnostics {
        self.source.locate(&mut diagnostics);
        diagnostics
    }

    pub(super) fn is_tolerant(&self) -> bool {
        self.is_tolerant
    }

    pub(super) fn into_parts(self) -> (Value, SourceText, Diagnostics) {
        (self.value, self.source, self.warnings)
    }
}
