//! Targets of references become components or copies.

use insta::assert_snapshot;
use serde_json::json;

use crate::{Outcome, component, findings_of, read};

#[test]
fn referenced_schemas_outside_components_become_components() -> Outcome {
    let document = read("
paths:
  /pets/{id}:
    get:
      responses:
        '200':
          description: The pet.
          content:
            application/json:
              schema: { type: object, properties: { next: { $ref: '#/paths/~1pets~1{id}/get/responses/200/content/application~1json/schema' } } }
components:
  schemas:
    Toy:
      properties:
        shape: { type: object, properties: { size: { type: integer } } }
    Box:
      properties:
        shape: { $ref: '#/components/schemas/Toy/properties/shape' }
        size: { $ref: '#/components/schemas/Toy/properties/shape/properties/size' }
        again: { $ref: '#/components/schemas/Box/properties/size' }
        encoded: { $ref: '#/components/schemas/To%79' }
")?;
    assert_snapshot!(serde_yaml::to_string(&document.openapi)?, @"
    openapi: 3.1.0
    info:
      title: Pets
      version: 1.0.0
    paths:
      /pets/{id}:
        get:
          responses:
            '200':
              description: The pet.
              content:
                application/json:
                  schema:
                    $ref: '#/components/schemas/PetsIdGet200'
    components:
      schemas:
        Toy:
          properties:
            shape:
              $ref: '#/components/schemas/ToyShape'
        Box:
          properties:
            shape:
              $ref: '#/components/schemas/ToyShape'
            size:
              $ref: '#/components/schemas/ToyShapeSize'
            again:
              $ref: '#/components/schemas/ToyShapeSize'
            encoded:
              $ref: '#/components/schemas/Toy'
        PetsIdGet200:
          type: object
          properties:
            next:
              $ref: '#/components/schemas/PetsIdGet200'
        ToyShapeSize:
          type: integer
        ToyShape:
          type: object
          properties:
            size:
              $ref: '#/components/schemas/ToyShapeSize'
    ");
    assert!(document.warnings.is_empty());
    Ok(())
}

#[test]
fn references_to_undefined_fields_become_components() -> Outcome {
    let document = read(
        "
definitions:
  Pet: { type: [string, 'null'], examples: [Rex] }
  Pets: { type: array, items: { $ref: '#/definitions/Pet' } }
components:
  messages:
    Born: { type: object, properties: { pets: { $ref: '#/definitions/Pets' } } }
  schemas:
    Message: { $ref: '#/components/messages/Born' }
",
    )?;
    assert_snapshot!(serde_yaml::to_string(&document.openapi.components)?, @"
    schemas:
      Message:
        $ref: '#/components/schemas/Born'
      Born:
        type: object
        properties:
          pets:
            $ref: '#/components/schemas/Pets'
      Pets:
        type: array
        items:
          $ref: '#/components/schemas/Pet'
      Pet:
        nullable: true
        example: Rex
        type: string
    ");
    Ok(())
}

#[test]
fn referenced_definitions_become_components() -> Outcome {
    let document = read(
        "
components:
  schemas:
    Pet:
      $defs: { Name: { type: string }, Unused: { type: string } }
      properties: { name: { $ref: '#/components/schemas/Pet/$defs/Name' } }
",
    )?;
    assert_snapshot!(serde_yaml::to_string(&document.openapi.components)?, @"
    schemas:
      Pet:
        properties:
          name:
            $ref: '#/components/schemas/PetName'
      PetName:
        type: string
    ");
    Ok(())
}

#[test]
fn new_component_gets_a_number_if_its_name_exists() -> Outcome {
    let document = read("
components:
  schemas:
    PetName: { type: integer }
    Pet: { properties: { name: { type: string }, nick: { $ref: '#/components/schemas/Pet/properties/name' } } }
")?;
    assert_eq!(
        component(&document, "/schemas/PetName2")?,
        json!({ "type": "string" })
    );
    Ok(())
}

#[test]
fn referenced_parameters_and_responses_outside_components_become_components() -> Outcome {
    let document = read(
        "
paths:
  /pets:
    get:
      parameters: [{ name: limit, in: query, schema: { type: integer } }]
      responses: { 200: { description: The pets. } }
  /toys:
    get:
      parameters: [{ $ref: '#/paths/~1pets/get/parameters/0' }]
      responses: { 200: { $ref: '#/paths/~1pets/get/responses/200' } }
",
    )?;
    assert_snapshot!(serde_yaml::to_string(&document.openapi)?, @"
    openapi: 3.1.0
    info:
      title: Pets
      version: 1.0.0
    paths:
      /pets:
        get:
          parameters:
          - $ref: '#/components/parameters/PetsGetParameters0'
          responses:
            '200':
              $ref: '#/components/responses/PetsGet200'
      /toys:
        get:
          parameters:
          - $ref: '#/components/parameters/PetsGetParameters0'
          responses:
            '200':
              $ref: '#/components/responses/PetsGet200'
    components:
      responses:
        PetsGet200:
          description: The pets.
      parameters:
        PetsGetParameters0:
          in: query
          name: limit
          schema:
            type: integer
          style: form
    ");
    Ok(())
}

#[test]
fn path_items_and_callbacks_replace_references_to_them() -> Outcome {
    let document = read(
        "
paths:
  /pets: { $ref: '#/components/pathItems/Pets' }
  /cats: { $ref: '#/paths/~1pets', summary: Cats }
components:
  pathItems:
    Pets:
      post:
        callbacks:
          born: { $ref: '#/components/callbacks/Born' }
        responses: { 204: { description: Done. } }
  callbacks:
    Born:
      '{$request.body#/url}':
        post: { requestBody: { content: { text/plain: { schema: { type: [string, 'null'] } } } } }
      x-note: not a path item
",
    )?;
    assert_snapshot!(serde_yaml::to_string(&document.openapi.paths)?, @"
    /pets:
      post:
        responses:
          '204':
            description: Done.
        callbacks:
          born:
            '{$request.body#/url}':
              post:
                requestBody:
                  content:
                    text/plain:
                      schema:
                        nullable: true
                        type: string
                responses: {}
    /cats:
      summary: Cats
      post:
        responses:
          '204':
            description: Done.
        callbacks:
          born:
            '{$request.body#/url}':
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
fn rejects_a_callback_that_contains_itself() {
    assert_snapshot!(findings_of("
paths: {}
components:
  callbacks:
    Born:
      '{$request.body#/url}':
        post: { callbacks: { again: { $ref: '#/components/callbacks/Born' } } }
"), @"
    error[reference-cycle]: `#/components/callbacks/Born` contains a reference to itself, so it cannot be inserted here
      --> pets.yaml:9:39
       |         post: { callbacks: { again: { $ref: '#/components/callbacks/Born' } } }
       |                                       ^
      at #/components/callbacks/Born/{$request.body#~1url}/post/callbacks/again/$ref

    1 error
    ");
}
