//! The documented errors of an operation: an enum with a variant for each documented status. The macro
//! [`errors!`](crate::errors) declares the enum.

use std::fmt;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Response as HttpResponse, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::{Error, Result};
use crate::wire::charset::{self, TextProblem};
use crate::wire::decode::problem::{DecodeProblem, content_type};
use crate::wire::json;
use crate::wire::media_type::{essence, is_in_range, is_json};
use crate::wire::operation::Operation;
use crate::wire::response::Response;

/// The documented errors of an operation: an enum with a variant for each documented status, and the variant `Unknown`
/// for all others. [`Error::decode`] returns it, and an implementation of the operation converts it into an [`Error`].
///
/// [`errors!`](crate::errors) declares such an enum.
pub trait OperationError: Sized {
    /// Selects the variant of a received response and decodes the body.
    #[doc(hidden)]
    fn read(response: ReceivedError<'_>) -> Result<Self>;

    /// The parts of the response.
    #[doc(hidden)]
    fn parts(&self) -> SentError<'_>;
}

/// An operation whose document describes the bodies of errors.
pub trait DocumentedErrors: Operation {
    /// The enum of the documented errors.
    type Error: OperationError;
}

impl Error {
    /// Decodes the response as the documented errors of the operation, such as `GetError`. The documentation of each
    /// operation links this enum.
    ///
    /// ```
    /// use apicrate_runtime::{Bytes, Decode, Error, Method, Operation, Value, decode, http};
    ///
    /// struct GetRequest;
    ///
    /// impl Operation for GetRequest {
    ///     type Output = Value;
    ///     const ID: &'static str = "users_get";
    ///     const METHOD: Method = Method::GET;
    ///     const PATH: &'static str = "/users/18";
    ///     const DECODE: Decode<Self::Output> = decode::json;
    /// }
    ///
    /// apicrate_runtime::errors! {
    ///     #[request(GetRequest)]
    ///     enum GetError {
    ///         NotFound(Value) = json(404),
    ///     }
    /// }
    ///
    /// # fn main() -> Result<(), http::Error> {
    /// let response = http::Response::builder()
    ///     .status(404)
    ///     .body(Bytes::from(r#"{"error": "user not found"}"#))?;
    /// let error = Error::from_response(response);
    /// let text = match error.decode::<GetError>() {
    ///     Ok(GetError::NotFound(body)) => body["error"].to_string(),
    ///     _ => error.to_string(),
    /// };
    /// assert_eq!(text, "\"user not found\"");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// A status that the document does not list is the variant `Unknown`, with the status, the headers and the body. Any enum of
    /// errors compiles: choose that of the operation that was called.
    ///
    /// # Errors
    ///
    /// - [`Decode`](crate::ErrorKind::Decode) if the body of a documented status does not match its type. The error
    ///   has the [JSON path](Self::json_path) and the same response.
    /// - A copy of this error if its kind is not [`Status`](crate::ErrorKind::Status): there is no error response.
    pub fn decode<E: OperationError>(&self) -> Result<E> {
        match self.error_response() {
            Some(response) => E::read(ReceivedError {
                error: self,
                response,
            }),
            None => Err(self.clone()),
        }
    }
}

/// An error response of an implementation: it is sent with the documented status and media type.
impl<E: OperationError> From<E> for Error {
    fn from(error: E) -> Self {
        error.parts().encoded()
    }
}

/// An error response that is not decoded yet.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct ReceivedError<'a> {
    error: &'a Error,
    response: &'a HttpResponse<Bytes>,
}

impl ReceivedError<'_> {
    /// The status.
    #[must_use]
    pub fn status(self) -> StatusCode {
        self.response.status()
    }

    /// The index of the media type that the body has: the one of the `Content-Type`, or else the first one of the same
    /// format, or else the first one.
    #[must_use]
    pub fn media_type(self, documented: &[&str]) -> usize {
        let Some(received) = content_type(self.response.headers()) else {
            return 0;
        };
        let is_same = |it: &&str| essence(it).eq_ignore_ascii_case(essence(received));
        let is_in = |it: &&str| it.contains('*') && is_in_range(received, it);
        let is_alike =
            |it: &&str| is_json(it) == is_json(received) && is_text(it) == is_text(received);
        let index = |is_it: &dyn Fn(&&str) -> bool| documented.iter().position(is_it);
        index(&is_same)
            .or_else(|| index(&is_in))
            .or_else(|| index(&is_alike))
            .unwrap_or_default()
    }

    /// Decodes a JSON body as the value of a variant.
    ///
    /// # Errors
    ///
    /// [`Decode`](crate::ErrorKind::Decode) if the body does not match the type.
    pub fn json<T: DeserializeOwned, E>(self, variant: fn(T) -> E) -> Result<E> {
        self.error.body_as().map(variant)
    }

    /// Decodes a text body in the charset of its media type.
    ///
    /// # Errors
    ///
    /// [`Decode`](crate::ErrorKind::Decode) if the body is not text in its charset.
    pub fn text<E>(self, variant: fn(String) -> E) -> Result<E> {
        let response = self.response;
        let text = charset::decode(content_type(response.headers()), response.body());
        text.map(variant).map_err(|TextProblem(problem)| {
            let describe = |_: &_, _| DecodeProblem::new(format!("response {problem}"));
            let error = Error::undecodable(response.clone(), describe);
            self.error.of_same_call(error)
        })
    }

    /// The body as bytes.
    ///
    /// # Errors
    ///
    /// This function never fails. Its signature is the same as for other formats.
    pub fn bytes<E>(self, variant: fn(Bytes) -> E) -> Result<E> {
        Ok(variant(self.response.body().clone()))
    }

    /// A response whose status the document does not list.
    #[must_use]
    pub fn unknown(self) -> Response<Bytes> {
        Response::from_http(self.response.body().clone(), self.response.clone())
    }
}

