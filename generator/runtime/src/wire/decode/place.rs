//! Reads JSON, and says where in it a value is not what its type asks for. The reader reports how far
//! it came; the text itself tells which value stands there, and by what path. What is written once
//! for each type is most of what a client compiles, so only the two functions on top know the type.

use std::fmt::Write as _;
use std::ops::Range;

use serde::de::DeserializeOwned;
use serde_json::Value;

/// How often a text is read again to find the place. An error that is reported late belongs to a value
/// one level further in, seldom two.
const READS: usize = 8;

/// Reads a text as JSON.
pub(crate) fn read<T: DeserializeOwned>(text: &[u8]) -> Result<T, Unread> {
    match serde_json::from_slice(text) {
        Ok(value) => Ok(value),
        Err(error) => Err(Unread {
            error,
            is_unlike: is_unlike::<T>,
        }),
    }
}

/// Whether the beginning of a text is already of another shape.
fn is_unlike<T: DeserializeOwned>(beginning: &[u8]) -> bool {
    match serde_json::from_slice::<T>(beginning) {
        Ok(_) => false,
        Err(error) => error.is_data(),
    }
}

/// Why a text could not be read.
#[derive(Debug)]
pub(crate) struct Unread {
    pub(crate) error: serde_json::Error,
    is_unlike: fn(&[u8]) -> bool,
}

impl Unread {
    /// Where the text is of another shape; `None` when it is not JSON at all.
    pub(crate) fn place(&self, text: &[u8]) -> Option<Place> {
        let reported = offset(text, &self.error);
        let is_json = self.error.is_data();
        is_json.then(|| Place::find(text, reported, self.is_unlike))
    }

    /// What is wrong there. The line and column are left out: they are those of a text that whoever
    /// reads the error does not have, and the path says more.
    pub(crate) fn reason(&self) -> String {
        let text = self.error.to_string();
        let position = format!(
            " at line {} column {}",
            self.error.line(),
            self.error.column()
        );
        text.strip_suffix(&position).unwrap_or(&text).to_owned()
    }
}

/// The place of a value in a JSON text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    /// Such as `[0].trigger`; `.` is the text as a whole.
    pub(crate) path: String,
    /// The offset of its first byte.
    start: usize,
}

impl Place {
    /// The place of the text as a whole.
    fn root() -> Self {
        Self {
            path: ".".to_owned(),
            start: 0,
        }
    }

    /// The path, unless it is that of the text as a whole.
    pub(crate) fn inner_path(&self) -> Option<&str> {
        Some(self.path.as_str()).filter(|path| *path != ".")
    }

    /// What stands there.
    pub(crate) fn piece(&self, text: &[u8]) -> Option<Value> {
        let rest = serde_json::Deserializer::from_slice(text.get(self.start..)?);
        rest.into_iter().next()?.ok()
    }

    /// A reader that fails in the middle of a list or an object first looks for its end, and some
    /// errors are reported only then, behind the value that they belong to. It is that value if the
    /// text up to its end fails in the same way, rather than for being cut short.
    fn find(text: &[u8], reported: usize, is_unlike: fn(&[u8]) -> bool) -> Self {
        // A list or an object of which nothing is wanted is refused before its bracket is read.
        let is_bracket = matches!(text.get(reported), Some(b'[' | b'{'));
        let mut end = reported.min(text.len()) + usize::from(is_bracket);
        let first = Found::at(text, end);
        let mut found = first.clone();
        for _ in 0..READS {
            match found.before {
                Some(before) if is_unlike(&text[..before]) => end = before,
                _ => return found.place,
            }
            found = Found::at(text, end);
        }
        first.place
    }
}

/// How many bytes the reader took, of which the error tells the lines and the bytes of the last line.
/// An error without a position belongs to the text as a whole.
fn offset(text: &[u8], error: &serde_json::Error) -> usize {
    let Some(lines_before) = error.line().checked_sub(1) else {
        return text.len();
    };
    let lines = text.split_inclusive(|byte| *byte == b'\n');
    let start: usize = lines.take(lines_before).map(<[u8]>::len).sum();
    start.saturating_add(error.column())
}

/// What the bytes up to an offset tell.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Found {
    /// The innermost value that the last of the bytes belongs to.
    place: Place,
    /// Where the last value ends that ends before.
    before: Option<usize>,
}

