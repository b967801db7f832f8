//! The result of each document, as a table and as JSON.

use std::fmt;

use apicrate::counted::counted;
use serde::Serialize;

use crate::corpus::document::Document;
use crate::corpus::single::{Finding, SingleResult};

/// The state of a document after generation.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case", tag = "state", content = "message")]
pub(super) enum State {
    /// A crate was generated.
    Accepted,
    /// The document has errors.
    Rejected,
    /// The generator panicked, with this message.
    Panicked(String),
    /// The process exceeded its time or memory, or was killed, with this message.
    Crashed(String),
}

/// The messages of the compiler about a crate.
#[derive(Debug, Default, Serialize)]
pub(super) struct Compilation {
    pub(super) compiled: bool,
    pub(super) warnings: usize,
    /// The first message; the first error, if there are errors.
    pub(super) first: Option<String>,
    #[serde(skip)]
    pub(super) is_error: bool,
}

/// The result of one document.
#[derive(Debug, Serialize)]
pub(super) struct Row {
    pub(super) document: String,
    #[serde(skip)]
    pub(super) package: String,
    #[serde(flatten)]
    pub(super) state: State,
    #[serde(flatten)]
    pub(super) result: SingleResult,
    /// The time to generate the crate, in seconds.
    pub(super) seconds: f64,
    /// `None` if the crate was not compiled.
    pub(super) compilation: Option<Compilation>,
}

impl Row {
    pub(super) fn new(
        document: &Document,
        state: State,
        result: SingleResult,
        seconds: f64,
    ) -> Self {
        Self {
            document: document.name.clone(),
            package: document.package.clone(),
            state,
            result,
            seconds,
            compilation: None,
        }
    }

    pub(super) fn is_accepted(&self) -> bool {
        matches!(self.state, State::Accepted)
    }

    /// Returns true if the result shows no error of the generator.
    pub(super) fn is_success(&self) -> bool {
        let compiled =
            |compilation: &Compilation| compilation.compiled && compilation.warnings == 0;
        match self.state {
            State::Accepted => self.compilation.as_ref().is_none_or(compiled),
            State::Rejected => self.result.errors.iter().all(|error| error.line.is_some()),
            State::Panicked(_) | State::Crashed(_) => false,
        }
    }

    /// The text of the last column.
    fn remark(&self) -> String {
        match &self.state {
            State::Panicked(message) | State::Crashed(message) => first_line(message),
            State::Rejected => self.result.errors.first().map(located).unwrap_or_default(),
            State::Accepted => {
                let first = self.compilation.as_ref().and_then(|it| it.first.as_deref());
                first.map(first_line).unwrap_or_default()
            }
        }
    }
}

fn first_line(text: &str) -> String {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.take(2).collect::<Vec<_>>().join(" ")
}

fn located(error: &Finding) -> String {
    let Finding { code, message, .. } = error;
    match (error.line, error.column) {
        (Some(line), Some(column)) => format!("{line}:{column} {code}: {message}"),
        _ => format!("{code}: {message}"),
    }
}

/// A table with one line for each document, and a line of totals.
pub(super) struct Table<'a>(pub(super) &'a [Row]);

impl fmt::Display for Table<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.0.iter().map(|row| row.document.chars().count());
        let width = names.max().unwrap_or(0).max(8);
        writeln!(
            f,
            "{:<width$}  {:<9} {:<9} {:>8} {:>8} {:>7} {:>8}  first error",
            "document", "generated", "compiled", "warnings", "findings", "seconds", "lines"
        )?;
        for row in self.0 {
            let state = match row.state {
                State::Accepted => "accepted",
                State::Rejected => "rejected",
                State::Panicked(_) => "panicked",
                State::Crashed(_) => "crashed",
            };
            let compiled = match &row.compilation {
                None => "-",
                Some(Compilation { compiled: true, .. }) => "yes",
                Some(_) => "no",
            };
            let warnings = row.compilation.as_ref().map(|it| it.warnings.to_string());
            let lines = row.result.lines.map(|lines| lines.to_string());
            let line = format!(
                "{:<width$}  {state:<9} {compiled:<9} {:>8} {:>8} {:>7.2} {:>8}  {}",
                row.document,
                warnings.as_deref().unwrap_or("-"),
                row.result.findings.len(),
                row.seconds,
                lines.as_deref().unwrap_or("-"),
                row.remark(),
            );
            writeln!(f, "{}", line.trim_end())?;
        }
        self.write_totals(f)
    }
}

impl Table<'_> {
    fn write_totals(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = |is: fn(&State) -> bool| self.0.iter().filter(|row| is(&row.state)).count();
        write!(
            f,
            "\n{}: {} accepted, {} rejected, {} panicked, {} crashed",
            counted(self.0.len(), "document"),
            count(|state| matches!(state, State::Accepted)),
            count(|state| matches!(state, State::Rejected)),
            count(|state| matches!(state, State::Panicked(_))),
            count(|state| matches!(state, State::Crashed(_))),
        )?;
        let compilations: Vec<_> = self
            .0
            .iter()
            .filter_map(|row| row.compilation.as_ref())
            .collect();
        if compilations.is_empty() {
            return Ok(());
        }
        let compiled = compilations.iter().filter(|it| it.compiled).count();
        let warnings: usize = compilations.iter().map(|it| it.warnings).sum();
        let warnings = counted(warnings, "warning");
        write!(f, "; {compiled} compiled, with {warnings}")
    }
}
