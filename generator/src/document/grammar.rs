//! The grammar of OpenAPI documents: the fields of each kind of object, and the types of their values.
//!
//! All walks over a document use this table, so that a schema is found at each pointer where the specification allows
//! one, and an example that looks like a schema is not treated as one. The table combines OpenAPI 3.0, 3.1 and 3.2,
//! because documents mix these versions.

use serde_json::Value;

use super::pointer::{JsonPointer, segments};

/// The kinds of objects that OpenAPI defines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[doc(hidden)]
pub enum ObjectKind {
    Document,
    Info,
    Contact,
    License,
    Server,
    ServerVariable,
    Components,
    Paths,
    PathItem,
    Operation,
    ExternalDocumentation,
    Parameter,
    RequestBody,
    MediaType,
    Encoding,
    Responses,
    Response,
    Callback,
    Example,
    Link,
    Header,
    Tag,
    Schema,
    Discriminator,
    SecurityScheme,
    OAuthFlows,
    ImplicitFlow,
    TokenFlow,
    AuthorizationCodeFlow,
    DeviceAuthorizationFlow,
    SecurityRequirement,
}

/// The type of a field's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[doc(hidden)]
pub enum FieldShape {
    /// A string.
    Text,
    /// A list of strings.
    Texts,
    /// An object of strings.
    TextMap,
    /// One of a few strings.
    Choice(&'static [&'static str]),
    /// A boolean.
    Flag,
    /// A number.
    Number,
    /// A non-negative integer.
    Count,
    /// A number, or in OpenAPI 3.0 a boolean.
    Bound,
    /// The name of a type, or a list of them.
    Type,
    /// A list of any values.
    Values,
    /// Any value. Walks do not visit it.
    Data,
    /// An object of this kind.
    One(ObjectKind),
    /// A list of objects of this kind.
    List(ObjectKind),
    /// An object whose values are objects of this kind, with any names.
    Map(ObjectKind),
    /// A schema or a boolean.
    SchemaOrFlag,
}

/// The fields of each kind of object: those of OpenAPI 3, [`ObjectKind::field`], or those of Swagger 2.0.
pub(super) type Grammar = fn(ObjectKind, &str) -> Option<FieldShape>;

impl FieldShape {
    /// The type of an entry of this value; `None` if the specification does not define it.
    pub(super) fn child(self, name: &str, grammar: Grammar) -> Option<Self> {
        match self {
            Self::One(kind) => grammar(kind, name),
            Self::List(kind) | Self::Map(kind) => Some(Self::One(kind)),
            Self::SchemaOrFlag => grammar(ObjectKind::Schema, name),
            _ => None,
        }
    }
}

/// The fields of a Path Item Object that contain operations.
pub(crate) const METHODS: [&str; 9] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace", "query",
];

/// The keywords next to `$ref` that are used in OpenAPI 3.0 documents. The specification ignores them, but documents
/// that contain them depend on them.
pub(super) const REF_SIBLINGS: [&str; 7] = [
    "description",
    "deprecated",
    "nullable",
    "readOnly",
    "writeOnly",
    "default",
    "example",
];

/// The keywords that affect no type. `lint` checks examples against them.
const CHECKED_ONLY: [&str; 10] = [
    "if",
    "then",
    "else",
    "contains",
    "minContains",
    "maxContains",
    "dependentRequired",
    "dependentSchemas",
    "propertyNames",
    "unevaluatedItems",
];

/// Returns true if a keyword affects no type.
pub(super) fn is_checked_only(keyword: &str) -> bool {
    CHECKED_ONLY.contains(&keyword)
}

