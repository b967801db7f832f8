//! Documents in several files.

use std::fs;
use std::path::Path;

use apicrate::RawDocument;
use apicrate::document::Document;
use insta::assert_snapshot;
use tempfile::TempDir;

use crate::Outcome;

/// Writes files to a folder and reads `api.yaml`.
fn read_files(files: &[(&str, &str)]) -> Result<Document, String> {
    let folder = TempDir::new().map_err(|error| error.to_string())?;
    for (path, text) in files {
        let path = folder.path().join(path);
        let parent = path.parent().unwrap_or(Path::new(""));
        fs::create_dir_all(parent).map_err(|error| error.to_string())?;
        fs::write(path, text).map_err(|error| error.to_string())?;
    }
    let document = Document::read(&folder.path().join("api.yaml"));
    let root = format!("{}/", folder.path().display());
    document.map_err(|errors| errors.to_string().replace(&root, ""))
}

/// The errors in files, or all warnings.
pub(crate) fn findings_of(files: &[(&str, &str)]) -> String {
    match read_files(files) {
        Ok(document) => document.warnings.to_string(),
        Err(errors) => errors,
    }
}

/// Files whose document has the same meaning as one document.
pub(crate) fn assert_same(files: &[(&str, &str)], expected: &str) -> Outcome {
    let document = read_files(files)?;
    assert!(document.warnings.is_empty(), "{}", document.warnings);
    let expected = Document::parse("api.yaml", expected).map_err(|errors| errors.to_string())?;
    let value = |document: &Document| {
        let webhooks = serde_json::to_value(&document.webhooks)?;
        serde_json::to_value(&document.openapi).map(|openapi| [openapi, webhooks])
    };
    assert_eq!(value(&document)?, value(&expected)?);
    Ok(())
}

const HEAD: &str = "openapi: 3.1.0\ninfo: { title: Pets, version: 1.0.0 }\n";

fn with_head(text: &str) -> String {
    format!("{HEAD}{text}")
}

