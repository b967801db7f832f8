//! Encodes requests: writes the parameters in the styles of OpenAPI, and the body. Values are serialized as
//! JSON first, so every type that implements `Serialize` can be a parameter.

mod form;
pub(crate) mod percent;
pub(crate) mod shape;
pub(crate) mod style;
mod styled;

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use http::header::{ACCEPT, CONTENT_TYPE, COOKIE};
use http::{HeaderMap, HeaderName, HeaderValue, Request, Uri};
use serde::Serialize;
use serde_json::Value;

use crate::client::random;
use crate::error::{Error, Result};
use crate::wire::body::Body;
use crate::wire::charset::{self, TextProblem};
use crate::wire::headers;
use crate::wire::json;
use crate::wire::media_type::{is_in_range, is_media_type};
use crate::wire::multipart::{Multipart, PartSecrets};
use crate::wire::operation_info::OperationInfo;
use percent::{Escape, append_pair, encode_template, encode_value};
use shape::{EncodeProblem, Pairs};
use style::ParameterStyle;

/// Builds the `http::Request` of an operation.
///
/// Each parameter location has two methods: [`query`](Self::query) uses the default style of the location, and
/// [`query_with`](Self::query_with) another [`ParameterStyle`].
///
/// The methods do not fail. The first value that cannot be sent is reported by [`finish`](Self::finish).
///
/// ```
/// use apicrate_runtime::{Encoder, Method, OperationInfo, ParameterStyle, SecurityRequirements};
///
/// static INFO: OperationInfo = OperationInfo {
///     id: "users_points",
///     method: Method::GET,
///     path: "/users/{id}/points",
///     server: "",
///     servers: &[],
///     header_parameters: &["Tenant-ID"],
///     security: SecurityRequirements::All,
/// };
///
/// let request = Encoder::new(&INFO)
///     .path("id", "a/b")
///     .query("key", &["xp", "gems"])
///     .query_with("sort", ParameterStyle::Delimited(","), &["name", "age"])
///     .query("limit", &None::<u32>)
///     .flag("all", true)
///     .header("Tenant-ID", "acme")
///     .finish()?;
///
/// assert_eq!(request.uri(), "/users/a%2Fb/points?key=xp&key=gems&sort=name,age&all=true");
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
    /// The media type of the body, if the caller chooses it.
    media_type: Option<String>,
    body: Body,
    /// The secrets in the headers of the parts.
    part_secrets: PartSecrets,
    problem: Option<String>,
}

/// The location of a parameter in a request.
#[derive(Debug, Clone, Copy)]
enum ParameterLocation {
    Path,
    Query,
    Header,
    Cookie,
}

impl Encoder {
    /// Starts a request with the method and the path template of the operation.
    pub fn new(info: &'static OperationInfo) -> Self {
        let mut path = String::with_capacity(2 * info.path.len());
        if !info.path.starts_with('/') {
            path.push('/');
        }
        path.push_str(&encode_template(info.path));
        Self {
            info,
            path,
            query: String::new(),
            cookies: String::new(),
            headers: HeaderMap::new(),
            media_type: None,
            body: Body::default(),
            part_secrets: PartSecrets::default(),
            problem: None,
        }
    }

    /// Sets a path parameter: style `simple`. All characters except unreserved ones are percent-encoded. A
    /// value that would not be a single path segment (empty, `.` or `..`) is an error.
    pub fn path(self, name: &'static str, value: &(impl Serialize + ?Sized)) -> Self {
        let value = json::to_value(value);
        self.parameter(ParameterLocation::Path, name, None, value)
    }

    /// Sets a path parameter in this style.
    pub fn path_with(
        self,
        name: &'static str,
        style: ParameterStyle,
        value: &(impl Serialize + ?Sized),
    ) -> Self {
        let value = json::to_value(value);
        self.parameter(ParameterLocation::Path, name, Some(style), value)
    }

    /// Adds a query parameter: style `form` with `explode`. A list repeats the name, an object adds each
    /// property with its own name, and `None` or an empty list adds nothing.
    pub fn query(self, name: &'static str, value: &(impl Serialize + ?Sized)) -> Self {
        let value = json::to_value(value);
        self.parameter(ParameterLocation::Query, name, None, value)
    }

