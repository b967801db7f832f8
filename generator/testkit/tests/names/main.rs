//! Documents whose names are those that generated code uses become code that compiles without a warning.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod collected;
mod document;
mod locks;

#[path = "../../../tests/fixtures/mod.rs"]
mod fixtures;
#[path = "../../../tests/support/scratch.rs"]
mod scratch;

use std::env;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use apicrate::render::{Gate, Layout};
use apicrate::{Document, Files, Options, render, resolve};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, subsequence};

use locks::Locked;
use scratch::{in_manifest, put, put_lock, target};

/// The number of names in each document.
const NAMES: usize = 60;

static ALL_NAMES: LazyLock<Vec<String>> = LazyLock::new(collected::names);

/// Each name has each role in one of the documents.
#[test]
fn names_in_generated_code_compile() {
    let documents = ALL_NAMES.len().div_ceil(NAMES);
    let names = (0..documents).map(|index| {
        let names = ALL_NAMES.iter().skip(index).step_by(documents);
        names.cloned().collect()
    });
    let scratch = ScratchWorkspace::new("all-names");
    scratch.put_modules(names);
    scratch.put_root_crate();
    scratch.check();
}

/// The number of random documents. `PROPTEST_CASES` sets another number, for a longer search.
fn cases() -> u32 {
    let cases = env::var("PROPTEST_CASES").ok();
    cases.and_then(|cases| cases.parse().ok()).unwrap_or(1)
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: cases(),
        failure_persistence: None,
        max_shrink_iters: 24,
        ..ProptestConfig::default()
    })]

    #[test]
    fn drawn_names_compile(
        names in subsequence(ALL_NAMES.clone(), NAMES).prop_shuffle()
    ) {
        let scratch = ScratchWorkspace::new("drawn-names");
        scratch.put_modules([names].into_iter());
        scratch.check();
    }

    #[test]
    fn damaged_names_locks_give_code_that_compiles(
        names in subsequence(ALL_NAMES.clone(), NAMES).prop_shuffle(),
        locks in vec(locks::damages(60), 3),
    ) {
        let locked = Locked::new(document::document(&names).to_string());
        let scratch = ScratchWorkspace::new("damaged-locks");
        let modules = locks.iter().map(|damages| locked.damaged(damages, &options()).1);
        // A lock may have names in any style.
        scratch.put_code("#![allow(nonstandard_style)]\n", modules);
        scratch.check();
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8 * cases(), max_shrink_iters: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_texts_of_names_locks_are_errors_or_harmless(
        names in subsequence(ALL_NAMES.clone(), NAMES),
        damages in vec((any::<Index>(), any::<Index>(), "[\\PC\n]{0,12}"), 1..6),
    ) {
        let locked = Locked::new(document::document(&names).to_string());
        let mut text: Vec<char> = locked.lock().chars().collect();
        for (start, end, inserted) in damages {
            let start = start.index(text.len());
            let end = (start + end.index(40)).min(text.len());
            text.splice(start..end, inserted.chars());
        }
        let text: String = text.into_iter().collect();
        if let Some(api) = locked.assert_kept(&text) {
            render(&api, &options()).unwrap_or_else(|error| panic!("{error}\n{text}"));
        }
    }
}

/// The options for the code of a module.
fn options() -> Options {
    Options {
        server: Gate::Always,
        ..Options::default()
    }
}

/// Generates the code of a document with these names.
fn generate(names: &[String], options: &Options) -> Files {
    let text = document::document(names).to_string();
    let document = Document::parse("names.json", &text).unwrap_or_else(|errors| panic!("{errors}"));
    let (api, _) = resolve(&document).unwrap_or_else(|errors| panic!("{errors}"));
    render(&api, options).unwrap_or_else(|error| panic!("{error}"))
}

/// Crates outside of the workspace: two with a module for each document, and one whose root is generated.
struct ScratchWorkspace {
    folder: PathBuf,
}

impl ScratchWorkspace {
    fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        put(&folder.join("Cargo.toml"), WORKSPACE);
        put_lock(&folder);
        Self { folder }
    }

    fn put_modules(&self, documents: impl Iterator<Item = Vec<String>>) {
        let modules = documents.enumerate().map(|(index, names)| {
            // Both layouts have the same modules.
            let layout = [Layout::Files, Layout::File][index % 2];
            let options = Options {
                layout,
                ..options()
            };
            generate(&names, &options)
        });
        self.put_code("", modules);
    }

    /// Writes the modules to two crates, which are compiled at the same time.
    fn put_code(&self, attributes: &str, modules: impl Iterator<Item = Files>) {
        let modules: Vec<(usize, Files)> = modules.enumerate().collect();
        let (half, other) = modules.split_at(modules.len().div_ceil(2));
        self.put_crate("modules", attributes, half);
        if !other.is_empty() {
            self.put_crate("more-modules", attributes, other);
        }
    }

    fn put_crate(&self, name: &str, attributes: &str, modules: &[(usize, Files)]) {
        let folder = self.folder.join(name);
        put(&folder.join("Cargo.toml"), &manifest(name));
        let mut root = attributes.to_owned();
        for (index, files) in modules {
            for (path, source) in files {
                put(&folder.join(format!("src/document_{index}/{path}")), source);
            }
            writeln!(root, "pub mod document_{index};").expect("a string can be written to");
        }
        put(&folder.join("src/lib.rs"), &root);
    }

    /// Writes a crate whose groups have the names of files and folders that Cargo or the generator use.
    fn put_root_crate(&self) {
        let folder = self.folder.join("root");
        put(&folder.join("Cargo.toml"), &manifest("root"));
        let names = [
            "lib", "main", "build", "bin", "mod", "models", "server", "webhooks",
        ];
        let options = Options {
            server: Gate::Always,
            root_file: "lib.rs".to_owned(),
            ..Options::default()
        };
        for (path, source) in generate(&names.map(str::to_owned), &options) {
            put(&folder.join("src").join(path), &source);
        }
    }

    fn check(&self) {
        let output = Command::new(env!("CARGO"))
            .args([
                "check",
                "--workspace",
                "--quiet",
                "--offline",
                "--target-dir",
            ])
            .arg(target())
            .current_dir(&self.folder)
            // Other flags than those of the other scratch crates would compile the dependencies again.
            .env_remove("RUSTFLAGS")
            .env_remove("CARGO_ENCODED_RUSTFLAGS")
            .output()
            .expect("cargo can be started");
        assert!(
            output.status.success(),
            "cargo check in {}\n{}",
            self.folder.display(),
            String::from_utf8_lossy(&output.stderr),
        );
    }
}

const WORKSPACE: &str = r#"[workspace]
members = ["*"]
exclude = ["target"]
resolver = "3"

[profile.dev]
debug = false
incremental = false
"#;

/// The manifest of a member. A group may have the name of a dependency.
fn manifest(name: &str) -> String {
    let runtime = in_manifest("generator/runtime");
    format!(
        r#"[package]
name = "{name}"
edition = "2024"

[dependencies]
apicrate-runtime = {{ path = "{runtime}", default-features = false, features = ["server"] }}
http = "1"
serde = "1"
serde_json = "1"

[lints.rust]
warnings = "deny"
"#
    )
}
