//! Limits on the depth and size of a document.
//!
//! YAML aliases, references to path items and nested lists of types can expand a small text into a huge document.
//! Real documents are far below these limits. A document above one of them is an error instead of a stack overflow or
//! exhausted memory.

use serde_json::Value;

use super::pointer::JsonPointer;
use crate::diagnostic::Diagnostic;

/// The maximum nesting depth of values. Published documents need less than half of it; converting a schema uses much
/// stack for each level.
pub(super) const MAX_DEPTH: usize = 64;

/// The maximum number of bytes that YAML aliases may add to a document.
pub(super) const MAX_ALIASED_BYTES: usize = 32 << 20;

/// The maximum number of values that may be copied to replace references.
pub(super) const MAX_COPIED_VALUES: usize = 4 << 20;

/// Returns an error if the value at `at` contains a value that is nested too deep in the document.
pub(super) fn too_deep(value: &Value, at: &JsonPointer<'_>) -> Option<Diagnostic> {
    let depth = at.to_string().matches('/').count();
    let at = deeper_than(value, at, MAX_DEPTH.saturating_sub(depth))?;
    Some(Diagnostic::error("too-deep", at, too_deep_message()))
}

pub(super) fn too_deep_message() -> String {
    format!("values are nested more than {MAX_DEPTH} levels deep")
}

/// Returns the pointer of the first value that is more than `levels` levels below `value`.
fn deeper_than(value: &Value, at: &JsonPointer<'_>, levels: usize) -> Option<String> {
    let Some(levels) = levels.checked_sub(1) else {
        return Some(at.to_string());
    };
    match value {
        Value::Array(items) => items
            .iter()
            .enumerate()
            .find_map(|(index, item)| deeper_than(item, &at.item(index), levels)),
        Value::Object(entries) => entries
            .iter()
            .find_map(|(name, entry)| deeper_than(entry, &at.name(name), levels)),
        _ => None,
    }
}

/// The number of values in a value, including the value itself.
pub(super) fn size(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(size).sum(),
        Value::Object(entries) => entries.values().map(size).sum(),
        _ => 0,
    }
}
