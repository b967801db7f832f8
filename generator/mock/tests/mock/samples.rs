//! Values that are made for schemas.

use apicrate::RawDocument;
use apicrate::validate::{ApiDescription, Direction};
use apicrate_mock::{Mock, MockOptions};
use serde_json::Value;

use crate::{Test, json, send};

/// Returns the answers for a schema: the one without preferences, and three random ones. Each must be valid.
fn answers(
    version: &str,
    schema: &str,
    components: &str,
) -> Result<Vec<Value>, Box<dyn std::error::Error>> {
    let text = format!(
        "
openapi: {version}
info: {{ title: Samples, version: '1' }}
paths:
  /value:
    get:
      responses:
        '200': {{ description: It., content: {{ application/json: {{ schema: {schema} }} }} }}
components: {{ schemas: {{ {components} }} }}
"
    );
    let document = RawDocument::parse("samples.yaml", text)?;
    let description = ApiDescription::from_raw(document.clone())?;
    let mock = Mock::from_raw(document, MockOptions::new())?;
    let mut answers = Vec::new();
    for prefer in ["", "dynamic; seed=1", "dynamic; seed=2", "dynamic; seed=3"] {
        let answer = send(&mock, "GET", "/value", &[("prefer", prefer)])?;
        let value = json(&answer)?;
        let pointer = "/paths/~1value/get/responses/200/content/application~1json/schema";
        let violations = description.violations(pointer, &value, Direction::Received);
        let violations = violations.ok_or("too many steps")?;
        assert!(violations.is_empty(), "{schema}: {value}: {violations:?}");
        answers.push(value);
    }
    Ok(answers)
}

/// Schemas, each with the value that is made without preferences, or an empty text.
const VALUES: &[(&str, &str)] = &[
    ("{ type: integer }", "1"),
    ("{ type: integer, minimum: 5, exclusiveMaximum: 7 }", "5"),
    ("{ type: integer, maximum: -3 }", "-3"),
    ("{ type: integer, multipleOf: 7, minimum: 8 }", "14"),
    (
        "{ type: integer, minimum: 9007199254740993 }",
        "9007199254740993",
    ),
    (
        "{ type: number, exclusiveMinimum: 0, exclusiveMaximum: 0.1 }",
        "0.001",
    ),
    ("{ type: number, multipleOf: 0.07, minimum: 0.1 }", "0.14"),
    ("{ type: number, minimum: 1.0e300 }", "1e+300"),
    ("{ type: string }", "\"string\""),
    ("{ type: string, maxLength: 2 }", "\"st\""),
    ("{ type: string, minLength: 9 }", "\"stringabc\""),
    ("{ type: string, maxLength: 0 }", "\"\""),
    (
        "{ type: string, format: date-time }",
        "\"2026-01-01T09:00:00Z\"",
    ),
    ("{ type: string, pattern: '^[A-Z]{3}-\\d{2,4}$' }", ""),
    (
        "{ type: string, pattern: '^(?=.*[A-Z])(?=.*\\d).{8,}$' }",
        "",
    ),
    (
        "{ type: string, pattern: '^[a-z]+$', minLength: 20, maxLength: 30 }",
        "",
    ),
    (
        "{ type: string, pattern: '^\\w+@\\w+\\.(com|org)$', format: email }",
        "\"user@example.com\"",
    ),
    ("{ type: [string, 'null'], maxLength: 1 }", "\"s\""),
    ("{ type: 'null' }", "null"),
    ("{ type: boolean }", "true"),
    ("{ enum: [null, b, c] }", "\"b\""),
    ("{ const: { a: 1 } }", "{\"a\":1}"),
    (
        "{ type: array, items: { type: integer }, minItems: 2 }",
        "[1,1]",
    ),
    (
        "{ type: array, items: { type: integer }, minItems: 4, uniqueItems: true }",
        "[1,2,3,4]",
    ),
    (
        "{ type: array, items: { enum: [a, b, c] }, minItems: 3, uniqueItems: true }",
        "[\"a\",\"b\",\"c\"]",
    ),
    (
        "{ type: array, items: { type: object, properties: { a: { type: string } }, required: [a] }, minItems: 3, uniqueItems: true }",
        "",
    ),
    (
        "{ type: array, prefixItems: [{ const: 1 }, { type: string }], items: false }",
        "[1,\"string\"]",
    ),
    (
        "{ type: array, contains: { const: 7 }, minContains: 2 }",
        "[7,7]",
    ),
    ("{ type: array, maxItems: 0 }", "[]"),
    (
        "{ type: object, additionalProperties: { type: integer } }",
        "{\"key\":1}",
    ),
    (
        "{ type: object, minProperties: 2, additionalProperties: { type: integer } }",
        "{\"key\":1,\"key2\":1}",
    ),
    (
        "{ type: object, maxProperties: 1, required: [b], properties: { a: {}, b: { const: 1 } } }",
        "{\"b\":1}",
    ),
    (
        "{ type: object, required: [x], additionalProperties: { const: 2 } }",
        "{\"x\":2}",
    ),
    (
        "{ type: object, patternProperties: { '^x-[a-z]{2}$': { const: 1 } }, additionalProperties: false, minProperties: 1 }",
        "",
    ),
    (
        "{ type: object, propertyNames: { enum: [p, q] }, additionalProperties: { const: 1 }, minProperties: 2 }",
        "{\"p\":1,\"q\":1}",
    ),
    (
        "{ type: object, required: [a], properties: { a: { const: 1 } }, dependentRequired: { a: [b] } }",
        "",
    ),
    (
        "{ allOf: [{ type: integer, minimum: 3 }, { maximum: 3 }] }",
        "3",
    ),
    (
        "{ allOf: [{ type: object, required: [a], properties: { a: { type: integer } } }, { properties: { a: { minimum: 4 } } }] }",
        "{\"a\":4}",
    ),
    (
        "{ allOf: [{ type: [string, integer] }, { type: number }] }",
        "1",
    ),
    ("{ oneOf: [{ type: integer }, { type: number }] }", ""),
    (
        "{ oneOf: [{ type: integer, multipleOf: 2 }, { type: integer, multipleOf: 3 }] }",
        "",
    ),
    (
        "{ anyOf: [{ type: 'null' }, { type: string, minLength: 3 }] }",
        "\"string\"",
    ),
    ("{ type: integer, not: { const: 1 } }", ""),
    (
        "{ type: object, required: [k], properties: { k: { enum: [a, b] } }, if: { properties: { k: { const: a } } }, then: { required: [x], properties: { x: { const: 1 } } } }",
        "{\"k\":\"a\",\"x\":1}",
    ),
    (
        "{ type: object, properties: { a: { const: 1 } }, unevaluatedProperties: false }",
        "{\"a\":1}",
    ),
    (
        "{ $ref: '#/components/schemas/Pet' }",
        "{\"kind\":\"Cat\",\"lives\":1}",
    ),
    (
        "{ $ref: '#/components/schemas/Tree' }",
        "{\"name\":\"string\",\"children\":[]}",
    ),
    ("{ $ref: '#/components/schemas/List' }", "{\"next\":null}"),
    (
        "{ $ref: '#/components/schemas/Expression' }",
        "{\"left\":{\"number\":1}}",
    ),
    ("{ type: string, default: abc }", "\"abc\""),
    ("{ type: string, default: abc, maxLength: 2 }", "\"st\""),
    (
        "{ type: object, examples: [{ a: x }], properties: { a: { type: string } } }",
        "{\"a\":\"x\"}",
    ),
    ("{}", "{}"),
    ("true", "{}"),
];

