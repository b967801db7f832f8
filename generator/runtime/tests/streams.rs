//! Streams without a network: complete bodies, custom transports and test doubles.

use std::error::Error as StdError;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use apicrate_runtime::http::StatusCode;
use apicrate_runtime::stream::{Event, Events, Lines};
use apicrate_runtime::testing::Recorder;
use apicrate_runtime::transport::BodyStream;
use apicrate_runtime::{
    Body, Bytes, CallOptions, Client, Decode, ErrorKind, Method, Operation, Result, Transport,
    TransportError, Value, decode, http,
};
use futures_core::Stream;

type Test = Result<(), Box<dyn StdError>>;

struct Watch;

impl Operation for Watch {
    type Output = Lines<Value>;
    const ID: &'static str = "watch";
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/watch";
    const SERVER: &'static str = "https://api.example.com";
    const STREAMS: bool = true;
    const DECODE: Decode<Self::Output> = decode::lines;
}

/// The events of a body: name, data and ID of each.
async fn texts(body: &'static str) -> Result<Vec<(String, String, Option<String>)>> {
    let response = http::Response::new(Bytes::from_static(body.as_bytes()));
    let mut events = decode::text_events(Watch::INFO, response)?.into_inner();
    let mut texts = Vec::new();
    while let Some(event) = events.try_next().await? {
        texts.push((event.event, event.data, event.id));
    }
    Ok(texts)
}

#[tokio::test]
async fn events_are_parsed_as_in_the_html_standard() -> Test {
    let plain = |data: &str| ("message".to_owned(), data.to_owned(), None);
    let cases = [
        ("", vec![]),
        ("data: a", vec![]),
        ("data: a\n", vec![]),
        ("data: a\n\n", vec![plain("a")]),
        ("data:a\ndata: b\ndata:\n\n", vec![plain("a\nb\n")]),
        ("data\n\ndata\ndata\n\n", vec![plain(""), plain("\n")]),
        ("data:  a :b\n\n", vec![plain(" a :b")]),
        (": data: a\n:\n\n", vec![]),
        ("data : a\nDATA: a\n\n", vec![]),
        (" data: a\n\n", vec![]),
        ("\u{feff}data: a\n\n\u{feff}data: b\n\n", vec![plain("a")]),
        ("\n\r\r\n\ndata: a\r\n\r\n", vec![plain("a")]),
        (
            "data: a\n\revent: b\ndata: c\n\n",
            vec![plain("a"), ("b".into(), "c".into(), None)],
        ),
        (
            "id: 1\ndata: a\n\ndata: b\n\nid\ndata: c\n\nid: 2\n\nid: \0\ndata: d\n\n",
            vec![
                ("message".into(), "a".into(), Some("1".into())),
                ("message".into(), "b".into(), Some("1".into())),
                plain("c"),
                ("message".into(), "d".into(), Some("2".into())),
            ],
        ),
        (
            "event: x\nevent: y\ndata: a\n\nevent: z\n\ndata: b\n\n",
            vec![("y".into(), "a".into(), None), plain("b")],
        ),
    ];
    for (body, expected) in cases {
        assert_eq!(texts(body).await?, expected, "{body:?}");
    }
    Ok(())
}

#[tokio::test]
async fn lines_and_record_separators_split_json_texts() -> Test {
    let cases = [
        (
            "\u{1e}1\n\u{1e}\"}\"\n\u{1e}[\"[\\\"\",\n\n2]\n",
            vec!["1", "\"}\"", "[\"[\\\"\",2]"],
        ),
        ("\u{1e}\u{1e}\n\u{1e}{}\n\u{1e}\n", vec!["error", "{}"]),
        ("\u{1e}[1,\n\u{1e}2\n", vec!["error", "2"]),
        ("\u{1e}[1,\n2", vec!["error"]),
        ("\u{1e}[1,\n\u{1e}2", vec!["error", "2"]),
        ("[1]\n[2,\n3]\n", vec!["[1]", "error", "error"]),
        ("1\n2\n\"a\"", vec!["1", "2", "\"a\""]),
        ("\n \n", vec![]),
        ("1\r\n\r\n \t\r\n2\r\n", vec!["1", "2"]),
        // A carriage return is white space in JSON.
        ("[1,\r2]\n3", vec!["[1,2]", "3"]),
        ("[1]\n[2", vec!["[1]", "error"]),
        ("\u{feff}1\n2", vec!["1", "2"]),
        ("\u{feff}\r\n1\n", vec!["1"]),
        ("\u{feff}\u{1e}[1,\n2]\n", vec!["[1,2]"]),
    ];
    for (body, expected) in cases {
        let response = http::Response::new(Bytes::from_static(body.as_bytes()));
        let mut lines = decode::lines::<Value>(Watch::INFO, response)?.into_inner();
        let mut texts = Vec::new();
        while let Some(text) = lines.next().await {
            texts.push(text.map_or_else(|_| "error".to_owned(), |value| value.to_string()));
        }
        assert_eq!(texts, expected, "{body:?}");
    }
    Ok(())
}

