//! JSON pointers (RFC 6901) into the document, built up on the way down.

use std::borrow::Cow;
use std::fmt;

use crate::document::{escape, unescape};

/// Where something stands in the document.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct JsonPointer(String);

impl JsonPointer {
    /// The pointer to `root/<segments…>`, each segment escaped.
    pub(super) fn new(segments: &[&str]) -> Self {
        segments
            .iter()
            .fold(Self(String::new()), |pointer, segment| {
                pointer.child(segment)
            })
    }

    /// One step further down.
    pub(super) fn child(&self, segment: &str) -> Self {
        Self([&self.0, "/", &escape(segment)].concat())
    }

    /// Two steps further down: to what a keyword has for a name.
    pub(super) fn entry(&self, keyword: &str, name: &str) -> Self {
        Self([&self.0, "/", keyword, "/", &escape(name)].concat())
    }

    /// Whether it leads to something inside of what another leads to.
    pub(super) fn is_below(&self, other: &Self) -> bool {
        let rest = self.0.strip_prefix(&other.0);
        rest.is_some_and(|rest| rest.starts_with('/'))
    }

    /// The component, path or webhook that it leads to or into.
    pub(super) fn root(&self) -> &str {
        let steps = if self.0.starts_with("/components/") {
            3
        } else {
            2
        };
        let end = self.0.match_indices('/').nth(steps);
        end.map_or(self.as_str(), |(end, _)| &self.0[..end])
    }

    /// One step up.
    pub(super) fn parent(&self) -> Self {
        let (parent, _) = self.0.rsplit_once('/').unwrap_or_default();
        Self(parent.to_owned())
    }

    /// One step further down, into a list.
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

/// The name in a reference `#/components/<kind>/<name>`, unescape.
pub(super) fn component_name<'r>(reference: &'r str, kind: &str) -> Option<Cow<'r, str>> {
    let name = reference
        .strip_prefix("#/components/")?
        .strip_prefix(kind)?
        .strip_prefix('/')?;
    Some(unescape(name))
}
