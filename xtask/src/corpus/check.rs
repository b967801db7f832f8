//! The workspace of the generated crates, and the messages of the compiler.

use std::collections::HashMap;
use std::error::Error;
use std::fs;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::Value;

use crate::corpus::document::{Document, identifier};
use crate::corpus::manifest::workspace_manifest;
use crate::corpus::progress::progress;
use crate::corpus::report::{Compilation, Row};
use crate::workspace;

/// A workspace below the target folder, one for each folder of documents. All of them share a target folder, so that
/// dependencies are compiled once.
#[derive(Debug)]
pub(super) struct Workspace {
    folder: PathBuf,
}

impl Workspace {
    /// Creates the workspace, and removes crates of documents that no longer exist.
    pub(super) fn new(folder: &Path, documents: &[Document]) -> io::Result<Self> {
        // The program is in `<target>/<profile>/`.
        let program = std::env::current_exe()?;
        let target = program.ancestors().nth(2).unwrap_or(Path::new("target"));
        let name = identifier(&folder.canonicalize()?.display().to_string());
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

    /// Compiles the crates of all accepted documents.
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
        // With the versions of this workspace, nothing has to be downloaded.
        fs::copy(
            workspace::root().join("Cargo.lock"),
            self.folder.join("Cargo.lock"),
        )?;
        let mut compilations = self.cargo(accepted.len(), jobs)?;
        for row in rows.iter_mut().filter(|row| row.is_accepted()) {
            row.compilation = Some(compilations.remove(&row.package).unwrap_or_default());
        }
        Ok(())
    }

    /// Runs `cargo check` and returns the messages of the compiler by package.
    fn cargo(
        &self,
        count: usize,
        jobs: Option<usize>,
    ) -> Result<HashMap<String, Compilation>, Box<dyn Error>> {
        let mut cargo = workspace::cargo();
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
            // Different flags would compile all dependencies again.
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
        let mut compilations: HashMap<String, Compilation> = HashMap::new();
        let mut done = 0;
        let output = child.stdout.take().ok_or("cargo has no output")?;
        for line in BufReader::new(output).lines() {
            let message: Value = serde_json::from_str(&line?)?;
            let Some(package) = message["target"]["name"].as_str() else {
                continue;
            };
            if package.starts_with("corpus_")
                && add_message(
                    &message,
                    compilations.entry(package.to_owned()).or_default(),
                )
            {
                done += 1;
                progress("compiled", done, count, package);
            }
        }
        let status = child.wait()?;
        if compilations.is_empty() && !status.success() {
            return Err(fs::read_to_string(self.folder.join("cargo.txt"))?.into());
        }
        Ok(compilations)
    }
}

/// Adds a message of the compiler. Returns true if the crate is complete.
fn add_message(message: &Value, compilation: &mut Compilation) -> bool {
    if message["reason"] == "compiler-artifact" {
        compilation.compiled = true;
        return true;
    }
    let level = message["message"]["level"].as_str();
    // Summaries such as "3 warnings emitted" have no span.
    let is_summary = message["message"]["spans"]
        .as_array()
        .is_none_or(Vec::is_empty);
    if is_summary && level != Some("error") {
        return false;
    }
    let is_error = level == Some("error");
    compilation.warnings += usize::from(level == Some("warning"));
    // An error replaces an earlier warning.
    if compilation.first.is_none() || is_error && !compilation.is_error {
        let text = message["message"]["rendered"].as_str().unwrap_or_default();
        compilation.first = Some(text.to_owned());
        compilation.is_error = is_error;
    }
    false
}
