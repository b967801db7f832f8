//! Lowers keywords of JSON Schema that do not depend on the type of the schema.

use indexmap::IndexSet;
use serde_json::{Value, json};

use super::null::only_null;
use super::schema_object::SchemaObject;
use super::types::natural_type;
use crate::document::extension::{
    CONTENT_SCHEMA, OPEN_PREFIX_ITEMS, OTHER_ITEMS, PREFIX_ITEMS, UNEVALUATED,
};
use crate::document::grammar::is_checked_only;
use crate::media_type::{is_json, is_textual};

/// The lengths of tuples in the generated code. Longer tuples become lists.
const TUPLE_LENGTHS: std::ops::RangeInclusive<usize> = 2..=8;

/// The keywords whose schemas apply to the same value.
const PARTS: [&str; 9] = [
    "$ref",
    "$dynamicRef",
    "allOf",
    "anyOf",
    "oneOf",
    "if",
    "then",
    "else",
    "dependentSchemas",
];

/// Lowers the keywords of a schema, one after the other.
pub(super) fn lower(schema: &mut SchemaObject) {
    lower_examples(schema);
    lower_content(schema);
    lower_bound(schema, "minimum", "exclusiveMinimum", |bound, other| {
        bound >= other
    });
    lower_bound(schema, "maximum", "exclusiveMaximum", |bound, other| {
        bound <= other
    });
    lower_tuple(schema);
    lower_patterns(schema);
    lower_unevaluated(schema);
    // Referenced definitions were moved to the components, and references by `$id` or `$anchor` were replaced.
    schema.retain(|name, _| {
        !is_checked_only(name)
            && !matches!(
                name.as_str(),
                "$defs" | "$schema" | "$id" | "$anchor" | "$dynamicAnchor" | "$comment"
            )
    });
    lower_constant(schema);
}

/// Replaces unevaluated properties by additional properties. [`UNEVALUATED`] marks them if a part of the schema may
/// declare properties.
fn lower_unevaluated(schema: &mut SchemaObject) {
    let Some(unevaluated) = schema.shift_remove("unevaluatedProperties") else {
        return;
    };
    if schema.contains_key("additionalProperties") {
        return;
    }
    schema.insert("additionalProperties".to_owned(), unevaluated);
    if PARTS.iter().any(|keyword| schema.contains_key(*keyword)) {
        schema.insert(UNEVALUATED.to_owned(), Value::Bool(true));
    }
}

fn lower_examples(schema: &mut SchemaObject) {
    if let Some(Value::Array(examples)) = schema.shift_remove("examples")
        && let Some(first) = examples.into_iter().next()
    {
        schema.entry("example").or_insert(first);
    }
}

/// Replaces a constant by an enumeration with one value, of the type of that value.
fn lower_constant(schema: &mut SchemaObject) {
    match schema.shift_remove("const") {
        None => {}
        Some(Value::Null) => only_null(schema),
        Some(value) => {
            if let Some(name) = natural_type(&value) {
                schema.entry("type").or_insert_with(|| name.into());
            }
            schema.insert("enum".to_owned(), json!([value]));
        }
    }
}

/// Replaces a content encoding or media type by a string format. The schema of JSON content takes the place of `not`,
/// which does not affect types; [`CONTENT_SCHEMA`] marks it.
fn lower_content(schema: &mut SchemaObject) {
    let encoding = schema.shift_remove("contentEncoding");
    let media_type = schema.shift_remove("contentMediaType");
    let encoding = encoding.as_ref().and_then(Value::as_str);
    if let Some(content) = schema.shift_remove("contentSchema") {
        let media_type = media_type.as_ref().and_then(Value::as_str);
        let is_plain = matches!(encoding, None | Some("7bit" | "8bit"));
        let is_json = is_plain && media_type.is_none_or(is_json);
        if is_json {
            schema.insert("not".to_owned(), content);
        }
        schema.insert(CONTENT_SCHEMA.to_owned(), Value::Bool(is_json));
    }
    let format = match (encoding, &media_type) {
        (Some("base64"), _) => "byte",
        (Some("binary"), _) => "binary",
        (None, Some(Value::String(media_type))) if !is_textual(media_type) => "binary",
        _ => return,
    };
    schema.entry("format").or_insert_with(|| format.into());
}

