//! The state of normalizing an object, and the diagnostics that all of its parts report.

use std::mem;

use serde_json::Value;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::describe::{describe, quoted_list};
use crate::document::grammar::ObjectKind;
use crate::document::pointer::JsonPointer;
use crate::document::version::OpenApiVersion;
use crate::similar::SuggestionBudget;

pub(super) struct Normalizer<'a> {
    pub(super) version: OpenApiVersion,
    pub(super) findings: &'a mut Diagnostics,
    /// The pointers of numbers and booleans that were converted to strings.
    pub(super) stringified: Vec<String>,
    pub(super) suggestions: SuggestionBudget,
    /// In a value that no code depends on: true if it has an error, so that it is removed. Otherwise `None`.
    pub(super) ignored: Option<bool>,
}

/// The decision about a field after it was normalized.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum FieldAction {
    Keep,
    Remove,
}

impl Normalizer<'_> {
    pub(super) fn malformed(&mut self, at: &JsonPointer<'_>, expected: &str, found: &Value) {
        self.malformed_with(at, expected, found, None);
    }

    /// As [`Self::malformed`], with a suggestion.
    pub(super) fn malformed_with(
        &mut self,
        at: &JsonPointer<'_>,
        expected: &str,
        found: &Value,
        help: Option<String>,
    ) {
        let message = format!("expected {expected}, found {}", describe(found));
        self.error(at, message, help);
    }

    fn error(&mut self, at: &JsonPointer<'_>, message: String, help: Option<String>) {
        let finding = match &mut self.ignored {
            Some(is_ignored) => {
                *is_ignored = true;
                Diagnostic::warning("malformed", at, format!("{message}; ignored"))
            }
            None => Diagnostic::error("malformed", at, message),
        };
        self.findings.push(finding.with_optional_help(help));
    }

    /// Normalizes a value that no code depends on. If it has errors, they are reported as warnings, and the value is
    /// removed.
    pub(super) fn ignoring_errors(
        &mut self,
        normalize: impl FnOnce(&mut Self) -> FieldAction,
    ) -> FieldAction {
        let outer = self.ignored.replace(false);
        let action = normalize(self);
        match mem::replace(&mut self.ignored, outer) {
            Some(true) => FieldAction::Remove,
            _ => action,
        }
    }

    pub(super) fn warn(
        &mut self,
        code: &'static str,
        at: &JsonPointer<'_>,
        message: impl Into<String>,
    ) {
        self.findings.push(Diagnostic::warning(code, at, message));
    }

    /// Reports missing required fields that have no defaults.
    pub(super) fn missing(&mut self, kind: ObjectKind, names: &[&str], at: &JsonPointer<'_>) {
        if !names.is_empty() {
            self.error(at, missing_fields(kind, names), None);
        }
    }
}

/// The message about required fields that an object does not have.
pub(super) fn missing_fields(kind: ObjectKind, names: &[&str]) -> String {
    let title = kind.title();
    match names {
        [name] => format!("required field `{name}` is missing in {title}"),
        names => format!(
            "required fields {} are missing in {title}",
            quoted_list(names, "and")
        ),
    }
}