fn is_text(media_type: &str) -> bool {
    media_type
        .get(..5)
        .is_some_and(|start| start.eq_ignore_ascii_case("text/"))
}

/// A variant of the documented errors, as the parts of a response.
// One function of each enum returns it, for both encoding and `Debug`, because each enum is compiled.
#[doc(hidden)]
pub struct SentError<'a> {
    variant: &'static str,
    status: u16,
    /// `true` if the variant contains the status.
    has_status: bool,
    media_type: &'static str,
    body: SentBody<'a>,
}

enum SentBody<'a> {
    Empty,
    Json(&'a dyn JsonBody),
    Text(&'a str),
    Bytes(&'a Bytes),
    Unknown(&'a Response<Bytes>),
}

/// A value that is sent as JSON.
#[doc(hidden)]
pub trait JsonBody: fmt::Debug {
    /// Serializes the value.
    ///
    /// # Errors
    ///
    /// Fails if the value is not valid JSON, such as a number that is not finite.
    fn to_json(&self) -> Result<Vec<u8>, String>;
}

impl<T: Serialize + fmt::Debug> JsonBody for T {
    fn to_json(&self) -> Result<Vec<u8>, String> {
        json::to_vec(self).map_err(|error| error.to_string())
    }
}

impl<'a> SentError<'a> {
    /// A JSON body of this media type.
    #[must_use]
    pub fn json(
        variant: &'static str,
        status: u16,
        media_type: &'static str,
        body: &'a dyn JsonBody,
    ) -> Self {
        Self::new(variant, status, media_type, SentBody::Json(body))
    }

    /// A text body in the charset of its media type.
    #[must_use]
    pub fn text(
        variant: &'static str,
        status: u16,
        media_type: &'static str,
        body: &'a str,
    ) -> Self {
        Self::new(variant, status, media_type, SentBody::Text(body))
    }

    /// A body of bytes.
    #[must_use]
    pub fn bytes(
        variant: &'static str,
        status: u16,
        media_type: &'static str,
        body: &'a Bytes,
    ) -> Self {
        Self::new(variant, status, media_type, SentBody::Bytes(body))
    }

    /// A response without a body.
    #[must_use]
    pub fn empty(variant: &'static str, status: u16) -> Self {
        Self::new(variant, status, "", SentBody::Empty)
    }

    /// A response whose status the document does not list.
    #[must_use]
    pub fn unknown(response: &'a Response<Bytes>) -> Self {
        let status = response.status().as_u16();
        Self::new("Unknown", status, "", SentBody::Unknown(response))
    }

    /// Marks a variant that contains the status.
    #[must_use]
    pub fn with_status(mut self) -> Self {
        self.has_status = true;
        self
    }

    fn new(
        variant: &'static str,
        status: u16,
        media_type: &'static str,
        body: SentBody<'a>,
    ) -> Self {
        Self {
            variant,
            status,
            has_status: false,
            media_type,
            body,
        }
    }

    /// Encodes the response.
    fn encoded(&self) -> Error {
        let body = match self.body {
            SentBody::Empty => Ok(Bytes::new()),
            SentBody::Json(value) => value
                .to_json()
                .map(Bytes::from)
                .map_err(|error| format!("the response cannot be encoded as JSON: {error}")),
            SentBody::Text(text) => charset::encode(self.media_type, text)
                .map(Bytes::from)
                .map_err(|TextProblem(problem)| format!("the response {problem}")),
            SentBody::Bytes(bytes) => Ok(bytes.clone()),
            SentBody::Unknown(response) => {
                let mut error = HttpResponse::new(response.value().clone());
                *error.status_mut() = response.status();
                error.headers_mut().clone_from(response.headers());
                return from_response(error);
            }
        };
        sent(self.status, self.media_type, body)
    }
}

/// The variant and its fields, as the derive of the enum would show them.
impl fmt::Debug for SentError<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut variant = f.debug_tuple(self.variant);
        if self.has_status {
            variant.field(&self.status);
        }
        match self.body {
            SentBody::Empty => &mut variant,
            SentBody::Json(body) => variant.field(&body),
            SentBody::Text(body) => variant.field(&body),
            SentBody::Bytes(body) => variant.field(body),
            SentBody::Unknown(body) => variant.field(body),
        };
        variant.finish()
    }
}

fn sent(status: u16, media_type: &'static str, body: Result<Bytes, String>) -> Error {
    let Ok(status) = StatusCode::from_u16(status) else {
        return Error::invalid_response(format!("{status} is not an HTTP status"));
    };
    let body = match body {
        Ok(body) => body,
        Err(problem) => return Error::invalid_response(problem),
    };
    let mut response = HttpResponse::new(body);
    *response.status_mut() = status;
    // A document can have a media type that a header cannot contain.
    if !media_type.is_empty()
        && let Ok(media_type) = HeaderValue::from_str(media_type)
    {
        response.headers_mut().insert(CONTENT_TYPE, media_type);
    }
    from_response(response)
}

/// The caller chooses the status of a range, or of `default`.
fn from_response(response: HttpResponse<Bytes>) -> Error {
    let status = response.status();
    if status.is_success() || status.is_informational() {
        return Error::invalid_response(format!("the status {} is not an error", status.as_u16()));
    }
    Error::from_response(response)
}
