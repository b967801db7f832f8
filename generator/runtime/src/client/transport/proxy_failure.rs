//! The error of a connection to a proxy.

use std::error::Error;
use std::fmt;

use http::uri::Authority;

use super::byte_stream::Cause;

/// The error of a connection to a proxy, or of a tunnel through it.
#[derive(Debug)]
pub(super) struct ProxyFailure {
    /// The host and port of the proxy.
    pub(super) proxy: Authority,
    pub(super) source: Cause,
}

impl fmt::Display for ProxyFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the proxy {} could not be used", self.proxy)
    }
}

impl Error for ProxyFailure {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&*self.source)
    }
}
