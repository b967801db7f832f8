//! The base URL of a server. Paths are appended to it as text, because a URL parser that normalizes would change
//! percent-encoded paths.

use std::fmt;

use http::Uri;
use http::uri::{Authority, InvalidUri, Parts, PathAndQuery, Scheme};

use crate::error::{Error, Result};

/// The help for a character that a URL cannot contain.
const ENCODE: &str = "which must be percent-encoded (in a host: Punycode, `xn--…`)";

const NO_SCHEME: &str = "does not start with `https://` or `http://`";

/// The schemes of a base URL, in any letter case.
const SCHEMES: [&str; 2] = ["https://", "http://"];

/// An absolute `http` or `https` URL without query or fragment. Its path is sent byte for byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BaseUrl {
    scheme: Scheme,
    authority: Authority,
    /// The prefix of all paths, which begin with a slash: empty, or for example `/v1`.
    path: String,
}

impl BaseUrl {
    /// Parses a URL. The error message contains the URL only if it has no credentials.
    pub(crate) fn parse(text: &str) -> Result<Self> {
        if text.trim().is_empty() {
            return Err(Error::invalid_request("the base URL is empty"));
        }
        if let Some(character) = text.chars().find(|it| !is_url_character(*it)) {
            let problem = format!("contains `{}`, {ENCODE}", character.escape_debug());
            return Err(invalid(text, &problem));
        }
        // Checked before the rest, because `localhost:8080/v1` would not be a URL at all.
        let starts_with = |scheme: &&str| {
            let start = text.get(..scheme.len());
            start.is_some_and(|start| start.eq_ignore_ascii_case(scheme))
        };
        if !SCHEMES.iter().any(starts_with) {
            return Err(invalid(text, NO_SCHEME));
        }
        let uri: Uri = text.parse().map_err(|_| invalid(text, "is not a URL"))?;
        if uri.query().is_some() || text.contains('#') {
            return Err(invalid(text, "has a query or a fragment"));
        }
        let path = uri.path();
        let path = path.strip_suffix('/').unwrap_or(path).to_owned();
        let parts = uri.into_parts();
        let (Some(scheme), Some(authority)) = (parts.scheme, parts.authority) else {
            return Err(invalid(text, NO_SCHEME));
        };
        if authority.as_str().contains('@') {
            return Err(invalid(
                text,
                "contains credentials; send them in a header instead",
            ));
        }
        if !has_valid_host_and_port(&authority) {
            return Err(invalid(text, "has no host or an invalid port"));
        }
        Ok(Self {
            scheme,
            authority,
            path,
        })
    }

    /// Appends a relative server URL of a document, such as `/v1`.
    pub(crate) fn with_path(&self, path: &str) -> Result<Self> {
        let slash = if path.starts_with('/') { "" } else { "/" };
        let Self {
            scheme,
            authority,
            path: prefix,
        } = self;
        Self::parse(&format!("{scheme}://{authority}{prefix}{slash}{path}"))
    }

    /// Appends the path and query of `target` to the base URL.
    pub(crate) fn join(&self, target: Uri) -> Result<Uri> {
        if target.path() == "*" {
            return Err(Error::invalid_request("the URI of the request has no path"));
        }
        let path = self.path_of(target).map_err(http::Error::from);
        let url = path.and_then(|path| {
            let mut parts = Parts::default();
            parts.scheme = Some(self.scheme.clone());
            parts.authority = Some(self.authority.clone());
            parts.path_and_query = Some(path);
            Ok(Uri::from_parts(parts)?)
        });
        url.map_err(|error| Error::invalid_request(format!("the URL cannot be sent: {error}")))
    }

    /// Resolves a URL that the server has returned: an absolute URL with the same scheme, host and port, or one without them,
    /// relative to the URL of the request `target`. Requests contain credentials, which other hosts must not receive.
    ///
    /// Servers behind a proxy that terminates TLS often return `http` URLs. They are requested with the scheme of the client.
    pub(crate) fn resolve(&self, url: &str, target: Uri) -> Result<Uri> {
        let url = url.split('#').next().unwrap_or_default();
        let Self {
            scheme, authority, ..
        } = self;
        let absolute = if let Some(rest) = url.strip_prefix("//") {
            format!("{scheme}://{rest}")
        } else if url.starts_with('/') {
            format!("{scheme}://{authority}{url}")
        } else if has_scheme(url) {
            url.to_owned()
        } else {
            let target = self.join(target)?;
            let path = target.path();
            let path = match path.rsplit_once('/') {
                Some((folder, _)) if !url.starts_with('?') => format!("{folder}/"),
                _ => path.to_owned(),
            };
            format!("{scheme}://{authority}{path}{url}")
        };
        let failed = |problem: &str| {
            // The query may contain a secret.
            let url = absolute.split('?').next().unwrap_or_default();
            let url = if url.contains('@') { "…" } else { url };
            Error::invalid_request(format!("the URL `{url}` of the next page {problem}"))
        };
        let mut resolved: Uri = absolute.parse().map_err(|_| failed("is not a URL"))?;
        let has_port = |authority: &Authority| authority.port().is_some();
        let is_insecure = *scheme == Scheme::HTTPS && resolved.scheme() == Some(&Scheme::HTTP);
        if is_insecure && !resolved.authority().is_some_and(has_port) {
            let mut parts = resolved.into_parts();
            parts.scheme = Some(Scheme::HTTPS);
            resolved = Uri::from_parts(parts).map_err(|_| failed("is not a URL"))?;
        }
        let is_same = resolved.scheme() == Some(scheme)
            && resolved.authority().is_some_and(|other| {
                !other.as_str().contains('@')
                    && has_valid_host_and_port(other)
                    && other.host().eq_ignore_ascii_case(authority.host())
                    && port(scheme, other) == port(scheme, authority)
            });
        if is_same {
            Ok(resolved)
        } else {
            let problem = format!(
                "is not on the server of the client, `{scheme}://{authority}`, and is not requested, because it would receive \
                 the credentials"
            );
            Err(failed(&problem))
        }
    }

