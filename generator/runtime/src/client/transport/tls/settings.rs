//! The TLS settings of the default transport.

use crate::client::secret::Secret;

/// The TLS library of the default transport. Each feature adds one.
///
/// The default is the first one that is compiled, in the order of this list. Cargo compiles the features that any
/// crate of a program enables, so set the library explicitly if it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum TlsBackend {
    /// rustls with the cryptography of ring (feature `http-transport`).
    #[cfg(feature = "http-transport")]
    #[default]
    RustlsRing,
    /// rustls with the cryptography of AWS-LC (feature `aws-lc`).
    #[cfg(feature = "aws-lc")]
    #[cfg_attr(not(feature = "http-transport"), default)]
    RustlsAwsLc,
    /// The TLS library of the platform: Schannel on Windows, Secure Transport on Apple's systems, otherwise OpenSSL
    /// (feature `native-tls`).
    #[cfg(feature = "native-tls")]
    #[cfg_attr(not(feature = "__rustls"), default)]
    Native,
}

#[derive(Clone, Default)]
pub(crate) struct TlsSettings {
    pub(crate) backend: TlsBackend,
    pub(crate) authorities: Authorities,
    pub(crate) client_certificate: Option<ClientCertificate>,
}

/// The certificate authorities that a transport trusts.
#[derive(Clone)]
pub(crate) struct Authorities {
    /// Certificates, as PEM.
    pub(crate) own: Option<String>,
    /// `true` if the authorities of the platform are trusted as well.
    pub(crate) with_platform: bool,
}

impl Default for Authorities {
    fn default() -> Self {
        Self {
            own: None,
            with_platform: true,
        }
    }
}

/// The certificate that a server may request from the client.
#[derive(Clone)]
pub(crate) struct ClientCertificate {
    /// The certificate and its intermediate certificates, as PEM.
    pub(crate) chain: String,
    /// The private key, as PEM.
    pub(crate) key: Secret,
}

/// The HTTP versions that a TLS handshake offers (ALPN).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Alpn {
    /// None, which means HTTP/1.1.
    Disabled,
    #[cfg(feature = "http2")]
    Http2,
    #[cfg(feature = "http2")]
    Both,
}

impl Alpn {
    /// The names of the versions, the preferred one first.
    pub(crate) fn names(self) -> &'static [&'static str] {
        match self {
            Self::Disabled => &[],
            #[cfg(feature = "http2")]
            Self::Http2 => &["h2"],
            #[cfg(feature = "http2")]
            Self::Both => &["h2", "http/1.1"],
        }
    }
}

/// The problems of settings that all TLS libraries report alike.
pub(crate) const NO_AUTHORITY: &str = "the CA certificates contain no certificate in PEM format";
pub(crate) const NO_CERTIFICATE: &str =
    "the client certificate contains no certificate in PEM format";
pub(crate) const WRONG_KEY: &str = "the private key does not belong to the client certificate";
