//! Request bodies that are streams.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use apicrate_runtime::http::{Method, Request};
use apicrate_runtime::transport::{BodyStream, HttpTransport};
use apicrate_runtime::{
    Body, Bytes, CallOptions, Decode, Encoder, Error, ErrorKind, FilePart, Multipart, Operation,
    Transport, TransportError, decode, http,
};
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
    // With a length of 10, the chunks before the end have this length.
    for (length, problem) in [(10, "longer"), (14, "longer"), (16, "shorter")] {
        let body = Body::reopened(chunks).with_length(length);
        let request = put(body)?;
        let error = client(&server)?
            .execute(request, &CallOptions::new())
            .await
            .err()
            .ok_or("the call succeeded")?;
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error}");
        assert_eq!(error.attempts(), 1);
        assert!(error.to_string().contains(problem), "{error}");
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

/// A stream of these results.
struct Results<T>(std::vec::IntoIter<T>);

impl<T> Unpin for Results<T> {}

impl<T> Stream for Results<T> {
    type Item = T;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<T>> {
        Poll::Ready(self.0.next())
    }
}

/// A file in the folder for temporary files, which is removed at the end.
struct TemporaryFile(std::path::PathBuf);

impl TemporaryFile {
    fn new(name: &str, content: &[u8]) -> std::io::Result<Self> {
        let name = format!("apicrate-{}-{name}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::write(&path, content)?;
        Ok(Self(path))
    }
}

impl Drop for TemporaryFile {
    fn drop(&mut self) {
        // A file that is left does no harm.
        let _ = std::fs::remove_file(&self.0);
    }
}

#[tokio::test]
async fn a_file_is_sent_again_from_its_begin() -> Test {
    let content = "0123456789".repeat(20_000);
    let file = TemporaryFile::new("upload", content.as_bytes())?;
    let server = Server::answering(|number| match number {
        1 => Answer::new("503 Busy", "text/plain", ""),
        _ => Answer::json("{}"),
    })?;
    let body = Body::from_path(&file.0).await?;
    client(&server)?
        .execute(put(body)?, &CallOptions::new())
        .await?;
    for _ in 0..2 {
        let received = server.received()?;
        assert_eq!(received.header("content-length"), ["200000"]);
        assert!(received.body() == content);
    }
    Ok(())
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn files_without_a_length_are_sent_in_chunks() -> Test {
    let server = Server::start(Answer::json("{}"))?;
    let client = client(&server)?;
    let body = Body::from_path("/proc/self/cmdline").await?;
    assert_eq!((body.length(), body.is_repeatable()), (None, true));
    client.execute(put(body)?, &CallOptions::new()).await?;
    assert!(server.received()?.body().len() > "0\r\n\r\n".len());
    let body = Body::from_path("/dev/null").await?;
    assert_eq!((body.length(), body.is_repeatable()), (None, true));
    client
        .execute(put(body.clone())?, &CallOptions::new())
        .await?;
    assert!(!body.is_repeatable());
    let empty = TemporaryFile::new("empty", b"")?;
    assert_eq!(Body::from_path(&empty.0).await?.length(), Some(0));
    Ok(())
}

#[tokio::test]
async fn a_missing_file_is_an_error_before_the_call() -> Test {
    for path in ["no/such/file", "."] {
        let error = Body::from_path(path).await.err().ok_or("it was opened")?;
        assert_eq!(error.kind(), ErrorKind::Io);
        assert!(format!("{error:?}").contains(path), "{error:?}");
    }
    Ok(())
}

#[tokio::test]
async fn readers_and_streams_are_read_once() -> Test {
    let chunks: Vec<std::io::Result<&str>> = vec![Ok("a"), Ok("b")];
    let stream = Body::from_stream(Results(chunks.into_iter()));
    for body in [
        Body::from_reader(&b"ab"[..]).with_length(2),
        stream.with_length(2),
    ] {
        let server = Server::start(Answer::json("{}"))?;
        let client = client(&server)?;
        let request = put(body)?;
        client.execute(request.clone(), &CallOptions::new()).await?;
        assert_eq!(server.received()?.body(), "ab");
        let again = client.execute(request, &CallOptions::new()).await;
        assert!(again.is_err_and(|error| error.kind() == ErrorKind::InvalidRequest));
    }
    Ok(())
}

#[tokio::test]
async fn a_failing_source_is_an_error_of_kind_io() -> Test {
    let server = Server::start(Answer::json("{}"))?;
    let chunks = vec![Ok("a"), Err(std::io::Error::other("the disk is gone"))];
    let body = Body::from_stream(Results(chunks.into_iter()));
    let error = client(&server)?
        .execute(put(body)?, &CallOptions::new())
        .await
        .err()
        .ok_or("the call succeeded")?;
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Io, 1));
    assert!(
        error
            .to_string()
            .contains("the body of the request cannot be read"),
        "{error}"
    );
    assert!(
        format!("{error:?}").contains("the disk is gone"),
        "{error:?}"
    );
    Ok(())
}

