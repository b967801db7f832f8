//! Spans and events of `tracing`. These tests run in their own process: `tracing` caches whether a callsite is enabled,
//! and threads without a subscriber would influence the result.

#![cfg(all(feature = "http-transport", feature = "tracing"))]

#[path = "../support/mod.rs"]
mod support;

use std::io::{Result as IoResult, Write};
use std::sync::{Arc, Mutex, PoisonError};

use apicrate_runtime::stream::Events;
use apicrate_runtime::{Bytes, CallOptions, Decode, Error, Method, Operation, decode, http};
use tracing::Level;
use tracing::subscriber::with_default;
use tracing_subscriber::fmt::format::FmtSpan;

use support::leaks::{assert_no_secret, failing_session};
use support::mode::{Mode, both};
use support::server::{Answer, Server};
use support::{Test, client, user};

both! {
    call_is_a_span_and_attempt_is_an_event,
    failed_call_records_error_type,
    paths_without_template_are_not_recorded,
    traces_contain_no_secret,
    reconnection_is_a_span_with_an_event,
}

/// A log in memory.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> IoResult<usize> {
        let mut log = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        log.write(bytes)
    }

    fn flush(&mut self) -> IoResult<()> {
        Ok(())
    }
}

/// The result of a function, and the log of its traces.
fn traced<T>(run: impl FnOnce() -> T) -> (T, String) {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(Level::TRACE)
        .with_span_events(FmtSpan::CLOSE)
        .with_writer(move || writer.clone())
        .finish();
    let result = with_default(subscriber, run);
    let bytes = log.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
    (result, String::from_utf8_lossy(&bytes).into_owned())
}

/// The lines of this crate that contain a text.
fn lines<'a>(log: &'a str, text: &str) -> Vec<&'a str> {
    let own = log
        .lines()
        .filter(|line| line.contains("apicrate_runtime: "));
    own.filter(|line| line.contains(text)).collect()
}

fn assert_all(line: &str, fields: &[&str]) {
    for field in fields {
        assert!(line.contains(field), "{field} is not in {line}");
    }
}

fn call_is_a_span_and_attempt_is_an_event(mode: Mode) -> Test {
    let server = Server::answering(|number| match number {
        1 => Answer::with_headers("503 Busy", "", ""),
        2 => Answer::none(),
        _ => Answer::json(r#"{"id":"18"}"#),
    })?;
    let client = client(&server)?;
    let (result, log) = traced(|| mode.run(client.call(&user(), &CallOptions::new())));
    result?;

    let attempts = lines(&log, "}: apicrate_runtime: attempt");
    assert_eq!(attempts.len(), 3, "{log}");
    let assert_fields = |line: &str, fields: &[&str]| {
        assert_all(line.rsplit("attempt").next().unwrap_or_default(), fields);
    };
    assert_fields(
        attempts[0],
        &[
            "http.request.resend_count=0",
            "http.response.status_code=503",
            "error.type=\"503\"",
        ],
    );
    assert_fields(
        attempts[1],
        &[
            "http.request.resend_count=1",
            "error.type=\"transport\"",
            "retry.pause_ms=",
        ],
    );
    assert_fields(
        attempts[2],
        &[
            "http.request.resend_count=2",
            "http.response.status_code=200",
        ],
    );

    let [span] = lines(&log, "close")[..] else {
        return Err(format!("not exactly one span: {log}").into());
    };
    assert_all(
        span,
        &[
            "http.request.method=\"GET\"",
            "url.template=\"/users/{id}\"",
            "url.scheme=\"http\"",
            "server.address=\"127.0.0.1\"",
            "server.port=",
            "http.request.resend_count=2",
            "http.response.status_code=200",
        ],
    );
    assert!(!log.contains("/users/18"), "{log}");
    Ok(())
}

fn failed_call_records_error_type(mode: Mode) -> Test {
    for (answer, field) in [
        (
            Answer::new("404 Not Found", "text/plain", ""),
            "error.type=\"404\"",
        ),
        (Answer::json("[]"), "error.type=\"decode\""),
    ] {
        let server = Server::start(answer)?;
        let client = client(&server)?;
        let (result, log) = traced(|| mode.run(client.call(&user(), &CallOptions::new())));
        assert!(result.is_err());
        let [span] = lines(&log, "close")[..] else {
            return Err(format!("not exactly one span: {log}").into());
        };
        assert_all(span, &[field, "otel.status_code=\"ERROR\""]);
    }
    Ok(())
}

fn paths_without_template_are_not_recorded(mode: Mode) -> Test {
    let server = Server::start(Answer::json("{}"))?;
    let client = client(&server)?;
    let request = http::Request::get("/badges/secret?x=y").body(Bytes::new())?;
    let (result, log) = traced(|| mode.run(client.execute(request, &CallOptions::new())));
    result?;
    assert_eq!(lines(&log, "close").len(), 1, "{log}");
    assert!(lines(&log, "badges").is_empty(), "{log}");
    Ok(())
}

fn traces_contain_no_secret(mode: Mode) -> Test {
    let (session, log) = traced(|| failing_session(mode));
    session?;
    assert!(log.contains("attempt"));
    assert_no_secret(&log);
    Ok(())
}

fn reconnection_is_a_span_with_an_event(mode: Mode) -> Test {
    struct Watch;

    impl Operation for Watch {
        type Output = Events<u32>;
        const ID: &'static str = "watch";
        const METHOD: Method = Method::GET;
        const PATH: &'static str = "/watch";
        const STREAMS: bool = true;
        const DECODE: Decode<Self::Output> = decode::events;
    }

    let server = Server::answering(|number| {
        let text = format!("retry: 1\nid: {number}\ndata: {number}\n\n");
        Answer::chunked("text/event-stream", [text.as_bytes()], number == 2)
    })?;
    let client = client(&server)?;
    let (result, log) = traced(|| {
        let mut events = mode
            .run(client.call(&Watch, &CallOptions::new()))?
            .into_inner();
        while mode.run(events.try_next())?.is_some() {}
        Ok::<_, Error>(events.reconnections())
    });
    assert_eq!(result?, 1);
    let [event] = lines(&log, "}: apicrate_runtime: reconnect")[..] else {
        return Err(format!("not exactly one event: {log}").into());
    };
    assert_all(
        event,
        &[
            "operation.id=\"watch\"",
            "error.type=\"transport\"",
            "retry.pause_ms=1",
        ],
    );
    assert_eq!(lines(&log, "close").len(), 2, "{log}");
    Ok(())
}
