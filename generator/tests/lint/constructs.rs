//! Findings that do not concern examples: untranslated constructs, unused components and undeclared properties.

use apicrate::RawDocument;
use apicrate::diagnostic::Severity;
use apicrate::document::{FormatType, TypeOptions};
use apicrate::lint::lint;
use insta::assert_snapshot;
use serde_json::json;

use crate::{answering, document, lines, ok};

#[test]
fn reports_required_names_that_no_schema_declares() {
    let document = document(
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
      add it to `properties` or remove it from `required`; the generated struct has no field for it
    ");
}

#[test]
fn conditions_require_properties_that_the_whole_schema_declares() {
    let document = document(
        "
paths: { /k: { get: { operationId: k, responses: { '200': { description: K., content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } } } } } } }
components:
  schemas:
    Pet:
      type: object
      properties: { name: { type: string }, age: { type: integer }, born: { type: string } }
      if: { required: [name] }
      then: { required: [age] }
      else: { required: [born, colour] }
      dependentSchemas: { age: { required: [name] } }
",
    );
    let findings = lines(&document);
    let undeclared = findings
        .lines()
        .filter(|line| line.contains("undeclared-required"));
    let expected = "undeclared-required: `colour` is required, but no schema declares it";
    assert_eq!(undeclared.collect::<Vec<_>>(), [expected]);
}

#[test]
fn reports_unused_components() {
    let document = document(
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
            "unused-component: unused component `other`",
            "unused-component: unused component `Unused`",
            "unused-component: unused component `Lonely`",
        ]
    );
}

#[test]
fn subtypes_of_a_used_discriminated_schema_are_used() {
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
    assert_eq!(unused, ["unused component `Cow`"]);
}

#[test]
fn default_mappings_are_used_and_name_an_alternative() {
    let schemas = "{ Pet: { oneOf: [{ $ref: '#/components/schemas/Dog' }, { $ref: '#/components/schemas/Cat' }],
          discriminator: { propertyName: kind, defaultMapping: Cow } },
        Dog: { type: object, properties: { kind: { type: string } } },
        Cat: { type: object, properties: { kind: { type: string } } },
        Base: { type: object, properties: { kind: { type: string } }, discriminator: { propertyName: kind, defaultMapping: '#/components/schemas/Cow' } },
        Calf: { allOf: [{ $ref: '#/components/schemas/Base' }] }, Cow: { type: object } }";
    let schema = "{ type: array, items: { anyOf: [{ $ref: '#/components/schemas/Pet' }, { $ref: '#/components/schemas/Base' }] } }";
    assert_snapshot!(lines(&answering("3.2.0", schemas, schema, &json!([]))), @"
    unmatched-mapping: `defaultMapping` names `#/components/schemas/Cow`, which is not an alternative of this schema; ignored
      at /components/schemas/Pet/discriminator/defaultMapping
    unmatched-mapping: `defaultMapping` names `#/components/schemas/Cow`, which is not an alternative of this schema; ignored
      at /components/schemas/Base/discriminator/defaultMapping
    ");
}

