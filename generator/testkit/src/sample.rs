//! Sample values of the types of an API, as JSON. A generated type writes such a value exactly as it was read.

use std::fmt;

use apicrate::model::{
    Api, DefaultFor, EnumDef, EnumValues, Field, Parameter, ParameterLocation, ParameterStyle,
    Presence, StructDef, TagValues, TagWriter, Type, TypeKind, UnionDef,
};
use serde_json::{Map, Value, json};

/// The completeness of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fill {
    /// With every optional part.
    Full,
    /// Without any optional part.
    Minimal,
    /// With `null` for every nullable part, and with a value that the document does not list for an open enum.
    Null,
    /// With every optional part, and with the member of this index in each union, which is counted modulo the number of
    /// members.
    Member(usize),
}

impl Fill {
    pub(crate) const ALL: [Self; 3] = [Self::Full, Self::Minimal, Self::Null];

    /// The fills for the members of unions after the first one.
    pub(crate) fn members() -> impl Iterator<Item = Self> {
        (1..MEMBERS).map(Self::Member)
    }

    /// Returns whether optional parts are present.
    pub(crate) const fn is_full(self) -> bool {
        matches!(self, Self::Full | Self::Member(_))
    }

    /// The index of the member in a union of `count` members.
    const fn member(self, count: usize) -> usize {
        match self {
            Self::Member(index) if count > 0 => index % count,
            _ => 0,
        }
    }
}

/// The name in test results.
impl fmt::Display for Fill {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Full => f.write_str("full"),
            Self::Minimal => f.write_str("minimal"),
            Self::Null => f.write_str("null"),
            Self::Member(index) => write!(f, "member {}", index + 1),
        }
    }
}

/// The largest number of members of a union of which each has a value.
const MEMBERS: usize = 40;

/// The depth at which optional parts are omitted, so that a value of a recursive type is finite.
const DEPTH: usize = 5;

/// The depth at which any value ends. Only a type without finite values reaches it.
const BOTTOM: usize = 32;

/// Returns a value of a type. Texts in it contain `name`, so that values of different fields differ.
pub(crate) fn value(api: &Api, ty: &Type, name: &str, fill: Fill) -> Value {
    let text = format!("{name} \"é\" / 1");
    Sample { api, fill }.value(ty, &text, 0)
}

/// Returns a value that the parameter's style can express, or `None` if it cannot express any value of the type.
pub(crate) fn parameter(api: &Api, parameter: &Parameter, fill: Fill) -> Option<Value> {
    let name = &parameter.wire;
    let text = match (parameter.location, parameter.style) {
        (ParameterLocation::Header, _) => format!("{name} a/b;c=d"),
        (ParameterLocation::Cookie, ParameterStyle::Cookie { .. }) => format!("{name} a/b=c%25"),
        (ParameterLocation::Query, ParameterStyle::Delimited("|" | " ")) => {
            format!("{name}-a/b,é%&+=?#")
        }
        _ => format!("{name} a/b,c é%&+=?#|"),
    };
    // The presence of the parameter itself depends on the request.
    let fill = if fill.is_full() { fill } else { Fill::Full };
    let sample = Sample { api, fill };
    let mut value = sample.value(&parameter.ty, &text, 0);
    let is_any = matches!(parameter.style, ParameterStyle::Json | ParameterStyle::Form)
        || parameter.location == ParameterLocation::QueryString;
    let is_header = parameter.location == ParameterLocation::Header;
    (is_any || flatten(&mut value, is_header)).then_some(value)
}

/// Removes nested lists and objects from an object, and items with a comma from a list in a header. Returns whether
/// the rest is a scalar, or a list or object of scalars that is not empty.
fn flatten(value: &mut Value, is_header: bool) -> bool {
    let is_flat = |value: &Value| !value.is_object() && !value.is_array();
    match value {
        Value::Array(items) => {
            if is_header {
                // A header has no notation for a comma inside an item.
                items.retain(|item| !item.to_string().contains(','));
            }
            !items.is_empty() && items.iter().all(is_flat)
        }
        Value::Object(properties) => {
            properties.retain(|_, property| is_flat(property));
            !properties.is_empty()
        }
        _ => true,
    }
}

/// A value of a discriminator, as JSON.
fn tag_value(wire: &str, values: TagValues) -> Value {
    match values {
        TagValues::Text => json!(wire),
        TagValues::Integers => known(wire, EnumValues::Integers),
        TagValues::Booleans => json!(wire == "true"),
    }
}

/// A value of an enum, as JSON.
fn known(wire: &str, values: EnumValues) -> Value {
    match (values, wire.parse::<i64>()) {
        (EnumValues::Integers, Ok(number)) => json!(number),
        _ => json!(wire),
    }
}

struct Sample<'a> {
    api: &'a Api,
    fill: Fill,
}

