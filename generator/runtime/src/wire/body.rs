//! The body of a request: bytes, or a stream of chunks that is read while it is sent.

use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;

use crate::client::transport::body_limit::BodyLimit;
use crate::client::transport::error::Reason;
use crate::client::transport::{BodyStream, TransportError};

/// The body of a request: bytes, or a stream of chunks. [Middleware](crate::transport::Middleware) also receives the body of
/// a response as this type.
///
/// Cloning is cheap. The clones of a stream share it.
///
/// `Body::from` makes it of bytes and strings. [`from_path`](Self::from_path) reads a file, and
/// [`from_stream`](Self::from_stream) any stream of chunks.
///
/// A client sends a request again only if it can send the whole body again. That is always possible for bytes and for
/// [`reopened`](Self::reopened) streams. A stream that can be read [only once](Self::once) is sent again only if nothing of
/// it was read, for example because no connection could be opened.
///
/// ```
/// use apicrate_runtime::Body;
///
/// let text = Body::from("hello");
/// assert_eq!((text.length(), text.is_repeatable()), (Some(5), true));
/// ```
#[derive(Clone)]
pub struct Body(Content);

#[derive(Clone)]
enum Content {
    Bytes(Bytes),
    Stream {
        chunks: Arc<Chunks>,
        length: Option<u64>,
        progress: Option<Progress>,
    },
}

/// A function that receives the number of bytes that were sent, and their total number.
type Progress = Arc<dyn Fn(u64, Option<u64>) + Send + Sync>;

/// The source of the chunks.
enum Chunks {
    Once(Mutex<Option<BodyStream>>),
    Reopened(Box<dyn Fn() -> BodyStream + Send + Sync>),
    /// Bodies that are sent one after the other.
    Joined(Vec<Body>),
}

/// The size of the chunks of bytes whose progress is reported.
const CHUNK: usize = 64 * 1024;

impl Body {
    /// Creates a body from a stream that can be read only once.
    pub fn once(chunks: BodyStream) -> Self {
        Self::stream(Chunks::Once(Mutex::new(Some(chunks))))
    }

    /// Creates a body from a function that opens the stream. It is called for each attempt to send the request, and
    /// returns the same bytes each time.
    pub fn reopened(open: impl Fn() -> BodyStream + Send + Sync + 'static) -> Self {
        Self::stream(Chunks::Reopened(Box::new(open)))
    }

    /// Creates a body from a stream of chunks that can be read only once.
    ///
    /// If the stream fails, so does the call, with an error of the kind [`Io`](crate::ErrorKind::Io).
    ///
    /// ```
    /// use apicrate_runtime::Body;
    /// # use std::pin::Pin;
    /// # use std::task::{Context, Poll};
    /// # struct Lines;
    /// # impl futures_core::Stream for Lines {
    /// #     type Item = std::io::Result<String>;
    /// #     fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
    /// #         Poll::Ready(None)
    /// #     }
    /// # }
    ///
    /// let body = Body::from_stream(Lines);
    /// assert_eq!(body.length(), None);
    /// ```
    pub fn from_stream<B, E>(chunks: impl Stream<Item = Result<B, E>> + Send + 'static) -> Self
    where
        B: Into<Bytes> + 'static,
        E: Into<Box<dyn std::error::Error + Send + Sync>> + 'static,
    {
        Self::once(BodyStream::new(Converted(Box::pin(chunks))))
    }

    /// Creates a body of several bodies, one after the other.
    pub(crate) fn joined(bodies: Vec<Self>) -> Self {
        let length = bodies.iter().map(Self::length).sum();
        let body = Self::stream(Chunks::Joined(bodies));
        match length {
            Some(length) => body.with_length(length),
            None => body,
        }
    }

    fn stream(chunks: Chunks) -> Self {
        Self(Content::Stream {
            chunks: Arc::new(chunks),
            length: None,
            progress: None,
        })
    }

    /// Calls a function each time that the transport has taken a part of the body, with the number of bytes so far and, if
    /// it is known, the [length](Self::length). If the request is sent again, the number begins at zero.
    ///
    /// ```
    /// use apicrate_runtime::Body;
    ///
    /// let body = Body::from("hello").on_progress(|sent, total| match total {
    ///     Some(total) => println!("{sent} of {total} bytes"),
    ///     None => println!("{sent} bytes"),
    /// });
    /// assert_eq!(body.length(), Some(5));
    /// ```
    #[must_use]
    pub fn on_progress(self, report: impl Fn(u64, Option<u64>) + Send + Sync + 'static) -> Self {
        let (chunks, length) = match self.0 {
            Content::Stream { chunks, length, .. } => (chunks, length),
            Content::Bytes(bytes) => {
                let length = Some(bytes.len() as u64);
                let open = move || BodyStream::new(Pieces(bytes.clone()));
                (Arc::new(Chunks::Reopened(Box::new(open))), length)
            }
        };
        Self(Content::Stream {
            chunks,
            length,
            progress: Some(Arc::new(report)),
        })
    }

    /// Sets the number of bytes of a stream, which is sent as `Content-Length`. Without it, the body is sent in chunks, which
    /// some servers reject. If the stream has another length, the call fails. The length of bytes is known and does not
    /// change.
    #[must_use]
    pub fn with_length(mut self, bytes: u64) -> Self {
        if let Content::Stream { length, .. } = &mut self.0 {
            *length = Some(bytes);
        }
        self
    }

    /// The number of bytes. It is known for bytes, and for a stream whose length [was set](Self::with_length).
    #[must_use]
    pub fn length(&self) -> Option<u64> {
        match &self.0 {
            Content::Bytes(bytes) => Some(bytes.len() as u64),
            Content::Stream { length, .. } => *length,
        }
    }

    /// Returns whether the body has no bytes. A stream without a known length counts as a body with bytes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.length() == Some(0)
    }

