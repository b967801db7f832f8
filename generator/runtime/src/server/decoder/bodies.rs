//! Decodes the body of a request.

use http::header::CONTENT_TYPE;
use serde::de::DeserializeOwned;

use super::form::{ExplodedProperty, Form};
use super::{Decoder, json_rejection};
use crate::server::multipart::Parts;
use crate::server::raw::RawPairs;
use crate::server::rejection::Rejection;
use crate::server::texts::Texts;
use crate::types::interpreted::MustFit;
use crate::wire::body::Body;
use crate::wire::charset::{self, TextProblem};
use crate::wire::decode::location::from_json;
use crate::wire::decode::problem::{content_type, without_byte_order_mark};
use crate::wire::encoder::style::ParameterStyle;
use crate::wire::media_type::{essence, is_in_range, is_json};

impl Decoder<'_> {
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
        let body = self.json_text()?;
        let _must_fit = MustFit::new(true);
        from_json(body).map_err(|error| json_rejection("the body", body, &error))
    }

    /// The JSON text in the body.
    pub(in crate::server) fn json_text(&self) -> Result<&[u8], Rejection> {
        self.expect_type("`application/json`", is_json)?;
        Ok(without_byte_order_mark(self.body))
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

    /// Returns the body as it is.
    ///
    /// # Errors
    ///
    /// This function never fails. Its signature is the same as for other kinds of bodies.
    pub fn body(&self) -> Result<Body, Rejection> {
        Ok(Body::from(self.body.clone()))
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
        self.form_with(styles, &[])
    }

    /// Decodes a form body with properties that are objects with `explode`. `exploded` lists these properties.
    ///
    /// # Errors
    ///
    /// If the body is not a form, or if it does not match the type.
    pub fn form_with<T: DeserializeOwned>(
        &self,
        styles: &[(&str, ParameterStyle)],
        exploded: &[(&str, ExplodedProperty<'_>)],
    ) -> Result<T, Rejection> {
        let pairs = self.form_pairs()?;
        let form = Form {
            pairs: &pairs,
            styles,
            exploded,
            subject: "the form in the body",
            limits: self.limits,
        };
        form.parse()
    }

    fn form_pairs(&self) -> Result<RawPairs<'_>, Rejection> {
        self.expect_type("`application/x-www-form-urlencoded`", is_form)?;
        let text = str::from_utf8(self.body)
            .map_err(|error| Rejection::malformed(format!("the body is not UTF-8: {error}")))?;
        RawPairs::from_form(text, "the form properties", self.limits)
    }

    /// The texts of a form in the body.
    pub(in crate::server) fn form_texts(
        &self,
        styles: &[(&str, ParameterStyle)],
        exploded: &[(&str, ExplodedProperty<'_>)],
    ) -> Result<Texts, Rejection> {
        let form = Form {
            pairs: &self.form_pairs()?,
            styles,
            exploded,
            subject: "the form in the body",
            limits: self.limits,
        };
        form.texts()
    }

    /// Splits a multipart body of this media type, which may be a range such as `multipart/*`.
    ///
    /// # Errors
    ///
    /// If the body has another media type, or if it cannot be split into parts.
    pub fn multipart(&self, media_type: &str) -> Result<Parts, Rejection> {
        let found = self.expect_type(&format!("`{media_type}`"), |found| {
            is_multipart(found, media_type)
        })?;
        Parts::new(found, self.body, self.limits)
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

    /// Rejects a body without exactly one header `Content-Type` with the expected media type. Otherwise, any web page
    /// could send the request: browsers ask the server first only if the media type is one that forms cannot send.
    fn expect_type(
        &self,
        expected: &str,
        is_expected: impl Fn(&str) -> bool,
    ) -> Result<&str, Rejection> {
        let mut values = self.parts.headers.get_all(CONTENT_TYPE).iter();
        let found = match (values.next(), values.next()) {
            (None, _) => "it has no `Content-Type`".to_owned(),
            (Some(_), Some(_)) => "it has several headers `Content-Type`".to_owned(),
            (Some(value), None) => match value.to_str() {
                Ok(value) if is_expected(value) => return Ok(value),
                _ => format!("it is `{}`", String::from_utf8_lossy(value.as_bytes())),
            },
        };
        Err(Rejection::unsupported_media_type(format!(
            "the body must be {expected}, but {found}"
        )))
    }
}

fn is_form(content_type: &str) -> bool {
    essence(content_type).eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

/// Returns whether a media type is a multipart type in a range, or equal to an expected type.
fn is_multipart(found: &str, expected: &str) -> bool {
    if expected.contains('*') {
        return is_in_range(found, "multipart/*") && is_in_range(found, expected);
    }
    essence(found).eq_ignore_ascii_case(essence(expected))
}
