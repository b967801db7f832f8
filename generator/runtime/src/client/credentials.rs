//! The credentials of a client: secrets in headers, in the query and in cookies. Each is sent with the operations
//! that require it.

use std::borrow::Cow;
use std::slice;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use http::header::{AUTHORIZATION, COOKIE};
use http::{HeaderMap, HeaderName, HeaderValue, Uri};
use percent_encoding::percent_decode_str;
use zeroize::Zeroizing;

use crate::client::provider::Provider;
use crate::client::secret::{self, Secret};
use crate::client::security::{Credential, SecurityRequirements};
use crate::error::{Error, Result};
use crate::wire::encoder::percent::{append_pair, encode_value};
use crate::wire::headers;
use crate::wire::headers::add_missing;

const NO_NAME: &str = "an API key has no name";

/// The credentials of a client, at most one for each location.
#[derive(Debug, Clone, Default)]
pub(super) struct Credentials {
    keys: Vec<(CredentialLocation, HeaderValue)>,
    provided: Vec<ProvidedKey>,
    problem: Option<String>,
}

/// A credential whose secret a provider returns for each attempt.
#[derive(Debug, Clone)]
pub(super) struct ProvidedKey {
    location: CredentialLocation,
    scheme: AuthScheme,
    pub(super) provider: Provider,
}

/// The text before a secret, and its encoding.
#[derive(Debug, Clone, Copy)]
enum AuthScheme {
    Bearer,
    Basic,
    /// The secret is the whole value.
    ApiKey,
}

/// The location and name of a credential in a request.
#[derive(Debug, Clone, PartialEq, Eq)]
enum CredentialLocation {
    Header(HeaderName),
    Query(String),
    Cookie(String),
}

impl Credentials {
    pub(super) fn set_bearer(&mut self, token: &str) {
        if secret::is_blank(token) {
            return self.fail("the bearer token is empty".to_owned());
        }
        let value = Zeroizing::new(format!("Bearer {token}"));
        self.set_header(AUTHORIZATION.as_str(), &value);
    }

    /// Sets a user name and password, separated by a colon.
    pub(super) fn set_basic(&mut self, pair: &str) {
        let value = Zeroizing::new(format!("Basic {}", BASE64.encode(pair.as_bytes())));
        self.set_header(AUTHORIZATION.as_str(), &value);
    }

    /// Sets an API key in a header.
    pub(super) fn set_header_key(&mut self, name: &str, key: &str) {
        if secret::is_blank(key) {
            return self.fail(format!("the API key for the header `{name}` is empty"));
        }
        self.set_header(name, key);
    }

    fn set_header(&mut self, name: &str, value: &str) {
        let header = headers::parse_sensitive(name, value);
        self.set(header.map(|(name, value)| (CredentialLocation::Header(name), value)));
    }

    /// Removes a header, because another one replaces it.
    pub(super) fn remove_header(&mut self, name: &str) {
        let is_other = |location: &CredentialLocation| !matches!(location, CredentialLocation::Header(it) if it == name);
        self.keys.retain(|(location, _)| is_other(location));
        self.provided.retain(|key| is_other(&key.location));
    }

    pub(super) fn provide_bearer(&mut self, provider: Provider) {
        let location = CredentialLocation::Header(AUTHORIZATION);
        self.provide(location, AuthScheme::Bearer, provider);
    }

    pub(super) fn provide_basic(&mut self, provider: Provider) {
        let location = CredentialLocation::Header(AUTHORIZATION);
        self.provide(location, AuthScheme::Basic, provider);
    }

    pub(super) fn provide_header(&mut self, name: &str, provider: Provider) {
        match headers::parse_name(name) {
            Ok(name) => {
                let location = CredentialLocation::Header(name);
                self.provide(location, AuthScheme::ApiKey, provider);
            }
            Err(problem) => self.fail(problem),
        }
    }

