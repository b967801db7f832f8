//! Error messages for response bodies that cannot be decoded.

use std::borrow::Cow;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, Response as HttpResponse};
use serde::de::DeserializeOwned;

use super::location::{JsonError, PayloadLocation, from_json};
use crate::client::origin::ResponseOrigin;
use crate::wire::media_type::is_json;

/// The maximum number of characters of a body that an error message quotes.
const EXCERPT: usize = 200;

/// The reason why a body does not match the API description.
#[derive(Debug)]
pub(crate) struct DecodeProblem {
    pub(crate) message: String,
    pub(crate) json_path: Option<String>,
}

/// Parses the body of a response as JSON.
pub(crate) fn body_from_json<T: DeserializeOwned>(
    response: &HttpResponse<Bytes>,
) -> Result<T, DecodeProblem> {
    let body = without_byte_order_mark(response.body());
    from_json(body).map_err(|error| DecodeProblem::from_json_error(response, &error))
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

    pub(crate) fn from_json_error(response: &HttpResponse<Bytes>, error: &JsonError) -> Self {
        let body = without_byte_order_mark(response.body());
        match error.location(body) {
            Some(location) => Self::mismatch(response, body, error, &location),
            None => Self::invalid_json(response, body, &error.error),
        }
    }

    pub(crate) fn invalid_utf8(error: std::str::Utf8Error) -> Self {
        Self::new(format!("response is not UTF-8: {error}"))
    }

    fn mismatch(
        response: &HttpResponse<Bytes>,
        body: &[u8],
        error: &JsonError,
        location: &PayloadLocation,
    ) -> Self {
        let excerpts = Excerpts::from_response(response);
        let at = match location.inner_path() {
            Some(path) => format!(" at `{}`", excerpts.excerpt(path)),
            None => String::new(),
        };
        let found = match location.value(body) {
            Some(value) => format!(" (found `{}`)", excerpts.excerpt(&value.to_string())),
            None => String::new(),
        };
        let reason = excerpts.excerpt(&error.reason());
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
        if body.is_empty() {
            return Self::new("response has no body, but the API describes a JSON body".to_owned());
        }
        let text = match str::from_utf8(body) {
            Ok(text) => text,
            Err(error) => return Self::invalid_utf8(error),
        };
        let excerpts = Excerpts::from_response(response);
        let start = excerpts.excerpt(text);
        match content_type(response.headers()) {
            Some(other) if !is_json(other) => Self::new(format!(
                "response is not JSON but `{}` (it starts with `{start}`)",
                excerpts.excerpt(other)
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

/// The value of the header `Content-Type`.
pub(crate) fn content_type(headers: &HeaderMap) -> Option<&str> {
    headers.get(CONTENT_TYPE)?.to_str().ok()
}

/// Makes excerpts of a server's texts for error messages: short, on one line, and without secrets.
pub(crate) struct Excerpts<'a>(Option<&'a ResponseOrigin>);

impl<'a> Excerpts<'a> {
    pub(crate) fn from_response(response: &'a HttpResponse<Bytes>) -> Self {
        Self(ResponseOrigin::from_response(response))
    }

    /// The first [`EXCERPT`] characters. Secrets are redacted first, because cutting a secret in two would
    /// leave a half that is not recognized.
    pub(crate) fn excerpt(&self, text: &str) -> String {
        let text = match self.0 {
            Some(origin) => origin.secrets.redact(text),
            None => Cow::Borrowed(text),
        };
        let mut excerpt = String::new();
        for (count, character) in text.chars().enumerate() {
            match character {
                _ if count == EXCERPT => {
                    excerpt.push('…');
                    break;
                }
                // A line feed or an escape sequence could forge a line of a log.
                control if control.is_control() => excerpt.extend(control.escape_default()),
                character => excerpt.push(character),
            }
        }
        excerpt
    }
}
