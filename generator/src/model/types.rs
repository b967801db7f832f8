//! The types of an API: structs, enums, unions and aliases, and how a value of them is spelled in Rust.

use std::collections::BTreeMap;
use std::fmt;

/// A named type and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TypeDef {
    /// The Rust name, for example `PointsLevel`.
    pub name: String,
    /// The module, and so the file, that holds it, for example `points_level`: for an inline type in a
    /// component, that of the component.
    pub module: String,
    /// The description from the document.
    pub docs: Option<String>,
    /// Whether the document calls it deprecated.
    pub deprecated: bool,
    /// JSON pointer to the schema in the document.
    pub pointer: String,
    /// What it is.
    pub kind: TypeKind,
}

impl TypeDef {
    /// Whether its schema stands inside of another one, or of an operation, and not among the components.
    #[must_use]
    pub fn is_inline(&self) -> bool {
        self.component() != Some(self.pointer.as_str())
    }

    /// The component in whose schema its own stands, by its pointer.
    #[must_use]
    pub fn component(&self) -> Option<&str> {
        let rest = self.pointer.strip_prefix("/components/schemas/")?;
        let length = self.pointer.len() - rest.len() + rest.find('/').unwrap_or(rest.len());
        self.pointer.get(..length)
    }
}

/// What a named type is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum TypeKind {
    /// An object with named properties.
    Struct(StructDef),
    /// A string or an integer out of a list.
    Enum(EnumDef),
    /// One of several types.
    Union(UnionDef),
    /// Another name for a type.
    Alias(Type),
}

/// An object with named properties.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct StructDef {
    /// The properties, those of extended components first.
    pub fields: Vec<Field>,
    /// The type of properties that have no name of their own (`additionalProperties` beside `properties`).
    pub additional: Option<Type>,
    /// The components that its `allOf` names and whose fields it therefore has.
    pub extends: Vec<Extends>,
}

impl StructDef {
    /// The fields that a constructor must be given.
    pub fn required(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| field.is_argument())
    }
}

/// One property of an object.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Field {
    /// The property's name in JSON.
    pub wire: String,
    /// The Rust name, `r#` included where it is needed.
    pub name: String,
    /// The description from the document.
    pub docs: Option<String>,
    /// Whether the document calls it deprecated.
    pub deprecated: bool,
    /// JSON pointer to the property in the document.
    pub pointer: String,
    /// The type of a value that is there.
    pub ty: Type,
    /// How "not there" and `null` are told.
    pub presence: Presence,
    /// Whether the value sits behind a `Box`, because the type contains itself.
    pub boxed: bool,
    /// Whether the document allows one value only, so that nobody has to give it.
    pub constant: bool,
    /// The default that the document names, as JSON text. It is documentation: it is never sent unasked.
    pub default: Option<String>,
    /// What else the document says about the value. It is documentation: nobody checks it here.
    pub bounds: Bounds,
}

/// Bounds of a value, as JSON text by keyword: `maximum` is `100`, `pattern` is `^[a-z]+$`.
pub type Bounds = BTreeMap<&'static str, String>;

impl Field {
    /// Whether the document says that the property is always there.
    #[must_use]
    pub fn is_required(&self) -> bool {
        matches!(
            self.presence,
            Presence::Required
                | Presence::Nullable { .. }
                | Presence::Collection { required: true }
        )
    }

    /// Whether a constructor needs a value for it.
    #[must_use]
    pub fn is_argument(&self) -> bool {
        !self.constant
            && matches!(
                self.presence,
                Presence::Required | Presence::Nullable { argument: true }
            )
    }

    /// Whether a setter sets it.
    #[must_use]
    pub fn is_set(&self) -> bool {
        !self.is_argument() && !self.constant
    }
}

/// How a property that is missing or `null` reads, and what is written for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Presence {
    /// `T`: always there, never `null`.
    Required,
    /// `Option<T>`: left out when `None`.
    Optional,
    /// `Option<T>`: written as `null` when `None`. A request's constructor asks for it (`argument`).
    Nullable {
        /// Whether a constructor asks for the value.
        argument: bool,
    },
    /// `Patch<T>`: absent, `null` and a value are three different things.
    Patch,
    /// A list or map in a response: empty when missing or `null`.
    Collection {
        /// Whether an empty one is written, too.
        required: bool,
    },
}

