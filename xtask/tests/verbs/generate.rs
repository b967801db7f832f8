//! `cargo xtask generate`: written and unchanged files, `--check`, and that generated crates compile.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

use super::support::{self, root, text, upstream, xtask};

const PETS: &str = "
openapi: 3.1.0
info: { title: Pets, version: 1.0.0 }
paths:
  /pets/{id}:
    get:
      operationId: pets_get
      tags: [Pets]
      parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
      responses:
        '200':
          description: The pet.
          content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } }
components:
  schemas:
    Pet:
      type: object
      required: [name]
      properties: { name: { type: string }, owner: { $ref: '#/components/schemas/Owner' } }
    Owner:
      type: object
      properties: { email: { type: string } }
";

/// Runs `generate --spec`.
fn generate(spec: &Path, out: &Path, more: &[&str]) -> Output {
    let (spec, out) = (spec.display().to_string(), out.display().to_string());
    let mut arguments = vec!["generate", "--spec", &spec, "--out", &out];
    arguments.extend(more);
    xtask(&arguments)
}

/// A folder with a document, the path of the document, and the folder for its crate.
fn folder_with(document: &str) -> (TempDir, PathBuf, PathBuf) {
    let (folder, spec) = support::folder_with(document);
    let out = folder.path().join("out");
    (folder, spec, out)
}

/// The files that `--check` lists, without their folder.
fn stale(output: &Output, out: &Path) -> Vec<String> {
    let prefix = out.join("src").display().to_string();
    let lines = text(&output.stdout);
    let named = lines.lines().filter_map(|line| line.split_once(&prefix));
    named
        .map(|(what, path)| format!("{what}{}", path.trim_start_matches('/')))
        .collect()
}

#[test]
fn committed_code_is_up_to_date() {
    let output = xtask(&["generate", "--check"]);
    assert!(output.status.success(), "{}", text(&output.stdout));
}

#[test]
fn unchanged_files_are_not_written() {
    let (_folder, spec, out) = folder_with(PETS);
    let first = generate(&spec, &out, &[]);
    let summary = "1 document, 1 operation, 2 models: 8 of 8 files written\n";
    assert_eq!(text(&first.stdout), summary);

    let model = out.join("src/models/owner.rs");
    let before = fs::metadata(&model).and_then(|file| file.modified());
    let second = generate(&spec, &out, &[]);
    assert!(text(&second.stdout).ends_with(": 0 of 7 files written\n"));
    let after = fs::metadata(&model).and_then(|file| file.modified());
    assert_eq!(before.expect("a time"), after.expect("a time"));
}

#[test]
fn obsolete_files_are_removed_and_hand_written_files_stay() {
    let (_folder, spec, out) = folder_with(PETS);
    generate(&spec, &out, &[]);
    let own = out.join("src/models/notes.rs");
    fs::write(&own, "// mine\n").expect("written");
    let renamed = PETS
        .replace("    Owner:", "    Keeper:")
        .replace("schemas/Owner", "schemas/Keeper");
    fs::write(&spec, renamed).expect("written");

    let check = generate(&spec, &out, &["--check"]);
    assert_eq!(check.status.code(), Some(1));
    let expected = [
        "missing: models/keeper.rs",
        "changed: models/mod.rs",
        "obsolete: models/owner.rs",
        "changed: models/pet.rs",
    ];
    assert_eq!(stale(&check, &out), expected);
    assert!(text(&check.stdout).contains("run `cargo xtask generate"));
    assert!(
        out.join("src/models/owner.rs").exists(),
        "--check writes nothing"
    );

    generate(&spec, &out, &[]);
    assert!(!out.join("src/models/owner.rs").exists());
    assert!(out.join("src/models/keeper.rs").exists());
    assert!(own.exists());
}

#[test]
fn existing_manifests_are_kept() {
    let (_folder, spec, out) = folder_with(PETS);
    fs::create_dir_all(&out).expect("a folder");
    fs::write(out.join("Cargo.toml"), "# mine\n").expect("written");
    generate(&spec, &out, &[]);
    let manifest = fs::read_to_string(out.join("Cargo.toml")).expect("a manifest");
    assert_eq!(manifest, "# mine\n");
}

