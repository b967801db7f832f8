//! Problem details (RFC 9457): the response to a request that violates its schemas.

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Response, StatusCode};
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::violation::Violation;

/// The body of the response.
struct Problem<'a> {
    status: StatusCode,
    detail: &'a str,
    violations: &'a [Violation],
    is_truncated: bool,
}

impl Serialize for Problem<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("title", self.status.canonical_reason().unwrap_or_default())?;
        map.serialize_entry("status", &self.status.as_u16())?;
        map.serialize_entry("detail", self.detail)?;
        if !self.violations.is_empty() {
            map.serialize_entry("errors", self.violations)?;
        }
        if self.is_truncated {
            map.serialize_entry("truncated", &true)?;
        }
        map.end()
    }
}

/// Builds the response with these violations.
pub(in crate::server) fn problem_response(
    status: StatusCode,
    detail: &str,
    violations: &[Violation],
    is_truncated: bool,
) -> Response<Bytes> {
    let problem = Problem {
        status,
        detail,
        violations,
        is_truncated,
    };
    // Serializing maps with names to a vector does not fail.
    let body = serde_json::to_vec(&problem).unwrap_or_default();
    let mut response = Response::new(Bytes::from(body));
    *response.status_mut() = status;
    let media_type = HeaderValue::from_static("application/problem+json");
    response.headers_mut().insert(CONTENT_TYPE, media_type);
    response
}
