//! A response body that is read while it arrives.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;

use super::body_limit::BodyLimit;
use super::error::TransportError;

/// A response body as a stream of chunks, in the order in which they arrive. The boundaries between chunks
/// have no meaning.
pub struct BodyStream(Pin<Box<dyn Stream<Item = Result<Bytes, TransportError>> + Send>>);

impl BodyStream {
    /// Wraps a stream of chunks. An error must be the last item.
    pub fn new(chunks: impl Stream<Item = Result<Bytes, TransportError>> + Send + 'static) -> Self {
        Self(Box::pin(chunks))
    }

    /// Reads the whole body.
    pub(crate) async fn collect(mut self, limit: BodyLimit) -> Result<Bytes, TransportError> {
        let mut body = BytesMut::new();
        while let Some(chunk) = self.next().await {
            let chunk = chunk?;
            limit.check((body.len() + chunk.len()) as u64)?;
            body.extend_from_slice(&chunk);
        }
        Ok(body.freeze())
    }

    async fn next(&mut self) -> Option<Result<Bytes, TransportError>> {
        std::future::poll_fn(|context| self.0.as_mut().poll_next(context)).await
    }
}

impl Stream for BodyStream {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.as_mut().poll_next(context)
    }
}

/// A body that was already read, as a single chunk, unless it is empty.
impl From<Bytes> for BodyStream {
    fn from(body: Bytes) -> Self {
        Self::new(SingleChunk(Some(body).filter(|body| !body.is_empty())))
    }
}

/// An empty body.
impl Default for BodyStream {
    fn default() -> Self {
        Self::from(Bytes::new())
    }
}

struct SingleChunk(Option<Bytes>);

impl Stream for SingleChunk {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.take().map(Ok))
    }
}

impl fmt::Debug for BodyStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BodyStream").finish_non_exhaustive()
    }
}
