//! The default transport: hyper with the settings of its builder.

use std::fmt;
use std::pin::pin;
use std::time::Duration;

use bytes::Bytes;
use http::header::PROXY_AUTHORIZATION;
use http::uri::Scheme;
use http::{Method, Request, Response, Uri, Version};
use hyper_util::client::legacy;

use super::body_limit::BodyLimit;
use super::body_stream::BodyStream;
use super::connector::Connector;
#[cfg(feature = "compression")]
use super::decompression::accept_compressed;
use super::error::{Reason, TransportError};
use super::interface::Transport;
use super::response_body::{PendingResponse, ResponseBody};
use super::sent_body::SentBody;
use crate::client::base_url::has_valid_host_and_port;
use crate::wire::body::Body;

/// Sends requests with hyper: over HTTP/1.1, or with the feature `http2` over HTTP/2 if the server chooses it. Calls must
/// run inside a Tokio runtime with I/O and time enabled.
///
/// Path and query are sent byte for byte, including `.` and `..`. The server, or a proxy in front of it, may
/// normalize them.
///
/// The proxies are those of the environment: `HTTPS_PROXY`, `HTTP_PROXY` and `ALL_PROXY`, in upper or lower case. A proxy is
/// an HTTP proxy; its URL may contain a user name and password. `NO_PROXY` is a list of hosts that have no proxy: domains
/// with their subdomains (`example.com`), IP addresses and ranges of them (`10.0.0.0/8`), or `*` for all, separated by
/// commas. Ports and other wildcards do not match. Requests to the local machine (`localhost`, `127.0.0.0/8`, `[::1]`) use no proxy. Redirects are not
/// followed.
///
/// With the feature `compression`, compressed responses are decompressed while they arrive, unless the request has a
/// header `Accept-Encoding` or `Range`.
///
/// The [builder](Self::builder) has settings for another proxy, certificates and connections.
#[derive(Clone)]
pub struct HttpTransport {
    pub(super) client: legacy::Client<Connector, SentBody>,
    pub(super) connector: Connector,
}

impl HttpTransport {
    /// Starts to send a request. The future completes when the head of the response has arrived.
    fn start(&self, mut request: Request<Body>) -> Result<PendingResponse, TransportError> {
        // hyper panics when it opens a connection outside of a Tokio runtime.
        tokio::runtime::Handle::try_current().map_err(TransportError::unusable)?;
        check(&request)?;
        if let Some(authorization) = self.connector.proxy_authorization(request.uri()) {
            let headers = request.headers_mut();
            headers.entry(PROXY_AUTHORIZATION).or_insert(authorization);
        }
        #[cfg(feature = "compression")]
        let is_decompressed = accept_compressed(request.headers_mut());
        Ok(PendingResponse {
            head: self.client.request(request.map(SentBody::from)),
            #[cfg(feature = "compression")]
            is_decompressed,
        })
    }
}

impl fmt::Debug for HttpTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpTransport").finish_non_exhaustive()
    }
}

impl Transport for HttpTransport {
    // Not an `async fn`, because its future would keep space for the request as long as it lives.
    fn send(
        &self,
        request: Request<Body>,
        timeout: Option<Duration>,
    ) -> impl Future<Output = Result<Response<Bytes>, TransportError>> + Send {
        let limit = BodyLimit::from_request(&request);
        let response = self.start(request);
        async move {
            let response = response?;
            let exchange = async {
                let (head, body) = response.head().await?.into_parts();
                Ok(Response::from_parts(head, body.read(limit).await?))
            };
            within(timeout, exchange).await
        }
    }

    fn open(
        &self,
        request: Request<Body>,
        timeout: Option<Duration>,
    ) -> impl Future<Output = Result<Response<BodyStream>, TransportError>> + Send {
        let response = self.start(request);
        async move {
            let response = response?;
            let response = within(timeout, response.head()).await?;
            Ok(response.map(ResponseBody::stream))
        }
    }
}

/// Rejects requests that hyper would change or report as lost.
fn check(request: &Request<Body>) -> Result<(), TransportError> {
    if !is_valid_target(request.uri()) {
        let problem = "the request needs an absolute `http` or `https` URL without credentials";
        return Err(TransportError::unusable(Reason(problem)));
    }
    if request.method() == Method::CONNECT {
        // It would be sent without its path.
        let problem = "the method `CONNECT` is not supported";
        return Err(TransportError::unusable(Reason(problem)));
    }
    if ![Version::HTTP_10, Version::HTTP_11].contains(&request.version()) {
        let problem = "only HTTP/1.0 and HTTP/1.1 are supported";
        return Err(TransportError::unusable(Reason(problem)));
    }
    Ok(())
}

fn is_valid_target(uri: &Uri) -> bool {
    let is_http = [Some(&Scheme::HTTP), Some(&Scheme::HTTPS)].contains(&uri.scheme());
    let authority = uri.authority();
    // hyper would send credentials to a proxy, but not to the server.
    let authority = authority.filter(|it| !it.as_str().contains('@'));
    is_http && authority.is_some_and(has_valid_host_and_port)
}

/// Waits for an exchange, but no longer than the timeout.
async fn within<T>(
    timeout: Option<Duration>,
    exchange: impl Future<Output = Result<T, TransportError>>,
) -> Result<T, TransportError> {
    let exchange = pin!(exchange);
    match timeout {
        Some(timeout) => tokio::time::timeout(timeout, exchange)
            .await
            .map_err(TransportError::timeout)?,
        None => exchange.await,
    }
}
