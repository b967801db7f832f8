//! Groups, their operations, and webhooks.

use std::fmt;

use serde_json::Value;

use super::pagination::Pagination;
use super::security::SecurityRequirements;
use super::server::ServerTemplate;
use super::types::{Bounds, Type};
use crate::media_type;

/// A group of operations: one trait, one handle, one file.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// The first part of the names of its types: `Users` for the handle `UsersClient` and the trait `UsersApi`.
    pub stem: String,
    /// The module and file, for example `users`.
    pub module: String,
    /// The Cargo feature that compiles the group, for example `pull-requests`.
    pub feature: String,
    /// The accessors from the root to the handle, for example `points`, `systems`.
    pub path: Vec<String>,
    /// The first parts of the names of the types that the accessors before the last one return: `Points` for `PointsClient`.
    pub ancestors: Vec<String>,
    /// The tag's description.
    pub docs: Option<String>,
    /// The operations in the order of the document's paths.
    pub operations: Vec<Operation>,
}

/// One operation: a method on a path.
#[derive(Clone, Debug, PartialEq)]
pub struct Operation {
    /// The `operationId`, or an id derived from method and path.
    pub id: String,
    /// The Rust name of the method, for example `achievements`.
    pub name: String,
    /// The deprecated other names of the method and of its types, which they had in earlier versions.
    pub aliases: Vec<OperationAlias>,
    /// The first part of the names of its types: `Achievements` for `AchievementsRequest` and `AchievementsCall`.
    pub stem: String,
    /// The tags from the document.
    pub tags: Vec<String>,
    /// The HTTP method in capitals.
    pub method: String,
    /// The path template, for example `/users/{id}/achievements`.
    pub path: String,
    /// The URL of the operation's own server, or an empty string.
    pub server: String,
    /// The operation's own servers, if the chosen server decides which of them is used, or the values of their variables:
    /// the one at the position of the choice in the [server type](super::ServerType), or else the first one.
    pub servers: Vec<ServerTemplate>,
    /// The operation's own security requirements, if they differ from the document's defaults.
    pub security: Option<SecurityRequirements>,
    /// The summary from the document.
    pub summary: Option<String>,
    /// The description from the document.
    pub docs: Option<String>,
    /// True if the document marks it as deprecated.
    pub deprecated: bool,
    /// JSON pointer to the operation in the document.
    pub pointer: String,
    /// The parameters of the operation, then those of the path item.
    pub parameters: Vec<Parameter>,
    /// The request body.
    pub body: Option<Body>,
    /// The result of a successful call.
    pub output: Output,
    /// The enum of the errors, if the document describes the body of one.
    pub error: Option<ErrorEnum>,
    /// All documented responses, in the document's order.
    pub responses: Vec<Response>,
    /// The parameter or media type that a generated server cannot decode. It responds with the status 501.
    pub not_served: Option<String>,
    /// True if it is a copy of another operation whose request body has another media type.
    pub is_variant: bool,
    /// The pagination of the returned list.
    pub pagination: Option<Pagination>,
    /// The `callbacks`: requests that the API sends to a URL from the call.
    pub callbacks: Vec<Webhook>,
}

/// Another name of an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OperationAlias {
    /// The Rust name of the method.
    pub name: String,
    /// The first part of the names of its types.
    pub stem: String,
}

/// A parameter of an operation.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// The name on the wire, for example `includeIncomplete`.
    pub wire: String,
    /// The Rust name.
    pub name: String,
    /// The description from the document.
    pub docs: Option<String>,
    /// True if the document marks it as deprecated.
    pub deprecated: bool,
    /// JSON pointer to the parameter in the document.
    pub pointer: String,
    /// The location in the request.
    pub location: ParameterLocation,
    /// The serialization style.
    pub style: ParameterStyle,
    /// True if reserved characters are not percent-encoded (`allowReserved`).
    pub allow_reserved: bool,
    /// The encodings of the properties of a [form](ParameterStyle::Form), as far as the document defines them.
    pub encodings: Vec<PropertyEncoding>,
    /// The type of a present value.
    pub ty: Type,
    /// The presence of the parameter in a request.
    pub presence: ParameterPresence,
    /// The default from the document, as JSON text.
    pub default: Option<String>,
    /// The constraints on the value. They are documentation and are not checked.
    pub bounds: Bounds,
    /// An example from the document.
    pub example: Option<Value>,
}

