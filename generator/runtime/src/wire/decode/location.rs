//! JSON parsing with locations: for a value that does not match its type, finds the path of that value.
//!
//! `serde_json` reports only the line and column at which it stopped. The location is found by scanning the
//! text up to there. Code that is compiled once for each type is most of what a client compiles, so only
//! [`from_json`] and `parse` are generic.

use std::fmt::Write as _;
use std::ops::Range;

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::integer::text_with_plain_integers;

/// The largest number of parses to find a location. An error that is reported too late belongs to a
/// value one level deeper, rarely two.
const MAX_PARSES: usize = 8;

/// Parses a JSON text. Numbers such as `1.0` are also accepted as integers.
pub(crate) fn from_json<T: DeserializeOwned>(text: &[u8]) -> Result<T, JsonError> {
    let (error, text) = match serde_json::from_slice(text) {
        Ok(value) => return Ok(value),
        Err(error) => match with_plain_integers(text, &error) {
            None => (error, None),
            Some(text) => match serde_json::from_slice(&text) {
                Ok(value) => return Ok(value),
                Err(error) => (error, Some(text)),
            },
        },
    };
    Err(JsonError {
        error,
        text,
        parse: parse::<T>,
    })
}

/// Returns the text that is parsed again after an error: the same text with plain integers. `None` if it would not be
/// another text.
fn with_plain_integers(text: &[u8], error: &serde_json::Error) -> Option<Vec<u8>> {
    error
        .is_data()
        .then(|| text_with_plain_integers(text))
        .flatten()
}

/// The error of parsing a text; `None` if it can be parsed.
fn parse<T: DeserializeOwned>(text: &[u8]) -> Option<serde_json::Error> {
    serde_json::from_slice::<T>(text).err()
}

/// The reason why a JSON text could not be parsed as a type.
#[derive(Debug)]
pub(crate) struct JsonError {
    pub(crate) error: serde_json::Error,
    /// The text with plain integers, if it was parsed instead of the original text.
    text: Option<Vec<u8>>,
    parse: fn(&[u8]) -> Option<serde_json::Error>,
}

impl JsonError {
    /// The error of parsing another text as the same type; `None` if it can be parsed.
    pub(crate) fn of_text(&self, text: &[u8]) -> Option<Self> {
        let error = (self.parse)(text)?;
        let (error, text) = match with_plain_integers(text, &error) {
            None => (error, None),
            Some(text) => ((self.parse)(&text)?, Some(text)),
        };
        let parse = self.parse;
        Some(Self { error, text, parse })
    }

    /// The text that was parsed. `text` is the original text.
    pub(crate) fn parsed<'a>(&'a self, text: &'a [u8]) -> &'a [u8] {
        self.text.as_deref().unwrap_or(text)
    }

    /// Returns whether parsing a prefix of the text fails because of its data, not because it is cut off.
    fn fails_as_data(&self, prefix: &[u8]) -> bool {
        (self.parse)(prefix).is_some_and(|error| error.is_data())
    }

    /// The location of the value that does not match its type. `None` if the text is not valid JSON.
    pub(crate) fn location(&self, text: &[u8]) -> Option<PayloadLocation> {
        let text = self.parsed(text);
        let reported = offset(text, &self.error);
        let is_json = self.error.is_data();
        is_json.then(|| PayloadLocation::find(text, reported, |prefix| self.fails_as_data(prefix)))
    }

    /// The error message without line and column: the reader of the message may not have the text, and the
    /// path is more useful.
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

/// The location of a value in a JSON text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PayloadLocation {
    /// The path, such as `[0].trigger`; `.` for the whole text.
    pub(crate) path: String,
    /// The offset of the value's first byte.
    start: usize,
}

impl PayloadLocation {
    /// The location of the whole text.
    fn root() -> Self {
        Self {
            path: ".".to_owned(),
            start: 0,
        }
    }

    /// The location of the last value in the beginning of a JSON text.
    pub(crate) fn of_last_value(text: &[u8]) -> Self {
        Scan::up_to(text, text.len()).location
    }

    /// The path; `None` for the whole text.
    pub(crate) fn inner_path(&self) -> Option<&str> {
        Some(self.path.as_str()).filter(|path| *path != ".")
    }

    /// The value at this location.
    pub(crate) fn value(&self, text: &[u8]) -> Option<Value> {
        let rest = serde_json::Deserializer::from_slice(text.get(self.start..)?);
        rest.into_iter().next()?.ok()
    }

    /// Finds the location of the value that an error belongs to.
    ///
    /// If a value inside an array or object fails, the parser first searches for the end of the container,
    /// and reports some errors only after it, behind the value that they belong to. The error belongs to the
    /// last value before the reported offset if the text up to the end of that value fails as data too.
    fn find(text: &[u8], reported: usize, fails_as_data: impl Fn(&[u8]) -> bool) -> Self {
        // If the type allows neither an array nor an object, the error is reported before the bracket.
        let is_bracket = matches!(text.get(reported), Some(b'[' | b'{'));
        let mut end = reported.min(text.len()) + usize::from(is_bracket);
        let first = Scan::up_to(text, end);
        let mut scan = first.clone();
        for _ in 0..MAX_PARSES {
            let before = scan.previous_end.and_then(|it| text.get(..it));
            match before {
                Some(before) if fails_as_data(before) => end = before.len(),
                _ => return scan.location,
            }
            scan = Scan::up_to(text, end);
        }
        first.location
    }
}

