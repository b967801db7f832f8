//! Suggestions: a similar name for a misspelt one, and quotes for a text that is something else in YAML.

use apicrate::document::{Document, Overlay, RawDocument};

use crate::{Outcome, findings, findings_of};

/// The help texts of findings.
fn helps(findings: &str) -> Vec<&str> {
    let lines = findings.lines();
    lines
        .filter_map(|line| line.strip_prefix("  help: "))
        .collect()
}

#[test]
fn misspelt_names_have_suggestions() {
    for (rest, expected) in [
        ("paths: { /a: { gte: {} } }", "get"),
        ("paths: { /a: { get: { respones: {} } } }", "responses"),
        (
            "paths: { /a: { get: { parameters: [{ name: a, in: qurey, schema: {} }] } } }",
            "query",
        ),
        (
            "paths: { /a: { get: { parameters: [{ name: a, in: query, style: fom, schema: {} }] } } }",
            "form",
        ),
        ("components: { schemas: { A: { type: strign } } }", "string"),
        ("components: { schemas: { A: { type: int } } }", "integer"),
        (
            "components: { schemas: { A: { type: object, requierd: [a] } } }",
            "required",
        ),
        (
            "components: { securitySchemes: { k: { type: htpp, scheme: basic } } }",
            "http",
        ),
    ] {
        let findings = findings_of(rest);
        let expected = format!("did you mean `{expected}`?");
        assert_eq!(helps(&findings), [expected], "{findings}");
    }
}

#[test]
fn fields_of_swagger_have_suggestions() {
    let findings = findings(
        "swagger: '2.0'\ninfo: { title: Pets, version: '1' }\npaths: {}\ndefinitons: {}\nconsume: []\n",
    );
    let expected = ["definitions", "consumes"].map(|it| format!("did you mean `{it}`?"));
    assert_eq!(helps(&findings), expected, "{findings}");
}

#[test]
fn names_that_are_too_different_have_no_suggestion() {
    let findings = findings_of("paths: { /a: { get: { colour: red } } }");
    assert!(findings.contains("`colour` is not a field"), "{findings}");
    assert_eq!(helps(&findings), [""; 0], "{findings}");
}

#[test]
fn targets_of_overlays_have_suggestions() -> Outcome {
    let document = "
openapi: 3.1.0
info: { title: Pets, version: 1.0.0 }
paths:
  /pets: { get: { operationId: pets_list } }
components: { schemas: { Pet: { type: object } } }
";
    for (target, expected) in [
        (
            "$.paths['/pest'].get",
            "did you mean `$.paths['/pets'].get`?",
        ),
        (
            "$.componnets.schemas.Pet",
            "did you mean `$.components.schemas.Pet`?",
        ),
        (
            "$.components['schemas'].Pte",
            "did you mean `$.components['schemas'].Pet`?",
        ),
        // One correction is not enough.
        (
            "$.componnets.schemas.Pte",
            "the document has changed: update the target, or remove the action",
        ),
        (
            "$.paths['/orders'].get",
            "the document has changed: update the target, or remove the action",
        ),
    ] {
        let overlay = format!(
            "overlay: 1.0.0\ninfo: {{ title: A, version: '1' }}\nactions: [{{ target: \"{target}\", remove: true }}]\n"
        );
        let overlay = Overlay::parse("overlay.yaml", overlay)?;
        let document = RawDocument::parse("pets.yaml", document)?.with_overlays(&[overlay])?;
        let findings = document.warnings().to_string();
        assert_eq!(helps(&findings), [expected], "{findings}");
    }
    Ok(())
}

#[test]
fn texts_that_yaml_does_not_read_as_text_are_quoted() {
    for (line, expected) in [
        (
            "title: @pets",
            "if the value is text, quote it: `title: '@pets'`",
        ),
        (
            "title: `pets`",
            "if the value is text, quote it: `title: '`pets`'`",
        ),
        (
            "title: *pets",
            "`*pets` is an alias in YAML; if it is text, quote it: `'*pets'`",
        ),
        (
            "title: Pets: all",
            "if the value is text, quote it: `title: 'Pets: all'`",
        ),
        (
            "title: [Old] Pets",
            "if the value is text, quote it: `title: '[Old] Pets'`",
        ),
        (
            "title: \"Pets\" API",
            "if the value is text, quote it: `title: '\"Pets\" API'`",
        ),
        (
            "title: - pets",
            "if the value is text, quote it: `title: '- pets'`",
        ),
        (
            "title: |pets",
            "if the value is text, quote it: `title: '|pets'`",
        ),
        (
            "\ttitle: Pets",
            "YAML does not allow tabs as indentation; use spaces",
        ),
        (
            "title: \"\\d\"",
            "in double quotes, `\\` begins an escape; write `\\\\`, or use single quotes",
        ),
        (
            "contact: { name: #1 }",
            "` #` begins a comment in YAML; if it is part of a text, quote the text",
        ),
        (
            "title: {id}",
            "in YAML, `{` begins an object; quote the text if it is one",
        ),
    ] {
        let text = format!("openapi: 3.1.0\ninfo:\n  version: 1.0.0\n  {line}\npaths: {{}}\n");
        let findings = findings(&text);
        assert!(helps(&findings).contains(&expected), "{findings}");
    }
}

