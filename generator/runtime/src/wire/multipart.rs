//! Multipart bodies: texts, JSON and files, each with its own media type. The parts of a form (RFC 7578) have names; those
//! of other multipart bodies (RFC 2046) are identified by their order.

use std::borrow::Cow;
use std::fmt::{self, Write};

use bytes::{BufMut, BytesMut};
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, HeaderValue};
use percent_encoding::{NON_ALPHANUMERIC, percent_encode};
use serde::Serialize;
use serde_json::Value;

use crate::wire::body::Body;
use crate::wire::encoder::shape::text_or_json;
use crate::wire::headers;
use crate::wire::json;
use crate::wire::media_type::is_json;

/// A file in a multipart body: its content, name and media type. The content is bytes, or a stream that is read while it is
/// sent.
///
/// ```
/// use apicrate_runtime::FilePart;
///
/// let file = FilePart::new("a,b\n1,2\n").with_file_name("table.csv").with_content_type("text/csv");
/// assert_eq!(file.file_name(), Some("table.csv"));
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct FilePart {
    body: Body,
    file_name: Option<String>,
    content_type: Option<String>,
    headers: Vec<(String, String)>,
}

impl FilePart {
    /// Creates a file without a name.
    pub fn new(content: impl Into<Body>) -> Self {
        Self {
            body: content.into(),
            file_name: None,
            content_type: None,
            headers: Vec::new(),
        }
    }

    /// Sets the file name. Many servers treat a part as a file only if it has a file name.
    #[must_use]
    pub fn with_file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = Some(name.into());
        self
    }

    /// Sets the media type, instead of the documented one. An invalid one is reported when the request is encoded.
    #[must_use]
    pub fn with_content_type(mut self, media_type: impl Into<String>) -> Self {
        self.content_type = Some(media_type.into());
        self
    }

    /// Adds a header to the part. An invalid header is reported when the request is encoded. `Content-Disposition` and
    /// `Content-Type` are invalid, because the name, the file name and the media type of the part determine them.
    #[must_use]
    pub fn with_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// The content of the file.
    pub fn body(&self) -> &Body {
        &self.body
    }

    /// The file name.
    pub fn file_name(&self) -> Option<&str> {
        self.file_name.as_deref()
    }

    /// The media type.
    pub fn content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    /// The names and values of the headers that were added or received, without `Content-Disposition` and `Content-Type`.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        let headers = self.headers.iter();
        headers.map(|(name, value)| (name.as_str(), value.as_str()))
    }

    fn parsed_headers(&self) -> Result<HeaderMap, String> {
        let headers = self.headers.iter();
        headers
            .map(|(name, value)| parse_header(name, value))
            .collect()
    }
}

impl<T: Into<Body>> From<T> for FilePart {
    fn from(content: T) -> Self {
        Self::new(content)
    }
}

/// Omits the bytes, which may be many, and the headers, which may contain a secret.
impl fmt::Debug for FilePart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FilePart")
            .field("body", &self.body)
            .field("file_name", &self.file_name)
            .field("content_type", &self.content_type)
            .finish_non_exhaustive()
    }
}

/// The parts of a multipart body, in order. The first part that cannot be sent is reported when the request is encoded.
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct Multipart {
    parts: Vec<BodyPart>,
    pub(crate) problem: Option<String>,
}

#[derive(Debug, Clone)]
struct BodyPart {
    /// `None` for a part that is identified by its position.
    name: Option<Cow<'static, str>>,
    file_name: Option<String>,
    content_type: Option<String>,
    headers: HeaderMap,
    body: Body,
}

impl Multipart {
    /// Creates a body without parts.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a value. A scalar becomes text, an object JSON, and a list a part for each item. `None` adds nothing.
    pub fn part(self, name: &'static str, value: &(impl Serialize + ?Sized)) -> Self {
        self.add(name.into(), None, value)
    }

    /// Adds a value with this media type. If it is a JSON media type, the value is always serialized as JSON.
    pub fn part_as(
        self,
        name: &'static str,
        content_type: &'static str,
        value: &(impl Serialize + ?Sized),
    ) -> Self {
        self.add(name.into(), Some(content_type), value)
    }

