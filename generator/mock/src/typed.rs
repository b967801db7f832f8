//! Values of texts: a text of a parameter or a form becomes a value of the type that its schema has.

use apicrate::validate::{ApiDescription, Direction};
use serde_json::{Map, Number, Value};

use crate::shape::Shape;

/// Returns the value that texts stand for. Without a schema, it is the value itself.
pub(crate) fn typed(description: &ApiDescription, schema: Option<&str>, value: Value) -> Value {
    let Some(schema) = schema else {
        return value;
    };
    let shape = Shape::new(description, schema);
    let item = |value| typed(description, shape.items.as_deref(), value);
    match value {
        Value::Object(entries) if shape.has("object") => {
            let entries = entries.into_iter().map(|(name, value)| {
                let value = typed(description, shape.property(&name), value);
                (name, value)
            });
            Value::Object(entries.collect())
        }
        // The list of style `deepObject`, whose names are indexes.
        Value::Object(entries) if shape.has("array") => indexed(entries).map(item).collect(),
        Value::Object(entries) => Value::Object(entries),
        Value::Array(items) if shape.has("array") => items.into_iter().map(item).collect(),
        Value::Array(items) => Value::Array(items),
        scalar if shape.has("array") && !shape.has_scalar() => Value::Array(vec![item(scalar)]),
        scalar => {
            let text = match scalar {
                Value::String(text) => text,
                other => other.to_string(),
            };
            scalar_of(description, schema, &shape, text)
        }
    }
}

/// The items of a list, by their indexes. A name without an index contains several items.
fn indexed(entries: Map<String, Value>) -> impl Iterator<Item = Value> {
    let mut items: Vec<(String, Value)> = entries.into_iter().collect();
    items.sort_by_key(|(index, _)| index.parse().unwrap_or(usize::MAX));
    items.into_iter().flat_map(|(index, value)| match value {
        Value::Array(items) if index.is_empty() => items,
        value => vec![value],
    })
}

/// The scalar in a text. If the schema allows several types, it is one that is valid, if possible.
fn scalar_of(description: &ApiDescription, schema: &str, shape: &Shape, text: String) -> Value {
    let mut candidates = Vec::new();
    if shape.has("number") {
        candidates.extend(number(&text).map(Value::Number));
    }
    if shape.has("boolean") {
        candidates.extend(text.parse().ok().map(Value::Bool));
    }
    if shape.has("object") || shape.has("array") {
        let json: Option<Value> = serde_json::from_str(&text).ok();
        candidates.extend(json.filter(|it| it.is_object() || it.is_array()));
    }
    if shape.has("null") && matches!(text.as_str(), "" | "null") {
        candidates.push(Value::Null);
    }
    if candidates.is_empty() || shape.has("string") {
        candidates.push(Value::String(text));
    }
    let last = candidates.pop().unwrap_or_default();
    let valid = candidates
        .into_iter()
        .find(|value| is_valid(description, schema, value));
    valid.unwrap_or(last)
}

pub(crate) fn is_valid(description: &ApiDescription, schema: &str, value: &Value) -> bool {
    let violations = description.violations(schema, value, Direction::Sent);
    violations.is_some_and(|violations| violations.is_empty())
}

/// The number in a text, written as in JSON.
fn number(text: &str) -> Option<Number> {
    match serde_json::from_str(text) {
        Ok(Value::Number(number)) => Some(number),
        _ => None,
    }
}
