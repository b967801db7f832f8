//! Classifies media types by the encoding of the body.

/// Returns true if the body is JSON. `*/*` and `application/*` are treated as JSON.
pub(crate) fn is_json(media_type: &str) -> bool {
    let essence = essence(media_type).to_ascii_lowercase();
    essence.ends_with("+json")
        || ["application/json", "text/json", "*/*", "application/*"].contains(&essence.as_str())
}

/// Returns true for a range of media types, such as `image/*`.
pub(crate) fn is_range(media_type: &str) -> bool {
    essence(media_type).contains('*')
}

/// Returns true if the text is a media type that a header can contain.
pub(crate) fn is_media_type(text: &str) -> bool {
    let is_valid = |essence: &str| {
        essence
            .split_once('/')
            .is_some_and(|(kind, subtype)| is_token(kind) && is_token(subtype))
    };
    is_valid(essence(text)) && text.bytes().all(|it| matches!(it, b' '..=b'~'))
}

/// Returns true if the body is XML.
pub(crate) fn is_xml(media_type: &str) -> bool {
    let essence = essence(media_type);
    essence.ends_with("/xml") || essence.ends_with("+xml")
}

/// Returns true if the body is a multipart body.
pub(crate) fn is_multipart(media_type: &str) -> bool {
    media_type.starts_with("multipart/")
}

/// Returns true if the body is a URL-encoded form.
pub(crate) fn is_urlencoded(media_type: &str) -> bool {
    media_type.starts_with("application/x-www-form-urlencoded")
}

/// Returns true if the body is a form, with a field for each property of the schema.
pub(crate) fn is_form(media_type: &str) -> bool {
    is_multipart(media_type) || is_urlencoded(media_type)
}

/// Returns true if the body is a stream of server-sent events.
pub(crate) fn is_events(media_type: &str) -> bool {
    essence(media_type).eq_ignore_ascii_case("text/event-stream")
}

/// Returns true if the body is a stream of JSON lines or a JSON text sequence (RFC 7464).
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

/// Returns true if the body is a stream of events or JSON values.
pub(crate) fn is_stream(media_type: &str) -> bool {
    is_events(media_type) || is_lines(media_type)
}

/// Returns true if the text is a token of HTTP (RFC 9110), such as the name of a header.
pub(crate) fn is_token(text: &str) -> bool {
    let is_token_character =
        |it: u8| it.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&it);
    !text.is_empty() && text.bytes().all(is_token_character)
}

/// Returns the media type without its parameters.
fn essence(media_type: &str) -> &str {
    media_type.split(';').next().unwrap_or_default().trim()
}
