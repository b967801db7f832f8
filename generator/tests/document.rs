//! What documents are read as, and what is said about those that cannot be read.

mod support;

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use insta::assert_snapshot;
use openapiv3::{OpenAPI, PathItem, ReferenceOr, Schema};
use serde_json::{Value, json};
use trophy_generator::diagnostic::{Diagnostic, Diagnostics, Severity};
use trophy_generator::document::Document;

type Outcome = Result<(), Box<dyn Error>>;

/// Reads a document that is given without the parts that every document has.
fn read(rest: &str) -> Result<Document, Diagnostics> {
    let head = "openapi: 3.1.0\ninfo: { title: Pets, version: 1.0.0 }\n";
    Document::parse("pets.yaml", format!("{head}{rest}"))
}

/// Everything that is said about a document, whether it can be read or not.
fn findings(text: &str) -> String {
    match Document::parse("pets.yaml", text) {
        Ok(document) => document.warnings.to_string(),
        Err(diagnostics) => diagnostics.to_string(),
    }
}

/// What [`findings`] are for a document that is given without the parts that every document has.
fn findings_of(rest: &str) -> String {
    match read(rest) {
        Ok(document) => document.warnings.to_string(),
        Err(diagnostics) => diagnostics.to_string(),
    }
}

/// A component of a document as JSON.
fn component(document: &Document, pointer: &str) -> Result<Value, Box<dyn Error>> {
    let value = serde_json::to_value(&document.openapi)?;
    let component = value.pointer(&format!("/components{pointer}"));
    Ok(component.cloned().unwrap_or_default())
}

/// Asserts that a schema is read as another, which is given in the words of OpenAPI 3.0.
#[track_caller]
fn lowers(version: &str, before: &str, after: &str) -> Outcome {
    let schemas = json!({
        "It": serde_yaml::from_str::<Value>(before)?,
        "Pet": { "type": "object" },
        "Toy": { "type": "object" },
    });
    let text = json!({
        "openapi": version,
        "info": { "title": "Pets", "version": "1" },
        "paths": {},
        "components": { "schemas": schemas },
    });
    let document = Document::parse("pets.json", text.to_string())?;
    let schemas = document.openapi.components.unwrap_or_default().schemas;
    let expected: ReferenceOr<Schema> = serde_yaml::from_str(after)?;
    assert_eq!(schemas.get("It"), Some(&expected), "{before}");
    Ok(())
}

#[track_caller]
fn lowers_3_1(before: &str, after: &str) -> Outcome {
    lowers("3.1.0", before, after)
}

// What is no document.

