//! Lowers the Example Objects of OpenAPI 3.2, whose `dataValue` is the value and whose `serializedValue` is its text.

use serde_json::Value;

use crate::document::pointer::JsonPointer;
use crate::media_type::is_json;

/// Replaces `dataValue` by `value`.
pub(super) fn lower(value: &mut Value) {
    if let Value::Object(example) = value
        && let Some(data) = example.shift_remove("dataValue")
    {
        example.insert("value".to_owned(), data);
    }
}

/// Parses the `serializedValue` of the examples of a JSON media type that have no other value.
pub(super) fn lower_serialized(media: &mut Value, at: &JsonPointer<'_>) {
    let JsonPointer::Name(_, media_type) = at else {
        return;
    };
    let examples = media.get_mut("examples").and_then(Value::as_object_mut);
    for (_, example) in examples.into_iter().flatten() {
        if let Value::Object(example) = example
            && is_json(media_type)
            && !example.contains_key("value")
            && let Some(Value::String(text)) = example.get("serializedValue")
            && let Ok(value) = serde_json::from_str(text)
        {
            example.insert("value".to_owned(), value);
        }
    }
}
