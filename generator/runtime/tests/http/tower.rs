//! Services and layers of `tower` around a transport.

use std::future::{Ready, ready};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use apicrate_runtime::http::{HeaderName, HeaderValue, Request, Response, StatusCode};
use apicrate_runtime::stream::Lines;
use apicrate_runtime::transport::{
    BodyStream, HttpTransport, SentBody, TowerTransport, TransportService,
};
use apicrate_runtime::{
    Body, Bytes, CallOptions, Decode, ErrorKind, Method, Operation, RetryPolicy, Transport,
    TransportError, decode,
};
use tower_http::map_request_body::MapRequestBody;
use tower_http::set_header::SetRequestHeader;
use tower_http::timeout::{RequestBodyTimeout, Timeout};
use tower_http::trace::Trace;
use tower_service::Service;

use crate::support::server::{Answer, Server};
use crate::support::{Test, builder, user};

struct Watch;

impl Operation for Watch {
    type Output = Lines<u32>;

    const ID: &'static str = "numbers_watch";
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/numbers";
    const STREAMS: bool = true;
    const DECODE: Decode<Self::Output> = decode::lines;
}

/// The default transport in two layers of `tower-http`.
fn layered() -> apicrate_runtime::Result<impl Transport + 'static> {
    let service = TransportService::new(HttpTransport::new()?);
    let name = HeaderName::from_static("x-layer");
    let service = SetRequestHeader::overriding(service, name, HeaderValue::from_static("a"));
    Ok(TowerTransport::new(Trace::new_for_http(service)))
}

#[tokio::test]
async fn layers_of_tower_http_wrap_a_transport() -> Test {
    let server = Server::start(Answer::json(r#"{"id":"18"}"#))?;
    let client = builder(&server).transport(layered()?).build()?;
    let found = client.call(&user(), &CallOptions::new()).await?;
    assert_eq!(found.value().id, "18");
    assert_eq!(server.received()?.header("x-layer"), ["a"]);

    let body = Body::reopened(|| BodyStream::from(Bytes::from_static(b"text"))).with_length(4);
    let request = Request::put("/report").body(body)?;
    client.execute(request, &CallOptions::new()).await?;
    let received = server.received()?;
    assert_eq!(received.header("content-length"), ["4"]);
    assert_eq!(received.body(), "text");

    let options = CallOptions::new().body_limit(5);
    let error = client
        .call(&user(), &options)
        .await
        .err()
        .ok_or("no error")?;
    assert!(error.is_body_limit());
    Ok(())
}

#[tokio::test]
async fn streams_pass_through_services() -> Test {
    let chunks: [&[u8]; 2] = [b"1\n2", b"3\n4\n"];
    let server = Server::start(Answer::chunked("application/x-ndjson", chunks, true))?;
    let client = builder(&server).transport(layered()?).build()?;
    let mut numbers = client.call(&Watch, &CallOptions::new()).await?.into_inner();
    let mut received = Vec::new();
    while let Some(number) = numbers.next().await {
        received.push(number?);
    }
    assert_eq!(received, [1, 23, 4]);
    Ok(())
}

#[tokio::test]
async fn errors_and_timeouts_pass_through_services() -> Test {
    let server = Server::start(Answer::raw("HTTP/1.1 200 OK\r\n").then_stall())?;
    let client = builder(&server).transport(layered()?).build()?;
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

    let closed = client.to_builder().base_url("http://127.0.0.1:1").build()?;
    let error = closed
        .call(&user(), &CallOptions::new())
        .await
        .err()
        .ok_or("no error")?;
    assert!(error.is_connect(), "{error:?}");
    Ok(())
}

/// `tower-http` answers with an empty body after this timeout.
#[tokio::test]
async fn services_can_answer_without_the_transport() -> Test {
    let server = Server::start(Answer::raw("HTTP/1.1 200 OK\r\n").then_stall())?;
    let service = TransportService::new(HttpTransport::new()?);
    let limit = Duration::from_millis(50);
    let service = Timeout::with_status_code(service, StatusCode::GATEWAY_TIMEOUT, limit);
    let client = builder(&server).transport(TowerTransport::new(service));
    let client = client.retry(RetryPolicy::none()).build()?;
    let result = client.call(&user(), &CallOptions::new()).await;
    let error = result.err().ok_or("no error")?;
    assert_eq!(error.status(), Some(StatusCode::GATEWAY_TIMEOUT));
    Ok(())
}

/// The layer replaces the body of the request by another type.
#[tokio::test]
async fn layers_can_wrap_the_body_of_the_request() -> Test {
    let server = Server::start(Answer::json(r#"{"id":"18"}"#))?;
    let service = TransportService::new(HttpTransport::new()?);
    let service = MapRequestBody::new(service, Body::from_http_body);
    let service = RequestBodyTimeout::new(service, Duration::from_secs(5));
    let client = builder(&server).transport(TowerTransport::new(service));
    let client = client.build()?;
    for body in [
        Body::from("text"),
        Body::from("text").on_progress(|_, _| {}),
    ] {
        let request = Request::put("/report").body(body)?;
        client.execute(request, &CallOptions::new()).await?;
        let received = server.received()?;
        assert_eq!(received.body(), "4\r\ntext\r\n0\r\n\r\n");
    }
    assert_eq!(Body::from_http_body(SentBody::default()).length(), Some(0));
    Ok(())
}

/// A service that is ready when it is polled for the second time, or never.
#[derive(Clone)]
struct Busy {
    polls: usize,
    is_never_ready: bool,
    calls: Arc<AtomicUsize>,
}

impl Service<Request<SentBody>> for Busy {
    type Response = Response<BodyStream>;
    type Error = Box<dyn std::error::Error + Send + Sync>;
    type Future = Ready<Result<Self::Response, Self::Error>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.polls += 1;
        if self.polls < 2 || self.is_never_ready {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Request<SentBody>) -> Self::Future {
        self.calls.fetch_add(1, Ordering::SeqCst);
        match self.polls {
            2 => ready(Err(TransportError::unusable("full").into())),
            _ => ready(Err("not ready".into())),
        }
    }
}

#[tokio::test]
async fn requests_wait_until_the_service_is_ready() -> Test {
    let server = Server::start(Answer::none())?;
    let calls = Arc::new(AtomicUsize::new(0));
    let busy = |is_never_ready| {
        TowerTransport::new(Busy {
            polls: 0,
            is_never_ready,
            calls: Arc::clone(&calls),
        })
    };
    let client = builder(&server).transport(busy(false)).build()?;
    let error = client
        .call(&user(), &CallOptions::new())
        .await
        .err()
        .ok_or("no error")?;
    // The error of the service is a `TransportError` in a box.
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert_eq!(calls.load(Ordering::SeqCst), 1);

    let client = builder(&server).transport(busy(true)).build()?;
    let options = CallOptions::new().timeout(Duration::from_millis(20));
    let error = client
        .call(&user(), &options)
        .await
        .err()
        .ok_or("no error")?;
    assert!(error.is_timeout());
    assert_eq!(calls.load(Ordering::SeqCst), 1);
    Ok(())
}
