//! The error type of all calls. An error contains the operation, the response of the server, the API's own
//! message and, if the body cannot be decoded, the JSON path and the value that was found there. It contains
//! nothing of the request, and secrets that the server repeats are redacted.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Response, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::client::origin::{CallTarget, ResponseOrigin};
use crate::client::redaction::Redactor;
use crate::client::retry_after::requested_pause;
use crate::client::retry_policy;
use crate::client::transport::TransportError;
use crate::client::transport::error::Reason;
use crate::error_kind::ErrorKind;
use crate::escape::{Escaped, excerpt};
use crate::types::interpreted::InvalidText;
use crate::types::string_enum::UnknownValue;
use crate::wire::decode::location::from_json;
use crate::wire::decode::problem::{DecodeProblem, without_byte_order_mark};
use crate::wire::headers;
use crate::wire::json_response::error_response;
use crate::wire::operation_info::OperationInfo;

/// The reason why a call failed.
///
/// # Handling an error
///
/// The crate of your API exports these types too.
///
/// ```
/// use apicrate_runtime::http::StatusCode;
/// use apicrate_runtime::{Error, ErrorKind};
///
/// fn explain(error: &Error) -> String {
///     match (error.kind(), error.status()) {
///         (ErrorKind::Status, Some(StatusCode::NOT_FOUND)) => "no such user".to_owned(),
///         // Another error response, usually with a message.
///         (ErrorKind::Status, _) => error.message().unwrap_or("no message").to_owned(),
///         // No response. The client has already retried if that is safe.
///         (ErrorKind::Transport | ErrorKind::Timeout, _) => "try again later".to_owned(),
///         // One line for a log, without secrets.
///         _ => error.to_string(),
///     }
/// }
///
/// // In a test double or a server, an error response is made from a status.
/// let error = Error::from_status(StatusCode::CONFLICT, "the name is taken");
/// assert_eq!(explain(&error), "the name is taken");
/// assert_eq!(error.to_string(), "409 Conflict: the name is taken");
/// ```
///
/// - [`kind`](Self::kind) classifies the error; `is_…` methods test for one kind.
/// - [`status`](Self::status), [`message`](Self::message), [`headers`](Self::headers), [`retry_after`](Self::retry_after) and
///   [`body`](Self::body) belong to the response, if one arrived. [`decode`](Self::decode) returns the documented errors of
///   the operation, and [`body_as`](Self::body_as) the body as any type.
/// - `Display` is one line for a log, such as `users_achievements: 404 Not Found: user not found` or
///   `users_get: could not connect to api.example.com:443: connection refused`. It shows at most
///   the first 200 characters of each text of the server, and escapes control characters, line separators and marks
///   that change the direction of a text.
/// - [`transport_error`](Self::transport_error) returns the causes of a failed connection.
///   [`source`](std::error::Error::source) does not repeat the reason in `Display`.
///
/// # Secrets
///
/// Neither `Display` nor `Debug` shows a secret of the request. If the server repeats one, also encoded, it is redacted
/// in all texts and accessors: see [`sensitive_header`](crate::ClientBuilder::sensitive_header). Apart from that,
/// the accessors return the texts as they were received.
// Boxed, so that a `Result` of any call stays as small as its value.
#[derive(Clone)]
pub struct Error(Box<Inner>);

/// The result of all fallible functions of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The description of an error with the kind [`NotImplemented`](ErrorKind::NotImplemented).
const NOT_IMPLEMENTED: &str = "not implemented";

/// The texts of an error about a response.
struct Description {
    detail: String,
    message: Option<String>,
    json_path: Option<String>,
}

#[derive(Clone)]
struct Inner {
    kind: ErrorKind,
    target: Option<CallTarget>,
    /// The text that `Display` shows after the call target.
    detail: String,
    message: Option<String>,
    json_path: Option<String>,
    response: Option<Response<Bytes>>,
    transport: Option<TransportError>,
    attempts: u32,
}

