//! A schema that allows `null`, in the words of either version, as the update of an overlay.

use serde_json::{Map, Value, json};

use crate::document::OpenApiVersion;

/// Keywords that go on saying no to `null` whatever stands beside them.
const STUBBORN: [&str; 3] = ["$ref", "allOf", "const"];

/// What an overlay has to do so that a schema allows `null`.
#[derive(Debug)]
pub(super) struct AllowNull {
    /// The keywords that have to go first.
    pub(super) remove: Vec<&'static str>,
    /// What is merged into the schema then.
    pub(super) update: Value,
}

impl AllowNull {
    /// For a schema of a document of this version.
    pub(super) fn to(schema: &Value, version: OpenApiVersion) -> Self {
        let stubborn = STUBBORN
            .into_iter()
            .filter(|keyword| schema.get(keyword).is_some());
        let remove: Vec<&str> = stubborn.collect();
        let update = if remove.is_empty() {
            extended(schema, version)
        } else {
            wrapped(schema, &remove, version)
        };
        Self { remove, update }
    }
}

/// The stubborn keywords as one of two alternatives, or where a flag allows `null` as a part.
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

/// `null` as one more type, value or alternative.
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
