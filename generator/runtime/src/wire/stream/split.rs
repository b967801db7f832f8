//! Splits a body at line ends, independent of the boundaries of the chunks in which it arrives.

use bytes::{Bytes, BytesMut};

use super::reconnect::Position;

/// Splits a body into items. It buffers at most one item and the last chunk.
pub(super) trait Splitter: Send + Unpin + 'static {
    /// The items of the body.
    type Item;

    /// Creates a splitter for items of at most this many bytes.
    fn new(limit: u64) -> Self;

    /// Adds a chunk of the body.
    fn push(&mut self, chunk: &[u8]);

    /// The next item, if it has arrived completely.
    fn next(&mut self) -> Result<Option<Self::Item>, TooLarge>;

    /// The next item after the whole body has arrived; `None` if nothing is left.
    fn last(&mut self) -> Result<Option<Self::Item>, TooLarge>;

    /// The position from which the server can continue; `None` if the format has no positions.
    fn position(&self) -> Option<Position> {
        None
    }

    /// Continues with another body. An incomplete item is dropped.
    fn restart(&mut self) {}
}

/// An item is larger than the limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TooLarge;

/// The characters that end a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineEnd {
    /// A line feed.
    Feed,
    /// A line feed, a carriage return, or both.
    Any,
}

impl LineEnd {
    fn contains(self, byte: u8) -> bool {
        byte == b'\n' || (byte == b'\r' && self == Self::Any)
    }
}

/// Splits bytes into lines.
#[derive(Debug)]
pub(super) struct LineBuffer {
    bytes: BytesMut,
    line_end: LineEnd,
    /// The number of leading bytes that contain no line end.
    searched: usize,
    /// `true` if the last line ended with a carriage return. A line feed after it belongs to the same line end.
    after_return: bool,
    limit: u64,
}

impl LineBuffer {
    pub(super) fn new(line_end: LineEnd, limit: u64) -> Self {
        Self {
            bytes: BytesMut::new(),
            line_end,
            searched: 0,
            after_return: false,
            limit,
        }
    }

    pub(super) fn push(&mut self, chunk: &[u8]) {
        self.bytes.extend_from_slice(chunk);
    }

    /// The next complete line, without its line end.
    pub(super) fn next(&mut self) -> Result<Option<Bytes>, TooLarge> {
        if let Some(first) = self.bytes.first() {
            if self.after_return && *first == b'\n' {
                drop(self.bytes.split_to(1));
            }
            self.after_return = false;
        }
        let mut rest = self.bytes.iter().skip(self.searched);
        let Some(length) = rest.position(|byte| self.line_end.contains(*byte)) else {
            self.searched = self.bytes.len();
            self.check(self.searched)?;
            return Ok(None);
        };
        let mut line = self.bytes.split_to(self.searched + length + 1);
        self.searched = 0;
        self.after_return = line.ends_with(b"\r");
        line.truncate(line.len() - 1);
        self.check(line.len())?;
        Ok(Some(line.freeze()))
    }

    /// Drops everything that was not returned yet.
    pub(super) fn clear(&mut self) {
        self.bytes.clear();
        self.searched = 0;
        self.after_return = false;
    }

    /// The last line, if the body does not end with a line end.
    pub(super) fn last(&mut self) -> Option<Bytes> {
        self.searched = 0;
        let line = self.bytes.split().freeze();
        Some(line).filter(|line| !line.is_empty())
    }

    /// Checks a length against the limit.
    pub(super) fn check(&self, length: usize) -> Result<(), TooLarge> {
        if length as u64 > self.limit {
            return Err(TooLarge);
        }
        Ok(())
    }
}
