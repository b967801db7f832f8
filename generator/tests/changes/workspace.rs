//! A scratch workspace with a package for each pair of versions: the code of the new one, and a consumer of the
//! old one. It lives in the target folder and keeps its own, so that dependencies are built once.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use trophy_generator::diff::diff;
use trophy_generator::render::consumer;
use trophy_generator::{Api, Options, render};

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
            .weight()
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
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let members: Vec<String> = cases
        .iter()
        .map(|case| format!("\"{}\"", case.name))
        .collect();
    let manifest = format!(
        "[workspace]\nresolver = \"3\"\nmembers = [{}]\n\n[profile.dev]\ndebug = false\nincremental = false\n",
        members.join(", ")
    );
    put(&folder.join("Cargo.toml"), &manifest);
    // The versions of the workspace, so that nothing has to be fetched.
    let lock = fs::read_to_string(package.join("../Cargo.lock")).expect("there is a Cargo.lock");
    put(&folder.join("Cargo.lock"), &lock);
    for case in cases {
        write_case(&folder.join(&case.name), case, &package.join("runtime"));
    }
}

fn write_case(folder: &Path, case: &Case, runtime: &Path) {
    let options = Options::default();
    let source = folder.join("src");
    let mut wanted = BTreeSet::from([source.join("lib.rs"), source.join("consumer.rs")]);
    put(&folder.join("Cargo.toml"), &manifest(&case.name, runtime));
    put(
        &source.join("lib.rs"),
        "#![allow(warnings)]\npub mod api;\nmod consumer;\n",
    );
    let text = consumer(&case.old, &options).unwrap_or_else(|error| panic!("{error}"));
    put(&source.join("consumer.rs"), &text);
    let files = render(&case.new, &options).unwrap_or_else(|error| panic!("{error}"));
    for (path, text) in files {
        let path = source.join("api").join(path);
        put(&path, &text);
        wanted.insert(path);
    }
}

/// Writes a file. One that has not changed keeps its time, so that cargo leaves it alone.
fn put(path: &Path, text: &str) {
    if fs::read_to_string(path).is_ok_and(|before| before == text) {
        return;
    }
    let parent: PathBuf = path.parent().expect("a file has a folder").to_owned();
    fs::create_dir_all(parent).expect("the scratch workspace can be written");
    fs::write(path, text).expect("the scratch workspace can be written");
}

fn manifest(name: &str, runtime: &Path) -> String {
    // A Windows path would be full of escapes.
    let runtime = runtime.display().to_string().replace('\\', "/");
    format!(
        r#"[package]
name = "{name}"
edition = "2024"

[dependencies]
serde = {{ version = "1", features = ["derive"] }}
trophy-runtime = {{ path = "{runtime}", default-features = false }}
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
        .args(["--target-dir", "target", "--message-format", "json"])
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
