//! The Swagger Object, and its sections, which become components.

use serde_json::{Map, Value, json};

use super::converter::{Converter, MovedPointer};
use super::parameters::ParameterRole;
use crate::document::extension::EXTERNAL_FILES;
use crate::document::grammar::ObjectKind;

/// The entry of the other files with the form parameters that operations share. No file has this name.
const FORM_PARAMETERS: &str = "\0form";

impl Converter<'_> {
    pub(super) fn document(&mut self, object: Map<String, Value>) -> Map<String, Value> {
        let at = MovedPointer::unmoved("");
        let mut document = Map::new();
        document.insert("openapi".to_owned(), json!("3.0.3"));
        self.derived("/swagger", "/openapi");
        for name in ["consumes", "produces"] {
            if let Some(list) = object.get(name) {
                self.check_texts(list, &format!("/{name}"));
            }
        }
        if let Some(servers) = self.document_servers(&object) {
            document.insert("servers".to_owned(), servers);
        }
        let mut components = Map::new();
        for (name, value) in object {
            match name.as_str() {
                "swagger" | "host" | "basePath" | "schemes" | "consumes" | "produces" => {}
                "definitions" => {
                    self.moved("/definitions", "/components/schemas");
                    components.insert("schemas".to_owned(), value);
                }
                "parameters" => self.shared_parameters(value, &mut components, &mut document),
                "responses" => {
                    self.section(value, ObjectKind::Response, "responses", &mut components);
                }
                "securityDefinitions" => {
                    let kind = ObjectKind::SecurityScheme;
                    self.section(value, kind, "securitySchemes", &mut components);
                }
                "paths" => {
                    let value = match value {
                        Value::Object(paths) => {
                            Value::Object(self.paths(paths, &at.entry("paths")))
                        }
                        value => value,
                    };
                    document.insert(name, value);
                }
                _ if self.is_field(ObjectKind::Document, &name, &at) => {
                    document.insert(name, value);
                }
                _ => {}
            }
        }
        if !components.is_empty() {
            document.insert("components".to_owned(), Value::Object(components));
        }
        document
    }

    /// Converts the objects of a section.
    fn section(
        &mut self,
        value: Value,
        kind: ObjectKind,
        section: &str,
        components: &mut Map<String, Value>,
    ) {
        let original = match kind {
            ObjectKind::Response => "/responses",
            _ => "/securityDefinitions",
        };
        let at = MovedPointer::new(original, format!("/components/{section}"));
        self.moved(at.original.as_str(), at.converted.as_str());
        let value = match value {
            Value::Object(entries) => {
                let entries = entries.into_iter().map(|(name, entry)| {
                    let entry = self.entry(entry, kind, &at.entry(&name));
                    (name, entry)
                });
                Value::Object(entries.collect())
            }
            value => value,
        };
        components.insert(section.to_owned(), value);
    }

    /// Converts an object unless it is a reference.
    fn entry(&mut self, value: Value, kind: ObjectKind, at: &MovedPointer) -> Value {
        match value {
            Value::Object(object) if !object.contains_key("$ref") => Value::Object(match kind {
                ObjectKind::Response => self.response(object, at, None),
                _ => self.security_scheme(object, at),
            }),
            value => value,
        }
    }

    /// Converts the parameters that operations share: to parameters or request bodies. Form parameters have no
    /// counterpart; they are kept for conversions of other files.
    fn shared_parameters(
        &mut self,
        value: Value,
        components: &mut Map<String, Value>,
        document: &mut Map<String, Value>,
    ) {
        self.moved("/parameters", "/components/parameters");
        let Value::Object(entries) = value else {
            components.insert("parameters".to_owned(), value);
            return;
        };
        let (mut parameters, mut bodies, mut form) = (Map::new(), Map::new(), Map::new());
        let originals = MovedPointer::unmoved("/parameters");
        for (name, value) in entries {
            let original = originals.entry(&name).original;
            let Value::Object(object) = value else {
                parameters.insert(name, value);
                continue;
            };
            let is_reference = object.contains_key("$ref");
            let role = self.role(&object, &original);
            let (section, entries) = match role {
                ParameterRole::Body => ("/components/requestBodies".to_owned(), &mut bodies),
                ParameterRole::Form => (format!("/{EXTERNAL_FILES}/{FORM_PARAMETERS}"), &mut form),
                ParameterRole::Parameter => ("/components/parameters".to_owned(), &mut parameters),
            };
            let converted = MovedPointer::unmoved(&section).entry(&name).converted;
            let at = MovedPointer::new(original, converted);
            self.moved(at.original.as_str(), at.converted.as_str());
            let object = match role {
                _ if is_reference => object,
                ParameterRole::Body => self.shared_body(object, &at),
                ParameterRole::Form => object,
                ParameterRole::Parameter => self.parameter(object, &at),
            };
            entries.insert(name, Value::Object(object));
        }
        for (name, entries) in [("parameters", parameters), ("requestBodies", bodies)] {
            if !entries.is_empty() {
                components.insert(name.to_owned(), Value::Object(entries));
            }
        }
        if !form.is_empty() {
            let files = document.entry(EXTERNAL_FILES).or_insert_with(|| json!({}));
            if let Value::Object(files) = files {
                files.insert(FORM_PARAMETERS.to_owned(), Value::Object(form));
            }
        }
    }
}