    /// The full path and query. They are parsed again only if the base URL has a path.
    fn path_of(&self, target: Uri) -> Result<PathAndQuery, InvalidUri> {
        match target.into_parts().path_and_query {
            Some(target) if self.path.is_empty() && target.as_str().starts_with('/') => Ok(target),
            target => {
                let target = target.as_ref().map_or("/", PathAndQuery::as_str);
                let slash = if target.starts_with('/') { "" } else { "/" };
                [&self.path, slash, target].concat().try_into()
            }
        }
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}{}", self.scheme, self.authority, self.path)?;
        // Parsing the text again removes one slash.
        f.write_str(if self.path.ends_with('/') { "/" } else { "" })
    }
}

/// Returns whether the authority has a host and, if it has a port, a valid one. Otherwise hyper would use the
/// default port.
pub(crate) fn has_valid_host_and_port(authority: &Authority) -> bool {
    let host = authority.host();
    let has_port = authority.as_str().rsplit('@').next() != Some(host);
    !host.is_empty() && (!has_port || authority.port_u16().is_some())
}

/// Returns whether a URL starts with a scheme, such as `https:`.
fn has_scheme(url: &str) -> bool {
    let scheme = url.split_once(':').map_or("", |(scheme, _)| scheme);
    let is_scheme =
        |character: char| character.is_ascii_alphanumeric() || "+-.".contains(character);
    scheme.starts_with(|first: char| first.is_ascii_alphabetic()) && scheme.chars().all(is_scheme)
}

/// The port of an authority, or the default of the scheme.
fn port(scheme: &Scheme, authority: &Authority) -> u16 {
    let default = if *scheme == Scheme::HTTP { 80 } else { 443 };
    authority.port_u16().unwrap_or(default)
}

/// Returns whether a character can occur in a URL of RFC 3986.
fn is_url_character(character: char) -> bool {
    character.is_ascii_alphanumeric() || "-._~:/?#[]@!$&'()*+,;=%".contains(character)
}

