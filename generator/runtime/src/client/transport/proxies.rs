//! The choice of a proxy for a request.

use std::env;

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
pub(super) struct Proxies {
    matcher: Matcher,
    /// Chooses a proxy for all servers except for those that are reached without a proxy.
    exceptions: Option<Matcher>,
}

/// The format of the URL of a proxy. Errors do not contain the URL itself, which may contain a password.
const EXPECTED: &str = "expected `http://host:port` or `https://host:port`, optionally with a percent-encoded \
    `user:password@` before the host";

/// The variables of the environment with the URL of a proxy. Of each pair, the first one that is set counts.
const VARIABLES: [[&str; 2]; 3] = [
    ["ALL_PROXY", "all_proxy"],
    ["HTTP_PROXY", "http_proxy"],
    ["HTTPS_PROXY", "https_proxy"],
];

impl Proxies {
    /// Servers whose hosts match an exception have no proxy. Returns the problem if the setting is invalid. It contains no
    /// secret.
    pub(super) fn new(setting: &ProxySetting, exceptions: &[String]) -> Result<Self, String> {
        let matcher = match setting {
            ProxySetting::Environment => of_environment()?,
            ProxySetting::Disabled => Matcher::builder().build(),
            ProxySetting::Url(url) if is_valid(url.expose()) => {
                Matcher::builder().all(url.expose()).build()
            }
            ProxySetting::Url(_) => {
                return Err(format!("the URL of the proxy is invalid; {EXPECTED}"));
            }
        };
        let all_except = |hosts: &[String]| {
            let builder = Matcher::builder().all("http://proxy");
            builder.no(hosts.join(",")).build()
        };
        Ok(Self {
            matcher,
            exceptions: (!exceptions.is_empty()).then(|| all_except(exceptions)),
        })
    }

    /// The proxy for requests to a server. The local machine has none.
    pub(super) fn proxy_for(&self, server: &Uri) -> Option<Intercept> {
        if is_loopback(server.host()?) {
            return None;
        }
        if let Some(exceptions) = &self.exceptions {
            exceptions.intercept(server)?;
        }
        self.matcher.intercept(server)
    }
}

/// The proxies of the environment variables. The library ignores an invalid one, and would then connect to the server.
fn of_environment() -> Result<Matcher, String> {
    // In a CGI program, the variables can be headers of a request, so they do not count.
    let is_cgi = env::var_os("REQUEST_METHOD").is_some();
    for names in VARIABLES.iter().filter(|_| !is_cgi) {
        let mut values = names
            .iter()
            .filter_map(|name| Some((name, env::var(name).ok()?)));
        if let Some((name, value)) = values.next()
            && !value.is_empty()
            && !is_understood(&value)
        {
            return Err(format!(
                "the environment variable `{name}` is not the URL of a proxy; {EXPECTED}"
            ));
        }
    }
    Ok(Matcher::from_env())
}

/// Returns whether this value of a variable is the URL of a proxy, also one with a scheme that is reported later.
fn is_understood(url: &str) -> bool {
    let server = Uri::from_static("http://server");
    let matcher = Matcher::builder().all(url).build();
    url.parse().is_ok_and(|url| has_valid_authority(&url)) && matcher.intercept(&server).is_some()
}

/// Returns whether the whole URL has a meaning for a proxy.
fn is_valid(url: &str) -> bool {
    let Ok(url) = url.parse::<Uri>() else {
        return false;
    };
    let is_http = [Some(&Scheme::HTTP), Some(&Scheme::HTTPS)].contains(&url.scheme());
    let has_path = url.path() != "/" || url.query().is_some();
    is_http && !has_path && has_valid_authority(&url)
}

fn has_valid_authority(url: &Uri) -> bool {
    // The user name and password contain `@` only percent-encoded.
    let authority = url.authority();
    let authority = authority.filter(|it| it.as_str().matches('@').count() < 2);
    authority.is_some_and(has_valid_host_and_port)
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
