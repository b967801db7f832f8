//! URLs of documents, and the hosts that the user allows.

use std::fmt::{self, Write};
use std::net::{IpAddr, Ipv6Addr};

use crate::document::limits::MAX_URL_BYTES;
use crate::document::uri::join;
use crate::one_line::one_line;
use crate::redact::{is_secret, redacted};

/// A URL of a document: `http` or `https`, without credentials, fragment or dot segments.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::document) struct RemoteUrl {
    text: String,
    /// The length of scheme, host and port.
    origin: usize,
}

/// The reason why a text is not a usable URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::document) enum UrlError {
    NotHttp,
    NoHost,
    InvalidHost,
    InvalidPort,
    InvalidCharacter,
    TooLong,
    /// The URL contains a user name, a password or a parameter with a secret.
    Credentials,
}

impl fmt::Display for UrlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotHttp => f.write_str("it does not begin with `https://` or `http://`"),
            Self::NoHost => f.write_str("it has no host"),
            Self::InvalidHost => f.write_str(
                "its host contains a character that is not allowed; an international name needs its ASCII form",
            ),
            Self::InvalidPort => f.write_str("its port is not a number between 1 and 65535"),
            Self::InvalidCharacter => f.write_str("it contains a control character or a backslash"),
            Self::TooLong => write!(f, "it has more than {MAX_URL_BYTES} bytes"),
            Self::Credentials => f.write_str("it contains credentials"),
        }
    }
}

impl RemoteUrl {
    /// Returns true if a reference begins as the URL of a document.
    pub(in crate::document) fn is_url(text: &str) -> bool {
        scheme(text).is_some()
    }

    /// Parses a URL. A fragment is removed.
    pub(in crate::document) fn parse(text: &str) -> Result<Self, UrlError> {
        let text = text.split('#').next().unwrap_or_default();
        let (scheme, default_port) = scheme(text).ok_or(UrlError::NotHttp)?;
        if text.len() > MAX_URL_BYTES {
            return Err(UrlError::TooLong);
        }
        if text.contains(|c: char| c.is_control() || c == '\\') {
            return Err(UrlError::InvalidCharacter);
        }
        let rest = text.get(scheme.len()..).unwrap_or_default();
        let (authority, rest) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
        if authority.contains('@') {
            return Err(UrlError::Credentials);
        }
        let query = rest.split_once('?').map_or("", |(_, query)| query);
        if query.split(['&', ';']).any(is_secret) {
            return Err(UrlError::Credentials);
        }
        let (host, port) = split_port(authority);
        if host.is_empty() {
            return Err(UrlError::NoHost);
        }
        let host = normal_host(host).ok_or(UrlError::InvalidHost)?;
        let mut url = format!("{scheme}{host}");
        if let Some(port) = port {
            if port.starts_with('+') {
                return Err(UrlError::InvalidPort);
            }
            let number: u16 = port.parse().map_err(|_| UrlError::InvalidPort)?;
            match number {
                0 => return Err(UrlError::InvalidPort),
                number if number == default_port => {}
                number => _ = write!(url, ":{number}"),
            }
        }
        let origin = url.len();
        url.push_str(&encoded(rest));
        Ok(Self {
            // Removes dot segments.
            text: join("", &url),
            origin,
        })
    }

    /// Resolves a reference without a fragment in the document with this URL.
    pub(in crate::document) fn join(&self, reference: &str) -> Result<Self, UrlError> {
        Self::parse(&join(&self.text, reference))
    }

    pub(in crate::document) fn as_str(&self) -> &str {
        &self.text
    }

    /// The scheme, the host and the port, if it is not the default port.
    pub(in crate::document) fn origin(&self) -> &str {
        self.text.get(..self.origin).unwrap_or_default()
    }

    /// The path without the query.
    pub(in crate::document) fn path(&self) -> &str {
        let path = self.text.get(self.origin..).unwrap_or_default();
        path.split('?').next().unwrap_or_default()
    }

