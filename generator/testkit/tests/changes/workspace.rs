//! A scratch workspace with a package for each pair of versions: the code of the new one, and a consumer of the
//! old one.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;
use std::process::Command;

use apicrate::diff::diff;
use apicrate::render::consumer;
use apicrate::{Api, Options, render};

use crate::scratch::{in_manifest, put, put_lock, target};

/// Two versions of an API.
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) old: Api,
    pub(crate) new: Api,
}

/// Compiles all cases and compares with what is told of them.
pub(crate) fn assert_as_told(name: &str, cases: &[Case]) {
    if cases.is_empty() {
        return;
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    write(&folder, cases);
    let errors = check(&folder);
    let mut table = String::new();
    let mut surprises = String::new();
    for case in cases {
        let changes = diff(&case.old, &case.new);
        let weight = changes
            .bump()
            .map_or_else(|| "none".to_owned(), |weight| weight.to_string());
        let error = errors.get(&case.name);
        let compiled = if error.is_some() {
            "does not compile"
        } else {
            "compiles"
        };
        let line = format!("{:<40} {weight:<6} {compiled}", case.name);
        writeln!(table, "{line}").expect("a string can be written to");
        if changes.stop_compiling() != error.is_some() {
            let error = error.map_or("", String::as_str);
            writeln!(surprises, "{line}\n{error}").expect("a string can be written to");
        }
    }
    println!("{table}");
    assert!(
        surprises.is_empty(),
        "told otherwise than compiled:\n{surprises}"
    );
}

fn write(folder: &Path, cases: &[Case]) {
    let members: Vec<String> = cases
        .iter()
        .map(|case| format!("\"{}\"", case.name))
        .collect();
    let manifest = format!(
        "[workspace]\nresolver = \"3\"\nmembers = [{}]\n\n[profile.dev]\ndebug = false\nincremental = false\n",
        members.join(", ")
    );
    put(&folder.join("Cargo.toml"), &manifest);
    put_lock(folder);
    for case in cases {
        write_case(&folder.join(&case.name), case);
    }
}

fn write_case(folder: &Path, case: &Case) {
    let options = Options::default();
    let source = folder.join("src");
    put(&folder.join("Cargo.toml"), &manifest(&case.name));
    put(
        &source.join("lib.rs"),
        "#![allow(warnings)]\npub mod api;\nmod consumer;\n",
    );
    let text = consumer(&case.old, &options).unwrap_or_else(|error| panic!("{error}"));
    put(&source.join("consumer.rs"), &text);
    let files = render(&case.new, &options).unwrap_or_else(|error| panic!("{error}"));
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

/// Checks every package, and gives what the compiler says of those that it refuses.
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
            let said = message["message"]["rendered"].as_str().unwrap_or_default();
            let all: &mut String = errors.entry(name.replace('_', "-")).or_default();
            all.push_str(said);
        }
    }
    assert!(finished, "{}", String::from_utf8_lossy(&output.stderr));
    errors
}
