//! Requests for remote documents. Only GET requests without credentials are sent.
//!
//! The proxies of the environment (`HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`, `NO_PROXY`) are used, and the certificates
//! that the platform trusts.

use std::io::Read;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::crypto::ring;
use ureq::http::StatusCode;
use ureq::http::header::{CONTENT_ENCODING, LOCATION};
use ureq::tls::{RootCerts, TlsConfig, TlsProvider};
use ureq::{Agent, Body, Error, http};

use super::error::RemoteError;
use super::url::RemoteUrl;
use crate::document::limits::RequestLimits;
use crate::one_line::one_line;

/// Sends requests. Connections are used again.
#[derive(Debug)]
pub(super) struct HttpClient {
    agent: Agent,
    limits: RequestLimits,
}

impl HttpClient {
    pub(super) fn new(limits: RequestLimits) -> Self {
        let tls = TlsConfig::builder()
            .provider(TlsProvider::Rustls)
            .root_certs(RootCerts::PlatformVerifier)
            .unversioned_rustls_crypto_provider(Arc::new(ring::default_provider()))
            .build();
        let config = Agent::config_builder()
            .tls_config(tls)
            .http_status_as_error(false)
            // Each redirect is checked here.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_connect(Some(limits.connect))
            .user_agent(concat!("apicrate/", env!("CARGO_PKG_VERSION")))
            .build();
        Self {
            agent: config.new_agent(),
            limits,
        }
    }

    /// Fetches a document. Returns its URL after redirects, all of which `is_allowed` accepts, and its content.
    pub(super) fn get(
        &self,
        url: &RemoteUrl,
        time: Duration,
        is_allowed: impl Fn(&RemoteUrl) -> bool,
    ) -> Result<(RemoteUrl, Vec<u8>), RemoteError> {
        let time = time.min(self.limits.total);
        let start = Instant::now();
        let mut url = url.clone();
        for _ in 0..=self.limits.redirects {
            let left = time.saturating_sub(start.elapsed());
            let response = self
                .send(&url, left)
                .map_err(|error| self.failed(&url, error, time))?;
            let status = response.status();
            // Other successes have no content, or only a part of it.
            if status == StatusCode::OK {
                if let Some(encoding) = compression(&response) {
                    let reason =
                        format!("its answer has the encoding `{encoding}`, which is not supported");
                    return Err(failed(&url, reason));
                }
                let bytes = self
                    .body(response)
                    .map_err(|error| self.failed(&url, error, time))?;
                return Ok((url, bytes));
            }
            let Some(location) = redirect(&response) else {
                return Err(failed(
                    &url,
                    format!("it answered with the status {}", status.as_u16()),
                ));
            };
            url = next(&url, &location, &is_allowed)?;
        }
        let limit = self.limits.redirects;
        Err(failed(
            &url,
            format!("there are more than {limit} redirects"),
        ))
    }

    fn send(&self, url: &RemoteUrl, time: Duration) -> Result<http::Response<Body>, Error> {
        if time.is_zero() {
            return Err(Error::Timeout(ureq::Timeout::Global));
        }
        let request = self.agent.get(url.as_str()).config();
        request.timeout_global(Some(time)).build().call()
    }

