//! Retries: which requests are retried, how often, and after which pause.

use std::collections::HashMap;
use std::net::TcpListener;
use std::time::{Duration, Instant};

use apicrate_runtime::http::StatusCode;
use apicrate_runtime::{CallOptions, Client, ErrorKind, RetryPolicy, jiff};

use crate::support::api::{CopyUser, QueryUsers, SendEvent, SendOnce, UpdateUser};
use crate::support::mode::{Mode, both};
use crate::support::server::{Answer, Server};
use crate::support::{Test, builder, client, failure, quick, user};

both! {
    retries_reuse_the_generated_idempotency_key,
    empty_idempotency_keys_are_not_sent,
    errors_have_the_waiting_time_of_the_server,
    non_idempotent_requests_are_sent_once,
    queries_are_retried_and_additional_methods_are_not,
    key_of_request_or_call_replaces_generated_key,
    idempotency_key_allows_retries_of_any_method,
    only_transient_statuses_are_retried,
    incomplete_responses_are_retried,
    connect_errors_are_retried_for_every_request,
    retry_after_in_seconds_is_respected,
    retry_after_as_date_is_respected,
    rate_limit_reset_is_respected,
    retries_end_after_the_total_time,
    pause_beyond_the_timeout_fails_at_once,
    call_policy_overrides_client_policy,
}

const OK: &str = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";

/// A server that closes the connection instead of answering every third request.
fn lossy() -> std::io::Result<Server> {
    Server::answering(|number| match number % 3 {
        0 => Answer::none(),
        _ => Answer::raw(OK),
    })
}

