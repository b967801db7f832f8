//! Streamed responses: sent item by item, and stopped by errors, by clients that disconnect, and by clients that do not
//! read.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use apicrate_runtime::server::{
    Decoder, HttpResponse, Rejection, RejectionStatuses, Routes, ServerOperation, encode,
};
use apicrate_runtime::stream::{Event, Events, Incoming, Lines};
use apicrate_runtime::{
    AnswerOf, CallOptions, Decode, Error, Implementation, Method, Operation, OperationOf, Response,
    Result, TraitMethod, decode,
};
use futures_core::Stream;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::time::{sleep, timeout};

use super::{TIME_LIMIT, Test, serve};

/// The implementation of all operations: the next item of each stream comes from the test.
struct Feed {
    items: std::sync::Mutex<Option<mpsc::Receiver<Result<Event<String>>>>>,
    produced: Arc<AtomicUsize>,
    is_dropped: Arc<AtomicBool>,
}

/// The items of a channel.
struct Channel {
    items: mpsc::Receiver<Result<Event<String>>>,
    is_dropped: Arc<AtomicBool>,
}

impl Stream for Channel {
    type Item = Result<Event<String>>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.items.poll_recv(context)
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        self.is_dropped.store(true, Ordering::SeqCst);
    }
}

/// Lines of a kilobyte without an end.
struct Endless(Arc<AtomicUsize>);

impl Stream for Endless {
    type Item = Result<String>;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.fetch_add(1, Ordering::SeqCst);
        Poll::Ready(Some(Ok("x".repeat(1 << 10))))
    }
}

/// `GET /events`: the items of the test.
struct GetEvents;

/// `GET /lines`: lines without an end.
struct GetLines;

impl Operation for GetEvents {
    type Output = Events<String>;

    const ID: &'static str = "events";
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/events";
    const DECODE: Decode<Self::Output> = decode::text_events;
}

impl Operation for GetLines {
    type Output = Lines<String>;

    const ID: &'static str = "lines";
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/lines";
    const DECODE: Decode<Self::Output> = decode::lines;
}

impl ServerOperation for GetEvents {
    const REJECTIONS: RejectionStatuses = RejectionStatuses::from_documented(&[]);

    fn read_request(_request: &Decoder<'_>) -> std::result::Result<Self, Rejection> {
        Ok(Self)
    }

    fn write_response(response: Response<Self::Output>) -> Result<HttpResponse> {
        encode::text_events(Self::INFO, 200, "text/event-stream", response)
    }
}

impl ServerOperation for GetLines {
    const REJECTIONS: RejectionStatuses = RejectionStatuses::from_documented(&[]);

    fn read_request(_request: &Decoder<'_>) -> std::result::Result<Self, Rejection> {
        Ok(Self)
    }

    fn write_response(response: Response<Self::Output>) -> Result<HttpResponse> {
        encode::lines(Self::INFO, 200, "application/x-ndjson", response)
    }
}

impl OperationOf<Feed> for GetEvents {
    const TRAIT_METHOD: TraitMethod<Feed, Self> = TraitMethod::new("events", events);
}

impl OperationOf<Feed> for GetLines {
    const TRAIT_METHOD: TraitMethod<Feed, Self> = TraitMethod::new("lines", lines);
}

fn events(feed: &Feed, _: GetEvents, _: CallOptions) -> AnswerOf<'_, GetEvents> {
    Box::pin(async {
        let items = feed.items.lock().ok().and_then(|mut items| items.take());
        let items = items.ok_or_else(|| Error::not_implemented(GetEvents::INFO))?;
        let is_dropped = Arc::clone(&feed.is_dropped);
        Ok(Response::new(Incoming::new(Channel { items, is_dropped })))
    })
}

fn lines(feed: &Feed, _: GetLines, _: CallOptions) -> AnswerOf<'_, GetLines> {
    Box::pin(async {
        Ok(Response::new(Incoming::new(Endless(Arc::clone(
            &feed.produced,
        )))))
    })
}

/// A connection to a new server, and the other end of its stream.
struct Connection {
    socket: TcpStream,
    items: mpsc::Sender<Result<Event<String>>>,
    produced: Arc<AtomicUsize>,
    is_dropped: Arc<AtomicBool>,
    received: String,
}

impl Connection {
    async fn open(path: &str) -> Result<Self, Box<dyn std::error::Error>> {
        Self::open_with(path, Vec::new()).await
    }

    /// Opens a stream whose first items are there before the request.
    async fn open_with(
        path: &str,
        first: Vec<Result<Event<String>>>,
    ) -> Result<Self, Box<dyn std::error::Error>> {
        let (items, receiver) = mpsc::channel(2);
        for item in first {
            items.send(item).await?;
        }
        let (produced, is_dropped) = (Arc::default(), Arc::default());
        let feed = Feed {
            items: Some(receiver).into(),
            produced: Arc::clone(&produced),
            is_dropped: Arc::clone(&is_dropped),
        };
        let implementation = Implementation::Custom(feed.into());
        let routes = Routes::new()
            .operation::<GetEvents, _>(&implementation)
            .operation::<GetLines, _>(&implementation);
        let mut socket = TcpStream::connect(serve(routes).await?).await?;
        let request = format!("GET {path} HTTP/1.1\r\nhost: a\r\n\r\n");
        socket.write_all(request.as_bytes()).await?;
        Ok(Self {
            socket,
            items,
            produced,
            is_dropped,
            received: String::new(),
        })
    }

