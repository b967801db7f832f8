//! A response body with a limit of the time without new data.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream as _;

use crate::client::clock::Timer;
use crate::client::transport::error::Reason;
use crate::client::transport::{BodyStream, TransportError};
use crate::error::{Error, Result};

/// A body that fails if no data arrives for too long.
pub(super) struct IdleLimited {
    body: BodyStream,
    /// The longest time without new data.
    longest: Option<Duration>,
    /// Runs while the body is idle.
    timer: Option<Timer>,
}

impl IdleLimited {
    pub(super) fn new(body: BodyStream, longest: Option<Duration>) -> Self {
        Self {
            body,
            longest,
            timer: None,
        }
    }

    /// Continues with another body.
    pub(super) fn replace(&mut self, body: BodyStream) {
        self.body = body;
        self.timer = None;
    }

    /// Closes the connection.
    pub(super) fn close(&mut self) {
        self.replace(BodyStream::from(Bytes::new()));
    }

    pub(super) fn poll_chunk(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes>>> {
        if let Poll::Ready(chunk) = Pin::new(&mut self.body).poll_next(context) {
            self.timer = None;
            return Poll::Ready(chunk.map(|chunk| chunk.map_err(Error::transport)));
        }
        let Some(longest) = self.longest else {
            return Poll::Pending;
        };
        if self.timer.is_none() {
            self.timer = Timer::limited(longest);
        }
        match &mut self.timer {
            Some(timer) => ready!(Pin::new(timer).poll(context)),
            None => return Poll::Pending,
        }
        let source = TransportError::timeout(Reason("the response body stalled"));
        let error = Error::transport(source).with_idle_limit(longest);
        Poll::Ready(Some(Err(error)))
    }
}
