//! Server-sent events, read after the rules of the HTML standard ("9.2.6 Interpreting an event
//! stream").

use std::time::Duration;

use bytes::Bytes;
use serde::de::DeserializeOwned;

use super::body::Head;
use super::split::{LineBuffer, Split, TooLarge};
use crate::error::Result;

/// How an event is called that has no name.
const MESSAGE: &str = "message";

/// What several APIs send as the data of a last event, although it is not JSON.
const DONE: &[u8] = b"[DONE]";

/// One event of a server.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event<T> {
    /// What it says: the lines of its `data`, read as the type that the document has for them.
    pub data: T,
    /// Its name; `message` when the server gives none.
    pub event: String,
    /// The last ID that the server gave to an event, this one or one before. A stream is resumed by
    /// sending it as `Last-Event-ID`.
    pub id: Option<String>,
    /// How long to wait before resuming the stream, as the server last said.
    pub retry: Option<Duration>,
}

impl<T> Event<T> {
    /// An event with this data, and without a name or an ID.
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

/// Reads data that is JSON.
pub(super) fn json<T: DeserializeOwned>(
    head: &Head,
    mut event: Event<Bytes>,
) -> Option<Result<Event<T>>> {
    let data = std::mem::take(&mut event.data);
    if data == DONE {
        return None;
    }
    Some(head.json(data).map(|data| event.with_data(data)))
}

/// Takes data as the text that it is.
#[allow(
    clippy::unnecessary_wraps,
    reason = "the signature is the one that all readers share"
)]
pub(super) fn text(_head: &Head, mut event: Event<Bytes>) -> Option<Result<Event<String>>> {
    let data = std::mem::take(&mut event.data);
    let text = String::from_utf8_lossy(&data).into_owned();
    Some(Ok(event.with_data(text)))
}

/// Takes a body apart into events.
#[derive(Debug)]
pub(super) struct Splitter {
    lines: LineBuffer,
    is_first_line: bool,
    /// Each line of it ends in a line feed.
    data: String,
    event: String,
    id: String,
    retry: Option<Duration>,
}

impl Split for Splitter {
    type Part = Event<Bytes>;

    fn new(limit: u64) -> Self {
        Self {
            lines: LineBuffer::new(limit),
            is_first_line: true,
            data: String::new(),
            event: String::new(),
            id: String::new(),
            retry: None,
        }
    }

    fn push(&mut self, piece: &[u8]) {
        self.lines.push(piece);
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
                if let Some(event) = self.dispatched() {
                    return Ok(Some(event));
                }
            } else {
                self.take(line);
                self.lines.check(self.data.len())?;
            }
        }
        Ok(None)
    }

    /// An event that nothing ends has not been sent whole.
    fn last(&mut self) -> Result<Option<Event<Bytes>>, TooLarge> {
        Ok(None)
    }
}

impl Splitter {
    /// Takes a line that is not empty: a field, or a comment, which has an empty name.
    fn take(&mut self, line: &str) {
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match name {
            "data" => {
                self.data.push_str(value);
                self.data.push('\n');
            }
            "event" => value.clone_into(&mut self.event),
            "id" if !value.contains('\0') => value.clone_into(&mut self.id),
            "retry" if value.bytes().all(|byte| byte.is_ascii_digit()) => {
                self.retry = value.parse().ok().map(Duration::from_millis).or(self.retry);
            }
            _ => {}
        }
    }

    /// The event that an empty line ends. One without data is none.
    fn dispatched(&mut self) -> Option<Event<Bytes>> {
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
            id: Some(self.id.clone()).filter(|id| !id.is_empty()),
            retry: self.retry,
        })
    }
}
