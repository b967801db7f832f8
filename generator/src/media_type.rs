//! Classifies media types by the encoding of the body.

/// Returns true if the body is JSON. `*/*` and `application/*` are treated as JSON.
pub(crate) fn is_json(media_type: &str) -> bool {
    let essence = essence(media_type).to_ascii_lowercase();
    essence.ends_with("+json")
        || ["application/json", "text/json"].contains(&essence.as_str())
        || contains_json(&essence)
}

/// Returns true for a range of media types that contains `application/json`.
pub(crate) fn contains_json(media_type: &str) -> bool {
    ["*/*", "application/*"].contains(&essence(media_type).to_ascii_lowercase().as_str())
}

/// Returns true if a header can contain the text.
pub(crate) fn is_sendable(media_type: &str) -> bool {
    !media_type.is_empty() && media_type.bytes().all(|it| matches!(it, b' '..=b'~'))
}

/// The charset of a text, if it has one that is not supported: other than UTF-8, UTF-16, ISO 8859-1 and Windows-1252.
pub(crate) fn unsupported_charset(media_type: &str) -> Option<&str> {
    let parameters = media_type.split(';').skip(1);
    let mut parameters = parameters.filter_map(|parameter| parameter.split_once('='));
    let (_, value) = parameters.find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))?;
    let charset = value.trim().trim_matches('"');
    let supported = [
        "utf-8",
        "utf8",
        "us-ascii",
        "ascii",
        "utf-16",
        "utf-16be",
        "utf-16le",
        "iso-8859-1",
        "iso8859-1",
        "latin1",
        "latin-1",
        "windows-1252",
        "cp1252",
    ];
    (!supported.contains(&charset.to_ascii_lowercase().as_str())).then_some(charset)
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
    is_valid(essence(text)) && is_sendable(text)
}

/// Returns true if the body is XML.
pub(crate) fn is_xml(media_type: &str) -> bool {
    let essence = essence(media_type).to_ascii_lowercase();
    essence.ends_with("/xml") || essence.ends_with("+xml")
}

/// Returns true if the media type is one of texts, such as `text/plain`.
pub(crate) fn is_text(media_type: &str) -> bool {
    begins_with(media_type, "text/")
}

/// Returns true if the content is written as text, such as JSON and XML.
pub(crate) fn is_textual(media_type: &str) -> bool {
    let essence = essence(media_type).to_ascii_lowercase();
    is_text(media_type) || essence.ends_with("json") || essence.ends_with("xml")
}

/// Returns true if the body is a multipart body.
pub(crate) fn is_multipart(media_type: &str) -> bool {
    begins_with(media_type, "multipart/")
}

/// Returns true for a multipart body whose parts can be without names: any but form data.
pub(crate) fn may_have_unnamed_parts(media_type: &str) -> bool {
    is_multipart(media_type) && !essence(media_type).eq_ignore_ascii_case("multipart/form-data")
}

/// Returns true if the media type begins with a text. Letter case has no meaning in media types.
fn begins_with(media_type: &str, start: &str) -> bool {
    let found = media_type.get(..start.len());
    found.is_some_and(|found| found.eq_ignore_ascii_case(start))
}

/// Returns true if a value of any type, such as a string, is JSON in the body.
pub(crate) fn has_json(media_type: &str) -> bool {
    media_type.to_ascii_lowercase().contains("json")
}

/// Returns true if the body is a URL-encoded form.
pub(crate) fn is_urlencoded(media_type: &str) -> bool {
    essence(media_type).eq_ignore_ascii_case("application/x-www-form-urlencoded")
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
pub fn is_lines(media_type: &str) -> bool {
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
