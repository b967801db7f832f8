//! Texts that are not OpenAPI documents or exceed a limit.

use std::fs;
use std::path::Path;

use apicrate::document::Document;
use insta::assert_snapshot;

use crate::{Outcome, findings, findings_of};

#[test]
fn locates_yaml_syntax_errors() {
    assert_snapshot!(findings("openapi: 3.1.0\ninfo:\n  title: Pets: and more\n"), @"
    error[syntax]: mapping values are not allowed in this context
      --> pets.yaml:3:14
       |   title: Pets: and more
       |              ^
      help: if the value is text, quote it: `title: 'Pets: and more'`

    1 error
    ");
}

#[test]
fn reports_the_json_error_for_text_that_starts_like_json() {
    assert_snapshot!(findings("{\n  \"openapi\": \"3.1.0\",\n  \"info\": {\n  },,\n}\n"), @"
    error[syntax]: key must be a string
      --> pets.yaml:4:5
       |   },,
       |     ^

    1 error
    ");
}

#[test]
fn columns_count_characters() {
    assert_snapshot!(findings("{ \"openapi\": \"3.1.0\", \"info\": \"käse\" oops }"), @r#"
    error[syntax]: expected `,` or `}`
      --> pets.yaml:1:38
       | { "openapi": "3.1.0", "info": "käse" oops }
       |                                      ^

    1 error
    "#);
}

#[test]
fn accepts_flow_style_yaml() -> Outcome {
    let text = "{openapi: 3.1.0, info: {title: Pets, version: 1.0.0}, paths: {}}";
    let document = Document::parse("pets.yaml", text)?;
    assert_eq!(document.openapi.info.title, "Pets");
    Ok(())
}

#[test]
fn rejects_documents_without_a_version() {
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
fn rejects_unknown_versions() {
    assert_snapshot!(findings("openapi: 3.3.0\n"), @"
    error[unsupported-version]: unsupported version: OpenAPI 3.3.0
      --> pets.yaml:1:1
       | openapi: 3.3.0
       | ^
      at #/openapi
      help: supported versions are Swagger 2.0 (`swagger: '2.0'`) and OpenAPI 3.0, 3.1 and 3.2 (`openapi: 3.0.4`); convert the document to one of them

    1 error
    ");
    assert_snapshot!(findings("openapi: 4\n"), @"
    error[unsupported-version]: unsupported version: OpenAPI 4
      --> pets.yaml:1:1
       | openapi: 4
       | ^
      at #/openapi
      help: supported versions are Swagger 2.0 (`swagger: '2.0'`) and OpenAPI 3.0, 3.1 and 3.2 (`openapi: 3.0.4`); convert the document to one of them

    1 error
    ");
}

#[test]
fn rejects_duplicate_keys_in_yaml() {
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
fn rejects_duplicate_keys_in_json() {
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
fn bounds_that_are_too_large_are_no_bounds() {
    assert_snapshot!(findings_of("components: { schemas: { A: { minimum: 1e400, default: 1e400 } } }\n"), @"
    warning[number-out-of-range]: the number `1e400` is out of range; treated as no bound
      --> pets.yaml:3:31
       | components: { schemas: { A: { minimum: 1e400, default: 1e400 } } }
       |                               ^
      at #/components/schemas/A/minimum

    1 warning
    ");
    let json = r#"{"openapi": "3.1.0", "info": {"title": "\ud83c\udf3f", "version": "1"}, "paths": {},
"components": {"schemas": {"A": {"maximum": -1E+999, "example": 1e400, "enum": [1e400]}}}}"#;
    assert_snapshot!(findings(json), @r#"
    warning[number-out-of-range]: the number `-1E+999` is out of range; treated as no bound
      --> pets.yaml:2:34
       | "components": {"schemas": {"A": {"maximum": -1E+999, "example": 1e400, "enum": [1e400]}}}}
       |                                  ^
      at #/components/schemas/A/maximum

    1 warning
    "#);
}

#[test]
fn rejects_non_finite_numbers() {
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
fn rejects_several_yaml_documents() {
    assert_snapshot!(findings_of("paths: {}\n---\nopenapi: 3.0.0\n"), @"
    error[several-documents]: the file contains a second YAML document; only one is allowed
      --> pets.yaml:4:1
       | ---
       | ^

    1 error
    ");
}

#[test]
fn rejects_deep_nesting() {
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
fn rejects_deep_nesting_after_lowering() {
    let deep = "{\"type\": [\"array\", \"string\"], \"items\": ".repeat(40);
    let text = format!(
        "openapi: 3.1.0\ncomponents:\n  schemas:\n    A: {deep}{{}}{}",
        "}".repeat(40)
    );
    let findings = findings(&text);
    assert!(findings.contains("error[too-deep]"), "{findings}");
}

#[test]
fn rejects_exponential_aliases() {
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
      --> pets.yaml:2:17
       | x-0: &a0 [a, b, c, d, e, f, g, h, i]
       |                 ^

    1 error
    ");
}

#[test]
fn rejects_many_aliases_of_a_long_text() {
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
fn unreadable_file_is_an_error() {
    let missing = Document::read(Path::new("no/such/file.yaml"));
    assert!(
        missing.is_err_and(|diagnostics| diagnostics.to_string().starts_with("error[unreadable]"))
    );
}

#[test]
fn rejects_files_that_are_not_utf_8() -> Outcome {
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
fn ignores_a_byte_order_mark() -> Outcome {
    let document = Document::parse("pets.yaml", "\u{feff}openapi: 3.1.0\npaths: {}\n")?;
    assert_eq!(document.openapi.openapi, "3.1.0");
    Ok(())
}
