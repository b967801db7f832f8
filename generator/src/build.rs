//! For a build script: the code of a document as a module in Cargo's output folder, and what is to be said about
//! the document in the words of Cargo.
//!
//! ```no_run
//! // build.rs
//! use apicrate::build::Build;
//!
//! fn main() {
//!     Build::new("pets.yaml").overlay("corrections.yaml").module("pets");
//! }
//! ```
//!
//! ```ignore
//! // src/lib.rs
//! include!(concat!(env!("OUT_DIR"), "/pets.rs"));
//! ```
//!
//! An error in the document fails the build and a warning shows in it, each with its file, line and column. The
//! script runs again when the document or an overlay changes.

use std::env;
use std::fmt::Display;
use std::fs;
use std::io;
use std::path::PathBuf;

use proc_macro2::Literal;

use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::project::Output;
use crate::{Files, GenerateError, Options, Overlay, generate};

/// What becomes of a document in a build.
#[derive(Clone, Debug)]
pub struct Build {
    document: PathBuf,
    overlays: Vec<PathBuf>,
    options: Options,
}

impl Build {
    /// Begins with the path of a document, from the folder of the package.
    #[must_use]
    pub fn new(document: impl Into<PathBuf>) -> Self {
        let document = document.into();
        Self {
            options: Options {
                source: document.display().to_string(),
                ..Options::default()
            },
            document,
            overlays: Vec::new(),
        }
    }

    /// Adds an overlay that corrects the document. They are applied in this order.
    #[must_use]
    pub fn overlay(mut self, path: impl Into<PathBuf>) -> Self {
        self.overlays.push(path.into());
        self
    }

    /// Sets what the caller decides about the output. [`Options::root_file`] is `mod.rs` in any case.
    #[must_use]
    pub fn options(mut self, options: Options) -> Self {
        self.options = options;
        self
    }

    /// Writes the code to the folder `name` of Cargo's output folder, and beside it `name.rs`, which declares it as a
    /// public module of that name and is to be included.
    ///
    /// Whatever goes wrong is told to Cargo, which then fails the build.
    pub fn module(&self, name: &str) {
        for path in self.overlays.iter().chain([&self.document]) {
            tell("rerun-if-changed", path.display());
        }
        if let Err(error) = self.write(name) {
            tell("error", error);
        }
    }

    fn write(&self, name: &str) -> io::Result<()> {
        let Some(out) = env::var_os("OUT_DIR").map(PathBuf::from) else {
            return Err(io::Error::other(
                "OUT_DIR is not set: this is no build script",
            ));
        };
        let Some(files) = self.files() else {
            return Ok(());
        };
        let mut output = Output::new();
        output.add_folder(&out.join(name), files);
        output.write(&output.differences()?)?;
        let path = out.join(name).join("mod.rs").display().to_string();
        let path = Literal::string(&path);
        let source = self.document.display();
        let module = format!("/// Generated from `{source}`.\n#[path = {path}]\npub mod {name};\n");
        fs::write(out.join(format!("{name}.rs")), module)
    }

    /// The files, if there is no error, which is told otherwise.
    fn files(&self) -> Option<Files> {
        let options = Options {
            root_file: "mod.rs".to_owned(),
            ..self.options.clone()
        };
        let generation = Overlay::read_all(&self.overlays)
            .map_err(GenerateError::from)
            .and_then(|overlays| generate(&self.document, &overlays, &options));
        match generation {
            Ok(generation) => {
                for path in &generation.other_files {
                    tell("rerun-if-changed", path.display());
                }
                tell_all(&generation.warnings);
                return Some(generation.files);
            }
            Err(GenerateError::Document(findings)) => tell_all(&findings),
            Err(GenerateError::Render(error)) => tell("error", error),
        }
        None
    }
}

fn tell_all(findings: &Diagnostics) {
    for finding in findings {
        let instruction = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        tell(instruction, line(finding));
    }
}

/// A finding on one line, which is all that Cargo takes.
fn line(finding: &Diagnostic) -> String {
    let place = match finding.position {
        Some(position) => format!("{}:{}:{}", finding.file, position.line, position.column),
        None => finding.file.clone(),
    };
    let help = finding.help.as_ref().map(|help| format!(" (help: {help})"));
    format!(
        "{place}: {} [{}]{}",
        finding.message,
        finding.code,
        help.unwrap_or_default()
    )
}

/// Prints an instruction to Cargo. A line break would end it.
fn tell(instruction: &str, what: impl Display) {
    let what = what.to_string().replace(['\r', '\n'], " ");
    println!("cargo::{instruction}={what}");
}
