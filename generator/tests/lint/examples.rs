//! Findings about examples that violate their schemas.

use apicrate::diagnostic::Severity;
use apicrate::lint::lint;
use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::{answering, document, lines};

/// Returns pointer, message, code and violated keyword of each finding about an example.
fn violations(version: &str, schema: &str, example: &Value) -> String {
    let report = lint(
        &answering(version, "{}", schema, example),
        Severity::Warning,
    );
    let findings = report
        .findings
        .iter()
        .filter(|finding| finding.code.starts_with("example-"));
    let lines = findings.map(|finding| {
        let (_, message) = finding
            .message
            .split_once("`GET /pet` ")
            .unwrap_or_default();
        let (_, at) = finding.pointer.split_once("/example").unwrap_or_default();
        let help = finding.help.as_deref().unwrap_or_default();
        let rule = help.split('`').nth(1).unwrap_or_default();
        let (_, rule) = rule.split_once("/schema").unwrap_or(("", rule));
        format!("{at}: {message} [{}, {rule}]\n", finding.code)
    });
    lines.collect()
}

#[test]
fn findings_locate_the_example_and_the_violated_keyword() {
    let pet = "{ Pet: { type: object, required: [name], properties: { name: { type: string } } } }";
    let schema = "{ $ref: '#/components/schemas/Pet' }";
    let report = lint(
        &answering("3.1.0", pet, schema, &json!({})),
        Severity::Error,
    );
    assert_snapshot!(report, @"
    error[example-misses-property]: the response 200 of `GET /pet` does not contain the required property `name`
      --> pets.yaml:14:15
       |               example: {}
       |               ^
      at #/paths/~1pet/get/responses/200/content/application~1json/example
      help: violates `#/components/schemas/Pet/required` (pets.yaml:16:35); a client with this schema cannot decode the payload; relax the schema with an overlay

    1 error
         1  example-misses-property
    1 of 1 payload of responses and webhooks violates its schema
    ");
}

#[test]
fn examples_of_additional_operations_are_checked() {
    let document = document(
        "
paths:
  /pet:
    query: { requestBody: { content: { application/json: { schema: { type: string }, example: 1 } } }, responses: {} }
    additionalOperations:
      COPY: { responses: { '200': { description: A pet., content: { application/json: { schema: { type: string }, example: 2 } } } } }
",
    );
    assert_snapshot!(lines(&document), @"
    example-of-wrong-type: the request body of `QUERY /pet` has a value of type number instead of string
      at /paths/~1pet/query/requestBody/content/application~1json/example
      violates `#/paths/~1pet/query/requestBody/content/application~1json/schema/type` (pets.yaml:6:70)
    example-of-wrong-type: the response 200 of `COPY /pet` has a value of type number instead of string
      at /paths/~1pet/additionalOperations/COPY/responses/200/content/application~1json/example
      violates `#/paths/~1pet/additionalOperations/COPY/responses/200/content/application~1json/schema/type` (pets.yaml:8:99)
    ");
}

#[test]
fn finds_examples_in_all_locations() {
    let document = document(
        "
paths:
  /pets/{id}:
    parameters:
      - { name: id, in: path, required: true, schema: { type: integer }, example: 1.5 }
    post:
      operationId: pet
      requestBody: { $ref: '#/components/requestBodies/Pet' }
      responses:
        '200': { $ref: '#/components/responses/Pet' }
        '404':
          description: Not found.
          headers: { Retry-After: { schema: { type: integer }, example: 0.5 } }
    put:
      operationId: put
      requestBody: { $ref: '#/components/requestBodies/Pet' }
      responses: { '204': { description: Done. } }
webhooks:
  born:
    post:
      requestBody:
        content: { application/json: { schema: { type: string }, example: 3 } }
      responses:
        '200': { description: Good., content: { application/json: { schema: { type: string }, example: 4 } } }
components:
  examples: { One: { value: 1 } }
  requestBodies:
    Pet:
      content:
        application/json: { schema: { type: string }, examples: { one: { $ref: '#/components/examples/One' } } }
  responses:
    Pet:
      description: A pet.
      content:
        application/json: { schema: { $ref: '#/components/schemas/Name' }, examples: { two: { value: 2 } } }
  schemas:
    Name: { type: string, examples: [Rex, 5] }
",
    );
    let report = lint(&document, Severity::Warning);
    let found: Vec<String> = report
        .findings
        .iter()
        .map(|finding| format!("{} {}", finding.pointer, finding.message))
        .collect();
    assert_snapshot!(found.join("\n"), @"
    /paths/~1pets~1{id}/parameters/0/example the parameter `id` of `PUT /pets/{id}` has a value of type number instead of integer
    /paths/~1pets~1{id}/post/responses/404/headers/Retry-After/example the header `Retry-After` of `POST /pets/{id}` has a value of type number instead of integer
    /webhooks no property has a different constant in each payload; the enum of all webhooks is not generated
    /webhooks/born/post/requestBody/content/application~1json/example the payload of the webhook `born` has a value of type number instead of string
    /webhooks/born/post/responses/200/content/application~1json/example the response of the webhook `born` has a value of type number instead of string
    /components/examples/One/value the request body of `PUT /pets/{id}` has a value of type number instead of string
    /components/responses/Pet/content/application~1json/examples/two/value the response 200 of `POST /pets/{id}` has a value of type number instead of string
    /components/schemas/Name/examples/1 the example of this schema has a value of type number instead of string
    ");
    assert_eq!((report.broken_payloads, report.payloads), (2, 2));
}

#[test]
fn serialized_examples_are_not_validated_as_values() {
    let document = document(
        "
paths:
  /pets:
    get:
      operationId: pets
      parameters:
        - { name: ids, in: query, schema: { type: array, items: { type: integer } }, example: '1,2,3' }
      responses:
        '200':
          description: Pets.
          content: { application/xml: { schema: { type: object }, example: <pets/> } }
",
    );
    // The only finding is that the body becomes bytes in Rust.
    insta::assert_snapshot!(lines(&document), @r"
    untranslated-keyword: the schema of this `application/xml` body is not supported; treated as bytes
      at /paths/~1pets/get/responses/200/content/application~1xml/schema
    ");
}

#[test]
fn rejects_other_types_and_unlisted_values() {
    let schema = "
                type: object
                properties:
                  name: { type: [string, 'null'] }
                  age: { type: integer }
                  tame: { type: boolean }
                  kind: { enum: [cat, dog] }
                  legs: { const: 4 }
                  old: { type: integer }";
    let example =
        json!({ "name": 1, "age": 1.5, "tame": null, "kind": "cow", "legs": 3, "old": 4.0 });
    assert_snapshot!(violations("3.1.0", schema, &example), @r#"
    /name: has a value of type number instead of string or null [example-of-wrong-type, /properties/name/type]
    /age: has a value of type number instead of integer [example-of-wrong-type, /properties/age/type]
    /tame: is `null`, which is not allowed [example-is-null, /properties/tame/type]
    /kind: has the value `"cow"`, which is not one of the allowed values [example-not-listed, /properties/kind/enum]
    /legs: has the value `3`, which is not one of the allowed values [example-not-listed, /properties/legs/const]
    "#);
}

#[test]
fn rejects_invalid_dates_and_uuids() {
    let schema = "{ type: array, prefixItems: [{ type: string, format: date }, { type: string, format: date-time }, { type: string, format: uuid }, { type: string, format: email }] }";
    let example = json!(["2025-02-30", "2025-02-28", "1-2-3-4-5", "nobody"]);
    assert_snapshot!(violations("3.1.0", schema, &example), @r#"
    /0: has the value `"2025-02-30"`, which is not a valid `date` [example-breaks-format, /prefixItems/0/format]
    /1: has the value `"2025-02-28"`, which is not a valid `date-time` [example-breaks-format, /prefixItems/1/format]
    /2: has the value `"1-2-3-4-5"`, which is not a valid `uuid` [example-breaks-format, /prefixItems/2/format]
    "#);
}

#[test]
fn checks_bounds_in_both_dialects() {
    let older =
        "{ type: array, items: { type: number, minimum: 1, exclusiveMinimum: true, maximum: 3 } }";
    assert_snapshot!(violations("3.0.3", older, &json!([1, 2, 4])), @"
    /0: has the value `1`, which is not more than 1 [example-breaks-bound, /items/exclusiveMinimum]
    /2: has the value `4`, which is more than 3 [example-breaks-bound, /items/maximum]
    ");
    let newer = "{ type: array, items: { type: number, exclusiveMinimum: 1, maximum: 3, multipleOf: 0.1 } }";
    assert_snapshot!(violations("3.1.0", newer, &json!([1, 1.3, 2.55, 4])), @"
    /0: has the value `1`, which is not more than 1 [example-breaks-bound, /items/exclusiveMinimum]
    /2: has the value `2.55`, which is not a multiple of 0.1 [example-breaks-bound, /items/multipleOf]
    /3: has the value `4`, which is more than 3 [example-breaks-bound, /items/maximum]
    ");
    let sizes = "{ type: object, maxProperties: 1, properties: { name: { type: string, minLength: 2 }, toys: { type: array, maxItems: 1, uniqueItems: true } } }";
    assert_snapshot!(violations("3.1.0", sizes, &json!({ "name": "ß", "toys": [1, 1] })), @r#"
    : has an object, which has 2 properties, more than 1 [example-breaks-bound, /maxProperties]
    /name: has the value `"ß"`, which has 1 character, fewer than 2 [example-breaks-bound, /properties/name/minLength]
    /toys: has an array, which contains an item twice [example-breaks-bound, /properties/toys/uniqueItems]
    /toys: has an array, which has 2 items, more than 1 [example-breaks-bound, /properties/toys/maxItems]
    "#);
}

#[test]
fn rejects_undeclared_properties_of_closed_objects() {
    let schema = "{ type: object, properties: { name: false }, additionalProperties: false }";
    assert_snapshot!(violations("3.1.0", schema, &json!({ "name": "Rex", "age": 3 })), @"
    : has the undeclared property `age` [example-has-undeclared-property, /additionalProperties]
    /name: has a value where the schema allows none [example-is-forbidden, /properties/name]
    ");
    let schema = "{ not: { type: object } }";
    assert_snapshot!(violations("3.1.0", schema, &json!({})), @": has a value where the schema allows none [example-is-forbidden, /not]");
}

#[test]
fn validates_all_members_of_all_of() {
    let schema = "{ type: object, allOf: [{ required: [a] }, { allOf: [{ required: [b] }] }] }";
    assert_snapshot!(violations("3.1.0", schema, &json!({})), @"
    : does not contain the required property `a` [example-misses-property, /allOf/0/required]
    : does not contain the required property `b` [example-misses-property, /allOf/1/allOf/0/required]
    ");
}

#[test]
fn reports_violations_of_the_intended_alternative() {
    let tagged = "{ oneOf: [{ type: object, required: [kind, a], properties: { kind: { enum: [x] } } }, { type: object, required: [kind, b], properties: { kind: { const: y } } }] }";
    assert_snapshot!(violations("3.1.0", tagged, &json!({ "kind": "y" })), @": does not contain the required property `b` [example-misses-property, /oneOf/1/required]");
    assert_snapshot!(violations("3.1.0", tagged, &json!({ "kind": "z" })), @": matches none of the alternatives [example-fits-no-alternative, /oneOf]");
    assert_snapshot!(violations("3.1.0", tagged, &json!(null)), @": is `null`, which is not allowed [example-is-null, /oneOf]");
    let optional = "{ anyOf: [{ type: object, required: [a] }, { type: 'null' }] }";
    assert_eq!(violations("3.1.0", optional, &json!(null)), "");
    assert_snapshot!(violations("3.1.0", optional, &json!({})), @": does not contain the required property `a` [example-misses-property, /anyOf/0/required]");
    let overlapping = "{ oneOf: [{ type: number }, { type: integer }] }";
    assert_snapshot!(violations("3.1.0", overlapping, &json!(1)), @": matches several alternatives of `oneOf` [example-fits-several-alternatives, /oneOf]");
}

#[test]
fn discriminator_selects_the_alternative() {
    let schemas = "{ Cat: { type: object, required: [kind, claws] }, Dog: { type: object, required: [kind, tail] } }";
    let mapped = "{ oneOf: [{ $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Dog' }], discriminator: { propertyName: kind, defaultMapping: Cat, mapping: { dog: '#/components/schemas/Dog' } } }";
    let rule_of = |example: &Value| {
        let report = lint(
            &answering("3.2.0", schemas, mapped, example),
            Severity::Warning,
        );
        let finding = report
            .findings
            .iter()
            .find(|finding| finding.code == "example-misses-property");
        finding
            .map(|finding| finding.message.clone())
            .unwrap_or_default()
    };
    let rule = |kind: &str| rule_of(&json!({ "kind": kind }));
    assert_eq!(
        rule("dog"),
        "the response 200 of `GET /pet` does not contain the required property `tail`"
    );
    assert_eq!(
        rule("Cat"),
        "the response 200 of `GET /pet` does not contain the required property `claws`"
    );
    // `defaultMapping` selects the alternative for other tags and for values without a tag.
    assert_eq!(rule("cow"), rule("Cat"));
    assert_eq!(
        rule_of(&json!({ "claws": 4 })),
        "the response 200 of `GET /pet` does not contain the required property `kind`"
    );
}

#[test]
fn null_is_valid_for_nullable_schemas_of_both_dialects() {
    let schemas = "{ Name: { type: string } }";
    for (version, schema) in [
        ("3.0.3", "{ type: string, nullable: true }"),
        ("3.0.3", "{ type: string, enum: [a], nullable: true }"),
        (
            "3.0.3",
            "{ $ref: '#/components/schemas/Name', nullable: true }",
        ),
        (
            "3.0.3",
            "{ nullable: true, allOf: [{ $ref: '#/components/schemas/Name' }] }",
        ),
        ("3.1.0", "{ type: [string, 'null'] }"),
        (
            "3.1.0",
            "{ oneOf: [{ $ref: '#/components/schemas/Name' }, { type: 'null' }] }",
        ),
        ("3.1.0", "{ enum: [a, null] }"),
        ("3.1.0", "{}"),
    ] {
        let report = lint(
            &answering(version, schemas, schema, &json!(null)),
            Severity::Warning,
        );
        assert_eq!(report.broken_payloads, 0, "{version} {schema}: {report}");
    }
}

#[test]
fn siblings_of_a_reference_are_validated_in_3_1_only() {
    let schemas = "{ Name: { type: string } }";
    let schema = "{ $ref: '#/components/schemas/Name', minLength: 5 }";
    let broken = |version| {
        lint(
            &answering(version, schemas, schema, &json!("Rex")),
            Severity::Warning,
        )
        .broken_payloads
    };
    assert_eq!((broken("3.0.3"), broken("3.1.0")), (0, 1));
}

#[test]
fn read_only_and_write_only_properties_may_be_absent_in_the_other_direction() {
    let document = document(
        "
paths:
  /pet:
    post:
      operationId: pet
      requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/Pet' }, example: {} } } }
      responses:
        '200': { description: A pet., content: { application/json: { schema: { $ref: '#/components/schemas/Pet' }, example: {} } } }
components:
  schemas:
    Pet:
      type: object
      required: [id, secret]
      properties: { id: { type: string, readOnly: true }, secret: { type: string, writeOnly: true } }
      example: {}
",
    );
    assert_snapshot!(lines(&document), @"
    example-misses-property: the request body of `POST /pet` does not contain the required property `secret`
      at /paths/~1pet/post/requestBody/content/application~1json/example
      violates `#/components/schemas/Pet/required` (pets.yaml:15:7)
    example-misses-property: the response 200 of `POST /pet` does not contain the required property `id`
      at /paths/~1pet/post/responses/200/content/application~1json/example
      violates `#/components/schemas/Pet/required` (pets.yaml:15:7); no relaxation is proposed, because requests use the same schema
    ");
}

#[test]
fn a_property_that_another_part_declares_read_only_may_be_missing() {
    let document = document(
        "
paths:
  /pet:
    post:
      operationId: pet
      requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/NewPet' }, example: {} } } }
      responses: { '204': { description: Done. } }
components:
  schemas:
    Pet: { type: object, properties: { id: { type: string, readOnly: true }, name: { type: string } } }
    NewPet: { allOf: [{ $ref: '#/components/schemas/Pet' }, { required: [id, name] }] }
",
    );
    assert_snapshot!(lines(&document), @"
    example-misses-property: the request body of `POST /pet` does not contain the required property `name`
      at /paths/~1pet/post/requestBody/content/application~1json/example
      violates `#/components/schemas/NewPet/allOf/1/required` (pets.yaml:13:63)
    ");
}

#[test]
fn checks_the_keywords_that_depend_on_other_parts_of_a_value() {
    let schema = "
                type: object
                properties: { kind: {}, list: { contains: { type: integer }, maxContains: 1, prefixItems: [true], unevaluatedItems: false } }
                if: { properties: { kind: { const: cat } }, required: [kind] }
                then: { required: [claws] }
                else: { required: [tail] }
                dependentRequired: { list: [size] }
                dependentSchemas: { list: { properties: { size: { type: integer } } } }
                propertyNames: { maxLength: 5 }
                unevaluatedProperties: false";
    let example = json!({ "kind": "cat", "list": [1, 2, "a"], "size": "b", "long-name": 1 });
    assert_snapshot!(violations("3.1.0", schema, &example), @"
    : has the property `long-name`, whose name is not allowed [example-has-undeclared-property, /propertyNames]
    : has the undeclared property `long-name` [example-has-undeclared-property, /unevaluatedProperties]
    : does not contain the required property `claws` [example-misses-property, /then/required]
    /list: has an array, which has 2 items that match `contains`, more than 1 [example-breaks-bound, /properties/list/maxContains]
    /list/2: has a value where the schema allows none [example-is-forbidden, /properties/list/unevaluatedItems]
    /size: has a value of type string instead of integer [example-of-wrong-type, /dependentSchemas/list/properties/size/type]
    ");
    let example = json!({ "kind": "dog", "tail": 1 });
    assert_snapshot!(violations("3.1.0", schema, &example), @": has the undeclared property `tail` [example-has-undeclared-property, /unevaluatedProperties]");
    let list = "{ type: array, contains: { type: integer } }";
    assert_snapshot!(violations("3.1.0", list, &json!(["a"])), @": has an array, which has 0 items that match `contains`, fewer than 1 [example-breaks-bound, /contains]");
}

#[cfg(feature = "patterns")]
#[test]
fn property_names_select_their_schemas() {
    let schema = "{ type: object, patternProperties: { '^x-': { type: string } }, additionalProperties: false }";
    let example = json!({ "x-a": 1, "x-b": "b", "c": "c" });
    assert_snapshot!(violations("3.1.0", schema, &example), @"
    : has the undeclared property `c` [example-has-undeclared-property, /additionalProperties]
    /x-a: has a value of type number instead of string [example-of-wrong-type, /patternProperties/^x-/type]
    ");
}

#[test]
fn references_by_anchor_and_id_are_followed() {
    let schemas = "{ Name: { $anchor: name, type: string }, Pet: { $id: 'https://pets.example/pet', properties: { age: { $ref: '#/$defs/age' } }, $defs: { age: { type: integer } } } }";
    let report = |schema: &str, example: &Value| {
        let report = lint(
            &answering("3.1.0", schemas, schema, example),
            Severity::Warning,
        );
        let mut findings = report
            .findings
            .iter()
            .filter(|finding| finding.code.starts_with("example-"));
        findings
            .next()
            .and_then(|finding| finding.help.clone())
            .unwrap_or_default()
    };
    assert_snapshot!(report("{ $ref: '#name' }", &json!(1)), @"violates `#/components/schemas/Name/type` (pets.yaml:16:37)");
    assert_snapshot!(report("{ $ref: 'https://pets.example/pet' }", &json!({ "age": "old" })), @"violates `#/components/schemas/Pet/$defs/age/type` (pets.yaml:16:155)");
}

#[test]
fn recursive_schemas_terminate() {
    let schemas = "{ One: { anyOf: [{ $ref: '#/components/schemas/One' }, { $ref: '#/components/schemas/Two' }] }, Two: { anyOf: [{ $ref: '#/components/schemas/One' }, { type: object, properties: { one: { $ref: '#/components/schemas/One' } } }] } }";
    let schema = "{ $ref: '#/components/schemas/One' }";
    let report = lint(
        &answering("3.1.0", schemas, schema, &json!({ "one": { "one": 1 } })),
        Severity::Warning,
    );
    assert_eq!(report.payloads, 1);
}

#[test]
fn evaluation_of_nested_alternatives_is_bounded() {
    let name = |level: usize| format!("'#/components/schemas/S{level}'");
    let twice = (0..40).map(|level| {
        let (one, other) = (name(level + 1), name(level + 2));
        format!("S{level}: {{ anyOf: [{{ $ref: {one} }}, {{ $ref: {other} }}] }}")
    });
    let schemas = format!(
        "{{ {}, S40: {{ type: string }}, S41: {{ type: string }} }}",
        twice.collect::<Vec<_>>().join(", ")
    );
    let report = lint(
        &answering(
            "3.1.0",
            &schemas,
            "{ $ref: '#/components/schemas/S0' }",
            &json!(1),
        ),
        Severity::Warning,
    );
    assert_eq!(report.payloads, 1);
    assert_eq!(report.counts().get("unchecked-example"), Some(&1));

    let chain = (0..200).map(|level| {
        format!(
            "S{level}: {{ allOf: [{{ $ref: {} }}], required: [a] }}",
            name(level + 1)
        )
    });
    let schemas = format!("{{ {}, S200: {{}} }}", chain.collect::<Vec<_>>().join(", "));
    let report = lint(
        &answering(
            "3.1.0",
            &schemas,
            "{ $ref: '#/components/schemas/S0' }",
            &json!({}),
        ),
        Severity::Warning,
    );
    assert_eq!(report.payloads, 1);
}

#[cfg(feature = "patterns")]
#[test]
fn reports_lax_and_invalid_patterns() {
    let schema = r"{ type: array, items: { type: string, pattern: '^(?!x)\p{Lu}+$' } }";
    assert_snapshot!(violations("3.1.0", schema, &json!(["ÄX", "äx", "xX"])), @r#"
    /1: has the value `"äx"`, which does not match the pattern [example-breaks-pattern, /items/pattern]
    /2: has the value `"xX"`, which does not match the pattern [example-breaks-pattern, /items/pattern]
    "#);
    let document = document(
        r"
components:
  schemas:
    Key:
      type: object
      properties:
        lax: { type: string, pattern: '[\d-_]' }
        wrong: { type: string, pattern: '(a' }
        legal: { type: string, pattern: '(?<=a)b' }
paths: { /k: { get: { operationId: k, responses: { '200': { description: K., content: { application/json: { schema: { $ref: '#/components/schemas/Key' } } } } } } } }
",
    );
    assert_snapshot!(lines(&document), @r"
    lax-pattern: the pattern `[\d-_]` is invalid with the flag `u`: invalid character range
      at /components/schemas/Key/properties/lax/pattern
      escape literal characters; JSON Schema patterns are ECMA-262 with the flag `u`
    invalid-pattern: `(a` is not a regular expression: unbalanced parenthesis
      at /components/schemas/Key/properties/wrong/pattern
    ");
}

#[test]
fn finds_examples_outside_of_operations() {
    let document = document(
        "
paths:
  /pets:
    post:
      operationId: pet
      responses: { '204': { description: Done. } }
      requestBody:
        content:
          multipart/form-data:
            schema: { type: object, properties: { photo: { type: string, format: binary } } }
            encoding: { photo: { headers: { X-Size: { schema: { type: integer }, example: 0.5 } } } }
      callbacks:
        born:
          '{$request.query.url}':
            post:
              parameters: [{ name: page, in: query, schema: { type: integer }, example: 1.5 }]
              requestBody: { content: { application/json: { schema: { type: integer }, example: one } } }
              responses: { '204': { description: Done. } }
components:
  parameters: { Size: { name: size, in: query, schema: { type: integer }, example: 2.5 } }
  headers: { Rest: { schema: { type: integer }, example: 3.5 } }
  requestBodies: { Pet: { content: { application/json: { schema: { type: integer }, example: two } } } }
  responses: { Pet: { description: Pet., content: { application/json: { schema: { type: integer }, example: three } } } }
  pathItems: { Pet: { get: { parameters: [{ name: q, in: query, schema: { type: integer }, example: 4.5 }] } } }
",
    );
    let report = lint(&document, Severity::Warning);
    let examples = report
        .findings
        .iter()
        .filter(|it| it.code.starts_with("example-"));
    let found: Vec<String> = examples
        .map(|it| format!("{} {}", it.pointer, it.message))
        .collect();
    assert_snapshot!(found.join("\n"), @"
    /paths/~1pets/post/requestBody/content/multipart~1form-data/encoding/photo/headers/X-Size/example the header `X-Size` has a value of type number instead of integer
    /paths/~1pets/post/callbacks/born/{$request.query.url}/post/parameters/0/example the parameter `page` has a value of type number instead of integer
    /paths/~1pets/post/callbacks/born/{$request.query.url}/post/requestBody/content/application~1json/example the content `application/json` has a value of type string instead of integer
    /components/parameters/Size/example the parameter `size` has a value of type number instead of integer
    /components/headers/Rest/example the header `Rest` has a value of type number instead of integer
    /components/requestBodies/Pet/content/application~1json/example the content `application/json` has a value of type string instead of integer
    /components/responses/Pet/content/application~1json/example the content `application/json` has a value of type string instead of integer
    /components/pathItems/Pet/get/parameters/0/example the parameter `q` has a value of type number instead of integer
    ");
}

#[test]
fn items_of_streams_are_checked() {
    let text = "
openapi: 3.2.0
info: { title: Pets, version: 1.0.0 }
paths:
  /pets:
    get:
      operationId: pets
      responses:
        '200':
          description: Events.
          content:
            text/event-stream:
              itemSchema: { properties: { event: { const: born }, data: { type: string } } }
              examples:
                all: { dataValue: [{ event: born, data: Rex }, { event: died }, { event: born, data: 1 }] }
                text: { value: 'event: died' }
";
    let document = crate::ok(apicrate::RawDocument::parse("pets.yaml", text));
    assert_snapshot!(lines(&document), @r#"
    example-not-listed: the response 200 of `GET /pets` has the value `"died"`, which is not one of the allowed values
      at /paths/~1pets/get/responses/200/content/text~1event-stream/examples/all/dataValue/1/event
      violates `#/paths/~1pets/get/responses/200/content/text~1event-stream/itemSchema/properties/event/const` (pets.yaml:13:52)
    example-of-wrong-type: the response 200 of `GET /pets` has a value of type number instead of string
      at /paths/~1pets/get/responses/200/content/text~1event-stream/examples/all/dataValue/2/data
      violates `#/paths/~1pets/get/responses/200/content/text~1event-stream/itemSchema/properties/data/type` (pets.yaml:13:75)
    "#);
}

#[test]
fn compares_numbers_exactly() {
    let large = "{ type: integer, maximum: 9007199254740992, minimum: 10, multipleOf: 2 }";
    assert_snapshot!(violations("3.1.0", large, &json!(9_007_199_254_740_993_u64)), @"
    : has the value `9007199254740993`, which is more than 9007199254740992 [example-breaks-bound, /maximum]
    : has the value `9007199254740993`, which is not a multiple of 2 [example-breaks-bound, /multipleOf]
    ");
    let even = "{ multipleOf: 10 }";
    assert_snapshot!(violations("3.1.0", even, &json!(12_345_678_901_u64)), @": has the value `12345678901`, which is not a multiple of 10 [example-breaks-bound, /multipleOf]");
    for (schema, example) in [
        ("{ multipleOf: 0.01 }", json!(1e308)),
        ("{ multipleOf: 0.01 }", json!(19.99)),
        ("{ uniqueItems: true }", json!([0, 1])),
    ] {
        assert_eq!(violations("3.1.0", schema, &example), "");
    }
    assert_snapshot!(violations("3.1.0", "{ uniqueItems: true }", &json!([0, -0.0])), @": has an array, which contains an item twice [example-breaks-bound, /uniqueItems]");
}

#[test]
fn enum_and_const_both_apply() {
    let schema = "{ enum: [1, 2], const: 1 }";
    assert_eq!(violations("3.1.0", schema, &json!(1)), "");
    assert_snapshot!(violations("3.1.0", schema, &json!(2)), @": has the value `2`, which is not one of the allowed values [example-not-listed, /const]");
    assert_snapshot!(violations("3.1.0", schema, &json!(3)), @": has the value `3`, which is not one of the allowed values [example-not-listed, /enum]");
}

#[cfg(feature = "patterns")]
#[test]
fn reports_invalid_patterns_of_property_names() {
    let document = document(
        "
paths: {}
components: { schemas: { Pet: { patternProperties: { '[': true, '^x-': true } } } }
",
    );
    let report = lint(&document, Severity::Warning);
    let patterns = report
        .findings
        .iter()
        .filter(|it| it.code == "invalid-pattern");
    let pointers: Vec<&str> = patterns.map(|it| it.pointer.as_str()).collect();
    assert_eq!(pointers, ["/components/schemas/Pet/patternProperties/["]);
}
