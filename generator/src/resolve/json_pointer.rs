//! JSON pointers (RFC 6901) into the document.

use std::borrow::Cow;
use std::fmt;

use crate::document::{escape, unescape};

/// A JSON pointer into the document.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct JsonPointer(String);

impl JsonPointer {
    /// A pointer of these segments. Escapes each of them.
    pub(super) fn new(segments: &[&str]) -> Self {
        Self(String::new()).descendant(segments)
    }

    /// The pointer of the component among the schemas with this key.
    pub(super) fn of_component(key: &str) -> Self {
        Self::new(&["components", "schemas", key])
    }

    /// A pointer in text form.
    pub(super) const fn from_text(text: String) -> Self {
        Self(text)
    }

    /// Adds a segment.
    pub(super) fn child(&self, segment: &str) -> Self {
        Self([&self.0, "/", &escape(segment)].concat())
    }

    /// Adds several segments.
    pub(super) fn descendant(&self, segments: &[&str]) -> Self {
        segments
            .iter()
            .fold(self.clone(), |pointer, segment| pointer.child(segment))
    }

    /// Adds a keyword and a name: `/properties/<name>`.
    pub(super) fn entry(&self, keyword: &str, name: &str) -> Self {
        Self([&self.0, "/", keyword, "/", &escape(name)].concat())
    }

    /// True if this is the pointer of a value inside of the value of `other`.
    pub(super) fn is_below(&self, other: &Self) -> bool {
        let rest = self.0.strip_prefix(&other.0);
        rest.is_some_and(|rest| rest.starts_with('/'))
    }

    /// The pointer of the component, path or webhook that contains the value.
    pub(super) fn root(&self) -> &str {
        self.first_steps(if self.0.starts_with("/components/") {
            3
        } else {
            2
        })
    }

    /// The pointer of the component that contains the value, or of the request body, the responses or the parameters of
    /// an operation.
    pub(super) fn owner(&self) -> &str {
        self.first_steps(if self.0.starts_with("/components/") {
            3
        } else {
            4
        })
    }

    /// The pointer with this number of steps to the value, or to a value that contains it.
    fn first_steps(&self, steps: usize) -> &str {
        let end = self.0.match_indices('/').nth(steps);
        let first = end.and_then(|(end, _)| self.0.get(..end));
        first.unwrap_or(&self.0)
    }

    /// True if this is the pointer of a schema of a shared response, request body, parameter or header.
    pub(super) fn is_in_shared_component(&self) -> bool {
        self.0.starts_with("/components/")
            && !self.0.starts_with("/components/schemas/")
            && self.0.ends_with("/schema")
    }

    /// Removes the last segment.
    pub(super) fn parent(&self) -> Self {
        let (parent, _) = self.0.rsplit_once('/').unwrap_or_default();
        Self(parent.to_owned())
    }

    /// Adds an index.
    pub(super) fn item(&self, index: usize) -> Self {
        self.child(&index.to_string())
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for JsonPointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<JsonPointer> for String {
    fn from(pointer: JsonPointer) -> Self {
        pointer.0
    }
}

/// The unescaped name in a reference `#/components/<kind>/<name>`.
pub(super) fn component_name<'r>(reference: &'r str, kind: &str) -> Option<Cow<'r, str>> {
    let name = reference
        .strip_prefix("#/components/")?
        .strip_prefix(kind)?
        .strip_prefix('/')?;
    Some(unescape(name))
}
