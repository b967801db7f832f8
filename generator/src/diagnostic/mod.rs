//! Findings about a document: what is wrong, where it stands in the source, and what would help.
//!
//! A [`Diagnostic`] points at its subject with a JSON pointer, which every room can write down
//! without knowing the source text. The room that read the text adds file, line and column later,
//! so that only documents with findings pay for the search.

mod excerpt;

use std::collections::HashSet;
use std::{error, fmt, slice, vec};

use serde_json::{Value, json};

pub use self::excerpt::Excerpt;

/// Whether a finding stops the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Severity {
    /// No sound output can come from the document.
    Error,
    /// Output is possible, but something of the document is missing from it or was guessed.
    Warning,
}

impl fmt::Display for Severity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
        })
    }
}

/// A place in a text, counted as editors count: lines and columns from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourcePosition {
    /// The line, from 1.
    pub line: usize,
    /// The character within the line, from 1.
    pub column: usize,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Whether the finding stops the run.
    pub severity: Severity,
    /// The kind of finding in kebab case, stable over versions: `dangling-reference`.
    pub code: &'static str,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// Where in the document, as a JSON pointer (RFC 6901); the empty string is the whole document.
    pub pointer: String,
    /// The name of the source; empty until the finding is located.
    pub file: String,
    /// Where in the source; `None` until the finding is located.
    pub position: Option<SourcePosition>,
    /// The source at `position`; `None` until the finding is located.
    pub excerpt: Option<Excerpt>,
    /// What the reader could do about it.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A finding that stops the run.
    #[must_use]
    pub fn error(
        code: &'static str,
        pointer: impl Into<String>,
        message: impl Into<String>,
    ) -> Self {
        Self::new(Severity::Error, code, pointer.into(), message.into())
    }

    /// A finding that the run survives.
    #[must_use]
    pub fn warning(
        code: &'static str,
        pointer: impl Into<String>,
        message: impl Into<String>,
    ) -> Self {
        Self::new(Severity::Warning, code, pointer.into(), message.into())
    }

    /// Adds what the reader could do about it.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The finding as a JSON object with `severity`, `code`, `message`, `pointer`, `file`, `line`, `column`
    /// and `help`; what it does not have is `null`.
    #[must_use]
    pub fn to_json(&self) -> Value {
        json!({
            "severity": self.severity.to_string(),
            "code": self.code,
            "message": self.message,
            "pointer": self.pointer,
            "file": self.file,
            "line": self.position.map(|position| position.line),
            "column": self.position.map(|position| position.column),
            "help": self.help,
        })
    }

    fn new(severity: Severity, code: &'static str, pointer: String, message: String) -> Self {
        Self {
            severity,
            code,
            message,
            pointer,
            file: String::new(),
            position: None,
            excerpt: None,
            help: None,
        }
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{}[{}]: {}",
            self.severity, self.code, self.message
        )?;
        if !self.file.is_empty() {
            write!(formatter, "\n  --> {}", self.file)?;
            if let Some(SourcePosition { line, column }) = self.position {
                write!(formatter, ":{line}:{column}")?;
            }
        }
        if let Some(excerpt) = &self.excerpt {
            write!(formatter, "\n{excerpt}")?;
        }
        if !self.pointer.is_empty() {
            write!(formatter, "\n  at #{}", self.pointer)?;
        }
        if let Some(help) = &self.help {
            write!(formatter, "\n  help: {help}")?;
        }
        Ok(())
    }
}

/// The findings of one run, in the order they were made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// No findings yet.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Adds a finding.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// Removes each finding that repeats an earlier one: the same code and message at the same pointer.
    pub(crate) fn remove_duplicates(&mut self) {
        let mut seen = HashSet::new();
        let is_first = self.iter().map(|it| {
            seen.insert((
                it.code,
                it.file.as_str(),
                it.pointer.as_str(),
                it.message.as_str(),
            ))
        });
        let mut is_first = is_first.collect::<Vec<_>>().into_iter();
        self.0.retain(|_| is_first.next().unwrap_or(true));
    }

    /// Whether there is no finding at all.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many findings there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether a finding stops the run.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }

    /// The findings as an array of JSON objects, each as [`Diagnostic::to_json`] has it.
    #[must_use]
    pub fn to_json(&self) -> Value {
        self.iter().map(Diagnostic::to_json).collect()
    }

    /// The findings in the order they were made.
    pub fn iter(&self) -> slice::Iter<'_, Diagnostic> {
        self.0.iter()
    }

    /// The findings in the order they were made, to be changed.
    pub fn iter_mut(&mut self) -> slice::IterMut<'_, Diagnostic> {
        self.0.iter_mut()
    }

    fn count(&self, severity: Severity) -> usize {
        self.iter()
            .filter(|diagnostic| diagnostic.severity == severity)
            .count()
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for diagnostic in self {
            write!(formatter, "{diagnostic}\n\n")?;
        }
        match (self.count(Severity::Error), self.count(Severity::Warning)) {
            (0, 0) => formatter.write_str("no findings"),
            (errors, 0) => write_count(formatter, errors, "error"),
            (0, warnings) => write_count(formatter, warnings, "warning"),
            (errors, warnings) => {
                write_count(formatter, errors, "error")?;
                formatter.write_str(", ")?;
                write_count(formatter, warnings, "warning")
            }
        }
    }
}

fn write_count(formatter: &mut fmt::Formatter<'_>, count: usize, noun: &str) -> fmt::Result {
    let plural = if count == 1 { "" } else { "s" };
    write!(formatter, "{count} {noun}{plural}")
}

impl error::Error for Diagnostics {}

impl From<Diagnostic> for Diagnostics {
    fn from(diagnostic: Diagnostic) -> Self {
        Self(vec![diagnostic])
    }
}

impl FromIterator<Diagnostic> for Diagnostics {
    fn from_iter<I: IntoIterator<Item = Diagnostic>>(diagnostics: I) -> Self {
        Self(diagnostics.into_iter().collect())
    }
}

impl Extend<Diagnostic> for Diagnostics {
    fn extend<I: IntoIterator<Item = Diagnostic>>(&mut self, diagnostics: I) {
        self.0.extend(diagnostics);
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = slice::Iter<'a, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'a> IntoIterator for &'a mut Diagnostics {
    type Item = &'a mut Diagnostic;
    type IntoIter = slice::IterMut<'a, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter_mut()
    }
}