#[tokio::test]
async fn transport_without_open_streams_a_complete_body() -> Test {
    let recorder = Recorder::new();
    recorder.push(Ok(http::Response::new(Bytes::from_static(b"1\n2\n"))));
    recorder.answer(StatusCode::CONFLICT, &"busy");
    let client = Client::builder().transport(recorder.clone()).build()?;
    let options = CallOptions::new().attempt_timeout(Duration::from_secs(5));
    let mut lines = client.call(&Watch, &options).await?.into_inner();
    assert_eq!(lines.try_next().await?, Some(Value::from(1)));
    assert_eq!(lines.try_next().await?, Some(Value::from(2)));
    assert_eq!(lines.try_next().await?, None);
    assert_eq!(lines.try_next().await?, None);

    let result = client.call(&Watch, &options).await.err();
    assert!(result.is_some_and(|error| error.status() == Some(StatusCode::CONFLICT)));
    assert_eq!(recorder.requests().len(), 2);
    Ok(())
}

/// Streams these chunks and then fails.
struct Broken(Vec<&'static [u8]>);

struct BrokenBody(std::vec::IntoIter<&'static [u8]>);

impl Stream for BrokenBody {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let chunk = self.0.next().map(Bytes::from_static);
        let error = TransportError::new("connection reset: hunter2");
        Poll::Ready(Some(chunk.ok_or(error)))
    }
}

impl Transport for Broken {
    async fn send(
        &self,
        _request: http::Request<Body>,
        _timeout: Option<Duration>,
    ) -> Result<http::Response<Bytes>, TransportError> {
        Err(TransportError::unusable("only streams are supported"))
    }

    async fn open(
        &self,
        _request: http::Request<Body>,
        _timeout: Option<Duration>,
    ) -> Result<http::Response<BodyStream>, TransportError> {
        let chunks = BrokenBody(self.0.clone().into_iter());
        Ok(http::Response::new(BodyStream::new(chunks)))
    }
}

#[tokio::test]
async fn custom_transport_can_stream_chunks() -> Test {
    let client = Client::builder()
        .transport(std::sync::Arc::new(Broken(vec![b"[1", b"]", b"\n[2]"])))
        .sensitive_header("X-API-KEY", "hunter2")
        .build()?;
    let mut lines = client.call(&Watch, &CallOptions::new()).await?.into_inner();
    assert_eq!(lines.try_next().await?, Some(Value::from(vec![1])));
    let error = lines.try_next().await.err().ok_or("the stream continued")?;
    assert_eq!(
        (error.kind(), error.operation()),
        (ErrorKind::Transport, Some("watch"))
    );
    let shown = error.to_string();
    assert!(shown.ends_with(": connection reset: [redacted]"), "{shown}");
    assert!(lines.next().await.is_none());
    Ok(())
}

#[tokio::test]
async fn test_double_streams_a_list_of_items() -> Test {
    let mut events: Events<u8> = [1, 2].into_iter().map(Event::new).collect();
    let mut moved = tokio::spawn(async move {
        let first = events.try_next().await;
        (first, events)
    })
    .await?;
    assert_eq!(moved.0?.map(|event| event.data), Some(1));
    assert_eq!(moved.1.try_next().await?.map(|event| event.data), Some(2));
    assert!(moved.1.next().await.is_none());
    Ok(())
}
