//! Features of YAML that JSON does not have.

use apicrate::document::Document;
use insta::assert_snapshot;
use serde_json::json;

use crate::{Outcome, component, findings_of, read};

#[test]
fn yaml_and_json_are_read_as_equal_documents() -> Outcome {
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
fn applies_merge_keys_and_aliases() -> Outcome {
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
fn locates_a_finding_in_a_merged_mapping() {
    assert_snapshot!(findings_of("
x-base: &base
  minLength: -1
components:
  schemas:
    Short: { <<: *base }
"), @"
    warning[malformed]: expected a non-negative integer, found the number `-1`; ignored
      --> pets.yaml:5:3
       |   minLength: -1
       |   ^
      at #/components/schemas/Short/minLength

    1 warning
    ");
}

#[test]
fn large_integers_become_floats() -> Outcome {
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