/// The number of bytes that the parser consumed. The error contains the line, and the number of bytes in that
/// line. An error without a position belongs to the whole text.
fn offset(text: &[u8], error: &serde_json::Error) -> usize {
    let Some(lines_before) = error.line().checked_sub(1) else {
        return text.len();
    };
    let lines = text.split_inclusive(|byte| *byte == b'\n');
    let start: usize = lines.take(lines_before).map(<[u8]>::len).sum();
    start.saturating_add(error.column())
}

/// The result of scanning a text up to an offset.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Scan {
    /// The location of the innermost value that contains the last scanned byte.
    location: PayloadLocation,
    /// The end of the last value that ends before that one.
    previous_end: Option<usize>,
}

impl Scan {
    /// Scans the text up to `end`. The text behind `end` need not be JSON.
    fn up_to(text: &[u8], end: usize) -> Self {
        let mut open: Vec<Container> = Vec::new();
        let mut previous_end = None;
        let mut start = 0;
        while start < end {
            let (token, next) = Token::at(text, start);
            let value = match (token, open.last_mut()) {
                (Token::Opening(bracket), _) => {
                    open.push(Container::new(start, bracket));
                    None
                }
                (Token::Closing, _) => open.pop().map(|container| container.start),
                (Token::Comma, Some(container)) => {
                    container.advance();
                    None
                }
                (Token::String, Some(object)) if object.expects_name() => {
                    object.entry = Entry::Property(start..next);
                    None
                }
                (Token::String | Token::Word, _) => Some(start),
                (Token::Comma | Token::Separator, _) => None,
            };
            match value {
                Some(start) if next >= end => return Self::new(text, &open, start, previous_end),
                Some(_) => previous_end = Some(next),
                None => {}
            }
            start = next;
        }
        // The last byte belongs to no inner value, so it belongs to the innermost open container.
        match open.pop() {
            Some(container) => Self::new(text, &open, container.start, previous_end),
            None => Self {
                location: PayloadLocation::root(),
                previous_end,
            },
        }
    }

    fn new(text: &[u8], open: &[Container], start: usize, previous_end: Option<usize>) -> Self {
        let path = path(text, open);
        Self {
            location: PayloadLocation { path, start },
            previous_end,
        }
    }
}

/// An array or object whose closing bracket was not scanned yet.
struct Container {
    start: usize,
    entry: Entry,
}

/// The current entry of a [`Container`].
enum Entry {
    Index(usize),
    /// The range of the property name in the text, including its quotation marks.
    Property(Range<usize>),
    /// A property whose name was not scanned yet.
    UnnamedProperty,
}

impl Container {
    fn new(start: usize, bracket: u8) -> Self {
        let entry = match bracket {
            b'[' => Entry::Index(0),
            _ => Entry::UnnamedProperty,
        };
        Self { start, entry }
    }

    fn expects_name(&self) -> bool {
        matches!(self.entry, Entry::UnnamedProperty)
    }

    /// Continues with the next entry, after a comma.
    fn advance(&mut self) {
        self.entry = match self.entry {
            Entry::Index(index) => Entry::Index(index + 1),
            Entry::Property(_) | Entry::UnnamedProperty => Entry::UnnamedProperty,
        };
    }
}

/// Formats the path of the current entry, such as `users[0].name`.
fn path(text: &[u8], open: &[Container]) -> String {
    let mut path = String::new();
    for container in open {
        match &container.entry {
            Entry::Index(index) => {
                // Writing to a `String` cannot fail.
                let _ = write!(path, "[{index}]");
            }
            Entry::Property(name) => {
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(&unquoted(text.get(name.clone()).unwrap_or_default()));
            }
            Entry::UnnamedProperty => {}
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

/// The tokens of a JSON text, as far as a [`Scan`] distinguishes them.
enum Token {
    /// `[` or `{`: the byte itself.
    Opening(u8),
    Closing,
    Comma,
    String,
    /// A number, `true`, `false` or `null`.
    Word,
    /// White space or a colon.
    Separator,
}

impl Token {
    /// The token at an offset, and the offset of the next one.
    fn at(text: &[u8], start: usize) -> (Self, usize) {
        let rest = text.get(start..).unwrap_or_default();
        let (token, length) = match rest {
            [bracket @ (b'[' | b'{'), ..] => (Self::Opening(*bracket), 1),
            [b']' | b'}', ..] => (Self::Closing, 1),
            [b',', ..] => (Self::Comma, 1),
            [b'"', inner @ ..] => (Self::String, 1 + string_length(inner)),
            [byte, ..] if is_separator(*byte) => (Self::Separator, 1),
            _ => (Self::Word, word_length(rest)),
        };
        (token, start + length)
    }
}

/// The length of a string after its opening quotation mark, including the closing one.
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
    let is_end = |byte: &u8| is_separator(*byte) || b"[]{},\"".contains(byte);
    rest.iter().position(is_end).unwrap_or(rest.len())
}

fn is_separator(byte: u8) -> bool {
    byte == b':' || byte.is_ascii_whitespace()
}
