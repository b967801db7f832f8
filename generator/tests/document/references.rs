//! Resolving references, and the errors in them.

use std::fs;
use std::path::Path;

use apicrate::document::Document;
use insta::assert_snapshot;

use crate::{Outcome, findings_of, read};

#[test]
fn reports_all_dangling_references() {
    assert_snapshot!(findings_of("
paths:
  /pets:
    get:
      parameters: [{ $ref: '#/components/parameters/Limit' }]
      responses:
        '200':
          description: The pets.
          content:
            application/json:
              schema:
                type: array
                items: { $ref: '#/components/schemas/pet' }
components:
  schemas:
    Pet:
      properties:
        toy: { $ref: '#/components/schema/Toy' }
        owner: { $ref: '#/components/schemas/Owner' }
    Toy: {}
"), @"
    error[dangling-reference]: the reference target `#/components/parameters/Limit` does not exist
      --> pets.yaml:7:22
       |       parameters: [{ $ref: '#/components/parameters/Limit' }]
       |                      ^
      at #/paths/~1pets/get/parameters/0/$ref

    error[dangling-reference]: the reference target `#/components/schemas/pet` does not exist
      --> pets.yaml:15:26
       |                 items: { $ref: '#/components/schemas/pet' }
       |                          ^
      at #/paths/~1pets/get/responses/200/content/application~1json/schema/items/$ref
      help: did you mean `#/components/schemas/Pet`?

    warning[dangling-reference]: the reference target `#/components/schema/Toy` does not exist; ignored, because no operation uses the schema
      --> pets.yaml:20:16
       |         toy: { $ref: '#/components/schema/Toy' }
       |                ^
      at #/components/schemas/Pet/properties/toy/$ref
      help: did you mean `#/components/schemas/Toy`?

    warning[dangling-reference]: the reference target `#/components/schemas/Owner` does not exist; ignored, because no operation uses the schema
      --> pets.yaml:21:18
       |         owner: { $ref: '#/components/schemas/Owner' }
       |                  ^
      at #/components/schemas/Pet/properties/owner/$ref

    2 errors, 2 warnings
    ");
}

#[test]
fn rejects_references_to_other_documents_without_a_path() {
    assert_snapshot!(findings_of("
components:
  schemas:
    Pet:
      properties:
        toy: { $ref: 'toys.yaml#/Toy' }
        owner: { $ref: Owner }
    Owner: {}
"), @"
    error[external-reference]: cannot resolve the external reference `toys.yaml#/Toy`
      --> pets.yaml:8:16
       |         toy: { $ref: 'toys.yaml#/Toy' }
       |                ^
      at #/components/schemas/Pet/properties/toy/$ref
      help: only local files with a relative path are loaded, and only if the document itself is read from a file; bundle other documents into this one first

    error[external-reference]: cannot resolve the external reference `Owner`
      --> pets.yaml:9:18
       |         owner: { $ref: Owner }
       |                  ^
      at #/components/schemas/Pet/properties/owner/$ref
      help: did you mean `#/components/schemas/Owner`?

    2 errors
    ");
}

#[test]
fn reports_a_reference_cycle_once() {
    assert_snapshot!(findings_of("
components:
  schemas:
    A: { $ref: '#/components/schemas/B' }
    B: { $ref: '#/components/schemas/C' }
    C: { $ref: '#/components/schemas/A' }
    D: { $ref: '#/components/schemas/A' }
"), @"
    error[reference-cycle]: reference cycle: `#/components/schemas/A` → `#/components/schemas/B` → `#/components/schemas/C` → `#/components/schemas/A`
      --> pets.yaml:6:10
       |     A: { $ref: '#/components/schemas/B' }
       |          ^
      at #/components/schemas/A/$ref

    1 error
    ");
}

#[test]
fn rejects_references_to_the_wrong_kind_of_object() {
    assert_snapshot!(findings_of("
components:
  parameters:
    Limit: { name: limit, in: query, schema: {} }
  schemas:
    A: { $ref: '#/components/parameters/Limit' }
    B: { $ref: '#/info/title' }
"), @"
    error[mismatched-reference]: expected a reference to a Schema Object, but `#/components/parameters/Limit` is a Parameter Object
      --> pets.yaml:8:10
       |     A: { $ref: '#/components/parameters/Limit' }
       |          ^
      at #/components/schemas/A/$ref

    error[mismatched-reference]: expected a reference to a Schema Object, but `#/info/title` is not an OpenAPI object
      --> pets.yaml:9:10
       |     B: { $ref: '#/info/title' }
       |          ^
      at #/components/schemas/B/$ref

    2 errors
    ");
}

#[test]
fn ignores_references_in_data() -> Outcome {
    let document = read(
        "
x-notes: { $ref: nowhere.yaml }
components:
  schemas:
    A:
      default: { $ref: '#/nowhere' }
      example: { $ref: '#/nowhere' }
      enum: [{ $ref: '#/nowhere' }]
      properties: { $ref: { type: string } }
",
    )?;
    assert!(document.warnings.is_empty());
    Ok(())
}

#[test]
fn dangling_example_reference_is_a_warning() {
    assert_snapshot!(findings_of("
paths:
  /pets:
    get:
      responses:
        '200':
          description: The pets.
          content: { application/json: { examples: { cat: { $ref: cat.json } } } }
"), @"
    warning[external-reference]: cannot resolve the external reference `cat.json`
      --> pets.yaml:10:61
       |           content: { application/json: { examples: { cat: { $ref: cat.json } } } }
       |                                                             ^
      at #/paths/~1pets/get/responses/200/content/application~1json/examples/cat/$ref
      help: only local files with a relative path are loaded, and only if the document itself is read from a file; bundle other documents into this one first

    1 warning
    ");
}

#[test]
fn loads_external_files_relative_to_the_referring_file() -> Outcome {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("external");
    fs::create_dir_all(folder.join("models"))?;
    let main = folder.join("main.yaml");
    fs::write(
        &main,
        "
openapi: 3.0.3
info: { title: Pets, version: 1.0.0 }
paths:
  /pets: { $ref: paths.yaml#/pets }
components:
  schemas:
    Owner: { type: object, properties: { pets: { type: array, items: { $ref: models/pet.yaml } } } }
",
    )?;
    fs::write(
        folder.join("paths.yaml"),
        "
pets:
  get:
    responses:
      '200': { description: A pet., content: { application/json: { schema: { $ref: models/pet.yaml } } } }
",
    )?;
    fs::write(
        folder.join("models/pet.yaml"),
        "
type: object
properties:
  owner: { $ref: '../main.yaml#/components/schemas/Owner' }
  toy: { $ref: ./toys.json#/Toy }
",
    )?;
    fs::write(
        folder.join("models/toys.json"),
        r#"{"Toy": {"type": "string"}}"#,
    )?;
    let document = Document::read(&main).map_err(|errors| errors.to_string())?;
    let schemas = document.openapi.components.unwrap_or_default().schemas;
    let names: Vec<_> = schemas.keys().map(String::as_str).collect();
    assert_eq!(names, ["Owner", "Pet", "Toy"]);

    fs::write(folder.join("models/toys.json"), r#"{"Toy": {"type": 7}}"#)?;
    let errors = Document::read(&main).err().unwrap_or_default();
    let found: Vec<_> = errors
        .iter()
        .map(|error| {
            (
                error.code,
                error.pointer.as_str(),
                error.position.map(|at| at.line),
            )
        })
        .collect();
    assert_eq!(found, [("malformed", "/Toy/type", Some(1))]);
    assert!(errors.iter().all(|error| error.file.ends_with("toys.json")));
    Ok(())
}
