//! Code generation in a build script: writes a module to Cargo's output folder, and reports errors and warnings as
//! messages of Cargo.
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
//! An error in the document fails the build; a warning appears in its output. Both have file, line and column. The
//! script runs again when the document or an overlay changes.
//!
//! Only generated files are replaced or removed, and symbolic links are not followed: see [`Output`].

use std::env;
use std::error::Error;
use std::fmt::Display;
use std::path::PathBuf;

use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::file_name::is_device;
use crate::one_line::one_line;
use crate::project::Output;
use crate::render::{header, is_identifier};
use crate::{
    Files, GenerateError, Generation, Options, Overlay, RawDocument, generate_from, tolerated,
};

/// Generates code from a document in a build script.
#[derive(Clone, Debug)]
pub struct Build {
    document: PathBuf,
    overlays: Vec<PathBuf>,
    allowed: Vec<PathBuf>,
    is_tolerant: bool,
    options: Options,
}

impl Build {
    /// Creates a build for the document at a path relative to the package.
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
            allowed: Vec::new(),
            is_tolerant: false,
        }
    }

    /// Adds an overlay. Overlays are applied in the order in which they were added.
    #[must_use]
    pub fn overlay(mut self, path: impl Into<PathBuf>) -> Self {
        self.overlays.push(path.into());
        self
    }

    /// Allows references to files below another folder than the document's own. See [`RawDocument::allow_dirs`].
    #[must_use]
    pub fn allow_dir(mut self, folder: impl Into<PathBuf>) -> Self {
        self.allowed.push(folder.into());
        self
    }

    /// Generates code for a document with errors, too. Errors become warnings, and what depends on them is degraded. See
    /// [`RawDocument::tolerant`].
    #[must_use]
    pub fn tolerant(mut self) -> Self {
        self.is_tolerant = true;
        self
    }

    /// Sets the options of the output. [`Options::root_file`] is ignored; it is always `mod.rs`.
    #[must_use]
    pub fn options(mut self, options: Options) -> Self {
        self.options = options;
        self
    }

    /// Writes the code to the folder `name` in Cargo's output folder, and the file `name.rs` next to it. Include that
    /// file: it declares the code as a public module `name`. The name must be an identifier of Rust, and a file name on
    /// every system.
    ///
    /// Reports each error to Cargo, which then fails the build.
    pub fn module(&self, name: &str) {
        for path in self.overlays.iter().chain([&self.document]) {
            report("rerun-if-changed", path.display());
        }
        if let Err(error) = self.write(name) {
            report("error", error);
        }
    }

    fn write(&self, name: &str) -> Result<(), Box<dyn Error>> {
        if !is_identifier(name) || is_device(name) {
            let name = one_line(name);
            return Err(format!("`{name}` is not a valid name for a module").into());
        }
        let out = env::var_os("OUT_DIR").map(PathBuf::from);
        let out = out.ok_or("OUT_DIR is not set; call this from a build script")?;
        let root = out.join(name).join("mod.rs");
        let root = root.to_str().ok_or("the path of OUT_DIR is not UTF-8")?;
        let Some(files) = self.files() else {
            return Ok(());
        };
        let header = header(&self.options.source);
        let module = format!("{header}\n#[path = {root:?}]\npub mod {name};\n");
        let mut output = Output::new();
        output.add_folder(&out.join(name), files);
        output.add_file(out.join(format!("{name}.rs")), module);
        output.write(&output.differences()?)?;
        Ok(())
    }

    /// The generated files. Reports errors and warnings to Cargo; returns `None` after an error.
    fn files(&self) -> Option<Files> {
        match self.generate() {
            Ok(generation) => {
                for path in &generation.other_files {
                    report("rerun-if-changed", path.display());
                }
                report_all(&generation.warnings);
                return Some(generation.files);
            }
            Err(GenerateError::Document(findings)) => {
                report_all(&findings);
                self.report_tolerated();
            }
            Err(GenerateError::Render(error)) => report("error", error),
        }
        None
    }

    fn generate(&self) -> Result<Generation, GenerateError> {
        let options = Options {
            root_file: "mod.rs".to_owned(),
            ..self.options.clone()
        };
        generate_from(self.read()?, &options)
    }

    fn read(&self) -> Result<RawDocument, Diagnostics> {
        let overlays = Overlay::read_all(&self.overlays)?;
        let document = RawDocument::read(&self.document)?;
        let document = document.allow_dirs(&self.allowed)?;
        let document = document.with_overlays(&overlays)?;
        Ok(if self.is_tolerant {
            document.tolerant()
        } else {
            document
        })
    }

    /// Reports the code that [`Self::tolerant`] would generate for a document with errors.
    fn report_tolerated(&self) {
        let document = self.read().ok().filter(|_| !self.is_tolerant);
        if let Some(findings) = document.and_then(tolerated) {
            let degraded = findings.degraded();
            let message = format!("`Build::tolerant` would generate all but {degraded}");
            report("warning", message);
        }
    }
}

fn report_all(findings: &Diagnostics) {
    for finding in findings {
        let instruction = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        report(instruction, line(finding));
    }
}

/// A finding in one line: a message of Cargo cannot have more.
fn line(finding: &Diagnostic) -> String {
    let position = match finding.position {
        Some(position) => format!("{}:{}:{}", finding.file, position.line, position.column),
        None => finding.file.clone(),
    };
    let help = finding.help.as_ref().map(|help| format!(" (help: {help})"));
    format!(
        "{position}: {} [{}]{}",
        finding.message,
        finding.code,
        help.unwrap_or_default()
    )
}

/// Prints an instruction to Cargo. Line breaks are replaced, since they would end it.
fn report(instruction: &str, what: impl Display) {
    let what = what.to_string().replace(['\r', '\n'], " ");
    println!("cargo::{instruction}={what}");
}
