//! Annotations: descriptions and examples.

use indexmap::IndexMap;
use openapiv3::{Example, ReferenceOr};
use serde_json::Value;

/// Returns the text unless it is missing or blank.
pub(super) fn non_blank(text: Option<&String>) -> Option<String> {
    text.filter(|text| !text.trim().is_empty()).cloned()
}

/// The values of `example` and `examples`.
pub(super) fn documented_examples(
    example: Option<&Value>,
    examples: &IndexMap<String, ReferenceOr<Example>>,
) -> Vec<Value> {
    let named = examples
        .values()
        .filter_map(ReferenceOr::as_item)
        .filter_map(|example| example.value.as_ref());
    example.into_iter().chain(named).cloned().collect()
}
