//! The one place where I/O happens, as a trait: a transport carries an HTTP request to a server and
//! the answer back, and knows nothing of operations or retries. The default one is behind the
//! feature `reqwest`.

mod pieces;
#[cfg(feature = "reqwest")]
mod reqwest;

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_timer::Delay;
use http::{Request, Response};

use crate::client::box_future::BoxFuture;
use crate::client::redaction::Secrets;
use crate::error::ErrorKind;

pub use pieces::Pieces;
#[cfg(feature = "reqwest")]
pub use reqwest::ReqwestTransport;

/// Carries requests to a server.
///
/// Implementations write a plain `async fn`. This one answers everything itself:
///
/// ```
/// use std::time::Duration;
/// use apicrate_runtime::{Bytes, Client, Transport, TransportError, http};
///
/// struct Empty;
///
/// impl Transport for Empty {
///     async fn send(
///         &self,
///         _request: http::Request<Bytes>,
///         _timeout: Option<Duration>,
///     ) -> Result<http::Response<Bytes>, TransportError> {
///         Ok(http::Response::new(Bytes::from_static(b"{}")))
///     }
/// }
///
/// let client = Client::builder().transport(Empty).build()?;
/// # drop(client);
/// # Ok::<(), apicrate_runtime::Error>(())
/// ```
pub trait Transport: Send + Sync {
    /// Sends one request and reads the whole response, whatever its status.
    ///
    /// The URI is absolute, and its path and query must reach the server byte for byte. A response
    /// that redirects is an answer like any other: following it could take a key to another host.
    /// `timeout` covers everything from here until the last byte of the body; `None` is no limit.
    /// The extensions of the request hold a [`BodyLimit`], so that a body that is too large need not
    /// be read to be refused. Dropping the future cancels the request.
    ///
    /// The request may be one that was sent before: it is the client that decides on that, so a
    /// transport sends what it gets, once.
    ///
    /// # Errors
    ///
    /// A [`TransportError`] when there is no complete response. Which constructor makes it matters:
    /// after [`connect`](TransportError::connect) every request is sent again, since the server has
    /// seen nothing of it.
    fn send(
        &self,
        request: Request<Bytes>,
        timeout: Option<Duration>,
    ) -> impl Future<Output = Result<Response<Bytes>, TransportError>> + Send;

    /// Sends one request and hands the response over as soon as its head is there, with a body that arrives
    /// in pieces: for answers that are [streams](crate::stream).
    ///
    /// `timeout` covers everything until the head is there. The body may take as long as it likes, and
    /// the [`BodyLimit`] is one for its parts, which the client looks at. Dropping the body ends the
    /// response.
    ///
    /// As it is, this hands over in one piece what [`send`](Self::send) has read to its end, which is
    /// enough for a stream that ends soon.
    ///
    /// # Errors
    ///
    /// As for [`send`](Self::send).
    fn open(
        &self,
        request: Request<Bytes>,
        timeout: Option<Duration>,
    ) -> impl Future<Output = Result<Response<Pieces>, TransportError>> + Send {
        let response = self.send(request, timeout);
        async { Ok(response.await?.map(Pieces::from)) }
    }

    /// Waits, before a request is sent again. As it is, this works on every executor: it leaves the
    /// waiting to a thread that all clients share. A test double may return at once.
    fn sleep(&self, duration: Duration) -> impl Future<Output = ()> + Send {
        Delay::new(duration)
    }
}

/// The largest body that a response may have, in bytes: an extension of the requests that a
/// [`Transport`] is given.
///
/// A transport that does not look at it need not: the client refuses the response all the same, but
/// only once it is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BodyLimit(pub u64);

impl BodyLimit {
    /// The limit of this request: [`u64::MAX`] when it has none.
    #[must_use]
    pub fn of<T>(request: &Request<T>) -> Self {
        let limit = request.extensions().get().copied();
        limit.unwrap_or(Self(u64::MAX))
    }

    /// Refuses a body of which this many bytes are there, or announced.
    ///
    /// # Errors
    ///
    /// [`TransportError::body_limit`] when they are more than the limit.
    pub fn check(self, bytes: u64) -> Result<(), TransportError> {
        if bytes > self.0 {
            return Err(TransportError::body_limit(self.0));
        }
        Ok(())
    }
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send(
        &self,
        request: Request<Bytes>,
        timeout: Option<Duration>,
    ) -> impl Future<Output = Result<Response<Bytes>, TransportError>> + Send {
        T::send(self, request, timeout)
    }

    fn open(
        &self,
        request: Request<Bytes>,
        timeout: Option<Duration>,
    ) -> impl Future<Output = Result<Response<Pieces>, TransportError>> + Send {
        T::open(self, request, timeout)
    }

