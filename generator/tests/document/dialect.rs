//! Lowering schemas of OpenAPI 3.1 to 3.0.

use apicrate::document::Document;
use insta::assert_snapshot;
use openapiv3::{ReferenceOr, Schema};
use serde_json::{Value, json};

use crate::{Outcome, read};

/// Asserts that the schema `before` is lowered to the OpenAPI 3.0 schema `after`.
#[track_caller]
fn lowers(version: &str, before: &str, after: &str) -> Outcome {
    let schemas = json!({
        "It": serde_yaml::from_str::<Value>(before)?,
        "Pet": { "type": "object" },
        "Toy": { "type": "object" },
    });
    let text = json!({
        "openapi": version,
        "info": { "title": "Pets", "version": "1" },
        "paths": {},
        "components": { "schemas": schemas },
    });
    let document = Document::parse("pets.json", text.to_string())?;
    let schemas = document.openapi.components.unwrap_or_default().schemas;
    let expected: ReferenceOr<Schema> = serde_yaml::from_str(after)?;
    assert_eq!(schemas.get("It"), Some(&expected), "{before}");
    Ok(())
}

#[track_caller]
fn lowers_3_1(before: &str, after: &str) -> Outcome {
    lowers("3.1.0", before, after)
}

#[test]
fn type_null_becomes_nullable() -> Outcome {
    lowers_3_1(
        "{ type: [string, 'null'] }",
        "{ type: string, nullable: true }",
    )?;
    lowers_3_1(
        "{ type: ['null', string], enum: [a, null] }",
        "{ type: string, nullable: true, enum: [a] }",
    )?;
    lowers_3_1("{ type: [string] }", "{ type: string }")?;
    lowers_3_1(
        "{ type: [string, null] }",
        "{ type: string, nullable: true }",
    )
}

#[test]
fn null_only_schemas_are_marked() -> Outcome {
    let marked = "{ nullable: true, x-null-only: true }";
    lowers_3_1("{ type: 'null' }", marked)?;
    lowers_3_1("{ type: ['null'] }", marked)?;
    lowers_3_1("{ const: null }", marked)?;
    lowers_3_1("{ enum: [null] }", marked)?;
    lowers_3_1("{ anyOf: [{ type: 'null' }, { const: null }] }", marked)?;
    lowers_3_1(
        "{ type: 'null', description: Nothing. }",
        "{ nullable: true, x-null-only: true, description: Nothing. }",
    )
}

#[test]
fn type_lists_become_any_of_with_matching_keywords() -> Outcome {
    lowers_3_1(
        "
        type: [string, integer, array, 'null']
        description: Anything.
        minLength: 1
        minimum: 2
        items: { type: string }
        ",
        "
        description: Anything.
        nullable: true
        anyOf:
          - { type: string, minLength: 1 }
          - { type: integer, minimum: 2 }
          - { type: array, items: { type: string } }
        ",
    )?;
    lowers_3_1(
        "{ type: [string, integer], enum: [a, 1, b, 2] }",
        "{ anyOf: [{ type: string, enum: [a, b] }, { type: integer, enum: [1, 2] }] }",
    )?;
    lowers_3_1(
        "{ type: [string, integer], enum: [a] }",
        "{ type: string, enum: [a] }",
    )?;
    lowers_3_1(
        "{ type: [number, string], format: double }",
        "{ anyOf: [{ type: number, format: double }, { type: string }] }",
    )?;
    lowers_3_1(
        "{ type: [string, integer], anyOf: [{ title: A }, { title: B }] }",
        "{ anyOf: [{ title: A }, { title: B }], allOf: [{ anyOf: [{ type: string }, { type: integer }] }] }",
    )?;
    lowers_3_1(
        "{ type: [string, number, boolean, array, object, 'null'] }",
        "{}",
    )
}

#[test]
fn null_alternatives_become_nullable() -> Outcome {
    lowers_3_1(
        "{ oneOf: [{ $ref: '#/components/schemas/Pet' }, { $ref: '#/components/schemas/Toy' }, { type: 'null' }] }",
        "{ nullable: true, oneOf: [{ $ref: '#/components/schemas/Pet' }, { $ref: '#/components/schemas/Toy' }] }",
    )?;
    for null in [
        "type: 'null'",
        "const: null",
        "enum: [null]",
        "nullable: true",
    ] {
        lowers_3_1(
            &format!(
                "{{ anyOf: [{{ $ref: '#/components/schemas/Pet' }}, {{ {null} }}], description: Mine. }}"
            ),
            "{ nullable: true, allOf: [{ $ref: '#/components/schemas/Pet' }], description: Mine. }",
        )?;
    }
    lowers_3_1(
        "{ anyOf: [{ type: string, description: Inner., format: date }, { type: 'null' }], description: Outer. }",
        "{ nullable: true, type: string, format: date, description: Outer. }",
    )?;
    lowers_3_1(
        "{ properties: { a: {} }, oneOf: [{ properties: { b: {} } }, { type: 'null' }] }",
        "{ nullable: true, properties: { a: {} }, allOf: [{ properties: { b: {} } }] }",
    )
}

