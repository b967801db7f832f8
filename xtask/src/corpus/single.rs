//! One document: generated, written, and what became of it on standard output.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use apicrate::diagnostic::{Diagnostic, Severity};
use apicrate::render::Gate;
use apicrate::{GenerateError, Options, generate};
use serde::{Deserialize, Serialize};

use super::check::manifest;
use crate::tree::Tree;

/// What became of a document.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Outcome {
    /// How much was generated; nothing where the document was refused.
    pub(super) lines: Option<usize>,
    /// The number of operations.
    pub(super) operations: usize,
    /// The number of models.
    pub(super) models: usize,
    /// What kept the document from being generated.
    pub(super) errors: Vec<Finding>,
    /// What was left out, guessed or renamed.
    pub(super) findings: Vec<Finding>,
}

/// A finding as far as a table has room for it.
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

pub(super) fn run(document: &Path, out: &Path) -> Result<ExitCode, Box<dyn Error>> {
    let name = document.file_name().unwrap_or_default().to_string_lossy();
    let options = Options {
        source: name.into_owned(),
        root_file: "lib.rs".to_owned(),
        server: Gate::Always,
        ..Options::default()
    };
    let outcome = match generate(document, &[], &options) {
        Ok(generation) => {
            // Those of the other end are compiled, too, but nobody has them who does not ask.
            let files = generation.files.iter();
            let own = files.filter(|(path, _)| !path.starts_with("server/"));
            let lines = own.map(|(_, text)| text.lines().count());
            let outcome = Outcome {
                lines: Some(lines.sum()),
                operations: generation.api.operation_count(),
                models: generation.api.types.len(),
                findings: generation.warnings.iter().map(Finding::from).collect(),
                ..Outcome::default()
            };
            write(out, generation.files)?;
            outcome
        }
        Err(error) => Outcome {
            errors: refusal(&error),
            ..Outcome::default()
        },
    };
    println!("{}", serde_json::to_string(&outcome)?);
    Ok(ExitCode::SUCCESS)
}

fn refusal(error: &GenerateError) -> Vec<Finding> {
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
    let tree = Tree::new(out.join("src"), files);
    tree.write(&tree.differences()?)?;
    let path = out.join("Cargo.toml");
    let text = manifest(&package);
    if fs::read_to_string(&path).is_ok_and(|before| before == text) {
        return Ok(());
    }
    Ok(fs::write(path, text)?)
}
