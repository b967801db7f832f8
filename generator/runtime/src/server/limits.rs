//! The limits of requests, which protect a server from requests that are large, slow, or expensive to decode.

use std::time::Duration;

/// The limits of the requests to [`Routes`](super::Routes).
///
/// | limit | default | response to a request that exceeds it |
/// | --- | --- | --- |
/// | [`body`](Self::body) | 2 MiB | 413 |
/// | [`read_timeout`](Self::read_timeout) | 60 seconds | 408 |
/// | [`parameters`](Self::parameters) | 10,000 | that of a malformed request, usually 400 |
/// | [`depth`](Self::depth) | 32 | that of a malformed request, usually 400 |
///
/// JSON may have at most 127 nested arrays and objects, a limit of `serde_json`. The headers of a part of a multipart body
/// may have at most 8 KiB. The size and number of headers and the
/// time to read them are limited by the HTTP server, because it reads the headers before it calls a router.
/// `axum::serve` accepts at most 100 headers, of about 400 kB in total, but it limits neither the time to read
/// them nor the number of connections.
///
/// ```
/// use std::time::Duration;
///
/// use apicrate_runtime::server::RequestLimits;
///
/// let limits = RequestLimits::new().body(64 << 10).read_timeout(Duration::from_secs(5));
/// # let _ = limits;
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub struct RequestLimits {
    pub(super) body: usize,
    pub(super) read_timeout: Duration,
    pub(super) parameters: usize,
    pub(super) depth: usize,
}

impl Default for RequestLimits {
    fn default() -> Self {
        Self {
            body: 2 << 20,
            read_timeout: Duration::from_secs(60),
            parameters: 10_000,
            depth: 32,
        }
    }
}

impl RequestLimits {
    /// The default limits.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the largest size of a body, in bytes.
    pub fn body(mut self, bytes: usize) -> Self {
        self.body = bytes;
        self
    }

    /// Sets the longest time to receive a body, from its first to its last byte.
    pub fn read_timeout(mut self, timeout: Duration) -> Self {
        self.read_timeout = timeout;
        self
    }

    /// Sets the largest number of parameters: of the pairs in a query, in a form and in the cookies, of the items
    /// in the list of one parameter, and of the parts of a multipart body.
    pub fn parameters(mut self, parameters: usize) -> Self {
        self.parameters = parameters;
        self
    }

    /// Sets the largest number of levels in the name of a parameter in style `deepObject`: `a[b][c]` has two.
    pub fn depth(mut self, levels: usize) -> Self {
        self.depth = levels;
        self
    }
}
