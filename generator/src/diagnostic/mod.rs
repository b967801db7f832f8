//! Diagnostics about a document: the problem, its position in the source, and help.
//!
//! A [`Diagnostic`] refers to its value with a JSON pointer, so that no step needs the source text to report one.
//! `Document::locate` adds file, line and column later; the text is searched only if there are diagnostics.

mod config_entry;
mod excerpt;
mod group;

use std::cmp::Ordering;
use std::collections::HashSet;
use std::{error, fmt, slice, vec};

use serde_json::{Value, json};

pub use self::config_entry::ConfigEntry;
pub use self::excerpt::Excerpt;
pub(crate) use self::excerpt::ExcerptLine;
pub use self::group::FindingGroup;
use crate::counted::counted;
use crate::one_line::one_line;

/// The severity of a diagnostic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Severity {
    /// The document cannot be processed; nothing is generated.
    Error,
    /// Code is generated, but a part of the document was corrected, guessed or ignored.
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

/// A position in a text, counted as editors do: lines and columns from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourcePosition {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

/// One error or warning about a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Error or warning.
    pub severity: Severity,
    /// The identifier of the problem in kebab case, such as `dangling-reference`. Stable across versions.
    pub code: &'static str,
    /// The problem and the reaction to it, in one sentence without a full stop.
    pub message: String,
    /// The JSON pointer (RFC 6901) of the value; the empty string is the whole document.
    pub pointer: String,
    /// The file name of the source; empty until the diagnostic is located.
    pub file: String,
    /// The position in the source; `None` until the diagnostic is located.
    pub position: Option<SourcePosition>,
    /// The source line at `position`; `None` until the diagnostic is located.
    pub excerpt: Option<Excerpt>,
    /// A suggestion how to fix the problem.
    pub help: Option<String>,
    /// The entry of the configuration that the problem is about; `None` if it is about the document.
    pub entry: Option<ConfigEntry>,
}

impl Diagnostic {
    /// Creates an error.
    #[must_use]
    pub fn error(
        code: &'static str,
        pointer: impl Into<String>,
        message: impl Into<String>,
    ) -> Self {
        Self::new(Severity::Error, code, pointer.into(), message.into())
    }

    /// Creates a warning.
    #[must_use]
    pub fn warning(
        code: &'static str,
        pointer: impl Into<String>,
        message: impl Into<String>,
    ) -> Self {
        Self::new(Severity::Warning, code, pointer.into(), message.into())
    }

    /// Adds a suggestion how to fix the problem.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(shortened(help.into()));
        self
    }

    /// Sets the entry of the configuration that the problem is about, by its table and key.
    #[must_use]
    pub(crate) fn with_entry(mut self, table: &str, key: &str) -> Self {
        self.entry = Some(ConfigEntry::new(table, key));
        self
    }

    /// Adds a suggestion, if there is one.
    #[must_use]
    pub(crate) fn with_optional_help(self, help: Option<String>) -> Self {
        match help {
            Some(help) => self.with_help(help),
            None => self,
        }
    }

    /// Returns a JSON object with `severity`, `code`, `message`, `pointer`, `file`, `line`, `column` and `help`.
    /// Missing values are `null`.
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
            message: shortened(message),
            pointer,
            file: String::new(),
            position: None,
            excerpt: None,
            help: None,
            entry: None,
        }
    }
}

/// Each part is one line: names of the document are part of it, and a terminal would execute control characters.
impl fmt::Display for Diagnostic {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{}[{}]: {}",
            self.severity,
            self.code,
            one_line(&self.message)
        )?;
        if !self.file.is_empty() {
            write!(formatter, "\n  --> {}", one_line(&self.file))?;
            if let Some(SourcePosition { line, column }) = self.position {
                write!(formatter, ":{line}:{column}")?;
            }
        }
        if let Some(excerpt) = &self.excerpt {
            write!(formatter, "\n{excerpt}")?;
        }
        if !self.pointer.is_empty() {
            write!(formatter, "\n  at #{}", one_line(&self.pointer))?;
        }
        if let Some(help) = &self.help {
            write!(formatter, "\n  help: {}", one_line(help))?;
        }
        Ok(())
    }
}

/// The maximum number of errors, and the maximum number of warnings, of one run. Published documents have less than
/// 2,000 findings. More findings help nobody, and a document could have as many of them as it has bytes.
pub(crate) const MAX_FINDINGS: usize = 10_000;

/// The maximum length of a message or a help text in bytes.
const MAX_TEXT_BYTES: usize = 1000;

/// Shortens a text that contains a very long name or value. Its end is kept, because it states what was done about the
/// problem.
fn shortened(text: String) -> String {
    if text.len() <= MAX_TEXT_BYTES {
        return text;
    }
    let start = (0..MAX_TEXT_BYTES / 2)
        .rev()
        .find_map(|end| text.get(..end));
    let end = (text.len() - MAX_TEXT_BYTES / 4..).find_map(|start| text.get(start..));
    format!(
        "{} … {}",
        start.unwrap_or_default(),
        end.unwrap_or_default()
    )
}

/// The diagnostics of one run, in the order in which they were reported.
///
/// The list contains at most 10,000 errors and as many warnings. An additional diagnostic states that there are more.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
    errors: usize,
    warnings: usize,
}

