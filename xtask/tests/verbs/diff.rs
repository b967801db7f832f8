//! `cargo xtask diff` as a maintainer runs it: which versions it compares, in which forms it answers, and when
//! it refuses.

use std::process::Command;

use super::support::text;
use super::workspace::{PETS, Workspace, changed};

/// The pets' document with an owner that may be missing and a name that may be a number.
fn next() -> String {
    PETS.replace("version: 1.0.0", "version: 1.1.0")
        .replace(
            "          type: string\n          description: What",
            "          type: integer\n          description: What",
        )
        .replace("maxLength: 80", "maxLength: 90")
}

fn git(workspace: &Workspace, arguments: &[&str]) {
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
fn two_files_are_compared() {
    let workspace = Workspace::new();
    workspace.put("old.yaml", PETS);
    workspace.put("new.yaml", &next());
    let output = workspace.xtask(&["diff", "old.yaml", "new.yaml"]);
    let expected = "\
old.yaml → new.yaml, version 1.0.0 → 1.1.0: major

major: 1
  retyped     models::Pet::name
              is `i64`, was `String`: follow the type
              #/components/schemas/Pet/properties/name

payloads only: 1
  models::Owner::email: `maxLength` is `90`, was `80`
              #/components/schemas/Owner/properties/email

documentation: 1

A major change
";
    assert_eq!(text(&output.stdout), expected);
}

#[test]
fn a_revision_is_compared_with_what_is_there() {
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
    let said = text(&markdown.stdout);
    assert!(
        said.starts_with("# A major change\n\n## trophy_api::admin"),
        "{said}"
    );
    let line =
        "| `models::Pet::name` | `models::Pet::name` | is `i64`, was `String`: follow the type |";
    assert!(said.contains(line), "{said}");
    let unknown = workspace.xtask(&["diff", "no-such-thing"]);
    assert_eq!(unknown.status.code(), Some(1));
    assert!(text(&unknown.stderr).contains("is not a file, a folder or a git revision"));
}

#[test]
fn a_file_is_compared_with_the_document_it_is_closest_to() {
    let workspace = Workspace::new();
    workspace.put("new.yaml", &next());
    let before = workspace.tree();
    let output = workspace.xtask(&["diff", "spec", "new.yaml", "--format", "json"]);
    let said: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(said["bump"], "major");
    assert_eq!(said["documents"][0]["module"], "trophy_api");
    assert_eq!(said["documents"][0]["api"][0]["kind"], "retyped");
    assert_eq!(said["documents"][0]["unversioned"], false);
    assert_eq!(changed(&before, &workspace.tree()), [""; 0]);
}

#[test]
fn what_is_denied_fails() {
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
    let said = workspace.xtask(&["diff", "old.yaml", "patch.yaml"]);
    assert!(text(&said.stdout).ends_with("A patch change\n"));
}

#[test]
fn a_lock_that_is_stale_is_named() {
    let workspace = Workspace::new();
    // A comment: the code is the same, the text is not.
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
