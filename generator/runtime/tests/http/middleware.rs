//! Middleware around the attempts of a call.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use apicrate_runtime::http::{HeaderValue, Request, Response, StatusCode};
use apicrate_runtime::stream::Lines;
use apicrate_runtime::transport::{HttpTransport, Middleware, Next};
use apicrate_runtime::{
    Body, Bytes, CallOptions, Client, Decode, ErrorKind, Method, Operation, Transport,
    TransportError, decode,
};

use crate::support::api::SendOnce;
use crate::support::server::{Answer, Server};
use crate::support::{Test, builder, user};

type Handled = Result<Response<Body>, TransportError>;

/// Appends its name to the header `X-Path`.
struct Named(&'static str);

impl Middleware for Named {
    async fn handle(&self, mut request: Request<Body>, next: Next) -> Handled {
        let value = HeaderValue::from_static(self.0);
        request.headers_mut().append("x-path", value);
        next.run(request).await
    }
}

struct Watch;

impl Operation for Watch {
    type Output = Lines<u32>;

    const ID: &'static str = "numbers_watch";
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/numbers";
    const STREAMS: bool = true;
    const DECODE: Decode<Self::Output> = decode::lines;
}

/// An answer to a request that fails once, and then succeeds.
fn second_time(number: usize) -> Answer {
    match number {
        1 => Answer::new("503 Service Unavailable", "text/plain", "later"),
        _ => Answer::json(r#"{"id":"18"}"#),
    }
}

#[tokio::test]
async fn each_attempt_passes_through_the_last_layer_first() -> Test {
    let server = Server::answering(second_time)?;
    let client = builder(&server)
        .layer(Named("inner"))
        .layer(Named("outer"))
        .build()?;
    client.call(&user(), &CallOptions::new()).await?;
    for _ in 0..2 {
        assert_eq!(server.received()?.header("x-path"), ["outer", "inner"]);
    }
    Ok(())
}

#[tokio::test]
async fn layers_of_a_transport_and_of_a_client_are_combined() -> Test {
    let server = Server::start(Answer::json(r#"{"id":"18"}"#))?;
    let transport = HttpTransport::new()?.layer(Named("c")).layer(Named("b"));
    let client = builder(&server)
        .layer(Named("a"))
        .transport(transport)
        .build()?;
    let client = client.to_builder().layer(Named("0")).build()?;
    client.call(&user(), &CallOptions::new()).await?;
    assert_eq!(server.received()?.header("x-path"), ["0", "a", "b", "c"]);
    Ok(())
}

#[tokio::test]
async fn middleware_sees_credentials_and_the_response() -> Test {
    let server = Server::start(Answer::json(r#"{"id":"18"}"#))?;
    let client = builder(&server)
        .layer(async |request: Request<Body>, next: Next| {
            let has_key = request.headers().contains_key("x-api-key");
            let shown = format!("{:?}", request.headers());
            let mut response = next.run(request).await?;
            let bytes = response.body().as_bytes().map(Bytes::len);
            if has_key && !shown.contains("hunter") && bytes == Some(11) && !next.is_stream() {
                *response.body_mut() = Body::from(r#"{"id":"19"}"#);
            }
            Ok(response)
        })
        .build()?;
    let user = client.call(&user(), &CallOptions::new()).await?;
    assert_eq!(user.value().id, "19");
    Ok(())
}

#[tokio::test]
async fn streams_pass_through_the_same_function() -> Test {
    let chunks: [&[u8]; 2] = [b"1\n2", b"3\n4\n"];
    let server = Server::start(Answer::chunked("application/x-ndjson", chunks, true))?;
    let client = builder(&server)
        .layer(Named("layer"))
        .layer(async |request: Request<Body>, next: Next| {
            let mut response = next.run(request).await?;
            let is_stream = next.is_stream() && response.body().as_bytes().is_none();
            *response.status_mut() = if is_stream {
                StatusCode::OK
            } else {
                StatusCode::GONE
            };
            Ok(response)
        })
        .build()?;
    let mut numbers = client.call(&Watch, &CallOptions::new()).await?.into_inner();
    let mut received = Vec::new();
    while let Some(number) = numbers.next().await {
        received.push(number?);
    }
    assert_eq!(received, [1, 23, 4]);
    assert_eq!(server.received()?.header("x-path"), ["layer"]);
    Ok(())
}

#[tokio::test]
async fn middleware_can_answer_itself() -> Test {
    let server = Server::start(Answer::none())?;
    let client = builder(&server)
        .layer(async |_: Request<Body>, _: Next| {
            let json = ("content-type", "application/json");
            let answer = Response::builder().header(json.0, json.1);
            answer
                .body(Body::from(r#"{"id":"own"}"#))
                .map_err(TransportError::unusable)
        })
        .build()?;
    let user = client.call(&user(), &CallOptions::new()).await?;
    assert_eq!((user.value().id.as_str(), server.count()), ("own", 0));
    Ok(())
}

#[tokio::test]
async fn middleware_can_send_a_request_twice() -> Test {
    let server = Server::answering(|number| match number {
        1 => Answer::new("503 Service Unavailable", "text/plain", "later"),
        _ => Answer::with_headers("204 No Content", "", ""),
    })?;
    let client = builder(&server)
        .layer(async |request: Request<Body>, next: Next| {
            let response = next.run(request.clone()).await?;
            match response.status() {
                StatusCode::SERVICE_UNAVAILABLE => next.run(request).await,
                _ => Ok(response),
            }
        })
        .build()?;
    client.call(&SendOnce, &CallOptions::new()).await?;
    assert_eq!(server.count(), 2);
    Ok(())
}

#[tokio::test]
async fn time_of_middleware_counts_towards_the_timeout() -> Test {
    let server = Server::start(Answer::json(r#"{"id":"18"}"#))?;
    let client = builder(&server)
        .layer(async |_: Request<Body>, _: Next| std::future::pending::<Handled>().await)
        .build()?;
    let options = CallOptions::new().timeout(Duration::from_millis(50));
    let error = client
        .call(&user(), &options)
        .await
        .err()
        .ok_or("no error")?;
    assert!(error.is_timeout());
    let error = client
        .call(&Watch, &options)
        .await
        .err()
        .ok_or("no error")?;
    assert!(error.is_timeout());
    Ok(())
}

/// Answers with its timeout, in milliseconds.
struct ShowsTimeout;

impl Transport for ShowsTimeout {
    async fn send(
        &self,
        _request: Request<Body>,
        timeout: Option<Duration>,
    ) -> Result<Response<Bytes>, TransportError> {
        let time = timeout.map_or(u128::MAX, |time| time.as_millis());
        Ok(Response::new(Bytes::from(time.to_string())))
    }
}

#[tokio::test]
async fn transport_receives_the_rest_of_the_time() -> Test {
    let client = Client::builder()
        .base_url("http://localhost")
        .transport(ShowsTimeout)
        .layer(async |request: Request<Body>, next: Next| {
            tokio::time::sleep(Duration::from_millis(100)).await;
            next.run(request).await
        })
        .build()?;
    let options = CallOptions::new().timeout(Duration::from_secs(20));
    let request = Request::get("/").body(Bytes::new())?;
    let response = client.execute(request, &options).await?;
    let time: u64 = std::str::from_utf8(response.body())?.parse()?;
    assert!((15_000..=19_900).contains(&time), "{time}");
    Ok(())
}

#[tokio::test]
async fn limits_and_errors_apply_to_middleware() -> Test {
    let server = Server::start(Answer::json("{}"))?;
    let large = builder(&server)
        .layer(async |_: Request<Body>, _: Next| Ok(Response::new(Body::from(vec![b' '; 100]))))
        .build()?;
    let options = CallOptions::new().body_limit(99);
    let error = large
        .call(&user(), &options)
        .await
        .err()
        .ok_or("no error")?;
    assert!(error.is_body_limit());

    let attempts = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&attempts);
    let failing = builder(&server)
        .layer(move |request: Request<Body>, _: Next| {
            let attempt = count.fetch_add(1, Ordering::SeqCst);
            let key = request.headers().get("x-api-key").cloned();
            async move {
                let key = key.as_ref().map(HeaderValue::as_bytes).unwrap_or_default();
                let key = String::from_utf8_lossy(key);
                match attempt {
                    0 => Err(TransportError::new("first")),
                    _ => Err(TransportError::unusable(format!("cannot sign with {key}"))),
                }
            }
        })
        .build()?;
    let options = CallOptions::new();
    let error = failing
        .call(&user(), &options)
        .await
        .err()
        .ok_or("no error")?;
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    // The second request was not sent.
    assert_eq!((attempts.load(Ordering::SeqCst), error.attempts()), (2, 1));
    assert!(format!("{error:?}").contains("cannot sign with [redacted]"));
    Ok(())
}