impl Error {
    /// The kind of the error.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The status of the response, if one arrived.
    ///
    /// Errors of other kinds than [`Status`](ErrorKind::Status) have it too: for [`Decode`](ErrorKind::Decode) it may be
    /// 200. Check [`kind`](Self::kind) first.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.0.response.as_ref().map(Response::status)
    }

    /// The API's own message in the JSON body of an error response: the first non-empty string of the
    /// properties `error`, `message`, `detail`, `error.message`, `title` and `error_description`.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.0.message.as_deref()
    }

    /// Returns whether the cause may be temporary: a connection that could not be opened or broke, a timeout,
    /// or the status 408, 429 or 5xx except 501. A server that does not support TLS, or whose certificate is not trusted, is not a
    /// temporary cause. At this point the client has already retried as often as its
    /// [policy](crate::RetryPolicy) allows.
    ///
    /// `true` does not mean that it is safe to repeat the call: unless [`is_connect`](Self::is_connect) is
    /// also `true`, the server may have processed the request. Repeating is safe with the same idempotency key.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self.0.kind {
            ErrorKind::Transport => {
                let transport = self.0.transport.as_ref();
                !transport.is_some_and(TransportError::is_incompatible)
            }
            ErrorKind::Timeout => true,
            ErrorKind::Status => self.status().is_some_and(retry_policy::is_transient),
            _ => false,
        }
    }

    /// Returns whether no complete response arrived within the timeout.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.0.kind == ErrorKind::Timeout
    }

    /// Returns whether the connection could not be opened. The server has then not seen the request.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        self.0
            .transport
            .as_ref()
            .is_some_and(TransportError::is_connect)
    }

    /// Returns whether the server answered with a status other than 2xx.
    #[must_use]
    pub fn is_status(&self) -> bool {
        self.0.kind == ErrorKind::Status
    }

    /// Returns whether the response does not match the API description.
    #[must_use]
    pub fn is_decode(&self) -> bool {
        self.0.kind == ErrorKind::Decode
    }

    /// Returns whether the response body is larger than the body limit.
    #[must_use]
    pub fn is_body_limit(&self) -> bool {
        self.0.kind == ErrorKind::BodyLimit
    }

    /// Returns whether the operation is not implemented.
    #[must_use]
    pub fn is_not_implemented(&self) -> bool {
        self.0.kind == ErrorKind::NotImplemented
    }

    /// The time that the server asks to wait before the next attempt, from the arrival of the response: the header `Retry-After`
    /// (seconds, or an HTTP date, which is compared with the header `Date`), or for the status 429 also `X-RateLimit-Reset`. It
    /// is zero if the date has passed, and `None` if the response has no such header.
    ///
    /// The client has already waited before its own retries. This is the time after the last one.
    ///
    /// ```
    /// use std::time::Duration;
    /// use apicrate_runtime::Error;
    ///
    /// /// The time to wait before a job is started again. `None` if it would fail again.
    /// fn pause(error: &Error) -> Option<Duration> {
    ///     let default = Duration::from_secs(60);
    ///     error.is_retryable().then(|| error.retry_after().unwrap_or(default))
    /// }
    /// ```
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        let response = self.0.response.as_ref()?;
        requested_pause(response.status(), response.headers())
    }

    /// The headers of the response, if one arrived.
    #[must_use]
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.0.response.as_ref().map(Response::headers)
    }

    /// The body of the response, if one arrived. If the body or a header repeats a secret of the request, the
    /// secret is redacted.
    #[must_use]
    pub fn body(&self) -> Option<&Bytes> {
        self.0.response.as_ref().map(Response::body)
    }

    /// Decodes the JSON body of the response as any type. [`decode`](Self::decode) chooses the documented type by the
    /// status.
    ///
    /// # Errors
    ///
    /// Another error of the same operation: [`Decode`](ErrorKind::Decode) if the body does not match the type,
    /// [`InvalidRequest`](ErrorKind::InvalidRequest) if no response arrived.
    pub fn body_as<T: DeserializeOwned>(&self) -> Result<T> {
        let Some(response) = &self.0.response else {
            let error = Self::invalid_request("the error has no body: no response arrived");
            return Err(self.of_same_call(error));
        };
        from_json(without_byte_order_mark(response.body())).map_err(|error| {
            let response = response.clone();
            self.of_same_call(Self::undecodable(response, |response, is_redacted| {
                DecodeProblem::from_json_error(response, &error, is_redacted)
            }))
        })
    }

    /// The path of the JSON value that does not match the API description, such as `[0].trigger`; `.` for the
    /// whole body. `None` if the body is not JSON, and for errors of other kinds than
    /// [`Decode`](ErrorKind::Decode).
    #[must_use]
    pub fn json_path(&self) -> Option<&str> {
        self.0.json_path.as_deref()
    }

    /// The server's ID of the request, to quote when you report a problem: the header `x-request-id`,
    /// `request-id`, `x-amzn-requestid`, `x-amz-request-id` or `x-correlation-id`.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        headers::request_id(self.headers()?)
    }

    /// The `operationId` of the operation that was called. `None` for a request that belongs to no operation
    /// ([`Client::execute`](crate::Client::execute)); `Display` then shows its method and path.
    #[must_use]
    pub fn operation(&self) -> Option<&'static str> {
        self.info().map(|operation| operation.id)
    }

    /// The description of the operation that was called.
    #[must_use]
    pub fn info(&self) -> Option<&'static OperationInfo> {
        self.0.target.as_ref().and_then(CallTarget::info)
    }

    /// The number of attempts to send the request; 0 if the call failed before the first one.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// The error of the transport, if no complete response arrived. Its [`source`](std::error::Error::source) returns the
    /// causes, such as an [`io::Error`](std::io::Error).
    #[must_use]
    pub fn transport_error(&self) -> Option<&TransportError> {
        self.0.transport.as_ref()
    }

    /// The reason why no complete response arrived, for `Display`.
    fn reason(&self) -> Option<String> {
        self.0.transport.as_ref()?.reason()
    }

    /// The response, if its status is an error.
    pub(crate) fn error_response(&self) -> Option<&Response<Bytes>> {
        let response = self.0.response.as_ref();
        response.filter(|_| self.0.kind == ErrorKind::Status)
    }

    /// Sets the call of another error to the call of this one.
    pub(crate) fn of_same_call(&self, mut error: Self) -> Self {
        error.0.target.clone_from(&self.0.target);
        error.0.attempts = self.0.attempts;
        error
    }
}

