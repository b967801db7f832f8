//! The decoded response of a call: a value with the status and headers of the HTTP response.

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, Response as HttpResponse, StatusCode};

use crate::wire::headers;

/// A value with the status and headers of its HTTP response.
///
/// An implementation of an API usually creates it from the value alone. The server then uses the documented
/// status.
///
/// ```
/// use apicrate_runtime::{Response, http::StatusCode};
///
/// let response = Response::new(5);
/// assert_eq!(response.status(), StatusCode::OK);
/// assert!(!response.is_status_set());
///
/// let created = response.with_status(StatusCode::CREATED).map(|count| count + 1);
/// assert_eq!((created.status(), created.into_inner()), (StatusCode::CREATED, 6));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Response<T> {
    value: T,
    status: Option<StatusCode>,
    headers: HeaderMap,
}

impl<T> Response<T> {
    /// Creates a response without headers and with the default status.
    pub fn new(value: T) -> Self {
        Self {
            value,
            status: None,
            headers: HeaderMap::new(),
        }
    }

    /// Creates a response from the value that the body of an HTTP response was decoded to.
    pub(crate) fn from_http(value: T, response: HttpResponse<Bytes>) -> Self {
        let (parts, _) = response.into_parts();
        Self {
            value,
            status: Some(parts.status),
            headers: parts.headers,
        }
    }

    /// Sets the status.
    #[must_use]
    pub fn with_status(mut self, status: StatusCode) -> Self {
        self.status = Some(status);
        self
    }

    /// Replaces all headers.
    #[must_use]
    pub fn with_headers(mut self, headers: HeaderMap) -> Self {
        self.headers = headers;
        self
    }

    /// The status; 200 if none was set.
    pub fn status(&self) -> StatusCode {
        self.status.unwrap_or_default()
    }

    /// Returns whether a status was set. If not, the server uses the documented status.
    pub fn is_status_set(&self) -> bool {
        self.status.is_some()
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The server's ID of the request: the header `x-request-id`, `request-id`, `x-amzn-requestid`,
    /// `x-amz-request-id` or `x-correlation-id`.
    pub fn request_id(&self) -> Option<&str> {
        headers::request_id(&self.headers)
    }

    /// The value.
    pub fn value(&self) -> &T {
        &self.value
    }

    /// The value, without status and headers.
    pub fn into_inner(self) -> T {
        self.value
    }

    /// Splits the response into the value and the rest: status and headers.
    pub fn into_parts(self) -> (T, Response<()>) {
        let rest = Response {
            value: (),
            status: self.status,
            headers: self.headers,
        };
        (self.value, rest)
    }

    /// Applies a function to the value and keeps status and headers.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Response<U> {
        Response {
            value: change(self.value),
            status: self.status,
            headers: self.headers,
        }
    }
}

impl<T> From<T> for Response<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

/// Omits the headers, because a cookie may be a secret.
impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status())
            .field("value", &self.value)
            .finish_non_exhaustive()
    }
}
