//! Reads the parameters and the body of a request: the mirror of [`Encoder`](crate::Encoder), method
//! for method.

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, COOKIE};
use http::request::Parts;
use percent_encoding::percent_decode_str;
use serde::de::DeserializeOwned;

use super::Rejection;
use super::template::Values;
use super::texts::Texts;
use crate::wire::decode::{self, Unread, is_json, media_type, without_byte_order_mark};
use crate::wire::encoder::FormStyle;

/// A request to one operation, whose parts are read one by one.
///
/// What an encoder leaves out is read as `None`. A parameter that is missing although it is required,
/// or is not what its type says, is a [`Rejection`] that names it.
pub struct Decoder<'a> {
    path: Values<'a>,
    query: Vec<(String, &'a str)>,
    parts: &'a Parts,
    body: &'a Bytes,
}

impl<'a> Decoder<'a> {
    pub(super) fn new(path: Values<'a>, parts: &'a Parts, body: &'a Bytes) -> Self {
        Self {
            path,
            query: pairs(parts.uri.query().unwrap_or_default()).collect(),
            parts,
            body,
        }
    }

    /// A parameter in the path: style `simple`.
    ///
    /// # Errors
    ///
    /// When it is not of this type.
    pub fn path<T: DeserializeOwned>(&self, name: &str) -> Result<T, Rejection> {
        let place = Place("path", name);
        let mut texts = Texts::default();
        if let Some((_, raw)) = self.path.iter().find(|(known, _)| known == name) {
            add_list(&mut texts, place, raw, ",", percent_decoded)?;
        }
        read(place, texts)
    }

    /// A parameter in the query: style `form`, exploded. A list is the values of a name that is
    /// repeated.
    ///
    /// # Errors
    ///
    /// When it is required and missing, or not of this type.
    pub fn query<T: DeserializeOwned>(&self, name: &str) -> Result<T, Rejection> {
        let place = Place("query", name);
        read(place, Texts::repeated(self.query_values(place)?))
    }

    /// An object in the query: style `form`, exploded, which gives each property a name of its own.
    ///
    /// # Errors
    ///
    /// When it is required and none of its properties is there, or not of this type.
    pub fn query_properties<T: DeserializeOwned>(
        &self,
        name: &str,
        properties: &[&str],
    ) -> Result<T, Rejection> {
        self.query_object(name, |property| properties.contains(&property))
    }

    /// A map in the query: style `form`, exploded. Its entries are what has the name of no `other`
    /// parameter.
    ///
    /// # Errors
    ///
    /// When it is required and has no entry, or is not of this type.
    pub fn query_rest<T: DeserializeOwned>(
        &self,
        name: &str,
        others: &[&str],
    ) -> Result<T, Rejection> {
        self.query_object(name, |property| !others.contains(&property))
    }

    fn query_object<T: DeserializeOwned>(
        &self,
        name: &str,
        is_own: impl Fn(&str) -> bool,
    ) -> Result<T, Rejection> {
        let place = Place("query", name);
        let mut texts = Texts::default();
        for (property, raw) in self.query.iter().filter(|(property, _)| is_own(property)) {
            insert(
                &mut texts.properties,
                &[property],
                form_decoded(place, raw)?,
            );
        }
        read(place, texts)
    }

    /// A parameter in the query whose list is one text.
    ///
    /// # Errors
    ///
    /// When it is required and missing, or not of this type.
    pub fn query_delimited<T: DeserializeOwned>(
        &self,
        name: &str,
        delimiter: &str,
    ) -> Result<T, Rejection> {
        let place = Place("query", name);
        let mut texts = Texts::default();
        for (_, raw) in self.query.iter().filter(|(known, _)| known == name) {
            add_list(&mut texts, place, raw, delimiter, form_decoded)?;
        }
        read(place, texts)
    }

    /// A parameter in the query in style `deepObject`: `name[property]=value`.
    ///
    /// # Errors
    ///
    /// When it is required and missing, or not of this type.
    pub fn query_deep<T: DeserializeOwned>(&self, name: &str) -> Result<T, Rejection> {
        let place = Place("query", name);
        let mut texts = Texts::default();
        for (key, raw) in &self.query {
            let Some(path) = key.strip_prefix(name) else {
                continue;
            };
            let value = form_decoded(place, raw)?;
            if path.is_empty() {
                texts.whole.push(value.clone());
                texts.items.push(value);
            } else if let Some(path) = bracketed(path) {
                insert(&mut texts.properties, &path, value);
            }
        }
        read(place, texts)
    }

    /// A parameter in the query whose only value is `true`.
    ///
    /// # Errors
    ///
    /// When it has another value.
    pub fn flag(&self, name: &str) -> Result<bool, Rejection> {
        let place = Place("query", name);
        match self.query_values(place)?.as_slice() {
            [] => Ok(false),
            [on] if on == "true" => Ok(true),
            _ => Err(Rejection::unprocessable(format!(
                "{place} can only be `true`, or left out"
            ))),
        }
    }

