//! Annotations: descriptions and examples.

use indexmap::IndexMap;
use openapiv3::{Example, ReferenceOr};
use serde_json::Value;

/// Returns the text unless it is missing or blank.
pub(super) fn non_blank(text: Option<&String>) -> Option<String> {
    text.filter(|text| !text.trim().is_empty()).cloned()
}

/// The number of bytes of a text.
pub(super) fn text_size(text: Option<&String>) -> usize {
    text.map_or(0, String::len)
}

/// The number of bytes of the texts in a value, and at least one for each other value in it.
pub(super) fn value_size(value: &Value) -> usize {
    match value {
        Value::String(text) => text.len() + 1,
        Value::Array(items) => items.iter().map(value_size).sum::<usize>() + 1,
        Value::Object(entries) => {
            let sizes = entries
                .iter()
                .map(|(name, entry)| name.len() + value_size(entry));
            sizes.sum::<usize>() + 1
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => 1,
    }
}

/// The values of `example` and `examples`.
pub(super) fn documented_examples<'a>(
    example: Option<&'a Value>,
    examples: &'a IndexMap<String, ReferenceOr<Example>>,
) -> Vec<&'a Value> {
    let named = examples
        .values()
        .filter_map(ReferenceOr::as_item)
        .filter_map(|example| example.value.as_ref());
    example.into_iter().chain(named).collect()
}
