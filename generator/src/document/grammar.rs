//! Which kind of OpenAPI object stands where.
//!
//! One table that every walk over a document reads, so that a schema is found wherever a schema may
//! stand and is never mistaken for an example that looks like one. It covers OpenAPI 3.0 and 3.1
//! together: documents borrow from both whatever version they name.

use serde_json::Value;

use super::pointer::{Pointer, segments};

/// The kinds of objects that OpenAPI defines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
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
    SecurityRequirement,
}

/// What the value of a field has to look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
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
    /// An integer that is not negative.
    Count,
    /// A number, or in OpenAPI 3.0 a boolean.
    Bound,
    /// The name of a type, or a list of them.
    Type,
    /// A list of any values.
    Values,
    /// Any value at all, which no walk looks into.
    Data,
    /// An object of this kind.
    One(Kind),
    /// A list of objects of this kind.
    List(Kind),
    /// Objects of this kind by names that the document chooses.
    Map(Kind),
    /// A schema, or a boolean that stays one.
    SchemaOrFlag,
}

/// The fields of a path item that hold operations.
pub(crate) const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

impl Kind {
    /// The name of the object in the standard, with its article.
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
            Self::ImplicitFlow | Self::TokenFlow | Self::AuthorizationCodeFlow => {
                "an OAuth Flow Object"
            }
            Self::SecurityRequirement => "a Security Requirement Object",
        }
    }

    /// The field of the Components Object where objects of this kind are kept for reuse.
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

    /// Whether `{"$ref": …}` may stand in the place of such an object.
    pub(super) const fn is_referable(self) -> bool {
        self.section().is_some()
    }

    /// What stands at a field of this kind of object; `None` if the standard does not define it.
    pub(crate) fn field(self, name: &str) -> Option<Shape> {
        // The names in a requirement are those of schemes, of which one may well be `x-api-key`.
        if name.starts_with("x-") && self != Self::SecurityRequirement {
            return Some(Shape::Data);
        }
        match self {
            Self::Schema => schema_field(name),
            Self::Document => document_field(name),
            Self::Info | Self::Contact | Self::License | Self::Tag => information_field(self, name),
            Self::Server | Self::ServerVariable => server_field(self, name),
            Self::Components => components_field(name),
            Self::Paths => name.starts_with('/').then_some(Shape::One(Self::PathItem)),
            Self::PathItem | Self::Operation => operation_field(self, name),
            Self::Callback => Some(Shape::One(Self::PathItem)),
            Self::Parameter | Self::Header => parameter_field(self, name),
            Self::RequestBody | Self::MediaType | Self::Encoding => body_field(self, name),
            Self::Responses => is_status(name).then_some(Shape::One(Self::Response)),
            Self::Response | Self::Link => response_field(self, name),
            Self::SecurityRequirement => Some(Shape::Texts),
            Self::SecurityScheme
            | Self::OAuthFlows
            | Self::ImplicitFlow
            | Self::TokenFlow
            | Self::AuthorizationCodeFlow => security_field(self, name),
            Self::ExternalDocumentation => {
                matches!(name, "description" | "url").then_some(Shape::Text)
            }
            Self::Example => match name {
                "summary" | "description" | "externalValue" => Some(Shape::Text),
                "value" => Some(Shape::Data),
                _ => None,
            },
            Self::Discriminator => match name {
                "propertyName" => Some(Shape::Text),
                "mapping" => Some(Shape::TextMap),
                _ => None,
            },
        }
    }
}

fn document_field(name: &str) -> Option<Shape> {
    Some(match name {
        "openapi" | "jsonSchemaDialect" => Shape::Text,
        "info" => Shape::One(Kind::Info),
        "servers" => Shape::List(Kind::Server),
        "paths" => Shape::One(Kind::Paths),
        "webhooks" => Shape::Map(Kind::PathItem),
        "components" => Shape::One(Kind::Components),
        "security" => Shape::List(Kind::SecurityRequirement),
        "tags" => Shape::List(Kind::Tag),
        "externalDocs" => Shape::One(Kind::ExternalDocumentation),
        _ => return None,
    })
}

fn information_field(kind: Kind, name: &str) -> Option<Shape> {
    Some(match (kind, name) {
        (Kind::Info, "title" | "summary" | "description" | "termsOfService" | "version")
        | (Kind::Contact, "name" | "url" | "email")
        | (Kind::License, "name" | "identifier" | "url")
        | (Kind::Tag, "name" | "description") => Shape::Text,
        (Kind::Info, "contact") => Shape::One(Kind::Contact),
        (Kind::Info, "license") => Shape::One(Kind::License),
        (Kind::Tag, "externalDocs") => Shape::One(Kind::ExternalDocumentation),
        _ => return None,
    })
}

