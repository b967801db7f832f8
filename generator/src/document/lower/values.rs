//! Lowers enumerations: alternatives with one value each become one enumeration, and an enumeration without a type gets
//! the types of its values.

use serde_json::{Value, json};

use super::null::is_annotation;
use super::schema_object::SchemaObject;
use super::types::natural_type;
use crate::document::extension::{ENUM_DESCRIPTIONS, ENUM_NAMES};

/// Replaces alternatives with one value each by one enumeration.
pub(super) fn lower_alternatives(schema: &mut SchemaObject) {
    if schema.contains_key("enum") || schema.contains_key("discriminator") {
        return;
    }
    for keyword in ["oneOf", "anyOf"] {
        let Some(members) = schema.get(keyword).and_then(Value::as_array) else {
            continue;
        };
        let Some(values) = members.iter().map(only_value).collect::<Option<Vec<_>>>() else {
            continue;
        };
        let Some(name) = common_type(&values) else {
            continue;
        };
        if schema.get("type").is_some_and(|own| *own != *name) {
            continue;
        }
        let texts = |field: &str| -> Value {
            let text = |member: &Value| member.get(field).cloned().unwrap_or_else(|| "".into());
            members.iter().map(text).collect()
        };
        let (titles, descriptions) = (texts("title"), texts("description"));
        schema.shift_remove(keyword);
        schema.entry("type").or_insert_with(|| name.into());
        schema.insert("enum".to_owned(), values.into());
        schema.insert(ENUM_NAMES.to_owned(), titles);
        schema.insert(ENUM_DESCRIPTIONS.to_owned(), descriptions);
        return;
    }
}

/// Returns the value of a schema that allows exactly one value.
fn only_value(schema: &Value) -> Option<Value> {
    let schema = schema.as_object()?;
    let is_other = |name: &String| !is_annotation(name) && name != "type" && name != "enum";
    match schema.get("enum")?.as_array()?.as_slice() {
        [value] if !schema.keys().any(is_other) => Some(value.clone()),
        _ => None,
    }
}

/// Returns the type of all values if all are strings or all are integers.
fn common_type(values: &[Value]) -> Option<&'static str> {
    let name = natural_type(values.first()?)?;
    let is_common = matches!(name, "string" | "integer")
        && values.iter().all(|value| natural_type(value) == Some(name));
    is_common.then_some(name)
}

/// Sets the type of an enumeration without a type to the types of its values.
pub(super) fn lower_types(schema: &mut SchemaObject) {
    let Some(Value::Array(values)) = schema.get("enum") else {
        return;
    };
    let has_type = [
        "type",
        "oneOf",
        "anyOf",
        "allOf",
        "$ref",
        "properties",
        "items",
    ]
    .iter()
    .any(|name| schema.contains_key(*name));
    if has_type {
        return;
    }
    let mut types: Vec<&str> = Vec::new();
    for name in values.iter().filter_map(natural_type) {
        if !types.contains(&name) {
            types.push(name);
        }
    }
    if !types.is_empty() {
        schema.insert("type".to_owned(), json!(types));
    }
}
