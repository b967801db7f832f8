//! A parsed document before any processing: one JSON value and its source text.
//!
//! It is the input of [`Document`](super::Document) and of `lint`, which reads the document as its author wrote it.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::overlay::{Overlay, apply_overlays};
use super::read::read;
use super::source_text::SourceText;
use crate::diagnostic::Diagnostics;

/// A document that is well-formed YAML or JSON. Nothing else about it has been checked.
#[derive(Debug, Clone)]
pub struct RawDocument {
    value: Value,
    source: SourceText,
    is_tolerant: bool,
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

    fn from_source(source: SourceText) -> Result<Self, Diagnostics> {
        match read(&source) {
            Ok(value) => Ok(Self {
                value,
                source,
                is_tolerant: false,
            }),
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

    /// Applies overlays in order. An overlay for another document is skipped.
    ///
    /// # Errors
    ///
    /// All actions that match nothing, cannot be applied or do not change the document, with their positions in the
    /// overlay.
    pub fn with_overlays(mut self, overlays: &[Overlay]) -> Result<Self, Diagnostics> {
        if overlays.is_empty() {
            return Ok(self);
        }
        let findings = apply_overlays(overlays, &mut self.value, &mut self.source);
        if findings.is_empty() {
            Ok(self)
        } else {
            Err(findings)
        }
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

    /// Fills in file, position and excerpt of diagnostics about [`value`](Self::value).
    #[must_use]
    pub(crate) fn locate(&self, mut diagnostics: Diagnostics) -> Diagnostics {
        self.source.locate(&mut diagnostics);
        diagnostics
    }

    pub(super) fn is_tolerant(&self) -> bool {
        self.is_tolerant
    }

    pub(super) fn into_parts(self) -> (Value, SourceText) {
        (self.value, self.source)
    }
}
