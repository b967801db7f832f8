//! One violation: its location, the keyword, and what was expected and found.

use std::fmt;

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;

use crate::escape::Escaped;

/// The largest number of characters of a value, a name or a pointer that a response repeats.
const EXCERPT: usize = 100;

/// The location of a violation in the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::server) enum ViolationLocation<'a> {
    Path(&'a str),
    Query(&'a str),
    Header(&'a str),
    Cookie(&'a str),
    Body,
}

impl<'a> ViolationLocation<'a> {
    /// The location in the words of OpenAPI.
    const fn place(self) -> &'static str {
        match self {
            Self::Path(_) => "path",
            Self::Query(_) => "query",
            Self::Header(_) => "header",
            Self::Cookie(_) => "cookie",
            Self::Body => "body",
        }
    }

    const fn name(self) -> Option<&'a str> {
        match self {
            Self::Path(name) | Self::Query(name) | Self::Header(name) | Self::Cookie(name) => {
                Some(name)
            }
            Self::Body => None,
        }
    }
}

/// A violation. Parts of the request in it are escaped and shortened, and it contains no secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::server) struct Violation {
    place: &'static str,
    name: Option<String>,
    /// The JSON pointer inside of the body or the parameter; empty for the whole value. `None` if it is unknown.
    pub(super) pointer: Option<String>,
    /// The keyword of the schema.
    pub(super) keyword: Option<&'static str>,
    expected: String,
    found: Option<String>,
    /// True if the request is malformed: a parameter or the body is missing, or the body is not JSON.
    is_malformed: bool,
}

impl Violation {
    pub(in crate::server) fn new(
        location: ViolationLocation<'_>,
        expected: impl fmt::Display,
    ) -> Self {
        Self {
            place: location.place(),
            name: location.name().map(excerpt),
            pointer: None,
            keyword: None,
            expected: Escaped(&expected.to_string()).to_string(),
            found: None,
            is_malformed: false,
        }
    }

    pub(super) fn with_keyword(mut self, keyword: &'static str) -> Self {
        self.keyword = Some(keyword);
        self
    }

    pub(super) fn with_pointer(mut self, pointer: String) -> Self {
        self.pointer = Some(pointer);
        self
    }

    pub(super) fn with_found(mut self, found: Option<String>) -> Self {
        self.found = found;
        self
    }

    pub(super) fn malformed(mut self) -> Self {
        self.is_malformed = true;
        self
    }

    pub(in crate::server) const fn is_malformed(&self) -> bool {
        self.is_malformed
    }
}

/// The violation for the field `detail` of a problem.
impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            Some(name) => write!(f, "{} parameter `{name}`", self.place)?,
            None => f.write_str("the body")?,
        }
        if let Some(pointer) = self.pointer.as_ref().filter(|pointer| !pointer.is_empty()) {
            write!(f, " at `{pointer}`")?;
        }
        write!(f, ": expected {}", self.expected)?;
        match &self.found {
            Some(found) => write!(f, ", found {found}"),
            None => Ok(()),
        }
    }
}

impl Serialize for Violation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("in", self.place)?;
        let texts = [
            ("name", self.name.as_deref()),
            ("pointer", self.pointer.as_deref()),
            ("keyword", self.keyword),
            ("expected", Some(&*self.expected)),
            ("found", self.found.as_deref()),
        ];
        for (name, text) in texts {
            if let Some(text) = text {
                map.serialize_entry(name, text)?;
            }
        }
        map.end()
    }
}

/// A value of a request, shortened.
pub(super) fn found(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Number(number) => excerpt(&number.to_string()),
        Value::String(text) => format!("\"{}\"", excerpt(text)),
        Value::Array(items) => format!("an array of {}", counted(items.len(), "item", "items")),
        Value::Object(object) => {
            format!(
                "an object with {}",
                counted(object.len(), "property", "properties")
            )
        }
    }
}

/// A number of things.
pub(super) fn counted(count: impl fmt::Display, one: &str, many: &str) -> String {
    let count = count.to_string();
    let things = if count == "1" { one } else { many };
    format!("{count} {things}")
}

/// A text, escaped, with its middle left out if it is long.
pub(super) fn excerpt(text: &str) -> String {
    let length = text.chars().take(EXCERPT + 1).count();
    if length <= EXCERPT {
        return Escaped(text).to_string();
    }
    let start: String = text.chars().take(EXCERPT / 2).collect();
    let end = text.char_indices().rev().nth(EXCERPT / 2 - 1);
    let end = end.and_then(|(index, _)| text.get(index..));
    Escaped(&format!("{start}…{}", end.unwrap_or_default())).to_string()
}
