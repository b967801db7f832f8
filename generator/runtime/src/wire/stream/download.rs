//! A response body of bytes as a stream of chunks.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use http::header::CONTENT_LENGTH;
use http::{HeaderMap, Response as HttpResponse, StatusCode};

use super::body::UnreadBody;
use super::head::Head;
use super::idle::IdleLimited;
use crate::client::transport::TransportError;
use crate::error::{Error, Result};
use crate::wire::operation_info::OperationInfo;
use crate::wire::response::Response;

/// The response to a call whose body is bytes, as a stream of chunks. The method `stream_body` of the call returns it.
///
/// Dropping it closes the response. The stream ends after an error: there, a part of the body is missing. The boundaries
/// between chunks have no meaning.
///
/// The limits of the call apply as follows:
///
/// - The timeouts of the call and of an attempt end when the head of the response has arrived. After that, the stream fails
///   if no data arrives for as long as the [attempt timeout](crate::CallOptions::attempt_timeout), if it is set.
/// - The body limit of the client does not apply. [`CallOptions::body_limit`](crate::CallOptions::body_limit) is the largest
///   size of the whole body.
/// - The request is retried until the head of a response has arrived, but not afterwards.
///
/// ```
/// # async fn run(mut download: apicrate_runtime::stream::Download) -> apicrate_runtime::Result<()> {
/// while let Some(chunk) = download.try_next().await? {
///     println!("{} bytes, {} of {:?}", chunk.len(), download.received(), download.total());
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is read until the stream is polled"]
pub struct Download {
    /// `None` if a test double created it.
    #[cfg_attr(
        not(feature = "__http-transport"),
        expect(
            dead_code,
            reason = "only errors of writing to a file name the operation"
        )
    )]
    info: Option<&'static OperationInfo>,
    head: Response<()>,
    chunks: Pin<Box<dyn Stream<Item = Result<Bytes>> + Send>>,
    received: u64,
    total: Option<u64>,
    progress: Option<Progress>,
}

/// A function that receives the number of bytes that have arrived, and their total number.
type Progress = Box<dyn FnMut(u64, Option<u64>) + Send>;

impl Download {
    /// Creates a response from the chunks of its body, for test doubles.
    pub fn new(chunks: impl Stream<Item = Result<Bytes>> + Send + 'static) -> Self {
        Self {
            info: None,
            head: Response::new(()),
            chunks: Box::pin(chunks),
            received: 0,
            total: None,
            progress: None,
        }
    }

    /// Calls a function for each chunk, with the number of bytes that have arrived and, if it is known, their
    /// [total](Self::total) number.
    pub fn on_progress(mut self, report: impl FnMut(u64, Option<u64>) + Send + 'static) -> Self {
        self.progress = Some(Box::new(report));
        self
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.head.status()
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        self.head.headers()
    }

    /// The server's ID of the request, as in [`Response::request_id`].
    pub fn request_id(&self) -> Option<&str> {
        self.head.request_id()
    }

    /// The number of bytes that have been read from the stream.
    pub fn received(&self) -> u64 {
        self.received
    }

    /// The number of bytes of the whole body: the header `Content-Length`. A response without it has an unknown length.
    pub fn total(&self) -> Option<u64> {
        self.total
    }

    /// Waits for the next chunk. Returns `None` at the end of the body.
    pub async fn next(&mut self) -> Option<Result<Bytes>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// Waits for the next chunk, as [`next`](Self::next), but returns a `Result`.
    ///
    /// # Errors
    ///
    /// The errors of the stream.
    pub async fn try_next(&mut self) -> Result<Option<Bytes>> {
        self.next().await.transpose()
    }

    /// Writes the body to a new file. An existing file of this name is overwritten. Returns the number of bytes.
    ///
    /// ```no_run
    /// # async fn run(download: apicrate_runtime::stream::Download) -> apicrate_runtime::Result<()> {
    /// download.save_to("report.pdf").await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The errors of the stream, or [`Io`](crate::ErrorKind::Io) if the file cannot be written. The file then contains a part
    /// of the body.
    #[cfg(feature = "__http-transport")]
    pub async fn save_to(self, path: impl AsRef<std::path::Path>) -> Result<u64> {
        let path = path.as_ref().to_owned();
        let mut file = match tokio::fs::File::create(path).await {
            Ok(file) => file,
            Err(error) => return Err(self.write_error(&error)),
        };
        self.copy_to(&mut file).await
    }

