//! Relaxations of schemas derived from example payloads.

use apicrate::diagnostic::Severity;
use apicrate::lint::{lint, overlay, relax};
use apicrate::model::TypeKind;
use apicrate::{Document, Overlay, RawDocument, resolve};
use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::{answering, document, lines, ok};

/// A schema with one property for each possible verdict.
const PET: &str = "{ Pet: { type: object, required: [name, toys, prizes, nick, kind, chip, born], properties: {
    name: { type: string }, toys: { type: array, items: { type: string } }, prizes: { type: object, additionalProperties: { type: string } },
    nick: { type: [string, 'null'] }, kind: { enum: [pet] }, born: { type: string, format: date }, owner: { type: string } } } }";

/// Returns the overlay that the payloads of a document need.
fn relaxations(document: &RawDocument) -> String {
    overlay(&[lint(document, Severity::Warning)]).unwrap_or_default()
}

/// Returns the targets and changes of that overlay. Panics if the corrected document needs another overlay.
fn changes(document: &RawDocument) -> String {
    let text = relaxations(document);
    if text.is_empty() {
        return text;
    }
    let corrections = ok(Overlay::parse("relaxed.yaml", text.as_str()));
    let corrected = ok(document.clone().with_overlays(&[corrections]));
    assert_eq!(
        relaxations(&corrected),
        "",
        "the overlay is incomplete:\n{text}"
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
fn required_properties_absent_from_payloads_become_optional() {
    let document = answering(
        "3.1.0",
        PET,
        "{ $ref: '#/components/schemas/Pet' }",
        &json!({}),
    );
    assert_snapshot!(relaxations(&document), @r"
    overlay: 1.1.0
    info:
      title: Relaxations that documented payloads need
      version: 1.0.0
    actions:
      - x-document: pets.yaml
        description: >-
          Documented payloads omit `born`, although it is required:
          the response 200 of `GET /pet` (#/paths/~1pet/get/responses/200/content/application~1json/example).
        target: $.components.schemas.Pet.required[?@ == 'born']
        remove: true

      - x-document: pets.yaml
        description: >-
          Documented payloads omit `name`, although it is required:
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
    example-misses-property: the response 200 of `GET /pet` does not contain the required property `born`
      at /paths/~1pet/get/responses/200/content/application~1json/example
      violates `#/components/schemas/Pet/required` (pets.yaml:16:35); a client with this schema cannot decode the payload; relax the schema with an overlay
    example-misses-property: the response 200 of `GET /pet` does not contain the required property `chip`
      at /paths/~1pet/get/responses/200/content/application~1json/example
      violates `#/components/schemas/Pet/required` (pets.yaml:16:35); the schema does not declare the property, so no field decodes it
    example-misses-property: the response 200 of `GET /pet` does not contain the required property `kind`
      at /paths/~1pet/get/responses/200/content/application~1json/example
      violates `#/components/schemas/Pet/required` (pets.yaml:16:35); no relaxation is proposed, because the property is a discriminator
    example-misses-property: the response 200 of `GET /pet` does not contain the required property `name`
      at /paths/~1pet/get/responses/200/content/application~1json/example
      violates `#/components/schemas/Pet/required` (pets.yaml:16:35); a client with this schema cannot decode the payload; relax the schema with an overlay
    example-misses-property: the response 200 of `GET /pet` does not contain the required property `nick`
      at /paths/~1pet/get/responses/200/content/application~1json/example
      violates `#/components/schemas/Pet/required` (pets.yaml:16:35); decodes as `None`
    example-misses-property: the response 200 of `GET /pet` does not contain the required property `prizes`
      at /paths/~1pet/get/responses/200/content/application~1json/example
      violates `#/components/schemas/Pet/required` (pets.yaml:16:35); decodes as empty
    example-misses-property: the response 200 of `GET /pet` does not contain the required property `toys`
      at /paths/~1pet/get/responses/200/content/application~1json/example
      violates `#/components/schemas/Pet/required` (pets.yaml:16:35); decodes as empty
    undeclared-required: `chip` is required, but no schema declares it
      at /components/schemas/Pet/required/5
      add it to `properties` or remove it from `required`; the generated struct has no field for it
    ");
}

#[test]
fn required_properties_that_are_null_in_payloads_become_nullable() {
    let example = json!({ "name": null, "toys": null, "prizes": null, "nick": null, "kind": null, "chip": null, "born": null, "owner": null });
    let document = answering(
        "3.1.0",
        PET,
        "{ $ref: '#/components/schemas/Pet' }",
        &example,
    );
    assert_snapshot!(changes(&document), @r#"
    target: $.components.schemas.Pet.properties.born.type
    remove: true
    target: $.components.schemas.Pet.properties.born
    update: {"type":["string","null"]}
    target: $.components.schemas.Pet.properties.name.type
    remove: true
    target: $.components.schemas.Pet.properties.name
    update: {"type":["string","null"]}
    "#);
}

#[test]
fn makes_schemas_nullable_in_the_dialect_of_the_document() {
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
    target: $.paths['/pet'].get.responses['200'].content['application/json'].schema.properties.b.type
    remove: true
    target: $.paths['/pet'].get.responses['200'].content['application/json'].schema.properties.b
    update: {"enum":[null],"type":["string","null"]}
    target: $.paths['/pet'].get.responses['200'].content['application/json'].schema.properties.c
    update: {"oneOf":[{"type":"null"}]}
    target: $.paths['/pet'].get.responses['200'].content['application/json'].schema.properties.d.allOf
    remove: true
    target: $.paths['/pet'].get.responses['200'].content['application/json'].schema.properties.d
    update: {"anyOf":[{"allOf":[{"$ref":"#/components/schemas/Name"}]},{"type":"null"}]}
    target: $.paths['/pet'].get.responses['200'].content['application/json'].schema.properties.e.items.type
    remove: true
    target: $.paths['/pet'].get.responses['200'].content['application/json'].schema.properties.e.items
    update: {"type":["string","null"]}
    "##);
    assert_snapshot!(changes(&answering("3.0.3", schemas, schema, &example)), @r##"
    target: $.paths['/pet'].get.responses['200'].content['application/json'].schema.properties.a['$ref']
    remove: true
    target: $.paths['/pet'].get.responses['200'].content['application/json'].schema.properties.a
    update: {"nullable":true,"allOf":[{"$ref":"#/components/schemas/Name"}]}
    target: $.paths['/pet'].get.responses['200'].content['application/json'].schema.properties.b
    update: {"enum":[null],"nullable":true}
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
fn json_paths_quote_special_names() {
    let schema =
        "{ type: object, required: ['it''s \\'], properties: { 'it''s \\': { type: string } } }";
    assert_snapshot!(changes(&answering("3.1.0", "{}", schema, &json!({}))), @r"
    target: $.paths['/pet'].get.responses['200'].content['application/json'].schema.required[?@ == 'it\'s \\']
    remove: true
    ");
}

/// A document that sends and receives pets, with an example of each.
fn sent_and_received(sent: &Value, received: &Value) -> RawDocument {
    document(&format!(
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
fn request_properties_stay_required_unless_example_requests_omit_them() {
    assert_eq!(
        changes(&sent_and_received(&json!({ "name": "Rex" }), &json!({}))),
        ""
    );
    assert_snapshot!(changes(&sent_and_received(&json!({}), &json!({}))), @"
    target: $.components.schemas.Pet.required[?@ == 'name']
    remove: true
    ");
    // An omission in requests alone does not affect decoding.
    assert_eq!(
        changes(&sent_and_received(&json!({}), &json!({ "name": "Rex" }))),
        ""
    );
}

#[test]
fn relax_changes_presence_of_fields() {
    let document = answering(
        "3.1.0",
        PET,
        "{ $ref: '#/components/schemas/Pet' }",
        &json!({}),
    );
    let relaxed = ok(relax(document.clone()));
    let presence = |document: RawDocument| {
        let (api, _) = ok(resolve(&ok(Document::from_raw(document))));
        let pet = api
            .types
            .into_iter()
            .find(|ty| ty.name == "Pet")
            .map(|ty| ty.kind);
        let Some(TypeKind::Struct(pet)) = pet else {
            panic!("`Pet` is not a struct")
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
fn reports_are_deterministic() {
    let document = answering(
        "3.1.0",
        PET,
        "{ $ref: '#/components/schemas/Pet' }",
        &json!({}),
    );
    let report = || lint(&document, Severity::Warning);
    assert_eq!(report(), report());
}

#[test]
fn alternatives_beside_a_reference_stay_required() {
    let document = answering(
        "3.1.0",
        "{ Name: { type: string } }",
        "{ type: object, required: [a], properties: { a: { $ref: '#/components/schemas/Name', anyOf: [{ minLength: 1 }] } } }",
        &json!({ "a": null }),
    );
    assert_snapshot!(changes(&document), @r##"
    target: $.paths['/pet'].get.responses['200'].content['application/json'].schema.properties.a['$ref']
    remove: true
    target: $.paths['/pet'].get.responses['200'].content['application/json'].schema.properties.a.anyOf
    remove: true
    target: $.paths['/pet'].get.responses['200'].content['application/json'].schema.properties.a
    update: {"anyOf":[{"$ref":"#/components/schemas/Name","anyOf":[{"minLength":1}]},{"type":"null"}]}
    "##);
}
