//! The types of an API: structs, enums, unions and aliases.

use std::collections::BTreeMap;
use std::fmt;

/// A named type.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TypeDef {
    /// The Rust name, for example `PointsLevel`.
    pub name: String,
    /// The deprecated other names, which the type had in earlier versions.
    pub aliases: Vec<String>,
    /// The module and file, for example `points_level`. An inline type is in the module of its component.
    pub module: String,
    /// The description from the document.
    pub docs: Option<String>,
    /// True if the document marks it as deprecated.
    pub deprecated: bool,
    /// JSON pointer to the schema in the document.
    pub pointer: String,
    /// The derives besides those that all types of its kind have: names of the standard library, and paths of others.
    pub derives: Vec<String>,
    /// The definition.
    pub kind: TypeKind,
}

impl TypeDef {
    /// Returns whether its schema is part of another schema or of an operation, and not a component.
    #[must_use]
    pub fn is_inline(&self) -> bool {
        self.component() != Some(self.pointer.as_str())
    }

    /// The pointer to the component that contains its schema.
    #[must_use]
    pub fn component(&self) -> Option<&str> {
        let rest = self.pointer.strip_prefix("/components/schemas/")?;
        let length = self.pointer.len() - rest.len() + rest.find('/').unwrap_or(rest.len());
        self.pointer.get(..length)
    }
}

/// The definition of a named type.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum TypeKind {
    /// An object with named properties.
    Struct(StructDef),
    /// A string or an integer with listed values.
    Enum(EnumDef),
    /// One of several types.
    Union(UnionDef),
    /// The data of server-sent events whose names decide its type.
    Events(EventsDef),
    /// Another name for a type.
    Alias(Type),
    /// A list, map or tuple that contains itself, which an alias cannot.
    Newtype(NewtypeDef),
}

/// A struct around a list, map or tuple. In JSON, it is that list or map.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct NewtypeDef {
    /// The type of the value.
    pub ty: Type,
    /// True if the value is behind a `Box`, because it contains the type itself outside of a list or map.
    pub boxed: bool,
}

impl NewtypeDef {
    /// Returns whether it implements `Default` without a configured derive.
    #[must_use]
    pub fn has_default(&self) -> bool {
        let is_empty = matches!(self.ty, Type::List(_) | Type::Map(_) | Type::Nullable(_));
        is_empty && !self.boxed
    }
}

/// An object with named properties.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct StructDef {
    /// The properties, those of extended components first.
    pub fields: Vec<Field>,
    /// The type of additional properties (`additionalProperties` besides `properties`).
    pub additional: Option<Type>,
    /// True if the document allows no other properties. They are ignored, except to choose the variant of a union.
    pub closed: bool,
    /// The components in its `allOf`, whose fields it has.
    pub extends: Vec<Extends>,
}

impl StructDef {
    /// Returns whether it implements `Default` without a configured derive: its constructor has no arguments.
    #[must_use]
    pub fn has_default(&self) -> bool {
        self.required().next().is_none()
    }

    /// The fields that are arguments of the constructor.
    pub fn required(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| field.is_argument())
    }
}

/// One property of an object.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Field {
    /// The property's name in JSON.
    pub wire: String,
    /// The Rust name, with `r#` if it is a keyword.
    pub name: String,
    /// The description from the document.
    pub docs: Option<String>,
    /// True if the document marks it as deprecated.
    pub deprecated: bool,
    /// JSON pointer to the property in the document.
    pub pointer: String,
    /// The type of a present value.
    pub ty: Type,
    /// The representation of absent and `null`.
    pub presence: Presence,
    /// True if the value is behind a `Box`, because the type contains itself.
    pub boxed: bool,
    /// True if the document allows only one value. Such a field is not an argument of the constructor.
    pub constant: bool,
    /// The value that the constructor sets, as JSON text. `None` if it is the default value of the type.
    pub fixed: Option<String>,
    /// The default from the document, as JSON text. It is documentation and is not sent.
    pub default: Option<String>,
    /// The constraints on the value. They are documentation and are not checked.
    pub bounds: Bounds,
}

/// Bounds of a value, as JSON text by keyword: `maximum` is `100`, `pattern` is `^[a-z]+$`.
pub type Bounds = BTreeMap<&'static str, String>;

impl Field {
    /// Returns whether the document requires the property.
    #[must_use]
    pub fn is_required(&self) -> bool {
        matches!(
            self.presence,
            Presence::Required
                | Presence::Nullable { .. }
                | Presence::Collection { required: true }
        )
    }

    /// Returns whether the field is an argument of the constructor.
    #[must_use]
    pub fn is_argument(&self) -> bool {
        !self.constant
            && matches!(
                self.presence,
                Presence::Required | Presence::Nullable { argument: true }
            )
    }

    /// Returns whether the field has a setter.
    #[must_use]
    pub fn is_set(&self) -> bool {
        !self.is_argument() && !self.constant
    }
}

