//! Streamed bodies: each item is encoded and sent as soon as the stream returns it. The stream is not polled while the
//! client does not read, and is dropped when the client disconnects.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use axum::body::Body;
use bytes::Bytes;
use futures_core::Stream;
use http::HeaderValue;
use http::header::CACHE_CONTROL;
use serde::Serialize;

use super::complete;
use crate::error::{Error, Result};
use crate::server::http_response::HttpResponse;
use crate::wire::json;
use crate::wire::media_type::essence;
use crate::wire::operation_info::OperationInfo;
use crate::wire::response::Response;
use crate::wire::stream::{Event, EventData, Events, Incoming, Lines};

/// The name of an event that does not need a field `event`.
const MESSAGE: &str = "message";

/// Starts each text of a JSON text sequence.
const RECORD_SEPARATOR: u8 = 0x1E;

/// Encodes server-sent events with JSON data.
///
/// An error of the stream, or an event that cannot be sent, closes the connection, so that the client sees an incomplete
/// response. The name and the ID of an event must not contain line breaks.
///
/// # Errors
///
/// This function never fails. Its signature is the same as for other kinds of bodies.
pub fn events<T: Serialize + Send + 'static>(
    info: &'static OperationInfo,
    status: u16,
    media_type: &'static str,
    response: Response<Events<T>>,
) -> Result<HttpResponse> {
    let encode = |event: Event<T>| event_text(&event, &event.event, &json_text(&event.data)?);
    Ok(uncached(streamed(
        info, status, media_type, response, encode,
    )))
}

/// Encodes server-sent events with text data, as [`events`]. A carriage return in the data is sent as a line feed, because
/// the format has no notation for it.
///
/// # Errors
///
/// This function never fails. Its signature is the same as for other kinds of bodies.
pub fn text_events(
    info: &'static OperationInfo,
    status: u16,
    media_type: &'static str,
    response: Response<Events<String>>,
) -> Result<HttpResponse> {
    let encode = |event: Event<String>| event_text(&event, &event.event, event.data.as_bytes());
    Ok(uncached(streamed(
        info, status, media_type, response, encode,
    )))
}

/// Encodes server-sent events whose data decides their name, as [`events`].
///
/// # Errors
///
/// This function never fails. Its signature is the same as for other kinds of bodies.
pub fn named_events<T: EventData + Send + 'static>(
    info: &'static OperationInfo,
    status: u16,
    media_type: &'static str,
    response: Response<Events<T>>,
) -> Result<HttpResponse> {
    let encode = |event: Event<T>| {
        let text = event.data.to_text().map_err(|error| not_json(&error))?;
        event_text(&event, event.data.event_name(), &text)
    };
    Ok(uncached(streamed(
        info, status, media_type, response, encode,
    )))
}

/// Encodes JSON lines or, if the media type is `application/json-seq`, a JSON text sequence (RFC 7464). An error of the
/// stream, or an item that cannot be serialized, closes the connection.
///
/// # Errors
///
/// This function never fails. Its signature is the same as for other kinds of bodies.
pub fn lines<T: Serialize + Send + 'static>(
    info: &'static OperationInfo,
    status: u16,
    media_type: &'static str,
    response: Response<Lines<T>>,
) -> Result<HttpResponse> {
    let encode = if is_sequence(media_type) {
        |item: T| Ok([&[RECORD_SEPARATOR][..], &json_text(&item)?, b"\n"].concat())
    } else {
        |item: T| Ok([&json_text(&item)?[..], b"\n"].concat())
    };
    Ok(streamed(info, status, media_type, response, encode))
}

fn is_sequence(media_type: &str) -> bool {
    essence(media_type)
        .to_ascii_lowercase()
        .ends_with("json-seq")
}

/// The reason why an item cannot be sent.
type ItemProblem = String;

fn json_text<T: Serialize>(value: &T) -> Result<Vec<u8>, ItemProblem> {
    json::to_vec(value).map_err(|error| not_json(&error))
}

fn not_json(error: &serde_json::Error) -> ItemProblem {
    format!("an item of the response cannot be encoded as JSON: {error}")
}

/// The fields of an event, one line each, and the empty line that ends it.
fn event_text<T>(event: &Event<T>, name: &str, data: &[u8]) -> Result<Vec<u8>, ItemProblem> {
    let mut text = Vec::with_capacity(data.len() + 16);
    if !name.is_empty() && name != MESSAGE {
        append_field(&mut text, "event", name)?;
    }
    if let Some(id) = &event.id {
        if id.contains('\0') {
            return Err("the ID of an event contains a null character".to_owned());
        }
        append_field(&mut text, "id", id)?;
    }
    if let Some(retry) = &event.retry {
        append_field(&mut text, "retry", &retry.as_millis().to_string())?;
    }
    let mut pieces = data.split(|byte| *byte == b'\n').peekable();
    while let Some(piece) = pieces.next() {
        // A carriage return before a line feed belongs to the same line break.
        let piece = match piece.strip_suffix(b"\r") {
            Some(line) if pieces.peek().is_some() => line,
            _ => piece,
        };
        for line in piece.split(|byte| *byte == b'\r') {
            append_line(&mut text, "data", line);
        }
    }
    text.push(b'\n');
    Ok(text)
}

