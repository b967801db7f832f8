//! The parts of a document that have nothing to do with each other: path items, webhooks and components. What is
//! done to each of them by itself is done on all cores.

use serde_json::Value;

use super::grammar::{Kind, Shape};
use super::pointer::Pointer;
use crate::parallel;

/// Does the same with each part of a document, and says what came of it, in the order of the document.
pub(super) fn each<T: Send>(
    document: &mut Value,
    work: impl Fn(&mut Value, Kind, &Pointer<'_>) -> T + Sync,
) -> Vec<T> {
    let mut parts = Vec::new();
    find(document, Kind::Document, &Pointer::ROOT, &mut parts);
    parallel::map(parts, |Part { value, kind, at }| {
        work(value, kind, &Pointer::Start(&at))
    })
}

struct Part<'a> {
    value: &'a mut Value,
    kind: Kind,
    at: String,
}

fn find<'a>(value: &'a mut Value, kind: Kind, at: &Pointer<'_>, parts: &mut Vec<Part<'a>>) {
    for (name, value) in entries(value) {
        let at = at.name(name);
        match kind.field(name) {
            Some(Shape::One(kind @ (Kind::Paths | Kind::Components))) => {
                find(value, kind, &at, parts);
            }
            Some(Shape::One(kind @ Kind::PathItem)) => {
                let at = String::from(&at);
                parts.push(Part { value, kind, at });
            }
            Some(Shape::Map(kind)) => parts.extend(entries(value).map(|(name, value)| {
                let at = String::from(&at.name(name));
                Part { value, kind, at }
            })),
            _ => {}
        }
    }
}

fn entries(value: &mut Value) -> impl Iterator<Item = (&String, &mut Value)> {
    value.as_object_mut().into_iter().flatten()
}
