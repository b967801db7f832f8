//! A part of a multipart body: its headers and its content.

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use percent_encoding::percent_decode_str;

use super::parameters::parameters;
use crate::server::rejection::Rejection;
use crate::wire::charset::{self, TextProblem};
use crate::wire::media_type::is_json;
use crate::wire::multipart::FilePart;

/// The maximum size of the headers of a part, in bytes.
const MAX_HEADERS: usize = 8 << 10;

/// A part of a multipart body.
#[derive(Debug)]
pub(super) struct Part {
    /// The position in the body, from 1.
    pub(super) number: usize,
    pub(super) name: Option<String>,
    file_name: Option<String>,
    pub(super) content_type: Option<String>,
    headers: Vec<(String, String)>,
    content: Bytes,
}

impl Part {
    /// Parses the headers of a part.
    pub(super) fn parse(number: usize, bytes: Bytes) -> Result<Self, Rejection> {
        let (head, content) = split(number, bytes)?;
        let head = str::from_utf8(&head).map_err(|_| {
            Rejection::malformed(format!("the headers of part {number} are not UTF-8"))
        })?;
        let mut part = Self {
            number,
            name: None,
            file_name: None,
            content_type: None,
            headers: Vec::new(),
            content,
        };
        let mut has_disposition = false;
        for line in head.split("\r\n").filter(|line| !line.is_empty()) {
            let (name, value) = header(line).ok_or_else(|| part.malformed("a header"))?;
            match name.as_str() {
                "content-disposition" if !has_disposition => {
                    has_disposition = true;
                    part.read_disposition(value)?;
                }
                "content-type" if part.content_type.is_none() => {
                    part.content_type = Some(value.to_owned());
                }
                "content-disposition" | "content-type" => {
                    return Err(Rejection::malformed(format!(
                        "{part} has several headers `{name}`"
                    )));
                }
                "content-transfer-encoding" if !is_identity(value) => {
                    return Err(Rejection::unsupported_media_type(format!(
                        "{part} has the transfer encoding `{value}`, which is not supported"
                    )));
                }
                _ => part.headers.push((name, value.to_owned())),
            }
        }
        Ok(part)
    }

    fn read_disposition(&mut self, value: &str) -> Result<(), Rejection> {
        let parameters =
            parameters(value).ok_or_else(|| self.malformed("the header `content-disposition`"))?;
        let mut extended_name = None;
        for (name, value) in parameters {
            match name.as_str() {
                "name" => self.name = Some(unescaped(&value)),
                "filename" => self.file_name = Some(unescaped(&value)),
                "filename*" => extended_name = extended(&value),
                _ => {}
            }
        }
        // Some clients send only this form of the name.
        self.file_name = self.file_name.take().or(extended_name);
        Ok(())
    }

    fn malformed(&self, what: &str) -> Rejection {
        Rejection::malformed(format!("{what} of {self} is malformed"))
    }

    pub(super) fn has_name(&self, name: &str) -> bool {
        self.name.as_deref() == Some(name)
    }

    /// Returns whether the content is JSON.
    pub(super) fn is_json(&self) -> bool {
        self.content_type.as_deref().is_some_and(is_json)
    }

    /// Returns whether the part is from a file input of a web page for which no file was selected.
    pub(super) fn is_unselected_file(&self) -> bool {
        self.file_name.as_deref() == Some("") && self.content.is_empty()
    }

    /// The content.
    pub(super) fn content(&self) -> &[u8] {
        &self.content
    }

    /// The content as text, in the charset of its media type.
    pub(super) fn text(&self) -> Result<String, Rejection> {
        charset::decode(self.content_type.as_deref(), &self.content)
            .map_err(|TextProblem(problem)| Rejection::malformed(format!("{self} {problem}")))
    }

    /// The part as a file.
    pub(super) fn into_file(self) -> FilePart {
        let mut file = FilePart::new(self.content);
        if let Some(name) = self.file_name {
            file = file.with_file_name(name);
        }
        if let Some(content_type) = self.content_type {
            file = file.with_content_type(content_type);
        }
        let headers = self.headers.into_iter();
        headers.fold(file, |file, (name, value)| file.with_header(name, value))
    }
}

/// The name or number of the part, for error messages.
impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            Some(name) => write!(f, "part `{name}`"),
            None => write!(f, "part {}", self.number),
        }
    }
}

/// Splits a part into its headers and its content, at the first empty line.
fn split(number: usize, bytes: Bytes) -> Result<(Bytes, Bytes), Rejection> {
    if bytes.starts_with(b"\r\n") {
        return Ok((Bytes::new(), bytes.slice(2..)));
    }
    let start = bytes.get(..MAX_HEADERS).unwrap_or(&bytes);
    match start.windows(4).position(|end| end == b"\r\n\r\n") {
        Some(end) => Ok((bytes.slice(..end), bytes.slice(end + 4..))),
        None if start.len() < bytes.len() => Err(Rejection::malformed(format!(
            "the headers of part {number} are larger than {MAX_HEADERS} bytes"
        ))),
        // A part without content may have no empty line.
        None => Ok((bytes, Bytes::new())),
    }
}