    /// Writes the body to a writer and flushes it. Returns the number of bytes.
    ///
    /// # Errors
    ///
    /// The errors of the stream, or [`Io`](crate::ErrorKind::Io) if the writer fails.
    #[cfg(feature = "__http-transport")]
    pub async fn copy_to(
        mut self,
        writer: &mut (impl tokio::io::AsyncWrite + Unpin + ?Sized),
    ) -> Result<u64> {
        use crate::wire::file::write_all;

        let mut writer = Pin::new(writer);
        while let Some(chunk) = self.try_next().await? {
            let written = write_all(writer.as_mut(), &chunk).await;
            written.map_err(|error| self.write_error(&error))?;
        }
        let flushed = poll_fn(|context| writer.as_mut().poll_flush(context)).await;
        flushed.map_err(|error| self.write_error(&error))?;
        Ok(self.received)
    }

    #[cfg(feature = "__http-transport")]
    fn write_error(&self, error: &std::io::Error) -> Error {
        let error = Error::write(error);
        match self.info {
            Some(info) => error.with_operation(info),
            None => error,
        }
    }
}

impl Stream for Download {
    type Item = Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let chunk = ready!(self.chunks.as_mut().poll_next(context));
        if let Some(Ok(chunk)) = &chunk {
            self.received += chunk.len() as u64;
            let (received, total) = (self.received, self.total);
            if let Some(report) = &mut self.progress {
                report(received, total);
            }
        }
        Poll::Ready(chunk)
    }
}

/// A body that was already read, as a single chunk. Its length is known.
impl From<Response<Bytes>> for Download {
    fn from(response: Response<Bytes>) -> Self {
        let (body, head) = response.into_parts();
        let total = Some(body.len() as u64);
        Self {
            head,
            total,
            ..Self::new(SingleChunk(Some(body).filter(|body| !body.is_empty())))
        }
    }
}

/// Omits the headers, because a cookie may be a secret.
impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download")
            .field("status", &self.status())
            .field("received", &self.received)
            .field("total", &self.total)
            .finish_non_exhaustive()
    }
}

struct SingleChunk(Option<Bytes>);

impl Stream for SingleChunk {
    type Item = Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.take().map(Ok))
    }
}

/// The body of a response that a client has received.
struct Received {
    head: Head,
    body: IdleLimited,
    /// The number of bytes that may still arrive.
    left: u64,
    limit: u64,
}

impl Received {
    fn poll_chunk(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes>>> {
        let Some(chunk) = ready!(self.body.poll_chunk(context)?) else {
            return Poll::Ready(None);
        };
        match self.left.checked_sub(chunk.len() as u64) {
            Some(left) => {
                self.left = left;
                Poll::Ready(Some(Ok(chunk)))
            }
            None => Poll::Ready(Some(Err(Error::transport(TransportError::body_limit(
                self.limit,
            ))))),
        }
    }
}

impl Stream for Received {
    type Item = Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let chunk = ready!(self.poll_chunk(context));
        if let Some(Err(error)) = chunk {
            self.body.close();
            return Poll::Ready(Some(Err(self.head.add_call(error))));
        }
        Poll::Ready(chunk)
    }
}

/// The chunks of a successful response.
pub(crate) fn download(
    info: &'static OperationInfo,
    mut response: HttpResponse<Bytes>,
) -> Download {
    let head = Response::new(())
        .with_status(response.status())
        .with_headers(response.headers().clone());
    let total = response.headers().get(CONTENT_LENGTH);
    let total = total.and_then(|length| length.to_str().ok()?.parse().ok());
    let (body, limits) = UnreadBody::take_from(&mut response);
    let received = Received {
        head: Head::new(info, response),
        body: IdleLimited::new(body, limits.idle),
        left: limits.size,
        limit: limits.size,
    };
    Download {
        info: Some(info),
        head,
        total,
        ..Download::new(received)
    }
}
