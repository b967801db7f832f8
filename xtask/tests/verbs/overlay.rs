//! `cargo xtask generate` with overlays: what they correct is in the code, and a correction whose target
//! has gone stops the run at its line.

use std::fs;
use std::path::Path;
use std::process::Output;

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

/// A folder with the document and some overlays, named by their places in the list.
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
        .args(["generate", "--spec", "pets.yaml", "--out", "out"])
        .args(more)
        .current_dir(folder);
    for overlay in overlays {
        command.args(["--overlay", overlay]);
    }
    command.output().expect("xtask runs")
}

#[test]
fn the_code_is_of_the_corrected_document() {
    let folder = folder_with(PETS, &[STATUS, BORN]);
    let overlays = ["overlay-0.yaml", "overlay-1.yaml"];
    let output = generate(folder.path(), &overlays, &[]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let pet = fs::read_to_string(folder.path().join("out/src/models/pet.rs")).expect("a model");
    assert!(pet.contains("pub born: Option<String>"), "{pet}");
    assert!(!pet.contains("status"), "{pet}");
}

#[test]
fn check_names_the_command_with_what_it_was_told() {
    let folder = folder_with(PETS, &[BORN]);
    let more = ["--check", "--name", "pets"];
    let output = generate(folder.path(), &["overlay-0.yaml"], &more);
    assert_eq!(output.status.code(), Some(1));
    let command = "run `cargo xtask generate --spec pets.yaml --out out --overlay overlay-0.yaml --name pets`";
    let said = text(&output.stdout);
    assert!(said.contains(command), "{said}");
}

#[test]
fn an_action_whose_target_has_gone_stops_the_run_at_its_line() {
    let corrected = PETS.replace("[name, status]", "[name]");
    let folder = folder_with(&corrected, &[STATUS, BORN]);
    let overlays = ["overlay-0.yaml", "overlay-1.yaml"];
    let output = generate(folder.path(), &overlays, &[]);
    assert_eq!(output.status.code(), Some(1));
    let expected = "\
error[overlay-target-not-found]: `$.components.schemas.Pet.required[?@ == 'status']` selects nothing in pets.yaml
  --> overlay-0.yaml:6:5
   |     target: $.components.schemas.Pet.required[?@ == 'status']
   |     ^
  at #/actions/0/target
  help: the document has changed: aim the action at where its target has gone, or remove it

1 error
";
    assert_eq!(text(&output.stderr), expected);
    assert!(!folder.path().join("out").exists());
}

#[test]
fn all_faulty_overlays_are_named_in_one_run() {
    let nameless = STATUS.replace("description", "x-description");
    let broken = BORN.replace("$.components", "components");
    let folder = folder_with(PETS, &[&nameless, &broken]);
    let overlays = ["overlay-0.yaml", "overlay-1.yaml"];
    let said = text(&generate(folder.path(), &overlays, &[]).stderr);
    assert!(said.contains("--> overlay-0.yaml:5:5"), "{said}");
    assert!(said.contains("--> overlay-1.yaml:6:13"), "{said}");
}
