//! Responses.

use serde_json::{Map, Value, json};

use super::bodies::{BodySource, schema_of};
use super::converter::{Converter, MovedPointer};
use super::media_types::MediaTypes;
use super::schemas::is_file;
use crate::document::describe::describe;
use crate::document::grammar::ObjectKind;
use crate::document::pointer::escape;

/// The media type of a file without `produces`.
const FILE: &str = "application/octet-stream";

impl Converter<'_> {
    pub(super) fn responses(
        &mut self,
        object: Map<String, Value>,
        at: &MovedPointer,
        produces: &MediaTypes,
    ) -> Map<String, Value> {
        let responses = object.into_iter().map(|(status, response)| {
            let at = at.entry(&status);
            let response = match response {
                Value::Object(object) if !status.starts_with("x-") => {
                    Value::Object(match object.get("$ref").and_then(Value::as_str) {
                        Some(text) => {
                            let inlined = self.shared_response(text, &at, produces);
                            inlined.unwrap_or(object)
                        }
                        None => self.response(object, &at, Some(produces)),
                    })
                }
                response => response,
            };
            (status, response)
        });
        responses.collect()
    }

    /// Returns the response that a reference names with the media types of the operation, if they are not those of the
    /// document.
    fn shared_response(
        &mut self,
        text: &str,
        at: &MovedPointer,
        produces: &MediaTypes,
    ) -> Option<Map<String, Value>> {
        let parts = self.parts;
        let part = parts.get(&at.original)?;
        if produces.is_inherited || part.is_later || !part.has_schema {
            return None;
        }
        let shared = MovedPointer::new(part.original.as_str(), at.converted.as_str());
        let mut object = part.fields.clone();
        let headers = object.get_mut("headers").filter(|_| part.is_converted);
        let headers = headers.map(Value::take);
        object.insert("schema".to_owned(), json!({ "$ref": schema_of(text) }));
        let mut response = self.response_object(object, &shared, produces, Some(&at.original));
        if let Some(headers) = headers {
            response.insert("headers".to_owned(), headers);
        }
        self.derived(part.original.as_str(), at.converted.as_str());
        Some(response)
    }

    /// Converts a response. Without an operation, its media types are those of the document.
    pub(super) fn response(
        &mut self,
        object: Map<String, Value>,
        at: &MovedPointer,
        produces: Option<&MediaTypes>,
    ) -> Map<String, Value> {
        if let Some(produces) = produces {
            return self.response_object(object, at, produces, None);
        }
        let produces = &self.defaults.produces;
        self.response_object(object, at, produces, None)
    }

    /// Converts a response. `reference_at` is the pointer of the reference to it in the original document: its schema is
    /// a reference, too, and relative to the same file.
    fn response_object(
        &mut self,
        object: Map<String, Value>,
        at: &MovedPointer,
        produces: &MediaTypes,
        reference_at: Option<&str>,
    ) -> Map<String, Value> {
        // A response that is converted already.
        if object.contains_key("content") && !object.contains_key("schema") {
            return object;
        }
        let mut response = Map::new();
        let (mut schema, mut examples) = (None, None);
        for (name, value) in object {
            match (name.as_str(), value) {
                ("schema", value) => schema = Some(value),
                ("examples", value) => examples = Some(value),
                ("headers", Value::Object(headers)) => {
                    let headers = self.headers(headers, &at.entry(&name));
                    response.insert(name, Value::Object(headers));
                }
                (_, value) if self.is_field(ObjectKind::Response, &name, at) => {
                    response.insert(name, value);
                }
                _ => {}
            }
        }
        let Some(schema) = schema else {
            if examples.is_some() {
                let message = "examples of a response without `schema`; ignored";
                self.warn("unknown-field", &at.entry("examples").converted, message);
            }
            return response;
        };
        let is_file = schema.as_object().is_some_and(is_file);
        let media_types = if is_file {
            produces.or(FILE)
        } else {
            produces.or_json()
        };
        let source = BodySource {
            schema: Some(&schema),
            schema_at: reference_at
                .map_or_else(|| format!("{}/schema", at.original), str::to_owned),
            is_owner: reference_at.is_none(),
            original: &at.original,
        };
        let mut content = self.content(&source, &media_types, &at.converted);
        self.examples(examples, &mut content, at);
        response.insert("content".to_owned(), Value::Object(content));
        response
    }

    fn headers(&mut self, headers: Map<String, Value>, at: &MovedPointer) -> Map<String, Value> {
        let headers = headers.into_iter().map(|(name, header)| {
            let header = match header {
                Value::Object(header) => Value::Object(self.header(header, &at.entry(&name))),
                header => header,
            };
            (name, header)
        });
        headers.collect()
    }

    /// Adds the examples to their media types.
    fn examples(
        &mut self,
        examples: Option<Value>,
        content: &mut Map<String, Value>,
        response: &MovedPointer,
    ) {
        let at = response.entry("examples");
        let examples = match examples {
            None | Some(Value::Null) => return,
            Some(Value::Object(examples)) => examples,
            Some(other) => {
                let expected = "an object, each value an example of a media type";
                let message = format!("expected {expected}, found {}; ignored", describe(&other));
                self.warn("malformed", &at.converted, message);
                return;
            }
        };
        for (media_type, example) in examples {
            let at = at.entry(&media_type);
            let holder = content
                .iter_mut()
                .find(|(name, _)| name.eq_ignore_ascii_case(&media_type));
            match holder {
                Some((name, Value::Object(value))) => {
                    let name = escape(name).into_owned();
                    value.insert("example".to_owned(), example);
                    let converted = format!("{}/content/{name}/example", response.converted);
                    self.derived(at.original, converted);
                }
                _ if media_type.starts_with("x-") => {}
                _ => {
                    let message = format!(
                        "`produces` does not contain `{media_type}`; the example is ignored"
                    );
                    self.warn("unknown-field", &at.converted, message);
                }
            }
        }
    }
}