    /// The last segment of the path, or the host.
    pub(in crate::document) fn file_name(&self) -> &str {
        let name = self.path().rsplit('/').find(|name| !name.is_empty());
        name.unwrap_or_else(|| self.host())
    }

    /// The host and the port.
    pub(in crate::document) fn host(&self) -> &str {
        let origin = self.origin();
        origin.split_once("//").map_or(origin, |(_, host)| host)
    }

    pub(in crate::document) fn is_https(&self) -> bool {
        self.text.starts_with("https:")
    }

    /// Returns true if the host is this machine.
    pub(in crate::document) fn is_loopback(&self) -> bool {
        let (host, _) = split_port(self.host());
        let address = host.trim_matches(['[', ']']).parse::<IpAddr>();
        host == "localhost" || address.is_ok_and(|address| address.is_loopback())
    }
}

/// The URL in one line: it contains no control characters.
impl fmt::Display for RemoteUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// The scheme of a URL with `://`, in lower case, and its default port.
fn scheme(text: &str) -> Option<(&'static str, u16)> {
    let starts = |scheme: &str| {
        let start = text.get(..scheme.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    [("https://", 443), ("http://", 80)]
        .into_iter()
        .find(|(scheme, _)| starts(scheme))
}

/// Splits an authority into the host and the port.
fn split_port(authority: &str) -> (&str, Option<&str>) {
    match authority.rsplit_once(':') {
        // The colons in brackets are part of an IPv6 address.
        Some((host, port)) if !port.contains(']') => (host, Some(port)),
        _ => (authority, None),
    }
}

/// Returns a host in its usual spelling: lower case, and the shortest form of an IPv6 address. Returns `None` if it is not
/// a host.
fn normal_host(host: &str) -> Option<String> {
    if let Some(address) = host.strip_prefix('[') {
        let address: Ipv6Addr = address.strip_suffix(']')?.parse().ok()?;
        return Some(format!("[{address}]"));
    }
    let is_valid = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
    host.bytes()
        .all(is_valid)
        .then(|| host.to_ascii_lowercase())
}

/// Percent-encodes the characters of a path and query that a URI does not contain, and writes existing encodings in upper
/// case, so that a document has one URL. The path begins with `/`.
fn encoded(path: &str) -> String {
    let mut encoded = String::with_capacity(path.len() + 1);
    if !path.starts_with('/') {
        encoded.push('/');
    }
    let mut digits = 0;
    for c in path.chars() {
        if digits > 0 && c.is_ascii_hexdigit() {
            encoded.push(c.to_ascii_uppercase());
            digits -= 1;
            continue;
        }
        digits = if c == '%' { 2 } else { 0 };
        if c.is_ascii() && !matches!(c, ' ' | '"' | '<' | '>' | '^' | '`' | '{' | '|' | '}') {
            encoded.push(c);
        } else {
            for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                _ = write!(encoded, "%{byte:02X}");
            }
        }
    }
    encoded
}

/// A host whose documents can be fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct AllowedHost {
    /// The scheme, the host and the port.
    origin: String,
}

impl AllowedHost {
    /// Parses a host such as `api.example.com` or `127.0.0.1:8080`, which allows `https`, or a host with its scheme.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let is_url = RemoteUrl::is_url(text);
        let scheme = if is_url { "" } else { "https://" };
        let url = format!("{scheme}{text}");
        let name = redacted(&url);
        let name = one_line(name.strip_prefix(scheme).unwrap_or_default());
        let url =
            RemoteUrl::parse(&url).map_err(|error| format!("`{name}` is not a host: {error}"))?;
        if url.path() != "/" || url.as_str().contains('?') {
            return Err(format!("`{name}` is not a host: it has a path"));
        }
        let origin = url.origin().to_owned();
        Ok(Self { origin })
    }

    /// The host of a URL, with its scheme.
    pub(super) fn of_url(url: &RemoteUrl) -> Self {
        let origin = url.origin().to_owned();
        Self { origin }
    }

    pub(super) fn allows(&self, url: &RemoteUrl) -> bool {
        self.origin == url.origin()
    }
}

