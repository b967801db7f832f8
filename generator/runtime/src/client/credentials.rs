//! Keys that an API wants in the query or in a cookie: they are put into each request, and are secrets like
//! those in headers.

use http::header::COOKIE;
use http::{HeaderMap, HeaderValue, Uri};

use crate::encoder::percent_encoded;
use crate::{Error, Result, secret};

/// The keys of a client by their names.
#[derive(Clone, Default)]
pub(super) struct Credentials {
    query: Vec<(String, HeaderValue)>,
    cookies: Vec<(String, HeaderValue)>,
    problem: Option<String>,
}

impl Credentials {
    pub(super) fn set_query(&mut self, name: &str, value: &str) {
        let key = self.key(name, value);
        replace(&mut self.query, key);
    }

    pub(super) fn set_cookie(&mut self, name: &str, value: &str) {
        let key = self.key(name, value);
        replace(&mut self.cookies, key);
    }

    fn key(&mut self, name: &str, value: &str) -> Option<(String, HeaderValue)> {
        let Ok(value) = secret::header_value(value) else {
            let problem = format!("the value of `{name}` holds a control character");
            self.problem.get_or_insert(problem);
            return None;
        };
        Some((percent_encoded(name).into_owned(), value))
    }

    /// Reports what was set and cannot be sent.
    pub(super) fn check(&self) -> Result<()> {
        match &self.problem {
            Some(problem) => Err(Error::invalid_request(problem.clone())),
            None => Ok(()),
        }
    }

    /// All values.
    pub(super) fn values(&self) -> impl Iterator<Item = &HeaderValue> {
        self.query
            .iter()
            .chain(&self.cookies)
            .map(|(_, value)| value)
    }

    /// The URI with what belongs in its query.
    pub(super) fn add_to_query(&self, uri: Uri) -> Result<Uri> {
        let pairs = pairs(&self.query, "&");
        if pairs.is_empty() {
            return Ok(uri);
        }
        let separator = if uri.query().is_some() { '&' } else { '?' };
        Uri::try_from(format!("{uri}{separator}{pairs}"))
            .map_err(|_| Error::invalid_request("a key cannot be sent in the query"))
    }

    /// Adds what belongs in cookies to those that are there.
    pub(super) fn add_to_cookies(&self, headers: &mut HeaderMap) -> Result<()> {
        let pairs = pairs(&self.cookies, "; ");
        if pairs.is_empty() {
            return Ok(());
        }
        let before = headers
            .get(COOKIE)
            .and_then(|cookies| cookies.to_str().ok());
        let cookies = match before {
            Some(before) => format!("{before}; {pairs}"),
            None => pairs,
        };
        let cookies = secret::header_value(&cookies)
            .map_err(|_| Error::invalid_request("a key cannot be sent in a cookie"))?;
        headers.insert(COOKIE, cookies);
        Ok(())
    }
}

fn replace(keys: &mut Vec<(String, HeaderValue)>, key: Option<(String, HeaderValue)>) {
    if let Some((name, value)) = key {
        keys.retain(|(known, _)| *known != name);
        keys.push((name, value));
    }
}

fn pairs(keys: &[(String, HeaderValue)], separator: &str) -> String {
    let pairs = keys.iter().map(|(name, value)| {
        let value = String::from_utf8_lossy(value.as_bytes());
        format!("{name}={}", percent_encoded(&value))
    });
    pairs.collect::<Vec<_>>().join(separator)
}
