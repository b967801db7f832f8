//! Decodes responses: one function for each kind of body. Generated code names the function of each operation
//! as [`Operation::DECODE`](crate::Operation::DECODE). If the body does not match the API description, the
//! error contains the JSON path and the value that was found there.

pub(crate) mod integer;
pub(crate) mod location;
pub(crate) mod problem;

use std::collections::BTreeMap;

use bytes::Bytes;
use http::header::LOCATION;
use http::{Response as HttpResponse, StatusCode};
use serde::de::DeserializeOwned;

use crate::error::{Error, Result};
use crate::types::lenient::LenientMap;
use crate::wire::charset::{self, TextProblem};
use crate::wire::media_type::is_json;
use crate::wire::operation_info::OperationInfo;
use crate::wire::response::Response;
use crate::wire::stream::head::check_event_stream;
use crate::wire::stream::{self, EventData, Events, Lines};
use location::{JsonError, from_json};
use problem::{DecodeProblem, content_type, without_byte_order_mark};

/// Decodes a JSON body. A response with status 204 or 205 has no body; it is decoded as `null`.
///
/// # Errors
///
/// - [`Status`](crate::ErrorKind::Status) for every status other than 2xx.
/// - [`Decode`](crate::ErrorKind::Decode) if the body is empty, is not JSON, or does not match the type.
pub fn json<T: DeserializeOwned>(
    info: &'static OperationInfo,
    response: HttpResponse<Bytes>,
) -> Result<Response<T>> {
    json_body(Some(info), success(info, response)?)
}

/// Decodes a JSON list. `null` is an empty list, as in the properties of an object.
///
/// # Errors
///
/// Same as [`json`].
pub fn list<T: DeserializeOwned>(
    info: &'static OperationInfo,
    response: HttpResponse<Bytes>,
) -> Result<Response<Vec<T>>> {
    let response = json::<Option<Vec<T>>>(info, response)?;
    Ok(response.map(Option::unwrap_or_default))
}

/// Decodes a JSON object with arbitrary property names. `null` is an empty map, and so is `[]`, as some servers write it.
///
/// # Errors
///
/// Same as [`json`].
pub fn map<T: DeserializeOwned>(
    info: &'static OperationInfo,
    response: HttpResponse<Bytes>,
) -> Result<Response<BTreeMap<String, T>>> {
    let response = json::<Option<LenientMap<T>>>(info, response)?;
    Ok(response.map(|map| map.map_or_else(BTreeMap::new, |LenientMap(map)| map)))
}

/// Returns the header `Location` of a redirect. It may be relative to the URL of the request.
///
/// # Errors
///
/// - [`Status`](crate::ErrorKind::Status) for every status other than a redirect (301, 302, 303, 307, 308) or 2xx.
/// - [`Decode`](crate::ErrorKind::Decode) if the response is not a redirect, or has no valid header `Location`.
pub fn location(
    info: &'static OperationInfo,
    response: HttpResponse<Bytes>,
) -> Result<Response<String>> {
    let status = response.status();
    let is_redirect = matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308);
    if !is_redirect && !status.is_success() {
        return error(info, response);
    }
    let location = response.headers().get(LOCATION).filter(|_| is_redirect);
    // Some servers do not percent-encode the letters of other languages.
    if let Some(Ok(location)) = location.map(|location| str::from_utf8(location.as_bytes())) {
        let location = location.to_owned();
        return Ok(Response::from_http(location, response));
    }
    let error = Error::undecodable(response, |_, _| {
        let problem = if is_redirect {
            "response has no valid header `Location`"
        } else {
            "response is not a redirect"
        };
        DecodeProblem::new(problem.to_owned())
    });
    Err(error.with_operation(info))
}

impl<T: DeserializeOwned> Response<T> {
    /// Decodes the JSON body of a response, such as one of [`Client::execute`](crate::Client::execute).
    ///
    /// # Errors
    ///
    /// [`Decode`](crate::ErrorKind::Decode) if the body is not JSON or does not match the type.
    pub fn json(response: HttpResponse<Bytes>) -> Result<Self> {
        json_body(None, response)
    }
}

// Compiled once for each type, so everything that handles a failure is in other functions.
fn json_body<T: DeserializeOwned>(
    info: Option<&'static OperationInfo>,
    response: HttpResponse<Bytes>,
) -> Result<Response<T>> {
    match from_json(json_text(&response)) {
        Ok(value) => Ok(Response::from_http(value, response)),
        Err(error) => Err(json_error(info, response, &error)),
    }
}

/// The JSON text of a response: `null` if HTTP allows no body for its status.
fn json_text(response: &HttpResponse<Bytes>) -> &[u8] {
    let body = without_byte_order_mark(response.body());
    let has_none = matches!(
        response.status(),
        StatusCode::NO_CONTENT | StatusCode::RESET_CONTENT
    );
    if has_none && body.is_empty() {
        b"null"
    } else {
        body
    }
}

fn json_error(
    info: Option<&'static OperationInfo>,
    response: HttpResponse<Bytes>,
    error: &JsonError,
) -> Error {
    let error = Error::undecodable(response, |response, is_redacted| {
        DecodeProblem::from_json_error(response, error, is_redacted)
    });
    match info {
        Some(info) => error.with_operation(info),
        None => error,
    }
}

