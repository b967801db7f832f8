//! TLS with the library of the platform.

use hyper_util::rt::TokioIo;
use native_tls::{Certificate, Identity, TlsConnectorBuilder};
use tokio_native_tls::{TlsConnector, TlsStream};

use super::settings::{
    Alpn, Authorities, ClientCertificate, NO_AUTHORITY, NO_CERTIFICATE, TlsSettings, WRONG_KEY,
};
use crate::client::transport::byte_stream::{ByteStream, Cause, SecuredStream};
#[cfg(not(any(windows, target_vendor = "apple")))]
use crate::client::transport::permanent::Permanent;

/// Creates the connectors for servers and for proxies.
pub(super) fn connectors(settings: &TlsSettings, alpn: Alpn) -> Result<[TlsConnector; 2], String> {
    let mut builder = native_tls::TlsConnector::builder();
    add_authorities(&mut builder, &settings.authorities)?;
    let for_proxies = builder.build().map_err(|error| error.to_string())?;
    if let Some(certificate) = &settings.client_certificate {
        builder.identity(identity(certificate)?);
    }
    request_alpn(&mut builder, alpn);
    // All other settings were checked for the proxies.
    let for_servers = builder.build().map_err(|_| WRONG_KEY)?;
    Ok([for_servers, for_proxies].map(TlsConnector::from))
}

fn add_authorities(
    builder: &mut TlsConnectorBuilder,
    authorities: &Authorities,
) -> Result<(), String> {
    let Some(own) = &authorities.own else {
        return Ok(());
    };
    builder.disable_built_in_roots(!authorities.with_platform);
    let own = Certificate::stack_from_pem(own.as_bytes());
    let own = own.ok().filter(|own| !own.is_empty()).ok_or(NO_AUTHORITY)?;
    for certificate in own {
        builder.add_root_certificate(certificate);
    }
    Ok(())
}

fn identity(certificate: &ClientCertificate) -> Result<Identity, String> {
    let chain = certificate.chain.as_bytes();
    let parsed = Certificate::stack_from_pem(chain);
    if parsed.map_or(true, |parsed| parsed.is_empty()) {
        return Err(NO_CERTIFICATE.to_owned());
    }
    let key = private_key(certificate.key.expose());
    // The error could contain a part of the text.
    let identity = key.and_then(|key| Identity::from_pkcs8(chain, key.as_bytes()).ok());
    identity.ok_or_else(|| {
        "the private key is not an unencrypted PKCS#8 key in PEM format (`BEGIN PRIVATE KEY`)"
            .to_owned()
    })
}

/// The private key of a text, which may contain other things before it. The library accepts only the key.
fn private_key(pem: &str) -> Option<&str> {
    let end = "-----END PRIVATE KEY-----";
    let pem = pem.get(pem.find("-----BEGIN PRIVATE KEY-----")?..)?;
    pem.get(..pem.find(end)? + end.len())
}

#[cfg(feature = "http2")]
fn request_alpn(builder: &mut TlsConnectorBuilder, alpn: Alpn) {
    builder.request_alpns(alpn.names());
}

/// Without HTTP/2, no version is requested.
#[cfg(not(feature = "http2"))]
fn request_alpn(_: &mut TlsConnectorBuilder, alpn: Alpn) {
    debug_assert!(alpn.names().is_empty());
}

pub(super) async fn secure(
    connector: &TlsConnector,
    stream: ByteStream,
    host: &str,
) -> Result<SecuredStream, Cause> {
    let stream = connector.connect(host, TokioIo::new(stream)).await;
    let stream = stream.map_err(handshake_error)?;
    Ok(SecuredStream {
        chose_http2: chose_http2(&stream)?,
        stream: Box::new(TokioIo::new(stream)),
    })
}

/// Marks the error of a handshake as permanent, unless the connection was lost: then the cause is an `io::Error` or missing.
#[cfg(not(any(windows, target_vendor = "apple")))]
fn handshake_error(error: native_tls::Error) -> Cause {
    let source = std::error::Error::source(&error);
    let is_lost = source.is_none_or(<dyn std::error::Error>::is::<std::io::Error>);
    // OpenSSL 3 reports the end of the connection as an error of the protocol.
    if is_lost || error.to_string().contains("unexpected eof") {
        return error.into();
    }
    Permanent(error.into()).into()
}

/// The other libraries do not distinguish the causes.
#[cfg(any(windows, target_vendor = "apple"))]
fn handshake_error(error: native_tls::Error) -> Cause {
    error.into()
}

#[cfg(feature = "http2")]
fn chose_http2(stream: &TlsStream<TokioIo<ByteStream>>) -> Result<bool, native_tls::Error> {
    let chosen = stream.get_ref().negotiated_alpn()?;
    Ok(chosen.as_deref() == Some(b"h2"))
}

#[cfg(not(feature = "http2"))]
#[allow(clippy::unnecessary_wraps, reason = "it can fail with HTTP/2")]
fn chose_http2(_: &TlsStream<TokioIo<ByteStream>>) -> Result<bool, native_tls::Error> {
    Ok(false)
}
