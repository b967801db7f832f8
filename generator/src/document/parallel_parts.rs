//! Processes the independent parts of a document (path items, webhooks and components) in parallel.

use serde_json::Value;

use super::grammar::{FieldShape, ObjectKind};
use super::pointer::JsonPointer;
use crate::parallel;

/// Calls a function for each part of a document and returns the results in the order of the document.
pub(super) fn map<T: Send>(
    document: &mut Value,
    work: impl Fn(&mut Value, ObjectKind, &JsonPointer<'_>) -> T + Sync,
) -> Vec<T> {
    let mut parts = Vec::new();
    find(
        document,
        ObjectKind::Document,
        &JsonPointer::ROOT,
        &mut parts,
    );
    parallel::map(parts, |DocumentPart { value, kind, at }| {
        work(value, kind, &JsonPointer::Start(&at))
    })
}

struct DocumentPart<'a> {
    value: &'a mut Value,
    kind: ObjectKind,
    at: String,
}

fn find<'a>(
    value: &'a mut Value,
    kind: ObjectKind,
    at: &JsonPointer<'_>,
    parts: &mut Vec<DocumentPart<'a>>,
) {
    for (name, value) in entries(value) {
        let at = at.name(name);
        match kind.field(name) {
            Some(FieldShape::One(kind @ (ObjectKind::Paths | ObjectKind::Components))) => {
                find(value, kind, &at, parts);
            }
            Some(FieldShape::One(kind @ ObjectKind::PathItem)) => {
                let at = String::from(&at);
                parts.push(DocumentPart { value, kind, at });
            }
            Some(FieldShape::Map(kind)) => parts.extend(entries(value).map(|(name, value)| {
                let at = String::from(&at.name(name));
                DocumentPart { value, kind, at }
            })),
            _ => {}
        }
    }
}

fn entries(value: &mut Value) -> impl Iterator<Item = (&String, &mut Value)> {
    value.as_object_mut().into_iter().flatten()
}