/// Replaces an exclusive bound, which is a number in OpenAPI 3.1 and a boolean next to the inclusive bound in 3.0. Of
/// two bounds, the tighter one is kept.
fn lower_bound(
    schema: &mut SchemaObject,
    inclusive: &str,
    exclusive: &str,
    is_tighter: fn(f64, f64) -> bool,
) {
    let Some(bound @ Value::Number(_)) = schema.get(exclusive).cloned() else {
        return;
    };
    schema.shift_remove(exclusive);
    let other = schema.get(inclusive).and_then(Value::as_f64);
    let is_kept = match (bound.as_f64(), other) {
        (Some(bound), Some(other)) => is_tighter(bound, other),
        _ => true,
    };
    if is_kept {
        schema.insert(inclusive.to_owned(), bound);
        schema.insert(exclusive.to_owned(), Value::Bool(true));
    }
}

/// Replaces a tuple by a list whose items are a union of the members. Extensions keep the order.
fn lower_tuple(schema: &mut SchemaObject) {
    let length = tuple_length(schema);
    let Some(Value::Array(members)) = schema.shift_remove("prefixItems") else {
        return;
    };
    let rest = schema.shift_remove("items");
    let is_closed = rest.as_ref().is_some_and(is_nothing);
    let rest = rest.filter(|_| length.is_none() && !is_closed);
    let mut alternatives = IndexSet::new();
    let mut indices = Vec::with_capacity(members.len());
    for member in members {
        let (index, _) = alternatives.insert_full(member);
        indices.push(json!(index));
    }
    let is_empty = alternatives.is_empty() && rest.is_none();
    let rest = rest.map(|rest| alternatives.insert_full(rest).0);
    if length.is_some() {
        schema.insert(PREFIX_ITEMS.to_owned(), Value::Array(indices));
    } else {
        schema.insert(OPEN_PREFIX_ITEMS.to_owned(), Value::Array(indices));
        let others = rest
            .map(|rest| json!(rest))
            .or(is_closed.then(|| json!(false)));
        schema.extend(others.map(|others| (OTHER_ITEMS.to_owned(), others)));
    }
    if !is_empty {
        let items = any_of(alternatives.into_iter());
        schema.insert("items".to_owned(), items);
    }
}

/// Returns the length of a `prefixItems` tuple in which all items are required and no others are allowed. `None` for
/// other lists, and if the length is not one of a generated tuple.
pub(crate) fn tuple_length(schema: &SchemaObject) -> Option<usize> {
    let length = schema.get("prefixItems")?.as_array()?.len();
    let is_length = |name| schema.get(name).and_then(Value::as_u64) == u64::try_from(length).ok();
    let is_closed = schema.get("items").is_some_and(is_nothing) || is_length("maxItems");
    let fits = TUPLE_LENGTHS.contains(&length) && is_closed && is_length("minItems");
    fits.then_some(length)
}

/// Replaces properties that match a name pattern by additional properties.
fn lower_patterns(schema: &mut SchemaObject) {
    let Some(Value::Object(patterns)) = schema.shift_remove("patternProperties") else {
        return;
    };
    if patterns.is_empty() {
        return;
    }
    let others = match schema.get("additionalProperties") {
        Some(Value::Bool(true)) => return,
        Some(Value::Bool(false)) | None => None,
        Some(others) => Some(others.clone()),
    };
    let values = any_of(patterns.into_iter().map(|(_, value)| value).chain(others));
    schema.insert("additionalProperties".to_owned(), values);
}

/// Returns a schema that allows the values of any of several schemas.
fn any_of(schemas: impl Iterator<Item = Value>) -> Value {
    let mut members: IndexSet<Value> = schemas.collect();
    match members.pop() {
        Some(only) if members.is_empty() => only,
        Some(last) => {
            members.insert(last);
            json!({ "anyOf": members.into_iter().collect::<Vec<_>>() })
        }
        None => json!({}),
    }
}

/// Returns true if a schema is `false`, before or after lowering.
fn is_nothing(schema: &Value) -> bool {
    *schema == Value::Bool(false) || *schema == json!({ "not": {} })
}