/// For transports, and for implementations of an API: test doubles and servers.
impl Error {
    /// The operation is not implemented.
    #[must_use]
    pub fn not_implemented(operation: &'static OperationInfo) -> Self {
        Self::new(ErrorKind::NotImplemented, NOT_IMPLEMENTED).with_operation(operation)
    }

    /// No implementation was set for the target of the call.
    pub(crate) fn unimplemented(target: CallTarget) -> Self {
        let detail = format!("{NOT_IMPLEMENTED}: neither a client nor a test double was set");
        Self::new(ErrorKind::NotImplemented, detail).with_target(target)
    }

    /// Adds the method of the trait to the error of an implementation without this method.
    pub(crate) fn of_method(mut self, method: &'static str) -> Self {
        if self.0.kind == ErrorKind::NotImplemented && self.0.detail == NOT_IMPLEMENTED {
            self.0.detail =
                format!("{NOT_IMPLEMENTED}: write the method `{method}`, or `fallback`");
        }
        self
    }

    /// The message for a client of a server, which does not need to know how the server is written.
    #[cfg(feature = "server")]
    pub(crate) fn for_client(&self) -> String {
        match &self.0.target {
            Some(target) if self.0.kind == ErrorKind::NotImplemented => {
                format!("{target}: {NOT_IMPLEMENTED}")
            }
            _ => self.to_string(),
        }
    }

