//! Checks the parameters and the body of a request, as JSON values.

use serde_json::Value;

use super::check::Check;
use super::pointer::Pointer;
use super::violation::{Violation, ViolationLocation};
use crate::server::decoder::Decoder;
use crate::server::rejection::Rejection;
use crate::server::schema::{BodyFormat, BodySchema, ParameterSchema, ParameterSource, Schema};
use crate::server::texts::Texts;
use crate::wire::encoder::style::ParameterStyle;

impl Check {
    pub(super) fn parameters(&mut self, decoder: &Decoder<'_>, parameters: &[ParameterSchema]) {
        self.allow(decoder.head_length());
        for parameter in parameters {
            if self.is_full() {
                return;
            }
            let (source, name, schema, is_required) = match *parameter {
                ParameterSchema::Required(source, name, schema) => (source, name, schema, true),
                ParameterSchema::Optional(source, name, schema) => (source, name, schema, false),
            };
            self.parameter(decoder, source, name, schema, is_required);
        }
    }

    fn parameter(
        &mut self,
        decoder: &Decoder<'_>,
        source: ParameterSource,
        name: &'static str,
        schema: &'static Schema,
        is_required: bool,
    ) {
        use ParameterSource as Source;

        let texts = match source {
            Source::Path => decoder.path_texts(name),
            Source::PathWith(style) => decoder.path_texts_with(name, style),
            Source::Query => decoder.query_texts(name),
            Source::QueryWith(style) => decoder.query_texts_with(name, style),
            Source::QueryProperties(names) => decoder.query_properties_texts(name, names),
            Source::QueryRest(others) => decoder.query_rest_texts(name, others),
            Source::QueryForm(styles, exploded) => decoder.query_form_texts(styles, exploded),
            Source::QueryJson => decoder.query_string().map(Texts::one),
            Source::Header => decoder.header_texts(name),
            Source::HeaderWith(style) => decoder.header_texts_with(name, style),
            Source::Cookie => decoder.cookie_texts(name),
            Source::CookieWith(style) => decoder.cookie_texts_with(name, style),
            Source::CookieProperties(names) => decoder.cookie_properties_texts(name, names),
            Source::CookieRest(others) => decoder.cookie_rest_texts(name, others),
        };
        self.location = location(source, name);
        // A text that cannot be decoded is rejected when the parameter is decoded to its type.
        let Ok(texts) = texts else { return };
        let value = match (source, texts.whole.as_slice()) {
            // The properties of the object may all be optional.
            (
                Source::QueryProperties(_)
                | Source::QueryRest(_)
                | Source::QueryForm(..)
                | Source::QueryWith(ParameterStyle::DeepObject)
                | Source::CookieProperties(_)
                | Source::CookieRest(_),
                [],
            ) if is_required => {
                let value = self.value_of(&texts, schema, true);
                let is_missing = texts.is_absent() && !self.is_valid(&value, schema);
                (!is_missing).then_some(value)
            }
            _ if texts.is_absent() => None,
            (source, [text]) if is_json(source) => match serde_json::from_str(text) {
                Ok(value) => Some(value),
                Err(_) => return,
            },
            (source, _) if is_json(source) => return,
            _ => Some(self.value_of(&texts, schema, false)),
        };
        let Some(value) = value else {
            if is_required {
                let violation = Violation::new(self.location, "a value");
                let violation = violation.with_keyword("required").malformed();
                self.record(violation.with_found(Some("no value".to_owned())));
            }
            return;
        };
        self.is_secret = match self.location {
            ViolationLocation::Header(name) => decoder.is_secret(name),
            // A cookie is often a secret.
            ViolationLocation::Cookie(_) => true,
            _ => false,
        };
        self.value(&value, schema, &Pointer::Root);
        self.is_secret = false;
    }

    /// Checks the body. Fails if it has another media type.
    pub(super) fn body(
        &mut self,
        decoder: &Decoder<'_>,
        body: Option<BodySchema>,
    ) -> Result<(), Rejection> {
        let (format, schema, is_required) = match body {
            None => return Ok(()),
            Some(BodySchema::Required(format, schema)) => (format, schema, true),
            Some(BodySchema::Optional(format, schema)) => (format, schema, false),
        };
        self.location = ViolationLocation::Body;
        if decoder.body_length() == 0 && !(is_required && format == BodyFormat::Text) {
            if is_required {
                let violation = Violation::new(self.location, "a body");
                let violation = violation.with_keyword("required").malformed();
                self.record(violation.with_found(Some("no body".to_owned())));
            }
            return Ok(());
        }
        self.allow(decoder.body_length());
        let value = match format {
            BodyFormat::Json => match serde_json::from_slice(decoder.json_text()?) {
                Ok(value) => value,
                Err(error) => {
                    let violation = Violation::new(self.location, "a JSON text").malformed();
                    self.record(violation.with_found(Some(format!("invalid JSON: {error}"))));
                    return Ok(());
                }
            },
            BodyFormat::Text => Value::String(decoder.text()?),
            BodyFormat::Form(styles) => {
                let texts = decoder.form_texts(styles, &[])?;
                self.value_of(&texts, schema, true)
            }
            BodyFormat::FormWith(styles, exploded) => {
                let texts = decoder.form_texts(styles, exploded)?;
                self.value_of(&texts, schema, true)
            }
            BodyFormat::Multipart(media_type, files, json) => {
                let parts = decoder.multipart(media_type)?;
                self.value_of_parts(parts.into_contents(files, json)?, schema)
            }
        };
        self.value(&value, schema, &Pointer::Root);
        Ok(())
    }
}

/// The location of a parameter, for violations.
const fn location(source: ParameterSource, name: &'static str) -> ViolationLocation<'static> {
    use ParameterSource as Source;

    match source {
        Source::Path | Source::PathWith(_) => ViolationLocation::Path(name),
        Source::Query
        | Source::QueryWith(_)
        | Source::QueryProperties(_)
        | Source::QueryRest(_)
        | Source::QueryForm(..)
        | Source::QueryJson => ViolationLocation::Query(name),
        Source::Header | Source::HeaderWith(_) => ViolationLocation::Header(name),
        Source::Cookie
        | Source::CookieWith(_)
        | Source::CookieProperties(_)
        | Source::CookieRest(_) => ViolationLocation::Cookie(name),
    }
}

/// Returns whether the text of a parameter is JSON.
fn is_json(source: ParameterSource) -> bool {
    use ParameterSource as Source;

    match source {
        Source::PathWith(style)
        | Source::QueryWith(style)
        | Source::HeaderWith(style)
        | Source::CookieWith(style) => style == ParameterStyle::Json,
        Source::QueryJson => true,
        _ => false,
    }
}