impl ObjectKind {
    /// The name of the object in the specification, with its article.
    pub(super) const fn title(self) -> &'static str {
        match self {
            Self::Document => "an OpenAPI Object",
            Self::Info => "an Info Object",
            Self::Contact => "a Contact Object",
            Self::License => "a License Object",
            Self::Server => "a Server Object",
            Self::ServerVariable => "a Server Variable Object",
            Self::Components => "a Components Object",
            Self::Paths => "a Paths Object",
            Self::PathItem => "a Path Item Object",
            Self::Operation => "an Operation Object",
            Self::ExternalDocumentation => "an External Documentation Object",
            Self::Parameter => "a Parameter Object",
            Self::RequestBody => "a Request Body Object",
            Self::MediaType => "a Media Type Object",
            Self::Encoding => "an Encoding Object",
            Self::Responses => "a Responses Object",
            Self::Response => "a Response Object",
            Self::Callback => "a Callback Object",
            Self::Example => "an Example Object",
            Self::Link => "a Link Object",
            Self::Header => "a Header Object",
            Self::Tag => "a Tag Object",
            Self::Schema => "a Schema Object",
            Self::Discriminator => "a Discriminator Object",
            Self::SecurityScheme => "a Security Scheme Object",
            Self::OAuthFlows => "an OAuth Flows Object",
            Self::ImplicitFlow
            | Self::TokenFlow
            | Self::AuthorizationCodeFlow
            | Self::DeviceAuthorizationFlow => "an OAuth Flow Object",
            Self::SecurityRequirement => "a Security Requirement Object",
        }
    }

    /// The field of the Components Object for objects of this kind.
    pub(crate) const fn section(self) -> Option<&'static str> {
        Some(match self {
            Self::Schema => "schemas",
            Self::Response => "responses",
            Self::Parameter => "parameters",
            Self::Example => "examples",
            Self::RequestBody => "requestBodies",
            Self::Header => "headers",
            Self::SecurityScheme => "securitySchemes",
            Self::Link => "links",
            Self::Callback => "callbacks",
            Self::PathItem => "pathItems",
            _ => return None,
        })
    }

    /// Returns true if a Reference Object is allowed instead of an object of this kind.
    pub(super) const fn is_referable(self) -> bool {
        self.section().is_some()
    }

    /// Returns the type of a field, or `None` if the specification does not define the field.
    pub fn field(self, name: &str) -> Option<FieldShape> {
        // The names in a Security Requirement Object are names of schemes, such as `x-api-key`.
        if name.starts_with("x-") && self != Self::SecurityRequirement {
            return Some(FieldShape::Data);
        }
        match self {
            Self::Schema => schema_field(name),
            Self::Document => document_field(name),
            Self::Info | Self::Contact | Self::License | Self::Tag => information_field(self, name),
            Self::Server | Self::ServerVariable => server_field(self, name),
            Self::Components => components_field(name),
            Self::Paths => name
                .starts_with('/')
                .then_some(FieldShape::One(Self::PathItem)),
            Self::PathItem | Self::Operation => operation_field(self, name),
            Self::Callback => Some(FieldShape::One(Self::PathItem)),
            Self::Parameter | Self::Header => parameter_field(self, name),
            Self::RequestBody | Self::MediaType | Self::Encoding => body_field(self, name),
            Self::Responses => is_status(name).then_some(FieldShape::One(Self::Response)),
            Self::Response | Self::Link => response_field(self, name),
            Self::SecurityRequirement => Some(FieldShape::Texts),
            Self::SecurityScheme
            | Self::OAuthFlows
            | Self::ImplicitFlow
            | Self::TokenFlow
            | Self::AuthorizationCodeFlow
            | Self::DeviceAuthorizationFlow => security_field(self, name),
            Self::ExternalDocumentation => {
                matches!(name, "description" | "url").then_some(FieldShape::Text)
            }
            Self::Example => match name {
                "summary" | "description" | "externalValue" | "serializedValue" => {
                    Some(FieldShape::Text)
                }
                "value" | "dataValue" => Some(FieldShape::Data),
                _ => None,
            },
            Self::Discriminator => match name {
                "propertyName" | "defaultMapping" => Some(FieldShape::Text),
                "mapping" => Some(FieldShape::TextMap),
                _ => None,
            },
        }
    }
}

fn document_field(name: &str) -> Option<FieldShape> {
    Some(match name {
        "openapi" | "jsonSchemaDialect" | "$self" => FieldShape::Text,
        "info" => FieldShape::One(ObjectKind::Info),
        "servers" => FieldShape::List(ObjectKind::Server),
        "paths" => FieldShape::One(ObjectKind::Paths),
        "webhooks" => FieldShape::Map(ObjectKind::PathItem),
        "components" => FieldShape::One(ObjectKind::Components),
        "security" => FieldShape::List(ObjectKind::SecurityRequirement),
        "tags" => FieldShape::List(ObjectKind::Tag),
        "externalDocs" => FieldShape::One(ObjectKind::ExternalDocumentation),
        _ => return None,
    })
}