impl Parameter {
    /// Returns whether this is the media type of a body, which [the caller chooses](Content::has_chosen_media_type).
    #[must_use]
    pub fn is_media_type(&self) -> bool {
        self.location == ParameterLocation::Header
            && self.wire.eq_ignore_ascii_case(MEDIA_TYPE_HEADER)
    }
}

/// The header with the media type of the body. A document cannot declare a parameter for it.
pub(crate) const MEDIA_TYPE_HEADER: &str = "Content-Type";

/// The location of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ParameterLocation {
    /// The path.
    Path,
    /// The query string.
    Query,
    /// A header.
    Header,
    /// A cookie.
    Cookie,
    /// The whole query string.
    QueryString,
}

/// The serialization style of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterStyle {
    /// The default of the location: `simple`, or `form` with repeated names.
    Standard,
    /// All items in one value, separated by this text (`explode: false`).
    Delimited(&'static str),
    /// `name[property]=value`.
    DeepObject,
    /// `simple` with `explode: true`: each property of an object as `name=value`.
    Exploded,
    /// `label`: the value after a dot, in the path.
    Label {
        /// True if each item has its own dot.
        explode: bool,
    },
    /// `matrix`: the name and value after a semicolon, in the path.
    Matrix {
        /// True if each item has its own semicolon.
        explode: bool,
    },
    /// `cookie`: without percent-encoding, in a cookie.
    Cookie {
        /// True if each item or property is a cookie of its own.
        explode: bool,
    },
    /// JSON text (`content`).
    Json,
    /// `application/x-www-form-urlencoded`: the properties of an object, as the query string.
    Form,
}

/// The presence of a parameter in a request, and the type of its field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterPresence {
    /// `T`.
    Required,
    /// `Option<T>`: omitted if `None`.
    Optional,
    /// `bool`, for a parameter whose only value is the string `true`: sent if true, else omitted.
    Flag,
}

/// The body of a request.
#[derive(Clone, Debug, PartialEq)]
pub struct Body {
    /// The description from the document.
    pub docs: Option<String>,
    /// The media type and the type of the value.
    pub content: Content,
    /// True if the body is required.
    pub required: bool,
    /// True if its properties are arguments of the method: the schema is an inline object.
    pub spread: bool,
}

/// A body: its media type and the type of its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Content {
    /// The media type, for example `application/json`.
    pub media_type: String,
    /// The type of the value, or of each value of a stream.
    pub ty: Type,
    /// The items of the body, if it is a stream.
    pub stream: Option<StreamItem>,
    /// The encodings of the properties of a form or multipart body, as far as the document defines them.
    pub encodings: Vec<PropertyEncoding>,
    /// The encodings of the parts of a multipart body without names, in order. Its type is a list, or a tuple whose last
    /// item is the list of all further parts if the last encoding [repeats](PartEncoding::repeats).
    pub parts: Vec<PartEncoding>,
    /// The examples from the document.
    pub examples: Vec<Value>,
}

/// The items of a streamed body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StreamItem {
    /// Server-sent events with JSON data.
    JsonEvent,
    /// Server-sent events with text data.
    TextEvent,
    /// Server-sent events whose names decide the type of their data.
    NamedEvent,
    /// JSON lines, or JSON text sequences.
    JsonText,
}

/// The encoding of a property of a form or multipart body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PropertyEncoding {
    /// The property's name on the wire.
    pub property: String,
    /// The style in a form. By default, a list repeats the name, and an object is JSON text.
    pub style: Option<FormStyle>,
    /// True if reserved characters are not percent-encoded (`allowReserved`).
    pub allow_reserved: bool,
    /// The media type of the part.
    pub content_type: Option<String>,
    /// The headers of the part that have a constant value, as name and value.
    pub headers: Vec<(String, String)>,
}

/// The encoding of a part without a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartEncoding {
    /// The media type of the part.
    pub content_type: Option<String>,
    /// The headers of the part that have a constant value, as name and value.
    pub headers: Vec<(String, String)>,
    /// True for the encoding of all further parts.
    pub repeats: bool,
}

