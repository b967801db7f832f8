//! The state of normalizing an object, and the diagnostics that all of its parts report.

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
        self.findings
            .push(Diagnostic::error("malformed", at, message));
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
        self.findings
            .push(Diagnostic::error("malformed", at, message));
    }
}
