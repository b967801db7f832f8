//! Compressed responses.

use std::time::Duration;

use apicrate_runtime::http::Request;
use apicrate_runtime::transport::{BodyLimit, HttpTransport};
use apicrate_runtime::{
    Body, CallOptions, Decode, Method, Operation, RetryPolicy, Transport, decode,
};
use async_compression::Level;
use async_compression::tokio::write::{BrotliEncoder, GzipEncoder, ZstdEncoder};
use tokio::io::AsyncWriteExt;

use crate::support::server::{Answer, Server};
use crate::support::{KEY, Test, builder, client, user};

const CODINGS: [&str; 3] = ["gzip", "br", "zstd"];

/// Compresses the parts of a text. Each part is flushed, so that it can be decompressed when it has arrived.
async fn compressed(coding: &str, parts: &[&[u8]]) -> std::io::Result<Vec<Vec<u8>>> {
    macro_rules! chunks {
        ($encoder:expr) => {{
            let mut encoder = $encoder;
            let mut chunks = Vec::new();
            for part in parts {
                encoder.write_all(part).await?;
                encoder.flush().await?;
                chunks.push(std::mem::take(encoder.get_mut()));
            }
            encoder.shutdown().await?;
            chunks.push(encoder.into_inner());
            chunks
        }};
    }
    Ok(match coding {
        "gzip" => chunks!(GzipEncoder::new(Vec::new())),
        "br" => chunks!(BrotliEncoder::with_quality(Vec::new(), Level::Fastest)),
        _ => chunks!(ZstdEncoder::new(Vec::new())),
    })
}

async fn answer(coding: &str, content_type: &str, body: &[u8]) -> std::io::Result<Answer> {
    let body = compressed(coding, &[body]).await?.concat();
    let headers = format!("content-encoding: {coding}\r\ncontent-type: {content_type}\r\n");
    Ok(Answer::binary(&headers, &body))
}

fn get(server: &Server) -> Result<Request<Body>, apicrate_runtime::http::Error> {
    Request::get(server.url()).body(Body::default())
}

