//! Decodes a parameter that is the whole query string.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use serde::de::DeserializeOwned;

use super::form::{ExplodedProperty, Form};
use super::{Decoder, json_rejection};
use crate::server::rejection::Rejection;
use crate::server::texts::Texts;
use crate::types::interpreted::MustFit;
use crate::wire::decode::location::from_json;
use crate::wire::encoder::style::ParameterStyle;

impl Decoder<'_> {
    /// Decodes the whole query string as a form. `styles` lists the properties with another style than the default one.
    ///
    /// # Errors
    ///
    /// If it does not match the type.
    pub fn query_form<T: DeserializeOwned>(
        &self,
        styles: &[(&str, ParameterStyle)],
    ) -> Result<T, Rejection> {
        self.query_form_with(styles, &[])
    }

    /// Decodes the whole query string as a form with properties that are objects with `explode`. `exploded` lists these
    /// properties.
    ///
    /// # Errors
    ///
    /// If it does not match the type.
    pub fn query_form_with<T: DeserializeOwned>(
        &self,
        styles: &[(&str, ParameterStyle)],
        exploded: &[(&str, ExplodedProperty<'_>)],
    ) -> Result<T, Rejection> {
        self.query_as_form(styles, exploded).parse()
    }

    /// The texts of the whole query string as a form.
    pub(in crate::server) fn query_form_texts(
        &self,
        styles: &[(&str, ParameterStyle)],
        exploded: &[(&str, ExplodedProperty<'_>)],
    ) -> Result<Texts, Rejection> {
        self.query_as_form(styles, exploded).texts()
    }

    fn query_as_form<'f>(
        &'f self,
        styles: &'f [(&'f str, ParameterStyle)],
        exploded: &'f [(&'f str, ExplodedProperty<'f>)],
    ) -> Form<'f> {
        Form {
            pairs: &self.query,
            styles,
            exploded,
            subject: "the query string",
            limits: self.limits,
        }
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

    pub(in crate::server) fn query_string(&self) -> Result<String, Rejection> {
        let raw = self.parts.uri.query().unwrap_or_default();
        if raw.is_empty() {
            return Err(Rejection::malformed("the query string is missing"));
        }
        let decoded = percent_decode_str(raw).decode_utf8();
        decoded
            .map(Cow::into_owned)
            .map_err(|_| Rejection::malformed("the query string is not UTF-8"))
    }
}
