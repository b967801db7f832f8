//! One kind of error for every call: it says which operation was called, what the server answered,
//! the API's own message, and, for a body that does not decode, where in the JSON and what stood
//! there. Nothing of the request is kept, and a key that the server repeats is taken out, so none can
//! leak through it.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Response, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::client::origin::{Origin, Target};
use crate::client::retry_policy;
use crate::client::transport::TransportError;
use crate::types::string_enum::UnknownValue;
use crate::wire::decode::{self, Problem, Quote};
use crate::wire::operation::OperationInfo;
use crate::wire::{headers, response};

/// What went wrong with a call.
///
/// `Display` is one line for a log, such as `users_achievements: 404 Not Found: user not found`.
/// The causes of a failed connection are behind [`source`](std::error::Error::source).
///
/// ```
/// use apicrate_runtime::{Bytes, Error, ErrorKind, http};
///
/// # fn main() -> Result<(), http::Error> {
/// let response = http::Response::builder()
///     .status(404)
///     .body(Bytes::from(r#"{"error": "user not found"}"#))?;
/// let error = Error::from_response(response);
///
/// assert_eq!(error.kind(), ErrorKind::Status);
/// assert_eq!(error.message(), Some("user not found"));
/// assert_eq!(error.to_string(), "404 Not Found: user not found");
/// # Ok(())
/// # }
/// ```
// Boxed, so that a `Result` of any call stays as small as its value.
pub struct Error(Box<Inner>);

/// The result of everything here that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The kinds of [`Error`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// Whoever implements the API has not implemented this operation.
    NotImplemented,
    /// The request cannot be sent as it is: a value that does not fit where it belongs, or a client
    /// with a setting that is missing or cannot be used. Nothing was sent.
    InvalidRequest,
    /// No response arrived: no connection, or one that broke.
    Transport,
    /// No complete response arrived in the time allowed.
    Timeout,
    /// The answer of an implementation cannot be written as HTTP.
    InvalidResponse,
    /// The server answered with a status that is not a success.
    Status,
    /// The server answered with something that is not what the API describes.
    Decode,
    /// The server's answer is larger than it may be; it was not read to its end.
    BodyLimit,
}

struct Inner {
    kind: ErrorKind,
    target: Option<Target>,
    /// What `Display` says after what was called.
    detail: String,
    message: Option<String>,
    json_path: Option<String>,
    response: Option<Response<Bytes>>,
    transport: Option<TransportError>,
    attempts: u32,
}

impl Error {
    /// The operation has no implementation here.
    #[must_use]
    pub fn not_implemented(operation: &'static OperationInfo) -> Self {
        Self::unimplemented(Target::Operation(operation))
    }

    /// The same for whatever was called.
    pub(crate) fn unimplemented(target: Target) -> Self {
        Self::new(ErrorKind::NotImplemented, "not implemented").with_target(target)
    }

    /// The request cannot be sent; `problem` says why, in words for whoever made the request.
    #[must_use]
    pub fn invalid_request(problem: impl Into<String>) -> Self {
        Self::new(ErrorKind::InvalidRequest, problem)
    }

    /// The answer cannot be sent; `problem` says why, in words for whoever made the answer.
    #[must_use]
    pub fn invalid_response(problem: impl Into<String>) -> Self {
        Self::new(ErrorKind::InvalidResponse, problem)
    }

    /// The refusal of an implementation: a status that is not a success, and a message, which the
    /// caller gets as `{"error": message}`.
    ///
    /// ```
    /// use apicrate_runtime::{Error, http::StatusCode};
    ///
    /// let error = Error::refusal(StatusCode::NOT_FOUND, "no user has this ID");
    /// assert_eq!(error.to_string(), "404 Not Found: no user has this ID");
    /// ```
    #[must_use]
    pub fn refusal(status: StatusCode, message: impl Into<String>) -> Self {
        Self::from_response(refusal(status, &message.into()))
    }

    /// No response arrived: of kind [`Timeout`](ErrorKind::Timeout) when time ran out,
    /// [`BodyLimit`](ErrorKind::BodyLimit) when there was too much of it,
    /// [`InvalidRequest`](ErrorKind::InvalidRequest) when the transport cannot be used at all, else
    /// [`Transport`](ErrorKind::Transport).
    #[must_use]
    pub fn transport(source: TransportError) -> Self {
        let mut error = Self::new(source.kind(), source.to_string());
        error.0.transport = Some(source);
        error
    }

