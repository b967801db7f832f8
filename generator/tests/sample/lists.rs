//! Arrays: their length, and the schemas of their items.

use apicrate::validate::Direction;
use serde_json::Value;

use crate::{assert_values, described, invalid, valid};

#[test]
fn arrays_have_the_required_length() {
    assert_values(
        "3.1.0",
        "",
        &[
            ("{ type: array, items: { type: integer } }", "[1]"),
            (
                "{ type: array, items: { type: integer }, minItems: 2 }",
                "[1,1]",
            ),
            (
                "{ type: array, items: { type: integer }, minItems: 2.0, maxItems: 2 }",
                "[1,1]",
            ),
            ("{ type: array, maxItems: 0 }", "[]"),
        ],
    );
    let thousand = described(
        "3.1.0",
        "{ type: array, items: { const: 1 }, minItems: 1000 }",
        "",
    );
    let array = valid(&thousand, Direction::Received, None);
    assert_eq!(array.as_array().map(Vec::len), Some(1000));
    for schema in [
        "{ type: array, items: { const: 1 }, minItems: 1001 }",
        "{ type: array, items: { const: 1 }, minItems: 3, maxItems: 2 }",
    ] {
        assert_eq!(invalid(schema, ""), Value::Null, "{schema}");
    }
}

#[test]
fn random_arrays_are_not_empty_and_differ() {
    let list = described("3.1.0", "{ type: array, items: { const: 1 } }", "");
    let lengths = (0..40).filter_map(|seed| {
        let array = valid(&list, Direction::Received, Some(seed));
        array.as_array().map(Vec::len)
    });
    let mut lengths: Vec<usize> = lengths.collect();
    lengths.sort_unstable();
    lengths.dedup();
    assert_eq!(lengths, [1, 2, 3]);
}

#[test]
fn items_differ_if_they_must() {
    assert_values(
        "3.1.0",
        "",
        &[
            (
                "{ type: array, items: { enum: [a, b, c] }, minItems: 3, uniqueItems: true }",
                "[\"a\",\"b\",\"c\"]",
            ),
            (
                "{ type: array, items: { type: boolean }, minItems: 2, uniqueItems: true }",
                "[true,false]",
            ),
            (
                "{ type: array, items: { type: object, properties: { a: { type: string } }, required: [a] }, minItems: 3, uniqueItems: true }",
                r#"[{"a":"string"},{"a":"string1"},{"a":"string2"}]"#,
            ),
            // The first three items are equal.
            (
                "{ type: array, items: { enum: [a, b, c, d] }, minItems: 2, uniqueItems: true, allOf: [{ items: { not: { enum: [b, c] } } }] }",
                "[\"a\",\"d\"]",
            ),
        ],
    );
}

#[test]
fn items_satisfy_the_schemas_of_their_places() {
    assert_values(
        "3.1.0",
        "",
        &[
            (
                "{ type: array, prefixItems: [{ const: 1 }, { type: string }], items: false }",
                "[1,\"string\"]",
            ),
            (
                "{ type: array, prefixItems: [{ const: 1 }], items: { const: 2 }, minItems: 3 }",
                "[1,2,2]",
            ),
            (
                "{ type: array, prefixItems: [{ const: 1 }, { const: 2 }], maxItems: 1 }",
                "[1]",
            ),
            (
                "{ allOf: [{ type: array, prefixItems: [{ type: integer }], minItems: 2 }, { items: { minimum: 5, type: integer } }] }",
                "[5,5]",
            ),
            (
                "{ allOf: [{ type: array, prefixItems: [{ type: integer }, {}] }, { prefixItems: [{ minimum: 3 }] }] }",
                "[3,{}]",
            ),
            (
                "{ type: array, prefixItems: [{ const: 1 }], unevaluatedItems: { const: 2 }, minItems: 3 }",
                "[1,2,2]",
            ),
            (
                "{ type: array, unevaluatedItems: { const: 2 }, minItems: 1 }",
                "[2]",
            ),
            (
                "{ type: array, items: { const: 1 }, unevaluatedItems: false, minItems: 1 }",
                "[1]",
            ),
            (
                "{ type: array, contains: { const: 7 }, minContains: 2 }",
                "[7,7]",
            ),
            (
                "{ type: array, contains: { const: 7 }, minItems: 2 }",
                "[7,{}]",
            ),
            ("{ type: array, contains: { const: 7 } }", "[7]"),
        ],
    );
}