    fn body(&self, response: http::Response<Body>) -> Result<Vec<u8>, Error> {
        let limit = self.limits.bytes;
        let body = response.into_body();
        if body.content_length().is_some_and(|length| length > limit) {
            return Err(Error::BodyExceedsLimit(limit));
        }
        let mut bytes = Vec::new();
        let reader = body.into_reader();
        reader.take(limit + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > limit {
            return Err(Error::BodyExceedsLimit(limit));
        }
        Ok(bytes)
    }

    fn failed(&self, url: &RemoteUrl, error: Error, time: Duration) -> RemoteError {
        let is_connection = matches!(
            error,
            Error::Io(_)
                | Error::HostNotFound
                | Error::ConnectProxyFailed(_)
                | Error::Timeout(ureq::Timeout::Connect | ureq::Timeout::Resolve)
        );
        let reason = match error {
            Error::HostNotFound => "the host does not exist, or DNS does not work".to_owned(),
            Error::Timeout(ureq::Timeout::Connect | ureq::Timeout::Resolve) => {
                let limit = self.limits.connect.min(time);
                format!("there was no connection within {}", seconds(limit))
            }
            Error::Timeout(_) => format!("the answer was not complete within {}", seconds(time)),
            Error::BodyExceedsLimit(limit) => {
                format!("the document is too large: it has more than {limit} bytes")
            }
            Error::Rustls(error) => format!("TLS: {error}"),
            Error::Tls(error) => format!("TLS: {error}"),
            Error::Io(error) => {
                let tls = error
                    .get_ref()
                    .and_then(|it| it.downcast_ref::<rustls::Error>());
                match tls {
                    Some(tls) => format!("TLS: {tls}"),
                    None => error.to_string(),
                }
            }
            // The messages of these errors could contain the URL of the proxy, with a password.
            Error::InvalidProxyUrl => "the URL of the proxy is invalid".to_owned(),
            Error::ConnectProxyFailed(_) => "the proxy refused the connection".to_owned(),
            error => error.to_string(),
        };
        let mut reason = one_line(&reason);
        if is_connection && self.agent.config().proxy().is_some() {
            reason.push_str("; the environment names a proxy");
        }
        failed(url, reason)
    }
}

fn seconds(time: Duration) -> String {
    format!("{} seconds", time.as_secs_f32())
}

fn failed(url: &RemoteUrl, reason: String) -> RemoteError {
    RemoteError::Failed {
        host: url.host().to_owned(),
        reason,
    }
}

/// The encoding of a compressed body. A server can send it although no request accepts one.
fn compression(response: &http::Response<Body>) -> Option<String> {
    let encoding = response.headers().get(CONTENT_ENCODING)?;
    let encoding = one_line(&String::from_utf8_lossy(encoding.as_bytes()));
    let is_plain = encoding.is_empty() || encoding.eq_ignore_ascii_case("identity");
    (!is_plain).then(|| encoding.chars().take(20).collect())
}

/// The target of a redirect.
fn redirect(response: &http::Response<Body>) -> Option<String> {
    let is_redirect = matches!(
        response.status(),
        StatusCode::MOVED_PERMANENTLY
            | StatusCode::FOUND
            | StatusCode::SEE_OTHER
            | StatusCode::TEMPORARY_REDIRECT
            | StatusCode::PERMANENT_REDIRECT
    );
    let location = response.headers().get(LOCATION).filter(|_| is_redirect)?;
    let location = String::from_utf8_lossy(location.as_bytes());
    Some(location.split('#').next().unwrap_or_default().to_owned())
}

/// Returns the target of a redirect if it can be followed.
fn next(
    from: &RemoteUrl,
    location: &str,
    is_allowed: impl Fn(&RemoteUrl) -> bool,
) -> Result<RemoteUrl, RemoteError> {
    let to = from.join(location);
    let to = to.map_err(|error| {
        failed(
            from,
            format!("it redirects to a URL that is not usable: {error}"),
        )
    })?;
    if from.is_https() && !to.is_https() {
        return Err(failed(
            from,
            "it redirects from `https` to `http`".to_owned(),
        ));
    }
    if !is_allowed(&to) {
        let reason = format!(
            "it redirects to the host `{}`, which is not allowed",
            to.host()
        );
        return Err(failed(from, reason));
    }
    Ok(to)
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader, Write};
    use std::net::{TcpListener, TcpStream};
    use std::thread;
    use std::time::{Duration, Instant};

    use super::{HttpClient, RemoteUrl, next};
    use crate::document::limits::RequestLimits;

    const LIMITS: RequestLimits = RequestLimits {
        connect: Duration::from_secs(5),
        total: Duration::from_millis(400),
        bytes: 1000,
        redirects: 2,
    };

    type Test = Result<(), Box<dyn std::error::Error>>;

