//! The headers that a caller sets on a client or a call.

use http::{HeaderMap, HeaderName, HeaderValue};

use crate::error::{Error, Result};
use crate::wire::headers;

/// Headers that are validated when they are set. The first invalid one is reported by [`get`](Self::get).
#[derive(Debug, Clone, Default)]
pub(crate) struct HeaderSet {
    headers: HeaderMap,
    problem: Option<String>,
}

impl From<HeaderMap> for HeaderSet {
    fn from(headers: HeaderMap) -> Self {
        Self {
            headers,
            problem: None,
        }
    }
}

impl HeaderSet {
    pub(crate) fn set(&mut self, name: &str, value: &str) {
        self.insert(headers::parse(name, value));
    }

    /// Sets a header whose value is marked as sensitive.
    pub(crate) fn set_sensitive(&mut self, name: &str, value: &str) {
        self.insert(headers::parse_sensitive(name, value));
    }

    pub(crate) fn remove(&mut self, name: &str) {
        self.headers.remove(name);
    }

    fn insert(&mut self, header: Result<(HeaderName, HeaderValue), String>) {
        match header {
            Ok((name, value)) => {
                self.headers.insert(name, value);
            }
            Err(problem) => self.fail(problem),
        }
    }

    /// Records a problem. The first one is reported.
    pub(crate) fn fail(&mut self, problem: String) {
        self.problem.get_or_insert(problem);
    }

    /// The headers, or an error for the first invalid one.
    pub(crate) fn get(&self) -> Result<&HeaderMap> {
        match &self.problem {
            Some(problem) => Err(Error::invalid_request(problem)),
            None => Ok(&self.headers),
        }
    }
}