impl Sample<'_> {
    fn value(&self, ty: &Type, text: &str, depth: usize) -> Value {
        match ty {
            Type::Bool => json!(true),
            Type::I8 | Type::I16 | Type::I32 => json!(-7),
            Type::I64 => json!(-9_007_199_254_740_993_i64),
            Type::U8 | Type::U16 | Type::U32 => json!(7),
            Type::U64 => json!(9_007_199_254_740_993_i64),
            Type::F32 | Type::F64 => json!(1.5),
            Type::String | Type::Value | Type::Bytes | Type::Body | Type::File => json!(text),
            Type::Date => json!("2024-02-29"),
            Type::Timestamp => json!("2024-02-29T12:30:00Z"),
            Type::Uuid => json!("0040fe51-6bce-4b44-b0ad-bddc4e123534"),
            Type::List(_) if !self.has_optional(depth) => json!([]),
            Type::Map(_) if !self.has_optional(depth) => json!({}),
            Type::List(item) => {
                let second = format!("{text}2");
                json!([
                    self.value(item, text, depth + 1),
                    self.value(item, &second, depth + 1)
                ])
            }
            Type::Tuple(items) => items
                .iter()
                .map(|item| self.value(item, text, depth + 1))
                .collect(),
            Type::Map(item) => json!({ "key": self.value(item, text, depth + 1) }),
            Type::Nullable(_) if self.fill == Fill::Null => Value::Null,
            Type::Nullable(inner) => self.value(inner, text, depth),
            Type::Named(name) => self.named(name, text, depth),
            Type::External(external) => match external.example {
                Some(example) if external.json != Type::F64 => json!(example),
                _ => self.value(&external.json, text, depth),
            },
        }
    }

    /// Returns whether optional parts are present at this depth.
    fn has_optional(&self, depth: usize) -> bool {
        self.fill.is_full() && depth < DEPTH
    }

    fn named(&self, name: &str, text: &str, depth: usize) -> Value {
        let definition = self.api.type_named(name).filter(|_| depth < BOTTOM);
        match definition.map(|definition| &definition.kind) {
            // The data of events is not part of a JSON value.
            None | Some(TypeKind::Events(_)) => Value::Null,
            Some(TypeKind::Struct(structure)) => self.object(structure, depth + 1).into(),
            Some(TypeKind::Enum(values)) => self.enumerated(values),
            Some(TypeKind::Union(union)) => self.member(union, text, depth + 1),
            Some(TypeKind::Alias(ty)) => self.value(ty, text, depth + 1),
            Some(TypeKind::Newtype(newtype)) => self.value(&newtype.ty, text, depth + 1),
        }
    }

    fn object(&self, structure: &StructDef, depth: usize) -> Map<String, Value> {
        let mut object = Map::new();
        // Files are separate parts of a multipart body.
        for field in structure.fields.iter().filter(|it| !it.ty.is_file()) {
            if let Some(value) = self.field(field, depth) {
                object.insert(field.wire.clone(), value);
            }
        }
        if let Some(ty) = &structure.additional
            && self.has_optional(depth)
        {
            object.insert(
                "a property without a name".to_owned(),
                self.value(ty, "additional", depth),
            );
        }
        object
    }

    /// The value of a field; `None` if it is omitted.
    fn field(&self, field: &Field, depth: usize) -> Option<Value> {
        let fixed = field.fixed.as_ref();
        let fixed = fixed.and_then(|text| serde_json::from_str(text).ok());
        let value = || fixed.unwrap_or_else(|| self.value(&field.ty, &field.wire, depth));
        match field.presence {
            Presence::Nullable { .. } | Presence::Patch if self.fill == Fill::Null => {
                Some(Value::Null)
            }
            Presence::Nullable { .. } if !self.has_optional(depth) => Some(Value::Null),
            Presence::Required
            | Presence::Nullable { .. }
            | Presence::Collection { required: true } => Some(value()),
            Presence::Optional | Presence::Patch => self.has_optional(depth).then(value),
            // An empty collection is omitted.
            Presence::Collection { required: false } => {
                let value = self.has_optional(depth).then(value)?;
                let is_empty = value == json!([]) || value == json!({});
                (!is_empty).then_some(value)
            }
        }
    }

    fn enumerated(&self, values: &EnumDef) -> Value {
        let unknown = || match values.values {
            EnumValues::Text => json!("a value of later"),
            EnumValues::Integers => json!(i64::MAX),
        };
        match (self.fill, values.variants.last(), values.variants.first()) {
            (Fill::Null, ..) if values.open => unknown(),
            (fill, Some(last), _) if fill.is_full() => known(&last.wire, values.values),
            (_, _, Some(first)) => known(&first.wire, values.values),
            _ => unknown(),
        }
    }

    /// A value of a member of a union. The first one has the most requirements, so its values do not decode as another
    /// member. Below the depth of optional parts, it is the first one, so that a value of a recursive type is finite.
    fn member(&self, union: &UnionDef, text: &str, depth: usize) -> Value {
        let index = if self.has_optional(depth) {
            self.fill.member(union.variants.len())
        } else {
            0
        };
        let Some(variant) = union.variants.get(index) else {
            return Value::Null;
        };
        let mut value = self.value(&variant.ty, text, depth);
        if let (Some(tag), Some(object)) = (&union.tag, value.as_object_mut()) {
            let tags = variant.tags.iter();
            let mut tags = tags.map(|name| tag_value(name, union.tag_values));
            let is_complete = match object.get(tag) {
                // A member that is a union has written the tag of its own member.
                Some(written) => tags.clone().any(|it| it == *written),
                // A default without a property for the tag is written without tag.
                None => {
                    variant.default_for != DefaultFor::Nothing
                        && variant.tag_writer == TagWriter::Value
                }
            };
            if let Some(value) = tags.next().filter(|_| !is_complete) {
                object.insert(tag.clone(), value);
            }
        }
        value
    }
}