#[test]
fn a_text_that_is_no_yaml_is_shown_where_it_ends_to_be() {
    assert_snapshot!(findings("openapi: 3.1.0\ninfo:\n  title: Pets: and more\n"), @"
    error[syntax]: mapping values are not allowed in this context
      --> pets.yaml:3:14
       |   title: Pets: and more
       |              ^

    1 error
    ");
}

#[test]
fn a_text_that_begins_like_json_is_held_against_json() {
    assert_snapshot!(findings("{\n  \"openapi\": \"3.1.0\",\n  \"info\": {\n  },,\n}\n"), @"
    error[syntax]: key must be a string
      --> pets.yaml:4:5
       |   },,
       |     ^

    1 error
    ");
}

#[test]
fn a_column_counts_characters() {
    assert_snapshot!(findings("{ \"openapi\": \"3.1.0\", \"info\": \"käse\" oops }"), @r#"
    error[syntax]: expected `,` or `}`
      --> pets.yaml:1:38
       | { "openapi": "3.1.0", "info": "käse" oops }
       |                                      ^

    1 error
    "#);
}

#[test]
fn flow_style_yaml_may_begin_like_json() -> Outcome {
    let text = "{openapi: 3.1.0, info: {title: Pets, version: 1.0.0}, paths: {}}";
    let document = Document::parse("pets.yaml", text)?;
    assert_eq!(document.openapi.info.title, "Pets");
    Ok(())
}

#[test]
fn a_document_without_a_version_is_no_openapi() {
    assert_snapshot!(findings("title: Pets\n"), @"
    error[not-openapi]: this document has no field `openapi`
      --> pets.yaml:1:1
       | title: Pets
       | ^
      help: an OpenAPI document begins with its version, as in `openapi: 3.1.0`

    1 error
    ");
    assert_snapshot!(findings(""), @"
    error[not-openapi]: this document is empty
      --> pets.yaml
      help: an OpenAPI document begins with its version, as in `openapi: 3.1.0`

    1 error
    ");
    assert_snapshot!(findings("just a sentence"), @"
    error[not-openapi]: this document is no object
      --> pets.yaml:1:1
       | just a sentence
       | ^
      help: an OpenAPI document begins with its version, as in `openapi: 3.1.0`

    1 error
    ");
}

#[test]
fn swagger_has_to_be_converted() {
    assert_snapshot!(findings("swagger: \"2.0\"\ninfo:\n  title: Pets\n"), @r#"
    error[unsupported-version]: this document is written in Swagger 2.0
      --> pets.yaml:1:1
       | swagger: "2.0"
       | ^
      at #/swagger
      help: OpenAPI 3.0 and 3.1 can be read; a converter has to make one of them of this

    1 error
    "#);
}

#[test]
fn other_versions_are_refused() {
    assert_snapshot!(findings("openapi: 3.3.0\n"), @"
    error[unsupported-version]: this document is written in OpenAPI 3.3.0
      --> pets.yaml:1:1
       | openapi: 3.3.0
       | ^
      at #/openapi
      help: OpenAPI 3.0 and 3.1 can be read

    1 error
    ");
    assert_snapshot!(findings("openapi: 4\n"), @"
    error[unsupported-version]: this document is written in OpenAPI 4
      --> pets.yaml:1:1
       | openapi: 4
       | ^
      at #/openapi
      help: OpenAPI 3.0 and 3.1 can be read

    1 error
    ");
}

#[test]
fn a_key_stands_once() {
    assert_snapshot!(findings_of("
paths: {}
components:
  schemas:
    Pet:
      type: object
    Toy: {}
    Pet:
      type: string
"), @"
    error[duplicate-key]: the key `Pet` stands twice in the same object
      --> pets.yaml:10:5
       |     Pet:
       |     ^
      at #/components/schemas/Pet

    1 error
    ");
}

#[test]
fn a_key_of_json_stands_once_too() {
    assert_snapshot!(findings("{\n  \"openapi\": \"3.1.0\",\n  \"info\": {},\n  \"openapi\": \"3.0.0\"\n}"), @r#"
    error[duplicate-key]: the key `openapi` stands twice in the same object
      --> pets.yaml:4:3
       |   "openapi": "3.0.0"
       |   ^
      at #/openapi

    1 error
    "#);
}

#[test]
fn a_number_is_one() {
    assert_snapshot!(findings_of("components: { schemas: { A: { minimum: .nan, maximum: .inf } } }\n"), @"
    error[not-a-number]: a number of an OpenAPI document is finite
      --> pets.yaml:3:31
       | components: { schemas: { A: { minimum: .nan, maximum: .inf } } }
       |                               ^
      at #/components/schemas/A/minimum

    error[not-a-number]: a number of an OpenAPI document is finite
      --> pets.yaml:3:46
       | components: { schemas: { A: { minimum: .nan, maximum: .inf } } }
       |                                              ^
      at #/components/schemas/A/maximum

    2 errors
    ");
}

#[test]
fn a_stream_has_one_document() {
    assert_snapshot!(findings_of("paths: {}\n---\nopenapi: 3.0.0\n"), @"
    error[several-documents]: a second YAML document begins here, where only one is expected
      --> pets.yaml:4:1
       | ---
       | ^

    1 error
    ");
}

#[test]
fn nesting_has_an_end() {
    let deep = format!("{}{}", "{\"items\": ".repeat(2000), "{}");
    let text = format!(
        "openapi: 3.1.0\ncomponents:\n  schemas:\n    A: {deep}{}",
        "}".repeat(2000)
    );
    assert_snapshot!(findings(&text), @r#"
    error[too-deep]: this is nested more than 64 levels deep
      --> pets.yaml:4:608
       | … {"items": {"items": {"items": {"items": {"items": {"items": {"items": {"items": {"items": {"items": …
       |                                                     ^

    1 error
    "#);
}

#[test]
fn nesting_that_lowering_adds_has_an_end_too() {
    let deep = "{\"type\": [\"array\", \"string\"], \"items\": ".repeat(40);
    let text = format!(
        "openapi: 3.1.0\ncomponents:\n  schemas:\n    A: {deep}{{}}{}",
        "}".repeat(40)
    );
    let findings = findings(&text);
    assert!(findings.contains("error[too-deep]"), "{findings}");
}

#[test]
fn aliases_do_not_unfold_without_bounds() {
    let levels: Vec<String> = (1..20)
        .map(|level| {
            let alias = format!("*a{}, ", level - 1).repeat(9);
            format!("x-{level}: &a{level} [{alias}]\n")
        })
        .collect();
    let text = format!(
        "openapi: 3.1.0\nx-0: &a0 [a, b, c, d, e, f, g, h, i]\n{}",
        levels.concat()
    );
    assert_snapshot!(findings(&text), @"
    error[too-large]: aliases unfold this document without bounds
      --> pets.yaml:1:1
       | openapi: 3.1.0
       | ^

    1 error
    ");
}

#[test]
fn aliases_of_long_texts_do_not_unfold_without_bounds() {
    let word = "word".repeat(20_000);
    let aliases = "*word, ".repeat(2_000);
    assert_snapshot!(findings(&format!("openapi: 3.1.0\nx-a: &word {word}\nx-b: [{aliases}]\n")), @"
    error[too-large]: aliases unfold this document without bounds
      --> pets.yaml:2:6
       | x-a: &word wordwordwordwordwordwordwordwordwordwordwordwordwordwordwordwordwordwordwordwordwordwordw …
       |      ^

    1 error
    ");
}

#[test]
fn an_unreadable_file_is_a_finding() {
    let missing = Document::read(Path::new("no/such/file.yaml"));
    assert!(
        missing.is_err_and(|diagnostics| diagnostics.to_string().starts_with("error[unreadable]"))
    );
}

#[test]
fn a_file_in_another_encoding_is_a_finding() -> Outcome {
    let path = std::env::temp_dir().join(format!("latin-1-{}.yaml", std::process::id()));
    fs::write(&path, b"openapi: 3.1.0\ninfo: { title: K\xe4se }\n")?;
    let refused = Document::read(&path)
        .err()
        .map(|diagnostics| diagnostics.to_string());
    fs::remove_file(&path)?;
    let refused = refused
        .unwrap_or_default()
        .replace(&path.display().to_string(), "latin-1.yaml");
    assert_snapshot!(refused, @"
    error[unreadable]: this file cannot be read: it is not UTF-8 from here on
      --> latin-1.yaml:2:17

    1 error
    ");
    Ok(())
}

#[test]
fn a_byte_order_mark_is_no_part_of_the_text() -> Outcome {
    let document = Document::parse("pets.yaml", "\u{feff}openapi: 3.1.0\npaths: {}\n")?;
    assert_eq!(document.openapi.openapi, "3.1.0");
    Ok(())
}

// What YAML says differently.

#[test]
fn yaml_and_json_are_one_document() -> Outcome {
    let yaml = "
openapi: 3.1
info: { title: 1984, version: 1.10 }
paths:
  /pets:
    get:
      responses:
        200: { description: yes }
        default: { description: !important no }
components:
  schemas:
    Level: { type: string, enum: [1, 2.50, true, x], default: 1 }
    Count: { type: integer, minimum: 0.0, enum: [1.0, 2] }
";
    let json = r#"{
  "openapi": "3.1",
  "info": { "title": "1984", "version": "1.10" },
  "paths": {
    "/pets": { "get": { "responses": {
      "200": { "description": "yes" }, "default": { "description": "no" }
    } } }
  },
  "components": { "schemas": {
    "Level": { "type": "string", "enum": ["1", "2.50", "true", "x"], "default": "1" },
    "Count": { "type": "integer", "minimum": 0, "enum": [1, 2] }
  } }
}"#;
    let (yaml, json) = (
        Document::parse("a.yaml", yaml)?,
        Document::parse("a.json", json)?,
    );
    assert_eq!(yaml.openapi, json.openapi);
    assert_eq!(yaml.openapi.info.version, "1.10");
    Ok(())
}

#[test]
fn merge_keys_and_aliases_are_applied() -> Outcome {
    let document = read(
        "
paths: {}
x-base: &base { type: string, maxLength: 3 }
components:
  schemas:
    Short: { <<: *base, maxLength: 2 }
    Same: *base
",
    )?;
    assert_eq!(
        component(&document, "/schemas/Short")?,
        json!({ "type": "string", "maxLength": 2 })
    );
    assert_eq!(
        component(&document, "/schemas/Same")?,
        json!({ "type": "string", "maxLength": 3 })
    );
    Ok(())
}

#[test]
fn a_finding_in_a_merged_mapping_is_shown_where_it_is_written() {
    assert_snapshot!(findings_of("
x-base: &base
  minLength: -1
components:
  schemas:
    Short: { <<: *base }
"), @"
    error[malformed]: expected an integer that is not negative, found the number `-1`
      --> pets.yaml:5:3
       |   minLength: -1
       |   ^
      at #/components/schemas/Short/minLength

    1 error
    ");
}

#[test]
fn large_integers_are_numbers() -> Outcome {
    let document = read(
        "
paths: {}
components:
  schemas:
    A: { type: number, maximum: 1180591620717411303424 }
    B: { type: integer, minimum: -9223372036854776000 }
",
    )?;
    assert_eq!(
        component(&document, "/schemas/A/maximum")?,
        json!(1_180_591_620_717_411_303_424.0)
    );
    assert_eq!(component(&document, "/schemas/B/minimum")?, json!(i64::MIN));
    Ok(())
}

// What is not as the standard says.

#[test]
fn a_malformed_schema_is_shown_value_by_value() {
    assert_snapshot!(findings_of("
components:
  schemas:
    Pet:
      type: object
      properties:
        name: { type: string, minLength: short }
        age: 3
        toys: { type: array, items: { enum: ball } }
      required:
        name: true
"), @"
    error[malformed]: expected an integer that is not negative, found the string `short`
      --> pets.yaml:9:31
       |         name: { type: string, minLength: short }
       |                               ^
      at #/components/schemas/Pet/properties/name/minLength

    error[malformed]: expected a Schema Object, found the number `3`
      --> pets.yaml:10:9
       |         age: 3
       |         ^
      at #/components/schemas/Pet/properties/age

    error[malformed]: expected a list of values, found the string `ball`
      --> pets.yaml:11:39
       |         toys: { type: array, items: { enum: ball } }
       |                                       ^
      at #/components/schemas/Pet/properties/toys/items/enum

    error[malformed]: expected a list of strings, found an object
      --> pets.yaml:12:7
       |       required:
       |       ^
      at #/components/schemas/Pet/required

    4 errors
    ");
}

#[test]
fn other_malformed_objects_are_shown_too() {
    assert_snapshot!(findings_of("
servers: { url: https://example.com }
paths:
  /pets:
    get:
      parameters:
        - { name: limit, in: body }
        - { in: query }
      responses: none
components:
  securitySchemes:
    key: { type: apiKey, in: header }
"), @"
    error[malformed]: expected a list, each item a Server Object, found an object
      --> pets.yaml:4:1
       | servers: { url: https://example.com }
       | ^
      at #/servers

    error[malformed]: expected `query`, `header`, `path` or `cookie`, found the string `body`
      --> pets.yaml:9:26
       |         - { name: limit, in: body }
       |                          ^
      at #/paths/~1pets/get/parameters/0/in

    warning[missing-field]: a Parameter Object should have a `schema`; read as any
      --> pets.yaml:9:11
       |         - { name: limit, in: body }
       |           ^
      at #/paths/~1pets/get/parameters/0

    error[malformed]: a Parameter Object needs the field `name`
      --> pets.yaml:10:11
       |         - { in: query }
       |           ^
      at #/paths/~1pets/get/parameters/1

    warning[missing-field]: a Parameter Object should have a `schema`; read as any
      --> pets.yaml:10:11
       |         - { in: query }
       |           ^
      at #/paths/~1pets/get/parameters/1

    error[malformed]: expected a Responses Object, found the string `none`
      --> pets.yaml:11:7
       |       responses: none
       |       ^
      at #/paths/~1pets/get/responses

    error[malformed]: a Security Scheme Object needs the field `name`
      --> pets.yaml:14:5
       |     key: { type: apiKey, in: header }
       |     ^
      at #/components/securitySchemes/key

    5 errors, 2 warnings
    ");
}

#[test]
fn what_is_plain_in_spite_of_its_form_is_a_warning() {
    assert_snapshot!(findings_of("
tags: [Pets]
paths:
  /pets:
    get:
      tags: Pets
      deprecated: \"true\"
      parameters:
        - { name: limit, in: Query, schema: { type: integer, maximum: \"100\" } }
        - { name: filter, in: query, style: simple }
      responses:
        200: { content: { text/plain: null } }
        2000: { description: Many }
components:
  schemas:
    Pet:
      discriminator: kind
      properties:
        name: { type: string, required: true, description: null }
        kind: { type: text }
      if: {}
"), @r#"
    warning[mistyped-value]: expected a Tag Object, found its name
      --> pets.yaml:4:8
       | tags: [Pets]
       |        ^
      at #/tags/0

    warning[mistyped-value]: expected a list of strings, found one string
      --> pets.yaml:8:7
       |       tags: Pets
       |       ^
      at #/paths/~1pets/get/tags

    warning[mistyped-value]: expected true or false, found the string `true`
      --> pets.yaml:9:7
       |       deprecated: "true"
       |       ^
      at #/paths/~1pets/get/deprecated

    warning[mistyped-value]: expected a number, found the string `100`
      --> pets.yaml:11:62
       |         - { name: limit, in: Query, schema: { type: integer, maximum: "100" } }
       |                                                              ^
      at #/paths/~1pets/get/parameters/0/schema/maximum

    warning[missing-field]: a Parameter Object should have a `schema`; read as any
      --> pets.yaml:12:11
       |         - { name: filter, in: query, style: simple }
       |           ^
      at #/paths/~1pets/get/parameters/1

    warning[unknown-style]: there is no style `simple` here; the usual one is taken
      --> pets.yaml:12:38
       |         - { name: filter, in: query, style: simple }
       |                                      ^
      at #/paths/~1pets/get/parameters/1/style

    warning[mistyped-value]: expected a Media Type Object, found null; read as empty
      --> pets.yaml:14:27
       |         200: { content: { text/plain: null } }
       |                           ^
      at #/paths/~1pets/get/responses/200/content/text~1plain

    warning[missing-field]: a Response Object should have the field `description`
      --> pets.yaml:14:9
       |         200: { content: { text/plain: null } }
       |         ^
      at #/paths/~1pets/get/responses/200

    warning[unknown-field]: `2000` is no field of a Responses Object
      --> pets.yaml:15:9
       |         2000: { description: Many }
       |         ^
      at #/paths/~1pets/get/responses/2000

    warning[mistyped-value]: `discriminator` is an object; read as its `propertyName`
      --> pets.yaml:19:7
       |       discriminator: kind
       |       ^
      at #/components/schemas/Pet/discriminator

    warning[mistyped-value]: `required` of a schema is a list of property names; ignored
      --> pets.yaml:21:31
       |         name: { type: string, required: true, description: null }
       |                               ^
      at #/components/schemas/Pet/properties/name/required

    warning[unknown-type]: `text` is no type; read as any value
      --> pets.yaml:22:17
       |         kind: { type: text }
       |                 ^
      at #/components/schemas/Pet/properties/kind/type

    warning[untranslated-keyword]: the keyword `if` has no counterpart in the output
      --> pets.yaml:23:7
       |       if: {}
       |       ^
      at #/components/schemas/Pet/if

    13 warnings
    "#);
}

#[test]
fn what_is_null_is_absent() -> Outcome {
    let document = read(
        "
paths:
  /pets: null
  /toys:
    get: null
    post: { description: null, parameters: null, requestBody: null }
components:
  schemas: null
",
    )?;
    let paths = document.openapi.paths.paths;
    assert_eq!(paths.keys().collect::<Vec<_>>(), ["/toys"]);
    let operations = paths
        .values()
        .filter_map(ReferenceOr::as_item)
        .flat_map(PathItem::iter);
    assert_eq!(
        operations.map(|(method, _)| method).collect::<Vec<_>>(),
        ["post"]
    );
    Ok(())
}

#[test]
fn a_document_may_have_neither_paths_nor_responses() -> Outcome {
    let document = read("webhooks: { born: { post: { summary: Born } } }")?;
    assert!(document.openapi.paths.paths.is_empty());
    assert!(document.warnings.is_empty());
    Ok(())
}

// References.

#[test]
fn references_that_lead_nowhere_are_all_shown() {
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
    error[dangling-reference]: nothing stands at `#/components/parameters/Limit`
      --> pets.yaml:7:22
       |       parameters: [{ $ref: '#/components/parameters/Limit' }]
       |                      ^
      at #/paths/~1pets/get/parameters/0/$ref

    error[dangling-reference]: nothing stands at `#/components/schemas/pet`
      --> pets.yaml:15:26
       |                 items: { $ref: '#/components/schemas/pet' }
       |                          ^
      at #/paths/~1pets/get/responses/200/content/application~1json/schema/items/$ref
      help: did you mean `#/components/schemas/Pet`?

    error[dangling-reference]: nothing stands at `#/components/schema/Toy`
      --> pets.yaml:20:16
       |         toy: { $ref: '#/components/schema/Toy' }
       |                ^
      at #/components/schemas/Pet/properties/toy/$ref
      help: did you mean `#/components/schemas/Toy`?

    error[dangling-reference]: nothing stands at `#/components/schemas/Owner`
      --> pets.yaml:21:18
       |         owner: { $ref: '#/components/schemas/Owner' }
       |                  ^
      at #/components/schemas/Pet/properties/owner/$ref

    4 errors
    ");
}

#[test]
fn references_into_other_documents_are_refused() {
    assert_snapshot!(findings_of("
components:
  schemas:
    Pet:
      properties:
        toy: { $ref: 'toys.yaml#/Toy' }
        owner: { $ref: Owner }
    Owner: {}
"), @"
    error[external-reference]: `toys.yaml#/Toy` leads out of this document
      --> pets.yaml:8:16
       |         toy: { $ref: 'toys.yaml#/Toy' }
       |                ^
      at #/components/schemas/Pet/properties/toy/$ref
      help: only files beside the document are followed, and only if it is read from a file; bundle the others into one first

    error[external-reference]: `Owner` leads out of this document
      --> pets.yaml:9:18
       |         owner: { $ref: Owner }
       |                  ^
      at #/components/schemas/Pet/properties/owner/$ref
      help: did you mean `#/components/schemas/Owner`?

    2 errors
    ");
}

#[test]
fn references_in_a_circle_are_shown_once() {
    assert_snapshot!(findings_of("
components:
  schemas:
    A: { $ref: '#/components/schemas/B' }
    B: { $ref: '#/components/schemas/C' }
    C: { $ref: '#/components/schemas/A' }
    D: { $ref: '#/components/schemas/A' }
"), @"
    error[reference-cycle]: this reference leads back to itself: `#/components/schemas/A` → `#/components/schemas/B` → `#/components/schemas/C` → `#/components/schemas/A`
      --> pets.yaml:6:10
       |     A: { $ref: '#/components/schemas/B' }
       |          ^
      at #/components/schemas/A/$ref

    1 error
    ");
}

#[test]
fn a_reference_leads_to_the_kind_of_object_that_is_expected() {
    assert_snapshot!(findings_of("
components:
  parameters:
    Limit: { name: limit, in: query, schema: {} }
  schemas:
    A: { $ref: '#/components/parameters/Limit' }
    B: { $ref: '#/info/title' }
"), @"
    error[mismatched-reference]: expected a Schema Object, but `#/components/parameters/Limit` is a Parameter Object
      --> pets.yaml:8:10
       |     A: { $ref: '#/components/parameters/Limit' }
       |          ^
      at #/components/schemas/A/$ref

    error[mismatched-reference]: expected a Schema Object, but `#/info/title` is none
      --> pets.yaml:9:10
       |     B: { $ref: '#/info/title' }
       |          ^
      at #/components/schemas/B/$ref

    2 errors
    ");
}

#[test]
fn what_looks_like_a_reference_in_data_is_none() -> Outcome {
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
fn an_example_that_cannot_be_found_is_a_warning() {
    assert_snapshot!(findings_of("
paths:
  /pets:
    get:
      responses:
        '200':
          description: The pets.
          content: { application/json: { examples: { cat: { $ref: cat.json } } } }
"), @"
    warning[external-reference]: `cat.json` leads out of this document
      --> pets.yaml:10:61
       |           content: { application/json: { examples: { cat: { $ref: cat.json } } } }
       |                                                             ^
      at #/paths/~1pets/get/responses/200/content/application~1json/examples/cat/$ref
      help: only files beside the document are followed, and only if it is read from a file; bundle the others into one first

    1 warning
    ");
}

#[test]
fn schemas_that_are_referred_to_elsewhere_become_components() -> Outcome {
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
fn what_the_standard_has_no_place_for_can_be_referred_to() -> Outcome {
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
fn definitions_of_a_schema_become_components() -> Outcome {
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
fn a_name_that_is_taken_is_numbered() -> Outcome {
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
fn parameters_and_responses_that_are_referred_to_elsewhere_become_components() -> Outcome {
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
fn path_items_and_callbacks_stand_where_they_are_referred_to() -> Outcome {
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
fn a_callback_that_contains_itself_has_no_end() {
    assert_snapshot!(findings_of("
paths: {}
components:
  callbacks:
    Born:
      '{$request.body#/url}':
        post: { callbacks: { again: { $ref: '#/components/callbacks/Born' } } }
"), @"
    error[reference-cycle]: `#/components/callbacks/Born` contains references like this one without end
      --> pets.yaml:9:39
       |         post: { callbacks: { again: { $ref: '#/components/callbacks/Born' } } }
       |                                       ^
      at #/components/callbacks/Born/{$request.body#~1url}/post/callbacks/again/$ref

    1 error
    ");
}

// Positions.

#[test]
fn later_findings_are_located() -> Outcome {
    let document = read(
        "paths: {}
components:
  schemas:
    Pet:
      properties:
        name: { type: string }
        nick: { $ref: '#/components/schemas/Pet/properties/name' }
        toys:
          description: All of them.
          $ref: '#/components/schemas/Toys'
    Toys: { type: [array, 'null'], items: { anyOf: [{ type: string }, { type: 'null' }] } }
",
    )?;
    let diagnostics: Diagnostics = [
        "/components/schemas/PetName/type",
        "/components/schemas/Pet/properties/toys/allOf/0",
        "/components/schemas/Toys/items/nullable",
        "/nowhere/at/all",
    ]
    .into_iter()
    .map(|pointer| Diagnostic::warning("example", pointer, "look here"))
    .collect();
    assert_snapshot!(document.locate(diagnostics), @"
    warning[example]: look here
      --> pets.yaml:8:17
       |         name: { type: string }
       |                 ^
      at #/components/schemas/Pet/properties/name/type

    warning[example]: look here
      --> pets.yaml:10:9
       |         toys:
       |         ^
      at #/components/schemas/Pet/properties/toys/allOf/0

    warning[example]: look here
      --> pets.yaml:13:36
       |     Toys: { type: [array, 'null'], items: { anyOf: [{ type: string }, { type: 'null' }] } }
       |                                    ^
      at #/components/schemas/Toys/items/nullable

    warning[example]: look here
      --> pets.yaml:1:1
       | openapi: 3.1.0
       | ^
      at #/nowhere/at/all

    4 warnings
    ");
    Ok(())
}

#[test]
fn a_long_line_is_shown_around_the_column() {
    let padding = "x".repeat(300);
    let text = format!(
        r#"{{"openapi": "3.1.0", "x-a": "{padding}", "paths": {{"/": []}}, "x-b": "{padding}"}}"#
    );
    assert_snapshot!(findings(&text), @r#"
    error[malformed]: expected a Path Item Object, found a list
      --> pets.yaml:1:343
       | … xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "paths": {"/": []}, "x-b": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx …
       |                                                     ^
      at #/paths/~1

    warning[missing-field]: an Info Object should have the field `title`
      --> pets.yaml:1:1
       | {"openapi": "3.1.0", "x-a": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx …
       | ^

    warning[missing-field]: an Info Object should have the field `version`
      --> pets.yaml:1:1
       | {"openapi": "3.1.0", "x-a": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx …
       | ^

    1 error, 2 warnings
    "#);
}

#[test]
fn json_that_escapes_rare_characters_is_located_all_the_same() {
    assert_snapshot!(findings("{\n  \"openapi\": \"3.1.0\",\n  \"x-cat\": \"\\ud83d\\ude3a\",\n  \"paths\": []\n}"), @r#"
    error[malformed]: expected a Paths Object, found a list
      --> pets.yaml:4:3
       |   "paths": []
       |   ^
      at #/paths

    warning[missing-field]: an Info Object should have the field `title`
      --> pets.yaml:1:1
       | {
       | ^

    warning[missing-field]: an Info Object should have the field `version`
      --> pets.yaml:1:1
       | {
       | ^

    1 error, 2 warnings
    "#);
}

// Schemas of 3.1 in the words of 3.0.

#[test]
fn null_among_the_types_is_nullable() -> Outcome {
    lowers_3_1(
        "{ type: [string, 'null'] }",
        "{ type: string, nullable: true }",
    )?;
    lowers_3_1(
        "{ type: ['null', string], enum: [a, null] }",
        "{ type: string, nullable: true, enum: [a] }",
    )?;
    lowers_3_1("{ type: [string] }", "{ type: string }")?;
    lowers_3_1(
        "{ type: [string, null] }",
        "{ type: string, nullable: true }",
    )
}

#[test]
fn null_alone_is_marked() -> Outcome {
    let marked = "{ nullable: true, x-null-only: true }";
    lowers_3_1("{ type: 'null' }", marked)?;
    lowers_3_1("{ type: ['null'] }", marked)?;
    lowers_3_1("{ const: null }", marked)?;
    lowers_3_1("{ enum: [null] }", marked)?;
    lowers_3_1("{ anyOf: [{ type: 'null' }, { const: null }] }", marked)?;
    lowers_3_1(
        "{ type: 'null', description: Nothing. }",
        "{ nullable: true, x-null-only: true, description: Nothing. }",
    )
}

#[test]
fn several_types_are_alternatives_with_their_own_keywords() -> Outcome {
    lowers_3_1(
        "
        type: [string, integer, array, 'null']
        description: Anything.
        minLength: 1
        minimum: 2
        items: { type: string }
        ",
        "
        description: Anything.
        nullable: true
        anyOf:
          - { type: string, minLength: 1 }
          - { type: integer, minimum: 2 }
          - { type: array, items: { type: string } }
        ",
    )?;
    lowers_3_1(
        "{ type: [string, integer], enum: [a, 1, b, 2] }",
        "{ anyOf: [{ type: string, enum: [a, b] }, { type: integer, enum: [1, 2] }] }",
    )?;
    lowers_3_1(
        "{ type: [string, integer], enum: [a] }",
        "{ type: string, enum: [a] }",
    )?;
    lowers_3_1(
        "{ type: [number, string], format: double }",
        "{ anyOf: [{ type: number, format: double }, { type: string }] }",
    )?;
    lowers_3_1(
        "{ type: [string, integer], anyOf: [{ title: A }, { title: B }] }",
        "{ anyOf: [{ title: A }, { title: B }], allOf: [{ anyOf: [{ type: string }, { type: integer }] }] }",
    )?;
    lowers_3_1(
        "{ type: [string, number, boolean, array, object, 'null'] }",
        "{}",
    )
}

#[test]
fn null_among_the_alternatives_is_nullable() -> Outcome {
    lowers_3_1(
        "{ oneOf: [{ $ref: '#/components/schemas/Pet' }, { $ref: '#/components/schemas/Toy' }, { type: 'null' }] }",
        "{ nullable: true, oneOf: [{ $ref: '#/components/schemas/Pet' }, { $ref: '#/components/schemas/Toy' }] }",
    )?;
    for null in [
        "type: 'null'",
        "const: null",
        "enum: [null]",
        "nullable: true",
    ] {
        lowers_3_1(
            &format!(
                "{{ anyOf: [{{ $ref: '#/components/schemas/Pet' }}, {{ {null} }}], description: Mine. }}"
            ),
            "{ nullable: true, allOf: [{ $ref: '#/components/schemas/Pet' }], description: Mine. }",
        )?;
    }
    lowers_3_1(
        "{ anyOf: [{ type: string, description: Inner., format: date }, { type: 'null' }], description: Outer. }",
        "{ nullable: true, type: string, format: date, description: Outer. }",
    )?;
    lowers_3_1(
        "{ properties: { a: {} }, oneOf: [{ properties: { b: {} } }, { type: 'null' }] }",
        "{ nullable: true, properties: { a: {} }, allOf: [{ properties: { b: {} } }] }",
    )
}

#[test]
fn null_among_the_values_is_nullable() -> Outcome {
    lowers_3_1(
        "{ type: string, enum: [a, null] }",
        "{ type: string, enum: [a], nullable: true }",
    )?;
    lowers(
        "3.0.3",
        "{ type: string, nullable: true, enum: [a, null] }",
        "{ type: string, enum: [a], nullable: true }",
    )
}

#[test]
fn a_constant_is_the_only_value() -> Outcome {
    lowers_3_1("{ const: cat }", "{ type: string, enum: [cat] }")?;
    lowers_3_1(
        "{ type: integer, const: 1.0 }",
        "{ type: integer, enum: [1] }",
    )?;
    lowers_3_1(
        "{ type: [string, 'null'], const: cat }",
        "{ type: string, enum: [cat], nullable: true }",
    )
}

#[test]
fn exclusive_bounds_are_flags() -> Outcome {
    lowers_3_1(
        "{ type: integer, exclusiveMinimum: 0, exclusiveMaximum: 9 }",
        "{ type: integer, minimum: 0, exclusiveMinimum: true, maximum: 9, exclusiveMaximum: true }",
    )?;
    lowers_3_1(
        "{ type: integer, minimum: 5, exclusiveMinimum: 0, maximum: 9, exclusiveMaximum: 8 }",
        "{ type: integer, minimum: 5, maximum: 8, exclusiveMaximum: true }",
    )?;
    lowers(
        "3.0.3",
        "{ type: integer, minimum: 0, exclusiveMinimum: true }",
        "{ type: integer, minimum: 0, exclusiveMinimum: true }",
    )
}

#[test]
fn a_reference_with_siblings_is_one_of_all() -> Outcome {
    lowers_3_1(
        "{ $ref: '#/components/schemas/Pet', description: Mine., minProperties: 1 }",
        "{ allOf: [{ $ref: '#/components/schemas/Pet' }], description: Mine., minProperties: 1 }",
    )?;
    lowers_3_1(
        "{ $ref: '#/components/schemas/Pet', allOf: [{ $ref: '#/components/schemas/Toy' }] }",
        "{ allOf: [{ $ref: '#/components/schemas/Pet' }, { $ref: '#/components/schemas/Toy' }] }",
    )?;
    lowers(
        "3.0.3",
        "{ $ref: '#/components/schemas/Pet', nullable: true, type: object }",
        "{ allOf: [{ $ref: '#/components/schemas/Pet' }], nullable: true }",
    )?;
    lowers(
        "3.0.3",
        "{ $ref: '#/components/schemas/Pet', type: object }",
        "{ $ref: '#/components/schemas/Pet' }",
    )
}

#[test]
fn boolean_schemas_are_objects_except_for_additional_properties() -> Outcome {
    lowers_3_1(
        "{ properties: { any: true, none: false }, additionalProperties: false, items: true }",
        "{ properties: { any: {}, none: { not: {} } }, additionalProperties: false, items: {} }",
    )
}

#[test]
fn the_first_of_the_examples_is_the_example() -> Outcome {
    lowers_3_1(
        "{ type: string, examples: [a, b] }",
        "{ type: string, example: a }",
    )?;
    lowers_3_1(
        "{ type: string, examples: [a, b], example: c }",
        "{ type: string, example: c }",
    )
}

#[test]
fn encoded_content_is_a_format() -> Outcome {
    lowers_3_1(
        "{ type: string, contentEncoding: base64 }",
        "{ type: string, format: byte }",
    )?;
    lowers_3_1(
        "{ type: string, contentMediaType: image/png }",
        "{ type: string, format: binary }",
    )?;
    lowers_3_1(
        "{ type: string, contentMediaType: image/png, contentEncoding: base64 }",
        "{ type: string, format: byte }",
    )?;
    lowers_3_1(
        "{ type: string, contentMediaType: application/json }",
        "{ type: string }",
    )
}

#[test]
fn patterns_of_names_are_additional_properties() -> Outcome {
    lowers_3_1(
        "{ type: object, patternProperties: { ^a: { type: string } } }",
        "{ type: object, additionalProperties: { type: string } }",
    )?;
    lowers_3_1(
        "{ type: object, additionalProperties: false, patternProperties: { ^a: { type: string }, ^b: { type: integer }, ^c: { type: string } } }",
        "{ type: object, additionalProperties: { anyOf: [{ type: string }, { type: integer }] } }",
    )?;
    lowers_3_1(
        "{ type: object, unevaluatedProperties: false }",
        "{ type: object, additionalProperties: false }",
    )
}

#[test]
fn tuples_are_lists_that_say_what_each_item_is() -> Outcome {
    lowers_3_1(
        "{ type: array, prefixItems: [{ type: string }, { type: integer }], items: false }",
        "{ type: array, items: { anyOf: [{ type: string }, { type: integer }] }, x-prefix-items: [0, 1] }",
    )?;
    lowers_3_1(
        "{ type: array, prefixItems: [{ type: number }, { type: number }] }",
        "{ type: array, items: { type: number } }",
    )?;
    lowers_3_1(
        "{ type: array, prefixItems: [{ type: number }, { type: number }], minItems: 2, maxItems: 2 }",
        "{ type: array, items: { type: number }, minItems: 2, maxItems: 2, x-prefix-items: [0, 0] }",
    )
}

#[test]
fn schemas_are_lowered_wherever_they_stand_and_data_never() -> Outcome {
    let document = read("
paths:
  /pets:
    parameters: [{ name: a, in: query, schema: { type: [string, 'null'] } }]
    post:
      parameters: [{ name: b, in: query, content: { text/plain: { schema: { type: [string, 'null'] } } } }]
      requestBody: { content: { text/plain: { schema: { type: [string, 'null'] }, example: { type: [string, 'null'] } } } }
      responses:
        200:
          description: Done.
          headers: { c: { schema: { type: [string, 'null'] } } }
          content: { text/plain: { schema: { items: { type: [string, 'null'] } }, examples: { d: { value: { const: 1 } } } } }
webhooks:
  born: { post: { requestBody: { content: { text/plain: { schema: { type: [string, 'null'] } } } } } }
")?;
    assert_snapshot!(serde_yaml::to_string(&document.openapi)?, @"
    openapi: 3.1.0
    info:
      title: Pets
      version: 1.0.0
    paths:
      /pets:
        post:
          parameters:
          - in: query
            name: b
            content:
              text/plain:
                schema:
                  nullable: true
                  type: string
            style: form
          requestBody:
            content:
              text/plain:
                schema:
                  nullable: true
                  type: string
                example:
                  type:
                  - string
                  - 'null'
          responses:
            '200':
              description: Done.
              headers:
                c:
                  style: simple
                  schema:
                    nullable: true
                    type: string
              content:
                text/plain:
                  schema:
                    items:
                      nullable: true
                      type: string
                  examples:
                    d:
                      value:
                        const: 1
        parameters:
        - in: query
          name: a
          schema:
            nullable: true
            type: string
          style: form
    ");
    assert_snapshot!(serde_yaml::to_string(&document.webhooks)?, @"
    born:
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

// Documents of the world.

/// The files below a folder beside this repository, if it is there.
fn shared(folder: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../shared")
        .join(folder);
    let mut files = Vec::new();
    let mut folders = vec![root];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder).into_iter().flatten().flatten();
        for path in entries.map(|entry| entry.path()) {
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path);
            }
        }
    }
    files.sort();
    if files.is_empty() {
        support::skip(format_args!(
            "there are no documents in ../../shared/{folder}"
        ));
    }
    files
}

#[test]
fn other_files_are_read_relative_to_the_one_that_refers_to_them() -> Outcome {
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

#[test]
fn published_documents_can_be_read() {
    // Documents that are wrong or that are not OpenAPI, each for the reason that it has
    // to be refused for.
    let refused = [
        ("3.0.x/external-shared.json", "not-openapi"),
        ("3.1.x/external-shared.json", "not-openapi"),
        ("full.yaml", "mismatched-reference"),
        ("validators-circular-ref.json", "reference-cycle"),
        ("invalid/servers-array.yaml", "malformed"),
        ("invalid/servers-entry.yaml", "malformed"),
        ("50-2025-10-16-1.0.4-895108e.yaml", "dangling-reference"),
    ];
    for path in shared("corpus").into_iter().chain(shared("upstream")) {
        let expected = refused
            .iter()
            .find(|(name, _)| path.ends_with(name))
            .map(|(_, code)| *code);
        let start = Instant::now();
        let (code, findings) = match Document::read(&path) {
            Ok(document) => (None, document.warnings),
            Err(findings) => {
                let first = findings
                    .iter()
                    .find(|finding| finding.severity == Severity::Error);
                (first.map(|finding| finding.code), findings)
            }
        };
        assert_eq!(code, expected, "{}: {findings}", path.display());
        assert!(
            findings.iter().all(|finding| finding.position.is_some()),
            "{findings}"
        );
        assert!(
            start.elapsed() < Duration::from_secs(60),
            "{}",
            path.display()
        );
    }
}

#[test]
fn published_documents_are_the_same_in_both_notations() -> Outcome {
    for path in shared("corpus/edge") {
        let text = fs::read_to_string(&path)?;
        if path
            .extension()
            .is_some_and(|extension| extension != "json")
        {
            continue;
        }
        let value: Value = serde_json::from_str(&text)?;
        let read = |text| {
            Document::parse("a", text)
                .map(|document| document.openapi)
                .ok()
        };
        let (json, yaml): (Option<OpenAPI>, _) = (read(text), read(serde_yaml::to_string(&value)?));
        assert_eq!(json, yaml, "{}", path.display());
    }
    Ok(())
}
