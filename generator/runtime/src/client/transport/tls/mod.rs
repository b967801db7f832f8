//! TLS of the default transport. Features add the implementations.

#[cfg(feature = "native-tls")]
mod native;
#[cfg(feature = "__rustls")]
mod rustls;
pub(super) mod settings;

use http::Uri;

use self::settings::{Alpn, TlsBackend, TlsSettings};
use super::byte_stream::{ByteStream, Cause, SecuredStream};
use super::checked_stream::{CheckedStream, Protocol};

/// Opens TLS connections over other connections. Cloning is cheap.
#[derive(Clone)]
pub(super) enum TlsConnector {
    #[cfg(feature = "__rustls")]
    Rustls(tokio_rustls::TlsConnector),
    #[cfg(feature = "native-tls")]
    Native(tokio_native_tls::TlsConnector),
}

/// The connectors of a transport.
#[derive(Clone)]
pub(super) struct TlsConnectors {
    /// For connections and tunnels to servers.
    pub(super) to_servers: TlsConnector,
    /// For connections to proxies. They use HTTP/1.1 and receive no client certificate.
    pub(super) to_proxies: TlsConnector,
}

impl TlsConnectors {
    /// Returns the problem if a setting is invalid. It contains no secret.
    pub(super) fn new(settings: &TlsSettings, alpn: Alpn) -> Result<Self, String> {
        let [to_servers, to_proxies] = match settings.backend {
            #[cfg(feature = "http-transport")]
            TlsBackend::RustlsRing => {
                let provider = ::rustls::crypto::ring::default_provider();
                rustls::connectors(settings, alpn, provider)?.map(TlsConnector::Rustls)
            }
            #[cfg(feature = "aws-lc")]
            TlsBackend::RustlsAwsLc => {
                let provider = ::rustls::crypto::aws_lc_rs::default_provider();
                rustls::connectors(settings, alpn, provider)?.map(TlsConnector::Rustls)
            }
            #[cfg(feature = "native-tls")]
            TlsBackend::Native => native::connectors(settings, alpn)?.map(TlsConnector::Native),
        };
        Ok(Self {
            to_servers,
            to_proxies,
        })
    }
}

impl TlsConnector {
    /// Performs the handshake with the server of a URL. The error is [permanent](super::permanent::Permanent) if the client and
    /// the server do not match; it is not if the connection was lost.
    pub(super) async fn secure(
        &self,
        stream: ByteStream,
        server: &Uri,
    ) -> Result<SecuredStream, Cause> {
        let host = server.host().unwrap_or_default();
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let stream: ByteStream = Box::new(CheckedStream::new(stream, Protocol::Tls));
        match self {
            #[cfg(feature = "__rustls")]
            Self::Rustls(connector) => rustls::secure(connector, stream, host).await,
            #[cfg(feature = "native-tls")]
            Self::Native(connector) => native::secure(connector, stream, host).await,
        }
    }
}
