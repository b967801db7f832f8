//! The future of a call. All of it but the two ends is the same for every operation, and compiled once:
//! in front stands the request, written as HTTP, behind it the function that reads the answer.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http::{Request, Response as HttpResponse};

use super::http_client::Client;
use crate::client::box_future::BoxFuture;
use crate::client::call_options::CallOptions;
use crate::client::origin::Target;
use crate::client::trace::CallSpan;
use crate::error::Result;
use crate::wire::response::Response;

/// An answer that nobody has read yet, and the span that ends when it has been.
pub(super) type Answered = (Result<HttpResponse<Bytes>>, CallSpan);

/// A call under way, made by [`Client::call`]. It borrows nothing, and dropping it cancels the call.
#[must_use = "nothing is sent until the call is awaited"]
pub struct Call<T> {
    answered: BoxFuture<'static, Answered>,
    decode: fn(HttpResponse<Bytes>) -> Result<Response<T>>,
}

impl<T> Call<T> {
    pub(super) fn new(
        answered: BoxFuture<'static, Answered>,
        decode: fn(HttpResponse<Bytes>) -> Result<Response<T>>,
    ) -> Self {
        Self { answered, decode }
    }
}

impl<T> Future for Call<T> {
    type Output = Result<Response<T>>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let (answer, span) = ready!(self.answered.as_mut().poll(context));
        let outcome = match answer {
            Ok(response) => (self.decode)(response),
            Err(error) => Err(error),
        };
        span.end(outcome.as_ref().err());
        Poll::Ready(outcome)
    }
}

impl<T> fmt::Debug for Call<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call").finish_non_exhaustive()
    }
}

impl Client {
    /// Gets the answer to a request, whatever its status. Nothing is sent until the future is polled.
    pub(super) fn start(
        &self,
        target: Target,
        request: Result<Request<Bytes>>,
        options: &CallOptions,
        streams: bool,
    ) -> BoxFuture<'static, Answered> {
        let mut exchange = self.0.exchange(&target, request, options, streams);
        Box::pin(async move {
            let span = CallSpan::new(&target);
            let answer = match exchange {
                Ok(ref mut exchange) => span.around(exchange.run(&span)).await,
                Err(error) => Err(error),
            };
            (answer, span)
        })
    }
}
