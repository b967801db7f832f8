//! Where a value may be `null`: a type and a value like any other in 3.1, a flag in 3.0.

use serde_json::Value;

use super::schema_object::SchemaObject;
use crate::document::extension::NULL_ONLY;

/// What says nothing about which values a schema allows.
const ANNOTATIONS: [&str; 10] = [
    "title",
    "description",
    "default",
    "example",
    "deprecated",
    "readOnly",
    "writeOnly",
    "externalDocs",
    "nullable",
    "$comment",
];

pub(super) fn is_annotation(name: &str) -> bool {
    ANNOTATIONS.contains(&name) || name.starts_with("x-")
}

/// Lets a schema allow `null`.
pub(super) fn allow_null(schema: &mut SchemaObject) {
    schema.insert("nullable".to_owned(), Value::Bool(true));
}

/// Makes a schema one that allows `null` and nothing else.
pub(super) fn only_null(schema: &mut SchemaObject) {
    schema.retain(|name, _| is_annotation(name));
    allow_null(schema);
    schema.insert(NULL_ONLY.to_owned(), Value::Bool(true));
}

/// Whether a schema allows `null` and nothing else. `{nullable: true}` alone allows everything by
/// the letter; as one of several alternatives it is how 3.0 documents write the type `null`.
pub(super) fn is_only_null(schema: &Value) -> bool {
    schema.as_object().is_some_and(|schema| {
        schema.contains_key(NULL_ONLY)
            || schema.get("nullable") == Some(&Value::Bool(true))
                && schema.keys().all(|name| is_annotation(name))
    })
}

/// Takes `null` out of the values of an enumeration.
pub(super) fn lower_values(schema: &mut SchemaObject) {
    let Some(Value::Array(values)) = schema.get_mut("enum") else {
        return;
    };
    let before = values.len();
    values.retain(|value| !value.is_null());
    if values.len() == before {
        return;
    }
    if values.is_empty() {
        only_null(schema);
    } else {
        allow_null(schema);
    }
}
