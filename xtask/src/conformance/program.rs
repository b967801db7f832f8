//! The workspace of the generated crates and of the program that calls them.

use std::error::Error;
use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

use apicrate::project::Output;

use super::documents::{Crate, crates};
use super::paths::sources;
use crate::workspace;

/// Writes the workspace, and compiles it. Returns the path of the program.
pub(super) fn build(apis: &[Crate]) -> Result<PathBuf, Box<dyn Error>> {
    let folder = crates();
    let mut output = Output::new();
    output.add_file(folder.join("Cargo.toml"), workspace_manifest());
    output.add_file(
        folder.join("documents/Cargo.toml"),
        documents_manifest(apis),
    );
    output.add_file(folder.join("documents/src/lib.rs"), documents(apis));
    output.add_file(folder.join("program/Cargo.toml"), program_manifest());
    // With the versions of this workspace, nothing has to be downloaded.
    let lock = fs::read_to_string(workspace::root().join("Cargo.lock"))?;
    output.add_file(folder.join("Cargo.lock"), lock);
    output.write(&output.differences()?)?;
    eprintln!("compiling {} crates", apis.len());
    let status = workspace::cargo()
        .args([
            "build",
            "--offline",
            "--quiet",
            "--keep-going",
            "--target-dir",
            "../target",
        ])
        .current_dir(&folder)
        // Different flags would compile all dependencies again.
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .env_remove("CARGO_BUILD_RUSTFLAGS")
        .env("CARGO_INCREMENTAL", "0")
        .status()?;
    if !status.success() {
        return Err("the generated crates do not compile".into());
    }
    Ok(folder.join("../target/debug/program"))
}

fn workspace_manifest() -> String {
    let runtime = workspace::own_runtime();
    format!(
        r#"[workspace]
resolver = "3"
members = ["apis/*", "documents", "program"]

[workspace.dependencies]
apicrate-runtime = {{ {runtime}, default-features = false, features = ["server"] }}

[workspace.lints.rust]
missing_debug_implementations = "deny"
missing_docs = "deny"
unreachable_pub = "deny"
unsafe_code = "deny"
warnings = "deny"

[profile.dev]
debug = false
"#
    )
}

fn documents_manifest(apis: &[Crate]) -> String {
    let mut manifest = r#"[package]
name = "documents"
version = "0.1.0"
edition = "2024"

[dependencies]
apicrate-runtime.workspace = true
"#
    .to_owned();
    for Crate { package, .. } in apis {
        _ = writeln!(manifest, "{package} = {{ path = \"../apis/{package}\" }}");
    }
    manifest
}

/// The crate `documents`: all generated crates, and a list of them.
fn documents(apis: &[Crate]) -> String {
    let mut names = String::new();
    let mut list = String::new();
    for Crate {
        package,
        versions,
        base,
    } in apis
    {
        _ = writeln!(names, "pub use {package};");
        _ = writeln!(
            list,
            "    Document {{
        package: {package:?},
        versions: &{versions:?},
        base: {base:?},
        routes: |client| {package}::server::routes(&{package}::Api::new(client)),
    }},"
        );
    }
    format!(
        r"//! The generated crates.

use apicrate_runtime::Client;
use apicrate_runtime::server::Routes;
{names}
/// A document of the suite.
pub struct Document {{
    /// The name of the crate.
    pub package: &'static str,
    /// The versions of OpenAPI.
    pub versions: &'static [&'static str],
    /// The path of the server.
    pub base: &'static str,
    /// The routes of a server that forwards each call to a client.
    pub routes: fn(&Client) -> Routes,
}}

/// All documents.
pub const DOCUMENTS: &[Document] = &[
{list}];
"
    )
}

fn program_manifest() -> String {
    let source = sources().join("program").join("main.rs");
    let source = source.display().to_string().replace('\\', "/");
    format!(
        r#"[package]
name = "program"
version = "0.1.0"
edition = "2024"

[[bin]]
name = "program"
path = "{source}"

[dependencies]
apicrate-runtime = {{ workspace = true, features = ["http-transport"] }}
axum = {{ version = "0.8", default-features = false, features = ["http1", "tokio"] }}
documents = {{ path = "../documents" }}
serde_json = "1"
tokio = {{ version = "1", default-features = false, features = ["macros", "net", "rt", "rt-multi-thread"] }}
"#
    )
}
