//! The Rust types of integers.
//!
//! A format such as `uint8` selects the type, unless `minimum` or `maximum` allows values that this type does not have.
//! Without such a format, an integer is an `i64`, or a `u64` if its maximum is above that of `i64` and its minimum is not
//! negative.

use super::schema_view::SchemaView;
use crate::model::Type;

/// The smallest float above the maximum of `i64`. Tools that write bounds as floats round the maximum of `i64` to it.
const I64_END: f64 = 9_223_372_036_854_775_808.0;

/// The smallest float above the maximum of `u64`.
const U64_END: f64 = 18_446_744_073_709_551_616.0;

/// The Rust type of an integer.
pub(super) fn integer_type(view: &SchemaView<'_>) -> Type {
    type_of_format(view.format)
        .filter(|ty| has_bounds(ty, view))
        .unwrap_or_else(|| type_of_bounds(view))
}

/// The reason why the Rust type does not have all values of the schema, if it does not.
pub(super) fn excess(view: &SchemaView<'_>) -> Option<&'static str> {
    let (least, most) = (view.minimum, view.maximum);
    if most.is_some_and(|most| most > U64_END) {
        Some("integers above 18446744073709551615 are not supported")
    } else if least.is_some_and(|least| least < -I64_END) {
        Some("integers below -9223372036854775808 are not supported")
    } else if integer_type(view) == Type::I64 && most.is_some_and(|most| most > I64_END) {
        Some(
            "if negative integers are allowed, integers above 9223372036854775807 are not supported",
        )
    } else {
        None
    }
}

fn type_of_format(format: Option<&str>) -> Option<Type> {
    Some(match format? {
        "int8" => Type::I8,
        "int16" => Type::I16,
        "int32" => Type::I32,
        "int64" => Type::I64,
        "uint8" => Type::U8,
        "uint16" => Type::U16,
        "uint32" => Type::U32,
        "uint64" | "uint" => Type::U64,
        _ => return None,
    })
}

/// True if a type has the smallest and the largest value that a schema allows, as far as it declares them.
#[expect(
    clippy::cast_precision_loss,
    reason = "the ranges of 64 bits are compared after rounding, as tools write them"
)]
fn has_bounds(ty: &Type, view: &SchemaView<'_>) -> bool {
    let Some((least, most)) = ty.integer_range() else {
        return false;
    };
    view.minimum.is_none_or(|minimum| minimum >= least as f64)
        && view.maximum.is_none_or(|maximum| maximum <= most as f64)
}

fn type_of_bounds(view: &SchemaView<'_>) -> Type {
    let may_be_negative = view.minimum.is_some_and(|minimum| minimum < 0.0);
    if view.maximum.is_some_and(|maximum| maximum > I64_END) && !may_be_negative {
        Type::U64
    } else {
        Type::I64
    }
}
