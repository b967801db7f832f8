//! Collects the references of a document.

use serde_json::Value;

use crate::document::grammar::{ObjectKind, reference, walk};
use crate::document::parallel_parts;
use crate::document::pointer::JsonPointer;

/// A reference in a document.
#[derive(Debug)]
pub(in crate::document) struct Reference {
    /// The pointer of the object that contains the `$ref`.
    pub(in crate::document) at: String,
    /// The kind of object that is required at this pointer.
    pub(in crate::document) kind: ObjectKind,
    /// The value of `$ref`.
    pub(super) text: String,
}

/// Returns all references of a document in document order.
pub(in crate::document) fn all_references(document: &mut Value) -> Vec<Reference> {
    references(document, |_, _| true)
}

/// Returns the references of a document for whose kind and text `applies` returns true, in document order.
pub(in crate::document) fn references(
    document: &mut Value,
    applies: impl Fn(ObjectKind, &str) -> bool + Sync,
) -> Vec<Reference> {
    let found = parallel_parts::map(document, |part, kind, at| {
        references_within(part, kind, at, &applies)
    });
    found.into_iter().flatten().collect()
}

/// Returns the references in a value for whose kind and text `applies` returns true.
pub(super) fn references_within(
    value: &mut Value,
    kind: ObjectKind,
    at: &JsonPointer<'_>,
    applies: impl Fn(ObjectKind, &str) -> bool,
) -> Vec<Reference> {
    let mut found = Vec::new();
    walk(value, kind, at, &mut |kind, at, value| {
        if !kind.is_referable() {
            return;
        }
        if let Some(text) = reference(value).filter(|text| applies(kind, text)) {
            found.push(Reference {
                at: at.into(),
                kind,
                text: text.to_owned(),
            });
        }
    });
    found
}
