//! The result of each document, as a table and as JSON.

use std::fmt;

use apicrate::counted::counted;
use serde::Serialize;

use crate::corpus::document::Document;
use crate::corpus::single::{Finding, NotChecked, SingleResult};

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

/// The messages of the compiler and of rustdoc about a crate.
#[derive(Debug, Serialize)]
pub(super) struct Compilation {
    /// True if the crate compiles with and without server.
    pub(super) compiled: bool,
    pub(super) warnings: usize,
    /// The first message; the first error, if there are errors.
    pub(super) first: Option<String>,
    #[serde(skip)]
    pub(super) is_error: bool,
}

impl Compilation {
    pub(super) const fn new() -> Self {
        Self {
            compiled: true,
            warnings: 0,
            first: None,
            is_error: false,
        }
    }
}

/// The operations of a document by result.
#[derive(Debug, Serialize)]
pub(super) struct Agreement {
    /// The number of operations of which all exchanges stay the same.
    pub(super) agreed: usize,
    /// The number of exchanges.
    pub(super) exchanges: usize,
    /// The first difference of each operation with a difference.
    pub(super) failed: Vec<Difference>,
    /// The operations without exchanges.
    pub(super) not_checked: Vec<NotChecked>,
}

/// An exchange that does not stay the same.
#[derive(Debug, Serialize)]
pub(super) struct Difference {
    pub(super) exchange: String,
    pub(super) problem: String,
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
    /// `None` if server and client were not compared.
    pub(super) agreement: Option<Agreement>,
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
            agreement: None,
        }
    }

    /// Returns true if the crate has a server.
    pub(super) fn is_served(&self) -> bool {
        self.is_accepted() && self.result.operations > 0
    }

    pub(super) fn is_accepted(&self) -> bool {
        matches!(self.state, State::Accepted)
    }

    /// Returns true if the result shows no error of the generator.
    pub(super) fn is_success(&self) -> bool {
        let compiled = |it: &Compilation| it.compiled && it.warnings == 0 && !it.is_error;
        match self.state {
            State::Accepted => {
                self.compilation.as_ref().is_none_or(compiled)
                    && self
                        .agreement
                        .as_ref()
                        .is_none_or(|it| it.failed.is_empty())
            }
            State::Rejected => self.result.errors.iter().all(|error| error.line.is_some()),
            State::Panicked(_) | State::Crashed(_) => false,
        }
    }

    /// The reason why no crate was generated, or the first message of the compiler.
    pub(super) fn failure(&self) -> Option<String> {
        match &self.state {
            State::Panicked(message) | State::Crashed(message) => Some(first_line(message)),
            State::Rejected => self.result.errors.first().map(located),
            State::Accepted => {
                let first = self.compilation.as_ref()?.first.as_deref();
                first.map(first_line)
            }
        }
    }

    /// The text of the last column.
    fn remark(&self) -> String {
        let difference = || {
            let first = self.agreement.as_ref()?.failed.first()?;
            Some(first_line(&format!(
                "{}: {}",
                first.exchange, first.problem
            )))
        };
        self.failure().or_else(difference).unwrap_or_default()
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
            "{:<width$}  {:<9} {:<9} {:>8} {:>8} {:>7} {:>8} {:>6} {:>10} {:>6} {:>6} {:>9}  first error",
            "document",
            "generated",
            "compiled",
            "warnings",
            "findings",
            "seconds",
            "lines",
            "models",
            "operations",
            "agreed",
            "failed",
            "unchecked"
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
            let agreement = row.agreement.as_ref();
            let counts = agreement.map(|it| [it.agreed, it.failed.len(), it.not_checked.len()]);
            let [agreed, failed, unchecked] = match counts {
                Some(counts) => counts.map(|count| count.to_string()),
                None => ["-"; 3].map(str::to_owned),
            };
            let line = format!(
                "{:<width$}  {state:<9} {compiled:<9} {:>8} {:>8} {:>7.2} {:>8} {:>6} {:>10} {agreed:>6} {failed:>6} {unchecked:>9}  {}",
                row.document,
                warnings.as_deref().unwrap_or("-"),
                row.result.findings.len(),
                row.seconds,
                lines.as_deref().unwrap_or("-"),
                row.result.models,
                row.result.operations,
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
        if !compilations.is_empty() {
            let compiled = compilations.iter().filter(|it| it.compiled).count();
            let warnings: usize = compilations.iter().map(|it| it.warnings).sum();
            let warnings = counted(warnings, "warning");
            write!(f, "; {compiled} compiled, with {warnings}")?;
        }
        let agreements = self.0.iter().filter_map(|row| row.agreement.as_ref());
        let agreements: Vec<_> = agreements.collect();
        if agreements.is_empty() {
            return Ok(());
        }
        let sum = |count: fn(&Agreement) -> usize| agreements.iter().map(|it| count(it)).sum();
        write!(
            f,
            "\n{}: server and client agree on {}, disagree on {}, and were not compared on {}",
            counted(
                sum(|it| it.agreed + it.failed.len() + it.not_checked.len()),
                "operation"
            ),
            sum(|it| it.agreed),
            sum(|it| it.failed.len()),
            sum(|it| it.not_checked.len()),
        )
    }
}
