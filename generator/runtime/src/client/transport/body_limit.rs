//! The limit on the size of a response body.

use http::Request;

use super::error::TransportError;

/// The largest size of a response body, in bytes. The client sets it as an extension of the requests
/// that it passes to a [`Transport`](crate::Transport).
///
/// A transport may ignore the limit. The client then rejects a body that is too large only after the whole
/// body was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BodyLimit(pub u64);

impl BodyLimit {
    /// The limit of this request; [`u64::MAX`] if it has none.
    #[must_use]
    pub fn from_request<T>(request: &Request<T>) -> Self {
        let limit = request.extensions().get().copied();
        limit.unwrap_or(Self(u64::MAX))
    }

    /// Checks the number of bytes that were received or announced so far.
    ///
    /// # Errors
    ///
    /// [`TransportError::body_limit`] if the number is above the limit.
    pub fn check(self, bytes: u64) -> Result<(), TransportError> {
        if bytes > self.0 {
            return Err(TransportError::body_limit(self.0));
        }
        Ok(())
    }
}
