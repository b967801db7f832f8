//! The state of normalizing an object, and the diagnostics that all of its parts report.

use std::mem;

use serde_json::Value;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::describe::describe;
use crate::document::grammar::ObjectKind;
use crate::document::pointer::JsonPointer;
use crate::document::version::OpenApiVersion;

pub(super) struct Normalizer<'a> {
    pub(super) version: OpenApiVersion,
    pub(super) findings: &'a mut Diagnostics,
    /// The pointers of numbers and booleans that were converted to strings.
    pub(super) stringified: Vec<String>,
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
        let message = format!("expected {expected}, found {}", describe(found));
        self.error(at, message);
    }

    fn error(&mut self, at: &JsonPointer<'_>, message: String) {
        match &mut self.ignored {
            Some(is_ignored) => {
                *is_ignored = true;
                self.warn("malformed", at, format!("{message}; ignored"));
            }
            None => self
                .findings
                .push(Diagnostic::error("malformed", at, message)),
        }
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

    /// Reports a missing required field that has no default.
    pub(super) fn missing(&mut self, kind: ObjectKind, name: &str, at: &JsonPointer<'_>) {
        let message = format!("required field `{name}` is missing in {}", kind.title());
        self.error(at, message);
    }
}
