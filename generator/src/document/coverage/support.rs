//! The support for a field.

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
