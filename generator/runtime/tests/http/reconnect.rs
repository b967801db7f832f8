//! Event streams that continue after an interruption, over a socket.

use std::thread::sleep;
use std::time::{Duration, Instant};

use apicrate_runtime::stream::{Events, Incoming, Lines};
use apicrate_runtime::testing::Recorder;
use apicrate_runtime::{
    Bytes, CallOptions, Client, Decode, Error, ErrorKind, EventData, Method, Operation,
    ReconnectPolicy, Result, RetryPolicy, Value, decode, http,
};

use crate::support::mode::{Mode, both};
use crate::support::server::{Answer, Received, Server};
use crate::support::{KEY, Test, builder, quick};

both! {
    lost_connection_continues_after_the_last_complete_event,
    id_of_an_incomplete_event_is_not_sent,
    id_without_data_counts,
    empty_id_is_not_sent,
    lost_connection_without_id_is_an_error,
    always_reconnects_without_id_and_after_the_end,
    regular_end_is_the_end,
    done_ends_the_stream,
    none_never_reconnects,
    post_is_sent_once_without_a_key,
    post_with_a_key_reconnects,
    retry_is_the_shortest_pause,
    retry_after_is_the_shortest_pause,
    ids_are_sent_byte_for_byte,
    id_with_a_control_character_is_an_error,
    no_content_ends_the_stream,
    temporary_failures_are_repeated,
    failures_in_a_row_are_limited,
    other_status_ends_the_stream,
    html_page_ends_the_stream,
    undecodable_event_does_not_reconnect,
    too_large_event_does_not_reconnect,
    stalled_stream_reconnects,
    named_events_continue,
    last_event_id_of_the_call_is_kept,
    lines_are_not_resumed,
    errors_after_a_reconnection_are_about_the_new_response,
}

/// Declares an operation that streams.
macro_rules! streaming {
    ($name:ident, $method:ident, $output:ty, $decode:path) => {
        struct $name;

        impl Operation for $name {
            type Output = $output;
            const ID: &'static str = "watch";
            const METHOD: Method = Method::$method;
            const PATH: &'static str = "/watch";
            const STREAMS: bool = true;
            const DECODE: Decode<Self::Output> = $decode;
        }
    };
}

streaming!(Watch, GET, Events<u32>, decode::events);
streaming!(Ask, POST, Events<u32>, decode::events);
streaming!(Follow, GET, Events<Change>, decode::named_events);
streaming!(Rows, GET, Lines<u32>, decode::lines);

/// Events whose names decide the types of their data.
#[derive(Debug, Clone, PartialEq, EventData)]
#[non_exhaustive]
enum Change {
    #[variant(event = "joined", text)]
    Joined(String),
    #[variant(event = "counted")]
    Counted(u32),
    Unknown(apicrate_runtime::stream::UnknownEvent),
}

const EVENTS: &str = "text/event-stream";

/// A response whose connection is lost after this text.
fn lost(text: &str) -> Answer {
    // An empty chunk would be the last one.
    let chunk = Some(text.as_bytes()).filter(|text| !text.is_empty());
    Answer::chunked(EVENTS, chunk, false)
}

/// A response that ends after this text.
fn whole(text: &str) -> Answer {
    let chunk = Some(text.as_bytes()).filter(|text| !text.is_empty());
    Answer::chunked(EVENTS, chunk, true)
}

/// A server with an answer for each request. The last one is repeated.
fn server(answers: impl Into<Vec<Answer>>) -> Result<Server, Box<dyn std::error::Error>> {
    let answers = answers.into();
    Ok(Server::answering(move |number| {
        let answer = answers.get(number - 1).or(answers.last());
        answer.cloned().unwrap_or_else(Answer::none)
    })?)
}

/// Policies with short pauses.
fn fast(policy: ReconnectPolicy) -> ReconnectPolicy {
    policy.pauses(Duration::from_millis(1), Duration::from_millis(5))
}

/// A client that reconnects quickly.
fn client(server: &Server) -> Result<Client> {
    builder(server)
        .reconnect(fast(ReconnectPolicy::new()))
        .build()
}

fn always() -> CallOptions {
    CallOptions::new().reconnect(fast(ReconnectPolicy::always()))
}

