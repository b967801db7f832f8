//! Objects: declared properties, required ones, and those of maps.

use apicrate::validate::Direction;

use crate::{assert_values, described, invalid, valid};

#[test]
fn objects_have_their_properties_in_order() {
    assert_values(
        "3.1.0",
        "",
        &[
            (
                "{ type: object, properties: { b: { const: 1 }, a: { const: 2 } } }",
                r#"{"b":1,"a":2}"#,
            ),
            (
                "{ type: object, properties: { a: false, b: { const: 1 } } }",
                r#"{"b":1}"#,
            ),
            (
                "{ type: object, required: [x], additionalProperties: { const: 2 } }",
                r#"{"x":2}"#,
            ),
            ("{ type: object, required: [x] }", r#"{"x":"string"}"#),
            (
                "{ type: object, maxProperties: 1, required: [b], properties: { a: {}, b: { const: 1 } } }",
                r#"{"b":1}"#,
            ),
            (
                "{ type: object, maxProperties: 2, properties: { a: { const: 1 }, b: { const: 1 }, c: { const: 1 }, d: { const: 1 } } }",
                r#"{"a":1,"b":1}"#,
            ),
            (
                "{ type: object, properties: { a: { const: 1 } }, unevaluatedProperties: false }",
                r#"{"a":1}"#,
            ),
            (
                "{ allOf: [{ type: object, properties: { a: { const: 1 }, b: { const: 2 } } }, { properties: { a: {} }, additionalProperties: false }] }",
                r#"{"a":1}"#,
            ),
            (
                "{ allOf: [{ type: object, required: [a], properties: { a: { type: integer } } }, { properties: { a: { minimum: 4 } } }] }",
                r#"{"a":4}"#,
            ),
            (
                "{ type: object, required: [a], properties: { a: { const: 1 } }, dependentRequired: { a: [b], b: [c], d: [e] } }",
                r#"{"a":1,"b":"string","c":"string"}"#,
            ),
        ],
    );
    invalid(
        "{ type: object, required: [a], properties: { a: false } }",
        "",
    );
}

#[test]
fn maps_have_a_property() {
    assert_values(
        "3.1.0",
        "",
        &[
            ("{ type: object }", "{}"),
            (
                "{ type: object, additionalProperties: { type: integer } }",
                r#"{"key":1}"#,
            ),
            (
                "{ type: object, minProperties: 2, additionalProperties: { type: integer } }",
                r#"{"key":1,"key2":1}"#,
            ),
            (
                "{ type: object, minProperties: 2, properties: { key: { const: 1 } } }",
                r#"{"key":1,"key2":"string"}"#,
            ),
            (
                "{ type: object, patternProperties: { '^x-[a-z]{2}$': { const: 1 } }, additionalProperties: false, minProperties: 2 }",
                r#"{"x-cd":1,"x-de":1}"#,
            ),
            (
                "{ type: object, patternProperties: { '^x-a$': { const: 1 } } }",
                r#"{"x-a":1}"#,
            ),
            (
                "{ type: object, patternProperties: { '^x-': { const: 1 } }, additionalProperties: { const: 2 } }",
                r#"{"key":2}"#,
            ),
            (
                "{ type: object, properties: { xa: { type: integer } }, patternProperties: { '^x': { minimum: 9 }, '^y': { minimum: 10 } } }",
                r#"{"xa":9}"#,
            ),
            (
                "{ type: object, propertyNames: { enum: [p, q, r] }, additionalProperties: { const: 1 }, minProperties: 3 }",
                r#"{"p":1,"q":1,"r":1}"#,
            ),
        ],
    );
    invalid(
        "{ type: object, properties: { a: {} }, additionalProperties: false, minProperties: 2 }",
        "",
    );
}

/// A property that is only sent or only received is left out in the other direction, even if it is required.
#[test]
fn objects_have_the_properties_of_their_direction() {
    let schema = "{ type: object, required: [id, password], properties: { id: { type: integer, readOnly: true }, password: { const: p, writeOnly: true }, name: { const: n } } }";
    let description = described("3.1.0", schema, "");
    for (direction, expected) in [
        (Direction::Sent, r#"{"password":"p","name":"n"}"#),
        (Direction::Received, r#"{"id":1,"name":"n"}"#),
        (Direction::Unknown, r#"{"id":1,"password":"p","name":"n"}"#),
    ] {
        let value = valid(&description, direction, None);
        assert_eq!(value.to_string(), expected, "{direction:?}");
    }
}

#[test]
fn most_random_objects_have_an_optional_property() {
    let description = described(
        "3.1.0",
        "{ type: object, properties: { a: { const: 1 } } }",
        "",
    );
    let made = (0..200).filter(|seed| {
        let value = valid(&description, Direction::Received, Some(*seed));
        value.get("a").is_some()
    });
    let count = made.count();
    assert!((120..180).contains(&count), "{count} of 200");
}