    /// A parameter in a header: style `simple`.
    ///
    /// # Errors
    ///
    /// When it is required and missing, or not of this type.
    pub fn header<T: DeserializeOwned>(&self, name: &str) -> Result<T, Rejection> {
        let place = Place("header", name);
        let mut texts = Texts::default();
        for value in self.parts.headers.get_all(name) {
            let value = str::from_utf8(value.as_bytes())
                .map_err(|_| Rejection::malformed(format!("{place} is not UTF-8")))?;
            texts.whole.push(value.to_owned());
            let items = value.split(',').map(|item| item.trim().to_owned());
            texts.items.extend(items);
        }
        read(place, texts)
    }

    /// A parameter in a cookie, percent-encoded.
    ///
    /// # Errors
    ///
    /// When it is required and missing, or not of this type.
    pub fn cookie<T: DeserializeOwned>(&self, name: &str) -> Result<T, Rejection> {
        let place = Place("cookie", name);
        let mut texts = Texts::default();
        let lines = self.parts.headers.get_all(COOKIE);
        let lines = lines.iter().filter_map(|line| line.to_str().ok());
        for (_, raw) in lines
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .filter(|(known, _)| form_decoded_lossy(known) == name)
        {
            add_list(&mut texts, place, raw, ",", percent_decoded)?;
        }
        read(place, texts)
    }

    /// The body, as JSON.
    ///
    /// # Errors
    ///
    /// When there is none, when it is not JSON, or when it is not of this type: the rejection then
    /// names the place in it.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Rejection> {
        if self.body.is_empty() {
            return Err(Rejection::malformed("the body is missing"));
        }
        self.expect_type("JSON", is_json)?;
        let body = without_byte_order_mark(self.body);
        decode::read(body).map_err(|unread| body_rejection(body, &unread))
    }

    /// The body, as JSON; `None` when there is none.
    ///
    /// # Errors
    ///
    /// As for [`json`](Self::json).
    pub fn optional_json<T: DeserializeOwned>(&self) -> Result<Option<T>, Rejection> {
        if self.body.is_empty() {
            return Ok(None);
        }
        self.json().map(Some)
    }

    /// The body, as text.
    ///
    /// # Errors
    ///
    /// When it is not UTF-8.
    pub fn text(&self) -> Result<String, Rejection> {
        str::from_utf8(self.body)
            .map(str::to_owned)
            .map_err(|error| Rejection::malformed(format!("the body is not UTF-8: {error}")))
    }

    /// The body, as text; `None` when there is none.
    ///
    /// # Errors
    ///
    /// As for [`text`](Self::text).
    pub fn optional_text(&self) -> Result<Option<String>, Rejection> {
        self.text()
            .map(|text| Some(text).filter(|text| !text.is_empty()))
    }

    /// The body, as it is.
    ///
    /// # Errors
    ///
    /// None today; the signature is the one that all readers share.
    pub fn bytes(&self) -> Result<Bytes, Rejection> {
        Ok(self.body.clone())
    }

    /// The body, as it is; `None` when there is none.
    ///
    /// # Errors
    ///
    /// None today; the signature is the one that all readers share.
    pub fn optional_bytes(&self) -> Result<Option<Bytes>, Rejection> {
        Ok(Some(self.body.clone()).filter(|body| !body.is_empty()))
    }

    /// The body, as a form: an object of which each property is written in a style of its own.
    ///
    /// # Errors
    ///
    /// When there is none, when it is something else than a form, or when it is not of this type.
    pub fn form<T: DeserializeOwned>(&self, styles: &[(&str, FormStyle)]) -> Result<T, Rejection> {
        self.expect_type("a form", is_form)?;
        let text = self.text()?;
        let mut form = Texts::default();
        for (name, raw) in pairs(&text) {
            let property = name.split('[').next().unwrap_or_default();
            let style = styles.iter().find(|(known, _)| *known == property);
            add_field(
                &mut form.properties,
                &name,
                raw,
                style.map(|(_, style)| *style),
            )?;
        }
        T::deserialize(form)
            .map_err(|error| Rejection::unprocessable(format!("the body, a form: {error}")))
    }

    /// The body, as a form; `None` when there is none.
    ///
    /// # Errors
    ///
    /// As for [`form`](Self::form).
    pub fn optional_form<T: DeserializeOwned>(
        &self,
        styles: &[(&str, FormStyle)],
    ) -> Result<Option<T>, Rejection> {
        if self.body.is_empty() {
            return Ok(None);
        }
        self.form(styles).map(Some)
    }

    /// A parameter or body that is written in a way which no service reads yet.
    ///
    /// # Errors
    ///
    /// Always: the operation is then answered with 501.
    pub fn not_served<T>(&self, what: &str) -> Result<T, Rejection> {
        Err(Rejection::not_served(format!(
            "`{what}` is written in a way that is not served"
        )))
    }

    fn query_values(&self, place: Place<'_>) -> Result<Vec<String>, Rejection> {
        let own = self.query.iter().filter(|(known, _)| known == place.1);
        own.map(|(_, raw)| form_decoded(place, raw)).collect()
    }

    /// Refuses a body that says of itself that it is something else.
    fn expect_type(&self, expected: &str, is_expected: fn(&str) -> bool) -> Result<(), Rejection> {
        let said = self.parts.headers.get(CONTENT_TYPE);
        match said.and_then(|value| value.to_str().ok()) {
            Some(other) if !is_expected(other) => Err(Rejection::malformed(format!(
                "the body is `{}`, where {expected} is expected",
                other.escape_debug()
            ))),
            _ => Ok(()),
        }
    }
}

