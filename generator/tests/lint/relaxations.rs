//! What the payloads of a document make of its schemas.

use apicrate::diagnostic::Severity;
use apicrate::lint::{lint, overlay, relax};
use apicrate::model::TypeKind;
use apicrate::{Document, Overlay, RawDocument, resolve};
use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::{answering, lines, ok, written};

/// A schema with one property for each thing that may become of it.
const PET: &str = "{ Pet: { type: object, required: [name, toys, prizes, nick, kind, chip, born], properties: {
    name: { type: string }, toys: { type: array, items: { type: string } }, prizes: { type: object, additionalProperties: { type: string } },
    nick: { type: [string, 'null'] }, kind: { enum: [pet] }, born: { type: string, format: date }, owner: { type: string } } } }";

/// The overlay that the payloads of a document call for.
fn relaxations(written: &RawDocument) -> String {
    overlay(&[lint(written, Severity::Warning)]).unwrap_or_default()
}

/// The targets and changes of that overlay, after making sure that it does what it is for: with it no
/// payload calls for anything any more.
fn changes(written: &RawDocument) -> String {
    let text = relaxations(written);
    if text.is_empty() {
        return text;
    }
    let corrections = ok(Overlay::parse("relaxed.yaml", text.as_str()));
    let corrected = ok(written.clone().with_overlays(&[corrections]));
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
fn sent_and_received(sent: &Value, received: &Value) -> RawDocument {
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
    let presence = |written: RawDocument| {
        let (api, _) = ok(resolve(&ok(Document::from_raw(written))));
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
