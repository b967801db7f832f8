//! Headers that a caller sets: checked where they are given, and kept out of `Debug` where they are
//! secret.

use http::header::{AUTHORIZATION, COOKIE, PROXY_AUTHORIZATION};
use http::{HeaderMap, HeaderName, HeaderValue};

use crate::{Error, Result};

/// Headers that are secret whether or not the caller says so.
const CREDENTIALS: [HeaderName; 3] = [AUTHORIZATION, PROXY_AUTHORIZATION, COOKIE];

/// Checks one header. A problem names the header and never its value.
pub(crate) fn parse(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), String> {
    let name = HeaderName::try_from(name).map_err(|_| format!("`{name}` is not a header name"))?;
    // `HeaderValue` lets other UTF-8 through, but servers do not agree on how to read it.
    let mut value = match HeaderValue::from_str(value) {
        Ok(parsed) if value.is_ascii() => parsed,
        _ => {
            return Err(format!(
                "the value of header `{name}` holds more than visible ASCII"
            ));
        }
    };
    value.set_sensitive(CREDENTIALS.contains(&name));
    Ok((name, value))
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
        let header = parse(name, value).map(|(name, mut value)| {
            value.set_sensitive(true);
            (name, value)
        });
        self.keep(header);
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
