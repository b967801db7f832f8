//! Sequences of JSON texts: one text in each line (NDJSON, JSON Lines), or one text of any number of lines
//! after each record separator (RFC 7464). The format is detected by the separator.

use bytes::{Bytes, BytesMut};
use serde::de::DeserializeOwned;

use super::head::Head;
use super::split::{LineBuffer, LineEnd, Splitter, TooLarge};
use crate::error::Result;
use crate::wire::decode::problem::without_byte_order_mark;

const RECORD_SEPARATOR: u8 = 0x1E;

/// Parses a JSON text.
#[allow(
    clippy::unnecessary_wraps,
    reason = "has the signature of all item decoders"
)]
pub(super) fn json<T: DeserializeOwned>(head: &Head, text: Bytes) -> Option<Result<T>> {
    Some(head.item_from_json(text))
}

/// Splits a body into JSON texts.
#[derive(Debug)]
pub(super) struct TextSplitter {
    lines: LineBuffer,
    /// The lines read so far of the current JSON text.
    text: BytesMut,
    /// The number of open brackets in the current text; 0 if there are no record separators.
    depth: usize,
    is_sequence: bool,
    is_first_line: bool,
}

impl Splitter for TextSplitter {
    type Item = Bytes;

    fn new(limit: u64) -> Self {
        Self {
            lines: LineBuffer::new(LineEnd::Feed, limit),
            text: BytesMut::new(),
            depth: 0,
            is_sequence: false,
            is_first_line: true,
        }
    }

    fn push(&mut self, chunk: &[u8]) {
        self.lines.push(chunk);
    }

    fn next(&mut self) -> Result<Option<Bytes>, TooLarge> {
        loop {
            if self.depth == 0 && !self.text.is_empty() {
                return Ok(Some(self.take_text()));
            }
            let Some(line) = self.lines.next()? else {
                return Ok(None);
            };
            if let Some(unfinished) = self.add_line(&line)? {
                return Ok(Some(unfinished));
            }
        }
    }

    /// The last line may have no line end.
    fn last(&mut self) -> Result<Option<Bytes>, TooLarge> {
        if let Some(line) = self.lines.last()
            && let Some(unfinished) = self.add_line(&line)?
        {
            return Ok(Some(unfinished));
        }
        Ok(Some(self.take_text()).filter(|text| !text.is_empty()))
    }
}

impl TextSplitter {
    /// Adds a line to the current text. If the line starts a new text, returns the unfinished one before it.
    fn add_line(&mut self, line: &[u8]) -> Result<Option<Bytes>, TooLarge> {
        let mut unfinished = None;
        let is_first = std::mem::replace(&mut self.is_first_line, false);
        let line = if is_first {
            without_byte_order_mark(line)
        } else {
            line
        };
        let line = match line.strip_prefix(&[RECORD_SEPARATOR]) {
            Some(line) => {
                self.is_sequence = true;
                unfinished = Some(self.take_text()).filter(|text| !text.is_empty());
                line
            }
            None => line,
        };
        if !line.trim_ascii().is_empty() {
            if !self.text.is_empty() {
                self.text.extend_from_slice(b"\n");
            }
            self.text.extend_from_slice(line);
            self.lines.check(self.text.len())?;
        }
        if self.is_sequence {
            self.depth = depth_after(self.depth, line);
        }
        Ok(unfinished)
    }

    fn take_text(&mut self) -> Bytes {
        self.depth = 0;
        self.text.split().freeze()
    }
}

/// The number of open brackets after a line. A string cannot continue in the next line.
fn depth_after(mut depth: usize, line: &[u8]) -> usize {
    let (mut is_string, mut is_escaped) = (false, false);
    for byte in line {
        match byte {
            b'"' if !is_escaped => is_string = !is_string,
            b'[' | b'{' if !is_string => depth += 1,
            b']' | b'}' if !is_string => depth = depth.saturating_sub(1),
            _ => {}
        }
        is_escaped = *byte == b'\\' && !is_escaped;
    }
    depth
}
