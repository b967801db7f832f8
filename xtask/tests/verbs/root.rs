//! The workspace that `cargo xtask` works on: the one that contains the current folder.

use std::env::consts::EXE_SUFFIX;
use std::fs;
use std::process::Command;

use super::support::{command, root, text};
use super::workspace::{PETS, Workspace};

#[test]
fn copied_program_works_on_the_workspace_of_the_current_folder() {
    let workspace = Workspace::new();
    let original = root().join("spec/lock.json");
    let before = fs::read(&original).expect("a lock");
    let program = workspace.path().join(format!("xtask{EXE_SUFFIX}"));
    fs::copy(env!("CARGO_BIN_EXE_xtask"), &program).expect("copied");
    workspace.put("spec/application.yaml", &PETS.replace("1.0.0", "1.0.1"));

    let output = Command::new(&program)
        .arg("generate")
        .current_dir(workspace.path().join("spec"))
        .env_remove("CARGO_MANIFEST_DIR")
        .output()
        .expect("xtask runs");
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(workspace.read("spec/lock.json").contains("1.0.1"));
    assert_eq!(fs::read(original).expect("a lock"), before);
}

#[test]
fn other_folders_are_rejected() {
    let folder = tempfile::tempdir().expect("a folder");
    // A workspace, but not this one.
    fs::write(folder.path().join("Cargo.toml"), "[workspace]\n").expect("written");
    let mut command = command();
    command.args(["generate", "--check"]);
    let output = command
        .current_dir(folder.path())
        .env_remove("CARGO_MANIFEST_DIR")
        .output()
        .expect("xtask runs");
    assert_eq!(output.status.code(), Some(1));
    let message = text(&output.stderr);
    assert!(message.contains("not in the workspace"), "{message}");
}

/// `cargo run --manifest-path` and `cargo test` set the folder of the package for programs outside of the workspace.
#[test]
fn outside_of_a_workspace_the_package_that_cargo_runs_counts() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = command()
        .args(["generate", "--check"])
        .current_dir(folder.path())
        .env("CARGO_MANIFEST_DIR", root().join("xtask"))
        .output()
        .expect("xtask runs");
    assert!(output.status.success(), "{}", text(&output.stdout));
}