/// A string or an integer out of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct EnumDef {
    /// The known values in the document's order.
    pub variants: Vec<EnumVariant>,
    /// What the values are.
    pub values: EnumValues,
    /// Whether values that are not in the list are kept, as they must be in what an API sends.
    pub open: bool,
}

/// What the values of an enum are in JSON.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum EnumValues {
    /// Strings.
    #[default]
    Text,
    /// Whole numbers of 64 bits.
    Integers,
}

/// One known value of an enum.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct EnumVariant {
    /// The value in JSON, without the quotes of a string.
    pub wire: String,
    /// The Rust name.
    pub name: String,
    /// What the document says about this value alone.
    pub docs: Option<String>,
}

/// One of several types, told apart by a property or by what decodes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct UnionDef {
    /// The alternatives, in the order in which they are tried: the most demanding first.
    pub variants: Vec<UnionVariant>,
    /// The property whose value says which alternative it is (`discriminator`).
    pub tag: Option<String>,
    /// What the values of that property are.
    pub tag_values: EnumValues,
}

/// One alternative of a union.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct UnionVariant {
    /// The Rust name.
    pub name: String,
    /// What it holds.
    pub ty: Type,
    /// Whether the value sits behind a `Box`, because the union contains itself.
    pub boxed: bool,
    /// The values of the union's tag that mean this alternative.
    pub tags: Vec<String>,
    /// The properties that show a value to be this alternative, where there is no tag.
    pub marker: Marker,
}

/// The properties of an alternative that no other has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Marker {
    /// There are none.
    #[default]
    None,
    /// A value of this alternative has this property.
    Required(String),
    /// A value of this alternative may have these properties.
    Optional(Vec<String>),
}

/// A component that a struct extends, and how each field of the component is taken from the struct.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Extends {
    /// The extended type.
    pub target: String,
    /// The target's fields in its order.
    pub fields: Vec<(String, FieldConversion)>,
}

/// How a value of a field becomes the value of the same field in an extended component.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FieldConversion {
    /// The types are the same.
    Same,
    /// The target may be without it: `T` to `Option<T>` or `Patch<T>`.
    Into,
    /// The target has no absent or `null`: `Option<Vec<T>>` to `Vec<T>`.
    OrDefault,
}

/// The type of one value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    /// `boolean`.
    Bool,
    /// `integer` of 32 bits.
    I32,
    /// `integer` of 64 bits, or of no stated width.
    I64,
    /// `integer` of 32 bits without marker.
    U32,
    /// `integer` of 64 bits without marker.
    U64,
    /// `number` of 32 bits.
    F32,
    /// `number` of 64 bits, or of no stated width.
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
    /// Raw bytes, for a body that is not text.
    Bytes,
    /// A file in a body of several parts.
    File,
    /// `array`.
    List(Box<Type>),
    /// `array` of so many items, each of a type of its own (`prefixItems`).
    Tuple(Vec<Type>),
    /// `object` whose properties have no names of their own.
    Map(Box<Type>),
    /// A value that may be `null`, inside a list, tuple or map.
    Nullable(Box<Type>),
    /// A type of this API, by its Rust name.
    Named(String),
}

impl Type {
    /// The named type that this type holds directly or as the items of lists and maps.
    #[must_use]
    pub fn named(&self) -> Option<&str> {
        match self {
            Self::Named(name) => Some(name),
            Self::List(inner) | Self::Map(inner) | Self::Nullable(inner) => inner.named(),
            _ => None,
        }
    }

    /// All named types that this type mentions.
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
            Self::I32 => f.write_str("i32"),
            Self::I64 => f.write_str("i64"),
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
            Self::File => f.write_str("FilePart"),
            Self::List(item) => write!(f, "Vec<{item}>"),
            Self::Tuple(items) => {
                let items: Vec<String> = items.iter().map(Self::to_string).collect();
                write!(f, "({})", items.join(", "))
            }
            Self::Map(value) => write!(f, "BTreeMap<String, {value}>"),
            Self::Nullable(inner) => write!(f, "Option<{inner}>"),
            Self::Named(name) => f.write_str(name),
        }
    }
}
