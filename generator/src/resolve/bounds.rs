//! Bounds: the constraints of a value beyond its type, such as `maximum` or `pattern`. The Rust types do not enforce
//! them. The model has them for the diff: a changed bound changes the values that the API accepts.

use std::fmt::Display;

use openapiv3::{
    AnySchema, ArrayType, IntegerType, NumberType, ObjectType, SchemaKind, StringType, Type,
    VariantOrUnknownOrEmpty,
};

use super::annotations::text_size;
use super::context::Resolver;
use super::schema_view::SchemaNode;
use crate::model::Bounds;

impl<'a> Resolver<'a> {
    /// The bounds of a value, after references.
    pub(super) fn bounds(&self, node: SchemaNode<'a>) -> Bounds {
        let mut bounds = Bounds::new();
        match self.target_schema(node).map(|schema| &schema.schema_kind) {
            Some(SchemaKind::Type(Type::String(string))) => string_bounds(string, &mut bounds),
            Some(SchemaKind::Type(Type::Number(number))) => number_bounds(number, &mut bounds),
            Some(SchemaKind::Type(Type::Integer(integer))) => integer_bounds(integer, &mut bounds),
            Some(SchemaKind::Type(Type::Array(array))) => array_bounds(array, &mut bounds),
            Some(SchemaKind::Type(Type::Object(object))) => object_bounds(object, &mut bounds),
            Some(SchemaKind::Any(any)) => any_bounds(any, &mut bounds),
            _ => {}
        }
        bounds
    }

    /// The number of bytes of the texts among the bounds of a value.
    pub(super) fn size_of_bounds(&self, node: SchemaNode<'a>) -> usize {
        match self.target_schema(node).map(|schema| &schema.schema_kind) {
            Some(SchemaKind::Type(Type::String(string))) => {
                let format = match &string.format {
                    VariantOrUnknownOrEmpty::Unknown(format) => format.len(),
                    _ => 0,
                };
                format + text_size(string.pattern.as_ref())
            }
            Some(SchemaKind::Any(any)) => text_size(any.pattern.as_ref()),
            _ => 0,
        }
    }
}

fn insert(bounds: &mut Bounds, keyword: &'static str, value: Option<impl Display>) {
    bounds.extend(value.map(|value| (keyword, value.to_string())));
}

fn string_bounds(string: &StringType, bounds: &mut Bounds) {
    let format = match &string.format {
        VariantOrUnknownOrEmpty::Unknown(format) => Some(format),
        _ => None,
    };
    insert(bounds, "format", format);
    insert(bounds, "pattern", string.pattern.as_ref());
    insert(bounds, "minLength", string.min_length);
    insert(bounds, "maxLength", string.max_length);
}

fn number_bounds(number: &NumberType, bounds: &mut Bounds) {
    let below = minimum_keyword(number.exclusive_minimum);
    let above = maximum_keyword(number.exclusive_maximum);
    insert(bounds, below, number.minimum);
    insert(bounds, above, number.maximum);
    insert(bounds, "multipleOf", number.multiple_of);
}

fn integer_bounds(integer: &IntegerType, bounds: &mut Bounds) {
    let below = minimum_keyword(integer.exclusive_minimum);
    let above = maximum_keyword(integer.exclusive_maximum);
    insert(bounds, below, integer.minimum);
    insert(bounds, above, integer.maximum);
    insert(bounds, "multipleOf", integer.multiple_of);
}

fn array_bounds(array: &ArrayType, bounds: &mut Bounds) {
    insert(bounds, "minItems", array.min_items);
    insert(bounds, "maxItems", array.max_items);
    insert(bounds, "uniqueItems", array.unique_items.then_some(true));
}

fn object_bounds(object: &ObjectType, bounds: &mut Bounds) {
    insert(bounds, "minProperties", object.min_properties);
    insert(bounds, "maxProperties", object.max_properties);
}

/// The bounds of a schema without a type, or with alternatives beside its type.
fn any_bounds(any: &AnySchema, bounds: &mut Bounds) {
    insert(bounds, "pattern", any.pattern.as_ref());
    insert(bounds, "minLength", any.min_length);
    insert(bounds, "maxLength", any.max_length);
    let below = minimum_keyword(any.exclusive_minimum.unwrap_or_default());
    let above = maximum_keyword(any.exclusive_maximum.unwrap_or_default());
    insert(bounds, below, any.minimum);
    insert(bounds, above, any.maximum);
    insert(bounds, "multipleOf", any.multiple_of);
    insert(bounds, "minItems", any.min_items);
    insert(bounds, "maxItems", any.max_items);
    let unique_items = any.unique_items.unwrap_or_default();
    insert(bounds, "uniqueItems", unique_items.then_some(true));
    insert(bounds, "minProperties", any.min_properties);
    insert(bounds, "maxProperties", any.max_properties);
}

fn minimum_keyword(exclusive: bool) -> &'static str {
    if exclusive {
        "exclusiveMinimum"
    } else {
        "minimum"
    }
}

fn maximum_keyword(exclusive: bool) -> &'static str {
    if exclusive {
        "exclusiveMaximum"
    } else {
        "maximum"
    }
}
