//! Files and other readers as request bodies.

use std::future::poll_fn;
use std::io;
use std::path::Path;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use tokio::fs::File;
use tokio::io::{AsyncRead, ReadBuf};

use crate::client::box_future::BoxFuture;
use crate::client::transport::{BodyStream, TransportError};
use crate::error::{Error, Result as CallResult};
use crate::wire::body::Body;
use crate::wire::multipart::FilePart;

/// The size of a chunk, in bytes.
const CHUNK: usize = 64 * 1024;

impl Body {
    /// Creates a body from a file, which is read while it is sent. Its length is sent as `Content-Length`. The file is opened
    /// again for each attempt to send the request, so it must not change during the call.
    ///
    /// A pipe or a device has an unknown length, and is opened and read only once.
    ///
    /// ```no_run
    /// # async fn run() -> apicrate_runtime::Result<()> {
    /// use apicrate_runtime::Body;
    ///
    /// let video = Body::from_path("holidays.mp4").await?;
    /// assert!(video.is_repeatable());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Io`](crate::ErrorKind::Io) if the file does not exist or cannot be read.
    pub async fn from_path(path: impl AsRef<Path>) -> CallResult<Self> {
        let path = path.as_ref().to_owned();
        let source = Source::open(&path).await.map_err(|error| {
            let text = format!("cannot read the file `{}`: {error}", path.display());
            Error::transport(TransportError::unreadable(text))
        })?;
        let length = match source {
            Source::File(length) => length,
            Source::Other(file) => return Ok(Self::from_reader(file)),
        };
        let open = move || {
            let path = path.clone();
            let file: BoxFuture<'static, _> = Box::pin(async move { File::open(path).await });
            BodyStream::new(Chunks::Opening(file))
        };
        let body = Self::reopened(open);
        Ok(match length {
            Some(length) => body.with_length(length),
            None => body,
        })
    }

    /// Creates a body from a reader. It can be read only once.
    ///
    /// If the reader fails, so does the call, with an error of the kind [`Io`](crate::ErrorKind::Io).
    pub fn from_reader(reader: impl AsyncRead + Send + 'static) -> Self {
        Self::once(BodyStream::new(Chunks::Reading(Box::pin(reader))))
    }
}

/// The target of a path.
enum Source {
    /// A file, with its length if the file system knows it.
    File(Option<u64>),
    /// A pipe or a device.
    Other(File),
}

impl Source {
    async fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path).await?;
        let metadata = file.metadata().await?;
        if metadata.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        if !metadata.is_file() {
            return Ok(Self::Other(file));
        }
        let length = metadata.len();
        if length > 0 {
            return Ok(Self::File(Some(length)));
        }
        // Files of virtual file systems, such as `/proc`, have content but no length.
        let mut chunks = Chunks::Reading(Box::pin(file));
        let first = poll_fn(|context| chunks.poll_chunk(context)).await?;
        Ok(Self::File(first.is_empty().then_some(0)))
    }
}

impl FilePart {
    /// Creates a part from a file, with its file name. It is read while it is sent, as
    /// [`Body::from_path`](crate::Body::from_path).
    ///
    /// # Errors
    ///
    /// [`Io`](crate::ErrorKind::Io) if the file does not exist or cannot be read.
    pub async fn from_path(path: impl AsRef<Path>) -> CallResult<Self> {
        let path = path.as_ref();
        let part = Self::new(Body::from_path(path).await?);
        Ok(match path.file_name() {
            Some(name) => part.with_file_name(name.to_string_lossy()),
            None => part,
        })
    }
}

/// The chunks of a reader. A file is opened when they are polled for the first time.
enum Chunks {
    Opening(BoxFuture<'static, io::Result<File>>),
    Reading(Pin<Box<dyn AsyncRead + Send>>),
}

impl Chunks {
    fn poll_chunk(&mut self, context: &mut Context<'_>) -> Poll<io::Result<Bytes>> {
        loop {
            match self {
                Self::Opening(file) => {
                    let file = ready!(file.as_mut().poll(context))?;
                    *self = Self::Reading(Box::pin(file));
                }
                Self::Reading(reader) => {
                    let mut chunk = BytesMut::zeroed(CHUNK);
                    let mut buffer = ReadBuf::new(&mut chunk);
                    ready!(reader.as_mut().poll_read(context, &mut buffer))?;
                    let length = buffer.filled().len();
                    chunk.truncate(length);
                    return Poll::Ready(Ok(chunk.freeze()));
                }
            }
        }
    }
}

impl Stream for Chunks {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(match ready!(self.poll_chunk(context)) {
            Ok(chunk) if chunk.is_empty() => None,
            Ok(chunk) => Some(Ok(chunk)),
            Err(error) => Some(Err(TransportError::unreadable(error))),
        })
    }
}

/// Writes all bytes.
pub(crate) async fn write_all(
    mut writer: Pin<&mut (impl tokio::io::AsyncWrite + ?Sized)>,
    mut bytes: &[u8],
) -> io::Result<()> {
    while !bytes.is_empty() {
        let written = poll_fn(|context| writer.as_mut().poll_write(context, bytes)).await?;
        if written == 0 {
            return Err(io::ErrorKind::WriteZero.into());
        }
        bytes = bytes.get(written..).unwrap_or_default();
    }
    Ok(())
}
