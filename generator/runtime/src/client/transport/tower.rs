//! Compatibility with `tower`: services are transports, and transports are services.

use std::error::Error as StdError;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Buf as _, Bytes};
use futures_core::Stream;
use http::{Request, Response};
use http_body::{Body as HttpBody, Frame};
use tower_service::Service;

use super::body_limit::BodyLimit;
use super::body_stream::BodyStream;
use super::error::{Reason, TransportError};
use super::interface::Transport;
use super::sent_body::SentBody;
use crate::client::box_future::BoxFuture;
use crate::client::clock::timeout;
use crate::wire::body::Body;

/// Sends requests with a service of `tower`, for example a [`TransportService`] in layers of `tower-http`.
///
/// Each request is sent by a clone of the service, when the clone is ready. The time for that counts towards the
/// timeout. An error of the service that is a [`TransportError`] is returned unchanged; after any other error, the server may
/// have processed the request.
///
/// ```
/// use apicrate_runtime::Client;
/// use apicrate_runtime::http::{HeaderName, HeaderValue};
/// use apicrate_runtime::transport::{HttpTransport, TowerTransport, TransportService};
/// use tower_http::set_header::SetRequestHeader;
///
/// # #[cfg(feature = "__http-transport")] {
/// let service = TransportService::new(HttpTransport::new()?);
/// let name = HeaderName::from_static("x-region");
/// let service = SetRequestHeader::overriding(service, name, HeaderValue::from_static("north"));
/// let client = Client::builder().transport(TowerTransport::new(service)).build()?;
/// # drop(client);
/// # }
/// # Ok::<(), apicrate_runtime::Error>(())
/// ```
pub struct TowerTransport<S> {
    /// Locked while the service is cloned. Not every service is `Sync`.
    service: Mutex<S>,
}

type Cause = Box<dyn StdError + Send + Sync>;

impl<S> TowerTransport<S> {
    /// Wraps a service.
    pub fn new(service: S) -> Self {
        Self {
            service: Mutex::new(service),
        }
    }
}

impl<S, B> TowerTransport<S>
where
    S: Service<Request<SentBody>, Response = Response<B>> + Clone,
    S::Error: Into<Cause>,
    B: HttpBody + Send + 'static,
    B::Error: Into<Cause>,
{
    async fn call(&self, request: Request<Body>) -> Result<Response<BodyStream>, TransportError> {
        let of_service = |error| transport_error::<S::Error>(error, TransportError::new);
        let service = self.service.lock();
        let mut service = service.unwrap_or_else(PoisonError::into_inner).clone();
        let ready = poll_fn(|context| service.poll_ready(context)).await;
        ready.map_err(of_service)?;
        let response = service.call(request.map(SentBody::from)).await;
        let response = response.map_err(of_service)?;
        Ok(response.map(|body| Chunks::stream(body, TransportError::new)))
    }
}

impl<S, B> Transport for TowerTransport<S>
where
    S: Service<Request<SentBody>, Response = Response<B>> + Clone + Send,
    S::Error: Into<Cause>,
    S::Future: Send,
    B: HttpBody + Send + 'static,
    B::Error: Into<Cause>,
{
    async fn send(
        &self,
        request: Request<Body>,
        time: Option<Duration>,
    ) -> Result<Response<Bytes>, TransportError> {
        let limit = BodyLimit::from_request(&request);
        let exchange = async {
            let (head, body) = self.call(request).await?.into_parts();
            Ok(Response::from_parts(head, body.collect(limit).await?))
        };
        timeout(time, exchange).await.unwrap_or_else(|| Err(late()))
    }

    async fn open(
        &self,
        request: Request<Body>,
        time: Option<Duration>,
    ) -> Result<Response<BodyStream>, TransportError> {
        let response = timeout(time, self.call(request)).await;
        response.unwrap_or_else(|| Err(late()))
    }
}

fn late() -> TransportError {
    TransportError::timeout(Reason("the service did not answer"))
}

/// Passes the error of a transport on, which is the error of a service or inside of a box, and converts others.
fn transport_error<E: Into<Cause>>(
    error: E,
    convert: fn(Cause) -> TransportError,
) -> TransportError {
    match error.into().downcast::<TransportError>() {
        Ok(error) => *error,
        Err(cause) => convert(cause),
    }
}

impl<S> fmt::Debug for TowerTransport<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TowerTransport").finish_non_exhaustive()
    }
}

impl Body {
    /// Creates a body from one of another library. It can be sent once.
    ///
    /// A layer that wraps the body of the request, such as a timeout, needs a
    /// [`MapRequestBody`](https://docs.rs/tower-http/latest/tower_http/map_request_body/index.html) with this function between
    /// itself and a [`TransportService`].
    pub fn from_http_body<B>(body: B) -> Self
    where
        B: HttpBody + Send + 'static,
        B::Error: Into<Cause>,
    {
        let length = body.size_hint().exact();
        let body = Self::once(Chunks::stream(body, TransportError::unreadable));
        match length {
            Some(length) => body.with_length(length),
            None => body,
        }
    }
}

/// The chunks of a body. Trailers are skipped.
struct Chunks<B> {
    body: Pin<Box<B>>,
    /// Converts an error of the body that is not one of a transport.
    error: fn(Cause) -> TransportError,
}

impl<B> Chunks<B>
where
    B: HttpBody + Send + 'static,
    B::Error: Into<Cause>,
{
    fn stream(body: B, error: fn(Cause) -> TransportError) -> BodyStream {
        let body = Box::pin(body);
        BodyStream::new(Self { body, error })
    }
}

impl<B> Stream for Chunks<B>
where
    B: HttpBody,
    B::Error: Into<Cause>,
{
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            match ready!(self.body.as_mut().poll_frame(context)) {
                Some(Ok(frame)) => {
                    if let Ok(mut chunk) = frame.into_data() {
                        let chunk = chunk.copy_to_bytes(chunk.remaining());
                        return Poll::Ready(Some(Ok(chunk)));
                    }
                }
                Some(Err(error)) => {
                    return Poll::Ready(Some(Err(transport_error(error, self.error))));
                }
                None => return Poll::Ready(None),
            }
        }
    }
}

/// A transport as a service of `tower`, which is always ready. The body of a response is a stream. Cloning is cheap.
pub struct TransportService<T>(Arc<T>);

impl<T> TransportService<T> {
    /// Wraps a transport.
    pub fn new(transport: T) -> Self {
        Self(Arc::new(transport))
    }
}

impl<T> Clone for TransportService<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T, B> Service<Request<B>> for TransportService<T>
where
    T: Transport + 'static,
    B: Into<Body>,
{
    type Response = Response<BodyStream>;
    type Error = TransportError;
    type Future = BoxFuture<'static, Result<Response<BodyStream>, TransportError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), TransportError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let transport = Arc::clone(&self.0);
        let request = request.map(Into::into);
        Box::pin(async move { transport.open(request, None).await })
    }
}

impl<T> fmt::Debug for TransportService<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransportService").finish_non_exhaustive()
    }
}

impl HttpBody for BodyStream {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        let chunk = self.poll_next(context);
        chunk.map(|chunk| chunk.map(|chunk| chunk.map(Frame::data)))
    }
}
