//! Encodes responses: one function for each kind of body, the counterpart of [`decode`](crate::decode). The
//! status and headers of the response are used if they are set; the defaults are those of the document.

mod streams;

use axum::body::Body;
use bytes::Bytes;
use http::header::{
    CONNECTION, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderName, LOCATION,
    TRANSFER_ENCODING,
};
use http::{HeaderMap, HeaderValue, StatusCode};
use serde::Serialize;

use super::http_response::HttpResponse;
use crate::error::{Error, Result};
use crate::error_kind::ErrorKind;
use crate::wire::charset::{self, TextProblem};
use crate::wire::decode::problem::content_type;
use crate::wire::headers;
use crate::wire::json;
use crate::wire::json_response::error_response;
use crate::wire::operation_info::OperationInfo;
use crate::wire::response::Response;

pub use streams::{events, lines, named_events, text_events};

/// The headers that describe one message on one connection. They are removed from a response that is passed on.
const MESSAGE_HEADERS: [HeaderName; 4] = [
    CONNECTION,
    CONTENT_ENCODING,
    CONTENT_LENGTH,
    TRANSFER_ENCODING,
];

/// Encodes a JSON body of this media type.
///
/// # Errors
///
/// [`InvalidResponse`](ErrorKind::InvalidResponse) if the value cannot be serialized.
pub fn json<T: Serialize>(
    info: &'static OperationInfo,
    status: u16,
    media_type: &'static str,
    response: Response<T>,
) -> Result<HttpResponse> {
    let (value, rest) = response.into_parts();
    let body = json::to_vec(&value).map_err(|error| {
        Error::invalid_response(format!("the response cannot be encoded as JSON: {error}"))
            .with_operation(info)
    })?;
    Ok(complete(status, Some(media_type), body, &rest))
}

/// Encodes a response without a body.
///
/// # Errors
///
/// This function never fails. Its signature is the same as for other kinds of bodies.
pub fn empty(
    _info: &'static OperationInfo,
    status: u16,
    response: Response<()>,
) -> Result<HttpResponse> {
    let ((), rest) = response.into_parts();
    Ok(complete(status, None, Body::empty(), &rest))
}

/// Encodes a redirect: the value becomes the header `Location`.
///
/// # Errors
///
/// [`InvalidResponse`](ErrorKind::InvalidResponse) if the value cannot be sent in a header.
pub fn location(
    info: &'static OperationInfo,
    status: u16,
    response: Response<String>,
) -> Result<HttpResponse> {
    let (value, rest) = response.into_parts();
    let mut response = complete(status, None, Body::empty(), &rest);
    let (name, value) = headers::parse(LOCATION.as_str(), &value)
        .map_err(|problem| Error::invalid_response(problem).with_operation(info))?;
    response.headers_mut().insert(name, value);
    Ok(response)
}

/// Encodes a text body in the charset of its media type.
///
/// # Errors
///
/// [`InvalidResponse`](ErrorKind::InvalidResponse) if the charset does not have a character of the text.
pub fn text(
    info: &'static OperationInfo,
    status: u16,
    media_type: &'static str,
    response: Response<String>,
) -> Result<HttpResponse> {
    let (value, rest) = response.into_parts();
    let mut response = complete(status, Some(media_type), Body::empty(), &rest);
    if has_body(response.status()) {
        let media_type = content_type(response.headers()).unwrap_or(media_type);
        let body = charset::encode(media_type, &value).map_err(|TextProblem(problem)| {
            Error::invalid_response(format!("the response {problem}")).with_operation(info)
        })?;
        *response.body_mut() = body.into();
    }
    Ok(response)
}

/// Encodes a body of bytes.
///
/// # Errors
///
/// This function never fails. Its signature is the same as for other kinds of bodies.
pub fn body(
    _info: &'static OperationInfo,
    status: u16,
    media_type: &'static str,
    response: Response<impl Into<Bytes>>,
) -> Result<HttpResponse> {
    let (body, rest) = response.into_parts();
    Ok(complete(status, Some(media_type), body.into(), &rest))
}

