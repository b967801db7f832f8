//! Schemas that consist of others, constants, examples, and schemas without a type.

use crate::{assert_values, described, invalid, valid};
use apicrate::validate::Direction;

#[test]
fn each_type_has_a_value() {
    assert_values(
        "3.1.0",
        "",
        &[
            ("{ type: 'null' }", "null"),
            ("{ type: boolean }", "true"),
            ("{ type: [string, 'null'], maxLength: 1 }", "\"s\""),
            ("{ type: ['null', integer] }", "1"),
            ("{}", "{}"),
            ("true", "{}"),
            ("{ const: { a: 1 } }", "{\"a\":1}"),
            ("{ enum: [null, b, c] }", "\"b\""),
            ("{ enum: [null] }", "null"),
        ],
    );
}

#[test]
fn keywords_decide_the_type_of_a_schema_without_one() {
    assert_values(
        "3.1.0",
        "",
        &[
            ("{ pattern: '^a$' }", "\"a\""),
            ("{ format: date }", "\"2026-01-01\""),
            ("{ minLength: 1 }", "\"string\""),
            ("{ maxLength: 2 }", "\"st\""),
            ("{ items: { const: 1 } }", "[1]"),
            ("{ prefixItems: [{ const: 1 }] }", "[1]"),
            ("{ minItems: 1 }", "[{}]"),
            ("{ contains: { const: 1 } }", "[1]"),
            ("{ minimum: 2 }", "2"),
            ("{ maximum: -2 }", "-2"),
            ("{ exclusiveMinimum: 2, maximum: 2.5 }", "2.001"),
            ("{ exclusiveMaximum: 0 }", "-0.01"),
            ("{ multipleOf: 3 }", "3"),
        ],
    );
}

#[test]
fn values_satisfy_all_schemas_together() {
    assert_values(
        "3.1.0",
        "    Number: { type: integer }\n",
        &[
            (
                "{ allOf: [{ type: integer, minimum: 3 }, { maximum: 3 }] }",
                "3",
            ),
            (
                "{ allOf: [{ type: [string, integer] }, { type: number }] }",
                "1",
            ),
            (
                "{ allOf: [{ type: number }, { type: [integer, string] }] }",
                "1",
            ),
            ("{ allOf: [{ enum: [a, b, c] }, { enum: [c] }] }", "\"c\""),
            ("{ $ref: '#/components/schemas/Number', minimum: 5 }", "5"),
            (
                "{ type: integer, minimum: 0, maximum: 4, not: { const: 0 } }",
                "2",
            ),
        ],
    );
    invalid("{ allOf: [{ type: string }, { type: integer }] }", "");
    invalid("{ allOf: [{}, false] }", "");
}

#[test]
fn a_valid_alternative_is_chosen() {
    assert_values(
        "3.1.0",
        "",
        &[
            (
                "{ oneOf: [{ type: integer, minimum: 9 }, { type: string }] }",
                "9",
            ),
            (
                "{ type: object, properties: { a: { oneOf: [{ const: 1 }, { const: 1 }, { const: 2 }] }, o: { const: 3 } } }",
                r#"{"a":2,"o":3}"#,
            ),
            (
                "{ anyOf: [{ type: 'null' }, { type: string, minLength: 3 }] }",
                "\"string\"",
            ),
            (
                "{ type: object, properties: { a: { maxLength: 1, enum: [aa, bb, b] }, o: { const: 3 } } }",
                r#"{"a":"b","o":3}"#,
            ),
            (
                "{ type: object, required: [k], properties: { k: { enum: [a, b] } }, if: { properties: { k: { const: a } } }, then: { required: [x], properties: { x: { const: 1 } } } }",
                r#"{"k":"a","x":1}"#,
            ),
            (
                "{ type: object, required: [k], properties: { k: { enum: [b] } }, if: { properties: { k: { const: a } } }, then: false, else: { required: [y], properties: { y: { const: 2 } } } }",
                r#"{"k":"b","y":2}"#,
            ),
        ],
    );
}

/// Only some values of the alternatives are valid.
#[test]
fn other_values_are_tried() {
    for schema in [
        "{ oneOf: [{ type: integer }, { type: number }] }",
        "{ oneOf: [{ type: integer, multipleOf: 2 }, { type: integer, multipleOf: 3 }] }",
        "{ type: integer, not: { const: 1 } }",
    ] {
        let description = described("3.1.0", schema, "");
        for seed in [None, Some(1), Some(2)] {
            valid(&description, Direction::Received, seed);
        }
    }
}

