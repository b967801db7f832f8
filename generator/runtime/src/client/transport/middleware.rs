//! Middleware: code that runs around each attempt to send a request.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::{Request, Response};

use super::body_limit::BodyLimit;
use super::body_stream::BodyStream;
use super::dyn_transport::DynTransport;
use super::error::{AttemptResult, Reason, TransportError};
use crate::client::box_future::BoxFuture;
use crate::client::clock::{Instant, timeout};
use crate::wire::body::Body;

/// Code that runs around each attempt to send a request, added by
/// [`ClientBuilder::layer`](crate::ClientBuilder::layer) or [`Transport::layer`](super::Transport::layer).
///
/// It can change the request, send it with [`Next::run`] never, once or several times, and change or replace the
/// response. Async closures with two arguments are middleware. They cannot use variables of the function around them;
/// middleware with data implements the trait. This closure adds a header:
///
/// ```
/// use apicrate_runtime::http::{HeaderValue, Request};
/// use apicrate_runtime::{Body, Client};
/// use apicrate_runtime::transport::Next;
///
/// # #[cfg(feature = "__http-transport")] {
/// let client = Client::builder()
///     .layer(async |mut request: Request<Body>, next: Next| {
///         let region = HeaderValue::from_static("north");
///         request.headers_mut().insert("x-region", region);
///         next.run(request).await
///     })
///     .build()?;
/// # drop(client);
/// # }
/// # Ok::<(), apicrate_runtime::Error>(())
/// ```
///
/// - The request is complete: it has the URL of the server and all headers, also the credentials. `Debug` of the headers
///   does not show their values, but the URL contains an API key that is sent in the query.
/// - The body of the response consists of bytes that were already received, or, if the call
///   [streams](Next::is_stream), of a stream.
/// - The time that the middleware takes counts towards the timeout of the attempt.
/// - The client redacts its own secrets in errors. It does not know the secrets that middleware adds.
pub trait Middleware: Send + Sync {
    /// Handles one attempt.
    ///
    /// # Errors
    ///
    /// The error of [`Next::run`] or an own one. As for a [transport](super::Transport::send), its constructor determines whether
    /// the client retries the request.
    fn handle(
        &self,
        request: Request<Body>,
        next: Next,
    ) -> impl Future<Output = Result<Response<Body>, TransportError>> + Send;
}

impl<F, R> Middleware for F
where
    F: Fn(Request<Body>, Next) -> R + Send + Sync,
    R: Future<Output = Result<Response<Body>, TransportError>> + Send,
{
    fn handle(
        &self,
        request: Request<Body>,
        next: Next,
    ) -> impl Future<Output = Result<Response<Body>, TransportError>> + Send {
        self(request, next)
    }
}

/// The rest of an attempt: the layers inside of this one, and the transport.
#[derive(Clone)]
pub struct Next {
    transport: Arc<dyn DynTransport>,
    is_stream: bool,
    end: Option<Instant>,
}

impl Next {
    /// Sends a request and returns the response, regardless of its status.
    ///
    /// To send a request again, send a clone of it first. That is possible only if its body [can be
    /// repeated](Body::is_repeatable).
    ///
    /// # Errors
    ///
    /// A [`TransportError`] if no response arrived.
    pub async fn run(&self, request: Request<Body>) -> Result<Response<Body>, TransportError> {
        let time = self.time_left();
        if self.is_stream {
            let opened = self.transport.open_boxed(request, time).await?;
            return Ok(opened.map(Body::once));
        }
        let response = self.transport.send_boxed(request, time).await?;
        Ok(response.map(Body::from))
    }

    /// Returns whether the body of the response is a stream that the call reads while it arrives.
    #[must_use]
    pub fn is_stream(&self) -> bool {
        self.is_stream
    }

    /// The rest of the timeout of the attempt; `None` means no limit.
    #[must_use]
    pub fn time_left(&self) -> Option<Duration> {
        self.end.map(Instant::time_left)
    }
}

impl fmt::Debug for Next {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Next")
            .field("is_stream", &self.is_stream)
            .field("time_left", &self.time_left())
            .finish_non_exhaustive()
    }
}

/// A transport with a layer of middleware around it. Cloning is cheap.
#[derive(Clone)]
pub struct Layered {
    middleware: Arc<dyn DynMiddleware>,
    transport: Arc<dyn DynTransport>,
}

impl Layered {
    pub(crate) fn new(
        middleware: Arc<dyn DynMiddleware>,
        transport: Arc<dyn DynTransport>,
    ) -> Self {
        Self {
            middleware,
            transport,
        }
    }

    fn next(&self, time: Option<Duration>, is_stream: bool) -> Next {
        Next {
            transport: Arc::clone(&self.transport),
            is_stream,
            end: time.and_then(|time| Instant::now().checked_add(time)),
        }
    }

    pub(super) fn transport(&self) -> &dyn DynTransport {
        &*self.transport
    }

    /// Handles an attempt whose whole response is read.
    pub(super) async fn handle_whole(
        &self,
        request: Request<Body>,
        time: Option<Duration>,
    ) -> AttemptResult {
        let BodyLimit(limit) = BodyLimit::from_request(&request);
        let exchange = async {
            let next = self.next(time, false);
            let response = self.middleware.handle_boxed(request, next).await?;
            let (head, body) = response.into_parts();
            Ok(Response::from_parts(head, body.collect(limit).await?))
        };
        timeout(time, exchange).await.unwrap_or_else(|| Err(late()))
    }

    /// Handles an attempt whose response is a stream.
    pub(super) async fn handle_stream(
        &self,
        request: Request<Body>,
        time: Option<Duration>,
    ) -> Result<Response<BodyStream>, TransportError> {
        let next = self.next(time, true);
        let response = timeout(time, self.middleware.handle_boxed(request, next)).await;
        Ok(response.ok_or_else(late)??.map(Body::into_stream))
    }
}

fn late() -> TransportError {
    TransportError::timeout(Reason("the response did not arrive"))
}

impl fmt::Debug for Layered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Layered").finish_non_exhaustive()
    }
}

/// The object-safe form of [`Middleware`].
pub(crate) trait DynMiddleware: Send + Sync {
    fn handle_boxed(
        &self,
        request: Request<Body>,
        next: Next,
    ) -> BoxFuture<'_, Result<Response<Body>, TransportError>>;
}

impl<M: Middleware> DynMiddleware for M {
    fn handle_boxed(
        &self,
        request: Request<Body>,
        next: Next,
    ) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        Box::pin(self.handle(request, next))
    }
}
