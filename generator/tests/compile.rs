//! Generated code compiles without a warning, documents itself without one, and does what it says.
//!
//! All fixtures become modules of one scratch crate, which denies warnings. Its own test,
//! `fixtures/behaviour/`, uses the types and requests as a caller would, and generated ones send each
//! operation from a client to a router and back.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

mod fixtures;
#[path = "support/scratch.rs"]
mod scratch;

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use scratch::{in_manifest, put, put_lock, target};

#[test]
fn every_fixture_compiles_and_behaves() {
    let scratch = ScratchCrate::write();
    scratch.cargo(&["test"]);
    scratch.cargo(&["doc", "--no-deps"]);
}

/// A crate outside of the workspace, with a module for each fixture.
struct ScratchCrate {
    folder: PathBuf,
}

impl ScratchCrate {
    fn write() -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fixture-crate");
        let package = Path::new(env!("CARGO_MANIFEST_DIR"));
        let scratch = Self { folder };
        scratch.put("Cargo.toml", &manifest());
        scratch.put("src/lib.rs", &root());
        for name in fixtures::names() {
            let module = module(&name);
            for (path, source) in fixtures::generate(&name, &fixtures::text(&name)) {
                scratch.put(&format!("src/{module}/{path}"), &source);
            }
        }
        scratch.put_agreement(&package.join("../trophy-api/tests/agreement/harness.rs"));
        let fixtures = package.join("tests/fixtures");
        scratch.copy_all("tests/behaviour", &fixtures.join("behaviour"));
        scratch.copy("tests/growth.rs", &fixtures.join("growth.rs"));
        // In a folder of its own, so that it is no test.
        scratch.copy("tests/double/double.rs", &fixtures.join("double.rs"));
        put_lock(&scratch.folder);
        scratch
    }

    /// The tests that client and router agree, over all fixtures that have operations.
    fn put_agreement(&self, harness: &Path) {
        let mut root = "#![allow(missing_docs)]\n\nmod cases;\nmod harness;\n".to_owned();
        let mut cases = String::new();
        for name in fixtures::names() {
            let module = module(&name);
            if let Some((tests, values)) = fixtures::agreement(&name, &module) {
                self.put(&format!("tests/agreement/{module}.rs"), &tests);
                self.put(&format!("tests/agreement/{module}.json"), &values);
                writeln!(root, "mod {module};").expect("a string can be written to");
                let constant = module.to_uppercase();
                let line =
                    format!("pub(crate) const {constant}: &str = include_str!(\"{module}.json\");");
                writeln!(cases, "{line}").expect("a string can be written to");
            }
        }
        self.put("tests/agreement/main.rs", &root);
        self.put("tests/agreement/cases.rs", &cases);
        self.copy("tests/agreement/harness.rs", harness);
    }

    fn put(&self, path: &str, text: &str) {
        put(&self.folder.join(path), text);
    }

    fn copy(&self, path: &str, from: &Path) {
        let text =
            fs::read_to_string(from).unwrap_or_else(|error| panic!("{}: {error}", from.display()));
        self.put(path, &text);
    }

    fn copy_all(&self, path: &str, from: &Path) {
        let files = fs::read_dir(from).expect("the folder can be read");
        for file in files.map(|file| file.expect("its entries can be read")) {
            let name = file.file_name();
            self.copy(&format!("{path}/{}", name.display()), &file.path());
        }
    }

    /// Runs cargo in the crate, and fails with what it says if it fails.
    fn cargo(&self, arguments: &[&str]) {
        let output = Command::new(env!("CARGO"))
            .args(arguments)
            .args(["--quiet", "--offline", "--target-dir"])
            .arg(target())
            .current_dir(&self.folder)
            .env("RUSTDOCFLAGS", "-Dwarnings")
            // What others set for their own crates would have the dependencies compiled anew.
            .env_remove("RUSTFLAGS")
            .env_remove("CARGO_ENCODED_RUSTFLAGS")
            .env_remove("CARGO_ENCODED_RUSTDOCFLAGS")
            .output()
            .expect("cargo can be started");
        assert!(
            output.status.success(),
            "cargo {} in {}\n{}{}",
            arguments.join(" "),
            self.folder.display(),
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr),
        );
    }
}

fn manifest() -> String {
    let runtime = in_manifest("runtime");
    format!(
        r#"[package]
name = "fixtures"
edition = "2024"
# Files of an earlier run may lie beside these.
autotests = false

[[test]]
name = "agreement"
path = "tests/agreement/main.rs"

[[test]]
name = "behaviour"
path = "tests/behaviour/main.rs"

[[test]]
name = "growth"
path = "tests/growth.rs"

[dependencies]
apicrate-runtime = {{ path = "{runtime}", default-features = false, features = ["server"] }}

# What only its tests need, and its documentation does not.
[dev-dependencies]
axum = {{ version = "0.8", default-features = false, features = ["http1", "tokio"] }}
serde = {{ version = "1", features = ["derive"] }}
serde_json = "1"
tokio = {{ version = "1", default-features = false, features = ["macros", "net", "rt"] }}
apicrate-runtime = {{ path = "{runtime}", features = ["reqwest"] }}

[profile.dev]
debug = false
incremental = false

[lints.rust]
missing_debug_implementations = "deny"
missing_docs = "deny"
unreachable_pub = "deny"
unsafe_code = "deny"
warnings = "deny"

[workspace]
"#
    )
}

fn root() -> String {
    let modules = fixtures::names().into_iter().map(|name| {
        let module = module(&name);
        format!("/// Generated from `{name}.yaml`.\npub mod {module};\n")
    });
    format!(
        "//! What the generator makes of its fixtures.\n\n{}",
        modules.collect::<String>()
    )
}

/// The module that a fixture becomes.
fn module(name: &str) -> String {
    name.replace('-', "_")
}
