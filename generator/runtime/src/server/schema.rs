//! The schemas of requests, as constants in generated code. [`Routes::validate`](super::Routes::validate) checks
//! requests against them.
//!
//! A [`Schema`] is a list of keywords, as in JSON Schema. Schemas refer to each other, so they can be recursive:
//!
//! ```
//! use apicrate_runtime::server::schema::JsonType::{Array, Object};
//! use apicrate_runtime::server::schema::Keyword::{Items, Properties, Required, Type};
//! use apicrate_runtime::server::schema::{STRING, Schema};
//!
//! static CATEGORY: Schema = Schema(&[
//!     Type(Object),
//!     Required(&["name"]),
//!     Properties(&[
//!         ("name", &STRING),
//!         ("children", &Schema(&[Type(Array), Items(&CATEGORY)])),
//!     ]),
//! ]);
//! # let _ = &CATEGORY;
//! ```

use super::decoder::ExplodedProperty;
use crate::wire::encoder::style::ParameterStyle;

/// A schema: a value is valid if it satisfies all keywords.
#[derive(Debug, Clone, Copy)]
pub struct Schema(pub &'static [Keyword]);

/// The schema of a string.
pub const STRING: Schema = Schema(&[Keyword::Type(JsonType::String)]);
/// The schema of an integer.
pub const INTEGER: Schema = Schema(&[Keyword::Type(JsonType::Integer)]);
/// The schema of a number.
pub const NUMBER: Schema = Schema(&[Keyword::Type(JsonType::Number)]);
/// The schema of `true` and `false`.
pub const BOOLEAN: Schema = Schema(&[Keyword::Type(JsonType::Boolean)]);
/// The schema of any value.
pub const ANY: Schema = Schema(&[]);

/// A type of JSON Schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JsonType {
    /// `null`.
    Null,
    /// `true` and `false`.
    Boolean,
    /// Numbers without a fraction, such as `1` and `1.0`.
    Integer,
    /// All numbers.
    Number,
    /// Strings.
    String,
    /// Arrays.
    Array,
    /// Objects.
    Object,
}

/// A format that the types of generated code parse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextFormat {
    /// `date`.
    Date,
    /// `date-time`.
    DateTime,
    /// `uuid`.
    Uuid,
}

