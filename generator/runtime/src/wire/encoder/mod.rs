//! Turns the fields of a request into HTTP, parameter by parameter, in the styles that an API
//! document can name. Values are written as JSON first and styled from there, so whatever
//! serializes can be a parameter.

mod form;
mod style;

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE, COOKIE};
use http::{HeaderMap, HeaderValue, Request, Uri};
use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use serde_json::Value;

use crate::error::{Error, Result};
use crate::wire::headers;
use crate::wire::multipart::Multipart;
use crate::wire::operation::OperationInfo;
pub use form::FormStyle;
pub(crate) use form::text_or_json;
use style::{Item, Pairs, Unwritable};

/// All but the unreserved characters of RFC 3986: what a value must not say in a URL with its own
/// letters.
const VALUE: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The same for a parameter that keeps reserved characters: those that would end a value, and `+`, which
/// is read as a space, are encoded even so.
const RESERVED: &AsciiSet = &VALUE
    .remove(b':')
    .remove(b'/')
    .remove(b'?')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b',')
    .remove(b';');

/// What a path template must not hold as it is. Braces are left for the parameters, and `%` for
/// what the document has encoded itself.
const TEMPLATE: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'|');

/// Builds the `http::Request` of one operation.
///
/// A value that cannot be sent where it belongs is remembered, and [`finish`](Self::finish) reports
/// the first.
///
/// ```
/// use apicrate_runtime::{Encoder, OperationInfo, SecurityRequirements, http};
///
/// static INFO: OperationInfo = OperationInfo {
///     id: "users_points",
///     method: http::Method::GET,
///     path: "/users/{id}/points",
///     server: "",
///     header_parameters: &["Tenant-ID"],
///     security: SecurityRequirements::All,
/// };
///
/// let request = Encoder::new(&INFO)
///     .path("id", "a/b")
///     .query("key", &["xp", "gems"])
///     .query("limit", &None::<u32>)
///     .flag("all", true)
///     .header("Tenant-ID", "acme")
///     .finish()?;
///
/// assert_eq!(request.uri(), "/users/a%2Fb/points?key=xp&key=gems&all=true");
/// assert_eq!(request.headers()["tenant-id"], "acme");
/// # Ok::<(), apicrate_runtime::Error>(())
/// ```
#[must_use]
pub struct Encoder {
    info: &'static OperationInfo,
    path: String,
    query: String,
    cookies: String,
    headers: HeaderMap,
    body: Bytes,
    problem: Option<String>,
}

/// Where and how a parameter is written.
#[derive(Debug, Clone, Copy)]
enum Place {
    Path,
    ExplodedPath,
    LabelPath { explode: bool },
    MatrixPath { explode: bool },
    Query,
    ReservedQuery,
    DelimitedQuery(&'static str),
    DeepQuery,
    Header,
    ExplodedHeader,
    Cookie,
}

impl Encoder {
    /// Starts with the method and the path template of the operation.
    pub fn new(info: &'static OperationInfo) -> Self {
        let mut path = String::with_capacity(2 * info.path.len());
        if !info.path.starts_with('/') {
            path.push('/');
        }
        path.extend(utf8_percent_encode(info.path, TEMPLATE));
        Self {
            info,
            path,
            query: String::new(),
            cookies: String::new(),
            headers: HeaderMap::new(),
            body: Bytes::new(),
            problem: None,
        }
    }

    /// Fills a parameter into the path: style `simple`. All but unreserved characters are
    /// percent-encoded. A value that would not stay one segment of the path (empty, `.` or `..`) is
    /// an error.
    pub fn path(self, name: &'static str, value: &(impl Serialize + ?Sized)) -> Self {
        self.parameter(Place::Path, name, serde_json::to_value(value))
    }

    /// Fills a parameter into the path: style `simple`, exploded. An object is `name=value` for each
    /// property.
    pub fn path_exploded(self, name: &'static str, value: &(impl Serialize + ?Sized)) -> Self {
        self.parameter(Place::ExplodedPath, name, serde_json::to_value(value))
    }

    /// Fills a parameter into the path, after a dot: style `label`.
    pub fn path_label(
        self,
        name: &'static str,
        value: &(impl Serialize + ?Sized),
        explode: bool,
    ) -> Self {
        let place = Place::LabelPath { explode };
        self.parameter(place, name, serde_json::to_value(value))
    }

