//! What a lint says about documents, and what the payloads of a document make of its schemas.

#![expect(clippy::panic, reason = "a test that cannot go on fails")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use insta::assert_snapshot;
use serde_json::{Value, json};
use trophy_generator::diagnostic::Severity;
use trophy_generator::lint::{Report, lint, overlay, relax};
use trophy_generator::model::{Api, Presence, Type, TypeKind};
use trophy_generator::{Diagnostics, Document, Overlay, Written, resolve};

const HEAD: &str = "openapi: 3.1.0\ninfo: { title: Pets, version: 1.0.0 }\n";

fn ok<T>(result: Result<T, Diagnostics>) -> T {
    result.unwrap_or_else(|errors| panic!("{errors}"))
}

/// A document that is given without the parts that every document has.
fn written(rest: &str) -> Written {
    ok(Written::parse("pets.yaml", format!("{HEAD}{rest}")))
}

/// A document of one operation that answers with `example`, in the words of `version`.
fn answering(version: &str, schemas: &str, schema: &str, example: &Value) -> Written {
    let text = format!(
        "
openapi: {version}
info: {{ title: Pets, version: 1.0.0 }}
paths:
  /pet:
    get:
      operationId: pet
      responses:
        '200':
          description: A pet.
          content:
            application/json:
              schema: {schema}
              example: {example}
components:
  schemas: {schemas}
"
    );
    ok(Written::parse("pets.yaml", text))
}

/// Each finding on a line, without its place in the source.
fn lines(written: &Written) -> String {
    let report = lint(written, Severity::Warning);
    let lines = report.findings.iter().map(|finding| {
        let help = finding.help.iter().map(|help| format!("  {help}\n"));
        format!(
            "{}: {}\n  at {}\n{}",
            finding.code,
            finding.message,
            finding.pointer,
            help.collect::<String>()
        )
    });
    lines.collect()
}

/// What is wrong with an example of a schema: code, place and message of each finding.
fn faults(version: &str, schema: &str, example: &Value) -> String {
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
        let (rule, _) = finding
            .help
            .as_deref()
            .unwrap_or_default()
            .split_once(" says")
            .unwrap_or_default();
        let (_, rule) = rule.split_once("/schema").unwrap_or(("", rule));
        format!(
            "{at}: {message} [{}, {}]\n",
            finding.code,
            rule.trim_end_matches('`')
        )
    });
    lines.collect()
}

/// The overlay that the payloads of a document call for.
fn relaxations(written: &Written) -> String {
    overlay(&[lint(written, Severity::Warning)]).unwrap_or_default()
}

