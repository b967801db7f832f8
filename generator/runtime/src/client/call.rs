//! The future of a call. It is compiled once for all operations, except for encoding the request before it and
//! decoding the response after it.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http::{Request, Response as HttpResponse};

use super::box_future::BoxFuture;
use super::call_options::CallOptions;
use super::exchange::Reading;
use super::origin::CallTarget;
use super::reconnect;
use super::settings::Settings;
use super::trace::CallSpan;
use crate::error::Result;
use crate::wire::body::Body;
use crate::wire::response::Response;

/// A response that was not decoded yet, and the span that ends after decoding.
pub(super) type UndecodedResponse = (Result<HttpResponse<Bytes>>, CallSpan);

/// The future of [`Client::call`](crate::Client::call). It borrows nothing. Dropping it cancels the call.
#[must_use = "nothing is sent until the call is awaited"]
pub struct Call<T> {
    response: BoxFuture<'static, UndecodedResponse>,
    decode: fn(HttpResponse<Bytes>) -> Result<Response<T>>,
}

impl<T> Call<T> {
    pub(super) fn new(
        response: BoxFuture<'static, UndecodedResponse>,
        decode: fn(HttpResponse<Bytes>) -> Result<Response<T>>,
    ) -> Self {
        Self { response, decode }
    }
}

impl<T> Future for Call<T> {
    type Output = Result<Response<T>>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let (response, span) = ready!(self.response.as_mut().poll(context));
        let decoded = match response {
            Ok(response) => (self.decode)(response),
            Err(error) => Err(error),
        };
        span.end(decoded.as_ref().err());
        Poll::Ready(decoded)
    }
}

impl<T> fmt::Debug for Call<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call").finish_non_exhaustive()
    }
}

/// Starts a call. It returns the response regardless of the status. Nothing is sent until the future is polled.
pub(super) fn start(
    settings: &Settings,
    target: CallTarget,
    request: Result<Request<Body>>,
    options: &CallOptions,
    reading: Reading,
) -> BoxFuture<'static, UndecodedResponse> {
    let mut exchange = settings.exchange(&target, request, options, reading);
    Box::pin(async move {
        let span = CallSpan::new(&target);
        let response = match exchange {
            Ok(ref mut exchange) => span.around(exchange.run(&span)).await,
            Err(error) => return (Err(error), span),
        };
        if let (Reading::Items, Ok(response), Ok(exchange)) = (reading, &response, exchange) {
            reconnect::allow(exchange, response);
        }
        (response, span)
    })
}