    /// Starts a server that answers each request for a path, and returns its origin.
    fn serve(answer: fn(&str, &mut TcpStream) -> std::io::Result<()>) -> std::io::Result<String> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let origin = format!("http://{}", listener.local_addr()?);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                thread::spawn(move || {
                    let mut stream = stream;
                    let mut lines = BufReader::new(stream.try_clone()?).lines();
                    let first = lines.next().transpose()?.unwrap_or_default();
                    for line in lines {
                        if line?.is_empty() {
                            break;
                        }
                    }
                    let path = first.split(' ').nth(1).unwrap_or_default();
                    answer(path, &mut stream)
                });
            }
        });
        Ok(origin)
    }

    /// The result of a request: the content, or the reason of the error.
    fn get(url: &str) -> Result<String, String> {
        let url = RemoteUrl::parse(url).map_err(|error| error.to_string())?;
        let is_allowed = |other: &RemoteUrl| other.origin() == url.origin();
        match HttpClient::new(LIMITS).get(&url, LIMITS.total, is_allowed) {
            Ok((url, bytes)) => Ok(format!(
                "{} {}",
                url.path(),
                String::from_utf8_lossy(&bytes)
            )),
            Err(error) => Err(error.to_string()),
        }
    }

    fn reason(url: &str) -> String {
        get(url).err().unwrap_or_default()
    }

    #[test]
    fn bodies_are_limited_in_size_and_time() -> Test {
        let origin = serve(|path, stream| match path {
            "/exact" => write!(stream, "HTTP/1.0 200 OK\r\n\r\n{}", "x".repeat(1000)),
            "/announced" => write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: 1001\r\n\r\n"),
            "/endless" => {
                write!(stream, "HTTP/1.0 200 OK\r\n\r\n")?;
                loop {
                    stream.write_all(&[b'x'; 100])?;
                }
            }
            "/slow" => {
                write!(stream, "HTTP/1.0 200 OK\r\n\r\n")?;
                loop {
                    stream.write_all(b"x")?;
                    thread::sleep(Duration::from_millis(50));
                }
            }
            _ => {
                thread::sleep(Duration::from_secs(2));
                Ok(())
            }
        })?;
        assert_eq!(
            get(&format!("{origin}/exact")).map(|text| text.len()),
            Ok(1007)
        );
        for path in ["announced", "endless"] {
            let reason = reason(&format!("{origin}/{path}"));
            assert!(
                reason.ends_with("the document is too large: it has more than 1000 bytes"),
                "{reason}"
            );
        }
        for path in ["slow", "silent"] {
            let start = Instant::now();
            let reason = reason(&format!("{origin}/{path}"));
            assert!(
                reason.ends_with("the answer was not complete within 0.4 seconds"),
                "{path}: {reason}"
            );
            assert!(start.elapsed() < Duration::from_millis(1500), "{path}");
        }
        Ok(())
    }

    #[test]
    fn redirects_are_followed_on_allowed_hosts_only() -> Test {
        let origin = serve(|path, stream| {
            let location = match path {
                "/a" => "/b/c",
                "/b/c" => "d?v=1#/e",
                "/loop" => "/loop",
                "/other" => "http://localhost:1/",
                "/file" => "file:///etc/passwd",
                "/secret" => "http://me:hunter2@127.0.0.1:1/",
                "/none" => return write!(stream, "HTTP/1.0 302 Found\r\n\r\nhunter2"),
                path => return write!(stream, "HTTP/1.0 200 OK\r\n\r\n{path}"),
            };
            write!(
                stream,
                "HTTP/1.0 302 Found\r\nlocation: {location}\r\n\r\nhunter2"
            )
        })?;
        assert_eq!(get(&format!("{origin}/a")).as_deref(), Ok("/b/d /b/d?v=1"));
        for (path, expected) in [
            ("loop", "there are more than 2 redirects"),
            (
                "other",
                "it redirects to the host `localhost:1`, which is not allowed",
            ),
            (
                "file",
                "it redirects to a URL that is not usable: it does not begin with",
            ),
            (
                "secret",
                "it redirects to a URL that is not usable: it contains credentials",
            ),
            ("none", "it answered with the status 302"),
        ] {
            let reason = reason(&format!("{origin}/{path}"));
            assert!(reason.contains(expected), "{path}: {reason}");
            assert!(!reason.contains("hunter2"), "{path}: {reason}");
        }
        Ok(())
    }

    #[test]
    fn answers_are_complete_and_not_compressed() -> Test {
        let origin = serve(|path, stream| match path {
            "/plain" => write!(
                stream,
                "HTTP/1.0 200 OK\r\ncontent-encoding: Identity\r\n\r\n{path}"
            ),
            "/gzip" => write!(
                stream,
                "HTTP/1.0 200 OK\r\ncontent-encoding: gzip\r\n\r\n{path}"
            ),
            _ => write!(stream, "HTTP/1.0 206 Part\r\n\r\n{path}"),
        })?;
        assert_eq!(
            get(&format!("{origin}/plain")).as_deref(),
            Ok("/plain /plain")
        );
        let gzip = reason(&format!("{origin}/gzip"));
        assert!(gzip.contains("has the encoding `gzip`"), "{gzip}");
        let part = reason(&format!("{origin}/part"));
        assert!(part.ends_with("it answered with the status 206"), "{part}");
        Ok(())
    }

    #[test]
    fn a_redirect_never_leaves_https() -> Test {
        let url = RemoteUrl::parse("https://a.example/b").map_err(|error| error.to_string())?;
        let refused = next(&url, "http://a.example/b", |_| true);
        let refused = refused
            .map_err(|error| error.to_string())
            .err()
            .unwrap_or_default();
        assert!(
            refused.ends_with("it redirects from `https` to `http`"),
            "{refused}"
        );
        assert!(next(&url, "//a.example/c", |_| true).is_ok_and(|url| url.is_https()));
        Ok(())
    }

    #[test]
    fn failed_connections_are_explained() -> Test {
        let closed = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let refused = reason(&format!("http://{closed}/"));
        assert!(refused.contains("refused"), "{refused}");
        let origin = serve(|_, stream| stream.write_all(b"hunter2 is not HTTP"))?;
        let no_http = reason(&origin);
        assert!(
            no_http.contains("failed") && !no_http.contains("hunter2"),
            "{no_http}"
        );
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let plain = listener.local_addr()?;
        thread::spawn(move || listener.accept()?.0.write_all(b"hunter2 is not TLS\r\n"));
        let no_tls = reason(&format!("https://{plain}/"));
        assert!(no_tls.contains("TLS: "), "{no_tls}");
        Ok(())
    }
}
