//! Media types, as in the header `Content-Type`.

/// The media type without its parameters.
pub(crate) fn essence(content_type: &str) -> &str {
    content_type.split(';').next().unwrap_or_default().trim()
}

/// Returns whether the media type is `application/json` or has the suffix `+json`, as
/// `application/problem+json` has.
pub(crate) fn is_json(content_type: &str) -> bool {
    let subtype = essence(content_type).rsplit(['/', '+']).next();
    subtype.unwrap_or_default().eq_ignore_ascii_case("json")
}
