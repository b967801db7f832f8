//! The HTTP versions that the default transport uses.

use super::tls::settings::Alpn;

/// The HTTP versions that a transport uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum HttpVersions {
    /// Only HTTP/1.1.
    #[cfg_attr(not(feature = "http2"), default)]
    Http1,
    /// HTTP/2 if the server chooses it in the TLS handshake, otherwise HTTP/1.1.
    #[cfg(feature = "http2")]
    #[default]
    Negotiated,
    /// Only HTTP/2, also without TLS.
    #[cfg(feature = "http2")]
    Http2,
}

impl HttpVersions {
    pub(super) fn alpn(self) -> Alpn {
        match self {
            Self::Http1 => Alpn::Disabled,
            #[cfg(feature = "http2")]
            Self::Negotiated => Alpn::Both,
            #[cfg(feature = "http2")]
            Self::Http2 => Alpn::Http2,
        }
    }

    pub(super) fn is_http2_only(self) -> bool {
        match self {
            Self::Http1 => false,
            #[cfg(feature = "http2")]
            Self::Negotiated => false,
            #[cfg(feature = "http2")]
            Self::Http2 => true,
        }
    }
}
