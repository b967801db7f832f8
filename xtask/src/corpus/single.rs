//! The internal command for one document: generates the crate, writes it, and prints the result as JSON.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use apicrate::diagnostic::{Diagnostic, Severity};
use apicrate::project::Output;
use apicrate::render::Gate;
use apicrate::{GenerateError, Options, RawDocument, generate_from};
use serde::{Deserialize, Serialize};

use crate::corpus::manifest::manifest;

/// The result of one document.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct SingleResult {
    /// The number of generated lines; `None` if the document was rejected.
    pub(super) lines: Option<usize>,
    /// The number of operations.
    pub(super) operations: usize,
    /// The number of models.
    pub(super) models: usize,
    /// The errors of a rejected document.
    pub(super) errors: Vec<Finding>,
    /// The warnings: parts of the document that were ignored, guessed or renamed.
    pub(super) findings: Vec<Finding>,
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
) -> Result<ExitCode, Box<dyn Error>> {
    let name = document.file_name().unwrap_or_default().to_string_lossy();
    let options = Options {
        source: name.into_owned(),
        root_file: "lib.rs".to_owned(),
        server: Gate::Always,
        ..Options::default()
    };
    let read = RawDocument::read(document).and_then(|read| read.allow_dirs(allowed));
    let generated = read.map_err(GenerateError::from);
    let result = match generated.and_then(|read| generate_from(read, &options)) {
        Ok(generation) => {
            // The server is an optional feature, so its lines do not count.
            let files = generation.files.iter();
            let own = files.filter(|(path, _)| !path.starts_with("server/"));
            let lines = own.map(|(_, text)| text.lines().count());
            let result = SingleResult {
                lines: Some(lines.sum()),
                operations: generation.api.operation_count(),
                models: generation.api.types.len(),
                findings: generation.warnings.iter().map(Finding::from).collect(),
                ..SingleResult::default()
            };
            write(out, generation.files)?;
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

fn write(out: &Path, files: BTreeMap<String, String>) -> Result<(), Box<dyn Error>> {
    let package = out.file_name().unwrap_or_default().to_string_lossy();
    let mut output = Output::new();
    output.add_folder(&out.join("src"), files);
    output.add_file(out.join("Cargo.toml"), manifest(&package));
    Ok(output.write(&output.differences()?)?)
}
