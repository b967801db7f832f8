//! Recognizes files that contain OpenAPI or JSON Schema. A document can refer to any file of its folder, also to one with
//! passwords; nothing of a file that is not recognized is printed.

use serde_json::{Map, Value};

use super::grammar::{FieldShape, ObjectKind, reference};
use super::path_item::{ADDITIONAL, method_of_field};
use super::swagger;

/// The maximum depth of the objects that only name other objects, such as `components` and `schemas`.
const MAX_NESTED_MAPS: usize = 4;

/// The objects to which a reference can point.
const KINDS: [ObjectKind; 12] = [
    ObjectKind::Schema,
    ObjectKind::PathItem,
    ObjectKind::Operation,
    ObjectKind::Info,
    ObjectKind::Parameter,
    ObjectKind::Response,
    ObjectKind::RequestBody,
    ObjectKind::Header,
    ObjectKind::MediaType,
    ObjectKind::Example,
    ObjectKind::Link,
    ObjectKind::SecurityScheme,
];

/// Keywords of JSON Schema that the grammar of OpenAPI does not contain.
const JSON_SCHEMA: &[&str] = &[
    "additionalItems",
    "contains",
    "definitions",
    "dependencies",
    "dependentRequired",
    "dependentSchemas",
    "else",
    "if",
    "maxContains",
    "minContains",
    "propertyNames",
    "then",
    "unevaluatedItems",
    "$dynamicAnchor",
    "$dynamicRef",
];

/// The values of `type` in a schema.
const TYPES: &[&str] = &[
    "array", "boolean", "integer", "null", "number", "object", "string",
];

/// Returns true for an OpenAPI document, one OpenAPI object, a schema, an object that contains such objects by name, or
/// a list of them.
pub(super) fn is_recognized(file: &Value) -> bool {
    match file {
        Value::Object(object) => {
            object.is_empty() || has_version(object) || contains_objects(object, MAX_NESTED_MAPS)
        }
        Value::Array(items) => {
            let is_item = |item: &Value| {
                let object = item.as_object();
                object.is_some_and(|object| contains_objects(object, 0) || is_tag(object))
            };
            !items.is_empty() && items.iter().all(is_item)
        }
        _ => false,
    }
}

/// Returns true for a Tag Object with a description. All of its fields must be fields of a tag, because other formats
/// have names and descriptions too.
fn is_tag(object: &Map<String, Value>) -> bool {
    let is_known = |(name, value): (&String, &Value)| is_field(ObjectKind::Tag, name, value);
    object.contains_key("name") && object.len() > 1 && own(object).all(is_known)
}

/// Returns true if the object names the version of the standard that it follows.
fn has_version(object: &Map<String, Value>) -> bool {
    let begins = |name: &str, starts: &[&str]| {
        let text = object.get(name).and_then(Value::as_str);
        text.is_some_and(|text| starts.iter().any(|start| text.starts_with(start)))
    };
    begins("openapi", &["3."])
        || begins("swagger", &["2."])
        || begins(
            "$schema",
            &[
                "http://json-schema.org/",
                "https://json-schema.org/",
                "https://spec.openapis.org/",
            ],
        )
}

fn contains_objects(object: &Map<String, Value>, levels: usize) -> bool {
    KINDS.iter().any(|kind| is_object(*kind, object))
        || levels > 0 && is_map_of_objects(object, levels - 1)
}

/// Returns true if all values are objects, and at least half of them are recognized.
fn is_map_of_objects(object: &Map<String, Value>, levels: usize) -> bool {
    let mut recognized = 0;
    let mut others = 0;
    for (_, value) in own(object) {
        match value {
            Value::Object(value) if value.is_empty() => {}
            Value::Object(value) if contains_objects(value, levels) => recognized += 1,
            Value::Object(_) => others += 1,
            _ => return false,
        }
    }
    recognized > 0 && recognized >= others
}

