//! The schemas of requests, for servers that validate them. A schema is a list of keywords of JSON Schema.

use std::collections::{BTreeMap, BTreeSet};

/// The schemas of all requests of an API.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequestSchemas {
    /// The components that the schemas refer to, by the name of their constant.
    pub components: BTreeMap<String, Schema>,
    /// The schemas of the requests to each operation, by the pointer of the operation.
    pub operations: BTreeMap<String, RequestSchema>,
    /// The patterns that servers do not check, by the pointer of the operation or component that contains them.
    pub unchecked_patterns: BTreeSet<(String, String)>,
}

/// The schemas of the requests to one operation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequestSchema {
    /// The name of its constant.
    pub name: String,
    /// The schema of each parameter of the operation.
    pub parameters: Vec<Schema>,
    /// The schema of the body.
    pub body: Option<Schema>,
}

/// A schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Schema {
    /// The component with this constant.
    Component(String),
    /// All keywords must be satisfied. Without keywords, every value is valid.
    Keywords(Vec<Keyword>),
}

impl Schema {
    /// The schema of any value.
    pub const ANY: Self = Self::Keywords(Vec::new());
}

/// A keyword of a schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Keyword {
    /// `null` is valid, too. The other keywords do not apply to it.
    Nullable,
    /// The type of the values.
    Type(JsonType),
    /// The values, all of which are strings.
    Enum(Vec<String>),
    /// The values, as JSON texts.
    EnumJson(Vec<String>),
    /// The format of the string.
    Format(TextFormat),
    /// A keyword whose value is a natural number, such as `minLength`.
    Count(CountKeyword, u64),
    /// A keyword whose value is a number, as JSON text, such as `minimum`.
    Number(NumberKeyword, String),
    /// A pattern.
    Pattern {
        /// The pattern of the document, in the dialect of ECMA-262.
        pattern: String,
        /// The pattern in the dialect of the crate `regex`; `None` if it has no equivalent.
        translated: Option<String>,
    },
    /// The items of an array, after those of `PrefixItems`.
    Items(Box<Schema>),
    /// The first items of an array.
    PrefixItems(Vec<Schema>),
    /// The array has no items after those of `PrefixItems`.
    NoOtherItems,
    /// The items differ.
    UniqueItems,
    /// The properties of an object.
    Properties(Vec<(String, Schema)>),
    /// The required properties.
    Required(Vec<String>),
    /// The other properties.
    AdditionalProperties(Box<Schema>),
    /// The object has no other properties.
    NoOtherProperties,
    /// The object has no properties that no part of the schema contains.
    NoUnevaluatedProperties,
    /// The value satisfies all schemas.
    AllOf(Vec<Schema>),
    /// The value satisfies at least one schema.
    AnyOf(Vec<Schema>),
    /// The value satisfies exactly one schema.
    OneOf(Vec<Schema>),
    /// The property that selects one of the alternatives, and the index of the alternative for each of its values.
    Discriminator {
        /// The property.
        property: String,
        /// The values, each with the index of its alternative.
        tags: Vec<(String, usize)>,
        /// The index of the alternative for objects with other values.
        default: Option<usize>,
    },
    /// The value does not satisfy the schema.
    Not(Box<Schema>),
    /// Requests do not contain the property.
    ReadOnly,
    /// The value is a secret.
    Secret,
}

/// A type of JSON Schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonType {
    /// `null`.
    Null,
    /// `boolean`.
    Boolean,
    /// `integer`.
    Integer,
    /// `number`.
    Number,
    /// `string`.
    String,
    /// `array`.
    Array,
    /// `object`.
    Object,
}

/// A format that the types of generated code parse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextFormat {
    /// `date`.
    Date,
    /// `date-time`.
    DateTime,
    /// `uuid`.
    Uuid,
}

/// A keyword whose value is a natural number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CountKeyword {
    /// `minLength`.
    MinLength,
    /// `maxLength`.
    MaxLength,
    /// `minItems`.
    MinItems,
    /// `maxItems`.
    MaxItems,
    /// `minProperties`.
    MinProperties,
    /// `maxProperties`.
    MaxProperties,
}

/// A keyword whose value is a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberKeyword {
    /// `minimum`.
    Minimum,
    /// `maximum`.
    Maximum,
    /// `exclusiveMinimum`.
    ExclusiveMinimum,
    /// `exclusiveMaximum`.
    ExclusiveMaximum,
    /// `multipleOf`.
    MultipleOf,
}

impl CountKeyword {
    /// The name of the keyword.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::MinLength => "minLength",
            Self::MaxLength => "maxLength",
            Self::MinItems => "minItems",
            Self::MaxItems => "maxItems",
            Self::MinProperties => "minProperties",
            Self::MaxProperties => "maxProperties",
        }
    }
}

impl NumberKeyword {
    /// The name of the keyword.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Minimum => "minimum",
            Self::Maximum => "maximum",
            Self::ExclusiveMinimum => "exclusiveMinimum",
            Self::ExclusiveMaximum => "exclusiveMaximum",
            Self::MultipleOf => "multipleOf",
        }
    }
}
