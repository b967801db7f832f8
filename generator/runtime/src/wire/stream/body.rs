//! A response body that arrives while it is read: splits it into items, applies the limits of the call, and
//! adds the call to errors.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream as _;
use futures_timer::Delay;
use http::Response as HttpResponse;
use http::header::CONTENT_TYPE;
use serde::de::DeserializeOwned;

use super::split::{Splitter, TooLarge};
use crate::client::origin::ResponseOrigin;
use crate::client::timeout::delay;
use crate::client::transport::error::Reason;
use crate::client::transport::{BodyStream, TransportError};
use crate::error::{Error, Result};
use crate::wire::decode::location::{JsonError, from_json};
use crate::wire::decode::problem::{DecodeProblem, without_byte_order_mark};
use crate::wire::operation_info::OperationInfo;

/// The unread body of a response, and its limits. The client adds it to the extensions of the response when
/// the output of the operation is a stream.
#[derive(Debug, Clone)]
pub(crate) struct UnreadBody {
    /// Shared, because extensions must be cloneable. The first reader takes the body.
    body: Arc<Mutex<Option<BodyStream>>>,
    limits: StreamLimits,
}

#[derive(Debug, Clone, Copy)]
struct StreamLimits {
    /// The largest size of an item, in bytes.
    item_size: u64,
    /// The longest time without new data.
    idle: Option<Duration>,
}

impl UnreadBody {
    pub(crate) fn new(body: BodyStream, item_size: u64, idle: Option<Duration>) -> Self {
        Self {
            body: Arc::new(Mutex::new(Some(body))),
            limits: StreamLimits { item_size, idle },
        }
    }

    /// Takes the body out of a response, whether it is unread or was read already.
    fn take_from(response: &mut HttpResponse<Bytes>) -> (BodyStream, StreamLimits) {
        let read = std::mem::take(response.body_mut());
        let unlimited = StreamLimits {
            item_size: u64::MAX,
            idle: None,
        };
        let Some(unread) = response.extensions_mut().remove::<Self>() else {
            return (BodyStream::from(read), unlimited);
        };
        let mut body = unread.body.lock().unwrap_or_else(PoisonError::into_inner);
        let body = body.take().unwrap_or_else(|| BodyStream::from(read));
        (body, unread.limits)
    }
}

/// The head of a response and its operation, for error messages.
#[derive(Debug)]
pub(super) struct Head {
    info: &'static OperationInfo,
    response: HttpResponse<Bytes>,
}

impl Head {
    /// Parses an item of the body as JSON.
    pub(super) fn item_from_json<T: DeserializeOwned>(&self, text: Bytes) -> Result<T> {
        from_json(without_byte_order_mark(&text)).map_err(|error| self.json_error(text, &error))
    }

    fn json_error(&self, text: Bytes, error: &JsonError) -> Error {
        let mut item = self.response.clone();
        // The `Content-Type` describes the whole body, not the item.
        item.headers_mut().remove(CONTENT_TYPE);
        *item.body_mut() = text;
        let error = Error::decode(item, |item, is_redacted| {
            DecodeProblem::from_json_error(item, error, is_redacted)
        });
        error.with_operation(self.info)
    }

    /// Adds the call to an error that is not about an item.
    fn add_call(&self, error: Error) -> Error {
        match ResponseOrigin::from_response(&self.response) {
            Some(origin) => error.with_origin(origin),
            None => error.with_operation(self.info),
        }
    }
}

/// A body that is split into items while it arrives.
pub(super) struct SplitBody<S> {
    head: Head,
    body: BodyStream,
    limits: StreamLimits,
    /// Runs while the body is idle.
    idle_timer: Option<Delay>,
    splitter: S,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Arriving,
    /// The whole body has arrived, but was not split completely.
    Arrived,
    Finished,
}

impl<S: Splitter> SplitBody<S> {
    pub(super) fn new(info: &'static OperationInfo, mut response: HttpResponse<Bytes>) -> Self {
        let (body, limits) = UnreadBody::take_from(&mut response);
        Self {
            head: Head { info, response },
            body,
            limits,
            idle_timer: None,
            splitter: S::new(limits.item_size),
            state: State::Arriving,
        }
    }

    pub(super) fn head(&self) -> &Head {
        &self.head
    }

    /// Stops reading and closes the connection.
    pub(super) fn finish(&mut self) {
        self.state = State::Finished;
        self.body = BodyStream::from(Bytes::new());
    }

    /// Polls for the next item. An error is the last item.
    pub(super) fn poll_item(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<S::Item>>> {
        while self.state != State::Finished {
            let item = match self.state {
                State::Arriving => self.splitter.next(),
                _ => self.splitter.last(),
            };
            match item {
                Ok(Some(item)) => return Poll::Ready(Some(Ok(item))),
                Err(TooLarge) => {
                    let error = Error::item_limit(self.limits.item_size);
                    return Poll::Ready(Some(Err(self.fail(error))));
                }
                Ok(None) if self.state == State::Arrived => self.finish(),
                Ok(None) => match ready!(self.poll_chunk(context)) {
                    Some(Ok(chunk)) => self.splitter.push(&chunk),
                    Some(Err(error)) => return Poll::Ready(Some(Err(self.fail(error)))),
                    None => self.state = State::Arrived,
                },
            }
        }
        Poll::Ready(None)
    }

    fn fail(&mut self, error: Error) -> Error {
        self.finish();
        self.head.add_call(error)
    }

    fn poll_chunk(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes>>> {
        if let Poll::Ready(chunk) = Pin::new(&mut self.body).poll_next(context) {
            self.idle_timer = None;
            return Poll::Ready(chunk.map(|chunk| chunk.map_err(Error::transport)));
        }
        let Some(longest) = self.limits.idle else {
            return Poll::Pending;
        };
        if self.idle_timer.is_none() {
            self.idle_timer = delay(longest);
        }
        match &mut self.idle_timer {
            Some(timer) => ready!(Pin::new(timer).poll(context)),
            None => return Poll::Pending,
        }
        let source = TransportError::timeout(Reason("the response body stalled"));
        let error = Error::transport(source).with_idle_limit(longest);
        Poll::Ready(Some(Err(error)))
    }
}