    /// Fills a parameter into the path, after a semicolon and its name: style `matrix`.
    pub fn path_matrix(
        self,
        name: &'static str,
        value: &(impl Serialize + ?Sized),
        explode: bool,
    ) -> Self {
        let place = Place::MatrixPath { explode };
        self.parameter(place, name, serde_json::to_value(value))
    }

    /// Fills a parameter into the path, as JSON text.
    pub fn path_json(self, name: &'static str, value: &(impl Serialize + ?Sized)) -> Self {
        self.parameter(Place::Path, name, json_text(value))
    }

    /// Adds a query parameter, as JSON text. `None` adds nothing.
    pub fn query_json(self, name: &'static str, value: &(impl Serialize + ?Sized)) -> Self {
        self.parameter(Place::Query, name, json_text(value))
    }

    /// Sets a header, as JSON text. `None` sets nothing.
    pub fn header_json(self, name: &'static str, value: &(impl Serialize + ?Sized)) -> Self {
        self.parameter(Place::Header, name, json_text(value))
    }

    /// Adds a cookie, as JSON text, percent-encoded. `None` adds nothing.
    pub fn cookie_json(self, name: &'static str, value: &(impl Serialize + ?Sized)) -> Self {
        self.parameter(Place::Cookie, name, json_text(value))
    }

    /// Adds a query parameter as [`query`](Self::query) does, but leaves the reserved characters that
    /// may stand in a query as they are: `:/?@!$'()*,;`. Those that part one parameter from another
    /// are percent-encoded even so.
    pub fn query_reserved(self, name: &'static str, value: &(impl Serialize + ?Sized)) -> Self {
        self.parameter(Place::ReservedQuery, name, serde_json::to_value(value))
    }

    /// Sets a header: style `simple`, exploded. An object is `name=value` for each property.
    pub fn header_exploded(self, name: &'static str, value: &(impl Serialize + ?Sized)) -> Self {
        self.parameter(Place::ExplodedHeader, name, serde_json::to_value(value))
    }

    /// Adds a query parameter: style `form`, exploded. A list repeats the name, an object adds each
    /// property under its own name, and `None` or an empty list adds nothing.
    pub fn query(self, name: &'static str, value: &(impl Serialize + ?Sized)) -> Self {
        self.parameter(Place::Query, name, serde_json::to_value(value))
    }

    /// Adds a query parameter whose list is one text: the delimiter is `,` for style `form`, a
    /// space for `spaceDelimited` and `|` for `pipeDelimited`. An object is the list of its names
    /// and values in turn.
    pub fn query_delimited(
        self,
        name: &'static str,
        value: &(impl Serialize + ?Sized),
        delimiter: &'static str,
    ) -> Self {
        self.parameter(
            Place::DelimitedQuery(delimiter),
            name,
            serde_json::to_value(value),
        )
    }

    /// Adds a query parameter in style `deepObject`: `name[property]=value`.
    pub fn query_deep(self, name: &'static str, value: &(impl Serialize + ?Sized)) -> Self {
        self.parameter(Place::DeepQuery, name, serde_json::to_value(value))
    }

    /// Adds `name=true` to the query when the flag is on, and nothing when it is off.
    pub fn flag(mut self, name: &'static str, on: bool) -> Self {
        if on {
            self.add_query(name, "true");
        }
        self
    }

    /// Sets a header: style `simple`. `None` or an empty list sets nothing. A character other than
    /// visible ASCII is an error, since servers do not agree on how to read it.
    pub fn header(self, name: &'static str, value: &(impl Serialize + ?Sized)) -> Self {
        self.parameter(Place::Header, name, serde_json::to_value(value))
    }

    /// Adds a cookie, percent-encoded. `None` or an empty list adds nothing.
    pub fn cookie(self, name: &'static str, value: &(impl Serialize + ?Sized)) -> Self {
        self.parameter(Place::Cookie, name, serde_json::to_value(value))
    }

    /// Asks for a body of this media type, in place of JSON.
    pub fn accept(mut self, media_type: &'static str) -> Self {
        match headers::parse(ACCEPT.as_str(), media_type) {
            Ok((name, value)) => {
                self.headers.insert(name, value);
                self
            }
            Err(problem) => self.fail(problem),
        }
    }