/// Returns true if an object has a field that is typical of its kind, and if most of its fields belong to the kind.
fn is_object(kind: ObjectKind, object: &Map<String, Value>) -> bool {
    let known = own(object).filter(|(name, value)| is_field(kind, name, value));
    let (known, all) = (known.count(), own(object).count());
    let is_typical = |(name, value): (&String, &Value)| {
        is_typical(kind, name, value) && is_field(kind, name, value)
    };
    // A schema or response can consist of its description only.
    let describes = |(name, _): (&String, &Value)| matches!(name.as_str(), "title" | "description");
    if kind == ObjectKind::Info {
        let required = ["title", "version"];
        return known == all && required.iter().all(|name| object.contains_key(*name));
    }
    2 * known > all && (own(object).any(is_typical) || own(object).all(describes))
}

/// Returns true if a field is unlikely in files of other formats.
fn is_typical(kind: ObjectKind, name: &str, value: &Value) -> bool {
    match kind {
        ObjectKind::Schema => matches!(
            name,
            "type"
                | "properties"
                | "patternProperties"
                | "additionalProperties"
                | "items"
                | "prefixItems"
                | "allOf"
                | "anyOf"
                | "oneOf"
                | "not"
                | "enum"
                | "$ref"
                | "$defs"
        ),
        ObjectKind::PathItem if name == ADDITIONAL => {
            let mut operations = value.as_object().into_iter().flat_map(Map::values);
            operations.any(is_operation)
        }
        ObjectKind::PathItem => method_of_field(name).is_some() && is_operation(value),
        ObjectKind::Operation => matches!(name, "operationId" | "requestBody" | "responses"),
        ObjectKind::Parameter => name == "in",
        // In Swagger 2.0, a response has a `schema`.
        ObjectKind::Response => matches!(name, "content" | "schema"),
        ObjectKind::RequestBody => name == "content",
        ObjectKind::Header => name == "schema",
        ObjectKind::MediaType => matches!(name, "schema" | "itemSchema"),
        ObjectKind::Example => matches!(name, "summary" | "externalValue"),
        ObjectKind::Link => matches!(name, "operationId" | "operationRef"),
        ObjectKind::SecurityScheme => name == "type",
        _ => false,
    }
}

fn is_operation(value: &Value) -> bool {
    let fields = [
        "responses",
        "operationId",
        "parameters",
        "requestBody",
        "tags",
        "$ref",
    ];
    fields.iter().any(|name| value.get(name).is_some())
}

/// Returns true if a field belongs to a kind of object, and its value has the right type.
fn is_field(kind: ObjectKind, name: &str, value: &Value) -> bool {
    if kind == ObjectKind::Schema && JSON_SCHEMA.contains(&name) {
        return true;
    }
    let shapes = [kind.field(name), swagger::field(kind, name)];
    let mut shapes = shapes.into_iter().flatten();
    shapes.any(|shape| has_shape(shape, name, value))
}

fn has_shape(shape: FieldShape, name: &str, value: &Value) -> bool {
    match shape {
        // A reference to a whole section.
        FieldShape::One(_) | FieldShape::List(_) | FieldShape::Map(_)
            if reference(value).is_some() =>
        {
            true
        }
        // A reference to a text.
        FieldShape::Text if name == "description" && reference(value).is_some() => true,
        FieldShape::Text => value.is_string(),
        FieldShape::Texts | FieldShape::Values => value.is_array(),
        FieldShape::List(_) => value
            .as_array()
            .is_some_and(|items| items.iter().all(Value::is_object)),
        FieldShape::Choice(choices) => value.as_str().is_some_and(|it| choices.contains(&it)),
        FieldShape::Flag => value.is_boolean(),
        FieldShape::Number | FieldShape::Count => value.is_number(),
        FieldShape::Bound => value.is_number() || value.is_boolean(),
        FieldShape::Type => is_type(value),
        FieldShape::Data => true,
        FieldShape::One(ObjectKind::Schema) | FieldShape::SchemaOrFlag => is_schema(value),
        FieldShape::One(_) | FieldShape::TextMap => value.is_object(),
        FieldShape::Map(kind) => value.as_object().is_some_and(|entries| {
            entries.iter().all(|(name, entry)| match kind {
                ObjectKind::Schema => is_schema(entry),
                ObjectKind::MediaType => name.contains('/') && entry.is_object(),
                _ => entry.is_object(),
            })
        }),
    }
}

