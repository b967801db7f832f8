//! Error messages for response bodies that cannot be decoded.

use bytes::Bytes;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use http::{HeaderMap, Response as HttpResponse};
use serde::de::IgnoredAny;

use super::location::{JsonError, PayloadLocation};
use crate::escape::excerpt;
use crate::wire::media_type::is_json;

/// The reason why a body does not match the API description.
#[derive(Debug)]
pub(crate) struct DecodeProblem {
    pub(crate) message: String,
    pub(crate) json_path: Option<String>,
}

/// Removes a byte order mark. Some servers send one, and JSON parsers may ignore it (RFC 8259, section 8.1).
pub(crate) fn without_byte_order_mark(body: &[u8]) -> &[u8] {
    body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body)
}

impl DecodeProblem {
    pub(crate) fn new(message: String) -> Self {
        Self {
            message,
            json_path: None,
        }
    }

    /// Describes why a body could not be parsed. `is_redacted` is `true` if it was parsed before its secrets were redacted.
    /// The error may then quote a secret, so the redacted body is parsed again.
    pub(crate) fn from_json_error(
        response: &HttpResponse<Bytes>,
        error: &JsonError,
        is_redacted: bool,
    ) -> Self {
        let body = without_byte_order_mark(response.body());
        if body.is_empty() {
            return Self::new("response has no body, but the API describes a JSON body".to_owned());
        }
        // A syntax error quotes nothing.
        if !is_redacted || !error.error.is_data() {
            return Self::from_error_of(response, body, error);
        }
        // A number that is redacted is not JSON.
        let is_json = || serde_json::from_slice::<IgnoredAny>(body).is_ok();
        match error.of_text(body) {
            Some(again) if again.error.is_data() && is_json() => {
                Self::from_error_of(response, body, &again)
            }
            _ => Self::new(
                "response does not match the API description (details are omitted, because they contain a secret)"
                    .to_owned(),
            ),
        }
    }

    fn from_error_of(response: &HttpResponse<Bytes>, body: &[u8], error: &JsonError) -> Self {
        match error.location(body) {
            Some(location) => Self::mismatch(body, error, &location),
            None => Self::invalid_json(response, body, &error.error),
        }
    }

    /// Describes why a body is not a text. `problem` follows the word "response".
    pub(crate) fn not_a_text(response: &HttpResponse<Bytes>, problem: &str) -> Self {
        Self::new(match undecoded_coding(response.headers()) {
            Some(coding) => format!(
                "response has the content coding `{}`, which was not decoded (the feature `compression` of the default \
                 transport decodes gzip, br and zstd)",
                excerpt(coding)
            ),
            None => format!("response {problem}"),
        })
    }

    fn mismatch(body: &[u8], error: &JsonError, location: &PayloadLocation) -> Self {
        let at = match location.inner_path() {
            Some(path) => format!(" at `{}`", excerpt(path)),
            None => String::new(),
        };
        let found = match location.value(error.parsed(body)) {
            Some(value) => format!(" (found `{}`)", excerpt(&value.to_string())),
            None => String::new(),
        };
        let reason = excerpt(&error.reason());
        Self {
            message: format!("response does not match the API description{at}: {reason}{found}"),
            json_path: Some(location.path.clone()),
        }
    }

    fn invalid_json(
        response: &HttpResponse<Bytes>,
        body: &[u8],
        error: &serde_json::Error,
    ) -> Self {
        let text = match str::from_utf8(body) {
            Ok(text) => text,
            Err(error) => return Self::not_a_text(response, &format!("is not UTF-8: {error}")),
        };
        let start = excerpt(text);
        match content_type(response.headers()) {
            Some(other) if !is_json(other) => Self::new(format!(
                "response is not JSON but `{}` (it starts with `{start}`)",
                excerpt(other)
            )),
            _ if error.is_eof() => Self::new(format!(
                "response is incomplete: {error} (it starts with `{start}`)"
            )),
            _ => Self::new(format!(
                "response is not JSON: {error} (it starts with `{start}`)"
            )),
        }
    }
}

/// The content coding of a body that the transport has left as it is.
fn undecoded_coding(headers: &HeaderMap) -> Option<&str> {
    let coding = headers.get(CONTENT_ENCODING)?.to_str().ok()?;
    let is_none = ["", "identity"].contains(&coding.trim().to_ascii_lowercase().as_str());
    (!is_none).then_some(coding)
}

/// The value of the header `Content-Type`.
pub(crate) fn content_type(headers: &HeaderMap) -> Option<&str> {
    headers.get(CONTENT_TYPE)?.to_str().ok()
}
