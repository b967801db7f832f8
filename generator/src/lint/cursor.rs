//! A position in a document that follows references transparently.

use serde_json::{Map, Value};

use crate::document::{JsonPointer, local_pointer, resolve_pointer};

/// A value and its JSON pointer, after references were followed.
#[derive(Debug, Clone)]
pub(super) struct Cursor<'d> {
    document: &'d Value,
    pub(super) value: &'d Value,
    pub(super) at: String,
}

impl<'d> Cursor<'d> {
    pub(super) const fn root(document: &'d Value) -> Self {
        Self {
            document,
            value: document,
            at: String::new(),
        }
    }

    /// A value at a pointer.
    pub(super) const fn new(document: &'d Value, value: &'d Value, at: String) -> Self {
        Self {
            document,
            value,
            at,
        }
    }

    /// Returns the value of a property.
    pub(super) fn child(&self, name: &str) -> Option<Self> {
        let at = JsonPointer::Start(&self.at);
        Some(self.follow(self.value.get(name)?, &at.name(name)))
    }

    /// Returns all properties; empty if the value is not an object.
    pub(super) fn entries(&self) -> Vec<(&'d str, Self)> {
        let names = self.value.as_object().into_iter().flat_map(Map::keys);
        names
            .filter_map(|name| Some((name.as_str(), self.child(name)?)))
            .collect()
    }

    /// Returns the items; empty if the value is not an array.
    pub(super) fn items(&self) -> Vec<Self> {
        let at = JsonPointer::Start(&self.at);
        let items = self.value.as_array().into_iter().flatten().enumerate();
        items
            .map(|(index, item)| self.follow(item, &at.item(index)))
            .collect()
    }

    /// Returns all properties of the object at `name`; empty if it is absent.
    pub(super) fn entries_of(&self, name: &str) -> Vec<(&'d str, Self)> {
        self.child(name)
            .map(|child| child.entries())
            .unwrap_or_default()
    }

    fn follow(&self, value: &'d Value, at: &JsonPointer<'_>) -> Self {
        let target = value
            .get("$ref")
            .and_then(Value::as_str)
            .and_then(local_pointer)
            .and_then(|pointer| resolve_pointer(self.document, &pointer));
        let found = target.and_then(|at| Some((self.document.pointer(&at)?, at)));
        let (value, at) = found.unwrap_or_else(|| (value, at.to_string()));
        Self { value, at, ..*self }
    }
}
