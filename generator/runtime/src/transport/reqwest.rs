//! The default transport: a `reqwest` client over HTTP/1.1 and rustls, with the certificates that
//! the platform trusts.

use std::error::Error as StdError;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use reqwest::redirect::Policy;
use rustls_platform_verifier::BuilderVerifierExt;

use super::{Transport, TransportError};
use crate::Error;

/// Sends requests with [`reqwest`]. It needs a Tokio runtime around each call.
///
/// Proxies are those of the environment (`HTTPS_PROXY` and its kin), as everywhere with `reqwest`.
/// To choose them, the certificates or anything else, make the `reqwest::Client` and convert it.
#[derive(Debug, Clone)]
pub struct ReqwestTransport {
    client: reqwest::Client,
}

impl ReqwestTransport {
    /// Makes a transport with a connection pool of its own.
    ///
    /// # Errors
    ///
    /// [`InvalidRequest`](crate::ErrorKind::InvalidRequest) when TLS cannot be set up, such as on a
    /// system without root certificates.
    pub fn new() -> crate::Result<Self> {
        let tls = tls_config().map_err(|error| unusable(&error))?;
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .redirect(Policy::none())
            .referer(false)
            .build()
            .map_err(|error| unusable(&error))?;
        Ok(Self { client })
    }
}

fn unusable(cause: &dyn StdError) -> Error {
    Error::invalid_request(format!("the default transport cannot be set up: {cause}"))
}

/// Names its provider: what a process installs as its default must not change whether this works.
fn tls_config() -> Result<rustls::ClientConfig, rustls::Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_platform_verifier()?
        .with_no_client_auth();
    Ok(config)
}

/// Takes the client as it is. Its redirect policy should be none: a redirect that is followed can
/// carry a key to another host.
impl From<reqwest::Client> for ReqwestTransport {
    fn from(client: reqwest::Client) -> Self {
        Self { client }
    }
}

impl Transport for ReqwestTransport {
    async fn send(
        &self,
        request: Request<Bytes>,
        timeout: Option<Duration>,
    ) -> Result<Response<Bytes>, TransportError> {
        // Without one, opening a connection would panic.
        tokio::runtime::Handle::try_current().map_err(TransportError::connect)?;

        let mut request = reqwest::Request::try_from(request).map_err(transport_error)?;
        *request.timeout_mut() = timeout;
        let mut response = self
            .client
            .execute(request)
            .await
            .map_err(transport_error)?;

        let mut answer = Response::new(Bytes::new());
        *answer.status_mut() = response.status();
        *answer.version_mut() = response.version();
        *answer.headers_mut() = std::mem::take(response.headers_mut());
        *answer.body_mut() = response.bytes().await.map_err(transport_error)?;
        Ok(answer)
    }
}

fn transport_error(error: reqwest::Error) -> TransportError {
    // The query may hold a secret, and errors are logged.
    let error = error.without_url();
    if error.is_timeout() {
        TransportError::timeout(error)
    } else if error.is_connect() {
        TransportError::connect(error)
    } else {
        TransportError::new(error)
    }
}
