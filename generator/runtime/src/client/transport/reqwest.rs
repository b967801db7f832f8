//! The default transport: a `reqwest` client with HTTP/1.1, rustls and the platform's certificate store.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use http::uri::{Authority, Scheme};
use http::{Request, Response, Uri};
use reqwest::Url;
use reqwest::redirect::Policy;
use rustls_platform_verifier::BuilderVerifierExt;

use super::body_limit::BodyLimit;
use super::body_stream::BodyStream;
use super::error::TransportError;
use super::interface::Transport;
use crate::client::box_future::BoxFuture;
use crate::client::timeout::timeout;
use crate::error::{Error, Result as CallResult};

/// The default timeout for opening a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Sends requests with [`reqwest`]. Calls must run inside a Tokio runtime with I/O and time enabled.
///
/// The proxies are those of the environment (`HTTPS_PROXY` and similar variables), as usual with `reqwest`.
/// Requests to the local machine (`localhost`, `127.0.0.0/8`, `[::1]`) use no proxy. Redirects are not
/// followed, and `reqwest` does not retry.
///
/// To configure proxies, certificates or other settings, build a `reqwest::Client` and convert it with
/// `From`.
#[derive(Debug, Clone)]
pub struct ReqwestTransport {
    client: reqwest::Client,
    /// The client without proxies, for requests to the local machine.
    loopback: reqwest::Client,
    /// The server of the first request. Nearly all requests go to the same server.
    first: OnceLock<Server>,
}

/// A server whose URL was parsed. Parsing takes longer than everything else that this transport does for a
/// request, so the result is cached.
#[derive(Clone)]
struct Server {
    scheme: Scheme,
    authority: Authority,
    url: Url,
    is_loopback: bool,
}

impl ReqwestTransport {
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
        let tls = tls_config().map_err(|error| unusable(&error))?;
        let builder = || {
            reqwest::Client::builder()
                .tls_backend_preconfigured(tls.clone())
                .connect_timeout(timeout)
                .redirect(Policy::none())
                .retry(reqwest::retry::never())
                .referer(false)
        };
        let build = |builder: reqwest::ClientBuilder| {
            let client = builder.build();
            client.map_err(|error| unusable(&error))
        };
        Ok(Self {
            client: build(builder())?,
            loopback: build(builder().no_proxy())?,
            first: OnceLock::new(),
        })
    }

    fn server(&self, uri: &Uri) -> Result<Cow<'_, Server>, TransportError> {
        if let Some(first) = self.first.get().filter(|first| first.matches(uri)) {
            return Ok(Cow::Borrowed(first));
        }
        let server = Server::from_uri(uri)?;
        self.first.get_or_init(|| server.clone());
        Ok(Cow::Owned(server))
    }
}

impl Server {
    fn from_uri(uri: &Uri) -> Result<Self, TransportError> {
        let (Some(scheme), Some(authority)) = (uri.scheme(), uri.authority()) else {
            return Err(TransportError::unusable(
                "the URI of the request has no scheme or host",
            ));
        };
        let url = Url::parse(&format!("{scheme}://{authority}"));
        Ok(Self {
            scheme: scheme.clone(),
            authority: authority.clone(),
            url: url.map_err(TransportError::unusable)?,
            is_loopback: is_loopback(authority.host()),
        })
    }

    fn matches(&self, uri: &Uri) -> bool {
        let authority = uri.authority().map(Authority::as_str);
        uri.scheme() == Some(&self.scheme) && authority == Some(self.authority.as_str())
    }

    /// The URL of a request to this server.
    fn url(&self, uri: &Uri) -> Url {
        let mut url = self.url.clone();
        url.set_path(uri.path());
        url.set_query(uri.query());
        url
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.scheme, self.authority)
    }
}

/// Returns whether the host of a URL is the local machine.
fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    match address.parse::<IpAddr>() {
        Ok(address) => address.to_canonical().is_loopback(),
        Err(_) => host.trim_end_matches('.').eq_ignore_ascii_case("localhost"),
    }
}

fn unusable(cause: &dyn StdError) -> Error {
    Error::invalid_request(format!("the default transport cannot be set up: {cause}"))
}

/// The TLS configuration. It sets the crypto provider explicitly, so that it does not depend on the default
/// provider that a process may have installed.
fn tls_config() -> Result<rustls::ClientConfig, rustls::Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_platform_verifier()?
        .with_no_client_auth();
    Ok(config)
}

