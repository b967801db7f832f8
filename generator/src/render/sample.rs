//! Values of the types of an API, as JSON: with everything that there is, with as little as allowed, and
//! with `null` wherever it may stand. They are what a value of the type is written as, to the letter.

use serde_json::{Map, Value, json};

use super::structure::is_file;
use crate::model::{
    Api, EnumDef, EnumValues, Field, Parameter, ParameterLocation, ParameterStyle, Presence,
    StructDef, Type, TypeKind, UnionDef,
};

/// How much of a type a value has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fill {
    /// Everything optional is there.
    Full,
    /// Nothing optional is there.
    Minimal,
    /// What may be `null` is, and an open enum has a value that the document does not name.
    Null,
}

impl Fill {
    /// All of them.
    pub(super) const ALL: [Self; 3] = [Self::Full, Self::Minimal, Self::Null];
}

/// Where optional things are left out, so that a type which contains itself comes to an end.
const DEPTH: usize = 5;

/// Where a value comes to an end whatever its type, which is then one that no value can have.
const BOTTOM: usize = 32;

/// A value of a type. `name` is what it is called, so that texts differ.
pub(super) fn value(api: &Api, ty: &Type, name: &str, fill: Fill) -> Value {
    let text = format!("{name} \"é\" / 1");
    Sample { api, fill }.of(ty, &text, 0)
}

/// A value that can travel as this parameter; none where the parameter's style has no room for its type.
pub(super) fn parameter(api: &Api, parameter: &Parameter) -> Option<Value> {
    let name = &parameter.wire;
    let text = match (parameter.location, parameter.style) {
        (ParameterLocation::Header, _) => format!("{name} a/b;c=d"),
        (ParameterLocation::Query, ParameterStyle::Delimited("|" | " ")) => {
            format!("{name}-a/b,é%&+=?#")
        }
        _ => format!("{name} a/b,c é%&+=?#|"),
    };
    let sample = Sample {
        api,
        fill: Fill::Full,
    };
    let mut value = sample.of(&parameter.ty, &text, 0);
    flatten(&mut value, parameter.location == ParameterLocation::Header).then_some(value)
}

/// Leaves out of an object what is more than texts and lists of texts. Whether that is enough.
fn flatten(value: &mut Value, plain: bool) -> bool {
    let is_flat = |value: &Value| !value.is_object() && !value.is_array();
    match value {
        Value::Array(items) => {
            if plain {
                // In a header nothing tells a comma between items from one inside.
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

/// A value of an enum or a tag, as it stands in JSON.
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
    fn of(&self, ty: &Type, text: &str, depth: usize) -> Value {
        match ty {
            Type::Bool => json!(true),
            Type::I32 => json!(-7),
            Type::I64 => json!(-9_007_199_254_740_993_i64),
            Type::U32 => json!(7),
            Type::U64 => json!(9_007_199_254_740_993_i64),
            Type::F32 | Type::F64 => json!(1.5),
            Type::String | Type::Value | Type::Bytes | Type::File => json!(text),
            Type::Date => json!("2024-02-29"),
            Type::Timestamp => json!("2024-02-29T12:30:00Z"),
            Type::Uuid => json!("0040fe51-6bce-4b44-b0ad-bddc4e123534"),
            Type::List(_) | Type::Map(_) if !self.is_generous(depth) => match ty {
                Type::List(_) => json!([]),
                _ => json!({}),
            },
            Type::List(item) => {
                let second = format!("{text}2");
                json!([
                    self.of(item, text, depth + 1),
                    self.of(item, &second, depth + 1)
                ])
            }
            Type::Tuple(items) => items
                .iter()
                .map(|item| self.of(item, text, depth + 1))
                .collect(),
            Type::Map(item) => json!({ "key": self.of(item, text, depth + 1) }),
            Type::Nullable(_) if self.fill == Fill::Null => Value::Null,
            Type::Nullable(inner) => self.of(inner, text, depth),
            Type::Named(name) => self.named(name, text, depth),
        }
    }

    fn is_generous(&self, depth: usize) -> bool {
        self.fill == Fill::Full && depth < DEPTH
    }

    fn named(&self, name: &str, text: &str, depth: usize) -> Value {
        let definition = self.api.type_named(name).filter(|_| depth < BOTTOM);
        match definition.map(|definition| &definition.kind) {
            None => Value::Null,
            Some(TypeKind::Struct(structure)) => self.object(structure, depth + 1).into(),
            Some(TypeKind::Enum(values)) => self.one_of(values),
            Some(TypeKind::Union(union)) => self.alternative(union, text, depth + 1),
            Some(TypeKind::Alias(ty)) => self.of(ty, text, depth + 1),
        }
    }

    fn object(&self, structure: &StructDef, depth: usize) -> Map<String, Value> {
        let mut object = Map::new();
        // Files travel beside the JSON.
        for field in structure.fields.iter().filter(|it| !is_file(&it.ty)) {
            if let Some(value) = self.field(field, depth) {
                object.insert(field.wire.clone(), value);
            }
        }
        if let Some(ty) = &structure.additional
            && self.is_generous(depth)
        {
            object.insert(
                "a property without a name".to_owned(),
                self.of(ty, "additional", depth),
            );
        }
        object
    }

    /// What is written for a field; nothing where it is left out.
    fn field(&self, field: &Field, depth: usize) -> Option<Value> {
        let value = || self.of(&field.ty, &field.wire, depth);
        match field.presence {
            Presence::Nullable { .. } | Presence::Patch if self.fill == Fill::Null => {
                Some(Value::Null)
            }
            Presence::Nullable { .. } if !self.is_generous(depth) => Some(Value::Null),
            Presence::Required
            | Presence::Nullable { .. }
            | Presence::Collection { required: true } => Some(value()),
            Presence::Optional | Presence::Patch | Presence::Collection { required: false } => {
                self.is_generous(depth).then(value)
            }
        }
    }

    fn one_of(&self, values: &EnumDef) -> Value {
        let later = || match values.values {
            EnumValues::Text => json!("a value of later"),
            EnumValues::Integers => json!(i64::MAX),
        };
        match (self.fill, values.variants.last(), values.variants.first()) {
            (Fill::Null, ..) if values.open => later(),
            (Fill::Full, Some(last), _) => known(&last.wire, values.values),
            (_, _, Some(first)) => known(&first.wire, values.values),
            _ => later(),
        }
    }

    /// The first alternative is the most demanding, so nothing else takes its values.
    fn alternative(&self, union: &UnionDef, text: &str, depth: usize) -> Value {
        let Some(variant) = union.variants.first() else {
            return Value::Null;
        };
        let mut value = self.of(&variant.ty, text, depth);
        if let (Some(tag), Some(name), Some(object)) =
            (&union.tag, variant.tags.first(), value.as_object_mut())
        {
            object.insert(tag.clone(), known(name, union.tag_values));
        }
        value
    }
}