/// Appends a field that cannot have several lines.
fn append_field(text: &mut Vec<u8>, field: &str, value: &str) -> Result<(), ItemProblem> {
    if value.contains(['\r', '\n']) {
        return Err(format!(
            "the field `{field}` of an event contains a line break"
        ));
    }
    append_line(text, field, value.as_bytes());
    Ok(())
}

fn append_line(text: &mut Vec<u8>, field: &str, value: &[u8]) {
    text.extend_from_slice(field.as_bytes());
    text.extend_from_slice(b": ");
    text.extend_from_slice(value);
    text.push(b'\n');
}

/// Asks caches not to store events, unless the implementation decides otherwise.
fn uncached(mut response: HttpResponse) -> HttpResponse {
    let headers = response.headers_mut();
    let no_cache = HeaderValue::from_static("no-cache");
    headers.entry(CACHE_CONTROL).or_insert(no_cache);
    response
}

fn streamed<T: Send + 'static>(
    info: &'static OperationInfo,
    status: u16,
    media_type: &'static str,
    response: Response<Incoming<T>>,
    encode: EncodeItem<T>,
) -> HttpResponse {
    let (items, rest) = response.into_parts();
    let body = Body::from_stream(EncodedItems {
        state: State::Open(items),
        encode,
        info,
    });
    complete(status, Some(media_type), body, &rest)
}

type EncodeItem<T> = fn(T) -> Result<Vec<u8>, ItemProblem>;

/// The encoded items of a stream. An error is the last item.
struct EncodedItems<T> {
    state: State<T>,
    encode: EncodeItem<T>,
    info: &'static OperationInfo,
}

enum State<T> {
    Open(Incoming<T>),
    Failed(Error),
    Finished,
}

impl<T> Stream for EncodedItems<T> {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let State::Open(items) = &mut self.state else {
            return Poll::Ready(match std::mem::replace(&mut self.state, State::Finished) {
                State::Failed(error) => Some(Err(error)),
                State::Open(_) | State::Finished => None,
            });
        };
        let encoded = match ready!(Pin::new(items).poll_next(context)) {
            Some(Ok(item)) => (self.encode)(item)
                .map_err(|problem| Error::invalid_response(problem).with_operation(self.info)),
            Some(Err(error)) => Err(error),
            None => return Poll::Ready(None),
        };
        match encoded {
            Ok(text) => Poll::Ready(Some(Ok(text.into()))),
            Err(error) => {
                // The server discards what it did not send yet when it sees the error, and sends when it has to wait.
                self.state = State::Failed(error);
                context.waker().wake_by_ref();
                Poll::Pending
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn sent(event: &Event<()>, data: &str) -> Result<String, ItemProblem> {
        let text = event_text(event, &event.event, data.as_bytes())?;
        Ok(String::from_utf8_lossy(&text).into_owned())
    }

    #[test]
    fn an_event_has_a_line_for_each_field_and_each_line_of_data() {
        let mut event = Event::new(());
        assert_eq!(sent(&event, "").as_deref(), Ok("data: \n\n"));
        event.event = "tick".to_owned();
        event.id = Some("7".to_owned());
        event.retry = Some(Duration::from_millis(1500));
        assert_eq!(
            sent(&event, "a\r\n b\rc\n").as_deref(),
            Ok("event: tick\nid: 7\nretry: 1500\ndata: a\ndata:  b\ndata: c\ndata: \n\n")
        );
        let text = sent(&Event::new(()), "\r\r");
        assert_eq!(text.as_deref(), Ok("data: \ndata: \ndata: \n\n"));
    }

    #[test]
    fn a_field_cannot_add_other_fields() {
        for text in ["a\ndata: forged", "a\r\rdata: forged", "\n"] {
            let mut event = Event::new(());
            text.clone_into(&mut event.event);
            assert!(sent(&event, "x").is_err(), "{text:?}");

            let mut event = Event::new(());
            event.id = Some(text.to_owned());
            assert!(sent(&event, "x").is_err(), "{text:?}");
        }
        let mut event = Event::new(());
        event.id = Some("\0".to_owned());
        assert!(sent(&event, "x").is_err());
    }

    #[test]
    fn the_media_type_decides_between_lines_and_sequences() {
        for sequence in ["application/json-seq", "Application/Geo+JSON-seq; a=b"] {
            assert!(is_sequence(sequence), "{sequence}");
        }
        assert!(!is_sequence("application/x-ndjson"));
    }
}