fn information_field(kind: ObjectKind, name: &str) -> Option<FieldShape> {
    Some(match (kind, name) {
        (ObjectKind::Info, "title" | "summary" | "description" | "termsOfService" | "version")
        | (ObjectKind::Contact, "name" | "url" | "email")
        | (ObjectKind::License, "name" | "identifier" | "url")
        | (ObjectKind::Tag, "name" | "summary" | "description" | "parent" | "kind") => {
            FieldShape::Text
        }
        (ObjectKind::Info, "contact") => FieldShape::One(ObjectKind::Contact),
        (ObjectKind::Info, "license") => FieldShape::One(ObjectKind::License),
        (ObjectKind::Tag, "externalDocs") => FieldShape::One(ObjectKind::ExternalDocumentation),
        _ => return None,
    })
}

fn server_field(kind: ObjectKind, name: &str) -> Option<FieldShape> {
    Some(match (kind, name) {
        (ObjectKind::Server, "name" | "url" | "description")
        | (ObjectKind::ServerVariable, "default" | "description") => FieldShape::Text,
        (ObjectKind::Server, "variables") => FieldShape::Map(ObjectKind::ServerVariable),
        (ObjectKind::ServerVariable, "enum") => FieldShape::Texts,
        _ => return None,
    })
}

fn components_field(name: &str) -> Option<FieldShape> {
    Some(FieldShape::Map(match name {
        "schemas" => ObjectKind::Schema,
        "responses" => ObjectKind::Response,
        "parameters" => ObjectKind::Parameter,
        "examples" => ObjectKind::Example,
        "requestBodies" => ObjectKind::RequestBody,
        "headers" => ObjectKind::Header,
        "securitySchemes" => ObjectKind::SecurityScheme,
        "links" => ObjectKind::Link,
        "callbacks" => ObjectKind::Callback,
        "pathItems" => ObjectKind::PathItem,
        "mediaTypes" => ObjectKind::MediaType,
        _ => return None,
    }))
}

fn operation_field(kind: ObjectKind, name: &str) -> Option<FieldShape> {
    Some(match (kind, name) {
        (_, "summary" | "description")
        | (ObjectKind::PathItem, "$ref")
        | (ObjectKind::Operation, "operationId") => FieldShape::Text,
        (_, "servers") => FieldShape::List(ObjectKind::Server),
        (_, "parameters") => FieldShape::List(ObjectKind::Parameter),
        (ObjectKind::PathItem, method) if METHODS.contains(&method) => {
            FieldShape::One(ObjectKind::Operation)
        }
        (ObjectKind::PathItem, "additionalOperations") => FieldShape::Map(ObjectKind::Operation),
        (ObjectKind::Operation, "tags") => FieldShape::Texts,
        (ObjectKind::Operation, "externalDocs") => {
            FieldShape::One(ObjectKind::ExternalDocumentation)
        }
        (ObjectKind::Operation, "requestBody") => FieldShape::One(ObjectKind::RequestBody),
        (ObjectKind::Operation, "responses") => FieldShape::One(ObjectKind::Responses),
        (ObjectKind::Operation, "callbacks") => FieldShape::Map(ObjectKind::Callback),
        (ObjectKind::Operation, "deprecated") => FieldShape::Flag,
        (ObjectKind::Operation, "security") => FieldShape::List(ObjectKind::SecurityRequirement),
        _ => return None,
    })
}

fn parameter_field(kind: ObjectKind, name: &str) -> Option<FieldShape> {
    Some(match (kind, name) {
        (ObjectKind::Parameter, "name") | (_, "description" | "style") => FieldShape::Text,
        (ObjectKind::Parameter, "in") => {
            FieldShape::Choice(&["query", "querystring", "header", "path", "cookie"])
        }
        (_, "required" | "deprecated" | "allowEmptyValue" | "explode" | "allowReserved") => {
            FieldShape::Flag
        }
        (_, "schema") => FieldShape::One(ObjectKind::Schema),
        (_, "content") => FieldShape::Map(ObjectKind::MediaType),
        (_, "example") => FieldShape::Data,
        (_, "examples") => FieldShape::Map(ObjectKind::Example),
        _ => return None,
    })
}

