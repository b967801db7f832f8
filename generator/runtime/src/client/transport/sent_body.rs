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

/// A request body whose frames are sent.
pub(super) struct SentBody {
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
