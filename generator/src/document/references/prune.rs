//! Removes the references that have no target.

use serde_json::Value;

use crate::document::grammar::{FieldShape, ObjectKind};

/// Removes the objects that are `null` from lists, maps and fields.
pub(in crate::document) fn prune(value: &mut Value, kind: ObjectKind) {
    let Value::Object(object) = value else {
        return;
    };
    object.retain(|name, value| match kind.field(name) {
        Some(FieldShape::One(_) | FieldShape::SchemaOrFlag) if value.is_null() => false,
        Some(FieldShape::One(kind)) => {
            prune(value, kind);
            true
        }
        Some(FieldShape::SchemaOrFlag) => {
            prune(value, ObjectKind::Schema);
            true
        }
        Some(FieldShape::List(kind)) => {
            if let Value::Array(items) = value {
                items.retain(|item| !item.is_null());
                for item in items {
                    prune(item, kind);
                }
            }
            true
        }
        Some(FieldShape::Map(kind)) => {
            if let Value::Object(entries) = value {
                entries.retain(|_, entry| !entry.is_null());
                for entry in entries.values_mut() {
                    prune(entry, kind);
                }
            }
            true
        }
        _ => true,
    });
}