#[test]
fn documents_with_errors_change_nothing() {
    let (_folder, spec, out) = folder_with(PETS);
    generate(&spec, &out, &[]);
    fs::write(&spec, PETS.replace("schemas/Owner'", "schemas/Ovner'")).expect("written");
    let model = fs::read_to_string(out.join("src/models/pet.rs")).expect("a model");

    let output = generate(&spec, &out, &[]);
    assert_eq!(output.status.code(), Some(1));
    let message = text(&output.stderr);
    assert!(message.contains("error[dangling-reference]"), "{message}");
    assert!(message.contains("pets.yaml:19:"), "{message}");
    let after = fs::read_to_string(out.join("src/models/pet.rs")).expect("a model");
    assert_eq!(model, after);
}

#[test]
fn standard_output_contains_only_the_json_findings() {
    let (_folder, spec, out) = folder_with(&PETS.replace("schemas/Owner'", "schemas/Ovner'"));
    let output = generate(&spec, &out, &["--format", "json"]);
    assert_eq!(output.status.code(), Some(1));
    let findings: Vec<serde_json::Value> =
        serde_json::from_slice(&output.stdout).expect("a JSON array");
    let codes: Vec<_> = findings.iter().map(|finding| &finding["code"]).collect();
    assert_eq!(codes, ["dangling-reference"]);
    assert_eq!(findings.first().expect("one")["line"], 19);

    let (_folder, spec, out) = folder_with(PETS);
    let output = generate(&spec, &out, &["--format", "json"]);
    assert_eq!(text(&output.stdout), "[]\n");
}

/// Renaming a property changes the file of its schema and the files of schemas that extend it.
#[test]
fn renaming_a_property_changes_few_files() {
    let original = fs::read_to_string(root().join("spec/application.yaml")).expect("a spec");
    let (_folder, spec, out) = folder_with(&original);
    generate(&spec, &out, &[]);
    fs::write(
        &spec,
        original.replace("subscribeToEmails:", "wantsEmails:"),
    )
    .expect("written");

    let check = generate(&spec, &out, &["--check"]);
    assert_eq!(check.status.code(), Some(1));
    let expected = [
        "changed: models/updated_user.rs",
        "changed: models/upserted_user.rs",
        "changed: models/user.rs",
    ];
    assert_eq!(stale(&check, &out), expected);
}

/// Generates a crate and checks that it compiles without warnings.
fn assert_compiles(spec: &Path, name: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let output = generate(spec, folder.path(), &["--name", name]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    // With the versions of this workspace, nothing has to be downloaded.
    fs::copy(root().join("Cargo.lock"), folder.path().join("Cargo.lock")).expect("copied");
    let check = Command::new(env!("CARGO"))
        .args(["check", "--offline", "--quiet"])
        .current_dir(folder.path())
        // The tests of the generator build their crates in the same folder.
        .env(
            "CARGO_TARGET_DIR",
            concat!(env!("CARGO_TARGET_TMPDIR"), "/scratch"),
        )
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .output()
        .expect("cargo runs");
    let stderr = text(&check.stderr);
    assert!(
        check.status.success() && stderr.is_empty(),
        "{name}: {stderr}"
    );
}

#[test]
fn generated_crates_compile_without_warnings() {
    assert_compiles(&root().join("spec/admin.yaml"), "trophy-admin");
    let Some(upstream) = upstream() else {
        return;
    };
    for (document, name) in [
        ("combined/00-2025-04-18-1.0.4-f93a49b.yaml", "trophy-1-0-4"),
        ("combined/78-2026-04-25-1.6.0-4ec8662.yaml", "trophy-1-6-0"),
        (
            "application/18-2026-08-21-1.21.1-845f1a4.json",
            "trophy-1-21-1",
        ),
    ] {
        assert_compiles(&upstream.join(document), name);
    }
}
