//! The body of a response on its way: pieces in, parts out, with the limits of the call and with errors
//! that are named as those of every other call.

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

use super::split::{Split, TooLarge};
use crate::client::origin::Origin;
use crate::client::timeout::delay;
use crate::client::transport::Pieces;
use crate::client::transport::TransportError;
use crate::error::{Error, Result};
use crate::wire::decode;
use crate::wire::decode::{Problem, without_byte_order_mark};
use crate::wire::operation::OperationInfo;

/// The body of a response that nobody has read, and what limits it: an extension of the response that a
/// client leaves to a stream.
#[derive(Debug, Clone)]
pub(crate) struct Remainder {
    /// Shared, because extensions are cloned, and taken by whoever reads first.
    pieces: Arc<Mutex<Option<Pieces>>>,
    limits: Limits,
}

#[derive(Debug, Clone, Copy)]
struct Limits {
    /// How large a part may be, in bytes.
    part: u64,
    /// How long nothing may arrive.
    pause: Option<Duration>,
}

impl Remainder {
    pub(crate) fn new(pieces: Pieces, part: u64, pause: Option<Duration>) -> Self {
        Self {
            pieces: Arc::new(Mutex::new(Some(pieces))),
            limits: Limits { part, pause },
        }
    }

    /// What is left to be read of a response, whose body may as well be there.
    fn of(response: &mut HttpResponse<Bytes>) -> (Pieces, Limits) {
        let body = std::mem::take(response.body_mut());
        let unlimited = Limits {
            part: u64::MAX,
            pause: None,
        };
        let Some(remainder) = response.extensions_mut().remove::<Self>() else {
            return (Pieces::from(body), unlimited);
        };
        let mut pieces = remainder
            .pieces
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let pieces = pieces.take().unwrap_or_else(|| Pieces::from(body));
        (pieces, remainder.limits)
    }
}

/// What came before the body, by which errors are named.
#[derive(Debug)]
pub(super) struct Head {
    info: &'static OperationInfo,
    response: HttpResponse<Bytes>,
}

impl Head {
    /// Reads a part of the body as JSON.
    pub(super) fn json<T: DeserializeOwned>(&self, text: Bytes) -> Result<T> {
        decode::read(without_byte_order_mark(&text)).map_err(|unread| self.unlike(text, &unread))
    }

    fn unlike(&self, text: Bytes, unread: &decode::Unread) -> Error {
        let mut part = self.response.clone();
        // The type is that of the whole.
        part.headers_mut().remove(CONTENT_TYPE);
        *part.body_mut() = text;
        let problem = Problem::of(&part, unread);
        Error::decode(problem, part).with_operation(self.info)
    }

    /// An error that is about no part.
    fn named(&self, error: Error) -> Error {
        match Origin::of(&self.response) {
            Some(origin) => error.with_origin(origin),
            None => error.with_operation(self.info),
        }
    }
}

/// A body on its way.
pub(super) struct Body<S> {
    head: Head,
    pieces: Pieces,
    limits: Limits,
    /// Runs while nothing arrives.
    pause: Option<Delay>,
    split: S,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Arriving,
    /// All has arrived, but not all has been taken apart.
    Arrived,
    Over,
}

impl<S: Split> Body<S> {
    pub(super) fn of(info: &'static OperationInfo, mut response: HttpResponse<Bytes>) -> Self {
        let (pieces, limits) = Remainder::of(&mut response);
        Self {
            head: Head { info, response },
            pieces,
            limits,
            pause: None,
            split: S::new(limits.part),
            state: State::Arriving,
        }
    }

    pub(super) fn head(&self) -> &Head {
        &self.head
    }

    /// Takes nothing more, and lets go of the connection.
    pub(super) fn end(&mut self) {
        self.state = State::Over;
        self.pieces = Pieces::from(Bytes::new());
    }

    /// The next part. After an error, there is none.
    pub(super) fn poll_part(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<S::Part>>> {
        while self.state != State::Over {
            let part = match self.state {
                State::Arriving => self.split.next(),
                _ => self.split.last(),
            };
            match part {
                Ok(Some(part)) => return Poll::Ready(Some(Ok(part))),
                Err(TooLarge) => {
                    let error = Error::part_limit(self.limits.part);
                    return Poll::Ready(Some(Err(self.failed(error))));
                }
                Ok(None) if self.state == State::Arrived => self.end(),
                Ok(None) => match ready!(self.poll_piece(context)) {
                    Some(Ok(piece)) => self.split.push(&piece),
                    Some(Err(error)) => return Poll::Ready(Some(Err(self.failed(error)))),
                    None => self.state = State::Arrived,
                },
            }
        }
        Poll::Ready(None)
    }

    fn failed(&mut self, error: Error) -> Error {
        self.end();
        self.head.named(error)
    }

    fn poll_piece(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes>>> {
        if let Poll::Ready(piece) = Pin::new(&mut self.pieces).poll_next(context) {
            self.pause = None;
            return Poll::Ready(piece.map(|piece| piece.map_err(Error::transport)));
        }
        let Some(longest) = self.limits.pause else {
            return Poll::Pending;
        };
        if self.pause.is_none() {
            self.pause = delay(longest);
        }
        match &mut self.pause {
            Some(pause) => ready!(Pin::new(pause).poll(context)),
            None => return Poll::Pending,
        }
        let source = TransportError::timeout("the response did not go on");
        Poll::Ready(Some(Err(Error::transport(source).with_pause(longest))))
    }
}
