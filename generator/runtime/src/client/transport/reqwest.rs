//! The default transport: a `reqwest` client over HTTP/1.1 and rustls, with the certificates that
//! the platform trusts.

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

use super::{BodyLimit, Pieces, Transport, TransportError};
use crate::client::box_future::BoxFuture;
use crate::client::timeout::within;
use crate::error::Error;

/// How long a connection may take to be made when nothing is said.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Sends requests with [`reqwest`]. It needs a Tokio runtime around each call, with I/O and time
/// enabled.
///
/// Proxies are those of the environment (`HTTPS_PROXY` and its kin), as everywhere with `reqwest`,
/// but a request to this machine itself (`localhost`, `127.0.0.0/8`, `[::1]`) goes through none.
/// Redirects are not followed, and nothing is sent twice unless the client says so.
///
/// To choose the proxies, the certificates or anything else, make the `reqwest::Client` and convert
/// it.
#[derive(Debug, Clone)]
pub struct ReqwestTransport {
    client: reqwest::Client,
    /// The one for this machine itself, which knows no proxy.
    loopback: reqwest::Client,
    /// Where the first request went to. Nearly all go to the same server.
    first: OnceLock<Server>,
}

/// A server, whose URL is taken apart once and not for each request: that takes longer than all else that is
/// done to a request here.
#[derive(Clone)]
struct Server {
    scheme: Scheme,
    authority: Authority,
    url: Url,
    is_loopback: bool,
}

impl ReqwestTransport {
    /// Makes a transport with a connection pool of its own. A connection has 10 seconds to be made.
    ///
    /// # Errors
    ///
    /// [`InvalidRequest`](crate::ErrorKind::InvalidRequest) when TLS cannot be set up, such as on a
    /// system without root certificates.
    pub fn new() -> crate::error::Result<Self> {
        Self::with_connect_timeout(CONNECT_TIMEOUT)
    }

    /// The same with another time for a connection to be made, TLS included. When it runs out,
    /// nothing has been sent: the error is that of a server that cannot be reached.
    ///
    /// # Errors
    ///
    /// As for [`new`](Self::new).
    pub fn with_connect_timeout(timeout: Duration) -> crate::error::Result<Self> {
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
        if let Some(first) = self.first.get().filter(|first| first.is_of(uri)) {
            return Ok(Cow::Borrowed(first));
        }
        let server = Server::of(uri)?;
        self.first.get_or_init(|| server.clone());
        Ok(Cow::Owned(server))
    }
}

impl Server {
    fn of(uri: &Uri) -> Result<Self, TransportError> {
        let (Some(scheme), Some(authority)) = (uri.scheme(), uri.authority()) else {
            return Err(TransportError::unusable(
                "the URI of the request names no server",
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

    fn is_of(&self, uri: &Uri) -> bool {
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

/// Whether a host of a URL is this machine itself.
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
        Self {
            loopback: client.clone(),
            client,
            first: OnceLock::new(),
        }
    }
}

impl Transport for ReqwestTransport {
    // Not an `async fn`, whose future would have room for the request as long as it lives.
    fn send(
        &self,
        request: Request<Bytes>,
        timeout: Option<Duration>,
    ) -> impl Future<Output = Result<Response<Bytes>, TransportError>> + Send {
        let limit = BodyLimit::of(&request);
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
        timeout: Option<Duration>,
    ) -> Result<Response<Pieces>, TransportError> {
        // A time of `reqwest` would hold until the end of the body.
        let response = within(timeout, self.execute(request, None)?).await;
        let late = || TransportError::timeout("the head of the response did not arrive");
        let mut response = response.ok_or_else(late)?.map_err(transport_error)?;
        let head = take_head(&mut response);
        Ok(head.map(|()| Pieces::new(Chunks::of(response))))
    }
}

impl ReqwestTransport {
    /// Begins to get a response, which is there as soon as its head is.
    fn execute(
        &self,
        request: Request<Bytes>,
        timeout: Option<Duration>,
    ) -> Result<impl Future<Output = reqwest::Result<reqwest::Response>> + use<>, TransportError>
    {
        // Without one, opening a connection would panic.
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

/// The head of a response, which has no more than its body from then on.
fn take_head(response: &mut reqwest::Response) -> Response<()> {
    let mut head = Response::new(());
    *head.status_mut() = response.status();
    *head.version_mut() = response.version();
    *head.headers_mut() = std::mem::take(response.headers_mut());
    // The client has one of its own. The others go: among them is the URI of the request.
    let mut extensions = std::mem::take(response.extensions_mut());
    extensions.clear();
    *head.extensions_mut() = extensions;
    head
}

/// The chunks of a body. Each future has the response while it waits for the next of them.
struct Chunks(BoxFuture<'static, Chunk>);

type Chunk = (reqwest::Result<Option<Bytes>>, reqwest::Response);

impl Chunks {
    fn of(mut response: reqwest::Response) -> Self {
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
        *self = Self::of(response);
        Poll::Ready(chunk.map_err(transport_error).transpose())
    }
}

/// Reads a body as long as it is not too large. What is left of one that is goes unread, and the
/// connection with it.
async fn read_body(
    response: &mut reqwest::Response,
    limit: BodyLimit,
) -> Result<Bytes, TransportError> {
    // What the server announces: a body that is too large is not even begun.
    limit.check(response.content_length().unwrap_or(0))?;
    let mut body = Bytes::new();
    while let Some(chunk) = response.chunk().await.map_err(transport_error)? {
        limit.check((body.len() + chunk.len()) as u64)?;
        body = joined(body, chunk);
    }
    Ok(body)
}

/// Most bodies are one chunk, of which no copy is made.
fn joined(start: Bytes, end: Bytes) -> Bytes {
    if start.is_empty() {
        return end;
    }
    let mut whole = BytesMut::from(start);
    whole.extend_from_slice(&end);
    whole.freeze()
}

fn transport_error(error: reqwest::Error) -> TransportError {
    // The query may hold a secret, and errors are logged.
    let error = error.without_url();
    if error.is_builder() {
        return TransportError::unusable(error);
    }
    // Before time: a connection that took too long to be made is a timeout as well.
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
    fn knows_this_machine_by_all_its_names() {
        for host in ["localhost", "LocalHost.", "127.0.0.1", "127.8.8.8", "[::1]"] {
            assert!(is_loopback(host), "{host}");
        }
        for host in ["localhost.example.com", "10.0.0.1", "[::2]", "example.com"] {
            assert!(!is_loopback(host), "{host}");
        }
    }

    #[test]
    fn a_url_is_what_it_is_when_read_as_a_whole() -> Result<(), Box<dyn StdError>> {
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
            assert_eq!(Server::of(&uri)?.url(&uri), Url::parse(text)?, "{text}");
        }
        Ok(())
    }
}
