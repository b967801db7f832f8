//! Positions and excerpts of diagnostics.

use apicrate::diagnostic::{Diagnostic, Diagnostics};
use insta::assert_snapshot;

use crate::{Outcome, findings, read};

#[test]
fn locates_pointers_to_moved_and_lowered_values() -> Outcome {
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
fn excerpt_of_a_long_line_shows_the_column() {
    let padding = "x".repeat(300);
    let text = format!(
        r#"{{"openapi": "3.1.0", "x-a": "{padding}", "paths": {{"/": []}}, "x-b": "{padding}"}}"#
    );
    assert_snapshot!(findings(&text), @r#"
    warning[mistyped-value]: expected a Path Item Object, found an empty list; treated as empty
      --> pets.yaml:1:343
       | … xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "paths": {"/": []}, "x-b": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx …
       |                                                     ^
      at #/paths/~1

    warning[missing-field]: required field `info` is missing in an OpenAPI Object; treated as empty
      --> pets.yaml:1:1
       | {"openapi": "3.1.0", "x-a": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx …
       | ^
      help: add `info: { title: My API, version: 1.0.0 }`; generated code contains the title

    2 warnings
    "#);
}

#[test]
fn locates_values_after_escaped_surrogates() {
    assert_snapshot!(findings("{\n  \"openapi\": \"3.1.0\",\n  \"x-cat\": \"\\ud83d\\ude3a\",\n  \"paths\": []\n}"), @r#"
    warning[mistyped-value]: expected a Paths Object, found an empty list; treated as empty
      --> pets.yaml:4:3
       |   "paths": []
       |   ^
      at #/paths

    warning[missing-field]: required field `info` is missing in an OpenAPI Object; treated as empty
      --> pets.yaml:1:1
       | {
       | ^
      help: add `info: { title: My API, version: 1.0.0 }`; generated code contains the title

    2 warnings
    "#);
}
