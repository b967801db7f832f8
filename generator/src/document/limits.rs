//! What keeps a document that fits on a page from becoming one without end.
//!
//! Aliases, references to whole path items and nested lists of types all multiply what a text says.
//! Honest documents stay far below these bounds; the others end in a finding, and not in a stack or
//! a memory that is used up.

use serde_json::Value;

use super::pointer::JsonPointer;
use crate::diagnostic::Diagnostic;

/// How deep the values of a document may lie in each other. The deepest published documents need
/// less than half of it; converting a schema takes a good part of the stack for each level.
pub(super) const MAX_DEPTH: usize = 64;

/// How many bytes aliases may add to a document.
pub(super) const MAX_ALIASED_BYTES: usize = 32 << 20;

/// How many values may be copied in place of references.
pub(super) const MAX_COPIED_VALUES: usize = 4 << 20;

/// A finding if something in a value lies too deep in the document.
pub(super) fn too_deep(value: &Value, at: &JsonPointer<'_>) -> Option<Diagnostic> {
    let depth = at.to_string().matches('/').count();
    let at = beyond(value, at, MAX_DEPTH.saturating_sub(depth))?;
    let message = format!("this is nested more than {MAX_DEPTH} levels deep");
    Some(Diagnostic::error("too-deep", at, message))
}

/// The pointer of a value that lies more than `levels` levels below another.
fn beyond(value: &Value, at: &JsonPointer<'_>, levels: usize) -> Option<String> {
    let Some(levels) = levels.checked_sub(1) else {
        return Some(at.to_string());
    };
    match value {
        Value::Array(items) => items
            .iter()
            .enumerate()
            .find_map(|(index, item)| beyond(item, &at.item(index), levels)),
        Value::Object(entries) => entries
            .iter()
            .find_map(|(name, entry)| beyond(entry, &at.name(name), levels)),
        _ => None,
    }
}

/// How many values a value consists of.
pub(super) fn size(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(size).sum(),
        Value::Object(entries) => entries.values().map(size).sum(),
        _ => 0,
    }
}
