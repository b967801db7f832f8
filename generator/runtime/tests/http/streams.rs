//! Streams over a socket: chunk boundaries, limits and errors.

use std::error::Error as _;
use std::time::{Duration, Instant};

use apicrate_runtime::stream::{Event, Events, Incoming, Lines};
use apicrate_runtime::{
    CallOptions, Client, Decode, Error, ErrorKind, Method, Operation, Result, Value, decode,
};
use serde::Deserialize;

use crate::support::mode::{Mode, both};
use crate::support::server::{Answer, Server};
use crate::support::{KEY, Test, builder, client, quick};

both! {
    events_are_independent_of_chunk_boundaries,
    lines_are_independent_of_chunk_boundaries,
    items_are_returned_before_the_next_arrives,
    undecodable_item_does_not_end_the_stream,
    text_data_is_unchanged,
    broken_stream_ends_with_an_error,
    stalled_stream_ends_with_a_timeout,
    stream_may_outlast_the_call_timeout,
    missing_head_times_out,
    body_limit_applies_to_each_item,
    error_response_body_is_read,
    stalled_error_response_times_out,
    transient_errors_are_retried_before_streaming,
    html_response_is_not_an_event_stream,
    stream_errors_contain_no_secret,
}

/// Declares an operation that streams.
macro_rules! streaming {
    ($name:ident, $id:literal, $output:ty, $decode:path) => {
        struct $name;

        impl Operation for $name {
            type Output = $output;
            const ID: &'static str = $id;
            const METHOD: Method = Method::GET;
            const PATH: &'static str = "/watch";
            const STREAMS: bool = true;
            const DECODE: Decode<Self::Output> = $decode;
        }
    };
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
struct Step {
    n: u32,
    #[serde(default)]
    text: String,
}

streaming!(Steps, "steps_watch", Events<Step>, decode::events);
streaming!(Texts, "texts_watch", Events<String>, decode::text_events);
streaming!(Rows, "rows_list", Lines<Step>, decode::lines);

const EVENTS: &str = "text/event-stream; charset=utf-8";
const NDJSON: &str = "application/x-ndjson";

/// An event stream with all features of the standard.
const BODY: &str = "\u{feff}: hello\r\nretry: 250\r\n\r\n\
    data: {\"n\":1,\ndata: \"text\":\"ü😀\"}\n\n\
    event: step\rid: a\rdata:{\"n\":2}\r\r\
    id\r\nunknown: x\ndata\n: ping\ndata:  {\"n\":3}\n\n\
    event: none\n\nretry: soon\ndata:{\"n\":4}\r\n\r\n\
    data: [DONE]\n\ndata: {\"n\":5}\n\n";

fn step(n: u32, text: &str) -> Step {
    Step {
        n,
        text: text.to_owned(),
    }
}

fn expected() -> Vec<Event<Step>> {
    let mut events = [step(1, "ü😀"), step(2, ""), step(3, ""), step(4, "")].map(Event::new);
    for event in &mut events {
        event.retry = Some(Duration::from_millis(250));
    }
    "step".clone_into(&mut events[1].event);
    events[1].id = Some("a".to_owned());
    events.into()
}

/// The remaining items of a stream, and the error that it ends with.
fn rest<T>(mode: Mode, stream: &mut Incoming<T>) -> (Vec<T>, Option<Error>) {
    let mut items = Vec::new();
    loop {
        match mode.run(stream.try_next()) {
            Ok(Some(item)) => items.push(item),
            Ok(None) => return (items, None),
            Err(error) => return (items, Some(error)),
        }
    }
}

/// Calls an operation with these options and returns its stream.
fn opened<O: Operation>(
    mode: Mode,
    client: &Client,
    operation: &O,
    options: &CallOptions,
) -> Result<O::Output> {
    let response = mode.run(client.call(operation, options))?;
    assert_eq!(response.request_id(), Some("r-1"));
    Ok(response.into_inner())
}

/// The stream of a response.
fn stream_of<O: Operation>(
    mode: Mode,
    operation: &O,
    answer: Answer,
) -> Result<O::Output, Box<dyn std::error::Error>> {
    let server = Server::start(answer)?;
    let options = CallOptions::new();
    Ok(opened(mode, &client(&server)?, operation, &options)?)
}

/// All splits of a body into two chunks, the split into chunks of one byte, and the whole body.
fn splits(body: &str) -> Vec<Vec<&[u8]>> {
    let body = body.as_bytes();
    let halves = (1..body.len()).map(|at| vec![&body[..at], &body[at..]]);
    halves
        .chain([body.chunks(1).collect(), vec![body]])
        .collect()
}

fn events_are_independent_of_chunk_boundaries(mode: Mode) -> Test {
    let splits = splits(BODY);
    let answers: Vec<Answer> = splits
        .iter()
        .map(|chunks| Answer::chunked(EVENTS, chunks.iter().copied(), true))
        .collect();
    let count = answers.len();
    let server = Server::answering(move |number| answers[number - 1].clone())?;
    let client = client(&server)?;
    for number in 0..count {
        let mut events = opened(mode, &client, &Steps, &CallOptions::new())?;
        let (read, error) = rest(mode, &mut events);
        assert!(error.is_none(), "{number}: {error:?}");
        assert_eq!(read, expected(), "{number}");
    }
    Ok(())
}

fn lines_are_independent_of_chunk_boundaries(mode: Mode) -> Test {
    let bodies = [
        "\u{feff}{\"n\":1,\"text\":\"ü\"}\n\n \r\n{\"n\":2}\r\n{\"n\":3}",
        "\u{1e}{\"n\":1,\n \"text\":\"ü\"}\n\u{1e}{\"n\":2}\n\u{1e}{\"n\":\r\n3}\n",
    ];
    let expected = [step(1, "ü"), step(2, ""), step(3, "")];
    for body in bodies {
        for chunks in splits(body) {
            let answer = Answer::chunked(NDJSON, chunks, true);
            let (read, error) = rest(mode, &mut stream_of(mode, &Rows, answer)?);
            assert!(error.is_none(), "{error:?}");
            assert_eq!(read, expected);
        }
    }
    Ok(())
}

fn items_are_returned_before_the_next_arrives(mode: Mode) -> Test {
    let first = "data: {\"n\":1}\n\ndata: {\"n\":2}";
    let answer = Answer::chunked(EVENTS, [first.as_bytes()], false).then_stall();
    let server = Server::start(answer)?;
    let mut events = opened(mode, &client(&server)?, &Steps, &CallOptions::new())?;
    let event = mode.run(events.try_next())?.ok_or("no event")?;
    assert_eq!(event, Event::new(step(1, "")));
    // Dropping the stream closes the connection.
    drop(events);
    server.wait_for_hang_up()?;

    let first = "{\"n\":1}\n{\"n\":2}";
    let answer = Answer::chunked(NDJSON, [first.as_bytes()], false).then_stall();
    let mut lines = stream_of(mode, &Rows, answer)?;
    assert_eq!(mode.run(lines.try_next())?, Some(step(1, "")));
    Ok(())
}

fn undecodable_item_does_not_end_the_stream(mode: Mode) -> Test {
    let body = "data: {\"n\":\"one\"}\n\ndata: {\"n\":2}\n\ndata: nope\n\ndata: {\"n\":\n\n";
    let answer = Answer::chunked(EVENTS, [body.as_bytes()], true);
    let mut events = stream_of(mode, &Steps, answer)?;
    let error = mode
        .run(events.try_next())
        .err()
        .ok_or("the item was decoded")?;
    assert_eq!(
        (error.kind(), error.json_path()),
        (ErrorKind::Decode, Some("n"))
    );
    assert_eq!(
        error.to_string(),
        "steps_watch: response does not match the API description at `n`: \
         invalid type: string \"one\", expected u32 (found `\"one\"`)"
    );
    assert_eq!(
        error.body().map(AsRef::as_ref),
        Some(&b"{\"n\":\"one\"}"[..])
    );
    assert_eq!(error.request_id(), Some("r-1"));
    assert_eq!(error.attempts(), 1);

    let event = mode.run(events.try_next())?.ok_or("no event")?;
    assert_eq!(event.data, step(2, ""));
    let messages = [(); 2].map(|()| {
        mode.run(events.try_next())
            .err()
            .map(|error| error.to_string())
    });
    assert_eq!(
        messages.map(Option::unwrap_or_default),
        [
            "steps_watch: response is not JSON: expected ident at line 1 column 2 (it starts with `nope`)",
            "steps_watch: response is incomplete: EOF while parsing a value at line 1 column 5 \
             (it starts with `{\"n\":`)"
        ]
    );
    assert!(mode.run(events.try_next())?.is_none());

    let answer = Answer::chunked(NDJSON, [&b"{\"n\":-1}\n[]\n{\"n\":2}"[..]], true);
    let mut lines = stream_of(mode, &Rows, answer)?;
    let error = mode
        .run(lines.try_next())
        .err()
        .ok_or("the item was decoded")?;
    assert_eq!(
        (error.operation(), error.json_path()),
        (Some("rows_list"), Some("n"))
    );
    let error = mode
        .run(lines.try_next())
        .err()
        .ok_or("the item was decoded")?;
    assert_eq!(error.json_path(), Some("."));
    assert_eq!(mode.run(lines.try_next())?, Some(step(2, "")));
    Ok(())
}

fn text_data_is_unchanged(mode: Mode) -> Test {
    let body = b"data: {not json\ndata:\ndata:  [DONE]\n\ndata: a\xffb\n\ndata\n\n";
    let answer = Answer::chunked(EVENTS, [&body[..]], true);
    let (events, error) = rest(mode, &mut stream_of(mode, &Texts, answer)?);
    assert!(error.is_none(), "{error:?}");
    let texts: Vec<String> = events.into_iter().map(|event| event.data).collect();
    assert_eq!(texts, ["{not json\n\n [DONE]", "a\u{fffd}b", ""]);
    Ok(())
}

fn broken_stream_ends_with_an_error(mode: Mode) -> Test {
    let body = b"data: {\"n\":1}\n\ndata: {\"n\":2}\n";
    let answer = Answer::chunked(EVENTS, [&body[..]], false);
    let mut events = stream_of(mode, &Steps, answer)?;
    let (read, error) = rest(mode, &mut events);
    assert_eq!(read, [Event::new(step(1, ""))]);
    let error = error.ok_or("the stream ended without an error")?;
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Transport, 1));
    let text = error.to_string();
    let start = "steps_watch: no complete response arrived from 127.0.0.1:";
    assert!(text.starts_with(start), "{text}");
    assert!(error.source().is_none());
    assert!(mode.run(events.try_next())?.is_none());

    // The body ends correctly, but its last event is incomplete.
    let answer = Answer::chunked(EVENTS, [&body[..]], true);
    let (read, error) = rest(mode, &mut stream_of(mode, &Steps, answer)?);
    assert_eq!((read.len(), error.is_none()), (1, true));
    Ok(())
}

