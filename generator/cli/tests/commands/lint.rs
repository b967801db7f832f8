//! `apicrate lint`: both formats, exit codes, and that the written overlay can be applied.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::support::{apicrate, folder_with, text};

const PETS: &str = "
openapi: 3.1.0
info: { title: Pets, version: 1.0.0 }
paths:
  /pet:
    get:
      operationId: pets_get
      tags: [Pets]
      responses:
        '200':
          description: The pet.
          content:
            application/json:
              schema: { $ref: '#/components/schemas/Pet' }
              example: { born: null }
components:
  schemas:
    Pet:
      type: object
      required: [name, born]
      properties: { name: { type: string }, born: { type: string, format: date } }
";

fn shown(path: &Path) -> &str {
    path.to_str().expect("a path that is text")
}

#[test]
fn prints_and_counts_warnings() {
    let (_folder, pets) = folder_with(PETS);
    let output = apicrate(&["lint", shown(&pets)]);
    assert!(output.status.success());
    let printed = text(&output.stdout);
    assert!(
        printed.contains("warning[example-misses-property]: the response 200 of `GET /pet`"),
        "{printed}"
    );
    assert!(printed.contains("pets.yaml:15:15"), "{printed}");
    let end = "
2 warnings
     1  example-is-null
     1  example-misses-property
1 of 1 payload of responses and webhooks violates its schema

";
    assert!(printed.ends_with(end), "{printed}");
}

#[test]
fn unusable_documents_are_errors() {
    let (_folder, pets) = folder_with(&PETS.replace("schemas/Pet'", "schemas/Pat'"));
    let output = apicrate(&["lint", shown(&pets)]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stdout).contains("error[dangling-reference]"));

    let gone = apicrate(&["lint", "gone.yaml"]);
    assert_eq!(gone.status.code(), Some(1));
    assert!(text(&gone.stdout).contains("error[unreadable]"));
}

#[test]
fn json_is_one_array_for_all_documents() {
    let (folder, pets) = folder_with(PETS);
    let more = folder.path().join("more.yaml");
    fs::write(&more, PETS).expect("written");
    let output = apicrate(&["lint", "--format", "json", shown(&pets), shown(&more)]);
    let findings: Vec<Value> = serde_json::from_slice(&output.stdout).expect("an array");
    assert_eq!(findings.len(), 4);
    for finding in findings {
        let fields: Vec<&str> = finding
            .as_object()
            .into_iter()
            .flat_map(|finding| finding.keys())
            .map(String::as_str)
            .collect();
        let mut expected = [
            "severity", "code", "message", "pointer", "file", "line", "column", "help",
        ];
        expected.sort_unstable();
        let mut fields = fields;
        fields.sort_unstable();
        assert_eq!(fields, expected);
        assert_eq!(finding["severity"], "warning");
        assert_eq!(finding["line"], 15);
    }
}

#[test]
fn written_overlays_can_be_applied() {
    let (folder, pets) = folder_with(PETS);
    let overlay = folder.path().join("overlay.yaml");
    let output = apicrate(&["lint", shown(&pets), "--write-overlay", shown(&overlay)]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let written = fs::read_to_string(&overlay).expect("an overlay");
    assert_eq!(written.matches("target: ").count(), 3, "{written}");

    let again = apicrate(&["lint", shown(&pets), "--overlay", shown(&overlay)]);
    assert!(text(&again.stdout).contains("\n0 of 1 payload of responses"));

    let nothing = folder.path().join("nothing.yaml");
    let output = apicrate(&[
        "lint",
        shown(&pets),
        "--overlay",
        shown(&overlay),
        "--write-overlay",
        shown(&nothing),
    ]);
    assert!(output.status.success() && !nothing.exists());
    let note = text(&output.stderr);
    let reason = format!(
        "{}: not written; no example violates its schema\n",
        shown(&nothing)
    );
    assert_eq!(note, reason);
}

#[test]
fn violations_that_no_overlay_corrects_are_counted() {
    let listed = PETS.replace(
        "example: { born: null }",
        "example: { name: 3, born: today }",
    );
    let (folder, pets) = folder_with(&listed);
    let overlay = folder.path().join("overlay.yaml");
    let output = apicrate(&["lint", shown(&pets), "--write-overlay", shown(&overlay)]);
    let note = text(&output.stderr);
    let reason = "not written; an overlay makes properties optional or nullable, which no payload needs; correct the 2 violations of examples by hand\n";
    assert!(note.ends_with(reason), "{note}");
    assert!(!overlay.exists());
}

#[test]
fn relax_from_examples_changes_the_generated_types() {
    let (folder, pets) = folder_with(PETS);
    let model = |name: &str, more: &[&str]| {
        let out = folder.path().join(name);
        let mut arguments = vec!["generate", shown(&pets), "--out", shown(&out)];
        arguments.extend(more);
        let output = apicrate(&arguments);
        assert!(output.status.success(), "{}", text(&output.stderr));
        fs::read_to_string(out.join("src/models/pet.rs")).expect("a model")
    };
    assert!(model("strict", &[]).contains("pub name: String,"));
    let relaxed = model("relaxed", &["--relax-from-examples"]);
    assert!(
        relaxed.contains("pub name: Option<String>,")
            && relaxed.contains("pub born: Option<Date>,")
    );
}

#[test]
fn names_with_control_characters_are_one_line_of_a_finding() {
    let document = r#"{
        "openapi": "3.1.0",
        "info": { "title": "Pets", "version": "1", "a\u001b[31m\nerror[x]: bRAW": 1 },
        "paths": { "/pets\n\u001b]0;x\u0007": { "get": { "responses": { "200": { "description": "a", "c\r\u009b": 1 } } } } }
    }"#;
    let (_folder, path) = folder_with(&document.replace("RAW", "\u{202e}"));
    let output = apicrate(&["lint", &path.display().to_string()]);
    let printed = text(&output.stdout) + &text(&output.stderr);
    assert!(printed.contains("unknown-field"), "{printed}");
    assert!(!printed.contains("\nerror[x]"), "{printed}");
    assert!(
        printed.contains("~1pets\\n\\u{1b}]0;x\\u{7}/get/"),
        "{printed}"
    );
    let is_raw = |c: &char| (c.is_control() && *c != '\n') || ('\u{202a}'..='\u{202e}').contains(c);
    assert_eq!(printed.chars().find(is_raw), None, "{printed}");
}
