//! Constructs that a reader of the document relies on and a user of the generated code looks for in vain.
//! What is known of them only once the document has been understood, the later rooms report themselves.

use serde_json::Value;

use super::visit;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::{JsonPointer, ObjectKind, tuple_length};
use crate::media_type::is_stream;

/// Fields by the kind of object they stand in, and what becomes of them.
const FIELDS: [(ObjectKind, &str, &str); 4] = [
    (ObjectKind::Response, "links", "links are not generated"),
    (
        ObjectKind::Schema,
        "not",
        "what a schema excludes is taken all the same",
    ),
    (
        ObjectKind::Schema,
        "prefixItems",
        "a tuple of no certain length, or of more than 8, becomes a list of whatever any of its members may be",
    ),
    (
        ObjectKind::Schema,
        "patternProperties",
        "names of a certain form become a map with names of any form",
    ),
];

/// Finds constructs that are not translated.
pub(super) fn check(document: &Value, findings: &mut Diagnostics) {
    visit(document, |kind, at, object| {
        for (_, name, message) in FIELDS.iter().filter(|(holder, ..)| *holder == kind) {
            let is_tuple =
                *name == "prefixItems" && object.as_object().and_then(tuple_length).is_some();
            if !is_tuple && object.get(*name).is_some_and(says_something) {
                findings.push(finding(&at.name(name), message));
            }
        }
        if let (ObjectKind::MediaType, JsonPointer::Name(_, media_type)) = (kind, at)
            && !is_stream(media_type)
            && object.get("itemSchema").is_some_and(says_something)
        {
            let message = "the items of this media type are not told apart";
            findings.push(finding(&at.name("itemSchema"), message));
        }
    });
}

fn finding(at: &JsonPointer<'_>, message: &str) -> Diagnostic {
    Diagnostic::warning("untranslated-construct", at, message)
}

fn says_something(value: &Value) -> bool {
    match value {
        Value::Object(entries) => !entries.is_empty(),
        Value::Array(items) => !items.is_empty(),
        _ => false,
    }
}
