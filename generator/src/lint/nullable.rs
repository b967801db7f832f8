//! Overlay updates that make a schema nullable, for Swagger 2.0, OpenAPI 3.0 and 3.1.

use serde_json::{Map, Value, json};

use crate::document::OpenApiVersion;

/// Keywords that reject `null` regardless of their sibling keywords.
const REJECTS_NULL: [&str; 3] = ["$ref", "allOf", "const"];

/// The overlay actions that make a schema nullable.
#[derive(Debug)]
pub(super) struct AllowNull {
    /// The keywords to remove first.
    pub(super) remove: Vec<&'static str>,
    /// The value to merge into the schema afterwards. Its lists are appended to those of the schema.
    pub(super) update: Value,
}

impl AllowNull {
    /// Computes the actions for a schema of a document of this version.
    pub(super) fn new(schema: &Value, version: OpenApiVersion) -> Self {
        let is_present = |keyword: &&'static str| schema.get(*keyword).is_some();
        let mut remove: Vec<&str> = REJECTS_NULL.into_iter().filter(is_present).collect();
        if remove.is_empty() {
            return extended(schema, version);
        }
        // The update adds its own `anyOf`.
        if flag(version).is_none() {
            remove.extend(["anyOf"].into_iter().filter(is_present));
        }
        let update = wrapped(schema, &remove, version);
        Self { remove, update }
    }
}

/// Moves the keywords that reject `null` into an `anyOf` alternative (3.1), or into `allOf` beside `nullable` (3.0) or
/// `x-nullable` (2.0).
fn wrapped(schema: &Value, keywords: &[&str], version: OpenApiVersion) -> Value {
    let inner: Map<String, Value> = keywords
        .iter()
        .filter_map(|&keyword| Some((keyword.to_owned(), schema.get(keyword)?.clone())))
        .collect();
    match flag(version) {
        Some(flag) => json!({ flag: true, "allOf": [inner] }),
        None => json!({ "anyOf": [inner, { "type": "null" }] }),
    }
}

/// The flag of a schema that allows `null`; `None` if `null` is a type.
const fn flag(version: OpenApiVersion) -> Option<&'static str> {
    match version {
        OpenApiVersion::V2_0 => Some("x-nullable"),
        OpenApiVersion::V3_0 => Some("nullable"),
        OpenApiVersion::V3_1 => None,
    }
}

/// Adds `null` to the types, enum values and alternatives of a schema.
fn extended(schema: &Value, version: OpenApiVersion) -> AllowNull {
    let mut remove = Vec::new();
    let mut update = Map::new();
    let mut add = |keyword: &str, null: Value| {
        if schema.get(keyword).is_some() {
            update.insert(keyword.to_owned(), Value::Array(vec![null]));
        }
    };
    add("enum", Value::Null);
    if let Some(flag) = flag(version) {
        update.insert(flag.to_owned(), Value::Bool(true));
    } else {
        for keyword in ["oneOf", "anyOf"] {
            add(keyword, json!({ "type": "null" }));
        }
        match schema.get("type") {
            Some(Value::Array(_)) => add("type", json!("null")),
            // A list cannot be merged into a string.
            Some(single) => {
                remove.push("type");
                update.insert("type".to_owned(), json!([single, "null"]));
            }
            None => {}
        }
    }
    let update = Value::Object(update);
    AllowNull { remove, update }
}
