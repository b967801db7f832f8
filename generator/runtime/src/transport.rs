//! The one place where I/O happens, as a trait: a transport carries an HTTP request to a server and
//! the answer back, and knows nothing of operations. The default one is behind the feature
//! `reqwest`.

#[cfg(feature = "reqwest")]
mod reqwest;

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};

use crate::BoxFuture;

#[cfg(feature = "reqwest")]
pub use reqwest::ReqwestTransport;

/// Carries requests to a server.
///
/// Implementations write a plain `async fn`. This one answers everything itself:
///
/// ```
/// use std::time::Duration;
/// use trophy_runtime::{Bytes, Client, Transport, TransportError, http};
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
/// # Ok::<(), trophy_runtime::Error>(())
/// ```
pub trait Transport: Send + Sync {
    /// Sends one request and reads the whole response, whatever its status.
    ///
    /// The URI is absolute, and its path and query must reach the server byte for byte. A response
    /// that redirects is an answer like any other: following it could take a key to another host.
    /// `timeout` covers everything from here until the last byte of the body; `None` is no limit.
    ///
    /// # Errors
    ///
    /// A [`TransportError`] when there is no complete response.
    fn send(
        &self,
        request: Request<Bytes>,
        timeout: Option<Duration>,
    ) -> impl Future<Output = Result<Response<Bytes>, TransportError>> + Send;
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send(
        &self,
        request: Request<Bytes>,
        timeout: Option<Duration>,
    ) -> impl Future<Output = Result<Response<Bytes>, TransportError>> + Send {
        T::send(self, request, timeout)
    }
}

/// [`Transport`] as an object, so that a client has no type parameter.
pub(crate) trait DynTransport: Send + Sync {
    fn send_boxed(
        &self,
        request: Request<Bytes>,
        timeout: Option<Duration>,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>>;
}

impl<T: Transport> DynTransport for T {
    fn send_boxed(
        &self,
        request: Request<Bytes>,
        timeout: Option<Duration>,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        Box::pin(self.send(request, timeout))
    }
}

/// Why there is no complete response.
///
/// The cause that a constructor takes is the [`source`](StdError::source) of the error; it must not
/// hold anything secret.
#[derive(Debug)]
pub struct TransportError {
    stage: Stage,
    source: Box<dyn StdError + Send + Sync>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Connect,
    Exchange,
    TimedOut,
}

impl TransportError {
    /// The request or the response was lost on the way; the server may have acted on it.
    pub fn new(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self {
            stage: Stage::Exchange,
            source: source.into(),
        }
    }

    /// There was no connection, so the server has seen nothing of the request.
    pub fn connect(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self {
            stage: Stage::Connect,
            source: source.into(),
        }
    }

    /// Time ran out; the server may have acted on the request.
    pub fn timeout(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self {
            stage: Stage::TimedOut,
            source: source.into(),
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
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.stage {
            Stage::Connect => "could not connect to the server",
            Stage::Exchange => "no complete response arrived",
            Stage::TimedOut => "no complete response arrived in time",
        })
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.source)
    }
}
