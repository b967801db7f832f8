//! Decodes the parameters and the body of a request: the counterpart of [`Encoder`](crate::Encoder).

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use bytes::Bytes;
use http::HeaderValue;
use http::header::{CONTENT_TYPE, COOKIE};
use http::request::Parts;
use percent_encoding::percent_decode_str;
use serde::de::DeserializeOwned;

use super::limits::RequestLimits;
use super::raw::{
    RawPairs, TextSource, add_list, bracketed, check_count, form_decoded, percent_decoded,
};
use super::rejection::Rejection;
use super::template::PathValues;
use super::texts::Texts;
use crate::types::interpreted::MustFit;
use crate::wire::charset::{self, TextProblem};
use crate::wire::decode::location::{JsonError, from_json};
use crate::wire::decode::problem::{content_type, without_byte_order_mark};
use crate::wire::encoder::style::ParameterStyle;
use crate::wire::headers::CREDENTIALS;
use crate::wire::media_type::{essence, is_in_range, is_json};

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
    pub(super) fn new(
        path: PathValues<'a>,
        parts: &'a Parts,
        body: &'a Bytes,
        limits: RequestLimits,
        key_header: Option<&'a str>,
    ) -> Result<Self, Rejection> {
        let query = parts.uri.query().unwrap_or_default();
        let cookies = parts.headers.get_all(COOKIE).iter();
        let cookies = cookies.filter_map(|line| line.to_str().ok());
        Ok(Self {
            path,
            query: RawPairs::from_form(query, "the query parameters", limits)?,
            cookies: RawPairs::from_cookies(cookies, limits)?,
            parts,
            body,
            limits,
            key_header,
        })
    }

    /// Decodes a path parameter: style `simple`.
    ///
    /// # Errors
    ///
    /// If the value does not match the type.
    pub fn path<T: DeserializeOwned>(&self, name: &str) -> Result<T, Rejection> {
        let source = TextSource::Path(name);
        let mut texts = Texts::default();
        if let Some((_, raw)) = self.path.iter().find(|(known, _)| known == name) {
            add_list(&mut texts, source, raw, ",", percent_decoded, self.limits)?;
        }
        parse(source, texts)
    }

    /// Decodes a query parameter: style `form` with `explode`. A list consists of the values of a repeated name.
    ///
    /// # Errors
    ///
    /// If the parameter is required and missing, or if it does not match the type.
    pub fn query<T: DeserializeOwned>(&self, name: &str) -> Result<T, Rejection> {
        let source = TextSource::Query(name);
        parse(source, Texts::repeated(self.query_values(source, name)?))
    }

    /// Decodes a query parameter in this style.
    ///
    /// # Errors
    ///
    /// If the parameter is required and missing, if it does not match the type, or if the style is not
    /// supported: the supported styles are [`Delimited`](ParameterStyle::Delimited) and
    /// [`DeepObject`](ParameterStyle::DeepObject).
    pub fn query_with<T: DeserializeOwned>(
        &self,
        name: &str,
        style: ParameterStyle,
    ) -> Result<T, Rejection> {
        let source = TextSource::Query(name);
        let texts = match style {
            ParameterStyle::Delimited(delimiter) => self.delimited(source, name, delimiter)?,
            ParameterStyle::DeepObject => self.deep_object(source, name)?,
            _ => return self.not_served(name),
        };
        parse(source, texts)
    }

    /// Decodes an object in the query: style `form` with `explode`, in which each property has its own name.
    ///
    /// # Errors
    ///
    /// If the parameter is required and has no property, or if it does not match the type.
    pub fn query_properties<T: DeserializeOwned>(
        &self,
        name: &str,
        properties: &[&str],
    ) -> Result<T, Rejection> {
        let properties = properties.iter();
        query_object(
            name,
            properties.map(|property| (*property, self.query.values(property))),
        )
    }

    /// Decodes a map in the query: style `form` with `explode`. `others` are the names of the other parameters; all
    /// remaining pairs of the query are entries of the map.
    ///
    /// # Errors
    ///
    /// If the parameter is required and has no entry, or if it does not match the type.
    pub fn query_rest<T: DeserializeOwned>(
        &self,
        name: &str,
        others: &[&str],
    ) -> Result<T, Rejection> {
        let others: BTreeSet<&str> = others.iter().copied().collect();
        let properties = self.query.iter();
        query_object(
            name,
            properties.filter(|(property, _)| !others.contains(property)),
        )
    }

    /// Decodes a flag in the query: `name=true`, or omitted.
    ///
    /// # Errors
    ///
    /// If the parameter has another value.
    pub fn flag(&self, name: &str) -> Result<bool, Rejection> {
        let source = TextSource::Query(name);
        match self.query_values(source, name)?.as_slice() {
            [] => Ok(false),
            [on] if on == "true" => Ok(true),
            _ => Err(Rejection::unprocessable(format!(
                "{source} must be `true` or omitted"
            ))),
        }
    }

    /// Decodes the media type of the body, if the document has a range of media types, such as `image/*`.
    ///
    /// # Errors
    ///
    /// If the body has another media type, or if the media type is required and missing.
    pub fn media_type_in<T: DeserializeOwned>(&self, range: &str) -> Result<T, Rejection> {
        match content_type(&self.parts.headers) {
            Some(found) if !is_in_range(found, range) => Err(Rejection::unsupported_media_type(
                format!("the body must be `{range}`, but it is `{found}`"),
            )),
            _ => self.header(CONTENT_TYPE.as_str()),
        }
    }

    /// Decodes a header parameter: style `simple`.
    ///
    /// # Errors
    ///
    /// If the parameter is required and missing, or if it does not match the type.
    pub fn header<T: DeserializeOwned>(&self, name: &str) -> Result<T, Rejection> {
        let source = TextSource::Header(name);
        let mut texts = Texts::default();
        for value in self.parts.headers.get_all(name) {
            let value = str::from_utf8(value.as_bytes())
                .map_err(|_| Rejection::malformed(format!("{source} is not UTF-8")))?;
            texts.whole.push(value.to_owned());
            for item in value.split(',') {
                check_count(texts.items.len(), self.limits, || format!("{source} has"))?;
                texts.items.push(item.trim().to_owned());
            }
        }
        parse_with(source, texts, self.is_secret(name))
    }

    /// Decodes a cookie parameter, which is percent-encoded.
    ///
    /// # Errors
    ///
    /// If the parameter is required and missing, or if it does not match the type.
    pub fn cookie<T: DeserializeOwned>(&self, name: &str) -> Result<T, Rejection> {
        let source = TextSource::Cookie(name);
        let mut texts = Texts::default();
        for raw in self.cookies.values(name) {
            add_list(&mut texts, source, raw, ",", percent_decoded, self.limits)?;
        }
        // A cookie is often a secret.
        parse_with(source, texts, true)
    }

    /// Decodes a cookie parameter in the style [`Cookie`](ParameterStyle::Cookie), which is not percent-encoded.
    ///
    /// # Errors
    ///
    /// If the parameter is required and missing, if it does not match the type, or if the style is another one.
    pub fn cookie_with<T: DeserializeOwned>(
        &self,
        name: &str,
        style: ParameterStyle,
    ) -> Result<T, Rejection> {
        let ParameterStyle::Cookie { explode } = style else {
            return self.not_served(name);
        };
        let source = TextSource::Cookie(name);
        let mut texts = Texts::default();
        for raw in self.cookies.values(name) {
            if explode {
                texts.push((*raw).to_owned());
            } else {
                add_list(&mut texts, source, raw, ",", unchanged, self.limits)?;
            }
        }
        parse_with(source, texts, true)
    }

    /// Decodes an object in style `cookie` with `explode`, in which each property is a cookie of its own.
    ///
    /// # Errors
    ///
    /// If the parameter is required and has no property, or if it does not match the type.
    pub fn cookie_properties<T: DeserializeOwned>(
        &self,
        name: &str,
        properties: &[&str],
    ) -> Result<T, Rejection> {
        let mut texts = Texts::default();
        for property in properties {
            for raw in self.cookies.values(property) {
                texts.property([*property]).push((*raw).to_owned());
            }
        }
        parse_with(TextSource::Cookie(name), texts, true)
    }

    /// Decodes the whole query string as a form. `styles` lists the properties with another style than the default one.
    ///
    /// # Errors
    ///
    /// If it does not match the type.
    pub fn query_form<T: DeserializeOwned>(
        &self,
        styles: &[(&str, ParameterStyle)],
    ) -> Result<T, Rejection> {
        form(&self.query, styles, "the query string", self.limits)
    }

    /// Decodes the whole query string as percent-encoded JSON.
    ///
    /// # Errors
    ///
    /// If the query string is missing, if it is not JSON, or if it does not match the type.
    pub fn query_json<T: DeserializeOwned>(&self) -> Result<T, Rejection> {
        let text = self.query_string()?;
        let _must_fit = MustFit::new(true);
        let text = text.as_bytes();
        from_json(text).map_err(|error| json_rejection("the query string", text, &error))
    }

    /// Decodes the whole query string as percent-encoded text.
    ///
    /// # Errors
    ///
    /// If the query string is missing, or if it is not UTF-8.
    pub fn query_text(&self) -> Result<String, Rejection> {
        self.query_string()
    }

    /// Decodes an optional query string with one of the methods above; `None` without a query string.
    ///
    /// # Errors
    ///
    /// The errors of that method.
    pub fn optional_query<T>(
        &self,
        decode: impl FnOnce(&Self) -> Result<T, Rejection>,
    ) -> Result<Option<T>, Rejection> {
        match self.parts.uri.query() {
            None | Some("") => Ok(None),
            Some(_) => decode(self).map(Some),
        }
    }

    fn query_string(&self) -> Result<String, Rejection> {
        let raw = self.parts.uri.query().unwrap_or_default();
        if raw.is_empty() {
            return Err(Rejection::malformed("the query string is missing"));
        }
        let decoded = percent_decode_str(raw).decode_utf8();
        decoded
            .map(Cow::into_owned)
            .map_err(|_| Rejection::malformed("the query string is not UTF-8"))
    }

    /// Decodes a JSON body.
    ///
    /// # Errors
    ///
    /// If the body is missing, if it is not JSON, or if it does not match the type. In the last case the rejection
    /// contains the JSON path.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Rejection> {
        if self.body.is_empty() {
            return Err(Rejection::malformed("the body is missing"));
        }
        self.expect_type("`application/json`", is_json)?;
        let body = without_byte_order_mark(self.body);
        let _must_fit = MustFit::new(true);
        from_json(body).map_err(|error| json_rejection("the body", body, &error))
    }

    /// Decodes a text body. Its charset is the one of the `Content-Type`: UTF-8 (the default), UTF-16 or ISO 8859-1.
    ///
    /// # Errors
    ///
    /// If the body is not text in its charset, or the charset is not supported.
    pub fn text(&self) -> Result<String, Rejection> {
        charset::decode(content_type(&self.parts.headers), self.body)
            .map_err(|TextProblem(problem)| Rejection::malformed(format!("the body {problem}")))
    }

    /// Returns the body as bytes.
    ///
    /// # Errors
    ///
    /// This function never fails. Its signature is the same as for other kinds of bodies.
    pub fn bytes(&self) -> Result<Bytes, Rejection> {
        Ok(self.body.clone())
    }

    /// Decodes a form body. `styles` lists the properties with another style than the default one.
    ///
    /// # Errors
    ///
    /// If the body is not a form, or if it does not match the type.
    pub fn form<T: DeserializeOwned>(
        &self,
        styles: &[(&str, ParameterStyle)],
    ) -> Result<T, Rejection> {
        self.expect_type("`application/x-www-form-urlencoded`", is_form)?;
        let text = str::from_utf8(self.body)
            .map_err(|error| Rejection::malformed(format!("the body is not UTF-8: {error}")))?;
        let pairs = RawPairs::from_form(text, "the form properties", self.limits)?;
        form(&pairs, styles, "the form in the body", self.limits)
    }

    /// Decodes an optional body with one of the methods above; `None` if the body is empty.
    ///
    /// # Errors
    ///
    /// The errors of that method.
    pub fn optional<T>(
        &self,
        decode: impl FnOnce(&Self) -> Result<T, Rejection>,
    ) -> Result<Option<T>, Rejection> {
        if self.body.is_empty() {
            return Ok(None);
        }
        decode(self).map(Some)
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

    fn query_values(&self, source: TextSource<'_>, name: &str) -> Result<Vec<String>, Rejection> {
        let values = self.query.values(name).iter();
        values.map(|raw| form_decoded(source, raw)).collect()
    }

    fn delimited(
        &self,
        source: TextSource<'_>,
        name: &str,
        delimiter: &str,
    ) -> Result<Texts, Rejection> {
        let mut texts = Texts::default();
        for raw in self.query.values(name) {
            add_list(
                &mut texts,
                source,
                raw,
                delimiter,
                form_decoded,
                self.limits,
            )?;
        }
        Ok(texts)
    }

    fn deep_object(&self, source: TextSource<'_>, name: &str) -> Result<Texts, Rejection> {
        let mut texts = Texts::default();
        for value in self.query_values(source, name)? {
            texts.push(value);
        }
        for (key, values) in self.query.with_prefix(&format!("{name}[")) {
            let (_, brackets) = key.split_at(name.len());
            if let Some(path) = bracketed(source, brackets, self.limits)? {
                let property = texts.property(path);
                for raw in values {
                    property.push(form_decoded(source, raw)?);
                }
            }
        }
        Ok(texts)
    }

    /// Returns whether a header contains a secret, which must not occur in a message.
    fn is_secret(&self, name: &str) -> bool {
        let mut values = self.parts.headers.get_all(name).iter();
        let is_name = |secret: &str| secret.eq_ignore_ascii_case(name);
        CREDENTIALS.iter().any(|header| is_name(header.as_str()))
            || self.key_header.is_some_and(is_name)
            || values.any(HeaderValue::is_sensitive)
    }

    /// Rejects a body without exactly one header `Content-Type` with the expected media type. Otherwise, any web page
    /// could send the request: browsers ask the server first only if the media type is one that forms cannot send.
    fn expect_type(&self, expected: &str, is_expected: fn(&str) -> bool) -> Result<(), Rejection> {
        let mut values = self.parts.headers.get_all(CONTENT_TYPE).iter();
        let found = match (values.next(), values.next()) {
            (None, _) => "it has no `Content-Type`".to_owned(),
            (Some(_), Some(_)) => "it has several headers `Content-Type`".to_owned(),
            (Some(value), None) => match value.to_str() {
                Ok(value) if is_expected(value) => return Ok(()),
                _ => format!("it is `{}`", String::from_utf8_lossy(value.as_bytes())),
            },
        };
        Err(Rejection::unsupported_media_type(format!(
            "the body must be {expected}, but {found}"
        )))
    }
}

