//! Media types, as in the header `Content-Type`.

/// The media type without its parameters.
#[must_use]
pub fn essence(content_type: &str) -> &str {
    content_type.split(';').next().unwrap_or_default().trim()
}

/// Returns whether the media type is `application/json` or has the suffix `+json`, as
/// `application/problem+json` has.
#[must_use]
pub fn is_json(content_type: &str) -> bool {
    let subtype = essence(content_type).rsplit(['/', '+']).next();
    subtype.unwrap_or_default().eq_ignore_ascii_case("json")
}

/// Returns whether the text is a media type with valid parameters, and not a range.
pub(crate) fn is_media_type(text: &str) -> bool {
    let is_token = |text: &str| {
        let is_token_character =
            |it: u8| it.is_ascii_alphanumeric() || b"!#$%&'+-.^_`|~".contains(&it);
        !text.is_empty() && text.bytes().all(is_token_character)
    };
    let is_essence = essence(text)
        .split_once('/')
        .is_some_and(|(kind, subtype)| is_token(kind) && is_token(subtype));
    is_essence && text.bytes().all(|it| matches!(it, b' '..=b'~'))
}

/// Returns whether a media type is in a range, such as `image/*` or `application/*+json`.
#[must_use]
pub fn is_in_range(media_type: &str, range: &str) -> bool {
    let media_type = essence(media_type).to_ascii_lowercase();
    let range = essence(range).to_ascii_lowercase();
    match range.split_once('*') {
        Some((start, end)) => {
            let rest = media_type.strip_prefix(start);
            end == "/*" || rest.is_some_and(|rest| rest.len() > end.len() && rest.ends_with(end))
        }
        // The document has no valid range.
        None => true,
    }
}

#[cfg(test)]
mod tests {
    use super::{is_in_range, is_media_type};

    #[test]
    fn ranges_contain_media_types() {
        for (media_type, range) in [
            ("image/png", "image/*"),
            ("Image/PNG; q=1", "image/*"),
            ("a/b", "*/*"),
            ("application/vnd.a+json", "application/*+json"),
        ] {
            assert!(is_in_range(media_type, range), "{media_type} in {range}");
        }
        for (media_type, range) in [
            ("text/css", "image/*"),
            ("image/", "image/*"),
            ("application/json", "application/*+json"),
            ("application/+json", "application/*+json"),
        ] {
            assert!(!is_in_range(media_type, range), "{media_type} in {range}");
        }
    }

    #[test]
    fn recognizes_media_types() {
        for text in ["a/b", "application/vnd.a+json; v=\"1\""] {
            assert!(is_media_type(text), "{text}");
        }
        for text in [
            "",
            "a",
            "a/",
            "/b",
            "image/*",
            "a/b c",
            "a/b;\r\nX: y",
            "a/b; ä=1",
        ] {
            assert!(!is_media_type(text), "{text}");
        }
    }
}