    /// The bytes, unless the body is a stream.
    #[must_use]
    pub fn as_bytes(&self) -> Option<&Bytes> {
        match &self.0 {
            Content::Bytes(bytes) => Some(bytes),
            Content::Stream { .. } => None,
        }
    }

    /// Returns whether the whole body can be sent, also if it was sent before.
    #[must_use]
    pub fn is_repeatable(&self) -> bool {
        match &self.0 {
            Content::Bytes(_) => true,
            Content::Stream { chunks, .. } => match &**chunks {
                Chunks::Once(stream) => {
                    let stream = stream.lock().unwrap_or_else(PoisonError::into_inner);
                    stream.is_some()
                }
                Chunks::Reopened(_) => true,
                Chunks::Joined(bodies) => bodies.iter().all(Self::is_repeatable),
            },
        }
    }

    /// Converts the body to a stream. A stream that can be read only once is taken when it is polled for the first time;
    /// after that, the streams of all clones of the body fail.
    pub fn into_stream(self) -> BodyStream {
        match self.0 {
            Content::Bytes(bytes) => BodyStream::from(bytes),
            Content::Stream {
                chunks,
                length,
                progress,
            } => BodyStream::new(Opened {
                chunks,
                length,
                left: length,
                sent: 0,
                progress,
                stream: None,
            }),
        }
    }

    /// Reads the whole body, up to a number of bytes.
    ///
    /// # Errors
    ///
    /// The error of the stream, or [`TransportError::body_limit`].
    pub async fn collect(self, limit: u64) -> Result<Bytes, TransportError> {
        match self.0 {
            Content::Bytes(bytes) => {
                BodyLimit(limit).check(bytes.len() as u64)?;
                Ok(bytes)
            }
            Content::Stream { .. } => self.into_stream().collect(BodyLimit(limit)).await,
        }
    }
}

/// A body without bytes.
impl Default for Body {
    fn default() -> Self {
        Self(Content::Bytes(Bytes::new()))
    }
}

impl<T: Into<Bytes>> From<T> for Body {
    fn from(bytes: T) -> Self {
        Self(Content::Bytes(bytes.into()))
    }
}

/// Bytes are equal to the same bytes. A stream is equal to its clones only.
impl PartialEq for Body {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Content::Bytes(left), Content::Bytes(right)) => left == right,
            (
                Content::Stream {
                    chunks: left,
                    length: left_length,
                    ..
                },
                Content::Stream {
                    chunks: right,
                    length: right_length,
                    ..
                },
            ) => Arc::ptr_eq(left, right) && left_length == right_length,
            _ => false,
        }
    }
}

impl Eq for Body {}

/// Omits the bytes, which may be many.
impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Body")
            .field("length", &self.length())
            .field("is_stream", &self.as_bytes().is_none())
            .finish_non_exhaustive()
    }
}

