//! Encodes responses: one function for each kind of body, the counterpart of [`decode`](crate::decode). The
//! status and headers of the response are used if they are set; the defaults are those of the document.

use bytes::Bytes;
use http::header::{
    CONNECTION, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderName, TRANSFER_ENCODING,
};
use http::{HeaderMap, HeaderValue, Response as HttpResponse, StatusCode};
use serde::Serialize;

use crate::error::{Error, Result};
use crate::error_kind::ErrorKind;
use crate::wire::json_response::error_response;
use crate::wire::operation_info::OperationInfo;
use crate::wire::response::Response;

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
) -> Result<HttpResponse<Bytes>> {
    let (value, rest) = response.into_parts();
    let body = serde_json::to_vec(&value).map_err(|error| {
        Error::invalid_response(format!("the response cannot be encoded as JSON: {error}"))
            .with_operation(info)
    })?;
    Ok(complete(status, Some(media_type), body.into(), &rest))
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
) -> Result<HttpResponse<Bytes>> {
    let ((), rest) = response.into_parts();
    Ok(complete(status, None, Bytes::new(), &rest))
}

/// Encodes a body of UTF-8 text or bytes.
///
/// # Errors
///
/// This function never fails. Its signature is the same as for other kinds of bodies.
pub fn body(
    _info: &'static OperationInfo,
    status: u16,
    media_type: &'static str,
    response: Response<impl Into<Bytes>>,
) -> Result<HttpResponse<Bytes>> {
    let (body, rest) = response.into_parts();
    Ok(complete(status, Some(media_type), body.into(), &rest))
}

fn complete(
    status: u16,
    media_type: Option<&'static str>,
    body: Bytes,
    rest: &Response<()>,
) -> HttpResponse<Bytes> {
    let mut response = HttpResponse::new(body);
    *response.status_mut() = if rest.is_status_set() {
        rest.status()
    } else {
        StatusCode::from_u16(status).unwrap_or_default()
    };
    let headers = response.headers_mut();
    *headers = end_to_end(rest.headers().clone());
    match media_type.map(HeaderValue::from_str) {
        Some(Ok(media_type)) => _ = headers.insert(CONTENT_TYPE, media_type),
        _ => _ = headers.remove(CONTENT_TYPE),
    }
    response
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
pub(super) fn error(error: &Error) -> HttpResponse<Bytes> {
    let status = match error.kind() {
        ErrorKind::Status => return passed_on(error),
        ErrorKind::NotImplemented => StatusCode::NOT_IMPLEMENTED,
        ErrorKind::Timeout => StatusCode::GATEWAY_TIMEOUT,
        ErrorKind::Transport | ErrorKind::Decode | ErrorKind::BodyLimit => StatusCode::BAD_GATEWAY,
        ErrorKind::InvalidRequest | ErrorKind::InvalidResponse => StatusCode::INTERNAL_SERVER_ERROR,
    };
    error_response(status, &error.to_string())
}

fn passed_on(error: &Error) -> HttpResponse<Bytes> {
    let mut response = HttpResponse::new(error.body().cloned().unwrap_or_default());
    *response.status_mut() = error.status().unwrap_or(StatusCode::BAD_GATEWAY);
    *response.headers_mut() = end_to_end(error.headers().cloned().unwrap_or_default());
    response
}
