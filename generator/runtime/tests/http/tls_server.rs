//! A server with TLS, which supports HTTP/1.1 and HTTP/2. It answers every request with the user 18.

use std::error::Error as StdError;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use apicrate_runtime::Bytes;
use apicrate_runtime::http::Response;
use rustls::RootCertStore;
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

/// The authority of the server and of the client.
pub(crate) const AUTHORITY: &str = include_str!("../certificates/authority.pem");
pub(crate) const OTHER_AUTHORITY: &str = include_str!("../certificates/other-authority.pem");
pub(crate) const CLIENT: &str = include_str!("../certificates/client.pem");
pub(crate) const CLIENT_KEY: &str = include_str!("../certificates/client-key.pem");
const SERVER: &str = include_str!("../certificates/server.pem");
const SERVER_KEY: &str = include_str!("../certificates/server-key.pem");

const USER: &str = r#"{"id":"18"}"#;

type BoxError = Box<dyn StdError + Send + Sync>;

#[derive(Clone)]
pub(crate) struct TlsServer {
    address: SocketAddr,
    /// `None` for a server without TLS, whose clients must know that it supports HTTP/2.
    acceptor: Option<TlsAcceptor>,
    log: Arc<Log>,
}

#[derive(Default)]
struct Log {
    connections: AtomicUsize,
    /// The connections whose client has sent a certificate.
    certificates: AtomicUsize,
    requests: Mutex<Vec<String>>,
}

/// Whether a server asks for the certificate of the client.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum ClientCertificate {
    Ignored,
    Optional,
    Required,
}

impl TlsServer {
    /// Starts a server that supports these HTTP versions, in the notation of ALPN.
    pub(crate) async fn start(
        alpn: &[&str],
        client: ClientCertificate,
    ) -> Result<Self, Box<dyn StdError>> {
        let config = server_config(alpn, client)?;
        Self::listen(Some(TlsAcceptor::from(Arc::new(config)))).await
    }

    /// Starts a server that expects HTTP/2 without TLS.
    #[cfg(feature = "http2")]
    pub(crate) async fn start_plain() -> Result<Self, Box<dyn StdError>> {
        Self::listen(None).await
    }

    async fn listen(acceptor: Option<TlsAcceptor>) -> Result<Self, Box<dyn StdError>> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let server = Self {
            address: listener.local_addr()?,
            acceptor,
            log: Arc::default(),
        };
        let accepting = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                // A client that rejects the server's certificate closes the connection.
                tokio::spawn(accepting.clone().serve(stream));
            }
        });
        Ok(server)
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn url(&self) -> String {
        let scheme = if self.acceptor.is_some() {
            "https"
        } else {
            "http"
        };
        format!("{scheme}://{}", self.address)
    }

    pub(crate) fn connections(&self) -> usize {
        self.log.connections.load(Ordering::SeqCst)
    }

    pub(crate) fn certificates(&self) -> usize {
        self.log.certificates.load(Ordering::SeqCst)
    }

    /// The requests, such as `GET /users/18 HTTP/1.1`.
    pub(crate) fn requests(&self) -> Vec<String> {
        let requests = self.log.requests.lock();
        requests.unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn record(&self, request: String) {
        let requests = self.log.requests.lock();
        requests
            .unwrap_or_else(PoisonError::into_inner)
            .push(request);
    }

    async fn serve(self, stream: TcpStream) -> Result<(), BoxError> {
        self.log.connections.fetch_add(1, Ordering::SeqCst);
        let Some(acceptor) = &self.acceptor else {
            return self.serve_http2(stream).await;
        };
        let stream = acceptor.accept(stream).await?;
        let (_, connection) = stream.get_ref();
        if connection.peer_certificates().is_some() {
            self.log.certificates.fetch_add(1, Ordering::SeqCst);
        }
        match connection.alpn_protocol() {
            Some(b"h2") => self.serve_http2(stream).await,
            _ => self.serve_http1(stream).await,
        }
    }

    async fn serve_http1(
        &self,
        mut stream: impl AsyncRead + AsyncWrite + Unpin,
    ) -> Result<(), BoxError> {
        let mut request = Vec::new();
        while stream.read_buf(&mut request).await? > 0 {
            let text = String::from_utf8_lossy(&request).into_owned();
            if !text.ends_with("\r\n\r\n") {
                continue;
            }
            let line = text.lines().next().unwrap_or_default().to_owned();
            request.clear();
            if let Some(target) = line.strip_prefix("CONNECT ") {
                // As a proxy, which connects every tunnel to a server at this port of the local machine.
                let port = target.split([':', ' ']).nth(1).unwrap_or_default();
                self.record(text);
                let mut server = TcpStream::connect(format!("127.0.0.1:{port}")).await?;
                stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await?;
                tokio::io::copy_bidirectional(&mut stream, &mut server).await?;
                return Ok(());
            }
            self.record(line);
            let length = USER.len();
            let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n{USER}");
            stream.write_all(head.as_bytes()).await?;
            stream.flush().await?;
        }
        Ok(())
    }

    async fn serve_http2(
        &self,
        stream: impl AsyncRead + AsyncWrite + Unpin,
    ) -> Result<(), BoxError> {
        let mut connection = h2::server::handshake(stream).await?;
        while let Some(request) = connection.accept().await {
            let (request, mut respond) = request?;
            let (method, uri) = (request.method(), request.uri());
            let target = uri.path_and_query().ok_or("no path")?;
            self.record(format!("{method} {target} {:?}", request.version()));
            let mut body = respond.send_response(Response::new(()), false)?;
            body.send_data(Bytes::from_static(USER.as_bytes()), true)?;
        }
        Ok(())
    }
}

fn server_config(
    alpn: &[&str],
    client: ClientCertificate,
) -> Result<ServerConfig, Box<dyn StdError>> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(AUTHORITY.as_bytes())?)?;
    let verifier =
        WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider));
    let verifier = match client {
        ClientCertificate::Ignored => WebPkiClientVerifier::no_client_auth(),
        ClientCertificate::Optional => verifier.allow_unauthenticated().build()?,
        ClientCertificate::Required => verifier.build()?,
    };
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_client_cert_verifier(verifier)
        .with_single_cert(
            vec![CertificateDer::from_pem_slice(SERVER.as_bytes())?],
            PrivateKeyDer::from_pem_slice(SERVER_KEY.as_bytes())?,
        )?;
    config.alpn_protocols = alpn.iter().map(|name| name.as_bytes().to_vec()).collect();
    Ok(config)
}