const PETS: &str = "
    Pet: { oneOf: [{ $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Dog' }], discriminator: { propertyName: kind, mapping: { hound: '#/components/schemas/Dog' } } }
    Cat: { type: object, required: [kind, lives], properties: { kind: { type: string }, lives: { type: integer } } }
    Dog: { type: object, required: [kind], properties: { kind: { type: string } } }
    Wood/chips: { type: object, required: [kind], properties: { kind: { type: string } } }
";

#[test]
fn the_discriminator_has_the_value_of_the_alternative() {
    assert_values(
        "3.1.0",
        PETS,
        &[
            (
                "{ $ref: '#/components/schemas/Pet' }",
                r#"{"kind":"Cat","lives":1}"#,
            ),
            (
                "{ oneOf: [{ $ref: '#/components/schemas/Dog' }, { $ref: '#/components/schemas/Cat' }], discriminator: { propertyName: kind, mapping: { cat: Cat, hound: '#/components/schemas/Dog' } } }",
                r#"{"kind":"hound"}"#,
            ),
            (
                "{ oneOf: [{ $ref: '#/components/schemas/Dog' }, { $ref: '#/components/schemas/Cat' }], discriminator: { propertyName: kind, mapping: { cat: Cat, hound: Dog } } }",
                r#"{"kind":"hound"}"#,
            ),
            (
                "{ anyOf: [{ $ref: '#/components/schemas/Wood~1chips' }], discriminator: { propertyName: kind } }",
                r#"{"kind":"Wood/chips"}"#,
            ),
        ],
    );
}

#[test]
fn a_tag_that_the_discriminator_does_not_name_keeps_its_only_value() {
    let components = "
    Rose: { type: object, required: [kind], properties: { kind: { const: rose } } }
    Tulip: { type: object, required: [kind], properties: { kind: { const: tulip } } }
";
    assert_values(
        "3.1.0",
        components,
        &[(
            "{ oneOf: [{ $ref: '#/components/schemas/Rose' }, { $ref: '#/components/schemas/Tulip' }], discriminator: { propertyName: kind } }",
            "{\"kind\":\"rose\"}",
        )],
    );
}

#[test]
fn the_discriminator_of_a_component_has_the_name_of_the_subtype() {
    assert_values(
        "3.0.3",
        "
    Base: { type: object, required: [kind], properties: { kind: { type: string } }, discriminator: { propertyName: kind, mapping: { child: '#/components/schemas/Child' } } }
    Child: { allOf: [{ $ref: '#/components/schemas/Base' }, { type: object, properties: { a: { type: integer } } }] }
",
        &[
            // Keywords beside a reference have no effect.
            (
                "{ $ref: '#/components/schemas/Base', type: string }",
                r#"{"kind":"Base"}"#,
            ),
            (
                "{ $ref: '#/components/schemas/Child' }",
                r#"{"kind":"child","a":1}"#,
            ),
        ],
    );
}

#[test]
fn valid_examples_are_preferred() {
    assert_values(
        "3.1.0",
        "",
        &[
            ("{ type: string, default: abc }", "\"abc\""),
            ("{ type: string, default: abc, maxLength: 2 }", "\"st\""),
            ("{ type: string, examples: [1, x], default: abc }", "\"x\""),
            ("{ type: [string, 'null'], default: null }", "\"string\""),
            (
                "{ type: object, examples: [{ a: x }], properties: { a: { type: string } } }",
                "{\"a\":\"x\"}",
            ),
            // The example is valid, and what contains it is not.
            (
                "{ type: object, required: [a], properties: { a: { type: integer, default: 5 } }, not: { properties: { a: { const: 5 } } } }",
                "{\"a\":1}",
            ),
        ],
    );
    assert_values(
        "3.0.3",
        "",
        &[
            ("{ type: string, example: Rex }", "\"Rex\""),
            ("{ type: string, nullable: true, enum: [null, a] }", "\"a\""),
        ],
    );
}

#[test]
fn schemas_that_contain_themselves_have_an_end() {
    assert_values(
        "3.1.0",
        "
    Tree: { type: object, required: [name, children], properties: { name: { type: string }, children: { type: array, items: { $ref: '#/components/schemas/Tree' } } } }
    List: { type: object, required: [next], properties: { next: { oneOf: [{ $ref: '#/components/schemas/List' }, { type: 'null' }] } } }
    Expression: { oneOf: [{ type: object, required: [left], properties: { left: { $ref: '#/components/schemas/Expression' } } }, { type: object, required: [number], properties: { number: { type: integer } }, not: { required: [left] } }] }
    Dict: { type: object, additionalProperties: { $ref: '#/components/schemas/Dict' } }
    Node: { type: object, properties: { name: { const: n }, next: { $ref: '#/components/schemas/Node' } } }
",
        &[
            (
                "{ $ref: '#/components/schemas/Tree' }",
                r#"{"name":"string","children":[]}"#,
            ),
            ("{ $ref: '#/components/schemas/List' }", r#"{"next":null}"#),
            (
                "{ $ref: '#/components/schemas/Expression' }",
                r#"{"left":{"number":1}}"#,
            ),
            ("{ $ref: '#/components/schemas/Dict' }", "{}"),
            ("{ $ref: '#/components/schemas/Node' }", r#"{"name":"n"}"#),
        ],
    );
}
