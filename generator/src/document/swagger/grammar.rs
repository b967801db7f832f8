//! The fields of the objects of Swagger 2.0.

use crate::document::grammar::{FieldShape, ObjectKind};

/// The methods of a Path Item Object.
pub(super) const METHODS: [&str; 7] = ["get", "put", "post", "delete", "options", "head", "patch"];

/// The fields of an Items Object. Parameters and headers have them, too.
pub(in crate::document) const ITEMS: [&str; 17] = [
    "type",
    "format",
    "items",
    "collectionFormat",
    "default",
    "maximum",
    "exclusiveMaximum",
    "minimum",
    "exclusiveMinimum",
    "maxLength",
    "minLength",
    "pattern",
    "maxItems",
    "minItems",
    "uniqueItems",
    "enum",
    "multipleOf",
];

/// Returns the type of a field, or `None` if Swagger 2.0 does not define the field.
pub(in crate::document) fn field(kind: ObjectKind, name: &str) -> Option<FieldShape> {
    if name.starts_with("x-") {
        return kind.field(name);
    }
    match kind {
        ObjectKind::Document => document_field(name),
        ObjectKind::Info if name == "summary" => None,
        ObjectKind::License if name == "identifier" => None,
        ObjectKind::Tag if matches!(name, "summary" | "parent" | "kind") => None,
        ObjectKind::PathItem => match name {
            "$ref" => Some(FieldShape::Text),
            "parameters" => Some(FieldShape::List(ObjectKind::Parameter)),
            _ if METHODS.contains(&name) => Some(FieldShape::One(ObjectKind::Operation)),
            _ => None,
        },
        ObjectKind::Operation => operation_field(name),
        ObjectKind::Parameter => parameter_field(name),
        ObjectKind::Header => match name {
            "description" => Some(FieldShape::Text),
            _ => items_field(name),
        },
        ObjectKind::Response => match name {
            "description" => Some(FieldShape::Text),
            "schema" => Some(FieldShape::One(ObjectKind::Schema)),
            "headers" => Some(FieldShape::Map(ObjectKind::Header)),
            "examples" => Some(FieldShape::Data),
            _ => None,
        },
        ObjectKind::Schema => schema_field(name),
        ObjectKind::SecurityScheme => match name {
            "type" => Some(FieldShape::Choice(&["basic", "apiKey", "oauth2"])),
            "in" => Some(FieldShape::Choice(&["query", "header"])),
            "flow" => Some(FieldShape::Choice(&[
                "implicit",
                "password",
                "application",
                "accessCode",
            ])),
            "description" | "name" | "authorizationUrl" | "tokenUrl" => Some(FieldShape::Text),
            "scopes" => Some(FieldShape::TextMap),
            _ => None,
        },
        kind => kind.field(name),
    }
}

fn document_field(name: &str) -> Option<FieldShape> {
    Some(match name {
        "swagger" | "host" | "basePath" => FieldShape::Text,
        "schemes" | "consumes" | "produces" => FieldShape::Texts,
        "definitions" => FieldShape::Map(ObjectKind::Schema),
        "parameters" => FieldShape::Map(ObjectKind::Parameter),
        "responses" => FieldShape::Map(ObjectKind::Response),
        "securityDefinitions" => FieldShape::Map(ObjectKind::SecurityScheme),
        "info" | "paths" | "security" | "tags" | "externalDocs" => {
            return ObjectKind::Document.field(name);
        }
        _ => return None,
    })
}

fn operation_field(name: &str) -> Option<FieldShape> {
    match name {
        "schemes" | "consumes" | "produces" => Some(FieldShape::Texts),
        "tags" | "summary" | "description" | "externalDocs" | "operationId" | "parameters"
        | "responses" | "deprecated" | "security" => ObjectKind::Operation.field(name),
        _ => None,
    }
}

fn parameter_field(name: &str) -> Option<FieldShape> {
    match name {
        "name" | "description" => Some(FieldShape::Text),
        "in" => Some(FieldShape::Choice(&[
            "query", "header", "path", "formData", "body",
        ])),
        "required" | "allowEmptyValue" => Some(FieldShape::Flag),
        "schema" => Some(FieldShape::One(ObjectKind::Schema)),
        _ => items_field(name),
    }
}

fn items_field(name: &str) -> Option<FieldShape> {
    match name {
        "type" | "collectionFormat" => Some(FieldShape::Text),
        _ if ITEMS.contains(&name) => ObjectKind::Schema.field(name),
        _ => None,
    }
}

fn schema_field(name: &str) -> Option<FieldShape> {
    match name {
        "collectionFormat" => None,
        "$ref"
        | "title"
        | "description"
        | "required"
        | "maxProperties"
        | "minProperties"
        | "allOf"
        | "properties"
        | "additionalProperties"
        | "readOnly"
        | "xml"
        | "externalDocs"
        | "example"
        | "discriminator" => ObjectKind::Schema.field(name),
        _ if ITEMS.contains(&name) => ObjectKind::Schema.field(name),
        _ => None,
    }
}
