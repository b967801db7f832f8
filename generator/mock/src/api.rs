//! A document that is served: its operations, and the examples that are used.

use apicrate::RawDocument;
use apicrate::diagnostic::Diagnostics;
use apicrate::validate::{ApiDescription, Direction};
use serde_json::Value;

use crate::content::Format;
use crate::operation::{Example, ExampleValue, Location, MediaType, Operation};
use crate::routes::sort;
use crate::security::Secrets;
use crate::shape::Shape;

/// A document that is served.
#[derive(Debug)]
pub(crate) struct Api {
    pub(crate) description: ApiDescription,
    /// The most specific paths first.
    pub(crate) operations: Vec<Operation>,
    /// JSON pointers of the examples that are not used, because they violate their schemas.
    pub(crate) invalid_examples: Vec<String>,
    pub(crate) secrets: Secrets,
}

impl Api {
    pub(crate) fn from_raw(document: RawDocument) -> Result<Self, Diagnostics> {
        let description = ApiDescription::from_raw(document)?;
        let described = description.operations().into_iter();
        let operations = described.filter_map(|it| Operation::read(&description, it));
        let mut operations: Vec<Operation> = operations.collect();
        let mut invalid = Vec::new();
        for media in operations
            .iter_mut()
            .filter(|it| it.is_selected)
            .flat_map(Operation::response_content_mut)
        {
            remove_invalid(&description, media, &mut invalid);
        }
        invalid.sort();
        invalid.dedup();
        sort(&mut operations);
        let mut secrets = Secrets::new(operations.iter().map(|it| it.security.as_slice()));
        for parameter in operations.iter().flat_map(|it| &it.parameters) {
            let shape = parameter.schema.as_deref();
            let shape = shape.map(|schema| Shape::new(&description, schema));
            if !shape.is_some_and(|shape| shape.is_secret) {
                continue;
            }
            match parameter.location {
                Location::Header => secrets.add_header(&parameter.name),
                Location::Query => secrets.add_query(&parameter.name),
                // The header with all cookies is secret, and paths are shown.
                Location::Cookie | Location::Path | Location::QueryString => {}
            }
        }
        Ok(Self {
            secrets,
            description,
            operations,
            invalid_examples: invalid,
        })
    }

    /// The operations that requests can call.
    pub(crate) fn selected(&self) -> impl Iterator<Item = &Operation> {
        self.operations.iter().filter(|it| it.is_selected)
    }
}

/// Removes the examples of a media type that violate its schema.
fn remove_invalid(description: &ApiDescription, media: &mut MediaType, invalid: &mut Vec<String>) {
    let (schema, format) = (media.schema.clone(), Format::new(&media.name));
    let Some(schema) = schema.filter(|_| !format.is_stream()) else {
        return;
    };
    let is_json = format == Format::Json || media.name.contains("*/*");
    media.examples.retain_mut(|example| {
        let is_valid = |value: &Value| {
            let violations = description.violations(&schema, value, Direction::Received);
            violations.is_none_or(|violations| violations.is_empty())
        };
        let is_used = match &example.value {
            // The text of another media type cannot be checked.
            ExampleValue::Text(_) | ExampleValue::Data(Value::String(_)) if !is_json => true,
            ExampleValue::Data(value) if is_valid(value) => true,
            // Some authors write the JSON text of the example.
            ExampleValue::Data(Value::String(text)) | ExampleValue::Text(text) => {
                let parsed: Option<Value> = serde_json::from_str(text).ok();
                let parsed = parsed.filter(is_valid);
                if let (ExampleValue::Data(_), Some(value)) = (&example.value, &parsed) {
                    let value = ExampleValue::Data(value.clone());
                    *example = Example {
                        value,
                        ..example.clone()
                    };
                }
                parsed.is_some()
            }
            ExampleValue::Data(_) => false,
        };
        if !is_used {
            invalid.push(example.at.clone());
        }
        is_used
    });
}
