//! JSON texts that follow one another: a text in each line (NDJSON, JSON Lines), or a text behind each
//! record separator (RFC 7464), where it may have several lines. The separator itself tells which it is.

use bytes::{Bytes, BytesMut};
use serde::de::DeserializeOwned;

use super::body::Head;
use super::split::{LineBuffer, Split, TooLarge};
use crate::error::Result;

const RECORD_SEPARATOR: u8 = 0x1E;

/// Reads a text.
#[allow(
    clippy::unnecessary_wraps,
    reason = "the signature is the one that all readers share"
)]
pub(super) fn json<T: DeserializeOwned>(head: &Head, text: Bytes) -> Option<Result<T>> {
    Some(head.json(text))
}

/// Takes a body apart into JSON texts.
#[derive(Debug)]
pub(super) struct Splitter {
    lines: LineBuffer,
    /// The lines so far of the text that comes now.
    text: BytesMut,
    /// How many brackets of it are open; always none without record separators.
    depth: usize,
    is_sequence: bool,
}

impl Split for Splitter {
    type Part = Bytes;

    fn new(limit: u64) -> Self {
        Self {
            lines: LineBuffer::new(limit),
            text: BytesMut::new(),
            depth: 0,
            is_sequence: false,
        }
    }

    fn push(&mut self, piece: &[u8]) {
        self.lines.push(piece);
    }

    fn next(&mut self) -> Result<Option<Bytes>, TooLarge> {
        loop {
            if self.depth == 0 && !self.text.is_empty() {
                return Ok(Some(self.taken()));
            }
            let Some(line) = self.lines.next()? else {
                return Ok(None);
            };
            if let Some(unfinished) = self.take(&line)? {
                return Ok(Some(unfinished));
            }
        }
    }

    /// The last line need not have an end.
    fn last(&mut self) -> Result<Option<Bytes>, TooLarge> {
        if let Some(line) = self.lines.last()
            && let Some(unfinished) = self.take(&line)?
        {
            return Ok(Some(unfinished));
        }
        Ok(Some(self.taken()).filter(|text| !text.is_empty()))
    }
}

impl Splitter {
    /// Takes a line. Where it begins a text while another is not whole, that one is given back.
    fn take(&mut self, line: &[u8]) -> Result<Option<Bytes>, TooLarge> {
        let mut unfinished = None;
        let line = match line.strip_prefix(&[RECORD_SEPARATOR]) {
            Some(line) => {
                self.is_sequence = true;
                unfinished = Some(self.taken()).filter(|text| !text.is_empty());
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
            self.depth = depth_behind(self.depth, line);
        }
        Ok(unfinished)
    }

    fn taken(&mut self) -> Bytes {
        self.depth = 0;
        self.text.split().freeze()
    }
}

/// How many brackets are open behind a line. A string does not go on in the next.
fn depth_behind(mut depth: usize, line: &[u8]) -> usize {
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