fn body_field(kind: ObjectKind, name: &str) -> Option<FieldShape> {
    Some(match (kind, name) {
        (ObjectKind::RequestBody, "description")
        | (ObjectKind::Encoding, "contentType" | "style") => FieldShape::Text,
        (ObjectKind::RequestBody, "content") => FieldShape::Map(ObjectKind::MediaType),
        (ObjectKind::RequestBody, "required")
        | (ObjectKind::Encoding, "explode" | "allowReserved") => FieldShape::Flag,
        (ObjectKind::MediaType, "schema" | "itemSchema") => FieldShape::One(ObjectKind::Schema),
        (ObjectKind::MediaType, "example") => FieldShape::Data,
        (ObjectKind::MediaType, "examples") => FieldShape::Map(ObjectKind::Example),
        (ObjectKind::MediaType | ObjectKind::Encoding, "encoding") => {
            FieldShape::Map(ObjectKind::Encoding)
        }
        (ObjectKind::MediaType | ObjectKind::Encoding, "prefixEncoding") => {
            FieldShape::List(ObjectKind::Encoding)
        }
        (ObjectKind::MediaType | ObjectKind::Encoding, "itemEncoding") => {
            FieldShape::One(ObjectKind::Encoding)
        }
        (ObjectKind::Encoding, "headers") => FieldShape::Map(ObjectKind::Header),
        _ => return None,
    })
}

fn response_field(kind: ObjectKind, name: &str) -> Option<FieldShape> {
    Some(match (kind, name) {
        (_, "description")
        | (ObjectKind::Response, "summary")
        | (ObjectKind::Link, "operationRef" | "operationId") => FieldShape::Text,
        (ObjectKind::Response, "headers") => FieldShape::Map(ObjectKind::Header),
        (ObjectKind::Response, "content") => FieldShape::Map(ObjectKind::MediaType),
        (ObjectKind::Response, "links") => FieldShape::Map(ObjectKind::Link),
        (ObjectKind::Link, "parameters" | "requestBody") => FieldShape::Data,
        (ObjectKind::Link, "server") => FieldShape::One(ObjectKind::Server),
        _ => return None,
    })
}

fn security_field(kind: ObjectKind, name: &str) -> Option<FieldShape> {
    Some(match (kind, name) {
        (ObjectKind::SecurityScheme, "type") => {
            FieldShape::Choice(&["apiKey", "http", "oauth2", "openIdConnect", "mutualTLS"])
        }
        (ObjectKind::SecurityScheme, "in") => FieldShape::Choice(&["query", "header", "cookie"]),
        (ObjectKind::SecurityScheme, "flows") => FieldShape::One(ObjectKind::OAuthFlows),
        (
            ObjectKind::SecurityScheme,
            "description" | "name" | "scheme" | "bearerFormat" | "openIdConnectUrl"
            | "oauth2MetadataUrl",
        )
        | (ObjectKind::DeviceAuthorizationFlow, "deviceAuthorizationUrl") => FieldShape::Text,
        (ObjectKind::SecurityScheme, "deprecated") => FieldShape::Flag,
        (ObjectKind::OAuthFlows, "implicit") => FieldShape::One(ObjectKind::ImplicitFlow),
        (ObjectKind::OAuthFlows, "password" | "clientCredentials") => {
            FieldShape::One(ObjectKind::TokenFlow)
        }
        (ObjectKind::OAuthFlows, "authorizationCode") => {
            FieldShape::One(ObjectKind::AuthorizationCodeFlow)
        }
        (ObjectKind::OAuthFlows, "deviceAuthorization") => {
            FieldShape::One(ObjectKind::DeviceAuthorizationFlow)
        }
        (ObjectKind::SecurityScheme | ObjectKind::OAuthFlows, _)
        | (ObjectKind::DeviceAuthorizationFlow, "authorizationUrl") => return None,
        (_, "authorizationUrl" | "tokenUrl" | "refreshUrl") => FieldShape::Text,
        (_, "scopes") => FieldShape::TextMap,
        _ => return None,
    })
}

fn schema_field(name: &str) -> Option<FieldShape> {
    Some(match name {
        "title" | "description" | "format" | "pattern" | "$ref" | "$id" | "$anchor"
        | "$comment" | "$schema" | "$dynamicRef" | "$dynamicAnchor" | "contentEncoding"
        | "contentMediaType" => FieldShape::Text,
        "type" => FieldShape::Type,
        "required" => FieldShape::Texts,
        "enum" => FieldShape::Values,
        "const" | "default" | "example" | "examples" | "xml" | "dependentRequired" => {
            FieldShape::Data
        }
        "nullable" | "readOnly" | "writeOnly" | "deprecated" | "uniqueItems" => FieldShape::Flag,
        "multipleOf" | "minimum" | "maximum" => FieldShape::Number,
        "exclusiveMinimum" | "exclusiveMaximum" => FieldShape::Bound,
        "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties" | "maxProperties"
        | "minContains" | "maxContains" => FieldShape::Count,
        "properties" | "patternProperties" | "dependentSchemas" | "$defs" => {
            FieldShape::Map(ObjectKind::Schema)
        }
        "additionalProperties" | "unevaluatedProperties" | "unevaluatedItems" => {
            FieldShape::SchemaOrFlag
        }
        "items" | "not" | "if" | "then" | "else" | "contains" | "propertyNames"
        | "contentSchema" => FieldShape::One(ObjectKind::Schema),
        "oneOf" | "anyOf" | "allOf" | "prefixItems" => FieldShape::List(ObjectKind::Schema),
        "discriminator" => FieldShape::One(ObjectKind::Discriminator),
        "externalDocs" => FieldShape::One(ObjectKind::ExternalDocumentation),
        _ => return None,
    })
}