/// A stream that is opened when it is polled for the first time, and whose length is checked.
struct Opened {
    chunks: Arc<Chunks>,
    length: Option<u64>,
    /// The number of bytes that are still expected, if the length is known.
    left: Option<u64>,
    sent: u64,
    progress: Option<Progress>,
    stream: Option<BodyStream>,
}

impl Opened {
    fn open(&self) -> Result<BodyStream, TransportError> {
        match &*self.chunks {
            Chunks::Reopened(open) => Ok(open()),
            Chunks::Joined(bodies) => {
                let streams: Vec<_> = bodies.iter().cloned().map(Body::into_stream).collect();
                Ok(BodyStream::new(Sequence(streams.into())))
            }
            Chunks::Once(stream) => {
                let mut stream = stream.lock().unwrap_or_else(PoisonError::into_inner);
                let read = || TransportError::unusable(Reason("the body was already read"));
                stream.take().ok_or_else(read)
            }
        }
    }

    fn checked(
        &mut self,
        chunk: Option<Result<Bytes, TransportError>>,
    ) -> Option<Result<Bytes, TransportError>> {
        let Some(left) = self.left else { return chunk };
        match chunk {
            Some(Ok(chunk)) => match left.checked_sub(chunk.len() as u64) {
                Some(left) => {
                    self.left = Some(left);
                    Some(Ok(chunk))
                }
                None => Some(Err(too_long())),
            },
            None if left > 0 => {
                self.left = None;
                Some(Err(wrong_length("the body is shorter than its length")))
            }
            other => other,
        }
    }
}

fn too_long() -> TransportError {
    wrong_length("the body is longer than its length")
}

fn wrong_length(problem: &'static str) -> TransportError {
    TransportError::unusable(Reason(problem))
}

impl Opened {
    /// Returns an error if there are bytes after the expected ones. The transport would not read them, and a part of the body
    /// would be missing.
    fn excess(&mut self, context: &mut Context<'_>) -> Option<TransportError> {
        let stream = self.stream.as_mut().filter(|_| self.left == Some(0))?;
        loop {
            match Pin::new(&mut *stream).poll_next(context) {
                Poll::Ready(Some(Ok(chunk))) if chunk.is_empty() => {}
                Poll::Ready(Some(Ok(_))) => return Some(too_long()),
                Poll::Ready(Some(Err(error))) => return Some(error),
                // The stream must not be polled again.
                Poll::Ready(None) => {
                    *stream = BodyStream::from(Bytes::new());
                    return None;
                }
                // Some streams do not end before the response arrives.
                Poll::Pending => return None,
            }
        }
    }
}

impl Stream for Opened {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut stream = match self.stream.take() {
            Some(stream) => stream,
            None => match self.open() {
                Ok(stream) => stream,
                Err(error) => return Poll::Ready(Some(Err(error))),
            },
        };
        let chunk = Pin::new(&mut stream).poll_next(context);
        self.stream = Some(stream);
        let chunk = ready!(chunk);
        let mut chunk = self.checked(chunk);
        if let Some(Ok(_)) = &chunk
            && let Some(error) = self.excess(context)
        {
            chunk = Some(Err(error));
        }
        if let (Some(Ok(chunk)), Some(report)) = (&chunk, self.progress.clone()) {
            self.sent += chunk.len() as u64;
            report(self.sent, self.length);
        }
        Poll::Ready(chunk)
    }
}

/// Streams, one after the other.
struct Sequence(VecDeque<BodyStream>);

impl Stream for Sequence {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        while let Some(first) = self.0.front_mut() {
            if let Some(chunk) = ready!(Pin::new(first).poll_next(context)) {
                return Poll::Ready(Some(chunk));
            }
            self.0.pop_front();
        }
        Poll::Ready(None)
    }
}

/// Bytes in chunks.
struct Pieces(Bytes);

impl Stream for Pieces {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let length = self.0.len().min(CHUNK);
        let chunk = self.0.split_to(length);
        Poll::Ready(Some(Ok(chunk)).filter(|_| length > 0))
    }
}

/// A stream whose chunks and errors are converted.
struct Converted<S>(Pin<Box<S>>);

impl<S, B, E> Stream for Converted<S>
where
    S: Stream<Item = Result<B, E>>,
    B: Into<Bytes>,
    E: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let chunk = self.0.as_mut().poll_next(context);
        chunk.map(|chunk| {
            chunk.map(|chunk| chunk.map(Into::into).map_err(TransportError::unreadable))
        })
    }
}
