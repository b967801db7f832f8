//! The end of a run that generates code: the files that differ, and its summary.

use std::error::Error;
use std::fmt;
use std::io;
use std::process::ExitCode;

use apicrate::counted::counted;
use apicrate::diagnostic::{Degraded, SourcePosition};
use apicrate::document::RemoteAccess;
use apicrate::project::{Difference, Output, shown};
use apicrate::{Diagnostics, GenerateError, Generation, RawDocument, tolerated};
use serde::{Deserialize, Serialize};

use crate::console::Console;
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
    /// The files of an earlier run that are removed, or have to be.
    #[serde(skip)]
    obsolete: usize,
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
        let obsolete = differences
            .values()
            .filter(|it| **it == Difference::Obsolete);
        self.obsolete = obsolete.count();
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
        let files = counted(self.files, "file");
        let current = differences.saturating_sub(self.obsolete);
        if !is_check {
            let removed = self.obsolete("removed");
            console.line(format_args!(
                "{self}: {current} of {files} written{removed}"
            ))?;
            return Ok(ExitCode::SUCCESS);
        }
        if differences == 0 {
            console.line(format_args!("{self}: {files} up to date"))?;
            return Ok(ExitCode::SUCCESS);
        }
        let obsolete = self.obsolete("obsolete");
        console.line(format_args!(
            "{self}: {current} of {files} out of date{obsolete}; run `{command}`"
        ))?;
        Ok(ExitCode::FAILURE)
    }

    /// The number of obsolete files: `, 2 removed`. Empty if there are none.
    fn obsolete(&self, participle: &str) -> String {
        match self.obsolete {
            0 => String::new(),
            count => format!(", {count} {participle}"),
        }
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
        let documents = counted(self.documents, "document");
        let operations = counted(self.operations, "operation");
        let models = counted(self.models, "model");
        write!(f, "{documents}, {operations}, {models}")
    }
}
