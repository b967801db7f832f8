//! What `tracing` is told of a call. These tests have a process of their own: in one with threads that
//! trace to nobody, what is traced at all is decided by chance.

#![cfg(all(feature = "reqwest", feature = "tracing"))]

#[path = "../support/mod.rs"]
mod support;

use std::io::{Result as IoResult, Write};
use std::sync::{Arc, Mutex, PoisonError};

use apicrate_runtime::{Bytes, CallOptions, http};
use tracing::Level;
use tracing::subscriber::with_default;
use tracing_subscriber::fmt::format::FmtSpan;

use support::indiscreet::{assert_discreet, failing_session};
use support::mode::{Mode, both};
use support::server::{Answer, Server};
use support::{Test, client, user};

both! {
    a_call_is_a_span_and_an_attempt_an_event,
    a_call_that_fails_says_how,
    an_unknown_path_is_not_told,
    nothing_that_is_traced_holds_a_key,
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

/// What is traced while something runs.
fn traced<T>(run: impl FnOnce() -> T) -> (T, String) {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(Level::TRACE)
        .with_span_events(FmtSpan::CLOSE)
        .with_writer(move || writer.clone())
        .finish();
    let outcome = with_default(subscriber, run);
    let bytes = log.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
    (outcome, String::from_utf8_lossy(&bytes).into_owned())
}

/// The lines of this crate that hold a text.
fn lines<'a>(log: &'a str, text: &str) -> Vec<&'a str> {
    let own = log
        .lines()
        .filter(|line| line.contains("apicrate_runtime: "));
    own.filter(|line| line.contains(text)).collect()
}

fn assert_all(line: &str, facts: &[&str]) {
    for fact in facts {
        assert!(line.contains(fact), "{fact} is not in {line}");
    }
}

fn a_call_is_a_span_and_an_attempt_an_event(mode: Mode) -> Test {
    let server = Server::answering(|number| match number {
        1 => Answer::with_headers("503 Busy", "", ""),
        2 => Answer::none(),
        _ => Answer::json(r#"{"id":"18"}"#),
    })?;
    let client = client(&server)?;
    let (outcome, log) = traced(|| mode.run(client.call(&user(), &CallOptions::new())));
    outcome?;

    let attempts = lines(&log, "}: apicrate_runtime: attempt");
    assert_eq!(attempts.len(), 3, "{log}");
    let fact = |line: &str, facts: &[&str]| {
        assert_all(line.rsplit("attempt").next().unwrap_or_default(), facts);
    };
    fact(
        attempts[0],
        &[
            "http.request.resend_count=0",
            "http.response.status_code=503",
            "error.type=\"503\"",
        ],
    );
    fact(
        attempts[1],
        &[
            "http.request.resend_count=1",
            "error.type=\"transport\"",
            "retry.pause_ms=",
        ],
    );
    fact(
        attempts[2],
        &[
            "http.request.resend_count=2",
            "http.response.status_code=200",
        ],
    );

    let [span] = lines(&log, "close")[..] else {
        return Err(format!("not one span: {log}").into());
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

fn a_call_that_fails_says_how(mode: Mode) -> Test {
    for (answer, said) in [
        (
            Answer::new("404 Not Found", "text/plain", ""),
            "error.type=\"404\"",
        ),
        (Answer::json("[]"), "error.type=\"decode\""),
    ] {
        let server = Server::start(answer)?;
        let client = client(&server)?;
        let (outcome, log) = traced(|| mode.run(client.call(&user(), &CallOptions::new())));
        assert!(outcome.is_err());
        let [span] = lines(&log, "close")[..] else {
            return Err(format!("not one span: {log}").into());
        };
        assert_all(span, &[said, "otel.status_code=\"ERROR\""]);
    }
    Ok(())
}

fn an_unknown_path_is_not_told(mode: Mode) -> Test {
    let server = Server::start(Answer::json("{}"))?;
    let client = client(&server)?;
    let request = http::Request::get("/badges/of-whom?x=y").body(Bytes::new())?;
    let (outcome, log) = traced(|| mode.run(client.execute(request, &CallOptions::new())));
    outcome?;
    assert_eq!(lines(&log, "close").len(), 1, "{log}");
    assert!(lines(&log, "badges").is_empty(), "{log}");
    Ok(())
}

fn nothing_that_is_traced_holds_a_key(mode: Mode) -> Test {
    let (session, log) = traced(|| failing_session(mode));
    session?;
    assert!(log.contains("attempt"));
    assert_discreet(&log);
    Ok(())
}
