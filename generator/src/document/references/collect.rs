//! Collects the references of a document.

use serde_json::Value;

use super::reference::{Reference, ReferenceField};
use crate::document::grammar::{ObjectKind, reference, walk};
use crate::document::parallel_parts;
use crate::document::pointer::JsonPointer;

/// Returns all references of a document in document order.
pub(super) fn all_references(document: &mut Value) -> Vec<Reference> {
    let found = parallel_parts::map(document, references_within);
    found.into_iter().flatten().collect()
}

/// Returns the references in a value.
pub(super) fn references_within(
    value: &mut Value,
    kind: ObjectKind,
    at: &JsonPointer<'_>,
) -> Vec<Reference> {
    let mut found = Vec::new();
    walk(value, kind, at, &mut |kind, at, value| {
        add_references(value, kind, at, &mut found);
    });
    found
}

fn add_references(
    value: &Value,
    kind: ObjectKind,
    at: &JsonPointer<'_>,
    found: &mut Vec<Reference>,
) {
    let mut add = |kind, field, text: &str| {
        found.push(Reference {
            at: at.into(),
            kind,
            field,
            text: text.to_owned(),
        });
    };
    if kind == ObjectKind::Discriminator {
        let mapping = value.get("mapping").and_then(Value::as_object);
        for (name, text) in mapping.into_iter().flatten() {
            if let Some(text) = text.as_str() {
                let field = ReferenceField::Mapping(name.clone());
                add(ObjectKind::Schema, field, text);
            }
        }
        if let Some(text) = value.get("defaultMapping").and_then(Value::as_str) {
            add(ObjectKind::Schema, ReferenceField::DefaultMapping, text);
        }
        return;
    }
    if !kind.is_referable() {
        return;
    }
    if let Some(text) = reference(value) {
        add(kind, ReferenceField::Reference, text);
    } else if kind == ObjectKind::Schema
        && let Some(text) = value.get("$dynamicRef").and_then(Value::as_str)
    {
        add(kind, ReferenceField::DynamicReference, text);
    }
}