    /// The request cannot be sent, because of this problem. The caller reads the message.
    #[must_use]
    pub fn invalid_request(problem: impl Into<String>) -> Self {
        Self::new(ErrorKind::InvalidRequest, problem)
    }

    /// The response cannot be sent, because of this problem. The implementer of the operation reads the message.
    #[must_use]
    pub fn invalid_response(problem: impl Into<String>) -> Self {
        Self::new(ErrorKind::InvalidResponse, problem)
    }

    /// An error response of an implementation: a status other than 2xx, and a message. The server sends the
    /// message as the body `{"error": message}`.
    ///
    /// ```
    /// use apicrate_runtime::{Error, http::StatusCode};
    ///
    /// let error = Error::from_status(StatusCode::NOT_FOUND, "no user has this ID");
    /// assert_eq!(error.to_string(), "404 Not Found: no user has this ID");
    /// ```
    #[must_use]
    pub fn from_status(status: StatusCode, message: impl Into<String>) -> Self {
        Self::from_response(error_response(status, &message.into()))
    }

    /// No complete response arrived. The kind of the error depends on the cause:
    ///
    /// - [`Timeout`](ErrorKind::Timeout) if the timeout expired,
    /// - [`BodyLimit`](ErrorKind::BodyLimit) if the body is too large,
    /// - [`InvalidRequest`](ErrorKind::InvalidRequest) if the transport cannot be used,
    /// - [`Transport`](ErrorKind::Transport) otherwise.
    #[must_use]
    pub fn transport(source: TransportError) -> Self {
        let mut error = Self::new(source.kind(), source.to_string());
        error.0.transport = Some(source);
        error
    }

    /// The server answered with an error response. The API's [message](Self::message) is read from the body.
    #[must_use]
    pub fn from_response(response: Response<Bytes>) -> Self {
        // Read before the body is redacted, because a number that is redacted is not JSON.
        let message = api_message(response.body());
        Self::received(ErrorKind::Status, response, |response, redactor, _| {
            let message = message.map(|message| redactor.redact(&message).into_owned());
            let status = response.status();
            let mut detail = match status.canonical_reason() {
                Some(reason) => format!("{} {reason}", status.as_u16()),
                None => status.as_u16().to_string(),
            };
            if let Some(message) = &message {
                detail.push_str(": ");
                detail.push_str(&excerpt(message));
            }
            Description {
                detail,
                message,
                json_path: None,
            }
        })
    }

    /// The response cannot be decoded. The function describes the reason. Its arguments are the response without secrets,
    /// and whether the body contained one.
    pub(crate) fn undecodable(
        response: Response<Bytes>,
        describe: impl FnOnce(&Response<Bytes>, bool) -> DecodeProblem,
    ) -> Self {
        Self::received(ErrorKind::Decode, response, |response, _, is_redacted| {
            let problem = describe(response, is_redacted);
            Description {
                detail: problem.message,
                message: None,
                json_path: problem.json_path,
            }
        })
    }

    /// An error about a response. Its secrets are redacted first, so that the description need not do it.
    fn received(
        kind: ErrorKind,
        mut response: Response<Bytes>,
        describe: impl FnOnce(&Response<Bytes>, &Redactor, bool) -> Description,
    ) -> Self {
        let origin = ResponseOrigin::take_from(&mut response);
        let redactor = match &origin {
            Some(origin) => origin.secrets.redactor(),
            None => Redactor::default(),
        };
        let is_redacted = redactor.redact_response(&mut response);
        let description = describe(&response, &redactor, is_redacted);
        let mut error = Self::new(kind, description.detail);
        error.0.message = description.message;
        error.0.json_path = description.json_path;
        error.0.response = Some(response);
        if let Some(origin) = origin {
            error.0.target = Some(origin.target.redacted(&redactor));
            error.0.attempts = origin.attempts;
        }
        error
    }

    /// The timeout of the call expired before an attempt, or would expire during the wait before it.
    pub(crate) fn timed_out(limit: Duration) -> Self {
        let source = TransportError::timeout(Reason("the timeout of the call expired"));
        Self::transport(source).with_limit(limit)
    }

