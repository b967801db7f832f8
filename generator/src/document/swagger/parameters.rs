//! Parameters other than body and form parameters, and the simple schemas that parameters, items and headers contain.

use std::mem;

use serde_json::{Map, Value, json};

use super::bodies::{BodyParameter, BodyParameters};
use super::converter::{Converter, MovedPointer, text, title};
use super::grammar::{ITEMS, field};
use crate::diagnostic::Diagnostic;
use crate::document::describe::describe;
use crate::document::grammar::ObjectKind;

/// The extensions of a parameter that belong to its schema.
const SCHEMA_EXTENSIONS: [&str; 6] = [
    "x-nullable",
    "x-isnullable",
    "x-enum-varnames",
    "x-enumNames",
    "x-enum-descriptions",
    "x-ms-enum",
];

/// The object that a parameter becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ParameterRole {
    Parameter,
    Body,
    /// A property of a form.
    Form,
}

/// The notations of lists.
const COLLECTION_FORMATS: [&str; 5] = ["csv", "ssv", "tsv", "pipes", "multi"];

impl ParameterRole {
    fn new(object: &Map<String, Value>) -> Self {
        let location = object.get("in").and_then(Value::as_str).unwrap_or_default();
        if location.eq_ignore_ascii_case("body") {
            Self::Body
        } else if location.eq_ignore_ascii_case("formData") || location.eq_ignore_ascii_case("form")
        {
            Self::Form
        } else {
            Self::Parameter
        }
    }
}

/// A list of parameters, without those that become bodies.
pub(super) struct SplitParameters {
    pub(super) rest: Value,
    pub(super) bodies: BodyParameters,
}

