//! The error of a connection that cannot be opened by another attempt either.

use std::error::Error;
use std::fmt;
use std::io;

use super::byte_stream::Cause;

/// A cause that another attempt to open a connection would have too.
#[derive(Debug)]
pub(super) struct Permanent(pub(super) Cause);

impl Permanent {
    /// Returns whether the error or one of its causes is permanent.
    pub(super) fn is_cause_of(error: &(dyn Error + 'static)) -> bool {
        let mut cause = Some(error);
        while let Some(error) = cause {
            // The source of an `io::Error` is that of its payload, so the payload is not part of the chain.
            let payload = error.downcast_ref().and_then(io::Error::get_ref);
            if error.is::<Self>() || payload.is_some_and(<dyn Error + Send + Sync>::is::<Self>) {
                return true;
            }
            cause = error.source();
        }
        false
    }
}

impl fmt::Display for Permanent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("another attempt would fail in the same way")
    }
}

impl Error for Permanent {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&*self.0)
    }
}
