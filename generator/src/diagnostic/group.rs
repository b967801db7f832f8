//! Findings of the same kind: the first one is shown in full, and the others as lines of their files.

use std::collections::HashMap;
use std::fmt;

use super::{Diagnostic, Diagnostics, Severity};
use crate::counted::counted;
use crate::one_line::one_line;

/// The maximum number of lines that are listed for a file.
const MAX_LINES: usize = 10;

/// Findings of the same kind.
#[derive(Debug, Clone)]
pub struct FindingGroup<'d> {
    /// The first of them.
    pub first: &'d Diagnostic,
    /// The others.
    pub others: Vec<&'d Diagnostic>,
}

impl FindingGroup<'_> {
    /// The number of the other findings: `41 more like this`. `None` without others.
    #[must_use]
    pub fn more(&self) -> Option<String> {
        let count = self.others.len();
        (count > 0).then(|| format!("{count} more like this"))
    }

    /// The positions of the other findings, a text for each file: `pets.yaml:19, 27 and 30 others`.
    #[must_use]
    pub fn places(&self) -> Vec<String> {
        let mut files: Vec<(&str, Vec<usize>)> = Vec::new();
        for finding in &self.others {
            let lines = finding.position.map(|position| position.line);
            match files.iter_mut().find(|(file, _)| *file == finding.file) {
                Some((_, known)) => known.extend(lines),
                None => files.push((&finding.file, lines.into_iter().collect())),
            }
        }
        let files = files.into_iter().filter(|(file, _)| !file.is_empty());
        files.map(|(file, lines)| place(file, &lines)).collect()
    }
}

fn place(file: &str, lines: &[usize]) -> String {
    let file = one_line(file);
    let shown = lines.iter().take(MAX_LINES).map(usize::to_string);
    let shown: Vec<String> = shown.collect();
    if shown.is_empty() {
        return file;
    }
    let shown = shown.join(", ");
    match lines.len().saturating_sub(MAX_LINES) {
        0 => format!("{file}:{shown}"),
        others => format!("{file}:{shown} and {}", counted(others, "other")),
    }
}

/// The identity of a kind. The names in a warning do not count. Those in an error do, because each has to be corrected, and the
/// help suggests how; and each file has its own errors.
#[derive(PartialEq, Eq, Hash)]
enum Kind<'d> {
    Error {
        code: &'d str,
        message: &'d str,
        help: Option<&'d str>,
        file: &'d str,
    },
    Warning(&'d str, Vec<&'d str>),
}

impl<'d> Kind<'d> {
    fn new(finding: &'d Diagnostic) -> Self {
        let message = finding.message.as_str();
        match finding.severity {
            Severity::Error => Self::Error {
                code: finding.code,
                message,
                help: finding.help.as_deref(),
                file: &finding.file,
            },
            // Every other part is between backticks.
            Severity::Warning => {
                Self::Warning(finding.code, message.split('`').step_by(2).collect())
            }
        }
    }
}

impl Diagnostics {
    /// Groups the diagnostics by kind, in the order of the first one of each kind.
    #[must_use]
    pub fn groups(&self) -> Vec<FindingGroup<'_>> {
        let mut indices = HashMap::new();
        let mut groups: Vec<FindingGroup<'_>> = Vec::new();
        for finding in self {
            let index = *indices.entry(Kind::new(finding)).or_insert(groups.len());
            match groups.get_mut(index) {
                Some(group) => group.others.push(finding),
                None => groups.push(FindingGroup {
                    first: finding,
                    others: Vec::new(),
                }),
            }
        }
        groups
    }

    /// The text of the diagnostics, with each kind once. `hint` states how to see all, such as `--verbose`.
    pub fn grouped<'d>(&'d self, hint: &'d str) -> impl fmt::Display + use<'d> {
        Grouped {
            diagnostics: self,
            hint,
        }
    }
}

struct Grouped<'d> {
    diagnostics: &'d Diagnostics,
    hint: &'d str,
}

impl fmt::Display for Grouped<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for group in self.diagnostics.groups() {
            write!(formatter, "{}", group.first)?;
            if let Some(more) = group.more() {
                write!(formatter, "\n  and {more}; `{}` shows all", self.hint)?;
            }
            for place in group.places() {
                write!(formatter, "\n      {place}")?;
            }
            formatter.write_str("\n\n")?;
        }
        formatter.write_str(&self.diagnostics.counts())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::SourcePosition;

    fn finding(severity: Severity, message: &str, file: &str, line: usize) -> Diagnostic {
        let mut finding = match severity {
            Severity::Error => Diagnostic::error("malformed", "", message),
            Severity::Warning => Diagnostic::warning("unknown-field", "", message),
        };
        file.clone_into(&mut finding.file);
        finding.position = Some(SourcePosition { line, column: 3 });
        finding
    }

    #[test]
    fn names_in_warnings_do_not_count() {
        use Severity::{Error, Warning};
        let findings = Diagnostics::from_iter([
            finding(
                Warning,
                "`a` is not a field of a Tag Object; ignored",
                "one.yaml",
                1,
            ),
            finding(Error, "expected a string, found `1`", "one.yaml", 2),
            finding(
                Warning,
                "`b` is not a field of a Tag Object; ignored",
                "two.yaml",
                7,
            ),
            finding(Error, "expected a string, found `2`", "one.yaml", 3),
            finding(Error, "expected a string, found `1`", "one.yaml", 4),
            finding(
                Warning,
                "`c` is not a field of an Info Object; ignored",
                "one.yaml",
                5,
            ),
            finding(
                Warning,
                "`c` is not a field of a Tag Object; ignored",
                "one.yaml",
                6,
            ),
        ]);
        let expected = "\
warning[unknown-field]: `a` is not a field of a Tag Object; ignored
  --> one.yaml:1:3
  and 2 more like this; `--verbose` shows all
      two.yaml:7
      one.yaml:6

error[malformed]: expected a string, found `1`
  --> one.yaml:2:3
  and 1 more like this; `--verbose` shows all
      one.yaml:4

error[malformed]: expected a string, found `2`
  --> one.yaml:3:3

warning[unknown-field]: `c` is not a field of an Info Object; ignored
  --> one.yaml:5:3

3 errors, 4 warnings";
        assert_eq!(findings.grouped("--verbose").to_string(), expected);
    }

    #[test]
    fn lines_of_many_findings_are_counted() {
        let line = |line| {
            finding(
                Severity::Error,
                "expected a string, found a list",
                "a.yaml",
                line,
            )
        };
        let findings: Diagnostics = (1..=300).map(line).collect();
        let groups = findings.groups();
        let [group] = groups.as_slice() else {
            unreachable!("{groups:?}");
        };
        assert_eq!(group.more().as_deref(), Some("299 more like this"));
        let expected = "a.yaml:2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 289 others";
        assert_eq!(group.places(), [expected]);
    }
}
