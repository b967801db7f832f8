//! Lowers `oneOf` and `anyOf` with an alternative that is `null`.

use serde_json::Value;

use super::null::{allow_null, is_annotation, is_only_null, only_null};
use super::schema_object::{SchemaObject, require};
use crate::document::extension::NULL_ONLY;

/// Removes the alternatives that allow only `null` and makes the schema nullable.
pub(super) fn lower(schema: &mut SchemaObject) {
    for keyword in ["oneOf", "anyOf"] {
        lower_members(schema, keyword);
    }
}

fn lower_members(schema: &mut SchemaObject, keyword: &str) {
    let Some(Value::Array(members)) = schema.get_mut(keyword) else {
        return;
    };
    let before = members.len();
    members.retain(|member| !is_only_null(member));
    if members.len() == before {
        return;
    }
    match members.len() {
        0 => return only_null(schema),
        1 => {
            let member = members.pop();
            schema.shift_remove(keyword);
            if let Some(member) = member {
                absorb(schema, member);
            }
        }
        _ => {}
    }
    allow_null(schema);
}

/// Merges the only remaining alternative into the schema. A reference is moved to `allOf` instead, so that the schema
/// keeps its name.
fn absorb(schema: &mut SchemaObject, member: Value) {
    let Value::Object(member) = member else {
        return require(schema, member);
    };
    let conflicts = member.iter().any(|(name, value)| {
        !is_annotation(name) && schema.get(name).is_some_and(|own| own != value)
    });
    if member.contains_key("$ref") || conflicts {
        return require(schema, Value::Object(member));
    }
    for (name, value) in member {
        if name != NULL_ONLY {
            schema.entry(name).or_insert(value);
        }
    }
}
