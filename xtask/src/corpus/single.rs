//! The internal command for one document: generates the crate, writes it, and prints the result as JSON.

use std::error::Error;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use apicrate::diagnostic::{Diagnostic, Severity};
use apicrate::project::{CrateConfig, DocumentConfig, Output};
use apicrate::{GenerateError, Generation, Options, RawDocument, generate_from};
use apicrate_cli::code::add_code;
use apicrate_testkit::exchange::skipped;
use serde::{Deserialize, Serialize};

use crate::corpus::manifest::LINTS;
use crate::corpus::program::add_program;
use crate::workspace;

/// The result of one document.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct SingleResult {
    /// `info.version`; empty if the document was rejected.
    pub(super) version: String,
    /// The number of generated lines; `None` if the document was rejected.
    pub(super) lines: Option<usize>,
    /// The number of operations.
    pub(super) operations: usize,
    /// The number of models.
    pub(super) models: usize,
    /// The operations whose server and client are not compared, with `--agree`.
    pub(super) not_checked: Vec<NotChecked>,
    /// The errors of a rejected document.
    pub(super) errors: Vec<Finding>,
    /// The warnings: parts of the document that were ignored, guessed or renamed.
    pub(super) findings: Vec<Finding>,
}

/// An operation whose server and client are not compared.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct NotChecked {
    pub(super) operation: String,
    pub(super) reason: String,
}

/// A finding in a short form.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Finding {
    pub(super) code: String,
    pub(super) message: String,
    pub(super) pointer: String,
    pub(super) line: Option<usize>,
    pub(super) column: Option<usize>,
}

impl From<&Diagnostic> for Finding {
    fn from(diagnostic: &Diagnostic) -> Self {
        Self {
            code: diagnostic.code.to_owned(),
            message: diagnostic.message.clone(),
            pointer: diagnostic.pointer.clone(),
            line: diagnostic.position.map(|position| position.line),
            column: diagnostic.position.map(|position| position.column),
        }
    }
}

pub(super) fn run(
    document: &Path,
    allowed: &[PathBuf],
    out: &Path,
    agree: bool,
) -> Result<ExitCode, Box<dyn Error>> {
    remove_scaffold(out)?;
    let config = config(document, allowed, out)?;
    let result = match generation(&config) {
        Ok(generation) => {
            // The server is an optional feature, so its lines do not count.
            let files = generation.files.iter();
            let own = files.filter(|(path, _)| !path.starts_with("server/"));
            let lines = own.map(|(_, text)| text.lines().count());
            let mut result = SingleResult {
                version: generation.api.version.clone(),
                lines: Some(lines.sum()),
                operations: generation.api.operation_count(),
                models: generation.api.types.len(),
                findings: generation.warnings.iter().map(Finding::from).collect(),
                ..SingleResult::default()
            };
            let mut output = Output::new();
            if agree && result.operations > 0 {
                let package = out.file_name().unwrap_or_default().to_string_lossy();
                add_program(&mut output, &generation.api, &package, out)?;
                let skipped = skipped(&generation.api).into_iter();
                let not_checked = skipped.map(|(operation, reason)| NotChecked {
                    operation,
                    reason: reason.to_owned(),
                });
                result.not_checked = not_checked.collect();
            }
            add_code(&mut output, &config, generation)?;
            output.write(&output.differences()?)?;
            let mut manifest = OpenOptions::new()
                .append(true)
                .open(out.join("Cargo.toml"))?;
            manifest.write_all(LINTS.as_bytes())?;
            result
        }
        Err(error) => SingleResult {
            errors: errors(&error),
            ..SingleResult::default()
        },
    };
    println!("{}", serde_json::to_string(&result)?);
    Ok(ExitCode::SUCCESS)
}

/// Removes the files that are written once only, so that they are those of today.
fn remove_scaffold(out: &Path) -> io::Result<()> {
    for name in ["Cargo.toml", "README.md", "examples/first_call.rs"] {
        match fs::remove_file(out.join(name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// The configuration of a crate as `apicrate generate DOCUMENT --out DIR` has it. The package has the name of its folder.
fn config(
    document: &Path,
    allowed: &[PathBuf],
    out: &Path,
) -> Result<DocumentConfig, Box<dyn Error>> {
    let mut config = DocumentConfig::new(document);
    let name = document.file_name().unwrap_or_default().to_string_lossy();
    config.source = Some(name.into_owned());
    config.allow_dir = allowed.to_vec();
    out.clone_into(&mut config.output);
    let mut package = CrateConfig::default();
    let name = out.file_name().unwrap_or_default().to_string_lossy();
    package.name = Some(name.parse()?);
    package.runtime_path = Some(workspace::root().join("generator").join("runtime"));
    config.package = Some(package);
    Ok(config)
}

fn generation(config: &DocumentConfig) -> Result<Generation, GenerateError> {
    let raw = config.configure(RawDocument::read(&config.path)?, &[])?;
    let options = Options {
        library: config.library(""),
        ..config.options()
    };
    generate_from(raw, &options)
}

fn errors(error: &GenerateError) -> Vec<Finding> {
    match error {
        GenerateError::Document(findings) => {
            let errors = findings
                .iter()
                .filter(|finding| finding.severity == Severity::Error);
            errors.map(Finding::from).collect()
        }
        GenerateError::Render(error) => vec![Finding {
            code: "render".to_owned(),
            message: error.to_string(),
            pointer: String::new(),
            line: None,
            column: None,
        }],
    }
}
