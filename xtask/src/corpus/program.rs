//! The program of each crate that sends sample exchanges through the generated server and client.

use std::error::Error;
use std::path::{Path, PathBuf};

use apicrate::Api;
use apicrate::project::Output;
use apicrate_testkit::agreement;
use apicrate_testkit::exchange::exchanges;

use crate::workspace;

/// The folder of the program below that of the crate.
pub(super) const PROGRAM: &str = "agreement";

/// The name of the program's package.
pub(super) fn package(library: &str) -> String {
    format!("{library}-{PROGRAM}")
}

/// The file with the exchanges of a crate.
pub(super) fn exchanges_file(out: &Path) -> PathBuf {
    out.join(PROGRAM).join("exchanges.json")
}

/// Adds the program of a crate to the output.
pub(super) fn add_program(
    output: &mut Output,
    api: &Api,
    library: &str,
    out: &Path,
) -> Result<(), Box<dyn Error>> {
    let folder = out.join(PROGRAM);
    let main = agreement(api, library)?;
    output.add_file(folder.join("src").join("main.rs"), main);
    output.add_file(folder.join("Cargo.toml"), manifest(library));
    output.add_file(exchanges_file(out), serde_json::to_string(&exchanges(api))?);
    Ok(())
}

fn manifest(library: &str) -> String {
    let agreement = workspace::root().join("generator/testkit/agreement");
    let agreement = agreement.display().to_string().replace('\\', "/");
    format!(
        r#"[package]
name = "{}"
version = "0.1.0"
edition = "2024"
publish = false

[dependencies]
apicrate-agreement = {{ path = "{agreement}" }}
{library} = {{ path = "..", features = ["server"] }}
"#,
        package(library)
    )
}
