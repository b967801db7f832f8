//! A place in a document as it is written, from which references are followed without asking for it.

use serde_json::{Map, Value};

use crate::document::{JsonPointer, local_pointer, resolve_pointer};

/// A value and where it stands: not at the reference that led to it, but where that leads.
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

    /// What a name has.
    pub(super) fn child(&self, name: &str) -> Option<Self> {
        let at = JsonPointer::Start(&self.at);
        Some(self.follow(self.value.get(name)?, &at.name(name)))
    }

    /// What all names have; nothing if this is no object.
    pub(super) fn entries(&self) -> Vec<(&'d str, Self)> {
        let names = self.value.as_object().into_iter().flat_map(Map::keys);
        names
            .filter_map(|name| Some((name.as_str(), self.child(name)?)))
            .collect()
    }

    /// The items; none if this is no list.
    pub(super) fn items(&self) -> Vec<Self> {
        let at = JsonPointer::Start(&self.at);
        let items = self.value.as_array().into_iter().flatten().enumerate();
        items
            .map(|(index, item)| self.follow(item, &at.item(index)))
            .collect()
    }

    /// What a name below a name has, all of it; nothing if there is none.
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