/// The name, in lower case, and the value of a header.
fn header(line: &str) -> Option<(String, &str)> {
    let (name, value) = line.split_once(':')?;
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic());
    let is_value = |value: &str| !value.contains(|it: char| it.is_control() && it != '\t');
    let value = value.trim_matches([' ', '\t']);
    (is_name && is_value(value)).then(|| (name.to_ascii_lowercase(), value))
}

/// Returns whether a transfer encoding leaves the content unchanged.
fn is_identity(encoding: &str) -> bool {
    let identities = ["7bit", "8bit", "binary"];
    identities
        .iter()
        .any(|identity| identity.eq_ignore_ascii_case(encoding))
}

/// Decodes the characters that clients escape in a name: quotation marks and line breaks as browsers do (WHATWG HTML,
/// "multipart form data"), and those that [`Multipart`](crate::Multipart) escapes in addition. Other percent signs are
/// part of the name.
fn unescaped(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    let mut rest = name;
    while let Some(start) = rest.find('%') {
        let (before, escaped) = rest.split_at(start);
        text.push_str(before);
        let (character, length) = match escaped_character(escaped) {
            Some((character, length)) => (character, length),
            None => ('%', 1),
        };
        text.push(character);
        rest = escaped.get(length..).unwrap_or_default();
    }
    text.push_str(rest);
    text
}

/// The escaped character at the start of a text, and the length of its escape.
fn escaped_character(text: &str) -> Option<(char, usize)> {
    // The characters have up to three bytes.
    [3, 6, 9].into_iter().find_map(|length| {
        let escape = text.get(..length)?;
        let is_complete = escape.bytes().step_by(3).all(|byte| byte == b'%');
        let decoded = percent_decode_str(escape).decode_utf8().ok()?;
        let mut characters = decoded.chars();
        let (Some(character), None) = (characters.next(), characters.next()) else {
            return None;
        };
        let is_escaped =
            character.is_control() || matches!(character, '"' | '\\' | '\u{2028}' | '\u{2029}');
        (is_complete && is_escaped).then_some((character, length))
    })
}

/// Decodes a text such as `UTF-8''a%20b` (RFC 8187); `None` if it is not UTF-8.
fn extended(value: &str) -> Option<String> {
    let (charset, rest) = value.split_once('\'')?;
    let (_, encoded) = rest.split_once('\'')?;
    let decoded = percent_decode_str(encoded).decode_utf8().ok();
    decoded
        .filter(|_| charset.eq_ignore_ascii_case("utf-8"))
        .map(Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(text: &str) -> Result<Part, String> {
        let part = Part::parse(2, Bytes::from(text.to_owned()));
        part.map_err(|rejection| rejection.to_string())
    }

    #[test]
    fn headers_become_names_and_types() {
        let text = "content-disposition: form-data; name=\"a\"; filename=\"b.txt\"\r\n\
                    Content-Type:\ttext/plain \r\nX-Kind: plan\r\nContent-Transfer-Encoding: 8BIT\r\n\r\n\r\nc";
        let part = part(text).unwrap_or_else(|problem| panic!("{problem}"));
        assert_eq!(part.to_string(), "part `a`");
        let file = part.into_file();
        assert_eq!(file.file_name(), Some("b.txt"));
        assert_eq!(file.content_type(), Some("text/plain"));
        assert_eq!(
            file.body().as_bytes().map(AsRef::as_ref),
            Some(&b"\r\nc"[..])
        );
    }

    #[test]
    fn parts_may_have_no_headers_or_no_content() {
        for (text, content) in [("\r\nx", "x"), ("", ""), ("a: b", ""), ("a: b\r\n\r\n", "")] {
            let part = part(text).map(|part| part.content);
            assert_eq!(part, Ok(Bytes::from(content)), "{text:?}");
        }
    }

    #[test]
    fn malformed_headers_are_rejected() {
        let long = format!("a: {}\r\n\r\n", "b".repeat(MAX_HEADERS));
        for (text, expected) in [
            ("a\r\n\r\n", "a header of part 2 is malformed"),
            (" a: b\r\n\r\n", "a header of part 2 is malformed"),
            ("a: b\nc: d\r\n\r\n", "a header of part 2 is malformed"),
            (
                "content-disposition: form-data; name=\"a\r\n\r\n",
                "the header `content-disposition` of part 2 is malformed",
            ),
            (
                "content-disposition: form-data; name=a\r\ncontent-disposition: form-data; name=b\r\n\r\n",
                "part `a` has several headers `content-disposition`",
            ),
            (
                "content-transfer-encoding: base64\r\n\r\n",
                "part 2 has the transfer encoding `base64`, which is not supported",
            ),
            (&long, "the headers of part 2 are larger than 8192 bytes"),
        ] {
            assert_eq!(part(text).map(drop), Err(expected.to_owned()), "{text:?}");
        }
    }

    #[test]
    fn names_are_unescaped_as_browsers_escape_them() {
        for (escaped, expected) in [
            ("a%22b%0D%0Ac", "a\"b\r\nc"),
            ("100% %41 %2g %", "100% %41 %2g %"),
            ("%5C%E2%80%A8%C2%85ä", "\\\u{2028}\u{85}ä"),
            ("%e2%80%a8%E2x", "\u{2028}%E2x"),
        ] {
            assert_eq!(unescaped(escaped), expected);
        }
        assert_eq!(extended("UTF-8'en'%C3%A4"), Some("ä".to_owned()));
        assert_eq!(extended("iso-8859-1''%E4"), None);
    }
}