/// The representation of an absent or `null` property.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Presence {
    /// `T`: always present, never `null`.
    Required,
    /// `Option<T>`: omitted if `None`.
    Optional,
    /// `Option<T>`: written as `null` if `None`. In a request, it is an argument of the constructor.
    Nullable {
        /// True if it is an argument of the constructor.
        argument: bool,
    },
    /// `Patch<T>`: distinguishes absent, `null` and a value.
    Patch,
    /// A list or map in a response: empty if the property is absent or `null`.
    Collection {
        /// True if an empty list or map is written.
        required: bool,
    },
}

/// A string or an integer with listed values.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct EnumDef {
    /// The known values in the document's order.
    pub variants: Vec<EnumVariant>,
    /// The type of the values.
    pub values: EnumValues,
    /// True if unknown values are kept, as in everything that the API sends.
    pub open: bool,
}

impl EnumDef {
    /// Returns whether it implements `Copy`: it keeps no unknown strings.
    #[must_use]
    pub fn is_copy(&self) -> bool {
        !self.open || self.values == EnumValues::Integers
    }
}

/// The JSON type of the values of an enum.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum EnumValues {
    /// Strings.
    #[default]
    Text,
    /// Integers of 64 bits.
    Integers,
}

/// One known value of an enum.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct EnumVariant {
    /// The value in JSON, without the quotes of a string.
    pub wire: String,
    /// The Rust name.
    pub name: String,
    /// The description of this value from the document.
    pub docs: Option<String>,
}

/// One of several types, discriminated by a property or by trial decoding.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct UnionDef {
    /// The variants, in the order in which they are tried: the most specific first.
    pub variants: Vec<UnionVariant>,
    /// The property whose value selects the variant (`discriminator`).
    pub tag: Option<String>,
    /// The type of that property's values.
    pub tag_values: TagValues,
}

/// The JSON type of the values of a tag.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum TagValues {
    /// Strings.
    #[default]
    Text,
    /// Integers of 64 bits.
    Integers,
    /// `true` and `false`.
    Booleans,
}

/// The code that writes the tag of a variant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum TagWriter {
    /// The value: it always has a tag of this variant.
    #[default]
    Value,
    /// The union: it replaces the property of the value.
    Union,
    /// The union: the tag is not a property of the value.
    UnionOnly,
}

/// The values without a tag of any variant that select a variant (`defaultMapping`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum DefaultFor {
    /// No values.
    #[default]
    Nothing,
    /// The values without the property. The variant has no property for other tags.
    MissingTags,
    /// The values without the property, or with another value of it.
    OtherTags,
}

/// One variant of a union.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct UnionVariant {
    /// The Rust name.
    pub name: String,
    /// The type of its value.
    pub ty: Type,
    /// True if the value is behind a `Box`, because the union contains itself.
    pub boxed: bool,
    /// The values of the union's tag that select this variant.
    pub tags: Vec<String>,
    /// The code that writes the tag.
    pub tag_writer: TagWriter,
    /// The values without a tag of any variant that select this one.
    pub default_for: DefaultFor,
    /// The kind of its value, if the union has no tag.
    pub value_kind: ValueKind,
}

/// The kind of a variant's value, which decides how a union without a tag tries it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ValueKind {
    /// Any other value.
    #[default]
    Any,
    /// An object with properties.
    Object,
    /// An object without other properties than those of its type.
    Closed,
    /// A union.
    Union,
}

/// The data of server-sent events whose names decide its type.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct EventsDef {
    /// The known events, in the document's order.
    pub variants: Vec<EventVariant>,
}

/// The data of the events with one name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct EventVariant {
    /// The Rust name.
    pub name: String,
    /// The name of the event.
    pub event: String,
    /// The type of the data.
    pub ty: Type,
    /// True if the data is text and not JSON.
    pub is_text: bool,
}

impl EventVariant {
    /// The data for readers: its type, or `text`.
    #[must_use]
    pub fn data(&self) -> String {
        if self.is_text {
            "text".to_owned()
        } else {
            self.ty.to_string()
        }
    }
}

/// A component that a struct extends, and the conversion of each of the component's fields.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Extends {
    /// The extended type.
    pub target: String,
    /// The fields of the extended type, in its order.
    pub fields: Vec<(String, FieldConversion)>,
}

/// The conversion of a field's value into the field of an extended component.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FieldConversion {
    /// The types are the same.
    Same,
    /// The component's field is optional: `T` becomes `Option<T>` or `Patch<T>`.
    Into,
    /// The component's field cannot be absent, but it can be empty: `Option<Vec<T>>` becomes `Vec<T>`.
    OrDefault,
}

