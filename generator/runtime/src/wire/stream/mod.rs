//! Answers that come bit by bit: server-sent events and lines of JSON, each read as soon as it is
//! there.
//!
//! An operation [streams](crate::Operation::STREAMS) when its output is [`Events`] or [`Lines`]. Its
//! call ends when the head of the response has arrived; the rest is a [`Stream`]:
//!
//! ```
//! use apicrate_runtime::stream::Events;
//! use apicrate_runtime::{CallOptions, Client, Decode, Encoder, Operation, Result, Value, decode, http};
//!
//! struct Watch;
//!
//! impl Operation for Watch {
//!     type Output = Events<Value>;
//!     const ID: &'static str = "watch";
//!     const METHOD: http::Method = http::Method::GET;
//!     const PATH: &'static str = "/watch";
//!     const SERVER: &'static str = "https://api.example.com";
//!     const STREAMS: bool = true;
//!     const DECODE: Decode<Self::Output> = decode::events;
//!
//!     fn write(&self, request: Encoder) -> Encoder {
//!         request.accept("text/event-stream")
//!     }
//! }
//!
//! # async fn run(client: Client) -> Result<()> {
//! let mut events = client.call(&Watch, &CallOptions::new()).await?.into_inner();
//! while let Some(event) = events.try_next().await? {
//!     println!("{}: {}", event.event, event.data);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! What limits a call limits a stream in its own way: the times of the call and of an attempt end when
//! the head of the response is there; from then on no pause may be longer than the time of an attempt,
//! where one is [set](crate::CallOptions::attempt_timeout). The limit of a body is that of one event or
//! line. A stream that breaks is not resumed: the [`id`](Event::id) of the last event is there to do it.

mod body;
mod events;
mod lines;
mod split;

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use http::Response as HttpResponse;
use serde::de::DeserializeOwned;

use crate::error::Result;
use crate::wire::operation::OperationInfo;

pub use events::Event;

pub(crate) use body::Remainder;
use body::{Body, Head};
use split::Split;

/// Server-sent events (`text/event-stream`), as they arrive.
pub type Events<T> = Incoming<Event<T>>;

/// Lines of JSON (`application/x-ndjson`, `application/jsonl`), or JSON text sequences
/// (`application/json-seq`), as they arrive.
pub type Lines<T> = Incoming<T>;

/// What a response brings bit by bit, as a stream. Dropping it ends the response.
///
/// The stream is over after an error, unless it is of kind [`Decode`](crate::ErrorKind::Decode): that one
/// is about one item, and the next may be read.
///
/// A test double makes one of the items that it has, or of any other stream:
///
/// ```
/// use apicrate_runtime::stream::{Event, Events, Lines};
///
/// let events: Events<u32> = [Event::new(1), Event::new(2)].into_iter().collect();
/// let lines = Lines::from_iter(["a", "b"]);
/// # drop((events, lines));
/// ```
#[must_use = "nothing is read until the stream is polled"]
pub struct Incoming<T>(Pin<Box<dyn Stream<Item = Result<T>> + Send>>);

impl<T> Incoming<T> {
    /// What another stream brings.
    pub fn new(items: impl Stream<Item = Result<T>> + Send + 'static) -> Self {
        Self(Box::pin(items))
    }

    /// The next item. `None` when there are no more.
    pub async fn next(&mut self) -> Option<Result<T>> {
        poll_fn(|context| self.0.as_mut().poll_next(context)).await
    }

    /// The same for `?`, and for `.wait()`, which calls have with the feature `blocking`.
    ///
    /// # Errors
    ///
    /// Those of the stream.
    pub async fn try_next(&mut self) -> Result<Option<T>> {
        self.next().await.transpose()
    }
}

impl<T> Stream for Incoming<T> {
    type Item = Result<T>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.as_mut().poll_next(context)
    }
}

/// Items that are there already.
impl<T: Send + 'static> FromIterator<T> for Incoming<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let items: Vec<T> = items.into_iter().collect();
        Self::new(Made(items.into_iter()))
    }
}

struct Made<T>(std::vec::IntoIter<T>);

impl<T> Unpin for Made<T> {}

impl<T> Stream for Made<T> {
    type Item = Result<T>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.next().map(Ok))
    }
}

impl<T> fmt::Debug for Incoming<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Incoming").finish_non_exhaustive()
    }
}

/// The events of a response, with data that is JSON.
pub(crate) fn json_events<T: DeserializeOwned + 'static>(
    info: &'static OperationInfo,
    response: HttpResponse<Bytes>,
) -> Events<T> {
    read::<events::Splitter, _>(info, response, events::json)
}

/// The events of a response, with data that is text.
pub(crate) fn text_events(
    info: &'static OperationInfo,
    response: HttpResponse<Bytes>,
) -> Events<String> {
    read::<events::Splitter, _>(info, response, events::text)
}

/// The lines of a response, which are JSON.
pub(crate) fn json_lines<T: DeserializeOwned + 'static>(
    info: &'static OperationInfo,
    response: HttpResponse<Bytes>,
) -> Lines<T> {
    read::<lines::Splitter, _>(info, response, lines::json)
}

fn read<S: Split, T: 'static>(
    info: &'static OperationInfo,
    response: HttpResponse<Bytes>,
    read: Read<S, T>,
) -> Incoming<T> {
    Incoming::new(Reader {
        body: Body::<S>::of(info, response),
        read,
    })
}

/// Reads one part of a body; `None` when it says that it is the last.
type Read<S, T> = fn(&Head, <S as Split>::Part) -> Option<Result<T>>;

/// A body, and how its parts are read. This alone is compiled for each type.
struct Reader<S: Split, T> {
    body: Body<S>,
    read: Read<S, T>,
}

impl<S: Split, T> Stream for Reader<S, T> {
    type Item = Result<T>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let read = self.read;
        self.body.poll_part(context).map(|part| match part? {
            Ok(part) => {
                let item = read(self.body.head(), part);
                if item.is_none() {
                    self.body.end();
                }
                item
            }
            Err(error) => Some(Err(error)),
        })
    }
}
