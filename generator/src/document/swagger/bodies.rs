//! Body parameters, which become request bodies, and the content of bodies.

use serde_json::{Map, Value, json};

use super::converter::{Converter, MovedPointer};
use super::media_types::{MediaType, MediaTypes};
use super::schemas::{is_file, make_binary};
use crate::document::grammar::ObjectKind;
use crate::document::limits::VALUE_BYTES;
use crate::document::pointer::escape;

/// The body and form parameters of an operation or path.
#[derive(Debug, Default)]
pub(super) struct BodyParameters {
    /// The pointer of the list of parameters in the original document.
    pub(super) original: String,
    pub(super) body: Vec<BodyParameter>,
    pub(super) form: Vec<BodyParameter>,
}

/// A body or form parameter, or a reference to one.
#[derive(Debug)]
pub(super) struct BodyParameter {
    pub(super) object: Map<String, Value>,
    /// Its pointer in the original document.
    pub(super) original: String,
}

impl BodyParameter {
    /// The text of a reference to a parameter.
    fn reference(&self) -> Option<&str> {
        self.object.get("$ref").and_then(Value::as_str)
    }
}

/// The schema of a body, its examples, and the object from which they come.
pub(super) struct BodySource<'s> {
    pub(super) schema: Option<&'s Value>,
    /// The pointer in the original document at which findings about the schema are reported.
    pub(super) schema_at: String,
    /// References to the schema refer to the content of this body.
    pub(super) is_owner: bool,
    /// The pointer of the object in the original document.
    pub(super) original: &'s str,
}