    /// The server refused; the API's own message is taken from the body.
    #[must_use]
    pub fn from_response(response: Response<Bytes>) -> Self {
        let message = api_message(response.body());
        let status = response.status();
        let mut detail = match status.canonical_reason() {
            Some(reason) => format!("{} {reason}", status.as_u16()),
            None => status.as_u16().to_string(),
        };
        if let Some(message) = &message {
            detail.push_str(": ");
            detail.push_str(&Quote::of(&response).excerpt(message));
        }
        let mut error = Self::new(ErrorKind::Status, detail);
        error.0.message = message;
        error.with_response(response)
    }

    pub(crate) fn decode(problem: Problem, response: Response<Bytes>) -> Self {
        let mut error = Self::new(ErrorKind::Decode, problem.text);
        error.0.json_path = problem.json_path;
        error.with_response(response)
    }

    /// No response can arrive in the time that is left.
    pub(crate) fn timed_out(limit: Duration) -> Self {
        let source = TransportError::timeout("the time of the call is used up");
        Self::transport(source).with_limit(limit)
    }

    /// One event or line of a response is larger than `limit` bytes.
    pub(crate) fn part_limit(limit: u64) -> Self {
        let detail = format!("a part of the response is larger than {limit} bytes");
        let mut error = Self::new(ErrorKind::BodyLimit, detail);
        error.0.transport = Some(TransportError::body_limit(limit));
        error
    }

    fn new(kind: ErrorKind, detail: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            target: None,
            detail: detail.into(),
            message: None,
            json_path: None,
            response: None,
            transport: None,
            attempts: 0,
        }))
    }

    /// Says which operation was called.
    #[must_use]
    pub fn with_operation(self, operation: &'static OperationInfo) -> Self {
        self.with_target(Target::Operation(operation))
    }

    pub(crate) fn with_target(mut self, target: Target) -> Self {
        self.0.target = Some(target);
        self
    }

    /// Names the limit that a timeout ran into.
    pub(crate) fn with_limit(mut self, limit: Duration) -> Self {
        if self.0.kind == ErrorKind::Timeout {
            self.0.detail = format!("no complete response within {limit:?}");
        }
        self
    }

    /// Names the pause that a stream may not make.
    pub(crate) fn with_pause(mut self, longest: Duration) -> Self {
        self.0.detail = format!("the response did not go on within {longest:?}");
        self
    }

    /// Says which call failed and after how many attempts, and takes its secrets out of everything
    /// that the error shows.
    pub(crate) fn with_origin(mut self, origin: &Origin) -> Self {
        let redact = |text: &str| origin.secrets.redact(text).into_owned();
        let inner = &mut *self.0;
        inner.target = Some(match &origin.target {
            Target::Request { method, path } => Target::Request {
                method: method.clone(),
                path: redact(path),
            },
            operation @ Target::Operation(_) => operation.clone(),
        });
        inner.attempts = origin.attempts;
        inner.detail = redact(&inner.detail);
        inner.message = inner.message.as_deref().map(redact);
        inner.json_path = inner.json_path.as_deref().map(redact);
        inner.transport = inner
            .transport
            .take()
            .map(|error| error.redacted(&origin.secrets));
        self
    }

    fn with_response(mut self, mut response: Response<Bytes>) -> Self {
        if let Some(origin) = response.extensions().get::<Origin>().cloned() {
            origin.secrets.redact_response(&mut response);
            self = self.with_origin(&origin);
        }
        self.0.response = Some(response);
        self
    }

    /// What kind of problem it is.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The `operationId` of what was called. `None` for a request that belongs to no operation
    /// ([`Client::execute`](crate::Client::execute)); `Display` names it by method and path.
    #[must_use]
    pub fn operation(&self) -> Option<&'static str> {
        self.info().map(|operation| operation.id)
    }

    /// What the document says about what was called.
    #[must_use]
    pub fn info(&self) -> Option<&'static OperationInfo> {
        self.0.target.as_ref().and_then(Target::info)
    }

    /// How often the request was sent, or tried to be: 0 when the call ended before.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// What the server calls the request, to be told to those who run it: `x-request-id`, or one of
    /// the headers that other servers send in its place.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        headers::request_id(self.headers()?)
    }

    /// The status of the response, if one arrived.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.0.response.as_ref().map(Response::status)
    }

    /// The headers of the response, if one arrived.
    #[must_use]
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.0.response.as_ref().map(Response::headers)
    }

    /// The API's own message: the first string that is not empty in the JSON body of a refusal
    /// under `error`, `message`, `detail`, `error.message`, `title` or `error_description`.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.0.message.as_deref()
    }

    /// The body of the response, if one arrived. Where it repeats a secret of the request, that is
    /// redacted, as it is in the headers.
    #[must_use]
    pub fn body(&self) -> Option<&Bytes> {
        self.0.response.as_ref().map(Response::body)
    }

    /// Reads the JSON body of the response as the type that the API documents for this error.
    ///
    /// # Errors
    ///
    /// Another error of the same operation: [`Decode`](ErrorKind::Decode) when the body is
    /// something else, [`InvalidRequest`](ErrorKind::InvalidRequest) when there was no response at
    /// all.
    pub fn body_as<T: DeserializeOwned>(&self) -> Result<T> {
        let read = self.0.response.as_ref().map(decode::read_json::<T>);
        match read {
            Some(Ok(value)) => Ok(value),
            Some(Err(problem)) => Err(self.unreadable(Some(problem))),
            None => Err(self.unreadable(None)),
        }
    }

    fn unreadable(&self, problem: Option<Problem>) -> Self {
        let error = match (problem, &self.0.response) {
            (Some(problem), Some(response)) => Self::decode(problem, response.clone()),
            _ => Self::invalid_request("the error has no body: no response arrived"),
        };
        match &self.0.target {
            Some(target) => error.with_target(target.clone()),
            None => error,
        }
    }

    /// Where in the JSON body the response is not what the API describes, such as `[0].trigger`;
    /// `.` is the body as a whole. `None` when the body is not JSON at all, and for errors of other
    /// kinds.
    #[must_use]
    pub fn json_path(&self) -> Option<&str> {
        self.0.json_path.as_deref()
    }

    /// Whether no complete response arrived in the time allowed.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.0.kind == ErrorKind::Timeout
    }

    /// Whether no connection was made, so that the server has seen nothing of the request.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        self.0
            .transport
            .as_ref()
            .is_some_and(TransportError::is_connect)
    }

    /// Whether the cause may pass by itself: no connection, one that broke, time that ran out, or
    /// the status 408, 429 or 5xx. The client has by then tried again as its
    /// [policy](crate::RetryPolicy) allows.
    ///
    /// It does not say that the call may be repeated: unless [`is_connect`](Self::is_connect), the
    /// server may have carried it out. With an idempotency key of your own, which you send again,
    /// any call may.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self.0.kind {
            ErrorKind::Transport | ErrorKind::Timeout => true,
            ErrorKind::Status => self.status().is_some_and(retry_policy::is_transient),
            _ => false,
        }
    }

    /// Whether the server answered with something that is not what the API describes.
    #[must_use]
    pub fn is_decode(&self) -> bool {
        self.0.kind == ErrorKind::Decode
    }

    /// Whether the server's answer is larger than it may be.
    #[must_use]
    pub fn is_body_limit(&self) -> bool {
        self.0.kind == ErrorKind::BodyLimit
    }

    /// Whether the operation has no implementation here.
    #[must_use]
    pub fn is_not_implemented(&self) -> bool {
        self.0.kind == ErrorKind::NotImplemented
    }

    /// Whether the server answered with a status that is not a success.
    #[must_use]
    pub fn is_status(&self) -> bool {
        self.0.kind == ErrorKind::Status
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(target) = &self.0.target {
            write!(f, "{target}: ")?;
        }
        f.write_str(&self.0.detail)
    }
}

