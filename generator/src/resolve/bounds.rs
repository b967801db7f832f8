//! Bounds: what a schema says about a value beyond its type, such as `maximum` or `pattern`. Rust's types do
//! not carry them; they are kept because a change of one changes what the API accepts.

use std::fmt::Display;

use openapiv3::{
    ArrayType, IntegerType, NumberType, ObjectType, SchemaKind, StringType, Type,
    VariantOrUnknownOrEmpty,
};

use super::Resolver;
use super::view::Node;
use crate::model::Bounds;

impl<'a> Resolver<'a> {
    /// The bounds of a value, through references.
    pub(super) fn bounds(&self, node: Node<'a>) -> Bounds {
        let mut bounds = Bounds::new();
        match self.target_schema(node).map(|schema| &schema.schema_kind) {
            Some(SchemaKind::Type(Type::String(string))) => of_string(string, &mut bounds),
            Some(SchemaKind::Type(Type::Number(number))) => of_number(number, &mut bounds),
            Some(SchemaKind::Type(Type::Integer(integer))) => of_integer(integer, &mut bounds),
            Some(SchemaKind::Type(Type::Array(array))) => of_array(array, &mut bounds),
            Some(SchemaKind::Type(Type::Object(object))) => of_object(object, &mut bounds),
            _ => {}
        }
        bounds
    }
}

fn put(bounds: &mut Bounds, keyword: &'static str, value: Option<impl Display>) {
    bounds.extend(value.map(|value| (keyword, value.to_string())));
}

fn of_string(string: &StringType, bounds: &mut Bounds) {
    let format = match &string.format {
        VariantOrUnknownOrEmpty::Unknown(format) => Some(format),
        _ => None,
    };
    put(bounds, "format", format);
    put(bounds, "pattern", string.pattern.as_ref());
    put(bounds, "minLength", string.min_length);
    put(bounds, "maxLength", string.max_length);
}

fn of_number(number: &NumberType, bounds: &mut Bounds) {
    let below = lower(number.exclusive_minimum);
    let above = upper(number.exclusive_maximum);
    put(bounds, below, number.minimum);
    put(bounds, above, number.maximum);
    put(bounds, "multipleOf", number.multiple_of);
}

fn of_integer(integer: &IntegerType, bounds: &mut Bounds) {
    let below = lower(integer.exclusive_minimum);
    let above = upper(integer.exclusive_maximum);
    put(bounds, below, integer.minimum);
    put(bounds, above, integer.maximum);
    put(bounds, "multipleOf", integer.multiple_of);
}

fn of_array(array: &ArrayType, bounds: &mut Bounds) {
    put(bounds, "minItems", array.min_items);
    put(bounds, "maxItems", array.max_items);
    put(bounds, "uniqueItems", array.unique_items.then_some(true));
}

fn of_object(object: &ObjectType, bounds: &mut Bounds) {
    put(bounds, "minProperties", object.min_properties);
    put(bounds, "maxProperties", object.max_properties);
}

fn lower(exclusive: bool) -> &'static str {
    if exclusive {
        "exclusiveMinimum"
    } else {
        "minimum"
    }
}

fn upper(exclusive: bool) -> &'static str {
    if exclusive {
        "exclusiveMaximum"
    } else {
        "maximum"
    }
}
