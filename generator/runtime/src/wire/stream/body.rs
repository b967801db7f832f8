//! A response body that arrives while it is read: splits it into items, applies the limits of the call, adds the
//! call to errors, and continues with another response after an interruption.

use std::fmt;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use http::Response as HttpResponse;

use super::head::Head;
use super::idle::IdleLimited;
use super::reconnect::{Interruption, Reconnect, Reconnected};
use super::split::{Splitter, TooLarge};
use crate::client::box_future::BoxFuture;
use crate::client::transport::BodyStream;
use crate::error::{Error, Result};
use crate::wire::operation_info::OperationInfo;

/// The unread body of a response, and its limits. The client adds it to the extensions of the response when
/// the output of the operation is a stream.
#[derive(Debug, Clone)]
pub(crate) struct UnreadBody {
    /// Shared, because extensions must be cloneable. The first reader takes the body.
    opened: Arc<Mutex<Option<Opened>>>,
    limits: StreamLimits,
}

/// A body, and the means to open it again.
struct Opened {
    body: BodyStream,
    reconnect: Option<Box<dyn Reconnect>>,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct StreamLimits {
    /// The largest size of an item, or of the whole body if it has no items, in bytes.
    pub(super) size: u64,
    /// The longest time without new data.
    pub(super) idle: Option<Duration>,
}

impl UnreadBody {
    pub(crate) fn new(body: BodyStream, size: u64, idle: Option<Duration>) -> Self {
        let opened = Opened {
            body,
            reconnect: None,
        };
        Self {
            opened: Arc::new(Mutex::new(Some(opened))),
            limits: StreamLimits { size, idle },
        }
    }

    /// Sets how to continue an event stream after an interruption.
    pub(crate) fn reconnect_with(&self, reconnect: Box<dyn Reconnect>) {
        let mut opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(opened) = opened.as_mut() {
            opened.reconnect = Some(reconnect);
        }
    }

    /// Takes the body out of a response, whether it is unread or was read already.
    pub(super) fn take_from(response: &mut HttpResponse<Bytes>) -> (BodyStream, StreamLimits) {
        let (opened, limits) = Self::take_opened(response);
        (opened.body, limits)
    }

    /// Takes the body and the means to open it again.
    fn take_opened(response: &mut HttpResponse<Bytes>) -> (Opened, StreamLimits) {
        let read = std::mem::take(response.body_mut());
        let read = || Opened {
            body: BodyStream::from(read),
            reconnect: None,
        };
        let unlimited = StreamLimits {
            size: u64::MAX,
            idle: None,
        };
        let Some(unread) = response.extensions_mut().remove::<Self>() else {
            return (read(), unlimited);
        };
        let mut opened = unread.opened.lock().unwrap_or_else(PoisonError::into_inner);
        (opened.take().unwrap_or_else(read), unread.limits)
    }
}

impl fmt::Debug for Opened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Opened").finish_non_exhaustive()
    }
}

/// A body that is split into items while it arrives.
pub(super) struct SplitBody<S> {
    head: Head,
    body: IdleLimited,
    /// The largest size of an item, in bytes.
    item_size: u64,
    splitter: S,
    state: State,
    reconnect: Option<Box<dyn Reconnect>>,
    /// `true` if an item arrived since the body was opened or opened again.
    has_progress: bool,
    reconnections: Arc<AtomicU32>,
}

enum State {
    Arriving,
    /// The whole body has arrived, but was not split completely.
    Arrived,
    /// Another response is awaited.
    Reconnecting(BoxFuture<'static, Result<Reconnected>>),
    Finished,
}

impl<S: Splitter> SplitBody<S> {
    pub(super) fn new(info: &'static OperationInfo, mut response: HttpResponse<Bytes>) -> Self {
        let (opened, limits) = UnreadBody::take_opened(&mut response);
        Self {
            head: Head::new(info, response),
            body: IdleLimited::new(opened.body, limits.idle),
            item_size: limits.size,
            splitter: S::new(limits.size),
            state: State::Arriving,
            reconnect: opened.reconnect,
            has_progress: false,
            reconnections: Arc::default(),
        }
    }

    pub(super) fn head(&self) -> &Head {
        &self.head
    }

    /// The number of responses that have continued the first one.
    pub(super) fn reconnections(&self) -> &Arc<AtomicU32> {
        &self.reconnections
    }

    /// Stops reading and closes the connection.
    pub(super) fn finish(&mut self) {
        self.body.close();
        self.state = State::Finished;
        self.reconnect = None;
    }

    /// Polls for the next item. An error is the last item.
    pub(super) fn poll_item(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<S::Item>>> {
        loop {
            let item = match &mut self.state {
                State::Finished => return Poll::Ready(None),
                State::Reconnecting(reconnected) => {
                    let reconnected = ready!(reconnected.as_mut().poll(context));
                    if let Err(error) = reconnected.and_then(|it| self.resume(it)) {
                        self.finish();
                        return Poll::Ready(Some(Err(error)));
                    }
                    continue;
                }
                State::Arriving => self.splitter.next(),
                State::Arrived => self.splitter.last(),
            };
            match item {
                Ok(Some(item)) => {
                    self.has_progress = true;
                    return Poll::Ready(Some(Ok(item)));
                }
                Err(TooLarge) => {
                    self.finish();
                    let error = Error::item_limit(self.item_size);
                    return Poll::Ready(Some(Err(self.head.add_call(error))));
                }
                Ok(None) if matches!(self.state, State::Arrived) => drop(self.interrupt(None)),
                Ok(None) => match ready!(self.body.poll_chunk(context)) {
                    Some(Ok(chunk)) => self.splitter.push(&chunk),
                    Some(Err(error)) => {
                        let error = self.head.add_call(error);
                        if let Some(error) = self.interrupt(Some(error)) {
                            return Poll::Ready(Some(Err(error)));
                        }
                    }
                    None => self.state = State::Arrived,
                },
            }
        }
    }

    /// Begins to reconnect after the end of a response. If that is not possible, returns the error of a lost connection and
    /// finishes.
    fn interrupt(&mut self, lost: Option<Error>) -> Option<Error> {
        let reconnect = self.reconnect.take().zip(self.splitter.position());
        let Some((reconnect, position)) = reconnect else {
            self.finish();
            return lost;
        };
        self.body.close();
        self.state = State::Reconnecting(reconnect.reconnect(Interruption {
            lost,
            has_progress: std::mem::take(&mut self.has_progress),
            position,
        }));
        None
    }

    /// Continues with another response.
    fn resume(&mut self, reconnected: Reconnected) -> Result<()> {
        match reconnected {
            Reconnected::Ended => self.finish(),
            Reconnected::Response(mut response, reconnect) => {
                let (body, _) = UnreadBody::take_from(&mut response);
                self.head.replace(response)?;
                self.body.replace(body);
                self.reconnect = Some(reconnect);
                self.splitter.restart();
                self.state = State::Arriving;
                self.reconnections.fetch_add(1, Ordering::Relaxed);
            }
        }
        Ok(())
    }
}
