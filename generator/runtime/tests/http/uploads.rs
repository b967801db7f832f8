//! Request bodies that are streams.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use apicrate_runtime::http::{Method, Request};
use apicrate_runtime::transport::{BodyStream, HttpTransport};
use apicrate_runtime::{Body, Bytes, CallOptions, ErrorKind, Transport, TransportError, http};
use futures_core::Stream;

use crate::support::server::{Answer, Server};
use crate::support::{Test, client};

/// A stream of these chunks.
struct Chunks(std::vec::IntoIter<&'static str>);

impl Stream for Chunks {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.next().map(|chunk| Ok(Bytes::from(chunk))))
    }
}

fn chunks() -> BodyStream {
    BodyStream::new(Chunks(vec!["one, ", "two, ", "three"].into_iter()))
}

fn put(body: Body) -> http::Result<Request<Body>> {
    Request::builder()
        .method(Method::PUT)
        .uri("/report")
        .body(body)
}

#[tokio::test]
async fn the_length_decides_the_framing() -> Test {
    let server = Server::start(Answer::json("{}"))?;
    let client = client(&server)?;
    for body in [
        Body::once(chunks()).with_length(15),
        Body::reopened(chunks).with_length(15),
        Body::from("one, two, three"),
    ] {
        client.execute(put(body)?, &CallOptions::new()).await?;
        let received = server.received()?;
        assert_eq!(received.header("content-length"), ["15"]);
        assert_eq!(received.body(), "one, two, three");
    }
    let body = Body::reopened(chunks);
    client.execute(put(body)?, &CallOptions::new()).await?;
    let received = server.received()?;
    assert_eq!(received.header("transfer-encoding"), ["chunked"]);
    let chunks = "5\r\none, \r\n5\r\ntwo, \r\n5\r\nthree\r\n0\r\n\r\n";
    assert_eq!(received.body(), chunks);
    Ok(())
}

#[tokio::test]
async fn a_stream_is_sent_again_only_if_it_can_be_opened_again() -> Test {
    for (body, attempts) in [(Body::reopened(chunks), 3), (Body::once(chunks()), 1)] {
        let server = Server::start(Answer::new("503 Busy", "text/plain", ""))?;
        let error = client(&server)?
            .execute(put(body.with_length(15))?, &CallOptions::new())
            .await
            .err()
            .ok_or("the call succeeded")?;
        assert_eq!(
            (error.attempts(), server.count()),
            (attempts, attempts as usize)
        );
        assert_eq!(server.received()?.body(), "one, two, three");
    }
    Ok(())
}

/// Fails to connect before the first request is sent.
struct LateServer {
    transport: HttpTransport,
    attempts: AtomicUsize,
}

impl Transport for LateServer {
    async fn send(
        &self,
        request: Request<Body>,
        timeout: Option<Duration>,
    ) -> Result<http::Response<Bytes>, TransportError> {
        if self.attempts.fetch_add(1, Ordering::Relaxed) == 0 {
            return Err(TransportError::connect("nobody listens"));
        }
        self.transport.send(request, timeout).await
    }
}

#[tokio::test]
async fn an_unread_stream_is_sent_after_a_failed_connection() -> Test {
    let server = Server::start(Answer::json("{}"))?;
    let transport = Arc::new(LateServer {
        transport: HttpTransport::new()?,
        attempts: AtomicUsize::new(0),
    });
    let client = client(&server)?.to_builder().transport(transport).build()?;
    let body = Body::once(chunks()).with_length(15);
    client.execute(put(body)?, &CallOptions::new()).await?;
    assert_eq!(server.received()?.body(), "one, two, three");
    Ok(())
}

#[tokio::test]
async fn a_wrong_length_is_an_error_of_the_request() -> Test {
    let server = Server::start(Answer::json("{}"))?;
    for (length, problem) in [(14, "longer"), (16, "shorter")] {
        let body = Body::reopened(chunks).with_length(length);
        let request = put(body)?;
        let error = client(&server)?
            .execute(request, &CallOptions::new())
            .await
            .err()
            .ok_or("the call succeeded")?;
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error}");
        assert_eq!(error.attempts(), 1);
        assert!(format!("{error:?}").contains(problem), "{error:?}");
    }
    Ok(())
}

#[tokio::test]
async fn a_length_header_must_be_the_length_of_the_stream() -> Test {
    let server = Server::start(Answer::json("{}"))?;
    for body in [
        Body::reopened(chunks),
        Body::reopened(chunks).with_length(15),
    ] {
        let mut request = put(body)?;
        let length = http::HeaderValue::from_static("14");
        request.headers_mut().insert("content-length", length);
        let result = client(&server)?.execute(request, &CallOptions::new()).await;
        assert!(result.is_err_and(|error| error.kind() == ErrorKind::InvalidRequest));
    }
    assert_eq!(server.count(), 0);
    Ok(())
}

#[cfg(feature = "reqwest")]
#[tokio::test]
async fn reqwest_sends_streams() -> Test {
    use apicrate_runtime::transport::ReqwestTransport;

    let server = Server::start(Answer::json("{}"))?;
    let transport = ReqwestTransport::from(reqwest::Client::builder().no_proxy().build()?);
    let client = client(&server)?.to_builder().transport(transport).build()?;
    let body = Body::once(chunks()).with_length(15);
    client.execute(put(body)?, &CallOptions::new()).await?;
    let received = server.received()?;
    assert_eq!(received.header("content-length"), ["15"]);
    assert_eq!(received.body(), "one, two, three");
    Ok(())
}