/// The serialization style of a property of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormStyle {
    /// `name[property]=value`.
    Deep,
    /// All items in one value, separated by this text.
    Delimited(&'static str),
    /// Each property of an object under its own name.
    Exploded,
}

impl Content {
    /// Returns whether two bodies are equal apart from encodings and examples.
    #[must_use]
    pub fn is_like(&self, other: &Self) -> bool {
        self.media_type == other.media_type && self.ty == other.ty && self.stream == other.stream
    }

    /// Returns whether the caller chooses the media type of a request with this body: the document has a range of media
    /// types, such as `image/*`, or no valid one. A range that contains JSON is sent as JSON.
    #[must_use]
    pub fn has_chosen_media_type(&self) -> bool {
        let media_type = &self.media_type;
        let is_chosen = media_type::is_range(media_type) || !media_type::is_sendable(media_type);
        is_chosen
            && match self.format() {
                BodyFormat::Json => !media_type::contains_json(media_type),
                BodyFormat::Form | BodyFormat::Multipart => false,
                _ => true,
            }
    }

    /// The format in which a value is encoded.
    #[must_use]
    pub fn format(&self) -> BodyFormat {
        match self.ty {
            _ if self.stream == Some(StreamItem::JsonText) => BodyFormat::Lines,
            _ if self.stream.is_some() => BodyFormat::Events,
            Type::Bytes | Type::Body => BodyFormat::Bytes,
            Type::String if media_type::is_lines(&self.media_type) => BodyFormat::Text,
            Type::String if !media_type::has_json(&self.media_type) => BodyFormat::Text,
            _ if media_type::is_multipart(&self.media_type) => BodyFormat::Multipart,
            _ if media_type::is_urlencoded(&self.media_type) => BodyFormat::Form,
            _ => BodyFormat::Json,
        }
    }
}

/// The format of a value in a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum BodyFormat {
    /// JSON.
    Json,
    /// Text in UTF-8.
    Text,
    /// Raw bytes.
    Bytes,
    /// `application/x-www-form-urlencoded`.
    Form,
    /// `multipart/*`, with a part for each property or item.
    Multipart,
    /// A stream of server-sent events.
    Events,
    /// A stream of JSON lines or JSON text sequences.
    Lines,
}

/// The result of a successful call.
#[derive(Clone, Debug, PartialEq)]
pub enum Output {
    /// No body.
    Empty,
    /// The same body for every success status.
    One(Content),
    /// The header `Location`, because the only documented successes are redirects.
    Location,
    /// An enum, because the type depends on the status or the media type.
    Many {
        /// The Rust name of the enum.
        name: String,
        /// The variants of the enum.
        variants: Vec<OutputVariant>,
    },
}

impl Output {
    /// Returns whether every success has the same body of bytes.
    #[must_use]
    pub fn is_bytes(&self) -> bool {
        matches!(self, Self::One(content) if content.format() == BodyFormat::Bytes)
    }

    /// The content, if it is a stream.
    #[must_use]
    pub fn stream(&self) -> Option<&Content> {
        match self {
            Self::One(content) if content.stream.is_some() => Some(content),
            _ => None,
        }
    }
}

/// One variant of an output enum. The variants of one status have different formats, in the order of [`BodyFormat`].
#[derive(Clone, Debug, PartialEq)]
pub struct OutputVariant {
    /// The Rust name of the variant, for example `Created`, or `Json`.
    pub name: String,
    /// The status.
    pub status: VariantStatus,
    /// The body, if there is one.
    pub content: Option<Content>,
    /// The description from the document.
    pub docs: Option<String>,
}

/// The status of a variant of an output enum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum VariantStatus {
    /// This status.
    Exact(u16),
    /// Every success status that no other variant has.
    Other,
}

impl VariantStatus {
    /// The status that a server sends by default. For [`Other`](Self::Other), it is one that none of the `variants` has.
    #[must_use]
    pub fn code(self, variants: &[OutputVariant]) -> u16 {
        match self {
            Self::Exact(status) => status,
            Self::Other => {
                let is_free =
                    |status: &u16| variants.iter().all(|it| it.status != Self::Exact(*status));
                let with_body = [200, 201, 202, 203, 206, 207];
                with_body.into_iter().find(is_free).unwrap_or(200)
            }
        }
    }
}

