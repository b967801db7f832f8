//! Requests with their responses, for the log and for the page.

use std::fmt;

use apicrate::counted::counted;
use serde::Serialize;

use crate::fault::Fault;

/// A request and its response. Credentials and other secrets are left out.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Exchange {
    /// The number of the request, from 1.
    pub number: u64,
    /// The HTTP method.
    pub method: String,
    /// The path and the query.
    pub target: String,
    /// The `operationId` of the operation, or its method and path; `None` if there is no such operation.
    pub operation: Option<String>,
    /// The status of the response.
    pub status: u16,
    /// The media type of the response.
    pub media_type: Option<String>,
    /// The length of the body of the response.
    pub bytes: usize,
    /// The duration in milliseconds.
    pub milliseconds: u64,
    /// The faults of the request.
    pub faults: Vec<Fault>,
    /// Remarks: why a request without faults was refused, or what is wrong in the response.
    pub notes: Vec<String>,
    /// The headers and the body of the request.
    pub request: RecordedMessage,
    /// The headers and the body of the response.
    pub response: RecordedMessage,
}

/// The headers and the body of a message.
#[derive(Clone, Debug, Default, Serialize)]
#[non_exhaustive]
pub struct RecordedMessage {
    /// The headers. The values of credentials are replaced.
    pub headers: Vec<(String, String)>,
    /// The start of the body, as text. The secrets in a request are replaced.
    pub body: String,
    /// True if the body is longer.
    pub is_truncated: bool,
}

/// One line: `GET /pets/7 → 200 application/json 214 bytes 1 ms`. Control characters are escaped.
impl fmt::Display for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (method, target) = (self.method.escape_debug(), Escaped(&self.target));
        write!(f, "{method} {target} → {}", self.status)?;
        if let Some(media_type) = &self.media_type {
            write!(f, " {}", Escaped(media_type))?;
        }
        let bytes = counted(self.bytes, "byte");
        write!(f, " {bytes} {} ms", self.milliseconds)
    }
}

/// A text without control characters.
pub(crate) struct Escaped<'a>(pub(crate) &'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            if c.is_control() {
                write!(f, "{}", c.escape_default())?;
            } else {
                write!(f, "{c}")?;
            }
        }
        Ok(())
    }
}
