//! Reports constructs that are not translated to Rust. Constructs that only `resolve` can recognize are reported there.

use serde_json::Value;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::{
    JsonPointer, LinkedDocument, ObjectKind, local_pointer, reference, resolve_pointer,
    tuple_length,
};
use crate::media_type::{is_stream, may_have_unnamed_parts};

/// The maximum number of references to follow.
const MAX_REFERENCES: usize = 64;

const NESTED_PARTS: &str = "the encodings of the parts inside of a part are ignored";

/// Untranslated fields by the kind of object that contains them, with the message for each.
const FIELDS: [(ObjectKind, &str, &str); 10] = [
    (
        ObjectKind::Document,
        "x-ms-paths",
        "operations in `x-ms-paths` are not generated",
    ),
    (
        ObjectKind::Document,
        "x-servers",
        "`x-servers` is ignored; clients use `host`, `basePath` and `schemes`",
    ),
    (
        ObjectKind::Document,
        "x-ms-parameterized-host",
        "`x-ms-parameterized-host` is ignored; set the base URL of the client",
    ),
    (ObjectKind::Response, "links", "links are not generated"),
    (ObjectKind::Encoding, "encoding", NESTED_PARTS),
    (ObjectKind::Encoding, "prefixEncoding", NESTED_PARTS),
    (ObjectKind::Encoding, "itemEncoding", NESTED_PARTS),
    (
        ObjectKind::Schema,
        "not",
        "`not` is ignored; excluded values are accepted",
    ),
    (
        ObjectKind::Schema,
        "prefixItems",
        "a tuple without a fixed length, or with more than 8 items, becomes a list of one item type",
    ),
    (
        ObjectKind::Schema,
        "patternProperties",
        "`patternProperties` becomes a map that accepts any property name",
    ),
];

/// Reports constructs that are not translated.
pub(super) fn check(document: &LinkedDocument<'_>, findings: &mut Diagnostics) {
    document.visit(|kind, at, object| {
        for (_, name, message) in FIELDS.iter().filter(|(holder, ..)| *holder == kind) {
            let is_tuple = *name == "prefixItems"
                && (is_body_of_parts(at) || object.as_object().and_then(tuple_length).is_some());
            if !is_tuple && object.get(*name).is_some_and(has_content) {
                findings.push(finding(&at.name(name), message));
            }
        }
        if let (ObjectKind::MediaType, JsonPointer::Name(_, media_type)) = (kind, at)
            // A component is checked where it is used.
            && media_type.contains('/')
            && let Some(content) = target(document.value(), object)
        {
            for (name, message) in untranslated_in_body(media_type, content) {
                let name = reference(object).map_or(name, |_| "$ref");
                findings.push(finding(&at.name(name), message));
            }
        }
    });
}

/// The fields of a media type that are translated only for some media types, with the message for each.
fn untranslated_in_body<'v>(
    media_type: &str,
    content: &'v Value,
) -> impl Iterator<Item = (&'static str, &'static str)> + use<'v> {
    let has_parts = may_have_unnamed_parts(media_type);
    let has_items = is_stream(media_type) || has_parts && content.get("schema").is_none();
    let ignored_items = "`itemSchema` is ignored for this media type, or because of `schema`; the body is not split into items";
    let ignored_encoding = "the encodings of parts without names are ignored for this media type";
    let fields = [
        ("itemSchema", ignored_items, has_items),
        ("prefixEncoding", ignored_encoding, has_parts),
        ("itemEncoding", ignored_encoding, has_parts),
    ];
    let fields = fields
        .into_iter()
        .filter(|(.., is_translated)| !is_translated);
    let fields = fields.filter(|(name, ..)| content.get(*name).is_some_and(has_content));
    fields.map(|(name, message, _)| (name, message))
}

/// Returns whether this is the pointer of the schema of a body of parts without names. If its parts are not translated,
/// that is reported where the body is resolved.
fn is_body_of_parts(at: &JsonPointer<'_>) -> bool {
    matches!(
        at,
        JsonPointer::Name(JsonPointer::Name(JsonPointer::Name(_, "content"), media_type), "schema")
            if may_have_unnamed_parts(media_type)
    )
}

/// The value after references.
fn target<'v>(document: &'v Value, value: &'v Value) -> Option<&'v Value> {
    let mut value = value;
    for _ in 0..MAX_REFERENCES {
        let Some(reference) = reference(value) else {
            return Some(value);
        };
        let pointer = resolve_pointer(document, &local_pointer(reference)?)?;
        value = document.pointer(&pointer)?;
    }
    None
}

fn finding(at: &JsonPointer<'_>, message: &str) -> Diagnostic {
    Diagnostic::warning("untranslated-construct", at, message)
}

fn has_content(value: &Value) -> bool {
    match value {
        Value::Object(entries) => !entries.is_empty(),
        Value::Array(items) => !items.is_empty(),
        _ => false,
    }
}
