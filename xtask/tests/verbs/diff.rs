//! `cargo xtask diff`: the versions that it compares, its formats, and `--deny`.

use std::process::Command;

use super::support::{text, xtask};
use super::workspace::{PETS, Workspace, changed};

/// A new version of the document: the name is a number, and the email may be longer.
fn next() -> String {
    PETS.replace("version: 1.0.0", "version: 1.1.0")
        .replace(
            "          type: string\n          description: What",
            "          type: integer\n          description: What",
        )
        .replace("maxLength: 80", "maxLength: 90")
}

pub(super) fn git(workspace: &Workspace, arguments: &[&str]) {
    let identity = ["-c", "user.name=A", "-c", "user.email=a@example.org"];
    let output = Command::new("git")
        .args(identity)
        .args(arguments)
        .current_dir(workspace.path())
        .output()
        .expect("git runs");
    assert!(output.status.success(), "{}", text(&output.stderr));
}

#[test]
fn compares_two_files() {
    let workspace = Workspace::new();
    workspace.put("old.yaml", PETS);
    workspace.put("new.yaml", &next());
    let output = workspace.xtask(&["diff", "old.yaml", "new.yaml"]);
    let expected = "\
old.yaml → new.yaml, version 1.0.0 → 1.1.0: major

major: 1
  retyped     models::Pet::name
              is now `i64` (before: `String`): adapt to the new type
              #/components/schemas/Pet/properties/name

payloads only: 1
  models::Owner::email: `maxLength` is now `90` (before: `80`)
              #/components/schemas/Owner/properties/email

documentation: 1

A major change
";
    assert_eq!(text(&output.stdout), expected);
}

#[test]
fn compares_a_git_revision_with_the_workspace() {
    let workspace = Workspace::new();
    git(&workspace, &["init", "--quiet"]);
    git(&workspace, &["add", "."]);
    git(&workspace, &["commit", "--quiet", "--message", "One"]);
    let same = workspace.xtask(&["diff", "HEAD"]);
    assert!(
        text(&same.stdout).ends_with("No change\n"),
        "{}",
        text(&same.stderr)
    );
    workspace.put("spec/application.yaml", &next());
    let markdown = workspace.xtask(&["diff", "HEAD", "--format", "markdown"]);
    let printed = text(&markdown.stdout);
    assert!(
        printed.starts_with("# A major change\n\n## trophy_api::admin"),
        "{printed}"
    );
    let line = "| `models::Pet::name` | `models::Pet::name` | is now `i64` (before: `String`): adapt to the new type |";
    assert!(printed.contains(line), "{printed}");
    let unknown = workspace.xtask(&["diff", "no-such-thing"]);
    assert_eq!(unknown.status.code(), Some(1));
    assert!(text(&unknown.stderr).contains("is not a file, a URL, a folder or a git revision"));
}

#[test]
fn compares_a_file_with_the_closest_document() {
    let workspace = Workspace::new();
    workspace.put("new.yaml", &next());
    let before = workspace.tree();
    let output = workspace.xtask(&["diff", "spec", "new.yaml", "--format", "json"]);
    let printed: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(printed["bump"], "major");
    assert_eq!(printed["documents"][0]["module"], "trophy_api");
    assert_eq!(printed["documents"][0]["api"][0]["kind"], "retyped");
    assert_eq!(printed["documents"][0]["unversioned"], false);
    assert_eq!(changed(&before, &workspace.tree()), [""; 0]);
}

#[test]
fn denied_bumps_exit_with_1() {
    let workspace = Workspace::new();
    workspace.put("old.yaml", PETS);
    workspace.put(
        "minor.yaml",
        &PETS.replace(
            "        owner:\n",
            "        age: { type: integer }\n        owner:\n",
        ),
    );
    workspace.put("patch.yaml", &PETS.replace("in our words", "in others"));
    let code = |new: &str, deny: &str| {
        workspace
            .xtask(&["diff", "old.yaml", new, "--deny", deny])
            .status
            .code()
    };
    assert_eq!(code("minor.yaml", "major"), Some(0));
    assert_eq!(code("minor.yaml", "minor"), Some(1));
    assert_eq!(code("patch.yaml", "minor"), Some(0));
    let printed = workspace.xtask(&["diff", "old.yaml", "patch.yaml"]);
    assert!(text(&printed.stdout).ends_with("A patch change\n"));
}

#[test]
fn stale_locks_are_reported() {
    let workspace = Workspace::new();
    // With another comment, the text changes and the code does not.
    workspace.put("spec/application.yaml", &format!("# Ours.\n{PETS}"));
    let check = workspace.xtask(&["generate", "--check"]);
    assert_eq!(check.status.code(), Some(1));
    assert!(
        text(&check.stdout).starts_with("changed: spec/lock.json\n"),
        "{}",
        text(&check.stdout)
    );
    assert!(workspace.xtask(&["generate"]).status.success());
    assert!(workspace.xtask(&["generate", "--check"]).status.success());
}

#[test]
fn findings_have_the_colors_of_apicrate() -> Result<(), Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("pets.yaml");
    std::fs::write(&path, "openapi: 3.1.0\npaths: 7\n")?;
    let path = path.display().to_string();
    let colored = |color| {
        let printed = text(&xtask(&["--color", color, "diff", &path, &path]).stderr);
        assert!(printed.contains("error"), "{printed}");
        printed.contains("\u{1b}[1m\u{1b}[31merror[malformed]")
    };
    // Standard error is a pipe.
    assert!(colored("always") && !colored("auto"));
    Ok(())
}
