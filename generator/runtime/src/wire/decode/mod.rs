//! Reads responses: one function for each shape of body, which generated code names for each operation.
//! A body that is not what the API describes becomes an error that says where and what stood there.

mod place;

use std::borrow::Cow;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, Response as HttpResponse};
use serde::de::DeserializeOwned;

use crate::client::origin::Origin;
use crate::error::{Error, Result};
use crate::wire::operation::OperationInfo;
use crate::wire::response::Response;
use crate::wire::stream::{self, Events, Lines};

pub(crate) use place::{Place, Unread, read};

/// How much of a body an error quotes, in characters.
const EXCERPT: usize = 200;

/// Reads a JSON body.
///
/// # Errors
///
/// [`Status`](crate::ErrorKind::Status) for every status but 2xx, and
/// [`Decode`](crate::ErrorKind::Decode) when the body is empty, is not JSON, or is JSON of another
/// shape.
pub fn json<T: DeserializeOwned>(
    info: &'static OperationInfo,
    response: HttpResponse<Bytes>,
) -> Result<Response<T>> {
    json_from(Some(info), success(info, response)?)
}

/// The same; without an operation, only the response itself can say what was called.
// Compiled once for each type, so that what follows from a failure is elsewhere.
pub(crate) fn json_from<T: DeserializeOwned>(
    info: Option<&'static OperationInfo>,
    response: HttpResponse<Bytes>,
) -> Result<Response<T>> {
    match read(without_byte_order_mark(response.body())) {
        Ok(value) => Ok(Response::of(value, response)),
        Err(unread) => Err(unlike(info, response, &unread)),
    }
}

fn unlike(
    info: Option<&'static OperationInfo>,
    response: HttpResponse<Bytes>,
    unread: &Unread,
) -> Error {
    let error = Error::decode(Problem::of(&response, unread), response);
    match info {
        Some(info) => error.with_operation(info),
        None => error,
    }
}

/// Reads a response without a body; one that came nevertheless is ignored.
///
/// # Errors
///
/// [`Status`](crate::ErrorKind::Status) for every status but 2xx.
pub fn empty(info: &'static OperationInfo, response: HttpResponse<Bytes>) -> Result<Response<()>> {
    Ok(Response::of((), success(info, response)?))
}

/// Reads a body that is text in UTF-8.
///
/// # Errors
///
/// [`Status`](crate::ErrorKind::Status) for every status but 2xx, and
/// [`Decode`](crate::ErrorKind::Decode) when the body is not UTF-8.
pub fn text(
    info: &'static OperationInfo,
    response: HttpResponse<Bytes>,
) -> Result<Response<String>> {
    let response = success(info, response)?;
    match str::from_utf8(response.body()).map(str::to_owned) {
        Ok(text) => Ok(Response::of(text, response)),
        Err(error) => Err(Error::decode(Problem::not_utf8(error), response).with_operation(info)),
    }
}

/// Takes the body as it is.
///
/// # Errors
///
/// [`Status`](crate::ErrorKind::Status) for every status but 2xx.
pub fn bytes(
    info: &'static OperationInfo,
    response: HttpResponse<Bytes>,
) -> Result<Response<Bytes>> {
    let response = success(info, response)?;
    let body = response.body().clone();
    Ok(Response::of(body, response))
}

/// Whether a body is said to be JSON, or nothing is said of it.
pub fn holds_json(response: &HttpResponse<Bytes>) -> bool {
    content_type(response.headers()).is_none_or(is_json)
}

/// Whether a body is said to be text.
pub fn holds_text(response: &HttpResponse<Bytes>) -> bool {
    let kind = content_type(response.headers()).and_then(|it| it.split('/').next());
    kind.is_some_and(|kind| kind.trim().eq_ignore_ascii_case("text"))
}

/// Reads server-sent events as they arrive, with data that is JSON. Data that is `[DONE]`, which several
/// APIs end a stream with and which is not JSON, is its end.
///
/// # Errors
///
/// [`Status`](crate::ErrorKind::Status) for every status but 2xx, and
/// [`Decode`](crate::ErrorKind::Decode) when the response says that it is something else.
pub fn events<T: DeserializeOwned + 'static>(
    info: &'static OperationInfo,
    response: HttpResponse<Bytes>,
) -> Result<Response<Events<T>>> {
    let response = success(info, response)?;
    let head = head_of_events(info, &response)?;
    Ok(head.map(|()| stream::json_events(info, response)))
}

/// The same with data that is text.
///
/// # Errors
///
/// As for [`events`].
pub fn text_events(
    info: &'static OperationInfo,
    response: HttpResponse<Bytes>,
) -> Result<Response<Events<String>>> {
    let response = success(info, response)?;
    let head = head_of_events(info, &response)?;
    Ok(head.map(|()| stream::text_events(info, response)))
}

/// Reads JSON texts as they arrive, each in a line of its own or behind a record separator.
///
/// # Errors
///
/// [`Status`](crate::ErrorKind::Status) for every status but 2xx.
pub fn lines<T: DeserializeOwned + 'static>(
    info: &'static OperationInfo,
    response: HttpResponse<Bytes>,
) -> Result<Response<Lines<T>>> {
    let response = success(info, response)?;
    Ok(head_of(&response).map(|()| stream::json_lines(info, response)))
}

