//! Keywords that only servers check: the types and the bounds of fields do not have them.

use apicrate::diff::Bump;
use insta::assert_snapshot;

use crate::report::{changes, compared};

/// A document with bounds in each place of a request.
fn bounded(bound: u32, others: &str) -> String {
    format!(
        "
paths:
  /boats:
    post:
      operationId: boats_add
      tags: [Boats]
      parameters:
        - {{ name: colours, in: query, schema: {{ type: array, items: {{ type: string, maxLength: {bound} }} }} }}
      requestBody: {{ required: true, content: {{ application/json: {{ schema: {{ $ref: '#/components/schemas/Boat' }} }} }} }}
      responses: {{ '204': {{ description: Added. }} }}
    put:
      operationId: boats_replace
      tags: [Boats]
      requestBody: {{ required: true, content: {{ application/json: {{ schema: {{ $ref: '#/components/schemas/Boat' }} }} }} }}
      responses: {{ '204': {{ description: Replaced. }} }}
  /notes:
    post:
      operationId: notes_add
      tags: [Notes]
      requestBody: {{ required: true, content: {{ text/plain: {{ schema: {{ type: string, maxLength: {bound} }} }} }} }}
      responses: {{ '204': {{ description: Added. }} }}
components:
  schemas:
    Boat:
      type: object
      additionalProperties: {others}
      properties:
        name: {{ type: string, maxLength: {bound} }}
        'sail/number': {{ anyOf: [{{ type: string, maxLength: {bound} }}, {{ type: integer, minimum: {bound} }}] }}
        crew: {{ type: array, items: {{ $ref: '#/components/schemas/Person' }} }}
    Person:
      type: object
      properties:
        names: {{ type: array, items: {{ type: string, pattern: '^.{{{bound}}}$' }} }}
        captain: {{ $ref: '#/components/schemas/Person' }}
"
    )
}

#[test]
fn each_keyword_is_reported_once_with_its_place() {
    assert_snapshot!(compared(&bounded(5, "true"), &bounded(6, "true")), @r"
    patch

    wire models::Boat::name
      `maxLength` is now `6` (before: `5`)
      /components/schemas/Boat/properties/name

    wire boats::ReplaceRequest::body
      `maxLength` at `/properties/sail~1number/anyOf/0` is now `6` (before: `5`)
      /paths/~1boats/put/requestBody

    wire boats::ReplaceRequest::body
      `minimum` at `/properties/sail~1number/anyOf/1` is now `6` (before: `5`)
      /paths/~1boats/put/requestBody

    wire boats::ReplaceRequest::body
      `pattern` at `/properties/crew/items/properties/names/items` is now `^.{6}$` (before: `^.{5}$`)
      /paths/~1boats/put/requestBody

    wire boats::AddRequest::colours
      `maxLength` at `/items` is now `6` (before: `5`)
      /paths/~1boats/post/parameters/0

    wire notes::AddRequest::body
      `maxLength` is now `6` (before: `5`)
      /paths/~1notes/post/requestBody
    ");
}

#[test]
fn other_properties_are_forbidden() {
    let (open, closed) = (bounded(5, "true"), bounded(5, "false"));
    assert_snapshot!(compared(&open, &closed), @r"
    patch

    wire boats::ReplaceRequest::body
      `additionalProperties` is now `false` (before: `none`)
      /paths/~1boats/put/requestBody
    ");
    assert_eq!(changes(&open, &closed).bump(), Some(Bump::Patch));
}

/// Two components that contain themselves after different numbers of steps never meet again.
#[test]
fn endless_schemas_are_compared_to_a_limit() {
    let nested = |schemas: &str| {
        format!(
            "
paths:
  /boats:
    post:
      operationId: boats_add
      tags: [Boats]
      requestBody: {{ required: true, content: {{ application/json: {{ schema: {{ $ref: '#/components/schemas/Chain' }} }} }} }}
      responses: {{ '204': {{ description: Added. }} }}
components:
  schemas: {schemas}
"
        )
    };
    let level = |count: u32, next: &str| {
        format!(
            "{{ type: object, properties: {{ next: {next}, names: {{ type: array, items: {{ type: string, maxLength: {count} }} }} }} }}"
        )
    };
    let itself = "{ $ref: '#/components/schemas/Chain' }";
    let one = nested(&format!("{{ Chain: {} }}", level(1, &level(2, itself))));
    let other = nested(&format!("{{ Chain: {} }}", level(1, itself)));
    assert_snapshot!(compared(&one, &other), @r"
    major

    major renamed models::ChainNext -> models::Chain
      was renamed: use `models::Chain`
      /components/schemas/Chain

    wire boats::AddRequest::body
      `maxLength` at `/properties/next/properties/names/items` is now `1` (before: `2`)
      /paths/~1boats/post/requestBody
    ");
}
