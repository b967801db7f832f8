//! Documents in several files: every command reads the same files.

use std::process::Output;

use super::diff::git;
use super::support::text;
use super::workspace::{KENNELS, OVERLAY, PETS, Workspace};

const PET: &str = "type: object\nrequired: [name]\nproperties: { name: { type: string } }\n";

/// The document with its path item in another file, and a schema in a folder that the configuration allows.
fn workspace() -> Workspace {
    let workspace = Workspace::with(PETS, KENNELS, OVERLAY);
    let config = workspace.read("spec/apicrate.toml");
    let config = config.replace(
        "lock = \"lock.json\"\n",
        "lock = \"lock.json\"\nallow-dir = [\"../common\"]\n",
    );
    workspace.put("spec/apicrate.toml", &config);
    workspace.put("spec/application.yaml", &main(1));
    workspace.put("spec/paths/pet.yaml", PATH);
    workspace.put("common/pet.yaml", PET);
    succeeds(&workspace, &["generate"]);
    workspace
}

fn main(version: u32) -> String {
    format!(
        "openapi: 3.1.0\ninfo: {{ title: Pets, version: {version}.0.0 }}\npaths:\n  /pets/{{id}}: {{ $ref: paths/pet.yaml }}\n"
    )
}

const PATH: &str = "
put:
  operationId: pets_put
  tags: [Pets]
  parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
  requestBody: { required: true, content: { application/json: { schema: { $ref: ../../common/pet.yaml } } } }
  responses: { '204': { description: Done. } }
";

fn succeeds(workspace: &Workspace, arguments: &[&str]) -> String {
    let output = workspace.xtask(arguments);
    assert!(output.status.success(), "{arguments:?}: {}", all(&output));
    all(&output)
}

fn all(output: &Output) -> String {
    text(&output.stdout) + &text(&output.stderr)
}

#[test]
fn generate_notices_changes_of_other_files() {
    let workspace = workspace();
    let call = workspace.read("trophy-api/src/generated/application/pets.rs");
    assert!(call.contains("pub body: models::Pet,"), "{call}");
    succeeds(&workspace, &["generate", "--check"]);
    workspace.put("common/pet.yaml", &PET.replace("string", "integer"));
    let output = workspace.xtask(&["generate", "--check"]);
    assert_eq!(output.status.code(), Some(1), "{}", all(&output));
    succeeds(&workspace, &["generate"]);
    let model = workspace.read("trophy-api/src/generated/application/models/pet.rs");
    assert!(model.contains("pub name: i64"), "{model}");
    succeeds(&workspace, &["lint"]);
}

#[test]
fn diff_compares_the_other_files_of_a_revision() {
    let workspace = workspace();
    git(&workspace, &["init", "--quiet"]);
    git(&workspace, &["add", "."]);
    git(&workspace, &["commit", "--quiet", "--message", "One"]);
    let same = succeeds(&workspace, &["diff", "HEAD"]);
    assert!(same.ends_with("No change\n"), "{same}");
    workspace.put("common/pet.yaml", &PET.replace("string", "integer"));
    let changed = succeeds(&workspace, &["diff", "HEAD"]);
    assert!(
        changed.contains("is now `i64` (before: `String`)"),
        "{changed}"
    );
    let folder = succeeds(&workspace, &["diff", "HEAD", "spec"]);
    assert!(folder.ends_with("A major change\n"), "{folder}");

    workspace.put("common/pet.yaml", &format!("# A comment.\n{PET}"));
    let patch = succeeds(&workspace, &["diff", "HEAD"]);
    assert!(patch.ends_with("A patch change\n"), "{patch}");
}

#[test]
fn diff_names_the_files_of_a_revision_and_tolerates_errors() {
    let workspace = workspace();
    git(&workspace, &["init", "--quiet"]);
    workspace.put(
        "common/pet.yaml",
        &PET.replace("string", "strin").replace("object", "[3]"),
    );
    git(&workspace, &["add", "."]);
    git(&workspace, &["commit", "--quiet", "--message", "One"]);
    workspace.put("common/pet.yaml", PET);
    let output = workspace.xtask(&["diff", "HEAD"]);
    assert_eq!(output.status.code(), Some(1));
    let printed = all(&output);
    assert!(
        printed.contains("--> HEAD:common/pet.yaml:1:8"),
        "{printed}"
    );
    let tolerated = succeeds(&workspace, &["diff", "--tolerant", "HEAD"]);
    assert!(tolerated.ends_with("A major change\n"), "{tolerated}");

    let config = workspace.read("spec/apicrate.toml");
    let config = config.replace("[[documents]]\n", "[[documents]]\ntolerant = true\n");
    workspace.put("spec/apicrate.toml", &config);
    succeeds(&workspace, &["diff", "HEAD"]);
    workspace.put("common/pet.yaml", &PET.replace("object", "[3]"));
    succeeds(&workspace, &["generate"]);
    let linted = succeeds(&workspace, &["lint"]);
    assert!(linted.contains("warning[malformed]"), "{linted}");
}

#[test]
fn diff_has_the_option_for_other_folders() {
    let workspace = workspace();
    workspace.put("new/application.yaml", &main(2));
    workspace.put("new/paths/pet.yaml", PATH);
    let arguments = ["diff", "new/application.yaml", "new/application.yaml"];
    let output = workspace.xtask(&arguments);
    assert!(
        all(&output).contains("external-reference"),
        "{}",
        all(&output)
    );
    succeeds(
        &workspace,
        &[&arguments[..], &["--allow-dir", "common"]].concat(),
    );
}

#[test]
fn update_reads_other_files_and_merges_none() {
    let workspace = workspace();
    workspace.put("new/application.yaml", &main(2));
    workspace.put("new/paths/pet.yaml", PATH);
    let update = ["update", "new/application.yaml"];
    let refused = workspace.xtask(&update);
    assert!(
        all(&refused).contains("outside of the folder"),
        "{}",
        all(&refused)
    );
    let update = [&update[..], &["--allow-dir", "common"]].concat();

    let other = PATH.replace("pets_put", "pets_replace");
    workspace.put("new/paths/pet.yaml", &other);
    let before = workspace.tree();
    let refused = workspace.xtask(&update);
    assert_eq!(refused.status.code(), Some(1));
    let printed = all(&refused);
    assert!(
        printed.contains("which are not merged: paths/pet.yaml\n"),
        "{printed}"
    );
    assert_eq!(before, workspace.tree());

    workspace.put("new/paths/pet.yaml", PATH);
    succeeds(&workspace, &update);
    assert!(
        workspace
            .read("spec/application.yaml")
            .contains("version: 2.0.0")
    );
}
