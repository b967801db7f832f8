//! Packaging the libraries, and compiling the packages.

use std::fs;
use std::process::Command;

use super::step::{Fault, Outcome, Runner, Step};
use crate::published::{Package, published};
use crate::workspace;

/// The folder with the unpacked packages.
const FOLDER: &str = "target/packages";

/// Packages the libraries, and checks the packages, which contain only the files and dependencies that users get.
/// Uncommitted changes are included. `cargo xtask features` checks each library alone, without the features that another one
/// needs.
///
/// `cargo package` can compile the packages too, but in a folder of its own, in which it compiles all dependencies again.
pub(super) fn check(runner: &mut Runner) -> Result<Outcome, Fault> {
    let packages = published()?;
    let mut arguments = vec![
        "package",
        "--quiet",
        "--allow-dirty",
        "--no-verify",
        "--target-dir",
        "target",
    ];
    for package in &packages {
        arguments.extend(["--package", &package.name]);
    }
    if !runner.passes(&Step::new(&arguments))? {
        return Ok(Outcome::Failed);
    }
    unpack(&packages)?;
    let manifest = format!("{FOLDER}/Cargo.toml");
    let arguments = ["check", "--quiet", "--workspace", "--target-dir", "target"];
    let arguments = [&arguments[..], &["--manifest-path", &manifest]].concat();
    Ok(Outcome::new(runner.passes(&Step::new(&arguments))?))
}

/// Creates a workspace of the packages, which depend on each other.
fn unpack(packages: &[Package]) -> Result<(), Fault> {
    let root = workspace::root();
    let folder = root.join(FOLDER);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    for package in packages {
        let archive = format!("target/package/{}.crate", archive_name(package));
        let tar = Command::new("tar")
            .args(["-xzf", &archive, "-C", FOLDER])
            .current_dir(root)
            .status()?;
        if !tar.success() {
            return Err(format!("{archive}: `tar` failed").into());
        }
    }
    fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock"))?;
    Ok(fs::write(folder.join("Cargo.toml"), manifest(packages))?)
}

/// The manifest of the workspace. Its profile is that of the dependencies in the workspace of this repository.
fn manifest(packages: &[Package]) -> String {
    let members = packages
        .iter()
        .map(|it| format!("\"{}\"", archive_name(it)));
    let members: Vec<String> = members.collect();
    let patches = packages
        .iter()
        .map(|it| format!("{} = {{ path = \"{}\" }}\n", it.name, archive_name(it)));
    format!(
        "[workspace]\nresolver = \"3\"\nmembers = [{}]\n\n[profile.dev]\ndebug = false\n\n[patch.crates-io]\n{}",
        members.join(", "),
        patches.collect::<String>()
    )
}

/// The name of the archive of a package, and of the folder in it.
fn archive_name(package: &Package) -> String {
    format!("{}-{}", package.name, package.version)
}