    pub(super) fn provide_query(&mut self, name: &str, provider: Provider) {
        let location = CredentialLocation::Query(name.to_owned());
        self.provide_key(location, name, provider);
    }

    pub(super) fn provide_cookie(&mut self, name: &str, provider: Provider) {
        let location = CredentialLocation::Cookie(name.to_owned());
        self.provide_key(location, name, provider);
    }

    fn provide_key(&mut self, location: CredentialLocation, name: &str, provider: Provider) {
        if name.is_empty() {
            return self.fail(NO_NAME.to_owned());
        }
        self.provide(location, AuthScheme::ApiKey, provider);
    }

    fn provide(&mut self, location: CredentialLocation, scheme: AuthScheme, provider: Provider) {
        self.remove(&location);
        self.provided.push(ProvidedKey {
            location,
            scheme,
            provider,
        });
    }

    /// Sets the secret that the provider of a key has returned.
    pub(super) fn set_provided(&mut self, key: &ProvidedKey, secret: &Secret) {
        let secret = secret.expose();
        if secret::is_blank(secret) {
            return self.fail("the secret is empty".to_owned());
        }
        match (key.scheme, &key.location) {
            (AuthScheme::Bearer, _) => self.set_bearer(secret),
            (AuthScheme::Basic, _) if !secret.contains(':') => {
                let problem = "the secret has no colon between the user name and the password";
                self.fail(problem.to_owned());
            }
            (AuthScheme::Basic, _) => self.set_basic(secret),
            (AuthScheme::ApiKey, CredentialLocation::Header(name)) => {
                self.set_header_key(name.as_str(), secret);
            }
            (AuthScheme::ApiKey, CredentialLocation::Query(name)) => self.set_query(name, secret),
            (AuthScheme::ApiKey, CredentialLocation::Cookie(name)) => self.set_cookie(name, secret),
        }
    }

    pub(super) fn set_query(&mut self, name: &str, value: &str) {
        self.set_key(CredentialLocation::Query(name.to_owned()), name, value);
    }

    pub(super) fn set_cookie(&mut self, name: &str, value: &str) {
        self.set_key(CredentialLocation::Cookie(name.to_owned()), name, value);
    }

    fn set_key(&mut self, location: CredentialLocation, name: &str, value: &str) {
        if name.is_empty() {
            return self.fail(NO_NAME.to_owned());
        }
        if secret::is_blank(value) {
            return self.fail(format!("the API key `{name}` is empty"));
        }
        let value = secret::header_value(value);
        let problem = |_| format!("the value of `{name}` contains a control character");
        self.set(value.map(|value| (location, value)).map_err(problem));
    }

    /// Sets the problem that [`check`](Self::check) reports, unless there is one already.
    pub(super) fn fail(&mut self, problem: String) {
        self.problem.get_or_insert(problem);
    }

    fn set(&mut self, key: Result<(CredentialLocation, HeaderValue), String>) {
        match key {
            Ok((location, value)) => {
                self.remove(&location);
                self.keys.push((location, value));
            }
            Err(problem) => self.fail(problem),
        }
    }

    fn remove(&mut self, location: &CredentialLocation) {
        self.keys.retain(|(known, _)| known != location);
        self.provided.retain(|known| known.location != *location);
    }

    /// The reason why a credential cannot be sent.
    pub(super) fn problem(&self) -> Option<&str> {
        self.problem.as_deref()
    }

    /// Returns an error if a credential cannot be sent.
    pub(super) fn check(&self) -> Result<()> {
        match &self.problem {
            Some(problem) => Err(Error::invalid_request(problem.clone())),
            None => Ok(()),
        }
    }

    /// All values that do not come from a provider.
    pub(super) fn values(&self) -> impl Iterator<Item = &HeaderValue> {
        self.keys.iter().map(|(_, value)| value)
    }

