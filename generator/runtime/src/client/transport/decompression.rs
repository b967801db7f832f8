//! Decompression of response bodies while they arrive.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use async_compression::tokio::bufread::{BrotliDecoder, GzipDecoder, ZstdDecoder};
use async_compression::zstd::DParameter;
use bytes::{Buf as _, Bytes};
use futures_core::Stream;
use http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, RANGE};
use http::{HeaderMap, HeaderValue};
use tokio::io::{AsyncBufRead, AsyncRead, ReadBuf};

use super::body_stream::BodyStream;
use super::error::{Reason, TransportError};

/// The content codings that [`ContentCoding`] supports.
const SUPPORTED: HeaderValue = HeaderValue::from_static("gzip, br, zstd");

/// The size of a decompressed chunk.
const CHUNK_SIZE: usize = 16 * 1024;

/// The largest window of a Zstandard frame, as a power of two: 8 MiB, the limit of RFC 9659. A decoder needs memory for
/// the whole window.
const LARGEST_ZSTD_WINDOW: u32 = 23;

/// A content coding of a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ContentCoding {
    Gzip,
    Brotli,
    Zstandard,
}

/// Adds the header `Accept-Encoding` to a request. Returns `false` if the response must stay as it is: the caller
/// expects a coding, or a part of an encoded body.
pub(super) fn accept_compressed(headers: &mut HeaderMap) -> bool {
    if headers.contains_key(ACCEPT_ENCODING) || headers.contains_key(RANGE) {
        return false;
    }
    headers.insert(ACCEPT_ENCODING, SUPPORTED);
    true
}

impl ContentCoding {
    /// Removes the content coding from the headers of a response. If it is not supported, the headers stay as they
    /// are.
    pub(super) fn take_from(headers: &mut HeaderMap) -> Option<Self> {
        let mut values = headers.get_all(CONTENT_ENCODING).iter();
        let (value, None) = (values.next()?, values.next()) else {
            return None;
        };
        let name = value.to_str().ok()?.trim().to_ascii_lowercase();
        let coding = match name.as_str() {
            "gzip" | "x-gzip" => Self::Gzip,
            "br" => Self::Brotli,
            "zstd" => Self::Zstandard,
            _ => return None,
        };
        headers.remove(CONTENT_ENCODING);
        headers.remove(CONTENT_LENGTH);
        Some(coding)
    }

    /// Returns whether a body that begins with this chunk is in the format "Large Window Brotli", whose window has up to
    /// 1 GiB. HTTP does not allow it, but the decoder accepts it.
    fn has_large_window(self, start: &[u8]) -> bool {
        self == Self::Brotli && start.first().is_some_and(|byte| byte & 0x7f == 0x11)
    }

    /// Decompresses a body. An empty body, as in a response to `HEAD`, stays empty.
    pub(super) fn decompress(self, body: BodyStream) -> BodyStream {
        BodyStream::new(Decompressed {
            coding: self,
            state: State::Unread(body),
            buffer: vec![0; CHUNK_SIZE],
        })
    }

    fn decoder(self, body: CompressedBody) -> Decoder {
        /// Accepts several members (gzip) or frames (Zstandard), and reads the body up to its end, so that the
        /// connection can be used again.
        macro_rules! whole {
            ($decoder:expr) => {{
                let mut decoder = $decoder;
                decoder.multiple_members(true);
                Box::pin(decoder)
            }};
        }
        match self {
            Self::Gzip => whole!(GzipDecoder::new(body)),
            Self::Brotli => Box::pin(SingleBrotli(BrotliDecoder::new(body))),
            Self::Zstandard => {
                let window = DParameter::window_log_max(LARGEST_ZSTD_WINDOW);
                whole!(ZstdDecoder::with_params(body, &[window]))
            }
        }
    }
}

/// A decompressed body. It is never further ahead of its reader than one chunk, so the reader can stop in time.
struct Decompressed {
    coding: ContentCoding,
    state: State,
    buffer: Vec<u8>,
}