    /// Calls the body, if there is one, by a more exact media type.
    pub fn content_type(mut self, media_type: &'static str) -> Self {
        match headers::parse(CONTENT_TYPE.as_str(), media_type) {
            Ok((name, value)) if self.headers.contains_key(&name) => {
                self.headers.insert(name, value);
                self
            }
            Ok(_) => self,
            Err(problem) => self.fail(problem),
        }
    }

    /// Sends the value as JSON.
    pub fn json(self, body: &(impl Serialize + ?Sized)) -> Self {
        match serde_json::to_vec(body) {
            Ok(json) => self.body("application/json", json.into()),
            Err(error) => self.fail(format!("the body cannot be written as JSON: {error}")),
        }
    }

    /// Sends the value as JSON, or no body when there is none.
    pub fn optional_json(self, body: Option<&impl Serialize>) -> Self {
        match body {
            Some(body) => self.json(body),
            None => self,
        }
    }

    /// Sends the properties of an object as a form, each in the style that is named for it.
    pub fn form(
        self,
        body: &(impl Serialize + ?Sized),
        styles: &[(&'static str, FormStyle)],
    ) -> Self {
        match form::encoded(body, styles) {
            Ok(text) => self.body("application/x-www-form-urlencoded", text.into()),
            Err(problem) => self.fail(problem),
        }
    }

    /// Sends the properties of an object as a form, or no body when there is none.
    pub fn optional_form(
        self,
        body: Option<&impl Serialize>,
        styles: &[(&'static str, FormStyle)],
    ) -> Self {
        match body {
            Some(body) => self.form(body, styles),
            None => self,
        }
    }

    /// Sends a body of several parts, of this media type.
    pub fn multipart(mut self, media_type: &'static str, parts: Multipart) -> Self {
        if let Some(problem) = parts.problem {
            return self.fail(problem);
        }
        let (body, boundary) = parts.encoded();
        self.body = body;
        let content_type = format!("{media_type}; boundary={boundary}");
        match headers::parse(CONTENT_TYPE.as_str(), &content_type) {
            Ok((name, value)) => {
                self.headers.insert(name, value);
                self
            }
            Err(problem) => self.fail(problem),
        }
    }

    /// Sends a body of several parts, or no body when there is none.
    pub fn optional_multipart(self, media_type: &'static str, parts: Option<Multipart>) -> Self {
        match parts {
            Some(parts) => self.multipart(media_type, parts),
            None => self,
        }
    }

    /// Sends the bytes as they are, or no body when there are none.
    pub fn optional_body(self, content_type: &'static str, bytes: Option<Bytes>) -> Self {
        match bytes {
            Some(bytes) => self.body(content_type, bytes),
            None => self,
        }
    }

    /// Sends the bytes as they are.
    pub fn body(mut self, content_type: &'static str, bytes: Bytes) -> Self {
        self.body = bytes;
        match headers::parse(CONTENT_TYPE.as_str(), content_type) {
            Ok((name, value)) => {
                self.headers.insert(name, value);
                self
            }
            Err(problem) => self.fail(problem),
        }
    }

    /// The request, with a URI of path and query alone. It asks for JSON unless a header says
    /// otherwise.
    ///
    /// # Errors
    ///
    /// [`InvalidRequest`](crate::ErrorKind::InvalidRequest) with the first problem.
    pub fn finish(mut self) -> Result<Request<Bytes>> {
        let uri = match self.problem.take() {
            Some(problem) => Err(problem),
            None => self.take_uri(),
        };
        let uri = uri.map_err(|problem| self.error(problem))?;
        if !self.cookies.is_empty() {
            let (name, value) = headers::parse(COOKIE.as_str(), &self.cookies)
                .map_err(|problem| self.error(problem))?;
            self.headers.insert(name, value);
        }
        self.headers
            .entry(ACCEPT)
            .or_insert(HeaderValue::from_static("application/json"));

        let mut request = Request::new(self.body);
        *request.method_mut() = self.info.method.clone();
        *request.uri_mut() = uri;
        *request.headers_mut() = self.headers;
        Ok(request)
    }

    fn take_uri(&mut self) -> Result<Uri, String> {
        let mut path = std::mem::take(&mut self.path);
        if let Some((_, rest)) = path.split_once('{') {
            let name = rest.split('}').next().unwrap_or(rest);
            return Err(format!("path parameter `{name}` has no value"));
        }
        if !self.query.is_empty() {
            path.push(if path.contains('?') { '&' } else { '?' });
            path.push_str(&self.query);
        }
        Uri::try_from(path).map_err(|error| format!("the path and query cannot be sent: {error}"))
    }

    fn parameter(
        mut self,
        place: Place,
        name: &'static str,
        value: serde_json::Result<Value>,
    ) -> Self {
        let written = match value {
            Ok(value) => self.write(place, name, &value),
            Err(error) => Err(Cow::Owned(format!("cannot be written: {error}"))),
        };
        match written {
            Ok(()) => self,
            Err(problem) => self.fail(format!("{place} `{name}` {problem}")),
        }
    }

    fn write(&mut self, place: Place, name: &str, value: &Value) -> Result<(), Unwritable> {
        match place {
            Place::Path => self.write_path(name, value),
            Place::ExplodedPath => {
                let text = joined(style::assigned(value)?, ",");
                self.fill_path(name, &text)
            }
            Place::LabelPath { explode } => {
                let items = if explode {
                    style::assigned(value)?
                } else {
                    style::unnamed(style::list(value)?)
                };
                let text = format!(".{}", joined(items, if explode { "." } else { "," }));
                self.fill_path(name, &text)
            }
            Place::MatrixPath { explode } => {
                let text = matrix(name, value, explode)?;
                self.fill_path(name, &text)
            }
            Place::ReservedQuery => {
                for (name, value) in style::exploded(name, value)? {
                    append(&mut self.query, "&", &name, &reserved_encoded(&value));
                }
                Ok(())
            }
            Place::ExplodedHeader => {
                let items = style::assigned(value)?.into_iter();
                let items = items.map(|(name, value)| match name {
                    Some(name) => format!("{name}={value}").into(),
                    None => value,
                });
                self.set_header(name, &items.collect::<Vec<_>>())
            }
            Place::Query => {
                self.add_queries(style::exploded(name, value)?);
                Ok(())
            }
            Place::DeepQuery => {
                self.add_queries(style::deep(&name.into(), value)?);
                Ok(())
            }
            Place::DelimitedQuery(delimiter) => {
                if let Some(text) = encoded_list(value, delimiter)? {
                    append(&mut self.query, "&", name, &text);
                }
                Ok(())
            }
            Place::Header => self.write_header(name, value),
            Place::Cookie => self.write_cookie(name, value),
        }
    }

    fn write_path(&mut self, name: &str, value: &Value) -> Result<(), Unwritable> {
        let text = encoded_list(value, ",")?.unwrap_or_default();
        self.fill_path(name, &text)
    }

    fn fill_path(&mut self, name: &str, text: &str) -> Result<(), Unwritable> {
        if text.is_empty() {
            return Err("is empty".into());
        }
        // A URL parser takes these for a way up or nowhere, however much else it leaves alone.
        if matches!(text, "." | "..") {
            return Err(format!("is `{text}`, which would lead elsewhere").into());
        }
        let mut is_filled = false;
        // A value is encoded, and so never a placeholder itself.
        while let Some(place) = placeholder(&self.path, name) {
            self.path.replace_range(place, text);
            is_filled = true;
        }
        if is_filled {
            return Ok(());
        }
        Err(format!("is not in the path `{}`", self.info.path).into())
    }

    fn write_header(&mut self, name: &str, value: &Value) -> Result<(), Unwritable> {
        self.set_header(name, &style::list(value)?)
    }

    fn set_header(&mut self, name: &str, items: &[Cow<'_, str>]) -> Result<(), Unwritable> {
        if !items.is_empty() {
            let (name, value) = headers::parse(name, &items.join(","))
                .map_err(|problem| format!("cannot be sent: {problem}"))?;
            self.headers.insert(name, value);
        }
        Ok(())
    }

    fn write_cookie(&mut self, name: &str, value: &Value) -> Result<(), Unwritable> {
        if let Some(text) = encoded_list(value, ",")? {
            append(&mut self.cookies, "; ", name, &text);
        }
        Ok(())
    }

    fn add_queries(&mut self, pairs: Pairs<'_>) {
        for (name, value) in pairs {
            self.add_query(&name, &value);
        }
    }

    fn add_query(&mut self, name: &str, value: &str) {
        append(&mut self.query, "&", name, &percent_encoded(value));
    }

    fn fail(mut self, problem: String) -> Self {
        self.problem.get_or_insert(problem);
        self
    }

    fn error(&self, problem: String) -> Error {
        Error::invalid_request(problem).with_operation(self.info)
    }
}

/// Leaves out what was written: a parameter may be a secret.
impl fmt::Debug for Encoder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Encoder")
            .field("operation", &self.info.id)
            .field("problem", &self.problem)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Path | Self::ExplodedPath | Self::LabelPath { .. } | Self::MatrixPath { .. } => {
                "path parameter"
            }
            Self::Query | Self::ReservedQuery | Self::DelimitedQuery(_) | Self::DeepQuery => {
                "query parameter"
            }
            Self::Header | Self::ExplodedHeader => "header parameter",
            Self::Cookie => "cookie parameter",
        })
    }
}

/// Where a path has room for a parameter.
fn placeholder(path: &str, name: &str) -> Option<Range<usize>> {
    let name: Cow<'_, str> = utf8_percent_encode(name, TEMPLATE).into();
    let (start, end) = path.match_indices('{').find_map(|(start, _)| {
        let rest = path[start + 1..].strip_prefix(&*name)?.strip_prefix('}')?;
        Some((start, path.len() - rest.len()))
    })?;
    Some(start..end)
}

/// Adds `name=value`, of which the value is encoded already.
pub(crate) fn append(target: &mut String, separator: &str, name: &str, value: &str) {
    if !target.is_empty() {
        target.push_str(separator);
    }
    target.extend(utf8_percent_encode(name, VALUE));
    target.push('=');
    target.push_str(value);
}

/// A piece of a path template, as it travels.
#[cfg(feature = "server")]
pub(crate) fn encoded_literal(text: &str) -> String {
    utf8_percent_encode(text, TEMPLATE).to_string()
}

pub(crate) fn percent_encoded(text: &str) -> Cow<'_, str> {
    utf8_percent_encode(text, VALUE).into()
}

/// The same, with characters as they are that mean something in a URL and nothing in a query.
fn reserved_encoded(text: &str) -> Cow<'_, str> {
    utf8_percent_encode(text, RESERVED).into()
}

