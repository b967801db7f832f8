//! Names of the extensions that reading a document adds to it, for what OpenAPI 3.0 cannot express.

use indexmap::IndexMap;
use serde_json::Value;

/// At the root: the other files that the document refers to, by their paths, and copies of values. Removed once
/// references are resolved. A document cannot contain this name by accident, and no finding shows it.
pub(super) const EXTERNAL_FILES: &str = "x-\u{0}files";

/// In a path item: the index of its operations that `openapiv3` has no field for. No finding shows this name, either.
pub(super) const ADDITIONAL_OPERATIONS: &str = "x-\u{0}operations";

/// In a schema: the schema allows `null` and no other value.
pub(crate) const NULL_ONLY: &str = "x-null-only";

/// In the schema of an array: the array is a tuple. For each item, the index of its schema among the alternatives
/// of `items`.
pub(crate) const PREFIX_ITEMS: &str = "x-prefix-items";

/// In the schema of an array that is not a tuple: for each of `prefixItems`, the index of its schema among the
/// alternatives of `items`.
pub(crate) const OPEN_PREFIX_ITEMS: &str = "x-open-prefix-items";

/// In the schema of an array with [`OPEN_PREFIX_ITEMS`]: the index of the schema of all other items, or false if there
/// are none.
pub(crate) const OTHER_ITEMS: &str = "x-other-items";

/// In a schema: `additionalProperties` is `unevaluatedProperties`, which does not apply to the properties of parts such
/// as those of `allOf`.
pub(crate) const UNEVALUATED: &str = "x-unevaluated-properties";

/// In the schema of an enumeration: the `title` of the alternative that each value comes from.
pub(crate) const ENUM_NAMES: &str = "x-value-titles";

/// In the schema of an enumeration: the `description` of the alternative that each value comes from.
pub(crate) const ENUM_DESCRIPTIONS: &str = "x-value-descriptions";

/// In a discriminator: the schema of the values that have another tag, or none (`defaultMapping` in OpenAPI 3.2).
pub(crate) const DEFAULT_MAPPING: &str = "x-default-mapping";

/// In a media type: `schema` describes one value of the stream, or one part (`itemSchema` in OpenAPI 3.2).
pub(crate) const ITEM_SCHEMA: &str = "x-item-schema";

/// In `encoding` of a media type: the encoding of all other parts (`itemEncoding` in OpenAPI 3.2).
pub(crate) const ITEM_ENCODING: &str = "x-\u{0}itemEncoding";

/// In `encoding` of a media type: the start of the name of the encoding of the part at a position (`prefixEncoding` in
/// OpenAPI 3.2).
pub(crate) const PREFIX_ENCODING: &str = "x-\u{0}prefixEncoding/";

/// In `encoding` of a media type: the name of the encoding of the part at a position.
pub(crate) fn prefix_encoding(index: usize) -> String {
    format!("{PREFIX_ENCODING}{index}")
}

/// In the schema of a string: true if `not` is the schema of the JSON in the string (`contentSchema` in OpenAPI 3.1), false
/// if the content of the string is not JSON.
pub(crate) const CONTENT_SCHEMA: &str = "x-content-schema";

/// In a parameter: it is the whole query string (`in: querystring` in OpenAPI 3.2).
pub(crate) const QUERY_STRING: &str = "x-query-string";

/// In a cookie parameter: its style is `cookie` of OpenAPI 3.2.
pub(crate) const COOKIE_STYLE: &str = "x-cookie-style";

/// In a parameter: reserved characters are not percent-encoded (`allowReserved`).
pub(crate) const ALLOW_RESERVED: &str = "x-allow-reserved";

/// The extension for a field of OpenAPI 3.1 or 3.2 that `openapiv3` does not know.
pub(super) fn recent_name(field: &str) -> String {
    format!("x-\u{0}{field}")
}

/// The value of a field of OpenAPI 3.1 or 3.2, among the extensions of its object.
pub(crate) fn recent<'a>(
    extensions: &'a IndexMap<String, Value>,
    field: &str,
) -> Option<&'a Value> {
    // Most objects have no extensions.
    if extensions.is_empty() {
        return None;
    }
    extensions.get(&recent_name(field))
}

/// In a schema with errors: a property with several declarations has any value if this is one of them.
pub(crate) const ANY_VALUE: &str = "x-any-value";
