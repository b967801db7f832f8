//! Collects the references of a document.

use serde_json::Value;

use crate::document::grammar::{ObjectKind, reference, walk};
use crate::document::parallel_parts;
use crate::document::pointer::JsonPointer;

/// A reference and the place it stands in.
#[derive(Debug)]
pub(in crate::document) struct Reference {
    /// The pointer of the object that holds the `$ref`.
    pub(in crate::document) at: String,
    /// What stands there, once the reference is followed.
    pub(super) kind: ObjectKind,
    /// The reference as it is written.
    pub(super) text: String,
}

/// All references of a document, in its order.
pub(in crate::document) fn all_references(document: &mut Value) -> Vec<Reference> {
    references(document, |_, _| true)
}

/// The references of a document to which something applies, by their kind and text, in its order.
pub(in crate::document) fn references(
    document: &mut Value,
    applies: impl Fn(ObjectKind, &str) -> bool + Sync,
) -> Vec<Reference> {
    let found = parallel_parts::map(document, |part, kind, at| {
        references_within(part, kind, at, &applies)
    });
    found.into_iter().flatten().collect()
}

/// The references below a value to which something applies.
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