#[test]
fn null_enum_values_become_nullable() -> Outcome {
    lowers_3_1(
        "{ type: string, enum: [a, null] }",
        "{ type: string, enum: [a], nullable: true }",
    )?;
    lowers(
        "3.0.3",
        "{ type: string, nullable: true, enum: [a, null] }",
        "{ type: string, enum: [a], nullable: true }",
    )
}

#[test]
fn const_becomes_an_enum_with_one_value() -> Outcome {
    lowers_3_1("{ const: cat }", "{ type: string, enum: [cat] }")?;
    lowers_3_1(
        "{ type: integer, const: 1.0 }",
        "{ type: integer, enum: [1] }",
    )?;
    lowers_3_1(
        "{ type: [string, 'null'], const: cat }",
        "{ type: string, enum: [cat], nullable: true }",
    )
}

#[test]
fn exclusive_bounds_become_booleans() -> Outcome {
    lowers_3_1(
        "{ type: integer, exclusiveMinimum: 0, exclusiveMaximum: 9 }",
        "{ type: integer, minimum: 0, exclusiveMinimum: true, maximum: 9, exclusiveMaximum: true }",
    )?;
    lowers_3_1(
        "{ type: integer, minimum: 5, exclusiveMinimum: 0, maximum: 9, exclusiveMaximum: 8 }",
        "{ type: integer, minimum: 5, maximum: 8, exclusiveMaximum: true }",
    )?;
    lowers(
        "3.0.3",
        "{ type: integer, minimum: 0, exclusiveMinimum: true }",
        "{ type: integer, minimum: 0, exclusiveMinimum: true }",
    )
}

#[test]
fn references_with_siblings_become_all_of() -> Outcome {
    lowers_3_1(
        "{ $ref: '#/components/schemas/Pet', description: Mine., minProperties: 1 }",
        "{ allOf: [{ $ref: '#/components/schemas/Pet' }], description: Mine., minProperties: 1 }",
    )?;
    lowers_3_1(
        "{ $ref: '#/components/schemas/Pet', allOf: [{ $ref: '#/components/schemas/Toy' }] }",
        "{ allOf: [{ $ref: '#/components/schemas/Pet' }, { $ref: '#/components/schemas/Toy' }] }",
    )?;
    lowers(
        "3.0.3",
        "{ $ref: '#/components/schemas/Pet', nullable: true, type: object }",
        "{ allOf: [{ $ref: '#/components/schemas/Pet' }], nullable: true }",
    )?;
    lowers(
        "3.0.3",
        "{ $ref: '#/components/schemas/Pet', type: object }",
        "{ $ref: '#/components/schemas/Pet' }",
    )
}

#[test]
fn boolean_schemas_become_objects_except_in_additional_properties() -> Outcome {
    lowers_3_1(
        "{ properties: { any: true, none: false }, additionalProperties: false, items: true }",
        "{ properties: { any: {}, none: { not: {} } }, additionalProperties: false, items: {} }",
    )
}

#[test]
fn first_of_examples_becomes_example() -> Outcome {
    lowers_3_1(
        "{ type: string, examples: [a, b] }",
        "{ type: string, example: a }",
    )?;
    lowers_3_1(
        "{ type: string, examples: [a, b], example: c }",
        "{ type: string, example: c }",
    )
}

#[test]
fn content_encoding_becomes_a_format() -> Outcome {
    lowers_3_1(
        "{ type: string, contentEncoding: base64 }",
        "{ type: string, format: byte }",
    )?;
    lowers_3_1(
        "{ type: string, contentMediaType: image/png }",
        "{ type: string, format: binary }",
    )?;
    lowers_3_1(
        "{ type: string, contentMediaType: image/png, contentEncoding: base64 }",
        "{ type: string, format: byte }",
    )?;
    lowers_3_1(
        "{ type: string, contentMediaType: application/json }",
        "{ type: string }",
    )
}

