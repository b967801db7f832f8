//! Documents that violate the OpenAPI specification.

use insta::assert_snapshot;
use openapiv3::{PathItem, ReferenceOr};

use crate::{Outcome, findings_of, read};

#[test]
fn reports_each_malformed_value_of_a_schema() {
    assert_snapshot!(findings_of("
components:
  schemas:
    Pet:
      type: object
      properties:
        name: { type: string, minLength: short }
        age: 3
        toys: { type: array, items: { enum: ball } }
      required:
        name: true
"), @"
    warning[malformed]: expected a non-negative integer, found the string `short`; ignored
      --> pets.yaml:9:31
       |         name: { type: string, minLength: short }
       |                               ^
      at #/components/schemas/Pet/properties/name/minLength

    error[malformed]: expected a Schema Object, found the number `3`
      --> pets.yaml:10:9
       |         age: 3
       |         ^
      at #/components/schemas/Pet/properties/age

    error[malformed]: expected a list of values, found the string `ball`
      --> pets.yaml:11:39
       |         toys: { type: array, items: { enum: ball } }
       |                                       ^
      at #/components/schemas/Pet/properties/toys/items/enum

    error[malformed]: expected a list of strings, found an object
      --> pets.yaml:12:7
       |       required:
       |       ^
      at #/components/schemas/Pet/required

    3 errors, 1 warning
    ");
}

#[test]
fn reports_malformed_values_of_other_objects() {
    assert_snapshot!(findings_of("
servers: { url: https://example.com }
paths:
  /pets:
    get:
      parameters:
        - { name: limit, in: body }
        - { in: query }
      responses: none
components:
  securitySchemes:
    key: { type: apiKey, in: header }
"), @"
    error[malformed]: expected a list, each item a Server Object, found an object
      --> pets.yaml:4:1
       | servers: { url: https://example.com }
       | ^
      at #/servers

    error[malformed]: expected `query`, `querystring`, `header`, `path` or `cookie`, found the string `body`
      --> pets.yaml:9:26
       |         - { name: limit, in: body }
       |                          ^
      at #/paths/~1pets/get/parameters/0/in

    warning[missing-field]: a Parameter Object has neither `schema` nor `content`; treated as any value
      --> pets.yaml:9:11
       |         - { name: limit, in: body }
       |           ^
      at #/paths/~1pets/get/parameters/0

    error[malformed]: required field `name` is missing in a Parameter Object
      --> pets.yaml:10:11
       |         - { in: query }
       |           ^
      at #/paths/~1pets/get/parameters/1

    warning[missing-field]: a Parameter Object has neither `schema` nor `content`; treated as any value
      --> pets.yaml:10:11
       |         - { in: query }
       |           ^
      at #/paths/~1pets/get/parameters/1

    error[malformed]: expected a Responses Object, found the string `none`
      --> pets.yaml:11:7
       |       responses: none
       |       ^
      at #/paths/~1pets/get/responses

    error[malformed]: required field `name` is missing in a Security Scheme Object
      --> pets.yaml:14:5
       |     key: { type: apiKey, in: header }
       |     ^
      at #/components/securitySchemes/key

    5 errors, 2 warnings
    ");
}

#[test]
fn corrected_mistakes_are_warnings() {
    assert_snapshot!(findings_of("
tags: [Pets]
paths:
  /pets:
    get:
      tags: Pets
      deprecated: \"true\"
      parameters:
        - { name: limit, in: Query, schema: { type: integer, maximum: \"100\" } }
        - { name: filter, in: query, style: simple }
      responses:
        200: { content: { text/plain: null } }
        2000: { description: Many }
components:
  schemas:
    Pet:
      discriminator: kind
      properties:
        name: { type: string, required: true, description: null }
        kind: { type: text }
      if: {}
"), @r#"
    warning[mistyped-value]: expected a Tag Object, found the string `Pets`; treated as its name
      --> pets.yaml:4:8
       | tags: [Pets]
       |        ^
      at #/tags/0

    warning[mistyped-value]: expected a list of strings, found the string `Pets`; treated as a list with one item
      --> pets.yaml:8:7
       |       tags: Pets
       |       ^
      at #/paths/~1pets/get/tags

    warning[mistyped-value]: expected true or false, found the string `true`; treated as `true`
      --> pets.yaml:9:7
       |       deprecated: "true"
       |       ^
      at #/paths/~1pets/get/deprecated

    warning[mistyped-value]: expected a number, found the string `100`; treated as `100`
      --> pets.yaml:11:62
       |         - { name: limit, in: Query, schema: { type: integer, maximum: "100" } }
       |                                                              ^
      at #/paths/~1pets/get/parameters/0/schema/maximum

    warning[missing-field]: a Parameter Object has neither `schema` nor `content`; treated as any value
      --> pets.yaml:12:11
       |         - { name: filter, in: query, style: simple }
       |           ^
      at #/paths/~1pets/get/parameters/1

    warning[unknown-style]: style `simple` is not allowed for query parameters; using `form`
      --> pets.yaml:12:38
       |         - { name: filter, in: query, style: simple }
       |                                      ^
      at #/paths/~1pets/get/parameters/1/style

    warning[mistyped-value]: expected a Media Type Object, found null; treated as empty
      --> pets.yaml:14:27
       |         200: { content: { text/plain: null } }
       |                           ^
      at #/paths/~1pets/get/responses/200/content/text~1plain

    warning[missing-field]: required field `description` is missing in a Response Object; treated as empty
      --> pets.yaml:14:9
       |         200: { content: { text/plain: null } }
       |         ^
      at #/paths/~1pets/get/responses/200

    warning[unknown-field]: `2000` is not a field of a Responses Object; ignored
      --> pets.yaml:15:9
       |         2000: { description: Many }
       |         ^
      at #/paths/~1pets/get/responses/2000

    warning[mistyped-value]: expected a Discriminator Object, found the string `kind`; treated as its `propertyName`
      --> pets.yaml:19:7
       |       discriminator: kind
       |       ^
      at #/components/schemas/Pet/discriminator

    warning[mistyped-value]: expected a list of property names, found `true`; ignored
      --> pets.yaml:21:31
       |         name: { type: string, required: true, description: null }
       |                               ^
      at #/components/schemas/Pet/properties/name/required

    warning[unknown-type]: unknown type `text`; treated as any value
      --> pets.yaml:22:17
       |         kind: { type: text }
       |                 ^
      at #/components/schemas/Pet/properties/kind/type
      help: did you mean `string`?

    warning[untranslated-keyword]: `if` affects no type; only `lint` compares examples with it
      --> pets.yaml:23:7
       |       if: {}
       |       ^
      at #/components/schemas/Pet/if

    13 warnings
    "#);
}

#[test]
fn null_fields_are_treated_as_absent() -> Outcome {
    let document = read(
        "
paths:
  /pets: null
  /toys:
    get: null
    post: { description: null, parameters: null, requestBody: null }
components:
  schemas: null
",
    )?;
    let paths = document.openapi.paths.paths;
    assert_eq!(paths.keys().collect::<Vec<_>>(), ["/toys"]);
    let operations = paths
        .values()
        .filter_map(ReferenceOr::as_item)
        .flat_map(PathItem::iter);
    assert_eq!(
        operations.map(|(method, _)| method).collect::<Vec<_>>(),
        ["post"]
    );
    Ok(())
}

#[test]
fn paths_and_responses_are_optional() -> Outcome {
    let document = read("webhooks: { born: { post: { summary: Born } } }")?;
    assert!(document.openapi.paths.paths.is_empty());
    assert!(document.warnings.is_empty());
    Ok(())
}

#[test]
fn errors_in_documentation_are_warnings() {
    assert_snapshot!(findings_of("
externalDocs: { url: [a] }
tags: [{ name: Pets, externalDocs: 3 }, { description: Without a name. }, 3]
paths:
  /pets:
    get:
      summary: [a, b]
      deprecated: since 2020
      responses:
        '200':
          description: { en: Pets. }
          content: { application/json: { schema: { $ref: '#/components/schemas/Pet' }, examples: none } }
          links: { next: { operationId: [a] } }
components:
  schemas:
    Pet:
      description: { en: A pet. }
      externalDocs: https://example.com
      properties:
        name: { type: string, minLength: short, title: [] }
        owner: { $ref: '#/components/schemas/Owner', properties: 3 }
    Owner: {}
"), @"
    warning[malformed]: expected a string, found a list; ignored
      --> pets.yaml:4:17
       | externalDocs: { url: [a] }
       |                 ^
      at #/externalDocs/url

    warning[malformed]: expected an External Documentation Object, found the number `3`; ignored
      --> pets.yaml:5:22
       | tags: [{ name: Pets, externalDocs: 3 }, { description: Without a name. }, 3]
       |                      ^
      at #/tags/0/externalDocs

    warning[malformed]: required field `name` is missing in a Tag Object; ignored
      --> pets.yaml:5:41
       | tags: [{ name: Pets, externalDocs: 3 }, { description: Without a name. }, 3]
       |                                         ^
      at #/tags/1

    warning[malformed]: expected a Tag Object, found the number `3`; ignored
      --> pets.yaml:5:75
       | tags: [{ name: Pets, externalDocs: 3 }, { description: Without a name. }, 3]
       |                                                                           ^
      at #/tags/2

    warning[malformed]: expected a string, found a list; ignored
      --> pets.yaml:9:7
       |       summary: [a, b]
       |       ^
      at #/paths/~1pets/get/summary

    warning[malformed]: expected true or false, found the string `since 2020`; ignored
      --> pets.yaml:10:7
       |       deprecated: since 2020
       |       ^
      at #/paths/~1pets/get/deprecated

    warning[malformed]: expected a string, found an object; ignored
      --> pets.yaml:13:11
       |           description: { en: Pets. }
       |           ^
      at #/paths/~1pets/get/responses/200/description

    warning[malformed]: expected an object, each value an Example Object, found the string `none`; ignored
      --> pets.yaml:14:88
       |           content: { application/json: { schema: { $ref: '#/components/schemas/Pet' }, examples: non …
       |                                                                                        ^
      at #/paths/~1pets/get/responses/200/content/application~1json/examples

    warning[malformed]: expected a string, found a list; ignored
      --> pets.yaml:15:28
       |           links: { next: { operationId: [a] } }
       |                            ^
      at #/paths/~1pets/get/responses/200/links/next/operationId

    warning[malformed]: expected a string, found an object; ignored
      --> pets.yaml:19:7
       |       description: { en: A pet. }
       |       ^
      at #/components/schemas/Pet/description

    warning[malformed]: expected an External Documentation Object, found the string `https://example.com`; ignored
      --> pets.yaml:20:7
       |       externalDocs: https://example.com
       |       ^
      at #/components/schemas/Pet/externalDocs

    warning[malformed]: expected a non-negative integer, found the string `short`; ignored
      --> pets.yaml:22:31
       |         name: { type: string, minLength: short, title: [] }
       |                               ^
      at #/components/schemas/Pet/properties/name/minLength

    warning[malformed]: expected a string, found a list; ignored
      --> pets.yaml:22:49
       |         name: { type: string, minLength: short, title: [] }
       |                                                 ^
      at #/components/schemas/Pet/properties/name/title

    warning[malformed]: expected an object, each value a Schema Object, found the number `3`; ignored
      --> pets.yaml:23:54
       |         owner: { $ref: '#/components/schemas/Owner', properties: 3 }
       |                                                      ^
      at #/components/schemas/Pet/properties/owner/properties

    14 warnings
    ");
}
