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

/// `BORN`, for the document `pets.yaml` only.
fn born_for_pets() -> String {
    BORN.replace("    target:", "    x-document: pets.yaml\n    target:")
}

#[test]
fn each_command_reports_overlays_for_another_document() {
    let folder = folder_with(PETS, &[&born_for_pets()]);
    fs::write(folder.path().join("cats.yaml"), PETS).expect("written");
    for arguments in [
        &["generate", "cats.yaml", "--out", "out"][..],
        &["check", "cats.yaml", "--out", "out"],
        &["lint", "cats.yaml"],
        &["outline", "cats.yaml"],
        &["overlay", "cats.yaml"],
        &["diff", "cats.yaml", "cats.yaml"],
    ] {
        let run = |more: &[&str]| {
            let mut command = command();
            command
                .args(arguments)
                .args(["--overlay", "overlay-0.yaml"]);
            command.args(more).current_dir(folder.path());
            command.output().expect("apicrate runs")
        };
        let output = run(&[]);
        let printed = text(&output.stdout) + &text(&output.stderr);
        assert!(output.status.success(), "{arguments:?} {printed}");
        let expected = "\
warning[overlay-not-applied]: no action of the overlay is for cats.yaml; nothing was applied to this document
  --> overlay-0.yaml:6:5
";
        assert!(printed.contains(expected), "{arguments:?} {printed}");
        let output = run(&["--strict"]);
        let printed = text(&output.stdout) + &text(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        assert!(
            printed.contains("error[overlay-not-applied]"),
            "{arguments:?} {printed}"
        );
    }
}

#[test]
fn overlays_for_one_version_apply_to_the_other() {
    let folder = folder_with(PETS, &[&born_for_pets()]);
    let without_status = PETS.replace("[name, status]", "[name]");
    fs::write(folder.path().join("next.yaml"), without_status).expect("written");
    fs::write(
        folder.path().join("apicrate.toml"),
        "overlay = 'overlay-0.yaml'\nstrict = true\n[[documents]]\npath = 'pets.yaml'\n",
    )
    .expect("written");
    let overlay = ["--overlay", "overlay-0.yaml"];
    for arguments in [
        &["next.yaml"][..],
        &[&["pets.yaml", "next.yaml"], &overlay[..]].concat(),
        &[&["next.yaml", "pets.yaml"], &overlay[..]].concat(),
    ] {
        let mut command = command();
        command
            .arg("diff")
            .args(arguments)
            .current_dir(folder.path());
        let output = command.output().expect("apicrate runs");
        let stdout = text(&output.stdout);
        assert_eq!(text(&output.stderr), "", "{arguments:?}");
        assert!(
            stdout.contains("\nA patch change\n"),
            "{arguments:?} {stdout}"
        );
    }
}

#[test]
fn a_configuration_names_the_document_and_its_overlays() {
    let folder = folder_with(PETS, &[BORN]);
    let config = "overlay = 'overlay-0.yaml'\n[[documents]]\npath = 'pets.yaml'\n";
    fs::write(folder.path().join("apicrate.toml"), config).expect("written");
    let run = |arguments: &[&str]| {
        let mut command = command();
        command
            .arg("overlay")
            .args(arguments)
            .current_dir(folder.path());
        command.output().expect("apicrate runs")
    };
    let output = run(&[]);
    assert!(text(&output.stdout).contains("born:"), "{output:?}");
    let output = run(&["pets.yaml"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        text(&output.stderr).contains("add `--overlay FILE`"),
        "{output:?}"
    );

    let unexplained = BORN.replace("description: Every pet was born some day.", "x-id: 1");
    fs::write(folder.path().join("overlay-0.yaml"), unexplained).expect("written");
    let output = run(&["--require-reasons"]);
    assert_eq!(output.status.code(), Some(1));
    let stderr = text(&output.stderr);
    assert!(
        stderr.starts_with("error[overlay-action-without-reason]"),
        "{stderr}"
    );
}