fn open<O: Operation<Output = Incoming<T>>, T>(
    mode: Mode,
    server: &Server,
    operation: &O,
    options: &CallOptions,
) -> Result<Incoming<T>> {
    let call = client(server)?.call(operation, options);
    Ok(mode.run(call)?.into_inner())
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

/// The data of the events that arrive with these options, and the error that the stream ends with.
fn data(mode: Mode, server: &Server, options: &CallOptions) -> Result<(Vec<u32>, Option<Error>)> {
    let (events, error) = rest(mode, &mut open(mode, server, &Watch, options)?);
    Ok((events.into_iter().map(|event| event.data).collect(), error))
}

/// The values of `Last-Event-ID` in the recorded requests.
fn ids(server: &Server) -> Result<Vec<Vec<String>>, Box<dyn std::error::Error>> {
    let requests = (0..server.count()).map(|_| server.received());
    let id = |request: Received| {
        let values = request.header("last-event-id").into_iter();
        values.map(str::to_owned).collect()
    };
    requests.map(|request| Ok(id(request?))).collect()
}

fn lost_connection_continues_after_the_last_complete_event(mode: Mode) -> Test {
    let text = "id: a\ndata: 1\n\nid: b\ndata: 2\n\n";
    let first = "id: a\ndata: 1\n\n".len();
    let second = text.len();
    // The connection is lost after each byte of the second event.
    let cuts: Vec<usize> = (first..=second).collect();
    let answers: Vec<Answer> = cuts
        .iter()
        .flat_map(|cut| {
            let next = if *cut == second {
                "id: c\ndata: 3\n\n"
            } else {
                "id: b\ndata: 2\n\nid: c\ndata: 3\n\n"
            };
            [lost(&text[..*cut]), whole(next)]
        })
        .collect();
    let server = server(answers)?;
    let client = client(&server)?;
    for cut in &cuts {
        let call = client.call(&Watch, &CallOptions::new());
        let mut events = mode.run(call)?.into_inner();
        assert_eq!(events.reconnections(), 0);
        let (read, error) = rest(mode, &mut events);
        assert!(error.is_none(), "{cut}: {error:?}");
        let read: Vec<_> = read.into_iter().map(|it| (it.data, it.id)).collect();
        let expected = [(1, "a"), (2, "b"), (3, "c")].map(|(data, id)| (data, Some(id.to_owned())));
        assert_eq!(read, expected, "{cut}");
        assert_eq!(events.reconnections(), 1);
        let (request, repeated) = (server.received()?, server.received()?);
        assert_eq!(request.line(), repeated.line());
        assert!(request.header("last-event-id").is_empty());
        let id = if *cut == second { "b" } else { "a" };
        assert_eq!(repeated.header("last-event-id"), [id], "{cut}");
        assert_eq!(repeated.header("x-api-key"), [KEY]);
    }
    Ok(())
}

fn id_of_an_incomplete_event_is_not_sent(mode: Mode) -> Test {
    let server = server([
        lost("id: a\ndata: 1\n\nid: b\ndata: 2\n"),
        // The incomplete event must not be continued either.
        whole("\n\ndata: 3\n\n"),
    ])?;
    let (events, error) = rest(mode, &mut open(mode, &server, &Watch, &CallOptions::new())?);
    assert!(error.is_none(), "{error:?}");
    let read: Vec<_> = events.into_iter().map(|it| (it.data, it.id)).collect();
    assert_eq!(read, [1, 3].map(|data| (data, Some("a".to_owned()))));
    assert_eq!(ids(&server)?, [vec![], vec!["a".to_owned()]]);
    Ok(())
}

fn id_without_data_counts(mode: Mode) -> Test {
    let server = server([lost("id: start\n\n"), whole("data: 1\n\n")])?;
    let (read, error) = data(mode, &server, &CallOptions::new())?;
    assert_eq!((read, error.is_none()), (vec![1], true));
    assert_eq!(ids(&server)?, [vec![], vec!["start".to_owned()]]);
    Ok(())
}

fn empty_id_is_not_sent(mode: Mode) -> Test {
    let server = server([
        lost("id: a\ndata: 1\n\n"),
        lost("id\ndata: 2\n\n"),
        lost("data: 3\n\n"),
        Answer::with_headers("204 No Content", "", ""),
    ])?;
    let (read, error) = data(mode, &server, &always())?;
    assert_eq!((read, error.is_none()), (vec![1, 2, 3], true));
    assert_eq!(
        ids(&server)?,
        [vec![], vec!["a".to_owned()], vec![], vec![]]
    );
    Ok(())
}

fn lost_connection_without_id_is_an_error(mode: Mode) -> Test {
    let server = server([lost("data: 1\n\n")])?;
    let (read, error) = data(mode, &server, &CallOptions::new())?;
    let error = error.ok_or("the stream ended without an error")?;
    assert_eq!((read, server.count()), (vec![1], 1));
    let start = format!(
        "watch: no complete response arrived from {}: ",
        server.host()
    );
    assert!(error.to_string().starts_with(&start), "{error}");
    Ok(())
}

fn always_reconnects_without_id_and_after_the_end(mode: Mode) -> Test {
    let server = server([
        lost("data: 1\n\n"),
        whole("data: 2\n\ndata: 9"),
        whole(""),
        whole("data: 3\n\ndata: [DONE]\n\n"),
    ])?;
    let mut events = open(mode, &server, &Watch, &always())?;
    let (read, error) = rest(mode, &mut events);
    assert!(error.is_none(), "{error:?}");
    let read: Vec<u32> = read.into_iter().map(|event| event.data).collect();
    assert_eq!((read, events.reconnections()), (vec![1, 2, 3], 3));
    assert!(mode.run(events.try_next())?.is_none());
    assert_eq!(server.count(), 4);
    Ok(())
}

fn regular_end_is_the_end(mode: Mode) -> Test {
    let server = server([whole("id: a\ndata: 1\n\n")])?;
    let (read, error) = data(mode, &server, &CallOptions::new())?;
    assert_eq!((read, error.is_none(), server.count()), (vec![1], true, 1));
    Ok(())
}

fn done_ends_the_stream(mode: Mode) -> Test {
    let server = server([lost("id: a\ndata: 1\n\ndata: [DONE]\n\n")])?;
    let (read, error) = data(mode, &server, &always())?;
    assert_eq!((read, error.is_none(), server.count()), (vec![1], true, 1));
    Ok(())
}

fn none_never_reconnects(mode: Mode) -> Test {
    let server = server([lost("id: a\ndata: 1\n\n")])?;
    let options = CallOptions::new().reconnect(ReconnectPolicy::none());
    let (read, error) = data(mode, &server, &options)?;
    assert_eq!((read, server.count()), (vec![1], 1));
    assert!(error.is_some_and(|error| error.kind() == ErrorKind::Transport));
    Ok(())
}

fn post_is_sent_once_without_a_key(mode: Mode) -> Test {
    let server = server([lost("id: a\ndata: 1\n\n")])?;
    let (read, error) = rest(mode, &mut open(mode, &server, &Ask, &always())?);
    assert_eq!((read.len(), server.count()), (1, 1));
    assert!(error.is_some_and(|error| error.kind() == ErrorKind::Transport));
    Ok(())
}

fn post_with_a_key_reconnects(mode: Mode) -> Test {
    let server = server([lost("id: a\ndata: 1\n\n"), whole("id: b\ndata: 2\n\n")])?;
    let options = CallOptions::new().idempotency_key("k-1");
    let (read, error) = rest(mode, &mut open(mode, &server, &Ask, &options)?);
    assert_eq!((read.len(), error.is_none()), (2, true));
    for id in [&[][..], &["a"]] {
        let request = server.received()?;
        assert_eq!(request.header("idempotency-key"), ["k-1"]);
        assert_eq!(request.header("last-event-id"), id);
    }
    Ok(())
}

fn retry_is_the_shortest_pause(mode: Mode) -> Test {
    let server = server([lost("retry: 300\nid: a\ndata: 1\n\n"), whole("data: 2\n\n")])?;
    let mut events = open(mode, &server, &Watch, &CallOptions::new())?;
    assert!(mode.run(events.try_next())?.is_some());
    let begin = Instant::now();
    assert!(mode.run(events.try_next())?.is_some());
    assert!(
        begin.elapsed() >= Duration::from_millis(290),
        "{:?}",
        begin.elapsed()
    );
    Ok(())
}

fn retry_after_is_the_shortest_pause(mode: Mode) -> Test {
    let busy = Answer::with_headers("429 Busy", "retry-after: 1\r\n", "");
    let server = server([lost("id: a\ndata: 1\n\n"), busy, whole("data: 2\n\n")])?;
    let options = CallOptions::new().retry(RetryPolicy::none());
    let begin = Instant::now();
    let (read, error) = data(mode, &server, &options)?;
    assert_eq!((read, error.is_none()), (vec![1, 2], true));
    assert!(begin.elapsed() >= Duration::from_secs(1));
    Ok(())
}

#[tokio::test]
async fn empty_responses_do_not_become_a_busy_loop() -> Test {
    let server = server([whole("retry: 0\n\n")])?;
    let policy = ReconnectPolicy::always().pauses(Duration::from_secs(60), Duration::from_secs(60));
    let call = client(&server)?.call(&Watch, &CallOptions::new().reconnect(policy));
    let mut events = call.await?.into_inner();
    let read = tokio::time::timeout(Duration::from_millis(300), events.next()).await;
    assert!(read.is_err(), "{read:?}");
    // The first reconnection has no pause, as the server asked.
    assert!(server.count() <= 3, "{}", server.count());
    Ok(())
}

fn ids_are_sent_byte_for_byte(mode: Mode) -> Test {
    let odd = ["é/😀", "a b\tc", "\"x\", y; z=%2F", "0", ":"];
    for id in odd {
        let server = server([
            lost(&format!("id: {id}\ndata: 1\n\n")),
            whole("data: 2\n\n"),
        ])?;
        let (read, error) = data(mode, &server, &CallOptions::new())?;
        assert_eq!((read, error.is_none()), (vec![1, 2], true), "{id}");
        assert_eq!(ids(&server)?, [vec![], vec![id.to_owned()]]);
    }
    // An ID with U+0000 is ignored.
    let server = server([
        lost("id: a\ndata: 1\n\nid: b\0\ndata: 2\n\n"),
        whole("data: 3\n\n"),
    ])?;
    data(mode, &server, &CallOptions::new())?;
    assert_eq!(ids(&server)?, [vec![], vec!["a".to_owned()]]);
    Ok(())
}

fn id_with_a_control_character_is_an_error(mode: Mode) -> Test {
    let server = server([lost("id: a\u{1}b\ndata: 1\n\n")])?;
    let (read, error) = data(mode, &server, &CallOptions::new())?;
    let error = error.ok_or("the stream ended without an error")?;
    assert_eq!((read, server.count()), (vec![1], 1));
    assert_eq!(
        error.to_string(),
        "watch: the event stream cannot be resumed: the ID of its last event contains a control character, \
         which a header cannot contain"
    );
    Ok(())
}

fn no_content_ends_the_stream(mode: Mode) -> Test {
    let gone = Answer::with_headers("204 No Content", "", "");
    let server = server([lost("id: a\ndata: 1\n\n"), gone.clone()])?;
    let (read, error) = data(mode, &server, &CallOptions::new())?;
    assert_eq!((read, error.is_none(), server.count()), (vec![1], true, 2));

    let server = self::server([gone])?;
    let (read, error) = data(mode, &server, &always())?;
    assert_eq!((read, error.is_none(), server.count()), (vec![], true, 1));
    Ok(())
}

fn temporary_failures_are_repeated(mode: Mode) -> Test {
    let busy = Answer::with_headers("503 Busy", "", "");
    let server = server([
        lost("id: a\ndata: 1\n\n"),
        // More failures than one call retries.
        Answer::none(),
        busy.clone(),
        Answer::none(),
        busy.clone(),
        // A response without an event is another failure.
        lost(": welcome\n\n"),
        whole("id: b\ndata: 2\n\n"),
    ])?;
    let (read, error) = data(mode, &server, &CallOptions::new())?;
    assert!(error.is_none(), "{error:?}");
    assert_eq!((read, server.count()), (vec![1, 2], 7));
    Ok(())
}

fn failures_in_a_row_are_limited(mode: Mode) -> Test {
    let busy = Answer::with_headers("503 Busy", "", "");
    let server = server([
        lost("id: a\ndata: 1\n\n"),
        lost(": welcome\n\n"),
        // The event begins a new row.
        lost("id: b\ndata: 2\n\n"),
        lost(""),
        busy,
    ])?;
    let policy = fast(ReconnectPolicy::new().failures(3));
    let options = CallOptions::new()
        .reconnect(policy)
        .retry(quick().retries(0));
    let (read, error) = data(mode, &server, &options)?;
    let error = error.ok_or("the stream ended without an error")?;
    assert_eq!((read, server.count()), (vec![1, 2], 6));
    assert_eq!(error.to_string(), "watch: 503 Service Unavailable");
    assert_eq!(error.attempts(), 1);
    Ok(())
}

fn other_status_ends_the_stream(mode: Mode) -> Test {
    let denied = Answer::new(
        "401 Unauthorized",
        "application/json",
        r#"{"error":"expired"}"#,
    );
    let server = server([lost("id: a\ndata: 1\n\n"), denied])?;
    let (read, error) = data(mode, &server, &always())?;
    let error = error.ok_or("the stream ended without an error")?;
    assert_eq!((read, server.count()), (vec![1], 2));
    assert_eq!(error.to_string(), "watch: 401 Unauthorized: expired");
    assert_eq!(error.operation(), Some("watch"));
    Ok(())
}

fn html_page_ends_the_stream(mode: Mode) -> Test {
    let page = Answer::new("200 OK", "text/html", "<p>Sorry");
    let server = server([lost("id: a\ndata: 1\n\n"), page])?;
    let (_, error) = data(mode, &server, &always())?;
    let error = error.ok_or("the stream ended without an error")?;
    assert_eq!(
        error.to_string(),
        "watch: response is not an event stream but `text/html`"
    );
    assert_eq!(server.count(), 2);
    Ok(())
}

fn undecodable_event_does_not_reconnect(mode: Mode) -> Test {
    let server = server([whole("id: a\ndata: x\n\nid: b\ndata: 2\n\n")])?;
    let mut events = open(mode, &server, &Watch, &CallOptions::new())?;
    let (read, error) = rest(mode, &mut events);
    assert!(read.is_empty() && error.is_some_and(|error| error.is_decode()));
    let (read, error) = rest(mode, &mut events);
    assert_eq!((read.len(), error.is_none(), server.count()), (1, true, 1));
    Ok(())
}

fn too_large_event_does_not_reconnect(mode: Mode) -> Test {
    let server = server([whole("id: a\ndata: 1\n\ndata: 123456789012345\n\n")])?;
    let (read, error) = data(mode, &server, &always().body_limit(10))?;
    assert!(error.is_some_and(|error| error.is_body_limit()));
    assert_eq!((read, server.count()), (vec![1], 1));
    Ok(())
}

fn stalled_stream_reconnects(mode: Mode) -> Test {
    let server = server([
        lost("id: a\ndata: 1\n\n").then_stall(),
        whole("data: 2\n\n"),
    ])?;
    let options = CallOptions::new().attempt_timeout(Duration::from_millis(100));
    let (read, error) = data(mode, &server, &options)?;
    assert_eq!((read, error.is_none()), (vec![1, 2], true));
    server.wait_for_hang_up()
}

fn named_events_continue(mode: Mode) -> Test {
    let server = server([
        lost("event: joined\nid: 1\ndata: ada\n\nevent: counted\n"),
        whole("event: counted\nid: 2\ndata: 2\n\nevent: joined\ndata: bob\n\n"),
    ])?;
    let (events, error) = rest(
        mode,
        &mut open(mode, &server, &Follow, &CallOptions::new())?,
    );
    assert!(error.is_none(), "{error:?}");
    let read: Vec<Change> = events.into_iter().map(|event| event.data).collect();
    let joined = |name: &str| Change::Joined(name.to_owned());
    assert_eq!(read, [joined("ada"), Change::Counted(2), joined("bob")]);
    Ok(())
}

fn last_event_id_of_the_call_is_kept(mode: Mode) -> Test {
    let server = server([lost(""), lost("id: b\ndata: 1\n\n"), whole("")])?;
    let options = CallOptions::new().header("Last-Event-ID", "a");
    let (read, error) = data(mode, &server, &options)?;
    assert_eq!((read, error.is_none()), (vec![1], true));
    assert_eq!(ids(&server)?, ["a", "a", "b"].map(|id| vec![id.to_owned()]));
    Ok(())
}

fn lines_are_not_resumed(mode: Mode) -> Test {
    let body = b"1\n2\n3";
    let server = server([Answer::chunked("application/x-ndjson", [&body[..]], false)])?;
    let (read, error) = rest(mode, &mut open(mode, &server, &Rows, &always())?);
    assert_eq!((read, server.count()), (vec![1, 2], 1));
    assert!(error.is_some_and(|error| error.kind() == ErrorKind::Transport));
    Ok(())
}

fn errors_after_a_reconnection_are_about_the_new_response(mode: Mode) -> Test {
    let body = "data: \"x\"\n\n";
    let second = Answer::with_headers(
        "200 OK",
        "content-type: text/event-stream\r\nx-request-id: r-2\r\n",
        body,
    );
    let server = server([lost("id: a\ndata: 1\n\n"), second])?;
    let (_, error) = data(mode, &server, &CallOptions::new())?;
    let error = error.ok_or("the stream ended without an error")?;
    assert_eq!(error.request_id(), Some("r-2"));
    Ok(())
}

#[test]
fn dropping_the_stream_during_a_pause_stops_it() -> Test {
    let server = server([lost("retry: 200\nid: a\ndata: 1\n\n")])?;
    let mode = Mode::Awaited;
    let mut events = open(mode, &server, &Watch, &CallOptions::new())?;
    assert!(mode.run(events.try_next())?.is_some());
    let waited = mode.run(async {
        let next = tokio::time::timeout(Duration::from_millis(50), events.try_next());
        Ok(next.await.is_err())
    })?;
    assert!(waited, "the stream did not wait");
    drop(events);
    sleep(Duration::from_millis(400));
    assert_eq!(server.count(), 1);
    Ok(())
}

#[test]
fn a_transport_without_open_reconnects() -> Test {
    let recorder = Recorder::new();
    for body in ["id: a\ndata: 1\n\n", "id: b\ndata: 2\n\ndata: [DONE]\n\n"] {
        recorder.push(Ok(http::Response::new(Bytes::from(body))));
    }
    let client = Client::builder()
        .base_url("https://api.example.com")
        .transport(recorder.clone())
        .build()?;
    let mode = Mode::Awaited;
    let mut events = mode.run(client.call(&Watch, &always()))?.into_inner();
    let (read, error) = rest(mode, &mut events);
    assert_eq!((read.len(), error.is_none()), (2, true));
    let requests = recorder.requests();
    assert_eq!(requests[1].headers()["last-event-id"], "a");
    Ok(())
}

#[test]
fn empty_data_is_null_or_an_error_of_its_event() -> Test {
    streaming!(Nullable, GET, Events<Option<Value>>, decode::events);

    let text = "event: ping\ndata:\n\ndata: 1\n\ndata\ndata\n\n";
    let server = server([whole(text)])?;
    let mode = Mode::Awaited;
    let (events, error) = rest(
        mode,
        &mut open(mode, &server, &Nullable, &CallOptions::new())?,
    );
    let read: Vec<_> = events.into_iter().map(|event| event.data).collect();
    assert_eq!(
        (read, error.is_none()),
        (vec![None, Some(Value::from(1)), None], true)
    );

    let mut events = open(mode, &server, &Watch, &CallOptions::new())?;
    let error = mode
        .run(events.try_next())
        .err()
        .ok_or("the event was decoded")?;
    assert_eq!(
        error.to_string(),
        "watch: event has no data, but the API describes JSON data"
    );
    assert!(error.is_decode());
    assert_eq!(
        mode.run(events.try_next())?.map(|event| event.data),
        Some(1)
    );
    Ok(())
}
