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
    let parsed = parse_value(&name, value, parse)?;
    if parsed.is_sensitive() {
        check_secret(&name, value)?;
    }
    Ok((name, parsed))
}

/// Parses a header. The value is marked as sensitive, regardless of the name. It must not be empty.
pub(crate) fn parse_sensitive(
    name: &str,
    value: &str,
) -> Result<(HeaderName, HeaderValue), String> {
    let name = parse_name(name)?;
    let parsed = parse_value(&name, value, secret::header_value)?;
    check_secret(&name, value)?;
    Ok((name, parsed))
}

/// Rejects a secret that is empty, or a scheme without credentials. Otherwise a variable that is not set, for example, would
/// become a request without a key.
fn check_secret(name: &HeaderName, value: &str) -> Result<(), String> {
    if secret::is_blank(value) {
        return Err(format!("the secret value of header `{name}` is empty"));
    }
    let has_scheme = [AUTHORIZATION, PROXY_AUTHORIZATION].contains(name);
    let credentials = match value.trim_start().split_once(' ') {
        Some((_, credentials)) => credentials,
        None if secret::is_scheme(value.as_bytes()) => "",
        None => value,
    };
    if has_scheme && secret::is_blank(credentials) {
        return Err(format!(
            "the credentials in the value of header `{name}` are empty"
        ));
    }
    Ok(())
}

pub(crate) fn parse_name(name: &str) -> Result<HeaderName, String> {
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
        // As in the text of a file.
        _ if value.trim_end_matches(['\r', '\n']).len() < value.len() => Err(format!(
            "the value of header `{name}` ends with a line break; remove it, for example with `trim_end`"
        )),
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
