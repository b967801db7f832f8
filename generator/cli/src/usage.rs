//! The error of arguments that are wrong together.

use std::error::Error;
use std::fmt;

use apicrate::project::DocumentConfig;

/// Arguments that are wrong together. The exit code is that of other wrong arguments.
#[derive(Debug)]
pub(crate) struct UsageError(pub(crate) String);

impl UsageError {
    /// An option that needs one document, and a configuration with several.
    pub(crate) fn several(documents: &[DocumentConfig], option: &str) -> Self {
        let names = documents.iter().map(DocumentConfig::name);
        let names: Vec<String> = names.collect();
        Self(format!(
            "{option} needs one document; choose it with `--document NAME`: {}",
            names.join(", ")
        ))
    }
}

impl fmt::Display for UsageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for UsageError {}
