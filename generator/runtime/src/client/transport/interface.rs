//! The trait that every transport implements.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};

use super::body_stream::BodyStream;
use super::dyn_transport::DynTransport;
use super::error::{AttemptResult, TransportError};
use super::middleware::{Layered, Middleware};
use crate::client::box_future::BoxFuture;
use crate::client::clock::Timer;
use crate::wire::body::Body;

/// Sends HTTP requests to a server.
///
/// Implementations write a plain `async fn`. This one answers every request itself:
///
/// ```
/// use std::time::Duration;
/// use apicrate_runtime::{Body, Bytes, Client, Transport, TransportError, http};
///
/// struct Empty;
///
/// impl Transport for Empty {
///     async fn send(
///         &self,
///         _request: http::Request<Body>,
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
    /// Sends a request and reads the whole response, regardless of its status.
    ///
    /// - The URI is absolute. Its path and query must reach the server unchanged, byte for byte.
    /// - The [body](Body) may be a stream. Its [length](Body::length), if known, is sent as `Content-Length`.
    /// - A redirect is returned like any other response. Following it could send a key to another host.
    /// - `timeout` limits the time until the last byte of the body was read. `None` means no limit.
    /// - The extensions of the request contain a [`BodyLimit`](super::BodyLimit), so that a transport can
    ///   reject a body that is too large without reading all of it.
    /// - Dropping the future cancels the request.
    ///
    /// A transport sends each request once. The client decides about retries, so it may pass the same request
    /// several times.
    ///
    /// # Errors
    ///
    /// A [`TransportError`] if no complete response arrived. Its constructor matters: after
    /// [`connect`](TransportError::connect) the client retries every request, because the server has not seen
    /// it.
    fn send(
        &self,
        request: Request<Body>,
        timeout: Option<Duration>,
    ) -> impl Future<Output = Result<Response<Bytes>, TransportError>> + Send;

    /// Sends a request and returns the response as soon as its head has arrived. The body arrives in chunks.
    /// The client uses this method for [streams](crate::stream).
    ///
    /// - `timeout` limits the time until the head has arrived, not the time of the body.
    /// - The [`BodyLimit`](super::BodyLimit) applies to one event or line, and the client checks it.
    /// - Dropping the body closes the response.
    ///
    /// The default implementation calls [`send`](Self::send) and returns the whole body as one chunk, which
    /// is sufficient for short streams.
    ///
    /// # Errors
    ///
    /// Same as [`send`](Self::send).
    fn open(
        &self,
        request: Request<Body>,
        timeout: Option<Duration>,
    ) -> impl Future<Output = Result<Response<BodyStream>, TransportError>> + Send {
        let response = self.send(request, timeout);
        async { Ok(response.await?.map(BodyStream::from)) }
    }

    /// Waits before a retry. The default implementation works on every executor: one timer thread, shared by
    /// all clients, wakes the calls. In a browser it uses the timers of JavaScript. A test double may return at once.
    fn sleep(&self, duration: Duration) -> impl Future<Output = ()> + Send {
        Timer::new(duration)
    }

    /// Wraps the transport in a layer of [middleware](Middleware). The layer that is added last receives a request first.
    ///
    /// ```
    /// use apicrate_runtime::{Body, Transport, http::Request, testing::Recorder, transport::Next};
    ///
    /// let transport = Recorder::new().layer(async |request: Request<Body>, next: Next| {
    ///     println!("{} {}", request.method(), request.uri().path());
    ///     next.run(request).await
    /// });
    /// # drop(transport);
    /// ```
    fn layer(self, middleware: impl Middleware + 'static) -> Layered
    where
        Self: Sized + 'static,
    {
        Layered::new(Arc::new(middleware), Arc::new(self))
    }
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send(
        &self,
        request: Request<Body>,
        timeout: Option<Duration>,
    ) -> impl Future<Output = Result<Response<Bytes>, TransportError>> + Send {
        T::send(self, request, timeout)
    }

    fn open(
        &self,
        request: Request<Body>,
        timeout: Option<Duration>,
    ) -> impl Future<Output = Result<Response<BodyStream>, TransportError>> + Send {
        T::open(self, request, timeout)
    }

    fn sleep(&self, duration: Duration) -> impl Future<Output = ()> + Send {
        T::sleep(self, duration)
    }
}

impl Transport for Layered {
    fn send(
        &self,
        request: Request<Body>,
        timeout: Option<Duration>,
    ) -> impl Future<Output = Result<Response<Bytes>, TransportError>> + Send {
        self.handle_whole(request, timeout)
    }

    fn open(
        &self,
        request: Request<Body>,
        timeout: Option<Duration>,
    ) -> impl Future<Output = Result<Response<BodyStream>, TransportError>> + Send {
        self.handle_stream(request, timeout)
    }

    fn sleep(&self, duration: Duration) -> impl Future<Output = ()> + Send {
        self.transport().sleep_boxed(duration)
    }
}

impl<T: Transport> DynTransport for T {
    fn send_boxed(
        &self,
        request: Request<Body>,
        timeout: Option<Duration>,
    ) -> BoxFuture<'_, AttemptResult> {
        Box::pin(self.send(request, timeout))
    }

    fn open_boxed(
        &self,
        request: Request<Body>,
        timeout: Option<Duration>,
    ) -> BoxFuture<'_, Result<Response<BodyStream>, TransportError>> {
        Box::pin(self.open(request, timeout))
    }

    fn sleep_boxed(&self, duration: Duration) -> BoxFuture<'_, ()> {
        Box::pin(self.sleep(duration))
    }
}
