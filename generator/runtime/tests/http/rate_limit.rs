//! Client-side rate limits.

use std::time::{Duration, Instant};

use apicrate_runtime::{CallOptions, Client, RateLimit, RateLimiter, Result};

use crate::support::api::{SendEvent, UpdateUser};
use crate::support::mode::{Mode, both};
use crate::support::server::{Answer, Server};
use crate::support::{Test, builder, failure, user};

both! {
    limit_applies_only_to_its_operations,
    every_attempt_counts,
    wait_beyond_the_timeout_fails_at_once,
}

const OK: &str = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";

/// The duration of eleven calls.
fn time(call: impl Fn() -> Result<()>) -> Result<Duration> {
    let begin = Instant::now();
    (0..11).try_for_each(|_| call())?;
    Ok(begin.elapsed())
}

fn limit_applies_only_to_its_operations(mode: Mode) -> Test {
    let server = Server::start(Answer::raw(OK))?;
    let limiter = RateLimiter::new()
        .operations(["events_send"], RateLimit::per_second(10))
        .rest(RateLimit::per_second(1).burst(11));
    let client = builder(&server).rate_limit(limiter).build()?;
    let options = CallOptions::new();
    let event = || {
        mode.run(client.call(&SendEvent::default(), &options))
            .map(drop)
    };
    let update = || {
        mode.run(client.call(&UpdateUser::default(), &options))
            .map(drop)
    };

    assert!(time(update)? < Duration::from_millis(900));
    let took = time(event)?;
    assert!(took >= Duration::from_secs(1) && took < Duration::from_secs(3));
    Ok(())
}

fn every_attempt_counts(mode: Mode) -> Test {
    let server = Server::start(Answer::new("503 Busy", "text/plain", ""))?;
    let limiter = RateLimiter::new().rest(RateLimit::per_second(5));
    let client = builder(&server).rate_limit(limiter).build()?;
    let begin = Instant::now();
    assert_eq!(failure(mode, &client, &CallOptions::new())?.attempts(), 3);
    assert!(begin.elapsed() >= Duration::from_millis(400));
    Ok(())
}

fn wait_beyond_the_timeout_fails_at_once(mode: Mode) -> Test {
    let server = Server::start(Answer::json(r#"{"id":"18"}"#))?;
    let limiter = RateLimiter::new().matching(|_| true, RateLimit::per_minute(1));
    let first = builder(&server).rate_limit(limiter.clone()).build()?;
    let second = builder(&server).rate_limit(limiter).build()?;
    mode.run(first.call(&user(), &CallOptions::new()))?;
    let begin = Instant::now();
    let error = failure(
        mode,
        &second,
        &CallOptions::new().timeout(Duration::from_secs(20)),
    )?;
    assert_eq!((error.is_timeout(), error.attempts()), (true, 0));
    assert!(begin.elapsed() < Duration::from_secs(2));
    Ok(())
}

#[test]
fn build_rejects_invalid_limits() {
    for limit in [
        RateLimit::per_second(0),
        RateLimit::per_second(u32::MAX),
        RateLimit::per_second(5).burst(0),
        RateLimit::per_minute(1).burst(u32::MAX),
    ] {
        let limiter = RateLimiter::new().rest(limit);
        assert!(Client::builder().rate_limit(limiter).build().is_err());
    }
}
