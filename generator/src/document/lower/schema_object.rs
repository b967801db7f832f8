//! A schema that is a JSON object, as opposed to `true` or `false`.

use serde_json::{Map, Value, json};

/// The keywords of a schema.
pub(crate) type SchemaObject = Map<String, Value>;

/// Inserts a schema at the start of `allOf`.
pub(super) fn require(schema: &mut SchemaObject, member: Value) {
    match schema.get_mut("allOf") {
        Some(Value::Array(members)) => members.insert(0, member),
        _ => {
            schema.insert("allOf".to_owned(), json!([member]));
        }
    }
}
