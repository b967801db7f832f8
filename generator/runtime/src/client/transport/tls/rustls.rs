//! TLS with rustls.

use std::io;
use std::sync::Arc;

use hyper_util::rt::TokioIo;
use rustls::client::danger::ServerCertVerifier;
use rustls::client::{WantsClientCert, WebPkiServerVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{AlertDescription, ClientConfig, ConfigBuilder, Error, RootCertStore};
use rustls_platform_verifier::Verifier;
use tokio_rustls::TlsConnector;

use super::settings::{
    Alpn, Authorities, ClientCertificate, NO_AUTHORITY, NO_CERTIFICATE, TlsSettings, WRONG_KEY,
};
use crate::client::transport::byte_stream::{ByteStream, Cause, SecuredStream};
use crate::client::transport::permanent::Permanent;

/// Creates the connectors for servers and for proxies. The provider is set explicitly, so that it does not depend on
/// the default provider that a process may have installed.
pub(super) fn connectors(
    settings: &TlsSettings,
    alpn: Alpn,
    provider: CryptoProvider,
) -> Result<[TlsConnector; 2], String> {
    let provider = Arc::new(provider);
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?;
    // Shared, because the certificates of the platform are many.
    let verifier = verifier(&settings.authorities, provider)?;
    // The method is called dangerous because it accepts any verifier.
    let builder = builder
        .dangerous()
        .with_custom_certificate_verifier(verifier);
    let for_proxies = builder.clone().with_no_client_auth();
    let mut for_servers = match &settings.client_certificate {
        Some(certificate) => with_client_certificate(builder, certificate)?,
        None => for_proxies.clone(),
    };
    let names = alpn.names().iter();
    for_servers.alpn_protocols = names.map(|name| name.as_bytes().to_vec()).collect();
    Ok([for_servers, for_proxies].map(|config| TlsConnector::from(Arc::new(config))))
}

fn verifier(
    authorities: &Authorities,
    provider: Arc<CryptoProvider>,
) -> Result<Arc<dyn ServerCertVerifier>, String> {
    let Some(own) = &authorities.own else {
        let verifier = Verifier::new(provider).map_err(|error| error.to_string())?;
        return Ok(Arc::new(verifier));
    };
    let own = certificates(own).ok_or(NO_AUTHORITY)?;
    if authorities.with_platform {
        return with_platform(own, provider);
    }
    let mut roots = RootCertStore::empty();
    for certificate in own {
        roots
            .add(certificate)
            .map_err(|error| invalid_authority(&error))?;
    }
    let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider);
    Ok(verifier.build().map_err(|error| error.to_string())?)
}

#[cfg(not(target_os = "android"))]
fn with_platform(
    own: Vec<CertificateDer<'static>>,
    provider: Arc<CryptoProvider>,
) -> Result<Arc<dyn ServerCertVerifier>, String> {
    let verifier = Verifier::new_with_extra_roots(own, provider);
    let verifier = verifier.map_err(|error| invalid_authority(&error))?;
    Ok(Arc::new(verifier))
}

#[cfg(target_os = "android")]
fn with_platform(
    _: Vec<CertificateDer<'static>>,
    _: Arc<CryptoProvider>,
) -> Result<Arc<dyn ServerCertVerifier>, String> {
    Err("own CA certificates cannot be combined with those of the platform on Android".to_owned())
}

fn with_client_certificate(
    builder: ConfigBuilder<ClientConfig, WantsClientCert>,
    certificate: &ClientCertificate,
) -> Result<ClientConfig, String> {
    let chain = certificates(&certificate.chain).ok_or(NO_CERTIFICATE)?;
    // The error could contain a line of the text.
    let key = PrivateKeyDer::from_pem_slice(certificate.key.expose().as_bytes())
        .map_err(|_| "the private key is not an unencrypted key in PEM format")?;
    builder
        .with_client_auth_cert(chain, key)
        .map_err(|error| match error {
            Error::InconsistentKeys(_) => WRONG_KEY.to_owned(),
            error => format!("the client certificate cannot be used: {error}"),
        })
}

/// Parses all certificates of a text. Returns `None` if it contains no certificate or is invalid.
fn certificates(pem: &str) -> Option<Vec<CertificateDer<'static>>> {
    let certificates: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem.as_bytes()).collect();
    certificates.ok().filter(|it| !it.is_empty())
}

fn invalid_authority(error: &Error) -> String {
    format!("the CA certificates cannot be used: {error}")
}

pub(super) async fn secure(
    connector: &TlsConnector,
    stream: ByteStream,
    host: &str,
) -> Result<SecuredStream, Cause> {
    let name = ServerName::try_from(host.to_owned()).map_err(|error| Permanent(error.into()))?;
    let stream = connector.connect(name, TokioIo::new(stream)).await;
    let stream = stream.map_err(handshake_error)?;
    let (_, connection) = stream.get_ref();
    Ok(SecuredStream {
        chose_http2: connection.alpn_protocol() == Some(b"h2"),
        stream: Box::new(TokioIo::new(stream)),
    })
}

/// Marks the error of a handshake as permanent, unless the connection was lost or the server had a problem of its own.
fn handshake_error(error: io::Error) -> Cause {
    let cause = error.get_ref().and_then(|cause| cause.downcast_ref());
    match cause {
        None | Some(Error::AlertReceived(AlertDescription::InternalError)) => error.into(),
        Some(_) => Permanent(error.into()).into(),
    }
}