/// A value as one JSON text; `null` for what is not there.
fn json_text(value: &(impl Serialize + ?Sized)) -> serde_json::Result<Value> {
    let value = serde_json::to_value(value)?;
    Ok(match value {
        Value::Null => Value::Null,
        value => Value::String(value.to_string()),
    })
}

/// Items with or without a name, each encoded, with the separator between them.
fn joined<'a>(items: impl IntoIterator<Item = Item<'a>>, separator: &str) -> String {
    let mut text = String::new();
    for (index, (name, value)) in items.into_iter().enumerate() {
        if index > 0 {
            text.push_str(separator);
        }
        if let Some(name) = name {
            text.extend(utf8_percent_encode(name, VALUE));
            text.push('=');
        }
        text.extend(utf8_percent_encode(&value, VALUE));
    }
    text
}

/// A value in style `matrix`: `;name=value`.
fn matrix(name: &str, value: &Value, explode: bool) -> Result<String, Unwritable> {
    if !explode {
        let list = encoded_list(value, ",")?.unwrap_or_default();
        return Ok(format!(";{}={list}", percent_encoded(name)));
    }
    let pairs = style::exploded(name, value)?.into_iter();
    let pairs = pairs
        .map(|(name, value)| format!(";{}={}", percent_encoded(&name), percent_encoded(&value)));
    Ok(pairs.collect())
}

/// The items of a value, each encoded, with the delimiter between them; `None` when there are none.
fn encoded_list(value: &Value, delimiter: &str) -> Result<Option<String>, Unwritable> {
    let items = style::list(value)?;
    if items.is_empty() {
        return Ok(None);
    }
    // A comma may stand in a URL as it is; a space or a bar may not.
    let delimiter = if delimiter == "," {
        Cow::Borrowed(",")
    } else {
        percent_encoded(delimiter)
    };
    let items = items.into_iter().map(|item| (None, item));
    Ok(Some(joined(items, &delimiter)))
}
