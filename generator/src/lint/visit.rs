//! Visits the objects of a document without changing it.

use serde_json::Value;

use crate::document::{JsonPointer, ObjectKind, walk};

/// Calls `look` with the kind, the position and the value of each object in a document.
pub(super) fn visit(document: &Value, mut look: impl FnMut(ObjectKind, &JsonPointer<'_>, &Value)) {
    // `walk` takes a mutable value because normalization changes objects in place.
    walk(
        &mut document.clone(),
        ObjectKind::Document,
        &JsonPointer::ROOT,
        &mut |kind, at, object| look(kind, at, object),
    );
}
