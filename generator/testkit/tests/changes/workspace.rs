//! A scratch workspace with a package for each pair of versions: the code of the new version, and a consumer of the
//! old version.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;
use std::process::Command;

use apicrate::diff::diff;
use apicrate::{Api, Options, render};
use apicrate_testkit::consumer;

use crate::scratch::{in_manifest, put, put_lock, target};

/// Two versions of an API.
pub(crate) struct VersionPair {
    pub(crate) name: String,
    pub(crate) old: Api,
    pub(crate) new: Api,
}

/// Compiles all consumers. Fails unless a consumer compiles if and only if `diff` reports no breaking change.
pub(crate) fn assert_compiles_as_reported(name: &str, pairs: &[VersionPair]) {
    if pairs.is_empty() {
        return;
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    write(&folder, pairs);
    let errors = check(&folder);
    let mut table = String::new();
    let mut disagreements = String::new();
    for pair in pairs {
        let changes = diff(&pair.old, &pair.new);
        let bump = changes
            .bump()
            .map_or_else(|| "none".to_owned(), |bump| bump.to_string());
        let error = errors.get(&pair.name);
        let compiled = if error.is_some() {
            "does not compile"
        } else {
            "compiles"
        };
        let line = format!("{:<40} {bump:<6} {compiled}", pair.name);
        writeln!(table, "{line}").expect("a string can be written to");
        if changes.stop_compiling() != error.is_some() {
            let error = error.map_or("", String::as_str);
            writeln!(disagreements, "{line}\n{error}").expect("a string can be written to");
        }
    }
    println!("{table}");
    assert!(
        disagreements.is_empty(),
        "the compiler and `diff` disagree:\n{disagreements}"
    );
}

fn write(folder: &Path, pairs: &[VersionPair]) {
    let members: Vec<String> = pairs
        .iter()
        .map(|pair| format!("\"{}\"", pair.name))
        .collect();
    let manifest = format!(
        "[workspace]\nresolver = \"3\"\nmembers = [{}]\n\n[profile.dev]\ndebug = false\nincremental = false\n",
        members.join(", ")
    );
    put(&folder.join("Cargo.toml"), &manifest);
    put_lock(folder);
    for pair in pairs {
        write_package(&folder.join(&pair.name), pair);
    }
}

fn write_package(folder: &Path, pair: &VersionPair) {
    let options = Options::default();
    let source = folder.join("src");
    put(&folder.join("Cargo.toml"), &manifest(&pair.name));
    put(
        &source.join("lib.rs"),
        "#![allow(warnings)]\npub mod api;\nmod consumer;\n",
    );
    let text = consumer(&pair.old, &options.root).unwrap_or_else(|error| panic!("{error}"));
    put(&source.join("consumer.rs"), &text);
    let files = render(&pair.new, &options).unwrap_or_else(|error| panic!("{error}"));
    for (path, text) in files {
        put(&source.join("api").join(path), &text);
    }
}

fn manifest(name: &str) -> String {
    let runtime = in_manifest("generator/runtime");
    format!(
        r#"[package]
name = "{name}"
edition = "2024"

[dependencies]
serde = "1"
apicrate-runtime = {{ path = "{runtime}", default-features = false }}
"#
    )
}

/// Checks every package. Returns the errors of the packages that do not compile.
fn check(folder: &Path) -> BTreeMap<String, String> {
    let output = Command::new(env!("CARGO"))
        .args([
            "check",
            "--workspace",
            "--keep-going",
            "--quiet",
            "--offline",
        ])
        .args(["--message-format", "json", "--target-dir"])
        .arg(target())
        .current_dir(folder)
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .output()
        .expect("cargo can be started");
    let mut errors = BTreeMap::new();
    let mut finished = false;
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let Ok(message) = serde_json::from_str::<serde_json::Value>(line) else {
            continue;
        };
        finished |= message["reason"] == "build-finished";
        if message["message"]["level"] == "error" {
            let name = message["target"]["name"].as_str().unwrap_or_default();
            let rendered = message["message"]["rendered"].as_str().unwrap_or_default();
            let all: &mut String = errors.entry(name.replace('_', "-")).or_default();
            all.push_str(rendered);
        }
    }
    assert!(finished, "{}", String::from_utf8_lossy(&output.stderr));
    errors
}
