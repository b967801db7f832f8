//! Lowers `null`, which is a type and a value in OpenAPI 3.1 and the keyword `nullable` in 3.0.

use serde_json::Value;

use super::schema_object::SchemaObject;
use crate::document::extension::NULL_ONLY;

/// The keywords that do not restrict the values of a schema.
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

/// Makes a schema nullable.
pub(super) fn allow_null(schema: &mut SchemaObject) {
    schema.insert("nullable".to_owned(), Value::Bool(true));
}

/// Restricts a schema to `null`.
pub(super) fn only_null(schema: &mut SchemaObject) {
    schema.retain(|name, _| is_annotation(name));
    allow_null(schema);
    schema.insert(NULL_ONLY.to_owned(), Value::Bool(true));
}

/// Returns true if a schema allows only `null`. Formally, `{nullable: true}` allows all values, but as one of several
/// alternatives it means the type `null` in OpenAPI 3.0 documents.
pub(super) fn is_only_null(schema: &Value) -> bool {
    schema.as_object().is_some_and(|schema| {
        schema.contains_key(NULL_ONLY)
            || schema.get("nullable") == Some(&Value::Bool(true))
                && schema.keys().all(|name| is_annotation(name))
    })
}

/// Removes `null` from the values of an enumeration and makes the schema nullable.
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
