//! Lowers `itemSchema` of OpenAPI 3.2, the schema of one value of a stream.

use serde_json::Value;

use crate::document::extension::ITEM_SCHEMA;
use crate::document::pointer::JsonPointer;
use crate::media_type::is_stream;

/// Replaces `schema` of a stream by `itemSchema` and marks the media type.
pub(super) fn lower(value: &mut Value, at: &JsonPointer<'_>) {
    if let (Value::Object(content), JsonPointer::Name(_, media_type)) = (value, at)
        && is_stream(media_type)
        && let Some(schema) = content.shift_remove("itemSchema")
    {
        content.insert("schema".to_owned(), schema);
        content.insert(ITEM_SCHEMA.to_owned(), Value::Bool(true));
    }
}
