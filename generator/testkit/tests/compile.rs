//! Generated code and its documentation compile without a warning, and the code behaves as it should.
//!
//! All fixtures become modules of one scratch crate, which denies warnings. Its test `behaviour`, in
//! `generator/tests/fixtures/behaviour/`, uses the types and requests as a caller does. Its test `agreement` sends
//! sample exchanges through the generated servers and clients.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

#[path = "../../tests/fixtures/mod.rs"]
mod fixtures;
#[path = "compile/parts.rs"]
mod parts;
#[path = "../../tests/support/scratch.rs"]
mod scratch;
#[path = "compile/validation_cases.rs"]
mod validation_cases;

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use apicrate::render::CallSite;
use apicrate::{Files, Options, render};
use apicrate_testkit::exchange::{exchanges, skipped};
use apicrate_testkit::typed_errors;

use scratch::{in_manifest, put, put_lock, target, workspace};

#[test]
fn fixtures_compile_and_behave() {
    let scratch = ScratchCrate::write();
    scratch.cargo(&["test"]);
    scratch.cargo(&["doc", "--no-deps"]);
}

/// With each set of features, since the parts of the code can depend on them.
#[test]
fn every_combination_of_client_and_server_compiles() {
    let scratch = ScratchCrate::new("parts-crate");
    for (path, text) in parts::files() {
        scratch.put(&path, &text);
    }
    put_lock(&scratch.folder);
    for features in ["", "client", "server"] {
        scratch.cargo(&["check", "--features", features]);
    }
    scratch.cargo(&["doc", "--no-deps"]);
    scratch.cargo(&["test", "--features", "client,server"]);
}

#[test]
fn compiler_explains_arguments_that_setters_do_not_accept() {
    let scratch = ScratchCrate::new("mistakes-crate");
    let package = "[package]\nname = \"mistakes\"\nedition = \"2024\"\n";
    scratch.put("Cargo.toml", &format!("{package}\n{}", dependencies()));
    scratch.put("src/lib.rs", MISTAKES);
    put_lock(&scratch.folder);
    let output = scratch.output(&["check"]);
    let errors = String::from_utf8_lossy(&output.stderr).replace("std::string::", "");
    for expected in [
        "a setter for `String` does not accept `Patch<_>`",
        "a setter for `String` does not accept `{integer}`",
        "only a field of the type `Patch` can be set to `null`",
        "a setter for `Vec<String>` does not accept `Patch<_>`",
    ] {
        assert!(errors.contains(expected), "{expected}: not in\n{errors}");
    }
}

/// A crate with setters whose arguments have wrong types.
const MISTAKES: &str = r"use apicrate_runtime::{Patch, Setters};

#[derive(Setters)]
pub struct User {
    pub name: Option<String>,
    pub tags: Option<Vec<String>>,
}

pub fn mistakes() {
    User::new().name(Patch::Null);
    User::new().name(5);
    User::new().tags(Patch::Null);
}
";