/// The type of one value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    /// `boolean`.
    Bool,
    /// `integer` of 8 bits.
    I8,
    /// `integer` of 16 bits.
    I16,
    /// `integer` of 32 bits.
    I32,
    /// `integer` of 64 bits, or without a format.
    I64,
    /// Unsigned `integer` of 8 bits.
    U8,
    /// Unsigned `integer` of 16 bits.
    U16,
    /// Unsigned `integer` of 32 bits.
    U32,
    /// Unsigned `integer` of 64 bits, or with a `maximum` that only this type has.
    U64,
    /// `number` of 32 bits.
    F32,
    /// `number` of 64 bits, or without a format.
    F64,
    /// `string`.
    String,
    /// `string` with format `date`: a calendar date.
    Date,
    /// `string` with format `date-time`: a point in time.
    Timestamp,
    /// `string` with format `uuid`.
    Uuid,
    /// Any JSON value.
    Value,
    /// The bytes of a response that is not text.
    Bytes,
    /// The bytes or the stream of a request body that is not text.
    Body,
    /// A file in a multipart body.
    File,
    /// `array`.
    List(Box<Type>),
    /// `array` with a fixed number of items of different types (`prefixItems`).
    Tuple(Vec<Type>),
    /// `object` with arbitrary property names.
    Map(Box<Type>),
    /// A value that may be `null`, inside a list, tuple or map.
    Nullable(Box<Type>),
    /// A type of this API, by its Rust name.
    Named(String),
    /// A type that is not generated.
    External(Box<ExternalType>),
}

/// A type that is not generated: a type of the user, of the standard library or of another crate.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ExternalType {
    /// The path in Rust, for example `rust_decimal::Decimal`.
    pub path: String,
    /// The type that would represent the same JSON values, as far as it is known: its values are texts if this one's are.
    pub json: Type,
    /// The item of the runtime with which the path begins. Files import it.
    pub item: Option<&'static str>,
    /// A value as text, which `FromStr` of the type reads. `None` for types about which nothing is known.
    pub example: Option<&'static str>,
}

impl Type {
    /// The smallest and the largest value of an integer type.
    #[must_use]
    pub fn integer_range(&self) -> Option<(i128, i128)> {
        Some(match self {
            Self::I8 => (i8::MIN.into(), i8::MAX.into()),
            Self::I16 => (i16::MIN.into(), i16::MAX.into()),
            Self::I32 => (i32::MIN.into(), i32::MAX.into()),
            Self::I64 => (i64::MIN.into(), i64::MAX.into()),
            Self::U8 => (0, u8::MAX.into()),
            Self::U16 => (0, u16::MAX.into()),
            Self::U32 => (0, u32::MAX.into()),
            Self::U64 => (0, u64::MAX.into()),
            _ => return None,
        })
    }

    /// Returns whether a value is a file, or a list of files.
    #[must_use]
    pub fn is_file(&self) -> bool {
        match self {
            Self::File => true,
            Self::List(item) => item.is_file(),
            _ => false,
        }
    }

    /// The named type itself, or the named type of the items of a list or map.
    #[must_use]
    pub fn named(&self) -> Option<&str> {
        match self {
            Self::Named(name) => Some(name),
            Self::List(inner) | Self::Map(inner) | Self::Nullable(inner) => inner.named(),
            _ => None,
        }
    }

    /// All named types in this type.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        match self {
            Self::Named(name) => vec![name],
            Self::List(inner) | Self::Map(inner) | Self::Nullable(inner) => inner.names(),
            Self::Tuple(items) => items.iter().flat_map(Self::names).collect(),
            _ => Vec::new(),
        }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool => f.write_str("bool"),
            Self::I8 => f.write_str("i8"),
            Self::I16 => f.write_str("i16"),
            Self::I32 => f.write_str("i32"),
            Self::I64 => f.write_str("i64"),
            Self::U8 => f.write_str("u8"),
            Self::U16 => f.write_str("u16"),
            Self::U32 => f.write_str("u32"),
            Self::U64 => f.write_str("u64"),
            Self::F32 => f.write_str("f32"),
            Self::F64 => f.write_str("f64"),
            Self::String => f.write_str("String"),
            Self::Date => f.write_str("Date"),
            Self::Timestamp => f.write_str("Timestamp"),
            Self::Uuid => f.write_str("Uuid"),
            Self::Value => f.write_str("Value"),
            Self::Bytes => f.write_str("Bytes"),
            Self::Body => f.write_str("Body"),
            Self::File => f.write_str("FilePart"),
            Self::List(item) => write!(f, "Vec<{item}>"),
            Self::Tuple(items) => {
                let items: Vec<String> = items.iter().map(Self::to_string).collect();
                write!(f, "({})", items.join(", "))
            }
            Self::Map(value) => write!(f, "BTreeMap<String, {value}>"),
            Self::Nullable(inner) => write!(f, "Option<{inner}>"),
            Self::Named(name) => f.write_str(name),
            Self::External(external) => f.write_str(&external.path),
        }
    }
}