impl fmt::Display for VariantStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exact(status) => write!(f, "{status}"),
            Self::Other => f.write_str("2XX"),
        }
    }
}

impl Operation {
    /// The parameter that a generated server cannot decode, for every body.
    #[must_use]
    pub fn not_served_parameter(&self) -> Option<String> {
        let body = self.body.as_ref();
        let is_body = |it: &String| body.is_some_and(|body| body.content.media_type == *it);
        self.not_served.clone().filter(|it| !is_body(it))
    }

    /// The status that a server sends with a success by default: the first documented success status, or else 200 with a
    /// body and 204 without.
    #[must_use]
    pub fn success_status(&self) -> u16 {
        let statuses = self.responses.iter();
        let mut statuses = statuses.filter_map(|response| response.status.parse().ok());
        if self.output == Output::Location {
            return statuses.find(|it| is_redirect(*it)).unwrap_or(302);
        }
        let none = || {
            let has_body = self.responses.iter().any(|it| it.content.is_some());
            if has_body { 200 } else { 204 }
        };
        statuses
            .find(|status| (200..300).contains(status))
            .unwrap_or_else(none)
    }
}

/// The enum of the errors of an operation.
#[derive(Clone, Debug, PartialEq)]
pub struct ErrorEnum {
    /// The Rust name of the enum.
    pub name: String,
    /// The variants of the documented statuses: those of one status are adjacent, and the preferred one is first. Exact
    /// statuses come before ranges, and [`ErrorStatus::Default`] comes last.
    pub variants: Vec<ErrorVariant>,
}

/// One variant of the enum of errors.
#[derive(Clone, Debug, PartialEq)]
pub struct ErrorVariant {
    /// The Rust name of the variant, for example `NotFound`.
    pub name: String,
    /// The status.
    pub status: ErrorStatus,
    /// The body, if there is one.
    pub content: Option<Content>,
}

/// The status of a variant of the enum of errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ErrorStatus {
    /// This status.
    Exact(u16),
    /// The statuses with this first digit, such as `4XX`.
    Range(u16),
    /// Every status that no other variant has: `default`.
    Default,
}

impl ErrorStatus {
    /// The status of a documented response. `None` if it is not a status.
    #[must_use]
    pub fn from_documented(status: &str) -> Option<Self> {
        if status == "default" {
            return Some(Self::Default);
        }
        match status.strip_suffix("XX") {
            Some(digit) => digit.parse().ok().map(Self::Range),
            None => status.parse().ok().map(Self::Exact),
        }
    }
}

impl fmt::Display for ErrorStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exact(status) => write!(f, "{status}"),
            Self::Range(digit) => write!(f, "{digit}XX"),
            Self::Default => f.write_str("default"),
        }
    }
}

/// Returns whether a response of this status has the header `Location` and means that the resource is there.
pub(crate) fn is_redirect(status: u16) -> bool {
    matches!(status, 301 | 302 | 303 | 307 | 308)
}

/// A documented response.
#[derive(Clone, Debug, PartialEq)]
pub struct Response {
    /// `200`, `4XX` or `default`.
    pub status: String,
    /// True if a call with this response fails.
    pub is_error: bool,
    /// The description from the document.
    pub docs: Option<String>,
    /// The body, if there is one.
    pub content: Option<Content>,
    /// The other bodies: of a success, in other formats; of an error, of other types or in other formats.
    pub others: Vec<Content>,
    /// The documented headers.
    pub headers: Vec<ResponseHeader>,
}

/// A header of a response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResponseHeader {
    /// The name.
    pub name: String,
    /// The description from the document.
    pub docs: Option<String>,
}

/// A webhook or callback: a request that the API sends.
#[derive(Clone, Debug, PartialEq)]
pub struct Webhook {
    /// The name in the document, for example `streak.started`.
    pub wire: String,
    /// The Rust name, for example `StreakStarted`.
    pub name: String,
    /// The description from the document.
    pub docs: Option<String>,
    /// The payload.
    pub content: Content,
    /// The property and its constant value that identify the payload among those of all webhooks.
    pub tag: Option<(String, String)>,
    /// JSON pointer to its operation in the document.
    pub pointer: String,
}