fn is_schema(value: &Value) -> bool {
    value.is_object() || value.is_boolean()
}

fn is_type(value: &Value) -> bool {
    // Files of other formats have other strings here. A value of another type is a mistake in a schema.
    let is_name = |value: &Value| value.as_str().is_none_or(|name| TYPES.contains(&name));
    match value {
        Value::Array(names) => names.iter().all(is_name),
        name => is_name(name),
    }
}

/// The entries of an object without extensions.
fn own(object: &Map<String, Value>) -> impl Iterator<Item = (&String, &Value)> {
    object.iter().filter(|(name, _)| !name.starts_with("x-"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn parts_of_documents_are_recognized() {
        for file in [
            json!({}),
            json!({ "openapi": "3.0.3", "paths": {} }),
            json!({ "swagger": "2.0", "definitions": {} }),
            json!({ "$schema": "http://json-schema.org/draft-07/schema#", "title": "Pet" }),
            json!({ "$id": "pet", "definitions": { "Pet": { "type": "object" } }, "$ref": "#/definitions/Pet" }),
            json!({ "type": ["object", "null"] }),
            json!({ "description": "Any value." }),
            json!({ "descripton": "A typing error.", "type": "string", "format": "date" }),
            json!({ "get": { "responses": {} }, "parameters": [] }),
            json!({ "/pets": { "get": { "operationId": "pets_get" } } }),
            json!({ "name": "id", "in": "path", "required": true, "schema": {} }),
            json!({ "description": "A pet.", "content": { "application/json": {} } }),
            json!({ "schema": { "type": "string" } }),
            json!({ "name": "pet", "in": "body", "schema": {} }),
            json!({ "name": "a", "in": "formData", "type": "integer", "minimum": 1, "default": 2 }),
            json!({ "description": "A pet.", "schema": {}, "examples": { "text/plain": "a" } }),
            json!({ "type": "oauth2", "flow": "implicit", "authorizationUrl": "https://a.example" }),
            json!({ "summary": "A cat.", "value": { "name": "Tom" } }),
            json!({ "type": "http", "scheme": "basic" }),
            json!({ "components": { "schemas": { "Pet": { "allOf": [{}] } } } }),
            json!({ "x-note": "text", "Pet": { "enum": [1] }, "Other": {} }),
            json!([{ "type": "object" }]),
            json!([{ "name": "Pets", "description": "All pets." }]),
            json!({ "title": "Pets", "version": "1", "contact": { "name": "Ida" } }),
            json!({ "operationId": "pets", "responses": {} }),
            json!({ "type": "object", "properties": { "$ref": "properties.yaml" } }),
        ] {
            assert!(is_recognized(&file), "{file}");
        }
    }

    #[test]
    fn other_files_are_not_recognized() {
        for file in [
            json!(null),
            json!("text"),
            json!([]),
            json!([{ "type": "object" }, "secret"]),
            json!([{ "name": "secret", "password": "secret", "description": "secret" }]),
            json!([{ "name": "secret" }]),
            json!({ "title": "secret", "version": "1", "password": "secret" }),
            json!({ "password": "secret" }),
            json!({ "type": "object", "password": "secret" }),
            json!({ "type": "service_account", "private_key": "secret" }),
            json!({ "name": "secret", "description": "secret" }),
            json!({ "default": "secret" }),
            json!({ "x-password": "secret" }),
            json!({ "x-password": "secret", "x-user": { "name": "secret" } }),
            json!({ "value": "secret" }),
            json!({ "headers": { "authorization": "secret" } }),
            json!({ "content": { "password": "secret" } }),
            json!({ "properties": { "password": "secret" } }),
            json!({ "get": { "password": "secret" } }),
            json!({ "auths": { "registry": { "auth": "secret" } } }),
            json!({ "$schema": "https://json.schemastore.org/package.json", "name": "secret" }),
            json!({ "a": { "b": { "c": { "d": { "e": { "f": { "type": "object" } } } } } } }),
            json!({ "Pet": { "type": "object" }, "a": { "b": "secret" }, "c": { "d": "secret" } }),
        ] {
            assert!(!is_recognized(&file), "{file}");
        }
    }
}
