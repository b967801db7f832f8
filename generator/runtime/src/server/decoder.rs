//! Decodes the parameters and the body of a request: the counterpart of [`Encoder`](crate::Encoder).

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, COOKIE};
use http::request::Parts;
use percent_encoding::percent_decode_str;
use serde::de::DeserializeOwned;

use super::rejection::Rejection;
use super::template::PathValues;
use super::texts::Texts;
use crate::wire::decode::location::{JsonError, from_json};
use crate::wire::decode::problem::without_byte_order_mark;
use crate::wire::encoder::style::ParameterStyle;
use crate::wire::media_type::{essence, is_json};

/// A request to an operation, for decoding its parameters and its body.
///
/// A parameter that the client omits is decoded as `None`. If a required parameter is missing, or a parameter
/// does not match its type, the [`Rejection`] contains its name.
pub struct Decoder<'a> {
    path: PathValues<'a>,
    query: Vec<(String, &'a str)>,
    parts: &'a Parts,
    body: &'a Bytes,
}

impl<'a> Decoder<'a> {
    pub(super) fn new(path: PathValues<'a>, parts: &'a Parts, body: &'a Bytes) -> Self {
        Self {
            path,
            query: pairs(parts.uri.query().unwrap_or_default()).collect(),
            parts,
            body,
        }
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
            add_list(&mut texts, source, raw, ",", percent_decoded)?;
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
        self.query_object(name, |property| properties.contains(&property))
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
        self.query_object(name, |property| !others.contains(&property))
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
            let items = value.split(',').map(|item| item.trim().to_owned());
            texts.items.extend(items);
        }
        parse(source, texts)
    }

    /// Decodes a cookie parameter, which is percent-encoded.
    ///
    /// # Errors
    ///
    /// If the parameter is required and missing, or if it does not match the type.
    pub fn cookie<T: DeserializeOwned>(&self, name: &str) -> Result<T, Rejection> {
        let source = TextSource::Cookie(name);
        let mut texts = Texts::default();
        let lines = self.parts.headers.get_all(COOKIE);
        let lines = lines.iter().filter_map(|line| line.to_str().ok());
        for (_, raw) in lines
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .filter(|(known, _)| form_decoded_lossy(known) == name)
        {
            add_list(&mut texts, source, raw, ",", percent_decoded)?;
        }
        parse(source, texts)
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
        self.expect_type("JSON", is_json)?;
        let body = without_byte_order_mark(self.body);
        from_json(body).map_err(|error| body_rejection(body, &error))
    }

    /// Decodes a text body.
    ///
    /// # Errors
    ///
    /// If the body is not UTF-8.
    pub fn text(&self) -> Result<String, Rejection> {
        str::from_utf8(self.body)
            .map(str::to_owned)
            .map_err(|error| Rejection::malformed(format!("the body is not UTF-8: {error}")))
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
        self.expect_type("a form", is_form)?;
        let text = self.text()?;
        let mut form = Texts::default();
        for (name, raw) in pairs(&text) {
            let property = name.split('[').next().unwrap_or_default();
            let style = styles.iter().find(|(known, _)| *known == property);
            add_form_property(
                &mut form.properties,
                &name,
                raw,
                style.map(|(_, style)| *style),
            )?;
        }
        T::deserialize(form)
            .map_err(|error| Rejection::unprocessable(format!("the form in the body: {error}")))
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
        Err(Rejection::not_served(format!(
            "`{what}` has a format that the server does not support"
        )))
    }

    fn query_object<T: DeserializeOwned>(
        &self,
        name: &str,
        is_property: impl Fn(&str) -> bool,
    ) -> Result<T, Rejection> {
        let source = TextSource::Query(name);
        let mut texts = Texts::default();
        let properties = self.query.iter().filter(|(name, _)| is_property(name));
        for (property, raw) in properties {
            let text = form_decoded(source, raw)?;
            insert(&mut texts.properties, &[property], text);
        }
        parse(source, texts)
    }

    fn query_values(&self, source: TextSource<'_>, name: &str) -> Result<Vec<String>, Rejection> {
        let values = self.query.iter().filter(|(known, _)| known == name);
        values.map(|(_, raw)| form_decoded(source, raw)).collect()
    }

    fn delimited(
        &self,
        source: TextSource<'_>,
        name: &str,
        delimiter: &str,
    ) -> Result<Texts, Rejection> {
        let mut texts = Texts::default();
        for (_, raw) in self.query.iter().filter(|(known, _)| known == name) {
            add_list(&mut texts, source, raw, delimiter, form_decoded)?;
        }
        Ok(texts)
    }

    fn deep_object(&self, source: TextSource<'_>, name: &str) -> Result<Texts, Rejection> {
        let mut texts = Texts::default();
        for (key, raw) in &self.query {
            let Some(path) = key.strip_prefix(name) else {
                continue;
            };
            let value = form_decoded(source, raw)?;
            if path.is_empty() {
                texts.whole.push(value.clone());
                texts.items.push(value);
            } else if let Some(path) = bracketed(path) {
                insert(&mut texts.properties, &path, value);
            }
        }
        Ok(texts)
    }

    /// Rejects a body whose `Content-Type` is not the expected one. A missing header is accepted.
    fn expect_type(&self, expected: &str, is_expected: fn(&str) -> bool) -> Result<(), Rejection> {
        let content_type = self.parts.headers.get(CONTENT_TYPE);
        match content_type.and_then(|value| value.to_str().ok()) {
            Some(other) if !is_expected(other) => Err(Rejection::malformed(format!(
                "the body is `{}`, expected {expected}",
                other.escape_debug()
            ))),
            _ => Ok(()),
        }
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

/// The parameter or form property that a text belongs to, for error messages.
#[derive(Clone, Copy)]
enum TextSource<'a> {
    Path(&'a str),
    Query(&'a str),
    Header(&'a str),
    Cookie(&'a str),
    Form(&'a str),
}

impl fmt::Display for TextSource<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path(name) => write!(f, "path parameter `{name}`"),
            Self::Query(name) => write!(f, "query parameter `{name}`"),
            Self::Header(name) => write!(f, "header parameter `{name}`"),
            Self::Cookie(name) => write!(f, "cookie parameter `{name}`"),
            Self::Form(name) => write!(f, "form property `{name}`"),
        }
    }
}

fn parse<T: DeserializeOwned>(source: TextSource<'_>, texts: Texts) -> Result<T, Rejection> {
    let is_absent = texts.is_absent();
    T::deserialize(texts).map_err(|error| {
        if is_absent {
            Rejection::malformed(format!("{source} is missing"))
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

/// The rejection of a body that cannot be parsed, with the JSON path if the body does not match the type.
fn body_rejection(body: &[u8], error: &JsonError) -> Rejection {
    let reason = error.reason();
    let Some(location) = error.location(body) else {
        return Rejection::malformed(format!("the body is not JSON: {}", error.error));
    };
    let path = match location.inner_path() {
        Some(path) => format!(" at `{path}`"),
        None => String::new(),
    };
    Rejection::unprocessable(format!("the body{path}: {reason}"))
}

/// Adds a text to the property at a path of names.
fn insert(properties: &mut Vec<(String, Texts)>, path: &[&str], text: String) {
    let Some((name, rest)) = path.split_first() else {
        return;
    };
    let index = properties
        .iter()
        .position(|(known, _)| known == name)
        .unwrap_or_else(|| {
            properties.push(((*name).to_owned(), Texts::default()));
            properties.len() - 1
        });
    let Some((_, property)) = properties.get_mut(index) else {
        return;
    };
    if rest.is_empty() {
        property.whole.push(text.clone());
        property.items.push(text);
    } else {
        insert(&mut property.properties, rest, text);
    }
}

/// The names in `[a][b]`.
fn bracketed(path: &str) -> Option<Vec<&str>> {
    let inner = path.strip_prefix('[')?.strip_suffix(']')?;
    Some(inner.split("][").collect())
}

/// Adds a pair of a form to the property that it belongs to.
fn add_form_property(
    properties: &mut Vec<(String, Texts)>,
    name: &str,
    raw: &str,
    style: Option<ParameterStyle>,
) -> Result<(), Rejection> {
    let source = TextSource::Form(name);
    match style {
        Some(ParameterStyle::DeepObject) => {
            let (property, path) = name.split_at(name.find('[').unwrap_or(name.len()));
            let mut path = bracketed(path).unwrap_or_default();
            path.insert(0, property);
            insert(properties, &path, form_decoded(source, raw)?);
        }
        Some(ParameterStyle::Delimited(delimiter)) => {
            for item in items(source, raw, delimiter, form_decoded)? {
                insert(properties, &[name], item);
            }
        }
        // An exploded object is not supported here, because the names of its properties are unknown. For such
        // forms, generated code calls `not_served`.
        _ => insert(properties, &[name], form_decoded(source, raw)?),
    }
    Ok(())
}

/// The pairs of a query or form: decoded names and raw values.
fn pairs(text: &str) -> impl Iterator<Item = (String, &str)> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs.map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (form_decoded_lossy(name), value)
    })
}

/// A function that decodes a raw text.
type DecodeText = fn(TextSource<'_>, &str) -> Result<String, Rejection>;

/// Adds a raw text in two forms: as a scalar, and as the items of a list. The type of the parameter determines which
/// form is deserialized.
fn add_list(
    texts: &mut Texts,
    source: TextSource<'_>,
    raw: &str,
    delimiter: &str,
    decode: DecodeText,
) -> Result<(), Rejection> {
    texts.whole.push(decode(source, raw)?);
    texts.items.extend(items(source, raw, delimiter, decode)?);
    Ok(())
}

/// Splits a raw text into the items of a list.
fn items(
    source: TextSource<'_>,
    raw: &str,
    delimiter: &str,
    decode: DecodeText,
) -> Result<Vec<String>, Rejection> {
    if delimiter == "," {
        // A comma inside an item is percent-encoded, so the text is split before it is decoded.
        return raw.split(',').map(|item| decode(source, item)).collect();
    }
    let whole = decode(source, raw)?;
    Ok(whole.split(delimiter).map(str::to_owned).collect())
}

fn is_form(content_type: &str) -> bool {
    essence(content_type).eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

fn percent_decoded(source: TextSource<'_>, raw: &str) -> Result<String, Rejection> {
    let decoded = percent_decode_str(raw).decode_utf8();
    decoded
        .map(Cow::into_owned)
        .map_err(|_| Rejection::malformed(format!("{source} is not UTF-8")))
}

/// Decodes a value of a query or form, in which `+` is a space.
fn form_decoded(source: TextSource<'_>, raw: &str) -> Result<String, Rejection> {
    percent_decoded(source, &raw.replace('+', " "))
}

/// Decodes a name. A name that is not UTF-8 matches no parameter.
fn form_decoded_lossy(raw: &str) -> String {
    let raw = raw.replace('+', " ");
    percent_decode_str(&raw).decode_utf8_lossy().into_owned()
}
