//! The choice of a proxy for a request.

use http::Uri;
use http::uri::Scheme;
use hyper_util::client::proxy::matcher::{Intercept, Matcher};

use crate::client::base_url::has_valid_host_and_port;
use crate::client::loopback::is_loopback;
use crate::client::secret::Secret;

/// The proxy setting of a transport.
#[derive(Debug, Clone, Default)]
pub(super) enum ProxySetting {
    /// The proxies of the environment variables.
    #[default]
    Environment,
    /// The same proxy for all requests. Its URL may contain a password.
    Url(Secret),
    /// No proxy.
    Disabled,
}

/// The proxies of a transport.
#[derive(Debug)]
pub(super) struct Proxies(Matcher);

/// The reason why the URL of a proxy is rejected. It does not contain the URL, which may contain a password.
const INVALID_URL: &str = "the URL of the proxy is invalid; expected `http://host:port` or `https://host:port`, \
    optionally with `user:password@` before the host";

impl Proxies {
    pub(super) fn new(setting: &ProxySetting) -> Result<Self, &'static str> {
        let matcher = match setting {
            ProxySetting::Environment => Matcher::from_env(),
            ProxySetting::Disabled => Matcher::builder().build(),
            ProxySetting::Url(url) if is_valid(url.expose()) => {
                Matcher::builder().all(url.expose()).build()
            }
            ProxySetting::Url(_) => return Err(INVALID_URL),
        };
        Ok(Self(matcher))
    }

    /// The proxy for requests to a server. The local machine has none.
    pub(super) fn proxy_for(&self, server: &Uri) -> Option<Intercept> {
        if is_loopback(server.host()?) {
            return None;
        }
        self.0.intercept(server)
    }
}

/// Returns whether the whole URL has a meaning for a proxy.
fn is_valid(url: &str) -> bool {
    let Ok(url) = url.parse::<Uri>() else {
        return false;
    };
    let is_http = [Some(&Scheme::HTTP), Some(&Scheme::HTTPS)].contains(&url.scheme());
    let has_path = url.path() != "/" || url.query().is_some();
    // The user name and password contain `@` only percent-encoded.
    let authority = url.authority();
    let authority = authority.filter(|it| it.as_str().matches('@').count() < 2);
    is_http && !has_path && authority.is_some_and(has_valid_host_and_port)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn proxy_urls_are_checked() {
        for url in [
            "http://proxy",
            "http://proxy.example.com:3128/",
            "https://10.0.0.1:443",
            "http://[2001:db8::1]:3128",
            "http://Ida:pass%40word@proxy:3128",
        ] {
            assert!(is_valid(url), "{url}");
        }
        for url in [
            "",
            "proxy",
            "proxy:3128",
            "socks5://proxy:1080",
            "http://",
            "http://proxy:port",
            "http://proxy:99999",
            "http://proxy/path",
            "http://proxy?query",
            "http://Ida:pass word@proxy",
            "http://Ida:pass@word@proxy",
        ] {
            assert!(!is_valid(url), "{url}");
        }
    }
}
