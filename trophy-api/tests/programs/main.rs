//! Runs the examples and compares their output with the expected files. The README's excerpts must match too.

mod leaderboards;

use std::error::Error;

use tokio::net::TcpListener;
use trophy_api::http::{Request, StatusCode};
use trophy_api::webhook::{SIGNATURE, Verifier, sign};
use trophy_api::{Bytes, CallOptions, Client};

#[path = "../../examples/backfill.rs"]
#[expect(dead_code, reason = "`main` is used by the example only")]
mod backfill;
#[cfg(feature = "blocking")]
#[path = "../../examples/blocking.rs"]
#[expect(dead_code, reason = "`main` is used by the example only")]
mod blocking;
#[path = "../../examples/leaderboard_export.rs"]
#[expect(dead_code, reason = "`main` is used by the example only")]
mod leaderboard_export;
#[path = "../../examples/middleware.rs"]
#[expect(dead_code, reason = "`main` is used by the example only")]
mod middleware;
#[path = "../../examples/quickstart.rs"]
#[expect(dead_code, reason = "`main` is used by the example only")]
mod quickstart;
#[cfg(feature = "reqwest")]
#[path = "../../examples/reqwest_transport.rs"]
#[expect(dead_code, reason = "`main` is used by the example only")]
mod reqwest_transport;
#[cfg(feature = "server")]
#[path = "../../examples/router.rs"]
#[expect(dead_code, reason = "`main` is used by the example only")]
mod router;
#[path = "../../examples/test_double.rs"]
#[expect(dead_code, reason = "`main` is used by the example only")]
mod test_double;

#[path = "../../examples/webhook_axum.rs"]
#[expect(dead_code, reason = "`main` is used by the example only")]
mod webhook_axum;
#[path = "../../examples/webhook_http.rs"]
#[expect(dead_code, reason = "`main` is used by the example only")]
mod webhook_http;

type Test = Result<(), Box<dyn Error>>;

/// The output of the quickstart.
const QUICKSTART: &str = include_str!("quickstart.txt");

/// The README of the repository.
const README: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../README.md");

#[tokio::test]
async fn quickstart_prints_the_result_of_each_call() -> Test {
    let mut out = Vec::new();
    quickstart::run(&mut out).await?;
    assert_eq!(String::from_utf8(out)?, QUICKSTART);
    Ok(())
}

#[test]
fn readme_shows_the_quickstart_and_its_output() -> Test {
    let readme = std::fs::read_to_string(README)?;
    let shown = format!("```text\n{QUICKSTART}```");
    assert!(readme.contains(&shown), "README.md lacks\n{shown}");

    let (_, code) = readme
        .split_once("```rust,ignore\n")
        .ok_or("README.md has no block of Rust code")?;
    let (code, _) = code
        .split_once("```")
        .ok_or("the block of code is not closed")?;
    let trimmed = |text: &str| text.lines().map(str::trim).collect::<Vec<_>>().join("\n");
    let source = trimmed(include_str!("../../examples/quickstart.rs"));
    let code = trimmed(code);
    assert!(source.contains(&code), "the quickstart lacks\n{code}");
    Ok(())
}

#[tokio::test]
async fn restarted_backfill_counts_nothing_twice() -> Test {
    let (mut out, mut progress) = (Vec::new(), Vec::new());
    backfill::run(&mut out, &mut progress).await?;
    assert_eq!(String::from_utf8(out)?, include_str!("backfill.txt"));

    let progress = String::from_utf8(progress)?;
    let bars: Vec<&str> = progress.split('\r').collect();
    assert!(bars.contains(&"[####################....................] 60/120"));
    assert_eq!(
        bars.last(),
        Some(&"[########################################] 120/120\n")
    );
    Ok(())
}

#[cfg(feature = "blocking")]
#[test]
fn blocking_prints_the_result_of_each_call() -> Test {
    let mut out = Vec::new();
    blocking::run(&mut out)?;
    assert_eq!(String::from_utf8(out)?, include_str!("blocking.txt"));
    Ok(())
}

#[tokio::test]
async fn middleware_logs_and_records_requests() -> Test {
    let mut out = Vec::new();
    middleware::run(&mut out).await?;
    assert_eq!(String::from_utf8(out)?, include_str!("middleware.txt"));
    Ok(())
}

#[cfg(feature = "server")]
#[tokio::test]
async fn router_serves_an_implementation() -> Test {
    let mut out = Vec::new();
    router::run(&mut out).await?;
    assert_eq!(String::from_utf8(out)?, include_str!("router.txt"));
    Ok(())
}

#[cfg(feature = "reqwest")]
#[tokio::test]
async fn reqwest_transport_sends_calls() -> Test {
    let mut out = Vec::new();
    reqwest_transport::run(&mut out).await?;
    assert_eq!(
        String::from_utf8(out)?,
        include_str!("reqwest_transport.txt")
    );
    Ok(())
}

#[tokio::test]
async fn test_double_answers_its_methods() -> Test {
    let mut out = Vec::new();
    test_double::run(&mut out).await?;
    assert_eq!(String::from_utf8(out)?, include_str!("test_double.txt"));
    Ok(())
}

#[test]
fn forged_webhooks_are_rejected() -> Test {
    let mut out = Vec::new();
    webhook_http::run(&mut out)?;
    assert_eq!(String::from_utf8(out)?, include_str!("webhook_http.txt"));
    Ok(())
}

#[tokio::test]
async fn axum_server_accepts_signed_webhooks() -> Test {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    let app = webhook_axum::app(Verifier::new("an-example")?);
    tokio::spawn(async move { axum::serve(listener, app).await });

    let client = Client::builder().base_url(url).build()?;
    let event = r#"{"type":"season.opened"}"#;
    let incomplete = r#"{"type":"streak.lost"}"#;
    let signed = |body: &str| sign("an-example", body.as_bytes());
    let forged = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=".to_owned();
    for (body, signature, status) in [
        (event, signed(event), StatusCode::OK),
        (event, forged, StatusCode::UNAUTHORIZED),
        (
            incomplete,
            signed(incomplete),
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
    ] {
        let request = Request::post("/webhooks/trophy")
            .header(SIGNATURE, signature)
            .body(Bytes::from(body))?;
        let response = client.execute(request, &CallOptions::new()).await;
        let received = match response {
            Ok(response) => response.status(),
            Err(error) => error.status().ok_or("there was no response")?,
        };
        assert_eq!(received, status);
    }
    Ok(())
}
