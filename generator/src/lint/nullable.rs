//! Overlay updates that make a schema nullable, for OpenAPI 3.0 and 3.1.

use serde_json::{Map, Value, json};

use crate::document::OpenApiVersion;

/// Keywords that reject `null` regardless of their sibling keywords.
const REJECTS_NULL: [&str; 3] = ["$ref", "allOf", "const"];

/// The overlay actions that make a schema nullable.
#[derive(Debug)]
pub(super) struct AllowNull {
    /// The keywords to remove first.
    pub(super) remove: Vec<&'static str>,
    /// The value to merge into the schema afterwards.
    pub(super) update: Value,
}

impl AllowNull {
    /// Computes the actions for a schema of a document of this version.
    pub(super) fn new(schema: &Value, version: OpenApiVersion) -> Self {
        let keywords = REJECTS_NULL
            .into_iter()
            .filter(|keyword| schema.get(keyword).is_some());
        let remove: Vec<&str> = keywords.collect();
        let update = if remove.is_empty() {
            extended(schema, version)
        } else {
            wrapped(schema, &remove, version)
        };
        Self { remove, update }
    }
}

/// Moves the keywords that reject `null` into an `anyOf` alternative (3.1) or into `allOf` beside `nullable` (3.0).
fn wrapped(schema: &Value, keywords: &[&str], version: OpenApiVersion) -> Value {
    let inner: Map<String, Value> = keywords
        .iter()
        .filter_map(|&keyword| Some((keyword.to_owned(), schema.get(keyword)?.clone())))
        .collect();
    match version {
        OpenApiVersion::V3_0 => json!({ "nullable": true, "allOf": [inner] }),
        OpenApiVersion::V3_1 => json!({ "anyOf": [inner, { "type": "null" }] }),
    }
}

/// Adds `null` to the types, enum values and alternatives of a schema.
fn extended(schema: &Value, version: OpenApiVersion) -> Value {
    let with = |keyword: &str, null: Value| {
        let mut entries = match schema.get(keyword)? {
            Value::Array(entries) => entries.clone(),
            single => vec![single.clone()],
        };
        entries.push(null);
        Some((keyword.to_owned(), Value::Array(entries)))
    };
    let mut update: Map<String, Value> = with("enum", Value::Null).into_iter().collect();
    match version {
        OpenApiVersion::V3_0 => update.extend([("nullable".to_owned(), Value::Bool(true))]),
        OpenApiVersion::V3_1 => {
            update.extend(with("type", json!("null")));
            update.extend(
                ["oneOf", "anyOf"]
                    .into_iter()
                    .filter_map(|keyword| with(keyword, json!({ "type": "null" }))),
            );
        }
    }
    Value::Object(update)
}
