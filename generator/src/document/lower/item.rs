//! Lowers `itemSchema`, `prefixEncoding` and `itemEncoding` of OpenAPI 3.2, which describe the items of streams and the
//! parts of multipart bodies.

use serde_json::{Map, Value};

use crate::document::extension::{ITEM_ENCODING, ITEM_SCHEMA, prefix_encoding};
use crate::document::pointer::JsonPointer;
use crate::media_type::{is_stream, may_have_unnamed_parts};

/// Replaces `schema` of a stream by `itemSchema` and marks the media type. For a multipart body, `schema` has
/// precedence.
pub(super) fn lower(value: &mut Value, at: &JsonPointer<'_>) {
    let (Value::Object(content), JsonPointer::Name(_, media_type)) = (value, at) else {
        return;
    };
    let has_parts = may_have_unnamed_parts(media_type);
    let has_items = is_stream(media_type) || has_parts && !content.contains_key("schema");
    if has_items && let Some(schema) = content.shift_remove("itemSchema") {
        content.insert("schema".to_owned(), schema);
        content.insert(ITEM_SCHEMA.to_owned(), Value::Bool(true));
    }
    if has_parts {
        lower_encodings(content);
    }
}

/// Moves the encodings of parts without names to `encoding`.
fn lower_encodings(content: &mut Map<String, Value>) {
    let mut moved = Map::new();
    if let Some(Value::Array(encodings)) = content.shift_remove("prefixEncoding") {
        let encodings = encodings.into_iter().enumerate();
        moved.extend(encodings.map(|(index, encoding)| (prefix_encoding(index), encoding)));
    }
    if let Some(encoding) = content.shift_remove("itemEncoding") {
        moved.insert(ITEM_ENCODING.to_owned(), encoding);
    }
    if moved.is_empty() {
        return;
    }
    match content.get_mut("encoding") {
        Some(Value::Object(encodings)) => encodings.extend(moved),
        _ => _ = content.insert("encoding".to_owned(), Value::Object(moved)),
    }
}
