//! The first command of the README builds `xtask` and an example of `trophy-api`. Both builds share the crates that both
//! need: Cargo compiles a crate twice if its features differ.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::path::Path;
use std::process::Command;

type Test = Result<(), Box<dyn Error>>;

/// The features of each crate of a build, by the crate's name and version. Procedural macros and build scripts may have
/// other features of a crate than the rest of the build.
type Crates = BTreeMap<String, BTreeSet<String>>;

/// Lists the crates that the build of a package compiles, on the platform for which `Cargo.lock` was measured.
fn crates(package: &str, edges: &str) -> Result<Crates, Box<dyn Error>> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--offline", "--package", package, "--edges", edges])
        .args(["--target", "x86_64-unknown-linux-gnu"])
        .args(["--prefix", "none", "--no-dedupe", "--format", "{p}|{f}"])
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(".."))
        .output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    let mut crates = Crates::new();
    for line in String::from_utf8(output.stdout)?.lines() {
        let (name, features) = line.split_once('|').ok_or("no features")?;
        let name = name.split(" (").next().unwrap_or(name);
        let all = crates.entry(name.to_owned()).or_default();
        all.insert(features.trim_end_matches(" (*)").to_owned());
    }
    Ok(crates)
}

fn commands() -> Result<Crates, Box<dyn Error>> {
    crates("xtask", "normal,build")
}

#[test]
fn first_command_compiles_no_crate_twice() -> Test {
    let mut all = commands()?;
    for (name, features) in crates("trophy-api", "normal,build,dev")? {
        all.entry(name).or_default().extend(features);
    }
    let twice: Vec<_> = all.iter().filter(|(_, it)| it.len() > 1).collect();
    assert!(twice.is_empty(), "features that differ: {twice:#?}");
    Ok(())
}

#[test]
fn commands_are_built_without_http() -> Test {
    let crates = commands()?;
    let names: BTreeSet<&str> = crates
        .keys()
        .filter_map(|it| it.split(' ').next())
        .collect();
    for name in ["hyper", "reqwest", "ring", "rustls", "tokio", "ureq"] {
        assert!(!names.contains(name), "{name}");
    }
    Ok(())
}

#[test]
fn examples_are_built_without_the_generator() -> Test {
    let crates = crates("trophy-api", "normal,build,dev")?;
    let names: BTreeSet<&str> = crates
        .keys()
        .filter_map(|it| it.split(' ').next())
        .collect();
    for name in ["apicrate", "openapiv3", "reqwest", "serde_yaml"] {
        assert!(!names.contains(name), "{name}");
    }
    Ok(())
}
