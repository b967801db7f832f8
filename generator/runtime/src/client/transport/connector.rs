//! Opens the connections of the default transport: to the server, or through a proxy.

use std::error::Error;
use std::io;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use http::uri::Scheme;
use http::{HeaderValue, Uri};
use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::client::legacy::connect::{Connected, Connection, HttpConnector};
use hyper_util::client::proxy::matcher::Intercept;
use tower_service::Service;

use super::byte_stream::{ByteStream, Cause, SecuredStream};
use super::checked_stream::{CheckedStream, Protocol};
use super::error::Reason;
use super::permanent::Permanent;
use super::proxies::{Proxies, ProxySetting};
use super::proxy_failure::ProxyFailure;
use super::tls::settings::TlsSettings;
use super::tls::{TlsConnector, TlsConnectors};
use super::versions::HttpVersions;
use crate::client::box_future::BoxFuture;

/// The time after which an idle connection is probed, and the pause between two probes.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// The number of lost probes after which a connection is closed.
const KEEP_ALIVE_PROBES: u32 = 3;

/// The error of a connection that takes too long.
const LATE: Reason = Reason("the connection was not open in time");

/// The settings of a connector.
#[derive(Clone, Default)]
pub(super) struct ConnectorSettings {
    pub(super) timeout: Duration,
    pub(super) local_address: Option<IpAddr>,
    pub(super) proxy: ProxySetting,
    /// The hosts that are reached without a proxy.
    pub(super) no_proxy_for: Vec<String>,
    pub(super) tls: TlsSettings,
    pub(super) versions: HttpVersions,
}

/// Opens connections. Cloning is cheap.
#[derive(Clone)]
pub(super) struct Connector {
    tcp: HttpConnector,
    tls: TlsConnectors,
    proxies: Arc<Proxies>,
    versions: HttpVersions,
    timeout: Duration,
}

/// A connection over which a request can be sent.
pub(super) struct ClientConnection {
    stream: ByteStream,
    /// `true` if a proxy reads the requests, which must then contain the absolute URL.
    is_forwarded: bool,
    chose_http2: bool,
}

impl Connector {
    /// Returns the problem if a setting is invalid. It contains no secret.
    pub(super) fn new(settings: &ConnectorSettings) -> Result<Self, String> {
        if settings.timeout.is_zero() {
            let problem = "`connect_timeout` is zero, so that no connection could be opened";
            return Err(problem.to_owned());
        }
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        tcp.set_keepalive(Some(KEEP_ALIVE));
        tcp.set_keepalive_interval(Some(KEEP_ALIVE));
        tcp.set_keepalive_retries(Some(KEEP_ALIVE_PROBES));
        tcp.set_local_address(settings.local_address);
        // Divided among the addresses of the server, so that there is time for all of them.
        tcp.set_connect_timeout(Some(settings.timeout));
        Ok(Self {
            tcp,
            tls: TlsConnectors::new(&settings.tls, settings.versions.alpn())?,
            proxies: Arc::new(Proxies::new(&settings.proxy, &settings.no_proxy_for)?),
            versions: settings.versions,
            timeout: settings.timeout,
        })
    }

    /// The header `Proxy-Authorization` of a request. Only a request that a proxy forwards has one: a tunnel has
    /// its own.
    pub(super) fn proxy_authorization(&self, server: &Uri) -> Option<HeaderValue> {
        if server.scheme() != Some(&Scheme::HTTP) {
            return None;
        }
        let proxy = self.proxies.proxy_for(server)?;
        proxy.basic_auth().cloned()
    }

