//! Findings about the fields of Example Objects of OpenAPI 3.2.

use insta::assert_snapshot;

use crate::{document, lines};

/// The findings about the examples of an operation with a parameter, a JSON response and a form.
fn findings(parameter: &str, response: &str, form: &str) -> String {
    let document = document(&format!(
        "
paths:
  /pets:
    post:
      operationId: pets
      parameters: [{{ name: q, in: query, schema: {{ type: string }}, examples: {{ e: {parameter} }} }}]
      requestBody:
        content:
          application/x-www-form-urlencoded:
            schema: {{ type: object, properties: {{ a: {{ type: string }}, n: {{ type: integer }} }} }}
            examples: {{ e: {form} }}
      responses:
        '200':
          description: ''
          content:
            application/json:
              schema: {{ $ref: '#/components/schemas/Pet' }}
              examples: {{ e: {response} }}
        default:
          description: ''
          content: {{ application/json: {{ schema: {{}}, examples: {{ e: {{ $ref: '#/components/examples/Shared' }} }} }} }}
components:
  examples: {{ Shared: {{ dataValue: {{ name: 2 }} }} }}
  schemas: {{ Pet: {{ type: object, required: [name], properties: {{ name: {{ type: string }} }} }} }}
"
    ));
    lines(&document)
}

#[test]
fn data_values_are_compared_with_the_schema() {
    assert_snapshot!(findings("{ dataValue: 1 }", "{ dataValue: { name: 1 } }", "{ dataValue: text }"), @"
    example-of-wrong-type: the parameter `q` of `POST /pets` has a value of type number instead of string
      at /paths/~1pets/post/parameters/0/examples/e/dataValue
      violates `#/paths/~1pets/post/parameters/0/schema/type` (pets.yaml:8:52)
    example-of-wrong-type: the request body of `POST /pets` has a value of type string instead of object
      at /paths/~1pets/post/requestBody/content/application~1x-www-form-urlencoded/examples/e/dataValue
      violates `#/paths/~1pets/post/requestBody/content/application~1x-www-form-urlencoded/schema/type` (pets.yaml:12:23)
    example-of-wrong-type: the response 200 of `POST /pets` has a value of type number instead of string
      at /paths/~1pets/post/responses/200/content/application~1json/examples/e/dataValue/name
      violates `#/components/schemas/Pet/properties/name/type` (pets.yaml:26:75)
    ");
    assert_snapshot!(findings("{ dataValue: a }", "{ $ref: '#/components/examples/Shared' }", "{}"), @"
    example-of-wrong-type: the response 200 of `POST /pets` has a value of type number instead of string
      at /components/examples/Shared/dataValue/name
      violates `#/components/schemas/Pet/properties/name/type` (pets.yaml:26:75)
    ");
}

#[test]
fn a_serialized_value_without_data_is_parsed() {
    assert_snapshot!(findings("{}", r#"{ serializedValue: '{"name": 1}' }"#, "{}"), @"
    example-of-wrong-type: the response 200 of `POST /pets` has a value of type number instead of string
      at /paths/~1pets/post/responses/200/content/application~1json/examples/e/serializedValue
      violates `#/components/schemas/Pet/properties/name/type` (pets.yaml:26:75)
    ");
    assert_snapshot!(findings("{}", "{ serializedValue: '{name: 1}' }", "{}"), @"
    invalid-serialized-example: `serializedValue` is not JSON: key must be a string at line 1 column 2
      at /paths/~1pets/post/responses/200/content/application~1json/examples/e/serializedValue
    ");
}

#[test]
fn serialized_values_are_the_text_of_the_data() {
    let same = findings(
        "{ dataValue: a b&c, serializedValue: q=a%20b%26c }",
        r#"{ dataValue: { name: Rex }, serializedValue: '{ "name" : "Rex" }' }"#,
        "{ dataValue: { a: ä b, n: 1 }, serializedValue: 'n=1&a=%C3%A4+b' }",
    );
    assert_eq!(same, "");
    let different = findings(
        "{ dataValue: a b, serializedValue: q=a%20c }",
        r#"{ dataValue: { name: Rex }, serializedValue: '{"name":"Max"}' }"#,
        "{ dataValue: { a: a, n: 1 }, serializedValue: 'n=2&a=a' }",
    );
    assert_snapshot!(different, @"
    invalid-serialized-example: `serializedValue` is not the text of `dataValue`
      at /paths/~1pets/post/parameters/0/examples/e/serializedValue
      correct one of them, so that decoding the text results in the value
    invalid-serialized-example: `serializedValue` is not the text of `dataValue`
      at /paths/~1pets/post/requestBody/content/application~1x-www-form-urlencoded/examples/e/serializedValue
      correct one of them, so that decoding the text results in the value
    invalid-serialized-example: `serializedValue` is not the text of `dataValue`
      at /paths/~1pets/post/responses/200/content/application~1json/examples/e/serializedValue
      correct one of them, so that decoding the text results in the value
    ");
}

#[test]
fn fields_that_exclude_each_other_are_reported() {
    assert_snapshot!(findings("{ value: a, dataValue: a }", "{ serializedValue: '{\"name\": \"a\"}', externalValue: a.json }", "{}"), @"
    conflicting-example: an example cannot have both `value` and `dataValue`
      at /paths/~1pets/post/parameters/0/examples/e/dataValue
      keep the value in `dataValue` and its text in `serializedValue`
    conflicting-example: an example cannot have both `externalValue` and `serializedValue`
      at /paths/~1pets/post/responses/200/content/application~1json/examples/e/serializedValue
      keep the value in `dataValue` and its text in `serializedValue`
    ");
}
