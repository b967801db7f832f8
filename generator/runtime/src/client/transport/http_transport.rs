//! The default transport: hyper with HTTP/1.1, rustls and the platform's certificate store.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use http::header::PROXY_AUTHORIZATION;
use http::uri::Scheme;
use http::{Method, Request, Response, Uri, Version};
use hyper::body::{Body as _, Incoming};
use hyper_util::client::legacy;
use hyper_util::rt::{TokioExecutor, TokioTimer};

use super::body_limit::BodyLimit;
use super::body_stream::BodyStream;
use super::connector::Connector;
use super::error::{Reason, TransportError};
use super::interface::Transport;
use super::sent_body::SentBody;
use crate::client::base_url::has_valid_host_and_port;
use crate::error::{Error, Result as CallResult};
use crate::wire::body::Body;

/// The default timeout for opening a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Sends requests with hyper, over HTTP/1.1. Calls must run inside a Tokio runtime with I/O and time enabled.
///
/// Path and query are sent byte for byte, including `.` and `..`. The server, or a proxy in front of it, may
/// normalize them.
///
/// The proxies are those of the environment: `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`, in upper or
/// lower case, with the same meaning as for `curl`. A proxy is an HTTP proxy; its URL may contain a user name and
/// password. Requests to the local machine (`localhost`, `127.0.0.0/8`, `[::1]`) use no proxy. Redirects are not
/// followed.
///
/// For another proxy, other certificates or HTTP/2, use `ReqwestTransport` (feature `reqwest`) or implement
/// [`Transport`].
#[derive(Debug, Clone)]
pub struct HttpTransport {
    client: legacy::Client<Connector, SentBody>,
    connector: Connector,
}

impl HttpTransport {
    /// Creates a transport with its own connection pool. The timeout for opening a connection is 10 seconds.
    ///
    /// # Errors
    ///
    /// [`InvalidRequest`](crate::ErrorKind::InvalidRequest) if TLS cannot be set up, for example on a
    /// system without root certificates.
    pub fn new() -> CallResult<Self> {
        Self::with_connect_timeout(CONNECT_TIMEOUT)
    }

    /// Creates a transport with this timeout for opening a connection, including the TLS handshake. If the
    /// timeout expires, no request was sent, and the error is the same as for a server that cannot be reached.
    ///
    /// # Errors
    ///
    /// Same as [`new`](Self::new).
    pub fn with_connect_timeout(timeout: Duration) -> CallResult<Self> {
        let connector = Connector::new(timeout).map_err(|error| {
            Error::invalid_request(format!("the default transport cannot be set up: {error}"))
        })?;
        let client = legacy::Client::builder(TokioExecutor::new())
            // Without a timer, an idle connection is never closed.
            .pool_timer(TokioTimer::new())
            .build(connector.clone());
        Ok(Self { client, connector })
    }

    /// Starts to send a request. The future completes when the head of the response has arrived.
    fn start(&self, mut request: Request<Body>) -> Result<legacy::ResponseFuture, TransportError> {
        // hyper panics when it opens a connection outside of a Tokio runtime.
        tokio::runtime::Handle::try_current().map_err(TransportError::unusable)?;
        check(&request)?;
        if let Some(authorization) = self.connector.proxy_authorization(request.uri()) {
            let headers = request.headers_mut();
            headers.entry(PROXY_AUTHORIZATION).or_insert(authorization);
        }
        Ok(self.client.request(request.map(SentBody::from)))
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
                let (head, body) = response.await.map_err(request_error)?.into_parts();
                let body = read_body(body, limit).await?;
                Ok(Response::from_parts(head, body))
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
            let response = within(timeout, async { response.await.map_err(request_error) }).await?;
            Ok(response.map(|body| BodyStream::new(Chunks(body))))
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

fn request_error(error: legacy::Error) -> TransportError {
    if error.is_connect() {
        return TransportError::connect(error);
    }
    TransportError::from_client(error)
}

/// The chunks of a body.
struct Chunks(Incoming);

impl Stream for Chunks {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            match ready!(Pin::new(&mut self.0).poll_frame(context)) {
                Some(Ok(frame)) => {
                    // Other frames contain trailers.
                    if let Ok(chunk) = frame.into_data() {
                        return Poll::Ready(Some(Ok(chunk)));
                    }
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(TransportError::new(error)))),
                None => return Poll::Ready(None),
            }
        }
    }
}

/// Reads a body up to the limit. If the body is larger, the rest of it is not read and the connection is
/// closed.
async fn read_body(body: Incoming, limit: BodyLimit) -> Result<Bytes, TransportError> {
    // If `Content-Length` is above the limit, nothing is read.
    limit.check(body.size_hint().lower())?;
    let mut chunks = Chunks(body);
    let mut body = Bytes::new();
    while let Some(chunk) = poll_fn(|context| Pin::new(&mut chunks).poll_next(context)).await {
        let chunk = chunk?;
        limit.check((body.len() + chunk.len()) as u64)?;
        body = joined(body, chunk);
    }
    Ok(body)
}

/// Appends a chunk. A body of a single chunk, as most are, is not copied.
fn joined(start: Bytes, end: Bytes) -> Bytes {
    if start.is_empty() {
        return end;
    }
    let mut whole = BytesMut::from(start);
    whole.extend_from_slice(&end);
    whole.freeze()
}