    async fn connect(self, server: Uri) -> Result<ClientConnection, Cause> {
        let is_encrypted = server.scheme() == Some(&Scheme::HTTPS);
        let Some(proxy) = self.proxies.proxy_for(&server) else {
            let stream = open(self.tcp.clone(), server.clone()).await?;
            return self.secured(stream, &server).await;
        };
        let proxy_scheme = proxy.uri().scheme();
        if ![Some(&Scheme::HTTP), Some(&Scheme::HTTPS)].contains(&proxy_scheme) {
            return Err(unsupported(
                "the proxy of the environment is not an HTTP proxy",
            ));
        }
        if !is_encrypted && self.versions.is_http2_only() {
            return Err(unsupported(
                "a proxy cannot forward requests over HTTP/2 only",
            ));
        }
        let stream = self.connect_to(&proxy, &server, is_encrypted).await;
        let stream = stream.map_err(|source| match proxy.uri().authority() {
            Some(host) => Cause::from(ProxyFailure {
                proxy: host.clone(),
                source,
            }),
            None => source,
        })?;
        if is_encrypted {
            return self.secured(stream, &server).await;
        }
        Ok(ClientConnection {
            stream,
            is_forwarded: true,
            chose_http2: false,
        })
    }

    /// Opens a connection to a proxy, or a tunnel through it to the server.
    async fn connect_to(
        &self,
        proxy: &Intercept,
        server: &Uri,
        is_tunnel: bool,
    ) -> Result<ByteStream, Cause> {
        let mut to_proxy = ProxyConnector {
            tcp: self.tcp.clone(),
            tls: self.tls.to_proxies.clone(),
        };
        if !is_tunnel {
            return to_proxy.call(proxy.uri().clone()).await;
        }
        let mut tunnel = Tunnel::new(proxy.uri().clone(), to_proxy);
        if let Some(authorization) = proxy.basic_auth() {
            tunnel = tunnel.with_auth(authorization.clone());
        }
        Ok(tunnel.call(server.clone()).await?)
    }

    /// Performs the TLS handshake if the URL of the server requires it.
    async fn secured(&self, stream: ByteStream, server: &Uri) -> Result<ClientConnection, Cause> {
        let SecuredStream {
            stream,
            chose_http2,
        } = if server.scheme() == Some(&Scheme::HTTPS) {
            let secured = self.tls.to_servers.secure(stream, server).await?;
            if self.versions.is_http2_only() && !secured.chose_http2 {
                return Err(unsupported("the server does not support HTTP/2"));
            }
            secured
        } else {
            SecuredStream {
                stream: Box::new(CheckedStream::new(stream, Protocol::Plain)),
                chose_http2: false,
            }
        };
        Ok(ClientConnection {
            stream,
            is_forwarded: false,
            chose_http2,
        })
    }
}

async fn open(mut tcp: HttpConnector, url: Uri) -> Result<ByteStream, Cause> {
    match tcp.call(url).await {
        Ok(stream) => Ok(Box::new(stream)),
        Err(error) if is_timeout(&error) => Err(LATE.into()),
        Err(error) => Err(error.into()),
    }
}

/// Returns whether the time of the connector for an address has expired.
fn is_timeout(error: &dyn Error) -> bool {
    let cause = error.source().and_then(<dyn Error>::downcast_ref);
    cause.is_some_and(|cause: &io::Error| {
        cause.kind() == io::ErrorKind::TimedOut && cause.raw_os_error().is_none()
    })
}

fn unsupported(problem: &'static str) -> Cause {
    let problem = io::Error::new(io::ErrorKind::Unsupported, problem);
    Permanent(problem.into()).into()
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
        Box::pin(async move { connecting.await.map_err(|_| LATE)? })
    }
}

/// Opens connections to proxies.
struct ProxyConnector {
    tcp: HttpConnector,
    tls: TlsConnector,
}

impl Service<Uri> for ProxyConnector {
    type Response = ByteStream;
    type Error = Cause;
    type Future = BoxFuture<'static, Result<ByteStream, Cause>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Cause>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, proxy: Uri) -> Self::Future {
        let (tcp, tls) = (self.tcp.clone(), self.tls.clone());
        Box::pin(async move {
            let stream = open(tcp, proxy.clone()).await?;
            if proxy.scheme() == Some(&Scheme::HTTPS) {
                return Ok(tls.secure(stream, &proxy).await?.stream);
            }
            Ok(stream)
        })
    }
}

impl Connection for ClientConnection {
    fn connected(&self) -> Connected {
        let connected = Connected::new().proxy(self.is_forwarded);
        if self.chose_http2 {
            return connected.negotiated_h2();
        }
        connected
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
