//! Notices that a server speaks another protocol than its URL. Without it, the error would be that of a parser, such as
//! "corrupt message".

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use hyper::rt::{Read, ReadBuf, ReadBufCursor, Write};

use super::byte_stream::ByteStream;
use super::error::Reason;
use super::permanent::Permanent;

/// The type of a TLS record with an alert, with which a server rejects a request without TLS. The other types are the next
/// two, and the one before.
const ALERT: u8 = 21;

/// The protocol of a connection.
#[derive(Debug, Clone, Copy)]
pub(super) enum Protocol {
    /// HTTP without TLS.
    Plain,
    Tls,
}

/// A connection that fails if the first byte of the server does not belong to the protocol.
pub(super) struct CheckedStream {
    stream: ByteStream,
    /// `None` after the first byte.
    unchecked: Option<Protocol>,
}

impl CheckedStream {
    pub(super) fn new(stream: ByteStream, protocol: Protocol) -> Self {
        Self {
            stream,
            unchecked: Some(protocol),
        }
    }
}

impl Protocol {
    fn check(self, first: u8) -> io::Result<()> {
        let reason = match self {
            Self::Tls if !(ALERT - 1..=ALERT + 2).contains(&first) => {
                "this port does not speak TLS; perhaps `http://` was meant"
            }
            Self::Plain if first == ALERT => {
                "this port speaks only TLS; perhaps `https://` was meant"
            }
            _ => return Ok(()),
        };
        let cause = Permanent(Reason(reason).into());
        Err(io::Error::new(io::ErrorKind::InvalidData, cause))
    }
}

impl Read for CheckedStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        mut buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        let unchecked = self.unchecked.filter(|_| buffer.remaining() > 0);
        let Some(protocol) = unchecked else {
            return Pin::new(&mut self.stream).poll_read(context, buffer);
        };
        let mut first = [0];
        let mut first = ReadBuf::new(&mut first);
        ready!(Pin::new(&mut self.stream).poll_read(context, first.unfilled()))?;
        self.unchecked = None;
        if let [first] = first.filled() {
            protocol.check(*first)?;
        }
        buffer.put_slice(first.filled());
        Poll::Ready(Ok(()))
    }
}

impl Write for CheckedStream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffers: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, buffers)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
