//! Media types of bodies that are one value after the other.

/// Whether this is a stream of server-sent events.
pub(crate) fn is_events(media_type: &str) -> bool {
    essence(media_type) == "text/event-stream"
}

/// Whether this is JSON in lines, or JSON text sequences.
pub(crate) fn is_lines(media_type: &str) -> bool {
    matches!(
        essence(media_type).as_str(),
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
fn essence(media_type: &str) -> String {
    let essence = media_type.split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}
