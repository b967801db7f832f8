//! Paths of Rust types that are used in place of generated ones.

use std::error::Error;
use std::fmt;
use std::str::FromStr;

use serde::Deserialize;
use unicode_ident::{is_xid_continue, is_xid_start};

use crate::keyword::{KEYWORDS, NEVER_RAW};
use crate::one_line::one_line;

/// The maximum length of a path.
const MAX_LENGTH: usize = 1000;

/// The maximum number of type arguments inside of each other.
const MAX_DEPTH: usize = 8;

/// The types whose meaning depends on the schema: it decides whether a value can be absent or `null`, and where a `Box` is
/// necessary.
const OF_SCHEMA: [&str; 3] = ["Box", "Option", "Patch"];

const RELATIVE: &str =
    "a relative path has another meaning in each file; begin with `crate` or the name of a crate";

/// The path of a Rust type, such as `rust_money::Money`, `crate::Owner` or `std::collections::BTreeSet<String>`.
///
/// A path is valid in every file of the generated code: it begins with `crate`, or with the name of a crate. It can have
/// type arguments.
///
/// ```
/// use apicrate::document::TypePath;
///
/// let path: TypePath = "std::collections::BTreeSet < String >".parse()?;
/// assert_eq!(path.to_string(), "std::collections::BTreeSet<String>");
/// assert!("super::Owner".parse::<TypePath>().is_err());
/// # Ok::<(), apicrate::document::TypePathError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct TypePath(String);

impl TypePath {
    /// The path as Rust code.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TypePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for TypePath {
    type Error = TypePathError;

    fn try_from(text: String) -> Result<Self, TypePathError> {
        text.parse()
    }
}

impl FromStr for TypePath {
    type Err = TypePathError;

    fn from_str(text: &str) -> Result<Self, TypePathError> {
        let error = |reason: &str| TypePathError {
            text: one_line(text),
            reason: reason.to_owned(),
        };
        if text.len() > MAX_LENGTH {
            return Err(error("it is too long"));
        }
        let mut parser = Parser {
            rest: text,
            written: String::with_capacity(text.len()),
        };
        let names = parser.path(MAX_DEPTH).map_err(|reason| error(&reason))?;
        if !parser.rest.trim_start().is_empty() {
            return Err(error("it does not end after the path"));
        }
        let Some(last) = names.last() else {
            return Err(error("it contains no name"));
        };
        if names.len() == 1 {
            return Err(error(
                "begin with `crate` or the name of a crate, as in `crate::Money`",
            ));
        }
        if OF_SCHEMA.contains(last) {
            return Err(error(&format!(
                "the schema decides about `{last}`; write the type inside of it",
            )));
        }
        Ok(Self(parser.written))
    }
}

/// Parses a path, and writes it without spaces.
struct Parser<'a> {
    rest: &'a str,
    written: String,
}

impl<'a> Parser<'a> {
    /// Parses a path with at most `depth` type arguments inside of each other. Returns its names.
    fn path(&mut self, depth: usize) -> Result<Vec<&'a str>, String> {
        let mut names = Vec::new();
        self.skip("::");
        loop {
            let name = self.name(names.is_empty())?;
            if ["self", "super", "Self"].contains(&name) {
                return Err(RELATIVE.to_owned());
            }
            names.push(name);
            let has_arguments = self.skip("<");
            if has_arguments {
                let Some(depth) = depth.checked_sub(1) else {
                    return Err("it has too many type arguments inside of each other".to_owned());
                };
                self.arguments(depth)?;
            }
            if has_arguments || !self.skip("::") {
                return Ok(names);
            }
        }
    }

    fn arguments(&mut self, depth: usize) -> Result<(), String> {
        loop {
            self.path(depth)?;
            if self.skip(">") {
                return Ok(());
            }
            if !self.skip(",") {
                return Err("a type argument is not closed with `>`".to_owned());
            }
            self.written.push(' ');
        }
    }

    /// Parses a name. Only the first one of a path can be `crate` or another keyword of paths.
    fn name(&mut self, is_first: bool) -> Result<&'a str, String> {
        self.rest = self.rest.trim_start();
        let is_raw = self.skip("r#");
        let end = self.rest.find(|c| !is_xid_continue(c));
        let (name, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        let starts = |name: &str| name.starts_with(|c| c == '_' || is_xid_start(c));
        if !starts(name) || name == "_" {
            return Err(match rest.chars().next().filter(|_| name.is_empty()) {
                Some(other) => format!("`{}` is not allowed", one_line(&other.to_string())),
                None => "a name is missing or not valid".to_owned(),
            });
        }
        let is_keyword = KEYWORDS.binary_search(&name).is_ok();
        let is_of_paths = NEVER_RAW.contains(&name);
        if is_keyword && !is_raw || is_of_paths && (is_raw || !is_first) {
            return Err(format!("`{name}` is a keyword"));
        }
        self.written.push_str(name);
        self.rest = rest;
        Ok(name)
    }

    /// Skips a sign, and writes it.
    fn skip(&mut self, sign: &str) -> bool {
        let Some(rest) = self.rest.trim_start().strip_prefix(sign) else {
            return false;
        };
        self.rest = rest;
        self.written.push_str(sign);
        true
    }
}

/// The reason why a text is not the path of a type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypePathError {
    text: String,
    reason: String,
}

impl TypePathError {
    pub(super) fn reason(&self) -> &str {
        &self.reason
    }
}

impl fmt::Display for TypePathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` cannot be used as a type: {}",
            self.text, self.reason
        )
    }
}

impl Error for TypePathError {}

#[cfg(test)]
mod tests {
    use super::TypePath;

    #[test]
    fn paths_are_written_without_spaces() {
        for (text, path) in [
            ("crate::Money", "crate::Money"),
            (" ::money :: Money ", "::money::Money"),
            (
                "std::collections::BTreeMap<String,crate::r#type::Owner>",
                "std::collections::BTreeMap<String, crate::r#type::Owner>",
            ),
            (
                "chrono::DateTime<chrono::Utc>",
                "chrono::DateTime<chrono::Utc>",
            ),
        ] {
            let parsed = text.parse::<TypePath>().map(|path| path.to_string());
            assert_eq!(parsed.as_deref(), Ok(path));
        }
    }

    #[test]
    fn other_texts_are_errors() {
        for (text, reason) in [
            ("", "a name is missing or not valid"),
            (
                "Money",
                "begin with `crate` or the name of a crate, as in `crate::Money`",
            ),
            (
                "self::Money",
                "a relative path has another meaning in each file; begin with `crate` or the name of a crate",
            ),
            ("crate::super::Money", "`super` is a keyword"),
            ("crate::type::Money", "`type` is a keyword"),
            ("crate::Money<", "a name is missing or not valid"),
            ("crate::Money<T", "a type argument is not closed with `>`"),
            ("crate::Money; fn", "it does not end after the path"),
            ("&crate::Money", "`&` is not allowed"),
            ("crate::2d", "a name is missing or not valid"),
            (
                "std::option::Option<crate::Money>",
                "the schema decides about `Option`; write the type inside of it",
            ),
        ] {
            let error = text.parse::<TypePath>().err();
            let message = error.map(|error| error.to_string()).unwrap_or_default();
            assert_eq!(
                message,
                format!("`{text}` cannot be used as a type: {reason}")
            );
        }
        let deep = format!("a::B{}", "<a::B".repeat(20));
        assert!(deep.parse::<TypePath>().is_err());
    }
}