    /// Reads until the received text ends with this text.
    async fn read_until(&mut self, end: &str) -> Test {
        while !self.received.ends_with(end) {
            let byte = timeout(TIME_LIMIT, self.socket.read_u8()).await;
            let byte = byte.map_err(|_| format!("waits after {:?}", self.received))??;
            self.received.push(char::from(byte));
        }
        Ok(())
    }

    /// Reads until the server closes the connection.
    async fn read_to_end(&mut self) -> Test {
        let mut rest = Vec::new();
        // The connection may also be reset.
        let _ = timeout(TIME_LIMIT, self.socket.read_to_end(&mut rest)).await?;
        self.received.push_str(str::from_utf8(&rest)?);
        Ok(())
    }
}

fn event(data: &str) -> Event<String> {
    Event::new(data.to_owned())
}

#[tokio::test]
async fn items_are_sent_as_soon_as_they_are_produced() -> Test {
    let mut connection = Connection::open("/events").await?;
    let mut first = event("one");
    first.event = "count".to_owned();
    first.id = Some("1".to_owned());
    first.retry = Some(Duration::from_secs(2));
    connection.items.send(Ok(first)).await?;
    connection.read_until("data: one\n\n\r\n").await?;
    let head = connection.received.to_lowercase();
    assert!(head.starts_with("http/1.1 200 ok\r\n"), "{head}");
    assert!(
        head.contains("\r\ncontent-type: text/event-stream\r\n"),
        "{head}"
    );
    assert!(head.contains("\r\ncache-control: no-cache\r\n"), "{head}");
    assert!(
        head.contains("\r\nevent: count\nid: 1\nretry: 2000\n"),
        "{head}"
    );

    connection.items.send(Ok(event("two\nthree"))).await?;
    connection
        .read_until("data: two\ndata: three\n\n\r\n")
        .await?;
    drop(std::mem::replace(&mut connection.items, mpsc::channel(1).0));
    connection.read_until("0\r\n\r\n").await?;
    Ok(())
}

#[tokio::test]
async fn an_error_of_the_stream_breaks_the_response() -> Test {
    let mut connection = Connection::open("/events").await?;
    connection.items.send(Ok(event("one"))).await?;
    connection.read_until("data: one\n\n\r\n").await?;
    connection
        .items
        .send(Err(Error::not_implemented(GetEvents::INFO)))
        .await?;
    connection.read_to_end().await?;
    assert!(
        connection.received.ends_with("data: one\n\n\r\n"),
        "{}",
        connection.received
    );
    assert!(connection.is_dropped.load(Ordering::SeqCst));
    Ok(())
}

/// The server does not wait between the item and the error.
#[tokio::test]
async fn items_before_an_error_are_sent() -> Test {
    let error = Error::not_implemented(GetEvents::INFO);
    let first = vec![Ok(event("one")), Err(error)];
    let mut connection = Connection::open_with("/events", first).await?;
    connection.read_to_end().await?;
    assert!(
        connection.received.ends_with("data: one\n\n\r\n"),
        "{}",
        connection.received
    );
    Ok(())
}

#[tokio::test]
async fn an_event_with_a_forged_field_is_not_sent() -> Test {
    let forged = "7\ndata: forged";
    let (mut with_name, mut with_id) = (event("two"), event("two"));
    with_name.event = forged.to_owned();
    with_id.id = Some(forged.to_owned());
    for event in [with_name, with_id] {
        let mut connection = Connection::open("/events").await?;
        connection.items.send(Ok(self::event("one"))).await?;
        connection.read_until("data: one\n\n\r\n").await?;
        connection.items.send(Ok(event)).await?;
        connection.read_to_end().await?;
        assert!(
            connection.received.ends_with("data: one\n\n\r\n"),
            "{}",
            connection.received
        );
    }
    Ok(())
}

/// The server notices it without an item to send.
#[tokio::test]
async fn a_client_that_disconnects_stops_the_stream() -> Test {
    let mut connection = Connection::open("/events").await?;
    connection.items.send(Ok(event("one"))).await?;
    connection.read_until("data: one\n\n\r\n").await?;
    assert!(!connection.is_dropped.load(Ordering::SeqCst));
    drop(connection.socket);
    timeout(TIME_LIMIT, connection.items.closed()).await?;
    assert!(connection.is_dropped.load(Ordering::SeqCst));
    Ok(())
}

#[tokio::test]
async fn a_client_that_does_not_read_stops_the_production() -> Test {
    let mut connection = Connection::open("/lines").await?;
    connection.read_until("\"\n\r\n").await?;
    // The buffers of the operating system fill up.
    let mut before = 0;
    let mut now = connection.produced.load(Ordering::SeqCst);
    while before != now {
        sleep(Duration::from_millis(200)).await;
        (before, now) = (now, connection.produced.load(Ordering::SeqCst));
        assert!(now < 1 << 16, "{now} items are in memory");
    }
    Ok(())
}
