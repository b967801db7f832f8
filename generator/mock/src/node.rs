//! A value of the document, with its position.

use apicrate::document::join_pointer;
use apicrate::validate::ApiDescription;
use serde_json::{Map, Value};

/// The maximum length of a chain of references.
const MAX_REFERENCES: usize = 64;

/// A value and its JSON pointer. A reference is followed to its target.
#[derive(Clone, Debug)]
pub(crate) struct Node<'d> {
    root: &'d Value,
    pub(crate) value: &'d Value,
    pub(crate) at: String,
}

impl<'d> Node<'d> {
    /// The value at a pointer.
    pub(crate) fn at(root: &'d Value, pointer: &str) -> Option<Self> {
        let mut at = pointer.to_owned();
        let mut value = root.pointer(&at)?;
        for _ in 0..MAX_REFERENCES {
            let reference = value.get("$ref").and_then(Value::as_str);
            let Some(target) = reference.and_then(ApiDescription::target) else {
                break;
            };
            value = root.pointer(&target)?;
            at = target;
        }
        Some(Self { root, value, at })
    }

    /// The value of a field.
    pub(crate) fn child(&self, name: &str) -> Option<Self> {
        self.value.get(name)?;
        Self::at(self.root, &join_pointer(&self.at, name))
    }

    /// The entries of the object in a field.
    pub(crate) fn entries(&self, name: &str) -> Vec<(&'d str, Self)> {
        let Some(child) = self.child(name) else {
            return Vec::new();
        };
        let names = child.value.as_object().into_iter().flat_map(Map::keys);
        names
            .filter_map(|name| Some((name.as_str(), child.child(name)?)))
            .collect()
    }

    /// The items of the list in a field.
    pub(crate) fn items(&self, name: &str) -> Vec<Self> {
        let Some(child) = self.child(name) else {
            return Vec::new();
        };
        let count = child.value.as_array().map_or(0, Vec::len);
        (0..count)
            .filter_map(|index| Self::at(self.root, &join_pointer(&child.at, &index.to_string())))
            .collect()
    }

    pub(crate) fn text(&self, name: &str) -> Option<&'d str> {
        self.value.get(name)?.as_str()
    }

    pub(crate) fn is_set(&self, name: &str) -> bool {
        self.value.get(name) == Some(&Value::Bool(true))
    }

    /// The pointer of a schema in a field, before references are followed.
    pub(crate) fn schema(&self, name: &str) -> Option<String> {
        self.value.get(name)?;
        Some(join_pointer(&self.at, name))
    }
}