fn stalled_stream_ends_with_a_timeout(mode: Mode) -> Test {
    let answer = Answer::chunked(EVENTS, [&b"data: {\"n\":1}\n\n"[..]], false).then_stall();
    let server = Server::start(answer)?;
    let options = CallOptions::new().attempt_timeout(Duration::from_millis(150));
    let mut events = opened(mode, &client(&server)?, &Steps, &options)?;
    let begin = Instant::now();
    let (read, error) = rest(mode, &mut events);
    assert_eq!(read.len(), 1);
    let error = error.ok_or("the stream ended without an error")?;
    assert!(error.is_timeout());
    assert_eq!(
        error.to_string(),
        format!(
            "steps_watch: no more data of the response within 150ms from {}",
            server.host()
        )
    );
    assert!(begin.elapsed() < Duration::from_secs(5));
    server.wait_for_hang_up()
}

fn stream_may_outlast_the_call_timeout(mode: Mode) -> Test {
    // One space per second does not end the line, but prevents the idle timeout.
    let head = "HTTP/1.1 200 OK\r\nx-request-id: r-1\r\nconnection: close\r\n\r\n{\"n\":1}\n     ";
    let server = Server::start(Answer::raw(head).then_drip())?;
    let options = CallOptions::new()
        .timeout(Duration::from_millis(500))
        .body_limit(7);
    let mut lines = opened(mode, &client(&server)?, &Rows, &options)?;
    assert_eq!(mode.run(lines.try_next())?, Some(step(1, "")));
    let begin = Instant::now();
    let error = mode
        .run(lines.try_next())
        .err()
        .ok_or("the line was decoded")?;
    assert!(error.is_body_limit(), "{error:?}");
    assert!(begin.elapsed() > Duration::from_millis(1500));
    Ok(())
}