impl Diagnostics {
    /// Creates an empty list.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            list: Vec::new(),
            errors: 0,
            warnings: 0,
        }
    }

    /// Appends a diagnostic, unless the list already has too many of its severity.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        let severity = diagnostic.severity;
        let count = match severity {
            Severity::Error => &mut self.errors,
            Severity::Warning => &mut self.warnings,
        };
        match (*count).cmp(&MAX_FINDINGS) {
            Ordering::Less => self.list.push(diagnostic),
            Ordering::Equal => self.list.push(too_many(severity)),
            Ordering::Greater => return,
        }
        *count += 1;
    }

    /// Removes diagnostics that repeat the code, message and pointer of an earlier one.
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
        self.retain(|_| is_first.next().unwrap_or(true));
    }

    /// Removes the diagnostics for which a function returns false.
    pub(crate) fn retain(&mut self, keep: impl FnMut(&Diagnostic) -> bool) {
        self.list.retain(keep);
        self.errors = self.count(Severity::Error);
        self.warnings = self.count(Severity::Warning);
    }

    /// Returns true if the list is empty.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The number of diagnostics.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.list.len()
    }

    /// Returns true if at least one diagnostic is an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.errors > 0
    }

    /// Returns the parts of the document that are degraded because of tolerated errors. See `RawDocument::tolerant`.
    #[must_use]
    pub fn degraded(&self) -> Degraded<'_> {
        let with_code = |code| {
            let findings = self.iter().filter(move |finding| finding.code == code);
            findings.collect()
        };
        Degraded {
            schemas: with_code("degraded-schema"),
            operations: with_code("omitted-operation"),
            others: with_code("omitted-part"),
        }
    }

    /// Returns a JSON array with one object per diagnostic, in the format of [`Diagnostic::to_json`].
    #[must_use]
    pub fn to_json(&self) -> Value {
        self.iter().map(Diagnostic::to_json).collect()
    }

    /// Iterates over the diagnostics in order.
    pub fn iter(&self) -> slice::Iter<'_, Diagnostic> {
        self.list.iter()
    }

    /// Iterates over the diagnostics in order, with mutable access.
    pub fn iter_mut(&mut self) -> slice::IterMut<'_, Diagnostic> {
        self.list.iter_mut()
    }

    /// The numbers of errors and warnings: `1 error, 2 warnings`.
    fn counts(&self) -> String {
        let errors = counted(self.count(Severity::Error), "error");
        let warnings = counted(self.count(Severity::Warning), "warning");
        match (self.count(Severity::Error), self.count(Severity::Warning)) {
            (0, 0) => "no findings".to_owned(),
            (_, 0) => errors,
            (0, _) => warnings,
            _ => format!("{errors}, {warnings}"),
        }
    }

    fn count(&self, severity: Severity) -> usize {
        self.iter()
            .filter(|diagnostic| diagnostic.severity == severity)
            .count()
    }
}

/// The diagnostics about the parts of a document that are degraded because of tolerated errors.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Degraded<'a> {
    /// The schemas that are treated as any value.
    pub schemas: Vec<&'a Diagnostic>,
    /// The operations that are left out.
    pub operations: Vec<&'a Diagnostic>,
    /// The other parts that are left out, such as response headers.
    pub others: Vec<&'a Diagnostic>,
}

/// The numbers that are not zero: `1 schema`, or `1 schema, 2 operations and 1 other part`.
impl fmt::Display for Degraded<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [
            (self.schemas.len(), "schema"),
            (self.operations.len(), "operation"),
            (self.others.len(), "other part"),
        ];
        let parts = parts.into_iter().filter(|(count, _)| *count > 0);
        let parts: Vec<String> = parts.map(|(count, name)| counted(count, name)).collect();
        match parts.split_last() {
            None => formatter.write_str("nothing"),
            Some((last, [])) => formatter.write_str(last),
            Some((last, others)) => write!(formatter, "{} and {last}", others.join(", ")),
        }
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for diagnostic in self {
            write!(formatter, "{diagnostic}\n\n")?;
        }
        formatter.write_str(&self.counts())
    }
}

/// The text of `Display`, with the numbers first: a program whose `main` returns an error prints it with `Debug`.
impl fmt::Debug for Diagnostics {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.counts())?;
        for diagnostic in self {
            write!(formatter, "\n\n{diagnostic}")?;
        }
        Ok(())
    }
}

impl error::Error for Diagnostics {}

/// The diagnostic that replaces the ones above the limit.
fn too_many(severity: Severity) -> Diagnostic {
    let message =
        format!("there are more than {MAX_FINDINGS} {severity}s; the others are not reported");
    Diagnostic::new(severity, "too-many-findings", String::new(), message)
}

impl From<Diagnostic> for Diagnostics {
    fn from(diagnostic: Diagnostic) -> Self {
        Self::from_iter([diagnostic])
    }
}

impl FromIterator<Diagnostic> for Diagnostics {
    fn from_iter<I: IntoIterator<Item = Diagnostic>>(diagnostics: I) -> Self {
        let mut list = Self::new();
        list.extend(diagnostics);
        list
    }
}

impl Extend<Diagnostic> for Diagnostics {
    fn extend<I: IntoIterator<Item = Diagnostic>>(&mut self, diagnostics: I) {
        for diagnostic in diagnostics {
            self.push(diagnostic);
        }
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.into_iter()
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