#[test]
fn pattern_properties_become_additional_properties() -> Outcome {
    lowers_3_1(
        "{ type: object, patternProperties: { ^a: { type: string } } }",
        "{ type: object, additionalProperties: { type: string } }",
    )?;
    lowers_3_1(
        "{ type: object, additionalProperties: false, patternProperties: { ^a: { type: string }, ^b: { type: integer }, ^c: { type: string } } }",
        "{ type: object, additionalProperties: { anyOf: [{ type: string }, { type: integer }] } }",
    )?;
    lowers_3_1(
        "{ type: object, unevaluatedProperties: false }",
        "{ type: object, additionalProperties: false }",
    )
}

#[test]
fn prefix_items_become_a_list_with_item_indices() -> Outcome {
    lowers_3_1(
        "{ type: array, prefixItems: [{ type: string }, { type: integer }], items: false, minItems: 2 }",
        "{ type: array, items: { anyOf: [{ type: string }, { type: integer }] }, minItems: 2, x-prefix-items: [0, 1] }",
    )?;
    lowers_3_1(
        "{ type: array, prefixItems: [{ type: number }, { type: number }] }",
        "{ type: array, items: { type: number }, x-open-prefix-items: [0, 0] }",
    )?;
    lowers_3_1(
        "{ type: array, prefixItems: [{ type: number }, { type: string }], items: { type: number } }",
        "{ type: array, items: { anyOf: [{ type: number }, { type: string }] }, x-open-prefix-items: [0, 1], x-other-items: 0 }",
    )?;
    lowers_3_1(
        "{ type: array, prefixItems: [{ type: number }], items: false }",
        "{ type: array, items: { type: number }, x-open-prefix-items: [0], x-other-items: false }",
    )?;
    lowers_3_1(
        "{ type: array, prefixItems: [{ type: number }, { type: number }], minItems: 2, maxItems: 2 }",
        "{ type: array, items: { type: number }, minItems: 2, maxItems: 2, x-prefix-items: [0, 0] }",
    )
}

#[test]
fn all_schemas_are_lowered_but_example_data_is_not() -> Outcome {
    let document = read("
paths:
  /pets:
    parameters: [{ name: a, in: query, schema: { type: [string, 'null'] } }]
    post:
      parameters: [{ name: b, in: query, content: { text/plain: { schema: { type: [string, 'null'] } } } }]
      requestBody: { content: { text/plain: { schema: { type: [string, 'null'] }, example: { type: [string, 'null'] } } } }
      responses:
        200:
          description: Done.
          headers: { c: { schema: { type: [string, 'null'] } } }
          content: { text/plain: { schema: { items: { type: [string, 'null'] } }, examples: { d: { value: { const: 1 } } } } }
webhooks:
  born: { post: { requestBody: { content: { text/plain: { schema: { type: [string, 'null'] } } } } } }
")?;
    assert_snapshot!(serde_yaml::to_string(&document.openapi)?, @"
    openapi: 3.1.0
    info:
      title: Pets
      version: 1.0.0
    paths:
      /pets:
        post:
          parameters:
          - in: query
            name: b
            content:
              text/plain:
                schema:
                  nullable: true
                  type: string
            style: form
          requestBody:
            content:
              text/plain:
                schema:
                  nullable: true
                  type: string
                example:
                  type:
                  - string
                  - 'null'
          responses:
            '200':
              description: Done.
              headers:
                c:
                  style: simple
                  schema:
                    nullable: true
                    type: string
              content:
                text/plain:
                  schema:
                    items:
                      nullable: true
                      type: string
                  examples:
                    d:
                      value:
                        const: 1
        parameters:
        - in: query
          name: a
          schema:
            nullable: true
            type: string
          style: form
    ");
    assert_snapshot!(serde_yaml::to_string(&document.webhooks)?, @"
    born:
      post:
        requestBody:
          content:
            text/plain:
              schema:
                nullable: true
                type: string
        responses: {}
    ");
    Ok(())
}

#[test]
fn example_objects_of_3_2_have_values() -> Outcome {
    let text = include_str!("../fixtures/example-objects.yaml");
    let (api, _) = apicrate::resolve(&Document::parse("seeds.yaml", text)?)?;
    let mut operations = api.groups.iter().flat_map(|group| &group.operations);
    let operation = operations.next().ok_or("no operation")?;
    let parameter = operation
        .parameters
        .first()
        .and_then(|it| it.example.clone());
    let body = operation
        .body
        .as_ref()
        .map(|it| it.content.examples.clone());
    let response = operation
        .responses
        .first()
        .and_then(|it| it.content.as_ref());
    assert_eq!(parameter, Some(json!("rose/1")));
    assert_eq!(
        body,
        Some(vec![json!({ "name": "Rose" }), json!({ "name": "Lily" })])
    );
    assert_eq!(
        response.map(|it| it.examples.clone()),
        Some(vec![json!({ "name": "Rose" })])
    );
    Ok(())
}
