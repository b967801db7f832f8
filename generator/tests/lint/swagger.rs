//! Documents of Swagger 2.0: findings and relaxations name the fields of the original document.

use apicrate::diagnostic::Severity;
use apicrate::lint::{lint, overlay, relax};
use apicrate::{Document, Overlay, RawDocument, resolve};
use insta::assert_snapshot;

use crate::{lines, ok};

/// A document whose example violates its schema, with unused parts and an extension that is not translated.
const PETS: &str = "
swagger: '2.0'
info: { title: Pets, version: 1.0.0 }
x-ms-paths: { '/pets?all': { get: { responses: {} } } }
paths:
  /pet:
    get:
      parameters: [{ $ref: '#/parameters/Limit' }]
      responses:
        '200':
          description: A pet.
          schema: { $ref: '#/definitions/Pet' }
          examples: { application/json: { born: null, owner: null, age: old } }
parameters:
  Limit: { name: limit, in: query, type: integer }
  Unused: { name: pet, in: body, schema: { $ref: '#/definitions/Pet' } }
responses:
  Gone: { description: Gone. }
definitions:
  Pet:
    type: object
    required: [name, born]
    properties:
      name: { type: string }
      born: { type: string }
      owner: { $ref: '#/definitions/Owner' }
      age: { type: integer }
  Owner: { type: object, required: [id], properties: { id: { type: string } } }
  Other: { type: string }
";

fn pets() -> RawDocument {
    ok(RawDocument::parse("pets.yaml", PETS))
}

#[test]
fn findings_name_the_original_values() {
    assert_snapshot!(lines(&pets()), @"
    untranslated-construct: operations in `x-ms-paths` are not generated
      at /x-ms-paths
    example-misses-property: the response 200 of `GET /pet` does not contain the required property `name`
      at /paths/~1pet/get/responses/200/examples/application~1json
      violates `#/definitions/Pet/required` (pets.yaml:22:5); a client with this schema cannot decode the payload; relax the schema with an overlay
    example-is-null: the response 200 of `GET /pet` is `null`, which is not allowed
      at /paths/~1pet/get/responses/200/examples/application~1json/born
      violates `#/definitions/Pet/properties/born/type` (pets.yaml:25:15); a client with this schema cannot decode the payload; relax the schema with an overlay
    example-is-null: the response 200 of `GET /pet` is `null`, which is not allowed
      at /paths/~1pet/get/responses/200/examples/application~1json/owner
      violates `#/definitions/Owner/type` (pets.yaml:28:12); decodes as `None`
    example-of-wrong-type: the response 200 of `GET /pet` has a value of type string instead of integer
      at /paths/~1pet/get/responses/200/examples/application~1json/age
      violates `#/definitions/Pet/properties/age/type` (pets.yaml:27:14)
    unused-component: unused component `Unused`
      at /parameters/Unused
    unused-component: unused component `Gone`
      at /responses/Gone
    unused-component: unused component `Other`
      at /definitions/Other
    ");
}

#[test]
fn relaxations_are_overlays_of_the_original_document() {
    let text = overlay(&[lint(&pets(), Severity::Warning)]).unwrap_or_default();
    assert_snapshot!(text, @r#"
    overlay: 1.1.0
    info:
      title: Relaxations that documented payloads need
      version: 1.0.0
    actions:
      - x-document: pets.yaml
        description: >-
          Documented payloads omit `name`, although it is required:
          the response 200 of `GET /pet` (#/paths/~1pet/get/responses/200/examples/application~1json).
        target: $.definitions.Pet.required[?@ == 'name']
        remove: true

      - x-document: pets.yaml
        description: >-
          Documented payloads contain `null`, which the schema does not allow:
          the response 200 of `GET /pet` (#/paths/~1pet/get/responses/200/examples/application~1json).
        target: $.definitions.Pet.properties.born
        update: {"x-nullable":true}
    "#);
    let corrections = ok(Overlay::parse("relaxed.yaml", text));
    let corrected = ok(pets().with_overlays(&[corrections]));
    assert_eq!(overlay(&[lint(&corrected, Severity::Warning)]), None);
    let relaxed = ok(relax(pets()));
    assert_eq!(relaxed.value(), corrected.value());
    let (api, _) = ok(resolve(&ok(Document::from_raw(relaxed))));
    assert!(!api.types.is_empty());
}