impl Converter<'_> {
    /// Returns the role of a parameter, or of the parameter that a reference names.
    pub(super) fn role(&self, object: &Map<String, Value>, original: &str) -> ParameterRole {
        match self.parts.get(original) {
            Some(part) if part.is_converted && !part.fields.contains_key("in") => {
                ParameterRole::Body
            }
            Some(part) if part.fields.contains_key("in") => ParameterRole::new(&part.fields),
            _ => ParameterRole::new(object),
        }
    }

    /// Converts a list of parameters.
    pub(super) fn split_parameters(&mut self, list: Value, at: &MovedPointer) -> SplitParameters {
        let mut bodies = BodyParameters {
            original: at.original.clone(),
            ..BodyParameters::default()
        };
        let Value::Array(items) = list else {
            return SplitParameters { rest: list, bodies };
        };
        let mut rest = Vec::with_capacity(items.len());
        for (index, item) in items.into_iter().enumerate() {
            let original = format!("{}/{index}", at.original);
            let converted = format!("{}/{}", at.converted, rest.len());
            let object = match item {
                Value::Object(object) => object,
                item => {
                    self.moved(original, converted);
                    rest.push(item);
                    continue;
                }
            };
            match self.role(&object, &original) {
                ParameterRole::Body => bodies.body.push(BodyParameter { object, original }),
                ParameterRole::Form => bodies.form.push(BodyParameter { object, original }),
                ParameterRole::Parameter => {
                    if index != rest.len() || at.original != at.converted {
                        self.moved(original.as_str(), converted.as_str());
                    }
                    let at = MovedPointer::new(original, converted);
                    let object = if object.contains_key("$ref") {
                        object
                    } else {
                        self.parameter(object, &at)
                    };
                    rest.push(Value::Object(object));
                }
            }
        }
        let rest = Value::Array(rest);
        SplitParameters { rest, bodies }
    }

    /// Converts a parameter that stays one.
    pub(super) fn parameter(
        &mut self,
        mut object: Map<String, Value>,
        at: &MovedPointer,
    ) -> Map<String, Value> {
        let location = text(&object, "in").unwrap_or_default().to_lowercase();
        if location == "cookie" {
            let message =
                "parameters in cookies are not defined in Swagger 2.0; used as in OpenAPI 3";
            self.warn("unknown-field", &at.entry("in").converted, message);
        }
        let format = object.shift_remove("collectionFormat");
        let mut schema = self.simple_schema(&mut object, ObjectKind::Parameter, at);
        let format = self.collection_format(format, &schema, at);
        let is_query = location == "query";
        let style = match format {
            None => None,
            Some("csv") => is_query.then_some("form"),
            Some("multi") if is_query => None,
            Some("ssv") if is_query => Some("spaceDelimited"),
            Some("pipes") if is_query => Some("pipeDelimited"),
            Some("multi") => {
                self.report_multi(at);
                None
            }
            Some(format) => {
                self.join_by_caller(&mut schema, format, at);
                None
            }
        };
        if let Some(style) = style {
            object.insert("style".to_owned(), json!(style));
            object.insert("explode".to_owned(), json!(false));
        }
        object.insert("schema".to_owned(), Value::Object(schema));
        object
    }

    /// Reports the collection format `multi` in a place where it is not allowed.
    fn report_multi(&mut self, at: &MovedPointer) {
        let message =
            "`collectionFormat: multi` is allowed only in queries and forms; treated as `csv`";
        let at = at.entry("collectionFormat").converted;
        self.warn("unknown-style", &at, message);
    }

    /// Replaces a list whose items OpenAPI 3 cannot join by a string, and reports it.
    pub(super) fn join_by_caller(
        &mut self,
        schema: &mut Map<String, Value>,
        format: &str,
        at: &MovedPointer,
    ) {
        let separator = separator(format);
        let message = format!(
            "`collectionFormat: {format}` has no counterpart here; the value is a string, in which the caller joins the items with {separator}"
        );
        let at = at.entry("collectionFormat").converted;
        self.warn("unknown-style", &at, message);
        let mut text = Map::new();
        text.insert("type".to_owned(), json!("string"));
        for name in ["x-nullable", "nullable"] {
            text.extend(schema.remove_entry(name));
        }
        *schema = text;
    }

    /// Returns the collection format of a list; `None` for other values.
    pub(super) fn collection_format(
        &mut self,
        format: Option<Value>,
        schema: &Map<String, Value>,
        at: &MovedPointer,
    ) -> Option<&'static str> {
        let is_list = schema.get("type").and_then(Value::as_str) == Some("array");
        let name = format.as_ref().and_then(Value::as_str).map(str::trim);
        let known = COLLECTION_FORMATS
            .into_iter()
            .find(|known| name.is_some_and(|name| name.eq_ignore_ascii_case(known)));
        if let (None, Some(found)) = (known, format.filter(|it| !it.is_null())) {
            let message = format!(
                "expected `csv`, `ssv`, `tsv`, `pipes` or `multi`, found {}; treated as `csv`",
                describe(&found)
            );
            let at = at.entry("collectionFormat").converted;
            let name = found.as_str().map(str::trim);
            let help =
                name.and_then(|name| self.suggestions.did_you_mean(name, COLLECTION_FORMATS));
            let finding = Diagnostic::warning("unknown-style", at, message);
            self.findings.push(finding.with_optional_help(help));
        }
        is_list.then(|| known.unwrap_or("csv"))
    }

    /// Converts a header of a response.
    pub(super) fn header(
        &mut self,
        mut object: Map<String, Value>,
        at: &MovedPointer,
    ) -> Map<String, Value> {
        let format = object.shift_remove("collectionFormat");
        let mut schema = self.simple_schema(&mut object, ObjectKind::Header, at);
        match self.collection_format(format, &schema, at) {
            None | Some("csv") => {}
            Some("multi") => self.report_multi(at),
            Some(format) => self.join_by_caller(&mut schema, format, at),
        }
        object.insert("schema".to_owned(), Value::Object(schema));
        object
    }

    /// Moves the fields that describe the value of a parameter or header into a schema.
    pub(super) fn simple_schema(
        &mut self,
        object: &mut Map<String, Value>,
        kind: ObjectKind,
        at: &MovedPointer,
    ) -> Map<String, Value> {
        self.derived(at.original.as_str(), format!("{}/schema", at.converted));
        let mut schema = Map::new();
        let mut rest = Map::new();
        for (name, value) in mem::take(object) {
            if ITEMS.contains(&name.as_str()) {
                schema.insert(name, value);
            } else if SCHEMA_EXTENSIONS.contains(&name.as_str()) {
                schema.insert(name.clone(), value.clone());
                rest.insert(name, value);
            } else if name == "x-example" {
                rest.entry("example").or_insert(value);
            } else if name == "schema" {
                self.own_schema(value, kind, at, &mut schema);
            } else if is_schema_keyword(kind, &name) {
                self.report_keyword(kind, &name, at);
                schema.insert(name, value);
            } else if self.is_field(kind, &name, at) {
                rest.insert(name, value);
            }
        }
        *object = rest;
        if schema.is_empty() {
            let message = format!(
                "required field `type` is missing in {}; treated as any value",
                title(kind)
            );
            self.warn("missing-field", &at.converted, message);
        }
        self.join_nested_lists(&mut schema, at);
        schema
    }

    /// Uses the `schema` of a parameter that is not in the body.
    fn own_schema(
        &mut self,
        value: Value,
        kind: ObjectKind,
        at: &MovedPointer,
        schema: &mut Map<String, Value>,
    ) {
        let pointer = at.entry("schema");
        self.derived(pointer.original, pointer.converted.as_str());
        let message = format!(
            "`schema` is allowed only in body parameters and responses; used for {} as in OpenAPI 3",
            title(kind)
        );
        self.warn("unknown-field", &pointer.converted, message);
        match value {
            Value::Object(own) => {
                for (name, value) in own {
                    schema.entry(name).or_insert(value);
                }
            }
            value => self.malformed(&pointer.converted, "a Schema Object", &value),
        }
    }

    /// Replaces the lists in a list by strings. Swagger 2.0 defines how they are joined, but OpenAPI 3 does not.
    fn join_nested_lists(&mut self, schema: &mut Map<String, Value>, at: &MovedPointer) {
        let Some(Value::Object(items)) = schema.get_mut("items") else {
            return;
        };
        let format = items.shift_remove("collectionFormat");
        if items.get("type").and_then(Value::as_str) != Some("array") {
            return;
        }
        let format = format.as_ref().and_then(Value::as_str).unwrap_or("csv");
        let separator = separator(format);
        let message = format!(
            "lists inside of a list have no counterpart here; each is a string, in which the caller joins the items with {separator}"
        );
        items.clear();
        items.insert("type".to_owned(), json!("string"));
        let at = at.entry("items").converted;
        self.warn("undefined-style", &at, message);
    }
}

/// Returns true if a field is not one of a parameter or header, but one of a schema.
fn is_schema_keyword(kind: ObjectKind, name: &str) -> bool {
    field(kind, name).is_none()
        && kind.field(name).is_none()
        && ObjectKind::Schema.field(name).is_some()
}

/// Describes the character between the items of a list.
fn separator(format: &str) -> &'static str {
    match format {
        "ssv" => "spaces",
        "tsv" => "tabs",
        "pipes" => "`|`",
        "multi" => "`&`",
        _ => "commas",
    }
}
