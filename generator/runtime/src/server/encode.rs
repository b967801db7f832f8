//! Writes responses: one function for each shape of body, the mirror of [`decode`](crate::decode).
//! A status and headers that the response brings are kept; what is missing is what the document says.

use bytes::Bytes;
use http::header::{
    CONNECTION, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderName, TRANSFER_ENCODING,
};
use http::{HeaderMap, HeaderValue, Response as HttpResponse, StatusCode};
use serde::Serialize;

use crate::error::refusal;
use crate::error::{Error, ErrorKind, Result};
use crate::wire::operation::OperationInfo;
use crate::wire::response::Response;

/// What describes one message on one connection, which a response that is passed on leaves behind.
const OF_ONE_MESSAGE: [HeaderName; 4] = [
    CONNECTION,
    CONTENT_ENCODING,
    CONTENT_LENGTH,
    TRANSFER_ENCODING,
];

/// Writes a JSON body of this media type.
///
/// # Errors
///
/// [`InvalidResponse`](ErrorKind::InvalidResponse) when the value cannot be written as JSON.
pub fn json<T: Serialize>(
    info: &'static OperationInfo,
    status: u16,
    media_type: &'static str,
    response: Response<T>,
) -> Result<HttpResponse<Bytes>> {
    let (value, rest) = response.into_parts();
    let body = serde_json::to_vec(&value).map_err(|error| {
        Error::invalid_response(format!("the answer cannot be written as JSON: {error}"))
            .with_operation(info)
    })?;
    Ok(complete(status, Some(media_type), body.into(), &rest))
}

/// Writes a response without a body.
///
/// # Errors
///
/// None today; the signature is the one that all writers share.
pub fn empty(
    _info: &'static OperationInfo,
    status: u16,
    response: Response<()>,
) -> Result<HttpResponse<Bytes>> {
    let ((), rest) = response.into_parts();
    Ok(complete(status, None, Bytes::new(), &rest))
}

/// Writes a body that is text in UTF-8 or bytes, as it is.
///
/// # Errors
///
/// None today; the signature is the one that all writers share.
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
    *headers = carried(rest.headers().clone());
    match media_type.map(HeaderValue::from_str) {
        Some(Ok(media_type)) => _ = headers.insert(CONTENT_TYPE, media_type),
        _ => _ = headers.remove(CONTENT_TYPE),
    }
    response
}

fn carried(mut headers: HeaderMap) -> HeaderMap {
    for name in OF_ONE_MESSAGE {
        headers.remove(name);
    }
    headers
}

/// The answer for an operation that failed: a refusal as it is, else `{"error": …}` with a status
/// that says whose fault it is.
pub(super) fn error(error: &Error) -> HttpResponse<Bytes> {
    let status = match error.kind() {
        ErrorKind::Status => return passed_on(error),
        ErrorKind::NotImplemented => StatusCode::NOT_IMPLEMENTED,
        ErrorKind::Timeout => StatusCode::GATEWAY_TIMEOUT,
        ErrorKind::Transport | ErrorKind::Decode | ErrorKind::BodyLimit => StatusCode::BAD_GATEWAY,
        ErrorKind::InvalidRequest | ErrorKind::InvalidResponse => StatusCode::INTERNAL_SERVER_ERROR,
    };
    refusal(status, &error.to_string())
}

fn passed_on(error: &Error) -> HttpResponse<Bytes> {
    let mut response = HttpResponse::new(error.body().cloned().unwrap_or_default());
    *response.status_mut() = error.status().unwrap_or(StatusCode::BAD_GATEWAY);
    *response.headers_mut() = carried(error.headers().cloned().unwrap_or_default());
    response
}