    /// The credentials for an operation with these security requirements. `sent` are the headers that the request
    /// already contains: a call can set a credential itself.
    pub(super) fn required_by(
        &self,
        security: SecurityRequirements,
        sent: &HeaderMap,
    ) -> Cow<'_, Self> {
        let alternatives = match security {
            SecurityRequirements::All => return Cow::Borrowed(self),
            SecurityRequirements::None => &[],
            SecurityRequirements::AnyOf(alternatives) => alternatives,
        };
        let is_present = |required: &Credential| {
            let mut keys = self.keys.iter();
            let mut provided = self.provided.iter();
            let mut sent = sent.iter();
            keys.any(|(location, value)| satisfies(*required, location, value))
                || provided.any(|key| key.satisfies(*required))
                || sent.any(|(name, value)| is_header(*required, name, value))
        };
        let is_complete = |alternative: &&&[Credential]| alternative.iter().all(is_present);
        let used = match alternatives.iter().find(is_complete) {
            Some(alternative) => slice::from_ref(alternative),
            None => alternatives,
        };
        let required = || used.iter().copied().flatten();
        let is_used = |location: &CredentialLocation, value: &HeaderValue| {
            required().any(|required| satisfies(*required, location, value))
        };
        let mut credentials = self.clone();
        credentials
            .keys
            .retain(|(location, value)| is_used(location, value));
        let is_used = |key: &ProvidedKey| required().any(|required| key.satisfies(*required));
        credentials.provided.retain(is_used);
        Cow::Owned(credentials)
    }

    /// The credentials whose secrets come from providers, except for headers that the request already contains.
    pub(super) fn provided(&self, sent: &HeaderMap) -> Vec<ProvidedKey> {
        let is_missing = |key: &&ProvidedKey| match &key.location {
            CredentialLocation::Header(name) => !sent.contains_key(name),
            CredentialLocation::Query(_) | CredentialLocation::Cookie(_) => true,
        };
        self.provided.iter().filter(is_missing).cloned().collect()
    }

    /// Adds the credentials in headers and cookies. An existing header or cookie of the same name is kept.
    pub(super) fn add_to_headers(&self, headers: &mut HeaderMap) -> Result<()> {
        for (location, value) in &self.keys {
            if let CredentialLocation::Header(name) = location {
                add_missing(headers, [(name, value)]);
            }
        }
        let existing = headers
            .get(COOKIE)
            .and_then(|cookies| cookies.to_str().ok());
        let pairs = self.pairs(CredentialLocation::cookie, existing, "; ");
        if pairs.is_empty() {
            return Ok(());
        }
        let cookies = match existing {
            Some(existing) => format!("{existing}; {pairs}"),
            None => pairs,
        };
        let cookies = secret::header_value(&cookies)
            .map_err(|_| Error::invalid_request("an API key cannot be sent in a cookie"))?;
        headers.insert(COOKIE, cookies);
        Ok(())
    }

    /// Adds the credentials in the query. An existing parameter of the same name is kept.
    pub(super) fn add_to_query(&self, uri: Uri) -> Result<Uri> {
        let pairs = self.pairs(CredentialLocation::query, uri.query(), "&");
        if pairs.is_empty() {
            return Ok(uri);
        }
        let separator = if uri.query().is_some() { '&' } else { '?' };
        Uri::try_from(format!("{uri}{separator}{pairs}"))
            .map_err(|_| Error::invalid_request("an API key cannot be sent in the query"))
    }

    /// Removes the credentials from the query of a URL that a server has returned.
    pub(super) fn remove_from_query(&self, url: &str) -> String {
        let keys = self.keys.iter().map(|(location, _)| location);
        let provided = self.provided.iter().map(|key| &key.location);
        let locations = keys.chain(provided);
        let names: Vec<&str> = locations.filter_map(CredentialLocation::query).collect();
        let Some((path, query)) = url.split_once('?').filter(|_| !names.is_empty()) else {
            return url.to_owned();
        };
        let is_other = |pair: &&str| {
            // A server may encode the name in another way than the client.
            let name = pair.split('=').next().unwrap_or_default().replace('+', " ");
            let name = percent_decode_str(&name).decode_utf8_lossy();
            !names.contains(&&*name)
        };
        let pairs: Vec<&str> = query.split('&').filter(is_other).collect();
        if pairs.is_empty() {
            return path.to_owned();
        }
        format!("{path}?{}", pairs.join("&"))
    }

    /// The pairs of name and value at one kind of location, without those whose names are in `existing`.
    fn pairs(
        &self,
        name: fn(&CredentialLocation) -> Option<&str>,
        existing: Option<&str>,
        separator: &str,
    ) -> String {
        let mut pairs = String::new();
        for (location, value) in &self.keys {
            if let Some(name) = name(location)
                && !contains_name(existing.unwrap_or_default(), name, separator)
            {
                let value = String::from_utf8_lossy(value.as_bytes());
                append_pair(&mut pairs, separator, name, &encode_value(&value));
            }
        }
        pairs
    }
}