    fn sleep(&self, duration: Duration) -> impl Future<Output = ()> + Send {
        T::sleep(self, duration)
    }
}

/// [`Transport`] as an object, so that a client has no type parameter.
pub(crate) trait DynTransport: Send + Sync {
    fn send_boxed(
        &self,
        request: Request<Bytes>,
        timeout: Option<Duration>,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>>;

    fn open_boxed(
        &self,
        request: Request<Bytes>,
        timeout: Option<Duration>,
    ) -> BoxFuture<'_, Result<Response<Pieces>, TransportError>>;

    fn sleep_boxed(&self, duration: Duration) -> BoxFuture<'_, ()>;
}

impl<T: Transport> DynTransport for T {
    fn send_boxed(
        &self,
        request: Request<Bytes>,
        timeout: Option<Duration>,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        Box::pin(self.send(request, timeout))
    }

    fn open_boxed(
        &self,
        request: Request<Bytes>,
        timeout: Option<Duration>,
    ) -> BoxFuture<'_, Result<Response<Pieces>, TransportError>> {
        Box::pin(self.open(request, timeout))
    }

    fn sleep_boxed(&self, duration: Duration) -> BoxFuture<'_, ()> {
        Box::pin(self.sleep(duration))
    }
}

/// Why there is no complete response.
///
/// The cause that a constructor takes is the [`source`](StdError::source) of the error. The client
/// takes out of it what the request has marked as sensitive.
#[derive(Debug)]
pub struct TransportError {
    stage: Stage,
    source: Option<Cause>,
}

type Cause = Box<dyn StdError + Send + Sync>;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Connect,
    Exchange,
    TimedOut,
    /// More than this many bytes.
    BodyLimit(u64),
    Unusable,
}

impl TransportError {
    /// The request or the response was lost on the way; the server may have acted on it.
    pub fn new(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self {
            stage: Stage::Exchange,
            source: Some(source.into()),
        }
    }

    /// There was no connection, so the server has seen nothing of the request.
    pub fn connect(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self {
            stage: Stage::Connect,
            source: Some(source.into()),
        }
    }

    /// Time ran out; the server may have acted on the request.
    pub fn timeout(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self {
            stage: Stage::TimedOut,
            source: Some(source.into()),
        }
    }

    /// The body of the response is larger than `limit` bytes, and was not read to its end.
    #[must_use]
    pub fn body_limit(limit: u64) -> Self {
        Self {
            stage: Stage::BodyLimit(limit),
            source: None,
        }
    }

    /// The transport cannot send anything here, such as outside of the runtime that it needs.
    /// Nothing was sent, and another attempt would end the same.
    pub fn unusable(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self {
            stage: Stage::Unusable,
            source: Some(source.into()),
        }
    }

    /// Whether time ran out.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.stage == Stage::TimedOut
    }

    /// Whether there was no connection.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        self.stage == Stage::Connect
    }

    /// Whether the body of the response is larger than it may be.
    #[must_use]
    pub fn is_body_limit(&self) -> bool {
        matches!(self.stage, Stage::BodyLimit(_))
    }

    /// Whether the transport cannot send anything here.
    #[must_use]
    pub fn is_unusable(&self) -> bool {
        self.stage == Stage::Unusable
    }

    /// The kind of error that a call ends in.
    pub(crate) fn kind(&self) -> ErrorKind {
        match self.stage {
            Stage::Connect | Stage::Exchange => ErrorKind::Transport,
            Stage::TimedOut => ErrorKind::Timeout,
            Stage::BodyLimit(_) => ErrorKind::BodyLimit,
            Stage::Unusable => ErrorKind::InvalidRequest,
        }
    }

    /// The same without secrets. A cause that shows one cannot be changed, so a text takes its
    /// place.
    pub(crate) fn redacted(mut self, secrets: &Secrets) -> Self {
        let mut shown = format!("{:?}", self.source);
        let mut said = Vec::new();
        let mut cause = self.source();
        while let Some(error) = cause {
            said.push(error.to_string());
            cause = error.source();
        }
        let said = said.join(": ");
        shown.push_str(&said);
        if let Cow::Owned(_) = secrets.redact(&shown) {
            self.source = Some(secrets.redact(&said).into());
        }
        self
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.stage {
            Stage::Connect => f.write_str("could not connect to the server"),
            Stage::Exchange => f.write_str("no complete response arrived"),
            Stage::TimedOut => f.write_str("no complete response arrived in time"),
            Stage::Unusable => f.write_str("the transport cannot be used here"),
            Stage::BodyLimit(limit) => {
                write!(f, "the response is larger than {limit} bytes")
            }
        }
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        let source = self.source.as_deref()?;
        Some(source)
    }
}