/// A keyword of a [`Schema`]. A keyword for values of one type accepts all values of other types.
///
/// Numbers are decimal texts, because binary numbers cannot represent `0.1`.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Keyword {
    /// `null` is valid, too. The other keywords do not apply to it.
    Nullable,
    /// The value has this type.
    Type(JsonType),
    /// The value is one of these strings.
    Enum(&'static [&'static str]),
    /// The value is one of these values, as JSON texts.
    EnumJson(&'static [&'static str]),
    /// The string has this format.
    Format(TextFormat),
    /// The string has at least this number of characters.
    MinLength(u64),
    /// The string has at most this number of characters.
    MaxLength(u64),
    /// A part of the string matches this regular expression. Checked with the feature `patterns`.
    Pattern(&'static str),
    /// As [`Pattern`](Self::Pattern), for a pattern of the document that has another text in the dialect of the crate
    /// `regex`: the document's pattern, and its translation.
    TranslatedPattern(&'static str, &'static str),
    /// A pattern that the crate `regex` does not support, such as one with look-around. It is not checked.
    UncheckedPattern(&'static str),
    /// The number is at least this one.
    Minimum(&'static str),
    /// The number is at most this one.
    Maximum(&'static str),
    /// The number is more than this one.
    ExclusiveMinimum(&'static str),
    /// The number is less than this one.
    ExclusiveMaximum(&'static str),
    /// The number is a multiple of this one.
    MultipleOf(&'static str),
    /// The items of the array, after those of [`PrefixItems`](Self::PrefixItems).
    Items(&'static Schema),
    /// The first items of the array.
    PrefixItems(&'static [&'static Schema]),
    /// The array has no items after those of [`PrefixItems`](Self::PrefixItems).
    NoOtherItems,
    /// The array has at least this number of items.
    MinItems(u64),
    /// The array has at most this number of items.
    MaxItems(u64),
    /// No two items of the array are equal.
    UniqueItems,
    /// The properties of the object that are present.
    Properties(&'static [(&'static str, &'static Schema)]),
    /// The object has these properties, apart from those that are [read-only](Self::ReadOnly).
    Required(&'static [&'static str]),
    /// The properties that [`Properties`](Self::Properties) does not contain.
    AdditionalProperties(&'static Schema),
    /// The object has no properties that [`Properties`](Self::Properties) does not contain.
    NoOtherProperties,
    /// The object has no properties that no part of the schema contains.
    NoUnevaluatedProperties,
    /// The object has at least this number of properties.
    MinProperties(u64),
    /// The object has at most this number of properties.
    MaxProperties(u64),
    /// The value satisfies all of these schemas.
    AllOf(&'static [&'static Schema]),
    /// The value satisfies at least one of these schemas.
    AnyOf(&'static [&'static Schema]),
    /// The value satisfies exactly one of these schemas.
    OneOf(&'static [&'static Schema]),
    /// The property that selects one of the schemas of [`OneOf`](Self::OneOf) or [`AnyOf`](Self::AnyOf), the index of the
    /// schema for each of its values, and that for all other objects.
    Discriminator(
        &'static str,
        &'static [(&'static str, usize)],
        Option<usize>,
    ),
    /// The value does not satisfy this schema.
    Not(&'static Schema),
    /// A property that requests must not contain. A schema with such a part has this keyword itself.
    ReadOnly,
    /// A secret, which responses must not repeat. A schema with such a part has this keyword itself.
    Secret,
}

/// The schemas of the parameters and the body of a request.
///
/// ```
/// use apicrate_runtime::server::schema::BodyFormat::Json;
/// use apicrate_runtime::server::schema::ParameterSource::Query;
/// use apicrate_runtime::server::schema::{
///     BodySchema, INTEGER, ParameterSchema, RequestSchema, STRING,
/// };
///
/// static SEARCH: RequestSchema = RequestSchema {
///     parameters: &[ParameterSchema::Optional(Query, "limit", &INTEGER)],
///     body: Some(BodySchema::Required(Json, &STRING)),
/// };
/// # let _ = &SEARCH;
/// ```
#[derive(Debug, Clone, Copy)]
pub struct RequestSchema {
    /// The parameters, apart from optional ones that have any text as their value.
    pub parameters: &'static [ParameterSchema],
    /// The body.
    pub body: Option<BodySchema>,
}

/// The schema of a parameter, with its location and its name on the wire.
#[derive(Debug, Clone, Copy)]
pub enum ParameterSchema {
    /// A required parameter.
    Required(ParameterSource, &'static str, &'static Schema),
    /// A parameter that may be omitted.
    Optional(ParameterSource, &'static str, &'static Schema),
}

/// The location of a parameter, and its style if it is not the default style of the location.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParameterSource {
    /// The path.
    Path,
    /// The query.
    Query,
    /// A header.
    Header,
    /// A cookie.
    Cookie,
    /// The path, with another style.
    PathWith(ParameterStyle),
    /// The query, with another style.
    QueryWith(ParameterStyle),
    /// A header, with another style.
    HeaderWith(ParameterStyle),
    /// A cookie, with another style.
    CookieWith(ParameterStyle),
    /// The query: an object whose properties have these names.
    QueryProperties(&'static [&'static str]),
    /// The query: an object that has all names but these. A name such as `filter[` stands for all names that begin with it.
    QueryRest(&'static [&'static str]),
    /// The cookies: an object whose properties have these names.
    CookieProperties(&'static [&'static str]),
    /// The cookies: an object that has all names but these.
    CookieRest(&'static [&'static str]),
    /// The whole query string, as a form: the properties that have another style than the default one, and those that are
    /// spread.
    QueryForm(
        &'static [(&'static str, ParameterStyle)],
        &'static [(&'static str, ExplodedProperty<'static>)],
    ),
    /// The whole query string, as JSON.
    QueryJson,
}

/// The schema of a body.
#[derive(Debug, Clone, Copy)]
pub enum BodySchema {
    /// A required body.
    Required(BodyFormat, &'static Schema),
    /// A body that may be empty.
    Optional(BodyFormat, &'static Schema),
}

/// The format of a body that is validated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum BodyFormat {
    /// JSON.
    Json,
    /// Text.
    Text,
    /// A form, with the properties that have another style than the default one.
    Form(&'static [(&'static str, ParameterStyle)]),
    /// A form, with the properties that have another style than the default one, and those that are spread.
    FormWith(
        &'static [(&'static str, ParameterStyle)],
        &'static [(&'static str, ExplodedProperty<'static>)],
    ),
    /// A multipart body of this media type, with the names of its files and of the parts that are JSON.
    Multipart(
        &'static str,
        &'static [&'static str],
        &'static [&'static str],
    ),
}