/// Uses the client unchanged. Its redirect policy should be `none`: following a redirect can send a key to
/// another host.
impl From<reqwest::Client> for ReqwestTransport {
    fn from(client: reqwest::Client) -> Self {
        Self {
            loopback: client.clone(),
            client,
            first: OnceLock::new(),
        }
    }
}

impl Transport for ReqwestTransport {
    // Not an `async fn`, because its future would keep space for the request as long as it lives.
    fn send(
        &self,
        request: Request<Bytes>,
        timeout: Option<Duration>,
    ) -> impl Future<Output = Result<Response<Bytes>, TransportError>> + Send {
        let limit = BodyLimit::from_request(&request);
        let response = self.execute(request, timeout);
        async move {
            let mut response = response?.await.map_err(transport_error)?;
            let head = take_head(&mut response);
            let body = read_body(&mut response, limit).await?;
            Ok(head.map(|()| body))
        }
    }

    async fn open(
        &self,
        request: Request<Bytes>,
        limit: Option<Duration>,
    ) -> Result<Response<BodyStream>, TransportError> {
        // A timeout of `reqwest` would also include the body.
        let response = timeout(limit, self.execute(request, None)?).await;
        let late = || TransportError::timeout("the head of the response did not arrive");
        let mut response = response.ok_or_else(late)?.map_err(transport_error)?;
        let head = take_head(&mut response);
        Ok(head.map(|()| BodyStream::new(Chunks::new(response))))
    }
}

impl ReqwestTransport {
    /// Starts to send a request. The future completes when the head of the response has arrived.
    fn execute(
        &self,
        request: Request<Bytes>,
        timeout: Option<Duration>,
    ) -> Result<impl Future<Output = reqwest::Result<reqwest::Response>> + use<>, TransportError>
    {
        // `reqwest` panics when it opens a connection outside of a Tokio runtime.
        tokio::runtime::Handle::try_current().map_err(TransportError::unusable)?;

        let (head, body) = request.into_parts();
        let server = self.server(&head.uri)?;
        let mut request = reqwest::Request::new(head.method, server.url(&head.uri));
        *request.version_mut() = head.version;
        *request.headers_mut() = head.headers;
        *request.body_mut() = Some(body.into());
        *request.timeout_mut() = timeout;
        let client = if server.is_loopback {
            &self.loopback
        } else {
            &self.client
        };
        Ok(client.execute(request))
    }
}

/// Moves the head out of a response and leaves the body.
fn take_head(response: &mut reqwest::Response) -> Response<()> {
    let mut head = Response::new(());
    *head.status_mut() = response.status();
    *head.version_mut() = response.version();
    *head.headers_mut() = std::mem::take(response.headers_mut());
    // Clears the extensions, because one of them is the URI of the request, which may contain a secret.
    // The client adds its own.
    let mut extensions = std::mem::take(response.extensions_mut());
    extensions.clear();
    *head.extensions_mut() = extensions;
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

/// Reads a body up to the limit. If the body is larger, the rest of it is not read and the connection is
/// closed.
async fn read_body(
    response: &mut reqwest::Response,
    limit: BodyLimit,
) -> Result<Bytes, TransportError> {
    // If `Content-Length` is above the limit, nothing is read.
    limit.check(response.content_length().unwrap_or(0))?;
    let mut body = Bytes::new();
    while let Some(chunk) = response.chunk().await.map_err(transport_error)? {
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
    TransportError::new(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn local_hosts_are_loopback() {
        for host in ["localhost", "LocalHost.", "127.0.0.1", "127.8.8.8", "[::1]"] {
            assert!(is_loopback(host), "{host}");
        }
        for host in ["localhost.example.com", "10.0.0.1", "[::2]", "example.com"] {
            assert!(!is_loopback(host), "{host}");
        }
    }

    #[test]
    fn cached_server_urls_equal_parsed_urls() -> Result<(), Box<dyn StdError>> {
        let long = format!("http://[::1]:8080/{}", "a/%20".repeat(100));
        for text in [
            "https://api.example.com/v1/users/a%2Fb?q=%7C&r='a'",
            "https://API.example.com:443",
            "http://127.0.0.1:80/?",
            "http://localhost//elsewhere.example.com/a//b",
            "http://localhost/a|b;c=d/~e/",
            &long,
        ] {
            let uri: Uri = text.parse()?;
            assert_eq!(
                Server::from_uri(&uri)?.url(&uri),
                Url::parse(text)?,
                "{text}"
            );
        }
        Ok(())
    }
}
