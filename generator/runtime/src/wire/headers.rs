//! Headers that a caller sets: checked where they are given, and kept out of `Debug` where they are
//! secret.

use http::header::{AUTHORIZATION, COOKIE, InvalidHeaderValue, PROXY_AUTHORIZATION};
use http::{HeaderMap, HeaderName, HeaderValue};

use crate::client::secret;
use crate::error::{Error, Result};

/// Headers that are secret whether or not the caller says so.
const CREDENTIALS: [HeaderName; 3] = [AUTHORIZATION, PROXY_AUTHORIZATION, COOKIE];

/// The headers in which servers name a request, most usual first.
const REQUEST_ID: [&str; 5] = [
    "x-request-id",
    "request-id",
    "x-amzn-requestid",
    "x-amz-request-id",
    "x-correlation-id",
];

/// What the server calls the request, for its own logs.
pub(crate) fn request_id(headers: &HeaderMap) -> Option<&str> {
    REQUEST_ID
        .iter()
        .filter_map(|name| headers.get(*name)?.to_str().ok())
        .find(|id| !id.is_empty())
}

/// Checks one header. A problem names the header and never its value.
pub(crate) fn parse(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), String> {
    let name = parse_name(name)?;
    let read = if CREDENTIALS.contains(&name) {
        secret::header_value
    } else {
        HeaderValue::from_str
    };
    let value = parse_value(&name, value, read)?;
    Ok((name, value))
}

/// The same for a header whose value is secret whatever its name.
pub(crate) fn parse_sensitive(
    name: &str,
    value: &str,
) -> Result<(HeaderName, HeaderValue), String> {
    let name = parse_name(name)?;
    let value = parse_value(&name, value, secret::header_value)?;
    Ok((name, value))
}

fn parse_name(name: &str) -> Result<HeaderName, String> {
    HeaderName::try_from(name).map_err(|_| format!("`{name}` is not a header name"))
}

fn parse_value(
    name: &HeaderName,
    value: &str,
    parse: fn(&str) -> Result<HeaderValue, InvalidHeaderValue>,
) -> Result<HeaderValue, String> {
    // `HeaderValue` lets other UTF-8 through, but servers do not agree on how to read it.
    match parse(value) {
        Ok(parsed) if value.is_ascii() => Ok(parsed),
        _ => Err(format!(
            "the value of header `{name}` holds more than visible ASCII"
        )),
    }
}

/// Copies the headers that `target` does not have yet.
pub(crate) fn add_missing<'a>(
    target: &mut HeaderMap,
    source: impl IntoIterator<Item = (&'a HeaderName, &'a HeaderValue)>,
) {
    for (name, value) in source {
        if !target.contains_key(name) {
            target.insert(name, value.clone());
        }
    }
}

/// Headers collected by a builder whose methods cannot fail; the first problem waits until it is
/// asked for.
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
    /// Sets a header in place of an earlier one of that name.
    pub(crate) fn set(&mut self, name: &str, value: &str) {
        self.keep(parse(name, value));
    }

    /// The same, and `Debug` never shows the value.
    pub(crate) fn set_sensitive(&mut self, name: &str, value: &str) {
        self.keep(parse_sensitive(name, value));
    }

    /// Forgets a header, in whose place there is another.
    pub(crate) fn remove(&mut self, name: &str) {
        self.headers.remove(name);
    }

    fn keep(&mut self, header: Result<(HeaderName, HeaderValue), String>) {
        match header {
            Ok((name, value)) => {
                self.headers.insert(name, value);
            }
            Err(problem) => {
                self.problem.get_or_insert(problem);
            }
        }
    }

    pub(crate) fn get(&self) -> Result<&HeaderMap> {
        match &self.problem {
            Some(problem) => Err(Error::invalid_request(problem)),
            None => Ok(&self.headers),
        }
    }
}