#[cfg(test)]
mod tests {
    use super::{AllowedHost, RemoteUrl, UrlError};

    #[test]
    fn urls_are_normalized() {
        for (text, expected) in [
            ("https://A.Example", "https://a.example/"),
            ("HTTP://a.example:80/b#/c", "http://a.example/b"),
            ("https://a.example:8443/b/../c", "https://a.example:8443/c"),
            ("https://a.example?v=1", "https://a.example/?v=1"),
            ("https://[::1]:8443/b", "https://[::1]:8443/b"),
            ("https://[0:0:0:0:0:0:0:AB]/b", "https://[::ab]/b"),
            (
                "https://a.example/pl%c3%a4nt%2fab?c=%3f",
                "https://a.example/pl%C3%A4nt%2Fab?c=%3F",
            ),
            ("https://a.example/%c%cabb", "https://a.example/%C%CAbb"),
            ("https://a.example/b c/é", "https://a.example/b%20c/%C3%A9"),
        ] {
            let url = RemoteUrl::parse(text).map(|url| url.to_string());
            assert_eq!(url.as_deref(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn unusable_urls_have_a_reason() {
        for (text, expected) in [
            ("file:///etc/passwd", UrlError::NotHttp),
            ("pets.yaml", UrlError::NotHttp),
            ("https:///pets.yaml", UrlError::NoHost),
            ("https://user:secret@a.example/", UrlError::Credentials),
            ("https://a.example@b.example/", UrlError::Credentials),
            ("https://a.example/?v=1&Token=x", UrlError::Credentials),
            (
                "https://a.example/?X-Amz-Signature=x",
                UrlError::Credentials,
            ),
            ("https://a.example:0/", UrlError::InvalidPort),
            ("https://a.example:99999/", UrlError::InvalidPort),
            ("https://a.example:/", UrlError::InvalidPort),
            ("https://a.example:+80/", UrlError::InvalidPort),
            ("https://[1:2]/", UrlError::InvalidHost),
            ("https://[::1/", UrlError::InvalidHost),
            ("https://[::1]b/", UrlError::InvalidHost),
            ("https://bücher.example/", UrlError::InvalidHost),
            ("https://a.example%00.b/", UrlError::InvalidHost),
            ("https://a.example/\r\nHost: b", UrlError::InvalidCharacter),
            ("https://a.example\\b/", UrlError::InvalidCharacter),
        ] {
            assert_eq!(RemoteUrl::parse(text), Err(expected), "{text}");
        }
        let long = format!("https://a.example/{}", "x".repeat(5000));
        assert_eq!(RemoteUrl::parse(&long), Err(UrlError::TooLong));
    }

    #[test]
    fn a_host_allows_its_own_scheme_and_port() {
        let allows = |host: &str, url: &str| {
            let host = AllowedHost::parse(host);
            let url = RemoteUrl::parse(url);
            matches!((host, url), (Ok(host), Ok(url)) if host.allows(&url))
        };
        assert!(allows("a.example", "https://A.example:443/b"));
        assert!(allows("http://127.0.0.1:80/", "http://127.0.0.1/b"));
        assert!(allows("[::1]:8443", "https://[::1]:8443/b"));
        for (host, url) in [
            ("a.example", "http://a.example/b"),
            ("a.example", "https://b.a.example/"),
            ("a.example", "https://a.example.b/"),
            ("a.example", "https://a.example:8443/"),
            ("http://a.example", "https://a.example/"),
        ] {
            assert!(!allows(host, url), "{host} {url}");
        }
        for host in ["", "a.example/b", "*.example", "user:secret@a.example"] {
            let error = AllowedHost::parse(host).err().unwrap_or_default();
            assert!(error.contains("is not a host"), "{host}");
            assert!(!error.contains("secret"), "{error}");
        }
    }
}