fn missing_head_times_out(mode: Mode) -> Test {
    let server = Server::start(Answer::none().then_stall())?;
    let options = CallOptions::new().attempt_timeout(Duration::from_millis(50));
    let result = mode.run(client(&server)?.call(&Steps, &options));
    let error = result.err().ok_or("the call succeeded")?;
    assert_eq!(
        error.to_string(),
        format!(
            "steps_watch: no complete response within 50ms from {}",
            server.host()
        )
    );
    assert_eq!((error.is_timeout(), error.attempts()), (true, 3));
    Ok(())
}

fn body_limit_applies_to_each_item(mode: Mode) -> Test {
    let event = "data: {\"n\":1}\n\n";
    let many = event.repeat(50);
    let server = Server::start(Answer::chunked(EVENTS, [many.as_bytes()], true))?;
    let client = builder(&server).body_limit(event.len() as u64).build()?;
    let mut events = opened(mode, &client, &Steps, &CallOptions::new())?;
    let (read, error) = rest(mode, &mut events);
    assert_eq!((read.len(), error.is_none()), (50, true));

    let tight = CallOptions::new().body_limit(12);
    let (read, error) = rest(mode, &mut opened(mode, &client, &Steps, &tight)?);
    let error = error.ok_or("the stream ended without an error")?;
    assert!(read.is_empty() && error.is_body_limit() && !error.is_retryable());
    assert_eq!(
        error.to_string(),
        "steps_watch: an item of the response is larger than 12 bytes"
    );

    // The limit also applies to an event of many lines, and to a line without a line end.
    let lines = "data: 12345678\n".repeat(10);
    let answer = Answer::chunked(EVENTS, [lines.as_bytes()], true);
    let server = Server::start(answer)?;
    let tight = CallOptions::new().body_limit(40);
    let mut events = opened(mode, &builder(&server).build()?, &Texts, &tight)?;
    assert!(
        rest(mode, &mut events)
            .1
            .is_some_and(|error| error.is_body_limit())
    );

    let head = "HTTP/1.1 200 OK\r\nx-request-id: r-1\r\nconnection: close\r\n\r\n";
    let server = Server::start(Answer::raw(head).then_flood(1 << 30))?;
    let mut lines = opened(mode, &builder(&server).build()?, &Rows, &tight)?;
    assert!(
        rest(mode, &mut lines)
            .1
            .is_some_and(|error| error.is_body_limit())
    );
    assert!(server.bytes_sent() < 64 << 20, "{}", server.bytes_sent());
    Ok(())
}

