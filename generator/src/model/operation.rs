//! What an API offers: services, their operations, and the webhooks it sends.

use serde_json::Value;

use super::security::SecurityRequirements;
use super::types::{Bounds, Type};
use crate::media_type;

/// A group of operations: one trait, one handle, one file.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// The Rust name of the handle, for example `Users`; its trait is `UsersApi`.
    pub name: String,
    /// The module, and so the file, that holds it, for example `users`.
    pub module: String,
    /// The accessors that lead to it from the root, for example `points`, `systems`.
    pub path: Vec<String>,
    /// The tag's description.
    pub docs: Option<String>,
    /// Its operations in the order of the document's paths.
    pub operations: Vec<Operation>,
}

/// One operation: a method on a path.
#[derive(Clone, Debug, PartialEq)]
pub struct Operation {
    /// The `operationId`, or one made from method and path.
    pub id: String,
    /// The Rust name of the method, for example `achievements`.
    pub name: String,
    /// The stem of its types: `Achievements` for `AchievementsRequest` and `AchievementsCall`.
    pub stem: String,
    /// The HTTP method in capitals.
    pub method: String,
    /// The path template, for example `/users/{id}/achievements`.
    pub path: String,
    /// The server that the document names for it, or nothing.
    pub server: String,
    /// What a caller has to show, where it is not what the API asks for everywhere.
    pub security: Option<SecurityRequirements>,
    /// One line about it.
    pub summary: Option<String>,
    /// The description from the document.
    pub docs: Option<String>,
    /// Whether the document calls it deprecated.
    pub deprecated: bool,
    /// JSON pointer to the operation in the document.
    pub pointer: String,
    /// Path, query, header and cookie parameters: those of the operation, then those of the path.
    pub parameters: Vec<Parameter>,
    /// What is sent as the body.
    pub body: Option<Body>,
    /// What success looks like.
    pub output: Output,
    /// Every documented answer in the document's order.
    pub responses: Vec<Response>,
    /// Whether it is another one once more, with a body of another media type.
    pub is_variant: bool,
    /// How the list that it gives is fetched page by page.
    pub pagination: Option<Pagination>,
    /// What the API sends on account of a call (`callbacks`), to an address that the call gave.
    pub callbacks: Vec<Webhook>,
}

/// How a list is fetched page by page: two parameters say how many items to give and how many to skip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pagination {
    /// The Rust name of the parameter for the size of a page.
    pub limit: String,
    /// The Rust name of the parameter for the items to skip.
    pub offset: String,
    /// The size of a page when the caller does not say.
    pub size: i64,
    /// The type of an item.
    pub item: Type,
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
    /// Whether the document calls it deprecated.
    pub deprecated: bool,
    /// JSON pointer to the parameter in the document.
    pub pointer: String,
    /// Where it travels.
    pub location: ParameterLocation,
    /// How its value is written.
    pub style: ParameterStyle,
    /// The type of a value that is there.
    pub ty: Type,
    /// Whether it may be left out.
    pub presence: ParameterPresence,
    /// The default that the document names, as JSON text.
    pub default: Option<String>,
    /// What else the document says about the value. It is documentation: nobody checks it here.
    pub bounds: Bounds,
    /// A value that the document shows.
    pub example: Option<Value>,
}

/// Where a parameter travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterLocation {
    /// In the path.
    Path,
    /// In the query string.
    Query,
    /// As a header.
    Header,
    /// As a cookie.
    Cookie,
}

/// How a parameter's value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterStyle {
    /// What its location does unless the document says otherwise: `simple`, or `form` with repeated names.
    Standard,
    /// Items in one value with this between them (`explode: false`).
    Delimited(&'static str),
    /// `name[property]=value`.
    DeepObject,
    /// As [`Standard`](Self::Standard) in the query, with characters as they are that mean something in a
    /// URL (`allowReserved`).
    Reserved,
    /// An object as `name=value` for each property: `simple` with `explode: true`.
    Exploded,
    /// After a dot: in the path.
    Label {
        /// Whether each item stands after a dot of its own.
        explode: bool,
    },
    /// After a semicolon, with its name: in the path.
    Matrix {
        /// Whether each item stands after a semicolon of its own.
        explode: bool,
    },
    /// As JSON text (`content`).
    Json,
}

/// Whether a parameter may be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterPresence {
    /// `T`.
    Required,
    /// `Option<T>`: not sent when `None`.
    Optional,
    /// `bool`: a parameter whose only value is the string `true` is sent or left out.
    Flag,
}

