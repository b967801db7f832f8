//! Finds places in a JSON text by its brackets, quotes and commas alone. A large document is JSON more often than
//! not, and a parser that makes something of each of its values would take most of the time that reading takes.

use std::borrow::Cow;

use super::tree::PositionTree;
use crate::diagnostic::SourcePosition;

/// Looks places up. `None` if the text turns out to be no JSON on the way to them.
pub(super) fn find(text: &str, places: PositionTree) -> Option<PositionTree> {
    let mut scan = JsonScanner {
        text,
        at: 0,
        counted: 0,
        position: SourcePosition { line: 1, column: 1 },
        places,
    };
    scan.space();
    if scan.peek() != Some(b'{') {
        return None;
    }
    let found = scan.wanted(0, scan.at);
    (found.is_some() || scan.places.is_complete()).then_some(scan.places)
}

/// A way through a text. Whatever answers `None` ends it: all is found, or this is no JSON.
struct JsonScanner<'t> {
    text: &'t str,
    at: usize,
    /// Up to where lines and columns have been counted, and the position of that.
    counted: usize,
    position: SourcePosition,
    places: PositionTree,
}

impl<'t> JsonScanner<'t> {
    /// Marks a wanted place, which begins at `start`, and looks for others in its value, which comes next.
    fn wanted(&mut self, place: usize, start: usize) -> Option<()> {
        let position = self.position(start);
        self.places.mark(place, position);
        match self.peek()? {
            b'{' => self.members(b'}', |scan, _| {
                let start = scan.at;
                let key = unquoted(scan.string()?)?;
                scan.space();
                if scan.next()? != b':' {
                    return None;
                }
                scan.space();
                let child = scan.places.child(place, &key);
                scan.member(child, start)
            }),
            b'[' => self.members(b']', |scan, index| {
                let child = scan.places.child(place, &index.to_string());
                scan.member(child, scan.at)
            }),
            _ => {
                let start = self.at;
                self.skip()?;
                let scalar = self.text.get(start..self.at)?;
                self.places.spell(place, &unquoted(scalar)?);
                Some(())
            }
        }
    }

    /// Goes through what stands between two brackets, one member after the other.
    fn members(
        &mut self,
        close: u8,
        mut member: impl FnMut(&mut Self, usize) -> Option<()>,
    ) -> Option<()> {
        self.at += 1;
        self.space();
        if self.peek()? == close {
            self.at += 1;
            return Some(());
        }
        for index in 0usize.. {
            if self.places.is_complete() {
                return None;
            }
            self.space();
            member(self, index)?;
            self.space();
            match self.next()? {
                b',' => {}
                end if end == close => break,
                _ => return None,
            }
        }
        Some(())
    }

    fn member(&mut self, place: Option<usize>, start: usize) -> Option<()> {
        match place {
            Some(place) => self.wanted(place, start),
            None => self.skip(),
        }
    }

    /// Steps over a value, however deep it is.
    fn skip(&mut self) -> Option<()> {
        let mut depth = 0usize;
        loop {
            match self.peek()? {
                b'{' | b'[' => {
                    depth += 1;
                    self.at += 1;
                }
                b'}' | b']' => {
                    depth = depth.checked_sub(1)?;
                    self.at += 1;
                }
                b',' | b':' if depth > 0 => self.at += 1,
                b' ' | b'\n' | b'\r' | b'\t' if depth > 0 => self.space(),
                b'"' => _ = self.string()?,
                _ => self.word()?,
            }
            if depth == 0 {
                return Some(());
            }
        }
    }

    /// Steps over a string and gives it with its quotes.
    fn string(&mut self) -> Option<&'t str> {
        let start = self.at;
        if self.next()? != b'"' {
            return None;
        }
        loop {
            let rest = self.text.as_bytes().get(self.at..)?;
            self.at += rest.iter().position(|byte| matches!(byte, b'"' | b'\\'))?;
            match self.next()? {
                b'"' => return self.text.get(start..self.at),
                _ => _ = self.next()?,
            }
        }
    }

    /// Steps over a number, `true`, `false` or `null`.
    fn word(&mut self) -> Option<()> {
        let rest = self.text.as_bytes().get(self.at..)?;
        let is_part =
            |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'.');
        let word = rest.get(..rest.iter().take_while(is_part).count())?;
        let is_json = match word.first()? {
            b'-' | b'0'..=b'9' => true,
            _ => matches!(word, b"true" | b"false" | b"null"),
        };
        self.at += word.len();
        is_json.then_some(())
    }

    fn space(&mut self) {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let is_space = |byte: &&u8| matches!(byte, b' ' | b'\n' | b'\r' | b'\t');
        self.at += rest.iter().take_while(is_space).count();
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn next(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at += 1;
        Some(byte)
    }

    /// Line and column of a byte, counted on from the one that was asked for before.
    fn position(&mut self, at: usize) -> SourcePosition {
        let passed = self.text.get(self.counted..at).unwrap_or_default();
        let line = match passed.rsplit_once('\n') {
            Some((lines, line)) => {
                self.position.line += 1 + lines.bytes().filter(|byte| *byte == b'\n').count();
                self.position.column = 1;
                line
            }
            None => passed,
        };
        self.position.column += line.chars().count();
        self.counted = at;
        self.position
    }
}

/// A scalar without its quotes and escapes.
fn unquoted(scalar: &str) -> Option<Cow<'_, str>> {
    if !scalar.starts_with('"') {
        return Some(Cow::Borrowed(scalar));
    }
    if scalar.contains('\\') {
        return serde_json::from_str(scalar).ok().map(Cow::Owned);
    }
    scalar
        .strip_prefix('"')?
        .strip_suffix('"')
        .map(Cow::Borrowed)
}