fn server_field(kind: Kind, name: &str) -> Option<Shape> {
    Some(match (kind, name) {
        (Kind::Server, "url" | "description")
        | (Kind::ServerVariable, "default" | "description") => Shape::Text,
        (Kind::Server, "variables") => Shape::Map(Kind::ServerVariable),
        (Kind::ServerVariable, "enum") => Shape::Texts,
        _ => return None,
    })
}

fn components_field(name: &str) -> Option<Shape> {
    Some(Shape::Map(match name {
        "schemas" => Kind::Schema,
        "responses" => Kind::Response,
        "parameters" => Kind::Parameter,
        "examples" => Kind::Example,
        "requestBodies" => Kind::RequestBody,
        "headers" => Kind::Header,
        "securitySchemes" => Kind::SecurityScheme,
        "links" => Kind::Link,
        "callbacks" => Kind::Callback,
        "pathItems" => Kind::PathItem,
        _ => return None,
    }))
}

fn operation_field(kind: Kind, name: &str) -> Option<Shape> {
    Some(match (kind, name) {
        (_, "summary" | "description")
        | (Kind::PathItem, "$ref")
        | (Kind::Operation, "operationId") => Shape::Text,
        (_, "servers") => Shape::List(Kind::Server),
        (_, "parameters") => Shape::List(Kind::Parameter),
        (Kind::PathItem, method) if METHODS.contains(&method) => Shape::One(Kind::Operation),
        (Kind::Operation, "tags") => Shape::Texts,
        (Kind::Operation, "externalDocs") => Shape::One(Kind::ExternalDocumentation),
        (Kind::Operation, "requestBody") => Shape::One(Kind::RequestBody),
        (Kind::Operation, "responses") => Shape::One(Kind::Responses),
        (Kind::Operation, "callbacks") => Shape::Map(Kind::Callback),
        (Kind::Operation, "deprecated") => Shape::Flag,
        (Kind::Operation, "security") => Shape::List(Kind::SecurityRequirement),
        _ => return None,
    })
}

fn parameter_field(kind: Kind, name: &str) -> Option<Shape> {
    Some(match (kind, name) {
        (Kind::Parameter, "name") | (_, "description" | "style") => Shape::Text,
        (Kind::Parameter, "in") => Shape::Choice(&["query", "header", "path", "cookie"]),
        (_, "required" | "deprecated" | "allowEmptyValue" | "explode" | "allowReserved") => {
            Shape::Flag
        }
        (_, "schema") => Shape::One(Kind::Schema),
        (_, "content") => Shape::Map(Kind::MediaType),
        (_, "example") => Shape::Data,
        (_, "examples") => Shape::Map(Kind::Example),
        _ => return None,
    })
}

fn body_field(kind: Kind, name: &str) -> Option<Shape> {
    Some(match (kind, name) {
        (Kind::RequestBody, "description") | (Kind::Encoding, "contentType" | "style") => {
            Shape::Text
        }
        (Kind::RequestBody, "content") => Shape::Map(Kind::MediaType),
        (Kind::RequestBody, "required") | (Kind::Encoding, "explode" | "allowReserved") => {
            Shape::Flag
        }
        (Kind::MediaType, "schema" | "itemSchema") => Shape::One(Kind::Schema),
        (Kind::MediaType, "example") => Shape::Data,
        (Kind::MediaType, "examples") => Shape::Map(Kind::Example),
        (Kind::MediaType, "encoding") => Shape::Map(Kind::Encoding),
        (Kind::Encoding, "headers") => Shape::Map(Kind::Header),
        _ => return None,
    })
}

fn response_field(kind: Kind, name: &str) -> Option<Shape> {
    Some(match (kind, name) {
        (_, "description") | (Kind::Link, "operationRef" | "operationId") => Shape::Text,
        (Kind::Response, "headers") => Shape::Map(Kind::Header),
        (Kind::Response, "content") => Shape::Map(Kind::MediaType),
        (Kind::Response, "links") => Shape::Map(Kind::Link),
        (Kind::Link, "parameters" | "requestBody") => Shape::Data,
        (Kind::Link, "server") => Shape::One(Kind::Server),
        _ => return None,
    })
}

