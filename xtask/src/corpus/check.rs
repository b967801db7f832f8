//! The workspace of the generated crates, and the messages of the compiler and of rustdoc.

use std::collections::{HashMap, HashSet};
use std::env;
use std::error::Error;
use std::fs;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::corpus::agree::agree;
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
        let program = env::current_exe()?;
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

    /// The folder of a crate.
    pub(super) fn crate_folder(&self, package: &str) -> PathBuf {
        self.crates().join(package)
    }

    /// Writes the manifest with the crates of all accepted documents.
    pub(super) fn write(&self, rows: &[Row], has_programs: bool) -> io::Result<()> {
        let accepted = rows.iter().filter(|row| row.is_accepted());
        let packages: Vec<&str> = accepted.map(|row| row.package.as_str()).collect();
        let programs = rows.iter().filter(|row| has_programs && row.is_served());
        let programs: Vec<&str> = programs.map(|row| row.package.as_str()).collect();
        let manifest = workspace_manifest(&packages, &programs);
        fs::write(self.folder.join("Cargo.toml"), manifest)?;
        // With the versions of this workspace, nothing has to be downloaded.
        let lock = workspace::root().join("Cargo.lock");
        fs::copy(lock, self.folder.join("Cargo.lock"))?;
        Ok(())
    }

    /// Compares the server and the client of each crate, one crate after another.
    pub(super) fn agree(
        &self,
        rows: &mut [Row],
        jobs: Option<usize>,
    ) -> Result<(), Box<dyn Error>> {
        let mut served: Vec<&mut Row> = rows.iter_mut().filter(|row| row.is_served()).collect();
        let count = served.len();
        for (index, row) in served.iter_mut().enumerate() {
            let mut cargo = self.cargo();
            cargo.arg("run").args(jobs_argument(jobs));
            let out = self.crate_folder(&row.package);
            row.agreement = Some(agree(cargo, row, &out)?);
            progress("compared", index + 1, count, &row.package);
        }
        Ok(())
    }

    /// Compiles the crates of all accepted documents, and their documentation.
    pub(super) fn check(
        &self,
        rows: &mut [Row],
        jobs: Option<usize>,
    ) -> Result<(), Box<dyn Error>> {
        let accepted = rows.iter().filter(|row| row.is_accepted());
        let accepted: Vec<&str> = accepted.map(|row| row.package.as_str()).collect();
        if accepted.is_empty() {
            return Ok(());
        }
        let mut compilations: HashMap<String, Compilation> = accepted
            .iter()
            .map(|package| ((*package).to_owned(), Compilation::new()))
            .collect();
        // Cargo refuses a feature that no package has.
        let has_server = rows.iter().any(Row::is_served);
        for pass in PASSES.iter().filter(|pass| has_server || !pass.has_server) {
            self.compile(pass, &mut compilations, jobs)?;
        }
        for row in rows.iter_mut().filter(|row| row.is_accepted()) {
            row.compilation = compilations.remove(&row.package);
        }
        Ok(())
    }

    /// Cargo, in the folder of the workspace.
    fn cargo(&self) -> Command {
        let mut cargo = workspace::cargo();
        cargo
            .current_dir(&self.folder)
            // Different flags would compile all dependencies again.
            .env_remove("RUSTFLAGS")
            .env_remove("CARGO_ENCODED_RUSTFLAGS")
            .env_remove("CARGO_BUILD_RUSTFLAGS")
            .env_remove("RUSTDOCFLAGS")
            .env_remove("CARGO_ENCODED_RUSTDOCFLAGS")
            .env("CARGO_INCREMENTAL", "0");
        if env::var_os("CARGO_TARGET_DIR").is_none() {
            cargo.env("CARGO_TARGET_DIR", self.folder.with_file_name("target"));
        }
        cargo
    }

    /// Runs Cargo, and adds the messages of the compiler by package.
    fn compile(
        &self,
        pass: &Pass,
        compilations: &mut HashMap<String, Compilation>,
        jobs: Option<usize>,
    ) -> Result<(), Box<dyn Error>> {
        let mut cargo = self.cargo();
        cargo
            .args(pass.arguments)
            .args(pass.has_server.then_some("--features=server"))
            .args(["--keep-going", "--offline", "--quiet"])
            .arg("--message-format=json")
            .args(jobs_argument(jobs))
            .stdout(Stdio::piped());
        let errors = self.folder.join("cargo.txt");
        let mut child = cargo.stderr(fs::File::create(&errors)?).spawn()?;
        let (count, mut failed) = (compilations.len(), false);
        let mut complete = HashSet::new();
        let output = child.stdout.take().ok_or("cargo has no output")?;
        for line in BufReader::new(output).lines() {
            let message: Value = serde_json::from_str(&line?)?;
            let Some(package) = package(&message) else {
                continue;
            };
            let Some(compilation) = compilations.get_mut(package) else {
                continue;
            };
            add_message(&message, compilation);
            failed |= compilation.is_error;
            if is_library(&message) && complete.insert(package.to_owned()) {
                progress(pass.verb, complete.len(), count, package);
            }
        }
        if !child.wait()?.success() && !failed {
            return Err(fs::read_to_string(errors)?.into());
        }
        if pass.arguments.contains(&"check") {
            for (package, compilation) in compilations {
                compilation.compiled &= complete.contains(package);
            }
        }
        Ok(())
    }
}

/// The argument for the number of jobs.
fn jobs_argument(jobs: Option<usize>) -> Option<String> {
    jobs.map(|jobs| format!("--jobs={jobs}"))
}

/// One run of Cargo over all crates.
struct Pass {
    verb: &'static str,
    arguments: &'static [&'static str],
    /// True if the crates have the feature `server`, which is off by default.
    has_server: bool,
}

const PASSES: [Pass; 3] = [
    Pass {
        verb: "compiled",
        arguments: &["check", "--lib", "--examples"],
        has_server: false,
    },
    Pass {
        verb: "compiled with server",
        arguments: &["check", "--lib"],
        has_server: true,
    },
    Pass {
        verb: "documented",
        arguments: &["doc", "--no-deps"],
        has_server: true,
    },
];

/// The package of a message: the name of the folder that contains its manifest.
fn package(message: &Value) -> Option<&str> {
    let manifest = Path::new(message["manifest_path"].as_str()?);
    manifest.parent()?.file_name()?.to_str()
}

/// Returns whether a message reports that the library of a package is complete.
fn is_library(message: &Value) -> bool {
    message["reason"] == "compiler-artifact" && message["target"]["kind"][0] == "lib"
}

/// Adds a message, if it is one of the compiler.
fn add_message(message: &Value, compilation: &mut Compilation) {
    let level = message["message"]["level"].as_str();
    // Summaries such as "3 warnings emitted" have no span.
    let is_summary = message["message"]["spans"]
        .as_array()
        .is_none_or(Vec::is_empty);
    if is_summary && level != Some("error") {
        return;
    }
    let is_error = level == Some("error");
    compilation.warnings += usize::from(level == Some("warning"));
    // An error replaces an earlier warning.
    if compilation.first.is_none() || is_error && !compilation.is_error {
        let text = message["message"]["rendered"].as_str().unwrap_or_default();
        compilation.first = Some(text.to_owned());
        compilation.is_error = is_error;
    }
}
