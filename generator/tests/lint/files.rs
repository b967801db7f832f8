//! Findings in other files that a document refers to.

use std::fs;

use apicrate::RawDocument;
use apicrate::diagnostic::Severity;
use apicrate::lint::{lint, overlay};
use insta::assert_snapshot;
use tempfile::TempDir;

use crate::HEAD;

const PATH: &str = "
get:
  operationId: pet
  security: [{ key: [] }]
  responses:
    '200': { $ref: 'api.yaml#/components/responses/Pet' }
    '404':
      description: No pet.
      content: { application/json: { schema: { $ref: 'models.yaml#/Problem' }, example: { code: none } } }
";

const MODELS: &str = "
Pet:
  allOf:
    - { $ref: 'api.yaml#/components/schemas/Named' }
    - { required: [name, colour], properties: { tag: { type: string } } }
Problem: { type: object, required: [code], properties: { code: { type: integer, not: { const: 3 } } } }
";

#[test]
fn other_files_are_checked_and_use_components() -> Result<(), Box<dyn std::error::Error>> {
    let api = format!(
        "{HEAD}
paths: {{ /pet: {{ $ref: path.yaml }} }}
components:
  securitySchemes:
    key: {{ type: apiKey, in: header, name: x-api-key }}
  responses:
    Pet: {{ description: A pet., content: {{ application/json: {{ schema: {{ $ref: 'models.yaml#/Pet' }}, example: {{ name: 3, colour: red }} }} }} }}
  schemas:
    Named: {{ type: object, properties: {{ name: {{ type: string }} }} }}
    Problem: {{ $ref: 'models.yaml#/Problem' }}
    Unused: {{ $ref: 'models.yaml#/Unused' }}
"
    );
    let folder = TempDir::new()?;
    for (name, text) in [
        ("api.yaml", api.as_str()),
        ("path.yaml", PATH),
        (
            "models.yaml",
            &format!("{MODELS}Unused: {{ type: string }}\n"),
        ),
    ] {
        fs::write(folder.path().join(name), text)?;
    }
    let document = RawDocument::read(&folder.path().join("api.yaml"))?;
    let report = lint(&document, Severity::Warning);
    let root = format!("{}/", folder.path().display());
    let lines = report.findings.iter().map(|finding| {
        let line = finding.position.map_or(0, |position| position.line);
        let text = format!(
            "{}:{line} {}: {}",
            finding.file, finding.code, finding.message
        );
        text.replace(&root, "")
    });
    let lines: Vec<String> = lines.collect();
    assert_snapshot!(lines.join("\n"), @"
    api.yaml:9 example-of-wrong-type: the response 200 of `GET /pet` has a value of type number instead of string
    api.yaml:13 unused-component: unused component `Unused`
    models.yaml:5 undeclared-required: `colour` is required, but no schema declares it
    models.yaml:6 untranslated-construct: `not` is ignored; excluded values are accepted
    path.yaml:9 example-of-wrong-type: the response 404 of `GET /pet` has a value of type string instead of integer
    ");
    assert_eq!(overlay([&report]), None);
    Ok(())
}

#[test]
fn findings_name_the_keywords_of_their_own_examples() -> Result<(), Box<dyn std::error::Error>> {
    let api = format!(
        "{HEAD}
paths: {{}}
components:
  schemas:
    Tag: {{ type: integer, examples: [b, c] }}
    Pet: {{ properties: {{ size: {{ $ref: 'models.yaml#/Size' }} }}, examples: [{{ size: big }}] }}
    Age: {{ type: integer, example: old }}
"
    );
    let folder = TempDir::new()?;
    fs::write(folder.path().join("api.yaml"), api)?;
    fs::write(
        folder.path().join("models.yaml"),
        "Size: { type: integer }\n",
    )?;
    let document = RawDocument::read(&folder.path().join("api.yaml"))?;
    let report = lint(&document, Severity::Warning);
    let root = format!("{}/", folder.path().display());
    let examples = report
        .findings
        .iter()
        .filter(|it| it.code.starts_with("example-"));
    let lines: Vec<String> = examples
        .map(|it| format!("{}: {}", it.pointer, it.help.as_deref().unwrap_or_default()))
        .collect();
    assert_snapshot!(lines.join("\n").replace(&root, ""), @"
    /components/schemas/Tag/examples/0: violates `#/components/schemas/Tag/type` (api.yaml:7:12)
    /components/schemas/Tag/examples/1: violates `#/components/schemas/Tag/type` (api.yaml:7:12)
    /components/schemas/Pet/examples/0/size: violates `#/Size/type` (models.yaml:1:9)
    /components/schemas/Age/example: violates `#/components/schemas/Age/type` (api.yaml:9:12)
    ");
    Ok(())
}