    /// Adds files with this media type, unless a file has its own one.
    pub fn files<'f>(
        mut self,
        name: &'static str,
        content_type: &'static str,
        files: impl IntoIterator<Item = &'f FilePart>,
    ) -> Self {
        for file in files {
            self.push(file_part(Some(name), content_type, file));
        }
        self
    }

    /// Adds a part without a name for each value. By default, an object, a list and `null` become JSON, and other values
    /// text. `headers` are the names and values of further headers.
    pub fn items<'v, T: Serialize + ?Sized + 'v>(
        mut self,
        content_type: Option<&'static str>,
        headers: &[(&str, &str)],
        values: impl IntoIterator<Item = &'v T>,
    ) -> Self {
        for value in values {
            let part = item(content_type, value).and_then(|part| part.with_headers(headers));
            self.push(part);
        }
        self
    }

    /// Adds a part without a name for each file, with this media type and these headers, unless a file has its own ones.
    pub fn file_items<'f>(
        mut self,
        content_type: &'static str,
        headers: &[(&str, &str)],
        files: impl IntoIterator<Item = &'f FilePart>,
    ) -> Self {
        for file in files {
            let part = file_part(None, content_type, file);
            self.push(part.and_then(|part| part.with_headers(headers)));
        }
        self
    }

    /// Adds a part, or keeps the first problem.
    fn push(&mut self, part: Result<BodyPart, String>) {
        match part {
            Ok(part) => self.parts.push(part),
            Err(problem) => _ = self.problem.get_or_insert(problem),
        }
    }

    /// Adds a header to all parts of this name that do not have it.
    pub fn header(mut self, part: &'static str, name: &str, value: &str) -> Self {
        match parse_header(name, value) {
            Ok((name, value)) => {
                let parts = self.parts.iter_mut();
                for part in parts.filter(|it| it.name.as_deref() == Some(part)) {
                    let header = part.headers.entry(name.clone());
                    header.or_insert_with(|| value.clone());
                }
            }
            Err(problem) => _ = self.problem.get_or_insert(problem),
        }
        self
    }

    /// Adds a part for each entry of a map.
    pub fn parts<'v>(
        self,
        entries: impl IntoIterator<Item = (&'v String, &'v (impl Serialize + 'v))>,
    ) -> Self {
        let add = |parts: Self, (name, value): (&String, _)| {
            parts.add(Cow::Owned(name.clone()), None, value)
        };
        entries.into_iter().fold(self, add)
    }

    fn add(
        mut self,
        name: Cow<'static, str>,
        content_type: Option<&'static str>,
        value: &(impl Serialize + ?Sized),
    ) -> Self {
        match json::to_value(value) {
            Ok(value) if content_type.is_some_and(is_json) => {
                if !value.is_null() {
                    self.parts.push(BodyPart {
                        name: Some(name),
                        file_name: None,
                        content_type: content_type.map(str::to_owned),
                        headers: HeaderMap::new(),
                        body: value.to_string().into(),
                    });
                }
            }
            Ok(Value::Array(items)) => {
                let parts = items
                    .iter()
                    .filter_map(|item| part(&name, content_type, item));
                self.parts.extend(parts);
            }
            Ok(value) => self.parts.extend(part(&name, content_type, &value)),
            Err(error) => {
                let problem = format!("part `{name}` cannot be encoded: {error}");
                self.problem.get_or_insert(problem);
            }
        }
        self
    }

    /// The encoded body. The boundary is random, so the parts do not contain it.
    pub(crate) fn encoded(&self, boundary: &str) -> Body {
        let mut bodies = Vec::new();
        // The bytes after the last stream.
        let mut bytes = BytesMut::new();
        for part in &self.parts {
            bytes.put(format!("--{boundary}\r\n{}\r\n", part.head()).as_bytes());
            match part.body.as_bytes() {
                Some(body) => bytes.put(body.as_ref()),
                None => bodies.extend([bytes.split().freeze().into(), part.body.clone()]),
            }
            bytes.put(&b"\r\n"[..]);
        }
        bytes.put(format!("--{boundary}--\r\n").as_bytes());
        let bytes = Body::from(bytes.freeze());
        if bodies.is_empty() {
            return bytes;
        }
        bodies.push(bytes);
        Body::joined(bodies)
    }

    /// The sensitive values of the headers of all parts.
    pub(crate) fn secrets(&self) -> PartSecrets {
        let values = self.parts.iter().flat_map(|part| part.headers.values());
        PartSecrets(
            values
                .filter(|value| value.is_sensitive())
                .cloned()
                .collect(),
        )
    }
}

/// The sensitive values of the headers of the parts of a request: an extension of the request.
#[derive(Debug, Clone, Default)]
pub(crate) struct PartSecrets(pub(crate) Vec<HeaderValue>);