/// The targets and changes of that overlay, after making sure that it does what it is for: with it no
/// payload calls for anything any more.
fn changes(written: &Written) -> String {
    let text = relaxations(written);
    if text.is_empty() {
        return text;
    }
    let corrections = ok(Overlay::parse("relaxed.yaml", text.as_str()));
    let corrected = ok(written.clone().with(&[corrections]));
    assert_eq!(
        relaxations(&corrected),
        "",
        "the overlay is not enough:\n{text}"
    );
    let changes = text.lines().map(str::trim_start);
    let changes = changes.filter(|line| {
        ["target", "update", "remove"]
            .iter()
            .any(|key| line.starts_with(key))
    });
    changes.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_finding_says_where_the_example_and_the_rule_stand() {
    let pet = "{ Pet: { type: object, required: [name], properties: { name: { type: string } } } }";
    let schema = "{ $ref: '#/components/schemas/Pet' }";
    let report = lint(
        &answering("3.1.0", pet, schema, &json!({})),
        Severity::Error,
    );
    assert_snapshot!(report, @"
    error[example-misses-property]: the response 200 of `GET /pet` leaves out the required property `name`
      --> pets.yaml:14:15
       |               example: {}
       |               ^
      at #/paths/~1pet/get/responses/200/content/application~1json/example
      help: `#/components/schemas/Pet/required` says otherwise (pets.yaml:16:35); a client that believes it cannot read this payload, unless an overlay relaxes it

    1 error
         1  example-misses-property
    1 of 1 response and webhook payloads break their schemas
    ");
}

#[test]
fn examples_are_found_wherever_they_stand() {
    let document = written(
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
          description: There is none.
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
    /paths/~1pets~1{id}/parameters/0/example the parameter `id` of `PUT /pets/{id}` has a value of type number here, not integer
    /paths/~1pets~1{id}/post/responses/404/headers/Retry-After/example the header `Retry-After` of `POST /pets/{id}` has a value of type number here, not integer
    /webhooks no property has a value of its own in each payload; there is no type over all of them
    /webhooks/born/post/requestBody/content/application~1json/example the payload of the webhook `born` has a value of type number here, not string
    /webhooks/born/post/responses/200/content/application~1json/example the answer of the webhook `born` has a value of type number here, not string
    /components/examples/One/value the request body of `PUT /pets/{id}` has a value of type number here, not string
    /components/responses/Pet/content/application~1json/examples/two/value the response 200 of `POST /pets/{id}` has a value of type number here, not string
    /components/schemas/Name/examples/1 the example of this schema has a value of type number here, not string
    ");
    assert_eq!((report.broken_payloads, report.payloads), (2, 2));
}

#[test]
fn text_is_not_mistaken_for_the_value_that_it_spells() {
    let document = written(
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
    // That the body is bytes in Rust is all there is to say.
    insta::assert_snapshot!(lines(&document), @r"
    untranslated-keyword: a body of `application/xml` is taken as bytes
      at /paths/~1pets/get/responses/200/content/application~1xml/schema
    ");
}

#[test]
fn values_of_another_type_or_none_of_the_listed() {
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
    assert_snapshot!(faults("3.1.0", schema, &example), @r#"
    /name: has a value of type number here, not string or null [example-of-wrong-type, /properties/name/type]
    /age: has a value of type number here, not integer [example-of-wrong-type, /properties/age/type]
    /tame: is `null` here, which is not allowed [example-is-null, /properties/tame/type]
    /kind: has `"cow"` here, which is none of the listed values [example-not-listed, /properties/kind/enum]
    /legs: has `3` here, which is none of the listed values [example-not-listed, /properties/legs/const]
    "#);
}

#[test]
fn formats_that_types_are_made_of() {
    let schema = "{ type: array, prefixItems: [{ type: string, format: date }, { type: string, format: date-time }, { type: string, format: uuid }, { type: string, format: email }] }";
    let example = json!(["2025-02-30", "2025-02-28", "1-2-3-4-5", "nobody"]);
    assert_snapshot!(faults("3.1.0", schema, &example), @r#"
    /0: has `"2025-02-30"` here, which is no `date` [example-breaks-format, /prefixItems/0/format]
    /1: has `"2025-02-28"` here, which is no `date-time` [example-breaks-format, /prefixItems/1/format]
    /2: has `"1-2-3-4-5"` here, which is no `uuid` [example-breaks-format, /prefixItems/2/format]
    "#);
}

#[test]
fn bounds_in_either_dialect() {
    let older =
        "{ type: array, items: { type: number, minimum: 1, exclusiveMinimum: true, maximum: 3 } }";
    assert_snapshot!(faults("3.0.3", older, &json!([1, 2, 4])), @"
    /0: has `1` here, which is not more than 1 [example-breaks-bound, /items/exclusiveMinimum]
    /2: has `4` here, which is more than 3 [example-breaks-bound, /items/maximum]
    ");
    let newer = "{ type: array, items: { type: number, exclusiveMinimum: 1, maximum: 3, multipleOf: 0.1 } }";
    assert_snapshot!(faults("3.1.0", newer, &json!([1, 1.3, 2.55, 4])), @"
    /0: has `1` here, which is not more than 1 [example-breaks-bound, /items/exclusiveMinimum]
    /2: has `2.55` here, which is no multiple of 0.1 [example-breaks-bound, /items/multipleOf]
    /3: has `4` here, which is more than 3 [example-breaks-bound, /items/maximum]
    ");
    let sizes = "{ type: object, maxProperties: 1, properties: { name: { type: string, minLength: 2 }, toys: { type: array, maxItems: 1, uniqueItems: true } } }";
    assert_snapshot!(faults("3.1.0", sizes, &json!({ "name": "ß", "toys": [1, 1] })), @r#"
    : has an object here, which has 2 properties, more than 1 [example-breaks-bound, /maxProperties]
    /name: has `"ß"` here, which has 1 character, fewer than 2 [example-breaks-bound, /properties/name/minLength]
    /toys: has a list here, which has 2 items, more than 1 [example-breaks-bound, /properties/toys/maxItems]
    /toys: has a list here, which has an item twice [example-breaks-bound, /properties/toys/uniqueItems]
    "#);
}

#[test]
fn properties_that_may_not_be_there() {
    let schema = "{ type: object, properties: { name: false }, additionalProperties: false }";
    assert_snapshot!(faults("3.1.0", schema, &json!({ "name": "Rex", "age": 3 })), @"
    : has the property `age`, which is not declared [example-has-undeclared-property, /additionalProperties]
    /name: has a value here, where none is allowed [example-is-forbidden, /properties/name]
    ");
    let schema = "{ not: { type: object } }";
    assert_snapshot!(faults("3.1.0", schema, &json!({})), @": has a value here, where none is allowed [example-is-forbidden, /not]");
}

#[test]
fn all_parts_of_a_schema_count() {
    let schema = "{ type: object, allOf: [{ required: [a] }, { allOf: [{ required: [b] }] }] }";
    assert_snapshot!(faults("3.1.0", schema, &json!({})), @"
    : leaves out the required property `a` [example-misses-property, /allOf/0/required]
    : leaves out the required property `b` [example-misses-property, /allOf/1/allOf/0/required]
    ");
}

#[test]
fn a_union_is_judged_by_the_alternative_that_was_meant() {
    let tagged = "{ oneOf: [{ type: object, required: [kind, a], properties: { kind: { enum: [x] } } }, { type: object, required: [kind, b], properties: { kind: { const: y } } }] }";
    assert_snapshot!(faults("3.1.0", tagged, &json!({ "kind": "y" })), @": leaves out the required property `b` [example-misses-property, /oneOf/1/required]");
    assert_snapshot!(faults("3.1.0", tagged, &json!({ "kind": "z" })), @": fits none of the alternatives here [example-fits-no-alternative, /oneOf]");
    assert_snapshot!(faults("3.1.0", tagged, &json!(null)), @": is `null` here, which is not allowed [example-is-null, /oneOf]");
    let optional = "{ anyOf: [{ type: object, required: [a] }, { type: 'null' }] }";
    assert_eq!(faults("3.1.0", optional, &json!(null)), "");
    assert_snapshot!(faults("3.1.0", optional, &json!({})), @": leaves out the required property `a` [example-misses-property, /anyOf/0/required]");
    let overlapping = "{ oneOf: [{ type: number }, { type: integer }] }";
    assert_snapshot!(faults("3.1.0", overlapping, &json!(1)), @": fits several alternatives here, of which only one may fit [example-fits-several-alternatives, /oneOf]");
}

#[test]
fn a_discriminator_says_which_alternative_was_meant() {
    let schemas = "{ Cat: { type: object, required: [kind, claws] }, Dog: { type: object, required: [kind, tail] } }";
    let mapped = "{ oneOf: [{ $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Dog' }], discriminator: { propertyName: kind, mapping: { dog: '#/components/schemas/Dog' } } }";
    let rule = |kind: &str| {
        let report = lint(
            &answering("3.1.0", schemas, mapped, &json!({ "kind": kind })),
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
    assert_eq!(
        rule("dog"),
        "the response 200 of `GET /pet` leaves out the required property `tail`"
    );
    assert_eq!(
        rule("Cat"),
        "the response 200 of `GET /pet` leaves out the required property `claws`"
    );
}

#[test]
fn null_is_allowed_in_the_words_of_either_version() {
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
fn what_stands_beside_a_reference_counts_in_3_1_only() {
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
fn properties_that_go_one_way_are_not_missed_on_the_other() {
    let document = written(
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
    example-misses-property: the request body of `POST /pet` leaves out the required property `secret`
      at /paths/~1pet/post/requestBody/content/application~1json/example
      `#/components/schemas/Pet/required` says otherwise (pets.yaml:15:7)
    example-misses-property: the response 200 of `POST /pet` leaves out the required property `id`
      at /paths/~1pet/post/responses/200/content/application~1json/example
      `#/components/schemas/Pet/required` says otherwise (pets.yaml:15:7); requests are made of the same schema, so it is not relaxed
    ");
}

#[test]
fn schemas_that_consist_of_themselves_come_to_an_end() {
    let schemas = "{ One: { anyOf: [{ $ref: '#/components/schemas/One' }, { $ref: '#/components/schemas/Two' }] }, Two: { anyOf: [{ $ref: '#/components/schemas/One' }, { type: object, properties: { one: { $ref: '#/components/schemas/One' } } }] } }";
    let schema = "{ $ref: '#/components/schemas/One' }";
    let report = lint(
        &answering("3.1.0", schemas, schema, &json!({ "one": { "one": 1 } })),
        Severity::Warning,
    );
    assert_eq!(report.payloads, 1);
}

#[test]
fn documents_without_end_are_read_to_a_bound() {
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
fn patterns_are_read_as_the_standard_says() {
    let schema = r"{ type: array, items: { type: string, pattern: '^(?!x)\p{Lu}+$' } }";
    assert_snapshot!(faults("3.1.0", schema, &json!(["ÄX", "äx", "xX"])), @r#"
    /1: has `"äx"` here, which the pattern does not match [example-breaks-pattern, /items/pattern]
    /2: has `"xX"` here, which the pattern does not match [example-breaks-pattern, /items/pattern]
    "#);
    let document = written(
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
    lax-pattern: not every reader takes the pattern `[\d-_]`: invalid character range
      at /components/schemas/Key/properties/lax/pattern
      escape what is meant literally; JSON Schema reads patterns as ECMA-262 with the flag `u`
    invalid-pattern: `(a` is no regular expression: unbalanced parenthesis
      at /components/schemas/Key/properties/wrong/pattern
    ");
}

#[test]
fn required_names_that_no_schema_declares() {
    let document = written(
        "
paths: { /k: { get: { operationId: k, responses: { '200': { description: K., content: { application/json: { schema: { $ref: '#/components/schemas/Cat' } } } } } } } }
components:
  schemas:
    Pet: { type: object, required: [name, age, colour], properties: { name: { type: string } } }
    Cat: { allOf: [{ $ref: '#/components/schemas/Pet' }, { type: object, properties: { age: { type: integer } } }, { required: [age] }] }
",
    );
    assert_snapshot!(lines(&document), @"
    undeclared-required: `colour` is required, but no schema declares it
      at /components/schemas/Pet/required/2
      add it to `properties`, or take it out of `required`; there is no field for it
    ");
}

#[test]
fn components_that_nothing_uses() {
    let document = written(
        "
security: [{ key: [] }]
paths:
  /k:
    get:
      operationId: k
      security: [{ token: [] }]
      responses: { '200': { $ref: '#/components/responses/Used' } }
components:
  securitySchemes:
    key: { type: apiKey, in: header, name: x-api-key }
    token: { type: http, scheme: bearer }
    other: { type: http, scheme: basic }
  responses:
    Used: { description: Used., content: { application/json: { schema: { $ref: '#/components/schemas/Outer/properties/inner' } } } }
    Unused: { description: Unused., content: { application/json: { schema: { $ref: '#/components/schemas/Lonely' } } } }
  schemas:
    Outer: { type: object, properties: { inner: { type: string } } }
    Lonely: { type: string }
",
    );
    let unused = lines(&document);
    let unused: Vec<&str> = unused
        .lines()
        .filter(|line| line.starts_with("unused"))
        .collect();
    assert_eq!(
        unused,
        [
            "unused-component: nothing uses `other`",
            "unused-component: nothing uses `Unused`",
            "unused-component: nothing uses `Lonely`",
        ]
    );
}

#[test]
fn schemas_that_extend_one_with_a_discriminator_are_used_with_it() {
    let schemas = "{ Pet: { type: object, discriminator: { propertyName: kind, mapping: { dog: Dog } } },
        Cat: { allOf: [{ $ref: '#/components/schemas/Pet' }, { $ref: '#/components/schemas/Fur' }] },
        Fur: { type: object }, Dog: { type: object }, Cow: { type: object } }";
    let schema = "{ $ref: '#/components/schemas/Pet' }";
    let report = lint(
        &answering("3.0.3", schemas, schema, &json!({})),
        Severity::Warning,
    );
    let unused = report
        .findings
        .iter()
        .filter(|finding| finding.code == "unused-component");
    let unused: Vec<&str> = unused.map(|finding| finding.message.as_str()).collect();
    assert_eq!(unused, ["nothing uses `Cow`"]);
}

#[test]
fn constructs_that_are_not_generated() {
    let document = written(
        "
paths:
  /pet:
    post:
      operationId: pet
      callbacks: { born: { '{$request.body#/url}': { post: { responses: { '200': { description: Good. } } } } } }
      responses:
        '200':
          description: A pet.
          headers: { X-Rate: { schema: { type: integer } } }
          links: { next: { operationId: pet } }
          content:
            application/json:
              schema: { type: object, properties: { a: { not: { type: string } }, b: { type: array, prefixItems: [{ type: string }] }, c: { type: object, patternProperties: { ^x: { type: string } } } } }
            application/xml: {}
",
    );
    assert_snapshot!(lines(&document), @"
    untranslated-construct: links are not generated
      at /paths/~1pet/post/responses/200/links
    untranslated-construct: what a schema excludes is taken all the same
      at /paths/~1pet/post/responses/200/content/application~1json/schema/properties/a/not
    untranslated-construct: a tuple of no certain length, or of more than 8, becomes a list of whatever any of its members may be
      at /paths/~1pet/post/responses/200/content/application~1json/schema/properties/b/prefixItems
    untranslated-construct: names of a certain form become a map with names of any form
      at /paths/~1pet/post/responses/200/content/application~1json/schema/properties/c/patternProperties
    untranslated-keyword: another media type is taken in place of `application/xml`
      at /paths/~1pet/post/responses/200/content/application~1xml
    ");
}

#[test]
fn media_types_that_are_left_out() {
    let document = written(
        "
paths:
  /pet:
    put:
      operationId: pet
      requestBody:
        content:
          application/json: { schema: { type: object } }
          application/x-www-form-urlencoded: { schema: { type: object } }
          application/vnd.pet+json: { schema: { type: string } }
          multipart/form-data: { schema: { type: string } }
          image/png: {}
          image/jpeg: {}
      responses:
        '2XX':
          description: A pet.
          content:
            application/json: { schema: { type: object } }
            text/plain: { schema: { type: object } }
            text/html: { schema: { type: string } }
",
    );
    assert_snapshot!(lines(&document), @"
    untranslated-keyword: another media type is taken in place of `application/vnd.pet+json`
      at /paths/~1pet/put/requestBody/content/application~1vnd.pet+json
    untranslated-keyword: another media type is taken in place of `multipart/form-data`
      at /paths/~1pet/put/requestBody/content/multipart~1form-data
    untranslated-keyword: another media type is taken in place of `image/jpeg`
      at /paths/~1pet/put/requestBody/content/image~1jpeg
    untranslated-keyword: another media type is taken in place of `text/html`
      at /paths/~1pet/put/responses/2XX/content/text~1html
    ");
}

#[test]
fn streams_that_are_no_streams_in_rust() {
    let document = written(
        "
paths:
  /pets:
    get:
      operationId: watch
      responses:
        '200':
          description: Events, or all of it.
          content:
            text/event-stream: { schema: { type: object, properties: { name: { type: string } } } }
            application/json: { schema: { type: array, items: { type: string } } }
  /pets/news:
    get:
      operationId: news
      responses:
        '200': { description: Pets., content: { application/x-ndjson: { schema: { type: object } } } }
        '204': { description: None. }
    post:
      operationId: add
      requestBody: { content: { application/jsonl: { schema: { type: object } } } }
      responses: { '204': { description: Added. } }
  /pets/born:
    get:
      operationId: born
      responses:
        '200': { description: When., content: { text/event-stream: { schema: { type: string, format: date } } } }
  /pets/moods:
    get:
      operationId: moods
      responses:
        '200':
          description: Events of several kinds.
          content: { text/event-stream: { itemSchema: { oneOf: [{ type: object, properties: { data: {} } }] } } }
  /pets/photos:
    get:
      operationId: photos
      responses:
        '200': { description: Photos., content: { multipart/mixed: { itemSchema: { type: string } } } }
",
    );
    assert_snapshot!(lines(&document), @"
    untranslated-keyword: another media type is taken in place of `text/event-stream`
      at /paths/~1pets/get/responses/200/content/text~1event-stream
    untranslated-keyword: the items of `application/x-ndjson` are not told apart; the body is taken as text
      at /paths/~1pets~1news/get/responses/200/content/application~1x-ndjson/schema
    untranslated-keyword: the items of `application/jsonl` are not told apart; the body is taken as text
      at /paths/~1pets~1news/post/requestBody/content/application~1jsonl/schema
    untranslated-keyword: the data of an event is taken as text; its schema is left out
      at /paths/~1pets~1born/get/responses/200/content/text~1event-stream/schema
    untranslated-keyword: the data of an event is taken as text; its schema is left out
      at /paths/~1pets~1moods/get/responses/200/content/text~1event-stream/itemSchema
    untranslated-construct: the items of this media type are not told apart
      at /paths/~1pets~1photos/get/responses/200/content/multipart~1mixed/itemSchema
    ");
}

#[test]
fn what_is_not_translated_and_names_that_collide() {
    let schema = "{ type: object, properties: { aB: { type: string }, a_b: { type: string }, c: { type: string, contentSchema: {} } } }";
    assert_snapshot!(lines(&answering("3.1.0", "{}", schema, &json!({}))), @"
    name-collision: another property has this name in Rust; `aB` is `a_b_2`
      at /paths/~1pet/get/responses/200/content/application~1json/schema/properties/aB
    untranslated-keyword: the keyword `contentSchema` has no counterpart in the output
      at /paths/~1pet/get/responses/200/content/application~1json/schema/properties/c/contentSchema
    ");
}

#[test]
fn a_document_that_cannot_become_code_is_linted_all_the_same() {
    let schema = "{ type: object, properties: { a: { $ref: '#/components/schemas/Gone' }, b: { type: string } } }";
    let report = lint(
        &answering("3.1.0", "{}", schema, &json!({ "b": 1 })),
        Severity::Warning,
    );
    let codes: Vec<&str> = report.counts().into_keys().collect();
    assert_eq!(codes, ["dangling-reference", "example-of-wrong-type"]);
    assert!(report.findings.has_errors());

    let report = lint(
        &ok(Written::parse("other.yaml", "swagger: '2.0'")),
        Severity::Warning,
    );
    assert_eq!(
        report.counts().into_keys().collect::<Vec<_>>(),
        ["unsupported-version"]
    );
}

#[test]
fn findings_as_json() {
    let document = answering("3.1.0", "{}", "{ type: string }", &json!(1));
    let report = lint(&document, Severity::Error);
    assert_snapshot!(format!("{:#}", report.findings.to_json()), @r#"
    [
      {
        "severity": "error",
        "code": "example-of-wrong-type",
        "message": "the response 200 of `GET /pet` has a value of type number here, not string",
        "pointer": "/paths/~1pet/get/responses/200/content/application~1json/example",
        "file": "pets.yaml",
        "line": 14,
        "column": 15,
        "help": "`#/paths/~1pet/get/responses/200/content/application~1json/schema/type` says otherwise (pets.yaml:13:25)"
      }
    ]
    "#);
}

/// A schema with one property for each thing that may become of it.
const PET: &str = "{ Pet: { type: object, required: [name, toys, prizes, nick, kind, chip, born], properties: {
    name: { type: string }, toys: { type: array, items: { type: string } }, prizes: { type: object, additionalProperties: { type: string } },
    nick: { type: [string, 'null'] }, kind: { enum: [pet] }, born: { type: string, format: date }, owner: { type: string } } } }";

#[test]
fn required_properties_that_payloads_leave_out_become_optional() {
    let document = answering(
        "3.1.0",
        PET,
        "{ $ref: '#/components/schemas/Pet' }",
        &json!({}),
    );
    assert_snapshot!(relaxations(&document), @"
    overlay: 1.0.0
    info:
      title: What documented payloads call for
      version: 1.0.0
    actions:
      - x-document: pets.yaml
        description: >-
          Documented payloads leave `born` out, although it is required:
          the response 200 of `GET /pet` (#/paths/~1pet/get/responses/200/content/application~1json/example).
        target: $.components.schemas.Pet.required[?@ == 'born']
        remove: true

      - x-document: pets.yaml
        description: >-
          Documented payloads leave `name` out, although it is required:
          the response 200 of `GET /pet` (#/paths/~1pet/get/responses/200/content/application~1json/example).
        target: $.components.schemas.Pet.required[?@ == 'name']
        remove: true
    ");
    assert_snapshot!(changes(&document), @"
    target: $.components.schemas.Pet.required[?@ == 'born']
    remove: true
    target: $.components.schemas.Pet.required[?@ == 'name']
    remove: true
    ");
    assert_snapshot!(lines(&document), @"
    example-misses-property: the response 200 of `GET /pet` leaves out the required property `born`
      at /paths/~1pet/get/responses/200/content/application~1json/example
      `#/components/schemas/Pet/required` says otherwise (pets.yaml:16:35); a client that believes it cannot read this payload, unless an overlay relaxes it
    example-misses-property: the response 200 of `GET /pet` leaves out the required property `chip`
      at /paths/~1pet/get/responses/200/content/application~1json/example
      `#/components/schemas/Pet/required` says otherwise (pets.yaml:16:35); no schema declares the property here, so nothing reads it
    example-misses-property: the response 200 of `GET /pet` leaves out the required property `kind`
      at /paths/~1pet/get/responses/200/content/application~1json/example
      `#/components/schemas/Pet/required` says otherwise (pets.yaml:16:35); payloads are told apart by it, so it is not relaxed
    example-misses-property: the response 200 of `GET /pet` leaves out the required property `name`
      at /paths/~1pet/get/responses/200/content/application~1json/example
      `#/components/schemas/Pet/required` says otherwise (pets.yaml:16:35); a client that believes it cannot read this payload, unless an overlay relaxes it
    example-misses-property: the response 200 of `GET /pet` leaves out the required property `nick`
      at /paths/~1pet/get/responses/200/content/application~1json/example
      `#/components/schemas/Pet/required` says otherwise (pets.yaml:16:35); it is read as `None` all the same
    example-misses-property: the response 200 of `GET /pet` leaves out the required property `prizes`
      at /paths/~1pet/get/responses/200/content/application~1json/example
      `#/components/schemas/Pet/required` says otherwise (pets.yaml:16:35); it is read as empty all the same
    example-misses-property: the response 200 of `GET /pet` leaves out the required property `toys`
      at /paths/~1pet/get/responses/200/content/application~1json/example
      `#/components/schemas/Pet/required` says otherwise (pets.yaml:16:35); it is read as empty all the same
    undeclared-required: `chip` is required, but no schema declares it
      at /components/schemas/Pet/required/5
      add it to `properties`, or take it out of `required`; there is no field for it
    ");
}

#[test]
fn required_properties_that_payloads_have_null_for_become_nullable() {
    let example = json!({ "name": null, "toys": null, "prizes": null, "nick": null, "kind": null, "chip": null, "born": null, "owner": null });
    let document = answering(
        "3.1.0",
        PET,
        "{ $ref: '#/components/schemas/Pet' }",
        &example,
    );
    assert_snapshot!(changes(&document), @r#"
    target: $.components.schemas.Pet.properties.born
    update: {"type":["string","null"]}
    target: $.components.schemas.Pet.properties.name
    update: {"type":["string","null"]}
    "#);
}

#[test]
fn null_is_allowed_in_the_words_of_the_document() {
    let schemas = "{ Name: { type: string } }";
    let schema = "{ type: object, required: [a, b, c, d, e, f], properties: {
        a: { $ref: '#/components/schemas/Name' }, b: { type: string, enum: [x, y] }, c: { oneOf: [{ type: string }, { type: integer }] },
        d: { allOf: [{ $ref: '#/components/schemas/Name' }], description: D. }, e: { type: array, items: { type: string } }, f: { type: object, additionalProperties: { type: array } } } }";
    let example =
        json!({ "a": null, "b": null, "c": null, "d": null, "e": [null], "f": { "x": null } });
    assert_snapshot!(changes(&answering("3.1.0", schemas, schema, &example)), @r##"
    target: $.paths['/pet'].get.responses['200'].content['application/json'].schema.properties.a['$ref']
    remove: true
    target: $.paths['/pet'].get.responses['200'].content['application/json'].schema.properties.a
    update: {"anyOf":[{"$ref":"#/components/schemas/Name"},{"type":"null"}]}
    target: $.paths['/pet'].get.responses['200'].content['application/json'].schema.properties.b
    update: {"enum":["x","y",null],"type":["string","null"]}
    target: $.paths['/pet'].get.responses['200'].content['application/json'].schema.properties.c
    update: {"oneOf":[{"type":"string"},{"type":"integer"},{"type":"null"}]}
    target: $.paths['/pet'].get.responses['200'].content['application/json'].schema.properties.d.allOf
    remove: true
    target: $.paths['/pet'].get.responses['200'].content['application/json'].schema.properties.d
    update: {"anyOf":[{"allOf":[{"$ref":"#/components/schemas/Name"}]},{"type":"null"}]}
    target: $.paths['/pet'].get.responses['200'].content['application/json'].schema.properties.e.items
    update: {"type":["string","null"]}
    "##);
    assert_snapshot!(changes(&answering("3.0.3", schemas, schema, &example)), @r##"
    target: $.paths['/pet'].get.responses['200'].content['application/json'].schema.properties.a['$ref']
    remove: true
    target: $.paths['/pet'].get.responses['200'].content['application/json'].schema.properties.a
    update: {"nullable":true,"allOf":[{"$ref":"#/components/schemas/Name"}]}
    target: $.paths['/pet'].get.responses['200'].content['application/json'].schema.properties.b
    update: {"enum":["x","y",null],"nullable":true}
    target: $.paths['/pet'].get.responses['200'].content['application/json'].schema.properties.c
    update: {"nullable":true}
    target: $.paths['/pet'].get.responses['200'].content['application/json'].schema.properties.d.allOf
    remove: true
    target: $.paths['/pet'].get.responses['200'].content['application/json'].schema.properties.d
    update: {"nullable":true,"allOf":[{"allOf":[{"$ref":"#/components/schemas/Name"}]}]}
    target: $.paths['/pet'].get.responses['200'].content['application/json'].schema.properties.e.items
    update: {"nullable":true}
    "##);
}

#[test]
fn paths_hold_any_name() {
    let schema =
        "{ type: object, required: ['it''s \\'], properties: { 'it''s \\': { type: string } } }";
    assert_snapshot!(changes(&answering("3.1.0", "{}", schema, &json!({}))), @r"
    target: $.paths['/pet'].get.responses['200'].content['application/json'].schema.required[?@ == 'it\'s \\']
    remove: true
    ");
}

/// A document that sends and receives pets, with an example of each.
fn sent_and_received(sent: &Value, received: &Value) -> Written {
    written(&format!(
        "
paths:
  /pet:
    post:
      operationId: pet
      requestBody: {{ content: {{ application/json: {{ schema: {{ $ref: '#/components/schemas/NewPet' }}, example: {sent} }} }} }}
      responses:
        '200': {{ description: A pet., content: {{ application/json: {{ schema: {{ $ref: '#/components/schemas/Pet' }}, example: {received} }} }} }}
components:
  schemas:
    Pet: {{ type: object, required: [name], properties: {{ name: {{ type: string }} }} }}
    NewPet: {{ allOf: [{{ $ref: '#/components/schemas/Pet' }}] }}
"
    ))
}

#[test]
fn what_requests_are_made_of_stays_required_unless_requests_leave_it_out() {
    assert_eq!(
        changes(&sent_and_received(&json!({ "name": "Rex" }), &json!({}))),
        ""
    );
    assert_snapshot!(changes(&sent_and_received(&json!({}), &json!({}))), @"
    target: $.components.schemas.Pet.required[?@ == 'name']
    remove: true
    ");
    // What only clients have been seen to leave out is no matter of reading.
    assert_eq!(
        changes(&sent_and_received(&json!({}), &json!({ "name": "Rex" }))),
        ""
    );
}

#[test]
fn a_document_is_relaxed_by_its_own_payloads() {
    let document = answering(
        "3.1.0",
        PET,
        "{ $ref: '#/components/schemas/Pet' }",
        &json!({}),
    );
    let relaxed = ok(relax(document.clone()));
    let presence = |written: Written| {
        let (api, _) = ok(resolve(&ok(Document::of(written))));
        let pet = api
            .types
            .into_iter()
            .find(|ty| ty.name == "Pet")
            .map(|ty| ty.kind);
        let Some(TypeKind::Struct(pet)) = pet else {
            panic!("there is no pet")
        };
        let fields = pet
            .fields
            .iter()
            .map(|field| format!("{}: {}", field.wire, field.rust_type()));
        fields.collect::<Vec<_>>().join(", ")
    };
    assert_snapshot!(presence(document), @"name: String, toys: Vec<String>, prizes: BTreeMap<String, String>, nick: Option<String>, kind: PetKind, born: Date, owner: Option<String>");
    assert_snapshot!(presence(relaxed), @"name: Option<String>, toys: Vec<String>, prizes: BTreeMap<String, String>, nick: Option<String>, kind: PetKind, born: Option<Date>, owner: Option<String>");
}

#[test]
fn the_same_document_gives_the_same_report() {
    let document = answering(
        "3.1.0",
        PET,
        "{ $ref: '#/components/schemas/Pet' }",
        &json!({}),
    );
    let report = || lint(&document, Severity::Warning);
    assert_eq!(report(), report());
}

fn spec(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../spec")
        .join(name)
}

fn own(name: &str, overlays: &[Overlay]) -> Written {
    ok(Written::read(&spec(name)).and_then(|written| written.with(overlays)))
}

#[test]
fn our_own_documents_are_clean() {
    let overlay = ok(Overlay::read(&spec("overlay.yaml")));
    for name in ["application.yaml", "admin.yaml"] {
        let report = lint(&own(name, std::slice::from_ref(&overlay)), Severity::Error);
        assert!(!report.findings.has_errors(), "{report}");
        assert!(report.payloads > 0);
    }
}

/// How many of the actions in `spec/overlay.yaml` relax something.
const RELAXATIONS: usize = 8;

#[test]
fn relaxations_are_few_and_spare_lists_and_maps() {
    let text = fs::read_to_string(spec("overlay.yaml")).unwrap_or_default();
    let relaxations = text
        .lines()
        .filter(|line| line.contains(".required[?@ == '"))
        .count();
    assert_eq!(relaxations, RELAXATIONS);

    let overlay = ok(Overlay::read(&spec("overlay.yaml")));
    for name in ["application.yaml", "admin.yaml"] {
        let api = |overlays: &[Overlay]| ok(resolve(&ok(Document::of(own(name, overlays))))).0;
        assert_eq!(
            optional_collections(&api(&[])),
            optional_collections(&api(std::slice::from_ref(&overlay))),
            "{name}"
        );
    }
}

/// The fields of structs that are lists or maps and may be absent, as `Type.field`.
fn optional_collections(api: &Api) -> Vec<String> {
    let mut found = Vec::new();
    for definition in &api.types {
        let TypeKind::Struct(structure) = &definition.kind else {
            continue;
        };
        let fields = structure.fields.iter();
        let optional = fields
            .filter(|field| is_collection(api, &field.ty) && field.presence == Presence::Optional);
        found.extend(optional.map(|field| format!("{}.{}", definition.name, field.wire)));
    }
    found
}

fn is_collection(api: &Api, ty: &Type) -> bool {
    match ty {
        Type::List(_) | Type::Map(_) => true,
        Type::Named(name) => api.types.iter().any(|definition| {
            definition.name == *name
                && matches!(
                    &definition.kind,
                    TypeKind::Alias(Type::List(_) | Type::Map(_))
                )
        }),
        _ => false,
    }
}

/// The newest of the documents that stand beside the project, if they do.
fn upstream(kind: &str) -> Option<Written> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../shared/upstream")
        .join(kind);
    let Ok(entries) = fs::read_dir(&folder) else {
        support::skip(format_args!(
            "there are no documents in {}",
            folder.display()
        ));
        return None;
    };
    let newest = entries
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .max();
    newest.map(|path| ok(Written::read(&path)))
}

#[test]
fn upstream_payloads_that_break_their_schemas_are_known() {
    let counts = |report: &Report| (report.broken_payloads, report.payloads);
    if let Some(application) = upstream("application") {
        assert_eq!(counts(&lint(&application, Severity::Warning)), (26, 39));
    }
    if let Some(admin) = upstream("admin") {
        assert_eq!(counts(&lint(&admin, Severity::Warning)), (0, 72));
    }
}