#[tokio::test]
async fn bodies_are_decompressed() -> Test {
    for coding in CODINGS {
        let server = Server::start(answer(coding, "application/json", br#"{"id":"18"}"#).await?)?;
        let user = client(&server)?.call(&user(), &CallOptions::new()).await?;
        assert_eq!(user.into_inner().id, "18");
        let accepted = server.received()?;
        assert_eq!(accepted.header("accept-encoding"), ["gzip, br, zstd"]);

        let response = HttpTransport::new()?.send(get(&server)?, None).await?;
        assert_eq!(response.body(), r#"{"id":"18"}"#);
        for header in ["content-encoding", "content-length"] {
            assert!(!response.headers().contains_key(header), "{header}");
        }
        assert!(response.headers().contains_key("content-type"));
    }
    Ok(())
}

/// A part of a compressed body cannot be decompressed.
#[tokio::test]
async fn own_accept_encoding_and_ranges_leave_the_body_as_it_is() -> Test {
    let body = compressed("gzip", &[b"text"]).await?.concat();
    let server = Server::start(Answer::binary("content-encoding: gzip\r\n", &body))?;
    for (name, value) in [("accept-encoding", "gzip"), ("range", "bytes=0-")] {
        let mut request = get(&server)?;
        request.headers_mut().insert(name, value.parse()?);
        let response = HttpTransport::new()?.send(request, None).await?;
        assert_eq!(*response.body(), body);
        assert_eq!(response.headers()["content-encoding"], "gzip");
        assert_eq!(
            response.headers()["content-length"],
            body.len().to_string().as_str()
        );
        let sent = server.received()?;
        assert_eq!(sent.header(name), [value]);
        assert_eq!(
            sent.header("accept-encoding").len(),
            usize::from(name != "range")
        );
    }
    Ok(())
}

#[tokio::test]
async fn unsupported_codings_are_left_as_they_are() -> Test {
    for coding in [
        "identity",
        "deflate",
        "gzip, br",
        "gzip\r\ncontent-encoding: br",
    ] {
        let headers = format!("content-encoding: {coding}\r\n");
        let server = Server::start(Answer::binary(&headers, b"text"))?;
        let response = HttpTransport::new()?.send(get(&server)?, None).await?;
        assert_eq!(response.body(), "text");
        assert!(response.headers().contains_key("content-encoding"));
        assert!(response.headers().contains_key("content-length"));
    }
    Ok(())
}

#[tokio::test]
async fn empty_bodies_stay_empty() -> Test {
    for coding in CODINGS {
        let headers = format!("content-encoding: {coding}\r\n");
        let server = Server::start(Answer::binary(&headers, b""))?;
        let response = HttpTransport::new()?.send(get(&server)?, None).await?;
        assert!(response.body().is_empty());

        let head = format!("HTTP/1.1 200 OK\r\n{headers}content-length: 900\r\n\r\n");
        let server = Server::start(Answer::raw(&head))?;
        let mut request = get(&server)?;
        *request.method_mut() = apicrate_runtime::http::Method::HEAD;
        let response = HttpTransport::new()?.send(request, None).await?;
        assert!(response.body().is_empty());
    }
    Ok(())
}

#[tokio::test]
async fn several_members_are_one_body() -> Test {
    for coding in ["gzip", "zstd"] {
        let mut body = compressed(coding, &[b"a"]).await?.concat();
        body.extend(compressed(coding, &[b"b"]).await?.concat());
        let headers = format!("content-encoding: {coding}\r\n");
        let server = Server::start(Answer::binary(&headers, &body))?;
        let response = HttpTransport::new()?.send(get(&server)?, None).await?;
        assert_eq!(response.body(), "ab");
    }
    Ok(())
}

#[tokio::test]
async fn damaged_bodies_are_errors() -> Test {
    for coding in CODINGS {
        let whole = compressed(coding, &[br#"{"id":"18"}"#]).await?.concat();
        let truncated = whole.get(..whole.len() - 3).ok_or("too short")?.to_vec();
        let followed = [whole.as_slice(), b"\xff\xff\xff\xff"].concat();
        let plain = br#"{"id":"18"}"#.to_vec();
        for body in [truncated, followed, plain] {
            let headers = format!("content-encoding: {coding}\r\n");
            let server = Server::start(Answer::binary(&headers, &body))?;
            let result = HttpTransport::new()?.send(get(&server)?, None).await;
            assert!(result.is_err(), "{coding}: {result:?}");
        }
    }
    Ok(())
}

/// A window of up to 1 GiB, which HTTP does not allow. The bits after it are valid: an empty last block.
#[tokio::test]
async fn brotli_with_a_large_window_is_rejected() -> Test {
    let large: &[u8] = &[0x11, 0x1e | 0b1100_0000];
    let empty: &[u8] = &[0x06];
    for body in [large, &[empty, large].concat()] {
        let server = Server::start(Answer::binary("content-encoding: br\r\n", body))?;
        let error = HttpTransport::new()?.send(get(&server)?, None).await.err();
        let error = error.ok_or("the body was accepted")?;
        let cause = std::error::Error::source(&error).ok_or("no cause")?;
        assert!(cause.to_string().contains("Brotli"), "{cause}");
    }
    Ok(())
}

struct Watch;

impl Operation for Watch {
    type Output = apicrate_runtime::stream::Events<String>;

    const ID: &'static str = "watch";
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/events";
    const STREAMS: bool = true;
    const DECODE: Decode<Self::Output> = decode::text_events;
}

#[tokio::test]
async fn events_are_decompressed_as_they_arrive() -> Test {
    for coding in CODINGS {
        let parts: [&[u8]; 2] = [b"data: first\n\n", b"data: second\n\n"];
        let chunks = compressed(coding, &parts).await?;
        let first = chunks.first().ok_or("no chunk")?;
        let content_type = format!("text/event-stream\r\ncontent-encoding: {coding}");
        // The server sends the first event only and then nothing.
        let stalling = Answer::chunked(&content_type, [first.as_slice()], false).then_stall();
        let server = Server::start(stalling)?;
        let options = CallOptions::new().attempt_timeout(Duration::from_secs(10));
        let mut events = client(&server)?.call(&Watch, &options).await?.into_inner();
        let event = events.try_next().await?.ok_or("no event")?;
        assert_eq!(event.data, "first");

        // The connection breaks after the second event.
        let chunks = chunks.iter().take(2).map(Vec::as_slice);
        let server = Server::start(Answer::chunked(&content_type, chunks, false))?;
        let mut events = client(&server)?.call(&Watch, &options).await?.into_inner();
        for expected in ["first", "second"] {
            let event = events.try_next().await?.ok_or("no event")?;
            assert_eq!(event.data, expected);
        }
        assert!(events.try_next().await.is_err());
    }
    Ok(())
}

/// 4 MiB in a few kilobytes.
#[tokio::test]
async fn body_limit_applies_to_the_decompressed_size() -> Test {
    const MEBIBYTE: u64 = 1024 * 1024;

    let large = vec![b' '; 4 << 20];
    for coding in CODINGS {
        let server = Server::start(answer(coding, "text/event-stream", &large).await?)?;
        let limited = builder(&server).body_limit(MEBIBYTE).build()?;
        let error = limited.call(&user(), &CallOptions::new()).await.err();
        assert!(error.is_some_and(|error| error.is_body_limit()), "{coding}");
        let error = limited.call(&Watch, &CallOptions::new()).await;
        let error = error?.into_inner().try_next().await.err();
        assert!(error.is_some_and(|error| error.is_body_limit()), "{coding}");

        // The text is decompressed only as far as it is read.
        let mut request = get(&server)?;
        request.extensions_mut().insert(BodyLimit(MEBIBYTE));
        let response = HttpTransport::new()?.open(request, None).await?;
        let mut body = response.into_body();
        let chunk = std::future::poll_fn(|context| {
            use futures_core::Stream;
            std::pin::Pin::new(&mut body).poll_next(context)
        });
        let chunk = chunk.await.ok_or("no chunk")??;
        assert!((1..=64 * 1024).contains(&chunk.len()), "{}", chunk.len());
    }
    // The limit is not compared with the compressed size, which is larger here.
    for coding in CODINGS {
        let server = Server::start(answer(coding, "application/json", br#"{"id":"18"}"#).await?)?;
        let limited = builder(&server).body_limit(11).build()?;
        limited.call(&user(), &CallOptions::new()).await?;
    }
    Ok(())
}

#[tokio::test]
async fn secrets_in_compressed_errors_are_redacted() -> Test {
    let body = format!(r#"{{"message":"the key {KEY} is wrong"}}"#);
    let server = Server::start(
        answer("gzip", "application/json", body.as_bytes())
            .await?
            .with_status("401 Unauthorized"),
    )?;
    let client = builder(&server).retry(RetryPolicy::none()).build()?;
    let error = client.call(&user(), &CallOptions::new()).await.err();
    let error = error.ok_or("the call succeeded")?;
    let shown = format!("{error} {error:?}");
    assert!(shown.contains("[redacted]"), "{shown}");
    assert!(!shown.contains(KEY), "{shown}");
    Ok(())
}