fn error_response_body_is_read(mode: Mode) -> Test {
    let answer = Answer::new(
        "404 Not Found",
        "application/json",
        r#"{"error":"no such"}"#,
    );
    let server = Server::start(answer)?;
    let result = mode.run(client(&server)?.call(&Steps, &CallOptions::new()));
    let error = result.err().ok_or("the call succeeded")?;
    assert_eq!(error.to_string(), "steps_watch: 404 Not Found: no such");
    assert_eq!(error.body_as::<Value>()?["error"], "no such");

    let tight = CallOptions::new().body_limit(5);
    let result = mode.run(client(&server)?.call(&Steps, &tight));
    assert!(result.is_err_and(|error| error.is_body_limit()));
    Ok(())
}

fn stalled_error_response_times_out(mode: Mode) -> Test {
    let head = "HTTP/1.1 404 Not Found\r\ncontent-length: 5\r\n\r\n{";
    let server = Server::start(Answer::raw(head).then_stall())?;
    let options = CallOptions::new().timeout(Duration::from_millis(200));
    let result = mode.run(client(&server)?.call(&Steps, &options));
    let error = result.err().ok_or("the call succeeded")?;
    assert_eq!(
        error.to_string(),
        format!(
            "steps_watch: no complete response within 200ms from {}",
            server.host()
        )
    );
    Ok(())
}

fn transient_errors_are_retried_before_streaming(mode: Mode) -> Test {
    let server = Server::answering(|number| match number {
        1 => Answer::with_headers("503 Busy", "", "busy"),
        2 => Answer::none(),
        _ => Answer::chunked(EVENTS, [&b"data: {\"n\":1}\n\n"[..]], true),
    })?;
    let client = builder(&server).retry(quick().retries(3)).build()?;
    let mut events = opened(mode, &client, &Steps, &CallOptions::new())?;
    assert_eq!(rest(mode, &mut events).0.len(), 1);
    assert_eq!(server.count(), 3);
    Ok(())
}

fn html_response_is_not_an_event_stream(mode: Mode) -> Test {
    let server = Server::start(Answer::new("200 OK", "text/html", "<p>Sorry"))?;
    let result = mode.run(client(&server)?.call(&Steps, &CallOptions::new()));
    let error = result.err().ok_or("the call succeeded")?;
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(
        error.to_string(),
        "steps_watch: response is not an event stream but `text/html`"
    );
    Ok(())
}

fn stream_errors_contain_no_secret(mode: Mode) -> Test {
    let body = format!("data: {{\"n\":\"{KEY}\"}}\n\ndata: {KEY}\n\n");
    let answer = Answer::chunked(EVENTS, [body.as_bytes()], false);
    let mut events = stream_of(mode, &Steps, answer)?;
    for _ in 0..3 {
        let error = mode
            .run(events.try_next())
            .err()
            .ok_or("the item was decoded")?;
        let body = error
            .body()
            .map(|body| String::from_utf8_lossy(body).into_owned());
        let shown = format!("{error} {error:?} {body:?}");
        assert!(!shown.contains(KEY), "{shown}");
    }
    Ok(())
}
