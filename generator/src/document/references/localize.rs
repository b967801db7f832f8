//! Replaces references by `$id` and `$anchor` in a document with one file, for `lint`.

use serde_json::{Map, Value};

use super::identifiers::{DynamicAnchors, Identifiers};
use super::target::percent_decode;
use crate::document::grammar::{ObjectKind, walk};
use crate::document::pointer::JsonPointer;

/// The keywords that name a schema.
const IDENTIFIERS: [&str; 3] = ["$id", "$anchor", "$dynamicAnchor"];

/// Returns true if a value contains a keyword that names a schema.
pub(in crate::document) fn has_identifiers(value: &Value) -> bool {
    match value {
        Value::Object(entries) => entries.iter().any(|(name, value)| {
            value.is_string() && IDENTIFIERS.contains(&name.as_str()) || has_identifiers(value)
        }),
        Value::Array(items) => items.iter().any(has_identifiers),
        _ => false,
    }
}

/// Writes the pointer of its target into each reference of a schema. A `$dynamicRef` whose target does not depend on the
/// way to it becomes a `$ref`.
pub(in crate::document) fn localize(document: &mut Value) -> DynamicAnchors {
    let mut identifiers = Identifiers::default();
    identifiers.add_file(document, "", "");
    let before = document.clone();
    walk(
        document,
        ObjectKind::Document,
        &JsonPointer::ROOT,
        &mut |kind, at, value| {
            if let (ObjectKind::Schema, Value::Object(schema)) = (kind, value) {
                localize_schema(schema, &at.to_string(), &identifiers, &before);
            }
        },
    );
    DynamicAnchors::new(identifiers)
}

fn localize_schema(
    schema: &mut Map<String, Value>,
    at: &str,
    identifiers: &Identifiers,
    document: &Value,
) {
    let target = |keyword: &str| {
        let text = schema.get(keyword)?.as_str()?;
        let target = target(text, at, identifiers, document)?;
        let name = text.rsplit('#').next().unwrap_or_default();
        let declared = document.pointer(&target)?.get("$dynamicAnchor");
        let is_dynamic = declared.and_then(Value::as_str) == Some(name);
        let text = Value::String(format!("#{}", target.replace('%', "%25")));
        Some((text, is_dynamic))
    };
    let (reference, dynamic) = (target("$ref"), target("$dynamicRef"));
    if let Some((text, _)) = reference {
        schema.insert("$ref".to_owned(), text);
    }
    match dynamic {
        Some((text, true)) => _ = schema.insert("$dynamicRef".to_owned(), text),
        Some((text, false)) if !schema.contains_key("$ref") => {
            schema.shift_remove("$dynamicRef");
            schema.insert("$ref".to_owned(), text);
        }
        _ => {}
    }
}

/// Returns the pointer of the target of a reference in the schema at a pointer.
fn target(text: &str, at: &str, identifiers: &Identifiers, document: &Value) -> Option<String> {
    let (path, fragment) = text.split_once('#').unwrap_or((text, ""));
    let fragment = percent_decode(fragment);
    let resource = identifiers.resource(at, "");
    let within = |resource: &str| {
        let pointer = if fragment.is_empty() || fragment.starts_with('/') {
            format!("{resource}{fragment}")
        } else {
            identifiers.anchor(resource, &fragment)?.to_owned()
        };
        document.pointer(&pointer).is_some().then_some(pointer)
    };
    if path.is_empty() {
        // Documents ignore `$id` in references such as `#/components/schemas/Pet`.
        return within(resource).or_else(|| within(""));
    }
    within(identifiers.find(resource, path)?)
}
