//! A connection to a server or proxy, regardless of its layers.

use std::error::Error as StdError;

use hyper::rt::{Read, Write};

/// A connection, or a TLS or tunnel layer over it.
pub(super) type ByteStream = Box<dyn ReadWrite>;

/// Bytes in both directions.
pub(super) trait ReadWrite: Read + Write + Send + Unpin {}

impl<T: Read + Write + Send + Unpin> ReadWrite for T {}

/// A connection, after the TLS handshake if it has one.
pub(super) struct SecuredStream {
    pub(super) stream: ByteStream,
    /// `true` if the server chose HTTP/2 in the handshake.
    pub(super) chose_http2: bool,
}

/// The reason why a connection could not be opened.
pub(super) type Cause = Box<dyn StdError + Send + Sync>;
