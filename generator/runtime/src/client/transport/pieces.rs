//! A body that is handed over as it arrives.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;

use super::{BodyLimit, TransportError};

/// The body of a response in pieces, as they arrive. Where one ends says nothing: the network cuts where
/// it likes.
pub struct Pieces(Pin<Box<dyn Stream<Item = Result<Bytes, TransportError>> + Send>>);

impl Pieces {
    /// The pieces that a stream gives. What fails is its last item.
    pub fn new(pieces: impl Stream<Item = Result<Bytes, TransportError>> + Send + 'static) -> Self {
        Self(Box::pin(pieces))
    }

    /// All of them as one.
    pub(crate) async fn collect(mut self, limit: BodyLimit) -> Result<Bytes, TransportError> {
        let mut body = BytesMut::new();
        while let Some(piece) = self.next().await {
            let piece = piece?;
            limit.check((body.len() + piece.len()) as u64)?;
            body.extend_from_slice(&piece);
        }
        Ok(body.freeze())
    }

    async fn next(&mut self) -> Option<Result<Bytes, TransportError>> {
        std::future::poll_fn(|context| self.0.as_mut().poll_next(context)).await
    }
}

impl Stream for Pieces {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.as_mut().poll_next(context)
    }
}

/// A body that is there already: one piece.
impl From<Bytes> for Pieces {
    fn from(body: Bytes) -> Self {
        Self::new(Whole(Some(body)))
    }
}

struct Whole(Option<Bytes>);

impl Stream for Whole {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.take().map(Ok))
    }
}

impl fmt::Debug for Pieces {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pieces").finish_non_exhaustive()
    }
}
