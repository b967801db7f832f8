//! Paths and operations.

use serde_json::{Map, Value};

use super::bodies::BodyParameters;
use super::converter::{Converter, MovedPointer};
use super::grammar::METHODS;
use crate::document::grammar::ObjectKind;

impl Converter<'_> {
    pub(super) fn paths(
        &mut self,
        object: Map<String, Value>,
        at: &MovedPointer,
    ) -> Map<String, Value> {
        let items = object.into_iter().map(|(path, item)| {
            let item = match item {
                Value::Object(item) if path.starts_with('/') => {
                    Value::Object(self.path_item(item, &at.entry(&path)))
                }
                item => item,
            };
            (path, item)
        });
        items.collect()
    }

    pub(super) fn path_item(
        &mut self,
        mut object: Map<String, Value>,
        at: &MovedPointer,
    ) -> Map<String, Value> {
        let mut bodies = BodyParameters::default();
        if let Some(list) = object.get_mut("parameters") {
            let found = self.split_parameters(list.take(), &at.entry("parameters"));
            bodies = found.bodies;
            *list = found.rest;
        }
        let mut item = Map::new();
        for (name, value) in object {
            match value {
                Value::Object(operation) if METHODS.contains(&name.as_str()) => {
                    let operation = self.operation(operation, &at.entry(&name), Some(&bodies));
                    item.insert(name, Value::Object(operation));
                }
                value if self.is_field(ObjectKind::PathItem, &name, at) => {
                    item.insert(name, value);
                }
                _ => {}
            }
        }
        item
    }

    /// Converts an operation. `shared` are the body parameters of its path.
    pub(super) fn operation(
        &mut self,
        object: Map<String, Value>,
        at: &MovedPointer,
        shared: Option<&BodyParameters>,
    ) -> Map<String, Value> {
        let consumes = self.media_types(&object, "consumes", at);
        let produces = self.media_types(&object, "produces", at);
        let mut bodies = BodyParameters::default();
        let mut operation = Map::new();
        for (name, value) in object {
            match (name.as_str(), value) {
                ("consumes" | "produces", _) => {}
                ("schemes", schemes) => {
                    if let Some(servers) = self.operation_servers(&schemes, at) {
                        operation.insert("servers".to_owned(), servers);
                    }
                }
                ("parameters", list) => {
                    let found = self.split_parameters(list, &at.entry(&name));
                    bodies = found.bodies;
                    operation.insert(name, found.rest);
                }
                ("responses", Value::Object(responses)) => {
                    let responses = self.responses(responses, &at.entry(&name), &produces);
                    operation.insert(name, Value::Object(responses));
                }
                (_, value) if self.is_field(ObjectKind::Operation, &name, at) => {
                    operation.insert(name, value);
                }
                _ => {}
            }
        }
        if let Some(body) = self.request_body(&bodies, shared, &consumes, at) {
            operation.insert("requestBody".to_owned(), body);
        }
        operation
    }
}
