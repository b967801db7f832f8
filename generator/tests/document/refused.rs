//! Texts that are no OpenAPI document, or that no one should try to read.

use std::fs;
use std::path::Path;

use apicrate::document::Document;
use insta::assert_snapshot;

use crate::{Outcome, findings, findings_of};

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
    error[not-openapi]: the document has no field `openapi`
      --> pets.yaml:1:1
       | title: Pets
       | ^
      help: add the version at the start of the document: `openapi: 3.1.0`

    1 error
    ");
    assert_snapshot!(findings(""), @"
    error[not-openapi]: the document is empty
      --> pets.yaml
      help: add the version at the start of the document: `openapi: 3.1.0`

    1 error
    ");
    assert_snapshot!(findings("just a sentence"), @"
    error[not-openapi]: the document is not an object
      --> pets.yaml:1:1
       | just a sentence
       | ^
      help: add the version at the start of the document: `openapi: 3.1.0`

    1 error
    ");
}

#[test]
fn swagger_has_to_be_converted() {
    assert_snapshot!(findings("swagger: \"2.0\"\ninfo:\n  title: Pets\n"), @r#"
    error[unsupported-version]: unsupported version: Swagger 2.0
      --> pets.yaml:1:1
       | swagger: "2.0"
       | ^
      at #/swagger
      help: supported versions are OpenAPI 3.0, 3.1 and 3.2; convert the document to one of them

    1 error
    "#);
}

#[test]
fn other_versions_are_refused() {
    assert_snapshot!(findings("openapi: 3.3.0\n"), @"
    error[unsupported-version]: unsupported version: OpenAPI 3.3.0
      --> pets.yaml:1:1
       | openapi: 3.3.0
       | ^
      at #/openapi
      help: supported versions are OpenAPI 3.0, 3.1 and 3.2; convert the document to one of them

    1 error
    ");
    assert_snapshot!(findings("openapi: 4\n"), @"
    error[unsupported-version]: unsupported version: OpenAPI 4
      --> pets.yaml:1:1
       | openapi: 4
       | ^
      at #/openapi
      help: supported versions are OpenAPI 3.0, 3.1 and 3.2; convert the document to one of them

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
    error[duplicate-key]: duplicate key `Pet` in the same object
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
    error[duplicate-key]: duplicate key `openapi` in the same object
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
    error[not-a-number]: infinite numbers and NaN are not allowed
      --> pets.yaml:3:31
       | components: { schemas: { A: { minimum: .nan, maximum: .inf } } }
       |                               ^
      at #/components/schemas/A/minimum

    error[not-a-number]: infinite numbers and NaN are not allowed
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
    error[several-documents]: the file contains a second YAML document; only one is allowed
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
    error[too-deep]: values are nested more than 64 levels deep
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
    error[too-large]: YAML aliases expand the document beyond the size limit
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
    error[too-large]: YAML aliases expand the document beyond the size limit
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
    error[unreadable]: cannot read the file: it is not valid UTF-8 at this position
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