/// The code of a fixture with an example for each operation, which the documentation tests compile.
fn with_examples(name: &str, module: &str) -> Files {
    let (api, options) = fixtures::read(name, &fixtures::text(name));
    let options = Options {
        call_site: Some(CallSite {
            argument: format!("api: fixtures::{module}::Api"),
            root: "api".to_owned(),
            models: format!("fixtures::{module}::models"),
            runtime: None,
        }),
        ..options
    };
    render(&api, &options).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// A crate outside of the workspace.
struct ScratchCrate {
    folder: PathBuf,
}

impl ScratchCrate {
    fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        Self { folder }
    }

    /// Writes the crate with a module for each fixture.
    fn write() -> Self {
        let scratch = Self::new("fixture-crate");
        scratch.put("Cargo.toml", &manifest());
        scratch.put("src/lib.rs", &root());
        for name in fixtures::names() {
            let module = module(&name);
            for (path, source) in with_examples(&name, &module) {
                scratch.put(&format!("src/{module}/{path}"), &source);
            }
        }
        scratch.put_agreement();
        let fixtures = workspace().join("generator/tests/fixtures");
        scratch.copy_all("tests/behaviour", &fixtures.join("behaviour"));
        let cases = validation_cases::validation_cases(&fixtures::text("validation"));
        scratch.put("tests/behaviour/validation_cases.json", &cases.to_string());
        scratch.copy("src/own.rs", &fixtures.join("own.rs"));
        scratch.copy("tests/growth.rs", &fixtures.join("growth.rs"));
        // Not directly in `tests`, where cargo would take it for a test.
        scratch.copy("tests/double/double.rs", &fixtures.join("double.rs"));
        put_lock(&scratch.folder);
        scratch
    }

    /// Writes the test `agreement`, over all fixtures that have operations.
    fn put_agreement(&self) {
        let mut trials = String::new();
        let mut without_exchanges = Vec::new();
        for name in fixtures::names() {
            let (api, _) = fixtures::read(&name, &fixtures::text(&name));
            if api.operation_count() == 0 {
                continue;
            }
            let module = module(&name);
            for (operation, reason) in skipped(&api) {
                without_exchanges.push(format!("{name}/{operation}: {reason}"));
            }
            let exchanges = serde_json::to_string(&exchanges(&api)).expect("exchanges are JSON");
            self.put(&format!("tests/agreement/{module}.json"), &exchanges);
            let errors = typed_errors(&api, &format!("fixtures::{module}"));
            writeln!(
                trials,
                "    trials.extend(tests(\"{name}\", include_str!(\"{module}.json\"), {errors}, |client| {{\n        \
                 fixtures::{module}::server::routes(&fixtures::{module}::Api::new(client))\n    }}));"
            )
            .expect("a string can be written to");
        }
        assert_eq!(without_exchanges, SKIPPED, "operations without exchanges");
        let main = AGREEMENT.replace("/* trials */\n", &trials);
        self.put("tests/agreement/main.rs", &main);
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

    /// Runs cargo in the crate.
    fn output(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO"))
            .args(arguments)
            .args(["--quiet", "--offline", "--target-dir"])
            .arg(target())
            .current_dir(&self.folder)
            .env("RUSTDOCFLAGS", "-Dwarnings")
            // Other flags than those of the other scratch crates would compile the dependencies again.
            .env_remove("RUSTFLAGS")
            .env_remove("CARGO_ENCODED_RUSTFLAGS")
            .env_remove("CARGO_ENCODED_RUSTDOCFLAGS")
            .output()
            .expect("cargo can be started")
    }

    /// Runs cargo in the crate. Fails with cargo's output if cargo fails.
    fn cargo(&self, arguments: &[&str]) {
        let output = self.output(arguments);
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

/// The operations that the test `agreement` does not call, with the reasons.
const SKIPPED: [&str; 3] = [
    "exploded-objects/doors_find: a server cannot decode its requests",
    "exploded-objects/doors_update as application/x-www-form-urlencoded: a server cannot decode its requests",
    "media-ranges/notes_add: a text is not in UTF-8",
];

/// The test `agreement` of the scratch crate.
const AGREEMENT: &str = r#"//! Generated servers and clients agree with the fixtures that they are generated from.
#![allow(deprecated)]

use std::sync::Arc;

use apicrate_agreement::{Agreement, Exchange, Forward, TypedError};
use libtest_mimic::{Arguments, Trial};

fn main() {
    let mut trials = Vec::new();
/* trials */
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}

fn tests(
    fixture: &str,
    exchanges: &str,
    errors: &'static [(&'static str, TypedError)],
    forward: Forward,
) -> Vec<Trial> {
    let exchanges: Vec<Exchange> = serde_json::from_str(exchanges).unwrap();
    let agreement = Arc::new(Agreement::start(forward).unwrap().with_typed_errors(errors));
    let trials = exchanges.into_iter().map(|exchange| {
        let name = format!("{fixture}/{}", exchange.name);
        let agreement = Arc::clone(&agreement);
        Trial::test(name, move || Ok(agreement.check(&exchange)?))
    });
    trials.collect()
}
"#;

fn manifest() -> String {
    let package = r#"[package]
name = "fixtures"
edition = "2024"
# The folder may contain files of an earlier run.
autotests = false

[[test]]
name = "agreement"
path = "tests/agreement/main.rs"
harness = false

[[test]]
name = "behaviour"
path = "tests/behaviour/main.rs"

[[test]]
name = "growth"
path = "tests/growth.rs"
"#;
    format!("{package}\n{}", dependencies())
}

/// The part of a manifest that all these crates have: with equal dependencies, these are compiled once.
fn dependencies() -> String {
    let runtime = in_manifest("generator/runtime");
    let agreement = in_manifest("generator/testkit/agreement");
    format!(
        r#"[dependencies]
apicrate-runtime = {{ path = "{runtime}", default-features = false, features = ["chrono", "patterns", "rust_decimal", "schemars", "server", "time", "url"] }}
serde = {{ version = "1", features = ["derive"] }}

# Only the tests use these; the documentation builds without them.
[dev-dependencies]
apicrate-agreement = {{ path = "{agreement}" }}
apicrate-runtime = {{ path = "{runtime}", features = ["http-transport"] }}
axum = {{ version = "0.8", default-features = false, features = ["http1", "tokio"] }}
futures-core = {{ version = "0.3", default-features = false }}
libtest-mimic = "0.8"
serde_json = "1"
tokio = {{ version = "1", default-features = false, features = ["macros", "net", "rt", "rt-multi-thread"] }}

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
        "//! The generated code of all fixtures.\n\npub mod own;\n{}",
        modules.collect::<String>()
    )
}

/// The module of a fixture.
fn module(name: &str) -> String {
    name.replace('-', "_")
}