fn security_field(kind: Kind, name: &str) -> Option<Shape> {
    Some(match (kind, name) {
        (Kind::SecurityScheme, "type") => {
            Shape::Choice(&["apiKey", "http", "oauth2", "openIdConnect", "mutualTLS"])
        }
        (Kind::SecurityScheme, "in") => Shape::Choice(&["query", "header", "cookie"]),
        (Kind::SecurityScheme, "flows") => Shape::One(Kind::OAuthFlows),
        (
            Kind::SecurityScheme,
            "description" | "name" | "scheme" | "bearerFormat" | "openIdConnectUrl",
        ) => Shape::Text,
        (Kind::OAuthFlows, "implicit") => Shape::One(Kind::ImplicitFlow),
        (Kind::OAuthFlows, "password" | "clientCredentials") => Shape::One(Kind::TokenFlow),
        (Kind::OAuthFlows, "authorizationCode") => Shape::One(Kind::AuthorizationCodeFlow),
        (Kind::SecurityScheme | Kind::OAuthFlows, _) => return None,
        (_, "authorizationUrl" | "tokenUrl" | "refreshUrl") => Shape::Text,
        (_, "scopes") => Shape::TextMap,
        _ => return None,
    })
}

fn schema_field(name: &str) -> Option<Shape> {
    Some(match name {
        "title" | "description" | "format" | "pattern" | "$ref" | "$id" | "$anchor"
        | "$comment" | "$schema" | "contentEncoding" | "contentMediaType" => Shape::Text,
        "type" => Shape::Type,
        "required" => Shape::Texts,
        "enum" => Shape::Values,
        "const" | "default" | "example" | "examples" | "xml" => Shape::Data,
        "nullable" | "readOnly" | "writeOnly" | "deprecated" | "uniqueItems" => Shape::Flag,
        "multipleOf" | "minimum" | "maximum" => Shape::Number,
        "exclusiveMinimum" | "exclusiveMaximum" => Shape::Bound,
        "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties" | "maxProperties" => {
            Shape::Count
        }
        "properties" | "patternProperties" | "$defs" => Shape::Map(Kind::Schema),
        "additionalProperties" | "unevaluatedProperties" => Shape::SchemaOrFlag,
        "items" | "not" => Shape::One(Kind::Schema),
        "oneOf" | "anyOf" | "allOf" | "prefixItems" => Shape::List(Kind::Schema),
        "discriminator" => Shape::One(Kind::Discriminator),
        "externalDocs" => Shape::One(Kind::ExternalDocumentation),
        _ => return None,
    })
}

/// Whether a key of a Responses Object names a status code, a range of them, or all others.
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

/// What the standard says about a place of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// An object of this kind stands there.
    Object(Kind),
    /// Something else stands there: a string, say, or a list of objects.
    Other,
    /// The standard does not say: the place is in an extension, an example, or nowhere it knows.
    Free,
}

/// What stands at a pointer according to the standard.
pub(super) fn standing_at(pointer: &str) -> Standing {
    let mut shape = Shape::One(Kind::Document);
    for segment in segments(pointer) {
        let next = match shape {
            Shape::One(kind) => kind.field(&segment),
            Shape::List(kind) | Shape::Map(kind) => Some(Shape::One(kind)),
            Shape::SchemaOrFlag => Kind::Schema.field(&segment),
            _ => None,
        };
        match next {
            None | Some(Shape::Data | Shape::Values) => return Standing::Free,
            Some(next) => shape = next,
        }
    }
    match shape {
        Shape::One(kind) => Standing::Object(kind),
        Shape::SchemaOrFlag => Standing::Object(Kind::Schema),
        _ => Standing::Other,
    }
}

/// Whether a value is a Reference Object, or a schema that has a reference.
pub(crate) fn reference(value: &Value) -> Option<&str> {
    // To look through the few entries that there are takes less time than to hash a name.
    let mut entries = value.as_object()?.iter();
    entries.find(|(name, _)| *name == "$ref")?.1.as_str()
}

/// Visits an object and all OpenAPI objects in it, the inner ones first.
///
/// What does not look as the standard says is stepped over; so is what stands beside a reference,
/// except for schemas, where both count.
pub(crate) fn walk(
    value: &mut Value,
    kind: Kind,
    at: &Pointer<'_>,
    visit: &mut dyn FnMut(Kind, &Pointer<'_>, &mut Value),
) {
    let is_replaced = kind.is_referable() && !matches!(kind, Kind::Schema | Kind::PathItem);
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
    shape: Shape,
    at: &Pointer<'_>,
    visit: &mut dyn FnMut(Kind, &Pointer<'_>, &mut Value),
) {
    match (shape, value) {
        (Shape::One(kind), value) => walk(value, kind, at, visit),
        (Shape::SchemaOrFlag, value @ Value::Object(_)) => walk(value, Kind::Schema, at, visit),
        (Shape::List(kind), Value::Array(items)) => {
            for (index, item) in items.iter_mut().enumerate() {
                walk(item, kind, &at.item(index), visit);
            }
        }
        (Shape::Map(kind), Value::Object(entries)) => {
            for (name, entry) in entries {
                walk(entry, kind, &at.name(name), visit);
            }
        }
        _ => {}
    }
}
