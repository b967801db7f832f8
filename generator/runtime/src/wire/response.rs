//! What comes back from a call that succeeded: the value, and the status and headers it came with.

use std::fmt;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue, Response as HttpResponse, StatusCode};
use serde::de::DeserializeOwned;

use crate::error::Result;
use crate::wire::{decode, headers};

/// A value with the status and headers of its HTTP response.
///
/// Whoever serves an API makes one from the value alone; the status is then left to the server,
/// which knows the documented one.
///
/// ```
/// use apicrate_runtime::{Response, http::StatusCode};
///
/// let made = Response::new(5);
/// assert_eq!(made.status(), StatusCode::OK);
/// assert!(!made.is_status_set());
///
/// let created = made.with_status(StatusCode::CREATED).map(|count| count + 1);
/// assert_eq!((created.status(), created.into_inner()), (StatusCode::CREATED, 6));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Response<T> {
    value: T,
    status: Option<StatusCode>,
    headers: HeaderMap,
}

impl<T> Response<T> {
    /// A response with no headers and no status of its own.
    pub fn new(value: T) -> Self {
        Self {
            value,
            status: None,
            headers: HeaderMap::new(),
        }
    }

    /// What a response in HTTP was read as.
    pub(crate) fn of(value: T, response: HttpResponse<Bytes>) -> Self {
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

    /// Sets all headers.
    #[must_use]
    pub fn with_headers(mut self, headers: HeaderMap) -> Self {
        self.headers = headers;
        self
    }

    /// The status: 200 when none was set.
    pub fn status(&self) -> StatusCode {
        self.status.unwrap_or_default()
    }

    /// Whether a status was set, rather than left to whoever sends the response.
    pub fn is_status_set(&self) -> bool {
        self.status.is_some()
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// What the server calls the request: `x-request-id`, or one of the headers that other servers
    /// send in its place.
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

    /// The value, and apart from it the status and headers.
    pub fn into_parts(self) -> (T, Response<()>) {
        let rest = Response {
            value: (),
            status: self.status,
            headers: self.headers,
        };
        (self.value, rest)
    }

    /// Changes the value; status and headers stay.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Response<U> {
        Response {
            value: change(self.value),
            status: self.status,
            headers: self.headers,
        }
    }
}

impl<T: DeserializeOwned> Response<T> {
    /// Reads the JSON body of a response that belongs to no operation, such as one of
    /// [`Client::execute`](crate::Client::execute).
    ///
    /// ```
    /// use apicrate_runtime::{Bytes, Response, http};
    ///
    /// let raw = http::Response::new(Bytes::from_static(b"[1, 2, 3]"));
    /// let read: Response<Vec<u8>> = Response::json(raw)?;
    /// assert_eq!(read.into_inner(), [1, 2, 3]);
    /// # Ok::<(), apicrate_runtime::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Decode`](crate::ErrorKind::Decode) when the body is empty, is not JSON, or is JSON of
    /// another shape. The error is named by the method and path that the response is the answer to.
    pub fn json(response: HttpResponse<Bytes>) -> Result<Self> {
        decode::json_from(None, response)
    }
}

/// A response in HTTP with a JSON body.
pub(crate) fn json(status: StatusCode, body: impl Into<Bytes>) -> HttpResponse<Bytes> {
    let mut response = HttpResponse::new(body.into());
    *response.status_mut() = status;
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(CONTENT_TYPE, json);
    response
}

impl<T> From<T> for Response<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

/// Leaves the headers out: a cookie in them may be a secret.
impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status())
            .field("value", &self.value)
            .finish_non_exhaustive()
    }
}