/// The response, unless it is a refusal.
fn success(
    info: &'static OperationInfo,
    response: HttpResponse<Bytes>,
) -> Result<HttpResponse<Bytes>> {
    if response.status().is_success() {
        return Ok(response);
    }
    error(info, response)
}

/// Refuses a response that is no stream of events: from a page in HTML, say, none would come and no
/// error either.
fn head_of_events(
    info: &'static OperationInfo,
    response: &HttpResponse<Bytes>,
) -> Result<Response<()>> {
    match content_type(response.headers()) {
        Some(other) if !media_type(other).eq_ignore_ascii_case("text/event-stream") => {
            let other = Quote::of(response).excerpt(other);
            let problem = Problem::new(format!("response is not a stream of events but `{other}`"));
            Err(Error::decode(problem, response.clone()).with_operation(info))
        }
        _ => Ok(head_of(response)),
    }
}

fn head_of(response: &HttpResponse<Bytes>) -> Response<()> {
    Response::new(())
        .with_status(response.status())
        .with_headers(response.headers().clone())
}

/// Turns a response that is not a success into an error.
///
/// # Errors
///
/// Always, with one of kind [`Status`](crate::ErrorKind::Status).
pub fn error<T>(info: &'static OperationInfo, response: HttpResponse<Bytes>) -> Result<T> {
    Err(Error::from_response(response).with_operation(info))
}

/// Why a body is not what the API describes.
#[derive(Debug)]
pub(crate) struct Problem {
    pub(crate) text: String,
    pub(crate) json_path: Option<String>,
}

/// Reads the body as JSON.
pub(crate) fn read_json<T: DeserializeOwned>(response: &HttpResponse<Bytes>) -> Result<T, Problem> {
    let body = without_byte_order_mark(response.body());
    read(body).map_err(|unread| Problem::of(response, &unread))
}

/// Some servers write one, and JSON readers may skip it (RFC 8259, section 8.1).
pub(crate) fn without_byte_order_mark(body: &[u8]) -> &[u8] {
    body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body)
}

impl Problem {
    pub(crate) fn of(response: &HttpResponse<Bytes>, unread: &Unread) -> Self {
        let body = without_byte_order_mark(response.body());
        match unread.place(body) {
            Some(place) => Self::shape(response, body, unread, &place),
            None => Self::not_json(response, body, &unread.error),
        }
    }

    fn shape(response: &HttpResponse<Bytes>, body: &[u8], unread: &Unread, place: &Place) -> Self {
        let quote = Quote::of(response);
        let at = match place.inner_path() {
            Some(path) => format!(" at `{}`", quote.excerpt(path)),
            None => String::new(),
        };
        let found = match place.piece(body) {
            Some(piece) => format!(" (found `{}`)", quote.excerpt(&piece.to_string())),
            None => String::new(),
        };
        let reason = quote.excerpt(&unread.reason());
        Self {
            text: format!("response is not what the API describes{at}: {reason}{found}"),
            json_path: Some(place.path.clone()),
        }
    }

    fn not_json(response: &HttpResponse<Bytes>, body: &[u8], error: &serde_json::Error) -> Self {
        if body.is_empty() {
            return Self::new("response has no body, where the API describes JSON".to_owned());
        }
        let text = match str::from_utf8(body) {
            Ok(text) => text,
            Err(error) => return Self::not_utf8(error),
        };
        let quote = Quote::of(response);
        let start = quote.excerpt(text);
        match content_type(response.headers()) {
            Some(other) if !is_json(other) => Self::new(format!(
                "response is not JSON but `{}` (it starts `{start}`)",
                quote.excerpt(other)
            )),
            _ if error.is_eof() => Self::new(format!(
                "response is cut short: {error} (it starts `{start}`)"
            )),
            _ => Self::new(format!(
                "response is not JSON: {error} (it starts `{start}`)"
            )),
        }
    }

    fn not_utf8(error: std::str::Utf8Error) -> Self {
        Self::new(format!("response is not UTF-8: {error}"))
    }

    fn new(text: String) -> Self {
        Self {
            text,
            json_path: None,
        }
    }
}

fn content_type(headers: &HeaderMap) -> Option<&str> {
    headers.get(CONTENT_TYPE)?.to_str().ok()
}

/// `application/json`, and every type that says it is JSON underneath, such as
/// `application/problem+json`.
pub(crate) fn is_json(content_type: &str) -> bool {
    let subtype = media_type(content_type).rsplit(['/', '+']).next();
    subtype.unwrap_or_default().eq_ignore_ascii_case("json")
}

/// The type without its parameters.
pub(crate) fn media_type(content_type: &str) -> &str {
    content_type.split(';').next().unwrap_or_default().trim()
}

/// Quotes what a server sent, for a message of one line that shows no secret.
pub(crate) struct Quote<'a>(Option<&'a Origin>);

impl<'a> Quote<'a> {
    pub(crate) fn of(response: &'a HttpResponse<Bytes>) -> Self {
        Self(Origin::of(response))
    }

    /// The first [`EXCERPT`] characters. Secrets go first: of one that is cut in two, half would
    /// stay.
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
