//! What a run of `cargo xtask generate` has to tell.

use std::fmt;

use apicrate::{Diagnostics, GenerateError, Generation};
use serde::{Deserialize, Serialize};

/// What a run has to tell: findings, and numbers for its last line.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Summary {
    #[serde(skip)]
    pub(crate) findings: Diagnostics,
    documents: usize,
    operations: usize,
    models: usize,
    pub(super) files: usize,
}

impl Summary {
    /// Counts what has become of a document.
    pub(super) fn count(&mut self, generation: &Generation) {
        self.findings.extend(generation.warnings.clone());
        self.documents += 1;
        self.operations += generation.api.operation_count();
        self.models += generation.api.types.len();
        self.files += generation.files.len();
    }

    /// Keeps what is wrong with a document, of which nothing has become.
    pub(super) fn keep<T>(
        &mut self,
        outcome: Result<T, GenerateError>,
    ) -> Result<Option<T>, GenerateError> {
        match outcome {
            Ok(made) => Ok(Some(made)),
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

/// `1 file`, `2 files`.
pub(super) fn plural(count: usize, thing: &str) -> String {
    let s = if count == 1 { "" } else { "s" };
    format!("{count} {thing}{s}")
}
