//! A request body in the form that hyper and `reqwest` send.

use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream as _;
use http_body::{Frame, SizeHint};

use super::body_stream::BodyStream;
use super::error::TransportError;
use crate::wire::body::Body;

/// The body of a request in the form that `hyper`, `reqwest` and services of `tower` use.
#[cfg_attr(
    not(feature = "tower"),
    expect(unreachable_pub, reason = "exported with the feature `tower`")
)]
pub struct SentBody {
    content: Content,
    length: Option<u64>,
}

enum Content {
    Bytes(Bytes),
    /// `reqwest` requires `Sync`. The mutex is never locked.
    Stream(Mutex<BodyStream>),
}

impl From<Body> for SentBody {
    fn from(body: Body) -> Self {
        let length = body.length();
        let content = match body.as_bytes() {
            Some(bytes) => Content::Bytes(bytes.clone()),
            None => Content::Stream(Mutex::new(body.into_stream())),
        };
        Self { content, length }
    }
}

/// A stream that was not read yet can be read once.
#[cfg(feature = "tower")]
impl From<SentBody> for Body {
    fn from(body: SentBody) -> Self {
        let stream = match body.content {
            Content::Bytes(bytes) => return Self::from(bytes),
            Content::Stream(stream) => stream.into_inner(),
        };
        let stream = Self::once(stream.unwrap_or_else(PoisonError::into_inner));
        match body.length {
            Some(length) => stream.with_length(length),
            None => stream,
        }
    }
}

impl http_body::Body for SentBody {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        match &mut self.content {
            Content::Bytes(bytes) if bytes.is_empty() => Poll::Ready(None),
            Content::Bytes(bytes) => {
                let bytes = std::mem::take(bytes);
                Poll::Ready(Some(Ok(Frame::data(bytes))))
            }
            Content::Stream(stream) => {
                let stream = stream.get_mut().unwrap_or_else(PoisonError::into_inner);
                let chunk = Pin::new(stream).poll_next(context);
                chunk.map(|chunk| chunk.map(|chunk| chunk.map(Frame::data)))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        matches!(&self.content, Content::Bytes(bytes) if bytes.is_empty())
    }

    fn size_hint(&self) -> SizeHint {
        match (&self.content, self.length) {
            (Content::Bytes(bytes), _) => SizeHint::with_exact(bytes.len() as u64),
            (Content::Stream(_), Some(length)) => SizeHint::with_exact(length),
            (Content::Stream(_), None) => SizeHint::default(),
        }
    }
}

/// An empty body.
#[cfg(feature = "tower")]
impl Default for SentBody {
    fn default() -> Self {
        Self::from(Body::default())
    }
}

/// Omits the bytes.
#[cfg(feature = "tower")]
impl std::fmt::Debug for SentBody {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SentBody")
            .field("length", &self.length)
            .finish_non_exhaustive()
    }
}
