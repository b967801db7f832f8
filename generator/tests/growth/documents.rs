//! The parts of documents that the cases have in common.

use serde_json::{Map, Value, json};

/// A document with these paths and schemas.
pub(crate) fn document(paths: &Value, schemas: &Value) -> Value {
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Growth", "version": "1.0.0" },
        "paths": paths,
        "components": { "schemas": schemas },
    })
}

/// A document with `n` operations, each on its own path.
pub(crate) fn operations(n: usize, operation: impl Fn(usize) -> Value) -> Value {
    let paths = object(n, |i| (format!("/p{i}"), json!({ "get": operation(i) })));
    document(&paths, &json!({}))
}

/// A document with `n` schemas.
pub(crate) fn schemas(n: usize, schema: impl Fn(usize) -> Value) -> Value {
    document(&json!({}), &object(n, |i| (format!("S{i}"), schema(i))))
}

/// Responses without a body.
pub(crate) fn no_body() -> Value {
    json!({ "204": { "description": "" } })
}

/// A reference to the schema `S{i}`.
pub(crate) fn reference(i: usize) -> Value {
    json!({ "$ref": format!("#/components/schemas/S{i}") })
}

/// An object with `n` members.
pub(crate) fn object(n: usize, member: impl Fn(usize) -> (String, Value)) -> Value {
    (0..n).map(member).collect::<Map<_, _>>().into()
}

/// An array with `n` items.
pub(crate) fn array(n: usize, item: impl Fn(usize) -> Value) -> Value {
    (0..n).map(item).collect()
}