/// Decodes a response without a body. If the server sends a body, it is ignored.
///
/// # Errors
///
/// [`Status`](crate::ErrorKind::Status) for every status other than 2xx.
pub fn empty(info: &'static OperationInfo, response: HttpResponse<Bytes>) -> Result<Response<()>> {
    Ok(Response::from_http((), success(info, response)?))
}

/// Decodes a text body. Its charset is the one of the `Content-Type`: UTF-8 (the default), UTF-16 or ISO 8859-1.
///
/// # Errors
///
/// - [`Status`](crate::ErrorKind::Status) for every status other than 2xx.
/// - [`Decode`](crate::ErrorKind::Decode) if the body is not text in its charset, or the charset is not supported.
pub fn text(
    info: &'static OperationInfo,
    response: HttpResponse<Bytes>,
) -> Result<Response<String>> {
    let response = success(info, response)?;
    match charset::decode(content_type(response.headers()), response.body()) {
        Ok(text) => Ok(Response::from_http(text, response)),
        Err(TextProblem(problem)) => {
            let error = Error::undecodable(response, |response, _| {
                DecodeProblem::not_a_text(response, &problem)
            });
            Err(error.with_operation(info))
        }
    }
}

/// Returns the body as bytes.
///
/// # Errors
///
/// [`Status`](crate::ErrorKind::Status) for every status other than 2xx.
pub fn bytes(
    info: &'static OperationInfo,
    response: HttpResponse<Bytes>,
) -> Result<Response<Bytes>> {
    let response = success(info, response)?;
    let body = response.body().clone();
    Ok(Response::from_http(body, response))
}

/// Returns whether the body is JSON according to its `Content-Type`. A response without that header counts as
/// JSON.
pub fn holds_json(response: &HttpResponse<Bytes>) -> bool {
    content_type(response.headers()).is_none_or(is_json)
}

/// Returns whether the body is text (`text/*`) according to its `Content-Type`.
pub fn holds_text(response: &HttpResponse<Bytes>) -> bool {
    let kind = content_type(response.headers()).and_then(|it| it.split('/').next());
    kind.is_some_and(|kind| kind.trim().eq_ignore_ascii_case("text"))
}

/// Decodes server-sent events with JSON data, as they arrive. An event with the data `[DONE]`, which is not
/// JSON and which several APIs send last, ends the stream.
///
/// # Errors
///
/// - [`Status`](crate::ErrorKind::Status) for every status other than 2xx.
/// - [`Decode`](crate::ErrorKind::Decode) if the `Content-Type` is not `text/event-stream`.
pub fn events<T: DeserializeOwned + 'static>(
    info: &'static OperationInfo,
    response: HttpResponse<Bytes>,
) -> Result<Response<Events<T>>> {
    let response = success(info, response)?;
    let head = event_stream_head(info, &response)?;
    Ok(head.map(|()| stream::json_events(info, response)))
}

/// Decodes server-sent events with text data, as they arrive.
///
/// # Errors
///
/// Same as [`events`].
pub fn text_events(
    info: &'static OperationInfo,
    response: HttpResponse<Bytes>,
) -> Result<Response<Events<String>>> {
    let response = success(info, response)?;
    let head = event_stream_head(info, &response)?;
    Ok(head.map(|()| stream::text_events(info, response)))
}

/// Decodes server-sent events whose names decide the types of their data, as they arrive.
///
/// # Errors
///
/// Same as [`events`].
pub fn named_events<T: EventData + 'static>(
    info: &'static OperationInfo,
    response: HttpResponse<Bytes>,
) -> Result<Response<Events<T>>> {
    let response = success(info, response)?;
    let head = event_stream_head(info, &response)?;
    Ok(head.map(|()| stream::named_events(info, response)))
}

/// Decodes JSON texts as they arrive: one in each line, or one after each record separator.
///
/// # Errors
///
/// [`Status`](crate::ErrorKind::Status) for every status other than 2xx.
pub fn lines<T: DeserializeOwned + 'static>(
    info: &'static OperationInfo,
    response: HttpResponse<Bytes>,
) -> Result<Response<Lines<T>>> {
    let response = success(info, response)?;
    Ok(head(&response).map(|()| stream::json_lines(info, response)))
}

/// Returns the response if its status is 2xx.
fn success(
    info: &'static OperationInfo,
    response: HttpResponse<Bytes>,
) -> Result<HttpResponse<Bytes>> {
    if response.status().is_success() {
        return Ok(response);
    }
    error(info, response)
}

fn event_stream_head(
    info: &'static OperationInfo,
    response: &HttpResponse<Bytes>,
) -> Result<Response<()>> {
    check_event_stream(info, response)?;
    Ok(head(response))
}

fn head(response: &HttpResponse<Bytes>) -> Response<()> {
    Response::new(())
        .with_status(response.status())
        .with_headers(response.headers().clone())
}

/// Turns a response with a status other than 2xx into an error.
///
/// # Errors
///
/// Always, with the kind [`Status`](crate::ErrorKind::Status).
pub fn error<T>(info: &'static OperationInfo, response: HttpResponse<Bytes>) -> Result<T> {
    Err(Error::from_response(response).with_operation(info))
}