/// Returns true if a key of a Responses Object is a status code, a range of status codes, or `default`.
fn is_status(name: &str) -> bool {
    match name.as_bytes() {
        b"default" => true,
        [first, b'X' | b'x', b'X' | b'x'] => first.is_ascii_digit(),
        [first, second, third] => {
            matches!(first, b'1'..=b'9') && second.is_ascii_digit() && third.is_ascii_digit()
        }
        _ => false,
    }
}

/// The value that the specification defines at a pointer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Expected {
    /// An object of this kind.
    Object(ObjectKind),
    /// Another value, such as a string or a list of objects.
    Other,
    /// Data, such as an example.
    Data,
    /// Not defined: the pointer is in an extension or below an unknown field.
    Unspecified,
}

/// Returns the value that the specification defines at a pointer in an object of this kind.
pub(super) fn expected_below(kind: ObjectKind, pointer: &str, grammar: Grammar) -> Expected {
    let mut shape = FieldShape::One(kind);
    for segment in segments(pointer) {
        match shape.child(&segment, grammar) {
            Some(FieldShape::Data | FieldShape::Values) if !segment.starts_with("x-") => {
                return Expected::Data;
            }
            None | Some(FieldShape::Data | FieldShape::Values) => return Expected::Unspecified,
            Some(next) => shape = next,
        }
    }
    match shape {
        FieldShape::One(kind) => Expected::Object(kind),
        FieldShape::SchemaOrFlag => Expected::Object(ObjectKind::Schema),
        _ => Expected::Other,
    }
}

/// Returns the `$ref` of a Reference Object or of a schema.
#[doc(hidden)]
#[must_use]
pub fn reference(value: &Value) -> Option<&str> {
    // A linear search in the few entries is faster than hashing the name.
    let mut entries = value.as_object()?.iter();
    entries.find(|(name, _)| *name == "$ref")?.1.as_str()
}

/// Visits an object and all OpenAPI objects in it, inner objects first.
///
/// Values of the wrong type are skipped, and so are fields next to a reference, except in schemas.
pub(crate) fn walk(
    value: &mut Value,
    kind: ObjectKind,
    at: &JsonPointer<'_>,
    visit: &mut dyn FnMut(ObjectKind, &JsonPointer<'_>, &mut Value),
) {
    let is_replaced =
        kind.is_referable() && !matches!(kind, ObjectKind::Schema | ObjectKind::PathItem);
    let descends = !(is_replaced && reference(value).is_some());
    if let (Value::Object(object), true) = (&mut *value, descends) {
        for (name, value) in object {
            if let Some(shape) = kind.field(name) {
                walk_field(value, shape, &at.name(name), visit);
            }
        }
    }
    visit(kind, at, value);
}

fn walk_field(
    value: &mut Value,
    shape: FieldShape,
    at: &JsonPointer<'_>,
    visit: &mut dyn FnMut(ObjectKind, &JsonPointer<'_>, &mut Value),
) {
    match (shape, value) {
        (FieldShape::One(kind), value) => walk(value, kind, at, visit),
        (FieldShape::SchemaOrFlag, value @ Value::Object(_)) => {
            walk(value, ObjectKind::Schema, at, visit);
        }
        (FieldShape::List(kind), Value::Array(items)) => {
            for (index, item) in items.iter_mut().enumerate() {
                walk(item, kind, &at.item(index), visit);
            }
        }
        (FieldShape::Map(kind), Value::Object(entries)) => {
            for (name, entry) in entries {
                walk(entry, kind, &at.name(name), visit);
            }
        }
        _ => {}
    }
}
