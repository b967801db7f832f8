//! What one call does differently from the others of its client.

use std::time::Duration;

use http::HeaderMap;

use crate::Result;
use crate::headers::HeaderSet;

/// Settings for one call.
///
/// ```
/// use std::time::Duration;
/// use trophy_runtime::CallOptions;
///
/// let options = CallOptions::new().timeout(Duration::from_secs(5)).header("X-Trace", "abc");
/// # drop(options);
/// ```
#[derive(Debug, Clone, Default)]
pub struct CallOptions {
    timeout: Option<Duration>,
    headers: HeaderSet,
}

impl CallOptions {
    /// No settings: the call is made as the client makes all calls.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The time from the start of the call until the whole response is there.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Sends a header with this call, in place of one that the client would send. A header that is
    /// part of the request itself (a parameter of the operation, the content type) stays as it is.
    ///
    /// A name or value that cannot be sent is reported by the call.
    #[must_use]
    pub fn header(mut self, name: &str, value: impl AsRef<str>) -> Self {
        self.headers.set(name, value.as_ref());
        self
    }

    /// The same for a secret, such as a key: `Debug` does not show the value.
    #[must_use]
    pub fn sensitive_header(mut self, name: &str, value: impl AsRef<str>) -> Self {
        self.headers.set_sensitive(name, value.as_ref());
        self
    }

    pub(crate) fn get_timeout(&self) -> Option<Duration> {
        self.timeout
    }

    pub(crate) fn headers(&self) -> Result<&HeaderMap> {
        self.headers.get()
    }
}
