//! What a client shows to be let in: secrets in headers, in the query and in cookies. Each goes into the requests of
//! the operations that ask for it.

use std::borrow::Cow;
use std::slice;

use http::header::{AUTHORIZATION, COOKIE};
use http::{HeaderMap, HeaderName, HeaderValue, Uri};

use crate::client::secret;
use crate::client::security::{Credential, SecurityRequirements};
use crate::error::{Error, Result};
use crate::wire::encoder::{append, percent_encoded};
use crate::wire::headers;
use crate::wire::headers::add_missing;

/// The credentials of a client, one for each place.
#[derive(Debug, Clone, Default)]
pub(super) struct Credentials {
    keys: Vec<(Place, HeaderValue)>,
    problem: Option<String>,
}

/// Where a credential travels, and under which name.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Place {
    Header(HeaderName),
    Query(String),
    Cookie(String),
}

impl Credentials {
    pub(super) fn set_header(&mut self, name: &str, value: &str) {
        let header = headers::parse_sensitive(name, value);
        self.set(header.map(|(name, value)| (Place::Header(name), value)));
    }

    /// Forgets a header, in whose place there is another.
    pub(super) fn remove_header(&mut self, name: &str) {
        let is_other = |place: &Place| !matches!(place, Place::Header(it) if it == name);
        self.keys.retain(|(place, _)| is_other(place));
    }

    pub(super) fn set_query(&mut self, name: &str, value: &str) {
        self.set_key(Place::Query(name.to_owned()), name, value);
    }

    pub(super) fn set_cookie(&mut self, name: &str, value: &str) {
        self.set_key(Place::Cookie(name.to_owned()), name, value);
    }

    fn set_key(&mut self, place: Place, name: &str, value: &str) {
        let value = secret::header_value(value);
        let problem = |_| format!("the value of `{name}` holds a control character");
        self.set(value.map(|value| (place, value)).map_err(problem));
    }

    fn set(&mut self, key: Result<(Place, HeaderValue), String>) {
        match key {
            Ok((place, value)) => {
                self.keys.retain(|(known, _)| *known != place);
                self.keys.push((place, value));
            }
            Err(problem) => {
                self.problem.get_or_insert(problem);
            }
        }
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
        self.keys.iter().map(|(_, value)| value)
    }

    /// Those that go with a request which has these headers already: a call may show something by itself.
    pub(super) fn asked_for(
        &self,
        security: SecurityRequirements,
        sent: &HeaderMap,
    ) -> Cow<'_, Self> {
        let alternatives = match security {
            SecurityRequirements::All => return Cow::Borrowed(self),
            SecurityRequirements::None => &[],
            SecurityRequirements::AnyOf(alternatives) => alternatives,
        };
        let is_there = |asked: &Credential| {
            let mut keys = self.keys.iter();
            let mut sent = sent.iter();
            keys.any(|(place, value)| is_asked_for(*asked, place, value))
                || sent.any(|(name, value)| is_header(*asked, name, value))
        };
        let in_full = |alternative: &&&[Credential]| alternative.iter().all(is_there);
        let shown = match alternatives.iter().find(in_full) {
            Some(alternative) => slice::from_ref(alternative),
            None => alternatives,
        };
        let is_shown = |place: &Place, value: &HeaderValue| {
            let mut shown = shown.iter().copied().flatten();
            shown.any(|asked| is_asked_for(*asked, place, value))
        };
        let mut some = self.clone();
        some.keys.retain(|(place, value)| is_shown(place, value));
        Cow::Owned(some)
    }

    /// Adds the headers that are not there yet, and the cookies to those that are.
    pub(super) fn add_to_headers(&self, headers: &mut HeaderMap) -> Result<()> {
        for (place, value) in &self.keys {
            if let Place::Header(name) = place {
                add_missing(headers, [(name, value)]);
            }
        }
        let pairs = self.pairs(Place::cookie, "; ");
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

    /// The URI with what belongs in its query.
    pub(super) fn add_to_query(&self, uri: Uri) -> Result<Uri> {
        let pairs = self.pairs(Place::query, "&");
        if pairs.is_empty() {
            return Ok(uri);
        }
        let separator = if uri.query().is_some() { '&' } else { '?' };
        Uri::try_from(format!("{uri}{separator}{pairs}"))
            .map_err(|_| Error::invalid_request("a key cannot be sent in the query"))
    }

    /// Names and values of one kind of place.
    fn pairs(&self, name: fn(&Place) -> Option<&str>, separator: &str) -> String {
        let mut pairs = String::new();
        for (place, value) in &self.keys {
            if let Some(name) = name(place) {
                let value = String::from_utf8_lossy(value.as_bytes());
                append(&mut pairs, separator, name, &percent_encoded(&value));
            }
        }
        pairs
    }
}

impl Place {
    fn query(&self) -> Option<&str> {
        match self {
            Self::Query(name) => Some(name),
            _ => None,
        }
    }

    fn cookie(&self) -> Option<&str> {
        match self {
            Self::Cookie(name) => Some(name),
            _ => None,
        }
    }
}

fn is_asked_for(asked: Credential, place: &Place, value: &HeaderValue) -> bool {
    match (asked, place) {
        (asked, Place::Header(name)) => is_header(asked, name, value),
        (Credential::Query(asked), Place::Query(name))
        | (Credential::Cookie(asked), Place::Cookie(name)) => asked == name,
        _ => false,
    }
}

fn is_header(asked: Credential, name: &HeaderName, value: &HeaderValue) -> bool {
    match asked {
        Credential::Bearer => name == AUTHORIZATION && is_of_scheme(value, b"bearer "),
        Credential::Basic => name == AUTHORIZATION && is_of_scheme(value, b"basic "),
        Credential::Header(asked) => name.as_str().eq_ignore_ascii_case(asked),
        Credential::Query(_) | Credential::Cookie(_) => false,
    }
}

fn is_of_scheme(value: &HeaderValue, scheme: &[u8]) -> bool {
    let start = value.as_bytes().get(..scheme.len());
    start.is_some_and(|start| start.eq_ignore_ascii_case(scheme))
}
