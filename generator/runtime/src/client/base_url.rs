//! The base URL of a server. Paths are appended to it as text, because a URL parser that normalizes would change
//! percent-encoded paths.

use std::fmt;

use http::Uri;
use http::uri::{Authority, InvalidUri, Parts, PathAndQuery, Scheme};

use crate::error::{Error, Result};

const NO_SCHEME: &str = "does not start with `https://` or `http://`";

/// An absolute `http` or `https` URL without query, fragment or trailing slash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BaseUrl {
    scheme: Scheme,
    authority: Authority,
    /// The prefix of all paths: empty, or for example `/v1`.
    path: String,
}

impl BaseUrl {
    /// Parses a URL. The error message contains the URL only if it has no credentials.
    pub(crate) fn parse(text: &str) -> Result<Self> {
        let uri: Uri = text.parse().map_err(|_| invalid(text, "is not a URL"))?;
        if uri.query().is_some() || text.contains('#') {
            return Err(invalid(text, "has a query or a fragment"));
        }
        let path = uri.path().trim_end_matches('/').to_owned();
        let parts = uri.into_parts();
        let (Some(scheme), Some(authority)) = (parts.scheme, parts.authority) else {
            return Err(invalid(text, NO_SCHEME));
        };
        if ![Scheme::HTTP, Scheme::HTTPS].contains(&scheme) {
            return Err(invalid(text, NO_SCHEME));
        }
        if authority.as_str().contains('@') {
            return Err(invalid(
                text,
                "contains credentials; send them in a header instead",
            ));
        }
        Ok(Self {
            scheme,
            authority,
            path,
        })
    }

    /// Appends the path and query of `target` to the base URL.
    pub(crate) fn join(&self, target: Uri) -> Result<Uri> {
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
        write!(f, "{}://{}{}", self.scheme, self.authority, self.path)
    }
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
        ] {
            assert!(BaseUrl::parse(text).is_err(), "{text}");
        }
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
