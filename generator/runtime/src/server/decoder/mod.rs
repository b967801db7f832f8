//! Decodes the parameters and the body of a request: the counterpart of [`Encoder`](crate::Encoder).

mod bodies;
mod form;
mod other_names;
mod parameters;
mod query_string;

use std::fmt;

use bytes::Bytes;
use http::HeaderValue;
use http::header::COOKIE;
use http::request::Parts;
use serde::de::DeserializeOwned;

use super::limits::RequestLimits;
use super::raw::{RawPairs, TextSource};
use super::rejection::Rejection;
use super::template::PathValues;
use super::texts::Texts;
use super::texts::error::TextError;
use crate::types::from_texts::FromTexts;
use crate::types::interpreted::MustFit;
use crate::wire::decode::location::{JsonError, from_json};
use crate::wire::encoder::style::ParameterStyle;
use crate::wire::headers::CREDENTIALS;

pub use form::ExplodedProperty;

/// A request to an operation, for decoding its parameters and its body.
///
/// A parameter that the client omits is decoded as `None`. If a required parameter is missing, or a parameter
/// does not match its type, the [`Rejection`] contains its name.
pub struct Decoder<'a> {
    path: PathValues<'a>,
    query: RawPairs<'a>,
    cookies: RawPairs<'a>,
    parts: &'a Parts,
    body: &'a Bytes,
    limits: RequestLimits,
    /// The name of the header with the API key.
    key_header: Option<&'a str>,
}

impl<'a> Decoder<'a> {
    /// Reads the query and the cookies of a request. Public for servers of documents that are read at run time, such as
    /// `apicrate-mock`.
    ///
    /// # Errors
    ///
    /// If the query or the cookies exceed the limits.
    #[doc(hidden)]
    pub fn new(
        path: PathValues<'a>,
        parts: &'a Parts,
        body: &'a Bytes,
        limits: RequestLimits,
        key_header: Option<&'a str>,
    ) -> Result<Self, Rejection> {
        let query = parts.uri.query().unwrap_or_default();
        Ok(Self {
            path,
            query: RawPairs::from_form(query, "the query parameters", limits)?,
            cookies: RawPairs::from_cookies(cookie_lines(parts), true, limits)?,
            parts,
            body,
            limits,
            key_header,
        })
    }

    /// The cookies in style `cookie`, whose names are not percent-encoded.
    fn plain_cookies(&self) -> Result<RawPairs<'a>, Rejection> {
        RawPairs::from_cookies(cookie_lines(self.parts), false, self.limits)
    }

    /// Rejects a request with a parameter or body in a format that the server does not support. The client
    /// receives the status 501.
    ///
    /// # Errors
    ///
    /// Always.
    pub fn not_served<T>(&self, what: &str) -> Result<T, Rejection> {
        Err(Rejection::format_not_served(what))
    }

    /// The length of the path, the query and the headers, in bytes.
    pub(super) fn head_length(&self) -> usize {
        let headers = self.parts.headers.iter();
        let headers = headers.map(|(name, value)| name.as_str().len() + value.len());
        let query = self.parts.uri.query().map_or(0, str::len);
        self.parts.uri.path().len() + query + headers.sum::<usize>()
    }

    /// The number of bytes of the body.
    pub(super) const fn body_length(&self) -> usize {
        self.body.len()
    }

    /// Returns whether a header contains a secret, which must not occur in a message.
    pub(super) fn is_secret(&self, name: &str) -> bool {
        let mut values = self.parts.headers.get_all(name).iter();
        let is_name = |secret: &str| secret.eq_ignore_ascii_case(name);
        CREDENTIALS.iter().any(|header| is_name(header.as_str()))
            || self.key_header.is_some_and(is_name)
            || values.any(HeaderValue::is_sensitive)
    }
}

fn cookie_lines(parts: &Parts) -> impl Iterator<Item = &[u8]> {
    let lines = parts.headers.get_all(COOKIE).iter();
    lines.map(HeaderValue::as_bytes)
}

/// Omits the values, because a parameter may be a secret.
impl fmt::Debug for Decoder<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Decoder")
            .field("method", &self.parts.method)
            .finish_non_exhaustive()
    }
}

/// Deserializes the texts of a parameter. The rejection does not contain a secret value.
fn parse<T: DeserializeOwned>(
    source: TextSource<'_>,
    texts: Texts,
    is_secret: bool,
) -> Result<T, Rejection> {
    let is_absent = texts.is_absent();
    let _must_fit = MustFit::new(true);
    let _from_texts = FromTexts::new();
    T::deserialize(texts).map_err(|error| rejection(source, is_absent, is_secret, &error))
}

fn rejection(
    source: TextSource<'_>,
    is_absent: bool,
    is_secret: bool,
    error: &TextError,
) -> Rejection {
    if is_absent {
        Rejection::malformed(format!("{source} is missing"))
    } else if is_secret {
        does_not_match(source)
    } else {
        error.rejection(&source.to_string())
    }
}

/// Deserializes the texts of a parameter in a style.
fn parse_with<T: DeserializeOwned>(
    source: TextSource<'_>,
    style: ParameterStyle,
    texts: Texts,
    is_secret: bool,
) -> Result<T, Rejection> {
    match style {
        ParameterStyle::Json => parse_json(source, texts.whole, is_secret),
        _ => parse(source, texts, is_secret),
    }
}

/// Deserializes the texts of a parameter that is JSON.
fn parse_json<T: DeserializeOwned>(
    source: TextSource<'_>,
    texts: Vec<String>,
    is_secret: bool,
) -> Result<T, Rejection> {
    let [text] = texts.as_slice() else {
        return parse(source, Texts::repeated(texts), is_secret);
    };
    let _must_fit = MustFit::new(true);
    from_json(text.as_bytes()).map_err(|error| {
        if is_secret && error.error.is_data() {
            does_not_match(source)
        } else {
            json_rejection(&source.to_string(), text.as_bytes(), &error)
        }
    })
}

/// The rejection without the value, which is a secret.
fn does_not_match(source: TextSource<'_>) -> Rejection {
    Rejection::unprocessable(format!("{source} does not match its type"))
}

/// The rejection of JSON that cannot be parsed, with the JSON path if the value does not match the type.
fn json_rejection(subject: &str, text: &[u8], error: &JsonError) -> Rejection {
    let reason = error.reason();
    let Some(location) = error.location(text) else {
        return Rejection::malformed(format!("{subject} is not JSON: {}", error.error));
    };
    let path = match location.inner_path() {
        Some(path) => format!(" at `{path}`"),
        None => String::new(),
    };
    Rejection::unprocessable(format!("{subject}{path}: {reason}"))
}