    /// The next page of a list cannot be requested, because of this problem of the response.
    pub(crate) fn invalid_page(problem: impl Into<String>) -> Self {
        Self::new(ErrorKind::Decode, problem)
    }

    /// One event or line of a response is larger than `limit` bytes.
    pub(crate) fn item_limit(limit: u64) -> Self {
        let detail = format!("an item of the response is larger than {limit} bytes");
        let mut error = Self::new(ErrorKind::BodyLimit, detail);
        error.0.transport = Some(TransportError::body_limit(limit));
        error
    }

    /// The body of a response cannot be written to its target.
    #[cfg(feature = "__http-transport")]
    pub(crate) fn write(error: &std::io::Error) -> Self {
        let detail = format!("the body of the response cannot be written: {error}");
        Self::new(ErrorKind::Io, detail)
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

    /// Sets the operation that was called.
    #[must_use]
    pub fn with_operation(self, operation: &'static OperationInfo) -> Self {
        self.with_target(CallTarget::Operation(operation))
    }

    pub(crate) fn with_target(mut self, target: CallTarget) -> Self {
        self.0.target = Some(target);
        self
    }

    /// Adds the limit that expired to the message of a timeout.
    pub(crate) fn with_limit(mut self, limit: Duration) -> Self {
        if self.0.kind == ErrorKind::Timeout {
            self.0.detail = format!("no complete response within {limit:?}");
        }
        self
    }

    /// Adds the longest time without new data to the message of a stalled stream.
    pub(crate) fn with_idle_limit(mut self, longest: Duration) -> Self {
        self.0.detail = format!("no more data of the response within {longest:?}");
        self
    }

    /// Sets the call and the number of attempts of an error without a response, and redacts the secrets of the call in
    /// its causes.
    pub(crate) fn with_origin(mut self, origin: &ResponseOrigin) -> Self {
        let redactor = origin.secrets.redactor();
        let inner = &mut *self.0;
        inner.target = Some(origin.target.redacted(&redactor));
        inner.attempts = origin.attempts;
        let transport = inner.transport.take();
        inner.transport = transport.map(|error| error.redacted(&redactor));
        if let (Some(transport), Some(host)) = (&inner.transport, &origin.host) {
            let detail = transport.with_host(&inner.detail, host);
            inner.detail = redactor.redact(&detail).into_owned();
        }
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(target) = &self.0.target {
            write!(f, "{}: ", Escaped(&target.to_string()))?;
        }
        Escaped(&self.0.detail).fmt(f)?;
        match self.reason() {
            Some(reason) => write!(f, ": {}", Escaped(&excerpt(&reason))),
            None => Ok(()),
        }
    }
}

/// Omits the headers and the body of the response, because they may contain a secret.
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
        // `Display` already contains the message of the transport error, and the reason if there is one.
        let transport = self.0.transport.as_ref()?;
        transport.source().filter(|_| self.reason().is_none())
    }
}

/// A date or a point in time from a text that is not one, as an error of the kind
/// [`InvalidRequest`](ErrorKind::InvalidRequest).
impl From<InvalidText> for Error {
    fn from(invalid: InvalidText) -> Self {
        Self::invalid_request(invalid.to_string())
    }
}

impl From<UnknownValue> for Error {
    fn from(unknown: UnknownValue) -> Self {
        Self::invalid_request(unknown.to_string())
    }
}

/// The JSON pointers at which APIs put an error message, in order of preference.
const MESSAGE_POINTERS: [&str; 6] = [
    "/error",
    "/message",
    "/detail",
    "/error/message",
    "/title",
    "/error_description",
];

fn api_message(body: &[u8]) -> Option<String> {
    let body: Value = serde_json::from_slice(body).ok()?;
    MESSAGE_POINTERS
        .iter()
        .filter_map(|pointer| body.pointer(pointer)?.as_str())
        .find(|message| !message.is_empty())
        .map(str::to_owned)
}
