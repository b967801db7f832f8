//! Takes a body apart at the ends of its lines, wherever the pieces end in which it arrives.

use bytes::{Bytes, BytesMut};

/// Takes a body apart. It holds no more than one part and the piece that came last.
pub(super) trait Split: Send + Unpin + 'static {
    /// What the body consists of.
    type Part;

    /// For parts of no more than so many bytes.
    fn new(limit: u64) -> Self;

    /// What has arrived.
    fn push(&mut self, piece: &[u8]);

    /// The next part, if all of it has arrived.
    fn next(&mut self) -> Result<Option<Self::Part>, TooLarge>;

    /// What is left when no more will arrive; `None` in the end.
    fn last(&mut self) -> Result<Option<Self::Part>, TooLarge>;
}

/// A part is larger than it may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TooLarge;

/// Lines that end in a line feed, a carriage return, or both.
#[derive(Debug)]
pub(super) struct LineBuffer {
    bytes: BytesMut,
    /// How many of the bytes are known to hold no end.
    looked_at: usize,
    /// Whether the last line ended in a carriage return, so that a line feed belongs to it.
    after_return: bool,
    limit: u64,
}

impl LineBuffer {
    pub(super) fn new(limit: u64) -> Self {
        Self {
            bytes: BytesMut::new(),
            looked_at: 0,
            after_return: false,
            limit,
        }
    }

    pub(super) fn push(&mut self, piece: &[u8]) {
        self.bytes.extend_from_slice(piece);
    }

    /// The next line, without its end.
    pub(super) fn next(&mut self) -> Result<Option<Bytes>, TooLarge> {
        if let Some(first) = self.bytes.first() {
            if self.after_return && *first == b'\n' {
                drop(self.bytes.split_to(1));
            }
            self.after_return = false;
        }
        let unseen = &self.bytes[self.looked_at..];
        let Some(length) = unseen.iter().position(|byte| b"\r\n".contains(byte)) else {
            self.looked_at = self.bytes.len();
            self.check(self.looked_at)?;
            return Ok(None);
        };
        let mut line = self.bytes.split_to(self.looked_at + length + 1);
        self.looked_at = 0;
        self.after_return = line.ends_with(b"\r");
        line.truncate(line.len() - 1);
        self.check(line.len())?;
        Ok(Some(line.freeze()))
    }

    /// A line without an end.
    pub(super) fn last(&mut self) -> Option<Bytes> {
        self.looked_at = 0;
        let line = self.bytes.split().freeze();
        Some(line).filter(|line| !line.is_empty())
    }

    /// Whether something of this length is not too large.
    pub(super) fn check(&self, length: usize) -> Result<(), TooLarge> {
        if length as u64 > self.limit {
            return Err(TooLarge);
        }
        Ok(())
    }
}