fn invalid(text: &str, problem: &str) -> Error {
    let text = if text.contains('@') { "…" } else { text };
    Error::invalid_request(format!("the base URL `{text}` {problem}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(base: &str, target: &'static str) -> Option<String> {
        let url = BaseUrl::parse(base)
            .ok()?
            .join(Uri::from_static(target))
            .ok()?;
        Some(url.to_string())
    }

    #[test]
    fn appends_paths_unchanged() {
        let cases = [
            (
                "https://api.example.com",
                "https://api.example.com/a%2Fb%20c%2B?q=%7C",
            ),
            (
                "https://api.example.com/",
                "https://api.example.com/a%2Fb%20c%2B?q=%7C",
            ),
            (
                "http://[::1]:8080/v1/",
                "http://[::1]:8080/v1/a%2Fb%20c%2B?q=%7C",
            ),
        ];
        for (base, url) in cases {
            assert_eq!(joined(base, "/a%2Fb%20c%2B?q=%7C").as_deref(), Some(url));
        }
    }

    fn resolved(base: &str, url: &str) -> Result<String> {
        let target = Uri::from_static("/items/all?limit=2");
        Ok(BaseUrl::parse(base)?.resolve(url, target)?.to_string())
    }

    #[test]
    fn resolves_urls_on_the_same_server() -> Result<()> {
        for (url, expected) in [
            ("https://a.b/c?page=2", "https://a.b/c?page=2"),
            (
                "HTTPS://A.b:443/c%2Fd?page=2#e",
                "HTTPS://A.b:443/c%2Fd?page=2",
            ),
            ("//a.b/c", "https://a.b/c"),
            ("http://A.b/c?page=2", "https://a.b/c?page=2"),
            ("/c?page=2", "https://a.b/c?page=2"),
            (
                "?page=2&url=https://c.d/",
                "https://a.b/v1/items/all?page=2&url=https://c.d/",
            ),
            ("more?page=2", "https://a.b/v1/items/more?page=2"),
        ] {
            let resolved = resolved("https://a.b/v1", url)?;
            assert!(resolved.eq_ignore_ascii_case(expected), "{resolved}");
        }
        assert_eq!(resolved("http://[::1]:8080", "/c")?, "http://[::1]:8080/c");
        Ok(())
    }

    #[test]
    fn rejects_urls_on_other_servers() {
        for url in [
            "https://c.d/?page=2",
            "http://a.b:80/?page=2",
            "http://c.d/?page=2",
            "https://a.b:444/",
            "https://a.b.c/",
            "https://a.b@c.d/",
            "https://me:hunter2@a.b/",
            "//c.d/",
            "///c.d/",
            "https://a.b\\@c.d/",
            "https:c.d",
            "https:///c.d",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "https://a.b:/",
            "https://a.b:99999/",
            "/a b",
        ] {
            let error = resolved("https://a.b/v1", url).map_err(|error| error.to_string());
            let error = error.err().unwrap_or_default();
            assert!(error.contains("of the next page is not"), "{url}: {error}");
            assert!(
                !error.contains("hunter2") && !error.contains("page=2"),
                "{error}"
            );
        }
    }

    #[test]
    fn appends_relative_servers() -> Result<()> {
        for (base, path, url) in [
            ("https://a.b", "/v1", "https://a.b/v1"),
            ("https://a.b/", "/v1", "https://a.b/v1"),
            ("https://a.b/c", "v1", "https://a.b/c/v1"),
            ("https://a.b//", "/v1", "https://a.b//v1"),
        ] {
            assert_eq!(BaseUrl::parse(base)?.with_path(path)?.to_string(), url);
        }
        assert!(
            BaseUrl::parse("https://a.b")?
                .with_path("/{version}")
                .is_err()
        );
        Ok(())
    }

    #[test]
    fn rejects_invalid_base_urls() {
        for text in [
            "",
            "/v1",
            "api.example.com",
            "ftp://a.b",
            "https://",
            "https://a.b?c",
            "https://a.b#c",
            "https://a.b#",
            "https://a.b?",
            "https://a.b:99999",
            "https://a.b:",
            "https://:80",
            "https://1:x@1",
            "http://[::1]:65536",
            "https://a.b ",
            "https://a%2Fb.c",
        ] {
            assert!(BaseUrl::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn missing_schemes_are_named() {
        for text in [
            "localhost:8080/v1",
            "localhost",
            "127.0.0.1:8080",
            "//a.b",
            "/v1",
            "https:/a.b",
            "ftp://a.b",
            "user:hunter2@a.b",
        ] {
            let problem = BaseUrl::parse(text).map_err(|error| error.to_string());
            let problem = problem.err().unwrap_or_default();
            assert!(problem.ends_with(NO_SCHEME), "{text}: {problem}");
            assert!(!problem.contains("hunter2"), "{problem}");
        }
        assert!(BaseUrl::parse("HTTPS://a.b").is_ok());
    }

    #[test]
    fn rejects_characters_that_must_be_encoded() {
        for (text, character) in [
            ("https://bücher.example", "`ü`"),
            ("https://a.b/ü", "`ü`"),
            ("https://a.b/a\\b", "`\\\\`"),
            ("https://a.b/\tv1", "`\\t`"),
            ("https://a.b/v1\r\nX: y", "`\\r`"),
            ("https://a.b/{version}", "`{`"),
            ("https://a.b/a|b", "`|`"),
            ("https://a.b/\u{202e}", "`\\u{202e}`"),
        ] {
            let problem = BaseUrl::parse(text).map_err(|error| error.to_string());
            assert!(
                problem.is_err_and(|problem| problem.contains(&format!("contains {character},"))),
                "{text}"
            );
        }
    }

    #[test]
    fn display_is_parsed_to_the_same_base_url() -> Result<()> {
        for text in [
            "https://a.b",
            "https://a.b/",
            "https://a.b//",
            "https://a.b/v1",
            "https://a.b/v1/",
            "https://a.b/v1//",
            "https://a.b///v1///",
            "http://[::1]:8080/a/../b/./%2e%2E",
        ] {
            let base_url = BaseUrl::parse(text)?;
            assert_eq!(BaseUrl::parse(&base_url.to_string())?, base_url, "{text}");
        }
        Ok(())
    }

    #[test]
    fn error_messages_contain_no_credentials() {
        for text in ["https://me:hunter2@a.b", "https://me:hunter2@a b"] {
            let problem = BaseUrl::parse(text).map_err(|error| error.to_string());
            assert!(
                problem.is_err_and(|problem| !problem.contains("hunter2")),
                "{text}"
            );
        }
    }
}
