//! Derives that are added to generated types.

use std::error::Error;
use std::fmt;
use std::str::FromStr;

use serde::Deserialize;

use super::type_path::TypePath;
use crate::one_line::one_line;
use crate::similar::closest;
use crate::standard_derives::STANDARD_DERIVES;

/// A derive: one of the standard library by its name, such as `Hash`, or the path of another one, such as
/// `schemars::JsonSchema` or `crate::Describe`.
///
/// ```
/// use apicrate::document::Derive;
///
/// assert_eq!("std::hash::Hash".parse::<Derive>()?.as_str(), "Hash");
/// assert_eq!("schemars::JsonSchema".parse::<Derive>()?.as_str(), "schemars::JsonSchema");
/// assert!("JsonSchema".parse::<Derive>().is_err());
/// # Ok::<(), apicrate::document::DeriveError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct Derive(String);

impl Derive {
    /// The name of a derive of the standard library, or the path of another one.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Derive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Derive {
    type Error = DeriveError;

    fn try_from(text: String) -> Result<Self, DeriveError> {
        text.parse()
    }
}

impl FromStr for Derive {
    type Err = DeriveError;

    fn from_str(text: &str) -> Result<Self, DeriveError> {
        let error = |reason: &str| DeriveError {
            text: one_line(text),
            reason: reason.to_owned(),
        };
        let name = text.trim();
        if STANDARD_DERIVES.contains(&name) {
            return Ok(Self(name.to_owned()));
        }
        if !name.contains("::") {
            return Err(error(&match closest(name, STANDARD_DERIVES) {
                Some(similar) => format!("did you mean `{similar}`?"),
                None => "write the path, as in `schemars::JsonSchema`".to_owned(),
            }));
        }
        let path: TypePath = name
            .parse()
            .map_err(|reason: super::TypePathError| error(reason.reason()))?;
        let path = path.as_str();
        if path.contains('<') {
            return Err(error("a derive has no type arguments"));
        }
        let mut names = path.trim_start_matches("::").split("::");
        let (library, last) = (names.next(), names.last().unwrap_or_default());
        match library {
            Some("std" | "core") if STANDARD_DERIVES.contains(&last) => Ok(Self(last.to_owned())),
            Some("std" | "core") => Err(error("the standard library has no such derive")),
            Some("serde") => Err(error(
                "generated types implement the traits of serde already",
            )),
            _ => Ok(Self(path.to_owned())),
        }
    }
}

/// The reason why a text is not a derive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeriveError {
    text: String,
    reason: String,
}

impl fmt::Display for DeriveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` cannot be derived: {}", self.text, self.reason)
    }
}

impl Error for DeriveError {}

#[cfg(test)]
mod tests {
    use super::Derive;

    #[test]
    fn derives_are_names_of_the_standard_library_and_paths() {
        for (text, expected) in [
            ("Hash", "Hash"),
            (" core::cmp::Ord ", "Ord"),
            ("::std::cmp::Eq", "Eq"),
            ("utoipa :: ToSchema", "utoipa::ToSchema"),
            ("crate::Describe", "crate::Describe"),
        ] {
            let derive = text.parse::<Derive>().map(|derive| derive.to_string());
            assert_eq!(derive.as_deref(), Ok(expected));
        }
    }

    #[test]
    fn other_texts_are_errors() {
        for (text, reason) in [
            ("", "write the path, as in `schemars::JsonSchema`"),
            ("hash", "did you mean `Hash`?"),
            ("PartialOrder", "did you mean `PartialOrd`?"),
            ("JsonSchema", "write the path, as in `schemars::JsonSchema`"),
            (
                "std::fmt::Display",
                "the standard library has no such derive",
            ),
            (
                "serde::Serialize",
                "generated types implement the traits of serde already",
            ),
            ("a::B<c::D>", "a derive has no type arguments"),
            ("a::B, c::D", "it does not end after the path"),
            ("a::B)] #[c", "it does not end after the path"),
            ("a::", "a name is missing or not valid"),
        ] {
            let error = text.parse::<Derive>().err();
            let message = error.map(|error| error.to_string()).unwrap_or_default();
            assert_eq!(message, format!("`{text}` cannot be derived: {reason}"));
        }
    }
}
