//! The documented errors of an operation: an enum with a variant for each documented status. The macro
//! [`errors!`](crate::errors) declares the enum.

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

    /// Encodes the response.
    #[doc(hidden)]
    fn write(&self) -> Error;
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
    /// A status that the document does not list is the variant `Unknown`, with the status, the headers and the body.
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
        error.write()
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

/// Encodes the error responses of an implementation.
#[doc(hidden)]
#[derive(Debug)]
pub struct SentError;

impl SentError {
    /// Encodes a JSON body of this media type.
    pub fn json<T: Serialize>(status: u16, media_type: &'static str, value: &T) -> Error {
        let body = json::to_vec(value);
        let body = body.map_err(|error| format!("the response cannot be encoded as JSON: {error}"));
        sent(status, media_type, body)
    }

    /// Encodes a text body in the charset of its media type.
    #[must_use]
    pub fn text(status: u16, media_type: &'static str, text: &str) -> Error {
        let body = charset::encode(media_type, text);
        let body = body.map_err(|TextProblem(problem)| format!("the response {problem}"));
        sent(status, media_type, body)
    }

    /// A body of bytes.
    #[must_use]
    pub fn bytes(status: u16, media_type: &'static str, body: &Bytes) -> Error {
        sent(status, media_type, Ok(body.clone()))
    }

    /// A response without a body.
    #[must_use]
    pub fn empty(status: u16) -> Error {
        sent(status, "", Ok(Bytes::new()))
    }

    /// A response whose status the document does not list.
    #[must_use]
    pub fn unknown(response: &Response<Bytes>) -> Error {
        let mut error = HttpResponse::new(response.value().clone());
        *error.status_mut() = response.status();
        error.headers_mut().clone_from(response.headers());
        from_response(error)
    }
}

fn sent(status: u16, media_type: &'static str, body: Result<impl Into<Bytes>, String>) -> Error {
    let Ok(status) = StatusCode::from_u16(status) else {
        return Error::invalid_response(format!("{status} is not an HTTP status"));
    };
    let body = match body {
        Ok(body) => body,
        Err(problem) => return Error::invalid_response(problem),
    };
    let mut response = HttpResponse::new(body.into());
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
