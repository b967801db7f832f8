//! Opens the connections of the default transport: to the server, or through a proxy of the environment.

use std::error::Error as StdError;
use std::io;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use http::uri::Scheme;
use http::{HeaderValue, Uri};
use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_rustls::{HttpsConnector, MaybeHttpsStream};
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::client::legacy::connect::{Connected, Connection, HttpConnector};
use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use hyper_util::rt::TokioIo;
use rustls_platform_verifier::BuilderVerifierExt;
use tokio::net::TcpStream;
use tower_service::Service;

use crate::client::box_future::BoxFuture;

/// The time after which an idle connection is probed, and the pause between two probes.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// The number of lost probes after which a connection is closed.
const KEEP_ALIVE_PROBES: u32 = 3;

/// Opens connections. Cloning is cheap.
#[derive(Debug, Clone)]
pub(super) struct Connector {
    /// Connects to servers and proxies without a tunnel.
    direct: HttpsConnector<HttpConnector>,
    tls: Arc<rustls::ClientConfig>,
    proxies: Arc<Matcher>,
    timeout: Duration,
}

type Cause = Box<dyn StdError + Send + Sync>;

/// A TCP connection, with or without TLS.
type Direct = MaybeHttpsStream<TokioIo<TcpStream>>;

/// A connection over which a request can be sent.
pub(super) struct ClientConnection {
    /// `Https` is a tunnel through a proxy, with another TLS connection inside of it.
    stream: MaybeHttpsStream<Direct>,
    /// `true` if a proxy reads the requests, which must then contain the absolute URL.
    is_forwarded: bool,
}

impl Connector {
    /// Reads the proxies from the environment. The timeout includes the TLS handshake.
    pub(super) fn new(timeout: Duration) -> Result<Self, rustls::Error> {
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        tcp.set_keepalive(Some(KEEP_ALIVE));
        tcp.set_keepalive_interval(Some(KEEP_ALIVE));
        tcp.set_keepalive_retries(Some(KEEP_ALIVE_PROBES));
        // Divided among the addresses of the server, so that there is time for all of them.
        tcp.set_connect_timeout(Some(timeout));
        let tls = Arc::new(tls_config()?);
        Ok(Self {
            direct: HttpsConnector::from((tcp, Arc::clone(&tls))),
            tls,
            proxies: Arc::new(Matcher::from_env()),
            timeout,
        })
    }

    /// The header `Proxy-Authorization` of a request. Only a request that a proxy forwards has one: a tunnel has
    /// its own.
    pub(super) fn proxy_authorization(&self, server: &Uri) -> Option<HeaderValue> {
        if server.scheme() != Some(&Scheme::HTTP) {
            return None;
        }
        self.proxy(server)?.basic_auth().cloned()
    }

    fn proxy(&self, server: &Uri) -> Option<Intercept> {
        if is_loopback(server.host()?) {
            return None;
        }
        self.proxies.intercept(server)
    }

    async fn connect(mut self, server: Uri) -> Result<ClientConnection, Cause> {
        let Some(proxy) = self.proxy(&server) else {
            return Ok(ClientConnection {
                stream: MaybeHttpsStream::Http(self.direct.call(server).await?),
                is_forwarded: false,
            });
        };
        let proxy_scheme = proxy.uri().scheme();
        if ![Some(&Scheme::HTTP), Some(&Scheme::HTTPS)].contains(&proxy_scheme) {
            let problem = "the proxy of the environment is not an HTTP proxy";
            return Err(io::Error::new(io::ErrorKind::Unsupported, problem).into());
        }
        if server.scheme() == Some(&Scheme::HTTP) {
            return Ok(ClientConnection {
                stream: MaybeHttpsStream::Http(self.direct.call(proxy.uri().clone()).await?),
                is_forwarded: true,
            });
        }
        let mut tunnel = Tunnel::new(proxy.uri().clone(), self.direct);
        if let Some(authorization) = proxy.basic_auth() {
            tunnel = tunnel.with_auth(authorization.clone());
        }
        Ok(ClientConnection {
            stream: HttpsConnector::from((tunnel, self.tls))
                .call(server)
                .await?,
            is_forwarded: false,
        })
    }
}

impl Service<Uri> for Connector {
    type Response = ClientConnection;
    type Error = Cause;
    type Future = BoxFuture<'static, Result<ClientConnection, Cause>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Cause>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, server: Uri) -> Self::Future {
        let connecting = tokio::time::timeout(self.timeout, self.clone().connect(server));
        Box::pin(async { connecting.await? })
    }
}

/// The TLS configuration. It sets the crypto provider explicitly, so that it does not depend on the default
/// provider that a process may have installed.
fn tls_config() -> Result<rustls::ClientConfig, rustls::Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_platform_verifier()?
        .with_no_client_auth();
    Ok(config)
}

/// Returns whether the host of a URL is the local machine.
fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    match address.parse::<IpAddr>() {
        Ok(address) => address.to_canonical().is_loopback(),
        Err(_) => host.trim_end_matches('.').eq_ignore_ascii_case("localhost"),
    }
}

impl Connection for ClientConnection {
    fn connected(&self) -> Connected {
        Connected::new().proxy(self.is_forwarded)
    }
}

impl Read for ClientConnection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl Write for ClientConnection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffers: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, buffers)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn local_hosts_are_loopback() {
        for host in ["localhost", "LocalHost.", "127.0.0.1", "127.8.8.8", "[::1]"] {
            assert!(is_loopback(host), "{host}");
        }
        for host in ["localhost.example.com", "10.0.0.1", "[::2]", "example.com"] {
            assert!(!is_loopback(host), "{host}");
        }
    }
}
