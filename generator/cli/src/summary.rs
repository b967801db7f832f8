//! The end of a run that generates code: the files that differ, and its summary.

use std::error::Error;
use std::fmt;
use std::io;
use std::process::ExitCode;

use apicrate::diagnostic::{Degraded, SourcePosition};
use apicrate::document::RemoteAccess;
use apicrate::project::{Output, shown};
use apicrate::{Diagnostics, GenerateError, Generation, RawDocument, tolerated};
use serde::{Deserialize, Serialize};

use crate::console::{Console, plural};
use crate::remote::save;

/// The findings of a run, and the numbers in its last line.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Summary {
    /// The findings of all documents.
    #[serde(skip)]
    pub findings: Diagnostics,
    /// A document refers to other files, on which the generated code depends too.
    #[serde(skip)]
    pub has_other_files: bool,
    documents: usize,
    operations: usize,
    models: usize,
    files: usize,
    /// A line for each document with errors that could be tolerated.
    #[serde(skip)]
    tolerated: Vec<String>,
}

impl Summary {
    /// Adds a generated document.
    pub fn add(&mut self, generation: &Generation) {
        self.findings.extend(generation.warnings.clone());
        self.has_other_files |=
            !generation.other_files.is_empty() || !generation.remote_documents.is_empty();
        self.documents += 1;
        self.operations += generation.api.operation_count();
        self.models += generation.api.types.len();
    }

    /// Adds a line about the code that an option would generate for a document with errors.
    pub fn add_tolerated(&mut self, option: &str, document: Option<RawDocument>) {
        if let Some(findings) = document.and_then(tolerated) {
            let degraded = findings.degraded();
            let line = format!("{option} would generate all but {degraded}");
            self.tolerated.push(line);
        }
    }

    /// Adds the errors of a document to the findings. Returns `None` if there are any.
    ///
    /// # Errors
    ///
    /// Errors that do not concern the document.
    pub fn keep_errors<T>(
        &mut self,
        result: Result<T, GenerateError>,
    ) -> Result<Option<T>, GenerateError> {
        match result {
            Ok(value) => Ok(Some(value)),
            Err(GenerateError::Document(errors)) => {
                self.findings.extend(errors);
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// Prints the end of a run whose documents have errors.
    ///
    /// # Errors
    ///
    /// If the output cannot be written.
    pub fn fail(&self, findings: &Diagnostics, console: Console) -> io::Result<ExitCode> {
        console.findings(findings)?;
        for line in &self.tolerated {
            console.note(line)?;
        }
        Ok(ExitCode::FAILURE)
    }

    /// Prints the findings, compares the output with the files on disk, and writes the differences; with `is_check`,
    /// lists them instead. Returns the number of differences.
    ///
    /// # Errors
    ///
    /// If a file must not be changed, or cannot be read or written.
    pub fn write(
        &mut self,
        output: &Output,
        remote: &RemoteAccess,
        is_check: bool,
        console: Console,
    ) -> Result<usize, Box<dyn Error>> {
        self.files = output.files().count();
        console.findings(&self.findings)?;
        let differences = output.differences()?;
        if is_check {
            for (path, difference) in &differences {
                console.line(format_args!("{difference}: {}", shown(path)))?;
            }
        } else {
            output.write(&differences)?;
            save(remote, |line| console.line(line))?;
        }
        Ok(differences.len())
    }

    /// Prints the last lines. `differences` is the number of files that differ, and `command` the one that writes them.
    ///
    /// # Errors
    ///
    /// If the output cannot be written.
    pub fn finish(
        &self,
        differences: usize,
        is_check: bool,
        command: impl fmt::Display,
        console: Console,
    ) -> io::Result<ExitCode> {
        for line in self.degraded() {
            console.line(line)?;
        }
        let files = plural(self.files, "file");
        if !is_check {
            console.line(format_args!("{self}: {differences} of {files} written"))?;
            return Ok(ExitCode::SUCCESS);
        }
        if differences == 0 {
            console.line(format_args!("{self}: {files} up to date"))?;
            return Ok(ExitCode::SUCCESS);
        }
        console.line(format_args!(
            "{self}: {differences} of {files} out of date; run `{command}`"
        ))?;
        Ok(ExitCode::FAILURE)
    }

    /// The lines that list the parts of the documents that are degraded.
    fn degraded(&self) -> impl Iterator<Item = String> {
        let Degraded {
            schemas,
            operations,
            others,
        } = self.findings.degraded();
        let all = schemas.into_iter().chain(operations).chain(others);
        all.map(|finding| {
            let position = finding.position;
            let position =
                position.map(|SourcePosition { line, column }| format!(":{line}:{column}"));
            let position = position.unwrap_or_default();
            format!("degraded: {}{position}: {}", finding.file, finding.message)
        })
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let documents = plural(self.documents, "document");
        let operations = plural(self.operations, "operation");
        let models = plural(self.models, "model");
        write!(f, "{documents}, {operations}, {models}")
    }
}