#[test]
fn reports_untranslated_constructs() {
    let document = document(
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
    untranslated-construct: `not` is ignored; excluded values are accepted
      at /paths/~1pet/post/responses/200/content/application~1json/schema/properties/a/not
    untranslated-construct: a tuple without a fixed length, or with more than 8 items, becomes a list of one item type
      at /paths/~1pet/post/responses/200/content/application~1json/schema/properties/b/prefixItems
    untranslated-construct: `patternProperties` becomes a map that accepts any property name
      at /paths/~1pet/post/responses/200/content/application~1json/schema/properties/c/patternProperties
    untranslated-keyword: media type `application/xml` is not supported together with the other media types; ignored
      at /paths/~1pet/post/responses/200/content/application~1xml
    ");
}

#[test]
fn reports_ignored_media_types() {
    let document = document(
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
    untranslated-keyword: media type `application/vnd.pet+json` is not supported together with the other media types; ignored
      at /paths/~1pet/put/requestBody/content/application~1vnd.pet+json
    untranslated-keyword: media type `multipart/form-data` is not supported together with the other media types; ignored
      at /paths/~1pet/put/requestBody/content/multipart~1form-data
    untranslated-keyword: media type `image/jpeg` is not supported together with the other media types; ignored
      at /paths/~1pet/put/requestBody/content/image~1jpeg
    ");
}

#[test]
fn reports_streams_that_are_not_split_into_items() {
    let document = document(
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
          content: { text/event-stream: { itemSchema: { type: object } } }
  /pets/photos:
    get:
      operationId: photos
      responses:
        '200': { description: Photos., content: { multipart/mixed: { itemSchema: { type: string } } } }
",
    );
    assert_snapshot!(lines(&document), @"
    untranslated-keyword: media type `text/event-stream` is not supported together with the other media types; ignored
      at /paths/~1pets/get/responses/200/content/text~1event-stream
    untranslated-keyword: streams of `application/x-ndjson` are supported only in responses, if all successes are the same stream; treated as text
      at /paths/~1pets~1news/get/responses/200/content/application~1x-ndjson/schema
    untranslated-keyword: streams of `application/jsonl` are supported only in responses, if all successes are the same stream; treated as text
      at /paths/~1pets~1news/post/requestBody/content/application~1jsonl/schema
    untranslated-keyword: the schema of the event data is not supported; treated as text
      at /paths/~1pets~1born/get/responses/200/content/text~1event-stream/schema
    untranslated-keyword: the schema of the event data is not supported; treated as text
      at /paths/~1pets~1moods/get/responses/200/content/text~1event-stream/itemSchema
    untranslated-keyword: the schema of this `multipart/mixed` body is not supported; treated as bytes
      at /paths/~1pets~1photos/get/responses/200/content/multipart~1mixed/itemSchema
    ");
}

#[test]
fn reports_encodings_of_parts_without_names() {
    let document = document(
        "
paths:
  /pets:
    post:
      operationId: add
      requestBody:
        content:
          multipart/mixed:
            schema: { type: array, prefixItems: [{ type: object }], items: { type: string } }
            prefixEncoding: [{ contentType: application/json }]
            itemEncoding: { contentType: text/csv, headers: { X-A: { schema: { type: string } } } }
          multipart/form-data:
            schema: { type: object, properties: { photos: { type: array, items: {} } } }
            encoding: { photos: { contentType: multipart/mixed, itemEncoding: { contentType: image/png }, prefixEncoding: [{ contentType: a/b }], encoding: { a: { contentType: a/b } } } }
      responses:
        '200':
          description: Parts.
          content: { multipart/mixed: { schema: { type: array, items: { type: string } }, prefixEncoding: [{ contentType: a/b }], itemEncoding: { contentType: a/b } } }
    put:
      operationId: replace
      requestBody:
        content:
          multipart/mixed:
            schema: { type: array, prefixItems: [{ type: string }, { type: object }], items: false }
            encoding: { a: { contentType: a/b } }
            prefixEncoding: [{}, { contentType: application/xml }, { contentType: a/b }]
            itemEncoding: { contentType: a/b }
      responses: { '204': { description: Replaced. } }
    patch:
      operationId: change
      requestBody:
        content:
          multipart/mixed:
            schema: { type: array, prefixItems: [{ type: string }], items: false }
            itemSchema: { type: string }
            prefixEncoding: [{ contentType: a/b }]
      responses: { '204': { description: Changed. } }
  /names:
    post:
      operationId: name
      requestBody:
        content: { application/json: { schema: { type: array, items: {} }, prefixEncoding: [{ contentType: a/b }], itemEncoding: { contentType: a/b } } }
      responses: { '204': { description: Named. } }
",
    );
    assert_snapshot!(lines(&document), @"
    untranslated-keyword: part header `X-A` has no constant value; ignored
      at /paths/~1pets/post/requestBody/content/multipart~1mixed/itemEncoding/headers/X-A
    untranslated-keyword: media type `multipart/form-data` is not supported together with the other media types; ignored
      at /paths/~1pets/post/requestBody/content/multipart~1form-data
    untranslated-construct: the encodings of the parts inside of a part are ignored
      at /paths/~1pets/post/requestBody/content/multipart~1form-data/encoding/photos/itemEncoding
    untranslated-construct: the encodings of the parts inside of a part are ignored
      at /paths/~1pets/post/requestBody/content/multipart~1form-data/encoding/photos/prefixEncoding
    untranslated-construct: the encodings of the parts inside of a part are ignored
      at /paths/~1pets/post/requestBody/content/multipart~1form-data/encoding/photos/encoding
    untranslated-keyword: the schema of this `multipart/mixed` body is not supported; treated as bytes
      at /paths/~1pets/post/responses/200/content/multipart~1mixed/schema
    untranslated-keyword: `prefixEncoding` is supported only in requests whose schema is `itemSchema`, or an array of up to 8 types; ignored
      at /paths/~1pets/post/responses/200/content/multipart~1mixed/prefixEncoding
    untranslated-keyword: `itemEncoding` is supported only in requests whose schema is `itemSchema`, or an array of up to 8 types; ignored
      at /paths/~1pets/post/responses/200/content/multipart~1mixed/itemEncoding
    untranslated-keyword: the schema of this `application/xml` part is not supported; it is a file
      at /paths/~1pets/put/requestBody/content/multipart~1mixed/schema/prefixItems/1
    untranslated-keyword: the body has no part with this encoding; ignored
      at /paths/~1pets/put/requestBody/content/multipart~1mixed/encoding/a
    untranslated-keyword: the body has no part with this encoding; ignored
      at /paths/~1pets/put/requestBody/content/multipart~1mixed/prefixEncoding/2
    untranslated-keyword: the body has no part with this encoding; ignored
      at /paths/~1pets/put/requestBody/content/multipart~1mixed/itemEncoding
    untranslated-keyword: the schema of this `multipart/mixed` body is not supported; treated as bytes
      at /paths/~1pets/patch/requestBody/content/multipart~1mixed/schema
    untranslated-construct: `itemSchema` is ignored for this media type, or because of `schema`; the body is not split into items
      at /paths/~1pets/patch/requestBody/content/multipart~1mixed/itemSchema
    untranslated-keyword: `prefixEncoding` is supported only in requests whose schema is `itemSchema`, or an array of up to 8 types; ignored
      at /paths/~1pets/patch/requestBody/content/multipart~1mixed/prefixEncoding
    untranslated-construct: the encodings of parts without names are ignored for this media type
      at /paths/~1names/post/requestBody/content/application~1json/prefixEncoding
    untranslated-construct: the encodings of parts without names are ignored for this media type
      at /paths/~1names/post/requestBody/content/application~1json/itemEncoding
    ");
}

#[test]
fn reports_untranslated_keywords_and_name_collisions() {
    let schema = "{ type: object, properties: { aB: { type: string }, a_b: { type: string }, c: { type: string, contentSchema: {} } } }";
    assert_snapshot!(lines(&answering("3.1.0", "{}", schema, &json!({}))), @"
    name-collision: the name of the property `aB` is taken in Rust; using `a_b_2`
      at /paths/~1pet/get/responses/200/content/application~1json/schema/properties/aB
    untranslated-keyword: `contentSchema` is supported only for JSON in the data of server-sent events; the value is text
      at /paths/~1pet/get/responses/200/content/application~1json/schema/properties/c/contentSchema
    ");
}

#[test]
fn reports_keywords_that_only_examples_are_compared_with() {
    let schema = "{ type: array, items: {}, contains: { $ref: '#/components/schemas/One' }, if: true, propertyNames: { minLength: x } }";
    let schemas = "{ One: { type: integer } }";
    assert_snapshot!(lines(&answering("3.1.0", schemas, schema, &json!([1]))), @"
    untranslated-keyword: `contains` affects no type; only `lint` compares examples with it
      at /paths/~1pet/get/responses/200/content/application~1json/schema/contains
    untranslated-keyword: `if` affects no type; only `lint` compares examples with it
      at /paths/~1pet/get/responses/200/content/application~1json/schema/if
    untranslated-keyword: `propertyNames` affects no type; only `lint` compares examples with it
      at /paths/~1pet/get/responses/200/content/application~1json/schema/propertyNames
    malformed: expected a non-negative integer, found the string `x`; ignored
      at /paths/~1pet/get/responses/200/content/application~1json/schema/propertyNames/minLength
    ");
}

#[test]
fn lints_documents_that_cannot_be_generated() {
    let schema = "{ type: object, properties: { a: { $ref: '#/components/schemas/Gone' }, b: { type: string } } }";
    let report = lint(
        &answering("3.1.0", "{}", schema, &json!({ "b": 1 })),
        Severity::Warning,
    );
    let codes: Vec<&str> = report.counts().into_keys().collect();
    assert_eq!(codes, ["dangling-reference", "example-of-wrong-type"]);
    assert!(report.findings.has_errors());

    let report = lint(
        &ok(RawDocument::parse("other.yaml", "swagger: '1.2'")),
        Severity::Warning,
    );
    assert_eq!(
        report.counts().into_keys().collect::<Vec<_>>(),
        ["unsupported-version"]
    );
}

#[test]
fn findings_serialize_as_json() {
    let document = answering("3.1.0", "{}", "{ type: string }", &json!(1));
    let report = lint(&document, Severity::Error);
    assert_snapshot!(format!("{:#}", report.findings.to_json()), @r#"
    [
      {
        "severity": "error",
        "code": "example-of-wrong-type",
        "message": "the response 200 of `GET /pet` has a value of type number instead of string",
        "pointer": "/paths/~1pet/get/responses/200/content/application~1json/example",
        "file": "pets.yaml",
        "line": 14,
        "column": 15,
        "help": "violates `#/paths/~1pet/get/responses/200/content/application~1json/schema/type` (pets.yaml:13:25)"
      }
    ]
    "#);
}

#[test]
fn misspelt_formats_are_reported_unless_they_are_configured() {
    let rest = "
paths: { /pets: { get: { operationId: pets_list, responses: { '200': { description: a, content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } } } } } } }
components:
  schemas:
    Pet: { type: object, properties: { born: { type: string, format: datetime }, color: { type: string, format: rgb-color } } }
";
    let report = lint(&document(rest), Severity::Warning);
    let findings = report.findings.to_string();
    assert_eq!(report.findings.len(), 1, "{findings}");
    for text in [
        "warning[unknown-format]: unknown format `datetime`; it has no effect",
        "help: did you mean `date-time`?",
    ] {
        assert!(findings.contains(text), "{findings}");
    }
    let options = TypeOptions {
        formats: [("datetime".to_owned(), FormatType::Chrono)].into(),
        ..TypeOptions::default()
    };
    let report = lint(&document(rest).with_types(options), Severity::Warning);
    assert!(!report.findings.to_string().contains("unknown-format"));
}
