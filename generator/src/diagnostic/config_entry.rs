//! The entry of a configuration that a diagnostic is about.

/// An entry of a configuration: a key of a table, or an item of a list.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConfigEntry {
    /// The table of a document, such as `rename.types`, or `select` for patterns.
    pub table: String,
    /// The key in the table, or the text of the pattern.
    pub key: String,
}

impl ConfigEntry {
    pub(crate) fn new(table: impl Into<String>, key: impl Into<String>) -> Self {
        Self {
            table: table.into(),
            key: key.into(),
        }
    }
}