#[test]
fn path_items_in_other_files_keep_their_references() -> Outcome {
    assert_same(
        &[
            ("api.yaml", &with_head("paths: { /pets: { $ref: paths/pets.yaml } }\n")),
            (
                "paths/pets.yaml",
                "
parameters: [{ $ref: ../parameters.yaml#/Limit }]
post:
  requestBody: { $ref: ../bodies.yaml#/Pet }
  responses:
    '200':
      description: The pet.
      headers: { Rate: { $ref: '../headers.yaml#/Rate' } }
      links: { next: { $ref: '../links.yaml#/Next' } }
      content:
        application/json:
          schema: { $ref: ../schemas/Pet.yaml }
          examples: { rex: { $ref: '../examples.yaml#/Rex' } }
    '404': { $ref: ../responses.yaml#/NotFound }
",
            ),
            ("parameters.yaml", "Limit: { name: limit, in: query, schema: { type: integer } }\n"),
            (
                "bodies.yaml",
                "Pet: { required: true, content: { application/json: { schema: { $ref: schemas/Pet.yaml } } } }\n",
            ),
            ("headers.yaml", "Rate: { schema: { type: integer } }\n"),
            ("links.yaml", "Next: { operationId: next }\n"),
            ("examples.yaml", "Rex: { summary: Rex, value: { name: Rex } }\n"),
            (
                "responses.yaml",
                "NotFound: { description: Not found., content: { text/plain: { schema: { $ref: schemas/Error.yaml } } } }\n",
            ),
            ("schemas/Pet.yaml", "{ type: object, properties: { owner: { $ref: Owner.yaml } } }\n"),
            ("schemas/Owner.yaml", "{ type: object, properties: { pets: { type: array, items: { $ref: ./Pet.yaml } } } }\n"),
            ("schemas/Error.yaml", "{ type: string }\n"),
        ],
        &with_head("
paths:
  /pets:
    parameters: [{ $ref: '#/components/parameters/Limit' }]
    post:
      requestBody: { $ref: '#/components/requestBodies/Pet' }
      responses:
        '200':
          description: The pet.
          headers: { Rate: { $ref: '#/components/headers/Rate' } }
          links: { next: { $ref: '#/components/links/Next' } }
          content:
            application/json:
              schema: { $ref: '#/components/schemas/Pet' }
              examples: { rex: { $ref: '#/components/examples/Rex' } }
        '404': { $ref: '#/components/responses/NotFound' }
components:
  parameters: { Limit: { name: limit, in: query, schema: { type: integer } } }
  requestBodies: { Pet: { required: true, content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } } } }
  headers: { Rate: { schema: { type: integer } } }
  links: { Next: { operationId: next } }
  examples: { Rex: { summary: Rex, value: { name: Rex } } }
  responses:
    NotFound: { description: Not found., content: { text/plain: { schema: { $ref: '#/components/schemas/Error' } } } }
  schemas:
    Pet: { type: object, properties: { owner: { $ref: '#/components/schemas/Owner' } } }
    Error: { type: string }
    Owner: { type: object, properties: { pets: { type: array, items: { $ref: '#/components/schemas/Pet' } } } }
"),
    )
}

#[test]
fn callbacks_and_webhooks_in_other_files_keep_their_references() -> Outcome {
    assert_same(
        &[
            (
                "api.yaml",
                &with_head(
                    "
paths: { /pets: { post: { callbacks: { born: { $ref: 'hooks.yaml#/Born' } }, responses: { '204': { description: Done. } } } } }
webhooks: { died: { $ref: 'hooks.yaml#/Died' } }
",
                ),
            ),
            (
                "hooks.yaml",
                "
Died: { post: { requestBody: { $ref: '#/Body' }, responses: { '204': { description: Done. } } } }
Born:
  '{$request.body#/url}': { $ref: '#/Died' }
Body: { content: { application/json: { schema: { $ref: '#/Pet' } } } }
Pet: { type: object }
",
            ),
        ],
        &with_head("
paths:
  /pets:
    post:
      callbacks:
        born:
          '{$request.body#/url}':
            { post: { requestBody: { $ref: '#/components/requestBodies/Body' }, responses: { '204': { description: Done. } } } }
      responses: { '204': { description: Done. } }
webhooks:
  died: { post: { requestBody: { $ref: '#/components/requestBodies/Body' }, responses: { '204': { description: Done. } } } }
components:
  requestBodies: { Body: { content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } } } }
  schemas: { Pet: { type: object } }
"),
    )
}

#[test]
fn whole_sections_and_operations_can_be_references() -> Outcome {
    assert_same(
        &[
            (
                "api.yaml",
                &with_head(
                    "
paths: { $ref: paths/_index.yaml }
tags: { $ref: tags.yaml }
components:
  schemas: { $ref: schemas/_index.yaml }
  parameters: { $ref: parameters.yaml }
",
                ),
            ),
            (
                "tags.yaml",
                "[{ name: Pets, description: { $ref: docs/pets.md }, externalDocs: { url: 'https://pets.example' } }]\n",
            ),
            ("docs/pets.md", "All *pets*.\n"),
            ("paths/_index.yaml", "/pets: { $ref: pets.yaml }\n/toys: { get: { $ref: ../operations/toys.yaml } }\n"),
            (
                "paths/pets.yaml",
                "
get:
  tags: [Pets]
  parameters: [{ $ref: '../api.yaml#/components/parameters/Limit' }]
  responses: { $ref: '../responses.yaml' }
",
            ),
            (
                "responses.yaml",
                "'200': { description: The pet., content: { application/json: { $ref: media.yaml } } }\n",
            ),
            ("media.yaml", "schema: { $ref: ./schemas/Pet.yaml }\n"),
            (
                "operations/toys.yaml",
                "operationId: toys\nresponses: { '200': { description: Toys., content: { application/json: { schema: { $ref: '../schemas/_index.yaml#/Toy' } } } } }\n",
            ),
            ("parameters.yaml", "Limit: { name: limit, in: query, schema: { $ref: 'schemas/_index.yaml#/Size' } }\n"),
            ("schemas/_index.yaml", "Pet: { $ref: Pet.yaml }\nToy: { $ref: ./Toy.yaml }\nSize: { type: integer }\n"),
            ("schemas/Pet.yaml", "type: object\nproperties: { toy: { $ref: Toy.yaml }, size: { $ref: '../api.yaml#/components/schemas/Size' } }\n"),
            ("schemas/Toy.yaml", "type: object\nproperties: { $ref: '../properties.yaml' }\n"),
            ("properties.yaml", "pet: { $ref: schemas/Pet.yaml }\n"),
        ],
        &with_head("
paths:
  /pets:
    get:
      tags: [Pets]
      parameters: [{ $ref: '#/components/parameters/Limit' }]
      responses: { '200': { description: The pet., content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } } } }
  /toys:
    get:
      operationId: toys
      responses: { '200': { description: Toys., content: { application/json: { schema: { $ref: '#/components/schemas/Toy' } } } } }
tags: [{ name: Pets, description: \"All *pets*.\\n\", externalDocs: { url: 'https://pets.example' } }]
components:
  schemas:
    Pet: { type: object, properties: { toy: { $ref: '#/components/schemas/Toy' }, size: { $ref: '#/components/schemas/Size' } } }
    Toy: { type: object, properties: { pet: { $ref: '#/components/schemas/Pet' } } }
    Size: { type: integer }
  parameters: { Limit: { name: limit, in: query, schema: { $ref: '#/components/schemas/Size' } } }
"),
    )
}

#[test]
fn components_that_refer_to_other_files_get_their_values() -> Outcome {
    assert_same(
        &[
            (
                "api.yaml",
                &with_head(
                    "
components:
  schemas:
    Animal: { $ref: schemas/Pet.yaml }
    Owner: { type: object, properties: { pet: { $ref: schemas/Pet.yaml }, name: { $ref: 'schemas/Pet.yaml#/properties/name' } } }
  securitySchemes: { key: { $ref: security.yaml#/ApiKey } }
",
                ),
            ),
            (
                "schemas/Pet.yaml",
                "type: object\nproperties: { owner: { $ref: ../api.yaml#/components/schemas/Owner }, name: { type: string } }\n",
            ),
            ("security.yaml", "ApiKey: { type: http, scheme: bearer }\n"),
        ],
        &with_head("
components:
  schemas:
    Animal: { type: object, properties: { owner: { $ref: '#/components/schemas/Owner' }, name: { $ref: '#/components/schemas/AnimalName' } } }
    Owner: { type: object, properties: { pet: { $ref: '#/components/schemas/Animal' }, name: { $ref: '#/components/schemas/AnimalName' } } }
    AnimalName: { type: string }
  securitySchemes: { key: { type: http, scheme: bearer } }
"),
    )
}

#[test]
fn findings_in_other_files_name_the_file_and_no_internal_pointer() {
    let found = findings_of(&[
        (
            "api.yaml",
            &with_head("paths: { /pets: { $ref: paths/pets.yaml } }\n"),
        ),
        (
            "paths/pets.yaml",
            "
get:
  parameters:
  - { $ref: '#/Limit' }
  - { $ref: ../gone.yaml#/Limit }
  responses:
    '200':
      description: { $ref: ../schemas/Pet.yaml#/properties/name }
      content: { application/json: { schema: { $ref: ../schemas/Pet.yaml#/properties/nam } } }
    '201': { $ref: ../schemas/Pet.yaml#/properties/cycle }
    '202': { $ref: ../notes.txt }
",
        ),
        (
            "schemas/Pet.yaml",
            "
type: object
properties:
  name: { type: string }
  cycle: { $ref: '#/properties/other' }
  other: { $ref: '#/properties/cycle' }
",
        ),
        ("notes.txt", "hunter2\n"),
    ]);
    assert!(
        !found.contains("hunter2") && !found.contains("files/"),
        "{found}"
    );
    assert_snapshot!(found, @"
    error[mismatched-reference]: expected a reference to a string, but `../schemas/Pet.yaml#/properties/name` is something else
      --> paths/pets.yaml:8:22
       |       description: { $ref: ../schemas/Pet.yaml#/properties/name }
       |                      ^
      at #/get/responses/200/description/$ref

    error[dangling-reference]: the reference target `#/Limit` does not exist
      --> paths/pets.yaml:4:7
       |   - { $ref: '#/Limit' }
       |       ^
      at #/get/parameters/0/$ref

    error[external-reference]: cannot resolve the external reference `../gone.yaml#/Limit`: it does not exist
      --> paths/pets.yaml:5:7
       |   - { $ref: ../gone.yaml#/Limit }
       |       ^
      at #/get/parameters/1/$ref

    error[dangling-reference]: the reference target `../schemas/Pet.yaml#/properties/nam` does not exist
      --> paths/pets.yaml:9:48
       |       content: { application/json: { schema: { $ref: ../schemas/Pet.yaml#/properties/nam } } }
       |                                                ^
      at #/get/responses/200/content/application~1json/schema/$ref
      help: did you mean `../schemas/Pet.yaml#/properties/name`?

    error[mismatched-reference]: expected a reference to a Response Object, but `../notes.txt` is a text file
      --> paths/pets.yaml:11:14
       |     '202': { $ref: ../notes.txt }
       |              ^
      at #/get/responses/202/$ref

    error[reference-cycle]: reference cycle: `#/properties/cycle` → `#/properties/other` → `#/properties/cycle`
      --> schemas/Pet.yaml:5:12
       |   cycle: { $ref: '#/properties/other' }
       |            ^
      at #/properties/cycle/$ref

    6 errors
    ");
}

#[test]
fn all_dangling_references_are_reported_and_the_rest_is_read() {
    let found = findings_of(&[
        ("api.yaml", &with_head("
paths:
  /a: { $ref: '#/paths/~1nowhere' }
  /b: { get: { $ref: gone.yaml } }
  /c:
    parameters: [{ $ref: '#/components/parameters/P' }, { $ref: '#/nowhere' }]
    get: { requestBody: { $ref: '#/nowhere' }, responses: { '200': { $ref: '#/nowhere' } }, callbacks: { c: { $ref: '#/nowhere' } } }
components: { parameters: { P: { $ref: '#/nowhere' } }, schemas: { A: { $ref: '#/nowhere' }, B: { type: 7 } } }
")),
    ]);
    assert_snapshot!(found, @"
    error[external-reference]: cannot resolve the external reference `gone.yaml`: it does not exist
      --> api.yaml:6:16
       |   /b: { get: { $ref: gone.yaml } }
       |                ^
      at #/paths/~1b/get/$ref

    error[malformed]: expected the name of a type, found the number `7`
      --> api.yaml:10:99
       | components: { parameters: { P: { $ref: '#/nowhere' } }, schemas: { A: { $ref: '#/nowhere' }, B: { ty …
       |                                                                                                   ^
      at #/components/schemas/B/type

    error[dangling-reference]: the reference target `#/paths/~1nowhere` does not exist
      --> api.yaml:5:9
       |   /a: { $ref: '#/paths/~1nowhere' }
       |         ^
      at #/paths/~1a/$ref

    error[dangling-reference]: the reference target `#/nowhere` does not exist
      --> api.yaml:8:59
       |     parameters: [{ $ref: '#/components/parameters/P' }, { $ref: '#/nowhere' }]
       |                                                           ^
      at #/paths/~1c/parameters/1/$ref

    error[dangling-reference]: the reference target `#/nowhere` does not exist
      --> api.yaml:9:27
       |     get: { requestBody: { $ref: '#/nowhere' }, responses: { '200': { $ref: '#/nowhere' } }, callback …
       |                           ^
      at #/paths/~1c/get/requestBody/$ref

    error[dangling-reference]: the reference target `#/nowhere` does not exist
      --> api.yaml:9:70
       |     get: { requestBody: { $ref: '#/nowhere' }, responses: { '200': { $ref: '#/nowhere' } }, callback …
       |                                                                      ^
      at #/paths/~1c/get/responses/200/$ref

    error[dangling-reference]: the reference target `#/nowhere` does not exist
      --> api.yaml:9:111
       | … '200': { $ref: '#/nowhere' } }, callbacks: { c: { $ref: '#/nowhere' } } }
       |                                                     ^
      at #/paths/~1c/get/callbacks/c/$ref

    error[dangling-reference]: the reference target `#/nowhere` does not exist
      --> api.yaml:10:34
       | components: { parameters: { P: { $ref: '#/nowhere' } }, schemas: { A: { $ref: '#/nowhere' }, B: { ty …
       |                                  ^
      at #/components/parameters/P/$ref

    warning[dangling-reference]: the reference target `#/nowhere` does not exist; ignored, because no operation uses the schema
      --> api.yaml:10:73
       | components: { parameters: { P: { $ref: '#/nowhere' } }, schemas: { A: { $ref: '#/nowhere' }, B: { ty …
       |                                                                         ^
      at #/components/schemas/A/$ref

    8 errors, 1 warning
    ");
}

#[test]
fn errors_in_other_files_are_tolerated() -> Outcome {
    let folder = TempDir::new()?;
    let write = |file: &str, text: &str| fs::write(folder.path().join(file), text);
    write(
        "api.yaml",
        &with_head(
            "paths: { /pets: { $ref: 'paths.yaml#/pets' }, /toys: { $ref: 'paths.yaml#/toys' } }\n",
        ),
    )?;
    write(
        "paths.yaml",
        "
pets:
  get: { parameters: [{ $ref: 'parameters.yaml#/Limit' }], responses: { '204': { description: No pets. } } }
  put: { responses: none }
toys:
  get:
    responses:
      '200': { description: The toy., content: { application/json: { schema: { $ref: 'models.yaml#/Toy' } } } }
",
    )?;
    write(
        "parameters.yaml",
        "Limit: { name: limit, in: query, required: 3, schema: {} }\n",
    )?;
    write(
        "models.yaml",
        "Toy: { type: object, properties: { name: { type: 3 }, owner: { $ref: '#/Owner' }, age: { type: integer } } }\n",
    )?;
    let raw = RawDocument::read(&folder.path().join("api.yaml"))?;
    let document = Document::from_raw(raw.tolerant())?;
    let folder = format!("{}/", folder.path().display());
    let degraded = document.warnings.degraded();
    assert_snapshot!(degraded, @"
    2 schemas, 2 operations and 1 other part
    ");
    let places = degraded
        .schemas
        .iter()
        .chain(&degraded.operations)
        .chain(&degraded.others);
    let places = places.map(|finding| {
        let line = finding.position.map_or(0, |position| position.line);
        format!(
            "{}:{line} {}: {}",
            finding.file, finding.pointer, finding.message
        )
    });
    let places: Vec<String> = places.map(|place| place.replace(&folder, "")).collect();
    assert_snapshot!(places.join("\n"), @"
    models.yaml:1 /Toy/properties/name: a part of `Toy` has errors; treated as any value
    models.yaml:1 /Toy/properties/owner: a part of `Toy` has errors; treated as any value
    paths.yaml:4 /pets/put: operation `PUT` of `pets` has errors; left out
    paths.yaml:3 /pets/get: operation `GET` of `pets` has errors; left out
    parameters.yaml:1 /Limit: `Limit` has errors; left out
    ");
    Ok(())
}

#[test]
fn parameters_next_to_the_reference_of_a_path_item_are_added() -> Outcome {
    let get = "get: { responses: { '204': { description: None. } } }";
    let id = "{ name: id, in: path, required: true, schema: { type: integer } }";
    let page = "{ name: page, in: query, schema: { type: integer } }";
    assert_same(
        &[
            (
                "api.yaml",
                &with_head(&format!(
                    "paths: {{ '/pets/{{id}}': {{ $ref: pet.yaml, parameters: [{page}] }} }}\n"
                )),
            ),
            ("pet.yaml", &format!("parameters: [{id}]\n{get}\n")),
        ],
        &with_head(&format!(
            "paths:\n  /pets/{{id}}:\n    parameters: [{page}, {id}]\n    {get}\n"
        )),
    )
}

#[test]
fn paths_can_be_written_as_on_windows() -> Outcome {
    let path = "get: { responses: { '200': { description: A pet., content: { application/json: { schema: { $ref: '..\\models\\pet.yaml' } } } } } }";
    let schema = "{ type: object, properties: { owner: { type: string } } }";
    assert_same(
        &[
            (
                "api.yaml",
                &with_head("paths: { /pet: { $ref: '.\\paths\\pet.yaml' } }\n"),
            ),
            ("paths/pet.yaml", path),
            ("models/pet.yaml", schema),
        ],
        &with_head(&format!(
            "paths: {{ /pet: {{ {} }} }}\ncomponents: {{ schemas: {{ Pet: {schema} }} }}\n",
            path.replace("..\\models\\pet.yaml", "#/components/schemas/Pet")
        )),
    )
}

#[test]
fn references_to_documentation_that_is_not_loaded_are_warnings() {
    let findings = findings_of(&[
        (
            "api.yaml",
            &with_head(
                "externalDocs: { $ref: guide.yaml }\ntags: [{ $ref: tag.yaml }]\nservers: [{ $ref: hook.yaml }]\npaths: {}\n",
            ),
        ),
        ("guide.yaml", "token: 1234\n"),
        ("hook.yaml", "url: https://hooks.example/1234\n"),
    ]);
    let lines = findings.lines();
    let lines: Vec<&str> = lines
        .filter(|line| line.contains("external-reference"))
        .collect();
    assert_snapshot!(lines.join("\n"), @"
    warning[external-reference]: cannot resolve the external reference `guide.yaml`: it does not contain OpenAPI or JSON Schema
    error[external-reference]: cannot resolve the external reference `hook.yaml`: it does not contain OpenAPI or JSON Schema
    warning[external-reference]: cannot resolve the external reference `tag.yaml`: it does not exist
    ");
    assert!(!findings.contains("1234"), "{findings}");
}

#[test]
fn missing_and_unusable_files_are_tolerated_at_each_reference() -> Outcome {
    let folder = TempDir::new()?;
    let api = with_head(
        "
paths:
  /pets:
    get: { parameters: [{ $ref: 'gone.yaml#/Limit' }], responses: { '204': { description: No pets. } } }
    put:
      responses:
        '200': { description: A pet., content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } } }
  /toys: { $ref: https://pets.example/toys.yaml }
components:
  schemas:
    Pet:
      type: object
      properties: { name: { type: string }, owner: { $ref: 'secrets.yaml#/Owner' }, keeper: { $ref: 'secrets.yaml#/Owner' } }
    Toy: { $ref: '../../outside.yaml' }
  headers: { $ref: gone.yaml }
",
    );
    fs::write(folder.path().join("api.yaml"), api)?;
    fs::write(folder.path().join("secrets.yaml"), "password: 1234\n")?;
    let raw = RawDocument::read(&folder.path().join("api.yaml"))?;
    assert!(Document::from_raw(raw.clone()).is_err());
    let document = Document::from_raw(raw.tolerant())?;
    let degraded = document.warnings.degraded();
    let places = degraded
        .schemas
        .iter()
        .chain(&degraded.operations)
        .chain(&degraded.others);
    let places = places.map(|finding| format!("{}: {}", finding.pointer, finding.message));
    let places: Vec<String> = places.collect();
    assert_snapshot!(places.join("\n"), @"
    /components/schemas/Pet/properties/owner: a part of schema `Pet` has errors; treated as any value
    /components/schemas/Pet/properties/keeper: a part of schema `Pet` has errors; treated as any value
    /components/schemas/Toy: schema `Toy` has errors; treated as any value
    /paths/~1pets/get: operation `GET /pets` has errors; left out
    /components/headers: the section of Header Objects has errors; left out
    /paths/~1toys: path `/toys` has errors; left out
    ");
    let reasons = document.warnings.iter();
    let reasons = reasons.filter(|finding| finding.code == "external-reference");
    let reasons = reasons.map(|finding| {
        let root = folder.path().display().to_string();
        finding.message.replace(&root, "FOLDER")
    });
    let reasons: Vec<String> = reasons.collect();
    assert_snapshot!(reasons.join("\n"), @"
    cannot resolve the external reference `gone.yaml`: it does not exist
    cannot resolve the external reference `gone.yaml#/Limit`: it does not exist
    cannot resolve the external reference `https://pets.example/toys.yaml`: it is not a relative path
    cannot resolve the external reference `secrets.yaml#/Owner`: it does not contain OpenAPI or JSON Schema
    cannot resolve the external reference `secrets.yaml#/Owner`: it does not contain OpenAPI or JSON Schema
    cannot resolve the external reference `../../outside.yaml`: it is outside of the folder `FOLDER`
    ");
    Ok(())
}

#[test]
fn mapping_values_become_references_to_components() -> Outcome {
    let document = read_files(&[
        (
            "api.yaml",
            &with_head(
                "
components:
  schemas:
    Pet: { $ref: 'pets.yaml#/Pet' }
    Bird: { type: object }
    Old Fish: { type: object }
",
            ),
        ),
        (
            "pets.yaml",
            "
Pet:
  oneOf: [{ $ref: '#/Cat' }, { $ref: dog.yaml }, { $ref: 'api.yaml#/components/schemas/Bird' }]
  discriminator:
    propertyName: kind
    defaultMapping: ./dog.yaml
    mapping:
      cat: '#/C%61t'
      dog: ./dog.yaml
      bird: Bird
      fish: Old%20Fish
      toad: toads/toad.yaml
      none: gone.yaml
      name: Nothing
Cat: { type: object }
",
        ),
        ("dog.yaml", "type: object\n"),
        ("toads/toad.yaml", "type: object\n"),
    ])?;
    assert!(document.warnings.is_empty(), "{}", document.warnings);
    let mapping = crate::component(&document, "/schemas/Pet/discriminator/mapping")?;
    assert_eq!(
        mapping,
        serde_json::json!({
            "cat": "#/components/schemas/Cat",
            "dog": "#/components/schemas/Dog",
            "bird": "#/components/schemas/Bird",
            "fish": "#/components/schemas/Old Fish",
            "toad": "#/components/schemas/Toad",
            "none": "gone.yaml",
            "name": "Nothing",
        })
    );
    let discriminator = crate::component(&document, "/schemas/Pet/discriminator")?;
    assert_eq!(
        discriminator.get("x-default-mapping"),
        Some(&"#/components/schemas/Dog".into())
    );
    Ok(())
}

#[test]
fn dynamic_references_with_several_targets_are_reported() {
    let found = crate::findings_of(
        "
components:
  schemas:
    A: { $dynamicAnchor: node, properties: { next: { $dynamicRef: '#node' } } }
    B: { $id: 'https://pets.example/b', $dynamicAnchor: node }
",
    );
    assert_snapshot!(found, @"
    warning[untranslated-keyword]: `$dynamicRef` to an anchor that several schemas declare is not supported; treated as any value
      --> pets.yaml:6:54
       |     A: { $dynamicAnchor: node, properties: { next: { $dynamicRef: '#node' } } }
       |                                                      ^
      at #/components/schemas/A/properties/next/$dynamicRef

    1 warning
    ");
}
