//! The options of one call.

use std::time::Duration;

use http::HeaderMap;

use crate::client::header_set::HeaderSet;
use crate::client::limits::Limits;
use crate::client::reconnect_policy::ReconnectPolicy;
use crate::client::retry_policy::RetryPolicy;
use crate::error::Result;

/// Options for one call. They override the settings of the client. The crate of your API exports this type too.
///
/// ```
/// use std::time::Duration;
/// use apicrate_runtime::CallOptions;
///
/// let options = CallOptions::new().timeout(Duration::from_secs(5)).header("X-Trace", "abc");
/// # drop(options);
/// ```
#[derive(Debug, Clone, Default)]
pub struct CallOptions {
    limits: Limits,
    headers: HeaderSet,
}

impl CallOptions {
    /// Creates options that override nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the timeout of the call: the time from its start until the whole response has arrived, including all
    /// retries and the pauses between them. [`Duration::MAX`] means no limit. For a [stream](crate::stream), it is
    /// the time until the stream begins. If it is zero, the call fails with [`Timeout`](crate::ErrorKind::Timeout), and
    /// nothing is sent.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.limits.timeout = Some(timeout);
        self
    }

    /// Sets the timeout of one attempt: the time until its whole response has arrived. It has no effect if the
    /// remaining time of the call is shorter. After a [stream](crate::stream) has begun, it is the longest time
    /// without new data.
    #[must_use]
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.limits.attempt_timeout = Some(timeout);
        self
    }

    /// Sets when and how often the request is retried.
    #[must_use]
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.limits.retry = Some(policy);
        self
    }

    /// Sets when and how often an event stream is opened again after an interruption.
    #[must_use]
    pub fn reconnect(mut self, policy: ReconnectPolicy) -> Self {
        self.limits.reconnect = Some(policy);
        self
    }

    /// Sets the largest size of the response body, in bytes; for a [stream](crate::stream), the largest size of one
    /// item. If the body is larger, the rest of it is not read and the call fails with
    /// [`BodyLimit`](crate::ErrorKind::BodyLimit).
    #[must_use]
    pub fn body_limit(mut self, bytes: u64) -> Self {
        self.limits.body_limit = Some(bytes);
        self
    }

    /// Sets the header `Idempotency-Key`, by which the server recognizes a repeated request. A request with a key is
    /// retried regardless of the method, so set it only if the API supports the header. A call with an empty key fails, because
    /// all such calls would have the same key.
    ///
    /// If the operation has a parameter for the key, a value of the parameter replaces this one. Without both, the client
    /// generates a key for such an operation.
    #[must_use]
    pub fn idempotency_key(self, key: impl AsRef<str>) -> Self {
        self.header("Idempotency-Key", key)
    }

    /// Sends a header with this call. It replaces a header of the client, but not a header of the request itself
    /// (a parameter of the operation, the `Content-Type`). `Accept` is an exception: it replaces the one of the
    /// request, to receive the response in another media type.
    ///
    /// The call fails if the name or value is invalid.
    #[must_use]
    pub fn header(mut self, name: &str, value: impl AsRef<str>) -> Self {
        self.headers.set(name, value.as_ref());
        self
    }

    /// Sends a header with a secret value, a string or a [`Secret`](crate::Secret), with this call. Neither `Debug`
    /// nor an error shows the value.
    #[must_use]
    pub fn sensitive_header(mut self, name: &str, value: impl AsRef<str>) -> Self {
        self.headers.set_sensitive(name, value.as_ref());
        self
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.limits
    }

    pub(crate) fn headers(&self) -> Result<&HeaderMap> {
        self.headers.get()
    }
}
