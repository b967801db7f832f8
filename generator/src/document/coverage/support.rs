//! The support for a field, and the texts that several tables use.

use std::fmt;

/// The support for a field.
#[derive(Debug, Clone, Copy)]
pub(super) enum Support {
    /// Fully supported.
    Full,
    /// Supported with this limitation.
    Partly(&'static str),
    /// Not supported and reported by the lint, with this effect.
    Reported(&'static str),
    /// Not relevant for generated code.
    Irrelevant,
}

impl fmt::Display for Support {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Full => formatter.write_str("supported"),
            Self::Partly(missing) => write!(formatter, "partly: {missing}"),
            Self::Reported(what) => write!(formatter, "reported: {what}"),
            Self::Irrelevant => formatter.write_str("not relevant for code"),
        }
    }
}

/// The limitation of security schemes.
pub(super) const CREDENTIALS: &str = "the client sends the credentials that it is given; the caller obtains OAuth 2 tokens and configures client certificates";

/// The limitation of the fields that describe the API.
pub(super) const MANIFEST: &str =
    "not in the code; in the `Cargo.toml` of a new crate, if Cargo has a field for it";

/// Formats words as code in Markdown.
pub(super) fn code_spans(words: &str) -> String {
    let words: Vec<String> = words
        .split_whitespace()
        .map(|word| format!("`{word}`"))
        .collect();
    words.join(", ")
}
