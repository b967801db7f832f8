//! Finds references where the standard allows none: for whole sections such as `paths`, for operations and media types,
//! for lists, and for descriptions. Tools that bundle documents accept them.

use serde_json::Value;

use crate::document::grammar::{FieldShape, Grammar, ObjectKind, reference};
use crate::document::pointer::JsonPointer;

/// A reference that is replaced by its target.
#[derive(Debug)]
pub(super) struct Include {
    /// The pointer of the object that contains the reference.
    pub(super) at: String,
    /// The type of the value that is required at this pointer.
    pub(super) shape: FieldShape,
    /// The value of `$ref`.
    pub(super) text: String,
}

impl Include {
    /// The kind of the object, or of the objects in the list or map.
    pub(super) const fn kind(&self) -> Option<ObjectKind> {
        match self.shape {
            FieldShape::One(kind) | FieldShape::List(kind) | FieldShape::Map(kind) => Some(kind),
            _ => None,
        }
    }

    /// A description of the required value, for messages.
    pub(super) const fn title(&self) -> &'static str {
        match self.shape {
            FieldShape::One(kind) => kind.title(),
            FieldShape::Map(_) => "an object",
            FieldShape::Text => "a string",
            _ => "a list",
        }
    }

    /// Returns true if a value has the JSON type that is required here.
    pub(super) fn accepts(&self, value: &Value) -> bool {
        match self.shape {
            FieldShape::One(_) | FieldShape::Map(_) => value.is_object(),
            FieldShape::Text => value.is_string(),
            _ => value.is_array(),
        }
    }

    /// A value that is valid here and has no effect.
    pub(super) fn placeholder(&self) -> Value {
        match self.shape {
            FieldShape::One(_) | FieldShape::Map(_) => Value::Object(serde_json::Map::new()),
            FieldShape::Text => Value::String(String::new()),
            _ => Value::Array(Vec::new()),
        }
    }
}

/// Adds the references in a value to the list, in document order.
pub(super) fn find_includes(
    value: &Value,
    shape: FieldShape,
    grammar: Grammar,
    at: &JsonPointer<'_>,
    found: &mut Vec<Include>,
) {
    if let Some(text) = reference(value).filter(|_| is_replaced(shape, at)) {
        found.push(Include {
            at: at.to_string(),
            shape,
            text: text.to_owned(),
        });
        return;
    }
    match (shape, value) {
        (FieldShape::One(kind), Value::Object(object)) => {
            find_in_object(value, object, kind, grammar, at, found);
        }
        (FieldShape::SchemaOrFlag, Value::Object(object)) => {
            find_in_object(value, object, ObjectKind::Schema, grammar, at, found);
        }
        (FieldShape::List(kind), Value::Array(items)) => {
            for (index, item) in items.iter().enumerate() {
                find_includes(item, FieldShape::One(kind), grammar, &at.item(index), found);
            }
        }
        (FieldShape::Map(kind), Value::Object(entries)) => {
            for (name, entry) in entries {
                find_includes(entry, FieldShape::One(kind), grammar, &at.name(name), found);
            }
        }
        _ => {}
    }
}

fn find_in_object(
    value: &Value,
    object: &serde_json::Map<String, Value>,
    kind: ObjectKind,
    grammar: Grammar,
    at: &JsonPointer<'_>,
    found: &mut Vec<Include>,
) {
    let keeps_siblings = matches!(kind, ObjectKind::Schema | ObjectKind::PathItem);
    if kind.is_referable() && !keeps_siblings && reference(value).is_some() {
        return;
    }
    for (name, entry) in object {
        // Strings and numbers, which are most values, are not references.
        if (entry.is_object() || entry.is_array())
            && let Some(shape) = grammar(kind, name)
        {
            find_includes(entry, shape, grammar, &at.name(name), found);
        }
    }
}

/// Returns true if a reference is replaced by its target at this pointer.
fn is_replaced(shape: FieldShape, at: &JsonPointer<'_>) -> bool {
    match shape {
        FieldShape::One(kind) => !kind.is_referable(),
        FieldShape::List(_) | FieldShape::Map(_) | FieldShape::Texts | FieldShape::Values => true,
        FieldShape::Text => {
            matches!(at, JsonPointer::Name(_, name) if matches!(*name, "description" | "summary"))
        }
        _ => false,
    }
}

/// Replaces a reference by a value. Fields next to the reference override those of the value.
pub(super) fn replace(document: &mut Value, at: &str, mut value: Value) {
    let Some(reference) = document.pointer_mut(at) else {
        return;
    };
    if let (Value::Object(object), Value::Object(siblings)) = (&mut value, reference.take()) {
        object.extend(siblings.into_iter().filter(|(name, _)| name != "$ref"));
    }
    *reference = value;
}
