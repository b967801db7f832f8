//! Server-sent events, parsed by the rules of the HTML standard (section 9.2.6, "Interpreting an event
//! stream").

use std::time::Duration;

use bytes::Bytes;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::head::Head;
use super::reconnect::Position;
use super::split::{LineBuffer, LineEnd, Splitter, TooLarge};
use crate::error::Result;
use crate::wire::decode::location::from_json;
use crate::wire::decode::problem::DecodeProblem;
use crate::wire::json;

/// The name of an event that specifies none.
const MESSAGE: &str = "message";

/// The data of the last event of several APIs, although it is not JSON.
const DONE: &[u8] = b"[DONE]";

/// A server-sent event.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event<T> {
    /// The data, decoded as the documented type.
    pub data: T,
    /// The name of the event; `message` if the server sends none.
    pub event: String,
    /// The last event ID that the server sent, with this event or an earlier one. To resume a stream, send it
    /// as the header `Last-Event-ID`.
    pub id: Option<String>,
    /// The last reconnection time that the server sent: how long to wait before resuming the stream.
    pub retry: Option<Duration>,
}

impl<T> Event<T> {
    /// Creates an event with this data, without a name or an ID.
    pub fn new(data: T) -> Self {
        Self {
            data,
            event: MESSAGE.to_owned(),
            id: None,
            retry: None,
        }
    }

    fn with_data<U>(self, data: U) -> Event<U> {
        Event {
            data,
            event: self.event,
            id: self.id,
            retry: self.retry,
        }
    }
}

/// Creates an event with this data and its name, without an ID.
impl<T: EventData> From<T> for Event<T> {
    fn from(data: T) -> Self {
        let event = data.event_name().to_owned();
        Self {
            event,
            ..Self::new(data)
        }
    }
}

/// The data of events whose name decides its type: an enum with a variant for each name. The derive macro
/// [`EventData`](macro@crate::EventData) implements it.
pub trait EventData: Sized {
    /// The name of an event with this data.
    fn event_name(&self) -> &str;

    /// Decodes the data of an event. Returns `None` for `[DONE]`, which ends the stream, unless the data is text.
    #[doc(hidden)]
    fn read(event: ReceivedEvent<'_>) -> Option<Result<Self>>;

    /// Encodes the data of an event.
    #[doc(hidden)]
    fn to_text(&self) -> EventText;
}

/// The encoded data of an event.
#[doc(hidden)]
pub type EventText = Result<Vec<u8>, serde_json::Error>;

/// Encodes the data of an event as JSON.
#[doc(hidden)]
pub fn event_json<T: Serialize>(data: &T) -> EventText {
    json::to_vec(data)
}

/// Encodes the data of an event as text.
#[doc(hidden)]
#[allow(
    clippy::unnecessary_wraps,
    clippy::missing_errors_doc,
    reason = "has the signature of all encoders of data"
)]
pub fn event_text(data: &str) -> EventText {
    Ok(data.as_bytes().to_vec())
}

/// The data of an event whose name the API description does not list, with this name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct UnknownEvent {
    /// The name of the event.
    pub event: String,
    /// The data as it was received.
    pub data: String,
}

impl UnknownEvent {
    /// Creates the data of an event with this name.
    pub fn new(event: impl Into<String>, data: impl Into<String>) -> Self {
        Self {
            event: event.into(),
            data: data.into(),
        }
    }
}

/// The name of an event and its undecoded data.
#[doc(hidden)]
#[derive(Debug)]
pub struct ReceivedEvent<'a> {
    head: &'a Head,
    name: &'a str,
    data: Bytes,
}

impl<'a> ReceivedEvent<'a> {
    /// The name of the event.
    #[must_use]
    pub fn name(&self) -> &'a str {
        self.name
    }

    /// Decodes JSON data as the value of a variant.
    pub fn json<T: DeserializeOwned, U>(self, variant: fn(T) -> U) -> Option<Result<U>> {
        if self.data == DONE {
            return None;
        }
        Some(data_from_json(self.head, self.data).map(variant))
    }

    /// Returns text data as the value of a variant.
    pub fn text<U>(self, variant: fn(String) -> U) -> Option<Result<U>> {
        Some(Ok(variant(into_text(&self.data))))
    }

    /// Returns the name and the data as the value of a variant.
    pub fn unknown<U>(self, variant: fn(UnknownEvent) -> U) -> Option<Result<U>> {
        if self.data == DONE {
            return None;
        }
        let unknown = UnknownEvent::new(self.name, into_text(&self.data));
        Some(Ok(variant(unknown)))
    }
}

fn into_text(data: &[u8]) -> String {
    String::from_utf8_lossy(data).into_owned()
}