/// The body of a request.
#[derive(Clone, Debug, PartialEq)]
pub struct Body {
    /// The description from the document.
    pub docs: Option<String>,
    /// What it is.
    pub content: Content,
    /// Whether it has to be sent.
    pub required: bool,
    /// Whether its properties stand as arguments of the method: it is an object with no name of its own.
    pub spread: bool,
}

/// A body: its type, and the notation it is written in.
#[derive(Clone, Debug, PartialEq)]
pub struct Content {
    /// The media type, for example `application/json`.
    pub media_type: String,
    /// The type of the value, or of each value where they are many.
    pub ty: Type,
    /// Whether it is one value after the other, each read as it arrives.
    pub streams: bool,
    /// How properties of a form or of a body of several parts are written, where the document says so.
    pub encodings: Vec<PropertyEncoding>,
    /// Values that the document shows.
    pub examples: Vec<Value>,
}

/// How a property of a form or of a body of several parts is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PropertyEncoding {
    /// The property's name on the wire.
    pub property: String,
    /// The style, in a form. Without one a list repeats the name, and an object is JSON.
    pub style: Option<FormStyle>,
    /// The media type of the part.
    pub content_type: Option<String>,
    /// Headers of the part that have one value: their names and those values.
    pub headers: Vec<(String, String)>,
}

/// The style of a property of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormStyle {
    /// `name[property]=value`.
    Deep,
    /// Items in one value with this between them.
    Delimited(&'static str),
    /// The properties of an object under their own names.
    Exploded,
    /// As usual, with characters as they are that mean something in a URL (`allowReserved`).
    Reserved,
}

impl Content {
    /// Whether this is the same but for the examples.
    #[must_use]
    pub fn is_like(&self, other: &Self) -> bool {
        self.media_type == other.media_type && self.ty == other.ty && self.streams == other.streams
    }

    /// How a value is read from the body or written to it.
    #[must_use]
    pub fn format(&self) -> BodyFormat {
        match self.ty {
            _ if self.streams && media_type::is_events(&self.media_type) => BodyFormat::Events,
            _ if self.streams => BodyFormat::Lines,
            Type::Bytes => BodyFormat::Bytes,
            Type::String if media_type::is_lines(&self.media_type) => BodyFormat::Text,
            Type::String if !self.media_type.contains("json") => BodyFormat::Text,
            _ if media_type::is_multipart(&self.media_type) => BodyFormat::Multipart,
            _ if media_type::is_urlencoded(&self.media_type) => BodyFormat::Form,
            _ => BodyFormat::Json,
        }
    }
}

/// How a value stands in a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum BodyFormat {
    /// As JSON.
    Json,
    /// As it is, in UTF-8.
    Text,
    /// As it is.
    Bytes,
    /// As names and values of a form.
    Form,
    /// As parts, one for each property.
    Multipart,
    /// As the data of server-sent events, one after the other.
    Events,
    /// As lines of JSON or as JSON text sequences, one after the other.
    Lines,
}

/// What an operation gives on success.
#[derive(Clone, Debug, PartialEq)]
pub enum Output {
    /// No content.
    Empty,
    /// The same, whatever the successful status.
    One(Content),
    /// Different types for different statuses or media types: an enum of this name.
    Many {
        /// The Rust name of the enum.
        name: String,
        /// Its variants.
        variants: Vec<OutputVariant>,
    },
}

impl Output {
    /// What arrives one value after the other, if it does.
    #[must_use]
    pub fn stream(&self) -> Option<&Content> {
        match self {
            Self::One(content) if content.streams => Some(content),
            _ => None,
        }
    }
}

/// One successful answer of an operation that has several. Those of one status differ in their notation, and stand in
/// the order of [`BodyFormat`].
#[derive(Clone, Debug, PartialEq)]
pub struct OutputVariant {
    /// The Rust name of the variant, for example `Created`, or `Json`.
    pub name: String,
    /// The status.
    pub status: u16,
    /// What it carries, if anything.
    pub content: Option<Content>,
    /// The description from the document.
    pub docs: Option<String>,
}

/// A documented answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Response {
    /// `200`, `4XX` or `default`.
    pub status: String,
    /// The description from the document.
    pub docs: Option<String>,
    /// What it carries, if anything.
    pub content: Option<Content>,
    /// What else a success may carry, in other notations.
    pub others: Vec<Content>,
    /// The headers that the document names.
    pub headers: Vec<ResponseHeader>,
}

/// A header of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResponseHeader {
    /// Its name.
    pub name: String,
    /// The description from the document.
    pub docs: Option<String>,
}

/// Something that the API sends on its own account.
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
    /// The property, and its one value, by which the payload is told from those of other webhooks.
    pub tag: Option<(String, String)>,
    /// JSON pointer to the operation in the document that describes it.
    pub pointer: String,
}
