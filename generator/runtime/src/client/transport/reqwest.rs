//! A transport over a client of `reqwest`, for settings that the default transport does not have.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use http::{Request, Response, Uri};
use reqwest::Url;

use super::body_limit::BodyLimit;
use super::body_stream::BodyStream;
use super::error::{Reason, TransportError};
use super::interface::Transport;
use super::sent_body::SentBody;
use crate::client::box_future::BoxFuture;
use crate::client::clock::timeout;
use crate::wire::body::Body;

/// Sends requests with a [`reqwest::Client`] of the program, for example with a SOCKS proxy. Calls must run inside a Tokio runtime with I/O and time enabled.
///
/// `reqwest` normalizes URLs as browsers do: it removes `.`, `..` and `%2e` from the path, and replaces `\` by `/`.
/// The request would reach another resource. A request with a path or query that `reqwest` changes therefore
/// fails with [`TransportError::unusable`], and nothing is sent. `HttpTransport` sends such requests.
///
/// ```
/// use apicrate_runtime::Client;
/// use apicrate_runtime::transport::ReqwestTransport;
///
/// # fn run(http: reqwest::ClientBuilder) -> Result<(), Box<dyn std::error::Error>> {
/// let http = http.redirect(reqwest::redirect::Policy::none()).build()?;
/// let client = Client::builder()
///     .base_url("https://api.example.com/v1")
///     .transport(ReqwestTransport::from(http))
///     .build()?;
/// # drop(client);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct ReqwestTransport(reqwest::Client);

/// Uses the client unchanged. Its redirect policy should be `none`: following a redirect can send a key to
/// another host.
impl From<reqwest::Client> for ReqwestTransport {
    fn from(client: reqwest::Client) -> Self {
        Self(client)
    }
}

impl ReqwestTransport {
    /// Starts to send a request. The future completes when the head of the response has arrived.
    fn execute(
        &self,
        request: Request<Body>,
        timeout: Option<Duration>,
    ) -> Result<impl Future<Output = reqwest::Result<reqwest::Response>> + use<>, TransportError>
    {
        // `reqwest` panics when it opens a connection outside of a Tokio runtime.
        tokio::runtime::Handle::try_current().map_err(TransportError::unusable)?;
        let (head, body) = request.into_parts();
        let mut request = reqwest::Request::new(head.method, unchanged_url(&head.uri)?);
        *request.version_mut() = head.version;
        *request.headers_mut() = head.headers;
        *request.body_mut() = Some(reqwest::Body::wrap(SentBody::from(body)));
        *request.timeout_mut() = timeout;
        Ok(self.0.execute(request))
    }
}

impl Transport for ReqwestTransport {
    async fn send(
        &self,
        request: Request<Body>,
        timeout: Option<Duration>,
    ) -> Result<Response<Bytes>, TransportError> {
        let limit = BodyLimit::from_request(&request);
        let response = self.execute(request, timeout)?;
        let mut response = response.await.map_err(transport_error)?;
        // If `Content-Length` is above the limit, nothing is read.
        limit.check(response.content_length().unwrap_or(0))?;
        let head = take_head(&mut response);
        let body = BodyStream::new(Chunks::new(response))
            .collect(limit)
            .await?;
        Ok(head.map(|()| body))
    }

    async fn open(
        &self,
        request: Request<Body>,
        limit: Option<Duration>,
    ) -> Result<Response<BodyStream>, TransportError> {
        // A timeout of `reqwest` would also include the body.
        let response = timeout(limit, self.execute(request, None)?).await;
        let late = || TransportError::timeout(Reason("the head of the response did not arrive"));
        let mut response = response.ok_or_else(late)?.map_err(transport_error)?;
        let head = take_head(&mut response);
        Ok(head.map(|()| BodyStream::new(Chunks::new(response))))
    }
}

/// Parses a URL. Rejects a URL with a path or query that the parser changes.
fn unchanged_url(uri: &Uri) -> Result<Url, TransportError> {
    let url = Url::parse(&uri.to_string()).map_err(TransportError::unusable)?;
    if (url.path(), url.query()) != (uri.path(), uri.query()) {
        let problem = "`reqwest` would change the path or query of the request";
        return Err(TransportError::unusable(Reason(problem)));
    }
    Ok(url)
}

/// Moves the head out of a response and leaves the body.
fn take_head(response: &mut reqwest::Response) -> Response<()> {
    let mut head = Response::new(());
    *head.status_mut() = response.status();
    *head.version_mut() = response.version();
    *head.headers_mut() = std::mem::take(response.headers_mut());
    head
}

/// The chunks of a body as a stream. The future owns the response while it waits for the next chunk.
struct Chunks(BoxFuture<'static, NextChunk>);

type NextChunk = (reqwest::Result<Option<Bytes>>, reqwest::Response);

impl Chunks {
    fn new(mut response: reqwest::Response) -> Self {
        Self(Box::pin(async {
            let chunk = response.chunk().await;
            (chunk, response)
        }))
    }
}

impl Stream for Chunks {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let (chunk, response) = ready!(self.0.as_mut().poll(context));
        *self = Self::new(response);
        Poll::Ready(chunk.map_err(transport_error).transpose())
    }
}

fn transport_error(error: reqwest::Error) -> TransportError {
    // The query may contain a secret, and errors are logged.
    let error = error.without_url();
    if error.is_builder() {
        return TransportError::unusable(error);
    }
    // Checked before `is_timeout`, which is also true if opening the connection timed out.
    if error.is_connect() {
        return TransportError::connect(error);
    }
    if error.is_timeout() {
        return TransportError::timeout(error);
    }
    TransportError::from_client(error)
}
