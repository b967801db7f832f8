//! Keeps the fields of OpenAPI 3.1 and 3.2 that `openapiv3` does not know as extensions.

use serde_json::Value;

use crate::document::extension::recent_name;
use crate::document::grammar::ObjectKind;

/// Renames these fields of an object.
pub(super) fn lower(value: &mut Value, kind: ObjectKind) {
    let fields: &[&str] = match kind {
        ObjectKind::Info => &["summary"],
        ObjectKind::License => &["identifier"],
        ObjectKind::Server => &["name"],
        ObjectKind::Tag => &["summary", "parent", "kind"],
        ObjectKind::SecurityScheme => &["oauth2MetadataUrl", "deprecated"],
        ObjectKind::OAuthFlows => &["deviceAuthorization"],
        _ => return,
    };
    let Value::Object(object) = value else {
        return;
    };
    for field in fields {
        if let Some(value) = object.shift_remove(*field) {
            object.insert(recent_name(field), value);
        }
    }
}

/// Lowers the information about the API, and the lists of servers and tags of the document.
pub(super) fn lower_root(document: &mut Value) {
    if let Some(info) = document.get_mut("info") {
        lower(info, ObjectKind::Info);
        if let Some(license) = info.get_mut("license") {
            lower(license, ObjectKind::License);
        }
    }
    for (name, kind) in [("servers", ObjectKind::Server), ("tags", ObjectKind::Tag)] {
        let list = document.get_mut(name).and_then(Value::as_array_mut);
        for object in list.into_iter().flatten() {
            lower(object, kind);
        }
    }
}
