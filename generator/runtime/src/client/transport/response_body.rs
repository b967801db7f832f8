//! The responses of the default transport.

#[cfg(feature = "http2")]
use std::error::Error as _;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use http::Response;
use hyper::body::{Body, Incoming};
use hyper_util::client::legacy;

use super::body_limit::BodyLimit;
use super::body_stream::BodyStream;
#[cfg(feature = "compression")]
use super::decompression::ContentCoding;
use super::error::TransportError;
use super::permanent::Permanent;

/// A response whose head has not arrived yet.
pub(super) struct PendingResponse {
    pub(super) head: legacy::ResponseFuture,
    /// `true` if a compressed body is decompressed.
    #[cfg(feature = "compression")]
    pub(super) is_decompressed: bool,
}

/// An unread body.
pub(super) enum ResponseBody {
    /// As the server sends it.
    Plain(Incoming),
    #[cfg(feature = "compression")]
    Decompressed(BodyStream),
}

impl PendingResponse {
    /// Waits for the head of the response.
    pub(super) async fn head(self) -> Result<Response<ResponseBody>, TransportError> {
        let response = self.head.await.map_err(request_error)?;
        #[cfg(feature = "compression")]
        if self.is_decompressed {
            let (mut head, body) = response.into_parts();
            let body = match ContentCoding::take_from(&mut head.headers) {
                Some(coding) => {
                    let body = BodyStream::new(Chunks(body));
                    ResponseBody::Decompressed(coding.decompress(body))
                }
                None => ResponseBody::Plain(body),
            };
            return Ok(Response::from_parts(head, body));
        }
        Ok(response.map(ResponseBody::Plain))
    }
}

impl ResponseBody {
    /// Reads the body up to the limit, which applies to the decompressed size.
    pub(super) async fn read(self, limit: BodyLimit) -> Result<Bytes, TransportError> {
        match self {
            Self::Plain(body) => read_whole(body, limit).await,
            #[cfg(feature = "compression")]
            Self::Decompressed(body) => body.collect(limit).await,
        }
    }

    pub(super) fn stream(self) -> BodyStream {
        match self {
            Self::Plain(body) => BodyStream::new(Chunks(body)),
            #[cfg(feature = "compression")]
            Self::Decompressed(body) => body,
        }
    }
}

fn request_error(error: legacy::Error) -> TransportError {
    if Permanent::is_cause_of(&error) {
        return TransportError::incompatible(error);
    }
    if error.is_connect() {
        return TransportError::connect(error);
    }
    #[cfg(feature = "http2")]
    if is_unprocessed(&error) {
        return TransportError::unprocessed(error);
    }
    TransportError::from_client(error)
}

/// Returns whether the server guarantees that it has not processed the request (RFC 9113, section 8.7).
#[cfg(feature = "http2")]
fn is_unprocessed(error: &legacy::Error) -> bool {
    let mut cause = error.source();
    while let Some(error) = cause {
        if let Some(error) = error.downcast_ref::<h2::Error>() {
            let refusal = if error.is_go_away() {
                h2::Reason::NO_ERROR
            } else {
                h2::Reason::REFUSED_STREAM
            };
            return error.is_remote() && error.reason() == Some(refusal);
        }
        cause = error.source();
    }
    false
}

/// The chunks of a body.
struct Chunks(Incoming);

impl Stream for Chunks {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            match ready!(Pin::new(&mut self.0).poll_frame(context)) {
                Some(Ok(frame)) => {
                    // Other frames contain trailers.
                    if let Ok(chunk) = frame.into_data() {
                        return Poll::Ready(Some(Ok(chunk)));
                    }
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(TransportError::new(error)))),
                None => return Poll::Ready(None),
            }
        }
    }
}

/// Reads a body up to the limit. If the body is larger, the rest of it is not read and the connection is
/// closed.
async fn read_whole(body: Incoming, limit: BodyLimit) -> Result<Bytes, TransportError> {
    // If `Content-Length` is above the limit, nothing is read.
    limit.check(body.size_hint().lower())?;
    let mut chunks = Chunks(body);
    let mut body = Bytes::new();
    while let Some(chunk) = poll_fn(|context| Pin::new(&mut chunks).poll_next(context)).await {
        let chunk = chunk?;
        limit.check((body.len() + chunk.len()) as u64)?;
        body = joined(body, chunk);
    }
    Ok(body)
}

/// Appends a chunk. A body of a single chunk, as most are, is not copied.
fn joined(start: Bytes, end: Bytes) -> Bytes {
    if start.is_empty() {
        return end;
    }
    let mut whole = BytesMut::from(start);
    whole.extend_from_slice(&end);
    whole.freeze()
}