/// Leaves out what arrived: a parameter may be a secret.
impl fmt::Debug for Decoder<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Decoder")
            .field("method", &self.parts.method)
            .finish_non_exhaustive()
    }
}

/// Where a parameter travels, and its name.
#[derive(Clone, Copy)]
struct Place<'a>(&'static str, &'a str);

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} parameter `{}`", self.0, self.1)
    }
}

fn read<T: DeserializeOwned>(place: Place<'_>, texts: Texts) -> Result<T, Rejection> {
    let absent = texts.is_absent();
    T::deserialize(texts).map_err(|error| {
        if absent {
            Rejection::malformed(format!("{place} is missing"))
        } else {
            let separator = if error.to_string().starts_with("is ") {
                ""
            } else {
                ":"
            };
            Rejection::unprocessable(format!("{place}{separator} {error}"))
        }
    })
}

/// Says in which place of it the body is not what it should be.
fn body_rejection(body: &[u8], unread: &Unread) -> Rejection {
    let reason = unread.reason();
    let Some(place) = unread.place(body) else {
        return Rejection::malformed(format!("the body is not JSON: {}", unread.error));
    };
    let place = match place.inner_path() {
        Some(path) => format!(" at `{path}`"),
        None => String::new(),
    };
    Rejection::unprocessable(format!("the body{place}: {reason}"))
}

/// Puts a text where a path of names leads.
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

/// Puts a field of a form where it belongs.
fn add_field(
    fields: &mut Vec<(String, Texts)>,
    name: &str,
    raw: &str,
    style: Option<FormStyle>,
) -> Result<(), Rejection> {
    let place = Place("form", name);
    match style {
        Some(FormStyle::Deep) => {
            let (property, path) = name.split_at(name.find('[').unwrap_or(name.len()));
            let mut path = bracketed(path).unwrap_or_default();
            path.insert(0, property);
            insert(fields, &path, form_decoded(place, raw)?);
        }
        Some(FormStyle::Delimited(delimiter)) => {
            for item in items(place, raw, delimiter, form_decoded)? {
                insert(fields, &[name], item);
            }
        }
        // The names of the properties that stand on their own are not known here: `is_served` says so.
        Some(FormStyle::Exploded | FormStyle::Reserved) | None => {
            insert(fields, &[name], form_decoded(place, raw)?);
        }
    }
    Ok(())
}

/// The pairs of a query or a form: each name as it is meant, each value as it came.
fn pairs(text: &str) -> impl Iterator<Item = (String, &str)> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs.map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (form_decoded_lossy(name), value)
    })
}

/// How a text was written to travel.
type Decode = fn(Place<'_>, &str) -> Result<String, Rejection>;

/// Adds a text that is one value or a list, as the type will say.
fn add_list(
    texts: &mut Texts,
    place: Place<'_>,
    raw: &str,
    delimiter: &str,
    decode: Decode,
) -> Result<(), Rejection> {
    texts.whole.push(decode(place, raw)?);
    texts.items.extend(items(place, raw, delimiter, decode)?);
    Ok(())
}

/// The items of a list that is one text.
fn items(
    place: Place<'_>,
    raw: &str,
    delimiter: &str,
    decode: Decode,
) -> Result<Vec<String>, Rejection> {
    if delimiter == "," {
        // A comma that belongs to an item is encoded, one between items need not be.
        return raw.split(',').map(|item| decode(place, item)).collect();
    }
    let whole = decode(place, raw)?;
    Ok(whole.split(delimiter).map(str::to_owned).collect())
}

fn is_form(content_type: &str) -> bool {
    media_type(content_type).eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

fn percent_decoded(place: Place<'_>, raw: &str) -> Result<String, Rejection> {
    let decoded = percent_decode_str(raw).decode_utf8();
    decoded
        .map(Cow::into_owned)
        .map_err(|_| Rejection::malformed(format!("{place} is not UTF-8")))
}

/// A query is often written as a form, where a space is a `+`.
fn form_decoded(place: Place<'_>, raw: &str) -> Result<String, Rejection> {
    percent_decoded(place, &raw.replace('+', " "))
}

/// A name that is not UTF-8 is nobody's.
fn form_decoded_lossy(raw: &str) -> String {
    let raw = raw.replace('+', " ");
    percent_decode_str(&raw).decode_utf8_lossy().into_owned()
}