fn part(name: &str, content_type: Option<&str>, value: &Value) -> Option<BodyPart> {
    let content_type = match (content_type, value) {
        (Some(content_type), _) => Some(content_type),
        (None, Value::Object(_) | Value::Array(_)) => Some("application/json"),
        // The default media type of a part is `text/plain`.
        (None, _) => None,
    };
    Some(BodyPart {
        name: Some(Cow::Owned(name.to_owned())),
        file_name: None,
        content_type: content_type.map(str::to_owned),
        headers: HeaderMap::new(),
        body: text_or_json(value)?.into_owned().into(),
    })
}

fn file_part(
    name: Option<&'static str>,
    content_type: &str,
    file: &FilePart,
) -> Result<BodyPart, String> {
    let content_type = file.content_type.as_deref().unwrap_or(content_type);
    Ok(BodyPart {
        name: name.map(Cow::Borrowed),
        file_name: file.file_name.clone(),
        content_type: Some(parse_content_type(content_type)?),
        headers: file.parsed_headers()?,
        body: file.body.clone(),
    })
}

/// A part without a name. Without a charset, `text/plain` would be ASCII (RFC 2046).
fn item(content_type: Option<&str>, value: &(impl Serialize + ?Sized)) -> Result<BodyPart, String> {
    let value =
        json::to_value(value).map_err(|error| format!("a part cannot be encoded: {error}"))?;
    let (default, is_json) = match (content_type, &value) {
        (Some(content_type), _) => (content_type, is_json(content_type)),
        (None, Value::Object(_) | Value::Array(_) | Value::Null) => ("application/json", true),
        (None, _) => ("text/plain; charset=utf-8", false),
    };
    let bytes = if is_json {
        value.to_string()
    } else {
        text_or_json(&value).unwrap_or_default().into_owned()
    };
    Ok(BodyPart {
        name: None,
        file_name: None,
        content_type: Some(parse_content_type(default)?),
        headers: HeaderMap::new(),
        body: bytes.into(),
    })
}

/// Parses a header of a part. A second header that describes the content could change the name of the part, for example.
fn parse_header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), String> {
    let (name, value) = headers::parse(name, value)?;
    if [CONTENT_DISPOSITION, CONTENT_TYPE].contains(&name) {
        return Err(format!(
            "the header `{name}` of a part cannot be set directly"
        ));
    }
    Ok((name, value))
}

fn parse_content_type(media_type: &str) -> Result<String, String> {
    headers::parse(CONTENT_TYPE.as_str(), media_type)?;
    Ok(media_type.to_owned())
}

impl BodyPart {
    /// Adds the headers that the part does not have.
    fn with_headers(mut self, headers: &[(&str, &str)]) -> Result<Self, String> {
        for (name, value) in headers {
            let (name, value) = parse_header(name, value)?;
            self.headers.entry(name).or_insert(value);
        }
        Ok(self)
    }

    fn head(&self) -> String {
        let mut head = match (&self.name, &self.file_name) {
            (Some(name), _) => format!("Content-Disposition: form-data; name=\"{}\"", quoted(name)),
            (None, Some(_)) => "Content-Disposition: attachment".to_owned(),
            (None, None) => String::new(),
        };
        if let Some(file_name) = &self.file_name {
            head.push_str("; filename=\"");
            head.push_str(&quoted(file_name));
            head.push('"');
        }
        if !head.is_empty() {
            head.push_str("\r\n");
        }
        if let Some(content_type) = &self.content_type {
            _ = write!(head, "Content-Type: {content_type}\r\n");
        }
        for (name, value) in &self.headers {
            let value = value.to_str().unwrap_or_default();
            _ = write!(head, "{name}: {value}\r\n");
        }
        head
    }
}

/// Escapes a name for a quoted string. Quotation marks and line breaks are escaped as browsers do (WHATWG HTML, "multipart
/// form data"). In the same way, this also escapes other control characters, and the backslash, which some servers read as
/// an escape of the closing quotation mark.
fn quoted(name: &str) -> String {
    let mut quoted = String::with_capacity(name.len());
    for character in name.chars() {
        if character.is_control() || matches!(character, '"' | '\\' | '\u{2028}' | '\u{2029}') {
            let mut buffer = [0; 4];
            let bytes = character.encode_utf8(&mut buffer).as_bytes();
            quoted.extend(percent_encode(bytes, NON_ALPHANUMERIC));
        } else {
            quoted.push(character);
        }
    }
    quoted
}
