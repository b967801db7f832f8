//! Timeouts and the body limit.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use apicrate_runtime::{CallOptions, Client, ErrorKind, RetryPolicy};

use crate::support::mode::{Mode, both};
use crate::support::server::{Answer, Server};
use crate::support::{Test, builder, client, failure, user};

both! {
    slow_body_times_out,
    attempt_timeout_applies_to_each_attempt,
    call_timeout_includes_all_attempts,
    limits_can_be_disabled,
    connect_timeout_applies,
    large_body_is_not_read_completely,
    body_limit_is_configurable,
}

const GIBIBYTE: u64 = 1 << 30;
const MEBIBYTE: u64 = 1 << 20;

fn slow_body_times_out(mode: Mode) -> Test {
    let head = "HTTP/1.1 200 OK\r\ncontent-length: 60\r\n\r\n{";
    let server = Server::start(Answer::raw(head).then_drip())?;
    let begin = Instant::now();
    let options = CallOptions::new().timeout(Duration::from_millis(2500));
    let error = failure(mode, &client(&server)?, &options)?;
    assert_eq!(
        error.to_string(),
        format!(
            "users_get: no complete response within 2.5s from {}",
            server.host()
        )
    );
    assert_eq!((error.is_timeout(), error.attempts()), (true, 1));
    assert!(begin.elapsed() < Duration::from_secs(4));
    Ok(())
}

fn attempt_timeout_applies_to_each_attempt(mode: Mode) -> Test {
    let slow_once = |number| match number {
        1 => Answer::none().then_stall(),
        _ => Answer::json(r#"{"id":"18"}"#),
    };
    let server = Server::answering(slow_once)?;
    let client = builder(&server)
        .attempt_timeout(Duration::from_millis(200))
        .build()?;
    mode.run(client.call(&user(), &CallOptions::new()))?;
    assert_eq!(server.count(), 2);

    let server = Server::start(Answer::none().then_stall())?;
    let options = CallOptions::new().attempt_timeout(Duration::from_millis(50));
    let error = failure(mode, &builder(&server).build()?, &options)?;
    assert_eq!(
        error.to_string(),
        format!(
            "users_get: no complete response within 50ms from {}",
            server.host()
        )
    );
    assert_eq!(error.attempts(), 3);
    Ok(())
}

fn call_timeout_includes_all_attempts(mode: Mode) -> Test {
    let server = Server::start(Answer::none().then_stall())?;
    let begin = Instant::now();
    let options = CallOptions::new()
        .timeout(Duration::from_millis(500))
        .attempt_timeout(Duration::from_millis(200))
        .retry(
            RetryPolicy::new()
                .retries(100)
                .pauses(Duration::ZERO, Duration::ZERO),
        );
    let error = failure(mode, &client(&server)?, &options)?;
    assert_eq!(
        error.to_string(),
        format!(
            "users_get: no complete response within 500ms from {}",
            server.host()
        )
    );
    assert!((2..=3).contains(&error.attempts()), "{error:?}");
    assert!(begin.elapsed() < Duration::from_secs(2));
    Ok(())
}

fn limits_can_be_disabled(mode: Mode) -> Test {
    let server = Server::start(Answer::json(r#"{"id":"18"}"#))?;
    let unlimited = CallOptions::new()
        .timeout(Duration::MAX)
        .attempt_timeout(Duration::MAX)
        .retry(RetryPolicy::new().total_time(Duration::MAX))
        .body_limit(u64::MAX);
    mode.run(client(&server)?.call(&user(), &unlimited))?;
    Ok(())
}

fn connect_timeout_applies(mode: Mode) -> Test {
    // The listener accepts connections but sends nothing, so the TLS handshake never completes.
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let client = Client::builder()
        .base_url(format!("https://{}", listener.local_addr()?))
        .connect_timeout(Duration::from_millis(200))
        .retry(RetryPolicy::none())
        .build()?;
    let begin = Instant::now();
    let error = failure(mode, &client, &CallOptions::new())?;
    assert!(error.is_connect(), "{error:?}");
    assert!(begin.elapsed() < Duration::from_secs(5));

    let with_both = client.to_builder().connect_timeout(Duration::from_secs(1));
    assert!(
        with_both
            .build()
            .is_err_and(|error| error.to_string().contains("connect_timeout"))
    );
    Ok(())
}

fn large_body_is_not_read_completely(mode: Mode) -> Test {
    let announced = format!("HTTP/1.1 200 OK\r\ncontent-length: {GIBIBYTE}\r\n\r\n");
    let unannounced = "HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n".to_owned();
    // Besides the limit, only the socket buffers of client and server are filled.
    for (head, most) in [(announced, 32 * MEBIBYTE), (unannounced, 96 * MEBIBYTE)] {
        let server = Server::start(Answer::raw(&head).then_flood(GIBIBYTE))?;
        let error = failure(mode, &client(&server)?, &CallOptions::new())?;
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::BodyLimit, 1));
        assert!(error.is_body_limit() && !error.is_retryable());
        assert_eq!(
            error.to_string(),
            "users_get: the response is larger than 67108864 bytes"
        );
        assert!(server.bytes_sent() < most, "{}", server.bytes_sent());
    }
    Ok(())
}

fn body_limit_is_configurable(mode: Mode) -> Test {
    let body = r#"{"id":"18"}"#;
    let server = Server::start(Answer::json(body))?;
    let size = body.len() as u64;
    let tight = builder(&server).body_limit(size - 1).build()?;
    assert!(failure(mode, &tight, &CallOptions::new())?.is_body_limit());
    mode.run(tight.call(&user(), &CallOptions::new().body_limit(size)))?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn dropping_a_call_cancels_the_request() -> Test {
    let server = Server::start(Answer::none().then_stall())?;
    let client = client(&server)?;
    let (request, options) = (user(), CallOptions::new());
    let call = client.call(&request, &options);
    assert!(
        tokio::time::timeout(Duration::from_millis(300), call)
            .await
            .is_err()
    );
    server.wait_for_hang_up()
}

#[tokio::test]
async fn dropping_a_call_between_attempts_stops_retries() -> Test {
    let server = Server::start(Answer::with_headers("503 Busy", "retry-after: 1\r\n", ""))?;
    let client = client(&server)?;
    let (request, options) = (user(), CallOptions::new());
    let call = client.call(&request, &options);
    assert!(
        tokio::time::timeout(Duration::from_millis(300), call)
            .await
            .is_err()
    );
    tokio::time::sleep(Duration::from_millis(1200)).await;
    assert_eq!(server.count(), 1);
    Ok(())
}
