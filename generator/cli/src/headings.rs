//! The headings of options that several files declare.

/// The heading of the options for reading documents.
pub(crate) const READING: &str = "Reading documents";
