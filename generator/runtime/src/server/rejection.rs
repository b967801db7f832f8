//! Why a request is refused before anybody has looked at what it asks for.

use std::error::Error;
use std::fmt;

use bytes::Bytes;
use http::{Response, StatusCode};

use crate::error::refusal;

/// A request that is not what the document describes. The message names the parameter, or the place
/// in the body, and says what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection {
    cause: Cause,
    message: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cause {
    Malformed,
    Unprocessable,
    NotServed,
}

impl Rejection {
    /// The request cannot be read: a parameter is missing, the body is not JSON.
    #[must_use]
    pub fn malformed(message: impl Into<String>) -> Self {
        Self {
            cause: Cause::Malformed,
            message: message.into(),
        }
    }

    /// The request can be read, but says something that the document has no room for: a text where
    /// there should be a number, a property that is missing.
    #[must_use]
    pub fn unprocessable(message: impl Into<String>) -> Self {
        Self {
            cause: Cause::Unprocessable,
            message: message.into(),
        }
    }

    /// The request may be right, but nobody here can read it: it is answered with 501.
    #[must_use]
    pub fn not_served(message: impl Into<String>) -> Self {
        Self {
            cause: Cause::NotServed,
            message: message.into(),
        }
    }

    /// What is wrong, in words for whoever made the request.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The answer: `{"error": message}` with the status that the operation documents for it.
    pub(super) fn into_response(self, statuses: RejectionStatuses) -> Response<Bytes> {
        let status = match self.cause {
            Cause::Malformed => statuses.malformed,
            Cause::Unprocessable => statuses.unprocessable,
            Cause::NotServed => StatusCode::NOT_IMPLEMENTED,
        };
        refusal(status, &self.message)
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error for Rejection {}

/// The statuses of rejections: 400 and 422, or the one of both that an operation documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RejectionStatuses {
    malformed: StatusCode,
    unprocessable: StatusCode,
}

impl RejectionStatuses {
    /// The statuses for an operation that documents these.
    #[must_use]
    pub const fn of(documented: &[u16]) -> Self {
        let (bad_request, unprocessable) = (has(documented, 400), has(documented, 422));
        Self {
            malformed: if unprocessable && !bad_request {
                StatusCode::UNPROCESSABLE_ENTITY
            } else {
                StatusCode::BAD_REQUEST
            },
            unprocessable: if bad_request && !unprocessable {
                StatusCode::BAD_REQUEST
            } else {
                StatusCode::UNPROCESSABLE_ENTITY
            },
        }
    }
}

const fn has(mut documented: &[u16], status: u16) -> bool {
    while let [first, rest @ ..] = documented {
        if *first == status {
            return true;
        }
        documented = rest;
    }
    false
}