fn complete(
    status: u16,
    media_type: Option<&'static str>,
    body: impl Into<Body>,
    rest: &Response<()>,
) -> HttpResponse {
    let status = if rest.is_status_set() {
        rest.status()
    } else {
        StatusCode::from_u16(status).unwrap_or_default()
    };
    let (media_type, body) = if has_body(status) {
        (media_type, body.into())
    } else {
        (None, Body::empty())
    };
    let mut response = HttpResponse::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    *headers = end_to_end(rest.headers().clone());
    match media_type {
        // A range is not a media type, so the implementation sets the header.
        Some(range) if range.contains('*') => {
            let default = if range.starts_with("text/") {
                "text/plain; charset=utf-8"
            } else {
                "application/octet-stream"
            };
            let default = HeaderValue::from_static(default);
            headers.entry(CONTENT_TYPE).or_insert(default);
        }
        media_type => match media_type.map(HeaderValue::from_str) {
            Some(Ok(media_type)) => _ = headers.insert(CONTENT_TYPE, media_type),
            _ => _ = headers.remove(CONTENT_TYPE),
        },
    }
    response
}

/// Returns whether HTTP allows a body in a response with this status.
fn has_body(status: StatusCode) -> bool {
    let without = [
        StatusCode::NO_CONTENT,
        StatusCode::RESET_CONTENT,
        StatusCode::NOT_MODIFIED,
    ];
    !without.contains(&status)
}

/// Removes the headers of one connection.
fn end_to_end(mut headers: HeaderMap) -> HeaderMap {
    for name in MESSAGE_HEADERS {
        headers.remove(name);
    }
    headers
}

/// Encodes the error of an operation. An error with a response of a server is passed on unchanged; other errors are
/// the body `{"error": …}` with a status that depends on their kind.
pub(super) fn error(error: &Error) -> HttpResponse {
    let status = match error.kind() {
        ErrorKind::Status => return passed_on(error),
        ErrorKind::NotImplemented => StatusCode::NOT_IMPLEMENTED,
        ErrorKind::Timeout => StatusCode::GATEWAY_TIMEOUT,
        ErrorKind::Credentials
        | ErrorKind::Transport
        | ErrorKind::Decode
        | ErrorKind::BodyLimit => StatusCode::BAD_GATEWAY,
        ErrorKind::InvalidRequest | ErrorKind::InvalidResponse | ErrorKind::Io => {
            StatusCode::INTERNAL_SERVER_ERROR
        }
    };
    error_response(status, &error.for_client()).map(Body::from)
}

fn passed_on(error: &Error) -> HttpResponse {
    let mut response = HttpResponse::new(error.body().cloned().unwrap_or_default().into());
    *response.status_mut() = error.status().unwrap_or(StatusCode::BAD_GATEWAY);
    *response.headers_mut() = end_to_end(error.headers().cloned().unwrap_or_default());
    response
}

#[cfg(test)]
mod tests {
    use axum::body::HttpBody;

    use super::*;
    use crate::client::security::SecurityRequirements;

    static INFO: OperationInfo = OperationInfo {
        id: "users_get",
        method: crate::Method::GET,
        path: "/users",
        server: "",
        servers: &[],
        header_parameters: &[],
        security: SecurityRequirements::All,
    };

    #[test]
    fn statuses_without_a_body_remove_it() -> Result<()> {
        for status in [204, 205, 304] {
            let status = StatusCode::from_u16(status).unwrap_or_default();
            let response = Response::new("body").with_status(status);
            let sent = json(&INFO, 200, "application/json", response)?;
            assert_eq!(
                (sent.status(), sent.body().size_hint().exact()),
                (status, Some(0))
            );
            assert!(!sent.headers().contains_key(CONTENT_TYPE));
        }
        Ok(())
    }

    #[test]
    fn a_redirect_has_a_valid_location() -> Result<()> {
        let sent = location(&INFO, 302, Response::new("/a?b".to_owned()))?;
        assert_eq!(
            (sent.status().as_u16(), sent.body().size_hint().exact()),
            (302, Some(0))
        );
        assert_eq!(
            sent.headers().get(LOCATION),
            Some(&HeaderValue::from_static("/a?b"))
        );
        let error = location(&INFO, 302, Response::new("/a\nb".to_owned())).err();
        assert!(error.is_some_and(|it| it.kind() == ErrorKind::InvalidResponse));
        Ok(())
    }

    #[test]
    fn a_range_is_never_the_content_type() -> Result<()> {
        let sent = |response| body(&INFO, 200, "image/*", response);
        let content_type = |sent: HttpResponse| sent.headers().get(CONTENT_TYPE).cloned();
        let octets = HeaderValue::from_static("application/octet-stream");
        assert_eq!(content_type(sent(Response::new("x"))?), Some(octets));
        let png = HeaderValue::from_static("image/png");
        let headers = HeaderMap::from_iter([(CONTENT_TYPE, png.clone())]);
        let response = Response::new("x").with_headers(headers);
        assert_eq!(content_type(sent(response)?), Some(png));
        Ok(())
    }
}
