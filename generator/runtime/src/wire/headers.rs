//! Parsing of header names and values. Values of credential headers are marked as sensitive, so that
//! `Debug` does not show them.

use http::header::{AUTHORIZATION, COOKIE, InvalidHeaderValue, PROXY_AUTHORIZATION};
use http::{HeaderMap, HeaderName, HeaderValue};

use crate::client::secret;

/// Headers whose values are always sensitive.
pub(crate) const CREDENTIALS: [HeaderName; 3] = [AUTHORIZATION, PROXY_AUTHORIZATION, COOKIE];

/// The headers in which servers send a request ID, in order of preference.
const REQUEST_ID: [&str; 5] = [
    "x-request-id",
    "request-id",
    "x-amzn-requestid",
    "x-amz-request-id",
    "x-correlation-id",
];

/// The server's ID of the request.
pub(crate) fn request_id(headers: &HeaderMap) -> Option<&str> {
    REQUEST_ID
        .iter()
        .filter_map(|name| headers.get(*name)?.to_str().ok())
        .find(|id| !id.is_empty())
}

/// Parses a header. The error message never contains the value, which may be a secret.
pub(crate) fn parse(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), String> {
    let name = parse_name(name)?;
    let parse = if CREDENTIALS.contains(&name) {
        secret::header_value
    } else {
        HeaderValue::from_str
    };
    let value = parse_value(&name, value, parse)?;
    Ok((name, value))
}

/// Parses a header. The value is marked as sensitive, regardless of the name.
pub(crate) fn parse_sensitive(
    name: &str,
    value: &str,
) -> Result<(HeaderName, HeaderValue), String> {
    let name = parse_name(name)?;
    let value = parse_value(&name, value, secret::header_value)?;
    Ok((name, value))
}

fn parse_name(name: &str) -> Result<HeaderName, String> {
    HeaderName::try_from(name).map_err(|_| format!("`{name}` is not a valid header name"))
}

fn parse_value(
    name: &HeaderName,
    value: &str,
    parse: fn(&str) -> Result<HeaderValue, InvalidHeaderValue>,
) -> Result<HeaderValue, String> {
    // `HeaderValue` also accepts other UTF-8, but servers disagree on how to decode it.
    match parse(value) {
        Ok(parsed) if value.is_ascii() => Ok(parsed),
        _ => Err(format!(
            "the value of header `{name}` contains characters other than visible ASCII"
        )),
    }
}

/// Adds the headers that are not set yet.
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