#[test]
fn brackets_that_are_not_closed_need_no_quotes() {
    let findings = findings("openapi: 3.1.0\ninfo: { title: Pets\npaths: {}\n");
    assert!(findings.starts_with("error[syntax]"), "{findings}");
    assert_eq!(helps(&findings), [""; 0], "{findings}");
}

#[test]
fn values_that_a_comment_hides_are_reported() {
    let findings = findings(
        "
openapi: 3.1.0
info:
  title: # Pets
  version: 1.0.0
tags:
  - name: cats
    description: #1 of the tags
  - description: # of dogs, which is 'null'
    name: dogs
paths: {}
components:
  schemas:
    Color:
      type: string
      pattern: #[0-9a-f]{6}
      enum:
        - #fff
        - &white
        - \"x: #1\"
",
    );
    let expected = [
        "title: '# Pets'",
        "description: '#1 of the tags'",
        "- description: '# of dogs, which is ''null'''",
        "pattern: '#[0-9a-f]{6}'",
        "- '#fff'",
        "- '&white'",
    ];
    let expected = expected.map(|it| format!("if it is text, quote it: `{it}`"));
    assert_eq!(helps(&findings), expected, "{findings}");
    // The title is not reported as missing, too.
    assert!(!findings.contains("missing-field"), "{findings}");
}

#[test]
fn values_that_are_null_on_purpose_are_not_reported() -> Outcome {
    for text in [
        "openapi: 3.1.0\ninfo: # the title\n  title: Pets # of all\n  version: '#1'\npaths: # none yet\n  {}\n",
        "{\"openapi\": \"3.1.0\", \"info\": {\"title\": \"a: #1\", \"version\": \"1\"}, \"servers\": null, \"x\": \"y: #1\", \"paths\": {}}",
        "openapi: 3.1.0\ninfo: { title: Pets, version: '1', description: null, summary: ~ }\npaths: {}\n",
    ] {
        let findings = Document::parse("pets.yaml", text)?.warnings.to_string();
        assert!(!findings.contains("commented-value"), "{findings}");
    }
    Ok(())
}

#[test]
fn a_null_text_of_an_overlay_is_one_finding() {
    let overlay = Overlay::parse(
        "overlay.yaml",
        "overlay: 1.0.0\ninfo: { title: A, version: '1' }\nactions:\n  - target: $.info\n    description: #1\n    update: {}\n",
    );
    let findings = overlay.err().map(|findings| findings.to_string());
    let findings = findings.unwrap_or_default();
    assert_eq!(
        helps(&findings),
        ["if it is text, quote it: `description: '#1'`"]
    );
    assert!(findings.ends_with("\n\n1 error"), "{findings}");
}

#[test]
fn booleans_of_yaml_1_1_are_booleans() -> Outcome {
    let text = "paths: { /a: { get: { deprecated: yes, parameters: [{ name: a, in: query, required: off, schema: {} }] } } }";
    let document = crate::read(text)?;
    let item = document
        .openapi
        .paths
        .paths
        .get("/a")
        .and_then(|it| it.as_item());
    let operation = item.and_then(|it| it.get.as_ref()).ok_or("no operation")?;
    assert!(operation.deprecated);
    let findings = document.warnings.to_string();
    for treated in [
        "found the string `yes`; treated as `true`",
        "found the string `off`; treated as `false`",
    ] {
        assert!(findings.contains(treated), "{findings}");
    }
    Ok(())
}

#[test]
fn missing_fields_of_an_object_are_one_finding() {
    let missing = |text: &str| {
        let findings = findings(text);
        let lines = findings.lines().filter(|line| line.contains("missing"));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    let head = "openapi: 3.1.0\n";
    assert_eq!(
        missing(&format!("{head}paths: {{}}\n")),
        [
            "warning[missing-field]: required field `info` is missing in an OpenAPI Object; treated as empty"
        ]
    );
    assert_eq!(
        missing(&format!("{head}info: {{}}\npaths: {{}}\n")),
        [
            "warning[missing-field]: required fields `title` and `version` are missing in an Info Object; treated as empty"
        ]
    );
    assert_eq!(
        missing(&format!(
            "{head}info: {{ title: A, version: '1' }}\npaths: {{ /a: {{ get: {{ parameters: [{{ schema: {{}} }}] }} }} }}\n"
        )),
        ["error[malformed]: required fields `name` and `in` are missing in a Parameter Object"]
    );
    // The description is malformed, and not missing.
    assert_eq!(
        missing(&format!(
            "{head}info: {{ title: A, version: '1' }}\npaths: {{ /a: {{ get: {{ responses: {{ '200': {{ description: [] }} }} }} }} }}\n"
        )),
        [""; 0]
    );
}
