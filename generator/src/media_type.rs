//! What media types say of the bodies that have them.

/// Whether this is JSON, or anything at all.
pub(crate) fn is_json(media_type: &str) -> bool {
    let essence = essence(media_type).to_ascii_lowercase();
    essence == "application/json"
        || essence.ends_with("+json")
        || essence == "*/*"
        || essence == "text/json"
}

pub(crate) fn is_xml(media_type: &str) -> bool {
    let essence = essence(media_type);
    essence.ends_with("/xml") || essence.ends_with("+xml")
}

/// Whether this is a body of several parts.
pub(crate) fn is_multipart(media_type: &str) -> bool {
    media_type.starts_with("multipart/")
}

/// Whether these are names and values, as in a query.
pub(crate) fn is_urlencoded(media_type: &str) -> bool {
    media_type.starts_with("application/x-www-form-urlencoded")
}

/// Whether its schema says more than that there are bytes.
pub(crate) fn is_form(media_type: &str) -> bool {
    is_multipart(media_type) || is_urlencoded(media_type)
}

/// Whether this is a stream of server-sent events.
pub(crate) fn is_events(media_type: &str) -> bool {
    essence(media_type).eq_ignore_ascii_case("text/event-stream")
}

/// Whether this is JSON in lines, or JSON text sequences.
pub(crate) fn is_lines(media_type: &str) -> bool {
    matches!(
        essence(media_type).to_ascii_lowercase().as_str(),
        "application/x-ndjson"
            | "application/ndjson"
            | "application/jsonl"
            | "application/x-jsonl"
            | "application/jsonlines"
            | "application/x-jsonlines"
            | "application/json-lines"
            | "application/json-seq"
    )
}

/// Whether it is either of them.
pub(crate) fn is_stream(media_type: &str) -> bool {
    is_events(media_type) || is_lines(media_type)
}

/// A media type without its parameters.
fn essence(media_type: &str) -> &str {
    media_type.split(';').next().unwrap_or_default().trim()
}
