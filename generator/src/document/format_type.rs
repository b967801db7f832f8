//! The types of formats.

use std::error::Error;
use std::fmt;
use std::str::FromStr;

use serde::Deserialize;

use super::type_path::{TypePath, TypePathError};
use crate::one_line::one_line;
use crate::similar::closest;

/// The type of the values with a format: a known library, or the path of a type.
///
/// ```
/// use apicrate::document::FormatType;
///
/// assert_eq!("chrono".parse(), Ok(FormatType::Chrono));
/// assert!(matches!("crate::Email".parse(), Ok(FormatType::Path(_))));
/// let error = "chrno".parse::<FormatType>().unwrap_err();
/// assert_eq!(error.to_string(), "`chrno` is not a type for a format; did you mean `chrono`?");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum FormatType {
    /// `jiff`: dates, times and durations. Points in time and dates of the runtime, which keep every text, are the default.
    Jiff,
    /// `chrono`: dates and times of the crate `chrono`.
    Chrono,
    /// `time`: dates of the crate `time`.
    Time,
    /// `url`: absolute URLs, as a type of the crate `url`.
    Url,
    /// `rust_decimal`: decimals of the crate `rust_decimal`, for texts and numbers.
    RustDecimal,
    /// `std`: IP addresses of the standard library.
    Std,
    /// `bytes`: bytes in base64.
    Bytes,
    /// `string`: the text as it is.
    String,
    /// A type that implements the traits which [`TypeOptions::types`](super::TypeOptions::types) needs.
    Path(TypePath),
}

/// The short names.
static NAMES: [(&str, FormatType); 8] = [
    ("jiff", FormatType::Jiff),
    ("chrono", FormatType::Chrono),
    ("time", FormatType::Time),
    ("url", FormatType::Url),
    ("rust_decimal", FormatType::RustDecimal),
    ("std", FormatType::Std),
    ("bytes", FormatType::Bytes),
    ("string", FormatType::String),
];

impl fmt::Display for FormatType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Self::Path(path) = self {
            return path.fmt(f);
        }
        let name = NAMES.iter().find(|(_, known)| known == self);
        f.write_str(name.map_or("", |(name, _)| name))
    }
}

impl FromStr for FormatType {
    type Err = FormatTypeError;

    fn from_str(text: &str) -> Result<Self, FormatTypeError> {
        let text = text.trim();
        if let Some((_, known)) = NAMES.iter().find(|(name, _)| *name == text) {
            return Ok(known.clone());
        }
        if text.contains("::") {
            return text.parse().map(Self::Path).map_err(FormatTypeError::Path);
        }
        let similar = closest(text, NAMES.iter().map(|(name, _)| *name));
        Err(FormatTypeError::Unknown {
            text: one_line(text),
            similar,
        })
    }
}

impl TryFrom<String> for FormatType {
    type Error = FormatTypeError;

    fn try_from(text: String) -> Result<Self, FormatTypeError> {
        text.parse()
    }
}

/// The reason why a text is not the type of a format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormatTypeError {
    /// It is not a valid path.
    Path(TypePathError),
    /// It is neither a path nor a short name.
    Unknown {
        /// The text.
        text: String,
        /// The short name that is the most similar.
        similar: Option<&'static str>,
    },
}

impl fmt::Display for FormatTypeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path(error) => error.fmt(f),
            Self::Unknown { text, similar } => {
                write!(f, "`{text}` is not a type for a format; ")?;
                if let Some(similar) = similar {
                    return write!(f, "did you mean `{similar}`?");
                }
                let names = NAMES.iter().map(|(name, _)| format!("`{name}`"));
                let names: Vec<String> = names.collect();
                write!(f, "use one of {}, or a path", names.join(", "))
            }
        }
    }
}

impl Error for FormatTypeError {}
