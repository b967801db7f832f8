//! The limits of values, and schemas for which no valid value is found.

use apicrate::sample::{sample, valid_value};
use apicrate::validate::Direction;
use serde_json::Value;

use crate::{SCHEMA, described, invalid, valid};

/// The number of values inside of each other.
fn depth_of(value: &Value) -> usize {
    match value {
        Value::Object(object) => object.get("a").map_or(0, |inner| 1 + depth_of(inner)),
        Value::Array(array) => array.first().map_or(0, |inner| 1 + depth_of(inner)),
        _ => 0,
    }
}

/// Components of which each requires the next one, as many as `depth`.
fn chained(depth: usize) -> String {
    let components = (0..depth).map(|level| {
        let next = level + 1;
        format!("    Level{level}: {{ type: object, required: [a], properties: {{ a: {{ $ref: '#/components/schemas/Level{next}' }} }} }}\n")
    });
    format!(
        "{}    Level{depth}: {{ type: object }}\n",
        components.collect::<String>()
    )
}

#[test]
fn required_values_are_forty_levels_deep_at_most() {
    let first = "{ $ref: '#/components/schemas/Level0' }";
    let description = described("3.1.0", first, &chained(40));
    let value = valid(&description, Direction::Received, None);
    assert_eq!(depth_of(&value), 40);
    assert_eq!(invalid(first, &chained(41)), Value::Null);
}

#[test]
fn optional_values_are_eight_levels_deep_at_most() {
    let start = "{ type: object, properties: { a: ".repeat(12);
    let objects = format!("{start}{{}}{}", " } }".repeat(12));
    let objects = described("3.1.0", &objects, "");
    assert_eq!(depth_of(&valid(&objects, Direction::Received, None)), 8);
    let start = "{ type: array, items: ".repeat(12);
    let arrays = format!("{start}{{}}{}", " }".repeat(12));
    let arrays = described("3.1.0", &arrays, "");
    assert_eq!(depth_of(&valid(&arrays, Direction::Received, None)), 8);
}

/// The object, the list, `others`, and four values for each item.
fn many(items: usize, others: usize) -> String {
    let others: Vec<String> = (0..others).map(|index| format!("o{index}")).collect();
    let properties = others
        .iter()
        .map(|name| format!(", {name}: {{ type: integer }}"));
    let item = "{ type: object, required: [a, b, c], properties: { a: { type: boolean }, b: { type: boolean }, c: { type: boolean } } }";
    format!(
        "{{ type: object, required: [list, {}], properties: {{ list: {{ type: array, minItems: {items}, items: {item} }}{} }} }}",
        others.join(", "),
        properties.collect::<String>()
    )
}

#[test]
fn a_value_has_four_thousand_values_at_most() {
    let description = described("3.1.0", &many(999, 2), "");
    let value = valid(&description, Direction::Received, None);
    let list = value.get("list").and_then(Value::as_array);
    assert_eq!(list.map(Vec::len), Some(999));
    assert_eq!(invalid(&many(999, 3), ""), Value::Null);
}

#[test]
fn optional_values_are_omitted_after_a_thousand_values() {
    let schema =
        "{ type: array, minItems: 600, items: { type: object, properties: { a: { const: 1 } } } }";
    let value = valid(&described("3.1.0", schema, ""), Direction::Received, None);
    let items = value.as_array().map(Vec::as_slice).unwrap_or_default();
    let complete = items.iter().filter(|item| item.get("a").is_some());
    assert_eq!((items.len(), complete.count()), (600, 499));
}

#[test]
fn schemas_without_valid_values_end() {
    let endless = "    Endless: { type: object, required: [e], properties: { e: { $ref: '#/components/schemas/Endless' } } }\n";
    for schema in [
        "{ type: array, minItems: 1000000000, items: {} }",
        "{ $ref: '#/components/schemas/Endless' }",
        "{ type: string, minLength: 100000000 }",
        "false",
    ] {
        let value = invalid(schema, endless);
        assert!(value.to_string().len() < 1 << 20, "{schema}");
        let description = described("3.1.0", schema, endless);
        assert_eq!(valid_value(&description, SCHEMA, Direction::Received), None);
    }
}

/// The value without the optional property violates one keyword, the other values violate two.
#[test]
fn the_value_with_the_fewest_violations_is_returned() {
    let schema = "{ type: object, required: [n], properties: { n: { type: integer }, a: { not: {} } }, not: {} }";
    assert_eq!(invalid(schema, "").to_string(), r#"{"n":1}"#);
}

/// Values without optional parts are made before random ones.
#[test]
fn a_value_without_optional_parts_is_tried() {
    let schema = "{ type: object, required: [n], properties: { n: { type: integer }, a: {} }, not: { required: [a] } }";
    let description = described("3.1.0", schema, "");
    let value = valid(&description, Direction::Received, None);
    assert_eq!(value.to_string(), r#"{"n":1}"#);
    assert_eq!(
        valid_value(&description, SCHEMA, Direction::Received),
        Some(value)
    );
}

#[test]
fn a_step_of_zero_is_ignored() {
    let description = described("3.1.0", "{ type: integer, multipleOf: 0 }", "");
    let made = sample(&description, SCHEMA, Direction::Received, None);
    assert_eq!(made.value, 1);
}
