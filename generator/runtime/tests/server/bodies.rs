//! Bodies that are large, slow, deep, or of another media type.

use std::time::Duration;

use apicrate_runtime::server::RequestLimits;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::operations::routes;
use super::{Test, ask, exchange, send, serve};

const JSON: &str = "POST /json\ncontent-type: application/json\n";

#[tokio::test]
async fn size_of_bodies_is_limited() -> Test {
    let large = format!("\"{}\"", "a".repeat((2 << 20) - 2));
    assert_eq!(ask(JSON, &large).await?.status, 200);

    let server = serve(routes().limits(RequestLimits::new().body(4))).await?;
    assert_eq!(send(server, JSON, "1234").await?.status, 200);
    let answer = send(server, JSON, "12345").await?;
    assert_eq!(answer.status, 413);
    assert_eq!(answer.message(), "the body is larger than 4 bytes");

    let chunked = "POST /json HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-type: application/json\r\n\
                   transfer-encoding: chunked\r\n\r\n5\r\n12345\r\n0\r\n\r\n";
    assert_eq!(exchange(server, chunked.as_bytes()).await?.status, 413);
    Ok(())
}

/// The body of this request is never sent.
#[tokio::test]
async fn announced_size_is_rejected_at_once() -> Test {
    let head = "POST /json HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-type: application/json\r\n\
                content-length: 1000000000000\r\n\r\n";
    let answer = exchange(serve(routes()).await?, head.as_bytes()).await?;
    assert_eq!(answer.status, 413);
    Ok(())
}

/// One byte arrives every 50 milliseconds, so a limit of the idle time would never be exceeded.
#[tokio::test]
async fn slow_bodies_time_out() -> Test {
    let limits = RequestLimits::new().read_timeout(Duration::from_millis(300));
    let server = serve(routes().limits(limits)).await?;
    let (mut read, mut write) = TcpStream::connect(server).await?.into_split();
    write
        .write_all(b"POST /json HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 1000000\r\n\r\n")
        .await?;
    let sending = tokio::spawn(async move {
        while write.write_all(b" ").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    });
    let mut answer = String::new();
    let received = tokio::time::timeout(super::TIME_LIMIT, read.read_to_string(&mut answer)).await;
    sending.abort();
    assert!(received.is_ok(), "the connection stayed open: {answer}");
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    assert!(
        answer.contains("the body was not received within 0.3 seconds"),
        "{answer}"
    );
    Ok(())
}

#[tokio::test]
async fn depth_of_json_is_limited() -> Test {
    let nested = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
    assert_eq!(ask(JSON, &nested(127)).await?.status, 200);
    for levels in [128, 500_000] {
        let answer = ask(JSON, &nested(levels)).await?;
        assert_eq!(answer.status, 400, "{levels}");
        assert!(answer.message().contains("recursion limit"), "{answer:?}");
    }
    Ok(())
}

#[tokio::test]
async fn numbers_of_json_are_finite() -> Test {
    let huge = "9".repeat(1_000_000);
    assert_eq!(ask(JSON, &huge).await?.status, 400);
    assert_eq!(ask(JSON, "1e400").await?.status, 400);
    assert_eq!(ask(JSON, r#"{"a":1,"a":2}"#).await?.body, json!({ "a": 2 }));
    Ok(())
}

#[tokio::test]
async fn bodies_require_their_media_type() -> Test {
    for (path, content_type, status) in [
        ("/json", Some("application/json"), 200),
        ("/json", Some("application/json; charset=utf-8"), 200),
        ("/json", Some("application/merge-patch+json"), 200),
        ("/json", Some("text/plain"), 415),
        ("/json", Some("application/x-www-form-urlencoded"), 415),
        ("/json", Some("multipart/form-data"), 415),
        ("/json", Some("text/plain; application/json"), 415),
        (
            "/json",
            Some("text/plain\ncontent-type: application/json"),
            415,
        ),
        ("/json", Some("application/json\u{e9}"), 415),
        ("/json", Some(""), 415),
        ("/json", None, 415),
        ("/optional", None, 415),
        ("/form", Some("application/x-www-form-urlencoded"), 200),
        ("/form", Some("application/json"), 415),
        ("/form", None, 415),
        ("/picture", Some("image/png"), 200),
        ("/picture", Some("text/plain"), 415),
        ("/picture", None, 400),
    ] {
        let body = if path == "/form" { "a=1" } else { "1" };
        let header = content_type
            .map(|value| format!("content-type: {value}\n"))
            .unwrap_or_default();
        let answer = ask(&format!("POST {path}\n{header}"), body).await?;
        assert_eq!(answer.status, status, "{path} {content_type:?}: {answer:?}");
    }
    for (encoding, body, status) in [
        ("gzip", "1", 415),
        ("gzip", "", 400),
        ("Identity", "1", 200),
        ("identity, br", "1", 415),
    ] {
        let answer = ask(&format!("{JSON}content-encoding: {encoding}\n"), body).await?;
        assert_eq!(answer.status, status, "{encoding}: {answer:?}");
    }
    let answer = ask("POST /json", "1").await?;
    assert_eq!(
        answer.message(),
        "the body must be `application/json`, but it has no `Content-Type`"
    );
    assert_eq!(ask("POST /optional", "").await?.body, Value::Null);
    Ok(())
}

/// The body of this request is never sent.
#[tokio::test]
async fn unsupported_formats_are_rejected_before_the_body_is_received() -> Test {
    let head = "POST /undecidable HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-length: 100000\r\n\r\n";
    let answer = exchange(serve(routes()).await?, head.as_bytes()).await?;
    assert_eq!(answer.status, 501);
    assert_eq!(
        answer.message(),
        "`labels` has a format that the server does not support"
    );
    Ok(())
}

#[tokio::test]
async fn server_survives_a_panic() -> Test {
    let server = serve(routes()).await?;
    assert!(send(server, "GET /panic", "").await.is_err());
    assert_eq!(send(server, "GET /ping", "").await?.status, 200);
    Ok(())
}