    /// Adds a query parameter in this style. `None` or an empty list adds nothing.
    pub fn query_with(
        self,
        name: &'static str,
        style: ParameterStyle,
        value: &(impl Serialize + ?Sized),
    ) -> Self {
        let value = json::to_value(value);
        self.parameter(ParameterLocation::Query, name, Some(style), value)
    }

    /// Writes the properties of an object as the whole query string, in the notation of forms. `styles` lists the
    /// properties with another style than the default one. `None` writes nothing.
    pub fn query_form(
        mut self,
        value: &(impl Serialize + ?Sized),
        styles: &[(&'static str, ParameterStyle)],
    ) -> Self {
        match json::to_value(value) {
            Ok(Value::Null) => self,
            _ => match form::encoded(value, styles) {
                Ok(text) => {
                    self.query = text;
                    self
                }
                Err(problem) => self.fail(format!("the query string: {problem}")),
            },
        }
    }

    /// Writes a value as the whole query string, as percent-encoded JSON. `None` writes nothing.
    pub fn query_json(self, value: &(impl Serialize + ?Sized)) -> Self {
        let value = json::to_value(value).map(json_text);
        self.query_value(value)
    }

    /// Writes a text as the whole query string, percent-encoded. `None` writes nothing.
    pub fn query_text(self, value: &(impl Serialize + ?Sized)) -> Self {
        self.query_value(json::to_value(value))
    }

    fn query_value(mut self, value: serde_json::Result<Value>) -> Self {
        match value {
            Ok(value) => {
                let text = shape::text_or_json(&value).unwrap_or_default();
                self.query = encode_value(&text).into_owned();
                self
            }
            Err(error) => self.fail(format!("the query string cannot be encoded: {error}")),
        }
    }

    /// Adds `name=true` to the query if the flag is set, and nothing otherwise.
    pub fn flag(mut self, name: &'static str, is_set: bool) -> Self {
        if is_set {
            append_pair(&mut self.query, "&", name, "true");
        }
        self
    }

    /// Sets a header parameter: style `simple`. `None` or an empty list sets nothing. Characters other than
    /// visible ASCII are an error, because servers disagree on how to decode them.
    pub fn header(self, name: &'static str, value: &(impl Serialize + ?Sized)) -> Self {
        let value = json::to_value(value);
        self.parameter(ParameterLocation::Header, name, None, value)
    }

    /// Sets a header parameter in this style. `None` or an empty list sets nothing.
    pub fn header_with(
        self,
        name: &'static str,
        style: ParameterStyle,
        value: &(impl Serialize + ?Sized),
    ) -> Self {
        let value = json::to_value(value);
        self.parameter(ParameterLocation::Header, name, Some(style), value)
    }

    /// Adds a cookie parameter, percent-encoded. `None` or an empty list adds nothing.
    pub fn cookie(self, name: &'static str, value: &(impl Serialize + ?Sized)) -> Self {
        let value = json::to_value(value);
        self.parameter(ParameterLocation::Cookie, name, None, value)
    }

    /// Adds a cookie parameter in this style. It is percent-encoded, except in the style `cookie`. `None` or an empty list adds nothing.
    pub fn cookie_with(
        self,
        name: &'static str,
        style: ParameterStyle,
        value: &(impl Serialize + ?Sized),
    ) -> Self {
        let value = json::to_value(value);
        self.parameter(ParameterLocation::Cookie, name, Some(style), value)
    }

    /// Sets the header `Accept`. The default is `application/json`.
    pub fn accept(self, media_type: &'static str) -> Self {
        self.set_header(&ACCEPT, media_type)
    }

    /// Replaces the media type of the body, for example with `application/merge-patch+json`. A request without
    /// a body is not changed.
    pub fn content_type(self, media_type: &'static str) -> Self {
        if self.headers.contains_key(CONTENT_TYPE) {
            self.set_header(&CONTENT_TYPE, media_type)
        } else {
            self
        }
    }

    /// Writes the value as a JSON body.
    pub fn json(self, body: &(impl Serialize + ?Sized)) -> Self {
        match json::to_vec(body) {
            Ok(json) => self.body("application/json", json),
            Err(error) => self.fail(format!("the body cannot be encoded as JSON: {error}")),
        }
    }

    /// Writes the properties of an object as a form. `styles` lists the properties with another style than the
    /// default one.
    pub fn form(
        self,
        body: &(impl Serialize + ?Sized),
        styles: &[(&'static str, ParameterStyle)],
    ) -> Self {
        match form::encoded(body, styles) {
            Ok(text) => self.body("application/x-www-form-urlencoded", text),
            Err(problem) => self.fail(format!("the body: {problem}")),
        }
    }

    /// Writes a multipart body of this media type.
    pub fn multipart(mut self, media_type: &'static str, parts: Multipart) -> Self {
        if let Some(problem) = parts.problem {
            return self.fail(problem);
        }
        let boundary = match random::token() {
            Ok(token) => format!("part-boundary-{token}"),
            Err(error) => return self.fail(format!("cannot generate a boundary: {error}")),
        };
        self.body = parts.encoded(&boundary);
        self.part_secrets = parts.secrets();
        self.set_header(&CONTENT_TYPE, &format!("{media_type}; boundary={boundary}"))
    }

    /// Writes a text body, in the charset of its media type.
    pub fn text(self, media_type: &'static str, text: &str) -> Self {
        let chosen = self.media_type.as_deref().unwrap_or(media_type);
        match charset::encode(chosen, text) {
            Ok(bytes) => self.body(media_type, bytes),
            Err(TextProblem(problem)) => self.fail(format!("the body {problem}")),
        }
    }

    /// Writes bytes or a stream as the body.
    pub fn body(mut self, media_type: &'static str, body: impl Into<Body>) -> Self {
        self.body = body.into();
        match self.media_type.take() {
            Some(chosen) => self.set_header(&CONTENT_TYPE, &chosen),
            None if media_type.contains('*') => self.fail(format!(
                "the body has no media type: set one of `{media_type}`"
            )),
            None => self.set_header(&CONTENT_TYPE, media_type),
        }
    }

    /// Sets the media type of the body, for which the document has the range `range`, such as `image/*`. Call it before
    /// the method that writes the body. A media type that is not valid, or not in the range, is an error.
    ///
    /// ```
    /// # use apicrate_runtime::{Bytes, Encoder, Method, OperationInfo, SecurityRequirements};
    /// # static INFO: OperationInfo = OperationInfo {
    /// #     id: "pictures_add",
    /// #     method: Method::POST,
    /// #     path: "/pictures",
    /// #     server: "",
    /// #     servers: &[],
    /// #     header_parameters: &[],
    /// #     security: SecurityRequirements::All,
    /// # };
    /// let picture = Bytes::from_static(b"\x89PNG");
    /// let request = Encoder::new(&INFO)
    ///     .media_type_in("image/*", "image/png")
    ///     .body("image/*", picture)
    ///     .finish()?;
    ///
    /// assert_eq!(request.headers()["content-type"], "image/png");
    /// assert!(Encoder::new(&INFO).media_type_in("image/*", "text/css").finish().is_err());
    /// # Ok::<(), apicrate_runtime::Error>(())
    /// ```
    pub fn media_type_in(mut self, range: &'static str, media_type: &str) -> Self {
        if !is_media_type(media_type) {
            let problem = format!("`{}` is not a media type", media_type.escape_debug());
            return self.fail(problem);
        }
        if !is_in_range(media_type, range) {
            return self.fail(format!("the media type `{media_type}` is not in `{range}`"));
        }
        self.media_type = Some(media_type.to_owned());
        self
    }

    /// Applies a method of the encoder if there is a value, for an optional body.
    ///
    /// ```
    /// # use apicrate_runtime::{Encoder, Method, OperationInfo, SecurityRequirements};
    /// # static INFO: OperationInfo = OperationInfo {
    /// #     id: "users_update",
    /// #     method: Method::PUT,
    /// #     path: "/users",
    /// #     server: "",
    /// #     servers: &[],
    /// #     header_parameters: &[],
    /// #     security: SecurityRequirements::All,
    /// # };
    /// let body: Option<Vec<u32>> = None;
    /// let request = Encoder::new(&INFO).optional(body.as_ref(), Encoder::json).finish()?;
    ///
    /// assert!(request.body().is_empty());
    /// assert!(!request.headers().contains_key("content-type"));
    /// # Ok::<(), apicrate_runtime::Error>(())
    /// ```
    pub fn optional<T>(self, value: Option<T>, write: impl FnOnce(Self, T) -> Self) -> Self {
        match value {
            Some(value) => write(self, value),
            None => self,
        }
    }

    /// Returns the request. Its URI consists of path and query only.
    ///
    /// # Errors
    ///
    /// [`InvalidRequest`](crate::ErrorKind::InvalidRequest) for the first value that cannot be sent.
    pub fn finish(mut self) -> Result<Request<Body>> {
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

        let method = http::Method::try_from(self.info.method);
        let method = method.map_err(|error| {
            let problem = format!("the method `{}` cannot be sent: {error}", self.info.method);
            self.error(problem)
        })?;
        let mut request = Request::new(self.body);
        *request.method_mut() = method;
        *request.uri_mut() = uri;
        *request.headers_mut() = self.headers;
        if !self.part_secrets.0.is_empty() {
            request.extensions_mut().insert(self.part_secrets);
        }
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

    fn set_header(mut self, name: &HeaderName, value: &str) -> Self {
        match headers::parse(name.as_str(), value) {
            Ok((name, value)) => {
                self.headers.insert(name, value);
                self
            }
            Err(problem) => self.fail(problem),
        }
    }

    fn parameter(
        mut self,
        location: ParameterLocation,
        name: &'static str,
        style: Option<ParameterStyle>,
        value: serde_json::Result<Value>,
    ) -> Self {
        let written = match (style, value) {
            (Some(ParameterStyle::Json), Ok(value)) => {
                self.write_parameter(location, name, None, &json_text(value))
            }
            (Some(ParameterStyle::ReservedIn(ParameterStyle::Json)), Ok(value)) => {
                let style = Some(ParameterStyle::Reserved);
                self.write_parameter(location, name, style, &json_text(value))
            }
            (style, Ok(value)) => self.write_parameter(location, name, style, &value),
            (_, Err(error)) => Err(Cow::Owned(format!("cannot be encoded: {error}"))),
        };
        match written {
            Ok(()) => self,
            Err(problem) => self.fail(format!("{location} parameter `{name}` {problem}")),
        }
    }

    fn write_parameter(
        &mut self,
        location: ParameterLocation,
        name: &str,
        style: Option<ParameterStyle>,
        value: &Value,
    ) -> Result<(), EncodeProblem> {
        match location {
            ParameterLocation::Path => {
                let text = path_text(name, style, value)?;
                self.fill_path(name, &text)
            }
            ParameterLocation::Query => self.write_query(name, style, value),
            ParameterLocation::Header => {
                let items = header_items(style, value)?;
                self.write_header(name, &items)
            }
            ParameterLocation::Cookie => self.write_cookie(name, style, value),
        }
    }

    fn write_cookie(
        &mut self,
        name: &str,
        style: Option<ParameterStyle>,
        value: &Value,
    ) -> Result<(), EncodeProblem> {
        match style::split(style, Escape::IN_COOKIE) {
            (None, escape) => {
                if let Some(text) = styled::list(value, ",", escape) {
                    append_pair(&mut self.cookies, "; ", name, &text);
                }
            }
            (Some(ParameterStyle::Cookie { explode }), _) => {
                if let Some(cookies) = styled::cookies(name, value, explode)? {
                    if !self.cookies.is_empty() {
                        self.cookies.push_str("; ");
                    }
                    self.cookies.push_str(&cookies);
                }
            }
            (Some(style), _) => return Err(unsupported(style)),
        }
        Ok(())
    }

    fn fill_path(&mut self, name: &str, text: &str) -> Result<(), EncodeProblem> {
        if text.is_empty() {
            return Err("is empty".into());
        }
        let mut is_filled = false;
        // The value is encoded, so it cannot contain another placeholder.
        while let Some(range) = placeholder(&self.path, name) {
            let (before, _) = self.path.split_at(range.start);
            let segment_start = before.rfind('/').map_or(0, |slash| slash + 1);
            self.path.replace_range(range, text);
            let (_, rest) = self.path.split_at(segment_start);
            let segment = rest.split(['/', '?']).next().unwrap_or_default();
            // Servers and proxies remove such a segment, so the request would reach another resource.
            if is_dot_segment(segment) {
                return Err(format!("results in the path segment `{segment}`").into());
            }
            is_filled = true;
        }
        if is_filled {
            return Ok(());
        }
        Err(format!("does not occur in the path `{}`", self.info.path).into())
    }

    fn write_query(
        &mut self,
        name: &str,
        style: Option<ParameterStyle>,
        value: &Value,
    ) -> Result<(), EncodeProblem> {
        let (style, escape) = style::split(style, Escape::IN_QUERY);
        match style {
            None | Some(ParameterStyle::Exploded) => {
                self.append_query(shape::exploded_pairs(name, value), escape);
            }
            Some(ParameterStyle::DeepObject) => {
                self.append_query(shape::deep(&name.into(), value), escape);
            }
            Some(ParameterStyle::Delimited(delimiter)) => {
                if let Some(text) = styled::list(value, delimiter, escape) {
                    append_pair(&mut self.query, "&", name, &text);
                }
            }
            Some(style) => return Err(unsupported(style)),
        }
        Ok(())
    }

    fn append_query(&mut self, pairs: Pairs<'_>, escape: Escape) {
        for (name, value) in pairs {
            append_pair(&mut self.query, "&", &name, &escape.encode(&value));
        }
    }

    fn write_header(&mut self, name: &str, items: &[Cow<'_, str>]) -> Result<(), EncodeProblem> {
        if !items.is_empty() {
            let (name, value) = headers::parse(name, &items.join(","))
                .map_err(|problem| format!("cannot be sent: {problem}"))?;
            self.headers.insert(name, value);
        }
        Ok(())
    }

    fn fail(mut self, problem: String) -> Self {
        self.problem.get_or_insert(problem);
        self
    }

    fn error(&self, problem: String) -> Error {
        Error::invalid_request(problem).with_operation(self.info)
    }
}

/// Omits the encoded values, because a parameter may be a secret.
impl fmt::Debug for Encoder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Encoder")
            .field("operation", &self.info.id)
            .field("problem", &self.problem)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for ParameterLocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
        })
    }
}

/// Returns whether URL parsers treat a segment of a path as `.` or `..`.
fn is_dot_segment(segment: &str) -> bool {
    let decoded = segment.to_ascii_lowercase().replace("%2e", ".");
    matches!(decoded.as_str(), "." | "..")
}

/// The encoded text of a path parameter.
fn path_text(
    name: &str,
    style: Option<ParameterStyle>,
    value: &Value,
) -> Result<String, EncodeProblem> {
    let (style, escape) = style::split(style, Escape::IN_PATH);
    Ok(match style {
        None => styled::list(value, ",", escape).unwrap_or_default(),
        Some(ParameterStyle::Exploded) => {
            let items = shape::exploded_items(value);
            styled::joined(items, ",", escape.joining(value))
        }
        Some(ParameterStyle::Label { explode }) => styled::label(value, explode, escape),
        Some(ParameterStyle::Matrix { explode }) => styled::matrix(name, value, explode, escape),
        Some(style) => return Err(unsupported(style)),
    })
}

/// The items of a header parameter, which are separated by commas.
fn header_items(
    style: Option<ParameterStyle>,
    value: &Value,
) -> Result<Vec<Cow<'_, str>>, EncodeProblem> {
    match style {
        None => Ok(shape::list(value)),
        Some(ParameterStyle::Exploded) => {
            let items = shape::exploded_items(value).into_iter();
            let items = items.map(|(name, value)| match name {
                Some(name) => format!("{name}={value}").into(),
                None => value,
            });
            Ok(items.collect())
        }
        Some(style) => Err(unsupported(style)),
    }
}

fn unsupported(style: ParameterStyle) -> EncodeProblem {
    format!("has style `{style:?}`, which is not supported in this location").into()
}

/// The range of a parameter's placeholder in a path.
fn placeholder(path: &str, name: &str) -> Option<Range<usize>> {
    let name = encode_template(name);
    path.match_indices('{').find_map(|(start, _)| {
        let rest = path.get(start..)?.strip_prefix('{')?;
        let rest = rest.strip_prefix(&*name)?.strip_prefix('}')?;
        Some(start..path.len() - rest.len())
    })
}

/// A value as JSON text. `null` stays `null`, which is omitted.
fn json_text(value: Value) -> Value {
    match value {
        Value::Null => Value::Null,
        value => Value::String(value.to_string()),
    }
}
