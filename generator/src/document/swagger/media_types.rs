//! The media types of `consumes` and `produces`.

use std::collections::HashSet;
use std::rc::Rc;

use serde_json::Value;

/// The media type of bodies without `consumes` or `produces`.
const DEFAULT: &str = "application/json";

/// A media type, and its pointer in the original document.
pub(super) type MediaType = (String, Option<String>);

/// The media types of a body.
#[derive(Debug, Clone)]
pub(super) struct MediaTypes {
    /// All operations can share one list.
    list: Rc<[MediaType]>,
    /// The list is the one that all operations inherit.
    pub(super) is_inherited: bool,
}

impl MediaTypes {
    /// The list of the document in one of its fields.
    pub(super) fn inherited(document: &Value, field: &str) -> Self {
        let names = document.get(field).map(texts).unwrap_or_default();
        Self {
            list: with_pointers(&names, &format!("/{field}")),
            is_inherited: true,
        }
    }

    /// The list of an operation in one of its fields, at this pointer.
    pub(super) fn own(list: &Value, pointer: &str, inherited: &Self) -> Self {
        let names = texts(list);
        Self {
            is_inherited: inherited.iter().map(|(name, _)| name).eq(&names),
            list: with_pointers(&names, pointer),
        }
    }

    /// The media types.
    pub(super) fn iter(&self) -> impl Iterator<Item = &MediaType> {
        self.list.iter()
    }

    /// The media types of a body that is not a form. Without any, it is JSON.
    pub(super) fn or_json(&self) -> Rc<[MediaType]> {
        self.or(DEFAULT)
    }

    /// The media types of a body. Without any, it has the default one.
    pub(super) fn or(&self, default: &str) -> Rc<[MediaType]> {
        if self.list.is_empty() {
            [(default.to_owned(), None)].into()
        } else {
            Rc::clone(&self.list)
        }
    }
}

fn with_pointers(names: &[String], list: &str) -> Rc<[MediaType]> {
    let mut seen = HashSet::new();
    let names = names.iter().enumerate();
    let pointer = |index| Some(format!("{list}/{index}"));
    names
        .filter(|(_, name)| seen.insert(name.as_str()))
        .map(|(index, name)| (name.clone(), pointer(index)))
        .collect()
}

/// Returns the strings of a list, or of a value that should be one.
pub(super) fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.trim().to_owned()],
        Value::Array(items) => {
            let items = items.iter().filter_map(Value::as_str);
            items.map(|text| text.trim().to_owned()).collect()
        }
        _ => Vec::new(),
    }
}
