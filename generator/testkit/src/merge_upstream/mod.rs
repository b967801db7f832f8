//! Merges a new upstream document into the document of this workspace. Everything that has meaning to programs is
//! taken from upstream. Descriptions and examples stay ours; upstream's are never copied.

mod facts;
mod merged_document;
mod yaml;

use apicrate::diagnostic::Diagnostic;
use apicrate::document::{ObjectKind, segments};
use apicrate::lint::invalid_examples;
use apicrate::{Diagnostics, Overlay, RawDocument};
use serde_json::Value;

pub use merged_document::MergedDocument;

/// Merges `upstream` into `ours`. The overlays are applied before the examples are validated.
///
/// # Errors
///
/// Returns an error if an overlay does not fit the merged document, or if a document is not OpenAPI 3.
pub fn merge_upstream(
    ours: &RawDocument,
    upstream: &RawDocument,
    overlays: &[Overlay],
) -> Result<MergedDocument, Diagnostics> {
    for document in [ours, upstream] {
        if document.value().get("swagger").is_some() {
            return Err(unsupported(document).into());
        }
    }
    let mut merged = MergedDocument::default();
    let mut value = facts::merge(
        ObjectKind::Document,
        ours.value(),
        upstream.value(),
        &mut merged,
    );
    let text = |value: &Value| yaml::rewrite(ours.text(), ours.value(), value);
    let corrected = RawDocument::parse(ours.name(), text(&value))?.with_overlays(overlays)?;
    for pointer in invalid_examples(&corrected) {
        let pointer = pointer.strip_suffix("/value").unwrap_or(&pointer);
        if remove(&mut value, pointer) {
            merged.removed.push(pointer.to_owned());
        }
    }
    merged.text = text(&value);
    Ok(merged)
}

/// Reports a document of Swagger 2.0. The merge knows the objects of OpenAPI 3 only.
fn unsupported(document: &RawDocument) -> Diagnostic {
    let message = "documents of Swagger 2.0 cannot be merged";
    let help =
        "generate from the new document, and compare it with the old one: `cargo xtask diff`";
    let mut finding = Diagnostic::error("unsupported-version", "/swagger", message).with_help(help);
    document.name().clone_into(&mut finding.file);
    finding
}

/// Removes the property at a pointer. Returns whether there was one.
fn remove(value: &mut Value, pointer: &str) -> bool {
    let (Some((parent, _)), Some(name)) = (pointer.rsplit_once('/'), segments(pointer).last())
    else {
        return false;
    };
    let parent = value.pointer_mut(parent).and_then(Value::as_object_mut);
    parent.is_some_and(|parent| parent.shift_remove(&*name).is_some())
}
