//! Checks the parameters and the body of a request. The texts of a parameter become a JSON value, with the types of its
//! schema.

use serde_json::{Number, Value};

use super::check::Check;
use super::object::parts;
use super::pointer::Pointer;
use super::violation::{Violation, ViolationLocation};
use crate::server::decoder::Decoder;
use crate::server::rejection::Rejection;
use crate::server::schema::{
    ANY, BodyFormat, BodySchema, JsonType, Keyword, ParameterSchema, ParameterSource, Schema,
};
use crate::server::texts::Texts;
use crate::wire::decode::integer::plain_integer;
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
        use ParameterSource::{
            Cookie, CookieWith, Header, HeaderWith, Path, PathWith, Query, QueryWith,
        };
        let texts = match source {
            Path => decoder.path_texts(name),
            Query => decoder.query_texts(name),
            Header => decoder.header_texts(name),
            Cookie => decoder.cookie_texts(name),
            QueryWith(style) => decoder.query_texts_with(name, style),
            CookieWith(ParameterStyle::Cookie { explode }) => {
                decoder.plain_cookie_texts(name, explode)
            }
            CookieWith(_) | PathWith(_) | HeaderWith(_) => return,
        };
        self.location = match source {
            Path | PathWith(_) => ViolationLocation::Path(name),
            Query | QueryWith(_) => ViolationLocation::Query(name),
            Header | HeaderWith(_) => ViolationLocation::Header(name),
            Cookie | CookieWith(_) => ViolationLocation::Cookie(name),
        };
        let is_secret = match source {
            Header | HeaderWith(_) => decoder.is_secret(name),
            // A cookie is often a secret.
            Cookie | CookieWith(_) => true,
            Path | PathWith(_) | Query | QueryWith(_) => false,
        };
        // A text that cannot be decoded is rejected when the parameter is decoded to its type.
        let Ok(texts) = texts else { return };
        if texts.is_absent() {
            if is_required {
                let violation = Violation::new(self.location, "a value");
                let violation = violation.with_keyword("required").malformed();
                self.record(violation.with_found(Some("no value".to_owned())));
            }
            return;
        }
        self.is_secret = is_secret;
        let value = self.value_of(&texts, schema, false);
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
                let texts = decoder.form_texts(styles)?;
                self.value_of(&texts, schema, true)
            }
        };
        self.value(&value, schema, &Pointer::Root);
        Ok(())
    }

    /// The value of texts, with the types that a schema allows. If it allows several types, the value is valid for one of
    /// them, if possible.
    fn value_of(&mut self, texts: &Texts, schema: &'static Schema, is_form: bool) -> Value {
        let shape = Shape::of(schema);
        if shape.has(JsonType::Object) && (is_form || !texts.properties.is_empty()) {
            return self.object_of(texts, &shape);
        }
        if shape.has(JsonType::Array) && !shape.has(JsonType::Object) {
            return self.array_of(texts, &shape);
        }
        let [text] = texts.whole.as_slice() else {
            return self.array_of(texts, &shape);
        };
        let mut candidates = Vec::new();
        if shape.has(JsonType::Integer) || shape.has(JsonType::Number) {
            candidates.extend(number(text, shape.has(JsonType::Number)));
        }
        if shape.has(JsonType::Boolean) {
            let boolean = text.parse().ok();
            candidates.extend(boolean.map(Value::Bool));
        }
        if shape.has(JsonType::Object) {
            let object = serde_json::from_str(text).ok().filter(Value::is_object);
            let pairs = || texts.in_pairs().map(|pairs| self.object_of(&pairs, &shape));
            candidates.extend(object.or_else(pairs));
        }
        if candidates.is_empty() || shape.has(JsonType::String) {
            candidates.push(Value::String(text.clone()));
        }
        let last = candidates.pop().unwrap_or_default();
        let valid = candidates
            .into_iter()
            .find(|value| self.is_valid(value, schema));
        valid.unwrap_or(last)
    }

    fn is_valid(&mut self, value: &Value, schema: &'static Schema) -> bool {
        self.trial(value, schema, &Pointer::Root).is_empty()
    }

    fn array_of(&mut self, texts: &Texts, shape: &Shape) -> Value {
        if !texts.properties.is_empty() {
            let items = texts.clone().into_deep_items();
            let items = items.iter();
            return items
                .map(|item| self.value_of(item, shape.items, false))
                .collect();
        }
        let items = texts.items.iter();
        items
            .map(|text| self.value_of(&Texts::one(text.clone()), shape.items, false))
            .collect()
    }

    fn object_of(&mut self, texts: &Texts, shape: &Shape) -> Value {
        let properties = texts.properties.iter().map(|(name, texts)| {
            let value = self.value_of(texts, shape.property(name), false);
            (name.clone(), value)
        });
        Value::Object(properties.collect())
    }
}

/// The types and the parts of a schema, including those of its alternatives.
struct Shape {
    types: Vec<JsonType>,
    items: &'static Schema,
    properties: Vec<(&'static str, &'static Schema)>,
    others: &'static Schema,
}

impl Shape {
    fn of(schema: &'static Schema) -> Self {
        let mut shape = Self {
            types: Vec::new(),
            items: &ANY,
            properties: Vec::new(),
            others: &ANY,
        };
        for keyword in parts(schema).iter().flat_map(|part| part.0) {
            match keyword {
                Keyword::Type(ty) => shape.types.push(*ty),
                Keyword::Items(items) => shape.items = items,
                Keyword::Properties(properties) => shape.properties.extend(*properties),
                Keyword::AdditionalProperties(others) => shape.others = others,
                _ => {}
            }
        }
        shape
    }

    /// Returns whether values may have a type. Without types, they have any of them but arrays and objects, whose texts are
    /// those of strings.
    fn has(&self, ty: JsonType) -> bool {
        if self.types.is_empty() {
            return match ty {
                JsonType::Array | JsonType::Null => false,
                JsonType::Object => !self.properties.is_empty(),
                _ => true,
            };
        }
        self.types.contains(&ty)
    }

    fn property(&self, name: &str) -> &'static Schema {
        let mut properties = self.properties.iter();
        let declared = properties.find(|(known, _)| *known == name);
        declared.map_or(self.others, |(_, schema)| schema)
    }
}

/// The number in a text, as far as a type of generated code accepts it.
fn number(text: &str, is_fraction: bool) -> Option<Value> {
    let integer = plain_integer(text);
    let integer = integer.as_deref().unwrap_or(text);
    let integer = integer.parse::<i64>().map(Number::from);
    let integer = integer.or_else(|_| text.parse::<u64>().map(Number::from));
    if let Ok(integer) = integer {
        return Some(Value::Number(integer));
    }
    let number = text.parse().ok().and_then(Number::from_f64)?;
    is_fraction.then_some(Value::Number(number))
}