/// Decodes the data of an event by its name. Returns `None` for the end of the stream.
pub(super) fn named<T: EventData>(
    head: &Head,
    mut event: Event<Bytes>,
) -> Option<Result<Event<T>>> {
    let data = std::mem::take(&mut event.data);
    let name = &event.event;
    let data = T::read(ReceivedEvent { head, name, data })?;
    Some(data.map(|data| event.with_data(data)))
}

/// Parses the data of an event as JSON. Returns `None` for `[DONE]`, which ends the stream.
pub(super) fn json<T: DeserializeOwned>(
    head: &Head,
    mut event: Event<Bytes>,
) -> Option<Result<Event<T>>> {
    let data = std::mem::take(&mut event.data);
    if data == DONE {
        return None;
    }
    Some(data_from_json(head, data).map(|data| event.with_data(data)))
}

/// Parses data as JSON. Empty data is decoded as `null`, as an empty body is.
fn data_from_json<T: DeserializeOwned>(head: &Head, data: Bytes) -> Result<T> {
    if !data.trim_ascii().is_empty() {
        return head.item_from_json(data);
    }
    from_json(b"null").map_err(|_| {
        head.item_error(data, |_, _| {
            DecodeProblem::new("event has no data, but the API describes JSON data".to_owned())
        })
    })
}

/// Returns an event whose data is text.
#[allow(
    clippy::unnecessary_wraps,
    reason = "has the signature of all item decoders"
)]
pub(super) fn text(_head: &Head, mut event: Event<Bytes>) -> Option<Result<Event<String>>> {
    let data = std::mem::take(&mut event.data);
    Some(Ok(event.with_data(into_text(&data))))
}

/// Splits a body into events.
#[derive(Debug)]
pub(super) struct EventSplitter {
    lines: LineBuffer,
    is_first_line: bool,
    /// The data lines of the current event, each with a line feed.
    data: String,
    event: String,
    /// The last ID that was received, which the current event may not have completed; `None` if there was none.
    id: Option<String>,
    position: Position,
}

impl Splitter for EventSplitter {
    type Item = Event<Bytes>;

    fn new(limit: u64) -> Self {
        Self {
            lines: LineBuffer::new(LineEnd::Any, limit),
            is_first_line: true,
            data: String::new(),
            event: String::new(),
            id: None,
            position: Position::default(),
        }
    }

    fn push(&mut self, chunk: &[u8]) {
        self.lines.push(chunk);
    }

    fn next(&mut self) -> Result<Option<Event<Bytes>>, TooLarge> {
        while let Some(line) = self.lines.next()? {
            let line = String::from_utf8_lossy(&line);
            let line = match line.strip_prefix('\u{feff}') {
                Some(line) if self.is_first_line => line,
                _ => &line,
            };
            self.is_first_line = false;
            if line.is_empty() {
                if let Some(event) = self.take_event() {
                    return Ok(Some(event));
                }
            } else {
                self.parse_line(line);
                self.lines.check(self.data.len())?;
            }
        }
        Ok(None)
    }

    /// An event without an empty line after it is incomplete and is ignored.
    fn last(&mut self) -> Result<Option<Event<Bytes>>, TooLarge> {
        Ok(None)
    }

    fn position(&self) -> Option<Position> {
        Some(self.position.clone())
    }

    fn restart(&mut self) {
        self.lines.clear();
        self.is_first_line = true;
        self.data.clear();
        self.event.clear();
        self.id.clone_from(&self.position.last_event_id);
    }
}

impl EventSplitter {
    /// Parses a line that is not empty: a field, or a comment, which is a field with an empty name.
    fn parse_line(&mut self, line: &str) {
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match name {
            "data" => {
                self.data.push_str(value);
                self.data.push('\n');
            }
            "event" => value.clone_into(&mut self.event),
            "id" if !value.contains('\0') => self.id = Some(value.to_owned()),
            "retry" if value.bytes().all(|byte| byte.is_ascii_digit()) => {
                let retry = value.parse().ok().map(Duration::from_millis);
                self.position.retry = retry.or(self.position.retry);
            }
            _ => {}
        }
    }

    /// Takes the event that an empty line completes. Returns `None` if it has no data; its ID counts nevertheless.
    fn take_event(&mut self) -> Option<Event<Bytes>> {
        if self.position.last_event_id != self.id {
            self.position.last_event_id.clone_from(&self.id);
        }
        let mut data = std::mem::take(&mut self.data);
        let event = std::mem::take(&mut self.event);
        data.pop()?;
        let event = if event.is_empty() {
            MESSAGE.to_owned()
        } else {
            event
        };
        Some(Event {
            data: Bytes::from(data),
            event,
            id: self.id.clone().filter(|id| !id.is_empty()),
            retry: self.position.retry,
        })
    }
}