enum State {
    /// Nothing has arrived yet.
    Unread(BodyStream),
    Decoding(Decoder),
    Ended,
}

type Decoder = Pin<Box<dyn AsyncRead + Send>>;

/// Decodes a Brotli body up to its end. Unlike the other codings, Brotli has no members: the window of a second one would not
/// be checked.
struct SingleBrotli(BrotliDecoder<CompressedBody>);

impl AsyncRead for SingleBrotli {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.0).poll_read(context, buffer))?;
        if buffer.filled().len() > before {
            return Poll::Ready(Ok(()));
        }
        let rest = ready!(Pin::new(self.0.get_mut()).poll_fill_buf(context))?;
        if rest.is_empty() {
            return Poll::Ready(Ok(()));
        }
        Poll::Ready(Err(io::Error::other(Reason(
            "the Brotli body continues after its end",
        ))))
    }
}

impl Stream for Decompressed {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        loop {
            match &mut this.state {
                State::Unread(body) => match ready!(Pin::new(&mut *body).poll_next(context)) {
                    Some(Ok(chunk)) if chunk.is_empty() => {}
                    Some(Ok(chunk)) if this.coding.has_large_window(&chunk) => {
                        this.state = State::Ended;
                        let problem = Reason("the window of the Brotli body is too large");
                        return Poll::Ready(Some(Err(TransportError::new(problem))));
                    }
                    Some(Ok(chunk)) => {
                        let State::Unread(body) = std::mem::replace(&mut this.state, State::Ended)
                        else {
                            continue;
                        };
                        let body = CompressedBody::new(chunk, body);
                        this.state = State::Decoding(this.coding.decoder(body));
                    }
                    last => {
                        this.state = State::Ended;
                        return Poll::Ready(last);
                    }
                },
                State::Decoding(decoder) => {
                    let mut buffer = ReadBuf::new(&mut this.buffer);
                    let result = ready!(decoder.as_mut().poll_read(context, &mut buffer));
                    if result.is_ok() && !buffer.filled().is_empty() {
                        return Poll::Ready(Some(Ok(Bytes::copy_from_slice(buffer.filled()))));
                    }
                    this.state = State::Ended;
                    return Poll::Ready(result.err().map(|error| Err(transport_error(error))));
                }
                State::Ended => return Poll::Ready(None),
            }
        }
    }
}

/// The error of the body itself, or of the decoder.
fn transport_error(error: io::Error) -> TransportError {
    error
        .downcast::<TransportError>()
        .unwrap_or_else(TransportError::new)
}

/// The input of a decoder.
struct CompressedBody {
    chunk: Bytes,
    body: BodyStream,
    error: Option<TransportError>,
}

impl CompressedBody {
    fn new(chunk: Bytes, body: BodyStream) -> Self {
        Self {
            chunk,
            body,
            error: None,
        }
    }
}

impl AsyncBufRead for CompressedBody {
    fn poll_fill_buf(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<&[u8]>> {
        let this = self.get_mut();
        if let Some(error) = this.error.take() {
            return Poll::Ready(Err(io::Error::other(error)));
        }
        while this.chunk.is_empty() {
            match ready!(Pin::new(&mut this.body).poll_next(context)) {
                Some(Ok(chunk)) => this.chunk = chunk,
                Some(Err(error)) => {
                    // An error would replace the data that was decoded in the same poll, so it is returned in the
                    // next one.
                    this.error = Some(error);
                    context.waker().wake_by_ref();
                    return Poll::Pending;
                }
                None => break,
            }
        }
        Poll::Ready(Ok(&this.chunk))
    }

    fn consume(mut self: Pin<&mut Self>, count: usize) {
        self.chunk.advance(count);
    }
}

/// Decoders use [`AsyncBufRead`] only, which requires this trait.
impl AsyncRead for CompressedBody {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let chunk = ready!(self.as_mut().poll_fill_buf(context))?;
        let count = chunk.len().min(buffer.remaining());
        if let Some(start) = chunk.get(..count) {
            buffer.put_slice(start);
        }
        self.consume(count);
        Poll::Ready(Ok(()))
    }
}
