//! The workspace that holds the crates of all documents, and what the compiler says of them.

use std::collections::HashMap;
use std::error::Error;
use std::fs;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use super::report::{Compilation, Row};
use super::{Document, plain, progress};
use crate::generate::manifest_dependency;
use crate::workspace_root;

/// A workspace below the target folder of this one. Each folder of documents has one of its own; what the
/// crates depend on is compiled once for all of them.
#[derive(Debug)]
pub(super) struct Workspace {
    folder: PathBuf,
}

impl Workspace {
    /// Makes room for the crates of the documents in a folder, and for no others.
    pub(super) fn new(folder: &Path, documents: &[Document]) -> io::Result<Self> {
        // The program stands in `<target>/<profile>/`.
        let program = std::env::current_exe()?;
        let target = program.ancestors().nth(2).unwrap_or(Path::new("target"));
        let name = plain(&folder.canonicalize()?.display().to_string());
        let workspace = Self {
            folder: target.join("corpus").join(name),
        };
        fs::create_dir_all(workspace.crates())?;
        for entry in fs::read_dir(workspace.crates())? {
            let entry = entry?;
            let is_wanted = documents
                .iter()
                .any(|document| entry.file_name() == *document.package);
            if !is_wanted {
                fs::remove_dir_all(entry.path())?;
            }
        }
        Ok(workspace)
    }

    fn crates(&self) -> PathBuf {
        self.folder.join("crates")
    }

    /// The folder of a document's crate.
    pub(super) fn crate_folder(&self, document: &Document) -> PathBuf {
        self.crates().join(&document.package)
    }

    /// Compiles the crates of all documents that were accepted.
    pub(super) fn check(
        &self,
        rows: &mut [Row],
        jobs: Option<usize>,
    ) -> Result<(), Box<dyn Error>> {
        let accepted: Vec<&str> = rows
            .iter()
            .filter(|row| row.is_accepted())
            .map(|row| row.package.as_str())
            .collect();
        if accepted.is_empty() {
            return Ok(());
        }
        fs::write(
            self.folder.join("Cargo.toml"),
            workspace_manifest(&accepted),
        )?;
        // The versions of this workspace, so that nothing has to be fetched.
        fs::copy(
            workspace_root().join("Cargo.lock"),
            self.folder.join("Cargo.lock"),
        )?;
        let mut said = self.cargo(accepted.len(), jobs)?;
        for row in rows.iter_mut().filter(|row| row.is_accepted()) {
            row.compilation = Some(said.remove(&row.package).unwrap_or_default());
        }
        Ok(())
    }

    /// What the compiler says, by package.
    fn cargo(
        &self,
        count: usize,
        jobs: Option<usize>,
    ) -> Result<HashMap<String, Compilation>, Box<dyn Error>> {
        let mut cargo = Command::new(env!("CARGO"));
        cargo
            .args([
                "check",
                "--workspace",
                "--keep-going",
                "--offline",
                "--quiet",
            ])
            .args(["--message-format=json", "--target-dir", "../target"])
            .current_dir(&self.folder)
            // What others set for their own crates would have all of these compiled anew.
            .env_remove("RUSTFLAGS")
            .env_remove("CARGO_ENCODED_RUSTFLAGS")
            .env_remove("CARGO_BUILD_RUSTFLAGS")
            .env("CARGO_INCREMENTAL", "0")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        if let Some(jobs) = jobs {
            cargo.args(["--jobs", &jobs.to_string()]);
        }
        let errors = fs::File::create(self.folder.join("cargo.txt"))?;
        let mut child = cargo.stderr(errors).spawn()?;
        let mut said: HashMap<String, Compilation> = HashMap::new();
        let mut done = 0;
        let output = child.stdout.take().ok_or("cargo has no output")?;
        for line in BufReader::new(output).lines() {
            let message: Value = serde_json::from_str(&line?)?;
            let Some(package) = message["target"]["name"].as_str() else {
                continue;
            };
            if package.starts_with("corpus_")
                && note(&message, said.entry(package.to_owned()).or_default())
            {
                done += 1;
                progress("compiled", done, count, package);
            }
        }
        let status = child.wait()?;
        if said.is_empty() && !status.success() {
            return Err(fs::read_to_string(self.folder.join("cargo.txt"))?.into());
        }
        Ok(said)
    }
}

/// Adds what the compiler says to what it said before. Whether the crate is done.
fn note(message: &Value, compilation: &mut Compilation) -> bool {
    if message["reason"] == "compiler-artifact" {
        compilation.compiled = true;
        return true;
    }
    let level = message["message"]["level"].as_str();
    // Sums such as "3 warnings emitted" have no place in the text.
    let is_sum = message["message"]["spans"]
        .as_array()
        .is_none_or(Vec::is_empty);
    if is_sum && level != Some("error") {
        return false;
    }
    let is_error = level == Some("error");
    compilation.warnings += usize::from(level == Some("warning"));
    // An error says more than a warning that came before.
    if compilation.first.is_none() || is_error && !compilation.is_error {
        let text = message["message"]["rendered"].as_str().unwrap_or_default();
        compilation.first = Some(text.to_owned());
        compilation.is_error = is_error;
    }
    false
}

fn workspace_manifest(packages: &[&str]) -> String {
    let members = packages
        .iter()
        .map(|package| format!("    \"crates/{package}\",\n"));
    let members: String = members.collect();
    let runtime = manifest_dependency();
    format!(
        r#"[workspace]
resolver = "3"
members = [
{members}]

[workspace.dependencies]
apicrate-runtime = {{ {runtime}, default-features = false, features = ["server"] }}

[workspace.lints.rust]
missing_debug_implementations = "warn"
missing_docs = "warn"
unreachable_pub = "warn"
unsafe_code = "warn"
"#
    )
}

/// The manifest of one crate.
pub(super) fn manifest(package: &str) -> String {
    format!(
        r#"[package]
name = "{package}"
version = "0.1.0"
edition = "2024"

[dependencies]
apicrate-runtime.workspace = true

[lints]
workspace = true
"#
    )
}