impl Found {
    /// Walks through the text, of which nothing need be JSON behind `end`.
    fn at(text: &[u8], end: usize) -> Self {
        let mut open: Vec<Open> = Vec::new();
        let mut before = None;
        let mut start = 0;
        while start < end {
            let (token, next) = Token::at(text, start);
            let value = match (token, open.last_mut()) {
                (Token::Opening(bracket), _) => {
                    open.push(Open::new(start, bracket));
                    None
                }
                (Token::Closing, _) => open.pop().map(|container| container.start),
                (Token::Comma, Some(container)) => {
                    container.go_on();
                    None
                }
                (Token::String, Some(object)) if object.awaits_name() => {
                    object.step = Step::Name(start..next);
                    None
                }
                (Token::String | Token::Word, _) => Some(start),
                (Token::Comma | Token::Between, _) => None,
            };
            match value {
                Some(start) if next >= end => return Self::new(text, &open, start, before),
                Some(_) => before = Some(next),
                None => {}
            }
            start = next;
        }
        // What no value inside it holds belongs to the list or object itself.
        match open.pop() {
            Some(container) => Self::new(text, &open, container.start, before),
            None => Self {
                place: Place::root(),
                before,
            },
        }
    }

    fn new(text: &[u8], open: &[Open], start: usize, before: Option<usize>) -> Self {
        let path = path(text, open);
        Self {
            place: Place { path, start },
            before,
        }
    }
}

/// A list or an object of which the end has not been seen.
struct Open {
    start: usize,
    step: Step,
}

/// The way from a list or an object to the value in it that comes now.
enum Step {
    Index(usize),
    /// Where the name of the property stands, in its quotation marks.
    Name(Range<usize>),
    /// The name is still to come.
    Nameless,
}

impl Open {
    fn new(start: usize, bracket: u8) -> Self {
        let step = match bracket {
            b'[' => Step::Index(0),
            _ => Step::Nameless,
        };
        Self { start, step }
    }

    fn awaits_name(&self) -> bool {
        matches!(self.step, Step::Nameless)
    }

    /// A comma: what comes now is the next.
    fn go_on(&mut self) {
        self.step = match self.step {
            Step::Index(index) => Step::Index(index + 1),
            Step::Name(_) | Step::Nameless => Step::Nameless,
        };
    }
}

/// As people write it: `users[0].name`.
fn path(text: &[u8], open: &[Open]) -> String {
    let mut path = String::new();
    for container in open {
        match &container.step {
            Step::Index(index) => {
                // Writing to a text cannot fail.
                let _ = write!(path, "[{index}]");
            }
            Step::Name(name) => {
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(&unquoted(&text[name.clone()]));
            }
            Step::Nameless => {}
        }
    }
    if path.is_empty() {
        path.push('.');
    }
    path
}

fn unquoted(name: &[u8]) -> String {
    serde_json::from_slice(name).unwrap_or_else(|_| String::from_utf8_lossy(name).into_owned())
}

/// The smallest pieces of a JSON text, as far as they matter here.
enum Token {
    /// With the bracket that it is.
    Opening(u8),
    Closing,
    Comma,
    String,
    /// A number, `true`, `false` or `null`.
    Word,
    /// White space, or a colon.
    Between,
}

impl Token {
    /// The token at an offset, and where the next one begins.
    fn at(text: &[u8], start: usize) -> (Self, usize) {
        let rest = &text[start..];
        let (token, length) = match rest {
            [bracket @ (b'[' | b'{'), ..] => (Self::Opening(*bracket), 1),
            [b']' | b'}', ..] => (Self::Closing, 1),
            [b',', ..] => (Self::Comma, 1),
            [b'"', inner @ ..] => (Self::String, 1 + string_length(inner)),
            [byte, ..] if is_between(*byte) => (Self::Between, 1),
            _ => (Self::Word, word_length(rest)),
        };
        (token, start + length)
    }
}

/// The length of a string behind its first quotation mark, up to and with its last.
fn string_length(inner: &[u8]) -> usize {
    let mut is_escaped = false;
    let end = inner.iter().position(|byte| {
        let is_end = *byte == b'"' && !is_escaped;
        is_escaped = *byte == b'\\' && !is_escaped;
        is_end
    });
    end.map_or(inner.len(), |end| end + 1)
}

fn word_length(rest: &[u8]) -> usize {
    let is_end = |byte: &u8| is_between(*byte) || b"[]{},\"".contains(byte);
    rest.iter().position(is_end).unwrap_or(rest.len())
}

fn is_between(byte: u8) -> bool {
    byte == b':' || byte.is_ascii_whitespace()
}