impl ProvidedKey {
    fn satisfies(&self, required: Credential) -> bool {
        match (required, &self.location, self.scheme) {
            (Credential::Bearer, _, AuthScheme::Bearer)
            | (Credential::Basic, _, AuthScheme::Basic) => true,
            (Credential::Header(required), CredentialLocation::Header(name), _) => {
                name.as_str().eq_ignore_ascii_case(required)
            }
            (Credential::Query(required), CredentialLocation::Query(name), _)
            | (Credential::Cookie(required), CredentialLocation::Cookie(name), _) => {
                required == name
            }
            _ => false,
        }
    }
}

impl CredentialLocation {
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

/// Returns whether pairs of name and value contain this name.
fn contains_name(pairs: &str, name: &str, separator: &str) -> bool {
    let name = encode_value(name);
    let mut names = pairs
        .split(separator)
        .map(|pair| pair.split('=').next().unwrap_or_default());
    names.any(|known| known == name)
}

fn satisfies(required: Credential, location: &CredentialLocation, value: &HeaderValue) -> bool {
    match (required, location) {
        (required, CredentialLocation::Header(name)) => is_header(required, name, value),
        (Credential::Query(required), CredentialLocation::Query(name))
        | (Credential::Cookie(required), CredentialLocation::Cookie(name)) => required == name,
        _ => false,
    }
}

fn is_header(required: Credential, name: &HeaderName, value: &HeaderValue) -> bool {
    match required {
        Credential::Bearer => name == AUTHORIZATION && has_scheme(value, b"bearer "),
        Credential::Basic => name == AUTHORIZATION && has_scheme(value, b"basic "),
        Credential::Header(required) => name.as_str().eq_ignore_ascii_case(required),
        Credential::Query(_) | Credential::Cookie(_) => false,
    }
}

fn has_scheme(value: &HeaderValue, scheme: &[u8]) -> bool {
    let start = value.as_bytes().get(..scheme.len());
    start.is_some_and(|start| start.eq_ignore_ascii_case(scheme))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_removed_from_queries() {
        let mut credentials = Credentials::default();
        credentials.set_query("api key", "hunter2");
        let provider = |_| async { Ok(Secret::new("hunter3")) };
        credentials.provide_query("token", Provider::new(provider));
        for (url, expected) in [
            ("/plants?token=hunter3&page=2", "/plants?page=2"),
            ("/plants?api%20key=hunter2&page=2", "/plants?page=2"),
            ("/plants?page=2&api+key=hunter2&t%6Fken=x", "/plants?page=2"),
            ("/plants?token=hunter3", "/plants"),
            ("/plants?tokens=3", "/plants?tokens=3"),
            ("/plants", "/plants"),
        ] {
            assert_eq!(credentials.remove_from_query(url), expected);
        }
    }
}
