//! Streamed responses: server-sent events and JSON lines, each decoded as soon as it arrives, and bytes in chunks
//! ([`Download`]).
//!
//! An operation [streams](crate::Operation::STREAMS) if its output is [`Events`] or [`Lines`]. The call
//! completes when the head of the response has arrived. The body is a [`Stream`]:
//!
//! ```
//! use apicrate_runtime::stream::Events;
//! use apicrate_runtime::{CallOptions, Client, Decode, Encoder, Method, Operation, Result, Value, decode};
//!
//! struct Watch;
//!
//! impl Operation for Watch {
//!     type Output = Events<Value>;
//!     const ID: &'static str = "watch";
//!     const METHOD: Method = Method::GET;
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
//! The limits of a call apply to a stream as follows:
//!
//! - The timeouts of the call and of an attempt end when the head of the response has arrived. After that, the
//!   stream fails if no data arrives for as long as the
//!   [attempt timeout](crate::CallOptions::attempt_timeout), if it is set.
//! - The body limit applies to one event or line.
//! - Events continue after an interruption if the server sends IDs: see [`ReconnectPolicy`](crate::ReconnectPolicy).
//!   Lines have no IDs, so a lost connection is an error.

pub(crate) mod body;
pub(crate) mod download;
mod events;
pub(crate) mod head;
mod idle;
mod lines;
pub(crate) mod reconnect;
mod split;

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use http::Response as HttpResponse;
use serde::de::DeserializeOwned;

use crate::error::Result;
use crate::wire::operation_info::OperationInfo;

pub use download::Download;
pub use events::{Event, EventData, UnknownEvent};
#[doc(hidden)]
pub use events::{EventText, ReceivedEvent, event_json, event_text};

use body::SplitBody;
use head::Head;
use split::Splitter;

/// Server-sent events (`text/event-stream`), as they arrive.
pub type Events<T> = Incoming<Event<T>>;

/// Lines of JSON (`application/x-ndjson`, `application/jsonl`), or JSON text sequences
/// (`application/json-seq`), as they arrive.
pub type Lines<T> = Incoming<T>;

/// A response body as a stream of items. Dropping it closes the response.
///
/// The stream ends after an error, except for an error of kind [`Decode`](crate::ErrorKind::Decode): that is an
/// error of one item, and the items after it can be read.
///
/// A test double creates one from a list of items or from another stream:
///
/// ```
/// use apicrate_runtime::stream::{Event, Events, Lines};
///
/// let events: Events<u32> = [Event::new(1), Event::new(2)].into_iter().collect();
/// let lines = Lines::from_iter(["a", "b"]);
/// # drop((events, lines));
/// ```
#[must_use = "nothing is read until the stream is polled"]
pub struct Incoming<T> {
    items: Pin<Box<dyn Stream<Item = Result<T>> + Send>>,
    /// `None` if the stream cannot be continued.
    reconnections: Option<Arc<AtomicU32>>,
}

impl<T> Incoming<T> {
    /// Wraps another stream.
    pub fn new(items: impl Stream<Item = Result<T>> + Send + 'static) -> Self {
        Self {
            items: Box::pin(items),
            reconnections: None,
        }
    }

    /// How often the client has opened an event stream again, because the connection was lost: the number of responses that
    /// have continued the first one. If the server sends no IDs, events may be missing at these places. See
    /// [`ReconnectPolicy`](crate::ReconnectPolicy).
    pub fn reconnections(&self) -> u32 {
        let count = self.reconnections.as_deref();
        count.map_or(0, |count| count.load(Ordering::Relaxed))
    }

    /// Waits for the next item. Returns `None` at the end of the stream.
    pub async fn next(&mut self) -> Option<Result<T>> {
        poll_fn(|context| self.items.as_mut().poll_next(context)).await
    }

    /// Waits for the next item, as [`next`](Self::next), but returns a `Result`, for use with `?` or, with the
    /// feature `blocking`, `.wait()`.
    ///
    /// # Errors
    ///
    /// The errors of the stream.
    pub async fn try_next(&mut self) -> Result<Option<T>> {
        self.next().await.transpose()
    }
}

impl<T> Stream for Incoming<T> {
    type Item = Result<T>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.items.as_mut().poll_next(context)
    }
}

/// A stream of existing items.
impl<T: Send + 'static> FromIterator<T> for Incoming<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let items: Vec<T> = items.into_iter().collect();
        Self::new(FromItems(items.into_iter()))
    }
}

struct FromItems<T>(std::vec::IntoIter<T>);

impl<T> Unpin for FromItems<T> {}

impl<T> Stream for FromItems<T> {
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

/// The events of a response, with JSON data.
pub(crate) fn json_events<T: DeserializeOwned + 'static>(
    info: &'static OperationInfo,
    response: HttpResponse<Bytes>,
) -> Events<T> {
    items::<events::EventSplitter, _>(info, response, events::json)
}

/// The events of a response, with text data.
pub(crate) fn text_events(
    info: &'static OperationInfo,
    response: HttpResponse<Bytes>,
) -> Events<String> {
    items::<events::EventSplitter, _>(info, response, events::text)
}

/// The events of a response, whose names decide the types of their data.
pub(crate) fn named_events<T: EventData + 'static>(
    info: &'static OperationInfo,
    response: HttpResponse<Bytes>,
) -> Events<T> {
    items::<events::EventSplitter, _>(info, response, events::named)
}

/// The JSON texts of a response.
pub(crate) fn json_lines<T: DeserializeOwned + 'static>(
    info: &'static OperationInfo,
    response: HttpResponse<Bytes>,
) -> Lines<T> {
    items::<lines::TextSplitter, _>(info, response, lines::json)
}

fn items<S: Splitter, T: 'static>(
    info: &'static OperationInfo,
    response: HttpResponse<Bytes>,
    decode: DecodeItem<S, T>,
) -> Incoming<T> {
    let body = SplitBody::<S>::new(info, response);
    let reconnections = Arc::clone(body.reconnections());
    Incoming {
        items: Box::pin(DecodedItems { body, decode }),
        reconnections: Some(reconnections),
    }
}

/// Decodes one item of a body. Returns `None` if the item marks the end of the stream.
type DecodeItem<S, T> = fn(&Head, <S as Splitter>::Item) -> Option<Result<T>>;

/// The decoded items of a body. Only this type is compiled for each type of item.
struct DecodedItems<S: Splitter, T> {
    body: SplitBody<S>,
    decode: DecodeItem<S, T>,
}

impl<S: Splitter, T> Stream for DecodedItems<S, T> {
    type Item = Result<T>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let decode = self.decode;
        self.body.poll_item(context).map(|item| match item? {
            Ok(item) => {
                let decoded = decode(self.body.head(), item);
                if decoded.is_none() {
                    self.body.finish();
                }
                decoded
            }
            Err(error) => Some(Err(error)),
        })
    }
}
