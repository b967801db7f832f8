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

/// A document with an operation that has these fields.
pub(crate) fn operation(fields: Value) -> Value {
    operations(1, |_| fields.clone())
}

/// A document with `n` schemas `S0`, `S1` and so on.
pub(crate) fn schemas(n: usize, schema: impl Fn(usize) -> Value) -> Value {
    document(&json!({}), &object(n, |i| (format!("S{i}"), schema(i))))
}

/// A document with the `n` schemas `S0`, `S1` and so on, and one more schema.
pub(crate) fn schemas_and(other: Value, n: usize, schema: impl Fn(usize) -> Value) -> Value {
    let mut document = schemas(n, schema);
    document["components"]["schemas"]["Other"] = other;
    document
}

/// A document with an operation that returns a value of `schema`, with an example.
pub(crate) fn example(schema: Value, example: Value) -> Value {
    let content = json!({ "application/json": { "schema": schema, "example": example } });
    let responses = json!({ "200": { "description": "", "content": content } });
    operation(json!({ "operationId": "get", "responses": responses }))
}

/// Responses without a body.
pub(crate) fn no_body() -> Value {
    json!({ "204": { "description": "" } })
}

/// Responses with a JSON body.
pub(crate) fn answer(schema: Value) -> Value {
    json!({ "200": { "description": "", "content": { "application/json": { "schema": schema } } } })
}

/// An optional request body of this media type.
pub(crate) fn body(media_type: &str, schema: Value) -> Value {
    json!({ "content": { media_type: { "schema": schema } } })
}

/// A reference to the schema `S{i}`.
pub(crate) fn reference(i: usize) -> Value {
    json!({ "$ref": format!("#/components/schemas/S{i}") })
}

/// The schema of a string.
pub(crate) fn string() -> Value {
    json!({ "type": "string" })
}

/// The schema of an object with `n` properties.
pub(crate) fn properties(n: usize, property: impl Fn(usize) -> (String, Value)) -> Value {
    json!({ "type": "object", "properties": object(n, property) })
}

/// The schema of an object with the property `name`.
pub(crate) fn with(name: String, schema: Value) -> Value {
    properties(1, |_| (name.clone(), schema.clone()))
}

/// A query parameter.
pub(crate) fn parameter(name: String) -> Value {
    json!({ "name": name, "in": "query", "schema": string() })
}

/// An object with `n` members.
pub(crate) fn object(n: usize, member: impl Fn(usize) -> (String, Value)) -> Value {
    (0..n).map(member).collect::<Map<_, _>>().into()
}

/// An array with `n` items.
pub(crate) fn array(n: usize, item: impl Fn(usize) -> Value) -> Value {
    (0..n).map(item).collect()
}

/// Different names that are equal in Rust.
pub(crate) fn colliding(i: usize) -> String {
    format!("a{}{}", "-".repeat(i % 30), ".".repeat(i / 30))
}
