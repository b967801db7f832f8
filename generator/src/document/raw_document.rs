//! A document as it was written: one JSON value and the text it came from.
//!
//! The trip to a [`Document`](super::Document) begins here, and so does whatever looks at a
//! document without wanting it understood.

use std::path::Path;

use serde_json::Value;

use super::overlay::Overlay;
use super::read::read;
use super::source_text::SourceText;
use crate::diagnostic::Diagnostics;

/// A document of which nothing is known yet but that its text is well-formed YAML or JSON.
#[derive(Debug, Clone)]
pub struct RawDocument {
    value: Value,
    source: SourceText,
}

impl RawDocument {
    /// Reads the document in a file.
    ///
    /// # Errors
    ///
    /// Everything that keeps the text from being one value, located in the file; or that the file
    /// cannot be read or is not UTF-8.
    pub fn read(path: &Path) -> Result<Self, Diagnostics> {
        Self::from_source(SourceText::read(path)?)
    }

    /// Reads a document in YAML or JSON; `name` is what findings call it.
    ///
    /// # Errors
    ///
    /// Everything that keeps the text from being one value, located in the text.
    pub fn parse(name: impl Into<String>, text: impl Into<String>) -> Result<Self, Diagnostics> {
        Self::from_source(SourceText::new(name.into(), text.into()))
    }

    fn from_source(source: SourceText) -> Result<Self, Diagnostics> {
        match read(&source) {
            Ok(value) => Ok(Self { value, source }),
            Err(mut findings) => {
                source.locate(&mut findings);
                Err(findings)
            }
        }
    }

    /// Applies overlays, one after the other. An overlay that is for other documents changes
    /// nothing.
    ///
    /// # Errors
    ///
    /// Every action that has nothing to act on, cannot be carried out or has become superfluous,
    /// located in its overlay.
    pub fn with_overlays(mut self, overlays: &[Overlay]) -> Result<Self, Diagnostics> {
        let mut findings = Diagnostics::new();
        for overlay in overlays {
            findings.extend(overlay.apply(&mut self.value, &mut self.source));
        }
        if findings.is_empty() {
            Ok(self)
        } else {
            Err(findings)
        }
    }

    /// What findings call it: the path of its file, if it was read from one.
    #[must_use]
    pub fn name(&self) -> &str {
        self.source.name()
    }

    /// The text it was read from.
    #[must_use]
    pub fn text(&self) -> &str {
        self.source.text()
    }

    /// The document in the form and dialect that its author chose, overlays applied.
    #[must_use]
    pub fn value(&self) -> &Value {
        &self.value
    }

    /// Fills in file, position and source line of findings about [`value`](Self::value).
    #[must_use]
    pub(crate) fn locate(&self, mut diagnostics: Diagnostics) -> Diagnostics {
        self.source.locate(&mut diagnostics);
        diagnostics
    }

    pub(super) fn into_parts(self) -> (Value, SourceText) {
        (self.value, self.source)
    }
}