#[tokio::test]
async fn progress_begins_anew_with_each_attempt() -> Test {
    let server = Server::answering(|number| match number {
        1 => Answer::new("503 Busy", "text/plain", ""),
        _ => Answer::json("{}"),
    })?;
    let (sender, reports) = std::sync::mpsc::channel();
    let body = Body::from(vec![b'x'; 150_000]).on_progress(move |sent, total| {
        let _ = sender.send((sent, total));
    });
    assert_eq!(body.length(), Some(150_000));
    client(&server)?
        .execute(put(body)?, &CallOptions::new())
        .await?;
    let sent: Vec<u64> = reports
        .try_iter()
        .map(|(sent, total)| {
            assert_eq!(total, Some(150_000));
            sent
        })
        .collect();
    assert_eq!(sent, [65_536, 131_072, 150_000, 65_536, 131_072, 150_000]);
    Ok(())
}

/// Sends files as parts.
struct Upload(Vec<FilePart>);

impl Operation for Upload {
    type Output = ();
    const ID: &'static str = "upload";
    const METHOD: apicrate_runtime::Method = apicrate_runtime::Method::PUT;
    const PATH: &'static str = "/upload";
    const DECODE: Decode<Self::Output> = decode::empty;

    fn write(&self, request: Encoder) -> Encoder {
        let parts = Multipart::new()
            .part("name", "spring")
            .files("file", "text/plain", &self.0);
        request.multipart("multipart/form-data", parts)
    }
}

/// The parts with their heads, and the header that describes the length.
async fn uploaded(
    server: &Server,
    files: Vec<FilePart>,
) -> Result<(String, bool), Box<dyn std::error::Error>> {
    client(server)?
        .call(&Upload(files), &CallOptions::new())
        .await?;
    let received = server.received()?;
    let length = received.header("content-length").concat();
    let has_length = !length.is_empty();
    if has_length {
        assert_eq!(length, received.body().len().to_string());
    } else {
        assert_eq!(received.header("transfer-encoding"), ["chunked"]);
    }
    let content_type = received.header("content-type").concat();
    let (_, boundary) = content_type.split_once("boundary=").ok_or("no boundary")?;
    Ok((received.body().replace(boundary, "B"), has_length))
}

#[tokio::test]
async fn parts_are_streamed_with_a_length_if_all_lengths_are_known() -> Test {
    let server = Server::start(Answer::json(""))?;
    let file = TemporaryFile::new("part.txt", b"one, two, three")?;
    let name = file.0.file_name().ok_or("no name")?.to_string_lossy();
    let from_file = || FilePart::from_path(&file.0);
    let (bytes, has_length) = uploaded(
        &server,
        vec![
            FilePart::new("one, two, three").with_file_name(&*name),
            "x".into(),
        ],
    )
    .await?;
    assert!(has_length);
    let (streamed, has_length) = uploaded(&server, vec![from_file().await?, "x".into()]).await?;
    assert_eq!((streamed, has_length), (bytes, true));
    let unknown = FilePart::new(Body::once(chunks()));
    let (streamed, has_length) = uploaded(&server, vec![from_file().await?, unknown]).await?;
    assert!(!has_length);
    assert!(streamed.contains("5\r\ntwo, \r\n"), "{streamed}");
    Ok(())
}

#[tokio::test]
async fn parts_are_sent_again_only_if_all_can_be_opened_again() -> Test {
    for (part, attempts) in [(Body::reopened(chunks), 3), (Body::once(chunks()), 1)] {
        let server = Server::start(Answer::new("503 Busy", "text/plain", ""))?;
        let files = vec![FilePart::new(part.with_length(15)), "x".into()];
        let error: Error = client(&server)?
            .call(&Upload(files), &CallOptions::new())
            .await
            .err()
            .ok_or("the call succeeded")?;
        assert_eq!(
            (error.attempts(), server.count()),
            (attempts, attempts as usize)
        );
    }
    Ok(())
}
