//! `apicrate overlay` and `apicrate generate --overlay`: overlays change the generated code, and with `--strict`, an action
//! without a target is an error.

use std::fs;
use std::path::Path;
use std::process::Output;

use serde_json::Value;
use tempfile::TempDir;

use super::support::{self, command, text};

const PETS: &str = "
openapi: 3.1.0
info: { title: Pets, version: 1.0.0 }
paths:
  /pets:
    get:
      operationId: pets_any
      tags: [Pets]
      responses:
        '200':
          description: A pet.
          content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } }
components:
  schemas:
    Pet:
      type: object
      required: [name, status]
      properties: { name: { type: string } }
";

const STATUS: &str = "
overlay: 1.0.0
info: { title: Corrections, version: 1.0.0 }
actions:
  - description: Nothing declares a status.
    target: $.components.schemas.Pet.required[?@ == 'status']
    remove: true
";

const BORN: &str = "
overlay: 1.0.0
info: { title: Additions, version: 1.0.0 }
actions:
  - description: Every pet was born some day.
    target: $.components.schemas.Pet.properties
    update: { born: { type: string } }
";

/// A folder with the document and numbered overlays.
fn folder_with(document: &str, overlays: &[&str]) -> TempDir {
    let (folder, _) = support::folder_with(document);
    for (index, overlay) in overlays.iter().enumerate() {
        let name = format!("overlay-{index}.yaml");
        fs::write(folder.path().join(name), overlay).expect("written");
    }
    folder
}

fn generate(folder: &Path, overlays: &[&str], more: &[&str]) -> Output {
    let mut command = command();
    command
        .args(["generate", "pets.yaml", "--out", "out"])
        .args(more)
        .current_dir(folder);
    for overlay in overlays {
        command.args(["--overlay", overlay]);
    }
    command.output().expect("apicrate runs")
}

#[test]
fn code_is_generated_from_the_corrected_document() {
    let folder = folder_with(PETS, &[STATUS, BORN]);
    let overlays = ["overlay-0.yaml", "overlay-1.yaml"];
    let output = generate(folder.path(), &overlays, &[]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let pet = fs::read_to_string(folder.path().join("out/src/models/pet.rs")).expect("a model");
    assert!(pet.contains("pub born: Option<String>"), "{pet}");
    assert!(!pet.contains("status"), "{pet}");
}

#[test]
fn check_prints_the_command_with_its_options() {
    let folder = folder_with(PETS, &[BORN]);
    let more = ["--check", "--name", "pets"];
    let output = generate(folder.path(), &["overlay-0.yaml"], &more);
    assert_eq!(output.status.code(), Some(1));
    let command =
        "run `apicrate generate pets.yaml --out out --name pets --overlay overlay-0.yaml`";
    let stdout = text(&output.stdout);
    assert!(stdout.contains(command), "{stdout}");
}

#[test]
fn actions_without_a_target_are_errors_only_on_request() {
    let corrected = PETS.replace("[name, status]", "[name]");
    let folder = folder_with(&corrected, &[STATUS, BORN]);
    let overlays = ["overlay-0.yaml", "overlay-1.yaml"];
    let output = generate(folder.path(), &overlays, &["--strict"]);
    assert_eq!(output.status.code(), Some(1));
    let expected = "\
error[overlay-target-not-found]: `$.components.schemas.Pet.required[?@ == 'status']` matches nothing in pets.yaml
  --> overlay-0.yaml:6:5
   |     target: $.components.schemas.Pet.required[?@ == 'status']
   |     ^
  at #/actions/0/target
  help: the document has changed: update the target, or remove the action

1 error
";
    assert_eq!(text(&output.stderr), expected);
    assert!(!folder.path().join("out").exists());

    let output = generate(folder.path(), &overlays, &["--format", "json"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let findings: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(findings[0]["severity"], "warning");
    assert_eq!(findings[0]["code"], "overlay-target-not-found");
    assert_eq!(findings[0]["file"], "overlay-0.yaml");
    assert_eq!(findings[0]["line"], 6);
    let pet = fs::read_to_string(folder.path().join("out/src/models/pet.rs")).expect("a model");
    assert!(pet.contains("pub born: Option<String>"), "{pet}");
}

#[test]
fn errors_of_all_overlays_are_reported() {
    let unknown = STATUS.replace("description", "reason");
    let broken = BORN.replace("$.components", "components");
    let folder = folder_with(PETS, &[&unknown, &broken]);
    let overlays = ["overlay-0.yaml", "overlay-1.yaml"];
    let stderr = text(&generate(folder.path(), &overlays, &[]).stderr);
    assert!(stderr.contains("--> overlay-0.yaml:5:5"), "{stderr}");
    assert!(stderr.contains("--> overlay-1.yaml:6:13"), "{stderr}");
}

/// Runs `apicrate overlay` for the document and the overlay `overlay-0.yaml`.
fn overlay(folder: &Path, document: &str, more: &[&str]) -> Output {
    let mut command = command();
    command
        .args(["overlay", document, "--overlay", "overlay-0.yaml"])
        .args(more)
        .current_dir(folder);
    command.output().expect("apicrate runs")
}

const HOST: &str = "
overlay: 1.1.0
info: { title: Another host, version: 1.0.0 }
actions:
  - { target: $.host, update: example.org }
  - { target: $.basePath, remove: true }
";

#[test]
fn corrected_documents_are_written() {
    let folder = folder_with(PETS, &[HOST]);
    let swagger = "{ \"swagger\": \"2.0\", \"host\": \"example.com\", \"x-version\": 1.10 }";
    fs::write(folder.path().join("swagger.json"), swagger).expect("written");

    let output = overlay(folder.path(), "swagger.json", &[]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let expected =
        "{\n  \"swagger\": \"2.0\",\n  \"host\": \"example.org\",\n  \"x-version\": 1.10\n}\n";
    assert_eq!(text(&output.stdout), expected);
    assert!(text(&output.stderr).starts_with("warning[overlay-target-not-found]: `$.basePath`"));

    let output = overlay(folder.path(), "swagger.json", &["--out", "corrected.YML"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let corrected = fs::read_to_string(folder.path().join("corrected.YML")).expect("written");
    assert!(corrected.starts_with("swagger: '2.0'"), "{corrected}");

    let more = ["--out", "corrected.yaml"];
    let output = overlay(folder.path(), "swagger.json", &more);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert_eq!(text(&output.stdout), "");
    let corrected = fs::read_to_string(folder.path().join("corrected.yaml")).expect("written");
    let expected = "swagger: '2.0'\nhost: example.org\nx-version: 1.10\n";
    assert_eq!(corrected, expected);

    let output = overlay(folder.path(), "corrected.yaml", &["--format", "json"]);
    assert!(text(&output.stdout).starts_with("{\n  \"swagger\": \"2.0\""));
}

#[test]
fn documents_that_cannot_be_corrected_are_not_written() {
    let folder = folder_with(PETS, &[HOST]);
    let more = ["--strict", "--out", "corrected.yaml"];
    let output = overlay(folder.path(), "pets.yaml", &more);
    assert_eq!(output.status.code(), Some(1));
    let stderr = text(&output.stderr);
    assert!(
        stderr.starts_with("error[overlay-target-not-found]: `$.host`"),
        "{stderr}"
    );
    assert!(!folder.path().join("corrected.yaml").exists());
}
