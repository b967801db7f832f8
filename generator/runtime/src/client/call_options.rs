//! What one call does differently from the others of its client.

use std::time::Duration;

use http::HeaderMap;

use crate::client::limits::Limits;
use crate::client::retry_policy::RetryPolicy;
use crate::error::Result;
use crate::wire::headers::HeaderSet;

/// Settings for one call.
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
    /// No settings: the call is made as the client makes all calls.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The time from the start of the call until the whole response is there, with all its attempts
    /// and the pauses between them. [`Duration::MAX`] is no limit. A [stream](crate::stream) has begun
    /// by then, and may go on.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.limits.timeout = Some(timeout);
        self
    }

    /// The time that one attempt may take, until its whole response is there. It counts only while
    /// it is shorter than what is left of the call. Once a [stream](crate::stream) has begun, it is the
    /// longest time in which nothing arrives.
    #[must_use]
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.limits.attempt_timeout = Some(timeout);
        self
    }

    /// When the request is sent again, and how often.
    #[must_use]
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.limits.retry = Some(policy);
        self
    }

    /// The largest body that the response may have, in bytes; of a [stream](crate::stream), the largest
    /// part. A larger one is not read to its end: the call fails with
    /// [`BodyLimit`](crate::ErrorKind::BodyLimit).
    #[must_use]
    pub fn body_limit(mut self, bytes: u64) -> Self {
        self.limits.body_limit = Some(bytes);
        self
    }

    /// The key by which the server tells a repeat of this request from a new one, sent as
    /// `Idempotency-Key`. A request that has one is sent again when it may not have arrived,
    /// whatever its method; so set it only where the API knows the header.
    #[must_use]
    pub fn idempotency_key(self, key: impl AsRef<str>) -> Self {
        self.header("Idempotency-Key", key)
    }

    /// Sends a header with this call, in place of one that the client would send. A header that is
    /// part of the request itself (a parameter of the operation, the content type) stays as it is; but
    /// `Accept` asks for another notation, where an answer may have several.
    ///
    /// A name or value that cannot be sent is reported by the call.
    #[must_use]
    pub fn header(mut self, name: &str, value: impl AsRef<str>) -> Self {
        self.headers.set(name, value.as_ref());
        self
    }

    /// The same for a secret, such as a key, as text or as [`Secret`](crate::Secret): neither
    /// `Debug` nor an error shows the value.
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