/// A server that answers the first request with this status, and the others successfully.
fn failing_once(status: &'static str, headers: String) -> std::io::Result<Server> {
    Server::answering(move |number| match number {
        1 => Answer::with_headers(status, &headers, ""),
        _ => Answer::json(r#"{"id":"18"}"#),
    })
}

/// The duration of a call to a server that fails once.
fn time_after_failure(
    mode: Mode,
    status: &'static str,
    headers: String,
) -> Result<Duration, Box<dyn std::error::Error>> {
    let server = failing_once(status, headers)?;
    let client = client(&server)?;
    let begin = Instant::now();
    mode.run(client.call(&user(), &CallOptions::new()))?;
    assert_eq!(server.count(), 2);
    Ok(begin.elapsed())
}

fn retries_reuse_the_generated_idempotency_key(mode: Mode) -> Test {
    let server = lossy()?;
    let client = client(&server)?;

    for _ in 0..1000 {
        mode.run(client.call(&SendEvent::default(), &CallOptions::new()))?;
    }

    let mut times_sent: HashMap<String, usize> = HashMap::new();
    for _ in 0..server.count() {
        let received = server.received()?;
        let [key] = received.header("idempotency-key")[..] else {
            return Err("not exactly one key".into());
        };
        assert_eq!(key.len(), 36, "{key}");
        *times_sent.entry(key.to_owned()).or_default() += 1;
    }
    assert_eq!(times_sent.len(), 1000);
    let lost = server.count() / 3;
    assert_eq!(server.count(), 1000 + lost);
    assert_eq!(
        times_sent.values().filter(|times| **times == 2).count(),
        lost
    );
    Ok(())
}

fn non_idempotent_requests_are_sent_once(mode: Mode) -> Test {
    let server = lossy()?;
    let client = client(&server)?;

    let mut lost = 0;
    for _ in 0..30 {
        if let Err(error) = mode.run(client.call(&SendOnce, &CallOptions::new())) {
            assert_eq!((error.kind(), error.attempts()), (ErrorKind::Transport, 1));
            assert!(error.is_retryable() && !error.is_connect());
            lost += 1;
        }
    }
    assert_eq!((server.count(), lost), (30, 10));

    let busy = Server::start(Answer::with_headers("503 Busy", "retry-after: 0\r\n", ""))?;
    let client = builder(&busy)
        .header("Idempotency-Key", "the-same-for-all")
        .build()?;
    assert!(
        mode.run(client.call(&SendOnce, &CallOptions::new()))
            .is_err()
    );
    assert!(
        mode.run(client.call(&UpdateUser::default(), &CallOptions::new()))
            .is_err()
    );
    assert_eq!(busy.count(), 2);
    Ok(())
}

fn queries_are_retried_and_additional_methods_are_not(mode: Mode) -> Test {
    let busy = || failing_once("503 Busy", "retry-after: 0\r\n".to_owned());

    let server = busy()?;
    let client = client(&server)?;
    mode.run(client.call(&QueryUsers, &CallOptions::new()))?;
    for _ in 0..2 {
        let received = server.received()?;
        assert_eq!(received.line(), "QUERY /users HTTP/1.1");
        assert_eq!(received.body(), r#"{"name":"noor"}"#);
    }

    let server = busy()?;
    let client = crate::support::client(&server)?;
    let answer = mode.run(client.call(&CopyUser, &CallOptions::new()));
    assert_eq!(answer.err().map(|error| error.attempts()), Some(1));
    assert_eq!(server.received()?.line(), "COPY /users HTTP/1.1");

    let server = busy()?;
    let client = crate::support::client(&server)?;
    let options = CallOptions::new().header("Idempotency-Key", "mine");
    mode.run(client.call(&CopyUser, &options))?;
    assert_eq!(server.count(), 2);
    Ok(())
}

fn key_of_request_or_call_replaces_generated_key(mode: Mode) -> Test {
    let server = Server::start(Answer::raw(OK))?;
    let client = builder(&server)
        .header("Idempotency-Key", "of-the-client")
        .build()?;
    let own = SendEvent {
        idempotency_key: Some("of-the-request".to_owned()),
    };
    let options = CallOptions::new().idempotency_key("of-the-call");

    mode.run(client.call(&own, &options))?;
    assert_eq!(
        server.received()?.header("idempotency-key"),
        ["of-the-request"]
    );
    mode.run(client.call(&SendEvent::default(), &options))?;
    assert_eq!(
        server.received()?.header("idempotency-key"),
        ["of-the-call"]
    );
    // A key of the client would be the same for all its requests, so it is not used.
    mode.run(client.call(&SendEvent::default(), &CallOptions::new()))?;
    assert_eq!(
        server.received()?.header("idempotency-key").concat().len(),
        36
    );
    Ok(())
}

fn idempotency_key_allows_retries_of_any_method(mode: Mode) -> Test {
    let server = failing_once("503 Service Unavailable", String::new())?;
    let client = client(&server)?;
    let options = CallOptions::new().idempotency_key("mine");
    mode.run(client.call(&UpdateUser::default(), &options))?;
    for _ in 0..2 {
        assert_eq!(server.received()?.header("idempotency-key"), ["mine"]);
    }
    Ok(())
}

fn only_transient_statuses_are_retried(mode: Mode) -> Test {
    for (status, attempts) in [
        ("408 Request Timeout", 3),
        ("429 Too Many Requests", 3),
        ("500 Internal Server Error", 3),
        ("501 Not Implemented", 1),
        ("503 Service Unavailable", 3),
        ("302 Found", 1),
        ("400 Bad Request", 1),
        ("401 Unauthorized", 1),
        ("404 Not Found", 1),
        ("409 Conflict", 1),
    ] {
        let server = Server::start(Answer::with_headers(status, "request-id: r-5\r\n", ""))?;
        let error = failure(mode, &client(&server)?, &CallOptions::new())?;
        assert_eq!(
            (error.attempts(), server.count()),
            (attempts, attempts as usize)
        );
        assert_eq!(error.is_retryable(), attempts > 1, "{status}");
        assert_eq!(error.request_id(), Some("r-5"));
    }
    Ok(())
}

fn incomplete_responses_are_retried(mode: Mode) -> Test {
    let server = Server::answering(|number| match number {
        1 => Answer::raw("HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n{\"id\":"),
        2 => Answer::raw("HTTP/1.1 2"),
        _ => Answer::json(r#"{"id":"18"}"#),
    })?;
    let response = mode.run(client(&server)?.call(&user(), &CallOptions::new()))?;
    assert_eq!(response.value().id, "18");
    Ok(())
}

fn connect_errors_are_retried_for_every_request(mode: Mode) -> Test {
    let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    let client = Client::builder()
        .base_url(format!("http://{address}"))
        .retry(quick())
        .build()?;
    let result = mode.run(client.call(&SendOnce, &CallOptions::new()));
    let error = result.err().ok_or("the call succeeded")?;
    assert!(error.is_connect());
    assert_eq!(error.attempts(), 3);
    Ok(())
}

fn retry_after_in_seconds_is_respected(mode: Mode) -> Test {
    for status in ["429 Too Many Requests", "503 Service Unavailable"] {
        let took = time_after_failure(mode, status, "retry-after: 1\r\n".to_owned())?;
        assert!(
            took >= Duration::from_secs(1) && took < Duration::from_secs(3),
            "{took:?}"
        );
    }
    Ok(())
}

fn retry_after_as_date_is_respected(mode: Mode) -> Test {
    // The clock of the server differs from the local clock by years.
    let headers = "date: Sun, 06 Nov 1994 08:49:37 GMT\r\n\
                   retry-after: Sun, 06 Nov 1994 08:49:38 GMT\r\n";
    let took = time_after_failure(mode, "503 Service Unavailable", headers.to_owned())?;
    assert!(
        took >= Duration::from_secs(1) && took < Duration::from_secs(3),
        "{took:?}"
    );
    Ok(())
}

fn rate_limit_reset_is_respected(mode: Mode) -> Test {
    let took = |reset: i64| {
        let headers = format!("x-ratelimit-reset: {reset}\r\n");
        time_after_failure(mode, "429 Too Many Requests", headers)
    };
    let after_a_second = took(1)?;
    assert!(
        after_a_second >= Duration::from_secs(1),
        "{after_a_second:?}"
    );
    // A Unix time is in whole seconds, so the pause is between one and two seconds.
    let until_then = took(jiff::Timestamp::now().as_second() + 2)?;
    assert!(until_then >= Duration::from_millis(900), "{until_then:?}");
    assert!(after_a_second.max(until_then) < Duration::from_secs(4));
    Ok(())
}

fn retries_end_after_the_total_time(mode: Mode) -> Test {
    let policy = quick()
        .retries(u32::MAX)
        .total_time(Duration::from_millis(1500));
    for (headers, attempts) in [("", 10..u32::MAX), ("retry-after: 1\r\n", 2..3)] {
        let server = Server::start(Answer::with_headers("429 Too Many Requests", headers, ""))?;
        let begin = Instant::now();

        let options = CallOptions::new().retry(policy.clone());
        let error = failure(mode, &client(&server)?, &options)?;

        assert_eq!(error.status(), Some(StatusCode::TOO_MANY_REQUESTS));
        assert!(attempts.contains(&error.attempts()), "{}", error.attempts());
        assert!(begin.elapsed() < Duration::from_millis(2500));
    }
    Ok(())
}

fn errors_have_the_waiting_time_of_the_server(mode: Mode) -> Test {
    let date = "date: Sun, 06 Nov 1994 08:49:37 GMT\r\n\
                retry-after: Sun, 06 Nov 1994 08:51:37 GMT\r\n";
    for (status, headers, seconds) in [
        ("429 Slow", "retry-after: 90\r\n", Some(90)),
        ("503 Busy", date, Some(120)),
        ("429 Slow", "x-ratelimit-reset: 75\r\n", Some(75)),
        ("503 Busy", "x-ratelimit-reset: 75\r\n", None),
        ("503 Busy", "retry-after: soon\r\n", None),
        ("404 Not Found", "", None),
    ] {
        let server = Server::start(Answer::with_headers(status, headers, ""))?;
        let error = failure(mode, &client(&server)?, &CallOptions::new())?;
        let expected = seconds.map(Duration::from_secs);
        assert_eq!(error.retry_after(), expected, "{status} {headers}");
    }
    let server = Server::start(Answer::none())?;
    let error = failure(mode, &client(&server)?, &CallOptions::new())?;
    assert_eq!(error.retry_after(), None);
    Ok(())
}

fn empty_idempotency_keys_are_not_sent(mode: Mode) -> Test {
    let server = Server::start(Answer::raw(OK))?;
    let client = client(&server)?;
    let own = SendEvent {
        idempotency_key: Some(String::new()),
    };
    for (event, options) in [
        (own, CallOptions::new()),
        (
            SendEvent::default(),
            CallOptions::new().idempotency_key(" "),
        ),
    ] {
        let error = mode.run(client.call(&event, &options)).err();
        let error = error.ok_or("the call succeeded")?;
        assert_eq!(
            error.to_string(),
            "events_send: the idempotency key is empty"
        );
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    }
    assert_eq!(server.count(), 0);
    Ok(())
}

fn pause_beyond_the_timeout_fails_at_once(mode: Mode) -> Test {
    let server = Server::start(Answer::with_headers("429 Slow", "retry-after: 61\r\n", ""))?;
    let begin = Instant::now();
    let error = failure(mode, &client(&server)?, &CallOptions::new())?;
    assert_eq!((error.attempts(), server.count()), (1, 1));

    let server = Server::start(Answer::with_headers("429 Slow", "retry-after: 5\r\n", ""))?;
    let short = CallOptions::new().timeout(Duration::from_secs(4));
    let error = failure(mode, &client(&server)?, &short)?;
    assert_eq!(error.status(), Some(StatusCode::TOO_MANY_REQUESTS));
    assert!(begin.elapsed() < Duration::from_secs(2));
    Ok(())
}

fn call_policy_overrides_client_policy(mode: Mode) -> Test {
    let server = Server::start(Answer::new("500 Oh", "text/plain", "oh"))?;
    let client = builder(&server).retry(quick().retries(4)).build()?;
    assert_eq!(failure(mode, &client, &CallOptions::new())?.attempts(), 5);
    let once = CallOptions::new().retry(RetryPolicy::none());
    assert_eq!(failure(mode, &client, &once)?.attempts(), 1);
    Ok(())
}
