//! The summary of a run of `cargo xtask generate`.

use std::fmt;

use apicrate::diagnostic::{Degraded, SourcePosition};
use apicrate::{Diagnostics, GenerateError, Generation, RawDocument, tolerated};
use serde::{Deserialize, Serialize};

/// The findings of a run, and the numbers in its last line.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Summary {
    #[serde(skip)]
    pub(crate) findings: Diagnostics,
    /// A document refers to other files, on which the generated code depends too.
    #[serde(skip)]
    pub(super) has_other_files: bool,
    documents: usize,
    operations: usize,
    models: usize,
    pub(super) files: usize,
    /// A line for each document with errors that could be tolerated.
    #[serde(skip)]
    pub(super) tolerated: Vec<String>,
}

impl Summary {
    /// Adds a generated document.
    pub(super) fn add(&mut self, generation: &Generation) {
        self.findings.extend(generation.warnings.clone());
        self.has_other_files |=
            !generation.other_files.is_empty() || !generation.remote_documents.is_empty();
        self.documents += 1;
        self.operations += generation.api.operation_count();
        self.models += generation.api.types.len();
    }

    /// Adds a line about the code that an option would generate for a document with errors.
    pub(super) fn add_tolerated(&mut self, option: &str, document: Option<RawDocument>) {
        if let Some(findings) = document.and_then(tolerated) {
            let degraded = findings.degraded();
            let line = format!("{option} would generate all but {degraded}");
            self.tolerated.push(line);
        }
    }

    /// The lines that list the parts of the documents that are degraded.
    pub(super) fn degraded(&self) -> impl Iterator<Item = String> {
        let Degraded {
            schemas,
            operations,
            others,
        } = self.findings.degraded();
        let all = schemas.into_iter().chain(operations).chain(others);
        all.map(|finding| {
            let position = finding.position;
            let position =
                position.map(|SourcePosition { line, column }| format!(":{line}:{column}"));
            let position = position.unwrap_or_default();
            format!("degraded: {}{position}: {}", finding.file, finding.message)
        })
    }

    /// Adds the errors of a document to the findings. Returns `None` if there are any.
    pub(super) fn keep_errors<T>(
        &mut self,
        result: Result<T, GenerateError>,
    ) -> Result<Option<T>, GenerateError> {
        match result {
            Ok(value) => Ok(Some(value)),
            Err(GenerateError::Document(errors)) => {
                self.findings.extend(errors);
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let documents = plural(self.documents, "document");
        let operations = plural(self.operations, "operation");
        let models = plural(self.models, "model");
        write!(f, "{documents}, {operations}, {models}")
    }
}

/// Formats a count: `1 file`, `2 files`.
pub(super) fn plural(count: usize, noun: &str) -> String {
    let s = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{s}")
}