/// Leaves the headers and the body of the response out: either may hold a secret.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("called", &self.0.target.as_ref().map(ToString::to_string))
            .field("status", &self.status())
            .field("attempts", &self.0.attempts)
            .field("detail", &self.0.detail)
            .field("source", &self.0.transport)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        // `detail` already says what the transport error says, so the chain goes on with its cause.
        self.0
            .transport
            .as_ref()
            .and_then(std::error::Error::source)
    }
}

impl From<UnknownValue> for Error {
    fn from(unknown: UnknownValue) -> Self {
        Self::invalid_request(unknown.to_string())
    }
}

/// `{"error": message}`.
pub(crate) fn refusal(status: StatusCode, message: &str) -> Response<Bytes> {
    let body = serde_json::json!({ "error": message }).to_string();
    response::json(status, body)
}

/// The places where APIs put a message for people, as JSON pointers, most telling first.
const MESSAGE_PLACES: [&str; 6] = [
    "/error",
    "/message",
    "/detail",
    "/error/message",
    "/title",
    "/error_description",
];

fn api_message(body: &[u8]) -> Option<String> {
    let body: Value = serde_json::from_slice(body).ok()?;
    MESSAGE_PLACES
        .iter()
        .filter_map(|place| body.pointer(place)?.as_str())
        .find(|message| !message.is_empty())
        .map(str::to_owned)
}
