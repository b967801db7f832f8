//! The builder of the default transport.

use std::fmt;
use std::net::IpAddr;
use std::time::Duration;

use hyper_util::client::legacy;
use hyper_util::rt::{TokioExecutor, TokioTimer};

use super::connector::{Connector, ConnectorSettings};
use super::http_transport::HttpTransport;
use super::proxies::ProxySetting;
use super::tls::settings::{ClientCertificate, TlsBackend};
use super::versions::HttpVersions;
use crate::client::secret::Secret;
use crate::error::{Error, Result};

/// The default timeout for opening a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// The default time after which an idle connection is closed.
const IDLE_TIMEOUT: Duration = Duration::from_secs(90);

/// The time without data after which an HTTP/2 connection with open requests is probed. The server has half of this time
/// to answer.
#[cfg(feature = "http2")]
const PROBE_INTERVAL: Duration = Duration::from_secs(30);

/// The settings of a new [`HttpTransport`]. An invalid setting is reported by [`build`](Self::build).
///
/// ```
/// use std::time::Duration;
/// use apicrate_runtime::Client;
/// use apicrate_runtime::transport::HttpTransport;
///
/// let transport = HttpTransport::builder()
///     .proxy("http://user:password@proxy.example.com:3128")
///     .idle_timeout(Duration::from_secs(30))
///     .build()?;
/// let client = Client::builder().transport(transport).build()?;
/// # drop(client);
/// # Ok::<(), apicrate_runtime::Error>(())
/// ```
#[derive(Clone)]
pub struct HttpTransportBuilder {
    connector: ConnectorSettings,
    idle_timeout: Duration,
    idle_connections: usize,
    #[cfg(feature = "http2")]
    probe_interval: Duration,
}

impl HttpTransport {
    /// Creates a transport with default settings and its own connection pool.
    ///
    /// # Errors
    ///
    /// [`InvalidRequest`](crate::ErrorKind::InvalidRequest) if TLS cannot be set up, for example on a
    /// system without root certificates.
    pub fn new() -> Result<Self> {
        Self::builder().build()
    }

    /// Creates a builder with default settings.
    #[must_use]
    pub fn builder() -> HttpTransportBuilder {
        HttpTransportBuilder {
            connector: ConnectorSettings {
                timeout: CONNECT_TIMEOUT,
                ..ConnectorSettings::default()
            },
            idle_timeout: IDLE_TIMEOUT,
            idle_connections: usize::MAX,
            #[cfg(feature = "http2")]
            probe_interval: PROBE_INTERVAL,
        }
    }
}

