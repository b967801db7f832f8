//! The state of a conversion, and what all of its parts use.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::defaults::Defaults;
use super::grammar::field;
use super::schemas;
use super::shared_parts::SharedParts;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::coverage::swagger_field_names;
use crate::document::describe::describe;
use crate::document::grammar::{ObjectKind, walk};
use crate::document::limits::{TOO_LARGE, size};
use crate::document::pointer::{JsonPointer, escape};
use crate::similar::SuggestionBudget;

/// A converted value.
pub(in crate::document) struct Conversion {
    pub(in crate::document) value: Value,
    pub(in crate::document) moves: Vec<Move>,
    /// Their pointers are those in the converted document.
    pub(in crate::document) findings: Diagnostics,
}

/// A value whose pointer has changed, with all values in it.
pub(in crate::document) struct Move {
    pub(in crate::document) original: String,
    pub(in crate::document) converted: String,
    /// References to the original value refer to the converted one.
    pub(in crate::document) is_target: bool,
}

/// The pointer of a value in the original document and in the converted one.
#[derive(Debug, Clone)]
pub(in crate::document) struct MovedPointer {
    pub(super) original: String,
    pub(super) converted: String,
}

impl MovedPointer {
    pub(super) fn unmoved(pointer: &str) -> Self {
        Self::new(pointer, pointer)
    }

    pub(super) fn new(original: impl Into<String>, converted: impl Into<String>) -> Self {
        Self {
            original: original.into(),
            converted: converted.into(),
        }
    }

    /// The pointers of an entry.
    pub(super) fn entry(&self, name: &str) -> Self {
        let name = escape(name);
        Self {
            original: format!("{}/{name}", self.original),
            converted: format!("{}/{name}", self.converted),
        }
    }
}

/// The fields of later versions that are used in objects other than schemas.
const LATER_FIELDS: [(ObjectKind, &str); 3] = [
    (ObjectKind::Parameter, "deprecated"),
    (ObjectKind::Parameter, "example"),
    (ObjectKind::Header, "example"),
];

/// Converts one value.
pub(super) struct Converter<'a> {
    pub(super) defaults: &'a Defaults,
    pub(super) parts: &'a SharedParts,
    /// The size of the values that may still be copied.
    budget: &'a mut usize,
    moves: Vec<Move>,
    pub(super) findings: Diagnostics,
    /// The number of values that were dropped.
    dropped: usize,
    /// The pointers of the keywords of schemas that were reported as fields of parameters.
    reported: HashSet<String>,
    pub(super) suggestions: SuggestionBudget,
}

impl<'a> Converter<'a> {
    pub(super) fn new(
        defaults: &'a Defaults,
        parts: &'a SharedParts,
        budget: &'a mut usize,
    ) -> Self {
        Self {
            defaults,
            parts,
            budget,
            moves: Vec::new(),
            findings: Diagnostics::new(),
            dropped: 0,
            reported: HashSet::new(),
            suggestions: SuggestionBudget::default(),
        }
    }

    /// Converts the schemas in the converted value.
    pub(super) fn finish(
        mut self,
        mut value: Value,
        kind: ObjectKind,
        pointer: &str,
    ) -> Conversion {
        let at = JsonPointer::Start(pointer);
        walk(&mut value, kind, &at, &mut |kind, at, value| {
            if let (ObjectKind::Schema, Value::Object(schema)) = (kind, value) {
                schemas::convert(schema, at, &self.reported, &mut self.findings);
            }
        });
        Conversion {
            value,
            moves: self.moves,
            findings: self.findings,
        }
    }

    /// Records that a value has moved.
    pub(super) fn moved(&mut self, original: impl Into<String>, converted: impl Into<String>) {
        self.moves.push(Move {
            original: original.into(),
            converted: converted.into(),
            is_target: true,
        });
    }

    /// Records that a new value has its content from another one, at which findings about it are reported.
    pub(super) fn derived(&mut self, original: impl Into<String>, converted: impl Into<String>) {
        self.moves.push(Move {
            original: original.into(),
            converted: converted.into(),
            is_target: false,
        });
    }

    /// Returns a pointer for findings about a value that is not part of the converted document.
    pub(super) fn dropped(&mut self, original: &str, inside: &str) -> String {
        let converted = format!("{inside}/\0{}", self.dropped);
        self.dropped += 1;
        self.derived(original, converted.as_str());
        converted
    }

    /// Copies a value. Returns `None`, with an error, if all copies together are too large.
    pub(super) fn copy(&mut self, value: &Value, at: &str) -> Option<Value> {
        self.reserve(size(value), at).then(|| value.clone())
    }

    /// Reserves memory for a part of a body. Returns false, with an error, if all parts together are too large.
    pub(super) fn reserve(&mut self, size: usize, at: &str) -> bool {
        if let Some(left) = self.budget.checked_sub(size) {
            *self.budget = left;
            return true;
        }
        let message = "one body for each media type of `consumes` and `produces` makes the document too large";
        let finding = Diagnostic::error(TOO_LARGE, at, message)
            .with_help("list fewer media types, or move the schema to `definitions`");
        self.findings.push(finding);
        false
    }

    pub(super) fn warn(&mut self, code: &'static str, at: &str, message: impl Into<String>) {
        self.findings.push(Diagnostic::warning(code, at, message));
    }

    pub(super) fn error(&mut self, code: &'static str, at: &str, message: impl Into<String>) {
        self.findings.push(Diagnostic::error(code, at, message));
    }

    /// Reports a keyword of a schema that is not a field of a parameter or header, but used in its schema.
    pub(super) fn report_keyword(&mut self, kind: ObjectKind, name: &str, at: &MovedPointer) {
        let title = title(kind);
        let message =
            format!("`{name}` is not a field of {title} in Swagger 2.0; used as in OpenAPI 3");
        self.warn("unknown-field", &at.entry(name).converted, message);
        let keyword = at.entry("schema").entry(name).converted;
        self.reported.insert(keyword);
    }

    /// Reports a value of the wrong type.
    pub(super) fn malformed(&mut self, at: &str, expected: &str, found: &Value) {
        let message = format!("expected {expected}, found {}", describe(found));
        self.error("malformed", at, message);
    }

    /// Returns true if Swagger 2.0 defines a field, or if it is used as in a later version. Reports it otherwise.
    pub(super) fn is_field(&mut self, kind: ObjectKind, name: &str, at: &MovedPointer) -> bool {
        if field(kind, name).is_some() {
            return true;
        }
        let is_later = LATER_FIELDS.contains(&(kind, name));
        let reaction = if is_later {
            "used as in OpenAPI 3"
        } else {
            "ignored"
        };
        let title = title(kind);
        let message = format!("`{name}` is not a field of {title} in Swagger 2.0; {reaction}");
        let at = at.entry(name).converted;
        let names = swagger_field_names(title);
        let help = (!is_later).then(|| self.suggestions.did_you_mean(name, names));
        let finding = Diagnostic::warning("unknown-field", at, message);
        self.findings
            .push(finding.with_optional_help(help.flatten()));
        is_later
    }
}

/// The name of an object in Swagger 2.0, with its article.
pub(super) const fn title(kind: ObjectKind) -> &'static str {
    match kind {
        ObjectKind::Document => "a Swagger Object",
        kind => kind.title(),
    }
}

/// Returns the text of a field, which is a number or a boolean in some documents.
pub(super) fn text(object: &Map<String, Value>, name: &str) -> Option<String> {
    match object.get(name)? {
        Value::String(text) => Some(text.clone()),
        value @ (Value::Number(_) | Value::Bool(_)) => Some(value.to_string()),
        _ => None,
    }
}