/// The components that [`VALUES`] refer to.
const COMPONENTS: &str = "
            Pet: { oneOf: [{ $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Dog' }], discriminator: { propertyName: kind, mapping: { hound: '#/components/schemas/Dog' } } },
            Cat: { type: object, required: [kind, lives], properties: { kind: { type: string }, lives: { type: integer } } },
            Dog: { type: object, required: [kind], properties: { kind: { type: string } } },
            Tree: { type: object, required: [name, children], properties: { name: { type: string }, children: { type: array, items: { $ref: '#/components/schemas/Tree' } } } },
            List: { type: object, required: [next], properties: { next: { oneOf: [{ $ref: '#/components/schemas/List' }, { type: 'null' }] } } },
            Expression: { oneOf: [{ type: object, required: [left], properties: { left: { $ref: '#/components/schemas/Expression' } } }, { type: object, required: [number], properties: { number: { type: integer } }, not: { required: [left] } }] }";

#[test]
fn values_are_valid() -> Test {
    for (schema, expected) in VALUES {
        let answers =
            answers("3.1.0", schema, COMPONENTS).map_err(|error| format!("{schema}: {error}"))?;
        let first = answers.first().map(ToString::to_string).unwrap_or_default();
        assert!(
            expected.is_empty() || first == *expected,
            "{schema}: {first}"
        );
    }
    Ok(())
}

#[test]
fn values_are_valid_in_the_older_dialect() -> Test {
    for (schema, expected) in [
        ("{ type: integer, minimum: 5, exclusiveMinimum: true }", "6"),
        (
            "{ type: integer, maximum: 0, exclusiveMaximum: true }",
            "-1",
        ),
        ("{ type: string, nullable: true, enum: [null, a] }", "\"a\""),
        (
            "{ $ref: '#/components/schemas/Base', type: string }",
            "{\"kind\":\"Base\"}",
        ),
        (
            "{ $ref: '#/components/schemas/Child' }",
            "{\"kind\":\"child\",\"a\":1}",
        ),
        ("{ type: string, example: Rex }", "\"Rex\""),
    ] {
        let components = "
            Base: { type: object, required: [kind], properties: { kind: { type: string } }, discriminator: { propertyName: kind, mapping: { child: '#/components/schemas/Child' } } },
            Child: { allOf: [{ $ref: '#/components/schemas/Base' }, { type: object, properties: { a: { type: integer } } }] }";
        let answers = answers("3.0.3", schema, components)?;
        let first = answers.first().map(ToString::to_string).unwrap_or_default();
        assert_eq!(first, expected, "{schema}");
    }
    Ok(())
}

#[test]
fn schemas_without_small_values_end() -> Test {
    let schemas = [
        "{ type: array, minItems: 1000000000, items: {} }",
        "{ $ref: '#/components/schemas/Endless' }",
        "{ type: string, minLength: 100000000 }",
        "false",
    ];
    for schema in schemas {
        let text = format!("
openapi: 3.1.0
info: {{ title: Samples, version: '1' }}
paths:
  /value:
    get:
      responses:
        '200': {{ description: It., content: {{ application/json: {{ schema: {schema} }} }} }}
components: {{ schemas: {{ Endless: {{ type: object, required: [e], properties: {{ e: {{ $ref: '#/components/schemas/Endless' }} }} }} }} }}
");
        let mock = crate::mock(&text)?;
        let answer = send(&mock, "GET", "/value", &[])?;
        assert_eq!(answer.status(), 200, "{schema}");
        assert!(answer.body().len() < 1 << 20, "{schema}");
        let exchanges = mock.exchanges();
        let notes = exchanges
            .last()
            .map(|it| it.notes.clone())
            .unwrap_or_default();
        let note = "no valid value was found for the schema of the response 200 OK";
        assert_eq!(notes, [note], "{schema}");
    }
    Ok(())
}