impl HttpTransportBuilder {
    /// Sets the timeout for opening a connection, including the TLS handshake. If it expires, no request was sent, and
    /// the error is the same as for a server that cannot be reached. The default is 10 seconds, and zero is an error.
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connector.timeout = timeout;
        self
    }

    /// Sets the proxy of all requests, instead of those of the environment: `http://host:port` or `https://host:port`.
    /// The URL may contain a percent-encoded user name and password, which are kept secret. As with the proxies of the
    /// environment, requests to the local machine use no proxy.
    #[must_use]
    pub fn proxy(mut self, url: impl AsRef<str>) -> Self {
        self.connector.proxy = ProxySetting::Url(Secret::new(url.as_ref()));
        self
    }

    /// Uses no proxy and ignores those of the environment.
    #[must_use]
    pub fn no_proxy(mut self) -> Self {
        self.connector.proxy = ProxySetting::Disabled;
        self
    }

    /// Uses no proxy for these hosts. An entry is a domain, which includes its subdomains, an IP address, or a range of
    /// addresses such as `10.0.0.0/8`, as in the variable `NO_PROXY`.
    #[must_use]
    pub fn no_proxy_for<S: Into<String>>(mut self, hosts: impl IntoIterator<Item = S>) -> Self {
        let hosts = hosts.into_iter().map(Into::into);
        self.connector.no_proxy_for.extend(hosts);
        self
    }

    /// Trusts these certificate authorities in addition to those of the platform. The text contains one or several
    /// certificates in PEM format.
    #[must_use]
    pub fn ca_certificates(mut self, pem: impl AsRef<str>) -> Self {
        let own = self.connector.tls.authorities.own.get_or_insert_default();
        own.push_str(pem.as_ref());
        own.push('\n');
        self
    }

    /// Trusts these certificate authorities only, and not those of the platform.
    #[must_use]
    pub fn only_ca_certificates(mut self, pem: impl AsRef<str>) -> Self {
        self.connector.tls.authorities.with_platform = false;
        self.ca_certificates(pem)
    }

    /// Sets the certificate that servers may request from the client, and its private key. Both are in PEM format.
    /// Intermediate certificates follow the certificate. The key is kept secret; it is not encrypted, and PKCS#8 works
    /// with every TLS library. A proxy does not receive the certificate.
    #[must_use]
    pub fn client_certificate(
        mut self,
        certificate: impl AsRef<str>,
        key: impl AsRef<str>,
    ) -> Self {
        self.connector.tls.client_certificate = Some(ClientCertificate {
            chain: certificate.as_ref().to_owned(),
            key: Secret::new(key.as_ref()),
        });
        self
    }

    /// Sets the TLS library.
    #[must_use]
    pub fn tls(mut self, backend: TlsBackend) -> Self {
        self.connector.tls.backend = backend;
        self
    }

    /// Uses HTTP/1.1, also if the server supports HTTP/2.
    #[must_use]
    pub fn http1_only(mut self) -> Self {
        self.connector.versions = HttpVersions::Http1;
        self
    }

    /// Uses HTTP/2, also without TLS (prior knowledge). A server that does not support it cannot be reached. By
    /// default, HTTP/2 is used if the server chooses it in the TLS handshake.
    #[cfg(feature = "http2")]
    #[must_use]
    pub fn http2_only(mut self) -> Self {
        self.connector.versions = HttpVersions::Http2;
        self
    }

    /// Sets the time after which an idle connection is closed. The default is 90 seconds.
    #[must_use]
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.idle_timeout = timeout;
        self
    }

    /// Sets the largest number of idle connections to each server. With 0, each request opens a connection. By default,
    /// all connections are kept until the [idle timeout](Self::idle_timeout).
    #[must_use]
    pub fn idle_connections(mut self, number: usize) -> Self {
        self.idle_connections = number;
        self
    }

    /// Opens connections from this address of the local machine.
    #[must_use]
    pub fn local_address(mut self, address: IpAddr) -> Self {
        self.connector.local_address = Some(address);
        self
    }

    /// Validates the settings and builds the transport, with its own connection pool.
    ///
    /// # Errors
    ///
    /// [`InvalidRequest`](crate::ErrorKind::InvalidRequest) if a setting is invalid, or if TLS cannot be set up, for
    /// example on a system without root certificates. The error contains neither a key nor a password.
    pub fn build(&self) -> Result<HttpTransport> {
        let connector = Connector::new(&self.connector).map_err(|problem| {
            Error::invalid_request(format!("the default transport cannot be set up: {problem}"))
        })?;
        let mut builder = legacy::Client::builder(TokioExecutor::new());
        builder
            .pool_idle_timeout(self.idle_timeout)
            .pool_max_idle_per_host(self.idle_connections)
            // Without a timer, an idle connection is never closed.
            .pool_timer(TokioTimer::new());
        // All requests to a server share a connection. If it is lost without a notice, they would fail until the
        // operating system gives up, also those that begin later.
        #[cfg(feature = "http2")]
        builder
            .http2_only(self.connector.versions.is_http2_only())
            .timer(TokioTimer::new())
            .http2_keep_alive_interval(self.probe_interval)
            .http2_keep_alive_timeout(self.probe_interval / 2);
        Ok(HttpTransport {
            client: builder.build(connector.clone()),
            connector,
        })
    }
}

/// Shows neither the key of the client certificate nor the URL of the proxy.
impl fmt::Debug for HttpTransportBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpTransportBuilder")
            .field("connect_timeout", &self.connector.timeout)
            .field("tls", &self.connector.tls.backend)
            .field("versions", &self.connector.versions)
            .field("idle_timeout", &self.idle_timeout)
            .field("idle_connections", &self.idle_connections)
            .finish_non_exhaustive()
    }
}

#[cfg(all(test, feature = "http2"))]
mod tests {
    use std::io::{self, Write as _};
    use std::net::TcpListener;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;

    use http::Request;

    use super::*;
    use crate::client::transport::Transport as _;
    use crate::wire::body::Body;

    /// The server accepts each connection with empty settings, and answers nothing after that.
    #[tokio::test]
    async fn lost_http2_connections_are_replaced() -> Result<(), Box<dyn std::error::Error>> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let url = format!("http://{}", listener.local_addr()?);
        let count = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&count);
        thread::spawn(move || -> io::Result<()> {
            for stream in listener.incoming() {
                let mut stream = stream?;
                counted.fetch_add(1, Ordering::SeqCst);
                stream.write_all(&[0, 0, 0, 4, 0, 0, 0, 0, 0])?;
                io::copy(&mut stream, &mut io::sink())?;
            }
            Ok(())
        });
        let mut builder = HttpTransport::builder().http2_only();
        builder.probe_interval = Duration::from_millis(100);
        let transport = builder.build()?;
        for number in 1..=2 {
            let request = Request::get(&url).body(Body::default())?;
            let sent = transport.send(request, Some(Duration::from_secs(10)));
            let error = sent.await.err().ok_or("the server has answered")?;
            assert!(!error.is_timeout() && !error.is_unprocessed(), "{error:?}");
            assert_eq!(count.load(Ordering::SeqCst), number);
        }
        Ok(())
    }
}
