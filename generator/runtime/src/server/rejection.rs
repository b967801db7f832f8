//! Rejections of requests that do not match the document. The implementation does not see such a request.

use std::error::Error;
use std::fmt;

use axum::body::Body;
use http::StatusCode;

use super::http_response::HttpResponse;
use super::validation::{Violation, problem_response};
use crate::escape::Escaped;
use crate::wire::json_response::error_response;

/// The numbers of characters that are kept at the start and at the end of a long message.
const MESSAGE_START: usize = 300;
const MESSAGE_END: usize = 200;

/// The rejection of a request that does not match the document. The message contains the parameter, or the JSON
/// path in the body, and the problem. Parts of the request that it contains are escaped and shortened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection {
    kind: RejectionKind,
    message: String,
    /// The violations of the schemas of the request, if it is validated.
    violations: Vec<Violation>,
    is_truncated: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum RejectionKind {
    Malformed,
    Unprocessable,
    UnsupportedMediaType,
    NotServed,
}

impl Rejection {
    fn new(kind: RejectionKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: readable(&message.into()),
            violations: Vec::new(),
            is_truncated: false,
        }
    }

    /// The request is malformed: for example a parameter is missing, or the body is not JSON.
    #[must_use]
    pub fn malformed(message: impl Into<String>) -> Self {
        Self::new(RejectionKind::Malformed, message)
    }

    /// The request is well-formed, but does not match the types of the document: for example a string instead of a
    /// number, or a missing property.
    #[must_use]
    pub fn unprocessable(message: impl Into<String>) -> Self {
        Self::new(RejectionKind::Unprocessable, message)
    }

    /// The body has another media type than the document describes. The client receives the status 415.
    #[must_use]
    pub fn unsupported_media_type(message: impl Into<String>) -> Self {
        Self::new(RejectionKind::UnsupportedMediaType, message)
    }

    /// The request may be valid, but the server does not support its format. The client receives the status 501.
    #[must_use]
    pub fn not_served(message: impl Into<String>) -> Self {
        Self::new(RejectionKind::NotServed, message)
    }

    /// The rejection of a request with these violations. `is_truncated` means that there are more.
    pub(super) fn of_violations(
        violations: Vec<Violation>,
        is_truncated: bool,
    ) -> Result<(), Self> {
        let Some(first) = violations.first() else {
            return Ok(());
        };
        let kind = if violations.iter().any(Violation::is_malformed) {
            RejectionKind::Malformed
        } else {
            RejectionKind::Unprocessable
        };
        let more = match (violations.len() - 1, is_truncated) {
            (0, false) => String::new(),
            (more, false) => format!(" (and {more} more)"),
            (more, true) => format!(" (and more than {more} more)"),
        };
        let message = format!("{first}{more}");
        Err(Self {
            violations,
            is_truncated,
            ..Self::new(kind, message)
        })
    }

    pub(super) fn format_not_served(what: &str) -> Self {
        Self::not_served(format!(
            "`{what}` has a format that the server does not support"
        ))
    }

    /// The description of the problem, for the client.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The HTTP response: the body `{"error": message}` with one of these statuses.
    pub(super) fn into_response(self, statuses: RejectionStatuses) -> HttpResponse {
        error_response(self.status(statuses), &self.message).map(Body::from)
    }

    /// The HTTP response: problem details with one of these statuses.
    pub(super) fn into_problem(self, statuses: RejectionStatuses) -> HttpResponse {
        let status = self.status(statuses);
        problem_response(status, &self.message, &self.violations, self.is_truncated).map(Body::from)
    }

    const fn status(&self, statuses: RejectionStatuses) -> StatusCode {
        match self.kind {
            RejectionKind::Malformed => statuses.malformed,
            RejectionKind::Unprocessable => statuses.unprocessable,
            RejectionKind::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            RejectionKind::NotServed => StatusCode::NOT_IMPLEMENTED,
        }
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error for Rejection {}

/// Builds the response to a request that is rejected before it is decoded.
pub(super) fn rejected(status: StatusCode, message: &str) -> HttpResponse {
    error_response(status, &readable(message)).map(Body::from)
}

/// Escapes control characters and shortens a long message in its middle. The start contains the name of the parameter,
/// and the end contains what is expected.
fn readable(message: &str) -> String {
    shortened(&Escaped(&shortened(message)).to_string())
}

fn shortened(text: &str) -> String {
    let omitted = text
        .chars()
        .count()
        .saturating_sub(MESSAGE_START + MESSAGE_END);
    if omitted == 0 {
        return text.to_owned();
    }
    let start: String = text.chars().take(MESSAGE_START).collect();
    let end: String = text.chars().skip(MESSAGE_START + omitted).collect();
    format!("{start}…{end}")
}

/// The statuses of rejections: 400 if a request is malformed and 422 if it does not match the types, or the same
/// status for both if an operation documents only one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RejectionStatuses {
    malformed: StatusCode,
    unprocessable: StatusCode,
}

impl RejectionStatuses {
    /// The statuses for an operation with these documented statuses.
    #[must_use]
    pub const fn from_documented(documented: &[u16]) -> Self {
        let (bad_request, unprocessable) = (contains(documented, 400), contains(documented, 422));
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

const fn contains(mut documented: &[u16], status: u16) -> bool {
    while let [first, rest @ ..] = documented {
        if *first == status {
            return true;
        }
        documented = rest;
    }
    false
}
