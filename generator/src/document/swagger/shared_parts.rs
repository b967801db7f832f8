//! The targets of references to parameters and responses, which a conversion needs to know.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::grammar::METHODS;
use crate::document::grammar::{ObjectKind, reference};
use crate::document::limits::size;
use crate::document::pointer::JsonPointer;

/// The targets by the pointers of the objects that contain the references.
pub(in crate::document) type SharedParts = HashMap<String, SharedPart>;

/// The target of a reference: a parameter, a response, or an object that was converted from one.
#[derive(Debug)]
pub(in crate::document) struct SharedPart {
    /// The fields of the target, apart from `schema` and `content`.
    pub(super) fields: Map<String, Value>,
    /// The target has a `schema` or `content`.
    pub(super) has_schema: bool,
    /// The target was converted to a request body or a response already.
    pub(super) is_converted: bool,
    /// The target is written in a later version.
    pub(super) is_later: bool,
    /// The pointer of the target in the original document.
    pub(super) original: String,
}

impl SharedPart {
    pub(in crate::document) fn new(
        target: &Map<String, Value>,
        original: String,
        is_later: bool,
    ) -> Self {
        // Nothing but the location is necessary for parameters that are not part of a body.
        let location = target.get("in").and_then(Value::as_str);
        let is_parameter = matches!(location, Some("query" | "path" | "header"));
        let fields = target.iter().filter(|(name, _)| match name.as_str() {
            "schema" | "content" => false,
            name => !is_parameter || name == "in",
        });
        let fields = fields.map(|(name, value)| (name.clone(), value.clone()));
        Self {
            fields: fields.collect(),
            has_schema: target.contains_key("schema") || target.contains_key("content"),
            is_converted: target.contains_key("content"),
            is_later,
            original,
        }
    }

    /// The size of the copied fields.
    pub(in crate::document) fn size(&self) -> usize {
        let fields = self.fields.iter();
        fields.map(|(name, value)| name.len() + size(value)).sum()
    }
}

/// Returns the references to parameters and responses in a value of this kind: the pointer of each and its text.
pub(in crate::document) fn references_to_shared_parts(
    value: &Value,
    kind: ObjectKind,
    pointer: &str,
) -> Vec<(String, String)> {
    let mut found = Vec::new();
    find(value, kind, &JsonPointer::Start(pointer), &mut found);
    found
}

fn find(value: &Value, kind: ObjectKind, at: &JsonPointer<'_>, found: &mut Vec<(String, String)>) {
    let mut entries = |names: &[&str], kind| {
        for name in names {
            if let Some(entry) = value.get(*name) {
                find(entry, kind, &at.name(name), found);
            }
        }
    };
    match kind {
        ObjectKind::Document => {
            entries(&["paths"], ObjectKind::Paths);
            let parameters = value.get("parameters").and_then(Value::as_object);
            let at = at.name("parameters");
            for (name, parameter) in parameters.into_iter().flatten() {
                find(parameter, ObjectKind::Parameter, &at.name(name), found);
            }
        }
        ObjectKind::Paths => {
            let items = value.as_object().into_iter().flatten();
            for (path, item) in items.filter(|(path, _)| path.starts_with('/')) {
                find(item, ObjectKind::PathItem, &at.name(path), found);
            }
        }
        ObjectKind::PathItem => {
            entries(&METHODS, ObjectKind::Operation);
            find_in_list(value, at, found);
        }
        ObjectKind::Operation => {
            find_in_list(value, at, found);
            let has_own = value.get("produces").is_some();
            let responses = value.get("responses").and_then(Value::as_object);
            let at = at.name("responses");
            for (status, response) in responses.into_iter().flatten().filter(|_| has_own) {
                find(response, ObjectKind::Response, &at.name(status), found);
            }
        }
        ObjectKind::Parameter | ObjectKind::Response => {
            if let Some(text) = reference(value) {
                found.push((at.to_string(), text.to_owned()));
            }
        }
        _ => {}
    }
}

fn find_in_list(value: &Value, at: &JsonPointer<'_>, found: &mut Vec<(String, String)>) {
    let parameters = value.get("parameters").and_then(Value::as_array);
    let at = at.name("parameters");
    for (index, parameter) in parameters.into_iter().flatten().enumerate() {
        find(parameter, ObjectKind::Parameter, &at.item(index), found);
    }
}