/// Omits the values, because a parameter may be a secret.
impl fmt::Debug for Decoder<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Decoder")
            .field("method", &self.parts.method)
            .finish_non_exhaustive()
    }
}

/// Deserializes an object whose properties are parameters of the query.
fn query_object<'n, T: DeserializeOwned>(
    name: &str,
    properties: impl Iterator<Item = (&'n str, &'n [&'n str])>,
) -> Result<T, Rejection> {
    let source = TextSource::Query(name);
    let mut texts = Texts::default();
    for (property, values) in properties {
        for raw in values {
            texts.property([property]).push(form_decoded(source, raw)?);
        }
    }
    parse(source, texts)
}

fn parse<T: DeserializeOwned>(source: TextSource<'_>, texts: Texts) -> Result<T, Rejection> {
    parse_with(source, texts, false)
}

/// Deserializes texts. The rejection does not contain a secret value.
fn parse_with<T: DeserializeOwned>(
    source: TextSource<'_>,
    texts: Texts,
    is_secret: bool,
) -> Result<T, Rejection> {
    let is_absent = texts.is_absent();
    let _must_fit = MustFit::new(true);
    T::deserialize(texts).map_err(|error| {
        if is_absent {
            Rejection::malformed(format!("{source} is missing"))
        } else if is_secret {
            Rejection::unprocessable(format!("{source} does not match its type"))
        } else {
            let separator = if error.to_string().starts_with("is ") {
                ""
            } else {
                ":"
            };
            Rejection::unprocessable(format!("{source}{separator} {error}"))
        }
    })
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

/// Deserializes the pairs of a form. `subject` begins the message of a rejection.
fn form<T: DeserializeOwned>(
    pairs: &RawPairs<'_>,
    styles: &[(&str, ParameterStyle)],
    subject: &str,
    limits: RequestLimits,
) -> Result<T, Rejection> {
    let styles: BTreeMap<&str, ParameterStyle> = styles.iter().copied().collect();
    let mut form = Texts::default();
    for (name, values) in pairs.iter() {
        let style = styles.get(property_of(name)).copied();
        let style = match style {
            Some(ParameterStyle::ReservedIn(style)) => Some(*style),
            style => style,
        };
        add_form_property(&mut form, name, values, style, limits)?;
    }
    let _must_fit = MustFit::new(true);
    T::deserialize(form).map_err(|error| Rejection::unprocessable(format!("{subject}: {error}")))
}

/// A text that is not encoded.
#[expect(clippy::unnecessary_wraps, reason = "it is one of several functions")]
fn unchanged(_source: TextSource<'_>, raw: &str) -> Result<String, Rejection> {
    Ok(raw.to_owned())
}

/// Adds the values of a form property in its style.
fn add_form_property(
    form: &mut Texts,
    name: &str,
    values: &[&str],
    style: Option<ParameterStyle>,
    limits: RequestLimits,
) -> Result<(), Rejection> {
    let source = TextSource::Form(name);
    let mut path = vec![property_of(name)];
    match style {
        Some(ParameterStyle::DeepObject) => {
            let (_, brackets) = name.split_at(property_of(name).len());
            path.extend(bracketed(source, brackets, limits)?.unwrap_or_default());
        }
        // An exploded object is not supported here, because the names of its properties are unknown. For such
        // forms, generated code calls `not_served`.
        _ => path = vec![name],
    }
    let property = form.property(path);
    for raw in values {
        match style {
            Some(ParameterStyle::Delimited(delimiter)) => {
                add_list(property, source, raw, delimiter, form_decoded, limits)?;
            }
            _ => property.push(form_decoded(source, raw)?),
        }
    }
    Ok(())
}

/// The name of the property in a name of style `deepObject`, such as `a[b]`.
fn property_of(name: &str) -> &str {
    name.split('[').next().unwrap_or_default()
}

fn is_form(content_type: &str) -> bool {
    essence(content_type).eq_ignore_ascii_case("application/x-www-form-urlencoded")
}