impl Converter<'_> {
    /// Returns the request body of an operation. `shared` are the body parameters of its path.
    pub(super) fn request_body(
        &mut self,
        own: &BodyParameters,
        shared: Option<&BodyParameters>,
        consumes: &MediaTypes,
        at: &MovedPointer,
    ) -> Option<Value> {
        let shared_bodies = shared.map(|shared| shared.body.as_slice());
        let bodies = match own.body.as_slice() {
            [] if own.form.is_empty() => shared_bodies.unwrap_or_default(),
            bodies => bodies,
        };
        let Some((body, others)) = bodies.split_first() else {
            return self.form(own, shared, consumes, at);
        };
        let inside = at.entry("requestBody").converted;
        for other in others {
            self.ignore(other, &inside, "an operation has one body; ignored");
        }
        for other in &own.form {
            let message = "form parameters are not allowed together with a body; ignored";
            self.ignore(other, &inside, message);
        }
        Some(self.body(body, consumes, &inside))
    }

    /// Reports a body or form parameter that is not used.
    fn ignore(&mut self, parameter: &BodyParameter, inside: &str, message: &str) {
        let at = self.dropped(&parameter.original, inside);
        self.warn("ignored-parameter", &at, message);
    }

    fn body(&mut self, body: &BodyParameter, consumes: &MediaTypes, converted: &str) -> Value {
        let at = MovedPointer::new(body.original.as_str(), converted);
        let Some(text) = body.reference() else {
            self.moved(body.original.as_str(), converted);
            return Value::Object(self.body_object(&body.object, consumes, &at, None));
        };
        let parts = self.parts;
        let part = parts.get(&body.original);
        let part = part.filter(|part| part.is_converted || part.fields.contains_key("in"));
        let Some(part) = part else {
            // The reference names the schema.
            let message = "`$ref` next to `in: body` is treated as the `schema` of the body";
            self.moved(body.original.as_str(), converted);
            self.warn("mistyped-value", &at.entry("$ref").converted, message);
            let mut object = body.object.clone();
            if let Some(text) = object.shift_remove("$ref") {
                object.insert("schema".to_owned(), json!({ "$ref": text }));
            }
            return Value::Object(self.body_object(&object, consumes, &at, None));
        };
        if consumes.is_inherited || part.is_later {
            self.moved(body.original.as_str(), converted);
            return json!({ "$ref": text });
        }
        self.derived(part.original.as_str(), converted);
        let mut object = part.fields.clone();
        if part.has_schema {
            object.insert("schema".to_owned(), json!({ "$ref": schema_of(text) }));
        }
        let at = MovedPointer::new(part.original.as_str(), converted);
        Value::Object(self.body_object(&object, consumes, &at, Some(&body.original)))
    }

    /// Converts a body parameter that operations share. Operations without their own `consumes` refer to it.
    pub(super) fn shared_body(
        &mut self,
        object: Map<String, Value>,
        at: &MovedPointer,
    ) -> Map<String, Value> {
        // A body that is converted already has no location.
        if !object.contains_key("in") {
            return object;
        }
        let consumes = &self.defaults.consumes;
        self.body_object(&object, consumes, at, None)
    }

    /// Converts a body parameter. `reference_at` is the pointer of the reference to it in the original document: its
    /// schema is a reference, too, and relative to the same file.
    fn body_object(
        &mut self,
        object: &Map<String, Value>,
        consumes: &MediaTypes,
        at: &MovedPointer,
        reference_at: Option<&str>,
    ) -> Map<String, Value> {
        let mut body = Map::new();
        let mut rest = Map::new();
        let (mut example, mut examples) = (None, None);
        for (name, value) in object {
            match name.as_str() {
                "name" | "in" | "schema" | "content" => {}
                "x-example" | "example" => example = Some(value),
                "x-examples" => examples = value.as_object(),
                "description" | "required" => _ = body.insert(name.clone(), value.clone()),
                _ if name.starts_with("x-") => _ = body.insert(name.clone(), value.clone()),
                _ => _ = rest.insert(name.clone(), value.clone()),
            }
        }
        let own = object.get("schema");
        let described = (own.is_none() && !rest.is_empty()).then(|| {
            let message =
                "a body parameter without `schema`; its other fields are used as the schema";
            self.warn("missing-field", &at.converted, message);
            Value::Object(self.simple_schema(&mut rest, ObjectKind::Parameter, at))
        });
        for name in rest.keys().filter(|_| own.is_some()) {
            let message = format!("`{name}` has no meaning in a body parameter; ignored");
            let at = at.entry(name).converted;
            self.warn("unknown-field", &at, message);
        }
        let source = BodySource {
            schema: own.or(described.as_ref()),
            schema_at: match (reference_at, own) {
                (Some(reference_at), _) => reference_at.to_owned(),
                (None, Some(_)) => format!("{}/schema", at.original),
                (None, None) => at.original.clone(),
            },
            is_owner: reference_at.is_none() && own.is_some(),
            original: &at.original,
        };
        let mut content = self.content(&source, &consumes.or_json(), &at.converted);
        for (media_type, value) in &mut content {
            let example = examples.and_then(|it| it.get(media_type)).or(example);
            if let (Value::Object(value), Some(example)) = (value, example) {
                value.insert("example".to_owned(), example.clone());
            }
        }
        body.insert("content".to_owned(), Value::Object(content));
        body
    }

    /// Returns the content of a body: the same schema for each media type.
    pub(super) fn content(
        &mut self,
        source: &BodySource<'_>,
        media_types: &[MediaType],
        converted: &str,
    ) -> Map<String, Value> {
        let mut content = Map::new();
        for (media_type, original) in media_types {
            if !self.reserve(media_type.len() + 2 * VALUE_BYTES, converted) {
                break;
            }
            let at = format!("{converted}/content/{}", escape(media_type));
            let original = original.as_deref().unwrap_or(source.original);
            self.derived(original, at.as_str());
            let mut value = Map::new();
            if let Some(schema) = source.schema {
                let Some(mut schema) = self.copy(schema, converted) else {
                    break;
                };
                if let Value::Object(schema) = &mut schema
                    && is_file(schema)
                {
                    make_binary(schema);
                }
                let schema_at = format!("{at}/schema");
                if source.is_owner {
                    self.moved(source.schema_at.as_str(), schema_at);
                } else {
                    self.derived(source.schema_at.as_str(), schema_at);
                }
                value.insert("schema".to_owned(), schema);
            }
            content.insert(media_type.clone(), Value::Object(value));
        }
        content
    }
}

/// Returns a reference to the schema of an object to which there is a reference.
pub(super) fn schema_of(reference: &str) -> String {
    if reference.contains('#') {
        format!("{}/schema", reference.trim_end_matches('/'))
    } else {
        format!("{reference}#/schema")
    }
}
